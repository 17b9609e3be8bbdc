#include "input/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/gb18030.h"
#include "base/limits.h"
#include "input/behind.h"
#include "input/decode/decode.h"
#include "input/decode/guess.h"
#include "input/decode/lexer.h"
#include "input/decode/utf8.h"
#include "input/json/json-cut.h"
#include "input/json/json-read.h"
#include "input/split.h"
#include "input/table/table-cut.h"
#include "input/wrap.h"

/* Bytes told of a source without records. */
#define EXCERPT 1024u
/* Bytes told of a record that is too long. */
#define HEAD LIMIT_FIELD_BYTES
/* Bytes looked at first to find a record; four times as many each time. */
#define PROBE_STEP (64u << 10)

/* What stands around a message that is the text of another. */
struct around {
    bool open;
    struct window window;
    struct json_cutter cutter;
    bool json;
    uint64_t walk_to;
    uint32_t index;
};

struct reader {
    const struct pack *pack;
    size_t max_record;
    struct window window;
    struct decoder decoder;
    struct splitter splitter;
    struct json_cutter cutter;
    bool json; /* the source is JSON: the cutter cuts, not the splitter */
    struct table_cutter table;
    uint8_t tabled; /* enum table_kind */
    bool started, done;
    bool seeking;      /* behind a record that was too long */
    bool held;         /* records have their tags in attributes' values */
    bool encoded;      /* the element that began last has a message in base64 */
    bool declared64;   /* base64 was spoken of before the window's first byte */
    uint64_t looked64; /* window.position up to which it is not */
    bool text;         /* the innermost element outside of records has text */
    uint8_t declared, encoding, dialect;
    bool bom, doctype;
    uint32_t index, skipped;
    uint64_t walk_to;  /* no record begins before this window.position */
    uint64_t found_at; /* one begins here; UINT64_MAX none */
    size_t probe_limit, probed; /* bytes to look at, and looked at last */
    char excerpt[EXCERPT];
    size_t excerpt_length;
    uint64_t excerpt_offset;
    struct wrap wrap;
    struct around around; /* `window` and `cutter` are the text's meanwhile */
    bool wrapped;         /* all records so far were texts of a message */
    bool entered;         /* a text has just been gone into */
};

/* The window of what stands around becomes the reader's own again, the other is
 * kept for its memory. */
static void swap_windows(struct reader *r)
{
    const struct window inner = r->window;

    r->window = r->around.window;
    r->around.window = inner;
}

static void leave_for_good(struct reader *r)
{
    if (r->around.open)
        swap_windows(r);
    r->around.open = false;
}

struct reader *reader_open(const struct pack *pack, struct source source,
                           size_t max_record)
{
    struct reader *r = calloc(1, sizeof(*r));
    if (r == NULL)
        return NULL;
    const bool usual = max_record == 0 || max_record > LIMIT_RECORD_BYTES;
    r->pack = pack;
    r->max_record = usual ? LIMIT_RECORD_BYTES : max_record;
    reader_begin(r, source);
    return r;
}

void reader_begin(struct reader *r, struct source source)
{
    leave_for_good(r);
    window_relax(&r->window);
    window_relax(&r->around.window);
    buffer_relax(&r->decoder.out);
    table_reset(&r->table, r->pack);
    *r = (struct reader){.pack = r->pack,
                         .max_record = r->max_record,
                         .window = r->window,
                         .around.window = r->around.window,
                         .wrapped = true,
                         .decoder.out = r->decoder.out,
                         .cutter.pack = r->pack,
                         .table = r->table,
                         .found_at = UINT64_MAX,
                         .probe_limit = LIMIT_PROBE};
    r->window.source = source;
}

void reader_close(struct reader *reader)
{
    if (reader == NULL)
        return;
    window_close(&reader->window);
    window_close(&reader->around.window);
    decode_free(&reader->decoder);
    table_free(&reader->table);
    free(reader);
}

/* The beginning of t, at most `length`, not cut inside a character. */
static struct text clip(uint8_t encoding, struct text t, size_t length)
{
    if (t.length <= length)
        return t;
    t.length = length;
    t.length = encoding == ENCODING_GB18030 ? gb18030_whole(t) : utf8_whole(t);
    return t;
}

