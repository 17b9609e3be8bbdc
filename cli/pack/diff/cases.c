/* The same records by two packs, and the money on its way from one standard to
 * the other. */
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/packs.h"
#include "common/put.h"
#include "common/stays.h"
#include "pack/diff/diff.h"
#include "price/price.h"

/* ---- sums ---------------------------------------------------------------- */

/* Of one part, from one group to another, or of the set of a variable. */
struct diff_money {
    enum diff_part part;
    uint32_t from, to; /* rows of GROUP, `from` of PART_SET of VARIABLE; or
                          PACK_NONE */
    struct diff_sum sum;
};

#define MONEY_ROWS (1u << 16) /* before equal ones are joined */

static int by_what(const void *a, const void *b)
{
    const struct diff_money *x = a, *y = b;

    if (x->part != y->part)
        return ORDER(x->part, y->part);
    return x->from != y->from ? ORDER(x->from, y->from) : ORDER(x->to, y->to);
}

/* The parts in their order, the most money first. */
static int by_part_and_money(const void *a, const void *b)
{
    const struct diff_money *x = a, *y = b;
    const int128 m = x->sum.money < 0 ? -x->sum.money : x->sum.money,
                 n = y->sum.money < 0 ? -y->sum.money : y->sum.money;

    return x->part == y->part && m != n ? ORDER(n, m) : by_what(a, b);
}

static void add_sum(struct diff *d, struct diff_sum *to,
                    const struct diff_sum *more)
{
    to->cases += more->cases;
    d->beyond = !decimal_add(to->money, more->money, &to->money) || d->beyond;
}

/* Rows of the same part and groups become one. */
static void join_money(struct diff *d)
{
    struct diff_money *list = BUFFER_ROWS(&d->money, struct diff_money);
    const uint32_t count = BUFFER_COUNT(&d->money, struct diff_money);
    uint32_t kept = 0;

    buffer_sort(&d->money, sizeof *list, by_what);
    for (uint32_t i = 0; i < count; i++) {
        if (kept > 0 && by_what(&list[kept - 1], &list[i]) == 0)
            add_sum(d, &list[kept - 1].sum, &list[i].sum);
        else
            list[kept++] = list[i];
    }
    d->money.length = kept * sizeof *list;
}

static void keep_money(struct diff *d, enum diff_part part, uint32_t from,
                       uint32_t to, int128 money)
{
    const struct diff_money row = {part, from, to, {1, money}};
    const uint32_t count = BUFFER_COUNT(&d->money, struct diff_money);

    /* A power of two, so that a list that does not shrink is joined rarely. */
    if (count >= MONEY_ROWS && (count & (count - 1)) == 0)
        join_money(d);
    buffer_put(&d->money, &row, sizeof row);
}

/* All that a part has of a case. */
static void add_part(struct diff *d, enum diff_part part, int128 money)
{
    add_sum(d, &d->sums[part], &(struct diff_sum){1, money});
}

static void add_money(struct diff *d, enum diff_part part, uint32_t from,
                      uint32_t to, int128 money)
{
    keep_money(d, part, from, to, money);
    add_part(d, part, money);
}

/* ---- one record ---------------------------------------------------------- */

static uint32_t group_of(const struct diff *d, enum diff_side side,
                         const struct result *r)
{
    return r->grouping.status == GROUPING_GROUPED
               ? d->places[side][r->grouping.group].first
               : PACK_NONE;
}

static uint32_t disease_of(const struct diff *d, enum diff_side side,
                           uint32_t group)
{
    return group != PACK_NONE ? d->places[side][group].disease : PACK_NONE;
}

static bool fen_of(const struct value *v, int128 *out)
{
    if (v == NULL || v->missing || v->type != VALUE_NUMBER)
        return false;
    *out = decimal_round(v->number, 2);
    return true;
}

static bool standard_of(const struct result *r, int128 *out)
{
    return r->settlement.priced &&
           fen_of(price_step(&r->settlement, TEXT("standard")), out);
}

/* The old settlement for the new group, `sets` as the new one has them. */
static bool mixed_fen(const struct diff *d, struct result *a,
                      const struct result *b, const struct step_value *sets,
                      uint32_t count, int128 *out)
{
    const struct grouping own = a->grouping;
    struct value v;

    a->pack = &d->mixed;
    a->grouping = b->grouping;
    v = price_with(a, sets, count);
    a->pack = d->packs[SIDE_OLD];
    a->grouping = own;
    return fen_of(&v, out);
}

