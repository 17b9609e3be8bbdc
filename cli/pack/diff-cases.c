/* The same records by two packs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/put.h"
#include "diff.h"
#include "price/price.h"

#define FOLDERS_DEEP 32

/* ---- one record ---------------------------------------------------------- */

static uint32_t group_of(const struct result *r)
{
    return r->grouping.status == GROUPING_GROUPED ? r->grouping.group
                                                  : PACK_NONE;
}

static struct text code_of(const struct pack *pack, uint32_t group)
{
    if (group == PACK_NONE)
        return TEXT("没有入组");
    return pack_text(pack,
                     PACK_ROW(pack, SECTION_GROUP, pack_group, group)->group);
}

static bool standard_of(const struct result *r, int128 *out)
{
    const struct value *v = price_step(&r->settlement, TEXT("standard"));

    if (!r->settlement.priced || v == NULL || v->missing ||
        v->type != VALUE_NUMBER)
        return false;
    *out = v->number;
    return true;
}

static bool keep(struct diff_cases *cases, const struct diff_move *move)
{
    if (cases->count == cases->room) {
        const size_t room = cases->room != 0 ? cases->room * 2 : 256;
        struct diff_move *more = realloc(cases->moves, room * sizeof *more);

        if (more == NULL) {
            command_failed("内存不足");
            cases->failed = true;
            return false;
        }
        cases->moves = more;
        cases->room = room;
    }
    cases->moves[cases->count++] = *move;
    return true;
}

static bool count_in(struct diff_cases *cases, const struct result *a,
                     const struct result *b)
{
    struct diff_move move = {group_of(a), group_of(b), false, 0};
    int128 before, after, change;

    cases->records++;
    move.priced = standard_of(a, &before) && standard_of(b, &after) &&
                  decimal_subtract(after, before, &change) &&
                  decimal_add(cases->before, before, &before) &&
                  decimal_add(cases->after, after, &after);
    if (move.priced) {
        cases->priced++;
        cases->before = before;
        cases->after = after;
        move.change = change;
    }
    if (text_equal(code_of(a->pack, move.from), code_of(b->pack, move.to)))
        return true;
    return keep(cases, &move);
}

/* ---- files --------------------------------------------------------------- */

/* What holds no page is told and does not count. */
static bool take_record(struct diff_cases *cases, const struct lanes *lanes,
                        const char *path)
{
    const struct lane *a = &lanes->list[0], *b = &lanes->list[1];

    if (a->at_end || b->at_end)
        return true;
    if (a->pipeline.slice.trouble < SLICE_NOTHING)
        return count_in(cases, &a->pipeline.result, &b->pipeline.result);
    command_failed("%s：没有读到病案首页或清单，不计", path);
    return true;
}

static bool read_file(struct diff_cases *cases, const struct packs *packs,
                      const char *path)
{
    const struct options options = {0};
    const int fd = file_open(path);
    struct lanes lanes;
    bool good = true;

    if (fd < 0) {
        cases->failed = true;
        return true;
    }
    if (!lanes_open(&lanes, packs, fd, path, &options))
        cases->failed = true;
    else
        while (good && lanes_next(&lanes))
            good = take_record(cases, &lanes, path);
    lanes_close(&lanes);
    close(fd);
    return good;
}

static int is_named(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool read_path(struct diff_cases *cases, const struct packs *packs,
                      const char *path, int deep);

static void leave_out(struct diff_cases *cases, const char *path)
{
    command_failed("%s：里面的文件夹太深或名称太长，没有读全", path);
    cases->failed = true;
}

static bool read_folder(struct diff_cases *cases, const struct packs *packs,
                        const char *path, int deep)
{
    struct dirent **entries = NULL;
    const int count = scandir(path, &entries, is_named, alphasort);
    bool good = true;

    if (count < 0) {
        command_failed("%s：打不开：%s", path, command_reason(errno));
        cases->failed = true;
    }
    for (int i = 0; i < count; i++) {
        char name[4096];

        if (snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name) <
            (int)sizeof name)
            good = good && read_path(cases, packs, name, deep + 1);
        else
            leave_out(cases, path);
        free(entries[i]);
    }
    free(entries);
    return good;
}

static bool read_path(struct diff_cases *cases, const struct packs *packs,
                      const char *path, int deep)
{
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return read_file(cases, packs, path);
    if (deep <= FOLDERS_DEEP)
        return read_folder(cases, packs, path, deep);
    leave_out(cases, path);
    return true;
}

bool diff_read(struct diff_cases *cases, const struct packs *packs,
               const char *path)
{
    return read_path(cases, packs, path, 0);
}

/* ---- the answer ---------------------------------------------------------- */

static int by_way(const void *a, const void *b)
{
    const struct diff_move *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static void put_signed(struct buffer *out, int128 n)
{
    put(out, n > 0 ? "+" : "", n, " 元");
}

/* The moves from `first` on that go the same way: one line. */
static size_t put_way(const struct diff_cases *cases, size_t first,
                      const struct packs *packs, struct buffer *out)
{
    const struct diff_move *move = &cases->moves[first];
    int128 change = 0;
    size_t end = first;

    /* Standards are not negative: no sum of changes is above their sums. */
    while (end < cases->count && by_way(move, &cases->moves[end]) == 0)
        change += cases->moves[end++].change;
    put(out, "移动  ", code_of(packs->list[0], move->from), " → ",
        code_of(packs->list[1], move->to), "  ", end - first, " 例  ");
    put_signed(out, change);
    put(out, "\n");
    return end;
}

void diff_cases_show(struct diff_cases *cases, const struct packs *packs,
                     struct buffer *out)
{
    if (cases->count > 0)
        qsort(cases->moves, cases->count, sizeof *cases->moves, by_way);
    for (size_t i = 0; i < cases->count;)
        i = put_way(cases, i, packs, out);
    put(out, "病例：", cases->records, " 例，其中 ", cases->count,
        " 例换了病种\n");
    put(out, "支付标准（", cases->priced, " 例两边都能计算）：", cases->before,
        " → ", cases->after, " 元，相差 ");
    put_signed(out, cases->after - cases->before);
    put(out, "\n");
}
