#include "input/table/table-read.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "input/table/dsv.h"
#include "input/table/excel.h"
#include "input/table/heading.h"
#include "record/identity.h"
#include "result/notes.h"

/* The way through the rows of a slice. */
struct walk {
    struct table_columns *columns;
    struct collector *collector;
    struct dsv_style style;
    uint32_t line, row; /* of the slice's rows the row-th, from 1 */
    uint32_t over;      /* cells filled beyond the heading */
    uint32_t lacking;   /* cells that the heading has and the row has not */
    uint32_t blanks;    /* cells of lists that are blank */
    bool open;          /* a quote is not closed */
    bool too_long;
};

/* ---- columns ------------------------------------------------------------- */

/* How many columns before this one have its tag. */
static uint32_t met_before(const struct table_columns *t, uint32_t column)
{
    const struct pack_tag *tag = t->columns[column].name.tag;
    uint32_t count = 0;

    for (uint32_t i = 0; i < column; i++)
        count += t->columns[i].name.tag == tag;
    return count;
}

/* A tag that is a row of a list: its number, else it is the next row of it
 * where the tag is met again. */
static void place_column(struct table_columns *t, uint32_t column,
                         uint32_t number)
{
    struct table_column *c = &t->columns[column];
    const struct pack_tag *tag = c->name.tag;
    uint32_t before;

    c->position = number;
    if (tag == NULL || tag->child_field == PACK_NO_FIELD || number != 0)
        return;
    before = met_before(t, column);
    c->position = tag->field == PACK_NO_FIELD ? before + 1 : before;
}

/* What is known of a column before its cells. */
static void study_column(struct table_columns *t, uint32_t column,
                         const struct pack *pack, uint32_t number)
{
    struct table_column *c = &t->columns[column];
    const struct pack_tag *tag = c->name.tag;

    place_column(t, column, number);
    c->waits =
        tag != NULL &&
        (c->position != 0 ? c->position + tag->child_shift > 1 : tag->row > 1);
    c->watched = tag != NULL && excel_may(pack, tag);
}

static bool make_columns(struct table_columns *t, const struct pack *pack)
{
    struct text rest = buffer_view(&t->heading), name;
    uint32_t count = (uint32_t)bytes_lines(rest);

    free(t->columns);
    free(t->blanks);
    t->columns = calloc(count + 1u, sizeof(*t->columns));
    t->blanks = calloc(count + 1u, sizeof(*t->blanks));
    t->count = 0;
    t->first = NULL;
    if (t->columns == NULL || t->blanks == NULL)
        return false;
    while (heading_next(&rest, &name)) {
        const struct heading_meaning m = heading_find(pack, t->dialect, name);
        t->columns[t->count].name =
            (struct known_name){.at = name.at,
                                .name = name,
                                .tag = m.tag,
                                .marked = PACK_NONE,
                                .plain = names_plain(m.tag)};
        if (m.tag != NULL && m.tag->flags & TAG_FIRST)
            t->first = &t->columns[t->count];
        study_column(t, t->count++, pack, m.number);
    }
    return true;
}

/* The columns of the slice's heading. */
static bool take_heading(struct table_columns *t, const struct pack *pack,
                         const struct slice *slice)
{
    if (t->columns != NULL && t->dialect == slice->dialect &&
        text_equal(buffer_view(&t->heading), slice->heading))
        return true;
    buffer_reset(&t->heading);
    buffer_text(&t->heading, slice->heading);
    t->dialect = slice->dialect;
    return !t->heading.failed && make_columns(t, pack);
}

/* ---- cells --------------------------------------------------------------- */

static struct text undoubled(struct arena *arena, struct text t)
{
    char *out = arena_alloc(arena, t.length);
    size_t length = 0;

    for (size_t i = 0; out != NULL && i < t.length; i++) {
        out[length++] = t.at[i];
        i += t.at[i] == '"';
    }
    return out != NULL ? (struct text){out, length} : TEXT("");
}

/* Without what exporters put around digits so that Excel leaves them alone:
 * ="00123", '00123, a tab. */
static struct text without_dress(struct text t)
{
    while (t.length > 0 && t.at[0] == '\t')
        t = text_behind(t, 1);
    while (t.length > 0 && t.at[t.length - 1] == '\t')
        t.length--;
    if (t.length >= 3 && text_starts(t, TEXT("=\"")) &&
        t.at[t.length - 1] == '"')
        return text_slice(t, 2, t.length - 1);
    if (t.length >= 2 && t.at[0] == '\'' && is_digit(t.at[1]))
        return text_behind(t, 1);
    return t;
}

/* The value itself; the empty text if it is too long. */
static struct text bare_value(struct walk *w, struct text value)
{
    if (value.length == 0)
        return value;
    value = without_dress(value);
    if (value.length <= LIMIT_FIELD_BYTES)
        return value;
    w->too_long = true;
    return TEXT("");
}

