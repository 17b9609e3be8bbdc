/*
 * specimen.h -- front pages made for the rows of a catalogue, to see what the
 * grouping does with them: `pack witness` writes them, `pack lint` runs them.
 *
 * A specimen has the row's diagnosis, exactly the operations it asks for, and
 * a patient that its conditions let in; there are several ways to make one,
 * and the first is the plainest. All patients are invented.
 */
#ifndef PACK_SPECIMEN_H
#define PACK_SPECIMEN_H

#include "base/buffer.h"
#include "result/result.h"

#define SPECIMEN_CELLS 96
#define SPECIMEN_TEXT 32
#define SPECIMEN_DIAGNOSES 48 /* codes tried for one key */

/* Codes to make specimens of; one per pack, read-only once opened. */
struct specimen_pool {
    const struct pack *pack;
    struct code *diagnoses; /* of the region's own tables, sorted */
    size_t diagnosis_count;
    struct code *operations[CLASS_COUNT]; /* as the region counts them */
    size_t operation_count[CLASS_COUNT];
    uint16_t infant_age, birth_weight, admission_weight, stay_days, name,
        discharge_way, op_level;
};

struct specimen_cell {
    uint16_t field, row; /* row 0: a scalar */
    char text[SPECIMEN_TEXT];
};

struct specimen {
    struct specimen_cell cells[SPECIMEN_CELLS];
    uint32_t count;
    uint32_t operations; /* how many procedures it has */
};

/* False without memory; close it in either case. */
bool specimen_pool_open(struct specimen_pool *pool, const struct pack *pack);
void specimen_pool_close(struct specimen_pool *pool);

/*
 * Codes that a diagnosis key stands for, of the region's table or else made
 * up in the usual form: those with different fourth characters first. Returns
 * how many of at most SPECIMEN_DIAGNOSES (specimen-codes.c).
 */
uint32_t specimen_diagnoses(const struct specimen_pool *pool,
                            const struct pack_group *g, struct code *out);

/* A key as a code in full: K35.8 -> K35.800, I10.x -> I10.x00. */
struct code specimen_full(struct code key);

/* True if the region's own table has a code that begins with `key`. */
bool specimen_key_known(const struct specimen_pool *pool, struct code key);

/* How many ways there are to make a specimen of a row of GROUP. */
uint32_t specimen_ways(const struct specimen_pool *pool, uint32_t group);

/* Makes the specimen of a row by way `way`, from 0. */
void specimen_make(const struct specimen_pool *pool, uint32_t group,
                   uint32_t way, struct specimen *out);

/* Adds the operations of another row behind those it has, or one code. */
void specimen_add_row(const struct specimen_pool *pool, uint32_t group,
                      struct specimen *s);
void specimen_add_operation(const struct specimen_pool *pool, struct code code,
                            struct specimen *s);

/* Appends it as a page of the dialect (a row of DIALECT), UTF-8. */
void specimen_page(const struct specimen_pool *pool, const struct specimen *s,
                   uint32_t dialect, struct buffer *out);

/* Groups it with r's pack: fills r->grouping, and nothing else of the way. */
void specimen_run(const struct specimen *s, struct result *r);

#endif
