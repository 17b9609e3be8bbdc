/*
 * format.h -- the bytes of a pack file.
 *
 * A pack is a header, a table of sections, and sections of fixed-width rows,
 * all little-endian, 16-byte aligned, without pointers and without times: the
 * same sources give the same bytes. Rows refer to texts and to rows of other
 * sections by number; pack_open checks every reference once, so that look-ups
 * need no further checks. docs/pack-format.md explains it.
 *
 * A change of any struct here is a new PACK_FORMAT.
 */
#ifndef PACK_FORMAT_H
#define PACK_FORMAT_H

#include <stdint.h>

#include "base/code.h"

#define PACK_MAGIC "PREGROUP"
#define PACK_FORMAT 11u
#define PACK_NONE 0xffffffffu /* no row */
#define PACK_NO_FIELD 0xffffu
#define PACK_ALIGNMENT 16u /* of sections, and of the pack in memory */

static inline size_t pack_align(size_t n)
{
    return (n + PACK_ALIGNMENT - 1) / PACK_ALIGNMENT * PACK_ALIGNMENT;
}

struct pack_header {
    char magic[8];
    uint32_t format;
    uint32_t sections;
    uint64_t size;      /* of the whole file */
    uint64_t check;     /* pack_check: header and all behind it */
    uint64_t digest[2]; /* two more hashes: the pack's name in results */
};

struct pack_section {
    uint32_t id;       /* enum pack_section_id */
    uint32_t row_size; /* must be this build's */
    uint64_t offset;   /* from the start of the file, multiple of 16 */
    uint32_t rows;
    uint32_t reserved; /* 0 */
};

struct pack_text {
    uint32_t at, length; /* in SECTION_TEXT, followed there by a NUL */
};

struct pack_range {
    uint32_t first, count;
};

struct pack_number {
    uint64_t low;
    int64_t high; /* int128 with 12 places */
};

#include "pack/format-drg.h"
#include "pack/format-expr.h"

