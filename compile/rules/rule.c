#include "compile/rules/rule.h"

#include <stdio.h>
#include <stdlib.h>

#include "compile/knowledge/knowledge.h"
#include "compile/read/element.h"
#include "compile/read/source.h"
#include "compile/rules/example.h"
#include "compile/rules/template.h"
#include "expr/expr.h"
#include "record/lists.h"

struct rule {
    struct build *build;
    const struct rule_text *text;
    struct pack_rule row;
};

/* ---- the text ------------------------------------------------------------ */

void rule_text_start(struct rule_text *t, const char *file, uint32_t line)
{
    BUFFER_EACH (example, &t->examples, struct rule_example)
        longvalue_free(&example->text);
    buffer_reset(&t->examples);
    t->file = file;
    t->line = line;
    for (unsigned i = 0; i < RULE_KEYS; i++)
        longvalue_start(&t->values[i], file);
}

void rule_text_free(struct rule_text *t)
{
    rule_text_start(t, "", 0);
    buffer_free(&t->examples);
    for (unsigned i = 0; i < RULE_KEYS; i++)
        longvalue_free(&t->values[i]);
}

struct rule_example *rule_text_example(struct rule_text *t, uint32_t line,
                                       bool fires)
{
    struct rule_example example = {.line = line, .fires = fires};

    longvalue_start(&example.text, t->file);
    buffer_put(&t->examples, &example, sizeof example);
    if (t->examples.failed)
        return NULL;
    return &BUFFER_ROWS(
        &t->examples,
        struct rule_example)[BUFFER_COUNT(&t->examples, struct rule_example) -
                             1];
}

/* ---- single values ------------------------------------------------------- */

static struct text rule_value(const struct rule *r, enum rule_key key)
{
    return longvalue_text(&r->text->values[key]);
}

static void unreadable(const struct rule *r, enum rule_key key,
                       const char *right, const char *what)
{
    fault_add(r->build->faults, longvalue_place(&r->text->values[key], 0),
              right, "%s“%.*s”读不出", what, SHOW(rule_value(r, key)));
}

bool rule_is_id(struct text t)
{
    size_t letters = 0;

    while (letters < t.length && is_capital(t.at[letters]))
        letters++;
    t = text_behind(t, letters);
    return letters >= 2 && letters <= 4 && t.length == 3 && is_digit(t.at[0]) &&
           is_digit(t.at[1]) && is_digit(t.at[2]);
}

/* A text stands once in a pack: one that is not there yet is no rule's id. */
uint32_t rule_find(const struct build *b, struct text id)
{
    const uint32_t known = words_find(&b->texts, id);

    for (uint32_t i = 0; known != PACK_NONE && i < build_count(b, SECTION_RULE);
         i++)
        if (build_text_is(b, BUILD_ROW(b, SECTION_RULE, pack_rule, i)->id, id))
            return i;
    return PACK_NONE;
}

static void read_rule_id(struct rule *r)
{
    const struct text id = rule_value(r, RULE_ID);

    if (!rule_is_id(id))
        unreadable(r, RULE_ID,
                   "应为 [SEX001] 的样子：两到四个大写字母和三个数字",
                   "规则编号");
    else if (rule_find(r->build, id) != PACK_NONE)
        fault_add(r->build->faults,
                  longvalue_place(&r->text->values[RULE_ID], 0),
                  "每个编号只用一次，所有规则文件合在一起算",
                  "规则编号 %.*s 重复", SHOW(id));
    r->row.id = build_text(r->build, id);
}

/* How grave it is, on which kinds of pages (with blanks between), and in whose
 * rows it is asked. */
