/* What the tables are to each other: means of a catalogue's groups, gray
 * codes of a table of codes, which side of a crosswalk is our own. */
#include "common/put.h"
#include "start/rows.h"
#include "start/words.h"

/* The words of a column, case folded; freed by words_free. */
static struct words words_of_column(struct start_table *t, int column)
{
    struct words words = {.fold = true};
    char room[CELL_PLAIN];

    TABLE_ROW_EACH(row, t)
    words_add(&words, cell_plain(start_at(t, row, column), room), NULL);
    t->failed = t->failed || words.failed;
    return words;
}

/* Rows of a column whose word is among them. */
static uint32_t known_among(const struct start_table *t, int column,
                            const struct words *words)
{
    char room[CELL_PLAIN];
    uint32_t known = 0;

    TABLE_ROW_EACH(row, t)
    {
        const struct text cell = cell_plain(start_at(t, row, column), room);

        known += cell.length > 0 && words_find(words, cell) != PACK_NONE;
    }
    return known;
}

/* ---- means --------------------------------------------------------------- */

/* The column with most of the catalogue's groups becomes the group's; true if
 * that is most of them, and there is a mean. */
static bool has_groups(struct start_table *t, struct start_table *main)
{
    struct words groups =
        words_of_column(main, start_column_of(main, AS_GROUP)->place);
    struct start_column *best = NULL;
    uint32_t most = 0;

    COLUMN_EACH (c, t) {
        const uint32_t known = known_among(t, c->place, &groups);

        if (known > most) {
            most = known;
            best = c;
        }
    }
    words_free(&groups);
    if (best == NULL || most * 2 < start_rows(main) || most * 3 < start_rows(t))
        return false;
    COLUMN_EACH (c, t)
        if (c->role == AS_GROUP)
            c->role = AS_NONE;
    best->role = AS_GROUP;
    t->known = most;
    return true;
}

/* Of two tables with the same groups the one people see is the catalogue, then
 * the one that tells more. */
static unsigned worth(const struct start_table *t)
{
    unsigned roles = 0;

    COLUMN_EACH (c, t)
        roles += c->role != AS_NONE && c->role != AS_FACTOR;
    return roles + (t->sheet->hidden ? 0 : 100) +
           (start_column_of(t, AS_DX) != NULL ? 10 : 0);
}

static void join_means(struct start *s)
{
    BUFFER_EACH (main, &s->tables, struct start_table)
        BUFFER_EACH (t, &s->tables, struct start_table) {
            if (t == main || main->what != IS_CATALOGUE ||
                (t->what == IS_CATALOGUE && worth(t) >= worth(main)) ||
                t->what == IS_MEANS || !has_groups(t, main))
                continue;
            t->what = start_column_of(t, AS_MEAN_COST) != NULL &&
                              start_column_of(main, AS_MEAN_COST) == NULL
                          ? IS_MEANS
                          : IS_UNUSED;
        }
}

/* ---- codes --------------------------------------------------------------- */

static bool is_called_gray(const struct start_table *t)
{
    bool gray = cell_says(t->sheet->name, "灰 gray grey") ||
                cell_says(text_of(t->sheet->path), "灰 gray grey");

    COLUMN_EACH (c, t)
        gray = gray || cell_says(c->heading, "灰码 gray");
    return gray;
}

static void find_gray(struct start *s)
{
    BUFFER_EACH (t, &s->tables, struct start_table)
        if (t->what == IS_CODES && is_called_gray(t))
            t->what = IS_GRAY;
}

/* The region's own table of a system: the largest; the others of it are gray
 * codes if they say so, else not used. */
static struct start_table *own_codes(struct start *s, const char *system)
{
    struct start_table *own = NULL;

