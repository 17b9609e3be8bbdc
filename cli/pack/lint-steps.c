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

/* ---- months -------------------------------------------------------------- */

static const struct pack_step *step_at(const struct pack *pack, uint32_t i)
{
    return PACK_ROW(pack, SECTION_STEP, pack_step, i);
}

/* What asks for less holds as well. */
static bool holds_for(struct pack_text asked, struct pack_text by)
{
    return asked.length == 0 || asked.at == by.at;
}

static bool holds_where(const struct pack_step *other,
                        const struct pack_step *s)
{
    return other->kind != STEP_LET && other->variable == s->variable &&
           holds_for(other->insurance, s->insurance) &&
           holds_for(other->level, s->level) &&
           holds_for(other->hospital, s->hospital);
}

/* The first month behind s that has a value again, of those that have none
 * right behind it; 0: there is no gap. */
static uint16_t gap_end(const struct pack *pack, const struct pack_step *s)
{
    uint16_t next = 0;

    PACK_EACH (other, pack, SECTION_STEP, pack_step) {
        if (!holds_where(other, s))
            continue;
        if (other->month_from == 0 || (other->month_from <= s->month_to + 1 &&
                                       other->month_to > s->month_to))
            return 0;
        if (other->month_from > s->month_to &&
            (next == 0 || other->month_from < next))
            next = other->month_from;
    }
    return next;
}

/* `2025-03` of yyyy*12+mm */
static void put_month(struct buffer *out, unsigned month)
{
    const unsigned mm = (month - 1) % 12 + 1;

    put(out, (month - 1) / 12, mm < 10 ? "-0" : "-", mm);
}

static void look_for_gaps(struct lint *lint)
{
    const struct pack *pack = lint->pack;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_STEP); i++) {
        const struct pack_step *s = step_at(pack, i);
        const uint16_t end =
            s->kind != STEP_LET && s->month_from != 0 ? gap_end(pack, s) : 0;

        if (end == 0)
            continue;
        put(&lint->out, "提示：", pack_variable_name(pack, s->variable),
            " 从 ");
        put_month(&lint->out, s->month_to + 1u);
        put(&lint->out, " 到 ");
        put_month(&lint->out, end - 1u);
        put(&lint->out, " 没有值：这些月份出院的病例不定价\n");
        lint->notes++;
    }
}

void lint_steps(struct lint *lint)
{
    const struct pack *pack = lint->pack;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_VARIABLE); i++) {
        const struct text name = pack_variable_name(pack, i);

        if (is_result(name) || is_read(pack, i) || is_for_people(pack, i))
            continue;
        put(&lint->out, "提示：结算步骤 ", name,
            " 没有用处：后面没有步骤用到它，"
            "也不是报告要的名称；请核对是否写错名称\n");
        lint->notes++;
    }
    look_for_gaps(lint);
    lint->blanks = blanks_list(pack, &lint->out);
}