/* The number of the list's row that a cell stands in; 0 if its tag says it. */
static uint32_t position_of(const struct walk *w,
                            const struct table_column *column)
{
    const struct pack_tag *tag = column->name.tag;

    if (w->row == 1 || tag == NULL || tag->child_field == PACK_NO_FIELD)
        return column->position;
    return tag->field == PACK_NO_FIELD ? w->row : w->row - 1;
}

static void put_cell(struct walk *w, const struct table_column *column,
                     struct text value)
{
    struct collector *c = w->collector;
    const struct pack_tag *tag = column->name.tag;
    const uint32_t position = position_of(w, column);

    if (tag == NULL || position != 0)
        collect_value(c, tag, column->name.name, position, value, w->line);
    else
        collect_leaf(c, false, &column->name, value, w->line);
}

/* Field and row of a cell, for a tag that is not NULL. */
static uint16_t place_of(const struct walk *w,
                         const struct table_column *column, uint32_t *row)
{
    const struct pack_tag *tag = column->name.tag;
    const uint32_t position = position_of(w, column);

    *row = position != 0 ? position + tag->child_shift : tag->row;
    return position != 0 ? tag->child_field : tag->field;
}

/* A value, with what Excel may have done to it. */
static void put_value(struct walk *w, const struct table_column *column,
                      struct text value)
{
    struct result *r = w->collector->result;
    const struct pack_tag *tag = column->name.tag;
    const struct text before = value;
    enum excel_damage damage = EXCEL_NONE;
    uint16_t field = PACK_NO_FIELD;
    uint32_t row = 0;

    if (column->watched && value.length != 0 && is_digit(value.at[0]))
        field = place_of(w, column, &row);
    if (field != PACK_NO_FIELD)
        damage = excel_see(&r->record, pack_field(r->pack, field), tag, &value);
    put_cell(w, column, value);
    if (damage != EXCEL_NONE)
        excel_note(r, damage, field, row, before);
}

/* A blank cell of an unknown column says nothing; one of a list, behind its
 * first row, waits for what else stands in its row. */
static void put_blank(struct walk *w, uint32_t number)
{
    const struct table_column *column = &w->columns->columns[number];

    if (column->name.tag == NULL || w->row > 1)
        return;
    if (column->waits)
        w->columns->blanks[w->blanks++] = number;
    else
        put_cell(w, column, TEXT(""));
}

static bool is_of_given_row(const struct walk *w,
                            const struct table_column *column)
{
    const struct record *r = &w->collector->result->record;
    uint32_t row;
    const uint16_t field = place_of(w, column, &row);

    return field != PACK_NO_FIELD &&
           record_row_given(
               r, (enum record_list)pack_field(r->pack, field)->list, row);
}

/* Of rows of which something is given the rest is blank, the others are not
 * there. */
static void put_blanks(struct walk *w)
{
    w->row = 1;
    for (uint32_t i = 0; i < w->blanks; i++) {
        const struct table_column *column =
            &w->columns->columns[w->columns->blanks[i]];
        if (is_of_given_row(w, column))
            put_cell(w, column, TEXT(""));
    }
}

/* A cell behind the last column of the heading. */
static void see_surplus(struct walk *w, struct text value)
{
    w->over += text_trim(value).length != 0;
}

static void take_value(struct walk *w, struct text value, uint32_t column)
{
    if (column >= w->columns->count)
        see_surplus(w, value);
    else if (value.length == 0)
        put_blank(w, column);
    else
        put_value(w, &w->columns->columns[column], value);
}

/* The cell at row[at], which may stand in quotes; where the next one begins. */
static size_t read_quoted(struct walk *w, struct text row, size_t at,
                          uint32_t column)
{
    const struct dsv_cell cell = dsv_cell(row, at, w->style);
    struct text value = cell.value;

    w->open = w->open || cell.open;
    if (cell.doubled)
        value = undoubled(&w->collector->result->record.arena, value);
    take_value(w, bare_value(w, value), column);
    if (cell.quoted)
        w->line += (uint32_t)bytes_lines(cell.value);
    return cell.end + 1;
}

static size_t read_cell(struct walk *w, struct text row, size_t at,
                        uint32_t column)
{
    size_t end;

    if (at < row.length && (row.at[at] == '"' || row.at[at] == ' '))
        return read_quoted(w, row, at, column);
    end = dsv_end(row, at, w->style);
    take_value(w, bare_value(w, text_slice(row, at, end)), column);
    return end + 1;
}

