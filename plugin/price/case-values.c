#include "price/case-values.h"

#define MILLIONTH 1000000 /* decimal.h has 12 places, catalogues have 6 */

static const struct {
    const char *name, *words;
} names[CASE_VALUES] = {
    [CASE_COST] = {"cost", "住院总费用（没有填写或不大于零）"},
    [CASE_PATIENT_PAID] = {"patient_paid", "自付金额"},
    [CASE_INSURANCE] = {"insurance", "医保类型"},
    [CASE_GROUP] = {"group", "病种编码"},
    [CASE_KIND] = {"kind", "病种类别"},
    [CASE_CLASS] = {"class", "操作类别"},
    [CASE_SCORE] = {"score", "病种分值"},
    [CASE_MEAN_COST] = {"mean_cost", "病种次均费用"},
    [CASE_MEAN_DAYS] = {"mean_days", "病种平均住院日"},
    [CASE_LEVEL] = {"level", "医院等级"},
    [CASE_HOSPITAL] = {"hospital", "医院编码"},
    [CASE_AUX_FACTOR] = {"aux_factor", "辅助目录系数"},
};

struct text case_value_name(unsigned which)
{
    return text_of(names[which].name);
}

const char *case_value_words(unsigned which)
{
    return names[which].words;
}

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
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_scalar(&r->record, field) : NULL;

    if (cell == NULL || cell->state != CELL_GIVEN)
        return missing_value(VALUE_NUMBER);
    return (struct value){.type = VALUE_NUMBER, .number = cell->number};
}

/* The plain text of a field, empty if nothing is given. */
static struct text plain_of(const struct result *r, uint16_t field)
{
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_scalar(&r->record, field) : NULL;

    return cell != NULL && cell->state == CELL_GIVEN ? cell->plain : TEXT("");
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

/* 医保类型, else 医疗付费方式: 1, 1.x employee; 2, 3, 2.x, 3.x resident; 7
 * self; else other (contracts.md 3). */
static struct text insurance_of(const struct result *r)
{
    const struct text type = plain_of(r, r->pack->known.insurance_type);
    const struct text way = plain_of(r, r->pack->known.payment_method);

    if (type.length != 0)
        return insurance_of_type(type);
    if (way.length > 1 && way.at[1] != '.')
        return TEXT("other");
    switch (way.length != 0 ? way.at[0] : '\0') {
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

static int32_t month_of(const struct result *r)
{
    const uint16_t field = r->pack->known.discharge_time;
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_scalar(&r->record, field) : NULL;
    struct calendar c;

    if (cell == NULL || cell->state != CELL_GIVEN)
        return 0;
    c = calendar_of(cell->moment);
    return c.year * 12 + c.month;
}

void case_values_of_record(const struct result *r, struct value *cases,
                           int32_t *month)
{
    cases[CASE_COST] = amount_of(r, r->pack->known.total_cost);
    /* A bill of nothing or less is a mistake, not a cheap case. */
    if (!cases[CASE_COST].missing && cases[CASE_COST].number <= 0)
        cases[CASE_COST] = missing_value(VALUE_NUMBER);
    cases[CASE_PATIENT_PAID] = amount_of(r, r->pack->known.patient_paid);
    cases[CASE_INSURANCE] = text_value(insurance_of(r));
    cases[CASE_LEVEL] = missing_value(VALUE_TEXT);
    cases[CASE_HOSPITAL] = missing_value(VALUE_TEXT);
    *month = month_of(r);
}

static struct value millionths(const struct pack_group *g, unsigned flag,
                               int64_t n)
{
    if (!(g->flags & flag))
        return missing_value(VALUE_NUMBER);
    return (struct value){.type = VALUE_NUMBER,
                          .number = (int128)n * MILLIONTH};
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
