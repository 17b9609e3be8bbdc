#include "batch/finish.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/checked.h"
#include "batch/held.h"
#include "batch/progress.h"
#include "batch/tables/postgres.h"
#include "common/command.h"
#include "common/csv.h"
#include "common/files.h"

#define WRITERS_MAX 16
#define FLUSH_AT (256u << 10)

/* ---- what the whole shows ------------------------------------------------ */

static bool put_across(struct output *o, struct running *running,
                       const struct filter *filter)
{
    struct across *across = &running->across;
    struct text cells[FINDING_COLUMNS];
    struct buffer rows = {0}, texts = {0};
    enum step step = STEP_END;
    bool good = across_finish(across);

    while (good && (step = across_next(across, o->files[TABLE_CASES], &texts,
                                       cells)) == STEP_ITEM) {
        if (!filter_rule(filter, cells[FINDINGS_RULE]))
            continue;
        csv_row(&rows, finding_columns, FINDING_COLUMNS, cells);
        summary_add_across(&running->summary, across->row, across->row_at,
                           cells);
        worst_add_across(running->worst, cells[FINDINGS_RULE], across->row,
                         across->row_at);
        if (rows.length < FLUSH_AT)
            continue;
        good = output_put(o, TABLE_FINDINGS, &rows);
        buffer_reset(&rows);
    }
    good = good && step == STEP_END && output_put(o, TABLE_FINDINGS, &rows);
    buffer_free(&rows);
    buffer_free(&texts);
    return good;
}

/* ---- files --------------------------------------------------------------- */

static bool make_result_file(const struct output *o,
                             const struct batch_rows *rows,
                             const struct batch_writer *writer)
{
    char path[OUTPUT_PATH];
    bool good;

    progress_making(rows->options->quiet, writer->name);
    output_path(o, writer->name, path);
    unlink(path); /* it may be a link */
    good = writer->write(rows, path);
    progress_making(rows->options->quiet, NULL);
    if (good && !file_sync(path))
        return command_refused("%s：写不了：%s", path, command_reason(errno));
    return good;
}

bool finish_publish(struct output *output)
{
    const char *names[WRITERS_MAX + 1] = {NULL};

    for (size_t i = 0; i < WRITERS_MAX && batch_writers[i + 1] != NULL; i++)
        names[i] = batch_writers[i]->name;
    return output_publish(output, names);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The files of a folder in the order of their bytes. */
static bool look_at_folder(const char *folder, const char *name,
                           struct buffer *out)
{
    struct dirent **list = NULL;
    const int count = scandir(folder, &list, is_file, by_name);
    char path[OUTPUT_PATH], shown[OUTPUT_PATH];
    bool good = count >= 0 || command_refused("%s：读不了：%s", folder,
                                              command_reason(errno));

    for (int i = 0; i < count; i++) {
        const bool fits = snprintf(path, sizeof(path), "%s/%s", folder,
                                   list[i]->d_name) < OUTPUT_PATH &&
                          snprintf(shown, sizeof(shown), "%s/%s", name,
                                   list[i]->d_name) < OUTPUT_PATH;
        good = good && fits && held_put_result(out, path, shown);
        free(list[i]);
    }
    free(list);
    return good;
}

/* What summary.json says of the results; false after saying why not. */
static bool look_at_results(const struct output *o,
                            const struct batch_rows *rows, struct buffer *out)
{
    const uint64_t cases = summary_rows(rows->summary);
    uint64_t counts[TABLES] = {[TABLE_RESULTS] = cases, [TABLE_CASES] = cases};
    char path[OUTPUT_PATH];
    bool good = output_is_held(o);

    for (int i = COUNT_ERRORS; i <= COUNT_INFOS; i++)
        counts[TABLE_FINDINGS] += rows->summary->all.counts[i];
    for (int i = 0; good && i < TABLES; i++)
        held_put_table(out, output_name((enum batch_table)i, o->gzip),
                       o->mark.sizes[i], digest_value(&o->digests[i]),
                       counts[i]);
    for (size_t i = 0; good && batch_writers[i + 1] != NULL; i++) {
        const struct batch_writer *writer = batch_writers[i];
        if (writer->wanted != NULL && !writer->wanted(rows->options))
            continue;
        output_path(o, writer->name, path);
        good = access(path, F_OK) != 0 ||
               (writer->folder ? look_at_folder(path, writer->name, out)
                               : held_put_result(out, path, writer->name));
    }
    return good;
}

static int make_files(struct output *output,
                      const struct batch_options *options,
                      const struct packs *packs, struct summary_facts *facts,
                      const struct running *running)
{
    const struct batch_rows rows = {
        .options = options,
        .packs = packs,
        .cases = output->files[TABLE_CASES],
        .findings = output->files[TABLE_FINDINGS],
        .cases_size = output->mark.sizes[TABLE_CASES],
        .findings_size = output->mark.sizes[TABLE_FINDINGS],
        .summary = &running->summary,
        .worst = running->worst,
        .facts = facts,
        .folder = output->folder};
    struct buffer results = {0};
    bool good = true;

    facts->status = summary_status(&running->summary, &options->gate);
    if (!checked_all(options, &running->summary))
        facts->status = EXIT_FAILED;
    for (size_t i = 0; good && batch_writers[i] != NULL; i++) {
        const struct batch_writer *writer = batch_writers[i];

        if (batch_writers[i + 1] == NULL) {
            good = look_at_results(output, &rows, &results);
            facts->results = buffer_view(&results);
        }
        good = good && ((writer->wanted != NULL && !writer->wanted(options)) ||
                        make_result_file(output, &rows, writer));
    }
    buffer_free(&results);
    if (good && options->db != NULL) {
        progress_making(options->quiet, "PostgreSQL");
        good = postgres_write(&rows);
        progress_making(options->quiet, NULL);
    }
    if (!good)
        return EXIT_FAILED;
    output->mark.ready = true;
    if (!output_mark(output, true) || !finish_publish(output))
        return EXIT_FAILED;
    return facts->status;
}

int finish_batch(struct output *output, const struct batch_options *options,
                 const struct packs *packs, struct running *running,
                 struct summary_facts *facts)
{
    bool good;

    progress_making(options->quiet, "汇总");
    errno = 0;
    good = running_read(running, output->files[TABLE_CASES],
                        output->mark.sizes[TABLE_CASES]) &&
           put_across(output, running, &options->asked.filter) &&
           summary_finish(&running->summary);
    const int error = errno != 0 ? errno : ENOMEM;
    progress_making(options->quiet, NULL);
    if (!good)
        return command_failed("%s：汇总没有做完：%s；可加 --resume 接着做",
                              output->out, command_reason(error));
    return make_files(output, options, packs, facts, running);
}
