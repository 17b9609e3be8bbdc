#define _GNU_SOURCE /* qsort_r */
#include "official.h"

#include <stdlib.h>

#include "common/command.h"
#include "common/tree.h"
#include "compile/read/source.h"
#include "compile/read/table.h"

#define HEAD_ROWS 20u    /* titles stand above the headings */
#define COLUMNS_MAX 256u /* of a table */
#define TEXTS_MAX (1u << 30)

static const char *const words[OFFICIAL_COLUMNS] = {
    "settlement", "record",      "admission", "pending",   "state",
    "group",      "name",        "score",     "auxiliary", "remarks",
    "points",     "point_value", "standard",  "fund",      "deviation",
    "patient",    "cost",        "insurance", "discharge"};

/* A heading or member of the platform's, and what it is of ours. */
struct head {
    struct text name;
    unsigned column; /* OFFICIAL_COLUMNS: none */
    uint32_t rank;   /* its row of official.csv */
    uint32_t times;  /* of its unit */
    bool used;
};

/* Names of columns, and the rows that are read by them. */
struct reading {
    struct build build;
    struct compile_faults faults;
    struct table names; /* official.csv; column 0 our word, 1 the name, 2 of a
                           unit how much it is */
    struct official *to;
    struct buffer heads; /* struct head */
    struct buffer rows;  /* struct official_row */
};

/* ---- words --------------------------------------------------------------- */

/* The row that gives `name` as a name of `word`; 0 if there is none. */
static uint32_t official_name(const struct reading *r, const char *word,
                              struct text name)
{
    for (uint32_t i = 1; i < table_rows(&r->names); i++)
        if (text_equal(table_cell(&r->names, i, 0), text_of(word)) &&
            text_equal_fold(table_cell(&r->names, i, 1), name))
            return i;
    return 0;
}

/* Which of the words `PREFIX.word` a cell is; empty if it is none. */
static struct text known_word(const struct reading *r, struct text prefix,
                              struct text cell)
{
    for (uint32_t i = 1; i < table_rows(&r->names); i++) {
        const struct text word = table_cell(&r->names, i, 0);
        if (text_starts(word, prefix) &&
            text_equal_fold(table_cell(&r->names, i, 1), cell))
            return arena_copy(&r->to->texts, text_behind(word, prefix.length));
    }
    return TEXT("");
}

static uint32_t take_next_number(struct text *t)
{
    while (t->length > 0 && !is_digit(t->at[0]))
        *t = text_behind(*t, 1);
    return text_take_number(t, 2);
}

/* Year and month that a day begins with: 202503, and the day; 0 if it is
 * none. */
static uint32_t discharge_month(struct text written, uint32_t *day)
{
    const uint32_t year = text_take_number(&written, 4);
    const uint32_t month = take_next_number(&written);

    *day = take_next_number(&written);
    return year >= 1900 && month >= 1 && month <= 12 ? year * 100 + month : 0;
}

/* ---- heads --------------------------------------------------------------- */

#define NAME_MAX_BYTES 256u

/* Without white space: headings are broken into lines. */
static struct text without_blanks(struct text t, char room[NAME_MAX_BYTES])
{
    size_t length = 0, at = 0;

    while (at < t.length && length + 4 <= NAME_MAX_BYTES) {
        const uint32_t c = text_next(t, &at);
        if (c > ' ' && c != 0xA0 && c != 0x3000)
            length += text_put(c, room + length);
    }
    return (struct text){room, length};
}

/* Takes a unit in brackets off the end; how much it is, 0 if it has none that
 * we know. */
static uint32_t heading_unit(const struct reading *r, struct text *name)
{
    static const struct {
        struct text open, close;
    } brackets[] = {{TEXT("("), TEXT(")")}, {TEXT("（"), TEXT("）")}};

    for (size_t k = 0; k < COUNT_OF(brackets); k++) {
        const struct text open = brackets[k].open, close = brackets[k].close;
        for (size_t i = 0; text_ends(*name, close) && i < name->length; i++) {
            const size_t from = i + open.length,
                         to = name->length - close.length;
            uint32_t row;
            if (!text_starts(text_behind(*name, i), open) || from > to)
                continue;
            row = official_name(r, "unit", text_slice(*name, from, to));
            if (row != 0) {
                struct text times = table_cell(&r->names, row, 2);
                *name = text_head(*name, i);
                return text_take_number(&times, 9);
            }
        }
    }
    return 0;
}

