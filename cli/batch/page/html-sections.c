/* The sections of report.html that are made of sums. */
#include "batch/page/html-report.h"

#include "batch/page/html.h"
#include "batch/sums/pairs.h"
#include "common/put.h"
#include "pack/pack.h"

#define NAME_MAX 120u /* bytes of a name that are shown */
#define BAR_LEAST 10u /* cases of the longest bar: one case has a short one */

void report_open(struct buffer *out, const char *id, const char *title)
{
    put(out, "<section class=\"sheet\" id=\"", id, "\" aria-labelledby=\"", id,
        "-h\"><h2 id=\"", id, "-h\">", title, "</h2>\n");
}

/* The inside of a string of CSS: ASCII signs by their numbers, so that none
 * ends the string or the element. */
static void put_css_text(struct buffer *out, struct text t)
{
    static const char digits[] = "0123456789abcdef";

    t = text_cut(t, NAME_MAX);
    for (size_t i = 0; i < t.length; i++) {
        const unsigned char c = (unsigned char)t.at[i];
        const char escaped[] = {'\\', digits[c >> 4], digits[c & 15], ' '};

        if (c >= 0x80)
            buffer_char(out, t.at[i]);
        else
            buffer_put(out, escaped, sizeof(escaped));
    }
}

void report_page_heads(const struct report *r, struct buffer *out)
{
    const struct tally_table *t = &r->summary->by[BY_ORGANIZATION];
    const struct tally_entry *only = t->count == 1 ? t->entries : NULL;

    if (only == NULL || only->name.length + only->key.length == 0)
        return;
    put(out, "<style>@media print{@page{@top-left{font:7.5pt sans-serif;color:"
             "#55616f;content:\"");
    put_css_text(out, only->name.length != 0 ? only->name : only->key);
    put(out, "\"}}@page:first{@top-left{content:none}}}</style>\n");
}

void report_tables(const struct report *r, struct buffer *out,
                   const struct html_table *tables, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tables[i].by != BY_ORGANIZATION ||
            r->summary->by[BY_ORGANIZATION].count > 1)
            html_table(out, &tables[i], &r->view);
}

/* ---- labels -------------------------------------------------------------- */

void report_name(struct buffer *out, const struct tally_entry *e)
{
    if (e->key.length == 0)
        put(out, "（未填）");
    else
        html_text(out, e->key, NAME_MAX);
}

void report_coded(struct buffer *out, const struct tally_entry *e)
{
    if (e->name.length == 0 || text_equal(e->name, e->key)) {
        report_name(out, e);
        return;
    }
    html_text(out, e->name, NAME_MAX);
    put(out, " <span class=\"code\">");
    html_text(out, e->key, NAME_MAX);
    put(out, "</span>");
}

void report_group(struct buffer *out, const struct tally_entry *e)
{
    if (e->key.length == 0)
        put(out, "（没有入组）");
    else
        report_coded(out, e);
}

struct tally_entry report_half(const struct tally_entry *pair,
                               enum summary_by by)
{
    const bool first = by == BY_GROUP;

    return (struct tally_entry){
        .key = first ? pair_first(pair->key) : pair_second(pair->key),
        .name = first ? pair_first(pair->name) : pair_second(pair->name)};
}

void report_pair(struct buffer *out, const struct tally_entry *e)
{
    const struct tally_entry department = report_half(e, BY_DEPARTMENT),
                             group = report_half(e, BY_GROUP);

    report_coded(out, &department);
    put(out, "：");
    report_group(out, &group);
}

static void put_kind(struct buffer *out, const struct tally_entry *e)
{
    if (e->key.length == 0)
        put(out, "没有入组");
    else
        html_text(out, group_layer_words(e->key), NAME_MAX);
}

