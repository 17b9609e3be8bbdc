/*
 * json-mistake.h -- what jansson refused, in a coder's words.
 */
#ifndef INPUT_JSON_JSON_MISTAKE_H
#define INPUT_JSON_JSON_MISTAKE_H

#include <jansson.h>

#include "input/decode/slice.h"
#include "result/result.h"

/* Adds STR001 with line and column in the source. `error` is of the text that
 * json_prepare made of the slice; `scratch` is used up. */
void json_mistake(struct result *r, const struct slice *slice,
                  const json_error_t *error, struct buffer *scratch);

#endif
