/* <codes>: the national tables a region settles by, and its gray lists. */
#include <stdlib.h>
#include <string.h>

#include "compile/codetext.h"
#include "compile/region.h"
#include "compile/table.h"

static const char *const systems[] = {"diagnosis", "procedure", NULL};

/* What bureaus write in a column of classes, and our words for it. */
static const struct {
    const char *text;
    uint8_t class;
} class_texts[] = {
    {"手术", CLASS_SURGERY},           {"手术操作", CLASS_SURGERY},
    {"介入治疗", CLASS_INTERVENTION},  {"介入", CLASS_INTERVENTION},
    {"治疗性操作", CLASS_THERAPEUTIC}, {"治疗", CLASS_THERAPEUTIC},
    {"诊断性操作", CLASS_DIAGNOSTIC},  {"诊断", CLASS_DIAGNOSTIC},
    {"保守治疗", CLASS_CONSERVATIVE},  {"保守", CLASS_CONSERVATIVE},
    {"", CLASS_CONSERVATIVE},
};

enum column { CODE, NAME, KIND, COLUMNS };

struct codes {
    struct region *region;
    struct pack_code_table row;
    uint32_t first;    /* row of CODE */
    struct words seen; /* keys */
    struct buffer seen_bytes;
};

static uint8_t read_class(struct codes *c, const struct table *t, uint32_t row,
                          int column)
{
    const struct text text = table_cell(t, row, column);
    const int word = op_class_find(text);

    if (column < 0 || word >= 0)
        return (uint8_t)(column < 0 ? 0 : word);
    for (size_t i = 0; i < sizeof class_texts / sizeof class_texts[0]; i++)
        if (text_equal(text_of(class_texts[i].text), text))
            return class_texts[i].class;
    fault_add(c->region->build->faults, table_place(t, row, column),
              "应为 手术、介入治疗、治疗性操作、诊断性操作 之一，或空",
              "操作类别“%.*s”不认识", SHOW(text));
    return CLASS_CONSERVATIVE;
}

/* One key may stand in several rows (+ codes with different * codes): the
 * first one holds. */
static bool is_new(struct codes *c, struct code key)
{
    char bytes[CODE_MAX];
    bool added;

    words_add(&c->seen, (struct text){bytes, code_text(key, bytes)}, &added);
    return added;
}

static void read_row(struct codes *c, const struct table *t, uint32_t row,
                     const struct heading *h)
{
    struct build *b = c->region->build;
    const struct text text = table_cell(t, row, h[CODE].column);
    struct pack_code code = {.table =
                                 (uint16_t)build_count(b, SECTION_CODE_TABLE)};

    if (c->row.system == SYSTEM_DIAGNOSIS
            ? !codetext_diagnosis(text, &code.code)
            : !codetext_key(text, &code.code)) {
        fault_add(b->faults, table_place(t, row, h[CODE].column),
                  "编码由字母、数字、点和连字符组成，至多 16 个",
                  "编码“%.*s”读不出", SHOW(text));
        return;
    }
    if (!is_new(c, code.code))
        return;
    code.name = build_text(b, table_cell(t, row, h[NAME].column));
    code.class = read_class(c, t, row, h[KIND].column);
    build_row(b, SECTION_CODE, &code);
}

static void finish(struct codes *c)
{
    struct build *b = c->region->build;
    const uint32_t end = build_count(b, SECTION_CODE);

    c->row.slots = build_slots(b, SECTION_CODE_SLOT, end - c->first);
    for (uint32_t i = c->first; i < end; i++)
        build_slot(b, SECTION_CODE_SLOT, c->row.slots,
                   code_hash(BUILD_ROW(b, SECTION_CODE, pack_code, i)->code),
                   i);
    build_row(b, SECTION_CODE_TABLE, &c->row);
}

/* A table's element: `code`, `name`, `kind` name its headings. */
static void read_table(struct codes *c, const xmlNode *node)
{
    struct region *r = c->region;
    struct heading h[COLUMNS] = {
        {element_attribute(r, node, "code"), true, -1},
        {element_attribute(r, node, "name"), true, -1},
        {element_attribute(r, node, "kind"), true, -1}};
    char *path = element_file(r, node, "file");
    struct table t = {0};

    if (path != NULL &&
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &t) &&
        table_head(r->build, &t, h, COLUMNS))
        for (uint32_t i = t.data; i < table_rows(&t); i++)
            read_row(c, &t, i, h);
    table_close(&t);
    free(path);
}

static void read_codes(struct region *r, const xmlNode *node, uint32_t flags)
{
    const int system = element_word(r, node, "system", systems, 0);
    struct codes c = {
        .region = r,
        .row = {.edition =
                    build_text(r->build, element_attribute(r, node, "edition")),
                .system = (uint32_t)(system < 0 ? 0 : system),
                .flags = flags},
        .first = build_count(r->build, SECTION_CODE),
    };

    if (element_has(node, "kind"))
        c.row.flags |= TABLE_CLASSES;
    c.seen = (struct words){.strings = &c.seen_bytes};
    if (element_has(node, "file") && element_has(node, "code"))
        read_table(&c, node);
    finish(&c);
    words_free(&c.seen);
    buffer_free(&c.seen_bytes);
}

void region_codes(struct region *r, const xmlNode *node)
{
    for (const xmlNode *n = element_child(node, NULL); n != NULL;
         n = element_next(n, NULL)) {
        if (element_is(n, "table"))
            read_codes(r, n, 0);
        else if (element_is(n, "gray"))
            read_codes(r, n, TABLE_GRAY);
        else if (element_is(n, "crosswalk"))
            fault_add(r->build->faults, element_place(r, n),
                      "请暂时去掉 <crosswalk>，先把编码换成医保版再检查",
                      "对照表（crosswalk）本版程序还不能使用");
    }
}
