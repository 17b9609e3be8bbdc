/* What a host gets wrong: every mistake is a status, none a crash. */
#include "host.h"

#include <string.h>

/* Larger than what this plugin knows, as a newer header would make it. */
struct future {
    union {
        struct pregroup_config config;
        struct pregroup_input input;
    } known;
    uint64_t added;
};

static pregroup_status open_with(const struct host *host,
                                 const struct pregroup_config *config)
{
    struct pregroup_engine *engine = NULL;
    const pregroup_status st = host->api->open(config, &engine, NULL);

    host->api->close(engine);
    return st;
}

static pregroup_status run_with(const struct host *host,
                                const struct pregroup_engine *engine,
                                const struct pregroup_input *input)
{
    struct pregroup_result *result = NULL;
    const pregroup_status st = host->api->run(engine, input, &result, NULL);

    host->api->result_free(result);
    return st;
}

static void test_open(struct host *host)
{
    struct pregroup_config config = {.size = sizeof(config)};
    struct future future = {{{0}}, 0};

    host_verdict(host, "open without a place for the engine is E_ARG",
                 host->api->open(&config, NULL, NULL) == PREGROUP_E_ARG);
    config.size = 0;
    host_verdict(host, "open with size 0 is E_ARG",
                 open_with(host, &config) == PREGROUP_E_ARG);
    config.size = sizeof(config) - 1;
    host_verdict(host, "open with less than the first struct is E_ARG",
                 open_with(host, &config) == PREGROUP_E_ARG);
    config.size = UINT32_MAX;
    host_verdict(host, "open with a mad size is E_ARG",
                 open_with(host, &config) == PREGROUP_E_ARG);
    memset(&future, 0, sizeof(future));
    future.known.config.size = sizeof(config) + sizeof(future.added);
    host_verdict(host, "open with a newer struct of zeros is fine",
                 open_with(host, &future.known.config) == PREGROUP_OK);
    ((unsigned char *)&future)[sizeof(config)] = 1;
    host_verdict(host, "open with a newer struct that asks is E_VERSION",
                 open_with(host, &future.known.config) == PREGROUP_E_VERSION);
}

static void test_pack(struct host *host)
{
    const struct pregroup_config config = {.size = sizeof(config),
                                           .pack = "/nowhere/missing.pack"};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_error small = {.size = 8};
    struct pregroup_engine *engine = (struct pregroup_engine *)&err;
    const pregroup_status st = host->api->open(&config, &engine, &err);

    host_verdict(host, "a missing pack is E_IO or E_TABLE, no engine",
                 (st == PREGROUP_E_IO || st == PREGROUP_E_TABLE) &&
                     engine == NULL && err.status == st);
    host_verdict(host, "the reason names the missing pack",
                 strstr(err.text, "missing.pack") != NULL);
    host_verdict(host, "an error struct that is too small stays untouched",
                 host->api->open(&config, &engine, &small) == st &&
                     small.status == PREGROUP_OK && small.text[0] == '\0');
}

static void test_run(struct host *host, const struct pregroup_engine *engine)
{
    const struct pregroup_api *api = host->api;
    struct pregroup_input input = host_input(host->pages[0]);
    struct pregroup_result *result = NULL;

    host_verdict(host, "run without an engine is E_ARG",
                 api->run(NULL, &input, &result, NULL) == PREGROUP_E_ARG);
    host_verdict(host, "run without an input is E_ARG",
                 api->run(engine, NULL, &result, NULL) == PREGROUP_E_ARG);
    host_verdict(host, "run without a place for the result is E_ARG",
                 api->run(engine, &input, NULL, NULL) == PREGROUP_E_ARG);
    input.encoding = PREGROUP_ENC_GB18030 + 1;
    host_verdict(host, "run in an unknown encoding is E_ENCODING",
                 run_with(host, engine, &input) == PREGROUP_E_ENCODING);
    input.encoding = PREGROUP_ENC_AUTO;
    input.length = UINT64_MAX;
    host_verdict(host, "run with a mad length is E_LIMIT",
                 run_with(host, engine, &input) == PREGROUP_E_LIMIT);
    input.length = 1;
    input.data = NULL;
    host_verdict(host, "run with a length and no bytes is E_ARG",
                 run_with(host, engine, &input) == PREGROUP_E_ARG);
}

static void test_input_size(struct host *host,
                            const struct pregroup_engine *engine)
{
    struct pregroup_input input = host_input(host->pages[0]);
    struct future future = {{{0}}, 0};

    input.size = 4;
    host_verdict(host, "an input of size 4 is E_ARG",
                 run_with(host, engine, &input) == PREGROUP_E_ARG);
    memset(&future, 0, sizeof(future));
    future.known.input = host_input(host->pages[0]);
    future.known.input.size = sizeof(input) + sizeof(future.added);
    host_verdict(host, "a newer input of zeros is fine",
                 run_with(host, engine, &future.known.input) == PREGROUP_OK);
    ((unsigned char *)&future)[sizeof(input)] = 1;
    host_verdict(host, "a newer input that asks is E_VERSION",
                 run_with(host, engine, &future.known.input) ==
                     PREGROUP_E_VERSION);
}

static void test_nothing(struct host *host)
{
    const struct pregroup_api *api = host->api;
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_finding finding = {.size = sizeof(finding)};
    uint64_t length = 0;

    api->close(NULL);
    api->result_free(NULL);
    host_verdict(host, "no result has no records, summary, finding or text",
                 api->result_records(NULL) == 0 &&
                     api->result_summary(NULL, 0, &summary) == PREGROUP_E_ARG &&
                     api->result_finding(NULL, 0, 0, &finding) ==
                         PREGROUP_E_ARG &&
                     api->result_text(NULL, NULL, &length) == PREGROUP_E_ARG);
    host_verdict(host, "every status has words, known or not",
                 api->status_text(PREGROUP_OK)[0] != '\0' &&
                     api->status_text(PREGROUP_E_LIMIT)[0] != '\0' &&
                     api->status_text(-1)[0] != '\0');
}

void test_arguments(struct host *host)
{
    struct pregroup_engine *engine = host_engine(host, 0);

    host_verdict(host, "the built-in pack opens", engine != NULL);
    test_open(host);
    test_pack(host);
    test_nothing(host);
    if (engine != NULL) {
        test_run(host, engine);
        test_input_size(host, engine);
    }
    host->api->close(engine);
}
