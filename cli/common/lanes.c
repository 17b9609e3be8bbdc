#include "lanes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "files.h"
#include "memory.h"

static ptrdiff_t read_head(struct lane *lane, void *out, size_t room)
{
    size_t n = lane->head_end - lane->head_at;

    n = n < room ? n : room;
    memcpy(out, lane->head + lane->head_at, n);
    lane->head_at += n;
    return (ptrdiff_t)n;
}

static ptrdiff_t read_lane(void *context, void *out, size_t room)
{
    struct lane *lane = context;
    ssize_t n;

    if (lane->head_at < lane->head_end)
        return read_head(lane, out, room);
    do
        n = lane->shared ? pread(lane->fd, out, room, lane->at)
                         : read(lane->fd, out, room);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n;
    lane->at += n;
    return !lane->may_not_end ||
                   file_barren(&lane->barren, (size_t)n, lane->pipeline.source)
               ? n
               : SOURCE_FAILED;
}

static bool copy_all(int from, int to)
{
    char block[64 * 1024];
    ssize_t n;

    while ((n = read(from, block, sizeof block)) > 0 ||
           (n < 0 && errno == EINTR))
        if (n > 0 && !file_write(to, block, (size_t)n))
            return false;
    return n == 0;
}

/* A file that can be read at any place: fd, or a copy without a name. -1
 * after saying so. */
static int seekable(int fd, const char *name)
{
    int copy;

    if (lseek(fd, 0, SEEK_CUR) == 0)
        return dup(fd);
    copy = file_spill(P_tmpdir);
    if (copy >= 0 && copy_all(fd, copy))
        return copy;
    command_failed("%s：读不进临时文件：%s", name, command_reason(errno));
    if (copy >= 0)
        close(copy);
    return -1;
}

/* ---- sheets -------------------------------------------------------------- */

static void tell_sheet(void *context, struct text sheet, const char *what)
{
    const struct lane *lane = context;

    command_failed(sheet.length != 0 ? "%s：%.*s：%s" : "%s%.*s：%s",
                   lane->file, SPELL(sheet), what);
}

static ptrdiff_t lose_sheets(struct lane *lane, ptrdiff_t why)
{
    if (!lane->lost)
        command_failed("%.*s：%s", SPELL(lane->pipeline.source),
                       sheets_why(lane->sheets));
    lane->lost = true;
    return why;
}

static ptrdiff_t read_sheet(void *context, void *out, size_t room)
{
    struct lane *lane = context;
    const bool before = memory_needed(true);
    const ptrdiff_t n = sheets_read(lane->sheets, out, room);

    memory_needed(before);
    return n < 0 ? lose_sheets(lane, n) : n;
}

/* Goes to the next sheet, or to what says that there is none that can be
 * read; false at the end. */
static bool enter_sheet(struct lane *lane)
{
    const bool before = memory_needed(true);
    const enum sheets_step step =
        lane->lost ? SHEETS_END : sheets_next(lane->sheets);

    memory_needed(before);
    if (step == SHEETS_END)
        return false;
    buffer_reset(&lane->name);
    buffer_string(&lane->name, lane->file);
    if (sheets_name(lane->sheets).length != 0)
        buffer_char(&lane->name, '/');
    buffer_text(&lane->name, sheets_name(lane->sheets));
    return true;
}

static uint32_t line_of_sheet(void *context, uint32_t line)
{
    return sheets_line(((const struct lane *)context)->sheets, line);
}

static struct source sheet_source(struct lane *lane)
{
    return (struct source){read_sheet, lane, ENCODING_UTF8, line_of_sheet};
}

/* A lane's file in place of a pipe, from its first byte. */
static bool hold_lane(struct lane *lane)
{
    const int copy =
        lseek(lane->fd, 0, SEEK_CUR) >= 0 ? lane->fd : file_spill(P_tmpdir);
    const bool good =
        copy == lane->fd ||
        (copy >= 0 && file_write(copy, lane->head, lane->head_end) &&
         copy_all(lane->fd, copy) && dup2(copy, lane->fd) >= 0);

    if (!good)
        command_failed("%s：读不进临时文件：%s", lane->file,
                       command_reason(errno));
    if (copy >= 0 && copy != lane->fd)
        close(copy);
    return good;
}

/* Looks at the first bytes; false after saying why that is not possible. */
static bool open_sheets(struct lane *lane, const struct pack *pack)
{
    const struct sheets_listener listener = {lane->tells ? tell_sheet : NULL,
                                             lane};
    enum sheets_form form;
    ptrdiff_t n;

    do {
        n = read_lane(lane, lane->head + lane->head_end,
                      sizeof lane->head - lane->head_end);
        lane->head_end += n > 0 ? (size_t)n : 0;
        lane->head_at = lane->head_end;
    } while (n > 0 && lane->head_end < sizeof lane->head);
    lane->head_at = 0;
    form = sheets_form(lane->head, lane->head_end);
    if (form == SHEETS_NONE)
        return true;
    if (form == SHEETS_XLSX && !hold_lane(lane))
        return false;
    const bool before = memory_needed(true);
    lane->sheets = sheets_open(
        form, lane->fd, (struct source){.read = read_lane, .context = lane},
        listener);
    if (lane->sheets != NULL)
        sheets_join(lane->sheets, pack);
    memory_needed(before);
    return lane->sheets != NULL || command_refused("%s：内存不足", lane->file);
}

