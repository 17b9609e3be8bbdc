/* Gates decide nothing: with and without them the same rules fire, on the
 * examples of every rule and on records put together from them. */
#include "unit.h"

#include <stdlib.h>

#include "../pack-walk.h"
#include "builtin.h"
#include "check/check.h"
#include "compile/rules/example.h"
#include "expr/gate.h"
#include "load/load.h"
#include "result/result.h"

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
        gated += PACK_ROW(p->pack, SECTION_DOOR, pack_door, i)->slot != 0;
    assert_true(gated > rules * 9 / 10);
}

/* ---- what shuts a gate --------------------------------------------------- */

/* The rows on which a rule would be run: 0 if it is not run at all. */
static uint64_t rows_tried(struct pair *p, const char *id)
{
    static struct gate_view view;
    uint32_t n = 0;
    uint64_t given;

    while (!text_equal(
        pack_text(p->pack, PACK_ROW(p->pack, SECTION_RULE, pack_rule, n)->id),
        text_of(id)))
        assert_true(++n < pack_count(p->pack, SECTION_RULE));
    given =
        PACK_ROW(p->pack, SECTION_RULE, pack_rule, n)->each == LIST_NONE
            ? 1
            : p->with.record
                  .lists[PACK_ROW(p->pack, SECTION_RULE, pack_rule, n)->each]
                  .given;
    record_finish(&p->with.record);
    gate_look(&view, &p->with.record, PAGE_FRONT | PAGE_OTHER);
    if (gate_next(&view, n) != n)
        return 0;
    return gate_rows(&view, n, given);
}

static void rules_are_tried_where_they_may_fire(void **state)
{
    static const struct {
        const char *rule, *values;
        uint64_t rows;
    } table[] = {
        /* a code of the range, row by row; I2 and O4 are told apart */
        {"SEX001", "sex=1; diagnoses.code=I20.000, O80.000, I10.x00", 2},
        {"SEX001", "sex=2; diagnoses.code=I20.000, O80.000", 0},
        {"SEX001", "sex=1; diagnoses.code=I20.000, K80.000", 0},
        /* a word in a name */
        {"SEX013", "sex=1; diagnoses.code=K65.900; diagnoses.name=腹腔积液", 0},
        {"SEX013", "sex=1; diagnoses.code=K65.900; diagnoses.name=有盆腔积液",
         1},
        /* two words with `or` between */
        {"AGE024", "age=30; diagnoses.name=骨质疏松,老年性白内障", 2},
        {"AGE024", "age=30; diagnoses.name=绝经后出血,骨质疏松", 1},
        {"AGE024", "age=30; diagnoses.name=骨质疏松", 0},
        /* what stands in a dictionary, and what is no code */
        {"DIC002", "sex=1", 0},
        {"DIC002", "sex=7", 1},
        {"DIC022", "diagnoses.code=I10.x00, A10.000, I10.x00", 2},
        /* both of two diagnoses of one letter */
        {"COM001", "diagnoses.code=I10.x00, I20.000", 0},
        {"COM001", "diagnoses.code=I10.x00, I11.900", 1},
        /* the same code twice */
        {"MDX022", "diagnoses.code=I10.x00, K80.000, E11.900", 0},
        {"MDX022", "diagnoses.code=I10.x00, K80.000, K80.000", 6},
        /* a bell, and the detail of a code: K29.9 beside another of K29 */
        {"EXC280", "diagnoses.code=I10.x00, K29.900", 0},
        {"EXC280", "diagnoses.code=K29.100, K29.500", 0},
        {"EXC280", "diagnoses.code=K29.100, K29.900", 2},
        /* a code of no form rings for all */
        {"EXC280", "diagnoses.code=K29.100, 29.900", 0},
        /* the length of a code */
        {"DIC030", "diagnoses.code=I10.x00, I20", 2},
        /* one of two fields */
        {"DIS006", "discharge_way=1; diagnoses.code=I10.x00", 0},
        {"DIS006", "discharge_way=5; diagnoses.outcome=1", 1},
    };
    struct pair *p = *state;

    for (size_t i = 0; i < COUNT(table); i++) {
        struct text rest = text_of(table[i].values), name, values;
        bool wrong = false;

        start(p);
        while (example_next(&rest, &name, &values, &wrong))
            assign(&p->with, name, values);
        if (rows_tried(p, table[i].rule) != table[i].rows)
            print_error("%s on %s\n", table[i].rule, table[i].values);
        assert_int_equal(rows_tried(p, table[i].rule), table[i].rows);
    }
}

/* ---- forged packs -------------------------------------------------------- */

struct forger {
    unsigned char *bytes;
    size_t size;
    struct pack *view; /* of the bytes before they are changed */
};

