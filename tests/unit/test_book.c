/* Workbooks: a table longer than a sheet goes on in the next one, and what
 * looks like a formula or a number stays the text it is. */
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book/book.h"

static const struct column columns[] = {{"case_no", "病案号", COLUMN_TEXT},
                                        {"cost", "总费用", COLUMN_AMOUNT}};

/* A part of the workbook as a string; "" if there is none. */
static void read_part(const char *path, const char *name, struct buffer *out)
{
    struct archive *zip = archive_read_new();
    struct archive_entry *entry;

    archive_read_support_format_zip(zip);
    assert_int_equal(archive_read_open_filename(zip, path, 4096), ARCHIVE_OK);
    buffer_reset(out);
    while (archive_read_next_header(zip, &entry) == ARCHIVE_OK)
        if (strcmp(archive_entry_pathname(entry), name) == 0) {
            char bytes[4096];
            la_ssize_t got;
            while ((got = archive_read_data(zip, bytes, sizeof(bytes))) > 0)
                buffer_put(out, bytes, (size_t)got);
        }
    archive_read_free(zip);
    buffer_put(out, "", 1);
    assert_false(out->failed);
}

static unsigned times(const char *where, const char *what)
{
    unsigned n = 0;

    while ((where = strstr(where, what)) != NULL) {
        n++;
        where += strlen(what);
    }
    return n;
}

static void write_rows(const char *path, uint32_t limit,
                       const char *const *texts, unsigned count)
{
    struct book book;
    struct sheet sheet;

    book_open(&book, path);
    sheet_open(&sheet, &book, "病例", columns, 2, limit);
    for (unsigned i = 0; i < count; i++) {
        sheet_next(&sheet);
        sheet_put(&sheet, 0, text_of(texts[i]), TONE_PLAIN);
        sheet_put(&sheet, 1, TEXT("12.50"), TONE_PLAIN);
    }
    sheet_close(&sheet);
    assert_true(book_close(&book, path));
}

/* Three rows a sheet, the headings' among them: five rows make 2, 2 and 1. */
static void a_long_table_has_further_sheets(void **state)
{
    static const char *const texts[] = {"P01", "P02", "P03", "P04", "P05"};
    static const char *const parts[] = {"xl/worksheets/sheet1.xml",
                                        "xl/worksheets/sheet2.xml",
                                        "xl/worksheets/sheet3.xml"};
    static const unsigned rows[] = {3, 3, 2};
    static const char *const last[] = {"A1:B3", "A1:B3", "A1:B2"};
    char path[] = "/tmp/test_book_XXXXXX";
    struct buffer part = {0};

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    write_rows(path, 3, texts, 5);
    read_part(path, "xl/sharedStrings.xml", &part);
    assert_int_equal(times(part.data, "<t>病案号</t>"), 1);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(times(part.data, texts[i]), 1);
    read_part(path, "xl/workbook.xml", &part);
    assert_int_equal(times(part.data, "<sheet "), 3);
    assert_int_equal(times(part.data, "name=\"病例\""), 1);
    assert_int_equal(times(part.data, "name=\"病例 2\""), 1);
    assert_int_equal(times(part.data, "name=\"病例 3\""), 1);
    for (unsigned i = 0; i < 3; i++) {
        char filter[64];
        read_part(path, parts[i], &part);
        assert_int_equal(times(part.data, "<row "), rows[i]);
        snprintf(filter, sizeof(filter), "<autoFilter ref=\"%s\"", last[i]);
        assert_int_equal(times(part.data, filter), 1);
    }
    buffer_free(&part);
    unlink(path);
}

/* As many rows as the sheet holds need no second one. */
static void a_full_sheet_is_one_sheet(void **state)
{
    static const char *const texts[] = {"A1", "A2"};
    char path[] = "/tmp/test_book_XXXXXX";
    struct buffer part = {0};

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    write_rows(path, 3, texts, 2);
    read_part(path, "xl/workbook.xml", &part);
    assert_int_equal(times(part.data, "<sheet "), 1);
    buffer_free(&part);
    unlink(path);
}

