/* `pack diff`: what a new pack changes, and for which cases. */
#include "diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"

static void help(void)
{
    puts("用法：pregroup pack diff 旧.pack 新.pack [首页文件或文件夹...]\n\n"
         "新增、取消、改变（分值、名称、类型）的病种，一行一个。\n"
         "给出首页时，再用两个规则包各分一次组：多少病例换了病种、从哪里到哪里"
         "、\n"
         "支付标准变化多少。\n\n"
         "退出码：0 完成；2 没能完成");
}

static int compare(const struct packs *packs, char **records, int count)
{
    struct diff_cases cases = {0};
    struct buffer out = {0};
    int status = EXIT_FINE;

    diff_groups(packs->list[0], packs->list[1], &out);
    for (int i = 0; i < count && diff_read(&cases, packs, records[i]); i++)
        continue;
    if (count > 0)
        diff_cases_show(&cases, packs, &out);
    if (!command_write(&out) || cases.failed)
        status = EXIT_FAILED;
    free(cases.moves);
    buffer_free(&out);
    return status;
}

int command_diff(int argc, char **argv)
{
    struct packs packs;
    int status = EXIT_FAILED;

    if (argc >= 2 &&
        (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return help(), EXIT_FINE;
    if (argc < 3)
        return command_failed("要给出旧的和新的规则包，见 pregroup pack diff "
                              "--help");
    if (packs_open(&packs, argv + 1, 2))
        status = compare(&packs, argv + 3, argc - 3);
    packs_close(&packs);
    return status;
}
