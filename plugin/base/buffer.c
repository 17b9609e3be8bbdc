#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static bool grow(struct buffer *b, size_t need)
{
    size_t capacity = b->capacity != 0 ? b->capacity : 256;
    char *data;

    while (capacity < need)
        capacity *= 2;
    data = realloc(b->data, capacity);
    if (data == NULL)
        return false;
    b->data = data;
    b->capacity = capacity;
    return true;
}

char *buffer_reserve(struct buffer *b, size_t length)
{
    if (b->failed || length >= BUFFER_MAX - b->length ||
        (b->length + length + 1 > b->capacity &&
         !grow(b, b->length + length + 1))) {
        b->failed = true;
        return NULL;
    }
    b->data[b->length + length] = '\0';
    return b->data + b->length;
}

void buffer_put(struct buffer *b, const void *bytes, size_t length)
{
    char *room = length != 0 ? buffer_reserve(b, length) : NULL;

    if (room == NULL)
        return;
    memcpy(room, bytes, length);
    b->length += length;
}

void buffer_text(struct buffer *b, struct text t)
{
    buffer_put(b, t.at, t.length);
}

void buffer_string(struct buffer *b, const char *string)
{
    buffer_put(b, string, strlen(string));
}

void buffer_char(struct buffer *b, char c)
{
    buffer_put(b, &c, 1);
}

void buffer_integer(struct buffer *b, int64_t n)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (n < 0)
        digits[--at] = '-';
    buffer_put(b, digits + at, sizeof(digits) - at);
}

void buffer_decimal(struct buffer *b, int128 n)
{
    char text[DECIMAL_TEXT_MAX];

    buffer_put(b, text, decimal_text(n, text));
}

struct text buffer_view(const struct buffer *b)
{
    return (struct text){b->data, b->length};
}

void buffer_reset(struct buffer *b)
{
    b->length = 0;
    b->failed = false;
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}
