#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "common/memory.h"
#include "version.h"

static const struct command commands[] = {
    {"check", command_check, "检查病案首页：问题、分组、预计支付"},
#ifndef NO_BATCH
    {"batch", command_batch, "成批检查：文件夹、压缩包，结果成表"},
    {"merge", command_merge, "把几个 batch 的结果合成一个"},
#endif
    {"pack", command_pack,
     "编译和查看规则包（build、info、lint、diff、witness）"},
    {"rules", command_rules, "列出、查看、自测检查规则（list、show、test）"},
    {"compare", command_compare, "与平台分组结果对照；首页与清单对照"},
    {"calibrate", command_calibrate, "从平台的结果反推分组和结算的设置"},
    {"figures", command_figures, "从一张表算分值、点值、清算、指标"},
    {"convert", command_convert, "把首页、清单改写成另一种格式"},
    {"codes", command_codes, "找编码：按编码、名称、拼音、首字母"},
#ifndef NO_BATCH
    {"desk", command_desk, "把网页、引擎和规则包写成一个文件，浏览器打开就用"},
#endif
    {"dialects", command_dialects, "列出能读的导出格式"},
#ifndef NO_SERVE
    {"serve", command_serve, "以服务的方式运行：网页和 REST 接口"},
#endif
    {0}};

static void show_commands(FILE *out)
{
    fputs("pregroup：医保 DIP 预分组，上传前检查病案首页\n\n"
          "用法：pregroup 命令 [选项] [文件...]\n\n",
          out);
    command_list(commands, out);
#ifdef NO_BATCH
    fputs("\n此版本没有 batch、merge 和 desk：请在 Linux 上做\n", out);
#endif
    fputs("\n各命令的用法：pregroup 命令 --help\n"
          "版本：pregroup --version\n"
          "\n退出码：0 没有错误；1 有错误级别的问题；2 命令没能完成\n",
          out);
}

/* What libxml2 would print, our own sentences say. */
static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* What has no memory there is told of by itself, and the others go on. */
static bool tells_each_record(const struct command *command)
{
    return strcmp(command->name, "check") == 0 ||
           strcmp(command->name, "batch") == 0 ||
           strcmp(command->name, "merge") == 0 ||
           strcmp(command->name, "serve") == 0;
}

static bool at_end; /* the command itself has come to its end */

/* libarchive ends the process where it has no memory, with the status of a page
 * that has errors. */
static void hold_exit(void)
{
    if (!at_end)
        memory_ends();
}

/* What stdio could not write is told, too. */
static int finish(int status)
{
    at_end = true;
    return fflush(stdout) == 0 && ferror(stdout) == 0
               ? status
               : command_failed("写不出结果：%s", command_reason(errno));
}

int main(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2) {
        show_commands(stderr);
        return EXIT_FAILED;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        show_commands(stdout);
        return finish(EXIT_FINE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("pregroup " PREGROUP_VERSION_TEXT);
        return finish(EXIT_FINE);
    }
    command = command_find(commands, argv[1]);
    if (command == NULL)
        return command_failed("没有“%s”这个命令，见 pregroup --help", argv[1]);
    atexit(hold_exit);
    memory_needed(!tells_each_record(command));
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, say_nothing);
    return finish(command->run(argc - 1, argv + 1));
}
