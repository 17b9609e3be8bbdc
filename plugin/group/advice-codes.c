/* Codes that the region's lists set apart, and their neighbours that are not:
 * gray codes and excluded principal diagnoses (dip-3.0.md 2.6). */
#include "group/drg.h"
#include "group/place.h"
#include "group/search.h"
#include "result/notes.h"

#define SHOWN_MAX 3   /* codes named in an advice */
#define SUBCATEGORY 5 /* bytes: K80.1, 51.22 */

/* ---- other codes of the subcategory ---------------------------------------
 */

struct siblings {
    bool table; /* the region has a national table */
    uint32_t count;
    struct code codes[SHOWN_MAX]; /* the first of them */
};

/* A row that is not comprehensive and, unless `operation` is NULL, asks for
 * it. */
static bool has_row(const struct search *s, struct code dx,
                    const struct code *operation)
{
    struct row_walk walk = {.length = code_length(dx)};
    struct pack_range rows;

    while (row_walk_next(s->r->pack, dx, &walk, &rows))
        for (uint32_t i = 0; i < rows.count; i++) {
            const struct pack_group *g =
                PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, rows.first + i);

            if (g->kind == KIND_COMPREHENSIVE)
                continue;
            if (operation == NULL)
                return true;
            for (uint32_t part = 0; part < g->parts.count; part++)
                if (row_asks(s, g, part, *operation))
                    return true;
        }
    return false;
}

/* By DRG: the code stands in a list that an MDC or ADRG asks for. */
static bool has_list(const struct pack *p, struct code code)
{
    const struct pack_drg_code *known = pack_drg_code_find(p, code);

    for (uint32_t t = 0; known != NULL && t < pack_count(p, SECTION_DRG_TEST);
         t++)
        for (uint32_t i = 0; i < known->members.count; i++)
            if (PACK_ROW(p, SECTION_DRG_MEMBER, pack_drg_member,
                         known->members.first + i)
                    ->list ==
                PACK_ROW(p, SECTION_DRG_TEST, pack_drg_test, t)->list)
                return true;
    return false;
}

static bool code_groups(const struct search *s, enum code_system system,
                        struct code code)
{
    const struct pack *p = s->r->pack;
    struct dx_facts dx;

    if (drg_pack(p) && !has_list(p, code))
        return false;
    if (system == SYSTEM_PROCEDURE)
        return !pack_op(p, code).gray && s->c.has_principal &&
               (drg_pack(p) || has_row(s, s->c.principal, &code));
    dx = pack_dx(p, code);
    return !dx.gray && dx.principal != PRINCIPAL_NEVER &&
           pack_excluded_find(p, SYSTEM_DIAGNOSIS, code) == NULL &&
           (drg_pack(p) || has_row(s, code, NULL));
}

/* Of a gray code all siblings that are not gray, whether they group or not:
 * the coder is to look what fits, not what pays. */
static bool stands_aside(const struct search *s, enum code_system system,
                         bool gray, struct code code)
{
    const struct pack *p = s->r->pack;

    if (!gray)
        return !code_groups(s, system, code);
    return system == SYSTEM_PROCEDURE ? pack_op(p, code).gray
                                      : pack_dx(p, code).gray;
}

static void add_siblings(const struct search *s, enum code_system system,
                         bool gray, const struct pack_code_table *table,
                         struct code code, struct siblings *out)
{
    const struct pack *p = s->r->pack;
    const struct pack_range near =
        pack_codes_with(p, table, code_prefix(code, SUBCATEGORY));

    for (uint32_t i = 0; i < near.count; i++) {
        const struct code other =
            PACK_ROW(p, SECTION_CODE, pack_code, near.first + i)->code;

        if (code_equal(other, code) || stands_aside(s, system, gray, other))
            continue;
        if (out->count < SHOWN_MAX)
            out->codes[out->count] = other;
        out->count++;
    }
}

/* Of the first table that has any. */
static struct siblings siblings_of(const struct search *s,
                                   enum code_system system, bool gray,
                                   struct code code)
{
    const struct pack *p = s->r->pack;
    struct siblings out = {0};

    for (uint32_t i = 0;
         i < pack_count(p, SECTION_CODE_TABLE) && out.count == 0; i++) {
        const struct pack_code_table *table =
            PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, i);

        if (table->system != (uint32_t)system ||
            (table->flags & TABLE_GRAY) != 0)
            continue;
        out.table = true;
        add_siblings(s, system, gray, table, code, &out);
    }
    return out;
}

static const char *siblings_words(struct result *r, enum code_system system,
                                  const struct siblings *n)
{
    const char *list = "";

    for (uint32_t i = 0; i < n->count && i < SHOWN_MAX; i++)
        list = note_format(r, "%s%s%s", list, i > 0 ? "、" : "",
                           advice_code(r, system, n->codes[i]));
    return n->count > SHOWN_MAX ? note_format(r, "%s 等 %u 个", list, n->count)
                                : list;
}

