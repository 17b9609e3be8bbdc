/*
 * rows.h -- one result as rows of the tables: what cases.csv and findings.csv
 * say of a record.
 */
#ifndef BATCH_TABLES_ROWS_H
#define BATCH_TABLES_ROWS_H

#include "batch/common/columns.h"
#include "batch/tables/row-analysis.h"
#include "result/result.h"

/* The fields of a pack that the tables show; PACK_NO_FIELD: it has none. */
struct row_fields {
    uint16_t organization, department, coder, attending, resident, stay_days,
        patient_name, id_number, phone, address;
};

struct row_settings {
    struct row_fields fields;
    struct analysis_fields analysis;
    uint32_t upload_days; /* from discharge to the upload's deadline */
    bool with_identity;
};

/* Looks the fields up in a pack. */
void rows_open(struct row_settings *s, const struct pack *pack);

/* The department that the record was discharged from, as it stands: code and
 * name, empty if none is given. */
struct text rows_department(const struct row_settings *s,
                            const struct result *r, struct text *name);

/* Fills the cells of a record; they lie in its arena, its pack or the
 * settings, and live until the record is reset. */
void rows_case(const struct row_settings *s, struct result *r,
               struct text cells[CASE_COLUMNS]);

/* Fills the cells of a finding of that record, whose case is given. */
void rows_finding(const struct text of_case[CASE_COLUMNS], struct result *r,
                  const struct finding *f, struct text cells[FINDING_COLUMNS]);

#endif
