/* record: what one record leaves behind is nothing. */
#include "expr-kit.h"

static bool is_zero(const struct cell *cell)
{
    static const struct cell none;

    return memcmp(cell, &none, sizeof(none)) == 0;
}

static void nothing_is_left_after_a_reset(void **state)
{
    struct kit *k = kit_open();
    struct record *r = &k->record;

    (void)state;
    record_reset(r); /* the kit has filled it */
    for (int times = 0; times < 2; times++) {
        kit_set(k, "diagnoses.code", 1, "I20.0");
        kit_set(k, "diagnoses.code", LIMIT_ROWS, "I10");
        kit_set(k, "diagnoses.code", 3, "  ");
        kit_set(k, "diagnoses.code", 3, "E11.9"); /* was blank */
        kit_set(k, "total_cost", 0, "1");
        assert_int_equal(r->lists[LIST_DIAGNOSES].count, LIMIT_ROWS);
        assert_int_equal(r->listed_count, 3);
        record_reset(r);
        for (uint32_t i = 0; i < r->fields; i++)
            assert_true(is_zero(record_scalar(r, i)));
        for (int list = LIST_NONE + 1; list < LIST_COUNT; list++) {
            const struct record_rows *rows = &r->lists[list];
            assert_int_equal(rows->count, 0);
            assert_int_equal(rows->given, 0);
            for (uint32_t i = 0; i < LIMIT_ROWS * rows->columns; i++)
                assert_true(is_zero(&rows->cells[i]));
        }
    }
    kit_close(k);
}

static void a_cell_is_filled_once(void **state)
{
    struct kit *k = kit_open();
    const struct cell *cell;

    (void)state;
    record_reset(&k->record);
    cell = record_set(&k->record, 0, 0, 0, TEXT("T"), 1, TEXT(""));
    assert_non_null(cell);
    assert_int_equal(cell->state, CELL_BLANK);
    assert_ptr_equal(record_set(&k->record, 0, 0, 0, TEXT("U"), 2, TEXT("5")),
                     cell);
    assert_text(cell->tag, "U");
    assert_null(record_set(&k->record, 0, 0, 0, TEXT("V"), 3, TEXT("6")));
    assert_text(cell->text, "5");
    assert_int_equal(k->record.filled_count, 1);
    kit_close(k);
}

/* Databases write it for "none", and many were born on it. */
static void a_birth_may_be_of_1970(void **state)
{
    static const struct {
        const char *field, *text;
        int state;
    } cases[] = {
        {"birth_date", "19700101", CELL_GIVEN},
        {"birth_date", "1970-01-01 00:00:00", CELL_GIVEN},
        {"birth_date", "0000-00-00", CELL_MARKER},
        {"birth_date", "1900-01-01", CELL_MARKER},
        {"qc_date", "1970-01-01", CELL_MARKER},
        {"procedures.date", "1970-01-01 08:00:00", CELL_MARKER},
    };
    struct kit *k = kit_open();

    (void)state;
    k->pack.known.birth_date = pack_field_find(&k->pack, TEXT("birth_date"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct text name = text_of(cases[i].field);
        const uint32_t id = pack_field_find(&k->pack, name);
        const uint32_t row = pack_field(&k->pack, id)->list != LIST_NONE;
        const struct cell *cell;

        record_reset(&k->record);
        cell = record_set(&k->record, id, row, 0, TEXT("T"), 1,
                          text_of(cases[i].text));
        assert_int_equal(cell->state, cases[i].state);
    }
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_after_a_reset),
        cmocka_unit_test(a_cell_is_filled_once),
        cmocka_unit_test(a_birth_may_be_of_1970),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
