#include "common/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"

#define STEP (256u << 10)
/* Enough for most rows. */
#define ROW_BYTES 2048u
#define ROW_MAX (16u << 20)
/* Digits that a spreadsheet keeps in a number's cell. */
#define DIGITS_MAX 11
/* Commas that are looked for at a time. */
#define COMMAS 128

/* ---- writing ------------------------------------------------------------- */

enum sign { PLAIN, NUMERIC, FORMULA, WIDE = 4 };

/* What a byte may mean in a cell. Bytes of Chinese characters are plain. */
static const unsigned char signs[256] = {
    ['0' ... '9'] = NUMERIC,   ['.'] = NUMERIC,
    [':'] = NUMERIC,           ['/'] = NUMERIC,
    ['%'] = NUMERIC,           ['e'] = NUMERIC,
    ['E'] = NUMERIC,           [','] = NUMERIC,
    ['+'] = NUMERIC | FORMULA, ['-'] = NUMERIC | FORMULA,
    ['='] = FORMULA,           ['@'] = FORMULA,
    ['\''] = FORMULA,          ['\t'] = FORMULA,
    ['\r'] = FORMULA,          [0xEF] = WIDE};

static unsigned sign_of(char c)
{
    return signs[(unsigned char)c];
}

/* Digits and signs only, as numbers, dates and times have them. */
static bool is_numeric(struct text t)
{
    if (t.at[0] < '0' || t.at[0] > '9')
        return false;
    for (size_t i = 1; i < t.length; i++)
        if ((sign_of(t.at[i]) & NUMERIC) == 0)
            return false;
    return true;
}

/* A whole number that comes back as it went in. */
static bool is_plain_number(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
    return t.length <= DIGITS_MAX && (t.at[0] != '0' || t.length == 1);
}

/* ＋ － ＝ ＠: some spreadsheets take them for the narrow ones. */
static bool is_wide_formula(struct text t)
{
    return text_starts(t, TEXT("＋")) || text_starts(t, TEXT("－")) ||
           text_starts(t, TEXT("＝")) || text_starts(t, TEXT("＠"));
}

/* What a text cell needs in front; 0: nothing. */
static char guard(struct text t)
{
    unsigned sign;

    if (t.length == 0)
        return '\0';
    sign = sign_of(t.at[0]);
    if ((sign & FORMULA) != 0 || ((sign & WIDE) != 0 && is_wide_formula(t)))
        return '\'';
    return is_numeric(t) && !is_plain_number(t) ? '\t' : '\0';
}

static char *copy_unquoted(char *out, struct text t)
{
    if (t.length != 0)
        memcpy(out, t.at, t.length);
    return out + t.length;
}

static char *copy_quoted(char *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] == '"')
            *out++ = '"';
        *out++ = t.at[i];
    }
    return out;
}

/* A cell with its sign; `careful`: some cell of the row needs quotes. */
static char *encode_cell(char *out, struct text t, enum column_type type,
                         bool careful)
{
    const char sign = type == COLUMN_TEXT ? guard(t) : '\0';
    const bool quotes = careful && bytes_quoted(t) != 0;

    if (quotes)
        *out++ = '"';
    if (sign != '\0')
        *out++ = sign;
    out = quotes ? copy_quoted(out, t) : copy_unquoted(out, t);
    if (quotes)
        *out++ = '"';
    return out;
}

static char *encode_row(char *out, const struct column *columns, unsigned count,
                        const struct text *cells, bool careful)
{
    for (unsigned i = 0; i < count; i++) {
        if (i != 0)
            *out++ = ',';
        out = encode_cell(out, cells[i], columns[i].type, careful);
    }
    return out;
}

void csv_head(struct buffer *out, const struct column *columns, unsigned count)
{
    buffer_string(out, CSV_BOM);
    for (unsigned i = 0; i < count; i++) {
        buffer_string(out, i != 0 ? "," : "");
        buffer_string(out, columns[i].name);
    }
    buffer_char(out, '\n');
}

