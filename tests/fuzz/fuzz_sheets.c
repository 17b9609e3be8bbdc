/*
 * fuzz_sheets.c -- any bytes as a table in a box: the first byte chooses HTML,
 * an XML spreadsheet or DBF. Every sheet ends, in whole rows of clean UTF-8,
 * or fails with words; however few bytes come at a time, the same bytes give
 * the same.
 */
#include <assert.h>
#include <string.h>

#include "input/decode/utf8.h"
#include "sheets/sheets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *at;
    size_t left, step;
};

static ptrdiff_t take_bytes(void *context, void *out, size_t room)
{
    struct bytes *b = context;
    size_t n = b->left < room ? b->left : room;

    n = n < b->step ? n : b->step;
    memcpy(out, b->at, n);
    b->at += n;
    b->left -= n;
    return (ptrdiff_t)n;
}

/* A sheet's text to its end, appended; false where it failed. */
static bool read_text(struct sheets *s, struct buffer *out)
{
    const size_t from = out->length;
    char piece[4096];
    ptrdiff_t n;

    while ((n = sheets_read(s, piece, sizeof piece)) > 0)
        buffer_put(out, piece, (size_t)n);
    assert(out->length == from || out->failed ||
           out->data[out->length - 1] == '\n');
    assert(n == 0 || sheets_why(s)[0] != '\0');
    return n == 0;
}

static void read_all(enum sheets_form form, struct bytes bytes,
                     struct buffer *out)
{
    struct sheets *s = sheets_open(
        form, -1, (struct source){.read = take_bytes, .context = &bytes},
        (struct sheets_listener){NULL, NULL});
    enum sheets_step step;
    size_t wide;

    assert(s != NULL);
    while ((step = sheets_next(s)) == SHEETS_SHEET) {
        buffer_text(out, sheets_name(s));
        buffer_char(out, '\n');
        if (!read_text(s, out))
            break;
    }
    assert(step != SHEETS_FAILED || sheets_why(s)[0] != '\0');
    assert(utf8_faults(buffer_view(out), 1, &wide) == 0);
    sheets_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum sheets_form forms[] = {SHEETS_HTML, SHEETS_XML,
                                             SHEETS_DBF};
    struct buffer whole = {0}, pieces = {0};
    struct bytes bytes = {data + 1, size - 1, SIZE_MAX};

    if (size == 0)
        return 0;
    read_all(forms[data[0] % 3], bytes, &whole);
    bytes.step = 7;
    read_all(forms[data[0] % 3], bytes, &pieces);
    assert(text_equal(buffer_view(&whole), buffer_view(&pieces)));
    sheets_form(data + 1, size - 1);
    buffer_free(&whole);
    buffer_free(&pieces);
    return 0;
}
