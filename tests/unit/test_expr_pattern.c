#include <stdlib.h>
#include <string.h>

#include "compile/expr/pattern.h"
#include "expr/pattern.h"
#include "unit.h"

struct bench {
    struct buffer patterns, sets;
    struct pack pack;
    struct pattern_mistake mistake;
};

/* The pattern is the last row. */
static bool compile(struct bench *b, const char *pattern)
{
    if (!pattern_compile(text_of(pattern), &b->patterns, &b->sets, &b->mistake))
        return false;
    b->pack.sections[SECTION_PATTERN] = (struct pack_rows){
        b->patterns.data,
        (uint32_t)(b->patterns.length / sizeof(struct pack_pattern))};
    b->pack.sections[SECTION_PATTERN_SET] = (struct pack_rows){
        b->sets.data,
        (uint32_t)(b->sets.length / sizeof(struct pack_pattern_set))};
    return true;
}

static bool matches(struct bench *b, const char *text)
{
    return pattern_matches(&b->pack, pack_count(&b->pack, SECTION_PATTERN) - 1,
                           text_of(text));
}

static void bench_free(struct bench *b)
{
    buffer_free(&b->patterns);
    buffer_free(&b->sets);
}

static void whole_texts_match(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool match;
    } table[] = {
        {"", "", true},
        {"", "a", false},
        {"abc", "abc", true},
        {"abc", "ab", false},
        {"abc", "abcd", false},
        {"a.c", "a中c", true},
        {"a|b|", "", true},
        {"a|bc", "bc", true},
        {"(a|b)c", "bc", true},
        {"(ab)*", "ababab", true},
        {"(ab)*", "aba", false},
        {"a+b?", "aaa", true},
        {"a+b?", "b", false},
        {"[a-c]+", "abcabc", true},
        {"[^a-c]+", "xyz", true},
        {"[^a-c]+", "xbz", false},
        {"[]", "", false},
        {"\\d{6}", "467000", true},
        {"\\d{6}", "46700", false},
        {"\\d{6}", "4670001", false},
        {"a{2,3}", "aa", true},
        {"a{2,3}", "aaa", true},
        {"a{2,3}", "aaaa", false},
        {"a{0,2}", "", true},
        {"a{2,}", "aaaaaaa", true},
        {"a{2,}", "a", false},
        {"a{0,}", "", true},
        {"a{0,}", "aaa", true},
        {"(a|bc){2}", "abc", true},
        {"(a|bc){2}", "bca", true},
        {"(a|bc){2}", "a", false},
        {"(a?){3}", "aa", true},
        {"\\.\\(\\)\\\\", ".()\\", true},
        {"[\\d.]+", "1.5", true},
        {"[+-]?\\d+", "-5", true},
        {"[-+]\\d", "-5", true},
        {"[\\]\\[]", "]", true},
        {"[abcdefgh1357xz_]+", "a1z_", true},
        {"[acegikmoqsuwy]+", "ace", true},
        {"[acegikmoqsuwy]+", "b", false},
        {"[^acegikmoqsuwy]+", "bdf中", true},
        {"[^acegikmoqsuwy]+", "bdc", false},
        {"[一-龥]{2,4}", "王小明", true},
        {"[一-龥]{2,4}", "W小明", false},
        {"1[3-9]\\d{9}", "13800000000", true},
        {"()", "", true},
        {"(){5}a", "a", true},
        {"((a*)*)*", "aaaa", true},
        {"-", "-", true},
        {"[^\\d]", "a", true},
        {"[^\\d]", "5", false},
    };
    struct bench b = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        if (!compile(&b, table[i].pattern)) {
            if (table[i].match) {
                print_error("%s: %s\n", table[i].pattern, b.mistake.text);
                _fail(__FILE__, __LINE__);
            }
            continue;
        }
        if (matches(&b, table[i].text) != table[i].match) {
            print_error("%s on %s\n", table[i].pattern, table[i].text);
            _fail(__FILE__, __LINE__);
        }
    }
    bench_free(&b);
}

