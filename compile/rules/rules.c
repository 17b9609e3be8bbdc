/* Rule files: blocks of `key = value` under an [ID] or under [family]. */
#include <stdlib.h>
#include <string.h>

#include "compile/knowledge/knowledge.h"
#include "compile/read/source.h"
#include "compile/rules/family.h"
#include "compile/rules/rules.h"

/* Keys of a block: those of a rule, then these. */
enum { COLUMNS = RULE_KEYS, ROW, PASS, FAIL, KEYS };

static const char *const keys[KEYS] = {
    "",        "severity", "scope",  "each",  "field", "when",
    "at",      "message",  "advice", "basis", "title", "verified",
    "columns", "row",      "pass",   "fail"};

struct rules {
    struct build *build;
    const char *file;
    uint32_t line; /* being read */
    bool open, is_family;
    struct rule_text rule; /* the block being read */
    struct family family;
    struct longvalue *current; /* takes the continuation lines; or NULL */
};

static struct place here(const struct rules *r, uint32_t column)
{
    return (struct place){r->file, r->line, column, NULL};
}

static void finish_block(struct rules *r)
{
    r->current = NULL;
    if (!r->open)
        return;
    r->open = false;
    if (r->is_family)
        family_compile(r->build, &r->family, &r->rule);
    else
        rule_compile(r->build, &r->rule);
}

static void start_block(struct rules *r, struct text line)
{
    struct text id = text_trim(text_behind(line, 1));
    const bool closed = id.length > 0 && id.at[id.length - 1] == ']';

    finish_block(r);
    if (closed)
        id.length--;
    else
        fault_add(r->build->faults, here(r, 1),
                  "应为 [SEX001] 的样子，后面不写别的", "方括号没有结束");
    r->open = true;
    r->is_family = text_equal(id, TEXT("family"));
    rule_text_start(&r->rule, r->file, r->line);
    family_start(&r->family, r->file);
    longvalue_add(&r->rule.values[RULE_ID], id, r->line, 1);
}

/* ---- lines --------------------------------------------------------------- */

static int find_key(struct text name)
{
    const int key = text_index(name, keys, KEYS);

    return key == RULE_ID ? -1 : key;
}

/* The value that a key's line goes to; NULL after a fault, or without
 * memory. */
static struct longvalue *value_for(struct rules *r, int key)
{
    struct longvalue *v;
    struct rule_example *e;

    if (key == ROW)
        return family_row(&r->family, r->file);
    if (key == PASS || key == FAIL) {
        e = rule_text_example(&r->rule, r->line, key == FAIL);
        return e != NULL ? &e->text : NULL;
    }
    v = key == COLUMNS ? &r->family.columns : &r->rule.values[key];
    if (longvalue_text(v).length == 0)
        return v;
    fault_add(r->build->faults, here(r, 1),
              "同一条规则里每个键只写一次（pass、fail、row 除外）",
              "%s 写了两次", keys[key]);
    return NULL;
}

/* Shows no more of a line than can be a key: a page that was given for rules
 * has a patient's name there. */
static void fault_unread(struct rules *r, struct text line)
{
    size_t shown = 0;

    while (shown < line.length &&
           (line.at[shown] == ' ' || is_letter(line.at[shown])))
        shown++;
    fault_add(
        r->build->faults, here(r, 1),
        "应为 [编号]、键 = 值，或以空格开头的续行；键有 severity scope "
        "each field when at message advice basis title verified pass fail，[family] "
        "中还有 columns row",
        "这一行%s%.*s%s读不出", shown != 0 ? "“" : "",
        SHOW(text_head(line, shown)), shown != 0 ? "”" : "");
}

static void read_pair(struct rules *r, struct text line)
{
    const size_t head = text_find(line, '=');
    const struct text name = text_trim(text_head(line, head));
    const int key = head == line.length ? -1 : find_key(name);

    r->current = NULL;
    if (!r->open || key < 0 ||
        (!r->is_family && (key == ROW || key == COLUMNS))) {
        fault_unread(r, text_head(line, head));
        return;
    }
    r->current = value_for(r, key);
    if (r->current != NULL)
        longvalue_add(r->current, text_behind(line, head + 1), r->line,
                      (uint32_t)text_characters(text_head(line, head)) + 2);
}

static void read_line(struct rules *r, struct text line)
{
    if (text_trim(line).length == 0 || line.at[0] == '#')
        return;
    if (line.at[0] == '[') {
        start_block(r, text_trim(line));
    } else if (line.at[0] != ' ' && line.at[0] != '\t') {
        read_pair(r, line);
    } else if (r->current != NULL) {
        longvalue_add(r->current, line, r->line, 1);
    } else {
        fault_add(r->build->faults, here(r, 1),
                  "以空格开头的行是上一个键的续行", "续行前面没有键");
    }
}

static struct text take_line(struct text *rest)
{
    const size_t end = text_find(*rest, '\n');
    const struct text line = text_head(*rest, end);

    *rest = text_behind(*rest, end + (end < rest->length));
    return line;
}

/* The first line that is neither blank nor a remark begins a block. */
static bool is_rule_file(struct text rest)
{
    while (rest.length > 0) {
        const struct text line = text_trim(take_line(&rest));

        if (line.length > 2 && line.at[0] == '[')
            return text_equal(line, TEXT("[family]")) ||
                   rule_is_id((struct text){line.at + 1, line.length - 2});
        if (line.length > 0 && line.at[0] != '#')
            return false;
    }
    return true;
}

static void read_lines(struct rules *r, struct text rest)
{
    for (r->line = 1; rest.length > 0; r->line++)
        read_line(r, take_line(&rest));
    finish_block(r);
}

void compile_rules_of(struct build *b, const char *path, struct place from)
{
    struct rules r = {.build = b, .file = path};
    struct buffer bytes = {0};
    const bool good = source_read(b, path, from, &bytes);

    if (good && from.file != NULL && !source_beside(from.file, path) &&
        !is_rule_file(buffer_view(&bytes)))
        fault_add(b->faults, (struct place){path, 0, 0, NULL},
                  "请核对文件名；规则文件从 [SEX001] 或 [family] 的一行开始",
                  "不是规则文件");
    else if (good)
        read_lines(&r, buffer_view(&bytes));
    buffer_free(&bytes);
    rule_text_free(&r.rule);
    family_free(&r.family);
}

void compile_rules(struct build *b, const char *folder)
{
    char *path = source_path(folder, "rules");
    size_t count = 0;
    char **names = path != NULL ? source_list(b, path, ".rules", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        char *file = source_path(path, names[i]);

        if (file != NULL)
            compile_rules_of(b, file, (struct place){0});
        free(file);
    }
    source_list_free(names, count);
    free(path);
}
