/* Sorting beyond memory, tallies beyond their number of keys, the journal, the
 * columns of a case. */
#include "batch/common/columns.h"
#include "batch/feed/container.h"
#include "batch/sums/sorter.h"
#include "batch/sums/tally.h"
#include "batch/tables/journal.h"
#include "common/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *folder(void)
{
    const char *told = getenv("TMPDIR");

    return told != NULL ? told : "/tmp";
}

/* Numbers below `count`, each once, in an order that is none. */
static uint32_t shuffled(uint32_t i, uint32_t count)
{
    return (uint32_t)((uint64_t)i * 7919 % count);
}

static void assert_sorted(uint32_t count, bool spills)
{
    struct sorter s;
    const unsigned char *row;

    sorter_open(&s, 24, folder());
    for (uint32_t i = 0; i < count; i++) {
        char text[25];
        snprintf(text, sizeof(text), "%024u", shuffled(i, count));
        sorter_add(&s, text);
    }
    assert_true(sorter_finish(&s));
    assert_int_equal(s.run_count > 1, spills);
    for (uint32_t i = 0; i < count; i++) {
        char text[25];
        snprintf(text, sizeof(text), "%024u", i);
        assert_int_equal(sorter_next(&s, &row), STEP_ITEM);
        assert_memory_equal(row, text, 24);
    }
    assert_int_equal(sorter_next(&s, &row), STEP_END);
    sorter_close(&s);
}

static void rows_are_sorted_in_memory_and_beyond(void **state)
{
    (void)state;
    assert_sorted(0, false);
    assert_sorted(1, false);
    assert_sorted(1000, false);
    assert_sorted(500000, true);
}

static void fill(struct tally_table *t, uint32_t keys, bool backwards)
{
    for (uint32_t i = 0; i < keys; i++) {
        struct tally one = {.counts = {[COUNT_RECORDS] = 1},
                            .sums = {[SUM_COST] = DECIMAL_ONE / 100}};
        char key[16];
        snprintf(key, sizeof(key), "K%u", backwards ? keys - 1 - i : i);
        struct tally *tally = tally_of(t, text_of(key), text_of(key));
        assert_non_null(tally);
        tally_add(tally, &one);
    }
}

static void too_many_keys_leave_the_same_ones(void **state)
{
    const uint32_t keys = 3 * TALLY_KEYS;
    struct tally_table a = {0}, b = {0};

    (void)state;
    fill(&a, keys, false);
    fill(&a, keys, true);
    fill(&b, keys, true);
    fill(&b, keys, true);
    tally_finish(&a);
    tally_finish(&b);
    assert_int_equal(a.count, TALLY_KEYS);
    assert_int_equal(b.count, TALLY_KEYS);
    for (uint32_t i = 0; i < a.count; i++) {
        assert_true(text_equal(a.entries[i].key, b.entries[i].key));
        assert_int_equal(a.entries[i].tally.counts[COUNT_RECORDS], 2);
        assert_int_equal(b.entries[i].tally.counts[COUNT_RECORDS], 2);
    }
    assert_int_equal(a.rest.counts[COUNT_RECORDS], 2 * (keys - TALLY_KEYS));
    assert_true(a.rest.sums[SUM_COST] == b.rest.sums[SUM_COST]);
    tally_free(&a);
    tally_free(&b);
}

