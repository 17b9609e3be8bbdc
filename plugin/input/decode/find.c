#include "input/decode/find.h"

#include <string.h>

#include "input/decode/lexer.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool is_at(struct text t, size_t i, struct text part)
{
    return t.length - i >= part.length &&
           memcmp(t.at + i, part.at, part.length) == 0;
}

/* If name stands at t[i] behind `<` or `</`: where that begins; else
 * t.length. t[i-1] exists. */
static size_t tag_at(struct text t, size_t at, size_t i, struct text name)
{
    if (t.length - i <= name.length || !name_ends(t.at[i + name.length]) ||
        memcmp(t.at + i, name.at, name.length) != 0)
        return t.length;
    if (t.at[i - 1] == '<')
        return i - 1;
    if (t.at[i - 1] == '/' && i - at >= 2 && t.at[i - 2] == '<')
        return i - 2;
    return t.length;
}

#ifdef __SSE2__

static inline __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* Goes through blocks of 16 places while they are whole; *i moves. */
static size_t find_text_block(struct text t, size_t *i, struct text part)
{
    const __m128i first = _mm_set1_epi8(part.at[0]);
    const __m128i last = _mm_set1_epi8(part.at[part.length - 1]);
    for (; t.length - *i >= part.length + 16; *i += 16) {
        const __m128i ends = _mm_and_si128(
            _mm_cmpeq_epi8(load(t.at + *i), first),
            _mm_cmpeq_epi8(load(t.at + *i + part.length - 1), last));
        unsigned hits = (unsigned)_mm_movemask_epi8(ends);
        for (; hits != 0; hits &= hits - 1) {
            const size_t place = *i + (unsigned)__builtin_ctz(hits);
            if (is_at(t, place, part))
                return place;
        }
    }
    return t.length;
}

/* Goes through blocks of 16 places while they are whole; *i moves. */
static size_t find_tag_block(struct text t, size_t at, size_t *i,
                             struct text name)
{
    const __m128i less = _mm_set1_epi8('<'), slash = _mm_set1_epi8('/');
    const __m128i first = _mm_set1_epi8(name.at[0]);
    const __m128i last = _mm_set1_epi8(name.at[name.length - 1]);
    for (; t.length - *i >= name.length + 16; *i += 16) {
        const __m128i before = load(t.at + *i - 1);
        const __m128i open = _mm_or_si128(_mm_cmpeq_epi8(before, less),
                                          _mm_cmpeq_epi8(before, slash));
        const __m128i ends = _mm_and_si128(
            _mm_cmpeq_epi8(load(t.at + *i), first),
            _mm_cmpeq_epi8(load(t.at + *i + name.length - 1), last));
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_and_si128(open, ends));
        for (; hits != 0; hits &= hits - 1) {
            const size_t place = *i + (unsigned)__builtin_ctz(hits);
            const size_t found = tag_at(t, at, place, name);
            if (found < t.length)
                return found;
        }
    }
    return t.length;
}

#else

static size_t find_text_block(struct text t, size_t *i, struct text part)
{
    (void)i, (void)part;
    return t.length;
}

static size_t find_tag_block(struct text t, size_t at, size_t *i,
                             struct text name)
{
    (void)at, (void)i, (void)name;
    return t.length;
}

#endif

size_t find_text(struct text t, size_t at, struct text part)
{
    size_t i = at;
    const size_t found = find_text_block(t, &i, part);
    if (found < t.length)
        return found;
    for (; t.length - i >= part.length; i++)
        if (t.at[i] == part.at[0] && is_at(t, i, part))
            return i;
    return t.length;
}

size_t find_tag(struct text t, size_t at, struct text name)
{
    if (t.length - at <= name.length)
        return t.length;
    size_t i = at + 1;
    size_t found = find_tag_block(t, at, &i, name);
    for (; found == t.length && t.length - i > name.length; i++)
        if (t.at[i] == name.at[0])
            found = tag_at(t, at, i, name);
    return found;
}
