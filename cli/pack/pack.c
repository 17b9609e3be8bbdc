#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "blanks.h"
#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "common/put.h"
#include "compile/knowledge/knowledge.h"
#include "load/load.h"

/* A pack that does not open is not published: it is read again as those will
 * who use it. A host may have the one before it open, so that is replaced, not
 * written over. NULL after saying why not. */
static struct pack *write_pack(const char *path, const struct buffer *bytes)
{
    struct pregroup_error err = {.size = sizeof err};
    struct file_aside f;
    struct pack *pack = NULL;

    if (!file_aside_open(&f, path, 0644))
        return NULL;
    if (!file_write(f.fd, bytes->data, bytes->length))
        command_failed("%s：写不进去：%s", path, command_reason(errno));
    else if (pack_open(f.aside != NULL ? f.aside : path, &pack, &err) !=
             PREGROUP_OK)
        command_failed("写出的规则包打不开：%s", err.text);
    if (file_aside_close(&f, pack != NULL))
        return pack;
    pack_close(pack);
    return NULL;
}

struct build_call {
    const char *region, *hospital, *output, *knowledge; /* NULL: not told */
};

static int build(const struct build_call *call)
{
    struct buffer bytes = {0}, blanks = {0};
    int status =
        command_compile(call->region, call->hospital, call->knowledge, &bytes);
    struct pack *pack =
        status == EXIT_FINE ? write_pack(call->output, &bytes) : NULL;

    if (status == EXIT_FINE && pack == NULL)
        status = EXIT_FAILED;
    if (pack != NULL && blanks_list(pack, &blanks) != 0)
        fwrite(blanks.data, 1, blanks.length, stderr);
    pack_close(pack);
    buffer_free(&blanks);
    buffer_free(&bytes);
    return status;
}

static const struct command_option build_options[] = {
    {"output", 'o', "文件.pack", "编译成这个规则包",
     INTO_TEXT(struct build_call, output)},
    {"hospital", 0, "医院.xml", "补上或改写地区留给医院的数，没有填的列为待填",
     INTO_TEXT(struct build_call, hospital)},
    {"knowledge", 0, "文件夹", "知识在这里（字段、字典、规则）",
     INTO_TEXT(struct build_call, knowledge)},
    OPTIONS_END};

static const struct command_line build_synopsis = {
    .name = "pack build",
    .head = "用法：pregroup pack build [选项] 地区.xml -o 文件.pack\n\n"
            "把地区文件夹（目录、结算规则）和知识（字段、字典、规则）编译成"
            "一个规则包；表可以是 XLSX、CSV 或 TSV，有错时一次列出全部错误，"
            "修补过的地方列为提示。",
    .options = build_options,
    .end = "退出码：0 完成；1 地区文件有错；2 命令没能完成",
    .least = 1,
    .most = 1,
    .wanted = "要给出一个地区文件和 -o 文件.pack"};

static int command_build(int argc, char **argv)
{
    struct build_call call = {0};
    const int status = command_line_read(&build_synopsis, &argc, &argv, &call);

    if (status >= 0)
        return status;
    if (call.output == NULL)
        return command_line_wanted(&build_synopsis);
    call.region = argv[0];
    return build(&call);
}

static void put_told_text(struct buffer *out, const char *label, struct text t)
{
    put(out, label, "：", t, "\n");
}

static void put_count(struct buffer *out, const char *label, uint32_t n)
{
    put(out, label, "：", n, "\n");
}

static void put_validity_day(struct buffer *out, int32_t day)
{
    char text[24];

    if (day == INT32_MIN || day == INT32_MAX)
        put(out, "不限");
    else
        buffer_put(
            out, text,
            calendar_text((int64_t)day * SECONDS_PER_DAY, CALENDAR_DAY, text));
}

static uint32_t count_kind(const struct pack *pack, unsigned kind)
{
    uint32_t n = 0;

    PACK_EACH (g, pack, SECTION_GROUP, pack_group)
        n += g->kind == kind;
    return n;
}

/* Fields whose codes the hospital's file changes. */
static uint32_t count_own_codes(const struct pack *pack)
{
    const uint32_t all = pack_count(pack, SECTION_DICTIONARY);
    uint32_t count = 0;

    for (uint32_t i = 0; i < all; i++) {
        const struct pack_dictionary *d =
            PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, i);
        uint32_t k = 0;
        if (!text_starts(pack_text(pack, d->id), TEXT(DICTIONARY_OF_HOSPITAL)))
            continue;
        while (k < i &&
               PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, k)->id.at !=
                   d->id.at)
            k++;
        count += k == i;
    }
    return count;
}

static void put_hospital(const struct pack *pack, struct buffer *out)
{
    const struct pack_hospital *h;

    if (pack_count(pack, SECTION_HOSPITAL) == 0)
        return;
    h = PACK_ROW(pack, SECTION_HOSPITAL, pack_hospital, 0);
    put_told_text(out, "医院", pack_text(pack, h->name));
    put_told_text(out, "  代码", pack_text(pack, h->code));
    if (h->level.length > 0)
        put_told_text(out, "  等级", pack_text(pack, h->level));
    put_count(out, "  科室", pack_count(pack, SECTION_DEPARTMENT));
    put_count(out, "  本院代码对照", count_own_codes(pack));
    if (h->sample)
        put(out, "  示例：医院文件里的数是虚构的\n");
}

