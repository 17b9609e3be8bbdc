/* The command for other machines writes no workbooks. */
#include "common/command.h"
#include "convert/table-book.h"

struct table_book *table_book_open(const char *path)
{
    command_failed("%s：这个程序不写工作簿，请用 -f csv", path);
    return NULL;
}

void table_book_put(struct table_book *b, uint32_t column, struct text t)
{
    (void)b, (void)column, (void)t;
}

void table_book_next(struct table_book *b)
{
    (void)b;
}

bool table_book_close(struct table_book *b)
{
    (void)b;
    return true;
}
