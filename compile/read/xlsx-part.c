/* Parts of a workbook: libarchive inflates, libxml2 parses, piece by piece. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

#include "compile/read/xlsx.h"

/* A sheet of 100,000 rows and 20 columns has 80 MB of XML; such XML shrinks to
 * a 10th or a 30th, a bomb to a 1000th. */
#define PART_MAX (128u << 20)
#define PART_RATIO 200u
#define PART_FREE (4u << 20) /* small parts may shrink as they like */
#define DEPTH_MAX 64u

struct xlsx_attributes {
    const xmlChar **values; /* five pointers each, as SAX2 hands them over */
    int count;
};

struct part {
    struct xlsx *xlsx;
    const struct xlsx_events *events;
    void *user;
    xmlParserCtxt *xml;
    size_t size; /* inflated so far */
    unsigned depth;
    const char *wrong; /* first thing that was found wrong */
    bool memory;       /* it is that there is none */
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

static void halt(struct part *p, const char *wrong)
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
    struct part *p = user;
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
    struct part *p = user;

    (void)prefix, (void)uri;
    p->depth--;
    if (!p->xlsx->stop)
        p->events->end(p->user, text_of((const char *)name));
    if (p->xlsx->stop)
        xmlStopParser(p->xml);
}

static void on_part_text(void *user, const xmlChar *bytes, int length)
{
    struct part *p = user;

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
    struct part *p = user;

    if (error->level >= XML_ERR_FATAL && p->wrong == NULL && !p->xlsx->stop)
        p->wrong = "XML 不完整或有错";
}

static bool open_xml(struct part *p)
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

/* A zip in memory whose directory can be read, else NULL; *memory tells that
 * there is none to read it with. */
static struct archive *open_zip(const struct buffer *bytes, bool *memory)
{
    struct archive *zip = archive_read_new();

    if (zip != NULL &&
        archive_read_support_format_zip_seekable(zip) == ARCHIVE_OK &&
        archive_read_open_memory(zip, bytes->data, bytes->length) == ARCHIVE_OK)
        return zip;
    *memory = lacks_memory(zip);
    archive_read_free(zip);
    return NULL;
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

static bool too_large(const struct part *p)
{
    return !p->xlsx->ours &&
           (p->size > PART_MAX ||
            (p->size > PART_FREE &&
             p->size / PART_RATIO > p->xlsx->table->bytes.length));
}

/* The part's bytes through the parser, until its end or the first trouble. */
static void pump(struct part *p, struct archive *zip)
{
    char piece[32768];
    la_ssize_t got = 0;

    while (p->wrong == NULL && !p->xlsx->stop &&
           (got = archive_read_data(zip, piece, sizeof piece)) > 0) {
        p->size += (size_t)got;
        if (too_large(p))
            p->wrong = "解压后大得不合理";
        else
            xmlParseChunk(p->xml, piece, (int)got, 0);
    }
    if (got < 0 && p->wrong == NULL) {
        p->wrong = "压缩数据损坏";
        p->memory = lacks_memory(zip);
    }
    if (p->wrong == NULL && !p->xlsx->stop)
        xmlParseChunk(p->xml, NULL, 0, 1);
}

static void fault_memory(struct xlsx *x)
{
    fault_machine(x->build->faults,
                  (struct place){x->table->file, 0, 0, x->table->sheet},
                  "工作簿读不完", ENOMEM);
}

static void fault_zip(struct part *p)
{
    if (p->memory)
        fault_memory(p->xlsx);
    else
        xlsx_fault(p->xlsx, "压缩结构损坏或加了密码，不是完整的 XLSX",
                   "请重新取得文件，或在表格软件里打开后另存为 XLSX");
}

static enum xlsx_outcome outcome(const struct part *p, struct text path)
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
    snprintf(wrong, sizeof wrong, "文件里的 %.*s %s", SHOW(path), p->wrong);
    xlsx_fault(p->xlsx, wrong,
               "请重新取得文件，或在表格软件里打开后另存为 XLSX");
    return XLSX_FAULT;
}

enum xlsx_outcome xlsx_part(struct xlsx *x, struct text path,
                            const struct xlsx_events *events, void *user)
{
    struct part p = {.xlsx = x, .events = events, .user = user};
    struct archive *zip = open_zip(&x->table->bytes, &p.memory);
    enum xlsx_outcome found = zip == NULL ? XLSX_FAULT : find_part(zip, path);

    if (found == XLSX_FAULT) {
        p.memory = p.memory || (zip != NULL && lacks_memory(zip));
        fault_zip(&p);
    } else if (found == XLSX_READ) {
        p.memory = !open_xml(&p);
        if (p.memory)
            p.wrong = "读不了";
        else
            pump(&p, zip);
        found = outcome(&p, path);
        xmlFreeParserCtxt(p.xml);
    }
    archive_read_free(zip);
    return found;
}
