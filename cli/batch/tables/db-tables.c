#include "batch/tables/db-tables.h"

#include "batch/sums/tally-columns.h"
#include "common/csv.h"
#include "common/put.h"
#include "common/tree.h"
#include "version.h"

/* ---- what it holds ------------------------------------------------------- */

static const struct column run_columns[] = {{"name", NULL, COLUMN_TEXT},
                                            {"value", NULL, COLUMN_TEXT}};
static const struct db_table run_table = {"run", run_columns,
                                          COUNT_OF(run_columns), false, false};
static const struct db_table findings_table = {"findings", finding_columns,
                                               FINDING_COLUMNS, true, true};
static const struct db_table groups_table = {"groups", tally_columns,
                                             TALLY_COLUMNS, false, false};
static const struct db_table departments_table = {"departments", tally_columns,
                                                  TALLY_COLUMNS, false, false};

static struct db_table cases_table(const struct batch_rows *rows)
{
    return (struct db_table){
        "cases", case_columns,
        case_columns_shown(rows->options->asked.with_identity), true, false};
}

static const char *sql_name(const char *name)
{
    if (strcmp(name, "index") == 0)
        return "record_index";
    return strcmp(name, "group") == 0 ? "group_code" : name;
}

static const char *sql_suffix(const struct column *column)
{
    return column->type == COLUMN_AMOUNT ? "_fen" : "";
}

void db_put_names(const struct db_table *table, struct buffer *out)
{
    for (unsigned i = 0; i < table->count; i++)
        put(out, ", ", sql_name(table->columns[i].name),
            sql_suffix(&table->columns[i]));
}

static void put_create(const struct database *db, const struct db_table *table,
                       struct buffer *out)
{
    const char *whole = db->types[COLUMN_COUNT];

    put(out, "CREATE TABLE ", table->name, " (");
    if (table->numbered)
        put(out, "id ", whole, " PRIMARY KEY");
    if (table->of_cases)
        put(out, ", case_id ", whole, " REFERENCES cases (id)");
    for (unsigned i = 0; i < table->count; i++)
        put(out, i != 0 || table->numbered ? ", " : "",
            sql_name(table->columns[i].name), sql_suffix(&table->columns[i]),
            " ", db->types[table->columns[i].type]);
    put(out, ");");
}

static void put_tables(const struct database *db, const struct batch_rows *rows,
                       struct buffer *out)
{
    const struct db_table cases = cases_table(rows);

    put_create(db, &run_table, out);
    put_create(db, &cases, out);
    put_create(db, &findings_table, out);
    put_create(db, &groups_table, out);
    put_create(db, &departments_table, out);
}

/* Before the first finding: how the case of a finding is found. */
static const char lookup[] =
    "CREATE INDEX cases_by_source ON cases (source, record_index);";

void db_put_definition(const struct database *db, const struct batch_rows *rows,
                       struct buffer *out)
{
    put_tables(db, rows, out);
    put(out, lookup);
    db_put_views(out);
}

/* ---- filling it ---------------------------------------------------------- */

bool db_whole(struct text t, bool amount, int64_t *out)
{
    int128 n;
    bool exact;

    if (!decimal_parse(t, &n) ||
        (amount && !decimal_multiply(n, decimal_from_int(100), &n)))
        return false;
    *out = decimal_to_int(decimal_round(n, 0), &exact);
    return true;
}

/* Runs what a buffer says, and frees it. */
static bool run_all(struct database *db, struct buffer *sql)
{
    bool good;

    buffer_char(sql, '\0');
    good = !sql->failed && db->run(db, sql->data);
    buffer_free(sql);
    return good;
}

static bool make_tables(struct database *db, const struct batch_rows *rows)
{
    struct buffer sql = {0};

    put_tables(db, rows, &sql);
    return run_all(db, &sql);
}

static bool make_views(struct database *db)
{
    struct buffer sql = {0};

    db_put_views(&sql);
    return run_all(db, &sql);
}

static bool copy_to_table(struct database *db, const struct db_table *table,
                          int fd, uint64_t size)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    enum step step = STEP_END;
    bool good = db->begin(db, table);

    csv_open(&r, fd, 0, size);
    good = good && csv_pass_head(&r);
    while (good &&
           (step = csv_next(&r, cells, table->count, &offset)) == STEP_ITEM)
        good = db->row(db, table, cells);
    csv_close(&r);
    return db->end(db, table, good && step == STEP_END);
}

static bool put_tallies(struct database *db, const struct db_table *table,
                        const struct tally_table *t)
{
    struct text cells[TALLY_COLUMNS];
    struct tally_texts texts;
    bool good = db->begin(db, table);

    for (uint32_t i = 0; good && tally_row(t, i, &texts, cells); i++)
        good = db->row(db, table, cells);
    return db->end(db, table, good);
}

/* ---- what the batch was run with ----------------------------------------- */

static bool put_run_row(struct database *db, const char *name,
                        struct text value)
{
    const struct text cells[] = {text_of(name), value};

    return db->row(db, &run_table, cells);
}

static bool put_pack_row(struct database *db, const json_t *pack)
{
    struct buffer value = {0};
    bool good;

    put(&value, tree_text(pack, "region"), " ", tree_text(pack, "name"), " ",
        tree_text(pack, "generation"), " ", tree_text(pack, "digest"));
    good = !value.failed && put_run_row(db, "pack", buffer_view(&value));
    buffer_free(&value);
    return good;
}

/* The table `run`: the program, its packs, and whether values are invented. */
static bool put_run(struct database *db, struct text head)
{
    json_t *tree = tree_load_begun(head);
    const json_t *packs = json_object_get(tree, "packs");
    bool good =
        db->begin(db, &run_table) && tree != NULL &&
        put_run_row(db, "program", TEXT("pregroup " PREGROUP_VERSION_TEXT)) &&
        put_run_row(db, "sample",
                    tree_has_sample(tree)
                        ? TEXT("示例：病种、分值或标准是虚构的")
                        : TEXT(""));

    for (size_t i = 0; good && i < json_array_size(packs); i++)
        good = put_pack_row(db, json_array_get(packs, i));
    json_decref(tree);
    return db->end(db, &run_table, good);
}

bool db_fill(struct database *db, const struct batch_rows *rows)
{
    const struct db_table cases = cases_table(rows);
    const struct tally_table *by = rows->summary->by;

    return (db->kept || make_tables(db, rows)) &&
           put_run(db, rows->facts->head) &&
           copy_to_table(db, &cases, rows->cases, rows->cases_size) &&
           (db->kept || db->run(db, lookup)) &&
           copy_to_table(db, &findings_table, rows->findings,
                         rows->findings_size) &&
           put_tallies(db, &groups_table, &by[BY_GROUP]) &&
           put_tallies(db, &departments_table, &by[BY_DEPARTMENT]) &&
           (db->kept || make_views(db));
}
