/* Workbooks: every kind of cell, headings in two rows, and what is refused.
 * The workbooks are written here, through libarchive. */
#include <archive.h>
#include <archive_entry.h>

#include "compile-kit.h"
#include "compile/read/table.h"
#include "compile/read/xlsx.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define DOCS                                                                   \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct part {
    const char *path, *content;
};

static const struct part root_part = {
    "_rels/.rels", "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"a\" "
                   "Type=\"" DOCS "/officeDocument\" "
                   "Target=\"xl/workbook.xml\"/></Relationships>"};
static const struct part book_part = {
    "xl/workbook.xml",
    "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCS "\"><sheets>"
    "<sheet name=\"藏\" sheetId=\"1\" state=\"hidden\" r:id=\"r2\"/>"
    "<sheet name=\"目录 &amp; 分值\" sheetId=\"2\" r:id=\"r1\"/>"
    "<sheet name=\"图\" sheetId=\"3\" r:id=\"r4\"/>"
    "</sheets></workbook>"};
static const struct part rels_part = {
    "xl/_rels/workbook.xml.rels",
    "<Relationships xmlns=\"" RELS "\">"
    "<Relationship Id=\"r1\" Type=\"" DOCS
    "/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" DOCS
    "/worksheet\" Target=\"worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"r4\" Type=\"" DOCS
    "/chartsheet\" Target=\"charts/c.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"" DOCS
    "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"};
static const struct part strings_part = {
    "xl/sharedStrings.xml",
    "<sst xmlns=\"" MAIN "\"><si><t>编码</t></si>"
    "<si><r><t>名</t></r><r><t>称</t></r><rPh sb=\"0\" "
    "eb=\"1\"><t>ming</t></rPh>"
    "</si><si><t>分值</t></si><si><t xml:space=\"preserve\"> A09.9_x000D_\n"
    "</t></si><si><t/></si></sst>"};

#define SHEET(rows) "<worksheet xmlns=\"" MAIN "\"><sheetData>" rows
#define DONE "</sheetData></worksheet>"
#define HEADS                                                                  \
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "                \
    "t=\"s\"><v>1</v>"                                                         \
    "</c><c r=\"C1\" t=\"s\"><v>2</v></c></row>"

static const char second_sheet[] =
    SHEET("<row><c t=\"inlineStr\"><is><t>隐</t></is></c></row>") DONE;

struct book {
    char path[64];
    struct build build;
    struct compile_faults faults, notes;
    struct table table;
};

static void add_part(struct archive *zip, const char *path, const char *content,
                     size_t length)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, path);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    assert_int_equal(archive_write_header(zip, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(zip, content, length), length);
    archive_entry_free(entry);
}

/* A workbook of the usual parts and one sheet; `instead` takes the place of
 * the part of its path, without content it is left out. */
static void write_book(struct book *book, const char *sheet,
                       const struct part *instead)
{
    const struct part parts[] = {root_part,
                                 book_part,
                                 rels_part,
                                 strings_part,
                                 {"xl/worksheets/sheet1.xml", sheet},
                                 {"xl/worksheets/sheet2.xml", second_sheet}};
    struct archive *zip = archive_write_new();

    strcpy(book->path, "/tmp/pregroup-xlsx-XXXXXX");
    close(mkstemp(book->path));
    assert_int_equal(archive_write_set_format_zip(zip), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(zip, book->path), ARCHIVE_OK);
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct part *p = &parts[i];

        if (instead != NULL && strcmp(instead->path, p->path) == 0)
            p = instead;
        if (p->content != NULL)
            add_part(zip, p->path, p->content, strlen(p->content));
    }
    assert_int_equal(archive_write_free(zip), ARCHIVE_OK);
}

static bool open_book(struct book *book, const char *sheet)
{
    book->faults.notes = &book->notes;
    assert_true(build_open(&book->build, &book->faults));
    return table_open(&book->build, book->path, text_of(sheet),
                      (struct place){0}, &book->table);
}

