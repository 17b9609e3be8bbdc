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
        "#位次",       "病案号",   r->identity ? "姓名" : "",
        "出院科别",    "编码员",   "-出院日期",
        "上传期限",    "主要诊断", "病种",
        "#错误",       "#警告",    "#-总费用",
        "#*-支付标准", "#*结余",   "#问题",
        NULL};

    html_heads(out, r->sample, heads);
}

static void put_worst_row(const struct report *r, struct buffer *out,
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
    put_text_cell(out, of_department(cells), "");
    put_text_cell(out, cells[CASES_CODER], "");
    put_text_cell(out, cells[CASES_DISCHARGED], " class=\"date minor\"");
    put_text_cell(out, cells[CASES_DEADLINE], " class=\"date\"");
    put(out, "<td class=\"long\">");
    put_code_and_name(out, cells[CASES_DX], cells[CASES_DX_NAME]);
    put(out, "</td><td class=\"long\">");
    put_code_and_name(out, cells[CASES_GROUP], cells[CASES_GROUP_NAME]);
    put(out,
        c->adrift ? "<span class=\"sev w\">没有入组</span></td>" : "</td>");
    put_number_cell(out, cells[CASES_ERRORS], 0, c->errors != 0 ? " err" : "");
    put_number_cell(out, cells[CASES_WARNINGS], 0,
                    c->warnings != 0 ? " warn" : "");
    put_number_cell(out, cells[CASES_COST], 2, " minor");
    put_number_cell(out, cells[CASES_STANDARD], 2, " minor");
    put_number_cell(out, cells[CASES_MARGIN], 2,
                    is_minus(cells[CASES_MARGIN]) ? " minus" : "");
    html_number_open(out, "", decimal_from_int((int64_t)c->total), -1);
    put(out, "<a href=\"#c", rank, "\" aria-label=\"位次 ", rank, " 的问题\">");
    html_count(out, c->total);
    put(out, " 个</a></td></tr>\n");
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

static void put_case_facts(const struct report *r, struct buffer *out,
                           const struct text *cells)
{
    put(out, "<dl class=\"facts\">");
    if (r->identity)
        put_fact(out, "姓名", cells[CASES_PATIENT_NAME]);
    put_fact(out, "出院科别", of_department(cells));
    put_fact(out, "编码员", cells[CASES_CODER]);
    put_fact(out, "主治医师", cells[CASES_DOCTOR]);
    put_fact(out, "入院", cells[CASES_ADMITTED]);
    put_fact(out, "出院", cells[CASES_DISCHARGED]);
    put_fact(out, "上传期限", cells[CASES_DEADLINE]);
    put_coded(out, "主要诊断", cells[CASES_DX], cells[CASES_DX_NAME]);
    put_coded(out, "主要手术操作", cells[CASES_OP], cells[CASES_OP_NAME]);
    put_coded(out, "病种", cells[CASES_GROUP], cells[CASES_GROUP_NAME]);
    put_fact(out, "病种类别", group_layer_words(cells[CASES_KIND]));
    put_amount(out, "病种分值", cells[CASES_SCORE], r->sample);
    put_amount(out, "总费用", cells[CASES_COST], false);
    put_amount(out, "支付标准", cells[CASES_STANDARD], r->sample);
    put_amount(out, "结余", cells[CASES_MARGIN], r->sample);
    put_amount(out, "费用倍率", cells[CASES_RATIO], r->sample);
    put_fact(out, "没有入组或支付的原因", cells[CASES_WHY]);
    put_fact(out, "来源", cells[CASES_SOURCE]);
    put_fact(out, "第几份", cells[CASES_INDEX]);
    put_fact(out, "从第几行", cells[CASES_LINE]);
    put(out, "</dl>");
}

static void put_finding_item(struct buffer *out, const struct text *cells)
{
    put(out, "<li><p>", html_severity(cells[FINDINGS_SEVERITY]),
        " <b class=\"code\">");
    html_text(out, cells[FINDINGS_RULE], CELL_MAX);
    put(out, "</b> ");
    put_between(out, "<b>", cells[FINDINGS_TITLE], CELL_MAX, "</b>　");
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
                 "因结余列在这里。</p>");
        return true;
    }
    put(out, "<ul class=\"said\">");
    csv_open_rows(&reader, r->rows->findings, r->rows->findings_size);
    for (uint64_t i = 0; good && i < c->total && i < WORST_FINDINGS; i++) {
        good =
            csv_row_at(&reader, c->findings[i].offset, cells, FINDING_COLUMNS);
        if (good)
            put_finding_item(out, cells);
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
    put(out, "<p class=\"back\"><a href=\"#r", rank,
        "\">回到表中这一行</a></p></article>\n");
    return good;
}

/* ---- all ----------------------------------------------------------------- */

/* Each worst case: a row of the table, or its article. */
static bool put_each(const struct report *r, struct buffer *out, bool articles)
{
    struct text cells[CASE_COLUMNS];
    struct csv_reader reader;
    bool good = true;

    csv_open_rows(&reader, r->rows->cases, r->rows->cases_size);
    for (uint32_t i = 0; good && i < r->worst->count; i++) {
        const struct worst_case *c = &r->worst->list[i];
        good = csv_row_at(&reader, c->offset, cells, CASE_COLUMNS);
        if (good && articles)
            good = put_article(r, out, c, cells, i + 1);
        else if (good)
            put_worst_row(r, out, c, cells, i + 1);
    }
    csv_close(&reader);
    return good;
}

static void put_lead(const struct report *r, struct buffer *out)
{
    put(out, "<p class=\"lead\">先看错误多的，再看没有入组的、警告"
             "多的、超支多的。值得看的共 ");
    html_count(out, r->worst->wanting);
    put(out, " 份，这里列出前 ");
    html_count(out, r->worst->count);
    put(out, " 份，全部见 cases.csv。<span class=\"paper\">"
             "纸上印前 50 份，问题印前 10 份的。</span></p>\n");
}

bool report_cases(const struct report *r, struct buffer *out)
{
    bool good;

    report_open(out, "worst", "重点病例");
    if (r->worst->count == 0) {
        put(out, "<p class=\"lead\">没有需要处理的病例。</p>"
                 "</section>\n");
        return true;
    }
    put_lead(r, out);
    put(out, "<div class=\"tools\" hidden><label>查找 <input type=\""
             "search\" id=\"find\" autocomplete=\"off\" placeholder=\""
             "病案号、科别、编码员、编码\"></label><span id=\"found\" "
             "role=\"status\"></span></div>"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
             "aria-label=\"重点病例（表）\"><table id=\"t-worst\" "
             "class=\"wide\">");
    put_worst_heads(r, out);
    good = put_each(r, out, false);
    put(out, "</tbody></table></div>\n<nav class=\"pages\" hidden "
             "aria-label=\"重点病例翻页\"></nav></section>\n");
    report_open(out, "details", "重点病例的问题");
    put(out, "<p class=\"lead screen\">与上表同一页的病例。</p>\n");
    good = good && put_each(r, out, true);
    put(out, "</section>\n");
    return good;
}
