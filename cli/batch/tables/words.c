#include "batch/tables/words.h"

struct word {
    struct text code, words;
    enum book_tone tone;
};

#define WORD(code, words, tone)                                                \
    {                                                                          \
        {code, sizeof(code) - 1}, {words, sizeof(words) - 1}, TONE_##tone      \
    }

static const struct word words[] = {
    WORD("error", "错误", RED),
    WORD("warning", "警告", AMBER),
    WORD("info", "提示", BLUE),
    WORD("grouped", "入组", PLAIN),
    WORD("excluded", "不允许入组", AMBER),
    WORD("ungrouped", "没有入组", AMBER),
    WORD("priced", "已算出", PLAIN),
    WORD("unpriced", "没有算出", AMBER),
    WORD("normal", "正常", PLAIN),
    WORD("low", "偏低", AMBER),
    WORD("high", "偏高", AMBER),
    WORD("extreme", "极高", RED),
    WORD("employee", "职工", PLAIN),
    WORD("resident", "居民", PLAIN),
    WORD("self", "全自费", PLAIN),
    WORD("other", "其他", PLAIN),
    WORD("male", "男", PLAIN),
    WORD("female", "女", PLAIN),
    WORD("unknown", "未知", PLAIN),
    WORD("newborn", "新生儿", PLAIN),
    WORD("infant", "不满1岁", PLAIN),
    WORD("1to6", "1～6岁", PLAIN),
    WORD("7to17", "7～17岁", PLAIN),
    WORD("18to44", "18～44岁", PLAIN),
    WORD("45to59", "45～59岁", PLAIN),
    WORD("60to74", "60～74岁", PLAIN),
    WORD("75up", "75岁以上", PLAIN),
    WORD("no-diagnosis", "没有主要诊断", AMBER),
    WORD("unreadable-diagnosis", "主要诊断编码读不懂", AMBER),
    WORD("not-in-catalogue", "目录里没有适合的病种", AMBER),
    WORD("unfinished", "没有检查完", RED),
    WORD("no-page", "没有首页", RED),
};

static struct word word_of(struct text code)
{
    for (size_t i = 0; code.length != 0 && i < COUNT_OF(words); i++)
        if (text_equal(words[i].code, code))
            return words[i];
    return (struct word){code, code, TONE_PLAIN};
}

struct text words_of(struct text code)
{
    return word_of(code).words;
}

void words_put(struct sheet *s, unsigned column, struct text code)
{
    const struct word w = word_of(code);

    sheet_put(s, column, w.words, w.tone);
}
