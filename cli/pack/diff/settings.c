/* What two regions set differently: grouping, steps of the settlement, files.
 */
#include "common/put.h"
#include "group/search.h"
#include "pack/diff/diff.h"

static void compare_setting(struct diff *d, struct text what,
                            struct text before, struct text after)
{
    struct diff_line line = {.part = PART_SETTING};

    if (text_equal(before, after))
        return;
    line.cells[CELL_WHAT] = what;
    line.cells[CELL_BEFORE] = before;
    line.cells[CELL_AFTER] = after;
    diff_add(d, &line);
}

/* ---- grouping ------------------------------------------------------------ */

struct grouping_switch {
    const char *what;
    size_t at; /* in pack_grouping, a byte */
    const char *words[CLASS_COUNT];
};

#define SWITCH(member) offsetof(struct pack_grouping, member)
static const struct grouping_switch switches[] = {
    {"综合病种的操作类别",
     SWITCH(class_principal),
     {"全部操作中最高的", "只看主要手术"}},
    {"介入治疗算作",
     SWITCH(intervention),
     {"保守治疗", "诊断性操作", "治疗性操作", "介入治疗", "手术"}},
    {"灰码", SWITCH(gray_ignored), {"照常参加分组", "不参加分组"}},
    {"手术编码的比法", SWITCH(prefix_match), {"完全相同", "开头相同"}},
    {"主要操作按保守治疗时",
     SWITCH(conservative_case),
     {"其余操作仍算", "全部操作都不算"}},
    {"按保守治疗的编码在其他操作里",
     SWITCH(conservative_kept),
     {"去掉", "照用"}},
    {"诊断不在操作的范围时",
     SWITCH(outside_skipped),
     {"按保守治疗", "看下一项操作"}},
    {"基层病种表", SWITCH(primary_care), {"只在说明里写", "改病种类型"}},
    {"几个方面都有系数时", SWITCH(combine), {"取最高的", "相乘"}},
    {"诊断是一段的病种编码", SWITCH(range_category), {"照目录", "换成类目"}},
};

static struct text switch_words(const struct pack_grouping *g,
                                const struct grouping_switch *s)
{
    const unsigned char n = ((const unsigned char *)g)[s->at];

    return text_of(n < CLASS_COUNT ? s->words[n] : NULL);
}

static const struct pack_grouping *grouping_of(const struct pack *p)
{
    return PACK_ROW(p, SECTION_GROUPING, pack_grouping, 0);
}

static struct text layers_in_order(struct diff *d, enum diff_side side)
{
    const struct pack *p = d->packs[side];
    const struct pack_grouping *g = grouping_of(p);

    for (unsigned i = 0; i < g->layers; i++)
        put(&d->scratch, i != 0 ? "、" : "",
            group_layer_words(pack_text(p, g->layer_names[i])));
    return diff_text(d);
}

/* How many characters of a diagnosis a layer looks for. */
static struct text keys_of(struct diff *d, enum diff_side side, unsigned layer)
{
    const struct pack_grouping *g = grouping_of(d->packs[side]);
    const uint32_t lengths =
        g->core_lengths[layer] | g->comprehensive_lengths[layer];

    for (unsigned n = 1; n < 32; n++)
        if ((lengths >> n & 1) != 0)
            put(&d->scratch, d->scratch.length != 0 ? "、" : "", n);
    return diff_text(d);
}

static struct text pick_of(struct diff *d, enum diff_side side, unsigned layer)
{
    const uint8_t *pick = grouping_of(d->packs[side])->pick[layer];

    for (unsigned i = 0; i < PICKS_MAX && pick[i] != PICK_END; i++)
        put(&d->scratch, i != 0 ? "、" : "", pick_name(pick[i]));
    return diff_text(d);
}

static struct text about_layer(struct diff *d, const char *what, unsigned layer)
{
    const struct pack *p = d->packs[SIDE_OLD];

