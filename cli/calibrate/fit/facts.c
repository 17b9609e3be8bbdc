#include <math.h>

#include "calibrate/fit/fit.h"

void *fit_alloc(struct fit *fit, size_t bytes)
{
    void *room = arena_alloc(&fit->out->texts, bytes + 1);

    fit->failed |= room == NULL;
    return room;
}

/* Tables drop zeros at the end, so that a shorter number is as exact as most
 * others of its column are. */
static unsigned usual_places(const struct observed_set *set,
                             enum observed_money which)
{
    uint32_t seen[DECIMAL_PLACES + 1] = {0};
    unsigned most = 0;

    for (uint32_t i = 0; i < set->count; i++) {
        const struct observed_number *n = &set->rows[i].official[which];

        if (n->given && n->places <= DECIMAL_PLACES)
            seen[n->places]++;
    }
    for (unsigned i = 1; i <= DECIMAL_PLACES; i++)
        if (seen[i] >= seen[most])
            most = i;
    return most;
}

static bool read_official(const struct fit *fit, const struct observed *row,
                          enum observed_money which, struct span *out)
{
    const struct observed_number *n = &row->official[which];
    const unsigned usual = fit->usual[which];

    if (!n->given)
        return false;
    *out = span_rounded(n->n, n->places > usual ? n->places : usual);
    /* What was rounded before lies a little off. */
    if (fit->by_money && which == OBSERVED_STANDARD)
        *out = (struct span){out->low - (out->high - out->low) / 20,
                             out->high + (out->high - out->low) / 20};
    return true;
}

/* The score that the platform says, else the catalogue's. */
static double score_of(const struct observed *row)
{
    const struct observed_number *told = &row->official[OBSERVED_SCORE];

    if (told->given && told->n > 0)
        return span_number(told->n);
    return row->score.given ? span_number(row->score.n) : 0;
}

static void read_money(const struct fit *fit, struct fact *f)
{
    const struct observed *row = f->row;

    if (read_official(fit, row, OBSERVED_STANDARD, &f->standard))
        f->given |= FACT_STANDARD;
    if (read_official(fit, row, OBSERVED_FUND, &f->fund))
        f->given |= FACT_FUND;
    if (read_official(fit, row, OBSERVED_POINT_VALUE, &f->value) &&
        f->value.low > 0)
        f->given |= FACT_VALUE;
    if (!fit->by_money && read_official(fit, row, OBSERVED_POINTS, &f->points))
        f->given |= FACT_POINTS;
    if (fit->by_money && (f->given & FACT_STANDARD)) {
        f->points = f->standard;
        f->given |= FACT_POINTS;
    }
}

/* Standard over points, where the point value is not told or told otherwise. */
static void narrow_value(const struct fit *fit, struct fact *f)
{
    struct span quotient;

    if (fit->by_money || !(f->given & FACT_STANDARD) ||
        !(f->given & FACT_POINTS) || f->points.low <= 0)
        return;
    quotient = span_divide(f->standard, f->points);
    if (!(f->given & FACT_VALUE)) {
        f->value = quotient;
    } else {
        f->value.low = fmax(f->value.low, quotient.low);
        f->value.high = fmin(f->value.high, quotient.high);
    }
    f->given |= FACT_VALUE;
}

/* Two hashes: what only one of them takes for the same is apart. */
static uint64_t hash_word(uint64_t key, struct text word)
{
    return (uint64_t)text_hash(word, (uint32_t)(key >> 32)) << 32 |
           text_hash(word, (uint32_t)key ^ 0x9e3779b9u);
}

static void read_keys(struct fact *f)
{
    const struct observed *row = f->row;
    const struct text month = {(const char *)&row->month, sizeof row->month};

    f->key[KEY_KIND] = hash_word(KEY_KIND, row->kind);
    f->key[KEY_INSURANCE] = hash_word(KEY_INSURANCE, row->insurance);
    f->key[KEY_CLASS] = hash_word(KEY_CLASS, f->class);
    f->key[KEY_MONTH] = hash_word(KEY_MONTH, month);
    f->key[KEY_INSURED_MONTH] = hash_word(f->key[KEY_INSURANCE], month);
    f->key[KEY_KIND_CLASS] = hash_word(f->key[KEY_KIND], f->class);
    f->key[KEY_GROUP] = hash_word(KEY_GROUP, row->group);
}

double fact_column(const struct fit *fit, const struct observed *row,
                   uint32_t column)
{
    const struct observed_number *n =
        column < fit->set->factor_count
            ? &row->factors[column]
            : &row->steps[column - fit->set->factor_count];

    return n->given ? span_number(n->n) : 1;
}

bool fact_of(const struct fit *fit, const struct observed *row,
             struct fact *out)
{
    const struct observed_number *paid = row->patient_paid.given
                                             ? &row->patient_paid
                                             : &row->official[OBSERVED_PATIENT];
    const struct observed_number *cost =
        row->cost.given ? &row->cost : &row->official[OBSERVED_COST];

    *out = (struct fact){.row = row, .columns = 1};
    out->score = score_of(row);
    if (row->row == PACK_NONE || out->score <= 0)
        return false;
    if (cost->given && cost->n > 0) {
        out->cost = span_number(cost->n);
        if (row->mean_cost.given && row->mean_cost.n > 0) {
            out->mean = span_number(row->mean_cost.n);
            out->x = out->cost / out->mean;
            out->given |= FACT_MEAN;
        }
    }
    if (paid->given) {
        out->paid = span_number(paid->n);
        out->given |= FACT_PAID;
    }
    read_money(fit, out);
    narrow_value(fit, out);
    out->class = text_of(op_class_name(
        PACK_ROW(fit->set->pack, SECTION_GROUP, pack_group, row->row)->class));
    read_keys(out);
    for (uint32_t i = 0; i < fit->column_count; i++)
        out->columns *= fact_column(fit, row, fit->columns[i]);
    return true;
}

/* Without points nearly everywhere, standards are explained directly. */
static bool lacks_points(const struct observed_set *set)
{
    uint32_t points = 0, standards = 0;

    for (uint32_t i = 0; i < set->count; i++) {
        points += set->rows[i].official[OBSERVED_POINTS].given;
        standards += set->rows[i].official[OBSERVED_STANDARD].given;
    }
    return points * 2 < standards;
}

void fit_facts(struct fit *fit)
{
    const struct observed_set *set = fit->set;

    for (unsigned i = 0; i < OBSERVED_MONEY; i++)
        fit->usual[i] = usual_places(set, (enum observed_money)i);
    fit->by_money = lacks_points(set);
    fit->facts = fit_alloc(fit, set->count * sizeof *fit->facts);
    for (uint32_t i = 0; i < set->count && !fit->failed; i++)
        if (!set->rows[i].held_out &&
            fact_of(fit, &set->rows[i], &fit->facts[fit->count]))
            fit->count++;
}
