/* Classes of comprehensive rows: in the code's end, else in a column. */
#include "pack/format.h"
#include "start/rows.h"

/* The first part of a text between marks, taken away from it. */
static struct text take_part(struct text *t)
{
    size_t n = 0;
    struct text part;

    *t = start_behind_mark(*t);
    while (n < t->length && (is_letter(t->at[n]) || is_digit(t->at[n]) ||
                             (unsigned char)t->at[n] >= 0x80))
        n++;
    part = text_head(*t, n);
    *t = text_behind(*t, n);
    return part;
}

int start_class_of_words(struct text tail)
{
    struct text word;
    int class = cell_class(tail, &word);

    while (class < 0 && tail.length > 0)
        class = cell_class_alone(take_part(&tail));
    return class;
}

int start_class_of_tail(struct text tail)
{
    static const int classes[] = {CLASS_CONSERVATIVE, CLASS_DIAGNOSTIC,
                                  CLASS_THERAPEUTIC, CLASS_SURGERY};
    const int class = start_class_of_words(tail);

    if (class >= 0 || tail.length != 2 || tail.at[1] < '1' || tail.at[1] > '4')
        return class;
    return classes[tail.at[1] - '1'];
}

static struct text class_cell(const struct start_catalogue *c, uint32_t row,
                              const struct start_column *column)
{
    return start_at(c->table, row, column->place);
}

/* True if nearly all of the comprehensive rows are told by the column, or
 * without one by what their codes end in. */
static bool most_are_told(const struct start_catalogue *c,
                          const struct start_column *column)
{
    struct start_row row;
    struct text word;
    uint32_t rows = 0, told = 0;

    GROUP_ROW_EACH (i, c->table) {
        start_read_row(c->table, i, &row);
        if (!start_is_wide(c, i, &row))
            continue;
        rows++;
        told += (column != NULL ? cell_class(class_cell(c, i, column), &word)
                                : start_class_of_tail(row.tail)) >= 0;
    }
    return told * 100 >= rows * 95;
}

const struct start_column *start_class_column(const struct start_catalogue *c)
{
    if (most_are_told(c, NULL))
        return NULL;
    COLUMN_EACH (column, c->table)
        if (column->role != AS_GROUP && column->role < AS_SCORE &&
            most_are_told(c, column))
            return column;
    return NULL;
}

uint32_t start_class_words(const struct start_catalogue *c,
                           struct text words[START_CLASSES],
                           int classes[START_CLASSES])
{
    struct start_row row;
    uint32_t count = 0, k;

    GROUP_ROW_EACH (i, c->table) {
        struct text word;
        int class;

        start_read_row(c->table, i, &row);
        class = start_is_wide(c, i, &row)
                    ? cell_class(class_cell(c, i, c->class), &word)
                    : -1;
        for (k = 0; class >= 0 && k < count; k++)
            if (text_equal(words[k], word))
                break;
        if (class < 0 || k < count || count == START_CLASSES)
            continue;
        words[count] = word;
        classes[count++] = class;
    }
    return count;
}
