/* Lines of a dialect that stand for many: a `*` is each field that is in no
 * list, `diagnoses[#].*` each column of that list. */
#include <string.h>

#include "compile/knowledge/dialect.h"

#define NO_LINE UINT32_MAX

struct spread {
    const struct build *build;
    struct table *table; /* whose rows are made anew */
    const struct heading *headings;
    const struct table_row *lines; /* its rows as the file has them */
    uint32_t count;
    struct buffer names; /* struct text of each line: line_names */
};

static struct text line_cell(const struct spread *s, uint32_t line,
                             enum dialect_column heading)
{
    const uint32_t column = (uint32_t)s->headings[heading].column;
    const struct text *cells = (const void *)s->table->cells.data;
    const struct table_row *row = &s->lines[line];

    return column < row->count ? cells[row->first + column] : TEXT("");
}

/* diagnoses[#].code without its row: diagnoses.code; cut off beyond TAG_MAX,
 * where no field's name is. */
static struct text line_names(const struct spread *s, uint32_t line,
                              char out[TAG_MAX])
{
    const struct text said = line_cell(s, line, DIALECT_FIELD);
    bool inside = false;
    size_t n = 0;

    for (size_t i = 0; i < said.length && n < TAG_MAX; i++) {
        inside = inside || said.at[i] == '[';
        if (!inside)
            out[n++] = said.at[i];
        inside = inside && said.at[i] != ']';
    }
    return (struct text){out, n};
}

/* What stands for a field among others: `*` or `diagnoses.*`. */
static struct text star_of(struct text name, char out[TAG_MAX])
{
    size_t head = name.length < TAG_MAX ? name.length : TAG_MAX - 1;

    while (head > 0 && name.at[head - 1] != '.')
        head--;
    memcpy(out, name.at, head);
    out[head] = '*';
    return (struct text){out, head + 1};
}

/* Every field of the page is looked for among all lines. */
static void keep_names(struct spread *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        char bytes[TAG_MAX];
        const struct text name =
            arena_copy(&s->table->texts, line_names(s, i, bytes));

        buffer_put(&s->names, &name, sizeof name);
    }
}

/* The first line of that name from `from` on. */
static uint32_t find_line(const struct spread *s, struct text name,
                          uint32_t from)
{
    const struct text *names = BUFFER_ROWS(&s->names, struct text);

    for (uint32_t i = from; i < BUFFER_COUNT(&s->names, struct text); i++)
        if (text_equal(names[i], name))
            return i;
    return NO_LINE;
}

/* The line that stands for a field: one with a star in its tag too. */
static uint32_t find_star(const struct spread *s, struct text name)
{
    char bytes[TAG_MAX];
    const uint32_t line = find_line(s, star_of(name, bytes), s->table->data);

    return line != NO_LINE &&
                   text_contains(line_cell(s, line, DIALECT_TAG), TEXT("*"))
               ? line
               : NO_LINE;
}

static struct text field_name(const struct spread *s, uint32_t field)
{
    return build_text_of(
        s->build, BUILD_ROW(s->build, SECTION_FIELD, pack_field, field)->name);
}

static bool stands_for_some(const struct spread *s, uint32_t line)
{
    for (uint32_t i = 0; i < build_count(s->build, SECTION_FIELD); i++)
        if (find_star(s, field_name(s, i)) == line)
            return true;
    return false;
}

/* True if the line stands for fields, or its field is one that another line
 * would stand for. */
static bool is_spread(const struct spread *s, uint32_t line)
{
    const struct text name = BUFFER_ROWS(&s->names, struct text)[line];
    const uint32_t star = find_star(s, name);

    return star != NO_LINE &&
           (build_find_field(s->build, name) != PACK_NO_FIELD ||
            (star == line && stands_for_some(s, line)));
}

/* ---- rows ---------------------------------------------------------------- */

static struct text fill_in(struct table *t, struct text cell, struct text name)
{
    struct buffer out = {0};
    struct text filled;

    for (size_t i = 0; i < cell.length; i++)
        if (cell.at[i] == '*')
            buffer_text(&out, name);
        else
            buffer_char(&out, cell.at[i]);
    filled = arena_copy(&t->texts, buffer_view(&out));
    buffer_free(&out);
    return filled;
}

/* The star's line, with the name for each `*` of its tag and field. */
static void spread_star(struct spread *s, uint32_t line, struct text name)
{
    const struct table_row row = s->lines[line];
    const uint32_t tag = (uint32_t)s->headings[DIALECT_TAG].column,
                   field = (uint32_t)s->headings[DIALECT_FIELD].column;

    for (uint32_t i = 0; i < row.count; i++) {
        const struct text *cells = (const void *)s->table->cells.data;
        struct text cell = cells[row.first + i];
        if (i == tag || i == field)
            cell = fill_in(s->table, cell, name);
        buffer_put(&s->table->cells, &cell, sizeof cell);
    }
    table_add_row(s->table, row.count, row.line);
}

static void keep_as_is(struct spread *s, uint32_t line)
{
    buffer_put(&s->table->rows, &s->lines[line], sizeof s->lines[line]);
}

/* The lines that name the field, else the one that stands for it. */
static void spread_field(struct spread *s, struct text name)
{
    const uint32_t star = find_star(s, name);
    uint32_t line = find_line(s, name, s->table->data);
    size_t head = name.length;

    while (head > 0 && name.at[head - 1] != '.')
        head--;
    if (line == NO_LINE && star != NO_LINE)
        spread_star(s, star, (struct text){name.at + head, name.length - head});
    for (; line != NO_LINE && star != NO_LINE;
         line = find_line(s, name, line + 1))
        keep_as_is(s, line);
}

bool dialect_spread(struct build *b, const struct heading *headings,
                    struct table *t)
{
    struct buffer rows = t->rows;
    struct spread s = {.build = b,
                       .table = t,
                       .headings = headings,
                       .lines = (const void *)rows.data,
                       .count = table_rows(t)};
    bool done = false, good;

    keep_names(&s);
    t->rows = (struct buffer){0};
    for (uint32_t i = 0; i < s.count && !s.names.failed; i++)
        if (i < t->data || !is_spread(&s, i)) {
            keep_as_is(&s, i);
        } else if (!done) {
            for (uint32_t k = 0; k < build_count(b, SECTION_FIELD); k++)
                spread_field(&s, field_name(&s, k));
            done = true;
        }
    good = !s.names.failed && !t->rows.failed && !t->cells.failed &&
           !t->texts.failed;
    buffer_free(&s.names);
    buffer_free(&rows);
    if (good)
        return true;
    fault_add(b->faults, (struct place){t->file, 0, 0, NULL},
              "请分成几个较小的文件", "表太大，内存不足");
    return false;
}
