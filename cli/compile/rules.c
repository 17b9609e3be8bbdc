/* Rule files: blocks of `key = value` under an [ID]. */
#include <stdlib.h>
#include <string.h>

#include "compile/example.h"
#include "compile/knowledge.h"
#include "compile/source.h"
#include "compile/template.h"
#include "expr/gate.h"

enum key {
    SEVERITY,
    EACH,
    FIELD,
    WHEN,
    AT,
    MESSAGE,
    ADVICE,
    BASIS,
    PASS,
    FAIL,
    KEYS
};

static const char *const keys[KEYS] = {"severity", "each",    "field",
                                       "when",     "at",      "message",
                                       "advice",   "basis",   "pass",
                                       "fail"};

static const char *const lists[LIST_COUNT] = {"", "diagnoses", "procedures"};

struct rules {
    struct build *build;
    const char *file;
    struct words ids; /* of all files */
    struct buffer id_bytes;
    uint32_t line; /* being read */
    /* the rule being read */
    bool open;
    struct text id;
    uint32_t id_line;
    struct longvalue values[KEYS];
    enum key current; /* takes the continuation lines; KEYS: none */
    uint32_t current_line;
    uint32_t passes, fails;
    uint32_t first_example;
};

static struct place here(const struct rules *r, uint32_t line, uint32_t column)
{
    return (struct place){r->file, line, column, NULL};
}

/* ---- single values ------------------------------------------------------- */

static int find(const char *const *words, size_t count, struct text word)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text_of(words[i]), word))
            return (int)i;
    return -1;
}

static struct text value_of(const struct rules *r, enum key key)
{
    return longvalue_text(&r->values[key]);
}

static void fault_value(const struct rules *r, enum key key, const char *right,
                        const char *what)
{
    fault_add(r->build->faults, longvalue_place(&r->values[key], 0), right,
              "%s“%.*s”读不出", what, SHOW(value_of(r, key)));
}

static uint8_t read_severity(const struct rules *r)
{
    static const char *const words[] = {"", "info", "warning", "error"};
    const struct text t = value_of(r, SEVERITY);
    const int severity = t.length > 0 ? find(words, 4, t) : 0;

    if (severity < 0)
        fault_value(r, SEVERITY, "应为 error、warning 或 info", "级别");
    return (uint8_t)(severity < 1 ? SEVERITY_ERROR : severity);
}

static uint8_t read_each(const struct rules *r)
{
    const struct text t = value_of(r, EACH);
    const int list = t.length > 0 ? find(lists, LIST_COUNT, t) : LIST_NONE;

    if (list < 0)
        fault_value(r, EACH, "应为 diagnoses 或 procedures", "列表");
    return (uint8_t)(list < 0 ? LIST_NONE : list);
}

static void read_field(const struct rules *r, struct pack_rule *row)
{
    const struct text t = value_of(r, FIELD);
    uint32_t item = 0;
    uint8_t list;

    row->field = knowledge_field(r->build, t, &item);
    row->row = (uint16_t)item;
    if (t.length == 0)
        return;
    if (row->field == PACK_NO_FIELD) {
        fault_value(r, FIELD,
                    "应为 fields.csv 中的项目，列表写作 diagnoses.code 或 "
                    "diagnoses[1].code",
                    "项目");
        return;
    }
    list = BUILD_ROW(r->build, SECTION_FIELD, pack_field, row->field)->list;
    if ((item > 0 && (list == LIST_NONE || row->each != LIST_NONE)) ||
        (row->each != LIST_NONE && list != LIST_NONE && list != row->each))
        fault_value(r, FIELD,
                    "行号只用于列表；有 each 时应为该列表的一列，不写行号",
                    "项目");
}

/* ---- examples ------------------------------------------------------------ */

static const char *example_fault(const struct rules *r, struct text name,
                                 struct text values)
{
    uint32_t item, rows = 1;
    const uint16_t field = knowledge_field(r->build, name, &item);
    bool more = true;

    if (field == PACK_NO_FIELD)
        return "没有这个项目";
    while (example_value(&values, &more), more)
        rows++;
    if (BUILD_ROW(r->build, SECTION_FIELD, pack_field, field)->list ==
        LIST_NONE)
        return rows > 1 ? "不是列表，只能有一个值；值里有逗号时用双引号括起"
                        : NULL;
    return rows > LIMIT_ROWS ? "行数太多" : NULL;
}

