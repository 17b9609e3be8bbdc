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

/* Which list the field of row i belongs to, and its column there. */
static void place_in_list(struct build *b, const struct table *t, uint32_t i,
                          struct pack_field *row)
{
    const struct text name = table_text(t, i, FIELD);
    struct text column;

    row->list = (uint8_t)record_list_of(name, &column);
    if (row->list == LIST_NONE) {
        if (column.length != name.length)
            table_fault_with(t, i, FIELD,
                             "点的前面应为 diagnoses procedures 等列表之一，"
                             "见 docs/record.md",
                             "没有项目", "的列表");
        return;
    }
    BUILD_EACH (field, b, SECTION_FIELD, pack_field)
        if (field->list == row->list)
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

/* The cells of a row but for its name; faults for what is wrong in them. */
static void read_field_cells(struct build *b, const struct table *t, uint32_t i,
                             struct pack_field *row)
{
    const struct text dictionary = table_text(t, i, DICTIONARY);
    const int type = text_index(table_text(t, i, TYPE), types, FIELD_TYPES);
    const int identity = text_index(table_text(t, i, IDENTITY), identities,
                                    COUNT_OF(identities));

    if (type < 0)
        table_fault(
            t, i, TYPE,
            "应为 text choice diagnosis procedure morphology count amount "
            "weight age infant-age date time hour id tcm duration 之一",
            "没有类型");
    if (identity < 0)
        table_fault(t, i, IDENTITY, "应为空或 name id address phone 之一",
                    "没有身份类别");
    if (!read_length(table_text(t, i, LENGTH), &row->length))
        table_fault_with(t, i, LENGTH, "应为空或 1 至 65536 的整数", "长度",
                         "读不出");
    row->type = (uint8_t)(type < 0 ? 0 : type);
    row->identity = (uint8_t)(identity < 0 ? 0 : identity);
    row->dictionary = dictionary.length == 0
                          ? PACK_NONE
                          : compile_find_dictionary(b, "", dictionary);
    if (dictionary.length > 0 && row->dictionary == PACK_NONE)
        table_fault(t, i, DICTIONARY,
                    "请在 dictionaries/ 中加上同名的 CSV，或留空", "没有字典");
}

static void read_field_row(struct build *b, const struct table *t, uint32_t i)
{
    const struct text name = table_text(t, i, FIELD);
    struct pack_field row = {.hour = PACK_NO_FIELD};

    if (name.length == 0 || build_find_field(b, name) != PACK_NO_FIELD) {
        table_fault_with(t, i, FIELD, "每个项目写一行，名称不重复", "项目名",
                         "为空或重复");
        return;
    }
    read_field_cells(b, t, i, &row);
    place_in_list(b, t, i, &row);
    build_field(b, &row, name, table_text(t, i, NAME));
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

void compile_fields(struct build *b, const char *folder)
{
    static const char *const columns[COLUMNS] = {
        "field", "name", "type", "length", "dictionary", "identity"};
    struct heading headings[COLUMNS];
    const char *wrong;
    struct pack view;
    struct table t;

    if (knowledge_table(b, folder, "fields.csv", columns, headings, COLUMNS,
                        &t))
        TABLE_EACH (row, &t)
            read_field_row(b, &t, row);
    BUILD_EACH (row, b, SECTION_FIELD, pack_field)
        if (row->list == LIST_NONE && row->type == FIELD_TIME)
            row->hour = hour_of(b, build_text_of(b, row->name));
    /* The program itself reads some fields: a pack that gives them another
     * type would not open. */
    view = build_view(b);
    wrong = pack_find_known(&view);
    if (wrong != NULL && b->faults->count == 0)
        fault_add(b->faults, (struct place){t.file, 0, 0, NULL},
                  "照 pregroup 自带的 fields.csv 写这一项的 type，"
                  "列表项目不改名",
                  "项目“%s”的类型或所在的列表改了，程序要用它", wrong);
    table_close(&t);
}
