#include "batch/tables/worklist.h"

#include "base/calendar.h"
#include "batch/common/csv.h"
#include "batch/sums/sorter.h"

/* A row to be sorted: the start of department, coder and deadline, and where
 * the row of cases.csv or findings.csv begins. */
enum {
    KEY_DEPARTMENT = 0,
    KEY_CODER = 48,
    KEY_DEADLINE = 96,
    KEY_TABLE = 106,
    KEY_OFFSET = 107,
    KEY_SIZE = 115
};
enum { OF_CASES, OF_FINDINGS };

#define SOON 3 /* days left */

#define WORK_LIST(X)                                                           \
    X(DEPARTMENT, "出院科别代码", TEXT)                                        \
    X(DEPARTMENT_NAME, "出院科别", TEXT)                                       \
    X(CODER, "编码员", TEXT)                                                   \
    X(DOCTOR, "主治医师", TEXT)                                                \
    X(DEADLINE, "上传期限", DATE)                                              \
    X(DAYS_LEFT, "剩余天数", COUNT)                                            \
    X(CASE_NO, "病案号", TEXT)                                                 \
    X(ADMISSION, "住院次数", TEXT)                                             \
    X(DISCHARGED, "出院日期", DATE)                                            \
    X(ERROR_RULES, "错误规则", TEXT)                                           \
    X(WARNING_RULES, "警告规则", TEXT)                                         \
    X(WHY, "说明", TEXT)                                                       \
    X(MARGIN, "结余", AMOUNT)                                                  \
    X(SOURCE, "来源", TEXT)                                                    \
    X(INDEX, "序号", COUNT)

#define WORK_NAME(id, heading, type) WORK_##id,
#define WORK_COLUMN(id, heading, type) {NULL, heading, COLUMN_##type},
enum { WORK_LIST(WORK_NAME) WORK_COLUMNS };
static const struct column columns[WORK_COLUMNS] = {WORK_LIST(WORK_COLUMN)};

/* ---- what there is to do ------------------------------------------------- */

static void put_key_text(unsigned char *out, size_t room, struct text t)
{
    memcpy(out, t.at, t.length < room ? t.length : room);
}

/* Cases without a deadline come last. */
static void add_task(struct sorter *s, unsigned char table, uint64_t offset,
                     struct text department, struct text coder,
                     struct text deadline)
{
    unsigned char row[KEY_SIZE] = {0};

    put_key_text(row + KEY_DEPARTMENT, KEY_CODER - KEY_DEPARTMENT, department);
    put_key_text(row + KEY_CODER, KEY_DEADLINE - KEY_CODER, coder);
    put_key_text(row + KEY_DEADLINE, KEY_TABLE - KEY_DEADLINE,
                 deadline.length != 0 ? deadline : TEXT("~"));
    row[KEY_TABLE] = table;
    sorter_put(row + KEY_OFFSET, KEY_SIZE - KEY_OFFSET, offset);
    sorter_add(s, row);
}

static bool is_task(const struct text cells[CASE_COLUMNS])
{
    return cells[CASES_ERROR_RULES].length != 0 ||
           cells[CASES_WARNING_RULES].length != 0 ||
           !text_equal(cells[CASES_STATUS], TEXT("grouped"));
}

static bool add_cases(const struct batch_rows *rows, struct sorter *s)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    enum step step;

    csv_open(&r, rows->cases, 0, rows->cases_size);
    while ((step = csv_next(&r, cells, CASE_COLUMNS, &offset)) == STEP_ITEM)
        if (offset != 0 && is_task(cells))
            add_task(s, OF_CASES, offset, cells[CASES_DEPARTMENT],
                     cells[CASES_CODER], cells[CASES_DEADLINE]);
    csv_close(&r);
    return step == STEP_END;
}

