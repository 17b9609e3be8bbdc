/* Flat records as a table, a row a record: CSV as the interfaces take it, or
 * a workbook whose cells are texts. */
#include "common/put.h"
#include "convert/table-book.h"
#include "convert/write.h"

/* What is given and empty differs from what is not given. */
static bool needs_quotes(struct text t, bool given)
{
    if (t.length == 0)
        return given;
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] == ',' || t.at[i] == '"' || t.at[i] == '\n' ||
            t.at[i] == '\r')
            return true;
    return t.at[0] == '<' || t.at[0] == '{' || t.at[0] == '[';
}

static void put_csv_cell(struct buffer *out, struct text t, bool given)
{
    if (!needs_quotes(t, given)) {
        put(out, t);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, t.at[i]);
    }
    buffer_char(out, '"');
}

static void put_table_cell(struct writer *w, uint32_t column, struct text t,
                           bool given)
{
    if (w->table == TABLE_XLSX) {
        table_book_put(w->book, column, t);
        return;
    }
    if (column != 0)
        buffer_char(w->out, ',');
    put_csv_cell(w->out, t, given);
}

static void end_table_row(struct writer *w)
{
    if (w->table == TABLE_XLSX)
        table_book_next(w->book);
    else
        put(w->out, "\r\n");
}

void write_table_head(struct writer *w)
{
    const struct plan *p = w->plan;
    uint32_t column = 0;

    if (w->table == TABLE_CSV)
        put(w->out, "\xEF\xBB\xBF");
    for (uint32_t i = 0; i < p->count; i = plan_name_end(p, i))
        put_table_cell(w, column++, p->outlets[i].name, true);
    end_table_row(w);
}

void write_table_row(struct writer *w, const struct record *r)
{
    const struct plan *p = w->plan;
    uint32_t column = 0, end;

    for (uint32_t i = 0; i < p->count; i = end) {
        end = plan_name_end(p, i);
        value_word(p, i, end, r, 0, w->losses, &w->word);
        put_table_cell(w, column++, buffer_view(&w->word.text), w->word.given);
    }
    end_table_row(w);
}
