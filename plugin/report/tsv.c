/*
 * A row for each object of a report, and for each text of a list of texts. The
 * first cell is the kind of the row, the others are the object's members in the
 * order in which JSON has them; what holds others gets rows of its own behind.
 */
#include "report/forms.h"
#include "report/json-walk.h"

/* A cell: a backslash, tab or line end in it is written as one of \\ \t \n
 * \r. */
static void put_cell(struct text value, struct buffer *out)
{
    size_t at = 0;
    int c;

    buffer_char(out, '\t');
    while ((c = json_next_byte(value, &at)) >= 0) {
        const char letter = c == '\\'   ? '\\'
                            : c == '\t' ? 't'
                            : c == '\n' ? 'n'
                            : c == '\r' ? 'r'
                                        : '\0';
        if (letter != '\0')
            buffer_char(out, '\\');
        buffer_char(out, letter != '\0' ? letter : (char)c);
    }
}

/* What the value of a step or field is, which the column does not tell. */
static void put_type(struct text value, struct buffer *out)
{
    buffer_string(out, json_is_null(value)   ? "\t"
                       : json_is(value, '"') ? "\ttext"
                                             : "\tnumber");
}

/* ---- fields: their names are data, not columns ----------------------------
 */

/* The columns of a row of a list, or of the fields that are no lists. */
static void put_field_row(struct text list, uint32_t row, struct text object,
                          struct buffer *out)
{
    struct json_walk walk = {object, 0};
    struct text name, value;

    while (json_walk_next(&walk, &name, &value)) {
        if (json_holds(value))
            continue;
        buffer_string(out, "field\t");
        buffer_text(out, list);
        buffer_string(out, list.length != 0 ? "." : "");
        buffer_text(out, name);
        buffer_char(out, '\t');
        if (row != 0)
            buffer_integer(out, row);
        put_cell(value, out);
        put_type(value, out);
        buffer_char(out, '\n');
    }
}

static void put_field_list(struct text name, struct text list,
                           struct buffer *out)
{
    struct json_walk walk = {list, 0};
    struct text nothing, object;
    uint32_t rows = 0;

    while (json_walk_next(&walk, &nothing, &object))
        put_field_row(name, ++rows, object, out);
    buffer_string(out, "list\t");
    buffer_text(out, name);
    buffer_char(out, '\t');
    buffer_integer(out, rows);
    buffer_char(out, '\n');
}

static void put_all_fields(struct text fields, struct buffer *out)
{
    struct json_walk walk = {fields, 0};
    struct text name, value;

    put_field_row(TEXT(""), 0, fields, out);
    while (json_walk_next(&walk, &name, &value))
        if (json_holds(value))
            put_field_list(name, value, out);
}

/* ---- all others -----------------------------------------------------------
 */

static void put_value_rows(struct text kind, struct text value,
                           struct buffer *out);

/* An object that is null has no row: it is no cell of the one it stands in. */
static bool may_be_null(struct text name)
{
    return text_equal(name, TEXT("runner_up")) ||
           text_equal(name, TEXT("what_if"));
}

/* The row of an object itself, if it has members that are no lists. */
static void put_own_row(struct text kind, struct text object,
                        struct buffer *out)
{
    const bool step = text_equal(kind, TEXT("step"));
    struct json_walk walk = {object, 0};
    struct text name, value = TEXT("n");
    bool any = false;

    while (json_walk_next(&walk, &name, &value)) {
        if (json_holds(value) || may_be_null(name))
            continue;
        if (!any)
            buffer_text(out, kind);
        any = true;
        put_cell(value, out);
    }
    if (step)
        put_type(value, out);
    buffer_string(out, any ? "\n" : "");
}

static void put_object_rows(struct text kind, struct text object,
                            struct buffer *out)
{
    struct json_walk walk = {object, 0};
    struct text name, value;

    put_own_row(kind, object, out);
    while (json_walk_next(&walk, &name, &value)) {
        if (text_equal(name, TEXT("fields")))
            put_all_fields(value, out);
        else if (json_holds(value))
            put_value_rows(name, value, out);
    }
}

static void put_value_rows(struct text kind, struct text value,
                           struct buffer *out)
{
    struct json_walk walk = {value, 0};
    struct text name, item;

    if (json_is(value, '{')) {
        put_object_rows(kind, value, out);
        return;
    }
    kind = json_item_of(kind);
    while (json_walk_next(&walk, &name, &item)) {
        if (json_holds(item)) {
            put_object_rows(kind, item, out);
            continue;
        }
        buffer_text(out, kind);
        put_cell(item, out);
        buffer_char(out, '\n');
    }
}

void report_tsv(struct text json, const char *kind, struct buffer *out)
{
    put_object_rows(text_of(kind), json, out);
}
