/* <settlement>: `set` gives a name a value, `let` computes the next one. */
#include <string.h>

#include "compile/expr/expression.h"
#include "compile/region/bounds.h"
#include "compile/region/hospital.h"
#include "compile/region/region.h"

/* Sets of the hospital's file hold over all of the region's. */
#define HOSPITAL_RANK 16

struct settlement {
    struct region *region;
    struct buffer sets;  /* its <set>s (named.h) */
    struct buffer ranks; /* conditions of each step */
    struct words asked;  /* struct condition of each step */
    struct bounds bounds;
};

/* What a step asks for. */
struct condition {
    uint32_t variable, insurance, level, hospital;
    uint16_t flags, month_from, month_to, none;
};

/* One element while it is read. */
struct entry {
    struct settlement *settlement;
    struct region *region; /* of the file the element stands in */
    const xmlNode *node;
    struct text name;
    uint8_t kind;        /* enum step_kind */
    uint16_t flags;      /* enum step_flag */
    unsigned conditions; /* of a set */
};

static void reject(const struct entry *e, const char *right, const char *wrong)
{
    element_fault(e->region, e->node, right, "<%s name=\"%.*s\">：%s",
                  (const char *)e->node->name, SHOW(e->name), wrong);
}

/* ---- names --------------------------------------------------------------- */

static bool is_step_name(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (!is_small(t.at[i]) && t.at[i] != '_' &&
            (i == 0 || !is_digit(t.at[i])))
            return false;
    return t.length > 0;
}

/* True if the record or the chosen row already has something of that name. */
static bool taken(const struct build *b, struct text name)
{
    for (unsigned i = 0; i < CASE_VALUES; i++)
        if (text_equal(text_of(case_values[i].name), name))
            return true;
    BUILD_EACH (column, b, SECTION_COLUMN, pack_text)
        if (build_text_is(b, *column, name))
            return true;
    return build_find_field(b, name) != PACK_NO_FIELD;
}

static char *kind_place(const struct entry *e, uint32_t variable)
{
    return &e->settlement->region->kinds.data[variable];
}

static bool check_name(const struct entry *e)
{
    const struct build *b = e->region->build;
    const uint32_t variable = build_find_variable(b, e->name);

    if (!is_step_name(e->name))
        reject(e, "名称用小写字母、数字和下划线，以字母开头", "名称不合要求");
    else if (taken(b, e->name))
        reject(e, "换一个名称；首页项目和病种各列的名称不能再用",
               "这个名称已是首页项目或病种的列");
    else if (variable != PACK_NONE &&
             (e->kind == STEP_LET || *kind_place(e, variable) == STEP_LET))
        reject(e, "每个 let 用新的名称；同名的只能都是 set", "名称重复");
    else
        return true;
    return false;
}

/* The variable, made where it is new; PACK_NONE if its type is another. */
static uint32_t variable_of(const struct entry *e, unsigned type)
{
    struct build *b = e->region->build;
    const uint32_t known = build_find_variable(b, e->name);

    if (known == PACK_NONE && build_count(b, SECTION_VARIABLE) == FACTOR_BASE) {
        reject(e, "把成批的数写成一张 <lookup> 的表", "名称超过 65,536 个");
        return PACK_NONE;
    }
    if (known == PACK_NONE) {
        struct buffer *kinds = &e->settlement->region->kinds;

        buffer_char(kinds, (char)NO_STEP);
        if (!kinds->failed)
            return build_variable(b, e->name, type);
        b->sections[SECTION_VARIABLE].failed = true;
        return PACK_NONE;
    }
    if (BUILD_ROW(b, SECTION_VARIABLE, pack_variable, known)->type == type)
        return known;
    reject(e, "同名的 set 都写数字，或都写文字", "与前面同名的 set 类型不同");
    return PACK_NONE;
}

/* ---- attributes ---------------------------------------------------------- */

/* `2025-03` as yyyy*12+mm, moving *t behind it. */
static bool read_month(struct text *t, uint16_t *out)
{
    struct text rest = *t;
    const uint32_t year = text_take_number(&rest, 4);
    uint32_t month;

    if (rest.at != t->at + 4 || !text_starts(rest, TEXT("-")))
        return false;
    *t = text_behind(rest, 1);
    rest = *t;
    month = text_take_number(t, 2);
    *out = (uint16_t)(year * 12 + month);
    return t->at == rest.at + 2 && month >= 1 && month <= 12 && year >= 1000 &&
           year < 5000;
}

