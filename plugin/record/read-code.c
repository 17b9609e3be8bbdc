#include <string.h>

#include "pack/format.h"
#include "record/read.h"

#define WHOLE_CODE 7 /* K80.100, 47.0100 */

static bool is_code_letter(char c)
{
    return is_digit(c) || is_letter(c) || c == '.';
}

/* Length of the code at the start of t: letters, digits, point; it ends where
 * a morphology (M and four digits) is glued on. */
static size_t code_span(struct text t)
{
    size_t n = 0;

    for (; n < t.length && is_code_letter(t.at[n]); n++)
        if (n >= 5 && (t.at[n] == 'M' || t.at[n] == 'm') && n + 4 < t.length &&
            is_digit(t.at[n + 1]) && is_digit(t.at[n + 4]))
            return n;
    return n;
}

/* All of `count` characters at i are digits or letters, but none of `never`:
 * letters that stand for a mistyped 0 or 1. */
static bool alnum_at(struct code c, unsigned i, unsigned count,
                     const char *never)
{
    for (unsigned k = 0; k < count; k++) {
        const char sign = code_at(c, i + k);

        if (!is_digit(sign) &&
            (!is_letter(sign) || strchr(never, sign) != NULL))
            return false;
    }
    return true;
}

/* K80, K80.1, K80.100, K80.100X002 and I10.X00: WHO subcategory, two digits
 * and an extension behind x of the national editions. */
static bool diagnosis_formed(struct code c)
{
    const unsigned n = code_length(c);

    if (!is_letter(code_at(c, 0)) || !is_digit(code_at(c, 1)) ||
        !is_digit(code_at(c, 2)) || n < 3)
        return false;
    if (n == 3)
        return true;
    if (code_at(c, 3) != '.' ||
        (!is_digit(code_at(c, 4)) && code_at(c, 4) != 'X'))
        return false;
    if (n == 5)
        return true;
    if (n == 7)
        return alnum_at(c, 5, 2, "OIL");
    return (n == 11 || n == 12) && alnum_at(c, 5, n - 5, "OIL") &&
           code_at(c, 7) == 'X';
}

/* 47.0, 47.01, 47.0100, 36.0700X004, 33.6X00, 17.912A0, 86.700X0014. */
static bool procedure_formed(struct code c)
{
    const unsigned n = code_length(c);

    return n >= 4 && n <= 12 && is_digit(code_at(c, 0)) &&
           is_digit(code_at(c, 1)) && code_at(c, 2) == '.' &&
           is_digit(code_at(c, 3)) && alnum_at(c, 4, n - 4, "OI");
}

/* M8000/0 to M99999/9. */
static bool morphology_formed(struct text t)
{
    size_t n = 1;

    if (t.length < 7 || (t.at[0] != 'M' && t.at[0] != 'm'))
        return false;
    while (n < t.length && is_digit(t.at[n]))
        n++;
    return (n == 5 || n == 6) && t.length == n + 2 && t.at[n] == '/' &&
           is_digit(t.at[n + 1]);
}

static bool formed(unsigned type, struct code c)
{
    return type == FIELD_DIAGNOSIS ? diagnosis_formed(c) : procedure_formed(c);
}

/* M98310/1 glued to a code, as the clinical edition writes 14 of its own. */
static bool read_glued(struct text rest, struct cell *cell)
{
    if (!morphology_formed(rest) || !code_key(rest, &cell->companion))
        return false;
    cell->flags |= CELL_COMPANION;
    return true;
}

/* What stands behind a diagnosis: nothing, +, *, + and the asterisk code, or a
 * morphology. False if it is something else. */
static bool read_marks(struct text rest, struct cell *cell)
{
    size_t n;

    if (rest.length == 0)
        return true;
    if (rest.at[0] != '*' && rest.at[0] != '+')
        return read_glued(rest, cell);
    cell->flags |= rest.at[0] == '*' ? CELL_ASTERISK : CELL_DAGGER;
    rest = text_behind(rest, 1);
    n = code_span(rest);
    if (n != 0 && code_key(text_head(rest, n), &cell->companion))
        cell->flags |= CELL_COMPANION;
    rest = text_behind(rest, n);
    return (n == 0 || (cell->flags & CELL_COMPANION) != 0) &&
           (rest.length == 0 ||
            (rest.length == 1 && (rest.at[0] == '*' || rest.at[0] == '+')));
}

static bool parts_codes(char c)
{
    return memchr("+-*,;/|& ", c, 9) != NULL;
}

/* Another code behind the first, with signs or blanks between: both well
 * formed, or it may be one code that is not understood. Behind an operation
 * signs alone mean nothing. */
static bool read_joined(struct text rest, unsigned type, struct cell *cell)
{
    size_t at = 0, n;

    while (at < rest.length && parts_codes(rest.at[at]))
        at++;
    if (at == 0 || !formed(type, cell->code))
        return false;
    cell->flags |= CELL_ILL_FORMED;
    rest = text_behind(rest, at);
    if (rest.length == 0)
        return type == FIELD_PROCEDURE;
    n = code_span(rest);
    if (!code_key(text_head(rest, n), &cell->companion) ||
        !formed(type, cell->companion) ||
        (n < rest.length && !parts_codes(rest.at[n])))
        return false;
    cell->flags |= CELL_COMPANION | CELL_JOINED;
    return true;
}

/* The code as it should be written, marks behind it. */
static struct text plain_code(struct arena *arena, const struct cell *cell)
{
    char *out = arena_alloc(arena, 2 * CODE_MAX + 2);
    size_t n;

