/* The names that expressions may use. */
#include "compile/build/build.h"

/* Names stand in a text of their own: the text section grows, and so moves,
 * while an expression is compiled. A name's number among its like is that of
 * its row. */
static struct pack_text name_in(struct words *names, struct text name)
{
    return words_at(names, words_add(names, name, NULL));
}

void build_field(struct build *b, struct pack_field *row, struct text name,
                 struct text label)
{
    struct pack_field named = *row;

    row->name = build_text(b, name);
    row->label = build_text(b, label);
    build_row(b, SECTION_FIELD, row);
    named.name = name_in(&b->field_names, name);
    buffer_put(&b->fields, &named, sizeof named);
}

uint32_t build_variable(struct build *b, struct text name, unsigned type)
{
    struct pack_variable row = {.name = name_in(&b->variable_names, name),
                                .type = type};

    buffer_put(&b->variables, &row, sizeof row);
    row.name = build_text(b, name);
    return build_row(b, SECTION_VARIABLE, &row);
}

void build_column(struct build *b, struct text name)
{
    const struct pack_text row = build_text(b, name);

    name_in(&b->column_names, name);
    build_row(b, SECTION_COLUMN, &row);
}

uint32_t build_weights(struct build *b, struct text name)
{
    struct pack_weights row = {.name = build_text(b, name)};

    row.rows.first = build_count(b, SECTION_WEIGHT);
    name_in(&b->weight_names, name);
    return build_row(b, SECTION_WEIGHTS, &row);
}

uint32_t build_lookup(struct build *b, struct pack_lookup *row,
                      struct text name)
{
    struct pack_lookup named = *row;

    named.name = name_in(&b->lookup_names, name);
    buffer_put(&b->lookups, &named, sizeof named);
    row->name = build_text(b, name);
    return build_row(b, SECTION_LOOKUP, row);
}

uint32_t build_find_weights(const struct build *b, struct text name)
{
    return words_find(&b->weight_names, name);
}

uint32_t build_find_lookup(const struct build *b, struct text name)
{
    return words_find(&b->lookup_names, name);
}

uint16_t build_find_field(const struct build *b, struct text name)
{
    const uint32_t number = words_find(&b->field_names, name);

    return number == PACK_NONE ? PACK_NO_FIELD : (uint16_t)number;
}

uint32_t build_find_variable(const struct build *b, struct text name)
{
    return words_find(&b->variable_names, name);
}
