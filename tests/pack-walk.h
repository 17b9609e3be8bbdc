/*
 * pack-walk.h -- every look-up of a pack, over all its rows: what opened must
 * be safe to read. Used by the fuzz target and by test_pack.
 */
#ifndef PACK_WALK_H
#define PACK_WALK_H

#include <stdint.h>
#include <string.h>

#include "load/load.h"
#include "pack/pack.h"

/* Recomputes the hash of damaged bytes, so that only the checks of the rows
 * stand between them and the look-ups. */
static inline void pack_walk_seal(unsigned char *bytes, size_t size)
{
    struct pack_header h;

    if (size < sizeof h)
        return;
    memcpy(&h, bytes, sizeof h);
    h.size = size;
    memcpy(bytes, &h, sizeof h);
    h.check = pack_check(bytes, size);
    memcpy(bytes, &h, sizeof h);
}

static inline uint64_t pack_walk_text(const struct pack *p, struct pack_text t)
{
    const struct text text = pack_text(p, t);

    return text_hash(text, 0) + (uint64_t)text.at[text.length];
}

static inline uint64_t pack_walk_dialects(const struct pack *p)
{
    uint64_t sum = 0;

    for (uint32_t d = 0; d < pack_count(p, SECTION_DIALECT); d++) {
        const struct pack_dialect *dialect =
            PACK_ROW(p, SECTION_DIALECT, pack_dialect, d);

        for (uint32_t i = 0; i < dialect->tags.count && i < 100; i++) {
            const struct pack_tag *tag =
                PACK_ROW(p, SECTION_TAG, pack_tag, dialect->tags.first + i);
            const struct text name = pack_text(p, tag->name);

            sum += pack_tag_find(p, d, name) != NULL;
            sum += pack_tag_of(p, d, tag->field, tag->row).length;
        }
        sum += pack_tag_find(p, d, TEXT("NOSUCH")) != NULL;
    }
    return sum;
}

static inline uint64_t pack_walk_codes(const struct pack *p, struct code code)
{
    const struct dx_facts dx = pack_dx(p, code);
    const struct op_facts op = pack_op(p, code);
    const struct pack_range groups = pack_groups(p, code);
    uint64_t sum =
        dx.exists + op.exists + text_hash(dx.name, 0) + text_hash(op.name, 0);

    for (uint32_t i = 0; i < groups.count && i < 100; i++) {
        const struct pack_group *g =
            PACK_ROW(p, SECTION_GROUP, pack_group, groups.first + i);

        sum += pack_walk_text(p, g->group) + pack_walk_text(p, g->name);
        for (uint32_t k = 0; k < g->parts.count; k++)
            sum += pack_walk_text(
                p, PACK_ROW(p, SECTION_PART, pack_part, g->parts.first + k)
                       ->shown);
    }
    return sum;
}

static inline uint64_t pack_walk_pieces(const struct pack *p,
                                        struct pack_range pieces)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < pieces.count && i < 100; i++)
        sum += pack_walk_text(
            p,
            PACK_ROW(p, SECTION_PIECE, pack_piece, pieces.first + i)->literal);
    return sum;
}

static inline uint64_t pack_walk(const struct pack *p)
{
    uint64_t sum = pack_walk_dialects(p);
    struct code code;

    sum += pack_walk_text(p, pack_meta(p)->name);
    for (uint32_t i = 0; i < pack_count(p, SECTION_FIELD); i++) {
        const struct pack_field *f = pack_field(p, i);

        sum += pack_field_find(p, pack_text(p, f->name));
        if (f->dictionary != PACK_NONE)
            sum += pack_entry_find(p, f->dictionary, TEXT("1")) != NULL;
    }
    for (uint32_t i = 0; i < pack_count(p, SECTION_KEY) && i < 1000; i++)
        sum += pack_walk_codes(p, PACK_ROW(p, SECTION_KEY, pack_key, i)->key);
    for (uint32_t i = 0; i < pack_count(p, SECTION_CODE) && i < 1000; i++)
        sum +=
            pack_walk_codes(p, PACK_ROW(p, SECTION_CODE, pack_code, i)->code);
    for (uint32_t i = 0; i < pack_count(p, SECTION_RULE) && i < 1000; i++) {
        const struct pack_rule *r = PACK_ROW(p, SECTION_RULE, pack_rule, i);

        sum += pack_walk_pieces(p, r->message) + pack_walk_pieces(p, r->advice);
    }
    code_key(TEXT("K35.800X001"), &code);
    sum += pack_walk_codes(p, code);
    code_key(TEXT("36.0601"), &code);
    return sum + pack_walk_codes(p, code);
}

#endif
