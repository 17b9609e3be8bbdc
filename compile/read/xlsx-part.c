/* Parts of a workbook: libarchive inflates, libxml2 parses, piece by piece. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compile/read/xlsx.h"

/* A sheet of 100,000 rows and 20 columns has 80 MB of XML; such XML shrinks to
 * a 10th or a 30th, a bomb to a 1000th. */
#define PART_MAX (128u << 20)
#define PART_RATIO 200u
#define PART_FREE (4u << 20) /* small parts may shrink as they like */
#define DEPTH_MAX 64u
#define PACKED (64u << 10) /* bytes of a file that are read at a time */
/* Bytes that are inflated at a time: of a sheet whose rows are taken away as
 * they come, this is what can become texts before anybody takes them. */
#define PIECE (8u << 10)

struct xlsx_attributes {
    const xmlChar **values; /* five pointers each, as SAX2 hands them over */
    int count;
};

struct xlsx_part {
    struct xlsx *xlsx;
    const struct xlsx_events *events;
    void *user;
    struct text path;
    struct archive *zip;
    xmlParserCtxt *xml;
    uint64_t size;       /* inflated so far */
    uint64_t packed, at; /* of a file: its size, the next byte to read */
    unsigned depth;
    const char *wrong; /* first thing that was found wrong */
    bool memory;       /* it is that there is none */
    bool ended;
    char block[PACKED];
};

struct text xlsx_attribute(const struct xlsx_attributes *a, const char *name)
{
    for (int i = 0; i < a->count; i++) {
        const xmlChar **v = a->values + (ptrdiff_t)i * 5;

        if (strcmp((const char *)v[0], name) == 0)
            return (struct text){(const char *)v[3], (size_t)(v[4] - v[3])};
    }
    return TEXT("");
}

void xlsx_fault(struct xlsx *x, const char *wrong, const char *right)
{
    fault_add(x->build->faults,
              (struct place){x->table->file, 0, 0, x->table->sheet}, right,
              "%s", wrong);
}

/* ---- XML ----------------------------------------------------------------- */

static void halt(struct xlsx_part *p, const char *wrong)
{
    if (p->wrong == NULL)
        p->wrong = wrong;
    xmlStopParser(p->xml);
}

static void on_part_start(void *user, const xmlChar *name,
                          const xmlChar *prefix, const xmlChar *uri,
                          int namespaces, const xmlChar **declared, int count,
                          int defaulted, const xmlChar **values)
{
    struct xlsx_part *p = user;
    const struct xlsx_attributes a = {values, count};

    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
    if (++p->depth > DEPTH_MAX)
        halt(p, "嵌套得太深");
    else if (!p->xlsx->stop)
        p->events->start(p->user, text_of((const char *)name), &a);
    if (p->xlsx->stop)
        xmlStopParser(p->xml);
}

static void on_part_end(void *user, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    struct xlsx_part *p = user;

    (void)prefix, (void)uri;
    p->depth--;
    if (!p->xlsx->stop)
        p->events->end(p->user, text_of((const char *)name));
    if (p->xlsx->stop)
        xmlStopParser(p->xml);
}

static void on_part_text(void *user, const xmlChar *bytes, int length)
{
    struct xlsx_part *p = user;

    if (!p->xlsx->stop)
        p->events->text(p->user,
                        (struct text){(const char *)bytes, (size_t)length});
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *id,
                       const xmlChar *system)
{
    (void)name, (void)id, (void)system;
    halt(user, "带有 DTD");
}

static void on_part_error(void *user, xmlErrorPtr error)
{
    struct xlsx_part *p = user;

    if (error->level >= XML_ERR_FATAL && p->wrong == NULL && !p->xlsx->stop)
        p->wrong = "XML 不完整或有错";
}

