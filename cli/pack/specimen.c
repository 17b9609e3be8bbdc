#include "specimen.h"

#include <stdio.h>
#include <string.h>

#define ALTERNATIVES_TRIED 24
#define OPERATIONS_TRIED 12

/* Patients for rows with a condition; the first serves all others. What is not
 * said: a woman, the group's mean stay, discharged by order, operations of the
 * third level where the region's table does not tell it. */
static const struct patient {
    const char *age, *infant, *birth_weight, *weight, *sex, *level, *way;
    int32_t stay;
} patients[] = {
    {.age = "45"},
    {.age = "70", .sex = "1", .level = "2"},
    {.age = "20", .level = "4", .stay = 1},
    {.age = "8", .sex = "1", .level = "1", .stay = 30},
    {.age = "45", .stay = 95},
    {.age = "70", .way = "5"},
    {.age = "2"},
    {.age = "0", .infant = "10天", .birth_weight = "3200", .weight = "3200"},
    {.age = "0", .infant = "10天", .birth_weight = "2300", .weight = "2300"},
    {.age = "0", .infant = "10天", .birth_weight = "1400", .weight = "1400"},
    {.age = "0", .infant = "10天", .birth_weight = "800", .weight = "800"},
    {.age = "0", .infant = "40天", .birth_weight = "2300", .weight = "2300"},
    {.age = "0", .infant = "20天", .birth_weight = "2300", .weight = "2300"},
    {.age = "0", .infant = "200天", .birth_weight = "3200", .weight = "7000"},
    {.age = "16"},
    {.age = "85"},
};
#define PATIENTS (COUNT_OF(patients))

static struct text told_or(const char *told, const char *otherwise)
{
    return text_of(told != NULL ? told : otherwise);
}

/* A way is a number in mixed base: operations, patient, diagnosis. */
struct ways {
    struct code diagnoses[SPECIMEN_DIAGNOSES];
    uint32_t diagnosis_count, operation_count, patient_count;
};

static const struct pack_group *group_of_pool(const struct specimen_pool *pool,
                                              uint32_t group)
{
    return PACK_ROW(pool->pack, SECTION_GROUP, pack_group, group);
}