static void read_months(struct entry *e, struct pack_step *step)
{
    struct text t = element_attribute(e->region, e->node, "month");
    bool good = read_month(&t, &step->month_from);

    step->month_to = step->month_from;
    if (good && text_starts(t, TEXT(".."))) {
        t = text_behind(t, 2);
        good = read_month(&t, &step->month_to);
    }
    if (!good || t.length > 0 || step->month_from > step->month_to)
        reject(e, "month 写作 2025-03，或 2025-03..2025-06", "月份读不出");
}

static struct pack_text condition(struct entry *e, const char *name)
{
    const struct text t = element_attribute(e->region, e->node, name);

    e->conditions += t.length > 0;
    if (element_has(e->node, name) && t.length == 0)
        reject(e, "不限定时不写这个属性", "条件是空的");
    return build_text(e->region->build, t);
}

static void read_conditions(struct entry *e, struct pack_step *step)
{
    static const char *const words[] = {"employee", "resident", "self", "other",
                                        NULL};

    element_word(e->region, e->node, "insurance", words, 0);
    step->insurance = condition(e, "insurance");
    step->level = condition(e, "level");
    step->hospital = condition(e, "hospital");
    if (!element_has(e->node, "month"))
        return;
    e->conditions++;
    read_months(e, step);
}

static int8_t read_step_round(const struct entry *e)
{
    const struct text t = element_attribute(e->region, e->node, "round");
    int128 n;
    bool exact = false;
    int64_t places = -1;

    if (!element_has(e->node, "round"))
        return -1;
    if (decimal_parse(t, &n))
        places = decimal_to_int(n, &exact);
    if (exact && places >= 0 && places <= DECIMAL_PLACES)
        return (int8_t)places;
    reject(e, "round 应为 0 至 12 的整数", "小数位数读不出");
    return -1;
}

/* ---- steps --------------------------------------------------------------- */

/* Notes what the step asks for; false if one before it asks for the same. */
static bool asks_anew(struct settlement *s, const struct pack_step *step)
{
    const struct condition c = {
        step->variable, step->insurance.at, step->level.at, step->hospital.at,
        step->flags,    step->month_from,   step->month_to, 0};
    bool added;

    words_add(&s->asked, (struct text){(const char *)&c, sizeof c}, &added);
    return added || s->asked.failed;
}

/* The same but for the months, of which some are in both. */
static bool overlap(const struct pack_step *a, const struct pack_step *b)
{
    return a->variable == b->variable && a->kind == b->kind &&
           a->insurance.at == b->insurance.at && a->level.at == b->level.at &&
           a->hospital.at == b->hospital.at &&
           ((a->flags ^ b->flags) & STEP_OF_HOSPITAL) == 0 &&
           a->month_from != 0 && b->month_from != 0 &&
           a->month_from <= b->month_to && b->month_from <= a->month_to;
}

/* False if a month has one value by this step and another by one before. */
static bool months_apart(const struct build *b, const struct pack_step *step)
{
    if (step->month_from == 0)
        return true;
    for (uint32_t i = build_count(b, SECTION_STEP); i > 0; i--) {
        const struct pack_step *before =
            BUILD_ROW(b, SECTION_STEP, pack_step, i - 1);

        if (before->variable != step->variable)
            return true;
        if (overlap(before, step))
            return false;
    }
    return true;
}

static bool in_run(const struct pack_step *first, const struct pack_step *step)
{
    return step->kind != STEP_LET && step->variable == first->variable;
}

/* Puts the steps in the order of their ranks; equal ones stay as they are. */
static void order_run(struct settlement *s, uint32_t first, uint32_t count)
{
    struct build *b = s->region->build;
    struct pack_step *steps = BUILD_ROW(b, SECTION_STEP, pack_step, first);
    struct buffer sorted = {0};

    for (unsigned rank = 0; rank <= HOSPITAL_RANK; rank++)
        for (uint32_t i = 0; i < count; i++)
            if ((unsigned char)s->ranks.data[first + i] == rank)
                buffer_put(&sorted, &steps[i], sizeof *steps);
    if (sorted.failed)
        b->sections[SECTION_STEP].failed = true;
    else
        memcpy(steps, sorted.data, sorted.length);
    buffer_free(&sorted);
}

