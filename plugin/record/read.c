#include "record/read.h"

#include <string.h>

#include "base/bytes.h"
#include "pack/format.h"

#define MARKER_MAX 9   /* bytes of the longest marker */
#define LEAD_WIDE 0xE3 /* lead byte of U+3000 and above */

/* U+FF01..U+FF5E are ! to ~ in full width; U+3000 is the blank. */
static uint32_t narrowed(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

/* Of a text that may have something wide. */
static struct text narrow(struct arena *arena, struct text t, uint16_t *flags)
{
    char *out = arena_alloc(arena, t.length);
    size_t length = 0, at = 0;

    if (out == NULL)
        return t;
    while (at < t.length) {
        const uint32_t c = text_next(t, &at);
        if (narrowed(c) != c)
            *flags |= CELL_WIDE;
        length += text_put(narrowed(c), out + length);
    }
    return text_trim((struct text){out, length});
}

struct text read_narrow(struct arena *arena, struct text t, uint16_t *flags)
{
    return bytes_reach(t, 0, LEAD_WIDE) < t.length ? narrow(arena, t, flags)
                                                   : t;
}

bool read_one_of(struct text t, const char *words)
{
    for (; *words != '\0'; words += strlen(words) + 1)
        if (text_equal(t, text_of(words)))
            return true;
    return false;
}

bool read_is_marker(struct text t)
{
    if (t.length == 0 || t.length > MARKER_MAX)
        return false;
    switch ((unsigned char)t.at[0]) {
    case '-':
        return t.length <= 4 && memcmp(t.at, "----", t.length) == 0;
    case '/':
        return t.length == 1;
    case 'N':
        return read_one_of(t, "NULL\0Null\0");
    case 'n':
        return read_one_of(t, "null\0");
    case 0xE2:
        return read_one_of(t, "—\0——\0―\0");
    case 0xE6:
        return read_one_of(t, "无\0未归\0未出\0");
    case 0xEF:
        return read_one_of(t, "－\0（无）\0");
    default:
        return false;
    }
}

/* 3201**********1234, 3201##########1234, 3201XXXXXXXXXX1234. */
static bool is_masked(struct text t)
{
    unsigned run = 0;

    for (size_t i = 0; i < t.length; i++) {
        run = t.at[i] == 'X' || t.at[i] == 'x' ? run + 1 : 0;
        if (t.at[i] == '*' || t.at[i] == '#' || run == 4)
            return true;
    }
    return false;
}

enum cell_state read_id(struct arena *arena, struct text t, struct cell *cell)
{
    char *copy;

    cell->plain = t;
    if (is_masked(t))
        cell->flags |= CELL_MASKED;
    if (t.length == 0 || t.at[t.length - 1] != 'x')
        return CELL_GIVEN;
    copy = arena_alloc(arena, t.length);
    if (copy == NULL)
        return CELL_GIVEN;
    for (size_t i = 0; i + 1 < t.length; i++)
        copy[i] = t.at[i];
    copy[t.length - 1] = 'X';
    cell->plain = (struct text){copy, t.length};
    cell->flags |= CELL_CASE;
    return CELL_GIVEN;
}
