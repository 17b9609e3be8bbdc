/* Look-ups in a pack that pack_open has checked. */
#include <string.h>

#include "pack/find.h"

uint16_t pack_field_find(const struct pack *p, struct text name)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_FIELD); i++)
        if (text_equal(pack_field_name(p, i), name))
            return (uint16_t)i;
    return PACK_NO_FIELD;
}

static const uint32_t *slots_of(const struct pack *p, unsigned section)
{
    return p->sections[section].rows;
}

#define ROW_SIZE(name, type) [SECTION_##name] = sizeof(type),
static const uint32_t row_sizes[SECTION_COUNT] = {PACK_SECTIONS(ROW_SIZE)};

uint32_t pack_row_size(unsigned section)
{
    return section < SECTION_COUNT ? row_sizes[section] : 0;
}

/* ---- sorted rows --------------------------------------------------------- */

uint32_t pack_find_from(const struct pack *p, unsigned section,
                        struct pack_range rows, struct code code)
{
    const char *row = p->sections[section].rows;
    uint32_t low = rows.first, high = rows.first + rows.count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (code_order(row + (size_t)middle * row_sizes[section], &code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const void *pack_find_text(const struct pack *p, unsigned section,
                           struct pack_range rows, struct text text)
{
    uint32_t low = rows.first, high = rows.first + rows.count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct pack_text *row =
            (const void *)((const char *)p->sections[section].rows +
                           (size_t)middle * row_sizes[section]);
        const int order = text_compare(pack_text(p, *row), text);

        if (order == 0)
            return row;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- tags ---------------------------------------------------------------- */

static const struct pack_tag *
tag_of_slots(const struct pack *p, uint32_t dialect, struct text hashed,
             struct text name, bool (*same)(struct text, struct text))
{
    const struct pack_dialect *d =
        PACK_ROW(p, SECTION_DIALECT, pack_dialect, dialect);
    const uint32_t *slots = slots_of(p, SECTION_TAG_SLOT) + d->slots.first;
    uint32_t i = text_hash(hashed, 0);

    if (d->slots.count == 0)
        return NULL;
    for (;; i++) {
        const uint32_t row = slots[i & (d->slots.count - 1)];
        const struct pack_tag *tag;

        if (row == PACK_NONE)
            return NULL;
        tag = PACK_ROW(p, SECTION_TAG, pack_tag, row);
        if (same(pack_text(p, tag->name), name))
            return tag;
    }
}

const struct pack_tag *pack_tag_find(const struct pack *p, uint32_t dialect,
                                     struct text name)
{
    return tag_of_slots(p, dialect, name, name, text_equal_fold);
}

size_t pack_squeeze(struct text name, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] != '_')
            out[n++] = name.at[i];
    return n;
}

static bool same_squeezed(struct text tag, struct text squeezed)
{
    char room[TAG_LENGTH];

    return tag.length <= sizeof(room) &&
           text_equal_fold((struct text){room, pack_squeeze(tag, room)},
                           squeezed);
}

const struct pack_tag *pack_tag_find_loose(const struct pack *p,
                                           uint32_t dialect, struct text name)
{
    const struct pack_tag *tag = pack_tag_find(p, dialect, name);
    char room[TAG_LENGTH];
    struct text squeezed = {room, 0};

    if (tag != NULL || name.length > sizeof(room) ||
        !(PACK_ROW(p, SECTION_DIALECT, pack_dialect, dialect)->flags &
          DIALECT_NODES))
        return tag;
    squeezed.length = pack_squeeze(name, room);
    return tag_of_slots(p, dialect, squeezed, squeezed, same_squeezed);
}

bool pack_next_holder(struct text *rest, struct text element,
                      struct pack_holder *out)
{
    while (rest->length > 0) {
        const size_t end = text_find(*rest, ' ');
        const struct text word = text_head(*rest, end);

        *rest = text_behind(*rest, end + (end < rest->length));
        out->tag = text_part(word, 2, '@');
        out->value = text_part(word, 3, '@');
        out->any = text_equal(text_part(word, 1, '@'), TEXT("*"));
        if (out->any || text_equal_fold(text_part(word, 1, '@'), element))
            return true;
    }
    return false;
}

bool pack_encoded(const struct pack *p, struct text name)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_DIALECT); i++) {
        const struct pack_dialect *d =
            PACK_ROW(p, SECTION_DIALECT, pack_dialect, i);

        if (d->encoded.length != 0 &&
            text_has_word(pack_text(p, d->encoded), name))
            return true;
    }
    return false;
}

uint32_t pack_dialect_marked(const struct pack *p, uint32_t dialect,
                             struct text name)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_DIALECT); i++) {
        const struct pack_dialect *d =
            PACK_ROW(p, SECTION_DIALECT, pack_dialect, i);
        const struct pack_tag *tag = i != dialect && d->flags & DIALECT_MARKED
                                         ? pack_tag_find(p, i, name)
                                         : NULL;

        if (tag != NULL && tag->flags & TAG_MARK)
            return i;
    }
    return PACK_NONE;
}

