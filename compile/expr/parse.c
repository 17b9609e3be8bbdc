#include "compile/expr/compile.h"

#include <stdio.h>

static bool parse_unary(struct compiler *c, struct operand *out);

/* Deep nesting would take the compiler's own stack. */
static bool enter_nesting(struct compiler *c)
{
    return ++c->nesting <= EXPR_NESTING ||
           mistake(c, c->token.at, "括号或函数套得太深：最多 %d 层",
                   EXPR_NESTING);
}

static bool leave_nesting(struct compiler *c)
{
    c->nesting--;
    return true;
}

/* ---- types ------------------------------------------------------------ */

bool convert(struct compiler *c, struct operand *o, unsigned type,
             const char *what)
{
    if (o->type == type || type == VALUE_TYPES)
        return true;
    if (type == VALUE_TEXT && o->type == VALUE_CODE)
        return emit_to_text(c, o, 0);
    return wrong_type(c, o, type, what);
}

bool parse_typed(struct compiler *c, unsigned type, const char *what,
                 struct operand *out)
{
    return parse_expression(c, out) && convert(c, out, type, what);
}

bool emit_sure(struct compiler *c, struct operand *o)
{
    if (o->type != VALUE_BOOLEAN || o->sure)
        return true;
    o->sure = true;
    o->single = false;
    return emit(c, OP_TRUTH, 0, 0, 0);
}

/* What an operator's or a literal's value is. */
static void become(struct operand *o, enum value_type type, bool sure)
{
    o->type = type;
    o->field_type = FIELD_TYPES;
    o->sure = sure;
    o->single = false;
}

/* ---- literals and what stands by itself ------------------------------- */

static bool parse_number_token(struct compiler *c, struct operand *out)
{
    int128 n;
    uint32_t row;

    *out = (struct operand){VALUE_NUMBER, FIELD_TYPES,    false,
                            true,         instr_count(c), c->token.at};
    if (!decimal_parse(token_text(c, c->token), &n))
        return mistake(c, c->token.at, "这个数字太大");
    return pool_number(c, n, &row) && emit(c, OP_NUMBER, 0, 0, row) &&
           advance(c);
}

static bool parse_text(struct compiler *c, struct operand *out)
{
    uint32_t row;

    *out = (struct operand){VALUE_TEXT, FIELD_TYPES,    false,
                            true,       instr_count(c), c->token.at};
    return pool_literal(c, c->token, &row) && emit(c, OP_TEXT, 0, 0, row) &&
           advance(c);
}

static bool parse_parenthesis(struct compiler *c, struct operand *out)
{
    const size_t at = c->token.at;

    if (!advance(c) || !parse_expression(c, out))
        return false;
    out->at = at;
    return expect(c, ')', "右括号“)”");
}

static bool parse_primary(struct compiler *c, struct operand *out)
{
    if (c->token.kind == TOKEN_NUMBER)
        return parse_number_token(c, out);
    if (c->token.kind == TOKEN_TEXT)
        return parse_text(c, out);
    if (is_sign(c, '('))
        return parse_parenthesis(c, out);
    if (c->token.kind != TOKEN_NAME)
        return unexpected(c, "一个值（名字、数字、'文本' 或函数）", "");
    if (is_call(c))
        return parse_call(c, out);
    return parse_name(c, out);
}

/* ---- arithmetic ------------------------------------------------------- */

static bool parse_unary(struct compiler *c, struct operand *out)
{
    const size_t at = c->token.at;

    if (!is_sign(c, '-'))
        return parse_primary(c, out);
    if (!enter_nesting(c) || !advance(c) || !parse_unary(c, out) ||
        !convert(c, out, VALUE_NUMBER, "负号后面"))
        return false;
    become(out, VALUE_NUMBER, false);
    out->at = at;
    return leave_nesting(c) && emit(c, OP_NEGATE, 0, 0, 0);
}

