#include "record/identity.h"

#include <string.h>

#include "base/bytes.h"
#include "base/personal.h"
#include "pack/pack.h"
#include "record/names.h"

#define SHORT_CODE_MAX 6 /* a text of so many characters is a code */

/* ---- masking ------------------------------------------------------------- */

/* What is looked for in a text. */
struct search {
    struct record *r;
    const struct own *own;
    const struct pack_field *field; /* of the text, or NULL */
    bool names;
};

/* What a byte may begin: a number, in full width too; where names are looked
 * for any Chinese character. What is at least LEAD_THREE has three bytes. */
enum { BEGINS_NUMBER = 1, BEGINS_HAN = 2, LEAD_THREE = 0xE0, LEAD_FOUR = 0xF0 };

#define HAN(x) [x] = BEGINS_HAN
#define DIGIT(x) ['0' + (x)] = BEGINS_NUMBER
#define FIVE(m, x) m(x), m((x) + 1), m((x) + 2), m((x) + 3), m((x) + 4)

static const unsigned char begins[256] = {
    FIVE(DIGIT, 0),
    FIVE(DIGIT, 5),
    ['.'] = BEGINS_NUMBER,
    FIVE(HAN, 0xE3),
    FIVE(HAN, 0xE8),
    HAN(0xED),
    HAN(0xEE),
    [0xEF] = BEGINS_NUMBER | BEGINS_HAN,
    FIVE(HAN, 0xF0),
};

/* The first place from `at` on where something that is looked for may begin. */
static size_t next_chance(const struct search *s, struct text t, size_t at)
{
    const unsigned wanted =
        s->names ? BEGINS_NUMBER | BEGINS_HAN : BEGINS_NUMBER;

    while (at < t.length) {
        const unsigned char c = (unsigned char)t.at[at];
        if ((begins[c] & wanted) != 0 || own_may_begin(s->own, t, at))
            break;
        at += c >= LEAD_THREE && c < LEAD_FOUR ? 3 : 1;
    }
    return at < t.length ? at : t.length;
}

/* Bytes from `at` on that are to be masked; `first`: no character of its sort
 * stands before. */
static size_t found_at(const struct search *s, struct text t, size_t at,
                       enum personal_sort sort, bool first)
{
    size_t length = own_may_begin(s->own, t, at) ? own_at(s->own, t, at) : 0;

    if (length != 0 && name_by_chance(s->r, t, at, length))
        length = 0;
    if (length == 0 && first && sort == PERSONAL_DIGIT)
        length = personal_number(t, at);
    if (length == 0 && first && sort == PERSONAL_HAN && s->names)
        length = name_at(s->r, s->field, t, at);
    return length;
}

/* The next place from *at on where something is found, and its bytes; 0 at the
 * end. *before is the sort of the character before *at. */
static size_t find_next(const struct search *s, struct text t, size_t *at,
                        enum personal_sort *before)
{
    while (*at < t.length) {
        const size_t next = next_chance(s, t, *at);
        size_t behind = next, found;
        enum personal_sort sort;
        if (next != *at)
            *before = PERSONAL_OTHER;
        *at = next;
        if (next == t.length)
            break;
        sort = personal_sort(t, &behind, *before);
        found = found_at(s, t, *at, sort, sort != *before);
        if (found != 0)
            return found;
        *before = sort;
        *at = behind;
    }
    return 0;
}

static struct text masked(const struct search *s, struct text t)
{
    enum personal_sort before = PERSONAL_OTHER;
    size_t at = 0, from = 0, length = 0;
    size_t found = find_next(s, t, &at, &before);
    char *out;

    if (found == 0)
        return t;
    out = arena_alloc(&s->r->arena, t.length);
    if (out == NULL)
        return TEXT("*");
    for (; found != 0; found = find_next(s, t, &at, &before)) {
        memcpy(out + length, t.at + from, at - from);
        length += at - from;
        length += personal_mask(text_slice(t, at, at + found), out + length);
        from = at += found;
        before = PERSONAL_OTHER;
    }
    memcpy(out + length, t.at + from, t.length - from);
    return (struct text){out, length + t.length - from};
}

