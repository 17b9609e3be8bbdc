#include "batch/tables/columns.h"

#define COLUMN(id, name, heading, type) {name, heading, COLUMN_##type},

const struct column case_columns[CASE_COLUMNS] = {CASE_COLUMNS_LIST(COLUMN)};
const struct column finding_columns[FINDING_COLUMNS] = {
    FINDING_COLUMNS_LIST(COLUMN)};
