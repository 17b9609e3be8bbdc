#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "pipeline.h"

#define FLUSH_AT (256u << 10)

struct check {
    struct pack *pack;
    struct pipeline_options options;
    bool json;
    unsigned flags;
    struct buffer out;
    uint64_t records, with_error, with_warning;
    int status;
};

static void help(void)
{
    puts("用法：pregroup check [选项] 文件...\n\n"
         "检查文件中的每一份病案首页，给出问题、分组和预计支付。\n"
         "文件写 - 表示标准输入。编码和容器自动识别。\n\n"
         "  -p, --pack 规则包      用这个规则包，不用内置的示例市\n"
         "  -f, --format 格式      text（给人看，默认）或 json（每条记录一行）\n"
         "      --record           JSON 中加上 fields：规范后的首页内容\n"
         "      --with-identity    不隐去姓名、证件号、地址、电话\n"
         "  -h, --help             显示本说明\n\n"
         "没有 -p 时用环境变量 PREGROUP_PACK 指定的规则包，再没有就用内置的。\n"
         "退出码：0 没有错误级别的问题；1 有；2 有文件没能检查。");
}

static ptrdiff_t read_file(void *context, void *out, size_t room)
{
    const int *fd = context;
    ssize_t n;

    do
        n = read(*fd, out, room);
    while (n < 0 && errno == EINTR);
    return n;
}

static void count_record(struct check *c, const struct result *r)
{
    bool error = false, warning = false;

    for (uint32_t i = 0; i < r->finding_count; i++) {
        error = error || r->findings[i].severity == SEVERITY_ERROR;
        warning = warning || r->findings[i].severity == SEVERITY_WARNING;
    }
    c->records++;
    c->with_error += error;
    c->with_warning += warning && !error;
    if (error && c->status < EXIT_FAULT)
        c->status = EXIT_FAULT;
}

static bool put_record(struct check *c, struct result *r)
{
    count_record(c, r);
    if (c->json)
        report_json(r, c->flags, &c->out);
    else
        report_text(r, c->flags, &c->out);
    return c->out.length < FLUSH_AT || command_write(&c->out);
}

static int open_file(const char *name)
{
    struct stat st;
    const int fd = strcmp(name, "-") == 0 ? dup(STDIN_FILENO)
                                          : open(name, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        command_failed("%s：打不开：%s", name, strerror(errno));
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        command_failed("%s：是文件夹，check 只读文件", name);
        close(fd);
        return -1;
    }
    return fd;
}

/* False when output is no longer possible. */
static bool check_file(struct check *c, const char *name)
{
    struct pipeline p;
    int fd = open_file(name);
    bool good = true;

    if (fd < 0) {
        c->status = EXIT_FAILED;
        return true;
    }
    if (pipeline_open(&p, c->pack, (struct source){read_file, &fd, 0},
                      text_of(name), &c->options) != PREGROUP_OK) {
        c->status = command_failed("%s：内存不足", name);
    } else {
        while (good && pipeline_next(&p)) {
            good = put_record(c, &p.result);
            if (p.slice.trouble == SLICE_UNREADABLE)
                c->status = EXIT_FAILED;
        }
        pipeline_close(&p);
    }
    close(fd);
    return good;
}

static void put_totals(struct check *c)
{
    char line[256];

    if (c->json || c->records < 2)
        return;
    snprintf(line, sizeof(line),
             "共 %llu 条记录：%llu 条有必须改正的问题，%llu 条需要改正或确认，"
             "%llu 条通过\n",
             (unsigned long long)c->records, (unsigned long long)c->with_error,
             (unsigned long long)c->with_warning,
             (unsigned long long)(c->records - c->with_error -
                                  c->with_warning));
    buffer_string(&c->out, line);
}

static bool wants_colour(void)
{
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL &&
           term != NULL && strcmp(term, "dumb") != 0;
}

/* -1 to go on, else the exit status. */
static int read_options(int argc, char **argv, struct check *c,
                        const char **pack)
{
    enum { RECORD = 256, IDENTITY };
    static const struct option options[] = {
        {"pack", required_argument, NULL, 'p'},
        {"format", required_argument, NULL, 'f'},
        {"record", no_argument, NULL, RECORD},
        {"with-identity", no_argument, NULL, IDENTITY},
        {"help", no_argument, NULL, 'h'},
        {0}};
    int o;

    while ((o = getopt_long(argc, argv, "p:f:h", options, NULL)) != -1) {
        switch (o) {
        case 'p':
            if (*pack != NULL)
                return command_failed("一次只能用一个规则包（-p 给了两次）");
            *pack = optarg;
            break;
        case 'f':
            c->json = strcmp(optarg, "json") == 0;
            if (!c->json && strcmp(optarg, "text") != 0)
                return command_failed("-f 只能是 text 或 json，不是 %s",
                                      optarg);
            break;
        case RECORD:
            c->flags |= REPORT_FIELDS;
            break;
        case IDENTITY:
            c->options.with_identity = true;
            break;
        case 'h':
            help();
            return EXIT_FINE;
        default:
            return command_failed("选项不对，见 pregroup check --help");
        }
    }
    return -1;
}

int command_check(int argc, char **argv)
{
    struct check c = {0};
    const char *pack = NULL;
    const int status = read_options(argc, argv, &c, &pack);

    if (status >= 0)
        return status;
    if (optind == argc)
        return command_failed("没有给出文件，见 pregroup check --help");
    c.pack = command_pack_open(pack);
    if (c.pack == NULL)
        return EXIT_FAILED;
    if (!c.json && wants_colour())
        c.flags |= REPORT_COLOUR;
    for (int i = optind; i < argc; i++)
        if (!check_file(&c, argv[i])) {
            c.status = EXIT_FAILED;
            break;
        }
    put_totals(&c);
    if (!command_write(&c.out))
        c.status = EXIT_FAILED;
    buffer_free(&c.out);
    pack_close(c.pack);
    return c.status;
}
