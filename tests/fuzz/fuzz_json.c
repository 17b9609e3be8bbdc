/*
 * fuzz_json.c -- any bytes as JSON: cut the same for any size of piece, and
 * the whole way with the built-in pack, whose dialects know messages of
 * settlement lists. The first byte chooses the size of the pieces, the second
 * the largest record.
 */
#include <assert.h>

#include "pregroup/pregroup.h"

#include "json-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Slices follow each other, and what they hold is the same in pieces. */
static void cut_both_ways(struct text bytes, size_t step, size_t max_record)
{
    struct buffer whole = {0}, pieces = {0};

    json_kit_read(&whole, bytes, 0, max_record);
    json_kit_read(&pieces, bytes, step, max_record);
    assert(text_equal(buffer_view(&whole), buffer_view(&pieces)));
    buffer_free(&whole);
    buffer_free(&pieces);
}

static void walk(struct text bytes)
{
    static struct pregroup_engine *engine; /* opening is not what is tested */
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    const struct pregroup_config config = {.size = sizeof(config),
                                           .flags = PREGROUP_WITH_FIELDS};
    const struct pregroup_input in = {
        .size = sizeof(in), .data = bytes.at, .length = bytes.length};
    struct pregroup_result *result = NULL;

    if (engine == NULL)
        assert(api->open(&config, &engine, NULL) == PREGROUP_OK);
    assert(api->run(engine, &in, &result, NULL) == PREGROUP_OK);
    assert(api->result_records(result) > 0);
    api->result_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const struct text bytes = {(const char *)data + 2, size - 2};
    cut_both_ways(bytes, data[0] + 1u, data[1] < 128 ? 0 : data[1]);
    walk(bytes);
    return 0;
}
