#include "batch/common/json-find.h"

#include "input/json/json-lex.h"

/* ---- values -------------------------------------------------------------- */

/* The value that begins with `token`, however deep; *at is moved behind it.
 * Empty if it has no end. */
static struct text take_value(struct text t, struct json_token token,
                              size_t *at)
{
    const size_t begin = token.begin;
    size_t depth = 0;

    for (;; token = json_next(t, token.end, false)) {
        if (token.kind == JSON_END || token.kind == JSON_PARTIAL)
            return TEXT("");
        if (token.kind == JSON_OPEN)
            depth++;
        else if (token.kind == JSON_CLOSE && depth-- == 0)
            return TEXT("");
        if (depth == 0)
            break;
    }
    *at = token.end;
    return (struct text){t.at + begin, token.end - begin};
}

/* The first token in an object or array: behind its bracket. */
static bool enter(struct text t, char bracket, size_t *at)
{
    const struct json_token token = json_next(t, 0, false);

    *at = token.end;
    return token.kind == JSON_OPEN && t.at[token.begin] == bracket;
}

struct text json_find_member(struct text object, const char *name)
{
    struct json_token key;
    size_t at;

    if (!enter(object, '{', &at))
        return TEXT("");
    for (;;) {
        key = json_next(object, at, false);
        if (key.kind == JSON_COMMA)
            key = json_next(object, key.end, false);
        if (key.kind != JSON_QUOTED || !key.closed)
            return TEXT("");
        const struct json_token colon = json_next(object, key.end, false);
        if (colon.kind != JSON_COLON)
            return TEXT("");
        const struct text value =
            take_value(object, json_next(object, colon.end, false), &at);
        if (value.length == 0 ||
            text_equal(json_inside(object, &key), text_of(name)))
            return value;
    }
}

struct text json_find_element(struct text array, size_t *at)
{
    struct json_token token;

    if (*at == 0 && !enter(array, '[', at))
        return TEXT("");
    token = json_next(array, *at, false);
    if (token.kind == JSON_COMMA)
        token = json_next(array, token.end, false);
    return token.kind == JSON_CLOSE ? TEXT("") : take_value(array, token, at);
}

/* ---- scalars ------------------------------------------------------------- */

/* The code point of the four hex digits at t[at]; '?' if they are none. */
static uint32_t read_hex(struct text t, size_t at)
{
    uint32_t c = 0;

    for (size_t i = at; i < at + 4; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = i < t.length && t.at[i] != '\0'
                                ? strchr(digits, t.at[i] | 0x20)
                                : NULL;
        if (digit == NULL)
            return '?';
        c = c << 4 | (uint32_t)(digit - digits);
    }
    return c;
}

/* What stands for the escape whose letter is at t[*at]; *at is moved behind
 * it. Pairs of surrogates, which we never write, give two U+FFFD. */
static uint32_t take_escape(struct text t, size_t *at)
{
    const char letter = t.at[(*at)++];
    const char *found = letter != '\0' ? strchr("bfnrt", letter) : NULL;
    uint32_t c;

    if (found != NULL)
        return (uint32_t) "\b\f\n\r\t"[found - strchr("bfnrt", 'b')];
    if (letter != 'u')
        return (unsigned char)letter;
    c = read_hex(t, *at);
    *at = t.length - *at < 4 ? t.length : *at + 4;
    return c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
}

void json_find_string(struct text value, struct buffer *out)
{
    char bytes[4];

    if (value.length < 2 || value.at[0] != '"')
        return;
    value = (struct text){value.at + 1, value.length - 2};
    for (size_t at = 0; at < value.length;) {
        if (value.at[at] != '\\' || at + 1 == value.length) {
            buffer_char(out, value.at[at++]);
            continue;
        }
        at++;
        buffer_put(out, bytes, text_put(take_escape(value, &at), bytes));
    }
}

uint64_t json_find_count(struct text value)
{
    uint64_t n = 0;

    for (size_t i = 0; i < value.length && i < 18; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return 0;
        n = n * 10 + (uint64_t)(value.at[i] - '0');
    }
    return n;
}