/* Among sets of one name that stand together those with fewer conditions come
 * first, so that the last one that fits is the most particular. */
static void order_sets(struct settlement *s)
{
    const struct pack_step *steps =
        BUILD_ROW(s->region->build, SECTION_STEP, pack_step, 0);
    const uint32_t all = build_count(s->region->build, SECTION_STEP);
    uint32_t end;

    for (uint32_t i = 0; i < all; i = end) {
        for (end = i + 1; end < all && in_run(&steps[i], &steps[end]);)
            end++;
        if (end - i > 1)
            order_run(s, i, end - i);
    }
}

static void fault_step_value(const struct entry *e,
                             const struct expr_mistake *mistake)
{
    element_fault(e->region, e->node,
                  "表达式的写法见 docs/expressions.md；文字写在单引号里",
                  "<%s name=\"%.*s\"> 的 value 第 %u 字：%s",
                  (const char *)e->node->name, SHOW(e->name),
                  (unsigned)mistake->column, mistake->text);
}

/* An end of the range a set may come to; PACK_NONE: not told. */
static uint32_t read_bound(const struct entry *e, const char *name)
{
    struct expr_mistake mistake;
    uint32_t expr;

    if (!element_has(e->node, name))
        return PACK_NONE;
    expr = build_expr(e->region->build, LIST_NONE, true,
                      element_attribute(e->region, e->node, name), VALUE_NUMBER,
                      &mistake);
    if (expr == PACK_NONE)
        reject(e, "low、high 写数字，是这个数可能的范围", mistake.text);
    return expr;
}

/* The value's expression and its type; false after a fault. */
static bool read_step_value(const struct entry *e, struct pack_step *step,
                            unsigned *type)
{
    struct build *b = e->region->build;
    struct expr_mistake mistake;

    step->expr = build_expr(b, LIST_NONE, true,
                            element_attribute(e->region, e->node, "value"),
                            VALUE_TYPES, &mistake);
    if (step->expr == PACK_NONE) {
        fault_step_value(e, &mistake);
        return false;
    }
    *type = BUILD_ROW(b, SECTION_EXPR, pack_expr, step->expr)->type;
    step->low = read_bound(e, "low");
    step->high = read_bound(e, "high");
    if (step->round >= 0 && *type != VALUE_NUMBER)
        reject(e, "去掉 round，或让 value 算出数字", "只有数字可以舍入");
    return true;
}

/* A blank is filled where a set of the hospital's holds for all it asks. */
static void read_blank(const struct entry *e, struct pack_step *step)
{
    const struct region *r = e->region;

    step->fill =
        build_text(r->build, element_attribute(e->region, e->node, "fill"));
    if (step->fill.length == 0)
        reject(e, "写明这个数由哪份通知公布", "fill 是空的");
    if (hospital_fills(r->hospital, e->name,
                       element_attribute(e->region, e->node, "insurance"),
                       element_attribute(e->region, e->node, "month")))
        step->flags |= STEP_FILLED;
}

static bool read_content(struct entry *e, struct pack_step *step,
                         unsigned *type)
{
    step->expr = step->low = step->high = PACK_NONE;
    if (e->kind != STEP_BLANK)
        return read_step_value(e, step, type);
    read_blank(e, step);
    return true;
}

static void read_entry(struct entry *e)
{
    struct build *b = e->region->build;
    struct pack_step step = {.kind = e->kind, .flags = e->flags};
    unsigned type = VALUE_NUMBER;
    bool good;

    step.round = read_step_round(e);
    read_conditions(e, &step);
    step.label = build_text(b, element_attribute(e->region, e->node, "label"));
    good = read_content(e, &step, &type);
    if (!check_name(e))
        return;
    step.variable = variable_of(e, type);
    if (step.variable == PACK_NONE || !good)
        return;
    if (!asks_anew(e->settlement, &step))
        reject(e, "同名的 set 以 insurance level hospital month 相区别",
               "与前面同名的 set 条件相同");
    else if (!months_apart(b, &step))
        reject(e, "同名、其他条件相同的 set，每个月只由其中一个给出",
               "月份与前面同名的 set 重叠");
    bounds_add(&e->settlement->bounds, e->region, e->node, &step);
    bounds_check(&e->settlement->bounds, e->region, e->node, &step);
    build_row(b, SECTION_STEP, &step);
    buffer_char(&e->settlement->ranks, (char)e->conditions);
    *kind_place(e, step.variable) = (char)step.kind;
}

