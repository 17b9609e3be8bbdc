/* Rows of the same diagnosis, two by two. */
#include "lint.h"
#include "reach.h"

/* An operation that no row asks for. */
static struct code foreign_code(void)
{
    struct code code;

    code_key(TEXT("99.9999X999"), &code);
    return code;
}

/* ---- ties ---------------------------------------------------------------- */

enum union_order { FIRST_FIRST, SECOND_FIRST, FOREIGN_FIRST, UNION_ORDERS };

/* A case with the operations of both rows. */
static void make_union(struct lint *lint, uint32_t a, uint32_t b,
                       enum union_order order)
{
    struct specimen *s = &lint->specimen;

    if (order == FOREIGN_FIRST) {
        specimen_make(&lint->pool, a, 0, s);
        s->count -= s->operations;
        s->operations = 0;
        specimen_add_operation(&lint->pool, foreign_code(), s);
        specimen_add_row(&lint->pool, a, s);
        specimen_add_row(&lint->pool, b, s);
        return;
    }
    specimen_make(&lint->pool, order == FIRST_FIRST ? a : b, 0, s);
    specimen_add_row(&lint->pool, order == FIRST_FIRST ? b : a, s);
}

/* True if one of the two is chosen and only the order decided. */
static bool tied(struct lint *lint, uint32_t a, uint32_t b)
{
    const struct candidate *x, *y;

    specimen_run(&lint->specimen, &lint->result);
    x = reach_candidate(&lint->result, a);
    y = reach_candidate(&lint->result, b);
    return x != NULL && y != NULL &&
           ((x->chosen && y->filter == PICK_ORDER) ||
            (y->chosen && x->filter == PICK_ORDER));
}

static void look_for_tie(struct lint *lint, uint32_t a, uint32_t b)
{
    const struct text code = lint_code(lint, b);
    enum union_order order = FIRST_FIRST;

    for (; order < UNION_ORDERS; order++) {
        make_union(lint, a, b, order);
        if (tied(lint, a, b))
            break;
    }
    if (order != UNION_ORDERS)
        lint_say(lint, LINT_NOTE, a,
                 "与第 %u 行 %.*s 不分高下：两行的操作都做的病例只凭目录先后",
                 lint_row(lint, b)->source_row, SPELL(code));
}

/* ---- specific and general ------------------------------------------------ */

static const struct pack_range *
codes_asked(const struct lint *lint, const struct pack_group *g, uint32_t i)
{
    return &PACK_ROW(lint->pack, SECTION_PART, pack_part, g->parts.first + i)
                ->alternatives;
}

static bool is_alternative(const struct lint *lint, struct code code,
                           const struct pack_range *range)
{
    for (uint32_t i = 0; i < range->count; i++)
        if (code_equal(code, *PACK_ROW(lint->pack, SECTION_ALTERNATIVE, code,
                                       range->first + i)))
            return true;
    return false;
}

/* Whatever meets `narrow` meets `wide` as well. */
static bool implies(const struct lint *lint, const struct pack_range *narrow,
                    const struct pack_range *wide)
{
    for (uint32_t i = 0; i < narrow->count; i++)
        if (!is_alternative(lint,
                            *PACK_ROW(lint->pack, SECTION_ALTERNATIVE, code,
                                      narrow->first + i),
                            wide))
            return false;
    return true;
}

static bool asks_more(const struct lint *lint, const struct pack_group *a,
                      const struct pack_group *b)
{
    if (b->parts.count == 0 || a->parts.count <= b->parts.count)
        return false;
    for (uint32_t i = 0; i < b->parts.count; i++) {
        bool met = false;

        for (uint32_t k = 0; k < a->parts.count && !met; k++)
            met =
                implies(lint, codes_asked(lint, a, k), codes_asked(lint, b, i));
        if (!met)
            return false;
    }
    return true;
}

static void look_at_score(struct lint *lint, uint32_t a, uint32_t b)
{
    const struct pack_group *more = lint_row(lint, a),
                            *less = lint_row(lint, b);
    const struct text code = lint_code(lint, b);

    if (!(more->flags & less->flags & GROUP_HAS_SCORE) ||
        more->score >= less->score || !asks_more(lint, more, less))
        return;
    lint_say(lint, LINT_NOTE, a, "要求的操作比第 %u 行 %.*s 多，分值却更低",
             less->source_row, SPELL(code));
}

/* ---- all pairs ----------------------------------------------------------- */

static bool comparable(const struct pack_group *a, const struct pack_group *b)
{
    return code_equal(a->key, b->key) && code_equal(a->last, b->last);
}

void lint_pairs(struct lint *lint)
{
    const uint32_t rows = pack_count(lint->pack, SECTION_GROUP);

    for (uint32_t a = 0; a < rows; a++)
        for (uint32_t b = a + 1;
             b < rows && comparable(lint_row(lint, a), lint_row(lint, b));
             b++) {
            if (lint_row(lint, a)->layer == lint_row(lint, b)->layer)
                look_for_tie(lint, a, b);
            look_at_score(lint, a, b);
            look_at_score(lint, b, a);
        }
}
