/* bench-group PACK [SECONDS] -- grouping, alone and with price: cases per
 * second, on one core.
 *
 * Cases are drawn from the pack's own rows: a row's diagnosis with an ending,
 * one operation of each part (some left out), and operations of other rows; by
 * DRG codes of the lists that an ADRG and its MDC ask for, and others. The
 * same cases every time. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "group/group.h"
#include "load/load.h"
#include "price/price.h"

#define CASES 64     /* few: a record is warm when it comes to be grouped */
#define EXPLAINED 20 /* rounds: each grows the records' arenas */

static uint64_t state = 20250101;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(state >> 33) % below;
}

static void set_code(struct result *r, uint16_t field, uint32_t row,
                     struct code code, const char *ending)
{
    char text[CODE_MAX + 8];
    const size_t n = code_text(code, text);

    snprintf(text + n, sizeof text - n, "%s", ending);
    record_set(&r->record, field, row, UNIT_NONE, TEXT("T"), 1, text_of(text));
}

static const struct pack_group *any_group(const struct pack *p)
{
    return PACK_ROW(p, SECTION_GROUP, pack_group,
                    draw(pack_count(p, SECTION_GROUP)));
}

/* Operations that a row asks for, from `row` on; the next free row. */
static uint32_t set_parts(struct result *r, const struct pack_group *g,
                          uint32_t row, uint32_t skip_one_in)
{
    for (uint32_t i = 0; i < g->parts.count && row < 20; i++) {
        const struct pack_range *range =
            &PACK_ROW(r->pack, SECTION_PART, pack_part, g->parts.first + i)
                 ->alternatives;

        if (draw(skip_one_in) == 1 || range->count == 0)
            continue;
        set_code(r, r->pack->known.op_code, row++,
                 *PACK_ROW(r->pack, SECTION_ALTERNATIVE, code,
                           range->first + draw(range->count)),
                 "");
    }
    return row;
}

/* ---- by DRG -------------------------------------------------------------- */

static bool stands_in(const struct pack *p, const struct pack_drg_code *c,
                      uint32_t list)
{
    for (uint32_t i = 0; i < c->members.count; i++)
        if (PACK_ROW(p, SECTION_DRG_MEMBER, pack_drg_member,
                     c->members.first + i)
                ->list == list)
            return true;
    return false;
}

/* A code of the list: the first from a random place on. */
static struct code code_of_list(const struct pack *p, uint32_t list)
{
    const uint32_t count = pack_count(p, SECTION_DRG_CODE);
    const uint32_t from = draw(count);

    for (uint32_t i = 0; i < count; i++) {
        const struct pack_drg_code *c =
            PACK_ROW(p, SECTION_DRG_CODE, pack_drg_code, (from + i) % count);

        if (stands_in(p, c, list))
            return c->code;
    }
    return (struct code){0, 0};
}

/* One code for each test, the principal diagnosis first. */
static void set_tests(struct result *r, const struct pack_drg_rule *rule,
                      uint32_t *dx, uint32_t *op)
{
    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *t = PACK_ROW(
            r->pack, SECTION_DRG_TEST, pack_drg_test, rule->tests.first + i);
        const struct code code = code_of_list(r->pack, t->list);

        if (t->kind >= TEST_PRINCIPAL_OP)
            set_code(r, r->pack->known.op_code, (*op)++, code, "");
        else
            set_code(r, r->pack->known.dx_code, (*dx)++, code, "");
    }
}

static void make_drg_case(struct result *r)
{
    const struct pack *p = r->pack;
    const struct pack_drg_rule *mdc =
        PACK_ROW(p, SECTION_DRG_MDC, pack_drg_rule,
                 draw(pack_count(p, SECTION_DRG_MDC)));
    uint32_t dx = 1, op = 1;

    set_tests(r,
              PACK_ROW(p, SECTION_DRG_ADRG, pack_drg_rule,
                       mdc->below.first + draw(mdc->below.count)),
              &dx, &op);
    set_tests(r, mdc, &dx, &op);
    for (uint32_t i = 2 + draw(6); i > 0; i--) {
        const struct code code = PACK_ROW(p, SECTION_DRG_CODE, pack_drg_code,
                                          draw(pack_count(p, SECTION_DRG_CODE)))
                                     ->code;

        if (code_at(code, 0) < 'A')
            set_code(r, p->known.op_code, op++, code, "");
        else
            set_code(r, p->known.dx_code, dx++, code, "");
    }
}

