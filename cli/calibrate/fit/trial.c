#include "calibrate/fit/trial.h"

#include <math.h>
#include <string.h>

#include "expr/instr.h"
#include "price/case-values.h"

double held_number(const struct number *number, const struct fact *fact)
{
    return number->account != NULL ? account_number(number->account, fact)
                                   : number->constant;
}

struct text trial_name(const struct trial *t, uint32_t variable)
{
    return pack_variable_name(&t->pack, variable);
}

uint32_t trial_find(const struct trial *t, struct text name)
{
    for (uint32_t i = 0; i < t->set_count; i++)
        if (text_equal(trial_name(t, i), name))
            return i;
    return PACK_NONE;
}

/* ---- numbers in formulas ------------------------------------------------- */

static bool in_word(char c)
{
    return is_small(c) || is_capital(c) || is_digit(c) || c == '_' || c == '.';
}

/* The next number of a formula's text, from *at on; false at its end. What
 * stands in quotes or is a part of a word is none. */
static bool next_literal(struct text source, uint32_t *at, uint32_t *length)
{
    bool quoted = false, word = false;

    for (uint32_t i = *at; i < source.length; i++) {
        const char c = source.at[i];

        if (c == '\'')
            quoted = !quoted;
        if (quoted || !is_digit(c) || word) {
            word = !quoted && in_word(c);
            continue;
        }
        for (*length = 1;
             i + *length < source.length && in_word(source.at[i + *length]);)
            ++*length;
        *at = i;
        return true;
    }
    return false;
}

static int128 own_number(const struct trial *t, uint32_t row)
{
    return pack_number(&t->numbers[row]);
}

void trial_set_literal(struct trial *t, const struct literal *literal,
                       double value)
{
    const int128 n = span_decimal(value);

    t->numbers[literal->row] = (struct pack_number){
        .low = (uint64_t)(uint128)n, .high = (int64_t)((uint128)n >> 64)};
}

/* The next instruction of the code that reads a number; PACK_NONE at the end.
 */
static uint32_t next_reader(const struct pack_instr *code, uint32_t from,
                            uint32_t end)
{
    while (from < end && code[from].op != OP_NUMBER)
        from++;
    return from < end ? from : PACK_NONE;
}

/* Gives the numbers in a formula's text rows of their own, if those of the
 * text and of the code are the same ones. */
static void own_literals(struct trial *t, struct pack_instr *code,
                         uint32_t step, const struct pack_expr *expr,
                         uint32_t *rows)
{
    const struct text source = pack_text(&t->pack, expr->source);
    const uint32_t end = expr->code.first + expr->code.count;
    const uint32_t first = t->literal_count;
    uint32_t at = 0, length, reader = expr->code.first;

    for (; next_literal(source, &at, &length); at += length, reader++) {
        struct literal *l = &t->literals[t->literal_count];
        int128 n;

        reader = next_reader(code, reader, end);
        if (reader == PACK_NONE ||
            !decimal_parse(text_slice(source, at, at + length), &n) ||
            own_number(t, code[reader].c) != n) {
            t->literal_count = first;
            return;
        }
        *l = (struct literal){step, at, length, reader, n};
        t->literal_count++;
    }
    for (uint32_t i = first; i < t->literal_count; i++) {
        struct literal *l = &t->literals[i];

        t->numbers[*rows] = t->numbers[code[l->row].c];
        code[l->row].c = *rows;
        l->row = (*rows)++;
    }
}

static uint32_t count_numbers(const struct pack *p)
{
    uint32_t n = 0;

    PACK_EACH (step, p, SECTION_STEP, pack_step) {
        uint32_t at = 0, length;

        if (step->kind != STEP_LET)
            continue;
        const struct pack_expr *expr =
            PACK_ROW(p, SECTION_EXPR, pack_expr, step->expr);

        for (; next_literal(pack_text(p, expr->source), &at, &length);
             at += length)
            n++;
    }
    return n;
}

/* A copy of a section's rows with room for more. */
static void *copy_section(struct trial *t, unsigned section, size_t size,
                          uint32_t more)
{
    struct pack_rows *rows = &t->pack.sections[section];
    void *copy = fit_alloc(t->fit, (rows->count + more) * size);

    if (copy == NULL)
        return NULL;
    memcpy(copy, rows->rows, rows->count * size);
    rows->rows = copy;
    rows->count += more;
    return copy;
}

