#include "input/decode/lexer.h"

#include <string.h>

#include "base/bytes.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static struct text tag_part(struct text t, size_t from, size_t to)
{
    return text_slice(t, from, to);
}

bool name_ends(char c)
{
    return is_space(c) || c == '>' || c == '/';
}

struct text name_local(struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] == ':')
            return tag_part(name, i + 1, name.length);
    return name;
}

size_t blank_length(struct text t)
{
    static const struct text marks[] = {{"\xEF\xBB\xBF", 3},
                                        {"\x84\x31\x95\x33", 4}};
    size_t at = 0;
    while (at < t.length) {
        const struct text rest = {t.at + at, t.length - at};
        if (is_space(rest.at[0]))
            at++;
        else if (text_starts(rest, marks[0]))
            at += marks[0].length;
        else if (text_starts(rest, marks[1]))
            at += marks[1].length;
        else
            break;
    }
    return at;
}

static bool only_blanks(struct text t)
{
    return blank_length(t) == t.length;
}

static size_t skip_spaces(struct text t, size_t at)
{
    while (at < t.length && is_space(t.at[at]))
        at++;
    return at;
}

static size_t tag_name_end(struct text t, size_t at)
{
    while (at < t.length && !name_ends(t.at[at]) && t.at[at] != '<')
        at++;
    return at;
}

/*
 * Position of the quote that closes the value whose opening quote is t[at].
 * A value that holds `</` has lost its quote: 0, the tag ends at its first
 * `>`. t.length if t ends in the value.
 */
static size_t value_end(struct text t, size_t at)
{
    const char *from = t.at + at + 1;
    const size_t left = t.length - at - 1;
    const char *close = memchr(from, t.at[at], left);
    const struct text value = {from,
                               close == NULL ? left : (size_t)(close - from)};
    if (memchr(value.at, '<', value.length) != NULL &&
        bytes_find(value, 0, TEXT("</")) < value.length)
        return 0;
    return at + 1 + value.length;
}

/* Behind the `>` from `at` on, or before a `<`; 0 if t ends before. */
static size_t next_close(struct text t, size_t at, bool *empty)
{
    while (at < t.length && t.at[at] != '>' && t.at[at] != '<')
        at++;
    if (at == t.length)
        return 0;
    *empty = t.at[at] == '>' && t.at[at - 1] == '/';
    return at + (t.at[at] == '>');
}

size_t tag_end(struct text t, size_t at, bool *empty)
{
    bool value = false; /* a quote would open a value: behind a `=` */
    at = tag_name_end(t, at + 1);
    for (; at < t.length; at++) {
        const char c = t.at[at];
        if (c == '>' || c == '<')
            return next_close(t, at, empty);
        if (value && (c == '"' || c == '\'')) {
            const size_t close = value_end(t, at);
            if (close == 0)
                return next_close(t, at, empty);
            at = close;
            value = false;
        } else if (!is_space(c)) {
            value = c == '=';
        }
    }
    return 0;
}

static struct token finish_token(struct token token, enum token_kind partial,
                                 size_t end, size_t length)
{
    token.end = end;
    if (end > length)
        token.kind = partial;
    token.end = end > length ? length : end;
    return token;
}

static struct token start_token(struct text t, size_t at)
{
    struct token token = {.kind = TOKEN_START, .begin = at};
    bool empty = false;
    const size_t end = tag_end(t, at, &empty);
    const size_t name = tag_name_end(t, at + 1);
    if (name < t.length)
        token.name = tag_part(t, at + 1, name);
    if (empty)
        token.kind = TOKEN_EMPTY;
    return finish_token(token, TOKEN_PARTIAL_START,
                        end != 0 ? end : t.length + 1, t.length);
}

static struct token end_token(struct text t, size_t at)
{
    struct token token = {.kind = TOKEN_END, .begin = at};
    const size_t name = tag_name_end(t, at + 2);
    token.name = tag_part(t, at + 2, name);
    bool empty;
    const size_t end = next_close(t, name, &empty);
    return finish_token(token, TOKEN_PARTIAL, end != 0 ? end : t.length + 1,
                        t.length);
}

/* Markup that begins with `open` bytes and ends with `close`. */
static struct token enclosed(struct text t, size_t at, enum token_kind kind,
                             size_t open, struct text close)
{
    struct token token = {.kind = kind, .begin = at};
    const size_t found = bytes_find(t, at + open, close);
    token.blank = only_blanks(tag_part(t, at + open, found));
    return finish_token(token,
                        kind == TOKEN_CDATA     ? TOKEN_PARTIAL_CDATA
                        : kind == TOKEN_COMMENT ? TOKEN_PARTIAL_COMMENT
                                                : TOKEN_PARTIAL,
                        found + close.length, t.length);
}

/* Any other `<!`: it ends at the first `>`. What stands between the brackets
 * of a DOCTYPE is then markup of its own, which no record needs. */