/* The words of a key that has few values. */
static void label_by_words(struct buffer *out, const struct tally_entry *e,
                           const char *const (*words)[2], const char *none)
{
    if (e->key.length == 0) {
        put(out, none);
        return;
    }
    for (; (*words)[0] != NULL; words++)
        if (text_equal(e->key, text_of((*words)[0]))) {
            put(out, (*words)[1]);
            return;
        }
    html_text(out, e->key, NAME_MAX);
}

static void put_insurance(struct buffer *out, const struct tally_entry *e)
{
    static const char *const words[][2] = {{"employee", "职工医保"},
                                           {"resident", "居民医保"},
                                           {"self", "全自费"},
                                           {"other", "其他"},
                                           {NULL, NULL}};

    label_by_words(out, e, words, "（付费方式未填）");
}

static void put_deviation(struct buffer *out, const struct tally_entry *e)
{
    static const char *const words[][2] = {{"normal", "正常"},
                                           {"low", "费用偏低"},
                                           {"high", "费用偏高"},
                                           {"extreme", "费用极高"},
                                           {NULL, NULL}};

    label_by_words(out, e, words, "没有判断");
}

void report_cause(struct buffer *out, const struct tally_entry *e)
{
    static const char *const words[][2] = {
        {"no-diagnosis", "没有主要诊断"},
        {"unreadable-diagnosis", "主要诊断编码读不懂"},
        {"excluded", "不允许作主要诊断入组"},
        {"not-in-catalogue", "目录里没有适合的病种"},
        {"unfinished", "没有检查完"},
        {NULL, NULL}};

    label_by_words(out, e, words, "（入组）");
}

/* ---- overview ------------------------------------------------------------ */

/* A tile: what, a figure, and a remark. */
static void open_tile(struct buffer *out, const char *what, const char *state,
                      bool sample)
{
    put(out, "<div class=\"tile ", state, "\"><dt>", what,
        sample ? HTML_SAMPLE : "", "</dt><dd><b>");
}

static void tile_measure(const struct report *r, struct buffer *out,
                         enum measure m, const char *what, const char *state)
{
    bool of_pack;
    int128 n;

    measure_heading(m, &of_pack);
    open_tile(out, what, state, r->view.sample && of_pack);
    if (measure_value(&r->view.all, m, 0, &n))
        measure_show(out, m, n);
    else
        put(out, "—");
    put(out, "</b><span>");
}

static void close_tile(struct buffer *out, uint64_t n, const char *unit)
{
    html_count(out, n);
    put(out, unit, "</span></dd></div>\n");
}

static void put_tiles(const struct report *r, struct buffer *out)
{
    const struct summary *s = r->summary;
    const struct tally *all = &r->view.all;
    const uint64_t *n = all->counts;

    put(out, "<dl class=\"tiles\">");
    open_tile(out, "记录", "", false);
    html_count(out, n[COUNT_RECORDS]);
    put(out, "</b><span>来自 ");
    close_tile(out, s->sources, " 个来源");
    tile_measure(r, out, MEASURE_ERROR_RATE, "有错误的占比",
                 n[COUNT_WITH_ERROR] != 0 ? "error" : "good");
    close_tile(out, n[COUNT_WITH_ERROR], " 份有必须改正的错误");
    open_tile(out, "只有警告", n[COUNT_WITH_WARNING] != 0 ? "warning" : "good",
              false);
    html_count(out, n[COUNT_WITH_WARNING]);
    put(out, "</b><span>警告共 ");
    close_tile(out, n[COUNT_WARNINGS], " 个");
    tile_measure(r, out, MEASURE_GROUPED_RATE, "入组率", "");
    close_tile(out, n[COUNT_GROUPED], " 份入组");
    tile_measure(r, out, MEASURE_CMI, "CMI", "");
    close_tile(out, all->known[SUM_WEIGHT], " 份有权重");
    tile_measure(r, out, MEASURE_COST, "总费用", "");
    close_tile(out, all->known[SUM_COST], " 份合计");
    tile_measure(r, out, MEASURE_MARGIN, "结余",
                 all->sums[SUM_MARGIN] < 0 ? "error" : "");
    put(out, all->sums[SUM_MARGIN] < 0 ? "超支；" : "");
    close_tile(out, n[COUNT_PRICED], " 份算出支付");
    tile_measure(r, out, MEASURE_DEVIATION_RATE, "费用偏差占比", "");
    close_tile(
        out, n[COUNT_NORMAL] + n[COUNT_LOW] + n[COUNT_HIGH] + n[COUNT_EXTREME],
        " 份判断了偏差");
    tile_measure(r, out, MEASURE_DAYS_MEAN, "平均住院日", "");
    close_tile(out, all->known[SUM_DAYS], " 份有住院天数");
    tile_measure(r, out, MEASURE_COST_MEAN, "次均费用", "");
    close_tile(out, all->known[SUM_COST], " 份有总费用");
    tile_measure(r, out, MEASURE_DRUG, "药占比", "");
    close_tile(out, all->known[SUM_BILLED], " 份有费用明细");
    tile_measure(r, out, MEASURE_DEATH_RATE, "死亡率", "");
    close_tile(out, n[COUNT_DEATH], " 份死亡");
    put(out, "</dl>\n");
}

