/* Instead of the other files of this folder, where libmicrohttpd is missing. */
#include "common/command.h"
#include "common/options.h"

int command_serve(int argc, char **argv)
{
    static const struct command_line synopsis = {
        .name = "serve",
        .head = "用法：pregroup serve [选项]\n\n以服务的方式运行。",
        .options = help_only,
        .end = "此版本没有服务：编译时没有 libmicrohttpd。\n"
               "退出码：2 服务没能开始。",
        .most = OPERANDS_ANY};
    const int status = command_line_read(&synopsis, &argc, &argv, NULL);

    return status >= 0
               ? status
               : command_failed("此版本没有服务：编译时没有 libmicrohttpd");
}
