#include "batch/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "batch/tables/output.h"

#define ON_TERMINAL 500 /* milliseconds */

void progress_open(struct progress *p, bool quiet, uint32_t seconds,
                   uint64_t total, uint64_t before)
{
    const bool terminal = isatty(STDERR_FILENO) != 0;

    *p = (struct progress){.quiet = quiet,
                           .terminal = terminal,
                           .every =
                               terminal ? ON_TERMINAL : (int64_t)seconds * 1000,
                           .total = total,
                           .before = before};
    p->begun = p->last = output_clock();
}

/* `，还需 1 时 05 分` */
static void put_left(const struct progress *p, uint64_t bytes, int64_t spent,
                     char *out, size_t size)
{
    uint64_t left;

    out[0] = '\0';
    if (p->total <= bytes || bytes <= p->before || spent < 1000)
        return;
    left = (uint64_t)((double)(p->total - bytes) / (double)(bytes - p->before) *
                      (double)spent / 1000);
    if (left >= 3600)
        snprintf(out, size, "，还需 %llu 时 %02llu 分",
                 (unsigned long long)left / 3600,
                 (unsigned long long)left / 60 % 60);
    else
        snprintf(out, size, "，还需 %llu 分 %02llu 秒",
                 (unsigned long long)left / 60, (unsigned long long)left % 60);
}

void progress_show(struct progress *p, uint64_t records, uint64_t errors,
                   uint64_t bytes)
{
    const int64_t now = output_clock(), spent = now - p->begun;
    char left[64];

    if (p->quiet || now - p->last < p->every)
        return;
    p->last = now;
    put_left(p, bytes, spent, left, sizeof(left));
    fprintf(stderr, "%s已检查 %llu 条，%llu 条有错误，%.1f MB/秒%s%s",
            p->terminal ? "\r\033[K" : "", (unsigned long long)records,
            (unsigned long long)errors,
            spent > 0 ? (double)(bytes - p->before) / 1000 / (double)spent : 0,
            left, p->terminal ? "" : "\n");
    fflush(stderr);
    p->shown = p->terminal;
}

void progress_making(bool quiet, const char *file)
{
    if (quiet || isatty(STDERR_FILENO) == 0)
        return;
    fputs("\r\033[K", stderr);
    if (file != NULL)
        fprintf(stderr, "正在做 %s…", file);
    fflush(stderr);
}

void progress_close(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
