/* <column>: which heading of the table is which field. */
#include <string.h>

#include "compile/catalogue.h"

static const char *const fields[COLUMN_FACTOR] = {
    "group",   "name",      "kind",       "layer",    "dx",
    "dx_name", "main_op",   "related_op", "other_dx", "when",
    "score",   "mean_cost", "mean_days"};

static const struct catalogue_value *values_of(const struct catalogue *c,
                                               unsigned field, size_t *count)
{
    *count = c->values[field].length / sizeof(struct catalogue_value);
    return (const struct catalogue_value *)(const void *)c->values[field].data;
}

struct text catalogue_cell(const struct catalogue *c, uint32_t row,
                           unsigned field)
{
    const struct text cell =
        table_cell(&c->table, row, c->headings[field].column);
    const struct catalogue_value *values;
    size_t count = 0;

    if (field >= COLUMN_FACTOR || c->headings[field].column < 0)
        return cell;
    values = values_of(c, field, &count);
    for (size_t i = 0; i < count; i++)
        if (text_equal(values[i].text, cell))
            return values[i].is;
    return cell;
}

void catalogue_fault(struct catalogue *c, uint32_t row, unsigned field,
                     const char *right, const char *what)
{
    const int column = c->headings[field].column;

    fault_add(c->region->build->faults, table_place(&c->table, row, column),
              right, "%s“%.*s”", what,
              SHOW(table_cell(&c->table, row, column)));
}

bool catalogue_tell(struct catalogue *c, struct text word)
{
    bool added;

    words_add(&c->told, word, &added);
    return added;
}

/* ---- reading the elements ------------------------------------------------ */

static void read_values(struct catalogue *c, const xmlNode *node,
                        unsigned field)
{
    for (const xmlNode *n = element_child(node, "value"); n != NULL;
         n = element_next(n, "value")) {
        const struct catalogue_value value = {
            element_attribute(c->region, n, "text"),
            element_attribute(c->region, n, "is")};

        if (field == COLUMN_KIND && group_kind_find(value.is) < 0)
            fault_add(c->region->build->faults, element_place(c->region, n),
                      "is 应为 core comprehensive primary-care tcm day-surgery "
                      "bed-day drg 之一",
                      "没有病种类型“%.*s”", SHOW(value.is));
        buffer_put(&c->values[field], &value, sizeof value);
    }
}

/* A factor_* column joins behind the others; its number, or -1. */
static int add_factor(struct catalogue *c, struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        const char ch = name.at[i];

        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') ||
              ch == '_'))
            return -1;
    }
    if (c->columns == CATALOGUE_COLUMNS || name.length > 60)
        return -1;
    build_column(c->region->build, name);
    return (int)c->columns++;
}

static int field_of(struct catalogue *c, struct text name)
{
    for (int i = 0; i < COLUMN_FACTOR; i++)
        if (text_equal(text_of(fields[i]), name))
            return i;
    return text_starts(name, TEXT("factor_")) && name.length > 7
               ? add_factor(c, name)
               : -1;
}

/* True if an earlier <column> has the same field. */
static bool repeated(struct catalogue *c, const xmlNode *node, struct text name)
{
    for (const xmlNode *n = element_child(c->node, "column"); n != node;
         n = element_next(n, "column"))
        if (text_equal(element_attribute(c->region, n, "field"), name))
            return true;
    return false;
}

static void read_column(struct catalogue *c, const xmlNode *node)
{
    const struct text name = element_attribute(c->region, node, "field");
    const struct text heading = element_attribute(c->region, node, "heading");
    const bool twice = repeated(c, node, name);
    const int field = twice ? -1 : field_of(c, name);

    if (field < 0) {
        fault_add(c->region->build->faults, element_place(c->region, node),
                  "field 应为 group name kind layer dx dx_name main_op "
                  "related_op other_dx when score mean_cost mean_days 或 "
                  "factor_ 加小写字母、数字，各写一次",
                  "field=\"%.*s\" %s", SHOW(name),
                  twice ? "写了两次" : "不认识");
        return;
    }
    if (heading.length == 0)
        fault_add(c->region->build->faults, element_place(c->region, node),
                  "heading 照抄表中这一列的标题", "field=\"%.*s\" 没有标题",
                  SHOW(name));
    c->headings[field] = (struct heading){heading, true, -1};
    if (field < COLUMN_FACTOR)
        read_values(c, node, (unsigned)field);
}

static bool need(struct catalogue *c, unsigned field)
{
    if (c->headings[field].name.length > 0)
        return true;
    fault_add(c->region->build->faults, element_place(c->region, c->node),
              "用 <column field=... heading=...> 写明 group、dx 和 score 三列",
              "<catalogue> 没有 %s 列", fields[field]);
    return false;
}

bool catalogue_columns(struct catalogue *c)
{
    bool good;

    for (unsigned i = 0; i < CATALOGUE_COLUMNS; i++)
        c->headings[i] = (struct heading){{"", 0}, false, -1};
    c->columns = COLUMN_FACTOR;
    for (const xmlNode *n = element_child(c->node, "column"); n != NULL;
         n = element_next(n, "column"))
        if (element_has(n, "field"))
            read_column(c, n);
    good = need(c, COLUMN_GROUP);
    good = need(c, COLUMN_SCORE) && good;
    return (c->grouping->drg || need(c, COLUMN_DX)) && good;
}
