#include "input/decode.h"

#include "input/gb18030.h"
#include "input/utf8.h"

/* Characters of three bytes that make valid UTF-8 more than a coincidence. */
#define WIDE_ENOUGH 4u

static bool valid(struct text raw, size_t *wide)
{
    return utf8_faults(raw, 1, wide) == 0;
}

/* Strict UTF-8 stays; else what has fewer faults, UTF-8 if it is even. */
static uint8_t choose_from_utf8(struct text raw)
{
    size_t wide;
    const size_t faults = utf8_faults(raw, SIZE_MAX, &wide);
    return gb18030_faults(raw, faults) < faults ? ENCODING_GB18030
                                                : ENCODING_UTF8;
}

static bool mend(struct decoder *d, struct text raw, uint8_t encoding,
                 struct slice *out)
{
    if (encoding != d->mode)
        out->switched = true;
    d->mode = encoding;
    out->encoding = encoding;
    return decode_mend(raw, encoding, &d->out, out);
}

/* In GB18030 mode: valid UTF-8 with enough Chinese is UTF-8, and so is a
 * record with faults that has fewer of them as UTF-8. */
static bool mend_gb18030(struct decoder *d, struct text raw, struct slice *out)
{
    size_t wide;
    if (valid(raw, &wide) && wide >= WIDE_ENOUGH)
        return mend(d, raw, ENCODING_UTF8, out);
    if (!mend(d, raw, ENCODING_GB18030, out))
        return false;
    if (out->bad_count == 0 ||
        utf8_faults(raw, out->bad_count, &wide) >= out->bad_count)
        return true;
    return mend(d, raw, ENCODING_UTF8, out);
}

/* Hands raw out as it is, if its encoding allows that; false if not. */
static bool keep(struct decoder *d, struct text raw, struct slice *out)
{
    size_t wide;
    bool ascii;
    if (decode_clean(raw, &wide, &ascii) != raw.length)
        return false;
    if (d->mode == ENCODING_GB18030 && !ascii) {
        if (wide < WIDE_ENOUGH)
            return false;
        d->mode = ENCODING_UTF8;
        out->switched = true;
    }
    out->encoding = d->mode;
    out->bytes = raw;
    return true;
}

bool decode_slice(struct decoder *decoder, struct text raw, struct slice *out)
{
    out->bad_count = 0;
    out->switched = false;
    if (keep(decoder, raw, out))
        return true;
    switch (decoder->mode) {
    case ENCODING_GB18030:
        return mend_gb18030(decoder, raw, out);
    case ENCODING_UTF8:
        return mend(decoder, raw, choose_from_utf8(raw), out);
    default:
        return mend(decoder, raw, decoder->mode, out);
    }
}

void decode_free(struct decoder *decoder)
{
    buffer_free(&decoder->out);
}
