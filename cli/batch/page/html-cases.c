/* The worst cases in report.html: a table, and each one's findings. */
#include "batch/page/html-report.h"

#include "batch/page/html.h"
#include "common/put.h"
#include "pack/pack.h"

#define CELL_MAX 120u
#define SAID_MAX 600u

/* ---- pieces -------------------------------------------------------------- */

static void put_text_cell(struct buffer *out, struct text t, const char *extra)
{
    put(out, "<td", extra, ">");
    html_text(out, t, CELL_MAX);
    put(out, "</td>");
}

static void put_number_cell(struct buffer *out, struct text t, unsigned places,
                            const char *extra)
{
    int128 n;

    if (!decimal_parse(t, &n)) {
        put(out, "<td class=\"n none", extra, "\">—</td>");
        return;
    }
    html_number_open(out, extra, n, -1);
    html_decimal(out, n, places);
    put(out, "</td>");
}

static bool is_minus(struct text t)
{
    return t.length != 0 && t.at[0] == '-';
}

/* A text between two others; nothing without one. */
static void put_between(struct buffer *out, const char *before, struct text t,
                        size_t limit, const char *after)
{
    if (t.length == 0)
        return;
    put(out, before);
    html_text(out, t, limit);
    put(out, after);
}

/* `编码 名称`, or what there is of it. */
static void put_code_and_name(struct buffer *out, struct text code,
                              struct text name)
{
    html_text(out, code, CELL_MAX);
    put(out, code.length != 0 && name.length != 0 ? " " : "");
    html_text(out, name, CELL_MAX);
}

static struct text of_department(const struct text *cells)
{
    return cells[CASES_DEPARTMENT_NAME].length != 0
               ? cells[CASES_DEPARTMENT_NAME]
               : cells[CASES_DEPARTMENT];
}

/* The case's number, or where it lies if it has none. */
static void put_case_no(struct buffer *out, const struct text *cells)
{
    if (cells[CASES_CASE_NO].length != 0) {
        html_text(out, cells[CASES_CASE_NO], CELL_MAX);
        return;
    }
    html_text(out, cells[CASES_SOURCE], CELL_MAX);
    put(out, " 第 ");
    html_text(out, cells[CASES_INDEX], CELL_MAX);
    put(out, " 份");
}

/* ---- the table ----------------------------------------------------------- */

static void put_worst_heads(const struct report *r, struct buffer *out)
{
    const char *const heads[] = {
        "#位次",    "病案号",   r->identity ? "姓名" : "",
        "为什么",   "出院科别", "编码员",
        "上传期限", "主要诊断", "病种",
        "#错误",    "#警告",    "#*结余",
        "#问题",    NULL};

    html_heads(out, r->view.sample, heads);
}

/* The titles of its first problems, each once. */
static bool put_titles(const struct report *r, struct buffer *out,
                       const struct worst_case *c)
{
    enum { LIMIT = 3 };
    struct text cells[FINDING_COLUMNS], told[LIMIT];
    struct csv_reader reader;
    unsigned count = 0;
    bool good = true;

    csv_open_rows(&reader, r->rows->findings, r->rows->findings_size);
    for (unsigned i = 0; good && i < c->total && i < WORST_FINDINGS; i++) {
        unsigned same = 0;

        if (c->findings[i].severity > 1)
            break;
        good =
            csv_row_at(&reader, c->findings[i].offset, cells, FINDING_COLUMNS);
        if (!good)
            break;
        const struct tally_entry *e =
            tally_find(&r->summary->by[BY_RULE], cells[FINDINGS_RULE]);
        const struct text title =
            e != NULL ? report_title(r, e->key) : TEXT("");
        while (same < count && told[same].at != title.at)
            same++;
        if (title.length == 0 || same < count)
            continue;
        if (count == LIMIT) {
            put(out, "……");
            break;
        }
        told[count++] = title;
        put(out, count > 1 ? "、" : "");
        html_text(out, title, CELL_MAX);
    }
    csv_close(&reader);
    return good;
}

