#include "price/price.h"

#include <string.h>

#include "input/notes.h"
#include "price/auxiliary.h"
#include "price/case-values.h"

/* Losers beyond this one are not priced: a coder reads the first few. */
#define PRICED_CANDIDATES 16

struct run {
    struct result *r;
    const struct pack *pack;
    struct value cases[CASE_VALUES];
    struct value *variables; /* by row of VARIABLE */
    int32_t month;           /* yyyy*12+mm of discharge, 0 unknown */
    struct auxiliary aux;    /* of the group that was priced last */
    bool noted;              /* a number went beyond the range */
};

static const struct value MISSING = {.missing = true};

static const struct pack_step *step_at(const struct run *run, uint32_t i)
{
    return PACK_ROW(run->pack, SECTION_STEP, pack_step, i);
}

static struct text variable_name(const struct run *run, uint32_t variable)
{
    return pack_text(
        run->pack,
        PACK_ROW(run->pack, SECTION_VARIABLE, pack_variable, variable)->name);
}

static bool asks(const struct run *run, struct pack_text wanted,
                 enum case_value which)
{
    const struct value *v = &run->cases[which];

    return wanted.length == 0 ||
           (!v->missing && text_equal(pack_text(run->pack, wanted), v->text));
}

static bool set_fits(const struct run *run, const struct pack_step *step)
{
    return asks(run, step->insurance, CASE_INSURANCE) &&
           asks(run, step->level, CASE_LEVEL) &&
           asks(run, step->hospital, CASE_HOSPITAL) &&
           (step->month_from == 0 || run->month >= step->month_from) &&
           (step->month_to == 0 ||
            (run->month != 0 && run->month <= step->month_to));
}

static struct expr_frame frame_of(const struct run *run, uint32_t group)
{
    return (struct expr_frame){
        .pack = run->pack,
        .record = &run->r->record,
        .variables = run->variables,
        .cases = run->cases,
        .group = PACK_ROW(run->pack, SECTION_GROUP, pack_group, group)};
}

static void note_range(struct run *run, const struct expr_frame *frame)
{
    if (!frame->out_of_range || run->noted)
        return;
    run->noted = true;
    note_add(run->r, NOTE_RANGE, NULL);
}

static struct value compute(struct run *run, const struct pack_step *step,
                            uint32_t group)
{
    struct expr_frame frame = frame_of(run, group);
    struct value v = expr_run(run->pack, step->expr, &frame);

    note_range(run, &frame);
    if (frame.touched_missing || v.missing)
        return (struct value){.type = v.type, .missing = true};
    if (step->round >= 0 && v.type == VALUE_NUMBER)
        v.number = decimal_round(v.number, (unsigned)step->round);
    /* A text may stand in the frame's scratch, which ends here. */
    if (v.type == VALUE_TEXT)
        v.text = arena_copy(&run->r->record.arena, v.text);
    return v;
}

/* The auxiliary catalogue knows the sets, and the lets know its factor. */
static void run_auxiliary(struct run *run, uint32_t group)
{
    struct expr_frame frame;

    if (pack_count(run->pack, SECTION_AUX_CLASS) > 0)
        for (uint32_t i = 0; i < pack_count(run->pack, SECTION_STEP); i++) {
            const struct pack_step *step = step_at(run, i);
            if (step->kind == STEP_SET && set_fits(run, step))
                run->variables[step->variable] = compute(run, step, group);
        }
    frame = frame_of(run, group);
    auxiliary_find(run->pack, &frame, &run->aux);
    note_range(run, &frame);
    run->cases[CASE_AUX_FACTOR] = run->aux.factor;
}

/* All steps for one group of the catalogue. A later `set` that fits holds. */
static void run_steps(struct run *run, uint32_t group)
{
    const uint32_t variables = pack_count(run->pack, SECTION_VARIABLE);
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);

    for (uint32_t i = 0; i < variables; i++)
        run->variables[i] = MISSING;
    case_values_of_group(run->pack, group, run->cases);
    if (group == run->r->grouping.group)
        run->cases[CASE_KIND].text =
            text_of(group_kind_name(run->r->grouping.kind));
    run_auxiliary(run, group);
    for (uint32_t i = 0; i < steps; i++) {
        const struct pack_step *step = step_at(run, i);
        if (step->kind == STEP_LET || set_fits(run, step))
            run->variables[step->variable] = compute(run, step, group);
    }
}

static struct text formula(const struct run *run, const struct pack_step *step)
{
    return pack_text(
        run->pack,
        PACK_ROW(run->pack, SECTION_EXPR, pack_expr, step->expr)->source);
}

static void keep_set(struct settlement *s, struct text name, struct value value)
{
    for (uint32_t i = 0; i < s->set_count; i++)
        if (text_equal(s->sets[i].name, name))
            return;
    s->sets[s->set_count++] = (struct step_value){.name = name, .value = value};
}

/* The sets that hold, and what the group and the case give to the steps. */
static void keep_sets(struct run *run)
{
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);
    struct settlement *s = &run->r->settlement;

    s->sets =
        arena_alloc(&run->r->record.arena, (steps + 3) * sizeof(*s->sets));
    if (s->sets == NULL)
        return;
    keep_set(s, case_value_name(CASE_INSURANCE),
             (struct value){
                 .type = VALUE_TEXT,
                 .text = insurance_words(run->cases[CASE_INSURANCE].text)});
    keep_set(s, case_value_name(CASE_MEAN_COST), run->cases[CASE_MEAN_COST]);
    if (pack_count(run->pack, SECTION_AUX_CLASS) > 0)
        keep_set(s, case_value_name(CASE_AUX_FACTOR),
                 run->cases[CASE_AUX_FACTOR]);
    for (uint32_t i = 0; i < steps; i++) {
        const struct pack_step *step = step_at(run, i);
        if (step->kind == STEP_SET)
            keep_set(s, variable_name(run, step->variable),
                     run->variables[step->variable]);
    }
}

