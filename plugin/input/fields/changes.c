#include "input/fields/changes.h"

#include "input/fields/cell-notes.h"
#include "record/lists.h"

/* ---- in words ------------------------------------------------------------ */

/* The row that t begins with, which moves behind it; 0 if there is none. */
static uint32_t take_row_number(struct text *t)
{
    const uint32_t row = text_take_number(t, 3);

    return row <= LIMIT_ROWS ? row : 0;
}

/* The next row of `3,1`; 0 at the end and where it is none. */
static uint32_t next_row(struct text *order)
{
    const uint32_t row = take_row_number(order);

    if (order->length > 1 && order->at[0] == ',')
        *order = text_behind(*order, 1);
    return row;
}

static bool is_order(struct text t)
{
    do
        if (next_row(&t) == 0)
            return false;
    while (t.length != 0);
    return true;
}

/* `diagnoses[2].code` */
static bool read_place(struct text t, struct field_change *out)
{
    const size_t open = text_find(t, '[');
    struct text rest;

    *out = (struct field_change){.column = t};
    if (open == t.length)
        return text_find(t, '.') == t.length;
    rest = text_behind(t, open + 1);
    out->list = record_list_named(text_head(t, open));
    out->row = take_row_number(&rest);
    if (out->list == LIST_NONE || out->row == 0 ||
        !text_starts(rest, TEXT("].")))
        return false;
    out->column = text_behind(rest, 2);
    return out->column.length != 0;
}

bool change_read(struct text t, struct field_change *out)
{
    const size_t sign = text_find(t, ':');
    const struct text place = text_head(t, sign);
    const enum record_list list = record_list_named(place);

    if (sign == 0 || sign == t.length || !read_place(place, out))
        return false;
    out->place = place;
    out->value = text_behind(t, sign + 1);
    if (list == LIST_NONE)
        return true;
    out->list = list;
    out->column = TEXT("");
    return is_order(out->value);
}

/* ---- in a pack ----------------------------------------------------------- */

static bool is_field(const struct pack *pack, uint32_t id,
                     const struct field_change *change)
{
    const struct pack_field *field = pack_field(pack, id);
    struct text column;

    record_list_of(pack_text(pack, field->name), &column);
    return field->list == change->list && text_equal(column, change->column);
}

bool change_find(const struct pack *pack, const struct field_change *change,
                 struct field_change_at *out)
{
    uint32_t id = 0;

    *out = (struct field_change_at){PACK_NO_FIELD, (uint8_t)change->list,
                                    change->row, change->value};
    if (change->column.length == 0)
        return true;
    while (id < pack_count(pack, SECTION_FIELD) && !is_field(pack, id, change))
        id++;
    out->field = (uint16_t)id;
    return id < pack_count(pack, SECTION_FIELD);
}

/* ---- in a record --------------------------------------------------------- */

void changes_put(struct record *r, const struct field_change_at *list,
                 uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (list[i].field != PACK_NO_FIELD)
            record_hold(r, list[i].field, list[i].row, list[i].value);
}

/* The cell, as what the page says; one that the page lacks has its dialect's
 * tag. */
static void end_change(struct result *r, uint32_t dialect,
                       const struct field_change_at *at)
{
    const struct pack_tag no_part = {0};
    const struct cell *cell;

    record_found(&r->record, at->field, at->row,
                 pack_tag_of(r->pack, dialect, at->field, at->row),
                 r->record.line);
    cell = record_release(&r->record, at->field, at->row);
    cell_note(r, at->field, at->row, &no_part, cell);
}

/* The rows of a list, those of `order` first. */
static uint32_t order_rows(struct text order, uint32_t count,
                           uint32_t rows[LIMIT_ROWS])
{
    uint64_t taken = 0;
    uint32_t n = 0;

    for (uint32_t row; (row = next_row(&order)) != 0;)
        if (row <= count && (taken >> (row - 1) & 1) == 0) {
            taken |= (uint64_t)1 << (row - 1);
            rows[n++] = row;
        }
    for (uint32_t row = 1; row <= count; row++)
        if ((taken >> (row - 1) & 1) == 0)
            rows[n++] = row;
    return n;
}

void changes_end(struct result *r, uint32_t dialect,
                 const struct field_change_at *list, uint32_t count)
{
    uint32_t rows[LIMIT_ROWS];

    for (uint32_t i = 0; i < count; i++)
        if (list[i].field != PACK_NO_FIELD)
            end_change(r, dialect, &list[i]);
    for (uint32_t i = 0; i < count; i++)
        if (list[i].field == PACK_NO_FIELD) {
            const enum record_list of = (enum record_list)list[i].list;
            const uint32_t n =
                order_rows(list[i].value, r->record.lists[of].count, rows);
            record_order(&r->record, of, rows, n);
        }
}
