/* worklists/: what there is to do, a workbook for each department, coder or
 * physician, in which no other's stays stand. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/tables/notes.h"
#include "batch/tables/output.h"
#include "batch/tables/worklist.h"
#include "common/command.h"
#include "common/files.h"
#include "common/put.h"

/* Bytes of a name that a file is called by. */
#define NAME_BYTES 120

static bool asks_for_worklists(const struct batch_options *options)
{
    return options->split != SPLIT_NONE;
}

/* ---- names --------------------------------------------------------------- */

/* A text as part of a file's name, on any system. */
static void put_name(struct buffer *out, struct text t)
{
    static const char barred[] = "/\\:*?\"<>|";

    t = text_cut(t, NAME_BYTES);
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];
        const bool bad = (unsigned char)c < 0x20 || c == 0x7f ||
                         strchr(barred, c) != NULL || (c == '.' && i == 0);
        buffer_char(out, bad ? '_' : c);
    }
}

/* What the workbook is called: `0401 普通外科专业`, a coder's name, or a
 * physician's with the department. */
static void put_title(struct buffer *out, enum batch_split split,
                      const struct text *of_case)
{
    const struct text code = of_case[CASES_DEPARTMENT],
                      name = of_case[CASES_DEPARTMENT_NAME],
                      who = split == SPLIT_CODER       ? of_case[CASES_CODER]
                            : split == SPLIT_PHYSICIAN ? of_case[CASES_DOCTOR]
                                                       : code;

    put_name(out, who.length != 0 ? who : TEXT("（未填）"));
    if (name.length == 0 || split == SPLIT_CODER ||
        (split == SPLIT_DEPARTMENT && text_equal(code, name)))
        return;
    buffer_char(out, ' ');
    put_name(out, name);
}

/* A path that no other has: two names may be one when signs are barred. */
static bool free_path(const char *folder, struct text title, uint64_t number,
                      char path[OUTPUT_PATH])
{
    int length =
        snprintf(path, OUTPUT_PATH, "%s/%.*s.xlsx", folder, SPELL(title));

    if (length < OUTPUT_PATH && access(path, F_OK) == 0)
        length = snprintf(path, OUTPUT_PATH, "%s/%.*s#%llu.xlsx", folder,
                          SPELL(title), (unsigned long long)number);
    return length < OUTPUT_PATH;
}

/* ---- workbooks ----------------------------------------------------------- */

static bool write_one(struct work *w, struct work_task *task, enum step *step,
                      const char *path)
{
    struct book book;

    book_open(&book, path);
    bool good = worklist_write(w, task, step, &book);
    if (good)
        notes_write(w, &book, false);
    good = book_close(&book, path) && good;
    return good && file_sync(path);
}

static bool write_all(struct work *w, const char *folder)
{
    struct buffer title = {0};
    struct work_task task;
    char path[OUTPUT_PATH];
    enum step step = work_next(w, &task);
    bool good = true;

    for (uint64_t number = 1; good && step == STEP_ITEM; number++) {
        buffer_reset(&title);
        put_title(&title, w->split, task.of_case);
        good = !title.failed &&
               free_path(folder, buffer_view(&title), number, path) &&
               write_one(w, &task, &step, path);
    }
    buffer_free(&title);
    return good && step == STEP_END;
}

/* What an earlier run left there. */
static bool empty_folder(const char *path)
{
    DIR *dir;
    const struct dirent *entry;

    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return false;
    dir = opendir(path);
    if (dir == NULL)
        return false;
    while ((errno = 0, entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    const int error = errno;
    closedir(dir);
    errno = error;
    return error == 0;
}

static bool write_worklists(const struct batch_rows *rows, const char *path)
{
    struct work work;
    bool good;

    errno = 0;
    good = work_open(&work, rows, (enum batch_split)rows->options->split) &&
           empty_folder(path) && write_all(&work, path);
    if (!good)
        command_failed("%s：待办没有做成：%s；可加 --resume 接着做", path,
                       errno != 0 ? command_reason(errno) : "内存或磁盘不足");
    work_close(&work);
    return good;
}

const struct batch_writer worklists_writer = {
    "worklists", true, asks_for_worklists, write_worklists};
