#define _GNU_SOURCE
#include "batch/options.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "common/command.h"

#define UPLOAD_DAYS 10
#define READMIT_DAYS 15
#define DAYS_MAX 3650
#define THREADS_MAX 256
/* Front pages shrink to a tenth or a fiftieth, wide tables of empty columns to
 * a hundredth; a bomb to a thousandth. */
#define MAX_RATIO 250
#define MAX_UNPACKED_GB 256

static unsigned cores(void)
{
    cpu_set_t set;
    const int count =
        sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

    return (unsigned)(count < THREADS_MAX ? count : THREADS_MAX);
}

void batch_options_init(struct batch_options *o)
{
    *o = (struct batch_options){
        .threads = cores(),
        .upload_days = UPLOAD_DAYS,
        .readmit_days = READMIT_DAYS,
        .limits = {.max_ratio = MAX_RATIO,
                   .max_unpacked = (uint64_t)MAX_UNPACKED_GB << 30}};
}

static void help(void)
{
    puts(
        "用法：pregroup batch [选项] -o 文件夹 输入...\n\n"
        "检查成批导出的病案首页。输入可以是文件、文件夹、通配符、- "
        "（标准输入），\n"
        "压缩包（gz、zip、tar.*"
        "、7z、rar，可以套着）直接读，编码和格式自动识别。\n"
        "结果写入文件夹：results.jsonl（每份一行）、findings."
        "csv（每个问题一行）、\n"
        "cases.csv（每份一行的表）、results.xlsx（工作簿，附待办）、\n"
        "results.db（SQLite 数据库）、summary.json（汇总）、report.html（给人看的\n"
        "报告，可打印）；各列见 docs/batch.md。\n\n"
        "  -o, --output 文件夹    结果放在这里；全部做完才出现\n"
        "  -p, --pack 规则包      用这个规则包；给文件夹则按出院日期选取\n"
        "  -j, --jobs 数          同时用几个线程，默认与处理器核数相同；\n"
        "                         结果与线程数无关\n"
        "      --resume           接着没有做完的做；做完的不动\n"
        "      --gzip             结果写成 results.jsonl.gz\n"
        "      --no-xlsx、--no-db  不做工作簿、不做数据库\n"
        "      --today 日期       待办里的剩余天数从这天算起，如 2025-04-01\n"
        "      --only rule=号     只看这些规则；可写 rule=SEX*，可给几次\n"
        "      --only department=科别  只看这些出院科别（代码或名称）\n"
        "      --skip rule=号、--skip department=科别  不看这些\n"
        "      --fail-on 条件     什么时候退出码为 "
        "1：error（默认）、warning、\n"
        "                         rule=号；可给几次\n"
        "      --verified 文件    文件里已核实的问题不再列出（见 check）\n"
        "      --upload-days 天   出院后几天内应上传，默认 10\n"
        "      --readmit-days 天  出院后几天内又入院算再入院，默认 15\n"
        "      --max-ratio 倍     解压后超过原大小这么多倍就不再读，默认 250\n"
        "      --max-unpacked GB  一个输入解压后至多这么大，默认 256\n"
        "      --compare 文件     报告里与这份上次的 summary.json 比较\n"
        "      --with-identity    "
        "不隐去姓名、证件号、地址、电话，并加上这几列\n"
        "      --quiet            不显示进度\n"
        "  -h, --help             显示本说明\n\n"
        "退出码：0 没有错误级别的问题；1 有（或 --fail-on 的条件成立）；\n"
        "2 有输入没能读全，或命令没能完成。");
}

/* A whole number from `least` to `most`; false after saying so. */
static bool read_number(const char *option, const char *text, uint64_t least,
                        uint64_t most, uint64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoull(text, &end, 10);
    if (errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' &&
        *out >= least && *out <= most)
        return true;
    command_failed("%s 后面应为 %llu 到 %llu 的整数，不是 %s", option,
                   (unsigned long long)least, (unsigned long long)most, text);
    return false;
}

enum {
    RESUME = 256,
    GZIP,
    ONLY,
    SKIP,
    FAIL_ON,
    VERIFIED,
    UPLOAD,
    READMIT,
    RATIO,
    UNPACKED,
    IDENTITY,
    COMPARE,
    QUIET,
    NO_XLSX,
    NO_DB,
    TODAY
};

