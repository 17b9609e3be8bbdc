/* <catalogue>: the table of groups, its keys and their hash table. */
#include "compile/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "compile/codetext.h"

/* ---- kind, layer, class -------------------------------------------------- */

static uint8_t read_kind(struct catalogue *c, uint32_t row)
{
    const struct text text = catalogue_cell(c, row, COLUMN_KIND);
    const int kind = group_kind_find(text);

    if (c->headings[COLUMN_KIND].column < 0)
        return c->grouping->drg ? KIND_DRG : KIND_CORE;
    if (kind >= 0)
        return (uint8_t)kind;
    if (catalogue_tell(c, text))
        catalogue_fault(c, row, COLUMN_KIND,
                        "在 region.xml 的这一列里加上 <value text=... is=...>",
                        "不知道是哪种病种类型：");
    return KIND_CORE;
}

static uint8_t read_layer(struct catalogue *c, uint32_t row, uint8_t kind)
{
    struct text name = catalogue_cell(c, row, COLUMN_LAYER);
    const unsigned field = name.length > 0 ? COLUMN_LAYER : COLUMN_KIND;

    if (name.length == 0)
        name = text_of(group_kind_name(kind));
    for (uint8_t i = 0; i < c->grouping->row.layers; i++)
        if (text_equal(c->grouping->layers[i], name))
            return i;
    if (catalogue_tell(c, name))
        fault_add(c->region->build->faults,
                  table_place(&c->table, row, c->headings[field].column),
                  "在 <grouping> 的 <layers> 里加上这一层",
                  "<layers> 里没有“%.*s”这一层", SHOW(name));
    return 0;
}

/* Class of a comprehensive row: the longest suffix its code ends in. */
static uint8_t suffix_class(struct catalogue *c, uint32_t row,
                            struct text group)
{
    const struct region_grouping *g = c->grouping;
    size_t best = 0;
    uint8_t class = CLASS_CONSERVATIVE;

    for (uint32_t i = 0; i < g->suffix_count; i++) {
        const struct text s = g->suffixes[i].text;

        if (s.length > best && s.length <= group.length &&
            text_equal(s, (struct text){group.at + group.length - s.length,
                                        s.length})) {
            best = s.length;
            class = g->suffixes[i].class;
        }
    }
    if (best == 0 && g->suffix_count > 0)
        catalogue_fault(c, row, COLUMN_GROUP,
                        "综合病种的编码应以 <suffix> 中的一个结尾；请补上 "
                        "<suffix> 或更正编码",
                        "看不出是哪类操作的综合病种：");
    return class == CLASS_INTERVENTION ? g->row.intervention : class;
}

/* ---- diagnosis ----------------------------------------------------------- */

/* Letter, two digits, and what the key's length asks for. */
static bool is_diagnosis(struct code code, unsigned length)
{
    const char letter = code_at(code, 0);

    for (unsigned i = 1; i < 3; i++)
        if (code_at(code, i) < '0' || code_at(code, i) > '9')
            return false;
    return letter >= 'A' && letter <= 'Z' &&
           (code_length(code) == 3 || code_at(code, 3) == '.') &&
           code_length(code) >= length;
}

static void read_key(struct catalogue *c, uint32_t row,
                     struct pack_group *group)
{
    const struct text text = catalogue_cell(c, row, COLUMN_DX);
    const uint8_t digits = group->kind == KIND_COMPREHENSIVE
                               ? c->grouping->row.comprehensive_key
                               : c->grouping->row.dx_key;
    const unsigned length = digits == 4 ? 5 : 3;
    struct code code;

    if (text.length == 0 && c->grouping->drg)
        return;
    if (!codetext_diagnosis(text, &code) || !is_diagnosis(code, length)) {
        catalogue_fault(c, row, COLUMN_DX,
                        length == 5
                            ? "应为 K35.8 的样子；若目录里也有三位编码，"
                              "请写 dx-key=\"own\""
                            : "应为 K35 或 K35.8 的样子",
                        "主诊断编码读不出：");
        return;
    }
    group->key = digits == 0 ? code : code_prefix(code, length);
}

/* ---- numbers ------------------------------------------------------------- */

static bool read_number(struct catalogue *c, uint32_t row, unsigned field,
                        int64_t *out)
{
    const struct text text = catalogue_cell(c, row, field);

    if (codetext_empty(text))
        return false;
    if (number_read(text, out) && *out >= 0)
        return true;
    catalogue_fault(c, row, field, "应为不小于零的数字（不带千位分隔符），或空",
                    "不是数字：");
    return false;
}

