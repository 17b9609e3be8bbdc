/* The decision in sentences, with table and row of each step. */
#include <stdlib.h>

#include "group/place.h"
#include "group/search.h"
#include "result/notes.h"

/* Operations set aside, parts met, and a few sentences more. */
#define WHY_MAX (2 * LIMIT_ROWS + 32)

void group_say(struct result *r, const char *sentence)
{
    if (r->grouping.why == NULL)
        r->grouping.why =
            arena_alloc(&r->record.arena, WHY_MAX * sizeof(struct text));
    if (r->grouping.why != NULL && r->grouping.why_count < WHY_MAX)
        r->grouping.why[r->grouping.why_count++] = text_of(sentence);
}

/* ---- before the layers --------------------------------------------------- */

static const char *set_aside_words(struct result *r, const struct group_case *c,
                                   const struct case_set_aside *aside,
                                   const struct pack_excluded *e)
{
    if (aside->outside)
        return note_format(r, "主要诊断 %s 不在它可作主要手术操作的范围",
                           code_shown(r, c->principal));
    switch (e->role) {
    case ROLE_CONSERVATIVE:
        return "按保守治疗入组，不算手术操作";
    case ROLE_NOT_PRINCIPAL:
        return "不可作为主要手术操作";
    default:
        return "不参加分组";
    }
}

void explain_set_aside(struct result *r, const struct group_case *c)
{
    for (uint32_t i = 0; i < c->set_aside_count; i++) {
        const struct case_set_aside *aside = &c->set_aside[i];
        const struct pack_excluded *e =
            PACK_ROW(r->pack, SECTION_EXCLUDED, pack_excluded, aside->excluded);

        group_tell(r, "手术操作 %s 列在%s：%s", code_shown(r, aside->code),
                   place_of_excluded(r, e), set_aside_words(r, c, aside, e));
    }
}

void explain_sample(struct result *r)
{
    if (pack_meta(r->pack)->flags & META_SAMPLE)
        group_say(r, "示例：病种、分值和支付标准都是虚构的");
}

void explain_blanks(struct result *r)
{
    const struct pack *pack = r->pack;
    const uint32_t count = pack_count(pack, SECTION_BLANK);

    if (count > 0 && r->grouping.status == GROUPING_GROUPED)
        group_say(r, "下面的表还没有填，填了以后病种和金额可能不同");
    for (uint32_t i = 0; i < count; i++) {
        const struct pack_blank *blank =
            PACK_ROW(pack, SECTION_BLANK, pack_blank, i);
        const struct text file = pack_text(pack, blank->file);
        const struct text fill = pack_text(pack, blank->fill);

        group_tell(r, "表 %.*s 还没有填：%.*s", SPELL(file), SPELL(fill));
    }
}

void explain_excluded(struct search *s, const struct pack_excluded *e)
{
    struct result *r = s->r;

    group_tell(r, "主要诊断 %s 列在%s，不能作为主要诊断入组",
               code_shown(r, s->c.principal), place_of_excluded(r, e));
}

/* ---- the row ------------------------------------------------------------- */

static struct text layer_words(const struct search *s, uint32_t layer)
{
    return group_layer_words(
        pack_text(s->r->pack, s->rules->layer_names[layer]));
}

static void explain_key(struct search *s, const struct pack_group *g)
{
    struct result *r = s->r;
    const struct text layer = layer_words(s, s->layer);
    const char *principal = code_shown(r, s->c.principal);
    const char *place = place_of_group(r, g);

    if (g->key.high == 0)
        group_tell(r, "不论主要诊断（%.*s层，%s）", SPELL(layer), place);
    else if (g->last.high != 0)
        group_tell(r, "主要诊断 %s 在目录的诊断范围 %s-%s 内（%.*s层，%s）",
                   principal, code_shown(r, g->key), code_shown(r, g->last),
                   SPELL(layer), place);
    else
        group_say(r,
                  NOTE_JOINED(r, TEXT("主要诊断 "), text_of(principal),
                              TEXT(" 对应目录的诊断 "),
                              text_of(code_shown(r, g->key)), TEXT("（"), layer,
                              TEXT("层，"), text_of(place), TEXT("）")));
}

