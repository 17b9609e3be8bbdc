#include "group/group.h"

#include <stdlib.h>
#include <string.h>

#include "group/pick.h"
#include "input/notes.h"

#define WHY_MAX 8

struct search {
    struct result *r;
    struct group_case c;
    const struct pack_grouping *rules;
    struct contender list[LIMIT_CANDIDATES];
    uint32_t count;
};

static void add_why(struct result *r, const char *sentence)
{
    if (r->grouping.why == NULL)
        r->grouping.why =
            arena_alloc(&r->record.arena, WHY_MAX * sizeof(struct text));
    if (r->grouping.why != NULL && r->grouping.why_count < WHY_MAX)
        r->grouping.why[r->grouping.why_count++] = text_of(sentence);
}

/* ---- does a row fit? --------------------------------------------------- */

static bool same_operation(const struct search *s, struct code recorded,
                           struct code asked)
{
    if (s->rules->prefix_match)
        return code_equal(code_prefix(recorded, code_length(asked)), asked);
    return code_equal(recorded, asked);
}

/* The operations of the case that meet a part, as bits; 0: it is not met. */
static uint64_t met_by(const struct search *s, uint32_t part)
{
    const struct pack_range alternatives =
        PACK_ROW(s->r->pack, SECTION_PART, pack_part, part)->alternatives;
    uint64_t met = 0;

    for (uint32_t a = 0; a < alternatives.count; a++) {
        const struct code asked = *PACK_ROW(
            s->r->pack, SECTION_ALTERNATIVE, code, alternatives.first + a);
        for (uint32_t i = 0; i < s->c.operation_count; i++)
            if (same_operation(s, s->c.operations[i].code, asked))
                met |= (uint64_t)1 << i;
    }
    return met;
}

/* True if every part is met; then x says by how many operations. */
static bool parts_met(const struct search *s, const struct pack_group *g,
                      struct contender *x)
{
    uint64_t used = 0;

    for (uint32_t i = 0; i < g->parts.count; i++) {
        const uint64_t met = met_by(s, g->parts.first + i);
        if (met == 0)
            return false;
        used |= met;
        if (i < g->main_parts && (met & 1) != 0)
            x->principal = true;
    }
    x->matched = g->parts.count;
    x->used = (uint32_t)__builtin_popcountll(used);
    return true;
}

/* Rows without operation: which cases may take them. */
static bool conservative_fits(const struct search *s)
{
    switch (s->rules->conservative_row) {
    case ROW_NO_OPERATION:
        return s->c.operation_count == 0;
    case ROW_CONSERVATIVE_ONLY:
        return s->c.only_conservative;
    default:
        return true;
    }
}

/* A condition of the row; one that reads something missing does not hold. */
static bool condition_holds(const struct search *s, const struct pack_group *g,
                            uint32_t expr)
{
    struct expr_frame frame = {
        .pack = s->r->pack, .record = &s->r->record, .group = g};

    return expr == PACK_NONE || expr_true(s->r->pack, expr, &frame);
}

static bool row_fits(const struct search *s, const struct pack_group *g,
                     struct contender *x)
{
    if (g->kind == KIND_COMPREHENSIVE) {
        if (g->class != s->c.class)
            return false;
    } else if (g->parts.count == 0 && !conservative_fits(s)) {
        return false;
    }
    return parts_met(s, g, x) && condition_holds(s, g, g->when) &&
           condition_holds(s, g, g->other_dx);
}

/* ---- candidates of a layer ------------------------------------------- */

static void add_rows(struct search *s, struct code key, uint32_t layer)
{
    const struct pack_range rows = pack_groups(s->r->pack, key);

    for (uint32_t i = 0; i < rows.count; i++) {
        const uint32_t row = rows.first + i;
        const struct pack_group *g =
            PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, row);
        struct contender x = {.group = row};
        if (g->layer == layer && s->count < LIMIT_CANDIDATES &&
            row_fits(s, g, &x))
            s->list[s->count++] = x;
    }
}

/* Keys of a layer: the region's length and that of comprehensive rows, or
 * with keys of their own length the longest that gives a candidate. */
static void search_layer(struct search *s, uint32_t layer)
{
    s->count = 0;
    if (s->rules->dx_key != 0) {
        add_rows(s, case_key(&s->c, s->rules->dx_key), layer);
    } else {
        unsigned n = code_length(s->c.principal);
        for (; n > 0 && s->count == 0; n--)
            add_rows(s, code_prefix(s->c.principal, n), layer);
    }
    if (s->rules->comprehensive_key != 0 &&
        s->rules->comprehensive_key != s->rules->dx_key && s->count == 0)
        add_rows(s, case_key(&s->c, s->rules->comprehensive_key), layer);
}

/* ---- the answer ------------------------------------------------------- */

static int by_loss(const void *a, const void *b)
{
    const struct contender *x = a, *y = b;

    if (x->lost_at != y->lost_at) {
        if (x->lost_at == 0 || y->lost_at == 0)
            return x->lost_at == 0 ? -1 : 1;
        return x->lost_at > y->lost_at ? -1 : 1;
    }
    return (x->group > y->group) - (x->group < y->group);
}

