#include "batch/feed/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/memory.h"
#include "input/decode/guess.h"

void feed_open(struct feed *f, const struct pack *pack, char *const *words,
               int count, const char *out, const char *spool)
{
    *f = (struct feed){.pack = pack, .spool = spool};
    inputs_open(&f->inputs, words, count, out);
    f->inputs.tells = true;
    f->inputs.shown.pack = pack;
}

/* ---- names --------------------------------------------------------------- */

/* The name of the source at hand is complete. */
static void end_name(struct feed *f, bool masked)
{
    f->unmarked = f->name.length;
    f->masked = masked;
    shown_mark_masked(&f->inputs.shown, masked, f->at.input, &f->name);
}

static void name_input(struct feed *f, const char *path)
{
    buffer_reset(&f->name);
    buffer_reset(&f->real_name);
    container_decode_name(text_of(path), &f->real_name);
    end_name(
        f, shown_name(&f->inputs.shown, buffer_view(&f->real_name), &f->name));
}

/* The archive itself is the source at hand. */
static void name_level(struct feed *f, const struct level *level)
{
    f->name.length = level->name;
    end_name(f, level->masked);
}

/* A member (or sheet) by its place in the archive, too, where its name is
 * masked; a bare compressed file has no name of its own. */
static void name_member(struct feed *f, const struct level *level)
{
    bool masked;

    buffer_reset(&f->real_name);
    if (level->sheets != NULL)
        container_decode_name(sheets_name(level->sheets), &f->real_name);
    else
        container_name(level->container, &f->real_name);
    if (f->real_name.length == 0) {
        name_level(f, level);
        return;
    }
    f->name.length = level->name;
    buffer_char(&f->name, '/');
    masked = shown_name(&f->inputs.shown, buffer_view(&f->real_name), &f->name);
    if (masked) {
        buffer_char(&f->name, '(');
        buffer_integer(&f->name, (int64_t)level->members);
        buffer_char(&f->name, ')');
    }
    end_name(f, masked || level->masked);
}

/* ---- trouble ------------------------------------------------------------- */

/* A slice that says what is the matter with the source at hand. */
static bool give_trouble(struct feed *f, enum slice_trouble trouble,
                         const char *why, struct slice *out)
{
    *out = (struct slice){.bytes = {"", 0},
                          .line = 1,
                          .index = 1,
                          .first = true,
                          .trouble = (uint8_t)trouble};
    f->source++;
    if (why != NULL)
        command_failed("%.*s：%s", (int)f->name.length, f->name.data, why);
    return true;
}

/* ---- leaves -------------------------------------------------------------- */

static struct sheets *sheets_of(const struct feed *f)
{
    return f->depth != 0 ? f->levels[f->depth - 1].sheets : NULL;
}

static ptrdiff_t read_sheets(struct sheets *s, void *out, size_t room)
{
    const bool before = memory_needed(true);
    const ptrdiff_t n = sheets_read(s, out, room);

    memory_needed(before);
    return n;
}

static const char *leaf_why(const struct feed *f)
{
    return sheets_of(f) != NULL ? sheets_why(sheets_of(f))
           : f->leaf.fd < 0     ? container_why(f->leaf.parent)
                                : "读取中断";
}

static ptrdiff_t read_leaf(void *context, void *out, size_t room)
{
    struct feed *f = context;
    const ptrdiff_t n = sheets_of(f) != NULL
                            ? read_sheets(sheets_of(f), out, room)
                            : stream_read(&f->leaf, out, room);

    if (n > 0 && f->may_not_end && f->depth == 0 &&
        !file_barren(&f->barren, (size_t)n, buffer_view(&f->name)))
        return SOURCE_FAILED;
    if (n < 0)
        command_failed("%.*s：%s", (int)f->name.length, f->name.data,
                       leaf_why(f));
    if (n < 0 && sheets_of(f) != NULL)
        f->levels[f->depth - 1].lost = true;
    return n;
}

static uint32_t line_of_leaf(void *context, uint32_t line)
{
    return sheets_line(sheets_of(context), line);
}

static bool open_leaf(struct feed *f)
{
    const bool sheet = sheets_of(f) != NULL;
    const struct source source = {read_leaf, f,
                                  sheet ? ENCODING_UTF8 : ENCODING_NONE,
                                  sheet ? line_of_leaf : NULL};

    f->reader = reader_open(f->pack, source, 0);
    f->leaf_open = f->reader != NULL;
    f->source++;
    if (!f->leaf_open)
        stream_close(&f->leaf);
    return f->leaf_open;
}

static void close_leaf(struct feed *f)
{
    reader_close(f->reader);
    f->reader = NULL;
    f->leaf_open = false;
    stream_close(&f->leaf);
}

/* ---- archives ------------------------------------------------------------ */

