/*
 * decode.h -- from raw bytes of one record to clean UTF-8 with marks (slice.h).
 *
 * A decoder belongs to one reader.
 */
#ifndef INPUT_DECODE_DECODE_H
#define INPUT_DECODE_DECODE_H

#include "input/decode/slice.h"

struct decoder {
    uint8_t mode;          /* enum encoding of the last record */
    struct buffer out;     /* where a record that is not clean is written */
    uint64_t bad[BAD_MAX]; /* slice.bad */
};

/*
 * Decodes what reader_cut gave. The slices of a source must come in order, or
 * decoder->mode must be set to what the slice before left there. The trouble is
 * SLICE_NO_MEMORY if memory is short.
 */
void slice_decode(struct decoder *decoder, struct slice *slice);

/*
 * Decodes raw into out: bytes, encoding, switched, bad and bad_count;
 * out->offset must be set. Clean UTF-8 is not copied: out->bytes is then raw
 * itself, else it lives until the next call. False without memory.
 */
bool decode_slice(struct decoder *decoder, struct text raw, struct slice *out);

/*
 * 1 if raw reads better as UTF-8, -1 if better as GB18030, 0 if there is no
 * difference. The encoding with fewer undecodable places is better; but as
 * GB18030 accepts nearly anything, four Chinese characters that are valid UTF-8
 * outweigh one such place.
 */
int decode_compare(struct text raw);

void decode_free(struct decoder *decoder);

/* ---- passes over bytes (decode-check.c), pure ------------------------- */

/* What was met in a clean beginning. */
struct clean {
    size_t wide; /* characters of three bytes */
    bool ascii;  /* there is nothing else */
    bool odd;    /* is_odd_character() of one */
};

/* Length of the beginning of t that may be handed out as it is. */
size_t decode_clean(struct text t, struct clean *clean);

/* Length of the reference (`&amp;`, `&#x4E00;`) at t[at]; 0 if the ampersand
 * there is bare or names a character that XML or our marks rule out. */
size_t decode_reference(struct text t, size_t at);

/* ---- mending (decode-mend.c) ------------------------------------------ */

/* Writes raw to decoder->out as clean UTF-8, read as `encoding`; counts in
 * out. */
bool decode_mend(struct text raw, uint8_t encoding, struct decoder *decoder,
                 struct slice *out);

#endif
