#include "input/json/json-text.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "input/decode/slice.h"
#include "input/json/json-lex.h"

struct writer {
    struct text in;
    size_t counted; /* in[counted] is in line `line` */
    uint32_t line;
    uint32_t values, depth;
    struct buffer *out;
};

static const char hex[] = "0123456789abcdef";

static void put_line_number(struct writer *w, size_t at)
{
    const struct text between = {w->in.at + w->counted, at - w->counted};
    char digits[JSON_LINE_DIGITS];

    w->line += (uint32_t)bytes_lines(between);
    w->counted = at;
    for (unsigned i = 0; i < JSON_LINE_DIGITS; i++)
        digits[i] = hex[w->line >> (4 * (JSON_LINE_DIGITS - 1 - i)) & 15];
    buffer_put(w->out, digits, sizeof(digits));
}

static int hex_value(char c)
{
    const char *found;

    if (c >= 'A' && c <= 'F')
        c = (char)(c - 'A' + 'a');
    found = c != '\0' ? strchr(hex, c) : NULL;
    return found != NULL ? (int)(found - hex) : -1;
}

/* The number of `\uXXXX` at t[at]; -1 if it is none. */
static int32_t escape_value(struct text t, size_t at)
{
    int32_t value = 0;

    if (t.length - at < 6 || t.at[at] != '\\' || t.at[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        const int digit = hex_value(t.at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void put_mark(struct writer *w, uint32_t control)
{
    char utf8[4];

    buffer_put(w->out, utf8, text_put(MARK_CONTROL + control, utf8));
}

#define HIGH_OF_MARKS 0xDBFC /* U+10F000 to U+10F3FF in UTF-16 */

/* An escape at t[at]; its length. What must not reach the marks is replaced. */
static size_t put_escape(struct writer *w, struct text t, size_t at)
{
    const int32_t c = escape_value(t, at);
    const bool blank = c == '\t' || c == '\n' || c == '\r';
    const size_t rest = t.length - at;

    if (c >= 0 && ((c < 0x20 && !blank) || c == 0x7F)) {
        put_mark(w, (uint32_t)c);
        return 6;
    }
    if (c == HIGH_OF_MARKS && escape_value(t, at + 6) >= 0xDC00) {
        buffer_string(w->out, "\xEF\xBF\xBD");
        return 12;
    }
    if (rest >= 2 && (t.at[at + 1] == 'b' || t.at[at + 1] == 'f')) {
        put_mark(w, t.at[at + 1] == 'b' ? '\b' : '\f');
        return 2;
    }
    buffer_put(w->out, t.at + at, rest < 2 ? rest : c >= 0 ? 6 : 2);
    return rest < 2 ? rest : c >= 0 ? 6 : 2;
}

/* What stands between quotes: runs as they are, the rest made fit. */
static void put_inside(struct writer *w, struct text t)
{
    size_t from = 0, at = 0;

    while (at < t.length) {
        const unsigned char c = (unsigned char)t.at[at];
        if (c >= 0x20 && c != '\\') {
            at++;
            continue;
        }
        buffer_put(w->out, t.at + from, at - from);
        if (c == '\\') {
            at += put_escape(w, t, at);
        } else {
            put_mark(w, c);
            at++;
        }
        from = at;
    }
    buffer_put(w->out, t.at + from, t.length - from);
}

static bool is_member(const struct writer *w, const struct json_token *token)
{
    return json_next(w->in, token->end, false).kind == JSON_COLON;
}

static void put_string(struct writer *w, const struct json_token *token)
{
    buffer_char(w->out, '"');
    if (!is_member(w, token)) {
        w->values++;
        put_line_number(w, token->begin);
    }
    put_inside(w, json_inside(w->in, token));
    if (token->closed)
        buffer_char(w->out, '"');
    else
        buffer_char(w->out, '\n'); /* jansson says that the string is open */
}

static bool is_json_number(struct text t)
{
    size_t i = t.length > 1 && t.at[0] == '-' ? 1 : 0;

    if (t.length == 0 || t.at[i] < '0' || t.at[i] > '9')
        return false;
    while (i < t.length && t.at[i] != '\0' &&
           strchr("0123456789.eE+-", t.at[i]) != NULL)
        i++;
    return i == t.length;
}

/* null is a value in which nothing stands; what is no JSON stays, for jansson
 * to say so. */
static void put_bare_word(struct writer *w, const struct json_token *token)
{
    const struct text t = {w->in.at + token->begin, token->end - token->begin};
    const bool nothing = text_equal(t, TEXT("null"));

    w->values++;
    if (!nothing && !is_json_number(t) && !text_equal(t, TEXT("true")) &&
        !text_equal(t, TEXT("false"))) {
        buffer_text(w->out, t);
        return;
    }
    buffer_char(w->out, '"');
    put_line_number(w, token->begin);
    if (!nothing)
        buffer_text(w->out, t);
    buffer_char(w->out, '"');
}

static void put_token(struct writer *w, const struct json_token *token)
{
    switch (token->kind) {
    case JSON_QUOTED:
        put_string(w, token);
        break;
    case JSON_WORD:
        put_bare_word(w, token);
        break;
    case JSON_PARTIAL: /* jansson finds the end too early */
        break;
    default:
        w->values += token->kind == JSON_OPEN;
        w->depth += token->kind == JSON_OPEN;
        w->depth -= token->kind == JSON_CLOSE && w->depth > 0;
        buffer_char(w->out, w->in.at[token->begin]);
    }
}

enum json_prepared json_prepare(struct text t, uint32_t line, size_t stop,
                                struct buffer *out, size_t *at)
{
    struct writer w = {.in = t, .line = line, .out = out};
    struct json_token token = {0};

    buffer_reset(out);
    while ((token = json_next(t, token.end, false)).kind != JSON_END) {
        *at = token.begin;
        put_token(&w, &token);
        if (out->failed)
            return JSON_TEXT_MEMORY;
        if (stop != 0 && out->length >= stop)
            return JSON_TEXT_STOPPED;
        if (w.values > LIMIT_FIELDS)
            return JSON_TEXT_MANY;
        if (w.depth > LIMIT_DEPTH)
            return JSON_TEXT_DEEP;
    }
    *at = t.length;
    return JSON_TEXT_DONE;
}

uint32_t json_value_line(struct text *value)
{
    uint32_t line = 0;

    for (unsigned i = 0; i < JSON_LINE_DIGITS && i < value->length; i++)
        line = line * 16 + (uint32_t)hex_value(value->at[i]);
    value->at += JSON_LINE_DIGITS;
    value->length -= JSON_LINE_DIGITS;
    return line;
}