static void make_dip_case(struct result *r)
{
    const struct pack_group *g = any_group(r->pack);
    uint32_t row = set_parts(r, g, 1, 10);

    set_code(r, r->pack->known.dx_code, 1, g->key, "00");
    for (uint32_t i = draw(4); i > 0; i--)
        row = set_parts(r, any_group(r->pack), row, 3);
    for (uint32_t i = 2 + draw(6); i > 1; i--)
        set_code(r, r->pack->known.dx_code, i, any_group(r->pack)->key, "00");
}

/* What settlements ask of a case besides its codes. */
static void set_fields(struct result *r)
{
    static const char *const fields[][2] = {{"payment_method", "1"},
                                            {"sex", "1"},
                                            {"age", "50"},
                                            {"stay_days", "9"},
                                            {"discharge_way", "1"},
                                            {"discharge_time", "2022-06-10"},
                                            {"total_cost", "12345.67"},
                                            {"patient_paid", "2345.60"}};

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        record_set(&r->record, pack_field_find(r->pack, text_of(fields[i][0])),
                   0, UNIT_NONE, TEXT("T"), 1, text_of(fields[i][1]));
}

static void make_case(struct result *r)
{
    if (pack_count(r->pack, SECTION_DRG) > 0)
        make_drg_case(r);
    else
        make_dip_case(r);
    set_fields(r);
    record_finish(&r->record);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Cases per second of `group` until `seconds` or `rounds` are over. */
static double measure(struct result *cases, void (*group)(struct result *),
                      double seconds, unsigned rounds)
{
    const double begin = now();
    double count = 0;

    for (unsigned n = 0; n < rounds && now() - begin < seconds; n++)
        for (unsigned i = 0; i < CASES; i++, count++) {
            cases[i].grouping = (struct grouping){0};
            group(&cases[i]);
        }
    return count / (now() - begin);
}

/* The arena is put back: else its growth is what is measured. */
static void group_and_price(struct result *r)
{
    const struct arena before = r->record.arena;

    r->settlement = (struct settlement){0};
    group_decide(r);
    price_run(r);
    r->record.arena.current = before.current;
    r->record.arena.used = before.used;
}

static unsigned grouped(const struct result *cases)
{
    unsigned n = 0;

    for (unsigned i = 0; i < CASES; i++)
        n += cases[i].grouping.status == GROUPING_GROUPED;
    return n;
}

static unsigned priced(const struct result *cases)
{
    unsigned n = 0;

    for (unsigned i = 0; i < CASES; i++)
        n += cases[i].settlement.priced;
    return n;
}

int main(int argc, char **argv)
{
    static struct result cases[CASES];
    struct pregroup_error err = {.size = sizeof err};
    const double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;
    struct pack *pack;

    if (argc < 2 || pack_open(argv[1], &pack, &err) != PREGROUP_OK ||
        pack_count(pack, SECTION_GROUP) == 0) {
        fprintf(stderr, "bench-group PACK [SECONDS]: %s\n", err.text);
        return 2;
    }
    for (unsigned i = 0; i < CASES; i++) {
        if (!result_open(&cases[i], pack))
            return 2;
        make_case(&cases[i]);
    }
    printf("%u groups: %.0f cases/s decided, ", pack_count(pack, SECTION_GROUP),
           measure(cases, group_decide, seconds, ~0u));
    printf("%.0f with price, ", measure(cases, group_and_price, seconds, ~0u));
    printf("%u priced, ", priced(cases));
    printf("%.0f cases/s explained; %u of %d grouped\n",
           measure(cases, group_run, seconds, EXPLAINED), grouped(cases),
           CASES);
    for (unsigned i = 0; i < CASES; i++)
        result_close(&cases[i]);
    pack_close(pack);
    return 0;
}