static void read_numbers(struct catalogue *c, uint32_t row,
                         struct pack_group *group)
{
    struct build *b = c->region->build;

    if (read_number(c, row, COLUMN_SCORE, &group->score))
        group->flags |= GROUP_HAS_SCORE;
    if (read_number(c, row, COLUMN_MEAN_COST, &group->mean_cost))
        group->flags |= GROUP_HAS_COST;
    if (read_number(c, row, COLUMN_MEAN_DAYS, &group->mean_days))
        group->flags |= GROUP_HAS_DAYS;
    group->factors.first = build_count(b, SECTION_FACTOR);
    group->factors.count = c->columns - COLUMN_FACTOR;
    for (unsigned i = COLUMN_FACTOR; i < c->columns; i++) {
        int64_t factor = INT64_MIN;

        read_number(c, row, i, &factor);
        build_row(b, SECTION_FACTOR, &factor);
    }
}

/* ---- conditions ---------------------------------------------------------- */

static uint32_t compile_cell(struct catalogue *c, uint32_t row, unsigned field,
                             struct text source)
{
    struct build *b = c->region->build;
    struct expr_mistake mistake = {0};
    const uint32_t expr = build_condition(b, source, &mistake);

    if (expr == PACK_NONE)
        fault_add(
            b->faults, table_place(&c->table, row, c->headings[field].column),
            field == COLUMN_WHEN ? "条件的写法见 docs/expressions.md"
                                 : "应为 C00-C97, E11.2 的样子",
            "%.*s：%s", SHOW(catalogue_cell(c, row, field)), mistake.text);
    return expr;
}

static bool is_list_mark(uint32_t ch, struct text or_marks)
{
    size_t at = 0;

    while (at < or_marks.length)
        if (text_next(or_marks, &at) == ch)
            return true;
    return ch == 0x3001 || ch == 0xff0c || ch == 0xff1b || ch == ';'; /*、，；*/
}

/* A list of codes as a condition on the other diagnoses. */
static uint32_t read_other_dx(struct catalogue *c, uint32_t row)
{
    const struct text list = catalogue_cell(c, row, COLUMN_OTHER_DX);
    struct buffer source = {0};
    uint32_t expr = PACK_NONE;
    size_t at = 0;

    if (codetext_empty(list))
        return PACK_NONE;
    buffer_string(&source, "any(diagnoses, row > 1 and code in ");
    while (at < list.length) {
        const size_t before = at;
        const uint32_t ch = text_next(list, &at);

        if (is_list_mark(ch, c->grouping->or_marks))
            buffer_char(&source, ',');
        else
            buffer_put(&source, list.at + before, at - before);
    }
    buffer_char(&source, ')');
    if (!source.failed)
        expr = compile_cell(c, row, COLUMN_OTHER_DX, buffer_view(&source));
    buffer_free(&source);
    return expr;
}

static uint32_t read_when(struct catalogue *c, uint32_t row)
{
    const struct text source = catalogue_cell(c, row, COLUMN_WHEN);

    return codetext_empty(source) ? PACK_NONE
                                  : compile_cell(c, row, COLUMN_WHEN, source);
}

/* ---- rows ---------------------------------------------------------------- */

static struct pack_text name_of(struct catalogue *c, uint32_t row)
{
    const bool own = c->headings[COLUMN_NAME].column >= 0;

    return build_text(
        c->region->build,
        catalogue_cell(c, row, own ? COLUMN_NAME : COLUMN_DX_NAME));
}

static void read_row(struct catalogue *c, uint32_t row)
{
    const struct text code = catalogue_cell(c, row, COLUMN_GROUP);
    struct pack_group group = {
        .order = row - c->table.data + 1,
        .source_row = table_place(&c->table, row, -1).line,
    };

    if (code.length == 0) {
        catalogue_fault(c, row, COLUMN_GROUP,
                        "每个病种都要有编码；合计、说明"
                        "等行请删去",
                        "病种编码是空的");
        return;
    }
    group.group = build_text(c->region->build, code);
    group.name = name_of(c, row);
    group.kind = read_kind(c, row);
    group.layer = read_layer(c, row, group.kind);
    read_key(c, row, &group);
    if (group.kind == KIND_COMPREHENSIVE)
        group.class = suffix_class(c, row, code);
    else
        catalogue_operations(c, row, &group);
    read_numbers(c, row, &group);
    group.when = read_when(c, row);
    group.other_dx = read_other_dx(c, row);
    buffer_put(&c->rows, &group, sizeof group);
}