    if (out == NULL)
        return cell->text;
    n = code_text(cell->code, out);
    if (cell->flags & CELL_DAGGER)
        out[n++] = '+';
    if (cell->flags & CELL_ASTERISK)
        out[n++] = '*';
    if ((cell->flags & (CELL_COMPANION | CELL_JOINED)) == CELL_COMPANION) {
        n += code_text(cell->companion, out + n);
        if (cell->flags & CELL_DAGGER)
            out[n++] = '*';
    }
    return (struct text){out, n};
}

/* Letters that had to change case, compared within the code itself. */
static bool case_changed(struct text code, struct text plain)
{
    for (size_t i = 0; i < code.length && i < plain.length; i++)
        if (code.at[i] != plain.at[i])
            return true;
    return false;
}

enum cell_state read_tcm(struct arena *arena, struct text t, struct cell *cell)
{
    char *upper = arena_alloc(arena, t.length);

    cell->plain = t;
    if (upper == NULL)
        return CELL_GIVEN;
    for (size_t i = 0; i < t.length; i++)
        upper[i] =
            t.at[i] >= 'a' && t.at[i] <= 'z' ? (char)(t.at[i] - 32) : t.at[i];
    cell->plain.at = upper;
    return CELL_GIVEN;
}

/* All of the text as one code with its marks. */
static bool read_whole(struct text t, unsigned type, struct cell *cell)
{
    const size_t n = code_span(t);
    const uint16_t flags = cell->flags;

    if (code_key(text_head(t, n), &cell->code) &&
        (n == t.length ||
         (type == FIELD_DIAGNOSIS && read_marks(text_behind(t, n), cell))))
        return true;
    cell->flags = flags;
    return false;
}

/* A blank between `head` and `rest` may go: it stands beside a point, a
 * placeholder or a mark, or what it cuts off is no code of its own, or both
 * are a code of six digits (47.01 00). */
static bool may_close(struct text head, struct text rest, unsigned type)
{
    struct code c;

    return memchr(".xX+*", head.at[head.length - 1], 5) != NULL ||
           memchr(".xX+*", rest.at[0], 5) != NULL || !code_key(head, &c) ||
           !formed(type, c) ||
           (head.length + code_span(rest) == WHOLE_CODE &&
            memchr(rest.at, '.', code_span(rest)) == NULL);
}

/* The text without its blanks; empty if one of them must stay. */
static struct text closed_up(struct arena *arena, struct text t, unsigned type)
{
    char *out = arena_alloc(arena, t.length);
    size_t n = 0;

    for (size_t i = 0; out != NULL && i < t.length; i++) {
        if (t.at[i] == ' ')
            continue;
        if (n > 0 && t.at[i - 1] == ' ' && type != FIELD_MORPHOLOGY &&
            !may_close((struct text){out, n}, text_behind(t, i), type))
            return text_head(t, 0);
        out[n++] = t.at[i];
    }
    return (struct text){out, n};
}

/* Three digits at least stand behind an operation's last x: 36.07 x2 is no
 * code, but twice one. */
static bool is_extended(unsigned type, struct code c)
{
    const unsigned n = code_length(c);

    for (unsigned i = n < 3 ? 0 : n - 3; type == FIELD_PROCEDURE && i < n; i++)
        if (i > 5 && code_at(c, i) == 'X')
            return false;
    return true;
}

/* A code in which signs and blanks were mended: only if it then is a code in
 * every detail. *t becomes the text with its signs. */
static bool read_mended(struct arena *arena, struct text *t, unsigned type,
                        struct cell *cell)
{
    struct cell trial = *cell;
    struct text whole;

    *t = read_signs(arena, *t);
    whole = closed_up(arena, *t, type);
    if (!read_whole(whole, type, &trial) || !formed(type, trial.code) ||
        !is_extended(type, trial.code))
        return false;
    *t = whole;
    *cell = trial;
    cell->flags |= CELL_SIGNS;
    return true;
}

static enum cell_state read_morphology(struct arena *arena, struct text t,
                                       struct cell *cell)
{
    if (read_has_signs(t)) {
        const struct text mended =
            closed_up(arena, read_signs(arena, t), FIELD_MORPHOLOGY);
        if (morphology_formed(mended)) {
            t = mended;
            cell->flags |= CELL_SIGNS;
        }
    }
    cell->plain = t;
    if (!morphology_formed(t))
        cell->flags |= CELL_ILL_FORMED;
    return code_key(t, &cell->code) ? CELL_GIVEN : CELL_BAD;
}

static bool read_first(struct text t, unsigned type, struct cell *cell)
{
    const size_t n = code_span(t);

    return code_key(text_head(t, n), &cell->code) &&
           read_joined(text_behind(t, n), type, cell);
}

enum cell_state read_code(struct arena *arena, struct text t, unsigned type,
                          struct cell *cell)
{
    if (type == FIELD_MORPHOLOGY || morphology_formed(t))
        return read_morphology(arena, t, cell);
    cell->plain = t;
    if (!read_whole(t, type, cell) &&
        !(read_has_signs(t) && read_mended(arena, &t, type, cell)) &&
        !read_first(t, type, cell))
        return CELL_BAD;
    if (!formed(type, cell->code))
        cell->flags |= CELL_ILL_FORMED;
    cell->plain = plain_code(arena, cell);
    if (case_changed(text_head(t, code_length(cell->code)), cell->plain))
        cell->flags |= CELL_CASE;
    return CELL_GIVEN;
}
