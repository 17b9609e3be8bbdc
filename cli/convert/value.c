#include "convert/value.h"

#include <stdio.h>

#include "record/read.h"

#define MONTH_DAYS 30 /* as infants' ages are read */

uint32_t value_rows(const struct record *r, enum record_list list)
{
    uint32_t row = r->lists[list].count;

    while (row > 0 && !record_row_given(r, list, row))
        row--;
    return row;
}

static const struct cell *cell_of(const struct outlet *o,
                                  const struct record *r, uint32_t row)
{
    static const struct cell absent = {.state = CELL_ABSENT};
    const struct cell *cell = NULL;

    if (o->list == LIST_NONE)
        return record_scalar(r, o->field);
    row = o->row != 0 ? o->row : row;
    if (row <= value_rows(r, (enum record_list)o->list))
        cell = record_item(r, (enum record_list)o->list, row,
                           pack_field(r->pack, o->field)->column);
    return cell != NULL ? cell : &absent;
}

/* ---- one cell ------------------------------------------------------------ */

/* 2025-03-10 09:00:00, with T as XML Schema wants it, or 20250310090000 as
 * CDA does. */
static void put_moment(const struct cell *cell, enum plan_form form,
                       struct buffer *out)
{
    const struct calendar c = calendar_of(cell->moment);
    const bool run_on = form == PLAN_TREE;
    char text[40];

    snprintf(text, sizeof(text), run_on ? "%04d%02d%02d" : "%04d-%02d-%02d",
             (int)c.year, (int)c.month, (int)c.day);
    buffer_string(out, text);
    if (cell->precision == CALENDAR_DAY)
        return;
    if (!run_on)
        buffer_char(out, form == PLAN_NESTED ? 'T' : ' ');
    snprintf(text, sizeof(text), run_on ? "%02d%02d%02d" : "%02d:%02d:%02d",
             (int)c.hour, (int)c.minute, (int)c.second);
    buffer_string(out, text);
}

/* Days, or months and thirtieths where the tag counts in months. */
static void put_infant_age(int128 days, unsigned unit, struct buffer *out)
{
    bool exact;
    const int64_t whole = decimal_to_int(days, &exact);

    if (unit != UNIT_MONTHS) {
        buffer_decimal(out, days);
        if (unit == UNIT_NONE)
            buffer_string(out, "天");
        return;
    }
    if (whole >= MONTH_DAYS)
        buffer_integer(out, whole / MONTH_DAYS);
    if (whole >= MONTH_DAYS && days % decimal_from_int(MONTH_DAYS) == 0)
        return;
    if (whole >= MONTH_DAYS)
        buffer_char(out, ' ');
    buffer_decimal(out, days % decimal_from_int(MONTH_DAYS));
    buffer_string(out, "/30");
}

/* True if the value is a plain number. */
static bool put_given(const struct plan *p, const struct outlet *o,
                      const struct cell *cell, struct buffer *out)
{
    switch (pack_field(p->pack, o->field)->type) {
    case FIELD_INFANT_AGE:
        put_infant_age(cell->number, o->tag->unit, out);
        return o->tag->unit == UNIT_DAYS;
    case FIELD_COUNT:
    case FIELD_AMOUNT:
    case FIELD_WEIGHT:
    case FIELD_AGE:
    case FIELD_HOUR:
    case FIELD_DURATION:
        buffer_decimal(out, cell->number);
        return true;
    case FIELD_DATE:
    case FIELD_TIME:
        put_moment(cell, p->form, out);
        return false;
    default:
        buffer_text(out, cell->plain);
        return false;
    }
}

/* A text that is not a marker itself was made one by a part or a map. */
static struct text marker(const struct plan *p, const struct cell *cell,
                          unsigned type)
{
    const bool is_date = type == FIELD_DATE || type == FIELD_TIME;

    return p->form != PLAN_NESTED && (is_date || read_is_marker(cell->text))
               ? cell->text
               : TEXT("-");
}

static bool put_cell_value(const struct plan *p, const struct outlet *o,
                           const struct cell *cell, struct buffer *out)
{
    switch (cell->state) {
    case CELL_GIVEN:
        return put_given(p, o, cell, out);
    case CELL_BAD:
        buffer_text(out, cell->plain);
        return false;
    case CELL_MARKER:
        buffer_text(out, marker(p, cell, pack_field(p->pack, o->field)->type));
        return false;
    default:
        return false;
    }
}

/* ---- codes --------------------------------------------------------------- */

