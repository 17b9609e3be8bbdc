#define _GNU_SOURCE
#include "batch/options.h"

#include <sched.h>

#include "common/command.h"

#define DAYS_MAX 3650
#define THREADS_MAX 256

static uint32_t cores(void)
{
    cpu_set_t set;
    const int count =
        sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

    return (uint32_t)(count < THREADS_MAX ? count : THREADS_MAX);
}

static const struct command_option option_table[] = {
    {"output", 'o', "文件夹", "结果放在这里；全部做完才出现",
     INTO_TEXT(struct batch_options, out)},
    {"pack", 'p', "规则包", "用这个规则包；给文件夹则按出院日期选取",
     INTO_TEXTS(struct batch_options, packs)},
    {"jobs", 'j', "数",
     "同时用几个线程，默认与处理器核数相同；结果与线程数无关",
     INTO_NUMBER(struct batch_options, threads, 1, THREADS_MAX)},
    {"resume", 0, NULL, "接着没有做完的做；做完的不动",
     INTO_FLAG(struct batch_options, resume)},
    {"gzip", 0, NULL, "结果写成 results.jsonl.gz",
     INTO_FLAG(struct batch_options, gzip)},
    {"no-xlsx", 0, NULL, "不做工作簿",
     INTO_FLAG(struct batch_options, no_xlsx)},
    {"no-db", 0, NULL, "不做数据库", INTO_FLAG(struct batch_options, no_db)},
    {"db", 0, "库",
     "各表和视图也写入 PostgreSQL 的这个库：postgresql://用户@主机/库 或 "
     "service=名称；口令写在 ~/.pgpass",
     INTO_TEXT(struct batch_options, db)},
    {"run", 0, "名称",
     "写入模式 pregroup_名称，再用同一名称就换掉；不给就由规则包、选项和输入"
     "得出",
     INTO_TEXT(struct batch_options, run)},
    {"split", 0, "department|coder|physician",
     "待办另按出院科别、编码员或主治医师各做一个工作簿，放在 worklists/",
     INTO_WORD(struct batch_options, split)},
    {"today", 0, "日期",
     "待办里的剩余天数从这天算起，如 2025-04-01；不给就从本批最后的出院日期",
     INTO_ASKED(struct batch_options, asked)},
    {"only", 0, "条件",
     "只看这些：rule=规则号（可写 rule=SEX*）、department=出院科别"
     "（代码或名称）；可给几次",
     INTO_ASKED(struct batch_options, asked)},
    {"skip", 0, "条件", "不看这些：rule=规则号、department=科别；可给几次",
     INTO_ASKED(struct batch_options, asked)},
    {"fail-on", 0, "条件",
     "什么时候退出码为 1：error（默认）、warning、rule=规则号；可给几次",
     TAKEN_BY(gate_take, offsetof(struct batch_options, gate))},
    {"verified", 0, "文件", "文件里已核实的问题不再列出（见 check）",
     INTO_LINES(struct batch_options, asked)},
    {"upload-days", 0, "天", "出院后几天内应上传，默认 10",
     INTO_NUMBER(struct batch_options, upload_days, 0, DAYS_MAX)},
    {"readmit-days", 0, "天", "出院后几天内又入院算再入院，默认 15",
     INTO_NUMBER(struct batch_options, readmit_days, 0, DAYS_MAX)},
    {"max-ratio", 0, "倍", "解压后超过原大小这么多倍就不再读，默认 250",
     INTO_NUMBER(struct batch_options, max_ratio, 1, 100000)},
    {"max-unpacked", 0, "GB", "一个输入解压后至多这么大，默认 256",
     INTO_NUMBER(struct batch_options, max_unpacked, 1, 1 << 20)},
    {"compare", 0, "文件",
     "报告里与上次的结果文件夹（或其中的 summary.json）比较；可给几次：头一份是上次，都用来算各月的环比、同比",
     INTO_TEXTS(struct batch_options, compare)},
    {"with-identity", 0, NULL, "不隐去姓名、证件号、地址、电话，并加上这几列",
     INTO_ASKED(struct batch_options, asked)},
    {"options", 0, "文件",
     "再从文件里读选项，一行一个 名称=值，与插件的相同（docs/hosts.md）",
     INTO_READ(struct batch_options, asked)},
    {"progress", 0, "秒", "不在终端上时隔几秒报一次进度，默认 60",
     INTO_NUMBER(struct batch_options, progress, 1, 3600)},
    {"quiet", 0, NULL, "不显示进度", INTO_FLAG(struct batch_options, quiet)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "batch",
    .head =
        "用法：pregroup batch [选项] -o 文件夹 输入...\n\n"
        "检查成批导出的病案首页。输入可以是文件、文件夹、通配符、- "
        "（标准输入），压缩包（gz、zip、tar.*、7z、rar，可以套着）和工作簿"
        "（xlsx，逐张工作表）直接读，"
        "编码和格式自动识别。\n"
        "结果写入文件夹：results.jsonl（每份一行）、findings.csv（每个问题"
        "一行）、cases.csv（每份一行的表）、results.xlsx（工作簿，附待办）、"
        "results.db（SQLite 数据库）、summary.json（汇总）、report.html"
        "（给人看的报告，可打印）；各列见 docs/batch.md。",
    .options = option_table,
    .end = "退出码：0 没有错误级别的问题；1 有（或 --fail-on 的条件成立）；"
           "2 有输入没能读全，或命令没能完成。",
    .most = OPERANDS_ANY};

static bool check_whole(const struct batch_options *o)
{
    if (o->out == NULL)
        command_failed("没有给出 -o 文件夹，见 pregroup batch --help");
    else if (o->word_count == 0)
        command_failed("没有给出输入，见 pregroup batch --help");
    else if (o->packs.count > 1)
        command_failed("batch 每次用一个规则包，或一个放着规则包的文件夹；"
                       "要对照几个规则包请各跑一次");
    else
        return true;
    return false;
}

int batch_options_read(struct batch_options *o, int argc, char **argv)
{
    int status;

    /* Front pages shrink to a tenth or a fiftieth, wide tables of empty
     * columns to a hundredth; a bomb to a thousandth. */
    *o = (struct batch_options){.threads = cores(),
                                .upload_days = 10,
                                .readmit_days = 15,
                                .split = SPLIT_NONE,
                                .progress = 60,
                                .max_ratio = 250,
                                .max_unpacked = 256};
    status = command_line_read(&synopsis, &argc, &argv, o);
    if (status >= 0)
        return status;
    if (!o->gate.warning && o->gate.rules.count == 0)
        o->gate.error = true;
    o->words = argv;
    o->word_count = argc;
    return check_whole(o) ? -1 : EXIT_FAILED;
}
