#include "base/bytes.h"

/*
 * A block is as many bytes as are looked at together. A byte that a test finds
 * is marked by its highest bit. Both kinds of block have | & ~.
 */

/* Four bytes as a number that begins with the lowest. */
static inline uint64_t four_bytes(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

/* The n bytes at p, at most 8, with zeros behind them. */
static inline uint64_t few_bytes(const char *p, size_t n)
{
    uint64_t v = 0;

    if (n >= 4)
        return four_bytes(p) | four_bytes(p + n - 4) << 8 * (n - 4);
    while (n-- > 0)
        v = v << 8 | (unsigned char)p[n];
    return v;
}

#ifdef BYTES_SIMD

#include <emmintrin.h>

#define BLOCK 16
typedef __m128i block;

static inline block load_block(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* The n bytes at p, at most a block, with zeros behind them. */
static inline block load_part(const char *p, size_t n)
{
    const uint64_t high = n > 8 ? few_bytes(p + n - 8, 8) >> 8 * (16 - n) : 0;

    return _mm_set_epi64x((int64_t)high, (int64_t)few_bytes(p, n > 8 ? 8 : n));
}

/* A block of the same bytes. */
static inline block each(char c)
{
    return _mm_set1_epi8(c);
}

static inline block mark_equal(block v, char c)
{
    return _mm_cmpeq_epi8(v, each(c));
}

/* from <= v <= to, where to - from < 0x80. */
static inline block mark_within(block v, unsigned char from, unsigned char to)
{
    const block d = _mm_sub_epi8(v, _mm_set1_epi8((char)from));

    return _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8((char)(to - from))), d);
}

/* v >= from, where from >= 0x80. */
static inline block mark_from(block v, char from)
{
    return _mm_cmpeq_epi8(_mm_max_epu8(v, each(from)), v);
}

/* Each mark as a bit. */
static inline uint64_t mark_bits(block v)
{
    return (unsigned)_mm_movemask_epi8(v);
}

/* The place of the lowest bit. */
static inline size_t first_bit(uint64_t bits)
{
    return (unsigned)__builtin_ctz((unsigned)bits);
}

/* Each byte in the place of the one before it. */
static inline block from_behind(block v)
{
    return _mm_srli_si128(v, 1);
}

/* Adds the number of marks that mark_equal set. */
static inline block add_marks(block sum, block v)
{
    return _mm_add_epi64(sum, _mm_sad_epu8(v, _mm_setzero_si128()));
}

static inline size_t sum_marks(block sum)
{
    return (size_t)(sum[0] + sum[1]) / 0xFF;
}

#else

#define BLOCK 8
typedef uint64_t block;

#define ONES 0x0101010101010101u
#define HIGH (0x80 * ONES)
#define LOW (0x7F * ONES)

static inline block load_block(const char *p)
{
    return few_bytes(p, BLOCK);
}

static inline block load_part(const char *p, size_t n)
{
    return few_bytes(p, n);
}

static inline block each(char c)
{
    return (unsigned char)c * ONES;
}

static inline block mark_equal(block v, char c)
{
    const block d = v ^ each(c);

    return ~(((d & LOW) + LOW) | d);
}

static inline block mark_within(block v, unsigned char from, unsigned char to)
{
    const block f = from * ONES;
    const block d = ((v | HIGH) - (f & LOW)) ^ (~(v ^ f) & HIGH);

    return ~(((d & LOW) + (0x7Fu + from - to) * ONES) | d);
}

static inline block mark_from(block v, char from)
{
    return ((v & LOW) + (0x100u - (unsigned char)from) * ONES) & v;
}

static inline uint64_t mark_bits(block v)
{
    return v & HIGH;
}

