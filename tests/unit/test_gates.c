/* Gates decide nothing: with and without them the same rules fire, on the
 * examples of every rule and on records put together from them. */
#include "unit.h"

#include "builtin.h"
#include "check/check.h"
#include "compile/example.h"
#include "expr/gate.h"
#include "result.h"

enum { RECORDS = 500, MERGED = 8 };

struct pair {
    struct pack *pack;
    struct result with, without;
};

/* `diagnoses[2].code` to its field and the row it begins at. */
static uint16_t field_of(const struct pack *pack, struct text name,
                         uint32_t *row)
{
    char plain[128];
    size_t length = 0, at = 0;

    *row = 1;
    while (at < name.length && length < sizeof plain) {
        if (name.at[at] != '[') {
            plain[length++] = name.at[at++];
            continue;
        }
        for (*row = 0, at++; name.at[at] != ']'; at++)
            *row = *row * 10 + (uint32_t)(name.at[at] - '0');
        at++;
    }
    return pack_field_find(pack, (struct text){plain, length});
}

static void assign(struct result *r, struct text name, struct text values)
{
    uint32_t row;
    const uint16_t field = field_of(r->pack, name, &row);
    bool more = true;

    assert_int_not_equal(field, PACK_NO_FIELD);
    if (pack_field(r->pack, field)->list == LIST_NONE)
        row = 0;
    while (more) {
        const struct text value = example_value(&values, &more);

        record_set(&r->record, field, row, UNIT_NONE, TEXT(""), 0, value);
        more = more && row != 0;
        row++;
    }
}

static void fill(struct result *r, uint32_t example)
{
    struct text rest = pack_text(
        r->pack,
        PACK_ROW(r->pack, SECTION_EXAMPLE, pack_example, example)->assignments);
    struct text name, values;
    bool wrong = false;

    while (example_next(&rest, &name, &values, &wrong))
        assign(r, name, values);
    assert_false(wrong);
}

static void compare(struct pair *p)
{
    const uint32_t rules = pack_count(p->pack, SECTION_RULE);

    record_finish(&p->with.record);
    record_finish(&p->without.record);
    check_run(&p->with, 0);
    for (uint32_t i = 0; i < rules; i++)
        if (check_applies(PACK_ROW(p->pack, SECTION_RULE, pack_rule, i),
                          check_pages(&p->without, 0)))
            check_rule(&p->without, i, 0);
    for (uint32_t i = 0; i < p->without.finding_count; i++) {
        if (i >= p->with.finding_count ||
            !text_equal(p->with.findings[i].rule, p->without.findings[i].rule))
            print_error("%.*s\n", (int)p->without.findings[i].rule.length,
                        p->without.findings[i].rule.at);
        assert_true(i < p->with.finding_count);
        assert_true(
            text_equal(p->with.findings[i].rule, p->without.findings[i].rule));
        assert_int_equal(p->with.findings[i].index,
                         p->without.findings[i].index);
    }
    assert_int_equal(p->with.finding_count, p->without.finding_count);
}

static void start(struct pair *p)
{
    result_reset(&p->with);
    result_reset(&p->without);
}

static void add_example(struct pair *p, uint32_t example)
{
    fill(&p->with, example);
    fill(&p->without, example);
}

static int open_pair(void **state)
{
    static struct pair p;
    const struct builtin builtin = builtin_pack();
    struct pregroup_error err = {.size = sizeof err};

    *state = &p;
    return pack_open_bytes(builtin.bytes, builtin.size, "builtin", &p.pack,
                           &err) != PREGROUP_OK ||
           !result_open(&p.with, p.pack) || !result_open(&p.without, p.pack);
}

static int close_pair(void **state)
{
    struct pair *p = *state;

    result_close(&p->with);
    result_close(&p->without);
    pack_close(p->pack);
    return 0;
}

static void examples_fire_alike(void **state)
{
    struct pair *p = *state;

    start(p);
    compare(p);
    for (uint32_t i = 0; i < pack_count(p->pack, SECTION_EXAMPLE); i++) {
        start(p);
        add_example(p, i);
        compare(p);
    }
}

static void mixed_records_fire_alike(void **state)
{
    struct pair *p = *state;
    const uint32_t examples = pack_count(p->pack, SECTION_EXAMPLE);
    uint32_t random = 20250301;

    for (int n = 0; n < RECORDS; n++) {
        start(p);
        for (int i = 0; i < MERGED; i++) {
            random = random * 1664525u + 1013904223u;
            add_example(p, (random >> 8) % examples);
        }
        compare(p);
    }
}

static void most_rules_have_gates(void **state)
{
    struct pair *p = *state;
    const uint32_t rules = pack_count(p->pack, SECTION_RULE);
    uint32_t gated = 0;

    for (uint32_t i = 0; i < rules; i++)
        gated += PACK_ROW(p->pack, SECTION_RULE, pack_rule, i)->gates[0].slot !=
                 GATE_NONE;
    assert_true(gated > rules * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_fire_alike),
        cmocka_unit_test(mixed_records_fire_alike),
        cmocka_unit_test(most_rules_have_gates),
    };

    return cmocka_run_group_tests(tests, open_pair, close_pair);
}