/* A source that does not begin like markup may be a table. */
static void start_table(struct reader *r, struct text view)
{
    struct window *w = &r->window;
    const size_t at = blank_length(view);
    size_t above;

    if (at == view.length || view.at[at] == '<')
        return;
    window_end_lines(w);
    r->tabled =
        (uint8_t)table_begin(&r->table, view, r->encoding == ENCODING_GB18030,
                             view.length < LIMIT_PROBE, &above);
    if (r->table.failed)
        w->failed = w->ended = w->no_memory = true;
    if (r->tabled == TABLE_KNOWN)
        window_drop(w, above);
    r->dialect = r->table.dialect;
}

/* Reads the first bytes and says what the source is. */
static enum slice_trouble start_stream(struct reader *r)
{
    struct window *w = &r->window;
    r->started = true;
    window_open(w, w->source);
    const enum slice_trouble format = guess_format(w->head, w->head_end);
    window_more(w, LIMIT_PROBE);
    struct text view = window_view(w);
    view.length = view.length < LIMIT_PROBE ? view.length : LIMIT_PROBE;
    const struct guess guess =
        guess_encoding(view, w->encoding, (uint8_t)w->source.told);
    r->declared = guess.declared;
    r->bom = guess.bom != 0;
    r->encoding = guess.encoding;
    window_drop(w, guess.bom);
    view = window_view(w);
    r->excerpt_offset = w->offset;
    r->excerpt_length = clip(r->encoding, view, EXCERPT).length;
    memcpy(r->excerpt, view.at, r->excerpt_length);
    r->json = format == SLICE_WHOLE && guess_json(view);
    if (format == SLICE_WHOLE && !r->json)
        start_table(r, view);
    return r->json && !json_readable() ? SLICE_NO_JSON : format;
}

/* Goes on behind the first `part`, however far; to the end without one. */
static void skip_past(struct window *w, struct text part)
{
    for (;;) {
        const struct text view = window_view(w);
        const size_t found = bytes_find(view, 0, part);
        if (found < view.length) {
            window_drop(w, found + part.length);
            return;
        }
        const size_t keep =
            view.length < part.length ? view.length : part.length - 1;
        window_drop(w, view.length - keep);
        if (!window_more(w, keep + 1)) {
            window_drop(w, window_view(w).length);
            return;
        }
    }
}

static void see_doctype(struct reader *r)
{
    if (text_starts(window_view(&r->window), TEXT("<!DOCTYPE")))
        r->doctype = true;
}

/* Goes past markup that is longer than the window, or cut by the end. */
static void skip_partial(struct reader *r, enum token_kind kind)
{
    r->skipped += window_view(&r->window).length >= LIMIT_PROBE;
    see_doctype(r);
    window_drop(&r->window, 1);
    skip_past(&r->window, kind == TOKEN_PARTIAL_CDATA     ? TEXT("]]>")
                          : kind == TOKEN_PARTIAL_COMMENT ? TEXT("-->")
                                                          : TEXT(">"));
}

/* True if there has been no record but in such texts, and this is none. */
static bool may_enter(const struct reader *r)
{
    return r->wrapped && !r->around.open;
}

/* A message may say beside its text that this is in base64. */
static void see_declaration(struct reader *r, const struct token *token)
{
    const struct text t = text_head(window_view(&r->window), token->end);

    r->declared64 = r->declared64 ||
                    (may_enter(r) && text_contains_fold(t, TEXT("base64")));
}

/* The same, behind the text that stands here. What has been looked through is
 * not looked through again. */
static bool is_declared_behind(struct reader *r)
{
    struct window *w = &r->window;
    struct text t;

    window_more(w, LIMIT_PROBE);
    t = window_view(w);
    if (r->looked64 > w->position)
        t = text_behind(t, r->looked64 - w->position < t.length
                               ? (size_t)(r->looked64 - w->position)
                               : t.length);
    r->declared64 = text_contains_fold(t, TEXT("base64"));
    r->looked64 = w->position + window_view(w).length;
    return r->declared64;
}

