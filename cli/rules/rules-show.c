#include "rules-show.h"

#include "common/put.h"
#include "pack/own-checks.h"
#include "record/lists.h"
#include "rules-words.h"

static const struct pack_rule *rule_at(const struct pack *pack, uint32_t i)
{
    return PACK_ROW(pack, SECTION_RULE, pack_rule, i);
}

/* Severity and what a hospital did to it: 警告（本院）, 停用（本院）. */
static void put_state(unsigned severity, unsigned flags, struct buffer *out)
{
    buffer_string(out, flags & RULE_OFF ? "停用" : rules_severity(severity));
    if ((flags & (RULE_OFF | RULE_REGRADED)) != 0)
        buffer_string(out, "（本院）");
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
    buffer_string(out, rules_severity(c->severity));
    if (c->softer == 0)
        return;
    buffer_string(out, when ? "；" : "或");
    if (when) {
        buffer_string(out, c->softer_when);
        buffer_string(out, "的，为");
    }
    buffer_string(out, rules_severity(c->softer));
}

void rules_list(const struct pack *pack, struct buffer *out)
{
    const char *last = NULL;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++) {
        const struct pack_rule *rule = rule_at(pack, i);
        buffer_text(out, pack_text(pack, rule->id));
        buffer_char(out, '\t');
        put_state(rule->severity, rule->flags, out);
        buffer_char(out, '\t');
        rules_put_message(pack, rule, rule->message, out);
        buffer_char(out, '\n');
    }
    for (unsigned n = 0; n < NOTE_COUNT; n++) {
        const struct own_check c = own_check((enum note)n);
        if (c.id == last)
            continue;
        last = c.id;
        buffer_string(out, c.id);
        buffer_char(out, '\t');
        put_own_state(pack, &c, false, out);
        buffer_char(out, '\t');
        buffer_string(out, c.message);
        buffer_char(out, '\n');
    }
}

/* ---- one check ----------------------------------------------------------- */

static void put_part(struct buffer *out, const char *label, struct text t)
{
    put(out, label, t, "\n");
}

static void put_expr(const struct pack *pack, const char *label, uint32_t expr,
                     struct buffer *out)
{
    put_part(
        out, label,
        pack_text(pack, PACK_ROW(pack, SECTION_EXPR, pack_expr, expr)->source));
}

/* Id, severity, pages, field and list. */
static void put_head(const struct pack *pack, const struct pack_rule *rule,
                     struct buffer *out)
{
    put_part(out, "规则　", pack_text(pack, rule->id));
    buffer_string(out, "级别　");
    put_state(rule->severity, rule->flags, out);
    buffer_string(out, "\n范围　");
    rules_put_scope(rule->scope, out);
    buffer_char(out, '\n');
    if (rule->field != PACK_NO_FIELD)
        put_part(out, "项目　",
                 pack_text(pack, pack_field(pack, rule->field)->label));
    if (rule->each != LIST_NONE)
        put_part(out, "逐行　",
                 text_of(record_list_words((enum record_list)rule->each)));
}

static void put_rule(const struct pack *pack, const struct pack_rule *rule,
                     struct buffer *out)
{
    put_head(pack, rule, out);
    put_expr(pack, "条件　", rule->when, out);
    if (rule->at != PACK_NONE)
        put_expr(pack, "指向　", rule->at, out);
    buffer_string(out, "发现　");
    rules_put_message(pack, NULL, rule->message, out);
    buffer_string(out, "\n处理　");
    rules_put_message(pack, NULL, rule->advice, out);
    buffer_char(out, '\n');
    put_part(out, "依据　", pack_text(pack, rule->basis));
    for (uint32_t i = 0; i < rule->examples.count; i++) {
        const struct pack_example *e = PACK_ROW(
            pack, SECTION_EXAMPLE, pack_example, rule->examples.first + i);
        put_part(out, e->fires ? "报出　" : "不报　",
                 pack_text(pack, e->assignments));
    }
}

