#include "batch/tables/work.h"

#include <stdlib.h>

#include "base/calendar.h"
#include "base/decimal.h"
#include "pack/pack.h"

/* How a task presses: errors hinder the upload, a stay without a group is not
 * paid. */
enum pressing { PRESSING_ERROR, PRESSING_ADRIFT, PRESSING_REST };

/* Where a stay stands in the list: how it presses, its deadline, what is at
 * stake, and its page in cases.csv. */
enum {
    PLACE_DEADLINE = 1,
    PLACE_STAKE = PLACE_DEADLINE + 4,
    PLACE_CASE = PLACE_STAKE + 8,
    PLACE_SIZE = PLACE_CASE + 8
};

/* A row of the sorter: what the list is split by begins with the start of a
 * text and its hash, so that others with the same start stand apart. */
#define WORD 48
#define WORD_TEXT 40
#define RULE 8
/* Whom a page is of: department, coder, doctor, each 0 where not told. */
#define PERSON 4
#define PEOPLE (3 * PERSON)
enum {
    KEY_SPLIT = 0,
    KEY_SHEET = KEY_SPLIT + WORD,
    KEY_PLACE, /* of the stay */
    KEY_PRESSING = KEY_PLACE + PLACE_SIZE,
    KEY_PEOPLE,
    KEY_PROBLEM = KEY_PEOPLE + PEOPLE, /* rule, row, hash */
    KEY_CASE = KEY_PROBLEM + RULE + 2 + 8,
    KEY_FINDING = KEY_CASE + 8,
    KEY_PAGES = KEY_FINDING + 8,
    KEY_SIZE = KEY_PAGES + 4 /* WORK_KEY */
};
/* The same row behind its stay, the part of a split list that it stands in, and
 * the place that it would give the stay there. */
enum {
    STAY_PART = 8,
    STAY_PLACE = STAY_PART + 8,
    STAY_ROW = STAY_PLACE + PLACE_SIZE,
    STAY_SIZE = STAY_ROW + KEY_SIZE
};
/* A page by its stay; the first one tells most of whom it is of. */
enum { PAGE_UNTOLD = 8, PAGE_PEOPLE, PAGE_SIZE = PAGE_PEOPLE + PEOPLE };
/* The headings stand there. */
#define NO_FINDING 0

/* ---- keys ---------------------------------------------------------------- */

static uint64_t number_of(struct text t)
{
    uint64_t n = 0;

    for (size_t i = 0; i < t.length && is_digit(t.at[i]); i++)
        n = n * 10 + (uint64_t)(t.at[i] - '0');
    return n;
}

struct text work_at_stake(const struct text *of_case)
{
    return of_case[CASES_STANDARD].length != 0 ? of_case[CASES_STANDARD]
                                               : of_case[CASES_COST];
}

static uint64_t hash_of(uint64_t hash, struct text t)
{
    return pack_hash(t.at, t.length, hash) + t.length;
}

static struct text split_word(enum batch_split split, const struct text *cells)
{
    static const enum case_column columns[] = {
        [SPLIT_DEPARTMENT] = CASES_DEPARTMENT,
        [SPLIT_CODER] = CASES_CODER,
        [SPLIT_PHYSICIAN] = CASES_DOCTOR};

    return split == SPLIT_NONE ? TEXT("") : cells[columns[split]];
}

/* Of what the list is split by: two physicians of one name in two departments
 * are two. */
static uint64_t hash_of_split(enum batch_split split, const struct text *cells)
{
    const uint64_t hash = hash_of(0, split_word(split, cells));

    return split == SPLIT_PHYSICIAN ? hash_of(hash, cells[CASES_DEPARTMENT])
                                    : hash;
}