/* ---- the hospital's sets --------------------------------------------------
 */

static void overlay_sets(struct settlement *s, struct text name)
{
    struct hospital *h = s->region->hospital;
    const struct named *set;
    const size_t count = hospital_sets(h, name, &set);

    for (size_t i = 0; i < count; i++) {
        struct entry e = {.settlement = s,
                          .region = hospital_region(h),
                          .node = set[i].node,
                          .name = name,
                          .kind = STEP_SET,
                          .flags = hospital_flags(h),
                          .conditions = HOSPITAL_RANK};

        read_entry(&e);
    }
}

/* True if no other set of the name follows. */
static bool last_of_name(const struct settlement *s, const xmlNode *node,
                         struct text name)
{
    const struct named *set;
    const size_t count = named_find(&s->sets, name, &set);

    return count > 0 && set[count - 1].node == node;
}

/* Without these there is no payment to report. */
static void check_needed(struct region *r, const xmlNode *node)
{
    static const char *const needed[] = {"points", "standard"};

    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        const uint32_t variable =
            build_find_variable(r->build, text_of(needed[i]));

        if (variable == PACK_NONE)
            element_fault(
                r, node,
                "用 <let> 算出 points（结算分值）和 standard（支付标准）",
                "<settlement> 里没有 %s", needed[i]);
        else if (BUILD_ROW(r->build, SECTION_VARIABLE, pack_variable, variable)
                     ->type != VALUE_NUMBER)
            element_fault(r, node, "points 和 standard 都应是数字",
                          "%s 不是数字", needed[i]);
    }
}

/* They are tried in all combinations. */
static void check_ranges(struct region *r, const xmlNode *node)
{
    struct build *b = r->build;
    uint32_t of[RANGE_SETS_MAX + 1], ranged = 0;

    BUILD_EACH (step, b, SECTION_STEP, pack_step) {
        uint32_t i = 0;

        if (step->low == PACK_NONE && step->high == PACK_NONE)
            continue;
        while (i < ranged && of[i] != step->variable)
            i++;
        if (i == ranged && ranged <= RANGE_SETS_MAX)
            of[ranged++] = step->variable;
    }
    if (ranged > RANGE_SETS_MAX)
        element_fault(r, node, "只给最不确定的几个数写 low、high",
                      "写了 low、high 的名称超过 %u 个", RANGE_SETS_MAX);
}

/* A set has a value or says who will give it. */
static bool has_value_or_fill(const struct entry *e)
{
    const bool value = element_has(e->node, "value");
    const bool fill = element_has(e->node, "fill");

    if (!element_has(e->node, "name"))
        return false;
    if (e->kind == STEP_LET)
        return value;
    if (value != fill)
        return true;
    reject(e,
           "有数的写 value；文件没有给出的不写 value，写 fill，"
           "说明由哪份通知公布",
           value ? "value 和 fill 只能有一个" : "缺少 value 或 fill");
    return false;
}

static void read_child(struct settlement *s, const xmlNode *n)
{
    struct region *r = s->region;
    struct entry e = {.settlement = s,
                      .region = r,
                      .node = n,
                      .name = element_attribute(r, n, "name")};

    if (element_is(n, "let"))
        e.kind = STEP_LET;
    else if (element_has(n, "fill"))
        e.kind = STEP_BLANK;
    if (!element_is(n, "let") && !element_is(n, "set"))
        return;
    if (has_value_or_fill(&e))
        read_entry(&e);
    if (e.kind != STEP_LET && last_of_name(s, n, e.name))
        overlay_sets(s, e.name);
}

void region_settlement(struct region *r, const xmlNode *node)
{
    struct settlement s = {.region = r};

    named_read(r, node, "set", &s.sets);
    ELEMENT_EACH (n, node, NULL)
        read_child(&s, n);
    if (s.asked.failed || s.ranks.failed)
        r->build->sections[SECTION_STEP].failed = true;
    else
        order_sets(&s);
    check_needed(r, node);
    check_ranges(r, node);
    words_free(&s.asked);
    buffer_free(&s.bounds.rows);
    buffer_free(&s.ranks);
    buffer_free(&s.sets);
}
