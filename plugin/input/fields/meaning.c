#include "input/fields/meaning.h"

static const struct pack_entry *mapped(struct meanings *m,
                                       const struct pack *pack, uint32_t map,
                                       struct text value)
{
    struct mapped *kept = &m->kept[map % MEANINGS_KEPT];
    const struct pack_entry *entry;

    if (kept->entry != NULL && kept->map == map &&
        text_equal(kept->code, value))
        return kept->entry;
    entry = pack_entry_find(pack, map, value);
    if (entry != NULL)
        *kept = (struct mapped){entry, pack_text(pack, entry->code), map};
    return entry;
}

struct text meaning_of(struct meanings *m, const struct pack *pack,
                       const struct pack_tag *tag, struct text value)
{
    const struct pack_entry *entry =
        tag->map != PACK_NONE ? mapped(m, pack, tag->map, value) : NULL;

    if (entry != NULL)
        value = pack_text(pack, entry->name);
    else if (tag->map != PACK_NONE && tag->part > 1)
        return text_head(value, 0);
    return tag->part != 0 ? text_part(value, tag->part, (char)tag->separator)
                          : value;
}
