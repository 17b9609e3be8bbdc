#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtin.h"
#include "compile/compile.h"
#include "compile/knowledge/knowledge.h"
#include "files.h"
#include "load/load.h"
#include "width.h"

/* Of a sentence, without its name in front: it must not need memory. */
#define SAID_MAX 4096

/* Names of files and cells of tables may hold what would control a terminal.
 * Bytes that are no UTF-8 stay as they are: the terminal may know them. */
static void write_harmless(struct text t)
{
    char out[256 + WIDTH_SHOWN];
    size_t used = 0;

    for (size_t at = 0, from = 0; at < t.length; from = at) {
        const uint32_t c = text_next(t, &at);

        if (c == '\n' || (c == 0xFFFD && at - from == 1))
            out[used++] = t.at[from];
        else
            used += width_shown(c, out + used);
        if (used < sizeof(out) - WIDTH_SHOWN && at < t.length)
            continue;
        fwrite(out, 1, used, stderr);
        used = 0;
    }
}

const struct command *command_find(const struct command *all, const char *name)
{
    while (all->name != NULL && strcmp(name, all->name) != 0)
        all++;
    return all->name != NULL ? all : NULL;
}

void command_list(const struct command *all, FILE *out)
{
    for (; all->name != NULL; all++)
        fprintf(out, "  %-11s%s\n", all->name, all->summary);
}

static void print_failure(const char *format, va_list args)
{
    char text[SAID_MAX];

    fflush(stdout);
    vsnprintf(text, sizeof(text), format, args);
    fputs("pregroup: ", stderr);
    write_harmless(text_cut(text_of(text), sizeof(text) - 4));
    fputc('\n', stderr);
}

void command_say(const char *format, ...)
{
    char text[SAID_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    write_harmless(text_cut(text_of(text), sizeof(text) - 4));
}

int command_failed(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_failure(format, args);
    va_end(args);
    return EXIT_FAILED;
}

bool command_refused(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_failure(format, args);
    va_end(args);
    return false;
}

const char *command_reason(int error)
{
    switch (error) {
    case ENOENT:
        return "没有这个文件或文件夹，请核对路径";
    case EACCES:
    case EPERM:
        return "没有权限，请看文件和所在文件夹的权限";
    case EISDIR:
        return "这是文件夹";
    case EEXIST:
        return "已有同名的文件";
    case ENOTDIR:
        return "路径中有一段是文件，不是文件夹，请核对路径";
    case ENOSPC:
        return "磁盘已满";
    case EROFS:
        return "磁盘只读";
    case ENOMEM:
        return "内存不足";
    case EFBIG:
        return "太大，超过 64 MB";
    case EIO:
        return "磁盘或系统读写出错";
    case EINTR:
        return "系统调用被中断";
    case EMFILE:
    case ENFILE:
        return "系统里打开的文件太多";
    case ENOTEMPTY:
        return "读写出错：文件夹里还有别的文件";
    case ELOOP:
        return "这是链接，或链接太多";
    default:
        return strerror(error);
    }
}

const char *command_file_in(const char *path, const char *name,
                            char room[COMMAND_PATH])
{
    return snprintf(room, COMMAND_PATH, "%s/%s", path, name) < COMMAND_PATH &&
                   access(room, F_OK) == 0
               ? room
               : path;
}

bool command_readable(const char *path)
{
    struct stat st;

    if (path == NULL)
        return true;
    if (access(path, R_OK) != 0)
        return command_refused("%s：打不开：%s", path, command_reason(errno));
    return stat(path, &st) != 0 || !S_ISDIR(st.st_mode) ||
           command_refused("%s：是文件夹，请写里面的文件", path);
}

bool command_folder(const char *path)
{
    struct stat st;

    if (mkdir(path, 0755) == 0)
        return true;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    return command_refused("%s：建不了文件夹：%s", path,
                           errno == EEXIST ? "已有同名的文件，请换一个名字"
                                           : command_reason(errno));
}

bool command_write(struct buffer *out)
{
    const bool whole = !out->failed;

    if (!file_write(STDOUT_FILENO, out->data, out->length))
        return command_refused("写不出结果：%s", command_reason(errno));
    buffer_reset(out);
    return whole || command_refused("内存不足，结果不完整");
}

bool command_refuse_pack(const struct pregroup_error *err)
{
    return command_refused("%s%s", err->text,
                           err->status == PREGROUP_E_IO
                               ? "；这里写规则包（*.pack）或放着规则包的"
                                 "文件夹，做规则包用 pregroup pack build"
                               : "");
}

struct pack *command_pack_usual(struct pregroup_error *err)
{
    const char *path = getenv("PREGROUP_PACK");
    const struct builtin builtin = builtin_pack();
    struct pack *pack = NULL;

    if (path != NULL && path[0] != '\0')
        pack_open(path, &pack, err);
    else
        pack_open_bytes(builtin.bytes, builtin.size, "内置规则包", &pack, err);
    return pack;
}

struct pack *command_pack_open(const char *path)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pack *pack = NULL;

    if (path == NULL)
        pack = command_pack_usual(&err);
    else
        pack_open(path, &pack, &err);
    if (pack == NULL)
        command_refuse_pack(&err);
    return pack;
}

