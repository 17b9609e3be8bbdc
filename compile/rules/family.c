#include "compile/rules/family.h"

#include <string.h>

#define CELLS_MAX 24

/* A stretch of a longvalue. */
struct cell_text {
    size_t from, to;
};

struct line {
    struct build *build;
    const struct longvalue *names, *row;
    struct cell_text name[CELLS_MAX], cell[CELLS_MAX];
    size_t names_count, count;
};

void family_start(struct family *f, const char *file)
{
    longvalue_start(&f->columns, file);
    BUFFER_EACH (row, &f->rows, struct longvalue)
        longvalue_free(row);
    buffer_reset(&f->rows);
}

void family_free(struct family *f)
{
    family_start(f, "");
    longvalue_free(&f->columns);
    buffer_free(&f->rows);
}

struct longvalue *family_row(struct family *f, const char *file)
{
    struct longvalue row = {0};

    longvalue_start(&row, file);
    buffer_put(&f->rows, &row, sizeof row);
    if (f->rows.failed)
        return NULL;
    return &BUFFER_ROWS(
        &f->rows,
        struct longvalue)[BUFFER_COUNT(&f->rows, struct longvalue) - 1];
}

/* ---- cells --------------------------------------------------------------- */

static struct text text_in(const struct longvalue *v, struct cell_text c)
{
    return text_slice(longvalue_text(v), c.from, c.to);
}

/* The piece from *at to the next `mark` or the end, without outer blanks; *at
 * moves behind it. */
static struct cell_text stretch_at(struct text t, size_t end, char mark,
                                   size_t *at)
{
    struct cell_text piece = {*at, *at};

    while (piece.to < end && t.at[piece.to] != mark)
        piece.to++;
    *at = piece.to + 1;
    while (piece.from < piece.to && t.at[piece.from] == ' ')
        piece.from++;
    while (piece.to > piece.from && t.at[piece.to - 1] == ' ')
        piece.to--;
    return piece;
}

/* Cuts a text at each `mark`. How many pieces; those beyond CELLS_MAX are
 * counted only. */
static size_t cut_stretches(struct text t, char mark, struct cell_text *out)
{
    size_t count = 0;

    for (size_t at = 0; at <= t.length;) {
        const struct cell_text piece = stretch_at(t, t.length, mark, &at);

        if (mark == ' ' && piece.to == piece.from)
            continue;
        if (count < CELLS_MAX)
            out[count] = piece;
        count++;
    }
    return count;
}

/* Value `n` of a cell that holds several, with semicolons between. */
static struct cell_text nth_value(struct text t, struct cell_text cell,
                                  size_t n)
{
    size_t at = cell.from;
    struct cell_text value;

    do
        value = stretch_at(t, cell.to, ';', &at);
    while (n-- > 0 && at <= cell.to);
    return value;
}

static size_t values_in(struct text t, struct cell_text cell)
{
    size_t count = cell.to > cell.from;

    for (size_t at = cell.from; at < cell.to; at++)
        count += t.at[at] == ';';
    return count;
}

static size_t column_of_family(const struct line *l, struct text name)
{
    size_t i = 0;

    while (i < l->names_count &&
           !text_equal(text_in(l->names, l->name[i]), name))
        i++;
    return i;
}

/* ---- $names -------------------------------------------------------------- */

static bool is_column_letter(char c)
{
    return is_small(c) || is_digit(c) || c == '_';
}

/* A $name of a pattern: where it ends, and the column. */
struct use {
    size_t end, column;
    bool each; /* with a star: one example for each of the cell's values */
};

static struct use use_at(const struct line *l, struct text t, size_t at)
{
    struct use use = {at + 1, 0, false};

    while (use.end < t.length && is_column_letter(t.at[use.end]))
        use.end++;
    use.column = column_of_family(l, text_slice(t, at + 1, use.end));
    if (use.end < t.length && t.at[use.end] == '*') {
        use.each = true;
        use.end++;
    }
    return use;
}

static size_t next_dollar(struct text t, size_t at)
{
    while (at < t.length && t.at[at] != '$')
        at++;
    return at;
}

/* The values of the first starred name of an example; 1 if it has none. */
static size_t starred_values(const struct line *l, const struct longvalue *v)
{
    const struct text t = longvalue_text(v);

    for (size_t at = next_dollar(t, 0); at < t.length;) {
        const struct use use = use_at(l, t, at);

        if (use.each)
            return values_in(longvalue_text(l->row), l->cell[use.column]);
        at = next_dollar(t, use.end);
    }
    return 1;
}

/* The stretch that a $name stands for in alternative `n`. */
static struct cell_text use_text(const struct line *l, struct use use, size_t n)
{
    const struct cell_text cell = l->cell[use.column];

    return use.each ? nth_value(longvalue_text(l->row), cell, n) : cell;
}

