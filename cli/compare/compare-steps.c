#include <stdarg.h>
#include <stdio.h>

#include "base/decimal.h"
#include "compare.h"

static const struct {
    const char *name, *words, *noun;
} steps[COMPARE_STEPS] = {
    [COMPARE_AGREE] = {"agree", "一致", ""},
    [COMPARE_ABSENT] = {"absent", "平台结果里没有这份病例", ""},
    [COMPARE_PENDING] = {"pending", "平台标明清单未上传", ""},
    [COMPARE_NOTHING] = {"nothing", "平台有这份病例，没有可对照的结果", ""},
    [COMPARE_FAILED] = {"failed", "平台没有分组，本地已分组", ""},
    [COMPARE_UNGROUPED] = {"ungrouped", "本地没有分组，平台已分组", ""},
    [COMPARE_GROUP] = {"group", "病种不同", "病种"},
    [COMPARE_SCORE] = {"score", "病种相同，分值不同", "分值"},
    [COMPARE_UNPRICED] = {"unpriced", "平台有金额，本地没有定价", "定价"},
    [COMPARE_DEVIATION] = {"deviation", "费用偏差的类别不同", "费用偏差"},
    [COMPARE_POINTS] = {"points", "结算分值不同", "结算分值"},
    [COMPARE_POINT_VALUE] = {"point_value", "点值不同", "点值"},
    [COMPARE_STANDARD] = {"standard", "支付标准不同", "支付标准"},
    [COMPARE_FUND] = {"fund", "基金支付不同", "基金支付"},
    [COMPARE_PATIENT] = {"patient", "个人负担不同", "个人负担"},
    [COMPARE_COST] = {"cost", "总费用不同", "总费用"},
};

const char *compare_step_name(enum compare_step step)
{
    return steps[step].name;
}

const char *compare_step_words(enum compare_step step)
{
    return steps[step].words;
}

struct text compare_say(struct arena *arena, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return arena_copy(arena, text_cut(text_of(text), sizeof(text) - 4));
}

const char *compare_step_noun(enum compare_step step)
{
    return steps[step].noun;
}

void compare_key(const json_t *result, struct text *settlement,
                 struct text *record, struct text *admission)
{
    const json_t *of = json_object_get(result, "record");

    *settlement = tree_text(json_object_get(result, "fields"), "settlement_no");
    *record = tree_text(of, "case_no");
    *admission = tree_text(of, "admission");
}

/* ---- a result ------------------------------------------------------------ */

static struct text first_element(const json_t *list)
{
    return tree_value(json_array_get(list, 0));
}

/* A table without groups, but with money. */
static enum compare_step groupless_step(struct comparisons *all,
                                        struct comparison *out)
{
    const enum compare_step step = compare_money(all, out);

    return out->compared != 0 ? step : COMPARE_NOTHING;
}

static enum compare_step find_step(struct comparisons *all,
                                   const json_t *result,
                                   const struct official_row *row,
                                   struct comparison *out)
{
    const json_t *grouping = json_object_get(result, "grouping");
    const bool here = out->group.length != 0;
    const bool there = out->official_group.length != 0 &&
                       !text_equal(row->cells[OFFICIAL_STATE], TEXT("0"));

    if (text_equal(row->cells[OFFICIAL_PENDING], TEXT("1")))
        return COMPARE_PENDING;
    if (all->official->given[OFFICIAL_GROUP] == 0 &&
        all->official->given[OFFICIAL_STATE] == 0)
        return groupless_step(all, out);
    if (!there) {
        out->reason = row->cells[OFFICIAL_REMARKS];
        return here ? COMPARE_FAILED : COMPARE_AGREE;
    }
    if (!here) {
        out->reason = first_element(json_object_get(grouping, "why"));
        return COMPARE_UNGROUPED;
    }
    if (text_equal(out->group, out->official_group))
        return compare_money(all, out);
    compare_group(all, result, out);
    return COMPARE_GROUP;
}

bool compare_result(struct comparisons *all, const json_t *result,
                    const struct official_row *row, struct comparison *out)
{
    const json_t *record = json_object_get(result, "record");
    const json_t *grouping = json_object_get(result, "grouping");
    struct text admission;

    *out = (struct comparison){.source = tree_text(record, "source"),
                               .index = tree_text(record, "index"),
                               .group = tree_text(grouping, "group"),
                               .score = tree_text(grouping, "score"),
                               .kind = tree_text(grouping, "kind"),
                               .layer = tree_text(grouping, "layer"),
                               .step = COMPARE_ABSENT};
    compare_key(result, &out->settlement, &out->record, &admission);
    compare_amounts(&all->arena, all->official, result, row, out);
    if (row != NULL) {
        out->official_group = row->cells[OFFICIAL_GROUP];
        out->official_score = row->cells[OFFICIAL_SCORE];
        out->step = find_step(all, result, row, out);
    }
    compare_value(out);
    struct text *const texts[] = {
        &out->source, &out->index,     &out->record,      &out->settlement,
        &out->group,  &out->score,     &out->reason,      &out->kind,
        &out->layer,  &out->deviation, &out->point_value, &out->insurance,
        &out->month,  &out->unpriced};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = arena_copy(&all->arena, *texts[i]);
    return !all->arena.failed;
}
