/* Every reference of every row is followed once, when the pack is opened. One
 * table row tells where in a section's rows a reference stands and what it
 * must refer to; what is no such reference is in shape.c. */
#include <string.h>

#include "load/load.h"
#include "load/shape.h"
#include "pack/pack.h"

enum target {
    TO_TEXT,          /* struct pack_text */
    TO_RANGE,         /* struct pack_range of section `limit` */
    TO_ROW,           /* uint32_t, row of section `limit` */
    TO_ROW_OR_NONE,   /* the same or PACK_NONE */
    TO_VALUE,         /* uint32_t, row of EXPR of the type `limit` */
    TO_VALUE_OR_NONE, /* the same or PACK_NONE */
    TO_FIELD,         /* uint16_t, row of FIELD */
    TO_FIELD_OR_NONE, /* the same or PACK_NO_FIELD */
    TO_TABLE,         /* uint16_t, row of CODE_TABLE */
    BYTE_BELOW,       /* uint8_t less than `limit` */
    WORD_BELOW        /* uint32_t less than `limit` */
};

struct reference {
    uint8_t section, target;
    uint16_t offset;
    uint32_t limit;
};

#define REF(section, type, member, target, limit)                              \
    {                                                                          \
        section, target, offsetof(struct type, member), limit                  \
    }

#define LAYER_NAME(n)                                                          \
    REF(SECTION_GROUPING, pack_grouping, layer_names[n], TO_TEXT, 0)

/* MDC and ADRG are of one shape, with other rows below them. */
#define DRG_RULE(section, lower)                                               \
    REF(section, pack_drg_rule, code, TO_TEXT, 0),                             \
        REF(section, pack_drg_rule, name, TO_TEXT, 0),                         \
        REF(section, pack_drg_rule, tests, TO_RANGE, SECTION_DRG_TEST),        \
        REF(section, pack_drg_rule, below, TO_RANGE, lower),                   \
        REF(section, pack_drg_rule, when, TO_VALUE_OR_NONE, VALUE_BOOLEAN),    \
        REF(section, pack_drg_rule, table, TO_ROW, SECTION_CATALOGUE)

