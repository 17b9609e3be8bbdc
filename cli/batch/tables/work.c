#include "batch/tables/work.h"

#include <stdlib.h>

#include "base/calendar.h"
#include "pack/pack.h"

/* A row of the sorter: the start of a text and its hash, so that others with
 * the same start stand apart. */
#define WORD 48
#define WORD_TEXT 40
enum {
    KEY_SPLIT = 0,
    KEY_SHEET = KEY_SPLIT + WORD,
    KEY_DEPARTMENT,
    KEY_CODER = KEY_DEPARTMENT + WORD,
    KEY_DEADLINE = KEY_CODER + WORD,
    KEY_STAY = KEY_DEADLINE + 10,
    KEY_SEVERITY = KEY_STAY + 8,
    KEY_PROBLEM,
    KEY_CASE = KEY_PROBLEM + 8,
    KEY_FINDING = KEY_CASE + 8,
    KEY_SIZE = KEY_FINDING + 8 /* WORK_KEY */
};
/* The headings stand there. */
#define NO_FINDING 0

/* ---- keys ---------------------------------------------------------------- */

static void put_word(unsigned char *out, struct text t)
{
    memcpy(out, t.at, t.length < WORD_TEXT ? t.length : WORD_TEXT);
    sorter_put(out + WORD_TEXT, WORD - WORD_TEXT, pack_hash(t.at, t.length, 0));
}

static uint64_t hash_of(uint64_t hash, struct text t)
{
    return pack_hash(t.at, t.length, hash) + t.length;
}

/* A stay is known by its number, else by the place of its page. */
static uint64_t hash_of_stay(const struct text *cells)
{
    if (cells[CASES_CASE_NO].length != 0)
        return hash_of(hash_of(hash_of(1, cells[CASES_ORGANIZATION]),
                               cells[CASES_CASE_NO]),
                       cells[CASES_ADMISSION]);
    return hash_of(hash_of(2, cells[CASES_SOURCE]), cells[CASES_INDEX]);
}

static uint64_t hash_of_problem(const struct text *cells)
{
    static const enum finding_column told[] = {
        FINDINGS_RULE, FINDINGS_FIELD, FINDINGS_TAG,
        FINDINGS_ROW,  FINDINGS_VALUE, FINDINGS_MESSAGE};
    uint64_t hash = 3;

    for (size_t i = 0; i < COUNT_OF(told); i++)
        hash = hash_of(hash, cells[told[i]]);
    return hash;
}

static struct text split_word(enum batch_split split, const struct text *cells)
{
    static const enum case_column columns[] = {
        [SPLIT_DEPARTMENT] = CASES_DEPARTMENT,
        [SPLIT_CODER] = CASES_CODER,
        [SPLIT_PHYSICIAN] = CASES_DOCTOR};

    return split == SPLIT_NONE ? TEXT("") : cells[columns[split]];
}

/* Stays without a deadline come last. */
static void add_task(struct work *w, enum work_sheet sheet,
                     const struct text *cells, uint64_t of_case,
                     const struct text *finding, uint64_t of_finding)
{
    unsigned char row[KEY_SIZE] = {0};
    const struct text deadline =
        cells[CASES_DEADLINE].length != 0 ? cells[CASES_DEADLINE] : TEXT("~");

    put_word(row + KEY_SPLIT, split_word(w->split, cells));
    row[KEY_SHEET] = (unsigned char)sheet;
    put_word(row + KEY_DEPARTMENT, cells[CASES_DEPARTMENT]);
    put_word(row + KEY_CODER, cells[CASES_CODER]);
    memcpy(row + KEY_DEADLINE, deadline.at,
           deadline.length < 10 ? deadline.length : 10);
    sorter_put(row + KEY_STAY, 8, hash_of_stay(cells));
    if (sheet == WORK_PROBLEMS && finding != NULL) {
        row[KEY_SEVERITY] =
            !text_equal(finding[FINDINGS_SEVERITY], TEXT("error"));
        sorter_put(row + KEY_PROBLEM, 8, hash_of_problem(finding));
    }
    sorter_put(row + KEY_CASE, 8, of_case);
    sorter_put(row + KEY_FINDING, 8, of_finding);
    sorter_add(&w->sorter, row);
}

/* ---- looking through the tables ------------------------------------------ */

static uint64_t number_of(struct text t)
{
    uint64_t n = 0;

    for (size_t i = 0; i < t.length && is_digit(t.at[i]); i++)
        n = n * 10 + (uint64_t)(t.at[i] - '0');
    return n;
}

static bool is_work(const struct text *finding)
{
    return !text_equal(finding[FINDINGS_SEVERITY], TEXT("info"));
}

static void keep_title(struct work *w, const struct text *finding)
{
    const struct tally_table *rules = &w->rows->summary->by[BY_RULE];
    const struct tally_entry *e = tally_find(rules, finding[FINDINGS_RULE]);
    struct work_title *title;

    if (e == NULL || (title = &w->title[e - rules->entries])->length != 0)
        return;
    *title = (struct work_title){(uint32_t)w->titles.length,
                                 (uint32_t)finding[FINDINGS_TITLE].length};
    buffer_text(&w->titles, finding[FINDINGS_TITLE]);
}

/* The last discharge of the batch, unless the day was told: of a case without
 * an error, if there is one, so that no slip of the pen makes all overdue. */
static void look_at_day(struct work *w, struct text discharged, bool sound)
{
    int32_t day;

    if (w->rows->options->asked.today.length != 0 ||
        !calendar_day_read(discharged, &day) || (w->sound && !sound))
        return;
    if (!w->has_today || day > w->today || sound != w->sound)
        w->today = day;
    w->has_today = true;
    w->sound = sound;
}