struct text pack_tag_of(const struct pack *p, uint32_t dialect, uint16_t field,
                        uint32_t row)
{
    const struct pack_dialect *d =
        PACK_ROW(p, SECTION_DIALECT, pack_dialect, dialect);

    for (uint32_t i = 0; i < d->tags.count; i++) {
        const struct pack_tag *tag =
            PACK_ROW(p, SECTION_TAG, pack_tag, d->tags.first + i);

        if (tag->field == field && tag->row == row)
            return pack_text(p, tag->name);
    }
    for (uint32_t i = 0; i < d->tags.count && row != 0; i++) {
        const struct pack_tag *tag =
            PACK_ROW(p, SECTION_TAG, pack_tag, d->tags.first + i);

        if (tag->child_field == field && row > tag->child_shift)
            return pack_text(p, tag->name);
    }
    return (struct text){"", 0};
}

struct text pack_sent(const struct pack *p, uint32_t dialect, uint16_t field,
                      struct text code)
{
    const struct pack_dialect *d =
        PACK_ROW(p, SECTION_DIALECT, pack_dialect, dialect);
    const struct pack_entry *entry = NULL;

    for (uint32_t i = 0; i < d->sent.count && entry == NULL; i++) {
        const struct pack_sent *s =
            PACK_ROW(p, SECTION_SENT, pack_sent, d->sent.first + i);

        if (s->field == field)
            entry = pack_entry_find(p, s->map, code);
    }
    return entry != NULL ? pack_text(p, entry->name) : (struct text){"", 0};
}

/* ---- dictionaries -------------------------------------------------------- */

#define SHORT_CODE 8 /* bytes of its head */

/* A code shorter than SHORT_CODE, which nearly all are: compared as a number,
 * and without a branch that could be mispredicted. */
static const struct pack_entry *
find_short(const struct pack *p, struct pack_range range, struct text code)
{
    const struct pack_entry *entry =
        PACK_ROW(p, SECTION_ENTRY, pack_entry, range.first);
    const uint64_t head = pack_text_head(code);

    if (range.count == 0)
        return NULL;
    for (uint32_t left = range.count, half; left > 1; left -= half) {
        half = left / 2;
        entry += half & -(uint32_t)(entry[half].head <= head);
    }
    return text_equal(pack_text(p, entry->code), code) ? entry : NULL;
}

const struct pack_entry *pack_entry_find(const struct pack *p,
                                         uint32_t dictionary, struct text code)
{
    const struct pack_range range =
        PACK_ROW(p, SECTION_DICTIONARY, pack_dictionary, dictionary)->entries;

    return code.length < SHORT_CODE
               ? find_short(p, range, code)
               : pack_find_text(p, SECTION_ENTRY, range, code);
}

const struct pack_department *pack_department_find(const struct pack *p,
                                                   struct text code)
{
    return pack_find_text(p, SECTION_DEPARTMENT,
                          pack_all(p, SECTION_DEPARTMENT), code);
}

/* ---- catalogue ----------------------------------------------------------- */

struct pack_range pack_groups(const struct pack *p, struct code key)
{
    const struct pack_key *found =
        pack_find_hashed(p, SECTION_KEY_SLOT, pack_all(p, SECTION_KEY_SLOT),
                         SECTION_KEY, sizeof *found, key, code_hash(key));

    return found != NULL ? found->groups : (struct pack_range){0, 0};
}

/* ---- excluded codes ------------------------------------------------------ */

static const struct pack_excluded *excluded_as(const struct pack *p,
                                               unsigned system,
                                               struct code code, bool prefix)
{
    const uint32_t *slots = slots_of(p, SECTION_EXCLUDED_SLOT);
    const uint32_t count = pack_count(p, SECTION_EXCLUDED_SLOT);
    uint32_t i = code_hash(code);

    for (;; i++) {
        const uint32_t row = slots[i & (count - 1)];
        const struct pack_excluded *found;

        if (row == PACK_NONE)
            return NULL;
        found = PACK_ROW(p, SECTION_EXCLUDED, pack_excluded, row);
        if (found->system == system && (!prefix || found->prefix) &&
            code_equal(found->code, code))
            return found;
    }
}

const struct pack_excluded *pack_excluded_find(const struct pack *p,
                                               enum code_system system,
                                               struct code code)
{
    const struct pack_grouping *rules =
        PACK_ROW(p, SECTION_GROUPING, pack_grouping, 0);
    const struct pack_excluded *found;

    if (pack_count(p, SECTION_EXCLUDED_SLOT) == 0)
        return NULL;
    found = excluded_as(p, system, code, false);
    if (found != NULL || (rules->excluded_prefix >> system & 1) == 0)
        return found;
    for (unsigned n = code_length(code); n > 1 && found == NULL; n--)
        found = excluded_as(p, system, code_prefix(code, n - 1), true);
    return found;
}

/* ---- DRG ----------------------------------------------------------------- */

const struct pack_drg_code *pack_drg_code_find(const struct pack *p,
                                               struct code code)
{
    return pack_find_hashed(
        p, SECTION_DRG_CODE_SLOT, pack_all(p, SECTION_DRG_CODE_SLOT),
        SECTION_DRG_CODE, sizeof(struct pack_drg_code), code, code_hash(code));
}
