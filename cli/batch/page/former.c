#include "batch/page/former.h"

#include <errno.h>

#include "common/command.h"
#include "common/files.h"

/* ---- tallies ------------------------------------------------------------- */

static void read_tally(const json_t *object, struct tally *out)
{
    const json_t *sums = json_object_get(object, "sums"),
                 *known = json_object_get(object, "known");

    out->first_day = (uint8_t)tree_count(object, "first_day");
    out->last_day = (uint8_t)tree_count(object, "last_day");
    for (int i = 0; i < COUNTS; i++)
        out->counts[i] = tree_count(object, tally_counts[i]);
    for (int i = 0; i < SUMS; i++)
        if (decimal_parse(tree_text(sums, tally_sums[i]), &out->sums[i]))
            out->known[i] = tree_count(known, tally_sums[i]);
}

/* Of `outside` are the records that are no pages. */
static bool read_tallies(const json_t *array, const json_t *outside,
                         struct tally_table *out)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        struct tally *t = tally_of(out, tree_text(object, "key"), TEXT(""));
        if (t != NULL)
            read_tally(object, t);
    }
    for (size_t i = 0; i < json_array_size(outside); i++) {
        const json_t *object = json_array_get(outside, i);
        const uint64_t n = tree_count(object, "records");
        struct tally *t = tally_of(out, tree_text(object, "key"), TEXT(""));
        if (t != NULL && t->counts[COUNT_RECORDS] >= n)
            t->counts[COUNT_RECORDS] -= n;
    }
    tally_finish(out);
    return !out->failed;
}

static void refuse_unread(const char *path)
{
    if (errno == EISDIR)
        command_failed("--compare %s：里面没有 summary.json，不是结果，或没有"
                       "做完；请写上次的结果文件夹，或其中的 summary.json",
                       path);
    else
        command_failed("--compare %s：读不了：%s", path, command_reason(errno));
}

/* The tree of the file, if it is a summary.json. */
static json_t *read_summary(const char *given)
{
    char room[COMMAND_PATH];
    const char *path = command_file_in(given, "summary.json", room);
    struct buffer text = {0}, scratch = {0};
    json_t *tree = NULL;

    if (!file_load(path, SIZE_MAX, &text)) {
        refuse_unread(path);
    } else {
        tree = tree_load(buffer_view(&text), &scratch);
        if (!text_equal(tree_text(tree, "format"), TEXT("1")) ||
            json_object_get(tree, "totals") == NULL ||
            json_object_get(tree, "histograms") == NULL) {
            command_failed(
                "--compare %s：不是 pregroup 的 summary.json；请写上次"
                "的结果文件夹，或其中的 summary.json",
                path);
            json_decref(tree);
            tree = NULL;
        }
    }
    buffer_free(&text);
    buffer_free(&scratch);
    return tree;
}

bool former_read(struct former *f, const char *path)
{
    *f = (struct former){.tree = read_summary(path)};
    if (f->tree == NULL)
        return false;
    read_tally(json_object_get(f->tree, "totals"), &f->all);
    if (read_tallies(json_object_get(f->tree, "departments"), NULL,
                     &f->departments) &&
        read_tallies(json_object_get(f->tree, "rules"),
                     json_object_get(f->tree, "rules_outside"), &f->rules) &&
        read_tallies(json_object_get(f->tree, "months"), NULL, &f->months)) {
        const struct tally all = tally_total(&f->departments);

        for (int i = COUNT_ERRORS; i <= COUNT_INFOS; i++)
            f->all.counts[i] = all.counts[i];
        return true;
    }
    return command_refused("内存不足");
}

void former_free(struct former *f)
{
    json_decref(f->tree);
    tally_free(&f->departments);
    tally_free(&f->rules);
    tally_free(&f->months);
}

bool former_check(const struct option_texts *paths)
{
    bool good = true;

    for (unsigned i = 0; good && i < paths->count; i++) {
        struct former former = {0};

        good = former_read(&former, paths->list[i]);
        former_free(&former);
    }
    return good;
}

struct text former_month(const struct former *f, bool last)
{
    struct text found = TEXT("");
    const json_t *months = json_object_get(f->tree, "months");

    for (size_t i = 0; i < json_array_size(months); i++) {
        const struct text key = tree_text(json_array_get(months, i), "key");
        if (key.length != 0 && (last || found.length == 0))
            found = key;
    }
    return found;
}
