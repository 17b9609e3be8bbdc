/*
 * document.h -- an XML source: region.xml or a hospital's file.
 */
#ifndef COMPILE_READ_DOCUMENT_H
#define COMPILE_READ_DOCUMENT_H

#include "compile/read/element.h"

struct document {
    struct region region; /* what reading its elements needs */
    struct buffer bytes;
    xmlDoc *doc;
    const xmlNode *root; /* NULL: it could not be read, a fault says why */
    const struct grammar *grammar;
};

/* A hospital's file, laid over the region: it fills what the region leaves
 * open. */
struct hospital {
    struct document document; /* root NULL: there is none */
    bool sample;
    struct buffer sets, lookups, files; /* its elements (named.h) */
    struct buffer filled; /* the sets by name, insurance and month */
};

/* Reads the file and checks it against the grammar. Closed by the caller even
 * when `root` is NULL. */
void document_open(struct document *d, struct build *b, const char *path,
                   const struct grammar *grammar);
void document_close(struct document *d);

/* Validates against the grammar's schema, looked for in
 * knowledge/../schemas; adds faults only for lines that have none yet
 * (schema.c). */
void document_schema(struct document *d, const char *knowledge);

#endif
