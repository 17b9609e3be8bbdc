/* <crosswalk>: pairs of codes of another edition and the region's, both ways
 * to be looked up. */
#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"

enum column { FROM, TO, COLUMNS };

struct pair {
    struct code codes[COLUMNS];
    bool target;  /* else the table leaves the other side empty */
    uint32_t row; /* in the file */
};

struct crosswalk {
    struct region *region;
    enum code_system system;
    struct buffer pairs; /* struct pair */
    struct table table;
};

static void read_code_pair(struct crosswalk *c, uint32_t row)
{
    const struct table *t = &c->table;
    struct pair p = {.row = table_line(t, row)};

    if (!codes_cell(t, row, FROM, c->system, &p.codes[FROM]))
        return;
    p.target = codes_cell(t, row, TO, c->system, &p.codes[TO]);
    buffer_put(&c->pairs, &p, sizeof p);
}

/* Pairs of one key: by the other side, then as they stand in the file. */
static int by_rest(const struct pair *x, const struct pair *y,
                   enum column other)
{
    const int order = code_compare(x->codes[other], y->codes[other]);

    return order != 0 ? order : ORDER(x->row, y->row);
}

static int by_from(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    const int order = code_compare(x->codes[FROM], y->codes[FROM]);

    return order != 0 ? order : by_rest(x, y, TO);
}

static int by_to(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    const int order = code_compare(x->codes[TO], y->codes[TO]);

    return order != 0 ? order : by_rest(x, y, FROM);
}

/* Pairs from `*at` on that have the same key: their partners, each once. */
static struct pack_range add_partners(struct build *b, const struct pair *pairs,
                                      size_t count, enum column key, size_t *at)
{
    const struct code code = pairs[*at].codes[key];
    struct pack_range range = {build_count(b, SECTION_PARTNER), 0};
    const struct code *last = NULL;

    for (; *at < count && code_equal(pairs[*at].codes[key], code); ++*at) {
        const struct code *partner = &pairs[*at].codes[key == FROM ? TO : FROM];

        if (!pairs[*at].target || (last != NULL && code_equal(*last, *partner)))
            continue;
        build_row(b, SECTION_PARTNER, partner);
        last = partner;
        range.count++;
    }
    return range;
}

/* What goes without saying: the only partner of a code that stands in the
 * region's table is the code itself. */
static bool trivial(const struct build *b, const struct pack *view,
                    enum code_system system, const struct pack_cross *row)
{
    const struct code *partner =
        BUILD_ROW(b, SECTION_PARTNER, code, row->partners.first);

    return row->partners.count == 1 && code_equal(*partner, row->code) &&
           pack_code_listed(view, system, row->code);
}

static struct pack_range add_way(struct crosswalk *c, enum column key)
{
    struct build *b = c->region->build;
    const struct pair *pairs = BUFFER_ROWS(&c->pairs, struct pair);
    const size_t count = BUFFER_COUNT(&c->pairs, struct pair);
    const uint32_t first = build_count(b, SECTION_CROSS);
    const struct pack view = build_view(b);

    buffer_sort(&c->pairs, sizeof *pairs, key == FROM ? by_from : by_to);
    for (size_t at = 0; at < count;) {
        struct pack_cross row = {.code = pairs[at].codes[key],
                                 .source_row = pairs[at].row};

        row.partners = add_partners(b, pairs, count, key, &at);
        if (row.partners.count > 0 && trivial(b, &view, c->system, &row))
            b->sections[SECTION_PARTNER].length -= sizeof(struct code);
        else if (key == FROM || row.partners.count > 0)
            build_row(b, SECTION_CROSS, &row);
    }
    return build_code_slots(b, SECTION_CROSS_SLOT, SECTION_CROSS, first);
}

static void write_crosswalk(struct crosswalk *c, const xmlNode *node)
{
    struct build *b = c->region->build;
    struct pack_crosswalk row = {
        .edition = build_text(b, element_attribute(c->region, node, "edition")),
        .source = element_table_name(c->region, node),
        .system = (uint32_t)c->system};

    row.slots[CROSS_TO_REGION] = add_way(c, FROM);
    row.slots[CROSS_FROM_REGION] = add_way(c, TO);
    b->sections[SECTION_CROSS].failed |= c->pairs.failed;
    build_row(b, SECTION_CROSSWALK, &row);
}

/* Without a table of the region's own nothing is "another" code. */
static bool has_table_of_system(const struct build *b, enum code_system system)
{
    BUILD_EACH (t, b, SECTION_CODE_TABLE, pack_code_table)
        if (t->system == (uint32_t)system && (t->flags & TABLE_GRAY) == 0)
            return true;
    return false;
}

void region_crosswalk(struct region *r, const xmlNode *node)
{
    static const char *const systems[] = {"diagnosis", "procedure", NULL};
    static const char *const columns[COLUMNS] = {"from", "to"};
    const int system = element_word(r, node, "system", systems, 0);
    struct crosswalk c = {.region = r,
                          .system = system == 1 ? SYSTEM_PROCEDURE
                                                : SYSTEM_DIAGNOSIS};
    struct heading headings[COLUMNS];

    if (system >= 0 && !has_table_of_system(r->build, c.system))
        element_fault(
            r, node,
            "请在 <codes> 里加上同一 system 的 <table>，即本地区的编码表",
            "有对照表（crosswalk），却没有它所对照的编码表");
    if (element_has(node, "from") && element_has(node, "to") &&
        element_table(r, node, columns, headings, COLUMNS, &c.table))
        TABLE_EACH (row, &c.table)
            read_code_pair(&c, row);
    table_close(&c.table);
    write_crosswalk(&c, node);
    buffer_free(&c.pairs);
}
