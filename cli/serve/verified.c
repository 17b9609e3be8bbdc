#include "serve/verified.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "check/verified.h"
#include "common/command.h"
#include "common/files.h"
#include "serve/service.h"

#define KEY_CELLS 4

bool verified_file_open(struct verified_file *v, const char *path)
{
    int fd;

    *v = (struct verified_file){.path = path};
    pthread_mutex_init(&v->lock, NULL);
    if (path == NULL)
        return true;
    fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return command_refused("%s：写不了：%s", path, command_reason(errno));
    close(fd);
    return true;
}

void verified_file_close(struct verified_file *v)
{
    pthread_mutex_destroy(&v->lock);
}

static bool is_kept(struct call *c)
{
    return c->service->verified.path != NULL ||
           call_refuse(c, 404,
                       "没有核实记录：启动时没有用 --verified 指定文件");
}

/* False after refusing. */
static bool load_verified(struct call *c, struct buffer *out)
{
    return file_load(c->service->verified.path, SERVE_VERIFIED, out) ||
           call_refuse(c, 503, "核实记录读不出来：%s", command_reason(errno));
}

void answer_verified(struct call *c)
{
    struct verified_file *v = &c->service->verified;
    bool good;

    if (!is_kept(c))
        return;
    pthread_mutex_lock(&v->lock);
    good = load_verified(c, &c->out);
    pthread_mutex_unlock(&v->lock);
    if (good)
        call_answer(c, 200, "text/tab-separated-values; charset=utf-8");
}

/* ---- lines --------------------------------------------------------------- */

/* The next line of a text, which moves behind it, without its end. */
static struct text take_verified_line(struct text *all)
{
    const size_t end = text_find(*all, '\n');
    struct text line = text_head(*all, end);

    *all = text_behind(*all, end + (end < all->length));
    line.length -= end > 0 && line.at[end - 1] == '\r';
    return line;
}

/* What a line is known by: the first four of its cells. */
static struct text line_key(struct text line)
{
    unsigned cells = 0;

    for (size_t i = 0; i < line.length; i++)
        if (line.at[i] == '\t' && ++cells == KEY_CELLS)
            return text_head(line, i);
    return line;
}

static bool is_text_line(struct text line)
{
    for (size_t at = 0; at < line.length;) {
        const size_t from = at;
        const uint32_t sign = text_next(line, &at);

        if ((sign < 0x20 && sign != '\t') || sign == 0x7F ||
            (sign == 0xFFFD && at - from == 1))
            return false;
    }
    return true;
}

static bool is_verified_line(struct text line)
{
    struct buffer keys = {0};
    const bool good = line.length <= SERVE_VERIFIED_LINE &&
                      is_text_line(line) &&
                      verified_read(line_key(line), &keys) && keys.length != 0;

    buffer_free(&keys);
    return good;
}

/* Copies the lines of a body; false after refusing. */
static bool take_lines(struct call *c, struct buffer *out)
{
    struct text all = buffer_view(&c->body);

    for (unsigned n = 1; all.length != 0; n++) {
        const struct text line = take_verified_line(&all);

        if (line.length == 0)
            continue;
        if (!is_verified_line(line))
            return call_refuse(
                c, 400,
                "第 %u 行不是核实记录：应为用制表符隔开的规则号、"
                "病案号、住院次数、16 位摘要，其后可有时间、"
                "核实人和理由",
                n);
        buffer_text(out, line);
        buffer_char(out, '\n');
    }
    if (out->failed)
        return call_refuse(c, 503, "内存不足，请稍后再试");
    return out->length != 0 || call_refuse(c, 400, "没有送来核实记录");
}

static int key_order(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Rows of struct text, in order: what the lines are known by. */
static void put_keys(struct text lines, struct buffer *keys)
{
    while (lines.length != 0) {
        const struct text key = line_key(take_verified_line(&lines));

        buffer_put(keys, &key, sizeof key);
    }
    if (!keys->failed)
        buffer_sort(keys, sizeof(struct text), key_order);
}

static bool has_key(const struct buffer *keys, struct text key)
{
    return keys->length != 0 &&
           bsearch(&key, keys->data, BUFFER_COUNT(keys, struct text),
                   sizeof key, key_order) != NULL;
}

/* ---- changes ------------------------------------------------------------- */

/* Writes `all` in place of the file. */
static bool write_verified(struct call *c, struct buffer *all)
{
    if (all->length > SERVE_VERIFIED)
        return call_refuse(c, 413, "核实记录超过上限 %u MB",
                           SERVE_VERIFIED >> 20);
    if (!all->failed && file_replace(c->service->verified.path, all))
        return true;
    return call_refuse(c, 503, "核实记录写不下");
}

/* Puts the lines of the file whose key is not among the others; then, if they
 * are to be added, these. */
static void merge_lines(struct text file, struct text lines, bool adds,
                        struct buffer *out)
{
    struct buffer keys = {0};

    put_keys(lines, &keys);
    while (file.length != 0) {
        const struct text line = take_verified_line(&file);

        if (has_key(&keys, line_key(line)))
            continue;
        buffer_text(out, line);
        buffer_char(out, '\n');
    }
    if (adds)
        buffer_text(out, lines);
    out->failed |= keys.failed;
    buffer_free(&keys);
}

static void change_verified(struct call *c, bool adds)
{
    struct verified_file *v = &c->service->verified;
    struct buffer lines = {0}, file = {0}, all = {0};

    if (is_kept(c) && take_lines(c, &lines)) {
        pthread_mutex_lock(&v->lock);
        if (load_verified(c, &file)) {
            merge_lines(buffer_view(&file), buffer_view(&lines), adds, &all);
            if (write_verified(c, &all))
                call_answer(c, 204, NULL);
        }
        pthread_mutex_unlock(&v->lock);
    }
    buffer_free(&lines);
    buffer_free(&file);
    buffer_free(&all);
}

bool verify_takes_long(struct call *c)
{
    return c->body.length > SERVE_AT_ONCE;
}

void answer_verify(struct call *c)
{
    change_verified(c, true);
}

void answer_unverify(struct call *c)
{
    change_verified(c, false);
}
