/* <codes>: the national tables a region settles by, and its gray lists. */
#include "compile/knowledge/codes.h"

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
    struct table table;
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

static void read_code_row(struct codes *c, uint32_t row)
{
    struct build *b = c->region->build;
    const struct table *t = &c->table;
    struct pack_code code = {.table =
                                 (uint16_t)build_count(b, SECTION_CODE_TABLE),
                             .source_row = table_line(t, row)};

    if (!codes_cell(t, row, CODE, (enum code_system)c->row.system,
                    &code.code) ||
        !is_new(c, code.code))
        return;
    code.name = build_name(b, table_text(t, row, NAME));
    code.class = codes_class(t, row, KIND);
    code.level = codes_level(t, row, LEVEL);
    code.sex = codes_sex(t, row, SEX);
    code.age_from = codes_age(t, row, AGE_FROM, false);
    code.age_to = codes_age(t, row, AGE_TO, true);
    buffer_put(&c->rows, &code, sizeof code);
}

static void write_code_table(struct codes *c)
{
    struct build *b = c->region->build;
    const uint32_t first = build_count(b, SECTION_CODE);

    buffer_sort(&c->rows, sizeof(struct pack_code), code_order);
    buffer_put(&b->sections[SECTION_CODE], c->rows.data, c->rows.length);
    b->sections[SECTION_CODE].failed |= c->rows.failed;
    c->row.codes =
        (struct pack_range){first, BUFFER_COUNT(&c->rows, struct pack_code)};
    c->row.slots = build_code_slots(b, SECTION_CODE_SLOT, SECTION_CODE, first);
    build_row(b, SECTION_CODE_TABLE, &c->row);
}

static void read_code_table(struct codes *c, const xmlNode *node)
{
    const struct table *t = &c->table;
    struct heading headings[COLUMNS];

    if (element_table(c->region, node, columns, headings, COLUMNS, &c->table)) {
        TABLE_EACH (row, t)
            read_code_row(c, row);
        if (c->rows.length == 0 && (c->row.flags & TABLE_GRAY) == 0)
            fault_add(t->build->faults, table_at(t, t->data - 1, CODE),
                      "标题下面应有编码；请核对文件和工作表是否取对",
                      "编码表里一个编码也没有");
    }
    table_close(&c->table);
}

static void read_listing(struct region *r, const xmlNode *node, uint32_t flags)
{
    struct codes c = {
        .region = r,
        .row = {.edition =
                    build_text(r->build, element_attribute(r, node, "edition")),
                .source = element_table_name(r, node),
                .system = element_byte(r, node, "system", systems, 0),
                .flags = flags},
    };

    if (element_has(node, "kind"))
        c.row.flags |= TABLE_CLASSES;
    if (element_has(node, "code"))
        read_code_table(&c, node);
    write_code_table(&c);
    words_free(&c.seen);
    buffer_free(&c.rows);
}

/* Codes of the tables that a gray list has too know it themselves: one
 * look-up tells all. */
static void mark_gray(struct build *b)
{
    const struct pack view = build_view(b);

    BUILD_EACH (row, b, SECTION_CODE, pack_code) {
        const struct pack_code_table *table =
            BUILD_ROW(b, SECTION_CODE_TABLE, pack_code_table, row->table);

        row->gray = pack_code_row(&view, (enum code_system)table->system,
                                  row->code, true) != NULL;
    }
}

void region_codes(struct region *r, const xmlNode *node)
{
    ELEMENT_EACH (n, node, NULL) {
        if (element_is(n, "table"))
            read_listing(r, n, 0);
        else if (element_is(n, "gray"))
            read_listing(r, n, TABLE_GRAY);
    }
    mark_gray(r->build);
    ELEMENT_EACH (n, node, "crosswalk")
        region_crosswalk(r, n);
}
