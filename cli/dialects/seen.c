#include "dialects/seen.h"

uint32_t seen_count(const struct seen *s)
{
    return BUFFER_COUNT(&s->tags, struct seen_tag);
}

struct text seen_name(const struct seen *s, uint32_t number)
{
    return words_text(&s->names, number);
}

struct text seen_shape(const struct seen *s, uint32_t number)
{
    const struct seen_tag *tag =
        &BUFFER_ROWS(&s->tags, struct seen_tag)[number];

    return (struct text){tag->shape, tag->length};
}

/* The tag's number; PACK_NONE for one that is not kept: numbers that somebody
 * has are no names of tags. */
static uint32_t number_of(struct seen *s, struct text tag)
{
    const struct seen_tag none = {.length = 0};
    bool added = false;
    uint32_t number;

    if (tag.length == 0 || personal_number_in(tag))
        return PACK_NONE;
    if (seen_count(s) == SEEN_MAX) {
        number = words_find(&s->names, tag);
        s->beyond = s->beyond || number == PACK_NONE;
        return number;
    }
    number = words_add(&s->names, tag, &added);
    if (added)
        buffer_put(&s->tags, (const char *)&none, sizeof none);
    return seen_failed(s) ? PACK_NONE : number;
}

void seen_add(struct seen *s, struct text tag, struct text value)
{
    const uint32_t number = number_of(s, tag);
    struct seen_tag *kept;

    if (number == PACK_NONE)
        return;
    kept = &BUFFER_ROWS(&s->tags, struct seen_tag)[number];
    if (kept->length == 0)
        kept->length = (uint8_t)personal_shape(text_trim(value), kept->shape);
}

bool seen_failed(const struct seen *s)
{
    return s->names.failed || s->tags.failed;
}

void seen_free(struct seen *s)
{
    words_free(&s->names);
    buffer_free(&s->tags);
}
