#include "batch/page/html-report.h"

#include <stdlib.h>

#include "batch/page/html.h"
#include "common/command.h"
#include "common/files.h"
#include "common/put.h"
#include "pack/own-checks.h"
#include "version.h"

#define WORDS_MAX 1024u /* bytes of an example that are kept */

/* What html-bytes.S brings: style, script, and the library of charts, empty
 * where the build had none. */
#define PIECE(name)                                                            \
    extern const char name[] __attribute__((visibility("hidden")));            \
    extern const char name##_end[] __attribute__((visibility("hidden")))
PIECE(pregroup_report_style);
PIECE(pregroup_report_script);
PIECE(pregroup_report_charts);

#define PUT_PIECE(out, name) buffer_put(out, name, (size_t)(name##_end - name))

/* ---- what stands in the head of summary.json ----------------------------- */

static void put_of_pack(struct buffer *out, const json_t *pack,
                        const char *name)
{
    html_text(out, tree_text(pack, name), 200);
}

/* ---- passes over the tables ---------------------------------------------- */

/* Keeps what a finding says, if it is its rule's first. */
static void take_example(struct report *r, const struct text *cells)
{
    const struct tally_table *rules = &r->summary->by[BY_RULE];
    const struct tally_entry *e = tally_find(rules, cells[FINDINGS_RULE]);
    struct example *example;

    if (e == NULL || (example = &r->examples[e - rules->entries])->told)
        return;
    buffer_text(&r->words, cells[FINDINGS_TITLE]);
    *example = (struct example){r->words.length, 0,
                                cells[FINDINGS_TITLE].length, true};
    buffer_text(&r->words, text_cut(cells[FINDINGS_MESSAGE], WORDS_MAX));
    example->length = r->words.length - example->at;
}

/* Keeps why a source was not read, by the first finding that tells it. */
static void take_reason(struct report *r, const struct text *cells)
{
    const struct tally_table *bad = &r->summary->by[BY_BAD];
    const bool told = text_equal(cells[FINDINGS_SEVERITY], TEXT("error")) &&
                      summary_tells_why(cells[FINDINGS_RULE]);
    const struct tally_entry *e = bad->count != 0 && told
                                      ? tally_find(bad, cells[FINDINGS_SOURCE])
                                      : NULL;

    if (e == NULL || r->reasons[e - bad->entries].told)
        return;
    r->reasons[e - bad->entries] = (struct example){
        .at = r->words.length,
        .length = text_cut(cells[FINDINGS_MESSAGE], WORDS_MAX).length,
        .told = true};
    buffer_text(&r->words, text_cut(cells[FINDINGS_MESSAGE], WORDS_MAX));
}

struct text report_reason(const struct report *r, const struct tally_entry *bad)
{
    const struct example *e = &r->reasons[bad - r->summary->by[BY_BAD].entries];

    return e->told ? (struct text){r->words.data + e->at, e->length}
                   : bad->name;
}

static bool look_at_findings(struct report *r)
{
    struct text cells[FINDING_COLUMNS];
    struct csv_reader reader;
    uint64_t offset, number = 0;
    enum step step = STEP_FAILED;

    csv_open(&reader, r->rows->findings, 0, r->rows->findings_size);
    if (csv_pass_head(&reader))
        while ((step = csv_next(&reader, cells, FINDING_COLUMNS, &offset)) ==
               STEP_ITEM) {
            worst_take(r->worst, cells, number++, offset);
            take_example(r, cells);
            take_reason(r, cells);
        }
    csv_close(&reader);
    worst_order(r->worst);
    return step == STEP_END && !r->words.failed;
}

/* ---- the page ------------------------------------------------------------ */

static const char *const sections[][2] = {
    {"overview", "概况"},       {"findings", "问题分布"},
    {"scores", "分值分布"},     {"groups", "病种构成"},
    {"patients", "患者和专项"}, {"payment", "费用与支付"},
    {"deviations", "费用偏差"}, {"compare", "与上次比较"},
    {"worst", "重点病例"},      {"picks", "按项目找病例"},
    {"details", "病例的问题"},  {"notes", "口径和说明"}};

