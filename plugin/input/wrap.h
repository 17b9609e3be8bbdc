/*
 * wrap.h -- messages that stand as text in another message: in a CDATA section
 * or an escaped text of an envelope, in a string of JSON.
 *
 * The text is taken out of the window it stands in as it is read, so that it is
 * a source like any other and is never in memory whole. Lines of the file stay
 * countable: a new line that is written as an escape becomes a blank behind a
 * tag and a carriage return elsewhere, which both kinds of messages take for
 * white space.
 */
#ifndef INPUT_WRAP_H
#define INPUT_WRAP_H

#include "input/decode/window.h"

/* What ends the text. */
enum wrap_end { WRAP_TEXT, WRAP_CDATA, WRAP_STRING };

struct wrap {
    struct window *outer; /* its first byte is the text's next */
    uint8_t end;          /* enum wrap_end */
    bool entities;        /* `&lt;` stands for `<` */
    bool gb18030;         /* of the strings of JSON: `\` may end a character */
    bool base64;
    bool ended;
    uint8_t bits; /* of base64 that make no byte so far: how many, and they */
    uint32_t sextets;
    char last;    /* written last, blanks apart */
    char rest[4]; /* written, but not read for want of room */
    size_t kept;  /* of them */
};

/*
 * Whether a message begins at t[0], outside of records, as text of the markup,
 * or `encoded` in base64: *skip is the number of bytes before it, and *wrap is
 * ready but for `outer`.
 */
bool wrap_in_markup(struct text t, bool encoded, struct wrap *wrap,
                    size_t *skip);

/* Bytes that wrap_in_markup looks at. */
#define WRAP_HEAD 280u

/* The same behind the quote of a string of JSON. */
bool wrap_in_string(struct text t, bool gb18030, bool encoded,
                    struct wrap *wrap);

/*
 * Writes what the text `in` stands for to `out`, at most `room` bytes; `all`:
 * nothing comes behind it. Returns the number of bytes written and tells those
 * used, 0 if `in` must be longer first.
 */
size_t wrap_unfold(struct wrap *wrap, struct text in, bool all, char *out,
                   size_t room, size_t *used);

/* The text as a source: context is a struct wrap. */
ptrdiff_t wrap_read(void *context, void *out, size_t room);

#endif
