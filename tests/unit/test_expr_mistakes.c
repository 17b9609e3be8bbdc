#include "expr-kit.h"

struct fault {
    const char *source;
    uint32_t line, column;
    const char *text;
};

static void pool_is_empty(const struct kit *k)
{
    const struct expr_pool *p = &k->pool;

    assert_int_equal(p->instrs.length + p->numbers.length + p->ranges.length,
                     0);
    assert_int_equal(p->texts.length + p->patterns.length + p->sets.length, 0);
}

/* Each is refused with its place and words, and leaves the pool alone. */
static void check(struct kit *k, const struct fault *table, size_t count,
                  unsigned type)
{
    const size_t strings = k->strings.length;

    for (size_t i = 0; i < count; i++) {
        const struct fault *f = &table[i];
        const struct expr_mistake *m = &k->mistake;

        if (kit_compile(k, f->source, type) != PACK_NONE ||
            m->line != f->line || m->column != f->column ||
            strcmp(m->text, f->text) != 0) {
            print_error("%s\n  is       %u:%u %s\n  expected %u:%u %s\n",
                        f->source, m->line, m->column, m->text, f->line,
                        f->column, f->text);
            _fail(__FILE__, __LINE__);
        }
        assert_int_equal(k->strings.length, strings);
        pool_is_empty(k);
    }
}

