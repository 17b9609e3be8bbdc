#include <stdio.h>

#include "serve/service.h"

/* ---- routes -------------------------------------------------------------- */

static bool method_fits(const struct route *route, struct text method)
{
    return text_equal(method, text_of(route->method)) ||
           (text_equal(method, TEXT("HEAD")) &&
            strcmp(route->method, "GET") == 0);
}

static void allow_method(struct call *c, const char *method)
{
    const size_t length = strlen(c->allow);

    if (!text_contains(text_of(c->allow), text_of(method)))
        snprintf(c->allow + length, sizeof c->allow - length, "%s%s",
                 length != 0 ? ", " : "", method);
}

/* The route of a call; without one c->allow names the methods of its path. */
static void find_route(struct call *c, struct text method, struct text path)
{
    for (unsigned i = 0; i < service_route_count && c->route == NULL; i++) {
        const struct route *route = &service_routes[i];

        if (!request_path(text_of(route->path), path, c->parts))
            continue;
        if (method_fits(route, method))
            c->route = route;
        else
            allow_method(c, route->method);
    }
}

/* ---- who may call -------------------------------------------------------- */

static bool host_is_known(struct call *c)
{
    const struct option_texts *hosts = &c->service->options.hosts;

    return request_host(call_header(c, "Host"), hosts->list, hosts->count) ||
           call_refuse(c, 421,
                       "请求里的主机名不是本服务的：请用本机地址，"
                       "或在启动时用 --host 写明这个名称");
}

/* A page from elsewhere may call only if it was named: not even what changes
 * nothing for it to see. */
static bool origin_is_known(struct call *c)
{
    const struct option_texts *origins = &c->service->options.origins;
    const struct text origin = call_header(c, "Origin");

    if (origin.length == 0 ||
        request_own_origin(origin, call_header(c, "Host")))
        return true;
    if (!request_names(origin, origins->list, origins->count) ||
        origin.length >= sizeof c->origin)
        return call_refuse(c, 403,
                           "调用本服务的网页来自别处：请在启动时用 "
                           "--allow-origin 写明它的来源");
    memcpy(c->origin, origin.at, origin.length);
    return true;
}

static bool token_is_known(struct call *c)
{
    return c->route->access == ROUTE_OPEN ||
           tokens_know(&c->service->tokens,
                       request_bearer(call_header(c, "Authorization"))) ||
           call_refuse(c, 401,
                       "没有令牌或令牌不对：请在 Authorization 头里写 "
                       "Bearer 和令牌");
}

/* Before a browser sends what is no plain form, it asks. */
static bool is_asked_before(struct call *c, struct text method)
{
    if (!text_equal(method, TEXT("OPTIONS")) || c->allow[0] == '\0')
        return false;
    call_answer(c, 204, NULL);
    return true;
}

/* Of a body whose length is told; others are counted as they come. */
static uint64_t told_length(struct call *c)
{
    const struct text told = call_header(c, "Content-Length");
    uint64_t n = 0;

    for (size_t i = 0; i < told.length && n <= SERVE_UPLOAD; i++)
        n = n * 10 + (uint64_t)(told.at[i] - '0');
    return n;
}

static bool length_fits(struct call *c)
{
    const uint64_t most =
        c->route->take != NULL ? SERVE_UPLOAD : (uint64_t)SERVE_BODY;

    return told_length(c) <= most ||
           call_refuse(c, 413, "送来的字节数超过上限 %llu MB",
                       (unsigned long long)most >> 20);
}

void guard_call(struct call *c, struct text method, struct text path)
{
    find_route(c, method, path);
    if (!host_is_known(c) || !origin_is_known(c) || is_asked_before(c, method))
        return;
    if (c->route == NULL && c->allow[0] != '\0')
        call_refuse(c, 405, "这个地址不接受这种方法");
    else if (c->route == NULL)
        call_refuse(c, 404, "没有这个地址，见 docs/service.md");
    else if (token_is_known(c) && length_fits(c) && c->route->begin != NULL)
        c->route->begin(c);
}
