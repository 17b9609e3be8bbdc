#include "convert/table-book.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "book/book.h"
#include "common/command.h"

struct table_book {
    char *path;
    struct arena words; /* headings */
    struct book book;
    struct sheet sheet;
    struct column columns[BOOK_COLUMNS];
    unsigned count;
    bool begun; /* the headings stand */
};

struct table_book *table_book_open(const char *path)
{
    struct table_book *b = calloc(1, sizeof *b);

    if (b != NULL)
        b->path = strdup(path);
    if (b == NULL || b->path == NULL) {
        free(b);
        command_failed("内存不够");
        return NULL;
    }
    book_open(&b->book, path);
    return b;
}

static void add_heading(struct table_book *b, struct text t)
{
    char *copy = arena_alloc(&b->words, t.length + 1);

    if (copy == NULL || b->count == BOOK_COLUMNS) {
        b->book.failed = true;
        return;
    }
    memcpy(copy, t.at, t.length);
    copy[t.length] = '\0';
    b->columns[b->count++] = (struct column){copy, copy, COLUMN_TEXT};
}

/* The first row has the headings; a row begins with its first cell. */
void table_book_put(struct table_book *b, uint32_t column, struct text t)
{
    if (!b->begun) {
        add_heading(b, t);
        return;
    }
    if (column == 0)
        sheet_next(&b->sheet);
    t = text_trim(t);
    if (t.length != 0)
        sheet_put(&b->sheet, column, t, TONE_PLAIN);
}

void table_book_next(struct table_book *b)
{
    if (!b->begun)
        sheet_open(&b->sheet, &b->book, "病案首页", b->columns, b->count,
                   BOOK_ROWS);
    b->begun = true;
}

bool table_book_close(struct table_book *b)
{
    bool good;

    if (b == NULL)
        return true;
    if (b->begun)
        sheet_close(&b->sheet);
    good = book_close(&b->book, b->path);
    if (!good)
        command_failed("%s：写不了，或有内容放不进工作表（%u 列，每格 32767 字"
                       "节）",
                       b->path, BOOK_COLUMNS);
    arena_free(&b->words);
    free(b->path);
    free(b);
    return good;
}
