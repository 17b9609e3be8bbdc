#include "compile/expr/compile.h"

#include <stdio.h>

#include "compile/expr/pattern.h"

/* ---- values one of which is taken ------------------------------------- */

/* Takes one more value of if, default, min, max into what all of them are;
 * `first` values only set it. A code may stand beside a text. */
static bool join_types(struct compiler *c, const struct function *f,
                       const struct operand *next, bool first,
                       struct operand *all)
{
    if (first) {
        all->type = next->type;
        all->field_type = next->field_type;
        all->sure = next->sure;
        return true;
    }
    all->sure = all->sure && next->sure;
    if (all->field_type != next->field_type)
        all->field_type = FIELD_TYPES;
    if (all->type == next->type)
        return true;
    if ((all->type == VALUE_TEXT && next->type == VALUE_CODE) ||
        (all->type == VALUE_CODE && next->type == VALUE_TEXT)) {
        all->type = VALUE_TEXT;
        return true;
    }
    return mistake(c, next->at, "%s 的各个值要是同一种：前面是%s，这里是%s",
                   f->usage, type_name(all->type), type_name(next->type));
}

/* Where codes stood beside texts, they become texts in the end. */
static bool settle_codes(struct compiler *c, bool codes, struct operand *out)
{
    struct operand code = *out;

    code.type = VALUE_CODE;
    return !codes || out->type != VALUE_TEXT || emit_to_text(c, &code, 0);
}

/* `, value,` behind a condition of if: a false one jumps behind it. */
static bool parse_arm(struct compiler *c, const struct function *f,
                      uint32_t *end, struct operand *value)
{
    uint32_t next = 0;

    if (!emit_jump(c, OP_IF, &next) || !expect_comma(c, f) ||
        !parse_expression(c, value) || !emit_jump(c, OP_JUMP, end) ||
        !expect_comma(c, f))
        return false;
    c->depth--; /* the other way has no value yet */
    emit_land(c, next);
    return true;
}

/* if(c1, v1, c2, v2, ..., else) */
bool form_if(struct compiler *c, const struct function *f, struct operand *out)
{
    uint32_t end = 0;
    bool first = true, codes = false;
    struct operand o;

    for (;;) {
        if (!parse_expression(c, &o))
            return false;
        if (!first && !is_sign(c, ','))
            break;
        if (!convert(c, &o, VALUE_BOOLEAN, "if 的条件") ||
            !parse_arm(c, f, &end, &o) || !join_types(c, f, &o, first, out))
            return false;
        codes = codes || o.type == VALUE_CODE;
        first = false;
    }
    if (!join_types(c, f, &o, false, out))
        return false;
    emit_land(c, end);
    return settle_codes(c, codes || o.type == VALUE_CODE, out);
}

bool form_extreme(struct compiler *c, const struct function *f,
                  struct operand *out)
{
    struct operand o;

    if (!parse_expression(c, out))
        return false;
    if (out->type != VALUE_NUMBER && out->type != VALUE_DATE)
        return mistake(c, out->at, "%s 的参数应是数字或日期，却是%s", f->usage,
                       type_name(out->type));
    do {
        if (!expect_comma(c, f) || !parse_expression(c, &o) ||
            !join_types(c, f, &o, false, out) || !emit(c, f->op, 0, 0, 0))
            return false;
    } while (is_sign(c, ','));
    out->single = false;
    return true;
}

/* Whatever is missing within the first value is meant to be: see OP_QUIET. A
 * value that is only read touches nothing by itself. */
static bool parse_asked_value(struct compiler *c, struct operand *out)
{
    const uint32_t quiet = instr_count(c);

    if (!emit(c, OP_QUIET, 0, 0, 0) || !parse_expression(c, out))
        return false;
    if (!out->single)
        return emit(c, OP_LOUD, 0, 0, 0);
    emit_remove(c, quiet);
    out->start--;
    return true;
}

bool form_default(struct compiler *c, const struct function *f,
                  struct operand *out)
{
    uint32_t end = 0;
    struct operand value, other;

    if (!parse_asked_value(c, &value) || !join_types(c, f, &value, true, out) ||
        !emit_jump(c, OP_DEFAULT, &end) || !expect_comma(c, f) ||
        !parse_expression(c, &other) || !join_types(c, f, &other, false, out))
        return false;
    out->sure = other.sure;
    emit_land(c, end);
    return settle_codes(c, value.type != other.type, out);
}

/* missing(x), given(x): of a field its cell, else the value. */
bool form_ask(struct compiler *c, const struct function *f, struct operand *out)
{
    const bool missing = f->op == OP_MISSING;
    struct operand o;
    struct pack_instr *i;

    out->sure = true;
    if (!parse_asked_value(c, &o))
        return false;
    i = instr_at(c, o.start);
    if (!o.single || i->op != OP_FIELD)
        return emit(c, f->op, 0, 0, 0);
    i->op = missing ? OP_CELL_MISSING : OP_CELL_GIVEN;
    return true;
}

/* ---- literals as arguments -------------------------------------------- */

bool form_round(struct compiler *c, const struct function *f,
                struct operand *out)
{
    bool exact = true;
    int64_t places = 0;
    struct operand o;
    int128 n = 0;

