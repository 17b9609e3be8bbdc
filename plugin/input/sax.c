#include "input/sax.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#include "input/decode/lexer.h"
#include "input/fields/path.h"
#include "result/notes.h"

/* An open element below the synthetic root. */
struct open_element {
    const xmlChar *name;
    size_t text_start; /* in parser->text */
    size_t length;     /* of its own text; a parent's is not kept */
    uint32_t waiting;  /* collector's waiting leaves when it opened */
    uint32_t line;
    uint32_t node; /* in the tree, if there is one */
    bool parent;   /* has child elements */
    bool leaves;   /* leaves stood in it or on it */
    bool too_long; /* its text was refused */
};

#define STRINGS_KNOWN 512 /* a power of two; a dialect has 100 to 300 tags */

struct sax {
    const struct pack *pack;
    struct known_name strings[STRINGS_KNOWN]; /* of libxml2, by address */
    uint32_t dialect;
    xmlParserCtxtPtr xml; /* one document for all slices; NULL: start anew */
    xmlSAXHandler sax;
    struct collector *collector;
    struct result *result;
    struct buffer text; /* character data of open elements */
    struct tree tree;
    bool treed; /* the dialect has paths: leaves go to the tree */
    struct open_element open[LIMIT_DEPTH];
    uint32_t depth;     /* of open; the record is 1 */
    uint32_t beyond;    /* elements open beyond LIMIT_DEPTH */
    int64_t line_shift; /* line in the source less line of the parser */
    bool broken, done, too_deep, too_long;
};

static const char ROOT[] = "<pregroup>";

static uint32_t line_now(const struct sax *p)
{
    const int64_t line = xmlSAX2GetLineNumber(p->xml) + p->line_shift;

    return line > 0 ? (uint32_t)line : 1;
}

static uint32_t count_lines(const xmlChar *from, const xmlChar *to)
{
    uint32_t lines = 0;

    while (from < to && (from = memchr(from, '\n', (size_t)(to - from)))) {
        lines++;
        from++;
    }
    return lines;
}

/* What a string of libxml2 means; looked up once for as long as it keeps its
 * strings. */
static const struct known_name *know(struct sax *p, const xmlChar *string)
{
    const char *name = (const char *)string;
    const uint64_t hash = (uint64_t)(uintptr_t)name * 0x9E3779B97F4A7C15u;
    struct known_name *known = &p->strings[(hash >> 32) % STRINGS_KNOWN];

    if (known->at != name) {
        known->at = name;
        known->name = text_of(name);
        known->tag = pack_tag_find(p->pack, p->dialect, known->name);
    }
    return known;
}

static void forget_strings(struct sax *p)
{
    memset(p->strings, 0, sizeof(p->strings));
}

/* True if libxml2 hands out this value from its input, not from a copy. */
static bool in_input(const struct sax *p, const xmlChar *value)
{
    return value >= p->xml->input->base && value < p->xml->input->cur;
}

/* The row of TAG that names this; PACK_NONE if no path asks for it. */
static uint32_t name_row(const struct sax *p, const struct known_name *known)
{
    return known->tag != NULL
               ? (uint32_t)(known->tag -
                            PACK_ROW(p->pack, SECTION_TAG, pack_tag, 0))
               : PACK_NONE;
}

static void plant_element(struct sax *p, struct open_element *e)
{
    const uint32_t parent =
        p->depth > 1 ? p->open[p->depth - 2].node : TREE_NONE;

    e->node = p->depth > 1 && parent == TREE_NONE
                  ? TREE_NONE
                  : tree_add(&p->tree, parent, name_row(p, know(p, e->name)),
                             false, e->line);
}

static void plant_attribute(struct sax *p, const struct open_element *e,
                            const struct known_name *known, struct text value,
                            uint32_t line)
{
    uint32_t node;

    if (known->tag == NULL || e->node == TREE_NONE)
        return;
    node = tree_add(&p->tree, e->node, name_row(p, known), true, line);
    if (node != TREE_NONE)
        p->tree.nodes[node].text = arena_copy(&p->result->record.arena, value);
}

