#include "rules-show.h"

#include "compile/rules/own.h"
#include "record/lists.h"
#include "rules-words.h"

static const struct pack_rule *rule_at(const struct pack *pack, uint32_t i)
{
    return PACK_ROW(pack, SECTION_RULE, pack_rule, i);
}

/* What a hospital says of an own check; NULL: nothing. */
static const struct pack_override *override_of(const struct pack *pack,
                                               const char *id)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_OVERRIDE); i++) {
        const struct pack_override *o =
            PACK_ROW(pack, SECTION_OVERRIDE, pack_override, i);
        if (text_equal(pack_text(pack, o->id), text_of(id)))
            return o;
    }
    return NULL;
}

/* Severity and what a hospital did to it: 警告（本院）, 停用（本院）. */
static void put_state(unsigned severity, unsigned flags, struct buffer *out)
{
    buffer_string(out, flags & RULE_OFF ? "停用" : rules_severity(severity));
    if ((flags & (RULE_OFF | RULE_REGRADED)) != 0)
        buffer_string(out, "（本院）");
}

static void put_own_state(const struct pack *pack, const struct own_check *c,
                          struct buffer *out)
{
    const struct pack_override *o = override_of(pack, c->id);

    put_state(o != NULL && o->severity != 0 ? o->severity : c->severity,
              o != NULL ? o->flags : 0, out);
}

void rules_list(const struct pack *pack, struct buffer *out)
{
    struct own_check c;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++) {
        const struct pack_rule *rule = rule_at(pack, i);
        buffer_text(out, pack_text(pack, rule->id));
        buffer_char(out, '\t');
        put_state(rule->severity, rule->flags, out);
        buffer_char(out, '\t');
        rules_put_message(pack, rule, rule->message, out);
        buffer_char(out, '\n');
    }
    for (uint32_t n = 0; (c = own_check_at(n)).id != NULL; n++) {
        buffer_string(out, c.id);
        buffer_char(out, '\t');
        put_own_state(pack, &c, out);
        buffer_char(out, '\t');
        buffer_string(out, c.message);
        buffer_char(out, '\n');
    }
    for (uint32_t n = 0; (c = batch_check_at(n)).id != NULL; n++) {
        buffer_string(out, c.id);
        buffer_char(out, '\t');
        buffer_string(out, rules_severity(c.severity));
        buffer_char(out, '\t');
        buffer_string(out, c.message);
        buffer_char(out, '\n');
    }
}

/* ---- one check ----------------------------------------------------------- */

static void put_part(struct buffer *out, const char *label, struct text t)
{
    buffer_string(out, label);
    buffer_text(out, t);
    buffer_char(out, '\n');
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
    rules_put_pieces(pack, rule->message, out);
    buffer_string(out, "\n处理　");
    rules_put_pieces(pack, rule->advice, out);
    buffer_char(out, '\n');
    put_part(out, "依据　", pack_text(pack, rule->basis));
    for (uint32_t i = 0; i < rule->examples.count; i++) {
        const struct pack_example *e = PACK_ROW(
            pack, SECTION_EXAMPLE, pack_example, rule->examples.first + i);
        put_part(out, e->fires ? "报出　" : "不报　",
                 pack_text(pack, e->assignments));
    }
}

static void put_of_batch(const struct own_check *c, struct buffer *out)
{
    put_part(out, "规则　", text_of(c->id));
    put_part(out, "级别　", text_of(rules_severity(c->severity)));
    put_part(out, "发现　", text_of(c->message));
    put_part(out, "处理　", text_of(c->advice));
    put_part(out, "依据　",
             TEXT("pregroup batch 比较整批首页得出，check 不报；"
                  "医院文件不能改级别；见 docs/batch.md"));
}

static void put_own(const struct pack *pack, const struct own_check *c,
                    struct buffer *out)
{
    put_part(out, "规则　", text_of(c->id));
    buffer_string(out, "级别　");
    put_own_state(pack, c, out);
    put_part(out, "\n发现　", text_of(c->message));
    put_part(out, "处理　", text_of(c->advice));
    put_part(out, "依据　",
             TEXT("由程序直接检查，不在规则文件里；见 docs/result.md"));
}

bool rules_show(const struct pack *pack, struct text id, struct buffer *out)
{
    const struct own_check c = own_check_at(own_check_find(id));
    const struct own_check of_batch = batch_check_at(batch_check_find(id));

    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        if (text_equal_fold(pack_text(pack, rule_at(pack, i)->id), id)) {
            put_rule(pack, rule_at(pack, i), out);
            return true;
        }
    if (c.id != NULL)
        put_own(pack, &c, out);
    else if (of_batch.id != NULL)
        put_of_batch(&of_batch, out);
    return c.id != NULL || of_batch.id != NULL;
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

/* What is the same of every row: the state stands before it. */
static void end_own_row(const struct own_check *c, const char *basis,
                        struct buffer *out)
{
    buffer_string(out, " | 所有页面 | ");
    buffer_string(out, c->message);
    buffer_string(out, " | ");
    buffer_string(out, c->advice);
    buffer_string(out, " | ");
    buffer_string(out, basis);
    buffer_string(out, " |\n");
}

static void put_own_row(const struct pack *pack, const struct own_check *c,
                        struct buffer *out)
{
    buffer_string(out, "| ");
    buffer_string(out, c->id);
    buffer_string(out, " | ");
    put_own_state(pack, c, out);
    end_own_row(c, "程序", out);
}

static void put_batch_row(const struct own_check *c, struct buffer *out)
{
    buffer_string(out, "| ");
    buffer_string(out, c->id);
    buffer_string(out, " | ");
    buffer_string(out, rules_severity(c->severity));
    end_own_row(c, "程序，整批比较", out);
}

void rules_doc(const struct pack *pack, struct buffer *out)
{
    static const char head[] = "| 规则 | 级别 | 范围 | 发现 | 处理 | 依据 "
                               "|\n|---|---|---|---|---|---|\n";
    struct own_check c;

    buffer_string(out, "# 检查规则一览\n\n由 `pregroup rules doc` 从规则包"
                       "生成。〔〕里的是报出时填入的内容。\n\n"
                       "## 规则\n\n");
    buffer_string(out, head);
    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        put_row(pack, rule_at(pack, i), out);
    buffer_string(out, "\n## 程序直接给出的\n\n");
    buffer_string(out, head);
    for (uint32_t n = 0; (c = own_check_at(n)).id != NULL; n++)
        put_own_row(pack, &c, out);
    for (uint32_t n = 0; (c = batch_check_at(n)).id != NULL; n++)
        put_batch_row(&c, out);
}
