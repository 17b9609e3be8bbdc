/* dx: the diagnoses of a row, as keys and ranges. */
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

/* Letter, then up to two digits: what rows above the categories are keyed by.
 */
static bool is_chapter(struct code code)
{
    return is_capital(code_at(code, 0)) &&
           (code_length(code) == 1 ||
            (code_length(code) == 2 && is_digit(code_at(code, 1))));
}

/* Characters that the region asks of a key of this row; 0: any. */
static unsigned characters(const struct catalogue *c,
                           const struct pack_group *group)
{
    if ((group->flags & GROUP_TAKES_ALL) != 0)
        return 0;
    return group->kind == KIND_COMPREHENSIVE ? c->grouping->comprehensive_key
                                             : c->grouping->dx_key;
}

/* The dagger or asterisk behind all, as in A17+ and G01*; else 0. */
static char end_mark(struct text text)
{
    const struct text t = text_trim(text);
    const char last = t.length == 0 ? '\0' : t.at[t.length - 1];

    return last == '+' || last == '*' ? last : '\0';
}

/* Only comprehensive classes keep the mark: elsewhere it is no part of the
 * code (dip-rules.md 2.1, dip-3.0.md 2.6d). */
static bool read_key(const struct catalogue *c, const struct pack_group *group,
                     struct text text, struct code *key)
{
    const unsigned wanted = characters(c, group);
    const unsigned length = wanted == 4 ? 5 : wanted;
    const bool wide = group->kind == KIND_COMPREHENSIVE ||
                      (group->flags & GROUP_TAKES_ALL) != 0;

    if (!codetext_diagnosis(text, key))
        return false;
    if (wide && is_chapter(*key))
        return true;
    if (!codetext_is_diagnosis(*key) || (!wide && code_length(*key) < length))
        return false;
    if (length > 0)
        *key = code_prefix(*key, length);
    if (group->kind == KIND_COMPREHENSIVE &&
        (group->flags & GROUP_TAKES_ALL) == 0)
        *key = code_marked(*key, end_mark(text));
    return true;
}

/* P80-P83: both ends are categories, or subcategories. */
static bool read_range(struct text text, struct code *first, struct code *last)
{
    const size_t dash = text_find(text, '-');

    return dash < text.length &&
           codetext_diagnosis(text_head(text, dash), first) &&
           codetext_diagnosis(text_behind(text, dash + 1), last) &&
           codetext_is_diagnosis(*first) && codetext_is_diagnosis(*last) &&
           code_compare(*first, *last) <= 0;
}

static void fault_key(struct catalogue *c, uint32_t row,
                      const struct pack_group *group)
{
    catalogue_fault(c, row, COLUMN_DX,
                    characters(c, group) == 4 &&
                            group->kind != KIND_COMPREHENSIVE
                        ? "应为 K35.8 的样子；若目录里也有三位编码，"
                          "请写 dx-key=\"own\""
                        : "应为 K35、K35.8 或 P80-P83 的样子",
                    "主诊断编码读不出：");
}

static void add_diagnosis_piece(struct catalogue *c, uint32_t row,
                                struct text piece, struct pack_group group)
{
    if (!read_range(piece, &group.key, &group.last)) {
        group.last = (struct code){0, 0};
        if (!read_key(c, &group, piece, &group.key)) {
            fault_key(c, row, &group);
            return;
        }
    }
    buffer_put(&c->rows, &group, sizeof group);
}

struct text catalogue_anywhere(struct catalogue *c, uint32_t row)
{
    const struct text cell = catalogue_cell(c, row, COLUMN_DX);
    struct buffer source = {0};
    struct text kept = {"", 0};

    if (c->settings.diagnosis != DIAGNOSIS_ANY || codetext_empty(cell))
        return kept;
    buffer_string(&source, "any(diagnoses, code in ");
    for (size_t at = 0; at < cell.length;) {
        const size_t before = at;
        const uint32_t ch = text_next(cell, &at);

        if (ch == '|' || ch == '/' || ch == 0x3001)
            buffer_char(&source, ',');
        else
            buffer_put(&source, cell.at + before, at - before);
    }
    buffer_char(&source, ')');
    if (!source.failed)
        kept = arena_copy(&c->region->arena, buffer_view(&source));
    buffer_free(&source);
    return kept;
}

/* The diagnosis that a <fallback> gives its group, if it gives one. */
static struct text fallback_dx(const struct catalogue *c,
                               const struct pack_group *group,
                               struct text otherwise)
{
    const struct text code = build_text_of(c->region->build, group->group);

    if ((group->flags & GROUP_TAKES_ALL) == 0)
        return otherwise;
    for (uint32_t i = 0; i < c->grouping->fallback_count; i++)
        if (text_equal(c->grouping->fallbacks[i].group, code) &&
            c->grouping->fallbacks[i].dx.length > 0)
            return c->grouping->fallbacks[i].dx;
    return otherwise;
}

static bool for_every_diagnosis(const struct catalogue *c,
                                const struct pack_group *group,
                                struct text cell)
{
    return c->settings.diagnosis == DIAGNOSIS_NONE ||
           (codetext_empty(cell) &&
            (c->grouping->drg || (group->flags & GROUP_TAKES_ALL) != 0));
}

void catalogue_diagnoses(struct catalogue *c, uint32_t row,
                         struct pack_group *group)
{
    struct text cell = fallback_dx(c, group, catalogue_cell(c, row, COLUMN_DX));
    struct buffer marks = {0};
    struct text piece;
    bool last = false;

    if (for_every_diagnosis(c, group, cell)) {
        buffer_put(&c->rows, group, sizeof *group);
        return;
    }
    if (c->settings.diagnosis == DIAGNOSIS_ANY) {
        if (codetext_empty(cell))
            fault_key(c, row, group);
        buffer_put(&c->rows, group, sizeof *group);
        return;
    }
    buffer_text(&marks, c->grouping->or_marks);
    buffer_string(&marks, "、，；;");
    while (!marks.failed &&
           codetext_piece(&cell, buffer_view(&marks), &last, &piece))
        add_diagnosis_piece(c, row, piece, *group);
    buffer_free(&marks);
}
