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
    return st == PREGROUP_OK || command_refuse_pack(&err);
}

static size_t day_text(int32_t day, char *out)
{
    return calendar_text((int64_t)day * SECONDS_PER_DAY, CALENDAR_DAY, out);
}

/* Days between two packs of a folder on which none is valid. */
static void tell_gaps(const struct packs *packs)
{
    for (uint32_t i = 1; packs->by_day && i < packs->count; i++) {
        const int32_t end = pack_meta(packs->list[i - 1])->valid_to,
                      next = pack_meta(packs->list[i])->valid_from;
        char from[24], to[24];

        if (end + 1 >= next)
            continue;
        command_say("提示：%.*s 到 %.*s 没有有效的规则包：这些天出院的病例用 "
                    "%.*s\n",
                    (int)day_text(end + 1, from), from,
                    (int)day_text(next - 1, to), to,
                    SPELL(pack_text(packs->list[i - 1],
                                    pack_meta(packs->list[i - 1])->id)));
    }
}

bool packs_open(struct packs *packs, char *const *paths, uint32_t count)
{
    const char *environment = getenv("PREGROUP_PACK");
    bool good = true;

    *packs = (struct packs){0};
    if (count == 0)
        good =
            add_pack(packs, packs_is_folder(environment) ? environment : NULL);
    for (uint32_t i = 0; good && i < count; i++)
        good = add_pack(packs, paths[i]);
    if (good)
        tell_gaps(packs);
    return good;
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
