#include "record/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/personal.h"
#include "pack/pack.h"
#include "record/read.h"

/* The ids of a list's fields in the order of their columns, which rise with the
 * ids (load/shape.c), and room for its rows. */
static bool open_list(struct record *r, unsigned list)
{
    struct record_rows *rows = &r->lists[list];
    uint32_t end = r->first_of[list];

    for (uint32_t i = 0; i < r->fields; i++)
        if (pack_field(r->pack, i)->list == list)
            r->by_list[end++] = (uint16_t)i;
    r->first_of[list + 1] = end;
    rows->columns = end - r->first_of[list];
    rows->cells =
        calloc((size_t)LIMIT_ROWS * (rows->columns + 1), sizeof(*rows->cells));
    return rows->cells != NULL;
}

/* Room to remember every cell of the lists. */
static bool open_listed(struct record *r)
{
    size_t cells = 1;

    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++)
        cells += (size_t)LIMIT_ROWS * r->lists[list].columns;
    r->listed = calloc(cells, sizeof(struct cell *));
    return r->listed != NULL;
}

static void find_timed(struct record *r)
{
    for (uint32_t i = 0; i < r->fields; i++) {
        const struct pack_field *field = pack_field(r->pack, i);
        if (field->type == FIELD_TIME && field->list == LIST_NONE &&
            field->hour != PACK_NO_FIELD)
            r->timed[r->timed_count++] = (uint16_t)i;
    }
}

bool record_open(struct record *r, const struct pack *pack)
{
    bool good;

    *r = (struct record){.pack = pack};
    r->fields = pack_count(pack, SECTION_FIELD);
    r->scalars = calloc(r->fields + 1u, sizeof(*r->scalars));
    r->filled = calloc(r->fields + 1u, sizeof(*r->filled));
    r->by_list = calloc(r->fields + 1u, sizeof(*r->by_list));
    r->timed = calloc(r->fields + 1u, sizeof(*r->timed));
    r->asked = calloc(WORDS_ASKED, sizeof(*r->asked));
    good = r->scalars != NULL && r->filled != NULL && r->by_list != NULL &&
           r->timed != NULL && r->asked != NULL;
    for (unsigned list = LIST_NONE + 1; good && list < LIST_COUNT; list++)
        good = open_list(r, list);
    if (!good || !open_listed(r) || !own_open(r)) {
        record_close(r);
        return false;
    }
    find_timed(r);
    return true;
}

/* Part by part: for the whole the compiler writes a slow string instruction. */
static void empty_cell(struct cell *cell)
{
    const struct text nothing = {NULL, 0};

    cell->state = CELL_ABSENT;
    cell->precision = 0;
    cell->flags = 0;
    cell->line = 0;
    cell->text = cell->tag = cell->plain = nothing;
    cell->code = cell->companion = (struct code){0};
}

void record_reset(struct record *r)
{
    for (uint32_t i = 0; i < r->filled_count; i++)
        empty_cell(&r->scalars[r->filled[i]]);
    r->filled_count = 0;
    for (uint32_t i = 0; i < r->listed_count; i++)
        empty_cell(r->listed[i]);
    r->listed_count = 0;
    for (int i = 1; i < LIST_COUNT; i++) {
        r->lists[i].count = 0;
        r->lists[i].given = 0;
    }
    r->line = 0;
    r->lasting = false;
    own_forget(&r->own);
    arena_reset(&r->arena);
}

void record_close(struct record *r)
{
    free(r->scalars);
    free(r->filled);
    free(r->listed);
    free(r->by_list);
    free(r->timed);
    free(r->asked);
    own_close(&r->own);
    for (int i = 1; i < LIST_COUNT; i++)
        free(r->lists[i].cells);
    arena_free(&r->arena);
    *r = (struct record){0};
}

/* The cell to fill; NULL if row is beyond what is kept. */
static inline struct cell *cell_at(struct record *r,
                                   const struct pack_field *field, uint32_t id,
                                   uint32_t row)
{
    struct record_rows *rows = &r->lists[field->list];

    if (field->list == LIST_NONE)
        return &r->scalars[id];
    if (row == 0 || row > LIMIT_ROWS)
        return NULL;
    if (row > rows->count)
        rows->count = row;
    return &rows->cells[(size_t)(row - 1) * rows->columns + field->column];
}

static bool is_often_plain(unsigned type)
{
    return type == FIELD_AMOUNT || type == FIELD_COUNT || type == FIELD_HOUR;
}

/* One that was too long to be read. */
static bool is_all_digits(struct text t)
{
    static const char signs[] = "0123456789.,";
    size_t at = 0;

    while (at < t.length && memchr(signs, t.at[at], sizeof signs - 1) != NULL)
        at++;
    return at == t.length;
}

/* Of hours the whole ones: a third of one has no end. */
static bool has_too_many_digits(unsigned type, int128 n)
{
    return decimal_digits(type == FIELD_DURATION ? n - n % DECIMAL_ONE : n) >
           LIMIT_DIGITS;
}