static void check_example(const struct rules *r, const struct longvalue *v)
{
    const struct text whole = longvalue_text(v);
    struct text rest = whole, name, values;
    bool wrong;

    while (example_next(&rest, &name, &values, &wrong)) {
        const char *fault = example_fault(r, name, values);

        if (fault != NULL)
            fault_add(r->build->faults,
                      longvalue_place(v, (size_t)(name.at - whole.at)),
                      "写作 项目=值; 项目=值，列表各行用逗号隔开",
                      "例子中的“%.*s”：%s", SHOW(name), fault);
    }
    if (wrong)
        fault_add(r->build->faults, here(r, r->current_line, 0),
                  "写作 项目=值; 项目=值，列表各行用逗号隔开",
                  "例子中缺少等号");
}

/* A pass or fail line is finished: its example joins the rule's. */
static void take_example(struct rules *r, enum key key)
{
    struct longvalue *v = &r->values[key];
    const struct pack_example row = {
        .assignments = build_text(r->build, longvalue_text(v)),
        .fires = key == FAIL,
        .line = r->current_line,
    };

    check_example(r, v);
    build_row(r->build, SECTION_EXAMPLE, &row);
    if (key == FAIL)
        r->fails++;
    else
        r->passes++;
}

/* ---- a rule -------------------------------------------------------------- */

static void check_complete(const struct rules *r)
{
    static const enum key needed[] = {SEVERITY, FIELD,  WHEN,
                                      MESSAGE,  ADVICE, BASIS};

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (value_of(r, needed[i]).length == 0)
            fault_add(r->build->faults, here(r, r->id_line, 0),
                      "每条规则都要有 severity field when message advice basis "
                      "和至少各一个 pass、fail",
                      "规则 %.*s 缺少 %s", SHOW(r->id), keys[needed[i]]);
    if (r->passes == 0 || r->fails == 0)
        fault_add(r->build->faults, here(r, r->id_line, 0),
                  "每条规则至少各写一个 pass 和 fail 例子",
                  "规则 %.*s 缺少 %s 例子", SHOW(r->id),
                  r->passes == 0 ? "pass" : "fail");
}

static void finish_value(struct rules *r)
{
    if (r->current == PASS || r->current == FAIL)
        take_example(r, r->current);
    r->current = KEYS;
}

static void set_gates(struct build *b, struct pack_rule *row)
{
    const struct pack view = build_view(b);

    gate_make(&view, PACK_ROW(&view, SECTION_EXPR, pack_expr, row->when),
              row->gates);
}

/*
 * `at` looks for the row that a rule without `each` points to, among the rows
 * of its field's list; the message then speaks of that row. Returns the list
 * whose columns the message may use.
 */
static enum record_list read_at(struct rules *r, struct pack_rule *row)
{
    const struct pack view = build_view(r->build);
    const enum record_list list =
        row->field != PACK_NO_FIELD ? pack_field(&view, row->field)->list
                                    : LIST_NONE;

    row->at = PACK_NONE;
    if (value_of(r, AT).length == 0)
        return (enum record_list)row->each;
    if (row->each != LIST_NONE || list == LIST_NONE || row->row != 0) {
        fault_value(r, AT,
                    "at 用于没有 each 的规则，field 写成 diagnoses.code 的样子",
                    "at");
        return (enum record_list)row->each;
    }
    row->at = template_expr(r->build, list, &r->values[AT], VALUE_BOOLEAN);
    return list;
}

static void finish_rule(struct rules *r)
{
    struct build *b = r->build;
    struct pack_rule row = {.line = r->id_line, .source = source_last(b)};
    enum record_list list;

    finish_value(r);
    if (!r->open)
        return;
    r->open = false;
    check_complete(r);
    row.id = build_text(b, r->id);
    row.basis = build_text(b, value_of(r, BASIS));
    row.severity = read_severity(r);
    row.each = read_each(r);
    read_field(r, &row);
    if (value_of(r, WHEN).length > 0)
        row.when = template_expr(b, row.each, &r->values[WHEN], VALUE_BOOLEAN);
    if (value_of(r, WHEN).length > 0 && row.when != PACK_NONE)
        set_gates(b, &row);
    list = read_at(r, &row);
    row.message = template_compile(b, list, &r->values[MESSAGE]);
    row.advice = template_compile(b, list, &r->values[ADVICE]);
    row.examples.first = r->first_example;
    row.examples.count = build_count(b, SECTION_EXAMPLE) - r->first_example;
    build_row(b, SECTION_RULE, &row);
}

/* Two to four capital letters and three digits. */
static bool is_id(struct text t)
{
    size_t letters = 0;

    while (letters < t.length && t.at[letters] >= 'A' && t.at[letters] <= 'Z')
        letters++;
    if (letters < 2 || letters > 4 || t.length != letters + 3)
        return false;
    for (size_t i = letters; i < t.length; i++)
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
    return true;
}

