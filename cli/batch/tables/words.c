#include "batch/tables/words.h"

struct word {
    const char *code, *words;
    enum book_tone tone;
};

static const struct word words[] = {
    {"error", "错误", TONE_RED},
    {"warning", "警告", TONE_AMBER},
    {"info", "提示", TONE_BLUE},
    {"grouped", "入组", TONE_PLAIN},
    {"excluded", "不允许入组", TONE_AMBER},
    {"ungrouped", "没有入组", TONE_AMBER},
    {"priced", "已算出", TONE_PLAIN},
    {"unpriced", "没有算出", TONE_AMBER},
    {"normal", "正常", TONE_PLAIN},
    {"low", "偏低", TONE_AMBER},
    {"high", "偏高", TONE_AMBER},
    {"extreme", "极高", TONE_RED},
    {"employee", "职工", TONE_PLAIN},
    {"resident", "居民", TONE_PLAIN},
    {"self", "全自费", TONE_PLAIN},
    {"other", "其他", TONE_PLAIN},
    {"male", "男", TONE_PLAIN},
    {"female", "女", TONE_PLAIN},
    {"unknown", "未知", TONE_PLAIN},
    {"newborn", "新生儿", TONE_PLAIN},
    {"infant", "不满1岁", TONE_PLAIN},
    {"1to6", "1～6岁", TONE_PLAIN},
    {"7to17", "7～17岁", TONE_PLAIN},
    {"18to44", "18～44岁", TONE_PLAIN},
    {"45to59", "45～59岁", TONE_PLAIN},
    {"60to74", "60～74岁", TONE_PLAIN},
    {"75up", "75岁以上", TONE_PLAIN},
    {"no-diagnosis", "没有主要诊断", TONE_AMBER},
    {"unreadable-diagnosis", "主要诊断编码读不懂", TONE_AMBER},
    {"not-in-catalogue", "目录里没有适合的病种", TONE_AMBER},
    {"unfinished", "没有检查完", TONE_RED},
    {"no-page", "没有首页", TONE_RED},
};

void words_put(struct sheet *s, unsigned column, struct text code)
{
    for (size_t i = 0; code.length != 0 && i < COUNT_OF(words); i++)
        if (text_equal(text_of(words[i].code), code)) {
            sheet_put(s, column, text_of(words[i].words), words[i].tone);
            return;
        }
    sheet_put(s, column, code, TONE_PLAIN);
}
