/* Cells of a code table: the code itself, class, level, sex, age. */
#include "compile/knowledge/codes.h"
#include "compile/read/age.h"
#include "compile/read/codetext.h"

/* What bureaus write, and our number for it. */
struct word {
    const char *text;
    uint8_t value;
};

static const struct word classes[] = {
    {"手术", CLASS_SURGERY},
    {"手术类", CLASS_SURGERY},
    {"手术操作", CLASS_SURGERY},
    {"手术操作类", CLASS_SURGERY},
    {"手术治疗", CLASS_SURGERY},
    {"介入治疗", CLASS_INTERVENTION},
    {"介入", CLASS_INTERVENTION},
    {"介入类", CLASS_INTERVENTION},
    {"介入治疗类", CLASS_INTERVENTION},
    {"介入操作", CLASS_INTERVENTION},
    {"介入性操作", CLASS_INTERVENTION},
    {"治疗性操作", CLASS_THERAPEUTIC},
    {"治疗", CLASS_THERAPEUTIC},
    {"治疗类", CLASS_THERAPEUTIC},
    {"治疗性", CLASS_THERAPEUTIC},
    {"治疗操作", CLASS_THERAPEUTIC},
    {"治疗性操作类", CLASS_THERAPEUTIC},
    {"诊断性操作", CLASS_DIAGNOSTIC},
    {"诊断", CLASS_DIAGNOSTIC},
    {"诊断类", CLASS_DIAGNOSTIC},
    {"诊断性", CLASS_DIAGNOSTIC},
    {"诊断操作", CLASS_DIAGNOSTIC},
    {"诊断性操作类", CLASS_DIAGNOSTIC},
    {"保守治疗", CLASS_CONSERVATIVE},
    {"保守", CLASS_CONSERVATIVE},
    {"保守类", CLASS_CONSERVATIVE},
    {"保守治疗类", CLASS_CONSERVATIVE},
    {NULL, 0},
};

static const struct word levels[] = {
    {"1", 1},    {"一级", 1}, {"一", 1},  {"Ⅰ", 1},  {"I", 1},    {"2", 2},
    {"二级", 2}, {"二", 2},   {"Ⅱ", 2},   {"II", 2}, {"3", 3},    {"三级", 3},
    {"三", 3},   {"Ⅲ", 3},    {"III", 3}, {"4", 4},  {"四级", 4}, {"四", 4},
    {"Ⅳ", 4},    {"IV", 4},   {NULL, 0},
};

static const struct word sexes[] = {
    {"1", 1},    {"男", 1}, {"男性", 1}, {"2", 2},    {"女", 2},
    {"女性", 2}, {"0", 0},  {"9", 0},    {"不限", 0}, {NULL, 0},
};

/* The number of a cell's word, 0 if it is empty or, after a fault, none. */
static uint8_t read_bureau_word(const struct table *t, uint32_t row,
                                unsigned heading, const struct word *words,
                                const char *right, const char *what)
{
    const struct text cell = table_text(t, row, heading);

    if (codetext_empty(cell))
        return 0;
    for (size_t i = 0; words[i].text != NULL; i++)
        if (text_equal(text_of(words[i].text), cell))
            return words[i].value;
    table_fault_with(t, row, heading, right, what, "不认识");
    return 0;
}

uint8_t codes_class(const struct table *t, uint32_t row, unsigned heading)
{
    const int word = op_class_find(table_text(t, row, heading));

    return word >= 0
               ? (uint8_t)word
               : read_bureau_word(
                     t, row, heading, classes,
                     "应为 手术、介入治疗、治疗性操作、诊断性操作 之一，或空",
                     "操作类别");
}

uint8_t codes_level(const struct table *t, uint32_t row, unsigned heading)
{
    return read_bureau_word(t, row, heading, levels,
                            "应为 1 至 4，或 一级 至 四级，或空", "手术级别");
}

uint8_t codes_sex(const struct table *t, uint32_t row, unsigned heading)
{
    return read_bureau_word(t, row, heading, sexes, "应为 1（男）、2（女）或空",
                            "性别限制");
}

/* A plain number is years. */
static bool read_age_limit(struct text cell, struct age_days *out)
{
    char years[16];
    struct text t = cell;

    if (age_read(&t, out))
        return text_trim(t).length == 0;
    if (cell.length > 4)
        return false;
    memcpy(years, cell.at, cell.length);
    years[cell.length] = 'y';
    t = (struct text){years, cell.length + 1};
    return age_read(&t, out) && t.length == 0;
}

int32_t codes_age(const struct table *t, uint32_t row, unsigned heading,
                  bool upper)
{
    const struct text cell = table_text(t, row, heading);
    const int32_t open = upper ? INT32_MAX : INT32_MIN;
    struct age_days days;

    if (codetext_empty(cell))
        return open;
    if (read_age_limit(cell, &days))
        return upper ? days.last : days.first;
    table_fault_with(t, row, heading,
                     "应为 18y、6m、28d 的样子（岁、月、天），或空", "年龄限制",
                     "不认识");
    return open;
}

/* ---- the code ------------------------------------------------------------ */

/* The text with `zeros` behind it, as a code; false if it does not stand in a
 * table of the region's. */
static bool known_with(const struct pack *view, struct text t, unsigned zeros,
                       struct code *out)
{
    char longer[CODE_MAX];

    if (t.length + zeros > CODE_MAX)
        return false;
    for (size_t i = 0; i < t.length + zeros; i++)
        longer[i] = i < t.length ? t.at[i] : '0';
    return code_key((struct text){longer, t.length + zeros}, out) &&
           pack_code_listed(view, SYSTEM_PROCEDURE, *out);
}

void codes_mend(struct build *b, struct place at, struct code *code)
{
    const struct pack view = build_view(b);
    char was[CODE_MAX], text[CODE_MAX + 1] = "0";
    const size_t length = code_text(*code, was);
    struct code longer;

    if (length < 3 || length == CODE_MAX || !is_digit(was[0]) || was[1] != '.')
        return;
    memcpy(text + 1, was, length);
    code_key((struct text){text, length + 1}, code);
    for (unsigned zeros = 0; zeros < 4; zeros++)
        if (known_with(&view, (struct text){text, length + 1}, zeros,
                       &longer)) {
            *code = longer;
            break;
        }
    fault_note(b->faults, at, "请把这一列设为文本格式后再填",
               "手术操作编码“%.*s”丢了前导零，已按“%.*s”读取", (int)length, was,
               (int)code_text(*code, text), text);
}

bool codes_cell(const struct table *t, uint32_t row, unsigned heading,
                enum code_system system, struct code *out)
{
    const struct text cell = table_text(t, row, heading);

    if (codetext_empty(cell))
        return false;
    if (system == SYSTEM_DIAGNOSIS ? codetext_diagnosis(cell, out)
                                   : codetext_key(cell, out)) {
        if (system == SYSTEM_PROCEDURE)
            codes_mend(t->build, table_at(t, row, heading), out);
        return true;
    }
    table_fault_with(t, row, heading,
                     "编码由字母、数字、点和连字符组成，至多 16 个", "编码",
                     "读不出");
    return false;
}
