#include "result/mask.h"

#include "pack/pack.h"
#include "record/identity.h"

/* A sentence may quote the cell that the finding is about; what was masked
 * there as a name is none by its shape alone. */
static void mask_sentence(struct record *record, struct text raw,
                          struct text shown, struct text *sentence)
{
    if (pack_holds(record->pack, *sentence))
        return;
    *sentence = identity_told(record, *sentence);
    if (shown.at != raw.at)
        *sentence = identity_replaced(record, *sentence, raw, shown);
}

static void mask_finding(struct record *record, struct finding *f)
{
    const struct text raw = f->value;

    if (f->field != PACK_NO_FIELD)
        f->value = identity_shown(record, f->field, raw);
    else
        f->value = identity_told(record, raw);
    mask_sentence(record, raw, f->value, &f->message);
    mask_sentence(record, raw, f->value, &f->advice);
    mask_sentence(record, raw, f->value, &f->basis);
}

/* A formula may hand on a text of the page; most texts are the pack's. */
static void mask_step(struct result *r, struct value *v)
{
    if (v->type == VALUE_TEXT && !v->missing && !pack_holds(r->pack, v->text))
        v->text =
            identity_told(&r->record, identity_checked(&r->record, v->text));
}

void mask_result(struct result *r)
{
    if (r->record.with_identity)
        return;
    own_forget(&r->record.own); /* it may have become more complete */
    for (uint32_t i = 0; i < r->finding_count; i++)
        mask_finding(&r->record, &r->findings[i]);
    for (uint32_t i = 0; i < r->settlement.step_count; i++)
        mask_step(r, &r->settlement.steps[i].value);
}
