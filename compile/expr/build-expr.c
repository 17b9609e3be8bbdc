/* Expressions of a pack under construction. */
#include <string.h>

#include "compile/expr/expression.h"

#define ROWS(buffer, type) ((const struct type *)(const void *)(buffer).data)
#define COUNT(buffer, type) ((uint32_t)((buffer).length / sizeof(struct type)))

static struct expr_scope scope_of(const struct build *b, enum record_list each,
                                  bool settlement)
{
    return (struct expr_scope){
        .fields = ROWS(b->fields, pack_field),
        .field_count = COUNT(b->fields, pack_field),
        .texts = b->names.data,
        .each = each,
        .variables = ROWS(b->variables, pack_variable),
        .variable_count = settlement ? COUNT(b->variables, pack_variable) : 0,
        .columns = ROWS(b->columns, pack_text),
        .column_count = settlement ? COUNT(b->columns, pack_text) : 0,
        .weights = ROWS(b->weights, pack_text),
        .weight_count = COUNT(b->weights, pack_text),
        .lookups = ROWS(b->lookups, pack_lookup),
        .lookup_count = settlement ? COUNT(b->lookups, pack_lookup) : 0,
        .settlement = settlement,
    };
}

uint32_t build_expr(struct build *b, enum record_list each, bool settlement,
                    struct text source, unsigned type,
                    struct expr_mistake *mistake)
{
    const struct expr_scope scope = scope_of(b, each, settlement);
    struct pack_expr row;

    memset(&row, 0, sizeof row);
    memset(mistake, 0, sizeof *mistake);
    if (!expr_compile(&scope, source, type, &b->pool, &row, mistake))
        return PACK_NONE;
    row.source = build_text(b, source);
    return build_row(b, SECTION_EXPR, &row);
}

uint32_t build_condition(struct build *b, struct text source,
                         struct expr_mistake *mistake)
{
    const uint32_t known = words_find(&b->sources, source);
    uint32_t expr;

    if (known != PACK_NONE)
        return ((const uint32_t *)(const void *)b->compiled.data)[known];
    expr = build_expr(b, LIST_NONE, true, source, VALUE_BOOLEAN, mistake);
    if (expr == PACK_NONE)
        return PACK_NONE;
    buffer_put(&b->compiled, &expr, sizeof expr);
    if (!b->compiled.failed &&
        words_add(&b->sources, source, NULL) == PACK_NONE)
        b->compiled.length -= sizeof expr; /* they stay of one length */
    return expr;
}
