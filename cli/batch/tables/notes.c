#include "batch/tables/notes.h"

#include "batch/sums/tally-columns.h"
#include "batch/tables/meanings.h"
#include "batch/tables/worklist.h"
#include "common/put.h"
#include "common/tree.h"
#include "version.h"

enum { NOTE_SHEET, NOTE_NAME, NOTE_WORDS, NOTE_UNIT, NOTE_COLUMNS };

static const struct column columns[NOTE_COLUMNS] = {
    {NULL, "工作表", COLUMN_TEXT},
    {NULL, "项目", COLUMN_TEXT},
    {NULL, "内容", COLUMN_TEXT},
    {NULL, "单位", COLUMN_TEXT}};
static const unsigned char widths[NOTE_COLUMNS] = {14, 22, 80};
static const struct sheet_paper paper = {NOTE_COLUMNS, widths};

static const char *const definitions[][3] = {
    {"待办、待办病例", "次序",
     "有错误的住院在前，再是没有入组的，再是只有警告的；其中上传期限早的在"
     "前，没有期限的最后；期限相同的，涉及金额大的在前；一次住院的各行在一起"},
    {"各表", "个数",
     "各处的份数和问题数都含整批比较才看得出的问题（BAT 开头）"}};

static void tell_row(struct sheet *s, const char *sheet, struct text name,
                     struct text words, enum book_tone tone)
{
    sheet_next(s);
    sheet_put(s, NOTE_SHEET, text_of(sheet), TONE_PLAIN);
    sheet_put(s, NOTE_NAME, name, TONE_PLAIN);
    sheet_put(s, NOTE_WORDS, words, tone);
}

static void put_note(struct sheet *s, struct text name, struct text words,
                     enum book_tone tone)
{
    tell_row(s, "本批", name, words, tone);
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

/* Appends the words of a list of the options, if there are any. */
static void tell_words(const json_t *options, const char *key,
                       const char *before, struct buffer *words)
{
    const json_t *list = json_object_get(options, key);

    for (size_t i = 0; i < json_array_size(list); i++)
        put(words,
            i != 0               ? "、"
            : words->length != 0 ? "；"
                                 : "",
            i == 0 ? before : "", json_string_value(json_array_get(list, i)));
}

static void tell_chosen(struct sheet *s, const json_t *options,
                        const char *name, const char *only, const char *skip,
                        struct buffer *words)
{
    tell_words(options, only, "只看 ", words);
    tell_words(options, skip, "不看 ", words);
    if (words->length == 0)
        put(words, NOTES_ALL);
    put_made(s, name, words, TONE_PLAIN);
}

static void put_options(struct sheet *s, const json_t *options,
                        struct buffer *words)
{
    const bool identity = tree_is_true(options, "with_identity");

    tell_chosen(s, options, NOTES_RULES, "only_rules", "skip_rules", words);
    tell_chosen(s, options, "科别", "only_departments", "skip_departments",
                words);
    if (json_is_string(json_object_get(options, "verified")))
        put_note(s, TEXT("已核实的问题"), TEXT("不列出（--verified）"),
                 TONE_PLAIN);
    put(words, tree_count(options, "upload_days"), " 天");
    put_made(s, "出院后几天内上传", words, TONE_PLAIN);
    put(words, tree_count(options, "readmit_days"), " 天");
    put_made(s, "出院后几天内再入院算短期再入院", words, TONE_PLAIN);
    put(words, identity ? "含患者姓名等身份信息，不要外传"
                        : "不含患者姓名、证件号、地址、电话");
    put_made(s, "身份信息", words, identity ? TONE_RED : TONE_PLAIN);
}

/* ---- columns ------------------------------------------------------------- */

static void tell_columns(struct sheet *s, const char *sheet,
                         enum meaning_table table, const struct column *of,
                         unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        tell_row(s, sheet, text_of(of[i].heading),
                 column_meaning(table, &of[i]), TONE_PLAIN);
        sheet_put(s, NOTE_UNIT, column_unit(&of[i]), TONE_PLAIN);
    }
}

static void tell_tables(struct sheet *s, const struct batch_rows *rows)
{
    tell_columns(s, BOOK_CASES, MEANING_CASES, case_columns,
                 case_columns_shown(rows->options->asked.with_identity));
    tell_columns(s, BOOK_FINDINGS, MEANING_FINDINGS, finding_columns,
                 FINDING_COLUMNS);
    tell_columns(s, "病种、科室、编码员、医师、月份", MEANING_TALLIES,
                 tally_columns, TALLY_COLUMNS);
    tell_columns(s, "病种、科室、编码员、医师、月份", MEANING_CASES,
                 &case_columns[CASES_SAMPLE], 1);
    tell_row(s, "未入组", TEXT("各列"), TEXT("同“病例”里同名的"), TONE_PLAIN);
}

static void tell_work_tables(struct sheet *s, bool whole)
{
    struct column of[WORKLIST_COLUMNS];

    tell_columns(s, "待办", MEANING_WORK, of,
                 worklist_columns(WORK_PROBLEMS, of));
    tell_columns(s, "待办病例", MEANING_WORK, of,
                 worklist_columns(WORK_STAYS, of));
    if (whole)
        tell_columns(s, "读不了的文件", MEANING_WORK, of,
                     worklist_columns(WORK_SOURCES, of));
}

void notes_write(const struct work *w, struct book *book, bool whole)
{
    json_t *head = tree_load_begun(w->rows->facts->head);
    struct buffer words = {0};
    struct sheet sheet;
    char day[160];

    sheet_open_for_paper(&sheet, book, BOOK_NOTES, columns, NOTE_COLUMNS,
                         &paper);
    put_facts(&sheet, w->rows, &words);
    put_packs(&sheet, json_object_get(head, "packs"), &words);
    put_options(&sheet, json_object_get(head, "options"), &words);
    put_note(&sheet, TEXT("剩余天数从这天算起"), worklist_day(w, day),
             TONE_PLAIN);
    for (size_t i = 0; i < COUNT_OF(definitions); i++)
        tell_row(&sheet, definitions[i][0], text_of(definitions[i][1]),
                 text_of(definitions[i][2]), TONE_PLAIN);
    if (whole)
        tell_tables(&sheet, w->rows);
    tell_work_tables(&sheet, whole);
    sheet_close(&sheet);
    book->failed = book->failed || head == NULL;
    json_decref(head);
    buffer_free(&words);
}
