/* What a pack knows of one code: the region's tables first, else the structure
 * of the classification. */
#include "pack/find.h"

/* ---- national code tables ------------------------------------------------ */

/* The first row of `code` in the system's tables that are gray lists, or that
 * are none. *any says if there is such a table. */
static const struct pack_code *find_code(const struct pack *p, unsigned system,
                                         struct code code, bool gray, bool *any)
{
    const uint32_t count = pack_count(p, SECTION_CODE_TABLE);
    const uint32_t hash = code_hash(code);
    const struct pack_code *found = NULL;

    *any = false;
    for (uint32_t i = 0; i < count && found == NULL; i++) {
        const struct pack_code_table *table =
            PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, i);

        if (table->system != system ||
            ((table->flags & TABLE_GRAY) != 0) != gray)
            continue;
        *any = true;
        found = pack_find_hashed(p, SECTION_CODE_SLOT, table->slots,
                                 SECTION_CODE, sizeof *found, code, hash);
    }
    return found;
}

/* What the tables of a system say of a code. */
struct listing {
    const struct pack_code *code; /* in a table that is no gray list */
    bool loaded;                  /* there is such a table */
    bool classes;                 /* that of `code` tells classes */
    bool gray;
};

bool pack_code_listed(const struct pack *p, enum code_system system,
                      struct code code)
{
    bool any;

    return find_code(p, system, code, false, &any) != NULL ||
           find_code(p, system, code, true, &any) != NULL;
}

const struct pack_code *pack_code_row(const struct pack *p,
                                      enum code_system system, struct code code,
                                      bool gray)
{
    bool any;

    return find_code(p, system, code, gray, &any);
}

/* A code of a table knows by itself whether it is gray. */
static struct listing list_code(const struct pack *p, unsigned system,
                                struct code code)
{
    struct listing l = {.code = NULL};
    bool any;

    l.code = find_code(p, system, code, false, &l.loaded);
    if (l.code == NULL) {
        l.gray = find_code(p, system, code, true, &any) != NULL;
        return l;
    }
    l.gray = l.code->gray != 0;
    l.classes = (PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, l.code->table)
                     ->flags &
                 TABLE_CLASSES) != 0;
    return l;
}

/* ---- structure of ICD-10 and ICD-9-CM-3 ---------------------------------- */

static unsigned digit(char c)
{
    return (unsigned)(c - '0');
}

/* Two digits from `at`; false if there are none. */
static bool two_digits(struct code code, unsigned at, unsigned *out)
{
    if (!is_digit(code_at(code, at)) || !is_digit(code_at(code, at + 1)))
        return false;
    *out = digit(code_at(code, at)) * 10 + digit(code_at(code, at + 1));
    return true;
}

/* The character behind the point of `dot` stands in `mask`, and what follows
 * has the form of an extension. A code that ends at `dot` is a whole class. */
static bool subdivision(struct code code, unsigned dot, uint16_t mask)
{
    const char c = code_at(code, dot + 1);

    if ((mask & FOURTH_EXISTS) == 0)
        return false;
    if (code_at(code, dot) == '\0')
        return true;
    if (code_at(code, dot) != '.')
        return false;
    if (c == 'X' ? (mask & FOURTH_X) == 0
                 : !is_digit(c) || (mask >> digit(c) & 1) == 0)
        return false;
    for (unsigned i = dot + 2; code_at(code, i) != '\0'; i++) {
        const char e = code_at(code, i);

        if (!is_digit(e) && (e < 'A' || e > 'Z'))
            return false;
    }
    return true;
}

/* A..Z and two digits: row of DX_CATEGORY, NULL if the code has no such form
 * or the pack no structure. */
static const struct pack_dx_category *dx_category(const struct pack *p,
                                                  struct code code)
{
    const char letter = code_at(code, 0);
    unsigned number;

    if (letter < 'A' || letter > 'Z' || !two_digits(code, 1, &number))
        return NULL;
    number += (unsigned)(letter - 'A') * 100;
    if (number >= pack_count(p, SECTION_DX_CATEGORY))
        return NULL;
    return PACK_ROW(p, SECTION_DX_CATEGORY, pack_dx_category, number);
}

/* The row of a four-character code with attributes of its own, or NULL. */
static const struct pack_dx_special *
dx_special(const struct pack *p, const struct pack_dx_category *category,
           struct code code)
{
    const struct pack_range range = category->specials;
    const struct code key = code_prefix(code, 5);

    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_dx_special *row =
            PACK_ROW(p, SECTION_DX_SPECIAL, pack_dx_special, range.first + i);

        if (code_equal(row->code, key))
            return row;
    }
    return NULL;
}

/* All but whether it exists. */
static struct dx_facts dx_structure(const struct pack *p,
                                    const struct pack_dx_category *category,
                                    struct code code)
{
    struct dx_facts facts = {
        .age_from = INT32_MIN, .age_to = INT32_MAX, .name = {"", 0}};
    const struct pack_dx_special *special;

