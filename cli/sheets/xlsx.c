/* Workbooks: each sheet that is not hidden, its cells by the reader that the
 * compiler has for tables. */
#include <stdio.h>

#include "compile/read/xlsx.h"
#include "sheets/form.h"

/* What a sheet may inflate to: its ratio to the file is bounded as well. */
#define MOST ((uint64_t)8 << 30)

struct workbook {
    struct compile_faults faults;
    struct build build;
    struct table table;
    struct xlsx_book book;
    struct xlsx_rows rows;
    struct xlsx_sheet *sheet;
    uint32_t at;       /* of the sheets, the next one */
    uint32_t uncached; /* formulas of this sheet without a result */
    bool texts;        /* they were read */
};

/* The first fault's words. */
static bool fail_by_fault(struct sheets *s)
{
    struct workbook *w = s->state;
    const struct compile_fault *f = w->faults.items;
    char why[512];

    s->bomb = w->book.xlsx.bomb;
    if (w->faults.count == 0)
        return sheets_fail(s, "内存不足");
    snprintf(why, sizeof why, "%s；%s", f->wrong, f->right);
    return sheets_fail(s, why);
}

static void on_cell(void *user, const struct xlsx_cell *cell)
{
    struct sheets *s = user;
    struct workbook *w = s->state;

    if (cell->kind == XLSX_UNCACHED)
        w->uncached++;
    else
        rows_cell(&s->rows, cell->row, cell->column, cell->text);
}

static void on_row(void *user, uint32_t row)
{
    struct sheets *s = user;

    (void)row;
    rows_end(&s->rows);
}

/* True for a document of Office that is no workbook of XML. */
static bool tell_foreign(struct sheets *s)
{
    static const struct {
        const char *part, *why;
    } others[] = {{"xl/workbook.bin",
                   "是 Excel 二进制工作簿（.xlsb）；请在表格软件里另存为 xlsx"},
                  {"word/", "是 Word 文档，不是导出的首页"},
                  {"ppt/", "是演示文稿，不是导出的首页"}};
    const struct workbook *w = s->state;

    for (size_t i = 0; i < COUNT_OF(others) && !s->foreign; i++) {
        s->foreign = text_starts(w->book.part, text_of(others[i].part));
        if (s->foreign)
            sheets_fail(s, others[i].why);
    }
    if (w->book.absent && !s->foreign)
        sheets_fail(s, "里面没有工作簿，不是 xlsx");
    s->foreign = s->foreign || w->book.absent;
    return s->foreign;
}

static bool workbook_open(struct sheets *s)
{
    struct workbook *w = s->state;
    bool good;

    w->build.faults = &w->faults;
    w->table.file = "";
    w->table.build = &w->build;
    w->book.xlsx = (struct xlsx){.build = &w->build,
                                 .table = &w->table,
                                 .in_file = true,
                                 .file = s->fd,
                                 .most = MOST};
    w->rows = (struct xlsx_rows){on_cell, on_row, s};
    good = xlsx_book_sheets(&w->book);
    return !tell_foreign(s) && (good || fail_by_fault(s));
}

/* Behind a sheet: what of it could not be read. */
static bool end_sheet(struct sheets *s)
{
    struct workbook *w = s->state;
    bool good;

    if (w->sheet == NULL)
        return true;
    good = xlsx_sheet_close(w->sheet, NULL);
    w->sheet = NULL;
    if (w->uncached != 0)
        sheets_tell(s, buffer_view(&s->name),
                    "有 %u 个公式没有保存计算结果，按空白读；请在表格软件里"
                    "打开、重新计算后保存",
                    w->uncached);
    w->uncached = 0;
    return good || fail_by_fault(s);
}

/* The cells of a sheet that is to be read; empty where it is none. */
static struct text cells_of(struct sheets *s, const struct xlsx_entry *entry)
{
    struct workbook *w = s->state;
    struct text cells = TEXT("");

    if (entry->hidden)
        sheets_tell(s, entry->name, "是隐藏的工作表，没有读", 0);
    else
        cells = xlsx_book_cells(&w->book, entry);
    if (cells.length == 0 && !entry->hidden)
        sheets_tell(s, entry->name, "不是由单元格组成的工作表，没有读", 0);
    return cells;
}

static enum sheets_step workbook_next(struct sheets *s)
{
    struct workbook *w = s->state;

    if (s->failed ||
        (!w->texts && !xlsx_book_texts(&w->book) && !fail_by_fault(s)))
        return SHEETS_FAILED;
    w->texts = true;
    if (w->table.texts.failed || w->book.sheets.failed ||
        w->book.relations.failed || w->book.xlsx.looks.failed) {
        sheets_fail(s, "内存不足");
        return SHEETS_FAILED;
    }
    if (w->sheet != NULL)
        xlsx_sheet_close(w->sheet, NULL); /* left before its end */
    w->sheet = NULL;
    w->uncached = 0;
    while (w->at < BUFFER_COUNT(&w->book.sheets, struct xlsx_entry)) {
        const struct xlsx_entry *entry =
            &BUFFER_ROWS(&w->book.sheets, struct xlsx_entry)[w->at++];
        const struct text cells = cells_of(s, entry);

        if (cells.length == 0)
            continue;
        buffer_text(&s->name, entry->name);
        w->sheet = xlsx_sheet_open(&w->book.xlsx, cells, &w->rows);
        if (w->sheet != NULL)
            return SHEETS_SHEET;
        fail_by_fault(s);
        return SHEETS_FAILED;
    }
    return SHEETS_END;
}

static bool workbook_more(struct sheets *s)
{
    struct workbook *w = s->state;

    if (xlsx_sheet_more(w->sheet))
        return true;
    end_sheet(s);
    return false;
}

static void workbook_close(struct sheets *s)
{
    struct workbook *w = s->state;

    if (w->sheet != NULL)
        xlsx_sheet_close(w->sheet, NULL);
    xlsx_book_close(&w->book);
    table_close(&w->table);
    compile_faults_free(&w->faults);
}

const struct form form_xlsx = {sizeof(struct workbook), true,
                               workbook_open,           workbook_next,
                               workbook_more,           workbook_close};
