/*
 * pack.h -- a pack in memory: opened and checked once, then only read.
 *
 * A struct pack is immutable after pack_open and may be read by any number
 * of threads. Texts and rows reached from it live until pack_close.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "base/decimal.h"
#include "base/error.h"
#include "pack/format.h"

struct pack_rows {
    const void *rows;
    uint32_t count;
};

/* Fields that the program itself asks for by name (fields.csv); resolved at
 * open. PACK_NO_FIELD where a pack has no such field. */
struct pack_known {
    uint16_t record_no, admission_count, dx_code, dx_name, dx_condition,
        op_code, op_name, op_date, total_cost, patient_paid, payment_method,
        discharge_time, admission_time, birth_date, age, sex, insurance_type,
        self_pay, own_pay, charge_amount, icu_in, icu_out, icu_duration,
        icu_days, organization_code, discharge_department;
    uint32_t point_value; /* of the settlement's variables, or PACK_NONE */
};

struct pack {
    const unsigned char *bytes;
    size_t size;
    void *owned; /* freed at close; NULL: the bytes are somebody else's */
    struct pack_rows sections[SECTION_COUNT];
    struct pack_known known;
    char digest[33]; /* hex of the header's digest, NUL-terminated */
};

/* 64-bit hash of a pack's bytes; one multiply per 8 bytes, four lanes. */
uint64_t pack_hash(const void *bytes, size_t size, uint64_t seed);

/* What pack_header.check must be, for a whole pack of at least a header's
 * size: covers every byte but the eight of `check` itself. */
uint64_t pack_check(const void *bytes, size_t size);

/* Bytes of a row of a section, 0 for a number that is no section. */
uint32_t pack_row_size(unsigned section);

/* Row of a section; the caller's number comes from a checked reference. */
#define PACK_ROW(pack, id, type, n)                                            \
    (&((const struct type *)(pack)->sections[id].rows)[n])

/* Goes through the rows of a section. */
#define PACK_EACH(row, pack, id, type)                                         \
    for (const struct type *row = PACK_ROW(pack, id, type, 0);                 \
         (size_t)((const char *)row -                                          \
                  (const char *)(pack)->sections[id].rows) <                   \
         (pack)->sections[id].count * sizeof(*row);                            \
         row++)

static inline uint32_t pack_count(const struct pack *p, unsigned section)
{
    return p->sections[section].count;
}

static inline struct text pack_text(const struct pack *p, struct pack_text t)
{
    return (struct text){(const char *)p->sections[SECTION_TEXT].rows + t.at,
                         t.length};
}

/* True if the bytes of t are the pack's own. */
static inline bool pack_holds(const struct pack *p, struct text t)
{
    const uintptr_t at = (uintptr_t)t.at, from = (uintptr_t)p->bytes;

    return at >= from && at - from < p->size;
}

static inline int128 pack_number(const struct pack_number *n)
{
    return (int128)(((uint128)(uint64_t)n->high << 64) | n->low);
}

/* ---- look-ups (pack/lookup.c, pack/facts.c): no allocation, no locks --- */

static inline const struct pack_meta *pack_meta(const struct pack *p)
{
    return PACK_ROW(p, SECTION_META, pack_meta, 0);
}

static inline const struct pack_field *pack_field(const struct pack *p,
                                                  uint32_t field)
{
    return PACK_ROW(p, SECTION_FIELD, pack_field, field);
}

/* Texts of rows: a field's name, the code of a group, the names of a variable
 * and of a column of factors, and what an expression was compiled from. */
static inline struct text pack_field_name(const struct pack *p, uint32_t field)
{
    return pack_text(p, pack_field(p, field)->name);
}

static inline struct text pack_group_code(const struct pack *p, uint32_t group)
{
    return pack_text(p, PACK_ROW(p, SECTION_GROUP, pack_group, group)->group);
}

static inline struct text pack_variable_name(const struct pack *p,
                                             uint32_t variable)
{
    return pack_text(
        p, PACK_ROW(p, SECTION_VARIABLE, pack_variable, variable)->name);
}

static inline struct text pack_column_name(const struct pack *p,
                                           uint32_t column)
{
    return pack_text(p, *PACK_ROW(p, SECTION_COLUMN, pack_text, column));
}

