#include "patient.h"

#include <string.h>

#include "base/calendar.h"

#define FIRST_DAY 19723 /* 2024-01-01 */
#define DAYS 700
#define YEAR 365

/* Operations that any inpatient may have, where a group asks for a class and
 * names no operation. */
static const char *const any_surgery[] = {"86.2200x011", "86.5900x002",
                                          "83.3900", "86.3x00"};
static const char *const any_therapeutic[] = {"96.0700", "99.0401", "96.4900",
                                              "99.1500"};
static const char *const any_diagnostic[] = {"88.7200", "45.2300", "88.0100",
                                             "89.5400"};

/* Companions that most wards see. */
static const char *const companions[] = {
    "I10.x00", "E11.900", "E78.500", "K76.000", "D64.900", "E87.600",
    "N28.100", "K29.500", "M81.900", "I70.900", "E04.100", "J98.414",
    "E77.801", "K21.900", "H25.900", "I49.300", "Z86.700", "E55.900"};

static struct text dx_name(const struct pack *pack, const char *text)
{
    struct code code;

    return code_key(text_of(text), &code) ? pack_dx(pack, code).name : TEXT("");
}

/* A fourth character that the category has. */
static char fourth_of(struct draw *d, const struct pack *pack,
                      struct code category)
{
    const int letter = code_at(category, 0) - 'A';
    const int row = letter * 100 + (code_at(category, 1) - '0') * 10 +
                    (code_at(category, 2) - '0');
    unsigned digits[10], count = 0, fourth;

    if (row < 0 || (uint32_t)row >= pack_count(pack, SECTION_DX_CATEGORY))
        return 'x';
    fourth =
        PACK_ROW(pack, SECTION_DX_CATEGORY, pack_dx_category, (uint32_t)row)
            ->fourth;
    for (unsigned i = 0; i < 10; i++)
        if (fourth & (1u << i))
            digits[count++] = i;
    return count != 0 && (fourth & FOURTH_X) == 0
               ? (char)('0' + digits[draw_below(d, count)])
               : 'x';
}

/* A six-character code that the key of a group is cut from. */
static void code_of_key(struct draw *d, const struct pack *pack,
                        struct code key, char *out)
{
    size_t length = code_text(key, out);

    if (length == 3) {
        out[length++] = '.';
        out[length++] = fourth_of(d, pack, key);
    }
    if (length == 5) {
        out[length++] = '0';
        out[length++] = '0';
    }
    out[length] = '\0';
}

static void add_diagnosis(const struct pack *pack, const char *code,
                          struct patient *p)
{
    struct diagnosis *dx;

    for (size_t i = 0; i < p->diagnosis_count; i++)
        if (strncmp(p->diagnoses[i].code, code, 3) == 0)
            return;
    dx = &p->diagnoses[p->diagnosis_count++];
    strncpy(dx->code, code, sizeof(dx->code) - 1);
    dx->name = dx_name(pack, code);
}

static bool has_operation(const struct patient *p, const char *code)
{
    for (size_t i = 0; i < p->operation_count; i++)
        if (strcmp(p->operations[i].code, code) == 0)
            return true;
    return false;
}

static void add_operation(const struct pack *pack, struct code code,
                          struct patient *p)
{
    const struct op_facts facts = pack_op(pack, code);
    struct operation op = {.name = facts.name, .class = facts.class};

    op.code[code_text(code, op.code)] = '\0';
    if (p->operation_count < OPERATIONS_MAX && !has_operation(p, op.code))
        p->operations[p->operation_count++] = op;
}

static void add_any_operation(struct draw *d, const struct pack *pack,
                              unsigned class, struct patient *p)
{
    const char *text = class == CLASS_SURGERY ? DRAW_OF(d, any_surgery)
                       : class == CLASS_THERAPEUTIC
                           ? DRAW_OF(d, any_therapeutic)
                           : DRAW_OF(d, any_diagnostic);
    struct code code;

    if (class != CLASS_CONSERVATIVE && code_key(text_of(text), &code))
        add_operation(pack, code, p);
}

/* One alternative of every part the group asks for, and now and then more. */
static void draw_operations(struct draw *d, const struct pack *pack,
                            const struct pack_group *group, struct patient *p)
{
    for (uint32_t i = 0; i < group->parts.count; i++) {
        const struct pack_range any =
            PACK_ROW(pack, SECTION_PART, pack_part, group->parts.first + i)
                ->alternatives;
        add_operation(pack,
                      *PACK_ROW(pack, SECTION_ALTERNATIVE, code,
                                any.first + draw_below(d, any.count)),
                      p);
    }
    if (group->parts.count == 0)
        add_any_operation(d, pack, group->class, p);
    if (p->operation_count != 0 && draw_one_in(d, 3))
        add_any_operation(d, pack, CLASS_DIAGNOSTIC, p);
}

/* A group whose diagnosis may be the principal one. */
static const struct pack_group *
draw_group(struct draw *d, const struct pack *pack, struct dx_facts *facts)
{
    const uint32_t groups = pack_count(pack, SECTION_GROUP);

    for (;;) {
        const struct pack_group *group =
            PACK_ROW(pack, SECTION_GROUP, pack_group, draw_below(d, groups));
        *facts = pack_dx(pack, group->key);
        if (facts->principal == PRINCIPAL_ANY)
            return group;
    }
}

/* Age in days on admission: what the diagnosis asks, else an adult's. */
static int32_t draw_age(struct draw *d, const struct dx_facts *facts)
{
    const int32_t from = facts->age_from > 0 ? facts->age_from : 0;
    const int32_t to = facts->age_to < 92 * YEAR ? facts->age_to : 92 * YEAR;

    if (from == 0 && to > 40 * YEAR && !draw_one_in(d, 12))
        return draw_between(d, 20 * YEAR, to);
    return draw_between(d, from, to > from ? to : from);
}

static void draw_stay(struct draw *d, const struct pack_group *group,
                      struct patient *p)
{
    const int64_t days =
        group->flags & GROUP_HAS_DAYS ? group->mean_days / 1000000 : 7;
    const int64_t cost =
        group->flags & GROUP_HAS_COST ? group->mean_cost / 10000 : 650000;

    p->admission = FIRST_DAY + draw_between(d, 0, DAYS);
    p->discharge =
        p->admission + 1 + (int32_t)(days * draw_between(d, 50, 150) / 100);
    p->cost = cost * draw_between(d, 40, 180) / 100;
}

void patient_draw(struct draw *d, const struct pack *pack, uint32_t number,
                  struct patient *out)
{
    struct dx_facts facts;
    const struct pack_group *group = draw_group(d, pack, &facts);
    const uint32_t others = 1 + draw_below(d, OTHER_MAX);
    char code[CODE_MAX + 8];

    *out = (struct patient){.number = number};
    if (draw_one_in(d, 8))
        out->mistake = (enum mistake)draw_between(d, 1, MISTAKES - 1);
    code_of_key(d, pack, group->key, code);
    add_diagnosis(pack, code, out);
    for (uint32_t i = 0; i < others; i++)
        add_diagnosis(pack, DRAW_OF(d, companions), out);
    draw_operations(d, pack, group, out);
    draw_stay(d, group, out);
    out->sex = facts.sex != 0 ? facts.sex : (uint8_t)draw_between(d, 1, 2);
    out->birth = out->admission - draw_age(d, &facts);
}
