#include <stdarg.h>
#include <stdio.h>

#include "base/decimal.h"
#include "compare.h"

static const struct {
    const char *name, *words;
} steps[COMPARE_STEPS] = {
    [COMPARE_AGREE] = {"agree", "一致"},
    [COMPARE_ABSENT] = {"absent", "平台结果里没有这份病例"},
    [COMPARE_PENDING] = {"pending", "平台标明清单未上传"},
    [COMPARE_FAILED] = {"failed", "平台没有分组，本地已分组"},
    [COMPARE_UNGROUPED] = {"ungrouped", "本地没有分组，平台已分组"},
    [COMPARE_GROUP] = {"group", "病种不同"},
    [COMPARE_SCORE] = {"score", "病种相同，分值不同"},
};

const char *compare_step_name(enum compare_step step)
{
    return steps[step].name;
}

const char *compare_step_words(enum compare_step step)
{
    return steps[step].words;
}

static struct text say_in_arena(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct text say_in_arena(struct arena *arena, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return arena_copy(arena, text_cut(text_of(text), sizeof(text) - 4));
}

void compare_key(const json_t *result, struct text *settlement,
                 struct text *record, struct text *admission)
{
    const json_t *of = json_object_get(result, "record");

    *settlement = tree_text(json_object_get(result, "fields"), "settlement_no");
    *record = tree_text(of, "case_no");
    *admission = tree_text(of, "admission");
}

/* ---- another group ------------------------------------------------------- */

/* The object of a list whose `group` is this; NULL if there is none. */
static const json_t *of_group(const json_t *list, struct text group)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (text_equal(tree_text(json_array_get(list, i), "group"), group))
            return json_array_get(list, i);
    return NULL;
}

/* What the official group lost by, or why it was no candidate. */
static struct text group_reason(struct arena *arena, const struct pack *pack,
                                const json_t *result,
                                const struct comparison *c)
{
    const json_t *grouping = json_object_get(result, "grouping");
    const struct text official = c->official_group;
    char words[CATALOGUE_WORDS];
    const char *known = NULL;
    const json_t *candidate =
        of_group(json_object_get(grouping, "candidates"), official);
    const json_t *absent =
        of_group(json_object_get(grouping, "why_not"), official);
    struct text t;

    if (candidate != NULL) {
        t = tree_text(candidate, "lost_by");
        return say_in_arena(arena, "平台的病种在本地候选中，落选原因：%.*s",
                            SPELL(t));
    }
    if (absent != NULL) {
        t = tree_text(absent, "missing");
        return say_in_arena(arena, "平台的病种在本地不是候选：%.*s", SPELL(t));
    }
    if (compare_same_pack(result, pack))
        known = compare_catalogue(pack, c->group, official, words);
    if (known != NULL)
        return say_in_arena(arena, "平台的病种不在本地候选中，%s", known);
    return say_in_arena(arena,
                        "平台的病种不在本地候选中：核对主要诊断、手术编码、"
                        "目录版本（-p 给出计算时的规则包，或 check --why，"
                        "可看出缺什么）");
}

/* ---- another score ------------------------------------------------------- */

/* The official score as a multiple of ours: what is usual points to a factor
 * of the region, what is not to the catalogue. */
static struct text score_reason(struct arena *arena, int128 ours,
                                int128 official, bool auxiliary)
{
    char digits[64];
    int128 ratio;
    size_t length;

    if (!decimal_divide(official, ours, &ratio))
        return say_in_arena(arena, "本地分值为零");
    length = decimal_text(decimal_round(ratio, 4), digits);
    return say_in_arena(arena, "平台分值是本地病种分值的 %.*s 倍：%s",
                        (int)length, digits,
                        auxiliary ? "平台用了辅助目录，核对辅助目录系数"
                                  : "核对目录分值、机构系数和费用偏差的调整");
}

static bool same_number(struct text t, int128 n)
{
    int128 other;

    return decimal_parse(t, &other) &&
           decimal_round(other, 2) == decimal_round(n, 2);
}

/* Equal to the catalogue's score or to the points after factors. */
static enum compare_step score_step(struct arena *arena, const json_t *result,
                                    const struct official_row *row,
                                    struct comparison *out)
{
    const struct text points =
        tree_text(json_object_get(result, "settlement"), "points");
    const struct text flag = row->cells[OFFICIAL_AUXILIARY];
    int128 ours, official;

    if (!decimal_parse(out->official_score, &official))
        return COMPARE_AGREE; /* the platform gives no score */
    if (same_number(out->score, official))
        return COMPARE_AGREE;
    if (same_number(points, official)) {
        out->reason = TEXT("与计入系数后的点数一致");
        return COMPARE_AGREE;
    }
    out->reason =
        decimal_parse(out->score, &ours)
            ? score_reason(arena, ours, official, text_equal(flag, TEXT("1")))
            : say_in_arena(arena, "本地目录没有分值");
    return COMPARE_SCORE;
}

/* ---- a result ------------------------------------------------------------ */

static struct text first_element(const json_t *list)
{
    return tree_value(json_array_get(list, 0));
}

static enum compare_step find_step(struct arena *arena, const struct pack *pack,
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
    if (!there) {
        out->reason = row->cells[OFFICIAL_REMARKS];
        return here ? COMPARE_FAILED : COMPARE_AGREE;
    }
    if (!here) {
        out->reason = first_element(json_object_get(grouping, "why"));
        return COMPARE_UNGROUPED;
    }
    if (text_equal(out->group, out->official_group))
        return score_step(arena, result, row, out);
    out->reason = group_reason(arena, pack, result, out);
    return COMPARE_GROUP;
}

bool compare_result(struct arena *arena, const struct pack *pack,
                    const json_t *result, const struct official_row *row,
                    struct comparison *out)
{
    const json_t *record = json_object_get(result, "record");
    const json_t *grouping = json_object_get(result, "grouping");
    struct text admission;

    *out = (struct comparison){.source = tree_text(record, "source"),
                               .index = tree_text(record, "index"),
                               .group = tree_text(grouping, "group"),
                               .score = tree_text(grouping, "score")};
    compare_key(result, &out->settlement, &out->record, &admission);
    if (row != NULL) {
        out->official_group = row->cells[OFFICIAL_GROUP];
        out->official_score = row->cells[OFFICIAL_SCORE];
    }
    out->step =
        row != NULL ? find_step(arena, pack, result, row, out) : COMPARE_ABSENT;
    struct text *const texts[] = {&out->source,     &out->index, &out->record,
                                  &out->settlement, &out->group, &out->score,
                                  &out->reason};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = arena_copy(arena, *texts[i]);
    return !arena->failed;
}
