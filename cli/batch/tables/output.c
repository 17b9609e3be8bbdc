#include "batch/tables/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/put.h"

/* A power cut costs at most so much work. */
#define SYNC_MILLISECONDS 10000

int64_t output_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *output_name(enum batch_table table, bool gzip)
{
    static const char *const names[] = {"results.jsonl", "findings.csv",
                                        "cases.csv"};

    return table == TABLE_RESULTS && gzip ? "results.jsonl.gz" : names[table];
}

static bool refuse_step(const struct output *o, const char *what)
{
    return command_refused("%s：%s：%s", o->out, what, command_reason(errno));
}

/* False if the path is too long; out is then empty, which names no file. */
static bool join_path(const char *folder, const char *name,
                      char out[OUTPUT_PATH])
{
    const size_t length = strlen(folder), more = strlen(name) + 1;

    out[0] = '\0';
    if (length >= OUTPUT_PATH - 1 || more > OUTPUT_PATH - 1 - length)
        return false;
    memcpy(out, folder, length);
    out[length] = '/';
    memcpy(out + length + 1, name, more);
    return true;
}

void output_path(const struct output *o, const char *name,
                 char out[OUTPUT_PATH])
{
    join_path(o->folder, name, out);
}

/* ---- opening ------------------------------------------------------------- */

static bool exists(const char *folder, const char *name)
{
    char path[OUTPUT_PATH];

    return join_path(folder, name, path) && access(path, F_OK) == 0;
}

