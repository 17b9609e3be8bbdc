#include "price/case-values.h"

#include "result/notes.h"

static struct value text_value(struct text t)
{
    return (struct value){.type = VALUE_TEXT, .text = t};
}

static struct value missing_value(unsigned type)
{
    return (struct value){.type = (uint8_t)type, .missing = true};
}

static struct value amount_of(const struct result *r, uint16_t field)
{
    const struct cell *cell = record_given(&r->record, field, 0);

    if (cell == NULL)
        return missing_value(VALUE_NUMBER);
    return (struct value){.type = VALUE_NUMBER, .number = cell->number};
}

/* 医保类型 of a settlement list: 310 employee; 380, 390, 391 resident. */
static struct text insurance_of_type(struct text type)
{
    if (text_equal(type, TEXT("310")))
        return TEXT("employee");
    if (text_equal(type, TEXT("380")) || text_equal(type, TEXT("390")) ||
        text_equal(type, TEXT("391")))
        return TEXT("resident");
    return TEXT("other");
}

struct text case_insurance(struct text type, struct text way)
{
    if (type.length != 0)
        return insurance_of_type(type);
    if (way.length == 0 || (way.length > 1 && way.at[1] != '.'))
        return TEXT("other");
    switch (way.at[0]) {
    case '1':
        return TEXT("employee");
    case '2':
    case '3':
        return TEXT("resident");
    case '7':
        return TEXT("self");
    default:
        return TEXT("other");
    }
}

static struct text insurance_of(const struct result *r)
{
    const struct cell *type =
        record_given(&r->record, r->pack->known.insurance_type, 0);
    const struct cell *way =
        record_given(&r->record, r->pack->known.payment_method, 0);

    return case_insurance(type != NULL ? type->plain : TEXT(""),
                          way != NULL ? way->plain : TEXT(""));
}

struct text insurance_words(struct text insurance)
{
    if (text_equal(insurance, TEXT("employee")))
        return TEXT("职工医保");
    if (text_equal(insurance, TEXT("resident")))
        return TEXT("居民医保");
    if (text_equal(insurance, TEXT("self")))
        return TEXT("全自费");
    return TEXT("其他");
}

/* ---- the hospital -------------------------------------------------------- */

static const struct pack_hospital *hospital_of(const struct pack *p)
{
    return pack_count(p, SECTION_HOSPITAL) == 0
               ? NULL
               : PACK_ROW(p, SECTION_HOSPITAL, pack_hospital, 0);
}

void case_values_check_hospital(struct result *r)
{
    const struct pack_hospital *h = hospital_of(r->pack);
    const uint16_t field = r->pack->known.organization_code;
    const struct cell *cell = record_given(&r->record, field, 0);
    struct text code;

    if (h == NULL || cell == NULL)
        return;
    code = pack_text(r->pack, h->code);
    if (text_equal(code, cell->plain) ||
        text_has_word(pack_text(r->pack, h->codes), cell->plain))
        return;
    note_at(note_add(r, NOTE_HOSPITAL,
                     WORDS(note_text(r, cell->plain), note_text(r, code))),
            field, 0, cell);
}

/* ---- the record ---------------------------------------------------------- */

void case_values_of_record(const struct result *r, struct value *cases,
                           int32_t *month)
{
    const struct pack *p = r->pack;
    const struct record *record = &r->record;
    const struct pack_hospital *h = hospital_of(p);
    const struct cell *code =
        record_given(record, p->known.organization_code, 0);
    const struct cell *name =
        record_given(record, p->known.discharge_department, 0);
    const struct cell *discharged =
        record_given(record, p->known.discharge_time, 0);
    const struct pack_department *department =
        name != NULL ? pack_department_find(p, name->plain) : NULL;

    cases[CASE_COST] = amount_of(r, p->known.total_cost);
    /* A bill of nothing or less is a mistake, not a cheap case. */
    if (!cases[CASE_COST].missing && cases[CASE_COST].number <= 0)
        cases[CASE_COST] = missing_value(VALUE_NUMBER);
    cases[CASE_PATIENT_PAID] = amount_of(r, p->known.patient_paid);
    cases[CASE_INSURANCE] = text_value(insurance_of(r));
    cases[CASE_LEVEL] = h != NULL && h->level.length > 0
                            ? text_value(pack_text(p, h->level))
                            : missing_value(VALUE_TEXT);
    /* The code of the hospital's file, else the record's own. */
    cases[CASE_HOSPITAL] = h != NULL      ? text_value(pack_text(p, h->code))
                           : code != NULL ? text_value(code->plain)
                                          : missing_value(VALUE_TEXT);
    cases[CASE_DEPARTMENT_FACTOR] = missing_value(VALUE_NUMBER);
    if (department != NULL && department->factor != INT64_MIN)
        cases[CASE_DEPARTMENT_FACTOR] = (struct value){
            .type = VALUE_NUMBER,
            .origins = hospital_of(p)->sample ? ORIGIN_SAMPLE : 0,
            .number = decimal_from_millionths(department->factor)};
    *month = 0;
    if (discharged != NULL) {
        const struct calendar c = calendar_of(discharged->moment);

        *month = c.year * 12 + c.month;
    }
}

static struct value millionths(const struct pack_group *g, unsigned flag,
                               int64_t n)
{
    if (!(g->flags & flag))
        return missing_value(VALUE_NUMBER);
    return (struct value){.type = VALUE_NUMBER,
                          .number = decimal_from_millionths(n)};
}

void case_values_of_group(const struct pack *pack, uint32_t group,
                          struct value *cases)
{
    const struct pack_group *g =
        PACK_ROW(pack, SECTION_GROUP, pack_group, group);

    cases[CASE_GROUP] = text_value(pack_text(pack, g->group));
    cases[CASE_KIND] = text_value(text_of(group_kind_name(g->kind)));
    cases[CASE_CLASS] = text_value(text_of(op_class_name(g->class)));
    cases[CASE_SCORE] = millionths(g, GROUP_HAS_SCORE, g->score);
    cases[CASE_MEAN_COST] = millionths(g, GROUP_HAS_COST, g->mean_cost);
    cases[CASE_MEAN_DAYS] = millionths(g, GROUP_HAS_DAYS, g->mean_days);
}
