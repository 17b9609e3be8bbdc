#include "lanes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "files.h"

static ptrdiff_t read_lane(void *context, void *out, size_t room)
{
    struct lane *lane = context;
    ssize_t n;

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

static bool open_lane(struct lane *lane, const struct pack *pack, int fd,
                      bool shared, const char *name,
                      const struct options *options)
{
    *lane = (struct lane){
        .fd = fd, .shared = shared, .may_not_end = file_may_not_end(fd)};
    if (pipeline_open(&lane->pipeline, pack,
                      (struct source){read_lane, lane, 0}, text_of(name),
                      options) == PREGROUP_OK)
        return true;
    return command_refused("%s：内存不足", name);
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
    for (uint32_t i = 0; i < lanes->count; i++)
        pipeline_close(&lanes->list[i].pipeline);
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

enum pipeline_step lanes_next(struct lanes *lanes)
{
    enum pipeline_step all = PIPELINE_END;

    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->list[i];
        const enum pipeline_step step =
            lane->at_end ? PIPELINE_END : pipeline_next(&lane->pipeline);

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
