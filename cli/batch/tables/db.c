/*
 * results.db: the tables of a batch for SQL, in one transaction.
 * docs/batch.md describes it.
 *
 * A column is called as in the CSV files, but for two words of SQL: `index`
 * is record_index, `group` is group_code. Amounts are whole fen (cost_fen),
 * so that sums are exact; other decimals are REAL, days are texts.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch/common/csv.h"
#include "batch/sums/tally-columns.h"
#include "batch/tables/writer.h"
#include "common/command.h"
#include "common/put.h"
#include "common/tree.h"
#include "version.h"

/* No clock and no chance stands in the file: the same rows, the same bytes. */
#define SETTINGS                                                               \
    "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';"                      \
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                     \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192;"              \
    "PRAGMA application_id = 1346850375; PRAGMA user_version = 1; BEGIN;"

/* ---- what it holds ------------------------------------------------------- */

static const char *sql_type(enum column_type type)
{
    static const char *const types[] = {
        [COLUMN_TEXT] = " TEXT",     [COLUMN_NUMBER] = " REAL",
        [COLUMN_COUNT] = " INTEGER", [COLUMN_AMOUNT] = "_fen INTEGER",
        [COLUMN_SHARE] = " REAL",    [COLUMN_DATE] = " TEXT"};

    return types[type];
}

static const char *sql_name(const char *name)
{
    if (strcmp(name, "index") == 0)
        return "record_index";
    return strcmp(name, "group") == 0 ? "group_code" : name;
}

/* Appends the statement that makes a table with these columns behind `first`,
 * which is SQL. */
static void put_create(struct buffer *out, const char *name, const char *first,
                       const struct column *columns, unsigned count)
{
    put(out, "CREATE TABLE ", name, " (", first);
    for (unsigned i = 0; i < count; i++)
        put(out, i != 0 || first[0] != '\0' ? ", " : "",
            sql_name(columns[i].name), sql_type(columns[i].type));
    put(out, ");");
}

/* Appends the statement that fills a row of it: one parameter a column behind
 * `first`, which is SQL. */
static void put_insert(struct buffer *out, const char *name, const char *first,
                       unsigned count)
{
    put(out, "INSERT INTO ", name, " VALUES (", first);
    for (unsigned i = 1; i <= count; i++)
        put(out, i != 1 || first[0] != '\0' ? ", ?" : "?", i);
    put(out, ");");
}

/* Before the first finding: how the case of a finding is found. */
static const char lookup[] =
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
    " f.department_name, f.coder, f.doctor, c.admitted, f.discharged, c.dx,"   \
    " c.dx_name, f.value, f.message, f.source, f.record_index, f.pair_source," \
    " f.pair_index, f.pair_days, f.pair_same_dx"                               \
    " FROM findings f LEFT JOIN cases c ON c.id = f.case_id WHERE f.rule "

/* A share of the cases; a mean, which leaves out what is not known; a part of
 * the bill, of the cases whose bill is known. The same as tally-columns.c. */
#define PART(what, name) ", round(avg(" what "), 4) AS " name
#define MEAN(what, places, name) ", round(avg(" what "), " places ") AS " name
#define BILL(fee, name)                                                        \
    ", round(1.0 * sum(CASE WHEN drug_share IS NOT NULL THEN " fee             \
    " END) / sum(CASE WHEN drug_share IS NOT NULL THEN cost_fen END), 4)"      \
    " AS " name

