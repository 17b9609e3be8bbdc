#define _GNU_SOURCE /* qsort_r */
#include "stays.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "files.h"
#include "lanes.h"
#include "put.h"
#include "record/derive.h"
#include "result/notes.h"

/* ---- the key ------------------------------------------------------------- */

/* Record number and both days, with blanks between, and a NUL; false if one
 * is missing. */
static bool put_stay_key(const struct record *r, struct buffer *out)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *number = record_given(r, known->record_no, 0);
    const struct cell *in = record_given(r, known->admission_time, 0);
    const struct cell *to = record_given(r, known->discharge_time, 0);

    if (number == NULL || in == NULL || to == NULL)
        return false;
    put(out, number->text, " ", in->moment / SECONDS_PER_DAY, " ",
        to->moment / SECONDS_PER_DAY);
    buffer_char(out, '\0');
    return true;
}

/* ---- cells --------------------------------------------------------------- */

struct kept_cell {
    uint16_t field, row;
    uint32_t length; /* of the text that follows, and a NUL */
};

/* The text from which the same value is read without the page's dialect. */
static void put_plain_value(const struct pack_field *field,
                            const struct cell *cell, struct buffer *out)
{
    if (field->type == FIELD_INFANT_AGE && cell->state == CELL_GIVEN)
        put(out, cell->number, "天");
    else if (field->type == FIELD_CHOICE && cell->plain.length != 0)
        put(out, cell->plain);
    else
        put(out, cell->text);
}

void stays_cell(struct buffer *cells, uint16_t field, uint32_t row,
                struct text value)
{
    const struct kept_cell kept = {field, (uint16_t)row,
                                   (uint32_t)value.length};

    buffer_put(cells, &kept, sizeof(kept));
    buffer_text(cells, value);
}

static void put_kept_cell(const struct record *r, uint16_t id, uint32_t row,
                          const struct cell *cell, struct buffer *out)
{
    struct kept_cell kept = {.field = id, .row = (uint16_t)row};
    const size_t at = out->length;

    if (cell->state < CELL_BAD || (cell->flags & CELL_DERIVED))
        return;
    buffer_put(out, &kept, sizeof(kept));
    put_plain_value(pack_field(r->pack, id), cell, out);
    if (out->failed)
        return;
    kept.length = (uint32_t)(out->length - at - sizeof(kept));
    memcpy(out->data + at, &kept, sizeof(kept));
}

static void put_kept_cells(const struct record *r, struct buffer *out)
{
    for (uint32_t id = 0; id < r->fields; id++) {
        const struct pack_field *f = pack_field(r->pack, id);
        const uint32_t rows = r->lists[f->list].count;
        if (f->list == LIST_NONE)
            put_kept_cell(r, (uint16_t)id, 0, record_scalar(r, id), out);
        for (uint32_t row = 1; f->list != LIST_NONE && row <= rows; row++)
            put_kept_cell(r, (uint16_t)id, row,
                          record_item(r, f->list, row, f->column), out);
    }
}

/* The next kept cell from *at on; false at the end. */
static bool next_cell(const struct stays *s, const struct stay *stay,
                      size_t *at, struct kept_cell *cell, struct text *text)
{
    if (*at >= stay->end)
        return false;
    memcpy(cell, s->bytes.data + *at, sizeof(*cell));
    *text = (struct text){s->bytes.data + *at + sizeof(*cell), cell->length};
    *at += sizeof(*cell) + cell->length;
    return true;
}

/* ---- reading ------------------------------------------------------------- */

/* Where a source's name is kept: that of the last stay, if it is the same. */
static size_t keep_source(struct stays *s, struct text name)
{
    const uint32_t count = BUFFER_COUNT(&s->list, struct stay);
    const size_t at = s->bytes.length;

    if (count != 0) {
        const size_t last =
            BUFFER_ROWS(&s->list, const struct stay)[count - 1].source;
        if (text_equal(text_of(s->bytes.data + last), name))
            return last;
    }
    buffer_text(&s->bytes, name);
    buffer_char(&s->bytes, '\0');
    return at;
}

/* A stay whose key and cells follow. */
static struct stay stay_begun(struct stays *s, const struct pipeline *p)
{
    struct stay stay = {.index = p->result.index,
                        .dialect = p->slice.dialect,
                        .source = keep_source(s, p->source)};

    stay.key = s->bytes.length;
    return stay;
}

static bool add_stay(struct stays *s, struct stay *stay)
{
    stay->end = s->bytes.length;
    buffer_put(&s->list, stay, sizeof(*stay));
    return (!s->bytes.failed && !s->list.failed) ||
           command_refused("首页太多，内存不足");
}

