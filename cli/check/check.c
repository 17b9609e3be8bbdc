#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/lanes.h"
#include "common/options.h"
#include "common/sides.h"
#include "common/stays.h"
#include "show/report-text.h"

#define FLUSH_AT (256u << 10)

/* In the order of -f's words. */
enum check_format { FORMAT_TEXT, FORMAT_BRIEF, FORMAT_JSON };

struct check {
    struct packs packs;
    struct option_texts pack_paths, pages; /* -p, --pages */
    struct options asked;
    struct stays stays; /* of the pages */
    const char *name;   /* --name */
    unsigned format;    /* -f: enum check_format */
    bool verified_lines;
    unsigned flags;
    struct buffer out;
    uint64_t records, with_error, with_warning;
    int status;
};

static const struct command_option option_table[] = {
    {"pack", 'p', "规则包",
     "用这个规则包，不用内置的示例市；给几次就逐个计算并对照；"
     "给文件夹则按出院日期选取",
     INTO_TEXTS(struct check, pack_paths)},
    {"format", 'f', "text|brief|json",
     "给人看的报告（默认），每条记录一行摘要，或一行 JSON",
     INTO_WORD(struct check, format)},
    {"record", 0, NULL, "JSON 中加上 fields：规范后的首页内容",
     INTO_ASKED(struct check, asked)},
    {"why", 0, NULL,
     "文本里列出入组的理由、其他候选、计算步骤，和同一诊断没有成为候选的病种各"
     "缺什么",
     INTO_ASKED(struct check, asked)},
    {"score", 0, NULL, "按评分表给首页打分，列出扣分的项目",
     INTO_ASKED(struct check, asked)},
    {"what-if", 0, "改动",
     "记录里已有的编码换个次序、去掉一个会怎样：'procedures[2] first'、"
     "'without diagnoses[3]'，可写几次；codes 只看每个编码各承担什么",
     INTO_ASKED(struct check, asked)},
    {"set", 0, "字段:值",
     "试改：把首页的一项当作另一个值来检查，如 diagnoses[2].code:K35.800，值是 "
     "--record 所列的写法，空值即没有填；diagnoses:3,1 是换行的次序；可写几次；以病历为准",
     INTO_ASKED(struct check, asked)},
    {"stage", 0, "draft",
     "出院前：还没填的只作提示，先写费用正常时的支付标准，再写目前的费用和两个"
     "界限",
     INTO_ASKED(struct check, asked)},
    {"pages", 0, "首页文件", "清单没有的项目取自同一次住院的首页，可给几次",
     INTO_TEXTS(struct check, pages)},
    {"verified", 0, "文件", "文件里已核实的问题不再列出，只说有几处",
     INTO_LINES(struct check, asked)},
    {"verified-lines", 0, NULL, "只打印可以加进上述文件的行（错误级别的除外）",
     INTO_FLAG(struct check, verified_lines)},
    {"options", 0, "文件",
     "再从文件里读选项，一行一个 名称=值，与插件的相同（docs/hosts.md）",
     INTO_READ(struct check, asked)},
    {"name", 0, "名称", "结果里这样称呼标准输入，不写 -",
     INTO_TEXT(struct check, name)},
    {"with-identity", 0, NULL, "不隐去姓名、证件号、地址、电话",
     INTO_ASKED(struct check, asked)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "check",
    .head = "用法：pregroup check [选项] 文件...\n\n"
            "检查文件中的每一份病案首页，给出问题、分组和预计支付。"
            "文件写 - 表示标准输入。编码和容器自动识别；表格（CSV、xlsx、"
            "网页表格、DBF）一行一份。",
    .options = option_table,
    .end = "没有 -p 时用环境变量 PREGROUP_PACK 指定的规则包，"
           "再没有就用内置的。\n"
           "退出码：0 没有错误级别的问题；1 有；2 有文件没能检查。",
    .least = 1,
    .most = OPERANDS_ANY,
    .wanted = "没有给出文件"};

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

static void put_verified_cell(struct buffer *out, struct text t)
{
    buffer_text(out, t.length != 0 ? t : TEXT("-"));
    buffer_char(out, '\t');
}

/* The lines that would quiet the findings of a result, errors left out. */
static void put_verified_lines(const struct result *r, struct buffer *out)
{
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];
        char digest[VERIFIED_DIGEST + 2];

        if (f->severity >= SEVERITY_ERROR)
            continue;
        put_verified_cell(out, f->rule);
        put_verified_cell(out, verified_case_no(r));
        put_verified_cell(out, verified_admission(r));
        snprintf(digest, sizeof(digest), "%016" PRIx64 "\n",
                 verified_digest(f));
        buffer_string(out, digest);
    }
}

