/* Functions of ID numbers. */
#include "expr/idcard.h"
#include "expr/machine.h"

void run_id_valid(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_TEXT))
        value_set_boolean(v, idcard_valid(v->text));
    else
        value_set_missing(v, VALUE_BOOLEAN);
}

void run_id_birth(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;
    int32_t day = 0;
    const bool known =
        machine_has(m, v, VALUE_TEXT) && idcard_birth(v->text, &day);

    (void)i;
    value_set_missing(v, VALUE_DATE);
    if (!known)
        return;
    v->missing = false;
    v->moment = (int64_t)day * SECONDS_PER_DAY;
    v->precision = CALENDAR_DAY;
}

void run_id_sex(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;
    struct text sex = {0};

    (void)i;
    if (machine_has(m, v, VALUE_TEXT))
        sex = machine_sex_word(idcard_sex(v->text));
    if (sex.length > 0)
        value_set_text(v, sex);
    else
        value_set_missing(v, VALUE_TEXT);
}