static void a_torn_line_of_the_journal_is_none(void **state)
{
    const struct mark first = {.at = {3, 4, 5}, .sizes = {1, 2, 3}, .mode = 1};
    const struct mark second = {.at = {3, 9, 7}, .synced = true, .whole = true};
    const struct mark third = {.at = {4, 1, 1}};
    struct mark found;
    uint64_t end;
    char byte = 'x';
    FILE *file = tmpfile();
    const int fd = fileno(file);

    (void)state;
    assert_false(journal_last(fd, true, &found, &end));
    assert_true(journal_add(fd, &first));
    assert_false(journal_last(fd, false, &found, &end));
    assert_true(journal_last(fd, true, &found, &end));
    assert_int_equal(found.at.records, 4);
    assert_int_equal(found.sizes[TABLE_CASES], 3);
    assert_true(journal_add(fd, &second));
    const off_t good = lseek(fd, 0, SEEK_CUR);
    assert_true(journal_add(fd, &third));
    assert_true(journal_last(fd, false, &found, &end));
    assert_int_equal(found.at.records, 9);
    assert_true(found.whole && !found.ready);
    assert_int_equal(end, good);
    for (off_t at = good; at < lseek(fd, 0, SEEK_END); at++) {
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        assert_true(journal_last(fd, true, &found, &end));
        assert_int_equal(end, good);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    assert_true(journal_last(fd, true, &found, &end));
    assert_int_equal(found.at.input, 4);
    fclose(file);
}

static void assert_name(const char *in, const char *expected)
{
    struct buffer out = {0};

    container_decode_name(text_of(in), &out);
    buffer_put(&out, "", 1);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void names_are_utf8_whatever_they_were(void **state)
{
    (void)state;
    assert_name("a/b.xml", "a/b.xml");
    assert_name("病案/一.xml", "病案/一.xml");
    assert_name("\xB2\xA1\xB0\xB8/\xD2\xBB.xml", "病案/一.xml");
    assert_name("\xB2\xA1\xFF", "病\xEF\xBF\xBD");
}

/* A row of the list of columns, read here without columns.c. */
struct said {
    const char *name;
    bool identity;
};
enum { OPEN, IDENTITY };
#define SAID(id, name, heading, type, kind) {name, (kind) == IDENTITY},

static void what_a_column_says_decides_where_it_stands(void **state)
{
    static const struct said list[] = {CASE_COLUMNS_LIST(SAID)};
    struct buffer closed = {0}, whole = {0};
    unsigned at = 0;

    (void)state;
    assert_int_equal(sizeof(list) / sizeof(list[0]), CASE_COLUMNS);
    buffer_string(&closed, CSV_BOM);
    for (unsigned i = 0; i < CASE_COLUMNS; i++)
        if (!list[i].identity) {
            buffer_string(&closed, at++ != 0 ? "," : "");
            buffer_string(&closed, list[i].name);
        }
    assert_int_equal(at, case_columns_shown(false));
    buffer_text(&whole, buffer_view(&closed));
    for (unsigned i = 0; i < CASE_COLUMNS; i++)
        if (list[i].identity) {
            buffer_char(&whole, ',');
            buffer_string(&whole, list[i].name);
        }
    for (int identity = 0; identity < 2; identity++) {
        const struct buffer *wanted = identity ? &whole : &closed;
        struct buffer head = {0};
        csv_head(&head, case_columns, case_columns_shown(identity));
        assert_int_equal(head.length, wanted->length + 1);
        assert_memory_equal(head.data, wanted->data, wanted->length);
        buffer_free(&head);
    }
    buffer_free(&closed);
    buffer_free(&whole);
}

static void a_name_a_number_a_phone_an_address_are_identity(void **state)
{
    static const char *const names[] = {"patient_name", "id_number", "phone",
                                        "address"};

    (void)state;
    assert_int_equal(case_columns_shown(true) - case_columns_shown(false), 4);
    for (unsigned i = 0; i < 4; i++)
        assert_string_equal(case_columns[case_columns_shown(false) + i].name,
                            names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_in_memory_and_beyond),
        cmocka_unit_test(too_many_keys_leave_the_same_ones),
        cmocka_unit_test(a_torn_line_of_the_journal_is_none),
        cmocka_unit_test(names_are_utf8_whatever_they_were),
        cmocka_unit_test(what_a_column_says_decides_where_it_stands),
        cmocka_unit_test(a_name_a_number_a_phone_an_address_are_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
