#include "show/formula.h"

#include "record/identity.h"

/* ---- what a name stands for ---------------------------------------------- */

static const struct step_value *among(const struct step_value *list,
                                      uint32_t count, struct text name)
{
    for (uint32_t i = 0; list != NULL && i < count; i++)
        if (text_equal(list[i].name, name))
            return &list[i];
    return NULL;
}

static void put_name_with_value(struct text name, struct text label,
                                const struct value *v, struct buffer *out)
{
    buffer_text(out, formula_words(name, label));
    buffer_char(out, ' ');
    formula_value(name, v, out);
}

/* A name of the case may stand for a text of the page. */
static void put_case_value(struct result *r, struct text name, struct value v,
                           struct buffer *out)
{
    if (v.type == VALUE_TEXT && !v.missing)
        v.text = identity_checked(&r->record, v.text);
    put_name_with_value(name, TEXT(""), &v, out);
}

static bool put_named(struct result *r, struct text name, struct buffer *out)
{
    const struct settlement *s = &r->settlement;
    const struct step_value *v = among(s->steps, s->step_count, name);

    if (v == NULL)
        v = among(s->sets, s->set_count, name);
    if (v != NULL) {
        put_name_with_value(name, v->label, &v->value, out);
        return true;
    }
    for (unsigned i = 0; s->cases != NULL && i < CASE_VALUES; i++) {
        if (!text_equal(text_of(case_values[i].name), name))
            continue;
        put_case_value(r, name, s->cases[i], out);
        return true;
    }
    return false;
}

/* A scalar of the page: its label and what stands there. */
static bool put_page_field(struct result *r, struct text name,
                           struct buffer *out)
{
    const uint16_t field = pack_field_find(r->pack, name);
    const struct pack_field *f;
    const struct cell *cell;

    if (field == PACK_NO_FIELD)
        return false;
    f = pack_field(r->pack, field);
    if (f->list != LIST_NONE || f->identity != IDENTITY_NONE)
        return false;
    cell = record_scalar(&r->record, field);
    buffer_text(out, pack_text(r->pack, f->label));
    buffer_char(out, ' ');
    if (cell->state == CELL_GIVEN && f->type == FIELD_AMOUNT)
        value_show_money(
            out, &(struct value){.type = VALUE_NUMBER, .number = cell->number});
    else
        buffer_text(out, cell->state == CELL_GIVEN
                             ? identity_shown(&r->record, field, cell->text)
                             : TEXT("（空）"));
    return true;
}

/* ---- the formula --------------------------------------------------------- */

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool in_formula_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == '.';
}

static size_t formula_name_end(struct text t, size_t at)
{
    while (at < t.length && in_formula_name(t.at[at]))
        at++;
    return at;
}

static size_t literal_end(struct text t, size_t at)
{
    for (at++; at < t.length && t.at[at] != '\'';)
        at++;
    return at < t.length ? at + 1 : at;
}

/* ---- writing; if(条件, 值, ..., 否则) becomes a sentence ------------------
 */

enum { DEEPEST = 16 };

/* A bracket around the place being written. */
struct bracket {
    bool choice;           /* of an if: its commas become words */
    uint32_t commas, seen; /* that it has, that are written */
    const char *close;
};

struct writer {
    struct result *r;
    struct text t;
    struct buffer *out;
    struct bracket open[DEEPEST]; /* deeper ones are written as they stand */
    size_t depth;
    bool blank; /* a blank was written last */
};

/* Past the closing bracket of what begins at `at`; counts its commas. */
static size_t bracket_end(struct text t, size_t at, uint32_t *commas)
{
    size_t depth = 1;

    for (*commas = 0; at < t.length && depth != 0;) {
        const char c = t.at[at];

        *commas += c == ',' && depth == 1;
        depth += c == '(';
        depth -= c == ')';
        at = c == '\'' ? literal_end(t, at) : at + 1;
    }
    return at;
}

static bool is_all_blank(struct text t)
{
    while (t.length != 0 && is_blank(*t.at))
        t.at++, t.length--;
    return t.length == 0;
}