/* Goes past a token outside of records; counts elements that have text. */
static void pass_token(struct reader *r, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_START:
        r->text = false;
        r->encoded =
            may_enter(r) && pack_encoded(r->pack, name_local(token->name));
        see_declaration(r, token);
        break;
    case TOKEN_END:
        r->encoded = false;
        r->skipped += r->text;
        r->text = false;
        break;
    case TOKEN_TEXT:
    case TOKEN_CDATA:
        r->text = r->text || !token->blank;
        see_declaration(r, token);
        break;
    case TOKEN_OTHER:
        see_doctype(r);
        break;
    default:
        break;
    }
    window_drop(&r->window, token->end);
}

/* The token at the window's first byte; partial only if it is longer than
 * LIMIT_PROBE or the source ends in it. */
static struct token read_token(struct reader *r)
{
    size_t want = 1;
    for (;;) {
        const bool more = window_more(&r->window, want);
        const struct text view = window_view(&r->window);
        const struct token token = token_next(view, 0);
        if (!token_partial(&token) || !more || view.length >= LIMIT_PROBE)
            return token;
        want = view.length * 2;
    }
}

static void name_records(struct reader *r, const struct element *element,
                         uint8_t dialect)
{
    r->splitter.name_length = element->name.length;
    memcpy(r->splitter.name, element->name.at, element->name.length);
    r->held = element->held;
    r->dialect = dialect;
}

/* Looks for the next record from the window's first byte on. */
static void probe(struct reader *r)
{
    struct window *w = &r->window;
    struct element element;
    uint8_t dialect;
    for (size_t want = PROBE_STEP;; want *= 4) {
        const bool more = window_more(w, want);
        struct text view = window_view(w);
        if (view.length > r->probe_limit)
            view.length = r->probe_limit;
        const bool all = !more || view.length == r->probe_limit;
        const enum probe_outcome outcome =
            split_probe(r->pack, view, all, &element, &dialect);
        if (outcome == PROBE_MORE)
            continue;
        r->probed = view.length;
        if (outcome == PROBE_FOUND) {
            name_records(r, &element, dialect);
            r->walk_to = r->found_at = w->position + element.begin;
        } else {
            const bool cut = view.length == r->probe_limit;
            r->walk_to = w->position + (cut ? view.length / 2 : view.length);
        }
        return;
    }
}

/* True if a start tag of the record's name stands here. */
static bool at_record(struct reader *r)
{
    const struct splitter *s = &r->splitter;
    if (r->window.position == r->found_at)
        return true;
    if (s->name_length == 0 || r->window.position < r->walk_to ||
        !window_more(&r->window, s->name_length + 2))
        return false;
    const char *at = window_view(&r->window).at;
    return at[0] == '<' && memcmp(at + 1, s->name, s->name_length) == 0 &&
           name_ends(at[s->name_length + 1]);
}

/* Goes to the next tag of the record's name; false at the end. */
static bool seek(struct reader *r)
{
    struct window *w = &r->window;
    const struct text name = {r->splitter.name, r->splitter.name_length};
    for (;;) {
        const struct text view = window_view(w);
        const size_t found = find_tag(view, 0, name);
        if (found < view.length) {
            window_drop(w, found);
            return true;
        }
        const size_t keep =
            view.length < name.length + 2 ? view.length : name.length + 2;
        window_drop(w, view.length - keep);
        if (!window_more(w, keep + 1))
            return false;
    }
}

/* Goes into the text that begins `skip` bytes from here. */
static void enter(struct reader *r, const struct wrap *wrap, size_t skip)
{
    struct window *w = &r->window, *outer = &r->around.window;

    window_drop(w, skip);
    swap_windows(r);
    *w = (struct window){.source = {.read = wrap_read, .context = &r->wrap},
                         .data = w->data,
                         .capacity = w->capacity,
                         .offset = outer->offset,
                         .line = outer->line};
    w->source.told = outer->source.told;
    r->wrap = *wrap;
    r->wrap.outer = outer;
    r->around.open = true;
    r->around.cutter = r->cutter;
    r->around.json = r->json;
    r->around.walk_to = r->walk_to;
    r->around.index = r->index;
    r->cutter = (struct json_cutter){.pack = r->pack};
    r->walk_to = 0;
    r->found_at = UINT64_MAX;
    r->seeking = r->text = false;
    window_more(w, WINDOW_HEAD);
    if (wrap->base64)
        r->declared = guess_encoding(window_view(w), 0, 0).declared;
    r->json = json_readable() && guess_json(window_view(w));
    r->entered = true;
}

