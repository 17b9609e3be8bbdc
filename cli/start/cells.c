#include "start/cells.h"

#include "compile/read/codetext.h"
#include "compile/read/number.h"
#include "pack/format.h"

struct text cell_plain(struct text cell, char room[CELL_PLAIN])
{
    size_t length = 0, at = 0;

    while (at < cell.length) {
        const size_t before = at;

        text_next(cell, &at);
        if (codetext_line_end(cell, &at, before) ||
            text_trim(text_slice(cell, before, at)).length == 0)
            continue;
        if (length + (at - before) > CELL_PLAIN)
            break;
        memcpy(room + length, cell.at + before, at - before);
        length += at - before;
    }
    return (struct text){room, length};
}

static char byte_or_nul(struct text t, size_t i)
{
    return i < t.length ? t.at[i] : '\0';
}

static bool is_code_digit(char c)
{
    return is_digit(c) || c == 'x' || c == 'X';
}

size_t cell_diagnosis(struct text t)
{
    size_t n = 3;

    if (!is_letter(byte_or_nul(t, 0)) || !is_digit(byte_or_nul(t, 1)) ||
        !is_digit(byte_or_nul(t, 2)))
        return 0;
    if (byte_or_nul(t, n) != '.' || !is_code_digit(byte_or_nul(t, n + 1)))
        return n;
    n++;
    while (is_code_digit(byte_or_nul(t, n)))
        n++;
    return n;
}

size_t cell_operation(struct text t)
{
    size_t n = is_digit(byte_or_nul(t, 1)) ? 2 : 1;

    if (!is_digit(byte_or_nul(t, 0)) || byte_or_nul(t, n) != '.' ||
        !is_digit(byte_or_nul(t, n + 1)))
        return 0;
    n++;
    while (is_code_digit(byte_or_nul(t, n)))
        n++;
    while (is_capital(byte_or_nul(t, n)) ||
           (n > 6 && is_digit(byte_or_nul(t, n))))
        n++;
    return n;
}

bool cell_is_diagnoses(struct text t)
{
    size_t n = cell_diagnosis(t);

    if (n == 0)
        return false;
    while (n > 0 && t.length > 0) {
        t = text_behind(t, n);
        while (t.length > 0 && strchr("+*-/,;|", t.at[0]) != NULL)
            t = text_behind(t, 1);
        if (text_starts(t, TEXT("、")) || text_starts(t, TEXT("，")))
            t = text_behind(t, 3);
        n = cell_diagnosis(t);
    }
    return t.length == 0;
}

bool cell_is_combined(struct text t)
{
    return cell_diagnosis(t) > 0 && !cell_is_diagnoses(t);
}

static bool has_operation(struct text t)
{
    for (; t.length > 0; t = text_behind(t, 1))
        if (cell_operation(t) > 0)
            return true;
    return false;
}

size_t cell_code_before_name(struct text t)
{
    size_t n = 0, end;

    while (n < t.length && (unsigned char)t.at[n] < 0x80 && t.at[n] != '(')
        n++;
    end = n;
    while (end > 0 && !is_letter(t.at[end - 1]) && !is_digit(t.at[end - 1]))
        end--;
    return n < t.length && t.at[n] != '(' &&
                   cell_diagnosis(t) + cell_operation(t) > 0 &&
                   !has_operation(text_behind(t, n))
               ? end
               : 0;
}

struct text cell_number(struct text t, char room[CELL_PLAIN])
{
    static const char *const units[] = {"分", "元", "天", "日", "点"};
    size_t length = 0;
    int64_t n;

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (text_ends(t, text_of(units[i])))
            t.length -= strlen(units[i]);
    for (size_t i = 0; i < t.length && length < CELL_PLAIN; i++)
        if (t.at[i] != ',')
            room[length++] = t.at[i];
    return number_read((struct text){room, length}, &n)
               ? (struct text){room, length}
               : TEXT("");
}

bool cell_is_drg(struct text t)
{
    return t.length == 4 && is_capital(t.at[0]) && is_capital(t.at[1]) &&
           (is_digit(t.at[2]) || is_capital(t.at[2])) && is_digit(t.at[3]);
}

static bool begins_remark(struct text t)
{
    return byte_or_nul(t, 0) == '(' || text_starts(t, TEXT("（"));
}

struct cell_operations
cell_operations(struct text t,
                void (*pair)(void *context, uint32_t mark, struct text one,
                             struct text next),
                void *context)
{
    struct cell_operations out = {0};
    struct text former = {"", 0};
    uint32_t mark = 0;
    size_t n, at;

    while ((n = cell_operation(t)) > 0) {
        out.count++;
        out.full += n > 6 || text_contains_fold(text_head(t, n), TEXT("x"));
        if (former.length > 0 && pair != NULL)
            pair(context, mark, former, text_head(t, n));
        former = text_head(t, n);
        t = text_behind(t, n);
        out.read = t.length == 0;
        out.remark = begins_remark(t);
        if (out.read || out.remark)
            break;
        at = 0;
        mark = text_next(t, &at);
        t = text_behind(t, at);
    }
    return out;
}

struct text cell_said(struct text t, const char *words)
{
    struct text rest = text_of(words);

    while (rest.length > 0) {
        const size_t end = text_find(rest, ' ');
        const struct text word = text_head(rest, end);

        if (text_contains_fold(t, word))
            return word;
        rest = text_behind(rest, end + (end < rest.length));
    }
    return TEXT("");
}

bool cell_says(struct text t, const char *words)
{
    return cell_said(t, words).length > 0;
}

int cell_class_alone(struct text t)
{
    static const struct {
        const char *word;
        int class;
    } said[] = {
        {"内科", CLASS_CONSERVATIVE}, {"保", CLASS_CONSERVATIVE},
        {"内", CLASS_CONSERVATIVE},   {"BS", CLASS_CONSERVATIVE},
        {"NK", CLASS_CONSERVATIVE},   {"NKZL", CLASS_CONSERVATIVE},
        {"诊断", CLASS_DIAGNOSTIC},   {"诊", CLASS_DIAGNOSTIC},
        {"ZD", CLASS_DIAGNOSTIC},     {"ZDCZ", CLASS_DIAGNOSTIC},
        {"治疗", CLASS_THERAPEUTIC},  {"治", CLASS_THERAPEUTIC},
        {"ZL", CLASS_THERAPEUTIC},    {"ZLCZ", CLASS_THERAPEUTIC},
        {"介", CLASS_INTERVENTION},   {"JR", CLASS_INTERVENTION},
        {"JRZL", CLASS_INTERVENTION}, {"手", CLASS_SURGERY},
    };

    if (text_ends(t, TEXT("类")))
        t.length -= strlen("类");
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (text_equal_fold(t, text_of(said[i].word)))
            return said[i].class;
    return -1;
}

int cell_class(struct text t, struct text *word)
{
    static const struct {
        const char *words;
        int class;
    } said[] = {{"保守 非手术 内科治疗 BSZL", CLASS_CONSERVATIVE},
                {"诊断性操作 诊断性 诊断操作 诊断组 ZDXCZ", CLASS_DIAGNOSTIC},
                {"治疗性操作 治疗性 治疗操作 治疗组 ZLXCZ", CLASS_THERAPEUTIC},
                {"介入", CLASS_INTERVENTION},
                {"手术组 手术操作 手术 SS", CLASS_SURGERY}};

    for (size_t i = 0; i < COUNT_OF(said); i++) {
        *word = cell_said(t, said[i].words);
        if (word->length > 0)
            return said[i].class;
    }
    *word = t;
    return cell_class_alone(t);
}
