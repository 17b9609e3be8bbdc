/* Lists of codes, complications, and the lists that void these. */
#include <stdlib.h>
#include <string.h>

#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/region/drg.h"

/* A table of codes and what its rows say of them. */
struct source {
    struct drg *drg;
    const xmlNode *node;
    struct table table;
    struct heading code, second; /* `second`: the list, or the exclusion */
    struct text name;            /* the list, where all rows have the same */
    struct pack_text shown;      /* the table's name */
    const char *prefix;          /* of the lists' names */
    uint8_t level;               /* enum drg_level; LEVEL_NONE: lists */
};

static void fault(struct source *s, uint32_t row, int column, const char *right,
                  const char *what)
{
    fault_add(s->drg->region->build->faults,
              table_place(&s->table, row, column), right, "%s“%.*s”", what,
              SHOW(table_cell(&s->table, row, column)));
}

/* ---- names of lists -------------------------------------------------------
 */

/* `prefix` and name in *room. */
static struct text full_name(const char *prefix, struct text name,
                             struct buffer *room)
{
    buffer_reset(room);
    buffer_string(room, prefix);
    buffer_text(room, name);
    return buffer_view(room);
}

/* Number of the list, which the table adds if it is new. */
static uint32_t list_of(struct source *s, struct text name, bool operations)
{
    struct drg *d = s->drg;
    struct buffer room = {0};
    bool added = false;
    const uint32_t number =
        words_add(&d->lists, full_name(s->prefix, name, &room), &added);
    const struct drg_list row = {s->shown, operations};

    if (added)
        buffer_put(&d->list_rows, &row, sizeof row);
    buffer_free(&room);
    return number;
}

const struct drg_list *drg_list_at(const struct drg *d, uint32_t number)
{
    return &((const struct drg_list *)(const void *)d->list_rows.data)[number];
}

uint32_t drg_find_list(struct drg *d, struct text name)
{
    return words_find(&d->lists, name);
}

/* ---- rows ---------------------------------------------------------------- */

#define EXCLUSIONS "排除表 "

static void add_entry(struct source *s, struct code code, uint32_t number,
                      uint32_t row)
{
    const struct drg_entry entry = {
        code, number, table_place(&s->table, row, -1).line, s->level};

    buffer_put(&s->drg->entries, &entry, sizeof entry);
}

static void add_complication(struct source *s, struct code code, uint32_t row)
{
    struct drg *d = s->drg;
    const struct text cell = table_cell(&s->table, row, s->second.column);
    struct buffer room = {0};
    struct pack_drg_severity severity = {
        .table = s->shown,
        .exclusion = PACK_NONE,
        .source_row = table_place(&s->table, row, -1).line,
        .level = s->level};

    if (!codetext_empty(cell)) {
        severity.exclusion =
            drg_find_list(d, full_name(EXCLUSIONS, cell, &room));
        if (severity.exclusion == PACK_NONE)
            fault(s, row, s->second.column,
                  "排除表要在 <exclusions> 的表里；没有排除的留空",
                  "没有这个排除表：");
    }
    add_entry(s, code,
              build_row(d->region->build, SECTION_DRG_SEVERITY, &severity),
              row);
    buffer_free(&room);
}

/* A code of a list, which has codes of one kind only. */
static void add_member(struct source *s, struct text name, struct code code,
                       uint32_t row)
{
    const bool operation = code_at(code, 0) < 'A';
    const uint32_t list = list_of(s, name, operation);

    if (s->drg->list_rows.failed || list == PACK_NONE)
        return;
    if (drg_list_at(s->drg, list)->operations != operation)
        fault(s, row, s->code.column,
              "清单里的编码要么都是诊断，要么都是手术操作；请分成两个清单",
              "清单里混有别类编码：");
    else
        add_entry(s, code, list, row);
}

static void read_row(struct source *s, uint32_t row)
{
    const struct text cell = table_cell(&s->table, row, s->code.column);
    struct text name = s->name;
    struct code code;

    if (cell.length == 0)
        return;
    if (!codetext_diagnosis(cell, &code)) {
        fault(s, row, s->code.column, "编码由字母、数字、点组成，至多 16 个",
              "编码读不出：");
        return;
    }
    if (s->level != LEVEL_NONE) {
        add_complication(s, code, row);
        return;
    }
    codes_mend(s->drg->region->build,
               table_place(&s->table, row, s->code.column), &code);
    if (name.length == 0)
        name = table_cell(&s->table, row, s->second.column);
    if (name.length == 0)
        fault(s, row, s->second.column, "写明属于哪个清单", "编码没有写清单：");
    else
        add_member(s, name, code, row);
}

static void read_table(struct source *s)
{
    struct region *r = s->drg->region;
    struct heading wanted[] = {s->code, s->second};
    char *path = element_file(r, s->node, "file");

    s->shown = element_table_name(r, s->node);
    if (path != NULL && element_has(s->node, "file") &&
        table_open(r->build, path, element_attribute(r, s->node, "sheet"),
                   element_place(r, s->node), &s->table) &&
        table_head(r->build, &s->table, wanted, 2)) {
        s->code = wanted[0];
        s->second = wanted[1];
        for (uint32_t i = s->table.data; i < table_rows(&s->table); i++)
            read_row(s, i);
    }
    table_close(&s->table);
    free(path);
}

