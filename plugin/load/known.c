/* The fields that steps of the way know by name. */
#include <stddef.h>

#include "load/shape.h"

#define BIT(type) ((uint32_t)1 << (type))
#define TEXTS BIT(FIELD_TEXT)
#define CHOICES BIT(FIELD_CHOICE)
#define AMOUNTS BIT(FIELD_AMOUNT)
#define MOMENTS (BIT(FIELD_DATE) | BIT(FIELD_TIME))

/* They read cells of these types, in this list, without asking again. */
struct known {
    const char *name;
    size_t offset; /* in struct pack_known */
    uint32_t types;
    uint8_t list;
};

#define KNOWN(member, name, list, types)                                       \
    {                                                                          \
        name, offsetof(struct pack_known, member), types, list                 \
    }

static const struct known fields[] = {
    KNOWN(record_no, "record_no", LIST_NONE, TEXTS),
    KNOWN(admission_count, "admission_count", LIST_NONE, BIT(FIELD_COUNT)),
    KNOWN(dx_code, "diagnoses.code", LIST_DIAGNOSES, BIT(FIELD_DIAGNOSIS)),
    KNOWN(dx_name, "diagnoses.name", LIST_DIAGNOSES, TEXTS),
    KNOWN(dx_condition, "diagnoses.condition", LIST_DIAGNOSES, CHOICES),
    KNOWN(op_code, "procedures.code", LIST_PROCEDURES, BIT(FIELD_PROCEDURE)),
    KNOWN(op_name, "procedures.name", LIST_PROCEDURES, TEXTS),
    KNOWN(op_date, "procedures.date", LIST_PROCEDURES, MOMENTS),
    KNOWN(total_cost, "total_cost", LIST_NONE, AMOUNTS),
    KNOWN(patient_paid, "patient_paid", LIST_NONE, AMOUNTS),
    KNOWN(payment_method, "payment_method", LIST_NONE, CHOICES),
    KNOWN(discharge_time, "discharge_time", LIST_NONE, MOMENTS),
    KNOWN(admission_time, "admission_time", LIST_NONE, MOMENTS),
    KNOWN(birth_date, "birth_date", LIST_NONE, MOMENTS),
    KNOWN(age, "age", LIST_NONE, BIT(FIELD_AGE)),
    KNOWN(sex, "sex", LIST_NONE, CHOICES),
    KNOWN(insurance_type, "insurance_type", LIST_NONE, CHOICES),
    KNOWN(self_pay, "self_pay", LIST_NONE, AMOUNTS),
    KNOWN(own_pay, "own_pay", LIST_NONE, AMOUNTS),
    KNOWN(charge_amount, "charges.amount", LIST_CHARGES, AMOUNTS),
    KNOWN(icu_in, "icu_stays.in_time", LIST_ICU_STAYS, MOMENTS),
    KNOWN(icu_out, "icu_stays.out_time", LIST_ICU_STAYS, MOMENTS),
    KNOWN(icu_duration, "icu_stays.duration", LIST_ICU_STAYS,
          BIT(FIELD_DURATION)),
    KNOWN(icu_days, "icu_days", LIST_NONE, BIT(FIELD_COUNT)),
    KNOWN(organization_code, "organization_code", LIST_NONE, TEXTS),
    KNOWN(discharge_department, "discharge_department", LIST_NONE,
          TEXTS | CHOICES),
};

static void find_variables(struct pack *pack)
{
    pack->known.point_value = PACK_NONE;
    for (uint32_t i = 0; i < pack_count(pack, SECTION_VARIABLE); i++)
        if (text_equal(pack_variable_name(pack, i), TEXT("point_value")))
            pack->known.point_value = i;
}

const char *pack_find_known(struct pack *pack)
{
    find_variables(pack);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const uint16_t id = pack_field_find(pack, text_of(fields[i].name));
        const struct pack_field *f;

        *(uint16_t *)(void *)((char *)&pack->known + fields[i].offset) = id;
        if (id == PACK_NO_FIELD)
            continue;
        f = pack_field(pack, id);
        if (f->list != fields[i].list || (fields[i].types >> f->type & 1) == 0)
            return fields[i].name;
    }
    return NULL;
}