static void keep_steps(struct run *run)
{
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);
    struct settlement *s = &run->r->settlement;

    s->steps = arena_alloc(&run->r->record.arena, steps * sizeof(*s->steps));
    for (uint32_t i = 0; s->steps != NULL && i < steps; i++) {
        const struct pack_step *step = step_at(run, i);
        if (text_equal(variable_name(run, step->variable), TEXT("point_value")))
            s->point_value = run->variables[step->variable];
        if (step->kind == STEP_LET)
            s->steps[s->step_count++] = (struct step_value){
                variable_name(run, step->variable), formula(run, step),
                run->variables[step->variable]};
    }
}

const struct value *price_step(const struct settlement *s, struct text name)
{
    for (uint32_t i = s->step_count; i > 0; i--)
        if (text_equal(s->steps[i - 1].name, name))
            return &s->steps[i - 1].value;
    return NULL;
}

static bool known(const struct settlement *s, const char *name)
{
    const struct value *v = price_step(s, text_of(name));

    return v != NULL && !v->missing;
}

/* True if `name` stands in the expression as a word of its own. */
static bool names(struct text source, struct text name)
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyz_0123456789.";

    for (size_t i = 0; i + name.length <= source.length; i++) {
        const size_t end = i + name.length;
        if (memcmp(source.at + i, name.at, name.length) == 0 &&
            (i == 0 || strchr(word, source.at[i - 1]) == NULL) &&
            (end == source.length || strchr(word, source.at[end]) == NULL))
            return true;
    }
    return false;
}

/* A name without a value; of a `set`, that none fits the insurance. */
static struct text lacking_variable(struct run *run, uint32_t variable)
{
    const struct text name = variable_name(run, variable);
    const struct text insurance =
        insurance_words(run->cases[CASE_INSURANCE].text);

    for (uint32_t i = 0; i < pack_count(run->pack, SECTION_STEP); i++)
        if (step_at(run, i)->variable == variable &&
            step_at(run, i)->kind == STEP_SET)
            return text_of(note_format(
                run->r, "%.*s，地区没有给“%.*s”的病例设定", (int)name.length,
                name.at, (int)insurance.length, insurance.at));
    return name;
}

/* What the first missing step lacks: names of sets and of the case. */
static struct text lacking(struct run *run, struct text source)
{
    const uint32_t variables = pack_count(run->pack, SECTION_VARIABLE);

    for (uint32_t i = 0; i < variables; i++)
        if (run->variables[i].missing && names(source, variable_name(run, i)))
            return lacking_variable(run, i);
    for (unsigned i = 0; i < CASE_VALUES; i++)
        if (run->cases[i].missing && names(source, case_value_name(i)))
            return text_of(case_value_words(i));
    return TEXT("");
}

static struct text why_unpriced(struct run *run)
{
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);

    for (uint32_t i = 0; i < steps; i++) {
        const struct pack_step *step = step_at(run, i);
        const struct text name = variable_name(run, step->variable);
        struct text lack;
        if (step->kind != STEP_LET || !run->variables[step->variable].missing)
            continue;
        lack = lacking(run, formula(run, step));
        return text_of(note_format(
            run->r, "结算步骤 %.*s 算不出：%s%.*s", (int)name.length, name.at,
            lack.length != 0 ? "缺少" : "没有适合本例的数值或除数为零",
            (int)lack.length, lack.at));
    }
    return TEXT("地区的结算规则没有 points 或 standard");
}

static void price_candidates(struct run *run)
{
    struct grouping *g = &run->r->grouping;

    for (uint32_t i = 0; i < g->candidate_count && i < PRICED_CANDIDATES; i++) {
        struct candidate *c = &g->candidates[i];
        const struct value *v;
        if (c->chosen) {
            v = price_step(&run->r->settlement, TEXT("standard"));
        } else {
            run_steps(run, c->group);
            v = NULL;
            for (uint32_t k = 0; k < pack_count(run->pack, SECTION_VARIABLE);
                 k++)
                if (text_equal(variable_name(run, k), TEXT("standard")))
                    v = &run->variables[k];
        }
        c->standard_known = v != NULL && !v->missing && v->type == VALUE_NUMBER;
        if (c->standard_known)
            c->standard = v->number;
    }
}

void price_run(struct result *r)
{
    struct run run = {.r = r, .pack = r->pack};
    const uint32_t variables = pack_count(r->pack, SECTION_VARIABLE);

    case_values_of_record(r, run.cases, &run.month);
    r->settlement.cost = run.cases[CASE_COST];
    r->settlement.patient = run.cases[CASE_PATIENT_PAID];
    if (r->grouping.status != GROUPING_GROUPED) {
        r->settlement.why = TEXT("没有入组，无法预测支付");
        return;
    }
    run.variables =
        arena_alloc(&r->record.arena, (variables + 1) * sizeof(*run.variables));
    if (run.variables == NULL)
        return;
    run_steps(&run, r->grouping.group);
    auxiliary_explain(r, &run.aux);
    keep_sets(&run);
    keep_steps(&run);
    r->settlement.priced =
        known(&r->settlement, "points") && known(&r->settlement, "standard");
    if (!r->settlement.priced)
        r->settlement.why = why_unpriced(&run);
    price_candidates(&run);
}