/* A thousand sets of positions may be entered. */
static void many_states(void **state)
{
    struct bench b = {0};

    (void)state;
    assert_true(compile(&b, "[ab]*a[ab]{9}"));
    assert_true(matches(&b, "aababbabab"));
    assert_true(matches(&b, "bbbabbbbbbbbb"));
    assert_false(matches(&b, "bbbbbbbbbb"));
    assert_false(matches(&b, "aababbaba"));
    bench_free(&b);
}

static void mistakes_have_a_place(void **state)
{
    static const struct {
        const char *pattern;
        size_t at;
        const char *text;
    } table[] = {
        {"a(b", 1, "这个 ( 没有配上 )"},
        {"ab)", 2, "这个 ) 前面没有配上的 ("},
        {"x[ab", 1, "这个 [ 没有配上 ]"},
        {"x[]", 1, "[ ] 里什么也没有"},
        {"*a", 0, "前面没有可以重复的内容；要这个字符本身请写反斜杠，如 \\*"},
        {"a**", 2, "前面没有可以重复的内容；要这个字符本身请写反斜杠，如 \\*"},
        {"a]", 1, "多余的括号；要这个字符本身请写反斜杠，如 \\]"},
        {"\\w", 1, "反斜杠后面只能是 d（数字）或一个符号，如 \\. \\( \\\\"},
        {"a\\", 2, "反斜杠后面只能是 d（数字）或一个符号，如 \\. \\( \\\\"},
        {"[z-a]", 1, "[ ] 里的范围要从小到大写，如 a-z、0-9"},
        {"a{x}", 1, "次数写作 {3}、{2,} 或 {2,5}"},
        {"a{2", 1, "次数写作 {3}、{2,} 或 {2,5}"},
        {"a{5,2}", 1, "次数要从小到大写，如 {2,5}"},
        {"a{0}", 1, "次数至少是 1"},
        {"a{0,0}", 1, "最多的次数至少是 1"},
        {"a{65}", 1, "模式太长：展开后最多 64 个字符位置"},
        {"(((((((((((((((((a)))))))))))))))))", 16, "括号套得太深：最多 16 层"},
    };
    struct bench b = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_false(compile(&b, table[i].pattern));
        assert_string_equal(b.mistake.text, table[i].text);
        assert_int_equal(b.mistake.at, table[i].at);
        assert_int_equal(b.patterns.length + b.sets.length, 0);
    }
    bench_free(&b);
}

static void sixty_four_positions_are_enough_and_the_most(void **state)
{
    struct bench b = {0};
    char text[66];

    (void)state;
    memset(text, 'a', sizeof text);
    text[64] = 0;
    assert_true(compile(&b, "((a{4}){4}){4}"));
    assert_true(matches(&b, text));
    text[63] = 0;
    assert_false(matches(&b, text));
    assert_false(compile(&b, "((a{4}){4}){4}b"));
    bench_free(&b);
}

static void time_is_linear_where_backtracking_is_not(void **state)
{
    struct bench b = {0};
    static char text[200001];

    (void)state;
    memset(text, 'a', sizeof text - 1);
    assert_true(compile(&b, "(a*)*(a|a)*(a?){20}b"));
    assert_false(matches(&b, text));
    bench_free(&b);
}

/* ---- a naive matcher of the same language, over the letters a and b ---- */

/* Where a piece may end: continuation-passing by explicit ends, as sets of
 * offsets (bit n: offset n of the text may be reached). */
struct naive {
    const char *pattern;
    const char *text;
    size_t length;
};

static uint32_t choice_ends(struct naive *n, uint32_t from);

static uint32_t atom_ends(struct naive *n, uint32_t from)
{
    uint32_t to = 0;
    const char c = *n->pattern++;

    if (c == '(') {
        to = choice_ends(n, from);
        n->pattern++;
        return to;
    }
    for (size_t i = 0; i < n->length; i++)
        if ((from >> i & 1) != 0 && (c == '.' || n->text[i] == c))
            to |= 1u << (i + 1);
    return to;
}

