#include "input/json/json-page.h"

#include "input/json/json-text.h"

static uint32_t marked_below(const struct pack *pack, uint32_t dialect,
                             json_t *value);

static uint32_t marked_member(const struct pack *pack, uint32_t dialect,
                              json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        uint32_t other = pack_dialect_marked(pack, dialect, text_of(key));
        if (other == PACK_NONE)
            other = marked_below(pack, dialect, value);
        if (other != PACK_NONE)
            return other;
    }
    return PACK_NONE;
}

static uint32_t marked_below(const struct pack *pack, uint32_t dialect,
                             json_t *value)
{
    uint32_t other = PACK_NONE;

    if (json_is_object(value))
        return marked_member(pack, dialect, value);
    for (size_t i = 0; other == PACK_NONE && i < json_array_size(value); i++)
        other = marked_below(pack, dialect, json_array_get(value, i));
    return other;
}

uint32_t json_page_dialect(const struct pack *pack, uint32_t dialect,
                           json_t *tree)
{
    const uint32_t other = marked_member(pack, dialect, tree);

    return other != PACK_NONE ? other : dialect;
}

/* ---- reading ------------------------------------------------------------- */

static bool read_value(struct collector *c, bool below,
                       const struct known_name *name, json_t *value);

static bool read_members(struct collector *c, bool below, json_t *object)
{
    bool too_long = false;
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        struct known_name name = {.at = key};
        name.name = arena_copy(&c->result->record.arena, text_of(key));
        name.tag = pack_tag_find(c->result->pack, c->dialect, name.name);
        too_long = read_value(c, below, &name, value) || too_long;
    }
    return too_long;
}

static bool read_text(struct collector *c, bool below,
                      const struct known_name *name, json_t *string)
{
    struct text value = {json_string_value(string), json_string_length(string)};
    uint32_t line;

    if (value.length < JSON_LINE_DIGITS)
        return false;
    line = json_value_line(&value);
    if (value.length > LIMIT_FIELD_BYTES)
        return true;
    collect_leaf(c, below, name, value, line);
    if (value.length == 0)
        collect_empty(c, name);
    return false;
}

static bool read_child(struct collector *c, const struct known_name *name,
                       json_t *object)
{
    const uint32_t mark = c->waiting_count;
    const bool too_long = read_members(c, true, object);

    collect_child(c, mark, name->at);
    return too_long;
}

static bool read_value(struct collector *c, bool below,
                       const struct known_name *name, json_t *value)
{
    bool too_long = false;

    if (json_is_string(value))
        return read_text(c, below, name, value);
    if (json_is_object(value))
        return read_child(c, name, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        too_long =
            read_value(c, below, name, json_array_get(value, i)) || too_long;
    return too_long;
}

bool json_page_read(struct collector *c, json_t *tree)
{
    return read_members(c, false, tree);
}
