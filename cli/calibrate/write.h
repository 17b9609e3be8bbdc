/*
 * write.h -- what was found as files: the hospital's, and, for what that cannot
 * hold, the region's beside it.
 */
#ifndef CALIBRATE_WRITE_H
#define CALIBRATE_WRITE_H

#include "calibrate/fit/observed.h"
#include "search.h"

struct written {
    const char *region, *existing; /* what was read; existing may be NULL */
    const char *path;              /* of the hospital's new file */
    char *region_path; /* of the region's; NULL: nothing of it is changed */
    struct buffer hospital_text, region_text;
    unsigned made; /* how many of the two files are ours */
};

/* Where the files are to go; false after saying that one is there already, or
 * that the folder is not. */
bool written_open(struct written *w, const char *region, const char *existing,
                  const char *path);
void written_close(struct written *w);

/* Makes and writes them, with or without the formulas that were found; false
 * after saying why not. */
bool write_found(struct written *w, const struct calibration *c,
                 const struct search_result *s, const struct fit_result *fit,
                 bool formulas);

/* Writes the settings of grouping that are not the region's into its text; how
 * many they are (write-grouping.c). */
uint32_t write_knobs(struct edit *e, const struct knobs *k,
                     const struct search_result *s);

/* Takes away what was written. */
void written_drop(struct written *w);

#endif
