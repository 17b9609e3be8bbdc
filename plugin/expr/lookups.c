/* What the tables of a settlement say: a factor column of the chosen group;
 * lookup(), a table by its keys, then by a number's band. */
#include "expr/machine.h"

void machine_factor(struct machine *m, uint32_t column)
{
    const struct pack_group *group = m->frame->group;
    const int64_t *factors = m->pack->sections[SECTION_FACTOR].rows;
    struct value *v = machine_push(m, VALUE_NUMBER);
    int64_t factor;

    if (group == NULL || column >= group->factors.count)
        return;
    factor = factors[group->factors.first + column];
    if (factor != INT64_MIN)
        value_set_number(v, (int128)factor * (DECIMAL_ONE / 1000000));
}

/* The keys at the stack's top; false if one is missing. */
static bool take_keys(struct machine *m, const struct value *values,
                      unsigned count, struct text *out)
{
    bool all = true;

    for (unsigned k = 0; k < count; k++) {
        all = machine_has(m, &values[k], VALUE_TEXT) && all;
        out[k] = all ? values[k].text : TEXT("");
    }
    return all;
}

void run_lookup(struct machine *m, const struct pack_instr *i)
{
    const struct pack_lookup *l =
        PACK_ROW(m->pack, SECTION_LOOKUP, pack_lookup, i->c);
    const unsigned banded = l->band != BAND_NONE;
    const struct value *values = m->top - l->keys - banded;
    struct text keys[LOOKUP_KEYS_MAX];
    bool known = take_keys(m, values, l->keys, keys);
    int128 number = 0;
    int64_t found;

    if (banded && machine_has(m, &values[l->keys], VALUE_NUMBER))
        number = values[l->keys].number;
    else if (banded)
        known = false;
    if (l->flags & LOOKUP_SAMPLE)
        m->frame->origins |= ORIGIN_SAMPLE;
    if (l->flags & LOOKUP_BLANK)
        m->frame->origins |= ORIGIN_BLANK;
    m->top -= l->keys + banded;
    if (known && pack_lookup_find(m->pack, i->c, keys, number, &found)) {
        value_set_number(m->top++, (int128)found * (DECIMAL_ONE / 1000000));
        return;
    }
    machine_touch(m);
    machine_push(m, VALUE_NUMBER);
}