static inline struct text pack_formula(const struct pack *p, uint32_t expr)
{
    return pack_text(p, PACK_ROW(p, SECTION_EXPR, pack_expr, expr)->source);
}

/* Field id by name (`stay_days`, `diagnoses.code`), PACK_NO_FIELD if none. */
uint16_t pack_field_find(const struct pack *p, struct text name);

/* Tag of a dialect, case of ASCII letters folded; NULL if unknown. */
const struct pack_tag *pack_tag_find(const struct pack *p, uint32_t dialect,
                                     struct text name);

/* The same, or else one that differs only in `_`, of a dialect of JSON:
 * `setlinfo.admTime` for `setlinfo.adm_time`. */
const struct pack_tag *pack_tag_find_loose(const struct pack *p,
                                           uint32_t dialect, struct text name);

/* Writes a name without `_` to out; at most name.length bytes, returns the
 * number. */
size_t pack_squeeze(struct text name, char *out);

/* An element whose tag is an attribute's value. */
struct pack_holder {
    struct text tag, value; /* names of attributes; without `value` the value is
                               the element's text */
    bool any; /* elements of any name, with a tag that the dialect has and the
                 attribute of the value */
};

/* The next such way of the dialect to write this element; *rest is
 * pack_text(holders) at first. */
bool pack_next_holder(struct text *rest, struct text element,
                      struct pack_holder *out);

/* True if a dialect says that the text of this element or member is a message
 * in base64. */
bool pack_encoded(const struct pack *p, struct text name);

#define HINT_KEY 96u /* bytes of a hint's name */

/* A tag as the names of hints are written: letters of ASCII large, without
 * signs and blanks, of a path the last part; its length, 0 if it is too
 * long. */
size_t pack_hint_key(struct text tag, char key[HINT_KEY]);

/*
 * The field that a tag unknown to the dialect may stand for: by the hints, by
 * the other dialects, by the tag without its number or what says that it is a
 * code. The dialect may be PACK_NONE. *row is its row, 0 of a field that is in
 * no list. PACK_NO_FIELD if there is nothing like it (pack/hints.c).
 */
uint16_t pack_hint_field(const struct pack *p, uint32_t dialect,
                         struct text tag, uint32_t *row);

/* False if a value of this shape (personal_shape) can be none of the field. */
bool pack_hint_fits(const struct pack_field *field, struct text shape);

/* How an interface wants our code of a field written; empty: it says nothing.
 */
struct text pack_sent(const struct pack *p, uint32_t dialect, uint16_t field,
                      struct text code);

/* Another dialect that this tag marks (TAG_MARK); PACK_NONE if there is none.
 */
uint32_t pack_dialect_marked(const struct pack *p, uint32_t dialect,
                             struct text name);

/* The dialect's first tag for a field and row; the empty text if none. */
struct text pack_tag_of(const struct pack *p, uint32_t dialect, uint16_t field,
                        uint32_t row);

/* Entry of a dictionary; NULL if the code does not stand there. */
const struct pack_entry *pack_entry_find(const struct pack *p,
                                         uint32_t dictionary, struct text code);

/* What the pack knows of a diagnosis code. */
struct dx_facts {
    bool exists;
    uint8_t sex, principal;   /* enum dx_principal */
    int32_t age_from, age_to; /* days; INT32_MIN / INT32_MAX without limit */
    bool gray;
    struct text name; /* official name of the code, else of its category with
                         `named` false; empty if unknown */
    bool named;
};
struct dx_facts pack_dx(const struct pack *p, struct code code);

struct op_facts {
    bool exists;
    uint8_t class; /* enum op_class; CONSERVATIVE: not known */
    uint8_t level; /* 1 to 4; 0: not known */
    bool gray;
    struct text name;
    bool named;
};
struct op_facts pack_op(const struct pack *p, struct code code);

/* The lower of what a table of the region and what the structure of ICD-9-CM-3
 * call a procedure: surgery only where both say so. */