struct pack *command_pack_made(const struct buffer *bytes, const char *name)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pack *pack = NULL;

    pack_open_bytes(bytes->data, bytes->length, name, &pack, &err);
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
    char fields[COMMAND_PATH];

    if (told != NULL && command_file_in(told, "fields.csv", fields) == told) {
        free(folder);
        command_failed(
            "--knowledge %s：里面没有 fields.csv，不是知识文件夹；不写就用"
            "随程序安装的",
            told);
        return NULL;
    }
    if (folder == NULL)
        command_failed("找不到知识文件夹 knowledge（应有 fields.csv），"
                       "请用 --knowledge 指出");
    return folder;
}

static void show_faults(const struct compile_faults *faults, const char *mark,
                        const char *what)
{
    struct buffer lines = {0};

    for (size_t i = 0; i < faults->count; i++) {
        buffer_string(&lines, mark);
        compile_fault_show(&faults->items[i], &lines);
    }
    if (lines.length != 0)
        write_harmless(buffer_view(&lines));
    if (faults->left_out != 0)
        fprintf(stderr, "%s还有 %zu 处%s没有列出\n", mark, faults->left_out,
                what);
    buffer_free(&lines);
}

int command_machine_failed(void)
{
    return command_failed("机器出了故障（内存、磁盘或系统），没有做完");
}

int command_show_faults(const struct compile_faults *faults)
{
    if (faults->notes != NULL)
        show_faults(faults->notes, "提示：", "提示");
    show_faults(faults, "", "错误");
    if (faults->machine)
        return command_machine_failed();
    return faults->count + faults->left_out > 0 ? EXIT_FAULT : EXIT_FINE;
}

static int compile_told(const char *region, const char *hospital,
                        const char *knowledge, bool tells_notes,
                        struct buffer *bytes)
{
    struct compile_faults notes = {0};
    struct compile_faults faults = {.notes = tells_notes ? &notes : NULL};
    char *folder = command_knowledge(knowledge);
    int status = EXIT_FAILED;

    if (folder != NULL && command_readable(region) &&
        command_readable(hospital)) {
        compile_pack(region, hospital, folder, bytes, &faults);
        status = command_show_faults(&faults);
    }
    compile_faults_free(&notes);
    compile_faults_free(&faults);
    free(folder);
    return status;
}

int command_compile(const char *region, const char *hospital,
                    const char *knowledge, struct buffer *bytes)
{
    return compile_told(region, hospital, knowledge, true, bytes);
}

int command_compile_again(const char *region, const char *hospital,
                          const char *knowledge, struct buffer *bytes)
{
    return compile_told(region, hospital, knowledge, false, bytes);
}
