/*
 * json-kit.h -- for tests of JSON: a pack whose dialect 0 knows messages by
 * `n.k` and dialect 1 by `m.k`, and all slices of a source as one text
 * (reader-kit.h).
 */
#ifndef JSON_KIT_H
#define JSON_KIT_H

#include "reader-kit.h"

static inline void json_kit_tag(struct kit *kit, uint32_t dialect, char *name)
{
    struct pack_tag *tag = &kit->tags[dialect];
    uint32_t slot = text_hash(text_of(name), 0);

    *tag = (struct pack_tag){.name = {dialect * 3, 3}, .flags = TAG_KEY};
    kit->slots[dialect * KIT_SLOTS + slot % KIT_SLOTS] = dialect;
}

static inline const struct pack *json_kit_open(struct kit *kit)
{
    kit_open(kit);
    memset(kit->slots, 0xFF, sizeof(kit->slots));
    kit->dialects[0].tags = (struct pack_range){0, 1};
    kit->dialects[1].tags = (struct pack_range){1, 1};
    json_kit_tag(kit, 0, "n.k");
    json_kit_tag(kit, 1, "m.k");
    kit->pack.sections[SECTION_TEXT] = (struct pack_rows){"n.km.k", 6};
    kit->pack.sections[SECTION_TAG] = (struct pack_rows){kit->tags, 2};
    return &kit->pack;
}

/* `step` bytes at a time, 0: as many as fit. */
static inline void json_kit_read(struct buffer *out, struct text bytes,
                                 size_t step, size_t max_record)
{
    struct kit kit;
    struct feed feed = {.bytes = bytes, .step = step};
    struct slice *slice = calloc(1, sizeof(*slice));
    struct reader *r =
        reader_open(json_kit_open(&kit), feed_source(&feed), max_record);

    while (reader_next(r, slice))
        kit_slice(out, slice);
    buffer_char(out, '\0');
    reader_close(r);
    free(slice);
}

#endif
