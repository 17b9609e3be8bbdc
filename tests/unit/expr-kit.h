/*
 * expr-kit.h -- a small pack and a record in memory, on which expressions are
 * compiled and run. The patient is invented.
 */
#ifndef EXPR_KIT_H
#define EXPR_KIT_H

#include <stdlib.h>
#include <string.h>

#include "compile/expr/expression.h"
#include "load/validate.h"
#include "unit.h"

enum { KIT_DX = 2600, KIT_OP = 100, KIT_VARIABLES = 4 };

struct kit {
    struct pack pack;
    struct expr_pool pool;
    struct buffer strings, exprs;
    struct words variable_names, lookup_names;
    struct pack_field fields[40];
    uint32_t field_count;
    struct pack_dictionary dictionary;
    struct pack_entry entries[2];
    struct pack_dx_category dx[KIT_DX];
    struct pack_op_category op[KIT_OP];
    struct pack_code code;
    struct pack_variable variables[KIT_VARIABLES];
    struct pack_text columns[2];
    struct pack_text weight_names[1];
    struct pack_weights weights[1];
    struct pack_weight weight[2];
    struct pack_lookup lookups[6];
    struct pack_lookup_row lookup_rows[2];
    uint32_t lookup_slots[4];
    int64_t factors[2];
    struct pack_group group;
    struct value values[KIT_VARIABLES], cases[CASE_VALUES];
    struct record record;
    struct expr_scope scope;
    struct expr_frame frame;
    struct expr_mistake mistake;
    struct buffer shown;
};

static const struct {
    const char *name;
    uint8_t type, list, column;
} KIT_FIELDS[] = {
    {"sex", FIELD_CHOICE, 0, 0},
    {"age", FIELD_AGE, 0, 0},
    {"infant_age", FIELD_INFANT_AGE, 0, 0},
    {"birth_date", FIELD_DATE, 0, 0},
    {"admission_time", FIELD_TIME, 0, 0},
    {"discharge_time", FIELD_TIME, 0, 0},
    {"qc_date", FIELD_DATE, 0, 0},
    {"stay_days", FIELD_COUNT, 0, 0},
    {"total_cost", FIELD_AMOUNT, 0, 0},
    {"patient_paid", FIELD_AMOUNT, 0, 0},
    {"patient_name", FIELD_TEXT, 0, 0},
    {"id_number", FIELD_ID, 0, 0},
    {"old_id", FIELD_ID, 0, 0},
    {"current_phone", FIELD_TEXT, 0, 0},
    {"allergy", FIELD_CHOICE, 0, 0},
    {"pathology_code", FIELD_MORPHOLOGY, 0, 0},
    {"injury_cause_code", FIELD_DIAGNOSIS, 0, 0},
    {"outpatient_code", FIELD_DIAGNOSIS, 0, 0},
    {"payment_method", FIELD_CHOICE, 0, 0},
    {"diagnoses.name", FIELD_TEXT, LIST_DIAGNOSES, 0},
    {"diagnoses.code", FIELD_DIAGNOSIS, LIST_DIAGNOSES, 1},
    {"diagnoses.condition", FIELD_CHOICE, LIST_DIAGNOSES, 2},
    {"procedures.code", FIELD_PROCEDURE, LIST_PROCEDURES, 0},
    {"procedures.date", FIELD_TIME, LIST_PROCEDURES, 1},
    {"procedures.level", FIELD_CHOICE, LIST_PROCEDURES, 2},
    {"procedures.name", FIELD_TEXT, LIST_PROCEDURES, 3},
};

static const struct {
    const char *field;
    uint32_t row;
    const char *value;
} KIT_CELLS[] = {
    {"sex", 0, "1"},
    {"age", 0, "45"},
    {"birth_date", 0, "1980-02-29"},
    {"admission_time", 0, "2025-03-01 08:30"},
    {"discharge_time", 0, "2025-03-10 15:00:00"},
    {"qc_date", 0, "2025-02-30"},
    {"stay_days", 0, "9"},
    {"total_cost", 0, "12345.67"},
    {"patient_paid", 0, "1000"},
    {"patient_name", 0, "王小明"},
    {"id_number", 0, "410401198002290015"},
    {"old_id", 0, "410401800229002"},
    {"current_phone", 0, "-"},
    {"allergy", 0, ""},
    {"pathology_code", 0, "M8140/3"},
    {"outpatient_code", 0, "A17.0+G01*"},
    {"payment_method", 0, "1.1"},
    {"diagnoses.code", 1, "K80.100"},
    {"diagnoses.name", 1, "胆囊结石伴胆囊炎"},
    {"diagnoses.condition", 1, "1"},
    {"diagnoses.code", 2, "I10.x00"},
    {"diagnoses.code", 3, ""},
    {"diagnoses.code", 4, "O80.000"},
    {"diagnoses.condition", 4, "4"},
    {"procedures.code", 1, "51.2300x001"},
    {"procedures.date", 1, "2025-03-03 09:00"},
    {"procedures.level", 1, "4"},
    {"procedures.code", 2, "47.0100"},
    {"procedures.date", 2, "2025-03-04"},
    {"procedures.level", 2, "2"},
};

