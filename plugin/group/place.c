/* Table and row, as every step cites them: an appeal can be answered from them
 * and the digest of the pack. */
#include "group/place.h"

#include "result/notes.h"

#define CONDITION_BYTES 400

const char *code_shown(struct result *r, struct code code)
{
    char text[CODE_MAX];

    return note_text(r, (struct text){text, code_text(code, text)});
}

const char *condition_shown(struct result *r, uint32_t expr)
{
    const struct pack_text source =
        PACK_ROW(r->pack, SECTION_EXPR, pack_expr, expr)->source;

    return note_text(r, text_cut(pack_text(r->pack, source), CONDITION_BYTES));
}

const char *place_in_table(struct result *r, struct pack_text table,
                           uint32_t row)
{
    char digits[10];
    size_t at = sizeof(digits);
    struct text number;

    for (; row != 0 || at == sizeof(digits); row /= 10)
        digits[--at] = (char)('0' + row % 10);
    number = (struct text){digits + at, sizeof(digits) - at};
    return NOTE_JOINED(r, TEXT("“"), pack_text(r->pack, table), TEXT("”第 "),
                       number, TEXT(" 行"));
}

const char *place_of_group(struct result *r, const struct pack_group *g)
{
    return place_in_table(
        r, PACK_ROW(r->pack, SECTION_CATALOGUE, pack_catalogue, g->table)->name,
        g->source_row);
}

const char *place_of_excluded(struct result *r, const struct pack_excluded *e)
{
    return place_in_table(r, e->list, e->source_row);
}

const char *place_of_code(struct result *r, enum code_system system,
                          struct code code, bool gray)
{
    const struct pack_code *row = pack_code_row(r->pack, system, code, gray);

    return row == NULL ? ""
                       : place_in_table(r,
                                        PACK_ROW(r->pack, SECTION_CODE_TABLE,
                                                 pack_code_table, row->table)
                                            ->source,
                                        row->source_row);
}

/* The names of all crosswalks of the system. */
static const char *searched(struct result *r, enum code_system system)
{
    const char *list = "";

    PACK_EACH (walk, r->pack, SECTION_CROSSWALK, pack_crosswalk) {
        const struct text name = pack_text(r->pack, walk->source);

        if (walk->system == (uint32_t)system)
            list = note_format(r, "%s“%.*s”", list, SPELL(name));
    }
    return list;
}

const char *place_of_mapping(struct result *r, enum code_system system,
                             const struct mapped_code *m)
{
    if (!m->partners.listed)
        return searched(r, system);
    return place_in_table(r, m->partners.source, m->partners.source_row);
}
