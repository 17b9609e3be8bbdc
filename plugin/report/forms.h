/*
 * forms.h -- a report as rows of cells or as XML, for hosts that have no
 * reader of JSON. docs/hosts.md says which columns and elements there are.
 */
#ifndef REPORT_FORMS_H
#define REPORT_FORMS_H

#include "base/buffer.h"
#include "pack/pack.h"

/* Appends rows to out: of an object with nothing but objects and lists (a line
 * of report_json) one for each of them; else one of the kind `kind`. */
void report_tsv(struct text json, const char *kind, struct buffer *out);

/* Appends an element `name`. */
void report_xml(struct text json, const char *name, struct buffer *out);

/* A pack's description as a JSON line. */
void report_info(const struct pack *pack, struct buffer *out);

#endif
