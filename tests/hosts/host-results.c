/* What a host reads from a result, with structs and buffers of any size. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

/* A summary with the eight bytes behind it, which stay the host's. */
struct guarded {
    struct pregroup_summary summary;
    uint64_t behind;
};

static void test_text(struct host *host, const struct pregroup_result *result)
{
    const struct pregroup_api *api = host->api;
    uint64_t need = 0, length;
    char *text, small[4] = "abc";

    host_verdict(host, "no buffer is E_BUFFER with the need",
                 api->result_text(result, NULL, &need) == PREGROUP_E_BUFFER &&
                     need > 1);
    length = sizeof(small);
    host_verdict(host, "a small buffer is E_BUFFER and stays as it was",
                 api->result_text(result, small, &length) ==
                         PREGROUP_E_BUFFER &&
                     length == need && strcmp(small, "abc") == 0);
    text = malloc((size_t)need);
    length = need - 1;
    host_verdict(host, "one byte less than the need is E_BUFFER",
                 text != NULL && api->result_text(result, text, &length) ==
                                     PREGROUP_E_BUFFER);
    host_verdict(host, "the need itself is enough",
                 text != NULL &&
                     api->result_text(result, text, &length) == PREGROUP_OK &&
                     strlen(text) == need - 1);
    host_verdict(host, "no place for the length is E_ARG",
                 api->result_text(result, text, NULL) == PREGROUP_E_ARG);
    free(text);
}

static void test_summary(struct host *host,
                         const struct pregroup_result *result)
{
    const struct pregroup_api *api = host->api;
    struct guarded g = {.summary = {.size = sizeof(g)}, .behind = 0x5A};
    struct pregroup_summary small = {.size = 8, .errors = 77};
    const pregroup_status st = api->result_summary(result, 0, &g.summary);

    host_verdict(host, "a newer summary is filled as far as it is known",
                 st == PREGROUP_OK && g.behind == 0x5A &&
                     g.summary.size == sizeof(g));
    host_verdict(host, "the summary holds group, price and case",
                 g.summary.grouping == PREGROUP_GROUPED &&
                     g.summary.settlement == PREGROUP_PRICED &&
                     g.summary.sample == 1 && g.summary.standard_fen > 0 &&
                     g.summary.score_e6 > 0 && g.summary.points_e6 > 0 &&
                     g.summary.group[0] != '\0' &&
                     strcmp(g.summary.case_no, "D0000101") == 0);
    host_verdict(host, "an older summary is filled no further than it goes",
                 api->result_summary(result, 0, &small) == PREGROUP_OK &&
                     small.line > 0 && small.errors == 77);
    small.size = 0;
    host_verdict(host, "a summary of size 0 is E_ARG",
                 api->result_summary(result, 0, &small) == PREGROUP_E_ARG);
    host_verdict(host, "a summary beyond the last record is E_ARG",
                 api->result_summary(result, api->result_records(result),
                                     &g.summary) == PREGROUP_E_ARG);
    host_verdict(host, "no summary is E_ARG",
                 api->result_summary(result, 0, NULL) == PREGROUP_E_ARG);
}

/* True if the finding is one that a host can show. */
static bool finding_whole(const struct pregroup_finding *f)
{
    return f->severity >= PREGROUP_INFO && f->severity <= PREGROUP_ERROR &&
           f->rule != NULL && f->rule[0] != '\0' && f->field != NULL &&
           f->tag != NULL && f->value != NULL && f->message != NULL &&
           f->message[0] != '\0' && f->advice != NULL && f->basis != NULL;
}

static void test_findings(struct host *host,
                          const struct pregroup_result *result)
{
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_finding finding = {.size = sizeof(finding)};
    uint32_t count = 0, errors = 0;
    bool whole = true;

    host->api->result_summary(result, 0, &summary);
    while (host->api->result_finding(result, 0, count, &finding) ==
           PREGROUP_OK) {
        whole = whole && finding_whole(&finding);
        errors += finding.severity == PREGROUP_ERROR;
        count++;
    }
    host_verdict(host, "every finding is whole", whole && count > 0);
    host_verdict(host, "there are as many findings as the summary says",
                 errors == summary.errors && errors > 0 &&
                     count ==
                         summary.errors + summary.warnings + summary.infos);
    host_verdict(host, "findings end with E_ARG, also beyond the last record",
                 host->api->result_finding(result, 0, count, &finding) ==
                         PREGROUP_E_ARG &&
                     host->api->result_finding(result, 9, 0, &finding) ==
                         PREGROUP_E_ARG);
}

/* Runs a page and hands its result to a test. */
static void with_result(struct host *host, const struct pregroup_engine *engine,
                        struct bytes page,
                        void (*test)(struct host *,
                                     const struct pregroup_result *))
{
    const struct pregroup_input input = host_input(page);
    struct pregroup_result *result = NULL;
    struct pregroup_error err = {.size = sizeof(err)};

    if (host->api->run(engine, &input, &result, &err) == PREGROUP_OK)
        test(host, result);
    else
        host_verdict(host, err.text, false);
    host->api->result_free(result);
}

/* What is no front page is one record with a finding of STR. */
static void test_foreign(struct host *host,
                         const struct pregroup_result *result)
{
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_finding finding = {.size = sizeof(finding)};

    host_verdict(
        host, "bytes that are no front page give one error of STR",
        host->api->result_records(result) == 1 &&
            host->api->result_summary(result, 0, &summary) == PREGROUP_OK &&
            summary.errors == 1 && summary.case_no[0] == '\0' &&
            host->api->result_finding(result, 0, 0, &finding) == PREGROUP_OK &&
            strncmp(finding.rule, "STR", 3) == 0);
}

static void test_identity(struct host *host, struct bytes page)
{
    struct pregroup_engine *plain = host_engine(host, 0);
    struct pregroup_engine *open =
        host_engine(host, PREGROUP_WITH_IDENTITY | PREGROUP_WITH_FIELDS);
    char *masked = plain != NULL ? host_report(host, plain, page) : NULL;
    char *shown = open != NULL ? host_report(host, open, page) : NULL;

    host_verdict(host, "identity and fields stand in the report when asked",
                 shown != NULL && strstr(shown, "\"fields\":") != NULL &&
                     strstr(shown, "120110197204150025") != NULL);
    host_verdict(host, "and do not when not asked",
                 masked != NULL && strstr(masked, "\"fields\":") == NULL &&
                     strstr(masked, "120110197204150025") == NULL);
    free(masked);
    free(shown);
    host->api->close(plain);
    host->api->close(open);
}

void test_results(struct host *host)
{
    static char foreign[] = "\x01\x02 no front page \xff";
    struct pregroup_engine *engine = host_engine(host, 0);

    if (engine != NULL) {
        with_result(host, engine, host->pages[0], test_text);
        with_result(host, engine, host->pages[0], test_summary);
        with_result(host, engine, host->pages[1], test_findings);
        with_result(host, engine, (struct bytes){foreign, sizeof(foreign) - 1},
                    test_foreign);
        with_result(host, engine, (struct bytes){NULL, 0}, test_foreign);
    }
    host->api->close(engine);
    test_identity(host, host->pages[0]);
}