/* The text is at its end: goes on behind it. */
static void leave(struct reader *r)
{
    struct window *w = &r->window;
    const struct window inner = *w;

    leave_for_good(r);
    w->failed = w->failed || inner.failed;
    w->ended = w->ended || inner.failed;
    w->bomb = w->bomb || inner.bomb;
    w->no_memory = w->no_memory || inner.no_memory;
    r->cutter = r->around.cutter;
    r->cutter.at = w->position;
    r->json = r->around.json;
    r->walk_to = r->around.walk_to;
    r->found_at = UINT64_MAX;
    r->seeking = false;
    r->text = r->index == r->around.index;
}

static bool is_encoded(struct reader *r, bool by_name)
{
    return by_name || r->declared64 || is_declared_behind(r);
}

static bool enter_markup(struct reader *r)
{
    const struct text view = window_view(&r->window);
    struct wrap wrap;
    size_t skip;

    /* Nearly all that stands outside of records are tags. */
    if ((view.length > 1 && view.at[0] == '<' && view.at[1] != '!') ||
        !may_enter(r))
        return false;
    window_more(&r->window, WRAP_HEAD);
    if (!wrap_in_markup(window_view(&r->window), false, &wrap, &skip) &&
        !(wrap_in_markup(window_view(&r->window), true, &wrap, &skip) &&
          is_encoded(r, r->encoded)))
        return false;
    r->encoded = false;
    enter(r, &wrap, skip);
    return true;
}

/* Goes to the next record; false if there are no more. */
static bool find_record(struct reader *r)
{
    struct window *w = &r->window;
    if (r->seeking && !seek(r))
        return false;
    r->seeking = false;
    while (window_more(w, 1)) {
        window_drop(w, blank_length(window_view(w)));
        if (at_record(r))
            return true;
        if (enter_markup(r))
            return false;
        const struct token token = read_token(r);
        const bool start = token.kind == TOKEN_START ||
                           token.kind == TOKEN_EMPTY ||
                           token.kind == TOKEN_PARTIAL_START;
        if (start && w->position >= r->walk_to)
            probe(r);
        else if (token_partial(&token))
            skip_partial(r, token.kind);
        else
            pass_token(r, &token);
    }
    return false;
}

static uint32_t slice_line(const struct window *w)
{
    return w->source.line != NULL ? w->source.line(w->source.context, w->line)
                                  : w->line;
}

/* What every slice tells. */
static void describe_slice(struct reader *r, struct slice *out)
{
    r->wrapped = r->wrapped && r->around.open;
    out->offset = r->window.offset;
    /* A text counts its own bytes, which UTF-16 may have fewer of. */
    if (r->around.open && out->offset > r->around.window.offset)
        out->offset = r->around.window.offset;
    out->line = slice_line(&r->window);
    out->index = ++r->index;
    out->first = r->index == 1;
    out->declared = out->first ? r->declared : ENCODING_NONE;
    out->bom = out->first && r->bom;
    out->told = r->window.source.told != ENCODING_NONE;
    out->dialect = r->dialect;
    out->encoding = out->first ? r->encoding : ENCODING_NONE;
    out->switched = false;
    out->bad_count = 0;
    out->bytes = (struct text){"", 0};
    out->json = r->json;
    out->held = r->held && !r->json;
    out->heading =
        r->tabled == TABLE_NONE ? TEXT("") : buffer_view(&r->table.heading);
    out->separator = r->table.style.separator;
    out->column = r->cutter.column;
    out->doctype = r->doctype;
    r->doctype = false;
    out->skipped = r->skipped;
    out->behind = 0;
    r->skipped = 0;
    r->text = false;
}

/* Looking far for one short record after the other would take for ever: the
 * looks become shorter. */
