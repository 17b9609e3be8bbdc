/*
 * write.h -- a record in the form of a target.
 *
 * The head stands before the first record and the foot behind the last; both
 * may be empty.
 */
#ifndef CLI_CONVERT_WRITE_H
#define CLI_CONVERT_WRITE_H

#include "convert/value.h"

struct writer {
    const struct plan *plan;
    struct losses *losses;
    struct buffer *out;
    struct word word; /* at hand */
};

void write_head(const struct plan *p, struct buffer *out);
void write_record(struct writer *w, const struct record *r);
void write_foot(const struct plan *p, struct buffer *out);

/* ---- the forms ----------------------------------------------------------- */

void write_flat(struct writer *w, const struct record *r);
void write_nested(struct writer *w, const struct record *r);
void write_json(struct writer *w, const struct record *r);

/* ---- for the XML forms --------------------------------------------------- */

void xml_open(struct buffer *out, unsigned depth, struct text name);
void xml_close(struct buffer *out, unsigned depth, struct text name);

/* <name>text</name>, escaped, on a line of its own. */
void xml_element(struct buffer *out, unsigned depth, struct text name,
                 struct text text);

#endif