/* The share of the list that a case is in. */
static const char *share_words(const struct worst_case *c)
{
    static const char *const words[] = {[SHARE_LOSS] = "超支多",
                                        [SHARE_DEATH] = "死亡",
                                        [SHARE_RETURN] = "再入院",
                                        [SHARE_DEVIATION] = "费用偏差",
                                        [SHARE_REST] = "其他问题"};

    if (c->share != SHARE_ERRORS)
        return words[c->share];
    if (c->is.errors > 1) /* one error is not many */
        return "错误多";
    return c->is.adrift ? "未入组" : "有错误";
}

/* In the order that the cases are ranked by, behind the share. */
static bool put_why(const struct report *r, struct buffer *out,
                    const struct worst_case *c, const struct text *cells)
{
    const uint64_t found = c->is.errors + c->is.warnings;

    put(out, "<b>", share_words(c), "</b> ");
    if (c->is.adrift) {
        put(out, "没有入组（");
        report_cause(out, &(struct tally_entry){.key = cells[CASES_CAUSE]});
        put(out, found + (c->is.loss != 0) != 0 ? "）；" : "）");
    }
    const bool good = put_titles(r, out, c);
    if (c->is.loss == 0)
        return good;
    put(out, found != 0 ? "；超支 " : "超支 ");
    html_decimal(out, c->is.loss, 2);
    put(out, " 元", r->view.sample ? HTML_SAMPLE : "");
    return good;
}

static bool put_worst_row(const struct report *r, struct buffer *out,
                          const struct worst_case *c, const struct text *cells,
                          uint32_t rank)
{
    put(out, "<tr id=\"r", rank, "\">");
    html_number_open(out, "", decimal_from_int(rank), -1);
    put(out, rank, "</td><th scope=\"row\">");
    put_case_no(out, cells);
    put(out, "</th>");
    if (r->identity)
        put_text_cell(out, cells[CASES_PATIENT_NAME], "");
    put(out, "<td class=\"long\">");
    const bool good = put_why(r, out, c, cells);
    put(out, "</td>");
    put_text_cell(out, of_department(cells), "");
    put_text_cell(out, cells[CASES_CODER], "");
    put_text_cell(out, cells[CASES_DEADLINE], " class=\"date\"");
    put(out, "<td class=\"long\">");
    put_code_and_name(out, cells[CASES_DX], cells[CASES_DX_NAME]);
    put(out, "</td><td class=\"long\">");
    put_code_and_name(out, cells[CASES_GROUP], cells[CASES_GROUP_NAME]);
    put(out, "</td>");
    put_number_cell(out, cells[CASES_ERRORS], 0,
                    c->is.errors != 0 ? " err" : "");
    put_number_cell(out, cells[CASES_WARNINGS], 0,
                    c->is.warnings != 0 ? " warn" : "");
    put_number_cell(out, cells[CASES_MARGIN], 2,
                    is_minus(cells[CASES_MARGIN]) ? " minus" : "");
    html_number_open(out, "", decimal_from_int((int64_t)c->total), -1);
    put(out, "<a href=\"#c", rank, "\" aria-label=\"位次 ", rank, " 的问题\">");
    html_count(out, c->total);
    put(out, " 个</a></td></tr>\n");
    return good;
}

/* ---- a case with its findings -------------------------------------------- */

static void put_fact(struct buffer *out, const char *what, struct text t)
{
    if (t.length == 0)
        return;
    put(out, "<div><dt>", what, "</dt><dd>");
    html_text(out, t, SAID_MAX);
    put(out, "</dd></div>");
}

static void put_amount(struct buffer *out, const char *what, struct text t,
                       bool sample)
{
    if (t.length == 0)
        return;
    put(out, "<div><dt>", what, sample ? HTML_SAMPLE : "", "</dt><dd>");
    html_cell(out, t, 2);
    put(out, "</dd></div>");
}

static void put_coded(struct buffer *out, const char *what, struct text code,
                      struct text name)
{
    if (code.length == 0 && name.length == 0)
        return;
    put(out, "<div><dt>", what, "</dt><dd>");
    put_code_and_name(out, code, name);
    put(out, "</dd></div>");
}

/* A fact with a way to the other cases that have it. */
static void put_picked(const struct report *r, struct buffer *out,
                       const char *what, enum summary_by by, struct text key,
                       struct text name)
{
    if (key.length == 0 && name.length == 0)
        return;
    put(out, "<div><dt>", what, "</dt><dd>");
    const bool linked =
        picks_open(r->view.picks, out, by, &(struct tally_entry){.key = key});
    html_text(out, name.length != 0 ? name : key, CELL_MAX);
    put(out, linked ? "</a></dd></div>" : "</dd></div>");
}

