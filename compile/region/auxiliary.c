/* <auxiliary>: classes of a case, and the factors groups have for them. */
#include <string.h>

#include "compile/expr/expression.h"
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"
#include "expr/instr.h"

enum column { GROUP, DIMENSION, CLASS, FACTOR, COLUMNS };

struct auxiliary {
    struct region *region;
    const struct region_grouping *grouping;
    struct words groups; /* of the catalogue */
    struct words dimensions;
    struct words classes;   /* struct class_key, by number of the class */
    struct buffer late;     /* bool of each variable: not known before a let */
    struct buffer lines;    /* struct line, of all tables */
    struct buffer suffixes; /* struct text by number of the class: what codes of
                               its rows end in; empty: nothing */
    bool suffixed;          /* some class has one */
};

struct line {
    struct pack_aux_factor factor;
    struct text group;
    struct place place;
};

/* ---- what a condition may use -------------------------------------------- */

static bool is_late(const struct auxiliary *a, uint32_t variable)
{
    return variable < a->late.length && a->late.data[variable] != 0;
}

/* True if the expression needs a let or the factor itself. */
static bool reads_late(const struct auxiliary *a, uint32_t expr)
{
    const struct pack view = build_view(a->region->build);
    const struct pack_range code =
        PACK_ROW(&view, SECTION_EXPR, pack_expr, expr)->code;

    for (uint32_t i = 0; i < code.count; i++) {
        const struct pack_instr *n =
            PACK_ROW(&view, SECTION_INSTR, pack_instr, code.first + i);

        if ((n->op == OP_CASE && n->c == CASE_AUX_FACTOR) ||
            (n->op == OP_VARIABLE && n->c < FACTOR_BASE && is_late(a, n->c)))
            return true;
    }
    return false;
}

static void note_late(struct auxiliary *a)
{
    struct build *b = a->region->build;

    for (uint32_t i = 0; i < build_count(b, SECTION_VARIABLE); i++)
        buffer_char(&a->late, 0);
    if (!a->late.failed)
        BUILD_EACH (s, b, SECTION_STEP, pack_step)
            if (s->kind == STEP_LET ||
                (s->expr != PACK_NONE && reads_late(a, s->expr)))
                a->late.data[s->variable] = 1;
}

/* ---- classes ------------------------------------------------------------- */

static uint32_t read_expr(struct auxiliary *a, const xmlNode *node,
                          const char *name, unsigned type)
{
    struct region *r = a->region;
    struct expr_mistake mistake;
    const uint32_t expr = build_expr(
        r->build, LIST_NONE, true,
        region_condition(r, a->grouping, element_attribute(r, node, name)),
        type, &mistake);

    if (expr == PACK_NONE)
        element_fault(r, node, "表达式的写法见 docs/expressions.md",
                      "<class> 的 %s 第 %u 字：%s", name,
                      (unsigned)mistake.column, mistake.text);
    else if (reads_late(a, expr))
        element_fault(r, node,
                      "只用首页项目、病种的各列和 set；let 在它之后才算",
                      "<class> 的 %s 用到了 let 或 aux_factor", name);
    return expr;
}

/* A class's two words as one: the pack keeps each word once. */
struct class_key {
    uint32_t dimension, name;
};

static struct text key_text(const struct class_key *key)
{
    return (struct text){(const char *)key, sizeof *key};
}

static uint32_t find_class(const struct auxiliary *a, struct text dimension,
                           struct text name)
{
    struct build *b = a->region->build;
    const struct class_key key = {build_text(b, dimension).at,
                                  build_text(b, name).at};

    return words_find(&a->classes, key_text(&key));
}

