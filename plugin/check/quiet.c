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

/* ---- verified ------------------------------------------------------------ */

static uint64_t add(uint64_t hash, struct text t)
{
    return pack_hash(t.at, t.length, hash);
}

uint64_t quiet_digest(const struct finding *f)
{
    return add(add(1, f->value), f->message);
}

uint64_t quiet_key(struct text rule, struct text case_no, struct text admission,
                   uint64_t digest)
{
    return add(add(add(digest, rule), case_no), admission);
}

static struct text value_of(const struct result *r, uint16_t field)
{
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_scalar(&r->record, field) : NULL;

    return cell != NULL && cell->state == CELL_GIVEN ? cell->text : TEXT("");
}

struct text quiet_case_no(const struct result *r)
{
    return value_of(r, r->pack->known.record_no);
}

struct text quiet_admission(const struct result *r)
{
    return value_of(r, r->pack->known.admission_count);
}

static bool holds(const struct verified *v, uint64_t key)
{
    size_t low = 0, high = v->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (v->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->count && v->keys[low] == key;
}

static bool is_verified(const struct result *r, const struct verified *v,
                        const struct finding *f)
{
    return f->severity < SEVERITY_ERROR &&
           holds(v, quiet_key(f->rule, quiet_case_no(r), quiet_admission(r),
                              quiet_digest(f)));
}

/* ---- all of them --------------------------------------------------------- */

void quiet_run(struct result *r, const struct quiet_options *options)
{
    const bool verified = options->verified != NULL;
    const bool overrides = pack_count(r->pack, SECTION_OVERRIDE) != 0;
    uint32_t kept = 0;

    if (!overrides && !options->draft && !verified)
        return;
    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct finding f = r->findings[i];

        if (overrides && !graded(r->pack, &f))
            continue;
        if (options->draft)
            soften(&f);
        if (verified && is_verified(r, options->verified, &f)) {
            r->quieted++;
            continue;
        }
        r->findings[kept++] = f;
    }
    r->finding_count = kept;
}
