/*
 * json-lex.h -- the signs of JSON in raw bytes, as far as cutting and mending
 * need them; jansson judges.
 *
 * Works on UTF-8 and, if told so, on GB18030, where `\` may be the second byte
 * of a character. A string that is not closed on its line ends there if the
 * next line begins like JSON; any other line end in a string is a part of it.
 * Pure functions; any thread.
 */
#ifndef INPUT_JSON_JSON_LEX_H
#define INPUT_JSON_JSON_LEX_H

#include "base/text.h"

enum json_kind {
    JSON_END,   /* no more bytes */
    JSON_OPEN,  /* { or [ */
    JSON_CLOSE, /* } or ] */
    JSON_COLON,
    JSON_COMMA,
    JSON_QUOTED, /* a string, quotes included; `closed` if it has its end */
    JSON_WORD,   /* anything else: a number, true, what is no JSON */
    JSON_PARTIAL /* the bytes end inside a string or a word */
};

struct json_token {
    enum json_kind kind;
    size_t begin, end; /* in the text */
    bool closed;
};

/* The token at or behind t[at]. */
struct json_token json_next(struct text t, size_t at, bool gb18030);

/* What stands between the quotes of a QUOTED token. */
struct text json_inside(struct text t, const struct json_token *token);

#endif
