#include <stdlib.h>
#include <string.h>

#include "compile/knowledge/knowledge.h"
#include "load/shape.h"
#include "record/lists.h"

enum column { FIELD, NAME, TYPE, LENGTH, DICTIONARY, IDENTITY, COLUMNS };

static const char *const types[FIELD_TYPES] = {
    "text",   "choice", "diagnosis", "procedure",  "morphology", "count",
    "amount", "weight", "age",       "infant-age", "date",       "time",
    "hour",   "id",     "tcm",       "duration"};

static const char *const identities[] = {"", "name", "id", "address", "phone"};

/* Which list a field belongs to, and its column there. */
static void place_in_list(struct build *b, struct text name,
                          struct pack_field *row)
{
    struct text column;

    row->list = (uint8_t)record_list_of(name, &column);
    if (row->list == LIST_NONE)
        return;
    for (uint32_t i = 0; i < build_count(b, SECTION_FIELD); i++)
        if (BUILD_ROW(b, SECTION_FIELD, pack_field, i)->list == row->list)
            row->column++;
}

static bool read_length(struct text t, uint32_t *out)
{
    int128 n;
    bool exact;
    int64_t whole;

    *out = 0;
    if (t.length == 0)
        return true;
    if (!decimal_parse(t, &n))
        return false;
    whole = decimal_to_int(n, &exact);
    if (!exact || whole < 1 || whole > LIMIT_FIELD_BYTES)
        return false;
    *out = (uint32_t)whole;
    return true;
}

static struct text field_cell(const struct table *t, uint32_t row,
                              const struct heading *h, enum column c)
{
    return table_cell(t, row, h[c].column);
}

/* The cells of a row but for its name; faults for what is wrong in them. */
static void read_cells(struct build *b, const struct table *t, uint32_t i,
                       const struct heading *h, struct pack_field *row)
{
    const struct text type = field_cell(t, i, h, TYPE);
    const struct text identity = field_cell(t, i, h, IDENTITY);
    const struct text dictionary = field_cell(t, i, h, DICTIONARY);
    const int type_row = knowledge_word(types, FIELD_TYPES, type);
    const int identity_row = knowledge_word(identities, 5, identity);

    if (type_row < 0)
        fault_add(
            b->faults, table_place(t, i, h[TYPE].column),
            "应为 text choice diagnosis procedure morphology count amount "
            "weight age infant-age date time hour id tcm duration 之一",
            "没有类型“%.*s”", SHOW(type));
    if (identity_row < 0)
        fault_add(b->faults, table_place(t, i, h[IDENTITY].column),
                  "应为空或 name id address phone 之一", "没有身份类别“%.*s”",
                  SHOW(identity));
    if (!read_length(field_cell(t, i, h, LENGTH), &row->length))
        fault_add(b->faults, table_place(t, i, h[LENGTH].column),
                  "应为空或 1 至 65536 的整数", "长度“%.*s”读不出",
                  SHOW(field_cell(t, i, h, LENGTH)));
    row->type = (uint8_t)(type_row < 0 ? 0 : type_row);
    row->identity = (uint8_t)(identity_row < 0 ? 0 : identity_row);
    row->dictionary = dictionary.length == 0
                          ? PACK_NONE
                          : compile_find_dictionary(b, "", dictionary);
    if (dictionary.length > 0 && row->dictionary == PACK_NONE)
        fault_add(b->faults, table_place(t, i, h[DICTIONARY].column),
                  "请在 dictionaries/ 中加上同名的 CSV，或留空",
                  "没有字典“%.*s”", SHOW(dictionary));
}

static void read_row(struct build *b, const struct table *t, uint32_t i,
                     const struct heading *h)
{
    const struct text name = field_cell(t, i, h, FIELD);
    struct pack_field row = {.hour = PACK_NO_FIELD};

    if (name.length == 0 || build_find_field(b, name) != PACK_NO_FIELD) {
        fault_add(b->faults, table_place(t, i, h[FIELD].column),
                  "每个项目写一行，名称不重复", "项目名“%.*s”为空或重复",
                  SHOW(name));
        return;
    }
    read_cells(b, t, i, h, &row);
    place_in_list(b, name, &row);
    build_field(b, &row, name, field_cell(t, i, h, NAME));
}

/* A time `x_time` is completed by the hour field `x_hour`. */
static uint16_t hour_of(const struct build *b, struct text name)
{
    char hour[128];
    uint16_t field;

    if (name.length < 5 || name.length >= sizeof hour ||
        memcmp(name.at + name.length - 5, "_time", 5) != 0)
        return PACK_NO_FIELD;
    memcpy(hour, name.at, name.length);
    memcpy(hour + name.length - 4, "hour", 4);
    field = build_find_field(b, (struct text){hour, name.length});
    if (field == PACK_NO_FIELD ||
        BUILD_ROW(b, SECTION_FIELD, pack_field, field)->type != FIELD_HOUR)
        return PACK_NO_FIELD;
    return field;
}

static void join_hours(struct build *b)
{
    for (uint32_t i = 0; i < build_count(b, SECTION_FIELD); i++) {
        struct pack_field *row = BUILD_ROW(b, SECTION_FIELD, pack_field, i);

        if (row->list == LIST_NONE && row->type == FIELD_TIME)
            row->hour = hour_of(b, build_text_of(b, row->name));
    }
}

/* The program itself reads some fields: a pack that gives them another type
 * would not open. */
static void check_known(struct build *b, const char *path)
{
    struct pack view = build_view(b);
    const char *wrong = pack_find_known(&view);

    if (wrong != NULL && b->faults->count == 0)
        fault_add(b->faults, (struct place){path, 0, 0, NULL},
                  "照 pregroup 自带的 fields.csv 写这一项的 type，"
                  "列表项目不改名",
                  "项目“%s”的类型或所在的列表改了，程序要用它", wrong);
}

void compile_fields(struct build *b, const char *folder)
{
    struct heading h[COLUMNS] = {
        {TEXT("field"), true, -1},      {TEXT("name"), true, -1},
        {TEXT("type"), true, -1},       {TEXT("length"), true, -1},
        {TEXT("dictionary"), true, -1}, {TEXT("identity"), true, -1}};
    struct table t;
    char *path;

    if (knowledge_table(b, folder, "fields.csv", h, COLUMNS, &t, &path))
        for (uint32_t i = t.data; i < table_rows(&t); i++)
            read_row(b, &t, i, h);
    join_hours(b);
    check_known(b, path);
    table_close(&t);
    free(path);
}
