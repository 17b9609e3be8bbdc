#include "base/buffer.h"

#include <stdlib.h>

#include "base/limits.h"

static bool grow_capacity(struct buffer *b, size_t need)
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

bool buffer_grow(struct buffer *b, size_t length)
{
    if (b->failed || length >= BUFFER_MAX - b->length ||
        (b->length + length + 1 > b->capacity &&
         !grow_capacity(b, b->length + length + 1)))
        b->failed = true;
    return !b->failed;
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
    char *room = buffer_reserve(b, DECIMAL_TEXT_MAX);

    if (room == NULL)
        return;
    b->length += decimal_text(n, room);
    b->data[b->length] = '\0';
}

struct text buffer_view(const struct buffer *b)
{
    return (struct text){b->data != NULL ? b->data : "", b->length};
}

void buffer_sort(struct buffer *b, size_t size,
                 int (*compare)(const void *, const void *))
{
    if (b->length > 0)
        qsort(b->data, b->length / size, size, compare);
}

void buffer_reset(struct buffer *b)
{
    b->length = 0;
    b->failed = false;
}

void buffer_relax(struct buffer *b)
{
    if (b->capacity > ARENA_KEEP)
        buffer_free(b);
    buffer_reset(b);
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}
