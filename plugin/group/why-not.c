/* Rows of the same diagnosis that were never a candidate, and what they
 * lack. */
#include "group/drg.h"
#include "group/group.h"
#include "group/place.h"
#include "group/search.h"
#include "result/notes.h"

bool group_told(const struct result *r, uint32_t group)
{
    for (uint32_t i = 0; i < r->grouping.candidate_count; i++)
        if (r->grouping.candidates[i].group == group)
            return true;
    for (uint32_t i = 0; i < r->grouping.why_not_count; i++)
        if (r->grouping.why_not[i].group == group)
            return true;
    return false;
}

static const char *join_reasons(struct result *r, const char *before,
                                const char *more)
{
    return *before == '\0' ? more : note_format(r, "%s；%s", before, more);
}

/* ---- what is missing ----------------------------------------------------- */

static const char *missing_parts(struct search *s, const struct pack_group *g)
{
    const char *out = "";

    for (uint32_t i = 0; i < g->parts.count; i++) {
        const struct text shown =
            pack_text(s->r->pack, PACK_ROW(s->r->pack, SECTION_PART, pack_part,
                                           g->parts.first + i)
                                      ->shown);

        if (row_met_by(s, g, i) == 0)
            out = join_reasons(
                s->r, out,
                note_format(s->r, "没有%s %.*s",
                            i < g->main_parts ? "主要操作" : "相关操作",
                            SPELL(shown)));
    }
    return out;
}

static const char *missing_treatment(struct search *s,
                                     const struct pack_group *g)
{
    static const char *const words[CLASS_COUNT] = {
        "保守治疗", "诊断性操作", "治疗性操作", "介入治疗", "手术"};

    if ((g->flags & GROUP_TAKES_ALL) != 0)
        return "";
    if (g->kind == KIND_COMPREHENSIVE)
        return g->class == s->c.class ? ""
                                      : note_format(
                                            s->r, "这一行收%s，本例属于%s",
                                            words[g->class], words[s->c.class]);
    if (g->parts.count > 0)
        return missing_parts(s, g);
    switch (g->conservative_row) {
    case ROW_NO_OPERATION:
        return s->c.principal_op == NO_OPERATION
                   ? ""
                   : "这一行只收没有手术操作的病例";
    case ROW_CONSERVATIVE_ONLY:
        return s->c.principal_op == NO_OPERATION || s->c.only_conservative
                   ? ""
                   : "这一行只收保守治疗的病例";
    default:
        return "";
    }
}

static const char *missing_condition(struct search *s,
                                     const struct pack_group *g, uint32_t expr)
{
    return case_holds(s->r, g, expr) ? ""
                                     : note_format(s->r, "不符合条件：%s",
                                                   condition_shown(s->r, expr));
}

static const char *missing(struct search *s, const struct pack_group *g)
{
    struct contender x = {0};
    const char *out = missing_treatment(s, g);
    const char *conditions[] = {missing_condition(s, g, g->when),
                                missing_condition(s, g, g->other_dx)};

    if (row_fits(s, g, &x))
        return s->r->grouping.status == GROUPING_EXCLUDED
                   ? "主要诊断不参与分组"
                   : "在前面的层或更具体的诊断里已经入组";
    for (unsigned i = 0; i < 2; i++)
        if (*conditions[i] != '\0')
            out = join_reasons(s->r, out, conditions[i]);
    if (*out != '\0')
        return out;
    return row_ordered(s, g) ? "主要手术操作不是这一行所要求的"
                             : "手术操作的先后与这一行所写的不同";
}

/* ---- rows ---------------------------------------------------------------- */

static struct why_not told(struct search *s, uint32_t row)
{
    const struct pack_group *g =
        PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, row);

    return (struct why_not){row, group_written(s, g),
                            text_of(note_format(s->r, "%s（%s）", missing(s, g),
                                                place_of_group(s->r, g)))};
}

static void add_missed_rows(struct search *s, struct pack_range rows)
{
    struct grouping *g = &s->r->grouping;

    for (uint32_t i = 0; i < rows.count; i++) {
        const uint32_t row = rows.first + i;

        if (group_told(s->r, row))
            continue;
        if (g->why_not_count == LIMIT_CANDIDATES) {
            s->beyond++;
            continue;
        }
        g->why_not[g->why_not_count++] = told(s, row);
    }
}

void group_why_not(struct result *r)
{
    struct row_walk walk = {0};
    struct pack_range rows;
    struct search s;

    if (drg_pack(r->pack)) {
        drg_why_not(r);
        return;
    }
    if (pack_count(r->pack, SECTION_GROUPING) == 0)
        return;
    s.r = r;
    s.asked = PACK_NONE;
    s.rules = PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
    s.count = s.beyond = 0;
    case_read(r, &s.c);
    r->grouping.why_not = arena_alloc(
        &r->record.arena, LIMIT_CANDIDATES * sizeof(*r->grouping.why_not));
    if (!s.c.has_principal || r->grouping.why_not == NULL)
        return;
    walk.length = code_length(s.c.principal);
    while (row_walk_next(r->pack, s.c.principal, &walk, &rows))
        add_missed_rows(&s, rows);
    if (s.beyond > 0)
        group_tell(r,
                   "同一诊断没有成为候选的有 %u 行，只列出前 %d "
                   "行",
                   s.beyond + LIMIT_CANDIDATES, LIMIT_CANDIDATES);
}
