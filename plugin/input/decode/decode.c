#include "input/decode/decode.h"

#include "base/gb18030.h"
#include "input/decode/utf8.h"

/* Characters of three bytes that make UTF-8 more than a coincidence: in all,
 * and for each fault. */
#define WIDE_ENOUGH 4u

int decode_compare(struct text raw)
{
    size_t wide;
    const size_t faults = utf8_faults(raw, SIZE_MAX, &wide);
    if (faults == 0 || wide / WIDE_ENOUGH >= faults)
        return 1;
    const size_t others = gb18030_faults(raw, faults + 1);
    return ORDER(others, faults);
}

static bool mend(struct decoder *d, struct text raw, uint8_t encoding,
                 struct slice *out)
{
    if (encoding != d->mode)
        out->switched = true;
    d->mode = encoding;
    out->encoding = encoding;
    return decode_mend(raw, encoding, d, out);
}

/* In GB18030 mode: UTF-8 with enough Chinese is UTF-8, and so is a record
 * with faults that has fewer of them as UTF-8. */
static bool mend_gb18030(struct decoder *d, struct text raw, struct slice *out)
{
    size_t wide;
    const size_t faults = utf8_faults(raw, 1, &wide);
    if (wide >= WIDE_ENOUGH && (faults == 0 || decode_compare(raw) > 0))
        return mend(d, raw, ENCODING_UTF8, out);
    if (!mend(d, raw, ENCODING_GB18030, out))
        return false;
    if (out->bad_count == 0 || decode_compare(raw) <= 0)
        return true;
    return mend(d, raw, ENCODING_UTF8, out);
}

/* Hands raw out as it is, if its encoding allows that; false if not. */
static bool keep_decoded(struct decoder *d, struct text raw, struct slice *out)
{
    struct clean clean;
    if (decode_clean(raw, &clean) != raw.length)
        return false;
    if (d->mode == ENCODING_GB18030 && !clean.ascii) {
        if (clean.wide < WIDE_ENOUGH)
            return false;
        d->mode = ENCODING_UTF8;
        out->switched = true;
    }
    out->odd = clean.odd;
    out->encoding = d->mode;
    out->bytes = raw;
    return true;
}

bool decode_slice(struct decoder *decoder, struct text raw, struct slice *out)
{
    out->bad_count = 0;
    out->bad = decoder->bad;
    out->switched = false;
    if (keep_decoded(decoder, raw, out))
        return true;
    switch (decoder->mode) {
    case ENCODING_GB18030:
        return mend_gb18030(decoder, raw, out);
    case ENCODING_UTF8:
        return mend(decoder, raw,
                    decode_compare(raw) < 0 ? ENCODING_GB18030 : ENCODING_UTF8,
                    out);
    default:
        return mend(decoder, raw, decoder->mode, out);
    }
}

/* t without a character that its end cuts. */
static struct text whole(uint8_t encoding, struct text t)
{
    t.length = encoding == ENCODING_GB18030 ? gb18030_whole(t) : utf8_whole(t);
    return t;
}

void slice_decode(struct decoder *d, struct slice *slice)
{
    const struct text raw = slice->bytes;
    if (slice->first)
        d->mode = slice->encoding;
    slice->encoding = d->mode;
    if (!decode_slice(
            d, slice->trouble == SLICE_TOO_LONG ? whole(d->mode, raw) : raw,
            slice)) {
        slice->bytes = (struct text){"", 0};
        slice->trouble = SLICE_NO_MEMORY;
    }
    if (slice->first)
        slice->switched = false; /* there is no record before it */
}

void decode_free(struct decoder *decoder)
{
    buffer_free(&decoder->out);
}

const char *encoding_name(enum encoding e)
{
    switch (e) {
    case ENCODING_UTF8:
        return "utf-8";
    case ENCODING_GB18030:
        return "gb18030";
    case ENCODING_UTF16LE:
        return "utf-16le";
    case ENCODING_UTF16BE:
        return "utf-16be";
    default:
        return "";
    }
}
