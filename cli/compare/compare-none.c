/* A build without jansson: results in JSON cannot be read. */
#include "common/command.h"

int command_compare(int argc, char **argv)
{
    (void)argc, (void)argv;
    return command_failed("本程序编译时没有带 JSON（jansson），不能对照");
}
