#include "batch/sums/worst.h"

#include <stdlib.h>

#include "pack/pack.h"

/* ---- order --------------------------------------------------------------- */

int worst_compare(const struct worst_place *a, const struct worst_place *b)
{
    if (a->errors != b->errors)
        return a->errors > b->errors ? -1 : 1;
    if (a->adrift != b->adrift)
        return a->adrift ? -1 : 1;
    if (a->warnings != b->warnings)
        return a->warnings > b->warnings ? -1 : 1;
    if (a->loss != b->loss)
        return a->loss > b->loss ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static int compare_badness(const struct worst_case *a,
                           const struct worst_case *b)
{
    return worst_compare(&a->is, &b->is);
}

static int by_rank(const void *a, const void *b)
{
    return compare_badness(a, b);
}

static int by_row(const void *a, const void *b)
{
    const struct worst_case *x = a, *y = b;

    return x->is.row < y->is.row ? -1 : 1;
}

/* ---- a heap with the least bad case at its root ---------------------------
 */

static void sink(struct worst *w, const struct worst_case *c)
{
    uint32_t at = 0;

    for (uint32_t child = 1; child < w->count; child = 2 * at + 1) {
        if (child + 1 < w->count &&
            compare_badness(&w->list[child + 1], &w->list[child]) > 0)
            child++;
        if (compare_badness(&w->list[child], c) < 0)
            break;
        w->list[at] = w->list[child];
        at = child;
    }
    w->list[at] = *c;
}

static void lift(struct worst *w, const struct worst_case *c)
{
    uint32_t at = w->count++;

    while (at != 0 && compare_badness(&w->list[(at - 1) / 2], c) < 0) {
        w->list[at] = w->list[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    w->list[at] = *c;
}

/* ---- cases --------------------------------------------------------------- */

static uint64_t count_of(struct text t)
{
    int128 n;
    bool exact;

    return decimal_parse(t, &n) ? (uint64_t)decimal_to_int(n, &exact) : 0;
}

uint64_t worst_who(struct text source, struct text index)
{
    return pack_hash(index.at, index.length,
                     pack_hash(source.at, source.length, 0));
}

struct worst_place worst_place(struct worst_seen *seen,
                               const struct text cells[CASE_COLUMNS],
                               uint64_t offset)
{
    struct worst_place p = {.errors = count_of(cells[CASES_ERRORS]),
                            .warnings = count_of(cells[CASES_WARNINGS]),
                            .row = seen->rows++,
                            .offset = offset,
                            .first = seen->findings};

    p.adrift = !text_equal(cells[CASES_STATUS], TEXT("grouped"));
    if (!decimal_parse(cells[CASES_MARGIN], &p.loss) || p.loss > 0)
        p.loss = 0;
    p.loss = -p.loss;
    p.own = p.errors + p.warnings + count_of(cells[CASES_INFOS]);
    seen->findings += p.own;
    return p;
}

void worst_add(struct worst *w, const struct text cells[CASE_COLUMNS],
               uint64_t offset)
{
    struct worst_case c = {.is = worst_place(&w->seen, cells, offset)};

    if (cells[CASES_DIALECT].length == 0 ||
        (c.is.errors == 0 && c.is.warnings == 0 && !c.is.adrift &&
         c.is.loss == 0))
        return;
    w->wanting++;
    if (w->count == WORST_SHOWN && compare_badness(&w->list[0], &c) < 0)
        return;
    c.is.who = worst_who(cells[CASES_SOURCE], cells[CASES_INDEX]);
    if (w->count < WORST_SHOWN)
        lift(w, &c);
    else
        sink(w, &c);
}

void worst_add_across(struct worst *w, struct text rule, uint64_t offset)
{
    for (size_t i = 0; i < COUNT_OF(w->across); i++) {
        struct worst_across *a = &w->across[i];

        if (a->rule[0] == '\0' && rule.length < sizeof(a->rule))
            memcpy(a->rule, rule.at, rule.length);
        if (!text_equal(text_of(a->rule), rule))
            continue;
        if (a->count < WORST_ACROSS)
            a->offsets[a->count++] = offset;
        return;
    }
}

void worst_finish(struct worst *w)
{
    qsort(w->list, w->count, sizeof(w->list[0]), by_row);
}

void worst_order(struct worst *w)
{
    qsort(w->list, w->count, sizeof(w->list[0]), by_rank);
}

/* ---- findings ------------------------------------------------------------ */

/* Whether a row of findings.csv is before, among or behind a case's own. */
static int by_own_rows(const void *key, const void *item)
{
    const uint64_t number = *(const uint64_t *)key;
    const struct worst_case *c = item;

    return (number >= c->is.first + c->is.own) - (number < c->is.first);
}

static int severity_rank(struct text word)
{
    if (text_equal(word, TEXT("error")))
        return 0;
    return text_equal(word, TEXT("warning")) ? 1 : 2;
}

static void keep_finding(struct worst_case *c, const struct text *cells,
                         uint64_t offset)
{
    const int severity = severity_rank(cells[FINDINGS_SEVERITY]);
    size_t at = c->total < WORST_FINDINGS ? (size_t)c->total : WORST_FINDINGS;

    c->total++;
    if (at == WORST_FINDINGS && c->findings[--at].severity <= severity)
        return;
    for (; at != 0 && c->findings[at - 1].severity > severity; at--)
        c->findings[at] = c->findings[at - 1];
    c->findings[at] = (struct worst_finding){offset, severity};
}

void worst_take(struct worst *w, const struct text cells[FINDING_COLUMNS],
                uint64_t number, uint64_t offset)
{
    struct worst_case *c;
    uint64_t who;

    if (number < w->seen.findings) {
        c = bsearch(&number, w->list, w->count, sizeof(w->list[0]),
                    by_own_rows);
        if (c != NULL)
            keep_finding(c, cells, offset);
        return;
    }
    who = worst_who(cells[FINDINGS_SOURCE], cells[FINDINGS_INDEX]);
    for (uint32_t i = 0; i < w->count; i++)
        if (w->list[i].is.who == who) {
            keep_finding(&w->list[i], cells, offset);
            return;
        }
}
