#include "check/score.h"
#include "show/page.h"

/* Points of the table as a decimal. */
static void put_points(struct buffer *out, int64_t points)
{
    buffer_decimal(out, decimal_from_millionths(points));
}

static void put_loss(const struct page *p, const struct score_loss *loss)
{
    const struct pack *pack = p->r->pack;
    const struct pack_score *row =
        PACK_ROW(pack, SECTION_SCORE, pack_score, loss->row);
    struct buffer line = {0};

    buffer_string(&line, "扣 ");
    put_points(&line, loss->points);
    buffer_string(&line, "　");
    buffer_text(&line, pack_text(pack, row->section));
    buffer_string(&line, "：");
    buffer_text(&line, pack_text(pack, row->item));
    buffer_string(&line, "　");
    if (loss->finding != NULL) {
        buffer_string(&line, "见 ");
        buffer_text(&line, loss->finding->rule);
    } else {
        buffer_text(&line, pack_text(pack, row->why));
    }
    if (loss->points < row->points)
        buffer_string(&line, "（本部分已扣完）");
    page_bullet(p, buffer_view(&line));
    buffer_free(&line);
}

void text_score(const struct page *p)
{
    const struct score *s = &p->r->score;
    struct buffer line = {0};

    if (!s->known)
        return;
    page_heading(p, "\n质量评分");
    put_points(&line, s->points);
    buffer_string(&line, " 分");
    if (s->grade.length != 0) {
        buffer_string(&line, "（");
        buffer_text(&line, s->grade);
        buffer_string(&line, "）");
    }
    page_labelled(p, "得分", buffer_view(&line));
    buffer_free(&line);
    for (uint32_t i = 0; i < s->count; i++)
        put_loss(p, &s->lost[i]);
    page_labelled(p, "说明", TEXT(SCORE_NOTE));
}
