/* results.xlsx: cases, findings, groups, departments, what is left to do. */
#include <errno.h>

#include "batch/common/csv.h"
#include "batch/sums/tally-columns.h"
#include "batch/tables/apart.h"
#include "batch/tables/book.h"
#include "batch/tables/worklist.h"
#include "common/command.h"
#include "pack/pack.h"

/* Tables beyond this may make a sheet of 4 GB. */
#define LARGE (400u << 20)

static bool asks_for_workbook(const struct batch_options *options)
{
    return !options->no_xlsx;
}

/* ---- what cells look like ------------------------------------------------ */

struct word {
    struct text code, words;
    enum book_tone tone;
};

/* What stands in the tables for programs, for people. */
static const struct word words[] = {
    {{"error", 5}, {"错误", 6}, TONE_RED},
    {{"warning", 7}, {"警告", 6}, TONE_AMBER},
    {{"info", 4}, {"提示", 6}, TONE_BLUE},
    {{"grouped", 7}, {"入组", 6}, TONE_PLAIN},
    {{"excluded", 8}, {"不允许入组", 15}, TONE_AMBER},
    {{"ungrouped", 9}, {"没有入组", 12}, TONE_AMBER},
    {{"priced", 6}, {"已算出", 9}, TONE_PLAIN},
    {{"unpriced", 8}, {"没有算出", 12}, TONE_AMBER},
    {{"normal", 6}, {"正常", 6}, TONE_PLAIN},
    {{"low", 3}, {"偏低", 6}, TONE_AMBER},
    {{"high", 4}, {"偏高", 6}, TONE_AMBER},
    {{"extreme", 7}, {"极高", 6}, TONE_RED},
    {{"employee", 8}, {"职工", 6}, TONE_PLAIN},
    {{"resident", 8}, {"居民", 6}, TONE_PLAIN},
    {{"self", 4}, {"全自费", 9}, TONE_PLAIN},
    {{"other", 5}, {"其他", 6}, TONE_PLAIN},
};

static void put_translated(struct sheet *s, unsigned column, struct text code)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_equal(words[i].code, code)) {
            sheet_put(s, column, words[i].words, words[i].tone);
            return;
        }
    sheet_put(s, column, code, TONE_PLAIN);
}

static void put_case_cell(struct sheet *s, unsigned i, struct text cell)
{
    switch (i) {
    case CASES_STATUS:
    case CASES_SETTLEMENT:
    case CASES_DEVIATION:
    case CASES_INSURANCE:
        put_translated(s, i, cell);
        break;
    case CASES_KIND:
        sheet_put(s, i, group_layer_words(cell), TONE_PLAIN);
        break;
    case CASES_ERROR_RULES:
        sheet_put(s, i, cell, cell.length != 0 ? TONE_RED : TONE_PLAIN);
        break;
    case CASES_WARNING_RULES:
        sheet_put(s, i, cell, cell.length != 0 ? TONE_AMBER : TONE_PLAIN);
        break;
    default:
        sheet_put(s, i, cell, TONE_PLAIN);
    }
}

static void put_finding_cell(struct sheet *s, unsigned i, struct text cell)
{
    if (i == FINDINGS_SEVERITY)
        put_translated(s, i, cell);
    else
        sheet_put(s, i, cell, TONE_PLAIN);
}

/* ---- sheets -------------------------------------------------------------- */

/* A table of the batch as a sheet. */
struct copied {
    const char *name;
    const struct column *columns;
    unsigned count;
    int fd;
    uint64_t size;
    void (*put)(struct sheet *s, unsigned column, struct text cell);
};

static bool copy_to_sheet(struct book *book, const struct copied *c)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    struct sheet sheet;
    uint64_t offset;
    enum step step = STEP_FAILED;

    sheet_open(&sheet, book, c->name, c->columns, c->count, BOOK_ROWS);
    csv_open(&r, c->fd, 0, c->size);
    if (csv_pass_head(&r))
        step = STEP_ITEM;
    while (step == STEP_ITEM && !book->failed &&
           (step = csv_next(&r, cells, c->count, &offset)) == STEP_ITEM) {
        sheet_next(&sheet);
        for (unsigned i = 0; i < c->count; i++)
            c->put(&sheet, i, cells[i]);
    }
    csv_close(&r);
    sheet_close(&sheet);
    return step == STEP_END;
}

static void write_tallies(struct book *book, const char *name,
                          const struct tally_table *t)
{
    struct text cells[TALLY_COLUMNS];
    struct tally_texts texts;
    struct sheet sheet;

    sheet_open(&sheet, book, name, tally_columns, TALLY_COLUMNS, BOOK_ROWS);
    for (uint32_t i = 0; tally_row(t, i, &texts, cells); i++) {
        sheet_next(&sheet);
        for (unsigned k = 0; k < TALLY_COLUMNS; k++)
            sheet_put(&sheet, k, cells[k], TONE_PLAIN);
    }
    sheet_close(&sheet);
}

static bool write_sheets(const struct batch_rows *rows, struct book *book)
{
    const struct copied cases = {
        .name = "病例",
        .columns = case_columns,
        .count = case_columns_shown(rows->options->asked.with_identity),
        .fd = rows->cases,
        .size = rows->cases_size,
        .put = put_case_cell};
    const struct copied findings = {.name = "问题",
                                    .columns = finding_columns,
                                    .count = FINDING_COLUMNS,
                                    .fd = rows->findings,
                                    .size = rows->findings_size,
                                    .put = put_finding_cell};

    if (!copy_to_sheet(book, &cases) || !copy_to_sheet(book, &findings))
        return false;
    write_tallies(book, "病种", &rows->summary->by[BY_GROUP]);
    write_tallies(book, "科室", &rows->summary->by[BY_DEPARTMENT]);
    return worklist_write(rows, book);
}

struct job {
    const struct batch_rows *rows;
    const char *path;
};

static bool write_book(void *context)
{
    const struct job *job = context;
    const struct batch_rows *rows = job->rows;
    struct book book;

    errno = 0;
    bool good =
        book_open(&book, job->path, rows->folder,
                  rows->cases_size > LARGE || rows->findings_size > LARGE) &&
        write_sheets(rows, &book);
    good = book_close(&book, job->path) && good;
    if (!good)
        command_failed("%s：工作簿没有做成：%s；可加 --resume 接着做，"
                       "或用 --no-xlsx 不做它",
                       job->path,
                       errno != 0 ? command_reason(errno) : "内存或磁盘不足");
    return good;
}

static bool write_xlsx(const struct batch_rows *rows, const char *path)
{
    struct job job = {rows, path};

    return apart(write_book, &job, path);
}

const struct batch_writer xlsx_writer = {"results.xlsx", asks_for_workbook,
                                         write_xlsx};
