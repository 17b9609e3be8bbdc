/* The structure of ICD-10 and ICD-9-CM-3: which categories there are, how they
 * are divided, for whom they are meant. */
#include <string.h>

#include "compile/knowledge/knowledge.h"
#include "compile/read/age.h"
#include "compile/read/codetext.h"

#define DX_CATEGORIES 2600u
#define OP_CATEGORIES 100u

enum dx_column {
    DX_CODE,
    DX_NAME,
    DX_FOURTH,
    DX_SEX,
    DX_AGE,
    DX_PRINCIPAL,
    DX_COLUMNS
};
enum op_column { OP_CODE, OP_NAME, OP_THIRD, OP_CLASS, OP_COLUMNS };

struct source_row {
    struct build *build;
    const struct table *table;
    uint32_t row;
};

static struct text in_row(const struct source_row *s, unsigned column)
{
    return table_text(s->table, s->row, column);
}

static void unread(const struct source_row *s, unsigned column,
                   const char *right, const char *what)
{
    table_fault_with(s->table, s->row, column, right, what, "读不出");
}

/* ---- cells --------------------------------------------------------------- */

/* `0139`, `x`: the characters that may stand behind the point. */
static uint16_t read_mask(const struct source_row *s, unsigned column)
{
    const struct text t = in_row(s, column);
    uint16_t mask = FOURTH_EXISTS;

    for (size_t i = 0; i < t.length; i++) {
        if (is_digit(t.at[i])) {
            mask |= (uint16_t)(1u << (unsigned)(t.at[i] - '0'));
        } else if (t.at[i] == 'x' || t.at[i] == 'X') {
            mask |= FOURTH_X;
        } else {
            unread(s, column, "应为数字和 x 连写，如 01289", "细分");
            break;
        }
    }
    return mask;
}

static void read_sex(const struct source_row *s, uint8_t *out)
{
    const struct text t = in_row(s, DX_SEX);

    if (t.length == 0)
        return;
    if (t.length != 1 || (t.at[0] != '1' && t.at[0] != '2'))
        unread(s, DX_SEX, "应为空、1（男）或 2（女）", "性别");
    else
        *out = (uint8_t)(t.at[0] - '0');
}

static void read_principal_limit(const struct source_row *s, uint8_t *out)
{
    const struct text t = in_row(s, DX_PRINCIPAL);

    if (text_equal(t, TEXT("never")))
        *out = PRINCIPAL_NEVER;
    else if (text_equal(t, TEXT("unsuited")))
        *out = PRINCIPAL_UNSUITED;
    else if (t.length > 0)
        unread(s, DX_PRINCIPAL, "应为空、never 或 unsuited", "主要诊断限制");
}

static void read_ages(const struct source_row *s, int32_t *from, int32_t *to)
{
    struct text t = in_row(s, DX_AGE);
    struct age_days low, high;

    if (t.length == 0)
        return;
    if (age_read(&t, &low) && text_starts(t, TEXT("-"))) {
        t = text_behind(t, 1);
        if (age_read(&t, &high) && t.length == 0) {
            *from = low.first;
            *to = high.last;
            return;
        }
    }
    unread(s, DX_AGE, "应为 0d-28d 或 10y-60y 的样子", "年龄范围");
}

static void read_op_class(const struct source_row *s, uint8_t *out)
{
    const struct text t = in_row(s, OP_CLASS);
    const int class = op_class_find(t);

    if (class >= 0)
        *out = (uint8_t) class;
    else if (t.length > 0)
        unread(s, OP_CLASS,
               "应为 surgery intervention therapeutic diagnostic conservative "
               "之一",
               "操作类别");
}

/* ---- ICD-10 -------------------------------------------------------------- */

