/* Expressions of a pack under construction. */
#include <string.h>

#include "compile/expr/expression.h"

static struct expr_scope scope_of(const struct build *b, enum record_list each,
                                  bool settlement)
{
    return (struct expr_scope){
        .fields = BUFFER_ROWS(&b->fields, struct pack_field),
        .field_count = BUFFER_COUNT(&b->fields, struct pack_field),
        .texts = b->names.data,
        .each = each,
        .variables = BUFFER_ROWS(&b->variables, struct pack_variable),
        .variable_names = &b->variable_names,
        .variable_count =
            settlement ? BUFFER_COUNT(&b->variables, struct pack_variable) : 0,
        .columns = BUFFER_ROWS(&b->column_names.refs, struct pack_text),
        .column_count =
            settlement ? BUFFER_COUNT(&b->column_names.refs, struct pack_text)
                       : 0,
        .weights = BUFFER_ROWS(&b->weight_names.refs, struct pack_text),
        .weight_count = BUFFER_COUNT(&b->weight_names.refs, struct pack_text),
        .lookups = BUFFER_ROWS(&b->lookups, struct pack_lookup),
        .lookup_names = &b->lookup_names,
        .lookup_count =
            settlement ? BUFFER_COUNT(&b->lookups, struct pack_lookup) : 0,
        .settlement = settlement,
        .unheard = !fault_room(b->faults),
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
        return BUFFER_ROWS(&b->compiled, uint32_t)[known];
    expr = build_expr(b, LIST_NONE, true, source, VALUE_BOOLEAN, mistake);
    if (expr == PACK_NONE)
        return PACK_NONE;
    buffer_put(&b->compiled, &expr, sizeof expr);
    if (!b->compiled.failed &&
        words_add(&b->sources, source, NULL) == PACK_NONE)
        b->compiled.length -= sizeof expr; /* they stay of one length */
    return expr;
}