static void read_aux_class(struct auxiliary *a, const xmlNode *node)
{
    struct region *r = a->region;
    struct build *b = r->build;
    const struct text dimension = element_attribute(r, node, "dimension");
    const struct text name = element_attribute(r, node, "name");
    const struct text suffix = element_attribute(r, node, "suffix");
    struct pack_aux_class row = {
        .dimension = build_text(b, dimension),
        .name = build_text(b, name),
        .number = words_add(&a->dimensions, dimension, NULL),
        .factor = PACK_NONE,
    };

    row.when = read_expr(a, node, "when", VALUE_BOOLEAN);
    if (element_has(node, "factor"))
        row.factor = read_expr(a, node, "factor", VALUE_NUMBER);
    if (dimension.length == 0 || name.length == 0)
        element_fault(r, node, "dimension 写方面，name 写其中的一类",
                      "分类没有名称");
    else if (find_class(a, dimension, name) != PACK_NONE)
        element_fault(r, node, "一个方面里每一类只写一次",
                      "<class> %.*s 的 %.*s 重复", SHOW(dimension), SHOW(name));
    buffer_put(&a->suffixes, &suffix, sizeof suffix);
    a->suffixed = a->suffixed || suffix.length != 0;
    if (row.number >= DIMENSIONS_MAX)
        element_fault(r, node, "请合并", "dimension 至多 32 个");
    words_add(&a->classes,
              key_text(&(struct class_key){row.dimension.at, row.name.at}),
              NULL);
    build_row(b, SECTION_AUX_CLASS, &row);
}

/* ---- factors ------------------------------------------------------------- */

struct factors {
    struct auxiliary *aux;
    struct table table;
    struct pack_text name; /* of the table */
    bool by_suffix;        /* codes tell the class, there are no columns */
};

static void note_groups(struct auxiliary *a)
{
    const struct build *b = a->region->build;

    BUILD_EACH (g, b, SECTION_GROUP, pack_group)
        words_add(&a->groups, build_text_of(b, g->group), NULL);
}

static const char *kept(struct arena *arena, const char *name)
{
    return arena_copy(arena, (struct text){name, strlen(name) + 1}).at;
}

/* The row's place, kept beyond the table. */
static struct place kept_place(const struct factors *f, uint32_t row)
{
    struct arena *arena = &f->aux->region->arena;
    struct place p = table_place(&f->table, row, -1);

    p.file = kept(arena, p.file);
    if (p.sheet != NULL)
        p.sheet = kept(arena, p.sheet);
    return p;
}

/* Of GROUP-1 the group, and the class whose rows end in -1; PACK_NONE of a
 * group's own row. */
static uint32_t class_by_suffix(const struct auxiliary *a, struct text *code)
{
    for (uint32_t i = 0; i < BUFFER_COUNT(&a->suffixes, struct text); i++) {
        const struct text suffix = BUFFER_ROWS(&a->suffixes, struct text)[i];

        if (suffix.length == 0 || !text_ends(*code, suffix))
            continue;
        *code = text_head(*code, code->length - suffix.length);
        return i;
    }
    return PACK_NONE;
}

/* True of a row that stands in the catalogue as well: a group's own, with no
 * factor, or one that was taken for a group, which is a fault. */
static bool is_group_row(struct factors *f, uint32_t row, struct text code)
{
    const struct words *groups = &f->aux->groups;
    const bool is_group = words_find(groups, code) != PACK_NONE;

    if (is_group && class_by_suffix(f->aux, &code) != PACK_NONE &&
        words_find(groups, code) != PACK_NONE)
        table_fault(&f->table, row, GROUP,
                    "在 <catalogue> 写 auxiliary，列出这些编码的结尾",
                    "辅助目录的行被当作了病种：");
    return is_group;
}