static bool is_text(const struct check *c)
{
    return c->format == FORMAT_TEXT && !c->verified_lines;
}

static void put_result(struct check *c, struct result *r, bool first)
{
    count_record(c, r, first);
    if (c->verified_lines)
        put_verified_lines(r, &c->out);
    else if (c->format == FORMAT_JSON)
        report_json(r, c->flags, &c->out);
    else if (c->format == FORMAT_BRIEF)
        report_brief(r, c->packs.count > 1, &c->out);
    else
        report_text(r, c->flags, &c->out);
}

/* Puts a result for each pack, or that of the pack of the day alone. */
static bool put_results(struct check *c, struct lanes *lanes)
{
    const uint32_t of_day = c->packs.by_day ? lanes_of_day(lanes) : 0;

    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->list[i];
        if (lane->at_end)
            continue;
        if (!c->packs.by_day || i == of_day)
            put_result(c, &lane->pipeline.result, i == of_day);
    }
    if (is_text(c) && !c->packs.by_day && lanes->count > 1)
        sides_show(lanes, &c->out);
    return c->out.length < FLUSH_AT || command_write(&c->out);
}

/* False when output is no longer possible. */
static bool check_file(struct check *c, const char *file)
{
    const bool named = c->name != NULL && strcmp(file, "-") == 0;
    const char *name = named ? c->name : file;
    struct lanes lanes;
    const int fd = file_open(file);
    enum pipeline_step step;
    bool good = true;

    if (fd < 0) {
        c->status = EXIT_FAILED;
        return true;
    }
    if (lanes_open(&lanes, &c->packs, fd, name, &c->asked))
        while (good && (step = lanes_next(&lanes)) != PIPELINE_END) {
            if (step == PIPELINE_UNFINISHED)
                c->status = EXIT_FAILED;
            good = put_results(c, &lanes);
        }
    else
        c->status = EXIT_FAILED;
    lanes_close(&lanes);
    close(fd);
    return good;
}

static void put_totals(struct check *c)
{
    char line[256];

    if (is_text(c) && c->records != 0)
        report_text_end(c->flags, &c->out);
    if (!is_text(c) || c->records < 2)
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

/* What the front page of the same stay knows besides. */
static void complete_from_stay(void *context, struct result *r,
                               uint32_t dialect)
{
    const struct stays *stays = context;
    const struct stay *stay = stays_find(stays, &r->record);

    if (stay != NULL)
        stays_fill(stays, stay, r, dialect);
}

static bool read_stays(struct check *c)
{
    for (unsigned i = 0; i < c->pages.count; i++)
        if (!stays_read(&c->stays, c->packs.list[0], c->pages.list[i]))
            return false;
    if (c->pages.count == 0)
        return true;
    c->asked.complete = complete_from_stay;
    c->asked.context = &c->stays;
    stays_sort(&c->stays);
    return true;
}

static unsigned flags_of(const struct check *c)
{
    return options_report(&c->asked) |
           (c->asked.quiet.draft ? REPORT_DRAFT : 0u) |
           (is_text(c) && wants_colour() ? REPORT_COLOUR : 0u);
}

static bool check_all(struct check *c, char **files, int count)
{
    if (!packs_open(&c->packs, c->pack_paths.list, c->pack_paths.count) ||
        !read_stays(c))
        return false;
    c->flags = flags_of(c);
    for (int i = 0; i < count; i++)
        if (!check_file(c, files[i]))
            return false;
    put_totals(c);
    return command_write(&c->out);
}

int command_check(int argc, char **argv)
{
    struct check c = {0};
    int status = command_line_read(&synopsis, &argc, &argv, &c);

    if (status < 0)
        status = check_all(&c, argv, argc) ? c.status : EXIT_FAILED;
    buffer_free(&c.out);
    stays_close(&c.stays);
    options_close(&c.asked);
    packs_close(&c.packs);
    return status;
}
