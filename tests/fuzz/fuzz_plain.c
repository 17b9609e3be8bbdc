/*
 * fuzz_plain.c -- a record through the plain way and through libxml2 must
 * give the same report: the second run has a comment before the record's end,
 * which the plain way refuses.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "pregroup/pregroup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *report(const struct pregroup_api *api,
                    const struct pregroup_engine *engine, const uint8_t *inside,
                    size_t size, const char *end)
{
    struct buffer bytes = {0};
    struct pregroup_input in = {.size = sizeof(in), .encoding = 1};
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text;

    buffer_string(&bytes, "<RECORD><BAH>1</BAH>");
    buffer_put(&bytes, inside, size);
    buffer_string(&bytes, end);
    in.data = bytes.data;
    in.length = bytes.length;
    assert(api->run(engine, &in, &result, NULL) == PREGROUP_OK);
    api->result_text(result, NULL, &length);
    text = malloc(length);
    assert(text != NULL);
    assert(api->result_text(result, text, &length) == PREGROUP_OK);
    api->result_free(result);
    buffer_free(&bytes);
    return text;
}

/* What a comment changes by itself: how records are cut (split.c), and where
 * markup of the input does not close. */
static int is_open(const uint8_t *data, size_t size)
{
    static const char record[] = "RECORD";

    for (size_t i = 0; i < size; i++)
        if (data[i] == '!' || data[i] == '?' ||
            (size - i >= 6 && memcmp(data + i, record, 6) == 0))
            return 1;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pregroup_engine *engine; /* opening is not what is tested */
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_config config = {.size = sizeof(config),
                                     .flags = PREGROUP_WITH_FIELDS};
    char *plain, *other;

    if (engine == NULL)
        assert(api->open(&config, &engine, NULL) == PREGROUP_OK);
    if (is_open(data, size))
        return 0;
    plain = report(api, engine, data, size, "</RECORD>");
    other = report(api, engine, data, size, "<!----></RECORD>");
    assert(strcmp(plain, other) == 0);
    free(plain);
    free(other);
    return 0;
}