/* A case and its findings, which are the next ones of `findings`. */
static bool add_case(struct work *w, const struct text *cells, uint64_t offset,
                     struct csv_reader *findings)
{
    const uint64_t errors = number_of(cells[CASES_ERRORS]),
                   warnings = number_of(cells[CASES_WARNINGS]);
    const bool adrift = !text_equal(cells[CASES_STATUS], TEXT("grouped"));
    uint64_t left = errors + warnings + number_of(cells[CASES_INFOS]);
    struct text finding[FINDING_COLUMNS];
    uint64_t at;

    look_at_day(w, cells[CASES_DISCHARGED], errors == 0);
    for (; left != 0; left--) {
        if (csv_next(findings, finding, FINDING_COLUMNS, &at) != STEP_ITEM)
            return false;
        keep_title(w, finding);
        if (is_work(finding))
            add_task(w, WORK_PROBLEMS, cells, offset, finding, at);
    }
    if (adrift && errors == 0)
        add_task(w, WORK_PROBLEMS, cells, offset, NULL, NO_FINDING);
    if (adrift || errors + warnings != 0)
        add_task(w, WORK_STAYS, cells, offset, NULL, NO_FINDING);
    return true;
}

static bool add_cases(struct work *w, struct csv_reader *findings)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    enum step step = STEP_FAILED;
    bool good = true;

    csv_open(&r, w->rows->cases, 0, w->rows->cases_size);
    if (csv_pass_head(&r))
        while (good &&
               (step = csv_next(&r, cells, CASE_COLUMNS, &offset)) == STEP_ITEM)
            good = add_case(w, cells, offset, findings);
    csv_close(&r);
    return good && step == STEP_END;
}

/* What only the whole batch shows stands behind all else, in the order of the
 * cases. */
static bool add_across(struct work *w, struct csv_reader *findings)
{
    struct text cells[CASE_COLUMNS], finding[FINDING_COLUMNS];
    struct csv_reader r;
    uint64_t offset = 0, at;
    enum step step, more = STEP_ITEM;

    csv_open(&r, w->rows->cases, 0, w->rows->cases_size);
    cells[CASES_SOURCE] = cells[CASES_INDEX] = TEXT("");
    while ((step = csv_next(findings, finding, FINDING_COLUMNS, &at)) ==
           STEP_ITEM) {
        while (more == STEP_ITEM &&
               (!text_equal(cells[CASES_INDEX], finding[FINDINGS_INDEX]) ||
                !text_equal(cells[CASES_SOURCE], finding[FINDINGS_SOURCE])))
            more = csv_next(&r, cells, CASE_COLUMNS, &offset);
        if (more != STEP_ITEM)
            break;
        keep_title(w, finding);
        add_task(w, WORK_PROBLEMS, cells, offset, finding, at);
        add_task(w, WORK_STAYS, cells, offset, finding, at);
    }
    csv_close(&r);
    return step == STEP_END && more == STEP_ITEM;
}

bool work_open(struct work *w, const struct batch_rows *rows,
               enum batch_split split)
{
    const uint32_t rules = rows->summary->by[BY_RULE].count;
    struct csv_reader findings;

    *w = (struct work){.rows = rows,
                       .split = split,
                       .title = calloc(rules + 1u, sizeof(*w->title))};
    _Static_assert(KEY_SIZE == WORK_KEY, "a key has room");
    memset(w->key, 0xff, sizeof(w->key));
    sorter_open(&w->sorter, KEY_SIZE, rows->folder);
    csv_open_rows(&w->cases, rows->cases, rows->cases_size);
    csv_open_rows(&w->findings, rows->findings, rows->findings_size);
    w->has_today = calendar_day_read(rows->options->asked.today, &w->today);
    csv_open(&findings, rows->findings, 0, rows->findings_size);
    const bool good = w->title != NULL && csv_pass_head(&findings) &&
                      add_cases(w, &findings) && add_across(w, &findings) &&
                      sorter_finish(&w->sorter) && !w->titles.failed;
    csv_close(&findings);
    return good;
}

/* ---- tasks --------------------------------------------------------------- */

enum step work_next(struct work *w, struct work_task *task)
{
    const unsigned char *row;
    const enum step step = sorter_next(&w->sorter, &row);
    uint64_t finding;

    if (step != STEP_ITEM)
        return step;
    task->first = memcmp(row, w->key, KEY_DEPARTMENT) != 0;
    task->same = memcmp(row, w->key, KEY_CASE) == 0;
    memcpy(w->key, row, KEY_SIZE);
    task->sheet = (enum work_sheet)row[KEY_SHEET];
    finding = sorter_get(row + KEY_FINDING, 8);
    task->finding = finding != NO_FINDING;
    if (!csv_row_at(&w->cases, sorter_get(row + KEY_CASE, 8), task->of_case,
                    CASE_COLUMNS) ||
        (task->finding &&
         !csv_row_at(&w->findings, finding, task->of_finding, FINDING_COLUMNS)))
        return STEP_FAILED;
    return STEP_ITEM;
}

struct text work_title(const struct work *w, struct text rule)
{
    const struct tally_table *rules = &w->rows->summary->by[BY_RULE];
    const struct tally_entry *e = tally_find(rules, rule);
    const struct work_title *title =
        e != NULL ? &w->title[e - rules->entries] : NULL;

    if (title == NULL || title->length == 0)
        return rule;
    return (struct text){w->titles.data + title->at, title->length};
}

void work_close(struct work *w)
{
    sorter_close(&w->sorter);
    csv_close(&w->cases);
    csv_close(&w->findings);
    buffer_free(&w->titles);
    free(w->title);
}
