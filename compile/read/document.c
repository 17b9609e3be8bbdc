#include "compile/read/document.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "compile/read/source.h"

/* The first thing libxml2 finds wrong with the text. */
static void fault_syntax(struct region *r, const xmlParserCtxt *context,
                         bool empty)
{
    const xmlError *e = &context->lastError;
    char what[120] = "";

    if (empty || e->message != NULL)
        strncpy(what, empty ? "文件是空的" : e->message, sizeof what - 1);
    what[strcspn(what, "\n")] = '\0';
    fault_add(
        r->build->faults,
        (struct place){r->file, e->line > 0 ? (uint32_t)e->line : 0, 0, NULL},
        "请核对标签是否成对、引号是否完整；文字中的 < 写作 &lt;，& 写作 "
        "&amp;",
        "不是完整的 XML（%s）", what);
}

static xmlDoc *parse(struct region *r, const struct buffer *bytes)
{
    xmlParserCtxt *context = xmlNewParserCtxt();
    xmlDoc *doc = NULL;

    if (context == NULL)
        return NULL;
    doc = xmlCtxtReadMemory(
        context, bytes->data, (int)bytes->length, NULL, "UTF-8",
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
            XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA);
    if (doc == NULL) {
        fault_syntax(r, context, bytes->length == 0);
    } else if (doc->intSubset != NULL) {
        fault_add(r->build->faults, (struct place){r->file, 0, 0, NULL},
                  "请去掉 <!DOCTYPE ...>", "文件不能带 DTD");
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(context);
    return doc;
}

void document_open(struct document *d, struct build *b, const char *path,
                   const struct grammar *grammar)
{
    xmlNode *root;

    *d = (struct document){.grammar = grammar,
                           .region = {.build = b, .file = path}};
    d->region.folder = source_folder(path);
    if (d->region.folder == NULL ||
        !source_read(b, path, (struct place){0}, &d->bytes))
        return;
    d->doc = parse(&d->region, &d->bytes);
    if (d->doc == NULL)
        return;
    d->region.source = buffer_view(&d->bytes);
    root = xmlDocGetRootElement(d->doc);
    element_lines(&d->region, root);
    if (element_check(&d->region, root, grammar))
        d->root = root;
}

void document_close(struct document *d)
{
    if (d->region.arena.failed)
        fault_add(d->region.build->faults,
                  (struct place){d->region.file, 0, 0, NULL},
                  "请把长的条件和清单移到表里", "文件里的文字太多");
    xmlFreeDoc(d->doc);
    arena_free(&d->region.arena);
    buffer_free(&d->region.kinds);
    buffer_free(&d->bytes);
    free(d->region.folder);
}
