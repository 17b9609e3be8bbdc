#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "batch/spill.h"
#include "batch/writer.h"
#include "command.h"

static bool always(const struct batch_options *options)
{
    (void)options;
    return true;
}

static bool write_summary(const struct batch_rows *rows, const char *path)
{
    struct buffer out = {0};
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good;

    summary_put(rows->summary, rows->facts, &out);
    good = fd >= 0 && !out.failed && spill_write(fd, out.data, out.length);
    if (!good)
        command_failed("%s：写不了：%s", path,
                       out.failed ? "内存不足" : command_reason(errno));
    if (fd >= 0)
        close(fd);
    buffer_free(&out);
    return good;
}

const struct batch_writer summary_writer = {"summary.json", always,
                                            write_summary};

const struct batch_writer *const batch_writers[] = {&xlsx_writer, &db_writer,
                                                    &summary_writer, NULL};