static void mistakes_say_what_was_expected(void **state)
{
    static const struct fault table[] = {
        {"", 1, 1, "表达式是空的"},
        {" \n ", 1, 1, "表达式是空的"},
        {"1 +", 1, 4,
         "这里应是一个值（名字、数字、'文本' 或函数），表达式却已结束"},
        {"1 + * 2", 1, 5,
         "这里应是一个值（名字、数字、'文本' 或函数），却是“*”"},
        {"(1 + 2", 1, 7, "这里应是右括号“)”，表达式却已结束"},
        {"1 2", 1, 3, "这里应是运算符或结尾，却是“2”"},
        {"stay_day > 3", 1, 1, "不认识的名字“stay_day”；是不是“stay_days”？"},
        {"stay_days\n  > sxe", 2, 5, "不认识的名字“sxe”；是不是“sex”？"},
        {"sex = 1", 1, 5,
         "两边不能比较：左边是文本，右边是数字；文本的值要加单引号，如 sex = "
         "'1'"},
        {"sex = “1”", 1, 7, "文本要用半角单引号括起来，如 '1'"},
        {"sex = \"1\"", 1, 7, "文本要用半角单引号括起来，如 '1'"},
        {"sex ＝ '1'", 1, 5, "“＝”是全角字符，请改成半角的“=”"},
        {"sex = '1", 1, 7, "这个单引号没有配上结束的单引号"},
        {"sex == '1'", 1, 5, "没有“==”这个符号：等于写一个“=”"},
        {"sex <> '1'", 1, 5, "没有“<>”这个符号：不等于写“!=”"},
        {"sex = '1' && age > 3", 1, 11, "没有“&&”这个符号：“并且”写 and"},
        {"! age > 3", 1, 1, "没有“!”这个符号：“不”写 not，不等于写“!=”"},
        {"age > 3，", 1, 8, "“，”是全角字符，请改成半角的“,”"},
        {"手术", 1, 1, "不认识的字符“手”；文本要用单引号括起来，如 '手术'"},
        {"sex = ''", 1, 7,
         "空的字段不等于任何文本：用 missing(字段) 或 blank(字段)"},
        {"1 < 2 < 3", 1, 7, "比较不能连着写，用 and 分成两个"},
        {"code in K80", 1, 1,
         "“code”是 diagnoses 的列，这里不在它的行里：写 "
         "diagnoses[1].code，或放进 any(diagnoses, …)"},
        {"code", 1, 1,
         "“code”是 diagnoses 的列，这里不在它的行里：写 "
         "diagnoses[1].code，或放进 any(diagnoses, …)"},
        {"name", 1, 1,
         "“name”是 diagnoses 的列，这里不在它的行里：写 "
         "diagnoses[1].name，或放进 any(diagnoses, …)"},
        {"row", 1, 1, "row 只在逐行的规则和 any、all 等函数里可用"},
        {"this.code", 1, 1, "this 只在写了 each 的逐行规则里可用"},
        {"diagnoses.code", 1, 1,
         "diagnoses 是多行的列表：写 diagnoses[1].列名，或放进 any(diagnoses, "
         "条件)"},
        {"diagnoses", 1, 1,
         "diagnoses 是多行的列表：写 diagnoses[1].列名，或放进 any(diagnoses, "
         "条件)"},
        {"diagnoses[0].code", 1, 11, "方括号里要写行号：1 到 64 的整数"},
        {"diagnoses[65].code", 1, 11, "方括号里要写行号：1 到 64 的整数"},
        {"diagnoses[1.5].code", 1, 11, "方括号里要写行号：1 到 64 的整数"},
        {"diagnoses[x].code", 1, 11, "方括号里要写行号：1 到 64 的整数"},
        {"diagnoses[1].kode", 1, 14, "diagnoses 没有“kode”这一列"},
        {"diagnoses[1]", 1, 13,
         "这里应是点和列名（如 diagnoses[1].code），表达式却已结束"},
        {"diagnoses[1].row", 1, 14, "diagnoses 没有“row”这一列"},
        {"age and 1 = 1", 1, 1,
         "and 的两边应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"1 = 1 and age", 1, 11,
         "and 的两边应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"1 = 1 or age", 1, 10,
         "or 的两边应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"not age", 1, 5,
         "not 后面应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"birth_date - admission_time", 1, 1,
         "“-”的两边应是数字，却是日期；相差几天用 days(起, 止)"},
        {"age + '1'", 1, 7, "“+”的两边应是数字，却是文本"},
        {"-sex", 1, 2, "负号后面应是数字，却是文本"},
        {"birth_date = '2025-01-01'", 1, 12,
         "两边不能比较：左边是日期，右边是文本；日期写作 date('2025-01-01')"},
        {"age = birth_date", 1, 5, "两边不能比较：左边是数字，右边是日期"},
        {"(1 = 1) < (2 = 2)", 1, 9, "条件之间不分大小，只能用 = 或 !="},
        {"outpatient_code = K80", 1, 19,
         "编码要写在 in 后面，如 code in K80，或加单引号"},
        {"outpatient_code in 'K80'", 1, 20,
         "左边是编码，清单里的编码不加单引号"},
        {"outpatient_code in k80", 1, 20, "编码的首字母要大写：“k80”"},
        {"outpatient_code in", 1, 19,
         "这里应是编码，如 K80、K80-K83、36.06，表达式却已结束"},
        {"outpatient_code in K80-", 1, 24,
         "这里应是编码，如 K80、K80-K83、36.06，表达式却已结束"},
        {"outpatient_code in K83-K80", 1, 20, "范围的开头在结尾之后"},
        {"outpatient_code in K80-83", 1, 20,
         "范围的两头要是同一种编码，如 K80-K83"},
        {"outpatient_code in K80+", 1, 23,
         "清单里的编码不带“+”“*”；标记用 dagger()、asterisk() 问"},
        {"outpatient_code in K80.10000000000000000", 1, 20,
         "编码太长：最多 16 个字符"},
        {"outpatient_code in (K80, K81", 1, 29,
         "这里应是逗号或右括号，表达式却已结束"},
        {"outpatient_code in (K80 K81)", 1, 25,
         "这里应是逗号或右括号，却是“K81”"},
        {"outpatient_code in K", 1, 20,
         "这里应是编码，如 K80、K80-K83、36.06，却是“K”"},
        {"outpatient_code = ''", 1, 19,
         "空的字段不等于任何文本：用 missing(字段) 或 blank(字段)"},
        {"outpatient_code = 'K80.100000000000000'", 1, 19,
         "编码有 1 到 16 个字符，这个文本不是编码"},
        {"sex in 1, 2", 1, 8, "这里应是加单引号的文本，如 '1'，却是“1”"},
        {"sex in ''", 1, 8,
         "空的字段不等于任何文本：用 missing(字段) 或 blank(字段)"},
        {"sex in K80", 1, 8, "这里应是加单引号的文本，如 '1'，却是“K80”"},
        {"age in '1'", 1, 8, "这里应是数字，却是“'1'”"},
        {"age in", 1, 7, "这里应是数字，表达式却已结束"},
        {"birth_date in 1", 1, 12, "in 的左边应是编码、文本或数字，却是日期"},
        {"1 = 1 in 2", 1, 7, "比较不能连着写，用 and 分成两个"},
        {"if(outpatient_code in K80, 12, 5)", 1, 33,
         "这里应是逗号和下一个参数，却是“)”；写法是 if(条件, 值, …, 否则)，in "
         "的清单请用括号括起来"},
        {"if(sex in '1', 'a', 'b')", 1, 24,
         "这里应是逗号和下一个参数，却是“)”；写法是 if(条件, 值, …, 否则)，in "
         "的清单请用括号括起来"},
        {"if(1 = 1, 2)", 1, 12,
         "这里应是逗号和下一个参数，却是“)”；写法是 if(条件, 值, …, 否则)"},
        {"if(1, 2, 3)", 1, 4,
         "if 的条件应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"if(1 = 1, 2, 'x')", 1, 14,
         "if(条件, 值, …, 否则) 的各个值要是同一种：前面是数字，这里是文本"},
        {"if()", 1, 4, "这里应是一个值（名字、数字、'文本' 或函数），却是“)”"},
        {"min(1)", 1, 6,
         "这里应是逗号和下一个参数，却是“)”；写法是 min(a, b, …)"},
        {"min('a', 'b')", 1, 5, "min(a, b, …) 的参数应是数字或日期，却是文本"},
        {"max(1, birth_date)", 1, 8,
         "max(a, b, …) 的各个值要是同一种：前面是数字，这里是日期"},
        {"round(1.5, 13)", 1, 12, "小数位数要是 0 到 12 的整数"},
        {"round(1.5, age)", 1, 12, "小数位数要是 0 到 12 的整数"},
        {"abs('x')", 1, 5, "abs(数字) 的第 1 个参数应是数字，却是文本"},
        {"days(birth_date)", 1, 16,
         "这里应是逗号和下一个参数，却是“)”；写法是 days(起始日期, 结束日期)"},
        {"days(birth_date, age)", 1, 18,
         "days(起始日期, 结束日期) 的第 2 个参数应是日期，却是数字"},
        {"days(birth_date, birth_date, birth_date)", 1, 28,
         "这里应是右括号，却是“,”；写法是 days(起始日期, 结束日期)"},
        {"default(age, 'x')", 1, 14,
         "default(值, 缺失时的值) 的各个值要是同一种：前面是数字，这里是文本"},
        {"blank(age + 1)", 1, 7, "blank(字段) 的参数要是一个字段"},
        {"missing(age", 1, 12,
         "这里应是右括号，表达式却已结束；写法是 missing(字段)"},
        {"dagger(age)", 1, 8, "dagger(编码字段) 的参数要是一个编码字段"},
        {"meaning(age)", 1, 9, "meaning(选项字段) 的参数要是一个有字典的字段"},
        {"only_sex(procedures[1].code)", 1, 10,
         "only_sex(诊断编码) 要的是诊断编码，这里是手术编码"},
        {"kind(diagnoses[1].code)", 1, 6,
         "kind(手术编码) 要的是手术编码，这里是诊断编码"},
        {"exists(pathology_code)", 1, 8,
         "exists(编码)：分不清这是诊断编码还是手术编码"},
        {"exists(age)", 1, 8, "exists(编码) 的第 1 个参数应是编码，却是数字"},
        {"dayz(birth_date)", 1, 1, "没有“dayz”这个函数；是不是“days”？"},
        {"abs", 1, 1, "函数要带括号：abs(数字)"},
        {"date('2025-02-30')", 1, 6,
         "没有“2025-02-30”这一天；日期写作 '2025-01-01'"},
        {"date('2025/02/03')", 1, 6,
         "没有“2025/02/03”这一天；日期写作 '2025-01-01'"},
        {"date(birth_date)", 1, 6,
         "这里应是写成 '2025-01-01' 的日期，却是“birth_date”"},
        {"matches(sex, '[')", 1, 15, "模式有误：这个 [ 没有配上 ]"},
        {"matches(sex, sex)", 1, 14,
         "这里应是加单引号的模式，如 '\\d{6}'，却是“sex”"},
        {"matches(age, 'x')", 1, 9,
         "matches 的第 1 个参数应是文本，却是数字；文本要加单引号，数字可用 "
         "text() 转成文本"},
        {"matches(sex, 'a(b')", 1, 16, "模式有误：这个 ( 没有配上 )"},
        {"text(1 = 1)", 1, 6, "text(值) 的值要是数字、日期、编码或文本"},
        {"any(age, 1 = 1)", 1, 5,
         "这里应是列表 diagnoses 或 procedures，却是“age”"},
        {"any(diagnoses)", 1, 14,
         "这里应是逗号和下一个参数，却是“)”；写法是 any(列表, 条件)"},
        {"any(diagnoses, 1)", 1, 16,
         "any(列表, 条件) 的第 2 "
         "个参数应是条件（是或否），却是数字；条件要有比较，如 sex = '1'"},
        {"any(diagnoses, kode in K80)", 1, 16,
         "不认识的名字“kode”；是不是“code”？"},
        {"sum(diagnoses, 1 = 1)", 1, 16,
         "sum(列表, 数字) 的第 2 个参数应是数字，却是条件（是或否）"},
        {"any(diagnoses, any(diagnoses, any(diagnoses, any(diagnoses, "
         "any(diagnoses, 1 = 1)))))",
         1, 76, "any、all、count、sum 最多套 4 层"},
        {"36.0700x004", 1, 1,
         "“36.0700x004”不是数字；若是编码，写作 code in 36.0700x004 "
         "或加单引号"},
        {"999999999999999999999999999999", 1, 1, "这个数字太大"},
        {"K80", 1, 1, "编码要写在 in 后面，如 code in K80，或加单引号"},
        {"age #", 1, 5, "不认识的字符“#”；文本要用单引号括起来，如 '手术'"},
        {"patient_nam = '张'", 1, 1,
         "不认识的名字“patient_nam”；是不是“patient_name”？"},
        {"patient_name = '张' ans sex = '1'", 1, 20,
         "这里应是运算符或结尾，却是“ans”"},
        {"any(diagnoses, code in K80 and level = '4')", 1, 32,
         "“level”是 procedures 的列，这里不在它的行里：写 "
         "procedures[1].level，或放进 any(procedures, …)"},
        {"length(age)", 1, 8,
         "length(文本) 的第 1 "
         "个参数应是文本，却是数字；文本要加单引号，数字可用 text() 转成文本"},
        {"count(diagnoses, ", 1, 18,
         "这里应是一个值（名字、数字、'文本' 或函数），表达式却已结束"},
        {"'中文' = 中", 1, 8,
         "不认识的字符“中”；文本要用单引号括起来，如 '手术'"},
        {"a　b", 1, 2, "这里有一个全角空格，请改用半角空格"},
        {"x@y", 1, 2, "不认识的字符“@”；文本要用单引号括起来，如 '手术'"},
        {"outpatient_code in K80, k81", 1, 23,
         "这里应是运算符或结尾，却是“,"
         "”；逗号后面的不是清单的一项，清单到此为止"},
        {"matches(sex, 'a''(b')", 1, 18, "模式有误：这个 ( 没有配上 )"},
        {"if(sex in '1', '2', 'a', 'b') + count(diagnoses, age)", 1, 29,
         "这里应是逗号和下一个参数，却是“)”；写法是 if(条件, 值, …, 否则)，in "
         "的清单请用括号括起来"},
    };
    struct kit *k = kit_open();

    (void)state;
    check(k, table, COUNT(table), VALUE_TYPES);
    kit_close(k);
}

