#include <string.h>

#include "pack/format.h"
#include "record/read.h"

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

static enum cell_state read_morphology(struct text t, struct cell *cell)
{
    cell->plain = t;
    if (!morphology_formed(t))
        cell->flags |= CELL_ILL_FORMED;
    return code_key(t, &cell->code) ? CELL_GIVEN : CELL_BAD;
}

/* M98310/1 glued to a code, as the clinical edition writes 14 of its own. */
static void read_glued(struct text rest, struct cell *cell)
{
    if (morphology_formed(rest) && code_key(rest, &cell->companion))
        cell->flags |= CELL_COMPANION;
    else
        cell->flags |= CELL_ILL_FORMED;
}

/* What stands behind the code: nothing, +, *, + and the asterisk code, or a
 * morphology. */
static void read_marks(struct text rest, struct cell *cell)
{
    size_t n;

    if (rest.length == 0)
        return;
    if (rest.at[0] == '*')
        cell->flags |= CELL_ASTERISK;
    else if (rest.at[0] == '+')
        cell->flags |= CELL_DAGGER;
    else
        read_glued(rest, cell);
    rest.at++;
    rest.length--;
    n = code_span(rest);
    if (n == 0 || (cell->flags & (CELL_DAGGER | CELL_ASTERISK)) == 0)
        return;
    if (code_key(text_head(rest, n), &cell->companion))
        cell->flags |= CELL_COMPANION;
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
    if (cell->flags & CELL_COMPANION) {
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

enum cell_state read_code(struct arena *arena, struct text t, unsigned type,
                          struct cell *cell)
{
    const struct text code = {t.at, code_span(t)};

    if (type == FIELD_MORPHOLOGY || morphology_formed(t))
        return read_morphology(t, cell);
    cell->plain = t;
    if (!code_key(code, &cell->code))
        return CELL_BAD;
    read_marks(text_behind(t, code.length), cell);
    if (!(type == FIELD_DIAGNOSIS ? diagnosis_formed(cell->code)
                                  : procedure_formed(cell->code)))
        cell->flags |= CELL_ILL_FORMED;
    cell->plain = plain_code(arena, cell);
    if (case_changed(code, cell->plain))
        cell->flags |= CELL_CASE;
    return CELL_GIVEN;
}