/* SECTION_TEXT and so on, in the order of the file, and what their rows are. */
#define PACK_SECTIONS(SECTION)                                                 \
    SECTION(TEXT, char)             /* bytes */                                \
    SECTION(META, struct pack_meta) /* one row */                              \
    SECTION(FIELD, struct pack_field)                                          \
    SECTION(DIALECT, struct pack_dialect)                                      \
    SECTION(SENT, struct pack_sent) /* by dialect */                           \
    SECTION(TAG, struct pack_tag)                                              \
    SECTION(TAG_SLOT, uint32_t) /* row of TAG or PACK_NONE */                  \
    SECTION(PATH, struct pack_path)                                            \
    SECTION(PATH_STEP, struct pack_path_step)                                  \
    SECTION(PATH_TEST, struct pack_path_test)                                  \
    SECTION(PATH_NAME, uint32_t) /* row of TAG that names an element */        \
    SECTION(PATH_TEXT, struct pack_text)                                       \
    SECTION(HINT, struct pack_hint)       /* sorted by name */                 \
    SECTION(READING, struct pack_reading) /* sorted by character */            \
    SECTION(DICTIONARY, struct pack_dictionary)                                \
    SECTION(ENTRY, struct pack_entry) /* sorted by code in a dictionary */     \
    SECTION(DX_CATEGORY, struct pack_dx_category) /* 2600 rows: A00 .. Z99 */  \
    SECTION(DX_SPECIAL, struct pack_dx_special)   /* sorted by code */         \
    SECTION(OP_CATEGORY, struct pack_op_category) /* 100 rows: 00 .. 99 */     \
    SECTION(OP_SPECIAL, struct pack_op_special)   /* sorted by code */         \
    SECTION(CODE, struct pack_code)               /* national tables */        \
    SECTION(CODE_SLOT, uint32_t) /* row of CODE or PACK_NONE */                \
    SECTION(CODE_TABLE, struct pack_code_table)                                \
    SECTION(CROSSWALK, struct pack_crosswalk)                                  \
    SECTION(CROSS, struct pack_cross)       /* both ways of all crosswalks */  \
    SECTION(CROSS_SLOT, uint32_t)           /* row of CROSS or PACK_NONE */    \
    SECTION(PARTNER, struct code)           /* what a code becomes */          \
    SECTION(GROUPING, struct pack_grouping) /* one row */                      \
    SECTION(GROUP, struct pack_group)       /* sorted by key, then order */    \
    SECTION(KEY, struct pack_key)           /* which groups a key has */       \
    SECTION(KEY_SLOT, uint32_t)             /* row of KEY or PACK_NONE */      \
    SECTION(PART, struct pack_part)   /* what a group asks of operations */    \
    SECTION(ALTERNATIVE, struct code) /* any of these meets a part */          \
    SECTION(FACTOR, int64_t)          /* millionths, INT64_MIN is missing */   \
    SECTION(COLUMN, struct pack_text) /* names of factor_* columns */          \
    SECTION(VARIABLE, struct pack_variable) /* names of the settlement */      \
    SECTION(STEP, struct pack_step)         /* set and let in order */         \
    SECTION(RULE, struct pack_rule)                                            \
    SECTION(PIECE, struct pack_piece) /* messages */                           \
    SECTION(EXAMPLE, struct pack_example)                                      \
    SECTION(EXPR, struct pack_expr)                                            \
    SECTION(INSTR, struct pack_instr)                                          \
    SECTION(NUMBER, struct pack_number)                                        \
    SECTION(CODE_RANGE, struct code_range)                                     \
    SECTION(TEXT_REF, struct pack_text) /* texts of expressions */             \
    SECTION(PATTERN, struct pack_pattern)                                      \
    SECTION(PATTERN_SET, struct pack_pattern_set)                              \
    SECTION(SOURCE, struct pack_source)       /* files it was made from */     \
    SECTION(CATALOGUE, struct pack_catalogue) /* tables of groups */           \
    SECTION(SPAN, struct pack_span)           /* narrow ones first */          \
    SECTION(EXCLUDED, struct pack_excluded)                                    \
    SECTION(EXCLUDED_SLOT, uint32_t)      /* row of EXCLUDED or PACK_NONE */   \
    SECTION(PRIMARY, struct pack_primary) /* sorted by key */                  \
    SECTION(WEIGHTS, struct pack_weights) /* tables of weights */              \
    SECTION(WEIGHT, struct pack_weight)   /* sorted by code in a table */      \
    SECTION(AUX_CLASS, struct pack_aux_class)   /* in the region's order */    \
    SECTION(AUX_FACTOR, struct pack_aux_factor) /* sorted by group, class */   \
    SECTION(HOSPITAL, struct pack_hospital)     /* one row or none */          \
    SECTION(DEPARTMENT, struct pack_department) /* sorted by code */           \
    SECTION(OVERRIDE, struct pack_override)                                    \
    SECTION(DRG, struct pack_drg) /* one row or none */                        \
    SECTION(DRG_LIST, struct pack_drg_list)                                    \
    SECTION(DRG_CODE, struct pack_drg_code) /* sorted by code */               \
    SECTION(DRG_CODE_SLOT, uint32_t)        /* row of DRG_CODE or PACK_NONE */ \
    SECTION(DRG_MEMBER, struct pack_drg_member)                                \
    SECTION(DRG_SEVERITY, struct pack_drg_severity)                            \
    SECTION(DRG_MDC, struct pack_drg_rule)  /* in the order of trial */        \
    SECTION(DRG_ADRG, struct pack_drg_rule) /* by MDC, then in order */        \
    SECTION(DRG_TEST, struct pack_drg_test)                                    \
    SECTION(DRG_SPLIT, struct pack_drg_split) /* by ADRG, in order */          \
    SECTION(BLANK, struct pack_blank)         /* tables still to come */       \
    SECTION(LOOKUP, struct pack_lookup)                                        \
    SECTION(LOOKUP_ROW, struct pack_lookup_row) /* sorted by keys, limit */    \
    SECTION(LOOKUP_SLOT, uint32_t)    /* row of LOOKUP_ROW or PACK_NONE */     \
    SECTION(SCORE, struct pack_score) /* in the order of the table */          \
    SECTION(LOOK, struct pack_look)   /* those of lists first */               \
    SECTION(LITERAL, struct pack_literal)                                      \
    SECTION(LITERAL_SLOT, uint16_t)   /* of the look, or LITERAL_NONE */       \
    SECTION(ASKED, struct pack_asked) /* of every record */                    \
    SECTION(BELL, struct pack_range)  /* of BELL_RULE */                       \
    SECTION(BELL_RULE, uint16_t)      /* rows of RULE */                       \
    SECTION(GATE, struct pack_gate)                                            \
    SECTION(DOOR, struct pack_door) /* one for each RULE */

