/*
 * fuzz_convert.c -- any bytes through the reader, then written in another
 * dialect and read again: as many records, in that dialect, whole. Written
 * once more (without what is empty) they stay the same for good. The first
 * byte chooses the target; in which dialect the bytes are the seed says
 * (tests/fuzz/seeds.py).
 */
#include <assert.h>

#include "builtin.h"
#include "convert/write.h"
#include "load/load.h"
#include "pipeline.h"
#include "reader-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct pack *pack_of_all(void)
{
    static struct pack *pack; /* opening is not what is tested */
    const struct builtin builtin = builtin_pack();

    if (pack == NULL)
        assert(pack_open_bytes(builtin.bytes, builtin.size, "builtin", &pack,
                               NULL) == PREGROUP_OK);
    return pack;
}

/* Plans are as costly as records, and no record changes them. */
static const struct plan *plan_for(uint8_t choice)
{
    static struct plan plans[16];
    const struct pack *pack = pack_of_all();
    const uint32_t dialect = choice % pack_count(pack, SECTION_DIALECT);
    struct plan *plan = &plans[dialect];

    assert(dialect < 16);
    if (plan->pack == NULL)
        assert(plan_open(plan, pack, dialect) && plan->form != PLAN_NONE);
    return plan;
}

/* A record that was written comes back whole, in the target's dialect. */
static void check_read(const struct plan *p, const struct pipeline *way)
{
    assert(way->slice.trouble == SLICE_WHOLE);
    assert(way->slice.dialect == p->dialect);
    for (uint32_t i = 0; i < way->result.finding_count; i++)
        assert(!text_equal(way->result.findings[i].rule, TEXT("STR001")) &&
               !text_equal(way->result.findings[i].rule, TEXT("STR031")));
}

/* All records of the bytes in the target's form; how many. */
static uint64_t convert(const struct plan *p, struct text bytes, bool written,
                        struct buffer *out)
{
    struct feed feed = {.bytes = bytes};
    const struct options options = {.with_identity = true};
    struct pipeline way;
    struct losses losses;
    struct writer w = {.plan = p, .losses = &losses, .out = out};
    uint64_t records;

    assert(losses_open(&losses, p->pack));
    assert(pipeline_open(&way, p->pack, feed_source(&feed), TEXT("fuzz"),
                         &options) == PREGROUP_OK);
    write_head(&w);
    while (pipeline_next(&way)) {
        if (written)
            check_read(p, &way);
        if (way.slice.trouble < SLICE_NOTHING &&
            losses_count(&losses, p, &way.result))
            write_record(&w, &way.result.record);
    }
    write_foot(&w);
    records = w.records;
    write_close(&w);
    pipeline_close(&way);
    losses_close(&losses);
    return records;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer first = {0}, second = {0}, third = {0};
    const struct plan *plan = size != 0 ? plan_for(data[0]) : NULL;
    uint64_t records;

    if (size < 2)
        return 0;
    records = convert(plan, (struct text){(const char *)data + 1, size - 1},
                      false, &first);
    assert(!first.failed);
    if (records != 0) { /* a source without any is told so */
        assert(convert(plan, buffer_view(&first), true, &second) == records);
        assert(convert(plan, buffer_view(&second), true, &third) == records);
        assert(text_equal(buffer_view(&second), buffer_view(&third)));
    }
    buffer_free(&first);
    buffer_free(&second);
    buffer_free(&third);
    return 0;
}
