#include "figures/book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/book.h"
#include "common/command.h"
#include "common/put.h"

#define SHEET_NAME 32 /* Excel takes 31 characters */

/* The columns of a level's sheet, and where their words lie. */
struct level_columns {
    struct column columns[BOOK_COLUMNS];
    const struct figure *figures[BOOK_COLUMNS]; /* NULL: a key, the
                                                 * name, or the mark */
    struct arena words;
    unsigned count, keys;
    bool shown;
};

static const char *path_of(const struct figures_book *b)
{
    return b->file.aside != NULL ? b->file.aside : b->file.path;
}

bool figures_book_open(struct figures_book *b, const char *path)
{
    *b = (struct figures_book){.book = NULL};
    if (!file_aside_open(&b->file, path, 0666))
        return false;
    b->book = malloc(sizeof(*b->book));
    if (b->book == NULL) {
        file_aside_close(&b->file, false);
        return command_refused("%s", command_reason(ENOMEM));
    }
    book_open(b->book, b->file.aside != NULL ? b->file.aside : path);
    return true;
}

/* ---- columns ------------------------------------------------------------- */

static void add_column(struct level_columns *l, struct text heading,
                       enum column_type type, const struct figure *figure)
{
    char *copy = arena_alloc(&l->words, heading.length + 1);

    if (l->count == BOOK_COLUMNS || copy == NULL)
        return;
    memcpy(copy, heading.at, heading.length);
    copy[heading.length] = '\0';
    l->figures[l->count] = figure;
    l->columns[l->count++] = (struct column){NULL, copy, type};
}

/* As people know a column: by what a workbook calls it, if that is told. */
static struct text heading_of(const struct figures *f,
                              const struct figure *column)
{
    return f->also[column->bit].length != 0 ? f->also[column->bit]
                                            : column->label;
}

/* The heading says why its column is empty, where it must be. */
static void add_figure_column(struct level_columns *l, const struct run *r,
                              const struct figure *figure)
{
    struct buffer heading = {0};

    put(&heading, figure->label);
    if (figure->lacks != PACK_NONE)
        put(&heading, "（表里没有 ", run_lacks(r, figure), "）");
    add_column(l, buffer_view(&heading), COLUMN_NUMBER, figure);
    l->words.failed = l->words.failed || heading.failed;
    buffer_free(&heading);
}

static void take_columns(struct level_columns *l, const struct run *r,
                         unsigned level)
{
    const struct figures *f = r->figures;
    const struct level *of = &f->levels[level];

    for (unsigned k = 0; k < of->key_count; k++)
        add_column(l, heading_of(f, &f->list[of->keys[k]]), COLUMN_TEXT, NULL);
    l->keys = of->key_count;
    l->shown = of->shown != PACK_NONE;
    if (l->shown)
        add_column(l, TEXT("名称"), COLUMN_TEXT, NULL);
    for (uint32_t i = 0; i < f->count; i++)
        if (figures_shown(&f->list[i], level, false))
            add_figure_column(l, r, &f->list[i]);
    add_column(l, TEXT("示例"), COLUMN_TEXT, NULL);
}

/* ---- rows ---------------------------------------------------------------- */

static void put_group_row(struct sheet *s, const struct level_columns *l,
                          const struct run *r, unsigned level, uint32_t group,
                          struct buffer *value)
{
    const struct group *g = run_group(r, level, group);

    sheet_next(s);
    for (unsigned i = 0; i < l->count; i++) {
        buffer_reset(value);
        if (i + 1 == l->count)
            put(value, r->sample ? "示例" : "");
        else if (l->figures[i] == NULL)
            put(value, i < l->keys ? g->keys[i] : g->shown);
        else if (!run_value(r, l->figures[i], group)->missing)
            value_show(value, run_value(r, l->figures[i], group));
        sheet_put(s, i, buffer_view(value), TONE_PLAIN);
    }
    s->book->failed = s->book->failed || value->failed;
}

static void add_level_sheet(struct figures_book *b, const struct run *r,
                            unsigned level, struct level_columns *l)
{
    char name[SHEET_NAME];
    struct buffer value = {0};
    struct sheet sheet;

    take_columns(l, r, level);
    snprintf(name, sizeof(name), "%u %.*s", ++b->sheets,
             SPELL(text_cut(r->figures->levels[level].name, 24)));
    if (l->words.failed) {
        b->book->failed = true;
        return;
    }
    sheet_open(&sheet, b->book, name, l->columns, l->count, BOOK_ROWS);
    for (uint32_t g = 0; g < run_groups(r, level); g++)
        put_group_row(&sheet, l, r, level, run_nth(r, level, g), &value);
    sheet_close(&sheet);
    buffer_free(&value);
}

void figures_book_add(struct figures_book *b, const struct run *r)
{
    for (unsigned level = LEVEL_ALL; level < r->figures->level_count; level++) {
        struct level_columns *l;

        if (!figures_level_shown(r->figures, level, false))
            continue;
        l = calloc(1, sizeof(*l));
        if (l != NULL)
            add_level_sheet(b, r, level, l);
        else
            b->book->failed = true;
        if (l != NULL)
            arena_free(&l->words);
        free(l);
    }
}

bool figures_book_close(struct figures_book *b, bool wanted)
{
    bool good;

    if (b->book == NULL)
        return true;
    errno = 0;
    good = book_close(b->book, path_of(b));
    if (wanted && !good)
        command_failed("%s：写不出：%s", b->file.path,
                       command_reason(errno != 0 ? errno : ENOMEM));
    free(b->book);
    b->book = NULL;
    return file_aside_close(&b->file, wanted && good) && good;
}
