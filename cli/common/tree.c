#include "common/tree.h"

#include <errno.h>
#include <stdio.h>

#include "base/decimal.h"
#include "common/memory.h"
#include "input/json/json-lex.h"

/* ---- as jansson should see it -------------------------------------------- */

/* jansson refuses control characters in texts, which people do write. */
static void put_escaped(struct text t, struct buffer *out)
{
    size_t from = 0;

    for (size_t i = 0; i < t.length; i++) {
        char escape[8];
        if ((unsigned char)t.at[i] >= 0x20)
            continue;
        snprintf(escape, sizeof escape, "\\u%04x", (unsigned)t.at[i]);
        buffer_put(out, t.at + from, i - from);
        buffer_string(out, escape);
        from = i + 1;
    }
    buffer_put(out, t.at + from, t.length - from);
}

static bool looks_like_number(struct text t)
{
    size_t i = t.length > 1 && t.at[0] == '-' ? 1 : 0;

    if (t.length == 0 || t.at[i] < '0' || t.at[i] > '9')
        return false;
    while (i < t.length && t.at[i] != '\0' &&
           strchr("0123456789.eE+-", t.at[i]) != NULL)
        i++;
    return i == t.length;
}

static void put_as_text(struct text t, const struct json_token *token,
                        struct buffer *out)
{
    const struct text said = {t.at + token->begin, token->end - token->begin};
    const bool quoted =
        token->kind == JSON_QUOTED ||
        (token->kind == JSON_WORD &&
         (looks_like_number(said) || text_equal(said, TEXT("true")) ||
          text_equal(said, TEXT("false"))));

    if (token->kind == JSON_PARTIAL)
        return;
    if (!quoted) {
        buffer_text(out, said);
        return;
    }
    buffer_char(out, '"');
    put_escaped(token->kind == JSON_QUOTED ? json_inside(t, token) : said, out);
    /* One that is not closed is a fault for jansson to find. */
    buffer_char(out, token->kind != JSON_QUOTED || token->closed ? '"' : '\n');
}

json_t *tree_load(struct text t, struct buffer *scratch)
{
    struct json_token token = {0};
    json_error_t why = {0};
    json_t *tree = NULL;

    buffer_reset(scratch);
    while ((token = json_next(t, token.end, false)).kind != JSON_END)
        put_as_text(t, &token, scratch);
    if (!scratch->failed && scratch->length != 0) {
        /* Without memory jansson leaves out characters, and does not tell. */
        const bool before = memory_needed(true);

        tree = json_loadb(scratch->data, scratch->length, JSON_ALLOW_NUL, &why);
        memory_needed(before);
    }
    if (scratch->failed ||
        (tree == NULL && json_error_code(&why) == json_error_out_of_memory))
        errno = ENOMEM;
    return tree;
}

json_t *tree_load_begun(struct text t)
{
    struct buffer object = {0}, scratch = {0};
    json_t *tree;

    buffer_put(&object, t.at, t.length - (t.length != 0));
    buffer_char(&object, '}');
    tree = tree_load(buffer_view(&object), &scratch);
    if (object.failed)
        errno = ENOMEM;
    buffer_free(&object);
    buffer_free(&scratch);
    return tree;
}

/* ---- values -------------------------------------------------------------- */

struct text tree_value(const json_t *value)
{
    const struct text t = {json_string_value(value), json_string_length(value)};

    return t.at != NULL ? text_trim(t) : TEXT("");
}

struct text tree_text(const json_t *object, const char *name)
{
    return tree_value(json_object_get(object, name));
}

uint64_t tree_count(const json_t *object, const char *name)
{
    int128 n;
    bool whole;

    return decimal_parse(tree_text(object, name), &n) && n >= 0
               ? (uint64_t)decimal_to_int(n, &whole)
               : 0;
}

bool tree_is_true(const json_t *object, const char *name)
{
    return text_equal(tree_text(object, name), TEXT("true"));
}

bool tree_next(struct text t, size_t *at, struct text *object)
{
    struct json_token token;
    size_t begin = t.length;

    while ((token = json_next(t, *at, false)).kind != JSON_END) {
        *at = token.end;
        if (token.kind == JSON_OPEN)
            begin = t.at[token.begin] == '{' ? token.begin : t.length;
        if (token.kind != JSON_CLOSE)
            continue;
        if (t.at[token.begin] == '}' && begin < t.length) {
            *object = (struct text){t.at + begin, token.end - begin};
            return true;
        }
        begin = t.length;
    }
    return false;
}

bool tree_has_sample(const json_t *head)
{
    const json_t *packs = json_object_get(head, "packs");
    bool sample = head == NULL;

    for (size_t i = 0; i < json_array_size(packs); i++)
        sample = sample || tree_is_true(json_array_get(packs, i), "sample");
    return sample;
}
