#include "compile/rules/template.h"
#include "compile/expr/expression.h"

struct template
{
    struct build *build;
    enum record_list each;
    const struct longvalue *value;
    struct text text;
    size_t at;
    struct buffer literal; /* since the last expression */
};

static void fault_expr(struct build *b, struct place place,
                       const struct expr_mistake *mistake)
{
    fault_add(b->faults, place, "表达式的写法见 docs/expressions.md", "%s",
              mistake->text);
}

uint32_t template_expr(struct build *b, enum record_list each,
                       const struct longvalue *value, unsigned type)
{
    struct expr_mistake mistake;
    const uint32_t expr =
        build_expr(b, each, false, longvalue_text(value), type, &mistake);

    if (expr == PACK_NONE)
        fault_expr(b, longvalue_mistake(value, 0, mistake.column), &mistake);
    return expr;
}

static void add_template_piece(struct template *t, uint32_t expr)
{
    const struct pack_piece piece = {
        .literal = build_text(t->build, t->literal.length > 0
                                            ? buffer_view(&t->literal)
                                            : TEXT("")),
        .expr = expr,
    };

    build_row(t->build, SECTION_PIECE, &piece);
    buffer_reset(&t->literal);
}

/* The byte behind the expression at `at`, or the end if no brace closes it;
 * braces within quotes do not count. */
static size_t closing(const struct template *t)
{
    bool quoted = false;
    size_t i = t->at;

    for (; i < t->text.length; i++) {
        if (t->text.at[i] == '\'')
            quoted = !quoted;
        if (t->text.at[i] == '}' && !quoted)
            break;
    }
    return i;
}

static bool fault_closing(struct template *t)
{
    fault_add(t->build->faults, longvalue_place(t->value, t->at - 1),
              "大括号要成对；要写出大括号本身，写 {{", "大括号没有结束");
    return false;
}

/* The expression behind an opening brace. */
static bool expression(struct template *t)
{
    const size_t end = closing(t);
    const struct text source = {t->text.at + t->at, end - t->at};
    struct expr_mistake mistake;
    uint32_t expr;

    if (end == t->text.length)
        return fault_closing(t);
    expr = build_expr(t->build, t->each, false, source, VALUE_TYPES, &mistake);
    if (expr == PACK_NONE)
        fault_expr(t->build, longvalue_mistake(t->value, t->at, mistake.column),
                   &mistake);
    else if (BUILD_ROW(t->build, SECTION_EXPR, pack_expr, expr)->type ==
             VALUE_BOOLEAN)
        fault_add(t->build->faults, longvalue_place(t->value, t->at),
                  "大括号里应为文字、数字、日期或编码",
                  "条件的真假不能写进句子");
    add_template_piece(t, expr);
    t->at = end + 1;
    return true;
}

struct pack_range template_compile(struct build *b, enum record_list each,
                                   const struct longvalue *value)
{
    struct template t = {b, each, value, longvalue_text(value), 0, {0}};
    struct pack_range pieces = {build_count(b, SECTION_PIECE), 0};

    while (t.at < t.text.length) {
        const char c = t.text.at[t.at++];

        if (c != '{') {
            buffer_char(&t.literal, c);
        } else if (t.at < t.text.length && t.text.at[t.at] == '{') {
            buffer_char(&t.literal, '{');
            t.at++;
        } else if (!expression(&t)) {
            break;
        }
    }
    if (t.literal.length > 0)
        add_template_piece(&t, PACK_NONE);
    buffer_free(&t.literal);
    pieces.count = build_count(b, SECTION_PIECE) - pieces.first;
    return pieces;
}