/* Our column of that name, in *head; false if it is none of ours. */
static bool find_column(const struct reading *r, struct text name,
                        struct head *head)
{
    for (uint32_t i = 1; name.length != 0 && i < table_rows(&r->names); i++) {
        const int column =
            text_index(table_cell(&r->names, i, 0), words, OFFICIAL_COLUMNS);
        if (column < 0 || !text_equal_fold(table_cell(&r->names, i, 1), name))
            continue;
        head->column = (unsigned)column;
        head->rank = i;
        return true;
    }
    return false;
}

/* A name with a unit may stand in official.csv as it is, or without. */
static struct head known_head(const struct reading *r, struct text written)
{
    char room[NAME_MAX_BYTES];
    struct text name = without_blanks(written, room);
    struct head head = {
        .name = written, .column = OFFICIAL_COLUMNS, .times = 1};
    uint32_t times;

    if (find_column(r, name, &head) || (times = heading_unit(r, &name)) == 0)
        return head;
    head.times = times;
    find_column(r, name, &head);
    return head;
}

/* ---- rows ---------------------------------------------------------------- */

static void set_cell(struct reading *r, struct official_row *row,
                     struct head *head, struct text value)
{
    if (head->column == OFFICIAL_COLUMNS || value.length == 0 ||
        row->cells[head->column].length != 0)
        return;
    head->used = true;
    r->to->times[head->column] = head->times;
    row->cells[head->column] = arena_copy(&r->to->texts, value);
}

/* A row counts if it says whose it is; a sum over all says no stay's. */
static void keep_platform_row(struct reading *r, struct official_row *row)
{
    const struct text *cells = row->cells;
    const struct text whose = cells[OFFICIAL_RECORD].length != 0
                                  ? cells[OFFICIAL_RECORD]
                                  : cells[OFFICIAL_SETTLEMENT];

    if (whose.length == 0 || official_name(r, "total", whose) != 0)
        return;
    row->deviation =
        known_word(r, TEXT("deviation."), cells[OFFICIAL_DEVIATION]);
    row->insurance =
        known_word(r, TEXT("insurance."), cells[OFFICIAL_INSURANCE]);
    row->month = discharge_month(cells[OFFICIAL_DISCHARGE], &row->day);
    buffer_put(&r->rows, row, sizeof(*row));
}

/* ---- JSON ---------------------------------------------------------------- */

/* The head of a member's name, which is noted when it is first seen; NULL
 * for what is beyond the usual. */
static struct head *member_head(struct reading *r, struct text name)
{
    struct head head;

    BUFFER_EACH (known, &r->heads, struct head)
        if (text_equal(known->name, name))
            return known;
    if (BUFFER_COUNT(&r->heads, struct head) == COLUMNS_MAX)
        return NULL;
    head = known_head(r, arena_copy(&r->to->texts, name));
    buffer_put(&r->heads, &head, sizeof(head));
    return r->heads.failed ? NULL
                           : BUFFER_ROWS(&r->heads, struct head) +
                                 BUFFER_COUNT(&r->heads, struct head) - 1;
}

static void read_object(struct reading *r, json_t *object)
{
    struct official_row row = {0};
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        struct head *head = member_head(r, text_of(name));
        if (head != NULL)
            set_cell(r, &row, head, tree_value(value));
    }
    keep_platform_row(r, &row);
}

static void read_platform_json(struct reading *r, struct text t)
{
    struct buffer scratch = {0};
    struct text object;
    size_t at = 0;

    while (tree_next(t, &at, &object)) {
        json_t *tree = tree_load(object, &scratch);
        if (tree != NULL)
            read_object(r, tree);
        json_decref(tree);
    }
    buffer_free(&scratch);
}

/* ---- tables -------------------------------------------------------------- */

/* Of several columns with names of one of ours the name that stands first in
 * official.csv counts. */
static void settle_heads(struct head heads[COLUMNS_MAX])
{
    for (unsigned i = 0; i < COLUMNS_MAX; i++)
        for (unsigned k = 0; k < COLUMNS_MAX; k++)
            if (k != i && heads[k].column == heads[i].column &&
                (heads[k].rank > heads[i].rank ||
                 (heads[k].rank == heads[i].rank && k > i)))
                heads[k].column = OFFICIAL_COLUMNS;
}

/* The heads of the first row that names two of our columns; its number, or
 * the count of rows if there is none. */
