#include "price/what-if.h"
#include "record/identity.h"
#include "report/what-if.h"
#include "show/page.h"

/* Which row, as the findings call it, and the code that stands there. */
static void put_changed_code(struct result *r, const struct what_if_change *c,
                             struct buffer *line)
{
    const struct pack_known *known = &r->pack->known;
    const uint16_t field =
        c->list == LIST_DIAGNOSES ? known->dx_code : known->op_code;
    const struct cell *code = record_given(&r->record, field, c->row);

    page_row(line, (enum record_list)c->list, c->row);
    if (code != NULL)
        put(line, " ", identity_shown(&r->record, field, code->text));
}

/* The change in words, and in brackets as it was asked for. */
static void put_change_words(struct result *r, struct text change,
                             struct buffer *line)
{
    struct what_if_change c;

    if (what_if_read(change, &c)) {
        put(line, c.first ? "" : "去掉");
        put_changed_code(r, &c, line);
        put(line, c.first ? " 排在第一" : "");
    }
    put(line, "（", change, "）：");
}

static void put_outcome(const struct page *p, const struct what_if_answer *a,
                        struct buffer *line)
{
    const struct pack *pack = p->r->pack;
    const struct value d = what_if_difference(p->r, a);

    if (a->status == GROUPING_GROUPED) {
        const struct pack_group *g =
            PACK_ROW(pack, SECTION_GROUP, pack_group, a->group);

        put(line, "入 ", pack_text(pack, g->group), " ",
            pack_text(pack, g->name), "，支付标准 ");
        if (a->standard.missing)
            put(line, "未定价");
        else
            page_yuan(line, &a->standard);
    } else if (a->status == GROUPING_EXCLUDED || a->risk.length == 0) {
        put(line, "不能入组");
    }
    if (!d.missing && d.number != 0) {
        put(line, d.number > 0 ? "（+" : "（");
        page_amount(line, &d);
        put(line, "）");
    }
}

static void put_answer(const struct page *p, const struct what_if_answer *a)
{
    struct buffer *line = page_begin(p);
    size_t start;

    put_change_words(p->r, a->change, line);
    start = line->length;
    put_outcome(p, a, line);
    if (a->support.length > 0)
        put(line, "。记录里的依据：", a->support);
    if (a->risk.length > 0)
        put(line, line->length > start ? "。" : "", a->risk);
    page_bullet(p, buffer_view(line));
}

void text_what_if(const struct page *p)
{
    const struct what_if *w = p->r->what_if;

    if (w == NULL)
        return;
    page_heading(p, "\n换一种编码会怎样（只重排、去掉记录里已有的编码）");
    for (uint32_t i = 0; i < w->change_count; i++)
        put_answer(p, &w->changes[i]);
    if (w->carrier_count > 0)
        put(p->out, "    缺了就换病种或换金额的编码：\n");
    for (uint32_t i = 0; i < w->carrier_count; i++)
        put_answer(p, &w->carriers[i]);
}
