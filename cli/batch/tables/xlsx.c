/* results.xlsx: cases, findings, tallies, what is left to do, what was run. */
#include <errno.h>

#include "batch/sums/tally-columns.h"
#include "batch/tables/notes.h"
#include "batch/tables/words.h"
#include "batch/tables/worklist.h"
#include "common/command.h"
#include "common/csv.h"
#include "common/tree.h"
#include "pack/pack.h"

static bool asks_for_workbook(const struct batch_options *options)
{
    return !options->no_xlsx;
}

/* ---- what cells look like ------------------------------------------------ */

static void put_case_cell(struct sheet *s, unsigned i, struct text cell)
{
    switch (i) {
    case CASES_STATUS:
    case CASES_SETTLEMENT:
    case CASES_DEVIATION:
    case CASES_INSURANCE:
    case CASES_SEX:
    case CASES_AGE_BAND:
    case CASES_CAUSE:
        words_put(s, i, cell);
        break;
    case CASES_KIND:
    case CASES_LAYER:
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
        words_put(s, i, cell);
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
    while (step == STEP_ITEM && book_good(book) &&
           (step = csv_next(&r, cells, c->count, &offset)) == STEP_ITEM) {
        sheet_next(&sheet);
        for (unsigned i = 0; i < c->count; i++)
            c->put(&sheet, i, cells[i]);
    }
    csv_close(&r);
    sheet_close(&sheet);
    return step == STEP_END;
}

/* Those without a group, with what a coder needs to find one. */
static bool write_ungrouped(const struct batch_rows *rows, struct book *book)
{
    static const enum case_column shown[] = {
        CASES_CAUSE,      CASES_WHY,
        CASES_DX,         CASES_DX_NAME,
        CASES_OP,         CASES_OP_NAME,
        CASES_DEPARTMENT, CASES_DEPARTMENT_NAME,
        CASES_DOCTOR,     CASES_CODER,
        CASES_CASE_NO,    CASES_ADMISSION,
        CASES_DISCHARGED, CASES_DAYS,
        CASES_COST,       CASES_ERROR_RULES,
        CASES_SOURCE,     CASES_INDEX,
        CASES_SAMPLE};
    struct column columns[COUNT_OF(shown)];
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    struct sheet sheet;
    uint64_t offset;
    enum step step = STEP_FAILED;

    for (size_t i = 0; i < COUNT_OF(shown); i++)
        columns[i] = case_columns[shown[i]];
    sheet_open(&sheet, book, "未入组", columns, COUNT_OF(shown), BOOK_ROWS);
    csv_open(&r, rows->cases, 0, rows->cases_size);
    if (csv_pass_head(&r))
        while ((step = csv_next(&r, cells, CASE_COLUMNS, &offset)) ==
               STEP_ITEM) {
            if (cells[CASES_CAUSE].length == 0 ||
                cells[CASES_DIALECT].length == 0)
                continue;
            sheet_next(&sheet);
            words_put(&sheet, 0, cells[CASES_CAUSE]);
            for (unsigned i = 1; i < COUNT_OF(shown); i++)
                sheet_put(&sheet, i, cells[shown[i]], TONE_PLAIN);
        }
    csv_close(&r);
    sheet_close(&sheet);
    return step == STEP_END;
}

/* A tally with the mark of what rests on invented values. */
enum { MARKED_SAMPLE = TALLY_COLUMNS, MARKED_COLUMNS };

static void put_tally(struct sheet *sheet, const struct text *cells,
                      struct text sample, enum book_tone tone)
{
    for (unsigned k = 0; k < TALLY_COLUMNS; k++)
        sheet_put(sheet, k, cells[k], tone);
    sheet_put(sheet, MARKED_SAMPLE, sample, tone);
}

static void put_total(struct sheet *sheet, const struct tally_table *t,
                      struct text sample)
{
    struct text cells[TALLY_COLUMNS];
    struct tally_texts texts;
    const struct tally all = tally_total(t);

    cells[TALLY_KEY] = TEXT("合计");
    cells[TALLY_NAME] = TEXT("");
    tally_fill(&all, &texts, cells);
    sheet_next_total(sheet);
    put_tally(sheet, cells, sample, TONE_HEAD);
}

static void write_tallies(struct book *book, const char *name,
                          const struct tally_table *t, struct text sample)
{
    struct column columns[MARKED_COLUMNS];
    struct text cells[TALLY_COLUMNS];
    struct tally_texts texts;
    struct sheet sheet;

    memcpy(columns, tally_columns, sizeof(tally_columns));
    columns[MARKED_SAMPLE] = case_columns[CASES_SAMPLE];
    sheet_open(&sheet, book, name, columns, MARKED_COLUMNS, BOOK_ROWS);
    for (uint32_t i = 0; tally_row(t, i, &texts, cells); i++) {
        sheet_next(&sheet);
        put_tally(&sheet, cells, sample, TONE_PLAIN);
    }
    put_total(&sheet, t, sample);
    sheet_close(&sheet);
}

static bool write_work(const struct batch_rows *rows, struct book *book)
{
    struct work_task task;
    struct work work;
    enum step step = STEP_FAILED;

    if (work_open(&work, rows, SPLIT_NONE))
        step = work_next(&work, &task);
    const bool good =
        step != STEP_FAILED && worklist_write(&work, &task, &step, book);
    if (good)
        notes_write(&work, book, true);
    work_close(&work);
    return good;
}

/* Sums are of all rows: one pack with invented values marks them all. */
static struct text sample_word(const struct batch_rows *rows)
{
    json_t *head = tree_load_begun(rows->facts->head);
    const bool sample = tree_has_sample(head);

    json_decref(head);
    return sample ? TEXT("示例") : TEXT("");
}

static bool write_sheets(const struct batch_rows *rows, struct book *book)
{
    static const struct {
        const char *name;
        enum summary_by by;
    } tallies[] = {{"病种", BY_GROUP},
                   {"科室", BY_DEPARTMENT},
                   {"编码员", BY_CODER},
                   {"医师", BY_DOCTOR},
                   {"月份", BY_MONTH}};
    const struct copied cases = {
        .name = BOOK_CASES,
        .columns = case_columns,
        .count = case_columns_shown(rows->options->asked.with_identity),
        .fd = rows->cases,
        .size = rows->cases_size,
        .put = put_case_cell};
    const struct copied findings = {.name = BOOK_FINDINGS,
                                    .columns = finding_columns,
                                    .count = FINDING_COLUMNS,
                                    .fd = rows->findings,
                                    .size = rows->findings_size,
                                    .put = put_finding_cell};

    const struct text sample = sample_word(rows);

    if (!copy_to_sheet(book, &cases) || !copy_to_sheet(book, &findings))
        return false;
    for (size_t i = 0; i < COUNT_OF(tallies); i++)
        write_tallies(book, tallies[i].name, &rows->summary->by[tallies[i].by],
                      sample);
    return write_ungrouped(rows, book) && write_work(rows, book);
}

static bool write_xlsx(const struct batch_rows *rows, const char *path)
{
    struct book book;

    errno = 0;
    book_open(&book, path);
    bool good = write_sheets(rows, &book);
    good = book_close(&book, path) && good;
    if (!good)
        command_failed("%s：工作簿没有做成：%s；可加 --resume 接着做，"
                       "或用 --no-xlsx 不做它",
                       path,
                       errno != 0 ? command_reason(errno) : "内存或磁盘不足");
    return good;
}

const struct batch_writer xlsx_writer = {"results.xlsx", false,
                                         asks_for_workbook, write_xlsx};
