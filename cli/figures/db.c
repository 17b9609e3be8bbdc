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

/* As cases.csv has it: a sign in front of a sign. */
static void put_csv_cell(struct buffer *out, struct text t)
{
    put(out, "\"", text_starts(t, TEXT("'")) ? "'" : "");
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];

        put(out, c == '"' ? "\"" : "", c);
    }
    put(out, "\"");
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
        put_csv_cell(out, text);
}

/* Puts the row that the statement is at, or the names, without the id. */
static void put_row(struct buffer *out, sqlite3_stmt *s, bool names)
{
    for (int i = 1; i < sqlite3_column_count(s); i++) {
        put(out, i != 1 ? "," : "");
        if (names)
            put_db_name(out, sqlite3_column_name(s, i));
        else
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

bool figures_database(const char *path, struct buffer *out)
{
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
        put_row(out, s, true);
        while ((step = sqlite3_step(s)) == SQLITE_ROW && !out->failed)
            put_row(out, s, false);
    }
    good = (step == SQLITE_DONE && !out->failed) ||
           command_refused("%s：读不了里面的 cases 表：%s", path,
                           out->failed  ? "内存不足"
                           : db != NULL ? sqlite3_errmsg(db)
                                        : "内存不足");
    sqlite3_finalize(s);
    sqlite3_close(db);
    return good;
}
