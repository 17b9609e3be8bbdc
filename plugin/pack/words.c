/* Whether a pack knows a word. */
#include "pack/pack.h"

/* Where in a row of a section a code or a name stands. */
struct word_place {
    unsigned section;
    size_t size, at;
};

#define PLACE(SECTION, type, member)                                           \
    {                                                                          \
        SECTION, sizeof(struct type), offsetof(struct type, member)            \
    }

/* The names of diseases and operations stand first. */
static const struct word_place places[] = {
    PLACE(SECTION_DX_CATEGORY, pack_dx_category, name),
    PLACE(SECTION_OP_CATEGORY, pack_op_category, name),
    PLACE(SECTION_CODE, pack_code, name),
    PLACE(SECTION_ENTRY, pack_entry, name),
    PLACE(SECTION_ENTRY, pack_entry, code),
    PLACE(SECTION_FIELD, pack_field, label),
    PLACE(SECTION_DEPARTMENT, pack_department, name),
    PLACE(SECTION_DEPARTMENT, pack_department, code),
    PLACE(SECTION_META, pack_meta, name),
};

#define CODE_PLACES 3

static bool stands_at(const struct pack *p, const struct word_place *place,
                      struct text word, bool part)
{
    const char *row = (const char *)p->sections[place->section].rows;

    row += place->at;
    for (uint32_t i = 0; i < pack_count(p, place->section); i++) {
        const struct pack_text *t =
            (const struct pack_text *)(const void *)(row + i * place->size);
        if (part ? text_contains(pack_text(p, *t), word)
                 : t->length == word.length &&
                       text_equal(pack_text(p, *t), word))
            return true;
    }
    return false;
}

bool pack_names_code(const struct pack *p, struct text part)
{
    for (size_t i = 0; i < CODE_PLACES; i++)
        if (stands_at(p, &places[i], part, true))
            return true;
    return false;
}

bool pack_knows(const struct pack *p, struct text word)
{
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (stands_at(p, &places[i], word, false))
            return true;
    return false;
}
