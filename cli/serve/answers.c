#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/files.h"
#include "common/put.h"
#include "handle.h"
#include "lookup/lookup.h"
#include "report/forms.h"
#include "report/json.h"
#include "rules/rules.h"
#include "serve/service.h"
#include "version.h"

/* ---- the pack ------------------------------------------------------------ */

static bool asks_for_text(struct call *c)
{
    return request_wants_text(call_header(c, "Accept"));
}

void answer_rules(struct call *c)
{
    struct held_engine *held = engines_take(&c->service->engines);
    const bool text = asks_for_text(c);

    (text ? rules_list : rules_json)(engines_pack(held), &c->out);
    engines_give_back(&c->service->engines, held);
    call_answer(c, 200, text ? PLAIN : JSON);
    call_whole(c);
}

void answer_rule(struct call *c)
{
    struct held_engine *held = engines_take(&c->service->engines);
    const bool text = asks_for_text(c);
    const bool known = (text ? rules_show : rules_json_one)(
        engines_pack(held), c->parts[0], &c->out);

    engines_give_back(&c->service->engines, held);
    if (known)
        call_answer(c, 200, text ? PLAIN : JSON);
    else
        call_refuse(c, 404, "没有这条规则");
    call_whole(c);
}

void answer_pack(struct call *c)
{
    struct held_engine *held = engines_take(&c->service->engines);
    const struct packs *packs = &held->engine->packs;

    for (uint32_t i = 0; i < packs->count; i++)
        report_info(packs->list[i], &c->out);
    engines_give_back(&c->service->engines, held);
    call_answer(c, 200, NDJSON);
    call_whole(c);
}

/* ---- codes --------------------------------------------------------------- */

#define CODES_USUAL 20

/* A search takes milliseconds, those at a time of one pack wait for another. */
bool codes_take_long(struct call *c)
{
    return call_word(c, "q").length != 0;
}

static unsigned systems_asked(struct text word)
{
    return word.length == 0 ? LOOKUP_DIAGNOSES | LOOKUP_PROCEDURES
           : text_equal(word, TEXT("diagnosis")) ? LOOKUP_DIAGNOSES
           : text_equal(word, TEXT("procedure")) ? LOOKUP_PROCEDURES
                                                 : 0;
}

void answer_codes(struct call *c)
{
    const unsigned systems = systems_asked(call_word(c, "system"));
    struct text word = call_word(c, "limit");
    const uint32_t limit =
        word.length != 0 ? text_take_number(&word, 4) : CODES_USUAL;

    if (systems == 0)
        call_refuse(c, 400, "system 只能是 diagnosis 或 procedure");
    else if (limit == 0 || limit > LOOKUP_MOST || word.length != 0)
        call_refuse(c, 400, "limit 应为 1 到 %d 的整数", LOOKUP_MOST);
    else if (engines_find(&c->service->engines, call_word(c, "q"), systems,
                          limit, &c->out))
        call_answer(c, 200, JSON);
    else
        call_refuse(c, 503, "内存不足，请稍后再试");
}

/* ---- the service --------------------------------------------------------- */

void answer_health(struct call *c)
{
    const struct serve_options *o = &c->service->options;

    /* What there is besides, so that the page need not try. */
    put(&c->out, "{\"status\":\"ok\",\"verified\":",
        o->verified != NULL ? "true" : "false",
        ",\"exports\":", o->watch != NULL ? "true" : "false", "}\n");
    call_answer(c, 200, JSON);
}

