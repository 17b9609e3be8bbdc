#include "base/decimal.h"
#include "compare.h"
#include "price/case-values.h"

#define BIT(step) (1u << (step))

/* Money is paid to the fen; what a platform writes beyond is not rounded. The
 * rest is compared to so many places as can matter. */
#define FEN 2u
#define PLACES 6u
#define RATIO_MOST decimal_from_int(1000000) /* of cost over mean */

static const struct {
    const char *key; /* of `settlement`; NULL: no number */
    enum official_column column;
    unsigned places;
} numbers[COMPARE_STEPS] = {
    [COMPARE_GROUP] = {NULL, OFFICIAL_GROUP, 0},
    [COMPARE_SCORE] = {"", OFFICIAL_SCORE, PLACES},
    [COMPARE_DEVIATION] = {NULL, OFFICIAL_DEVIATION, 0},
    [COMPARE_POINTS] = {"points", OFFICIAL_POINTS, PLACES},
    [COMPARE_POINT_VALUE] = {"point_value", OFFICIAL_POINT_VALUE, PLACES},
    [COMPARE_STANDARD] = {"standard", OFFICIAL_STANDARD, FEN},
    [COMPARE_FUND] = {"fund", OFFICIAL_FUND, FEN},
    [COMPARE_PATIENT] = {"patient", OFFICIAL_PATIENT, FEN},
    [COMPARE_COST] = {"cost", OFFICIAL_COST, FEN}};

enum official_column compare_column(enum compare_step step)
{
    return step >= COMPARE_GROUP && step != COMPARE_UNPRICED
               ? numbers[step].column
               : OFFICIAL_COLUMNS;
}

int128 compare_tolerance(const struct official *o, enum compare_step step)
{
    const int128 given = official_tolerance(o, numbers[step].column);
    int128 least = DECIMAL_ONE / 2;

    for (unsigned i = 0; i < numbers[step].places; i++)
        least /= 10;
    return given > least ? given : least;
}

/* ---- what both sides give ------------------------------------------------ */

static struct compare_amount read_amount(const struct official *o,
                                         const struct official_row *row,
                                         enum official_column column,
                                         struct text ours)
{
    struct compare_amount a = {0};

    a.here = decimal_parse(ours, &a.ours) && a.ours <= OFFICIAL_MOST &&
             a.ours >= -OFFICIAL_MOST;
    a.there = row != NULL && official_amount(o, row, column, &a.official);
    return a;
}

static struct text page_insurance(const json_t *fields)
{
    return insurance_words(case_insurance(tree_text(fields, "insurance_type"),
                                          tree_text(fields, "payment_method")));
}

/* Insurance and month as the platform tells them, else as the page does. */
static void read_labels(struct arena *arena, const json_t *result,
                        const struct official_row *row, struct comparison *out)
{
    const json_t *fields = json_object_get(result, "fields");
    const struct text day = tree_text(fields, "discharge_time");

    out->insurance = row->cells[OFFICIAL_INSURANCE];
    if (out->insurance.length == 0 && fields != NULL)
        out->insurance = page_insurance(fields);
    out->month =
        row->month != 0
            ? compare_say(arena, "%u-%02u", row->month / 100, row->month % 100)
            : text_head(day, day.length < 7 ? 0 : 7);
    out->insurance_month = compare_say(
        arena, "%.*s %.*s", SPELL(out->insurance), SPELL(out->month));
    out->auxiliary = row->cells[OFFICIAL_AUXILIARY];
    out->official_deviation = row->deviation;
}

/* The steps of the region's settlement, by which cases may differ. */
static void read_steps(struct arena *arena, const json_t *list,
                       struct comparison *out)
{
    const size_t count = json_array_size(list);

    out->steps = arena_alloc(arena, count * sizeof(*out->steps));
    for (size_t i = 0; out->steps != NULL && i < count; i++) {
        const json_t *step = json_array_get(list, i);
        out->steps[out->step_count++] =
            (struct compare_named){arena_copy(arena, tree_text(step, "name")),
                                   arena_copy(arena, tree_text(step, "value"))};
    }
}

