#include "batch/tables/db-schema.h"

#include "common/put.h"

static const char *type_of(enum column_type type)
{
    static const char *const types[] = {[COLUMN_TEXT] = " TEXT",
                                        [COLUMN_NUMBER] = " REAL",
                                        [COLUMN_COUNT] = " INTEGER",
                                        [COLUMN_AMOUNT] = "_fen INTEGER",
                                        [COLUMN_DATE] = " TEXT"};

    return types[type];
}

static const char *name_of(const char *name)
{
    if (strcmp(name, "index") == 0)
        return "record_index";
    return strcmp(name, "group") == 0 ? "group_code" : name;
}

void db_schema_table(struct buffer *out, const char *name, const char *first,
                     const struct column *columns, unsigned count)
{
    put(out, "CREATE TABLE ", name, " (", first);
    for (unsigned i = 0; i < count; i++)
        put(out, i != 0 || first[0] != '\0' ? ", " : "",
            name_of(columns[i].name), type_of(columns[i].type));
    put(out, ");");
}

void db_schema_insert(struct buffer *out, const char *name, const char *first,
                      unsigned count)
{
    put(out, "INSERT INTO ", name, " VALUES (", first);
    for (unsigned i = 1; i <= count; i++)
        put(out, i != 1 || first[0] != '\0' ? ", ?" : "?", i);
    put(out, ");");
}

const char db_schema_lookup[] =
    "CREATE INDEX cases_by_source ON cases (source, record_index);";

#define COUNTED                                                                \
    "count(*) AS findings, count(DISTINCT case_id) AS cases,"                  \
    " sum(severity = 'error') AS errors,"                                      \
    " sum(severity = 'warning') AS warnings,"                                  \
    " sum(severity = 'info') AS infos FROM findings GROUP BY "

#define CASE_LIST                                                              \
    "id, source, record_index, case_no, admission, department,"                \
    " department_name, coder, doctor, discharged, dx, dx_name, op, op_name,"   \
    " status, group_code, group_name, kind"

#define MONEY                                                                  \
    ", score, points, cost_fen / 100.0 AS cost,"                               \
    " standard_fen / 100.0 AS standard, margin_fen / 100.0 AS margin, ratio,"  \
    " deviation"

#define ACROSS                                                                 \
    "SELECT f.case_id, f.rule, f.case_no, f.admission, f.department,"          \
    " f.department_name, f.coder, c.admitted, f.discharged, f.value,"          \
    " f.message, f.source, f.record_index"                                     \
    " FROM findings f LEFT JOIN cases c ON c.id = f.case_id WHERE f.rule IN "

#define BY(view, key)                                                          \
    "CREATE VIEW " view " AS SELECT " key ", count(*) AS cases,"               \
    " sum(errors > 0) AS with_error, sum(errors) AS errors,"                   \
    " sum(warnings) AS warnings,"                                              \
    " sum(status = 'grouped') AS grouped,"                                     \
    " sum(settlement = 'priced') AS priced, sum(deviation = 'low') AS low,"    \
    " sum(deviation = 'high') AS high, sum(deviation = 'extreme') AS extreme," \
    " sum(cost_fen) / 100.0 AS cost, sum(standard_fen) / 100.0 AS standard,"   \
    " sum(margin_fen) / 100.0 AS margin"                                       \
    " FROM cases WHERE dialect <> '' GROUP BY " key " ORDER BY " key ";"

const char db_schema_views[] =
    "CREATE INDEX cases_by_no ON cases (case_no, admission);"
    "CREATE INDEX cases_by_department ON cases (department, coder);"
    "CREATE INDEX cases_by_group ON cases (group_code);"
    "CREATE INDEX cases_by_margin ON cases (margin_fen);"
    "CREATE INDEX cases_by_discharge ON cases (discharged);"
    "CREATE INDEX findings_by_case ON findings (case_id);"
    "CREATE INDEX findings_of_rule ON findings (rule, severity);"
    "CREATE INDEX findings_of_department ON findings (department, coder);"

    "CREATE VIEW findings_by_rule AS SELECT rule, " COUNTED
    "rule ORDER BY findings DESC, rule;"
    "CREATE VIEW findings_by_department AS SELECT department,"
    " max(department_name) AS department_name, " COUNTED
    "department ORDER BY findings DESC, department;"
    "CREATE VIEW findings_by_coder AS SELECT coder, " COUNTED
    "coder ORDER BY findings DESC, coder;"

    "CREATE VIEW worst_margin AS SELECT " CASE_LIST MONEY
    " FROM cases WHERE margin_fen IS NOT NULL ORDER BY margin_fen, id;"
    "CREATE VIEW deviations AS SELECT " CASE_LIST MONEY
    ", low_limit_fen / 100.0 AS low_limit, high_limit_fen / 100.0 AS"
    " high_limit FROM cases WHERE deviation IN ('low', 'high', 'extreme')"
    " ORDER BY deviation, ratio, id;"
    "CREATE VIEW ungrouped AS SELECT " CASE_LIST ", cost_fen / 100.0 AS cost,"
    " why FROM cases WHERE status IN ('ungrouped', 'excluded') ORDER BY id;"
    "CREATE VIEW unpriced AS SELECT " CASE_LIST ", cost_fen / 100.0 AS cost,"
    " why FROM cases WHERE settlement = 'unpriced' ORDER BY id;"

    "CREATE VIEW readmissions AS " ACROSS "('BAT003') ORDER BY f.id;"
    "CREATE VIEW duplicates AS " ACROSS
    "('BAT001', 'BAT002', 'BAT004') ORDER BY f.id;"

    "CREATE VIEW work_list AS SELECT " CASE_LIST
    ", deadline, errors, warnings, error_rules, warning_rules, why FROM cases"
    " WHERE errors > 0 OR warnings > 0 OR status IS NULL OR status <>"
    " 'grouped' ORDER BY department, coder, deadline IS NULL, deadline, id;"

    BY("coders", "coder") BY("doctors", "doctor") BY("months", "month")
        BY("kinds", "kind") BY("insurances", "insurance");
