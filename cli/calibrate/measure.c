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
                            const char *step, enum official_column column,
                            int128 official)
{
    const struct value *ours = price_step(&r->settlement, text_of(step));
    const int128 most = official_tolerance(&c->official, column);
    int128 apart;

    return ours != NULL && !ours->missing && ours->type == VALUE_NUMBER &&
           decimal_subtract(ours->number, official, &apart) && apart <= most &&
           apart >= -most;
}

static uint8_t agreed_money(const struct calibration *c, const struct result *r,
                            const struct calib_case *one)
{
    uint8_t agreed = 0;
    int128 n;

    if (official_amount(&c->official, one->row, OFFICIAL_STANDARD, &n) &&
        agrees_in_money(c, r, "standard", OFFICIAL_STANDARD, n))
        agreed |= AGREED_STANDARD;
    if (official_amount(&c->official, one->row, OFFICIAL_FUND, &n) &&
        agrees_in_money(c, r, "fund", OFFICIAL_FUND, n))
        agreed |= AGREED_FUND;
    return agreed;
}

static void count_agreement(const struct calibration *c, const struct result *r,
                            const struct calib_case *one, uint8_t money,
                            struct agreement *a)
{
    int128 standard;

    a->groups++;
    a->groups_agreed += agrees_in_group(r, one);
    if (!official_amount(&c->official, one->row, OFFICIAL_STANDARD, &standard))
        return;
    a->standards++;
    a->standards_agreed += (money & AGREED_STANDARD) != 0;
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
    uint8_t money;

    result_reset(r);
    r->record.lasting = true;
    stays_load(&c->stays,
               &BUFFER_ROWS(&c->stays.list, const struct stay)[one->stay],
               &r->record);
    group_run(r);
    price_run(r);
    money = agreed_money(c, r, one);
    count_agreement(c, r, one, money,
                    one->held_out ? &out->held : &out->fitted);
    if (month != NULL)
        count_agreement(c, r, one, money, &month->all);
    BUFFER_ROWS(&out->agreed, uint8_t)
    [one - BUFFER_ROWS(&c->cases, const struct calib_case)] = money;
}

static int by_agreed_month(const void *a, const void *b)
{
    const struct month_agreement *x = a, *y = b;

    return ORDER(x->month, y->month);
}

bool measure_pack(const struct calibration *c, const struct pack *pack,
                  struct measured *out)
{
    struct result result = {0};
    bool good = result_open(&result, pack);

    BUFFER_EACH (one, &c->cases, const struct calib_case)
        buffer_put(&out->agreed, &(uint8_t){0}, sizeof(uint8_t));
    good = good && !out->agreed.failed;
    BUFFER_EACH (one, &c->cases, const struct calib_case)
        if (good && case_answered(one))
            measure_case(c, &result, one, out);
    buffer_sort(&out->months, sizeof(struct month_agreement), by_agreed_month);
    result_close(&result);
    return good && !out->months.failed;
}

void measured_free(struct measured *m)
{
    buffer_free(&m->months);
    buffer_free(&m->agreed);
    *m = (struct measured){.months = {0}};
}

uint32_t measured_lost(const struct calibration *c,
                       const struct measured *before,
                       const struct measured *after, enum agreed what)
{
    const uint8_t *had = BUFFER_ROWS(&before->agreed, uint8_t);
    const uint8_t *has = BUFFER_ROWS(&after->agreed, uint8_t);
    uint32_t lost = 0;

    BUFFER_EACH (one, &c->cases, const struct calib_case) {
        lost += !one->held_out && (*had & ~*has & what) != 0;
        had++;
        has++;
    }
    return lost;
}
