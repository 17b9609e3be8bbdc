#include "check/score.h"

#include <string.h>

#include "check/check.h"

#define MILLION 1000000
#define FULL (100 * (int64_t)MILLION)

static const struct pack_score *score_at(const struct pack *p, uint32_t i)
{
    return PACK_ROW(p, SECTION_SCORE, pack_score, i);
}

/* The first finding of one of the rules that is more than a note. */
static const struct finding *found(const struct result *r, struct text rules)
{
    for (uint32_t i = 0; rules.length != 0 && i < r->finding_count; i++)
        if (r->findings[i].severity > SEVERITY_INFO &&
            text_has_word(rules, r->findings[i].rule))
            return &r->findings[i];
    return NULL;
}

/* What the section of row `i` has lost before it. */
static int64_t lost_before(const struct result *r, uint32_t i)
{
    const struct text section =
        pack_text(r->pack, score_at(r->pack, i)->section);
    int64_t points = 0;

    for (uint32_t k = 0; k < r->score.count; k++)
        if (text_equal(
                pack_text(r->pack,
                          score_at(r->pack, r->score.lost[k].row)->section),
                section))
            points += r->score.lost[k].points;
    return points;
}

static void lose(struct result *r, uint32_t i, const struct finding *why)
{
    const struct pack_score *row = score_at(r->pack, i);
    const int64_t left = row->total - lost_before(r, i);
    const int64_t points = row->points < left ? row->points : left;

    r->score.lost[r->score.count++] = (struct score_loss){
        .row = i, .finding = why, .points = points > 0 ? points : 0};
    r->score.points -= points > 0 ? points : 0;
}

/* The first grade, from the top of the table, whose points are reached. */
static struct text grade(const struct result *r)
{
    for (uint32_t i = 0; i < pack_count(r->pack, SECTION_SCORE); i++)
        if (score_at(r->pack, i)->class == SCORE_GRADE &&
            r->score.points >= score_at(r->pack, i)->points)
            return pack_text(r->pack, score_at(r->pack, i)->item);
    return TEXT("");
}

/* Takes row `i` off if its condition holds or one of its rules was broken. */
static void weigh_item(struct result *r, uint32_t i, struct expr_frame *frame)
{
    const struct pack_score *row = score_at(r->pack, i);
    const struct finding *why;

    if (row->when != PACK_NONE && expr_true(r->pack, row->when, frame))
        lose(r, i, NULL);
    else if ((why = found(r, pack_text(r->pack, row->rules))) != NULL)
        lose(r, i, why);
}

void score_run(struct result *r, uint32_t dialect)
{
    const uint32_t rows = pack_count(r->pack, SECTION_SCORE);
    const unsigned pages = check_pages(r, dialect);
    struct expr_frame frame;

    if (rows == 0 || (pages & PAGE_FRONT) == 0)
        return;
    r->score.lost = arena_alloc(&r->record.arena, rows * sizeof *r->score.lost);
    if (r->score.lost == NULL)
        return;
    memset(&frame, 0, sizeof frame);
    frame.pack = r->pack;
    frame.record = &r->record;
    r->score.known = true;
    r->score.points = FULL;
    for (uint32_t i = 0; i < rows; i++) {
        const struct pack_score *row = score_at(r->pack, i);
        if (row->class != SCORE_GRADE &&
            (row->page == 0 || (row->page & pages) != 0))
            weigh_item(r, i, &frame);
    }
    r->score.grade = grade(r);
}
