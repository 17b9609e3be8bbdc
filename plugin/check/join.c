#include "check/join.h"

#include "result/notes.h"

#define SHOWN_MAX 6 /* mended codes named in a message */

static bool is_note(const struct finding *f, enum note note)
{
    return text_equal(f->rule, text_of(own_check(note).id));
}

/* True of checks of what a value looks like, or whether it is in a table. */
static bool is_of_form(const struct finding *f)
{
    return text_starts(f->rule, TEXT("FMT")) ||
           text_starts(f->rule, TEXT("DIC"));
}

/* True if it doubts the code itself: its form, or that there is one. That it
 * is another one in the region's edition is no doubt. */
static bool doubts_code(const struct result *r, const struct finding *f)
{
    return (is_of_form(f) || text_starts(f->rule, TEXT("MAP"))) &&
           f->field != PACK_NO_FIELD && f->value.length != 0 &&
           field_is_code(pack_field(r->pack, f->field)->type) &&
           !is_note(f, NOTE_MAPPED);
}

static bool same_code(const struct result *r, const struct finding *f,
                      const struct finding *other)
{
    return doubts_code(r, f) && doubts_code(r, other) &&
           text_equal_fold(f->value, other->value) &&
           pack_field(r->pack, f->field)->type ==
               pack_field(r->pack, other->field)->type;
}

/* True if one says that the value is too long, the other that it is none. */
static bool same_length(const struct finding *f, const struct finding *other)
{
    return f->field != PACK_NO_FIELD && f->field == other->field &&
           f->index == other->index &&
           ((is_note(f, NOTE_LENGTH) && is_of_form(other)) ||
            (is_note(other, NOTE_LENGTH) && is_of_form(f)));
}

static bool same_mistake(const struct result *r, const struct finding *f,
                         const struct finding *other)
{
    const bool mended = is_note(f, NOTE_CASE);

    if (f == other || mended || is_note(other, NOTE_CASE))
        return f == other || (mended && is_note(other, NOTE_CASE));
    return same_code(r, f, other) || same_length(f, other);
}

static bool is_left_out(const struct filter *filter, const struct finding *f)
{
    return filter->only.rules.count + filter->skip.rules.count != 0 &&
           !filter_rule(filter, f->rule);
}

/* The finding that stands for `f` and all of the same mistake. */
static struct finding *standing(const struct result *r, struct finding *f,
                                const struct filter *filter)
{
    struct finding *best = NULL;

    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding *other = &r->findings[i];

        if ((best == NULL || other->severity > best->severity) &&
            same_mistake(r, f, other) && !is_left_out(filter, other))
            best = other;
    }
    return best;
}

/* Letters that were mended, told once. */
struct mended {
    struct finding *first;
    uint32_t others;
    const char *codes;
};

static void keep_mended(struct result *r, struct mended *m,
                        const struct finding *f, struct finding *first)
{
    m->first = first;
    m->others++;
    if (m->others <= SHOWN_MAX)
        m->codes = note_format(r, "%s%s%.*s", m->others > 1 ? m->codes : "",
                               m->others > 1 ? "、" : "", (int)f->value.length,
                               f->value.at);
}

static void drop_fallen(struct result *r)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < r->finding_count; i++)
        if (r->findings[i].severity != 0)
            r->findings[kept++] = r->findings[i];
    r->finding_count = kept;
}

void join_run(struct result *r, const struct filter *filter)
{
    struct mended mended = {0};

    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding *f = &r->findings[i], *to;

        if ((!is_of_form(f) && !text_starts(f->rule, TEXT("MAP"))) ||
            is_left_out(filter, f))
            continue;
        to = standing(r, f, filter);
        if (to == f)
            continue;
        if (is_note(f, NOTE_CASE))
            keep_mended(r, &mended, f, to);
        if (is_note(f, NOTE_NEAREST))
            note_join(r, f, to);
        f->severity = 0; /* it falls */
    }
    if (mended.first != NULL)
        note_say(r, mended.first, NOTE_CASE_SEVERAL,
                 WORDS(note_format(r, "%u", mended.others), mended.codes));
    drop_fallen(r);
}
