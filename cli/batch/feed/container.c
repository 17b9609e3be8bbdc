#include "batch/feed/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gb18030.h"
#include "batch/feed/gunzip.h"
#include "common/width.h"
#include "input/decode/utf8.h"

#define STEP (64u << 10)
/* So much may come out of anything, however little went in. */
#define UNPACKED_FREE (64u << 20)
/* After so many broken members an archive is given up: to get past each of
 * them, it is read again from its first byte. */
#define BROKEN_MAX 100

struct container {
    struct archive *archive;
    struct archive_entry *entry;
    struct stream *stream;
    bool gzip;             /* what the stream begins with */
    struct gunzip *gunzip; /* libarchive is given what comes out of it */
    uint32_t members, broken;
    bool failed; /* in a member, which has been reported */
    const char *why;
    const char *data; /* of the member, unpacked and not yet taken */
    size_t left;
    char block[STEP];
};

/* ---- libarchive's view of a stream --------------------------------------- */

static la_ssize_t on_read(struct archive *a, void *context, const void **out)
{
    struct container *c = context;
    ptrdiff_t n;

    *out = c->block;
    if (c->gunzip != NULL)
        return (la_ssize_t)gunzip_read(c->gunzip, c->block, sizeof(c->block));
    n = stream_read(c->stream, c->block, sizeof(c->block));
    if (n < 0)
        archive_set_error(a, EIO, "read");
    return n < 0 ? ARCHIVE_FATAL : n;
}

static la_int64_t on_seek(struct archive *a, void *context, la_int64_t offset,
                          int whence)
{
    struct container *c = context;
    const off_t at = lseek(c->stream->fd, offset, whence);

    if (at < 0)
        archive_set_error(a, errno, "seek");
    c->stream->head_at = c->stream->head_end;
    return at < 0 ? ARCHIVE_FATAL : at;
}

