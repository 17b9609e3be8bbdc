#include "compile/expr/compile.h"

#include <stdio.h>
#include <string.h>

static const struct function FUNCTIONS[] = {
    {"if", NULL, VALUE_TYPES, OP_IF, form_if, "if(条件, 值, …, 否则)"},
    {"min", NULL, VALUE_TYPES, OP_MIN, form_extreme, "min(a, b, …)"},
    {"max", NULL, VALUE_TYPES, OP_MAX, form_extreme, "max(a, b, …)"},
    {"round", NULL, VALUE_NUMBER, OP_ROUND, form_round,
     "round(数字, 小数位数)"},
    {"abs", "n", VALUE_NUMBER, OP_ABS, NULL, "abs(数字)"},
    {"sqrt", "n", VALUE_NUMBER, OP_SQRT, NULL, "sqrt(数字)"},
    {"default", NULL, VALUE_TYPES, OP_DEFAULT, form_default,
     "default(值, 缺失时的值)"},
    {"missing", NULL, VALUE_BOOLEAN, OP_MISSING, form_ask, "missing(字段)"},
    {"given", NULL, VALUE_BOOLEAN, OP_GIVEN, form_ask, "given(字段)"},
    {"blank", "f", VALUE_BOOLEAN, OP_CELL_BLANK, NULL, "blank(字段)"},
    {"left_blank", "f", VALUE_BOOLEAN, OP_CELL_LEFT, NULL, "left_blank(字段)"},
    {"bad_value", "f", VALUE_BOOLEAN, OP_CELL_BAD, NULL, "bad_value(字段)"},
    {"unread", "f", VALUE_TEXT, OP_UNREAD, NULL, "unread(日期字段)"},
    {"days", "dd", VALUE_NUMBER, OP_DAYS, NULL, "days(起始日期, 结束日期)"},
    {"hours", "dd", VALUE_NUMBER, OP_HOURS, NULL, "hours(起始时间, 结束时间)"},
    {"age_at", "dd", VALUE_NUMBER, OP_AGE_AT, NULL, "age_at(出生日期, 日期)"},
    {"date", NULL, VALUE_DATE, OP_DATE, form_date, "date('2025-01-01')"},
    {"hour", "d", VALUE_NUMBER, OP_HOUR, NULL, "hour(时间)"},
    {"day", "d", VALUE_DATE, OP_DAY, NULL, "day(时间)"},
    {"length", "t", VALUE_NUMBER, OP_LENGTH, NULL, "length(文本)"},
    {"matches", NULL, VALUE_BOOLEAN, OP_MATCHES, form_matches,
     "matches(文本, '模式')"},
    {"starts", "tt", VALUE_BOOLEAN, OP_STARTS, NULL, "starts(文本, '开头')"},
    {"contains", "tt", VALUE_BOOLEAN, OP_CONTAINS, NULL,
     "contains(文本, '一段')"},
    {"akin", "tt", VALUE_BOOLEAN, OP_AKIN, NULL, "akin(名称, 名称)"},
    {"text", NULL, VALUE_TEXT, OP_SHOWN, form_shown, "text(值)"},
    {"any", NULL, VALUE_BOOLEAN, LOOP_ANY, form_loop, "any(列表, 条件)"},
    {"all", NULL, VALUE_BOOLEAN, LOOP_ALL, form_loop, "all(列表, 条件)"},
    {"count", NULL, VALUE_NUMBER, LOOP_COUNT, form_loop, "count(列表, 条件)"},
    {"sum", NULL, VALUE_NUMBER, LOOP_SUM, form_loop, "sum(列表, 数字)"},
    {"exists", "c", VALUE_BOOLEAN, OP_EXISTS, NULL, "exists(编码)"},
    {"kind", "p", VALUE_TEXT, OP_KIND, NULL, "kind(手术编码)"},
    {"agreed_kind", "p", VALUE_TEXT, OP_AGREED_KIND, NULL,
     "agreed_kind(手术编码)"},
    {"only_sex", "g", VALUE_TEXT, OP_ONLY_SEX, NULL, "only_sex(诊断编码)"},
    {"principal", "g", VALUE_TEXT, OP_PRINCIPAL, NULL, "principal(诊断编码)"},
    {"age_from", "g", VALUE_NUMBER, OP_AGE_FROM, NULL, "age_from(诊断编码)"},
    {"age_to", "g", VALUE_NUMBER, OP_AGE_TO, NULL, "age_to(诊断编码)"},
    {"standard_name", "c", VALUE_TEXT, OP_STANDARD_NAME, NULL,
     "standard_name(编码)"},
    {"category", "g", VALUE_CODE, OP_CATEGORY, NULL, "category(诊断编码)"},
    {"dagger", "k", VALUE_BOOLEAN, OP_DAGGER, NULL, "dagger(编码字段)"},
    {"asterisk", "k", VALUE_BOOLEAN, OP_ASTERISK, NULL, "asterisk(编码字段)"},
    {"companion", "k", VALUE_CODE, OP_COMPANION, NULL, "companion(编码字段)"},
    {"well_formed", "k", VALUE_BOOLEAN, OP_WELL_FORMED, NULL,
     "well_formed(编码字段)"},
    {"in_dictionary", "x", VALUE_BOOLEAN, OP_IN_DICTIONARY, NULL,
     "in_dictionary(选项字段)"},
    {"meaning", "x", VALUE_TEXT, OP_MEANING, NULL, "meaning(选项字段)"},
    {"weight_sum", NULL, VALUE_NUMBER, OP_WEIGHT_SUM, form_weights,
     "weight_sum('权重表')"},
    {"lookup", NULL, VALUE_NUMBER, OP_LOOKUP_0, form_lookup,
     "lookup('查找表', 键, …)"},
    {"id_valid", "t", VALUE_BOOLEAN, OP_ID_VALID, NULL, "id_valid(身份证号)"},
    {"id_birth", "t", VALUE_DATE, OP_ID_BIRTH, NULL, "id_birth(身份证号)"},
    {"id_sex", "t", VALUE_TEXT, OP_ID_SEX, NULL, "id_sex(身份证号)"},
};

