#include "batch/tables/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "batch/common/spill.h"
#include "common/command.h"

bool writer_always(const struct batch_options *options)
{
    (void)options;
    return true;
}

bool writer_put(const struct buffer *bytes, const char *path)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const bool good = fd >= 0 && !bytes->failed &&
                      spill_write(fd, bytes->data, bytes->length);

    if (!good)
        command_failed("%s：写不了：%s", path,
                       bytes->failed ? "内存不足" : command_reason(errno));
    if (fd >= 0)
        close(fd);
    return good;
}
