#include "batch/sums/across.h"

#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "pack/own-checks.h"

/* Enough for most rows of cases.csv. */
#define ROW_BYTES 2048u

#define SOURCE_BYTES 480 /* of the other's name in a message */

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
    HIT_ROW = 0,
    HIT_RULE = 8,
    HIT_OTHER = 9,
    HIT_SIZE = HIT_OTHER + 8
};

static void put_u64(unsigned char *out, uint64_t n)
{
    for (int i = 7; i >= 0; i--, n >>= 8)
        out[i] = (unsigned char)n;
}

static uint64_t get_u64(const unsigned char *p)
{
    uint64_t n = 0;

    for (int i = 0; i < 8; i++)
        n = n << 8 | p[i];
    return n;
}

/* Days, shifted so that they sort as they are. */
static void put_day(unsigned char *out, int32_t day)
{
    const uint32_t n = (uint32_t)day ^ 0x80000000u;

    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(n >> (24 - 8 * i));
}

static int32_t get_day(const unsigned char *p)
{
    uint32_t n = 0;

    for (int i = 0; i < 4; i++)
        n = n << 8 | p[i];
    return (int32_t)(n ^ 0x80000000u);
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
    sorter_open(&a->hits, HIT_SIZE, folder);
}

void across_add(struct across *a, const struct text cells[CASE_COLUMNS],
                uint64_t offset)
{
    const struct text organization = cells[CASES_ORGANIZATION],
                      case_no = cells[CASES_CASE_NO],
                      number = cells[CASES_ADMISSION];
    unsigned char row[DATE_SIZE];
    int32_t in, out;

    if (case_no.length == 0)
        return;
    put_u64(row, hash(organization, case_no, 1));
    put_u64(row + 8, hash(organization, case_no, 2));
    if (number.length != 0) {
        put_u64(row + NUMBER_AT, hash(number, TEXT(""), 3));
        put_u64(row + NUMBER_ROW, offset);
        sorter_add(&a->by_number, row);
    }
    if (!calendar_day_read(cells[CASES_ADMITTED], &in) ||
        !calendar_day_read(cells[CASES_DISCHARGED], &out))
        return;
    put_day(row + DATE_IN, in);
    put_day(row + DATE_OUT, out);
    put_u64(row + DATE_ROW, offset);
    put_u64(row + DATE_NUMBER,
            number.length != 0 ? hash(number, TEXT(""), 3) : offset);
    sorter_add(&a->by_date, row);
}

/* ---- looking ------------------------------------------------------------- */

static void hit(struct across *a, enum note rule, uint64_t row, uint64_t other)
{
    unsigned char out[HIT_SIZE];

    put_u64(out + HIT_ROW, row);
    out[HIT_RULE] = (unsigned char)rule;
    put_u64(out + HIT_OTHER, other);
    sorter_add(&a->hits, out);
}

static void find_same_numbers(struct across *a)
{
    unsigned char first[NUMBER_SIZE];
    const unsigned char *row = sorter_next(&a->by_number);
    bool any = false;

    for (; row != NULL; row = sorter_next(&a->by_number)) {
        if (any && memcmp(row, first, NUMBER_ROW) == 0) {
            hit(a, NOTE_SAME_NUMBER, get_u64(row + NUMBER_ROW),
                get_u64(first + NUMBER_ROW));
            continue;
        }
        memcpy(first, row, sizeof(first));
        any = true;
    }
}

/* What a stay is to the earlier one of the same patient that ended last. */
static void compare(struct across *a, const unsigned char *row,
                    const unsigned char *last)
{
    const int32_t in = get_day(row + DATE_IN), out = get_day(last + DATE_OUT);
    const uint64_t here = get_u64(row + DATE_ROW),
                   other = get_u64(last + DATE_ROW);

    if (memcmp(row + DATE_NUMBER, last + DATE_NUMBER, 8) == 0)
        return; /* told already */
    if (memcmp(row, last, DATE_ROW) == 0)
        hit(a, NOTE_SAME_DATES, here, other);
    else if (in < out)
        hit(a, NOTE_OVERLAP, here, other);
    else if (in - out <= (int32_t)a->readmit_days)
        hit(a, NOTE_SOON, here, other);
}

