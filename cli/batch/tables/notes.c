#include "batch/tables/notes.h"

#include "batch/tables/worklist.h"
#include "common/put.h"
#include "common/tree.h"
#include "version.h"

static const struct column columns[] = {{NULL, "项目", COLUMN_TEXT},
                                        {NULL, "内容", COLUMN_TEXT}};

static const char *const definitions[][2] = {
    {"待办的次序",
     "有错误的住院在前，再是没有入组的，再是只有警告的；其中上传期限早的在"
     "前，没有期限的最后；期限相同的，涉及金额大的在前；一次住院的各行在一起"},
    {"结余", "支付标准减总费用，负数是超支"},
    {"涉及金额", "算出支付的是支付标准，没有算出的是总费用"},
    {"剩余天数", "到上传期限还有几天，负数是已过期"},
    {"次数", "同一次住院的同一个问题出现几次，只列一行"},
    {"份数", "同一次住院有几份首页"},
    {"有错误的占比", "有错误的份数 ÷ 份数"},
    {"每百份错误", "错误数 × 100 ÷ 份数"},
    {"入组率", "入组份数 ÷ 份数"},
    {"CMI", "权重的合计 ÷ 有权重的份数；权重照地区文件的 weight 这一步（DIP 常"
            "是病种分值 ÷ 1000，DRG 是 RW），没有写的地区空着"},
    {"次均分值", "病种分值的合计 ÷ 有病种分值的份数"},
    {"次均费用、平均住院日、次均结余", "合计 ÷ 有这个数的份数"},
    {"费用消耗指数", "各份总费用与病种次均费用之比的平均"},
    {"时间消耗指数", "各份住院天数与病种平均住院日之比的平均"},
    {"费用偏低、偏高占比", "偏低，偏高和极高 ÷ 判断了偏差的份数"},
    {"药占比、耗占比等", "该项费用 ÷ 有费用明细的各份的总费用"},
    {"个数", "各处的份数和问题数都含整批比较才看得出的问题（BAT 开头）"}};

static void put_note(struct sheet *s, struct text name, struct text words,
                     enum book_tone tone)
{
    sheet_next(s);
    sheet_put(s, 0, name, TONE_PLAIN);
    sheet_put(s, 1, words, tone);
}

static void put_made(struct sheet *s, const char *name, struct buffer *words,
                     enum book_tone tone)
{
    s->book->failed = s->book->failed || words->failed;
    put_note(s, text_of(name), buffer_view(words), tone);
    buffer_reset(words);
}

static void put_packs(struct sheet *s, const json_t *packs,
                      struct buffer *words)
{
    bool sample = false;

    for (size_t i = 0; i < json_array_size(packs); i++) {
        const json_t *pack = json_array_get(packs, i);

        sample = sample || tree_is_true(pack, "sample");
        put(words, tree_text(pack, "name"), "　", tree_text(pack, "region"),
            "　", tree_text(pack, "scheme"), " ", tree_text(pack, "generation"),
            "　校验值 ", tree_text(pack, "digest"));
        put_made(s, "规则包", words, TONE_PLAIN);
    }
    if (sample)
        put_note(s, TEXT("示例"),
                 TEXT("规则包的分值、点值或标准是虚构的，由它得出的每个金额、"
                      "分值和指数都不能用于结算和上报"),
                 TONE_AMBER);
}

static void put_facts(struct sheet *s, const struct batch_rows *rows,
                      struct buffer *words)
{
    const struct summary *sum = rows->summary;

    put(words, "pregroup " PREGROUP_VERSION_TEXT);
    put_made(s, "程序", words, TONE_PLAIN);
    put(words, rows->facts->files, " 个输入，", sum->sources, " 个来源，",
        sum->all.counts[COUNT_RECORDS], " 份首页");
    put_made(s, "检查了", words, TONE_PLAIN);
    if (sum->no_page + sum->unreadable + sum->unfinished == 0)
        return;
    put(words, sum->no_page, " 个来源没有首页，", sum->unreadable,
        " 个没能读全，", sum->unfinished, " 份没有检查完");
    put_made(s, "没有做全", words, TONE_RED);
}

static void put_options(struct sheet *s, const struct batch_rows *rows,
                        struct buffer *words)
{
    const struct batch_options *o = rows->options;

    put(words, "出院后几天内再入院算再入院：", o->readmit_days);
    put_made(s, "选项", words, TONE_PLAIN);
    put(words, o->asked.with_identity ? "含患者姓名等身份信息，不要外传"
                                      : "不含患者姓名、证件号、地址、电话");
    put_made(s, "身份信息", words,
             o->asked.with_identity ? TONE_RED : TONE_PLAIN);
}

void notes_write(const struct work *w, struct book *book)
{
    json_t *head = tree_load_begun(w->rows->facts->head);
    struct buffer words = {0};
    struct sheet sheet;
    char day[160];

    sheet_open(&sheet, book, "说明", columns, COUNT_OF(columns), BOOK_ROWS);
    put_facts(&sheet, w->rows, &words);
    put_packs(&sheet, json_object_get(head, "packs"), &words);
    put_options(&sheet, w->rows, &words);
    put_note(&sheet, TEXT("剩余天数从这天算起"), worklist_day(w, day),
             TONE_PLAIN);
    for (size_t i = 0; i < COUNT_OF(definitions); i++)
        put_note(&sheet, text_of(definitions[i][0]), text_of(definitions[i][1]),
                 TONE_PLAIN);
    sheet_close(&sheet);
    book->failed = book->failed || head == NULL;
    json_decref(head);
    buffer_free(&words);
}
