/*
 * hospital.h -- a hospital's own file, laid over its region's: who it is, its
 * departments, what its codes mean, and values for the region's sets.
 */
#ifndef COMPILE_REGION_HOSPITAL_H
#define COMPILE_REGION_HOSPITAL_H

#include "compile/read/document.h"
#include "compile/read/named.h"

/* Reads the file (NULL: none) and writes HOSPITAL and DEPARTMENT; closed by
 * the caller even after faults. */
void hospital_open(struct hospital *h, struct build *b, const char *path,
                   const char *knowledge);
void hospital_close(struct hospital *h);

/* Its <columns> add names to the dialects; after these, before hospital_codes
 * (hospital-columns.c). */
void hospital_columns(struct hospital *h);

/* Its <dictionary>s change what the codes of interfaces mean; after the
 * dialects (hospital-codes.c). */
void hospital_codes(struct hospital *h);

/* Everything below takes NULL for no hospital. */

/* What reading the elements of its file needs. */
struct region *hospital_region(struct hospital *h);

/* Flags of the steps it sets. */
uint16_t hospital_flags(const struct hospital *h);

/* Its <set>s of a name, and their number. */
size_t hospital_sets(const struct hospital *h, struct text name,
                     const struct named **first);

/* Its <lookup> of a name, or NULL. */
const xmlNode *hospital_lookup(const struct hospital *h, struct text name);

/* True if one of its sets holds wherever the insurance and the month, as
 * attributes write them, are asked for. */
bool hospital_fills(struct hospital *h, struct text name, struct text insurance,
                    struct text month);

/* Faults for sets of names that the region does not leave to it; after the
 * region's settlement. */
void hospital_unused(struct region *r);

#endif
