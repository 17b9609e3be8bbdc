/* Rows of the catalogue and the ADRGs they belong to. */
#include "compile/read/supply.h"
#include "compile/region/drg.h"

/* A DRG as a division of its ADRG. */
struct join {
    uint32_t adrg;  /* number of the word */
    uint32_t split; /* in drg.splits; split_count: the ADRG undivided */
    uint32_t place; /* of the trial: its split, or the one for all ADRGs */
    uint32_t group; /* row of GROUP */
};

static struct text code_of_group_row(const struct build *b, uint32_t group)
{
    return build_text_of(b,
                         BUILD_ROW(b, SECTION_GROUP, pack_group, group)->group);
}

/* A split for some ADRGs stands where the same one for all does, if there is
 * one. */
static uint32_t place_of(const struct drg *d, uint32_t split)
{
    for (uint32_t i = 0; i < d->split_count; i++)
        if (d->splits[i].adrgs.length == 0 &&
            text_equal(d->splits[i].text, d->splits[split].text))
            return i;
    return split;
}

/* The longest ADRG that the code begins with so that the rest is a split; of
 * two splits for one text the one that names the ADRG. */
static bool find_join(const struct drg *d, uint32_t group, struct join *out)
{
    const struct text code = code_of_group_row(d->region->build, group);
    size_t rest = SIZE_MAX;

    *out = (struct join){words_find(&d->adrgs, code), d->split_count,
                         d->split_count, group};
    if (out->adrg != PACK_NONE)
        return true;
    for (uint32_t i = 0; i < d->split_count; i++) {
        const struct text end = d->splits[i].text;
        const bool own = d->splits[i].adrgs.length > 0;
        struct text head;
        uint32_t adrg;

        if (end.length + !own > rest || end.length >= code.length ||
            !text_ends(code, end))
            continue;
        head = text_head(code, code.length - end.length);
        adrg = words_find(&d->adrgs, head);
        if (adrg == PACK_NONE ||
            (own && !text_has_word(d->splits[i].adrgs, head)))
            continue;
        *out = (struct join){adrg, i, place_of(d, i), group};
        rest = end.length;
    }
    return out->adrg != PACK_NONE;
}

static void fault_group(const struct drg *d, uint32_t group)
{
    const struct build *b = d->region->build;

    element_fault(d->region, d->node,
                  "DRG 编码应是 <adrg> 表里的编码，或它加上一个 <split> 的 "
                  "text；给未入组病例的写在 ungrouped",
                  "目录第 %u 行：看不出 %.*s 属于哪个 ADRG",
                  BUILD_ROW(b, SECTION_GROUP, pack_group, group)->source_row,
                  SHOW(code_of_group_row(b, group)));
}

/* ---- writing ------------------------------------------------------------- */

static int by_trial(const void *a, const void *b)
{
    const struct join *x = a, *y = b;

    if (x->adrg != y->adrg)
        return ORDER(x->adrg, y->adrg);
    return x->place != y->place ? ORDER(x->place, y->place)
                                : ORDER(x->group, y->group);
}

static void write_split(struct drg *d, const struct join *j)
{
    const bool divided = j->split < d->split_count;
    const uint8_t said =
        BUILD_ROW(d->region->build, SECTION_GROUP, pack_group, j->group)
            ->severity;
    const struct pack_drg_split row = {
        .group = j->group,
        .when = divided ? d->splits[j->split].when : PACK_NONE,
        .level = said > 0  ? (uint8_t)(said - 1)
                 : divided ? d->splits[j->split].level
                           : (uint8_t)LEVEL_NONE};

    build_row(d->region->build, SECTION_DRG_SPLIT, &row);
}

/* All rows of an ADRG have its DRGs. */
static void set_below(struct drg *d, uint32_t adrg, struct pack_range below)
{
    BUFFER_EACH (rule, &d->rules[1], struct drg_rule)
        if (rule->code == adrg)
            rule->row.below = below;
}

static void write_splits(struct drg *d, struct buffer *joins)
{
    const struct join *j = BUFFER_ROWS(joins, struct join);
    const size_t count = BUFFER_COUNT(joins, struct join);

    if (joins->failed)
        return;
    buffer_sort(joins, sizeof *j, by_trial);
    for (size_t i = 0; i < count;) {
        struct pack_range below = {
            build_count(d->region->build, SECTION_DRG_SPLIT), 0};
        const uint32_t adrg = j[i].adrg;

        for (; i < count && j[i].adrg == adrg; i++, below.count++)
            write_split(d, &j[i]);
        set_below(d, adrg, below);
    }
}

/* ADRGs that a <split> is for and no table has. */
static void check_adrgs(const struct drg *d)
{
    for (uint32_t i = 0; i < d->split_count && !supply_lacks(d->region); i++) {
        struct text rest = d->splits[i].adrgs, word;

        while ((word = element_next_word(&rest)).length > 0)
            if (words_find(&d->adrgs, word) == PACK_NONE)
                element_fault(d->region, d->node,
                              "adrg 应为 <adrg> 表里的编码，几个以空格隔开",
                              "<split> 的 adrg：没有 ADRG “%.*s”", SHOW(word));
    }
}

/* ---- the catalogue ------------------------------------------------------- */

static void tell_empty(struct drg *d)
{
    struct build *b = d->region->build;

    BUFFER_EACH (rule, &d->rules[1], const struct drg_rule)
        if (rule->row.below.count == 0 &&
            (rule->row.flags & RULE_AMBIGUOUS) == 0)
            fault_note(b->faults, element_place(d->region, d->node),
                       "请核对目录和 ADRG 的编码",
                       "ADRG %.*s（第 %u 行）在目录里没有 DRG，入了它的病例算"
                       "没有入组",
                       SHOW(build_text_of(b, rule->row.code)),
                       rule->row.source_row);
}

void drg_join_groups(struct drg *d)
{
    struct build *b = d->region->build;
    struct pack_drg row = {.ungrouped = PACK_NONE, .retry = d->retry};
    struct buffer joins = {0};

    for (uint32_t i = 0; i < build_count(b, SECTION_GROUP); i++) {
        struct join join;

        if (d->ungrouped.length > 0 &&
            text_equal(code_of_group_row(b, i), d->ungrouped))
            row.ungrouped = i;
        else if (find_join(d, i, &join))
            buffer_put(&joins, &join, sizeof join);
        else
            fault_group(d, i);
    }
    if (d->ungrouped.length > 0 && row.ungrouped == PACK_NONE &&
        !supply_lacks(d->region))
        element_fault(d->region, d->node, "目录里要有这一行，或不写 ungrouped",
                      "ungrouped=\"%.*s\" 不在目录里", SHOW(d->ungrouped));
    check_adrgs(d);
    write_splits(d, &joins);
    tell_empty(d);
    build_row(b, SECTION_DRG, &row);
    buffer_free(&joins);
}
