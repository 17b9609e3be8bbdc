/*
 * buffer.h -- bytes that grow at the end; output is written into one.
 *
 * A failed or too large append sets `failed` and leaves the buffer as it was;
 * later appends do nothing. The writer asks once, at the end.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/decimal.h"
#include "base/text.h"

struct buffer {
    char *data; /* NUL-terminated when length > 0 */
    size_t length, capacity;
    bool failed;
};

/* Gives the buffer room for `length` more bytes and a NUL; false (failed) if
 * there is none. */
bool buffer_grow(struct buffer *b, size_t length);

/* Room for `length` more bytes at the end, NULL (failed) if there is none;
 * the caller writes there and adds to b->length. */
static inline char *buffer_reserve(struct buffer *b, size_t length)
{
    if ((b->failed || length >= b->capacity - b->length) &&
        !buffer_grow(b, length))
        return NULL;
    b->data[b->length + length] = '\0';
    return b->data + b->length;
}

static inline void buffer_put(struct buffer *b, const void *bytes,
                              size_t length)
{
    char *room = length != 0 ? buffer_reserve(b, length) : NULL;

    if (room == NULL)
        return;
    memcpy(room, bytes, length);
    b->length += length;
}

static inline void buffer_text(struct buffer *b, struct text t)
{
    buffer_put(b, t.at, t.length);
}

static inline void buffer_string(struct buffer *b, const char *string)
{
    buffer_put(b, string, strlen(string));
}

static inline void buffer_char(struct buffer *b, char c)
{
    buffer_put(b, &c, 1);
}

void buffer_integer(struct buffer *b, int64_t n);

/* Plain decimal, no exponent, no trailing zeros (see decimal_text). */
void buffer_decimal(struct buffer *b, int128 n);

/* The bytes as a text, never NULL; valid until the next append. */
struct text buffer_view(const struct buffer *b);

/* ---- buffers of rows of one type --------------------------------------- */

#define BUFFER_ROWS(buffer, type) ((type *)(void *)(buffer)->data)
#define BUFFER_COUNT(buffer, type) ((uint32_t)((buffer)->length / sizeof(type)))

/* Goes through the rows; none may be appended meanwhile. */
#define BUFFER_EACH(row, buffer, type)                                         \
    for (type *row = BUFFER_ROWS(buffer, type);                                \
         (size_t)((char *)row - (buffer)->data) < (buffer)->length; row++)

/* Puts rows of `size` bytes in order; one without rows may be sorted. */
void buffer_sort(struct buffer *b, size_t size,
                 int (*compare)(const void *, const void *));

void buffer_reset(struct buffer *b);
/* The same, but gives back more memory than ARENA_KEEP. */
void buffer_relax(struct buffer *b);
void buffer_free(struct buffer *b);

#endif
