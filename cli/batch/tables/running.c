#include "batch/tables/running.h"

#include <stdlib.h>

#include "common/csv.h"

bool running_open(struct running *r, const struct batch_options *options,
                  const char *folder)
{
    *r = (struct running){.worst = calloc(1, sizeof(*r->worst))};
    across_open(&r->across, options->readmit_days, folder);
    return r->worst != NULL;
}

static bool add_case_rows(struct running *r, struct csv_reader *reader)
{
    struct text cells[CASE_COLUMNS];
    uint64_t offset;
    enum step step;

    while ((step = csv_next(reader, cells, CASE_COLUMNS, &offset)) ==
           STEP_ITEM) {
        summary_add(&r->summary, cells);
        across_add(&r->across, cells, offset);
        worst_add(r->worst, cells, offset);
    }
    return step == STEP_END;
}

bool running_read(struct running *r, int cases, uint64_t end)
{
    struct csv_reader reader;
    bool good;

    csv_open(&reader, cases, r->seen, end);
    good =
        (r->seen != 0 || csv_pass_head(&reader)) && add_case_rows(r, &reader);
    csv_close(&reader);
    r->seen = end;
    return good;
}

bool running_add(struct running *r, struct buffer *rows)
{
    struct csv_reader reader;

    csv_open_bytes(&reader, rows->data, rows->length, r->seen);
    r->seen += rows->length;
    return add_case_rows(r, &reader);
}

void running_close(struct running *r)
{
    summary_free(&r->summary);
    across_close(&r->across);
    free(r->worst);
    *r = (struct running){0};
}
