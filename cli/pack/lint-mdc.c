/* Principal diagnoses on their way through MDC to ADRG: those that an ADRG
 * asks for and its MDC never hands on. */
#include <stdio.h>
#include <stdlib.h>

#include "lint.h"

#define SHOWN 3 /* codes in a line */

/* Why a code does not come to an ADRG. */
enum lost_way { LOST_OUTSIDE, LOST_EARLIER, LOST_WAYS };

/* What an ADRG asks of the principal diagnosis. */
struct asked {
    uint32_t codes, lost[LOST_WAYS];
    struct code shown[LOST_WAYS][SHOWN];
    bool reached; /* by the code that is looked at now */
};

struct ways {
    const struct pack *pack;
    struct asked *asked;                /* by row of DRG_ADRG */
    unsigned char holds[DRG_LISTS_MAX]; /* lists that hold the code */
};

static const struct pack_drg_test *
test_at(const struct pack *p, const struct pack_drg_rule *rule, uint32_t i)
{
    return PACK_ROW(p, SECTION_DRG_TEST, pack_drg_test, rule->tests.first + i);
}

/* How many tests of the rule ask for the principal diagnosis. */
static uint32_t tests_of_principal(const struct pack *p,
                                   const struct pack_drg_rule *rule)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < rule->tests.count; i++)
        count += test_at(p, rule, i)->kind == TEST_PRINCIPAL_DX;
    return count;
}

/* The rule may hold with the code as principal diagnosis. */
static bool may_hold(const struct ways *w, const struct pack_drg_rule *rule)
{
    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *test = test_at(w->pack, rule, i);

        if (test->kind == TEST_PRINCIPAL_DX && !w->holds[test->list])
            return false;
    }
    return true;
}

/* An MDC that asks for nothing else keeps the case, whatever follows. */
static bool keeps(const struct ways *w, const struct pack_drg_rule *mdc)
{
    return mdc->when == PACK_NONE && (mdc->flags & RULE_PRE) == 0 &&
           tests_of_principal(w->pack, mdc) == mdc->tests.count;
}

/* ---- one code ------------------------------------------------------------ */

static void mark_lists_of(struct ways *w, const struct pack_drg_code *code,
                          unsigned char mark)
{
    for (uint32_t i = 0; i < code->members.count; i++)
        w->holds[PACK_ROW(w->pack, SECTION_DRG_MEMBER, pack_drg_member,
                          code->members.first + i)
                     ->list] = mark;
}

/* Marks the ADRGs of the MDCs that hand the code on. */
static void mark_reached(const struct ways *w)
{
    for (uint32_t i = 0; i < pack_count(w->pack, SECTION_DRG_ADRG); i++)
        w->asked[i].reached = false;
    PACK_EACH (mdc, w->pack, SECTION_DRG_MDC, pack_drg_rule) {
        if (!may_hold(w, mdc))
            continue;
        for (uint32_t i = 0; i < mdc->below.count; i++)
            w->asked[mdc->below.first + i].reached = true;
        if (keeps(w, mdc))
            return;
    }
}

/* The MDC's own lists hold the code; an earlier one kept it. */
static enum lost_way why_lost(const struct ways *w, uint32_t adrg)
{
    PACK_EACH (mdc, w->pack, SECTION_DRG_MDC, pack_drg_rule)
        if (adrg - mdc->below.first < mdc->below.count && may_hold(w, mdc))
            return LOST_EARLIER;
    return LOST_OUTSIDE;
}

static void count_code(struct ways *w, const struct pack_drg_code *code)
{
    mark_lists_of(w, code, 1);
    mark_reached(w);
    for (uint32_t i = 0; i < pack_count(w->pack, SECTION_DRG_ADRG); i++) {
        const struct pack_drg_rule *rule =
            PACK_ROW(w->pack, SECTION_DRG_ADRG, pack_drg_rule, i);
        struct asked *asked = &w->asked[i];
        enum lost_way way;

        if (tests_of_principal(w->pack, rule) == 0 || !may_hold(w, rule))
            continue;
        asked->codes++;
        if (asked->reached)
            continue;
        way = why_lost(w, i);
        if (asked->lost[way]++ < SHOWN)
            asked->shown[way][asked->lost[way] - 1] = code->code;
    }
    mark_lists_of(w, code, 0);
}

