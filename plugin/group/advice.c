/* What the chosen group says of the operations of the record. */
#include "group/advice.h"

#include "group/drg.h"
#include "group/place.h"
#include "group/search.h"
#include "result/notes.h"

void advice_at(struct result *r, struct finding *f, enum record_list list,
               uint32_t row)
{
    const uint16_t field = list == LIST_DIAGNOSES ? r->pack->known.dx_code
                                                  : r->pack->known.op_code;

    note_at(
        f, field, row,
        record_item(&r->record, list, row, pack_field(r->pack, field)->column));
}

const char *advice_code(struct result *r, enum code_system system,
                        struct code code)
{
    const bool operation = system == SYSTEM_PROCEDURE;
    const struct op_facts op = pack_op(r->pack, code);
    const struct dx_facts dx = pack_dx(r->pack, code);
    const struct text name = operation ? op.name : dx.name;
    const char *shown = code_shown(r, code);

    if (!(operation ? op.named : dx.named))
        return shown;
    return note_format(r, "%s（%.*s）", shown, (int)name.length, name.at);
}

static const char *operation_words(struct search *s, uint32_t i)
{
    return advice_code(s->r, SYSTEM_PROCEDURE, s->c.operations[i].code);
}

static const char *group_words(struct search *s, const struct pack_group *g)
{
    return note_text(s->r, group_written(s, g));
}

/* ---- GRP002, GRP004: operations and the chosen row ------------------------
 */

/* Counts of vessels and stents (00.40 to 00.48) only accompany another. */
static bool is_treatment(const struct search *s, uint32_t i)
{
    const struct code code = s->c.operations[i].code;
    const uint8_t class = pack_op(s->r->pack, code).class;
    struct code adjunct;

    code_key(TEXT("00.4"), &adjunct);
    return (class == CLASS_SURGERY || class == CLASS_INTERVENTION) &&
           !code_equal(code_prefix(code, 4), adjunct);
}

/* True if a part of the row is met by this very operation. */
static bool row_names(const struct pack *p, const struct pack_group *g,
                      struct code code)
{
    for (uint32_t i = 0; i < g->parts.count; i++) {
        const struct pack_range asked =
            PACK_ROW(p, SECTION_PART, pack_part, g->parts.first + i)
                ->alternatives;

        for (uint32_t a = 0; a < asked.count; a++) {
            const struct code of =
                *PACK_ROW(p, SECTION_ALTERNATIVE, code, asked.first + a);
            if (code_equal(code_prefix(code, code_length(of)), of))
                return true;
        }
    }
    return false;
}

/* True if a row of the catalogues names operation i; else the group is the
 * same with it and without, whatever the diagnosis. */
static bool is_named(const struct search *s, uint32_t i)
{
    const struct pack *p = s->r->pack;

    PACK_EACH (g, p, SECTION_GROUP, pack_group) {
        if (row_names(p, g, s->c.operations[i].code))
            return true;
    }
    return false;
}

static void say_unused(struct search *s, const struct pack_group *g,
                       uint32_t first, uint32_t count)
{
    const char *more =
        count > 1 ? note_format(s->r, "（这样的共 %u 项）", count) : "";

    advice_at(s->r,
              note_add(s->r, NOTE_UNUSED,
                       WORDS(operation_words(s, first), group_words(s, g), more,
                             place_of_group(s->r, g))),
              LIST_PROCEDURES, s->c.operations[first].row);
}

/* True if GRP006 has named it. */
static bool is_behind(const struct search *s, uint32_t i)
{
    return s->c.behind.code.high != 0 &&
           s->c.operations[i].row == s->c.behind.row;
}

/* Another finding has named operation `skip`. */
static void advise_unused(struct search *s, const struct pack_group *g,
                          uint64_t used, uint32_t skip)
{
    uint32_t first = NO_OPERATION, count = 0;

    for (uint32_t i = 0; i < s->c.operation_count; i++) {
        if (i == skip || is_behind(s, i) || (used & case_bit(i)) != 0 ||
            !is_treatment(s, i) || !is_named(s, i))
            continue;
        first = count == 0 ? i : first;
        count++;
    }
    if (count > 0)
        say_unused(s, g, first, count);
}

/* Level of an operation as the page has it, else as the table; 0: neither. */
static unsigned level_of(const struct search *s, uint32_t i)
{
    const struct pack *p = s->r->pack;
    const struct cell *cell = record_given(
        &s->r->record, pack_field_find(p, TEXT("procedures.level")),
        s->c.operations[i].row);

    if (cell != NULL && cell->plain.length == 1 && cell->plain.at[0] >= '1' &&
        cell->plain.at[0] <= '4')
        return (unsigned)(cell->plain.at[0] - '0');
    return pack_op(p, s->c.operations[i].code).level;
}

/* By what operation i outranks operation j, class before level: what a
 * catalogue asks for says nothing of it. NULL: it does not, or one looks and
 * the other treats, which OPR049 tells. */
static const char *outranks(const struct search *s, uint32_t i, uint32_t j)
{
    const struct pack *p = s->r->pack;
    const uint8_t a = pack_op_agreed(p, s->c.operations[i].code),
                  b = pack_op_agreed(p, s->c.operations[j].code);

    if (b == CLASS_DIAGNOSTIC && a >= CLASS_INTERVENTION)
        return NULL;
    if (a != b)
        return a > b ? "类别" : NULL;
    return level_of(s, j) > 0 && level_of(s, i) > level_of(s, j) ? "级别"
                                                                 : NULL;
}

/* The operation that is principal but no part of the row while another is
 * that outranks it; NO_OPERATION if all is well. */
