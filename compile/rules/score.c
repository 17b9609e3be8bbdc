/* score.csv: the items of the front-page score, what loses their points, and
 * the grades. A hospital's table takes its place. */
#include <stdlib.h>
#include <string.h>

#include "compile/expr/expression.h"
#include "compile/knowledge/knowledge.h"
#include "compile/read/element.h"
#include "compile/read/number.h"
#include "compile/read/source.h"
#include "compile/rules/rule.h"
#include "compile/rules/rules.h"
#include "pack/own-checks.h"

enum column {
    PAGE,
    SECTION,
    TOTAL,
    CLASS,
    ITEM,
    POINTS,
    WHEN,
    RULES,
    WHY,
    COLUMNS
};

struct score {
    struct build *build;
    const struct table *table;
    uint32_t row;
};

static struct text score_cell(const struct score *s, enum column c)
{
    return table_text(s->table, s->row, c);
}

static uint8_t read_choice(const struct score *s, enum column c,
                           const char *const *words, size_t count,
                           const char *right)
{
    const int n = text_index(score_cell(s, c), words, count);

    if (n < 0)
        table_fault_with(s->table, s->row, c, right, "", "读不出");
    return (uint8_t)(n < 0 ? 0 : n);
}

static int64_t read_points(const struct score *s, enum column c)
{
    int64_t n = 0;

    if (!number_read(score_cell(s, c), &n) || n < 0)
        table_fault_with(s->table, s->row, c, "应为不小于零的数字，如 0.5",
                         "分数", "读不出");
    return n;
}

static void check_rules(const struct score *s)
{
    struct text rest = score_cell(s, RULES), id;

    while ((id = element_next_word(&rest)).length > 0)
        if (rule_find(s->build, id) == PACK_NONE &&
            own_check_find(id) >= NOTE_OF_BATCH)
            fault_add(s->build->faults, table_at(s->table, s->row, RULES),
                      "写规则编号，用空格隔开，见 pregroup rules list",
                      "没有规则“%.*s”", SHOW(id));
}

static uint32_t read_score_when(const struct score *s)
{
    struct expr_mistake mistake;
    uint32_t expr;

    if (score_cell(s, WHEN).length == 0)
        return PACK_NONE;
    expr = build_expr(s->build, LIST_NONE, false, score_cell(s, WHEN),
                      VALUE_BOOLEAN, &mistake);
    if (expr == PACK_NONE)
        fault_add(s->build->faults, table_at(s->table, s->row, WHEN),
                  "条件的写法见 docs/expressions.md", "%s", mistake.text);
    return expr;
}

static void read_score_row(const struct score *s)
{
    static const char *const classes[] = {"A", "B", "C", "D", "grade"};
    static const char *const pages[] = {"", "front-page", "settlement-list", "",
                                        "tcm"};
    struct pack_score row = {
        .section = build_text(s->build, score_cell(s, SECTION)),
        .item = build_text(s->build, score_cell(s, ITEM)),
        .rules = build_text(s->build, score_cell(s, RULES)),
        .why = build_text(s->build, score_cell(s, WHY).length != 0
                                        ? score_cell(s, WHY)
                                        : TEXT("没有填写")),
        .class = read_choice(s, CLASS, classes, 5, "应为 A、B、C、D 或 grade"),
        .page = read_choice(s, PAGE, pages, 5,
                            "应为空、front-page、settlement-list 或 tcm"),
        .points = read_points(s, POINTS),
    };

    if (row.class != SCORE_GRADE)
        row.total = read_points(s, TOTAL);
    check_rules(s);
    row.when = read_score_when(s);
    build_row(s->build, SECTION_SCORE, &row);
}

void compile_score(struct build *b, const char *path, struct place from)
{
    static const char *const columns[COLUMNS] = {"page",  "section", "total",
                                                 "class", "item",    "points",
                                                 "when",  "rules",   "why?"};
    struct heading headings[COLUMNS];
    struct table t;

    table_headings(columns, headings, COLUMNS);
    if (table_open(b, path, TEXT(""), from, &t) &&
        table_head(b, &t, headings, COLUMNS))
        TABLE_EACH (row, &t)
            read_score_row(&(struct score){b, &t, row});
    table_close(&t);
}

void compile_score_of(struct build *b, const char *folder)
{
    char *path = source_path(folder, "score.csv");

    if (path != NULL && source_has(b, folder, ".csv", "score.csv"))
        compile_score(b, path, (struct place){0});
    free(path);
}
