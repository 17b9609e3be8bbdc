#include "batch/sums/pairs.h"

struct text pair_join(struct buffer *room, struct text first,
                      struct text second)
{
    buffer_reset(room);
    buffer_text(room, first);
    buffer_char(room, '\t');
    buffer_text(room, second);
    return buffer_view(room);
}

struct text pair_first(struct text joined)
{
    size_t at = 0;

    while (at < joined.length && joined.at[at] != '\t')
        at++;
    return (struct text){joined.at, at};
}

struct text pair_second(struct text joined)
{
    const size_t at = pair_first(joined).length;

    return at == joined.length
               ? TEXT("")
               : (struct text){joined.at + at + 1, joined.length - at - 1};
}