static bool open_xml(struct xlsx_part *p)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_part_start,
        .endElementNs = on_part_end,
        .characters = on_part_text,
        .ignorableWhitespace = on_part_text,
        .cdataBlock = on_part_text,
        .internalSubset = on_doctype,
        .serror = on_part_error,
    };

    p->xml = xmlCreatePushParserCtxt(&sax, p, NULL, 0, NULL);
    if (p->xml == NULL)
        return false;
    xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_NOENT);
    return true;
}

/* ---- zip ----------------------------------------------------------------- */

/* Paths in a zip: case makes no difference, some writers use backslashes. */
static bool same_path(const char *entry, struct text path)
{
    size_t i = 0;

    if (entry == NULL)
        return false;
    for (; entry[i] != '\0' && i < path.length; i++) {
        const char c = entry[i] == '\\' ? '/' : entry[i];

        if (!text_equal_fold((struct text){&c, 1},
                             (struct text){path.at + i, 1}))
            return false;
    }
    return entry[i] == '\0' && i == path.length;
}

/* libarchive says so itself, or could not even say anything. */
static bool lacks_memory(struct archive *zip)
{
    return zip == NULL || archive_errno(zip) == ENOMEM;
}

static la_ssize_t read_packed(struct archive *zip, void *user, const void **out)
{
    struct xlsx_part *p = user;
    ssize_t n;

    do
        n = pread(p->xlsx->file, p->block, sizeof p->block, (off_t)p->at);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        archive_set_error(zip, errno, "read");
    p->at += n > 0 ? (uint64_t)n : 0;
    *out = p->block;
    return n < 0 ? ARCHIVE_FATAL : n;
}

static la_int64_t seek_packed(struct archive *zip, void *user,
                              la_int64_t offset, int whence)
{
    struct xlsx_part *p = user;
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? (int64_t)p->at
                                              : (int64_t)p->packed;

    if (offset < -from || offset > (int64_t)p->packed - from) {
        archive_set_error(zip, EINVAL, "seek");
        return ARCHIVE_FATAL;
    }
    p->at = (uint64_t)(from + offset);
    return from + offset;
}

/* The zip's bytes, in memory or in a file that others may read as well. */
static bool open_bytes(struct xlsx_part *p)
{
    const struct buffer *bytes = &p->xlsx->table->bytes;
    struct stat st;

    p->packed = bytes->length;
    if (!p->xlsx->in_file)
        return archive_read_open_memory(p->zip, bytes->data, bytes->length) ==
               ARCHIVE_OK;
    if (fstat(p->xlsx->file, &st) != 0 || st.st_size < 0)
        return false;
    p->packed = (uint64_t)st.st_size;
    archive_read_set_read_callback(p->zip, read_packed);
    archive_read_set_seek_callback(p->zip, seek_packed);
    archive_read_set_callback_data(p->zip, p);
    return archive_read_open1(p->zip) == ARCHIVE_OK;
}

/* True where the zip's directory can be read. */
static bool open_zip(struct xlsx_part *p)
{
    p->zip = archive_read_new();
    if (p->zip != NULL &&
        archive_read_support_format_zip_seekable(p->zip) == ARCHIVE_OK &&
        open_bytes(p))
        return true;
    p->memory = lacks_memory(p->zip);
    return false;
}

/* Moves to a part; XLSX_FAULT if the directory is damaged. */
static enum xlsx_outcome find_part(struct archive *zip, struct text path)
{
    struct archive_entry *entry;
    int status;

    while ((status = archive_read_next_header(zip, &entry)) == ARCHIVE_OK ||
           status == ARCHIVE_WARN)
        if (same_path(archive_entry_pathname(entry), path))
            return archive_entry_is_encrypted(entry) ? XLSX_FAULT : XLSX_READ;
    return status == ARCHIVE_EOF ? XLSX_ABSENT : XLSX_FAULT;
}