bool stays_whole(const struct pipeline *p)
{
    if (p->slice.trouble == SLICE_WHOLE)
        return true;
    command_say("%.*s：第 %u 条没有读全，不计；用 pregroup check 看原因\n",
                SPELL(p->source), p->result.index);
    return false;
}

static bool keep_stay(void *context, struct pipeline *p)
{
    struct stays *s = context;
    struct stay stay = stay_begun(s, p);

    if (!stays_whole(p) || !put_stay_key(&p->result.record, &s->bytes))
        return true;
    stay.cells = s->bytes.length;
    put_kept_cells(&p->result.record, &s->bytes);
    return add_stay(s, &stay);
}

bool stays_keep(struct stays *s, const struct pipeline *p)
{
    struct stay stay = stay_begun(s, p);

    buffer_char(&s->bytes, '\0');
    stay.cells = s->bytes.length;
    put_kept_cells(&p->result.record, &s->bytes);
    return add_stay(s, &stay);
}

bool stays_put(struct stays *s, struct text source, uint32_t index,
               uint32_t dialect, const struct buffer *cells)
{
    struct stay stay = {.index = index,
                        .dialect = dialect,
                        .source = keep_source(s, source),
                        .key = s->bytes.length};

    buffer_char(&s->bytes, '\0');
    stay.cells = s->bytes.length;
    buffer_put(&s->bytes, cells->data, cells->length);
    return add_stay(s, &stay);
}

bool stays_read(struct stays *s, const struct pack *pack, const char *path)
{
    const struct options options = {.with_identity = true};

    s->pack = pack;
    return stays_each(pack, path, &options, keep_stay, s);
}

/* Of one key in the order in which they were read. */
static int by_stay_key(const void *a, const void *b, void *bytes)
{
    const struct stay *x = a, *y = b;
    const char *keys = bytes;
    const int order = strcmp(keys + x->key, keys + y->key);

    return order != 0 ? order : ORDER(x->key, y->key);
}

void stays_sort(struct stays *s)
{
    if (s->list.length != 0)
        qsort_r(s->list.data, BUFFER_COUNT(&s->list, struct stay),
                sizeof(struct stay), by_stay_key, s->bytes.data);
}

static const char *stay_key(const struct stays *s, uint32_t i)
{
    return s->bytes.data + BUFFER_ROWS(&s->list, const struct stay)[i].key;
}

