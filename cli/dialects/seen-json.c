#include <string.h>

#include "base/limits.h"
#include "dialects/seen.h"
#include "input/json/json-lex.h"

#define PATH_MAX_BYTES 512u

struct level {
    bool array;
    size_t length; /* of the path: what its members begin with */
};

struct walk {
    struct seen *seen;
    struct level levels[LIMIT_DEPTH];
    unsigned depth;
    char path[PATH_MAX_BYTES];
    size_t length;
    bool key;          /* the next string is a name */
    struct buffer out; /* a string without its escapes */
};

/* ---- strings ------------------------------------------------------------- */

static uint32_t hex_value(struct text digits)
{
    uint32_t n = 0;

    for (size_t i = 0; i < digits.length; i++) {
        const char c = digits.at[i];
        const char ten = is_small(c) ? 'a' : 'A';

        n = n * 16 + (uint32_t)(is_digit(c) ? c - '0' : c - ten + 10);
    }
    return n & 0xFFFF;
}

/* The character of the escape at t[*at], which is moved behind it; of a pair
 * each half is one that is not known. */
static uint32_t escaped(struct text t, size_t *at)
{
    const char letter = *at < t.length ? t.at[(*at)++] : '\\';
    uint32_t c;

    if (letter != 'u' || t.length - *at < 4)
        return letter == '"' || letter == '\\' || letter == '/'
                   ? (unsigned char)letter
                   : ' ';
    c = hex_value(text_slice(t, *at, *at + 4));
    *at += 4;
    return c >= 0xD800 && c < 0xE000 ? 0xFFFD : c;
}

/* The string until the next one. */
static struct text unescaped(struct walk *w, struct text t)
{
    if (text_find(t, '\\') == t.length)
        return t;
    buffer_reset(&w->out);
    for (size_t at = 0; at < t.length;) {
        char bytes[4];
        uint32_t c = text_next(t, &at);

        if (c == '\\')
            c = escaped(t, &at);
        buffer_put(&w->out, bytes, text_put(c, bytes));
    }
    return buffer_view(&w->out);
}

/* ---- paths --------------------------------------------------------------- */

static void append(struct walk *w, struct text t)
{
    if (t.length > sizeof w->path - w->length)
        return;
    memcpy(w->path + w->length, t.at, t.length);
    w->length += t.length;
}

static size_t base(const struct walk *w)
{
    return w->depth != 0 ? w->levels[w->depth - 1].length : 0;
}

/* What follows a name or a value in an object is a name or its end. */
static void next_member(struct walk *w)
{
    w->key = w->depth != 0 && !w->levels[w->depth - 1].array;
    w->length = base(w);
}

static bool open_level(struct walk *w, bool array)
{
    if (w->depth == LIMIT_DEPTH)
        return false;
    if (array && w->length != 0)
        append(w, TEXT("[]"));
    w->levels[w->depth++] = (struct level){array, w->length};
    w->key = !array;
    return true;
}

static void close_level(struct walk *w)
{
    if (w->depth != 0)
        w->depth--;
    w->key = false;
}

static void take_name(struct walk *w, struct text name)
{
    w->length = base(w);
    if (w->length != 0)
        append(w, TEXT("."));
    append(w, name);
    w->key = false;
}

static void take_value(struct walk *w, struct text value)
{
    if (text_equal(value, TEXT("null")))
        value = TEXT("");
    seen_add(w->seen, (struct text){w->path, w->length}, value);
}

/* One sign more; false at the end. */
static bool take_token(struct walk *w, struct text t, size_t *at)
{
    const struct json_token token = json_next(t, *at, false);
    const struct text word = text_slice(t, token.begin, token.end);

    *at = token.end;
    switch (token.kind) {
    case JSON_END:
    case JSON_PARTIAL:
        return false;
    case JSON_OPEN:
        return open_level(w, *word.at == '[');
    case JSON_CLOSE:
        close_level(w);
        break;
    case JSON_COMMA:
        next_member(w);
        break;
    case JSON_QUOTED:
        if (w->key)
            take_name(w, unescaped(w, json_inside(t, &token)));
        else
            take_value(w, unescaped(w, json_inside(t, &token)));
        break;
    case JSON_WORD:
        take_value(w, word);
        break;
    case JSON_COLON:
        break;
    }
    return true;
}

void seen_json(struct seen *s, struct text t)
{
    struct walk w = {.seen = s};
    size_t at = 0;

    s->json = true;
    while (take_token(&w, t, &at))
        ;
    s->names.failed = s->names.failed || w.out.failed;
    buffer_free(&w.out);
}
