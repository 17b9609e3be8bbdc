#include "batch/tables/worklist.h"

#include <stdio.h>

#include "base/calendar.h"
#include "batch/tables/words.h"
#include "common/put.h"

#define SOON 3 /* days left */

#define COMMON_LIST(X)                                                         \
    X(DEPARTMENT, "出院科别代码", TEXT)                                        \
    X(DEPARTMENT_NAME, "出院科别", TEXT)                                       \
    X(CODER, "编码员", TEXT)                                                   \
    X(DOCTOR, "主治医师", TEXT)                                                \
    X(DEADLINE, "上传期限", DATE)                                              \
    X(DAYS_LEFT, "剩余天数", COUNT)                                            \
    X(CASE_NO, "病案号", TEXT)                                                 \
    X(ADMISSION, "住院次数", TEXT)                                             \
    X(DISCHARGED, "出院日期", DATE)                                            \
    X(DX, "主要诊断编码", TEXT)                                                \
    X(DX_NAME, "主要诊断", TEXT)                                               \
    X(AT_STAKE, "涉及金额", AMOUNT)                                            \
    X(MARGIN, "结余", AMOUNT)                                                  \
    X(SAMPLE, "示例", TEXT)                                                    \
    X(SOURCE, "来源", TEXT)                                                    \
    X(INDEX, "序号", COUNT)
#define PROBLEM_LIST(X)                                                        \
    X(PROBLEM_SEVERITY, "严重程度", TEXT)                                      \
    X(PROBLEM_TITLE, "问题类型", TEXT)                                         \
    X(PROBLEM_MESSAGE, "问题", TEXT)                                           \
    X(PROBLEM_ADVICE, "建议", TEXT)                                            \
    X(PROBLEM_FIELD, "项目", TEXT)                                             \
    X(PROBLEM_TAG, "标签", TEXT)                                               \
    X(PROBLEM_ROW, "第几个", COUNT)                                            \
    X(PROBLEM_VALUE, "原值", TEXT)                                             \
    X(PROBLEM_TIMES, "次数", COUNT)                                            \
    X(PROBLEM_RULE, "规则", TEXT)
#define STAY_LIST(X)                                                           \
    X(STAY_STATUS, "入组情况", TEXT)                                           \
    X(STAY_ERRORS, "错误数", COUNT)                                            \
    X(STAY_WARNINGS, "警告数", COUNT)                                          \
    X(STAY_ERROR_TITLES, "错误", TEXT)                                         \
    X(STAY_WARNING_TITLES, "警告", TEXT)                                       \
    X(STAY_WHY, "说明", TEXT)                                                  \
    X(STAY_PAGES, "份数", COUNT)                                               \
    X(STAY_ERROR_RULES, "错误规则", TEXT)                                      \
    X(STAY_WARNING_RULES, "警告规则", TEXT)

#define WORK_NAME(id, heading, type) WORK_##id,
#define WORK_COLUMN(id, heading, type) {NULL, heading, COLUMN_##type},
enum work_column { COMMON_LIST(WORK_NAME) WORK_COMMON };
enum problem_column {
    BEFORE_PROBLEM = WORK_COMMON - 1,
    PROBLEM_LIST(WORK_NAME) WORK_PROBLEM_COLUMNS
};
enum stay_column {
    BEFORE_STAY = WORK_COMMON - 1,
    STAY_LIST(WORK_NAME) WORK_STAY_COLUMNS
};
static const struct column problem_columns[] = {COMMON_LIST(WORK_COLUMN)
                                                    PROBLEM_LIST(WORK_COLUMN)};
static const struct column stay_columns[] = {COMMON_LIST(WORK_COLUMN)
                                                 STAY_LIST(WORK_COLUMN)};

_Static_assert((int)WORK_STAY_COLUMNS <= (int)WORK_PROBLEM_COLUMNS &&
                   (int)WORK_PROBLEM_COLUMNS == WORKLIST_COLUMNS,
               "a row has room for either");

/* As they stand in the sheets: what goes to paper, then the rest. Texts stand
 * in lines of the width behind them, so that what is printed can be read. */