static void text_stays_text(void **state)
{
    static const char *const texts[] = {"=1+1", "+86", "-1", "@SUM(1)",
                                        "0012345678"};
    char path[] = "/tmp/test_book_XXXXXX", cell[64];
    struct buffer part = {0};

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    write_rows(path, BOOK_ROWS, texts, 5);
    read_part(path, "xl/worksheets/sheet1.xml", &part);
    assert_int_equal(times(part.data, "<f>"), 0);
    assert_int_equal(times(part.data, "<v>12.50</v>"), 5);
    assert_int_equal(times(part.data, "t=\"s\""), 7);
    read_part(path, "xl/sharedStrings.xml", &part);
    for (unsigned i = 0; i < 5; i++) {
        snprintf(cell, sizeof(cell), "<si><t>%s</t></si>", texts[i]);
        assert_int_equal(times(part.data, cell), 1);
    }
    buffer_free(&part);
    unlink(path);
}

/* Spreadsheets read _x0041_ as A: its first character is written so, too. */
static void what_looks_like_an_escape_is_shown_as_typed(void **state)
{
    static const char *const texts[] = {"_x0041_", "a_x0041_x00e9_", "_x0041",
                                        "_x004g_", "__x0041_"};
    static const char *const shown[] = {"_x005F_x0041_",
                                        "a_x005F_x0041_x005F_x00e9_", "_x0041",
                                        "_x004g_", "__x005F_x0041_"};
    char path[] = "/tmp/test_book_XXXXXX", cell[64];
    struct buffer part = {0};

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    write_rows(path, BOOK_ROWS, texts, COUNT(texts));
    read_part(path, "xl/sharedStrings.xml", &part);
    for (unsigned i = 0; i < COUNT(texts); i++) {
        snprintf(cell, sizeof(cell), "<si><t>%s</t>", shown[i]);
        assert_int_equal(times(part.data, cell), 1);
    }
    buffer_free(&part);
    unlink(path);
}

/* What XML cannot hold is shown as U+FFFD, control characters as spreadsheets
 * write them, markup as text; a text that is too long to be kept once stands in
 * its cell. */
static void odd_texts(void **state)
{
    static char lengthy[2000];
    static const char *const texts[] = {"a\x01z", "<b>&", "\xEF\xBF\xBF",
                                        " a",     "（）", lengthy};
    char path[] = "/tmp/test_book_XXXXXX";
    struct buffer part = {0};

    (void)state;
    memset(lengthy, 'q', sizeof(lengthy) - 1);
    assert_true(close(mkstemp(path)) == 0);
    write_rows(path, BOOK_ROWS, texts, COUNT(texts));
    read_part(path, "xl/sharedStrings.xml", &part);
    assert_int_equal(times(part.data, "<t>a_x0001_z</t>"), 1);
    assert_int_equal(times(part.data, "<t>&lt;b&gt;&amp;</t>"), 1);
    assert_int_equal(times(part.data, "<t>\xEF\xBF\xBD</t>"), 1);
    assert_int_equal(times(part.data, "<t xml:space=\"preserve\"> a</t>"), 1);
    assert_int_equal(times(part.data, "<t>（）</t>"), 1);
    read_part(path, "xl/worksheets/sheet1.xml", &part);
    assert_int_equal(times(part.data, "<is><t>qqqq"), 1);
    buffer_free(&part);
    unlink(path);
}

/* The widths stand in front of the rows, though they are known behind them:
 * seven Chinese characters are fourteen columns and two for the margin, and no
 * column is wider than sixty. Totals are not of the filter. */
