#include "price/range.h"

#include <string.h>

#include "price/price.h"

#define AXIS_POINTS 3u /* low, the given value, high */
#define BREAKS_MAX 16u /* of a case */
#define RUNS_MAX                                                               \
    20000u /* a deviation that flickers is not followed further                \
            */

struct range {
    struct run *run;
    struct run_axis axes[RANGE_SETS_MAX];
    int128 points[RANGE_SETS_MAX][AXIS_POINTS];
    uint32_t count;
    int128 low, high; /* of all standards so far */
    uint32_t runs;
    bool unknown; /* somewhere there is no standard */
};

/* What the steps come to at one place. */
struct place_value {
    int128 at, standard;
    struct text deviation;
};

/* ---- the sets that move -------------------------------------------------- */

static bool has_range(const struct pack_step *step)
{
    return step->low != PACK_NONE || step->high != PACK_NONE;
}

/* False if a set has no number, or there are too many. */
static bool add_axis(struct range *range, const struct pack_step *step)
{
    if (range->count == RANGE_SETS_MAX)
        return false;
    range->axes[range->count++].step = step;
    return true;
}

/* Hardly a region has a set with a range. */
static bool any_range(const struct pack *p)
{
    PACK_EACH (step, p, SECTION_STEP, pack_step)
        if (has_range(step))
            return true;
    return false;
}

static bool find_axes(struct range *range)
{
    const struct run *run = range->run;

    if (!any_range(run->pack))
        return false;
    for (uint32_t i = 0; i < pack_count(run->pack, SECTION_VARIABLE); i++) {
        const struct pack_step *step = run_set_of(run, i);

        if (step != NULL && has_range(step) && !add_axis(range, step))
            return false;
    }
    return range->count > 0;
}

/* The values of the sets, as they round, at one end or as they are given. */
static bool take_points(struct range *range, enum price_bound bound,
                        unsigned point)
{
    struct run *run = range->run;

    run->bound = (uint8_t)bound;
    run_steps(run, run->r->grouping.group);
    run->bound = BOUND_LIKELY;
    for (uint32_t i = 0; i < range->count; i++) {
        const struct value *v = &run->variables[range->axes[i].step->variable];

        if (v->missing || v->type != VALUE_NUMBER)
            return false;
        range->points[i][point] = v->number;
    }
    return true;
}

/* ---- one place, and a way between two ------------------------------------ */

static void run_place(struct range *range, int128 at, struct place_value *out)
{
    struct run *run = range->run;
    struct value standard, deviation;

    run_steps(run, run->r->grouping.group);
    standard = run_variable(run, TEXT("standard"));
    deviation = run_variable(run, TEXT("deviation"));
    *out = (struct place_value){.at = at};
    if (!deviation.missing && deviation.type == VALUE_TEXT)
        out->deviation = deviation.text;
    range->unknown = range->unknown || standard.missing ||
                     standard.type != VALUE_NUMBER || range->runs == RUNS_MAX;
    if (range->unknown)
        return;
    out->standard = standard.number;
    if (range->runs == 0 || standard.number < range->low)
        range->low = standard.number;
    if (range->runs == 0 || standard.number > range->high)
        range->high = standard.number;
    range->runs++;
}

static void run_at(struct range *range, uint32_t axis, int128 at,
                   struct place_value *out)
{
    range->axes[axis].at = at;
    run_place(range, at, out);
}

static void keep_break(struct range *range, uint32_t axis,
                       const struct place_value *a, const struct place_value *b)
{
    const struct run *run = range->run;
    const struct pack_step *step = range->axes[axis].step;
    struct settlement *s = &run->r->settlement;

    if (s->break_count == BREAKS_MAX) {
        range->unknown = true;
        return;
    }
    s->breaks[s->break_count++] =
        (struct range_break){.name = run_name(run, step->variable),
                             .label = pack_text(run->pack, step->label),
                             .at = decimal_round(b->at, 6),
                             .from = a->deviation,
                             .to = b->deviation,
                             .before = a->standard,
                             .after = b->standard};
}

/* Narrows a change of the deviation between two places of an axis down to two
 * neighbours; there may be a third deviation between them. */
static void follow(struct range *range, uint32_t axis,
                   const struct place_value *a, const struct place_value *b,
                   bool keep)
{
    const int128 middle = a->at + (b->at - a->at) / 2;
    struct place_value m;

    if (range->unknown || text_equal(a->deviation, b->deviation))
        return;
    if (middle == a->at) {
        if (keep)
            keep_break(range, axis, a, b);
        return;
    }
    run_at(range, axis, middle, &m);
    follow(range, axis, a, &m, keep);
    follow(range, axis, &m, b, keep);
}

/* From low over the given value to high, the other sets staying as they are.
 */
static void walk(struct range *range, uint32_t axis, bool keep)
{
    struct place_value before, here;

    run_at(range, axis, range->points[axis][0], &before);
    for (unsigned i = 1; i < AXIS_POINTS; i++, before = here) {
        run_at(range, axis, range->points[axis][i], &here);
        follow(range, axis, &before, &here, keep);
    }
}

/* ---- all combinations ---------------------------------------------------- */

/* Puts the other sets where the digits of n say; true if each of them is at
 * its given value. */
static bool place_others(struct range *range, uint32_t axis, uint32_t n)
{
    bool given = true;

    for (uint32_t i = 0; i < range->count; i++) {
        if (i == axis)
            continue;
        range->axes[i].at = range->points[i][n % AXIS_POINTS];
        given = given && n % AXIS_POINTS == 1;
        n /= AXIS_POINTS;
    }
    return given;
}

static void walk_all(struct range *range)
{
    uint32_t ways = 1;

    for (uint32_t i = 1; i < range->count; i++)
        ways *= AXIS_POINTS;
    for (uint32_t axis = 0; axis < range->count; axis++)
        for (uint32_t n = 0; n < ways; n++) {
            const bool given = place_others(range, axis, n);

            walk(range, axis, given);
        }
}

void range_find(struct run *run)
{
    struct settlement *s = &run->r->settlement;
    struct range range = {.run = run};

    if (!find_axes(&range) || !take_points(&range, BOUND_LOW, 0) ||
        !take_points(&range, BOUND_LIKELY, 1) ||
        !take_points(&range, BOUND_HIGH, 2))
        return;
    s->breaks =
        arena_alloc(&run->r->record.arena, BREAKS_MAX * sizeof *s->breaks);
    if (s->breaks == NULL)
        return;
    run->axes = range.axes;
    run->axis_count = range.count;
    walk_all(&range);
    run->axis_count = 0;
    if (range.unknown) {
        s->break_count = 0;
        return;
    }
    s->low = (struct value){.type = VALUE_NUMBER, .number = range.low};
    s->high = (struct value){.type = VALUE_NUMBER, .number = range.high};
}
