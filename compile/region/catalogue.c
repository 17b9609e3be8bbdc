/* <catalogue>: the tables of groups, row by row. */
#include "compile/region/catalogue.h"

#include <stdio.h>

#include "compile/read/codetext.h"
#include "compile/read/expect.h"
#include "compile/read/supply.h"
#include "compile/region/drg.h"

/* ---- kind, layer, class -------------------------------------------------- */

static uint8_t read_kind(struct catalogue *c, uint32_t row)
{
    const struct text text = catalogue_cell(c, row, COLUMN_KIND);
    const int kind = group_kind_find(text);

    if (c->headings[COLUMN_KIND].column < 0)
        return c->settings.kind;
    if (kind >= 0)
        return (uint8_t)kind;
    if (catalogue_tell(c, text))
        catalogue_fault(c, row, COLUMN_KIND,
                        "在 region.xml 的这一列里加上 <value text=... is=...>",
                        "不知道是哪种病种类型：");
    return KIND_CORE;
}

/* Layer by its name; -1 if there is none. */
static int layer_of(const struct region_grouping *g, struct text name)
{
    for (uint8_t i = 0; i < g->row.layers; i++)
        if (text_equal(g->layers[i], name))
            return i;
    return -1;
}

/* The row's own layer, else its table's, else its kind. */
static uint8_t read_layer(struct catalogue *c, uint32_t row, uint8_t kind)
{
    struct text name = catalogue_cell(c, row, COLUMN_LAYER);
    const unsigned field = name.length > 0 ? COLUMN_LAYER : COLUMN_KIND;
    int layer;

    if (name.length == 0)
        name = c->settings.layer;
    if (name.length == 0)
        name = text_of(group_kind_name(kind));
    layer = layer_of(c->grouping, name);
    if (layer >= 0)
        return (uint8_t)layer;
    if (catalogue_tell(c, name))
        fault_add(c->region->build->faults, table_at(&c->table, row, field),
                  "在 <grouping> 的 <layers> 里加上这一层",
                  "<layers> 里没有“%.*s”这一层", SHOW(name));
    return 0;
}

/* Class of a comprehensive row as its column says; CLASS_COUNT where it does
 * not. */
static uint8_t told_class(struct catalogue *c, uint32_t row)
{
    const struct text word = catalogue_cell(c, row, COLUMN_CLASS);
    const int class = op_class_find(word);

    if (codetext_empty(word))
        return CLASS_COUNT;
    if (class < 0 && catalogue_tell(c, word))
        catalogue_fault(c, row, COLUMN_CLASS,
                        "在 region.xml 的这一列里加上 <value text=... is=...>",
                        "不知道是哪类操作：");
    return class == CLASS_INTERVENTION ? c->grouping->row.intervention
           : class < 0                 ? (uint8_t)CLASS_CONSERVATIVE
                                       : (uint8_t) class;
}

/* Class of a comprehensive row: the longest suffix its code ends in. */
static uint8_t suffix_class(struct catalogue *c, uint32_t row,
                            struct text group, struct text *when)
{
    const struct region_grouping *g = c->grouping;
    const uint8_t told = told_class(c, row);
    size_t best = 0;
    uint8_t class = CLASS_CONSERVATIVE;

    for (uint32_t i = 0; i < g->suffix_count; i++) {
        const struct text s = g->suffixes[i].text;

        if (s.length > best && text_ends(group, s)) {
            best = s.length;
            class = g->suffixes[i].class;
            *when = g->suffixes[i].when;
        }
    }
    if (told != CLASS_COUNT)
        return told;
    if (best == 0)
        catalogue_fault(c, row, COLUMN_GROUP,
                        "综合病种的编码应以 <suffix> 中的一个结尾；请补上 "
                        "<suffix> 或更正编码",
                        "看不出是哪类操作的综合病种：");
    return class == CLASS_INTERVENTION ? g->row.intervention : class;
}

/* ---- numbers ------------------------------------------------------------- */

static bool read_group_number(struct catalogue *c, uint32_t row, unsigned field,
                              int64_t *out)
{
    const struct text text = catalogue_cell(c, row, field);

    if (codetext_empty(text))
        return false;
    if (number_read(text, out) && *out >= 0)
        return true;
    catalogue_fault(
        c, row, field,
        "应为不小于零的数字（不带千位分隔符，单元格不是日期或百分比格式），或空",
        "不是数字：");
    return false;
}

static void read_numbers(struct catalogue *c, uint32_t row,
                         struct pack_group *group)
{
    struct build *b = c->region->build;

