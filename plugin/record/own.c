#include "record/own.h"

#include <stdlib.h>

#include "pack/pack.h"
#include "record/record.h"

/* Texts of a field: as it stands, as it is read, without blanks. */
#define TEXTS 3
/* Bytes of a text that is not found by chance. */
#define NAME_LEAST 4
#define NUMBER_LEAST 6

bool own_open(struct record *r)
{
    struct own *own = &r->own;

    own->fields = calloc(r->fields + 1u, sizeof(*own->fields));
    own->texts = calloc((r->fields + 1u) * (size_t)TEXTS, sizeof(*own->texts));
    if (own->fields == NULL || own->texts == NULL)
        return false;
    for (uint32_t i = 0; i < r->fields; i++) {
        const struct pack_field *field = pack_field(r->pack, i);
        if (field->list == LIST_NONE && field->identity != IDENTITY_NONE)
            own->fields[own->field_count++] = (uint16_t)i;
    }
    return true;
}

void own_close(struct own *own)
{
    free(own->fields);
    free(own->texts);
}

void own_forget(struct own *own)
{
    if (!own->looked)
        return;
    own->looked = false;
    own->count = 0;
    memset(own->firsts, 0, sizeof(own->firsts));
    memset(own->thirds, 0, sizeof(own->thirds));
}

/* ---- looking ------------------------------------------------------------- */

static void set_bit(uint64_t bits[4], char byte)
{
    const unsigned char c = (unsigned char)byte;

    bits[c / 64] |= (uint64_t)1 << c % 64;
}

static void add_own(struct own *own, unsigned identity, struct text t)
{
    if (t.length < (identity == IDENTITY_NAME ? NAME_LEAST : NUMBER_LEAST))
        return;
    set_bit(own->firsts, t.at[0]);
    set_bit(own->thirds, t.at[2]);
    own->texts[own->count++] = (struct own_text){t, (uint8_t)identity};
}

/* Names are written with blanks between their characters, too. */
static void add_without_blanks(struct record *r, struct text t)
{
    const bool blanks = memchr(t.at, ' ', t.length) != NULL ||
                        memchr(t.at, 0xE3, t.length) != NULL;
    char *out = blanks ? arena_alloc(&r->arena, t.length + 1) : NULL;
    size_t length = 0;

    for (size_t at = 0, next = 0; out != NULL && at < t.length; at = next) {
        const uint32_t c = text_next(t, &next);
        if (c == ' ' || c == 0x3000)
            continue;
        memcpy(out + length, t.at + at, next - at);
        length += next - at;
    }
    if (out != NULL && length != t.length)
        add_own(&r->own, IDENTITY_NAME, (struct text){out, length});
}

static void gather_field(struct record *r, uint16_t field)
{
    const unsigned identity = pack_field(r->pack, field)->identity;
    const struct cell *cell = record_scalar(r, field);

    if (cell->state < CELL_BAD)
        return;
    add_own(&r->own, identity, cell->text);
    if (!text_equal(cell->text, cell->plain))
        add_own(&r->own, identity, cell->plain);
    if (identity == IDENTITY_NAME)
        add_without_blanks(r, cell->text);
}

const struct own *own_look(struct record *r)
{
    for (uint32_t i = 0; !r->own.looked && i < r->own.field_count; i++)
        gather_field(r, r->own.fields[i]);
    r->own.looked = true;
    return &r->own;
}

/* ---- finding ------------------------------------------------------------- */

/* A street, a village or a number: more than the name of a town. */
static bool is_detailed(struct text address)
{
    static const char *const words[] = {
        "路", "街", "巷", "村", "号", "组", "栋", "弄", "屯", "庄", "镇", "乡",
        "社", "0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9"};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_contains(address, text_of(words[i])))
            return true;
    return false;
}

size_t own_at(const struct own *own, struct text t, size_t at)
{
    const struct text rest = text_behind(t, at);
    size_t longest = 0;

    for (uint32_t i = 0; i < own->count; i++) {
        const struct own_text *o = &own->texts[i];
        if (o->text.length > longest && text_starts(rest, o->text) &&
            (o->identity != IDENTITY_ADDRESS || is_detailed(o->text)))
            longest = o->text.length;
    }
    return longest;
}
