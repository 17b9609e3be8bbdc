#include "compile/expr/compile.h"

#include <stdio.h>
#include <string.h>

#include "compile/expr/expression.h"
#include "record/lists.h"

/* What a name means. */
struct meaning {
    unsigned op;   /* OP_COUNT: nothing */
    unsigned a, b; /* operands of the instruction */
    uint32_t c;
    enum value_type type;
    uint8_t field_type;
};

struct text scope_text(const struct compiler *c, struct pack_text t)
{
    const char *texts = c->texts != NULL ? c->texts : c->pool->strings->data;

    return (struct text){texts + t.at, t.length};
}

/* ---- looking up ------------------------------------------------------- */

/* A field's name without its list: `code` of `diagnoses.code`. */
static struct text column_name(const struct compiler *c,
                               const struct pack_field *field)
{
    struct text column;

    record_list_of(scope_text(c, field->name), &column);
    return column;
}

/* A field of the list (LIST_NONE: scalars); `place` and `row` say where its
 * cell is. */
static bool find_field(const struct compiler *c, enum record_list list,
                       struct text name, unsigned place, uint32_t row,
                       struct meaning *out)
{
    for (uint32_t i = 0; i < c->scope->field_count; i++) {
        const struct pack_field *field = &c->scope->fields[i];

        if (field->list != list || !text_equal(column_name(c, field), name))
            continue;
        *out = (struct meaning){OP_FIELD,
                                place,
                                i,
                                row,
                                (enum value_type)field_value_types[field->type],
                                field->type};
        return true;
    }
    return false;
}

/* The innermost rows in scope: their list, and their place. */
static enum record_list rows_in_scope(const struct compiler *c, unsigned *place)
{
    if (c->level > 0) {
        *place = PLACE_LOOP + c->level - 1;
        return (enum record_list)c->loops[c->level - 1];
    }
    *place = PLACE_EACH;
    return c->scope->each;
}

static bool find_variable(const struct compiler *c, struct text name,
                          struct meaning *out)
{
    const struct expr_scope *s = c->scope;
    const uint32_t i =
        s->variable_count > 0 ? words_find(s->variable_names, name) : PACK_NONE;

    if (i == PACK_NONE)
        return false;
    *out = (struct meaning){
        OP_VARIABLE, 0, 0, i, (enum value_type)s->variables[i].type,
        FIELD_TYPES};
    return true;
}

static bool find_case(const struct compiler *c, struct text name,
                      struct meaning *out)
{
    if (!c->scope->settlement)
        return false;
    for (uint32_t i = 0; i < CASE_VALUES; i++) {
        if (!text_equal(name, text_of(case_values[i].name)))
            continue;
        *out = (struct meaning){OP_CASE,    0, 0, i, case_values[i].type,
                                FIELD_TYPES};
        return true;
    }
    return false;
}

static bool find_factor_column(const struct compiler *c, struct text name,
                               struct meaning *out)
{
    for (uint32_t i = 0; i < c->scope->column_count; i++) {
        if (!text_equal(scope_text(c, c->scope->columns[i]), name))
            continue;
        *out = (struct meaning){OP_VARIABLE,  0,          0, FACTOR_BASE + i,
                                VALUE_NUMBER, FIELD_TYPES};
        return true;
    }
    return false;
}

uint32_t weights_named(const struct compiler *c, struct text name)
{
    for (uint32_t i = 0; i < c->scope->weight_count; i++)
        if (text_equal(scope_text(c, c->scope->weights[i]), name))
            return i;
    return PACK_NONE;
}

static bool find_bare(const struct compiler *c, struct text name,
                      struct meaning *out)
{
    unsigned place;
    const enum record_list list = rows_in_scope(c, &place);

    if (list != LIST_NONE && text_equal(name, TEXT("row"))) {
        *out = (struct meaning){OP_ROW, place, 0, 0, VALUE_NUMBER, FIELD_TYPES};
        return true;
    }
    return (list != LIST_NONE && find_field(c, list, name, place, 0, out)) ||
           find_variable(c, name, out) || find_case(c, name, out) ||
           find_factor_column(c, name, out) ||
           find_field(c, LIST_NONE, name, PLACE_SCALAR, 0, out);
}

/* ---- the nearest known name ------------------------------------------- */

