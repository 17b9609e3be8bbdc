/* <grouping> and <settlement> of region.xml. */
#include "common/put.h"
#include "pack/format.h"
#include "start/region.h"
#include "start/rows.h"
#include "start/words.h"

/* ---- grouping ------------------------------------------------------------ */

bool start_has_kind(const struct start *s, const char *kind)
{
    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue) {
        for (uint32_t i = 0; i < c->kind_count; i++)
            if (c->kinds[i].rows > 0 && strcmp(c->kinds[i].is, kind) == 0)
                return true;
        if (start_column_of(c->table, AS_KIND) != NULL)
            continue;
        if (strcmp(kind, "comprehensive") == 0 && c->wide > 0)
            return true;
        if (strcmp(kind, "core") == 0 && c->wide < c->rows)
            return true;
    }
    return false;
}

/* `I`, `II`, `III` behind a class: levels of operation, whose border is a
 * question. */
static void put_level(const struct start *s, unsigned level, struct buffer *xml)
{
    unsigned present = 0, above = 0;

    for (unsigned l = 1; l <= 3; l++) {
        bool some = false;

        for (uint32_t i = 0; i < s->tail_count; i++)
            some = some || s->tails[i].level == l;
        present += some;
        above += some && l > level;
    }
    if (level == 0 || present < 2)
        return;
    put(xml, " when=\"");
    if (above == 0)
        put(xml, "any(procedures, level in ", present == 2 ? "'3', '4'" : "'4'",
            ")");
    else if (above + 1 == present)
        put(xml, "not any(procedures, level in '3', '4')");
    else
        put(xml, "any(procedures, level in '3') and not any(procedures, level "
                 "in '4')");
    put(xml, "\"");
}

static void put_suffixes(const struct start *s, struct buffer *xml)
{
    for (int class = CLASS_SURGERY; class >= 0; class --)
        for (uint32_t i = 0; i < s->tail_count; i++) {
            const struct start_tail *t = &s->tails[i];

            if (t->class < 0 || t->class % START_GUESSED != class)
                continue;
            put(xml, "      <suffix class=\"", op_class_name((unsigned)class),
                "\"");
            put_xml_attribute(xml, "text", t->text);
            put_level(s, t->level, xml);
            put(xml, "/>\n");
        }
}

static unsigned wide_key(const struct start *s)
{
    uint32_t longer = 0;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        for (unsigned n = 4; n < 8; n++)
            longer += c->wide_keys[n];
    return longer > 0 ? 0 : 3;
}

static void put_dx_key(struct buffer *xml, unsigned key)
{
    if (key == 0)
        put(xml, " dx-key=\"own\"");
    else
        put(xml, " dx-key=\"", key, "\"");
}

static void put_layers(const struct start *s, struct buffer *xml)
{
    static const char *const order[] = {"core",    "primary-care",
                                        "tcm",     "day-surgery",
                                        "bed-day", "comprehensive"};
    const char *gap = "";

    put(xml, "    <layers>");
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (start_has_kind(s, order[i])) {
            put(xml, gap, order[i]);
            gap = " ";
        }
    put(xml, "</layers>\n");
}

void start_grouping(const struct start *s, const struct start_reading *reading,
                    struct buffer *xml)
{
    put(xml, "  <grouping");
    put_dx_key(xml, reading->dx_key);
    put_xml_attribute(xml, "or", text_of(s->or_marks));
    put_xml_attribute(xml, "and", text_of(s->and_marks));
    put(xml, reading->listed ? " op-order=\"listed\">\n" : ">\n");
    if (start_has_kind(s, "comprehensive")) {
        put(xml, "    <comprehensive");
        put_dx_key(xml, wide_key(s));
        put(xml, " class=\"highest\" intervention=\"surgery\">\n");
        put_suffixes(s, xml);
        put(xml, "    </comprehensive>\n");
    }
    put(xml, "    <conservative-row for=\"no-operation\"/>\n");
    put_layers(s, xml);
    put(xml, "    <pick>matched-operations principal-operation score "
             "order</pick>\n  </grouping>\n\n");
}

/* ---- settlement ---------------------------------------------------------- */

/* Factors by level of hospital, as one value of the case. */
static bool put_level_factors(const struct start *s, struct buffer *xml)
{
    bool some = false;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        COLUMN_EACH (column, c->table)
            if (column->role == AS_FACTOR && words_level(column->heading) > 0) {
                put(xml, some ? ",\n              "
                              : "    <let name=\"group_factor\" "
                                "label=\"病种系数\"\n         value=\"if(");
                put(xml, "level = '", words_level(column->heading),
                    "', default(", column->factor, ", 1)");
                some = true;
            }
    if (some)
        put(xml, ",\n              1)\"/>\n");
    return some;
}

static void put_deviation_lets(bool all, struct buffer *xml)
{
    put(xml,
        "    <set name=\"low_at\" label=\"偏低界限\" value=\"0.5\"/>\n"
        "    <set name=\"high_at\" label=\"偏高界限\" value=\"2\"/>\n"
        "    <let name=\"x\" label=\"费用倍数\" value=\"",
        all ? "cost / mean_cost"
            : "if(given(mean_cost) and mean_cost &gt; 0, cost / mean_cost, 1)",
        "\"/>\n"
        "    <let name=\"deviation\" value=\"if(x &gt; high_at, 'high', x "
        "&lt; low_at, 'low', 'normal')\"/>\n"
        "    <let name=\"ratio\" value=\"x\" round=\"4\"/>\n"
        "    <let name=\"low_limit\" value=\"low_at * mean_cost\" "
        "round=\"2\"/>\n"
        "    <let name=\"high_limit\" value=\"high_at * mean_cost\" "
        "round=\"2\"/>\n"
        "    <let name=\"adjusted\" label=\"偏差调整后的分值\"\n"
        "         value=\"if(x &gt; high_at, (x - high_at + 1) * score, x "
        "&lt; low_at, x * score, score)\"/>\n");
}

void start_settlement(const struct start *s, struct buffer *xml)
{
    const bool costs = start_has_costs(s);
    bool all = true, factor;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        all = all && c->costs == c->rows;
    put(xml,
        "  <settlement>\n"
        "    <set name=\"point_value\" label=\"点值\" insurance=\"employee\" "
        "fill=\"由医保局公布的职工医保点值\"/>\n"
        "    <set name=\"point_value\" label=\"点值\" insurance=\"resident\" "
        "fill=\"由医保局公布的居民医保点值\"/>\n"
        "    <set name=\"level_factor\" label=\"等级系数\" "
        "fill=\"由医保局为本院核定的等级系数\"/>\n");
    if (costs)
        put_deviation_lets(all, xml);
    factor = put_level_factors(s, xml);
    put(xml, "    <let name=\"points\" value=\"");
    if (start_has_kind(s, "primary-care"))
        put(xml, "if(kind = 'primary-care', ", costs ? "adjusted" : "score",
            ", ");
    put(xml, costs ? "adjusted" : "score",
        factor ? " * group_factor * level_factor" : " * level_factor",
        start_has_kind(s, "primary-care") ? ")" : "", "\" round=\"4\"/>\n");
    put(xml, "    <let name=\"standard\" value=\"points * point_value\" "
             "round=\"2\"/>\n"
             "    <let name=\"fund\" value=\"max(0, standard - patient_paid)\" "
             "round=\"2\"/>\n"
             "    <let name=\"margin\" value=\"standard - cost\" "
             "round=\"2\"/>\n"
             "  </settlement>\n");
}
