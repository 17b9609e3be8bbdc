#include "packs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "load/load.h"

static bool add_pack(struct packs *packs, const char *path)
{
    struct pack *pack;

    if (packs->count == PACKS_MAX)
        return command_refused("规则包太多，至多 %d 个", PACKS_MAX);
    pack = command_pack_open(path);
    if (pack == NULL)
        return false;
    packs->list[packs->count++] = pack;
    return true;
}

/* ---- a folder ------------------------------------------------------------ */

static bool is_directory(const char *path)
{
    struct stat st;

    return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int is_pack(const struct dirent *entry)
{
    return text_ends(text_of(entry->d_name), TEXT(".pack"));
}

static int by_first_day(const void *a, const void *b)
{
    const struct pack *const *x = a, *const *y = b;
    const int32_t from = pack_meta(*x)->valid_from,
                  other = pack_meta(*y)->valid_from;

    if (from != other)
        return from < other ? -1 : 1;
    return strcmp((*x)->digest, (*y)->digest);
}

static bool add_folder(struct packs *packs, const char *folder)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_pack, alphasort);
    bool good = count > 0;

    if (count < 0)
        command_failed("%s：读不完：%s", folder, command_reason(errno));
    else if (!good)
        command_failed("%s：文件夹里没有规则包（*.pack）", folder);
    for (int i = 0; i < count; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        good = good && add_pack(packs, path);
        free(entries[i]);
    }
    free(entries);
    qsort(packs->list, packs->count, sizeof packs->list[0], by_first_day);
    packs->by_day = true;
    return good;
}

/* ---- all of them --------------------------------------------------------- */

bool packs_open(struct packs *packs, char *const *paths, uint32_t count)
{
    const char *environment = getenv("PREGROUP_PACK");

    *packs = (struct packs){0};
    if (count == 0 && is_directory(environment))
        return add_folder(packs, environment);
    if (count == 0)
        return add_pack(packs, NULL);
    if (count == 1 && is_directory(paths[0]))
        return add_folder(packs, paths[0]);
    for (uint32_t i = 0; i < count; i++) {
        if (is_directory(paths[i]))
            return command_refused("%s：规则包文件夹只能单独给出", paths[i]);
        if (!add_pack(packs, paths[i]))
            return false;
    }
    return true;
}

void packs_close(struct packs *packs)
{
    for (uint32_t i = 0; i < packs->count; i++)
        pack_close(packs->list[i]);
    *packs = (struct packs){0};
}

/* The pack for a day (since 1970). */
static uint32_t pack_of_day(const struct packs *packs, int32_t day)
{
    uint32_t holds = packs->count, began = 0;

    for (uint32_t i = 0; i < packs->count; i++) {
        const struct pack_meta *meta = pack_meta(packs->list[i]);

        if (meta->valid_from > day)
            continue;
        began = i;
        if (day <= meta->valid_to)
            holds = i;
    }
    return holds < packs->count ? holds : began;
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

uint32_t packs_of_record(const struct packs *packs, const struct record *r)
{
    const struct cell *discharge =
        record_given(r, r->pack->known.discharge_time, 0);

    return discharge != NULL
               ? pack_of_day(packs, calendar_day_of(discharge->moment))
               : packs->count - 1;
}