static bool own_numbers(struct trial *t)
{
    const uint32_t more = count_numbers(&t->pack);
    uint32_t rows = pack_count(&t->pack, SECTION_NUMBER);
    struct pack_instr *code = copy_section(t, SECTION_INSTR, sizeof *code, 0);

    t->numbers = copy_section(t, SECTION_NUMBER, sizeof *t->numbers, more);
    t->literals = fit_alloc(t->fit, (more + 1) * sizeof *t->literals);
    if (t->fit->failed)
        return false;
    for (uint32_t i = 0; i < pack_count(&t->pack, SECTION_STEP); i++) {
        const struct pack_step *step =
            PACK_ROW(&t->pack, SECTION_STEP, pack_step, i);

        if (step->kind == STEP_LET)
            own_literals(
                t, code, i,
                PACK_ROW(&t->pack, SECTION_EXPR, pack_expr, step->expr), &rows);
    }
    return true;
}

/* ---- sets ---------------------------------------------------------------- */

static uint32_t column_of(const struct observed_set *set, struct text name)
{
    for (uint32_t i = set->step_count; i > 0; i--)
        if (text_equal(set->steps[i - 1], name))
            return i - 1;
    return PACK_NONE;
}

static bool is_blank_for_most(const struct fit *fit, uint32_t column)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count && column != PACK_NONE; i++)
        n += fit->facts[i].row->steps[column].given;
    return n * 2 <= fit->count;
}

static void read_sets(struct trial *t)
{
    for (uint32_t i = 0; i < t->set_count; i++) {
        struct trial_set *s = &t->sets[i];

        *s = (struct trial_set){.column =
                                    column_of(t->fit->set, trial_name(t, i))};
    }
    PACK_EACH (step, &t->pack, SECTION_STEP, pack_step) {
        struct trial_set *s = &t->sets[step->variable];

        s->is_set =
            step->kind != STEP_LET &&
            PACK_ROW(&t->pack, SECTION_VARIABLE, pack_variable, step->variable)
                    ->type == VALUE_NUMBER;
        s->is_blank = s->is_set && is_blank_for_most(t->fit, s->column);
    }
}

bool trial_open(struct trial *t, struct fit *fit)
{
    *t = (struct trial){
        .fit = fit, .pack = *fit->set->pack, .points_places = -1};
    t->set_count = pack_count(&t->pack, SECTION_VARIABLE);
    t->sets = fit_alloc(fit, t->set_count * sizeof *t->sets);
    t->variables = fit_alloc(fit, t->set_count * sizeof *t->variables);
    if (fit->failed || !own_numbers(t))
        return false;
    fit->failed |= !record_open(&t->record, &t->pack);
    read_sets(t);
    return !fit->failed;
}

void trial_close(struct trial *t)
{
    record_close(&t->record);
}

/* ---- a run --------------------------------------------------------------- */

static struct value number_value(double d)
{
    return (struct value){.type = VALUE_NUMBER, .number = span_decimal(d)};
}

static struct value nothing_of(unsigned type)
{
    return (struct value){.type = (uint8_t)type, .missing = true};
}

static struct value word_value(struct text t)
{
    return (struct value){
        .type = VALUE_TEXT, .missing = t.length == 0, .text = t};
}

static struct value given_value(const struct observed_number *n)
{
    return n->given ? (struct value){.type = VALUE_NUMBER, .number = n->n}
                    : nothing_of(VALUE_NUMBER);
}

/* What our own steps had of that name. */
static struct value kept_value(const struct trial *t, const struct fact *f,
                               uint32_t variable)
{
    const uint32_t column = t->sets[variable].column;

    return column == PACK_NONE ? nothing_of(VALUE_NUMBER)
                               : given_value(&f->row->steps[column]);
}

static struct value named_step(const struct trial *t, const struct fact *f,
                               struct text name)
{
    const uint32_t column = column_of(t->fit->set, name);

    return column == PACK_NONE ? nothing_of(VALUE_NUMBER)
                               : given_value(&f->row->steps[column]);
}

/* A score that was found to have changed is the new one here. */
static double score_now(const struct fit *fit, const struct fact *f)
{
    double score = f->score;

    if (fit->factor.key == KEY_GROUP)
        score *= account_number(&fit->factor, f) /
                 span_spoken(fit->factor.main.span);
    if (fit->more.key == KEY_GROUP)
        score *= account_number(&fit->more, f);
    return score;
}