static void close_book(struct book *book)
{
    table_close(&book->table);
    build_close(&book->build);
    compile_faults_free(&book->faults);
    compile_faults_free(&book->notes);
    remove(book->path);
}

static void assert_cell(const struct book *book, uint32_t row, int column,
                        const char *text)
{
    assert_text(table_cell(&book->table, row, column), text);
}

/* ---- cells --------------------------------------------------------------- */

static void every_kind_of_cell_is_read(void **state)
{
    struct book book = {0};

    (void)state;
    write_book(
        &book,
        SHEET(HEADS "<row r=\"2\" hidden=\"1\">"
                    "<c r=\"A2\" t=\"s\"><v>3</v></c>"
                    "<c r=\"B2\" t=\"inlineStr\"><is><r><t>甲</t></r><r><t>乙"
                    "</t></r></is></c><c r=\"C2\"><f>1+1</f><v>2</v></c>"
                    "<c r=\"D2\" t=\"b\"><v>1</v></c>"
                    "<c r=\"E2\" t=\"str\"><f>A1</f><v>a&lt;b</v></c></row>"
                    "<row r=\"9\"><c t=\"n\"><v>6.31</v></c><c/>"
                    "<c><v>1.2E3</v></c><c><v>0.30000000000000004</v></c>"
                    "<c r=\"AAA9\"><v>1</v></c><c r=\"XFD9\"><v>9</v></c></row>"
                    "<row r=\"10\"><c r=\"A10\" s=\"1\"/><c r=\"B10\" "
                    "t=\"s\"><v>4</v></c></row>") DONE,
        NULL);
    assert_true(open_book(&book, ""));
    assert_string_equal(book.table.sheet, "目录 & 分值");
    assert_int_equal(table_rows(&book.table), 3);
    assert_cell(&book, 0, 1, "名称");
    assert_cell(&book, 1, 0, "A09.9");
    assert_cell(&book, 1, 1, "甲乙");
    assert_cell(&book, 1, 2, "2");
    assert_cell(&book, 1, 3, "TRUE");
    assert_cell(&book, 1, 4, "a<b");
    assert_cell(&book, 2, 0, "6.31");
    assert_cell(&book, 2, 1, "");
    assert_cell(&book, 2, 2, "1200");
    assert_cell(&book, 2, 3, "0.3");
    assert_int_equal(table_place(&book.table, 2, 2).line, 9);
    assert_cell(&book, 2, 16383, "");
    close_book(&book);
}

static void sheets_are_found_by_name(void **state)
{
    struct book book = {0};

    (void)state;
    write_book(&book, SHEET(HEADS) DONE, NULL);
    assert_true(open_book(&book, "藏"));
    assert_cell(&book, 0, 0, "隐");
    close_book(&book);
}

