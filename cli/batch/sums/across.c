#include "batch/sums/across.h"

#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "pack/own-checks.h"

#define DX_CATEGORY 3
#define SOURCE_BYTES 480 /* of the other's name in a message */
#define SAID_BYTES 1024

/* Rows of the sorters, numbers with the high byte first. */
enum {
    PATIENT = 16,
    NUMBER_AT = PATIENT,        /* hash of the admission number */
    NUMBER_ROW = NUMBER_AT + 8, /* offset in cases.csv */
    NUMBER_SIZE = NUMBER_ROW + 8,
    DATE_IN = PATIENT,
    DATE_OUT = DATE_IN + 4,
    DATE_ROW = DATE_OUT + 4,
    DATE_NUMBER = DATE_ROW + 8,
    DATE_SIZE = DATE_NUMBER + 8,
    MASKED_ROW = 0,
    MASKED_SIZE = MASKED_ROW + 8,
    HIT_ROW = 0,
    HIT_RULE = 8,
    HIT_OTHER = 9,
    HIT_SIZE = HIT_OTHER + 8
};

/* Days, shifted so that they sort as they are. */
static void put_sortable_day(unsigned char *out, int32_t day)
{
    sorter_put(out, 4, (uint32_t)day ^ 0x80000000u);
}

static int32_t get_day(const unsigned char *p)
{
    return (int32_t)((uint32_t)sorter_get(p, 4) ^ 0x80000000u);
}

/* ---- rows in ------------------------------------------------------------- */

static uint64_t hash(struct text a, struct text b, uint64_t seed)
{
    return pack_hash(b.at, b.length,
                     pack_hash(a.at, a.length, seed) + a.length);
}

void across_open(struct across *a, uint32_t readmit_days, const char *folder)
{
    *a = (struct across){.readmit_days = readmit_days};
    sorter_open(&a->by_number, NUMBER_SIZE, folder);
    sorter_open(&a->by_date, DATE_SIZE, folder);
    sorter_open(&a->masked, MASKED_SIZE, folder);
    sorter_open(&a->hits, HIT_SIZE, folder);
}

/* True if the record's number of a document was masked: a hospital may have
 * graded that anew. */
static bool is_masked(const struct text cells[CASE_COLUMNS])
{
    const struct text rule = text_of(own_check(NOTE_MASKED).id);

    return text_contains(cells[CASES_INFO_RULES], rule) ||
           text_contains(cells[CASES_WARNING_RULES], rule) ||
           text_contains(cells[CASES_ERROR_RULES], rule);
}

static void add_masked(struct across *a, const struct text cells[CASE_COLUMNS],
                       uint64_t offset)
{
    unsigned char row[MASKED_SIZE];

    a->rows++;
    if (!is_masked(cells))
        return;
    a->masked_rows++;
    sorter_put(row + MASKED_ROW, 8, offset);
    sorter_add(&a->masked, row);
}

void across_add(struct across *a, const struct text cells[CASE_COLUMNS],
                uint64_t offset)
{
    const struct text organization = cells[CASES_ORGANIZATION],
                      case_no = cells[CASES_CASE_NO],
                      number = cells[CASES_ADMISSION];
    unsigned char row[DATE_SIZE];
    int32_t in, out;

    add_masked(a, cells, offset);
    if (case_no.length == 0)
        return;
    sorter_put(row, 8, hash(organization, case_no, 1));
    sorter_put(row + 8, 8, hash(organization, case_no, 2));
    if (number.length != 0) {
        sorter_put(row + NUMBER_AT, 8, hash(number, TEXT(""), 3));
        sorter_put(row + NUMBER_ROW, 8, offset);
        sorter_add(&a->by_number, row);
    }
    if (!calendar_day_read(cells[CASES_ADMITTED], &in) ||
        !calendar_day_read(cells[CASES_DISCHARGED], &out))
        return;
    put_sortable_day(row + DATE_IN, in);
    put_sortable_day(row + DATE_OUT, out);
    sorter_put(row + DATE_ROW, 8, offset);
    sorter_put(row + DATE_NUMBER, 8,
               number.length != 0 ? hash(number, TEXT(""), 3) : offset);
    sorter_add(&a->by_date, row);
}

/* ---- looking ------------------------------------------------------------- */

static void hit(struct across *a, enum note rule, uint64_t row, uint64_t other)
{
    unsigned char out[HIT_SIZE];

    sorter_put(out + HIT_ROW, 8, row);
    out[HIT_RULE] = (unsigned char)rule;
    sorter_put(out + HIT_OTHER, 8, other);
    sorter_add(&a->hits, out);
}

