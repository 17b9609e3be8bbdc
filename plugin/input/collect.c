#include "input/collect.h"

#include <string.h>

#include "input/notes.h"
#include "record/derive.h"
#include "record/lists.h"

#define ROWS_OFFICIAL 41 /* one principal and 40 others */

void collect_begin(struct collector *c, struct result *result, uint32_t dialect,
                   const uint64_t *bad)
{
    c->result = result;
    c->dialect = dialect;
    c->bad = bad;
    c->waiting_count = c->leaves = c->child_count = c->unknown_count = 0;
    c->limited = false;
    c->marked = true;
    memset(c->rows, 0, sizeof(c->rows));
}

/* One text for each flag that is a repair. */
static void note_repairs(struct result *r, uint16_t field, uint32_t row,
                         const struct cell *cell)
{
    static const struct {
        uint16_t flag;
        enum note note;
    } repairs[] = {{CELL_TRIMMED, NOTE_BLANKS},
                   {CELL_WIDE, NOTE_WIDE},
                   {CELL_DRESSED, NOTE_DRESSED}};

    for (size_t i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++)
        if (cell->flags & repairs[i].flag)
            note_at(r, note_add(r, repairs[i].note, NULL), field, row, cell);
    if (cell->flags & CELL_CASE)
        note_at(r,
                note_add(r,
                         pack_field(r->pack, field)->type == FIELD_ID
                             ? NOTE_ID_CASE
                             : NOTE_CASE,
                         NULL),
                field, row, cell);
}

static void note_length(struct result *r, uint16_t id, uint32_t row,
                        const struct cell *cell)
{
    const struct pack_field *field = pack_field(r->pack, id);
    size_t characters;

    /* What is too long for a choice is no choice: its dictionary says so. */
    if (field->length == 0 || field->type == FIELD_CHOICE ||
        cell->text.length <= field->length)
        return;
    characters = text_characters(cell->text);
    if (characters > field->length)
        note_at(r,
                note_add(r, NOTE_LENGTH,
                         note_format(r, "长 %zu 个字符，规定最多 %u 个",
                                     characters, field->length)),
                id, row, cell);
}

static const struct cell *cell_of(const struct result *r, uint16_t field,
                                  uint32_t row)
{
    const struct pack_field *f = pack_field(r->pack, field);

    return f->list == LIST_NONE
               ? record_scalar(&r->record, field)
               : record_item(&r->record, f->list, row, f->column);
}

/* A second value for a field: told if it says something else. */
static void note_repeated(struct result *r, uint16_t field, uint32_t row,
                          const struct leaf *leaf)
{
    const struct cell *cell = cell_of(r, field, row);
    const struct text again = text_trim(leaf->value);
    struct finding *f;

    if (cell == NULL || again.length == 0 || text_equal(cell->text, again))
        return;
    f = note_add(r, NOTE_REPEATED, NULL);
    note_at(r, f, field, row, cell);
    if (f != NULL)
        f->line = leaf->line;
}

static void put_field(struct collector *c, uint16_t field, uint32_t row,
                      const struct leaf *leaf)
{
    struct result *r = c->result;
    const enum record_list list = pack_field(r->pack, field)->list;
    const struct cell *cell;

    if (row > c->rows[list] && text_trim(leaf->value).length != 0)
        c->rows[list] = row;
    if (!record_set(&r->record, field, row, leaf->tag->unit, leaf->name,
                    leaf->line, leaf->value)) {
        note_repeated(r, field, row, leaf);
        return;
    }
    cell = cell_of(r, field, row);
    if (cell->flags != 0)
        note_repairs(r, field, row, cell);
    note_length(r, field, row, cell);
    if (leaf->mended.any)
        marks_note(r, &leaf->mended, c->bad, field, row, cell);
}

/* By its plain meaning; a tag that only numbers mean is number 1. */
static void put_plain(struct collector *c, const struct leaf *leaf)
{
    if (leaf->tag->field != PACK_NO_FIELD)
        put_field(c, leaf->tag->field, leaf->tag->row, leaf);
    else if (leaf->tag->child_field != PACK_NO_FIELD)
        put_field(c, leaf->tag->child_field, 1u + leaf->tag->child_shift, leaf);
}

static void put_in_row(struct collector *c, const struct leaf *leaf,
                       uint32_t position)
{
    if (leaf->tag->child_field != PACK_NO_FIELD)
        put_field(c, leaf->tag->child_field, position + leaf->tag->child_shift,
                  leaf);
}

static void remember_unknown(struct collector *c, const struct leaf *leaf)
{
    if (text_trim(leaf->value).length == 0)
        return;
    for (uint32_t i = 0; i < c->unknown_count && i < UNKNOWN_SHOWN; i++)
        if (text_equal(c->unknown[i], leaf->name))
            return;
    if (c->unknown_count < UNKNOWN_SHOWN)
        c->unknown[c->unknown_count] = leaf->name;
    c->unknown_count++;
}

/* One leaf more; false beyond the limit. */
static bool count_leaf(struct collector *c)
{
    if (++c->leaves <= LIMIT_FIELDS)
        return true;
    if (!c->limited)
        note_add(c->result, NOTE_TOO_LONG, "一条记录的项目数超过上限");
    c->limited = true;
    return false;
}

void collect_value(struct collector *c, const struct pack_tag *tag,
                   struct text name, uint32_t row, struct text value,
                   uint32_t line)
{
    struct leaf leaf = {.tag = tag, .name = name, .line = line};

    if (!count_leaf(c))
        return;
    leaf.value =
        marks_resolve(&c->result->record.arena, value, &leaf.mended);
    if (tag == NULL)
        remember_unknown(c, &leaf);
    else if (row != 0 && tag->child_field != PACK_NO_FIELD)
        put_in_row(c, &leaf, row);
    else if (tag->field != PACK_NO_FIELD)
        put_field(c, tag->field, tag->row, &leaf);
}

