#include "base/format.h"

#include <stdbool.h>
#include <string.h>

#define DIGITS_MAX 20

struct target {
    char *at;
    size_t left; /* without the NUL */
};

static void put(struct target *t, const char *bytes, size_t length)
{
    const size_t n = length < t->left ? length : t->left;

    if (n != 0)
        memcpy(t->at, bytes, n);
    t->at += n;
    t->left -= n;
}

static void put_string(struct target *t, const char *string)
{
    put(t, string, strlen(string));
}

/* A negative length is none, as in printf. */
static void put_part(struct target *t, int length, const char *string)
{
    const char *end = length > 0 ? memchr(string, '\0', (size_t)length) : NULL;

    if (length < 0)
        put_string(t, string);
    else
        put(t, string, end != NULL ? (size_t)(end - string) : (size_t)length);
}

static void put_number(struct target *t, uint64_t n)
{
    char digits[DIGITS_MAX];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    put(t, digits + at, sizeof(digits) - at);
}

static void put_signed(struct target *t, int n)
{
    if (n < 0)
        put(t, "-", 1);
    put_number(t, n < 0 ? (uint64_t) - (int64_t)n : (uint64_t)n);
}

/* True if `what` stands at *format, which then is moved behind it. */
static bool take(const char **format, const char *what)
{
    const size_t length = strlen(what);

    if (strncmp(*format, what, length) != 0)
        return false;
    *format += length;
    return true;
}

/* The conversion behind a `%`; false if it is none of ours. */
static bool convert(struct target *t, const char **format, va_list *args)
{
    if (take(format, "s")) {
        put_string(t, va_arg(*args, const char *));
    } else if (take(format, ".*s")) {
        const int length = va_arg(*args, int);
        put_part(t, length, va_arg(*args, const char *));
    } else if (take(format, "u")) {
        put_number(t, va_arg(*args, unsigned));
    } else if (take(format, "d")) {
        put_signed(t, va_arg(*args, int));
    } else if (take(format, "c")) {
        const char c = (char)va_arg(*args, int);
        put(t, &c, 1);
    } else if (take(format, "zu")) {
        put_number(t, va_arg(*args, size_t));
    } else if (take(format, "lu")) {
        put_number(t, va_arg(*args, unsigned long));
    } else if (take(format, "%")) {
        put(t, "%", 1);
    } else {
        return false;
    }
    return true;
}

size_t format_words(char *out, size_t room, const char *format, va_list args)
{
    struct target t = {out, room - 1};
    const char *sign;
    bool known = true;
    va_list own;

    va_copy(own, args);
    while (known && (sign = strchr(format, '%')) != NULL) {
        put(&t, format, (size_t)(sign - format));
        format = sign + 1;
        known = convert(&t, &format, &own);
    }
    va_end(own);
    put_string(&t, format);
    *t.at = '\0';
    return known ? (size_t)(t.at - out) : FORMAT_UNKNOWN;
}
