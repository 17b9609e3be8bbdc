#include <stdlib.h>
#include <string.h>

#include "compile/knowledge.h"
#include "compile/source.h"

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
                      "代码或名称是空的");
        build_row(b, SECTION_ENTRY, &entry);
    }
    build_row(b, SECTION_DICTIONARY, &row);
    sort_entries(b, t, row.entries);
}

void compile_dictionaries(struct build *b, const char *folder)
{
    char *path = source_path(folder, "dictionaries");
    size_t count = 0;
    char **names = path != NULL ? source_list(path, ".csv", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct heading h[] = {{TEXT("code"), true, -1},
                              {TEXT("name"), true, -1}};
        struct table t;
        char *file;

        if (knowledge_table(b, path, names[i], h, 2, &t, &file))
            read_entries(b, &t, h,
                         (struct text){names[i], strlen(names[i]) - 4});
        table_close(&t);
        free(file);
    }
    source_list_free(names, count);
    free(path);
}
