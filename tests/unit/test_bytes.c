/* bytes: each pass says what a look at one byte after the other says, in texts
 * of every length and at every address, which end where their memory ends. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

#define LENGTH_MAX 80
#define SHIFT_MAX 16
#define SIGNS_MAX 6
#define LONG_PART "<a rather long part>"

static size_t reach_80(struct text t, size_t at)
{
    return bytes_reach(t, at, 0x80);
}

static size_t reach_ee(struct text t, size_t at)
{
    return bytes_reach(t, at, 0xEE);
}

static size_t pair_near(struct text t, size_t at)
{
    return bytes_pair(t, at, '<', '/', 4, 'e');
}

static size_t pair_far(struct text t, size_t at)
{
    return bytes_pair(t, at, '<', '<', sizeof(LONG_PART) - 2, '>');
}

static size_t find_short(struct text t, size_t at)
{
    return bytes_find(t, at, TEXT("!"));
}

static size_t find_two(struct text t, size_t at)
{
    return bytes_find(t, at, TEXT("\0\0"));
}

static size_t find_long(struct text t, size_t at)
{
    return bytes_find(t, at, TEXT(LONG_PART));
}

/* What the header says, of one place. */

static unsigned byte(struct text t, size_t at)
{
    return (unsigned char)t.at[at];
}

static bool is_80(struct text t, size_t at)
{
    return byte(t, at) >= 0x80;
}

static bool is_ee(struct text t, size_t at)
{
    return byte(t, at) >= 0xEE;
}

static bool is_escaped(struct text t, size_t at)
{
    const unsigned c = byte(t, at);

    return c < 0x20 || c == '"' || c == '\\' || c == 0x7F ||
           (at + 1 < t.length &&
            ((c == 0x80 && (byte(t, at + 1) | 1) == 0xA9) ||
             (c == 0xC2 && byte(t, at + 1) == 0x85)));
}

static bool is_sign(struct text t, size_t at)
{
    const unsigned c = byte(t, at);

    return c == '<' || c == '>' || c == '&' || c == '\n' || c == '\r';
}

static bool begins(unsigned c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80 ||
           c == '/' || c == '_' || c == '!' || c == '?';
}

static bool is_odd(struct text t, size_t at)
{
    const unsigned c = byte(t, at);

    if (c == '<')
        return at + 1 == t.length || !begins(byte(t, at + 1));
    return c >= 0x7F || c == '&' ||
           (c < ' ' && c != '\t' && c != '\n' && c != '\r');
}

static bool is_near(struct text t, size_t at)
{
    return (t.at[at] == '<' || t.at[at] == '/') && t.length - at > 4 &&
           t.at[at + 4] == 'e';
}

static bool is_far(struct text t, size_t at)
{
    return t.at[at] == '<' && t.length - at >= sizeof(LONG_PART) - 1 &&
           t.at[at + sizeof(LONG_PART) - 2] == '>';
}

static bool is_part(struct text t, size_t at, struct text part)
{
    return t.length - at >= part.length &&
           memcmp(t.at + at, part.at, part.length) == 0;
}

static bool is_short(struct text t, size_t at)
{
    return is_part(t, at, TEXT("!"));
}

static bool is_two(struct text t, size_t at)
{
    return is_part(t, at, TEXT("\0\0"));
}

static bool is_long(struct text t, size_t at)
{
    return is_part(t, at, TEXT(LONG_PART));
}

/* Each pass with what may make it stop. */
static const struct pass {
    size_t (*run)(struct text t, size_t at);
    bool (*sought)(struct text t, size_t at);
    struct text signs[SIGNS_MAX];
} passes[] = {
    {reach_80, is_80, {{"\x7F", 1}, {"\x80", 1}, {"\xFF", 1}}},
    {reach_ee, is_ee, {{"\xED", 1}, {"\xEE", 1}, {"\xFF", 1}}},
    {bytes_escaped,
     is_escaped,
     {{"", 1},
      {"\"", 1},
      {"\x1F", 1},
      {"\xE2\x80\xA8", 3},
      {"\x80\xA9\x80\xAA", 4},
      {"\xC2\x85", 2}}},
    {bytes_sign, is_sign, {{"<", 1}, {">", 1}, {"&", 1}, {"\n\r", 2}}},
    {bytes_odd,
     is_odd,
     {{"", 1}, {"<", 1}, {"<a", 2}, {"< ", 2}, {"&", 1}, {"\x80", 1}}},
    {pair_near, is_near, {{"<case", 5}, {"/case", 5}, {"<cas<", 5}}},
    {pair_far, is_far, {{LONG_PART, sizeof(LONG_PART) - 1}}},
    {find_short, is_short, {{"!", 1}, {"!!", 2}}},
    {find_two, is_two, {{"\0\0", 2}, {"\0x\0", 3}}},
    {find_long,
     is_long,
     {{LONG_PART, sizeof(LONG_PART) - 1}, {"<a rather long pArt>", 20}}},
};