static void put_own(const struct pack *pack, enum note note, struct buffer *out)
{
    const struct own_check c = own_check(note);
    struct own_check last = {0};

    put_part(out, "规则　", text_of(c.id));
    buffer_string(out, "级别　");
    put_own_state(pack, &c, true, out);
    buffer_char(out, '\n');
    for (unsigned n = note; n < NOTE_COUNT; n++) {
        const struct own_check said = own_check((enum note)n);
        if (said.id != c.id)
            break;
        if (said.message != last.message)
            put_part(out, "发现　", text_of(said.message));
        if (said.advice != last.advice)
            put_part(out, "处理　", text_of(said.advice));
        last = said;
    }
    put_part(out, "依据　", text_of(c.basis));
    put_part(out, "说明　",
             note < NOTE_OF_BATCH
                 ? TEXT("由程序直接检查，不在规则文件里；见 docs/result.md")
                 : TEXT("pregroup batch 比较整批首页得出，check 不报；"
                        "医院文件不能改级别；见 docs/batch.md"));
}

bool rules_show(const struct pack *pack, struct text id, struct buffer *out)
{
    const enum note own = own_check_find(id);

    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        if (text_equal_fold(pack_text(pack, rule_at(pack, i)->id), id)) {
            put_rule(pack, rule_at(pack, i), out);
            return true;
        }
    if (own != NOTE_COUNT)
        put_own(pack, own, out);
    return own != NOTE_COUNT;
}

/* ---- a page -------------------------------------------------------------- */

/* A table cell: bars would end it. */
static void put_cell(const struct buffer *text, struct buffer *out)
{
    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] == '|')
            buffer_char(out, '\\');
        buffer_char(out, text->data[i]);
    }
    buffer_string(out, " | ");
}

static void put_row(const struct pack *pack, const struct pack_rule *rule,
                    struct buffer *out)
{
    struct buffer cell = {0};

    buffer_string(out, "| ");
    buffer_text(out, pack_text(pack, rule->id));
    buffer_string(out, " | ");
    put_state(rule->severity, rule->flags, out);
    buffer_string(out, " | ");
    rules_put_scope(rule->scope, out);
    buffer_string(out, " | ");
    rules_put_message(pack, rule, rule->message, &cell);
    put_cell(&cell, out);
    buffer_reset(&cell);
    rules_put_message(pack, rule, rule->advice, &cell);
    put_cell(&cell, out);
    buffer_reset(&cell);
    buffer_text(&cell, pack_text(pack, rule->basis));
    put_cell(&cell, out);
    buffer_free(&cell);
    buffer_char(out, '\n');
}

static void put_own_row(const struct pack *pack, enum note note,
                        struct buffer *out)
{
    const struct own_check c = own_check(note);

    buffer_string(out, "| ");
    buffer_string(out, c.id);
    buffer_string(out, " | ");
    put_own_state(pack, &c, true, out);
    buffer_string(out, " | 所有页面 | ");
    buffer_string(out, c.message);
    buffer_string(out, " | ");
    buffer_string(out, c.advice);
    buffer_string(out, " | ");
    buffer_string(out, c.basis);
    buffer_string(out, " |\n");
}

void rules_doc(const struct pack *pack, struct buffer *out)
{
    static const char head[] = "| 规则 | 级别 | 范围 | 发现 | 处理 | 依据 "
                               "|\n|---|---|---|---|---|---|\n";

    buffer_string(out, "# 检查规则一览\n\n由 `pregroup rules doc` 从规则包"
                       "生成。〔〕里的是报出时填入的内容。\n\n"
                       "## 规则\n\n");
    buffer_string(out, head);
    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        put_row(pack, rule_at(pack, i), out);
    buffer_string(out, "\n## 程序直接给出的\n\n");
    buffer_string(out, head);
    for (unsigned n = 0; n < NOTE_COUNT; n++)
        put_own_row(pack, (enum note)n, out);
}
