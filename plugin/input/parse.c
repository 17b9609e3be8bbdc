#include "input/parse.h"

#include <stdlib.h>

#include "input/decode/lexer.h"
#include "input/fields/collect.h"
#include "input/held.h"
#include "input/json/json-read.h"
#include "input/plain.h"
#include "input/sax.h"
#include "input/table/table-read.h"
#include "result/notes.h"

struct parser {
    const struct pack *pack;
    struct plain plain;
    struct sax *sax;
    struct table_columns columns;
    struct collector collector;
    struct buffer held; /* a record with its tags taken out of attributes */
    struct field_change_at *changes;
};

struct parser *parser_open(const struct pack *pack)
{
    struct parser *p = calloc(1, sizeof(*p));

    if (p == NULL)
        return NULL;
    p->pack = pack;
    p->sax = sax_open(pack);
    p->collector.waiting = calloc(LIMIT_FIELDS, sizeof(*p->collector.waiting));
    if (p->sax != NULL && p->collector.waiting != NULL)
        return p;
    parser_close(p);
    return NULL;
}

/* Where a change belongs: of several of one place the last counts. */
static struct field_change_at *place_of(struct parser *p,
                                        const struct field_change_at *change)
{
    uint32_t i = 0;

    while (i < p->collector.change_count &&
           (p->changes[i].field != change->field ||
            p->changes[i].list != change->list ||
            p->changes[i].row != change->row))
        i++;
    p->collector.change_count += i == p->collector.change_count;
    return &p->changes[i];
}

pregroup_status parser_change(struct parser *p,
                              const struct field_change *changes,
                              uint32_t count)
{
    if (count == 0)
        return PREGROUP_OK;
    p->changes = calloc(count, sizeof *p->changes);
    if (p->changes == NULL)
        return PREGROUP_E_NOMEM;
    p->collector.changes = p->changes;
    for (uint32_t i = 0; i < count; i++) {
        struct field_change_at change;

        if (!change_find(p->pack, &changes[i], &change))
            return PREGROUP_E_ARG;
        *place_of(p, &change) = change;
    }
    return PREGROUP_OK;
}

/* The events of a plain record to fields. */
static void replay(struct parser *p)
{
    struct collector *c = &p->collector;
    uint32_t waiting[LIMIT_DEPTH] = {0}; /* leaves when an element opened */
    uint32_t depth = 0;

    for (uint32_t i = 0; i < p->plain.count; i++) {
        const struct plain_event *e = &p->plain.events[i];
        switch ((enum plain_kind)e->kind) {
        case PLAIN_OPEN:
            waiting[depth++] = c->waiting_count;
            break;
        case PLAIN_CLOSE:
            if (--depth > 0)
                collect_child(c, waiting[depth], e->name->at);
            break;
        case PLAIN_LEAF:
        case PLAIN_ATTRIBUTE:
            collect_leaf(c, depth > 1, e->name, e->value, e->line);
            if (e->kind == PLAIN_LEAF && e->value.length == 0)
                collect_empty(c, e->name);
        }
    }
}

static const char *declared_words(unsigned declared)
{
    return declared == ENCODING_GB18030 ? "GBK/GB18030"
                                        : encoding_name(declared);
}

/* JSON has no declaration of its encoding, and should be UTF-8. */
static void note_json_encoding(struct result *r, const struct slice *slice)
{
    if (slice->encoding == ENCODING_GB18030 && !slice->told)
        note_add(r, NOTE_JSON_NOT_UTF8, NULL);
}

static void note_encoding(struct result *r, const struct slice *slice)
{
    if (slice->switched)
        note_add(r, NOTE_SWITCHED, WORDS(encoding_name(slice->encoding)));
    if (!slice->first || slice->trouble >= SLICE_NOTHING)
        return;
    if (slice->heading.length != 0)
        return; /* a table has no label */
    if (slice->json)
        note_json_encoding(r, slice);
    else if (slice->declared != ENCODING_NONE &&
             slice->declared != slice->encoding)
        note_add(r, NOTE_LABEL,
                 WORDS(declared_words(slice->declared),
                       encoding_name(slice->encoding)));
    else if (slice->declared == ENCODING_NONE && !slice->told &&
             slice->encoding == ENCODING_GB18030)
        note_add(r, NOTE_NO_LABEL, NULL);
}

static void note_trouble(struct result *r, const struct slice *slice)
{
    static const enum note notes[] = {
        [SLICE_CUT] = NOTE_CUT,
        [SLICE_TOO_LONG] = NOTE_TOO_LONG,
        [SLICE_NOTHING] = NOTE_NOTHING,
        [SLICE_ARCHIVE] = NOTE_ARCHIVE,
        [SLICE_FOREIGN] = NOTE_FOREIGN,
        [SLICE_UNREADABLE] = NOTE_UNREADABLE,
        [SLICE_BOMB] = NOTE_BOMB,
        [SLICE_NO_JSON] = NOTE_NO_JSON,
        [SLICE_NO_MEMORY] = NOTE_UNFINISHED,
    };
    struct finding *f;

    if (slice->trouble == SLICE_WHOLE)
        return;
    if (slice->trouble == SLICE_NO_TABLE) {
        table_note_unknown(r, slice);
        return;
    }
    f = note_add(r, notes[slice->trouble],
                 slice->trouble == SLICE_TOO_LONG
                     ? WORDS("一条记录",
                             note_format(r, "%u MB ", LIMIT_RECORD_BYTES >> 20))
                 : slice->trouble == SLICE_FOREIGN
                     ? WORDS(note_format(r, " %.*s", SPELL(slice->bytes)))
                     : NULL);
    if (f != NULL)
        f->line = slice->line;
}

