/* The tables of a batch: what is written comes back, and is harmless. */
#include "common/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static const struct column columns[] = {{"a", "甲", COLUMN_TEXT},
                                        {"b", "乙", COLUMN_TEXT},
                                        {"c", "丙", COLUMN_NUMBER}};

static void assert_row(const char *a, const char *b, const char *c,
                       const char *expected)
{
    const struct text cells[] = {text_of(a), text_of(b), text_of(c)};
    struct buffer out = {0};

    csv_row(&out, columns, 3, cells);
    buffer_put(&out, "", 1);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void cells_that_a_spreadsheet_would_run_are_guarded(void **state)
{
    (void)state;
    assert_row("=1+1", "+86", "-3.5", "'=1+1,'+86,-3.5\n");
    assert_row("-无", "@a", "", "'-无,'@a,\n");
    assert_row("'x", "\tx", "1", "''x,'\tx,1\n");
    assert_row("\r=1", "a=1", "2", "\"'\r=1\",a=1,2\n");
}

static void
cells_that_begin_like_a_formula_in_full_width_are_guarded(void **state)
{
    (void)state;
    assert_row("＝1+1", "＋86", "1", "'＝1+1,'＋86,1\n");
    assert_row("－", "＠a", "", "'－,'＠a,\n");
    assert_row("，＝", "\xEF\xBC", "", "，＝,\xEF\xBC,\n");
}

static void cells_that_a_spreadsheet_would_change_are_guarded(void **state)
{
    (void)state;
    assert_row("000123", "47.0100", "47.01", "\t000123,\t47.0100,47.01\n");
    assert_row("0", "12345678901", "0", "0,12345678901,0\n");
    assert_row("123456789012", "1E5", "", "\t123456789012,\t1E5,\n");
    assert_row("3/4", "K35.8", "", "\t3/4,K35.8,\n");
    assert_row("1,2", "1甲", "", "\"\t1,2\",1甲,\n");
}

static void quotes_are_doubled(void **state)
{
    (void)state;
    assert_row("a\"b", "a,b", "", "\"a\"\"b\",\"a,b\",\n");
    assert_row("a\nb", "\"", "", "\"a\nb\",\"\"\"\",\n");
}

/* A sign that asks for quotes is seen wherever it stands in its row. */
static void quotes_are_seen_everywhere(void **state)
{
    const char signs[] = {',', '"', '\n', '\r'};
    char cell[41], expected[64];

    (void)state;
    for (size_t at = 0; at < sizeof(cell) - 1; at++)
        for (size_t i = 0; i < sizeof(signs); i++) {
            memset(cell, 'x', sizeof(cell) - 1);
            cell[sizeof(cell) - 1] = '\0';
            cell[at] = signs[i];
            if (signs[i] == '\r' && at == 0)
                continue; /* guarded, too */
            snprintf(expected, sizeof(expected), "ab,\"%.*s%s%s\",7\n", (int)at,
                     cell, signs[i] == '"' ? "\"" : "", cell + at);
            assert_row("ab", cell, "7", expected);
        }
}

static enum step step_of(const char *table)
{
    char bytes[32];
    struct csv_reader r;
    struct text cells[3];
    uint64_t offset;

    snprintf(bytes, sizeof(bytes), "%s", table);
    csv_open_bytes(&r, bytes, strlen(bytes), 0);
    return csv_next(&r, cells, 3, &offset);
}

/* A quote that pairs with one of another row would make one row of two. */
static void quotes_stand_around_cells_only(void **state)
{
    (void)state;
    assert_int_equal(step_of("\"a\",b,\"c\"\n"), STEP_ITEM);
    assert_int_equal(step_of("\"a\",b,\"c\"\r\n"), STEP_ITEM);
    assert_int_equal(step_of("\"a\"b,c\n"), STEP_FAILED);
    assert_int_equal(step_of("a\"b,c\nd\"e,f\n"), STEP_FAILED);
}

/* Rows read back from a file in pieces of `step` bytes. */
static void assert_read(const struct text rows[][3], size_t count, size_t step)
{
    struct text cells[4];
    struct buffer out = {0};
    struct csv_reader r;
    uint64_t offset;
    FILE *file = tmpfile();

    csv_head(&out, columns, 3);
    for (size_t i = 0; i < count; i++)
        csv_row(&out, columns, 3, rows[i]);
    assert_int_equal(fwrite(out.data, 1, out.length, file), out.length);
    fflush(file);
    csv_open(&r, fileno(file), 0, out.length);
    r.step = step;
    assert_int_equal(csv_next(&r, cells, 4, &offset), STEP_ITEM);
    assert_int_equal(offset, 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(csv_next(&r, cells, 4, &offset), STEP_ITEM);
        for (int k = 0; k < 3; k++)
            assert_true(text_equal(cells[k], rows[i][k]));
        assert_int_equal(cells[3].length, 0);
    }
    assert_int_equal(csv_next(&r, cells, 4, &offset), STEP_END);
    assert_false(r.failed);
    csv_close(&r);
    fclose(file);
    buffer_free(&out);
}

static void what_is_written_comes_back(void **state)
{
    static const struct text rows[][3] = {
        {{"a", 1}, {"", 0}, {"1", 1}},
        {{"=x", 2}, {"'x", 2}, {"-2", 2}},
        {{"00", 2}, {"\t", 1}, {"", 0}},
        {{"\"", 1}, {"a,\n\"b\"", 7}, {"", 0}},
        {{"\r", 1}, {"中文，逗", 12}, {"3.5", 3}}};

    (void)state;
    for (size_t step = 1; step < 70; step++)
        assert_read(rows, 5, step);
}

/* Rows in memory, as they stand behind others in a file. */
static void rows_are_read_from_memory(void **state)
{
    char bytes[] = "a,\"b\"\"c\"\n,2\n";
    struct text cells[2];
    struct csv_reader r;
    uint64_t offset;

    (void)state;
    csv_open_bytes(&r, bytes, sizeof(bytes) - 1, 100);
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_ITEM);
    assert_int_equal(offset, 100);
    assert_true(text_equal(cells[1], TEXT("b\"c")));
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_ITEM);
    assert_int_equal(offset, 109);
    assert_int_equal(cells[0].length, 0);
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_END);
    assert_false(r.failed);
    csv_open_bytes(&r, NULL, 0, 7);
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_END);
    assert_false(r.failed);
}

