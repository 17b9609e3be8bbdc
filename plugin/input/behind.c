#include "input/behind.h"

#include "input/decode/lexer.h"
#include "input/split.h"

static bool holds_record(const struct pack *pack, struct text rest)
{
    struct element element;
    uint8_t dialect;

    return split_probe(pack, rest, true, &element, &dialect) == PROBE_FOUND;
}

uint32_t behind_count(const struct pack *pack, struct text rest)
{
    uint32_t count = 0;
    bool looked = false, text = false;

    for (size_t at = 0; at < rest.length;) {
        const struct token token = token_next(rest, at);
        const bool begins =
            token.kind == TOKEN_START || token.kind == TOKEN_EMPTY;

        if (token.kind == TOKEN_NONE || token_partial(&token))
            break;
        if (begins && !looked && holds_record(pack, text_behind(rest, at)))
            return 0;
        looked = looked || begins;
        if (token.kind == TOKEN_END)
            count += text;
        if (token.kind == TOKEN_START || token.kind == TOKEN_END)
            text = false;
        else if (token.kind == TOKEN_TEXT || token.kind == TOKEN_CDATA)
            text = text || !token.blank;
        at = token.end;
    }
    return count;
}
