/* `pack diff`: what a new pack changes, and for which cases. */
#include "diff.h"

#include "common/command.h"
#include "common/options.h"

static const struct command_line synopsis = {
    .name = "pack diff",
    .head = "用法：pregroup pack diff 旧.pack 新.pack [首页文件或文件夹...]\n\n"
            "新增、取消、改变（分值、名称、类型）的病种，一行一个。"
            "给出首页时，再用两个规则包各分一次组：多少病例换了病种、"
            "从哪里到哪里、支付标准变化多少。",
    .options = help_only,
    .end = "退出码：0 完成；2 没能完成",
    .least = 2,
    .most = OPERANDS_ANY,
    .wanted = "要给出旧的和新的规则包，见 pregroup pack diff --help"};

static int compare_packs(const struct packs *packs, char **records, int count)
{
    struct diff_cases cases = {0};
    struct buffer out = {0};
    bool good = true;

    diff_groups(packs->list[0], packs->list[1], &out);
    for (int i = 0; i < count; i++)
        good = diff_read(&cases, packs, records[i]) && good;
    if (count > 0)
        diff_cases_show(&cases, packs, &out);
    if (cases.moves.failed)
        command_failed("内存不足");
    good = command_write(&out) && good;
    buffer_free(&cases.moves);
    buffer_free(&out);
    return good ? EXIT_FINE : EXIT_FAILED;
}

int command_diff(int argc, char **argv)
{
    struct packs packs;
    int status = command_line_read(&synopsis, &argc, &argv, NULL);

    if (status >= 0)
        return status;
    status = packs_open(&packs, argv, 2)
                 ? compare_packs(&packs, argv + 2, argc - 2)
                 : EXIT_FAILED;
    packs_close(&packs);
    return status;
}
