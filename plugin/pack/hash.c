/* The hash of packs: four lanes, each a chain of steps that can be undone, so
 * that damage to any one word always shows. */
#include <string.h>

#include "pack/pack.h"

#define STRIPE 32u /* a word for each lane */

#define FACTOR_A 0x9e3779b97f4a7c15u
#define FACTOR_B 0xc2b2ae3d27d4eb4fu
#define FACTOR_C 0x165667b19e3779f9u
#define FACTOR_D 0xd6e8feb86659fd93u

/* By value all along, so that the lanes stay in registers. */
struct lanes {
    uint64_t a, b, c, d;
};

static uint64_t step(uint64_t lane, const unsigned char *at, uint64_t factor)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    lane = (lane ^ word) * factor;
    return lane << 29 | lane >> 35;
}

static struct lanes stripe(struct lanes l, const unsigned char *at)
{
    return (struct lanes){step(l.a, at, FACTOR_A), step(l.b, at + 8, FACTOR_B),
                          step(l.c, at + 16, FACTOR_C),
                          step(l.d, at + 24, FACTOR_D)};
}

static uint64_t stir(uint64_t n)
{
    n ^= n >> 32;
    n *= 0xd6e8feb86659fd93u;
    n ^= n >> 29;
    n *= 0x9e3779b97f4a7c15u;
    return n ^ n >> 32;
}

uint64_t pack_hash(const void *bytes, size_t size, uint64_t seed)
{
    const unsigned char *at = bytes;
    struct lanes l = {seed ^ FACTOR_A, seed ^ FACTOR_B, seed ^ FACTOR_C,
                      seed ^ FACTOR_D};
    uint64_t hash = stir(seed + size);
    unsigned char tail[STRIPE] = {0};
    size_t left = size;

    for (; left >= STRIPE; left -= STRIPE, at += STRIPE)
        l = stripe(l, at);
    if (left > 0) {
        memcpy(tail, at, left);
        l = stripe(l, tail);
    }
    hash = stir(hash ^ l.a);
    hash = stir(hash ^ l.b);
    hash = stir(hash ^ l.c);
    return stir(hash ^ l.d);
}

uint64_t pack_check(const void *bytes, size_t size)
{
    struct pack_header header;

    memcpy(&header, bytes, sizeof header);
    header.check = 0;
    return pack_hash((const unsigned char *)bytes + sizeof header,
                     size - sizeof header,
                     pack_hash(&header, sizeof header, 0));
}