static inline size_t first_bit(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

static inline block from_behind(block v)
{
    return v >> 8;
}

static inline block add_marks(block sum, block v)
{
    return sum + (((v & HIGH) >> 7) * ONES >> 56);
}

static inline size_t sum_marks(block sum)
{
    return sum;
}

#endif

/* What a pass looks for. */
enum sought { REACH, ESCAPED, SIGN, ODD, PAIR, FEED, QUOTED };

struct pass {
    enum sought sought;
    char one, other, last;
    size_t gap; /* distance to the second byte that is looked at */
};

bool bytes_begins(unsigned char next)
{
    const unsigned char small = next | 0x20;

    return (small >= 'a' && small <= 'z') || next == '/' || next == '_' ||
           next == '!' || next == '?' || next >= 0x80;
}

/* Of a block the usual ones. */
static inline block mark_begins(block next)
{
    return mark_within(next | each(0x20), 'a', 'z') | mark_equal(next, '/');
}

/* Marks what is sought in v; `behind` are the bytes a gap further on. */
static inline block mark_sought(struct pass pass, block v, block behind)
{
    switch (pass.sought) {
    case REACH:
        return mark_from(v, pass.one);
    case ESCAPED:
        return mark_within(v, 0, 0x1F) | mark_equal(v, '"') |
               mark_equal(v, '\\') | mark_equal(v, 0x7F) |
               (mark_equal(v, '\x80') & mark_equal(behind | each(1), '\xA9')) |
               (mark_equal(v, '\xC2') & mark_equal(behind, '\x85'));
    case SIGN:
        return mark_equal(v | each('<' ^ '>'), '>') | mark_equal(v, '&') |
               mark_equal(v, '\n') | mark_equal(v, '\r');
    case ODD:
        return ~(mark_within(v, ' ', '~') | mark_equal(v, '\n') |
                 mark_equal(v | each('\t' ^ '\r'), '\r')) |
               mark_equal(v, '&') | (mark_equal(v, '<') & ~mark_begins(behind));
    case PAIR:
        return (mark_equal(v, pass.one) | mark_equal(v, pass.other)) &
               mark_equal(behind, pass.last);
    case FEED:
        return mark_equal(v, '\n');
    default: /* QUOTED */
        return mark_equal(v, ',') | mark_equal(v, '"') | mark_equal(v, '\n') |
               mark_equal(v, '\r');
    }
}

/* The first place from `at` on, and before `end`, with what is sought; t.length
 * if there is none. Inlined, as what is sought is known where it is called. */
static inline __attribute__((always_inline)) size_t
find_sought(struct text t, size_t at, size_t end, struct pass pass)
{
    const size_t whole = end > BLOCK ? end - BLOCK : 0;
    uint64_t met = 0;

    for (; at < whole; at += BLOCK) {
        met = mark_bits(mark_sought(pass, load_block(t.at + at),
                                    load_block(t.at + at + pass.gap)));
        if (met != 0)
            return at + first_bit(met);
    }
    if (at < end) {
        const block v = load_part(t.at + at, end - at);

        met = mark_bits(mark_sought(
            pass, v,
            pass.sought == PAIR
                ? load_part(t.at + at + pass.gap, t.length - at - pass.gap)
                : from_behind(v)));
    }
    if (met != 0)
        at += first_bit(met);
    return met != 0 && at < end ? at : t.length;
}

size_t bytes_reach(struct text t, size_t at, unsigned char least)
{
    return find_sought(t, at, t.length,
                       (struct pass){.sought = REACH, .one = (char)least});
}

size_t bytes_escaped(struct text t, size_t at)
{
    return find_sought(t, at, t.length,
                       (struct pass){.sought = ESCAPED, .gap = 1});
}

size_t bytes_sign(struct text t, size_t at)
{
    return find_sought(t, at, t.length, (struct pass){.sought = SIGN});
}

size_t bytes_odd(struct text t, size_t at)
{
    while ((at = find_sought(t, at, t.length,
                             (struct pass){.sought = ODD, .gap = 1})) <
               t.length &&
           t.at[at] == '<' && at + 1 < t.length &&
           bytes_begins((unsigned char)t.at[at + 1]))
        at++;
    return at;
}

size_t bytes_pair(struct text t, size_t at, char one, char other, size_t gap,
                  char last)
{
    return find_sought(t, at, t.length > gap ? t.length - gap : 0,
                       (struct pass){PAIR, one, other, last, gap});
}

size_t bytes_find(struct text t, size_t at, struct text part)
{
    const size_t gap = part.length - 1;
    const char first = part.at[0], last = part.at[gap];

    while ((at = bytes_pair(t, at, first, first, gap, last)) < t.length &&
           memcmp(t.at + at, part.at, part.length) != 0)
        at++;
    return at;
}

size_t bytes_places(struct text t, char c, uint32_t *places, size_t room)
{
    size_t n = 0;

    for (size_t at = 0; at < t.length; at += BLOCK) {
        const size_t left = t.length - at;
        const block v =
            left >= BLOCK ? load_block(t.at + at) : load_part(t.at + at, left);

        for (uint64_t met = mark_bits(mark_equal(v, c)); met != 0;
             met &= met - 1) {
            if (n == room)
                return n;
            places[n++] = (uint32_t)(at + first_bit(met));
        }
    }
    return n;
}

static inline __attribute__((always_inline)) size_t
count_sought(struct text t, struct pass pass)
{
    block sum = {0};
    size_t at = 0;

    for (; t.length - at >= BLOCK; at += BLOCK) {
        const block v = load_block(t.at + at);
        sum = add_marks(sum, mark_sought(pass, v, v));
    }
    if (at < t.length) {
        const block v = load_part(t.at + at, t.length - at);
        sum = add_marks(sum, mark_sought(pass, v, v));
    }
    return sum_marks(sum);
}

size_t bytes_lines(struct text t)
{
    return count_sought(t, (struct pass){.sought = FEED});
}

size_t bytes_quoted(struct text t)
{
    return count_sought(t, (struct pass){.sought = QUOTED});
}
