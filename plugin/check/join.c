#include "check/join.h"

#include "result/notes.h"

static bool is_note(const struct finding *f, enum note note)
{
    return own_check_find(f->rule) == note;
}

static bool is_code_type(unsigned type)
{
    return type == FIELD_DIAGNOSIS || type == FIELD_PROCEDURE ||
           type == FIELD_MORPHOLOGY || type == FIELD_TCM;
}

/* True if it doubts the code itself: its form, or that there is one. That it
 * is another one in the region's edition is no doubt. */
static bool doubts_code(const struct result *r, const struct finding *f)
{
    return f->value.length != 0 && f->field != PACK_NO_FIELD &&
           is_code_type(pack_field(r->pack, f->field)->type) &&
           !is_note(f, NOTE_MAPPED) &&
           (text_starts(f->rule, TEXT("FMT")) ||
            text_starts(f->rule, TEXT("DIC")) ||
            text_starts(f->rule, TEXT("MAP")));
}

/* True if both findings are of one mistake; `f` doubts a code. */
static bool same_mistake(const struct result *r, const struct finding *f,
                         const struct finding *other)
{
    const bool mended = is_note(f, NOTE_CASE);

    if (!doubts_code(r, other) || is_note(other, NOTE_CASE) != mended)
        return false;
    return mended || (text_equal_fold(f->value, other->value) &&
                      pack_field(r->pack, f->field)->type ==
                          pack_field(r->pack, other->field)->type);
}

/* The finding that stands for `f` and all of the same mistake. */
static struct finding *standing(const struct result *r, struct finding *f,
                                const struct filter *filter)
{
    struct finding *best = NULL;

    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding *other = &r->findings[i];

        if ((best == NULL || other->severity > best->severity) &&
            filter_rule(filter, other->rule) && same_mistake(r, f, other))
            best = other;
    }
    return best;
}

void join_run(struct result *r, const struct filter *filter)
{
    struct finding *mended = NULL;
    uint32_t kept = 0, others = 0;

    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding *f = &r->findings[i], *to;

        if (!doubts_code(r, f) || !filter_rule(filter, f->rule))
            continue;
        to = standing(r, f, filter);
        if (to == f)
            continue;
        if (is_note(f, NOTE_CASE)) {
            mended = to;
            others++;
        }
        if (is_note(f, NOTE_NEAREST))
            note_join(r, f, to);
        f->severity = 0; /* it falls */
    }
    if (mended != NULL)
        note_say(r, mended, NOTE_CASE_SEVERAL,
                 WORDS(note_format(r, "%u", others)));
    for (uint32_t i = 0; i < r->finding_count; i++)
        if (r->findings[i].severity != 0)
            r->findings[kept++] = r->findings[i];
    r->finding_count = kept;
}
