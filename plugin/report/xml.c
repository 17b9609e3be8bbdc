/*
 * An element for each member of a report, in the order in which JSON has them.
 * What is null is an empty element; so is a text without a character, which
 * only the value of a finding can be. A list holds elements of its own name in
 * the singular.
 */
#include "report/forms.h"
#include "report/json-walk.h"

/* Text of XML. What it has no character for becomes U+FFFD. */
static void put_byte(int c, struct buffer *out)
{
    const struct text before = buffer_view(out);

    if (c == '&')
        buffer_string(out, "&amp;");
    else if (c == '<')
        buffer_string(out, "&lt;");
    else if (c == '>')
        buffer_string(out, "&gt;");
    else if (c == '\r')
        buffer_string(out, "&#13;");
    else if (c < 0x20 && c != '\n' && c != '\t')
        buffer_string(out, "\xEF\xBF\xBD");
    else if (c >= 0xBE && text_ends(before, TEXT("\xEF\xBF")))
        buffer_char(out, '\xBD'); /* U+FFFE and U+FFFF */
    else
        buffer_char(out, (char)c);
}

static void put_scalar(struct text value, struct buffer *out)
{
    size_t at = 0;
    int c;

    while ((c = json_next_byte(value, &at)) >= 0)
        put_byte(c, out);
}

static void put_tag(const char *bracket, struct text name, struct buffer *out)
{
    buffer_string(out, bracket);
    buffer_text(out, name);
    buffer_char(out, '>');
}

/* The values of steps and fields say what they are, which their place does not
 * tell: `typed`. */
static void put_element(struct text name, struct text value, bool typed,
                        struct buffer *out)
{
    struct json_walk walk = {value, 0};
    struct text member, inner;

    typed = typed || text_equal(name, TEXT("steps")) ||
            text_equal(name, TEXT("fields"));
    if (typed && json_is_number(value)) {
        buffer_char(out, '<');
        buffer_text(out, name);
        buffer_string(out, " type=\"number\">");
    } else {
        put_tag("<", name, out);
    }
    if (!json_holds(value))
        put_scalar(value, out);
    while (json_holds(value) && json_walk_next(&walk, &member, &inner))
        put_element(json_is(value, '[') ? json_item_of(name) : member, inner,
                    typed, out);
    put_tag("</", name, out);
}

void report_xml(struct text json, const char *name, struct buffer *out)
{
    put_element(text_of(name), json, false, out);
    buffer_char(out, '\n');
}
