/* The same records by two packs. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
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

/* ---- one record ---------------------------------------------------------- */

static uint32_t group_of(const struct result *r)
{
    return r->grouping.status == GROUPING_GROUPED ? r->grouping.group
                                                  : PACK_NONE;
}

static struct text code_or_none(const struct pack *pack, uint32_t group)
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

static void count_in(struct diff_cases *cases, const struct result *a,
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
    if (!text_equal(code_or_none(a->pack, move.from),
                    code_or_none(b->pack, move.to)))
        buffer_put(&cases->moves, &move, sizeof(move));
}

/* ---- files --------------------------------------------------------------- */

/* What holds no page is reported and does not count. */
static bool read_case_file(struct diff_cases *cases, const struct packs *packs,
                           const char *path)
{
    const struct options options = {0};
    const int fd = file_open(path);
    enum pipeline_step step = PIPELINE_END;
    struct lanes lanes;
    bool good;

    if (fd < 0)
        return false;
    good = lanes_open(&lanes, packs, fd, path, &options);
    while (good && (step = lanes_next(&lanes)) == PIPELINE_RECORD) {
        const struct lane *a = &lanes.list[0], *b = &lanes.list[1];

        if (a->at_end || b->at_end)
            continue;
        if (a->pipeline.slice.trouble < SLICE_NOTHING)
            count_in(cases, &a->pipeline.result, &b->pipeline.result);
        else
            command_failed("%s：没有读到病案首页或清单，不计", path);
    }
    good = good && step == PIPELINE_END;
    lanes_close(&lanes);
    close(fd);
    return good;
}

static int is_seen(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Not with fts: it takes a folder that cannot be read to its end for a
 * shorter one. */
static bool read_folder(struct diff_cases *cases, const struct packs *packs,
                        const char *folder)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_seen, by_name);
    bool good = count >= 0;

    if (!good)
        command_failed("%s：文件夹读不完：%s", folder, command_reason(errno));
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];

        if (snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name) <
            (int)sizeof path)
            good = diff_read(cases, packs, path) && good;
        else
            good = command_refused("%s：路径太长", folder);
        free(entries[i]);
    }
    free(entries);
    return good;
}

bool diff_read(struct diff_cases *cases, const struct packs *packs,
               const char *path)
{
    struct stat st;
    const bool good = stat(path, &st) == 0 && S_ISDIR(st.st_mode)
                          ? read_folder(cases, packs, path)
                          : read_case_file(cases, packs, path);

    return good && !cases->moves.failed;
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
static size_t put_way(const struct diff_move *moves, size_t first, size_t count,
                      const struct packs *packs, struct buffer *out)
{
    const struct diff_move *move = &moves[first];
    int128 change = 0;
    size_t end = first;

    /* Standards are not negative: no sum of changes is above their sums. */
    while (end < count && by_way(move, &moves[end]) == 0)
        change += moves[end++].change;
    put(out, "移动  ", code_or_none(packs->list[0], move->from), " → ",
        code_or_none(packs->list[1], move->to), "  ", end - first, " 例  ");
    put_signed(out, change);
    put(out, "\n");
    return end;
}

void diff_cases_show(const struct diff_cases *cases, const struct packs *packs,
                     struct buffer *out)
{
    struct diff_move *moves = (struct diff_move *)(void *)cases->moves.data;
    const size_t count = cases->moves.length / sizeof(*moves);

    if (count > 0)
        qsort(moves, count, sizeof(*moves), by_way);
    for (size_t i = 0; i < count;)
        i = put_way(moves, i, count, packs, out);
    put(out, "病例：", cases->records, " 例，其中 ", count, " 例换了病种\n");
    put(out, "支付标准（", cases->priced, " 例两边都能计算）：", cases->before,
        " → ", cases->after, " 元，相差 ");
    put_signed(out, cases->after - cases->before);
    put(out, "\n");
}