static void conditions_must_be_conditions(void **state)
{
    static const struct fault table[] = {
        {"age", 1, 1,
         "这个表达式的值应是条件（是或否），却是数字；条件要有比较，如 sex = "
         "'1'"},
        {"'x'", 1, 1,
         "这个表达式的值应是条件（是或否），却是文本；条件要有比较，如 sex = "
         "'1'"},
    };
    struct kit *k = kit_open();

    (void)state;
    check(k, table, COUNT(table), VALUE_BOOLEAN);
    kit_close(k);
}

static void rules_with_rows_know_their_columns(void **state)
{
    static const struct fault table[] = {
        {"this.kode", 1, 6, "diagnoses 没有“kode”这一列"},
        {"this", 1, 5, "这里应是点和列名（this.列名），表达式却已结束"},
        {"level = '4'", 1, 1,
         "“level”是 procedures 的列，这里不在它的行里：写 "
         "procedures[1].level，或放进 any(procedures, …)"},
        {"any(procedures, condition = '1')", 1, 17,
         "“condition”是外层 diagnoses 的列：写 this.condition"},
    };
    struct kit *k = kit_open();

    (void)state;
    kit_use_rows(k, LIST_DIAGNOSES, 1);
    check(k, table, COUNT(table), VALUE_TYPES);
    kit_close(k);
}