static void put_split(unsigned char *out, enum batch_split split,
                      const struct text *cells)
{
    const struct text word = split_word(split, cells);

    memcpy(out, word.at, word.length < WORD_TEXT ? word.length : WORD_TEXT);
    sorter_put(out + WORD_TEXT, WORD - WORD_TEXT, hash_of_split(split, cells));
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

/* Pages of one stay that are of different people are theirs one by one. Returns
 * how many of the people are not told. */
static unsigned put_people(unsigned char *out, const struct text *cells)
{
    static const enum case_column people[] = {CASES_DEPARTMENT, CASES_CODER,
                                              CASES_DOCTOR};
    unsigned untold = 0;

    for (size_t i = 0; i < COUNT_OF(people); i++) {
        const struct text name = cells[people[i]];

        untold += name.length == 0;
        sorter_put(out + i * PERSON, PERSON,
                   name.length != 0 ? (hash_of(4, name) & UINT32_MAX) | 1 : 0);
    }
    return untold;
}

/* A page that does not tell a coder or a doctor, as one that was cut off, is of
 * those whom another page of its stay tells. */
static void join_people(unsigned char *people, const unsigned char *told)
{
    static const unsigned char nobody[PERSON];

    for (size_t i = 0; i < PEOPLE; i += PERSON)
        if (memcmp(people + i, nobody, PERSON) != 0 &&
            memcmp(people + i, told + i, PERSON) != 0)
            return;
    memcpy(people, told, PEOPLE);
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

static enum pressing pressing_of(const struct text *finding)
{
    if (finding == NULL)
        return PRESSING_ADRIFT;
    return text_equal(finding[FINDINGS_SEVERITY], TEXT("error"))
               ? PRESSING_ERROR
               : PRESSING_REST;
}

/* Stays without a deadline come last, those with the most money first. */
static void put_stay_place(unsigned char *out, enum pressing pressing,
                           const struct text *cells, uint64_t of_case)
{
    int32_t day;
    int128 stake;

    out[0] = (unsigned char)pressing;
    sorter_put(out + PLACE_DEADLINE, 4,
               calendar_day_read(cells[CASES_DEADLINE], &day)
                   ? (uint64_t)((int64_t)day - INT32_MIN)
                   : UINT32_MAX);
    if (!decimal_parse(work_at_stake(cells), &stake))
        stake = 0;
    sorter_put(out + PLACE_STAKE, 8,
               UINT64_MAX - (uint64_t)(stake / (DECIMAL_ONE / 100)));
    sorter_put(out + PLACE_CASE, 8, of_case);
}

static void put_problem_key(unsigned char *row, const struct text *finding)
{
    const struct text rule = finding[FINDINGS_RULE];

    memcpy(row, rule.at, rule.length < RULE ? rule.length : RULE);
    sorter_put(row + RULE, 2, number_of(finding[FINDINGS_ROW]));
    sorter_put(row + RULE + 2, 8, hash_of_problem(finding));
}

/* A row of the sheet of stays never presses by itself: what makes it one stands
 * among the problems. */
static void add_task(struct work *w, enum work_sheet sheet,
                     const struct text *cells, uint64_t of_case,
                     const struct text *finding, uint64_t of_finding)
{
    const bool problem = sheet != WORK_STAYS;
    const enum pressing pressing =
        problem ? pressing_of(finding) : PRESSING_REST;
    unsigned char of_stay[STAY_SIZE] = {0}, *row = of_stay + STAY_ROW;

    sorter_put(of_stay, 8, hash_of_stay(cells));
    sorter_put(of_stay + STAY_PART, 8, hash_of_split(w->split, cells));
    put_stay_place(of_stay + STAY_PLACE, pressing, cells, of_case);
    put_split(row + KEY_SPLIT, w->split, cells);
    row[KEY_SHEET] = (unsigned char)sheet;
    row[KEY_PRESSING] = (unsigned char)pressing;
    put_people(row + KEY_PEOPLE, cells);
    if (problem && finding != NULL)
        put_problem_key(row + KEY_PROBLEM, finding);
    sorter_put(row + KEY_CASE, 8, of_case);
    sorter_put(row + KEY_FINDING, 8, of_finding);
    sorter_add(&w->stays, of_stay);
}

/* Those without problems count too: they are copies of one that has some. */
static void add_page(struct work *w, const struct text *cells)
{
    unsigned char page[PAGE_SIZE];

    if (cells[CASES_CASE_NO].length == 0)
        return;
    sorter_put(page, 8, hash_of_stay(cells));
    page[PAGE_UNTOLD] = (unsigned char)put_people(page + PAGE_PEOPLE, cells);
    sorter_add(&w->pages, page);
}

/* The pages of a stay, the next one in order that has a task: how many, and
 * whom they are of. */
struct stay {
    uint64_t pages;
    unsigned char people[PEOPLE];
};

static enum step next_page(struct work *w)
{
    const enum step step = sorter_next(&w->pages, &w->page);

    if (step != STEP_ITEM)
        w->page = NULL;
    return step;
}

static bool read_pages(struct work *w, const unsigned char *of,
                       struct stay *stay)
{
    enum step step = STEP_ITEM;
    int order;

    stay->pages = 0;
    while (w->page != NULL && (order = memcmp(w->page, of, STAY_PART)) <= 0) {
        if (order == 0 && stay->pages++ == 0)
            memcpy(stay->people, w->page + PAGE_PEOPLE, PEOPLE);
        step = next_page(w);
    }
    return step != STEP_FAILED;
}

/* Adds a task of a stay that has its place by now. */
static void place_task(struct work *w, const unsigned char *place,
                       const struct stay *stay, const unsigned char *task)
{
    unsigned char row[KEY_SIZE];

    memcpy(row, task, KEY_SIZE);
    memcpy(row + KEY_PLACE, place, PLACE_SIZE);
    if (stay->pages != 0)
        join_people(row + KEY_PEOPLE, stay->people);
    sorter_put(row + KEY_PAGES, 4, stay->pages != 0 ? stay->pages : 1);
    sorter_add(&w->sorter, row);
}

/* Sorts the tasks anew, each by the first place that its stay was given. */
static bool place_stays(struct work *w)
{
    unsigned char first[STAY_ROW];
    struct stay stay = {0};
    const unsigned char *next;
    enum step step;
    bool begun = false, good = true;

    if (!sorter_finish(&w->stays) || !sorter_finish(&w->pages) ||
        next_page(w) == STEP_FAILED)
        return false;
    while (good && (step = sorter_next(&w->stays, &next)) == STEP_ITEM) {
        if (!begun || memcmp(first, next, STAY_PART) != 0)
            good = read_pages(w, next, &stay);
        if (!begun || memcmp(first, next, STAY_PLACE) != 0)
            memcpy(first, next, STAY_ROW);
        begun = true;
        place_task(w, first + STAY_PLACE, &stay, next + STAY_ROW);
    }
    sorter_close(&w->stays);
    sorter_close(&w->pages);
    return good && step == STEP_END && sorter_finish(&w->sorter);
}

/* ---- looking through the tables ------------------------------------------ */

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
    const bool is_page = cells[CASES_DIALECT].length != 0,
               listed = is_page || w->split == SPLIT_NONE;
    const enum work_sheet sheet = is_page ? WORK_PROBLEMS : WORK_SOURCES;
    uint64_t left = errors + warnings + number_of(cells[CASES_INFOS]);
    struct text finding[FINDING_COLUMNS];
    uint64_t at;

    look_at_day(w, cells[CASES_DISCHARGED], errors == 0);
    add_page(w, cells);
    for (; left != 0; left--) {
        if (csv_next(findings, finding, FINDING_COLUMNS, &at) != STEP_ITEM)
            return false;
        keep_title(w, finding);
        if (is_work(finding) && listed)
            add_task(w, sheet, cells, offset, finding, at);
    }
    if (adrift && errors == 0 && listed)
        add_task(w, sheet, cells, offset, NULL, NO_FINDING);
    if (is_page && (adrift || errors + warnings != 0))
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
        if (!is_work(finding))
            continue;
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
    sorter_open(&w->pages, PAGE_SIZE, rows->folder);
    sorter_open(&w->stays, STAY_SIZE, rows->folder);
    sorter_open(&w->sorter, KEY_SIZE, rows->folder);
    csv_open_rows(&w->cases, rows->cases, rows->cases_size);
    csv_open_rows(&w->findings, rows->findings, rows->findings_size);
    w->has_today = calendar_day_read(rows->options->asked.today, &w->today);
    csv_open(&findings, rows->findings, 0, rows->findings_size);
    const bool good = w->title != NULL && csv_pass_head(&findings) &&
                      add_cases(w, &findings) && add_across(w, &findings) &&
                      place_stays(w) && !w->titles.failed;
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
    task->first = memcmp(row, w->key, KEY_PLACE) != 0;
    task->same = memcmp(row, w->key, KEY_CASE) == 0;
    memcpy(w->key, row, KEY_SIZE);
    task->sheet = (enum work_sheet)row[KEY_SHEET];
    task->pages = sorter_get(row + KEY_PAGES, 4);
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
    sorter_close(&w->pages);
    sorter_close(&w->stays);
    sorter_close(&w->sorter);
    csv_close(&w->cases);
    csv_close(&w->findings);
    buffer_free(&w->titles);
    free(w->title);
}
