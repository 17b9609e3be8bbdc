#include "common/escape.h"

/* Two of the characters XML 1.0 has no way to write: U+FFFE and U+FFFF. */
static bool is_no_character(struct text t, size_t i)
{
    return t.length - i >= 3 && (unsigned char)t.at[i] == 0xEF &&
           (unsigned char)t.at[i + 1] == 0xBF &&
           (unsigned char)t.at[i + 2] >= 0xBE;
}

void xml_escape(struct buffer *out, struct text t, bool attribute)
{
    for (size_t i = 0; i < t.length; i++) {
        const unsigned char c = (unsigned char)t.at[i];
        if (c == '&')
            buffer_string(out, "&amp;");
        else if (c == '<')
            buffer_string(out, "&lt;");
        else if (c == '>')
            buffer_string(out, "&gt;");
        else if (c == '\r')
            buffer_string(out, "&#13;");
        else if (attribute && c == '"')
            buffer_string(out, "&quot;");
        else if (attribute && c == '\n')
            buffer_string(out, "&#10;");
        else if (attribute && c == '\t')
            buffer_string(out, "&#9;");
        else if (is_no_character(t, i))
            i += 2;
        else if (c >= 0x20 || c == '\t' || c == '\n')
            buffer_char(out, (char)c);
    }
}