    if (read_group_number(c, row, COLUMN_SCORE, &group->score))
        group->flags |= GROUP_HAS_SCORE;
    if (read_group_number(c, row, COLUMN_MEAN_COST, &group->mean_cost))
        group->flags |= GROUP_HAS_COST;
    if (read_group_number(c, row, COLUMN_MEAN_DAYS, &group->mean_days))
        group->flags |= GROUP_HAS_DAYS;
    group->factors.first = build_count(b, SECTION_FACTOR);
    group->factors.count = c->columns - COLUMN_FACTOR;
    for (unsigned i = COLUMN_FACTOR; i < c->columns; i++) {
        int64_t factor = INT64_MIN;

        read_group_number(c, row, i, &factor);
        build_row(b, SECTION_FACTOR, &factor);
    }
}

/* ---- rows ---------------------------------------------------------------- */

static struct pack_text group_name_cell(struct catalogue *c, uint32_t row)
{
    const bool own = c->headings[COLUMN_NAME].column >= 0;

    return build_name(
        c->region->build,
        catalogue_cell(c, row, own ? COLUMN_NAME : COLUMN_DX_NAME));
}

/* Is the group named by a <fallback>? *apart: only beside the diagnosis that
 * the row has itself, for which it stays where it is. */
static bool find_fallback(struct catalogue *c, uint32_t row, struct text code,
                          bool *apart)
{
    const struct text own = catalogue_cell(c, row, COLUMN_DX);
    struct region_grouping *g = c->grouping;
    bool found = false;

    *apart = false;
    for (uint32_t i = 0; i < g->fallback_count; i++)
        if (text_equal(g->fallbacks[i].group, code)) {
            g->fallbacks[i].met = found = true;
            *apart = g->fallbacks[i].dx.length > 0 && !codetext_empty(own) &&
                     !text_equal(g->fallbacks[i].dx, own);
        }
    return found;
}

/* What a note in the row says of where its operations stand. */
static void read_place(struct catalogue *c, uint32_t row,
                       struct pack_group *group)
{
    const struct text word = catalogue_cell(c, row, COLUMN_OPERATION);

    if (text_equal(word, TEXT("principal")))
        group->flags |= GROUP_PRINCIPAL_OP;
    else if (text_equal(word, TEXT("any")))
        group->flags &= (uint8_t)~GROUP_PRINCIPAL_OP;
}

/* What the row itself says of the complication that its DRG asks for. */
static uint8_t read_row_severity(const struct catalogue *c, uint32_t row)
{
    return (uint8_t)(text_index(catalogue_cell(c, row, COLUMN_SEVERITY),
                                drg_level_words, DRG_LEVELS) +
                     1);
}

static struct text prefixed(struct catalogue *c, struct text code)
{
    struct buffer whole = {0};
    struct text kept;

    if (c->settings.prefix.length == 0)
        return code;
    buffer_text(&whole, c->settings.prefix);
    buffer_text(&whole, code);
    kept = arena_copy(&c->region->arena, buffer_view(&whole));
    buffer_free(&whole);
    return kept;
}

/* A row of the layer `fallback` takes every case of its diagnosis. */
static void add_row(struct catalogue *c, uint32_t row, struct text code,
                    struct pack_group group)
{
    struct text when = catalogue_anywhere(c, row);

    if (text_equal(c->grouping->layers[group.layer], TEXT("fallback")))
        group.flags |= GROUP_TAKES_ALL;
    else {
        if (group.kind == KIND_COMPREHENSIVE)
            group.class = suffix_class(c, row, code, &when);
        else
            catalogue_operations(c, row, &group);
        read_place(c, row, &group);
    }
    catalogue_conditions(c, row, when, &group);
    catalogue_diagnoses(c, row, &group);
}

static struct text code_cell(const struct catalogue *c, uint32_t row,
                             char room[CODETEXT_LINE])
{
    return codetext_line(catalogue_cell(c, row, COLUMN_GROUP), room);
}

