/* Division of 128 bits for windows-x86: clang asks for these names there, and
 * no library of gcc has them. It hands a place for the result and each number
 * in four words, low ones first. */
#include "base/decimal.h"

void __udivti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl,
               uint64_t bh);
void __umodti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl,
               uint64_t bh);
void __divti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh);
void __modti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh);

static uint128 joined(uint64_t low, uint64_t high)
{
    return (uint128)high << 64 | low;
}

static uint128 size_of(uint128 n)
{
    return n >> 127 != 0 ? -n : n;
}

/* a / b and the rest, bit by bit from the highest that a has; b is not 0. */
static uint128 divide(uint128 a, uint128 b, uint128 *rest)
{
    const uint64_t high = (uint64_t)(a >> 64), low = (uint64_t)a;
    uint128 q = 0, r = 0;
    int bit = high != 0 ? 127 - __builtin_clzll(high) : 63;

    if (high == 0 && b >> 64 == 0) {
        *rest = low % (uint64_t)b;
        return low / (uint64_t)b;
    }
    for (; bit >= 0; bit--) {
        const bool carry = r >> 127 != 0;

        r = r << 1 | (a >> bit & 1);
        q <<= 1;
        if (carry || r >= b) {
            r -= b;
            q |= 1;
        }
    }
    *rest = r;
    return q;
}

void __udivti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh)
{
    uint128 rest;

    *out = divide(joined(al, ah), joined(bl, bh), &rest);
}

void __umodti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh)
{
    divide(joined(al, ah), joined(bl, bh), out);
}

void __divti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh)
{
    uint128 rest;

    *out = divide(size_of(joined(al, ah)), size_of(joined(bl, bh)), &rest);
    if ((ah ^ bh) >> 63 != 0)
        *out = -*out;
}

void __modti3(uint128 *out, uint64_t al, uint64_t ah, uint64_t bl, uint64_t bh)
{
    divide(size_of(joined(al, ah)), size_of(joined(bl, bh)), out);
    if (ah >> 63 != 0)
        *out = -*out;
}