const struct function *function_at(unsigned n)
{
    return n < COUNT_OF(FUNCTIONS) ? &FUNCTIONS[n] : NULL;
}

const struct function *function_find(struct text name)
{
    for (unsigned i = 0; function_at(i) != NULL; i++)
        if (text_equal(name, text_of(FUNCTIONS[i].name)))
            return &FUNCTIONS[i];
    return NULL;
}

/* A sign within a call; the note shows how the function is written, and that
 * a list without parentheses may have taken too much. */
static bool expect_in_call(struct compiler *c, const struct function *f,
                           char sign, const char *wanted)
{
    char note[160];

    if (is_sign(c, sign))
        return advance(c);
    snprintf(note, sizeof note, "；写法是 %s%s", f->usage,
             c->list_long ? "，in 的清单请用括号括起来" : "");
    return unexpected(c, wanted, note);
}

bool expect_comma(struct compiler *c, const struct function *f)
{
    return expect_in_call(c, f, ',', "逗号和下一个参数");
}

bool expect_close(struct compiler *c, const struct function *f)
{
    return expect_in_call(c, f, ')', "右括号");
}

/* ---- arguments -------------------------------------------------------- */

static bool takes_field(const struct compiler *c, const struct operand *o)
{
    return o->single && instr_at(c, o->start)->op == OP_FIELD;
}

/* `f`, `k`, `x`: the field itself, not its value; the function's instruction
 * takes the place of the one that reads it. */
static bool check_field(struct compiler *c, const struct function *f,
                        char letter, const struct operand *o)
{
    struct pack_instr *i = instr_at(c, o->start);

    if (!takes_field(c, o))
        return mistake(c, o->at, "%s 的参数要是一个字段", f->usage);
    if (letter == 'k' && o->type != VALUE_CODE)
        return mistake(c, o->at, "%s 的参数要是一个编码字段", f->usage);
    if (letter == 'x' && c->scope->fields[i->b].dictionary == PACK_NONE)
        return mistake(c, o->at, "%s 的参数要是一个有字典的字段", f->usage);
    i->op = (uint8_t)f->op;
    return true;
}