static bool too_large(const struct xlsx_part *p)
{
    const uint64_t most = p->xlsx->most != 0 ? p->xlsx->most : PART_MAX;

    return !p->xlsx->ours &&
           (p->size > most ||
            (p->size > PART_FREE && p->size / PART_RATIO > p->packed));
}

bool xlsx_part_more(struct xlsx_part *p)
{
    char piece[PIECE];
    la_ssize_t got;

    if (p->ended || p->wrong != NULL || p->xlsx->stop)
        return false;
    got = archive_read_data(p->zip, piece, sizeof piece);
    if (got < 0) {
        p->wrong = "压缩数据损坏";
        p->memory = lacks_memory(p->zip);
        return false;
    }
    p->ended = got == 0;
    p->size += (uint64_t)got;
    p->xlsx->bomb = too_large(p);
    if (p->xlsx->bomb)
        p->wrong = "解压后大得不合理";
    else
        xmlParseChunk(p->xml, got > 0 ? piece : NULL, (int)got, p->ended);
    return !p->ended;
}

static void fault_memory(struct xlsx *x)
{
    fault_machine(x->build->faults,
                  (struct place){x->table->file, 0, 0, x->table->sheet},
                  "工作簿读不完", ENOMEM);
}

static void fault_zip(struct xlsx_part *p)
{
    if (p->memory)
        fault_memory(p->xlsx);
    else
        xlsx_fault(p->xlsx, "压缩结构损坏或加了密码，不是完整的 XLSX",
                   "请重新取得文件，或在表格软件里打开后另存为 XLSX");
}

static enum xlsx_outcome outcome(const struct xlsx_part *p)
{
    char wrong[256];

    if (p->xlsx->stop)
        return XLSX_FAULT;
    if (p->wrong == NULL)
        return XLSX_READ;
    if (p->memory) {
        fault_memory(p->xlsx);
        return XLSX_FAULT;
    }
    snprintf(wrong, sizeof wrong, "文件里的 %.*s %s", SHOW(p->path), p->wrong);
    xlsx_fault(p->xlsx, wrong,
               "请重新取得文件，或在表格软件里打开后另存为 XLSX");
    return XLSX_FAULT;
}

static enum xlsx_outcome begin_part(struct xlsx_part *p)
{
    const enum xlsx_outcome found =
        open_zip(p) ? find_part(p->zip, p->path) : XLSX_FAULT;

    if (found == XLSX_FAULT) {
        p->memory = p->memory || lacks_memory(p->zip);
        fault_zip(p);
    } else if (found == XLSX_READ && !open_xml(p)) {
        p->memory = true;
        p->wrong = "读不了";
    }
    return found;
}

static void free_part(struct xlsx_part *p)
{
    if (p->xml != NULL)
        xmlFreeParserCtxt(p->xml);
    archive_read_free(p->zip);
    free(p);
}

enum xlsx_outcome xlsx_part_open(struct xlsx *x, struct text path,
                                 const struct xlsx_events *events, void *user,
                                 struct xlsx_part **out)
{
    struct xlsx_part *p = calloc(1, sizeof *p);
    enum xlsx_outcome found;

    *out = NULL;
    if (p == NULL) {
        fault_memory(x);
        return XLSX_FAULT;
    }
    p->xlsx = x;
    p->events = events;
    p->user = user;
    p->path = path;
    found = begin_part(p);
    if (found == XLSX_READ)
        *out = p;
    else
        free_part(p);
    return found;
}

enum xlsx_outcome xlsx_part_close(struct xlsx_part *p)
{
    const enum xlsx_outcome read = outcome(p);

    free_part(p);
    return read;
}

enum xlsx_outcome xlsx_part(struct xlsx *x, struct text path,
                            const struct xlsx_events *events, void *user)
{
    struct xlsx_part *p;
    const enum xlsx_outcome found = xlsx_part_open(x, path, events, user, &p);

    if (found != XLSX_READ)
        return found;
    while (xlsx_part_more(p))
        continue;
    return xlsx_part_close(p);
}