static void support(struct archive *a)
{
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_compress(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_rar(a);
    archive_read_support_format_rar5(a);
    archive_read_support_format_raw(a);
}

/* Opens the archive from the stream's first byte. */
static bool open_archive(struct container *c)
{
    const bool rewound = stream_rewind(c->stream);

    gunzip_close(c->gunzip);
    c->gunzip = c->gzip ? gunzip_open(c->stream) : NULL;
    c->archive = archive_read_new();
    if (c->archive == NULL || (c->gzip && c->gunzip == NULL))
        return false;
    support(c->archive);
    archive_read_set_read_callback(c->archive, on_read);
    if (rewound && !c->gzip)
        archive_read_set_seek_callback(c->archive, on_seek);
    archive_read_set_callback_data(c->archive, c);
    return archive_read_open1(c->archive) == ARCHIVE_OK;
}

struct container *container_open(struct stream *stream, const char **why)
{
    struct container *c = calloc(1, sizeof(*c));

    *why = "内存不足";
    if (c == NULL)
        return NULL;
    c->stream = stream;
    c->gzip = gunzip_knows(stream->head, stream->head_end);
    if (open_archive(c))
        return c;
    *why = "压缩包损坏或格式不支持";
    container_close(c);
    return NULL;
}

void container_close(struct container *c)
{
    if (c == NULL)
        return;
    if (c->archive != NULL)
        archive_read_free(c->archive);
    gunzip_close(c->gunzip);
    free(c);
}

/* ---- members ------------------------------------------------------------- */

static bool is_raw(const struct container *c)
{
    return (archive_format(c->archive) & ARCHIVE_FORMAT_BASE_MASK) ==
           ARCHIVE_FORMAT_RAW;
}

bool container_litter(const char *name)
{
    static const char *const litter[] = {".", "..", ".DS_Store", "Thumbs.db",
                                         "desktop.ini"};
    static const char mac[] = "__MACOSX";
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    const size_t folder = strcspn(name, "/");

    for (size_t i = 0; i < COUNT_OF(litter); i++)
        if (strcmp(base, litter[i]) == 0)
            return true;
    return folder == sizeof(mac) - 1 && memcmp(name, mac, folder) == 0;
}

static const char *raw_name(const struct container *c)
{
    const char *name = archive_entry_pathname(c->entry);

    return name != NULL ? name : "";
}

static const char *words_of(const struct container *c)
{
    const char *said = archive_error_string(c->archive);

    if (c->stream->budget->spent)
        return "解压后的大小超出上限";
    if (gunzip_why(c->gunzip) != NULL)
        return gunzip_why(c->gunzip);
    if (said != NULL && (strstr(said, "ncrypt") || strstr(said, "assphrase")))
        return "有密码";
    if (said != NULL && strstr(said, "runcated") != NULL)
        return "不完整，后面被截断了";
    if (said != NULL && strstr(said, "nsupported") != NULL)
        return "压缩方法不支持";
    return "压缩包损坏";
}

/* Behind a member that broke the archive and was told: opened anew and passed
 * over; STEP_END where one cannot go back. */
static enum step pass_broken(struct container *c)
{
    const uint32_t passed = c->members;

    if (c->broken > BROKEN_MAX) {
        c->why = "坏的文件太多，后面的没有读";
        return STEP_FAILED;
    }
    if (!c->stream->seekable || c->stream->budget->spent || is_raw(c))
        return STEP_END;
    archive_read_free(c->archive);
    c->why = "坏的文件后面的没有读";
    if (!open_archive(c))
        return STEP_FAILED;
    c->failed = c->stream->failed = false;
    for (c->members = 0; c->members < passed; c->members++)
        if (archive_read_next_header(c->archive, &c->entry) < ARCHIVE_WARN)
            return STEP_FAILED;
    c->why = NULL;
    return STEP_ITEM;
}

/* libarchive takes the end of what gzip holds for the end. */
static bool is_cut(const struct container *c)
{
    return gunzip_why(c->gunzip) != NULL;
}

enum container_step container_next(struct container *c)
{
    c->broken += c->failed;
    const enum step past = c->failed ? pass_broken(c) : STEP_ITEM;
    if (past != STEP_ITEM)
        return past == STEP_END ? CONTAINER_END : CONTAINER_FAILED;
    for (;;) {
        const int status = archive_read_next_header(c->archive, &c->entry);
        if (status == ARCHIVE_EOF && (is_raw(c) || !is_cut(c)))
            return CONTAINER_END;
        if (status == ARCHIVE_EOF || status < ARCHIVE_WARN ||
            c->stream->budget->spent) {
            c->why = words_of(c);
            return CONTAINER_FAILED;
        }
        c->members++;
        c->left = 0;
        if (is_raw(c))
            return CONTAINER_MEMBER;
        if (archive_entry_filetype(c->entry) == AE_IFREG &&
            !container_litter(raw_name(c)))
            return CONTAINER_MEMBER;
    }
}

void container_decode_name(struct text name, struct buffer *out)
{
    char shown[WIDTH_SHOWN];
    size_t wide;
    unsigned length;

    if (utf8_faults(name, 1, &wide) == 0) {
        width_name(out, name);
        return;
    }
    for (size_t at = 0; at < name.length; at += length) {
        const uint32_t c = gb18030_next(name, at, &length);
        buffer_put(out, shown, width_shown(c <= 0x10FFFF ? c : 0xFFFD, shown));
    }
}

void container_name(const struct container *c, struct buffer *out)
{
    if (!is_raw(c))
        container_decode_name(text_of(raw_name(c)), out);
}

/* ---- bytes --------------------------------------------------------------- */

static bool spend(struct budget *b, uint64_t n)
{
    b->unpacked += n;
    if (b->unpacked > b->max_unpacked ||
        (b->unpacked > UNPACKED_FREE && b->unpacked / b->max_ratio > b->packed))
        b->spent = true;
    return !b->spent;
}

/* The next piece of the member, without the holes of a sparse one. Piece by
 * piece, as archive_read_data loses what stands before a fault. */
static int next_piece(struct container *c)
{
    const void *data;
    la_int64_t offset;
    int status;

    do
        status = archive_read_data_block(c->archive, &data, &c->left, &offset);
    while (status == ARCHIVE_RETRY || (status == ARCHIVE_OK && c->left == 0));
    c->data = data;
    if (status != ARCHIVE_OK)
        c->left = 0;
    return status == ARCHIVE_EOF && is_raw(c) && is_cut(c) ? ARCHIVE_FATAL
                                                           : status;
}

ptrdiff_t container_read(struct container *c, void *out, size_t room)
{
    struct budget *budget = c->stream->budget;
    const int status =
        budget->spent || c->left != 0 ? ARCHIVE_OK : next_piece(c);
    const size_t n = c->left < room ? c->left : room;

    if (status != ARCHIVE_OK && status != ARCHIVE_EOF) {
        c->why = words_of(c);
        c->failed = status == ARCHIVE_FATAL;
    }
    if (budget->spent || !spend(budget, n))
        return SOURCE_BOMB;
    if (status != ARCHIVE_OK)
        return status == ARCHIVE_EOF ? 0 : SOURCE_FAILED;
    memcpy(out, c->data, n);
    c->data += n;
    c->left -= n;
    return (ptrdiff_t)n;
}

const char *container_why(const struct container *c)
{
    return c->why != NULL ? c->why : words_of(c);
}

bool container_seeks(const unsigned char *head, size_t length)
{
    return length >= 4 &&
           (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0 ||
            memcmp(head, "7z\xBC\xAF", 4) == 0 || memcmp(head, "Rar!", 4) == 0);
}
