#include "tree.h"

#include "input/json/json-lex.h"
#include "input/json/json-text.h"

json_t *tree_load(struct text t, struct buffer *scratch)
{
    size_t at;

    if (json_prepare(t, 1, 0, scratch, &at) != JSON_TEXT_DONE)
        return NULL;
    return json_loadb(scratch->data != NULL ? scratch->data : "",
                      scratch->length, JSON_ALLOW_NUL, NULL);
}

struct text tree_value(const json_t *value)
{
    struct text t = {json_string_value(value), json_string_length(value)};

    if (t.at == NULL || t.length < JSON_LINE_DIGITS)
        return TEXT("");
    json_value_line(&t);
    return text_trim(t);
}

struct text tree_text(const json_t *object, const char *name)
{
    return tree_value(json_object_get(object, name));
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
