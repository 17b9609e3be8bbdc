/* Keys of the catalogue: order of the rows, hash table, ranges, lengths. */
#include "compile/region/catalogue.h"

static int by_group_key(const void *a, const void *b)
{
    const struct pack_group *x = a, *y = b;
    int order = code_compare(x->key, y->key);

    if (order == 0)
        order = code_compare(x->last, y->last);
    return order != 0 ? order : ORDER(x->order, y->order);
}

static struct pack_group *groups_of(struct build *b)
{
    return BUILD_ROW(b, SECTION_GROUP, pack_group, 0);
}

static bool same_key(const struct pack_group *a, const struct pack_group *b)
{
    return code_equal(a->key, b->key) && code_equal(a->last, b->last);
}

/* Rows from `first` on that have its key. */
static struct pack_range rows_of_key(struct build *b, uint32_t first)
{
    const struct pack_group *groups = groups_of(b);
    const uint32_t count = build_count(b, SECTION_GROUP);
    uint32_t end = first;

    while (end < count && same_key(&groups[first], &groups[end]))
        end++;
    return (struct pack_range){first, end - first};
}

static uint32_t layers_of(struct build *b, struct pack_range rows)
{
    uint32_t layers = 0;

    for (uint32_t i = 0; i < rows.count; i++)
        layers |= 1u << groups_of(b)[rows.first + i].layer;
    return layers;
}

static void write_group_key(struct build *b, struct pack_range rows)
{
    const struct pack_group *g = &groups_of(b)[rows.first];
    const struct pack_key key = {g->key, rows};
    const struct pack_span span = {.range = code_range_of(g->key, g->last),
                                   .groups = rows,
                                   .layers = layers_of(b, rows)};

    if (g->last.high == 0)
        build_row(b, SECTION_KEY, &key);
    else
        build_row(b, SECTION_SPAN, &span);
}

/* ---- ranges -------------------------------------------------------------- */

/* Categories from A00 on, for the width of a range. */
static int category(struct code code)
{
    return (code_at(code, 0) - 'A') * 100 + (code_at(code, 1) - '0') * 10 +
           (code_at(code, 2) - '0');
}

static int by_width(const void *a, const void *b)
{
    const struct pack_span *x = a, *y = b;
    const int wide_x = category(x->range.to) - category(x->range.from);
    const int wide_y = category(y->range.to) - category(y->range.from);

    return wide_x != wide_y ? ORDER(wide_x, wide_y)
                            : ORDER(x->groups.first, y->groups.first);
}

/* ---- lengths ------------------------------------------------------------- */

static void note_lengths(struct build *b, struct pack_grouping *grouping)
{
    BUILD_EACH (g, b, SECTION_GROUP, pack_group) {
        uint32_t *lengths = g->kind == KIND_COMPREHENSIVE
                                ? grouping->comprehensive_lengths
                                : grouping->core_lengths;

        if (g->last.high == 0)
            lengths[g->layer] |= 1u << code_length(code_unmarked(g->key));
        if (code_mark(g->key) != '\0')
            grouping->marked_keys = 1;
    }
}

void catalogue_keys(struct build *b, struct pack_grouping *grouping)
{
    const uint32_t count = build_count(b, SECTION_GROUP);

    if (!b->sections[SECTION_GROUP].failed)
        buffer_sort(&b->sections[SECTION_GROUP], sizeof(struct pack_group),
                    by_group_key);
    for (uint32_t i = 0; i < count;) {
        const struct pack_range rows = rows_of_key(b, i);

        write_group_key(b, rows);
        i += rows.count;
    }
    buffer_sort(&b->sections[SECTION_SPAN], sizeof(struct pack_span), by_width);
    note_lengths(b, grouping);
    build_code_slots(b, SECTION_KEY_SLOT, SECTION_KEY, 0);
}
