#include "measure.h"

#include "group/group.h"
#include "price/price.h"

static bool agrees_in_group(const struct result *r,
                            const struct calib_case *one)
{
    const bool grouped = r->grouping.status == GROUPING_GROUPED;

    return one->answer == ANSWER_UNGROUPED
               ? !grouped
               : grouped && text_equal(r->grouping.code, one->group);
}

static bool agrees_in_money(const struct calibration *c, const struct result *r,
                            int128 standard)
{
    const struct value *ours = price_step(&r->settlement, TEXT("standard"));
    const int128 most = official_tolerance(&c->official, OFFICIAL_STANDARD);
    int128 apart;

    return ours != NULL && !ours->missing && ours->type == VALUE_NUMBER &&
           decimal_subtract(ours->number, standard, &apart) && apart <= most &&
           apart >= -most;
}

static void count_agreement(const struct calibration *c, const struct result *r,
                            const struct calib_case *one, struct agreement *a)
{
    int128 standard;

    a->groups++;
    a->groups_agreed += agrees_in_group(r, one);
    if (!official_amount(&c->official, one->row, OFFICIAL_STANDARD, &standard))
        return;
    a->standards++;
    a->standards_agreed += agrees_in_money(c, r, standard);
}

static struct month_agreement *agreement_of_month(struct measured *m,
                                                  uint32_t month)
{
    const struct month_agreement none = {.month = month};

    BUFFER_EACH (at, &m->months, struct month_agreement)
        if (at->month == month)
            return at;
    buffer_put(&m->months, &none, sizeof(none));
    return m->months.failed
               ? NULL
               : BUFFER_ROWS(&m->months, struct month_agreement) +
                     BUFFER_COUNT(&m->months, struct month_agreement) - 1;
}

static void measure_case(const struct calibration *c, struct result *r,
                         const struct calib_case *one, struct measured *out)
{
    struct month_agreement *month = agreement_of_month(out, one->month);

    result_reset(r);
    r->record.lasting = true;
    stays_load(&c->stays,
               &BUFFER_ROWS(&c->stays.list, const struct stay)[one->stay],
               &r->record);
    group_run(r);
    price_run(r);
    count_agreement(c, r, one, one->held_out ? &out->held : &out->fitted);
    if (month != NULL)
        count_agreement(c, r, one, &month->all);
}

static int by_agreed_month(const void *a, const void *b)
{
    const struct month_agreement *x = a, *y = b;

    return (x->month > y->month) - (x->month < y->month);
}

bool measure_pack(const struct calibration *c, const struct pack *pack,
                  struct measured *out)
{
    struct result result = {0};
    const bool good = result_open(&result, pack);

    BUFFER_EACH (one, &c->cases, const struct calib_case)
        if (good && case_answered(one))
            measure_case(c, &result, one, out);
    buffer_sort(&out->months, sizeof(struct month_agreement), by_agreed_month);
    result_close(&result);
    return good && !out->months.failed;
}