static void leave_archive(struct feed *f)
{
    struct level *level = &f->levels[--f->depth];

    container_close(level->container);
    sheets_close(level->sheets);
    stream_close(&level->stream);
}

static bool give_failed(struct feed *f, const char *why, struct slice *out)
{
    return give_trouble(f, f->budget.spent ? SLICE_BOMB : SLICE_UNREADABLE, why,
                        out);
}

/* The leaf at hand is an archive: goes into it. True with a slice if that is
 * not possible. */
static bool enter_archive(struct feed *f, struct slice *out)
{
    struct level *level = &f->levels[f->depth];
    const char *why = "读不进临时文件";

    if (f->depth == FEED_DEPTH) {
        stream_close(&f->leaf);
        return give_trouble(f, SLICE_BOMB, "压缩包套得太深", out);
    }
    *level = (struct level){
        .stream = f->leaf, .name = f->unmarked, .masked = f->masked};
    if (level->stream.seekable ||
        !container_seeks(level->stream.head, level->stream.head_end) ||
        stream_spool(&level->stream, f->spool))
        level->container = container_open(&level->stream, &why);
    if (level->container != NULL) {
        f->depth++;
        return false;
    }
    stream_close(&level->stream);
    return give_failed(f, why, out);
}

/* ---- workbooks and their like -------------------------------------------- */

static ptrdiff_t read_level(void *context, void *out, size_t room)
{
    struct level *level = context;

    return stream_read(&level->stream, out, room);
}

/* Says what of a workbook is passed over; the sheet's name may be somebody's.
 */
static void tell_sheet(void *context, struct text sheet, const char *what)
{
    struct feed *f = context;
    struct buffer shown = {0};

    shown_name(&f->inputs.shown, sheet, &shown);
    command_failed("%.*s%s%.*s：%s", (int)f->levels[f->depth - 1].name,
                   f->name.data, shown.length != 0 ? "/" : "",
                   SPELL(buffer_view(&shown)), what);
    buffer_free(&shown);
}

/* What is read at any place counts as read at once. */
static void count_file(struct stream *s)
{
    struct stat st;

    if (s->counts && fstat(s->fd, &st) == 0 && st.st_size > 0)
        s->budget->packed = (uint64_t)st.st_size;
}

/* The leaf at hand is a table in a box: goes into it. True with a slice if
 * that is not possible. */
static bool enter_sheets(struct feed *f, enum sheets_form form,
                         struct slice *out)
{
    struct level *level = &f->levels[f->depth];
    const struct sheets_listener listener = {tell_sheet, f};

    if (f->depth == FEED_DEPTH) {
        stream_close(&f->leaf);
        return give_trouble(f, SLICE_BOMB, "压缩包套得太深", out);
    }
    *level = (struct level){
        .stream = f->leaf, .name = f->unmarked, .masked = f->masked};
    if (form == SHEETS_XLSX && !level->stream.seekable &&
        !stream_spool(&level->stream, f->spool)) {
        stream_close(&level->stream);
        return give_failed(f, "读不进临时文件", out);
    }
    if (form == SHEETS_XLSX)
        count_file(&level->stream);
    const bool before = memory_needed(true);
    level->sheets = sheets_open(
        form, level->stream.fd,
        (struct source){.read = read_level, .context = level}, listener);
    if (level->sheets != NULL)
        sheets_join(level->sheets, f->pack);
    memory_needed(before);
    if (level->sheets != NULL) {
        f->depth++;
        return false;
    }
    stream_close(&level->stream);
    return give_trouble(f, SLICE_NO_MEMORY, "内存不足", out);
}

/* What is no workbook after all: its bytes say what it is. */
static bool give_foreign(struct feed *f, struct level *level, struct slice *out)
{
    const struct text what =
        guess_foreign(level->stream.head, level->stream.head_end);
    char why[512];

    snprintf(why, sizeof(why), "%s", sheets_why(level->sheets));
    leave_archive(f);
    give_trouble(f, SLICE_FOREIGN, why, out);
    out->bytes = what;
    return true;
}

/* The next sheet of the innermost level. True with a slice. */
static bool next_sheet(struct feed *f, struct slice *out)
{
    struct level *level = &f->levels[f->depth - 1];
    const bool before = memory_needed(true);
    const enum sheets_step step = sheets_next(level->sheets);

    memory_needed(before);
    if (step == SHEETS_SHEET || (step == SHEETS_FAILED && !level->lost &&
                                 !sheets_foreign(level->sheets))) {
        level->members++;
        name_member(f, level);
        f->leaf = (struct stream){.fd = -1};
        return !open_leaf(f) &&
               give_trouble(f, SLICE_NO_MEMORY, "内存不足", out);
    }
    const bool empty = level->members == 0;
    name_level(f, level);
    if (sheets_foreign(level->sheets))
        return give_foreign(f, level, out);
    leave_archive(f);
    return empty && give_trouble(f, SLICE_NOTHING, NULL, out);
}