void report_facts(struct buffer *out, const struct report_fact *facts,
                  uint64_t whole)
{
    static const char *const heads[] = {"项目", "#数", "#占记录", "说明", NULL};

    html_heads(out, false, heads);
    for (; facts->what != NULL; facts++) {
        put(out, "<tr><th scope=\"row\">", facts->what, "</th>");
        html_count_cell(out, facts->n, -1);
        if (facts->unit == NULL)
            html_percent_cell(out, facts->n, whole);
        else
            html_none(out);
        put(out, "<td>", facts->remark, "</td></tr>\n");
    }
}

static void put_coverage(const struct report *r, struct buffer *out)
{
    const struct summary *s = r->summary;
    const uint64_t *n = r->view.all.counts;
    const struct tally_entry *unread =
        tally_find(&s->by[BY_CAUSE], TEXT("unfinished"));
    const struct report_fact facts[] = {
        {"输入文件", r->rows->facts->files, "个", "命令行给出的文件"},
        {"来源", s->sources, "个", "文件或压缩包成员，没有首页的也在内"},
        {"没有读全或没有首页的来源", s->by[BY_BAD].count, "个",
         "列在下面；一个来源可以在以下几项里"},
        {"文件没有读到底", s->unreadable, "处", "截断、损坏、打不开"},
        {"没有检查完的首页",
         unread != NULL ? unread->tally.counts[COUNT_RECORDS] : 0, "份",
         "记录没有读全，或内存不足；算记录，没有入组"},
        {"没有读到首页", s->no_page, "处", "不算记录，不进任何比率"},
        {"它们的问题", r->page_problems, "个",
         "“按规则”里灰色，不算份数；下表的错误还含没有检查完的首页的"},
        {"没有列出的首页", r->rows->facts->left_out, "份",
         "--only、--skip 没有选的科别"},
        {"记录", n[COUNT_RECORDS], NULL, "本报告各表的总份数"},
        {"有错误", n[COUNT_WITH_ERROR], NULL, "必须改正"},
        {"只有警告", n[COUNT_WITH_WARNING], NULL, "改正或确认"},
        {"入组", n[COUNT_GROUPED], NULL, "归入病种目录的一个病种"},
        {"主要诊断不允许入组", n[COUNT_EXCLUDED], NULL, "目录或规则排除"},
        {"没有入组", n[COUNT_UNGROUPED], NULL, "原因见各病例"},
        {"算出支付", n[COUNT_PRICED], NULL, "有支付标准和统筹基金预计"},
        {0}};

    html_part_open(out, "t-coverage", "记录和覆盖", NULL);
    report_facts(out, facts, n[COUNT_RECORDS]);
    html_part_close(out, 0);
}

