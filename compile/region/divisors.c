/* Columns of the catalogue that a step divides by: a row whose cell is empty
 * or zero would leave its cases without payment. */
#include "compile/region/region.h"
#include "expr/expr.h"
#include "expr/instr.h"

/* Rows named one by one; the others are counted. */
#define ROWS_NAMED 5

struct divisor {
    struct region *region;
    const struct build *build;
    const xmlNode *node; /* the settlement */
    const struct pack_step *step;
    struct pack_instr column; /* what reads the cell */
};

static const char *column_words(const struct divisor *d)
{
    if (d->column.op == OP_VARIABLE)
        return "系数";
    return d->column.c == CASE_SCORE       ? "分值"
           : d->column.c == CASE_MEAN_DAYS ? "平均住院日"
                                           : "次均费用";
}

/* Reads a number of the chosen row. */
static bool is_column(const struct pack_instr *i)
{
    if (i->op == OP_VARIABLE)
        return i->c >= FACTOR_BASE;
    return i->op == OP_CASE && (i->c == CASE_SCORE || i->c == CASE_MEAN_COST ||
                                i->c == CASE_MEAN_DAYS);
}

/* The expression asks about the cell before it divides: given(), missing() or
 * a comparison with a number. */
static bool asked_before_division(const struct pack_instr *code, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (code[i].op != code[n].op || code[i].c != code[n].c)
            continue;
        if (code[i + 1].op == OP_GIVEN || code[i + 1].op == OP_MISSING ||
            (code[i + 1].op == OP_NUMBER && code[i + 2].op == OP_COMPARE))
            return true;
    }
    return false;
}

/* ---- rows ---------------------------------------------------------------- */

/* The cell of a row in millionths; false if it is empty. */
static bool read_divisor_cell(const struct divisor *d,
                              const struct pack_group *g, int64_t *out)
{
    switch (d->column.op == OP_CASE ? d->column.c : CASE_VALUES) {
    case CASE_SCORE:
        *out = g->score;
        return g->flags & GROUP_HAS_SCORE;
    case CASE_MEAN_COST:
        *out = g->mean_cost;
        return g->flags & GROUP_HAS_COST;
    case CASE_MEAN_DAYS:
        *out = g->mean_days;
        return g->flags & GROUP_HAS_DAYS;
    default:
        *out =
            BUFFER_ROWS(&d->build->sections[SECTION_FACTOR],
                        int64_t)[g->factors.first + d->column.c - FACTOR_BASE];
        return *out != INT64_MIN;
    }
}

static struct text name_of_step(const struct divisor *d)
{
    return build_text_of(d->build, BUILD_ROW(d->build, SECTION_VARIABLE,
                                             pack_variable, d->step->variable)
                                       ->name);
}

static void fault_row(const struct divisor *d, const struct pack_group *g,
                      bool given)
{
    const struct pack_catalogue *table =
        BUILD_ROW(d->build, SECTION_CATALOGUE, pack_catalogue, g->table);

    element_fault(
        d->region, d->node,
        "补上这一格，或在公式里先问，如 if(given(mean_cost), …, …)",
        "%.*s 以%s为除数，目录“%.*s”第 %u 行 %.*s 的这一格%s",
        SHOW(name_of_step(d)), column_words(d),
        SHOW(build_text_of(d->build, table->name)), (unsigned)g->source_row,
        SHOW(build_text_of(d->build, g->group)), given ? "是零" : "是空的");
}

static void check_divisor_rows(const struct divisor *d)
{
    uint32_t bad = 0;

    BUILD_EACH (g, d->build, SECTION_GROUP, pack_group) {
        int64_t n = 0;
        const bool given = read_divisor_cell(d, g, &n);

        if (given && n != 0)
            continue;
        if (bad++ < ROWS_NAMED)
            fault_row(d, g, given);
    }
    if (bad > ROWS_NAMED)
        element_fault(d->region, d->node, "同上",
                      "以%s为除数的还有 %u 行是零或空的", column_words(d),
                      (unsigned)(bad - ROWS_NAMED));
}

/* ---- look-ups ------------------------------------------------------------ */

static bool is_lookup(const struct pack_instr *i)
{
    return i->op >= OP_LOOKUP_0 && i->op <= OP_LOOKUP_5;
}

static void check_divisor_lookup(const struct divisor *d, uint32_t lookup)
{
    const struct pack_lookup *l =
        BUILD_ROW(d->build, SECTION_LOOKUP, pack_lookup, lookup);
    const struct pack_lookup_row *rows =
        BUILD_ROW(d->build, SECTION_LOOKUP_ROW, pack_lookup_row, 0);

    for (uint32_t i = 0; i < l->rows.count; i++)
        if (rows[l->rows.first + i].value == 0)
            element_fault(d->region, d->node, "改成不为零的数",
                          "%.*s 以查找表“%.*s”的数为除数，表的第 %u 行是零",
                          SHOW(name_of_step(d)),
                          SHOW(build_text_of(d->build, l->name)),
                          (unsigned)rows[l->rows.first + i].source_row);
    if (l->empty > 0)
        element_fault(d->region, d->node, "补上，或写成 default(lookup(…), …)",
                      "%.*s 以查找表“%.*s”的数为除数，表里有 %u 格是空的",
                      SHOW(name_of_step(d)),
                      SHOW(build_text_of(d->build, l->name)),
                      (unsigned)l->empty);
}

/* ---- steps --------------------------------------------------------------- */

static void check_step(struct divisor *d)
{
    const struct pack view = build_view(d->build);
    const struct pack_range range =
        PACK_ROW(&view, SECTION_EXPR, pack_expr, d->step->expr)->code;
    const struct pack_instr *code =
        PACK_ROW(&view, SECTION_INSTR, pack_instr, range.first);

    for (uint32_t n = 0; n + 1 < range.count; n++) {
        if (code[n + 1].op != OP_DIVIDE)
            continue;
        if (is_lookup(&code[n]))
            check_divisor_lookup(d, code[n].c);
        if (!is_column(&code[n]) || asked_before_division(code, n))
            continue;
        d->column = code[n];
        check_divisor_rows(d);
    }
}

void region_divisors(struct region *r, const xmlNode *settlement)
{
    struct divisor d = {.region = r, .build = r->build, .node = settlement};

    BUILD_EACH (step, r->build, SECTION_STEP, pack_step) {
        d.step = step;
        if (d.step->expr != PACK_NONE)
            check_step(&d);
    }
}