static enum step find_same_numbers(struct across *a)
{
    unsigned char first[NUMBER_SIZE];
    const unsigned char *row;
    enum step step;
    bool any = false;

    while ((step = sorter_next(&a->by_number, &row)) == STEP_ITEM) {
        if (any && memcmp(row, first, NUMBER_ROW) == 0) {
            hit(a, NOTE_SAME_NUMBER, sorter_get(row + NUMBER_ROW, 8),
                sorter_get(first + NUMBER_ROW, 8));
            continue;
        }
        memcpy(first, row, sizeof(first));
        any = true;
    }
    return step;
}

/* What a stay is to the earlier one of the same patient that ended last. */
static void compare_stays(struct across *a, const unsigned char *row,
                          const unsigned char *last)
{
    const int32_t in = get_day(row + DATE_IN), out = get_day(last + DATE_OUT);
    const uint64_t here = sorter_get(row + DATE_ROW, 8),
                   other = sorter_get(last + DATE_ROW, 8);

    if (memcmp(row + DATE_NUMBER, last + DATE_NUMBER, 8) == 0)
        return; /* told already */
    if (memcmp(row, last, DATE_ROW) == 0)
        hit(a, NOTE_SAME_DATES, here, other);
    else if (in < out)
        hit(a, NOTE_OVERLAP, here, other);
    else if (in - out <= (int32_t)a->readmit_days)
        hit(a, NOTE_SOON, here, other);
}

static enum step find_by_date(struct across *a)
{
    unsigned char last[DATE_SIZE];
    const unsigned char *row;
    enum step step;
    bool any = false;

    while ((step = sorter_next(&a->by_date, &row)) == STEP_ITEM) {
        const bool same = any && memcmp(row, last, PATIENT) == 0;
        if (same)
            compare_stays(a, row, last);
        if (!same || get_day(row + DATE_OUT) > get_day(last + DATE_OUT))
            memcpy(last, row, sizeof(last));
        any = true;
    }
    return step;
}

/* The first stands for all where most rows are masked. */
static enum step find_masked(struct across *a)
{
    const bool most = 2 * a->masked_rows > a->rows;
    const unsigned char *row;
    enum step step;
    uint64_t told = 0;

    while ((step = sorter_next(&a->masked, &row)) == STEP_ITEM) {
        const uint64_t at = sorter_get(row + MASKED_ROW, 8);

        if (!most || told++ == 0)
            hit(a, most ? NOTE_MASKED_MOST : NOTE_MASKED_SOME, at, at);
    }
    return step;
}

bool across_finish(struct across *a)
{
    return sorter_finish(&a->by_number) && sorter_finish(&a->by_date) &&
           sorter_finish(&a->masked) && find_same_numbers(a) == STEP_END &&
           find_by_date(a) == STEP_END && find_masked(a) == STEP_END &&
           sorter_finish(&a->hits);
}

/* ---- findings ------------------------------------------------------------ */

/* Days from the other's discharge to this admission. */
static int32_t days_between(const struct text *row, const struct text *other)
{
    int32_t in = 0, left = 0;

    calendar_day_read(row[CASES_ADMITTED], &in);
    calendar_day_read(other[CASES_DISCHARGED], &left);
    return in - left;
}

/* True if the two rows are one patient's, not only by their hashes. */
static bool same_patient(const struct text *a, const struct text *b)
{
    return text_equal(a[CASES_ORGANIZATION], b[CASES_ORGANIZATION]) &&
           text_equal(a[CASES_CASE_NO], b[CASES_CASE_NO]);
}

/* The same category of 3 characters: one illness, whatever its site. */
static bool same_diagnosis(const struct text *a, const struct text *b)
{
    return a[CASES_DX].length >= DX_CATEGORY &&
           text_equal(text_cut(a[CASES_DX], DX_CATEGORY),
                      text_cut(b[CASES_DX], DX_CATEGORY));
}

/* Copies the cells into `texts`, which then holds all they point to. */
static void keep_cells(struct text *cells, struct buffer *texts)
{
    size_t at[FINDING_COLUMNS];

    for (int i = 0; i < FINDING_COLUMNS; i++) {
        at[i] = texts->length;
        buffer_text(texts, cells[i]);
    }
    for (int i = 0; i < FINDING_COLUMNS && !texts->failed; i++)
        cells[i].at = texts->data + at[i];
}

