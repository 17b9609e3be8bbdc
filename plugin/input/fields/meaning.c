#include "input/fields/meaning.h"

#include <string.h>

/* The n-th part between separators, trimmed; empty if there are fewer. */
static struct text part_of(struct text t, unsigned n, char separator)
{
    for (;; n--) {
        const char *end =
            t.length != 0 ? memchr(t.at, separator, t.length) : NULL;
        const size_t length = end != NULL ? (size_t)(end - t.at) : t.length;

        if (n == 1)
            return text_trim(text_head(t, length));
        if (end == NULL)
            return text_head(t, 0);
        t = (struct text){end + 1, t.length - length - 1};
    }
}

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
    return tag->part != 0 ? part_of(value, tag->part, (char)tag->separator)
                          : value;
}
