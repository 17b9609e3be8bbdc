#include "input/decode/decode.h"

#include <string.h>

#include "base/bytes.h"
#include "base/gb18030.h"
#include "input/decode/utf8.h"

/* Room asked for at a time. */
#define STEP 16384u

struct mend {
    struct text raw;
    size_t at;
    size_t verbatim; /* up to here a comment or CDATA: & and < are text */
    size_t section;  /* the next `<!` or `<?` that is not in one */
    size_t declared; /* the next `<!` behind the last section */
    size_t counted;  /* of raw, for offsets in UTF-16 */
    uint64_t offset; /* of raw[counted] in the source */
    uint8_t encoding;
    struct buffer *to;
    uint64_t *bad;
    struct slice *slice;
};

/* Room for `length` bytes at the end of m->to; false without memory. */
static bool make_mend_room(struct mend *m, size_t length)
{
    return m->to->capacity - m->to->length > length ||
           buffer_reserve(m->to, length + STEP) != NULL;
}

static void put_mended(struct mend *m, const void *bytes, size_t length)
{
    if (!make_mend_room(m, length))
        return;
    memcpy(m->to->data + m->to->length, bytes, length);
    m->to->length += length;
}

static void put_character(struct mend *m, uint32_t c)
{
    if (c >= 0xE000 && is_odd_character(c))
        m->slice->odd = true;
    if (make_mend_room(m, 4))
        m->to->length += text_put(c, m->to->data + m->to->length);
}

/* Where raw[m->at] stands in the source. */
static uint64_t mended_offset(struct mend *m)
{
    const struct text between = {m->raw.at + m->counted, m->at - m->counted};
    m->offset +=
        m->encoding == ENCODING_UTF16LE || m->encoding == ENCODING_UTF16BE
            ? 2 * utf8_units(between)
            : between.length;
    m->counted = m->at;
    return m->offset;
}

static void put_bad(struct mend *m)
{
    struct slice *s = m->slice;
    const uint32_t index = s->bad_count < BAD_MAX ? s->bad_count : BAD_MAX - 1;
    if (s->bad_count < BAD_MAX)
        m->bad[index] = mended_offset(m);
    s->bad_count++;
    put_character(m, MARK_BAD + index);
}

static void mend_high(struct mend *m)
{
    unsigned length;
    const uint32_t c = m->encoding == ENCODING_GB18030
                           ? gb18030_next(m->raw, m->at, &length)
                           : utf8_next(m->raw, m->at, &length);
    if (c < 0xFEFF) /* nearly all */
        put_character(m, c);
    else if (c > 0x10FFFF || c == 0xFFFE || c == 0xFFFF ||
             (c >= MARK_FIRST && c <= MARK_LAST))
        put_bad(m);
    else if (c != 0xFEFF)
        put_character(m, c);
    m->at += length;
}

/* The end of a comment, CDATA or instruction at raw[at]; `at` if none. */
static size_t verbatim_end(struct text raw, size_t at)
{
    const struct text rest = {raw.at + at, raw.length - at};
    if (text_starts(rest, TEXT("<!--")))
        return bytes_find(raw, at + 4, TEXT("-->"));
    if (text_starts(rest, TEXT("<![CDATA[")))
        return bytes_find(raw, at + 9, TEXT("]]>"));
    if (text_starts(rest, TEXT("<?")))
        return bytes_find(raw, at + 2, TEXT("?>"));
    return at;
}

/* A byte that bytes_odd stopped at, below 0x80. */
static void mend_sign(struct mend *m)
{
    const unsigned char c = (unsigned char)m->raw.at[m->at];
    if (c != '&' && c != '<') {
        put_character(m, MARK_CONTROL + c);
    } else if (m->at < m->verbatim) {
        put_mended(m, &c, 1);
    } else if (c == '&' && decode_reference(m->raw, m->at) == 0) {
        put_character(m, MARK_AMPERSAND);
    } else if (c == '<') {
        put_character(m, MARK_LESS);
    } else {
        put_mended(m, &c, 1);
    }
    m->at++;
}

/* The first `<!` or `<?` from `at` on. An instruction is looked for only as
 * far as the next `<!`, and that one only once: a hostile record has a million
 * of either. */
static void note_section(struct mend *m, size_t at)
{
    if (at == 0 || m->declared < at)
        m->declared = bytes_find(m->raw, at, TEXT("<!"));
    const struct text before = {m->raw.at, m->declared};
    const size_t instruction = bytes_find(before, at, TEXT("<?"));

    m->section = instruction < before.length ? instruction : before.length;
}

/* Copies plain bytes, noting the last comment or CDATA among them. */
static void copy_plain(struct mend *m)
{
    const size_t end = bytes_odd(m->raw, m->at);
    while (m->section < end) {
        m->verbatim = verbatim_end(m->raw, m->section);
        note_section(m,
                     m->verbatim > m->section ? m->verbatim : m->section + 1);
    }
    put_mended(m, m->raw.at + m->at, end - m->at);
    m->at = end;
}

bool decode_mend(struct text raw, uint8_t encoding, struct decoder *decoder,
                 struct slice *out)
{
    struct buffer *to = &decoder->out;
    const bool markup = !out->json && out->heading.length == 0;
    struct mend m = {.raw = raw,
                     .verbatim = markup ? 0 : raw.length,
                     .section = SIZE_MAX,
                     .encoding = encoding,
                     .offset = out->offset,
                     .to = to,
                     .bad = decoder->bad,
                     .slice = out};
    out->bad_count = 0;
    out->odd = false;
    buffer_reset(to);
    if (markup)
        note_section(&m, 0);
    while (m.at < raw.length && !to->failed) {
        copy_plain(&m);
        while (m.at < raw.length && (unsigned char)raw.at[m.at] >= 0x80)
            mend_high(&m);
        if (m.at < raw.length && bytes_odd(raw, m.at) == m.at)
            mend_sign(&m);
    }
    put_mended(&m, "", 1);
    if (to->failed)
        return false;
    to->length--;
    out->bytes = buffer_view(to);
    return true;
}
