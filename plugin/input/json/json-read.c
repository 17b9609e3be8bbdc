#include "input/json/json-read.h"

#include <stdio.h>

#include "input/json/json-mistake.h"
#include "input/json/json-page.h"
#include "input/json/json-rows.h"
#include "input/json/json-text.h"
#include "result/notes.h"

#define NAMES_LOOKED_AT 32

/* Where the walk through a message is. */
struct place {
    struct json_path shown; /* as the message has it: `diseinfo[2]` */
    struct json_path known; /* as the dialect has it: `diseinfo[]` */
    uint32_t row;           /* of the list; 0 outside of rows */
};

struct walk {
    struct collector *c;
    uint32_t used[LIST_COUNT]; /* rows */
    bool too_long;
};

static void walk_object(struct walk *w, const struct place *p, json_t *object);

bool json_readable(void)
{
    return true;
}

static void put_leaf(struct walk *w, const struct place *p,
                     const struct pack_tag *tag, struct text value,
                     uint32_t line)
{
    /* An unknown name is reported once for all rows. */
    const struct json_path *path = tag != NULL ? &p->shown : &p->known;
    const struct text shown = arena_copy(&w->c->result->record.arena,
                                         (struct text){path->at, path->length});

    if (value.length > LIMIT_FIELD_BYTES)
        w->too_long = true;
    else
        collect_value(w->c, tag, shown, p->row, value, line);
}

static void put_json_string(struct walk *w, const struct place *p,
                            const json_t *string)
{
    struct text value = {json_string_value(string), json_string_length(string)};
    const struct pack_tag *tag =
        json_tag(w->c->result->pack, w->c->dialect, &p->known);
    uint32_t line;

    if (value.length < JSON_LINE_DIGITS)
        return;
    line = json_value_line(&value);
    put_leaf(w, p, tag, value, line);
}

static void walk_array(struct walk *w, const struct place *p, json_t *array)
{
    struct json_path known = p->known;
    struct json_row *rows;
    size_t count;

    json_path_add(&known, "[]", TEXT(""));
    rows =
        json_rows(w->c->result, w->c->dialect, array, &known, w->used, &count);
    for (size_t i = 0; rows != NULL && i < count; i++) {
        struct place row = {
            .shown = p->shown, .known = rows[i].known, .row = rows[i].row};
        char number[32];
        snprintf(number, sizeof(number), "[%zu]", i + 1);
        if (!rows[i].skip && json_path_add(&row.shown, number, TEXT("")))
            walk_object(w, &row, rows[i].object);
    }
}

/* An object where the dialect has an array: exporters write a single row so. */
static bool is_lone_row(const struct walk *w, const struct place *p,
                        json_t *object)
{
    struct place row = *p;
    const char *key;
    json_t *value;

    if (!json_path_add(&row.known, "[]", TEXT("")))
        return false;
    json_object_foreach(object, key, value)
    {
        const struct pack_tag *tag = json_path_tag(
            w->c->result->pack, w->c->dialect, &row.known, text_of(key));
        if (tag != NULL && tag->child_field != PACK_NO_FIELD)
            return true;
    }
    return false;
}

static void walk_lone_row(struct walk *w, const struct place *p, json_t *object)
{
    json_t *array = json_array();

    if (array != NULL && json_array_append(array, object) == 0)
        walk_array(w, p, array);
    else
        w->c->result->record.arena.failed = true;
    json_decref(array);
}

static void walk_value(struct walk *w, const struct place *p, json_t *value)
{
    if (json_is_string(value))
        put_json_string(w, p, value);
    else if (json_is_array(value))
        walk_array(w, p, value);
    else if (is_lone_row(w, p, value))
        walk_lone_row(w, p, value);
    else
        walk_object(w, p, value);
}

/* The members of an object; their paths begin with its own. */
static void walk_object(struct walk *w, const struct place *p, json_t *object)
{
    const char *dot = p->shown.length != 0 ? "." : "";
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        struct place member = *p;
        if (json_path_add(&member.shown, dot, text_of(key)) &&
            json_path_add(&member.known, dot, text_of(key)))
            walk_value(w, &member, value);
    }
}

static void note_json_limits(const struct walk *w)
{
    if (w->too_long)
        note_add(
            w->c->result, NOTE_FIELD_TOO_LONG,
            WORDS(note_format(w->c->result, "%u", LIMIT_FIELD_BYTES >> 10)));
}

/* jansson does not tell every lack of memory by its code. */
static bool ran_out(const json_error_t *error)
{
    return json_error_code(error) == json_error_out_of_memory ||
           json_error_code(error) == json_error_unknown;
}

/* jansson's tree of the message; NULL after saying why not. */
static json_t *load_json(struct collector *c, const struct slice *slice,
                         struct buffer *text)
{
    json_error_t error = {0};
    json_t *tree = NULL;
    size_t at;

    switch (json_prepare(slice->bytes, slice->line, 0, text, &at)) {
    case JSON_TEXT_DONE:
        tree = json_loadb(text->data, text->length,
                          JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
        if (tree == NULL && ran_out(&error))
            c->result->record.arena.failed = true;
        else if (tree == NULL)
            json_mistake(c->result, slice, &error, text);
        return tree;
    case JSON_TEXT_MANY:
        note_add(c->result, NOTE_TOO_LONG,
                 WORDS("一条消息的项目数",
                       note_format(c->result, "%d ", LIMIT_FIELDS)));
        return NULL;
    case JSON_TEXT_DEEP:
        note_add(
            c->result, NOTE_TOO_LONG,
            WORDS("括号嵌套", note_format(c->result, "%d 层", LIMIT_DEPTH)));
        return NULL;
    default:
        c->result->record.arena.failed = true;
        return NULL;
    }
}

/* What the names of a message's first members tell of how it writes them. */
struct manner {
    unsigned looked_at;
    bool capitals, parted; /* there were capitals, there were `_` */
};

static void look_at_names(json_t *value, struct manner *m)
{
    const char *key;
    json_t *member;

    for (size_t i = 0; i < json_array_size(value); i++)
        look_at_names(json_array_get(value, i), m);
    json_object_foreach(value, key, member)
    {
        if (m->looked_at++ >= NAMES_LOOKED_AT)
            return;
        m->parted = m->parted || strchr(key, '_') != NULL;
        for (const char *c = key; *c != '\0' && !m->capitals; c++)
            m->capitals = is_capital(*c);
        look_at_names(member, m);
    }
}

/* Names in camelCase, or without any `_`. */
static bool is_loose(json_t *tree)
{
    struct manner m = {0};

    look_at_names(tree, &m);
    return m.capitals || !m.parted;
}

/* A message whose tags are paths, or a page with the tags of XML. */
static void walk_tree(struct walk *w, struct slice *slice, json_t *tree)
{
    const struct place top = {.known.loose = is_loose(tree)};
    const struct pack *pack = w->c->result->pack;

    if (PACK_ROW(pack, SECTION_DIALECT, pack_dialect, slice->dialect)->flags &
        DIALECT_NODES) {
        walk_object(w, &top, tree);
        return;
    }
    slice->dialect = (uint8_t)json_page_dialect(pack, slice->dialect, tree);
    w->c->dialect = slice->dialect;
    w->too_long = json_page_read(w->c, tree);
}

bool json_read(struct collector *c, struct slice *slice)
{
    struct walk walk = {.c = c};
    struct buffer text = {0};
    json_t *tree = load_json(c, slice, &text);

    if (tree != NULL) {
        walk_tree(&walk, slice, tree);
        note_json_limits(&walk);
        json_decref(tree);
    }
    buffer_free(&text);
    return tree != NULL;
}
