#include "rules.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "compile/compile.h"
#include "record/record.h"

static void help(void)
{
    puts("用法：\n"
         "  pregroup rules list            列出规则，每条一行\n"
         "  pregroup rules show 规则号     一条规则的全部内容\n"
         "  pregroup rules test [文件]     运行规则自带的例子；文件是 .pack\n"
         "                                 规则包或 .rules 规则文件\n\n"
         "  -p, --pack 规则包              看这个规则包里的规则\n"
         "      --knowledge 文件夹         规则文件所用的字段和字典\n\n"
         "退出码：0 完成；1 有例子不符或规则文件有错；2 命令没能完成");
}

static const char *severity_words(unsigned severity)
{
    static const char *const words[] = {"", "提示", "警告", "错误"};

    return severity <= SEVERITY_ERROR ? words[severity] : "";
}

static const struct pack_rule *rule_at(const struct pack *pack, uint32_t i)
{
    return PACK_ROW(pack, SECTION_RULE, pack_rule, i);
}

static int list(const struct pack *pack, struct buffer *out)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++) {
        const struct pack_rule *rule = rule_at(pack, i);
        buffer_text(out, pack_text(pack, rule->id));
        buffer_char(out, '\t');
        buffer_string(out, severity_words(rule->severity));
        buffer_char(out, '\t');
        rules_put_pieces(pack, rule->message, out);
        buffer_char(out, '\n');
    }
    return EXIT_FINE;
}

static void put_part(struct buffer *out, const char *label, struct text t)
{
    buffer_string(out, label);
    buffer_text(out, t);
    buffer_char(out, '\n');
}

static void put_rule(const struct pack *pack, const struct pack_rule *rule,
                     struct buffer *out)
{
    put_part(out, "规则　", pack_text(pack, rule->id));
    put_part(out, "级别　", text_of(severity_words(rule->severity)));
    if (rule->field != PACK_NO_FIELD)
        put_part(out, "项目　",
                 pack_text(pack, pack_field(pack, rule->field)->label));
    if (rule->each != LIST_NONE)
        put_part(out, "逐行　", text_of(rule->each == LIST_DIAGNOSES
                                            ? "每个出院诊断"
                                            : "每个手术操作"));
    put_part(out, "条件　",
             pack_text(pack,
                       PACK_ROW(pack, SECTION_EXPR, pack_expr, rule->when)
                           ->source));
    if (rule->at != PACK_NONE)
        put_part(out, "指向　",
                 pack_text(pack, PACK_ROW(pack, SECTION_EXPR, pack_expr,
                                          rule->at)
                                     ->source));
    buffer_string(out, "发现　");
    rules_put_pieces(pack, rule->message, out);
    buffer_string(out, "\n处理　");
    rules_put_pieces(pack, rule->advice, out);
    buffer_char(out, '\n');
    put_part(out, "依据　", pack_text(pack, rule->basis));
    for (uint32_t i = 0; i < rule->examples.count; i++) {
        const struct pack_example *e = PACK_ROW(
            pack, SECTION_EXAMPLE, pack_example, rule->examples.first + i);
        put_part(out, e->fires ? "报出　" : "不报　",
                 pack_text(pack, e->assignments));
    }
}

static int show(const struct pack *pack, const char *id, struct buffer *out)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        if (text_equal_fold(pack_text(pack, rule_at(pack, i)->id),
                            text_of(id))) {
            put_rule(pack, rule_at(pack, i), out);
            return EXIT_FINE;
        }
    return command_failed("没有规则 %s，见 pregroup rules list", id);
}

static int test(const struct pack *pack, struct buffer *out)
{
    struct rules_tally tally = {0};
    char line[128];

    if (!rules_run_examples(pack, &tally, out))
        return command_failed("内存不足");
    snprintf(line, sizeof(line), "%u 条规则，%u 个例子，%u 个不符\n",
             tally.rules, tally.examples, tally.failed);
    buffer_string(out, line);
    return tally.failed == 0 ? EXIT_FINE : EXIT_FAULT;
}

static bool ends_with(const char *name, const char *end)
{
    const size_t n = strlen(name), e = strlen(end);

    return n >= e && strcmp(name + n - e, end) == 0;
}

/* A rule file of its own: compiled over the knowledge, then tested. */
static int test_file(const char *file, const char *told, struct buffer *out)
{
    struct compile_faults faults = {0};
    struct buffer bytes = {0};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pack *pack = NULL;
    char *knowledge = command_knowledge(told);
    int status = EXIT_FAULT;

    if (knowledge == NULL)
        return EXIT_FAILED;
    if (compile_rule_file(file, knowledge, &bytes, &faults)) {
        if (pack_open_bytes(bytes.data, bytes.length, file, &pack, &err) !=
            PREGROUP_OK)
            status = command_failed("%s", err.text);
        else
            status = test(pack, out);
    }
    for (size_t i = 0; i < faults.count; i++)
        compile_fault_show(&faults.items[i], out);
    pack_close(pack);
    compile_faults_free(&faults);
    buffer_free(&bytes);
    free(knowledge);
    return status;
}

static int run(const char *what, const char *word, const char *path,
               const char *knowledge, struct buffer *out)
{
    struct pack *pack;
    int status;

    if (strcmp(what, "test") == 0 && word != NULL && !ends_with(word, ".pack"))
        return test_file(word, knowledge, out);
    pack = command_pack_open(strcmp(what, "test") == 0 && word != NULL ? word
                                                                       : path);
    if (pack == NULL)
        return EXIT_FAILED;
    if (strcmp(what, "list") == 0)
        status = list(pack, out);
    else if (strcmp(what, "test") == 0)
        status = test(pack, out);
    else if (strcmp(what, "show") == 0 && word != NULL)
        status = show(pack, word, out);
    else
        status = command_failed("rules 之后要写 list、show 规则号 或 test");
    pack_close(pack);
    return status;
}

int command_rules(int argc, char **argv)
{
    static const struct option options[] = {
        {"pack", required_argument, NULL, 'p'},
        {"knowledge", required_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'},
        {0}};
    const char *pack = NULL, *knowledge = NULL;
    struct buffer out = {0};
    int o, status;

    while ((o = getopt_long(argc, argv, "p:h", options, NULL)) != -1) {
        if (o == 'p')
            pack = optarg;
        else if (o == 'k')
            knowledge = optarg;
        else if (o == 'h')
            return help(), EXIT_FINE;
        else
            return command_failed("选项不对，见 pregroup rules --help");
    }
    if (optind == argc || argc - optind > 2)
        return command_failed("rules 之后要写 list、show 规则号 或 test");
    status = run(argv[optind], argc - optind == 2 ? argv[optind + 1] : NULL,
                 pack, knowledge, &out);
    if (!command_write(&out))
        status = EXIT_FAILED;
    buffer_free(&out);
    return status;
}
