#include "draw.h"

/* SplitMix64. */
static uint64_t next(struct draw *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t draw_below(struct draw *d, uint32_t n)
{
    return (uint32_t)(next(d) % n);
}

int32_t draw_between(struct draw *d, int32_t from, int32_t to)
{
    return from + (int32_t)(next(d) % ((uint64_t)((int64_t)to - from) + 1));
}

bool draw_one_in(struct draw *d, uint32_t n)
{
    return draw_below(d, n) == 0;
}
