/* results.db: the tables of a batch for SQL, in one transaction. */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch/common/csv.h"
#include "batch/sums/tally-columns.h"
#include "batch/tables/db-schema.h"
#include "batch/tables/writer.h"
#include "common/command.h"

/* No clock and no chance stands in the file: the same rows, the same bytes. */
#define SETTINGS                                                               \
    "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';"                      \
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                     \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192;"              \
    "PRAGMA application_id = 1346850375; PRAGMA user_version = 1; BEGIN;"

/* A table of results.db being filled. */
struct filled {
    const char *name, *first; /* columns before those of the list, in SQL */
    const char *first_value;
    const struct column *columns;
    unsigned count;
};

static bool wanted(const struct batch_options *options)
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
    if (type == COLUMN_NUMBER)
        return bind_real(s, at, t);
    return sqlite3_bind_text(s, at, t.at, (int)t.length, SQLITE_STATIC);
}

static bool put_row(sqlite3_stmt *s, const struct filled *table,
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

    db_schema_table(&sql, table->name, table->first, table->columns,
                    table->count);
    buffer_char(&sql, '\0');
    insert = sql.length;
    db_schema_insert(&sql, table->name, table->first_value, table->count);
    if (!sql.failed && run_sql(db, sql.data) &&
        sqlite3_prepare_v2(db, sql.data + insert, -1, &s, NULL) != SQLITE_OK)
        s = NULL;
    buffer_free(&sql);
    return s;
}

static bool copy_table(sqlite3 *db, const struct filled *table, int fd,
                       uint64_t size)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    sqlite3_stmt *s = begin_table(db, table);
    bool good = s != NULL;

    csv_open(&r, fd, 0, size);
    csv_next(&r, cells, table->count, &offset); /* the headings */
    while (good && csv_next(&r, cells, table->count, &offset))
        good = put_row(s, table, cells);
    good = good && !r.failed;
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
        good = put_row(s, &table, cells);
    sqlite3_finalize(s);
    return good;
}

static bool fill(sqlite3 *db, const struct batch_rows *rows)
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

    return run_sql(db, SETTINGS) &&
           copy_table(db, &cases, rows->cases, rows->cases_size) &&
           run_sql(db, db_schema_lookup) &&
           copy_table(db, &findings, rows->findings, rows->findings_size) &&
           put_tallies(db, "groups", &rows->summary->by[BY_GROUP]) &&
           put_tallies(db, "departments", &rows->summary->by[BY_DEPARTMENT]) &&
           run_sql(db, db_schema_views) && run_sql(db, "COMMIT;");
}

static bool write_db(const struct batch_rows *rows, const char *path)
{
    sqlite3 *db = NULL;
    bool good;

    unlink(path);
    /* Its sorting spills here, not to /tmp, which may be small. */
    sqlite3_temp_directory = sqlite3_mprintf("%s", rows->folder);
    good = sqlite3_open(path, &db) == SQLITE_OK && fill(db, rows);
    if (!good)
        command_failed("%s：数据库没有做成：%s；可加 --resume 接着做，"
                       "或用 --no-db 不做它",
                       path, db != NULL ? sqlite3_errmsg(db) : "内存不足");
    sqlite3_close(db);
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = NULL;
    return good;
}

const struct batch_writer db_writer = {"results.db", wanted, write_db};