#define BY(view, key)                                                                                                                                    \
    "CREATE VIEW " view " AS SELECT " key ", count(*) AS cases,"                                                                                         \
    " sum(all_errors > 0) AS with_error, sum(all_errors) AS errors,"                                                                                     \
    " sum(all_warnings) AS warnings,"                                                                                                                    \
    " sum(status = 'grouped') AS grouped,"                                                                                                               \
    " sum(settlement = 'priced') AS priced, sum(deviation = 'low') AS low,"                                                                              \
    " sum(deviation = 'high') AS high, sum(deviation = 'extreme') AS extreme,"                                                                           \
    " sum(cost_fen) / 100.0 AS cost, sum(standard_fen) / 100.0 AS standard,"                                                                             \
    " sum(margin_fen) / 100.0 AS margin, sum(death) AS deaths,"                                                                                          \
    " sum(transfer) AS transfers, sum(readmitted) AS readmissions,"                                                                                      \
    " sum(split_stay) AS split_stays" PART("all_errors > 0", "with_error_rate") ", round(100.0 * sum(all_errors) / count(*), 2) AS errors_per_100" PART( \
        "status = 'grouped'", "grouped_rate") MEAN("score", "4", "cmi")                                                                                  \
        MEAN("cost_fen / 100.0", "2", "average_cost") MEAN(                                                                                              \
            "days", "2",                                                                                                                                 \
            "average_days") MEAN("margin_fen / 100.0", "2",                                                                                              \
                                 "average_margin") MEAN("cost_index", "4",                                                                               \
                                                        "cost_index")                                                                                    \
            MEAN("days_index", "4", "days_index") MEAN(                                                                                                  \
                "CASE WHEN deviation <> '' THEN deviation = 'low' END", "4",                                                                             \
                "low_rate") MEAN("CASE WHEN deviation <> '' THEN deviation IN ('high', 'extreme')"                                                       \
                                 " END",                                                                                                                 \
                                 "4", "high_rate") PART("coalesce(death, 0)",                                                                            \
                                                        "death_rate")                                                                                    \
                PART("coalesce(transfer, 0)", "transfer_rate") BILL(                                                                                     \
                    "fee_drug_fen", "drug_share") BILL("fee_material_fen",                                                                               \
                                                       "material_share")                                                                                 \
                    BILL("fee_exam_fen", "exam_share") BILL(                                                                                             \
                        "fee_lab_fen", "lab_share") BILL("fee_surgery_fen",                                                                              \
                                                         "surgery_share")                                                                                \
                        BILL("fee_nursing_fen", "nursing_share") MEAN(                                                                                   \
                            "CASE WHEN deviation <> '' THEN deviation <> 'normal' END",                                                                  \
                            "4",                                                                                                                         \
                            "deviation_rate") " FROM judged WHERE dialect <> '' GROUP BY " key                                                           \
                                              " ORDER BY " key ";"

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
    " f.rule GLOB 'BAT*' AND f.severity = 'error') AS all_errors,"
    " c.warnings + (SELECT count(*) FROM findings f WHERE f.case_id = c.id AND"
    " f.rule GLOB 'BAT*' AND f.severity = 'warning') AS all_warnings,"
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
    ", low_limit_fen / 100.0 AS low_limit, high_limit_fen / 100.0 AS"
    " high_limit FROM cases WHERE deviation IN ('low', 'high', 'extreme')"
    " ORDER BY deviation, ratio, id;"
    "CREATE VIEW ungrouped AS SELECT " CASE_LIST ", cost_fen / 100.0 AS cost,"
    " why FROM cases WHERE status IN ('ungrouped', 'excluded') ORDER BY id;"
    "CREATE VIEW unpriced AS SELECT " CASE_LIST ", cost_fen / 100.0 AS cost,"
    " why FROM cases WHERE settlement = 'unpriced' ORDER BY id;"

    "CREATE VIEW readmissions AS " ACROSS "= 'BAT003' ORDER BY f.id;"
    "CREATE VIEW split_stays AS " ACROSS
    "= 'BAT003' AND f.pair_same_dx = 1 ORDER BY f.id;"
    "CREATE VIEW duplicates AS " ACROSS
    "IN ('BAT001', 'BAT002', 'BAT004') ORDER BY f.id;"

    /* A row a problem; a case without a group and without an error is one. */
    "CREATE VIEW work_list AS SELECT * FROM (SELECT c.id AS case_id, c.department,"
    " c.department_name, c.coder, c.doctor, c.deadline, c.case_no,"
    " c.admission, c.discharged, c.dx, c.dx_name,"
    " coalesce(c.standard_fen, c.cost_fen) / 100.0 AS at_stake,"
    " c.margin_fen / 100.0 AS margin, f.severity, f.title, f.message, f.advice,"
    " f.field_name, f.tag, f.row, f.value, f.rule, c.source, c.record_index"
    " FROM findings f JOIN cases c ON c.id = f.case_id"
    " WHERE f.severity <> 'info'"
    " UNION ALL SELECT id, department, department_name, coder, doctor,"
    " deadline, case_no, admission, discharged, dx, dx_name,"
    " coalesce(standard_fen, cost_fen) / 100.0, margin_fen / 100.0, status,"
    " '没有入组', why, '', '', '', NULL, '', '', source, record_index"
    " FROM cases WHERE errors = 0 AND cause <> '') ORDER BY department,"
    " coder, deadline IS NULL, deadline, case_id, severity, rule;"
    "CREATE VIEW work_stays AS SELECT " CASE_LIST
    ", deadline, coalesce(standard_fen, cost_fen) / 100.0 AS at_stake,"
    " margin_fen / 100.0 AS margin, all_errors AS errors,"
    " all_warnings AS warnings, error_rules, warning_rules, why FROM judged"
    " WHERE all_errors > 0 OR all_warnings > 0 OR cause <> ''"
    " ORDER BY department, coder, deadline IS NULL, deadline, id;"

    "CREATE VIEW deaths AS SELECT " CASE_LIST ", age_band, days, icu_hours"
    " FROM cases WHERE death = 1 ORDER BY id;"
    "CREATE VIEW transfers AS SELECT " CASE_LIST ", discharge_way_name, days"
    " FROM cases WHERE transfer = 1 ORDER BY id;"
    "CREATE VIEW long_stays AS SELECT " CASE_LIST ", days, mean_days,"
    " days_over, days_index FROM cases WHERE days_over > 0"
    " ORDER BY days_over DESC, id;"
    "CREATE VIEW special_cases AS SELECT " CASE_LIST MONEY
    " FROM cases WHERE special_case = 1 ORDER BY margin_fen, id;"
    "CREATE VIEW drug_shares AS SELECT " CASE_LIST ", cost_fen / 100.0 AS cost,"
    " drug_share, material_share, exam_share, lab_share, surgery_share,"
    " nursing_share FROM cases WHERE drug_share IS NOT NULL"
    " ORDER BY drug_share DESC, id;"
    "CREATE VIEW department_groups AS SELECT department,"
    " max(department_name) AS department_name, group_code,"
    " max(group_name) AS group_name, count(*) AS cases,"
    " sum(cost_fen) / 100.0 AS cost, sum(margin_fen) / 100.0 AS margin,"
    " round(avg(days), 2) AS average_days,"
    " round(avg(cost_index), 4) AS cost_index"
    " FROM cases WHERE group_code <> '' GROUP BY department, group_code"
    " ORDER BY department, margin, group_code;"

    BY("coders", "coder") BY("doctors", "doctor") BY("months", "month")
        BY("kinds", "kind") BY("insurances", "insurance") BY("wards", "ward")
            BY("organizations", "organization") BY("causes", "cause")
                BY("ages", "age_band");

