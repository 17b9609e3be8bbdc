/*
 * reader-kit.h -- for tests of the reader: a pack with nothing but key tags,
 * sources in memory, and all slices of a source as one text.
 */
#ifndef READER_KIT_H
#define READER_KIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/gb18030.h"
#include "input/reader.h"

/* ---- a pack: dialect 0 has BAH XM, dialect 1 A48 and a Chinese tag ------ */

#define KIT_NAMES "BAHXMXBA48\xE7\x97\x85\xE6\xA1\x88\xE5\x8F\xB7"
#define KIT_SLOTS 16u

struct kit {
    struct pack pack;
    struct pack_dialect dialects[2];
    struct pack_tag tags[5];
    uint32_t slots[2 * KIT_SLOTS];
};

static inline void kit_tag(struct kit *kit, uint32_t row, uint32_t dialect,
                           uint32_t at, uint32_t length, uint8_t flags)
{
    struct pack_tag *tag = &kit->tags[row];
    tag->name = (struct pack_text){at, length};
    tag->field = PACK_NO_FIELD;
    tag->flags = flags;
    uint32_t slot = text_hash((struct text){&KIT_NAMES[at], length}, 0);
    uint32_t *slots = kit->slots + dialect * KIT_SLOTS;
    while (slots[slot % KIT_SLOTS] != PACK_NONE)
        slot++;
    slots[slot % KIT_SLOTS] = row;
}

static inline const struct pack *kit_open(struct kit *kit)
{
    *kit = (struct kit){
        .dialects = {{.slots = {0, KIT_SLOTS}, .tags = {0, 3}},
                     {.slots = {KIT_SLOTS, KIT_SLOTS}, .tags = {3, 2}}}};
    memset(kit->slots, 0xFF, sizeof(kit->slots));
    kit_tag(kit, 0, 0, 0, 3, TAG_KEY);
    kit_tag(kit, 1, 0, 3, 2, TAG_KEY);
    kit_tag(kit, 2, 0, 5, 2, 0);
    kit_tag(kit, 3, 1, 7, 3, TAG_KEY);
    kit_tag(kit, 4, 1, 10, 9, TAG_KEY);
    struct pack_rows *sections = kit->pack.sections;
    sections[SECTION_TEXT] = (struct pack_rows){KIT_NAMES, 19};
    sections[SECTION_DIALECT] = (struct pack_rows){kit->dialects, 2};
    sections[SECTION_TAG] = (struct pack_rows){kit->tags, 5};
    sections[SECTION_TAG_SLOT] = (struct pack_rows){kit->slots, 2 * KIT_SLOTS};
    return &kit->pack;
}

/* ---- a source in memory, `step` bytes at a time ------------------------- */

struct feed {
    struct text bytes;
    size_t at, step;
    bool fails; /* at the end, instead of ending */
};

static inline ptrdiff_t feed_read(void *context, void *out, size_t room)
{
    struct feed *feed = context;
    size_t n = feed->bytes.length - feed->at;
    if (n == 0)
        return feed->fails ? -1 : 0;
    n = n < room ? n : room;
    n = feed->step != 0 && feed->step < n ? feed->step : n;
    memcpy(out, feed->bytes.at + feed->at, n);
    feed->at += n;
    return (ptrdiff_t)n;
}

static inline struct source feed_source(struct feed *feed)
{
    return (struct source){.read = feed_read, .context = feed};
}

/* ---- slices as text ----------------------------------------------------- */

static inline void kit_number(struct buffer *out, const char *name, uint64_t n)
{
    buffer_char(out, ' ');
    buffer_string(out, name);
    buffer_integer(out, (int64_t)n);
}

/* Characters of marks as {00}, {&}, {<}, {bad@offset}. */
static inline void kit_bytes(struct buffer *out, const struct slice *s)
{
    size_t at = 0;
    while (at < s->bytes.length) {
        const size_t from = at;
        const uint32_t c = text_next(s->bytes, &at);
        char shown[40] = "";
        if (c >= MARK_BAD && c <= MARK_LAST)
            snprintf(shown, sizeof(shown), "{bad@%lu}",
                     (unsigned long)s->bad[c - MARK_BAD]);
        else if (c == MARK_AMPERSAND || c == MARK_LESS)
            snprintf(shown, sizeof(shown), "{%c}", c == MARK_LESS ? '<' : '&');
        else if (c >= MARK_CONTROL && c <= MARK_LAST)
            snprintf(shown, sizeof(shown), "{%02x}",
                     (unsigned)(c - MARK_CONTROL));
        if (shown[0] != '\0')
            buffer_string(out, shown);
        else
            buffer_put(out, s->bytes.at + from, at - from);
    }
}

/* One line of facts that are not usual, then the bytes. */
static inline void kit_slice(struct buffer *out, const struct slice *s)
{
    static const char *const troubles[] = {
        "whole",   "cut",     "too long",   "nothing",   "no table", "archive",
        "foreign", "no json", "unreadable", "no memory", "bomb"};
    kit_number(out, "#", s->index);
    kit_number(out, "@", s->offset);
    kit_number(out, "line ", s->line);
    kit_number(out, "dialect ", s->dialect);
    buffer_char(out, ' ');
    buffer_string(out, encoding_name(s->encoding));
    buffer_char(out, ' ');
    buffer_string(out, troubles[s->trouble]);
    buffer_string(out, s->switched ? " switched" : "");
    buffer_string(out, s->first ? " first" : "");
    buffer_string(out, s->bom ? " bom" : "");
    if (s->declared != ENCODING_NONE) {
        buffer_string(out, " declared ");
        buffer_string(out, encoding_name(s->declared));
    }
    if (s->bad_count != 0)
        kit_number(out, "bad ", s->bad_count);
    if (s->skipped != 0)
        kit_number(out, "skipped ", s->skipped);
    buffer_string(out, ": ");
    kit_bytes(out, s);
    buffer_char(out, '\n');
}

static inline void kit_read(struct buffer *out, struct feed *feed, uint8_t told,
                            size_t max_record)
{
    struct kit kit;
    struct slice *slice = calloc(1, sizeof(*slice));
    struct source source = feed_source(feed);
    source.told = told;
    struct reader *r = reader_open(kit_open(&kit), source, max_record);
    while (reader_next(r, slice))
        kit_slice(out, slice);
    reader_close(r);
    free(slice);
}

/* ---- encodings ---------------------------------------------------------- */

static inline void put_gb18030(struct buffer *out, const char *utf8)
{
    gb18030_encode(text_of(utf8), out);
}

static inline void put_unit(struct buffer *out, uint32_t unit, bool big)
{
    buffer_char(out, (char)(big ? unit >> 8 : unit));
    buffer_char(out, (char)(big ? unit : unit >> 8));
}

static inline void put_utf16(struct buffer *out, const char *utf8, bool big)
{
    const struct text t = text_of(utf8);
    size_t at = 0;
    while (at < t.length) {
        const uint32_t c = text_next(t, &at);
        if (c >= 0x10000)
            put_unit(out, 0xD800 + ((c - 0x10000) >> 10), big);
        put_unit(out, c >= 0x10000 ? 0xDC00 + (c & 0x3FF) : c, big);
    }
}

#endif
