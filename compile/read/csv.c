/* Comma-separated values: cells are unquoted in place. */
#include <string.h>

#include "compile/read/table.h"

struct csv {
    struct build *build;
    struct table *table;
    char *at, *end;
    char comma; /* or tab, or semicolon */
    uint32_t line;
    uint32_t cells; /* of the row so far */
};

static void unfit(const struct csv *csv, uint32_t line, const char *right,
                  const char *wrong)
{
    fault_add(csv->build->faults,
              (struct place){csv->table->file, line, csv->cells + 1, NULL},
              right, "%s", wrong);
}

static void add_trimmed_cell(struct csv *csv, char *from, char *to)
{
    const struct text cell =
        text_trim((struct text){from, (size_t)(to - from)});

    buffer_put(&csv->table->cells, &cell, sizeof cell);
    csv->cells++;
}

static bool at_cell_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == csv->comma || *csv->at == '\n' ||
           *csv->at == '\r';
}

static void read_plain_cell(struct csv *csv)
{
    char *from = csv->at;

    while (!at_cell_end(csv))
        csv->at++;
    add_trimmed_cell(csv, from, csv->at);
}

/* The cell behind an opening quote. */
static bool quoted(struct csv *csv)
{
    const uint32_t line = csv->line;
    char *from = ++csv->at, *to = from;
    bool closed = false;

    for (; csv->at < csv->end; csv->at++) {
        if (*csv->at == '"') {
            csv->at++;
            closed = csv->at == csv->end || *csv->at != '"';
            if (closed)
                break;
        }
        csv->line += *csv->at == '\n';
        *to++ = *csv->at;
    }
    if (!closed) {
        unfit(csv, line, "引号要成对；单元格内的引号写成两个", "引号没有结束");
        return false;
    }
    while (!at_cell_end(csv) && *csv->at == ' ')
        csv->at++;
    if (!at_cell_end(csv)) {
        unfit(csv, csv->line, "引号后应为分隔符或换行；单元格内的引号写成两个",
              "引号后面还有文字");
        return false;
    }
    add_trimmed_cell(csv, from, to);
    return true;
}

/* Steps over one line end, if there is one. */
static void skip_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    csv->line++;
}

static bool row(struct csv *csv)
{
    const uint32_t line = csv->line;

    csv->cells = 0;
    for (;;) {
        if (csv->at < csv->end && *csv->at == '"') {
            if (!quoted(csv))
                return false;
        } else {
            read_plain_cell(csv);
        }
        if (csv->at == csv->end || *csv->at != csv->comma)
            break;
        csv->at++;
    }
    table_add_row(csv->table, csv->cells, line);
    skip_line_end(csv);
    return true;
}

/* ---- what parts the cells ------------------------------------------------ */

#define PROBE_LINES 20u

static const char marks[] = {'\t', ',', ';'};

/* The mark that a line has most, -1 if it has none; moves behind the line, of
 * which quoted line ends are part. */
static int line_mark(const char **at, const char *end)
{
    uint32_t counts[sizeof marks] = {0};
    bool quoted = false;
    int best = -1;

    for (; *at < end && (quoted || **at != '\n'); ++*at) {
        quoted ^= **at == '"';
        for (size_t i = 0; i < sizeof marks && !quoted; i++)
            counts[i] += **at == marks[i];
    }
    if (*at < end)
        ++*at;
    for (size_t i = 0; i < sizeof marks; i++)
        if (counts[i] > (best < 0 ? 0 : counts[best]))
            best = (int)i;
    return best;
}

/* Lists of codes within a cell have commas too, and exports put a tab behind
 * codes: so each of the upper lines has one vote. */
static char find_mark(const char *at, const char *end)
{
    uint32_t voices[sizeof marks] = {0};
    size_t best = 1;

    for (uint32_t line = 0; line < PROBE_LINES && at < end; line++) {
        const int mark = line_mark(&at, end);

        if (mark >= 0)
            voices[mark]++;
    }
    for (size_t i = 0; i < sizeof marks; i++)
        if (voices[i] > voices[best])
            best = i;
    return marks[best];
}

bool table_parse_csv(struct build *b, struct table *out)
{
    struct csv csv = {.build = b, .table = out, .line = 1};

    if (out->bytes.length == 0)
        return true;
    csv.at = out->bytes.data;
    csv.end = csv.at + out->bytes.length;
    csv.comma = find_mark(csv.at, csv.end);
    while (csv.at < csv.end)
        if (!row(&csv))
            return false;
    if (!out->cells.failed && !out->rows.failed)
        return true;
    table_fault_room(out);
    return false;
}
