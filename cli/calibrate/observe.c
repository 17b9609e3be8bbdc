#include "observe.h"

#include "price/case-values.h"
#include "price/price.h"

#define TEXTS_MAX (1u << 30)

/* ---- names ----------------------------------------------------------------
 */

static void name_columns(struct observation *o, const struct pack *p)
{
    PACK_EACH (column, p, SECTION_COLUMN, pack_text) {
        const struct text name = pack_text(p, *column);

        buffer_put(&o->names, &name, sizeof(name));
    }
    PACK_EACH (variable, p, SECTION_VARIABLE, pack_variable) {
        const struct text name = pack_text(p, variable->name);

        buffer_put(&o->names, &name, sizeof(name));
    }
    o->set.factor_count = pack_count(p, SECTION_COLUMN);
    o->set.step_count = pack_count(p, SECTION_VARIABLE);
}

/* ---- ours -----------------------------------------------------------------
 */

static struct observed_number observed_value(const struct value *v)
{
    if (v == NULL || v->missing || v->type != VALUE_NUMBER)
        return (struct observed_number){.given = false};
    return (struct observed_number){v->number, DECIMAL_PLACES, true};
}

static struct observed_number number_of_row(int64_t millionths, bool given)
{
    return (struct observed_number){decimal_from_millionths(millionths),
                                    DECIMAL_PLACES, given};
}

static void keep_number(struct observation *o, struct observed_number n)
{
    buffer_put(&o->numbers, &n, sizeof(n));
}

static void put_factors(struct observation *o, const struct pack *p,
                        const struct pack_group *g)
{
    const int64_t *factors = p->sections[SECTION_FACTOR].rows;

    for (uint32_t i = 0; i < o->set.factor_count; i++) {
        const bool stands = g != NULL && i < g->factors.count;
        const int64_t n = stands ? factors[g->factors.first + i] : 0;

        keep_number(o, number_of_row(n, stands && n != INT64_MIN));
    }
}

/* What a name of the settlement was worth; NULL if it had no value. */
static const struct value *step_by_name(const struct settlement *s,
                                        struct text name)
{
    const struct value *v = price_step(s, name);

    for (uint32_t i = 0; v == NULL && i < s->set_count; i++)
        if (s->sets[i].name.at == name.at)
            v = &s->sets[i].value;
    return v;
}

static void put_steps(struct observation *o, const struct settlement *s)
{
    const struct text *names =
        BUFFER_ROWS(&o->names, const struct text) + o->set.factor_count;

    for (uint32_t i = 0; i < o->set.step_count; i++)
        keep_number(o, observed_value(step_by_name(s, names[i])));
}

static struct text text_of_value(struct observation *o, const struct value *v)
{
    return v == NULL || v->missing || v->type != VALUE_TEXT
               ? TEXT("")
               : arena_copy(&o->texts, v->text);
}

/* The platform's group in place of ours, where the catalogue has it. */
static void take_official_group(struct calibration *c,
                                const struct calib_case *one,
                                struct observed *row)
{
    struct grouping *g = &c->result.grouping;

    row->same_group = case_agrees(c, one);
    if (one->answer == ANSWER_GROUP && !row->same_group) {
        g->status = GROUPING_GROUPED;
        g->group = one->wanted;
        g->kind =
            PACK_ROW(c->pack, SECTION_GROUP, pack_group, one->wanted)->kind;
    }
    row->row = g->status == GROUPING_GROUPED ? g->group : PACK_NONE;
}

static void put_catalogue_row(const struct calibration *c, struct observed *row)
{
    const struct pack *p = c->pack;
    const struct pack_group *g =
        row->row != PACK_NONE ? PACK_ROW(p, SECTION_GROUP, pack_group, row->row)
                              : NULL;

    if (g == NULL)
        return;
    row->group = pack_text(p, g->group);
    row->kind = text_of(group_kind_name(c->result.grouping.kind));
    row->layer = result_layer(&c->result);
    row->class = text_of(op_class_name(c->result.grouping.class));
    row->score = number_of_row(g->score, (g->flags & GROUP_HAS_SCORE) != 0);
    row->mean_cost =
        number_of_row(g->mean_cost, (g->flags & GROUP_HAS_COST) != 0);
    row->mean_days =
        number_of_row(g->mean_days, (g->flags & GROUP_HAS_DAYS) != 0);
}