/* Of a table the rows, else the elements that are no part of a record. */
static void note_skipped(struct result *r, const struct slice *slice,
                         const char *where, uint32_t count)
{
    struct finding *f;

    if (count == 0)
        return;
    f = note_add(r, NOTE_SKIPPED, NULL);
    if (f != NULL)
        note_say(r, f,
                 slice->heading.length != 0 ? NOTE_SKIPPED_ROWS : NOTE_SKIPPED,
                 WORDS(where, note_format(r, "%u", count)));
}

static void note_slice(struct result *r, const struct slice *slice)
{
    note_encoding(r, slice);
    note_trouble(r, slice);
    if (slice->doctype)
        note_add(r, NOTE_DOCTYPE, NULL);
    if (slice->trouble < SLICE_NOTHING)
        note_skipped(r, slice, "之前有", slice->skipped);
    note_skipped(r, slice, "之后还有", slice->behind);
}

/* A tag or attribute of another dialect; PACK_NONE if there is none. */
static uint32_t marked(const struct parser *p, const struct slice *slice)
{
    const struct text t = slice->bytes;
    struct token token = {0};

    while ((token = token_next(t, token.end)).kind != TOKEN_NONE) {
        struct attribute a;
        size_t at = token.begin;
        uint32_t dialect = PACK_NONE;

        if (token.kind != TOKEN_START && token.kind != TOKEN_EMPTY)
            continue;
        dialect = pack_dialect_marked(p->pack, slice->dialect,
                                      name_local(token.name));
        while (dialect == PACK_NONE && token_attribute(t, &token, &at, &a))
            dialect = pack_dialect_marked(p->pack, slice->dialect,
                                          name_local(a.name));
        if (dialect != PACK_NONE)
            return dialect;
    }
    return PACK_NONE;
}

static bool has_paths(const struct parser *p, const struct slice *slice)
{
    return (PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, slice->dialect)
                ->flags &
            DIALECT_PATHS) != 0;
}

/* Reads plain records, as the dialect that their own tags tell; false if the
 * record is not plain. Paths need the tree. */
static bool read_plain(struct parser *p, struct slice *slice)
{
    if (has_paths(p, slice) || !plain_read(&p->plain, p->pack, slice))
        return false;
    if (p->plain.marked == PACK_NONE)
        return true;
    slice->dialect = (uint8_t)p->plain.marked;
    return plain_read(&p->plain, p->pack, slice);
}

static bool take_json(struct parser *p, struct slice *slice,
                      struct result *result)
{
    collect_begin(&p->collector, result, slice->dialect, slice->bad);
    return json_read(&p->collector, slice);
}

static bool read_markup(struct parser *p, struct slice *slice,
                        struct result *result)
{
    const bool plain = read_plain(p, slice);
    const uint32_t other =
        plain || has_paths(p, slice) ? PACK_NONE : marked(p, slice);

    if (other != PACK_NONE)
        slice->dialect = (uint8_t)other;
    collect_begin(&p->collector, result, slice->dialect, slice->bad);
    if (!plain)
        return sax_run(p->sax, slice, &p->collector);
    p->collector.marked = slice->odd;
    result->record.lasting = true;
    replay(p);
    return true;
}

/* Tags that are attributes' values become names of elements. */
static bool read_held(struct parser *p, struct slice *slice,
                      struct result *result)
{
    if (!held_rewrite(p->pack, slice->dialect, slice->bytes, &p->held)) {
        collect_begin(&p->collector, result, slice->dialect, slice->bad);
        result->record.arena.failed = true;
        return false;
    }
    slice->bytes = buffer_view(&p->held);
    return read_markup(p, slice, result);
}

static bool read_table(struct parser *p, struct slice *slice,
                       struct result *result)
{
    collect_begin(&p->collector, result, slice->dialect, slice->bad);
    p->collector.marked = slice->odd;
    result->record.lasting = true;
    return table_read(&p->columns, &p->collector, slice);
}

bool parser_run(struct parser *p, struct slice *slice, struct result *result)
{
    bool whole = slice->trouble == SLICE_WHOLE;

    result->record.line = result->line = slice->line;
    result->index = slice->index;
    note_slice(result, slice);
    if (!whole && slice->trouble != SLICE_CUT)
        return false;
    whole = (slice->json                  ? take_json
             : slice->heading.length != 0 ? read_table
             : slice->held                ? read_held
                                          : read_markup)(p, slice, result) &&
            whole;
    collect_end(&p->collector);
    return whole;
}

void parser_close(struct parser *p)
{
    if (p == NULL)
        return;
    sax_close(p->sax);
    plain_free(&p->plain);
    table_columns_free(&p->columns);
    free(p->collector.waiting);
    free(p->changes);
    buffer_free(&p->held);
    free(p);
}
