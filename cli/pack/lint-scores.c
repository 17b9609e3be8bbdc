/* Scores against the mean costs of the rows of the same kind. */
#include "base/decimal.h"
#include "lint.h"

#define ROWS_LEAST 10u /* a median of fewer says little */
#define FAR 20         /* times the median, or a part of it */

static bool has_score(const struct pack_group *g)
{
    return (g->flags & GROUP_HAS_SCORE) != 0 && g->score > 0;
}

/* Fen of mean cost for a point; 0 where there is none. */
static int64_t fen_a_point(const struct pack_group *g)
{
    if (!has_score(g) || (g->flags & GROUP_HAS_COST) == 0)
        return 0;
    return (int64_t)((int128)g->mean_cost * 100 / g->score);
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* 0 where too few rows have both. */
static int64_t median_of_kind(const struct lint *lint, unsigned kind)
{
    struct buffer all = {0};
    int64_t median = 0;

    PACK_EACH (g, lint->pack, SECTION_GROUP, pack_group) {
        const int64_t fen = g->kind == kind ? fen_a_point(g) : 0;

        if (fen > 0)
            buffer_put(&all, &fen, sizeof fen);
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
        const int64_t fen = g->kind == kind ? fen_a_point(g) : 0;

        if (fen == 0 || (fen < median * FAR && fen > median / FAR))
            continue;
        lint_say(lint, LINT_NOTE, i,
                 "分值和次均费用不相称：每分 %.2f 元，同类病种的中位数是 %.2f "
                 "元；请核对这两个数",
                 (double)fen / 100, (double)median / 100);
    }
}

/* One line for all of them: rows without a score where others have one. */
static void look_for_blank(struct lint *lint, unsigned kind)
{
    uint32_t first = PACK_NONE, blank = 0, scored = 0;

    for (uint32_t i = 0; i < pack_count(lint->pack, SECTION_GROUP); i++) {
        const struct pack_group *g = lint_row(lint, i);

        if (g->kind != kind)
            continue;
        scored += has_score(g);
        blank += !has_score(g);
        if (!has_score(g) && first == PACK_NONE)
            first = i;
    }
    if (blank > 0 && scored > 0)
        lint_say(lint, LINT_NOTE, first,
                 "分值空着或是 0，同类病种共 %u 行这样；请核对", blank);
}

void lint_scores(struct lint *lint)
{
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        look_for_far(lint, kind);
        look_for_blank(lint, kind);
    }
}
