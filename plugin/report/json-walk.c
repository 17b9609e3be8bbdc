#include "report/json-walk.h"

#include <string.h>

/* Behind the string that begins at t[at]. */
static size_t string_end(struct text t, size_t at)
{
    for (at++; t.at[at] != '"'; at++)
        at += t.at[at] == '\\';
    return at + 1;
}

/* Behind the value that begins at t[at]. */
static size_t value_end(struct text t, size_t at)
{
    unsigned depth = 0;

    while (at < t.length) {
        const char c = t.at[at];

        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            break;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        at = c == '"' ? string_end(t, at) : at + 1;
    }
    return at;
}

bool json_walk_next(struct json_walk *walk, struct text *name,
                    struct text *value)
{
    const struct text t = walk->text;
    size_t at = walk->at, end;

    *name = TEXT("");
    if (at != 0 && t.at[at] != ',')
        return false;
    at++; /* past the bracket or the comma */
    if (t.at[at] == '}' || t.at[at] == ']')
        return false;
    if (json_is(t, '{')) {
        end = string_end(t, at);
        *name = (struct text){t.at + at + 1, end - at - 2};
        at = end + 1; /* past the colon */
    }
    end = value_end(t, at);
    *value = (struct text){t.at + at, end - at};
    walk->at = end;
    return true;
}

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The byte that an escape stands for: only those of json_text. */
static int escaped_byte(struct text value, size_t *at)
{
    static const char letters[] = "nrt", bytes[] = "\n\r\t";
    const char c = value.at[(*at)++];
    const char *letter = strchr(letters, c);

    if (letter != NULL)
        return bytes[letter - letters];
    if (c != 'u')
        return (unsigned char)c;
    *at += 4;
    return (int)(hex_digit(value.at[*at - 2]) << 4 |
                 hex_digit(value.at[*at - 1]));
}

int json_next_byte(struct text value, size_t *at)
{
    const bool string = json_is(value, '"');

    if (json_is_null(value))
        return -1;
    if (string && *at == 0)
        *at = 1;
    if (*at + string >= value.length)
        return -1;
    if (string && value.at[*at] == '\\') {
        ++*at;
        return escaped_byte(value, at);
    }
    return (unsigned char)value.at[(*at)++];
}

struct text json_item_of(struct text list)
{
    static const struct {
        const char *list, *item;
    } names[] = {
        {"findings", "finding"},     {"why", "reason"},
        {"candidates", "candidate"}, {"why_not", "missed"},
        {"steps", "step"},           {"lost", "loss"},
        {"changes", "change"},       {"carriers", "carrier"},
        {"breaks", "break"},         {"unknown_tags", "unknown_tag"},
    };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (text_equal(list, text_of(names[i].list)))
            return text_of(names[i].item);
    return TEXT("row");
}
