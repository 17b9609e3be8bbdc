#include "batch/tables/postgres.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch/tables/db-tables.h"
#include "batch/tables/libpq.h"
#include "common/command.h"
#include "common/put.h"

#define RUN_MAX 40
#define SCHEMA_ROOM 64
#define FLUSH_AT (256u << 10)
/* What the comment of our schemas begins with; a hash of the definition ends
 * it. */
#define OURS "pregroup "

struct postgres {
    struct database all; /* the first member */
    struct server server;
    char schema[SCHEMA_ROOM];
    struct buffer rows; /* for COPY */
    uint64_t id;        /* of the row put last */
};

static struct postgres *postgres_of(struct database *db)
{
    return (struct postgres *)db;
}

static bool run_on_server(struct database *db, const char *sql)
{
    return server_run(&postgres_of(db)->server, sql);
}

/* Runs what a buffer says, and frees it. */
static bool run_buffer(struct postgres *p, struct buffer *sql)
{
    bool good;

    buffer_char(sql, '\0');
    good = !sql->failed && server_run(&p->server, sql->data);
    buffer_free(sql);
    return good;
}

/* ---- a row --------------------------------------------------------------- */

/* A text as COPY reads it. */
static void put_copied(struct text t, struct buffer *out)
{
    char bytes[4];

    for (size_t at = 0; at < t.length;) {
        const uint32_t c = text_next(t, &at);
        if (c == '\n')
            put(out, "\\n");
        else if (c == '\r')
            put(out, "\\r");
        else if (c == '\t')
            put(out, "\\t");
        else if (c == '\\')
            put(out, "\\\\");
        else
            buffer_put(out, bytes, text_put(c != 0 ? c : 0xFFFD, bytes));
    }
}

static void put_cell(enum column_type type, struct text t, struct buffer *out)
{
    int64_t whole;
    int128 n;

    if (type == COLUMN_TEXT || (type == COLUMN_DATE && t.length != 0))
        put_copied(t, out);
    else if (type == COLUMN_COUNT || type == COLUMN_AMOUNT) {
        if (db_whole(t, type == COLUMN_AMOUNT, &whole))
            put(out, whole);
        else
            put(out, "\\N");
    } else {
        put(out, decimal_parse(t, &n) ? t : TEXT("\\N"));
    }
}

static bool put_row(struct database *db, const struct db_table *table,
                    const struct text *cells)
{
    struct postgres *p = postgres_of(db);
    bool good = true;

    if (table->numbered)
        put(&p->rows, ++p->id, "\t");
    if (table->of_cases)
        put(&p->rows, "\\N\t");
    for (unsigned i = 0; i < table->count; i++) {
        put(&p->rows, i != 0 ? "\t" : "");
        put_cell(table->columns[i].type, cells[i], &p->rows);
    }
    put(&p->rows, "\n");
    if (p->rows.failed || p->rows.length >= FLUSH_AT) {
        good = !p->rows.failed &&
               server_copy_put(&p->server, buffer_view(&p->rows));
        buffer_reset(&p->rows);
    }
    return good;
}

/* ---- tables -------------------------------------------------------------- */

/* Rows that are of cases wait in a table of their own, until their case is
 * looked for. */
static bool begin_copy(struct database *db, const struct db_table *table)
{
    struct postgres *p = postgres_of(db);
    char sql[64];

    p->id = 0;
    if (table->of_cases &&
        !server_run(&p->server, "CREATE TABLE waiting (LIKE findings)"))
        return false;
    snprintf(sql, sizeof(sql), "COPY %s FROM STDIN",
             table->of_cases ? "waiting" : table->name);
    return server_copy_begin(&p->server, sql);
}

static bool find_cases(struct postgres *p, const struct db_table *table)
{
    struct buffer sql = {0};

    put(&sql, "INSERT INTO ", table->name, " SELECT id, ",
        DB_CASE_OF("waiting.source", "waiting.record_index"));
    db_put_names(table, &sql);
    put(&sql, " FROM waiting ORDER BY id; DROP TABLE waiting");
    return run_buffer(p, &sql);
}