/* `g`, `p`, `c`: a code whose kind is known; *system is its kind. */
static bool check_code(struct compiler *c, const struct function *f,
                       char letter, const struct operand *o, const char *what,
                       unsigned *system)
{
    *system =
        o->field_type == FIELD_PROCEDURE ? SYSTEM_PROCEDURE : SYSTEM_DIAGNOSIS;
    if (o->type != VALUE_CODE)
        return wrong_type(c, o, VALUE_CODE, what);
    if (o->field_type != FIELD_PROCEDURE && o->field_type != FIELD_DIAGNOSIS)
        return mistake(c, o->at, "%s：分不清这是诊断编码还是手术编码",
                       f->usage);
    if (letter == 'g' && *system != SYSTEM_DIAGNOSIS)
        return mistake(c, o->at, "%s 要的是诊断编码，这里是手术编码", f->usage);
    if (letter == 'p' && *system != SYSTEM_PROCEDURE)
        return mistake(c, o->at, "%s 要的是手术编码，这里是诊断编码", f->usage);
    return true;
}

static bool check_argument(struct compiler *c, const struct function *f,
                           unsigned n, struct operand *o, unsigned *system)
{
    char what[128];

    snprintf(what, sizeof what, "%s 的第 %u 个参数", f->usage, n + 1);
    switch (f->takes[n]) {
    case 'n':
        return convert(c, o, VALUE_NUMBER, what);
    case 't':
        return convert(c, o, VALUE_TEXT, what);
    case 'd':
        return convert(c, o, VALUE_DATE, what);
    case 'f':
    case 'k':
    case 'x':
        return check_field(c, f, f->takes[n], o);
    default:
        return check_code(c, f, f->takes[n], o, what, system);
    }
}

/* Instructions that took a field's place have been written already. */
static bool call_plain(struct compiler *c, const struct function *f,
                       struct operand *out)
{
    unsigned system = 0;
    struct operand argument = {0};

    for (unsigned n = 0; f->takes[n] != 0; n++)
        if ((n > 0 && !expect_comma(c, f)) || !parse_expression(c, &argument) ||
            !check_argument(c, f, n, &argument, &system))
            return false;
    out->sure =
        f->op == OP_CELL_BLANK || f->op == OP_CELL_LEFT || f->op == OP_CELL_BAD;
    if (f->op == OP_COMPANION || f->op == OP_CATEGORY)
        out->field_type = FIELD_DIAGNOSIS;
    if (strchr("fkx", f->takes[0]) != NULL)
        return true;
    return emit(c, f->op, system, 0, 0);
}

static bool unknown_function(struct compiler *c, struct text name, size_t at)
{
    char hint[96];

    suggest(c, name, true, hint, sizeof hint);
    return mistake(c, at, "没有“%.*s”这个函数%s", SHOWN(name), hint);
}

bool is_call(const struct compiler *c)
{
    const struct token next =
        token_at(c->source, c->token.at + c->token.length);

    return next.kind == TOKEN_SIGN && next.symbol == '(';
}

bool parse_call(struct compiler *c, struct operand *out)
{
    const struct text name = token_text(c, c->token);
    const struct function *f = function_find(name);
    const bool list_long = c->list_long;

    *out = (struct operand){VALUE_TYPES, FIELD_TYPES,    false,
                            false,       instr_count(c), c->token.at};
    if (f == NULL)
        return unknown_function(c, name, c->token.at);
    out->type = f->type;
    c->list_long = false;
    if (!advance(c) || !advance(c) ||
        !(f->parse != NULL ? f->parse : call_plain)(c, f, out) ||
        !expect_close(c, f))
        return false;
    c->list_long = list_long;
    return true;
}
