#include "batch/page/picks.h"

#include <stdlib.h>

#include "batch/sums/pairs.h"
#include "common/csv.h"
#include "common/put.h"

/* What a case is of by one of its columns. */
static const struct {
    enum summary_by by;
    enum case_column column;
} kinds[] = {{BY_DEPARTMENT, CASES_DEPARTMENT},
             {BY_GROUP, CASES_GROUP},
             {BY_CODER, CASES_CODER},
             {BY_DOCTOR, CASES_DOCTOR},
             {BY_WARD, CASES_WARD},
             {BY_CAUSE, CASES_CAUSE},
             {BY_ORGANIZATION, CASES_ORGANIZATION}};

/* ---- reading ------------------------------------------------------------- */

static struct pick *find(const struct picks *p, enum summary_by by,
                         struct text key)
{
    const struct tally_table *t = &p->summary->by[by];
    const struct tally_entry *e = tally_find(t, key);

    return e == NULL || p->of[by] == NULL ? NULL : &p->of[by][e - t->entries];
}

typedef int compare_places(const struct worst_place *a,
                           const struct worst_place *b);

static void take_by(struct pick *pick, const struct worst_place *place,
                    compare_places *compare)
{
    unsigned at;

    if (pick == NULL || (pick->count == PICK_EACH &&
                         compare(&pick->places[PICK_EACH - 1], place) < 0))
        return;
    at = pick->count < PICK_EACH ? pick->count++ : PICK_EACH - 1;
    for (; at != 0 && compare(place, &pick->places[at - 1]) < 0; at--)
        pick->places[at] = pick->places[at - 1];
    pick->places[at] = *place;
}

static void take(struct pick *pick, const struct worst_place *place)
{
    take_by(pick, place, worst_compare);
}

/* `SEX009 STR012*3` */
static void take_rules(const struct picks *p, struct text rules,
                       const struct worst_place *place)
{
    for (size_t at = 0; at < rules.length; at++) {
        const size_t from = at;
        size_t end;

        while (at < rules.length && rules.at[at] != ' ')
            at++;
        for (end = from; end < at && rules.at[end] != '*';)
            end++;
        if (end + 2 == at && rules.at[end + 1] == '0')
            continue; /* told of the batch */
        take(find(p, BY_RULE, (struct text){rules.at + from, end - from}),
             place);
    }
}

static void take_across(const struct picks *p, const struct worst *w,
                        const struct worst_place *place)
{
    for (size_t i = 0; i < COUNT_OF(w->across); i++)
        for (unsigned k = 0; k < w->across[i].count; k++)
            if (w->across[i].offsets[k] == place->offset) {
                take(find(p, BY_RULE, text_of(w->across[i].rule)), place);
                break;
            }
}

/* Where a department loses: the stays that lost most. */
static void take_pair(struct picks *p, const struct text *cells,
                      const struct worst_place *place)
{
    if (place->loss != 0)
        take_by(find(p, BY_PAIR,
                     pair_join(&p->key, cells[CASES_GROUP],
                               cells[CASES_DEPARTMENT])),
                place, worst_compare_loss);
}

static void take_case(const struct picks *p, const struct worst *w,
                      const struct text *cells, const struct worst_place *place)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        take(find(p, kinds[i].by, cells[kinds[i].column]), place);
    take_rules(p, cells[CASES_ERROR_RULES], place);
    take_rules(p, cells[CASES_WARNING_RULES], place);
    take_rules(p, cells[CASES_INFO_RULES], place);
    take_across(p, w, place);
}

static bool make(struct picks *p, enum summary_by by)
{
    p->of[by] = calloc(p->summary->by[by].count + 1u, sizeof(*p->of[by]));
    return p->of[by] != NULL;
}

bool picks_read(struct picks *p, const struct batch_rows *rows, struct worst *w)
{
    struct text cells[CASE_COLUMNS];
    struct worst_seen seen = {0};
    struct csv_reader reader;
    uint64_t offset;
    enum step step = STEP_FAILED;
    bool good;

    *p = (struct picks){.summary = rows->summary, .drafting = true};
    good = make(p, BY_RULE) && make(p, BY_PAIR);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        good = make(p, kinds[i].by) && good;
    csv_open(&reader, rows->cases, 0, rows->cases_size);
    if (good && csv_pass_head(&reader))
        while ((step = csv_next(&reader, cells, CASE_COLUMNS, &offset)) ==
               STEP_ITEM) {
            const struct worst_place place = worst_place(&seen, cells, offset);

            worst_know(w, &place);
            if (cells[CASES_DIALECT].length == 0)
                continue;
            take_case(p, w, cells, &place);
            take_pair(p, cells, &place);
        }
    csv_close(&reader);
    return step == STEP_END && !p->key.failed;
}

/* ---- the page ------------------------------------------------------------ */

struct pick *picks_of(const struct picks *p, enum summary_by by,
                      const struct tally_entry *e)
{
    struct pick *pick = find(p, by, e->key);

    return pick == NULL || pick->count == 0 ? NULL : pick;
}

const struct tally_entry *picks_next_named(const struct picks *p,
                                           enum summary_by by,
                                           const struct tally_entry *before)
{
    const struct tally_table *t = &p->summary->by[by];
    uint32_t i = before == NULL ? 0 : (uint32_t)(before - t->entries) + 1;

    while (i < t->count && p->of[by][i].number == 0)
        i++;
    return i < t->count ? &t->entries[i] : NULL;
}

void picks_row(struct picks *p, struct buffer *out, enum summary_by by,
               const struct tally_entry *e, const char *class)
{
    struct pick *pick = picks_of(p, by, e);

    if (pick != NULL && p->drafting && pick->number == 0)
        pick->number = ++p->numbers;
    if (pick == NULL || pick->placed) {
        put(out, "<tr class=\"", class, "\">");
        return;
    }
    pick->placed = true;
    put(out, "<tr id=\"b", (uint64_t)pick->number, "\" class=\"", class, "\">");
}

bool picks_open(const struct picks *p, struct buffer *out, enum summary_by by,
                const struct tally_entry *e)
{
    const struct pick *pick = picks_of(p, by, e);

    if (pick == NULL || pick->number == 0)
        return false;
    put(out, "<a href=\"#k", (uint64_t)pick->number, "\">");
    return true;
}

static void join(struct worst *w, const struct worst_place *place)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (w->list[i].is.row == place->row)
            return;
    if (w->count < WORST_MAX)
        w->list[w->count++] =
            (struct worst_case){.is = *place, .share = SHARE_NAMED};
}

void picks_join(const struct picks *p, struct worst *w)
{
    for (unsigned k = 0; k < PICK_EACH; k++)
        for (int by = 0; by < BYS; by++)
            for (uint32_t i = 0;
                 p->of[by] != NULL && i < p->summary->by[by].count; i++)
                if (p->of[by][i].number != 0 && k < p->of[by][i].count)
                    join(w, &p->of[by][i].places[k]);
}

void picks_again(struct picks *p)
{
    p->drafting = false;
    for (int by = 0; by < BYS; by++)
        for (uint32_t i = 0; p->of[by] != NULL && i < p->summary->by[by].count;
             i++)
            p->of[by][i].placed = false;
}

void picks_free(struct picks *p)
{
    for (int by = 0; by < BYS; by++)
        free(p->of[by]);
    buffer_free(&p->key);
}
