/* DRG tables: rules that no case can reach, lists that no rule asks for. */
#include "common/put.h"
#include "lint.h"

static const struct pack_drg_rule *adrg_at(const struct lint *lint, uint32_t i)
{
    return PACK_ROW(lint->pack, SECTION_DRG_ADRG, pack_drg_rule, i);
}

static const struct pack_drg_split *split_at(const struct lint *lint,
                                             uint32_t i)
{
    return PACK_ROW(lint->pack, SECTION_DRG_SPLIT, pack_drg_split, i);
}

/* ---- DRGs of one ADRG -----------------------------------------------------
 */

/* Nothing but a severity decides about it. */
static bool asks_severity_only(const struct lint *lint,
                               const struct pack_drg_split *s)
{
    return s->when == PACK_NONE &&
           lint_row(lint, s->group)->when == PACK_NONE &&
           lint_row(lint, s->group)->other_dx == PACK_NONE;
}

/* A DRG behind one that asks for no more. */
static void look_at_splits(struct lint *lint, struct pack_range below)
{
    for (uint32_t i = 1; i < below.count; i++)
        for (uint32_t k = 0; k < i; k++) {
            const struct pack_drg_split *before =
                split_at(lint, below.first + k);
            const struct pack_drg_split *s = split_at(lint, below.first + i);
            const struct text code = lint_code(lint, before->group);

            if (!asks_severity_only(lint, before) || before->level > s->level)
                continue;
            lint_say(lint, LINT_FAULT, s->group,
                     "没有病例能入：%.*s 先试而且要求不高于它", SPELL(code));
            break;
        }
}

/* Every DRG asks for a complication, so that a case without has none. */
static void look_at_levels(struct lint *lint, const struct pack_drg_rule *adrg)
{
    for (uint32_t i = 0; i < adrg->below.count; i++)
        if (split_at(lint, adrg->below.first + i)->level == LEVEL_NONE)
            return;
    if (adrg->below.count > 0)
        lint_say_rule(lint, LINT_NOTE, adrg,
                      "没有并发症或合并症的病例没有 DRG：它的每个 DRG "
                      "都要并发症；目录里写“伴与不伴”的，在目录加 severity "
                      "列，或写 <split adrg=\"%.*s\">",
                      SPELL(pack_text(lint->pack, adrg->code)));
}

/* ---- ADRGs of one MDC ------------------------------------------------------
 */

static bool same_tests(const struct lint *lint, const struct pack_drg_rule *a,
                       const struct pack_drg_rule *b)
{
    const struct pack_drg_test *tests =
        lint->pack->sections[SECTION_DRG_TEST].rows;

    if (a->when != b->when || a->regions != b->regions ||
        a->tests.count != b->tests.count)
        return false;
    for (uint32_t i = 0; i < a->tests.count; i++)
        if (tests[a->tests.first + i].list != tests[b->tests.first + i].list ||
            tests[a->tests.first + i].kind != tests[b->tests.first + i].kind)
            return false;
    return true;
}

/* An ADRG behind one that takes every case, or asks the same. */
static void look_at_adrgs(struct lint *lint, const struct pack_drg_rule *mdc)
{
    for (uint32_t i = 1; i < mdc->below.count; i++)
        for (uint32_t k = 0; k < i; k++) {
            const struct pack_drg_rule *before =
                adrg_at(lint, mdc->below.first + k);
            const struct pack_drg_rule *rule =
                adrg_at(lint, mdc->below.first + i);
            const struct text code = pack_text(lint->pack, before->code);
            const bool open =
                before->tests.count == 0 && before->when == PACK_NONE;

            if (rule->below.count == 0 ||
                (!open && !same_tests(lint, before, rule)))
                continue;
            lint_say(lint, LINT_FAULT, split_at(lint, rule->below.first)->group,
                     "ADRG 表第 %u 行没有病例能入：前面的 %.*s（第 %u 行）%s",
                     rule->source_row, SPELL(code), before->source_row,
                     open ? "什么病例都收" : "条件相同");
            break;
        }
}

/* ---- lists ------------------------------------------------------------------
 */

static void mark_used(const struct pack *p, unsigned char *used)
{
    PACK_EACH (test, p, SECTION_DRG_TEST, pack_drg_test)
        used[test->list] = 1;
    PACK_EACH (severity, p, SECTION_DRG_SEVERITY, pack_drg_severity)
        if (severity->exclusion != PACK_NONE)
            used[severity->exclusion] = 1;
}

static void look_at_lists(struct lint *lint)
{
    const struct pack *p = lint->pack;
    unsigned char used[DRG_LISTS_MAX] = {0};

    mark_used(p, used);
    for (uint32_t i = 0; i < pack_count(p, SECTION_DRG_LIST); i++) {
        const struct text name =
            pack_text(p, PACK_ROW(p, SECTION_DRG_LIST, pack_drg_list, i)->name);

        if (used[i])
            continue;
        put(&lint->out, "提示：清单“", name, "”没有规则用到\n");
        lint->notes++;
    }
}

void lint_drg(struct lint *lint)
{
    const struct pack *p = lint->pack;

    for (uint32_t i = 0; i < pack_count(p, SECTION_DRG_ADRG); i++)
        if (i == 0 || adrg_at(lint, i)->below.first !=
                          adrg_at(lint, i - 1)->below.first) {
            look_at_splits(lint, adrg_at(lint, i)->below);
            look_at_levels(lint, adrg_at(lint, i));
        }
    for (uint32_t i = 0; i < pack_count(p, SECTION_DRG_MDC); i++)
        look_at_adrgs(lint, PACK_ROW(p, SECTION_DRG_MDC, pack_drg_rule, i));
    lint_mdc(lint);
    look_at_lists(lint);
}
