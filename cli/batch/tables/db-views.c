/*
 * Indices and views of a batch's database, in the SQL that SQLite 3.7 and
 * PostgreSQL 9.5 both understand: a truth is no number, a quotient by 0 is
 * an error there, and where NULL stands in an order is said.
 */
#include "batch/tables/db-tables.h"
#include "common/put.h"

#define COUNTED                                                                \
    "count(*) AS findings, count(DISTINCT case_id) AS cases,"                  \
    " count(CASE WHEN severity = 'error' THEN 1 END) AS errors,"               \
    " count(CASE WHEN severity = 'warning' THEN 1 END) AS warnings,"           \
    " count(CASE WHEN severity = 'info' THEN 1 END) AS infos"                  \
    " FROM findings GROUP BY "

#define CASE_LIST                                                              \
    "id, source, record_index, case_no, admission, department,"                \
    " department_name, coder, doctor, discharged, dx, dx_name, op, op_name,"   \
    " status, group_code, group_name, kind"

#define COST ", round(cost_fen / 100.0, 2) AS cost"
#define AT_STAKE "round(coalesce(standard_fen, cost_fen) / 100.0, 2)"
#define MARGIN "round(margin_fen / 100.0, 2)"

#define MONEY                                                                  \
    ", score, points" COST ", round(standard_fen / 100.0, 2) AS standard,"     \
    " " MARGIN " AS margin, ratio, deviation"

#define ACROSS                                                                 \
    "SELECT f.case_id, f.rule, f.case_no, f.admission, f.department,"          \
    " f.department_name, f.coder, f.doctor, c.admitted, f.discharged, c.dx,"   \
    " c.dx_name, f.value, f.message, f.source, f.record_index, f.pair_source," \
    " f.pair_index, f.pair_days, f.pair_same_dx"                               \
    " FROM findings f LEFT JOIN cases c ON c.id = f.case_id WHERE f.rule "

