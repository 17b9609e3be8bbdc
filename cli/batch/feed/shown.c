#include "batch/feed/shown.h"

#include "base/personal.h"
#include "batch/feed/container.h"

#define NAME_LONGEST 4 /* characters */

/* ---- words --------------------------------------------------------------- */

/* What files are called by; the longest of each beginning first. */
static const char *const usual[] = {
    "首页",     "病案",   "病历",   "出院", "入院", "住院", "门诊", "急诊",
    "人民医院", "中医院", "医院",   "分院", "院区", "本院", "全院", "科室",
    "医疗",     "医保",   "中医",   "结算", "清单", "费用", "明细", "分组",
    "数据",     "资料",   "文件夹", "文件", "文档", "目录", "压缩", "备份",
    "导出",     "导入",   "上传",   "下载", "上报", "报送", "补传", "样本",
    "样例",     "示例",   "测试",   "试验", "虚构", "病人", "患者", "记录",
    "月份",     "年度",   "季度",   "本月", "上月", "第一", "第二", "第三",
    "批次",     "全部",   "部分",   "汇总", "合并", "结果", "统计", "最新",
    "副本",     "原始",   "修改",   "更正", "编码", "质控", "信息", "系统",
    "接口",     "标准",   "格式",   "版本", "桌面", "共享", "中心"};

static bool ends_in(struct text word, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_ends(word, text_of(ends[i])))
            return true;
    return false;
}

/* 三月份, 第十二批. */
static bool is_number(struct text word)
{
    static const char characters[] = "一二三四五六七八九十百千第年月日号批次份";

    for (size_t at = 0, next = 0; at < word.length; at = next) {
        text_next(word, &next);
        if (!text_contains(TEXT(characters), text_slice(word, at, next)))
            return false;
    }
    return true;
}

/* The most usual surnames. */
static bool begins_with_surname(struct text word)
{
    static const char surnames[] =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田"
        "董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
        "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧";
    size_t first = 0;

    text_next(word, &first);
    return text_contains(TEXT(surnames), text_head(word, first));
}

/* Towns, hospitals and departments; what is longer than a name may hold one
 * at its beginning: 张三的外科. */
static bool is_place(struct text word, size_t characters)
{
    static const char *const towns[] = {"省", "市", "县"};
    static const char *const ends[] = {"区", "州", "镇", "院", "科",
                                       "室", "部", "组", "学", "校",
                                       "厂", "司", "局", "所"};

    if (ends_in(word, towns, COUNT_OF(towns)))
        return true;
    return characters > 2 && ends_in(word, ends, COUNT_OF(ends)) &&
           (characters <= NAME_LONGEST || !begins_with_surname(word));
}

static bool is_name(const struct pack *pack, struct text word)
{
    const size_t characters = text_characters(word);

    return characters > 1 && !is_number(word) && !is_place(word, characters) &&
           !(pack != NULL && pack_knows(pack, word));
}

/* ---- names --------------------------------------------------------------- */

static void put_masked(struct text t, struct buffer *out)
{
    char *room = t.length != 0 ? buffer_reserve(out, t.length) : NULL;

    if (room != NULL)
        out->length += personal_mask(t, room);
}

/* A word between usual ones; true if it is masked. */
static bool put_word(const struct pack *pack, struct text word,
                     struct buffer *out)
{
    const bool name = word.length != 0 && is_name(pack, word);

    if (name)
        put_masked(word, out);
    else
        buffer_text(out, word);
    return name;
}

/* Bytes of the usual word at t[at]; 0 if there is none. */
static size_t usual_at(struct text t, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(usual); i++)
        if (text_starts(text_behind(t, at), text_of(usual[i])))
            return strlen(usual[i]);
    return 0;
}

/* A run of Chinese characters, word by word; true if one is masked. */
static bool put_run(const struct pack *pack, struct text run,
                    struct buffer *out)
{
    size_t from = 0, at = 0;
    bool any = false;

    if (pack != NULL && pack_knows(pack, run)) {
        buffer_text(out, run);
        return false;
    }
    while (at < run.length) {
        const size_t length = usual_at(run, at);
        if (length == 0) {
            text_next(run, &at);
            continue;
        }
        any = put_word(pack, text_slice(run, from, at), out) || any;
        buffer_text(out, text_slice(run, at, at + length));
        from = at += length;
    }
    return put_word(pack, text_behind(run, from), out) || any;
}

bool shown_name(const struct shown *s, struct text name, struct buffer *out)
{
    enum personal_sort before = PERSONAL_OTHER;
    bool any = false;

    if (s->whole)
        buffer_text(out, name);
    for (size_t at = 0; at < name.length && !s->whole;) {
        size_t behind = at, length = 0, count;
        const enum personal_sort sort = personal_sort(name, &behind, before);

        if (sort == PERSONAL_HAN) {
            length = personal_han(name, at, &count);
            any =
                put_run(s->pack, text_slice(name, at, at + length), out) || any;
        } else if (sort == PERSONAL_DIGIT && before != sort) {
            length = personal_number(name, at);
            put_masked(text_slice(name, at, at + length), out);
            any = any || length != 0;
        }
        if (length == 0)
            buffer_text(out, text_slice(name, at, behind));
        before = length == 0 ? sort : PERSONAL_OTHER;
        at = length == 0 ? behind : at + length;
    }
    return any;
}

void shown_input(const struct shown *s, const char *path, uint64_t number,
                 struct buffer *out)
{
    struct buffer real = {0};
    bool masked;

    container_decode_name(text_of(path), &real);
    masked = shown_name(s, buffer_view(&real), out);
    shown_mark_masked(s, masked, number, out);
    out->failed = out->failed || real.failed;
    buffer_free(&real);
}

/* ---- the mark ------------------------------------------------------------ */

void shown_mark(uint64_t number, struct buffer *out)
{
    buffer_char(out, '#');
    buffer_integer(out, (int64_t)number);
}

size_t shown_mark_length(struct text name)
{
    size_t at = name.length;

    while (at > 0 && is_digit(name.at[at - 1]))
        at--;
    return at < name.length && at > 0 && name.at[at - 1] == '#'
               ? name.length - at + 1
               : 0;
}

void shown_mark_masked(const struct shown *s, bool masked, uint64_t number,
                       struct buffer *name)
{
    if (masked || (!s->whole && shown_mark_length(buffer_view(name)) != 0))
        shown_mark(number, name);
}