void collect_leaf(struct collector *c, bool below,
                  const struct known_name *name, struct text value,
                  uint32_t line)
{
    struct result *r = c->result;
    struct leaf leaf = {.tag = name->tag, .name = name->name, .line = line};

    if (!count_leaf(c))
        return;
    leaf.value =
        c->marked ? marks_resolve(&r->record.arena, value, &leaf.mended)
                  : value;
    if (leaf.tag == NULL) {
        remember_unknown(c, &leaf);
    } else if (!below) {
        put_plain(c, &leaf);
    } else {
        if (!r->record.lasting && leaf.value.at == value.at)
            leaf.value = arena_copy(&r->record.arena, value);
        c->waiting[c->waiting_count++] = leaf;
    }
}

/* The position of this child among those of its name, from 1. */
static uint32_t count_child(struct collector *c, const char *name)
{
    uint32_t i = 0;

    while (i < c->child_count && c->children[i].name != name)
        i++;
    if (i == CHILD_NAMES)
        return 1;
    if (i == c->child_count)
        c->children[c->child_count++] = (struct child_count){name, 0};
    return ++c->children[i].count;
}

void collect_empty(struct collector *c, const struct known_name *name)
{
    if (name->tag == NULL)
        count_child(c, name->at);
}

/* A row if something in it can stand in a list and nothing is a field of the
 * page itself; key tags (病案号) are repeated in rows as a link. */
static bool is_row(const struct leaf *leaves, uint32_t count)
{
    bool can_be = false;

    for (uint32_t i = 0; i < count; i++) {
        if (leaves[i].tag->child_field != PACK_NO_FIELD)
            can_be = true;
        else if (!(leaves[i].tag->flags & TAG_KEY))
            return false;
    }
    return can_be;
}

void collect_child(struct collector *c, uint32_t mark, const char *name)
{
    const uint32_t count = c->waiting_count - mark;
    const uint32_t position = count_child(c, name);
    const struct leaf *leaves = c->waiting + mark;
    const bool row = is_row(leaves, count);

    for (uint32_t i = 0; i < count; i++) {
        if (row)
            put_in_row(c, &leaves[i], position);
        else
            put_plain(c, &leaves[i]);
    }
    c->waiting_count = mark;
}

static void note_unknown(struct collector *c)
{
    struct result *r = c->result;
    struct text shown;
    char *out;
    size_t length = 0;

    if (c->unknown_count == 0)
        return;
    for (uint32_t i = 0; i < c->unknown_count && i < UNKNOWN_SHOWN; i++)
        length += c->unknown[i].length + 3;
    out = arena_alloc(&r->record.arena, length);
    if (out == NULL)
        return;
    shown = (struct text){out, 0};
    for (uint32_t i = 0; i < c->unknown_count && i < UNKNOWN_SHOWN; i++) {
        if (i != 0) {
            memcpy(out + shown.length, "、", strlen("、"));
            shown.length += strlen("、");
        }
        memcpy(out + shown.length, c->unknown[i].at, c->unknown[i].length);
        shown.length += c->unknown[i].length;
    }
    note_add(r, NOTE_UNKNOWN,
             note_format(r, "有 %u 处标签不认识，已忽略：%.*s%s",
                         c->unknown_count, (int)shown.length, shown.at,
                         c->unknown_count > UNKNOWN_SHOWN ? " 等" : ""));
}

/* Points a finding at the code of a row, which may not stand in the input. */
static void point_at_row(struct collector *c, struct finding *f,
                         enum record_list list, uint32_t row)
{
    struct result *r = c->result;
    const uint16_t field = list == LIST_DIAGNOSES ? r->pack->known.dx_code
                                                  : r->pack->known.op_code;
    const struct cell *cell =
        field != PACK_NO_FIELD ? cell_of(r, field, row) : NULL;

    if (f == NULL || field == PACK_NO_FIELD)
        return;
    f->field = field;
    f->index = row;
    f->tag = pack_tag_of(r->pack, c->dialect, field, row);
    if (cell != NULL && cell->state != CELL_ABSENT)
        note_at(r, f, field, row, cell);
}

/* Empty rows before the last one, and more rows than are official. */
static void note_rows(struct collector *c, enum record_list list)
{
    struct result *r = c->result;
    const char *what = record_list_words(list);
    const uint32_t last = c->rows[list];

    for (uint32_t row = 1; row < last && row <= LIMIT_ROWS; row++)
        if (!record_row_given(&r->record, list, row))
            point_at_row(
                c,
                note_add(r, NOTE_GAP,
                         note_format(r, "%s第 %u 行为空，后面的行有内容", what,
                                     row)),
                list, row);
    if (last > ROWS_OFFICIAL)
        point_at_row(c,
                     note_add(r, NOTE_ROWS,
                              note_format(r, "%s有 %u 行，上限 %d 行", what,
                                          last, ROWS_OFFICIAL)),
                     list, ROWS_OFFICIAL + 1);
}

void collect_end(struct collector *c)
{
    for (uint32_t i = 0; i < c->waiting_count; i++)
        put_plain(c, &c->waiting[i]);
    c->waiting_count = 0;
    record_finish(&c->result->record);
    record_derive(&c->result->record, c->dialect);
    note_unknown(c);
    note_rows(c, LIST_DIAGNOSES);
    note_rows(c, LIST_PROCEDURES);
}
