/*
 * json-cut.h -- where the messages of a JSON source begin and end, on raw
 * bytes.
 *
 * How messages are packed is not known: one message, an array of them, one on
 * each line, in an envelope or not. A message is the object that has the first
 * name of a key tag as a member: for the key `setlinfo.medcasno` the object
 * with a member `setlinfo` that is an object with a member `medcasno`; for a
 * key of a dialect of XML, `BAH`, the object with a member `BAH`; a name alone
 * makes no page. A message that is not closed ends where the next one begins.
 * Memory is bounded by one message.
 */
#ifndef INPUT_JSON_JSON_CUT_H
#define INPUT_JSON_JSON_CUT_H

#include "base/limits.h"
#include "input/decode/window.h"

#define JSON_NAME_MAX 64 /* longer names of members are no key tags */

struct json_name {
    char at[JSON_NAME_MAX];
    size_t length;
};

/* An open object or array. */
struct json_level {
    uint64_t begin;        /* window.position of its bracket */
    struct json_name name; /* of the member it is; empty without */
    char bracket;
    bool told;       /* it was a message and has been handed out */
    bool named;      /* it has a key tag of a page */
    uint8_t dialect; /* of which that is */
    uint8_t members; /* tags of a page that tell no identity; at most 2 */
};

/* All zero but for the pack at first. */
struct json_cutter {
    const struct pack *pack;
    struct json_level levels[LIMIT_DEPTH];
    uint32_t depth, beyond; /* levels open, and open beyond LIMIT_DEPTH */
    struct json_name last;  /* the last string */
    struct json_name name;  /* of the member whose value comes */
    uint64_t at;            /* window.position scanned up to */
    size_t given;           /* length of the message given last */
    bool found;             /* levels[record] is a message */
    bool any;               /* there has been one */
    uint32_t record;
    uint8_t dialect;      /* of the message */
    uint8_t next_dialect; /* of the last key tag */
    uint32_t skipped; /* outermost values without a message, since the last */
    uint32_t column;  /* of the window's first byte, from 1 */
    /* Where there has been no message yet, a string that may hold one: json_cut
     * returns at it, to be called again, or with json_behind. */
    bool asks;         /* set by the caller: strings are of interest */
    bool asked;        /* the string's quote stands at `at` */
    bool encoded;      /* and a dialect says that it is in base64 */
    bool declared64;   /* a name or a value so far speaks of base64 */
    uint64_t answered; /* strings before this are of no interest */
};

/*
 * Moves the window to the next message. Its length, at most `max`, is
 * *length; for SLICE_CUT up to the end or the next message, for
 * SLICE_TOO_LONG what is there. SLICE_NOTHING if there are no more.
 */
enum slice_trouble json_cut(struct json_cutter *c, struct window *w, size_t max,
                            bool gb18030, size_t *length);

/* The string that was asked about is taken by the caller: the messages that
 * are open around it are none. */
void json_take_string(struct json_cutter *c);

/* Goes on behind the message given last, if there was one. */
void json_pass(struct json_cutter *c, struct window *w);

#endif