#define PACK_SECTION_ID(name, type) SECTION_##name,
enum pack_section_id { PACK_SECTIONS(PACK_SECTION_ID) SECTION_COUNT };

struct pack_meta {
    struct pack_text id, name, scheme, generation;
    int32_t valid_from, valid_to; /* days since 1970, INT32_MIN/MAX: open */
    uint32_t flags;               /* enum meta_flag */
    uint32_t reserved;
};
enum meta_flag { META_SAMPLE = 1 }; /* invented values: marked 示例 */

/* Types of fields.csv, in its words: text choice diagnosis procedure
 * morphology count amount weight age infant-age date time hour id tcm
 * duration. */
enum field_type {
    FIELD_TEXT,
    FIELD_CHOICE,
    FIELD_DIAGNOSIS,
    FIELD_PROCEDURE,
    FIELD_MORPHOLOGY,
    FIELD_COUNT,
    FIELD_AMOUNT,
    FIELD_WEIGHT,
    FIELD_AGE,
    FIELD_INFANT_AGE,
    FIELD_DATE,
    FIELD_TIME,
    FIELD_HOUR,
    FIELD_ID,
    FIELD_TCM,      /* code of a Chinese medical diagnosis */
    FIELD_DURATION, /* hours */
    FIELD_TYPES
};

/* True if cells of the type have their value in `number`. */
static inline bool field_is_number(unsigned type)
{
    const uint32_t numbers = 1u << FIELD_COUNT | 1u << FIELD_AMOUNT |
                             1u << FIELD_WEIGHT | 1u << FIELD_AGE |
                             1u << FIELD_INFANT_AGE | 1u << FIELD_HOUR |
                             1u << FIELD_DURATION;

    return type < FIELD_TYPES && (numbers >> type & 1) != 0;
}

static inline bool field_is_date(unsigned type)
{
    return type == FIELD_DATE || type == FIELD_TIME;
}

/* True if cells of the type hold a code of a disease or an operation. */
static inline bool field_is_code(unsigned type)
{
    return type == FIELD_DIAGNOSIS || type == FIELD_PROCEDURE ||
           type == FIELD_MORPHOLOGY || type == FIELD_TCM;
}

enum field_identity {
    IDENTITY_NONE,
    IDENTITY_NAME,
    IDENTITY_ID,
    IDENTITY_ADDRESS,
    IDENTITY_PHONE
};

struct pack_field {
    struct pack_text name, label;
    uint32_t length;     /* characters, 0 no limit */
    uint32_t dictionary; /* row of DICTIONARY or PACK_NONE */
    uint8_t type;        /* enum field_type */
    uint8_t identity;    /* enum field_identity */
    uint8_t list;        /* enum record_list */
    uint8_t column;      /* in the list */
    uint16_t hour;       /* field whose hour completes a time, or NO_FIELD */
    uint16_t reserved;
};

#define TAG_LENGTH 96u /* bytes of a tag that is no path */

