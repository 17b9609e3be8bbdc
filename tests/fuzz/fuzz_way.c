/*
 * fuzz_way.c -- any bytes the whole way: through the plugin's face with the
 * built-in pack. The first byte chooses the encoding told. The same bytes
 * must give the same report.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "pregroup/pregroup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *report(const struct pregroup_api *api,
                    const struct pregroup_engine *engine,
                    const struct pregroup_input *in)
{
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text;

    assert(api->run(engine, in, &result, NULL) == PREGROUP_OK);
    assert(api->result_records(result) > 0);
    assert(api->result_text(result, NULL, &length) == PREGROUP_E_BUFFER);
    text = malloc(length);
    assert(text != NULL);
    assert(api->result_text(result, text, &length) == PREGROUP_OK);
    api->result_free(result);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pregroup_engine *engine; /* opening is not what is tested */
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_config config = {.size = sizeof(config),
                                     .flags = PREGROUP_WITH_FIELDS};
    struct pregroup_input in = {.size = sizeof(in)};
    char *first, *second;

    if (engine == NULL)
        assert(api->open(&config, &engine, NULL) == PREGROUP_OK);
    if (size == 0)
        return 0;
    in.encoding = data[0] % 3;
    in.data = data + 1;
    in.length = size - 1;
    first = report(api, engine, &in);
    second = report(api, engine, &in);
    assert(strcmp(first, second) == 0);
    free(first);
    free(second);
    return 0;
}