static void put_top(const struct report *r, struct buffer *out)
{
    put(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
             "<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\""
             "default-src 'none'; style-src 'unsafe-inline'; script-src "
             "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, "
             "initial-scale=1\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<title>病案首页检查和分组报告</title>\n<style>\n");
    PUT_PIECE(out, pregroup_report_style);
    put(out, "</style>\n");
    report_page_heads(r, out);
    put(out, "</head>\n<body>\n"
             "<a class=\"skip\" href=\"#main\">跳到正文</a>\n"
             "<a class=\"skip\" href=\"#worst\">跳到重点病例</a>\n");
}

static void put_period(const struct report *r, struct buffer *out)
{
    const struct tally_table *months = &r->summary->by[BY_MONTH];
    uint32_t first = 0;

    while (first < months->count && months->entries[first].key.length == 0)
        first++;
    if (first == months->count)
        return;
    put(out, "<span>出院月份 <b>");
    report_month(out, &months->entries[first]);
    if (first + 1 < months->count) {
        put(out, " 至 ");
        report_month(out, &months->entries[months->count - 1]);
    }
    put(out, "</b></span>");
}

/* The hospital, or how many there are. */
static void put_hospital(const struct report *r, struct buffer *out)
{
    const struct tally_table *t = &r->summary->by[BY_ORGANIZATION];
    const uint32_t first = t->count != 0 && t->entries[0].key.length == 0 &&
                           t->entries[0].name.length == 0;

    if (first == t->count)
        return;
    put(out, "<span>医疗机构 <b>");
    report_coded(out, &t->entries[first]);
    if (t->count - first > 1) {
        put(out, "</b> 等 <b>");
        html_count(out, t->count - first);
        put(out, " 家");
    }
    put(out, "</b></span>");
}

/* Which inputs are not in the figures, and why. */
static void put_bad(const struct report *r, struct buffer *out)
{
    enum { LIMIT = 10 };
    const struct tally_table *bad = &r->summary->by[BY_BAD];

    if (bad->count == 0)
        return;
    put(out, "<div class=\"verdict error\"><b>");
    html_count(out, bad->count);
    put(out, " 个来源没有读全或没有首页</b><ul>");
    for (uint32_t i = 0; i < bad->count && i < LIMIT; i++) {
        put(out, "<li>");
        html_text(out, bad->entries[i].key, 120);
        put(out, "：");
        html_text(out, report_reason(r, &bad->entries[i]), 240);
        put(out, "</li>");
    }
    put(out, "</ul>");
    if (bad->count > LIMIT) {
        put(out, "<a href=\"#t-bad-h\">另有 ");
        html_count(out, bad->count - LIMIT);
        put(out, " 个</a>");
    }
    put(out, "</div>\n");
}

/* Stays that are paid for though nobody tells by whom. */
static void put_assumed_payers(const struct report *r, struct buffer *out)
{
    const struct tally_entry *none =
        tally_find(&r->summary->by[BY_INSURANCE], TEXT(""));

    if (none == NULL || none->tally.counts[COUNT_PRICED] == 0)
        return;
    put(out, "<p class=\"verdict warning\"><b>");
    html_count(out, none->tally.counts[COUNT_PRICED]);
    put(out, " 份没有填付费方式</b>：支付按医保类型“其他”算，填上后金额可能"
             "变化。</p>\n");
}

static void put_verdict(const struct report *r, struct buffer *out)
{
    static const char *const words[][2] = {
        {"good", "<b>通过</b>：没有达到不通过的条件，可以上传。"},
        {"error", "<b>没有通过</b>：有必须改正的问题，改正以前不要上传。"},
        {"error", "<b>没有做全</b>：有来源没能读全，有首页没能检查完，"
                  "没有可检查的首页，或选项里的规则、科别对不上，"
                  "先处理这些再看结果。"}};
    const int status = r->rows->facts->status;
    const int which = status < 0 || status > 2 ? 2 : status;

    put(out, "<p class=\"verdict ", words[which][0], "\">", words[which][1],
        "</p>\n");
    put_bad(r, out);
    put_assumed_payers(r, out);
    if (r->view.sample)
        put(out, "<p class=\"verdict warning\"><b>示例</b>：规则包的分值、"
                 "点值或标准是虚构的，标有" HTML_SAMPLE
                 "的数字不能用于结算和上报。</p>\n");
}

