#define _GNU_SOURCE
#include "batch/feed/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/feed/container.h"

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

/* ---- folders ------------------------------------------------------------- */

/* A path of the folder's on the buffer, without its NUL. */
static const char *path_of(struct inputs *in, size_t folder, const char *name)
{
    in->path.length = folder;
    buffer_string(&in->path, name);
    return in->path.failed ? "" : in->path.data;
}

/* True for a folder to go into: no link, not that of the results. */
static bool is_folder(const struct inputs *in, const struct stat *st)
{
    return S_ISDIR(st->st_mode) &&
           !(in->has_out && st->st_dev == in->out_device &&
             st->st_ino == in->out_inode);
}

/* Appends a name that may be read, folders with a slash at the end, which puts
 * them where the bytes of their files' paths belong. */
static void add_name(struct inputs *in, size_t folder, const char *name,
                     struct buffer *names, size_t *count)
{
    const char *path = path_of(in, folder, name);
    struct stat st;

    if (container_litter(name) || lstat(path, &st) != 0)
        return;
    if (S_ISLNK(st.st_mode) && (stat(path, &st) != 0 || !S_ISREG(st.st_mode)))
        return;
    if (!S_ISREG(st.st_mode) && !is_folder(in, &st))
        return;
    buffer_string(names, name);
    buffer_put(names, S_ISDIR(st.st_mode) ? "/" : "", S_ISDIR(st.st_mode));
    buffer_put(names, "", 1);
    ++*count;
}

static int by_bytes(const void *a, const void *b, void *names)
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
    qsort_r(f->order, f->count, sizeof(*f->order), by_bytes, f->names);
    return true;
}

/* Reads the folder whose path, with its slash, is on the buffer; errno if that
 * is not possible. */
static int enter(struct inputs *in)
{
    struct folder f = {.path = in->path.length};
    struct buffer names = {0};
    const struct dirent *entry;
    DIR *dir = in->depth < FOLDERS_MAX ? opendir(in->path.data) : NULL;

    if (dir == NULL)
        return in->depth < FOLDERS_MAX ? errno : ELOOP;
    while ((entry = readdir(dir)) != NULL)
        add_name(in, f.path, entry->d_name, &names, &f.count);
    closedir(dir);
    f.names = names.data;
    if (names.failed || !sort_names(&f)) {
        buffer_free(&names);
        return ENOMEM;
    }
    in->folders[in->depth++] = f;
    return 0;
}

static void leave(struct inputs *in)
{
    struct folder *f = &in->folders[--in->depth];

    free(f->names);
    free(f->order);
}

/* ---- words --------------------------------------------------------------- */

/* The next word of the command line, or match of a pattern; NULL at the end. */
static const char *next_word(struct inputs *in)
{
    const char *word;

    if (in->matching && in->match < in->matches.gl_pathc)
        return in->matches.gl_pathv[in->match++];
    if (in->matching)
        globfree(&in->matches);
    in->matching = false;
    if (in->next == in->count)
        return NULL;
    word = in->words[in->next++];
    if (strpbrk(word, "*?[") == NULL || access(word, F_OK) == 0)
        return word;
    if (glob(word, 0, NULL, &in->matches) != 0)
        return word;
    in->matching = true;
    in->match = 1;
    return in->matches.gl_pathv[0];
}

static void describe(struct inputs *in, const struct stat *st, int error,
                     struct input *out)
{
    *out = (struct input){.path = in->path.failed ? "" : in->path.data,
                          .number = ++in->number,
                          .error = in->path.failed ? ENOMEM : error};
    if (error == 0 && S_ISREG(st->st_mode)) {
        out->size = (uint64_t)st->st_size;
        out->changed =
            (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
    }
}

/* Gives out the path on the buffer, or enters it: false if it is a folder. */
static bool take_path(struct inputs *in, struct input *out)
{
    struct stat st = {0};
    int error = 0;

    if (strcmp(in->path.data, "-") != 0 && stat(in->path.data, &st) != 0)
        error = errno;
    if (error == 0 && S_ISDIR(st.st_mode)) {
        if (in->path.data[in->path.length - 1] != '/')
            buffer_char(&in->path, '/');
        error = in->path.failed ? ENOMEM : enter(in);
        if (error == 0)
            return false;
    }
    describe(in, &st, error, out);
    return true;
}

bool inputs_next(struct inputs *in, struct input *out)
{
    for (;;) {
        struct folder *f = in->depth != 0 ? &in->folders[in->depth - 1] : NULL;
        const char *word;

        if (f != NULL && f->at == f->count) {
            leave(in);
            continue;
        }
        if (f != NULL) {
            path_of(in, f->path, f->names + f->order[f->at++]);
        } else {
            word = next_word(in);
            if (word == NULL)
                return false;
            path_of(in, 0, word[0] != '\0' ? word : "./");
        }
        if (in->path.failed || take_path(in, out))
            return !in->path.failed;
    }
}

void inputs_close(struct inputs *in)
{
    while (in->depth != 0)
        leave(in);
    if (in->matching)
        globfree(&in->matches);
    buffer_free(&in->path);
}