/* ---- the elements ---------------------------------------------------------
 */

static struct source source_of(struct drg *d, const xmlNode *node,
                               const char *second)
{
    struct source s = {.drg = d, .node = node, .prefix = ""};

    s.code =
        (struct heading){element_attribute(d->region, node, "code"), true, -1};
    s.second =
        (struct heading){element_attribute(d->region, node, second), true, -1};
    return s;
}

static void read_lists(struct drg *d, const xmlNode *node)
{
    struct source s = source_of(d, node, "list");

    s.name = element_attribute(d->region, node, "name");
    if ((s.name.length > 0) == (s.second.name.length > 0))
        fault_add(d->region->build->faults, element_place(d->region, node),
                  "一张表就是一个清单时写 name；表里有清单一列时用 list "
                  "写那一列的标题",
                  "<lists> 的 name 和 list 要写其中一个");
    else
        read_table(&s);
}

static void read_exclusions(struct drg *d, const xmlNode *node)
{
    struct source s = source_of(d, node, "list");

    s.prefix = EXCLUSIONS;
    read_table(&s);
}

static void read_severity(struct drg *d, const xmlNode *node)
{
    static const char *const levels[] = {"", "cc", "mcc", NULL};
    struct source s = source_of(d, node, "exclusion");
    const int level = element_word(d->region, node, "level", levels, LEVEL_CC);

    s.level = (uint8_t)(level < LEVEL_CC ? LEVEL_CC : level);
    read_table(&s);
}

static void read_each(struct drg *d, const char *name,
                      void (*read)(struct drg *d, const xmlNode *node))
{
    for (const xmlNode *n = element_child(d->node, name); n != NULL;
         n = element_next(n, name))
        read(d, n);
}

void drg_read_lists(struct drg *d)
{
    read_each(d, "lists", read_lists);
    read_each(d, "exclusions", read_exclusions);
    read_each(d, "severity", read_severity);
    if (d->lists.refs.length / sizeof(struct pack_text) > DRG_LISTS_MAX)
        fault_add(d->region->build->faults, element_place(d->region, d->node),
                  "请合并编码相同的清单", "编码清单超过 %u 个", DRG_LISTS_MAX);
}

/* ---- writing ---------------------------------------------------------------
 */

/* By code; complications first, heavy ones before light ones; then lists. */
static int by_code(const void *a, const void *b)
{
    const struct drg_entry *x = a, *y = b;
    const int order = code_compare(x->code, y->code);

    if (order != 0)
        return order;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->source_row > y->source_row) - (x->source_row < y->source_row);
}

/* Entries of one code from `first` on; the row behind them. */
static size_t write_code(struct build *b, const struct drg_entry *entries,
                         size_t first, size_t count)
{
    struct pack_drg_code row = {.code = entries[first].code,
                                .severity = PACK_NONE};
    size_t i = first;

    row.members.first = build_count(b, SECTION_DRG_MEMBER);
    if (entries[i].level != LEVEL_NONE)
        row.severity = entries[i].number;
    for (; i < count && code_equal(entries[i].code, row.code); i++) {
        const struct pack_drg_member member = {entries[i].number,
                                               entries[i].source_row};

        if (entries[i].level != LEVEL_NONE ||
            (i > first && entries[i - 1].level == LEVEL_NONE &&
             entries[i - 1].number == member.list))
            continue;
        build_row(b, SECTION_DRG_MEMBER, &member);
        row.members.count++;
    }
    build_row(b, SECTION_DRG_CODE, &row);
    return i;
}

static void write_codes(struct drg *d)
{
    struct build *b = d->region->build;
    struct drg_entry *entries = (struct drg_entry *)(void *)d->entries.data;
    const size_t count = d->entries.length / sizeof *entries;
    struct pack_range slots;

    if (count == 0 || d->entries.failed)
        return;
    qsort(entries, count, sizeof *entries, by_code);
    for (size_t i = 0; i < count;)
        i = write_code(b, entries, i, count);
    slots =
        build_slots(b, SECTION_DRG_CODE_SLOT, build_count(b, SECTION_DRG_CODE));
    for (uint32_t i = 0; i < build_count(b, SECTION_DRG_CODE); i++)
        build_slot(
            b, SECTION_DRG_CODE_SLOT, slots,
            code_hash(BUILD_ROW(b, SECTION_DRG_CODE, pack_drg_code, i)->code),
            i);
}

void drg_write_lists(struct drg *d)
{
    struct build *b = d->region->build;

    for (uint32_t i = 0; i < d->list_rows.length / sizeof(struct drg_list);
         i++) {
        const struct pack_text at = words_at(&d->lists, i);
        const struct pack_drg_list row = {
            build_text(b, (struct text){d->names.data + at.at, at.length}),
            drg_list_at(d, i)->table};

        build_row(b, SECTION_DRG_LIST, &row);
    }
    write_codes(d);
}
