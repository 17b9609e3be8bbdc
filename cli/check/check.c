#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/lanes.h"
#include "common/sides.h"
#include "common/stays.h"
#include "common/verified.h"
#include "compare/pages.h"
#include "show/report-text.h"

#define FLUSH_AT (256u << 10)

struct check {
    struct packs packs;
    char *paths[PACKS_MAX]; /* given with -p */
    uint32_t path_count;
    struct pipeline_options options;
    struct verified_file verified;
    const char *pages[PAGES_MAX]; /* given with --pages */
    unsigned page_count;
    struct stays stays; /* of these */
    bool json, verified_lines;
    unsigned flags;
    struct buffer out;
    uint64_t records, with_error, with_warning;
    int status;
};

static void help(void)
{
    puts(
        "用法：pregroup check [选项] 文件...\n\n"
        "检查文件中的每一份病案首页，给出问题、分组和预计支付。\n"
        "文件写 - 表示标准输入。编码和容器自动识别。\n\n"
        "  -p, --pack 规则包      用这个规则包，不用内置的示例市；给几次就\n"
        "                         逐个计算并对照；给文件夹则按出院日期选取\n"
        "  -f, --format 格式      text（给人看，默认）或 json（每条记录一行）\n"
        "      --record           JSON 中加上 fields：规范后的首页内容\n"
        "      --why              列出同一诊断没有成为候选的病种，各缺什么\n"
        "      --score            按评分表给首页打分，列出扣分的项目\n"
        "      --what-if 改动     记录里已有的编码换个次序、去掉一个会怎样：\n"
        "                         'procedures[2] first'、'without diagnoses[3]'，\n"
        "                         可写几次；codes 只看每个编码各承担什么\n"
        "      --stage draft      出院前：还没填的只作提示，显示目前费用与两个界限\n"
        "      --pages 首页文件   清单没有的项目取自同一次住院的首页，可给几次\n"
        "      --verified 文件    文件里已核实的问题不再列出，只说有几处\n"
        "      --verified-lines   只打印可以加进上述文件的行（错误级别的除外）\n"
        "      --with-identity    不隐去姓名、证件号、地址、电话\n"
        "  -h, --help             显示本说明\n\n"
        "没有 -p 时用环境变量 PREGROUP_PACK 指定的规则包，再没有就用内置的。\n"
        "退出码：0 没有错误级别的问题；1 有；2 有文件没能检查。");
}

static void count_record(struct check *c, const struct result *r, bool first)
{
    bool error = false, warning = false;

    for (uint32_t i = 0; i < r->finding_count; i++) {
        error = error || r->findings[i].severity == SEVERITY_ERROR;
        warning = warning || r->findings[i].severity == SEVERITY_WARNING;
    }
    c->records += first;
    c->with_error += first && error;
    c->with_warning += first && warning && !error;
    if (error && c->status < EXIT_FAULT)
        c->status = EXIT_FAULT;
}

static void put_result(struct check *c, struct result *r, bool first)
{
    count_record(c, r, first);
    if (c->verified_lines)
        verified_put(r, &c->out);
    else if (c->json)
        report_json(r, c->flags, &c->out);
    else
        report_text(r, c->flags, &c->out);
}

/* A result a pack, or that of the pack of the day. */
static bool put_record(struct check *c, struct lanes *lanes)
{
    const uint32_t of_day = c->packs.by_day ? lanes_of_day(lanes) : 0;

    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->list[i];
        if (lane->at_end)
            continue;
        if (lane->pipeline.slice.trouble == SLICE_UNREADABLE)
            c->status = EXIT_FAILED;
        if (!c->packs.by_day || i == of_day)
            put_result(c, &lane->pipeline.result, i == of_day);
    }
    if (!c->json && !c->verified_lines && !c->packs.by_day && lanes->count > 1)
        sides_show(lanes, &c->out);
    return c->out.length < FLUSH_AT || command_write(&c->out);
}

static int open_file(const char *name)
{
    struct stat st;
    const int fd = strcmp(name, "-") == 0 ? dup(STDIN_FILENO)
                                          : open(name, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        command_failed("%s：打不开：%s", name, command_reason(errno));
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        command_failed("%s：是文件夹，check 只读文件；整个文件夹请用 "
                       "pregroup batch",
                       name);
        close(fd);
        return -1;
    }
    return fd;
}

/* False when output is no longer possible. */
static bool check_file(struct check *c, const char *name)
{
    struct lanes lanes;
    const int fd = open_file(name);
    bool good = true;

    if (fd < 0) {
        c->status = EXIT_FAILED;
        return true;
    }
    if (lanes_open(&lanes, &c->packs, fd, name, &c->options))
        while (good && lanes_next(&lanes))
            good = put_record(c, &lanes);
    else
        c->status = EXIT_FAILED;
    lanes_close(&lanes);
    close(fd);
    return good;
}

static void put_totals(struct check *c)
{
    char line[256];

    if (c->json || c->verified_lines || c->records < 2)
        return;
    snprintf(
        line, sizeof(line),
        "共 %llu 条记录：%llu 条有必须改正的问题，%llu 条需要改正或确认，"
        "%llu 条通过\n",
        (unsigned long long)c->records, (unsigned long long)c->with_error,
        (unsigned long long)c->with_warning,
        (unsigned long long)(c->records - c->with_error - c->with_warning));
    buffer_string(&c->out, line);
}

static bool wants_colour(void)
{
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL &&
           term != NULL && strcmp(term, "dumb") != 0;
}