/* ---- filling it ---------------------------------------------------------- */

/* A table of results.db being filled. */
struct filled {
    const char *name, *first; /* columns before those of the list, in SQL */
    const char *first_value;
    const struct column *columns;
    unsigned count;
};

static bool asks_for_database(const struct batch_options *options)
{
    return !options->no_db;
}

static bool run_sql(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* ---- a row --------------------------------------------------------------- */

/* Binds a decimal: an amount in fen, a count as it is. */
static int bind_whole(sqlite3_stmt *s, int at, struct text t, bool amount)
{
    int128 n;
    bool exact;

    if (!decimal_parse(t, &n) ||
        (amount && !decimal_multiply(n, decimal_from_int(100), &n)))
        return sqlite3_bind_null(s, at);
    return sqlite3_bind_int64(s, at,
                              decimal_to_int(decimal_round(n, 0), &exact));
}

static int bind_real(sqlite3_stmt *s, int at, struct text t)
{
    char digits[DECIMAL_TEXT_MAX + 1];
    const size_t length =
        t.length < DECIMAL_TEXT_MAX ? t.length : DECIMAL_TEXT_MAX;

    memcpy(digits, t.at, length);
    digits[length] = '\0';
    return sqlite3_bind_double(s, at, strtod(digits, NULL));
}

static int bind(sqlite3_stmt *s, int at, enum column_type type, struct text t)
{
    if (t.length == 0 && type != COLUMN_TEXT)
        return sqlite3_bind_null(s, at);
    if (type == COLUMN_COUNT || type == COLUMN_AMOUNT)
        return bind_whole(s, at, t, type == COLUMN_AMOUNT);
    if (type == COLUMN_NUMBER || type == COLUMN_SHARE)
        return bind_real(s, at, t);
    return sqlite3_bind_text(s, at, t.at, (int)t.length, SQLITE_STATIC);
}

static bool insert_row(sqlite3_stmt *s, const struct filled *table,
                       const struct text *cells)
{
    bool good = true;

    for (unsigned i = 0; good && i < table->count; i++)
        good =
            bind(s, (int)i + 1, table->columns[i].type, cells[i]) == SQLITE_OK;
    good = good && sqlite3_step(s) == SQLITE_DONE;
    return sqlite3_reset(s) == SQLITE_OK && good;
}

/* ---- tables -------------------------------------------------------------- */

/* Makes a table and the statement that fills it; NULL on failure. */
static sqlite3_stmt *begin_table(sqlite3 *db, const struct filled *table)
{
    struct buffer sql = {0};
    sqlite3_stmt *s = NULL;
    size_t insert;

    put_create(&sql, table->name, table->first, table->columns, table->count);
    buffer_char(&sql, '\0');
    insert = sql.length;
    put_insert(&sql, table->name, table->first_value, table->count);
    if (!sql.failed && run_sql(db, sql.data) &&
        sqlite3_prepare_v2(db, sql.data + insert, -1, &s, NULL) != SQLITE_OK)
        s = NULL;
    buffer_free(&sql);
    return s;
}

static bool copy_to_table(sqlite3 *db, const struct filled *table, int fd,
                          uint64_t size)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    sqlite3_stmt *s = begin_table(db, table);
    enum step step = STEP_END;
    bool good = s != NULL;

    csv_open(&r, fd, 0, size);
    good = good && csv_pass_head(&r);
    while (good &&
           (step = csv_next(&r, cells, table->count, &offset)) == STEP_ITEM)
        good = insert_row(s, table, cells);
    good = good && step == STEP_END;
    csv_close(&r);
    sqlite3_finalize(s);
    return good;
}

