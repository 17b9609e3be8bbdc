#include "input/table/heading.h"

#include <string.h>

#include "base/gb18030.h"

/* Signs that say nothing: blanks, brackets, punctuation. */
static bool is_sign(uint32_t c)
{
    static const char signs[] = " ()[]{}<>_-:;*.,/\\\"'`#";

    return c <= ' ' || c == 0xA0 || c == 0xB7 || c == 0xFEFF ||
           (c >= 0x2010 && c <= 0x2027) || (c >= 0x25A0 && c <= 0x2605) ||
           (c >= 0x3000 && c <= 0x3011 && c != 0x3007) || c == 0x3014 ||
           c == 0x3015 || (c < 0x80 && strchr(signs, (int)c) != NULL);
}

/* Full-width forms as ASCII, roman digits as letters. */
static uint32_t fold(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c;
}

/* The name folded, in `out`; with its signs if they are `kept`, as of a tag. */
static struct text folded(struct text name, bool kept, char out[HEADING_NAME])
{
    size_t at = 0, length = 0;

    while (at < name.length && length + 4 <= HEADING_NAME) {
        const uint32_t c = fold(text_next(name, &at));
        if (kept || !is_sign(c))
            length += text_put(c, out + length);
    }
    return (struct text){out, length};
}

/* Without the zeros that a number begins with: 诊断01 is 诊断1. */
static struct text without_zeros(struct text name, char out[HEADING_NAME])
{
    bool number = false;
    size_t length = 0;

    for (size_t i = 0; i < name.length; i++) {
        const char c = name.at[i];
        const bool more = i + 1 < name.length && is_digit(name.at[i + 1]);
        if (c == '0' && !number && more)
            continue;
        number = is_digit(c);
        out[length++] = c;
    }
    return (struct text){out, length};
}

/* How many digits at name[at] are part of it: ICD10, ICD9CM3. */
static size_t own_digits(struct text name, size_t at)
{
    static const struct {
        struct text behind, digits;
    } own[] = {
        {{"ICD", 3}, {"10", 2}}, {{"ICD", 3}, {"9", 1}}, {{"CM", 2}, {"3", 1}}};

    for (size_t i = 0; i < COUNT_OF(own); i++) {
        const size_t n = own[i].behind.length;
        if (at >= n &&
            text_equal_fold(text_slice(name, at - n, at), own[i].behind) &&
            text_starts(text_behind(name, at), own[i].digits))
            return own[i].digits.length;
    }
    return 0;
}

/* The name without the number in it, of at most two digits; 0 if it has none
 * or several. */
static uint32_t take_number(struct text name, char out[HEADING_NAME],
                            struct text *rest)
{
    uint32_t number = 0, digits = 0;
    size_t length = 0, at = 0, own, last = 0;

    while (at < name.length) {
        own = is_digit(name.at[at]) ? own_digits(name, at) : 1;
        for (size_t i = 0; i < own; i++)
            out[length++] = name.at[at++];
        if (own != 0)
            continue;
        if (digits != 0 && last != at)
            return 0;
        number = number * 10 + (uint32_t)(name.at[at++] - '0');
        digits++;
        last = at;
    }
    *rest = (struct text){out, length};
    return digits <= 2 ? number : 0;
}

static bool is_of_columns(const struct pack *pack, uint32_t dialect)
{
    return (PACK_ROW(pack, SECTION_DIALECT, pack_dialect, dialect)->flags &
            DIALECT_TABLE) != 0;
}

/* By a folded name with a number in it. */
static struct heading_meaning find_numbered(const struct pack *pack,
                                            uint32_t dialect, struct text name)
{
    struct heading_meaning m = {NULL, 0};
    char room[HEADING_NAME];
    struct text rest;

    if (!is_of_columns(pack, dialect)) {
        m.tag = pack_tag_find(pack, dialect, without_zeros(name, room));
        return m;
    }
    m.number = take_number(name, room, &rest);
    if (m.number != 0)
        m.tag = pack_tag_find(pack, dialect, rest);
    if (m.tag == NULL || m.tag->child_field != PACK_NO_FIELD)
        return m;
    /* `17.白蛋白类制品费`: the form's own number of the item. */
    return (struct heading_meaning){is_digit(name.at[0]) ? m.tag : NULL, 0};
}

