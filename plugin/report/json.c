#include "report/json.h"

#include "base/bytes.h"

static const char HEX[] = "0123456789abcdef";

static void escaped_to(struct buffer *out, unsigned char c)
{
    switch (c) {
    case '"':
        buffer_string(out, "\\\"");
        return;
    case '\\':
        buffer_string(out, "\\\\");
        return;
    case '\n':
        buffer_string(out, "\\n");
        return;
    case '\r':
        buffer_string(out, "\\r");
        return;
    case '\t':
        buffer_string(out, "\\t");
        return;
    default:
        buffer_string(out, "\\u00");
        buffer_char(out, HEX[c >> 4]);
        buffer_char(out, HEX[c & 15]);
    }
}

/* With quotes, and nothing to escape. */
static void put_in_quotes(struct buffer *out, struct text t)
{
    char *room = buffer_reserve(out, t.length + 2);

    if (room == NULL)
        return;
    room[0] = '"';
    if (t.length != 0)
        memcpy(room + 1, t.at, t.length);
    room[t.length + 1] = '"';
    out->length += t.length + 2;
}

/* Characters behind which some readers of lines begin another one, as JSON
 * writes them; NULL if there is none of them at `at`. */
static const char *line_end(struct text t, size_t at)
{
    static const struct {
        struct text bytes;
        const char *escaped;
    } ends[] = {{{"\xC2\x85", 2}, "\\u0085"},
                {{"\xE2\x80\xA8", 3}, "\\u2028"},
                {{"\xE2\x80\xA9", 3}, "\\u2029"}};
    const struct text rest = {t.at + at, t.length - at};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (text_starts(rest, ends[i].bytes))
            return ends[i].escaped;
    return NULL;
}

void json_text(struct buffer *out, struct text t)
{
    size_t at = 0, next, end = bytes_escaped(t, 0);

    if (end == t.length) {
        put_in_quotes(out, t);
        return;
    }
    buffer_char(out, '"');
    for (; end < t.length; end = bytes_escaped(t, next)) {
        const unsigned char c = (unsigned char)t.at[end];
        const size_t first = end - (c == 0x80 && end > at);
        const char *escaped = c < 0x80 ? NULL : line_end(t, first);

        next = end + (c < 0x80 ? 1 : 2);
        if (c >= 0x80 && escaped == NULL)
            continue; /* within another character */
        buffer_put(out, t.at + at, first - at);
        if (escaped != NULL)
            buffer_string(out, escaped);
        else
            escaped_to(out, c);
        at = next;
    }
    buffer_put(out, t.at + at, end - at);
    buffer_char(out, '"');
}

void json_text_or_null(struct buffer *out, struct text t, bool known)
{
    if (known)
        json_text(out, t);
    else
        buffer_put(out, "null", 4);
}

void json_index_member(struct buffer *out, const char *name, uint32_t n)
{
    json_key(out, name);
    if (n != 0)
        buffer_integer(out, n);
    else
        buffer_string(out, "null");
}

void json_decimal_or_null(struct buffer *out, int128 n, bool known)
{
    if (known)
        buffer_decimal(out, n);
    else
        buffer_string(out, "null");
}

void json_value(struct buffer *out, const struct value *v)
{
    struct buffer shown = {0};

    if (v == NULL || v->missing) {
        buffer_string(out, "null");
        return;
    }
    switch (v->type) {
    case VALUE_NUMBER:
        buffer_decimal(out, v->number);
        return;
    case VALUE_TEXT:
        json_text(out, v->text);
        return;
    case VALUE_BOOLEAN:
        buffer_string(out, v->boolean ? "\"true\"" : "\"false\"");
        return;
    default:
        value_show(&shown, v);
        json_text(out, buffer_view(&shown));
        buffer_free(&shown);
    }
}