static uint32_t find_head(const struct reading *r, const struct table *t,
                          struct head heads[COLUMNS_MAX])
{
    const uint32_t rows = table_rows(t);

    for (uint32_t i = 0; i < rows && i < HEAD_ROWS; i++) {
        unsigned known = 0;
        for (unsigned k = 0; k < COLUMNS_MAX; k++) {
            heads[k] = known_head(r, table_cell(t, i, (int)k));
            known += heads[k].column < OFFICIAL_COLUMNS;
        }
        if (known >= 2)
            return i;
    }
    return rows;
}

static void read_platform_table(struct reading *r, const struct table *t)
{
    struct head heads[COLUMNS_MAX] = {0};
    const uint32_t first = find_head(r, t, heads) + 1;

    settle_heads(heads);
    for (uint32_t i = first; i < table_rows(t); i++) {
        struct official_row row = {0};
        for (unsigned k = 0; k < COLUMNS_MAX; k++)
            set_cell(r, &row, &heads[k], table_cell(t, i, (int)k));
        keep_platform_row(r, &row);
    }
    for (unsigned k = 0; k < COLUMNS_MAX; k++)
        if (heads[k].name.length != 0) {
            heads[k].name = arena_copy(&r->to->texts, heads[k].name);
            buffer_put(&r->heads, &heads[k], sizeof(heads[k]));
        }
}

/* ---- both ---------------------------------------------------------------- */

static bool begins_json(struct text t)
{
    t = text_trim(t);
    return t.length > 0 && (t.at[0] == '{' || t.at[0] == '[');
}

static bool read_platform_file(struct reading *r, const char *path)
{
    struct buffer bytes = {0};
    struct table table = {0};
    bool good = source_load(&r->build, path, (struct place){0}, &bytes);

    if (good && !text_starts(buffer_view(&bytes), TEXT("PK\x03\x04")) &&
        source_text(&r->build, path, &bytes) &&
        begins_json(buffer_view(&bytes))) {
        read_platform_json(r, buffer_view(&bytes));
    } else if (good) {
        good = table_open(&r->build, path, TEXT(""), (struct place){0}, &table);
        if (good)
            read_platform_table(r, &table);
        table_close(&table);
    }
    buffer_free(&bytes);
    return good;
}

static bool read_official_names(struct reading *r)
{
    char *folder = command_knowledge(NULL);
    char *path = folder != NULL ? source_path(folder, "official.csv") : NULL;
    const bool good = path != NULL && table_open(&r->build, path, TEXT(""),
                                                 (struct place){0}, &r->names);

    free(folder);
    return good; /* the path is the table's name, freed with it */
}

static int by_column(const void *a, const void *b, void *column)
{
    const enum official_column at = *(const enum official_column *)column;
    const struct official_row *const *x = a, *const *y = b;

    return text_compare((*x)->cells[at], (*y)->cells[at]);
}

static bool is_amount_column(unsigned column)
{
    switch (column) {
    case OFFICIAL_SCORE:
    case OFFICIAL_POINTS:
    case OFFICIAL_POINT_VALUE:
    case OFFICIAL_STANDARD:
    case OFFICIAL_FUND:
    case OFFICIAL_PATIENT:
    case OFFICIAL_COST:
        return true;
    default:
        return false;
    }
}

/* A point value of whole yuan is one with two digits, told briefly. */
#define POINT_VALUE_DIGITS 2

static void count_cells(struct official *o)
{
    o->digits[OFFICIAL_POINT_VALUE] = POINT_VALUE_DIGITS;
    for (uint32_t i = 0; i < o->count; i++)
        for (unsigned k = 0; k < OFFICIAL_COLUMNS; k++) {
            const struct text cell = o->rows[i].cells[k];
            unsigned digits = 0;
            int128 n;
            o->given[k] += is_amount_column(k)
                               ? official_number(cell, &n, &digits)
                               : cell.length != 0;
            if (digits > o->digits[k])
                o->digits[k] = (uint8_t)digits;
        }
}

static bool take_unused(struct official *o, const struct reading *r)
{
    o->unused =
        calloc(r->heads.length / sizeof(struct head) + 1u, sizeof(*o->unused));
    if (o->unused == NULL || r->heads.failed)
        return command_refused("平台结果太多，内存不足");
    BUFFER_EACH (head, &r->heads, const struct head)
        if (!head->used)
            o->unused[o->unused_count++] = head->name;
    return true;
}