static void read_reach(struct rule *r)
{
    static const char *const grades[] = {"", "info", "warning", "error"};
    const struct text severity = rule_value(r, RULE_SEVERITY);
    const struct text each = rule_value(r, RULE_EACH);
    const int grade = severity.length > 0 ? text_index(severity, grades, 4) : 0;
    struct text rest = rule_value(r, RULE_SCOPE), word;

    if (grade < 0)
        unreadable(r, RULE_SEVERITY, "应为 error、warning 或 info", "级别");
    r->row.severity = (uint8_t)(grade < 1 ? SEVERITY_ERROR : grade);
    while ((word = element_next_word(&rest)).length > 0) {
        const unsigned page = page_kind_find(word);

        if (page == 0) {
            unreadable(
                r, RULE_SCOPE,
                "应为 front-page、settlement-list、tcm、hqms、hqms-2019、"
                "4401、regional 中的一个或几个，用空格隔开；不写就是全部",
                "范围");
            break;
        }
        r->row.scope = (uint8_t)(r->row.scope | page);
    }
    r->row.each = (uint8_t)record_list_named(each);
    if (each.length > 0 && r->row.each == LIST_NONE)
        unreadable(r, RULE_EACH, "应为 diagnoses、procedures 等列表的名字",
                   "列表");
}

static void read_rule_field(struct rule *r)
{
    const struct text t = rule_value(r, RULE_FIELD);
    struct pack_rule *row = &r->row;
    uint32_t item = 0;
    uint8_t list;

    row->field = knowledge_field(r->build, t, &item);
    row->row = (uint16_t)item;
    if (t.length == 0)
        return;
    if (row->field == PACK_NO_FIELD) {
        unreadable(r, RULE_FIELD,
                   "应为 fields.csv 中的项目，列表写作 diagnoses.code 或 "
                   "diagnoses[1].code",
                   "项目");
        return;
    }
    list = BUILD_ROW(r->build, SECTION_FIELD, pack_field, row->field)->list;
    if ((item > 0 && (list == LIST_NONE || row->each != LIST_NONE)) ||
        (row->each != LIST_NONE && list != LIST_NONE && list != row->each))
        unreadable(r, RULE_FIELD,
                   "行号只用于列表；有 each 时应为该列表的一列，不写行号",
                   "项目");
}

/*
 * `at` looks for the row that a rule without `each` points to, among the rows
 * of its field's list; the message then speaks of that row. Returns the list
 * whose columns the message may use.
 */
static enum record_list read_at(struct rule *r)
{
    const struct pack view = build_view(r->build);
    struct pack_rule *row = &r->row;
    const enum record_list list = row->field != PACK_NO_FIELD
                                      ? pack_field(&view, row->field)->list
                                      : LIST_NONE;

    row->at = PACK_NONE;
    if (rule_value(r, RULE_AT).length == 0)
        return (enum record_list)row->each;
    if (row->each != LIST_NONE || list == LIST_NONE || row->row != 0) {
        unreadable(r, RULE_AT,
                   "at 用于没有 each 的规则，field 写成 diagnoses.code 的样子",
                   "at");
        return (enum record_list)row->each;
    }
    row->at =
        template_expr(r->build, list, &r->text->values[RULE_AT], VALUE_BOOLEAN);
    return list;
}

#define TITLE_MAX 14 /* characters, as columns are wide */

/* What a coder sees beside the id, and whether the basis was read. */
static void read_title(struct rule *r)
{
    static const char *const held[] = {"no", "yes"};
    const struct text title = rule_value(r, RULE_TITLE);
    const struct text verified = rule_value(r, RULE_HELD);
    const int yes = verified.length > 0 ? text_index(verified, held, 2) : 0;

    if (text_characters(title) > TITLE_MAX)
        unreadable(r, RULE_TITLE, "问题的名称，最多 14 个字", "名称");
    if (yes < 0)
        unreadable(r, RULE_HELD,
                   "依据与原文核对过的写 yes，没有核对的写 no 或不写", "核对");
    r->row.title = build_text(r->build, title);
    if (yes > 0)
        r->row.flags |= RULE_VERIFIED;
}

/* ---- examples ------------------------------------------------------------ */

static const char *example_fault(const struct build *b, struct text name,
                                 struct text values)
{
    uint32_t item, rows = 1;
    const uint16_t field = knowledge_field(b, name, &item);
    bool more = true;

