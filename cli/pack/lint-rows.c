/* Rows by themselves: can they be reached, are their classes complete? */
#include "common/put.h"
#include "group/search.h"
#include "lint.h"
#include "reach.h"

static const char *class_title(unsigned class)
{
    static const char *const words[CLASS_COUNT] = {
        "保守治疗", "诊断性操作", "治疗性操作", "介入治疗", "手术"};

    return class < CLASS_COUNT ? words[class] : "";
}

static void tell_why_unreached(struct lint *lint, uint32_t group,
                               const struct reach *reach)
{
    const struct pack_group *g = lint_row(lint, group);
    const bool beaten = reach->winner != PACK_NONE;
    const struct text code = beaten ? lint_code(lint, reach->winner) : TEXT("");
    const uint32_t row = beaten ? lint_row(lint, reach->winner)->source_row : 0;

    if (reach->how != REACH_NEVER)
        lint_say(lint, LINT_FAULT, group,
                 "没有病例能入：总是败给第 %u 行 %.*s，按“%s”", row,
                 SPELL(code), pick_name(reach->filter));
    else if (g->when != PACK_NONE || g->other_dx != PACK_NONE)
        lint_say(lint, LINT_NOTE, group,
                 "没有造出符合它的条件的病例，请自行核对");
    else if (g->kind == KIND_COMPREHENSIVE &&
             lint->pool.operation_count[g->class] == 0 &&
             g->class != CLASS_CONSERVATIVE)
        lint_say(lint, LINT_FAULT, group,
                 "没有病例能入：编码表里没有%s这一类操作",
                 class_title(g->class));
    else if (!beaten)
        lint_say(lint, LINT_FAULT, group,
                 "没有病例能入：造不出符合它的诊断和操作的病例");
    else
        lint_say(lint, LINT_FAULT, group,
                 "没有病例能入：它的病例都先入了别的层，如第 %u 行 %.*s", row,
                 SPELL(code));
}

void lint_reach(struct lint *lint)
{
    for (uint32_t i = 0; i < pack_count(lint->pack, SECTION_GROUP); i++) {
        struct reach reach;

        reach_find(&lint->pool, i, &lint->result, &lint->specimen, &reach);
        if (reach.how != REACH_WINS)
            tell_why_unreached(lint, i, &reach);
    }
}

/* ---- classes ------------------------------------------------------------- */

/* Bits of the classes of the comprehensive rows from `first` that share its
 * key; *end is the row behind them. */
static unsigned classes_of(const struct lint *lint, uint32_t first,
                           uint32_t *end)
{
    const struct code key = lint_row(lint, first)->key;
    unsigned bits = 0;

    *end = first;
    while (*end < pack_count(lint->pack, SECTION_GROUP) &&
           code_equal(lint_row(lint, *end)->key, key)) {
        const struct pack_group *g = lint_row(lint, (*end)++);

        if (g->kind == KIND_COMPREHENSIVE)
            bits |= g->flags & GROUP_TAKES_ALL ? ~0u : 1u << g->class;
    }
    return bits;
}

static uint32_t first_comprehensive(const struct lint *lint, uint32_t row)
{
    while (lint_row(lint, row)->kind != KIND_COMPREHENSIVE)
        row++;
    return row;
}

static void tell_classes(struct lint *lint, uint32_t row, unsigned lacking)
{
    char key[CODE_MAX];
    const size_t length = code_text(lint_row(lint, row)->key, key);
    struct buffer names = {0};

    for (unsigned c = 0; c < CLASS_COUNT; c++)
        if ((lacking >> c & 1) != 0)
            put(&names, names.length > 0 ? "、" : "", class_title(c));
    if (names.length > 0)
        lint_say(lint, LINT_NOTE, row, "诊断 %.*s 的综合病种缺少：%s",
                 (int)length, key, names.data);
    buffer_free(&names);
}

void lint_classes(struct lint *lint)
{
    const uint32_t rows = pack_count(lint->pack, SECTION_GROUP);
    unsigned all = 0, bits;

    for (uint32_t i = 0; i < rows; i++)
        if (lint_row(lint, i)->kind == KIND_COMPREHENSIVE)
            all |= 1u << lint_row(lint, i)->class;
    for (uint32_t i = 0, end; i < rows; i = end) {
        bits = classes_of(lint, i, &end);
        if (bits != 0 && (all & ~bits) != 0)
            tell_classes(lint, first_comprehensive(lint, i), all & ~bits);
    }
}