/* What is of a check in its row of findings.csv. */
static void put_check(const struct own_check *c, const char *const *words,
                      char said[SAID_BYTES], struct text cells[FINDING_COLUMNS])
{
    const size_t length = own_check_fill(c->message, &words, said, SAID_BYTES);

    cells[FINDINGS_RULE] = text_of(c->id);
    cells[FINDINGS_SEVERITY] = text_of(severity_name(c->severity));
    cells[FINDINGS_MESSAGE] = (struct text){said, length};
    cells[FINDINGS_ADVICE] = text_of(c->advice);
    cells[FINDINGS_BASIS] = text_of(c->basis);
    cells[FINDINGS_TITLE] = text_of(c->title);
}

static void describe_masked(const struct across *a, enum note rule,
                            struct buffer *texts,
                            struct text cells[FINDING_COLUMNS])
{
    const struct own_check c = own_check(rule);
    char count[24], said[SAID_BYTES];
    const char *const words[] = {count, NULL};

    snprintf(count, sizeof(count), "%llu", (unsigned long long)a->masked_rows);
    columns_share(a->row, cells);
    put_check(&c, words, said, cells);
    cells[FINDINGS_FIELD] = TEXT("id_number");
    cells[FINDINGS_FIELD_NAME] = TEXT("身份证号");
    cells[FINDINGS_LINE] = a->row[CASES_LINE];
    buffer_reset(texts);
    keep_cells(cells, texts);
}

static void describe_hit(const struct text *row, const struct text *other,
                         enum note rule, struct buffer *texts,
                         struct text cells[FINDING_COLUMNS])
{
    const struct own_check c = own_check(rule);
    const struct text from = text_cut(other[CASES_SOURCE], SOURCE_BYTES);
    char source[SOURCE_BYTES + 1], index[24], days[16], said[SAID_BYTES];
    const char *const words[] = {source, index, days, NULL};

    snprintf(source, sizeof(source), "%.*s", SPELL(from));
    snprintf(index, sizeof(index), "%.*s", (int)other[CASES_INDEX].length,
             other[CASES_INDEX].at);
    snprintf(days, sizeof(days), "%d", days_between(row, other));
    columns_share(row, cells);
    put_check(&c, words, said, cells);
    cells[FINDINGS_FIELD] = TEXT("record_no");
    cells[FINDINGS_FIELD_NAME] = TEXT("病案号");
    cells[FINDINGS_LINE] = row[CASES_LINE];
    cells[FINDINGS_VALUE] = row[CASES_CASE_NO];
    cells[FINDINGS_PAIR_SOURCE] = other[CASES_SOURCE];
    cells[FINDINGS_PAIR_INDEX] = other[CASES_INDEX];
    cells[FINDINGS_PAIR_DAYS] = text_of(days);
    cells[FINDINGS_PAIR_SAME_DX] =
        same_diagnosis(row, other) ? TEXT("1") : TEXT("0");
    buffer_reset(texts);
    keep_cells(cells, texts);
}

/* What sorting did not see of a stay that soon followed another. */
static enum note note_of(const struct text *row, const struct text *other,
                         enum note rule)
{
    return rule == NOTE_SOON && text_equal(other[CASES_TRANSFER], TEXT("1")) &&
                   text_equal(row[CASES_ADMISSION_ROUTE],
                              TEXT("其他医疗机构转入"))
               ? NOTE_REFERRAL
               : rule;
}

enum step across_next(struct across *a, int fd, struct buffer *texts,
                      struct text cells[FINDING_COLUMNS])
{
    struct text other[CASE_COLUMNS];
    const unsigned char *found;
    enum step step;

    if (a->one.step == 0) {
        const uint64_t end = (uint64_t)lseek(fd, 0, SEEK_END);

        csv_open_rows(&a->one, fd, end);
        csv_open_rows(&a->two, fd, end);
    }
    while ((step = sorter_next(&a->hits, &found)) == STEP_ITEM) {
        a->row_at = sorter_get(found + HIT_ROW, 8);
        if (!csv_row_at(&a->one, a->row_at, a->row, CASE_COLUMNS) ||
            !csv_row_at(&a->two, sorter_get(found + HIT_OTHER, 8), other,
                        CASE_COLUMNS))
            return STEP_FAILED;
        if (!same_patient(a->row, other))
            continue;
        if (found[HIT_RULE] >= NOTE_MASKED_MOST)
            describe_masked(a, (enum note)found[HIT_RULE], texts, cells);
        else
            describe_hit(a->row, other,
                         note_of(a->row, other, (enum note)found[HIT_RULE]),
                         texts, cells);
        return texts->failed ? STEP_FAILED : STEP_ITEM;
    }
    return step;
}

void across_close(struct across *a)
{
    sorter_close(&a->by_number);
    sorter_close(&a->by_date);
    sorter_close(&a->masked);
    sorter_close(&a->hits);
    csv_close(&a->one);
    csv_close(&a->two);
}
