/* main_op and related_op: parts that must all be there, each met by any of
 * its alternatives. */
#include "base/limits.h"
#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

struct op_cell {
    struct catalogue *catalogue;
    uint32_t row;
    unsigned field;
};

static void read_alternative(const struct op_cell *cell, struct text text)
{
    struct catalogue *c = cell->catalogue;
    struct code code;
    const bool read = codetext_key(text, &code);

    if (read)
        codes_mend(c->region->build,
                   table_at(&c->table, cell->row, cell->field), &code);
    if (!read || !codetext_is_operation(code)) {
        catalogue_fault(c, cell->row, cell->field,
                        "应为 51.2300 或 36.0601/36.0602+00.4500 的样子；or、"
                        "and 的符号在 <grouping> 里写明",
                        "手术编码读不出，可能丢了前导零或用了别的分隔符：");
        return;
    }
    build_row(c->region->build, SECTION_ALTERNATIVE, &code);
}

static void read_part(const struct op_cell *cell, struct text text)
{
    struct catalogue *c = cell->catalogue;
    struct build *b = c->region->build;
    struct pack_part part = {
        .alternatives = {build_count(b, SECTION_ALTERNATIVE), 0},
        .shown = build_text(b, text),
    };
    struct text piece;
    bool last = false;

    while (codetext_piece(&text, c->grouping->or_marks, &last, &piece))
        read_alternative(cell, piece);
    part.alternatives.count =
        build_count(b, SECTION_ALTERNATIVE) - part.alternatives.first;
    build_row(b, SECTION_PART, &part);
}

static void read_ops(struct catalogue *c, uint32_t row, unsigned field)
{
    const struct op_cell cell = {c, row, field};
    struct text rest = catalogue_cell(c, row, field), piece;
    bool last = false;

    if (codetext_empty(rest))
        return;
    while (codetext_piece(&rest, c->grouping->and_marks, &last, &piece))
        read_part(&cell, piece);
}

void catalogue_operations(struct catalogue *c, uint32_t row,
                          struct pack_group *group)
{
    struct build *b = c->region->build;

    group->parts.first = build_count(b, SECTION_PART);
    read_ops(c, row, COLUMN_MAIN_OP);
    group->main_parts = build_count(b, SECTION_PART) - group->parts.first;
    read_ops(c, row, COLUMN_RELATED_OP);
    group->parts.count = build_count(b, SECTION_PART) - group->parts.first;
    if (group->parts.count > 0)
        group->flags |= GROUP_HAS_OPERATION;
    if (c->grouping->ordered && group->parts.count > 1)
        group->flags |= GROUP_ORDERED;
    if (group->parts.count > LIMIT_ROWS)
        catalogue_fault(c, row, COLUMN_MAIN_OP, "至多 64 项",
                        "要求的手术操作太多：");
}

uint8_t catalogue_class(const struct catalogue *c, const struct pack *view,
                        const struct pack_group *group)
{
    uint8_t highest = CLASS_CONSERVATIVE;

    for (uint32_t i = 0; i < group->parts.count; i++) {
        const struct pack_range alternatives =
            PACK_ROW(view, SECTION_PART, pack_part, group->parts.first + i)
                ->alternatives;

        for (uint32_t k = 0; k < alternatives.count; k++) {
            const struct code *code = PACK_ROW(view, SECTION_ALTERNATIVE, code,
                                               alternatives.first + k);
            uint8_t class = pack_op(view, *code).class;

            if (class == CLASS_INTERVENTION)
                class = c->grouping->row.intervention;
            if (class > highest)
                highest = class;
        }
    }
    return highest;
}