/* The operation of a sign, OP_COUNT if it is not one of this rank. */
static unsigned operation(const struct compiler *c, bool product)
{
    if (product)
        return is_sign(c, '*')   ? OP_MULTIPLY
               : is_sign(c, '/') ? OP_DIVIDE
                                 : OP_COUNT;
    return is_sign(c, '+') ? OP_ADD : is_sign(c, '-') ? OP_SUBTRACT : OP_COUNT;
}

/* What stands left or right of an operator must be a number. */
static bool need_number(struct compiler *c, const struct operand *o,
                        size_t sign)
{
    char what[32];

    snprintf(what, sizeof what, "“%c”的两边", c->source.at[sign]);
    return o->type == VALUE_NUMBER || wrong_type(c, o, VALUE_NUMBER, what);
}

/* True if `default(field, 0)` is added. */
static bool adds_cell(const struct compiler *c, unsigned op,
                      const struct operand *right)
{
    const struct pack_instr *i = instr_at(c, right->start);

    return op == OP_ADD && instr_count(c) == right->start + 3 &&
           i->op == OP_FIELD && i[1].op == OP_DEFAULT && i[2].op == OP_NUMBER &&
           pool_number_at(c, i[2].c) == 0;
}

static bool emit_operation(struct compiler *c, unsigned op,
                           const struct operand *right)
{
    if (!adds_cell(c, op, right))
        return emit(c, op, 0, 0, 0);
    emit_remove(c, right->start + 2);
    emit_remove(c, right->start + 1);
    instr_at(c, right->start)->op = OP_ADD_CELL;
    c->depth--;
    return true;
}

static bool parse_arithmetic(struct compiler *c, bool product,
                             struct operand *out);

/* What stands beside + and - is a product, beside * and / a single value. */
static bool parse_side(struct compiler *c, bool product, struct operand *out)
{
    return product ? parse_unary(c, out) : parse_arithmetic(c, true, out);
}

static bool parse_arithmetic(struct compiler *c, bool product,
                             struct operand *out)
{
    struct operand right;
    unsigned op;

    if (!parse_side(c, product, out))
        return false;
    while ((op = operation(c, product)) != OP_COUNT) {
        const size_t sign = c->token.at;

        if (!need_number(c, out, sign) || !advance(c) ||
            !parse_side(c, product, &right) || !need_number(c, &right, sign) ||
            !emit_operation(c, op, &right))
            return false;
        become(out, VALUE_NUMBER, false);
    }
    return true;
}

/* ---- comparison ------------------------------------------------------- */

static bool is_literal(const struct compiler *c, const struct operand *o)
{
    return o->single && instr_at(c, o->start)->op == OP_TEXT;
}

/* A quoted code beside a code is made a code. */
static bool literal_to_code(struct compiler *c, struct operand *o)
{
    struct pack_instr *i = instr_at(c, o->start);
    struct code_range range;
    uint32_t row;

    if (!code_key(pool_text_at(c, i->c), &range.from))
        return mistake(c, o->at, "编码有 1 到 %d 个字符，这个文本不是编码",
                       CODE_MAX);
    range.to = range.from;
    if (!pool_range(c, range, &row))
        return false;
    i->op = OP_CODE;
    i->c = row;
    o->type = VALUE_CODE;
    return true;
}

/* An empty text is never equal to anything: blank fields are missing. */
static bool check_literal(struct compiler *c, const struct operand *o)
{
    return !is_literal(c, o) ||
           pool_text_at(c, instr_at(c, o->start)->c).length > 0 ||
           mistake(c, o->at,
                   "空的字段不等于任何文本：用 missing(字段) 或 blank(字段)");
}

/* A code and a text become of one type. `left` is below the top. */
static bool match_codes(struct compiler *c, struct operand *left,
                        struct operand *right)
{
    if (left->type == VALUE_CODE && is_literal(c, right))
        return literal_to_code(c, right);
    if (right->type == VALUE_CODE && is_literal(c, left))
        return literal_to_code(c, left);
    return emit_to_text(c, left, 1) && emit_to_text(c, right, 0);
}

