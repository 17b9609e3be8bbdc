#include "check/score.h"
#include "show/page.h"

static void put_lost_points(const struct page *p, const struct score_loss *loss)
{
    const struct pack *pack = p->r->pack;
    const struct pack_score *row =
        PACK_ROW(pack, SECTION_SCORE, pack_score, loss->row);
    struct buffer *line = page_begin(p);

    put(line, "扣 ", decimal_from_millionths(loss->points), "　",
        pack_text(pack, row->section), "：", pack_text(pack, row->item), "　");
    if (loss->finding != NULL)
        put(line, "见 ", loss->finding->rule, " ", loss->finding->title);
    else
        put(line, pack_text(pack, row->why));
    if (loss->points < row->points)
        put(line, "（本部分已扣完）");
    page_bullet(p, buffer_view(line));
}

void text_score(const struct page *p)
{
    const struct score *s = &p->r->score;
    struct buffer *line = page_begin(p);

    if (!s->known)
        return;
    page_heading(p, "\n质量评分");
    put(line, decimal_from_millionths(s->points), " 分");
    if (s->grade.length != 0)
        put(line, "（", s->grade, "）");
    page_labelled(p, "得分", buffer_view(line));
    for (uint32_t i = 0; i < s->count; i++)
        put_lost_points(p, &s->lost[i]);
    page_labelled(p, "说明", TEXT(SCORE_NOTE));
}