    (void)out;
    if (!parse_typed(c, VALUE_NUMBER, "round 的第 1 个参数", &o))
        return false;
    if (is_sign(c, ',')) {
        if (!expect_comma(c, f))
            return false;
        exact = c->token.kind == TOKEN_NUMBER &&
                decimal_parse(token_text(c, c->token), &n);
        places = exact ? decimal_to_int(n, &exact) : 0;
        if (!exact || places > DECIMAL_PLACES)
            return mistake(c, c->token.at, "小数位数要是 0 到 %d 的整数",
                           DECIMAL_PLACES);
        if (!advance(c))
            return false;
    }
    return emit(c, OP_ROUND, (unsigned)places, 0, 0);
}

bool form_date(struct compiler *c, const struct function *f,
               struct operand *out)
{
    struct text t = token_text(c, c->token);
    uint32_t row;
    int32_t day;

    (void)f;
    if (c->token.kind != TOKEN_TEXT)
        return unexpected(c, "写成 '2025-01-01' 的日期", "");
    t.at++;
    t.length -= 2;
    if (!calendar_day_read(t, &day))
        return mistake(c, c->token.at,
                       "没有“%.*s”这一天；日期写作 '2025-01-01'", SHOWN(t));
    out->single = true;
    return pool_number(c, (int128)day * SECONDS_PER_DAY, &row) &&
           emit(c, OP_DATE, 0, 0, row) && advance(c);
}

/* Where byte n of an unquoted text token stands in the source. */
static size_t source_at(const struct compiler *c, size_t n)
{
    size_t at = c->token.at + 1;

    for (; n > 0; n--)
        at += c->source.at[at] == '\'' ? 2 : 1;
    return at;
}

/* The pattern is compiled from its unquoted text. */
static bool compile_pattern(struct compiler *c, uint32_t *row)
{
    const size_t strings = c->pool->strings->length;
    const size_t texts = c->pool->texts.length;
    struct pattern_mistake wrong;
    uint32_t text;

    *row = (uint32_t)(c->pool->patterns.length / sizeof(struct pack_pattern));
    if (!pool_literal(c, c->token, &text))
        return false;
    if (!pattern_compile(pool_text_at(c, text), &c->pool->patterns,
                         &c->pool->sets, &wrong))
        return mistake(c, source_at(c, wrong.at), "模式有误：%s", wrong.text);
    c->pool->strings->length = strings;
    c->pool->texts.length = texts;
    return true;
}

bool form_matches(struct compiler *c, const struct function *f,
                  struct operand *out)
{
    struct operand o;
    uint32_t row;

    (void)out;
    if (!parse_typed(c, VALUE_TEXT, "matches 的第 1 个参数", &o) ||
        !expect_comma(c, f))
        return false;
    if (c->token.kind != TOKEN_TEXT)
        return unexpected(c, "加单引号的模式，如 '\\d{6}'", "");
    return compile_pattern(c, &row) && emit(c, OP_MATCHES, 0, 0, row) &&
           advance(c);
}

bool form_weights(struct compiler *c, const struct function *f,
                  struct operand *out)
{
    struct text name;
    uint32_t row;

    (void)out;
    if (c->token.kind != TOKEN_TEXT)
        return unexpected(c, "加单引号的权重表名称，如 'cci'", "");
    name = token_text(c, c->token);
    name = (struct text){name.at + 1, name.length - 2};
    row = weights_named(c, name);
    if (row == PACK_NONE)
        return mistake(c, c->token.at,
                       "没有权重表“%.*s”；权重表写在地区文件的 <weights> 里",
                       SHOWN(name));
    return emit(c, f->op, 0, 0, row) && advance(c);
}

bool form_shown(struct compiler *c, const struct function *f,
                struct operand *out)
{
    struct operand o;

    (void)out;
    if (!parse_expression(c, &o))
        return false;
    if (o.type == VALUE_BOOLEAN)
        return mistake(c, o.at, "%s 的值要是数字、日期、编码或文本", f->usage);
    if (c->depth > EXPR_SLOTS)
        return mistake(c, o.at, "这里套得太深，不能再用 text()");
    return emit(c, OP_SHOWN, 0, 0, 0);
}

/* ---- lists ------------------------------------------------------------ */

/* The body of any, all, count, sum for one row. */
static bool parse_body(struct compiler *c, const struct function *f,
                       enum record_list list)
{
    const unsigned type = f->op == LOOP_SUM ? VALUE_NUMBER : VALUE_BOOLEAN;
    struct operand o;
    char what[96];

    snprintf(what, sizeof what, "%s 的第 2 个参数", f->usage);
    if (c->level == LIMIT_LOOPS)
        return mistake(c, c->token.at, "any、all、count、sum 最多套 %d 层",
                       LIMIT_LOOPS);
    c->loops[c->level++] = (uint8_t)list;
    if (!parse_typed(c, type, what, &o))
        return false;
    c->level--;
    return true;
}

bool form_loop(struct compiler *c, const struct function *f,
               struct operand *out)
{
    enum record_list list;
    uint32_t loop, body;

    if (!parse_list_name(c, &list))
        return false;
    if (f->op == LOOP_COUNT && is_sign(c, ')'))
        return emit(c, OP_ROWS, list, 0, 0);
    out->sure = f->type == VALUE_BOOLEAN;
    loop = instr_count(c);
    body = loop + 1;
    if (!emit(c, OP_LOOP, list, f->op, 0) || !expect_comma(c, f) ||
        !parse_body(c, f, list))
        return false;
    instr_at(c, loop)->c = instr_count(c) - loop;
    return emit(c, OP_NEXT, 0, f->op, instr_count(c) + 1 - body);
}
