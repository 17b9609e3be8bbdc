/* The names that expressions may use, and the expressions themselves. */
#include <string.h>

#include "compile/build/build.h"

#define ROWS(buffer, type) ((const struct type *)(const void *)(buffer).data)
#define COUNT(buffer, type) ((uint32_t)((buffer).length / sizeof(struct type)))

/* Names stand in a text of their own: the text section grows, and so moves,
 * while an expression is compiled. */
static struct pack_text name_in(struct build *b, struct text name)
{
    const struct pack_text ref = {(uint32_t)b->names.length,
                                  (uint32_t)name.length};

    buffer_text(&b->names, name);
    buffer_char(&b->names, '\0');
    return ref;
}

static struct text name_of(const struct build *b, struct pack_text ref)
{
    return (struct text){b->names.data + ref.at, ref.length};
}

void build_field(struct build *b, struct pack_field *row, struct text name,
                 struct text label)
{
    struct pack_field named = *row;

    row->name = build_text(b, name);
    row->label = build_text(b, label);
    build_row(b, SECTION_FIELD, row);
    named.name = name_in(b, name);
    named.label = name_in(b, label);
    buffer_put(&b->fields, &named, sizeof named);
}

uint32_t build_variable(struct build *b, struct text name, unsigned type)
{
    struct pack_variable row = {.name = name_in(b, name), .type = type};

    buffer_put(&b->variables, &row, sizeof row);
    row.name = build_text(b, name);
    return build_row(b, SECTION_VARIABLE, &row);
}

void build_column(struct build *b, struct text name)
{
    struct pack_text ref = name_in(b, name);

    buffer_put(&b->columns, &ref, sizeof ref);
    ref = build_text(b, name);
    build_row(b, SECTION_COLUMN, &ref);
}

uint32_t build_weights(struct build *b, struct text name)
{
    struct pack_weights row = {.name = build_text(b, name)};
    const struct pack_text ref = name_in(b, name);

    row.rows.first = build_count(b, SECTION_WEIGHT);
    buffer_put(&b->weights, &ref, sizeof ref);
    return build_row(b, SECTION_WEIGHTS, &row);
}

uint32_t build_find_weights(const struct build *b, struct text name)
{
    for (uint32_t i = 0; i < COUNT(b->weights, pack_text); i++)
        if (text_equal(name_of(b, ROWS(b->weights, pack_text)[i]), name))
            return i;
    return PACK_NONE;
}

uint32_t build_lookup(struct build *b, struct pack_lookup *row,
                      struct text name)
{
    struct pack_lookup named = *row;

    named.name = name_in(b, name);
    buffer_put(&b->lookups, &named, sizeof named);
    row->name = build_text(b, name);
    return build_row(b, SECTION_LOOKUP, row);
}

uint32_t build_find_lookup(const struct build *b, struct text name)
{
    for (uint32_t i = 0; i < COUNT(b->lookups, pack_lookup); i++)
        if (text_equal(name_of(b, ROWS(b->lookups, pack_lookup)[i].name), name))
            return i;
    return PACK_NONE;
}

uint16_t build_find_field(const struct build *b, struct text name)
{
    for (uint32_t i = 0; i < COUNT(b->fields, pack_field); i++)
        if (text_equal(name_of(b, ROWS(b->fields, pack_field)[i].name), name))
            return (uint16_t)i;
    return PACK_NO_FIELD;
}

uint32_t build_find_variable(const struct build *b, struct text name)
{
    for (uint32_t i = 0; i < COUNT(b->variables, pack_variable); i++)
        if (text_equal(name_of(b, ROWS(b->variables, pack_variable)[i].name),
                       name))
            return i;
    return PACK_NONE;
}

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
