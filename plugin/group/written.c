/* The code of a group as results show it. */
#include <string.h>

#include "group/search.h"
#include "result/notes.h"

#define CATEGORY 3 /* characters: P81 */

/* Where `part` begins in t; t.length if it does not stand there. */
static size_t find_part_of_text(struct text t, struct text part)
{
    for (size_t at = 0; at + part.length <= t.length; at++)
        if (memcmp(t.at + at, part.at, part.length) == 0)
            return at;
    return t.length;
}

static struct text range_words(struct result *r, const struct pack_group *g)
{
    char first[CODE_MAX], last[CODE_MAX];
    const int n = (int)code_text(g->key, first);
    const int m = (int)code_text(g->last, last);

    return text_of(note_format(r, "%.*s-%.*s", n, first, m, last));
}

/* P80-P83+2 of a case of P81.900 is P81+2 where the region says so; a code that
 * does not hold the range stays (dip-rules.md 2.4). */
struct text group_written(struct search *s, const struct pack_group *g)
{
    const struct text code = pack_text(s->r->pack, g->group);
    char category[CODE_MAX];
    struct text range;
    size_t at;
    int n;

    if (!s->rules->range_category || g->kind != KIND_COMPREHENSIVE ||
        g->last.high == 0)
        return code;
    range = range_words(s->r, g);
    at = find_part_of_text(code, range);
    if (range.length == 0 || at == code.length)
        return code;
    n = (int)code_text(code_prefix(s->c.principal, CATEGORY), category);
    return text_of(note_format(s->r, "%.*s%.*s%.*s", (int)at, code.at, n,
                               category, (int)(code.length - at - range.length),
                               code.at + at + range.length));
}
