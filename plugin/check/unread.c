#include "check/unread.h"

#include "result/notes.h"

#define NAMED 3 /* tags in an advice */

/* True of what is said because nothing stands in a cell. */
static bool is_missing(const struct result *r, const struct finding *f)
{
    const struct cell *cell = f->field != PACK_NO_FIELD
                                  ? record_cell(&r->record, f->field, f->index)
                                  : NULL;

    if (f->field == PACK_NO_FIELD)
        return text_starts(f->rule, TEXT("REQ"));
    return cell == NULL || cell->state <= CELL_MARKER;
}

static void hold_back(struct result *r, uint32_t first)
{
    uint32_t kept = first;

    for (uint32_t i = first; i < r->finding_count; i++)
        if (!is_missing(r, &r->findings[i]))
            r->findings[kept++] = r->findings[i];
    r->finding_count = kept;
}

static bool may_be(const struct unknown_tag *tag, const struct finding *f)
{
    return tag->field != PACK_NO_FIELD && tag->field == f->field &&
           tag->row == f->index;
}

/* RYRQ、RYRQ1 */
static const char *names_for(struct result *r, const struct finding *f)
{
    const char *names = "";
    unsigned count = 0;

    for (uint32_t i = 0; i < r->unknown_count && count < NAMED; i++)
        if (may_be(&r->unknown[i], f))
            names = note_format(r, "%s%s%.*s", names, count++ != 0 ? "、" : "",
                                SPELL(r->unknown[i].name));
    return names;
}

static void name_tags(struct result *r, struct finding *f)
{
    const char *names = names_for(r, f);
    struct text label;

    if (*names == '\0')
        return;
    label = pack_text(r->pack, pack_field(r->pack, f->field)->label);
    note_advise(r, f, NOTE_UNKNOWN_FIELD, WORDS(names, note_text(r, label)));
}

void unread_run(struct result *r, uint32_t first)
{
    if (r->unknown_count == 0)
        return;
    if (r->unread) {
        hold_back(r, first);
        return;
    }
    for (uint32_t i = first; i < r->finding_count; i++)
        if (is_missing(r, &r->findings[i]))
            name_tags(r, &r->findings[i]);
}
