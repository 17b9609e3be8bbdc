#include "serve/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "plugin/options.h"
#include "report/json.h"

struct text call_header(struct call *c, const char *name)
{
    const char *value =
        MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, name);

    return text_of(value != NULL ? value : "");
}

struct text call_word(struct call *c, const char *name)
{
    const char *value = NULL;
    size_t length = 0;

    MHD_lookup_connection_value_n(c->connection, MHD_GET_ARGUMENT_KIND, name,
                                  strlen(name), &value, &length);
    return value != NULL ? (struct text){value, length} : TEXT("");
}

/* ---- options ------------------------------------------------------------- */

struct option_lines {
    struct call *call;
    struct buffer *out;
};

static enum MHD_Result add_option_line(void *context, enum MHD_ValueKind kind,
                                       const char *name, size_t length,
                                       const char *value, size_t value_length)
{
    struct option_lines *o = context;
    const struct text key = {name, length};

    (void)kind;
    if (text_equal(key, TEXT("name")))
        return MHD_YES;
    if (request_option(
            key, value != NULL ? (struct text){value, value_length} : TEXT(""),
            o->out))
        return MHD_YES;
    call_refuse(o->call, 400, "选项里不能有换行");
    return MHD_NO;
}

bool call_options(struct call *c, struct buffer *out)
{
    struct option_lines o = {c, out};

    MHD_get_connection_values_n(c->connection, MHD_GET_ARGUMENT_KIND,
                                add_option_line, &o);
    if (out->failed)
        call_refuse(c, 503, "内存不足，请稍后再试");
    return c->status == 0;
}

struct known_words {
    struct call *call;
    const char *const *list;
    size_t count;
};

static enum MHD_Result know_word(void *context, enum MHD_ValueKind kind,
                                 const char *name, const char *value)
{
    struct known_words *k = context;

    (void)kind;
    (void)value;
    if (strcmp(name, "name") == 0 ||
        text_index(text_of(name), k->list, k->count) >= 0)
        return MHD_YES;
    call_refuse(k->call, 400, "查询里有这里不用的选项，见 docs/service.md");
    return MHD_NO;
}

bool call_words_among(struct call *c, const char *const *list, size_t count)
{
    struct known_words k = {c, list, count};

    MHD_get_connection_values(c->connection, MHD_GET_ARGUMENT_KIND, know_word,
                              &k);
    return c->status == 0;
}

bool call_try_options(struct call *c, struct text options)
{
    struct pregroup_error err = {.size = sizeof err};
    struct options asked = {0};
    const bool good = options_read(&asked, options, &err) == PREGROUP_OK;

    options_close(&asked);
    if (!good)
        call_refuse_run(c, &err);
    return good;
}

/* The sentence without what it quotes at its end: `，不是 VALUE`. */
static size_t unquoted(struct text said)
{
    static const struct text mark = {"，不是 ", sizeof("，不是 ") - 1};

    for (size_t at = 0; at + mark.length <= said.length; at++)
        if (text_starts(text_behind(said, at), mark))
            return at;
    return said.length;
}

void call_refuse_run(struct call *c, const struct pregroup_error *err)
{
    const struct text said = text_of(err->text);
    const unsigned status = err->status == PREGROUP_E_ARG     ? 400
                            : err->status == PREGROUP_E_LIMIT ? 413
                            : err->status == PREGROUP_E_NOMEM ? 503
                                                              : 500;

    call_refuse(c, status, "%.*s", (int)unquoted(said), said.at);
}

/* ---- the answer ---------------------------------------------------------- */

void call_answer(struct call *c, unsigned status, const char *type)
{
    c->status = status;
    c->type = type;
}

static const char *status_title(unsigned status)
{
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {{400, "Bad Request"},         {401, "Unauthorized"},
                  {403, "Forbidden"},           {404, "Not Found"},
                  {405, "Method Not Allowed"},  {409, "Conflict"},
                  {411, "Length Required"},     {413, "Content Too Large"},
                  {421, "Misdirected Request"}, {503, "Service Unavailable"}};

    for (size_t i = 0; i < COUNT_OF(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Internal Server Error";
}

bool call_refuse(struct call *c, unsigned status, const char *detail, ...)
{
    char text[1024];
    va_list args;

    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    buffer_free(&c->out);
    if (c->file >= 0)
        close(c->file);
    c->file = -1;
    buffer_string(&c->out, "{\"type\":\"about:blank\"");
    json_text_member(&c->out, "title", text_of(status_title(status)), true);
    json_count_member(&c->out, "status", status);
    json_text_member(&c->out, "detail",
                     text_cut(text_of(text), sizeof text - 4), true);
    buffer_string(&c->out, "}\n");
    call_answer(c, status, "application/problem+json");
    return false;
}

bool call_whole(struct call *c)
{
    return !c->out.failed || call_refuse(c, 503, "内存不足，请稍后再试");
}
