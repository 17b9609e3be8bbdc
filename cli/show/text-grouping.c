#include "show/page.h"

static void put_group_line(const struct page *p, struct text code,
                           const struct pack_group *g, unsigned kind,
                           struct buffer *line)
{
    buffer_text(line, code);
    buffer_string(line, "  ");
    buffer_text(line, pack_text(p->r->pack, g->name));
    buffer_string(line, "（");
    buffer_string(line, group_kind_words(kind));
    if (g->flags & GROUP_HAS_SCORE) {
        buffer_string(line, "，分值 ");
        buffer_decimal(line, decimal_from_millionths(g->score));
    }
    buffer_string(line, "）");
}

static void put_candidate(const struct page *p, const struct candidate *c)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, c->group);
    struct buffer line = {0};

    put_group_line(p, c->code, g, g->kind, &line);
    if (c->standard_known) {
        buffer_string(&line, "，支付标准 ");
        page_amount(&line, &(struct value){.type = VALUE_NUMBER,
                                           .number = c->standard});
        buffer_string(&line, " 元");
    }
    buffer_string(&line, "：");
    buffer_text(&line, c->lost_by);
    page_bullet(p, buffer_view(&line));
    buffer_free(&line);
}

static void put_why_not(const struct page *p, const struct why_not *n)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, n->group);
    struct buffer line = {0};

    put_group_line(p, n->code, g, g->kind, &line);
    buffer_string(&line, "：");
    buffer_text(&line, n->missing);
    page_bullet(p, buffer_view(&line));
    buffer_free(&line);
}

static uint32_t count_errors(const struct result *r)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->finding_count; i++)
        n += r->findings[i].severity == SEVERITY_ERROR;
    return n;
}

void text_grouping(const struct page *p)
{
    const struct grouping *g = &p->r->grouping;
    const struct pack_meta *meta = pack_meta(p->r->pack);
    const uint32_t errors = count_errors(p->r);
    struct buffer line = {0};

    buffer_string(&line, "\n分组　");
    buffer_text(&line, pack_text(p->r->pack, meta->name));
    buffer_string(&line,
                  pack_count(p->r->pack, SECTION_DRG) > 0 ? " DRG " : " DIP ");
    buffer_text(&line, pack_text(p->r->pack, meta->generation));
    page_heading(p, line.data != NULL ? line.data : "");
    buffer_reset(&line);
    if (g->status == GROUPING_GROUPED)
        put_group_line(
            p, g->code,
            PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, g->group), g->kind,
            &line);
    else
        buffer_string(&line, g->status == GROUPING_EXCLUDED
                                 ? "不能入组：主要诊断不参与分组"
                                 : "没有入组");
    page_labelled(p, "结果", buffer_view(&line));
    for (uint32_t i = 0; i < g->why_count; i++)
        page_bullet(p, g->why[i]);
    buffer_reset(&line);
    buffer_string(&line, "规则包 ");
    buffer_text(&line, pack_text(p->r->pack, meta->id));
    buffer_string(&line, "，摘要 ");
    buffer_string(&line, p->r->pack->digest);
    page_bullet(p, buffer_view(&line));
    if (errors != 0) {
        buffer_reset(&line);
        buffer_string(&line, "前面有 ");
        buffer_integer(&line, errors);
        buffer_string(&line, " 处必须改正，改正后病种和金额可能变化");
        page_bullet(p, buffer_view(&line));
    }
    buffer_free(&line);
    if (g->candidate_count > 1)
        buffer_string(p->out, "    其他候选（供核对，不是编码建议）\n");
    for (uint32_t i = 1; i < g->candidate_count; i++)
        put_candidate(p, &g->candidates[i]);
    if (g->why_not_count != 0)
        buffer_string(p->out, "    同一诊断没有成为候选的病种\n");
    for (uint32_t i = 0; i < g->why_not_count; i++)
        put_why_not(p, &g->why_not[i]);
}
