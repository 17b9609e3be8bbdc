/* What the rows of the catalogues say: marks between operations, kinds, keys,
 * what comprehensive rows end in. */
#include <math.h>
#include <stdlib.h>

#include "compile/read/codetext.h"
#include "compile/read/source.h"
#include "pack/format.h"
#include "start/marks.h"
#include "start/rows.h"
#include "start/words.h"

/* ---- the code of a group ------------------------------------------------- */

/* Operations of the row: of its cells, or behind its code's diagnosis. */
static struct text row_ops(const struct start_catalogue *c,
                           const struct start_row *row)
{
    return c->from_code ? start_behind_mark(row->tail) : row->ops[0];
}

static bool has_ops(struct text t)
{
    return cell_operation(t) > 0;
}

/* Marks between diagnosis and operations, of the rows that have both. */
static void find_parts(struct start_catalogue *c)
{
    struct start_row row;
    const bool no_ops = start_column_of(c->table, AS_MAIN_OP) == NULL;
    uint32_t combined = 0;

    GROUP_ROW_EACH (i, c->table) {
        char mark[2] = "";

        start_read_row(c->table, i, &row);
        if (row.tail.length == 0)
            continue;
        mark[0] = row.tail.at[0];
        combined += has_ops(start_behind_mark(row.tail));
        if (is_letter(mark[0]))
            c->glued = true;
        else if ((unsigned char)mark[0] < 0x80 && !is_digit(mark[0]))
            marks_add(c->part, 4, mark);
    }
    c->from_code = no_ops && combined > 0;
}

static bool looks_wide(const struct start_catalogue *c,
                       const struct start_row *row)
{
    const struct text behind = start_behind_mark(row->tail);
    struct text word;

    if (has_ops(row_ops(c, row)) || has_ops(row->ops[1]) ||
        text_find(row->dx, '.') < row->dx.length)
        return false;
    return start_class_of_words(row->tail) >= 0 ||
           cell_class(row->ops[0], &word) >= 0 ||
           (behind.length == 1 && behind.at[0] >= '1' && behind.at[0] <= '4' &&
            row->tail.length > 1);
}

/* ---- kinds --------------------------------------------------------------- */

static struct start_value *
kind_value(struct start *s, struct start_catalogue *c, struct text text)
{
    struct start_value *v = c->kinds;

    for (; v < c->kinds + c->kind_count; v++)
        if (text_equal(v->text, text))
            return v;
    if (c->kind_count == START_KINDS)
        return NULL;
    c->kind_count++;
    *v = (struct start_value){
        .text = text.length > 0 ? arena_copy(&s->arena, text) : TEXT("")};
    return v;
}

static struct text kind_cell(const struct start_catalogue *c, uint32_t row)
{
    const struct start_column *kind = start_column_of(c->table, AS_KIND);

    return kind == NULL ? TEXT("") : start_at(c->table, row, kind->place);
}

/* A heading may explain its numbers: 1.核心病种；2.综合病种. */
static const char *kind_in_heading(struct text heading, struct text value)
{
    for (size_t i = 0; i + value.length < heading.length && value.length > 0;
         i++) {
        struct text rest = text_behind(heading, i);
        size_t end;

        if (!text_starts(rest, value) ||
            (i > 0 && is_digit(heading.at[i - 1])) ||
            is_digit(rest.at[value.length]))
            continue;
        rest = text_behind(rest, value.length);
        for (end = 1; end < rest.length && !is_digit(rest.at[end]);)
            end++;
        return words_kind(text_head(rest, end));
    }
    return NULL;
}

static void name_kinds(struct start_catalogue *c)
{
    const struct start_column *kind = start_column_of(c->table, AS_KIND);

    for (struct start_value *v = c->kinds; v < c->kinds + c->kind_count; v++) {
        const bool wide = v->wide * 2 > v->rows;

        v->is = words_kind(v->text);
        if (v->is == NULL)
            v->is = kind_in_heading(kind->heading, v->text);
        v->unsure = v->is != NULL && v->rows > 0 &&
                    wide != (strcmp(v->is, "comprehensive") == 0) &&
                    (wide || v->wide > 0);
        if (v->is == NULL || (v->unsure && is_digit(*v->text.at)))
            v->is = wide ? "comprehensive" : "core";
    }
}

/* Numbers that only the heading has are taken along. */
static void kinds_of_heading(struct start *s, struct start_catalogue *c)
{
    const struct text heading = start_column_of(c->table, AS_KIND)->heading;

    for (char digit = '0'; digit <= '9'; digit++) {
        const struct text text = {&digit, 1};

        if (kind_in_heading(heading, text) != NULL)
            kind_value(s, c, text);
    }
}

/* A sheet or a file of comprehensive rows only says so by its name. */
static bool is_called_wide(const struct start_table *t)
{
    const struct text name = t->sheet->name.length > 0
                                 ? t->sheet->name
                                 : text_of(source_name(t->sheet->path));

    return start_column_of(t, AS_KIND) == NULL && cell_says(name, "综合") &&
           !cell_says(name, "核心 基层 全部 合并");
}

