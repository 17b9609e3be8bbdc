/* when and other_dx: conditions of a row of the catalogue. */
#include "compile/expr/expression.h"
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

static uint32_t compile_cell(struct catalogue *c, uint32_t row, unsigned field,
                             struct text source)
{
    struct build *b = c->region->build;
    const struct text shown =
        field == COLUMN_WHEN ? source : catalogue_cell(c, row, field);
    struct expr_mistake mistake = {0};
    const uint32_t expr = build_condition(b, source, &mistake);

    if (expr == PACK_NONE)
        fault_add(b->faults, table_at(&c->table, row, field),
                  field == COLUMN_WHEN ? "条件的写法见 docs/expressions.md"
                                       : "应为 C00-C97, E11.2 的样子",
                  "%.*s：%s", SHOW(shown), mistake.text);
    return expr;
}

static bool is_list_mark(uint32_t ch, struct text or_marks)
{
    return codetext_is_mark(ch, or_marks) ||
           codetext_is_mark(ch, TEXT("、，；;"));
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
        expr = compile_cell(
            c, row, COLUMN_OTHER_DX,
            region_condition(c->region, c->grouping, buffer_view(&source)));
    buffer_free(&source);
    return expr;
}

#define CONDITIONS_MAX 4

/* Conditions that must all hold. */
struct conditions {
    struct text list[CONDITIONS_MAX];
    size_t count;
};

static void add_condition(struct conditions *all, struct text condition)
{
    if (!codetext_empty(condition))
        all->list[all->count++] = condition;
}

/* One that stands alone is kept as it is written. */
static void join_conditions(const struct conditions *all, struct buffer *out)
{
    if (all->count == 1)
        buffer_text(out, all->list[0]);
    for (size_t i = 0; all->count > 1 && i < all->count; i++) {
        buffer_string(out, i > 0 ? " and (" : "(");
        buffer_text(out, all->list[i]);
        buffer_char(out, ')');
    }
}

static uint32_t compile_conditions(struct catalogue *c, uint32_t row,
                                   const struct conditions *all)
{
    struct buffer source = {0};
    uint32_t expr = PACK_NONE;

    if (all->count == 0)
        return PACK_NONE;
    join_conditions(all, &source);
    if (!source.failed)
        expr = compile_cell(
            c, row, COLUMN_WHEN,
            region_condition(c->region, c->grouping, buffer_view(&source)));
    buffer_free(&source);
    return expr;
}

/* Core rows without operation. */
static bool is_conservative(const struct pack_group *group)
{
    return group->kind != KIND_COMPREHENSIVE && group->parts.count == 0 &&
           (group->flags & GROUP_TAKES_ALL) == 0;
}

/* What all rows of a table ask stands by itself where there is room for it:
 * the case is then asked once. */
void catalogue_conditions(struct catalogue *c, uint32_t row, struct text also,
                          struct pack_group *group)
{
    const struct text own = catalogue_cell(c, row, COLUMN_WHEN);
    struct conditions common = {.count = 0}, rest = {.count = 0};

    add_condition(&common, also);
    add_condition(&common, c->settings.when);
    if (is_conservative(group))
        add_condition(&common, c->settings.conservative_when);
    group->other_dx = read_other_dx(c, row);
    if (group->other_dx == PACK_NONE) {
        group->other_dx = compile_conditions(c, row, &common);
        add_condition(&rest, own);
        group->when = compile_conditions(c, row, &rest);
        return;
    }
    add_condition(&common, own);
    group->when = compile_conditions(c, row, &common);
}