/* After the last row: indices and views. */
static const char views[] =
    "CREATE INDEX cases_by_no ON cases (case_no, admission);"
    "CREATE INDEX cases_by_department ON cases (department, coder);"
    "CREATE INDEX cases_by_group ON cases (group_code);"
    "CREATE INDEX cases_by_margin ON cases (margin_fen);"
    "CREATE INDEX cases_by_discharge ON cases (discharged);"
    "CREATE INDEX findings_by_case ON findings (case_id);"
    "CREATE INDEX findings_of_rule ON findings (rule, severity);"
    "CREATE INDEX findings_of_department ON findings (department, coder);"

    /* Cases with what only the whole batch shows of them. */
    "CREATE VIEW judged AS SELECT c.*,"
    " c.errors + (SELECT count(*) FROM findings f WHERE f.case_id = c.id AND"
    " f.rule LIKE 'BAT%' AND f.severity = 'error') AS all_errors,"
    " c.warnings + (SELECT count(*) FROM findings f WHERE f.case_id = c.id AND"
    " f.rule LIKE 'BAT%' AND f.severity = 'warning') AS all_warnings,"
    " (SELECT count(*) FROM findings f WHERE f.case_id = c.id AND"
    " f.rule = 'BAT003') AS readmitted,"
    " (SELECT count(*) FROM findings f WHERE f.case_id = c.id AND"
    " f.rule = 'BAT003' AND f.pair_same_dx = 1) AS split_stay"
    " FROM cases c;"

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
    ", round(low_limit_fen / 100.0, 2) AS low_limit,"
    " round(high_limit_fen / 100.0, 2) AS high_limit FROM cases"
    " WHERE deviation IN ('low', 'high', 'extreme')"
    " ORDER BY deviation, ratio, id;"
    "CREATE VIEW ungrouped AS SELECT " CASE_LIST COST
    ", why FROM cases WHERE status IN ('ungrouped', 'excluded')"
    " AND dialect <> '' ORDER BY id;"
    "CREATE VIEW unpriced AS SELECT " CASE_LIST COST
    ", why FROM cases WHERE settlement = 'unpriced' ORDER BY id;"

    "CREATE VIEW readmissions AS " ACROSS "= 'BAT003' ORDER BY f.id;"
    "CREATE VIEW split_stays AS " ACROSS
    "= 'BAT003' AND f.pair_same_dx = 1 ORDER BY f.id;"
    "CREATE VIEW duplicates AS " ACROSS
    "IN ('BAT001', 'BAT002', 'BAT004') ORDER BY f.id;"

    /* A row a problem; a case without a group and without an error is one. */
    "CREATE VIEW work_list AS SELECT * FROM (SELECT c.id AS case_id,"
    " c.department, c.department_name, c.coder, c.doctor, c.deadline,"
    " c.case_no, c.admission, c.discharged, c.dx, c.dx_name,"
    " " AT_STAKE " AS at_stake, " MARGIN
    " AS margin, f.severity, f.title, f.message, f.advice,"
    " f.field_name, f.tag, f.row, f.value, f.rule, c.source, c.record_index"
    " FROM findings f JOIN cases c ON c.id = f.case_id"
    " WHERE f.severity <> 'info' AND c.dialect <> ''"
    " UNION ALL SELECT id, department, department_name, coder, doctor,"
    " deadline, case_no, admission, discharged, dx, dx_name,"
    " " AT_STAKE ", " MARGIN
    ", status, '没有入组', why, '', '', '', NULL, '', '', source,"
    " record_index FROM cases WHERE errors = 0 AND cause <> ''"
    " AND dialect <> '') AS problems"
    " ORDER BY department, coder, deadline IS NULL, deadline, case_id,"
    " severity, rule;"
    "CREATE VIEW work_stays AS SELECT " CASE_LIST ", deadline, " AT_STAKE
    " AS at_stake, " MARGIN " AS margin, all_errors AS errors,"
    " all_warnings AS warnings, error_rules, warning_rules, why FROM judged"
    " WHERE dialect <> '' AND (all_errors > 0 OR all_warnings > 0 OR"
    " cause <> '') ORDER BY department, coder, deadline IS NULL, deadline, id;"
    /* What is no page is no stay. */
    "CREATE VIEW bad_sources AS SELECT c.source, c.record_index, f.severity,"
    " f.title, f.message, f.advice, f.rule FROM cases c LEFT JOIN findings f"
    " ON f.case_id = c.id WHERE c.dialect = '' ORDER BY c.id, f.id;"

    "CREATE VIEW deaths AS SELECT " CASE_LIST ", age_band, days, icu_hours"
    " FROM cases WHERE death = 1 ORDER BY id;"
    "CREATE VIEW transfers AS SELECT " CASE_LIST ", discharge_way_name, days"
    " FROM cases WHERE transfer = 1 ORDER BY id;"
    "CREATE VIEW long_stays AS SELECT " CASE_LIST ", days, mean_days,"
    " days_over, days_index FROM cases WHERE days_over > 0"
    " ORDER BY days_over DESC, id;"
    "CREATE VIEW special_cases AS SELECT " CASE_LIST MONEY
    " FROM cases WHERE special_case = 1 ORDER BY margin_fen IS NULL,"
    " margin_fen, id;"
    "CREATE VIEW drug_shares AS SELECT " CASE_LIST COST
    ", drug_share, material_share, exam_share, lab_share, surgery_share,"
    " nursing_share FROM cases WHERE drug_share IS NOT NULL"
    " ORDER BY drug_share DESC, id;";

/* ---- means --------------------------------------------------------------- */

/* Rounded as whole numbers of the last place, where a half is exact: SQLite's
 * means of fractions are not, and 2.66075 became 2.6607. */
struct mean {
    const char *name, *of;             /* a whole number of small units */
    const char *over, *units, *places; /* over: 1, or 10000 of them */
};

#define AMOUNT_MEAN(name, fen)                                                 \
    {                                                                          \
        name, fen, "1.0", "100.0", "2"                                         \
    }
#define DAYS_MEAN AMOUNT_MEAN("average_days", "days * 100")
#define NUMBER_MEAN(name, of)                                                  \
    {                                                                          \
        name, "CAST(round(" of " * 100000000) AS BIGINT)", "10000.0",          \
            "10000.0", "4"                                                     \
    }
#define SHARE_MEAN(name, truth)                                                \
    {                                                                          \
        name, truth " * 10000", "1.0", "10000.0", "4"                          \
    }

static void put_mean_columns(const struct mean *means, size_t count,
                             struct buffer *out)
{
    for (const struct mean *m = means; m < means + count; m++)
        put(out, ", round(round(avg(", m->of, ") / ", m->over, ") / ", m->units,
            ", ", m->places, ") AS ", m->name);
}

static void put_department_groups(struct buffer *out)
{
    static const struct mean means[] = {
        DAYS_MEAN, NUMBER_MEAN("cost_index", "cost_index")};

    put(out, "CREATE VIEW department_groups AS SELECT department,"
             " max(department_name) AS department_name, group_code,"
             " max(group_name) AS group_name, count(*) AS cases,"
             " round(sum(cost_fen) / 100.0, 2) AS cost,"
             " round(sum(margin_fen) / 100.0, 2) AS margin");
    put_mean_columns(means, COUNT_OF(means), out);
    put(out, " FROM cases WHERE group_code <> '' GROUP BY department,"
             " group_code ORDER BY department, sum(margin_fen) IS NULL,"
             " sum(margin_fen), group_code;");
}