static void keep_candidates(struct search *s)
{
    struct grouping *g = &s->r->grouping;

    qsort(s->list, s->count, sizeof(s->list[0]), by_loss);
    g->candidates =
        arena_alloc(&s->r->record.arena, s->count * sizeof(*g->candidates));
    if (g->candidates == NULL)
        return;
    for (uint32_t i = 0; i < s->count; i++)
        g->candidates[i] = (struct candidate){.group = s->list[i].group,
                                              .matched = s->list[i].matched,
                                              .chosen = i == 0,
                                              .lost_by = s->list[i].lost_by};
    g->candidate_count = s->count;
}

static const char *shown_code(struct result *r, struct code c)
{
    char out[CODE_MAX];
    const size_t n = code_text(c, out);

    return note_format(r, "%.*s", (int)n, out);
}

static void explain_parts(struct search *s, const struct pack_group *g)
{
    struct result *r = s->r;

    for (uint32_t i = 0; i < g->parts.count; i++) {
        const uint64_t met = met_by(s, g->parts.first + i);
        const struct text shown = pack_text(
            r->pack,
            PACK_ROW(r->pack, SECTION_PART, pack_part, g->parts.first + i)
                ->shown);
        if (met == 0)
            continue;
        add_why(r, note_format(
                       r, "手术操作 %s 满足目录要求的%s %.*s",
                       shown_code(r, s->c.operations[__builtin_ctzll(met)].code),
                       i < g->main_parts ? "主要操作" : "相关操作",
                       (int)shown.length, shown.at));
    }
}

static const char *class_words(unsigned class)
{
    static const char *const words[CLASS_COUNT] = {
        "没有手术操作或只有目录外操作（保守治疗）", "诊断性操作", "治疗性操作",
        "介入治疗", "手术"};

    return class < CLASS_COUNT ? words[class] : "";
}

/* The filter that dropped the last loser decided. */
static void explain_pick(struct search *s)
{
    const uint32_t decided = s->count > 1 ? s->list[1].lost_at : 0;
    const char *by = decided > 0 && decided <= sizeof(s->rules->pick)
                         ? pick_name(s->rules->pick[decided - 1])
                         : "";

    if (s->count == 1)
        add_why(s->r, "同层没有别的候选");
    else
        add_why(s->r, note_format(s->r, "%u 个候选中按“%s”选出", s->count,
                                  *by != '\0' ? by : "目录中的先后"));
}

static void explain(struct search *s, uint32_t layer)
{
    struct result *r = s->r;
    const struct pack_group *g =
        PACK_ROW(r->pack, SECTION_GROUP, pack_group, s->list[0].group);
    const struct text layer_name =
        group_layer_words(pack_text(r->pack, s->rules->layer_names[layer]));

    add_why(r, note_format(r, "主要诊断 %s 对应目录的诊断 %s（%.*s层，目录第 "
                              "%u 行）",
                           shown_code(r, s->c.principal),
                           shown_code(r, g->key), (int)layer_name.length,
                           layer_name.at, g->source_row));
    if (g->kind == KIND_COMPREHENSIVE)
        add_why(r, note_format(r, "前面各层没有合适的病种；本例属于：%s",
                               class_words(s->c.class)));
    else if (g->parts.count == 0)
        add_why(r, "没有需要匹配的手术操作，取保守治疗行");
    explain_parts(s, g);
    explain_pick(s);
}

static void ungrouped(struct search *s)
{
    struct result *r = s->r;

    if (!s->c.has_principal) {
        add_why(r, "没有可用的主要诊断编码，无法分组");
        return;
    }
    if (pack_dx(r->pack, s->c.principal).principal == PRINCIPAL_NEVER) {
        r->grouping.status = GROUPING_EXCLUDED;
        add_why(r, note_format(r, "%s 不能作为主要诊断，不能入组",
                               shown_code(r, s->c.principal)));
        return;
    }
    add_why(r, note_format(r, "目录中没有适合主要诊断 %s、%s 的病种",
                           shown_code(r, s->c.principal),
                           class_words(s->c.class)));
}

void group_run(struct result *r)
{
    struct search s = {.r = r};
    uint32_t layer = 0;

    if (pack_count(r->pack, SECTION_GROUPING) == 0)
        return;
    s.rules = PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
    case_read(r, &s.c);
    r->grouping.class = s.c.class;
    for (; s.c.has_principal && layer < s.rules->layers; layer++) {
        search_layer(&s, layer);
        if (s.count > 0)
            break;
    }
    if (s.count == 0) {
        ungrouped(&s);
        return;
    }
    pick_run(r, &s.c, s.list, s.count);
    keep_candidates(&s);
    r->grouping.status = GROUPING_GROUPED;
    r->grouping.group = s.list[0].group;
    explain(&s, layer);
}
