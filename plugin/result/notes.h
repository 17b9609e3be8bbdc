/*
 * notes.h -- findings of the program's own checks (pack/own-checks.h), which
 * every step may add: what no rule text can see.
 */
#ifndef RESULT_NOTES_H
#define RESULT_NOTES_H

#include "pack/own-checks.h"
#include "result.h"

/* What fills the places of a check's sentences. */
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Adds a note. The words fill the places of its message, then of its basis and
 * its advice; NULL: there are no places. Returns the finding to be completed,
 * or NULL beyond the limit. */
struct finding *note_add(struct result *r, enum note note,
                         const char *const *words);

/* Gives a note the words of a special case of its check. */
void note_say(struct result *r, struct finding *f, enum note note,
              const char *const *words);

/* What the finding `f` says stands behind the advice of another. */
void note_join(struct result *r, const struct finding *f, struct finding *to);

/* The advice of a note, its places filled, behind the advice of a finding. */
void note_advise(struct result *r, struct finding *f, enum note note,
                 const char *const *words);

/* Replaces the last finding kept by one that says how many were lost. */
void notes_lost(struct result *r);

/* Points a finding at a cell: field, row, tag, line, value. NULL f allowed. */
void note_at(struct finding *f, uint16_t field, uint32_t row,
             const struct cell *cell);

/* A copy with a NUL in the record's arena; "" without memory. */
const char *note_text(struct result *r, struct text t);

/* The texts one behind the other, a copy like that; for what is said of every
 * record, where printf costs as much as the rest of grouping. */
#define NOTE_JOINED(r, ...)                                                    \
    note_joined(r, (const struct text[]){__VA_ARGS__},                         \
                sizeof((const struct text[]){__VA_ARGS__}) /                   \
                    sizeof(struct text))
const char *note_joined(struct result *r, const struct text *texts,
                        size_t count);

/* Text made with printf words in the record's arena; "" without memory. */
const char *note_format(struct result *r, const char *format, ...)
    ERROR_FORMAT(2, 3);

#endif
