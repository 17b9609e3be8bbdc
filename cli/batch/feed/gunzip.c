#include "batch/feed/gunzip.h"

#include <stdlib.h>
#include <zlib.h>

#define STEP (64u << 10)
#define WITH_GZIP_HEADER (MAX_WBITS + 16)

struct gunzip {
    struct stream *stream;
    z_stream z;
    bool within; /* a member, whose trailer has not come */
    bool ended;
    const char *why;
    unsigned char block[STEP];
};

bool gunzip_knows(const unsigned char *head, size_t length)
{
    return length >= 3 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8;
}

struct gunzip *gunzip_open(struct stream *stream)
{
    struct gunzip *g = calloc(1, sizeof(*g));

    if (g == NULL)
        return NULL;
    g->stream = stream;
    g->within = true;
    if (inflateInit2(&g->z, WITH_GZIP_HEADER) == Z_OK)
        return g;
    free(g);
    return NULL;
}

void gunzip_close(struct gunzip *g)
{
    if (g == NULL)
        return;
    inflateEnd(&g->z);
    free(g);
}

const char *gunzip_why(const struct gunzip *g)
{
    return g != NULL ? g->why : NULL;
}

static void stop(struct gunzip *g, const char *why)
{
    g->ended = true;
    g->why = why;
}

/* More packed bytes, if there are none left. */
static void read_packed(struct gunzip *g)
{
    ptrdiff_t n;

    if (g->z.avail_in != 0)
        return;
    n = stream_read(g->stream, g->block, sizeof(g->block));
    if (n <= 0)
        stop(g, n < 0       ? "压缩包损坏"
                : g->within ? "不完整，后面被截断了"
                            : NULL);
    g->z.next_in = g->block;
    g->z.avail_in = n > 0 ? (uInt)n : 0;
}

/* Between members: at the next one, or at the end. */
static void begin_member(struct gunzip *g)
{
    if (*g->z.next_in != 0x1F)
        stop(g, NULL);
    else if (inflateReset(&g->z) != Z_OK)
        stop(g, "压缩包损坏");
    g->within = true;
}

static void inflate_some(struct gunzip *g)
{
    const int status = inflate(&g->z, Z_NO_FLUSH);

    if (status == Z_STREAM_END)
        g->within = false;
    else if (status == Z_MEM_ERROR)
        stop(g, "内存不足");
    else if (status != Z_OK && status != Z_BUF_ERROR)
        stop(g, "压缩包损坏");
}

size_t gunzip_read(struct gunzip *g, void *out, size_t room)
{
    const uInt step = room < STEP ? (uInt)room : STEP;

    g->z.next_out = out;
    g->z.avail_out = step;
    while (!g->ended && g->z.avail_out != 0) {
        read_packed(g);
        if (!g->ended && !g->within)
            begin_member(g);
        if (!g->ended)
            inflate_some(g);
    }
    return step - g->z.avail_out;
}