/* All ends after `least` to `most` times the atom at `start`. */
static uint32_t times(struct naive *n, const char *start, uint32_t from,
                      int least, int most)
{
    uint32_t all = 0;

    for (int i = 0; i <= most; i++) {
        if (i >= least)
            all |= from;
        n->pattern = start;
        from = atom_ends(n, from);
    }
    return all;
}

static uint32_t piece_ends(struct naive *n, uint32_t from)
{
    const char *start = n->pattern;
    int least = 1, most = 1;
    uint32_t to;

    atom_ends(n, 0);
    switch (*n->pattern) {
    case '?':
        least = 0;
        break;
    case '*':
        least = 0;
        most = 12;
        break;
    case '+':
        most = 12;
        break;
    case '{':
        least = n->pattern[1] - '0';
        most = n->pattern[3] == '}' ? 12 : n->pattern[3] - '0';
        break;
    default:
        return times(n, start, from, 1, 1);
    }
    to = times(n, start, from, least, most);
    n->pattern += *n->pattern != '{' ? 1 : n->pattern[3] == '}' ? 4 : 5;
    return to;
}

static uint32_t choice_ends(struct naive *n, uint32_t from)
{
    uint32_t all = 0, to = from;

    for (;;) {
        if (*n->pattern != 0 && *n->pattern != '|' && *n->pattern != ')') {
            to = piece_ends(n, to);
            continue;
        }
        all |= to;
        if (*n->pattern != '|')
            return all;
        n->pattern++;
        to = from;
    }
}

static bool naive_matches(const char *pattern, const char *text)
{
    struct naive n = {pattern, text, strlen(text)};

    return (choice_ends(&n, 1) >> n.length & 1) != 0;
}

/* ---- generated patterns ------------------------------------------------ */

static uint32_t seed = 12345;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static char *make_choice(char *out, int depth);

static char *make_piece(char *out, int depth)
{
    static const char *const repeats[] = {"?",     "*",     "+",
                                          "{2,3}", "{0,2}", "{1,}"};

    if (depth > 0 && chance(3) == 0) {
        *out++ = '(';
        out = make_choice(out, depth - 1);
        *out++ = ')';
    } else {
        *out++ = "ab."[chance(3)];
    }
    if (chance(3) == 0) {
        const char *r = repeats[chance(COUNT(repeats))];

        memcpy(out, r, strlen(r));
        out += strlen(r);
    }
    return out;
}

static char *make_choice(char *out, int depth)
{
    do {
        for (uint32_t i = chance(4); i > 0; i--)
            out = make_piece(out, depth);
        if (chance(4) != 0)
            return out;
        *out++ = '|';
    } while (true);
}

static void agrees_on(struct bench *b, const char *pattern)
{
    char text[9];

    for (int i = 0; i < 40; i++) {
        size_t length = chance(9);

        for (size_t n = 0; n < length; n++)
            text[n] = "ab"[chance(2)];
        text[length] = 0;
        if (matches(b, text) != naive_matches(pattern, text)) {
            print_error("%s on %s\n", pattern, text);
            _fail(__FILE__, __LINE__);
        }
    }
}

static void agrees_with_a_naive_matcher(void **state)
{
    static char pattern[65536];
    int compiled = 0;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        struct bench b = {0};

        *make_choice(pattern, 2) = 0;
        if (compile(&b, pattern)) {
            agrees_on(&b, pattern);
            compiled++;
        }
        bench_free(&b);
    }
    assert_true(compiled > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts_match),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(sixty_four_positions_are_enough_and_the_most),
        cmocka_unit_test(many_states),
        cmocka_unit_test(time_is_linear_where_backtracking_is_not),
        cmocka_unit_test(agrees_with_a_naive_matcher),
    };
    return cmocka_run_group_tests_name("expr pattern", tests, NULL, NULL);
}