static void find_by_date(struct across *a)
{
    unsigned char last[DATE_SIZE];
    const unsigned char *row = sorter_next(&a->by_date);
    bool any = false;

    for (; row != NULL; row = sorter_next(&a->by_date)) {
        const bool same = any && memcmp(row, last, PATIENT) == 0;
        if (same)
            compare(a, row, last);
        if (!same || get_day(row + DATE_OUT) > get_day(last + DATE_OUT))
            memcpy(last, row, sizeof(last));
        any = true;
    }
}

bool across_finish(struct across *a)
{
    if (!sorter_finish(&a->by_number) || !sorter_finish(&a->by_date))
        return false;
    find_same_numbers(a);
    find_by_date(a);
    return sorter_finish(&a->hits) && !a->by_number.failed &&
           !a->by_date.failed;
}

/* ---- findings ------------------------------------------------------------ */

static bool read_row(uint64_t offset, struct csv_reader *r,
                     struct text cells[CASE_COLUMNS])
{
    uint64_t at;

    csv_seek(r, offset);
    return csv_next(r, cells, CASE_COLUMNS, &at);
}

/* Makes the readers ready for single rows. */
static void open_readers(struct across *a, int fd)
{
    const uint64_t end = (uint64_t)lseek(fd, 0, SEEK_END);

    csv_open(&a->one, fd, 0, end);
    csv_open(&a->two, fd, 0, end);
    a->one.step = a->two.step = ROW_BYTES;
}

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

static void describe(const struct text *row, const struct text *other,
                     enum note rule, struct buffer *texts,
                     struct text cells[FINDING_COLUMNS])
{
    static const char *const severities[] = {"", "info", "warning", "error"};
    const struct own_check c = own_check(rule);
    const struct text from = text_cut(other[CASES_SOURCE], SOURCE_BYTES);
    char source[SOURCE_BYTES + 1], index[24], days[16], said[1024];
    const char *const words[] = {source, index, days, NULL};
    const char *const *next = words;

    snprintf(source, sizeof(source), "%.*s", (int)from.length, from.at);
    snprintf(index, sizeof(index), "%.*s", (int)other[CASES_INDEX].length,
             other[CASES_INDEX].at);
    snprintf(days, sizeof(days), "%d", days_between(row, other));
    columns_share(row, cells);
    cells[FINDINGS_RULE] = text_of(c.id);
    cells[FINDINGS_SEVERITY] = text_of(severities[c.severity]);
    cells[FINDINGS_FIELD] = TEXT("record_no");
    cells[FINDINGS_FIELD_NAME] = TEXT("病案号");
    cells[FINDINGS_LINE] = row[CASES_LINE];
    cells[FINDINGS_VALUE] = row[CASES_CASE_NO];
    cells[FINDINGS_MESSAGE] = (struct text){
        said, own_check_fill(c.message, &next, said, sizeof(said))};
    cells[FINDINGS_ADVICE] = text_of(c.advice);
    cells[FINDINGS_BASIS] = text_of(c.basis);
    buffer_reset(texts);
    keep_cells(cells, texts);
}

bool across_next(struct across *a, int fd, struct buffer *texts,
                 struct text cells[FINDING_COLUMNS])
{
    struct text row[CASE_COLUMNS], other[CASE_COLUMNS];
    const unsigned char *found;
    bool told = false;

    if (a->one.step == 0)
        open_readers(a, fd);
    while (!told && (found = sorter_next(&a->hits)) != NULL) {
        told = read_row(get_u64(found + HIT_ROW), &a->one, row) &&
               read_row(get_u64(found + HIT_OTHER), &a->two, other) &&
               same_patient(row, other);
        if (told)
            describe(row, other, (enum note)found[HIT_RULE], texts, cells);
    }
    return told;
}

void across_close(struct across *a)
{
    sorter_close(&a->by_number);
    sorter_close(&a->by_date);
    sorter_close(&a->hits);
    csv_close(&a->one);
    csv_close(&a->two);
}
