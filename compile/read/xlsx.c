/* A workbook: which part is which, which sheet is asked for. */
#include "compile/read/xlsx.h"

#include <stdio.h>
#include <string.h>

struct sheet_entry {
    struct text name, id; /* id of its relationship */
    bool hidden;
};

struct relation {
    struct text id, type, target;
};

struct workbook {
    struct xlsx xlsx;
    struct buffer sheets;    /* struct sheet_entry */
    struct buffer relations; /* struct relation, of the part read last */
};

static struct text kept_in(struct workbook *w, struct text t)
{
    return t.length == 0 ? TEXT("") : arena_copy(&w->xlsx.table->texts, t);
}

static void ignore_end(void *user, struct text name)
{
    (void)user, (void)name;
}

static void ignore_text(void *user, struct text t)
{
    (void)user, (void)t;
}

/* ---- relationships ------------------------------------------------------- */

static void on_relation(void *user, struct text name,
                        const struct xlsx_attributes *a)
{
    struct workbook *w = user;

    if (text_equal(name, TEXT("Relationship"))) {
        const struct relation r = {kept_in(w, xlsx_attribute(a, "Id")),
                                   kept_in(w, xlsx_attribute(a, "Type")),
                                   kept_in(w, xlsx_attribute(a, "Target"))};

        buffer_put(&w->relations, &r, sizeof r);
    }
}

static size_t folder_length(struct text path)
{
    size_t n = path.length;

    while (n > 0 && path.at[n - 1] != '/')
        n--;
    return n;
}

/* folder/_rels/name.rels of a part; "" is the package. */
static bool read_relations(struct workbook *w, struct text part)
{
    static const struct xlsx_events events = {on_relation, ignore_end,
                                              ignore_text};
    const size_t folder = folder_length(part);
    char path[512];
    const int length =
        snprintf(path, sizeof path, "%.*s_rels/%.*s.rels", (int)folder, part.at,
                 (int)(part.length - folder), part.at + folder);

    buffer_reset(&w->relations);
    return length > 0 && (size_t)length < sizeof path &&
           xlsx_part(&w->xlsx, (struct text){path, (size_t)length}, &events,
                     w) != XLSX_FAULT;
}

/* By id, or (id empty) by the end of its type. */
static const struct relation *relation(const struct workbook *w, struct text id,
                                       const char *type)
{
    BUFFER_EACH (r, &w->relations, const struct relation)
        if (id.length > 0 ? text_equal(r->id, id)
                          : text_ends(r->type, text_of(type)))
            return r;
    return NULL;
}

/* A target as a path in the zip: from the root, or beside `part`. */
static struct text resolve(struct workbook *w, struct text part,
                           struct text target)
{
    size_t folder = folder_length(part);
    char path[512];
    int length;

    if (text_starts(target, TEXT("/"))) {
        folder = 0;
        target = text_behind(target, 1);
    }
    while (text_starts(target, TEXT("../")) && folder > 0) {
        folder = folder_length(text_head(part, folder - 1));
        target = text_behind(target, 3);
    }
    if (text_starts(target, TEXT("./")))
        target = text_behind(target, 2);
    length = snprintf(path, sizeof path, "%.*s%.*s", (int)folder, part.at,
                      SPELL(target));
    if (length <= 0 || (size_t)length >= sizeof path)
        return TEXT("");
    return kept_in(w, (struct text){path, (size_t)length});
}

/* ---- sheets -------------------------------------------------------------- */

static void on_sheet(void *user, struct text name,
                     const struct xlsx_attributes *a)
{
    struct workbook *w = user;

    if (text_equal(name, TEXT("sheet"))) {
        const struct text state = xlsx_attribute(a, "state");
        const struct sheet_entry s = {kept_in(w, xlsx_attribute(a, "name")),
                                      kept_in(w, xlsx_attribute(a, "id")),
                                      state.length > 0 &&
                                          !text_equal(state, TEXT("visible"))};

        buffer_put(&w->sheets, &s, sizeof s);
    }
}

