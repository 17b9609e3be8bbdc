/* Scores against the mean costs of the rows of the same kind. */
#include "base/decimal.h"
#include "lint.h"

#define ROWS_LEAST 10u /* a median of fewer says little */
#define FAR 20         /* times the median, or a part of it */

static bool has_score(const struct pack_group *g)
{
    return (g->flags & GROUP_HAS_SCORE) != 0 && g->score > 0;
}

static bool has_cost(const struct pack_group *g)
{
    return (g->flags & GROUP_HAS_COST) != 0 && g->mean_cost > 0;
}

#define YUAN 1000000 /* of what a point is worth, in millionths */

/* Mean cost for a point; 0 where there is none. A cost in ten thousands of yuan
 * must not come to nothing. */
static int64_t cost_a_point(const struct pack_group *g)
{
    const int128 cost = has_score(g) && has_cost(g)
                            ? (int128)g->mean_cost * YUAN / g->score
                            : 0;

    return cost < INT64_MAX / FAR ? (int64_t)cost : INT64_MAX / FAR;
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return ORDER(x, y);
}

/* 0 where too few rows have both. */
static int64_t median_of_kind(const struct lint *lint, unsigned kind)
{
    struct buffer all = {0};
    int64_t median = 0;

    PACK_EACH (g, lint->pack, SECTION_GROUP, pack_group) {
        const int64_t cost = g->kind == kind ? cost_a_point(g) : 0;

        if (cost > 0)
            buffer_put(&all, &cost, sizeof cost);
    }
    buffer_sort(&all, sizeof median, by_size);
    if (!all.failed && BUFFER_COUNT(&all, int64_t) >= ROWS_LEAST)
        median = BUFFER_ROWS(&all, int64_t)[BUFFER_COUNT(&all, int64_t) / 2];
    buffer_free(&all);
    return median;
}

static void look_for_far(struct lint *lint, unsigned kind)
{
    const int64_t median = median_of_kind(lint, kind);

    for (uint32_t i = 0;
         median > 0 && i < pack_count(lint->pack, SECTION_GROUP); i++) {
        const struct pack_group *g = lint_row(lint, i);
        const int64_t cost = g->kind == kind ? cost_a_point(g) : 0;

        if (cost == 0 || (cost < median * FAR && cost > median / FAR))
            continue;
        lint_say(lint, LINT_NOTE, i,
                 "分值和次均费用不相称：每分 %.2f 元，同类病种的中位数是 %.2f "
                 "元；请核对这两个数",
                 (double)cost / YUAN, (double)median / YUAN);
    }
}

/* A point is worth some yuan in every city. */
static void look_for_swapped(struct lint *lint, unsigned kind)
{
    const int64_t median = median_of_kind(lint, kind);
    uint32_t first = 0;

    if (median == 0 || median >= YUAN)
        return;
    while (lint_row(lint, first)->kind != kind)
        first++;
    lint_say(lint, LINT_NOTE, first,
             "同类病种的中位数是每分 %.2f 元，不到 1 元：分值和次均费用两列像是"
             "写反了，或单位不是元；请核对",
             (double)median / YUAN);
}

/* One line for all of them: rows without a number where others have one. */
static void look_for_blank(struct lint *lint, unsigned kind, const char *what,
                           bool (*has)(const struct pack_group *))
{
    uint32_t first = PACK_NONE, blank = 0, given = 0;

    for (uint32_t i = 0; i < pack_count(lint->pack, SECTION_GROUP); i++) {
        const struct pack_group *g = lint_row(lint, i);

        if (g->kind != kind)
            continue;
        given += has(g);
        blank += !has(g);
        if (!has(g) && first == PACK_NONE)
            first = i;
    }
    if (blank > 0 && given > 0)
        lint_say(lint, LINT_NOTE, first,
                 "%s空着或是 0，同类病种共 %u 行这样；请核对", what, blank);
}

void lint_scores(struct lint *lint)
{
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        look_for_far(lint, kind);
        look_for_swapped(lint, kind);
        look_for_blank(lint, kind, "分值", has_score);
        look_for_blank(lint, kind, "次均费用", has_cost);
    }
}
