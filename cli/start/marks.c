#include "start/marks.h"

#include "start/cells.h"

static struct mark *pair_mark(struct marks *m, uint32_t code)
{
    struct mark *mark = m->all;

    for (; mark < m->all + m->count; mark++)
        if (mark->code == code)
            return mark;
    if (m->count == MARKS)
        return NULL;
    m->count++;
    *mark = (struct mark){.code = code};
    mark->text[text_put(code, mark->text)] = '\0';
    return mark;
}

static bool is_or(struct text mark)
{
    return mark.length > 0 && cell_says(mark, "/ | 或");
}

static bool is_and(struct text mark)
{
    return mark.length > 0 && cell_says(mark, "+ & _ 并 和");
}

/* What stands before an operation in the group's code. */
static struct text mark_in_group(struct text group, struct text op)
{
    for (size_t i = 1; i + op.length <= group.length; i++)
        if (text_equal_fold(text_slice(group, i, i + op.length), op))
            return text_slice(group, i - 1, i);
    return TEXT("");
}

void marks_count(void *context, uint32_t code, struct text one,
                 struct text next)
{
    struct marks *m = context;
    struct mark *mark = pair_mark(m, code);
    const struct text there = mark_in_group(m->group, next);

    if (mark == NULL)
        return;
    mark->pairs++;
    mark->alike += text_equal(text_cut(one, 4), text_cut(next, 4));
    mark->like_or += is_or(there);
    if (!is_and(there))
        return;
    mark->like_and++;
    mark->there[0] = there.at[0];
}

/* Where habit does not tell, the group's code does; else operations that may
 * stand for each other are mostly of one category. */
static bool stands_for_or(const struct mark *mark)
{
    const struct text t = text_of(mark->text);

    if (is_or(t) || is_and(t))
        return is_or(t);
    if (mark->like_or + mark->like_and > 0)
        return mark->like_or > mark->like_and;
    return mark->alike * 2 >= mark->pairs;
}

void marks_add(char *marks, size_t size, const char *mark)
{
    if (strstr(marks, mark) == NULL && strlen(marks) + strlen(mark) < size)
        strcat(marks, mark);
}

void marks_settle(const struct marks *m, struct start *s)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const struct mark *mark = &m->all[i];

        if (stands_for_or(mark)) {
            marks_add(s->or_marks, sizeof s->or_marks, mark->text);
            s->or_pairs += mark->pairs;
            s->or_alike += mark->alike;
        } else {
            if (mark->like_and > 0)
                marks_add(s->and_marks, sizeof s->and_marks, mark->there);
            marks_add(s->and_marks, sizeof s->and_marks, mark->text);
            s->and_pairs += mark->pairs;
            s->and_alike += mark->alike;
        }
    }
    if (s->or_marks[0] == '\0')
        marks_add(s->or_marks, sizeof s->or_marks,
                  strchr(s->and_marks, '/') == NULL ? "/" : "|");
    if (s->and_marks[0] == '\0')
        marks_add(s->and_marks, sizeof s->and_marks, "+");
}
