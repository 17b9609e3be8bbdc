/*
 * row-analysis.h -- what analysts ask of a case: who, how the stay ended, what
 * its bill is made of, how it stands to its group.
 */
#ifndef BATCH_TABLES_ROW_ANALYSIS_H
#define BATCH_TABLES_ROW_ANALYSIS_H

#include "batch/common/columns.h"
#include "result/result.h"

/* What a bill is made of, each an amount of its own in cases.csv, in the order
 * of its columns. */
enum fee_class {
    FEE_SERVICE,
    FEE_NURSING,
    FEE_EXAM,
    FEE_LAB,
    FEE_TREATMENT,
    FEE_SURGERY,
    FEE_DRUG,
    FEE_MATERIAL,
    FEE_BLOOD,
    FEE_OTHER,
    FEE_CLASSES
};

#define FEE_FIELDS 26

/* The fields of a pack that are looked at; PACK_NO_FIELD: it has none. */
struct analysis_fields {
    uint16_t organization_name, ward, attending, attending_code, resident_code,
        chief, infant_age, route, way, death, day_surgery, level, charge_type,
        fees[FEE_FIELDS];
};

/* Looks them up. */
void row_analysis_open(struct analysis_fields *f, const struct pack *pack);

/* Fills their cells; those of the page, the group and the settlement are
 * filled by now. */
void row_analysis(const struct analysis_fields *f, struct result *r,
                  struct text cells[CASE_COLUMNS]);

#endif
