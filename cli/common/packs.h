/*
 * packs.h -- the packs a command was given with -p: none, one, several for
 * comparison, or a folder from which each record takes the one of its day.
 */
#ifndef COMMON_PACKS_H
#define COMMON_PACKS_H

#include "pack/pack.h"
#include "record/record.h"

#define PACKS_MAX 64

struct packs {
    struct pack *list[PACKS_MAX]; /* of a folder: by the first day of their
                                     validity */
    uint32_t count;
    bool by_day; /* they come from a folder */
};

/*
 * Opens what was given: no path means $PREGROUP_PACK or the built-in pack; a
 * folder (all its *.pack) must stand alone. False after saying why; close
 * them in either case.
 */
bool packs_open(struct packs *packs, char *const *paths, uint32_t count);
void packs_close(struct packs *packs);

/* The pack of the record's day of discharge: the last to begin of those whose
 * validity holds it; else the last that began before it; else the first.
 * Without such a day the newest one. */
uint32_t packs_of_record(const struct packs *packs, const struct record *r);

/* The dialect of a pack by its name; PACK_NONE if it has none. */
uint32_t packs_dialect(const struct pack *pack, struct text name);
struct text packs_dialect_name(const struct pack *pack, uint32_t dialect);

#endif