#define NAME_LIMIT 40

/* One row of the table of edit distances, from the two before it: letters to
 * change, add, drop, or two neighbours to swap. */
static void edit_row(struct text a, struct text b, size_t i,
                     const unsigned *before, const unsigned *last,
                     unsigned *row)
{
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b.length; j++) {
        const bool same = a.at[i - 1] == b.at[j - 1];

        row[j] = last[j - 1] + !same;
        if (last[j] + 1 < row[j])
            row[j] = last[j] + 1;
        if (row[j - 1] + 1 < row[j])
            row[j] = row[j - 1] + 1;
        if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
            a.at[i - 2] == b.at[j - 1] && before[j - 2] + 1 < row[j])
            row[j] = before[j - 2] + 1;
    }
}

/* Names longer than NAME_LIMIT are far from all others. */
static unsigned edit_distance(struct text a, struct text b)
{
    unsigned rows[3][NAME_LIMIT + 1] = {{0}};

    if (a.length > NAME_LIMIT || b.length > NAME_LIMIT)
        return NAME_LIMIT;
    for (unsigned j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.length; i++)
        edit_row(a, b, i, rows[(i + 1) % 3], rows[(i - 1) % 3], rows[i % 3]);
    return rows[a.length % 3][b.length];
}

struct nearest {
    struct text name, known;
    unsigned distance;
};

static void consider(struct nearest *n, struct text known)
{
    const size_t longer = n->name.length > known.length
                              ? n->name.length - known.length
                              : known.length - n->name.length;
    unsigned d;

    if (longer >= n->distance)
        return;
    d = edit_distance(n->name, known);
    if (d < n->distance) {
        n->distance = d;
        n->known = known;
    }
}

static void consider_names(const struct compiler *c, struct nearest *n)
{
    const struct expr_scope *s = c->scope;
    unsigned place;
    const enum record_list list = rows_in_scope(c, &place);

    for (uint32_t i = 0; i < s->field_count; i++)
        if (s->fields[i].list == LIST_NONE || s->fields[i].list == list)
            consider(n, column_name(c, &s->fields[i]));
    for (uint32_t i = 0; i < s->variable_count; i++)
        consider(n, scope_text(c, s->variables[i].name));
    for (uint32_t i = 0; i < s->column_count; i++)
        consider(n, scope_text(c, s->columns[i]));
    for (unsigned i = 0; s->settlement && i < CASE_VALUES; i++)
        consider(n, text_of(case_values[i].name));
    for (unsigned i = LIST_DIAGNOSES; i < LIST_COUNT; i++)
        consider(n, text_of(record_list_name(i)));
}

void suggest(const struct compiler *c, struct text name, bool functions,
             char *out, size_t size)
{
    struct nearest n = {name, {0}, 2 + (unsigned)name.length / 6};

    out[0] = 0;
    if (c->scope->unheard)
        return;
    if (n.distance > name.length)
        n.distance = (unsigned)name.length;
    if (!functions)
        consider_names(c, &n);
    for (unsigned i = 0; functions && function_at(i) != NULL; i++)
        consider(&n, text_of(function_at(i)->name));
    if (n.known.length > 0)
        snprintf(out, size, "；是不是“%.*s”？", SPELL(n.known));
}

/* ---- names in the source ---------------------------------------------- */

static bool emit_meaning(struct compiler *c, const struct meaning *m, size_t at,
                         struct operand *out)
{
    *out = (struct operand){m->type, m->field_type,  false,
                            true,    instr_count(c), at};
    return emit(c, m->op, m->a, m->b, m->c);
}

static bool looks_like_code(struct text name)
{
    return name.length >= 3 && is_capital(name.at[0]) && is_digit(name.at[1]);
}

/* A column's name where its list has no row in scope. */
static bool stray_column(struct compiler *c, enum record_list list,
                         struct text name, size_t at)
{
    const char *of = record_list_name(list);
    const int length = shown_length(name);

    if (c->scope->each == list)
        return mistake(c, at, "“%.*s”是外层 %s 的列：写 this.%.*s", length,
                       name.at, of, length, name.at);
    return mistake(c, at,
                   "“%.*s”是 %s 的列，这里不在它的行里：写 %s[1].%.*s，"
                   "或放进 any(%s, …)",
                   length, name.at, of, of, length, name.at, of);
}