static uint32_t count_level(const struct pack *pack, unsigned level)
{
    uint32_t n = 0;

    PACK_EACH (s, pack, SECTION_DRG_SEVERITY, pack_drg_severity)
        n += s->level == level;
    return n;
}

/* The tables that lead to a DRG; of an MDC or ADRG each of its rows. */
static void put_drg(const struct pack *pack, struct buffer *out)
{
    put_count(out, "MDC 规则", pack_count(pack, SECTION_DRG_MDC));
    put_count(out, "ADRG 规则", pack_count(pack, SECTION_DRG_ADRG));
    put_count(out, "DRG 编码清单", pack_count(pack, SECTION_DRG_LIST));
    put_count(out, "MCC", count_level(pack, LEVEL_MCC));
    put_count(out, "CC", count_level(pack, LEVEL_CC));
}

static void put_info(const struct pack *pack, struct buffer *out)
{
    const struct pack_meta *meta = pack_meta(pack);

    put_told_text(out, "地区", pack_text(pack, meta->name));
    put_told_text(out, "代号", pack_text(pack, meta->id));
    put_told_text(out, "付费方式", pack_text(pack, meta->scheme));
    put_told_text(out, "版本", pack_text(pack, meta->generation));
    put(out, "有效期：");
    put_validity_day(out, meta->valid_from);
    put(out, " 至 ");
    put_validity_day(out, meta->valid_to);
    put(out, meta->flags & META_SAMPLE ? "\n示例：分值和费用是虚构的\n" : "\n");
    put_told_text(out, "摘要", text_of(pack->digest));
    put_count(out, "病种", pack_count(pack, SECTION_GROUP));
    for (unsigned kind = 0; kind < KIND_COUNT; kind++)
        if (count_kind(pack, kind) != 0) {
            put(out, "  ");
            put_count(out, group_kind_words(kind), count_kind(pack, kind));
        }
    if (pack_count(pack, SECTION_DRG) > 0)
        put_drg(pack, out);
    put_count(out, "检查规则", pack_count(pack, SECTION_RULE));
    put_count(out, "首页字段", pack_count(pack, SECTION_FIELD));
    put_count(out, "字典", pack_count(pack, SECTION_DICTIONARY));
    put_count(out, "编码表里的编码", pack_count(pack, SECTION_CODE));
    put_count(out, "结算步骤", pack_count(pack, SECTION_STEP));
    if (pack_count(pack, SECTION_LOOKUP) > 0)
        put_count(out, "查找表", pack_count(pack, SECTION_LOOKUP));
    put_hospital(pack, out);
    blanks_list(pack, out);
    PACK_EACH (source, pack, SECTION_SOURCE, pack_source)
        put_told_text(out, "来源", pack_text(pack, source->name));
}

static const struct command_line info_synopsis = {
    .name = "pack info",
    .head = "用法：pregroup pack info [文件.pack]\n\n"
            "规则包里有什么。",
    .options = help_only,
    .end = "退出码：0 完成；2 命令没能完成",
    .most = 1,
    .wanted = "pack info 一次看一个规则包"};

static int command_info(int argc, char **argv)
{
    const int status = command_line_read(&info_synopsis, &argc, &argv, NULL);
    struct buffer out = {0};
    struct pack *pack;
    bool good;

    if (status >= 0)
        return status;
    pack = command_pack_open(argc == 1 ? argv[0] : NULL);
    if (pack == NULL)
        return EXIT_FAILED;
    put_info(pack, &out);
    good = command_write(&out);
    buffer_free(&out);
    pack_close(pack);
    return good ? EXIT_FINE : EXIT_FAILED;
}

static const struct command commands[] = {
    {"start", command_start, "从医保局的表写出地区文件的初稿"},
    {"build", command_build, "把地区文件夹和知识编译成一个规则包"},
    {"info", command_info, "规则包里有什么"},
    {"lint", command_lint, "什么会让病例入错组；待填的表和参数"},
    {"diff", command_diff, "新旧规则包的病种、病例差在哪里"},
    {"witness", command_witness, "给目录的每一行造一份首页"},
    {0}};

static int show_pack_commands(void)
{
    puts("用法：pregroup pack 命令 [选项] [文件...]\n");
    command_list(commands, stdout);
    puts("\n各命令的用法：pregroup pack 命令 --help");
    return EXIT_FINE;
}

int command_pack(int argc, char **argv)
{
    const struct command *command =
        argc >= 2 ? command_find(commands, argv[1]) : NULL;

    if (command != NULL)
        return command->run(argc - 1, argv + 1);
    if (argc >= 2 &&
        (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return show_pack_commands();
    return command_failed(
        "pack 之后要写 start、build、info、lint、diff 或 witness，见 "
        "pregroup pack --help");
}
