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

static int by_entry_code(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    const int order = text_compare(x->code, y->code);

    return order != 0 ? order : ORDER(x->row, y->row);
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
    qsort(order, range.count, sizeof *order, by_entry_code);
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
static void read_entries(struct build *b, const struct table *t, struct text id)
{
    struct pack_dictionary row = {
        .id = build_text(b, id),
        .entries = {build_count(b, SECTION_ENTRY), table_rows(t) - t->data},
    };

    TABLE_EACH (i, t) {
        const struct text code = table_text(t, i, 0),
                          name = table_text(t, i, 1);
        const struct pack_entry entry = {
            build_text(b, code), build_text(b, name), pack_text_head(code)};

        if (code.length == 0 || name.length == 0)
            fault_add(b->faults, table_place(t, i, -1), "每行写代码和名称",
                      "%.*s 或 %.*s 是空的", SHOW(t->headings[0].name),
                      SHOW(t->headings[1].name));
        build_row(b, SECTION_ENTRY, &entry);
    }
    build_row(b, SECTION_DICTIONARY, &row);
    sort_entries(b, t, row.entries);
}

/* Every CSV of folder/name; `columns` are its headings. */
static void read_all_of(struct build *b, const char *folder, const char *name,
                        const char *prefix, const char *const columns[2])
{
    char *path = source_path(folder, name);
    size_t count = 0;
    char **names = path != NULL ? source_list(b, path, ".csv", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct heading headings[2];
        char id[ID_MAX];
        struct table t;
        const int length = snprintf(id, sizeof id, "%s%.*s", prefix,
                                    (int)strlen(names[i]) - 4, names[i]);

        if (knowledge_table(b, path, names[i], columns, headings, 2, &t) &&
            length < ID_MAX)
            read_entries(b, &t, (struct text){id, (size_t)length});
        table_close(&t);
    }
    source_list_free(names, count);
    free(path);
}

void compile_dictionaries(struct build *b, const char *folder)
{
    static const char *const codes[] = {"code", "name"};
    static const char *const maps[] = {"code", "is"};

    read_all_of(b, folder, "dictionaries", "", codes);
    read_all_of(b, folder, "dictionaries/maps", DICTIONARY_MAP, maps);
}

uint32_t compile_find_dictionary(const struct build *b, const char *prefix,
                                 struct text id)
{
    const struct text head = text_of(prefix);

    for (uint32_t i = 0; i < build_count(b, SECTION_DICTIONARY); i++) {
        const struct text known = build_text_of(
            b, BUILD_ROW(b, SECTION_DICTIONARY, pack_dictionary, i)->id);

        if (text_starts(known, head) &&
            text_equal(text_behind(known, head.length), id))
            return i;
    }
    return PACK_NONE;
}
