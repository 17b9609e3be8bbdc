#define _GNU_SOURCE
#include "serve/batches.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/put.h"
#include "report/json.h"
#include "serve/batch.h"
#include "serve/links.h"
#include "serve/service.h"

/* ---- all of them --------------------------------------------------------- */

/* A path as it is from the root. */
static char *whole_path(const char *path)
{
    char *whole = NULL, *here;

    if (path == NULL || path[0] == '/')
        return path != NULL ? strdup(path) : NULL;
    here = getcwd(NULL, 0);
    if (here == NULL || asprintf(&whole, "%s/%s", here, path) < 0)
        whole = NULL;
    free(here);
    return whole;
}

bool batches_open(struct batches *b, const char *data, const char *pack,
                  unsigned hours)
{
    const char *usual = getenv("TMPDIR");
    char *below = whole_path(data != NULL    ? data
                             : usual != NULL ? usual
                                             : P_tmpdir);

    *b = (struct batches){.keep = (int64_t)hours * 3600 * 1000};
    pthread_mutex_init(&b->lock, NULL);
    b->pack = whole_path(pack);
    if (below == NULL ||
        asprintf(&b->root, "%s/pregroup-serve-XXXXXX", below) < 0)
        b->root = NULL;
    if (b->root != NULL && mkdtemp(b->root) == NULL) {
        command_failed("%s：建不了文件夹：%s", below, command_reason(errno));
        free(b->root);
        b->root = NULL;
    }
    free(below);
    return b->root != NULL;
}

/* Takes out of the list, for its caller alone, one that `fits`. */
static struct batch *
take_batch(struct batches *b, bool (*fits)(const struct batch *, const void *),
           const void *what)
{
    struct batch *found;

    pthread_mutex_lock(&b->lock);
    for (struct batch **at = &b->list; (found = *at) != NULL; at = &found->next)
        if (fits(found, what)) {
            *at = found->next;
            b->count--;
            break;
        }
    pthread_mutex_unlock(&b->lock);
    return found;
}

static bool is_over(const struct batch *b, const void *now)
{
    return b->state != BATCH_COMES && b->until <= *(const int64_t *)now;
}

static bool has_id(const struct batch *b, const void *id)
{
    return b->state != BATCH_COMES &&
           text_equal(text_of(b->id), *(const struct text *)id);
}

static bool is_whichever(const struct batch *b, const void *what)
{
    (void)b;
    (void)what;
    return true;
}

static bool is_this(const struct batch *b, const void *this)
{
    return b == this;
}

void batches_tend(struct batches *b)
{
    const int64_t now = links_clock();
    struct batch *over;

    while ((over = take_batch(b, is_over, &now)) != NULL)
        batch_free(over);
}

void batches_close(struct batches *b)
{
    struct batch *left;

    if (b->root == NULL)
        return;
    while ((left = take_batch(b, is_whichever, NULL)) != NULL)
        batch_free(left);
    batch_remove_folder(b->root);
    free(b->root);
    free(b->pack);
    pthread_mutex_destroy(&b->lock);
}

/* ---- files that come ----------------------------------------------------- */

struct intake {
    struct call *call;
    struct batch *batch;
    struct MHD_PostProcessor *post; /* NULL: the body is the file */
    int fd;                         /* of the file that comes */
};

/* Puts a new one on the list; NULL if there are too many. */
static struct batch *add_batch(struct batches *all)
{
    struct batch *b = batch_new(all); /* takes the lock where it fails */
    unsigned coming = 0;
    bool room;

    if (b == NULL)
        return NULL;
    pthread_mutex_lock(&all->lock);
    for (struct batch *i = all->list; i != NULL; i = i->next)
        coming += i->state == BATCH_COMES;
    room = all->count < SERVE_BATCHES &&
           all->live + coming < SERVE_BATCHES_RUNNING;
    if (room) {
        b->next = all->list;
        all->list = b;
        all->count++;
    }
    pthread_mutex_unlock(&all->lock);
    if (room)
        return b;
    batch_free(b);
    return NULL;
}