static unsigned pair_at(const char *at)
{
    return (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0');
}

static bool is_category(struct text code)
{
    return code.length >= 3 && is_capital(code.at[0]) && is_digit(code.at[1]) &&
           is_digit(code.at[2]);
}

/* Row of DX_CATEGORY. */
static unsigned dx_number(const char *at)
{
    return (unsigned)(at[0] - 'A') * 100 + pair_at(at + 1);
}

static struct pack_dx_category *dx_row(const struct source_row *s)
{
    const struct text code = in_row(s, DX_CODE);

    return BUILD_ROW(s->build, SECTION_DX_CATEGORY, pack_dx_category,
                     dx_number(code.at));
}

static void read_dx_category(const struct source_row *s)
{
    const struct pack_text name = build_text(s->build, in_row(s, DX_NAME));
    struct pack_dx_category *row = dx_row(s);

    if ((row->fourth & FOURTH_EXISTS) != 0)
        unread(s, DX_CODE, "每个类目只写一行", "重复的类目");
    row->name = name;
    row->fourth = read_mask(s, DX_FOURTH);
    read_sex(s, &row->sex);
    read_principal_limit(s, &row->principal);
    read_ages(s, &row->age_from, &row->age_to);
}

/* A subcategory takes over from its category what it does not say itself. */
static void read_dx_special(const struct source_row *s)
{
    const struct pack_dx_category *category = dx_row(s);
    struct pack_dx_special row = {
        .age_from = category->age_from,
        .age_to = category->age_to,
        .sex = category->sex,
        .principal = category->principal,
    };

    if ((category->fourth & FOURTH_EXISTS) == 0)
        unread(s, DX_CODE, "亚目写在它的类目之后", "没有类目的亚目");
    codetext_key(in_row(s, DX_CODE), &row.code);
    read_sex(s, &row.sex);
    read_principal_limit(s, &row.principal);
    read_ages(s, &row.age_from, &row.age_to);
    build_row(s->build, SECTION_DX_SPECIAL, &row);
}

static void read_dx(const struct source_row *s)
{
    const struct text code = in_row(s, DX_CODE);

    if (code.length == 7 && code.at[3] == '-')
        return;
    if (is_category(code) && code.length == 3)
        read_dx_category(s);
    else if (is_category(code) && code.length == 5 && code.at[3] == '.')
        read_dx_special(s);
    else
        unread(s, DX_CODE, "应为章节 A00-B99、类目 A00 或亚目 A00.1",
               "诊断编码");
}

/* ---- ICD-9-CM-3 ---------------------------------------------------------- */

static void read_op_category(const struct source_row *s)
{
    const struct pack_text name = build_text(s->build, in_row(s, OP_NAME));
    struct pack_op_category *row =
        BUILD_ROW(s->build, SECTION_OP_CATEGORY, pack_op_category,
                  pair_at(in_row(s, OP_CODE).at));

    if ((row->third & FOURTH_EXISTS) != 0)
        unread(s, OP_CODE, "每个类目只写一行", "重复的类目");
    row->name = name;
    row->third = read_mask(s, OP_THIRD);
    read_op_class(s, &row->class);
}

static void read_op(const struct source_row *s)
{
    const struct text code = in_row(s, OP_CODE);
    const bool digits =
        code.length >= 2 && is_digit(code.at[0]) && is_digit(code.at[1]);
    struct pack_op_special row = {0};

    if (code.length == 5 && code.at[2] == '-')
        return;
    if (digits && code.length == 2) {
        read_op_category(s);
    } else if (digits && (code.length == 4 || code.length == 5) &&
               code.at[2] == '.') {
        if (in_row(s, OP_CLASS).length == 0)
            return;
        codetext_key(code, &row.code);
        read_op_class(s, &row.class);
        build_row(s->build, SECTION_OP_SPECIAL, &row);
    } else {
        unread(s, OP_CODE, "应为章节 01-05、类目 36、亚目 36.0 或细目 36.06",
               "手术操作编码");
    }
}

/* ---- files --------------------------------------------------------------- */

/* What tells the two apart. */
struct classification {
    const char *file;
    const char *const *columns;
    size_t count;
    unsigned specials; /* section */
    void (*read)(const struct source_row *s);
    struct pack_range *(*specials_of)(struct build *b, const char *code);
};

static struct pack_range *dx_specials(struct build *b, const char *code)
{
    return &BUILD_ROW(b, SECTION_DX_CATEGORY, pack_dx_category, dx_number(code))
                ->specials;
}

static struct pack_range *op_specials(struct build *b, const char *code)
{
    return &BUILD_ROW(b, SECTION_OP_CATEGORY, pack_op_category, pair_at(code))
                ->specials;
}

/* Sorts the special rows by code, of which none may stand twice. A category
 * has its own, so that a look-up goes from it straight to them. */
static void sort_specials(struct build *b, const struct classification *c,
                          const char *file)
{
    struct code last = {0, 0};

    buffer_sort(&b->sections[c->specials], pack_row_size(c->specials),
                code_order);
    for (uint32_t i = 0; i < build_count(b, c->specials); i++) {
        char text[CODE_MAX];
        struct pack_range *specials;
        struct code code;
        size_t length;

        memcpy(&code,
               b->sections[c->specials].data +
                   (size_t)i * pack_row_size(c->specials),
               sizeof code);
        length = code_text(code, text);
        if (code_equal(code, last))
            fault_add(b->faults, (struct place){file, 0, 0, NULL},
                      "每个编码只写一行", "编码 %.*s 重复", (int)length, text);
        last = code;
        specials = c->specials_of(b, text);
        if (specials->count++ == 0)
            specials->first = i;
    }
}

static void read_classification(struct build *b, const char *folder,
                                const struct classification *c)
{
    struct heading headings[DX_COLUMNS];
    struct table t;

    if (knowledge_table(b, folder, c->file, c->columns, headings, c->count,
                        &t)) {
        TABLE_EACH (row, &t)
            c->read(&(struct source_row){b, &t, row});
        sort_specials(b, c, t.file);
    }
    table_close(&t);
}

void compile_structure(struct build *b, const char *folder)
{
    static const char *const dx_columns[DX_COLUMNS] = {
        "code", "name", "fourth", "sex", "age", "principal"};
    static const char *const op_columns[OP_COLUMNS] = {"code", "name", "third",
                                                       "class"};
    static const struct classification icd10 = {"icd10.csv", dx_columns,
                                                DX_COLUMNS,  SECTION_DX_SPECIAL,
                                                read_dx,     dx_specials};
    static const struct classification icd9 = {
        "icd9cm3.csv",      op_columns, OP_COLUMNS,
        SECTION_OP_SPECIAL, read_op,    op_specials};
    const struct pack_dx_category dx = {.age_from = INT32_MIN,
                                        .age_to = INT32_MAX};
    const struct pack_op_category op = {0};

    for (unsigned i = 0; i < DX_CATEGORIES; i++)
        build_row(b, SECTION_DX_CATEGORY, &dx);
    for (unsigned i = 0; i < OP_CATEGORIES; i++)
        build_row(b, SECTION_OP_CATEGORY, &op);
    if (b->sections[SECTION_DX_CATEGORY].failed ||
        b->sections[SECTION_OP_CATEGORY].failed)
        return;
    read_classification(b, folder, &icd10);
    read_classification(b, folder, &icd9);
}