static void fault_sheet(struct workbook *w, struct text name, struct place from)
{
    const struct sheet_entry *s = BUFFER_ROWS(&w->sheets, struct sheet_entry);
    const uint32_t count = BUFFER_COUNT(&w->sheets, struct sheet_entry);
    char right[1024];
    size_t used =
        (size_t)snprintf(right, sizeof right,
                         w->xlsx.table->elsewhere ? "请核对文件名和工作表的名称"
                                                  : "文件里的工作表有：");

    for (uint32_t i = 0;
         !w->xlsx.table->elsewhere && i < count && used + 200 < sizeof right;
         i++)
        used += (size_t)snprintf(right + used, sizeof right - used, "%s%.*s",
                                 i > 0 ? "、" : "", SHOW(s[i].name));
    fault_add(w->xlsx.build->faults,
              from.file != NULL
                  ? from
                  : (struct place){w->xlsx.table->file, 0, 0, NULL},
              right, "%s 里没有工作表“%.*s”", w->xlsx.table->file, SHOW(name));
}

/* The sheet of that name; without one the first that is not hidden. */
static const struct sheet_entry *choose(struct workbook *w, struct text name,
                                        struct place from)
{
    BUFFER_EACH (s, &w->sheets, const struct sheet_entry)
        if (name.length > 0 ? text_equal(text_trim(s->name), name) : !s->hidden)
            return s;
    if (name.length == 0 && w->sheets.length > 0)
        return BUFFER_ROWS(&w->sheets, struct sheet_entry);
    fault_sheet(w, name, from);
    return NULL;
}

/* ---- the whole ----------------------------------------------------------- */

static bool name_sheet(struct table *t, struct text name)
{
    char *copy = arena_alloc(&t->texts, name.length + 1);

    if (copy == NULL)
        return false;
    memcpy(copy, name.at, name.length);
    copy[name.length] = '\0';
    t->sheet = copy;
    return true;
}

/* Texts first: the cells name them by number. */
static bool read_sheet_cells(struct workbook *w, struct text book,
                             const struct sheet_entry *sheet)
{
    struct table *t = w->xlsx.table;
    const struct relation *strings, *cells;

    if (!name_sheet(t, sheet->name) || !read_relations(w, book))
        return false;
    strings = relation(w, TEXT(""), "/sharedStrings");
    cells = sheet->id.length == 0 ? NULL : relation(w, sheet->id, "");
    if (cells == NULL || !text_ends(cells->type, TEXT("/worksheet"))) {
        xlsx_fault(&w->xlsx, "不是由单元格组成的工作表",
                   "请用 sheet 写明目录所在的工作表");
        return false;
    }
    return (strings == NULL ||
            xlsx_strings(&w->xlsx, resolve(w, book, strings->target))) &&
           xlsx_sheet(&w->xlsx, resolve(w, book, cells->target));
}

/* The workbook part, whose sheets it lists, then the one asked for. */
static bool read_workbook(struct workbook *w, struct text name,
                          struct place from)
{
    static const struct xlsx_events events = {on_sheet, ignore_end,
                                              ignore_text};
    const struct relation *part;
    const struct sheet_entry *sheet;
    enum xlsx_outcome outcome;
    struct text book;

    if (!read_relations(w, TEXT("")))
        return false;
    part = relation(w, TEXT(""), "/officeDocument");
    book = part == NULL ? TEXT("xl/workbook.xml")
                        : resolve(w, TEXT(""), part->target);
    outcome = xlsx_part(&w->xlsx, book, &events, w);
    if (outcome == XLSX_ABSENT)
        xlsx_fault(&w->xlsx, "里面没有工作簿，不是 XLSX",
                   "请在表格软件里另存为 XLSX 或“CSV UTF-8（逗号分隔）”");
    if (outcome != XLSX_READ)
        return false;
    sheet = choose(w, name, from);
    return sheet != NULL && read_sheet_cells(w, book, sheet);
}

bool table_parse_xlsx(struct build *b, struct text sheet, struct place from,
                      struct table *out)
{
    struct workbook w = {.xlsx = {.build = b, .table = out}};
    bool good = read_workbook(&w, sheet, from);

    if (out->texts.failed || w.sheets.failed || w.relations.failed) {
        good = false;
        xlsx_fault(&w.xlsx, "表太大，内存不足", "请删去用不到的行和列");
    }
    buffer_free(&w.sheets);
    buffer_free(&w.relations);
    buffer_free(&w.xlsx.strings);
    return good;
}