static void read_group_row(struct catalogue *c, uint32_t row)
{
    char room[CODETEXT_LINE];
    struct text code = code_cell(c, row, room);
    struct pack_group group = {
        .order = c->first_order + row - c->table.data + 1,
        .source_row = table_line(&c->table, row),
        .table = c->number,
        .flags = c->settings.flags,
        .conservative_row = c->settings.conservative_row,
        .severity = read_row_severity(c, row),
    };
    bool fallback, apart;

    if (code.length == 0) {
        catalogue_fault(c, row, COLUMN_GROUP,
                        "每个病种都要有编码；说明"
                        "等行请删去",
                        "病种编码是空的");
        return;
    }
    code = prefixed(c, code);
    group.group = build_text(c->region->build, code);
    group.name = group_name_cell(c, row);
    group.kind = read_kind(c, row);
    group.layer = read_layer(c, row, group.kind);
    read_numbers(c, row, &group);
    fallback = find_fallback(c, row, code, &apart);
    if (!fallback || apart)
        add_row(c, row, code, group);
    if (fallback) {
        const int layer = layer_of(c->grouping, TEXT("fallback"));

        group.layer = (uint8_t)(layer < 0 ? 0 : layer);
        add_row(c, row, code, group);
    }
}

/* ---- attributes ---------------------------------------------------------- */

/* `from="G"`: the table begins in this column of the sheet. */
static void read_from(struct catalogue *c)
{
    const struct text t = element_attribute(c->region, c->node, "from");
    uint32_t column = 0;

    for (size_t i = 0; i < t.length && column < TABLE_COLUMNS; i++)
        column = t.at[i] >= 'A' && t.at[i] <= 'Z'
                     ? column * 26 + (uint32_t)(t.at[i] - 'A') + 1
                     : TABLE_COLUMNS;
    if (column == TABLE_COLUMNS ||
        (column == 0 && element_has(c->node, "from")))
        element_fault(c->region, c->node, "from 写这张表第一列的字母，如 A、G",
                      "<catalogue> 的 from=\"%.*s\" 读不出", SHOW(t));
    else if (column > 0)
        c->from = column - 1;
    c->beside = column > 0;
}

static void read_settings(struct catalogue *c)
{
    static const char *const kinds[] = {
        "core",        "comprehensive", "primary-care", "tcm",
        "day-surgery", "bed-day",       "drg",          NULL};
    static const char *const rows[] = {"no-operation", "conservative-only",
                                       "any", NULL};
    static const char *const operations[] = {"any", "principal", NULL};
    static const char *const diagnoses[] = {"principal", "any", "none", NULL};
    static const char *const related[] = {"all", "most", NULL};
    struct region *r = c->region;
    struct catalogue_settings *s = &c->settings;

    s->layer = element_attribute(r, c->node, "layer");
    s->auxiliary = element_attribute(r, c->node, "auxiliary");
    s->prefix = element_attribute(r, c->node, "group-prefix");
    s->when = element_attribute(r, c->node, "when");
    s->until = element_attribute(r, c->node, "until");
    read_from(c);
    s->kind = element_byte(r, c->node, "kind", kinds,
                           c->grouping->drg ? KIND_DRG : KIND_CORE);
    s->diagnosis =
        element_byte(r, c->node, "diagnosis", diagnoses, DIAGNOSIS_PRINCIPAL);
    s->conservative_row = element_byte(r, c->node, "conservative-row", rows,
                                       c->grouping->conservative_row);
    if (!element_has(c->node, "conservative-row"))
        s->conservative_when = c->grouping->conservative_when;
    if (element_byte(r, c->node, "operation", operations, 0) == 1)
        s->flags |= GROUP_PRINCIPAL_OP;
    if (element_byte(r, c->node, "related", related, 0) == 1)
        s->flags |= GROUP_RELATED_SOME;
}

/* ---- classes ------------------------------------------------------------- */

static void write_groups(struct catalogue *c)
{
    struct build *b = c->region->build;
    const struct pack view = build_view(b);

    if (c->rows.failed || b->sections[SECTION_ALTERNATIVE].failed ||
        b->sections[SECTION_PART].failed)
        return;
    BUFFER_EACH (group, &c->rows, struct pack_group)
        if (group->kind != KIND_COMPREHENSIVE)
            group->class = catalogue_class(c, &view, group);
    buffer_put(&b->sections[SECTION_GROUP], c->rows.data, c->rows.length);
}

/* ---- the element --------------------------------------------------------- */

/* True if a cell of the row contains what `until` says: another table begins
 * there. */
static bool ends_here(const struct catalogue *c, uint32_t row)
{
    for (int column = 0; c->settings.until.length > 0 && column < 64; column++)
        if (catalogue_contains(table_cell(&c->table, row, column),
                               c->settings.until))
            return true;
    return false;
}

/* What a row begins with that sums up the others or explains them; empty. */
static struct text closing_word(const struct catalogue *c, uint32_t row)
{
    static const char *const words[] = {"合计", "总计",   "小计",   "共计",
                                        "注：", "说明：", "备注：", "注:"};
    struct text first = {"", 0}, found = {"", 0};
    struct buffer plain = {0};

