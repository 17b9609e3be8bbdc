#include <string.h>

#include "common/command.h"
#include "common/options.h"
#include "common/put.h"
#include "dialects/learn.h"
#include "load/load.h"

/* Fields that a dialect has a tag or a path for. */
static uint32_t count_fields(const struct pack *pack,
                             const struct pack_dialect *dialect)
{
    uint32_t count = 0;

    for (uint32_t field = 0; field < pack_count(pack, SECTION_FIELD); field++)
        for (uint32_t k = 0; k < dialect->tags.count; k++) {
            const struct pack_tag *tag =
                PACK_ROW(pack, SECTION_TAG, pack_tag, dialect->tags.first + k);
            if (tag->field == field || tag->child_field == field) {
                count++;
                break;
            }
        }
    return count;
}

static void put_dialect(const struct pack *pack, uint32_t i, struct buffer *out)
{
    const struct pack_dialect *dialect =
        PACK_ROW(pack, SECTION_DIALECT, pack_dialect, i);

    put(out, pack_text(pack, dialect->name), "\t", count_fields(pack, dialect),
        " 个字段，记录的标志：");
    for (uint32_t k = 0, shown = 0; k < dialect->tags.count; k++) {
        const struct pack_tag *tag =
            PACK_ROW(pack, SECTION_TAG, pack_tag, dialect->tags.first + k);
        if (!(tag->flags & (TAG_KEY | TAG_RECORD)))
            continue;
        put(out, shown++ != 0 ? "、" : "", pack_text(pack, tag->name));
    }
    buffer_char(out, '\n');
}

struct call {
    const char *pack;
};

static const struct command_option options[] = {
    {"pack", 'p', "规则包", "列这个规则包的", INTO_TEXT(struct call, pack)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "dialects",
    .head = "用法：pregroup dialects [-p 规则包]\n"
            "　　　pregroup dialects learn 文件...\n\n"
            "列出规则包能读的导出格式（方言），每种一行。\n\n"
            "  learn     由导出的首页写出一种新格式的方言表的开头",
    .options = options,
    .end = "退出码：0 完成；2 命令没能完成",
    .wanted = "dialects 之后只有选项，或者写 learn 和文件"};

static int list_dialects(int argc, char **argv)
{
    struct call call = {0};
    const int status = command_line_read(&synopsis, &argc, &argv, &call);
    struct buffer out = {0};
    struct pack *pack;
    bool good;

    if (status >= 0)
        return status;
    pack = command_pack_open(call.pack);
    if (pack == NULL)
        return EXIT_FAILED;
    for (uint32_t i = 0; i < pack_count(pack, SECTION_DIALECT); i++)
        put_dialect(pack, i, &out);
    good = command_write(&out);
    buffer_free(&out);
    pack_close(pack);
    return good ? EXIT_FINE : EXIT_FAILED;
}

int command_dialects(int argc, char **argv)
{
    return argc >= 2 && strcmp(argv[1], "learn") == 0
               ? command_learn(argc - 1, argv + 1)
               : list_dialects(argc, argv);
}