    put(&d->scratch, what, "（",
        group_layer_words(pack_text(p, grouping_of(p)->layer_names[layer])),
        "）");
    return diff_text(d);
}

static bool same_ranks(const struct pack_grouping *a,
                       const struct pack_grouping *b)
{
    return memcmp(a->type_rank, b->type_rank, sizeof a->type_rank) == 0 &&
           memcmp(a->kind_rank_of, b->kind_rank_of, sizeof a->kind_rank_of) ==
               0;
}

static void compare_grouping(struct diff *d)
{
    const struct pack_grouping *a = grouping_of(d->packs[SIDE_OLD]),
                               *b = grouping_of(d->packs[SIDE_NEW]);
    const unsigned layers = a->layers < b->layers ? a->layers : b->layers;

    for (size_t i = 0; i < COUNT_OF(switches); i++)
        compare_setting(d, text_of(switches[i].what),
                        switch_words(a, &switches[i]),
                        switch_words(b, &switches[i]));
    compare_setting(d, TEXT("层"), layers_in_order(d, SIDE_OLD),
                    layers_in_order(d, SIDE_NEW));
    for (unsigned i = 0; i < layers; i++) {
        compare_setting(d, about_layer(d, "诊断取几位", i),
                        keys_of(d, SIDE_OLD, i), keys_of(d, SIDE_NEW, i));
        compare_setting(d, about_layer(d, "取舍", i), pick_of(d, SIDE_OLD, i),
                        pick_of(d, SIDE_NEW, i));
    }
    if (!same_ranks(a, b))
        compare_setting(d, TEXT("病种类型的先后"), TEXT("原来的"),
                        TEXT("新的"));
}

/* ---- steps --------------------------------------------------------------- */

static const struct pack_step *nth_step(const struct pack *p, uint32_t i)
{
    return PACK_ROW(p, SECTION_STEP, pack_step, i);
}

static void put_step_months(struct buffer *out, const struct pack_step *s)
{
    const unsigned ends[] = {s->month_from, s->month_to};

    for (unsigned i = 0; i < COUNT_OF(ends); i++) {
        const unsigned mm = (ends[i] - 1) % 12 + 1;

        put(out, i == 0 ? " " : "..", (ends[i] - 1) / 12, mm < 10 ? "-0" : "-",
            mm);
    }
}

/* A step by its name, and for whom its value is. */
static struct text step_title(struct diff *d, enum diff_side side, uint32_t i)
{
    const struct pack *p = d->packs[side];
    const struct pack_step *s = nth_step(p, i);
    const struct pack_text asked[] = {s->insurance, s->level, s->hospital};

    put(&d->scratch, pack_variable_name(p, s->variable));
    for (size_t n = 0; n < COUNT_OF(asked); n++)
        if (asked[n].length != 0)
            put(&d->scratch, " ", pack_text(p, asked[n]));
    if (s->month_from != 0)
        put_step_months(&d->scratch, s);
    if ((s->flags & STEP_OF_HOSPITAL) != 0)
        put(&d->scratch, " 医院文件");
    return diff_text(d);
}

static struct text step_words(struct diff *d, enum diff_side side, uint32_t i)
{
    const struct pack *p = d->packs[side];
    const struct pack_step *s = nth_step(p, i);

    if (s->expr == PACK_NONE)
        return TEXT("待填");
    put(&d->scratch, pack_formula(p, s->expr));
    if (s->round >= 0)
        put(&d->scratch, "，舍入到 ", (int64_t)s->round, " 位小数");
    return diff_text(d);
}

/* Where the step `title` stands for the n-th time; PACK_NONE: nowhere. */
static uint32_t nth_titled(const struct text *titles, uint32_t count,
                           struct text title, uint32_t n)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(titles[i], title) && n-- == 0)
            return i;
    return PACK_NONE;
}

