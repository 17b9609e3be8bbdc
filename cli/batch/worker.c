#include "batch/worker.h"

#include <stdlib.h>

#include "batch/common/gzip.h"
#include "common/csv.h"
#include "pack/own-checks.h"

bool worker_open(struct worker *w, const struct batch_options *options,
                 const struct packs *packs)
{
    bool good;

    *w = (struct worker){.options = options, .packs = packs};
    w->pipelines = calloc(packs->count, sizeof(*w->pipelines));
    w->settings = calloc(packs->count, sizeof(*w->settings));
    good = w->pipelines != NULL && w->settings != NULL;
    for (uint32_t i = 0; good && i < packs->count; i++) {
        rows_open(&w->settings[i], packs->list[i]);
        w->settings[i].upload_days = options->upload_days;
        w->settings[i].with_identity = options->asked.with_identity;
        good =
            pipeline_open(&w->pipelines[i], packs->list[i], (struct source){0},
                          TEXT(""), &options->asked) == PREGROUP_OK;
    }
    return good;
}

void worker_close(struct worker *w)
{
    for (uint32_t i = 0; w->pipelines != NULL && i < w->packs->count; i++)
        if (w->pipelines[i].pack != NULL)
            pipeline_close(&w->pipelines[i]);
    free(w->pipelines);
    free(w->settings);
}

/* ---- the pack of the day ------------------------------------------------- */

/* Walks a slice by the newest pack, and again by that of its day if it is
 * another; which one's result counts. */
static uint32_t walk_by_day(struct worker *w, struct slice *slice,
                            struct text name)
{
    const uint32_t newest = w->packs->count - 1;
    struct pipeline *p = &w->pipelines[newest];
    const uint8_t mode = p->decoder.mode;
    uint32_t day, dialect;

    pipeline_take(p, slice, name);
    if (!w->packs->by_day || slice->trouble != SLICE_WHOLE)
        return newest;
    day = packs_of_record(w->packs, &p->result.record);
    dialect = packs_dialect(w->packs->list[day],
                            packs_dialect_name(p->pack, slice->dialect));
    if (day == newest || dialect == PACK_NONE)
        return newest;
    slice->dialect = (uint8_t)dialect;
    w->pipelines[day].decoder.mode = mode;
    pipeline_take(&w->pipelines[day], slice, name);
    return day;
}

/* ---- rows ---------------------------------------------------------------- */

static void put_record_rows(struct worker *w, struct result *r, struct block *b)
{
    const unsigned columns =
        case_columns_shown(w->options->asked.with_identity);
    /* Told of the batch (sums/across.h). */
    const struct text masked = text_of(own_check(NOTE_MASKED).id);

    csv_row(&b->cases, case_columns, columns, w->cells);
    for (uint32_t i = 0; i < r->finding_count; i++) {
        if (text_equal(r->findings[i].rule, masked))
            continue;
        rows_finding(w->cells, r, &r->findings[i], w->finding);
        csv_row(&b->findings, finding_columns, FINDING_COLUMNS, w->finding);
    }
    report_json(r, 0, &b->json);
    b->records++;
    b->errors += !text_equal(w->cells[CASES_ERRORS], TEXT("0"));
}

static void run_piece(struct worker *w, struct block *b, size_t piece)
{
    struct text name;
    struct slice slice = block_slice(b, piece, &name);
    const uint32_t which = walk_by_day(w, &slice, name);
    struct result *r = &w->pipelines[which].result;
    const struct text department =
        rows_department(&w->settings[which], r, &name);

    if (slice.trouble < SLICE_NOTHING &&
        !filter_department(&w->options->asked.filter, department, name)) {
        b->left_out++;
        return;
    }
    rows_case(&w->settings[which], r, w->cells);
    put_record_rows(w, r, b);
}

void worker_run(struct worker *w, struct block *b)
{
    struct pipeline *newest = &w->pipelines[w->packs->count - 1];

    buffer_reset(&b->json);
    buffer_reset(&b->cases);
    buffer_reset(&b->findings);
    b->records = b->errors = b->left_out = 0;
    newest->decoder.mode = b->mode;
    for (size_t i = 0; i < b->count; i++)
        run_piece(w, b, i);
    b->mode_out = newest->decoder.mode;
    if (w->options->gzip)
        gzip_member(&b->json);
}
