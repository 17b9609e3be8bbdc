#include "input/fields/marks.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "input/decode/slice.h"
#include "result/notes.h"

/* Lead byte of plane 16, where the marks are, and of U+E000 and above. */
#define LEAD_MARK 0xF4
#define LEAD_PRIVATE 0xEE

static bool is_mark(uint32_t c)
{
    return c >= MARK_FIRST && c <= MARK_LAST;
}

size_t marks_restore_cdata(char *at, size_t length)
{
    const struct text t = {at, length};
    size_t from = 0, to = 0;

    while (from < length) {
        const size_t start = from;
        const uint32_t c = text_next(t, &from);
        if (c == MARK_AMPERSAND || c == MARK_LESS) {
            at[to++] = c == MARK_AMPERSAND ? '&' : '<';
        } else {
            memmove(at + to, at + start, from - start);
            to += from - start;
        }
    }
    return to;
}

/* Where a mark or a character of the private use areas may begin, from `at`
 * on; t.length if nowhere. Full-width signs are neither, and stand often. */
static size_t next_odd(struct text t, size_t at)
{
    for (; (at = bytes_reach(t, at, LEAD_PRIVATE)) < t.length; at++) {
        const unsigned char b = (unsigned char)t.at[at];
        if (b == LEAD_MARK || b == LEAD_PRIVATE ||
            (b == 0xEF && at + 1 < t.length &&
             (unsigned char)t.at[at + 1] < 0xA4))
            break;
    }
    return at;
}

/* Looks through t: anything for marks_resolve to do? */
static bool has_marks(struct text t, struct mended *out)
{
    bool marks = false;

    for (size_t at = next_odd(t, 0); at < t.length; at = next_odd(t, at + 1)) {
        if ((unsigned char)t.at[at] == LEAD_MARK)
            marks = true;
        else
            out->private_use = true;
    }
    return marks;
}

/* Counts a mark and says what takes its place: 0 for nothing. */
static uint32_t replacement(uint32_t mark, struct mended *out)
{
    if (mark == MARK_AMPERSAND || mark == MARK_LESS) {
        if (out->bare++ == 0)
            out->symbol = mark == MARK_AMPERSAND ? '&' : '<';
        return mark == MARK_AMPERSAND ? '&' : '<';
    }
    if (mark >= MARK_BAD) {
        if (out->bad++ == 0)
            out->first_bad =
                mark - MARK_BAD < BAD_MAX ? mark - MARK_BAD : BAD_MAX - 1;
        return 0xFFFD;
    }
    if (out->controls++ == 0)
        out->control = (unsigned char)(mark - MARK_CONTROL);
    return 0;
}

bool marks_possible(struct text t)
{
    return next_odd(t, 0) < t.length;
}

struct text marks_resolve(struct arena *arena, struct text t,
                          struct mended *out)
{
    char *copy;
    size_t at = 0, length = 0;

    *out = (struct mended){0};
    if (!marks_possible(t))
        return t;
    out->any = true;
    if (!has_marks(t, out) || (copy = arena_alloc(arena, t.length)) == NULL)
        return t;
    while (at < t.length) {
        uint32_t c = text_next(t, &at);
        if (is_mark(c) && (c = replacement(c, out)) == 0)
            continue;
        length += text_put(c, copy + length);
    }
    return (struct text){copy, length};
}

void marks_note(struct result *r, const struct mended *m, const uint64_t *bad,
                uint16_t field, uint32_t row, const struct cell *cell)
{
    if (m->bad != 0)
        note_at(
            note_add(r, NOTE_UNDECODABLE,
                     WORDS(note_format(r, "%u", m->bad),
                           note_format(r, "%" PRIu64, bad[m->first_bad] + 1))),
            field, row, cell);
    if (m->controls != 0)
        note_at(note_add(r, NOTE_CONTROL,
                         WORDS(note_format(r, "%u", m->controls),
                               note_format(r, "%02X", m->control))),
                field, row, cell);
    if (m->bare != 0)
        note_at(note_add(r, NOTE_BARE,
                         WORDS(note_format(r, "%u", m->bare),
                               note_format(r, "%c", m->symbol))),
                field, row, cell);
    if (m->private_use)
        note_at(note_add(r, NOTE_PRIVATE, NULL), field, row, cell);
}
