#include "batch/sums/worst.h"

#include <stdlib.h>

#include "pack/own-checks.h"
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
    return a->offset < b->offset ? -1 : 1;
}

int worst_compare_loss(const struct worst_place *a, const struct worst_place *b)
{
    if (a->loss != b->loss)
        return a->loss > b->loss ? -1 : 1;
    return worst_compare(a, b);
}

/* Less than 0 if a is the worse one for that share. */
static int compare_for(enum worst_share share, const struct worst_place *a,
                       const struct worst_place *b)
{
    return share == SHARE_LOSS ? worst_compare_loss(a, b) : worst_compare(a, b);
}

static int by_rank(const void *a, const void *b)
{
    const struct worst_case *x = a, *y = b;

    return x->share != y->share ? (int)x->share - (int)y->share
                                : compare_for(x->share, &x->is, &y->is);
}

static int by_row(const void *a, const void *b)
{
    const struct worst_case *x = a, *y = b;

    return x->is.row < y->is.row ? -1 : 1;
}

/* ---- candidates ---------------------------------------------------------- */

static void top_take(struct worst *w, enum worst_share share,
                     const struct worst_place *place)
{
    struct worst_top *top = &w->tops[share];
    const bool full = top->count == WORST_SHOWN;
    uint32_t at = full ? WORST_SHOWN - 1 : top->count;

    if (full && compare_for(share, &top->places[at], place) < 0)
        return;
    top->count += !full;
    for (; at != 0 && compare_for(share, place, &top->places[at - 1]) < 0; at--)
        top->places[at] = top->places[at - 1];
    top->places[at] = *place;
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

/* What its own row tells of a case. */
static struct worst_place place_of(const struct text cells[CASE_COLUMNS],
                                   uint64_t offset)
{
    struct worst_place p = {.errors = count_of(cells[CASES_ERRORS]),
                            .warnings = count_of(cells[CASES_WARNINGS]),
                            .offset = offset};

    p.adrift = !text_equal(cells[CASES_STATUS], TEXT("grouped"));
    if (!decimal_parse(cells[CASES_MARGIN], &p.loss) || p.loss > 0)
        p.loss = 0;
    p.loss = -p.loss;
    p.own = p.errors + p.warnings + count_of(cells[CASES_INFOS]);
    p.who = worst_who(cells[CASES_SOURCE], cells[CASES_INDEX]);
    return p;
}

struct worst_place worst_place(struct worst_seen *seen,
                               const struct text cells[CASE_COLUMNS],
                               uint64_t offset)
{
    struct worst_place p = place_of(cells, offset);

    p.row = seen->rows++;
    p.first = seen->findings;
    seen->findings += p.own;
    return p;
}

static bool is_outside(struct text deviation)
{
    return deviation.length != 0 && !text_equal(deviation, TEXT("normal"));
}

void worst_add(struct worst *w, const struct text cells[CASE_COLUMNS],
               uint64_t offset)
{
    const struct worst_place p = worst_place(&w->seen, cells, offset);

    if (cells[CASES_DIALECT].length == 0)
        return;
    if (p.errors != 0 || p.warnings != 0 || p.adrift || p.loss != 0) {
        w->wanting++;
        top_take(w, SHARE_REST, &p);
    }
    if (p.loss != 0)
        top_take(w, SHARE_LOSS, &p);
    if (text_equal(cells[CASES_DEATH], TEXT("1")))
        top_take(w, SHARE_DEATH, &p);
    if (is_outside(cells[CASES_DEVIATION]))
        top_take(w, SHARE_DEVIATION, &p);
}

/* Once for a case, whatever the number of its earlier stays. */
static void add_return(struct worst *w, const struct text *of_case,
                       uint64_t offset)
{
    const struct worst_place p = place_of(of_case, offset);
    const struct worst_top *top = &w->tops[SHARE_RETURN];

    for (uint32_t i = 0; i < top->count; i++)
        if (top->places[i].offset == offset)
            return;
    top_take(w, SHARE_RETURN, &p);
}

void worst_add_across(struct worst *w, struct text rule,
                      const struct text of_case[CASE_COLUMNS], uint64_t offset)
{
    if (text_equal(rule, text_of(own_check(NOTE_SOON).id)))
        add_return(w, of_case, offset);
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

/* ---- the list ------------------------------------------------------------ */

void worst_know(struct worst *w, const struct worst_place *place)
{
    struct worst_top *top = &w->tops[SHARE_RETURN];

    for (uint32_t i = 0; i < top->count; i++)
        if (top->places[i].offset == place->offset)
            top->places[i] = *place;
}

static bool is_chosen(const struct worst *w, const struct worst_place *place)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (w->list[i].is.offset == place->offset)
            return true;
    return false;
}

/* From candidates, at most until the list has `end`. */
static void choose(struct worst *w, enum worst_share share,
                   const struct worst_top *from, uint32_t end)
{
    for (uint32_t i = 0; i < from->count && w->count < end; i++) {
        const struct worst_place *p = &from->places[i];

        if (share == SHARE_ERRORS && p->errors == 0 && !p->adrift)
            return;
        if (!is_chosen(w, p))
            w->list[w->count++] = (struct worst_case){*p, share, .total = 0};
    }
}

void worst_choose(struct worst *w)
{
    const struct worst_top *all = &w->tops[SHARE_REST];

    choose(w, SHARE_ERRORS, all, WORST_ERRORS);
    choose(w, SHARE_LOSS, &w->tops[SHARE_LOSS], w->count + WORST_LOSS);
    const uint32_t end = w->count + WORST_MARKED;
    for (int share = SHARE_DEATH; share <= SHARE_DEVIATION; share++)
        choose(w, (enum worst_share)share, &w->tops[share], end);
    choose(w, SHARE_REST, all, WORST_SHOWN);
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