static void adapt(struct reader *r, size_t length)
{
    if (r->probed / 16 <= length)
        r->probe_limit = LIMIT_PROBE;
    else if (r->probe_limit > PROBE_STEP)
        r->probe_limit /= 2;
    r->probed = 0;
}

/* Elements with text behind a record of `length` bytes, if it is the last one
 * and the source ends within LIMIT_PROBE bytes. */
static uint32_t look_behind(struct reader *r, size_t length)
{
    const struct text name = {r->splitter.name, r->splitter.name_length};
    struct window *w = &r->window;
    for (;;) {
        const struct text view = window_view(w);
        const struct text rest = text_behind(view, length);
        if (rest.length >= LIMIT_PROBE || find_tag(rest, 0, name) < rest.length)
            return 0;
        if (!window_more(w, view.length + 1))
            return w->failed ? 0 : behind_count(r->pack, rest);
    }
}

static void take_record_slice(struct reader *r, struct slice *out)
{
    struct window *w = &r->window;
    size_t length;
    r->found_at = UINT64_MAX;
    out->trouble =
        (uint8_t)split_record(&r->splitter, w, r->max_record, &length);
    describe_slice(r, out);
    adapt(r, length);
    if (out->trouble == SLICE_WHOLE)
        out->behind = look_behind(r, length);
    out->bytes = (struct text){window_view(w).at, length};
    if (out->trouble != SLICE_TOO_LONG) {
        window_drop(w, length);
        return;
    }
    out->bytes.length = length < HEAD ? length : HEAD;
    window_drop(w, r->splitter.name_length + 1);
    r->seeking = true;
}

/* The next message of a JSON source; false if there are no more. */
static bool take_message(struct reader *r, struct slice *out)
{
    struct window *w = &r->window;
    size_t length;

    json_pass(&r->cutter, w);
    r->cutter.asks = may_enter(r);
    out->trouble = (uint8_t)json_cut(&r->cutter, w, r->max_record,
                                     r->encoding == ENCODING_GB18030, &length);
    if (out->trouble == SLICE_NOTHING)
        return false;
    r->dialect = r->cutter.dialect;
    r->skipped = r->cutter.skipped;
    describe_slice(r, out);
    out->bytes = (struct text){window_view(w).at, length};
    if (out->trouble == SLICE_TOO_LONG && length > HEAD)
        out->bytes.length = HEAD;
    return true;
}

/* The next row of a table; false if there are no more. */
static bool take_row(struct reader *r, struct slice *out)
{
    struct window *w = &r->window;
    size_t length;
    uint32_t behind;

    table_pass(&r->table, w);
    out->trouble =
        (uint8_t)table_cut(&r->table, w, r->max_record, &length, &behind);
    if (out->trouble == SLICE_NOTHING)
        return false;
    r->skipped = r->table.skipped;
    describe_slice(r, out);
    out->behind = behind;
    out->bytes = (struct text){window_view(w).at, length};
    if (out->trouble == SLICE_TOO_LONG && length > HEAD)
        out->bytes.length = HEAD;
    return true;
}

/* The slice of a source without records, or of its failure. */
static void take_trouble(struct reader *r, enum slice_trouble trouble,
                         struct slice *out)
{
    r->done = true;
    describe_slice(r, out);
    out->trouble = (uint8_t)trouble;
    if (out->first) {
        out->offset = r->excerpt_offset;
        out->line = 1;
        out->bytes = trouble == SLICE_FOREIGN
                         ? guess_foreign(r->window.head, r->window.head_end)
                         : (struct text){r->excerpt, r->excerpt_length};
    }
}

/* What the end of the bytes means. */
static enum slice_trouble end_of(const struct reader *r)
{
    if (r->window.failed)
        return r->window.bomb        ? SLICE_BOMB
               : r->window.no_memory ? SLICE_NO_MEMORY
                                     : SLICE_UNREADABLE;
    if (r->index == 0 && r->tabled == TABLE_UNKNOWN)
        return SLICE_NO_TABLE;
    return r->index == 0 ? SLICE_NOTHING : SLICE_WHOLE;
}

/* The beginning of the text that wrap begins at `at`, as far as a record is
 * looked for, in out. Of base64 that holds none of its signs nothing comes: it
 * is not gathered for ever. */