/* The new pack's number for a set of the old one, if it is another. */
static const struct step_value *other_value(const struct step_value *set,
                                            const struct settlement *s)
{
    for (uint32_t i = 0; i < s->set_count; i++) {
        const struct step_value *other = &s->sets[i];

        if (text_equal(other->name, set->name))
            return other->value.type == VALUE_NUMBER && !other->value.missing &&
                           set->value.type == VALUE_NUMBER &&
                           other->value.number != set->value.number
                       ? other
                       : NULL;
    }
    return NULL;
}

static uint32_t variable_named(const struct pack *p, struct text name)
{
    uint32_t i = 0;

    while (i < pack_count(p, SECTION_VARIABLE) &&
           !text_equal(pack_variable_name(p, i), name))
        i++;
    return i < pack_count(p, SECTION_VARIABLE) ? i : PACK_NONE;
}

/* Set by set from `at`, the old settlement; returns what they come to. */
static int128 split_sets(struct diff *d, struct result *a,
                         const struct result *b, int128 at)
{
    const struct settlement *s = &a->settlement;
    struct step_value *sets =
        arena_alloc(&a->record.arena, (s->set_count + 1u) * sizeof *sets);
    uint32_t count = 0;
    int128 now;

    for (uint32_t i = 0; sets != NULL && i < s->set_count; i++) {
        const struct step_value *other =
            other_value(&s->sets[i], &b->settlement);

        if (other == NULL)
            continue;
        sets[count++] = *other;
        if (!mixed_fen(d, a, b, sets, count, &now))
            return at;
        if (now != at)
            keep_money(d, PART_SET,
                       variable_named(d->packs[SIDE_OLD], s->sets[i].name),
                       PACK_NONE, now - at);
        at = now;
    }
    return at;
}

/* Of a case with a standard on both sides. */
static void split_standards(struct diff *d, struct result *a,
                            const struct result *b, int128 before, int128 after)
{
    const uint32_t from = group_of(d, SIDE_OLD, a),
                   to = group_of(d, SIDE_NEW, b);
    const bool moved =
        disease_of(d, SIDE_OLD, from) != disease_of(d, SIDE_NEW, to);
    int128 now, settled;

    if (!mixed_fen(d, a, b, NULL, 0, &now)) {
        add_money(d, PART_UNSPLIT, from, to, after - before);
        return;
    }
    if (moved || now != before)
        add_money(d, moved ? PART_MOVED : PART_SCORES, from, to, now - before);
    settled = split_sets(d, a, b, now);
    if (settled != now)
        add_part(d, PART_SET, settled - now);
    if (after != settled)
        add_money(d, PART_FORMULA, PACK_NONE, PACK_NONE, after - settled);
}

static void count_case(struct diff *d, struct result *a, const struct result *b)
{
    const uint32_t from = group_of(d, SIDE_OLD, a),
                   to = group_of(d, SIDE_NEW, b);
    const bool moved =
        disease_of(d, SIDE_OLD, from) != disease_of(d, SIDE_NEW, to);
    int128 before = 0, after = 0;
    const bool had = standard_of(a, &before), has = standard_of(b, &after);

    d->records++;
    d->moved += moved;
    add_sum(d, &d->standards[SIDE_OLD], &(struct diff_sum){had, before});
    add_sum(d, &d->standards[SIDE_NEW], &(struct diff_sum){has, after});
    if (had && has)
        split_standards(d, a, b, before, after);
    else if (had || has)
        add_money(d, had ? PART_LOST : PART_WON, from, to, after - before);
    else if (moved)
        add_money(d, PART_MOVED, from, to, 0);
}

/* ---- files --------------------------------------------------------------- */

