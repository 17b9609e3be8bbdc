/*
 * lookup.h -- codes by what a coder types: a code, words of a name, its
 * pinyin or initials, or a mixture (急性lwy), several words in any order.
 *
 * Searched are the region's tables; of a region without any, the categories of
 * ICD-10 and ICD-9-CM-3. What is found is no advice: what may be coded is what
 * the record supports.
 */
#ifndef PLUGIN_LOOKUP_H
#define PLUGIN_LOOKUP_H

#include "base/buffer.h"
#include "pack/pack.h"

#define LOOKUP_MOST 200 /* codes that one search gives at most */

/* The pack must outlive it; it may be used by one thread at a time. NULL
 * without memory. */
struct lookup *lookup_open(const struct pack *pack);

enum lookup_system { LOOKUP_DIAGNOSES = 1, LOOKUP_PROCEDURES = 2 };

struct lookup_hit {
    enum lookup_system system;
    struct code code;
    struct text name;
    uint8_t fit;
    uint32_t length; /* of the name */
};

/* The codes of these systems (bits) that fit, best first, at most `limit` of
 * them; how many. They hold until the next call. An empty text finds
 * nothing. */
uint32_t lookup_find(struct lookup *lookup, struct text query, unsigned systems,
                     uint32_t limit, const struct lookup_hit **out);

/*
 * Appends what was found last as a JSON list of
 *   {"system":"diagnosis"|"procedure","code","name","gray":bool,
 *    "principal":"any"|"unsuited"|"never"|null,"class":text|null,
 *    "level":1..4|null}
 * `principal` is of diagnoses: whether one may be the principal one; class and
 * level are of procedures.
 */
void lookup_json(const struct lookup *lookup, struct buffer *out);

void lookup_close(struct lookup *lookup);

#endif
