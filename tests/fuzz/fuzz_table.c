/*
 * fuzz_table.c -- any bytes as a table: cut the same for any size of piece,
 * and the whole way with the built-in pack, the same each time. The first byte
 * chooses the heading in front and its separator and whether rows of one key
 * are one record, the second the size of the pieces, the third the largest
 * record.
 */
#include <assert.h>

#include "pregroup/pregroup.h"

#include "reader-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_slice(struct buffer *out, const struct slice *s)
{
    kit_slice(out, s);
    kit_number(out, "behind ", s->behind);
    buffer_text(out, s->heading);
    buffer_char(out, s->separator);
}

static void cut(struct buffer *out, struct text bytes, size_t step,
                size_t max_record, bool joins)
{
    struct kit kit;
    struct feed feed = {.bytes = bytes, .step = step};
    static struct slice slice;
    struct reader *r;
    uint64_t last = 0;

    kit_open(&kit);
    kit.dialects[0].flags = joins ? DIALECT_ROWS : 0;
    r = reader_open(&kit.pack, feed_source(&feed), max_record);
    for (uint32_t index = 1; reader_next(r, &slice); index++) {
        assert(slice.index == index && slice.first == (index == 1));
        assert(slice.offset >= last && slice.offset <= bytes.length);
        last = slice.offset;
        put_slice(out, &slice);
    }
    reader_close(r);
}

static void cut_both_ways(struct text bytes, size_t step, size_t max_record,
                          bool joins)
{
    struct buffer whole = {0}, pieces = {0};

    cut(&whole, bytes, 0, max_record, joins);
    cut(&pieces, bytes, step, max_record, joins);
    assert(text_equal(buffer_view(&whole), buffer_view(&pieces)));
    buffer_free(&whole);
    buffer_free(&pieces);
}

static char *walk(struct text bytes)
{
    static struct pregroup_engine *engine; /* opening is not what is tested */
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    const struct pregroup_config config = {.size = sizeof(config),
                                           .flags = PREGROUP_WITH_FIELDS};
    const struct pregroup_input in = {
        .size = sizeof(in), .data = bytes.at, .length = bytes.length};
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text;

    if (engine == NULL)
        assert(api->open(&config, &engine, NULL) == PREGROUP_OK);
    assert(api->run(engine, &in, &result, NULL) == PREGROUP_OK);
    assert(api->result_records(result) > 0);
    assert(api->result_text(result, NULL, &length) == PREGROUP_E_BUFFER);
    text = malloc(length);
    assert(text != NULL);
    assert(api->result_text(result, text, &length) == PREGROUP_OK);
    api->result_free(result);
    return text;
}

/* A heading with this separator, so that most inputs have rows. */
static void put_heading(struct buffer *out, unsigned which, char separator)
{
    static const char *const headings[] = {
        "", "BAH,XM,XB,CSRQ,RYSJ,JBDM,JBDM1,SSJCZBM1,QKDJ1,ZFY\n",
        "BAH,XM,XB\n",
        "病案号,姓名,性别,出生日期,入院时间,主要诊断编码,其他诊断编码1,"
        "其他诊断编码1,手术操作编码,切口愈合等级,身份证号,出院科别\n"};
    const size_t from = out->length;

    buffer_string(out, headings[which % COUNT_OF(headings)]);
    for (size_t i = from; i < out->length; i++)
        if (out->data[i] == ',')
            out->data[i] = separator;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer bytes = {0};
    char *first, *second;

    if (size < 3)
        return 0;
    put_heading(&bytes, data[0], "\t,;|"[data[0] / 4 % 4]);
    buffer_put(&bytes, data + 3, size - 3);
    cut_both_ways(buffer_view(&bytes), data[1] + 1u,
                  data[2] < 128 ? 0 : data[2], data[0] / 16 % 2 != 0);
    first = walk(buffer_view(&bytes));
    second = walk(buffer_view(&bytes));
    assert(strcmp(first, second) == 0);
    free(first);
    free(second);
    buffer_free(&bytes);
    return 0;
}