/* ---- keys ---------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct pack_group *x = a, *y = b;
    const int order = code_compare(x->key, y->key);

    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static void set_classes(struct catalogue *c, struct pack_group *groups,
                        size_t count)
{
    const struct pack view = build_view(c->region->build);

    for (size_t i = 0; i < count; i++)
        if (groups[i].kind != KIND_COMPREHENSIVE)
            groups[i].class = catalogue_class(c, &view, &groups[i]);
}

static void add_keys(struct build *b)
{
    const uint32_t count = build_count(b, SECTION_GROUP);

    for (uint32_t i = 0; i < count;) {
        const struct pack_group *g = BUILD_ROW(b, SECTION_GROUP, pack_group, i);
        struct pack_key key = {g->key, {i, 0}};

        while (i < count &&
               code_equal(BUILD_ROW(b, SECTION_GROUP, pack_group, i)->key,
                          key.key))
            i++;
        key.groups.count = i - key.groups.first;
        build_row(b, SECTION_KEY, &key);
    }
}

static void hash_keys(struct build *b)
{
    const uint32_t count = build_count(b, SECTION_KEY);
    const struct pack_range slots = build_slots(b, SECTION_KEY_SLOT, count);

    for (uint32_t i = 0; i < count; i++)
        build_slot(b, SECTION_KEY_SLOT, slots,
                   code_hash(BUILD_ROW(b, SECTION_KEY, pack_key, i)->key), i);
}

static void finish(struct catalogue *c)
{
    struct build *b = c->region->build;
    struct pack_group *groups = (struct pack_group *)(void *)c->rows.data;
    const size_t count = c->rows.length / sizeof *groups;

    if (c->rows.failed || b->sections[SECTION_ALTERNATIVE].failed ||
        b->sections[SECTION_PART].failed)
        return;
    if (count > 0) {
        set_classes(c, groups, count);
        qsort(groups, count, sizeof *groups, by_key);
        buffer_put(&b->sections[SECTION_GROUP], groups, count * sizeof *groups);
    }
    add_keys(b);
}

/* ---- the element --------------------------------------------------------- */

/* A layer that is no kind needs a column that puts rows in it. */
static void check_layers(struct catalogue *c)
{
    if (c->headings[COLUMN_LAYER].name.length > 0)
        return;
    for (unsigned i = 0; i < c->grouping->row.layers; i++)
        if (group_kind_find(c->grouping->layers[i]) < 0)
            fault_add(
                c->region->build->faults, element_place(c->region, c->node),
                "层应为病种类型（core comprehensive primary-care tcm "
                "day-surgery bed-day drg），或用 <column field=\"layer\"> "
                "写明各行所在的层",
                "没有病种在“%.*s”这一层", SHOW(c->grouping->layers[i]));
}

static void read_table(struct catalogue *c, const char *path)
{
    struct region *r = c->region;
    const xmlNode *means = element_child(c->node, "means");
    const bool columns = catalogue_columns(c);
    const bool ready =
        table_open(r->build, path, element_attribute(r, c->node, "sheet"),
                   element_place(r, c->node), &c->table) &&
        table_head(r->build, &c->table, c->headings, c->columns) && columns;

    check_layers(c);
    for (uint32_t i = c->table.data; ready && i < table_rows(&c->table); i++)
        read_row(c, i);
    if (means != NULL)
        catalogue_means(c, means);
    if (ready)
        finish(c);
}

static bool comprehensive_ready(struct catalogue *c)
{
    const struct pack_group *groups =
        (const struct pack_group *)(const void *)c->rows.data;

    if (c->grouping->row.comprehensive_key != 0)
        return true;
    for (size_t i = 0; i < c->rows.length / sizeof *groups; i++)
        if (groups[i].kind == KIND_COMPREHENSIVE)
            return false;
    return true;
}

void region_catalogue(struct region *r, const xmlNode *node,
                      const struct region_grouping *grouping)
{
    struct catalogue c = {.region = r, .grouping = grouping, .node = node};
    char *path = element_file(r, node, "file");

    c.told = (struct words){.strings = &c.told_bytes};
    if (path != NULL && element_has(node, "file"))
        read_table(&c, path);
    if (!comprehensive_ready(&c))
        fault_add(r->build->faults, element_place(r, node),
                  "在 <grouping> 里写上 <comprehensive> 和各类的 <suffix>",
                  "目录里有综合病种，但没有写明怎样归入");
    hash_keys(r->build);
    table_close(&c.table);
    for (unsigned i = 0; i < COLUMN_FACTOR; i++)
        buffer_free(&c.values[i]);
    buffer_free(&c.rows);
    words_free(&c.told);
    buffer_free(&c.told_bytes);
    free(path);
}