/* A result in DIR. */
static const char *found_result(const struct output *o)
{
    static const char *const names[] = {"summary.json",     "results.jsonl",
                                        "results.jsonl.gz", "findings.csv",
                                        "cases.csv",        OUTPUT_FOLDER};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (exists(o->out, names[i]))
            return names[i];
    return NULL;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

/* DIR/.pregroup: a folder of its own, no link to another's. */
static bool make_own_folder(const char *path)
{
    struct stat st;

    if (!make_folder(path) || lstat(path, &st) != 0)
        return false;
    errno = S_ISLNK(st.st_mode) ? ELOOP : ENOTDIR;
    return S_ISDIR(st.st_mode);
}

static int open_growing(const struct output *o, const char *name)
{
    char path[OUTPUT_PATH];

    output_path(o, name, path);
    return open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
}

static bool open_journal(struct output *o)
{
    o->journal = open_growing(o, "journal");
    if (o->journal < 0)
        return refuse_step(o, "建不了文件");
    if (flock(o->journal, LOCK_EX | LOCK_NB) == 0)
        return true;
    return command_refused("%s：另一个 batch 正在写这个文件夹", o->out);
}

static bool open_tables(struct output *o)
{
    for (int i = 0; i < TABLES; i++) {
        o->files[i] =
            open_growing(o, output_name((enum batch_table)i, o->gzip));
        if (o->files[i] < 0)
            return refuse_step(o, "建不了文件");
    }
    return true;
}

static bool write_begin(const struct output *o, struct text begin,
                        const char *boot)
{
    char path[OUTPUT_PATH], new_path[OUTPUT_PATH];
    struct buffer text = {0};
    bool made, good;

    output_path(o, "begin", path);
    output_path(o, "begin.new", new_path);
    put(&text, begin, "boot ", boot, "\n");
    unlink(new_path);
    made = file_make(new_path, &text);
    good = made && file_sync(new_path) && rename(new_path, path) == 0;
    buffer_free(&text);
    return good || (made && refuse_step(o, "写不了文件"));
}

/* The line at *at without its end; *at is moved behind it. */
static struct text next_line(struct text t, size_t *at)
{
    const char *from = t.at + *at;
    const char *end = memchr(from, '\n', t.length - *at);
    const size_t length = end != NULL ? (size_t)(end - from) : t.length - *at;

    *at += length + (end != NULL);
    return (struct text){from, length};
}

/* False after saying which line of `begin` is not as it was. */
static bool same_run(const struct output *o, struct text old, struct text new)
{
    static const struct {
        const char *key, *words;
    } keys[] = {
        {"inputs ", "输入的文件变了（名称、大小或修改时间）"},
        {"pack ", "规则包变了"},
        {"options ", "选项变了"},
        {"version ", "程序的版本变了"},
        {"command ", "这是另一个命令的结果"},
    };

    for (size_t a = 0, b = 0; b < new.length;) {
        const struct text was = next_line(old, &a), is = next_line(new, &b);
        if (text_equal(was, is))
            continue;
        const char *words = "内容变了";
        for (size_t i = 0; i < COUNT_OF(keys); i++)
            if (text_starts(is, text_of(keys[i].key)))
                words = keys[i].words;
        return command_refused(
            "%s：%s，与未完成的那次不同，不能接着做；请换一个 -o，"
            "或删去 %s 重新开始",
            o->out, words, o->folder);
    }
    return true;
}

static bool same_boot(struct text begin, const char *boot)
{
    struct text line = {"", 0};

    for (size_t at = 0; at < begin.length;)
        line = next_line(begin, &at);
    return boot[0] != '\0' && line.length == strlen(boot) + 5 &&
           memcmp(line.at + 5, boot, strlen(boot)) == 0;
}

/* True if the tables are as long as the mark says. */
static bool long_enough(const struct output *o, const struct mark *m)
{
    struct stat st;

    for (int i = 0; i < TABLES && !m->ready; i++)
        if (fstat(o->files[i], &st) != 0 || (uint64_t)st.st_size < m->sizes[i])
            return false;
    return true;
}

/* Whether the first bytes of the tables are those that were put. */
static bool take_digests(struct output *o)
{
    for (int i = 0; i < TABLES; i++) {
        digest_begin(&o->digests[i]);
        if (digest_add_file(&o->digests[i], o->files[i], o->mark.sizes[i]) &&
            (o->mark.sizes[i] == 0 ||
             digest_value(&o->digests[i]) == o->mark.digests[i]))
            continue;
        return command_refused(
            "%s/%s：与记下的校验值不符，写下以后被改动或损坏了，读不得；"
            "没有动它，请换一个 -o，或删去 %s 重新开始",
            o->folder, output_name((enum batch_table)i, o->gzip), o->folder);
    }
    return true;
}

bool output_is_held(const struct output *o)
{
    struct digest d;

    for (int i = 0; i < TABLES; i++) {
        digest_begin(&d);
        if (digest_add_file(&d, o->files[i], o->mark.sizes[i]) &&
            digest_value(&d) == digest_value(&o->digests[i]))
            continue;
        return command_refused("%s/%s：读写出错：写下的不是应写的", o->folder,
                               output_name((enum batch_table)i, o->gzip));
    }
    return true;
}

bool output_rewind(struct output *o)
{
    for (int i = 0; i < TABLES; i++) {
        if (ftruncate(o->files[i], (off_t)o->mark.sizes[i]) != 0 ||
            lseek(o->files[i], 0, SEEK_END) < 0)
            return refuse_step(o, "写不了文件");
        if (o->mark.sizes[i] == 0)
            digest_begin(&o->digests[i]);
    }
    return true;
}

/* Takes up what a former run left; `known`: its journal belongs to this one. */
static enum output_state take_up(struct output *o, bool known, bool trusted)
{
    uint64_t end = 0;

    if (!known || !journal_last(o->journal, trusted, &o->mark, &end))
        o->mark = (struct mark){0};
    if (o->mark.ready)
        return OUTPUT_READY;
    if (!open_tables(o))
        return OUTPUT_REFUSED;
    if (!long_enough(o, &o->mark)) {
        command_failed("%s：已写的结果缺了一部分，从头开始", o->out);
        o->mark = (struct mark){0};
        end = 0;
    }
    if (!take_digests(o))
        return OUTPUT_REFUSED;
    if (ftruncate(o->journal, (off_t)end) != 0 ||
        lseek(o->journal, 0, SEEK_END) < 0 || !output_rewind(o))
        return OUTPUT_REFUSED;
    return end != 0 ? OUTPUT_STARTED : OUTPUT_NEW;
}

static enum output_state begin_run(struct output *o, struct text begin)
{
    struct buffer old = {0}; /* `begin` of an earlier run */
    enum output_state state = OUTPUT_REFUSED;
    char boot[64], path[OUTPUT_PATH];

    journal_boot(boot);
    output_path(o, "begin", path);
    const bool known = file_load(path, SIZE_MAX, &old);
    const bool trusted = known && same_boot(buffer_view(&old), boot);
    if ((!known || same_run(o, buffer_view(&old), begin)) && open_journal(o)) {
        state = take_up(o, known, trusted);
        if (state != OUTPUT_REFUSED && state != OUTPUT_READY &&
            !write_begin(o, begin, boot))
            state = OUTPUT_REFUSED;
    }
    buffer_free(&old);
    return state;
}

/* True for a name that we or SQLite give a file there. */
static bool is_own_name(const char *name)
{
    static const char *const names[] = {
        "begin",        "begin.new",   "journal",          "results.jsonl",
        "cases.csv",    "report.html", "results.jsonl.gz", "findings.csv",
        "results.xlsx", "results.db",  "summary.json"};
    static const char *const starts[] = {"spill-", "etilqs_"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Removes DIR/.pregroup and what we left in it. */
static bool remove_folder(const struct output *o)
{
    const int fd =
        open(o->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (dir == NULL) {
        const bool none = fd < 0 && errno == ENOENT;
        if (fd >= 0)
            close(fd);
        return none;
    }
    while ((errno = 0, entry = readdir(dir)) != NULL)
        if (is_own_name(entry->d_name))
            unlinkat(fd, entry->d_name, 0);
    const int error = errno;
    closedir(dir);
    errno = error;
    return error == 0 && rmdir(o->folder) == 0;
}

enum output_state output_open(struct output *o, const char *dir, bool gzip,
                              bool resume, bool secret, struct text begin)
{
    *o = (struct output){
        .out = dir, .gzip = gzip, .secret = secret, .journal = -1};
    if (secret)
        umask(S_IRWXG | S_IRWXO);
    for (int i = 0; i < TABLES; i++)
        o->files[i] = -1;
    o->synced = output_clock();
    if (!join_path(dir, OUTPUT_FOLDER, o->folder) || !make_folder(dir)) {
        refuse_step(o, "建不了文件夹");
        return OUTPUT_REFUSED;
    }
    const char *found = found_result(o);
    if (found != NULL && !resume) {
        command_failed("%s：里面已有结果（%s）；接着做请加 --resume，"
                       "重做请换一个文件夹",
                       dir, found);
        return OUTPUT_REFUSED;
    }
    if (found != NULL && exists(dir, "summary.json")) {
        remove_folder(o);
        return OUTPUT_FINISHED;
    }
    if (found != NULL && !exists(dir, OUTPUT_FOLDER)) {
        command_failed("%s：里面的 %s 不是 batch 未完成的结果，没有动它", dir,
                       found);
        return OUTPUT_REFUSED;
    }
    if (!make_own_folder(o->folder)) {
        refuse_step(o, "建不了文件夹");
        return OUTPUT_REFUSED;
    }
    return begin_run(o, begin);
}

/* ---- growing ------------------------------------------------------------- */

static bool refuse_write(const struct output *o)
{
    return command_refused("%s：写不出结果：%s；腾出空间后加 --resume 接着做",
                           o->out, command_reason(errno));
}

bool output_put(struct output *o, enum batch_table table,
                const struct buffer *bytes)
{
    if (bytes->failed)
        return command_refused("内存不足");
    if (!file_write(o->files[table], bytes->data, bytes->length))
        return refuse_write(o);
    o->mark.sizes[table] += bytes->length;
    digest_add(&o->digests[table], bytes->data, bytes->length);
    return true;
}

bool output_mark(struct output *o, bool sync)
{
    const int64_t now = output_clock();
    bool good = true;

    for (int i = 0; i < TABLES; i++)
        o->mark.digests[i] = digest_value(&o->digests[i]);
    o->mark.synced = sync || now - o->synced >= SYNC_MILLISECONDS;
    if (o->mark.synced) {
        for (int i = 0; good && i < TABLES; i++)
            good = fdatasync(o->files[i]) == 0;
        o->synced = now;
    }
    good = good && journal_add(o->journal, &o->mark);
    if (good && o->mark.synced)
        good = fdatasync(o->journal) == 0;
    return good || refuse_write(o);
}

/* ---- appearing ----------------------------------------------------------- */

/* Moves a file to DIR unless that was done. */
static bool move(const struct output *o, const char *name)
{
    char from[OUTPUT_PATH], to[OUTPUT_PATH];

    output_path(o, name, from);
    if (!join_path(o->out, name, to))
        return false;
    return rename(from, to) == 0 || errno == ENOENT ||
           refuse_step(o, "结果文件改不了名");
}

bool output_publish(struct output *o, const char *const *names)
{
    if (o->secret && chmod(o->out, S_IRWXU) != 0)
        return refuse_step(o, "文件夹改不成只有自己能读");
    for (int i = 0; i < TABLES; i++)
        if (!move(o, output_name((enum batch_table)i, o->gzip)))
            return false;
    for (size_t i = 0; names[i] != NULL; i++)
        if (!move(o, names[i]))
            return false;
    file_sync(o->out);
    if (!move(o, "summary.json"))
        return false;
    file_sync(o->out);
    return remove_folder(o) || refuse_step(o, "删不掉临时文件夹");
}

void output_close(struct output *o)
{
    for (int i = 0; i < TABLES; i++)
        if (o->files[i] >= 0)
            close(o->files[i]);
    if (o->journal >= 0)
        close(o->journal);
}
