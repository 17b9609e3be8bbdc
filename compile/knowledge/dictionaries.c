#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/knowledge/knowledge.h"
#include "compile/read/source.h"

#define ID_MAX 128

/* Entries of one dictionary while they are sorted; the section's texts stay
 * where they are meanwhile. */
struct sorted {
    struct text code;
    struct pack_entry entry;
    uint32_t row;
};

static int by_code(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    const int order = text_compare(x->code, y->code);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Puts the entries of the last dictionary in order; a code that stands twice
 * is a fault. */
static void sort_entries(struct build *b, const struct table *t,
                         struct pack_range range)
{
    struct pack_entry *entries =
        BUILD_ROW(b, SECTION_ENTRY, pack_entry, range.first);
    struct sorted *order = calloc(range.count + 1, sizeof *order);

    if (order == NULL || range.count == 0) {
        free(order);
        return;
    }
    for (uint32_t i = 0; i < range.count; i++)
        order[i] = (struct sorted){build_text_of(b, entries[i].code),
                                   entries[i], t->data + i};
    qsort(order, range.count, sizeof *order, by_code);
    for (uint32_t i = 0; i < range.count; i++) {
        entries[i] = order[i].entry;
        if (i > 0 && text_equal(order[i - 1].code, order[i].code))
            fault_add(b->faults, table_place(t, order[i].row, 0),
                      "每个代码只写一行", "代码“%.*s”重复",
                      SHOW(order[i].code));
    }
    free(order);
}

/* `id` is the file's name, behind `maps/` for maps. */
static void read_entries(struct build *b, const struct table *t,
                         const struct heading *h, struct text id)
{
    struct pack_dictionary row = {
        .id = build_text(b, id),
        .entries = {build_count(b, SECTION_ENTRY), table_rows(t) - t->data},
    };

    for (uint32_t i = t->data; i < table_rows(t); i++) {
        const struct text code = table_cell(t, i, h[0].column);
        const struct text name = table_cell(t, i, h[1].column);
        const struct pack_entry entry = {build_text(b, code),
                                         build_text(b, name)};

        if (code.length == 0 || name.length == 0)
            fault_add(b->faults, table_place(t, i, -1), "每行写代码和名称",
                      "%.*s 或 %.*s 是空的", SHOW(h[0].name), SHOW(h[1].name));
        build_row(b, SECTION_ENTRY, &entry);
    }
    build_row(b, SECTION_DICTIONARY, &row);
    sort_entries(b, t, row.entries);
}

/* Every CSV of folder/name; `columns` are its headings. */
static void read_folder(struct build *b, const char *folder, const char *name,
                        const char *prefix, const struct heading columns[2])
{
    char *path = source_path(folder, name);
    size_t count = 0;
    char **names = path != NULL ? source_list(path, ".csv", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct heading h[] = {columns[0], columns[1]};
        char id[ID_MAX];
        struct table t;
        char *file;
        const int length = snprintf(id, sizeof id, "%s%.*s", prefix,
                                    (int)strlen(names[i]) - 4, names[i]);

        if (knowledge_table(b, path, names[i], h, 2, &t, &file) &&
            length < ID_MAX)
            read_entries(b, &t, h, (struct text){id, (size_t)length});
        table_close(&t);
        free(file);
    }
    source_list_free(names, count);
    free(path);
}

void compile_dictionaries(struct build *b, const char *folder)
{
    const struct heading codes[2] = {{TEXT("code"), true, -1},
                                     {TEXT("name"), true, -1}};
    const struct heading maps[2] = {{TEXT("code"), true, -1},
                                    {TEXT("is"), true, -1}};

    read_folder(b, folder, "dictionaries", "", codes);
    read_folder(b, folder, "dictionaries/maps", DICTIONARY_MAP, maps);
}

uint32_t compile_find_dictionary(const struct build *b, const char *prefix,
                                 struct text id)
{
    const struct text head = text_of(prefix);

    for (uint32_t i = 0; i < build_count(b, SECTION_DICTIONARY); i++) {
        const struct text known = build_text_of(
            b, BUILD_ROW(b, SECTION_DICTIONARY, pack_dictionary, i)->id);

        if (known.length == head.length + id.length &&
            text_starts(known, head) &&
            memcmp(known.at + head.length, id.at, id.length) == 0)
            return i;
    }
    return PACK_NONE;
}