    if (category == NULL)
        return facts;
    facts.sex = category->sex;
    facts.principal = category->principal;
    facts.age_from = category->age_from;
    facts.age_to = category->age_to;
    facts.name = pack_text(p, category->name);
    special = dx_special(p, category, code);
    if (special != NULL) {
        facts.sex = special->sex;
        facts.principal = special->principal;
        facts.age_from = special->age_from;
        facts.age_to = special->age_to;
    }
    return facts;
}

/* A code of another edition whose partner is known is no unknown code. */
static bool crossed(const struct pack *p, enum code_system system,
                    struct code code)
{
    struct code own;

    return pack_count(p, SECTION_CROSSWALK) > 0 &&
           pack_partners(p, system, CROSS_TO_REGION, code, &own).count > 0;
}

/* What the region's table says holds against the structure. */
static void dx_attributes(const struct pack *p, const struct pack_code *row,
                          struct dx_facts *facts)
{
    if (row->name.length > 0) {
        facts->name = pack_text(p, row->name);
        facts->named = true;
    }
    if (row->sex != 0)
        facts->sex = row->sex;
    if (row->age_from != INT32_MIN)
        facts->age_from = row->age_from;
    if (row->age_to != INT32_MAX)
        facts->age_to = row->age_to;
}

struct dx_facts pack_dx(const struct pack *p, struct code code)
{
    const struct listing l = list_code(p, SYSTEM_DIAGNOSIS, code);
    const struct pack_dx_category *category = dx_category(p, code);
    struct dx_facts facts = dx_structure(p, category, code);

    facts.gray = l.gray;
    if (l.loaded)
        facts.exists =
            l.code != NULL || l.gray || crossed(p, SYSTEM_DIAGNOSIS, code);
    else
        facts.exists =
            category != NULL && subdivision(code, 3, category->fourth);
    if (l.code != NULL)
        dx_attributes(p, l.code, &facts);
    return facts;
}

static const struct pack_op_category *op_category(const struct pack *p,
                                                  struct code code)
{
    unsigned number;

    if (!two_digits(code, 0, &number) ||
        number >= pack_count(p, SECTION_OP_CATEGORY))
        return NULL;
    return PACK_ROW(p, SECTION_OP_CATEGORY, pack_op_category, number);
}

/* Class of the longest prefix (5 or 4 bytes) that has one of its own. */
static uint8_t op_structure_class(const struct pack *p,
                                  const struct pack_op_category *category,
                                  struct code code)
{
    const struct pack_range range = category->specials;
    const struct code wide = code_prefix(code, 4),
                      narrow = code_prefix(code, 5);
    uint8_t class = category->class;

    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_op_special *row =
            PACK_ROW(p, SECTION_OP_SPECIAL, pack_op_special, range.first + i);

        if (code_equal(row->code, narrow))
            return row->class;
        if (code_equal(row->code, wide))
            class = row->class;
    }
    return class;
}

static struct op_facts op_structure(const struct pack *p, struct code code)
{
    struct op_facts facts = {.name = {"", 0}};
    const struct pack_op_category *category = op_category(p, code);

    if (category == NULL)
        return facts;
    facts.exists = subdivision(code, 2, category->third);
    facts.name = pack_text(p, category->name);
    if (facts.exists)
        facts.class = op_structure_class(p, category, code);
    return facts;
}

uint8_t pack_op_agreed(const struct pack *p, struct code code)
{
    const uint8_t told = pack_op(p, code).class,
                  built_in = op_structure(p, code).class;

    return told < built_in ? told : built_in;
}

/* A row of a table that tells all there is to know. */
static struct op_facts op_listed(const struct pack *p, const struct listing *l)
{
    return (struct op_facts){.exists = true,
                             .class = l->code->class,
                             .level = l->code->level,
                             .gray = l->gray,
                             .name = pack_text(p, l->code->name),
                             .named = true};
}

struct op_facts pack_op(const struct pack *p, struct code code)
{
    const struct listing l = list_code(p, SYSTEM_PROCEDURE, code);
    struct op_facts facts;

    if (l.code != NULL && l.classes && l.code->name.length > 0)
        return op_listed(p, &l);
    facts = op_structure(p, code);
    facts.gray = l.gray;
    if (l.loaded)
        facts.exists =
            l.code != NULL || l.gray || crossed(p, SYSTEM_PROCEDURE, code);
    if (!facts.exists)
        facts.class = CLASS_CONSERVATIVE;
    if (l.code == NULL)
        return facts;
    if (l.classes)
        facts.class = l.code->class;
    facts.level = l.code->level;
    if (l.code->name.length > 0) {
        facts.name = pack_text(p, l.code->name);
        facts.named = true;
    }
    return facts;
}
