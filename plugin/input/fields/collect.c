#include "input/fields/collect.h"

#include <string.h>

#include "input/fields/cell-notes.h"
#include "record/derive.h"
#include "record/lists.h"
#include "result/notes.h"

#define ROWS_OFFICIAL 41 /* one principal and 40 others */

void collect_begin(struct collector *c, struct result *result, uint32_t dialect,
                   const uint64_t *bad)
{
    c->result = result;
    c->dialect = dialect;
    c->bad = bad;
    c->waiting_count = c->leaves = c->child_count = c->late_count = 0;
    unknown_begin(&c->unknown);
    c->limited = false;
    c->marked = true;
    memset(c->rows, 0, sizeof(c->rows));
    changes_put(&result->record, c->changes, c->change_count);
}

/* A value for a field that has one: told if it says something else, unless the
 * caller put that there. */
static void note_repeated(struct result *r, uint16_t field, uint32_t row,
                          const struct leaf *leaf)
{
    const struct cell *cell = record_cell(&r->record, field, row);
    const struct text again = text_trim(leaf->value);
    struct finding *f;

    if (record_found(&r->record, field, row, leaf->name, leaf->line) ||
        cell == NULL || again.length == 0 || text_equal(cell->text, again))
        return;
    f = note_add(r, NOTE_REPEATED, NULL);
    note_at(f, field, row, cell);
    if (f != NULL)
        f->line = leaf->line;
}

static const struct cell *put_in_cell(struct collector *c, uint16_t field,
                                      uint32_t row, const struct leaf *leaf)
{
    const struct pack_tag *tag = leaf->tag;
    struct record *record = &c->result->record;
    struct text meant;

    if (tag->map == PACK_NONE && tag->part == 0)
        return record_set(record, field, row, tag->unit, leaf->name, leaf->line,
                          leaf->value);
    meant = meaning_of(&c->meanings, record->pack, tag, text_trim(leaf->value));
    return record_set_as(record, field, row, tag->unit, leaf->name, leaf->line,
                         leaf->value, &meant);
}

static void put_now(struct collector *c, uint16_t field, uint32_t row,
                    const struct leaf *leaf)
{
    struct result *r = c->result;
    const enum record_list list = pack_field(r->pack, field)->list;
    const struct cell *cell;

    if (row > c->rows[list] && text_trim(leaf->value).length != 0)
        c->rows[list] = row;
    cell = put_in_cell(c, field, row, leaf);
    if (cell == NULL) {
        note_repeated(r, field, row, leaf);
        return;
    }
    cell_note(r, field, row, leaf->tag, cell);
    if (leaf->mended.any)
        marks_note(r, &leaf->mended, c->bad, field, row, cell);
}

/* Keeps a leaf for the end; its value must live until then. */
static void put_late(struct collector *c, uint16_t field, uint32_t row,
                     const struct leaf *leaf)
{
    struct late_leaf *late = &c->late[c->late_count];

    if (text_trim(leaf->value).length == 0 || c->late_count == LATE_MAX)
        return;
    *late = (struct late_leaf){*leaf, field, row};
    late->leaf.value = arena_copy(&c->result->record.arena, leaf->value);
    c->late_count++;
}

static void fill_field(struct collector *c, uint16_t field, uint32_t row,
                       const struct leaf *leaf)
{
    if (field == PACK_NO_FIELD)
        return;
    if (leaf->tag->join != 0 || (leaf->tag->flags & TAG_SPARE) != 0)
        put_late(c, field, row, leaf);
    else
        put_now(c, field, row, leaf);
}

/* The leaf with the next meaning of its name; false if there is none. */
static bool next_meaning(const struct collector *c, struct leaf *leaf)
{
    if (leaf->tag->next == PACK_NONE)
        return false;
    leaf->tag =
        PACK_ROW(c->result->pack, SECTION_TAG, pack_tag, leaf->tag->next);
    return true;
}

/* The length of the separator at t[at], which may be in full width; 0 if there
 * is none. */
static size_t separator_at(struct text t, size_t at, unsigned char separator)
{
    const size_t from = at;
    const uint32_t c = text_next(t, &at);

    return c == separator || c == separator + 0xFEE0u ? at - from : 0;
}

/* One value that holds the rows of a list: `K35.8|I10`. */
static void put_split(struct collector *c, const struct leaf *given)
{
    const struct text whole = given->value;
    struct leaf leaf = *given;
    uint32_t row = 1u + leaf.tag->child_shift;
    size_t from = 0, length;

    for (size_t at = 0; at <= whole.length; at += length) {
        length =
            at < whole.length ? separator_at(whole, at, leaf.tag->split) : 1;
        if (length == 0) {
            length = 1;
            continue;
        }
        leaf.value = text_trim(text_slice(whole, from, at));
        if (leaf.value.length != 0)
            fill_field(c, leaf.tag->child_field, row, &leaf);
        row++;
        from = at + length;
    }
}

