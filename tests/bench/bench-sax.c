/*
 * bench-sax FILE -- a bare libxml2 SAX2 parse: the yardstick of the bench.
 *
 * Counts elements, attributes and bytes of text and keeps nothing. The file's
 * own declaration says its encoding.
 */
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64 << 10)

struct counts {
    unsigned long long elements, attributes, characters;
};

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespaces,
                     const xmlChar **namespace_list, int attributes,
                     int defaulted, const xmlChar **attribute_list)
{
    struct counts *counts = context;

    (void)name, (void)prefix, (void)uri, (void)namespaces;
    (void)namespace_list, (void)defaulted, (void)attribute_list;
    counts->elements++;
    counts->attributes += (unsigned)attributes;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void on_characters(void *context, const xmlChar *text, int length)
{
    struct counts *counts = context;

    (void)text;
    counts->characters += (unsigned)length;
}

static int parse(int file, struct counts *counts)
{
    static char chunk[CHUNK];
    xmlSAXHandler sax;
    xmlParserCtxtPtr parser;
    ssize_t n = read(file, chunk, sizeof(chunk));
    int failed;

    memset(&sax, 0, sizeof(sax));
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_characters;
    parser = xmlCreatePushParserCtxt(&sax, counts, NULL, 0, NULL);
    if (parser == NULL)
        return 1;
    for (; n > 0; n = read(file, chunk, sizeof(chunk)))
        if (xmlParseChunk(parser, chunk, (int)n, 0) != 0)
            break;
    xmlParseChunk(parser, chunk, 0, 1);
    failed = n != 0 || !parser->wellFormed;
    xmlFreeParserCtxt(parser);
    return failed;
}

int main(int argc, char **argv)
{
    struct counts counts = {0};
    const int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;

    if (file < 0 || parse(file, &counts) != 0) {
        fputs("bench-sax: no file, or not well formed\n", stderr);
        return 2;
    }
    printf("%llu elements, %llu attributes, %llu bytes of text\n",
           counts.elements, counts.attributes, counts.characters);
    close(file);
    return 0;
}
