/* bench-codes PACK [SECONDS] -- nanoseconds of one look-up of a code.
 *
 * Every code of the pack's tables, gray lists and crosswalks, in an order of
 * chance, so that each comes from memory no look-up before has warmed; and the
 * codes of one patient again and again, as rules ask for them. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "load/load.h"
#include "pack/pack.h"

#define PATIENT 24 /* codes of one record */

struct codes {
    struct code *list;
    uint32_t count;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void shuffle(struct codes *c)
{
    uint64_t state = 20250101;

    for (uint32_t i = c->count; i > 1; i--) {
        uint32_t k;
        struct code kept;

        state = state * 6364136223846793005u + 1442695040888963407u;
        k = (uint32_t)((state >> 33) % i);
        kept = c->list[i - 1];
        c->list[i - 1] = c->list[k];
        c->list[k] = kept;
    }
}

/* All codes of the tables of one system. */
static struct codes codes_of(const struct pack *p, unsigned system)
{
    const uint32_t count = pack_count(p, SECTION_CODE);
    struct codes c = {malloc(((size_t)count + 1) * sizeof(struct code)), 0};

    for (uint32_t i = 0; c.list != NULL && i < count; i++) {
        const struct pack_code *row = PACK_ROW(p, SECTION_CODE, pack_code, i);

        if (PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, row->table)
                ->system == system)
            c.list[c.count++] = row->code;
    }
    shuffle(&c);
    return c;
}

/* A sum of what is found, so that no look-up may be left out. */
static uint64_t look_up(const struct pack *p, unsigned what, struct code code)
{
    switch (what) {
    case 0:
        return pack_dx(p, code).exists;
    case 1:
        return pack_op(p, code).class;
    case 2:
        return pack_map(p, SYSTEM_DIAGNOSIS, code).code.high;
    case 3:
        return pack_map(p, SYSTEM_PROCEDURE, code).code.high;
    default:
        return pack_groups(p, code_prefix(code, 5)).count;
    }
}

static double measure(const struct pack *p, unsigned what, struct codes c,
                      double seconds, uint64_t *sum)
{
    const double begin = now();
    double rounds = 0;

    if (c.count == 0)
        return 0;
    do {
        for (uint32_t i = 0; i < c.count; i++)
            *sum += look_up(p, what, c.list[i]);
        rounds++;
    } while (now() - begin < seconds * 1e9);
    return (now() - begin) / rounds / c.count;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"pack_dx", "pack_op", "pack_map dx",
                                        "pack_map op", "pack_groups"};
    struct pregroup_error err = {.size = sizeof err};
    const double seconds = argc > 2 ? strtod(argv[2], NULL) : 0.5;
    struct pack *p;
    uint64_t sum = 0;

    if (argc < 2 || pack_open(argv[1], &p, &err) != PREGROUP_OK) {
        fprintf(stderr, "bench-codes PACK [SECONDS]: %s\n", err.text);
        return 2;
    }
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct codes c = codes_of(p, i % 2);
        struct codes few = c;

        few.count = c.count < PATIENT ? c.count : PATIENT;
        printf("%-12s %6u codes: %5.1f ns each, %4.1f ns in one record\n",
               names[i], c.count, measure(p, i, c, seconds, &sum),
               measure(p, i, few, seconds, &sum));
        free(c.list);
    }
    pack_close(p);
    return sum == 0;
}
