#include "compile/region/region.h"

#include "base/calendar.h"
#include "compile/figures/figures.h"
#include "compile/knowledge/codes.h"
#include "compile/read/document.h"
#include "compile/read/supply.h"
#include "compile/region/hospital.h"

/* ---- <region> ------------------------------------------------------------ */

/* yyyy-mm-dd as days; `otherwise` if the attribute is absent. */
static int32_t read_day(struct region *r, const xmlNode *node, const char *name,
                        int32_t otherwise)
{
    const struct text t = element_attribute(r, node, name);
    int32_t days;

    if (!element_has(node, name))
        return otherwise;
    if (calendar_day_read(t, &days))
        return days;
    element_fault(r, node, "应为 2025-01-01 的样子", "%s=\"%.*s\" 不是日期",
                  name, SHOW(t));
    return otherwise;
}

static void check_id(struct region *r, const xmlNode *node, struct text id)
{
    bool good = id.length > 0 || !element_has(node, "id");

    for (size_t i = 0; i < id.length; i++)
        good = good && (is_small(id.at[i]) || is_digit(id.at[i]) ||
                        id.at[i] == '-' || id.at[i] == '_' || id.at[i] == '.');
    if (!good)
        element_fault(r, node,
                      "应由小写字母、数字和连字符组成，如 pingyuan-2025",
                      "id=\"%.*s\" 不合要求", SHOW(id));
}

/* A pack that checks nothing is what a folder of rules that was cut or is not
 * there would give: so it must be meant. */
static void check_rules(struct region *r, const xmlNode *node)
{
    static const char *const words[] = {"none", NULL};

    if (element_word(r, node, "rules", words, 1) == 1 &&
        build_count(r->build, SECTION_RULE) == 0 &&
        r->build->faults->count == 0)
        element_fault(r, node,
                      "请核对知识文件夹里的 rules；地区确实不要检查规则，就在 "
                      "<region> 写 rules=\"none\"",
                      "一条检查规则也没有");
}

static void read_meta(struct region *r, const xmlNode *node, bool *drg)
{
    static const char *const schemes[] = {"dip", "drg-points", NULL};
    struct build *b = r->build;
    const struct text id = element_attribute(r, node, "id");
    const int scheme = element_word(r, node, "scheme", schemes, 0);
    struct pack_meta row = {
        .id = build_text(b, id),
        .name = build_text(b, element_attribute(r, node, "name")),
        .scheme = build_text(b, element_attribute(r, node, "scheme")),
        .generation = build_text(b, element_attribute(r, node, "generation")),
        .valid_from = read_day(r, node, "valid-from", INT32_MIN),
        .valid_to = read_day(r, node, "valid-to", INT32_MAX),
    };

    *drg = scheme == 1;
    check_id(r, node, id);
    check_rules(r, node);
    if (element_yes(r, node, "sample"))
        row.flags |= META_SAMPLE;
    if (row.valid_from > row.valid_to)
        element_fault(r, node, "valid-from 不晚于 valid-to",
                      "有效期的起止颠倒");
    build_row(b, SECTION_META, &row);
}

static void add_grouping(struct region *r, struct region_grouping *grouping)
{
    for (unsigned i = 0; i < grouping->row.layers; i++)
        grouping->row.layer_names[i] =
            build_text(r->build, grouping->layers[i]);
    build_row(r->build, SECTION_GROUPING, &grouping->row);
}

/* The parts need each other: codes tell the classes of operations, grouping
 * how the catalogue is read, its factor columns what settlement may use. */
static void read_parts(struct region *r, const xmlNode *root)
{
    const xmlNode *codes = element_child(root, "codes");
    const xmlNode *settlement = element_child(root, "settlement");
    const xmlNode *auxiliary = element_child(root, "auxiliary");
    const xmlNode *tables = element_child(root, "drg");
    struct region_grouping grouping = {.drg_tables = tables != NULL};
    struct drg *drg = NULL;

    read_meta(r, root, &grouping.drg);
    if (tables != NULL && !grouping.drg)
        element_fault(r, tables, "按 DRG 分组的地区写 scheme=\"drg-points\"",
                      "<drg> 只用于按 DRG 付费的地区");
    grouping.settled = settlement != NULL;
    if (codes != NULL)
        region_codes(r, codes);
    if (auxiliary != NULL)
        region_weights(r, auxiliary);
    if (settlement != NULL)
        region_lookups(r, settlement);
    region_grouping(r, element_child(root, "grouping"), &grouping);
    if (tables != NULL)
        drg = region_drg(r, tables, &grouping);
    region_catalogues(r, root, &grouping);
    region_drg_groups(drg);
    if (settlement != NULL)
        region_settlement(r, settlement);
    hospital_unused(r);
    ELEMENT_EACH (n, root, "figures")
        region_figures(r, n);
    supply_unused(r, root);
    if (settlement != NULL)
        region_divisors(r, settlement);
    if (auxiliary != NULL)
        region_auxiliary(r, auxiliary, &grouping);
    add_grouping(r, &grouping);
}

/* A pack of the knowledge alone. */
static void no_region(struct build *b)
{
    const struct pack_meta meta = {.valid_from = INT32_MIN,
                                   .valid_to = INT32_MAX};
    const struct pack_grouping grouping = {0};

    build_row(b, SECTION_META, &meta);
    build_row(b, SECTION_GROUPING, &grouping);
}

void compile_region(struct build *b, const char *region_xml,
                    struct hospital *hospital, const char *knowledge)
{
    struct document d;

    if (region_xml == NULL) {
        no_region(b);
        return;
    }
    document_open(&d, b, region_xml, &region_grammar);
    d.region.hospital = hospital;
    if (d.root != NULL)
        read_parts(&d.region, d.root);
    document_schema(&d, knowledge);
    document_close(&d);
}
