/* What the tables of a settlement say: a factor column of the chosen group;
 * lookup(), a table by its keys, then by a number's band. */
#include <stdio.h>

#include "compile/expr/compile.h"
#include "expr/machine.h"

/* ---- compiling ----------------------------------------------------------- */

static bool find_table(struct compiler *c, uint32_t *row)
{
    const struct expr_scope *s = c->scope;
    struct text name;

    if (c->token.kind != TOKEN_TEXT)
        return unexpected(c, "加单引号的查找表名称，如 'level_factor'", "");
    name = token_text(c, c->token);
    name = (struct text){name.at + 1, name.length - 2};
    for (*row = 0; *row < s->lookup_count; ++*row)
        if (text_equal(scope_text(c, s->lookups[*row].name), name))
            return advance(c);
    return mistake(c, c->token.at,
                   "没有查找表“%.*s”；查找表写在地区文件的 <lookup> 里",
                   shown_length(name), name.at);
}

/* One more key, or the number behind them. */
static bool parse_value(struct compiler *c, const struct function *f,
                        const struct pack_lookup *l, unsigned n)
{
    const bool key = n < l->keys;
    struct operand o;
    char what[96];

    snprintf(what, sizeof what, "%s 的第 %u 个参数（%s）", f->usage, n + 2,
             key ? "查找的键" : "落在哪一档的数");
    if (key && c->depth >= EXPR_SLOTS)
        return mistake(c, c->token.at, "这里套得太深，不能再用 lookup()");
    return expect_comma(c, f) &&
           parse_typed(c, key ? VALUE_TEXT : VALUE_NUMBER, what, &o);
}

bool form_lookup(struct compiler *c, const struct function *f,
                 struct operand *out)
{
    const struct pack_lookup *l;
    unsigned values;
    uint32_t row = 0;

    (void)out;
    if (!find_table(c, &row))
        return false;
    l = &c->scope->lookups[row];
    values = l->keys + (l->band != BAND_NONE ? 1u : 0u);
    for (unsigned n = 0; n < values; n++)
        if (!parse_value(c, f, l, n))
            return false;
    return emit(c, OP_LOOKUP_0 + values, 0, 0, row);
}

/* ---- running ------------------------------------------------------------- */

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