static const unsigned char problem_order[] = {WORK_CASE_NO,
                                              WORK_DEPARTMENT_NAME,
                                              WORK_CODER,
                                              WORK_DOCTOR,
                                              WORK_DEADLINE,
                                              WORK_DAYS_LEFT,
                                              WORK_DX_NAME,
                                              WORK_PROBLEM_SEVERITY,
                                              WORK_PROBLEM_TITLE,
                                              WORK_PROBLEM_MESSAGE,
                                              WORK_PROBLEM_ADVICE,
                                              WORK_PROBLEM_FIELD,
                                              WORK_PROBLEM_TAG,
                                              WORK_PROBLEM_ROW,
                                              WORK_PROBLEM_VALUE,
                                              WORK_PROBLEM_TIMES,
                                              WORK_AT_STAKE,
                                              WORK_MARGIN,
                                              WORK_DISCHARGED,
                                              WORK_ADMISSION,
                                              WORK_DX,
                                              WORK_DEPARTMENT,
                                              WORK_PROBLEM_RULE,
                                              WORK_SOURCE,
                                              WORK_INDEX,
                                              WORK_SAMPLE};
static const unsigned char problem_widths[WORK_PROBLEM_COLUMNS] = {
    0, 12, 8, 8, 0, 0, 16, 0, 16, 30, 30};
static const struct sheet_paper problem_paper = {11, problem_widths};
static const unsigned char stay_order[] = {WORK_CASE_NO,
                                           WORK_DEPARTMENT_NAME,
                                           WORK_CODER,
                                           WORK_DOCTOR,
                                           WORK_DEADLINE,
                                           WORK_DAYS_LEFT,
                                           WORK_DX_NAME,
                                           WORK_STAY_STATUS,
                                           WORK_STAY_ERROR_TITLES,
                                           WORK_STAY_WARNING_TITLES,
                                           WORK_AT_STAKE,
                                           WORK_SAMPLE,
                                           WORK_STAY_ERRORS,
                                           WORK_STAY_WARNINGS,
                                           WORK_MARGIN,
                                           WORK_STAY_WHY,
                                           WORK_STAY_PAGES,
                                           WORK_DISCHARGED,
                                           WORK_ADMISSION,
                                           WORK_DX,
                                           WORK_DEPARTMENT,
                                           WORK_STAY_ERROR_RULES,
                                           WORK_STAY_WARNING_RULES,
                                           WORK_SOURCE,
                                           WORK_INDEX};
static const unsigned char stay_widths[WORK_STAY_COLUMNS] = {0, 12, 8,  8,  0,
                                                             0, 16, 10, 30, 30};
/* Money goes to paper with its mark. */
static const struct sheet_paper stay_paper = {12, stay_widths};
static const unsigned char source_order[] = {
    WORK_SOURCE,        WORK_INDEX,           WORK_PROBLEM_SEVERITY,
    WORK_PROBLEM_TITLE, WORK_PROBLEM_MESSAGE, WORK_PROBLEM_ADVICE,
    WORK_PROBLEM_RULE};
static const unsigned char source_widths[] = {40, 0, 0, 20, 50, 50, 0};
static const struct sheet_paper source_paper = {COUNT_OF(source_order),
                                                source_widths};
_Static_assert(COUNT_OF(problem_order) == WORK_PROBLEM_COLUMNS &&
                   COUNT_OF(stay_order) == WORK_STAY_COLUMNS,
               "every column stands in its sheet");

static const struct list {
    const char *name;
    const struct column *columns;
    const unsigned char *order;
    unsigned count;
    const struct sheet_paper *paper;
} lists[WORK_SHEETS] = {
    [WORK_PROBLEMS] = {"待办", problem_columns, problem_order,
                       WORK_PROBLEM_COLUMNS, &problem_paper},
    [WORK_STAYS] = {"待办病例", stay_columns, stay_order, WORK_STAY_COLUMNS,
                    &stay_paper},
    [WORK_SOURCES] = {"读不了的文件", problem_columns, source_order,
                      COUNT_OF(source_order), &source_paper}};

/* A row until it is known how often its task comes. */
struct pending {
    struct buffer texts; /* of its cells */
    struct {
        size_t at, length;
    } cells[WORK_PROBLEM_COLUMNS];
    uint64_t times, errors, warnings;
    struct buffer error_rules, warning_rules; /* `SEX009 STR012*3` */
    enum book_tone hurry;
    bool any;
};

