/* <codes>: the national tables a region settles by, and its gray lists. */
#include "compile/knowledge/codes.h"

#include <stdlib.h>

#include "compile/read/codetext.h"

static const char *const systems[] = {"diagnosis", "procedure", NULL};

enum column { CODE, NAME, KIND, LEVEL, SEX, AGE_FROM, AGE_TO, COLUMNS };

static const char *const columns[COLUMNS] = {
    "code", "name", "kind", "level", "sex", "age-from", "age-to"};

struct codes {
    struct region *region;
    struct pack_code_table row;
    struct buffer rows; /* struct pack_code, in the table's order */
    struct words seen;  /* keys */
    struct buffer seen_bytes;
};

/* One key may stand in several rows (+ codes with different * codes): the
 * first one holds. */
static bool is_new(struct codes *c, struct code key)
{
    char bytes[CODE_MAX];
    bool added;

    words_add(&c->seen, (struct text){bytes, code_text(key, bytes)}, &added);
    return added;
}

static void read_row(struct codes *c, const struct table *t, uint32_t row,
                     const struct heading *h)
{
    struct region *r = c->region;
    struct pack_code code = {
        .table = (uint16_t)build_count(r->build, SECTION_CODE_TABLE)};

    if (!codes_cell(r, t, row, h[CODE].column, (enum code_system)c->row.system,
                    &code.code) ||
        !is_new(c, code.code))
        return;
    code.source_row = table_place(t, row, -1).line;
    code.name = build_text(r->build, table_cell(t, row, h[NAME].column));
    code.class = codes_class(r, t, row, h[KIND].column);
    code.level = codes_level(r, t, row, h[LEVEL].column);
    code.sex = codes_sex(r, t, row, h[SEX].column);
    code.age_from = codes_age(r, t, row, h[AGE_FROM].column, false);
    code.age_to = codes_age(r, t, row, h[AGE_TO].column, true);
    buffer_put(&c->rows, &code, sizeof code);
}

static int by_code(const void *a, const void *b)
{
    return code_compare(((const struct pack_code *)a)->code,
                        ((const struct pack_code *)b)->code);
}

static void finish(struct codes *c)
{
    struct build *b = c->region->build;
    const size_t count = c->rows.length / sizeof(struct pack_code);
    const uint32_t first = build_count(b, SECTION_CODE);

    if (count > 0) {
        qsort(c->rows.data, count, sizeof(struct pack_code), by_code);
        buffer_put(&b->sections[SECTION_CODE], c->rows.data, c->rows.length);
    }
    b->sections[SECTION_CODE].failed |= c->rows.failed;
    c->row.codes = (struct pack_range){first, (uint32_t)count};
    c->row.slots = build_slots(b, SECTION_CODE_SLOT, (uint32_t)count);
    for (uint32_t i = first; i < build_count(b, SECTION_CODE); i++)
        build_slot(b, SECTION_CODE_SLOT, c->row.slots,
                   code_hash(BUILD_ROW(b, SECTION_CODE, pack_code, i)->code),
                   i);
    build_row(b, SECTION_CODE_TABLE, &c->row);
}

/* A table's element names its headings. */
static void read_table(struct codes *c, const xmlNode *node)
{
    struct region *r = c->region;
    struct heading h[COLUMNS];
    char *path = element_file(r, node, "file");
    struct table t = {0};

    for (unsigned i = 0; i < COLUMNS; i++)
        h[i] = (struct heading){element_attribute(r, node, columns[i]),
                                element_has(node, columns[i]), -1};
    if (path != NULL &&
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &t) &&
        table_head(r->build, &t, h, COLUMNS)) {
        for (uint32_t i = t.data; i < table_rows(&t); i++)
            read_row(c, &t, i, h);
        if (c->rows.length == 0 && (c->row.flags & TABLE_GRAY) == 0)
            fault_add(r->build->faults,
                      table_place(&t, t.data - 1, h[CODE].column),
                      "标题下面应有编码；请核对文件和工作表是否取对",
                      "编码表里一个编码也没有");
    }
    table_close(&t);
    free(path);
}

static void read_codes(struct region *r, const xmlNode *node, uint32_t flags)
{
    const int system = element_word(r, node, "system", systems, 0);
    struct codes c = {
        .region = r,
        .row = {.edition =
                    build_text(r->build, element_attribute(r, node, "edition")),
                .source = element_table_name(r, node),
                .system = (uint32_t)(system < 0 ? 0 : system),
                .flags = flags},
    };

    if (element_has(node, "kind"))
        c.row.flags |= TABLE_CLASSES;
    c.seen = (struct words){.strings = &c.seen_bytes};
    if (element_has(node, "file") && element_has(node, "code"))
        read_table(&c, node);
    finish(&c);
    words_free(&c.seen);
    buffer_free(&c.seen_bytes);
    buffer_free(&c.rows);
}

/* Codes of the tables that a gray list has too know it themselves: one
 * look-up tells all. */
static void mark_gray(struct build *b)
{
    const struct pack view = build_view(b);

    for (uint32_t i = 0; i < build_count(b, SECTION_CODE); i++) {
        struct pack_code *row = BUILD_ROW(b, SECTION_CODE, pack_code, i);
        const struct pack_code_table *table =
            BUILD_ROW(b, SECTION_CODE_TABLE, pack_code_table, row->table);

        row->gray = pack_code_row(&view, (enum code_system)table->system,
                                  row->code, true) != NULL;
    }
}

void region_codes(struct region *r, const xmlNode *node)
{
    for (const xmlNode *n = element_child(node, NULL); n != NULL;
         n = element_next(n, NULL)) {
        if (element_is(n, "table"))
            read_codes(r, n, 0);
        else if (element_is(n, "gray"))
            read_codes(r, n, TABLE_GRAY);
    }
    mark_gray(r->build);
    for (const xmlNode *n = element_child(node, "crosswalk"); n != NULL;
         n = element_next(n, "crosswalk"))
        region_crosswalk(r, n);
}