static bool add_findings(const struct batch_rows *rows, struct sorter *s)
{
    struct text cells[FINDING_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    enum step step;

    csv_open(&r, rows->findings, 0, rows->findings_size);
    while ((step = csv_next(&r, cells, FINDING_COLUMNS, &offset)) == STEP_ITEM)
        if (text_starts(cells[FINDINGS_RULE], TEXT("BAT")))
            add_task(s, OF_FINDINGS, offset, cells[FINDINGS_DEPARTMENT],
                     cells[FINDINGS_CODER], cells[FINDINGS_DEADLINE]);
    csv_close(&r);
    return step == STEP_END;
}

/* ---- its rows ------------------------------------------------------------ */

#define FROM_CASE(id) out[WORK_##id] = cells[CASES_##id]
#define FROM_FINDING(id) out[WORK_##id] = cells[FINDINGS_##id]

static void of_case(const struct text *cells, struct text *out)
{
    FROM_CASE(DEPARTMENT), FROM_CASE(DEPARTMENT_NAME), FROM_CASE(CODER);
    FROM_CASE(DOCTOR), FROM_CASE(DEADLINE), FROM_CASE(CASE_NO);
    FROM_CASE(ADMISSION), FROM_CASE(DISCHARGED), FROM_CASE(ERROR_RULES);
    FROM_CASE(WARNING_RULES), FROM_CASE(WHY), FROM_CASE(MARGIN);
    FROM_CASE(SOURCE), FROM_CASE(INDEX);
}

static void of_finding(const struct text *cells, struct text *out)
{
    const bool error = text_equal(cells[FINDINGS_SEVERITY], TEXT("error"));

    FROM_FINDING(DEPARTMENT), FROM_FINDING(DEPARTMENT_NAME);
    FROM_FINDING(CODER), FROM_FINDING(DOCTOR), FROM_FINDING(DEADLINE);
    FROM_FINDING(CASE_NO), FROM_FINDING(ADMISSION), FROM_FINDING(DISCHARGED);
    FROM_FINDING(SOURCE), FROM_FINDING(INDEX);
    out[error ? WORK_ERROR_RULES : WORK_WARNING_RULES] = cells[FINDINGS_RULE];
    out[WORK_WHY] = cells[FINDINGS_MESSAGE];
}

static void put_task(struct sheet *s, struct text *cells, bool has_today,
                     int32_t today)
{
    char left[DECIMAL_TEXT_MAX];
    int32_t deadline;
    enum book_tone tone = TONE_PLAIN;

    if (has_today && calendar_day_read(cells[WORK_DEADLINE], &deadline)) {
        const int32_t days = deadline - today;
        cells[WORK_DAYS_LEFT] =
            (struct text){left, decimal_text(decimal_from_int(days), left)};
        tone = days < 0 ? TONE_RED : days <= SOON ? TONE_AMBER : TONE_PLAIN;
    }
    sheet_next(s);
    for (unsigned i = 0; i < WORK_COLUMNS; i++) {
        const bool any = cells[i].length != 0;
        const enum book_tone own = i == WORK_DAYS_LEFT            ? tone
                                   : i == WORK_ERROR_RULES && any ? TONE_RED
                                   : i == WORK_WARNING_RULES && any
                                       ? TONE_AMBER
                                       : TONE_PLAIN;
        sheet_put(s, i, cells[i], own);
    }
}

/* The rows of cases.csv and findings.csv that the sorted ones name. */
static bool put_tasks(const struct batch_rows *rows, struct sorter *sorter,
                      struct sheet *sheet)
{
    int32_t today = 0;
    const bool has_today =
        calendar_day_read(rows->options->asked.today, &today);
    const unsigned char *sorted;
    struct csv_reader cases, findings;
    enum step step;
    bool good = true;

    csv_open_rows(&cases, rows->cases, rows->cases_size);
    csv_open_rows(&findings, rows->findings, rows->findings_size);
    while (good && (step = sorter_next(sorter, &sorted)) == STEP_ITEM) {
        const uint64_t offset =
            sorter_get(sorted + KEY_OFFSET, KEY_SIZE - KEY_OFFSET);
        const bool is_case = sorted[KEY_TABLE] == OF_CASES;
        struct text cells[CASE_COLUMNS], out[WORK_COLUMNS] = {{0}};

        good = csv_row_at(is_case ? &cases : &findings, offset, cells,
                          is_case ? CASE_COLUMNS : FINDING_COLUMNS);
        if (!good)
            break;
        (is_case ? of_case : of_finding)(cells, out);
        put_task(sheet, out, has_today, today);
    }
    csv_close(&cases);
    csv_close(&findings);
    return good && step == STEP_END;
}

bool worklist_write(const struct batch_rows *rows, struct book *book)
{
    struct sorter sorter;
    struct sheet sheet;
    bool good;

    sorter_open(&sorter, KEY_SIZE, rows->folder);
    sheet_open(&sheet, book, "待办", columns, WORK_COLUMNS, BOOK_ROWS);
    good = add_cases(rows, &sorter) && add_findings(rows, &sorter) &&
           sorter_finish(&sorter) && put_tasks(rows, &sorter, &sheet);
    sheet_close(&sheet);
    sorter_close(&sorter);
    return good;
}