/* How far off an amount is at most that was kept in binary: 16450.120000000003
 * for 16450.12. */
#define BINARY_DIRT (DECIMAL_ONE / 1000000)

/* More places than a number here has: they were rounded away. */
static bool has_lost_places(struct text t)
{
    const char *point = memchr(t.at, '.', t.length);

    return point != NULL && t.at + t.length - point - 1 > DECIMAL_PLACES;
}

static void clean_amount(struct text t, struct cell *cell)
{
    const int128 fen = decimal_round(cell->number, 2);
    const int128 off =
        cell->number > fen ? cell->number - fen : fen - cell->number;

    if (off > BINARY_DIRT || (off == 0 && !has_lost_places(t)))
        return;
    cell->number = fen;
    cell->flags |= CELL_DRESSED;
}

/* A number as it was read from t, unless it has more digits than any that is
 * meant. */
static enum cell_state in_digits(enum cell_state state, unsigned type,
                                 struct text t, struct cell *cell)
{
    if (t.length > LIMIT_DIGITS && type == FIELD_AMOUNT && state == CELL_GIVEN)
        clean_amount(t, cell);
    if (t.length <= LIMIT_DIGITS ||
        (state == CELL_GIVEN ? !has_too_many_digits(type, cell->number)
                             : !is_all_digits(t)))
        return state;
    cell->flags |= CELL_DIGITS;
    return CELL_BAD;
}

/* An ID number or a telephone's is no amount, no age and no code: a shifted
 * column has put it there. Its digits stay out of what every cell runs. */
static __attribute__((noinline)) bool
is_personal(struct text t, const struct cell *cell, bool number)
{
    char digits[DECIMAL_TEXT_MAX];

    return personal_number_in(t) ||
           (number && memchr(t.at, ',', t.length) != NULL &&
            personal_number_in(
                (struct text){digits, decimal_text(cell->number, digits)}));
}

static enum cell_state read_typed(struct record *r, uint32_t id, unsigned unit,
                                  struct text whole, struct cell *cell)
{
    const unsigned type = pack_field(r->pack, id)->type;
    struct text t;

    if (type == FIELD_TEXT) {
        cell->plain = whole;
        return CELL_GIVEN;
    }
    if (is_often_plain(type) && read_plain_number(whole, cell))
        return CELL_GIVEN;
    t = read_narrow(&r->arena, whole, &cell->flags);
    switch (type) {
    case FIELD_DIAGNOSIS:
    case FIELD_PROCEDURE:
    case FIELD_MORPHOLOGY:
        return read_code(&r->arena, t, type, cell);
    case FIELD_COUNT:
    case FIELD_AMOUNT:
    case FIELD_HOUR:
        return in_digits(read_number(t, cell), type, t, cell);
    case FIELD_WEIGHT:
        return in_digits(read_weight(t, cell), type, t, cell);
    case FIELD_DURATION:
        return in_digits(read_duration(t, cell), type, t, cell);
    case FIELD_AGE:
        return read_age(t, cell);
    case FIELD_INFANT_AGE:
        return read_infant_age(t, unit, cell);
    case FIELD_DATE:
        return read_date(t, true, id == r->pack->known.birth_date, cell);
    case FIELD_TIME:
        return read_date(t, false, false, cell);
    case FIELD_ID:
        return read_id(&r->arena, t, cell);
    case FIELD_TCM:
        return read_tcm(&r->arena, t, cell);
    default:
        cell->plain = t;
        return CELL_GIVEN;
    }
}

/* True for the types that a number of somebody's would be read as. */
static bool takes_digits(unsigned type)
{
    return field_is_number(type) || field_is_code(type);
}

static enum cell_state read_as(struct record *r, uint32_t id, unsigned unit,
                               struct text t, struct cell *cell)
{
    const unsigned type = pack_field(r->pack, id)->type;
    const enum cell_state state = read_typed(r, id, unit, t, cell);

    return t.length >= PERSONAL_LEAST && takes_digits(type) &&
                   is_personal(t, cell, field_is_number(type))
               ? CELL_BAD
               : state;
}

/* Remembers a cell that was empty up to now. */
static void note_filled_cell(struct record *r, const struct pack_field *field,
                             uint32_t id, struct cell *cell)
{
    if (field->list == LIST_NONE)
        r->filled[r->filled_count++] = (uint16_t)id;
    else
        r->listed[r->listed_count++] = cell;
}

/* Line ends beside a text are the layout of the XML, not the clerk's. */
static bool visibly_trimmed(struct text raw, struct text trimmed)
{
    return raw.length != trimmed.length && trimmed.length != 0 &&
           memchr(raw.at, '\n', raw.length) == NULL;
}

