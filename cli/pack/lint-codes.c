/* Codes of the rows against the region's tables. */
#include "lint.h"

static bool has_code_table(const struct pack *pack, unsigned system)
{
    PACK_EACH (table, pack, SECTION_CODE_TABLE, pack_code_table)
        if (table->system == system && (table->flags & TABLE_GRAY) == 0)
            return true;
    return false;
}

/* ---- diagnoses ----------------------------------------------------------- */

static bool all_gray(const struct lint *lint, const struct pack_group *g)
{
    struct code codes[SPECIMEN_DIAGNOSES];
    const uint32_t count = specimen_diagnoses(&lint->pool, g, codes);

    for (uint32_t i = 0; i < count; i++)
        if (!pack_dx(lint->pack, code_unmarked(codes[i])).gray)
            return false;
    return count > 0;
}

static void look_at_key(struct lint *lint, uint32_t row)
{
    const struct pack_group *g = lint_row(lint, row);
    char key[CODE_MAX];
    const size_t length = code_text(g->key, key);

    if (g->key.high == 0 || g->last.high != 0)
        return;
    if (!specimen_key_known(&lint->pool, g->key))
        lint_say(lint, LINT_NOTE, row, "诊断编码表里没有 %.*s 开头的编码",
                 (int)length, key);
    else if (all_gray(lint, g))
        lint_say(lint, LINT_NOTE, row, "%.*s 下的诊断编码都是灰码", (int)length,
                 key);
}

/* ---- operations ---------------------------------------------------------- */

/* With prefix match a code of the catalogue may stand for longer ones. */
static bool begins_any(const struct pack *pack, struct code key)
{
    PACK_EACH (row, pack, SECTION_CODE, pack_code)
        if (code_equal(code_prefix(row->code, code_length(key)), key))
            return true;
    return false;
}

static void look_at_operation(struct lint *lint, uint32_t row, struct code code)
{
    const bool prefix =
        PACK_ROW(lint->pack, SECTION_GROUPING, pack_grouping, 0)->prefix_match;
    const struct op_facts facts = pack_op(lint->pack, code);
    char text[CODE_MAX];
    const size_t length = code_text(code, text);

    if (facts.gray)
        lint_say(lint, LINT_NOTE, row, "要求的操作 %.*s 是灰码", (int)length,
                 text);
    else if (!facts.exists && !(prefix && begins_any(lint->pack, code)))
        lint_say(lint, LINT_NOTE, row, "手术编码表里没有要求的操作 %.*s",
                 (int)length, text);
}

static void look_at_operations(struct lint *lint, uint32_t row)
{
    const struct pack_group *g = lint_row(lint, row);

    for (uint32_t i = 0; i < g->parts.count; i++) {
        const struct pack_range *range =
            &PACK_ROW(lint->pack, SECTION_PART, pack_part, g->parts.first + i)
                 ->alternatives;

        for (uint32_t k = 0; k < range->count; k++)
            look_at_operation(lint, row,
                              *PACK_ROW(lint->pack, SECTION_ALTERNATIVE, code,
                                        range->first + k));
    }
}

void lint_codes(struct lint *lint)
{
    const bool diagnoses = has_code_table(lint->pack, SYSTEM_DIAGNOSIS),
               operations = has_code_table(lint->pack, SYSTEM_PROCEDURE);

    for (uint32_t i = 0; i < pack_count(lint->pack, SECTION_GROUP); i++) {
        if (diagnoses)
            look_at_key(lint, i);
        if (operations)
            look_at_operations(lint, i);
    }
}
