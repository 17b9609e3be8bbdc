#include "batch/renumber.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "batch/common/gzip.h"
#include "batch/feed/shown.h"
#include "common/command.h"
#include "common/csv.h"
#include "common/put.h"

#define READ_BYTES (1u << 20)

enum step renumber_look(int fd, uint64_t from, uint64_t to)
{
    struct csv_reader r;
    struct text source;
    uint64_t offset;
    enum step step;

    csv_open(&r, fd, from, to);
    do
        step = csv_next(&r, &source, 1, &offset);
    while (step == STEP_ITEM && shown_mark_length(source) == 0);
    csv_close(&r);
    return step;
}

/* ---- a row --------------------------------------------------------------- */

/* Behind the quote that ends what begins at `at`: in JSON an escaped one does
 * not, in CSV a double one. */
static size_t behind_quote(struct text t, size_t at, bool csv)
{
    for (; at < t.length; at++) {
        if (!csv && t.at[at] == '\\')
            at++;
        else if (t.at[at] == '"' && csv && at + 1 < t.length &&
                 t.at[at + 1] == '"')
            at++;
        else if (t.at[at] == '"')
            return at + 1;
    }
    return t.length;
}

/* Behind the line end of the row at the start of t; 0 if that is not there. */
static size_t behind_row(struct text t, bool csv)
{
    for (size_t at = 0; at < t.length;) {
        const char c = t.at[at++];
        if (c == '"')
            at = behind_quote(t, at, csv);
        else if (c == '\n')
            return at;
    }
    return 0;
}

/* The cell in front, as it is written. */
static struct text first_cell(struct text row)
{
    if (row.length == 0 || row.at[0] != '"')
        return text_head(row, text_find(row, ','));
    return text_slice(row, 1, behind_quote(row, 1, true) - 1);
}

/* The string behind `head`, as it is written. */
static struct text string_behind(struct text row, struct text head)
{
    if (!text_starts(row, head))
        return text_head(row, 0);
    return text_slice(row, head.length,
                      behind_quote(row, head.length, false) - 1);
}

/* Appends the row with the mark of the name within raised. */
static void put_raised(struct text row, struct text name, uint64_t more,
                       struct buffer *out)
{
    const size_t mark = shown_mark_length(name);
    const size_t end = (size_t)(name.at - row.at) + name.length;
    uint64_t number = 0;

    for (size_t i = end - mark; i < end; i++)
        if (is_digit(row.at[i]))
            number = number * 10 + (uint64_t)(row.at[i] - '0');
    put(out, text_head(row, end - mark));
    if (mark != 0)
        shown_mark(number + more, out);
    put(out, text_behind(row, end));
}

void renumber_input(struct text object, uint64_t more, struct buffer *out)
{
    put_raised(object, string_behind(object, TEXT("{\"name\":\"")), more, out);
}

/* ---- a table ------------------------------------------------------------- */

/* Appends the whole rows at the start of t; their bytes. */
static size_t put_rows(struct text t, bool csv, uint64_t more,
                       struct buffer *out)
{
    size_t at = 0, length;

    while ((length = behind_row(text_behind(t, at), csv)) != 0) {
        const struct text row = text_slice(t, at, at + length);
        put_raised(row,
                   csv ? first_cell(row)
                       : string_behind(row, TEXT("{\"record\":{\"source\":\"")),
                   more, out);
        at += length;
    }
    return at;
}

/* Moves the whole rows from the buffer to a table. */
static bool move_rows(struct output *o, enum batch_table table, uint64_t more,
                      struct buffer *rows)
{
    struct buffer out = {0};
    const size_t done =
        put_rows(buffer_view(rows), table != TABLE_RESULTS, more, &out);
    bool good;

    memmove(rows->data, rows->data + done, rows->length - done);
    rows->length -= done;
    if (table == TABLE_RESULTS && o->gzip)
        gzip_member(&out);
    good = output_put(o, table, &out);
    buffer_free(&out);
    return good;
}

/* More bytes, unpacked, behind those on the buffer, none at the end; why that
 * is not possible, or NULL. */
static const char *unpack_more(gzFile in, size_t want, struct buffer *rows)
{
    char *room = buffer_reserve(rows, want);
    int n, fault = Z_MEM_ERROR;

    if (room != NULL) {
        n = gzread(in, room, (unsigned)want);
        gzerror(in, &fault);
        rows->length += n > 0 ? (size_t)n : 0;
    }
    return fault == Z_OK          ? NULL
           : fault == Z_ERRNO     ? command_reason(errno)
           : fault == Z_MEM_ERROR ? command_reason(ENOMEM)
                                  : "压缩的数据损坏";
}

/* The bytes of fd from a place on, unpacked if they are packed; NULL and errno
 * if that is not possible. */
static gzFile open_again(int fd, uint64_t from)
{
    const int again = lseek(fd, (off_t)from, SEEK_SET) >= 0
                          ? fcntl(fd, F_DUPFD_CLOEXEC, 0)
                          : -1;
    gzFile in;

    if (again < 0)
        return NULL;
    errno = ENOMEM;
    in = gzdopen(again, "rb");
    if (in == NULL)
        close(again);
    return in;
}

bool renumber_table(struct output *o, enum batch_table table, int fd,
                    uint64_t from, uint64_t to, uint64_t more)
{
    const bool packed = table == TABLE_RESULTS && o->gzip;
    gzFile in = open_again(fd, from);
    const char *why = in == NULL ? command_reason(errno) : NULL;
    struct buffer rows = {0};
    bool good = true, end = false;

    while (why == NULL && good && !end) {
        const uint64_t left = packed ? READ_BYTES : to - from;
        const size_t had = rows.length;
        why = unpack_more(in, left < READ_BYTES ? (size_t)left : READ_BYTES,
                          &rows);
        end = rows.length == had;
        from += rows.length - had;
        good = why != NULL || end || move_rows(o, table, more, &rows);
    }
    if (why == NULL && good && (rows.length != 0 || (!packed && from != to)))
        why = "读到一半就完了";
    if (in != NULL)
        gzclose(in);
    buffer_free(&rows);
    return good &&
           (why == NULL ||
            command_refused("读不了 %s：%s", output_name(table, o->gzip), why));
}