static void put_bad_sources(const struct report *r, struct buffer *out)
{
    enum { LIMIT = 100 };
    const struct tally_table *bad = &r->summary->by[BY_BAD];
    static const char *const heads[] = {"来源", "#首页", "#错误", "原因", NULL};

    if (bad->count == 0)
        return;
    html_part_open(out, "t-bad", "没有读全、没有首页的来源", NULL);
    html_heads(out, false, heads);
    for (uint32_t i = 0; i < bad->count && i < LIMIT; i++) {
        const struct tally_entry *e = &bad->entries[i];

        put(out, "<tr><th scope=\"row\">");
        html_text(out, e->key, 2 * NAME_MAX);
        put(out, "</th>");
        html_count_cell(out, e->tally.counts[COUNT_RECORDS], -1);
        html_count_cell(out, e->tally.counts[COUNT_ERRORS], -1);
        put(out, "<td class=\"long\">");
        html_text(out, report_reason(r, e), 2 * NAME_MAX);
        put(out, "</td></tr>\n");
    }
    if (bad->count > LIMIT)
        put(out, "<tr class=\"rest\"><td colspan=\"4\">其余见 cases.csv"
                 "</td></tr>\n");
    html_part_close(out, 0);
}

/* ---- what to look at first ------------------------------------------------
 */

/* Whether a has more errors by the hundred than b. */
static bool has_more_errors(const uint64_t *a, const uint64_t *b)
{
    return a[COUNT_ERRORS] * b[COUNT_RECORDS] >
           b[COUNT_ERRORS] * a[COUNT_RECORDS];
}

/* The most errors by the hundred, of those with so many records at least. */
static const struct tally_entry *most_errors(const struct tally_table *t,
                                             uint64_t records)
{
    const struct tally_entry *most = NULL;

    for (uint32_t i = 0; i < t->count; i++) {
        const struct tally_entry *e = &t->entries[i];
        const uint64_t *n = e->tally.counts;

        if (e->key.length != 0 && n[COUNT_RECORDS] >= records &&
            n[COUNT_ERRORS] != 0 &&
            (most == NULL || has_more_errors(n, most->tally.counts)))
            most = e;
    }
    return most;
}

static const struct tally_entry *least_margin(const struct tally_table *t)
{
    const struct tally_entry *least = NULL;

    for (uint32_t i = 0; i < t->count; i++) {
        const struct tally_entry *e = &t->entries[i];
        if (e->key.length != 0 && !e->tally.beyond &&
            e->tally.sums[SUM_MARGIN] <
                (least != NULL ? least->tally.sums[SUM_MARGIN] : 0))
            least = e;
    }
    return least;
}

/* An entry by its name, to its cases. */
static void put_named(const struct report *r, struct buffer *out,
                      enum summary_by by, const struct tally_entry *e)
{
    put(out, "<b>");
    const bool linked = picks_open(r->view.picks, out, by, e);
    report_coded(out, e);
    put(out, linked ? "</a></b>" : "</b>");
}

static void put_overspend(const struct report *r, struct buffer *out,
                          const char *what, enum summary_by by)
{
    const struct tally_entry *e = least_margin(&r->summary->by[by]);

    if (e == NULL)
        return;
    put(out, "<li>", what, "：");
    put_named(r, out, by, e);
    put(out, "，结余 ");
    html_decimal(out, e->tally.sums[SUM_MARGIN], 2);
    put(out, " 元", r->view.sample ? HTML_SAMPLE : "", "</li>\n");
}

static void put_most_errors(const struct report *r, struct buffer *out)
{
    const struct tally_table *t = &r->summary->by[BY_DEPARTMENT];
    const struct tally_entry *e = most_errors(t, HTML_RATE_FROM);
    int128 rate;

    if (e == NULL)
        e = most_errors(t, 1);
    if (e == NULL ||
        !measure_value(&e->tally, MEASURE_ERRORS_PER_100, 0, &rate))
        return;
    put(out, "<li>每百份错误最多的出院科别：");
    put_named(r, out, BY_DEPARTMENT, e);
    put(out, "，每百份 ");
    measure_show(out, MEASURE_ERRORS_PER_100, rate);
    put(out, " 个（");
    html_count(out, e->tally.counts[COUNT_RECORDS]);
    put(out, " 份有 ");
    html_count(out, e->tally.counts[COUNT_ERRORS]);
    put(out, " 个）</li>\n");
}