static void settlements_know_their_names(void **state)
{
    static const struct fault table[] = {
        {"scor * 2", 1, 1, "不认识的名字“scor”；是不是“score”？"},
        {"mean_cots", 1, 1, "不认识的名字“mean_cots”；是不是“mean_cost”？"},
        {"factorb", 1, 1, "不认识的名字“factorb”；是不是“factor_b”？"},
        {"label + 1", 1, 1, "“+”的两边应是数字，却是文本"},
        {"blank(cost)", 1, 7, "blank(字段) 的参数要是一个字段"},
    };
    struct kit *k = kit_open();

    (void)state;
    kit_use_settlement(k);
    check(k, table, COUNT(table), VALUE_TYPES);
    kit_close(k);
}

/* ---- limits ----------------------------------------------------------- */

/* `count` times `part`, between `before` and `after`. */
static char *repeated(const char *before, const char *part, size_t count,
                      const char *after)
{
    const size_t length = strlen(part);
    char *out = malloc(strlen(before) + count * length + strlen(after) + 1);
    char *end = out + strlen(strcpy(out, before));

    for (size_t i = 0; i < count; i++, end += length)
        memcpy(end, part, length);
    strcpy(end, after);
    return out;
}

static void refuse(struct kit *k, char *source, const char *text)
{
    assert_int_equal(kit_compile(k, source, VALUE_TYPES), PACK_NONE);
    assert_string_equal(k->mistake.text, text);
    pool_is_empty(k);
    free(source);
}

