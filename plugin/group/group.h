/*
 * group.h -- which group of the catalogue a record falls in, and why.
 *
 * Excluded codes first; then layers in the region's order; in the first layer
 * with candidates the region's pick filters them until one is left
 * (docs/region.md; dip-rules.md 2.3 to 2.6). Cannot fail: no group is an answer
 * too.
 */
#ifndef GROUP_GROUP_H
#define GROUP_GROUP_H

#include "result/result.h"

/* Fills r->grouping, sentences and candidates included. */
void group_run(struct result *r);

/* The same without sentences and candidates: allocates nothing. */
void group_decide(struct result *r);

/* True if the row of GROUP stands among the candidates or their why not
 * (why-not.c). */
bool group_told(const struct result *r, uint32_t group);

/* Appends a sentence, which must live as long as the result, to
 * r->grouping.why, which has room for all there can be. */
void group_say(struct result *r, const char *sentence);

/* The same, made with printf words (result/notes.h). */
#define group_tell(r, ...) group_say(r, note_format(r, __VA_ARGS__))

/*
 * After group_run: fills r->grouping.why_not with every row of the record's
 * principal diagnosis (as a key or in a range, of any layer) that was not a
 * candidate; in a region that groups by DRG, with every row that something in
 * the record speaks for. At most LIMIT_CANDIDATES of them; a sentence says if
 * there are more.
 */
void group_why_not(struct result *r);

#endif
