#include "compile/knowledge/knowledge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "compile/read/source.h"

bool knowledge_table(struct build *b, const char *folder, const char *name,
                     struct heading *wanted, size_t count, struct table *table,
                     char **path)
{
    memset(table, 0, sizeof *table);
    *path = source_path(folder, name);
    return *path != NULL &&
           table_open(b, *path, TEXT(""), (struct place){0}, table) &&
           table_head(b, table, wanted, count);
}

int knowledge_word(const char *const *words, size_t count, struct text t)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text_of(words[i]), t))
            return (int)i;
    return -1;
}

/* The digits at the start of *t, moving behind them; 0 if there are none or
 * too many. */
static uint32_t number(struct text *t)
{
    uint32_t n = 0;

    while (t->length > 0 && t->at[0] >= '0' && t->at[0] <= '9' && n < 1000) {
        n = n * 10 + (uint32_t)(t->at[0] - '0');
        t->at++;
        t->length--;
    }
    return n;
}

uint16_t knowledge_field(const struct build *b, struct text t, uint32_t *row)
{
    const char *open = t.length > 0 ? memchr(t.at, '[', t.length) : NULL;
    const size_t head = open != NULL ? (size_t)(open - t.at) : 0;
    char name[128];
    struct text rest;

    *row = 0;
    if (open == NULL || t.length >= sizeof name)
        return build_find_field(b, t);
    rest = (struct text){open + 1, t.length - head - 1};
    *row = number(&rest);
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