static void start_rule(struct rules *r, struct text line)
{
    bool added;

    finish_rule(r);
    r->id = text_trim((struct text){line.at + 1, line.length - 1});
    if (r->id.length > 0 && r->id.at[r->id.length - 1] == ']')
        r->id.length--;
    if (!is_id(r->id) || line.at[line.length - 1] != ']')
        fault_add(r->build->faults, here(r, r->line, 1),
                  "应为 [SEX001] 的样子：两到四个大写字母和三个数字",
                  "规则编号“%.*s”读不出", SHOW(line));
    words_add(&r->ids, r->id, &added);
    if (!added)
        fault_add(r->build->faults, here(r, r->line, 1),
                  "每个编号只用一次，所有规则文件合在一起算",
                  "规则编号 %.*s 重复", SHOW(r->id));
    r->open = true;
    r->id_line = r->line;
    r->passes = r->fails = 0;
    r->first_example = build_count(r->build, SECTION_EXAMPLE);
    for (unsigned i = 0; i < KEYS; i++)
        longvalue_start(&r->values[i], r->file);
}

/* ---- lines --------------------------------------------------------------- */

static void read_pair(struct rules *r, struct text line)
{
    const char *sign = memchr(line.at, '=', line.length);
    const size_t head = sign == NULL ? line.length : (size_t)(sign - line.at);
    const struct text name = text_trim((struct text){line.at, head});
    const int key = sign == NULL ? -1 : find(keys, KEYS, name);

    finish_value(r);
    if (!r->open || key < 0) {
        fault_add(r->build->faults, here(r, r->line, 1),
                  "应为 [编号]、键 = 值，或以空格开头的续行；键有 severity "
                  "each field when at message advice basis pass fail",
                  "这一行“%.*s”读不出", SHOW(line));
        return;
    }
    if (key != PASS && key != FAIL && value_of(r, (enum key)key).length > 0)
        fault_add(r->build->faults, here(r, r->line, 1),
                  "同一条规则里每个键只写一次（pass、fail 除外）",
                  "%s 写了两次", keys[key]);
    r->current = (enum key)key;
    r->current_line = r->line;
    longvalue_start(&r->values[key], r->file);
    longvalue_add(&r->values[key],
                  (struct text){sign + 1, line.length - head - 1}, r->line,
                  (uint32_t)text_characters((struct text){line.at, head}) + 2);
}

static void read_line(struct rules *r, struct text line)
{
    if (text_trim(line).length == 0 || line.at[0] == '#')
        return;
    if (line.at[0] == '[') {
        start_rule(r, text_trim(line));
    } else if (line.at[0] != ' ' && line.at[0] != '\t') {
        read_pair(r, line);
    } else if (r->current != KEYS) {
        longvalue_add(&r->values[r->current], line, r->line, 1);
    } else {
        fault_add(r->build->faults, here(r, r->line, 1),
                  "以空格开头的行是上一个键的续行", "续行前面没有键");
    }
}

static void read_lines(struct rules *r, struct text rest)
{
    for (r->line = 1; rest.length > 0; r->line++) {
        const char *end = memchr(rest.at, '\n', rest.length);
        const size_t length =
            end == NULL ? rest.length : (size_t)(end - rest.at);
        const size_t skip = end == NULL ? length : length + 1;

        read_line(r, (struct text){rest.at, length});
        rest = (struct text){rest.at + skip, rest.length - skip};
    }
    finish_rule(r);
}

static void read_file(struct rules *r, const char *path)
{
    struct buffer bytes = {0};

    r->file = path;
    r->current = KEYS;
    if (source_read(r->build, path, (struct place){0}, &bytes) &&
        bytes.length > 0)
        read_lines(r, buffer_view(&bytes));
    buffer_free(&bytes);
}

static void stop(struct rules *r)
{
    for (unsigned i = 0; i < KEYS; i++)
        longvalue_free(&r->values[i]);
    words_free(&r->ids);
    buffer_free(&r->id_bytes);
}

void compile_rules_of(struct build *b, const char *path)
{
    struct rules r = {.build = b, .current = KEYS};

    r.ids = (struct words){.strings = &r.id_bytes};
    read_file(&r, path);
    stop(&r);
}

void compile_rules(struct build *b, const char *folder)
{
    char *path = source_path(folder, "rules");
    struct rules r = {.build = b, .current = KEYS};
    size_t count = 0;
    char **names = path != NULL ? source_list(path, ".rules", &count) : NULL;

    r.ids = (struct words){.strings = &r.id_bytes};
    for (size_t i = 0; i < count; i++) {
        char *file = source_path(path, names[i]);

        if (file != NULL)
            read_file(&r, file);
        free(file);
    }
    stop(&r);
    source_list_free(names, count);
    free(path);
}
