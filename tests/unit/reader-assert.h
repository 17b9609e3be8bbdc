/*
 * reader-assert.h -- what slices a source must give.
 */
#ifndef READER_ASSERT_H
#define READER_ASSERT_H

#include "unit.h"

#include "reader-kit.h"

/* Slices of the bytes are `expected`, however few the source gives at once. */
static inline void assert_read(struct text bytes, uint8_t told,
                               size_t max_record, const char *expected)
{
    static const size_t steps[] = {0, 1, 3, 1000};
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct feed feed = {.bytes = bytes, .step = steps[i]};
        struct buffer out = {0};
        kit_read(&out, &feed, told, max_record);
        assert_text(buffer_view(&out), expected);
        buffer_free(&out);
    }
}

static inline void assert_slices(struct text bytes, const char *expected)
{
    assert_read(bytes, ENCODING_NONE, 0, expected);
}

#endif
