#include "report/json.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const char HEX[] = "0123456789abcdef";

static void escape(struct buffer *out, unsigned char c)
{
    switch (c) {
    case '"':
        buffer_string(out, "\\\"");
        return;
    case '\\':
        buffer_string(out, "\\\\");
        return;
    case '\n':
        buffer_string(out, "\\n");
        return;
    case '\r':
        buffer_string(out, "\\r");
        return;
    case '\t':
        buffer_string(out, "\\t");
        return;
    default:
        buffer_string(out, "\\u00");
        buffer_char(out, HEX[c >> 4]);
        buffer_char(out, HEX[c & 15]);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

#ifdef __SSE2__

/* Goes past blocks of 16 plain bytes. */
static size_t plain_blocks(struct text t, size_t i)
{
    for (; t.length - i >= 16; i += 16) {
        const __m128i v =
            _mm_loadu_si128((const __m128i *)(const void *)(t.at + i));
        const __m128i control =
            _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
        const __m128i sign =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                                      _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
                         _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
        if (_mm_movemask_epi8(_mm_or_si128(control, sign)) != 0)
            break;
    }
    return i;
}

#else

static size_t plain_blocks(struct text t, size_t i)
{
    (void)t;
    return i;
}

#endif

/* True if all bytes of a word are plain. */
static bool is_plain_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t quote = word ^ '"' * ones, stroke = word ^ '\\' * ones,
                   delete = word ^ 0x7F * ones;
    const uint64_t odd =
        ((word - 0x20 * ones) & ~word) | ((quote - ones) & ~quote) |
        ((stroke - ones) & ~stroke) | ((delete - ones) & ~delete);

    return (odd & 0x80 * ones) == 0;
}

/* Longest run from i that goes out as it is. */
static size_t plain_run(struct text t, size_t i)
{
    const size_t start = i;
    uint64_t word;

    i = plain_blocks(t, i);
    for (; t.length - i >= sizeof(word); i += sizeof(word)) {
        memcpy(&word, t.at + i, sizeof(word));
        if (!is_plain_word(word))
            break;
    }
    while (i < t.length && is_plain((unsigned char)t.at[i]))
        i++;
    return i - start;
}

/* With quotes, and nothing to escape. */
static void put_plain(struct buffer *out, struct text t)
{
    char *room = buffer_reserve(out, t.length + 2);

    if (room == NULL)
        return;
    room[0] = '"';
    if (t.length != 0)
        memcpy(room + 1, t.at, t.length);
    room[t.length + 1] = '"';
    out->length += t.length + 2;
}

void json_text(struct buffer *out, struct text t)
{
    const size_t plain = plain_run(t, 0);

    if (plain == t.length) {
        put_plain(out, t);
        return;
    }
    buffer_char(out, '"');
    buffer_put(out, t.at, plain);
    for (size_t i = plain; i < t.length;) {
        const size_t n = plain_run(t, i);
        buffer_put(out, t.at + i, n);
        i += n;
        if (i < t.length)
            escape(out, (unsigned char)t.at[i++]);
    }
    buffer_char(out, '"');
}

void json_text_or_null(struct buffer *out, struct text t, bool known)
{
    if (known)
        json_text(out, t);
    else
        buffer_put(out, "null", 4);
}

void json_index_member(struct buffer *out, const char *name, uint32_t n)
{
    json_key(out, name);
    if (n != 0)
        buffer_integer(out, n);
    else
        buffer_string(out, "null");
}

void json_value(struct buffer *out, const struct value *v)
{
    struct buffer shown = {0};

    if (v->missing) {
        buffer_string(out, "null");
        return;
    }
    switch (v->type) {
    case VALUE_NUMBER:
        buffer_decimal(out, v->number);
        return;
    case VALUE_TEXT:
        json_text(out, v->text);
        return;
    case VALUE_BOOLEAN:
        buffer_string(out, v->boolean ? "\"true\"" : "\"false\"");
        return;
    default:
        value_show(&shown, v);
        json_text(out, buffer_view(&shown));
        buffer_free(&shown);
    }
}
