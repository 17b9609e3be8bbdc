#include "price/price.h"

#include <string.h>

#include "price/case-values.h"
#include "price/range.h"
#include "price/run.h"
#include "price/unknown.h"
#include "result/notes.h"

/* Losers beyond this one are not priced: a coder reads the first few. */
#define PRICED_CANDIDATES 16

static const struct value MISSING = {.missing = true};

static bool asks(const struct run *run, struct pack_text wanted,
                 enum case_value which)
{
    const struct value *v = &run->cases[which];

    return wanted.length == 0 ||
           (!v->missing && text_equal(pack_text(run->pack, wanted), v->text));
}

bool run_set_fits(const struct run *run, const struct pack_step *step)
{
    return step->kind != STEP_LET &&
           asks(run, step->insurance, CASE_INSURANCE) &&
           asks(run, step->level, CASE_LEVEL) &&
           asks(run, step->hospital, CASE_HOSPITAL) &&
           (step->month_from == 0 || run->month >= step->month_from) &&
           (step->month_to == 0 ||
            (run->month != 0 && run->month <= step->month_to));
}

const struct pack_step *run_set_of(const struct run *run, uint32_t variable)
{
    for (uint32_t i = pack_count(run->pack, SECTION_STEP); i > 0; i--)
        if (run_step(run, i - 1)->variable == variable &&
            run_set_fits(run, run_step(run, i - 1)))
            return run_step(run, i - 1);
    return NULL;
}

struct text run_formula(const struct run *run, const struct pack_step *step)
{
    if (step->expr == PACK_NONE)
        return TEXT("");
    return pack_formula(run->pack, step->expr);
}

/* The scratch needs no beginning. */
static void frame_for(const struct run *run, uint32_t group,
                      struct expr_frame *out)
{
    out->pack = run->pack;
    out->record = &run->r->record;
    out->each = LIST_NONE;
    out->row = 0;
    out->variables = run->variables;
    out->cases = run->cases;
    out->group = PACK_ROW(run->pack, SECTION_GROUP, pack_group, group);
    out->touched_missing = out->out_of_range = false;
    out->origins = 0;
}

static void note_range(struct run *run, const struct expr_frame *frame)
{
    if (!frame->out_of_range || run->noted)
        return;
    run->noted = true;
    note_add(run->r, NOTE_RANGE, NULL);
}

static struct value missing_of(uint8_t type, uint8_t origins)
{
    return (struct value){.type = type, .missing = true, .origins = origins};
}

/* At an end of the range the set's own end, where it tells one. */
static uint32_t expr_of(const struct run *run, const struct pack_step *step)
{
    if (run->bound == BOUND_LOW && step->low != PACK_NONE)
        return step->low;
    if (run->bound == BOUND_HIGH && step->high != PACK_NONE)
        return step->high;
    return step->expr;
}

/* Where the range of a set is walked, the place that has been reached. */
static bool is_held(const struct run *run, const struct pack_step *step,
                    struct value *out)
{
    for (uint32_t i = 0; i < run->axis_count; i++) {
        if (run->axes[i].step != step)
            continue;
        *out = (struct value){.type = VALUE_NUMBER, .number = run->axes[i].at};
        return true;
    }
    return false;
}

static struct value compute_step(struct run *run, const struct pack_step *step,
                                 uint32_t group)
{
    struct expr_frame frame;
    struct value v;

    if (is_held(run, step, &v))
        return v;
    if (step->kind == STEP_BLANK)
        return missing_of(VALUE_NUMBER, ORIGIN_BLANK);
    frame_for(run, group, &frame);
    v = expr_run(run->pack, expr_of(run, step), &frame);
    note_range(run, &frame);
    v.origins = frame.origins | (step->flags & STEP_SAMPLE ? ORIGIN_SAMPLE : 0);
    if (frame.touched_missing || v.missing)
        return missing_of(v.type, v.origins);
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
        PACK_EACH (step, run->pack, SECTION_STEP, pack_step)
            if (run_set_fits(run, step))
                run->variables[step->variable] = compute_step(run, step, group);
    frame_for(run, group, &frame);
    auxiliary_find(run->pack, &frame, &run->aux);
    note_range(run, &frame);
    run->cases[CASE_AUX_FACTOR] = run->aux.factor;
    run->cases[CASE_AUX_FACTOR].origins = frame.origins;
}

