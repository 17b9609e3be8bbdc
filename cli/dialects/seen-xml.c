/* An element without children is a leaf, and so is each attribute. */
#include "dialects/seen.h"
#include "input/decode/lexer.h"

static void add_attributes(struct seen *s, struct text t,
                           const struct token *token)
{
    struct attribute a;
    size_t at = token->begin;

    while (token_attribute(t, token, &at, &a))
        if (!text_starts(a.name, TEXT("xmlns")) &&
            !text_starts(a.name, TEXT("xsi:")))
            seen_add(s, name_local(a.name), a.value);
}

/* What stands in a text, or between the brackets of a CDATA. */
static struct text content(struct text t, const struct token *token)
{
    const struct text opening = TEXT("<![CDATA["), closing = TEXT("]]>");
    struct text all = text_slice(t, token->begin, token->end);

    if (text_starts(all, opening))
        all = text_behind(all, opening.length);
    if (text_ends(all, closing))
        all = text_head(all, all.length - closing.length);
    return all;
}

void seen_xml(struct seen *s, struct text t)
{
    struct text leaf = {"", 0}, value = leaf;

    for (size_t at = 0; at < t.length;) {
        const struct token token = token_next(t, at);

        if (token.kind == TOKEN_NONE || token.end <= at)
            break;
        at = token.end;
        if (token.kind == TOKEN_START || token.kind == TOKEN_EMPTY) {
            add_attributes(s, t, &token);
            leaf = name_local(token.name);
            value = TEXT("");
        } else if ((token.kind == TOKEN_TEXT || token.kind == TOKEN_CDATA) &&
                   !token.blank) {
            value = content(t, &token);
        }
        if (token.kind == TOKEN_END || token.kind == TOKEN_EMPTY) {
            seen_add(s, leaf, value);
            leaf = TEXT("");
        }
    }
}
