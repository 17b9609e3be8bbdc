#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/command.h"
#include "common/put.h"
#include "compile/knowledge/knowledge.h"
#include "serve/exports.h"
#include "serve/service.h"

#define THREADS_MOST 64

static const struct command_option option_table[] = {
    {"pack", 'p', "规则包",
     "用这个规则包；给文件夹则按出院日期选取。文件换了，或收到 SIGHUP，"
     "就换用新的",
     INTO_TEXT(struct serve_options, pack)},
    {"listen", 0, "地址:端口", "在这里监听，默认 127.0.0.1:8470",
     INTO_TEXT(struct serve_options, listen)},
    {"token-file", 0, "文件",
     "调用者要出示其中的一个令牌，一行一个；文件只许属主读写。"
     "监听别的机器能访问的地址时必须给出",
     INTO_TEXT(struct serve_options, token_file)},
    {"tls-cert", 0, "文件", "HTTPS 的证书（PEM）",
     INTO_TEXT(struct serve_options, tls_cert)},
    {"tls-key", 0, "文件", "证书的密钥（PEM）",
     INTO_TEXT(struct serve_options, tls_key)},
    {"host", 0, "名称", "也以这个主机名访问（反向代理、域名）；可给几次",
     INTO_TEXTS(struct serve_options, hosts)},
    {"allow-origin", 0, "来源",
     "允许这个来源的网页调用，如 https://his.example；可给几次",
     INTO_TEXTS(struct serve_options, origins)},
    {"frame-ancestors", 0, "来源",
     "允许这个来源的网页把 /embed 放在框里；可给几次",
     INTO_TEXTS(struct serve_options, ancestors)},
    {"watch", 0, "文件夹", "网页上列出这个文件夹里的导出文件，新的在前",
     INTO_TEXT(struct serve_options, watch)},
    {"verified", 0, "文件", "已核实的问题记在这个文件里",
     INTO_TEXT(struct serve_options, verified)},
    {"data", 0, "文件夹", "批量检查送来的文件放在这里，默认是临时文件夹",
     INTO_TEXT(struct serve_options, data)},
    {"keep", 0, "小时", "批量检查的文件和结果留多久，默认 24",
     INTO_NUMBER(struct serve_options, keep, 1, 24 * 31)},
    {"threads", 0, "数", "用几个线程应答，默认与处理器核数相同",
     INTO_NUMBER(struct serve_options, threads, 1, THREADS_MOST)},
    {"log", 0, NULL, "每次调用记一行：哪种调用、状态、字节数、用时",
     INTO_FLAG(struct serve_options, log)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "serve",
    .head = "用法：pregroup serve [选项]\n\n"
            "以服务的方式运行：给编码员的网页，给程序的 REST 接口，见 "
            "docs/service.md 和 schemas/openapi.yaml。"
            "只应答本机，除非用 --listen 指定别的地址并给出令牌文件。",
    .options = option_table,
    .end = "退出码：0 收到 SIGTERM 后做完正在做的并结束；2 服务没能开始。",
    .most = 0,
    .wanted = "serve 之后只有选项"};

static uint32_t own_cores(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > THREADS_MOST ? THREADS_MOST : (uint32_t)n;
}

/* Each connection is a file. */
static void allow_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* It stands in headers and in the page. */
static bool is_origin(const char *t)
{
    return strncmp(t, "http", 4) == 0 && strpbrk(t, " \t\r\n;,\"'<>&") == NULL;
}

static bool options_fit(const struct serve_options *o)
{
    if ((o->tls_cert == NULL) != (o->tls_key == NULL))
        return command_refused("--tls-cert 和 --tls-key 要一起给出");
    for (unsigned i = 0; i < o->ancestors.count; i++)
        if (!is_origin(o->ancestors.list[i]))
            return command_refused("--frame-ancestors 后面应为来源，如 "
                                   "https://his.example，不是 %s",
                                   o->ancestors.list[i]);
    return o->watch == NULL || exports_readable(o->watch);
}

/* What the page may load and who may frame it. */
static void put_policy(const struct option_texts *ancestors, struct buffer *out)
{
    put(out, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
             "style-src 'self'; img-src 'self' data: blob:; connect-src "
             "'self'; worker-src 'self' blob:; base-uri 'none'; form-action "
             "'none'; frame-ancestors");
    for (unsigned i = 0; ancestors != NULL && i < ancestors->count; i++)
        put(out, " ", (const char *)ancestors->list[i]);
    put(out, ancestors == NULL || ancestors->count == 0 ? " 'none'" : "");
}

/* Beside the knowledge; NULL without memory, or if that is nowhere. */
static char *page_folder(void)
{
    char *knowledge = compile_knowledge_folder(command_program());
    struct buffer path = {0};

    if (knowledge == NULL)
        return NULL;
    put(&path, knowledge, "/../web/page");
    free(knowledge);
    return path.data;
}

static int serve(struct service *s)
{
    int status = EXIT_FAILED;

    if (getrandom(&s->secret, sizeof s->secret, 0) != sizeof s->secret)
        return command_failed("系统给不出随机数");
    put_policy(NULL, &s->policy);
    put_policy(&s->options.ancestors, &s->embed);
    s->page = page_folder();
    if (s->policy.failed || s->embed.failed)
        command_failed("内存不足");
    else
        status = service_run(s);
    free(s->page);
    buffer_free(&s->policy);
    buffer_free(&s->embed);
    return status;
}

int command_serve(int argc, char **argv)
{
    struct service s = {.options = {.listen = "127.0.0.1:8470",
                                    .threads = own_cores(),
                                    .keep = 24}};
    int status = command_line_read(&synopsis, &argc, &argv, &s.options);

    if (status >= 0)
        return status;
    if (!options_fit(&s.options))
        return EXIT_FAILED;
    allow_files();
    return serve(&s);
}