static void put_points(const struct report *r, struct buffer *out)
{
    put(out, "<ul class=\"points\">");
    put_most_errors(r, out);
    put_overspend(r, out, "超支最多的出院科别", BY_DEPARTMENT);
    put_overspend(r, out, "超支最多的病种", BY_GROUP);
    put(out, "</ul>\n");
}

void report_overview(const struct report *r, struct buffer *out)
{
    static const enum measure by_month[] = {
        MEASURE_RECORDS, MEASURE_ERROR_RATE, MEASURE_GROUPED_RATE,
        MEASURE_CMI,     MEASURE_COST_MEAN,  MEASURE_MARGIN,
        MEASURE_END};
    static const enum measure by_insurance[] = {
        MEASURE_RECORDS,     MEASURE_SHARE,    MEASURE_COST_MEAN,
        MEASURE_PRICED_COST, MEASURE_STANDARD, MEASURE_MARGIN,
        MEASURE_END};
    static const struct html_table months = {
        BY_MONTH, "t-months",  "按出院月份", "出院月份", report_month,
        by_month, MEASURE_END, false,        60,         "combo 1 2"};
    static const struct html_table insurances = {
        BY_INSURANCE, "t-insurances",  "按医保类型", "医保类型", put_insurance,
        by_insurance, MEASURE_RECORDS, false,        20,         NULL};
    static const struct html_table regions = {
        BY_PACK,      "t-regions",     "按规则包", "规则包", report_name,
        by_insurance, MEASURE_RECORDS, false,      20,       NULL};
    const struct summary *s = r->summary;

    report_open(out, "overview", "概况");
    put_tiles(r, out);
    put_points(r, out);
    put_coverage(r, out);
    put_bad_sources(r, out);
    html_table(out, &months, &r->view);
    html_table(out, &insurances, &r->view);
    if (s->by[BY_PACK].count > 1)
        html_table(out, &regions, &r->view);
    put(out, "</section>\n");
}

/* ---- scores, groups ------------------------------------------------------ */

/* From an edge to the next, `500 至不到 600`; whole days `8–9`. */
static void put_range(struct buffer *out, enum summary_histogram which,
                      size_t bin)
{
    if (bin == 0) {
        put(out, "不到 ", summary_edge(which, 0));
        return;
    }
    const int128 from = summary_edge(which, bin - 1);

    put(out, from);
    if (bin == summary_edges(which))
        put(out, " 以上");
    else if (which != HISTOGRAM_DAYS)
        put(out, " 至不到 ", summary_edge(which, bin));
    else if (summary_edge(which, bin) - from != DECIMAL_ONE)
        put(out, "–", summary_edge(which, bin) - DECIMAL_ONE);
}

static uint64_t in_bin(const struct histogram *h, size_t bin)
{
    return bin == 0 ? h->below : h->bins[bin - 1];
}

/* From the first to the last range that has a case. */
static void put_histogram(const struct report *r, struct buffer *out,
                          enum summary_histogram which, const char *id,
                          const char *title, const char *unit)
{
    const struct histogram *h = &r->summary->histograms[which];
    const size_t edges = summary_edges(which);
    uint64_t most = BAR_LEAST, whole = 0;
    size_t first = edges + 1, last = 0;

    for (size_t i = 0; i <= edges; i++) {
        const uint64_t n = in_bin(h, i);
        most = n > most ? n : most;
        whole += n;
        first = n != 0 && i < first ? i : first;
        last = n != 0 ? i : last;
    }
    html_part_open(out, id, title, "bar 1");
    html_heads(out, r->view.sample,
               (const char *const[]){unit, "#份数", "#占比", NULL});
    for (size_t i = first; i <= last; i++) {
        const uint64_t n = in_bin(h, i);
        put(out, "<tr><th scope=\"row\">");
        put_range(out, which, i);
        put(out, "</th>");
        html_count_cell(out, n, (int)(n * 1000 / most));
        html_percent_cell(out, n, whole);
        put(out, "</tr>\n");
    }
    if (whole == 0)
        put(out, "<tr class=\"rest\"><td colspan=\"3\">没有这个数"
                 "</td></tr>\n");
    html_part_close(out, 0);
}

