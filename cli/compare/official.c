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
    "settlement", "record", "admission", "pending",   "state",
    "group",      "name",   "score",     "auxiliary", "remarks"};

/* Names of columns, and the rows that are read by them. */
struct reading {
    struct build build;
    struct compile_faults faults;
    struct table names; /* official.csv; column 0 our word, 1 the name */
    struct official *to;
    struct buffer rows; /* struct official_row */
};

/* Our column for a name; COLUMNS if it is none. */
static unsigned platform_column(const struct reading *r, struct text name)
{
    for (uint32_t i = 1; i < table_rows(&r->names); i++) {
        if (!text_equal_fold(table_cell(&r->names, i, 1), name))
            continue;
        for (unsigned k = 0; k < OFFICIAL_COLUMNS; k++)
            if (text_equal(table_cell(&r->names, i, 0), text_of(words[k])))
                return k;
    }
    return OFFICIAL_COLUMNS;
}

static void set(struct reading *r, struct official_row *row, unsigned column,
                struct text value)
{
    if (column < OFFICIAL_COLUMNS && row->cells[column].length == 0 &&
        value.length != 0)
        row->cells[column] = arena_copy(&r->to->texts, value);
}

/* A row counts if it says whose it is. */
static void keep_platform_row(struct reading *r, const struct official_row *row)
{
    if (row->cells[OFFICIAL_SETTLEMENT].length != 0 ||
        row->cells[OFFICIAL_RECORD].length != 0)
        buffer_put(&r->rows, row, sizeof(*row));
}

/* ---- JSON ---------------------------------------------------------------- */

static void read_object(struct reading *r, json_t *object)
{
    struct official_row row = {0};
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
        set(r, &row, platform_column(r, text_of(name)), tree_value(value));
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

/* The columns of the first row that names two of ours; its number, or the
 * count of rows if there is none. */
static uint32_t find_head(const struct reading *r, const struct table *t,
                          unsigned columns[COLUMNS_MAX])
{
    const uint32_t rows = table_rows(t);

    for (uint32_t i = 0; i < rows && i < HEAD_ROWS; i++) {
        unsigned known = 0;
        for (unsigned k = 0; k < COLUMNS_MAX; k++) {
            columns[k] = platform_column(r, table_cell(t, i, (int)k));
            known += columns[k] < OFFICIAL_COLUMNS;
        }
        if (known >= 2)
            return i;
    }
    return rows;
}

static void read_platform_table(struct reading *r, const struct table *t)
{
    unsigned columns[COLUMNS_MAX];

    for (uint32_t i = find_head(r, t, columns) + 1; i < table_rows(t); i++) {
        struct official_row row = {0};
        for (unsigned k = 0; k < COLUMNS_MAX; k++)
            set(r, &row, columns[k], table_cell(t, i, (int)k));
        keep_platform_row(r, &row);
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

static bool read_names(struct reading *r)
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
    good = build_open(&r.build, &r.faults) && read_names(&r) &&
           command_readable(path) && read_platform_file(&r, path) &&
           take_rows(o, &r);
    if (!good)
        command_show_faults(&r.faults);
    else if (o->count == 0)
        good =
            command_refused("%s：没有找到分组结果，列名应为 setl_id 或病案号、"
                            "dip_dise_grp_code 或病种编码等（knowledge/"
                            "official.csv）",
                            path);
    free((char *)(uintptr_t)r.names.file);
    table_close(&r.names);
    build_close(&r.build);
    compile_faults_free(&r.faults);
    buffer_free(&r.rows);
    return good;
}

void official_close(struct official *o)
{
    free(o->rows);
    free(o->by_settlement);
    free(o->by_record);
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

struct official_row *official_find(const struct official *o,
                                   struct text settlement, struct text record,
                                   struct text admission)
{
    struct official_row *found = NULL;
    uint32_t i =
        lower(o->by_settlement, o->count, OFFICIAL_SETTLEMENT, settlement);

    if (settlement.length != 0 && i < o->count &&
        text_equal(o->by_settlement[i]->cells[OFFICIAL_SETTLEMENT], settlement))
        return o->by_settlement[i];
    i = lower(o->by_record, o->count, OFFICIAL_RECORD, record);
    for (; record.length != 0 && i < o->count &&
           text_equal(o->by_record[i]->cells[OFFICIAL_RECORD], record);
         i++) {
        const struct text of = o->by_record[i]->cells[OFFICIAL_ADMISSION];
        if (admission.length != 0 && of.length != 0 &&
            !text_equal(of, admission))
            continue;
        if (found != NULL)
            return NULL;
        found = o->by_record[i];
    }
    return found;
}
