/* The columns use and map of a dialect's line. */
#include "compile/knowledge/dialect.h"
#include "compile/read/element.h"

/* `part2/` and `join1,`: a number from 1 to 9, then perhaps a separator. */
static bool read_numbered(struct text word, struct text head, uint8_t *number,
                          uint8_t *separator)
{
    const size_t rest = word.length - head.length;

    if (!text_starts(word, head) || rest < 1 || rest > 2 ||
        word.at[head.length] < '1' || word.at[head.length] > '9')
        return false;
    *number = (uint8_t)(word.at[head.length] - '0');
    if (rest == 2)
        *separator = (uint8_t)word.at[head.length + 1];
    return true;
}

/* `first=1`: true if the word begins so; its value is the tag's. */
static bool with_value(struct dialect *d, struct text word, struct text name,
                       struct pack_tag *tag)
{
    if (!text_starts(word, name) || word.length == name.length)
        return false;
    word.at += name.length;
    word.length -= name.length;
    tag->value = build_text(d->build, word);
    return true;
}

static bool read_flag(struct dialect *d, struct text word, struct pack_tag *tag)
{
    static const struct {
        struct text word;
        uint8_t flags, unit;
    } words[] = {
        {{"key", 3}, TAG_KEY, 0},     {{"record", 6}, TAG_RECORD, 0},
        {{"mark", 4}, TAG_MARK, 0},   {{"require", 7}, TAG_REQUIRED, 0},
        {{"spare", 5}, TAG_SPARE, 0}, {{"months", 6}, 0, UNIT_MONTHS},
        {{"days", 4}, 0, UNIT_DAYS},  {{"kind", 4}, TAG_KIND, 0},
        {{"known", 5}, 0, 0},
    };

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_equal(word, words[i].word)) {
            tag->flags |= words[i].flags;
            tag->unit = words[i].unit != 0 ? words[i].unit : tag->unit;
            return true;
        }
    if (with_value(d, word, TEXT("first="), tag)) {
        tag->flags |= TAG_FIRST;
        return true;
    }
    if (with_value(d, word, TEXT("kind="), tag)) {
        tag->flags |= TAG_KIND;
        return true;
    }
    if (text_starts(word, TEXT("else=")) && word.length == 6) {
        tag->other = (uint8_t)word.at[5];
        return true;
    }
    if (with_value(d, word, TEXT("skip="), tag)) {
        tag->flags |= TAG_SKIP;
        return true;
    }
    if (text_starts(word, TEXT("split")) && word.length == 6) {
        tag->split = (uint8_t)word.at[5];
        return true;
    }
    if (read_numbered(word, TEXT("part"), &tag->part, &tag->separator)) {
        if (tag->separator == 0)
            tag->separator = ' ';
        return true;
    }
    return read_numbered(word, TEXT("join"), &tag->join, &tag->separator);
}

static void read_use(struct dialect *d, uint32_t row, struct pack_tag *tag)
{
    struct text rest = dialect_cell(d, row, DIALECT_USE), word;

    while ((word = element_next_word(&rest)).length > 0)
        if (!read_flag(d, word, tag))
            fault_add(d->build->faults, dialect_place(d, row, DIALECT_USE),
                      "应为空或 key record mark require spare known months "
                      "days kind kind=值 first=值 else=字 skip=值、part1 至 "
                      "part9、join1 至 join9（后面可跟分隔符）、split 加分隔符",
                      "没有用法“%.*s”", SHOW(word));
}

static void read_map(struct dialect *d, uint32_t row, struct pack_tag *tag)
{
    const struct text map = dialect_cell(d, row, DIALECT_MAP);

    if (map.length == 0)
        return;
    tag->map = compile_find_dictionary(d->build, DICTIONARY_MAP, map);
    if (tag->map == PACK_NONE)
        fault_add(d->build->faults, dialect_place(d, row, DIALECT_MAP),
                  "请在 dictionaries/maps/ 中加上同名的 CSV（code,is），或留空",
                  "没有对照表“%.*s”", SHOW(map));
}

void dialect_read_use(struct dialect *d, uint32_t row, struct pack_tag *tag)
{
    read_use(d, row, tag);
    read_map(d, row, tag);
}