static void numbers_read_as_people_see_them(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {{"0.30000000000000004", "0.3"},
                 {"1332.0801690000001", "1332.080169"},
                 {"9.9999999999999999", "10"},
                 {"1.2E3", "1200"},
                 {"-1.5e-3", "-0.0015"},
                 {"1E-7", "0.0000001"},
                 {"1.87617428512206e+18", "1876174285122060000"},
                 {"0E5", "0"},
                 {"6.31", ""},
                 {"385.35787", ""},
                 {"K35.8", ""},
                 {"1E999", ""},
                 {"1E", ""},
                 {"", ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[XLSX_NUMBER];
        const size_t length = xlsx_number(text_of(cases[i].in), out);

        assert_text(((struct text){out, length}), cases[i].out);
    }
}

static void formats_tell_dates(void **state)
{
    static const struct {
        const char *format;
        enum xlsx_look look;
    } cases[] = {{"General", XLSX_PLAIN},
                 {"0.00E+00", XLSX_PLAIN},
                 {"#,##0.00\"days\"", XLSX_PLAIN},
                 {"[Red]-0.0;[Black]d", XLSX_PLAIN},
                 {"\\d0", XLSX_PLAIN},
                 {"@", XLSX_PLAIN},
                 {"yyyy/m/d;@", XLSX_DAY},
                 {"[$-804]yyyy\"年\"m\"月\"", XLSX_DAY},
                 {"mm", XLSX_DAY},
                 {"0.0%_ ", XLSX_PERCENT},
                 {"0\"%\"", XLSX_PLAIN},
                 {"h:mm:ss", XLSX_TIME},
                 {"[h]:mm", XLSX_TIME},
                 {"yyyy-mm-dd hh:mm", XLSX_MOMENT}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(xlsx_format(text_of(cases[i].format)), cases[i].look);
}

/* Days by the calendar: 45444 is the first of June 2024. */
static void serials_read_as_dates(void **state)
{
    static const struct {
        const char *serial;
        enum xlsx_look look;
        bool from_1904;
        const char *out;
    } cases[] = {{"45444", XLSX_DAY, false, "2024-06-01"},
                 {"45444", XLSX_MOMENT, false, "2024-06-01 00:00:00"},
                 {"45444.395833333336", XLSX_DAY, false, "2024-06-01 09:30:00"},
                 {"43982", XLSX_DAY, true, "2024-06-01"},
                 {"1", XLSX_DAY, false, "1900-01-01"},
                 {"59", XLSX_DAY, false, "1900-02-28"},
                 {"60", XLSX_DAY, false, ""},
                 {"61", XLSX_DAY, false, "1900-03-01"},
                 {"45350", XLSX_DAY, false, "2024-02-28"},
                 {"45351.9999999", XLSX_DAY, false, "2024-03-01"},
                 {"2958465", XLSX_DAY, false, "9999-12-31"},
                 {"2958466", XLSX_DAY, false, ""},
                 {"0.5", XLSX_TIME, false, "12:00:00"},
                 {"0.5", XLSX_MOMENT, false, ""},
                 {"-1", XLSX_DAY, false, ""},
                 {"45444", XLSX_PLAIN, false, ""},
                 {"99999999999", XLSX_DAY, false, ""},
                 {"", XLSX_DAY, false, ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[XLSX_NUMBER];
        const size_t length = xlsx_date(text_of(cases[i].serial), cases[i].look,
                                        cases[i].from_1904, out);

        assert_text(((struct text){out, length}), cases[i].out);
    }
}

/* ---- headings ------------------------------------------------------------ */

static const char merged_sheet[] = SHEET(
    "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>目录</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c>"
    "<c r=\"B2\" t=\"str\"><v>手术</v></c>"
    "<c r=\"D2\" t=\"str\"><v>2024年</v></c></row>"
    "<row r=\"3\"><c r=\"B3\" t=\"str\"><v>主要</v></c>"
    "<c r=\"C3\" t=\"str\"><v>其他</v></c>"
    "<c r=\"D3\" t=\"str\"><v>分值</v></c></row>"
    "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>I20</v></c>"
    "<c r=\"D4\"><v>5</v></c></row>"
    "<row r=\"5\"><c r=\"D5\"><v>6</v></c></row>") "</sheetData>"
                                                   "<mergeCells><mergeCell "
                                                   "ref=\"A1:D1\"/><mergeCell "
                                                   "ref=\"A2:A3\"/>"
                                                   "<mergeCell "
                                                   "ref=\"B2:C2\"/><mergeCell "
                                                   "ref=\"A4:A5\"/></"
                                                   "mergeCells>"
                                                   "</worksheet>";

static void merged_headings_are_joined(void **state)
{
    struct heading h[] = {{TEXT("编码"), true, -1},
                          {TEXT("手术 其他"), true, -1},
                          {TEXT("主要"), true, -1},
                          {TEXT("2024年分值"), true, -1}};
    struct book book = {0};

    (void)state;
    write_book(&book, merged_sheet, NULL);
    assert_true(open_book(&book, ""));
    assert_true(table_head(&book.build, &book.table, h, COUNT(h)));
    assert_int_equal(h[0].column, 0);
    assert_int_equal(h[1].column, 2);
    assert_int_equal(h[2].column, 1);
    assert_int_equal(h[3].column, 3);
    assert_int_equal(book.table.data, 3);
    assert_cell(&book, 4, 0, "I20");
    close_book(&book);
}

static void cells_without_a_value_are_faults_where_asked(void **state)
{
    struct heading h[] = {{TEXT("编码"), true, -1}, {TEXT("分值"), true, -1}};
    struct book book = {0};
    struct buffer line = {0};

    (void)state;
    write_book(&book,
               SHEET(HEADS
                     "<row r=\"2\"><c r=\"A2\"><v>1</v></c>"
                     "<c r=\"B2\"><f>1</f></c><c r=\"C2\"><f>1</f></c></row>"
                     "<row r=\"3\"><c r=\"A3\"><v>1</v></c>"
                     "<c r=\"C3\" t=\"e\"><v>#N/A</v></c></row>"
                     "<row r=\"4\"><c r=\"C4\"><v>0.10000000000000001</v></c>"
                     "</row>") DONE,
               NULL);
    assert_true(open_book(&book, ""));
    assert_true(table_head(&book.build, &book.table, h, COUNT(h)));
    assert_int_equal(book.faults.count, 2);
    assert_int_equal(book.notes.count, 1);
    compile_fault_show(&book.faults.items[0], &line);
    assert_non_null(strstr(line.data, "工作表“目录 & 分值”第 2 行 C 列"));
    assert_non_null(strstr(book.faults.items[1].wrong, "#N/A"));
    buffer_free(&line);
    close_book(&book);
}

static void a_missing_column_lists_what_there_is(void **state)
{
    struct heading h[] = {{TEXT("点数"), true, -1}};
    struct book book = {0};

    (void)state;
    write_book(&book, SHEET(HEADS) DONE, NULL);
    assert_true(open_book(&book, ""));
    assert_false(table_head(&book.build, &book.table, h, 1));
    assert_int_equal(book.faults.count, 1);
    assert_non_null(strstr(book.faults.items[0].right, "编码、名称、分值"));
    close_book(&book);
}

/* ---- what is refused ----------------------------------------------------- */

struct refusal {
    const char *sheet;   /* its content; NULL: none but headings */
    struct part instead; /* of another part */
    const char *name;    /* of the sheet that is asked for */
    const char *wrong;   /* stands in the fault */
};

#define ENTITY "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><worksheet><sheetData>" DONE

static const struct refusal refusals[] = {
    {NULL, {NULL, NULL}, "分值表", "没有工作表"},
    {NULL, {NULL, NULL}, "图", "不是由单元格"},
    {NULL, {"xl/workbook.xml", NULL}, "", "没有工作簿"},
    {NULL, {"xl/workbook.xml", "<workbook/>"}, "", "没有工作表"},
    {NULL, {"xl/workbook.xml", "<workbook><sheets>"}, "", "workbook.xml"},
    {NULL, {"xl/_rels/workbook.xml.rels", NULL}, "", "不是由单元格"},
    {NULL, {"xl/worksheets/sheet1.xml", NULL}, "", "缺少"},
    {NULL, {"xl/sharedStrings.xml", "<sst><si>"}, "", "sharedStrings"},
    {NULL, {"xl/sharedStrings.xml", NULL}, "", "次序或编号"},
    {ENTITY, {NULL, NULL}, "", "DTD"},
    {SHEET("<row r=\"1\"><c r=\"A1\"><v>&x;</v></c></row>") DONE,
     {NULL, NULL},
     "",
     "XML"},
    {SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c>"), {NULL, NULL}, "", "XML"},
    {SHEET("<row r=\"2\"/><row r=\"2\"/>") DONE, {NULL, NULL}, "", "次序"},
    {SHEET("<row r=\"2000000\"/>") DONE, {NULL, NULL}, "", "次序"},
    {SHEET("<row r=\"x\"/>") DONE, {NULL, NULL}, "", "次序"},
    {SHEET("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>") DONE,
     {NULL, NULL},
     "",
     "次序"},
    {SHEET("<row r=\"1\"><c r=\"A2\"/></row>") DONE, {NULL, NULL}, "", "次序"},
    {SHEET("<row r=\"1\"><c r=\"1A\"/></row>") DONE, {NULL, NULL}, "", "次序"},
    {SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>") DONE,
     {NULL, NULL},
     "",
     "编号"},
    {SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>") DONE,
     {NULL, NULL},
     "",
     "编号"},
};

static void damaged_workbooks_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const struct refusal *r = &refusals[i];
        struct book book = {0};

        write_book(&book, r->sheet != NULL ? r->sheet : SHEET(HEADS) DONE,
                   r->instead.path != NULL ? &r->instead : NULL);
        print_message("refusal %zu\n", i);
        assert_false(open_book(&book, r->name));
        assert_int_equal(book.faults.count, 1);
        assert_non_null(strstr(book.faults.items[0].wrong, r->wrong));
        close_book(&book);
    }
}

static long file_size(const char *path)
{
    struct stat s;

    assert_int_equal(stat(path, &s), 0);
    return (long)s.st_size;
}

/* Cut anywhere or with any byte changed, a workbook is read or refused, and
 * nothing else happens. */
static void damaged_zips_do_no_harm(void **state)
{
    struct book whole = {0};
    long size;

    (void)state;
    write_book(&whole, merged_sheet, NULL);
    size = file_size(whole.path);
    for (long at = 4; at < size; at += 13) {
        struct book book = whole;
        FILE *file = fopen(book.path, "r+b");
        int was;

        fseek(file, at, SEEK_SET);
        was = getc(file);
        fseek(file, at, SEEK_SET);
        putc(was ^ 0x55, file);
        fclose(file);
        assert_true(open_book(&book, "") || book.faults.count > 0);
        strcpy(book.path, "/tmp/pregroup-none");
        close_book(&book);
        file = fopen(whole.path, "r+b");
        fseek(file, at, SEEK_SET);
        putc(was, file);
        fclose(file);
    }
    for (; size > 4; size = size * 2 / 3) {
        struct book book = whole;

        assert_int_equal(truncate(whole.path, size - 1), 0);
        assert_false(open_book(&book, ""));
        assert_int_equal(book.faults.count, 1);
        strcpy(book.path, "/tmp/pregroup-none");
        close_book(&book);
    }
    remove(whole.path);
}

static void a_bomb_is_refused(void **state)
{
    const size_t length = 24u << 20;
    char *zeros = malloc(length + 1);
    struct book book = {0};

    (void)state;
    assert_non_null(zeros);
    memset(zeros, ' ', length);
    zeros[length] = '\0';
    memcpy(zeros, "<worksheet>", 11);
    write_book(&book, zeros, NULL);
    free(zeros);
    assert_false(open_book(&book, ""));
    assert_int_equal(book.faults.count, 1);
    assert_non_null(strstr(book.faults.items[0].wrong, "解压"));
    close_book(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_cell_is_read),
        cmocka_unit_test(sheets_are_found_by_name),
        cmocka_unit_test(numbers_read_as_people_see_them),
        cmocka_unit_test(formats_tell_dates),
        cmocka_unit_test(serials_read_as_dates),
        cmocka_unit_test(merged_headings_are_joined),
        cmocka_unit_test(cells_without_a_value_are_faults_where_asked),
        cmocka_unit_test(a_missing_column_lists_what_there_is),
        cmocka_unit_test(damaged_workbooks_are_refused),
        cmocka_unit_test(damaged_zips_do_no_harm),
        cmocka_unit_test(a_bomb_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
