#define _GNU_SOURCE
#include "batch/tables/apart.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/command.h"

/* The exit status of a child that has said why it failed: no library's own. */
#define TOLD 77

/* The child does not outlive its parent: it would go on writing. */
static void be_child(pid_t parent, bool (*work)(void *context), void *context)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    _exit(getppid() == parent && work(context) ? EXIT_FINE : TOLD);
}

bool apart(bool (*work)(void *context), void *context, const char *what)
{
    const pid_t parent = getpid();
    int status = 0;
    pid_t child, ended;

    fflush(NULL);
    child = fork();
    if (child == 0)
        be_child(parent, work, context);
    do
        ended = child < 0 ? -1 : waitpid(child, &status, 0);
    while (ended < 0 && child > 0 && errno == EINTR);
    if (ended < 0)
        return command_refused("%s：开不了进程：%s", what,
                               command_reason(errno));
    if (status != 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == TOLD))
        return command_refused("%s：做它的进程中断了（%s %d），多半是内存不足",
                               what, WIFSIGNALED(status) ? "信号" : "退出码",
                               WIFSIGNALED(status) ? WTERMSIG(status)
                                                   : WEXITSTATUS(status));
    return status == 0;
}
