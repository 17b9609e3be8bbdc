#include "compile/expr/compile.h"
#include "compile/expr/expression.h"

#include <string.h>

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

    *out = (struct pack_expr){
        .code = {(uint32_t)(c->before / sizeof(struct pack_instr)),
                 instr_count(c)},
        .source = {(uint32_t)strings->length, (uint32_t)c->source.length},
        .type = o->type,
        .stack = c->deepest};
    buffer_text(strings, c->source);
    buffer_char(strings, 0);
    return !strings->failed || no_memory(c);
}

bool expr_compile(const struct expr_scope *scope, struct text source,
                  unsigned type, struct expr_pool *pool, struct pack_expr *out,
                  struct expr_mistake *mistake)
{
    struct buffer *const buffers[] = {
        &pool->instrs,   &pool->numbers, &pool->ranges, &pool->texts,
        &pool->patterns, &pool->sets,    pool->strings};
    size_t before[COUNT_OF(buffers)];
    struct compiler c = {
        .scope = scope,
        .pool = pool,
        .mistake = mistake,
        .source = source,
        .before = pool->instrs.length,
        .texts = scope->texts == pool->strings->data ? NULL : scope->texts};
    struct operand o;

    for (size_t i = 0; i < COUNT_OF(buffers); i++)
        before[i] = buffers[i]->length;
    memset(mistake, 0, sizeof *mistake);
    if (parse_all(&c, type, &o) && write_row(&c, &o, out))
        return true;
    for (size_t i = 0; i < COUNT_OF(buffers); i++) {
        buffers[i]->length = before[i];
        if (before[i] > 0)
            buffers[i]->data[before[i]] = '\0';
    }
    return false;
}
