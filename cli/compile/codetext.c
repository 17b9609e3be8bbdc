#include "compile/codetext.h"

static bool is_code_character(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '/';
}

static bool is_blank(struct text t, size_t at, size_t length)
{
    return text_trim((struct text){t.at + at, length}).length == 0;
}

bool codetext_key(struct text t, struct code *out)
{
    char plain[CODE_MAX];
    size_t length = 0, at = 0;

    while (at < t.length) {
        const size_t before = at;
        const uint32_t c = text_next(t, &at);

        if (is_blank(t, before, at - before))
            continue;
        if (!is_code_character(c) || length == CODE_MAX)
            return false;
        plain[length++] = (char)c;
    }
    return code_key((struct text){plain, length}, out);
}

bool codetext_diagnosis(struct text t, struct code *out)
{
    size_t length = 0;

    while (length < t.length && t.at[length] != '+' && t.at[length] != '*')
        length++;
    return codetext_key((struct text){t.at, length}, out);
}

bool codetext_empty(struct text t)
{
    static const char *const words[] = {"",    "-",    "--",   "—",   "——",
                                        "/",   "\\",   "无",   "空",  "nan",
                                        "NaN", "NULL", "null", "None"};

    t = text_trim(t);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal(t, text_of(words[i])))
            return true;
    return false;
}