/* ---- cells --------------------------------------------------------------- */

static void set(struct pending *p, unsigned column, struct text t)
{
    p->cells[column].at = p->texts.length;
    p->cells[column].length = t.length;
    buffer_text(&p->texts, t);
}

static void set_number(struct pending *p, unsigned column, int64_t n)
{
    char digits[DECIMAL_TEXT_MAX];

    set(p, column,
        (struct text){digits, decimal_text(decimal_from_int(n), digits)});
}

static struct text cell(const struct pending *p, unsigned column)
{
    return p->cells[column].length == 0
               ? TEXT("")
               : (struct text){p->texts.data + p->cells[column].at,
                               p->cells[column].length};
}

static void set_deadline(struct pending *p, const struct work *w,
                         struct text deadline)
{
    int32_t day;

    set(p, WORK_DEADLINE, deadline);
    p->hurry = TONE_PLAIN;
    if (!w->has_today || !calendar_day_read(deadline, &day))
        return;
    set_number(p, WORK_DAYS_LEFT, day - w->today);
    if (day - w->today <= SOON)
        p->hurry = day < w->today ? TONE_RED : TONE_AMBER;
}

/* Whom a row is of, also where only a later page of it tells. */
static void set_people(struct pending *p, const struct text *of_case)
{
    static const struct {
        enum work_column to;
        enum case_column from;
    } taken[] = {{WORK_DEPARTMENT, CASES_DEPARTMENT},
                 {WORK_DEPARTMENT_NAME, CASES_DEPARTMENT_NAME},
                 {WORK_CODER, CASES_CODER},
                 {WORK_DOCTOR, CASES_DOCTOR}};

    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (p->cells[taken[i].to].length == 0)
            set(p, taken[i].to, of_case[taken[i].from]);
}

static void set_case(struct pending *p, const struct work *w,
                     const struct text *of_case)
{
    static const struct {
        enum work_column to;
        enum case_column from;
    } taken[] = {{WORK_CASE_NO, CASES_CASE_NO},
                 {WORK_ADMISSION, CASES_ADMISSION},
                 {WORK_DISCHARGED, CASES_DISCHARGED},
                 {WORK_DX, CASES_DX},
                 {WORK_DX_NAME, CASES_DX_NAME},
                 {WORK_MARGIN, CASES_MARGIN},
                 {WORK_SAMPLE, CASES_SAMPLE},
                 {WORK_SOURCE, CASES_SOURCE},
                 {WORK_INDEX, CASES_INDEX}};

    for (size_t i = 0; i < COUNT_OF(taken); i++)
        set(p, taken[i].to, of_case[taken[i].from]);
    set(p, WORK_AT_STAKE, work_at_stake(of_case));
    set_deadline(p, w, of_case[CASES_DEADLINE]);
}

static void clear(struct pending *p)
{
    buffer_reset(&p->texts);
    buffer_reset(&p->error_rules);
    buffer_reset(&p->warning_rules);
    memset(p->cells, 0, sizeof(p->cells));
    p->times = p->errors = p->warnings = 0;
    p->any = true;
}

/* ---- problems ------------------------------------------------------------ */

static void set_problem(struct pending *p, const struct work_task *task)
{
    static const struct {
        enum problem_column to;
        enum finding_column from;
    } taken[] = {{WORK_PROBLEM_SEVERITY, FINDINGS_SEVERITY},
                 {WORK_PROBLEM_TITLE, FINDINGS_TITLE},
                 {WORK_PROBLEM_MESSAGE, FINDINGS_MESSAGE},
                 {WORK_PROBLEM_ADVICE, FINDINGS_ADVICE},
                 {WORK_PROBLEM_FIELD, FINDINGS_FIELD_NAME},
                 {WORK_PROBLEM_TAG, FINDINGS_TAG},
                 {WORK_PROBLEM_ROW, FINDINGS_ROW},
                 {WORK_PROBLEM_VALUE, FINDINGS_VALUE},
                 {WORK_PROBLEM_RULE, FINDINGS_RULE}};

    if (!task->finding) {
        set(p, WORK_PROBLEM_SEVERITY, task->of_case[CASES_STATUS]);
        set(p, WORK_PROBLEM_TITLE,
            task->sheet == WORK_SOURCES ? TEXT("没有首页") : TEXT("没有入组"));
        set(p, WORK_PROBLEM_MESSAGE, task->of_case[CASES_WHY]);
    }
    for (size_t i = 0; task->finding && i < COUNT_OF(taken); i++)
        set(p, taken[i].to, task->of_finding[taken[i].from]);
}

