#include "batch/common/batch.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>

#include "batch/checked.h"
#include "batch/facts.h"
#include "batch/finish.h"
#include "batch/head.h"
#include "batch/held.h"
#include "batch/options.h"
#include "batch/page/former.h"
#include "batch/run.h"
#include "batch/tables/postgres.h"
#include "common/command.h"
#include "common/csv.h"
#include "common/tree.h"
#include "pack/own-checks.h"

/* The pack whose words names of inputs are held against. */
static const struct pack *newest(const struct packs *packs)
{
    return packs->list[packs->count - 1];
}

/* The headings, before the first block. */
static bool put_table_heads(const struct batch_options *options,
                            struct output *output)
{
    const unsigned cases = case_columns_shown(options->asked.with_identity);
    struct buffer head = {0};
    bool good;

    csv_head(&head, case_columns, cases);
    good = output_put(output, TABLE_CASES, &head);
    buffer_reset(&head);
    csv_head(&head, finding_columns, FINDING_COLUMNS);
    good = good && output_put(output, TABLE_FINDINGS, &head) &&
           output_mark(output, false);
    buffer_free(&head);
    return good;
}

static bool read_inputs(const struct batch_options *options,
                        const struct packs *packs, struct output *output,
                        struct running *running, uint64_t total)
{
    struct progress progress;
    struct feed feed;
    enum step step;
    bool good;

    feed_open(&feed, newest(packs), options->words, options->word_count,
              options->out, output->folder);
    feed.inputs.shown.whole = options->asked.with_identity;
    feed.limits =
        (struct budget){.max_ratio = options->max_ratio,
                        .max_unpacked = (uint64_t)options->max_unpacked << 30};
    step = feed_seek(&feed, &output->mark.at);
    if (step == STEP_END)
        command_failed("%s：输入的内容变了，不能接着做；请换一个 -o，"
                       "或删去 %s 重新开始",
                       options->out, output->folder);
    progress_open(&progress, options->quiet, options->progress, total,
                  feed_bytes(&feed));
    good = step == STEP_ITEM &&
           run_blocks(options, packs, &feed, output, running, &progress);
    progress_close(&progress);
    feed_close(&feed);
    output->mark.whole = good;
    return good && output_mark(output, false);
}

/* Names what is not in the figures, as a folder of thousands has few of
 * them; the others stand in cases.csv. */
static void say_bad(const struct summary *sum)
{
    enum { LIMIT = 10 };
    const struct tally_table *bad = &sum->by[BY_BAD];

    for (uint32_t i = 0; i < bad->count && i < LIMIT; i++)
        command_failed("%.*s：%.*s", SPELL(bad->entries[i].key),
                       SPELL(bad->entries[i].name));
    if (bad->count > LIMIT)
        command_failed("另有 %u 个来源没有读全或没有首页，见 cases.csv",
                       bad->count - LIMIT);
}

static void say_result(const struct batch_options *options,
                       const struct summary *sum, struct text head)
{
    if (sum->unfinished != 0)
        command_failed("%s：%llu 条记录因内存不足没有检查完（规则 %s）",
                       options->out, (unsigned long long)sum->unfinished,
                       own_check(NOTE_UNFINISHED).id);
    say_bad(sum);
    if (options->quiet)
        return;
    json_t *tree = tree_load_begun(head);
    if (tree_has_sample(tree))
        command_say("示例：规则包的病种、分值或标准是虚构的，金额不能用于结算和"
                    "上报\n");
    json_decref(tree);
    fprintf(stderr, "共 %llu 条记录，%llu 条有错误；",
            (unsigned long long)sum->all.counts[COUNT_RECORDS],
            (unsigned long long)sum->all.counts[COUNT_WITH_ERROR]);
    if (sum->by[BY_BAD].count != 0)
        fprintf(stderr, "另有 %u 个来源没有首页或没能读全；",
                sum->by[BY_BAD].count);
    command_say("结果在 %s，先看其中的 report.html\n", options->out);
}

/* What an earlier run has written. */
static bool read_written(const struct output *output, struct running *running)
{
    errno = 0;
    return running_read(running, output->files[TABLE_CASES],
                        output->mark.sizes[TABLE_CASES]) ||
           command_refused("%s：读不了已写的 cases.csv：%s", output->out,
                           command_reason(errno != 0 ? errno : ENOMEM));
}

