#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "common/options.h"
#include "common/put.h"
#include "compile/compile.h"
#include "load/load.h"

struct call {
    const char *pack, *knowledge;
};

static const struct command_option option_table[] = {
    {"pack", 'p', "规则包", "看这个规则包里的规则",
     INTO_TEXT(struct call, pack)},
    {"knowledge", 0, "文件夹", "规则文件所用的字段和字典",
     INTO_TEXT(struct call, knowledge)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "rules",
    .head =
        "用法：pregroup rules list\n      pregroup rules doc\n      pregroup rules show 规则号\n      pregroup rules test [文件]\n\n"
        "list 列出规则，每条一行；doc 是全部规则的一页（Markdown）；"
        "show 是一条规则的全部内容；test 运行规则自带的例子，文件是 "
        ".pack 规则包或 .rules 规则文件。",
    .options = option_table,
    .end = "退出码：0 完成；1 有例子不符或规则文件有错；2 命令没能完成",
    .least = 1,
    .most = 2,
    .wanted = "rules 之后要写 list、show 规则号、doc 或 test"};

static int test(const struct pack *pack, struct buffer *out)
{
    struct rules_tally tally = {0};

    if (!rules_run_examples(pack, &tally, out))
        return command_failed("内存不足");
    put(out, tally.rules, " 条规则，", tally.examples, " 个例子，",
        tally.failed, " 个不符\n");
    if (tally.rules == 0)
        put(out, "一条规则也没有：每条规则以 [HOS001] 这样的编号开头\n");
    return tally.failed == 0 && tally.rules != 0 ? EXIT_FINE : EXIT_FAULT;
}

/* A rule file of its own: compiled over the knowledge, then tested. */
static int test_file(const char *file, const char *told, struct buffer *out)
{
    struct compile_faults faults = {0};
    struct buffer bytes = {0};
    struct pack *pack = NULL;
    char *knowledge = command_readable(file) ? command_knowledge(told) : NULL;
    int status = EXIT_FAULT;

    if (knowledge == NULL)
        return EXIT_FAILED;
    if (compile_rule_file(file, knowledge, &bytes, &faults)) {
        pack = command_pack_made(&bytes, file);
        status = pack != NULL ? test(pack, out) : EXIT_FAILED;
    }
    for (size_t i = 0; i < faults.count; i++)
        compile_fault_show(&faults.items[i], out);
    if (faults.machine)
        status = command_machine_failed();
    pack_close(pack);
    compile_faults_free(&faults);
    buffer_free(&bytes);
    free(knowledge);
    return status;
}

static int do_as_asked(const char *what, const char *word,
                       const struct call *call, struct buffer *out)
{
    const bool of_file = strcmp(what, "test") == 0 && word != NULL;
    struct pack *pack;
    int status = EXIT_FINE;

    if (of_file && !text_ends(text_of(word), TEXT(".pack")))
        return test_file(word, call->knowledge, out);
    pack = command_pack_open(of_file ? word : call->pack);
    if (pack == NULL)
        return EXIT_FAILED;
    if (strcmp(what, "list") == 0)
        rules_list(pack, out);
    else if (strcmp(what, "doc") == 0)
        rules_doc(pack, out);
    else if (strcmp(what, "test") == 0)
        status = test(pack, out);
    else if (strcmp(what, "show") != 0 || word == NULL)
        status = command_line_wanted(&synopsis);
    else if (!rules_show(pack, text_of(word), out))
        status = command_failed("没有规则 %s，见 pregroup rules list", word);
    pack_close(pack);
    return status;
}

int command_rules(int argc, char **argv)
{
    struct call call = {0};
    struct buffer out = {0};
    int status = command_line_read(&synopsis, &argc, &argv, &call);

    if (status >= 0)
        return status;
    status = do_as_asked(argv[0], argc == 2 ? argv[1] : NULL, &call, &out);
    if (!command_write(&out))
        status = EXIT_FAILED;
    buffer_free(&out);
    return status;
}