static bool take_number(struct batch_options *o, int option, const char *text)
{
    uint64_t n = 0;

    switch (option) {
    case 'j':
        if (!read_number("-j", text, 1, THREADS_MAX, &n))
            return false;
        o->threads = (unsigned)n;
        return true;
    case UPLOAD:
        if (!read_number("--upload-days", text, 0, DAYS_MAX, &n))
            return false;
        o->upload_days = (uint32_t)n;
        return true;
    case READMIT:
        if (!read_number("--readmit-days", text, 0, DAYS_MAX, &n))
            return false;
        o->readmit_days = (uint32_t)n;
        return true;
    case RATIO:
        return read_number("--max-ratio", text, 1, 100000,
                           &o->limits.max_ratio);
    default:
        if (!read_number("--max-unpacked", text, 1, 1 << 20, &n))
            return false;
        o->limits.max_unpacked = n << 30;
        return true;
    }
}

static bool take_flag(struct batch_options *o, int option)
{
    switch (option) {
    case RESUME:
        o->resume = true;
        return true;
    case GZIP:
        o->gzip = true;
        return true;
    case IDENTITY:
        o->with_identity = true;
        return true;
    case QUIET:
        o->quiet = true;
        return true;
    case NO_XLSX:
        o->no_xlsx = true;
        return true;
    case NO_DB:
        o->no_db = true;
        return true;
    default:
        return false;
    }
}

static bool take_today(struct batch_options *o, const char *text)
{
    int32_t day;

    o->today = text_of(text);
    if (calendar_day_read(o->today, &day))
        return true;
    command_failed("--today 后面应为日期，如 2025-04-01，不是 %s", text);
    return false;
}

static bool add_pack(struct batch_options *o, char *path)
{
    if (o->pack_count == PACKS_MAX) {
        command_failed("-p 太多");
        return false;
    }
    o->packs[o->pack_count++] = path;
    return true;
}

static bool take(struct batch_options *o, int option, char *text)
{
    switch (option) {
    case 'o':
        o->out = text;
        return true;
    case 'p':
        return add_pack(o, text);
    case 'j':
    case UPLOAD:
    case READMIT:
    case RATIO:
    case UNPACKED:
        return take_number(o, option, text);
    case ONLY:
    case SKIP:
        return filter_add(&o->filter, option == ONLY, text);
    case FAIL_ON:
        return gate_add(&o->gate, text);
    case TODAY:
        return take_today(o, text);
    case VERIFIED:
        return verified_read(&o->verified, text);
    case COMPARE:
        o->compare = text;
        return true;
    default:
        return take_flag(o, option);
    }
}

static bool complete(const struct batch_options *o)
{
    if (o->out == NULL)
        command_failed("没有给出 -o 文件夹，见 pregroup batch --help");
    else if (o->word_count == 0)
        command_failed("没有给出输入，见 pregroup batch --help");
    else if (o->pack_count > 1)
        command_failed("batch 每次用一个规则包，或一个放着规则包的文件夹；"
                       "要对照几个规则包请各跑一次");
    else
        return true;
    return false;
}

int batch_options_read(struct batch_options *o, int argc, char **argv)
{
    static const struct option options[] = {
        {"output", required_argument, NULL, 'o'},
        {"pack", required_argument, NULL, 'p'},
        {"jobs", required_argument, NULL, 'j'},
        {"resume", no_argument, NULL, RESUME},
        {"gzip", no_argument, NULL, GZIP},
        {"only", required_argument, NULL, ONLY},
        {"skip", required_argument, NULL, SKIP},
        {"fail-on", required_argument, NULL, FAIL_ON},
        {"verified", required_argument, NULL, VERIFIED},
        {"upload-days", required_argument, NULL, UPLOAD},
        {"readmit-days", required_argument, NULL, READMIT},
        {"max-ratio", required_argument, NULL, RATIO},
        {"max-unpacked", required_argument, NULL, UNPACKED},
        {"with-identity", no_argument, NULL, IDENTITY},
        {"compare", required_argument, NULL, COMPARE},
        {"quiet", no_argument, NULL, QUIET},
        {"no-xlsx", no_argument, NULL, NO_XLSX},
        {"no-db", no_argument, NULL, NO_DB},
        {"today", required_argument, NULL, TODAY},
        {"help", no_argument, NULL, 'h'},
        {0}};
    int option;

    while ((option = getopt_long(argc, argv, "o:p:j:h", options, NULL)) != -1) {
        if (option == 'h') {
            help();
            return EXIT_FINE;
        }
        if (option == '?')
            return command_wrong_option(argv, "batch");
        if (!take(o, option, optarg))
            return EXIT_FAILED;
    }
    if (!o->gate.warning && o->gate.rules.count == 0)
        o->gate.error = true;
    o->words = argv + optind;
    o->word_count = argc - optind;
    return complete(o) ? -1 : EXIT_FAILED;
}
