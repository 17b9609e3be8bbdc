/*
 * Linux:   cc -Iinclude show.c ./pregroup.so -Wl,-rpath,'$ORIGIN' &&
 *          ./a.out 首页.xml
 * Windows: cl /utf-8 /Iinclude show.c pregroup.lib && show 首页.xml
 */
#include <pregroup/pregroup.h>
#include <stdio.h>

static void show(const struct pregroup_api *api,
                 const struct pregroup_result *result, uint32_t record)
{
    static const char *const severities[] = {"", "info", "warning", "error"};
    struct pregroup_summary s = {.size = sizeof(s)};
    struct pregroup_finding f = {.size = sizeof(f)};
    uint32_t i;

    for (i = 0; !api->result_finding(result, record, i, &f); i++)
        printf("%s %s %s\n", severities[f.severity], f.rule, f.message);
    api->result_summary(result, record, &s);
    if (s.grouping == PREGROUP_GROUPED)
        printf("病种 %s %s\n", s.group, s.group_name);
    if (s.settlement == PREGROUP_PRICED)
        printf("支付标准 %.2f 元\n", (double)s.standard_fen / 100);
}

int main(int argc, char **argv)
{
    static char page[4 << 20];
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_config config = {.size = sizeof(config)};
    struct pregroup_input input = {.size = sizeof(input), .data = page};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_engine *engine = NULL;
    struct pregroup_result *result = NULL;
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    uint32_t i;

    if (!file)
        return fprintf(stderr, "用法：show 首页.xml\n"), 2;
    input.length = fread(page, 1, sizeof(page), file);
    if (!feof(file))
        return fprintf(stderr, "%s 读不完\n", argv[1]), 2;
    fclose(file);
    config.pack = NULL; /* 规则包的路径；NULL 是内置的示例市 */
    if (api->open(&config, &engine, &err) ||
        api->run(engine, &input, &result, &err))
        fprintf(stderr, "pregroup %d：%s\n", err.status, err.text);
    for (i = 0; i < api->result_records(result); i++)
        show(api, result, i);
    api->result_free(result);
    api->close(engine);
    return err.status != PREGROUP_OK;
}