/* What only looks like a workbook: the engine says what it is. */
static void leave_foreign(struct lane *lane)
{
    if (lane->sheets == NULL || !sheets_foreign(lane->sheets))
        return;
    if (lane->tells)
        tell_sheet(lane, TEXT(""), sheets_why(lane->sheets));
    sheets_close(lane->sheets);
    lane->sheets = NULL;
}

static bool open_lane(struct lane *lane, const struct pack *pack, int fd,
                      bool shared, const char *name,
                      const struct options *options)
{
    struct pregroup_error err = {.size = sizeof err};
    const bool tells = lane->tells;
    pregroup_status st = PREGROUP_E_NOMEM;
    struct source source;

    *lane = (struct lane){.fd = fd,
                          .shared = shared,
                          .may_not_end = file_may_not_end(fd),
                          .file = name,
                          .tells = tells};
    lane->pipeline.source = text_of(name);
    if (!open_sheets(lane, pack))
        return false;
    leave_foreign(lane);
    source = lane->sheets != NULL
                 ? sheet_source(lane)
                 : (struct source){.read = read_lane, .context = lane};
    if (lane->sheets == NULL || !enter_sheet(lane))
        buffer_string(&lane->name, name);
    if (!lane->name.failed)
        st = options_suit(options, pack, &err);
    if (st == PREGROUP_OK)
        st = pipeline_open(&lane->pipeline, pack, source,
                           buffer_view(&lane->name), options);
    if (st == PREGROUP_OK)
        return true;
    sheets_close(lane->sheets);
    buffer_free(&lane->name);
    fail(&err, st, "内存不足");
    return command_refused("%s：%s", name, err.text);
}

bool lanes_open(struct lanes *lanes, const struct packs *packs, int fd,
                const char *name, const struct options *options)
{
    const bool shared = packs->count > 1;
    const int file = shared ? seekable(fd, name) : dup(fd);
    bool good = file >= 0;

    *lanes = (struct lanes){.packs = packs};
    lanes->list = calloc(packs->count, sizeof *lanes->list);
    if (lanes->list == NULL)
        command_failed("%s：内存不足", name);
    good = good && lanes->list != NULL;
    for (uint32_t i = 0; good && i < packs->count; i++) {
        lanes->list[i].tells = i == 0;
        good = open_lane(&lanes->list[i], packs->list[i], file, shared, name,
                         options);
        lanes->count += good;
    }
    if (lanes->count == 0 && file >= 0)
        close(file);
    return good;
}

void lanes_close(struct lanes *lanes)
{
    for (uint32_t i = 0; i < lanes->count; i++) {
        pipeline_close(&lanes->list[i].pipeline);
        sheets_close(lanes->list[i].sheets);
        buffer_free(&lanes->list[i].name);
    }
    if (lanes->count > 0)
        close(lanes->list[0].fd);
    free(lanes->list);
    *lanes = (struct lanes){0};
}

static void tell_unfinished(const struct lane *lane)
{
    const struct result *r = &lane->pipeline.result;
    const struct text why =
        r->finding_count != 0 ? r->findings[0].message : TEXT("");

    command_failed("%.*s：第 %u 条记录没有检查完：%.*s",
                   (int)lane->pipeline.source.length, lane->pipeline.source.at,
                   r->index, (int)why.length, why.at);
}

static enum pipeline_step step_lane(struct lane *lane)
{
    enum pipeline_step step = pipeline_next(&lane->pipeline);

    while (lane->sheets != NULL &&
           (step == PIPELINE_END ||
            sheets_pass_over(lane->sheets, &lane->pipeline.slice))) {
        if (!enter_sheet(lane))
            return PIPELINE_END;
        pipeline_begin(&lane->pipeline, sheet_source(lane),
                       buffer_view(&lane->name));
        step = pipeline_next(&lane->pipeline);
    }
    return step;
}

enum pipeline_step lanes_next(struct lanes *lanes)
{
    enum pipeline_step all = PIPELINE_END;

    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->list[i];
        const enum pipeline_step step =
            lane->at_end ? PIPELINE_END : step_lane(lane);

        lane->at_end = step == PIPELINE_END;
        lane->barren = 0;
        if (step == PIPELINE_UNFINISHED)
            tell_unfinished(lane);
        all = step > all ? step : all;
    }
    return all;
}

uint32_t lanes_of_day(const struct lanes *lanes)
{
    const uint32_t newest = lanes->count - 1;
    const uint32_t lane = packs_of_record(
        lanes->packs, &lanes->list[newest].pipeline.result.record);

    return lanes->list[lane].at_end ? newest : lane;
}
