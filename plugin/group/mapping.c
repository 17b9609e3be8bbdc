#include "group/mapping.h"

#include "group/place.h"
#include "result/notes.h"

#define SHOWN_MAX 4 /* partners named in a message */

/* A column of a list whose codes are looked up. */
struct column {
    enum record_list list;
    enum code_system system;
    uint16_t field;
};

/* The first partners, and how many there are. */
static const char *partner_list(struct result *r,
                                const struct cross_partners *c)
{
    const char *list = "";

    for (uint32_t i = 0; i < c->count && i < SHOWN_MAX; i++)
        list = note_format(r, "%s%s%s", list, i > 0 ? "、" : "",
                           code_shown(r, c->codes[i]));
    return c->count > SHOWN_MAX ? note_format(r, "%s 等 %u 个", list, c->count)
                                : list;
}

static void note_mapping(struct result *r, const struct column *c, uint32_t row,
                         const struct cell *cell)
{
    const struct mapped_code m = pack_map(r->pack, c->system, cell->code);
    const char *code, *place;
    struct finding *f;

    if (m.how == MAPPING_OWN)
        return;
    code = code_shown(r, cell->code);
    place = place_of_mapping(r, c->system, &m);
    if (m.how == MAPPING_ONE)
        f = note_add(r, NOTE_MAPPED, WORDS(code, code_shown(r, m.code), place));
    else if (m.how == MAPPING_SEVERAL)
        f = note_add(r, NOTE_MAPPED_SEVERAL,
                     WORDS(code, partner_list(r, &m.partners), place));
    else
        f = note_add(r, NOTE_MAPPED_NONE, WORDS(code, place));
    note_at(f, c->field, row, cell);
}

/* ---- neighbours ---------------------------------------------------------- */

static bool known_to_tables(const struct pack *p, enum code_system system,
                            struct code code)
{
    return system == SYSTEM_PROCEDURE ? pack_op(p, code).exists
                                      : pack_dx(p, code).exists;
}

static void say_nearest(struct result *r, const struct column *c, uint32_t row,
                        const struct cell *cell)
{
    const struct pack_code *near[NEAREST_MAX];
    const uint32_t count = pack_nearest(r->pack, c->system, cell->code, near);
    const char *list = "";

    if (count == 0)
        return;
    for (uint32_t i = 0; i < count; i++) {
        const struct text name = pack_text(r->pack, near[i]->name);

        list = note_format(r, "%s%s%s %.*s", list, i > 0 ? "、" : "",
                           code_shown(r, near[i]->code), (int)name.length,
                           name.at);
    }
    note_at(note_add(r, NOTE_NEAREST, WORDS(code_shown(r, cell->code), list)),
            c->field, row, cell);
}

static void look_up(struct result *r, const struct column *c)
{
    if (c->field == PACK_NO_FIELD)
        return;
    for (uint32_t row = 1; row <= r->record.lists[c->list].count; row++) {
        const struct cell *cell = record_item(
            &r->record, c->list, row, pack_field(r->pack, c->field)->column);

        if (cell == NULL || cell->state != CELL_GIVEN ||
            pack_code_listed(r->pack, c->system, cell->code))
            continue;
        note_mapping(r, c, row, cell);
        if (!known_to_tables(r->pack, c->system, cell->code))
            say_nearest(r, c, row, cell);
    }
}

void mapping_run(struct result *r)
{
    const struct pack_known *known = &r->pack->known;
    const struct column columns[] = {
        {LIST_DIAGNOSES, SYSTEM_DIAGNOSIS, known->dx_code},
        {LIST_PROCEDURES, SYSTEM_PROCEDURE, known->op_code},
    };

    if (pack_count(r->pack, SECTION_CODE_TABLE) == 0)
        return;
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        look_up(r, &columns[i]);
}