static void unfold_head(struct reader *r, const struct wrap *wrap, size_t at,
                        struct buffer *out)
{
    const size_t end = at + LIMIT_RECORD_BYTES;
    struct wrap w = *wrap;

    while (!w.ended && out->length < LIMIT_PROBE && at < end && !out->failed) {
        const bool more = window_more(&r->window, at + PROBE_STEP);
        const struct text view = text_behind(window_view(&r->window), at);
        char *room = buffer_reserve(out, PROBE_STEP);
        size_t used;
        if (view.length == 0 || room == NULL)
            return;
        out->length += wrap_unfold(&w, view, !more, room, PROBE_STEP, &used);
        at += used;
        if (used == 0 && !more)
            return;
    }
}

/* True if there is a record in the message that t begins with. */
static bool is_message(struct reader *r, struct text t)
{
    struct json_cutter cutter = {.pack = r->pack};
    struct window w = {.data = (char *)t.at, .end = t.length, .ended = true};
    struct element element;
    uint8_t dialect;
    size_t length;

    if (guess_json(t))
        return json_readable() &&
               json_cut(&cutter, &w, t.length, false, &length) != SLICE_NOTHING;
    return split_probe(r->pack, text_behind(t, blank_length(t)), true, &element,
                       &dialect) == PROBE_FOUND;
}

static bool begins_string(struct reader *r, size_t at, bool encoded,
                          struct wrap *wrap)
{
    return wrap_in_string(text_behind(window_view(&r->window), at),
                          r->encoding == ENCODING_GB18030, encoded, wrap);
}

/* Answers the cutter whether the string that it has come to is a message of its
 * own. What is open around it could still become one, so that the string is
 * looked into before it is gone into. */
static void answer(struct reader *r)
{
    const size_t at = (size_t)(r->cutter.at - r->window.position) + 1;
    struct buffer head = {0};
    struct wrap wrap;

    r->cutter.asked = false;
    window_more(&r->window, at + WRAP_HEAD);
    if (!begins_string(r, at, false, &wrap) &&
        !(begins_string(r, at, true, &wrap) &&
          is_encoded(r, r->cutter.encoded || r->cutter.declared64)))
        return;
    unfold_head(r, &wrap, at, &head);
    if (head.failed)
        r->window.failed = r->window.ended = r->window.no_memory = true;
    else if (head.length > 0 && is_message(r, buffer_view(&head))) {
        json_take_string(&r->cutter);
        enter(r, &wrap, at);
        r->entered = false;
    }
    buffer_free(&head);
}

/* Whether there is something to go on with where no record was found: a text
 * that has been come to, or what stands around the one at its end. */
static bool go_on(struct reader *r)
{
    if (r->json && r->cutter.asked) {
        answer(r);
        return true;
    }
    if (r->around.open && !r->entered)
        leave(r);
    else if (!r->entered)
        return false;
    r->entered = false;
    return true;
}

/* The next record; false if there are no more. */
static bool take_slice(struct reader *r, struct slice *out)
{
    do {
        if (r->json) {
            if (take_message(r, out))
                return true;
        } else if (r->tabled == TABLE_KNOWN) {
            if (take_row(r, out))
                return true;
        } else if (find_record(r)) {
            take_record_slice(r, out);
            return true;
        }
    } while (go_on(r));
    return false;
}

bool reader_cut(struct reader *reader, struct slice *out)
{
    enum slice_trouble trouble = SLICE_WHOLE;
    if (reader->done || reader->index == LIMIT_RECORDS)
        return false;
    if (!reader->started)
        trouble = start_stream(reader);
    if (trouble == SLICE_WHOLE && take_slice(reader, out))
        return true;
    if (trouble == SLICE_WHOLE || reader->window.failed)
        trouble = end_of(reader);
    reader->done = true;
    if (trouble == SLICE_WHOLE)
        return false;
    take_trouble(reader, trouble, out);
    return true;
}

bool reader_next(struct reader *reader, struct slice *out)
{
    if (!reader_cut(reader, out))
        return false;
    slice_decode(&reader->decoder, out);
    reader->done = reader->done || out->trouble == SLICE_NO_MEMORY;
    return true;
}