static void *row_of(const struct forger *f, unsigned section, uint32_t n)
{
    return f->bytes +
           ((const unsigned char *)f->view->sections[section].rows -
            f->view->bytes) +
           (size_t)n * pack_row_size(section);
}

static void assert_refused(struct forger *f)
{
    const struct builtin builtin = builtin_pack();
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;

    pack_walk_seal(f->bytes, f->size);
    assert_int_equal(pack_open_bytes(f->bytes, f->size, "forged", &pack, &err),
                     PREGROUP_E_TABLE);
    memcpy(f->bytes, builtin.bytes, builtin.size);
}

/* The first look of a kind. */
static uint32_t look_of(const struct forger *f, unsigned what)
{
    uint32_t n = 0;

    while (PACK_ROW(f->view, SECTION_LOOK, pack_look, n)->what != what)
        assert_true(++n < pack_count(f->view, SECTION_LOOK));
    return n;
}

struct rule_number {
    uint16_t number;
};

static void forged_gates_are_refused(void **state)
{
    struct pair *p = *state;
    const struct builtin builtin = builtin_pack();
    struct forger f = {aligned_alloc(16, builtin.size), builtin.size, p->pack};
    const uint32_t last = pack_count(p->pack, SECTION_LOOK) - 1;
    const uint32_t texts = look_of(&f, LOOK_TEXTS);

    assert_non_null(f.bytes);
    memcpy(f.bytes, builtin.bytes, builtin.size);
#define FORGE(section, type, n, change)                                        \
    do {                                                                       \
        struct type *row = row_of(&f, section, n);                             \
        change;                                                                \
        assert_refused(&f);                                                    \
    } while (0)
    FORGE(SECTION_LOOK, pack_look, 0, row->what = LOOK_WHATS);
    FORGE(SECTION_LOOK, pack_look, 0, row->field = 0xfff0);
    FORGE(SECTION_LOOK, pack_look, 0, row->list = LIST_NONE);
    FORGE(SECTION_LOOK, pack_look, 0, row->column++);
    FORGE(SECTION_LOOK, pack_look, 0, row->told ^= 3);
    FORGE(SECTION_LOOK, pack_look, last, row->what = LOOK_ROW);
    FORGE(SECTION_LOOK, pack_look, look_of(&f, LOOK_ENTRY),
          row->what = LOOK_FACTS);
    FORGE(SECTION_LOOK, pack_look, texts, row->first_slot = 0xffffff00u);
    FORGE(SECTION_LOOK, pack_look, texts, row->first_slot += LITERAL_SLOTS * 9);
    FORGE(SECTION_LOOK, pack_look, texts, row->literals.count = 1);
    FORGE(SECTION_LITERAL, pack_literal, 1, row->next = 0);
    FORGE(SECTION_LITERAL, pack_literal, 0, row->next = 0xfffe);
    FORGE(SECTION_LITERAL, pack_literal, 0, row->text.length = 0xfffffff);
    FORGE(SECTION_GATE, pack_gate, 0,
          row->slot = (uint16_t)gate_slot(last + 1, LOOK_ANY));
    FORGE(SECTION_GATE, pack_gate, 0, row->slot = 0xffff);
    FORGE(SECTION_LOOK, pack_look, look_of(&f, LOOK_CATEGORY),
          row->first_bell = 0xfffffff0u);
    FORGE(SECTION_LOOK, pack_look, look_of(&f, LOOK_CATEGORY),
          row->categories ^= 1);
    FORGE(SECTION_LOOK, pack_look, look_of(&f, LOOK_ENTRY),
          row->categories = CATEGORIES_DX);
    FORGE(SECTION_BELL, pack_range, 0, row->first = 0xfffffff0u;
          row->count = 9);
    FORGE(SECTION_BELL_RULE, rule_number, 0, row->number = 0xffff);
    FORGE(SECTION_ASKED, pack_asked, 0, row->rule = 0xffff);
    FORGE(SECTION_ASKED, pack_asked, 0, row->slot = 0xffff);
    FORGE(SECTION_DOOR, pack_door, 0, row->slot = 0xffff);
    FORGE(SECTION_DOOR, pack_door, 0,
          row->slot = (uint16_t)gate_slot(last, LOOK_TWICE));
    FORGE(SECTION_DOOR, pack_door, 0, row->first = 0xffffffffu);
    FORGE(SECTION_DOOR, pack_door, 0, row->gates = 255;
          row->first = pack_count(f.view, SECTION_GATE));
#undef FORGE
    free(f.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_fire_alike),
        cmocka_unit_test(mixed_records_fire_alike),
        cmocka_unit_test(most_rules_have_gates),
        cmocka_unit_test(rules_are_tried_where_they_may_fire),
        cmocka_unit_test(forged_gates_are_refused),
    };

    return cmocka_run_group_tests(tests, open_pair, close_pair);
}
