/* Lists of codes, complications, and the lists that void these. */
#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/region/drg.h"

enum column { CODE, SECOND, COLUMNS }; /* the list, or the exclusion */

/* A table of codes and what its rows say of them. */
struct source {
    struct drg *drg;
    const xmlNode *node;
    struct table table;
    struct text name;       /* the list, where all rows have the same */
    struct pack_text shown; /* the table's name */
    const char *prefix;     /* of the lists' names */
    uint8_t level;          /* enum drg_level; LEVEL_NONE: lists */
};

/* ---- names of lists ------------------------------------------------------ */

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
static uint32_t list_for(struct source *s, struct text name, bool operations)
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
    return &BUFFER_ROWS(&d->list_rows, struct drg_list)[number];
}

uint32_t drg_find_list(struct drg *d, struct text name)
{
    return words_find(&d->lists, name);
}

bool region_drg_codes(const struct drg *d, struct text name,
                      struct buffer *codes)
{
    const uint32_t list = words_find(&d->lists, name);
    const char *between = "";
    char shown[CODE_MAX];

    BUFFER_EACH (entry, &d->entries, const struct drg_entry) {
        if (list == PACK_NONE || entry->level != LEVEL_NONE ||
            entry->number != list)
            continue;
        buffer_string(codes, between);
        buffer_put(codes, shown, code_text(code_unmarked(entry->code), shown));
        between = ", ";
    }
    return list != PACK_NONE;
}

/* ---- rows ---------------------------------------------------------------- */

#define EXCLUSIONS "排除表 "

static void add_entry(struct source *s, struct code code, uint32_t number,
                      uint32_t row)
{
    const struct drg_entry entry = {code, number, table_line(&s->table, row),
                                    s->level};

    buffer_put(&s->drg->entries, &entry, sizeof entry);
}

static void add_complication(struct source *s, struct code code, uint32_t row)
{
    struct drg *d = s->drg;
    const struct text cell = table_text(&s->table, row, SECOND);
    struct buffer room = {0};
    struct pack_drg_severity severity = {.table = s->shown,
                                         .exclusion = PACK_NONE,
                                         .source_row =
                                             table_line(&s->table, row),
                                         .level = s->level};

    if (!codetext_empty(cell)) {
        severity.exclusion =
            drg_find_list(d, full_name(EXCLUSIONS, cell, &room));
        if (severity.exclusion == PACK_NONE)
            table_fault(&s->table, row, SECOND,
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
    const uint32_t list = list_for(s, name, operation);

    if (s->drg->list_rows.failed || list == PACK_NONE)
        return;
    if (drg_list_at(s->drg, list)->operations != operation)
        table_fault(
            &s->table, row, CODE,
            "清单里的编码要么都是诊断，要么都是手术操作；请分成两个清单",
            "清单里混有别类编码：");
    else
        add_entry(s, code, list, row);
}

static void read_list_row(struct source *s, uint32_t row)
{
    const struct text cell = table_text(&s->table, row, CODE);
    struct text name = s->name;
    struct code code;

    if (cell.length == 0)
        return;
    if (!codetext_diagnosis(cell, &code)) {
        table_fault(&s->table, row, CODE,
                    "编码由字母、数字、点组成，至多 16 个", "编码读不出：");
        return;
    }
    if (s->level != LEVEL_NONE) {
        add_complication(s, code, row);
        return;
    }
    codes_mend(s->drg->region->build, table_at(&s->table, row, CODE), &code);
    if (name.length == 0)
        name = table_text(&s->table, row, SECOND);
    if (name.length == 0)
        table_fault(&s->table, row, SECOND, "写明属于哪个清单",
                    "编码没有写清单：");
    else
        add_member(s, name, code, row);
}

/* ---- the elements -------------------------------------------------------- */

static void read_list_table(struct source *s, const char *second)
{
    const char *const columns[COLUMNS] = {"code", second};
    struct heading headings[COLUMNS];

    s->shown = element_table_name(s->drg->region, s->node);
    if (element_table(s->drg->region, s->node, columns, headings, COLUMNS,
                      &s->table))
        TABLE_EACH (row, &s->table)
            read_list_row(s, row);
    table_close(&s->table);
}

static void read_lists(struct drg *d, const xmlNode *node)
{
    struct source s = {.drg = d, .node = node, .prefix = ""};

    s.name = element_attribute(d->region, node, "name");
    if ((s.name.length > 0) ==
        (element_attribute(d->region, node, "list").length > 0))
        element_fault(d->region, node,
                      "一张表就是一个清单时写 name；表里有清单一列时用 list "
                      "写那一列的标题",
                      "<lists> 的 name 和 list 要写其中一个");
    else
        read_list_table(&s, "list");
}

static void read_severity(struct drg *d, const xmlNode *node)
{
    static const char *const levels[] = {"", "cc", "mcc", NULL};
    struct source s = {.drg = d, .node = node, .prefix = ""};

    s.level = element_byte(d->region, node, "level", levels, LEVEL_CC);
    if (s.level < LEVEL_CC)
        s.level = LEVEL_CC;
    read_list_table(&s, "exclusion");
}

void drg_read_lists(struct drg *d)
{
    ELEMENT_EACH (n, d->node, "lists")
        read_lists(d, n);
    ELEMENT_EACH (n, d->node, "exclusions") {
        struct source s = {.drg = d, .node = n, .prefix = EXCLUSIONS};

        read_list_table(&s, "list");
    }
    ELEMENT_EACH (n, d->node, "severity")
        read_severity(d, n);
    if (BUFFER_COUNT(&d->lists.refs, struct pack_text) > DRG_LISTS_MAX)
        element_fault(d->region, d->node, "请合并编码相同的清单",
                      "编码清单超过 %u 个", DRG_LISTS_MAX);
}

/* ---- writing ------------------------------------------------------------- */

/* By code; complications first, heavy ones before light ones; then lists. */
static int by_code_and_weight(const void *a, const void *b)
{
    const struct drg_entry *x = a, *y = b;
    const int order = code_compare(x->code, y->code);

    if (order != 0)
        return order;
    if (x->level != y->level)
        return ORDER(y->level, x->level);
    return x->number != y->number ? ORDER(x->number, y->number)
                                  : ORDER(x->source_row, y->source_row);
}

/* Entries of one code from `first` on; the row behind them. */
static uint32_t write_code(struct build *b, const struct drg_entry *entries,
                           uint32_t first, uint32_t count)
{
    struct pack_drg_code row = {.code = entries[first].code,
                                .severity = PACK_NONE};
    uint32_t i = first;

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
    const struct drg_entry *entries =
        BUFFER_ROWS(&d->entries, struct drg_entry);
    const uint32_t count = BUFFER_COUNT(&d->entries, struct drg_entry);

    if (count == 0 || d->entries.failed)
        return;
    buffer_sort(&d->entries, sizeof *entries, by_code_and_weight);
    for (uint32_t i = 0; i < count;)
        i = write_code(b, entries, i, count);
    build_code_slots(b, SECTION_DRG_CODE_SLOT, SECTION_DRG_CODE, 0);
}

void drg_write_lists(struct drg *d)
{
    struct build *b = d->region->build;

    for (uint32_t i = 0; i < BUFFER_COUNT(&d->list_rows, struct drg_list);
         i++) {
        const struct pack_drg_list row = {
            build_text(b, words_text(&d->lists, i)), drg_list_at(d, i)->table};

        build_row(b, SECTION_DRG_LIST, &row);
    }
    write_codes(d);
}
