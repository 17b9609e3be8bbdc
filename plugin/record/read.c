#include "record/read.h"

#include "pack/format.h"

/* U+FF01..U+FF5E are ! to ~ in full width; U+3000 is the blank. */
static uint32_t narrowed(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

static bool has_wide(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.at[i] >= 0xE3)
            return true;
    return false;
}

struct text read_narrow(struct arena *arena, struct text t, uint16_t *flags)
{
    char *out = has_wide(t) ? arena_alloc(arena, t.length) : NULL;
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

bool read_is_marker(struct text t)
{
    static const struct text markers[] = {
        {"-", 1},         {"--", 2},        {"---", 3},     {"----", 4},
        {"—", 3},         {"——", 6},        {"－", 3},      {"―", 3},
        {"/", 1},         {"无", 3},        {"未归", 6},    {"未出", 6},
        {"NULL", 4},      {"null", 4},      {"Null", 4},    {"（无）", 9},
    };

    if (t.length > 9)
        return false;
    for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
        if (text_equal(t, markers[i]))
            return true;
    return false;
}

enum cell_state read_id(struct arena *arena, struct text t, struct cell *cell)
{
    char *copy;

    cell->plain = t;
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
