/* The old settlement over the new catalogue. */
#include <stdlib.h>
#include <string.h>

#include "pack/diff/diff.h"

/* A row of COLUMN by its name, PACK_NONE if the pack has none. */
static uint32_t column_named(const struct pack *pack, struct text name)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_COLUMN); i++)
        if (text_equal(pack_column_name(pack, i), name))
            return i;
    return PACK_NONE;
}

int64_t diff_factor(const struct pack *pack, const struct pack_group *g,
                    struct text name)
{
    const uint32_t column = column_named(pack, name);
    const int64_t *factors = pack->sections[SECTION_FACTOR].rows;

    return column < g->factors.count ? factors[g->factors.first + column]
                                     : INT64_MIN;
}

static void mix_texts(struct diff *d, char *texts)
{
    const struct pack_rows *a = &d->packs[SIDE_OLD]->sections[SECTION_TEXT],
                           *b = &d->packs[SIDE_NEW]->sections[SECTION_TEXT];

    memcpy(texts, a->rows, a->count);
    memcpy(texts + a->count, b->rows, b->count);
    d->mixed.sections[SECTION_TEXT] =
        (struct pack_rows){texts, a->count + b->count};
}

/* A row of the new catalogue with the factors that the old formulas read. Its
 * conditions stay behind: no case is grouped by it. */
static void mix_group(const struct diff *d, uint32_t row, struct pack_group *g,
                      int64_t *factors)
{
    const struct pack *a = d->packs[SIDE_OLD], *b = d->packs[SIDE_NEW];
    const struct pack_group *own = PACK_ROW(b, SECTION_GROUP, pack_group, row);
    const uint32_t columns = pack_count(a, SECTION_COLUMN);

    *g = *own;
    g->group.at += pack_count(a, SECTION_TEXT);
    g->name.at += pack_count(a, SECTION_TEXT);
    g->parts = (struct pack_range){0, 0};
    g->when = g->other_dx = PACK_NONE;
    g->factors = (struct pack_range){row * columns, columns};
    for (uint32_t i = 0; i < columns; i++)
        factors[row * columns + i] =
            diff_factor(b, own, pack_column_name(a, i));
}

bool diff_mix(struct diff *d)
{
    const struct pack *a = d->packs[SIDE_OLD], *b = d->packs[SIDE_NEW];
    const size_t rows = pack_count(b, SECTION_GROUP);
    const size_t factors = rows * pack_count(a, SECTION_COLUMN);
    char *texts = malloc((size_t)pack_count(a, SECTION_TEXT) +
                         pack_count(b, SECTION_TEXT) + 1u);
    struct pack_group *groups = malloc((rows + 1u) * sizeof *groups);
    int64_t *numbers = malloc((factors + 1u) * sizeof *numbers);

    d->mixed = *a;
    d->mixed.sections[SECTION_TEXT].rows = texts;
    d->mixed.sections[SECTION_GROUP] =
        (struct pack_rows){groups, (uint32_t)rows};
    d->mixed.sections[SECTION_FACTOR] =
        (struct pack_rows){numbers, (uint32_t)factors};
    if (texts == NULL || groups == NULL || numbers == NULL)
        return false;
    mix_texts(d, texts);
    for (uint32_t i = 0; i < rows; i++)
        mix_group(d, i, &groups[i], numbers);
    return true;
}

void diff_mix_free(struct diff *d)
{
    static const unsigned own[] = {SECTION_TEXT, SECTION_GROUP, SECTION_FACTOR};

    if (d->mixed.bytes == NULL)
        return;
    for (size_t i = 0; i < COUNT_OF(own); i++)
        free((void *)(uintptr_t)d->mixed.sections[own[i]].rows);
}
