#include "show/page.h"

static void put_group_line(const struct page *p, struct text code,
                           const struct pack_group *g, unsigned kind,
                           struct buffer *line)
{
    put(line, code, "  ", pack_text(p->r->pack, g->name), "（",
        group_kind_words(kind));
    if (g->flags & GROUP_HAS_SCORE)
        put(line, "，分值 ", decimal_from_millionths(g->score));
    put(line, "）");
}

static void put_candidate_line(const struct page *p, const struct candidate *c)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, c->group);
    struct buffer *line = page_begin(p);

    put_group_line(p, c->code, g, g->kind, line);
    if (c->standard_known) {
        put(line, "，支付标准 ");
        page_yuan(line,
                  &(struct value){.type = VALUE_NUMBER, .number = c->standard});
    }
    put(line, "：", c->lost_by);
    page_bullet(p, buffer_view(line));
}

static void put_why_not_line(const struct page *p, const struct why_not *n)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, n->group);
    struct buffer *line = page_begin(p);

    put_group_line(p, n->code, g, g->kind, line);
    put(line, "：", n->missing);
    page_bullet(p, buffer_view(line));
}

void text_grouping(const struct page *p)
{
    const struct grouping *g = &p->r->grouping;
    const struct pack *pack = p->r->pack;
    const struct pack_meta *meta = pack_meta(pack);
    const uint32_t errors = page_count(p, SEVERITY_ERROR);
    struct buffer *line = page_begin(p);

    put(line, "\n分组　", pack_text(pack, meta->name),
        pack_count(pack, SECTION_DRG) > 0 ? " DRG " : " DIP ",
        pack_text(pack, meta->generation));
    page_heading(p, line->data != NULL ? line->data : "");
    page_begin(p);
    if (g->status == GROUPING_GROUPED)
        put_group_line(p, g->code,
                       PACK_ROW(pack, SECTION_GROUP, pack_group, g->group),
                       g->kind, line);
    else
        put(line, g->status == GROUPING_EXCLUDED
                      ? "不能入组：主要诊断不参与分组"
                      : "没有入组");
    page_labelled(p, "结果", buffer_view(line));
    for (uint32_t i = 0; i < g->why_count; i++)
        page_bullet(p, g->why[i]);
    page_begin(p);
    put(line, "规则包 ", pack_text(pack, meta->id), "，摘要 ", pack->digest);
    page_bullet(p, buffer_view(line));
    page_begin(p);
    put(line, "前面有 ", errors, " 处必须改正，改正后病种和金额可能变化");
    if (errors != 0)
        page_bullet(p, buffer_view(line));
    put(p->out,
        g->candidate_count > 1 ? "    其他候选（供核对，不是编码建议）\n" : "");
    for (uint32_t i = 1; i < g->candidate_count; i++)
        put_candidate_line(p, &g->candidates[i]);
    put(p->out,
        g->why_not_count != 0 ? "    同一诊断没有成为候选的病种\n" : "");
    for (uint32_t i = 0; i < g->why_not_count; i++)
        put_why_not_line(p, &g->why_not[i]);
}
