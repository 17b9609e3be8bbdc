/* The names that expressions may use. */
#include "compile/build/build.h"

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

/* Number of the row of that name, among rows of `size` bytes that begin with
 * it; PACK_NONE if there is none. */
static uint32_t find_named(const struct build *b, const struct buffer *rows,
                           size_t size, struct text name)
{
    for (size_t at = 0; at < rows->length; at += size) {
        struct pack_text ref;

        memcpy(&ref, rows->data + at, sizeof ref);
        if (text_equal((struct text){b->names.data + ref.at, ref.length}, name))
            return (uint32_t)(at / size);
    }
    return PACK_NONE;
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
    return find_named(b, &b->weights, sizeof(struct pack_text), name);
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
    return find_named(b, &b->lookups, sizeof(struct pack_lookup), name);
}

uint16_t build_find_field(const struct build *b, struct text name)
{
    return (uint16_t)find_named(b, &b->fields, sizeof(struct pack_field), name);
}

uint32_t build_find_variable(const struct build *b, struct text name)
{
    return find_named(b, &b->variables, sizeof(struct pack_variable), name);
}