void compare_amounts(struct arena *arena, const struct official *o,
                     const json_t *result, const struct official_row *row,
                     struct comparison *out)
{
    const json_t *settlement = json_object_get(result, "settlement");

    out->unpriced = tree_text(settlement, "why");
    out->deviation = tree_text(settlement, "deviation");
    out->point_value = tree_text(settlement, "point_value");
    out->has_ratio =
        decimal_parse(tree_text(settlement, "ratio"), &out->ratio) &&
        out->ratio >= 0 && out->ratio <= RATIO_MOST;
    for (unsigned i = 0; i < COMPARE_STEPS; i++)
        if (numbers[i].key != NULL)
            out->amounts[i] = read_amount(
                o, row, numbers[i].column,
                i == COMPARE_SCORE ? out->score
                                   : tree_text(settlement, numbers[i].key));
    if (row == NULL)
        return;
    read_labels(arena, result, row, out);
    read_steps(arena, json_object_get(settlement, "steps"), out);
}

/* ---- steps --------------------------------------------------------------- */

static bool near(int128 a, int128 b, int128 tolerance)
{
    const int128 apart = a > b ? a - b : b - a;

    return apart <= tolerance;
}

static struct text both_numbers(struct arena *arena, const char *words,
                                const struct compare_amount *a)
{
    char ours[DECIMAL_TEXT_MAX], official[DECIMAL_TEXT_MAX];
    const int there = (int)decimal_text(a->official, official);

    return compare_say(arena, "%s：本地 %.*s，平台 %.*s", words,
                       (int)decimal_text(a->ours, ours), ours, there, official);
}

/* The official score as a multiple of ours: what is usual points to a factor
 * of the region, what is not to the catalogue. */
static struct text score_ratio(struct arena *arena,
                               const struct compare_amount *a,
                               struct text auxiliary)
{
    char digits[DECIMAL_TEXT_MAX];
    int128 ratio;

    if (!a->here)
        return TEXT("本地目录没有分值");
    if (!decimal_divide(a->official, a->ours, &ratio))
        return TEXT("本地分值为零");
    return compare_say(arena, "平台分值是本地病种分值的 %.*s 倍：%s",
                       (int)decimal_text(decimal_round(ratio, 4), digits),
                       digits,
                       text_equal(auxiliary, TEXT("1"))
                           ? "平台用了辅助目录，核对辅助目录系数"
                           : "核对目录分值、机构系数和费用偏差的调整");
}

/* Equal to the catalogue's score or, where the platform has no other column for
 * them, to the points after factors. */
static bool score_agrees(struct comparisons *all, struct comparison *out)
{
    const struct compare_amount *score = &out->amounts[COMPARE_SCORE];
    const struct compare_amount *points = &out->amounts[COMPARE_POINTS];
    const int128 tolerance = compare_tolerance(all->official, COMPARE_SCORE);

    if (score->here && near(score->ours, score->official, tolerance))
        return true;
    if (points->here && !points->there &&
        near(points->ours, score->official, tolerance)) {
        out->reason = TEXT("与计入系数后的点数一致");
        return true;
    }
    out->reason = score_ratio(&all->arena, score, out->auxiliary);
    return false;
}

static bool step_agrees(struct comparisons *all, enum compare_step step,
                        struct comparison *out)
{
    const struct compare_amount *a = &out->amounts[step];

    if (step == COMPARE_SCORE && a->there) {
        out->compared |= BIT(step);
        return score_agrees(all, out);
    }
    if (step == COMPARE_DEVIATION) {
        if (out->deviation.length == 0 || out->official_deviation.length == 0)
            return true;
        out->compared |= BIT(step);
        return text_equal(out->deviation, out->official_deviation);
    }
    if (!a->here || !a->there)
        return true;
    out->compared |= BIT(step);
    if (near(a->ours, a->official, compare_tolerance(all->official, step)))
        return true;
    out->reason = both_numbers(&all->arena, compare_step_noun(step), a);
    return false;
}

static bool lacks_money(const struct comparison *c)
{
    const struct compare_amount *a = c->amounts;

    return !a[COMPARE_POINTS].here && !a[COMPARE_STANDARD].here &&
           (a[COMPARE_POINTS].there || a[COMPARE_STANDARD].there ||
            a[COMPARE_FUND].there);
}

