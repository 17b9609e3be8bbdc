/* What a record has of the lists of a region's DRG tables. */
#include <string.h>

#include "group/drg.h"

#define PRINCIPAL 1u /* bit of diagnoses[0] */

/* ---- reading ------------------------------------------------------------- */

static void mark_lists(struct drg_search *s, const struct pack_drg_code *known,
                       uint32_t i)
{
    for (uint32_t k = 0; known != NULL && k < known->members.count; k++)
        s->marks[PACK_ROW(s->r->pack, SECTION_DRG_MEMBER, pack_drg_member,
                          known->members.first + k)
                     ->list] |= case_bit(i);
}

static void add_diagnosis(struct drg_search *s, struct code code, uint32_t row)
{
    struct drg_code *d = &s->diagnoses[s->diagnosis_count];

    *d = (struct drg_code){code, row, pack_drg_code_find(s->r->pack, code)};
    mark_lists(s, d->known, s->diagnosis_count++);
}

static void read_drg_diagnoses(struct drg_search *s)
{
    const struct result *r = s->r;
    const uint16_t field = r->pack->known.dx_code;
    const uint32_t rows = r->record.lists[LIST_DIAGNOSES].count;

    s->diagnosis_count = 0;
    if (!s->c.has_principal)
        return;
    add_diagnosis(s, s->c.principal, 1);
    for (uint32_t row = 2; row <= rows; row++) {
        const struct cell *cell =
            record_item(&r->record, LIST_DIAGNOSES, row,
                        pack_field(r->pack, field)->column);

        if (cell != NULL && cell->state == CELL_GIVEN)
            add_diagnosis(
                s, pack_map(r->pack, SYSTEM_DIAGNOSIS, cell->code).code, row);
    }
}

static void read_drg_operations(struct drg_search *s)
{
    for (uint32_t i = 0; i < s->c.operation_count; i++) {
        const struct case_operation *op = &s->c.operations[i];

        s->operations[i] = (struct drg_code){
            op->code, op->row, pack_drg_code_find(s->r->pack, op->code)};
        mark_lists(s, s->operations[i].known, i);
    }
}

/* ---- severity ------------------------------------------------------------ */

bool drg_excluded(const struct drg_search *s,
                  const struct pack_drg_severity *severity)
{
    return severity->exclusion != PACK_NONE &&
           (s->marks[severity->exclusion] & PRINCIPAL) != 0;
}

const struct pack_drg_severity *drg_severity(const struct drg_search *s,
                                             uint32_t i)
{
    const struct drg_code *d = &s->diagnoses[i];

    if (d->known == NULL || d->known->severity == PACK_NONE ||
        code_equal(d->code, s->c.principal))
        return NULL;
    return PACK_ROW(s->r->pack, SECTION_DRG_SEVERITY, pack_drg_severity,
                    d->known->severity);
}

static void weigh_complications(struct drg_search *s)
{
    s->weight = (struct drg_weight){LEVEL_NONE, NO_ROW};
    for (uint32_t i = 1; i < s->diagnosis_count && s->weight.level < LEVEL_MCC;
         i++) {
        const struct pack_drg_severity *severity = drg_severity(s, i);

        if (severity != NULL && severity->level > s->weight.level &&
            !drg_excluded(s, severity))
            s->weight = (struct drg_weight){severity->level, i};
    }
}

void drg_read(struct result *r, struct drg_search *s)
{
    s->r = r;
    s->alone = false;
    s->mdc = s->adrg = s->split = NO_ROW;
    memset(s->marks, 0,
           pack_count(r->pack, SECTION_DRG_LIST) * sizeof s->marks[0]);
    case_read(r, &s->c);
    read_drg_diagnoses(s);
    read_drg_operations(s);
    weigh_complications(s);
}

/* ---- tests --------------------------------------------------------------- */

/* Bits of the first `count` codes. */
static uint64_t all_of(uint32_t count)
{
    return count >= 64 ? ~(uint64_t)0 : case_bit(count) - 1;
}

/* A list holds codes of one kind; of another it meets nothing that is there. */
uint64_t drg_met(const struct drg_search *s, const struct pack_drg_test *test)
{
    const uint64_t marks =
        s->marks[test->list] &
        all_of(drg_asks_operation(test) ? s->c.operation_count
                                        : s->diagnosis_count);
    const uint64_t first =
        s->c.principal_op == NO_OPERATION ? 0 : case_bit(s->c.principal_op);

    switch ((enum drg_test_kind)test->kind) {
    case TEST_PRINCIPAL_DX:
        return marks & PRINCIPAL;
    case TEST_OTHER_DX:
        return marks & ~(uint64_t)PRINCIPAL;
    case TEST_PRINCIPAL_OP:
        return marks & first;
    case TEST_OTHER_OP:
        return s->alone ? 0 : marks & ~first;
    case TEST_ANY_OP:
        return s->alone ? marks & first : marks;
    default:
        return marks;
    }
}

/* Each of the sets can give an element of its own: by Hall's theorem, if every
 * choice of them has as many elements as sets. */
static bool distinct(const uint64_t *sets, unsigned count)
{
    for (unsigned choice = 1; count > 1 && choice < 1u << count; choice++) {
        uint64_t all = 0;

        for (unsigned i = 0; i < count; i++)
            all |= (choice >> i & 1) != 0 ? sets[i] : 0;
        if (__builtin_popcountll(all) < __builtin_popcount(choice))
            return false;
    }
    return true;
}

bool drg_operations_fit(const struct drg_search *s,
                        const struct pack_drg_rule *rule)
{
    uint64_t sets[DRG_OPERATIONS_MAX];
    unsigned count = 0;

    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *test = drg_test(s, rule, i);

        if (!drg_asks_operation(test))
            continue;
        sets[count] = drg_met(s, test);
        if (sets[count++] == 0)
            return false;
    }
    return distinct(sets, count);
}

bool drg_regions_fit(const struct drg_search *s,
                     const struct pack_drg_rule *rule)
{
    uint64_t all = 0;
    int regions = 0;

    if (rule->regions == 0)
        return true;
    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *test = drg_test(s, rule, i);

        if (test->kind != TEST_REGION || drg_met(s, test) == 0)
            continue;
        all |= drg_met(s, test);
        regions++;
    }
    return regions >= rule->regions &&
           __builtin_popcountll(all) >= rule->regions;
}

static bool diagnoses_fit(const struct drg_search *s,
                          const struct pack_drg_rule *rule)
{
    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *test = drg_test(s, rule, i);

        if (test->kind < TEST_REGION && drg_met(s, test) == 0)
            return false;
    }
    return drg_regions_fit(s, rule);
}

bool drg_fits(const struct drg_search *s, const struct pack_drg_rule *rule)
{
    return diagnoses_fit(s, rule) && drg_operations_fit(s, rule) &&
           case_holds(s->r, NULL, rule->when);
}