/* The code that means this; one that means itself goes before others. */
static const struct pack_entry *code_for(const struct pack *pack, uint32_t map,
                                         struct text meaning)
{
    const struct pack_range entries =
        PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, map)->entries;
    const struct pack_entry *own = pack_entry_find(pack, map, meaning);

    if (own != NULL && text_equal(pack_text(pack, own->name), meaning))
        return own;
    for (uint32_t i = 0; i < entries.count; i++) {
        const struct pack_entry *e =
            PACK_ROW(pack, SECTION_ENTRY, pack_entry, entries.first + i);
        if (text_equal(pack_text(pack, e->name), meaning))
            return e;
    }
    return NULL;
}

/* Our words to the interface's code; false if it has none: a code that is
 * not in the map is read as it stands, unless it is a part's. */
static bool reverse(const struct pack *pack, const struct pack_tag *tag,
                    struct buffer *text)
{
    const struct pack_entry *entry =
        code_for(pack, tag->map, buffer_view(text));

    if (entry == NULL)
        return tag->part == 0 &&
               pack_entry_find(pack, tag->map, buffer_view(text)) == NULL;
    buffer_reset(text);
    buffer_text(text, pack_text(pack, entry->code));
    return true;
}

/* ---- names --------------------------------------------------------------- */

static void take_whole(const struct plan *p, const struct outlet *o,
                       const struct cell *cell, struct losses *losses,
                       struct word *out)
{
    const struct text sent =
        cell->state == CELL_GIVEN
            ? pack_sent(p->pack, p->dialect, o->field, cell->plain)
            : TEXT("");

    out->given = cell->state != CELL_ABSENT;
    if (sent.length != 0) {
        buffer_text(&out->text, sent);
        return;
    }
    out->number =
        put_cell_value(p, o, cell, &out->text) && o->tag->map == PACK_NONE;
    if (o->tag->map == PACK_NONE || cell->state != CELL_GIVEN ||
        reverse(p->pack, o->tag, &out->text))
        return;
    out->given = false;
    losses_add(losses, LOSS_NO_CODE, o->field);
}

/* False if a part contains the separator behind it. */
static bool put_part(const struct plan *p, const struct outlet *o,
                     const struct cell *cell, struct buffer *out)
{
    const size_t before = out->length;

    if (cell->state < CELL_BAD)
        return true;
    put_cell_value(p, o, cell, out);
    return out->length == before ||
           memchr(out->data + before, o->tag->separator,
                  out->length - before) == NULL;
}

static void cut_end(struct buffer *text, char separator)
{
    while (text->length > 0 && text->data[text->length - 1] == separator)
        text->data[--text->length] = '\0';
}

/* All parts, the empty ones between them too. */
static bool put_parts(const struct plan *p, uint32_t i, uint32_t end,
                      const struct record *r, uint32_t row, struct word *out)
{
    const struct pack_tag *tag = p->outlets[i].tag;
    unsigned part = 1;
    bool good = true;

    for (uint32_t k = i; k < end; k++) {
        const struct outlet *o = &p->outlets[k];
        const struct cell *cell = cell_of(o, r, row);
        for (; part < o->tag->part; part++)
            buffer_char(&out->text, (char)tag->separator);
        good = put_part(p, o, cell, &out->text) && good;
        out->given = out->given || cell->state >= CELL_BAD;
    }
    cut_end(&out->text, (char)tag->separator);
    return good;
}

static void take_parts(const struct plan *p, uint32_t i, uint32_t end,
                       const struct record *r, uint32_t row,
                       struct losses *losses, struct word *out)
{
    const struct pack_tag *tag = p->outlets[i].tag;

    const bool good = put_parts(p, i, end, r, row, out);

    if (!out->given ||
        (good && (tag->map == PACK_NONE || reverse(p->pack, tag, &out->text))))
        return;
    out->given = false;
    for (; i < end; i++)
        if (cell_of(&p->outlets[i], r, row)->state >= CELL_BAD)
            losses_add(losses, LOSS_NO_CODE, p->outlets[i].field);
}

void value_word(const struct plan *p, uint32_t i, uint32_t end,
                const struct record *r, uint32_t row, struct losses *losses,
                struct word *out)
{
    const struct outlet *o = &p->outlets[i];

    buffer_reset(&out->text);
    out->given = out->number = false;
    if (o->tag->part != 0)
        take_parts(p, i, end, r, row, losses, out);
    else
        take_whole(p, o, cell_of(o, r, row), losses, out);
}