static void assert_same(const struct pass *pass, struct text t, size_t from)
{
    size_t expected = from;

    while (expected < t.length && !pass->sought(t, expected))
        expected++;
    assert_int_equal(pass->run(t, from), expected);
}

/* A sign, cut by the text's end perhaps, at every place, looked for from the
 * beginning and from behind it. */
static void try_sign(const struct pass *pass, struct text sign, char *bytes,
                     size_t length)
{
    const struct text t = {bytes, length};

    for (size_t at = 0; at < length; at++) {
        const size_t room = length - at;
        memset(bytes, 'x', length);
        memcpy(bytes + at, sign.at, sign.length < room ? sign.length : room);
        assert_same(pass, t, 0);
        assert_same(pass, t, at + 1);
    }
}

/* Calls `try` with memory for texts of every length at every address. */
static void at_every_address(void (*try)(char *bytes, size_t length))
{
    for (size_t length = 0; length <= LENGTH_MAX; length++)
        for (size_t shift = 0; shift <= SHIFT_MAX; shift++) {
            char *memory = malloc(shift + length);
            assert_non_null(memory);
            try(memory + shift, length);
            free(memory);
        }
}

static void try_passes(char *bytes, size_t length)
{
    for (size_t i = 0; i < COUNT(passes); i++)
        for (size_t j = 0; j < SIGNS_MAX && passes[i].signs[j].length != 0; j++)
            try_sign(&passes[i], passes[i].signs[j], bytes, length);
}

static void passes_stop_at_the_first(void **state)
{
    (void)state;
    at_every_address(try_passes);
}

/* Every byte there is, alone and behind `<`, in a text of some blocks. */
static void passes_know_every_byte(void **state)
{
    char bytes[40];

    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t i = 0; i < COUNT(passes); i++) {
            const char sign[] = {'<', (char)c};
            try_sign(&passes[i], (struct text){sign, 2}, bytes, sizeof(bytes));
            try_sign(&passes[i], (struct text){sign + 1, 1}, bytes,
                     sizeof(bytes));
        }
}

static void markup_begins_as_told(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++)
        assert_int_equal(bytes_begins((unsigned char)c), begins(c));
}

static bool is_quoted(char c)
{
    return c == ',' || c == '"' || c == '\n' || c == '\r';
}

/* One byte more of those that count at every place, the last first. */
static void try_counts(char *bytes, size_t length)
{
    const struct text t = {bytes, length};
    size_t lines = 0, quoted = 0;

    memset(bytes, 'x', length);
    for (size_t at = length; at-- > 0;) {
        bytes[at] = ",\n\"\r;\n"[at % 6];
        lines += bytes[at] == '\n';
        quoted += is_quoted(bytes[at]);
        assert_int_equal(bytes_lines(t), lines);
        assert_int_equal(bytes_quoted(t), quoted);
    }
    assert_int_equal(bytes_lines((struct text){bytes, 0}), 0);
}

/* Every third byte is one that is sought: all places, or as many as there is
 * room for, and none behind. */
static void try_places(char *bytes, size_t length)
{
    const struct text t = {bytes, length};
    uint32_t places[200];
    size_t count;

    for (size_t at = 0; at < length; at++)
        bytes[at] = at % 3 == 1 ? ',' : "-\xAC"[at % 2];
    count = (length + 1) / 3;
    for (size_t room = 0; room <= count + 1; room++) {
        memset(places, 0xff, sizeof(places));
        assert_int_equal(bytes_places(t, ',', places, room),
                         room < count ? room : count);
        for (size_t i = 0; i < COUNT(places); i++)
            assert_int_equal(places[i], i < room && i < count
                                            ? (uint32_t)(i * 3 + 1)
                                            : UINT32_MAX);
    }
}

static void places_are_right(void **state)
{
    (void)state;
    at_every_address(try_places);
}

/* More than a byte can count. */
static void counts_are_right(void **state)
{
    static char bytes[10000];

    (void)state;
    at_every_address(try_counts);
    for (unsigned c = 0; c < 256; c++) {
        memset(bytes, (int)c, sizeof(bytes));
        assert_int_equal(bytes_lines((struct text){bytes, sizeof(bytes)}),
                         c == '\n' ? sizeof(bytes) : 0);
        assert_int_equal(bytes_quoted((struct text){bytes, sizeof(bytes)}),
                         is_quoted((char)c) ? sizeof(bytes) : 0);
    }
}

/* No memory is no bytes. */
static void empty_texts_have_none(void **state)
{
    const struct text none = {NULL, 0};

    (void)state;
    for (size_t i = 0; i < COUNT(passes); i++)
        assert_int_equal(passes[i].run(none, 0), 0);
    assert_int_equal(bytes_lines(none), 0);
    assert_int_equal(bytes_quoted(none), 0);
    assert_int_equal(bytes_places(none, ',', NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_stop_at_the_first),
        cmocka_unit_test(passes_know_every_byte),
        cmocka_unit_test(markup_begins_as_told),
        cmocka_unit_test(places_are_right),
        cmocka_unit_test(counts_are_right),
        cmocka_unit_test(empty_texts_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
