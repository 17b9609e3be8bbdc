/* A pattern as a table: what has been entered so far is one state, so that a
 * character takes one step. Only where characters beyond ASCII are all alike
 * to the pattern, and the table stays small. */
#include "expr/pattern.h"

#include <string.h>

#include "base/limits.h"

#define STATES 255   /* besides the dead one, 0 */
#define ENTRIES 8192 /* of one table */
#define HIGHEST 0x10FFFF

struct tabulator {
    const struct pack_pattern *pattern;
    const struct pack_pattern_set *sets;
    uint64_t accept[PATTERN_CHARACTERS]; /* of each class: who takes it */
    uint8_t class_of[PATTERN_CHARACTERS];
    unsigned classes;
    uint64_t entered[STATES + 1]; /* of each state; 1 is the start */
    unsigned states;              /* the dead one too */
    bool full;                    /* there are more than have room */
};

/* ---- classes of characters ---------------------------------------------- */

static bool alike(const struct pack_pattern_set *set)
{
    for (unsigned i = 0; i < 4; i++)
        if (set->from[i] <= set->to[i] && set->to[i] >= 0x80 &&
            (set->from[i] > 0x80 || set->to[i] < HIGHEST))
            return false;
    return true;
}

static uint64_t accepting(const struct tabulator *t, uint32_t c)
{
    uint64_t positions = 0;

    for (uint32_t i = 0; i < t->pattern->sets.count; i++)
        if (pattern_accepts(&t->sets[i], c))
            positions |= (uint64_t)1 << i;
    return positions;
}

/* Characters that the same positions take are one class. */
static bool find_classes(struct tabulator *t)
{
    t->classes = 0;
    for (uint32_t i = 0; i < t->pattern->sets.count; i++)
        if (!alike(&t->sets[i]))
            return false;
    for (uint32_t c = 0; c < PATTERN_CHARACTERS; c++) {
        const uint64_t positions = accepting(t, c);
        unsigned n = 0;

        while (n < t->classes && t->accept[n] != positions)
            n++;
        t->class_of[c] = (uint8_t)n;
        t->accept[n] = positions;
        t->classes += n == t->classes;
    }
    return true;
}

/* ---- states ------------------------------------------------------------- */

static uint64_t behind(const struct tabulator *t, unsigned state)
{
    uint64_t may = 0;

    if (state == 1)
        return t->pattern->first;
    for (uint64_t at = t->entered[state]; at != 0; at &= at - 1)
        may |= t->sets[__builtin_ctzll(at)].follow;
    return may;
}

/* The state of these positions; 0 also if there are too many of them. */
static unsigned state_of(struct tabulator *t, uint64_t entered)
{
    unsigned n = 2;

    if (entered == 0)
        return 0;
    while (n < t->states && t->entered[n] != entered)
        n++;
    if (n < t->states)
        return n;
    if (t->states > STATES) {
        t->full = true;
        return 0;
    }
    t->entered[t->states] = entered;
    return t->states++;
}

static bool ends(const struct tabulator *t, unsigned state)
{
    return state == 1 ? t->pattern->empty != 0
                      : (t->entered[state] & t->pattern->last) != 0;
}

/* A row of the table for each state, in the order in which they are found. */
static bool put_rows(struct tabulator *t, struct buffer *out)
{
    for (unsigned state = 0; state < t->states; state++) {
        const uint64_t may = state == 0 ? 0 : behind(t, state);

        for (unsigned c = 0; c < t->classes; c++)
            buffer_char(out, (char)state_of(t, may & t->accept[c]));
        buffer_char(out, state != 0 && ends(t, state));
        if (t->full || state * (t->classes + 1) > ENTRIES)
            return false;
    }
    return true;
}

/* ---- tables ------------------------------------------------------------- */

static void put_table(struct tabulator *t, struct pack_pattern *row,
                      struct buffer *out)
{
    const size_t before = out->length;

    row->table = (struct pack_range){0, 0};
    row->width = 0;
    if (row->sets.count == 0 || !find_classes(t))
        return;
    t->states = 2;
    t->full = false;
    t->entered[0] = t->entered[1] = 0;
    buffer_put(out, t->class_of, sizeof t->class_of);
    if (!put_rows(t, out)) {
        out->length = before;
        return;
    }
    row->table =
        (struct pack_range){(uint32_t)before, (uint32_t)(out->length - before)};
    row->width = t->classes + 1;
}

bool pattern_tabulate(struct buffer *patterns, const struct buffer *sets,
                      struct buffer *tables)
{
    const size_t count = patterns->length / sizeof(struct pack_pattern);
    struct pack_pattern *rows = (void *)patterns->data;
    struct tabulator t;

    for (size_t i = 0; i < count && !tables->failed; i++) {
        t.pattern = &rows[i];
        t.sets = (const struct pack_pattern_set *)(const void *)sets->data +
                 rows[i].sets.first;
        put_table(&t, &rows[i], tables);
    }
    return !tables->failed;
}

/* ---- checking ----------------------------------------------------------- */

static bool below(const unsigned char *bytes, size_t count, size_t limit)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] >= limit)
            return false;
    return true;
}

bool pattern_table_holds(const struct pack *pack, const struct pack_pattern *p)
{
    const uint32_t size = pack_count(pack, SECTION_PATTERN_TABLE);
    const uint32_t count = p->table.count;
    const unsigned char *table;
    uint32_t states;

    if (count == 0)
        return true;
    if (p->table.first > size || count > size - p->table.first ||
        count <= PATTERN_CHARACTERS || p->width < 2 ||
        (count - PATTERN_CHARACTERS) % p->width != 0)
        return false;
    states = (count - PATTERN_CHARACTERS) / p->width;
    table = (const unsigned char *)pack->sections[SECTION_PATTERN_TABLE].rows +
            p->table.first;
    if (states < 2 || !below(table, PATTERN_CHARACTERS, p->width - 1))
        return false;
    for (uint32_t i = 0; i < states; i++)
        if (!below(table + PATTERN_CHARACTERS + i * p->width, p->width - 1,
                   states))
            return false;
    return true;
}
