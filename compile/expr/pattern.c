#include "compile/expr/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define NESTING 16       /* groups within another */
#define RANGES 32        /* of one [ ] */
#define HIGHEST 0x10FFFF /* code point */

struct range {
    uint32_t from, to;
};

/* Characters of one place of a pattern. */
struct class
{
    struct range ranges[RANGES + 1];
    unsigned count;
    bool negated;
};

/* A part of the pattern: positions where it may begin and end. */
struct part {
    uint64_t first, last;
    bool empty;
};

struct builder {
    struct text source;
    size_t at;
    unsigned nesting, positions;
    struct pack_pattern_set sets[LIMIT_PATTERN];
    struct pattern_mistake *mistake;
};

static bool parse_alternatives(struct builder *b, struct part *out);

static bool wrong(struct builder *b, size_t at, const char *text)
{
    *b->mistake = (struct pattern_mistake){at, text};
    return false;
}

/* The byte at hand, 0 at the end. */
static char peek(const struct builder *b)
{
    return b->at < b->source.length ? b->source.at[b->at] : 0;
}

static bool accept(struct builder *b, char c)
{
    if (b->at == b->source.length || b->source.at[b->at] != c)
        return false;
    b->at++;
    return true;
}

/* ---- positions -------------------------------------------------------- */

static void link_parts(struct builder *b, uint64_t from, uint64_t to)
{
    for (; from != 0; from &= from - 1)
        b->sets[__builtin_ctzll(from)].follow |= to;
}

/* One more position with up to 4 ranges. */
static bool add_position(struct builder *b, const struct range *ranges,
                         unsigned count, bool negated, struct part *out)
{
    struct pack_pattern_set *set = &b->sets[b->positions];

    if (b->positions == LIMIT_PATTERN)
        return wrong(b, b->at, "模式太长：展开后最多 64 个字符位置");
    memset(set, 0, sizeof *set);
    set->negated = negated;
    for (unsigned i = 0; i < 4; i++) {
        set->from[i] = i < count ? ranges[i].from : UINT32_MAX;
        set->to[i] = i < count ? ranges[i].to : 0;
    }
    out->first |= (uint64_t)1 << b->positions;
    out->last |= (uint64_t)1 << b->positions;
    b->positions++;
    return true;
}

static int by_first_character(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return ORDER(x->from, y->from);
}

/* Ranges in rising order that neither overlap nor touch. */
static void class_sort(struct class *k)
{
    unsigned n = 0;

    qsort(k->ranges, k->count, sizeof k->ranges[0], by_first_character);
    for (unsigned i = 1; i < k->count; i++) {
        if (k->ranges[i].from > k->ranges[n].to + 1)
            k->ranges[++n] = k->ranges[i];
        else if (k->ranges[i].to > k->ranges[n].to)
            k->ranges[n].to = k->ranges[i].to;
    }
    k->count = k->count == 0 ? 0 : n + 1;
}

/* The same characters without `negated`; ranges are sorted and apart. */
static void class_complement(struct class *k)
{
    uint32_t from = 0;
    unsigned n = 0;

    for (unsigned i = 0; i < k->count; i++) {
        const struct range r = k->ranges[i];

        if (r.from > from)
            k->ranges[n++] = (struct range){from, r.from - 1};
        from = r.to + 1;
    }
    if (from <= HIGHEST)
        k->ranges[n++] = (struct range){from, HIGHEST};
    k->count = n;
    k->negated = false;
}

/* A position has room for 4 ranges; more become positions side by side. */
static bool place_class(struct builder *b, struct class *k, struct part *out)
{
    *out = (struct part){0, 0, false};
    class_sort(k);
    if (k->negated && k->count <= 4)
        return add_position(b, k->ranges, k->count, true, out);
    if (k->negated)
        class_complement(k);
    if (k->count == 0) /* every character was excluded */
        return add_position(b, NULL, 0, false, out);
    for (unsigned i = 0; i < k->count; i += 4)
        if (!add_position(b, k->ranges + i, k->count - i < 4 ? k->count - i : 4,
                          false, out))
            return false;
    return true;
}

static bool class_add(struct builder *b, struct class *k, uint32_t from,
                      uint32_t to)
{
    if (k->count == RANGES)
        return wrong(b, b->at, "[ ] 里的内容太多");
    k->ranges[k->count++] = (struct range){from, to};
    return true;
}

