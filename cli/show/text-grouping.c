#include "pack/own-checks.h"
#include "show/page.h"

static void put_group_line(const struct page *p, struct text code,
                           const struct pack_group *g, unsigned kind,
                           struct buffer *line)
{
    put(line, code, "  ", pack_text(p->r->pack, g->name), "（",
        group_kind_words(kind));
    if (g->flags & GROUP_HAS_SCORE)
        put(line, "，分值 ",
            decimal_round(decimal_from_millionths(g->score), 4));
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

static void put_grouping_heading(const struct page *p)
{
    const struct pack *pack = p->r->pack;
    const struct pack_meta *meta = pack_meta(pack);
    struct buffer *line = page_begin(p);

    put(line, p->r->finding_count != 0 ? "\n" : "", "分组与支付　",
        pack_text(pack, meta->name),
        pack_count(pack, SECTION_DRG) > 0 ? " DRG " : " DIP ",
        pack_text(pack, meta->generation),
        meta->flags & META_SAMPLE ? "【示例，非真实标准】" : "");
    page_heading(p, line->data != NULL ? line->data : "");
}

static void put_group(const struct page *p)
{
    const struct grouping *g = &p->r->grouping;
    const uint32_t errors = page_count(p, SEVERITY_ERROR);
    struct buffer *line = page_begin(p);

    if (g->status == GROUPING_GROUPED)
        put_group_line(
            p, g->code,
            PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, g->group), g->kind,
            line);
    else
        put(line, g->status == GROUPING_EXCLUDED
                      ? "不能入组：主要诊断不参与分组"
                      : "没有入组");
    page_labelled(p, "病种", buffer_view(line));
    page_begin(p);
    put(line, "前面有 ", errors, " 处必须改正，改正后病种和金额可能变化");
    if (errors != 0)
        page_labelled(p, "注意", buffer_view(line));
}

static void put_sentences(const struct page *p)
{
    for (uint32_t i = 0; i < p->r->grouping.why_count; i++)
        page_bullet(p, p->r->grouping.why[i]);
}

static void put_others(const struct page *p)
{
    const struct grouping *g = &p->r->grouping;

    if (g->candidate_count > 1)
        put(p->out, "    其他候选（供核对，不是编码建议）\n");
    for (uint32_t i = 1; i < g->candidate_count; i++)
        put_candidate_line(p, &g->candidates[i]);
    if (g->why_not_count != 0)
        put(p->out,
            "    同一诊断没有成为候选的病种（没有施行的不要添加" NO_ADVICE
            "）\n");
    for (uint32_t i = 0; i < g->why_not_count; i++)
        put_why_not_line(p, &g->why_not[i]);
}

/* That there are others, where they are not listed. */
static void put_other_count(const struct page *p)
{
    const uint32_t count = p->r->grouping.candidate_count;
    struct buffer *line = page_begin(p);

    if (count < 2)
        return;
    put(line, "另有 ", count - 1, " 个病种的条件也满足，没有选的原因见 --why");
    page_labelled(p, "候选", buffer_view(line));
}

void text_grouping(const struct page *p)
{
    put_grouping_heading(p);
    put_group(p);
    if (p->r->grouping.status != GROUPING_GROUPED)
        put_sentences(p);
    if (!p->why)
        put_other_count(p);
}

void text_reasons(const struct page *p)
{
    struct buffer *line = page_begin(p);

    put(p->out, "    入组的理由\n");
    if (p->r->grouping.status == GROUPING_GROUPED)
        put_sentences(p);
    put(line, "规则包 ", pack_text(p->r->pack, pack_meta(p->r->pack)->id),
        "，摘要 ", p->r->pack->digest);
    page_bullet(p, buffer_view(line));
    put_others(p);
}
