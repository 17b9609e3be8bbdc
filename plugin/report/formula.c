#include "report/formula.h"

#include "price/case-values.h"

/* Names that most regions use. */
static const struct {
    const char *name, *words;
} known[] = {
    {"x", "倍率"},
    {"ratio", "费用倍率"},
    {"deviation", "费用偏差"},
    {"low_limit", "费用下限"},
    {"high_limit", "费用上限"},
    {"base", "病种分值"},
    {"adjusted", "偏差后分值"},
    {"points", "结算分值"},
    {"standard", "支付标准"},
    {"fund", "统筹基金"},
    {"margin", "结余"},
    {"point_value", "点值"},
    {"level_factor", "级别系数"},
    {"aux_factor", "辅助系数"},
    {"department_factor", "科室系数"},
    {"mean_cost", "病种次均费用"},
    {"mean_days", "病种平均住院日"},
    {"insurance", "医保类型"},
    {"cost", "总费用"},
    {"patient_paid", "个人负担"},
    {"score", "分值"},
    {"kind", "病种类别"},
    {"group", "病种"},
    {"level", "医院等级"},
    {"low_at", "偏低界限"},
    {"high_at", "偏高界限"},
    {"reference", "参照费用"},
};

struct text formula_words(struct text name, struct text label)
{
    if (label.length > 0)
        return label;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_equal(text_of(known[i].name), name))
            return text_of(known[i].words);
    return name;
}

/* ---- what a name stands for ---------------------------------------------- */

static const struct step_value *among(const struct step_value *list,
                                      uint32_t count, struct text name)
{
    for (uint32_t i = 0; list != NULL && i < count; i++)
        if (text_equal(list[i].name, name))
            return &list[i];
    return NULL;
}

static void put_value(struct text name, struct text label,
                      const struct value *v, struct buffer *out)
{
    buffer_text(out, formula_words(name, label));
    buffer_char(out, ' ');
    value_show(out, v);
}

static bool put_named(const struct settlement *s, struct text name,
                      struct buffer *out)
{
    const struct step_value *v = among(s->steps, s->step_count, name);

    if (v == NULL)
        v = among(s->sets, s->set_count, name);
    if (v != NULL) {
        put_value(name, v->label, &v->value, out);
        return true;
    }
    for (unsigned i = 0; s->cases != NULL && i < CASE_VALUES; i++) {
        if (!text_equal(case_value_name(i), name))
            continue;
        put_value(name, TEXT(""), &s->cases[i], out);
        return true;
    }
    return false;
}

/* A scalar of the page: its label and what stands there. */
static bool put_field(const struct result *r, struct text name,
                      struct buffer *out)
{
    const uint16_t field = pack_field_find(r->pack, name);
    const struct pack_field *f;
    const struct cell *cell;

    if (field == PACK_NO_FIELD)
        return false;
    f = pack_field(r->pack, field);
    if (f->list != LIST_NONE || f->identity != IDENTITY_NONE)
        return false;
    cell = record_scalar(&r->record, field);
    buffer_text(out, pack_text(r->pack, f->label));
    buffer_char(out, ' ');
    buffer_text(out, cell->state == CELL_GIVEN ? cell->text : TEXT("（空）"));
    return true;
}

/* ---- the formula --------------------------------------------------------- */

static bool begins_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

static bool in_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == '.';
}

static size_t name_end(struct text t, size_t at)
{
    while (at < t.length && in_name(t.at[at]))
        at++;
    return at;
}

static size_t quote_end(struct text t, size_t at)
{
    for (at++; at < t.length && t.at[at] != '\'';)
        at++;
    return at < t.length ? at + 1 : at;
}

static void put_name(const struct result *r, struct text t, size_t at,
                     size_t end, struct buffer *out)
{
    const struct text name = {t.at + at, end - at};
    const bool called = end < t.length && (t.at[end] == '(' || t.at[end] == '[');

    if (called || (!put_named(&r->settlement, name, out) &&
                   !put_field(r, name, out)))
        buffer_text(out, name);
}

static void put_sign(char c, bool *blank, struct buffer *out)
{
    const bool now = c == ' ' || (c >= '\t' && c <= '\r');

    if (c == '*')
        buffer_string(out, "×");
    else if (c == '/')
        buffer_string(out, "÷");
    else if (!now || !*blank)
        buffer_char(out, now ? ' ' : c);
    *blank = now;
}

void formula_show(const struct result *r, struct text t, struct buffer *out)
{
    bool blank = false;
    size_t end;

    for (size_t at = 0; at < t.length; at = end) {
        if (t.at[at] == '\'') {
            end = quote_end(t, at);
            buffer_put(out, t.at + at, end - at);
            blank = false;
        } else if (begins_name(t.at[at])) {
            end = name_end(t, at);
            put_name(r, t, at, end, out);
            blank = false;
        } else {
            end = at + 1;
            put_sign(t.at[at], &blank, out);
        }
    }
}
