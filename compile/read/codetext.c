#include "compile/read/codetext.h"

static bool is_code_character(uint32_t c)
{
    const char ch = c < 0x80 ? (char)c : '\0';

    return is_digit(ch) || is_capital(ch) || is_small(ch) || ch == '.' ||
           ch == '-' || ch == '/';
}

bool codetext_line_end(struct text t, size_t *at, size_t from)
{
    const struct text rest = text_behind(t, from);

    if (!text_starts(rest, TEXT("\\n")) && !text_starts(rest, TEXT("\\r")))
        return false;
    *at = from + 2;
    return true;
}

bool codetext_key(struct text t, struct code *out)
{
    char plain[CODE_MAX];
    size_t length = 0, at = 0;

    while (at < t.length) {
        const size_t before = at;
        const uint32_t c = text_next(t, &at);

        if (codetext_line_end(t, &at, before) ||
            text_trim(text_slice(t, before, at)).length == 0)
            continue;
        if (!is_code_character(c) || length == CODE_MAX)
            return false;
        plain[length++] = (char)c;
    }
    return code_key((struct text){plain, length}, out);
}

/* M81600/3 glued to a code of five characters or more, as records are read
 * (record/read-code.c). */
static bool is_morphology(struct text t, size_t at)
{
    if (at < 5 || t.length - at < 5 || (t.at[at] != 'M' && t.at[at] != 'm'))
        return false;
    for (size_t i = at + 1; i <= at + 4; i++)
        if (!is_digit(t.at[i]))
            return false;
    return true;
}

bool codetext_diagnosis(struct text t, struct code *out)
{
    size_t length = 0;

    while (length < t.length && t.at[length] != '+' && t.at[length] != '*' &&
           !is_morphology(t, length))
        length++;
    return codetext_key(text_head(t, length), out);
}

struct text codetext_line(struct text t, char room[CODETEXT_LINE])
{
    size_t length = 0;

    if (t.length > CODETEXT_LINE)
        return t;
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] != '\n' && t.at[i] != '\r')
            room[length++] = t.at[i];
    return length == t.length ? t : (struct text){room, length};
}

bool codetext_empty(struct text t)
{
    static const char *const words[] = {"",    "-",    "--",   "—",   "——",
                                        "/",   "\\",   "无",   "空",  "nan",
                                        "NaN", "NULL", "null", "None"};

    return text_index(text_trim(t), words, COUNT_OF(words)) >= 0;
}

bool codetext_is_mark(uint32_t c, struct text marks)
{
    size_t at = 0;

    while (at < marks.length)
        if (text_next(marks, &at) == c)
            return true;
    return false;
}

bool codetext_piece(struct text *rest, struct text marks, bool *last,
                    struct text *piece)
{
    size_t at = 0, end = 0;

    if (*last)
        return false;
    *last = true;
    while (at < rest->length) {
        end = at;
        if (codetext_is_mark(text_next(*rest, &at), marks)) {
            *last = false;
            break;
        }
        end = at;
    }
    *piece = text_trim(text_head(*rest, end));
    *rest = text_behind(*rest, at);
    return true;
}

bool codetext_is_diagnosis(struct code code)
{
    return is_capital(code_at(code, 0)) && is_digit(code_at(code, 1)) &&
           is_digit(code_at(code, 2)) &&
           (code_length(code) == 3 || code_at(code, 3) == '.');
}

bool codetext_is_operation(struct code code)
{
    return is_digit(code_at(code, 0)) && is_digit(code_at(code, 1)) &&
           code_at(code, 2) == '.' && code_length(code) > 3;
}
