/* From a file to a struct pack: its bytes, header, table of sections, hash. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "load/load.h"
#include "load/shape.h"

#define REBUILD "请用 pregroup pack build 重新生成"

static bool little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;

    memcpy(&first, &one, 1);
    return first == 1;
}

static pregroup_status check_header(const unsigned char *bytes, size_t size,
                                    const char *name,
                                    struct pregroup_error *err)
{
    struct pack_header h;

    if (!little_endian())
        return fail(err, PREGROUP_E_TABLE,
                    "本机是大端字节序，数据包只能在小端机器（x86、ARM）上使用");
    if (size < sizeof h || memcmp(bytes, PACK_MAGIC, sizeof h.magic) != 0)
        return fail(err, PREGROUP_E_TABLE,
                    "%s：不是 pregroup 数据包；请核对文件，或" REBUILD, name);
    memcpy(&h, bytes, sizeof h);
    if (h.format != PACK_FORMAT)
        return fail(err, PREGROUP_E_TABLE,
                    "%s：数据包格式为 %u，本程序只读格式 %u；" REBUILD, name,
                    (unsigned)h.format, PACK_FORMAT);
    if (h.sections != SECTION_COUNT)
        return fail(err, PREGROUP_E_TABLE,
                    "%s：数据包有 %u 节，本程序的有 %u 节，"
                    "不是同一版本的程序所生成；" REBUILD,
                    name, (unsigned)h.sections, (unsigned)SECTION_COUNT);
    if (h.size != size || size % PACK_ALIGNMENT != 0)
        return fail(err, PREGROUP_E_TABLE,
                    "%s：应有 %llu 字节，实有 %llu 字节，文件不完整；" REBUILD,
                    name, (unsigned long long)h.size, (unsigned long long)size);
    if (h.check != pack_check(bytes, size))
        return fail(err, PREGROUP_E_TABLE,
                    "%s：校验值不符，文件已损坏；" REBUILD, name);
    return PREGROUP_OK;
}

/* Sections stand one behind another in the order of their ids, so none can
 * overlap and no byte belongs to none. */
static bool take_sections(struct pack *pack)
{
    struct pack_section s;
    size_t end =
        pack_align(sizeof(struct pack_header) + SECTION_COUNT * sizeof s);

    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        if (end > pack->size)
            return false;
        memcpy(&s, pack->bytes + sizeof(struct pack_header) + i * sizeof s,
               sizeof s);
        if (s.id != i || s.row_size != pack_row_size(i) || s.reserved != 0 ||
            s.offset != end || s.rows > (pack->size - end) / s.row_size)
            return false;
        pack->sections[i].rows = pack->bytes + end;
        pack->sections[i].count = s.rows;
        end = pack_align(end + (size_t)s.rows * s.row_size);
    }
    return end == pack->size;
}

static void name_digest(struct pack *pack)
{
    static const char digits[] = "0123456789abcdef";
    struct pack_header h;

    memcpy(&h, pack->bytes, sizeof h);
    for (unsigned i = 0; i < 32; i++)
        pack->digest[i] = digits[h.digest[i / 16] >> (60 - i % 16 * 4) & 15];
    pack->digest[32] = '\0';
}

/* Fills a pack whose bytes are set. */
static pregroup_status read_pack(struct pack *pack, const char *name,
                                 struct pregroup_error *err)
{
    const char *wrong;

    TRY(check_header(pack->bytes, pack->size, name, err));
    if (!take_sections(pack))
        return fail(err, PREGROUP_E_TABLE,
                    "%s：目录与本程序不符，不是同一版本的程序所生成；" REBUILD,
                    name);
    TRY(pack_validate(pack, name, err));
    wrong = pack_find_known(pack);
    if (wrong != NULL)
        return fail(err, PREGROUP_E_TABLE,
                    "%s：项目 %s 的类型或所在的列表与本程序不符；" REBUILD,
                    name, wrong);
    name_digest(pack);
    return PREGROUP_OK;
}

pregroup_status pack_open_bytes(const void *bytes, size_t size,
                                const char *name, struct pack **out,
                                struct pregroup_error *err)
{
    struct pack *pack;
    pregroup_status status;

