/* divide.c -- what windows-x86 makes of `/` and `%` of 128 bits, of which no
 * compiler knows how there (packaging/windows/divide.c): lines `u a b q r` and
 * `s a b q r`, in hexadecimal, which tests/windows.py holds against Python. */
#include <stdio.h>

#include "base/decimal.h"

static void put(uint128 n, char behind)
{
    printf("%016llx%016llx%c", (unsigned long long)(n >> 64),
           (unsigned long long)n, behind);
}

static void put_line(char kind, uint128 a, uint128 b, uint128 q, uint128 r)
{
    printf("%c ", kind);
    put(a, ' ');
    put(b, ' ');
    put(q, ' ');
    put(r, '\n');
}

int main(void)
{
    const uint128 one = 1;
    const uint128 n[] = {one,
                         3,
                         10,
                         1000000000000,
                         one << 63,
                         (one << 64) - 1,
                         one << 64,
                         (one << 64) + 1,
                         (one << 64) * 1000000000000 + 7,
                         (one << 127) - 1,
                         one << 127,
                         (one << 127) + 12345,
                         -(uint128)1000000000000,
                         -(one << 64),
                         -(uint128)3,
                         -one};
    const size_t count = sizeof(n) / sizeof(*n);

    for (size_t i = 0; i < count * count; i++) {
        const uint128 a = n[i / count], b = n[i % count];

        put_line('u', a, b, a / b, a % b);
        if (a != one << 127 || b != -one)
            put_line('s', a, b, (uint128)((int128)a / (int128)b),
                     (uint128)((int128)a % (int128)b));
    }
    return 0;
}