void run_steps(struct run *run, uint32_t group)
{
    for (uint32_t i = 0; i < pack_count(run->pack, SECTION_VARIABLE); i++)
        run->variables[i] = MISSING;
    case_values_of_group(run->pack, group, run->cases);
    if (group == run->r->grouping.group)
        run->cases[CASE_KIND].text =
            text_of(group_kind_name(run->r->grouping.kind));
    run_auxiliary(run, group);
    PACK_EACH (step, run->pack, SECTION_STEP, pack_step)
        if (step->kind == STEP_LET || run_set_fits(run, step))
            run->variables[step->variable] = compute_step(run, step, group);
}

/* What the case gives to the steps. */
static void keep_case(struct run *run, enum case_value which,
                      struct value value)
{
    struct settlement *s = &run->r->settlement;

    s->sets[s->set_count++] = (struct step_value){
        .name = text_of(case_values[which].name), .value = value};
}

static struct step_value step_value_of(const struct run *run,
                                       const struct pack_step *step)
{
    return (struct step_value){.name = run_name(run, step->variable),
                               .formula = run_formula(run, step),
                               .label = pack_text(run->pack, step->label),
                               .value = run->variables[step->variable]};
}

/* What the case gives, for the formulas of the report. */
static void keep_cases(struct run *run)
{
    struct value *cases = arena_alloc(&run->r->record.arena, sizeof run->cases);

    if (cases != NULL)
        memcpy(cases, run->cases, sizeof run->cases);
    run->r->settlement.cases = cases;
}

/* The sets that hold, one value of each name, and what the group and the case
 * give to the steps. */
static void keep_sets(struct run *run)
{
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);
    const uint32_t variables = pack_count(run->pack, SECTION_VARIABLE);
    struct settlement *s = &run->r->settlement;
    bool *kept = arena_alloc(&run->r->record.arena, variables + 1);

    s->sets =
        arena_alloc(&run->r->record.arena, (steps + 3) * sizeof(*s->sets));
    if (s->sets == NULL || kept == NULL)
        return;
    memset(kept, 0, variables);
    keep_case(run, CASE_INSURANCE,
              (struct value){
                  .type = VALUE_TEXT,
                  .text = insurance_words(run->cases[CASE_INSURANCE].text)});
    keep_case(run, CASE_MEAN_COST, run->cases[CASE_MEAN_COST]);
    if (pack_count(run->pack, SECTION_AUX_CLASS) > 0)
        keep_case(run, CASE_AUX_FACTOR, run->cases[CASE_AUX_FACTOR]);
    PACK_EACH (step, run->pack, SECTION_STEP, pack_step) {
        if (step->kind == STEP_LET || kept[step->variable])
            continue;
        kept[step->variable] = true;
        s->sets[s->set_count++] = step_value_of(run, step);
    }
}

static void keep_steps(struct run *run)
{
    const uint32_t steps = pack_count(run->pack, SECTION_STEP);
    struct settlement *s = &run->r->settlement;

    s->steps = arena_alloc(&run->r->record.arena, steps * sizeof(*s->steps));
    if (s->steps == NULL)
        return;
    PACK_EACH (step, run->pack, SECTION_STEP, pack_step) {
        if (step->variable == run->pack->known.point_value)
            s->point_value = run->variables[step->variable];
        if (step->kind == STEP_LET)
            s->steps[s->step_count++] = step_value_of(run, step);
    }
}

const struct value *price_step(const struct settlement *s, struct text name)
{
    for (uint32_t i = s->step_count; i > 0; i--)
        if (text_equal(s->steps[i - 1].name, name))
            return &s->steps[i - 1].value;
    return NULL;
}

static bool is_step_known(const struct settlement *s, const char *name)
{
    const struct value *v = price_step(s, text_of(name));

    return v != NULL && !v->missing;
}

struct value run_variable(const struct run *run, struct text name)
{
    for (uint32_t i = pack_count(run->pack, SECTION_VARIABLE); i > 0; i--)
        if (text_equal(run_name(run, i - 1), name))
            return run->variables[i - 1];
    return (struct value){.type = VALUE_NUMBER, .missing = true};
}

/* True of a loser that would be paid more. */
static bool is_dearer(const struct candidate *c, const struct value *own)
{
    return !c->chosen && c->standard_known &&
           (own == NULL || own->missing || c->standard > own->number);
}

