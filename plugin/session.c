#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline.h"

/* An input's way through one pack. */
struct session_lane {
    struct pipeline pipeline;
    const char *at; /* bytes that were not read yet */
    size_t left;
    uint32_t taken; /* records of this input */
    bool open;      /* the pipeline is */
    bool at_end;
};

static ptrdiff_t read_memory(void *context, void *out, size_t room)
{
    struct session_lane *lane = context;
    const size_t n = lane->left < room ? lane->left : room;

    if (n == 0)
        return 0; /* lane->at may be NULL */
    memcpy(out, lane->at, n);
    lane->at += n;
    lane->left -= n;
    return (ptrdiff_t)n;
}

/* Opens a lane that is needed for the first time. */
static pregroup_status open_lane(struct session *s, uint32_t n)
{
    struct session_lane *lane = &s->lanes[n];
    pregroup_status st = PREGROUP_OK;

    if (!lane->open)
        st =
            pipeline_open(&lane->pipeline, s->packs->list[n],
                          (struct source){.read = read_memory, .context = lane},
                          TEXT("-"), s->options);
    lane->open = st == PREGROUP_OK;
    return st;
}

static pregroup_status open_newest(struct session *s,
                                   struct pregroup_error *err)
{
    if (s->lanes == NULL)
        return PREGROUP_E_NOMEM;
    for (uint32_t i = 0; i < s->packs->count; i++)
        TRY(options_suit(s->options, s->packs->list[i], err));
    return open_lane(s, s->packs->count - 1);
}

pregroup_status session_open(struct session *s, const struct packs *packs,
                             const struct options *options,
                             struct pregroup_error *err)
{
    pregroup_status st;

    *s = (struct session){packs, options,
                          calloc(packs->count, sizeof *s->lanes)};
    st = open_newest(s, err);
    if (st == PREGROUP_OK)
        return st;
    session_close(s);
    return fail(err, st, "内存不足");
}

static void begin_lane(struct session_lane *lane,
                       const struct pregroup_input *input)
{
    static const enum encoding told[] = {ENCODING_NONE, ENCODING_UTF8,
                                         ENCODING_GB18030};

    lane->at = input->data;
    lane->left = (size_t)input->length;
    lane->taken = 0;
    lane->at_end = false;
    pipeline_begin(&lane->pipeline,
                   (struct source){.read = read_memory,
                                   .context = lane,
                                   .told = told[input->encoding]},
                   text_of(input->name != NULL ? input->name : "-"));
}

/* Bytes in memory can always be read: what failed was memory. */
static pregroup_status next_record(struct session_lane *lane)
{
    const enum pipeline_step step = pipeline_next(&lane->pipeline);

    lane->taken++;
    lane->at_end = step == PIPELINE_END;
    return step == PIPELINE_UNFINISHED ? PREGROUP_E_NOMEM : PREGROUP_OK;
}

/* The record that the newest pack's lane is at, by pack n. A pack that finds
 * fewer records there has no say: *out is left as it is. */
static pregroup_status catch_up(struct session *s, uint32_t n,
                                const struct pregroup_input *input,
                                uint32_t record, struct session_lane **out)
{
    struct session_lane *lane = &s->lanes[n];

    TRY(open_lane(s, n));
    if (lane->taken == 0)
        begin_lane(lane, input);
    while (lane->taken < record && !lane->at_end)
        TRY(next_record(lane));
    if (!lane->at_end)
        *out = lane;
    return PREGROUP_OK;
}

static pregroup_status run_records(struct session *s,
                                   const struct pregroup_input *input,
                                   struct kept *kept,
                                   struct pregroup_error *err)
{
    const uint32_t newest = s->packs->count - 1;
    struct session_lane *lane, *first = &s->lanes[newest];

    for (uint32_t i = 0; i <= newest; i++)
        s->lanes[i].taken = 0;
    for (begin_lane(first, input);;) {
        uint32_t n;

        TRY(next_record(first));
        if (first->at_end)
            return kept_end(kept, s->options, err);
        lane = first;
        n = packs_of_record(s->packs, &first->pipeline.result.record);
        if (n != newest)
            TRY(catch_up(s, n, input, first->taken, &lane));
        TRY(kept_add(kept, &lane->pipeline.result, s->options, err));
    }
}

pregroup_status session_run(struct session *s,
                            const struct pregroup_input *input,
                            struct kept *kept, struct pregroup_error *err)
{
    pregroup_status st;

    kept_begin(kept, s->options);
    st = run_records(s, input, kept, err);
    return st == PREGROUP_OK ? st : fail(err, st, "内存不足");
}

void session_close(struct session *s)
{
    for (uint32_t i = 0; s->lanes != NULL && i < s->packs->count; i++)
        if (s->lanes[i].open)
            pipeline_close(&s->lanes[i].pipeline);
    free(s->lanes);
    s->lanes = NULL;
}
