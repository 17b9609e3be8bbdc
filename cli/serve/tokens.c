#include "serve/tokens.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "serve/limits.h"

#define TOKEN_FILE (1u << 20)

/* False after saying so where others may read it. */
static bool is_owners_alone(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return command_refused("%s：打不开：%s", path, command_reason(errno));
    if (!S_ISREG(st.st_mode))
        return command_refused("%s：不是普通文件；请写一行一个令牌的文件",
                               path);
    if ((st.st_mode & 077) != 0)
        return command_refused("%s：令牌文件只许属主读写，请先 chmod 600",
                               path);
    return (st.st_uid == geteuid() || st.st_uid == 0) ||
           command_refused("%s：令牌文件不属于运行本服务的用户", path);
}

static bool add_tokens(const char *path, struct text all, struct buffer *lines)
{
    for (unsigned n = 1; all.length != 0; n++) {
        const size_t end = text_find(all, '\n');
        const struct text line = text_trim(text_head(all, end));

        all = text_behind(all, end + (end < all.length));
        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (line.length < SERVE_TOKEN_SHORTEST)
            return command_refused("%s 第 %u 行：令牌太短，至少 %u 个字符",
                                   path, n, SERVE_TOKEN_SHORTEST);
        buffer_put(lines, &line, sizeof line);
    }
    if (BUFFER_COUNT(lines, struct text) > SERVE_TOKENS)
        return command_refused("%s：令牌太多，至多 %u 个", path, SERVE_TOKENS);
    return lines->length != 0 || command_refused("%s：里面没有令牌", path);
}

static bool read_tokens(const char *path, struct buffer *secret,
                        struct buffer *lines)
{
    if (!is_owners_alone(path))
        return false;
    if (!file_load(path, TOKEN_FILE, secret))
        return command_refused("%s：打不开：%s", path, command_reason(errno));
    return add_tokens(path, buffer_view(secret), lines);
}

bool tokens_open(struct tokens *t, const char *path)
{
    *t = (struct tokens){.path = path};
    pthread_rwlock_init(&t->lock, NULL);
    return path == NULL || read_tokens(path, &t->secret, &t->lines);
}

static void wipe(struct buffer *b)
{
    if (b->length != 0)
        explicit_bzero(b->data, b->length);
    buffer_free(b);
}

void tokens_renew(struct tokens *t)
{
    struct buffer secret = {0}, lines = {0};

    if (t->path != NULL && read_tokens(t->path, &secret, &lines)) {
        const struct buffer old_secret = t->secret, old_lines = t->lines;

        pthread_rwlock_wrlock(&t->lock);
        t->secret = secret;
        t->lines = lines;
        pthread_rwlock_unlock(&t->lock);
        secret = old_secret;
        lines = old_lines;
    }
    wipe(&secret);
    buffer_free(&lines);
}

/* Every byte of the given one is looked at, whatever the known one is. */
static bool same_secret(struct text known, struct text given)
{
    size_t differ = known.length ^ given.length;

    for (size_t i = 0; i < given.length; i++)
        differ |= (unsigned char)known.at[i % known.length] ^
                  (unsigned char)given.at[i];
    return differ == 0;
}

bool tokens_know(struct tokens *t, struct text token)
{
    bool known = t->path == NULL;

    pthread_rwlock_rdlock(&t->lock);
    BUFFER_EACH (line, &t->lines, struct text)
        known |= same_secret(*line, token);
    pthread_rwlock_unlock(&t->lock);
    return known;
}

void tokens_close(struct tokens *t)
{
    wipe(&t->secret);
    buffer_free(&t->lines);
    pthread_rwlock_destroy(&t->lock);
}