enum compare_step compare_money(struct comparisons *all, struct comparison *out)
{
    for (unsigned step = COMPARE_SCORE; step < COMPARE_STEPS; step++) {
        if (step != COMPARE_UNPRICED) {
            if (!step_agrees(all, step, out))
                return step;
        } else if (lacks_money(out)) {
            out->compared |= BIT(step);
            out->reason = out->unpriced;
            return step;
        }
    }
    return COMPARE_AGREE;
}

/* ---- counts -------------------------------------------------------------- */

static bool ours_has(const struct comparison *c, enum compare_step step)
{
    return step == COMPARE_DEVIATION ? c->deviation.length != 0
                                     : c->amounts[step].here;
}

static void count_step(struct step_count *count, const struct comparison *c,
                       enum compare_step step)
{
    if ((c->compared & BIT(step)) != 0) {
        count->compared++;
        count->agreed += c->step != step;
    } else if (!ours_has(c, step)) {
        count->ours_lacks++;
    } else {
        count->official_lacks++;
    }
}

#define MONEY_STEPS                                                            \
    (BIT(COMPARE_POINTS) | BIT(COMPARE_STANDARD) | BIT(COMPARE_FUND))

void compare_count(struct comparisons *all, const struct comparison *c)
{
    struct step_count *groups = &all->steps[COMPARE_GROUP];

    all->total++;
    all->counts[c->step]++;
    all->with_factors += c->step == COMPARE_AGREE && c->reason.length != 0;
    all->with_money +=
        c->step == COMPARE_AGREE && (c->compared & MONEY_STEPS) != 0;
    if (c->step != COMPARE_AGREE && c->step <= COMPARE_NOTHING)
        return;
    if (all->official->given[OFFICIAL_GROUP] != 0) {
        groups->compared++;
        groups->agreed += c->step == COMPARE_AGREE || c->step > COMPARE_GROUP;
    }
    if (c->group.length == 0)
        return;
    for (unsigned step = COMPARE_SCORE; step < COMPARE_STEPS; step++)
        if (step != COMPARE_UNPRICED &&
            (c->step == COMPARE_AGREE || step <= c->step))
            count_step(&all->steps[step], c, step);
}

/* ---- the money of a difference ------------------------------------------- */

/* The platform's less ours at a step; false where one side has nothing. */
static bool apart_at(const struct comparison *c, enum compare_step step,
                     int128 *out)
{
    const struct compare_amount *a = &c->amounts[step];

    return a->here && a->there && decimal_subtract(a->official, a->ours, out);
}

/* Points that differ, at the point value. */
static bool apart_by_points(const struct comparison *c, int128 *out)
{
    const struct compare_amount *value = &c->amounts[COMPARE_POINT_VALUE];

    return apart_at(c, COMPARE_POINTS, out) && (value->here || value->there) &&
           decimal_multiply(*out, value->there ? value->official : value->ours,
                            out);
}

/* A score that differs, at what our score is paid. */
static bool apart_by_score(const struct comparison *c, int128 *out)
{
    const struct compare_amount *score = &c->amounts[COMPARE_SCORE];
    const struct compare_amount *standard = &c->amounts[COMPARE_STANDARD];

    return standard->here && apart_at(c, COMPARE_SCORE, out) &&
           decimal_multiply(*out, standard->ours, out) &&
           decimal_divide(*out, score->ours, out);
}

void compare_value(struct comparison *c)
{
    const struct compare_amount *standard = &c->amounts[COMPARE_STANDARD];

    if (c->step == COMPARE_AGREE || c->step >= COMPARE_PATIENT || c->has_money)
        return;
    if ((c->step == COMPARE_UNPRICED || c->step == COMPARE_UNGROUPED) &&
        standard->there) {
        c->money = standard->official;
        c->has_money = true;
    } else if (c->step != COMPARE_FUND) {
        c->has_money = apart_at(c, COMPARE_STANDARD, &c->money);
    }
    c->has_money = c->has_money || apart_at(c, COMPARE_FUND, &c->money);
    if (c->has_money)
        return;
    c->estimated = c->has_money =
        apart_by_points(c, &c->money) || apart_by_score(c, &c->money);
}