/* One --what-if; `codes` asks only what each code carries. */
static bool add_change(struct check *c, const char *text)
{
    struct pipeline_options *o = &c->options;

    o->carriers = true;
    c->flags |= REPORT_WHAT_IF;
    if (strcmp(text, "codes") == 0)
        return true;
    if (o->what_if_count == WHAT_IF_MAX) {
        command_failed("--what-if 太多，至多 %d 个", WHAT_IF_MAX);
        return false;
    }
    if (what_if_read(text_of(text), &o->what_if[o->what_if_count++]))
        return true;
    command_failed("--what-if 写作 'procedures[2] first'、'without "
                   "diagnoses[3]' 或 codes，不是 %s",
                   text);
    return false;
}

/* Long options without a letter. */
enum {
    RECORD = 256,
    IDENTITY,
    WHY,
    SCORE,
    STAGE,
    VERIFIED,
    LINES,
    PAGES,
    WHAT_IF
};

/* An option with an argument; false if it is not right. */
static bool take_argument(struct check *c, int option)
{
    switch (option) {
    case 'p':
        if (c->path_count == PACKS_MAX)
            return command_failed("-p 太多，至多 %d 个", PACKS_MAX), false;
        c->paths[c->path_count++] = optarg;
        return true;
    case 'f':
        c->json = strcmp(optarg, "json") == 0;
        if (!c->json && strcmp(optarg, "text") != 0)
            return command_failed("-f 只能是 text 或 json，不是 %s", optarg),
                   false;
        return true;
    case PAGES:
        if (c->page_count == PAGES_MAX)
            return command_failed("--pages 太多，至多 %d 个", PAGES_MAX), false;
        c->pages[c->page_count++] = optarg;
        return true;
    case STAGE:
        if (strcmp(optarg, "draft") != 0)
            return command_failed("--stage 只能是 draft（出院前），不是 %s",
                                  optarg),
                   false;
        c->options.quiet.draft = true;
        c->flags |= REPORT_DRAFT;
        return true;
    case VERIFIED:
        c->options.quiet.verified = &c->verified.list;
        return verified_read(&c->verified, optarg);
    default:
        return add_change(c, optarg);
    }
}

/* An option without one; false for any other. */
static bool take_switch(struct check *c, int option)
{
    switch (option) {
    case RECORD:
        c->flags |= REPORT_FIELDS;
        return true;
    case IDENTITY:
        c->options.with_identity = true;
        return true;
    case WHY:
        c->options.why = true;
        c->flags |= REPORT_WHY;
        return true;
    case SCORE:
        c->options.score = true;
        return true;
    case LINES:
        c->verified_lines = true;
        return true;
    default:
        return false;
    }
}

/* -1 to go on, else the exit status. */
static int read_options(int argc, char **argv, struct check *c)
{
    static const struct option options[] = {
        {"pack", required_argument, NULL, 'p'},
        {"format", required_argument, NULL, 'f'},
        {"record", no_argument, NULL, RECORD},
        {"with-identity", no_argument, NULL, IDENTITY},
        {"why", no_argument, NULL, WHY},
        {"score", no_argument, NULL, SCORE},
        {"what-if", required_argument, NULL, WHAT_IF},
        {"stage", required_argument, NULL, STAGE},
        {"pages", required_argument, NULL, PAGES},
        {"verified", required_argument, NULL, VERIFIED},
        {"verified-lines", no_argument, NULL, LINES},
        {"help", no_argument, NULL, 'h'},
        {0}};
    int o;

    while ((o = getopt_long(argc, argv, "p:f:h", options, NULL)) != -1) {
        if (o == 'h') {
            help();
            return EXIT_FINE;
        }
        if (o == '?')
            return command_wrong_option(argv, "check");
        if (!take_switch(c, o) && !take_argument(c, o))
            return EXIT_FAILED;
    }
    return -1;
}

/* What the front page of the same stay knows besides. */
static void complete(void *context, struct result *r, uint32_t dialect)
{
    const struct stays *stays = context;
    const struct stay *stay = stays_find(stays, &r->record);

    if (stay != NULL)
        stays_fill(stays, stay, r, dialect);
}

static bool read_pages(struct check *c)
{
    for (unsigned i = 0; i < c->page_count; i++)
        if (!stays_read(&c->stays, c->packs.list[0], c->pages[i]))
            return false;
    if (c->page_count == 0)
        return true;
    c->options.complete = complete;
    c->options.context = &c->stays;
    return stays_sort(&c->stays);
}

int command_check(int argc, char **argv)
{
    struct check c = {0};
    const int status = read_options(argc, argv, &c);
    bool good = true;

    if (status >= 0)
        return status;
    if (optind == argc)
        return command_failed("没有给出文件，见 pregroup check --help");
    if (!packs_open(&c.packs, c.paths, c.path_count) || !read_pages(&c)) {
        stays_close(&c.stays);
        verified_free(&c.verified);
        packs_close(&c.packs);
        return EXIT_FAILED;
    }
    if (!c.json && wants_colour())
        c.flags |= REPORT_COLOUR;
    for (int i = optind; good && i < argc; i++)
        good = check_file(&c, argv[i]);
    if (good) {
        put_totals(&c);
        good = command_write(&c.out);
    }
    if (!good)
        c.status = EXIT_FAILED;
    buffer_free(&c.out);
    stays_close(&c.stays);
    verified_free(&c.verified);
    packs_close(&c.packs);
    return c.status;
}
