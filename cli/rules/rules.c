#include "rules.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "compile/compile.h"
#include "load/load.h"
#include "rules-show.h"

#define WANTED "rules 之后要写 list、show 规则号、doc 或 test"

static void help(void)
{
    puts("用法：\n"
         "  pregroup rules list            列出规则，每条一行\n"
         "  pregroup rules doc             全部规则的一页（Markdown）\n"
         "  pregroup rules show 规则号     一条规则的全部内容\n"
         "  pregroup rules test [文件]     运行规则自带的例子；文件是 .pack\n"
         "                                 规则包或 .rules 规则文件\n\n"
         "  -p, --pack 规则包              看这个规则包里的规则\n"
         "      --knowledge 文件夹         规则文件所用的字段和字典\n\n"
         "退出码：0 完成；1 有例子不符或规则文件有错；2 命令没能完成");
}

static int show(const struct pack *pack, const char *id, struct buffer *out)
{
    return rules_show(pack, text_of(id), out)
               ? EXIT_FINE
               : command_failed("没有规则 %s，见 pregroup rules list", id);
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
    if (tally.rules == 0)
        buffer_string(out,
                      "一条规则也没有：每条规则以 [HOS001] 这样的编号开头\n");
    return tally.failed == 0 && tally.rules != 0 ? EXIT_FINE : EXIT_FAULT;
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
    int status = EXIT_FINE;

    if (strcmp(what, "test") == 0 && word != NULL && !ends_with(word, ".pack"))
        return test_file(word, knowledge, out);
    pack = command_pack_open(strcmp(what, "test") == 0 && word != NULL ? word
                                                                       : path);
    if (pack == NULL)
        return EXIT_FAILED;
    if (strcmp(what, "list") == 0)
        rules_list(pack, out);
    else if (strcmp(what, "doc") == 0)
        rules_doc(pack, out);
    else if (strcmp(what, "test") == 0)
        status = test(pack, out);
    else if (strcmp(what, "show") == 0 && word != NULL)
        status = show(pack, word, out);
    else
        status = command_failed(WANTED);
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
            return command_wrong_option(argv, "rules");
    }
    if (optind == argc || argc - optind > 2)
        return command_failed(WANTED);
    status = run(argv[optind], argc - optind == 2 ? argv[optind + 1] : NULL,
                 pack, knowledge, &out);
    if (!command_write(&out))
        status = EXIT_FAILED;
    buffer_free(&out);
    return status;
}
