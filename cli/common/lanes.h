/*
 * lanes.h -- one file on its way through several packs at the same time.
 */
#ifndef COMMON_LANES_H
#define COMMON_LANES_H

#include "packs.h"
#include "pipeline.h"
#include "sheets/sheets.h"

struct lane {
    struct pipeline pipeline;
    int fd;
    int64_t at;  /* next byte to read, where several read the same file */
    bool shared; /* they do */
    bool may_not_end;
    uint64_t barren; /* bytes since the last record of what may not end */
    bool at_end;     /* no record is at hand */
    unsigned char head[SHEETS_HEAD]; /* read to see what it is */
    size_t head_at, head_end;
    const char *file;      /* its name */
    struct sheets *sheets; /* of a workbook and its like, else NULL */
    struct buffer name;    /* of the sheet at hand, behind the file's */
    bool tells;            /* what is passed over: one lane of several does */
    bool lost;             /* it was told that the sheets cannot be read on */
};

struct lanes {
    const struct packs *packs;
    struct lane *list; /* one per pack */
    uint32_t count;
};

/* Opens a way per pack through the bytes of fd (of a workbook, through its
 * sheets, one after the other), which stays the caller's; what
 * cannot be read twice is kept in a temporary file. False after saying why;
 * close them in either case. */
bool lanes_open(struct lanes *lanes, const struct packs *packs, int fd,
                const char *name, const struct options *options);
void lanes_close(struct lanes *lanes);

/* Walks the next record on every lane. PIPELINE_END at the end of all;
 * PIPELINE_UNFINISHED, after saying why, if one lane could not finish it: the
 * command then ends with EXIT_FAILED, whatever else comes. */
enum pipeline_step lanes_next(struct lanes *lanes);

/* The lane whose pack is that of the record's day of discharge; without such
 * a day the newest one. */
uint32_t lanes_of_day(const struct lanes *lanes);

#endif
