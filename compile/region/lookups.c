/* <lookup>: tables of the settlement, by keys and bands. */
#include "compile/region/catalogue.h"
#include "compile/region/hospital.h"

#define ACROSS_MAX 16

/* What columns the table has: keys, limit, value, then those of <across>. */
enum { LIMIT = LOOKUP_KEYS_MAX, VALUE, ACROSS, HEADINGS = ACROSS + ACROSS_MAX };

struct lookup {
    struct region *region; /* of the file the element stands in */
    const xmlNode *node;
    struct pack_lookup row;
    unsigned keys_read; /* columns of keys; <across> is one more key */
    unsigned across;
    struct text across_is[ACROSS_MAX];
    struct heading headings[HEADINGS];
    struct table table;
    struct buffer lines; /* struct line */
};

struct line {
    struct pack_lookup_row row;
    struct text keys[LOOKUP_KEYS_MAX];
};

static void misfit(const struct lookup *l, const char *right, const char *wrong)
{
    element_fault(l->region, l->node, right, "<lookup name=\"%.*s\">：%s",
                  SHOW(element_attribute(l->region, l->node, "name")), wrong);
}

/* ---- attributes ---------------------------------------------------------- */

static void read_key_headings(struct lookup *l)
{
    struct text rest = element_attribute(l->region, l->node, "keys");

    for (struct text word = element_next_word(&rest); word.length > 0;
         word = element_next_word(&rest)) {
        if (l->row.keys == LOOKUP_KEYS_MAX) {
            misfit(l, "至多四个，用空格隔开；标题里的空格不写",
                   "keys 里的标题太多");
            return;
        }
        l->headings[l->row.keys++] = (struct heading){word, true, -1};
    }
    l->keys_read = l->row.keys;
}

static void read_band(struct lookup *l)
{
    static const char *const names[BAND_COUNT] = {"", "upto", "below", "from"};

    for (unsigned i = BAND_UPTO; i < BAND_COUNT; i++) {
        if (!element_has(l->node, names[i]))
            continue;
        if (l->row.band != BAND_NONE)
            misfit(l, "只写一个：upto 不超过，below 不到，from 达到",
                   "upto、below、from 写了不止一个");
        l->row.band = (uint8_t)i;
        l->headings[LIMIT] = (struct heading){
            element_attribute(l->region, l->node, names[i]), true, -1};
    }
}

static void read_across(struct lookup *l)
{
    ELEMENT_EACH (n, l->node, "across") {
        if (l->across == ACROSS_MAX || l->keys_read == LOOKUP_KEYS_MAX) {
            misfit(l, "至多十六列，连同 keys 至多四个键", "<across> 太多");
            return;
        }
        l->across_is[l->across] = element_attribute(l->region, n, "is");
        l->headings[ACROSS + l->across++] = (struct heading){
            element_attribute(l->region, n, "heading"), true, -1};
    }
    l->row.keys = (uint8_t)(l->keys_read + (l->across > 0));
}

static bool read_lookup_attributes(struct lookup *l)
{
    const bool value = element_has(l->node, "value");
    const bool fill = element_has(l->node, "fill");

    for (unsigned i = 0; i < HEADINGS; i++)
        l->headings[i].column = -1;
    read_key_headings(l);
    read_band(l);
    read_across(l);
    l->headings[VALUE] = (struct heading){
        element_attribute(l->region, l->node, "value"), true, -1};
    if (l->row.keys == 0 && l->row.band == BAND_NONE)
        misfit(l, "keys 写键的列标题，或用 upto、below、from 写分档的列",
               "没有键也没有分档");
    else if (!fill && !element_has(l->node, "file"))
        misfit(l, "有表的写 file；等通知的写 fill，说明由哪份文件公布",
               "缺少 file 或 fill");
    else if (!fill && value == (l->across > 0))
        misfit(l, "value 写数值的列标题；几列并排的每列一个 <across>",
               value ? "value 和 <across> 只能有一种" : "缺少 value");
    else
        return true;
    return false;
}

/* ---- rows ---------------------------------------------------------------- */

static struct text at_heading(const struct lookup *l, uint32_t row,
                              unsigned heading)
{
    return table_text(&l->table, row, heading);
}

/* An empty limit is none. */
static int64_t read_limit(struct lookup *l, uint32_t row)
{
    const int64_t open = l->row.band == BAND_FROM ? INT64_MIN : INT64_MAX;
    int64_t n;

    if (l->row.band == BAND_NONE || at_heading(l, row, LIMIT).length == 0)
        return open;
    if (number_read(at_heading(l, row, LIMIT), &n))
        return n;
    table_fault(&l->table, row, LIMIT, "应为数字；空着是没有界限",
                "界限读不出：");
    return open;
}

/* A row for one column of values; one without a value is left out. */
static void read_lookup_value(struct lookup *l, struct line line, uint32_t row,
                              unsigned heading)
{
    if (at_heading(l, row, heading).length == 0) {
        l->row.empty++;
        return;
    }
    if (!number_read(at_heading(l, row, heading), &line.row.value))
        table_fault(&l->table, row, heading, "应为数字；没有这一项的空着",
                    "数值读不出：");
    for (unsigned k = 0; k < l->row.keys; k++)
        if (line.keys[k].length == 0)
            l->row.wild |= (uint8_t)(1u << (l->row.keys - 1u - k));
    buffer_put(&l->lines, &line, sizeof line);
}

static bool all_empty(const struct lookup *l, uint32_t row)
{
    for (unsigned i = 0; i < HEADINGS; i++)
        if (l->headings[i].name.length > 0 && at_heading(l, row, i).length > 0)
            return false;
    return true;
}