/* Takes the rows over and sorts them both ways; false after saying that there
 * is no memory. */
static bool take_rows(struct official *o, struct reading *r)
{
    o->count = (uint32_t)(r->rows.length / sizeof(*o->rows));
    o->rows = malloc(r->rows.length + 1);
    o->by_settlement = calloc(o->count + 1u, sizeof(*o->by_settlement));
    o->by_record = calloc(o->count + 1u, sizeof(*o->by_record));
    if (r->rows.failed || o->rows == NULL || o->by_settlement == NULL ||
        o->by_record == NULL || o->texts.failed)
        return command_refused("平台结果太多，内存不足");
    if (o->count > 0)
        memcpy(o->rows, r->rows.data, r->rows.length);
    for (uint32_t i = 0; i < o->count; i++)
        o->by_settlement[i] = o->by_record[i] = &o->rows[i];
    qsort_r(o->by_settlement, o->count, sizeof(*o->by_settlement), by_column,
            &(enum official_column){OFFICIAL_SETTLEMENT});
    qsort_r(o->by_record, o->count, sizeof(*o->by_record), by_column,
            &(enum official_column){OFFICIAL_RECORD});
    return true;
}

bool official_open(struct official *o, const char *path)
{
    struct reading r = {.to = o};
    bool good;

    *o = (struct official){.texts = {.limit = TEXTS_MAX}};
    for (unsigned i = 0; i < OFFICIAL_COLUMNS; i++)
        o->times[i] = 1;
    good = build_open(&r.build, &r.faults) && read_official_names(&r) &&
           command_readable(path) && read_platform_file(&r, path) &&
           take_rows(o, &r) && take_unused(o, &r);
    if (!good)
        command_show_faults(&r.faults);
    else if (o->count == 0)
        good =
            command_refused("%s：没有找到分组结果，列名应为 setl_id 或病案号、"
                            "dip_dise_grp_code 或病种编码等（knowledge/"
                            "official.csv）",
                            path);
    else
        count_cells(o);
    free((char *)(uintptr_t)r.names.file);
    table_close(&r.names);
    build_close(&r.build);
    compile_faults_free(&r.faults);
    buffer_free(&r.heads);
    buffer_free(&r.rows);
    return good;
}

void official_close(struct official *o)
{
    free(o->rows);
    free(o->by_settlement);
    free(o->by_record);
    free(o->unused);
    arena_free(&o->texts);
}

/* ---- look-up ------------------------------------------------------------- */

/* The first of the sorted rows whose column is not before `value`. */
static uint32_t lower(struct official_row *const *rows, uint32_t count,
                      unsigned column, struct text value)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (text_compare(rows[middle]->cells[column], value) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* False if both tell a number of admissions, and another one. */
static bool may_be_admission(const struct official_row *row,
                             struct text admission)
{
    const struct text of = row->cells[OFFICIAL_ADMISSION];

    return admission.length == 0 || of.length == 0 || text_equal(of, admission);
}

static bool is_day(const struct official_row *row, struct text discharge)
{
    uint32_t day;

    return row->month != 0 && row->day != 0 &&
           discharge_month(discharge, &day) == row->month && day == row->day;
}

struct official_row *official_find_day(const struct official *o,
                                       struct text settlement,
                                       struct text record,
                                       struct text admission,
                                       struct text discharge)
{
    struct official_row *found = NULL, *of_day = NULL;
    uint32_t count = 0, days = 0;
    uint32_t i =
        lower(o->by_settlement, o->count, OFFICIAL_SETTLEMENT, settlement);

    if (settlement.length != 0 && i < o->count &&
        text_equal(o->by_settlement[i]->cells[OFFICIAL_SETTLEMENT], settlement))
        return o->by_settlement[i];
    i = lower(o->by_record, o->count, OFFICIAL_RECORD, record);
    for (; record.length != 0 && i < o->count &&
           text_equal(o->by_record[i]->cells[OFFICIAL_RECORD], record);
         i++) {
        if (!may_be_admission(o->by_record[i], admission))
            continue;
        found = o->by_record[i];
        count++;
        if (is_day(found, discharge)) {
            of_day = found;
            days++;
        }
    }
    if (count > 1)
        return days == 1 ? of_day : NULL;
    return found;
}

struct official_row *official_find(const struct official *o,
                                   struct text settlement, struct text record,
                                   struct text admission)
{
    return official_find_day(o, settlement, record, admission, TEXT(""));
}
