#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "common/put.h"
#include "record/lists.h"

const char *rules_severity(unsigned severity)
{
    static const char *const words[] = {"", "提示", "警告", "错误"};

    return severity <= SEVERITY_ERROR ? words[severity] : "";
}

void rules_put_scope(unsigned scope, struct buffer *out)
{
    static const struct {
        unsigned page;
        const char *words;
    } pages[] = {{PAGE_FRONT, "病案首页"},
                 {PAGE_SETTLEMENT, "医保结算清单"},
                 {PAGE_TCM, "中医病案首页"},
                 {PAGE_HQMS, "HQMS 病案首页"},
                 {PAGE_HQMS_2019, "HQMS 病案首页（2019 年起）"},
                 {PAGE_4401, "医保病案首页 4401"},
                 {PAGE_REGIONAL, "区域平台的病案首页"}};
    const size_t start = out->length;

    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        if ((scope & pages[i].page) == 0)
            continue;
        put(out, out->length != start ? "、" : "", pages[i].words);
    }
    if (out->length == start)
        buffer_string(out, "所有页面");
}

/* ---- placeholders -------------------------------------------------------- */

static bool in_field_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

/* The next name in an expression from *at on, without row numbers:
 * `diagnoses[1].code` is diagnoses.code. False at the end. */
static bool next_field_name(struct text t, size_t *at, char name[64])
{
    size_t n = 0;

    while (*at < t.length && (t.at[*at] < 'a' || t.at[*at] > 'z'))
        (*at)++;
    while (*at < t.length && (in_field_name(t.at[*at]) || t.at[*at] == '[')) {
        if (t.at[*at] == '[')
            while (*at < t.length && t.at[*at] != ']')
                (*at)++;
        else if (n < 63)
            name[n++] = t.at[*at];
        (*at)++;
    }
    name[n] = '\0';
    return n > 0;
}

/* The field of a name in the rule's list; PACK_NO_FIELD: none. */
static uint16_t field_named(const struct pack *pack, enum record_list list,
                            const char *name)
{
    char full[128];
    uint16_t field;

    if (strncmp(name, "this.", 5) == 0)
        name += 5;
    snprintf(full, sizeof(full), "%s.%s", record_list_name(list), name);
    field = pack_field_find(pack, text_of(full));
    return field != PACK_NO_FIELD ? field
                                  : pack_field_find(pack, text_of(name));
}

/* The texts that an expression may give: 'a' of if(x, 'a', 'b'). */
static bool put_choices(struct text t, struct buffer *out)
{
    const size_t start = out->length;

    for (size_t at = 0; at < t.length; at++) {
        size_t end;

        if (t.at[at] != '\'')
            continue;
        for (end = at + 1; end < t.length && t.at[end] != '\'';)
            end++;
        const struct text inner = {t.at + at + 1, end - at - 1};
        if (inner.length != 0 && (inner.at[0] & 0x80) != 0)
            put(out, out->length != start ? "／" : "", inner);
        at = end;
    }
    return out->length != start;
}

/* What a function makes of fields is not one of them. */
static const char *made_words(const char *function)
{
    static const struct {
        const char *function, *words;
    } made[] = {{"days", "天数"},
                {"hours", "小时数"},
                {"age_at", "周岁"},
                {"count", "数目"},
                {"sum", "数目"},
                {"companion", "另一编码"},
                {"standard_name", "编码表中的名称"}};

    for (size_t i = 0; i < COUNT_OF(made); i++)
        if (strcmp(made[i].function, function) == 0)
            return made[i].words;
    return NULL;
}

/* What the expression gives: a number that is computed, what a function makes,
 * or the first field. */
static struct text placeholder(const struct pack *pack, enum record_list list,
                               struct text source)
{
    char name[64];

    if (text_contains(source, TEXT(" + ")) ||
        text_contains(source, TEXT(" - ")))
        return TEXT("数目");
    for (size_t at = 0; next_field_name(source, &at, name);) {
        const char *words = made_words(name);
        const uint16_t field = field_named(pack, list, name);

        if (words != NULL && at < source.length && source.at[at] == '(')
            return text_of(words);
        if (field != PACK_NO_FIELD)
            return pack_text(pack, pack_field(pack, field)->label);
    }
    return TEXT("数目");
}

static void put_placeholder(const struct pack *pack,
                            const struct pack_rule *rule, struct text source,
                            struct buffer *out)
{
    const enum record_list list =
        rule->at != PACK_NONE
            ? (enum record_list)pack_field(pack, rule->field)->list
            : (enum record_list)rule->each;

    put(out, "〔");
    if (!put_choices(source, out))
        put(out, placeholder(pack, list, source));
    put(out, "〕");
}

void rules_put_message(const struct pack *pack, const struct pack_rule *rule,
                       struct pack_range pieces, struct buffer *out)
{
    for (uint32_t i = 0; i < pieces.count; i++) {
        const struct pack_piece *piece =
            PACK_ROW(pack, SECTION_PIECE, pack_piece, pieces.first + i);
        struct text source;

        put(out, pack_text(pack, piece->literal));
        if (piece->expr == PACK_NONE)
            continue;
        source = pack_formula(pack, piece->expr);
        if (rule != NULL)
            put_placeholder(pack, rule, source, out);
        else
            put(out, "{", source, "}");
    }
}
