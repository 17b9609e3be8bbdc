#include "batch/common/columns.h"

#define COLUMN(id, name, heading, type) {name, heading, COLUMN_##type},
#define CASE(id, name, heading, type, kind)                                    \
    [CASES_##id] = {name, heading, COLUMN_##type},

const struct column case_columns[CASE_COLUMNS] = {CASE_COLUMNS_LIST(CASE)};
const struct column finding_columns[FINDING_COLUMNS] = {
    FINDING_COLUMNS_LIST(COLUMN)};

void columns_share(const struct text of_case[CASE_COLUMNS],
                   struct text cells[FINDING_COLUMNS])
{
    for (unsigned i = 0; i < FINDING_COLUMNS; i++)
        cells[i] = TEXT("");
    cells[FINDINGS_SOURCE] = of_case[CASES_SOURCE];
    cells[FINDINGS_INDEX] = of_case[CASES_INDEX];
    cells[FINDINGS_CASE_NO] = of_case[CASES_CASE_NO];
    cells[FINDINGS_ADMISSION] = of_case[CASES_ADMISSION];
    cells[FINDINGS_DEPARTMENT] = of_case[CASES_DEPARTMENT];
    cells[FINDINGS_DEPARTMENT_NAME] = of_case[CASES_DEPARTMENT_NAME];
    cells[FINDINGS_CODER] = of_case[CASES_CODER];
    cells[FINDINGS_DOCTOR] = of_case[CASES_DOCTOR];
    cells[FINDINGS_DISCHARGED] = of_case[CASES_DISCHARGED];
    cells[FINDINGS_DEADLINE] = of_case[CASES_DEADLINE];
    cells[FINDINGS_SAMPLE] = of_case[CASES_SAMPLE];
}