/* Bytes that a row takes at most: every byte may be a quote. */
static size_t row_room(unsigned count, const struct text *cells)
{
    size_t room = 1;

    for (unsigned i = 0; i < count; i++)
        room += cells[i].length * 2 + sizeof("'\"\",") - 1;
    return room;
}

/* Few rows need quotes: whether one does is seen when it is written, in one go.
 */
void csv_row(struct buffer *out, const struct column *columns, unsigned count,
             const struct text *cells)
{
    char *row = buffer_reserve(out, row_room(count, cells));
    char *end;

    if (row == NULL)
        return;
    end = encode_row(row, columns, count, cells, false);
    if (bytes_quoted((struct text){row, (size_t)(end - row)}) != count - 1)
        end = encode_row(row, columns, count, cells, true);
    *end++ = '\n';
    *end = '\0';
    out->length += (size_t)(end - row);
}

/* ---- reading ------------------------------------------------------------- */

void csv_open(struct csv_reader *r, int fd, uint64_t offset, uint64_t end)
{
    *r = (struct csv_reader){
        .fd = fd, .offset = offset, .end = end, .step = STEP};
}

void csv_open_rows(struct csv_reader *r, int fd, uint64_t end)
{
    csv_open(r, fd, 0, end);
    r->step = ROW_BYTES;
}

void csv_open_bytes(struct csv_reader *r, char *bytes, size_t length,
                    uint64_t offset)
{
    *r = (struct csv_reader){.fd = -1,
                             .offset = offset + length,
                             .end = offset + length,
                             .data = bytes,
                             .have = length,
                             .capacity = length};
}

/* What lies ahead in the window is as it was read, what lies behind is not. */
bool csv_row_at(struct csv_reader *r, uint64_t offset, struct text *cells,
                unsigned count)
{
    const uint64_t next = r->offset - (r->have - r->at);

    if (offset >= next && offset < r->offset) {
        r->at += (size_t)(offset - next);
    } else {
        r->at = r->have = 0;
        r->offset = offset;
    }
    return csv_next(r, cells, count, &offset) == STEP_ITEM;
}

void csv_close(struct csv_reader *r)
{
    free(r->data);
    *r = (struct csv_reader){.fd = -1};
}

static bool widen_window(struct csv_reader *r)
{
    if (r->at != 0)
        memmove(r->data, r->data + r->at, r->have - r->at);
    r->have -= r->at;
    r->at = 0;
    if (r->capacity - r->have >= r->step)
        return true;
    char *data =
        r->have <= ROW_MAX ? realloc(r->data, r->have + r->step) : NULL;
    if (data == NULL)
        return false;
    r->data = data;
    r->capacity = r->have + r->step;
    return true;
}

/* More bytes behind those that are there; false at the end. */
static bool read_ahead(struct csv_reader *r)
{
    const uint64_t left = r->end - r->offset;
    ssize_t n = -1;

    if (left == 0)
        return false;
    if (r->data == NULL || r->at != 0 || r->have == r->capacity)
        r->failed = r->failed || !widen_window(r);
    if (!r->failed) {
        const size_t room = r->capacity - r->have;
        do
            n = pread(r->fd, r->data + r->have, room < left ? room : left,
                      (off_t)r->offset);
        while (n < 0 && errno == EINTR);
    }
    r->failed = r->failed || n <= 0;
    if (r->failed)
        return false;
    r->have += (size_t)n;
    r->offset += (uint64_t)n;
    return true;
}

/* How far a row was looked through, and what was seen. */
struct looked {
    size_t seen;
    bool quoted, quotes; /* within quotes now; any at all */
};

/* Length of the row at the window's first byte with its line end, looking on;
 * 0 if it does not end there. */
static size_t row_length(const struct csv_reader *r, struct looked *looked)
{
    const char *row, *end, *from;

    if (r->data == NULL)
        return 0;
    row = r->data + r->at;
    end = r->data + r->have;
    for (from = row + looked->seen; from < end;) {
        const size_t left = (size_t)(end - from);
        const char *line = looked->quoted ? NULL : memchr(from, '\n', left);
        const char *quote =
            memchr(from, '"', line != NULL ? (size_t)(line - from) : left);
        if (quote == NULL && line != NULL)
            return (size_t)(line - row) + 1;
        if (quote == NULL)
            break;
        looked->quoted = !looked->quoted;
        looked->quotes = true;
        from = quote + 1;
    }
    looked->seen = r->have - r->at;
    return 0;
}

