#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtin.h"
#include "compile/compile.h"

int command_failed(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fputs("pregroup: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return EXIT_FAILED;
}

bool command_write(struct buffer *out)
{
    const bool whole = !out->failed;
    size_t at = 0;

    while (at < out->length) {
        const ssize_t n = write(STDOUT_FILENO, out->data + at,
                                out->length - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            command_failed("写不出结果：%s", strerror(errno));
            return false;
        }
        at += (size_t)n;
    }
    buffer_reset(out);
    if (!whole)
        command_failed("内存不足，结果不完整");
    return whole;
}

struct pack *command_pack_open(const char *path)
{
    struct pregroup_error err = {.size = sizeof(err)};
    const struct builtin builtin = builtin_pack();
    struct pack *pack = NULL;

    if (path == NULL)
        path = getenv("PREGROUP_PACK");
    if (path != NULL && path[0] != '\0')
        pack_open(path, &pack, &err);
    else
        pack_open_bytes(builtin.bytes, builtin.size, "内置规则包", &pack,
                        &err);
    if (pack == NULL)
        command_failed("%s", err.text);
    return pack;
}

const char *command_program(void)
{
    static char path[4096];
    const ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    path[n > 0 ? n : 0] = '\0';
    return path;
}

char *command_knowledge(const char *told)
{
    char *folder = told != NULL ? strdup(told)
                                : compile_knowledge_folder(command_program());

    if (folder == NULL)
        command_failed("找不到知识文件夹 knowledge（应有 fields.csv），"
                       "请用 --knowledge 指出");
    return folder;
}
