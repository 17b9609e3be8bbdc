#include "sheets/rows.h"

void rows_begin(struct rows *r)
{
    buffer_reset(&r->out);
    buffer_string(&r->out, "\xEF\xBB\xBF");
    r->taken = r->whole = 0;
    buffer_reset(&r->gaps);
    r->line = r->column = 1;
    r->left_out = 0;
    r->begun = false;
}

/* A separator of any delimited text, or a quote, must stand in quotes; so must
 * what could be taken for markup. */
static bool needs_quotes(struct text t)
{
    if (t.at[0] == '<' || t.at[0] == '{' || t.at[0] == '[')
        return true;
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] == ',' || t.at[i] == '"' || t.at[i] == ';' ||
            t.at[i] == '|' || t.at[i] == '\t')
            return true;
    return false;
}

static void put_plain(struct buffer *out, struct text t)
{
    char *to = buffer_reserve(out, t.length);

    if (to == NULL)
        return;
    for (size_t i = 0; i < t.length; i++)
        to[i] = t.at[i] == '\n' || t.at[i] == '\r' ? ' ' : t.at[i];
    out->length += t.length;
}

static void put_quoted(struct buffer *out, struct text t)
{
    buffer_char(out, '"');
    while (t.length > 0) {
        const char *quote = memchr(t.at, '"', t.length);
        const size_t n = quote == NULL ? t.length : (size_t)(quote - t.at) + 1;

        put_plain(out, text_head(t, n));
        if (quote != NULL)
            buffer_char(out, '"');
        t = text_behind(t, n);
    }
    buffer_char(out, '"');
}

static void leave_out(struct rows *r, uint32_t row)
{
    struct rows_gap gap;

    gap.line = r->line - r->left_out;
    r->left_out += row - r->line;
    gap.left_out = r->left_out;
    buffer_put(&r->gaps, &gap, sizeof gap);
    r->line = row;
}

uint32_t rows_line(const struct rows *r, uint32_t line)
{
    const struct rows_gap *gaps = BUFFER_ROWS(&r->gaps, struct rows_gap);
    size_t at = BUFFER_COUNT(&r->gaps, struct rows_gap);

    while (at > 0 && gaps[at - 1].line > line)
        at--;
    return at > 0 ? line + gaps[at - 1].left_out : line;
}

void rows_cell(struct rows *r, uint32_t row, uint32_t column, struct text t)
{
    if (t.length == 0 || r->out.failed)
        return;
    r->begun = true;
    if (row > r->line && row - r->line > ROWS_BLANK)
        leave_out(r, row);
    for (; r->line < row; r->line++)
        buffer_char(&r->out, '\n');
    for (; r->column < column; r->column++)
        buffer_char(&r->out, ',');
    if (needs_quotes(t))
        put_quoted(&r->out, t);
    else
        put_plain(&r->out, t);
}

void rows_end(struct rows *r)
{
    if (!r->begun || r->out.failed)
        return;
    buffer_char(&r->out, '\n');
    r->begun = false;
    r->line++;
    r->column = 1;
    r->whole = r->out.length;
}

size_t rows_take(struct rows *r, void *out, size_t room)
{
    size_t n = r->whole - r->taken;

    n = n < room ? n : room;
    if (n != 0)
        memcpy(out, r->out.data + r->taken, n);
    r->taken += n;
    if (r->taken == r->whole && r->taken != 0) {
        memmove(r->out.data, r->out.data + r->taken, r->out.length - r->taken);
        r->out.length -= r->taken;
        r->taken = r->whole = 0;
    }
    return n;
}
