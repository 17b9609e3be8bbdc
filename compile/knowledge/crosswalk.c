/* <crosswalk>: pairs of codes of another edition and the region's, both ways
 * to be looked up. */
#include <stdlib.h>

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
};

static void read_row(struct crosswalk *c, const struct table *t, uint32_t row,
                     const struct heading *h)
{
    struct pair p = {.row = table_place(t, row, -1).line};

    if (!codes_cell(c->region, t, row, h[FROM].column, c->system,
                    &p.codes[FROM]))
        return;
    p.target =
        codes_cell(c->region, t, row, h[TO].column, c->system, &p.codes[TO]);
    buffer_put(&c->pairs, &p, sizeof p);
}

/* Pairs of one key: by the other side, then as they stand in the file. */
static int by_rest(const struct pair *x, const struct pair *y,
                   enum column other)
{
    const int order = code_compare(x->codes[other], y->codes[other]);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
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
static bool plain(const struct build *b, const struct pack *view,
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
    struct pair *pairs = (struct pair *)(void *)c->pairs.data;
    const size_t count = c->pairs.length / sizeof *pairs;
    const uint32_t first = build_count(b, SECTION_CROSS);
    const struct pack view = build_view(b);
    struct pack_range slots;

    if (count > 0)
        qsort(pairs, count, sizeof *pairs, key == FROM ? by_from : by_to);
    for (size_t at = 0; at < count;) {
        struct pack_cross row = {.code = pairs[at].codes[key],
                                 .source_row = pairs[at].row};

        row.partners = add_partners(b, pairs, count, key, &at);
        if (row.partners.count > 0 && plain(b, &view, c->system, &row))
            b->sections[SECTION_PARTNER].length -= sizeof(struct code);
        else if (key == FROM || row.partners.count > 0)
            build_row(b, SECTION_CROSS, &row);
    }
    slots = build_slots(b, SECTION_CROSS_SLOT,
                        build_count(b, SECTION_CROSS) - first);
    for (uint32_t i = first; i < build_count(b, SECTION_CROSS); i++)
        build_slot(b, SECTION_CROSS_SLOT, slots,
                   code_hash(BUILD_ROW(b, SECTION_CROSS, pack_cross, i)->code),
                   i);
    return slots;
}

static void finish(struct crosswalk *c, const xmlNode *node)
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

static void read_table(struct crosswalk *c, const xmlNode *node)
{
    struct region *r = c->region;
    struct heading h[COLUMNS] = {{element_attribute(r, node, "from"), true, -1},
                                 {element_attribute(r, node, "to"), true, -1}};
    char *path = element_file(r, node, "file");
    struct table t = {0};

    if (path != NULL && element_has(node, "file") && h[FROM].name.length > 0 &&
        h[TO].name.length > 0 &&
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &t) &&
        table_head(r->build, &t, h, COLUMNS))
        for (uint32_t i = t.data; i < table_rows(&t); i++)
            read_row(c, &t, i, h);
    table_close(&t);
    free(path);
}

/* Without a table of the region's own nothing is "another" code. */
static bool has_table(const struct build *b, enum code_system system)
{
    for (uint32_t i = 0; i < build_count(b, SECTION_CODE_TABLE); i++) {
        const struct pack_code_table *t =
            BUILD_ROW(b, SECTION_CODE_TABLE, pack_code_table, i);

        if (t->system == (uint32_t)system && (t->flags & TABLE_GRAY) == 0)
            return true;
    }
    return false;
}

void region_crosswalk(struct region *r, const xmlNode *node)
{
    static const char *const systems[] = {"diagnosis", "procedure", NULL};
    const int system = element_word(r, node, "system", systems, 0);
    struct crosswalk c = {.region = r,
                          .system = system == 1 ? SYSTEM_PROCEDURE
                                                : SYSTEM_DIAGNOSIS};

    if (system >= 0 && !has_table(r->build, c.system))
        fault_add(r->build->faults, element_place(r, node),
                  "请在 <codes> 里加上同一 system 的 <table>，即本地区的编码表",
                  "有对照表（crosswalk），却没有它所对照的编码表");
    read_table(&c, node);
    finish(&c, node);
    buffer_free(&c.pairs);
}