/* libxml2 hands out the ampersand of an attribute's value as a reference. */
static struct text plain_value(struct sax *p, struct text value)
{
    const struct text reference = TEXT("&#38;");
    struct text plain;
    char *to;

    if (value.length == 0 || memchr(value.at, '&', value.length) == NULL)
        return value;
    to = arena_alloc(&p->result->record.arena, value.length);
    if (to == NULL)
        return TEXT("");
    plain = (struct text){to, 0};
    while (value.length > 0) {
        const size_t n = text_starts(value, reference) ? reference.length : 1;
        to[plain.length++] = *value.at;
        value = text_behind(value, n);
    }
    return plain;
}

/* The line of every attribute of a tag whose end the parser has reached: the
 * lines from a value to the end of the tag are counted once, going forward. A
 * value that is a copy takes the line of the one before it. */
static void start_attributes(struct sax *p, struct open_element *e, int count,
                             const xmlChar **attributes)
{
    const xmlChar *before = NULL;
    uint32_t line = e->line;

    for (int i = 0; i < count; i++) {
        const xmlChar **a = attributes + (ptrdiff_t)i * 5;
        const struct text value = {(const char *)a[3], (size_t)(a[4] - a[3])};
        if (in_input(p, a[3])) {
            if (before == NULL)
                line = e->line - count_lines(a[3], p->xml->input->cur);
            else if (a[3] > before)
                line += count_lines(before, a[3]);
            before = a[3];
        }
        if (value.length > LIMIT_FIELD_BYTES) {
            p->too_long = true;
            continue;
        }
        e->leaves = true;
        if (p->treed) {
            plant_attribute(p, e, know(p, a[0]), plain_value(p, value), line);
            continue;
        }
        collect_leaf(p->collector, p->depth > 1, know(p, a[0]),
                     plain_value(p, value), line);
    }
}

static void on_open(void *user, const xmlChar *name, const xmlChar *prefix,
                    const xmlChar *uri, int namespaces,
                    const xmlChar **declared, int attribute_count,
                    int defaulted, const xmlChar **attributes)
{
    struct sax *p = user;
    struct open_element *e;

    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
    if (p->depth == LIMIT_DEPTH) {
        p->beyond++;
        p->too_deep = true;
        return;
    }
    if (p->result == NULL)
        return; /* the synthetic root */
    if (p->depth > 0)
        p->open[p->depth - 1].parent = true;
    e = &p->open[p->depth++];
    *e = (struct open_element){.name = name,
                               .text_start = p->text.length,
                               .waiting = p->collector->waiting_count,
                               .line = line_now(p)};
    if (p->treed)
        plant_element(p, e);
    start_attributes(p, e, attribute_count, attributes);
}

static void close_open_element(struct sax *p)
{
    const struct open_element *e = &p->open[--p->depth];
    const struct text value = {p->text.data + e->text_start,
                               p->text.length - e->text_start};

    p->text.length = e->text_start;
    if (p->treed && !e->parent && e->node != TREE_NONE)
        p->tree.nodes[e->node].text =
            arena_copy(&p->result->record.arena, value);
    if (p->depth == 0) {
        p->done = true;
        return;
    }
    if (p->treed)
        return;
    if (e->parent || e->leaves) {
        collect_child(p->collector, e->waiting, (const char *)e->name);
        return;
    }
    p->open[p->depth - 1].leaves = true;
    if (e->too_long)
        return;
    collect_leaf(p->collector, p->depth > 1, know(p, e->name), value, e->line);
    if (value.length == 0)
        collect_empty(p->collector, know(p, e->name));
}

static void on_close(void *user, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri)
{
    struct sax *p = user;

    (void)name, (void)prefix, (void)uri;
    if (p->beyond > 0)
        p->beyond--;
    else if (p->depth > 0)
        close_open_element(p);
}

static void on_characters(void *user, const xmlChar *text, int length)
{
    struct sax *p = user;
    struct open_element *e;

    if (p->depth == 0 || p->beyond > 0 || length <= 0)
        return;
    e = &p->open[p->depth - 1];
    if (e->too_long || e->length + (size_t)length > LIMIT_FIELD_BYTES) {
        p->too_long = e->too_long = true;
        return;
    }
    e->length += (size_t)length;
    if (!e->parent)
        buffer_put(&p->text, text, (size_t)length);
}