static bool put_tallies(sqlite3 *db, const char *name,
                        const struct tally_table *t)
{
    const struct filled table = {name, "", "", tally_columns, TALLY_COLUMNS};
    struct text cells[TALLY_COLUMNS];
    struct tally_texts texts;
    sqlite3_stmt *s = begin_table(db, &table);
    bool good = s != NULL;

    for (uint32_t i = 0; good && tally_row(t, i, &texts, cells); i++)
        good = insert_row(s, &table, cells);
    sqlite3_finalize(s);
    return good;
}

/* ---- what the batch was run with ----------------------------------------- */

static const struct column run_columns[] = {{"name", NULL, COLUMN_TEXT},
                                            {"value", NULL, COLUMN_TEXT}};

static bool put_run_row(sqlite3_stmt *s, const struct filled *table,
                        const char *name, struct text value)
{
    const struct text cells[] = {text_of(name), value};

    return insert_row(s, table, cells);
}

static bool put_pack_row(sqlite3_stmt *s, const struct filled *table,
                         const json_t *pack)
{
    struct buffer value = {0};
    bool good;

    put(&value, tree_text(pack, "region"), " ", tree_text(pack, "name"), " ",
        tree_text(pack, "generation"), " ", tree_text(pack, "digest"));
    good = !value.failed && put_run_row(s, table, "pack", buffer_view(&value));
    buffer_free(&value);
    return good;
}

