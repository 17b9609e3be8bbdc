/* What a tag that a dialect lacks may stand for. */
#include <string.h>

#include "pack/find.h"

#define DATE_DIGITS 6 /* the fewest of a date: 202403 */

struct guess {
    uint16_t field;
    uint32_t row;
};

static const struct guess no_guess = {PACK_NO_FIELD, 0};

/* Signs of Chinese text and full width forms: （ ） 、 ， */
static bool is_sign(uint32_t c)
{
    return c < 0x80 || (c >= 0x3000 && c < 0x3040) || c >= 0xFF00;
}

size_t pack_hint_key(struct text tag, char key[HINT_KEY])
{
    size_t length = 0;

    for (size_t at = 0; at < tag.length;) {
        const char first = tag.at[at];
        const uint32_t c = text_next(tag, &at);
        const bool plain = is_digit(first) || is_letter(first);

        if (first == '.' || first == '/')
            length = 0;
        if (length > HINT_KEY - 5)
            return 0;
        if (plain)
            key[length++] = (char)(is_small(first) ? first - 'a' + 'A' : first);
        else if (!is_sign(c))
            length += text_put(c, key + length);
    }
    return length;
}

/* ---- ways to guess ------------------------------------------------------- */

static struct guess by_hint(const struct pack *p, struct text key,
                            uint32_t number)
{
    const struct pack_hint *h =
        pack_find_text(p, SECTION_HINT, pack_all(p, SECTION_HINT), key);

    if (h == NULL || (number > 1 && !h->numbered))
        return no_guess;
    if (!h->numbered)
        return (struct guess){h->field, h->row};
    return (struct guess){h->field, (number != 0 ? number : 1) + h->shift};
}

static struct guess by_dialect(const struct pack *p, uint32_t dialect,
                               struct text tag)
{
    const struct pack_tag *t = dialect < pack_count(p, SECTION_DIALECT)
                                   ? pack_tag_find(p, dialect, tag)
                                   : NULL;

    if (t == NULL)
        return no_guess;
    if (t->field != PACK_NO_FIELD)
        return (struct guess){t->field, t->row};
    if (t->child_field == PACK_NO_FIELD)
        return no_guess;
    return (struct guess){t->child_field, 1u + t->child_shift};
}

static struct guess by_any_dialect(const struct pack *p, struct text tag)
{
    struct guess g = no_guess;

    for (uint32_t i = 0;
         g.field == PACK_NO_FIELD && i < pack_count(p, SECTION_DIALECT); i++)
        g = by_dialect(p, i, tag);
    return g;
}

/* The number a key ends in is cut off; 0 without any. */
static uint32_t cut_number(struct text *key)
{
    struct text digits = {key->at, key->length};

    while (key->length != 0 && is_digit(key->at[key->length - 1]))
        key->length--;
    digits = text_behind(digits, key->length);
    return text_take_number(&digits, 2);
}

/* What only says that the value is a code or a name. */
static bool cut_ending(struct text *key)
{
    static const char *const endings[] = {"DM",   "BM",   "BH",   "MC",
                                          "代码", "编码", "编号", "名称"};

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        const struct text ending = text_of(endings[i]);

        if (key->length > ending.length && text_ends(*key, ending)) {
            key->length -= ending.length;
            return true;
        }
    }
    return false;
}

static struct guess by_key(const struct pack *p, uint32_t dialect,
                           struct text key)
{
    struct guess g = by_hint(p, key, 0);
    struct text bare = key;
    const uint32_t number = cut_number(&bare);

    if (g.field == PACK_NO_FIELD && number != 0)
        g = by_hint(p, bare, number);
    return g.field == PACK_NO_FIELD ? by_dialect(p, dialect, key) : g;
}

uint16_t pack_hint_field(const struct pack *p, uint32_t dialect,
                         struct text tag, uint32_t *row)
{
    char bytes[HINT_KEY];
    struct text key = {bytes, pack_hint_key(tag, bytes)};
    struct guess g = no_guess;

    if (key.length != 0)
        g = by_key(p, dialect, key);
    if (g.field == PACK_NO_FIELD)
        g = by_any_dialect(p, tag);
    if (g.field == PACK_NO_FIELD && cut_ending(&key))
        g = by_key(p, dialect, key);
    *row = g.row;
    return g.field;
}

/* ---- values -------------------------------------------------------------- */

static size_t digits_in(struct text shape)
{
    size_t count = 0;

    for (size_t i = 0; i < shape.length; i++)
        count += shape.at[i] == '9';
    return count;
}

bool pack_hint_fits(const struct pack_field *field, struct text shape)
{
    if (field->type == FIELD_DATE || field->type == FIELD_TIME)
        return digits_in(shape) >= DATE_DIGITS;
    return (!field_is_number(field->type) && !field_is_code(field->type)) ||
           digits_in(shape) != 0;
}
