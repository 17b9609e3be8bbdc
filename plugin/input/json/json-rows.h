/*
 * json-rows.h -- which row of its list each object of an array is.
 *
 * The dialect says which member tells the kind of an object (`kind`), that it
 * is the principal one (`first=1`) or that it does not count (`skip=*`).
 */
#ifndef INPUT_JSON_JSON_ROWS_H
#define INPUT_JSON_JSON_ROWS_H

#include <jansson.h>

#include "result/result.h"

#define JSON_PATH_MAX 256

/* A path of names in a message, written piece by piece. */
struct json_path {
    char at[JSON_PATH_MAX];
    size_t length;
    bool loose; /* names in it may lack the `_` of the dialect */
};

/* Appends head and tail; false, and nothing appended, if they do not fit. */
bool json_path_add(struct json_path *path, const char *head, struct text tail);

/* Tag of the path; NULL if there is none. */
const struct pack_tag *json_tag(const struct pack *pack, uint32_t dialect,
                                const struct json_path *path);

/* Tag of the path with `.name` behind it; NULL if there is none. */
const struct pack_tag *json_path_tag(const struct pack *pack, uint32_t dialect,
                                     const struct json_path *path,
                                     struct text name);

struct json_row {
    json_t *object;         /* borrowed */
    struct json_path known; /* as the dialect writes it: `diseinfo[]`, or
                               `diseinfo[]:2` for one of kind 2 */
    uint32_t row;           /* in its list; 0 if it is of none */
    uint8_t list;           /* enum record_list */
    bool first;
    bool skip; /* nothing of it counts */
};

/*
 * The rows of an array of objects; NULL without memory. `known` is the array's
 * path with `[]`; `used` how many rows each list has from arrays before.
 */
struct json_row *json_rows(struct result *r, uint32_t dialect, json_t *array,
                           const struct json_path *known, uint32_t *used,
                           size_t *count);

#endif
