/* weight_sum(): the weights of a table's codes among the other diagnoses. */
#include "expr/machine.h"

#include "base/limits.h"

static const struct pack_weight *
weight_of(const struct pack *p, struct pack_range rows, struct code code)
{
    uint32_t low = rows.first, high = rows.first + rows.count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct pack_weight *w =
            PACK_ROW(p, SECTION_WEIGHT, pack_weight, middle);
        const int order = code_compare(w->code, code);

        if (order == 0)
            return w;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Only a code that is the row's to the last letter has the weight: codes that
 * merely begin alike are many and weigh nothing (dip-3.0.md 1.3). */
static const struct pack_weight *weight_at(const struct machine *m,
                                           struct pack_range rows, uint32_t row)
{
    const uint16_t field = m->pack->known.dx_code;
    const struct cell *cell = record_item(m->record, LIST_DIAGNOSES, row,
                                          pack_field(m->pack, field)->column);

    if (cell == NULL || cell->state != CELL_GIVEN)
        return NULL;
    return weight_of(m->pack, rows, cell->code);
}

/* In millionths. */
static int128 sum_of(const struct machine *m, uint32_t table)
{
    const struct pack_range rows =
        PACK_ROW(m->pack, SECTION_WEIGHTS, pack_weights, table)->rows;
    int64_t heaviest[COMPONENTS_MAX] = {0};
    int128 sum = 0;

    if (m->record == NULL || m->pack->known.dx_code == PACK_NO_FIELD)
        return 0;
    for (uint64_t left = machine_rows(m, LIST_DIAGNOSES) & ~(uint64_t)1;
         left != 0; left &= left - 1) {
        const struct pack_weight *w =
            weight_at(m, rows, (uint32_t)__builtin_ctzll(left) + 1);

        if (w != NULL && w->weight > heaviest[w->component])
            heaviest[w->component] = w->weight;
    }
    for (unsigned i = 0; i < COMPONENTS_MAX; i++)
        sum += heaviest[i];
    return sum;
}

void run_weight_sum(struct machine *m, const struct pack_instr *i)
{
    value_set_number(m->top++, sum_of(m, i->c) * (DECIMAL_ONE / 1000000));
}
