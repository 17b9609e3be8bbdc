/*
 * folder.h -- the packs that a run may choose from: one, several that are
 * compared, or a folder of them, from which each record takes the one of its
 * day of discharge.
 */
#ifndef LOAD_FOLDER_H
#define LOAD_FOLDER_H

#include "load/load.h"
#include "record/record.h"

#define PACKS_MAX 64

struct packs {
    struct pack *list[PACKS_MAX]; /* of a folder: by the first day of their
                                     validity */
    uint32_t count;
    bool by_day; /* they come from a folder */
};

/* True if the path, which may be NULL, is a folder. */
bool packs_is_folder(const char *path);

/* Adds a pack, which is theirs from now on. E_ARG, and the pack is closed, if
 * there are PACKS_MAX already. */
pregroup_status packs_add(struct packs *packs, struct pack *pack,
                          struct pregroup_error *err);

/* Adds the pack of a file, or all of a folder (its *.pack), which must be the
 * only one added; no two of them are valid on one day. E_ARG, E_IO, E_TABLE,
 * E_NOMEM; close them in either case. */
pregroup_status packs_add_path(struct packs *packs, const char *path,
                               struct pregroup_error *err);

void packs_close(struct packs *packs);

/* The pack of the record's day of discharge: the last that began by then, else
 * the first; its validity may hold the day or not.
 * Without such a day the newest one. */
uint32_t packs_of_record(const struct packs *packs, const struct record *r);

#endif
