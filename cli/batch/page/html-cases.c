/* The worst cases in report.html: a table, and each one's findings. */
#include "batch/page/html-report.h"

#include <stdio.h>

#include "batch/page/html.h"
#include "pack/pack.h"

#define CELL_MAX 120u
#define SAID_MAX 600u
/* Enough for most rows of the tables. */
#define ROW_BYTES 2048u

/* ---- rows of the tables -------------------------------------------------- */

static void open_rows(struct csv_reader *r, int fd, uint64_t size)
{
    csv_open(r, fd, 0, size);
    r->step = ROW_BYTES;
}

static bool read_row(struct csv_reader *r, uint64_t offset, struct text *cells,
                     unsigned count)
{
    uint64_t at;

    csv_seek(r, offset);
    return csv_next(r, cells, count, &at);
}

/* ---- pieces -------------------------------------------------------------- */

static void put_cell(struct buffer *out, struct text t, const char *extra)
{
    buffer_string(out, "<td");
    buffer_string(out, extra);
    buffer_char(out, '>');
    html_text(out, t, CELL_MAX);
    buffer_string(out, "</td>");
}

static void put_number(struct buffer *out, struct text t, unsigned places,
                       const char *extra)
{
    int128 n;

    if (!decimal_parse(t, &n)) {
        buffer_string(out, "<td class=\"n none");
        buffer_string(out, extra);
        buffer_string(out, "\">—</td>");
        return;
    }
    html_number_open(out, extra, n, -1);
    html_decimal(out, n, places);
    buffer_string(out, "</td>");
}

static bool is_minus(struct text t)
{
    return t.length != 0 && t.at[0] == '-';
}

/* `编码 名称`, or what there is of it. */
static void put_pair(struct buffer *out, struct text code, struct text name)
{
    html_text(out, code, CELL_MAX);
    buffer_string(out, code.length != 0 && name.length != 0 ? " " : "");
    html_text(out, name, CELL_MAX);
}

static void put_rank(struct buffer *out, const char *before, uint32_t rank,
                     const char *after)
{
    buffer_string(out, before);
    buffer_integer(out, rank);
    buffer_string(out, after);
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
    buffer_string(out, " 第 ");
    html_text(out, cells[CASES_INDEX], CELL_MAX);
    buffer_string(out, " 份");
}

/* ---- the table ----------------------------------------------------------- */

static void put_head(const struct report *r, struct buffer *out)
{
    static const struct {
        const char *text;
        bool number, of_pack, minor;
    } heads[] = {
        {"位次", true, false, false},      {"病案号", false, false, false},
        {"出院科别", false, false, false}, {"编码员", false, false, false},
        {"出院日期", false, false, true},  {"上传期限", false, false, false},
        {"主要诊断", false, false, false}, {"病种", false, false, false},
        {"错误", true, false, false},      {"警告", true, false, false},
        {"总费用", true, false, true},     {"支付标准", true, true, true},
        {"结余", true, true, false}};

    buffer_string(out, "<thead><tr>");
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        html_heading_minor(out, heads[i].text, heads[i].number,
                           r->sample && heads[i].of_pack, heads[i].minor);
        if (i == 1 && r->identity)
            html_heading(out, "姓名", false, false);
    }
    html_heading(out, "问题", true, false);
    buffer_string(out, "</tr></thead><tbody>\n");
}

static void put_row(const struct report *r, struct buffer *out,
                    const struct worst_case *c, const struct text *cells,
                    uint32_t rank)
{
    put_rank(out, "<tr id=\"r", rank, "\">");
    html_number_open(out, "", decimal_from_int(rank), -1);
    put_rank(out, "", rank, "</td><th scope=\"row\">");
    put_case_no(out, cells);
    buffer_string(out, "</th>");
    if (r->identity)
        put_cell(out, cells[CASES_PATIENT_NAME], "");
    put_cell(out, of_department(cells), "");
    put_cell(out, cells[CASES_CODER], "");
    put_cell(out, cells[CASES_DISCHARGED], " class=\"date minor\"");
    put_cell(out, cells[CASES_DEADLINE], " class=\"date\"");
    buffer_string(out, "<td class=\"long\">");
    put_pair(out, cells[CASES_DX], cells[CASES_DX_NAME]);
    buffer_string(out, "</td><td class=\"long\">");
    put_pair(out, cells[CASES_GROUP], cells[CASES_GROUP_NAME]);
    buffer_string(out, c->adrift ? "<span class=\"sev w\">没有入组</span></td>"
                                 : "</td>");
    put_number(out, cells[CASES_ERRORS], 0, c->errors != 0 ? " err" : "");
    put_number(out, cells[CASES_WARNINGS], 0, c->warnings != 0 ? " warn" : "");
    put_number(out, cells[CASES_COST], 2, " minor");
    put_number(out, cells[CASES_STANDARD], 2, " minor");
    put_number(out, cells[CASES_MARGIN], 2,
               is_minus(cells[CASES_MARGIN]) ? " minus" : "");
    html_number_open(out, "", decimal_from_int((int64_t)c->total), -1);
    put_rank(out, "<a href=\"#c", rank, "\" aria-label=\"位次 ");
    put_rank(out, "", rank, " 的问题\">");
    html_count(out, c->total);
    buffer_string(out, " 个</a></td></tr>\n");
}

