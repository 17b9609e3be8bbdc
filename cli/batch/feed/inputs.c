#define _GNU_SOURCE
#include "batch/feed/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/feed/container.h"
#include "common/command.h"
#include "common/files.h"

void inputs_open(struct inputs *in, char *const *words, int count,
                 const char *out)
{
    struct stat st;

    *in = (struct inputs){.words = words, .count = count};
    if (out == NULL || stat(out, &st) != 0)
        return;
    in->has_out = true;
    in->out_device = st.st_dev;
    in->out_inode = st.st_ino;
}

/* Says it of a path by the name that is shown. */
static void tell_of(const struct inputs *in, const char *path, const char *what,
                    const char *why)
{
    struct buffer name = {0};

    shown_input(&in->shown, path, in->number + 1, &name);
    command_failed("%.*s：%s%s", SPELL(buffer_view(&name)), what, why);
    buffer_free(&name);
}

/* ---- what may be the matter with a path -------------------------------- */

/* False where it is the path's own fault, which is told of it; else there is
 * no saying what is not seen for it. */
static bool is_ours(int error)
{
    return error != ENOENT && error != EACCES && error != EPERM &&
           error != ENOTDIR && error != ELOOP && error != ENAMETOOLONG;
}

/* ---- folders ------------------------------------------------------------- */

/* A path of the folder's on the buffer, without its NUL. */
static const char *set_path(struct inputs *in, size_t folder, const char *name)
{
    in->path.length = folder;
    buffer_string(&in->path, name);
    return in->path.failed ? "" : in->path.data;
}

static bool is_out(const struct inputs *in, const struct stat *st)
{
    return in->has_out && st->st_dev == in->out_device &&
           st->st_ino == in->out_inode;
}

/* True for the folder of a batch that is done: its summary.json says so. */
static bool holds_results(const char *folder)
{
    static const char begins[] = "{\"format\":1,\"packs\":[";
    char bytes[sizeof(begins) - 1] = "";
    const int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int fd =
        dir >= 0 ? openat(dir, "summary.json", O_RDONLY | O_CLOEXEC) : -1;
    const bool holds =
        fd >= 0 &&
        file_read_at(fd, bytes, sizeof(bytes), 0) == (ssize_t)sizeof(bytes) &&
        memcmp(bytes, begins, sizeof(bytes)) == 0;

    if (fd >= 0)
        close(fd);
    if (dir >= 0)
        close(dir);
    return holds;
}

/* True for a folder that is no input, since results are in it. */
static bool is_passed_over(const struct inputs *in, const struct stat *st)
{
    if (!is_out(in, st) && !holds_results(in->path.data))
        return false;
    if (in->tells)
        tell_of(in, in->path.data, "这是放结果的文件夹，没有读", "");
    return true;
}

/* True for a file, and a folder to go into; errno where that is not known. */
static bool is_wanted(const char *path, struct stat *st)
{
    errno = 0;
    if (lstat(path, st) != 0)
        return false;
    if (!S_ISLNK(st->st_mode))
        return S_ISREG(st->st_mode) || S_ISDIR(st->st_mode);
    return stat(path, st) == 0 && S_ISREG(st->st_mode);
}

/* Appends a name that may be read, folders with a slash at the end, which puts
 * them where the bytes of their files' paths belong. An errno, or 0. */
static int add_name(struct inputs *in, size_t folder, const char *name,
                    struct buffer *names, size_t *count)
{
    const char *path = set_path(in, folder, name);
    struct stat st;

    if (in->path.failed)
        return ENOMEM;
    if (container_litter(name))
        return 0;
    if (!is_wanted(path, &st))
        return is_ours(errno) ? errno : 0;
    buffer_string(names, name);
    buffer_put(names, S_ISDIR(st.st_mode) ? "/" : "", S_ISDIR(st.st_mode));
    buffer_put(names, "", 1);
    ++*count;
    return names->failed ? ENOMEM : 0;
}

static int by_bytes_of_name(const void *a, const void *b, void *names)
{
    const size_t *x = a, *y = b;

    return strcmp((const char *)names + *x, (const char *)names + *y);
}

static bool sort_names(struct folder *f)
{
    size_t at = 0;

    f->order = malloc((f->count != 0 ? f->count : 1) * sizeof(*f->order));
    if (f->order == NULL)
        return false;
    for (size_t i = 0; i < f->count; i++) {
        f->order[i] = at;
        at += strlen(f->names + at) + 1;
    }
    qsort_r(f->order, f->count, sizeof(*f->order), by_bytes_of_name, f->names);
    return true;
}

/* All names of a folder that may be read; an errno, or 0. */
static int list_names(struct inputs *in, DIR *dir, struct folder *f)
{
    struct buffer names = {0};
    const struct dirent *entry;
    int error = 0;

    while (error == 0 && (errno = 0, entry = readdir(dir)) != NULL)
        error = add_name(in, f->path, entry->d_name, &names, &f->count);
    error = error != 0 ? error : errno;
    f->names = names.data;
    if (error == 0 && !sort_names(f))
        error = ENOMEM;
    if (error != 0)
        buffer_free(&names);
    return error;
}

