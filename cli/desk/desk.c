#include <errno.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "batch/common/gzip.h"
#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "compile/read/source.h"
#include "load/load.h"

#define PAGE_MAX (64u << 20)

/* What the page has where its pack belongs (web/desk.sh). */
#define MARK TEXT("<!-- pack -->")

struct call {
    const char *pack, *output;
};

static const struct command_option options[] = {
    {"output", 'o', "文件", "写到这个文件（.html）",
     INTO_TEXT(struct call, output)},
    {"pack", 'p', "规则包", "用这个规则包，不用内置的",
     INTO_TEXT(struct call, pack)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "desk",
    .head =
        "用法：pregroup desk [-p 规则包] -o 文件.html\n\n"
        "把编码员用的网页、检查引擎和规则包写成一个文件：用浏览器（Chromium "
        "86 以后：Edge、Chrome、360 极速模式等）打开就能用，没有服务器，"
        "不连网络，病案不离开这台电脑。",
    .options = options,
    .end = "退出码：0 完成；2 命令没能完成",
    .wanted = "desk 之后只有选项，用 -o 指出写到哪个文件"};

/* ---- the page ------------------------------------------------------------ */

/* -1: there is none there, else whether it was read. */
static int load_from(const char *folder, const char *name, struct buffer *page)
{
    char *path = source_path(folder, name);
    int found = 1;

    if (path == NULL || !file_load(path, PAGE_MAX, page)) {
        const int error = path != NULL ? errno : ENOMEM;

        found = error == ENOENT || error == ENOTDIR ? -1 : 0;
        if (found == 0)
            command_failed("%s：读不出来：%s", name, command_reason(error));
    }
    free(path);
    return found;
}

/* Beside the program, or where it is installed. */
static bool load_page(struct buffer *page)
{
    char *folder = source_folder(command_program());
    const struct {
        const char *folder, *name;
    } places[] = {{folder, "web/desk.html"},
                  {folder, "../share/pregroup/web/desk.html"},
                  {PKGDATADIR, "web/desk.html"}};
    int found = folder != NULL ? -1 : command_refused("内存不足");

    for (unsigned i = 0; found < 0 && i < COUNT_OF(places); i++)
        found = load_from(places[i].folder, places[i].name, page);
    free(folder);
    return found >= 0
               ? found
               : command_refused("没有网页和它的检查引擎（web/desk.html）："
                                 "请在源码里执行 ./bootstrap web，再用那里的 "
                                 "./pregroup desk；或把 pregroup-版本-web "
                                 "包里的 desk.html 放到 share/pregroup/web");
}

static void put_base64(struct text bytes, struct buffer *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = (const unsigned char *)bytes.at;

    for (size_t left = bytes.length; left > 0; at += 3) {
        const unsigned n = left < 3 ? (unsigned)left : 3;
        const uint32_t three = (uint32_t)at[0] << 16 |
                               (n > 1 ? (uint32_t)at[1] << 8 : 0) |
                               (n > 2 ? (uint32_t)at[2] : 0);
        for (unsigned i = 0; i < 4; i++)
            buffer_char(out, i <= n ? digits[three >> (18 - 6 * i) & 63] : '=');
        left -= n;
    }
}

/* The page with the pack in it. */
static void put_with_pack(struct text page, const struct pack *pack,
                          struct buffer *out)
{
    const size_t mark = bytes_find(page, 0, MARK);
    struct buffer packed = {0};

    if (mark == page.length)
        return;
    buffer_put(&packed, pack->bytes, pack->size);
    gzip_member(&packed);
    buffer_put(out, page.at, mark);
    put_base64(buffer_view(&packed), out);
    buffer_text(out, text_behind(page, mark + MARK.length));
    out->failed |= packed.failed;
    buffer_free(&packed);
}

static bool write_page(const struct pack *pack, const char *path)
{
    struct buffer page = {0}, whole = {0};
    bool good = load_page(&page);

    if (good)
        put_with_pack(buffer_view(&page), pack, &whole);
    if (good && whole.failed)
        good = command_refused("%s：内存不足", path);
    else if (good && whole.length == 0)
        good = command_refused("web/desk.html 不是本程序的网页");
    good = good && file_replace(path, &whole);
    buffer_free(&page);
    buffer_free(&whole);
    return good;
}

int command_desk(int argc, char **argv)
{
    struct call call = {0};
    const int status = command_line_read(&synopsis, &argc, &argv, &call);
    struct pack *pack;
    bool good;

    if (status >= 0)
        return status;
    if (call.output == NULL)
        return command_line_wanted(&synopsis);
    pack = command_pack_open(call.pack);
    if (pack == NULL)
        return EXIT_FAILED;
    good = write_page(pack, call.output);
    pack_close(pack);
    return good ? EXIT_FINE : EXIT_FAILED;
}
