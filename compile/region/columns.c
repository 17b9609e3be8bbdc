/* <column>: which heading of the table is which field. */
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

static const char *const fields[COLUMN_FACTOR] = {
    "group",     "name",       "kind",     "layer", "dx",    "dx_name",
    "main_op",   "related_op", "other_dx", "when",  "score", "mean_cost",
    "mean_days", "operation",  "severity", "class"};

struct text catalogue_plain(struct text cell, struct buffer *plain)
{
    buffer_reset(plain);
    for (size_t at = 0; at < cell.length;) {
        const size_t before = at;

        text_next(cell, &at);
        if (text_trim(text_head(text_behind(cell, before), at - before))
                .length > 0)
            buffer_put(plain, cell.at + before, at - before);
    }
    return buffer_view(plain);
}

bool catalogue_contains(struct text cell, struct text part)
{
    struct buffer plain = {0};
    const bool found = text_contains(catalogue_plain(cell, &plain), part);

    buffer_free(&plain);
    return found;
}

struct text catalogue_meaning(const struct buffer *values, struct text cell)
{
    BUFFER_EACH (v, values, const struct catalogue_value)
        if (v->contains ? catalogue_contains(cell, v->text)
                        : text_equal(v->text, cell))
            return v->is;
    return cell;
}

static struct text part_of_cell(const struct cell_part *part, struct text cell)
{
    struct text rest = cell, piece = cell, before;
    bool last = false;

    for (unsigned n = part->number; n > 0; n -= piece.length > 0) {
        before = text_trim(rest);
        if (!codetext_piece(&rest, part->marks, &last, &piece))
            return TEXT("");
    }
    return part->rest && part->number > 0
               ? text_behind(before, (size_t)(piece.at - before.at))
               : piece;
}

struct text catalogue_cell(const struct catalogue *c, uint32_t row,
                           unsigned field)
{
    const struct text cell =
        table_cell(&c->table, row, c->headings[field].column);

    if (field >= COLUMN_FACTOR || c->headings[field].column < 0)
        return cell;
    return catalogue_meaning(&c->values[field],
                             part_of_cell(&c->parts[field], cell));
}

void catalogue_fault(struct catalogue *c, uint32_t row, unsigned field,
                     const char *right, const char *what)
{
    const int column = c->headings[field].column;
    const struct text cell = table_cell(&c->table, row, column);
    const struct place place = table_place(&c->table, row, column);

    if (cell.length == 0)
        fault_add(c->region->build->faults, place, right, "%s", what);
    else
        fault_add(c->region->build->faults, place, right, "%s“%.*s”", what,
                  SHOW(cell));
}

bool catalogue_tell(struct catalogue *c, struct text word)
{
    bool added;

    words_add(&c->told, word, &added);
    return added;
}

/* ---- reading the elements ------------------------------------------------ */

void catalogue_read_values(struct region *r, const xmlNode *node,
                           struct buffer *values)
{
    ELEMENT_EACH (n, node, "value") {
        const bool part = element_has(n, "contains");
        const struct catalogue_value value = {
            element_attribute(r, n, part ? "contains" : "text"),
            element_attribute(r, n, "is"), part};

        if (part == element_has(n, "text"))
            element_fault(
                r, n, "text 是单元格的全部文字，contains 是其中一段，写一个",
                "<value> 应有 text 或 contains");
        buffer_put(values, &value, sizeof value);
    }
}

/* `part="2"`, `part="3.."` with `split="-:"`. */
static void read_part_of_cell(struct catalogue *c, const xmlNode *node,
                              struct cell_part *out)
{
    const struct text part = element_attribute(c->region, node, "part");

    if (!element_has(node, "part") && !element_has(node, "split"))
        return;
    out->marks = element_raw(node, "split");
    out->rest = text_ends(part, TEXT(".."));
    if (part.length == (out->rest ? 3 : 1) && part.at[0] >= '1' &&
        part.at[0] <= '9' && out->marks.length > 0)
        out->number = (uint8_t)(part.at[0] - '0');
    else
        element_fault(c->region, node,
                      "split 写隔开各部分的符号，part 写第几部分，如 2；"
                      "2.. 是从第二部分到最后",
                      "<column> 的 split、part 读不出");
}

static void check_classes(struct catalogue *c, const xmlNode *node)
{
    ELEMENT_EACH (n, node, "value") {
        const struct text is = element_attribute(c->region, n, "is");

        if (op_class_find(is) < 0)
            element_fault(c->region, n,
                          "is 应为 conservative diagnostic therapeutic "
                          "intervention surgery 之一",
                          "没有操作类别“%.*s”", SHOW(is));
    }
}