static void explain_part(struct search *s, const struct pack_group *g,
                         uint32_t part)
{
    struct result *r = s->r;
    const uint64_t met = row_met_by(s, g, part);
    const struct text shown =
        pack_text(r->pack, PACK_ROW(r->pack, SECTION_PART, pack_part,
                                    g->parts.first + part)
                               ->shown);

    if (met == 0)
        return;
    group_say(
        r,
        NOTE_JOINED(
            r, TEXT("手术操作 "),
            text_of(code_shown(r, s->c.operations[__builtin_ctzll(met)].code)),
            TEXT(" 满足目录要求的"),
            part < g->main_parts ? TEXT("主要操作") : TEXT("相关操作"),
            TEXT(" "), shown));
}

void explain_condition(struct result *r, const char *what, uint32_t expr)
{
    if (expr != PACK_NONE)
        group_tell(r, "%s：%s", what, condition_shown(r, expr));
}

static const char *treatment_words(unsigned class)
{
    static const char *const words[CLASS_COUNT] = {
        "没有手术操作或只有目录外操作（保守治疗）", "诊断性操作", "治疗性操作",
        "介入治疗", "手术"};

    return class < CLASS_COUNT ? words[class] : "";
}

/* The operation that gives the case its class, with table and row if the
 * region has a table of operations. */
static const char *place_of_treatment(struct search *s)
{
    const struct group_case *c = &s->c;

    for (uint32_t i = 0; i < c->operation_count; i++) {
        const struct code code = c->operations[i].code;
        const char *place = place_of_code(s->r, SYSTEM_PROCEDURE, code, false);

        if (c->operations[i].class != c->class || *place == '\0')
            continue;
        return note_format(s->r, "（%s，%s）", code_shown(s->r, code), place);
    }
    return "";
}

static void explain_treatment(struct search *s, const struct pack_group *g)
{
    struct result *r = s->r;

    if ((g->flags & GROUP_TAKES_ALL) != 0)
        group_say(r, "前面各层没有合适的病种，归入兜底病种");
    else if (g->kind == KIND_COMPREHENSIVE)
        group_say(r, NOTE_JOINED(r, TEXT("前面各层没有合适的病种；本例属于："),
                                 text_of(treatment_words(s->c.class)),
                                 text_of(place_of_treatment(s))));
    else if (g->parts.count == 0 && g->conservative_row != ROW_ANY)
        group_say(r, "没有需要匹配的手术操作，取保守治疗行");
    for (uint32_t i = 0; i < g->parts.count; i++)
        explain_part(s, g, i);
    explain_condition(r, "符合目录的条件", g->when);
    explain_condition(r, "符合目录的条件", g->other_dx);
}

static void explain_primary(struct search *s, const struct pack_group *g)
{
    struct result *r = s->r;
    uint32_t row;

    if (!primary_listed(s, g, &row))
        return;
    row = PACK_ROW(r->pack, SECTION_PRIMARY, pack_primary, row)->source_row;
    group_tell(r, "诊断和操作列在%s：基层病种",
               place_in_table(r, s->rules->primary_list, row));
}

/* ---- layers and losers --------------------------------------------------- */

/* Layers before that had no candidate; two are the common case and go without
 * saying where the row is comprehensive. */