static void find_kinds(struct start *s, struct start_catalogue *c)
{
    struct start_row row;

    c->all_wide = is_called_wide(c->table);
    GROUP_ROW_EACH (i, c->table) {
        struct start_value *v;
        bool wide;

        start_read_row(c->table, i, &row);
        wide = c->all_wide || looks_wide(c, &row);
        c->rows++;
        c->wide += wide;
        v = start_column_of(c->table, AS_KIND) == NULL
                ? NULL
                : kind_value(s, c, kind_cell(c, i));
        if (v != NULL) {
            v->rows++;
            v->wide += wide;
        }
    }
    c->all_wide = c->all_wide || (start_column_of(c->table, AS_KIND) == NULL &&
                                  c->wide > 0 && c->wide == c->rows);
    c->kind_by_part = start_column_of(c->table, AS_KIND) == NULL &&
                      c->wide > 0 && c->wide < c->rows;
    if (start_column_of(c->table, AS_KIND) == NULL)
        return;
    kinds_of_heading(s, c);
    name_kinds(c);
}

bool start_is_wide(const struct start_catalogue *c, uint32_t i,
                   const struct start_row *row)
{
    const struct text kind = kind_cell(c, i);

    for (const struct start_value *v = c->kinds; v < c->kinds + c->kind_count;
         v++)
        if (text_equal(v->text, kind))
            return strcmp(v->is, "comprehensive") == 0;
    return c->all_wide || looks_wide(c, row);
}

/* ---- what comprehensive rows end in -------------------------------------- */

static unsigned roman(struct text tail)
{
    size_t n = 0;

    while (n < tail.length && tail.at[tail.length - 1 - n] == 'I')
        n++;
    return n > 0 && n < tail.length && n < 4 &&
                   !is_letter(tail.at[tail.length - 1 - n])
               ? (unsigned)n
               : 0;
}

static void add_tail(struct start *s, const struct start_row *row)
{
    struct start_tail *t = s->tails;

    for (; t < s->tails + s->tail_count; t++)
        if (text_equal(t->text, row->tail))
            break;
    if (t == s->tails + START_TAILS || row->tail.length == 0) {
        s->tails_lost++;
        return;
    }
    if (t == s->tails + s->tail_count) {
        *t = (struct start_tail){.text = arena_copy(&s->arena, row->tail),
                                 .class = start_class_of_tail(row->tail),
                                 .level = roman(row->tail)};
        s->tail_count++;
    }
    t->rows++;
    t->sum += row->score > 0 ? row->score : 0;
}

/* ---- keys, operations ---------------------------------------------------- */

static void count_key(struct start_catalogue *c, const struct start_row *row,
                      bool wide)
{
    const size_t n = cell_diagnosis(row->dx);
    const size_t at = n > 7                          ? 7
                      : n == 0 && row->dx.length < 3 ? row->dx.length
                                                     : n;

    (wide ? c->wide_keys : c->keys)[at]++;
}

static void count_operations(struct start_catalogue *c, struct marks *marks,
                             struct text ops, uint32_t i)
{
    struct cell_operations found;

    if (codetext_empty(ops))
        return;
    found = cell_operations(ops, marks_count, marks);
    c->cells++;
    if (found.read || found.remark)
        c->read++;
    else if (c->odd_row == 0)
        c->odd_row = table_line(&c->table->sheet->table, i);
    c->remarks = c->remarks || found.remark;
}

/* The words before a remark in brackets. */
static struct text before_remark(struct text ops)
{
    return text_head(ops, text_find(ops, '('));
}

static bool is_nothing(const struct start_catalogue *c, struct text ops)
{
    for (uint32_t i = 0; i < c->nothing_count; i++)
        if (text_equal(before_remark(ops), c->nothing[i]))
            return true;
    return false;
}

/* Words without a digit stand in place of operations: n, 保守治疗. */
static void count_nothing(struct start *s, struct start_catalogue *c,
                          struct text ops)
{
    const struct text word = before_remark(ops);
    bool digits = false;

    for (size_t i = 0; i < word.length; i++)
        digits = digits || is_digit(word.at[i]);
    if (digits || word.length == 0 || word.length > 30 ||
        codetext_empty(word) || is_nothing(c, ops) ||
        c->nothing_count == START_NOTHINGS)
        return;
    c->nothing[c->nothing_count++] = arena_copy(&s->arena, word);
    c->remarks = c->remarks || word.length < ops.length;
}

static void read_catalogue_rows(struct start *s, struct start_catalogue *c,
                                struct marks *marks)
{
    struct start_row row;

    GROUP_ROW_EACH (i, c->table) {
        bool wide;

        start_read_row(c->table, i, &row);
        wide = start_is_wide(c, i, &row);
        count_key(c, &row, wide);
        marks->group = row.group;
        if (wide) {
            if (c->class == NULL)
                add_tail(s, &row);
            continue;
        }
        if (!has_ops(row_ops(c, &row)))
            count_nothing(s, c, row_ops(c, &row));
        if (!is_nothing(c, row_ops(c, &row)))
            count_operations(c, marks, row_ops(c, &row), i);
        count_operations(c, marks, row.ops[1], i);
    }
}

