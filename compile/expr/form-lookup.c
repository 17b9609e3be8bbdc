/* lookup(): a table by its keys, then by a number's band. */
#include <stdio.h>

#include "compile/expr/compile.h"
#include "compile/expr/expression.h"

static bool find_table(struct compiler *c, uint32_t *row)
{
    const struct expr_scope *s = c->scope;
    struct text name;

    if (c->token.kind != TOKEN_TEXT)
        return unexpected(c, "加单引号的查找表名称，如 'level_factor'", "");
    name = token_text(c, c->token);
    name = (struct text){name.at + 1, name.length - 2};
    *row = s->lookup_count > 0 ? words_find(s->lookup_names, name) : PACK_NONE;
    if (*row != PACK_NONE)
        return advance(c);
    return mistake(c, c->token.at,
                   "没有查找表“%.*s”；查找表写在地区文件的 <lookup> 里",
                   SHOWN(name));
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
