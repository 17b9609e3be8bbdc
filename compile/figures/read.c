#include "compile/figures/figures.h"

#include <stdlib.h>
#include <string.h>

#include "compile/expr/expression.h"
#include "expr/instr.h"

static void amiss(struct figures *f, const xmlNode *node, struct text name,
                  const char *right, const char *wrong)
{
    element_fault(f->region, node, right, "<%s name=\"%.*s\">：%s",
                  (const char *)node->name, SHOW(name), wrong);
}

static struct text attribute(const struct figures *f, const xmlNode *node,
                             const char *name)
{
    return element_attribute(f->region, node, name);
}

/* ---- levels -------------------------------------------------------------- */

unsigned figures_level(const struct figures *f, struct text name)
{
    unsigned i = 0;

    while (i < f->level_count && !text_equal(f->levels[i].name, name))
        i++;
    return i < f->level_count ? i : LEVELS_MAX;
}

bool figures_sees(const struct figures *f, unsigned from, unsigned what)
{
    if (from == LEVEL_ROWS || what == LEVEL_ROWS)
        return from == LEVEL_ROWS;
    return (f->levels[what].columns & ~f->levels[from].columns) == 0;
}

static void add_level(struct figures *f, const char *name)
{
    f->levels[f->level_count++] =
        (struct level){.name = text_of(name), .shown = PACK_NONE};
}

/* Number of a column of texts by its name, PACK_NONE if it is none. */
static uint32_t text_column(const struct figures *f, struct text name)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (f->list[i].kind == FIGURE_COLUMN && f->list[i].text &&
            text_equal(f->list[i].name, name))
            return i;
    return PACK_NONE;
}

static void read_level_keys(struct figures *f, const xmlNode *node,
                            struct level *level)
{
    struct text rest = attribute(f, node, "keys");

    for (struct text word = element_next_word(&rest); word.length > 0;
         word = element_next_word(&rest)) {
        const uint32_t column = text_column(f, word);

        if (column == PACK_NONE || level->key_count == LOOKUP_KEYS_MAX) {
            amiss(f, node, level->name,
                  "keys 写前面文字列（type=\"text\"）的名称，至多四个",
                  "键不是文字列，或太多");
            return;
        }
        level->keys[level->key_count++] = column;
        level->columns |= (uint32_t)1 << f->list[column].bit;
    }
}

static void read_by(struct figures *f, const xmlNode *node)
{
    const struct text shown = attribute(f, node, "shown");
    struct level level = {.name = attribute(f, node, "name"),
                          .shown = text_column(f, shown)};

    if (f->level_count == LEVELS_MAX ||
        figures_level(f, level.name) != LEVELS_MAX) {
        amiss(f, node, level.name,
              "每个 <by> 用新的名称，至多八个；rows、all 是现成的",
              "名称重复或太多");
        return;
    }
    if (shown.length != 0 && level.shown == PACK_NONE)
        amiss(f, node, level.name,
              "shown 写前面一个文字列（type=\"text\"）的名称",
              "shown 不是文字列");
    read_level_keys(f, node, &level);
    f->levels[f->level_count++] = level;
}

/* ---- figures ------------------------------------------------------------- */

struct figure *figures_add(struct figures *f, const xmlNode *node,
                           struct figure figure, unsigned type)
{
    struct level *level = &f->levels[figure.level];

    if (figure.name.length == 0)
        return NULL;
    if (f->count == FIGURES_MAX ||
        build_find_variable(&f->build, figure.name) != PACK_NONE) {
        amiss(f, node, figure.name, "每个数用新的名称，至多 256 个",
              "名称重复或太多");
        return NULL;
    }
    if (figure.kind == FIGURE_AGGREGATE && figure.over == LEVEL_ROWS)
        figure.slot = level->sums++;
    else
        figure.slot = level->slots++;
    build_variable(&f->build, figure.name, type);
    f->list[f->count] = figure;
    return &f->list[f->count++];
}

static void read_figure_column(struct figures *f, const xmlNode *node)
{
    static const char *const types[] = {"number", "text", NULL};
    const bool text = element_word(f->region, node, "type", types, 0) == 1;
    struct figure column = {.name = attribute(f, node, "name"),
                            .label = attribute(f, node, "heading"),
                            .kind = FIGURE_COLUMN,
                            .level = LEVEL_ROWS,
                            .text = text,
                            .bit = f->columns};

    if (f->columns == 32) {
        amiss(f, node, column.name, "至多 32 列", "<column> 太多");
        return;
    }
    if (figures_add(f, node, column, text ? VALUE_TEXT : VALUE_NUMBER) == NULL)
        return;
    f->also[f->columns] = attribute(f, node, "also");
    f->headings[f->columns++] =
        (struct heading){column.label, !element_has(node, "optional"), -1};
}

/* A figure has one value there; a column has it for its keys. */
static bool can_read(const struct figures *f, unsigned level, uint32_t figure)
{
    const struct figure *g = &f->list[figure];

    return figures_sees(f, level, g->level) ||
           (g->kind == FIGURE_COLUMN &&
            (f->levels[level].columns >> g->bit & 1) != 0);
}

/* What an expression may not read: other levels, names of a settlement. */
static bool check_reads(struct figures *f, const xmlNode *node,
                        struct text name, unsigned level, uint32_t expr)
{
    const struct pack view = build_view(&f->build);
    const struct pack_range code =
        PACK_ROW(&view, SECTION_EXPR, pack_expr, expr)->code;