void report_scores(const struct report *r, struct buffer *out)
{
    report_open(out, "scores", "分值分布");
    put_histogram(r, out, HISTOGRAM_SCORE, "t-score", "病种分值的分布",
                  "*病种分值");
    put_histogram(r, out, HISTOGRAM_DAYS, "t-days", "住院天数的分布", "天");
    put(out, "</section>\n");
}

void report_groups(const struct report *r, struct buffer *out)
{
    static const enum measure of_kinds[] = {
        MEASURE_RECORDS, MEASURE_SHARE,     MEASURE_SCORE,  MEASURE_SCORE_MEAN,
        MEASURE_CMI,     MEASURE_COST_MEAN, MEASURE_MARGIN, MEASURE_END};
    static const enum measure of_groups[] = {
        MEASURE_RECORDS,   MEASURE_SHARE,     MEASURE_CMI,
        MEASURE_DAYS_MEAN, MEASURE_COST_MEAN, MEASURE_MARGIN_MEAN,
        MEASURE_MARGIN,    MEASURE_END};
    static const enum measure of_outcomes[] = {MEASURE_RECORDS,
                                               MEASURE_DEATH,
                                               MEASURE_DEATH_RATE,
                                               MEASURE_TRANSFER,
                                               MEASURE_TRANSFER_RATE,
                                               MEASURE_AGAINST_ADVICE,
                                               MEASURE_READMITTED,
                                               MEASURE_READMISSION_RATE,
                                               MEASURE_SPLIT,
                                               MEASURE_DAYS_MEAN,
                                               MEASURE_END};
    static const struct html_table kinds = {
        BY_KIND,  "t-kinds",       "病种类别构成", "病种类别", put_kind,
        of_kinds, MEASURE_RECORDS, false,          20,         "doughnut 1"};
    static const struct html_table groups = {
        BY_GROUP,     "t-groups", "份数最多的病种", "病种",
        report_group, of_groups,  MEASURE_RECORDS,  false,
        30,           "hbar 1"};
    static const struct html_table outcomes = {
        BY_DEPARTMENT, "t-outcomes", "死亡、转院和再入院：按出院科别",
        "出院科别",    report_coded, of_outcomes,
        MEASURE_DEATH, false,        30,
        NULL};

    report_open(out, "groups", "病种构成");
    html_table(out, &kinds, &r->view);
    html_table(out, &groups, &r->view);
    html_table(out, &outcomes, &r->view);
    put(out, "</section>\n");
}

static const enum measure fee_shares[] = {
    MEASURE_COST,       MEASURE_COST_MEAN,  MEASURE_DRUG,    MEASURE_MATERIAL,
    MEASURE_EXAM,       MEASURE_LAB,        MEASURE_SURGERY, MEASURE_NURSING,
    MEASURE_COST_INDEX, MEASURE_DAYS_INDEX, MEASURE_END};

/* ---- payment, deviations ------------------------------------------------- */

/* Whatever the money is told by, it is told in these. */
static const enum measure payment[] = {
    MEASURE_MARGIN,      MEASURE_RECORDS,   MEASURE_PRICED_COST,
    MEASURE_STANDARD,    MEASURE_FUND,      MEASURE_COST_RATE,
    MEASURE_MARGIN_MEAN, MEASURE_COST_MEAN, MEASURE_COST_INDEX,
    MEASURE_DAYS_INDEX,  MEASURE_END};