static uint32_t advise_order(struct search *s, const struct pack_group *g,
                             uint64_t used)
{
    const uint32_t first = s->c.principal_op;
    const char *by;
    uint32_t met;

    if (first == NO_OPERATION || used == 0 || (used & case_bit(first)) != 0)
        return NO_OPERATION;
    met = (uint32_t)__builtin_ctzll(used);
    by = met < first ? NULL : outranks(s, met, first);
    if (by == NULL)
        return NO_OPERATION;
    advice_at(
        s->r,
        note_add(s->r, NOTE_ORDER,
                 WORDS(operation_words(s, first),
                       note_format(s->r, "%u", s->c.operations[met].row),
                       operation_words(s, met), by, place_of_group(s->r, g))),
        LIST_PROCEDURES, s->c.operations[first].row);
    return first;
}

/* ---- GRP003: a core row missed by one part --------------------------------
 */

struct near_row {
    const struct pack_group *group;
    uint32_t part;  /* the one it misses */
    uint32_t met;   /* parts met */
    uint32_t count; /* rows as near */
};

/* An operation of the same category as one the part asks: what was done may
 * be an alternative, 51.22 to 51.23, 96.72 to 96.71. */
static bool touches(const struct search *s, const struct pack_group *g,
                    uint32_t part)
{
    const struct pack *p = s->r->pack;
    const struct pack_range asked =
        PACK_ROW(p, SECTION_PART, pack_part, g->parts.first + part)
            ->alternatives;

    for (uint32_t a = 0; a < asked.count; a++)
        for (uint32_t o = 0; o < s->c.operation_count; o++)
            if (code_equal(code_prefix(*PACK_ROW(p, SECTION_ALTERNATIVE, code,
                                                 asked.first + a),
                                       4),
                           code_prefix(s->c.operations[o].code, 4)))
                return true;
    return false;
}

/* Where the principal operation must meet a main part: it does, or that very
 * part is the one missed. */
static bool principal_fits(const struct search *s, const struct pack_group *g,
                           const struct near_row *n)
{
    if ((g->flags & GROUP_PRINCIPAL_OP) == 0 || n->part < g->main_parts)
        return true;
    for (uint32_t i = 0; i < g->main_parts; i++)
        if (s->c.principal_op != NO_OPERATION &&
            (row_met_by(s, g, i) & case_bit(s->c.principal_op)) != 0)
            return true;
    return g->main_parts == 0;
}

/* True if the row misses one part, another one is met, and nothing was done
 * instead of the missing one. */
static bool is_near(struct search *s, const struct pack_group *g,
                    struct near_row *n)
{
    uint32_t missed = 0;

    *n = (struct near_row){g, 0, 0, 1};
    if (g->kind == KIND_COMPREHENSIVE || (g->flags & GROUP_TAKES_ALL) != 0)
        return false;
    for (uint32_t i = 0; i < g->parts.count && missed < 2; i++) {
        if (row_met_by(s, g, i) != 0) {
            n->met++;
        } else {
            missed++;
            n->part = i;
        }
    }
    return missed == 1 && n->met > 0 && !touches(s, g, n->part) &&
           principal_fits(s, g, n) && row_conditions(s, g);
}

static struct near_row nearest_row(struct search *s)
{
    struct row_walk walk = {.length = code_length(s->c.principal)};
    struct near_row best = {0}, n;
    struct pack_range rows;

    while (row_walk_next(s->r->pack, s->c.principal, &walk, &rows))
        for (uint32_t i = 0; i < rows.count; i++) {
            if (!is_near(s,
                         PACK_ROW(s->r->pack, SECTION_GROUP, pack_group,
                                  rows.first + i),
                         &n))
                continue;
            if (best.group != NULL && n.met <= best.met)
                best.count += n.met == best.met;
            else
                best = n;
        }
    return best;
}

static void advise_near(struct search *s, const struct pack_group *g)
{
    const struct near_row n = nearest_row(s);
    const char *more;
    struct text shown;

    if (n.group == NULL)
        return;
    shown = pack_text(s->r->pack, PACK_ROW(s->r->pack, SECTION_PART, pack_part,
                                           n.group->parts.first + n.part)
                                      ->shown);
    more = n.count > 1
               ? note_format(s->r, "（同样只差一项的共 %u 行）", n.count)
               : "";
    advice_at(s->r,
              note_add(s->r, NOTE_NEAR_ROW,
                       WORDS(group_words(s, g), group_words(s, n.group),
                             n.part < n.group->main_parts ? "主要" : "相关",
                             note_text(s->r, shown), more,
                             place_of_group(s->r, n.group))),
              LIST_DIAGNOSES, 1);
}

/* ---- all ------------------------------------------------------------------
 */

static void advise_group(struct search *s)
{
    const struct pack_group *g =
        PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, s->r->grouping.group);
    struct contender x = {0};

    if (g->kind == KIND_COMPREHENSIVE)
        advise_near(s, g);
    else if ((g->flags & GROUP_TAKES_ALL) == 0 && row_fits(s, g, &x))
        advise_unused(s, g, x.used, advise_order(s, g, x.used));
}

void advice_run(struct result *r)
{
    struct search s;

    if (pack_count(r->pack, SECTION_GROUPING) == 0)
        return;
    s.r = r;
    s.rules = PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
    s.asked = PACK_NONE;
    s.count = 0;
    case_read(r, &s.c);
    advise_gray(&s);
    if (r->grouping.status != GROUPING_EXCLUDED)
        advise_simple(&s);
    if (r->grouping.status == GROUPING_GROUPED && !drg_pack(r->pack))
        advise_group(&s);
    else if (r->grouping.status == GROUPING_EXCLUDED)
        advise_excluded(&s);
}