/* ---- a case with its findings -------------------------------------------- */

static void put_fact(struct buffer *out, const char *what, struct text t)
{
    if (t.length == 0)
        return;
    buffer_string(out, "<div><dt>");
    buffer_string(out, what);
    buffer_string(out, "</dt><dd>");
    html_text(out, t, SAID_MAX);
    buffer_string(out, "</dd></div>");
}

static void put_amount(struct buffer *out, const char *what, struct text t,
                       unsigned places, bool sample)
{
    if (t.length == 0)
        return;
    buffer_string(out, "<div><dt>");
    buffer_string(out, what);
    buffer_string(out, sample ? "<span class=\"sample\">示例</span></dt><dd>"
                              : "</dt><dd>");
    html_cell(out, t, places);
    buffer_string(out, "</dd></div>");
}

static void put_coded(struct buffer *out, const char *what, struct text code,
                      struct text name)
{
    if (code.length == 0 && name.length == 0)
        return;
    buffer_string(out, "<div><dt>");
    buffer_string(out, what);
    buffer_string(out, "</dt><dd>");
    put_pair(out, code, name);
    buffer_string(out, "</dd></div>");
}

static void put_facts(const struct report *r, struct buffer *out,
                      const struct text *cells)
{
    buffer_string(out, "<dl class=\"facts\">");
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
    put_amount(out, "病种分值", cells[CASES_SCORE], 2, r->sample);
    put_amount(out, "总费用", cells[CASES_COST], 2, false);
    put_amount(out, "支付标准", cells[CASES_STANDARD], 2, r->sample);
    put_amount(out, "结余", cells[CASES_MARGIN], 2, r->sample);
    put_amount(out, "费用倍率", cells[CASES_RATIO], 2, r->sample);
    put_fact(out, "没有入组或支付的原因", cells[CASES_WHY]);
    put_fact(out, "来源", cells[CASES_SOURCE]);
    put_fact(out, "第几份", cells[CASES_INDEX]);
    put_fact(out, "从第几行", cells[CASES_LINE]);
    buffer_string(out, "</dl>");
}

static const char *severity_of(struct text word)
{
    if (text_equal(word, TEXT("error")))
        return "<span class=\"sev e\">错误</span> ";
    return text_equal(word, TEXT("warning"))
               ? "<span class=\"sev w\">警告</span> "
               : "<span class=\"sev i\">提示</span> ";
}

static void put_finding(struct buffer *out, const struct text *cells)
{
    buffer_string(out, "<li><p>");
    buffer_string(out, severity_of(cells[FINDINGS_SEVERITY]));
    buffer_string(out, "<b class=\"code\">");
    html_text(out, cells[FINDINGS_RULE], CELL_MAX);
    buffer_string(out, "</b> ");
    html_text(out, cells[FINDINGS_MESSAGE], SAID_MAX);
    buffer_string(out, "</p><p class=\"soft\">");
    html_text(out, cells[FINDINGS_FIELD_NAME], CELL_MAX);
    if (cells[FINDINGS_VALUE].length != 0) {
        buffer_string(out, "：原值 <q>");
        html_text(out, cells[FINDINGS_VALUE], CELL_MAX);
        buffer_string(out, "</q>");
    }
    if (cells[FINDINGS_LINE].length != 0) {
        buffer_string(out, "（第 ");
        html_text(out, cells[FINDINGS_LINE], CELL_MAX);
        buffer_string(out, " 行）");
    }
    if (cells[FINDINGS_ADVICE].length != 0) {
        buffer_string(out, "。建议：");
        html_text(out, cells[FINDINGS_ADVICE], SAID_MAX);
    }
    buffer_string(out, "</p></li>\n");
}

