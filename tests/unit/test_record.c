/* record: what one record leaves behind is nothing. */
#include "expr-kit.h"

#include "record/read.h"

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

/* What a date reads as, or which part of it is not understood. */
static const char *shown_date(const struct cell *cell, char out[32])
{
    if (cell->state == CELL_BAD)
        return date_part_name(cell).at;
    if (cell->state != CELL_GIVEN)
        return "";
    out[calendar_text(cell->moment, cell->precision, out)] = '\0';
    return out;
}

static void dates_of_programs_are_read(void **state)
{
    static const struct {
        const char *field, *text, *shown;
    } cases[] = {
        /* xs:dateTime and JSON: the hospital's zone, others, none */
        {"admission_time", "2024-06-01T09:30:00+08:00", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01T09:30:05.1234567+08:00",
         "2024-06-01 09:30:05"},
        {"admission_time", "2024-06-01T01:30:00Z", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01T01:30:00.000Z", "2024-06-01 09:30"},
        {"admission_time", "2024-05-31T20:30:00-05:00", "2024-06-01 09:30"},
        {"admission_time", "2024-05-31T20:30-05:00", "2024-06-01 09:30"},
        {"admission_time", "2024-05-31 20:30:00-0500", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01 09:30:00 +0800", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01T09:30:00+8", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01T07:00:00+05:30", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01+08:00", "2024-06-01"},
        {"admission_time", "2024-06-01Z", "2024-06-01"},
        /* HL7 */
        {"admission_time", "20240601093000+0800", "2024-06-01 09:30"},
        {"admission_time", "20240601093005.1234+0800", "2024-06-01 09:30:05"},
        {"admission_time", "20240601093005.123", "2024-06-01 09:30:05"},
        {"admission_time", "202406010930+0900", "2024-06-01 08:30"},
        {"admission_time", "202405312030-0500", "2024-06-01 09:30"},
        {"admission_time", "20240601+0800", "2024-06-01"},
        /* JSON of .NET */
        {"admission_time", "/Date(1717205400000)/", "2024-06-01 09:30"},
        {"admission_time", "/Date(1717205405999+0800)/", "2024-06-01 09:30:05"},
        {"admission_time", "/Date(1717205400000-0500)/", "2024-06-01 09:30"},
        {"birth_date", "/Date(-435571200000)/", "1956-03-14"},
        {"birth_date", "/Date(-435571200001+0800)/", "1956-03-13"},
        {"birth_date", "/Date(-28800000)/", "1970-01-01"},
        {"qc_date", "/Date(-62135596800000)/", ""},
        {"qc_date", "/Date(-62135625600000+0800)/", ""},
        {"admission_time", "/Date(1717205400000/", "年"},
        {"admission_time", "/Date(1717205400000 8)/", "年"},
        {"admission_time", "/Date()/", "年"},
        {"admission_time", "/Date(9999999999999999)/", "年"},
        /* the end of a day */
        {"admission_time", "2024-02-28 24:00:00", "2024-02-29 00:00"},
        {"admission_time", "2024-12-31 24:00", "2025-01-01 00:00"},
        {"admission_time", "20240601240000", "2024-06-02 00:00"},
        {"admission_time", "2024-06-01T24:00:00Z", "2024-06-02 08:00"},
        {"birth_date", "2024-06-01 24:00:00", "2024-06-01"},
        {"admission_time", "2024-06-01 24:00:01", "时"},
        /* halves of a day */
        {"admission_time", "2024/6/1 上午 9:30:00", "2024-06-01 09:30"},
        {"admission_time", "2024/6/1 下午 03:00:00", "2024-06-01 15:00"},
        {"admission_time", "2024年6月1日下午3时20分", "2024-06-01 15:20"},
        {"admission_time", "2024-06-01 09:30:00 AM", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01 09:30PM", "2024-06-01 21:30"},
        {"admission_time", "2024-06-01 12:05 am", "2024-06-01 00:05"},
        {"admission_time", "2024-06-01 12:05 pm", "2024-06-01 12:05"},
        {"admission_time", "2024-06-01 下午 15:00", "2024-06-01 15:00"},
        {"admission_time", "2024-06-01 上午 15:00", "时"},
        /* days of other zones, and of summer time */
        {"birth_date", "1956-03-12T00:00:00+08:00", "1956-03-12"},
        {"birth_date", "1956-03-11T16:00:00Z", "1956-03-12"},
        {"birth_date", "1988-06-30T15:00:00.000Z", "1988-07-01"},
        {"birth_date", "1988-07-01T00:00:00+09:00", "1988-07-01"},
        {"birth_date", "1956-03-12+08:00", "1956-03-12"},
        {"qc_date", "2024-06-10T15:00:00Z", "2024-06-10"},
        /* what databases and programs write for none */
        {"qc_date", "0001-01-01T00:00:00", ""},
        {"qc_date", "0001-01-01T00:00:00+08:00", ""},
        {"qc_date", "1899-12-30T00:00:00", ""},
        {"qc_date", "1899-12-31T16:00:00Z", ""},
        {"qc_date", "1900-01-01T00:00:00+08:05", ""},
        /* as before */
        {"admission_time", "2024-06-01 09:30:00.000", "2024-06-01 09:30"},
        {"admission_time", "2024-06-01-09.30.05.000000", "2024-06-01 09:30:05"},
        {"admission_time", "20240601 093000", "2024-06-01 09:30"},
        {"birth_date", "2024-06-01 99:00", "2024-06-01"},
        /* what is not understood */
        {"admission_time", "六月一日", "年"},
        {"admission_time", "1/6/2024 09:30", "年"},
        {"admission_time", "9999-01-01", "年"},
        {"admission_time", "202406", "日"},
        {"admission_time", "2024-06", "日"},
        {"admission_time", "2024-13-01T00:00:00Z", "月"},
        {"admission_time", "2024-六-01", "月"},
        {"admission_time", "2024-02-30T00:00:00+08:00", "日"},
        {"admission_time", "20240601-0930", "时"},
        {"admission_time", "2024-06-01 九点", "时"},
        {"admission_time", "2024-06-01T25:00:00Z", "时"},
        {"admission_time", "2024-06-01 09:60", "分"},
        {"admission_time", "2024-06-01T09:30:60+08:00", "秒"},
        {"admission_time", "2024-06-01 09:30:00 x", "末尾"},
        {"admission_time", "2024-06-01T09:30:00+99:00", "末尾"},
        {"admission_time", "2024-06-01T09:30:00+08:000", "末尾"},
        {"admission_time", "+08:00", "年"},
        {"admission_time", "Z", "年"},
        {"admission_time", "-", ""},
    };
    struct kit *k = kit_open();
    char out[32];

    (void)state;
    k->pack.known.birth_date = pack_field_find(&k->pack, TEXT("birth_date"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const uint32_t id = pack_field_find(&k->pack, text_of(cases[i].field));

        record_reset(&k->record);
        assert_string_equal(
            shown_date(record_set(&k->record, id, 0, 0, TEXT("T"), 1,
                                  text_of(cases[i].text)),
                       out),
            cases[i].shown);
    }
    kit_close(k);
}

static void codes_are_read_whole_or_not_at_all(void **state)
{
    enum { ILL = CELL_ILL_FORMED, BAD = -1 };
    enum { JOINED = CELL_ILL_FORMED | CELL_JOINED | CELL_COMPANION };
    static const struct {
        const char *field, *text, *plain;
        int flags; /* BAD: cannot be read */
    } cases[] = {
        {"diagnoses.code", "I20.000", "I20.000", 0},
        {"diagnoses.code", "I20 .000", "I20.000", CELL_SIGNS},
        {"diagnoses.code", "I20.　000", "I20.000", CELL_SIGNS},
        {"diagnoses.code", "I 20.000", "I20.000", CELL_SIGNS},
        {"diagnoses.code", "I20\xC2\xA0.000", "I20.000", CELL_SIGNS},
        {"diagnoses.code",
         "I20.\xE2\x80\x8B"
         "000",
         "I20.000", CELL_SIGNS},
        {"diagnoses.code", "I10.×05", "I10.x05", CELL_SIGNS},
        {"diagnoses.code", "I10.х05", "I10.x05", CELL_SIGNS}, /* Cyrillic */
        {"diagnoses.code", "С50.900", "C50.900", CELL_SIGNS}, /* Cyrillic */
        {"diagnoses.code", "Κ80.100", "K80.100", CELL_SIGNS}, /* Greek */
        {"diagnoses.code", "I20。000", "I20.000", CELL_SIGNS},
        {"diagnoses.code", "I20·000", "I20.000", CELL_SIGNS},
        {"diagnoses.code", "K35.300X002", "K35.300x002", CELL_CASE},
        {"diagnoses.code", "K35.300 ×002", "K35.300x002", CELL_SIGNS},
        {"diagnoses.code", "E11.201+ N08.3*", "E11.201+N08.3*",
         CELL_SIGNS | CELL_DAGGER | CELL_COMPANION},
        {"diagnoses.code", "E11.201 † N08.3∗", "E11.201+N08.3*",
         CELL_SIGNS | CELL_DAGGER | CELL_COMPANION},
        {"diagnoses.code", "E11.201+N08.3*", "E11.201+N08.3*",
         CELL_DAGGER | CELL_COMPANION},
        {"diagnoses.code", "N08.3* E11.201+", "N08.3*E11.201",
         CELL_SIGNS | CELL_ASTERISK | CELL_COMPANION},
        {"procedures.code", "36.0700 x004", "36.0700x004", CELL_SIGNS},
        {"procedures.code", "36.0700x 004", "36.0700x004", CELL_SIGNS},
        {"procedures.code", "47.01 00", "47.0100", CELL_SIGNS},
        {"diagnoses.code", "I20.0 00", "I20.000", CELL_SIGNS},
        {"procedures.code", "36.0700×004", "36.0700x004", CELL_SIGNS},
        {"procedures.code", "33.6х00", "33.6x00", CELL_SIGNS},
        {"pathology_code", "M81400 /3", "M81400/3", CELL_SIGNS},
        {"pathology_code", "М81400/3", "M81400/3", CELL_SIGNS}, /* Cyrillic */
        /* two codes: the first stands, nothing is added to it */
        {"procedures.code", "36.0700x004+00.4500", "36.0700x004", JOINED},
        {"procedures.code", "36.0700x004 + 00.4500", "36.0700x004", JOINED},
        {"procedures.code", "47.0100 54.5100", "47.0100", JOINED},
        {"procedures.code", "47.0100、54.5100；51.2300", "47.0100", JOINED},
        {"procedures.code", "36.0700x004+", "36.0700x004", ILL},
        {"procedures.code", "36.0700x004*", "36.0700x004", ILL},
        {"diagnoses.code", "K35.800 I10.x04", "K35.800", JOINED},
        {"diagnoses.code", "K35.800,I10.x04", "K35.800", JOINED},
        {"diagnoses.code", "K35.8-I10", "K35.8", JOINED},
        /* no stump of what was not understood */
        {"diagnoses.code", "I20 000", "I20 000", BAD},
        {"diagnoses.code", "I20.000 1", "I20.000 1", BAD},
        {"diagnoses.code", "I20.0?", "I20.0?", BAD},
        {"diagnoses.code", "I20.ж00", "I20.ж00", BAD},
        {"diagnoses.code", "I20（000）", "I20(000)", BAD},
        {"diagnoses.code", "E11.201+肾病", "E11.201+肾病", BAD},
        {"diagnoses.code", "I20×000", "I20×000", BAD},
        {"procedures.code", "36.0700x004 2", "36.0700x004 2", BAD},
        {"procedures.code", "36.0700×2", "36.0700×2", BAD},
        {"procedures.code", "36.0700 x2", "36.0700 x2", BAD},
        {"procedures.code", "47.01 0", "47.01 0", BAD},
    };
    struct kit *k = kit_open();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const uint32_t id = pack_field_find(&k->pack, text_of(cases[i].field));
        const uint32_t row = pack_field(&k->pack, id)->list != LIST_NONE;
        const bool bad = cases[i].flags == BAD;
        const struct cell *cell;

        record_reset(&k->record);
        cell = record_set(&k->record, id, row, 0, TEXT("T"), 1,
                          text_of(cases[i].text));
        assert_int_equal(cell->state, bad ? CELL_BAD : CELL_GIVEN);
        if (!bad) {
            assert_text(cell->plain, cases[i].plain);
            assert_int_equal(cell->flags & ~CELL_WIDE, cases[i].flags);
        }
    }
    kit_close(k);
}

/* A number that was kept in binary is the amount it stands for, and is told;
 * one with more digits of its own is none. */
static void amounts_kept_in_binary_are_cleaned(void **state)
{
    static const struct {
        const char *text;
        unsigned state, flag;
        int64_t fen;
    } cases[] = {{"16450.120000000003", CELL_GIVEN, CELL_DRESSED, 1645012},
                 {"0.30000000000000004", CELL_GIVEN, CELL_DRESSED, 30},
                 {"99.999999999999986", CELL_GIVEN, CELL_DRESSED, 10000},
                 {"12345678901234.56", CELL_BAD, CELL_DIGITS, 0}};
    struct kit *k = kit_open();
    const uint16_t id = pack_field_find(&k->pack, TEXT("total_cost"));

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct cell *cell;

        record_reset(&k->record);
        cell = record_set(&k->record, id, 0, 0, TEXT("ZFY"), 1,
                          text_of(cases[i].text));
        assert_int_equal(cell->state, cases[i].state);
        assert_true((cell->flags & cases[i].flag) != 0);
        if (cell->state == CELL_GIVEN)
            assert_true(cell->number == decimal_from_int(cases[i].fen) / 100);
    }
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_after_a_reset),
        cmocka_unit_test(a_cell_is_filled_once),
        cmocka_unit_test(a_birth_may_be_of_1970),
        cmocka_unit_test(dates_of_programs_are_read),
        cmocka_unit_test(codes_are_read_whole_or_not_at_all),
        cmocka_unit_test(amounts_kept_in_binary_are_cleaned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
