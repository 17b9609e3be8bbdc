/* Grouping by DRG on the sample of tests/regions/drg: no allocation while it
 * decides, and no forged row of its sections that crashes a reader. Which
 * group a case gets is tested in tests/drg.py, case by case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/compile.h"
#include "group/advice.h"
#include "group/group.h"
#include "price/price.h"

#include "../pack-walk.h"
#include "load/load.h"
#include "unit.h"

/* Rounds of forgery; more by the environment, for a longer hunt. */
#define ROUNDS 400

static const struct sample_case {
    const char *diagnoses, *operations;
} cases[] = {
    {"S06.000 S22.300 E11.900 J96.000", "38.9300 01.2400 51.2300"},
    {"K80.100 K83.000 A41.900", "51.2300 51.8800"},
    {"I21.000 I50.900 R57.000", "36.0700 35.2200 35.2400"},
    {"P22.000 P07.300", "96.7201"},
    {"Z53.900", ""},
};
#define CASES (sizeof cases / sizeof cases[0])

static struct buffer build(void)
{
    const char *source = getenv("srcdir");
    struct compile_faults notes = {0}, faults = {.notes = &notes};
    struct buffer bytes = {0};
    char region[256], knowledge[256];

    source = source != NULL ? source : ".";
    snprintf(region, sizeof region, "%s/tests/regions/drg/region.xml", source);
    snprintf(knowledge, sizeof knowledge, "%s/knowledge", source);
    assert_true(compile_pack(region, NULL, knowledge, &bytes, &faults));
    compile_faults_free(&notes);
    compile_faults_free(&faults);
    return bytes;
}

static void set_codes(struct result *r, uint16_t field, const char *codes)
{
    struct text rest = text_of(codes);

    for (uint32_t row = 1; rest.length > 0; row++) {
        size_t n = 0;

        while (n < rest.length && rest.at[n] != ' ')
            n++;
        record_set(&r->record, field, row, UNIT_NONE, TEXT("T"), 1,
                   (struct text){rest.at, n});
        n += n < rest.length;
        rest = (struct text){rest.at + n, rest.length - n};
    }
}

static void set_case(struct result *r, const struct sample_case *c)
{
    result_reset(r);
    set_codes(r, r->pack->known.dx_code, c->diagnoses);
    set_codes(r, r->pack->known.op_code, c->operations);
    record_set(&r->record, r->pack->known.age, 0, UNIT_NONE, TEXT("T"), 1,
               TEXT("45"));
    record_set(&r->record, r->pack->known.total_cost, 0, UNIT_NONE, TEXT("T"),
               1, TEXT("12345.67"));
    record_finish(&r->record);
}

static struct pack *open_bytes(const void *bytes, size_t size)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;

    pack_open_bytes(bytes, size, "drg", &pack, &err);
    return pack;
}

static void decides_without_memory(void **state)
{
    struct buffer bytes = build();
    struct pack *pack = open_bytes(bytes.data, bytes.length);
    struct result r;

    (void)state;
    assert_non_null(pack);
    assert_true(result_open(&r, pack));
    for (size_t i = 0; i < CASES; i++) {
        struct arena before;

        set_case(&r, &cases[i]);
        before = r.record.arena;
        group_decide(&r);
        assert_int_equal(r.record.arena.used, before.used);
        assert_ptr_equal(r.record.arena.current, before.current);
        assert_null(r.grouping.why);
    }
    result_close(&r);
    pack_close(pack);
    buffer_free(&bytes);
}

/* ---- forgery ---------------------------------------------------------------
 */

static uint64_t drawn = 20250301;

static uint32_t draw(uint32_t below)
{
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(drawn >> 33) % below;
}

/* A word of a DRG section, or of GROUP, becomes another number. */
static void forge(unsigned char *bytes)
{
    static const uint32_t words[] = {0,          1,          2,     63,  64,
                                     0x7fffffff, 0xffffffff, 65535, 255, 4096};
    const unsigned section =
        SECTION_DRG + draw(SECTION_DRG_SPLIT - SECTION_DRG + 1);
    struct pack_section s;
    uint32_t size, word = words[draw(10)];
    size_t at;

    memcpy(&s, bytes + sizeof(struct pack_header) + section * sizeof s,
           sizeof s);
    size = s.rows * s.row_size;
    if (size < 4)
        return;
    if (draw(3) == 0)
        word = draw(700);
    at = s.offset + draw(size / 4) * 4;
    memcpy(bytes + at, &word, draw(2) == 0 ? 4 : 1);
}

/* The whole way behind the reader, for each case. */
static void use(const struct pack *pack)
{
    struct result r;

    if (!result_open(&r, pack))
        return;
    for (size_t i = 0; i < CASES; i++) {
        set_case(&r, &cases[i]);
        group_run(&r);
        advice_run(&r);
        group_why_not(&r);
        price_run(&r);
        if (r.grouping.status == GROUPING_GROUPED)
            text_hash(result_layer(&r), 0);
    }
    result_close(&r);
}

static void forged_rows_are_refused_or_harmless(void **state)
{
    struct buffer good = build();
    const char *told = getenv("FORGED_ROUNDS");
    const long rounds = told != NULL ? strtol(told, NULL, 10) : ROUNDS;
    unsigned char *bytes = aligned_alloc(16, good.length);
    long opened = 0;

    (void)state;
    assert_non_null(bytes);
    for (long n = 0; n < rounds; n++) {
        struct pack *pack;

        memcpy(bytes, good.data, good.length);
        for (uint32_t i = draw(3) + 1; i > 0; i--)
            forge(bytes);
        pack_walk_seal(bytes, good.length);
        pack = open_bytes(bytes, good.length);
        if (pack == NULL)
            continue;
        opened++;
        use(pack);
        pack_close(pack);
    }
    assert_in_range(opened, rounds / 20, rounds - 1);
    free(bytes);
    buffer_free(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_without_memory),
        cmocka_unit_test(forged_rows_are_refused_or_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