static void price_candidates(struct run *run)
{
    struct grouping *g = &run->r->grouping;

    for (uint32_t i = 0; i < g->candidate_count && i < PRICED_CANDIDATES; i++) {
        struct candidate *c = &g->candidates[i];
        struct value v = {.missing = true};
        const struct value *own =
            price_step(&run->r->settlement, TEXT("standard"));

        if (!c->chosen) {
            run_steps(run, c->group);
            v = run_variable(run, TEXT("standard"));
        } else if (own != NULL) {
            v = *own;
        }
        c->standard_known = !v.missing && v.type == VALUE_NUMBER;
        if (c->standard_known)
            c->standard = v.number;
        if (is_dearer(c, own))
            c->lost_by =
                text_of(NOTE_JOINED(run->r, c->lost_by, TEXT(NO_ADVICE)));
    }
}

/* ---- what others ask for --------------------------------------------------
 */

/* A run with room for its variables; false without memory. */
static bool start_run(struct run *run, struct result *r)
{
    const uint32_t variables = pack_count(r->pack, SECTION_VARIABLE);

    *run = (struct run){.r = r, .pack = r->pack};
    case_values_of_record(r, run->cases, &run->month);
    run->variables = arena_alloc(&r->record.arena,
                                 (variables + 1) * sizeof(*run->variables));
    return run->variables != NULL;
}

void price_group(struct result *r, struct value *standard, struct value *fund)
{
    struct run run;

    *standard = (struct value){.type = VALUE_NUMBER, .missing = true};
    if (!start_run(&run, r))
        return;
    run.noted = true; /* reported by price_run, if at all */
    run_steps(&run, r->grouping.group);
    *standard = run_variable(&run, TEXT("standard"));
    if (fund != NULL)
        *fund = run_variable(&run, TEXT("fund"));
}

/* The set that holds, held at another number; false if the name is no set's. */
static bool hold_set(const struct run *run, const struct step_value *set,
                     struct run_axis *out)
{
    for (uint32_t i = 0; i < pack_count(run->pack, SECTION_VARIABLE); i++)
        if (text_equal(run_name(run, i), set->name)) {
            *out = (struct run_axis){run_set_of(run, i), set->value.number};
            return out->step != NULL;
        }
    return false;
}

struct value price_with(struct result *r, const struct step_value *sets,
                        uint32_t count)
{
    struct run_axis *axes =
        arena_alloc(&r->record.arena, (count + 1u) * sizeof *axes);
    struct run run;

    if (!start_run(&run, r) || axes == NULL)
        return (struct value){.type = VALUE_NUMBER, .missing = true};
    run.noted = true;
    run.axes = axes;
    for (uint32_t i = 0; i < count; i++)
        run.axis_count += hold_set(&run, &sets[i], &axes[run.axis_count]);
    run_steps(&run, r->grouping.group);
    return run_variable(&run, TEXT("standard"));
}

/* The usual cost: the group's mean. Where that is no normal case, the region
 * judges by something else. */
void price_usual(struct result *r, struct value *standard)
{
    const uint32_t group = r->grouping.group;
    struct value deviation;
    struct run run;

    *standard = (struct value){.type = VALUE_NUMBER, .missing = true};
    if (r->grouping.status != GROUPING_GROUPED || !start_run(&run, r))
        return;
    run.noted = true;
    case_values_of_group(r->pack, group, run.cases);
    run.cases[CASE_COST] = run.cases[CASE_MEAN_COST];
    run_steps(&run, group);
    deviation = run_variable(&run, TEXT("deviation"));
    if (!deviation.missing && deviation.type == VALUE_TEXT &&
        text_equal(deviation.text, TEXT("normal")))
        *standard = run_variable(&run, TEXT("standard"));
}

void price_run(struct result *r)
{
    struct run run;
    const bool room = start_run(&run, r);

    case_values_check_hospital(r);
    r->settlement.cost = run.cases[CASE_COST];
    r->settlement.patient = run.cases[CASE_PATIENT_PAID];
    if (r->grouping.status != GROUPING_GROUPED) {
        r->settlement.why = TEXT("没有入组，无法预测支付");
        return;
    }
    if (!room)
        return;
    run_steps(&run, r->grouping.group);
    auxiliary_explain(r, &run.aux);
    keep_cases(&run);
    keep_sets(&run);
    keep_steps(&run);
    why_sample(&run);
    r->settlement.priced = is_step_known(&r->settlement, "points") &&
                           is_step_known(&r->settlement, "standard");
    if (!r->settlement.priced)
        r->settlement.why = unknown_added(r, why_unpriced(&run));
    price_candidates(&run);
    range_find(&run);
}