/* Opens the bracket at `at`; `name` before it is where its function begins. */
static void open_bracket(struct writer *w, size_t name, size_t at)
{
    struct bracket b = {.close = ")"};
    const size_t end = bracket_end(w->t, at + 1, &b.commas);
    const struct text called = {w->t.at + name, at - name};
    const bool alone =
        is_all_blank((struct text){w->t.at, name}) &&
        is_all_blank((struct text){w->t.at + end, w->t.length - end});

    b.choice = text_equal(called, TEXT("if")) && w->depth < DEEPEST;
    if (b.choice)
        b.close = alone ? "" : "）";
    else
        buffer_text(w->out, formula_function(called));
    if (!b.choice || !alone)
        buffer_string(w->out, b.choice ? "（" : "(");
    if (b.choice)
        buffer_string(w->out, "若 ");
    if (w->depth < DEEPEST)
        w->open[w->depth] = b;
    w->depth++;
}

static void close_bracket(struct writer *w)
{
    const char *close = ")";

    if (w->depth != 0 && --w->depth < DEEPEST)
        close = w->open[w->depth].close;
    buffer_string(w->out, close);
}

/* A comma; those of an if lead to a value, the next condition or the last
 * value in turn. */
static void put_comma(struct writer *w)
{
    struct bracket *b =
        w->depth != 0 && w->depth <= DEEPEST ? &w->open[w->depth - 1] : NULL;

    if (b == NULL || !b->choice) {
        buffer_char(w->out, ',');
        return;
    }
    b->seen++;
    w->blank = true;
    if (b->seen % 2 == 1)
        buffer_string(w->out, "，则 ");
    else
        buffer_string(w->out, b->seen == b->commas ? "；否则 " : "；若 ");
}

/* A name, its value behind it; a function with its bracket. Returns its end. */
static size_t put_name(struct writer *w, size_t at)
{
    const size_t end = formula_name_end(w->t, at);
    const struct text name = {w->t.at + at, end - at};

    w->blank = false;
    if (end < w->t.length && w->t.at[end] == '(') {
        w->blank = true;
        open_bracket(w, at, end);
        return end + 1;
    }
    if ((end < w->t.length && w->t.at[end] == '[') ||
        (!put_named(w->r, name, w->out) && !put_page_field(w->r, name, w->out)))
        buffer_text(w->out, formula_function(name));
    return end;
}

/* One sign; >= and the like are two. Returns its end. */
static size_t put_sign(struct writer *w, size_t at)
{
    const char c = w->t.at[at];
    const bool blank = is_blank(c);
    const char *sign = c == '*' ? "×" : c == '/' ? "÷" : NULL;
    const bool two = at + 1 < w->t.length && w->t.at[at + 1] == '=';

    if (two)
        sign = c == '>' ? "≥" : c == '<' ? "≤" : c == '!' ? "≠" : sign;
    if (sign != NULL)
        buffer_string(w->out, sign);
    else if (!blank || !w->blank)
        buffer_char(w->out, blank ? ' ' : c);
    w->blank = blank;
    return two && (c == '>' || c == '<' || c == '!') ? at + 2 : at + 1;
}

static size_t put_next(struct writer *w, size_t at)
{
    const char c = w->t.at[at];

    if (c == '\'') {
        const size_t end = literal_end(w->t, at);

        formula_literal((struct text){w->t.at + at, end - at}, w->out);
        w->blank = false;
        return end;
    }
    if (begins_name(c))
        return put_name(w, at);
    if (c != '(' && c != ')' && c != ',')
        return put_sign(w, at);
    w->blank = c == '(';
    if (c == '(')
        open_bracket(w, at, at);
    else if (c == ')')
        close_bracket(w);
    else
        put_comma(w);
    return at + 1;
}

void formula_show(struct result *r, struct text t, struct buffer *out)
{
    struct writer w = {.r = r, .t = t, .out = out};

    for (size_t at = 0; at < t.length;)
        at = put_next(&w, at);
}
