#include "compile/knowledge/pinyin.h"

#include "compile/knowledge/knowledge.h"
#include "compile/read/source.h"

#define PINYIN_FILE "pinyin.csv"

enum pinyin_column { PINYIN, USUAL, ALSO, PINYIN_COLUMNS };

/* With the order in which a character's readings are kept. */
struct reading {
    struct pack_reading row;
    bool also;
};

static bool is_pinyin(struct text t)
{
    size_t at = 0;

    while (at < t.length && t.at[at] >= 'a' && t.at[at] <= 'z')
        at++;
    return at == t.length && at != 0;
}

static void add_readings(const struct table *t, uint32_t row,
                         enum pinyin_column column, struct pack_text pinyin,
                         struct buffer *readings)
{
    const struct text all = table_text(t, row, column);

    for (size_t at = 0; at < all.length;) {
        const struct reading one = {{text_next(all, &at), pinyin},
                                    column == ALSO};

        buffer_put(readings, (const char *)&one, sizeof one);
    }
}

static void read_pinyin(struct build *b, const char *folder,
                        struct buffer *readings)
{
    static const char *const columns[] = {"pinyin", "characters", "also"};
    struct heading headings[PINYIN_COLUMNS];
    struct table t;

    if (knowledge_table(b, folder, PINYIN_FILE, columns, headings,
                        PINYIN_COLUMNS, &t))
        TABLE_EACH (row, &t) {
            const struct text pinyin = table_text(&t, row, PINYIN);
            const struct pack_text kept = build_name(b, pinyin);

            if (!is_pinyin(pinyin))
                table_fault(&t, row, PINYIN, "应为小写字母，ü 写作 v",
                            "读不出");
            add_readings(&t, row, USUAL, kept, readings);
            add_readings(&t, row, ALSO, kept, readings);
        }
    table_close(&t);
}

/* Of one character the usual reading, then as in the file. */
static int in_order(const void *a, const void *b)
{
    const struct reading *x = a, *y = b;

    if (x->row.character != y->row.character)
        return x->row.character < y->row.character ? -1 : 1;
    if (x->also != y->also)
        return x->also ? 1 : -1;
    return (x->row.pinyin.at > y->row.pinyin.at) -
           (x->row.pinyin.at < y->row.pinyin.at);
}

void compile_pinyin(struct build *b, const char *folder)
{
    struct buffer readings = {0};

    if (source_has(b, folder, ".csv", PINYIN_FILE))
        read_pinyin(b, folder, &readings);
    buffer_sort(&readings, sizeof(struct reading), in_order);
    BUFFER_EACH (one, &readings, struct reading)
        build_row(b, SECTION_READING, &one->row);
    b->sections[SECTION_READING].failed |= readings.failed;
    buffer_free(&readings);
}

char pinyin_initial(const struct build *b, uint32_t character)
{
    uint32_t from = 0, to = build_count(b, SECTION_READING);

    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;

        if (BUILD_ROW(b, SECTION_READING, pack_reading, middle)->character <
            character)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == build_count(b, SECTION_READING) ||
        BUILD_ROW(b, SECTION_READING, pack_reading, from)->character !=
            character)
        return '\0';
    return (
        char)(build_text_of(
                  b, BUILD_ROW(b, SECTION_READING, pack_reading, from)->pinyin)
                  .at[0] -
              'a' + 'A');
}