    BUFFER_EACH (t, &s->tables, struct start_table) {
        if (t->what != IS_CODES || strcmp(t->system, system) != 0)
            continue;
        if (own == NULL || start_rows(t) > start_rows(own)) {
            if (own != NULL)
                own->what = IS_UNUSED;
            own = t;
        } else {
            t->what = IS_UNUSED;
        }
    }
    return own;
}

/* A crosswalk leads to the column whose codes the own table has more of. */
static void turn_crosswalk(struct start_table *walk, struct start_table *own)
{
    struct words codes = words_of_column(own, own->code);
    const uint32_t from = known_among(walk, walk->code, &codes);
    const uint32_t to = known_among(walk, walk->other, &codes);
    const int code = walk->code;

    walk->known = from > to ? from : to;
    if (from > to) {
        walk->code = walk->other;
        walk->other = code;
    }
    words_free(&codes);
}

static void join_codes(struct start *s)
{
    static const char *const systems[] = {"diagnosis", "procedure"};

    find_gray(s);
    for (size_t i = 0; i < COUNT_OF(systems); i++) {
        struct start_table *own = own_codes(s, systems[i]);

        BUFFER_EACH (t, &s->tables, struct start_table) {
            if (t->what != IS_CROSSWALK || strcmp(t->system, systems[i]) != 0)
                continue;
            if (own == NULL)
                t->what = IS_UNUSED;
            else
                turn_crosswalk(t, own);
        }
    }
}

/* ---- what is missing ----------------------------------------------------- */

static bool is_drg_table(const struct start_table *t)
{
    uint32_t most = 0;

    COLUMN_EACH (c, t) {
        uint32_t drgs = 0;

        TABLE_ROW_EACH(row, t)
        drgs += cell_is_drg(start_at(t, row, c->place));
        most = drgs > most ? drgs : most;
    }
    return most > 0 && most * 10 >= start_rows(t) * 8;
}

static void put_lacking(const struct start_table *t, struct buffer *out)
{
    const bool group = start_column_of(t, AS_GROUP) != NULL;
    const bool score = start_column_of(t, AS_SCORE) != NULL;

    put_sheet_name(t, out);
    put(out, "：");
    if (t->what >= IS_CODES) {
        put(out, "是编码表，不是病种目录\n");
        return;
    }
    if (is_drg_table(t)) {
        put(out, "是 DRG 分组的目录。DRG 还要 MDC、ADRG "
                 "的规则和编码清单、并发症表才能分组，"
                 "写法见 docs/drg.md，请先备齐这些表\n");
        return;
    }
    put(out, "作目录还缺", group ? "" : "病种编码、",
        start_column_of(t, AS_DX) != NULL ? "" : "主要诊断编码、",
        score ? "" : "分值（没有分值不能结算）、");
    if (text_ends(buffer_view(out), TEXT("、")))
        out->length -= strlen("、");
    put(out, "；看出的列：");
    COLUMN_EACH (c, t)
        if (c->role != AS_NONE)
            put(out, words_title(c->role), "“", c->heading, "” ");
    put(out, "\n");
}

bool start_together(struct start *s, struct buffer *why)
{
    bool found = false;

    BUFFER_EACH (t, &s->tables, struct start_table)
        if (t->what == IS_CATALOGUE && is_drg_table(t))
            t->what = IS_UNUSED;
    join_means(s);
    join_codes(s);
    BUFFER_EACH (t, &s->tables, struct start_table)
        found = found || t->what == IS_CATALOGUE;
    if (found)
        return true;
    put(why, "给出的表里没有能用的病种目录：\n");
    BUFFER_EACH (t, &s->tables, struct start_table)
        put_lacking(t, why);
    BUFFER_EACH (sheet, &s->sheets, struct start_sheet *)
        if (table_rows(&(*sheet)->table) == 0)
            put(why, (*sheet)->path, "：表是空的\n");
    if (BUFFER_COUNT(&s->tables, struct start_table) == 0)
        put(why,
            "没有找到标题行；标题应有病种编码、诊断、手术、分值这样的字\n");
    return false;
}
