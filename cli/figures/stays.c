#include "figures/stays.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "batch/common/columns.h"
#include "common/csv.h"
#include "common/files.h"
#include "common/put.h"
#include "common/tree.h"
#include "pack/own-checks.h"

#define WHOLE_FILE ((size_t)1 << 31)

/* ---- the folder ---------------------------------------------------------- */

static bool path_beside(const char *table, const char *name,
                        char path[PATH_MAX])
{
    const char *slash = strrchr(table, '/');
    const int folder = slash != NULL ? (int)(slash - table) + 1 : 0;

    return snprintf(path, PATH_MAX, "%.*s%s", folder, table, name) < PATH_MAX;
}

/* Rules that were asked for or left out may be this one. */
static bool all_rules(const json_t *summary)
{
    const json_t *options = json_object_get(summary, "options");

    return json_is_array(json_object_get(options, "only_rules")) &&
           json_array_size(json_object_get(options, "only_rules")) == 0 &&
           json_array_size(json_object_get(options, "skip_rules")) == 0;
}

bool figures_knows_stays(const char *table)
{
    char path[PATH_MAX];
    struct buffer bytes = {0}, scratch = {0};
    json_t *summary = NULL;
    bool knows;

    if (path_beside(table, "summary.json", path) &&
        file_load(path, WHOLE_FILE, &bytes))
        summary = tree_load(buffer_view(&bytes), &scratch);
    knows = summary != NULL && all_rules(summary);
    json_decref(summary);
    buffer_free(&bytes);
    buffer_free(&scratch);
    return knows;
}

/* ---- the readmissions ---------------------------------------------------- */

/* The findings of who came back soon, one by one: they stand in the order of
 * the cases. */
struct returns {
    struct csv_reader reader;
    struct text cells[FINDING_COLUMNS];
    enum step step;
};

static void next_return(struct returns *r)
{
    uint64_t at;

    do
        r->step = csv_next(&r->reader, r->cells, FINDING_COLUMNS, &at);
    while (
        r->step == STEP_ITEM &&
        !text_equal(r->cells[FINDINGS_RULE], text_of(own_check(NOTE_SOON).id)));
}

static bool is_of(const struct returns *r,
                  const struct text of_case[CASE_COLUMNS])
{
    return r->step == STEP_ITEM &&
           text_equal(r->cells[FINDINGS_SOURCE], of_case[CASES_SOURCE]) &&
           text_equal(r->cells[FINDINGS_INDEX], of_case[CASES_INDEX]);
}

/* The columns of a case; several stays before it are told by the last. */
static void put_returns(struct returns *r,
                        const struct text of_case[CASE_COLUMNS],
                        struct buffer *out)
{
    struct buffer days = {0};
    bool back = false, same = false;

    for (; is_of(r, of_case); next_return(r)) {
        back = true;
        same = same || text_equal(r->cells[FINDINGS_PAIR_SAME_DX], TEXT("1"));
        buffer_reset(&days);
        put(&days, r->cells[FINDINGS_PAIR_DAYS]);
    }
    put(out, back ? ",1," : ",0,", same ? "1," : "0,", buffer_view(&days));
    out->failed = out->failed || days.failed;
    buffer_free(&days);
}

/* ---- the table ----------------------------------------------------------- */

static void put_line(struct text bytes, uint64_t from, uint64_t to,
                     struct buffer *out)
{
    struct text line = text_slice(bytes, from, to);

    while (line.length != 0 && is_blank(line.at[line.length - 1]))
        line.length--;
    put(out, line);
}

/* Every line of the table with its columns more; false if it cannot be read,
 * or a readmission is of no case. */
static bool put_cases(struct csv_reader *cases, struct returns *r,
                      struct text bytes, struct buffer *out)
{
    struct text cells[CASE_COLUMNS], next[CASE_COLUMNS];
    uint64_t at, end = 0;
    enum step step = csv_next(cases, cells, CASE_OPEN_COLUMNS, &at);

    put_line(bytes, 0, step == STEP_ITEM ? at : bytes.length, out);
    put(out, "," STAYS_COLUMNS "\n");
    while (step == STEP_ITEM) {
        struct buffer more = {0};

        put_returns(r, cells, &more);
        step = csv_next(cases, next, CASE_OPEN_COLUMNS, &end);
        put_line(bytes, at, step == STEP_ITEM ? end : bytes.length, out);
        put(out, buffer_view(&more), "\n");
        buffer_free(&more);
        memcpy(cells, next, sizeof cells);
        at = end;
    }
    return step == STEP_END && r->step == STEP_END;
}

static bool join_stays(int cases, int findings, struct text bytes,
                       struct buffer *out)
{
    struct csv_reader reader;
    struct returns r = {.step = STEP_FAILED};
    bool good;

    csv_open(&reader, cases, 0, bytes.length);
    csv_open(&r.reader, findings, 0, (uint64_t)lseek(findings, 0, SEEK_END));
    good = csv_pass_head(&reader) && csv_pass_head(&r.reader);
    if (good) {
        next_return(&r);
        good = put_cases(&reader, &r, bytes, out);
    }
    csv_close(&reader);
    csv_close(&r.reader);
    return good && !out->failed;
}

static bool is_case_table(struct text bytes)
{
    return text_starts(bytes, TEXT(CSV_BOM "source,index,"));
}

bool figures_stays(const char *table, struct buffer *out)
{
    char path[PATH_MAX];
    struct buffer bytes = {0};
    int cases = -1, findings = -1;
    bool good = path_beside(table, "findings.csv", path) &&
                access(path, R_OK) == 0 && figures_knows_stays(table) &&
                file_load(table, WHOLE_FILE, &bytes) &&
                is_case_table(buffer_view(&bytes));

    if (good) {
        cases = file_open(table);
        findings = file_open(path);
        good = cases >= 0 && findings >= 0 &&
               join_stays(cases, findings, buffer_view(&bytes), out);
    }
    if (cases >= 0)
        close(cases);
    if (findings >= 0)
        close(findings);
    buffer_free(&bytes);
    if (!good)
        buffer_reset(out);
    return good;
}
