#include "compile/expr/compile.h"
#include "compile/expr/expression.h"

#include <string.h>

/* How long the buffers of a pool were. */
struct mark {
    size_t instrs, numbers, ranges, texts, patterns, sets, strings;
};

static struct mark mark_of(const struct expr_pool *p)
{
    return (struct mark){p->instrs.length,   p->numbers.length,
                         p->ranges.length,   p->texts.length,
                         p->patterns.length, p->sets.length,
                         p->strings->length};
}

static void cut(struct buffer *b, size_t length)
{
    b->length = length;
    if (length > 0)
        b->data[length] = 0;
}

static void roll_back(struct expr_pool *p, const struct mark *m)
{
    cut(&p->instrs, m->instrs);
    cut(&p->numbers, m->numbers);
    cut(&p->ranges, m->ranges);
    cut(&p->texts, m->texts);
    cut(&p->patterns, m->patterns);
    cut(&p->sets, m->sets);
    cut(p->strings, m->strings);
}

/* The whole source is one expression of the type. */
static bool parse_all(struct compiler *c, unsigned type, struct operand *o)
{
    if (c->source.length > EXPR_SOURCE)
        return mistake(c, 0, "表达式太长：最多 %d 字节", EXPR_SOURCE);
    if (!advance_from(c, 0))
        return false;
    if (c->token.kind == TOKEN_END)
        return mistake(c, 0, "表达式是空的");
    if (!parse_typed(c, type, "这个表达式的值", o))
        return false;
    return c->token.kind == TOKEN_END || unexpected(c, "运算符或结尾", "");
}

static bool write_row(struct compiler *c, const struct operand *o,
                      struct pack_expr *out)
{
    struct buffer *strings = c->pool->strings;

    out->code.first = (uint32_t)(c->before / sizeof(struct pack_instr));
    out->code.count = instr_count(c);
    out->source.at = (uint32_t)strings->length;
    out->source.length = (uint32_t)c->source.length;
    out->type = o->type;
    out->stack = c->deepest;
    buffer_text(strings, c->source);
    buffer_char(strings, 0);
    return !strings->failed || no_memory(c);
}

bool expr_compile(const struct expr_scope *scope, struct text source,
                  unsigned type, struct expr_pool *pool, struct pack_expr *out,
                  struct expr_mistake *mistake)
{
    const struct mark before = mark_of(pool);
    struct compiler c;
    struct operand o;

    memset(&c, 0, sizeof c);
    memset(mistake, 0, sizeof *mistake);
    c.scope = scope;
    c.pool = pool;
    c.mistake = mistake;
    c.source = source;
    c.before = pool->instrs.length;
    c.texts = scope->texts == pool->strings->data ? NULL : scope->texts;
    if (parse_all(&c, type, &o) && write_row(&c, &o, out))
        return true;
    roll_back(pool, &before);
    return false;
}
