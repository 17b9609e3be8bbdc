#include "input/decode/window.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "input/decode/utf8.h"

/* Bytes read at a time, and of UTF-16 converted at a time. */
#define STEP (256u << 10)
#define UNITS (64u << 10)
/* Latin signs in the head of a table in UTF-16, at least. */
#define SIGNS_LEAST 4

/* Reads until `room` bytes are there or the source ends. */
static size_t read_from_source(struct window *w, void *out, size_t room)
{
    size_t have = 0;
    while (have < room && !w->ended) {
        const ptrdiff_t n =
            w->source.read(w->source.context, (char *)out + have, room - have);
        if (n < 0 || (size_t)n > room - have)
            w->failed = true;
        w->bomb = w->bomb || n == SOURCE_BOMB;
        if (n <= 0 || w->failed)
            w->ended = true;
        else
            have += (size_t)n;
    }
    return have;
}

/* The same, the head first. */
static size_t read_bytes(struct window *w, void *out, size_t room)
{
    size_t head = w->head_end - w->head_at;
    head = head < room ? head : room;
    memcpy(out, w->head + w->head_at, head);
    w->head_at += head;
    return head + read_from_source(w, (char *)out + head, room - head);
}

static bool begins_text(unsigned char c)
{
    return c == '<' || c == '{' || c == '[';
}

/* UTF-16 of a table: of the Latin signs, of which every heading has some, one
 * byte is zero, always the same. A few Chinese characters have a zero, too. */
static uint8_t detect_table(const unsigned char *p, size_t length)
{
    size_t little = 0, big = 0, zeros = 0;

    for (size_t i = 0; i + 1 < length; i += 2) {
        little += p[i] != 0 && p[i] < 0x80 && p[i + 1] == 0;
        big += p[i + 1] != 0 && p[i + 1] < 0x80 && p[i] == 0;
        zeros += (size_t)(p[i] == 0) + (size_t)(p[i + 1] == 0);
    }
    if (little + big < SIGNS_LEAST || zeros != little + big)
        return ENCODING_NONE;
    return little > 4 * big   ? ENCODING_UTF16LE
           : big > 4 * little ? ENCODING_UTF16BE
                              : ENCODING_NONE;
}

/* UTF-16 by its BOM or by a `<`, `{` or `[` in front, or as a table's. */
static uint8_t detect(const unsigned char *p, size_t length)
{
    if (length < 2)
        return ENCODING_NONE;
    if ((p[0] == 0xFF && p[1] == 0xFE) || (begins_text(p[0]) && p[1] == 0))
        return ENCODING_UTF16LE;
    if ((p[0] == 0xFE && p[1] == 0xFF) || (p[0] == 0 && begins_text(p[1])))
        return ENCODING_UTF16BE;
    return p[0] == '<' ? ENCODING_NONE : detect_table(p, length);
}

void window_open(struct window *w, struct source source)
{
    *w = (struct window){
        .source = source, .line = 1, .data = w->data, .capacity = w->capacity};
    w->head_end = read_from_source(w, w->head, WINDOW_HEAD);
    w->encoding = detect(w->head, w->head_end);
    if (w->encoding == ENCODING_NONE)
        return;
    w->units = malloc(UNITS);
    if (w->units == NULL)
        w->failed = w->ended = w->no_memory = true;
}

static uint32_t unit_at(const struct window *w, size_t at)
{
    const uint32_t first = w->units[at], second = w->units[at + 1];
    return w->encoding == ENCODING_UTF16LE ? second << 8 | first
                                           : first << 8 | second;
}

/* A code point as UTF-8, surrogates in three bytes. */
static size_t put_utf16_unit(uint32_t c, char *out)
{
    if (c < 0xD800 || c > 0xDFFF)
        return text_put(c, out);
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

/* Converts the units read, but for a pair that may go on; out has room for
 * three bytes for each. Returns the bytes written. */
static size_t convert_block(struct window *w, char *out)
{
    size_t at = 0, written = 0;
    while (w->units_end - at >= 2) {
        uint32_t c = unit_at(w, at);
        if (c >= 0xD800 && c <= 0xDBFF) {
            if (w->units_end - at < 4 && !w->ended)
                break;
            const uint32_t low = w->units_end - at < 4 ? 0 : unit_at(w, at + 2);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        written += put_utf16_unit(c, out + written);
        at += 2;
    }
    if (w->ended && at < w->units_end) {
        out[written++] = (char)0xFF; /* half a unit */
        at = w->units_end;
    }
    memmove(w->units, w->units + at, w->units_end - at);
    w->units_end -= at;
    return written;
}

/* Reads, and converts, to out, which has `room` bytes. */
static size_t fill_room(struct window *w, char *out, size_t room)
{
    if (w->units == NULL)
        return read_bytes(w, out, room);
    /* Two bytes of UTF-16 make three at most. */
    size_t take = room / 3 * 2;
    take = (take < UNITS ? take : UNITS) - w->units_end;
    w->units_end += read_bytes(w, w->units + w->units_end, take);
    return convert_block(w, out);
}

static void feed_lines(char *at, size_t length)
{
    for (char *const end = at + length;
         (at = memchr(at, '\r', (size_t)(end - at))) != NULL;)
        *at = '\n';
}

/* Fills some of the free room at the end of data. */
static void fill_window(struct window *w, size_t room)
{
    char *const out = w->data + w->end;
    const size_t n = fill_room(w, out, room);

    if (w->returns)
        feed_lines(out, n);
    w->end += n;
}

void window_end_lines(struct window *w)
{
    const struct text view = window_view(w);

    if (memchr(view.at, 0x0A, view.length) != NULL ||
        memchr(view.at, 0x0D, view.length) == NULL)
        return;
    w->returns = true;
    feed_lines(w->data + w->at, view.length);
}

/* Makes free room for `room` bytes behind the view. */
static bool make_window_room(struct window *w, size_t room)
{
    const size_t have = w->end - w->at;
    if (w->capacity - w->end >= room)
        return true;
    if (w->at > 0) {
        memmove(w->data, w->data + w->at, have);
        w->at = 0;
        w->end = have;
    }
    if (w->capacity - w->end >= room)
        return true;
    char *data = realloc(w->data, have + room);
    if (data == NULL) {
        w->failed = w->ended = w->no_memory = true;
        return false;
    }
    w->data = data;
    w->capacity = have + room;
    return true;
}

bool window_more(struct window *w, size_t want)
{
    while (w->end - w->at < want) {
        const size_t left = w->head_end - w->head_at;
        if (w->ended && left == 0 && w->units_end == 0)
            return false;
        size_t room = want - (w->end - w->at);
        room = room > STEP ? room : STEP;
        if (!make_window_room(w, room))
            return false;
        fill_window(w, room);
    }
    return true;
}

struct text window_view(const struct window *w)
{
    return (struct text){w->data == NULL ? "" : w->data + w->at,
                         w->end - w->at};
}

void window_drop(struct window *w, size_t n)
{
    const struct text gone = {window_view(w).at, n};
    w->line += (uint32_t)bytes_lines(gone);
    w->offset += w->units != NULL ? 2 * utf8_units(gone) : n;
    w->position += n;
    w->at += n;
}

void window_relax(struct window *w)
{
    free(w->units);
    w->units = NULL;
    if (w->capacity <= ARENA_KEEP)
        return;
    free(w->data);
    w->data = NULL;
    w->capacity = 0;
}

void window_close(struct window *w)
{
    free(w->data);
    free(w->units);
}