    if (field == PACK_NO_FIELD)
        return "没有这个项目";
    while (example_value(&values, &more), more)
        rows++;
    if (BUILD_ROW(b, SECTION_FIELD, pack_field, field)->list == LIST_NONE)
        return rows > 1 ? "不是列表，只能有一个值；值里有逗号时用双引号括起"
                        : NULL;
    return rows > LIMIT_ROWS ? "行数太多" : NULL;
}

static void check_example(const struct build *b, const struct rule_example *e)
{
    static const char right[] = "写作 项目=值; 项目=值，列表各行用逗号隔开";
    const struct text whole = longvalue_text(&e->text);
    struct text rest = whole, name, values;
    bool wrong;

    while (example_next(&rest, &name, &values, &wrong)) {
        const char *fault = example_fault(b, name, values);

        if (fault != NULL)
            fault_add(b->faults,
                      longvalue_place(&e->text, (size_t)(name.at - whole.at)),
                      right, "例子中的“%.*s”：%s", SHOW(name), fault);
    }
    if (wrong)
        fault_add(b->faults, longvalue_place(&e->text, 0), right,
                  "例子中缺少等号");
}

static void take_examples(struct rule *r)
{
    const uint32_t count =
        BUFFER_COUNT(&r->text->examples, struct rule_example);
    uint32_t fails = 0;

    r->row.examples.first = build_count(r->build, SECTION_EXAMPLE);
    r->row.examples.count = count;
    BUFFER_EACH (e, &r->text->examples, const struct rule_example) {
        const struct pack_example row = {
            .assignments = build_text(r->build, longvalue_text(&e->text)),
            .fires = e->fires,
            .line = e->line,
        };

        check_example(r->build, e);
        build_row(r->build, SECTION_EXAMPLE, &row);
        fails += e->fires;
    }
    if (fails == 0 || fails == count)
        fault_add(r->build->faults,
                  (struct place){r->text->file, r->text->line, 1, NULL},
                  "每条规则至少各写一个 pass 和 fail 例子",
                  "规则 %.*s 缺少 %s 例子", SHOW(rule_value(r, RULE_ID)),
                  count == 0   ? "pass 和 fail"
                  : fails == 0 ? "fail"
                               : "pass");
}

/* ---- a rule -------------------------------------------------------------- */

static void check_complete(const struct rule *r)
{
    static const struct {
        enum rule_key key;
        const char *word;
    } needed[] = {{RULE_SEVERITY, "severity"}, {RULE_FIELD, "field"},
                  {RULE_WHEN, "when"},         {RULE_MESSAGE, "message"},
                  {RULE_ADVICE, "advice"},     {RULE_BASIS, "basis"}};

    char missed[64] = "";
    size_t length = 0;

    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (rule_value(r, needed[i].key).length == 0)
            length += (size_t)snprintf(missed + length, sizeof missed - length,
                                       " %s", needed[i].word);
    if (length != 0)
        fault_add(r->build->faults,
                  (struct place){r->text->file, r->text->line, 1, NULL},
                  "每条规则都要有 severity field when message advice basis "
                  "和至少各一个 pass、fail",
                  "规则 %.*s 缺少%s", SHOW(rule_value(r, RULE_ID)), missed);
}

void rule_compile(struct build *b, const struct rule_text *t)
{
    struct rule r = {b, t, {.line = t->line, .source = source_last(b)}};
    enum record_list list;

    check_complete(&r);
    read_rule_id(&r);
    r.row.basis = build_text(b, rule_value(&r, RULE_BASIS));
    read_title(&r);
    read_reach(&r);
    read_rule_field(&r);
    if (rule_value(&r, RULE_WHEN).length != 0)
        r.row.when =
            template_expr(b, r.row.each, &t->values[RULE_WHEN], VALUE_BOOLEAN);
    list = read_at(&r);
    r.row.message = template_compile(b, list, &t->values[RULE_MESSAGE]);
    r.row.advice = template_compile(b, list, &t->values[RULE_ADVICE]);
    take_examples(&r);
    if (build_count(b, SECTION_RULE) < LIMIT_RULES)
        build_row(b, SECTION_RULE, &r.row);
    else
        fault_add(b->faults, (struct place){t->file, t->line, 1, NULL},
                  "一个规则包最多 8192 条规则", "规则太多");
}
