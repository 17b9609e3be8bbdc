#include "start/rows.h"

#include <stdlib.h>

#include "compile/read/codetext.h"
#include "compile/read/number.h"

const struct start_column *start_column_of(const struct start_table *t,
                                           enum start_role role)
{
    COLUMN_EACH (column, t)
        if (column->role == role)
            return column;
    return NULL;
}

struct text start_cell(const struct start_table *t, uint32_t row,
                       enum start_role role, char room[CELL_PLAIN])
{
    const struct start_column *column = start_column_of(t, role);

    return column == NULL ? TEXT("")
                          : cell_plain(start_at(t, row, column->place), room);
}

static bool reads_as_number(struct text t)
{
    int64_t n;

    return number_read(t, &n);
}

/* Words with which sums and remarks begin. */
static bool closes(struct text t)
{
    return cell_says(text_cut(t, 12), "合计 总计 小计 共计 注： 注: 说明 备注");
}

bool start_is_group(const struct start_table *t, uint32_t row)
{
    char a[CELL_PLAIN], b[CELL_PLAIN], c[CELL_PLAIN], d[CELL_PLAIN];
    const struct text group = start_cell(t, row, AS_GROUP, a);
    const struct text dx = start_cell(t, row, AS_DX, b);

    if (cell_diagnosis(dx) > 0 || cell_diagnosis(group) > 0)
        return !closes(start_at(t, row, t->from));
    return group.length > 0 && !closes(group) && !text_equal(group, dx) &&
           cell_number(start_cell(t, row, AS_SCORE, c), d).length > 0;
}

/* Where what a code ends in begins, if its diagnosis does not stand in it: at
 * the last mark, if a word for a class is behind that. */
static size_t last_part(struct text group)
{
    for (size_t i = group.length; i > 0; i--)
        if (strchr("-:+_*|/", group.at[i - 1]) != NULL)
            return start_class_of_words(text_behind(group, i - 1)) >= 0
                       ? i - 1
                       : group.length;
    return group.length;
}

/* How much of a code stands before its end: A15-A16 of A15-A16:SS, ZH-A15 of
 * ZH-A15-SS; all of it where a column has the diagnosis and the code has it
 * not. */
static size_t before_tail(const struct start_table *t, struct text group,
                          struct text dx)
{
    if (start_column_of(t, AS_DX) == NULL)
        return cell_diagnosis(group);
    for (size_t i = 0; dx.length > 0 && i + dx.length <= group.length; i++)
        if (text_equal_fold(text_slice(group, i, i + dx.length), dx))
            return i + dx.length;
    return last_part(group);
}

void start_read_row(const struct start_table *t, uint32_t row,
                    struct start_row *out)
{
    struct text score;
    size_t n;

    out->group = start_cell(t, row, AS_GROUP, out->rooms[0]);
    out->dx = start_cell(t, row, AS_DX, out->rooms[1]);
    out->ops[0] = start_cell(t, row, AS_MAIN_OP, out->rooms[2]);
    out->ops[1] = start_cell(t, row, AS_RELATED_OP, out->rooms[3]);
    score = start_cell(t, row, AS_SCORE, out->rooms[4]);
    n = before_tail(t, out->group, out->dx);
    out->tail = text_behind(out->group, n);
    if (start_column_of(t, AS_DX) == NULL)
        out->dx = text_head(out->group, n);
    out->prefixed = out->tail.length > 0 &&
                    !text_equal_fold(text_head(out->group, n), out->dx);
    /* The cell is not at the end of its room. */
    out->score =
        reads_as_number(score) && score.length < CELL_PLAIN
            ? strtod((out->rooms[4][score.length] = '\0', out->rooms[4]), NULL)
            : -1;
    for (int i = 0; i < 2; i++)
        if (codetext_empty(out->ops[i]))
            out->ops[i] = TEXT("");
}

struct text start_behind_mark(struct text tail)
{
    size_t at = 0;

    while (at < tail.length && !is_digit(tail.at[at]) &&
           !is_letter(tail.at[at]) && (unsigned char)tail.at[at] < 0x80)
        at++;
    return text_behind(tail, at);
}