static struct token declaration(struct text t, size_t at)
{
    const struct token token = {.kind = TOKEN_OTHER, .begin = at};
    const char *end = memchr(t.at + at, '>', t.length - at);

    return finish_token(token, TOKEN_PARTIAL,
                        end != NULL ? (size_t)(end - t.at) + 1 : t.length + 1,
                        t.length);
}

/* Markup that begins with `<!`. */
static struct token exclamation(struct text t, size_t at)
{
    const struct text comment = TEXT("<!--"), cdata = TEXT("<![CDATA[");
    const struct text rest = tag_part(t, at, t.length);
    if (text_starts(rest, comment))
        return enclosed(t, at, TOKEN_COMMENT, comment.length, TEXT("-->"));
    if (text_starts(rest, cdata))
        return enclosed(t, at, TOKEN_CDATA, cdata.length, TEXT("]]>"));
    if (text_starts(cdata, rest) || text_starts(comment, rest))
        return (struct token){
            .kind = TOKEN_PARTIAL, .begin = at, .end = t.length};
    return declaration(t, at);
}

static struct token text_token(struct text t, size_t at)
{
    struct token token = {.kind = TOKEN_TEXT, .begin = at, .end = t.length};
    for (size_t from = at; from < t.length; from++) {
        const char *less = memchr(t.at + from, '<', t.length - from);
        if (less == NULL)
            break;
        from = (size_t)(less - t.at);
        if (from + 1 == t.length || bytes_begins((unsigned char)less[1])) {
            token.end = from;
            break;
        }
    }
    token.blank = only_blanks(tag_part(t, at, token.end));
    return token;
}

/* Where the tag begins whose name may stand behind the `<` or `/` at t[at], as
 * bytes_pair found it; t.length if it is none, or begins before `from`. */
static size_t tag_begin(struct text t, size_t from, size_t at, struct text name)
{
    const size_t end = at + 1 + name.length;

    if (end >= t.length || !name_ends(t.at[end]) ||
        memcmp(t.at + at + 1, name.at, name.length) != 0)
        return t.length;
    if (t.at[at] == '<')
        return at;
    return at > from && t.at[at - 1] == '<' ? at - 1 : t.length;
}

size_t find_tag(struct text t, size_t from, struct text name)
{
    const char last = name.at[name.length - 1];
    size_t at = from, found = t.length;

    while (found == t.length &&
           (at = bytes_pair(t, at, '<', '/', name.length, last)) < t.length)
        found = tag_begin(t, from, at++, name);
    return found;
}

struct token token_next(struct text t, size_t at)
{
    if (at == t.length)
        return (struct token){.kind = TOKEN_NONE, .begin = at, .end = at};
    if (t.at[at] != '<')
        return text_token(t, at);
    if (at + 1 == t.length)
        return (struct token){
            .kind = TOKEN_PARTIAL, .begin = at, .end = t.length};
    switch (t.at[at + 1]) {
    case '!':
        return exclamation(t, at);
    case '?':
        return enclosed(t, at, TOKEN_OTHER, 2, TEXT(">"));
    case '/':
        return end_token(t, at);
    default:
        return bytes_begins((unsigned char)t.at[at + 1]) ? start_token(t, at)
                                                         : text_token(t, at);
    }
}

bool token_partial(const struct token *token)
{
    return token->kind >= TOKEN_PARTIAL_START;
}

static size_t attribute_name_end(struct text t, size_t at)
{
    while (at < t.length && !name_ends(t.at[at]) && t.at[at] != '=')
        at++;
    return at;
}

/* The value at t[at], behind `=`; *at moves behind it. */
static struct text read_attribute_value(struct text t, size_t *at)
{
    size_t from = skip_spaces(t, *at);
    if (from < t.length && (t.at[from] == '"' || t.at[from] == '\'')) {
        const size_t close =
            bytes_find(t, from + 1, (struct text){t.at + from, 1});
        *at = close + (close < t.length);
        return tag_part(t, from + 1, close);
    }
    size_t to = from;
    while (to < t.length && !is_space(t.at[to]) && t.at[to] != '>')
        to++;
    *at = to;
    return tag_part(t, from, to);
}

bool token_attribute(struct text t, const struct token *token, size_t *at,
                     struct attribute *out)
{
    const struct text tag = {t.at, token->end};
    size_t from = *at == token->begin ? tag_name_end(tag, *at + 1) : *at;
    while (from < tag.length &&
           (name_ends(tag.at[from]) || tag.at[from] == '='))
        from++;
    const size_t to = attribute_name_end(tag, from);
    if (to == tag.length)
        return false;
    out->name = tag_part(tag, from, to);
    out->value = (struct text){tag.at + to, 0};
    *at = skip_spaces(tag, to);
    if (*at < tag.length && tag.at[*at] == '=') {
        ++*at;
        out->value = read_attribute_value(tag, at);
    }
    return true;
}
