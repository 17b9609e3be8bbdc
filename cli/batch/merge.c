#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/facts.h"
#include "batch/finish.h"
#include "batch/held.h"
#include "batch/page/former.h"
#include "batch/renumber.h"
#include "batch/tables/postgres.h"
#include "common/command.h"
#include "common/csv.h"
#include "common/files.h"
#include "common/options.h"
#include "common/put.h"
#include "version.h"

#define COPY_BYTES (1u << 20)
#define DAY_ROOM 16 /* of 2025-04-01 */

struct merge {
    const char *out;
    char *const *dirs;
    uint64_t *before; /* of each: how many inputs the ones in front of it had */
    int count;
    struct output output;
    struct facts first, other;
    struct summary_facts facts; /* of all; the head is the first one's */
    struct buffer inputs;       /* of all, as summary.json tells them */
    struct buffer head;         /* the facts' */
    struct options asked;       /* today */
    char last[DAY_ROOM];        /* of the days that the shards count from */
    bool gzip, no_xlsx, no_db, with_identity;
    const char *db, *run;        /* as in batch.h */
    unsigned split;              /* enum batch_split */
    struct option_texts compare; /* former summary.json */
};

/* ---- one shard ----------------------------------------------------------- */

static int open_table(const char *dir, enum batch_table table, bool gzip)
{
    char path[OUTPUT_PATH];
    const int length =
        snprintf(path, sizeof(path), "%s/%s", dir, output_name(table, gzip));

    return length < (int)sizeof(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
}

/* Appends bytes of fd to a table. */
static bool copy_table_bytes(struct merge *m, enum batch_table table, int fd,
                             uint64_t at, uint64_t end)
{
    struct buffer block = {0};
    bool good = true;

    while (good && at < end) {
        const size_t want =
            end - at < COPY_BYTES ? (size_t)(end - at) : COPY_BYTES;
        const ssize_t n = buffer_reserve(&block, want) != NULL
                              ? file_read_at(fd, block.data, want, at)
                              : 0;
        good = !block.failed && n == (ssize_t)want;
        if (!good)
            command_failed("读不了 %s：%s", output_name(table, m->gzip),
                           block.failed ? command_reason(ENOMEM)
                           : n < 0      ? command_reason(errno)
                                        : "读到一半就完了");
        block.length = want;
        at += want;
        good = good && output_put(&m->output, table, &block);
        buffer_reset(&block);
    }
    buffer_free(&block);
    return good;
}

/* Where the rows of a table begin and end: behind the headings, and before
 * what only that shard as a whole has shown. */
static bool find_rows(int fd, enum batch_table table, uint64_t *from,
                      uint64_t *to)
{
    struct text cells[FINDING_COLUMNS];
    struct csv_reader r;
    uint64_t offset;
    enum step step;

    *from = 0;
    *to = (uint64_t)lseek(fd, 0, SEEK_END);
    if (table == TABLE_RESULTS)
        return true;
    csv_open(&r, fd, 0, *to);
    step = csv_pass_head(&r) ? csv_next(&r, cells, FINDING_COLUMNS, from)
                             : STEP_FAILED;
    if (step == STEP_END)
        *from = *to;
    for (offset = *from; step == STEP_ITEM && table == TABLE_FINDINGS &&
                         !text_starts(cells[FINDINGS_RULE], TEXT("BAT"));)
        step = csv_next(&r, cells, FINDING_COLUMNS, &offset);
    if (step == STEP_ITEM && table == TABLE_FINDINGS)
        *to = offset;
    csv_close(&r);
    return step != STEP_FAILED;
}

/* How much is added to the places of sources, which stand in masked names: 0
 * if none is. False after saying why that cannot be known. */
static bool look_at_names(const struct merge *m, const char *dir,
                          uint64_t *more)
{
    const int fd = open_table(dir, TABLE_CASES, m->gzip);
    enum step step = STEP_FAILED;
    uint64_t from, to;

    errno = 0;
    if (fd >= 0 && find_rows(fd, TABLE_CASES, &from, &to))
        step = renumber_look(fd, from, to);
    if (step == STEP_FAILED)
        command_failed("%s：读不了 %s：%s", dir,
                       output_name(TABLE_CASES, m->gzip),
                       errno != 0 ? command_reason(errno) : "读不懂");
    if (step == STEP_END)
        *more = 0;
    if (fd >= 0)
        close(fd);
    return step != STEP_FAILED;
}

/* With the headings if it is the first one; `more`: see above. */
static bool add_table(struct merge *m, int shard, enum batch_table table,
                      uint64_t more)
{
    const char *dir = m->dirs[shard];
    const int fd = open_table(dir, table, m->gzip);
    uint64_t from, to;
    bool good = false;

    if (fd < 0)
        command_failed("%s：读不了 %s：%s", dir, output_name(table, m->gzip),
                       command_reason(errno));
    else if (!find_rows(fd, table, &from, &to))
        command_failed("%s：读不懂 %s", dir, output_name(table, m->gzip));
    else if (more != 0)
        good = renumber_table(&m->output, table, fd, from, to, more);
    else
        good = copy_table_bytes(m, table, fd, shard == 0 ? 0 : from, to);
    if (fd >= 0)
        close(fd);
    return good;
}

/* ---- all of them --------------------------------------------------------- */

/* True if DIR's results are compressed. */
static bool is_gzip(const char *dir)
{
    const int fd = open_table(dir, TABLE_RESULTS, true);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* False after saying so if the shard of that number was given before. */
static bool is_another(const struct merge *m, int number)
{
    struct stat one, other;

    if (stat(m->dirs[number], &one) != 0)
        return command_refused("%s：读不了：%s", m->dirs[number],
                               command_reason(errno));
    for (int i = 0; i < number; i++)
        if (stat(m->dirs[i], &other) == 0 && one.st_dev == other.st_dev &&
            one.st_ino == other.st_ino)
            return command_refused("%s：这个文件夹给了两次，不能合并；每份只写"
                                   "一次",
                                   m->dirs[number]);
    return true;
}

/* False after saying in what the shard of that number differs. */
static bool is_alike(const struct merge *m, int number,
                     const struct facts *facts)
{
    const char *other = is_gzip(m->dirs[number]) != m->gzip ? "--gzip"
                        : number != 0 ? facts_difference(&m->first, facts)
                                      : NULL;

    return other == NULL ||
           command_refused("%s：%s 与 %s 不同，不能合并；请用同样的 -p 和选项"
                           "重做其中一份（各份用了什么，见 summary.json 的 "
                           "packs 和 options）",
                           m->dirs[number], other, m->dirs[0]);
}

/* The last day of those that the shards count from. */
static void take_day(struct merge *m, const struct facts *facts)
{
    const struct text day =
        tree_text(json_object_get(facts->tree, "options"), "today");

    if (day.length < DAY_ROOM && text_compare(day, text_of(m->last)) > 0)
        snprintf(m->last, DAY_ROOM, "%.*s", SPELL(day));
}

/* The day of the merge: as told, else the last. */
static bool set_day(struct merge *m)
{
    if (m->asked.today.length == 0)
        m->asked.today = text_of(m->last);
    facts_put_head(m->first.told.head, m->asked.today, &m->head);
    m->facts.head = buffer_view(&m->head);
    return !m->head.failed || command_refused("%s", command_reason(ENOMEM));
}

/* Reads the facts of all shards: they must be of one kind. */
static bool read_shard_facts(struct merge *m)
{
    m->gzip = is_gzip(m->dirs[0]);
    m->before = calloc((size_t)m->count, sizeof(*m->before));
    if (m->before == NULL)
        return command_refused("%s", command_reason(ENOMEM));
    for (int i = 0; i < m->count; i++) {
        struct facts *facts = i == 0 ? &m->first : &m->other;
        if (!facts_read(m->dirs[i], facts) ||
            !held_results(m->dirs[i], facts) || !is_another(m, i))
            return false;
        if (i == 0)
            m->with_identity = tree_is_true(
                json_object_get(facts->tree, "options"), "with_identity");
        m->before[i] = m->with_identity ? 0 : m->facts.files;
        if (!held_read_inputs(&m->inputs, m->dirs[i], m->before[i]))
            return false;
        if (!is_alike(m, i, facts))
            return false;
        take_day(m, facts);
        m->facts.files += facts->told.files;
        m->facts.bytes += facts->told.bytes;
        m->facts.left_out += facts->told.left_out;
    }
    return set_day(m);
}

static int join_shards(struct merge *m)
{
    struct batch_options options = {.out = m->out,
                                    .gzip = m->gzip,
                                    .compare = m->compare,
                                    .split = m->split,
                                    .no_xlsx = m->no_xlsx,
                                    .no_db = m->no_db,
                                    .db = m->db,
                                    .run = m->run};
    struct running running;
    int status = EXIT_FAILED;

    m->output.mark = (struct mark){0};
    if (!output_rewind(&m->output))
        return EXIT_FAILED;
    for (int i = 0; i < m->count; i++) {
        uint64_t more = m->before[i];
        if (more != 0 && !look_at_names(m, m->dirs[i], &more))
            return EXIT_FAILED;
        for (int table = 0; table < TABLES; table++)
            if (!add_table(m, i, (enum batch_table)table, more))
                return EXIT_FAILED;
    }
    facts_options(&m->first, &options);
    options.asked.today = m->asked.today;
    m->facts.inputs = buffer_view(&m->inputs);
    m->output.mark.whole = true;
    if (running_open(&running, &options, m->output.folder))
        status = finish_batch(&m->output, &options, NULL, &running, &m->facts);
    else
        command_failed("内存不足");
    running_close(&running);
    return status;
}

static int merge_into(struct merge *m)
{
    struct buffer begin = {0};
    enum output_state state;
    int status = EXIT_FAILED;

    /* What an unfinished merge must be of to be taken up: the same DIRs. */
    put(&begin, "command merge\nversion " PREGROUP_VERSION_TEXT "\ninputs");
    for (int i = 0; i < m->count; i++)
        put(&begin, " ", m->dirs[i]);
    put(&begin, "\n");
    for (unsigned i = 0; i < m->compare.count; i++)
        put(&begin, "compare ", m->compare.list[i], "\n");
    if (m->asked.today.length != 0)
        put(&begin, "today ", m->asked.today, "\n");
    if (m->split != SPLIT_NONE)
        put(&begin, "options split ", m->split, "\n");
    state = output_open(&m->output, m->out, m->gzip, true, m->with_identity,
                        buffer_view(&begin));
    if (state == OUTPUT_FINISHED)
        command_failed("%s：里面已有结果，请换一个文件夹", m->out);
    else if (state == OUTPUT_READY && m->db == NULL)
        status = finish_publish(&m->output) && facts_read(m->out, &m->other) &&
                         held_results(m->out, &m->other)
                     ? m->other.told.status
                     : EXIT_FAILED;
    else if (state != OUTPUT_REFUSED)
        status = join_shards(m);
    output_close(&m->output);
    buffer_free(&begin);
    return status;
}

static const struct command_option option_table[] = {
    {"output", 'o', "文件夹", "结果放在这里；全部做完才出现",
     INTO_TEXT(struct merge, out)},
    {"no-xlsx", 0, NULL, "不做工作簿", INTO_FLAG(struct merge, no_xlsx)},
    {"no-db", 0, NULL, "不做数据库", INTO_FLAG(struct merge, no_db)},
    {"db", 0, "库",
     "各表和视图也写入 PostgreSQL 的这个库：postgresql://用户@主机/库 或 "
     "service=名称；口令写在 ~/.pgpass",
     INTO_TEXT(struct merge, db)},
    {"run", 0, "名称",
     "写入模式 pregroup_名称，再用同一名称就换掉；不给就由规则包、选项和输入"
     "得出",
     INTO_TEXT(struct merge, run)},
    {"split", 0, "department|coder|physician", "待办另分成工作簿，同 batch",
     INTO_WORD(struct merge, split)},
    {"today", 0, "日期",
     "待办里的剩余天数从这天算起；不给就照各份的，不同时照最后的",
     INTO_ASKED(struct merge, asked)},
    {"compare", 0, "文件",
     "报告里与上次的结果文件夹（或其中的 summary.json）比较；可给几次：头一份是上次，都用来算各月的环比、同比",
     INTO_TEXTS(struct merge, compare)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "merge",
    .head = "用法：pregroup merge 文件夹... -o 文件夹\n\n"
            "把几个 pregroup batch 的结果合成一个，与按同样次序一次做完的结果"
            "相同：再入院、重复住院在全部记录之间重新比较，汇总重新计算。"
            "各文件夹须用同样的规则包和选项做成。（--gzip 的结果解压后相同。）",
    .options = option_table,
    .end = "退出码与一次做完时相同；2 没能合并。",
    .least = 1,
    .most = OPERANDS_ANY,
    .wanted = "应给出要合并的文件夹和 -o 文件夹"};

int command_merge(int argc, char **argv)
{
    struct merge m = {.split = SPLIT_NONE};
    int status = command_line_read(&synopsis, &argc, &argv, &m);

    if (status >= 0)
        return status;
    if (m.out == NULL)
        return command_line_wanted(&synopsis);
    m.dirs = argv;
    m.count = argc;
    status = former_check(&m.compare) && postgres_check(m.db, m.run) &&
                     read_shard_facts(&m)
                 ? merge_into(&m)
                 : EXIT_FAILED;
    free(m.before);
    buffer_free(&m.inputs);
    buffer_free(&m.head);
    facts_free(&m.first);
    facts_free(&m.other);
    return status;
}
