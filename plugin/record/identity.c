#include "record/identity.h"

#include <string.h>

#include "pack/pack.h"

#define STARS_MAX 8 /* the length of an address tells something too */

static size_t first_character(struct text t)
{
    size_t at = 0;

    if (t.length != 0)
        text_next(t, &at);
    return at;
}

static size_t last_character(struct text t)
{
    size_t at = t.length;

    while (at > 0 && ((unsigned char)t.at[at - 1] & 0xC0) == 0x80)
        at--;
    return at > 0 ? at - 1 : 0;
}

/* Two characters would be shown whole: there only the first one is. */
static struct text masked(struct arena *arena, struct text t)
{
    const size_t characters = text_characters(t);
    const size_t head = characters > 1 ? first_character(t) : 0;
    const size_t tail = characters > 2 ? last_character(t) : t.length;
    const size_t stars = characters > STARS_MAX + 2 ? STARS_MAX
                         : characters > 2           ? characters - 2
                                                    : 1;
    char *out = arena_alloc(arena, head + stars + t.length - tail);

    if (out == NULL)
        return TEXT("*");
    memcpy(out, t.at, head);
    memset(out + head, '*', stars);
    memcpy(out + head + stars, t.at + tail, t.length - tail);
    return (struct text){out, head + stars + t.length - tail};
}

struct text identity_shown(struct record *r, uint32_t field, struct text t)
{
    if (r->with_identity || t.length == 0 ||
        pack_field(r->pack, field)->identity == IDENTITY_NONE)
        return t;
    return masked(&r->arena, t);
}

struct text identity_checked(struct record *r, struct text t)
{
    for (uint32_t i = 0; i < r->filled_count && t.length != 0; i++) {
        const uint16_t id = r->filled[i];
        const struct pack_field *field = pack_field(r->pack, id);
        const struct cell *cell = &r->scalars[id];
        if (field->identity != IDENTITY_NONE &&
            (cell->text.at == t.at || cell->plain.at == t.at))
            return identity_shown(r, id, t);
    }
    return t;
}