static const struct reference references[] = {
    REF(SECTION_META, pack_meta, id, TO_TEXT, 0),
    REF(SECTION_META, pack_meta, name, TO_TEXT, 0),
    REF(SECTION_META, pack_meta, scheme, TO_TEXT, 0),
    REF(SECTION_META, pack_meta, generation, TO_TEXT, 0),
    REF(SECTION_FIELD, pack_field, name, TO_TEXT, 0),
    REF(SECTION_FIELD, pack_field, label, TO_TEXT, 0),
    REF(SECTION_FIELD, pack_field, dictionary, TO_ROW_OR_NONE,
        SECTION_DICTIONARY),
    REF(SECTION_FIELD, pack_field, type, BYTE_BELOW, FIELD_TYPES),
    REF(SECTION_FIELD, pack_field, identity, BYTE_BELOW, IDENTITY_PHONE + 1),
    REF(SECTION_FIELD, pack_field, list, BYTE_BELOW, LIST_COUNT),
    REF(SECTION_FIELD, pack_field, hour, TO_FIELD_OR_NONE, 0),
    REF(SECTION_DIALECT, pack_dialect, name, TO_TEXT, 0),
    REF(SECTION_DIALECT, pack_dialect, holders, TO_TEXT, 0),
    REF(SECTION_DIALECT, pack_dialect, encoded, TO_TEXT, 0),
    REF(SECTION_DIALECT, pack_dialect, slots, TO_RANGE, SECTION_TAG_SLOT),
    REF(SECTION_DIALECT, pack_dialect, tags, TO_RANGE, SECTION_TAG),
    REF(SECTION_DIALECT, pack_dialect, sent, TO_RANGE, SECTION_SENT),
    REF(SECTION_SENT, pack_sent, field, TO_FIELD, 0),
    REF(SECTION_SENT, pack_sent, map, TO_ROW, SECTION_DICTIONARY),
    REF(SECTION_TAG, pack_tag, name, TO_TEXT, 0),
    REF(SECTION_TAG, pack_tag, value, TO_TEXT, 0),
    REF(SECTION_TAG, pack_tag, field, TO_FIELD_OR_NONE, 0),
    REF(SECTION_TAG, pack_tag, child_field, TO_FIELD_OR_NONE, 0),
    REF(SECTION_TAG, pack_tag, unit, BYTE_BELOW, UNIT_DAYS + 1),
    REF(SECTION_TAG, pack_tag, map, TO_ROW_OR_NONE, SECTION_DICTIONARY),
    REF(SECTION_TAG, pack_tag, next, TO_ROW_OR_NONE, SECTION_TAG),
    REF(SECTION_TAG, pack_tag, path, TO_ROW_OR_NONE, SECTION_PATH),
    REF(SECTION_PATH, pack_path, steps, TO_RANGE, SECTION_PATH_STEP),
    REF(SECTION_PATH, pack_path, attribute, TO_ROW_OR_NONE, SECTION_TAG),
    REF(SECTION_PATH_STEP, pack_path_step, name, TO_ROW, SECTION_TAG),
    REF(SECTION_PATH_STEP, pack_path_step, tests, TO_RANGE, SECTION_PATH_TEST),
    REF(SECTION_PATH_TEST, pack_path_test, way, TO_RANGE, SECTION_PATH_NAME),
    REF(SECTION_PATH_TEST, pack_path_test, attribute, TO_ROW_OR_NONE,
        SECTION_TAG),
    REF(SECTION_PATH_TEST, pack_path_test, texts, TO_RANGE, SECTION_PATH_TEXT),
    REF(SECTION_PATH_TEST, pack_path_test, test, WORD_BELOW, PATH_TESTS),
    {SECTION_PATH_NAME, TO_ROW, 0, SECTION_TAG},
    {SECTION_PATH_TEXT, TO_TEXT, 0, 0},
    REF(SECTION_HINT, pack_hint, name, TO_TEXT, 0),
    REF(SECTION_HINT, pack_hint, field, TO_FIELD, 0),
    REF(SECTION_READING, pack_reading, pinyin, TO_TEXT, 0),
    REF(SECTION_DICTIONARY, pack_dictionary, id, TO_TEXT, 0),
    REF(SECTION_DICTIONARY, pack_dictionary, entries, TO_RANGE, SECTION_ENTRY),
    REF(SECTION_ENTRY, pack_entry, code, TO_TEXT, 0),
    REF(SECTION_ENTRY, pack_entry, name, TO_TEXT, 0),
    REF(SECTION_DX_CATEGORY, pack_dx_category, name, TO_TEXT, 0),
    REF(SECTION_DX_CATEGORY, pack_dx_category, sex, BYTE_BELOW, 3),
    REF(SECTION_DX_CATEGORY, pack_dx_category, principal, BYTE_BELOW,
        PRINCIPAL_NEVER + 1),
    REF(SECTION_DX_CATEGORY, pack_dx_category, specials, TO_RANGE,
        SECTION_DX_SPECIAL),
    REF(SECTION_DX_SPECIAL, pack_dx_special, sex, BYTE_BELOW, 3),
    REF(SECTION_DX_SPECIAL, pack_dx_special, principal, BYTE_BELOW,
        PRINCIPAL_NEVER + 1),
    REF(SECTION_OP_CATEGORY, pack_op_category, name, TO_TEXT, 0),
    REF(SECTION_OP_CATEGORY, pack_op_category, class, BYTE_BELOW, CLASS_COUNT),
    REF(SECTION_OP_CATEGORY, pack_op_category, specials, TO_RANGE,
        SECTION_OP_SPECIAL),
    REF(SECTION_OP_SPECIAL, pack_op_special, class, BYTE_BELOW, CLASS_COUNT),
    REF(SECTION_CODE, pack_code, name, TO_TEXT, 0),
    REF(SECTION_CODE, pack_code, class, BYTE_BELOW, CLASS_COUNT),
    REF(SECTION_CODE, pack_code, table, TO_TABLE, 0),
    REF(SECTION_CODE, pack_code, level, BYTE_BELOW, 5),
    REF(SECTION_CODE, pack_code, sex, BYTE_BELOW, 3),
    REF(SECTION_CODE_TABLE, pack_code_table, codes, TO_RANGE, SECTION_CODE),
    REF(SECTION_CROSSWALK, pack_crosswalk, edition, TO_TEXT, 0),
    REF(SECTION_CROSSWALK, pack_crosswalk, source, TO_TEXT, 0),
    REF(SECTION_CROSSWALK, pack_crosswalk, slots[0], TO_RANGE,
        SECTION_CROSS_SLOT),
    REF(SECTION_CROSSWALK, pack_crosswalk, slots[1], TO_RANGE,
        SECTION_CROSS_SLOT),
    REF(SECTION_CROSSWALK, pack_crosswalk, system, WORD_BELOW,
        SYSTEM_PROCEDURE + 1),
    REF(SECTION_CROSS, pack_cross, partners, TO_RANGE, SECTION_PARTNER),
    REF(SECTION_CODE_TABLE, pack_code_table, edition, TO_TEXT, 0),
    REF(SECTION_CODE_TABLE, pack_code_table, source, TO_TEXT, 0),
    REF(SECTION_CODE_TABLE, pack_code_table, slots, TO_RANGE,
        SECTION_CODE_SLOT),
    REF(SECTION_CODE_TABLE, pack_code_table, system, WORD_BELOW,
        SYSTEM_PROCEDURE + 1),
    LAYER_NAME(0),
    LAYER_NAME(1),
    LAYER_NAME(2),
    LAYER_NAME(3),
    LAYER_NAME(4),
    LAYER_NAME(5),
    LAYER_NAME(6),
    LAYER_NAME(7),
    REF(SECTION_GROUPING, pack_grouping, layers, BYTE_BELOW, LAYERS_MAX + 1),
    REF(SECTION_GROUPING, pack_grouping, intervention, BYTE_BELOW, CLASS_COUNT),
    REF(SECTION_GROUPING, pack_grouping, primary_care, BYTE_BELOW,
        PRIMARY_KIND + 1),
    REF(SECTION_GROUPING, pack_grouping, primary_list, TO_TEXT, 0),
    REF(SECTION_GROUP, pack_group, group, TO_TEXT, 0),
    REF(SECTION_GROUP, pack_group, name, TO_TEXT, 0),
    REF(SECTION_GROUP, pack_group, parts, TO_RANGE, SECTION_PART),
    REF(SECTION_GROUP, pack_group, factors, TO_RANGE, SECTION_FACTOR),
    REF(SECTION_GROUP, pack_group, when, TO_VALUE_OR_NONE, VALUE_BOOLEAN),
    REF(SECTION_GROUP, pack_group, other_dx, TO_VALUE_OR_NONE, VALUE_BOOLEAN),
    REF(SECTION_GROUP, pack_group, kind, BYTE_BELOW, KIND_COUNT),
    REF(SECTION_GROUP, pack_group, class, BYTE_BELOW, CLASS_COUNT),
    REF(SECTION_GROUP, pack_group, table, TO_ROW, SECTION_CATALOGUE),
    REF(SECTION_GROUP, pack_group, conservative_row, BYTE_BELOW, ROW_ANY + 1),
    REF(SECTION_KEY, pack_key, groups, TO_RANGE, SECTION_GROUP),
    REF(SECTION_CATALOGUE, pack_catalogue, name, TO_TEXT, 0),
    REF(SECTION_SPAN, pack_span, groups, TO_RANGE, SECTION_GROUP),
    REF(SECTION_EXCLUDED, pack_excluded, list, TO_TEXT, 0),
    REF(SECTION_EXCLUDED, pack_excluded, within, TO_VALUE_OR_NONE,
        VALUE_BOOLEAN),
    REF(SECTION_EXCLUDED, pack_excluded, system, BYTE_BELOW,
        SYSTEM_PROCEDURE + 1),
    REF(SECTION_EXCLUDED, pack_excluded, role, BYTE_BELOW, ROLE_COUNT),
    REF(SECTION_PRIMARY, pack_primary, operations, TO_RANGE,
        SECTION_ALTERNATIVE),
    REF(SECTION_GROUPING, pack_grouping, combine, BYTE_BELOW,
        COMBINE_PRODUCT + 1),
    REF(SECTION_WEIGHTS, pack_weights, name, TO_TEXT, 0),
    REF(SECTION_WEIGHTS, pack_weights, rows, TO_RANGE, SECTION_WEIGHT),
    REF(SECTION_WEIGHT, pack_weight, component, WORD_BELOW, COMPONENTS_MAX),
    REF(SECTION_AUX_CLASS, pack_aux_class, dimension, TO_TEXT, 0),
    REF(SECTION_AUX_CLASS, pack_aux_class, name, TO_TEXT, 0),
    REF(SECTION_AUX_CLASS, pack_aux_class, number, WORD_BELOW, DIMENSIONS_MAX),
    REF(SECTION_AUX_CLASS, pack_aux_class, when, TO_VALUE, VALUE_BOOLEAN),
    REF(SECTION_AUX_CLASS, pack_aux_class, factor, TO_VALUE_OR_NONE,
        VALUE_NUMBER),
    REF(SECTION_AUX_FACTOR, pack_aux_factor, group, TO_TEXT, 0),
    REF(SECTION_AUX_FACTOR, pack_aux_factor, table, TO_TEXT, 0),
    REF(SECTION_AUX_FACTOR, pack_aux_factor, class, TO_ROW, SECTION_AUX_CLASS),
    REF(SECTION_SCORE, pack_score, section, TO_TEXT, 0),
    REF(SECTION_SCORE, pack_score, item, TO_TEXT, 0),
    REF(SECTION_SCORE, pack_score, rules, TO_TEXT, 0),
    REF(SECTION_SCORE, pack_score, why, TO_TEXT, 0),
    REF(SECTION_SCORE, pack_score, when, TO_VALUE_OR_NONE, VALUE_BOOLEAN),
    REF(SECTION_SCORE, pack_score, class, BYTE_BELOW, SCORE_GRADE + 1),
    REF(SECTION_OVERRIDE, pack_override, id, TO_TEXT, 0),
    REF(SECTION_OVERRIDE, pack_override, severity, BYTE_BELOW,
        SEVERITY_ERROR + 1),
    REF(SECTION_DRG, pack_drg, ungrouped, TO_ROW_OR_NONE, SECTION_GROUP),
    REF(SECTION_DRG_LIST, pack_drg_list, name, TO_TEXT, 0),
    REF(SECTION_DRG_LIST, pack_drg_list, table, TO_TEXT, 0),
    REF(SECTION_DRG_CODE, pack_drg_code, members, TO_RANGE, SECTION_DRG_MEMBER),
    REF(SECTION_DRG_CODE, pack_drg_code, severity, TO_ROW_OR_NONE,
        SECTION_DRG_SEVERITY),
    REF(SECTION_DRG_MEMBER, pack_drg_member, list, TO_ROW, SECTION_DRG_LIST),
    REF(SECTION_DRG_SEVERITY, pack_drg_severity, table, TO_TEXT, 0),
    REF(SECTION_DRG_SEVERITY, pack_drg_severity, exclusion, TO_ROW_OR_NONE,
        SECTION_DRG_LIST),
    REF(SECTION_DRG_SEVERITY, pack_drg_severity, level, BYTE_BELOW, DRG_LEVELS),
    DRG_RULE(SECTION_DRG_MDC, SECTION_DRG_ADRG),
    DRG_RULE(SECTION_DRG_ADRG, SECTION_DRG_SPLIT),
    REF(SECTION_DRG_TEST, pack_drg_test, list, TO_ROW, SECTION_DRG_LIST),
    REF(SECTION_DRG_TEST, pack_drg_test, kind, BYTE_BELOW, DRG_TEST_KINDS),
    REF(SECTION_DRG_SPLIT, pack_drg_split, group, TO_ROW, SECTION_GROUP),
    REF(SECTION_DRG_SPLIT, pack_drg_split, when, TO_VALUE_OR_NONE,
        VALUE_BOOLEAN),
    REF(SECTION_DRG_SPLIT, pack_drg_split, level, BYTE_BELOW, DRG_LEVELS),
    REF(SECTION_PART, pack_part, alternatives, TO_RANGE, SECTION_ALTERNATIVE),
    REF(SECTION_PART, pack_part, shown, TO_TEXT, 0),
    {SECTION_COLUMN, TO_TEXT, 0, 0},
    REF(SECTION_VARIABLE, pack_variable, name, TO_TEXT, 0),
    REF(SECTION_VARIABLE, pack_variable, type, WORD_BELOW, VALUE_TYPES),
    REF(SECTION_STEP, pack_step, insurance, TO_TEXT, 0),
    REF(SECTION_STEP, pack_step, level, TO_TEXT, 0),
    REF(SECTION_STEP, pack_step, hospital, TO_TEXT, 0),
    REF(SECTION_STEP, pack_step, variable, TO_ROW, SECTION_VARIABLE),
    REF(SECTION_STEP, pack_step, label, TO_TEXT, 0),
    REF(SECTION_STEP, pack_step, fill, TO_TEXT, 0),
    REF(SECTION_STEP, pack_step, expr, TO_ROW_OR_NONE, SECTION_EXPR),
    REF(SECTION_STEP, pack_step, low, TO_VALUE_OR_NONE, VALUE_NUMBER),
    REF(SECTION_STEP, pack_step, high, TO_VALUE_OR_NONE, VALUE_NUMBER),
    REF(SECTION_STEP, pack_step, kind, BYTE_BELOW, STEP_BLANK + 1),
    REF(SECTION_HOSPITAL, pack_hospital, code, TO_TEXT, 0),
    REF(SECTION_HOSPITAL, pack_hospital, name, TO_TEXT, 0),
    REF(SECTION_HOSPITAL, pack_hospital, level, TO_TEXT, 0),
    REF(SECTION_HOSPITAL, pack_hospital, file, TO_TEXT, 0),
    REF(SECTION_HOSPITAL, pack_hospital, codes, TO_TEXT, 0),
    REF(SECTION_HOSPITAL, pack_hospital, sample, WORD_BELOW, 2),
    REF(SECTION_BLANK, pack_blank, file, TO_TEXT, 0),
    REF(SECTION_BLANK, pack_blank, fill, TO_TEXT, 0),
    REF(SECTION_DEPARTMENT, pack_department, code, TO_TEXT, 0),
    REF(SECTION_LOOKUP, pack_lookup, name, TO_TEXT, 0),
    REF(SECTION_LOOKUP, pack_lookup, file, TO_TEXT, 0),
    REF(SECTION_LOOKUP, pack_lookup, fill, TO_TEXT, 0),
    REF(SECTION_LOOKUP, pack_lookup, rows, TO_RANGE, SECTION_LOOKUP_ROW),
    REF(SECTION_LOOKUP, pack_lookup, slots, TO_RANGE, SECTION_LOOKUP_SLOT),
    REF(SECTION_LOOKUP, pack_lookup, keys, BYTE_BELOW, LOOKUP_KEYS_MAX + 1),
    REF(SECTION_LOOKUP, pack_lookup, band, BYTE_BELOW, BAND_COUNT),
    REF(SECTION_LOOKUP_ROW, pack_lookup_row, keys[0], TO_TEXT, 0),
    REF(SECTION_LOOKUP_ROW, pack_lookup_row, keys[1], TO_TEXT, 0),
    REF(SECTION_LOOKUP_ROW, pack_lookup_row, keys[2], TO_TEXT, 0),
    REF(SECTION_LOOKUP_ROW, pack_lookup_row, keys[3], TO_TEXT, 0),
    REF(SECTION_DEPARTMENT, pack_department, name, TO_TEXT, 0),
    REF(SECTION_RULE, pack_rule, id, TO_TEXT, 0),
    REF(SECTION_RULE, pack_rule, title, TO_TEXT, 0),
    REF(SECTION_RULE, pack_rule, basis, TO_TEXT, 0),
    REF(SECTION_RULE, pack_rule, message, TO_RANGE, SECTION_PIECE),
    REF(SECTION_RULE, pack_rule, advice, TO_RANGE, SECTION_PIECE),
    REF(SECTION_RULE, pack_rule, examples, TO_RANGE, SECTION_EXAMPLE),
    REF(SECTION_RULE, pack_rule, when, TO_VALUE, VALUE_BOOLEAN),
    REF(SECTION_RULE, pack_rule, at, TO_ROW_OR_NONE, SECTION_EXPR),
    REF(SECTION_RULE, pack_rule, source, TO_ROW, SECTION_SOURCE),
    REF(SECTION_RULE, pack_rule, field, TO_FIELD, 0),
    REF(SECTION_RULE, pack_rule, severity, BYTE_BELOW, SEVERITY_ERROR + 1),
    REF(SECTION_RULE, pack_rule, each, BYTE_BELOW, LIST_COUNT),
    REF(SECTION_LOOK, pack_look, field, TO_FIELD, 0),
    REF(SECTION_LOOK, pack_look, literals, TO_RANGE, SECTION_LITERAL),
    REF(SECTION_LITERAL, pack_literal, text, TO_TEXT, 0),
    {SECTION_BELL, TO_RANGE, 0, SECTION_BELL_RULE},
    REF(SECTION_PIECE, pack_piece, literal, TO_TEXT, 0),
    REF(SECTION_PIECE, pack_piece, expr, TO_ROW_OR_NONE, SECTION_EXPR),
    REF(SECTION_EXAMPLE, pack_example, assignments, TO_TEXT, 0),
    REF(SECTION_EXAMPLE, pack_example, fires, WORD_BELOW, 2),
    REF(SECTION_EXPR, pack_expr, code, TO_RANGE, SECTION_INSTR),
    REF(SECTION_EXPR, pack_expr, source, TO_TEXT, 0),
    REF(SECTION_EXPR, pack_expr, type, WORD_BELOW, VALUE_TYPES),
    {SECTION_TEXT_REF, TO_TEXT, 0, 0},
    REF(SECTION_PATTERN, pack_pattern, sets, TO_RANGE, SECTION_PATTERN_SET),
    REF(SECTION_PATTERN, pack_pattern, empty, WORD_BELOW, 2),
    REF(SECTION_PATTERN_SET, pack_pattern_set, negated, WORD_BELOW, 2),
    REF(SECTION_SOURCE, pack_source, name, TO_TEXT, 0),
};