static void explain_layers(struct search *s, const struct pack_group *g)
{
    char names[240];
    size_t used = 0;

    if (s->layer == 0 || g->kind == KIND_COMPREHENSIVE ||
        (g->flags & GROUP_TAKES_ALL) != 0)
        return;
    for (uint32_t i = 0; i < s->layer; i++) {
        const struct text name = text_cut(layer_words(s, i), 24);

        for (size_t k = 0; i > 0 && k < sizeof "、" - 1; k++)
            names[used++] = "、"[k];
        for (size_t k = 0; k < name.length; k++)
            names[used++] = name.at[k];
    }
    group_tell(s->r, "前面的层没有符合的病种：%.*s", (int)used, names);
}

/* The filter that dropped the last loser decided. */
static void explain_pick(struct search *s)
{
    const uint8_t *pick = s->rules->pick[s->layer];

    if (s->beyond > 0)
        group_tell(s->r,
                   "同层的候选有 %u 个，只比较了前 %d 个，其余没有"
                   "比较；请核对目录里这个诊断的行",
                   s->count + s->beyond, LIMIT_CANDIDATES);
    if (s->count == 1)
        group_say(s->r, "同层没有别的候选");
    else
        group_tell(s->r, "%u 个候选中按“%s”选出", s->count,
                   pick_name(pick[s->list[1].lost_at - 1]));
}

static int by_loss(const void *a, const void *b)
{
    const struct contender *x = a, *y = b;

    if (x->lost_at != y->lost_at) {
        if (x->lost_at == 0 || y->lost_at == 0)
            return x->lost_at == 0 ? -1 : 1;
        return x->lost_at > y->lost_at ? -1 : 1;
    }
    return ORDER(x->group, y->group);
}

static uint8_t lost_filter(const struct search *s, const struct contender *x)
{
    const uint8_t filter =
        x->lost_at != 0 ? s->rules->pick[s->layer][x->lost_at - 1] : PICK_END;

    return x->lost_at != 0 && filter == PICK_END ? PICK_ORDER : filter;
}

static void keep_contenders(struct search *s)
{
    struct grouping *g = &s->r->grouping;

    for (uint32_t i = 0; i < s->count; i++)
        if (s->list[i].lost_at != 0)
            s->list[i].lost_by = text_of(
                note_format(s->r, "%s（%s）", pick_lost_words(s, &s->list[i]),
                            place_of_group(s->r, search_row(s, &s->list[i]))));
    qsort(s->list, s->count, sizeof(s->list[0]), by_loss);
    g->candidates =
        arena_alloc(&s->r->record.arena, s->count * sizeof(*g->candidates));
    if (g->candidates == NULL)
        return;
    for (uint32_t i = 0; i < s->count; i++)
        g->candidates[i] = (struct candidate){
            .group = s->list[i].group,
            .code = group_written(s, search_row(s, &s->list[i])),
            .matched = s->list[i].matched,
            .chosen = i == 0,
            .filter = lost_filter(s, &s->list[i]),
            .lost_by = s->list[i].lost_by};
    g->candidate_count = s->count;
}

void explain_grouped(struct search *s)
{
    const struct pack_group *g;

    keep_contenders(s);
    g = search_row(s, &s->list[0]);
    s->r->grouping.code = group_written(s, g);
    explain_set_aside(s->r, &s->c);
    explain_layers(s, g);
    explain_key(s, g);
    explain_treatment(s, g);
    explain_primary(s, g);
    explain_pick(s);
    explain_blanks(s->r);
    explain_sample(s->r);
}

void explain_ungrouped(struct search *s)
{
    struct result *r = s->r;

    if (!s->c.has_principal) {
        group_say(r, "没有可用的主要诊断编码，无法分组");
        return;
    }
    if (r->grouping.status == GROUPING_EXCLUDED) {
        group_tell(r, "%s 不能作为主要诊断，不能入组",
                   code_shown(r, s->c.principal));
        return;
    }
    explain_set_aside(s->r, &s->c);
    group_tell(r, "目录中没有适合主要诊断 %s、按%s归类的病种",
               code_shown(r, s->c.principal), treatment_words(s->c.class));
    explain_blanks(r);
}