/* By its plain meaning; a tag that only numbers mean is number 1. */
static void put_plain_meaning(struct collector *c, const struct leaf *leaf)
{
    if (leaf->tag->field != PACK_NO_FIELD)
        fill_field(c, leaf->tag->field, leaf->tag->row, leaf);
    else if (leaf->tag->split != 0)
        put_split(c, leaf);
    else
        fill_field(c, leaf->tag->child_field, 1u + leaf->tag->child_shift,
                   leaf);
}

static void put_further(struct collector *c, struct leaf leaf)
{
    while (next_meaning(c, &leaf))
        put_plain_meaning(c, &leaf);
}

static void put_any(struct collector *c, const struct leaf *leaf)
{
    put_plain_meaning(c, leaf);
    if (leaf->tag->next != PACK_NONE)
        put_further(c, *leaf);
}

/* Nearly all tags mean one field, at once. */
static inline void put_plain_leaf(struct collector *c, const struct leaf *leaf)
{
    const struct pack_tag *tag = leaf->tag;

    if (tag->field != PACK_NO_FIELD && tag->next == PACK_NONE &&
        tag->join == 0 && (tag->flags & TAG_SPARE) == 0)
        put_now(c, tag->field, tag->row, leaf);
    else
        put_any(c, leaf);
}

static void put_in_row(struct collector *c, const struct leaf *given,
                       uint32_t position)
{
    struct leaf leaf = *given;

    if (leaf.tag->split != 0 && position == 1) {
        put_split(c, &leaf);
        return;
    }
    do
        fill_field(c, leaf.tag->child_field, position + leaf.tag->child_shift,
                   &leaf);
    while (next_meaning(c, &leaf));
}

/* The texts of one field in the order of their places, one behind another. */
static struct text joined_leaves(struct collector *c, uint32_t first)
{
    const struct late_leaf *a = &c->late[first];
    struct arena *arena = &c->result->record.arena;
    size_t room = 0, length = 0;
    char *out;

    for (uint32_t i = first; i < c->late_count; i++)
        room += c->late[i].leaf.value.length + 1;
    out = arena_alloc(arena, room);
    for (unsigned place = 1; place <= 9 && out != NULL; place++)
        for (uint32_t i = first; i < c->late_count; i++) {
            const struct late_leaf *b = &c->late[i];
            const struct text value = text_trim(b->leaf.value);
            if (b->field != a->field || b->row != a->row ||
                b->leaf.tag->join != place)
                continue;
            if (length != 0 && b->leaf.tag->separator != 0)
                out[length++] = (char)b->leaf.tag->separator;
            memcpy(out + length, value.at, value.length);
            length += value.length;
        }
    return out != NULL ? (struct text){out, length} : a->leaf.value;
}

/* True if a leaf before this one is joined into the same field. */
static bool joined_before(const struct collector *c, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (c->late[i].leaf.tag->join != 0 &&
            c->late[i].field == c->late[at].field &&
            c->late[i].row == c->late[at].row)
            return true;
    return false;
}

/* Joined values first, then the spare ones where nothing stands. */
static void put_late_leaves(struct collector *c)
{
    for (uint32_t i = 0; i < c->late_count; i++) {
        struct late_leaf *late = &c->late[i];
        if (late->leaf.tag->join == 0 || joined_before(c, i))
            continue;
        late->leaf.value = joined_leaves(c, i);
        put_now(c, late->field, late->row, &late->leaf);
    }
    for (uint32_t i = 0; i < c->late_count; i++) {
        const struct late_leaf *late = &c->late[i];
        const struct cell *cell =
            record_cell(&c->result->record, late->field, late->row);
        if (late->leaf.tag->join == 0 &&
            (cell == NULL || cell->state <= CELL_BLANK))
            put_now(c, late->field, late->row, &late->leaf);
    }
}

static void remember_unknown(struct collector *c, const struct leaf *leaf)
{
    unknown_add(&c->unknown, &c->result->record.arena, leaf->name,
                text_trim(leaf->value));
}

/* One leaf more; false beyond the limit. */
static bool count_leaf(struct collector *c)
{
    if (++c->leaves <= LIMIT_FIELDS)
        return true;
    if (!c->limited)
        note_add(c->result, NOTE_FIELDS_TOO_MANY, NULL);
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
    leaf.value = marks_resolve(&c->result->record.arena, value, &leaf.mended);
    if (tag == NULL)
        remember_unknown(c, &leaf);
    else if (row != 0 && tag->child_field != PACK_NO_FIELD)
        put_in_row(c, &leaf, row);
    else if (tag->field != PACK_NO_FIELD)
        put_plain_leaf(c, &leaf);
}