static inline struct pack_text kit_text(struct kit *k, const char *string)
{
    const struct pack_text t = {(uint32_t)k->strings.length,
                                (uint32_t)strlen(string)};

    buffer_put(&k->strings, string, strlen(string) + 1);
    return t;
}

static inline struct pack_text kit_name(struct words *names, const char *name)
{
    return words_at(names, words_add(names, text_of(name), NULL));
}

static inline void kit_section(struct kit *k, unsigned id, const void *rows,
                               size_t count)
{
    k->pack.sections[id] = (struct pack_rows){rows, (uint32_t)count};
}

/* The sections that expressions write to may have moved. */
static inline void kit_sections(struct kit *k)
{
    struct expr_pool *p = &k->pool;

    kit_section(k, SECTION_TEXT, k->strings.data, k->strings.length);
    kit_section(k, SECTION_INSTR, p->instrs.data,
                p->instrs.length / sizeof(struct pack_instr));
    kit_section(k, SECTION_NUMBER, p->numbers.data,
                p->numbers.length / sizeof(struct pack_number));
    kit_section(k, SECTION_CODE_RANGE, p->ranges.data,
                p->ranges.length / sizeof(struct code_range));
    kit_section(k, SECTION_TEXT_REF, p->texts.data,
                p->texts.length / sizeof(struct pack_text));
    kit_section(k, SECTION_PATTERN, p->patterns.data,
                p->patterns.length / sizeof(struct pack_pattern));
    kit_section(k, SECTION_PATTERN_SET, p->sets.data,
                p->sets.length / sizeof(struct pack_pattern_set));
    kit_section(k, SECTION_EXPR, k->exprs.data,
                k->exprs.length / sizeof(struct pack_expr));
}

static inline void kit_fields(struct kit *k)
{
    for (size_t i = 0; i < COUNT(KIT_FIELDS); i++) {
        struct pack_field *f = &k->fields[i];

        f->name = kit_text(k, KIT_FIELDS[i].name);
        f->type = KIT_FIELDS[i].type;
        f->list = KIT_FIELDS[i].list;
        f->column = KIT_FIELDS[i].column;
        f->dictionary = i == 0 ? 0 : PACK_NONE;
        f->hour = PACK_NO_FIELD;
    }
    k->field_count = COUNT(KIT_FIELDS);
    kit_section(k, SECTION_FIELD, k->fields, k->field_count);
    k->entries[0] = (struct pack_entry){kit_text(k, "1"), kit_text(k, "男"),
                                        pack_text_head(TEXT("1"))};
    k->entries[1] = (struct pack_entry){kit_text(k, "2"), kit_text(k, "女"),
                                        pack_text_head(TEXT("2"))};
    k->dictionary.entries = (struct pack_range){0, 2};
    kit_section(k, SECTION_DICTIONARY, &k->dictionary, 1);
    kit_section(k, SECTION_ENTRY, k->entries, 2);
}

/* O80 for women, 10 to 55 years; I10 has only a fourth place x; K80.1 and
 * R65 (never principal); 47.0 and 51.2 operations, 88.7 diagnostic. */
static inline void kit_codes(struct kit *k)
{
    for (int i = 0; i < KIT_DX; i++) {
        k->dx[i].age_from = INT32_MIN;
        k->dx[i].age_to = INT32_MAX;
    }
    k->dx[1480].fourth = FOURTH_EXISTS | 1;
    k->dx[1480].sex = 2;
    k->dx[1480].age_from = 3650;
    k->dx[1480].age_to = 20075;
    k->dx[810].fourth = FOURTH_EXISTS | FOURTH_X;
    k->dx[1080].fourth = FOURTH_EXISTS | 0x3F;
    k->dx[1765].fourth = FOURTH_EXISTS | 1;
    k->dx[1765].principal = PRINCIPAL_NEVER;
    k->op[47].third = FOURTH_EXISTS | 3;
    k->op[47].class = CLASS_SURGERY;
    k->op[51].third = FOURTH_EXISTS | 4;
    k->op[51].class = CLASS_INTERVENTION;
    kit_section(k, SECTION_DX_CATEGORY, k->dx, KIT_DX);
    kit_section(k, SECTION_OP_CATEGORY, k->op, KIT_OP);
}