static void put_header(const struct report *r, struct buffer *out)
{
    put(out, "<header><h1>病案首页检查和分组报告</h1><p class=\"about\">");
    put_hospital(r, out);
    put_period(r, out);
    for (size_t i = 0; i < json_array_size(r->packs); i++) {
        const json_t *pack = json_array_get(r->packs, i);
        put(out, "<span>规则包 <b>");
        put_of_pack(out, pack, "name");
        put(out, "</b> <span class=\"code\">");
        put_of_pack(out, pack, "region");
        put(out, " ");
        put_of_pack(out, pack, "generation");
        put(out, "</span></span>");
    }
    put(out, "</p>\n");
    put_verdict(r, out);
    put(out, "</header>\n<nav class=\"contents\" aria-label=\"目录\"><ol>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        const char *id = sections[i][0];

        if ((r->former == NULL && strcmp(id, "compare") == 0) ||
            (r->worst->count == 0 &&
             (strcmp(id, "details") == 0 || strcmp(id, "picks") == 0)))
            continue;
        put(out, "<li><a href=\"#", id, "\">", sections[i][1], "</a></li>\n");
    }
    put(out, "</ol></nav>\n<main id=\"main\" tabindex=\"-1\">\n");
}

void report_notes(const struct report *r, struct buffer *out)
{
    report_open(out, "notes", "口径和说明");
    put(out,
        "<ul class=\"notes\">"
        "<li>各个比率与工作簿、数据库、figures 的同名列是同一个数，那里另舍入到"
        "固定的小数位。有错误的占比、入组率、死亡率、转院率、再入院率：份数"
        "除以记录数；每百份错误：错误数 × 100 除以记录数；只有警告：没有错误"
        "而有警告。</li>"
        "<li>费用偏差占比：偏低、偏高、极高的份数除以判断了偏差的份数；各占比"
        "只在填了（判断了、入了组）的里面算。没有填的另列在表末，不参加比较、"
        "占比和图。</li>"
        "<li>没有首页的来源不是记录，不进任何比率，问题另计。</li>"
        "<li>CMI：权重的合计除以有权重的份数；权重照地区文件的 weight 这一步"
        "（DIP 常是病种分值 ÷ 1000，DRG 是 RW），没有写的地区空着。</li>"
        "<li>次均费用、次均分值、平均住院日、次均结余：合计除以有这个数的份数。费用、"
        "时间消耗指数：各份费用、天数与病种均值之比的平均。药占比等：该项费用"
        "除以有费用明细的各份的总费用。</li>"
        "<li>没有填付费方式的，支付按医保类型“其他”算（点值等照地区文件），"
        "页首说明有几份；它们单列在“按医保类型”的表末。</li>"
        "<li>结余：支付标准减总费用，负数是超支。“算出支付的总费用”和“费用占"
        "支付标准”只算算出支付的病例，“总费用”算全部填了的。</li>"
        "<li>性别、年龄段、日间手术、重症监护小时、特病单议候选照 cases.csv "
        "的同名列；再入院是有 ",
        own_check(NOTE_SOON).id,
        " 的份数，疑似分解住院是其中两次主要诊断"
        "前三位相同的（findings.csv 的 pair_same_dx）。</li>"
        "<li>各处的份数和问题数都含整批比较才看得出的问题（BAT 开头）；"
        "重点病例里“错误”一份和各份之内的次序不看它们。</li>"
        "<li>重点病例至多 50 份：错误或未入组的至多 20 份，超支的至多 20 份，"
        "死亡、短期再入院、费用偏差的合计至多 10 份，前面选过的不再"
        "选，空着的由其余的补。超支的按金额，其余的先看错误多少，再是没有"
        "入组、警告多少、超支多少。</li>"
        "<li>环比是与上个月比，同比是与去年同月比：增减是这个月减那个月，"
        "百分比相减是百分点；增长率、变化率是增减除以那个月（上次）的绝对值，"
        "那时是 0 的空着。都用没有舍入的数算，显示时才取两位小数，所以与"
        "显示的数相减、相除会差在末位。</li>"
        "<li>不足月：月初或月末连着 4 天以上没有出院的病例，而照有出院的那些天"
        "每天的份数，这几天应有 5 份以上。不足月排在足月的后面，份数、合计"
        "不与它比增减。</li>"
        "<li>各分布的区间含下限，不含上限。</li>"
        "<li>全部病例在 cases.csv，全部问题在 findings.csv，"
        "全部汇总在 summary.json。</li>");
    put(out, r->identity ? "<li><b>本报告含患者姓名，不要外传。</b></li>"
                         : "<li>本报告不含患者姓名、证件号、地址、电话。</li>");
    for (size_t i = 0; i < json_array_size(r->packs); i++) {
        const json_t *pack = json_array_get(r->packs, i);
        put(out, "<li>规则包 ");
        put_of_pack(out, pack, "name");
        put(out, "，校验值 <span class=\"code\">");
        put_of_pack(out, pack, "digest");
        put(out, "</span></li>");
    }
    put(out, "</ul></section>\n");
}

