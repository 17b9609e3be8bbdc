#include "compile/expr/compile.h"

#include <stdlib.h>
#include <string.h>

/*
 * The list behind `in`. Its items are read from the source itself, since
 * `36.0700x004` or `K80-K83` would be other things elsewhere. Without
 * parentheses it goes on behind a comma as long as the next thing looks like
 * an item: of the same kind, and followed by a comma, a range's `-`, a closing
 * parenthesis, a word or the end.
 */

/* The next byte that is no blank, 0 at the end. */
static char next_byte(const struct compiler *c, size_t at)
{
    at = skip_blanks(c->source, at);
    return at < c->source.length ? c->source.at[at] : 0;
}

static bool ends_item(const struct compiler *c, size_t at)
{
    const char next = next_byte(c, at);

    return next == 0 || next == ',' || next == ')' || is_word_letter(next);
}

/* ---- codes ------------------------------------------------------------ */

/* Bytes of the code at `at`, 0 if there is none: a capital or a digit, then a
 * digit, and one more at least; dots and the strokes of morphology codes. */
static size_t item_code_span(const struct compiler *c, size_t at)
{
    const struct text s = c->source;
    size_t end = at;

    while (end < s.length &&
           (is_word_letter(s.at[end]) || s.at[end] == '.' || s.at[end] == '/'))
        end++;
    while (end > at && !is_word_letter(s.at[end - 1]))
        end--;
    if (end - at < 2 || !is_digit(s.at[at + 1]))
        return 0;
    if (is_digit(s.at[at]))
        return end - at;
    return s.at[at] >= 'A' && s.at[at] <= 'Z' && end - at >= 3 ? end - at : 0;
}

static bool wrong_code(struct compiler *c, size_t at)
{
    const struct token t = token_at(c->source, at);
    const struct text text = token_text(c, t);

    if (t.kind == TOKEN_END)
        return mistake(c, t.at,
                       "这里应是编码，如 K80、K80-K83、36.06，"
                       "表达式却已结束");
    if (t.kind == TOKEN_TEXT)
        return mistake(c, t.at, "左边是编码，清单里的编码不加单引号");
    if (text.at[0] >= 'a' && text.at[0] <= 'z' && text.length > 1 &&
        is_digit(text.at[1]))
        return mistake(c, t.at, "编码的首字母要大写：“%.*s”", SHOWN(text));
    return mistake(c, t.at, "这里应是编码，如 K80、K80-K83、36.06，却是“%.*s”",
                   SHOWN(text));
}

static bool read_item_code(struct compiler *c, size_t *at, struct code *out)
{
    const size_t start = skip_blanks(c->source, *at);
    const size_t span = item_code_span(c, start);

    if (span == 0)
        return wrong_code(c, start);
    if (!code_key((struct text){c->source.at + start, span}, out))
        return mistake(c, start, "编码太长：最多 %d 个字符", CODE_MAX);
    *at = start + span;
    if (*at < c->source.length &&
        (c->source.at[*at] == '+' || c->source.at[*at] == '*'))
        return mistake(
            c, *at, "清单里的编码不带“+”“*”；标记用 dagger()、asterisk() 问");
    return true;
}

/* A code, or two with `-` between: all from the first up to those that begin
 * with the last. */
static bool read_span(struct compiler *c, size_t *at)
{
    const size_t start = skip_blanks(c->source, *at);
    struct code first, last;
    struct code_range range;
    uint32_t row;

    if (!read_item_code(c, at, &first))
        return false;
    last = first;
    if (next_byte(c, *at) == '-') {
        *at = skip_blanks(c->source, *at) + 1;
        if (!read_item_code(c, at, &last))
            return false;
    }
    if (is_digit(code_at(first, 0)) != is_digit(code_at(last, 0)))
        return mistake(c, start, "范围的两头要是同一种编码，如 K80-K83");
    range = code_range_of(first, last);
    if (code_compare(range.from, range.to) > 0)
        return mistake(c, start, "范围的开头在结尾之后");
    return pool_range(c, range, &row);
}

static bool more_codes(const struct compiler *c, size_t at)
{
    const size_t start = skip_blanks(c->source, at);
    const size_t span = item_code_span(c, start);

    return span > 0 &&
           (ends_item(c, start + span) || next_byte(c, start + span) == '-');
}

static int by_first_code(const void *a, const void *b)
{
    const struct code_range *x = a, *y = b;

    return code_compare(x->from, y->from);
}

/* Puts the ranges from row `first` on in rising order and joins those that
 * overlap; the machine searches by halves. */
static uint32_t join_ranges(struct compiler *c, uint32_t first, uint32_t count)
{
    void *data = c->pool->ranges.data;
    struct code_range *ranges = (struct code_range *)data + first;
    uint32_t n = 0;

    qsort(ranges, count, sizeof *ranges, by_first_code);
    for (uint32_t i = 1; i < count; i++) {
        if (code_compare(ranges[i].from, ranges[n].to) > 0)
            ranges[++n] = ranges[i];
        else if (code_compare(ranges[i].to, ranges[n].to) > 0)
            ranges[n].to = ranges[i].to;
    }
    c->pool->ranges.length -= (count - n - 1) * sizeof *ranges;
    return n + 1;
}