/* A name that nothing bears: what might have been meant. */
static bool unknown_name(struct compiler *c, struct text name, size_t at)
{
    char hint[96];
    struct meaning m;

    if (text_equal(name, TEXT("row")))
        return mistake(c, at, "row 只在逐行的规则和 any、all 等函数里可用");
    for (unsigned list = LIST_DIAGNOSES; list < LIST_COUNT; list++)
        if (find_field(c, (enum record_list)list, name, 0, 0, &m))
            return stray_column(c, (enum record_list)list, name, at);
    if (function_find(name) != NULL)
        return mistake(c, at, "函数要带括号：%s", function_find(name)->usage);
    if (looks_like_code(name))
        return mistake(c, at, "编码要写在 in 后面，如 code in %.*s，或加单引号",
                       SHOWN(name));
    suggest(c, name, false, hint, sizeof hint);
    return mistake(c, at, "不认识的名字“%.*s”%s", SHOWN(name), hint);
}

/* `.column` of a list's row. */
static bool parse_column(struct compiler *c, enum record_list list,
                         unsigned place, uint32_t row, size_t at,
                         struct operand *out)
{
    const struct text name = token_text(c, c->token);
    const size_t name_at = c->token.at;
    struct meaning m;

    if (c->token.kind != TOKEN_NAME)
        return unexpected(c, "列名", "");
    if (place != PLACE_FIXED && text_equal(name, TEXT("row")))
        m = (struct meaning){OP_ROW, place, 0, 0, VALUE_NUMBER, FIELD_TYPES};
    else if (!find_field(c, list, name, place, row, &m))
        return mistake(c, name_at, "%s 没有“%.*s”这一列",
                       record_list_name(list), SHOWN(name));
    return advance(c) && emit_meaning(c, &m, at, out);
}

/* this.column, this.row */
static bool parse_this(struct compiler *c, size_t at, struct operand *out)
{
    if (c->scope->each == LIST_NONE)
        return mistake(c, at, "this 只在写了 each 的逐行规则里可用");
    return expect(c, '.', "点和列名（this.列名）") &&
           parse_column(c, c->scope->each, PLACE_EACH, 0, at, out);
}

/* The row's number in list[n]. */
static bool parse_index(struct compiler *c, uint32_t *row)
{
    bool exact = false;
    int64_t n = 0;
    int128 number;

    if (c->token.kind == TOKEN_NUMBER &&
        decimal_parse(token_text(c, c->token), &number))
        n = decimal_to_int(number, &exact);
    if (!exact || n < 1 || n > LIMIT_ROWS)
        return mistake(c, c->token.at, "方括号里要写行号：1 到 %d 的整数",
                       LIMIT_ROWS);
    *row = (uint32_t)n;
    return advance(c) && expect(c, ']', "行号后面的“]”");
}

static bool parse_item(struct compiler *c, enum record_list list, size_t at,
                       struct operand *out)
{
    uint32_t row = 0;

    if (!is_sign(c, '['))
        return mistake(c, at,
                       "%s 是多行的列表：写 %s[1].列名，或放进 any(%s, 条件)",
                       record_list_name(list), record_list_name(list),
                       record_list_name(list));
    return advance(c) && parse_index(c, &row) &&
           expect(c, '.', "点和列名（如 diagnoses[1].code）") &&
           parse_column(c, list, PLACE_FIXED, row, at, out);
}

bool parse_name(struct compiler *c, struct operand *out)
{
    const struct text name = token_text(c, c->token);
    const size_t at = c->token.at;
    const enum record_list list = record_list_named(name);
    struct meaning m;

    if (!advance(c))
        return false;
    if (list != LIST_NONE)
        return parse_item(c, list, at, out);
    if (text_equal(name, TEXT("this")))
        return parse_this(c, at, out);
    if (!find_bare(c, name, &m))
        return unknown_name(c, name, at);
    return emit_meaning(c, &m, at, out);
}

bool parse_list_name(struct compiler *c, enum record_list *out)
{
    *out = c->token.kind == TOKEN_NAME
               ? record_list_named(token_text(c, c->token))
               : LIST_NONE;
    if (*out == LIST_NONE)
        return unexpected(c, "列表 diagnoses 或 procedures", "");
    return advance(c);
}