static void on_cdata(void *user, const xmlChar *text, int length)
{
    struct sax *p = user;
    const size_t start = p->text.length;
    size_t end;

    on_characters(user, text, length);
    end = p->text.length;
    if (end == start)
        return;
    p->text.length =
        start + marks_restore_cdata(p->text.data + start, end - start);
    p->open[p->depth - 1].length -= end - p->text.length;
}

/* What libxml2 found, in a coder's words. */
static const char *xml_error_words(int code)
{
    switch (code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        return "结束标签与开始标签不一致";
    case XML_ERR_TAG_NOT_FINISHED:
    case XML_ERR_DOCUMENT_END:
        return "标签没有结束";
    case XML_ERR_GT_REQUIRED:
        return "标签缺少“>”";
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
    case XML_ERR_ATTRIBUTE_NOT_FINISHED:
        return "属性值的引号不完整";
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
        return "属性没有值";
    case XML_ERR_ATTRIBUTE_REDEFINED:
        return "同一属性写了两次";
    case XML_ERR_LT_IN_ATTRIBUTE:
        return "属性值里有“<”";
    case XML_ERR_INVALID_CHAR:
        return "有 XML 不允许的字符";
    case XML_ERR_NAME_REQUIRED:
    case XML_ERR_SPACE_REQUIRED:
        return "标签写法不正确";
    case XML_ERR_LTSLASH_REQUIRED:
        return "缺少结束标签";
    default:
        return "格式有误";
    }
}

static void on_xml_error(void *user, xmlErrorPtr error)
{
    struct sax *p = user;
    struct finding *f;

    if (error->level < XML_ERR_FATAL || p->broken || p->result == NULL)
        return;
    p->broken = true;
    if (error->code == XML_ERR_NO_MEMORY) {
        p->result->record.arena.failed = true;
        return;
    }
    f = note_add(p->result, NOTE_BROKEN,
                 WORDS("XML", xml_error_words(error->code)));
    if (f != NULL)
        f->line = line_now(p);
}

struct sax *sax_open(const struct pack *pack)
{
    struct sax *p = calloc(1, sizeof(*p));

    if (p == NULL)
        return NULL;
    p->pack = pack;
    if (buffer_reserve(&p->text, 1) == NULL) {
        free(p);
        return NULL;
    }
    p->sax.initialized = XML_SAX2_MAGIC;
    p->sax.startElementNs = on_open;
    p->sax.endElementNs = on_close;
    p->sax.characters = on_characters;
    p->sax.ignorableWhitespace = on_characters;
    p->sax.cdataBlock = on_cdata;
    p->sax.serror = on_xml_error;
    return p;
}

static void forget_document(struct sax *p)
{
    if (p->xml == NULL)
        return;
    if (p->xml->myDoc != NULL)
        xmlFreeDoc(p->xml->myDoc);
    p->xml->myDoc = NULL;
    xmlFreeParserCtxt(p->xml);
    p->xml = NULL;
    forget_strings(p);
}

static bool start_document(struct sax *p)
{
    p->result = NULL;
    p->xml = xmlCreatePushParserCtxt(&p->sax, p, NULL, 0, NULL);
    if (p->xml == NULL)
        return false;
    xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_NOERROR |
                                  XML_PARSE_NOWARNING | XML_PARSE_RECOVER);
    xmlParseChunk(p->xml, ROOT, (int)sizeof(ROOT) - 1, 0);
    return p->xml->errNo == XML_ERR_OK;
}

/* libxml2 compares every attribute of a tag with every other: a tag with more
 * than a record may hold is not given to it. */