static void read_row(struct walk *w, struct text row)
{
    const uint32_t count = w->columns->count;
    uint32_t column = 0;

    for (size_t at = 0; at <= row.length; column++)
        if (at < row.length && row.at[at] == w->style.separator) {
            if (column < count)
                put_blank(w, column);
            at++;
        } else {
            at = read_cell(w, row, at, column);
        }
    w->lacking = column < count ? count - column : 0;
    for (; column < count; column++)
        put_blank(w, column);
    w->line++;
}

static void note_row(struct result *r, const struct walk *w)
{
    const char *columns = w->over != 0 || w->lacking != 0
                              ? note_format(r, "%u", w->columns->count)
                              : NULL;

    if (w->over != 0)
        note_add(r, NOTE_TABLE_OVER,
                 WORDS(columns, note_format(r, "%u", w->over)));
    if (w->lacking != 0)
        note_add(r, NOTE_TABLE_LACKING,
                 WORDS(note_format(r, "%u", w->lacking), columns));
    if (w->open)
        note_add(r, NOTE_TABLE_QUOTE, NULL);
    if (w->too_long)
        note_add(r, NOTE_FIELD_TOO_LONG,
                 WORDS(note_format(r, "%u", LIMIT_FIELD_BYTES >> 10)));
}

/* Of several rows the number of the one that a column says is the first of its
 * list (TAG_FIRST); 1 if none is. */
static uint32_t find_first_row(const struct walk *w, struct text rows)
{
    const struct table_columns *t = w->columns;
    const struct pack *pack = w->collector->result->pack;

    for (uint32_t row = 1; t->first != NULL && rows.length != 0; row++) {
        const size_t length = dsv_row(rows, w->style, true);
        const struct text value =
            dsv_column(dsv_line(text_head(rows, length)),
                       (uint32_t)(t->first - t->columns), w->style);
        if (text_equal(value, pack_text(pack, t->first->name.tag->value)))
            return row;
        rows = text_behind(rows, length);
    }
    return 1;
}

bool table_read(struct table_columns *t, struct collector *c,
                const struct slice *slice)
{
    struct walk w = {.columns = t,
                     .collector = c,
                     .style = {slice->separator, false},
                     .line = slice->line};
    struct text rest = slice->bytes;
    uint32_t first;

    if (!take_heading(t, c->result->pack, slice)) {
        c->result->record.arena.failed = true;
        return false;
    }
    first = find_first_row(&w, slice->bytes);
    for (uint32_t i = 1; rest.length != 0; i++) {
        const size_t length = dsv_row(rest, w.style, true);
        w.row = i == first ? 1 : i < first ? i + 1 : i;
        read_row(&w, dsv_line(text_head(rest, length)));
        rest = text_behind(rest, length);
    }
    w.line = slice->line;
    put_blanks(&w);
    note_row(c->result, &w);
    return true;
}

/* ---- tables that nobody knows -------------------------------------------- */

#define NAMES_SHOWN 12
#define NAMES_SURE 2   /* known names by which the others are names, too */
#define DATA_DIGITS 4u /* digits behind one another that no name has */

/* A row that nobody knows may be a patient's. */
static bool looks_like_data(struct text heading)
{
    unsigned digits = 0;

    for (size_t i = 0; i < heading.length && digits < DATA_DIGITS; i++)
        digits = is_digit(heading.at[i]) ? digits + 1 : 0;
    return digits == DATA_DIGITS;
}

/* The names that are (`known`) or are not tags of the dialect, in a row. */
static const char *list_names(struct result *r, struct text heading,
                              const struct heading_fit *fit, bool known)
{
    const char *list = "";
    uint32_t count = 0;
    struct text name;

    while (heading_next(&heading, &name)) {
        const bool is = fit->dialect != PACK_NONE &&
                        heading_find(r->pack, fit->dialect, name).tag != NULL;
        if (name.length == 0 || is != known || ++count > NAMES_SHOWN)
            continue;
        name = text_cut(name, 30);
        if (!known && fit->known < NAMES_SURE)
            name = identity_word(&r->record, name);
        list = note_format(r, "%s%s%.*s", list, count > 1 ? "、" : "",
                           SPELL(name));
    }
    return count == 0             ? "（没有）"
           : count <= NAMES_SHOWN ? list
                                  : note_format(r, "%s 等 %u 列", list, count);
}

void table_note_unknown(struct result *r, const struct slice *slice)
{
    const struct heading_fit fit = heading_fit(r->pack, slice->heading);
    const bool data = fit.known < NAMES_SURE && looks_like_data(slice->heading);

    note_add(r, NOTE_TABLE_UNKNOWN,
             WORDS(list_names(r, slice->heading, &fit, true),
                   data ? "（没有列出，像是内容）"
                        : list_names(r, slice->heading, &fit, false)));
}

void table_columns_free(struct table_columns *t)
{
    buffer_free(&t->heading);
    free(t->columns);
    free(t->blanks);
    t->columns = NULL;
    t->blanks = NULL;
}