static uint16_t read16(const unsigned char *at)
{
    uint16_t n;

    memcpy(&n, at, sizeof n);
    return n;
}

static uint32_t read32(const unsigned char *at)
{
    uint32_t n;

    memcpy(&n, at, sizeof n);
    return n;
}

/* A text lies in its section with a NUL behind it. */
static bool text_holds(const struct pack *p, const unsigned char *at)
{
    const uint32_t size = pack_count(p, SECTION_TEXT);
    const uint32_t start = read32(at), length = read32(at + 4);
    const char *texts = p->sections[SECTION_TEXT].rows;

    return start < size && length < size - start &&
           texts[start + length] == '\0';
}

static bool range_holds(const struct pack *p, const unsigned char *at,
                        uint32_t section)
{
    const uint32_t first = read32(at), count = read32(at + 4);
    const uint32_t rows = pack_count(p, section);

    return first <= rows && count <= rows - first;
}

static bool value_holds(const struct pack *p, uint32_t expr, uint32_t type)
{
    return expr < pack_count(p, SECTION_EXPR) &&
           PACK_ROW(p, SECTION_EXPR, pack_expr, expr)->type == type;
}

static bool reference_holds(const struct pack *p, const struct reference *r,
                            const unsigned char *at)
{
    switch ((enum target)r->target) {
    case TO_TEXT:
        return text_holds(p, at);
    case TO_RANGE:
        return range_holds(p, at, r->limit);
    case TO_ROW:
        return read32(at) < pack_count(p, r->limit);
    case TO_ROW_OR_NONE:
        return read32(at) == PACK_NONE || read32(at) < pack_count(p, r->limit);
    case TO_VALUE:
        return value_holds(p, read32(at), r->limit);
    case TO_VALUE_OR_NONE:
        return read32(at) == PACK_NONE || value_holds(p, read32(at), r->limit);
    case TO_FIELD:
        return read16(at) < pack_count(p, SECTION_FIELD);
    case TO_FIELD_OR_NONE:
        return read16(at) == PACK_NO_FIELD ||
               read16(at) < pack_count(p, SECTION_FIELD);
    case TO_TABLE:
        return read16(at) < pack_count(p, SECTION_CODE_TABLE);
    case BYTE_BELOW:
        return *at < r->limit;
    case WORD_BELOW:
        return read32(at) < r->limit;
    }
    return false;
}

