#include "compare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "causes.h"
#include "common/command.h"
#include "common/files.h"
#include "load/load.h"
#include "pages.h"

#define TEXTS_MAX (1u << 30)

static const struct command_option option_table[] = {
    {"pages", 0, "首页文件", "病案首页，可给几次",
     INTO_TEXTS(struct pages_options, files)},
    {"pack", 'p', "规则包", "病种目录和编码的对照表取自这个规则包",
     INTO_TEXT(struct pages_options, pack)},
    {"format", 'f', "text|json|csv",
     "给人看（默认），或给程序读；csv 每份一行，只用于第一种",
     INTO_WORD(struct pages_options, form)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "compare",
    .head =
        "用法：pregroup compare [选项] 本地结果 平台结果\n      pregroup compare --pages 首页文件 [选项] 清单文件...\n\n"
        "第一种：本地结果（check -f json 或 batch 的结果行，或 batch 的结果文件"
        "夹）与平台的结果（3606，月结算表；CSV、XLSX 或 JSON，列名见 "
        "knowledge/official.csv）对照：病种、分值、费用偏差、结算分值、点值、支付"
        "标准、基金、个人负担，平台给了哪些就对照到哪些，每一份差在哪一步；差异按"
        "原因归并，写明金额和该核对的设置。按结算ID（check 加 --record 才有）"
        "或病案号、住院次数配对。check 加 --why --record，规则包就是计算时的"
        "那个时，说明更细。\n\n"
        "第二种：同一次住院（病案号、入院和出院日期相同）的病案首页与医保清单"
        "对照：编码、先后、日期、手术、费用的差异。两边都可以是任一导出格式。",
    .options = option_table,
    .end = "退出码：0 全部一致；1 有差异，金额不同也算；2 没能对照。",
    .most = OPERANDS_ANY};

/* ---- our results --------------------------------------------------------- */

/* A line of our results; a blank one is passed. */
static bool compare_line(struct comparisons *all, struct text line,
                         struct buffer *scratch)
{
    struct text settlement, record, admission;
    struct official_row *row;
    struct comparison c;
    json_t *tree;
    bool good;

    if (text_trim(line).length == 0)
        return true;
    tree = tree_load(line, scratch);
    good = tree != NULL && json_object_get(tree, "grouping") != NULL;
    if (good) {
        compare_key(tree, &settlement, &record, &admission);
        row = official_find_day(
            all->official, settlement, record, admission,
            tree_text(json_object_get(tree, "fields"), "discharge_time"));
        good = compare_result(all, tree, row, &c);
        if (good && row != NULL)
            row->used = true;
    }
    json_decref(tree);
    if (!good)
        return false;
    buffer_put(&all->rows, &c, sizeof(c));
    compare_count(all, &c);
    return !all->rows.failed;
}

static bool refuse_line(const char *path, size_t number)
{
    return command_refused("%s 第 %zu 行：不是 check -f json 的结果行；请先用 "
                           "pregroup check -f json 首页 >结果.jsonl，或写 "
                           "batch 的 results.jsonl（.gz 的先 gunzip）",
                           path, number);
}

static bool read_results(struct comparisons *all, const char *given)
{
    char room[COMMAND_PATH];
    const char *path = command_file_in(given, "results.jsonl", room);
    const bool standard = strcmp(path, "-") == 0;
    FILE *file;
    struct buffer scratch = {0}, line = {0};
    size_t number = 0;
    bool good = true;

    if (!standard && !command_readable(path))
        return false;
    file = standard ? stdin : fopen(path, "rb");
    if (file == NULL)
        return command_refused("%s：打不开：%s", path, command_reason(errno));
    while (good && file_line(file, &line)) {
        number++;
        good = compare_line(all, buffer_view(&line), &scratch);
    }
    if (!good)
        refuse_line(path, number);
    else if (!feof(file))
        good = command_refused("%s：读不完：%s", path, command_reason(errno));
    buffer_free(&line);
    buffer_free(&scratch);
    if (file != stdin)
        fclose(file);
    return good;
}

/* A folder of ours stands first. */
static bool is_platforms(const char *path)
{
    char room[COMMAND_PATH];

    return command_file_in(path, "cases.csv", room) == path ||
           command_refused("%s：是本地结果的文件夹，应写在前面：pregroup "
                           "compare %s 平台结果",
                           path, path);
}

static int compare_official(const char *results, const char *path,
                            const char *pack_path, unsigned form)
{
    static void (*const forms[])(const struct comparisons *,
                                 struct buffer *) = {
        compare_show_text, compare_show_json, compare_show_csv};
    struct official official = {0};
    struct comparisons all = {.arena = {.limit = TEXTS_MAX},
                              .official = &official};
    struct buffer out = {0};
    /* The usual pack need not be there. */
    struct pack *pack = pack_path != NULL ? command_pack_open(pack_path)
                                          : command_pack_usual(NULL);
    bool good = pack_path == NULL || pack != NULL;

    all.pack = pack;
    good = good && is_platforms(path) && official_open(&official, path) &&
           read_results(&all, results) &&
           (all.total != 0 ||
            command_refused("%s：里面没有一份结果，没有对照；请核对文件",
                            results)) &&
           (compare_causes(&all) ||
            command_refused("%s：结果太多，内存不足", results));
    for (uint32_t i = 0; i < official.count; i++)
        all.left += !official.rows[i].used;
    if (good) {
        forms[form](&all, &out);
        good = command_write(&out);
    }
    official_close(&official);
    pack_close(pack);
    buffer_free(&all.rows);
    buffer_free(&all.causes);
    arena_free(&all.arena);
    buffer_free(&out);
    if (!good)
        return EXIT_FAILED;
    return all.counts[COMPARE_AGREE] == all.total && all.left == 0 ? EXIT_FINE
                                                                   : EXIT_FAULT;
}

/* ---- the command --------------------------------------------------------- */

int command_compare(int argc, char **argv)
{
    struct pages_options pages = {0};
    const int status = command_line_read(&synopsis, &argc, &argv, &pages);

    if (status >= 0)
        return status;
    if (pages.files.count != 0 && pages.form == FORM_CSV)
        return command_failed("--pages 的结果没有 csv，写 -f json");
    if (pages.files.count != 0 && argc > 0)
        return pages_compare(&pages, argv, argc);
    if (pages.files.count != 0)
        return command_failed("--pages 是首页，还要给出清单文件，"
                              "见 pregroup compare --help");
    if (argc != 2)
        return command_failed("要给出本地结果和平台结果两个文件，"
                              "见 pregroup compare --help");
    return compare_official(argv[0], argv[1], pages.pack, pages.form);
}
