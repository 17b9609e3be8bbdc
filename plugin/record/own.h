/*
 * own.h -- the texts by which a record tells its own patient: names, numbers,
 * addresses and phones as they stand in the fields of identity, so that they
 * can be found where they should not stand. Part of struct record.
 */
#ifndef RECORD_OWN_H
#define RECORD_OWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct record;

struct own_text {
    struct text text;
    uint8_t identity; /* enum field_identity */
};

struct own {
    uint16_t *fields; /* ids of the scalars of identity */
    uint32_t field_count;
    struct own_text *texts;
    uint32_t count;
    bool looked;                   /* the record was looked through */
    uint64_t firsts[4], thirds[4]; /* bits: first and third bytes of texts */
};

/* Of an empty record; false without memory. */
bool own_open(struct record *r);

/* The texts of another content are to be looked for. */
void own_forget(struct own *own);

/* The texts, looked for when they are first asked for. */
const struct own *own_look(struct record *r);

static inline bool own_bit(const uint64_t bits[4], char byte)
{
    const unsigned char c = (unsigned char)byte;

    return (bits[c / 64] >> c % 64 & 1) != 0;
}

/* False if none of the texts stands at t[at], which most often is so. */
static inline bool own_may_begin(const struct own *own, struct text t,
                                 size_t at)
{
    return own_bit(own->firsts, t.at[at]) && at + 2 < t.length &&
           own_bit(own->thirds, t.at[at + 2]);
}

/* Bytes of the longest text that stands at t[at], 0 if none does. */
size_t own_at(const struct own *own, struct text t, size_t at);

void own_close(struct own *own);

#endif