static inline void kit_number(struct value *v, const char *number)
{
    v->type = VALUE_NUMBER;
    v->missing = !decimal_parse(text_of(number), &v->number);
}

static inline void kit_word(struct value *v, const char *word)
{
    v->type = VALUE_TEXT;
    v->missing = false;
    v->text = text_of(word);
}

/* Variables x = 2.5, label = 'high', none (missing number), day; factor_a is
 * 1.25, factor_b missing. */
/* Tables of 0 to 4 keys, t5 with a band besides; t1 knows 'A' and 'B'. */
static inline void kit_lookups(struct kit *k)
{
    static const char *const names[] = {"t0", "t1", "t2", "t3", "t4", "t5"};
    const struct text keys[] = {TEXT("A"), TEXT("B")};

    memset(k->lookup_slots, 0xff, sizeof k->lookup_slots);
    for (uint8_t i = 0; i < COUNT(names); i++)
        k->lookups[i] =
            (struct pack_lookup){.name = kit_name(&k->lookup_names, names[i]),
                                 .keys = i < 5 ? i : 4,
                                 .band = i < 5 ? BAND_NONE : BAND_UPTO};
    k->lookups[1].rows.count = 2;
    k->lookups[1].slots.count = COUNT(k->lookup_slots);
    for (uint32_t i = 0; i < COUNT(keys); i++) {
        uint32_t at = pack_lookup_hash(&keys[i], 1) % 4;

        while (k->lookup_slots[at] != PACK_NONE)
            at = (at + 1) % 4;
        k->lookup_slots[at] = i;
        k->lookup_rows[i] =
            (struct pack_lookup_row){.keys[0] = kit_text(k, i == 0 ? "A" : "B"),
                                     .value = 1500000 * (i + 1),
                                     .bands = 1};
    }
    kit_section(k, SECTION_LOOKUP, k->lookups, COUNT(k->lookups));
    kit_section(k, SECTION_LOOKUP_ROW, k->lookup_rows, 2);
    kit_section(k, SECTION_LOOKUP_SLOT, k->lookup_slots, 4);
}

static inline void kit_settlement(struct kit *k)
{
    static const char *const names[] = {"x", "label", "none", "day_limit"};
    static const uint32_t types[] = {VALUE_NUMBER, VALUE_TEXT, VALUE_NUMBER,
                                     VALUE_DATE};

    for (size_t i = 0; i < KIT_VARIABLES; i++)
        k->variables[i] = (struct pack_variable){
            kit_name(&k->variable_names, names[i]), types[i], 0};
    kit_section(k, SECTION_VARIABLE, k->variables, KIT_VARIABLES);
    kit_number(&k->values[0], "2.5");
    kit_word(&k->values[1], "high");
    kit_number(&k->values[2], "");
    k->values[3].type = VALUE_DATE;
    k->values[3].moment = 0;
    k->columns[0] = kit_text(k, "factor_a");
    k->columns[1] = kit_text(k, "factor_b");
    kit_section(k, SECTION_COLUMN, k->columns, 2);
    k->factors[0] = 1250000;
    k->factors[1] = INT64_MIN;
    kit_section(k, SECTION_FACTOR, k->factors, 2);
    k->weight_names[0] = kit_text(k, "cci");
    k->weights[0] = (struct pack_weights){k->weight_names[0], {0, 2}};
    code_key(TEXT("I50.900"), &k->weight[0].code);
    code_key(TEXT("N18.900"), &k->weight[1].code);
    k->weight[0].weight = 1000000;
    k->weight[1].weight = 2000000;
    k->weight[1].component = 1;
    kit_section(k, SECTION_WEIGHTS, k->weights, 1);
    kit_section(k, SECTION_WEIGHT, k->weight, 2);
    kit_lookups(k);
    k->group.factors = (struct pack_range){0, 2};
    for (int i = 0; i < CASE_VALUES; i++)
        kit_word(&k->cases[i], "w");
    kit_number(&k->cases[CASE_COST], "9000");
    kit_number(&k->cases[CASE_PATIENT_PAID], "1000");
    kit_number(&k->cases[CASE_SCORE], "850.5");
    kit_number(&k->cases[CASE_MEAN_COST], "6000");
    kit_number(&k->cases[CASE_MEAN_DAYS], "");
    kit_word(&k->cases[CASE_KIND], "core");
    kit_word(&k->cases[CASE_LEVEL], "3");
}

