/* A workbook: which part is which, which sheet is asked for. */
#include "compile/read/xlsx.h"

#include <stdio.h>
#include <string.h>

/* Bytes of the XML of a sheet that is read from its file: 60,000 rows of 93
 * columns have 190 MB, a sheet has at most 1,048,576 rows. */
#define SHEET_MAX ((uint64_t)4 << 30)

struct relation {
    struct text id, type, target;
};

static struct text kept_in(struct xlsx_book *w, struct text t)
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
    struct xlsx_book *w = user;

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
static bool read_relations(struct xlsx_book *w, struct text part)
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
static const struct relation *relation(const struct xlsx_book *w,
                                       struct text id, const char *type)
{
    BUFFER_EACH (r, &w->relations, const struct relation)
        if (id.length > 0 ? text_equal(r->id, id)
                          : text_ends(r->type, text_of(type)))
            return r;
    return NULL;
}

/* A target as a path in the zip: from the root, or beside `part`. */
static struct text resolve(struct xlsx_book *w, struct text part,
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
    struct xlsx_book *w = user;

    if (text_equal(name, TEXT("workbookPr"))) {
        const struct text from = xlsx_attribute(a, "date1904");

        w->xlsx.from_1904 =
            text_equal(from, TEXT("1")) || text_equal(from, TEXT("true"));
    } else if (text_equal(name, TEXT("sheet"))) {
        const struct text state = xlsx_attribute(a, "state");
        const struct xlsx_entry s = {kept_in(w, xlsx_attribute(a, "name")),
                                     kept_in(w, xlsx_attribute(a, "id")),
                                     state.length > 0 &&
                                         !text_equal(state, TEXT("visible"))};

        buffer_put(&w->sheets, &s, sizeof s);
    }
}

static void fault_sheet(struct xlsx_book *w, struct text name,
                        struct place from)
{
    const struct xlsx_entry *s = BUFFER_ROWS(&w->sheets, struct xlsx_entry);
    const uint32_t count = BUFFER_COUNT(&w->sheets, struct xlsx_entry);
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
static const struct xlsx_entry *choose(struct xlsx_book *w, struct text name,
                                       struct place from)
{
    BUFFER_EACH (s, &w->sheets, const struct xlsx_entry)
        if (name.length > 0 ? text_equal(text_trim(s->name), name) : !s->hidden)
            return s;
    if (name.length == 0 && w->sheets.length > 0)
        return BUFFER_ROWS(&w->sheets, struct xlsx_entry);
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

/* True where the workbook has no such part, or it was read. */
static bool read_shared(struct xlsx_book *w, const char *type,
                        bool (*read)(struct xlsx *x, struct text path))
{
    const struct relation *r = relation(w, TEXT(""), type);

    return r == NULL || read(&w->xlsx, resolve(w, w->part, r->target));
}

bool xlsx_book_texts(struct xlsx_book *w)
{
    return read_relations(w, w->part) &&
           read_shared(w, "/sharedStrings", xlsx_strings) &&
           read_shared(w, "/styles", xlsx_styles);
}

struct text xlsx_book_cells(struct xlsx_book *w, const struct xlsx_entry *sheet)
{
    const struct relation *cells =
        sheet->id.length == 0 ? NULL : relation(w, sheet->id, "");

