#include "report/what-if.h"

#include "price/price.h"
#include "price/what-if.h"
#include "report/json.h"

static struct value difference(const struct result *r,
                               const struct what_if_answer *a)
{
    const struct value *now = price_step(&r->settlement, TEXT("standard"));
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    if (now != NULL && !now->missing && !a->standard.missing)
        v.missing =
            !decimal_subtract(a->standard.number, now->number, &v.number);
    return v;
}

/* What is between a cost and a limit: cost less limit, limit less cost. */
static struct value distance(const struct result *r, const char *limit,
                             bool above)
{
    const struct value *l = price_step(&r->settlement, text_of(limit));
    const struct value *cost = &r->settlement.cost;
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    if (l == NULL || l->missing || l->type != VALUE_NUMBER || cost->missing)
        return v;
    v.missing = !decimal_subtract(above ? l->number : cost->number,
                                  above ? cost->number : l->number, &v.number);
    return v;
}

static const struct pack_group *group_of(const struct result *r, uint32_t group)
{
    return PACK_ROW(r->pack, SECTION_GROUP, pack_group, group);
}

static const struct candidate *runner_up(const struct result *r)
{
    for (uint32_t i = 0; i < r->grouping.candidate_count; i++)
        if (!r->grouping.candidates[i].chosen)
            return &r->grouping.candidates[i];
    return NULL;
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_value(struct buffer *out, const char *name,
                      const struct value *v)
{
    const struct value none = {.missing = true};

    json_key(out, name);
    json_value(out, v != NULL ? v : &none);
}

static void put_group(const struct result *r, uint32_t group, bool known,
                      struct buffer *out)
{
    struct text code = TEXT(""), name = TEXT("");

    if (known) {
        code = pack_text(r->pack, group_of(r, group)->group);
        name = pack_text(r->pack, group_of(r, group)->name);
    }
    json_text_member(out, "group", code, known);
    json_text_member(out, "name", name, known);
}

static void put_answer(const struct result *r, const struct what_if_answer *a,
                       struct buffer *out)
{
    static const char *const words[] = {"ungrouped", "grouped", "excluded"};
    const struct value d = difference(r, a);

    buffer_char(out, '{');
    json_text_member(out, "change", a->change, true);
    json_text_member(out, "status", text_of(words[a->status]), true);
    put_group(r, a->group, a->status == GROUPING_GROUPED, out);
    put_value(out, "standard", &a->standard);
    put_value(out, "fund", &a->fund);
    put_value(out, "difference", &d);
    json_text_member(out, "support", a->support, a->support.length > 0);
    json_text_member(out, "risk", a->risk, a->risk.length > 0);
    buffer_char(out, '}');
}

static void put_answers(const struct result *r, const char *name,
                        const struct what_if_answer *list, uint32_t count,
                        struct buffer *out)
{
    json_key(out, name);
    buffer_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_answer(r, &list[i], out);
    }
    buffer_char(out, ']');
}

static void put_runner_up(const struct result *r, struct buffer *out)
{
    const struct candidate *c = runner_up(r);
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    json_key(out, "runner_up");
    if (c == NULL) {
        buffer_string(out, "null");
        return;
    }
    v.missing = !c->standard_known;
    v.number = c->standard;
    buffer_char(out, '{');
    put_group(r, c->group, true, out);
    put_value(out, "standard", &v);
    buffer_char(out, '}');
}

void what_if_json(const struct result *r, struct buffer *out)
{
    const struct settlement *s = &r->settlement;
    const struct what_if *w = r->what_if;
    const struct value low = distance(r, "low_limit", false);
    const struct value high = distance(r, "high_limit", true);

    json_key(out, "what_if");
    if (w == NULL) {
        buffer_string(out, "null");
        return;
    }
    buffer_char(out, '{');
    put_value(out, "to_low", &low);
    put_value(out, "to_high", &high);
    put_value(out, "low", &s->low);
    put_value(out, "likely", price_step(s, TEXT("standard")));
    put_value(out, "high", &s->high);
    put_runner_up(r, out);
    put_answers(r, "changes", w->changes, w->change_count, out);
    put_answers(r, "carriers", w->carriers, w->carrier_count, out);
    buffer_char(out, '}');
}