    for (int column = (int)c->from; first.length == 0 && column < 64; column++)
        first = table_cell(&c->table, row, column);
    for (size_t i = 0; i < COUNT_OF(words) && found.length == 0; i++)
        if (text_starts(catalogue_plain(text_cut(first, 64), &plain),
                        text_of(words[i])))
            found = text_of(words[i]);
    buffer_free(&plain);
    return found;
}

/* Of two tables beside each other the other one goes on. */
static bool is_beside(const struct catalogue *c, uint32_t row)
{
    for (unsigned i = 0; c->beside && i < c->columns; i++)
        if (table_text(&c->table, row, i).length > 0)
            return false;
    return c->beside;
}

static void note_codes(struct catalogue *c)
{
    char room[CODETEXT_LINE];

    TABLE_EACH (row, &c->table)
        words_add(&c->codes, code_cell(c, row, room), NULL);
}

/* True of GROUP-1 beside GROUP where `auxiliary` has -1: it is no group of its
 * own, <factors> reads it. */
static bool is_auxiliary(const struct catalogue *c, uint32_t row)
{
    char room[CODETEXT_LINE];
    const struct text code = code_cell(c, row, room);
    struct text rest = c->settings.auxiliary;

    for (struct text word = element_next_word(&rest); word.length > 0;
         word = element_next_word(&rest))
        if (text_ends(code, word) &&
            words_find(&c->codes, text_head(code, code.length - word.length)) !=
                PACK_NONE)
            return true;
    return false;
}

/* A row that is no group gets its fault and is not read. */
static bool is_no_group(struct catalogue *c, uint32_t row)
{
    const bool again = table_heads_again(&c->table, row, c->columns);
    const struct text word =
        again ? c->headings[COLUMN_GROUP].name : closing_word(c, row);
    char right[200];

    if (word.length == 0)
        return false;
    snprintf(right, sizeof right,
             "删去这一行；目录到此为止的，在 <catalogue> 写 until=\"%.*s\"",
             SHOW(word));
    fault_add(c->region->build->faults, table_place(&c->table, row, -1), right,
              again ? "标题又出现一次：“%.*s”" : "这一行不是病种，是“%.*s”",
              SHOW(word));
    return true;
}

static int by_code_place(const void *a, const void *b)
{
    return ORDER(*(const uint32_t *)a, *(const uint32_t *)b);
}

/* Groups of a kind, those of several rows once: a code's text is kept once. */
static uint32_t count_groups(const void *catalogue, struct text kind)
{
    const struct catalogue *c = catalogue;
    struct buffer codes = {0};
    uint32_t count = 0, last = PACK_NONE;

    BUFFER_EACH (group, &c->rows, const struct pack_group)
        if (kind.length == 0 || group_kind_find(kind) == group->kind)
            buffer_put(&codes, &group->group.at, sizeof group->group.at);
    buffer_sort(&codes, sizeof(uint32_t), by_code_place);
    BUFFER_EACH (at, &codes, const uint32_t) {
        count += *at != last;
        last = *at;
    }
    buffer_free(&codes);
    return count;
}

/* A city without groups of the kind may say so by a table of headings; one
 * that the region holds itself has rows. */
static void tell_empty(struct catalogue *c, uint32_t row)
{
    const bool may_be = element_has(c->node, "fill");

    (may_be ? fault_note : fault_add)(
        c->region->build->faults, table_place(&c->table, row, -1),
        may_be ? "本市没有这一类的不必改；有的请核对文件和工作表是否取对"
               : "标题下面应有病种；请核对文件和工作表是否取对",
        "目录里一个病种也没有");
}

static void read_group_table(struct catalogue *c)
{
    struct region *r = c->region;
    const xmlNode *means = element_child(c->node, "means");
    const bool columns = catalogue_columns(c);
    const bool open = element_open(r, c->node, &c->table);
    bool ready;
    uint32_t i;

    c->table.from = c->from;
    c->table.beside = c->beside;
    ready = open && table_head(r->build, &c->table, c->headings, c->columns) &&
            columns;

    if (ready && c->settings.auxiliary.length > 0)
        note_codes(c);
    for (i = c->table.data;
         ready && i < table_rows(&c->table) && !ends_here(c, i); i++)
        if (!is_beside(c, i) && !is_no_group(c, i) && !is_auxiliary(c, i))
            read_group_row(c, i);
    if (ready && i == c->table.data)
        tell_empty(c, i - 1);
    if (means != NULL)
        catalogue_means(c, means);
    if (ready) {
        expect_check(r, c->node, table_place(&c->table, c->table.data - 1, -1),
                     count_groups, c);
        write_groups(c);
    }
}