/* ---- sums by something --------------------------------------------------- */

/* Rates as in tally-columns.c: means leave out what is not known. */
static const char sums[] =
    ", count(*) AS cases,"
    " count(CASE WHEN all_errors > 0 THEN 1 END) AS with_error,"
    " sum(all_errors) AS errors, sum(all_warnings) AS warnings,"
    " count(CASE WHEN status = 'grouped' THEN 1 END) AS grouped,"
    " count(CASE WHEN settlement = 'priced' THEN 1 END) AS priced,"
    " count(CASE WHEN deviation = 'low' THEN 1 END) AS low,"
    " count(CASE WHEN deviation = 'high' THEN 1 END) AS high,"
    " count(CASE WHEN deviation = 'extreme' THEN 1 END) AS extreme,"
    " round(sum(cost_fen) / 100.0, 2) AS cost,"
    " round(sum(standard_fen) / 100.0, 2) AS standard,"
    " round(sum(margin_fen) / 100.0, 2) AS margin,"
    " sum(death) AS deaths, sum(transfer) AS transfers,"
    " sum(readmitted) AS readmissions, sum(split_stay) AS split_stays";

static const struct mean rates[] = {
    SHARE_MEAN("with_error_rate", "CASE WHEN all_errors > 0 THEN 1 ELSE 0 END"),
    AMOUNT_MEAN("errors_per_100", "all_errors * 10000"),
    SHARE_MEAN("grouped_rate",
               "CASE WHEN status = 'grouped' THEN 1 ELSE 0 END"),
    NUMBER_MEAN("cmi", "weight"),
    AMOUNT_MEAN("average_cost", "cost_fen"),
    DAYS_MEAN,
    AMOUNT_MEAN("average_margin", "margin_fen"),
    NUMBER_MEAN("cost_index", "cost_index"),
    NUMBER_MEAN("days_index", "days_index"),
    SHARE_MEAN("low_rate",
               "CASE deviation WHEN '' THEN NULL WHEN 'low' THEN 1 ELSE 0 END"),
    SHARE_MEAN("high_rate",
               "CASE deviation WHEN '' THEN NULL WHEN 'high' THEN 1"
               " WHEN 'extreme' THEN 1 ELSE 0 END"),
    SHARE_MEAN("deviation_rate", "CASE deviation WHEN '' THEN NULL"
                                 " WHEN 'normal' THEN 0 ELSE 1 END"),
    SHARE_MEAN("death_rate", "coalesce(death, 0)"),
    SHARE_MEAN("transfer_rate", "coalesce(transfer, 0)")};

/* Parts of the bill, of the cases whose bill is known. */
static void put_share(const char *fee, struct buffer *out)
{
    put(out, ", round(round(10000.0 * sum(CASE WHEN drug_share IS NOT NULL",
        " THEN fee_", fee, "_fen END) / nullif(sum(CASE WHEN drug_share",
        " IS NOT NULL THEN cost_fen END), 0)) / 10000.0, 4) AS ", fee,
        "_share");
}

static void put_sums(const char *view, const char *key, struct buffer *out)
{
    static const char *const fees[] = {"drug", "material", "exam",
                                       "lab",  "surgery",  "nursing"};

    put(out, "CREATE VIEW ", view, " AS SELECT ", key, sums);
    put_mean_columns(rates, COUNT_OF(rates), out);
    for (size_t i = 0; i < COUNT_OF(fees); i++)
        put_share(fees[i], out);
    put_mean_columns(&(struct mean)NUMBER_MEAN("average_score", "score"), 1,
                     out);
    put(out, " FROM judged WHERE dialect <> '' GROUP BY ", key, " ORDER BY ",
        key, " IS NULL, ", key, ";");
}

void db_put_views(struct buffer *out)
{
    static const char *const by[][2] = {
        {"coders", "coder"},         {"doctors", "doctor"},
        {"months", "month"},         {"kinds", "kind"},
        {"insurances", "insurance"}, {"wards", "ward"},
        {"causes", "cause"},         {"organizations", "organization"},
        {"ages", "age_band"}};

    put(out, views);
    put_department_groups(out);
    for (size_t i = 0; i < COUNT_OF(by); i++)
        put_sums(by[i][0], by[i][1], out);
}
