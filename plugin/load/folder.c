#include "load/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buffer.h"

bool packs_is_folder(const char *path)
{
    struct stat st;

    return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

pregroup_status packs_add(struct packs *packs, struct pack *pack,
                          struct pregroup_error *err)
{
    if (packs->count == PACKS_MAX) {
        pack_close(pack);
        return fail(err, PREGROUP_E_ARG, "规则包太多，至多 %d 个", PACKS_MAX);
    }
    packs->list[packs->count++] = pack;
    return PREGROUP_OK;
}

static pregroup_status add_file(struct packs *packs, const char *path,
                                struct pregroup_error *err)
{
    struct pack *pack;

    TRY(pack_open(path, &pack, err));
    return packs_add(packs, pack, err);
}

/* ---- a folder ------------------------------------------------------------ */

/* Paths of its packs, NUL-terminated, in no order. */
struct listing {
    struct arena arena;
    struct buffer paths; /* rows of const char * */
};

static void list_entry(struct listing *l, const char *folder, const char *name)
{
    const size_t head = strlen(folder), tail = strlen(name);
    char *path;

    if (!text_ends(text_of(name), TEXT(".pack")))
        return;
    path = arena_alloc(&l->arena, head + tail + 2);
    if (path == NULL)
        return;
    memcpy(path, folder, head);
    path[head] = '/';
    memcpy(path + head + 1, name, tail + 1);
    buffer_put(&l->paths, &path, sizeof path);
}

static pregroup_status list_folder(struct listing *l, const char *folder,
                                   struct pregroup_error *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int wrong;

    if (dir == NULL)
        return fail(err, PREGROUP_E_IO, "%s：读不完：%s", folder,
                    load_reason(errno));
    while (errno = 0, (entry = readdir(dir)) != NULL)
        list_entry(l, folder, entry->d_name);
    wrong = errno;
    closedir(dir);
    if (l->arena.failed || l->paths.failed)
        return fail(err, PREGROUP_E_NOMEM, "%s：内存不足", folder);
    if (wrong != 0)
        return fail(err, PREGROUP_E_IO, "%s：读不完：%s", folder,
                    load_reason(wrong));
    return l->paths.length != 0
               ? PREGROUP_OK
               : fail(err, PREGROUP_E_IO, "%s：文件夹里没有规则包（*.pack）",
                      folder);
}

static int by_path(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
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

static pregroup_status add_folder(struct packs *packs, const char *folder,
                                  struct pregroup_error *err)
{
    struct listing listing = {0};
    pregroup_status st = list_folder(&listing, folder, err);

    buffer_sort(&listing.paths, sizeof(char *), by_path);
    for (uint32_t i = 0;
         st == PREGROUP_OK && i < BUFFER_COUNT(&listing.paths, const char *);
         i++)
        st = add_file(packs, BUFFER_ROWS(&listing.paths, const char *)[i], err);
    arena_free(&listing.arena);
    buffer_free(&listing.paths);
    if (st == PREGROUP_OK)
        qsort(packs->list, packs->count, sizeof packs->list[0], by_first_day);
    packs->by_day = true;
    return st;
}

/* ---- all of them --------------------------------------------------------- */

pregroup_status packs_add_path(struct packs *packs, const char *path,
                               struct pregroup_error *err)
{
    const bool folder = packs_is_folder(path);

    if (packs->by_day || (folder && packs->count != 0))
        return fail(err, PREGROUP_E_ARG, "%s：规则包文件夹只能单独给出", path);
    return (folder ? add_folder : add_file)(packs, path, err);
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

uint32_t packs_of_record(const struct packs *packs, const struct record *r)
{
    const struct cell *discharge =
        record_given(r, r->pack->known.discharge_time, 0);

    return discharge != NULL
               ? pack_of_day(packs, calendar_day_of(discharge->moment))
               : packs->count - 1;
}