static void read_factor_row(struct factors *f, uint32_t row)
{
    struct build *b = f->aux->region->build;
    const struct table *t = &f->table;
    char room[CODETEXT_LINE];
    struct text group = codetext_line(table_text(t, row, GROUP), room);
    struct line line = {.place = kept_place(f, row)};
    bool added;

    if (f->by_suffix && is_group_row(f, row, group))
        return;
    line.factor.source_row = line.place.line;
    line.factor.table = f->name;
    line.factor.class = f->by_suffix
                            ? class_by_suffix(f->aux, &group)
                            : find_class(f->aux, table_text(t, row, DIMENSION),
                                         table_text(t, row, CLASS));
    words_add(&f->aux->groups, group, &added);
    if (added)
        table_fault(&f->table, row, GROUP, "照抄目录里的病种编码",
                    "目录里没有这个病种：");
    if (line.factor.class == PACK_NONE && f->by_suffix)
        table_fault(&f->table, row, GROUP,
                    "编码应是病种编码加上一个 <class> 的 suffix",
                    "看不出是辅助目录的哪一类：");
    else if (line.factor.class == PACK_NONE)
        table_fault(&f->table, row, CLASS, "照抄 <class> 的 dimension 和 name",
                    "没有这一类：");
    if (!number_read(table_text(t, row, FACTOR), &line.factor.factor) ||
        line.factor.factor < 0)
        table_fault(&f->table, row, FACTOR, "应为不小于零的数字",
                    "系数读不出：");
    line.factor.group = build_text(b, group);
    line.group = arena_copy(&f->aux->region->arena, group);
    buffer_put(&f->aux->lines, &line, sizeof line);
}

static void read_factors(struct auxiliary *a, const xmlNode *node)
{
    static const char *const columns[COLUMNS] = {"group", "dimension", "class",
                                                 "factor"};
    struct factors f = {.aux = a, .name = element_table_name(a->region, node)};
    struct heading headings[COLUMNS];

    f.by_suffix =
        !element_has(node, "dimension") && !element_has(node, "class");
    if ((f.by_suffix && !a->suffixed) ||
        element_has(node, "dimension") != element_has(node, "class")) {
        element_fault(a->region, node,
                      "写 dimension 和 class 两列；编码写成“病种编码-1”的，两列"
                      "都不写，给 <class> 写 suffix=\"-1\"",
                      "<factors> 看不出各行是哪一类");
        return;
    }
    if (element_table(a->region, node, columns, headings, COLUMNS, &f.table))
        TABLE_EACH (row, &f.table)
            read_factor_row(&f, row);
    table_close(&f.table);
}

static int by_group(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const int order = text_compare(x->group, y->group);

    return order != 0 ? order : ORDER(x->factor.class, y->factor.class);
}

static void write_factors(struct auxiliary *a)
{
    const struct line *last = NULL;

    buffer_sort(&a->lines, sizeof(struct line), by_group);
    BUFFER_EACH (line, &a->lines, const struct line) {
        if (last != NULL && by_group(last, line) == 0 &&
            line->factor.class != PACK_NONE)
            fault_add(a->region->build->faults, line->place,
                      "一个病种的一类只写一行", "“%.*s”的这一类重复",
                      SHOW(line->group));
        build_row(a->region->build, SECTION_AUX_FACTOR, &line->factor);
        last = line;
    }
}

/* ---- the element --------------------------------------------------------- */

void region_auxiliary(struct region *r, const xmlNode *node,
                      struct region_grouping *g)
{
    static const char *const combines[] = {"highest", "product", NULL};
    struct auxiliary a = {.region = r, .grouping = g};

    g->row.combine =
        element_byte(r, node, "combine", combines, COMBINE_HIGHEST);
    if (!g->settled)
        element_fault(r, node, "在 <settlement> 里用 aux_factor",
                      "没有 <settlement>");
    note_groups(&a);
    note_late(&a);
    ELEMENT_EACH (n, node, "class")
        read_aux_class(&a, n);
    ELEMENT_EACH (n, node, "factors")
        read_factors(&a, n);
    write_factors(&a);
    words_free(&a.groups);
    words_free(&a.dimensions);
    words_free(&a.classes);
    buffer_free(&a.late);
    buffer_free(&a.lines);
    buffer_free(&a.suffixes);
}
