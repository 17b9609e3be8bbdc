/*
 * old.c -- what the headers of today call and glibc 2.17 did not have: it wrote
 * stat and fstat into their callers, by __xstat and __fxstat, and had no
 * fcntl64. On machines of 64 bits the names with 64 mean the same.
 */
#undef _FILE_OFFSET_BITS
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

#ifdef __x86_64__
#define STAT_VERSION 1
#else
#define STAT_VERSION 0
#endif

int __fxstat(int version, int fd, struct stat *found);
int __xstat(int version, const char *path, struct stat *found);

int fstat(int fd, struct stat *found)
{
    return __fxstat(STAT_VERSION, fd, found);
}

int stat(const char *restrict path, struct stat *restrict found)
{
    return __xstat(STAT_VERSION, path, found);
}

int fstat64(int fd, struct stat *found)
{
    return fstat(fd, found);
}

int stat64(const char *path, struct stat *found)
{
    return stat(path, found);
}

int fcntl64(int fd, int command, ...)
{
    va_list list;
    void *argument;

    va_start(list, command);
    argument = va_arg(list, void *);
    va_end(list);
    return fcntl(fd, command, argument);
}
