#include "input/json/json-rows.h"

#include "input/json/json-text.h"

bool json_path_add(struct json_path *path, const char *head, struct text tail)
{
    const size_t length = strlen(head);

    if (length + tail.length > JSON_PATH_MAX - path->length)
        return false;
    memcpy(path->at + path->length, head, length);
    memcpy(path->at + path->length + length, tail.at, tail.length);
    path->length += length + tail.length;
    return true;
}

const struct pack_tag *json_tag(const struct pack *pack, uint32_t dialect,
                                const struct json_path *path)
{
    const struct text name = {path->at, path->length};

    return path->loose ? pack_tag_find_loose(pack, dialect, name)
                       : pack_tag_find(pack, dialect, name);
}

const struct pack_tag *json_path_tag(const struct pack *pack, uint32_t dialect,
                                     const struct json_path *path,
                                     struct text name)
{
    struct json_path whole = *path;

    if (!json_path_add(&whole, ".", name))
        return NULL;
    return json_tag(pack, dialect, &whole);
}

/* The value without its line; empty if it is no text. */
static struct text scalar_text(const json_t *value)
{
    struct text t = {json_string_value(value), json_string_length(value)};

    if (t.at == NULL || t.length < JSON_LINE_DIGITS)
        return TEXT("");
    json_value_line(&t);
    return text_trim(t);
}

/* What one member says of its row. */
static void read_member(const struct pack *pack, struct json_row *row,
                        const struct pack_tag *tag, struct text value,
                        struct text *kind)
{
    const bool hit = text_equal(pack_text(pack, tag->value), value);

    if (tag->flags & TAG_KIND)
        *kind = value;
    if (tag->flags & TAG_FIRST)
        row->first = row->first || hit;
    if (tag->flags & TAG_SKIP)
        row->skip = row->skip || hit;
}

/* The list that the row's members belong to. */
static uint8_t list_of_row(const struct pack *pack, uint32_t dialect,
                           const struct json_row *row)
{
    const char *key;
    json_t *value;

    json_object_foreach(row->object, key, value)
    {
        const struct pack_tag *tag =
            json_path_tag(pack, dialect, &row->known, text_of(key));
        if (tag != NULL && tag->child_field != PACK_NO_FIELD)
            return pack_field(pack, tag->child_field)->list;
    }
    return LIST_NONE;
}

static void read_row_kind(const struct pack *pack, uint32_t dialect,
                          struct json_row *row)
{
    struct json_row of_kind = *row;
    struct text kind = TEXT("");
    const char *key;
    json_t *value;

    json_object_foreach(row->object, key, value)
    {
        const struct pack_tag *tag =
            json_path_tag(pack, dialect, &row->known, text_of(key));
        if (tag != NULL)
            read_member(pack, row, tag, scalar_text(value), &kind);
    }
    if (kind.length != 0 && json_path_add(&of_kind.known, ":", kind) &&
        list_of_row(pack, dialect, &of_kind) != LIST_NONE)
        row->known = of_kind.known;
    row->list = row->skip ? LIST_NONE : list_of_row(pack, dialect, row);
}

/* Gives the rows of each list their numbers, the first ones first. */
static void number_rows(struct json_row *rows, size_t count, uint32_t *used)
{
    for (int pass = 1; pass >= 0; pass--)
        for (size_t i = 0; i < count; i++)
            if (rows[i].list != LIST_NONE && rows[i].first == (pass == 1))
                rows[i].row = ++used[rows[i].list];
}

struct json_row *json_rows(struct result *r, uint32_t dialect, json_t *array,
                           const struct json_path *known, uint32_t *used,
                           size_t *count)
{
    struct json_row *rows;

    *count = json_array_size(array);
    rows = arena_alloc(&r->record.arena, (*count + 1) * sizeof(*rows));
    if (rows == NULL)
        return NULL;
    for (size_t i = 0; i < *count; i++) {
        rows[i] = (struct json_row){.object = json_array_get(array, i),
                                    .known = *known};
        rows[i].skip = !json_is_object(rows[i].object);
        if (!rows[i].skip)
            read_row_kind(r->pack, dialect, &rows[i]);
    }
    number_rows(rows, *count, used);
    return rows;
}
