/* Two catalogues: groups are the same if their codes are. */
#include <stdlib.h>

#include "common/put.h"
#include "diff.h"

/* Rows of GROUP by code; of several rows of a code the table's first. */
struct listing {
    const struct pack *pack;
    const struct pack_group **rows;
    uint32_t count;
};

static struct text listed_code(const struct pack *pack,
                               const struct pack_group *g)
{
    return pack_text(pack, g->group);
}

/* qsort has no context: every row goes with its text. */
struct entry {
    struct text code;
    const struct pack_group *row;
};

static int by_group_code(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int order = text_compare(x->code, y->code);

    return order != 0 ? order
                      : (x->row->order > y->row->order) -
                            (x->row->order < y->row->order);
}

static bool list(const struct pack *pack, struct listing *out)
{
    const uint32_t count = pack_count(pack, SECTION_GROUP);
    struct entry *entries = malloc((count + 1u) * sizeof *entries);

    *out = (struct listing){.pack = pack};
    out->rows = malloc((count + 1u) * sizeof(*out->rows));
    if (entries != NULL && out->rows != NULL) {
        for (uint32_t i = 0; i < count; i++) {
            const struct pack_group *g =
                PACK_ROW(pack, SECTION_GROUP, pack_group, i);

            entries[i] = (struct entry){listed_code(pack, g), g};
        }
        qsort(entries, count, sizeof *entries, by_group_code);
        for (uint32_t i = 0; i < count; i++)
            if (i == 0 || !text_equal(entries[i].code, entries[i - 1].code))
                out->rows[out->count++] = entries[i].row;
    }
    free(entries);
    return out->rows != NULL;
}

/* ---- lines --------------------------------------------------------------- */

static void put_score_or_none(struct buffer *out, const struct pack_group *g)
{
    if (g->flags & GROUP_HAS_SCORE)
        put(out, decimal_from_millionths(g->score));
    else
        put(out, "无");
}

static void put_listed_group(struct buffer *out, const char *what,
                             const struct pack *pack,
                             const struct pack_group *g)
{
    put(out, what, listed_code(pack, g), "  ", pack_text(pack, g->name), "（",
        group_kind_words(g->kind), "，分值 ");
    put_score_or_none(out, g);
    put(out, "）\n");
}

static bool same_score(const struct pack_group *a, const struct pack_group *b)
{
    return (a->flags & GROUP_HAS_SCORE) == (b->flags & GROUP_HAS_SCORE) &&
           a->score == b->score;
}

/* False if nothing of the row changed. */
static bool put_changed_group(struct buffer *out, const struct listing *a,
                              const struct pack_group *x,
                              const struct listing *b,
                              const struct pack_group *y)
{
    const struct text from = pack_text(a->pack, x->name),
                      to = pack_text(b->pack, y->name);
    const bool score = !same_score(x, y), name = !text_equal(from, to),
               kind = x->kind != y->kind;

    if (!score && !name && !kind)
        return false;
    put(out, "改变  ", listed_code(a->pack, x));
    if (score) {
        put(out, "  分值 ");
        put_score_or_none(out, x);
        put(out, " → ");
        put_score_or_none(out, y);
    }
    if (name)
        put(out, "  名称 ", from, " → ", to);
    if (kind)
        put(out, "  类型 ", group_kind_words(x->kind), " → ",
            group_kind_words(y->kind));
    put(out, "\n");
    return true;
}

/* ---- the walk ------------------------------------------------------------ */

static void walk_listings(const struct listing *a, const struct listing *b,
                          struct buffer *out)
{
    uint32_t came = 0, went = 0, changed = 0, same = 0, i = 0, k = 0;

    while (i < a->count || k < b->count) {
        int order = i == a->count ? 1 : -1;

        if (i < a->count && k < b->count)
            order = text_compare(listed_code(a->pack, a->rows[i]),
                                 listed_code(b->pack, b->rows[k]));
        if (order < 0) {
            put_listed_group(out, "取消  ", a->pack, a->rows[i++]);
            went++;
        } else if (order > 0) {
            put_listed_group(out, "新增  ", b->pack, b->rows[k++]);
            came++;
        } else if (put_changed_group(out, a, a->rows[i++], b, b->rows[k++])) {
            changed++;
        } else {
            same++;
        }
    }
    put(out, "病种：新增 ", came, "，取消 ", went, "，改变 ", changed,
        "，不变 ", same, "\n");
}

void diff_groups(const struct pack *a, const struct pack *b, struct buffer *out)
{
    struct listing x, y;
    const bool good = list(a, &x), both = list(b, &y) && good;

    if (both)
        walk_listings(&x, &y, out);
    else
        out->failed = true;
    free(x.rows);
    free(y.rows);
}
