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

/* A day on which both are valid, as calendar_text writes it into `out`; false
 * if there is none. Without any limit it is the day 0. */
static bool common_day(const struct pack *a, const struct pack *b, char *out)
{
    const struct pack_meta *x = pack_meta(a), *y = pack_meta(b);
    const int32_t from =
        x->valid_from > y->valid_from ? x->valid_from : y->valid_from;
    const int32_t to = x->valid_to < y->valid_to ? x->valid_to : y->valid_to;
    const int32_t day = from != INT32_MIN ? from : to != INT32_MAX ? to : 0;

    out[calendar_text((int64_t)day * SECONDS_PER_DAY, CALENDAR_DAY, out)] =
        '\0';
    return from <= to;
}

/* The packs still stand as their paths do. */
static pregroup_status one_a_day(const struct packs *packs,
                                 const struct buffer *paths,
                                 struct pregroup_error *err)
{
    const char *const *path = BUFFER_ROWS(paths, const char *);
    char day[24];

    for (uint32_t i = 1; i < packs->count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (common_day(packs->list[k], packs->list[i], day))
                return fail(err, PREGROUP_E_ARG,
                            "%s 和 %s 在 %s 都有效，一天只能有一个：移走一个，"
                            "或在地区文件里写明 valid-from、valid-to",
                            path[k], path[i], day);
    return PREGROUP_OK;
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
    if (st == PREGROUP_OK)
        st = one_a_day(packs, &listing.paths, err);
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
    uint32_t began = 0;

    for (uint32_t i = 0; i < packs->count; i++)
        if (pack_meta(packs->list[i])->valid_from <= day)
            began = i;
    return began;
}

uint32_t packs_of_record(const struct packs *packs, const struct record *r)
{
    const struct cell *discharge =
        record_given(r, r->pack->known.discharge_time, 0);

    return discharge != NULL
               ? pack_of_day(packs, calendar_day_of(discharge->moment))
               : packs->count - 1;
}
