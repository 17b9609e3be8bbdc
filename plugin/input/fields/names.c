#include "input/fields/names.h"

static void forget(struct names *n)
{
    memset(n->slots, 0, sizeof(n->slots));
    n->count = 0;
}

void names_begin(struct names *n, const struct pack *pack, uint32_t dialect)
{
    if (n->pack != pack || n->dialect != dialect ||
        n->count > NAMES_MAX / 4 * 3)
        forget(n);
    n->pack = pack;
    n->dialect = dialect;
    n->before = NAMES_MAX;
}

static uint32_t hash_of_name(struct text name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.length; i++)
        hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
    return hash;
}

bool names_plain(const struct pack_tag *tag)
{
    return tag != NULL && tag->field != PACK_NO_FIELD &&
           tag->next == PACK_NONE && tag->join == 0 && tag->part == 0 &&
           tag->map == PACK_NONE && (tag->flags & TAG_SPARE) == 0 &&
           tag->split == 0;
}

static struct kept_name *hold(struct names *n, struct text name, uint32_t hash,
                              uint16_t *slot)
{
    struct kept_name *kept = &n->kept[n->count];

    *slot = (uint16_t)++n->count;
    kept->hash = hash;
    kept->next = NAMES_MAX;
    kept->stamp = 0;
    memcpy(kept->bytes, name.at, name.length);
    kept->word = kept->mask = 0;
    memcpy(&kept->word, name.at, name.length < 8 ? name.length : 8);
    memset(&kept->mask, 0xFF, name.length < 8 ? name.length : 8);
    kept->known.at = kept->bytes;
    kept->known.name = (struct text){kept->bytes, name.length};
    kept->known.tag = pack_tag_find(n->pack, n->dialect, kept->known.name);
    kept->known.plain = names_plain(kept->known.tag);
    kept->known.marked =
        pack_dialect_marked(n->pack, n->dialect, kept->known.name);
    return kept;
}

static struct kept_name *seek_name(struct names *n, struct text name)
{
    const uint32_t hash = hash_of_name(name);
    uint32_t slot = hash % NAMES_SLOTS;

    for (; n->slots[slot] != 0; slot = (slot + 1) % NAMES_SLOTS) {
        struct kept_name *kept = &n->kept[n->slots[slot] - 1];
        if (kept->hash == hash && text_equal(kept->known.name, name))
            return kept;
    }
    return n->count < NAMES_MAX ? hold(n, name, hash, &n->slots[slot]) : NULL;
}

static struct kept_name *foresee(struct names *n, struct kept_name *kept)
{
    const uint32_t place = (uint32_t)(kept - n->kept);

    if (n->before != NAMES_MAX)
        n->kept[n->before].next = place;
    n->before = place;
    return kept;
}

struct kept_name *names_get(struct names *n, struct text name)
{
    struct kept_name *kept =
        name.length <= NAMES_LENGTH ? seek_name(n, name) : NULL;

    return kept != NULL ? foresee(n, kept) : NULL;
}

static bool ends_name(char c)
{
    return c == '>' || c == '/' || c == '=' || c == ' ' || c == '\n' ||
           c == '\r' || c == '\t';
}

struct kept_name *names_expected(struct names *n, const char *at, size_t room)
{
    struct kept_name *kept = names_next(n);

    if (kept == NULL || kept->known.name.length >= room ||
        !ends_name(at[kept->known.name.length]) || !names_same(kept, at, room))
        return NULL;
    names_met(n, kept);
    return kept;
}
