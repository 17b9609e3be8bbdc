/*
 * stays.h -- records kept by the stay in hospital they belong to: record
 * number, day of admission, day of discharge.
 */
#ifndef COMMON_STAYS_H
#define COMMON_STAYS_H

#include "pipeline.h"

/* A kept record; its cells are bytes[cells] to bytes[end]. */
struct stay {
    size_t key, cells, end;
    uint32_t index, dialect;
    size_t source; /* its name in `bytes`, NUL behind it */
};

struct stays {
    const struct pack *pack;
    struct buffer bytes;
    struct buffer list; /* struct stay, by key once sorted */
};

/* Reads all records of a file with the pack; false after saying why. The pack
 * and `path` must outlive the stays. */
bool stays_read(struct stays *s, const struct pack *pack, const char *path);

/* False after saying that the record at hand was not read to its end and is not
 * counted. */
bool stays_whole(const struct pipeline *p);

/* Keeps the record at hand, whatever days it has; stays_find finds none that is
 * kept so. False without memory. */
bool stays_keep(struct stays *s, const struct pipeline *p);

/* The same for a record whose cells were put into a buffer one by one, in our
 * words (row 0: a scalar). */
void stays_cell(struct buffer *cells, uint16_t field, uint32_t row,
                struct text value);
bool stays_put(struct stays *s, struct text source, uint32_t index,
               uint32_t dialect, const struct buffer *cells);

/* After the last stays_read. */
void stays_sort(struct stays *s);

/* The stay that a record belongs to; NULL if there is none. A record that lacks
 * a day belongs to the only stay of its number. Of a record given twice, the
 * last one counts. */
const struct stay *stays_find(const struct stays *s,
                              const struct record *record);

/* The name of the source that a stay stands in. */
const char *stays_source(const struct stays *s, const struct stay *stay);

/* Puts a stay's cells into an empty record of the same pack. Its texts live as
 * long as the stays. */
void stays_load(const struct stays *s, const struct stay *stay,
                struct record *record);

/* Puts the scalars of a stay that the record lacks into it, and notes which
 * (STR032). The record may be of another pack. */
void stays_fill(const struct stays *s, const struct stay *stay,
                struct result *result, uint32_t dialect);

void stays_close(struct stays *s);

/* ---- a file's records, one after the other ------------------------------ */

/* Calls `take` with each record of a file; false after saying why not, or
 * when `take` says so. */
bool stays_each(const struct pack *pack, const char *path,
                const struct options *options,
                bool (*take)(void *context, struct pipeline *p), void *context);

#endif