/* Any row, in any order, the same twice, however much is read at a time. */
static void rows_are_found_again(void **state)
{
    static const char text[] = "a,\"1,\"\"1\"\nb,2\nc,\"3\n3\"\nd,4\n";
    static const struct {
        uint64_t offset;
        const char *a, *b;
    } rows[] = {
        {0, "a", "1,\"1"}, {10, "b", "2"}, {14, "c", "3\n3"}, {22, "d", "4"}};
    static const int order[] = {0, 1, 3, 0, 0, 2, 2, 3, 1, 0, 2};
    FILE *file = tmpfile();

    (void)state;
    fputs(text, file);
    fflush(file);
    for (size_t step = 1; step < 40; step++) {
        struct text cells[2];
        struct csv_reader r;
        csv_open_rows(&r, fileno(file), sizeof(text) - 1);
        r.step = step;
        for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
            assert_true(csv_row_at(&r, rows[order[i]].offset, cells, 2));
            assert_true(text_equal(cells[0], text_of(rows[order[i]].a)));
            assert_true(text_equal(cells[1], text_of(rows[order[i]].b)));
        }
        csv_close(&r);
    }
    fclose(file);
}

static void a_row_without_its_end_is_a_fault(void **state)
{
    struct text cells[2];
    struct csv_reader r;
    uint64_t offset;
    FILE *file = tmpfile();

    (void)state;
    fputs("a,b\nc,\"d", file);
    fflush(file);
    csv_open(&r, fileno(file), 0, 8);
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_ITEM);
    assert_int_equal(csv_next(&r, cells, 2, &offset), STEP_FAILED);
    assert_true(r.failed);
    csv_close(&r);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_that_a_spreadsheet_would_run_are_guarded),
        cmocka_unit_test(
            cells_that_begin_like_a_formula_in_full_width_are_guarded),
        cmocka_unit_test(cells_that_a_spreadsheet_would_change_are_guarded),
        cmocka_unit_test(quotes_are_doubled),
        cmocka_unit_test(quotes_are_seen_everywhere),
        cmocka_unit_test(quotes_stand_around_cells_only),
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(rows_are_read_from_memory),
        cmocka_unit_test(rows_are_found_again),
        cmocka_unit_test(a_row_without_its_end_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