static void put_case_facts(const struct report *r, struct buffer *out,
                           const struct text *cells)
{
    put(out, "<dl class=\"facts\">");
    if (r->identity)
        put_fact(out, "姓名", cells[CASES_PATIENT_NAME]);
    put_picked(r, out, "出院科别", BY_DEPARTMENT, cells[CASES_DEPARTMENT],
               of_department(cells));
    put_picked(r, out, "病房", BY_WARD, cells[CASES_WARD], cells[CASES_WARD]);
    put_picked(r, out, "编码员", BY_CODER, cells[CASES_CODER],
               cells[CASES_CODER]);
    put_picked(r, out, "主治医师", BY_DOCTOR, cells[CASES_DOCTOR],
               cells[CASES_DOCTOR]);
    put_fact(out, "入院", cells[CASES_ADMITTED]);
    put_fact(out, "出院", cells[CASES_DISCHARGED]);
    put_fact(out, "上传期限", cells[CASES_DEADLINE]);
    put_coded(out, "主要诊断", cells[CASES_DX], cells[CASES_DX_NAME]);
    put_coded(out, "主要手术操作", cells[CASES_OP], cells[CASES_OP_NAME]);
    put_picked(r, out, "病种", BY_GROUP, cells[CASES_GROUP],
               cells[CASES_GROUP_NAME]);
    put_fact(out, "病种类别", group_layer_words(cells[CASES_KIND]));
    put_amount(out, "病种分值", cells[CASES_SCORE], r->view.sample);
    put_amount(out, "总费用", cells[CASES_COST], false);
    put_amount(out, "支付标准", cells[CASES_STANDARD], r->view.sample);
    put_amount(out, "结余", cells[CASES_MARGIN], r->view.sample);
    put_amount(out, "费用倍率", cells[CASES_RATIO], r->view.sample);
    put_fact(out, "没有入组或支付的原因", cells[CASES_WHY]);
    put_fact(out, "来源", cells[CASES_SOURCE]);
    put_fact(out, "第几份", cells[CASES_INDEX]);
    put_fact(out, "从第几行", cells[CASES_LINE]);
    put(out, "</dl>");
}

static void put_finding_item(const struct report *r, struct buffer *out,
                             const struct text *cells)
{
    put(out, "<li><p>", html_severity(cells[FINDINGS_SEVERITY]), " <b>");
    const bool linked =
        picks_open(r->view.picks, out, BY_RULE,
                   &(struct tally_entry){.key = cells[FINDINGS_RULE]});
    report_rule(r, out, cells[FINDINGS_RULE]);
    put(out, linked ? "</a></b>　" : "</b>　");
    html_text(out, cells[FINDINGS_MESSAGE], SAID_MAX);
    put(out, "</p><p class=\"soft\">");
    html_text(out, cells[FINDINGS_FIELD_NAME], CELL_MAX);
    put_between(out, "：原值 <q>", cells[FINDINGS_VALUE], CELL_MAX, "</q>");
    put_between(out, "（第 ", cells[FINDINGS_LINE], CELL_MAX, " 行）");
    put_between(out, "。建议：", cells[FINDINGS_ADVICE], SAID_MAX, "");
    put(out, "</p></li>\n");
}

static bool put_case_findings(const struct report *r, struct buffer *out,
                              const struct worst_case *c)
{
    struct text cells[FINDING_COLUMNS];
    struct csv_reader reader;
    bool good = true;

    if (c->total == 0) {
        put(out, "<p class=\"soft\">没有检查出问题，"
                 "因结余或作为例子列在这里。</p>");
        return true;
    }
    put(out, "<ul class=\"said\">");
    csv_open_rows(&reader, r->rows->findings, r->rows->findings_size);
    for (uint64_t i = 0; good && i < c->total && i < WORST_FINDINGS; i++) {
        good =
            csv_row_at(&reader, c->findings[i].offset, cells, FINDING_COLUMNS);
        if (good)
            put_finding_item(r, out, cells);
    }
    csv_close(&reader);
    put(out, "</ul>");
    if (c->total > WORST_FINDINGS) {
        put(out, "<p class=\"soft\">还有 ");
        html_count(out, c->total - WORST_FINDINGS);
        put(out, " 个，见 findings.csv。</p>");
    }
    return good;
}

