/*
 * fuzz_wrapped.c -- pages and messages as text of another message.
 *
 * The first two bytes choose how the rest is wrapped and how many bytes the
 * source gives at once. Besides what sanitizers see: the slices are the same
 * for any size of piece, and a page of plain markup gives those that it gives
 * by itself.
 */
#include <assert.h>

#include "reader-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { AS_IS, IN_CDATA, ESCAPED, IN_STRING, IN_BASE64, WRAPS };

static void put_escaped(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        switch (t.at[i]) {
        case '<':
            buffer_string(out, "&lt;");
            break;
        case '&':
            buffer_string(out, "&amp;");
            break;
        default:
            buffer_char(out, t.at[i]);
        }
}

static void put_string(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] == '"' || t.at[i] == '\\')
            buffer_char(out, '\\');
        buffer_char(out, t.at[i]);
    }
}

static void put_base64(struct buffer *out, struct text t)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                "qrstuvwxyz0123456789+/";
    uint32_t value = 0, bits = 0;

    for (size_t i = 0; i < t.length; i++) {
        value = value << 8 | (unsigned char)t.at[i];
        for (bits += 8; bits >= 6; bits -= 6)
            buffer_char(out, signs[value >> (bits - 6) & 63]);
    }
    if (bits > 0)
        buffer_char(out, signs[value << (6 - bits) & 63]);
}

static void wrap_it(struct buffer *out, unsigned way, struct text t)
{
    static const char *const heads[WRAPS] = {"", "<E><X><![CDATA[", "<E><X>",
                                             "{\"a\":[\"", "<E><XB>"};
    static const char *const tails[WRAPS] = {"", "]]></X></E>", "</X></E>",
                                             "\"]}", "</XB></E>"};
    static void (*const puts[WRAPS])(struct buffer *, struct text) = {
        buffer_text, buffer_text, put_escaped, put_string, put_base64};

    buffer_string(out, heads[way]);
    puts[way](out, t);
    buffer_string(out, tails[way]);
}

/* All slices as text; of other bytes also where they were found. */
static void read_all(struct buffer *out, struct text bytes, size_t step,
                     bool places)
{
    static struct slice slice;
    struct feed feed = {.bytes = bytes, .step = step};
    struct kit kit;
    struct reader *r;
    uint64_t last = 0;

    kit_open(&kit);
    kit.dialects[1].encoded = (struct pack_text){5, 2}; /* XB */
    r = reader_open(&kit.pack, feed_source(&feed), 0);
    while (reader_next(r, &slice)) {
        assert(slice.offset >= last && slice.offset <= bytes.length);
        last = slice.offset;
        if (places) {
            kit_slice(out, &slice);
        } else if (slice.trouble != SLICE_NOTHING) {
            buffer_integer(out, slice.trouble);
            buffer_text(out, slice.bytes);
        }
        buffer_char(out, '\n');
    }
    reader_close(r);
}

/* Markup that no wrapping changes and that wraps nothing itself. */
static bool is_plain(struct text t)
{
    if (t.length < 2 || t.at[0] != '<' || !is_letter((char)(t.at[1] & ~32)))
        return false;
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] < ' ' || t.at[i] == 0x7F ||
            memchr("&{[]!?", t.at[i], 6) != NULL)
            return false;
    return true;
}

static void assert_same(const struct buffer *a, const struct buffer *b)
{
    assert(a->length == b->length);
    assert(a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer bytes = {0}, whole = {0}, pieces = {0};
    struct text t = {(const char *)data + 2, size - 2};

    if (size < 2)
        return 0;
    wrap_it(&bytes, data[0] % WRAPS, t);
    read_all(&whole, buffer_view(&bytes), 0, true);
    read_all(&pieces, buffer_view(&bytes), data[1] + 1u, true);
    assert_same(&whole, &pieces);
    if (is_plain(t)) {
        buffer_reset(&whole);
        buffer_reset(&pieces);
        read_all(&whole, t, 0, false);
        read_all(&pieces, buffer_view(&bytes), 0, false);
        assert_same(&whole, &pieces);
    }
    buffer_free(&bytes);
    buffer_free(&whole);
    buffer_free(&pieces);
    return 0;
}