/* How many stays have a key up to this one. */
static uint32_t count_upto(const struct stays *s, const char *key)
{
    uint32_t low = 0, high = BUFFER_COUNT(&s->list, struct stay);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (strcmp(stay_key(s, middle), key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The key is the number with both days behind it. */
static bool is_key_of_number(const char *key, struct text number)
{
    return strncmp(key, number.at, number.length) == 0 &&
           key[number.length] == ' ' &&
           strspn(key + number.length, "-0123456789 ") ==
               strlen(key + number.length) &&
           strchr(key + number.length + 1, ' ') ==
               strrchr(key + number.length, ' ');
}

/* A day that the record has is the stay's. */
static bool has_day(const struct record *r, uint16_t field, const char *key)
{
    const struct cell *cell = record_given(r, field, 0);

    return cell == NULL ||
           strtoll(key, NULL, 10) == cell->moment / SECONDS_PER_DAY;
}

/* The only stay of the record's number, of a record that lacks a day; the
 * days it has must be those of the stay. */
static const struct stay *find_number(const struct stays *s,
                                      const struct record *r)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *number = record_given(r, known->record_no, 0);
    const struct stay *found = NULL;
    struct buffer least = {0};
    uint32_t i;

    if (number == NULL || (record_given(r, known->admission_time, 0) != NULL &&
                           record_given(r, known->discharge_time, 0) != NULL))
        return NULL;
    buffer_text(&least, number->text);
    buffer_char(&least, '\0');
    i = least.failed ? BUFFER_COUNT(&s->list, struct stay)
                     : count_upto(s, least.data);
    buffer_free(&least);
    for (; i < BUFFER_COUNT(&s->list, struct stay) &&
           strncmp(stay_key(s, i), number->text.at, number->text.length) == 0;
         i++) {
        const char *key = stay_key(s, i);
        if (!is_key_of_number(key, number->text))
            continue;
        if (found != NULL && strcmp(s->bytes.data + found->key, key) != 0)
            return NULL;
        found = &BUFFER_ROWS(&s->list, const struct stay)[i];
    }
    if (found != NULL) {
        const char *days = s->bytes.data + found->key + number->text.length;
        if (!has_day(r, known->admission_time, days) ||
            !has_day(r, known->discharge_time, strrchr(days, ' ')))
            return NULL;
    }
    return found;
}

const struct stay *stays_find(const struct stays *s,
                              const struct record *record)
{
    struct buffer key = {0};
    const struct stay *found = NULL;

    if (put_stay_key(record, &key) && !key.failed) {
        const uint32_t count = count_upto(s, key.data);
        if (count > 0 && strcmp(stay_key(s, count - 1), key.data) == 0)
            found = &BUFFER_ROWS(&s->list, const struct stay)[count - 1];
    } else if (s->list.length != 0) {
        found = find_number(s, record);
    }
    buffer_free(&key);
    return found;
}

void stays_load(const struct stays *s, const struct stay *stay,
                struct record *record)
{
    struct kept_cell cell;
    struct text text;
    size_t at = stay->cells;

    while (next_cell(s, stay, &at, &cell, &text))
        record_set(record, cell.field, cell.row, UNIT_NONE, TEXT(""), 0, text);
    record_finish(record);
    record_derive(record, stay->dialect);
}

/* ---- filling ------------------------------------------------------------- */

/* The field of the record's pack that is this one of the stays' pack. */
static uint16_t field_in(const struct stays *s, const struct pack *pack,
                         uint16_t field)
{
    if (pack == s->pack)
        return field;
    return pack_field_find(pack, pack_field_name(s->pack, field));
}

const char *stays_source(const struct stays *s, const struct stay *stay)
{
    return s->bytes.data + stay->source;
}

static void tell_filled(struct result *r, const struct stays *s,
                        const struct stay *stay, uint32_t filled,
                        const char *names)
{
    note_add(r, NOTE_FILLED,
             WORDS(note_format(r, "%u", filled), stays_source(s, stay),
                   note_format(r, "%u", stay->index),
                   note_format(r, "%s%s", names, filled > 6 ? "等" : "")));
}

void stays_fill(const struct stays *s, const struct stay *stay,
                struct result *result, uint32_t dialect)
{
    struct record *r = &result->record;
    struct buffer names = {0};
    struct kept_cell cell;
    struct text text;
    size_t at = stay->cells;
    uint32_t filled = 0;

    while (next_cell(s, stay, &at, &cell, &text)) {
        const uint16_t id =
            cell.row == 0 ? field_in(s, r->pack, cell.field) : PACK_NO_FIELD;
        if (id == PACK_NO_FIELD || r->scalars[id].state != CELL_ABSENT ||
            pack_field(r->pack, id)->list != LIST_NONE ||
            !record_set(r, id, 0, UNIT_NONE,
                        pack_tag_of(r->pack, dialect, id, 0), 0, text))
            continue;
        if (filled++ < 6)
            put(&names, filled > 1 ? "、" : "",
                pack_text(r->pack, pack_field(r->pack, id)->label));
    }
    buffer_char(&names, '\0');
    record_finish(r);
    record_derive(r, dialect);
    if (filled != 0 && !names.failed)
        tell_filled(result, s, stay, filled, names.data);
    buffer_free(&names);
}

void stays_close(struct stays *s)
{
    buffer_free(&s->bytes);
    buffer_free(&s->list);
    *s = (struct stays){0};
}

/* ---- files --------------------------------------------------------------- */

/* Why a source has no page: what its first error says, and what to do. */
static bool refuse_source(const char *path, const struct result *r)
{
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];

        if (f->severity == SEVERITY_ERROR)
            return command_refused("%s：%.*s；%.*s", path, SPELL(f->message),
                                   SPELL(f->advice));
    }
    return command_refused("%s：没有读到病案首页或清单，用 pregroup check "
                           "看原因",
                           path);
}

bool stays_each(const struct pack *pack, const char *path,
                const struct options *options,
                bool (*take)(void *context, struct pipeline *p), void *context)
{
    struct packs packs = {.list = {(struct pack *)(uintptr_t)pack}, .count = 1};
    enum pipeline_step step = PIPELINE_END;
    struct lanes lanes;
    const int fd = file_open(path);
    bool good;

    if (fd < 0)
        return false;
    good = lanes_open(&lanes, &packs, fd, path, options);
    while (good && (step = lanes_next(&lanes)) == PIPELINE_RECORD) {
        const uint8_t trouble = lanes.list[0].pipeline.slice.trouble;
        good = trouble < SLICE_NOTHING;
        good = good ? take(context, &lanes.list[0].pipeline)
                    : refuse_source(path, &lanes.list[0].pipeline.result);
    }
    good = good && step == PIPELINE_END;
    lanes_close(&lanes);
    close(fd);
    return good;
}