static bool one_is(const struct operand *a, const struct operand *b,
                   enum value_type x, enum value_type y)
{
    return (a->type == x && b->type == y) || (a->type == y && b->type == x);
}

static bool check_sides(struct compiler *c, struct operand *left,
                        struct operand *right, unsigned relation, size_t at)
{
    if (!check_literal(c, left) || !check_literal(c, right))
        return false;
    if (one_is(left, right, VALUE_CODE, VALUE_TEXT))
        return match_codes(c, left, right);
    if (left->type != right->type)
        return mistake(c, at, "两边不能比较：左边是%s，右边是%s%s",
                       type_name(left->type), type_name(right->type),
                       one_is(left, right, VALUE_TEXT, VALUE_NUMBER)
                           ? "；文本的值要加单引号，如 sex = '1'"
                       : one_is(left, right, VALUE_TEXT, VALUE_DATE)
                           ? "；日期写作 date('2025-01-01')"
                           : "");
    if (left->type == VALUE_BOOLEAN && relation != RELATION_EQUAL &&
        relation != (RELATION_LESS | RELATION_GREATER))
        return mistake(c, at, "条件之间不分大小，只能用 = 或 !=");
    return true;
}

static bool parse_right_side(struct compiler *c, struct operand *left)
{
    const unsigned relation = c->token.symbol;
    const size_t at = c->token.at;
    struct operand right;

    if (!advance(c) || !parse_arithmetic(c, false, &right) ||
        !check_sides(c, left, &right, relation, at))
        return false;
    become(left, VALUE_BOOLEAN, true);
    return emit(c, OP_COMPARE, relation, 0, 0);
}

static bool parse_comparison(struct compiler *c, struct operand *out)
{
    if (!parse_arithmetic(c, false, out))
        return false;
    if (c->token.kind == TOKEN_RELATION) {
        if (!parse_right_side(c, out))
            return false;
    } else if (c->token.kind == TOKEN_IN) {
        if (!parse_in(c, out))
            return false;
        become(out, VALUE_BOOLEAN, true);
    } else {
        return true;
    }
    if (c->token.kind == TOKEN_RELATION || c->token.kind == TOKEN_IN)
        return mistake(c, c->token.at, "比较不能连着写，用 and 分成两个");
    return true;
}

/* ---- conditions ------------------------------------------------------- */

static bool parse_not(struct compiler *c, struct operand *out)
{
    const size_t at = c->token.at;

    if (c->token.kind != TOKEN_NOT)
        return parse_comparison(c, out);
    if (!enter_nesting(c) || !advance(c) || !parse_not(c, out) ||
        !convert(c, out, VALUE_BOOLEAN, "not 后面"))
        return false;
    become(out, VALUE_BOOLEAN, true);
    out->at = at;
    return leave_nesting(c) && emit(c, OP_NOT, 0, 0, 0);
}

/* Operands of `and` (or `or`) from left to right; the first that settles the
 * matter jumps behind the last. */
static bool parse_chain(struct compiler *c, bool all, struct operand *out)
{
    const enum token_kind kind = all ? TOKEN_AND : TOKEN_OR;
    const char *what = all ? "and 的两边" : "or 的两边";
    uint32_t chain = 0;
    struct operand next;

    if (all ? !parse_not(c, out) : !parse_chain(c, true, out))
        return false;
    if (c->token.kind != kind)
        return true;
    if (!convert(c, out, VALUE_BOOLEAN, what))
        return false;
    while (c->token.kind == kind) {
        if (!emit_jump(c, all ? OP_AND : OP_OR, &chain) || !advance(c))
            return false;
        if (all ? !parse_not(c, &next) : !parse_chain(c, true, &next))
            return false;
        if (!convert(c, &next, VALUE_BOOLEAN, what))
            return false;
    }
    if (!emit_sure(c, &next))
        return false;
    emit_land(c, chain);
    become(out, VALUE_BOOLEAN, true);
    return true;
}

bool parse_expression(struct compiler *c, struct operand *out)
{
    return enter_nesting(c) && parse_chain(c, false, out) && leave_nesting(c);
}
