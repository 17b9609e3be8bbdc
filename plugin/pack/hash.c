/* The hash of packs: four lanes, each a chain of steps that can be undone, so
 * that damage to any one word always shows. */
#include <string.h>

#include "pack/pack.h"

#define LANES 4u
#define STRIPE (LANES * 8u)

static const uint64_t factors[LANES] = {
    0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u,
    0xd6e8feb86659fd93u};

static uint64_t turn(uint64_t n, unsigned bits)
{
    return n << bits | n >> (64 - bits);
}

static uint64_t step(uint64_t lane, uint64_t word, unsigned i)
{
    return turn((lane ^ word) * factors[i], 29);
}

static void stripe(uint64_t lanes[LANES], const unsigned char *at)
{
    uint64_t words[LANES];

    memcpy(words, at, sizeof words);
    for (unsigned i = 0; i < LANES; i++)
        lanes[i] = step(lanes[i], words[i], i);
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
    uint64_t lanes[LANES];
    uint64_t hash = stir(seed + size);
    unsigned char tail[STRIPE] = {0};
    size_t left = size;

    for (unsigned i = 0; i < LANES; i++)
        lanes[i] = seed ^ factors[i];
    for (; left >= STRIPE; left -= STRIPE, at += STRIPE)
        stripe(lanes, at);
    if (left > 0) {
        memcpy(tail, at, left);
        stripe(lanes, tail);
    }
    for (unsigned i = 0; i < LANES; i++)
        hash = stir(hash ^ lanes[i]);
    return hash;
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
