/*
 * plain.h -- records of plain markup, read without libxml2.
 *
 * Nearly every export is elements and attributes with text and no more:
 * ASCII names, no reference, no CDATA, comment, processing instruction or
 * namespace. Such a record is read here, in one pass over its bytes; the
 * moment anything else is met the record is refused and libxml2 takes it.
 * Both ways give the same leaves: tests/unit/test_plain.c and the fuzz target
 * fuzz_plain hold one against the other.
 */
#ifndef INPUT_PLAIN_H
#define INPUT_PLAIN_H

#include "base/limits.h"
#include "input/fields/names.h"
#include "input/reader.h"

enum plain_kind {
    PLAIN_OPEN,      /* an element with attributes or children */
    PLAIN_ATTRIBUTE, /* of the element opened last */
    PLAIN_LEAF,      /* an element without either */
    PLAIN_CLOSE      /* the end of an opened element */
};

struct plain_event {
    const struct known_name *name;
    struct text value; /* of ATTRIBUTE and LEAF; in the slice */
    uint32_t line;     /* in the source: where the start tag ends, or the
                          attribute's value begins */
    uint32_t kind;     /* enum plain_kind */
};

struct plain {
    struct names names;
    struct plain_event *events;
    uint32_t count, room;
    uint32_t stamp;  /* number of start tags with attributes */
    uint32_t marked; /* another dialect that a tag of the record marks, or
                        PACK_NONE */
};

/*
 * Reads the whole record of a slice into p->events. False, and p->events must
 * not be used, if it is not plain, breaks a limit, or memory is short. The
 * names hold until the next call.
 */
bool plain_read(struct plain *p, const struct pack *pack,
                const struct slice *slice);

void plain_free(struct plain *p);

#endif
