/* sum(rows, cost, year = 2023) and the like: each becomes a figure of its own,
 * and its name stands in its place. */
#include <stdio.h>
#include <string.h>

#include "compile/figures/figures.h"

#define ARGUMENTS_MAX 3

struct call {
    struct text arguments[ARGUMENTS_MAX];
    unsigned count;
    size_t end; /* behind its closing parenthesis */
};

static bool is_figure_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

static size_t word_end(struct text t, size_t at)
{
    while (at < t.length && is_figure_letter(t.at[at]))
        at++;
    return at;
}

static size_t skip_blank(struct text t, size_t at)
{
    while (at < t.length && (unsigned char)t.at[at] <= ' ')
        at++;
    return at;
}

static int operation_of(struct text word)
{
    static const char *const words[] = {"sum", "count", "mean",
                                        "sd",  "min",   "max"};

    for (int i = 0; i < (int)(COUNT_OF(words)); i++)
        if (text_equal(text_of(words[i]), word))
            return i;
    return -1;
}

/* Behind a text in quotes that begins at `at`. */
static size_t behind_quotes(struct text t, size_t at)
{
    for (at++; at < t.length && t.at[at] != '\'';)
        at++;
    return at < t.length ? at + 1 : at;
}

/* The arguments behind the parenthesis at `at`; false if they do not end or
 * are too many. */
static bool split(struct text t, size_t at, struct call *out)
{
    size_t start = ++at, depth = 0;

    out->count = 0;
    while (at < t.length) {
        const char c = t.at[at];
        const bool ends = depth == 0 && (c == ',' || c == ')');

        if (ends && out->count == ARGUMENTS_MAX)
            return false;
        if (ends)
            out->arguments[out->count++] = text_trim(text_slice(t, start, at));
        if (ends && c == ')') {
            out->end = at + 1;
            return true;
        }
        if (ends)
            start = at + 1;
        depth += c == '(';
        depth -= c == ')';
        at = c == '\'' ? behind_quotes(t, at) : at + 1;
    }
    return false;
}

static bool complain(struct figures *f, const xmlNode *node, struct text name,
                     const char *wrong)
{
    fault_add(
        f->region->build->faults, element_place(f->region, node),
        "sum(层, 数, 条件) mean sd min max，count(层, 条件)；条件可以不写；"
        "汇总里不能再有汇总，先另算一个 <let>",
        "<let name=\"%.*s\">：%s", SHOW(name), wrong);
    return false;
}

/* The figure of a call; its name is written to *out. */
static bool add_call(struct figures *f, const xmlNode *node, struct text name,
                     unsigned level, int operation, const struct call *call,
                     struct buffer *out)
{
    const unsigned values = operation == COUNT_OF ? 1 : 2;
    char own[32];
    struct figure a = {.kind = FIGURE_AGGREGATE,
                       .level = (uint8_t)level,
                       .operation = (uint8_t)operation,
                       .round = -1,
                       .expr = PACK_NONE,
                       .condition = PACK_NONE};

    a.over = (uint8_t)figures_level(f, call->arguments[0]);
    if (a.over == LEVELS_MAX)
        return complain(f, node, name, "汇总的第一个参数不是一层的名称");
    if (level == LEVEL_ROWS || !figures_sees(f, a.over, level) ||
        a.over == level)
        return complain(f, node, name, "汇总只能往更粗的一层算");
    if (call->count < values || call->count > values + 1)
        return complain(f, node, name, "汇总的参数个数不对");
    if (values == 2)
        a.expr = figures_expr(f, node, name, call->arguments[1], a.over,
                              VALUE_NUMBER);
    if (call->count > values)
        a.condition = figures_expr(f, node, name, call->arguments[values],
                                   a.over, VALUE_BOOLEAN);
    if ((values == 2 && a.expr == PACK_NONE) ||
        (call->count > values && a.condition == PACK_NONE))
        return false;
    snprintf(own, sizeof own, "part_%u", (unsigned)f->count);
    buffer_string(out, own);
    a.name = arena_copy(&f->region->arena, text_of(own));
    return figures_add(f, node, a, VALUE_NUMBER) != NULL;
}

/* True if a word followed by a parenthesis and a level's name stands at
 * `at`. */
static bool begins_aggregate(const struct figures *f, struct text t, size_t at,
                             int *operation, size_t *open)
{
    const size_t end = word_end(t, at);
    size_t first;

    *operation = operation_of(text_slice(t, at, end));
    *open = skip_blank(t, end);
    if (*operation < 0 || *open >= t.length || t.at[*open] != '(')
        return false;
    first = skip_blank(t, *open + 1);
    return figures_level(
               f, (struct text){t.at + first, word_end(t, first) - first}) !=
           LEVELS_MAX;
}

bool figures_aggregates(struct figures *f, const xmlNode *node,
                        struct text name, struct text t, unsigned level,
                        struct buffer *out)
{
    struct call call;
    size_t open, end;
    int operation;

    for (size_t at = 0; at < t.length; at = end) {
        if (begins_aggregate(f, t, at, &operation, &open)) {
            if (!split(t, open, &call))
                return complain(f, node, name, "汇总的括号或参数不对");
            if (!add_call(f, node, name, level, operation, &call, out))
                return false;
            end = call.end;
            continue;
        }
        end = t.at[at] == '\'' ? behind_quotes(t, at) : word_end(t, at);
        if (end == at)
            end++;
        buffer_put(out, t.at + at, end - at);
    }
    return true;
}
