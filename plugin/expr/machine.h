/*
 * machine.h -- the machine that runs instructions (inside plugin/expr).
 *
 * Instructions have been validated: stack, jumps and rows of sections are
 * right. The types of values are looked at while running, since a cell or a
 * variable may hold what the compiler did not expect; a value of another type
 * counts as missing.
 */
#ifndef EXPR_MACHINE_H
#define EXPR_MACHINE_H

#include "expr/expr.h"
#include "expr/instr.h"

struct loop {
    uint64_t left; /* rows still to come: bit r - 1 */
    uint32_t row;
};

struct machine {
    const struct pack *pack;
    const struct record *record; /* may be NULL */
    struct expr_frame *frame;
    const struct pack_instr *next;
    struct value *top; /* behind the last value */
    unsigned quiet;    /* > 0: reading missing values is not noted */
    unsigned level;    /* open loops */
    struct loop loops[LIMIT_LOOPS];
    struct value stack[LIMIT_STACK];
};

/* Notes that something missing was read, unless the expression asks for that.
 */
static inline void machine_touch(struct machine *m)
{
    if (m->quiet == 0)
        m->frame->touched_missing = true;
}

/* True if v is given and of the type; else notes that something missing was
 * read. */
static inline bool machine_has(struct machine *m, const struct value *v,
                               unsigned type)
{
    if (!v->missing && v->type == type)
        return true;
    machine_touch(m);
    return false;
}

/* A new value on the stack, missing until it is filled. */
static inline struct value *machine_push(struct machine *m, uint8_t type)
{
    struct value *v = m->top++;

    v->type = type;
    v->missing = true;
    return v;
}

static inline void value_set_number(struct value *v, int128 n)
{
    v->type = VALUE_NUMBER;
    v->missing = false;
    v->number = n;
}

static inline void value_set_text(struct value *v, struct text t)
{
    v->type = VALUE_TEXT;
    v->missing = false;
    v->text = t;
}

static inline void value_set_boolean(struct value *v, bool b)
{
    v->type = VALUE_BOOLEAN;
    v->missing = false;
    v->boolean = b;
}

static inline void value_set_missing(struct value *v, uint8_t type)
{
    v->type = type;
    v->missing = true;
}

/* <0, 0, >0 for two given values of one type. */
int value_compare(const struct value *a, const struct value *b);

/* The cell in a list that an instruction names, NULL beyond the rows. */
const struct cell *machine_item(const struct machine *m,
                                const struct pack_instr *i);

/* The cell an instruction names. */
static inline const struct cell *machine_cell(const struct machine *m,
                                              const struct pack_instr *i)
{
    if (m->record == NULL)
        return NULL;
    return i->a == PLACE_SCALAR ? record_scalar(m->record, i->b)
                                : machine_item(m, i);
}

/* Rows of a list where something is given: bit r - 1. */
uint64_t machine_rows(const struct machine *m, unsigned list);

/* Where the text of the value `depth` below the top is made. */
char *machine_slot(struct machine *m, unsigned depth);

/* A row of an INSTR_ list as a case of the switch over i->op. */
#define MACHINE_CASE(name, run, pops, pushes, takes)                           \
    case OP_##name:                                                            \
        run_##run(m, i);                                                       \
        break;

/* The choice of the field `sex`: '1', '2'; empty for any other number. */
static inline struct text machine_sex_word(unsigned sex)
{
    return sex == 1 ? TEXT("1") : sex == 2 ? TEXT("2") : (struct text){0};
}

/* id_valid(), id_birth(), id_sex() of the text on top (calls-id.c). */
void run_id_valid(struct machine *m, const struct pack_instr *i);
void run_id_birth(struct machine *m, const struct pack_instr *i);
void run_id_sex(struct machine *m, const struct pack_instr *i);

/* weight_sum(): pushes the sum of a table's weights over the other diagnoses
 * (weights.c). */
void run_weight_sum(struct machine *m, const struct pack_instr *i);

/* Pushes a factor column of the chosen group; INT64_MIN is missing
 * (lookups.c). */
void machine_factor(struct machine *m, uint32_t column);

/* lookup(): replaces keys and number by the value of a table (lookups.c). */
void run_lookup(struct machine *m, const struct pack_instr *i);

/* Runs one of INSTR_CALLS. */
void machine_call(struct machine *m, const struct pack_instr *i);

#endif
