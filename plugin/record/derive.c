#include "record/derive.h"

#include "pack/pack.h"

#define SECONDS_PER_HOUR 3600
#define HOURS_PER_DAY 24

/* The pack has the field, in that list: `item` may be asked for it. */
static bool in_list(const struct record *r, uint16_t field,
                    enum record_list list)
{
    return field != PACK_NO_FIELD && pack_field(r->pack, field)->list == list;
}

static bool is_icu_time(const struct record *r, uint16_t field)
{
    return in_list(r, field, LIST_ICU_STAYS) &&
           pack_field(r->pack, field)->type == FIELD_TIME;
}

/* The cell of a list's row to write; the row is there. */
static struct cell *item(struct record *r, uint16_t field, uint32_t row)
{
    const struct pack_field *f = pack_field(r->pack, field);
    struct record_rows *rows = &r->lists[f->list];

    return &rows->cells[(size_t)(row - 1) * rows->columns + f->column];
}

static void put_derived_number(struct cell *cell, int128 number)
{
    *cell = (struct cell){
        .state = CELL_GIVEN, .flags = CELL_DERIVED, .number = number};
}

/* Fills a list's cell that nobody gave. */
static void put_listed(struct record *r, struct cell *cell, int128 number)
{
    r->listed[r->listed_count++] = cell;
    put_derived_number(cell, number);
}

/* Fills a scalar that nobody gave. */
static void set_scalar(struct record *r, uint16_t field, int128 number)
{
    if (r->scalars[field].state != CELL_ABSENT)
        return;
    r->filled[r->filled_count++] = field;
    put_derived_number(&r->scalars[field], number);
}

/* ---- intensive care ------------------------------------------------------ */

static void derive_duration(struct record *r, uint32_t row)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *in = item(r, known->icu_in, row);
    const struct cell *out = item(r, known->icu_out, row);
    struct cell *duration = item(r, known->icu_duration, row);

    if (duration->state == CELL_ABSENT && in->state == CELL_GIVEN &&
        out->state == CELL_GIVEN && out->moment >= in->moment)
        put_listed(r, duration,
                   (int128)(out->moment - in->moment) * DECIMAL_ONE /
                       SECONDS_PER_HOUR);
}

static void derive_icu(struct record *r)
{
    const struct pack_known *known = &r->pack->known;
    const uint32_t rows = r->lists[LIST_ICU_STAYS].count;
    const int128 day = HOURS_PER_DAY * DECIMAL_ONE;
    int128 hours = 0;
    bool any = false;

    if (rows == 0 || !is_icu_time(r, known->icu_in) ||
        !is_icu_time(r, known->icu_out) ||
        !in_list(r, known->icu_duration, LIST_ICU_STAYS) ||
        !in_list(r, known->icu_days, LIST_NONE))
        return;
    for (uint32_t row = 1; row <= rows; row++) {
        const struct cell *duration = item(r, known->icu_duration, row);
        derive_duration(r, row);
        if (duration->state != CELL_GIVEN || duration->number < 0 ||
            duration->number > INT32_MAX * DECIMAL_ONE)
            continue;
        hours += duration->number;
        any = true;
    }
    if (any)
        set_scalar(r, known->icu_days, (hours + day - 1) / day * DECIMAL_ONE);
}

/* ---- money --------------------------------------------------------------- */

static bool has_tag(const struct record *r, uint32_t dialect, uint16_t field)
{
    return pack_tag_of(r->pack, dialect, field, 0).length != 0;
}

static void derive_cost(struct record *r, uint32_t dialect)
{
    const struct pack_known *known = &r->pack->known;
    const uint32_t rows = r->lists[LIST_CHARGES].count;
    int128 sum = 0;
    bool any = false;

    if (rows == 0 || !in_list(r, known->charge_amount, LIST_CHARGES) ||
        !in_list(r, known->total_cost, LIST_NONE) ||
        has_tag(r, dialect, known->total_cost))
        return;
    for (uint32_t row = 1; row <= rows; row++) {
        const struct cell *amount = item(r, known->charge_amount, row);
        if (amount->state == CELL_BAD)
            return;
        if (amount->state != CELL_GIVEN)
            continue;
        if (!decimal_add(sum, amount->number, &sum))
            return;
        any = true;
    }
    if (any)
        set_scalar(r, known->total_cost, sum);
}

static void derive_patient_paid(struct record *r, uint32_t dialect)
{
    const struct pack_known *known = &r->pack->known;
    int128 sum;

    if (!in_list(r, known->self_pay, LIST_NONE) ||
        !in_list(r, known->own_pay, LIST_NONE) ||
        !in_list(r, known->patient_paid, LIST_NONE) ||
        r->scalars[known->self_pay].state != CELL_GIVEN ||
        r->scalars[known->own_pay].state != CELL_GIVEN ||
        has_tag(r, dialect, known->patient_paid))
        return;
    if (decimal_add(r->scalars[known->self_pay].number,
                    r->scalars[known->own_pay].number, &sum))
        set_scalar(r, known->patient_paid, sum);
}

void record_derive(struct record *record, uint32_t dialect)
{
    derive_icu(record);
    derive_cost(record, dialect);
    derive_patient_paid(record, dialect);
}
