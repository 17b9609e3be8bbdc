/*
 * journal.h -- how far the files under DIR/.pregroup are good.
 *
 * `begin` says what is run (inputs, pack, options); `journal` gets a line
 * behind every block that is written: where the feed stands and how long each
 * file is. A process that is killed leaves the system's cache whole, so the
 * last line holds; after a restart of the machine only lines count that were
 * written after fdatasync (`S`). Each line has a checksum, so that a torn one
 * does not count.
 */
#ifndef BATCH_TABLES_JOURNAL_H
#define BATCH_TABLES_JOURNAL_H

#include "base/buffer.h"
#include "batch/feed/feed.h"

enum batch_table { TABLE_RESULTS, TABLE_FINDINGS, TABLE_CASES, TABLES };

struct mark {
    struct position at; /* of the feed */
    uint64_t sizes[TABLES];
    uint64_t digests[TABLES]; /* of so many bytes of them */ /* of the files */
    uint64_t records, errors, left_out;
    uint8_t mode; /* of the decoder */
    bool synced;  /* the files were on disk before */
    bool whole;   /* the last mark: all inputs were read */
    bool ready;   /* every file is made; they only need names */
};

/* Appends a mark to the journal; false and errno if that is not possible. */
bool journal_add(int fd, const struct mark *mark);

/* The last mark that holds; false if there is none. `same_boot`: lines
 * without fdatasync hold too. *end is the offset behind it. */
bool journal_last(int fd, bool same_boot, struct mark *out, uint64_t *end);

/* The id of the machine's present boot, "" if it has none. */
void journal_boot(char out[64]);

#endif
