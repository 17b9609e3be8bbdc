#include "compile/build/words.h"

#include <string.h>

#include "pack/pack.h"

#define SLOTS_FIRST 1024u

static uint32_t word_count(const struct words *w)
{
    return BUFFER_COUNT(&w->refs, struct pack_text);
}

static uint32_t slot_count(const struct words *w)
{
    return BUFFER_COUNT(&w->slots, uint32_t);
}

struct pack_text words_at(const struct words *w, uint32_t number)
{
    if (number >= word_count(w))
        return (struct pack_text){0, 0};
    return BUFFER_ROWS(&w->refs, struct pack_text)[number];
}

struct text words_text(const struct words *w, uint32_t number)
{
    const struct buffer *strings = w->strings != NULL ? w->strings : &w->own;
    const struct pack_text ref = words_at(w, number);

    return (struct text){strings->data + ref.at, ref.length};
}

static bool same(const struct words *w, uint32_t number, struct text t)
{
    return w->fold ? text_equal_fold(words_text(w, number), t)
                   : text_equal(words_text(w, number), t);
}

/* The slot of t, or the free one where it belongs. */
static uint32_t *word_slot(const struct words *w, struct text t)
{
    const uint32_t mask = slot_count(w) - 1;
    uint32_t *slots = BUFFER_ROWS(&w->slots, uint32_t);
    uint32_t i = text_hash(t, 0);

    while (slots[i & mask] != PACK_NONE && !same(w, slots[i & mask], t))
        i++;
    return &slots[i & mask];
}

static bool new_slots(struct words *w)
{
    const uint32_t size = slot_count(w) == 0 ? SLOTS_FIRST : slot_count(w) * 2;
    const size_t bytes = size * sizeof(uint32_t);

    buffer_reset(&w->slots);
    if (buffer_reserve(&w->slots, bytes) == NULL)
        return false;
    memset(w->slots.data, 0xff, bytes);
    w->slots.length = bytes;
    for (uint32_t i = 0; i < word_count(w); i++)
        *word_slot(w, words_text(w, i)) = i;
    return true;
}

uint32_t words_add(struct words *w, struct text t, bool *added)
{
    struct buffer *strings = w->strings != NULL ? w->strings : &w->own;
    const struct pack_text ref = {(uint32_t)strings->length,
                                  (uint32_t)t.length};
    uint32_t *slot;

    if (added != NULL)
        *added = false;
    if (w->failed || (word_count(w) * 2 >= slot_count(w) && !new_slots(w))) {
        w->failed = true;
        return PACK_NONE;
    }
    slot = word_slot(w, t);
    if (*slot != PACK_NONE)
        return *slot;
    buffer_text(strings, t);
    buffer_char(strings, '\0');
    buffer_put(&w->refs, &ref, sizeof ref);
    w->failed = strings->failed || w->refs.failed;
    if (w->failed)
        return PACK_NONE;
    if (added != NULL)
        *added = true;
    *slot = word_count(w) - 1;
    return *slot;
}

uint32_t words_find(const struct words *w, struct text t)
{
    return slot_count(w) == 0 ? PACK_NONE : *word_slot(w, t);
}

void words_free(struct words *w)
{
    buffer_free(&w->own);
    buffer_free(&w->refs);
    buffer_free(&w->slots);
}
