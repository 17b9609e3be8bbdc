#include "compile/expr/compile.h"

#include <string.h>

uint32_t instr_count(const struct compiler *c)
{
    return (uint32_t)((c->pool->instrs.length - c->before) /
                      sizeof(struct pack_instr));
}

struct pack_instr *instr_at(const struct compiler *c, uint32_t n)
{
    void *first = c->pool->instrs.data + c->before;

    return (struct pack_instr *)first + n;
}

/* Jumps leave their value where they land; what follows them does not. */
static bool count_stack(struct compiler *c, unsigned op)
{
    const struct instr_info *info = instr_info(op);

    c->depth = c->depth - info->pops + info->pushes;
    if (c->depth > c->deepest)
        c->deepest = c->depth;
    return c->depth <= LIMIT_STACK ||
           mistake(c, c->token.at, "表达式太复杂：同时要记住的值超过 %d 个",
                   LIMIT_STACK);
}

bool emit(struct compiler *c, unsigned op, unsigned a, unsigned b,
          uint32_t operand)
{
    const struct pack_instr i = {(uint8_t)op, (uint8_t)a, (uint16_t)b, operand};

    if (instr_count(c) == EXPR_INSTRS)
        return mistake(c, c->token.at, "表达式太长：超过 %d 步", EXPR_INSTRS);
    buffer_put(&c->pool->instrs, &i, sizeof i);
    if (c->pool->instrs.failed)
        return no_memory(c);
    return count_stack(c, op);
}

void emit_remove(struct compiler *c, uint32_t n)
{
    struct pack_instr *i = instr_at(c, n);

    memmove(i, i + 1, (instr_count(c) - n - 1) * sizeof *i);
    c->pool->instrs.length -= sizeof *i;
}

bool emit_jump(struct compiler *c, unsigned op, uint32_t *chain)
{
    const uint32_t last = *chain;

    *chain = instr_count(c) + 1;
    return emit(c, op, 0, 0, last);
}

void emit_land(struct compiler *c, uint32_t chain)
{
    const uint32_t here = instr_count(c);

    while (chain != 0) {
        struct pack_instr *jump = instr_at(c, chain - 1);
        const uint32_t before = jump->c;

        jump->c = here - chain;
        chain = before;
    }
}

static bool append_pool_row(struct compiler *c, struct buffer *b,
                            const void *row, size_t size, uint32_t *at)
{
    *at = (uint32_t)(b->length / size);
    buffer_put(b, row, size);
    return !b->failed || no_memory(c);
}

bool pool_number(struct compiler *c, int128 n, uint32_t *row)
{
    const struct pack_number number = {(uint64_t)n, (int64_t)(n >> 64)};

    return append_pool_row(c, &c->pool->numbers, &number, sizeof number, row);
}

int128 pool_number_at(const struct compiler *c, uint32_t row)
{
    struct pack_number number;

    memcpy(&number, c->pool->numbers.data + row * sizeof number, sizeof number);
    return pack_number(&number);
}

bool pool_range(struct compiler *c, struct code_range range, uint32_t *row)
{
    return append_pool_row(c, &c->pool->ranges, &range, sizeof range, row);
}

bool pool_text(struct compiler *c, struct text t, uint32_t *row)
{
    struct buffer *strings = c->pool->strings;
    const struct pack_text ref = {(uint32_t)strings->length,
                                  (uint32_t)t.length};

    buffer_text(strings, t);
    buffer_char(strings, 0);
    if (strings->failed)
        return no_memory(c);
    return append_pool_row(c, &c->pool->texts, &ref, sizeof ref, row);
}

bool pool_literal(struct compiler *c, struct token token, uint32_t *row)
{
    struct buffer *strings = c->pool->strings;
    struct pack_text ref = {(uint32_t)strings->length, 0};
    const char *at = c->source.at + token.at + 1;
    const char *end = at + token.length - 2;

    for (; at < end; at++) {
        buffer_char(strings, *at);
        at += *at == '\''; /* the second of two */
    }
    ref.length = (uint32_t)strings->length - ref.at;
    buffer_char(strings, 0);
    if (strings->failed)
        return no_memory(c);
    return append_pool_row(c, &c->pool->texts, &ref, sizeof ref, row);
}

struct text pool_text_at(const struct compiler *c, uint32_t row)
{
    struct pack_text ref;

    memcpy(&ref, c->pool->texts.data + row * sizeof ref, sizeof ref);
    return (struct text){c->pool->strings->data + ref.at, ref.length};
}

/* An instruction that makes a text of the value `depth` below the top, if
 * there is room for one there. */
bool emit_to_text(struct compiler *c, struct operand *o, unsigned depth)
{
    if (o->type != VALUE_CODE)
        return true;
    if (c->depth - depth > EXPR_SLOTS)
        return mistake(c, o->at, "这里套得太深，编码不能再转成文本");
    o->type = VALUE_TEXT;
    o->single = false;
    return emit(c, OP_TO_TEXT, depth, 0, 0);
}