/* ---- lines --------------------------------------------------------------- */

/* `K80.100、K80.101 等 5 个` */
static const char *shown_codes(const struct asked *asked, enum lost_way way,
                               char *out, size_t size)
{
    const uint32_t count = asked->lost[way];
    size_t used = 0;

    for (uint32_t i = 0; i < count && i < SHOWN; i++) {
        char code[CODE_MAX];
        const size_t length = code_text(asked->shown[way][i], code);

        used += (size_t)snprintf(out + used, size - used, "%s%.*s",
                                 i > 0 ? "、" : "", (int)length, code);
    }
    if (count > SHOWN)
        snprintf(out + used, size - used, " 等 %u 个", count);
    return out;
}

static struct text mdc_of(const struct pack *p, uint32_t adrg)
{
    PACK_EACH (mdc, p, SECTION_DRG_MDC, pack_drg_rule)
        if (adrg - mdc->below.first < mdc->below.count)
            return pack_text(p, mdc->code);
    return TEXT("");
}

static void say_lost(struct lint *lint, const struct ways *w, uint32_t adrg,
                     enum lost_way way)
{
    const struct asked *asked = &w->asked[adrg];
    const bool all = asked->lost[way] == asked->codes;
    const struct text mdc = mdc_of(w->pack, adrg);
    char codes[160];

    if (asked->lost[way] == 0)
        return;
    shown_codes(asked, way, codes, sizeof codes);
    lint_say_rule(lint, all ? LINT_FAULT : LINT_NOTE,
                  PACK_ROW(w->pack, SECTION_DRG_ADRG, pack_drg_rule, adrg),
                  way == LOST_OUTSIDE ? "%s%s 不在 %.*s 的诊断清单里%s"
                                      : "%s%s 先归入了排在 %.*s 前面的 MDC%s",
                  all ? "没有病例能入：它要的主要诊断 " : "主要诊断 ", codes,
                  SPELL(mdc), all ? "" : "，以它为主要诊断的病例到不了这里");
}

/* Rows of one ADRG that ask the same have one line. */
static bool repeats(const struct ways *w, uint32_t adrg)
{
    const struct pack_drg_rule *rule =
        PACK_ROW(w->pack, SECTION_DRG_ADRG, pack_drg_rule, adrg);
    const struct asked *now = &w->asked[adrg], *before = now - 1;

    return adrg > 0 && rule[-1].code.at == rule->code.at &&
           before->codes == now->codes &&
           before->lost[LOST_OUTSIDE] == now->lost[LOST_OUTSIDE] &&
           before->lost[LOST_EARLIER] == now->lost[LOST_EARLIER];
}

static void say_asked(struct lint *lint, const struct ways *w, uint32_t adrg)
{
    const struct pack_drg_rule *rule =
        PACK_ROW(w->pack, SECTION_DRG_ADRG, pack_drg_rule, adrg);

    if (repeats(w, adrg))
        return;
    if (w->asked[adrg].codes == 0 && tests_of_principal(w->pack, rule) > 0)
        lint_say_rule(lint, LINT_FAULT, rule,
                      "没有病例能入：它要的几个诊断清单没有共同的编码");
    say_lost(lint, w, adrg, LOST_OUTSIDE);
    say_lost(lint, w, adrg, LOST_EARLIER);
}

void lint_mdc(struct lint *lint)
{
    const uint32_t adrgs = pack_count(lint->pack, SECTION_DRG_ADRG);
    struct ways w = {.pack = lint->pack,
                     .asked = calloc(adrgs, sizeof *w.asked)};

    if (w.asked == NULL) {
        lint->out.failed = true;
        return;
    }
    PACK_EACH (code, w.pack, SECTION_DRG_CODE, pack_drg_code)
        if (code->members.count > 0)
            count_code(&w, code);
    for (uint32_t i = 0; i < adrgs; i++)
        say_asked(lint, &w, i);
    free(w.asked);
}