/* Reads what is left to read, and makes the results of it. */
static int make_results(const struct batch_options *options,
                        const struct packs *packs, struct output *output,
                        enum output_state state, struct summary_facts *facts)
{
    struct buffer inputs = {0};
    struct running running;
    int status = EXIT_FAILED;
    bool good = running_open(&running, options, output->folder) ||
                command_refused("内存不足");

    if (good && state == OUTPUT_NEW)
        good = put_table_heads(options, output);
    if (good && !output->mark.whole)
        good = read_written(output, &running) &&
               read_inputs(options, packs, output, &running, facts->bytes);
    if (good) {
        facts->left_out = output->mark.left_out;
        good = held_put_inputs(&inputs, options, newest(packs),
                               running.summary.unreadable == 0) &&
               (!inputs.failed || command_refused("内存不足"));
        facts->inputs = buffer_view(&inputs);
    }
    if (good) {
        status = finish_batch(output, options, packs, &running, facts);
        if (output->mark.ready)
            say_result(options, &running.summary, facts->head);
    }
    running_close(&running);
    buffer_free(&inputs);
    return status;
}

/* A DIR that holds all results: says so, and what came out of it. */
static int is_done(const struct batch_options *options,
                   const struct packs *packs, const struct summary_facts *facts)
{
    struct facts old = {0};
    int status = EXIT_FAILED;

    if (!facts_read(options->out, &old))
        status = EXIT_FAILED;
    else if (!text_equal(old.told.head, facts->head) ||
             old.told.files != facts->files || old.told.bytes != facts->bytes)
        command_failed("%s：里面是另一次的结果（规则包、选项或输入不同），"
                       "没有动它；请换一个 -o",
                       options->out);
    else if (held_results(options->out, &old) &&
             held_inputs(options->out, options, newest(packs)))
        status = old.told.status;
    if (status != EXIT_FAILED && options->db != NULL)
        status = command_failed("%s：以前已经做完，没有动它，也没有写入 "
                                "PostgreSQL；要写，请用 pregroup merge %s "
                                "-o 新文件夹 --db 库",
                                options->out, options->out);
    else if (status != EXIT_FAILED && !options->quiet)
        command_say("%s：已经做完，没有动它\n", options->out);
    facts_free(&old);
    return status;
}

static int with_packs(struct batch_options *options, const struct packs *packs)
{
    struct summary_facts facts = {0};
    struct head_inputs inputs;
    struct buffer head = {0}, begin = {0};
    struct output output;
    enum output_state state;
    int status = EXIT_FAILED;

    if (!head_look(options, &inputs))
        return EXIT_FAILED;
    facts.files = inputs.files;
    facts.bytes = inputs.bytes;
    checked_look(options, packs);
    head_put(options, packs, &head);
    facts.head = buffer_view(&head);
    head_begin(options, packs, &inputs, &begin);
    if (head.failed || begin.failed) {
        command_failed("内存不足");
    } else {
        state =
            output_open(&output, options->out, options->gzip, options->resume,
                        options->asked.with_identity, buffer_view(&begin));
        if (state == OUTPUT_FINISHED ||
            (state == OUTPUT_READY && finish_publish(&output)))
            status = is_done(options, packs, &facts);
        else if (state == OUTPUT_NEW || state == OUTPUT_STARTED)
            status = make_results(options, packs, &output, state, &facts);
        output_close(&output);
    }
    buffer_free(&head);
    buffer_free(&begin);
    return status;
}

int command_batch(int argc, char **argv)
{
    struct batch_options options;
    struct packs packs = {0};
    int status = batch_options_read(&options, argc, argv);

    if (status < 0) {
        /* Names in archives are bytes to us; libarchive wants a locale. */
        setlocale(LC_CTYPE, "C.UTF-8");
        status =
            former_check(&options.compare) &&
                    postgres_check(options.db, options.run) &&
                    packs_open(&packs, options.packs.list, options.packs.count)
                ? with_packs(&options, &packs)
                : EXIT_FAILED;
    }
    packs_close(&packs);
    options_close(&options.asked);
    return status;
}