/* ---- atoms ------------------------------------------------------------ */

/* Behind a backslash: `d` for a digit, or a sign that stands for itself. */
static bool parse_escape(struct builder *b, struct class *k, uint32_t *out)
{
    const char c = peek(b);

    *out = (uint32_t)(unsigned char)c;
    if (c == 'd') {
        b->at++;
        return class_add(b, k, '0', '9');
    }
    if (c <= ' ' || c > '~' || (c >= '0' && c <= '9') ||
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return wrong(b, b->at,
                     "反斜杠后面只能是 d（数字）或一个符号，如 \\. \\( \\\\");
    b->at++;
    return class_add(b, k, *out, *out);
}

/* A character, a range, or an escape within [ ]. */
static bool parse_member(struct builder *b, struct class *k)
{
    const size_t at = b->at;
    uint32_t from, to;

    from = text_next(b->source, &b->at);
    if (from == '\\')
        return parse_escape(b, k, &from);
    if (peek(b) != '-' || b->at + 1 == b->source.length ||
        b->source.at[b->at + 1] == ']')
        return class_add(b, k, from, from);
    b->at++;
    to = text_next(b->source, &b->at);
    if (to == '\\' || to < from)
        return wrong(b, at, "[ ] 里的范围要从小到大写，如 a-z、0-9");
    return class_add(b, k, from, to);
}

static bool parse_class(struct builder *b, struct part *out)
{
    const size_t at = b->at++;
    struct class k;

    k.count = 0;
    k.negated = accept(b, '^');
    while (b->at < b->source.length && peek(b) != ']')
        if (!parse_member(b, &k))
            return false;
    if (!accept(b, ']'))
        return wrong(b, at, "这个 [ 没有配上 ]");
    if (k.count == 0)
        return wrong(b, at, "[ ] 里什么也没有");
    return place_class(b, &k, out);
}

static bool parse_group(struct builder *b, struct part *out)
{
    const size_t at = b->at++;

    if (++b->nesting > NESTING)
        return wrong(b, at, "括号套得太深：最多 16 层");
    if (!parse_alternatives(b, out))
        return false;
    b->nesting--;
    return accept(b, ')') || wrong(b, at, "这个 ( 没有配上 )");
}

static bool parse_character(struct builder *b, struct part *out)
{
    struct class k;
    uint32_t c = text_next(b->source, &b->at);

    k.count = 0;
    k.negated = c == '.';
    if (c == '\\' ? !parse_escape(b, &k, &c)
                  : c != '.' && !class_add(b, &k, c, c))
        return false;
    return place_class(b, &k, out);
}

static bool parse_atom(struct builder *b, struct part *out)
{
    switch (peek(b)) {
    case '[':
        return parse_class(b, out);
    case '(':
        return parse_group(b, out);
    case '?':
    case '*':
    case '+':
    case '{':
        return wrong(
            b, b->at,
            "前面没有可以重复的内容；要这个字符本身请写反斜杠，如 \\*");
    case ']':
    case '}':
        return wrong(b, b->at, "多余的括号；要这个字符本身请写反斜杠，如 \\]");
    default:
        return parse_character(b, out);
    }
}

/* ---- repetition ------------------------------------------------------- */

static void append_part(struct builder *b, struct part *whole, struct part next)
{
    link_parts(b, whole->last, next.first);
    if (whole->empty)
        whole->first |= next.first;
    whole->last = next.empty ? whole->last | next.last : next.last;
    whole->empty = whole->empty && next.empty;
}

static void repeat(struct builder *b, struct part *part)
{
    link_parts(b, part->last, part->first);
}

/* Up to three digits; *out stays where there are none. */
static bool parse_repeat_count(struct builder *b, unsigned *out)
{
    const size_t at = b->at;
    unsigned n = 0;

    while (peek(b) >= '0' && peek(b) <= '9' && b->at - at < 3)
        n = n * 10 + (unsigned)(b->source.at[b->at++] - '0');
    if (b->at == at)
        return false;
    *out = n;
    return true;
}

/* {n} {n,} {n,m}; *most is 0 for "and more". */
static bool parse_bounds(struct builder *b, unsigned *least, unsigned *most)
{
    const size_t at = b->at++;

    if (!parse_repeat_count(b, least))
        return wrong(b, at, "次数写作 {3}、{2,} 或 {2,5}");
    *most = *least;
    if (accept(b, ',')) {
        *most = 0;
        if (parse_repeat_count(b, most) && *most == 0)
            return wrong(b, at, "最多的次数至少是 1");
    } else if (*least == 0) {
        return wrong(b, at, "次数至少是 1");
    }
    if (!accept(b, '}'))
        return wrong(b, at, "次数写作 {3}、{2,} 或 {2,5}");
    if (*most != 0 && *most < *least)
        return wrong(b, at, "次数要从小到大写，如 {2,5}");
    return true;
}

/* Copies of the atom that begins at `start`, whose first copy is *part. Each
 * copy is read again and takes positions of its own; an atom without any is
 * not copied. */
static bool copy_atom(struct builder *b, size_t start, unsigned least,
                      unsigned most, struct part *part)
{
    const unsigned copies = most != 0 ? most : least > 0 ? least : 1;
    const size_t end = b->at;
    struct part whole = {0, 0, true}, copy = *part;

    for (unsigned n = 0; n < copies && part->first != 0; n++) {
        if (n > 0) {
            b->at = start;
            if (!parse_atom(b, &copy))
                return false;
        }
        copy.empty = copy.empty || n >= least;
        if (most == 0 && n + 1 == copies)
            repeat(b, &copy);
        append_part(b, &whole, copy);
    }
    b->at = end;
    *part = whole;
    return true;
}

static bool parse_piece(struct builder *b, struct part *out)
{
    const size_t start = b->at;
    unsigned least, most;

    if (!parse_atom(b, out))
        return false;
    switch (peek(b)) {
    case '?':
        out->empty = true;
        break;
    case '*':
        out->empty = true;
        repeat(b, out);
        break;
    case '+':
        repeat(b, out);
        break;
    case '{':
        return parse_bounds(b, &least, &most) &&
               copy_atom(b, start, least, most, out);
    default:
        return true;
    }
    b->at++;
    return true;
}

static bool parse_branch(struct builder *b, struct part *out)
{
    struct part piece;

    *out = (struct part){0, 0, true};
    while (b->at < b->source.length && peek(b) != '|' && peek(b) != ')') {
        if (!parse_piece(b, &piece))
            return false;
        append_part(b, out, piece);
    }
    return true;
}

static bool parse_alternatives(struct builder *b, struct part *out)
{
    struct part branch;

    *out = (struct part){0, 0, false};
    do {
        if (!parse_branch(b, &branch))
            return false;
        out->first |= branch.first;
        out->last |= branch.last;
        out->empty = out->empty || branch.empty;
    } while (accept(b, '|'));
    return true;
}

/* ---- result ----------------------------------------------------------- */

/* Of the positions that may end those that take every character and stay. */
static uint64_t resting(const struct builder *b, uint64_t last)
{
    uint64_t rest = 0;

    for (; last != 0; last &= last - 1) {
        const struct pack_pattern_set *set = &b->sets[__builtin_ctzll(last)];

        if (set->negated != 0 && set->from[0] > set->to[0] &&
            (set->follow & last & -last) != 0)
            rest |= last & -last;
    }
    return rest;
}

static bool write_pattern(const struct builder *b, const struct part *whole,
                          struct buffer *patterns, struct buffer *sets)
{
    struct pack_pattern row = {0};

    row.first = whole->first;
    row.last = whole->last;
    row.rest = resting(b, whole->last);
    row.empty = whole->empty;
    row.sets.first = (uint32_t)(sets->length / sizeof b->sets[0]);
    row.sets.count = b->positions;
    buffer_put(sets, b->sets, b->positions * sizeof b->sets[0]);
    buffer_put(patterns, &row, sizeof row);
    return !sets->failed && !patterns->failed;
}

bool pattern_compile(struct text source, struct buffer *patterns,
                     struct buffer *sets, struct pattern_mistake *mistake)
{
    struct builder b;
    struct part whole;
    const size_t before = sets->length;

    b.source = source;
    b.at = 0;
    b.nesting = b.positions = 0;
    b.mistake = mistake;
    if (!parse_alternatives(&b, &whole))
        return false;
    if (b.at < source.length)
        return wrong(&b, b.at, "这个 ) 前面没有配上的 (");
    if (write_pattern(&b, &whole, patterns, sets))
        return true;
    sets->length = before;
    return wrong(&b, 0, "内存不足");
}