/* What is made of sums. */
static void put_sums(const struct report *r, struct buffer *out)
{
    report_overview(r, out);
    report_findings(r, out);
    report_scores(r, out);
    report_groups(r, out);
    report_patients(r, out);
    report_payment(r, out);
    report_deviations(r, out);
    if (r->former != NULL)
        report_compare(r, out);
}

static bool put_page(const struct report *r, struct buffer *out)
{
    bool good;

    put_top(r, out);
    put_header(r, out);
    put_sums(r, out);
    good = report_cases(r, out);
    report_notes(r, out);
    put(out, "</main>\n<footer><p>pregroup " PREGROUP_VERSION_TEXT
             "</p></footer>\n<script>\n");
    PUT_PIECE(out, pregroup_report_charts);
    put(out, "</script>\n<script>\n");
    PUT_PIECE(out, pregroup_report_script);
    put(out, "</script>\n</body>\n</html>\n");
    return good;
}

/* ---- the writer ---------------------------------------------------------- */

/* The cases that the page names besides the worst. */
static bool choose_cases(struct report *r)
{
    struct buffer draft = {0};

    *r->worst = *r->rows->worst;
    if (!picks_read(r->view.picks, r->rows, r->worst))
        return false;
    worst_choose(r->worst);
    r->shown = r->worst->count;
    put_sums(r, &draft);
    const bool good = !draft.failed;
    buffer_free(&draft);
    picks_join(r->view.picks, r->worst);
    picks_again(r->view.picks);
    worst_finish(r->worst);
    return good;
}

static bool make_report(struct report *r, const char *path)
{
    struct buffer page = {0};
    bool good = choose_cases(r) && look_at_findings(r) && put_page(r, &page);

    if (!good)
        command_failed("%s：读不了 cases.csv 或 findings.csv", path);
    good = good && file_make(path, &page) && file_is(path, &page);
    buffer_free(&page);
    return good;
}

static uint64_t problems_of(const struct tally *t)
{
    return t->counts[COUNT_ERRORS] + t->counts[COUNT_WARNINGS] +
           t->counts[COUNT_INFOS];
}

static bool write_report(const struct batch_rows *rows, const char *path)
{
    const struct summary *s = rows->summary;
    const struct option_texts *compare = &rows->options->compare;
    json_t *head = tree_load_begun(rows->facts->head);
    struct former *formers = calloc(compare->count + 1u, sizeof(*formers));
    struct picks picks = {.summary = s};
    struct report r = {
        .rows = rows,
        .packs = json_object_get(head, "packs"),
        .identity = rows->options->asked.with_identity,
        .summary = s,
        .former = compare->count != 0 ? formers : NULL,
        .formers = compare->count,
        .worst = calloc(1, sizeof(*r.worst)),
        .examples = calloc(s->by[BY_RULE].count + 1u, sizeof(*r.examples)),
        .reasons = calloc(s->by[BY_BAD].count + 1u, sizeof(*r.reasons)),
        .view = {.summary = s,
                 .all = tally_total(&s->by[BY_DEPARTMENT]),
                 .picks = &picks,
                 .sample = tree_has_sample(head)}};
    bool good = formers != NULL || command_refused("内存不足");

    for (unsigned i = 0; good && i < compare->count; i++)
        good = former_read(&formers[i], compare->list[i]);

    r.page_problems = problems_of(&s->all) - problems_of(&r.view.all);
    if (good && (r.worst == NULL || r.examples == NULL || r.reasons == NULL ||
                 head == NULL))
        good = command_refused("内存不足");
    good = good && make_report(&r, path);
    picks_free(&picks);
    for (unsigned i = 0; formers != NULL && i < compare->count; i++)
        former_free(&formers[i]);
    free(formers);
    json_decref(head);
    buffer_free(&r.words);
    free(r.worst);
    free(r.examples);
    free(r.reasons);
    return good;
}

const struct batch_writer report_writer = {"report.html", false, NULL,
                                           write_report};
