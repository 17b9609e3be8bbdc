/*
 * own-checks.h -- the checks that are in no rule file: what the program itself
 * finds in files, codes, groups and batches. Their ids and words stand in this
 * table alone: the code that finds something fills them in, lists and pages
 * print them.
 */
#ifndef PACK_OWN_CHECKS_H
#define PACK_OWN_CHECKS_H

#include "pack/pack.h"

/* What ends with this would be paid more. */
#define NO_ADVICE "；以病历为准；不作建议"

struct own_check {
    const char *id, *title;
    uint8_t severity; /* enum severity */
    /* Sentences; each 〔name〕 is a place to be filled in. */
    const char *message, *advice, *basis;
    uint8_t softer;          /* what the severity is instead ... */
    const char *softer_when; /* ... of these; 0, NULL: nowhere */
};

/* One for each check, in the order in which they are listed. A special case of
 * a check, with words of its own, has a number behind the check's. */
enum note {
    NOTE_BROKEN,
    NOTE_LABEL,
    NOTE_NO_LABEL,
    NOTE_JSON_NOT_UTF8,
    NOTE_UNDECODABLE,
    NOTE_CONTROL,
    NOTE_BARE,
    NOTE_UNKNOWN,
    NOTE_UNKNOWN_FIELD,
    NOTE_REPEATED,
    NOTE_PRIVATE,
    NOTE_LENGTH,
    NOTE_BLANKS,
    NOTE_WIDE,
    NOTE_GAP,
    NOTE_ROWS,
    NOTE_DRESSED,
    NOTE_SWITCHED,
    NOTE_TOO_LONG,
    NOTE_FIELD_TOO_LONG,
    NOTE_FIELDS_TOO_MANY,
    NOTE_CUT,
    NOTE_NOTHING,
    NOTE_ARCHIVE,
    NOTE_FOREIGN,
    NOTE_UNREADABLE,
    NOTE_SKIPPED,
    NOTE_SKIPPED_ROWS,
    NOTE_DOCTYPE,
    NOTE_FINDINGS,
    NOTE_RANGE,
    NOTE_BOMB,
    NOTE_NO_JSON,
    NOTE_OTHER_PAGE,
    NOTE_FILLED,
    NOTE_UNFINISHED,
    NOTE_DIGITS,
    NOTE_TABLE_UNKNOWN,
    NOTE_TABLE_OVER,
    NOTE_TABLE_LACKING,
    NOTE_TABLE_QUOTE,
    NOTE_EXCEL_SERIAL,
    NOTE_EXCEL_ZERO,
    NOTE_EXCEL_BENT,
    NOTE_EXCEL_ROUND,
    NOTE_UNREAD,
    NOTE_ID_CASE,
    NOTE_CASE,
    NOTE_CASE_SEVERAL,
    NOTE_SIGNS,
    NOTE_FORM,
    NOTE_MASKED,
    NOTE_VALIDITY,
    NOTE_HOSPITAL,
    NOTE_MAPPED,
    NOTE_MAPPED_SEVERAL,
    NOTE_MAPPED_NONE,
    NOTE_NEAREST,
    NOTE_GRAY,
    NOTE_GRAY_SIBLINGS,
    NOTE_UNUSED,
    NOTE_NEAR_ROW,
    NOTE_ORDER,
    NOTE_EXCLUDED,
    NOTE_EXCLUDED_SIBLINGS,
    NOTE_SIMPLE,
    /* Across the pages of a batch. No pack changes their severity, as a batch
       may use several. */
    NOTE_SAME_NUMBER,
    NOTE_SAME_DATES,
    NOTE_SOON,
    NOTE_OVERLAP,
    NOTE_REFERRAL,
    NOTE_MASKED_MOST,
    NOTE_MASKED_SOME,
    NOTE_COUNT,
    NOTE_OF_BATCH = NOTE_SAME_NUMBER
};

/* The row of a check. What a special case does not change, it has from its
 * check. */
struct own_check own_check(enum note note);

/* The check with this id, case folded; NOTE_COUNT if there is none. */
enum note own_check_find(struct text id);

/* What a hospital says of the check with this id; NULL: nothing. */
const struct pack_override *own_check_override(const struct pack *p,
                                               struct text id);

/* Writes the sentence, its places filled with the words in turn; a NULL ends
 * the words. Moves *words behind those it took. Places without a word stay as
 * they are; what does not fit is cut. Returns the bytes written without the
 * NUL. */
size_t own_check_fill(const char *sentence, const char *const **words,
                      char *out, size_t room);

#endif
