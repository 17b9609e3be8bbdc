/* weight_sum(): the weights of a table's codes among the other diagnoses. */
#include "expr/machine.h"

#include "base/limits.h"
#include "pack/find.h"

/* Only a code that is the row's to the last letter has the weight: codes that
 * merely begin alike are many and weigh nothing (dip-3.0.md 1.3). */
static const struct pack_weight *weight_at(const struct machine *m,
                                           struct pack_range rows, uint32_t row)
{
    const struct cell *cell =
        record_given(m->record, m->pack->known.dx_code, row);
    const struct pack_weight *w;
    uint32_t at;

    if (cell == NULL)
        return NULL;
    at = pack_find_from(m->pack, SECTION_WEIGHT, rows, cell->code);
    w = PACK_ROW(m->pack, SECTION_WEIGHT, pack_weight, at);
    return at < rows.first + rows.count && code_equal(w->code, cell->code)
               ? w
               : NULL;
}

/* In millionths. */
static int128 weight_sum(const struct machine *m, uint32_t table)
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
    value_set_number(m->top++, weight_sum(m, i->c) * (DECIMAL_ONE / 1000000));
}