static void read_lookup_row(struct lookup *l, uint32_t row)
{
    struct line line = {.row.source_row = table_line(&l->table, row)};

    if (all_empty(l, row))
        return;
    for (unsigned k = 0; k < l->keys_read; k++)
        line.keys[k] = at_heading(l, row, k);
    line.row.limit = read_limit(l, row);
    if (l->across == 0)
        read_lookup_value(l, line, row, VALUE);
    for (unsigned i = 0; i < l->across; i++) {
        line.keys[l->keys_read] = l->across_is[i];
        read_lookup_value(l, line, row, ACROSS + i);
    }
}

/* ---- in order ------------------------------------------------------------ */

static int by_keys(const struct line *a, const struct line *b)
{
    int order = 0;

    for (unsigned k = 0; k < LOOKUP_KEYS_MAX && order == 0; k++)
        order = text_compare(a->keys[k], b->keys[k]);
    return order;
}

static int by_all(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const int order = by_keys(x, y);

    if (order != 0)
        return order;
    return x->row.limit != y->row.limit
               ? ORDER(x->row.limit, y->row.limit)
               : ORDER(x->row.source_row, y->row.source_row);
}

static void fault_repeated(struct lookup *l, const struct line *line)
{
    fault_add(
        l->region->build->faults,
        (struct place){l->table.file, line->row.source_row, 0, l->table.sheet},
        "同样的键和界限只写一行", "与另一行重复：“%.*s”", SHOW(line->keys[0]));
}

/* How many lines from i on have the keys of line i. */
static uint32_t bands_from(const struct line *lines, size_t count, size_t i)
{
    size_t n = i + 1;

    while (n < count && by_keys(&lines[i], &lines[n]) == 0)
        n++;
    return (uint32_t)(n - i);
}

static void keep_line(struct build *b, struct line *line, uint32_t bands)
{
    line->row.bands = bands;
    for (unsigned k = 0; k < LOOKUP_KEYS_MAX; k++)
        line->row.keys[k] = build_text(b, line->keys[k]);
    build_row(b, SECTION_LOOKUP_ROW, &line->row);
}

static void write_lookup_rows(struct lookup *l)
{
    struct build *b = l->region->build;
    struct line *lines = BUFFER_ROWS(&l->lines, struct line);
    const uint32_t count = BUFFER_COUNT(&l->lines, struct line);

    l->row.rows =
        (struct pack_range){build_count(b, SECTION_LOOKUP_ROW), count};
    l->row.slots = build_slots(b, SECTION_LOOKUP_SLOT, count + 1);
    buffer_sort(&l->lines, sizeof *lines, by_all);
    for (uint32_t i = 0; i < count; i++) {
        const bool first = i == 0 || by_keys(&lines[i - 1], &lines[i]) != 0;

        if (!first && lines[i - 1].row.limit == lines[i].row.limit)
            fault_repeated(l, &lines[i]);
        if (first)
            build_slot(b, SECTION_LOOKUP_SLOT, l->row.slots,
                       pack_lookup_hash(lines[i].keys, l->row.keys),
                       l->row.rows.first + i);
        keep_line(b, &lines[i], bands_from(lines, count, i));
    }
}

/* ---- the table ----------------------------------------------------------- */

static void read_lookup_table(struct lookup *l)
{
    if (element_table(l->region, l->node, NULL, l->headings, HEADINGS,
                      &l->table))
        TABLE_EACH (row, &l->table)
            read_lookup_row(l, row);
    else if (l->table.file == NULL)
        l->row.flags |= LOOKUP_BLANK;
    write_lookup_rows(l);
    table_close(&l->table);
    buffer_free(&l->lines);
}

static void read_lookup(struct region *r, const xmlNode *node, uint8_t flags,
                        struct pack_lookup *out)
{
    struct lookup l = {.region = r, .node = node, .row.flags = flags};

    if (read_lookup_attributes(&l)) {
        if (element_has(node, "file"))
            l.row.file = element_table_name(r, node);
        l.row.fill = build_text(r->build, element_attribute(r, node, "fill"));
        if (element_has(node, "file"))
            read_lookup_table(&l);
        else
            l.row.flags |= LOOKUP_BLANK;
    }
    *out = l.row;
}

/* The hospital's table in place of the region's, which is not read: of the same
 * shape. */
static void overlay_lookup(struct region *r, const xmlNode *node,
                           const xmlNode *own, struct pack_lookup *row)
{
    struct region *h = hospital_region(r->hospital);
    struct lookup replaced = {.region = r, .node = node};

    if (!read_lookup_attributes(&replaced))
        return;
    read_lookup(h, own,
                hospital_flags(r->hospital) & STEP_SAMPLE ? LOOKUP_SAMPLE : 0,
                row);
    if (row->keys != replaced.row.keys || row->band != replaced.row.band)
        fault_add(r->build->faults, element_place(h, own),
                  "键的个数和分档的办法与地区文件的一致",
                  "<lookup name=\"%.*s\"> 与地区文件的不同",
                  SHOW(element_attribute(h, own, "name")));
}

static void add_lookup(struct region *r, const xmlNode *node)
{
    const struct text name = element_attribute(r, node, "name");
    const xmlNode *own = hospital_lookup(r->hospital, name);
    struct pack_lookup row = {.keys = 0};

    if (build_find_lookup(r->build, name) != PACK_NONE) {
        element_fault(r, node, "每张查找表用不同的名称",
                      "<lookup name=\"%.*s\"> 重复", SHOW(name));
        return;
    }
    if (own != NULL)
        overlay_lookup(r, node, own, &row);
    else
        read_lookup(r, node, 0, &row);
    build_lookup(r->build, &row, name);
}

void region_lookups(struct region *r, const xmlNode *settlement)
{
    ELEMENT_EACH (n, settlement, "lookup")
        if (element_has(n, "name"))
            add_lookup(r, n);
}