struct pack_dialect {
    struct pack_text name;
    struct pack_range
        slots;              /* in TAG_SLOT, a power of two, at most half full */
    struct pack_range tags; /* its rows of TAG: names in the order of the
                               file, then further meanings of them */
    uint32_t pages;         /* bits: enum page_kind */
    uint32_t flags;         /* enum dialect_flag */
    struct pack_text holders; /* words `field@name`, `item@code@value`:
                                 elements whose tag is an attribute's value */
    struct pack_text encoded; /* words: elements and members whose text is a
                                 message in base64 */
    struct pack_range sent;   /* its rows of SENT */
};

/* What an interface wants written: a field's code that is ours, to theirs. */
struct pack_sent {
    uint16_t field, reserved;
    uint32_t map; /* row of DICTIONARY */
};

/* What a page is, and whose form it has where that asks for more; a traditional
 * Chinese front page is a front page too. */
enum page_kind {
    PAGE_FRONT = 1,
    PAGE_SETTLEMENT = 2,
    PAGE_TCM = 4,
    PAGE_HQMS = 8,       /* 首页采集接口标准 */
    PAGE_HQMS_2019 = 16, /* the same from 2019 on */
    PAGE_4401 = 32,
    PAGE_REGIONAL = 64 /* for a region's health platform */
};
#define PAGE_OTHER 128 /* every page; what is for all pages has all bits */

/* MARKED: a record is in this dialect only if one of its TAG_MARK stands in
 * it. PATHS: its meanings are those of paths. REQUIRES: a record is a page
 * only if one of its TAG_REQUIRED holds. NODES: its tags are paths of JSON.
 * TABLE: its tags are names of columns of tables and stand nowhere else;
 * numbers are not part of them. ROWS: rows of a table that have the same keys
 * are one record. DASHED: dates are to be written as
 * 2024-06-01 09:30:00; RUN_ON: as 20240601093000. */
enum dialect_flag {
    DIALECT_MARKED = 1,
    DIALECT_PATHS = 2,
    DIALECT_REQUIRES = 4,
    DIALECT_NODES = 8,
    DIALECT_TABLE = 16,
    DIALECT_ROWS = 32,
    DIALECT_DETAILS = 64, /* sheets of a workbook may be details of another */
    DIALECT_DASHED = 64,
    DIALECT_RUN_ON = 128
};

/* What a tag that no dialect has may stand for (pack_hint_key). */
struct pack_hint {
    struct pack_text name;
    uint16_t field;
    uint16_t row;      /* of a list, else 0 */
    uint16_t shift;    /* numbered: added to the number to get the row */
    uint16_t numbered; /* 1: the row is the number in the tag */
};

/* How a character is read in pinyin, in small letters without tones, v for ü;
 * the usual reading comes first. */
struct pack_reading {
    uint32_t character;
    struct pack_text pinyin;
};

enum tag_unit { UNIT_NONE, UNIT_MONTHS, UNIT_DAYS };
enum tag_flag {
    TAG_KEY = 1,      /* its parent is a record: 病案号, 姓名 ... */
    TAG_RECORD = 2,   /* it is a record itself: ClinicalDocument */
    TAG_MARK = 4,     /* tells this dialect from another with the same keys */
    TAG_REQUIRED = 8, /* one of these must stand in a front page */
    TAG_SPARE = 16,   /* counts only where nothing else gave the field */
    /* Of a member of objects in an array (input/json/json-rows.h): */
    TAG_KIND = 32,  /* tells what kind of row the object is */
    TAG_FIRST = 64, /* with `value` the row is the principal one */
    TAG_SKIP = 128  /* with `value` the row does not count */
};

/*
 * A tag by its plain meaning (`JBDM` -> diagnoses[1].code; numbered tags
 * stand one by one) and by its meaning in a repeated child at position n
 * (`JBDM` there is JBDMn -> diagnoses[n+1].code).
 */