static void check_kinds(struct catalogue *c, const xmlNode *node)
{
    ELEMENT_EACH (n, node, "value") {
        const struct text is = element_attribute(c->region, n, "is");

        if (group_kind_find(is) < 0)
            element_fault(
                c->region, n,
                "is 应为 core comprehensive primary-care tcm day-surgery "
                "bed-day drg 之一",
                "没有病种类型“%.*s”", SHOW(is));
    }
}

/* ---- factors ------------------------------------------------------------- */

static bool is_factor(struct text name)
{
    if (!text_starts(name, TEXT("factor_")) || name.length < 8 ||
        name.length > 60)
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (!is_small(name.at[i]) && !is_digit(name.at[i]) && name.at[i] != '_')
            return false;
    return true;
}

static int factor_of(const struct build *b, struct text name)
{
    for (uint32_t i = 0; i < build_count(b, SECTION_COLUMN); i++)
        if (build_text_is(b, *BUILD_ROW(b, SECTION_COLUMN, pack_text, i), name))
            return (int)(COLUMN_FACTOR + i);
    return -1;
}

void catalogue_factors(struct region *r, const xmlNode *catalogue)
{
    struct build *b = r->build;

    ELEMENT_EACH (n, catalogue, "column") {
        const struct text name = element_attribute(r, n, "field");

        if (is_factor(name) && factor_of(b, name) < 0 &&
            build_count(b, SECTION_COLUMN) < CATALOGUE_COLUMNS - COLUMN_FACTOR)
            build_column(b, name);
    }
}

static int catalogue_field_of(struct catalogue *c, struct text name)
{
    const int field = text_index(name, fields, COLUMN_FACTOR);

    return field >= 0 ? field : factor_of(c->region->build, name);
}

/* True if an earlier <column> has the same field. */
static bool is_second(struct catalogue *c, const xmlNode *node,
                      struct text name)
{
    for (const xmlNode *n = element_child(c->node, "column"); n != node;
         n = element_next(n, "column"))
        if (text_equal(element_attribute(c->region, n, "field"), name))
            return true;
    return false;
}

static void read_catalogue_column(struct catalogue *c, const xmlNode *node)
{
    const struct text name = element_attribute(c->region, node, "field");
    const struct text heading = element_attribute(c->region, node, "heading");
    const bool twice = is_second(c, node, name);
    const int field = twice ? -1 : catalogue_field_of(c, name);

    if (field < 0) {
        element_fault(
            c->region, node,
            "field 应为 group name kind layer dx dx_name main_op "
            "related_op other_dx when score mean_cost mean_days "
            "operation severity class 或 factor_ 加小写字母、数字，各写一次",
            "field=\"%.*s\" %s", SHOW(name), twice ? "写了两次" : "不认识");
        return;
    }
    if (heading.length == 0)
        element_fault(c->region, node, "heading 照抄表中这一列的标题",
                      "field=\"%.*s\" 没有标题", SHOW(name));
    c->headings[field] = (struct heading){heading, true, -1};
    if (field < COLUMN_FACTOR)
        catalogue_read_values(c->region, node, &c->values[field]);
    if (field < COLUMN_FACTOR)
        read_part_of_cell(c, node, &c->parts[field]);
    if (field == COLUMN_KIND)
        check_kinds(c, node);
    if (field == COLUMN_CLASS)
        check_classes(c, node);
}

static bool need_catalogue_column(struct catalogue *c, unsigned field)
{
    if (c->headings[field].name.length > 0)
        return true;
    element_fault(
        c->region, c->node,
        "用 <column field=... heading=...> 写明 group、dx 和 score 三列",
        "<catalogue> 没有 %s 列", fields[field]);
    return false;
}

bool catalogue_columns(struct catalogue *c)
{
    bool good;

    for (unsigned i = 0; i < CATALOGUE_COLUMNS; i++)
        c->headings[i] = (struct heading){{"", 0}, false, -1};
    c->columns = COLUMN_FACTOR + build_count(c->region->build, SECTION_COLUMN);
    ELEMENT_EACH (n, c->node, "column")
        if (element_has(n, "field"))
            read_catalogue_column(c, n);
    good = need_catalogue_column(c, COLUMN_GROUP);
    if (c->grouping->settled)
        good = need_catalogue_column(c, COLUMN_SCORE) && good;
    return (c->grouping->drg || c->settings.diagnosis == DIAGNOSIS_NONE ||
            text_equal(c->settings.layer, TEXT("fallback")) ||
            need_catalogue_column(c, COLUMN_DX)) &&
           good;
}
