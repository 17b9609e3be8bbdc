/*
 * results.db: the tables of a batch for SQL (db-tables.h), in one transaction.
 * Decimals that are no amounts are REAL.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch/tables/db-tables.h"
#include "common/command.h"
#include "common/put.h"

/* No clock and no chance stands in the file: the same rows, the same bytes. */
#define SETTINGS                                                               \
    "PRAGMA page_size = 16384; PRAGMA encoding = 'UTF-8';"                     \
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                     \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192;"              \
    "PRAGMA application_id = 1346850375; PRAGMA user_version = 1; BEGIN;"

/* One thread has it: no lock at each cell. */
#define OPEN_NEW                                                               \
    (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX)

struct sqlite_database {
    struct database all; /* the first member */
    sqlite3 *db;
    sqlite3_stmt *insert; /* of the table that is being filled */
};

static bool asks_for_database(const struct batch_options *options)
{
    return !options->no_db;
}

static struct sqlite_database *sqlite_of(struct database *db)
{
    return (struct sqlite_database *)db;
}

static bool run_sql(struct database *db, const char *sql)
{
    return sqlite3_exec(sqlite_of(db)->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* ---- a row --------------------------------------------------------------- */

static int bind_whole(sqlite3_stmt *s, int at, struct text t, bool amount)
{
    int64_t n;

    return db_whole(t, amount, &n) ? sqlite3_bind_int64(s, at, n)
                                   : sqlite3_bind_null(s, at);
}

/* The nearest double: of few digits both parts are exact, so that one division
 * rounds as strtod does. */
static double real_of(struct text t)
{
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    char digits[DECIMAL_TEXT_MAX + 1];
    const bool minus = t.length != 0 && t.at[0] == '-';
    size_t behind = 0;
    int64_t n = 0;

    if (t.length <= COUNT_OF(powers)) {
        for (size_t i = minus; i < t.length; i++) {
            if (t.at[i] == '.')
                behind = t.length - i - 1;
            else
                n = n * 10 + (t.at[i] - '0');
        }
        return (double)(minus ? -n : n) / powers[behind];
    }
    t = text_cut(t, DECIMAL_TEXT_MAX);
    memcpy(digits, t.at, t.length);
    digits[t.length] = '\0';
    return strtod(digits, NULL);
}

static int bind(sqlite3_stmt *s, int at, enum column_type type, struct text t)
{
    if (t.length == 0 && type != COLUMN_TEXT)
        return sqlite3_bind_null(s, at);
    if (type == COLUMN_COUNT || type == COLUMN_AMOUNT)
        return bind_whole(s, at, t, type == COLUMN_AMOUNT);
    if (type == COLUMN_NUMBER || type == COLUMN_SHARE)
        return sqlite3_bind_double(s, at, real_of(t));
    return sqlite3_bind_text(s, at, t.at, (int)t.length, SQLITE_STATIC);
}

static bool insert_row(struct database *db, const struct db_table *table,
                       const struct text *cells)
{
    sqlite3_stmt *s = sqlite_of(db)->insert;
    bool good = true;

    for (unsigned i = 0; good && i < table->count; i++)
        good =
            bind(s, (int)i + 1, table->columns[i].type, cells[i]) == SQLITE_OK;
    good = good && sqlite3_step(s) == SQLITE_DONE;
    return sqlite3_reset(s) == SQLITE_OK && good;
}

/* ---- tables -------------------------------------------------------------- */

/* One parameter a column; an id is given where it is NULL. */
static bool begin_table(struct database *db, const struct db_table *table)
{
    struct sqlite_database *mine = sqlite_of(db);
    struct buffer sql = {0};
    bool good;

    put(&sql, "INSERT INTO ", table->name, " VALUES (",
        table->numbered ? "NULL, " : "",
        table->of_cases ? DB_CASE_OF("?1", "?2") ", " : "");
    for (unsigned i = 1; i <= table->count; i++)
        put(&sql, i != 1 ? ", ?" : "?", i);
    put(&sql, ");");
    buffer_char(&sql, '\0');
    good = !sql.failed && sqlite3_prepare_v2(mine->db, sql.data, -1,
                                             &mine->insert, NULL) == SQLITE_OK;
    buffer_free(&sql);
    return good;
}

static bool end_table(struct database *db, const struct db_table *table,
                      bool good)
{
    (void)table;
    sqlite3_finalize(sqlite_of(db)->insert);
    sqlite_of(db)->insert = NULL;
    return good;
}

static bool fill_database(sqlite3 *db, const struct batch_rows *rows)
{
    static const char *const types[] = {
        [COLUMN_TEXT] = "TEXT",     [COLUMN_NUMBER] = "REAL",
        [COLUMN_COUNT] = "INTEGER", [COLUMN_AMOUNT] = "INTEGER",
        [COLUMN_SHARE] = "REAL",    [COLUMN_DATE] = "TEXT"};
    struct sqlite_database to = {
        {types, false, run_sql, begin_table, insert_row, end_table}, db, NULL};

    return run_sql(&to.all, SETTINGS) && db_fill(&to.all, rows) &&
           run_sql(&to.all, "COMMIT;");
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
    good = sqlite3_open_v2(path, &db, OPEN_NEW, NULL) == SQLITE_OK &&
           fill_database(db, rows);
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