struct pack_tag {
    struct pack_text name;
    uint16_t field, row;               /* NO_FIELD if it has none */
    uint16_t child_field, child_shift; /* row is position + shift */
    uint8_t unit, flags;               /* enum tag_unit, enum tag_flag */
    uint8_t part;  /* 0: the whole value, n: its n-th between separators */
    uint8_t join;  /* 0, or its place among the values that make one */
    uint32_t map;  /* row of DICTIONARY: their code to ours, or PACK_NONE */
    uint32_t next; /* TAG: another meaning of the name, a higher row, or NONE */
    uint32_t path; /* PATH that leads to the value, or PACK_NONE */
    uint8_t separator; /* of parts and of joined values, 0 none */
    uint8_t other;     /* FIRST: what other rows say, 0 nothing */
    uint8_t split;     /* between the rows of a list in one value, or 0 */
    uint8_t reserved;
    struct pack_text value; /* of FIRST and SKIP; KIND: of plain rows */
};

/*
 * Where a value stands in a tree: `attribute` of an element, or its text
 * where that is NONE; the element and its ancestors are the steps, from the
 * element up. `next` of the element's or attribute's own TAG leads to the
 * paths that end there. Names of elements and attributes are rows of TAG.
 */
struct pack_path {
    struct pack_range steps; /* at least one */
    uint32_t attribute;      /* TAG or PACK_NONE */
    uint32_t top;            /* 1: the last step is a child of the record */
};

struct pack_path_step {
    uint32_t name;           /* TAG */
    struct pack_range tests; /* in PATH_TEST: all must hold */
    uint8_t above;           /* 1: the nearest ancestor that fits, 0: the
                                parent of the step before */
    uint8_t rows;            /* 1: each such element is a row of a list */
    uint8_t reserved[2];
};

enum path_test { TEST_EQUALS, TEST_CONTAINS, TEST_CONTAINS_NOT, PATH_TESTS };

struct pack_path_test {
    struct pack_range way;   /* in PATH_NAME: children of the step's element */
    uint32_t attribute;      /* TAG, PACK_NONE: the text */
    struct pack_range texts; /* in PATH_TEXT: one of these */
    uint32_t test;           /* enum path_test */
};

struct pack_dictionary {
    struct pack_text id;
    struct pack_range entries;
};

struct pack_entry {
    struct pack_text code, name;
    uint64_t head; /* pack_text_head of the code */
};

/* Attributes of a diagnosis code. sex: 0 any, 1 male only, 2 female only. */
enum dx_principal { PRINCIPAL_ANY, PRINCIPAL_UNSUITED, PRINCIPAL_NEVER };
enum { FOURTH_X = 1 << 10, FOURTH_EXISTS = 1 << 15 };

struct pack_dx_category {
    struct pack_text name;
    int32_t age_from, age_to; /* days, INT32_MIN / INT32_MAX: no limit */
    uint16_t fourth;          /* bits 0-9 digits, FOURTH_X, FOURTH_EXISTS */
    uint8_t sex, principal;
    struct pack_range specials; /* in DX_SPECIAL: the category's */
};

struct pack_dx_special {
    struct code code;
    int32_t age_from, age_to;
    uint8_t sex, principal;
    uint16_t reserved;
    uint32_t reserved2;
};

enum op_class {
    CLASS_CONSERVATIVE,
    CLASS_DIAGNOSTIC,
    CLASS_THERAPEUTIC,
    CLASS_INTERVENTION,
    CLASS_SURGERY,
    CLASS_COUNT
}; /* rising rank; CONSERVATIVE stands for "not in the table" */

struct pack_op_category {
    struct pack_text name;
    struct pack_range specials; /* in OP_SPECIAL: the category's, rising */
    uint16_t third;             /* as `fourth` above */
    uint8_t class;
    uint8_t reserved;
};

struct pack_op_special {
    struct code code; /* 3 or 4 digits; the longest prefix holds */
    uint8_t class;
    uint8_t reserved[7];
};

struct pack_code {
    struct code code;
    struct pack_text name;
    uint8_t class;  /* enum op_class of a procedure, 0 unknown */
    uint8_t level;  /* of a procedure, 1 to 4; 0 unknown */
    uint16_t table; /* row of CODE_TABLE */
    uint8_t sex;    /* 0: the table does not say; 1, 2 as above */
    uint8_t gray;   /* 1: a gray list of the system has the code too */
    uint8_t reserved[2];
    int32_t age_from, age_to; /* days; INT32_MIN / MAX: not said */
    uint32_t source_row;      /* line or sheet row in the file */
    uint32_t reserved2;
};