static bool comprehensive_ready(struct catalogue *c)
{
    if (c->grouping->comprehensive_key != 0)
        return true;
    BUFFER_EACH (group, &c->rows, const struct pack_group)
        if (group->kind == KIND_COMPREHENSIVE &&
            (group->flags & GROUP_TAKES_ALL) == 0)
            return false;
    return true;
}

static void read_catalogue(struct region *r, const xmlNode *node,
                           struct region_grouping *grouping, uint32_t *order)
{
    const struct pack_catalogue row = {element_table_name(r, node)};
    struct catalogue c = {.region = r,
                          .grouping = grouping,
                          .node = node,
                          .number =
                              build_row(r->build, SECTION_CATALOGUE, &row),
                          .first_order = *order};

    read_settings(&c);
    if (element_locate(r, node, &c.table))
        read_group_table(&c);
    if (!comprehensive_ready(&c))
        element_fault(r, node,
                      "在 <grouping> 里写上 <comprehensive> 和各类的 <suffix>",
                      "目录里有综合病种，但没有写明怎样归入");
    *order += table_rows(&c.table) - c.table.data;
    table_close(&c.table);
    for (unsigned i = 0; i < COLUMN_FACTOR; i++)
        buffer_free(&c.values[i]);
    buffer_free(&c.rows);
    words_free(&c.told);
    words_free(&c.codes);
}

/* ---- all of them --------------------------------------------------------- */

/* True if some table puts rows in a layer that is no kind. */
static bool layer_used(struct region *r, const xmlNode *root, struct text layer,
                       const struct region_grouping *g)
{
    if (group_kind_find(layer) >= 0 ||
        (g->fallback_count > 0 && text_equal(layer, TEXT("fallback"))))
        return true;
    ELEMENT_EACH (n, root, "catalogue") {
        if (text_equal(element_attribute(r, n, "layer"), layer))
            return true;
        ELEMENT_EACH (c, n, "column")
            if (text_equal(element_attribute(r, c, "field"), TEXT("layer")))
                return true;
    }
    return false;
}

static void check_layers(struct region *r, const xmlNode *root,
                         const struct region_grouping *g)
{
    for (unsigned i = 0; i < g->row.layers; i++)
        if (!layer_used(r, root, g->layers[i], g))
            fault_add(r->build->faults,
                      element_place(r, element_child(root, "catalogue")),
                      "层应为病种类型（core comprehensive primary-care tcm "
                      "day-surgery bed-day drg），或用 <catalogue layer=...>、"
                      "<column field=\"layer\"> 写明各行所在的层",
                      "没有病种在“%.*s”这一层", SHOW(g->layers[i]));
}

static void check_fallbacks(struct region *r, const struct region_grouping *g)
{
    for (uint32_t i = 0; i < g->fallback_count; i++) {
        if (!g->fallbacks[i].met && !supply_lacks(r))
            element_fault(
                r, g->fallbacks[i].node, "group 应为目录里的一个病种编码",
                "目录里没有兜底病种“%.*s”", SHOW(g->fallbacks[i].group));
        if (layer_of(g, TEXT("fallback")) < 0)
            element_fault(r, g->fallbacks[i].node,
                          "在 <layers> 的最后写上 fallback",
                          "有 <fallback>，但没有 fallback 这一层");
    }
}

void region_catalogues(struct region *r, const xmlNode *root,
                       struct region_grouping *grouping)
{
    const xmlNode *first = element_child(root, "catalogue");
    uint32_t order = 0;

    for (const xmlNode *n = first; n != NULL; n = element_next(n, "catalogue"))
        catalogue_factors(r, n);
    for (const xmlNode *n = first; n != NULL; n = element_next(n, "catalogue"))
        read_catalogue(r, n, grouping, &order);
    if (first != NULL)
        check_layers(r, root, grouping);
    if (first != NULL && build_count(r->build, SECTION_GROUP) == 0 &&
        r->build->faults->count == 0 && !supply_lacks(r))
        element_fault(r, first, "请核对各个目录的文件和工作表是否取对",
                      "各个目录里一个病种也没有");
    check_fallbacks(r, grouping);
    catalogue_keys(r->build, &grouping->row);
}