static void read_case(struct trial *t, const struct fact *f)
{
    const struct observed *row = f->row;
    struct value *c = t->cases;

    case_values_of_group(&t->pack, row->row, c);
    c[CASE_COST] =
        f->cost > 0 ? number_value(f->cost) : nothing_of(VALUE_NUMBER);
    c[CASE_PATIENT_PAID] =
        f->given & FACT_PAID ? number_value(f->paid) : nothing_of(VALUE_NUMBER);
    c[CASE_INSURANCE] = word_value(row->insurance);
    c[CASE_KIND] = word_value(row->kind);
    c[CASE_LEVEL] = word_value(row->level);
    c[CASE_HOSPITAL] = nothing_of(VALUE_TEXT);
    c[CASE_SCORE] = number_value(score_now(t->fit, f));
    c[CASE_DEPARTMENT_FACTOR] = named_step(t, f, TEXT("department_factor"));
    c[CASE_AUX_FACTOR] = named_step(t, f, TEXT("aux_factor"));
    if (pack_count(&t->pack, SECTION_AUX_CLASS) == 0)
        c[CASE_AUX_FACTOR] = number_value(1);
}

static struct value held_value(const struct trial *t, const struct fact *f,
                               uint32_t variable)
{
    const struct trial_set *s = &t->sets[variable];

    switch (s->hold) {
    case HOLD_CONSTANT:
        return number_value(s->constant);
    case HOLD_NUMBER:
        return number_value(held_number(s->number, f));
    default:
        return kept_value(t, f, variable);
    }
}

static bool is_points(const struct trial *t, const struct pack_step *step)
{
    return text_equal(trial_name(t, step->variable), TEXT("points"));
}

bool trial_rounds_points(const struct trial *t)
{
    PACK_EACH (step, &t->pack, SECTION_STEP, pack_step)
        if (step->kind == STEP_LET && is_points(t, step) && step->round >= 0 &&
            step->round <= t->points_places)
            return true;
    return false;
}

static struct value run_let(struct trial *t, const struct fact *f,
                            const struct pack_step *step)
{
    struct expr_frame frame;
    struct value v;

    frame.pack = &t->pack;
    frame.record = &t->record;
    frame.each = LIST_NONE;
    frame.row = 0;
    frame.variables = t->variables;
    frame.cases = t->cases;
    frame.group = PACK_ROW(&t->pack, SECTION_GROUP, pack_group, f->row->row);
    frame.touched_missing = frame.out_of_range = false;
    frame.origins = 0;
    v = expr_run(&t->pack, step->expr, &frame);
    if (frame.touched_missing || v.missing)
        return kept_value(t, f, step->variable);
    if (t->points_places >= 0 && is_points(t, step) && v.type == VALUE_NUMBER)
        v.number = decimal_round(v.number, (unsigned)t->points_places);
    if (step->round >= 0 && v.type == VALUE_NUMBER)
        v.number = decimal_round(v.number, (unsigned)step->round);
    /* Texts made in the frame end with it. */
    if (v.type == VALUE_TEXT && v.text.at >= frame.scratch &&
        v.text.at < frame.scratch + sizeof frame.scratch)
        return nothing_of(VALUE_TEXT);
    return v;
}

void trial_run(struct trial *t, const struct fact *fact)
{
    read_case(t, fact);
    for (uint32_t i = 0; i < t->set_count; i++)
        t->variables[i] = t->sets[i].is_set ? held_value(t, fact, i)
                                            : nothing_of(VALUE_NUMBER);
    PACK_EACH (step, &t->pack, SECTION_STEP, pack_step)
        if (step->kind == STEP_LET)
            t->variables[step->variable] = run_let(t, fact, step);
        else if (!t->sets[step->variable].is_set)
            t->variables[step->variable] = nothing_of(VALUE_TEXT);
}

double trial_value(const struct trial *t, struct text name)
{
    const uint32_t variable = trial_find(t, name);
    const struct value *v;

    if (variable == PACK_NONE)
        return NAN;
    v = &t->variables[variable];
    return v->missing || v->type != VALUE_NUMBER ? NAN : span_number(v->number);
}
