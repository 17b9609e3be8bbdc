#include "calibrate/fit/say.h"

#include <stdarg.h>
#include <stdio.h>

struct text say_done(struct fit *fit, struct buffer *b)
{
    const struct text t = arena_copy(&fit->out->texts, buffer_view(b));

    fit->failed |= b->failed || fit->out->texts.failed;
    buffer_free(b);
    return t;
}

struct text say_format(struct fit *fit, const char *format, ...)
{
    char line[512];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    return arena_copy(&fit->out->texts, text_of(line));
}

void say_number(struct buffer *b, double d)
{
    buffer_decimal(b, span_decimal(d));
}

struct text say_decimal(struct fit *fit, double d)
{
    struct buffer b = {0};

    say_number(&b, d);
    return say_done(fit, &b);
}

/* ---- scores -------------------------------------------------------------- */

static void add_scores(struct fit *fit, const struct account *a,
                       struct buffer *out)
{
    const double main = span_spoken(a->main.span);

    for (uint32_t i = 0; i < a->count && a->key == KEY_GROUP; i++) {
        const struct exception *e = &a->exceptions[i];
        const struct span score =
            span_scale(e->common.span, e->first->score / main);
        const struct new_score new = {
            e->first->row->group,
            span_spoken(score),
            span_number(e->first->row->score.n),
            {score, e->common.support, e->common.total}};

        buffer_put(out, &new, sizeof new);
        fit->failed |= out->failed;
    }
}

/* The score that the platform says outright, of a group that has another in
 * the catalogue; false if it has none, or too few rows say so. */
static bool told_score(const struct fit *fit, const struct fact *first,
                       struct new_score *out)
{
    const struct observed_number *told = &first->row->official[OBSERVED_SCORE];
    uint32_t same = 0, all = 0;

    if (!told->given || !first->row->score.given || told->n <= 0 ||
        span_holds(span_rounded(told->n, told->places),
                   span_number(first->row->score.n)))
        return false;
    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];

        if (f->key[KEY_GROUP] != first->key[KEY_GROUP])
            continue;
        all++;
        same += f->row->official[OBSERVED_SCORE].n == told->n;
    }
    *out = (struct new_score){first->row->group,
                              span_number(told->n),
                              span_number(first->row->score.n),
                              {span_rounded(told->n, told->places), same, all}};
    return same * 5 >= all * 3;
}

static bool is_listed(const struct buffer *scores, struct text group)
{
    BUFFER_EACH (s, scores, const struct new_score)
        if (text_equal(s->group, group))
            return true;
    return false;
}

void find_new_scores(struct fit *fit, struct buffer *out)
{
    struct new_score new;

    add_scores(fit, &fit->factor, out);
    add_scores(fit, &fit->more, out);
    for (uint32_t i = 0; i < fit->count; i++)
        if (told_score(fit, &fit->facts[i], &new) && !is_listed(out, new.group))
            buffer_put(out, &new, sizeof new);
    fit->failed |= out->failed;
}

/* Scores in a formula beyond so many would make it unreadable. */
#define SCORES_WRITTEN 40

void say_score(const struct buffer *scores, struct buffer *out)
{
    uint32_t n = 0;

    if (scores->length == 0) {
        buffer_string(out, "score");
        return;
    }
    buffer_string(out, "if(");
    BUFFER_EACH (s, scores, const struct new_score) {
        if (n++ == SCORES_WRITTEN)
            break;
        buffer_string(out, "group = '");
        buffer_text(out, s->group);
        buffer_string(out, "', ");
        say_number(out, s->score);
        buffer_string(out, ", ");
    }
    buffer_string(out, "score)");
}

/* ---- the region's formulas ----------------------------------------------- */

static bool in_name(char c)
{
    return is_small(c) || is_capital(c) || is_digit(c) || c == '_' ||
           c == '.' || c == '\'';
}

static bool is_score_at(struct text source, size_t at)
{
    const size_t end = at + 5;

    return text_starts(text_behind(source, at), TEXT("score")) &&
           (at == 0 || !in_name(source.at[at - 1])) &&
           (end == source.length || !in_name(source.at[end]));
}

static const struct number *held_at(const struct placing *p, uint32_t step,
                                    size_t at, uint32_t *length)
{
    for (uint32_t i = 0; i < p->trial.literal_count; i++) {
        const struct literal *l = &p->trial.literals[i];

        if (l->step != step || l->at != at)
            continue;
        *length = l->length;
        for (uint32_t j = 0; j < p->place_count; j++)
            if (p->places[j].variable == PACK_NONE &&
                p->places[j].literal == l->before)
                return p->places[j].holds;
    }
    return NULL;
}

/* The formula of a step, its numbers and scores as they are now. */
static bool rewrite(const struct placing *p, uint32_t step, struct text source,
                    const struct buffer *scores, struct buffer *out)
{
    bool changed = false;

    for (size_t i = 0; i < source.length; i++) {
        uint32_t length;
        const struct number *number = held_at(p, step, i, &length);

        if (number != NULL) {
            say_number(out, number->constant);
            i += length - 1;
            changed = true;
        } else if (scores->length > 0 && is_score_at(source, i)) {
            say_score(scores, out);
            i += 4;
            changed = true;
        } else {
            buffer_char(out, source.at[i]);
        }
    }
    return changed;
}

bool rewrite_let(const struct placing *p, uint32_t step,
                 const struct buffer *scores, struct buffer *out)
{
    const struct pack *pack = &p->trial.pack;
    const struct pack_step *s = PACK_ROW(pack, SECTION_STEP, pack_step, step);
    const struct text source = pack_formula(pack, s->expr);
    const bool rounds =
        p->trial.points_places >= 0 &&
        text_equal(trial_name(&p->trial, s->variable), TEXT("points"));
    bool changed;

    if (rounds)
        buffer_string(out, "round(");
    changed = rewrite(p, step, source, scores, out);
    if (rounds) {
        buffer_string(out, ", ");
        buffer_integer(out, p->trial.points_places);
        buffer_string(out, ")");
    }
    return changed || rounds;
}
