#include "memory.h"

#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "command.h"

static atomic_bool cannot_do_without; /* other threads ask */
static const char *unfinished, *trial[2];

bool memory_needed(bool needed)
{
    return atomic_exchange(&cannot_do_without, needed);
}

void memory_drops(const char *path)
{
    unfinished = path;
}

void memory_tries(const char *first, const char *second)
{
    trial[0] = first;
    trial[1] = second;
}

void memory_ends(void)
{
    static const char words[] = "pregroup: 内存不足，没有完成\n";
    ssize_t told;

    if (unfinished != NULL)
        unlink(unfinished);
    for (unsigned i = 0; i < 2; i++)
        if (trial[i] != NULL)
            unlink(trial[i]);
    told = write(STDERR_FILENO, words, sizeof words - 1);
    (void)told;
    _exit(EXIT_FAILED);
}

void memory_lacks(void)
{
    if (cannot_do_without)
        memory_ends();
}