/* What holds no page is reported and does not count. */
static bool read_case_file(struct diff *d, const struct packs *packs,
                           const char *path)
{
    const struct options options = {0};
    const int fd = file_open(path);
    enum pipeline_step step = PIPELINE_END;
    struct lanes lanes;
    bool good, whole = true;

    if (fd < 0)
        return false;
    good = lanes_open(&lanes, packs, fd, path, &options);
    while (good && (step = lanes_next(&lanes)) == PIPELINE_RECORD) {
        struct lane *a = &lanes.list[0], *b = &lanes.list[1];

        if (a->at_end || b->at_end)
            continue;
        if (a->pipeline.slice.trouble >= SLICE_NOTHING)
            command_failed("%s：没有读到病案首页或清单，不计", path);
        else if (stays_whole(&a->pipeline))
            count_case(d, &a->pipeline.result, &b->pipeline.result);
        else
            whole = false;
    }
    good = good && whole && step == PIPELINE_END;
    lanes_close(&lanes);
    close(fd);
    return good;
}

struct reading {
    struct diff *d;
    const struct packs *packs;
    bool good;
};

/* What cannot be read hinders no other file. */
static bool read_diff_entry(void *context, const char *path)
{
    struct reading *r = context;

    r->good = diff_read(r->d, r->packs, path) && r->good;
    return true;
}

bool diff_read(struct diff *d, const struct packs *packs, const char *path)
{
    struct reading r = {d, packs, true};
    const bool good = packs_is_folder(path)
                          ? file_folder(path, read_diff_entry, &r) && r.good
                          : read_case_file(d, packs, path);

    return good && !d->money.failed;
}

/* ---- lines --------------------------------------------------------------- */

/* Code and name of a group, empty without one. */
static void tell_group(const struct pack *pack, uint32_t group,
                       struct text *code, struct text *name)
{
    const struct pack_group *row;

    if (group == PACK_NONE)
        return;
    row = PACK_ROW(pack, SECTION_GROUP, pack_group, group);
    *code = pack_text(pack, row->group);
    *name = pack_text(pack, row->name);
}

/* What the region calls a set, else its name. */
static struct text set_label(const struct pack *p, uint32_t variable)
{
    PACK_EACH (step, p, SECTION_STEP, pack_step)
        if (step->variable == variable && step->label.length != 0)
            return pack_text(p, step->label);
    return pack_variable_name(p, variable);
}

static struct diff_line money_line(struct diff *d, enum diff_part part,
                                   const struct diff_sum *sum)
{
    struct diff_line line = {.part = part};
    char text[DECIMAL_TEXT_MAX];

    put(&d->scratch, sum->cases);
    line.cells[CELL_CASES] = diff_text(d);
    buffer_put(&d->scratch, text, decimal_money_text(sum->money, text));
    line.cells[CELL_MONEY] = diff_text(d);
    return line;
}

static void add_money_line(struct diff *d, const struct diff_money *m)
{
    const struct pack *a = d->packs[SIDE_OLD], *b = d->packs[SIDE_NEW];
    struct diff_line line = money_line(d, m->part, &m->sum);

    if (m->part == PART_SET) {
        line.cells[CELL_WHAT] = set_label(a, m->from);
    } else {
        tell_group(a, m->from, &line.cells[CELL_OLD],
                   &line.cells[CELL_OLD_NAME]);
        tell_group(b, m->to, &line.cells[CELL_NEW], &line.cells[CELL_NEW_NAME]);
    }
    diff_add(d, &line);
}

static void add_total(struct diff *d, const char *what,
                      const struct diff_sum *sum)
{
    struct diff_line line = money_line(d, PART_TOTAL, sum);

    line.cells[CELL_WHAT] = text_of(what);
    diff_add(d, &line);
}

void diff_money_lines(struct diff *d)
{
    static const char *const names[PARTS] = {
        [PART_SCORES] = "scores",   [PART_MOVED] = "moved",
        [PART_SET] = "set",         [PART_FORMULA] = "formula",
        [PART_UNSPLIT] = "unsplit", [PART_LOST] = "lost",
        [PART_WON] = "won"};

    join_money(d);
    buffer_sort(&d->money, sizeof(struct diff_money), by_part_and_money);
    BUFFER_EACH (m, &d->money, struct diff_money)
        add_money_line(d, m);
    add_total(d, "before", &d->standards[SIDE_OLD]);
    for (unsigned part = 0; part < PARTS; part++)
        if (names[part] != NULL)
            add_total(d, names[part], &d->sums[part]);
    add_total(d, "after", &d->standards[SIDE_NEW]);
}
