#include "rules.h"

#include "common/put.h"
#include "pack/own-checks.h"
#include "record/lists.h"

/* Severity and what a hospital did to it: 警告（本院）, 停用（本院）. */
static void put_state(unsigned severity, unsigned flags, struct buffer *out)
{
    put(out, flags & RULE_OFF ? "停用" : rules_severity(severity),
        flags & (RULE_OFF | RULE_REGRADED) ? "（本院）" : "");
}

/* The severity of a check that is not a rule; if it may be softer, that
 * severity, too, and (`when`) where it applies. */
static void put_own_state(const struct pack *pack, const struct own_check *c,
                          bool when, struct buffer *out)
{
    const struct pack_override *o = own_check_override(pack, text_of(c->id));

    if (o != NULL) {
        put_state(o->severity, o->flags, out);
        return;
    }
    put(out, rules_severity(c->severity));
    if (c->softer != 0 && when)
        put(out, "；", c->softer_when, "的，为", rules_severity(c->softer));
    else if (c->softer != 0)
        put(out, "或", rules_severity(c->softer));
}

void rules_list(const struct pack *pack, struct buffer *out)
{
    const char *last = NULL;

    PACK_EACH (rule, pack, SECTION_RULE, pack_rule) {
        put(out, pack_text(pack, rule->id), "\t");
        put_state(rule->severity, rule->flags, out);
        put(out, "\t", pack_text(pack, rule->title), "\t");
        rules_put_message(pack, rule, rule->message, out);
        put(out, "\n");
    }
    for (unsigned n = 0; n < NOTE_COUNT; n++) {
        const struct own_check c = own_check((enum note)n);
        if (c.id == last)
            continue;
        last = c.id;
        put(out, c.id, "\t");
        put_own_state(pack, &c, false, out);
        put(out, "\t", c.title, "\t", c.message, "\n");
    }
}

/* ---- one check ----------------------------------------------------------- */

static void put_expr(const struct pack *pack, const char *label, uint32_t expr,
                     struct buffer *out)
{
    put(out, label, pack_formula(pack, expr), "\n");
}

static void put_whole_rule(const struct pack *pack,
                           const struct pack_rule *rule, struct buffer *out)
{
    put(out, "规则　", pack_text(pack, rule->id), " ",
        pack_text(pack, rule->title), "\n级别　");
    put_state(rule->severity, rule->flags, out);
    put(out, "\n范围　");
    rules_put_scope(rule->scope, out);
    put(out, "\n");
    if (rule->field != PACK_NO_FIELD)
        put(out, "项目　",
            pack_text(pack, pack_field(pack, rule->field)->label), "\n");
    if (rule->each != LIST_NONE)
        put(out, "逐行　", record_list_words((enum record_list)rule->each),
            "\n");
    put_expr(pack, "条件　", rule->when, out);
    if (rule->at != PACK_NONE)
        put_expr(pack, "指向　", rule->at, out);
    put(out, "发现　");
    rules_put_message(pack, NULL, rule->message, out);
    put(out, "\n处理　");
    rules_put_message(pack, NULL, rule->advice, out);
    put(out, "\n依据　", pack_text(pack, rule->basis), "\n核对　",
        rule->flags & RULE_VERIFIED ? "依据已与原文核对" : "依据没有与原文核对",
        "\n");
    for (uint32_t i = 0; i < rule->examples.count; i++) {
        const struct pack_example *e = PACK_ROW(
            pack, SECTION_EXAMPLE, pack_example, rule->examples.first + i);
        put(out, e->fires ? "报出　" : "不报　",
            pack_text(pack, e->assignments), "\n");
    }
}

static void put_own(const struct pack *pack, enum note note, struct buffer *out)
{
    const struct own_check c = own_check(note);
    struct own_check last = {0};

    put(out, "规则　", c.id, " ", c.title, "\n级别　");
    put_own_state(pack, &c, true, out);
    put(out, "\n");
    for (unsigned n = note; n < NOTE_COUNT; n++) {
        const struct own_check said = own_check((enum note)n);
        if (said.id != c.id)
            break;
        if (said.message != last.message)
            put(out, "发现　", said.message, "\n");
        if (said.advice != last.advice)
            put(out, "处理　", said.advice, "\n");
        last = said;
    }
    put(out, "依据　", c.basis, "\n说明　",
        note < NOTE_OF_BATCH
            ? "由程序直接检查，不在规则文件里；见 docs/result.md\n"
            : "pregroup batch 比较整批首页得出，check 不报；"
              "医院文件不能改级别；见 docs/batch.md\n");
}

bool rules_show(const struct pack *pack, struct text id, struct buffer *out)
{
    const enum note own = own_check_find(id);

    PACK_EACH (rule, pack, SECTION_RULE, pack_rule)
        if (text_equal_fold(pack_text(pack, rule->id), id)) {
            put_whole_rule(pack, rule, out);
            return true;
        }
    if (own != NOTE_COUNT)
        put_own(pack, own, out);
    return own != NOTE_COUNT;
}

/* ---- a page -------------------------------------------------------------- */

/* A table cell, which is emptied: bars would end it. */
static void put_markdown_cell(struct buffer *cell, struct buffer *out)
{
    for (size_t i = 0; i < cell->length; i++)
        put(out, cell->data[i] == '|' ? "\\" : "", cell->data[i]);
    put(out, " | ");
    buffer_reset(cell);
}

static void put_markdown_row(const struct pack *pack,
                             const struct pack_rule *rule, struct buffer *out)
{
    struct buffer cell = {0};

    put(out, "| ", pack_text(pack, rule->id), " | ",
        pack_text(pack, rule->title), " | ");
    put_state(rule->severity, rule->flags, out);
    put(out, " | ");
    rules_put_scope(rule->scope, out);
    put(out, " | ");
    rules_put_message(pack, rule, rule->message, &cell);
    put_markdown_cell(&cell, out);
    rules_put_message(pack, rule, rule->advice, &cell);
    put_markdown_cell(&cell, out);
    put(&cell, pack_text(pack, rule->basis));
    put_markdown_cell(&cell, out);
    buffer_free(&cell);
    put(out, "\n");
}

void rules_doc(const struct pack *pack, struct buffer *out)
{
    static const char head[] = "| 规则 | 名称 | 级别 | 范围 | 发现 | 处理 | "
                               "依据 |\n|---|---|---|---|---|---|---|\n";

    put(out,
        "# 检查规则一览\n\n由 `pregroup rules doc` 从规则包"
        "生成。〔〕里的是报出时填入的内容。\n\n## 规则\n\n",
        head);
    PACK_EACH (rule, pack, SECTION_RULE, pack_rule)
        put_markdown_row(pack, rule, out);
    put(out, "\n## 程序直接给出的\n\n", head);
    for (unsigned n = 0; n < NOTE_COUNT; n++) {
        const struct own_check c = own_check((enum note)n);

        put(out, "| ", c.id, " | ", c.title, " | ");
        put_own_state(pack, &c, true, out);
        put(out, " | 所有页面 | ", c.message, " | ", c.advice, " | ", c.basis,
            " |\n");
    }
}