    return cells == NULL || !text_ends(cells->type, TEXT("/worksheet"))
               ? TEXT("")
               : resolve(w, w->part, cells->target);
}

bool xlsx_book_sheets(struct xlsx_book *w)
{
    static const struct xlsx_events events = {on_sheet, ignore_end,
                                              ignore_text};
    const struct relation *part;
    enum xlsx_outcome outcome;

    if (!read_relations(w, TEXT("")))
        return false;
    part = relation(w, TEXT(""), "/officeDocument");
    w->part = part == NULL ? TEXT("xl/workbook.xml")
                           : resolve(w, TEXT(""), part->target);
    outcome = xlsx_part(&w->xlsx, w->part, &events, w);
    w->absent = outcome == XLSX_ABSENT;
    if (w->absent)
        xlsx_fault(&w->xlsx, "里面没有工作簿，不是 XLSX",
                   "请在表格软件里另存为 XLSX 或“CSV UTF-8（逗号分隔）”");
    return outcome == XLSX_READ;
}

void xlsx_book_close(struct xlsx_book *w)
{
    buffer_free(&w->sheets);
    buffer_free(&w->relations);
    buffer_free(&w->xlsx.ends);
    buffer_free(&w->xlsx.looks);
}

/* ---- a table of the compiler's ------------------------------------------- */

struct filling {
    struct table *table;
    uint32_t stored;                       /* cells of the row so far */
    unsigned char told[TABLE_COLUMNS / 8]; /* columns with a number mended */
};

static void flag(struct filling *f, enum table_mark_kind kind,
                 const struct xlsx_cell *c)
{
    const struct table_mark m = {kind, c->row, c->column - 1,
                                 arena_copy(&f->table->texts, c->raw)};

    buffer_put(&f->table->marks, &m, sizeof m);
}

/* A column that has numbers not as people see them is told of once. */
static void flag_digits(struct filling *f, const struct xlsx_cell *c)
{
    const uint32_t column = c->column - 1;

    if (f->told[column / 8] >> column % 8 & 1)
        return;
    f->told[column / 8] |= (unsigned char)(1u << column % 8);
    flag(f, MARK_NUMBER, c);
}

static void store(struct filling *f, const struct xlsx_cell *c)
{
    static const struct text empty = {"", 0};
    struct buffer *cells = &f->table->cells;
    const bool kept =
        !f->table->cut || table_slot(f->table, table_rows(f->table),
                                     c->column - 1) != TABLE_NO_SLOT;
    const struct text t = !kept        ? TEXT("-") /* the row is not blank */
                          : c->lasting ? c->text
                                       : arena_copy(&f->table->texts, c->text);

    for (; f->stored + 1 < c->column; f->stored++)
        buffer_put(cells, &empty, sizeof empty);
    buffer_put(cells, &t, sizeof t);
    f->stored++;
}

static void on_table_cell(void *user, const struct xlsx_cell *cell)
{
    struct filling *f = user;
    struct xlsx_cell c = *cell;

    if (c.kind == XLSX_ERROR) {
        c.raw = c.text;
        flag(f, MARK_ERROR, &c);
    } else if (c.kind == XLSX_UNCACHED) {
        flag(f, MARK_UNCACHED, &c);
    } else if (c.column <= TABLE_COLUMNS) {
        if (c.kind == XLSX_DIGITS)
            flag_digits(f, &c);
        store(f, &c);
    }
}

static void on_table_row(void *user, uint32_t row)
{
    struct filling *f = user;

    if (f->stored > 0)
        table_add_row(f->table, f->stored, row);
    f->stored = 0;
}

static bool lacks_room(const struct table *t)
{
    return t->cells.failed || t->rows.failed || t->marks.failed ||
           t->texts.failed;
}

/* The sheet's cells into the table; false after a fault. */
static bool fill_table(struct xlsx_book *w, struct text path)
{
    struct table *t = w->xlsx.table;
    struct filling f = {.table = t};
    const struct xlsx_rows rows = {on_table_cell, on_table_row, &f};
    struct xlsx_sheet *sheet = xlsx_sheet_open(&w->xlsx, path, &rows);
    struct buffer areas = {0};
    bool good;

    t->texts.failed = t->texts.failed || sheet == NULL;
    while (sheet != NULL && !lacks_room(t) && xlsx_sheet_more(sheet))
        continue;
    good = sheet != NULL && xlsx_sheet_close(sheet, &areas);
    if (good && !lacks_room(t) && !xlsx_merge(t, &areas)) {
        xlsx_fault(&w->xlsx, "合并单元格太多", "请取消用不到的合并单元格");
        good = false;
    }
    buffer_free(&areas);
    return good;
}

/* Texts first: the cells name them by number. */
static bool read_sheet_cells(struct xlsx_book *w,
                             const struct xlsx_entry *sheet)
{
    struct table *t = w->xlsx.table;
    struct text cells;

    if (!name_sheet(t, sheet->name) || !xlsx_book_texts(w))
        return false;
    cells = xlsx_book_cells(w, sheet);
    if (cells.length != 0)
        return fill_table(w, cells);
    xlsx_fault(&w->xlsx, "不是由单元格组成的工作表",
               "请用 sheet 写明目录所在的工作表");
    return false;
}

bool table_parse_xlsx(struct build *b, struct text sheet, struct place from,
                      struct table *out)
{
    struct xlsx_book w = {.xlsx = {.build = b,
                                   .table = out,
                                   .in_file = out->in_file,
                                   .file = out->fd,
                                   .most = out->in_file ? SHEET_MAX : 0}};
    const struct xlsx_entry *chosen =
        xlsx_book_sheets(&w) ? choose(&w, sheet, from) : NULL;
    bool good = chosen != NULL && read_sheet_cells(&w, chosen);

    if (lacks_room(out) || w.sheets.failed || w.relations.failed ||
        w.xlsx.looks.failed) {
        good = false;
        table_fault_room(out);
    }
    xlsx_book_close(&w);
    return good;
}