static bool put_findings(const struct report *r, struct buffer *out,
                         const struct worst_case *c)
{
    struct text cells[FINDING_COLUMNS];
    struct csv_reader reader;
    bool good = true;

    if (c->total == 0) {
        buffer_string(out, "<p class=\"soft\">没有检查出问题，"
                           "因结余列在这里。</p>");
        return true;
    }
    buffer_string(out, "<ul class=\"said\">");
    open_rows(&reader, r->rows->findings, r->rows->findings_size);
    for (uint64_t i = 0; good && i < c->total && i < WORST_FINDINGS; i++) {
        good = read_row(&reader, c->findings[i].offset, cells, FINDING_COLUMNS);
        if (good)
            put_finding(out, cells);
    }
    csv_close(&reader);
    buffer_string(out, "</ul>");
    if (c->total > WORST_FINDINGS) {
        buffer_string(out, "<p class=\"soft\">还有 ");
        html_count(out, c->total - WORST_FINDINGS);
        buffer_string(out, " 个，见 findings.csv。</p>");
    }
    return good;
}

static bool put_case(const struct report *r, struct buffer *out,
                     const struct worst_case *c, const struct text *cells,
                     uint32_t rank)
{
    bool good;

    put_rank(out, "<article id=\"c", rank, "\" tabindex=\"-1\"");
    put_rank(out, " aria-labelledby=\"c", rank, "-h\"");
    put_rank(out, "><h3 id=\"c", rank, "-h\">");
    put_rank(out, "<span class=\"rank\">", rank, "</span> ");
    put_case_no(out, cells);
    if (cells[CASES_ADMISSION].length != 0) {
        buffer_string(out, "（第 ");
        html_text(out, cells[CASES_ADMISSION], CELL_MAX);
        buffer_string(out, " 次住院）");
    }
    buffer_string(out, "</h3>");
    put_facts(r, out, cells);
    good = put_findings(r, out, c);
    put_rank(out, "<p class=\"back\"><a href=\"#r", rank,
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

    open_rows(&reader, r->rows->cases, r->rows->cases_size);
    for (uint32_t i = 0; good && i < r->worst->count; i++) {
        const struct worst_case *c = &r->worst->list[i];
        good = read_row(&reader, c->offset, cells, CASE_COLUMNS);
        if (good && articles)
            good = put_case(r, out, c, cells, i + 1);
        else if (good)
            put_row(r, out, c, cells, i + 1);
    }
    csv_close(&reader);
    return good;
}

static void put_lead(const struct report *r, struct buffer *out)
{
    buffer_string(out, "<p class=\"lead\">先看错误多的，再看没有入组的、警告"
                       "多的、超支多的。值得看的共 ");
    html_count(out, r->worst->wanting);
    buffer_string(out, " 份，这里列出前 ");
    html_count(out, r->worst->count);
    buffer_string(out, " 份，全部见 cases.csv。<span class=\"paper\">"
                       "纸上印前 50 份，问题印前 10 份的。</span></p>\n");
}

bool report_cases(const struct report *r, struct buffer *out)
{
    bool good;

    report_open(out, "worst", "重点病例");
    if (r->worst->count == 0) {
        buffer_string(out, "<p class=\"lead\">没有需要处理的病例。</p>"
                           "</section>\n");
        return true;
    }
    put_lead(r, out);
    buffer_string(out,
                  "<div class=\"tools\" hidden><label>查找 <input type=\""
                  "search\" id=\"find\" autocomplete=\"off\" placeholder=\""
                  "病案号、科别、编码员、编码\"></label><span id=\"found\" "
                  "role=\"status\"></span></div>"
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                  "aria-label=\"重点病例（表）\"><table id=\"t-worst\" "
                  "class=\"wide\">");
    put_head(r, out);
    good = put_each(r, out, false);
    buffer_string(out, "</tbody></table></div>\n<nav class=\"pages\" hidden "
                       "aria-label=\"重点病例翻页\"></nav></section>\n");
    report_open(out, "details", "重点病例的问题");
    buffer_string(out, "<p class=\"lead screen\">与上表同一页的病例。</p>\n");
    good = good && put_each(r, out, true);
    buffer_string(out, "</section>\n");
    return good;
}