static void widths_and_totals(void **state)
{
    char path[] = "/tmp/test_book_XXXXXX";
    static char lengthy[200];
    struct buffer part = {0};
    struct book book;
    struct sheet sheet;

    (void)state;
    memset(lengthy, 'q', sizeof(lengthy) - 1);
    assert_true(close(mkstemp(path)) == 0);
    book_open(&book, path);
    sheet_open(&sheet, &book, "一", columns, 2, BOOK_ROWS);
    sheet_next(&sheet);
    sheet_put(&sheet, 0, TEXT("一二三四五六七"), TONE_PLAIN);
    sheet_next_total(&sheet);
    sheet_put(&sheet, 1, TEXT("1234567.89"), TONE_HEAD);
    sheet_close(&sheet);
    sheet_open(&sheet, &book, "二", columns, 2, BOOK_ROWS);
    sheet_next(&sheet);
    sheet_put(&sheet, 0, text_of(lengthy), TONE_PLAIN);
    sheet_close(&sheet);
    assert_true(book_close(&book, path));
    read_part(path, "xl/worksheets/sheet1.xml", &part);
    assert_int_equal(times(part.data, "<col min=\"1\" max=\"1\" width=\"16\""),
                     1);
    assert_int_equal(times(part.data, "<autoFilter ref=\"A1:B2\""), 1);
    assert_int_equal(times(part.data, "<row r=\"3\">"), 1);
    read_part(path, "xl/worksheets/sheet2.xml", &part);
    assert_int_equal(times(part.data, "<col min=\"1\" max=\"1\" width=\"62\""),
                     1);
    buffer_free(&part);
    unlink(path);
}

/* Seven characters are 14 wide: three lines of at most six. */
static void on_paper_text_stands_in_lines(void **state)
{
    static const unsigned char widths[] = {6, 0};
    static const struct sheet_paper paper = {1, widths};
    char path[] = "/tmp/test_book_XXXXXX";
    struct buffer part = {0};
    struct book book;
    struct sheet sheet;

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    book_open(&book, path);
    sheet_open_for_paper(&sheet, &book, "一", columns, 2, &paper);
    sheet_next(&sheet);
    sheet_put(&sheet, 0, TEXT("一二三四五六七"), TONE_PLAIN);
    sheet_next(&sheet);
    sheet_put(&sheet, 0, TEXT("一"), TONE_PLAIN);
    sheet_close(&sheet);
    assert_true(book_close(&book, path));
    read_part(path, "xl/worksheets/sheet1.xml", &part);
    assert_int_equal(times(part.data, "<row r=\"2\" ht=\"045\">"), 1);
    assert_int_equal(times(part.data, "<row r=\"3\" ht=\"015\">"), 1);
    assert_int_equal(times(part.data, "<col min=\"1\" max=\"1\" width=\"8\""),
                     1);
    read_part(path, "xl/workbook.xml", &part);
    assert_int_equal(times(part.data, "\">'一'!$A$1:$A$3</definedName>"), 1);
    read_part(path, "xl/styles.xml", &part);
    assert_true(times(part.data, "wrapText=\"1\"") > 0);
    buffer_free(&part);
    unlink(path);
}

/* A disk without room is told, at the latest by book_close. */
static void a_full_disk_fails(void **state)
{
    struct book book;
    struct sheet sheet;

    (void)state;
    book_open(&book, "/dev/full");
    sheet_open(&sheet, &book, "病例", columns, 2, BOOK_ROWS);
    sheet_close(&sheet);
    assert_false(book_close(&book, "/dev/full"));
    book_open(&book, "/nowhere/book.xlsx");
    assert_false(book_close(&book, "/nowhere/book.xlsx"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_table_has_further_sheets),
        cmocka_unit_test(a_full_sheet_is_one_sheet),
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(what_looks_like_an_escape_is_shown_as_typed),
        cmocka_unit_test(odd_texts),
        cmocka_unit_test(widths_and_totals),
        cmocka_unit_test(on_paper_text_stands_in_lines),
        cmocka_unit_test(a_full_disk_fails),
    };
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