static bool end_copy(struct database *db, const struct db_table *table,
                     bool good)
{
    struct postgres *p = postgres_of(db);
    char sql[64];

    good = good && (p->rows.length == 0 ||
                    server_copy_put(&p->server, buffer_view(&p->rows)));
    buffer_reset(&p->rows);
    if (!server_copy_end(&p->server, good) ||
        (table->of_cases && !find_cases(p, table)))
        return false;
    snprintf(sql, sizeof(sql), "ANALYZE %s", table->name);
    return server_run(&p->server, sql);
}

/* ---- the schema of a run ------------------------------------------------- */

/* The name that was given, else one of what was done with which inputs. */
static void name_schema(const struct batch_options *options,
                        const struct summary_facts *facts,
                        char out[SCHEMA_ROOM])
{
    uint64_t hash = pack_hash(facts->head.at, facts->head.length, 0);

    hash = pack_hash(facts->inputs.at, facts->inputs.length, hash);
    if (options->run != NULL)
        snprintf(out, SCHEMA_ROOM, "pregroup_%s", options->run);
    else
        snprintf(out, SCHEMA_ROOM, "pregroup_%016" PRIx64, hash);
}

/* Removes the tables and views of an earlier version, but nothing that others
 * have made of them elsewhere: then the server refuses. */
static bool remove_old(struct postgres *p)
{
    struct buffer sql = {0};

    put(&sql, "DO $$ DECLARE v text; t text; BEGIN SELECT ",
        "string_agg(CASE WHEN relkind = 'v' THEN oid::regclass::text END,"
        " ', '), string_agg(CASE WHEN relkind = 'r' THEN oid::regclass::text"
        " END, ', ') INTO v, t FROM pg_class WHERE relnamespace ="
        " (SELECT oid FROM pg_namespace WHERE nspname = '",
        p->schema,
        "'); IF v IS NOT NULL THEN EXECUTE 'DROP VIEW ' || v; END IF;"
        " IF t IS NOT NULL THEN EXECUTE 'DROP TABLE ' || t; END IF; END $$");
    return run_buffer(p, &sql);
}

/* Empties what the same run has written; a schema whose tables are others is
 * made anew. `mine`: the comment that it gets. */
static bool take_schema(struct postgres *p, const char *mine)
{
    char sql[512], comment[80];

    snprintf(sql, sizeof(sql),
             "SELECT coalesce((SELECT coalesce(obj_description(oid,"
             " 'pg_namespace'), '-') FROM pg_namespace WHERE nspname = '%s'),"
             " '')",
             p->schema);
    if (!server_ask(&p->server, sql, comment, sizeof(comment)))
        return false;
    p->all.kept = strcmp(comment, mine) == 0;
    if (p->all.kept)
        return server_run(&p->server,
                          "TRUNCATE run, cases, findings, groups, departments");
    if (comment[0] != '\0') {
        p->server.told = strncmp(comment, OURS, strlen(OURS)) != 0;
        if (p->server.told)
            return command_refused("PostgreSQL：模式 %s 不是 pregroup 建的，"
                                   "没有动它；请换一个 --run",
                                   p->schema);
        if (!remove_old(p))
            return false;
    }
    snprintf(sql, sizeof(sql),
             "CREATE SCHEMA IF NOT EXISTS %s; COMMENT ON SCHEMA %s IS '%s'",
             p->schema, p->schema, mine);
    return server_run(&p->server, sql);
}

/* Two at a time wait for one another; for others' locks a minute. */
static bool begin_run(struct postgres *p, const struct batch_rows *rows)
{
    struct buffer definition = {0};
    char sql[512], mine[64];
    bool good;

    db_put_definition(&p->all, rows, &definition);
    good = !definition.failed;
    snprintf(mine, sizeof(mine), OURS "%016" PRIx64,
             good ? pack_hash(definition.data, definition.length, 0) : 0);
    buffer_free(&definition);
    snprintf(sql, sizeof(sql),
             "BEGIN; SET LOCAL lock_timeout = '60s';"
             " SET LOCAL search_path TO %s;"
             " SELECT pg_advisory_xact_lock(hashtext('%s'))",
             p->schema, p->schema);
    return good && server_run(&p->server, sql) && take_schema(p, mine);
}