enum code_system { SYSTEM_DIAGNOSIS, SYSTEM_PROCEDURE };

/* GRAY: the rows only mark codes as gray. CLASSES: the rows tell the class of
 * a procedure; without it the structure of ICD-9-CM-3 does. */
enum table_flag { TABLE_GRAY = 1, TABLE_CLASSES = 2 };

struct pack_code_table {
    struct pack_text edition;
    struct pack_text source; /* name of the sheet, else of the file */
    struct pack_range codes; /* in CODE, rising */
    struct pack_range slots; /* in CODE_SLOT */
    uint32_t system;         /* enum code_system */
    uint32_t flags;          /* enum table_flag */
};

/*
 * A table of pairs: codes of another edition and what they are in the
 * region's. A code that stands in the region's table and has itself for its
 * only partner is left out.
 */
enum cross_way { CROSS_TO_REGION, CROSS_FROM_REGION, CROSS_WAYS };

struct pack_crosswalk {
    struct pack_text edition; /* the other one */
    struct pack_text source;  /* name of the sheet, else of the file */
    struct pack_range slots[CROSS_WAYS]; /* in CROSS_SLOT */
    uint32_t system;                     /* enum code_system */
    uint32_t reserved;
};

struct pack_cross {
    struct code code;
    struct pack_range partners; /* in PARTNER, rising; none is possible */
    uint32_t source_row;        /* of its first pair */
    uint32_t reserved;
};

enum group_kind {
    KIND_CORE,
    KIND_COMPREHENSIVE,
    KIND_PRIMARY_CARE,
    KIND_TCM,
    KIND_DAY_SURGERY,
    KIND_BED_DAY,
    KIND_DRG,
    KIND_COUNT
}; /* in the order and the words of docs/result.md */

enum pick_filter {
    PICK_END,
    PICK_MATCHED_OPERATIONS,
    PICK_PRINCIPAL_OPERATION,
    PICK_EXACT_SET,
    PICK_NEAREST_COST,
    PICK_SCORE,
    PICK_KIND,
    PICK_TYPE,
    PICK_ORDER,
    PICK_USED_OPERATIONS,
    PICK_EXACT_CODE,
    PICK_SURGERY_USED,
    PICK_SURGERY_SCORE,
    PICK_FILTERS
};
enum conservative_row { ROW_NO_OPERATION, ROW_CONSERVATIVE_ONLY, ROW_ANY };
enum primary_care { PRIMARY_NOTE, PRIMARY_KIND };

/* How factors of several dimensions become one (dip-rules.md 1.3). */
enum aux_combine { COMBINE_HIGHEST, COMBINE_PRODUCT };

#define LAYERS_MAX 8
#define PICKS_MAX 16 /* PICK_END included */

struct pack_grouping {
    uint8_t class_principal; /* class of the case: 1 of the principal op */
    uint8_t intervention;    /* enum op_class it counts as */
    uint8_t gray_ignored, prefix_match;
    uint8_t layers;            /* number of layers */
    uint8_t conservative_case; /* a conservative principal op: 1 empties all */
    uint8_t conservative_kept; /* such ops among the others: 1 stay */
    uint8_t outside_skipped;   /* an op outside its range: 1 the next is
                                  principal, 0 it counts as conservative */
    uint8_t primary_care;      /* enum primary_care */
    uint8_t excluded_prefix;   /* bits by code_system: lists with prefixes */
    uint8_t combine;           /* enum aux_combine */
    uint8_t marked_keys;       /* 1: comprehensive rows may have keys that end
                                  in + or * */
    uint8_t range_category;    /* 1: codes of rows for a range are shown with
                                  the case's category in its place */
    uint8_t reserved[3];
    struct pack_text primary_list; /* name of the table */
    struct pack_text layer_names[LAYERS_MAX];
    /* Bit n: rows of the layer have keys of n bytes; bit 0: for any
     * diagnosis. Comprehensive rows are looked for by themselves. */
    uint32_t core_lengths[LAYERS_MAX], comprehensive_lengths[LAYERS_MAX];
    uint8_t pick[LAYERS_MAX][PICKS_MAX];         /* enum pick_filter */
    uint8_t type_rank[KIND_COUNT * CLASS_COUNT]; /* 0 best; 255 last */
    uint8_t kind_rank_of[KIND_COUNT];
    uint8_t reserved2[6];
};

