/* The candidates of one layer. */
#include "group/search.h"

struct hunt {
    struct search *s;
    uint32_t layer;
    bool comprehensive; /* only such rows, or only the others */
};

static void add_contender(struct search *s, const struct contender *x)
{
    if (s->count < LIMIT_CANDIDATES)
        s->list[s->count++] = *x;
    else
        s->beyond++;
}

static void try_rows(const struct hunt *h, struct pack_range rows)
{
    struct search *s = h->s;

    for (uint32_t i = 0; i < rows.count; i++) {
        const uint32_t row = rows.first + i;
        const struct pack_group *g =
            PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, row);
        struct contender x = {.group = row};

        if (g->layer == h->layer &&
            (g->kind == KIND_COMPREHENSIVE) == h->comprehensive &&
            row_fits(s, g, &x))
            add_contender(s, &x);
    }
}

/* Ranges stand in the pack with the narrow ones first. */
static void add_spans(const struct hunt *h)
{
    const struct pack *pack = h->s->r->pack;
    const struct code principal = h->s->c.principal;
    const uint32_t before = h->s->count;

    for (uint32_t i = 0;
         i < pack_count(pack, SECTION_SPAN) && h->s->count == before; i++) {
        const struct pack_span *span =
            PACK_ROW(pack, SECTION_SPAN, pack_span, i);

        if ((span->layers >> h->layer & 1) != 0 &&
            code_in_range(principal, span->range))
            try_rows(h, span->groups);
    }
}

static void add_rows_of_key(const struct hunt *h, struct code key)
{
    const struct search *s = h->s;
    const uint32_t before = s->count;
    const char *marks;

    if (!h->comprehensive || !s->rules->marked_keys) {
        try_rows(h, pack_groups(s->r->pack, key));
        return;
    }
    marks = case_marks(&s->c);
    for (unsigned i = 0; i < CASE_MARKS && s->count == before; i++)
        try_rows(h, pack_groups(s->r->pack, code_marked(key, marks[i])));
}

static void search_rows(const struct hunt *h, uint32_t lengths)
{
    const struct code principal = h->s->c.principal;
    const uint32_t before = h->s->count;

    for (unsigned n = code_length(principal); n > 0 && h->s->count == before;
         n--)
        if ((lengths >> n & 1) != 0)
            add_rows_of_key(h, code_prefix(principal, n));
    if (h->s->count == before)
        add_spans(h);
    if (h->s->count == before && (lengths & 1) != 0)
        try_rows(h, pack_groups(h->s->r->pack, (struct code){0, 0}));
}

void layer_search(struct search *s, uint32_t layer)
{
    s->count = s->beyond = 0;
    s->layer = layer;
    search_rows(&(struct hunt){s, layer, false}, s->rules->core_lengths[layer]);
    search_rows(&(struct hunt){s, layer, true},
                s->rules->comprehensive_lengths[layer]);
}