const struct cell *record_set_as(struct record *r, uint32_t id, uint32_t row,
                                 unsigned unit, struct text tag, uint32_t line,
                                 struct text raw, const struct text *meant)
{
    const struct pack_field *field = pack_field(r->pack, id);
    struct cell *cell = cell_at(r, field, id, row);
    const struct text trimmed = text_trim(raw);
    struct text read;

    if (cell == NULL || cell->state > CELL_BLANK)
        return NULL;
    if (cell->state == CELL_ABSENT)
        note_filled_cell(r, field, id, cell);
    cell->tag = tag;
    cell->line = line;
    cell->text = r->lasting ? trimmed : arena_copy(&r->arena, trimmed);
    if (visibly_trimmed(raw, trimmed))
        cell->flags |= CELL_TRIMMED;
    read = cell->text;
    if (meant != NULL)
        read = r->lasting ? *meant : arena_copy(&r->arena, *meant);
    if (trimmed.length == 0)
        cell->state = CELL_BLANK;
    else if (read.length == 0 || read_is_marker(read))
        cell->state = CELL_MARKER;
    else
        cell->state = (uint8_t)read_as(r, id, unit, read, cell);
    if (cell->state == CELL_BAD)
        cell->plain = read; /* `text` may hold other fields' parts too */
    if (field->list != LIST_NONE && cell->state >= CELL_BAD)
        r->lists[field->list].given |= (uint64_t)1 << (row - 1);
    return cell;
}

/* ---- values in place of the page's --------------------------------------- */

void record_hold(struct record *r, uint32_t id, uint32_t row, struct text value)
{
    const bool lasting = r->lasting;
    struct cell *cell;

    r->lasting = false;
    record_set(r, id, row, 0, TEXT(""), 0, value);
    r->lasting = lasting;
    cell = cell_at(r, pack_field(r->pack, id), id, row);
    cell->flags |= CELL_HELD;
    if (cell->state == CELL_BLANK)
        cell->state = CELL_MARKER; /* until record_release */
}

bool record_found(struct record *r, uint32_t id, uint32_t row, struct text tag,
                  uint32_t line)
{
    struct cell *cell = cell_at(r, pack_field(r->pack, id), id, row);

    if (cell == NULL || (cell->flags & CELL_HELD) == 0)
        return false;
    if (cell->tag.length == 0) {
        cell->tag = tag;
        cell->line = line;
    }
    return true;
}

const struct cell *record_release(struct record *r, uint32_t id, uint32_t row)
{
    struct cell *cell = cell_at(r, pack_field(r->pack, id), id, row);

    if (cell->text.length == 0)
        cell->state = CELL_BLANK;
    return cell;
}

/* The cells of a list that are not empty are remembered anew. */
static void relist(struct record *r, struct record_rows *rows)
{
    const size_t cells = (size_t)LIMIT_ROWS * rows->columns;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < r->listed_count; i++)
        if (r->listed[i] < rows->cells || r->listed[i] >= rows->cells + cells)
            r->listed[kept++] = r->listed[i];
    for (size_t i = 0; i < (size_t)rows->count * rows->columns; i++)
        if (rows->cells[i].state != CELL_ABSENT)
            r->listed[kept++] = &rows->cells[i];
    r->listed_count = kept;
}

void record_order(struct record *r, enum record_list list,
                  const uint32_t *order, uint32_t count)
{
    struct record_rows *rows = &r->lists[list];
    const size_t width = rows->columns * sizeof *rows->cells;
    struct cell *old = arena_alloc(&r->arena, count * width + 1);
    const uint64_t given = rows->given;

    if (old == NULL)
        return;
    if (count != 0)
        memcpy(old, rows->cells, count * width);
    rows->given = 0;
    for (uint32_t n = 0; n < count; n++) {
        memcpy(rows->cells + (size_t)n * rows->columns,
               old + (size_t)(order[n] - 1) * rows->columns, width);
        rows->given |= (given >> (order[n] - 1) & 1) << n;
    }
    relist(r, rows);
}

/* ---- the end ------------------------------------------------------------- */

/* A day whose hour stands in a field of its own becomes a time. Databases
 * write a mere day as midnight, so midnight counts as a day here. */
static void join_hour(struct cell *time, const struct cell *hour)
{
    bool exact;
    int64_t h;

    if (time->state != CELL_GIVEN || hour->state != CELL_GIVEN ||
        (time->precision != CALENDAR_DAY &&
         time->moment % SECONDS_PER_DAY != 0))
        return;
    h = decimal_to_int(hour->number, &exact);
    if (!exact || h < 0 || h > 23)
        return;
    time->moment += h * 3600;
    time->precision = CALENDAR_HOUR;
}

void record_finish(struct record *r)
{
    for (uint32_t i = 0; i < r->timed_count; i++) {
        const uint16_t id = r->timed[i];
        join_hour(&r->scalars[id], &r->scalars[pack_field(r->pack, id)->hour]);
    }
}
