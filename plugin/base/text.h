/*
 * text.h -- a run of UTF-8 bytes that somebody else owns.
 *
 * Nothing here allocates; a struct text is passed by value and lives as long
 * as the bytes it points to. Not NUL-terminated.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    const char *at;
    size_t length;
};

/* A text from a string literal. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* What "%.*s" of printf takes; t is evaluated twice. */
#define SPELL(t) (int)(t).length, (t).at

/* How many elements an array (no pointer) has. */
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Less, equal, greater as -1, 0, 1: what sorting asks. */
#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* ASCII, whatever the locale. */
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_letter(char c)
{
    return is_small(c) || is_capital(c);
}

/* Blanks and control characters. */
static inline bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* The text of a NUL-terminated string; NULL gives "". */
struct text text_of(const char *string);

static inline bool text_equal(struct text a, struct text b)
{
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* Byte order; a shorter text that is a prefix comes first. <0, 0, >0. */
int text_compare(struct text a, struct text b);

/* The first `n` bytes, and what stands behind them; t has as many. */
static inline struct text text_head(struct text t, size_t n)
{
    return (struct text){t.at, n};
}

static inline struct text text_behind(struct text t, size_t n)
{
    return (struct text){t.at + n, t.length - n};
}

/* The bytes from `from` up to `to`. */
static inline struct text text_slice(struct text t, size_t from, size_t to)
{
    return (struct text){t.at + from, to - from};
}

bool text_starts(struct text whole, struct text head);
bool text_ends(struct text whole, struct text tail);

/* Where the first `c` stands; t.length if nowhere. */
size_t text_find(struct text t, char c);

/* Number of t among words, -1 if it is none of them. */
int text_index(struct text t, const char *const *words, size_t count);

/* The n-th part between separators, from 1, trimmed; empty if there are
 * fewer. */
struct text text_part(struct text t, unsigned n, char separator);

/* True if the word stands in a list with blanks between. */
bool text_has_word(struct text list, struct text word);

/* Takes the number that *t begins with, of so many digits at most; 0 without
 * any. */
uint32_t text_take_number(struct text *t, size_t digits);

/* True if `part` is somewhere in `whole`; the empty part always is. */
bool text_contains(struct text whole, struct text part);

/* The same, case of ASCII letters folded. */
bool text_contains_fold(struct text whole, struct text part);

/* For text_trim: t is not empty and may have a blank at one end. */
struct text text_cut_blanks(struct text t);

/* Bit 0: a blank may begin with this byte; bit 1: it may end with it. */
extern const unsigned char text_blanks[256];

/* False if the first and last byte show that there is no blank. */
static inline bool text_may_trim(struct text t)
{
    const unsigned char first = (unsigned char)t.at[0];
    const unsigned char last = (unsigned char)t.at[t.length - 1];

    return ((text_blanks[first] & 1) | (text_blanks[last] & 2)) != 0;
}

/* Without blanks at both ends: ASCII white space, U+00A0, U+3000, U+FEFF. */
static inline struct text text_trim(struct text t)
{
    return t.length != 0 && text_may_trim(t) ? text_cut_blanks(t) : t;
}

/* Number of code points (bytes that are not continuation bytes). */
size_t text_characters(struct text t);

/* At most `limit` bytes of t, cut on a character boundary. */
struct text text_cut(struct text t, size_t limit);

/*
 * The code point at t[*at], moving *at behind it. Bytes that are not UTF-8 give
 * U+FFFD and move by one. *at must be less than t.length.
 */
uint32_t text_next(struct text t, size_t *at);

/* Writes code point c as UTF-8 to out (4 bytes of room); the bytes used. */
size_t text_put(uint32_t c, char *out);

/* 32-bit hash of the bytes, ASCII letters folded to upper case. The same on
 * every machine: packs hold tables built with it. */
uint32_t text_hash(struct text t, uint32_t seed);

/* Equal but for the case of ASCII letters. */
bool text_equal_fold(struct text a, struct text b);

#endif