/* ---- GRP001: gray codes ---------------------------------------------------
 */

/* A gray code of the record: the first, and how many there are. */
struct gray {
    enum record_list list;
    enum code_system system;
    uint32_t row, count;
    struct code code;
};

static void note_gray(const struct result *r, enum record_list list,
                      uint32_t row, struct gray *g)
{
    const bool dx = list == LIST_DIAGNOSES;
    const enum code_system system = dx ? SYSTEM_DIAGNOSIS : SYSTEM_PROCEDURE;
    const uint16_t field = dx ? r->pack->known.dx_code : r->pack->known.op_code;
    const struct cell *cell =
        record_item(&r->record, list, row, pack_field(r->pack, field)->column);
    struct code code;

    if (cell == NULL || cell->state != CELL_GIVEN)
        return;
    code = pack_map(r->pack, system, cell->code).code;
    if (!(dx ? pack_dx(r->pack, code).gray : pack_op(r->pack, code).gray))
        return;
    if (g->count++ == 0) {
        g->list = list;
        g->system = system;
        g->row = row;
        g->code = code;
    }
}

static void say_gray(struct search *s, const struct gray *g)
{
    const struct siblings n = siblings_of(s, g->system, true, g->code);
    const bool dx = g->system == SYSTEM_DIAGNOSIS;
    const bool ignored = !dx && s->rules->gray_ignored != 0;
    const char *more =
        g->count > 1 ? note_format(s->r, "（灰码共 %u 个）", g->count) : "";
    struct finding *f =
        note_add(s->r, n.count == 0 ? NOTE_GRAY : NOTE_GRAY_SIBLINGS,
                 WORDS(dx ? "主要诊断" : "手术操作",
                       advice_code(s->r, g->system, g->code),
                       note_format(s->r, "%s%s",
                                   ignored ? "，本地区分组时不看它" : "", more),
                       place_of_code(s->r, g->system, g->code, true),
                       siblings_words(s->r, g->system, &n)));

    if (f != NULL && !dx && !ignored)
        f->severity = own_check(NOTE_GRAY).softer;
    advice_at(s->r, f, g->list, g->row);
}

static bool has_gray_list(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_CODE_TABLE); i++)
        if ((PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, i)->flags &
             TABLE_GRAY) != 0)
            return true;
    return false;
}

void advise_gray(struct search *s)
{
    const struct pack_known *known = &s->r->pack->known;
    const uint32_t rows = s->r->record.lists[LIST_PROCEDURES].count;
    struct gray g = {0};

    if (!has_gray_list(s->r->pack))
        return;
    if (known->dx_code != PACK_NO_FIELD)
        note_gray(s->r, LIST_DIAGNOSES, 1, &g);
    for (uint32_t row = 1; known->op_code != PACK_NO_FIELD && row <= rows;
         row++)
        note_gray(s->r, LIST_PROCEDURES, row, &g);
    if (g.count > 0)
        say_gray(s, &g);
}

/* ---- GRP005: an excluded principal diagnosis ------------------------------
 */

void advise_excluded(struct search *s)
{
    struct result *r = s->r;
    const struct pack_excluded *e =
        pack_excluded_find(r->pack, SYSTEM_DIAGNOSIS, s->c.principal);
    struct siblings n;

    if (e == NULL)
        return;
    n = siblings_of(s, SYSTEM_DIAGNOSIS, false, s->c.principal);
    if (!n.table)
        return;
    advice_at(r,
              note_add(r, n.count == 0 ? NOTE_EXCLUDED : NOTE_EXCLUDED_SIBLINGS,
                       WORDS(advice_code(r, SYSTEM_DIAGNOSIS, s->c.principal),
                             place_of_excluded(r, e),
                             siblings_words(r, SYSTEM_DIAGNOSIS, &n))),
              LIST_DIAGNOSES, 1);
}

/* ---- GRP006: a simple operation stands first ------------------------------
 */

void advise_simple(struct search *s)
{
    const struct group_case *c = &s->c;
    struct result *r = s->r;
    const struct case_set_aside *first;
    const struct pack_excluded *e;

    if (c->simple == NO_OPERATION || c->behind.code.high == 0)
        return;
    first = &c->set_aside[c->simple];
    e = PACK_ROW(r->pack, SECTION_EXCLUDED, pack_excluded, first->excluded);
    advice_at(r,
              note_add(r, NOTE_SIMPLE,
                       WORDS(advice_code(r, SYSTEM_PROCEDURE, first->code),
                             note_format(r, "%u", c->behind.row),
                             advice_code(r, SYSTEM_PROCEDURE, c->behind.code),
                             place_of_excluded(r, e))),
              LIST_PROCEDURES, first->row);
}
