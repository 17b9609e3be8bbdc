#include "compile/read/expect.h"

/* One word: `5981`, or `core:5981`. */
static bool read_expected(struct text word, struct text *kind, uint32_t *number)
{
    const size_t colon = text_find(word, ':');

    *kind = TEXT("");
    if (colon < word.length) {
        *kind = text_head(word, colon);
        word = text_behind(word, colon + 1);
        if (group_kind_find(*kind) < 0)
            return false;
    }
    if (word.length == 0)
        return false;
    *number = text_take_number(&word, 9);
    return word.length == 0;
}

static const char *words_of(struct text kind)
{
    return kind.length > 0 ? group_kind_words((unsigned)group_kind_find(kind))
                           : "表里";
}

void expect_check(struct region *r, const xmlNode *node, struct place place,
                  expect_count *count, const void *table)
{
    struct text rest = element_attribute(r, node, "expect"), kind;
    uint32_t number;

    for (struct text word = element_next_word(&rest); word.length > 0;
         word = element_next_word(&rest)) {
        if (!read_expected(word, &kind, &number))
            element_fault(r, node,
                          "expect 写个数，如 5981；分病种类型的写 core:5981 "
                          "comprehensive:3054",
                          "<%s> 的 expect=\"%.*s\" 读不出",
                          (const char *)node->name, SHOW(word));
        else if (count(table, kind) != number)
            fault_note(r->build->faults, place,
                       "请核对表取全了没有、是不是这一年的；已经增减的改 "
                       "region.xml 的 expect",
                       "%s有 %u 个，expect 写的是 %u 个", words_of(kind),
                       count(table, kind), number);
    }
}
