#include "compile/knowledge/knowledge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "compile/read/source.h"

bool knowledge_table(struct build *b, const char *folder, const char *name,
                     const char *const *names, struct heading *headings,
                     size_t count, struct table *table)
{
    char *path = source_path(folder, name);
    bool good;

    *table = (struct table){.own = path};
    table_headings(names, headings, count);
    if (path == NULL)
        return false;
    good = table_open(b, path, TEXT(""), (struct place){0}, table);
    table->own = path;
    return good && table_head(b, table, headings, count);
}

uint16_t knowledge_field(const struct build *b, struct text t, uint32_t *row)
{
    const size_t head = text_find(t, '[');
    char name[128];
    struct text rest;

    *row = 0;
    if (head == t.length || t.length >= sizeof name)
        return build_find_field(b, t);
    rest = text_behind(t, head + 1);
    *row = text_take_number(&rest, 4);
    if (*row == 0 || *row > LIMIT_ROWS || !text_starts(rest, TEXT("].")))
        return PACK_NO_FIELD;
    memcpy(name, t.at, head);
    memcpy(name + head, rest.at + 1, rest.length - 1);
    return build_find_field(b, (struct text){name, head + rest.length - 1});
}

/* ---- where the folder is ------------------------------------------------- */

static bool holds_knowledge(const char *folder)
{
    char *fields = source_path(folder, "fields.csv");
    const bool found = fields != NULL && access(fields, R_OK) == 0;

    free(fields);
    return found;
}

/* folder/name if it holds knowledge, else NULL. */
static char *try_folder(const char *folder, const char *name)
{
    char *path = source_path(folder, name);

    if (path != NULL && holds_knowledge(path))
        return path;
    free(path);
    return NULL;
}

/* Where `make install` puts it; NULL if the build does not say. */
static char *installed(void)
{
#ifdef PKGDATADIR
    return try_folder(PKGDATADIR, "knowledge");
#else
    return NULL;
#endif
}

char *compile_knowledge_folder(const char *program)
{
    const char *told = getenv("PREGROUP_KNOWLEDGE");
    char *folder, *found;

    if (told != NULL && told[0] != '\0')
        return strdup(told);
    found = try_folder(".", "knowledge");
    if (found != NULL)
        return found;
    folder = program != NULL ? source_folder(program) : NULL;
    if (folder != NULL)
        found = try_folder(folder, "knowledge");
    if (folder != NULL && found == NULL)
        found = try_folder(folder, "../share/pregroup/knowledge");
    free(folder);
    return found != NULL ? found : installed();
}