/* Reads the folder whose path, with its slash, is on the buffer; an errno, or
 * 0. */
static int enter_folder(struct inputs *in)
{
    struct folder f = {.path = in->path.length};
    DIR *dir = in->depth < FOLDERS_MAX ? opendir(in->path.data) : NULL;
    int error;

    if (dir == NULL)
        return in->depth < FOLDERS_MAX ? errno : ELOOP;
    error = list_names(in, dir, &f);
    closedir(dir);
    if (error == 0)
        in->folders[in->depth++] = f;
    return error;
}

static void leave_folder(struct inputs *in)
{
    struct folder *f = &in->folders[--in->depth];

    free(f->names);
    free(f->order);
}

/* ---- words --------------------------------------------------------------- */

static enum step cannot_list(const struct inputs *in, const char *path,
                             int error)
{
    tell_of(in, path, "列不出输入的文件：", command_reason(error));
    return STEP_FAILED;
}

/* glob takes a folder that cannot be read on for its end, and has no place to
 * keep why: it is kept here, an errno. */
static _Thread_local int unread;

static void *open_folder(const char *path)
{
    DIR *dir = opendir(path);

    if (dir == NULL && is_ours(errno))
        unread = errno;
    return dir;
}

static struct dirent *read_entry(void *dir)
{
    struct dirent *entry;

    errno = 0;
    entry = readdir(dir);
    if (entry == NULL && errno != 0)
        unread = errno;
    return entry;
}

static void close_folder(void *dir)
{
    closedir(dir);
}

/* The files that a pattern fits; an errno, or 0, also if there are none. */
static int match(struct inputs *in, const char *pattern)
{
    int status;

    in->matches = (glob_t){.gl_opendir = open_folder,
                           .gl_readdir = read_entry,
                           .gl_closedir = close_folder,
                           .gl_stat = stat,
                           .gl_lstat = lstat};
    unread = 0;
    status = glob(pattern, GLOB_ALTDIRFUNC, NULL, &in->matches);
    in->matching = status == 0;
    in->match = 0;
    if (status == GLOB_NOSPACE)
        return ENOMEM;
    return unread;
}

/* The next word of the command line, or match of a pattern. */
static enum step next_word(struct inputs *in, const char **word)
{
    int error;

    if (in->matching && in->match < in->matches.gl_pathc) {
        *word = in->matches.gl_pathv[in->match++];
        return STEP_ITEM;
    }
    if (in->matching)
        globfree(&in->matches);
    in->matching = false;
    if (in->next == in->count)
        return STEP_END;
    *word = in->words[in->next++];
    if (strpbrk(*word, "*?[") == NULL || access(*word, F_OK) == 0)
        return STEP_ITEM;
    error = match(in, *word);
    if (error != 0)
        return cannot_list(in, *word, error);
    if (in->matching)
        *word = in->matches.gl_pathv[in->match++];
    return STEP_ITEM;
}

static void describe_input(struct inputs *in, const struct stat *st, int error,
                           struct input *out)
{
    *out = (struct input){
        .path = in->path.data, .number = ++in->number, .error = error};
    if (error == 0 && S_ISREG(st->st_mode)) {
        out->size = (uint64_t)st->st_size;
        out->changed =
            (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
    }
}

/* Gives out the path on the buffer, or enters it: STEP_END if it is a
 * folder. */
static enum step take_path(struct inputs *in, struct input *out)
{
    struct stat st = {0};
    int error = 0;

    if (strcmp(in->path.data, "-") != 0 && stat(in->path.data, &st) != 0)
        error = errno;
    if (error == 0 && S_ISDIR(st.st_mode) && is_passed_over(in, &st))
        return STEP_END;
    if (error == 0 && S_ISDIR(st.st_mode)) {
        if (in->path.data[in->path.length - 1] != '/')
            buffer_char(&in->path, '/');
        error = in->path.failed ? ENOMEM : enter_folder(in);
        if (error == 0)
            return STEP_END;
    }
    if (in->path.failed || (error != 0 && is_ours(error)))
        return cannot_list(in, in->path.data, in->path.failed ? ENOMEM : error);
    describe_input(in, &st, error, out);
    return STEP_ITEM;
}

enum step inputs_next(struct inputs *in, struct input *out)
{
    enum step step = STEP_END;

    while (step == STEP_END) {
        struct folder *f = in->depth != 0 ? &in->folders[in->depth - 1] : NULL;
        const char *word;

        if (f != NULL && f->at == f->count) {
            leave_folder(in);
            continue;
        }
        if (f != NULL) {
            set_path(in, f->path, f->names + f->order[f->at++]);
        } else {
            step = next_word(in, &word);
            if (step != STEP_ITEM)
                return step;
            set_path(in, 0, word[0] != '\0' ? word : "./");
        }
        step =
            in->path.failed ? cannot_list(in, "", ENOMEM) : take_path(in, out);
    }
    return step;
}

void inputs_close(struct inputs *in)
{
    while (in->depth != 0)
        leave_folder(in);
    if (in->matching)
        globfree(&in->matches);
    buffer_free(&in->path);
}
