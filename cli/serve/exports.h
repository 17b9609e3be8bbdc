/*
 * exports.h -- a folder into which a HIS writes its exports: what is there,
 * the newest first.
 */
#ifndef SERVE_EXPORTS_H
#define SERVE_EXPORTS_H

#include <stdbool.h>

struct call;

/* False after saying why the folder cannot be read. */
bool exports_readable(const char *folder);

void answer_exports(struct call *c);
void answer_export(struct call *c);

#endif
