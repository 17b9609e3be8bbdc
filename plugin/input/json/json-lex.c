#include "input/json/json-lex.h"

#include "base/gb18030.h"
#include "input/decode/lexer.h"
#include "input/decode/utf8.h"

/* Length of the character at t[at], a byte of 0x80 or more. */
static unsigned high_length(struct text t, size_t at, bool gb18030)
{
    unsigned length;

    if (!gb18030 && utf8_next(t, at, &length) != UTF8_BAD)
        return length;
    return gb18030_next(t, at, &length) <= 0x10FFFF ? length : 1;
}

/* Behind a line end in a string, at t[at]: does JSON go on here? 1 yes, 0 no,
 * -1 if the bytes do not tell. A quote that a comma or bracket follows only
 * closes the string. */
static int resumes(struct text t, size_t at)
{
    at += blank_length(text_behind(t, at));
    if (at == t.length)
        return -1;
    if (t.at[at] != '"')
        return strchr("{}[]", t.at[at]) != NULL;
    at++;
    at += blank_length(text_behind(t, at));
    if (at == t.length)
        return -1;
    return strchr(",:{}[]", t.at[at]) == NULL;
}

static struct json_token string_token(struct text t, size_t begin, bool gb18030)
{
    size_t at = begin + 1;

    while (at < t.length) {
        const unsigned char c = (unsigned char)t.at[at];
        const int next = c == '\n' ? resumes(t, at + 1) : 0;
        if (c == '"')
            return (struct json_token){JSON_QUOTED, begin, at + 1, true};
        if (next < 0)
            break;
        if (next > 0)
            return (struct json_token){JSON_QUOTED, begin, at, false};
        if (c == '\n') /* the other line ends of a run say the same */
            at += 1 + blank_length(text_behind(t, at + 1));
        else
            at += c >= 0x80 ? high_length(t, at, gb18030) : c == '\\' ? 2 : 1;
    }
    return (struct json_token){JSON_PARTIAL, begin, t.length, false};
}

static struct json_token word_token(struct text t, size_t begin)
{
    size_t at = begin;

    while (at < t.length && strchr("{}[]:,\" \t\r\n", t.at[at]) == NULL)
        at++;
    /* strchr finds NUL, too. */
    at += at == begin;
    return (struct json_token){at < t.length ? JSON_WORD : JSON_PARTIAL, begin,
                               at, false};
}

struct json_token json_next(struct text t, size_t at, bool gb18030)
{
    enum json_kind kind;

    at += blank_length(text_behind(t, at));
    if (at >= t.length)
        return (struct json_token){JSON_END, t.length, t.length, false};
    switch (t.at[at]) {
    case '{':
    case '[':
        kind = JSON_OPEN;
        break;
    case '}':
    case ']':
        kind = JSON_CLOSE;
        break;
    case ':':
        kind = JSON_COLON;
        break;
    case ',':
        kind = JSON_COMMA;
        break;
    case '"':
        return string_token(t, at, gb18030);
    default:
        return word_token(t, at);
    }
    return (struct json_token){kind, at, at + 1, true};
}

struct text json_inside(struct text t, const struct json_token *token)
{
    const size_t end = token->end - (token->closed ? 1 : 0);

    return (struct text){t.at + token->begin + 1, end - token->begin - 1};
}