/* put_now for a plain name and a value without marks, to the same end. */
static bool put_plainly(struct collector *c, const struct known_name *name,
                        struct text value, uint32_t line)
{
    struct result *r = c->result;
    const struct pack_tag *tag = name->tag;
    const struct pack_field *field = pack_field(r->pack, tag->field);
    const struct cell *cell = record_set(&r->record, tag->field, tag->row,
                                         tag->unit, name->name, line, value);

    if (cell == NULL)
        return false;
    if (tag->row > c->rows[field->list] && cell->state != CELL_BLANK)
        c->rows[field->list] = tag->row;
    cell_note(r, tag->field, tag->row, tag, cell);
    return true;
}

/* By its own name, into which the compiler must not join it: most leaves go
 * another way, and would pay for this one's frame. */
static __attribute__((noinline)) void
collect_other(struct collector *c, bool below, const struct known_name *name,
              struct text value, uint32_t line)
{
    struct result *r = c->result;
    struct leaf leaf;

    leaf.tag = name->tag;
    leaf.name = name->name;
    leaf.line = line;
    leaf.mended.any = false;
    leaf.value = c->marked
                     ? marks_resolve(&r->record.arena, value, &leaf.mended)
                     : value;
    if (leaf.tag == NULL) {
        remember_unknown(c, &leaf);
    } else if (!below) {
        put_plain_leaf(c, &leaf);
    } else {
        if (!r->record.lasting && leaf.value.at == value.at)
            leaf.value = arena_copy(&r->record.arena, value);
        c->waiting[c->waiting_count++] = leaf;
    }
}

void collect_leaf(struct collector *c, bool below,
                  const struct known_name *name, struct text value,
                  uint32_t line)
{
    if (!count_leaf(c) || (name->plain && !below && !c->marked &&
                           put_plainly(c, name, value, line)))
        return;
    collect_other(c, below, name, value, line);
}

void collect_found(struct collector *c, const struct pack_tag *tag,
                   uint32_t position, struct text value, uint32_t line)
{
    struct record *record = &c->result->record;
    struct leaf leaf = {
        .tag = tag, .name = pack_text(record->pack, tag->name), .line = line};

    leaf.value = marks_resolve(&record->arena, value, &leaf.mended);
    if (tag->field != PACK_NO_FIELD)
        fill_field(c, tag->field, tag->row, &leaf);
    else
        fill_field(c, tag->child_field, position + tag->child_shift, &leaf);
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
static bool is_row_of_leaves(const struct leaf *leaves, uint32_t count)
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
    const bool row = is_row_of_leaves(leaves, count);

    for (uint32_t i = 0; i < count; i++) {
        if (row)
            put_in_row(c, &leaves[i], position);
        else
            put_plain_leaf(c, &leaves[i]);
    }
    c->waiting_count = mark;
}

/* Points a finding at the code of a row, which may not stand in the input. */
static void point_at_row(struct collector *c, struct finding *f,
                         enum record_list list, uint32_t row)
{
    struct result *r = c->result;
    const uint16_t field = list == LIST_DIAGNOSES ? r->pack->known.dx_code
                                                  : r->pack->known.op_code;
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_cell(&r->record, field, row) : NULL;

    if (f == NULL || field == PACK_NO_FIELD)
        return;
    f->field = field;
    f->index = row;
    f->tag = pack_tag_of(r->pack, c->dialect, field, row);
    if (cell != NULL && cell->state != CELL_ABSENT)
        note_at(f, field, row, cell);
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
                note_add(r, NOTE_GAP, WORDS(what, note_format(r, "%u", row))),
                list, row);
    if (last > ROWS_OFFICIAL)
        point_at_row(c,
                     note_add(r, NOTE_ROWS,
                              WORDS(what, note_format(r, "%u", last),
                                    note_format(r, "%d", ROWS_OFFICIAL))),
                     list, ROWS_OFFICIAL + 1);
}

void collect_end(struct collector *c)
{
    for (uint32_t i = 0; i < c->waiting_count; i++)
        put_plain_leaf(c, &c->waiting[i]);
    c->waiting_count = 0;
    put_late_leaves(c);
    changes_end(c->result, c->dialect, c->changes, c->change_count);
    record_finish(&c->result->record);
    record_derive(&c->result->record, c->dialect);
    unknown_end(&c->unknown, c->result, c->dialect);
    note_rows(c, LIST_DIAGNOSES);
    note_rows(c, LIST_PROCEDURES);
}
