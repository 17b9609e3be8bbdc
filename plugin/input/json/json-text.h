/*
 * json-text.h -- a message as jansson should see it.
 *
 * jansson gives no lines, reads numbers as binary ones and refuses what a
 * front page may well hold. So every value becomes a string with the number of
 * its line in front: an amount stays as it is written. Control characters
 * become the reader's marks.
 */
#ifndef INPUT_JSON_JSON_TEXT_H
#define INPUT_JSON_JSON_TEXT_H

#include "base/buffer.h"

#define JSON_LINE_DIGITS 8 /* hexadecimal ones before every value */

enum json_prepared {
    JSON_TEXT_DONE,
    JSON_TEXT_MANY, /* more than LIMIT_FIELDS values, objects and arrays */
    JSON_TEXT_DEEP, /* nested deeper than LIMIT_DEPTH: jansson uses recursion,
                       as does whoever reads its tree */
    JSON_TEXT_STOPPED, /* at `stop` */
    JSON_TEXT_MEMORY
};

/*
 * Writes the message t, which begins in `line` of its source, to out. With
 * `stop` not 0 it ends where the output has that many bytes; *at is then the
 * place in t that it stopped at.
 */
enum json_prepared json_prepare(struct text t, uint32_t line, size_t stop,
                                struct buffer *out, size_t *at);

/* Returns the line that stands in front of a value, and moves the value behind
 * it. */
uint32_t json_value_line(struct text *value);

#endif