/* A sheet that holds no record, and need not. */
static bool passes_over(const struct feed *f, const struct slice *slice)
{
    struct sheets *sheets = sheets_of(f);

    return sheets != NULL && sheets_pass_over(sheets, slice);
}

/* What the leaf's first bytes make of it. True with a slice. */
static bool take_leaf(struct feed *f, struct slice *out)
{
    const enum sheets_form form = sheets_form(f->leaf.head, f->leaf.head_end);

    if (form != SHEETS_NONE)
        return enter_sheets(f, form, out);
    if (guess_format(f->leaf.head, f->leaf.head_end) == SLICE_ARCHIVE)
        return enter_archive(f, out);
    if (!open_leaf(f))
        return give_trouble(f, SLICE_NO_MEMORY, "内存不足", out);
    return false;
}

/* The next member of the innermost archive. True with a slice. */
static bool next_member(struct feed *f, struct slice *out)
{
    struct level *level = &f->levels[f->depth - 1];
    const char *why;

    if (level->sheets != NULL)
        return next_sheet(f, out);
    const enum container_step step = container_next(level->container);

    if (step == CONTAINER_MEMBER) {
        level->members++;
        name_member(f, level);
        stream_open_member(&f->leaf, level->container, &f->budget);
        return take_leaf(f, out);
    }
    const bool empty = level->members == 0;
    name_level(f, level);
    why = step == CONTAINER_FAILED ? container_why(level->container) : NULL;
    leave_archive(f);
    if (step == CONTAINER_FAILED)
        return give_failed(f, why, out);
    return empty && give_trouble(f, SLICE_NOTHING, NULL, out);
}

/* ---- inputs -------------------------------------------------------------- */

static int open_input(const struct input *input)
{
    return strcmp(input->path, "-") == 0
               ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
               : open(input->path, O_RDONLY | O_CLOEXEC);
}

/* True with a slice, or where *step says that there is none. */
static bool next_input(struct feed *f, struct slice *out, enum step *step)
{
    struct input input;
    int fd = -1;

    f->done_bytes += f->budget.packed;
    f->budget = f->limits;
    *step = inputs_next(&f->inputs, &input);
    if (*step != STEP_ITEM)
        return true;
    f->at = (struct position){.input = input.number};
    name_input(f, input.path);
    if (input.error == 0)
        fd = open_input(&input);
    if (fd < 0)
        return give_trouble(
            f, SLICE_UNREADABLE,
            command_reason(input.error != 0 ? input.error : errno), out);
    f->may_not_end = file_may_not_end(fd);
    f->barren = 0;
    stream_open_fd(&f->leaf, fd, &f->budget, true);
    return take_leaf(f, out);
}

/* ---- slices -------------------------------------------------------------- */

static void count_slice(struct feed *f, const struct slice *slice)
{
    if (slice->first)
        f->encoding = slice->encoding;
    f->at.records++;
    f->barren = 0;
    f->at.hash = pack_hash(slice->bytes.at, slice->bytes.length,
                           f->at.hash + slice->trouble);
}

enum step feed_next(struct feed *f, struct slice *out)
{
    enum step step = STEP_ITEM;

    for (;;) {
        if (f->leaf_open && reader_cut(f->reader, out)) {
            if (!passes_over(f, out))
                break;
        } else if (f->leaf_open)
            close_leaf(f);
        else if (f->depth != 0 && f->budget.spent)
            leave_archive(f); /* it was reported where it happened */
        else if (f->depth != 0 ? next_member(f, out)
                               : next_input(f, out, &step))
            break;
    }
    if (step == STEP_ITEM && (f->name.failed || f->real_name.failed)) {
        command_failed("内存不足");
        step = STEP_FAILED;
    }
    if (step == STEP_ITEM)
        count_slice(f, out);
    return step;
}

enum step feed_seek(struct feed *f, const struct position *to)
{
    enum step step = STEP_ITEM;
    struct slice slice;
    struct input input;

    while (step == STEP_ITEM && f->inputs.number + 1 < to->input) {
        step = inputs_next(&f->inputs, &input);
        f->done_bytes += step == STEP_ITEM ? input.size : 0;
    }
    while (step == STEP_ITEM &&
           (f->at.records < to->records || f->at.input < to->input))
        step = f->at.input > to->input ? STEP_END : feed_next(f, &slice);
    if (step == STEP_ITEM &&
        (f->at.input != to->input || f->at.records != to->records ||
         f->at.hash != to->hash))
        step = STEP_END;
    return step;
}

uint64_t feed_bytes(const struct feed *f)
{
    return f->done_bytes + f->budget.packed;
}

void feed_close(struct feed *f)
{
    if (f->leaf_open)
        close_leaf(f);
    while (f->depth != 0)
        leave_archive(f);
    inputs_close(&f->inputs);
    buffer_free(&f->name);
    buffer_free(&f->real_name);
}
