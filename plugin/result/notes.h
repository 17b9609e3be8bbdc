/*
 * notes.h -- findings about bytes, encoding and structure (STR and a few FMT
 * rules): what no rule text can see, because it is mended before.
 */
#ifndef RESULT_NOTES_H
#define RESULT_NOTES_H

#include "result.h"

enum note {
    NOTE_BROKEN,      /* STR001 not well formed */
    NOTE_LABEL,       /* STR002 declared encoding is not the real one */
    NOTE_NO_LABEL,    /* STR003 no declaration, GB18030 */
    NOTE_UNDECODABLE, /* STR004 */
    NOTE_CONTROL,     /* STR005 */
    NOTE_BARE,        /* STR006 bare & or < */
    NOTE_UNKNOWN,     /* STR007 unknown tags */
    NOTE_REPEATED,    /* STR008 a field twice */
    NOTE_PRIVATE,     /* STR009 private-use characters */
    NOTE_LENGTH,      /* STR011 longer than the field */
    NOTE_BLANKS,      /* STR012 */
    NOTE_WIDE,        /* STR013 full-width */
    NOTE_GAP,         /* STR015 an empty row before a filled one */
    NOTE_ROWS,        /* STR016 more than 40 others */
    NOTE_DRESSED,     /* STR017 separators or units in a number */
    NOTE_SWITCHED,    /* STR018 the encoding changes within a source */
    NOTE_TOO_LONG,    /* STR019 a limit is met */
    NOTE_CUT,         /* STR020 the source ends inside a record */
    NOTE_NOTHING,     /* STR021 no front page */
    NOTE_ARCHIVE,     /* STR022 an archive: batch reads it */
    NOTE_FOREIGN,     /* STR023 another kind of file */
    NOTE_UNREADABLE,  /* STR024 */
    NOTE_OTHER_PAGE,  /* STR031 a document of another kind */
    NOTE_BOMB,        /* STR029 unpacks to more than is believable */
    NOTE_NO_JSON,     /* STR030 this build reads no JSON */
    NOTE_FILLED,      /* STR032 fields from the page of the same stay */
    NOTE_SKIPPED,     /* STR025 content outside records */
    NOTE_DOCTYPE,     /* STR026 DOCTYPE, not followed */
    NOTE_FINDINGS,    /* STR027 more findings than are kept */
    NOTE_RANGE,       /* STR028 a number beyond what can be counted */
    NOTE_CASE,        /* FMT027 case of a code */
    NOTE_ID_CASE,     /* FMT011 small x in an ID number */
    NOTE_VALIDITY,    /* PCK001 discharge outside the pack's validity */
    NOTE_HOSPITAL,    /* PCK002 the record is another hospital's */
    NOTE_COUNT
};

/* Adds a note. `message` is what was found (a copy is kept), NULL for the
 * note's own sentence. Returns the finding to be completed, or NULL beyond
 * the limit. */
struct finding *note_add(struct result *r, enum note note, const char *message);

/* What a note says of itself, for those who list the checks. */
struct note_about {
    const char *id, *message, *advice;
    uint8_t severity; /* enum severity */
};
struct note_about note_about(enum note note);

/* The last finding kept gives way to one that says how many were lost. */
void notes_lost(struct result *r);

/* Points a finding at a cell: field, row, tag, line, value (identity masked).
 * NULL f allowed. */
void note_at(struct result *r, struct finding *f, uint16_t field, uint32_t row,
             const struct cell *cell);

/* A copy with a NUL in the record's arena; "" without memory. */
const char *note_text(struct result *r, struct text t);

/* Text made with printf words in the record's arena; "" without memory. */
const char *note_format(struct result *r, const char *format, ...)
    ERROR_FORMAT(2, 3);

#endif