static void limits_are_mistakes_and_never_crashes(void **state)
{
    const char *deep = "括号或函数套得太深：最多 64 层";
    struct kit *k = kit_open();

    (void)state;
    refuse(k, repeated("", "(", 60000, "1"), deep);
    refuse(k, repeated("", "-", 60000, "1"), deep);
    refuse(k, repeated("", "not ", 15000, "1 = 1"), deep);
    refuse(k, repeated("", "abs(", 15000, "1"), deep);
    refuse(k, repeated("", "default(", 8000, "1"), deep);
    refuse(k, repeated("", "if(1=1,", 9000, "1"), deep);
    refuse(k, repeated("1", " ", 1100000, ""), "表达式太长：最多 1048576 字节");
    refuse(k, repeated("1", "+1", 4096, ""), "表达式太长：超过 4096 步");
    refuse(k, repeated("sex in '1'", ",'1'", 65535, ""),
           "清单太长：最多 65535 项");
    refuse(k, repeated("", "starts('a',", 8, "text(age)"),
           "这里套得太深，不能再用 text()");
    kit_close(k);
}

static void what_is_within_the_limits_runs(void **state)
{
    static const char *const values[] = {"2001", "是", "是", "41", "是"};
    struct kit *k = kit_open();
    char *sources[] = {
        repeated("1", "+1", 2000, ""),
        repeated("age in 45", ",1", 8191, ""),
        repeated("outpatient_code in B01", ",A17", 8191, ""),
        repeated("", "(1+", 40, "1))))))))))))))))))))))))))))))))))))))))"),
        repeated("sex = '1'", " and sex = '1'", 900, ""),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(sources); i++) {
        assert_string_equal(kit_value(k, sources[i]), values[i]);
        free(sources[i]);
    }
    kit_close(k);
}

/* Whatever text comes is compiled or refused, and what compiles is valid and
 * runs. */
static void any_words_are_compiled_or_refused(void **state)
{
    static const char *const words[] = {
        "1",
        "'a'",
        "age",
        "sex",
        "outpatient_code",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "=",
        "<",
        "in",
        "and",
        "or",
        "not",
        "if(",
        "any(diagnoses,",
        "K80",
        "code",
        "row",
        "this",
        ".",
        "'",
        "[1]",
        "K81",
        "sum(procedures,",
        "diagnoses",
        "text(",
        "36.06",
        "days(",
        "missing(",
        "default(",
        "date(",
        "max(",
        "given(",
        "'2025-01-01'",
        "count(diagnoses)",
    };
    struct kit *k = kit_open();
    uint32_t seed = 7;
    char source[512];

    (void)state;
    kit_use_rows(k, LIST_DIAGNOSES, 1);
    for (int i = 0; i < 60000; i++) {
        source[0] = 0;
        for (int n = 2 + i % 12; n > 0; n--) {
            seed = seed * 1664525u + 1013904223u;
            strcat(source, words[(seed >> 8) % COUNT(words)]);
            strcat(source, " ");
        }
        assert_string_not_equal(kit_value(k, source), "not valid");
    }
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_say_what_was_expected),
        cmocka_unit_test(conditions_must_be_conditions),
        cmocka_unit_test(rules_with_rows_know_their_columns),
        cmocka_unit_test(settlements_know_their_names),
        cmocka_unit_test(limits_are_mistakes_and_never_crashes),
        cmocka_unit_test(what_is_within_the_limits_runs),
        cmocka_unit_test(any_words_are_compiled_or_refused),
    };
    return cmocka_run_group_tests_name("expr mistakes", tests, NULL, NULL);
}