    *out = NULL;
    if (bytes == NULL || (uintptr_t)bytes % PACK_ALIGNMENT != 0)
        return fail(err, PREGROUP_E_ARG, "%s：数据包的地址须按 %u 字节对齐",
                    name, PACK_ALIGNMENT);
    pack = calloc(1, sizeof *pack);
    if (pack == NULL)
        return fail(err, PREGROUP_E_NOMEM, "内存不足");
    pack->bytes = bytes;
    pack->size = size;
    status = read_pack(pack, name, err);
    if (status != PREGROUP_OK)
        pack_close(pack);
    else
        *out = pack;
    return status;
}

const char *load_reason(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return "没有这个文件";
    case EACCES:
        return "没有读取权限";
    case ENOMEM:
        return "内存不足";
    default:
        return "系统读不出";
    }
}

/* Size of an open regular file that may be a pack. */
static pregroup_status measure_file(int fd, const char *name, size_t *size,
                                    struct pregroup_error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return fail(err, PREGROUP_E_IO, "%s：%s", name, load_reason(errno));
    if (!S_ISREG(st.st_mode))
        return fail(err, PREGROUP_E_IO, "%s：不是普通文件", name);
    if (st.st_size < (off_t)sizeof(struct pack_header))
        return fail(err, PREGROUP_E_TABLE,
                    "%s：不是 pregroup 数据包（只有 %lld 字节）；" REBUILD,
                    name, (long long)st.st_size);
    if (st.st_size > (off_t)LIMIT_PACK)
        return fail(err, PREGROUP_E_TABLE, "%s：超过数据包上限 %u MB", name,
                    LIMIT_PACK >> 20);
    *size = (size_t)st.st_size;
    return PREGROUP_OK;
}

struct pack_file {
    void *memory;
    unsigned char *bytes; /* aligned, within it */
    size_t size;
};

/* The whole file in memory of our own: one that is written over while it is
 * used would kill a process that mapped it. */
static pregroup_status fill_bytes(int fd, const char *name,
                                  unsigned char *bytes, size_t size,
                                  struct pregroup_error *err)
{
    for (size_t at = 0; at < size;) {
        const ssize_t n = read(fd, bytes + at, size - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(err, PREGROUP_E_IO, "%s：%s", name,
                        n < 0 ? load_reason(errno) : "文件在读的时候变短了");
        at += (size_t)n;
    }
    return PREGROUP_OK;
}

static pregroup_status take_file(const char *path, const char *name,
                                 struct pack_file *file,
                                 struct pregroup_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    pregroup_status status;

    if (fd < 0)
        return fail(err, PREGROUP_E_IO, "%s：%s", name, load_reason(errno));
    status = measure_file(fd, name, &file->size, err);
    if (status == PREGROUP_OK) {
        file->memory = malloc(file->size + PACK_ALIGNMENT);
        if (file->memory == NULL)
            status = fail(err, PREGROUP_E_NOMEM, "%s：内存不足", name);
    }
    if (status == PREGROUP_OK) {
        file->bytes = (unsigned char *)pack_align((uintptr_t)file->memory);
        status = fill_bytes(fd, name, file->bytes, file->size, err);
    }
    close(fd);
    return status;
}

/* A long path would push the sentence out of the message. */
static const char *shown_path_end(const char *path)
{
    const char *tail = strrchr(path, '/');

    return strlen(path) > 90 && tail != NULL ? tail + 1 : path;
}

pregroup_status pack_open(const char *path, struct pack **out,
                          struct pregroup_error *err)
{
    const char *name = shown_path_end(path);
    pregroup_status status;
    struct pack_file file = {0};

    *out = NULL;
    status = take_file(path, name, &file, err);
    if (status == PREGROUP_OK)
        status = pack_open_bytes(file.bytes, file.size, name, out, err);
    if (status != PREGROUP_OK)
        free(file.memory);
    else
        (*out)->owned = file.memory;
    return status;
}

void pack_close(struct pack *pack)
{
    if (pack == NULL)
        return;
    free(pack->owned);
    free(pack);
}