static const struct html_table payments[] = {
    {BY_DEPARTMENT, "t-payment", "费用与支付：按出院科别，结余少的在前",
     "出院科别", report_coded, payment, MEASURE_MARGIN, true, 30, "hbars 3 4"},
    {BY_GROUP, "t-losses", "结余最少的病种", "病种", report_group, payment,
     MEASURE_MARGIN, true, 20, "hbar 1"},
    {BY_PAIR, "t-pairs", "各科别超支最多的病种（每个科别至多 5 个）",
     "科别和病种", report_pair, payment, MEASURE_MARGIN, true, 100, NULL},
    {BY_WARD, "t-ward-payment", "费用与支付：按出院病房", "出院病房",
     report_coded, payment, MEASURE_MARGIN, true, 30, NULL},
    {BY_DOCTOR, "t-doctor-payment", "费用与支付：按主治医师", "主治医师",
     report_name, payment, MEASURE_MARGIN, true, 40, NULL},
    {BY_CODER, "t-coder-payment", "费用与支付：按编码员", "编码员", report_name,
     payment, MEASURE_MARGIN, true, 40, NULL},
    {BY_ORGANIZATION, "t-organization-payment", "费用与支付：按医疗机构",
     "医疗机构", report_coded, payment, MEASURE_MARGIN, true, 30, NULL}};

void report_payment(const struct report *r, struct buffer *out)
{
    static const struct html_table fees = {
        BY_DEPARTMENT, "t-fees",     "费用结构和消耗指数：按出院科别",
        "出院科别",    report_coded, fee_shares,
        MEASURE_COST,  false,        30,
        NULL};
    static const struct html_table group_fees = {
        BY_GROUP,     "t-group-fees", "费用结构和消耗指数：总费用最多的病种",
        "病种",       report_group,   fee_shares,
        MEASURE_COST, false,          20,
        NULL};

    report_open(out, "payment", "费用与支付");
    report_tables(r, out, payments, COUNT_OF(payments));
    html_table(out, &fees, &r->view);
    html_table(out, &group_fees, &r->view);
    put_histogram(r, out, HISTOGRAM_COST, "t-cost", "总费用的分布",
                  "总费用（元）");
    put_histogram(r, out, HISTOGRAM_MARGIN, "t-margin", "结余的分布",
                  "*结余（元，负数是超支）");
    put(out, "</section>\n");
}

void report_deviations(const struct report *r, struct buffer *out)
{
    static const enum measure of_kinds[] = {
        MEASURE_RECORDS,  MEASURE_SHARE,  MEASURE_PRICED_COST,
        MEASURE_STANDARD, MEASURE_MARGIN, MEASURE_END};
    static const enum measure of_departments[] = {
        MEASURE_DEVIATION_RATE, MEASURE_RECORDS, MEASURE_NORMAL, MEASURE_LOW,
        MEASURE_HIGH,           MEASURE_EXTREME, MEASURE_END};
    static const struct html_table kinds = {
        BY_DEVIATION, "t-deviations",  "费用偏差", "偏差", put_deviation,
        of_kinds,     MEASURE_RECORDS, false,      10,     "doughnut 1"};
    static const struct html_table departments = {
        BY_DEPARTMENT,
        "t-deviating",
        "费用偏差：按出院科别，"
        "占比高的在前，不满 10 份的在后",
        "出院科别",
        report_coded,
        of_departments,
        MEASURE_DEVIATION_RATE,
        false,
        30,
        "hbar 1"};

    report_open(out, "deviations", "费用偏差");
    html_table(out, &kinds, &r->view);
    put_histogram(r, out, HISTOGRAM_RATIO, "t-ratio", "费用倍率的分布",
                  "*费用倍率");
    html_table(out, &departments, &r->view);
    put(out, "</section>\n");
}