/* The table `run`: the program, its packs, and whether values are invented. */
static bool put_run(sqlite3 *db, struct text head)
{
    const struct filled table = {"run", "", "", run_columns,
                                 COUNT_OF(run_columns)};
    json_t *tree = tree_load_begun(head);
    const json_t *packs = json_object_get(tree, "packs");
    sqlite3_stmt *s = begin_table(db, &table);
    bool good = tree != NULL && s != NULL &&
                put_run_row(s, &table, "program",
                            TEXT("pregroup " PREGROUP_VERSION_TEXT)) &&
                put_run_row(s, &table, "sample",
                            tree_has_sample(tree)
                                ? TEXT("示例：病种、分值或标准是虚构的")
                                : TEXT(""));

    for (size_t i = 0; good && i < json_array_size(packs); i++)
        good = put_pack_row(s, &table, json_array_get(packs, i));
    sqlite3_finalize(s);
    json_decref(tree);
    return good;
}

static bool fill_database(sqlite3 *db, const struct batch_rows *rows)
{
    const struct filled cases = {
        "cases", "id INTEGER PRIMARY KEY", "NULL", case_columns,
        case_columns_shown(rows->options->asked.with_identity)};
    const struct filled findings = {
        "findings",
        "id INTEGER PRIMARY KEY, case_id INTEGER REFERENCES cases (id)",
        "NULL, (SELECT min(id) FROM cases WHERE source = ?1 AND"
        " record_index = ?2)",
        finding_columns, FINDING_COLUMNS};

    return run_sql(db, SETTINGS) && put_run(db, rows->facts->head) &&
           copy_to_table(db, &cases, rows->cases, rows->cases_size) &&
           run_sql(db, lookup) &&
           copy_to_table(db, &findings, rows->findings, rows->findings_size) &&
           put_tallies(db, "groups", &rows->summary->by[BY_GROUP]) &&
           put_tallies(db, "departments", &rows->summary->by[BY_DEPARTMENT]) &&
           run_sql(db, views) && run_sql(db, "COMMIT;");
}

/* In words, the common ones. */
static const char *reason(sqlite3 *db)
{
    switch (db != NULL ? sqlite3_errcode(db) & 0xFF : SQLITE_NOMEM) {
    case SQLITE_NOMEM:
        return "内存不足";
    case SQLITE_FULL:
        return "磁盘已满";
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
        return "读写出错";
    case SQLITE_CANTOPEN:
        return "打不开文件";
    case SQLITE_OK:
        return "读不了表，或内存不足";
    default:
        return sqlite3_errmsg(db);
    }
}

static sqlite3_int64 count(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    sqlite3_int64 n = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

/* The file, opened again, is whole and has as many rows as the tables. */
static bool is_held(const char *path, const struct batch_rows *rows)
{
    const uint64_t *told = rows->summary->all.counts;
    sqlite3 *db = NULL;
    bool good =
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        count(db, "SELECT quick_check = 'ok' FROM pragma_quick_check(1)") ==
            1 &&
        count(db, "SELECT count(*) FROM cases") ==
            (sqlite3_int64)summary_rows(rows->summary) &&
        count(db, "SELECT count(*) FROM findings") ==
            (sqlite3_int64)(told[COUNT_ERRORS] + told[COUNT_WARNINGS] +
                            told[COUNT_INFOS]);

    sqlite3_close(db);
    return good;
}

static bool write_db(const struct batch_rows *rows, const char *path)
{
    sqlite3 *db = NULL;
    bool good;

    unlink(path);
    /* Its sorting spills here, not to /tmp, which may be small. */
    sqlite3_temp_directory = sqlite3_mprintf("%s", rows->folder);
    good = sqlite3_open(path, &db) == SQLITE_OK && fill_database(db, rows);
    if (!good)
        command_failed("%s：数据库没有做成：%s；可加 --resume 接着做，"
                       "或用 --no-db 不做它",
                       path, reason(db));
    if (sqlite3_close(db) != SQLITE_OK || (good && !is_held(path, rows)))
        good = command_refused("%s：读写出错：写成的数据库不是应写的", path);
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = NULL;
    return good;
}

const struct batch_writer db_writer = {"results.db", false, asks_for_database,
                                       write_db};