/* ---- texts and numbers ------------------------------------------------ */

static bool read_text(struct compiler *c, size_t *at)
{
    const struct token t = token_at(c->source, *at);
    uint32_t row;

    if (t.kind != TOKEN_TEXT)
        return advance_from(c, *at) &&
               unexpected(c, "加单引号的文本，如 '1'", "");
    if (t.length == 2)
        return mistake(
            c, t.at, "空的字段不等于任何文本：用 missing(字段) 或 blank(字段)");
    *at = t.at + t.length;
    return pool_literal(c, t, &row);
}

static bool more_texts(const struct compiler *c, size_t at)
{
    const struct token t = token_at(c->source, at);

    return t.kind == TOKEN_TEXT && ends_item(c, t.at + t.length);
}

/* A number at `at`, perhaps with a sign. */
static struct token number_at(const struct compiler *c, size_t at,
                              bool *negative)
{
    struct token t = token_at(c->source, at);

    *negative = t.kind == TOKEN_SIGN && t.symbol == '-';
    return *negative ? token_at(c->source, t.at + t.length) : t;
}

static bool read_item_number(struct compiler *c, size_t *at)
{
    bool negative;
    const struct token t = number_at(c, *at, &negative);
    uint32_t row;
    int128 n;

    if (t.kind != TOKEN_NUMBER)
        return advance_from(c, *at) && unexpected(c, "数字", "");
    if (!decimal_parse(token_text(c, t), &n))
        return mistake(c, t.at, "这个数字太大");
    *at = t.at + t.length;
    return pool_number(c, negative ? -n : n, &row);
}

static bool more_numbers(const struct compiler *c, size_t at)
{
    bool negative;
    const struct token t = number_at(c, at, &negative);

    return t.kind == TOKEN_NUMBER && ends_item(c, t.at + t.length);
}

/* ---- the list --------------------------------------------------------- */

struct items {
    unsigned op;
    bool (*read)(struct compiler *, size_t *);
    bool (*more)(const struct compiler *, size_t);
};

static const struct items *items_of(enum value_type type)
{
    static const struct items texts = {OP_IN_TEXTS, read_text, more_texts},
                              codes = {OP_IN_CODES, read_span, more_codes},
                              numbers = {OP_IN_NUMBERS, read_item_number,
                                         more_numbers};

    return type == VALUE_TEXT     ? &texts
           : type == VALUE_CODE   ? &codes
           : type == VALUE_NUMBER ? &numbers
                                  : NULL;
}

static uint32_t next_pool_row(const struct compiler *c, unsigned op)
{
    const struct expr_pool *p = c->pool;

    return (uint32_t)(op == OP_IN_TEXTS
                          ? p->texts.length / sizeof(struct pack_text)
                      : op == OP_IN_CODES
                          ? p->ranges.length / sizeof(struct code_range)
                          : p->numbers.length / sizeof(struct pack_number));
}

static bool read_items(struct compiler *c, const struct items *items,
                       bool closed, size_t *at, uint32_t *count)
{
    for (*count = 1;; ++*count) {
        if (*count > EXPR_ITEMS)
            return mistake(c, *at, "清单太长：最多 %d 项", EXPR_ITEMS);
        if (!items->read(c, at))
            return false;
        if (next_byte(c, *at) != ',')
            return true;
        if (!closed && !items->more(c, skip_blanks(c->source, *at) + 1))
            return true;
        *at = skip_blanks(c->source, *at) + 1;
    }
}

/* A field that is asked for codes at once gets one instruction. */
static void fuse(struct compiler *c, const struct operand *left, unsigned op)
{
    struct pack_instr *i = instr_at(c, left->start);

    if (op == OP_IN_CODES && left->single && i->op == OP_FIELD)
        i->op = OP_FIELD_IN;
}

bool parse_in(struct compiler *c, struct operand *left)
{
    const struct items *items = items_of(left->type);
    size_t at = c->token.at + c->token.length;
    const bool closed = next_byte(c, at) == '(';
    uint32_t first, count;

    if (items == NULL)
        return mistake(c, c->token.at, "in 的左边应是编码、文本或数字，却是%s",
                       type_name(left->type));
    if (closed)
        at = skip_blanks(c->source, at) + 1;
    first = next_pool_row(c, items->op);
    if (!read_items(c, items, closed, &at, &count) || !advance_from(c, at))
        return false;
    if (closed && !expect(c, ')', "逗号或右括号"))
        return false;
    if (!closed) {
        c->list_end = c->token.at;
        c->list_long = c->list_long || count > 1;
    }
    if (items->op == OP_IN_CODES)
        count = join_ranges(c, first, count);
    fuse(c, left, items->op);
    return emit(c, items->op, 0, count, first);
}