    for (uint32_t n = 0; n < code.count; n++) {
        const struct pack_instr *i =
            PACK_ROW(&view, SECTION_INSTR, pack_instr, code.first + n);

        if (i->op == OP_VARIABLE && can_read(f, level, i->c))
            continue;
        if (i->op != OP_VARIABLE && i->op != OP_CASE)
            continue;
        amiss(f, node, name, "写成 sum(层, 数)、mean(层, 数) 等汇总，或换一层",
              i->op == OP_CASE ? "用了没有定义的列" : "用了这一层看不到的数");
        return false;
    }
    return true;
}

uint32_t figures_expr(struct figures *f, const xmlNode *node, struct text name,
                      struct text source, unsigned level, unsigned type)
{
    struct expr_mistake mistake;
    const uint32_t expr =
        build_expr(&f->build, LIST_NONE, true, source, type, &mistake);

    if (expr == PACK_NONE)
        amiss(f, node, name, "写法见 docs/figures.md", mistake.text);
    else if (!check_reads(f, node, name, level, expr))
        return PACK_NONE;
    return expr;
}

static int8_t read_figure_round(struct figures *f, const xmlNode *node,
                                struct text name)
{
    const struct text t = attribute(f, node, "round");

    if (!element_has(node, "round"))
        return -1;
    if (t.length == 1 && t.at[0] >= '0' && t.at[0] <= '9')
        return (int8_t)(t.at[0] - '0');
    amiss(f, node, name, "round 写 0 至 9", "小数位数读不出");
    return -1;
}

static void read_let(struct figures *f, const xmlNode *node)
{
    const struct text of = attribute(f, node, "of");
    const unsigned level = of.length == 0 ? LEVEL_ALL : figures_level(f, of);
    struct figure let = {.name = attribute(f, node, "name"),
                         .label = attribute(f, node, "label"),
                         .kind = FIGURE_LET,
                         .level = (uint8_t)level,
                         .condition = PACK_NONE};
    struct buffer source = {0};
    struct build *b = &f->build;

    if (level == LEVELS_MAX) {
        amiss(f, node, let.name, "of 写 rows、all 或前面 <by> 的名称",
              "没有这一层");
        return;
    }
    let.round = read_figure_round(f, node, let.name);
    if (figures_aggregates(f, node, let.name, attribute(f, node, "value"),
                           level, &source)) {
        let.expr = figures_expr(f, node, let.name, buffer_view(&source), level,
                                VALUE_TYPES);
        if (let.expr != PACK_NONE)
            figures_add(f, node, let,
                        BUILD_ROW(b, SECTION_EXPR, pack_expr, let.expr)->type);
    }
    buffer_free(&source);
}

/* The value that the command line gives to a set. */
static void take_told_number(const struct figures *f, struct figure *set)
{
    for (unsigned i = 0; i < f->told_count; i++) {
        if (!text_equal(f->told[i].name, set->name))
            continue;
        set->number = f->told[i].number;
        set->given = f->told[i].used = true;
    }
    if (set->given)
        set->fill = TEXT("");
}

static void read_figure_set(struct figures *f, const xmlNode *node)
{
    struct figure set = {.name = attribute(f, node, "name"),
                         .label = attribute(f, node, "label"),
                         .fill = attribute(f, node, "fill"),
                         .kind = FIGURE_SET,
                         .level = LEVEL_ALL,
                         .round = -1,
                         .expr = PACK_NONE,
                         .condition = PACK_NONE};

    if (element_has(node, "value") == element_has(node, "fill")) {
        amiss(f, node, set.name, "有数的写 value，等通知的写 fill",
              "value 和 fill 要有一个，只能有一个");
        return;
    }
    if (element_has(node, "value"))
        set.expr = figures_expr(f, node, set.name, attribute(f, node, "value"),
                                LEVEL_ALL, VALUE_NUMBER);
    take_told_number(f, &set);
    figures_add(f, node, set, VALUE_NUMBER);
}

/* ---- the element --------------------------------------------------------- */

bool figures_open(struct figures *f, struct region *region, const xmlNode *node,
                  struct told *told, unsigned told_count)
{
    const size_t faults = region->build->faults->count;

    memset(f, 0, sizeof *f);
    f->region = region;
    f->node = node;
    f->told = told;
    f->told_count = told_count;
    f->name = element_attribute(region, node, "name");
    f->label = element_attribute(region, node, "label");
    add_level(f, "rows");
    add_level(f, "all");
    if (!build_open(&f->build, region->build->faults) ||
        !element_check(region, node, &figures_grammar))
        return false;
    ELEMENT_EACH (n, node, NULL) {
        if (element_is(n, "column"))
            read_figure_column(f, n);
        else if (element_is(n, "by"))
            read_by(f, n);
        else if (element_is(n, "set"))
            read_figure_set(f, n);
        else if (element_is(n, "let"))
            read_let(f, n);
    }
    return region->build->faults->count == faults;
}

void figures_close(struct figures *f)
{
    build_close(&f->build);
}

void region_figures(struct region *r, const xmlNode *node)
{
    struct figures *f = malloc(sizeof *f);

    if (f == NULL)
        return;
    figures_open(f, r, node, NULL, 0);
    figures_close(f);
    free(f);
}
