#include "price/what-if.h"
#include "report/what-if.h"
#include "show/page.h"

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
    const struct value d = what_if_difference(p->r, a);

    if (a->status == GROUPING_GROUPED) {
        const struct pack_group *g =
            PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, a->group);

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

void text_what_if(const struct page *p)
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