/* ---- pairs of rows ------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* The diagnosis and the operations of a row, these as they stand, or sorted. */
static void put_row_key(const struct start_row *row, struct text ops,
                        bool sorted, struct buffer *out)
{
    struct text list[64];
    size_t count = 0, n, at;

    buffer_reset(out);
    buffer_text(out, row->dx);
    while (count < COUNT_OF(list) && (n = cell_operation(ops)) > 0) {
        list[count++] = text_head(ops, n);
        ops = text_behind(ops, n);
        at = 0;
        if (ops.length > 0)
            text_next(ops, &at);
        ops = text_behind(ops, at);
    }
    if (sorted)
        qsort(list, count, sizeof *list, compare_texts);
    for (size_t i = 0; i < count; i++) {
        buffer_char(out, ' ');
        buffer_text(out, list[i]);
    }
}

/* Rows with the operations of another one in another order; codes that are
 * another's and -1. */
static void find_pairs(struct start_catalogue *c)
{
    struct words sorted = {0}, listed = {0}, groups = {.fold = true};
    struct buffer key = {0};
    struct start_row row;
    bool set, one;

    GROUP_ROW_EACH (i, c->table) {
        start_read_row(c->table, i, &row);
        words_add(&groups, row.group, NULL);
        if (!has_ops(row_ops(c, &row)))
            continue;
        put_row_key(&row, row_ops(c, &row), true, &key);
        words_add(&sorted, buffer_view(&key), &set);
        put_row_key(&row, row_ops(c, &row), false, &key);
        words_add(&listed, buffer_view(&key), &one);
        c->turned += !set && one && row.ops[1].length == 0;
    }
    GROUP_ROW_EACH (i, c->table) {
        start_read_row(c->table, i, &row);
        c->serious +=
            row.group.length > 2 && row.group.at[row.group.length - 2] == '-' &&
            is_digit(row.group.at[row.group.length - 1]) &&
            words_find(&groups, text_head(row.group, row.group.length - 2)) !=
                PACK_NONE;
    }
    c->table->failed = c->table->failed || key.failed || sorted.failed ||
                       listed.failed || groups.failed;
    buffer_free(&key);
    words_free(&sorted);
    words_free(&listed);
    words_free(&groups);
}

/* ---- all of them --------------------------------------------------------- */

/* Classes that no ending is known to be, in the order of what they cost. */
static uint32_t free_classes(const struct start *s, int classes[4])
{
    static const int order[] = {CLASS_CONSERVATIVE, CLASS_DIAGNOSTIC,
                                CLASS_THERAPEUTIC, CLASS_SURGERY};
    uint32_t count = 0;

    for (size_t i = 0; i < COUNT_OF(order); i++) {
        bool taken = false;

        for (uint32_t k = 0; k < s->tail_count; k++)
            taken = taken || s->tails[k].class == order[i];
        if (!taken)
            classes[count++] = order[i];
    }
    return count;
}

static struct start_tail *least_tail(struct start *s)
{
    struct start_tail *least = NULL;

    for (struct start_tail *t = s->tails; t < s->tails + s->tail_count; t++)
        if (t->class < 0 &&
            (least == NULL || t->sum / t->rows < least->sum / least->rows))
            least = t;
    return least;
}

/* Endings that no word explains rise by what they cost. Beside endings that are
 * known only if there are as many as classes are left. */
static void guess_tails(struct start *s)
{
    static const int ranks[4][4] = {
        {CLASS_SURGERY},
        {CLASS_CONSERVATIVE, CLASS_SURGERY},
        {CLASS_CONSERVATIVE, CLASS_THERAPEUTIC, CLASS_SURGERY},
        {CLASS_CONSERVATIVE, CLASS_DIAGNOSTIC, CLASS_THERAPEUTIC,
         CLASS_SURGERY}};
    int left[4];
    const uint32_t count = free_classes(s, left);
    uint32_t unknown = 0;

    for (uint32_t i = 0; i < s->tail_count; i++)
        unknown += s->tails[i].class < 0;
    if (unknown == 0 || unknown > count || (count < 4 && unknown < count))
        return;
    for (uint32_t rank = 0; rank < unknown; rank++)
        least_tail(s)->class =
            (count == 4 ? ranks[unknown - 1] : left)[rank] + START_GUESSED;
}

void start_catalogues(struct start *s)
{
    struct marks marks = {0};

    BUFFER_EACH (t, &s->tables, struct start_table)
        if (t->what == IS_CATALOGUE) {
            struct start_catalogue c = {.table = t};

            find_parts(&c);
            find_kinds(s, &c);
            c.class = start_class_column(&c);
            read_catalogue_rows(s, &c, &marks);
            find_pairs(&c);
            buffer_put(&s->catalogues, &c, sizeof c);
        }
    marks_settle(&marks, s);
    guess_tails(s);
}