static uint32_t earlier_ones(const struct text *titles, uint32_t at)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < at; i++)
        n += text_equal(titles[i], titles[at]);
    return n;
}

/* Of each step of `side` the same of the other side; of those of the new side
 * only what the old one lacks. */
static void compare_steps(struct diff *d, struct text *const *titles,
                          enum diff_side side)
{
    const enum diff_side other = side == SIDE_OLD ? SIDE_NEW : SIDE_OLD;
    const uint32_t own = pack_count(d->packs[side], SECTION_STEP),
                   others = pack_count(d->packs[other], SECTION_STEP);

    for (uint32_t i = 0; i < own; i++) {
        const struct text title = titles[side][i];
        const uint32_t k = nth_titled(titles[other], others, title,
                                      earlier_ones(titles[side], i));

        if (k == PACK_NONE && side == SIDE_NEW)
            compare_setting(d, title, TEXT(""), step_words(d, side, i));
        else if (side == SIDE_OLD)
            compare_setting(d, title, step_words(d, side, i),
                            k == PACK_NONE ? TEXT("")
                                           : step_words(d, other, k));
    }
}

static void compare_settlements(struct diff *d)
{
    struct text *titles[DIFF_SIDES];

    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        const uint32_t count = pack_count(d->packs[side], SECTION_STEP);

        titles[side] =
            arena_alloc(&d->texts, (count + 1u) * sizeof *titles[side]);
        if (titles[side] == NULL)
            return;
        for (uint32_t i = 0; i < count; i++)
            titles[side][i] = step_title(d, (enum diff_side)side, i);
    }
    compare_steps(d, titles, SIDE_OLD);
    compare_steps(d, titles, SIDE_NEW);
}

/* ---- files --------------------------------------------------------------- */

static bool has_source(const struct pack *p, struct text name, uint64_t hash)
{
    PACK_EACH (s, p, SECTION_SOURCE, pack_source)
        if (s->hash == hash && text_equal(pack_text(p, s->name), name))
            return true;
    return false;
}

/* The file of that name that the other pack does not have as it is here; files
 * of several folders may have one name. */
static const struct pack_source *
source_named(const struct pack *p, const struct pack *other, struct text name)
{
    PACK_EACH (s, p, SECTION_SOURCE, pack_source)
        if (text_equal(pack_text(p, s->name), name) &&
            !has_source(other, name, s->hash))
            return s;
    return NULL;
}

static struct text source_title(struct diff *d, struct text name)
{
    put(&d->scratch, "文件 ", name);
    return diff_text(d);
}

/* A file by the first eight digits of its hash. */
static struct text source_words(struct diff *d, const struct pack_source *s)
{
    for (unsigned i = 0; s != NULL && i < 8; i++) {
        const char digit = "0123456789abcdef"[s->hash >> (60 - 4 * i) & 15];

        buffer_char(&d->scratch, digit);
    }
    return diff_text(d);
}

/* Checks change neither groups nor money. */
static void compare_files(struct diff *d, enum diff_side side)
{
    const enum diff_side other = side == SIDE_OLD ? SIDE_NEW : SIDE_OLD;
    const struct pack *p = d->packs[side];

    PACK_EACH (s, p, SECTION_SOURCE, pack_source) {
        const struct text name = pack_text(p, s->name);
        const struct pack_source *its = source_named(d->packs[other], p, name);

        if (text_ends(name, TEXT(".rules")) ||
            has_source(d->packs[other], name, s->hash) ||
            (side == SIDE_NEW && its != NULL))
            continue;
        compare_setting(d, source_title(d, name),
                        source_words(d, side == SIDE_OLD ? s : NULL),
                        source_words(d, side == SIDE_OLD ? its : s));
    }
}

void diff_settings(struct diff *d)
{
    compare_grouping(d);
    compare_settlements(d);
    compare_files(d, SIDE_OLD);
    compare_files(d, SIDE_NEW);
}
