/*
 * posix.h -- what pregroup asks of a POSIX system, on Windows.
 *
 * The Windows build includes this first in every file, so that the sources
 * hold nothing about Windows. All paths are UTF-8 and reach the functions of
 * the system that take UTF-16; files are opened as they are, without a change
 * of line ends. Behaviour is that of POSIX where the sources need it: a file
 * that is renamed replaces another, errno says why a call failed. The one link
 * that is read is /proc/self/exe.
 */
#ifndef WINDOWS_POSIX_H
#define WINDOWS_POSIX_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define O_CLOEXEC _O_NOINHERIT
#define O_NONBLOCK 0
#define O_TMPFILE 0x40000000 /* in the folder for temporary files */
#define F_DUPFD_CLOEXEC 0

int posix_open(const char *path, int flags, ...);
int posix_stat(const char *path, struct _stat64 *out);
int posix_access(const char *path, int mode);
int posix_unlink(const char *path);
int posix_rename(const char *from, const char *to);
int posix_mkdir(const char *path);
int posix_mkstemp(char *path);
FILE *posix_fopen(const char *path, const char *mode);
char *posix_realpath(const char *path, char *out);
int posix_nanosleep(const struct timespec *time, struct timespec *left);
ssize_t posix_own_path(char *out, size_t room); /* of the program */
ssize_t posix_pread(int fd, void *out, size_t room, int64_t at);

char *posix_strndup(const char *text, size_t most);
void posix_qsort_r(void *rows, size_t count, size_t size,
                   int (*compare)(const void *, const void *, void *),
                   void *context);

struct posix_entry {
    char d_name[1024]; /* 255 of UTF-16 are at most 765 bytes */
};
struct posix_dir;
struct posix_dir *posix_opendir(const char *path);
struct posix_entry *posix_readdir(struct posix_dir *dir);
int posix_closedir(struct posix_dir *dir);
int posix_alphasort(const struct posix_entry **a, const struct posix_entry **b);
int posix_scandir(const char *path, struct posix_entry ***out,
                  int (*wanted)(const struct posix_entry *),
                  int (*order)(const struct posix_entry **,
                               const struct posix_entry **));

#define open posix_open
#define _stat64(path, out) posix_stat(path, out)
#define access posix_access
#define unlink posix_unlink
#define rename posix_rename
#define mkstemp posix_mkstemp
#define mkostemp(path, flags) posix_mkstemp(path)
#define mkdir(path, mode) posix_mkdir(path)
#define fopen posix_fopen
#define readlink(path, out, room) posix_own_path(out, room)
#define realpath posix_realpath
#define pread posix_pread
#define fsync _commit
#define fchmod(fd, mode) ((void)(fd), (void)(mode), 0)
#define fcntl(fd, command, least) dup(fd)
#define strndup posix_strndup
#define nanosleep posix_nanosleep
#define getc_unlocked getc
#define qsort_r posix_qsort_r

#define dirent posix_entry
#define DIR struct posix_dir
#define opendir posix_opendir
#define readdir posix_readdir
#define closedir posix_closedir
#define alphasort posix_alphasort
#define scandir posix_scandir

#endif