enum group_flag {
    GROUP_HAS_SCORE = 1,
    GROUP_HAS_COST = 2,
    GROUP_HAS_DAYS = 4,
    GROUP_HAS_OPERATION = 8, /* has at least one part */
    GROUP_PRINCIPAL_OP = 16, /* the principal op must meet a main part, the
                                others the related ones */
    GROUP_RELATED_SOME = 32, /* one of the related parts is enough */
    GROUP_TAKES_ALL = 64,    /* whatever the operations */
    GROUP_ORDERED = 128      /* the case has the operations of each cell in
                                the order of its parts */
};

struct pack_group {
    struct code key;  /* of the diagnosis; zero: any */
    struct code last; /* key to last is a range; zero: no range */
    int64_t score, mean_cost, mean_days; /* millionths, see flags */
    struct pack_text group, name;
    struct pack_range parts;   /* main parts first, then related */
    struct pack_range factors; /* one per COLUMN */
    uint32_t main_parts;       /* how many of `parts` are main */
    uint32_t when;             /* row of EXPR or PACK_NONE */
    uint32_t other_dx;         /* row of EXPR or PACK_NONE */
    uint32_t order;            /* number over all tables, from 1 */
    uint32_t source_row;       /* line or sheet row in the file */
    uint32_t table;            /* row of CATALOGUE */
    uint8_t kind, layer, class, flags;
    uint8_t conservative_row; /* enum conservative_row, if without parts */
    uint8_t severity;         /* of a DRG, as the row says: enum drg_level that
                                 it asks for, and 1 more; 0: as its split */
    uint8_t reserved[2];
};

struct pack_catalogue {
    struct pack_text name; /* of the sheet, else of the file */
};

/* Rows whose key is a range of diagnoses. */
struct pack_span {
    struct code_range range;
    struct pack_range groups;
    uint32_t layers; /* bits */
    uint32_t reserved;
};

/* What a region says of a code before grouping (dip-rules.md 2.6). A diagnosis
 * with any of these roles may not be principal. */
enum excluded_role {
    ROLE_DROPPED,       /* the operation takes no part */
    ROLE_CONSERVATIVE,  /* as principal: conservative treatment */
    ROLE_NOT_PRINCIPAL, /* never principal; the next one is */
    ROLE_WITHIN,        /* principal where `within` holds */
    ROLE_COUNT
};

struct pack_excluded {
    struct code code;
    struct pack_text list; /* name of the table */
    uint32_t source_row;
    uint32_t within;      /* row of EXPR or PACK_NONE */
    uint8_t system, role; /* enum code_system, enum excluded_role */
    uint8_t prefix;       /* 1: all codes that begin so */
    uint8_t reserved[5];
};

/* A pair of diagnosis and operation of the primary-care list. */
struct pack_primary {
    struct code key;
    struct pack_range operations; /* in ALTERNATIVE; none: conservative */
    uint32_t source_row;
    uint32_t reserved;
};

struct pack_key {
    struct code key;
    struct pack_range groups;
};

struct pack_part {
    struct pack_range alternatives;
    struct pack_text shown; /* as the catalogue writes it */
};

/* Type of an expression's value. */
enum value_type {
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_DATE,
    VALUE_BOOLEAN,
    VALUE_CODE,
    VALUE_TYPES
};

#include "pack/format-price.h"
#include "pack/format-rule.h"

struct pack_source {
    struct pack_text name; /* base name of the file */
    uint64_t hash;
};

#endif
