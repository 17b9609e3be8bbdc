/*
 * put.h -- words and values appended in the order in which they are read:
 *
 *     put(out, "第 ", row, " 行：", name, "\n");
 *
 * A value is a string, a text, a variable of type char, an unsigned or 64-bit
 * number, or a decimal. An int is refused: a literal such as ',' is one.
 */
#ifndef COMMON_PUT_H
#define COMMON_PUT_H

#include "base/buffer.h"

static inline void put_unsigned(struct buffer *out, uint64_t n)
{
    buffer_integer(out, (int64_t)n);
}

#define PUT_VALUE(out, value)                                                  \
    _Generic((value), char *: buffer_string, const char *: buffer_string,      \
             struct text: buffer_text, char: buffer_char,                      \
             unsigned char: put_unsigned, unsigned short: put_unsigned,        \
             unsigned: put_unsigned, unsigned long: put_unsigned,              \
             unsigned long long: put_unsigned, long: buffer_integer,           \
             long long: buffer_integer, int128: buffer_decimal)(out, value)

/* One value, then the others: at most 12 in all. */
#define PUT_1(out, value) PUT_VALUE(out, value)
#define PUT_2(out, value, ...) PUT_VALUE(out, value), PUT_1(out, __VA_ARGS__)
#define PUT_3(out, value, ...) PUT_VALUE(out, value), PUT_2(out, __VA_ARGS__)
#define PUT_4(out, value, ...) PUT_VALUE(out, value), PUT_3(out, __VA_ARGS__)
#define PUT_5(out, value, ...) PUT_VALUE(out, value), PUT_4(out, __VA_ARGS__)
#define PUT_6(out, value, ...) PUT_VALUE(out, value), PUT_5(out, __VA_ARGS__)
#define PUT_7(out, value, ...) PUT_VALUE(out, value), PUT_6(out, __VA_ARGS__)
#define PUT_8(out, value, ...) PUT_VALUE(out, value), PUT_7(out, __VA_ARGS__)
#define PUT_9(out, value, ...) PUT_VALUE(out, value), PUT_8(out, __VA_ARGS__)
#define PUT_10(out, value, ...) PUT_VALUE(out, value), PUT_9(out, __VA_ARGS__)
#define PUT_11(out, value, ...) PUT_VALUE(out, value), PUT_10(out, __VA_ARGS__)
#define PUT_12(out, value, ...) PUT_VALUE(out, value), PUT_11(out, __VA_ARGS__)
#define PUT_PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, which,     \
                 ...)                                                          \
    which
#define put(out, ...)                                                          \
    (PUT_PICK(__VA_ARGS__, PUT_12, PUT_11, PUT_10, PUT_9, PUT_8, PUT_7, PUT_6, \
              PUT_5, PUT_4, PUT_3, PUT_2, PUT_1, 0)(out, __VA_ARGS__))

#endif