struct heading_meaning heading_find(const struct pack *pack, uint32_t dialect,
                                    struct text name)
{
    struct heading_meaning m = {NULL, 0};
    char room[HEADING_NAME];

    if (name.length == 0)
        return m;
    m.tag = pack_tag_find(pack, dialect, name);
    if (m.tag != NULL)
        return m;
    m.tag = pack_tag_find(pack, dialect, folded(name, true, room));
    if (m.tag != NULL)
        return m;
    name = folded(name, false, room);
    m.tag = pack_tag_find(pack, dialect, name);
    return m.tag != NULL ? m : find_numbered(pack, dialect, name);
}

/* Tags of one dialect that were met; those beyond count each time. */
struct met {
    uint32_t first;
    unsigned char bits[1024];
};

static bool meet(struct met *met, const struct pack *pack,
                 const struct pack_tag *tag)
{
    const uint32_t n =
        (uint32_t)(tag - PACK_ROW(pack, SECTION_TAG, pack_tag, met->first));
    const unsigned char bit = (unsigned char)(1u << n % 8);

    if (n / 8 >= sizeof met->bits)
        return true;
    if (met->bits[n / 8] & bit)
        return false;
    met->bits[n / 8] |= bit;
    return true;
}

static struct heading_fit fit_dialect(const struct pack *pack, uint32_t dialect,
                                      struct text heading)
{
    struct heading_fit fit = {.dialect = dialect};
    const struct pack_dialect *row =
        PACK_ROW(pack, SECTION_DIALECT, pack_dialect, dialect);
    bool marked = (row->flags & DIALECT_MARKED) == 0;
    struct met met = {.first = row->tags.first};
    struct text name;

    if (row->flags & DIALECT_PATHS)
        return fit;
    while (heading_next(&heading, &name)) {
        const struct pack_tag *tag = heading_find(pack, dialect, name).tag;
        if (tag == NULL)
            continue;
        fit.names++;
        if (!meet(&met, pack, tag))
            continue;
        fit.known++;
        fit.keys += (tag->flags & TAG_KEY) != 0;
        marked = marked || (tag->flags & TAG_MARK) != 0;
    }
    return marked ? fit : (struct heading_fit){.dialect = dialect};
}

/* A dialect with a key before one without, then the one with more names; of
 * two with as many the one that is marked. */
static bool fits_better(const struct heading_fit *a,
                        const struct heading_fit *b, bool marks)
{
    if ((a->keys != 0) != (b->keys != 0))
        return a->keys != 0;
    return a->known > b->known ||
           (marks && a->known != 0 && a->known == b->known);
}

struct heading_fit heading_fit(const struct pack *pack, struct text heading)
{
    struct heading_fit best = {.dialect = PACK_NONE};

    for (uint32_t i = 0; i < pack_count(pack, SECTION_DIALECT); i++) {
        const struct heading_fit fit = fit_dialect(pack, i, heading);
        const bool marks =
            (PACK_ROW(pack, SECTION_DIALECT, pack_dialect, i)->flags &
             DIALECT_MARKED) != 0;
        if (fits_better(&fit, &best, marks))
            best = fit;
    }
    return best;
}

bool heading_next(struct text *heading, struct text *name)
{
    const size_t end = text_find(*heading, '\n');

    if (end == heading->length)
        return false;
    *name = text_head(*heading, end);
    *heading = text_behind(*heading, end + 1);
    return true;
}

struct text heading_name(struct text cell, bool gb18030, char out[HEADING_NAME])
{
    size_t length = 0;
    unsigned bytes = 1;

    for (size_t at = 0; at < cell.length && length + 4 <= HEADING_NAME;
         at += bytes) {
        uint32_t c;
        if (gb18030) {
            c = gb18030_next(cell, at, &bytes);
        } else {
            size_t next = at;
            c = text_next(cell, &next);
            bytes = (unsigned)(next - at);
        }
        length += text_put(c > 0x10FFFF ? 0xFFFD
                           : c < ' '    ? ' '
                                        : c,
                           out + length);
    }
    return text_trim((struct text){out, length});
}