static void put_filled_in(const struct line *l, const struct longvalue *v,
                          size_t n, struct longvalue *out)
{
    const struct text t = longvalue_text(v);

    for (size_t at = 0; at < t.length;) {
        const size_t dollar = next_dollar(t, at);
        struct cell_text value;
        struct use use;

        longvalue_copy(out, v, at, dollar);
        if (dollar == t.length)
            return;
        use = use_at(l, t, dollar);
        value = use_text(l, use, n);
        longvalue_copy(out, l->row, value.from, value.to);
        at = use.end;
    }
}

/* Faults for names that are no columns; once, not for every row. */
static bool check_uses(const struct line *l, const struct longvalue *v)
{
    const struct text t = longvalue_text(v);
    bool good = true;

    for (size_t at = next_dollar(t, 0); at < t.length;) {
        const struct use use = use_at(l, t, at);

        if (use.column == l->names_count) {
            good = false;
            fault_add(l->build->faults, longvalue_place(v, at),
                      "$ 后面应为 columns 中的一个列名", "表中没有“%.*s”这一列",
                      SHOW((text_slice(t, at, use.end))));
        }
        at = next_dollar(t, use.end);
    }
    return good;
}

static bool check_body(const struct line *l, const struct rule_text *pattern)
{
    bool good = true;

    for (unsigned i = RULE_ID + 1; i < RULE_KEYS; i++)
        good = check_uses(l, &pattern->values[i]) && good;
    BUFFER_EACH (e, &pattern->examples, const struct rule_example)
        good = check_uses(l, &e->text) && good;
    return good;
}

/* ---- rows ---------------------------------------------------------------- */

static void put_examples(const struct line *l, const struct rule_text *pattern,
                         struct rule_text *out)
{
    BUFFER_EACH (from, &pattern->examples, const struct rule_example)
        for (size_t n = 0; n < starred_values(l, &from->text); n++) {
            struct rule_example *e =
                rule_text_example(out, out->line, from->fires);

            if (e != NULL)
                put_filled_in(l, &from->text, n, &e->text);
        }
}

static bool read_family_row(struct line *l)
{
    const struct place place = longvalue_place(l->row, 0);
    const size_t id = column_of_family(l, TEXT("id"));

    l->count = cut_stretches(longvalue_text(l->row), '|', l->cell);
    if (id < l->names_count && l->count == l->names_count)
        return true;
    if (id == l->names_count)
        fault_add(l->build->faults, longvalue_place(l->names, 0),
                  "columns 写各列的名字，用空格隔开，其中要有 id",
                  "表中没有 id 列");
    else
        fault_add(l->build->faults, place,
                  "row 的各格用 | 隔开，格数与 columns 相同；空格子也要留位置",
                  "这一行有 %zu 格，columns 有 %zu 列", l->count,
                  l->names_count);
    return false;
}

static void compile_row(struct line *l, const struct rule_text *pattern)
{
    struct rule_text t = {0};
    struct cell_text id;

    rule_text_start(&t, pattern->file, longvalue_place(l->row, 0).line);
    id = l->cell[column_of_family(l, TEXT("id"))];
    longvalue_copy(&t.values[RULE_ID], l->row, id.from, id.to);
    for (unsigned i = RULE_ID + 1; i < RULE_KEYS; i++)
        put_filled_in(l, &pattern->values[i], 0, &t.values[i]);
    put_examples(l, pattern, &t);
    rule_compile(l->build, &t);
    rule_text_free(&t);
}

/* Two columns of one name: only the first would ever be read. False if there
 * are more than can be kept. */
static bool check_column_names(const struct line *l)
{
    if (l->names_count > CELLS_MAX) {
        fault_add(l->build->faults, longvalue_place(l->names, 0),
                  "分成几个 [family]", "columns 有 %zu 列，最多 %d 列",
                  l->names_count, CELLS_MAX);
        return false;
    }
    for (size_t i = 0; i < l->names_count; i++) {
        const struct text name = text_in(l->names, l->name[i]);

        if (column_of_family(l, name) < i)
            fault_add(l->build->faults, longvalue_place(l->names, 0),
                      "columns 中每个列名只写一次", "列名“%.*s”重复",
                      SHOW(name));
    }
    return true;
}

void family_compile(struct build *b, const struct family *f,
                    const struct rule_text *pattern)
{
    struct line l = {.build = b, .names = &f->columns};
    bool good;

    l.names_count = cut_stretches(longvalue_text(&f->columns), ' ', l.name);
    if (!check_column_names(&l))
        return;
    good = check_body(&l, pattern);
    BUFFER_EACH (row, &f->rows, const struct longvalue) {
        l.row = row;
        if (read_family_row(&l) && good)
            compile_row(&l, pattern);
    }
    if (f->rows.length == 0)
        fault_add(b->faults,
                  (struct place){pattern->file, pattern->line, 0, NULL},
                  "[family] 之后写 columns 和至少一个 row", "表中没有一行");
}
