/*
 * fuzz_reader.c -- any bytes through the reader.
 *
 * The first three bytes choose the host's word, the largest record and how
 * many bytes the source gives at once. Besides what sanitizers see: slices
 * must be clean UTF-8 inside their source, one after the other, and the same
 * for any size of piece.
 */
#include <assert.h>

#include "input/decode/utf8.h"

#include "reader-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_character(const struct slice *s, uint32_t c)
{
    assert(c != UTF8_BAD && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF);
    assert(c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
    assert(c != 0x7F);
    if (c >= MARK_BAD && c <= MARK_LAST) {
        assert(c - MARK_BAD < BAD_MAX && c - MARK_BAD < s->bad_count);
        assert(s->bad[c - MARK_BAD] >= s->offset || s->first);
    }
}

static void check_slice(const struct slice *s)
{
    for (size_t at = 0; at < s->bytes.length;) {
        unsigned length;
        check_character(s, utf8_next(s->bytes, at, &length));
        at += length;
    }
}

/* Reads it all; a sum over what was told. */
static uint64_t read_all(struct text bytes, size_t step, uint8_t told,
                         size_t max_record)
{
    static struct slice slice;
    struct feed feed = {.bytes = bytes, .step = step};
    struct kit kit;
    struct source source = feed_source(&feed);
    uint64_t sum = 0, last = 0;
    source.told = told;
    struct reader *r = reader_open(kit_open(&kit), source, max_record);
    for (uint32_t index = 1; reader_next(r, &slice); index++) {
        assert(slice.index == index && slice.first == (index == 1));
        assert(slice.offset >= last && slice.offset <= bytes.length);
        last = slice.offset;
        check_slice(&slice);
        sum = sum * 31 + slice.trouble + slice.offset * 7 +
              text_hash(slice.bytes, slice.line) + slice.bad_count +
              slice.encoding + slice.skipped;
    }
    reader_close(r);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const uint8_t told = data[0] % 3;
    const size_t max_record = data[1] < 128 ? 0 : data[1];
    const struct text bytes = {(const char *)data + 3, size - 3};
    const uint64_t whole = read_all(bytes, 0, told, max_record);
    assert(whole == read_all(bytes, data[2] + 1u, told, max_record));
    return 0;
}