void answer_metrics(struct call *c)
{
    struct service *s = c->service;
    struct buffer *out = &c->out;

    put(out, "# HELP pregroup_build_info The program.\n"
             "# TYPE pregroup_build_info gauge\n"
             "pregroup_build_info{version=\"" PREGROUP_VERSION_TEXT "\"} 1\n");
    metrics_put(&s->metrics, service_route_count, service_route_name, out);
    metrics_put_one(out, "pregroup_connections", "gauge", "Open connections.",
                    s->links.count);
    metrics_put_one(out, "pregroup_connections_ended_total", "counter",
                    "Connections that were closed by a limit.", s->links.ended);
    metrics_put_one(out, "pregroup_calls", "gauge", "Requests that run.",
                    s->calls);
    metrics_put_one(out, "pregroup_body_bytes", "gauge",
                    "Bytes of bodies in memory.", s->bodies);
    metrics_put_one(out, "pregroup_batches", "gauge", "Batches that are kept.",
                    s->batches.count);
    metrics_put_one(out, "pregroup_batches_running", "gauge",
                    "Batches that run.", s->batches.live);
    metrics_put_one(out, "pregroup_packs_opened_total", "counter",
                    "How often a pack was taken.", s->engines.opened);
    metrics_put_one(out, "pregroup_packs_refused_total", "counter",
                    "How often a new pack could not be opened.",
                    s->engines.refused);
    call_answer(c, 200, "text/plain; version=0.0.4; charset=utf-8");
    call_whole(c);
}

/* ---- the page ------------------------------------------------------------ */

static const char *page_type(struct text name)
{
    static const struct {
        const char *end, *type;
    } types[] = {{".html", "text/html; charset=utf-8"},
                 {".css", "text/css; charset=utf-8"},
                 {".mjs", "text/javascript; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".json", JSON},
                 {".wasm", "application/wasm"},
                 {".svg", "image/svg+xml"}};

    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (text_ends(name, text_of(types[i].end)))
            return types[i].type;
    return NULL;
}

/* Files of the page have no secrets; only those of its kinds are given. */
static void give_page_file(struct call *c, struct text name)
{
    const char *folder = c->service->page, *type = page_type(name);
    struct buffer path = {0};
    struct stat st;

    if (folder != NULL && type != NULL && request_is_file_name(name)) {
        put(&path, folder, "/", name);
        if (!path.failed)
            c->file = open(path.data, O_RDONLY | O_CLOEXEC);
        buffer_free(&path);
    }
    if (c->file < 0 || fstat(c->file, &st) != 0 || !S_ISREG(st.st_mode)) {
        call_refuse(c, 404,
                    folder != NULL
                        ? "没有这个地址，见 docs/service.md"
                        : "没有找到网页的文件（share/pregroup/web/page）");
        return;
    }
    c->file_size = (uint64_t)st.st_size;
    c->policy = c->service->policy.data;
    call_answer(c, 200, type);
}

void answer_page(struct call *c)
{
    give_page_file(c, TEXT("index.html"));
}

void answer_page_file(struct call *c)
{
    give_page_file(c, c->parts[0]);
}

/* Whom the page may hear stands in it: an element that is empty until here. */
static void put_framing_origins(struct call *c, struct text page)
{
    static const char mark[] = "name=\"pregroup-frame-ancestors\" content=\"";
    const struct option_texts *list = &c->service->options.ancestors;
    const char *at = memmem(page.at, page.length, mark, sizeof mark - 1);
    const size_t head =
        at != NULL ? (size_t)(at - page.at) + sizeof mark - 1 : page.length;

    buffer_text(&c->out, text_head(page, head));
    for (unsigned i = 0; at != NULL && i < list->count; i++)
        put(&c->out, i != 0 ? " " : "", (const char *)list->list[i]);
    buffer_text(&c->out, text_behind(page, head));
}

void answer_embed(struct call *c)
{
    struct buffer page = {0};
    char file[32];

    give_page_file(c, TEXT("index.html"));
    if (c->status != 200)
        return;
    snprintf(file, sizeof file, "/dev/fd/%d", c->file);
    if (file_load(file, SERVE_BODY, &page))
        put_framing_origins(c, buffer_view(&page));
    else
        call_refuse(c, 503, "网页读不出来");
    buffer_free(&page);
    if (c->file >= 0)
        close(c->file);
    c->file = -1;
    c->policy = c->service->embed.data;
    call_whole(c);
}