/* The tables have as many rows as the batch. */
static bool is_whole(struct postgres *p, const struct summary *sum)
{
    const uint64_t *told = sum->all.counts;
    char wanted[64], found[64];

    snprintf(wanted, sizeof(wanted), "%" PRIu64 " %" PRIu64, summary_rows(sum),
             told[COUNT_ERRORS] + told[COUNT_WARNINGS] + told[COUNT_INFOS]);
    return server_ask(&p->server,
                      "SELECT (SELECT count(*) FROM cases) || ' ' ||"
                      " (SELECT count(*) FROM findings)",
                      found, sizeof(found)) &&
           strcmp(wanted, found) == 0;
}

bool postgres_write(const struct batch_rows *rows)
{
    static const char *const types[] = {[COLUMN_TEXT] = "text COLLATE \"C\"",
                                        [COLUMN_NUMBER] = "numeric",
                                        [COLUMN_COUNT] = "bigint",
                                        [COLUMN_AMOUNT] = "bigint",
                                        [COLUMN_SHARE] = "numeric",
                                        [COLUMN_DATE] = "text COLLATE \"C\""};
    struct postgres p = {
        .all = {types, false, run_on_server, begin_copy, put_row, end_copy}};
    bool open, good;

    if (rows->options->db == NULL)
        return true;
    name_schema(rows->options, rows->facts, p.schema);
    open = server_open(&p.server, rows->options->db);
    good = open && begin_run(&p, rows) && db_fill(&p.all, rows) &&
           is_whole(&p, rows->summary) && server_run(&p.server, "COMMIT");
    if (open && !good && !p.server.told)
        command_failed("PostgreSQL：读不了表，或内存不足");
    if (!good)
        command_failed("PostgreSQL 没有写成，原有的没有动；可加 --resume 接着"
                       "做，或不给 --db");
    else if (!rows->options->quiet)
        command_say("已写入 PostgreSQL 的模式 %s（SET search_path TO %s）\n",
                    p.schema, p.schema);
    server_close(&p.server);
    buffer_free(&p.rows);
    return good;
}

/* ---- before a long run --------------------------------------------------- */

static bool check_run(const char *db, const char *run)
{
    const size_t length = run != NULL ? strlen(run) : 0;

    if (run == NULL)
        return true;
    if (db == NULL)
        return command_refused("--run 是写入 PostgreSQL 时用的，要同时给 --db");
    return (length != 0 && length <= RUN_MAX &&
            strspn(run, "abcdefghijklmnopqrstuvwxyz0123456789_") == length) ||
           command_refused("--run %s：请用小写字母、数字和 _，至多 %d 个，如 "
                           "--run 2025_03",
                           run, RUN_MAX);
}

bool postgres_check(const char *db, const char *run)
{
    struct server s = {0};
    char sql[512], may[8] = "";
    bool good = check_run(db, run);

    if (good && db != NULL) {
        snprintf(sql, sizeof(sql),
                 "SELECT coalesce((SELECT pg_has_role(nspowner, 'USAGE') FROM"
                 " pg_namespace WHERE nspname = 'pregroup_%s'),"
                 " has_database_privilege(current_database(), 'CREATE'))",
                 run != NULL ? run : "");
        good = server_open(&s, db) && server_ask(&s, sql, may, sizeof(may));
        if (good && strcmp(may, "t") != 0)
            good = command_refused(
                "PostgreSQL：没有在这个库里建模式、或改这个模式的权限：请库的"
                "管理员执行 GRANT CREATE ON DATABASE 库名 TO 用户名，或用建"
                "这个模式的用户");
        server_close(&s);
    }
    return good;
}
