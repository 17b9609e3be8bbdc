/*
 * build.h -- a pack under construction: one buffer per section, shared by
 * the rooms of the compiler, and what they all need.
 */
#ifndef COMPILE_BUILD_BUILD_H
#define COMPILE_BUILD_BUILD_H

#include "compile/build/fault.h"
#include "compile/build/pool.h"
#include "compile/build/words.h"
#include "pack/pack.h"

struct build {
    struct compile_faults *faults;
    struct buffer sections[SECTION_COUNT]; /* those of `pool` stay empty */
    struct words texts;                    /* in sections[SECTION_TEXT] */
    struct expr_pool pool;
    struct words sources;   /* texts of expressions compiled under `scope` */
    struct buffer compiled; /* uint32_t: row of EXPR of each of them */
    struct buffer names;    /* bytes of the names below */
    struct words field_names, variable_names, column_names, weight_names,
        lookup_names, blank_names; /* each by the number of its row */
    struct buffer fields, variables, lookups; /* as their sections, but named
                                                 in `names` */
};

bool build_open(struct build *b, struct compile_faults *faults);
void build_close(struct build *b);

/* ---- rows ------------------------------------------------------------- */

/* Appends a row of the section's size; its number. */
uint32_t build_row(struct build *b, unsigned section, const void *row);
uint32_t build_count(const struct build *b, unsigned section);

/* Row of a section that can still be changed; valid until the next append. */
#define BUILD_ROW(b, id, type, n)                                              \
    (&BUFFER_ROWS(&(b)->sections[id], struct type)[n])

/* Goes through the rows of a section; none may be appended meanwhile. */
#define BUILD_EACH(row, b, id, type)                                           \
    BUFFER_EACH (row, &(b)->sections[id], struct type)

struct pack_text build_text(struct build *b, struct text t);

/* The same of a name: the line ends of a narrow cell are joined, with a blank
 * between words of ASCII. */
struct pack_text build_name(struct build *b, struct text t);

/* The text again; valid until the next build_text. */
struct text build_text_of(const struct build *b, struct pack_text t);
bool build_text_is(const struct build *b, struct pack_text t, struct text is);

/* Slots of a hash table for `rows` entries: a range of PACK_NONE. */
struct pack_range build_slots(struct build *b, unsigned section, uint32_t rows);

/* Puts `row` in the first free slot from `hash` on. */
void build_slot(struct build *b, unsigned section, struct pack_range slots,
                uint32_t hash, uint32_t row);

/* A hash table of the rows of `section` from `first` on, by the code that each
 * begins with */
struct pack_range build_code_slots(struct build *b, unsigned slots,
                                   unsigned section, uint32_t first);

/* ---- fields and expressions ------------------------------------------- */

/* Adds a field, a variable of the settlement, a factor column: their rows and
 * their names for expressions. */
void build_field(struct build *b, struct pack_field *row, struct text name,
                 struct text label);
uint32_t build_variable(struct build *b, struct text name, unsigned type);
void build_column(struct build *b, struct text name);

/* Adds a table of weights, its rows to come; its number. */
uint32_t build_weights(struct build *b, struct text name);
uint32_t build_find_weights(const struct build *b, struct text name);

/* Adds a table of the settlement (its name is set here); its number. */
uint32_t build_lookup(struct build *b, struct pack_lookup *row,
                      struct text name);
uint32_t build_find_lookup(const struct build *b, struct text name);

/* Numbers of them; PACK_NO_FIELD or PACK_NONE if there is none. */
uint16_t build_find_field(const struct build *b, struct text name);
uint32_t build_find_variable(const struct build *b, struct text name);

/* ---- the end ----------------------------------------------------------- */

/* A pack of the sections so far, for look-ups; never opened nor closed, valid
 * until the next append. */
struct pack build_view(const struct build *b);

/* Appends header, table and sections to *out; false without memory. */
bool build_finish(struct build *b, struct buffer *out);

#endif
