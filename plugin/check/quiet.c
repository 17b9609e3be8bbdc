#include "check/quiet.h"

#include "pack/own-checks.h"

/* ---- checks that are no rules -------------------------------------------- */

/* False if the finding is to go. */
static bool graded(const struct pack *p, struct finding *f)
{
    const struct pack_override *o = own_check_override(p, f->rule);

    if (o != NULL && o->severity != 0)
        f->severity = o->severity;
    return o == NULL || (o->flags & RULE_OFF) == 0;
}

/* ---- before discharge ---------------------------------------------------- */

/* What is not there yet may still come. */
static void soften(struct finding *f)
{
    if (text_starts(f->rule, TEXT("REQ")) ||
        (f->field != PACK_NO_FIELD && text_trim(f->value).length == 0))
        f->severity = SEVERITY_INFO;
}

/* ---- all of them --------------------------------------------------------- */

void quiet_grade(struct result *r)
{
    uint32_t kept = 0;

    if (pack_count(r->pack, SECTION_OVERRIDE) == 0)
        return;
    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding f = r->findings[i];

        if (graded(r->pack, &f))
            r->findings[kept++] = f;
    }
    r->finding_count = kept;
}

void quiet_run(struct result *r, const struct quiet_options *options)
{
    uint32_t kept = 0;

    if (!options->draft && options->verified.count == 0)
        return;
    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding f = r->findings[i];

        if (options->draft)
            soften(&f);
        if (verified_holds(&options->verified, r, &f)) {
            r->quieted++;
            continue;
        }
        r->findings[kept++] = f;
    }
    r->finding_count = kept;
}
