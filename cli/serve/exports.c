#define _GNU_SOURCE
#include "serve/exports.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "batch/feed/shown.h"
#include "common/command.h"
#include "report/json.h"
#include "serve/service.h"

struct export_file {
    char name[256];
    struct timespec time;
    uint64_t size;
};

bool exports_readable(const char *folder)
{
    DIR *open = opendir(folder);

    if (open == NULL)
        return command_refused("%s：打不开：%s", folder, command_reason(errno));
    closedir(open);
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const struct export_file *x = a, *y = b;

    if (x->time.tv_sec != y->time.tv_sec)
        return ORDER(y->time.tv_sec, x->time.tv_sec);
    if (x->time.tv_nsec != y->time.tv_nsec)
        return ORDER(y->time.tv_nsec, x->time.tv_nsec);
    return strcmp(x->name, y->name);
}

/* Opens a file of the folder that is one; -1. */
static int open_export(const char *folder, const char *name, struct stat *st)
{
    const int place = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd = -1;

    if (place >= 0 && name[0] != '.')
        fd =
            openat(place, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (place >= 0)
        close(place);
    if (fd >= 0 && (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Rows of struct export_file, the newest first. */
static void list_exports(const char *folder, struct buffer *rows)
{
    DIR *open = opendir(folder);
    struct stat st;

    for (struct dirent *d = open != NULL ? readdir(open) : NULL; d != NULL;
         d = readdir(open)) {
        struct export_file file = {0};

        if (d->d_name[0] == '.' ||
            fstatat(dirfd(open), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        snprintf(file.name, sizeof file.name, "%s", d->d_name);
        file.time = st.st_mtim;
        file.size = (uint64_t)st.st_size;
        buffer_put(rows, &file, sizeof file);
    }
    if (open != NULL)
        closedir(open);
    buffer_sort(rows, sizeof(struct export_file), newest_first);
}

/* By which a file is asked for: its name may be a patient's. It holds for this
 * process. */
static void export_id(const struct service *s, const char *name, char id[17])
{
    snprintf(id, 17, "%016llx",
             (unsigned long long)pack_hash(name, strlen(name), s->secret));
}

static void put_export(struct service *s, const struct pack *pack,
                       const struct export_file *file, uint64_t number,
                       struct buffer *out)
{
    const struct shown shown = {pack, false};
    struct buffer name = {0};
    char id[17], time[32];
    struct tm day;

    export_id(s, file->name, id);
    shown_input(&shown, file->name, number, &name);
    gmtime_r(&file->time.tv_sec, &day);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &day);
    json_item(out);
    json_text_member(out, "id", text_of(id), true);
    json_text_member(out, "name", buffer_view(&name), true);
    json_count_member(out, "size", file->size);
    json_text_member(out, "time", text_of(time), true);
    buffer_char(out, '}');
    buffer_free(&name);
}

static bool is_watched(struct call *c)
{
    return c->service->options.watch != NULL ||
           call_refuse(c, 404, "没有导出文件夹：启动时没有用 --watch 指定");
}

void answer_exports(struct call *c)
{
    struct held_engine *held;
    struct buffer rows = {0};
    uint32_t count, shown;

    if (!is_watched(c))
        return;
    list_exports(c->service->options.watch, &rows);
    held = engines_take(&c->service->engines);
    count = BUFFER_COUNT(&rows, struct export_file);
    shown = count < SERVE_EXPORTS ? count : SERVE_EXPORTS;
    buffer_char(&c->out, '{');
    json_list_member(&c->out, "exports");
    for (uint32_t i = 0; i < shown; i++)
        put_export(c->service, engines_pack(held),
                   &BUFFER_ROWS(&rows, struct export_file)[i], i + 1, &c->out);
    buffer_char(&c->out, ']');
    json_count_member(&c->out, "left_off", count - shown);
    buffer_string(&c->out, "}\n");
    engines_give_back(&c->service->engines, held);
    c->out.failed = c->out.failed || rows.failed;
    buffer_free(&rows);
    call_answer(c, 200, JSON);
    call_whole(c);
}

void answer_export(struct call *c)
{
    const char *folder = c->service->options.watch;
    struct buffer rows = {0};
    struct stat st;
    char id[17];

    if (!is_watched(c))
        return;
    list_exports(folder, &rows);
    BUFFER_EACH (file, &rows, struct export_file) {
        export_id(c->service, file->name, id);
        if (text_equal(c->parts[0], text_of(id)))
            c->file = open_export(folder, file->name, &st);
        if (c->file >= 0)
            break;
    }
    buffer_free(&rows);
    if (c->file < 0) {
        call_refuse(c, 404, "没有这个导出文件，可能已被移走");
        return;
    }
    c->file_size = (uint64_t)st.st_size;
    c->attach = "attachment";
    call_answer(c, 200, "application/octet-stream");
}