static void put_ours(struct calibration *c, struct observation *o,
                     struct observed *row)
{
    struct value cases[CASE_VALUES] = {{0}};
    int32_t month;

    case_values_of_record(&c->result, cases, &month);
    row->insurance = text_of_value(o, &cases[CASE_INSURANCE]);
    row->level = text_of_value(o, &cases[CASE_LEVEL]);
    row->cost = observed_value(&cases[CASE_COST]);
    row->patient_paid = observed_value(&cases[CASE_PATIENT_PAID]);
    price_run(&c->result);
    row->deviation =
        text_of_value(o, price_step(&c->result.settlement, TEXT("deviation")));
    put_factors(o, c->pack,
                row->row != PACK_NONE
                    ? PACK_ROW(c->pack, SECTION_GROUP, pack_group, row->row)
                    : NULL);
    put_steps(o, &c->result.settlement);
}

/* ---- the platform's -------------------------------------------------------
 */

static struct observed_number official_of(const struct official *o,
                                          const struct official_row *row,
                                          enum official_column column)
{
    /* Ten thousands of yuan: four digits more stand before the point. */
    const unsigned shift = o->times[column] == 10000 ? 4 : 0;
    const unsigned digits = o->digits[column];
    struct observed_number n = {
        .places = (uint8_t)(digits > shift ? digits - shift : 0)};

    n.given = official_amount(o, row, column, &n.n);
    return n;
}

static void put_official(const struct calibration *c,
                         const struct calib_case *one, struct observed *row)
{
    static const enum official_column columns[OBSERVED_MONEY] = {
        [OBSERVED_SCORE] = OFFICIAL_SCORE,
        [OBSERVED_POINTS] = OFFICIAL_POINTS,
        [OBSERVED_POINT_VALUE] = OFFICIAL_POINT_VALUE,
        [OBSERVED_STANDARD] = OFFICIAL_STANDARD,
        [OBSERVED_FUND] = OFFICIAL_FUND,
        [OBSERVED_PATIENT] = OFFICIAL_PATIENT,
        [OBSERVED_COST] = OFFICIAL_COST};

    for (unsigned i = 0; i < OBSERVED_MONEY; i++)
        row->official[i] = official_of(&c->official, one->row, columns[i]);
    row->official_group = one->group;
    row->official_deviation = one->row->deviation;
    if (row->month == 0)
        row->month = one->row->month;
}

/* ---- all ------------------------------------------------------------------
 */

static void observe_case(struct calibration *c, const struct calib_case *one,
                         struct observation *o)
{
    struct observed row = {
        .record = one->record, .month = one->month, .held_out = one->held_out};

    case_load(c, one);
    case_group(c);
    take_official_group(c, one, &row);
    put_catalogue_row(c, &row);
    put_ours(c, o, &row);
    put_official(c, one, &row);
    buffer_put(&o->rows, &row, sizeof(row));
}

/* The tables of numbers have grown for the last time. */
static void point_to_numbers(struct observation *o)
{
    const struct observed_number *n =
        BUFFER_ROWS(&o->numbers, const struct observed_number);

    BUFFER_EACH (row, &o->rows, struct observed) {
        row->factors = n;
        row->steps = n + o->set.factor_count;
        n += o->set.factor_count + o->set.step_count;
    }
}

bool observe_cases(struct calibration *c, struct observation *out)
{
    *out = (struct observation){.texts = {.limit = TEXTS_MAX}};
    out->set.pack = c->pack;
    name_columns(out, c->pack);
    BUFFER_EACH (one, &c->cases, const struct calib_case)
        if (one->row != NULL && case_answered(one))
            observe_case(c, one, out);
    if (out->rows.failed || out->numbers.failed || out->names.failed ||
        out->texts.failed)
        return false;
    point_to_numbers(out);
    out->set.factors = BUFFER_ROWS(&out->names, const struct text);
    out->set.steps = out->set.factors + out->set.factor_count;
    out->set.rows = BUFFER_ROWS(&out->rows, const struct observed);
    out->set.count = BUFFER_COUNT(&out->rows, struct observed);
    return true;
}

void observation_free(struct observation *o)
{
    buffer_free(&o->rows);
    buffer_free(&o->numbers);
    buffer_free(&o->names);
    arena_free(&o->texts);
}
