/* The settlement: steps that nothing reads, parameters to be filled in. */
#include "blanks.h"
#include "common/put.h"
#include "expr/instr.h"
#include "lint.h"

/* Names that the report takes. */
static const char *const results[] = {"points",     "standard", "fund",
                                      "deviation",  "ratio",    "low_limit",
                                      "high_limit", "margin",   "point_value"};

static bool is_result(struct text name)
{
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        if (text_equal(text_of(results[i]), name))
            return true;
    return false;
}

/* True if any expression of the pack reads the variable. */
static bool is_read(const struct pack *pack, uint32_t variable)
{
    PACK_EACH (n, pack, SECTION_INSTR, pack_instr)
        if (n->op == OP_VARIABLE && n->c == variable)
            return true;
    return false;
}

/* A step with a label is meant for people: special_case, prepaid ... */
static bool is_for_people(const struct pack *pack, uint32_t variable)
{
    PACK_EACH (s, pack, SECTION_STEP, pack_step)
        if (s->variable == variable && s->kind == STEP_LET)
            return s->label.length > 0;
    return false;
}

void lint_steps(struct lint *lint)
{
    const struct pack *pack = lint->pack;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_VARIABLE); i++) {
        const struct text name = pack_text(
            pack, PACK_ROW(pack, SECTION_VARIABLE, pack_variable, i)->name);

        if (is_result(name) || is_read(pack, i) || is_for_people(pack, i))
            continue;
        put(&lint->out, "提示：结算步骤 ", name,
            " 没有用处：后面没有步骤用到它，"
            "也不是报告要的名称；请核对是否写错名称\n");
        lint->notes++;
    }
    lint->blanks = blanks_list(pack, &lint->out);
}
