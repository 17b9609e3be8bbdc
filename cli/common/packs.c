#include "packs.h"

#include <stdlib.h>

#include "command.h"

static bool add_pack(struct packs *packs, const char *path)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pack *pack = NULL;
    pregroup_status st;

    if (path != NULL)
        st = packs_add_path(packs, path, &err);
    else if ((pack = command_pack_usual(&err)) != NULL)
        st = packs_add(packs, pack, &err);
    else
        st = err.status;
    return st == PREGROUP_OK || command_refused("%s", err.text);
}

bool packs_open(struct packs *packs, char *const *paths, uint32_t count)
{
    const char *environment = getenv("PREGROUP_PACK");

    *packs = (struct packs){0};
    if (count == 0)
        return add_pack(packs,
                        packs_is_folder(environment) ? environment : NULL);
    for (uint32_t i = 0; i < count; i++)
        if (!add_pack(packs, paths[i]))
            return false;
    return true;
}

struct text packs_dialect_name(const struct pack *pack, uint32_t dialect)
{
    return pack_text(
        pack, PACK_ROW(pack, SECTION_DIALECT, pack_dialect, dialect)->name);
}

uint32_t packs_dialect(const struct pack *pack, struct text name)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_DIALECT); i++)
        if (text_equal(packs_dialect_name(pack, i), name))
            return i;
    return PACK_NONE;
}