static bool put_article(const struct report *r, struct buffer *out,
                        const struct worst_case *c, const struct text *cells,
                        uint32_t rank)
{
    bool good;

    put(out, "<article id=\"c", rank, "\" tabindex=\"-1\" aria-labelledby=\"c",
        rank, "-h\"><h3 id=\"c", rank, "-h\"><span class=\"rank\">", rank,
        "</span> ");
    put_case_no(out, cells);
    put_between(out, "（第 ", cells[CASES_ADMISSION], CELL_MAX, " 次住院）");
    put(out, "</h3>");
    put_case_facts(r, out, cells);
    good = put_case_findings(r, out, c);
    if (rank <= r->shown)
        put(out, "<p class=\"back\"><a href=\"#r", rank,
            "\">回到表中这一行</a></p></article>\n");
    else
        put(out, "<p class=\"back\"><a href=\"#picks\">回到按项目找病例"
                 "</a></p></article>\n");
    return good;
}

/* ---- all ----------------------------------------------------------------- */

/* Each case of the list: a row of the table, or its article. */
static bool put_each(const struct report *r, struct buffer *out, bool articles)
{
    const uint32_t count = articles ? r->worst->count : r->shown;
    struct text cells[CASE_COLUMNS];
    struct csv_reader reader;
    bool good = true;

    csv_open_rows(&reader, r->rows->cases, r->rows->cases_size);
    for (uint32_t i = 0; good && i < count; i++) {
        const struct worst_case *c = &r->worst->list[i];
        good = csv_row_at(&reader, c->is.offset, cells, CASE_COLUMNS) &&
               (articles ? put_article(r, out, c, cells, i + 1)
                         : put_worst_row(r, out, c, cells, i + 1));
    }
    csv_close(&reader);
    return good;
}

static void put_lead(const struct report *r, struct buffer *out)
{
    put(out,
        "<p class=\"lead\">先是错误多的和未入组的（至多 20 份），再是"
        "超支多的（20 份），死亡、再入院、费用偏差的（10 份），空着的由其余"
        "的补；“为什么”一列说明。有问题、没有入组或超支的共 ");
    html_count(out, r->worst->wanting);
    put(out, " 份，最值得看的是这 ");
    html_count(out, r->shown);
    put(out,
        " 份；其余有问题或没有入组的见 results.xlsx 的“待办病例”，只是超支的"
        "见其中“病例”的结余。<span class=\"paper\">"
        "纸上的问题印前 3 份的，各 3 个；各表印前 12 行，科别、月份的全印。</span></p>\n");
}

static bool put_worst(const struct report *r, struct buffer *out)
{
    put_lead(r, out);
    put(out, "<div class=\"tools\" hidden><label>查找 <input type=\""
             "search\" id=\"find\" autocomplete=\"off\" placeholder=\""
             "病案号、科别、问题，几个词用空格隔开\"></label><span "
             "id=\"found\" role=\"status\"></span></div>"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
             "aria-label=\"重点病例（表）\"><table id=\"t-worst\" "
             "class=\"wide\">");
    put_worst_heads(r, out);
    const bool good = put_each(r, out, false);
    put(out, "</tbody></table></div>\n<nav class=\"pages\" hidden "
             "aria-label=\"重点病例翻页\"></nav></section>\n");
    return good;
}

bool report_cases(const struct report *r, struct buffer *out)
{
    bool good = true;

    report_open(out, "worst", "重点病例");
    if (r->shown == 0)
        put(out, "<p class=\"lead\">没有需要处理的病例。</p>"
                 "</section>\n");
    else
        good = put_worst(r, out);
    if (r->worst->count == 0)
        return good;
    report_picks(r, out);
    report_open(out, "details", "病例的问题");
    put(out, "<p class=\"lead screen\">重点病例，和按项目找到的病例。</p>\n");
    good = good && put_each(r, out, true);
    put(out, "</section>\n");
    return good;
}
