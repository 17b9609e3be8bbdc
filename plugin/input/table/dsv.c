#include "input/table/dsv.h"

#include "base/gb18030.h"
#include "base/limits.h"

static const char separators[] = {'\t', ',', ';', '|'};

/* Only `|` may be a byte of a character of two. */
size_t dsv_end(struct text t, size_t at, struct dsv_style style)
{
    const char c = style.separator;

    if (c == '|' && style.gb18030) {
        unsigned length = 1;
        for (; at < t.length && t.at[at] != c; at += length)
            gb18030_next(t, at, &length);
        return at < t.length ? at : t.length;
    }
    while (at < t.length && t.at[at] != c)
        at++;
    return at;
}

static size_t skip_spaces(struct text t, size_t at)
{
    while (at < t.length && t.at[at] == ' ')
        at++;
    return at;
}

/* True if a cell may end before t[at]: there is a separator, a line end or no
 * more. */
static bool ends_cell(struct text t, size_t at, struct dsv_style style)
{
    return at == t.length || t.at[at] == style.separator || t.at[at] == '\n' ||
           (t.at[at] == '\r' && (at + 1 == t.length || t.at[at + 1] == '\n'));
}

/* Place of the quote that closes the one at t[at]; `t.length` if t ends or
 * the limit is met before, `at` if the cell does not end behind it. */
static size_t closing_quote(struct text t, size_t at, struct dsv_style style)
{
    const size_t room = t.length - at;
    const struct text near = text_head(
        t, at + (room < LIMIT_FIELD_BYTES ? room : LIMIT_FIELD_BYTES));
    size_t end = at;

    for (;;) {
        end += 1 + text_find(text_behind(near, end + 1), '"');
        if (end >= near.length)
            return t.length;
        if (end + 1 == near.length || near.at[end + 1] != '"')
            break;
        end++;
    }
    return ends_cell(t, skip_spaces(t, end + 1), style) ? end : at;
}

/* Where the cell begins that t[quote] stands in; one begins at t[at]. */
static size_t cell_begin(struct text t, size_t at, size_t quote,
                         struct dsv_style style)
{
    size_t end;

    if (style.separator == '|' && style.gb18030) {
        while ((end = dsv_end(text_head(t, quote), at, style)) < quote)
            at = end + 1;
        return at;
    }
    while (quote > at && t.at[quote - 1] != style.separator)
        quote--;
    return quote;
}

/* Length of a row with quotes in its first line, which ends at `line`; 0: t
 * ends in a quoted cell, or the cells are not what they seem. */
static size_t quoted_row(struct text t, size_t line, struct dsv_style style,
                         bool *open)
{
    size_t at = 0;

    for (;;) {
        const size_t quote = at + text_find(text_slice(t, at, line), '"');
        if (quote >= line)
            return line;
        if (skip_spaces(t, cell_begin(t, at, quote, style)) == quote) {
            const size_t end = closing_quote(t, quote, style);
            if (end == quote || end == t.length) {
                *open = end == t.length && t.length - quote < LIMIT_FIELD_BYTES;
                return 0;
            }
            at = end + 1;
            if (at >= line)
                line = at + text_find(text_behind(t, at), '\n');
        } else {
            at = quote;
        }
        at = dsv_end(text_head(t, line), at, style);
        if (at >= line)
            return line;
        at++;
    }
}

size_t dsv_row(struct text t, struct dsv_style style, bool all)
{
    const size_t line = text_find(t, '\n');
    bool open = false;
    size_t end = line;

    if (memchr(t.at, '"', line) != NULL) {
        end = quoted_row(t, line, style, &open);
        if (open && !all)
            return 0;
        end = end != 0 ? end : line;
    }
    if (end == t.length)
        return all ? t.length : 0;
    return end + 1;
}

struct text dsv_line(struct text row)
{
    if (row.length > 0 && row.at[row.length - 1] == '\n')
        row.length--;
    if (row.length > 0 && row.at[row.length - 1] == '\r')
        row.length--;
    return row;
}

struct dsv_cell dsv_cell(struct text row, size_t at, struct dsv_style style)
{
    const size_t quote = skip_spaces(row, at);
    struct dsv_cell cell = {.doubled = false};
    size_t end;

    if (quote < row.length && row.at[quote] == '"') {
        end = closing_quote(row, quote, style);
        cell.open = end == quote || end == row.length;
        if (!cell.open) {
            cell.value = text_slice(row, quote + 1, end);
            cell.quoted = true;
            cell.doubled = text_find(cell.value, '"') < cell.value.length;
            cell.end = skip_spaces(row, end + 1);
            return cell;
        }
    }
    cell.end = dsv_end(row, at, style);
    cell.value = text_slice(row, at, cell.end);
    return cell;
}

struct text dsv_column(struct text row, uint32_t column, struct dsv_style style)
{
    struct dsv_cell cell = dsv_cell(row, 0, style);

    for (; column > 0; column--) {
        if (cell.end >= row.length)
            return TEXT("");
        cell = dsv_cell(row, cell.end + 1, style);
    }
    return text_trim(cell.value);
}

size_t dsv_cells(struct text row, struct dsv_style style, size_t limit)
{
    size_t count = 1, at = 0;

    while (count < limit && (at = dsv_cell(row, at, style).end) < row.length) {
        at++;
        count++;
    }
    return count;
}

char dsv_separator(struct text row, bool gb18030)
{
    char best = separators[0];
    size_t most = 0;

    for (size_t i = 0; i < COUNT_OF(separators); i++) {
        const struct dsv_style style = {separators[i], gb18030};
        const size_t count = dsv_cells(row, style, SIZE_MAX);
        if (count > most) {
            most = count;
            best = separators[i];
        }
    }
    return best;
}
