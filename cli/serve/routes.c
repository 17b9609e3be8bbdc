#include "serve/exports.h"
#include "serve/service.h"

#define ROUTE(does, at, who, makes)                                            \
    .name = does " " at, .method = does, .path = at, .access = who,            \
    .answer = makes

/* `/{}` stands last: it takes what the page has. */
const struct route service_routes[] = {
    {ROUTE("GET", "/", ROUTE_OPEN, answer_page)},
    {ROUTE("GET", "/embed", ROUTE_OPEN, answer_embed)},
    {ROUTE("GET", "/healthz", ROUTE_OPEN, answer_health)},
    {ROUTE("GET", "/metrics", ROUTE_DATA, answer_metrics)},
    {ROUTE("POST", "/v1/check", ROUTE_DATA, answer_check),
     .takes_long = check_takes_long},
    {ROUTE("GET", "/v1/codes", ROUTE_DATA, answer_codes),
     .takes_long = codes_take_long},
    {ROUTE("GET", "/v1/rules", ROUTE_DATA, answer_rules)},
    {ROUTE("GET", "/v1/rules/{}", ROUTE_DATA, answer_rule)},
    {ROUTE("GET", "/v1/pack", ROUTE_DATA, answer_pack)},
    {ROUTE("GET", "/v1/verified", ROUTE_DATA, answer_verified)},
    {ROUTE("POST", "/v1/verified", ROUTE_DATA, answer_verify),
     .takes_long = verify_takes_long},
    {ROUTE("DELETE", "/v1/verified", ROUTE_DATA, answer_unverify),
     .takes_long = verify_takes_long},
    {ROUTE("GET", "/v1/exports", ROUTE_DATA, answer_exports)},
    {ROUTE("GET", "/v1/exports/{}", ROUTE_DATA, answer_export)},
    {ROUTE("POST", "/v1/batches", ROUTE_DATA, answer_batch_begun),
     .begin = batch_begin, .take = batch_take, .end = batch_end},
    {ROUTE("GET", "/v1/batches/{}", ROUTE_DATA, answer_batch)},
    {ROUTE("DELETE", "/v1/batches/{}", ROUTE_DATA, answer_batch_removed)},
    {ROUTE("GET", "/v1/batches/{}/*", ROUTE_OPEN, answer_batch_file)},
    {ROUTE("GET", "/{}", ROUTE_OPEN, answer_page_file)}};
const unsigned service_route_count = COUNT_OF(service_routes);

const char *service_route_name(unsigned route)
{
    return route < service_route_count ? service_routes[route].name : "other";
}
