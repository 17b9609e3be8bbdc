/* `pack diff`: what a new pack changes, and for which cases. */
#include "pack/diff/diff.h"

#include <stdlib.h>

#include "common/command.h"
#include "common/options.h"

#define TEXTS_MAX ((size_t)1 << 30)

struct diff_call {
    unsigned form; /* enum diff_form */
};

static const struct command_option option_table[] = {
    {"format", 'f', "text|json|csv",
     "给人看（默认）；一行一个对象；一行一项的表，金额逐项相加正好是总差",
     INTO_WORD(struct diff_call, form)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "pack diff",
    .head = "用法：pregroup pack diff [选项] 旧.pack 新.pack "
            "[首页文件或文件夹...]\n\n"
            "改变了的设置；新增、取消、改名、改变的病种，一行一个。"
            "给出首页时，再用两个规则包各分一次组、各算一次：多少病例换了病种，"
            "支付标准的变化有多少来自病种分值、换病种、各个参数、公式，"
            "多少来自失去或得到支付标准的病例，精确到分。",
    .options = option_table,
    .end = "退出码：0 完成；2 没能完成",
    .least = 2,
    .most = OPERANDS_ANY,
    .wanted = "要给出旧的和新的规则包"};

void diff_add(struct diff *d, const struct diff_line *line)
{
    buffer_put(&d->lines, line, sizeof *line);
}

struct text diff_text(struct diff *d)
{
    const struct text t = arena_copy(&d->texts, buffer_view(&d->scratch));

    buffer_reset(&d->scratch);
    return t;
}

static void diff_free(struct diff *d)
{
    diff_mix_free(d);
    free(d->places[SIDE_OLD]);
    free(d->places[SIDE_NEW]);
    buffer_free(&d->lines);
    buffer_free(&d->scratch);
    buffer_free(&d->money);
    arena_free(&d->texts);
}

/* ---- the command --------------------------------------------------------- */

static bool read_all(struct diff *d, const struct packs *packs, char **records,
                     int count)
{
    bool good = true;

    for (int i = 0; i < count; i++)
        good = diff_read(d, packs, records[i]) && good;
    if (good && d->records == 0)
        good = command_refused("没有读到一份首页，病例没有比较；请核对给出的"
                               "首页文件");
    diff_money_lines(d);
    if (d->beyond)
        good = command_refused("金额加起来超出了能算的范围");
    return good;
}

static bool has_memory(const struct diff *d)
{
    return !d->lines.failed && !d->scratch.failed && !d->texts.failed &&
           !d->money.failed;
}

static int compare_packs(const struct diff_call *call,
                         const struct packs *packs, char **records, int count)
{
    struct diff d = {.packs = {packs->list[0], packs->list[1]},
                     .texts = {.limit = TEXTS_MAX}};
    struct buffer out = {0};
    bool found, good = true;

    diff_settings(&d);
    found = diff_groups(&d) && diff_mix(&d);
    if (found && count > 0)
        good = read_all(&d, packs, records, count);
    if (found && has_memory(&d))
        diff_show(&d, (enum diff_form)call->form, &out);
    else
        good = command_refused("内存不足");
    good = command_write(&out) && good;
    diff_free(&d);
    buffer_free(&out);
    return good ? EXIT_FINE : EXIT_FAILED;
}

int command_diff(int argc, char **argv)
{
    struct diff_call call = {0};
    struct packs packs;
    int status = command_line_read(&synopsis, &argc, &argv, &call);

    if (status >= 0)
        return status;
    status = packs_open(&packs, argv, 2)
                 ? compare_packs(&call, &packs, argv + 2, argc - 2)
                 : EXIT_FAILED;
    packs_close(&packs);
    return status;
}