/* The many rows of texts and bytes have loops of their own. */
static uint32_t first_bad_text(const struct pack *p, const unsigned char *at,
                               uint32_t rows, uint32_t size)
{
    for (uint32_t i = 0; i < rows; i++, at += size)
        if (!text_holds(p, at))
            return i;
    return rows;
}

static uint32_t first_bad_byte(const unsigned char *at, uint32_t rows,
                               uint32_t size, uint32_t limit)
{
    for (uint32_t i = 0; i < rows; i++, at += size)
        if (*at >= limit)
            return i;
    return rows;
}

/* First row whose reference leads nowhere, or the number of rows. */
static uint32_t first_bad(const struct pack *p, const struct reference *r)
{
    const uint32_t rows = pack_count(p, r->section);
    const uint32_t size = pack_row_size(r->section);
    const unsigned char *at =
        (const unsigned char *)p->sections[r->section].rows + r->offset;

    if (r->target == TO_TEXT)
        return first_bad_text(p, at, rows, size);
    if (r->target == BYTE_BELOW)
        return first_bad_byte(at, rows, size, r->limit);
    for (uint32_t i = 0; i < rows; i++, at += size)
        if (!reference_holds(p, r, at))
            return i;
    return rows;
}

pregroup_status pack_validate(const struct pack *pack, const char *name,
                              struct pregroup_error *err)
{
    for (size_t i = 0; i < COUNT_OF(references); i++) {
        const struct reference *r = &references[i];
        const uint32_t row = first_bad(pack, r);

        if (row < pack_count(pack, r->section))
            return fail(err, PREGROUP_E_TABLE,
                        "%s：第 %u 节第 %u 行第 %u 字节处的引用无效，"
                        "文件已损坏；请用 pregroup pack build 重新生成",
                        name, (unsigned)r->section, (unsigned)row + 1,
                        (unsigned)r->offset + 1);
    }
    return pack_check_shape(pack, name, err);
}