/* Makes a file below `in`; -1 if there is one of the name. */
static int make_input(const struct batch *b, const struct buffer *name)
{
    struct buffer path = {0};
    int fd = -1;

    batch_path(b, "/in/", buffer_view(name), &path);
    if (!path.failed && !name->failed)
        fd = open(path.data,
                  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    buffer_free(&path);
    return fd;
}

/* Opens the next file, by its name or, where one before it had that, with its
 * place before it. */
static bool open_upload(struct intake *i, struct text told)
{
    struct batch *b = i->batch;
    struct buffer name = {0};

    if (i->fd >= 0)
        close(i->fd);
    request_file_name(told, &name);
    i->fd = make_input(b, &name);
    if (i->fd < 0) {
        buffer_reset(&name);
        put(&name, b->files + 1, "-");
        request_file_name(told, &name);
        i->fd = make_input(b, &name);
    }
    b->files += i->fd >= 0;
    buffer_free(&name);
    return i->fd >= 0;
}

/* A piece of a form; the library cuts names and files out of it. */
static enum MHD_Result take_form(void *context, enum MHD_ValueKind kind,
                                 const char *key, const char *name,
                                 const char *type, const char *coding,
                                 const char *bytes, uint64_t offset,
                                 size_t length)
{
    struct intake *i = context;

    (void)kind;
    (void)key;
    (void)type;
    (void)coding;
    if (name == NULL)
        return MHD_YES; /* a field of the form: options stand in the query */
    if (i->call->status != 0)
        return MHD_NO;
    if (offset == 0 && i->batch->files == SERVE_UPLOAD_FILES)
        call_refuse(i->call, 413, "文件太多，至多 %u 个；请先压缩成一个",
                    SERVE_UPLOAD_FILES);
    else if ((offset == 0 && !open_upload(i, text_of(name))) ||
             !file_write(i->fd, bytes, length))
        call_refuse(i->call, 503, "存不下：%s", command_reason(errno));
    return i->call->status == 0 ? MHD_YES : MHD_NO;
}

static bool refuse_form(struct call *c)
{
    return call_refuse(c, 400, "multipart/form-data 的写法不对");
}

bool batch_begin(struct call *c)
{
    const struct text type = call_header(c, "Content-Type");
    struct intake *i = calloc(1, sizeof *i);
    const struct text name = call_word(c, "name");

    c->intake = i;
    if (i == NULL)
        return call_refuse(c, 503, "内存不足，请稍后再试");
    *i = (struct intake){.call = c, .fd = -1};
    i->batch = add_batch(&c->service->batches);
    if (i->batch == NULL)
        return call_refuse(c, 503,
                           "批量检查已有 %u 个在做，或存着的太多，请稍后再试",
                           SERVE_BATCHES_RUNNING);
    if (!text_starts(type, TEXT("multipart/form-data")))
        return open_upload(i, name.length != 0 ? name : TEXT("upload")) ||
               call_refuse(c, 503, "存不下：%s", command_reason(errno));
    i->post =
        MHD_create_post_processor(c->connection, SERVE_FORM, take_form, i);
    return i->post != NULL || refuse_form(c);
}

bool batch_take(struct call *c, const char *bytes, size_t length)
{
    struct intake *i = c->intake;

    if (c->counted > SERVE_UPLOAD)
        return call_refuse(c, 413, "送来的字节数超过上限 %llu MB",
                           SERVE_UPLOAD >> 20);
    if (i->post == NULL)
        return file_write(i->fd, bytes, length) ||
               call_refuse(c, 503, "存不下：%s", command_reason(errno));
    return MHD_post_process(i->post, bytes, length) == MHD_YES ||
           c->status != 0 || refuse_form(c);
}

/* Nothing more comes; false after refusing. */
static bool end_intake(struct call *c)
{
    struct intake *i = c->intake;
    const bool whole =
        i->post == NULL || MHD_destroy_post_processor(i->post) == MHD_YES;

    i->post = NULL;
    if (i->fd >= 0)
        close(i->fd);
    i->fd = -1;
    if (c->status != 0)
        return false;
    return (whole && i->batch->files != 0 && c->counted != 0) ||
           call_refuse(c, 400, "没有送来文件，或没有送完");
}

void batch_end(struct call *c)
{
    struct intake *i = c->intake;
    struct batch *left;

    if (i == NULL)
        return;
    if (i->post != NULL)
        MHD_destroy_post_processor(i->post);
    if (i->fd >= 0)
        close(i->fd);
    left = i->batch != NULL
               ? take_batch(&c->service->batches, is_this, i->batch)
               : NULL;
    if (left != NULL)
        batch_free(left);
    free(i);
    c->intake = NULL;
}

/* ---- answers ------------------------------------------------------------- */

static const char *state_word(const struct batch *b)
{
    return b->state != BATCH_ENDED            ? "running"
           : b->status == 0 || b->status == 1 ? "finished"
                                              : "failed";
}

/* Appends the files of a folder below `out`, each as an object. */
static void put_files(const struct batch *b, const char *below,
                      struct buffer *out)
{
    struct buffer path = {0};
    DIR *folder;
    struct stat st;

    batch_path(b, "/out/", text_of(below), &path);
    folder = path.failed ? NULL : opendir(path.data);
    for (struct dirent *d = folder != NULL ? readdir(folder) : NULL; d != NULL;
         d = readdir(folder)) {
        if (d->d_name[0] == '.' ||
            fstatat(dirfd(folder), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        buffer_reset(&path);
        buffer_string(&path, below);
        buffer_string(&path, d->d_name);
        json_item(out);
        json_text_member(out, "name", buffer_view(&path), true);
        json_count_member(out, "size", (uint64_t)st.st_size);
        buffer_char(out, '}');
    }
    if (folder != NULL)
        closedir(folder);
    buffer_free(&path);
}

static void put_batch(const struct batch *b, struct buffer *out)
{
    buffer_char(out, '{');
    json_text_member(out, "id", text_of(b->id), true);
    json_text_member(out, "state", text_of(state_word(b)), true);
    json_key(out, "exit");
    if (b->state == BATCH_ENDED && b->status >= 0)
        buffer_integer(out, b->status);
    else
        buffer_string(out, "null");
    json_count_member(out, "inputs", b->files);
    json_given_member(out, "progress", buffer_view(&b->last));
    json_given_member(out, "said", buffer_view(&b->said));
    json_list_member(out, "files");
    if (b->state == BATCH_ENDED) {
        put_files(b, "", out);
        put_files(b, "worklists/", out);
    }
    buffer_string(out, "]}\n");
}

void answer_batch_begun(struct call *c)
{
    static const char *const known[] = {"only", "skip", "today", "verified",
                                        "with-identity"};
    struct batch *b = c->intake->batch;
    struct buffer options = {0};

    if (end_intake(c) && call_words_among(c, known, COUNT_OF(known)) &&
        call_options(c, &options) &&
        call_try_options(c, buffer_view(&options))) {
        if (!batch_run(b, buffer_view(&options))) {
            call_refuse(c, 503, "批量检查开不了：%s", command_reason(errno));
        } else {
            c->intake->batch = NULL; /* it lives on */
            snprintf(c->place, sizeof c->place, "/v1/batches/%s", b->id);
            pthread_mutex_lock(&b->all->lock);
            put_batch(b, &c->out);
            pthread_mutex_unlock(&b->all->lock);
            call_answer(c, 202, JSON);
        }
    }
    buffer_free(&options);
}

static bool no_batch(struct call *c)
{
    return call_refuse(c, 404, "没有这一批，或已过了保存期");
}

/* The batch that the path names, with the lock held; NULL, without it, after
 * refusing. */
static struct batch *hold_batch(struct call *c)
{
    struct batches *all = &c->service->batches;

    pthread_mutex_lock(&all->lock);
    for (struct batch *b = all->list; b != NULL; b = b->next)
        if (has_id(b, &c->parts[0]))
            return b;
    pthread_mutex_unlock(&all->lock);
    no_batch(c);
    return NULL;
}

void answer_batch(struct call *c)
{
    struct batch *b = hold_batch(c);

    if (b == NULL)
        return;
    put_batch(b, &c->out);
    pthread_mutex_unlock(&b->all->lock);
    call_answer(c, 200, JSON);
    call_whole(c);
}

void answer_batch_removed(struct call *c)
{
    struct batch *b = take_batch(&c->service->batches, has_id, &c->parts[0]);

    if (b == NULL) {
        no_batch(c);
        return;
    }
    batch_free(b);
    call_answer(c, 204, NULL);
}

/* ---- result files -------------------------------------------------------- */

static const char *result_type(struct text name)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".json", JSON},
        {".jsonl", NDJSON},
        {".csv", "text/csv; charset=utf-8"},
        {".gz", "application/gzip"},
        {".xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".db", "application/vnd.sqlite3"}};

    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (text_ends(name, text_of(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

/* A name of a file in `out` or in its folder of worklists. */
static bool is_result_name(struct text name)
{
    static const struct text lists = {"worklists/", 10};

    if (text_starts(name, lists))
        name = text_behind(name, lists.length);
    return request_is_file_name(name);
}

/* Its own scripts and styles stand in it; it may load nothing, and being of no
 * origin it may not call us. */
#define REPORT_POLICY                                                          \
    "default-src 'none'; script-src 'unsafe-inline'; style-src "               \
    "'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "    \
    "frame-ancestors 'none'; sandbox allow-scripts allow-downloads "           \
    "allow-modals allow-popups"

void answer_batch_file(struct call *c)
{
    struct batch *b = hold_batch(c);
    struct buffer path = {0};
    struct stat st;

    if (b == NULL)
        return;
    batch_path(b, "/out/", c->parts[1], &path);
    if (!path.failed && b->state == BATCH_ENDED && is_result_name(c->parts[1]))
        c->file = open(path.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    pthread_mutex_unlock(&b->all->lock);
    buffer_free(&path);
    if (c->file < 0 || fstat(c->file, &st) != 0 || !S_ISREG(st.st_mode)) {
        call_refuse(c, 404, "没有这个结果文件：还没有做完，或没有要求做");
        return;
    }
    c->file_size = (uint64_t)st.st_size;
    c->policy = REPORT_POLICY;
    call_answer(c, 200, result_type(c->parts[1]));
}
