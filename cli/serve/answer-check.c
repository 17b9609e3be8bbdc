#include "batch/feed/shown.h"
#include "common/command.h"
#include "serve/child.h"
#include "serve/service.h"
#include "sheets/sheets.h"

static bool is_sheet(const struct call *c)
{
    const struct text body = buffer_view(&c->body);

    return sheets_form((const unsigned char *)body.at,
                       body.length < SHEETS_HEAD ? body.length : SHEETS_HEAD) !=
           SHEETS_NONE;
}

static bool wants_text(struct call *c)
{
    return request_wants_text(call_header(c, "Accept"));
}

bool check_takes_long(struct call *c)
{
    c->there = wants_text(c) || is_sheet(c);
    return c->there || c->body.length > SERVE_AT_ONCE;
}

/* What the input is called in the answer: names of people and numbers in the
 * name are masked. */
static void put_source(struct call *c, const struct pack *pack,
                       struct buffer *out)
{
    const struct shown shown = {
        pack, text_equal(call_word(c, "with-identity"), TEXT("yes"))};
    const struct text name = call_word(c, "name");
    struct buffer whole = {0};

    buffer_text(&whole, name);
    if (name.length != 0 && !whole.failed)
        shown_input(&shown, whole.data, 1, out);
    else
        buffer_char(out, '-');
    buffer_free(&whole);
}

static const char *type_asked(struct call *c)
{
    const struct text format = call_word(c, "format");

    return text_equal(format, TEXT("tsv"))
               ? "text/tab-separated-values; charset=utf-8"
           : text_equal(format, TEXT("xml")) ? "application/xml"
                                             : NDJSON;
}

/* By the engine in this process. */
static void check_here(struct call *c, struct text options, const char *source)
{
    const struct pregroup_input input = {.size = sizeof input,
                                         .length = c->body.length,
                                         .data = c->body.data,
                                         .name = source};
    struct pregroup_error err = {.size = sizeof err};

    if (engines_run(&c->service->engines, options, &input, &c->out, &err) ==
        PREGROUP_OK)
        call_answer(c, 200, type_asked(c));
    else
        call_refuse_run(c, &err);
}

/* By the command in another process: it reads sheets and writes texts. */
static void check_there(struct call *c, struct text options, char *source)
{
    const char *pack = c->service->engines.path;
    char *words[] = {"pregroup",
                     "check",
                     "--options",
                     "/dev/fd/3",
                     "--name",
                     source,
                     "-f",
                     wants_text(c) ? "text" : "json",
                     "-",
                     pack != NULL ? "-p" : NULL,
                     (char *)(uintptr_t)pack,
                     NULL};
    struct buffer said = {0};
    int status;

    if (!call_try_options(c, options))
        return;
    status =
        child_answer(words, buffer_view(&c->body), options, &c->out, &said);
    if (c->out.failed)
        call_refuse(c, 413, "结果超过上限 %u MB，大批的请用 /v1/batches",
                    SERVE_ANSWER >> 20);
    else if (status < 0 || c->out.length == 0)
        call_refuse(c, status == EXIT_FAILED ? 400 : 503, "没有检查完");
    else
        call_answer(c, 200, wants_text(c) ? PLAIN : NDJSON);
    buffer_free(&said);
}

void answer_check(struct call *c)
{
    struct held_engine *held = engines_take(&c->service->engines);
    struct buffer options = {0}, source = {0};

    put_source(c, engines_pack(held), &source);
    engines_give_back(&c->service->engines, held);
    buffer_char(&source, '\0');
    if (!source.failed && call_options(c, &options)) {
        if (!c->there)
            check_here(c, buffer_view(&options), source.data);
        else if (call_word(c, "format").length == 0 ||
                 text_equal(call_word(c, "format"), TEXT("json")))
            check_there(c, buffer_view(&options), source.data);
        else
            call_refuse(c, 400, "工作簿和给人看的文本没有 format 可选");
    }
    if (source.failed)
        call_refuse(c, 503, "内存不足，请稍后再试");
    buffer_free(&options);
    buffer_free(&source);
}