/* ---- text ---------------------------------------------------------------- */

static void put_money(struct buffer *line, const struct value *v)
{
    if (v->missing)
        buffer_string(line, "未定价");
    else
        page_amount(line, v);
    buffer_string(line, v->missing ? "" : " 元");
}

/* Which row, as the findings call it, and the code that stands there. */
static void put_row(const struct result *r, const struct what_if_change *c,
                    struct buffer *line)
{
    const bool dx = c->list == LIST_DIAGNOSES;
    const uint16_t field = dx ? r->pack->known.dx_code : r->pack->known.op_code;
    const struct cell *cell =
        field == PACK_NO_FIELD
            ? NULL
            : record_item(&r->record, (enum record_list)c->list, c->row,
                          pack_field(r->pack, field)->column);

    if (dx && c->row == 1) {
        buffer_string(line, "主要诊断");
    } else {
        buffer_string(line, dx ? "其他诊断 " : "第 ");
        buffer_integer(line, dx ? c->row - 1 : c->row);
        buffer_string(line, dx ? "" : " 个手术操作");
    }
    if (cell != NULL && cell->state == CELL_GIVEN) {
        buffer_char(line, ' ');
        buffer_text(line, cell->text);
    }
}

/* The change in words, and in brackets as it was asked for. */
static void put_change(const struct result *r, struct text change,
                       struct buffer *line)
{
    struct what_if_change c;

    if (what_if_read(change, &c)) {
        buffer_string(line, c.first ? "" : "去掉");
        put_row(r, &c, line);
        buffer_string(line, c.first ? " 排在第一" : "");
    }
    buffer_string(line, "（");
    buffer_text(line, change);
    buffer_string(line, "）：");
}

static void put_outcome(const struct page *p, const struct what_if_answer *a,
                        struct buffer *line)
{
    const struct value d = difference(p->r, a);

    if (a->status == GROUPING_GROUPED) {
        const struct pack_group *g = group_of(p->r, a->group);

        buffer_string(line, "入 ");
        buffer_text(line, pack_text(p->r->pack, g->group));
        buffer_char(line, ' ');
        buffer_text(line, pack_text(p->r->pack, g->name));
        buffer_string(line, "，支付标准 ");
        put_money(line, &a->standard);
    } else if (a->status == GROUPING_EXCLUDED || a->risk.length == 0) {
        buffer_string(line, "不能入组");
    }
    if (!d.missing && d.number != 0) {
        buffer_string(line, d.number > 0 ? "（+" : "（");
        page_amount(line, &d);
        buffer_string(line, "）");
    }
}

static void put_line(const struct page *p, const struct what_if_answer *a)
{
    struct buffer line = {0};
    size_t start;

    put_change(p->r, a->change, &line);
    start = line.length;
    put_outcome(p, a, &line);
    if (a->support.length > 0) {
        buffer_string(&line, "。记录里的依据：");
        buffer_text(&line, a->support);
    }
    if (a->risk.length > 0) {
        buffer_string(&line, line.length > start ? "。" : "");
        buffer_text(&line, a->risk);
    }
    page_bullet(p, buffer_view(&line));
    buffer_free(&line);
}

void what_if_text(const struct page *p)
{
    const struct what_if *w = p->r->what_if;

    if (w == NULL)
        return;
    page_heading(p, "\n换一种编码会怎样（只重排、去掉记录里已有的编码）");
    for (uint32_t i = 0; i < w->change_count; i++)
        put_line(p, &w->changes[i]);
    if (w->carrier_count > 0)
        buffer_string(p->out, "    缺了就换病种或换金额的编码：\n");
    for (uint32_t i = 0; i < w->carrier_count; i++)
        put_line(p, &w->carriers[i]);
}