/* A number that sorts as the first eight bytes of a text do. */
static inline uint64_t pack_text_head(struct text t)
{
    unsigned char b[8] = {0};

    for (size_t i = 0; i < t.length && i < sizeof(b); i++)
        b[i] = (unsigned char)t.at[i];
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 |
           (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
           (uint64_t)b[6] << 8 | b[7];
}

uint8_t pack_op_agreed(const struct pack *p, struct code code);

/* ---- crosswalks (pack/crosswalk.c) -------------------------------------- */

/* Codes in SECTION_PARTNER, rising. If `listed` is set and there are none, the
 * table leaves the other side empty. */
struct cross_partners {
    const struct code *codes;
    uint32_t count;
    bool listed;
    struct pack_text source; /* of the crosswalk, if listed */
    uint32_t source_row;     /* there */
};

/* What a code is in the other edition, by the first crosswalk of its system
 * that lists it. A code of the region's own table that no crosswalk lists is
 * itself: `codes` then points to *own, which is set to it. */
struct cross_partners pack_partners(const struct pack *p,
                                    enum code_system system, enum cross_way way,
                                    struct code code, struct code *own);

enum mapping {
    MAPPING_OWN,     /* no crosswalk, or the code stands in a region's table */
    MAPPING_ONE,     /* it has one partner */
    MAPPING_SEVERAL, /* the code stays */
    MAPPING_ABSENT   /* it has none; the code stays */
};

/* The code that grouping works with (docs/region.md). */
struct mapped_code {
    enum mapping how;
    struct code code;
    struct cross_partners partners;
};
struct mapped_code pack_map(const struct pack *p, enum code_system system,
                            struct code code);

/* True if the code stands in a table of its system, a gray list included. */
bool pack_code_listed(const struct pack *p, enum code_system system,
                      struct code code);

/* The row of a code in the first table of its system that has it, among gray
 * lists (`gray`) or among the others; NULL if none has. */
const struct pack_code *pack_code_row(const struct pack *p,
                                      enum code_system system, struct code code,
                                      bool gray);

#define NEAREST_MAX 3

/* Codes of the region's tables that share most of their beginning with `code`,
 * at least its category, nearest first (nearest.c). Returns how many. */
uint32_t pack_nearest(const struct pack *p, enum code_system system,
                      struct code code,
                      const struct pack_code *out[NEAREST_MAX]);

/* Rows of CODE: the codes of one table that begin with `prefix`. */
struct pack_range pack_codes_with(const struct pack *p,
                                  const struct pack_code_table *table,
                                  struct code prefix);

/* Groups of a catalogue key (already cut to the key's length); count 0 if
 * there are none. */
struct pack_range pack_groups(const struct pack *p, struct code key);

/* Hash of the keys of a lookup, each with its length. */
uint32_t pack_lookup_hash(const struct text *keys, unsigned count);

/*
 * The value, in millionths, of row `lookup` of LOOKUP for its keys and, if it
 * has bands, a number of 12 places (pack/keyed.c). A row that leaves a key open
 * holds if no row names the key; the leftmost key decides first. False if no
 * row holds.
 */
bool pack_lookup_find(const struct pack *p, uint32_t lookup,
                      const struct text *keys, int128 number, int64_t *out);

/* What the region says of a code before grouping; NULL: nothing. */
const struct pack_excluded *pack_excluded_find(const struct pack *p,
                                               enum code_system system,
                                               struct code code);

/* The lists and the severity of a code; NULL where it stands in none. */
const struct pack_drg_code *pack_drg_code_find(const struct pack *p,
                                               struct code code);

/* True if the word is the code or name of a dictionary's entry or of a
 * department, the name of a code, of a field or of the region: all are looked
 * through. */
bool pack_knows(const struct pack *p, struct text word);

/* True if the name of a disease or an operation has this part. */
bool pack_names_code(const struct pack *p, struct text part);

/* The words of the enums as results and region files write them. */
const char *group_kind_name(unsigned kind);
const char *op_class_name(unsigned class);
const char *pick_filter_name(unsigned filter);
const char *severity_name(unsigned severity);

/* The same in Chinese, for people. */
const char *group_kind_words(unsigned kind);

/* A layer in Chinese if it is called by the name of a kind, else as it is. */
struct text group_layer_words(struct text layer);

/* The hospital's department of that code; NULL if there is none. */
const struct pack_department *pack_department_find(const struct pack *p,
                                                   struct text code);

/* Row of the enum by its word; -1 if it is none. */
int group_kind_find(struct text word);
int op_class_find(struct text word);

/* The filter of a word of <pick>; PICK_END: there is none. */
unsigned pick_filter_find(struct text word);

/* The bit of a kind of page by its name in rules and dialects; 0: none. */
unsigned page_kind_find(struct text word);

#endif