static struct text search_in(struct record *r, const struct pack_field *field,
                             bool names, struct text t)
{
    if (r->with_identity || t.length == 0)
        return t;
    return masked(&(struct search){r, own_look(r), field, names}, t);
}

/* ---- cells --------------------------------------------------------------- */

static bool takes_code(const struct pack *p, const struct pack_field *field)
{
    const struct text name = pack_text(p, field->name);

    if (field->type == FIELD_TEXT)
        return (field->length != 0 && field->length <= SHORT_CODE_MAX) ||
               text_ends(name, TEXT("code")) || text_ends(name, TEXT("_no"));
    return field->type != FIELD_ID;
}

static struct text mask_whole(struct record *r, struct text t)
{
    char *out = arena_alloc(&r->arena, t.length);

    return out != NULL ? (struct text){out, personal_mask(t, out)} : TEXT("*");
}

struct text identity_shown(struct record *r, uint32_t field, struct text t)
{
    const struct pack_field *f = pack_field(r->pack, field);

    if (r->with_identity || t.length == 0 || field == r->pack->known.record_no)
        return t;
    if (f->identity != IDENTITY_NONE)
        return mask_whole(r, t);
    return search_in(r, f, takes_code(r->pack, f), t);
}

struct text identity_given(struct record *r, uint32_t field, uint32_t row)
{
    const struct text t = record_given_text(r, field, row);

    return t.length != 0 ? identity_shown(r, field, t) : t;
}

static bool has_text(const struct cell *cell, struct text t)
{
    return cell->text.at == t.at || cell->plain.at == t.at;
}

/* Of fields of identity the one whose text this is; PACK_NO_FIELD. */
static uint16_t own_field(const struct record *r, struct text t)
{
    for (uint32_t i = 0; i < r->own.field_count; i++)
        if (has_text(&r->scalars[r->own.fields[i]], t))
            return r->own.fields[i];
    return PACK_NO_FIELD;
}

/* The same of all fields. */
static uint16_t any_field(const struct record *r, struct text t)
{
    for (uint32_t i = 0; i < r->filled_count; i++)
        if (has_text(&r->scalars[r->filled[i]], t))
            return r->filled[i];
    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++) {
        const struct record_rows *rows = &r->lists[list];
        for (uint32_t i = 0; i < rows->count * rows->columns; i++)
            if (has_text(&rows->cells[i], t))
                return r->by_list[r->first_of[list] + i % rows->columns];
    }
    return PACK_NO_FIELD;
}

static bool may_hold_name(struct text t)
{
    for (size_t at = 0, count; at < t.length;) {
        const size_t length = personal_han(t, at, &count);
        if (count >= 2 && count <= NAME_LONGEST)
            return true;
        at += length;
        if (at < t.length)
            text_next(t, &at);
    }
    return false;
}

struct text identity_checked(struct record *r, struct text t)
{
    uint16_t field;

    if (r->with_identity || t.length == 0 || pack_holds(r->pack, t))
        return t;
    field = own_field(r, t);
    if (field == PACK_NO_FIELD && may_hold_name(t))
        field = any_field(r, t);
    return field != PACK_NO_FIELD ? identity_shown(r, field, t) : t;
}

/* ---- other texts --------------------------------------------------------- */

struct text identity_told(struct record *r, struct text t)
{
    return search_in(r, NULL, false, t);
}

struct text identity_word(struct record *r, struct text t)
{
    return search_in(r, NULL, true, t);
}

struct text identity_replaced(struct record *r, struct text told,
                              struct text text, struct text mask)
{
    struct text rest = told;
    size_t length = 0, at;
    char *out;

    if (text.length < 2 || bytes_find(told, 0, text) == told.length)
        return told;
    out = arena_alloc(&r->arena, told.length);
    if (out == NULL)
        return TEXT("*");
    for (; (at = bytes_find(rest, 0, text)) < rest.length;
         rest = text_behind(rest, at + text.length)) {
        memcpy(out + length, rest.at, at);
        memcpy(out + length + at, mask.at, mask.length);
        length += at + mask.length;
    }
    memcpy(out + length, rest.at, rest.length);
    return (struct text){out, length + rest.length};
}