static inline void kit_set(struct kit *k, const char *field, uint32_t row,
                           const char *value)
{
    for (uint32_t i = 0; i < k->field_count; i++)
        if (strcmp(KIT_FIELDS[i].name, field) == 0) {
            assert_true(record_set(&k->record, i, row, 0, TEXT("T"), 1,
                                   text_of(value)));
            return;
        }
    print_error("no field %s\n", field);
    _fail(__FILE__, __LINE__);
}

static inline void kit_scope(struct kit *k)
{
    k->scope =
        (struct expr_scope){.fields = k->fields, .field_count = k->field_count};
    k->frame.pack = &k->pack;
    k->frame.record = &k->record;
}

/* Names of a settlement are at hand from here on. */
static inline void kit_use_settlement(struct kit *k)
{
    k->scope.settlement = true;
    k->scope.variables = k->variables;
    k->scope.variable_count = KIT_VARIABLES;
    k->scope.variable_names = &k->variable_names;
    k->scope.columns = k->columns;
    k->scope.weights = k->weight_names;
    k->scope.weight_count = 1;
    k->scope.column_count = 2;
    k->scope.lookups = k->lookups;
    k->scope.lookup_count = COUNT(k->lookups);
    k->scope.lookup_names = &k->lookup_names;
    k->frame.variables = k->values;
    k->frame.cases = k->cases;
    k->frame.group = &k->group;
}

static inline void kit_use_rows(struct kit *k, enum record_list list,
                                uint32_t row)
{
    k->scope.each = list;
    k->frame.each = list;
    k->frame.row = row;
}

static inline struct kit *kit_open(void)
{
    struct kit *k = calloc(1, sizeof *k);

    k->pool.strings = &k->strings;
    k->variable_names.strings = k->lookup_names.strings = &k->strings;
    kit_fields(k);
    kit_codes(k);
    kit_settlement(k);
    kit_sections(k);
    k->pack.known.dx_code = pack_field_find(&k->pack, TEXT("diagnoses.code"));
    assert_true(record_open(&k->record, &k->pack));
    for (size_t i = 0; i < COUNT(KIT_CELLS); i++)
        kit_set(k, KIT_CELLS[i].field, KIT_CELLS[i].row, KIT_CELLS[i].value);
    record_finish(&k->record);
    kit_scope(k);
    return k;
}

static inline void kit_close(struct kit *k)
{
    struct expr_pool *p = &k->pool;
    struct buffer *all[] = {&p->instrs,  &p->numbers,  &p->ranges,
                            &p->texts,   &p->patterns, &p->sets,
                            &k->strings, &k->exprs,    &k->shown};

    for (size_t i = 0; i < COUNT(all); i++)
        buffer_free(all[i]);
    words_free(&k->variable_names);
    words_free(&k->lookup_names);
    record_close(&k->record);
    free(k);
}

/* Compiles; the row of EXPR, or PACK_NONE with k->mistake set. */
static inline uint32_t kit_compile(struct kit *k, const char *source,
                                   unsigned type)
{
    struct pack_expr e = {0};
    const uint32_t row = (uint32_t)(k->exprs.length / sizeof(struct pack_expr));

    if (!expr_compile(&k->scope, text_of(source), type, &k->pool, &e,
                      &k->mistake))
        return PACK_NONE;
    buffer_put(&k->exprs, &e, sizeof e);
    kit_sections(k);
    return row;
}

/* Compiles, validates, runs; the value as shown, or the mistake. */
static inline const char *kit_value(struct kit *k, const char *source)
{
    const uint32_t row = kit_compile(k, source, VALUE_TYPES);
    struct value v;

    buffer_reset(&k->shown);
    if (row == PACK_NONE)
        return k->mistake.text;
    if (!expr_validate(&k->pack,
                       PACK_ROW(&k->pack, SECTION_EXPR, pack_expr, row)))
        return "not valid";
    k->frame.touched_missing = k->frame.out_of_range = false;
    v = expr_run(&k->pack, row, &k->frame);
    value_show(&k->shown, &v);
    return k->shown.length > 0 ? k->shown.data : "";
}

#endif