static struct text unguarded(struct text t)
{
    if (t.length == 0 || (t.at[0] != '\'' && t.at[0] != '\t'))
        return t;
    return (struct text){t.at + 1, t.length - 1};
}

/* Where no cell ends. */
#define NOT_CSV(end) ((end) + 2)

/* The quoted cell behind row[*at] of a row that ends at `end`, undone in place;
 * *at is moved behind its comma, or beyond the row where other bytes stand
 * behind its quote. */
static struct text take_quoted(char *row, size_t end, size_t *at)
{
    size_t from = *at + 1, to = from, i = from;

    for (; i < end; row[to++] = row[i++])
        if (row[i] == '"' && (++i >= end || row[i] != '"'))
            break;
    if (i + 1 == end && row[i] == '\r') /* of a line end that was changed */
        i++;
    *at = i == end || row[i] == ',' ? i + 1 : NOT_CSV(end);
    return (struct text){row + from, to - from};
}

/* The same of any cell; a quote stands in quotes only, else it may have taken
 * the line end of a table that a program of others wrote. */
static struct text take_cell(char *row, size_t end, size_t *at)
{
    const size_t from = *at;

    if (from < end && row[from] == '"')
        return unguarded(take_quoted(row, end, at));
    const char *comma = memchr(row + from, ',', end - from);
    const size_t to = comma != NULL ? (size_t)(comma - row) : end;
    *at = memchr(row + from, '"', to - from) == NULL ? to + 1 : NOT_CSV(end);
    return unguarded((struct text){row + from, to - from});
}

/* False if the row is not as RFC 4180 has it. */
static bool take_careful(char *row, size_t end, struct text *cells,
                         unsigned count)
{
    size_t at = 0;

    for (unsigned i = 0; i < count; i++)
        cells[i] = at <= end ? take_cell(row, end, &at) : TEXT("");
    return at < NOT_CSV(end);
}

/* The cells of a row without quotes. */
static void take_plain(char *row, size_t end, struct text *cells,
                       unsigned count)
{
    uint32_t commas[COMMAS];
    size_t from = 0, found = COMMAS;
    unsigned i = 0;

    while (i < count && found == COMMAS) {
        const size_t base = from;

        found = bytes_places((struct text){row + base, end - base}, ',', commas,
                             COMMAS);
        for (size_t k = 0; k < found && i < count; k++) {
            const size_t to = base + commas[k];

            cells[i++] = unguarded((struct text){row + from, to - from});
            from = to + 1;
        }
    }
    if (i < count)
        cells[i++] = unguarded((struct text){row + from, end - from});
    while (i < count)
        cells[i++] = TEXT("");
}

enum step csv_next(struct csv_reader *r, struct text *cells, unsigned count,
                   uint64_t *offset)
{
    struct looked looked = {0, false, false};
    size_t length;

    while ((length = row_length(r, &looked)) == 0)
        if (!read_ahead(r)) {
            r->failed = r->failed || r->have != r->at;
            return r->failed ? STEP_FAILED : STEP_END;
        }
    *offset = r->offset - (r->have - r->at);
    if (looked.quotes)
        r->failed = r->failed ||
                    !take_careful(r->data + r->at, length - 1, cells, count);
    else
        take_plain(r->data + r->at, length - 1, cells, count);
    r->at += length;
    return r->failed ? STEP_FAILED : STEP_ITEM;
}

bool csv_is_cut(const struct csv_reader *r, unsigned count)
{
    unsigned cells = 1;

    for (size_t i = r->at; i < r->have; i++)
        if (r->data[i] == '\n')
            return false;
        else if (r->data[i] == ',')
            cells++;
    return r->offset == r->end && r->at < r->have && cells < count;
}

bool csv_pass_head(struct csv_reader *r)
{
    uint64_t offset;

    return csv_next(r, NULL, 0, &offset) == STEP_ITEM;
}