static bool too_many_attributes(struct text bytes)
{
    for (size_t at = 0; bytes.length > 4 * LIMIT_FIELDS && at < bytes.length;) {
        const struct token token = token_next(bytes, at);
        uint32_t signs = 0;
        if (token.kind == TOKEN_NONE)
            break;
        for (size_t i = token.begin;
             (token.kind == TOKEN_START || token.kind == TOKEN_EMPTY) &&
             i < token.end;
             i++)
            signs += bytes.at[i] == '=';
        if (signs > LIMIT_FIELDS)
            return true;
        at = token.end;
    }
    return false;
}

/* Takes what libxml2 reports without a parser, as a lack of memory: it would
 * print that. */
static void on_stray_error(void *user, xmlErrorPtr error)
{
    (void)user, (void)error;
}

/* A record of the slice through libxml2; what is left open is closed. */
static void parse_bytes(struct sax *p, const struct slice *slice)
{
    p->depth = p->beyond = 0;
    p->broken = p->done = p->too_deep = p->too_long = false;
    buffer_reset(&p->text);
    if (p->xml == NULL && !start_document(p)) {
        p->collector->result->record.arena.failed = true;
        forget_document(p);
        return;
    }
    p->result = p->collector->result;
    p->line_shift = (int64_t)slice->line - xmlSAX2GetLineNumber(p->xml);
    xmlParseChunk(p->xml, slice->bytes.at, (int)slice->bytes.length, 0);
    if (!p->done && slice->trouble == SLICE_WHOLE)
        on_xml_error(p, &(xmlError){.level = XML_ERR_FATAL,
                                    .code = XML_ERR_TAG_NOT_FINISHED});
    /* What is left open must not hold the next record. */
    p->broken = p->broken || !p->done;
    while (p->depth > 0)
        close_open_element(p);
    /* libxml2 does not tell every lack of memory by an error. */
    if (p->text.failed || p->xml->errNo == XML_ERR_NO_MEMORY)
        p->result->record.arena.failed = true;
}

/* The same with the thread's own handler of errors, which is the host's, put
 * aside. */
static void parse_without_reports(struct sax *p, const struct slice *slice)
{
    const xmlStructuredErrorFunc handler = xmlStructuredError;
    void *const context = xmlStructuredErrorContext;

    xmlSetStructuredErrorFunc(NULL, on_stray_error);
    parse_bytes(p, slice);
    xmlSetStructuredErrorFunc(context, handler);
}

static void note_xml_limits(struct sax *p, struct result *r)
{
    if (p->too_deep)
        note_add(r, NOTE_TOO_LONG,
                 WORDS("元素嵌套", note_format(r, "%d 层", LIMIT_DEPTH)));
    if (p->tree.full)
        note_add(
            r, NOTE_TOO_LONG,
            WORDS("一份文档的元素和属性", note_format(r, "%u 个", TREE_NODES)));
    if (p->too_long)
        note_add(r, NOTE_FIELD_TOO_LONG,
                 WORDS(note_format(r, "%u", LIMIT_FIELD_BYTES >> 10)));
}

/* False if the document is none of the dialect's pages. */
static bool read_tree(struct sax *p, struct result *r)
{
    if (p->tree.failed)
        r->record.arena.failed = true;
    if (path_read(&p->tree, p->collector))
        return true;
    note_add(r, NOTE_OTHER_PAGE, NULL);
    return false;
}

bool sax_run(struct sax *p, const struct slice *slice,
             struct collector *collector)
{
    p->collector = collector;
    if (too_many_attributes(slice->bytes)) {
        note_add(collector->result, NOTE_TOO_LONG,
                 WORDS("一个标签的属性",
                       note_format(collector->result, "%d 个", LIMIT_FIELDS)));
        return false;
    }
    if (p->xml != NULL && p->broken)
        forget_document(p);
    if (p->dialect != slice->dialect)
        forget_strings(p);
    p->dialect = slice->dialect;
    p->treed =
        (PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, p->dialect)->flags &
         DIALECT_PATHS) != 0;
    tree_begin(&p->tree);
    parse_without_reports(p, slice);
    note_xml_limits(p, collector->result);
    return !p->treed || read_tree(p, collector->result);
}

void sax_close(struct sax *p)
{
    if (p == NULL)
        return;
    forget_document(p);
    buffer_free(&p->text);
    tree_free(&p->tree);
    free(p);
}
