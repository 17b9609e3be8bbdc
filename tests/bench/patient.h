/*
 * patient.h -- invented people and their stays, drawn from a pack's
 * catalogue: nobody here has ever lived.
 */
#ifndef BENCH_PATIENT_H
#define BENCH_PATIENT_H

#include "draw.h"
#include "pack/pack.h"
#include "page.h"

#define OTHER_MAX 8
#define OPERATIONS_MAX 5

/* A mistake that a coder or a cashier makes. */
enum mistake {
    MISTAKE_NONE,
    MISTAKE_SEX,       /* not that of the ID number */
    MISTAKE_TOTAL,     /* less than the sum of its items */
    MISTAKE_STAY,      /* a day too many */
    MISTAKE_OPERATION, /* after discharge */
    MISTAKE_AGE,
    MISTAKE_BLANK, /* a required field is empty */
    MISTAKE_CODE,  /* a diagnosis that does not exist */
    MISTAKES
};

struct diagnosis {
    char code[CODE_MAX + 8];
    struct text name; /* in the pack */
};

struct operation {
    char code[CODE_MAX + 1];
    struct text name;
    uint8_t class; /* enum op_class */
};

struct patient {
    uint32_t number; /* of the record, from 1 */
    enum mistake mistake;
    struct diagnosis diagnoses[1 + OTHER_MAX];
    size_t diagnosis_count;
    struct operation operations[OPERATIONS_MAX];
    size_t operation_count;
    uint8_t sex;                         /* 1 male, 2 female */
    int32_t birth, admission, discharge; /* days since 1970 */
    int64_t cost;                        /* about, in fen */
};

/* Draws a case of the catalogue and somebody whom it fits. */
void patient_draw(struct draw *d, const struct pack *pack, uint32_t number,
                  struct patient *out);

/* All fields of the patient's page, in the order of the printed form. */
void patient_write(struct draw *d, const struct patient *p, struct page *page);

/* The fields of money (fees.c). */
void fees_write(struct draw *d, const struct patient *p, struct page *page);

#endif
