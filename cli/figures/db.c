#include "figures/db.h"

#include <sqlite3.h>
#include <string.h>

#include "common/command.h"
#include "common/files.h"
#include "common/put.h"
#include "figures/stays.h"
#include "pack/own-checks.h"

#define MAGIC "SQLite format 3"
#define FEN "_fen"

bool figures_is_database(const char *path)
{
    struct buffer head = {0};
    bool is = file_load(path, sizeof(MAGIC), &head) &&
              text_starts(buffer_view(&head), TEXT(MAGIC));

    buffer_free(&head);
    return is;
}

static int columns_of(sqlite3_stmt *s)
{
    const int count = sqlite3_column_count(s);

    return count < (int)TABLE_COLUMNS ? count : (int)TABLE_COLUMNS;
}

/* As cases.csv calls the column: two names are words of SQL, an amount there is
 * in yuan. */
static void put_db_name(struct buffer *out, const char *name)
{
    const struct text t = text_of(name);
    const struct text fen = TEXT(FEN);

    if (text_equal(t, TEXT("record_index")))
        put(out, "index");
    else if (text_equal(t, TEXT("group_code")))
        put(out, "group");
    else
        put(out, text_ends(t, fen) ? text_head(t, t.length - fen.length) : t);
}

static void put_cell(struct buffer *out, sqlite3_stmt *s, int column)
{
    const struct text text =
        text_of(sqlite3_column_type(s, column) == SQLITE_NULL
                    ? ""
                    : (const char *)sqlite3_column_text(s, column));
    int128 n;

    if (text.length != 0 &&
        text_ends(text_of(sqlite3_column_name(s, column)), TEXT(FEN)) &&
        decimal_parse(text, &n))
        put(out, n / 100);
    else
        figures_put_cell(out, text);
}

/* Puts the names of the columns, without the id, and which are to be kept. */
static void put_names(struct buffer *out, sqlite3_stmt *s,
                      const struct table_keep *keep, bool kept[TABLE_COLUMNS])
{
    for (int i = 1; i < columns_of(s); i++) {
        size_t from;

        put(out, i != 1 ? "," : "");
        from = out->length;
        put_db_name(out, sqlite3_column_name(s, i));
        kept[i] = table_keeps(keep, text_behind(buffer_view(out), from));
    }
    put(out, "\n");
}

/* Puts the row that the statement is at. */
static void put_row(struct buffer *out, sqlite3_stmt *s,
                    const bool kept[TABLE_COLUMNS])
{
    for (int i = 1; i < columns_of(s); i++) {
        put(out, i != 1 ? "," : "");
        if (kept[i])
            put_cell(out, s, i);
    }
    put(out, "\n");
}

static const char plain[] = "SELECT * FROM cases ORDER BY id";
static const char with_stays[] =
    "SELECT c.*, count(f.rule) > 0 AS readmitted,"
    " coalesce(max(f.pair_same_dx), 0) AS split_stay,"
    " min(f.pair_days) AS readmission_days FROM cases c LEFT JOIN findings f"
    " ON f.case_id = c.id AND f.rule = ?1 GROUP BY c.id ORDER BY c.id";

bool figures_database(const char *path, const struct table_keep *keep,
                      struct buffer *out)
{
    bool kept[TABLE_COLUMNS];
    const char *soon = own_check(NOTE_SOON).id;
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    int step = SQLITE_ERROR;
    bool good;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, figures_knows_stays(path) ? with_stays : plain,
                           -1, &s, NULL) == SQLITE_OK &&
        (sqlite3_bind_parameter_count(s) == 0 ||
         sqlite3_bind_text(s, 1, soon, -1, SQLITE_STATIC) == SQLITE_OK)) {
        put_names(out, s, keep, kept);
        while ((step = sqlite3_step(s)) == SQLITE_ROW && !out->failed)
            put_row(out, s, kept);
    }
    good = (step == SQLITE_DONE && !out->failed) ||
           command_refused("%s：读不了里面的 cases 表：%s", path,
                           out->failed ? "病例太多，一张表至多约 400 万格"
                           : db != NULL ? sqlite3_errmsg(db)
                                        : "内存不足");
    sqlite3_finalize(s);
    sqlite3_close(db);
    return good;
}