static const struct pack_range *
part_alternatives(const struct specimen_pool *pool, const struct pack_group *g,
                  uint32_t part)
{
    return &PACK_ROW(pool->pack, SECTION_PART, pack_part, g->parts.first + part)
                ->alternatives;
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t operation_ways(const struct specimen_pool *pool,
                               const struct pack_group *g)
{
    uint32_t most = 1;

    if (g->kind == KIND_COMPREHENSIVE && g->class != CLASS_CONSERVATIVE)
        most = (uint32_t)pool->operation_count[g->class];
    for (uint32_t i = 0; i < g->parts.count; i++)
        if (part_alternatives(pool, g, i)->count > most)
            most = part_alternatives(pool, g, i)->count;
    most = lesser(most,
                  g->parts.count > 0 ? ALTERNATIVES_TRIED : OPERATIONS_TRIED);
    return most > 0 ? most : 1;
}

static bool has_condition(const struct pack_group *g)
{
    return g->when != PACK_NONE || g->other_dx != PACK_NONE;
}

static void find_ways(const struct specimen_pool *pool,
                      const struct pack_group *g, struct ways *out)
{
    out->diagnosis_count = specimen_diagnoses(pool, g, out->diagnoses);
    out->operation_count = operation_ways(pool, g);
    out->patient_count = has_condition(g) ? 2 * (uint32_t)PATIENTS : 1;
}

uint32_t specimen_ways(const struct specimen_pool *pool, uint32_t group)
{
    struct ways w;

    find_ways(pool, group_of_pool(pool, group), &w);
    return w.diagnosis_count * w.operation_count * w.patient_count;
}

/* ---- cells --------------------------------------------------------------- */

static void add_filled(struct specimen *s, uint16_t field, uint32_t row,
                       struct text value)
{
    struct specimen_cell *cell = &s->cells[s->count];

    if (field == PACK_NO_FIELD || value.length == 0 ||
        value.length >= SPECIMEN_TEXT || s->count == SPECIMEN_CELLS)
        return;
    cell->field = field;
    cell->row = (uint16_t)row;
    memcpy(cell->text, value.at, value.length);
    cell->text[value.length] = '\0';
    s->count++;
}

static void add_coded(struct specimen *s, uint16_t field, uint32_t row,
                      struct code code)
{
    char text[CODE_MAX];

    add_filled(s, field, row, (struct text){text, code_text(code, text)});
}

void specimen_add_operation(const struct specimen_pool *pool, struct code code,
                            struct specimen *s)
{
    if (s->operations < LIMIT_ROWS)
        add_coded(s, pool->pack->known.op_code, ++s->operations, code);
}

/* Alternative `n` of each part, or the last where there are fewer. */
static void add_parts(const struct specimen_pool *pool,
                      const struct pack_group *g, uint32_t n,
                      struct specimen *s)
{
    for (uint32_t i = 0; i < g->parts.count; i++) {
        const struct pack_range *range = part_alternatives(pool, g, i);

        if (range->count > 0)
            specimen_add_operation(
                pool,
                *PACK_ROW(pool->pack, SECTION_ALTERNATIVE, code,
                          range->first + lesser(n, range->count - 1)),
                s);
    }
}

void specimen_add_row(const struct specimen_pool *pool, uint32_t group,
                      struct specimen *s)
{
    add_parts(pool, group_of_pool(pool, group), 0, s);
}

/* Operation `n` of the tried ones, spread over all of the class. */
static void add_of_class(const struct specimen_pool *pool, uint8_t class,
                         uint32_t n, struct specimen *s)
{
    const size_t count = pool->operation_count[class];

    if (class != CLASS_CONSERVATIVE && count > 0)
        specimen_add_operation(
            pool,
            pool->operations[class][count < OPERATIONS_TRIED
                                        ? n % count
                                        : n * count / OPERATIONS_TRIED % count],
            s);
}

/* ---- the patient --------------------------------------------------------- */

static void add_amount(struct specimen *s, uint16_t field, int64_t millionths,
                       unsigned places)
{
    char text[DECIMAL_TEXT_MAX];

    add_filled(
        s, field, 0,
        (struct text){
            text, decimal_text(decimal_round(
                                   decimal_from_millionths(millionths), places),
                               text)});
}

static void add_day(struct specimen *s, uint16_t field, int32_t day)
{
    char text[24];

    add_filled(s, field, 0,
               (struct text){text, calendar_text((int64_t)day * SECONDS_PER_DAY,
                                                 CALENDAR_DAY, text)});
}

/* In the first month of the pack's validity, or of 2025 where it is open. */
static void add_stay(const struct specimen_pool *pool,
                     const struct pack_group *g, int32_t told,
                     struct specimen *s)
{
    const struct pack_meta *meta = pack_meta(pool->pack);
    int32_t day = meta->valid_from, stay = told > 0 ? told : 7;

    if (day == INT32_MIN)
        calendar_day(2025, 1, 1, &day);
    day = day + 30 < meta->valid_to ? day + 30 : meta->valid_to;
    if (told == 0 && (g->flags & GROUP_HAS_DAYS) &&
        g->mean_days / 1000000 < 1000)
        stay = (int32_t)(g->mean_days / 1000000) + 1;
    add_day(s, pool->pack->known.admission_time, day - stay);
    add_day(s, pool->pack->known.discharge_time, day);
    add_amount(s, pool->stay_days, (int64_t)stay * 1000000, 0);
}

static void add_patient(const struct specimen_pool *pool,
                        const struct pack_group *g, uint32_t n,
                        struct specimen *s)
{
    const struct pack_known *known = &pool->pack->known;
    const struct patient *p = &patients[n % PATIENTS];
    char number[SPECIMEN_TEXT];

    snprintf(number, sizeof number, "W%u", g->order);
    add_filled(s, known->payment_method, 0, TEXT("1"));
    add_filled(s, known->admission_count, 0, TEXT("1"));
    add_filled(s, known->record_no, 0, text_of(number));
    add_filled(s, pool->name, 0, TEXT("样例"));
    add_filled(s, known->sex, 0, told_or(p->sex, "2"));
    add_filled(s, known->age, 0, text_of(p->age));
    add_filled(s, pool->infant_age, 0, told_or(p->infant, ""));
    add_filled(s, pool->birth_weight, 0, told_or(p->birth_weight, ""));
    add_filled(s, pool->admission_weight, 0, told_or(p->weight, ""));
    add_filled(s, pool->discharge_way, 0, told_or(p->way, ""));
    add_stay(pool, g, p->stay, s);
    if (g->flags & GROUP_HAS_COST)
        add_amount(s, known->total_cost, g->mean_cost, 2);
    add_filled(s, known->patient_paid, 0, TEXT("0"));
}

/* Levels of the operations, for conditions that ask for them. */
static void add_levels(const struct specimen_pool *pool,
                       const struct pack_group *g, uint32_t n,
                       struct specimen *s)
{
    const char *level = patients[n % PATIENTS].level;
    const uint32_t cells = s->count;

    for (uint32_t i = 0; has_condition(g) && i < cells; i++) {
        const struct specimen_cell *cell = &s->cells[i];
        char known[2] = "";
        struct code code;

        if (cell->field != pool->pack->known.op_code)
            continue;
        code_key(text_of(cell->text), &code);
        known[0] = (char)('0' + pack_op(pool->pack, code).level);
        add_filled(s, pool->op_level, cell->row,
                   known[0] != '0' ? text_of(known) : told_or(level, "3"));
    }
}

/* ---- other diagnoses ----------------------------------------------------- */

static bool is_code_start(const char *at, size_t left)
{
    return left >= 3 && at[0] >= 'A' && at[0] <= 'Z' && at[1] >= '0' &&
           at[1] <= '9' && at[2] >= '0' && at[2] <= '9';
}

static struct code code_at_start(struct text t)
{
    size_t length = 3;
    struct code code;

    if (t.length > 4 && t.at[3] == '.')
        for (length = 4; length < t.length && length < CODE_MAX; length++)
            if ((t.at[length] < '0' || t.at[length] > '9') &&
                t.at[length] != 'x')
                break;
    code_key((struct text){t.at, length}, &code);
    return specimen_full(code);
}

/* The first code of each list of codes that a condition names. */
static void add_named(const struct specimen_pool *pool, uint32_t expr,
                      uint32_t *row, struct specimen *s)
{
    struct text t;
    bool open = false;

    if (expr == PACK_NONE)
        return;
    t = pack_formula(pool->pack, expr);
    for (; t.length > 3; t.at++, t.length--) {
        if (text_starts(t, TEXT(" in ")))
            open = true;
        if (!open || !is_code_start(t.at, t.length))
            continue;
        add_coded(s, pool->pack->known.dx_code, (*row)++, code_at_start(t));
        open = false;
    }
}

void specimen_make(const struct specimen_pool *pool, uint32_t group,
                   uint32_t way, struct specimen *out)
{
    const struct pack_group *g = group_of_pool(pool, group);
    uint32_t patient, diagnosis, row = 2;
    struct ways w;

    find_ways(pool, g, &w);
    patient = way / w.operation_count;
    diagnosis = patient / w.patient_count % w.diagnosis_count;
    patient %= w.patient_count;
    way %= w.operation_count;
    out->count = out->operations = 0;
    add_patient(pool, g, patient / (has_condition(g) ? 2 : 1), out);
    add_coded(out, pool->pack->known.dx_code, 1, w.diagnoses[diagnosis]);
    if (patient % 2 == 0) {
        add_named(pool, g->other_dx, &row, out);
        add_named(pool, g->when, &row, out);
    }
    add_parts(pool, g, way, out);
    if (g->kind == KIND_COMPREHENSIVE && (g->flags & GROUP_TAKES_ALL) == 0)
        add_of_class(pool, g->class, way, out);
    add_levels(pool, g, patient / 2, out);
}
