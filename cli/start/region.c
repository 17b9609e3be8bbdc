/* region.xml, as it begins. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/escape.h"
#include "common/put.h"
#include "pack/format.h"
#include "start/region.h"
#include "start/rows.h"
#include "start/words.h"

/* ---- attributes ---------------------------------------------------------- */

void put_xml_attribute(struct buffer *xml, const char *name, struct text value)
{
    put(xml, " ", name, "=\"");
    xml_escape(xml, value, true);
    put(xml, "\"");
}

/* A path as the folder sees it: from the place that both have in common, or
 * from the root where that is all they have. */
static void put_path(struct buffer *xml, const char *folder, const char *path)
{
    char from[PATH_MAX], to[PATH_MAX];
    size_t same = 0, i;
    unsigned ups = 0;

    if (realpath(folder, from) == NULL || realpath(path, to) == NULL) {
        put(xml, path);
        return;
    }
    for (i = 0; from[i] != '\0' && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i;
    if (from[i] == '\0' && to[i] == '/')
        same = i;
    for (i = same; same > 0 && from[i] != '\0'; i++)
        ups += from[i] == '/';
    for (; ups > 0; ups--)
        put(xml, "../");
    xml_escape(xml, text_of(same > 0 ? to + same + 1 : to), true);
}

static void put_file(struct buffer *xml, const struct start_table *t,
                     const char *folder)
{
    put(xml, " file=\"");
    put_path(xml, folder, t->sheet->path);
    put(xml, "\"");
    if (t->sheet->name.length > 0)
        put_xml_attribute(xml, "sheet", t->sheet->name);
}

static struct text heading_at_place(const struct start_table *t, int place)
{
    COLUMN_EACH (c, t)
        if (c->place == place)
            return c->heading;
    return TEXT("");
}

/* ---- codes --------------------------------------------------------------- */

/* A version that a heading, or a title above it, speaks of. */
static struct text version_said(const struct start_table *t, int column)
{
    static const char versions[] = "1.0 2.0 3.0";
    struct text said = cell_said(heading_at_place(t, column), versions);

    for (uint32_t row = 0; row < t->head && said.length == 0; row++)
        said = cell_said(start_at(t, row, t->from), versions);
    return said;
}

/* A version in a name: 2.0, or the 20 behind `word`. */
static void put_edition(struct buffer *xml, const char *word,
                        const struct start_table *t)
{
    struct text file = text_of(t->sheet->path);
    const struct text dotted = version_said(t, t->code);
    const size_t length = strlen(word);

    put(xml, " edition=\"", word);
    if (dotted.length > 0)
        put(xml, "-", dotted);
    for (; dotted.length == 0 && file.length > length + 1;
         file = text_behind(file, 1))
        if (text_starts(file, text_of(word)) && is_digit(file.at[length]) &&
            file.at[length + 1] == '0') {
            put(xml, "-", file.at[length], ".0");
            break;
        }
    put(xml, "\"");
}

static void put_code_table(struct buffer *xml, const struct start_table *t,
                           const char *folder)
{
    put(xml, "    <table system=\"", t->system, "\"");
    put_edition(xml, "yb", t);
    put_file(xml, t, folder);
    put_xml_attribute(xml, "code", heading_at_place(t, t->code));
    if (t->other >= 0)
        put_xml_attribute(xml, "name", heading_at_place(t, t->other));
    if (t->kind >= 0)
        put_xml_attribute(xml, "kind", heading_at_place(t, t->kind));
    put(xml, "/>\n");
}

static void put_other_codes(struct buffer *xml, const struct start_table *t,
                            const char *folder)
{
    const bool walk = t->what == IS_CROSSWALK;

    put(xml, walk ? "    <crosswalk system=\"" : "    <gray system=\"",
        t->system, "\"");
    if (walk)
        put_edition(xml, "gl", t);
    put_file(xml, t, folder);
    put_xml_attribute(xml, walk ? "from" : "code",
                      heading_at_place(t, t->code));
    if (walk)
        put_xml_attribute(xml, "to", heading_at_place(t, t->other));
    put(xml, "/>\n");
}

static void put_codes(const struct start *s, const char *folder,
                      struct buffer *xml)
{
    const size_t before = xml->length;

    put(xml, "  <codes>\n");
    for (enum start_what what = IS_CODES; what <= IS_CROSSWALK; what++)
        BUFFER_EACH (t, &s->tables, const struct start_table) {
            if (t->what == what && what == IS_CODES)
                put_code_table(xml, t, folder);
            else if (t->what == what)
                put_other_codes(xml, t, folder);
        }
    if (xml->length == before + strlen("  <codes>\n"))
        xml->length = before;
    else
        put(xml, "  </codes>\n\n");
}

/* ---- the catalogue ------------------------------------------------------- */

static void open_column(struct buffer *xml, const char *field,
                        struct text heading)
{
    put(xml, "    <column field=\"", field, "\"");
    put_xml_attribute(xml, "heading", heading);
}

static void put_value_element(struct buffer *xml, const char *how,
                              struct text text, const char *is)
{
    put(xml, "      <value");
    put_xml_attribute(xml, how, text);
    put(xml, " is=\"", is, "\"/>\n");
}

/* The marks that part a code; with brackets where remarks stand behind it. */
static struct text part_marks(const struct start_catalogue *c, char room[24])
{
    snprintf(room, 24, "%s%s", c->from_code ? c->part : "",
             c->remarks ? "(（" : "");
    return text_of(room);
}

static void put_kind_values(struct buffer *xml, const struct start_catalogue *c)
{
    put(xml, ">\n");
    for (const struct start_value *v = c->kinds; v < c->kinds + c->kind_count;
         v++)
        put_value_element(xml, "text", v->text, v->is);
    put(xml, "    </column>\n");
}

/* The first part of what stands behind the mark of a tail. */
static struct text first_part(const struct start_catalogue *c, struct text tail)
{
    const struct text behind = start_behind_mark(tail);
    size_t n = 0;

    while (n < behind.length && strchr(c->part, behind.at[n]) == NULL)
        n++;
    return text_head(behind, n);
}

/* No column tells the kind, but the second part of the code does. */
static void put_kind_by_part(const struct start *s,
                             const struct start_catalogue *c,
                             struct text heading, struct buffer *xml)
{
    open_column(xml, "kind", heading);
    put_xml_attribute(xml, "split", text_of(c->part));
    put(xml, " part=\"2\">\n");
    for (uint32_t i = 0; i < s->tail_count; i++) {
        const struct text part = first_part(c, s->tails[i].text);
        bool told = false;

        for (uint32_t k = 0; k < i; k++)
            told = told || text_equal(first_part(c, s->tails[k].text), part);
        if (!told)
            put_value_element(xml, "text", part, "comprehensive");
    }
    put_value_element(xml, "contains", TEXT("."), "core");
    put_value_element(xml, "text", TEXT(""), "core");
    put_value_element(xml, "text", TEXT("nan"), "core");
    put(xml, "    </column>\n");
}

/* The words of the more particular classes first: 非手术 has 手术. */
static void put_class(const struct start_catalogue *c, struct buffer *xml)
{
    struct text words[START_CLASSES];
    int classes[START_CLASSES];
    const uint32_t count =
        c->class != NULL ? start_class_words(c, words, classes) : 0;

    if (count == 0)
        return;
    open_column(xml, "class", c->class->heading);
    put(xml, ">\n");
    for (int class = 0; class < CLASS_COUNT; class ++)
        for (uint32_t i = 0; i < count; i++)
            if (classes[i] == class)
                put_value_element(
                    xml, cell_class_alone(words[i]) >= 0 ? "text" : "contains",
                    words[i], op_class_name((unsigned)class));
    put(xml, "    </column>\n");
}

static void put_plain_column(struct buffer *xml, const struct start_table *t,
                             enum start_role role)
{
    const struct start_column *column = start_column_of(t, role);

    if (column == NULL)
        return;
    open_column(xml, words_field(role), column->heading);
    put(xml, "/>\n");
}

static void put_op_column(struct buffer *xml, const struct start_catalogue *c,
                          struct text group)
{
    const struct start_column *column = start_column_of(c->table, AS_MAIN_OP);
    char room[24];
    const struct text marks = part_marks(c, room);

    if (!c->from_code && column == NULL)
        return;
    open_column(xml, "main_op", c->from_code ? group : column->heading);
    if (marks.length > 0)
        put_xml_attribute(xml, "split", marks);
    if (marks.length > 0)
        put(xml, " part=\"", c->from_code ? "2" : "1",
            c->from_code && !c->remarks ? ".." : "", "\"");
    if (c->nothing_count == 0) {
        put(xml, "/>\n");
        return;
    }
    put(xml, ">\n");
    for (uint32_t i = 0; i < c->nothing_count; i++)
        put_value_element(xml, "text", c->nothing[i], "无");
    put(xml, "    </column>\n");
}

static void put_columns(const struct start *s, const struct start_catalogue *c,
                        struct buffer *xml)
{
    const struct start_table *t = c->table;
    const struct text group = start_column_of(t, AS_GROUP)->heading;
    const struct start_column *kind = start_column_of(t, AS_KIND);

    open_column(xml, "group", group);
    put(xml, "/>\n");
    put_plain_column(xml, t, AS_NAME);
    if (kind != NULL) {
        open_column(xml, "kind", kind->heading);
        put_kind_values(xml, c);
    } else if (c->kind_by_part) {
        put_kind_by_part(s, c, group, xml);
    }
    if (start_column_of(t, AS_DX) == NULL) {
        open_column(xml, "dx", group);
        if (c->part[0] != '\0') {
            put_xml_attribute(xml, "split", text_of(c->part));
            put(xml, " part=\"1\"");
        }
        put(xml, "/>\n");
    }
    put_class(c, xml);
    put_plain_column(xml, t, AS_DX);
    put_plain_column(xml, t, AS_DX_NAME);
    put_op_column(xml, c, group);
    put_plain_column(xml, t, AS_RELATED_OP);
    put_plain_column(xml, t, AS_OTHER_DX);
    put_plain_column(xml, t, AS_SCORE);
    if (start_means_of(s, c) == NULL)
        put_plain_column(xml, t, AS_MEAN_COST);
    put_plain_column(xml, t, AS_MEAN_DAYS);
    COLUMN_EACH (column, t)
        if (column->role == AS_FACTOR) {
            open_column(xml, column->factor, column->heading);
            put(xml, "/>\n");
        }
}

static void put_means(const struct start *s, const struct start_catalogue *c,
                      const char *folder, struct buffer *xml)
{
    const struct start_table *means = start_means_of(s, c);
    const struct start_column *cost, *days;

    if (means == NULL || c->costs == 0)
        return;
    cost = start_column_of(means, AS_MEAN_COST);
    days = start_column_of(means, AS_MEAN_DAYS);
    put(xml, "    <means");
    put_file(xml, means, folder);
    put_xml_attribute(xml, "group", start_column_of(means, AS_GROUP)->heading);
    put_xml_attribute(xml, "mean_cost", cost->heading);
    if (days != NULL)
        put_xml_attribute(xml, "mean_days", days->heading);
    put(xml, "/>\n");
}

static void put_from(const struct start_table *t, struct buffer *xml)
{
    const char high = (char)('A' + t->from / 26 - 1);
    const char low = (char)('A' + t->from % 26);

    put(xml, " from=\"");
    if (t->from >= 26)
        put(xml, high);
    put(xml, low, "\"");
}

static void put_catalogue(const struct start *s,
                          const struct start_catalogue *c, const char *folder,
                          struct buffer *xml)
{
    const struct start_table *t = c->table;

    put(xml, "  <catalogue");
    put_file(xml, t, folder);
    if (t->beside)
        put_from(t, xml);
    if (t->until.length > 0)
        put_xml_attribute(xml, "until", t->until);
    if (c->all_wide)
        put(xml, " kind=\"comprehensive\"");
    put(xml, ">\n");
    put_columns(s, c, xml);
    put_means(s, c, folder, xml);
    put(xml, "  </catalogue>\n\n");
}

/* ---- the whole ----------------------------------------------------------- */

void start_region(struct start *s, const struct start_reading *reading,
                  const char *folder, struct buffer *xml)
{
    struct buffer questions = {0};

    put(xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--\n"
        "  由 pregroup pack start 写出：列、分隔符、取位是从表里看出来的；\n"
        "  看不出的列在下面，请对照通知逐条改好，再删去这一条。\n"
        "  写法见 docs/region.md、docs/start.md。\n\n");
    start_questions(s, reading, &questions, "  ");
    buffer_text(xml, buffer_view(&questions));
    buffer_free(&questions);
    put(xml, "-->\n<region xmlns=\"urn:pregroup:region:1\" id=\"");
    put(xml, s->id[0] != '\0' ? s->id : "region-1", "\"");
    put_xml_attribute(xml, "name", s->name);
    put(xml, " scheme=\"dip\"\n        generation=\"", s->generation, "\"");
    if (s->year > 0)
        put(xml, " valid-from=\"", s->year, "-01-01\" valid-to=\"", s->year,
            "-12-31\"");
    put(xml, ">\n\n");
    put_codes(s, folder, xml);
    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        put_catalogue(s, c, folder, xml);
    start_grouping(s, reading, xml);
    start_settlement(s, xml);
    put(xml, "</region>\n");
}