/* ---- stays --------------------------------------------------------------- */

static uint64_t count_of(struct text t)
{
    int128 n;

    return decimal_parse(t, &n) ? (uint64_t)(n / DECIMAL_ONE) : 0;
}

static void set_stay(struct pending *p, const struct work_task *task)
{
    set(p, WORK_STAY_STATUS, task->of_case[CASES_STATUS]);
    set(p, WORK_STAY_WHY, task->of_case[CASES_WHY]);
    set_number(p, WORK_STAY_PAGES, (int64_t)task->pages);
}

/* The next word of `SEX009 STR012*3` from *at on: the rule, and how often. */
static struct text next_rule(struct text list, size_t *at, struct text *times)
{
    const struct text rest = text_behind(list, *at);
    const struct text word = text_head(rest, text_find(rest, ' '));
    const size_t id = text_find(word, '*');

    *at += word.length + 1;
    *times = text_behind(word, id);
    return text_head(word, id);
}

static bool has_rule(struct text list, struct text rule)
{
    struct text times;

    for (size_t at = 0; at < list.length;)
        if (text_equal(next_rule(list, &at, &times), rule))
            return true;
    return false;
}

/* Another page of a stay has the problems of the first, or nearly: only rules
 * that are not told yet are added. */
static void add_rules(struct buffer *rules, uint64_t *count, struct text more)
{
    for (size_t at = 0; at < more.length;) {
        struct text times;
        const struct text rule = next_rule(more, &at, &times);

        if (has_rule(buffer_view(rules), rule))
            continue;
        put(rules, rules->length != 0 ? " " : "", rule, times);
        *count += times.length != 0 ? count_of(text_behind(times, 1)) : 1;
    }
}

static void add_across(struct pending *p, const struct text *finding)
{
    const bool error = text_equal(finding[FINDINGS_SEVERITY], TEXT("error"));
    struct buffer *rules = error ? &p->error_rules : &p->warning_rules;

    *(error ? &p->errors : &p->warnings) += 1;
    if (!has_rule(buffer_view(rules), finding[FINDINGS_RULE]))
        put(rules, rules->length != 0 ? " " : "", finding[FINDINGS_RULE]);
}

static void add_to_stay(struct pending *p, const struct work_task *task)
{
    if (task->finding) {
        add_across(p, task->of_finding);
        return;
    }
    add_rules(&p->error_rules, &p->errors, task->of_case[CASES_ERROR_RULES]);
    add_rules(&p->warning_rules, &p->warnings,
              task->of_case[CASES_WARNING_RULES]);
}

/* Rules of one title are one problem to who reads it. */
static bool told_before(const struct work *w, struct text list, size_t end,
                        struct text title)
{
    struct text times;

    for (size_t at = 0; at < end;)
        if (text_equal(work_title(w, next_rule(list, &at, &times)), title))
            return at <= end;
    return false;
}

static void set_titles(struct pending *p, const struct work *w, unsigned column,
                       const struct buffer *rules)
{
    const struct text list = buffer_view(rules);
    struct buffer out = {0};

    for (size_t at = 0; at < list.length;) {
        const size_t from = at;
        struct text times;
        const struct text title = work_title(w, next_rule(list, &at, &times));

        if (!told_before(w, list, from, title))
            put(&out, out.length != 0 ? "；" : "", title, times);
    }
    set(p, column, buffer_view(&out));
    p->texts.failed = p->texts.failed || out.failed;
    buffer_free(&out);
}

static void finish_stay(struct pending *p, const struct work *w)
{
    set_number(p, WORK_STAY_ERRORS, (int64_t)p->errors);
    set_number(p, WORK_STAY_WARNINGS, (int64_t)p->warnings);
    set_titles(p, w, WORK_STAY_ERROR_TITLES, &p->error_rules);
    set_titles(p, w, WORK_STAY_WARNING_TITLES, &p->warning_rules);
    set(p, WORK_STAY_ERROR_RULES, buffer_view(&p->error_rules));
    set(p, WORK_STAY_WARNING_RULES, buffer_view(&p->warning_rules));
}

