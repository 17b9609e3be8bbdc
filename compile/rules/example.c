#include "compile/rules/example.h"

/* Bytes up to `mark`, which may also stand in double quotes. */
static size_t upto(struct text t, char mark)
{
    bool quoted = false;
    size_t i = 0;

    for (; i < t.length; i++) {
        if (t.at[i] == '"')
            quoted = !quoted;
        if (t.at[i] == mark && !quoted)
            break;
    }
    return i;
}

/* What stands behind the first `length` bytes and the mark there. */
static struct text behind_mark(struct text t, size_t length)
{
    const size_t skip = length < t.length ? length + 1 : length;

    return text_behind(t, skip);
}

bool example_next(struct text *rest, struct text *name, struct text *values,
                  bool *wrong)
{
    *wrong = false;
    while (text_trim(*rest).length > 0) {
        const size_t end = upto(*rest, ';');
        const struct text whole = text_trim(text_head(*rest, end));
        const size_t sign = upto(whole, '=');

        *rest = behind_mark(*rest, end);
        if (whole.length == 0)
            continue;
        *name = text_trim(text_head(whole, sign));
        *values = behind_mark(whole, sign);
        *wrong = sign == whole.length || name->length == 0;
        return !*wrong;
    }
    return false;
}

struct text example_value(struct text *rest, bool *more)
{
    const size_t end = upto(*rest, ',');
    struct text value = text_trim(text_head(*rest, end));

    *more = end < rest->length;
    *rest = behind_mark(*rest, end);
    if (value.length >= 2 && value.at[0] == '"' &&
        value.at[value.length - 1] == '"')
        value = (struct text){value.at + 1, value.length - 2};
    return value;
}
