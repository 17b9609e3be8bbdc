#include "figures/stays.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/common/columns.h"
#include "common/csv.h"
#include "common/files.h"
#include "common/put.h"
#include "common/tree.h"
#include "pack/own-checks.h"

#define WHOLE_FILE ((size_t)1 << 31)
#define CASES_HEAD CSV_BOM "source,index,"

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

static bool is_of(const struct returns *r, const struct text *of_case)
{
    return r->step == STEP_ITEM &&
           text_equal(r->cells[FINDINGS_SOURCE], of_case[CASES_SOURCE]) &&
           text_equal(r->cells[FINDINGS_INDEX], of_case[CASES_INDEX]);
}

/* The columns of a case; several stays before it are told by the last. */
static void put_returns(struct returns *r, const struct text *of_case,
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

void figures_put_cell(struct buffer *out, struct text t)
{
    put(out, "\"", text_starts(t, TEXT("'")) ? "'" : "");
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];

        put(out, c == '"' ? "\"" : "", c);
    }
    put(out, "\"");
}

/* A cases.csv that is read row by row. */
struct case_rows {
    struct csv_reader reader;
    struct text cells[TABLE_COLUMNS];
    bool kept[TABLE_COLUMNS];
    unsigned columns;
    bool cut; /* it breaks off in a row */
};

/* All columns have a heading, so that it can be told which there are. */
static enum step put_headings(struct case_rows *c,
                              const struct table_keep *keep, struct buffer *out)
{
    uint64_t at;
    const enum step step = csv_next(&c->reader, c->cells, TABLE_COLUMNS, &at);

    for (unsigned i = 0; i < TABLE_COLUMNS && step == STEP_ITEM; i++) {
        c->kept[i] = table_keeps(keep, c->cells[i]);
        if (c->cells[i].length != 0)
            c->columns = i + 1;
    }
    c->kept[CASES_SOURCE] = c->kept[CASES_INDEX] = true;
    for (unsigned i = 0; i < c->columns; i++) {
        put(out, i != 0 ? "," : "");
        figures_put_cell(out, c->cells[i]);
    }
    return step;
}

static void put_kept(const struct case_rows *c, struct buffer *out)
{
    for (unsigned i = 0; i < c->columns; i++) {
        put(out, i != 0 ? "," : "");
        if (c->kept[i] && c->cells[i].length != 0)
            figures_put_cell(out, c->cells[i]);
    }
}

/* Every case, with its columns more where `r` is not NULL; false if they cannot
 * be read, or a readmission is of no case. */
static bool put_cases(struct case_rows *c, struct returns *r,
                      const struct table_keep *keep, struct buffer *out)
{
    enum step step = put_headings(c, keep, out);
    uint64_t at;

    put(out, r != NULL ? "," STAYS_COLUMNS "\n" : "\n");
    while (step == STEP_ITEM && !out->failed) {
        step = csv_next(&c->reader, c->cells, c->columns, &at);
        if (step != STEP_ITEM)
            break;
        put_kept(c, out);
        if (r != NULL)
            put_returns(r, c->cells, out);
        put(out, "\n");
    }
    c->cut = step == STEP_FAILED && csv_is_cut(&c->reader, c->columns);
    return step == STEP_END && (r == NULL || r->step == STEP_END);
}

static bool join_stays(struct case_rows *c, int findings,
                       const struct table_keep *keep, struct buffer *out)
{
    struct returns r = {.step = STEP_FAILED};
    bool good;

    csv_open(&r.reader, findings, 0, (uint64_t)lseek(findings, 0, SEEK_END));
    good = csv_pass_head(&r.reader);
    if (good) {
        next_return(&r);
        good = put_cases(c, &r, keep, out);
    }
    csv_close(&r.reader);
    return good;
}

/* Those of a batch's table whose folder has what tells readmissions; else -1.
 */
static int open_findings(const char *table)
{
    char path[PATH_MAX];

    return path_beside(table, "findings.csv", path) &&
                   figures_knows_stays(table)
               ? open(path, O_RDONLY | O_CLOEXEC)
               : -1;
}

static bool is_case_table(int fd)
{
    char head[sizeof(CASES_HEAD) - 1];

    return fd >= 0 && pread(fd, head, sizeof head, 0) == sizeof head &&
           memcmp(head, CASES_HEAD, sizeof head) == 0;
}

static enum step put_table(int fd, const char *table,
                           const struct table_keep *keep, struct buffer *out)
{
    struct case_rows *c = calloc(1, sizeof(*c));
    const int findings = open_findings(table);
    bool good = c != NULL, cut = false;

    if (good) {
        csv_open(&c->reader, fd, sizeof(CSV_BOM) - 1,
                 (uint64_t)lseek(fd, 0, SEEK_END));
        good = findings >= 0 ? join_stays(c, findings, keep, out)
                             : put_cases(c, NULL, keep, out);
        cut = c->cut;
        csv_close(&c->reader);
    }
    if (findings >= 0)
        close(findings);
    free(c);
    return cut ? STEP_FAILED : good ? STEP_ITEM : STEP_END;
}

enum step figures_stays(const char *table, const struct table_keep *keep,
                        struct buffer *out)
{
    const int fd = open(table, O_RDONLY | O_CLOEXEC);
    const enum step step =
        is_case_table(fd) ? put_table(fd, table, keep, out) : STEP_END;

    if (fd >= 0)
        close(fd);
    if (step != STEP_ITEM)
        buffer_reset(out);
    return step;
}