/* ---- rows ---------------------------------------------------------------- */

static enum book_tone tone_of(const struct pending *p, enum work_sheet sheet,
                              unsigned column)
{
    if (column == WORK_DAYS_LEFT)
        return p->hurry;
    if (sheet != WORK_STAYS)
        return TONE_PLAIN;
    if (column == WORK_STAY_ERROR_TITLES)
        return p->errors != 0 ? TONE_RED : TONE_PLAIN;
    if (column == WORK_STAY_WARNING_TITLES)
        return p->warnings != 0 ? TONE_AMBER : TONE_PLAIN;
    return TONE_PLAIN;
}

static void put_pending(struct pending *p, const struct work *w,
                        enum work_sheet which, struct sheet *sheet)
{
    const unsigned words = which == WORK_STAYS
                               ? (unsigned)WORK_STAY_STATUS
                               : (unsigned)WORK_PROBLEM_SEVERITY;

    if (!p->any)
        return;
    if (which == WORK_STAYS)
        finish_stay(p, w);
    else
        set_number(p, WORK_PROBLEM_TIMES, (int64_t)p->times);
    sheet_next(sheet);
    for (unsigned i = 0; i < sheet->count; i++) {
        const unsigned id = lists[which].order[i];

        if (id == words)
            words_put(sheet, i, cell(p, id));
        else
            sheet_put(sheet, i, cell(p, id), tone_of(p, which, id));
    }
    p->any = false;
}

static void take(struct pending *p, const struct work *w,
                 const struct work_task *task, struct sheet *sheet)
{
    if (!task->same) {
        put_pending(p, w, task->sheet, sheet);
        clear(p);
        set_case(p, w, task->of_case);
        if (task->sheet == WORK_STAYS)
            set_stay(p, task);
        else
            set_problem(p, task);
    }
    set_people(p, task->of_case);
    if (task->sheet == WORK_STAYS)
        add_to_stay(p, task);
    else
        p->times++;
}

unsigned worklist_columns(enum work_sheet which,
                          struct column out[WORKLIST_COLUMNS])
{
    const struct list *list = &lists[which];

    for (unsigned i = 0; i < list->count; i++)
        out[i] = list->columns[list->order[i]];
    return list->count;
}

/* One of the sheets; *task is behind it then. */
static bool write_sheet(struct work *w, enum work_sheet which,
                        struct work_task *task, enum step *step,
                        struct book *book)
{
    struct column columns[WORKLIST_COLUMNS];
    const unsigned count = worklist_columns(which, columns);
    struct pending p = {.any = false};
    struct sheet sheet;
    bool good, begun = false;

    sheet_open_for_paper(&sheet, book, lists[which].name, columns, count,
                         lists[which].paper);
    while (*step == STEP_ITEM && task->sheet == which &&
           !(begun && task->first) && book_good(book)) {
        begun = true;
        take(&p, w, task, &sheet);
        *step = work_next(w, task);
    }
    put_pending(&p, w, which, &sheet);
    sheet_close(&sheet);
    good = !p.texts.failed && !p.error_rules.failed && !p.warning_rules.failed;
    buffer_free(&p.texts);
    buffer_free(&p.error_rules);
    buffer_free(&p.warning_rules);
    return good && *step != STEP_FAILED;
}

bool worklist_write(struct work *w, struct work_task *task, enum step *step,
                    struct book *book)
{
    return write_sheet(w, WORK_PROBLEMS, task, step, book) &&
           write_sheet(w, WORK_STAYS, task, step, book) &&
           (*step != STEP_ITEM || task->sheet != WORK_SOURCES ||
            write_sheet(w, WORK_SOURCES, task, step, book));
}

struct text worklist_day(const struct work *w, char out[160])
{
    char day[24] = "";

    if (!w->has_today)
        return TEXT("");
    day[calendar_text((int64_t)w->today * SECONDS_PER_DAY, CALENDAR_DAY, day)] =
        '\0';
    return (struct text){
        out,
        (size_t)snprintf(
            out, 160, "%s%s", day,
            w->rows->options->asked.today.length != 0
                ? "（--today）"
                : "（没有给 --today，取本批没有错误的病例里最后的出院日期）")};
}
