/*
 * codetext.h -- codes as they stand in published tables.
 */
#ifndef COMPILE_CODETEXT_H
#define COMPILE_CODETEXT_H

#include "base/code.h"
#include "base/text.h"

/*
 * The key of a code: blanks anywhere (line ends in cells too) are cut, case is
 * folded. False if nothing is left, it is too long, or holds anything but
 * ASCII letters, digits, point, hyphen and slash.
 */
bool codetext_key(struct text t, struct code *out);

/* The same for a diagnosis: what stands before a `+` or `*`. */
bool codetext_diagnosis(struct text t, struct code *out);

/* True for empty cells and what bureaus write in them: - / 无 nan NULL. */
bool codetext_empty(struct text t);

#endif
