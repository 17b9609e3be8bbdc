/* Findings by rule, department and coder in report.html. */
#include "batch/page/html-report.h"

#include <stdlib.h>

#include "batch/page/html.h"
#include "common/put.h"

#define EXAMPLE_MAX 240u
/* Who makes many mistakes is not who has many pages. */
#define RATED "：每百份错误多的在前，不满 10 份的在后"

static int by_records(const void *a, const void *b)
{
    const struct tally_entry *const *x = a, *const *y = b;
    const uint64_t *m = (*x)->tally.counts, *n = (*y)->tally.counts;

    if ((m[COUNT_ERRORS] != 0) != (n[COUNT_ERRORS] != 0))
        return m[COUNT_ERRORS] != 0 ? -1 : 1;
    if ((m[COUNT_WARNINGS] != 0) != (n[COUNT_WARNINGS] != 0))
        return m[COUNT_WARNINGS] != 0 ? -1 : 1;
    if (m[COUNT_RECORDS] != n[COUNT_RECORDS])
        return m[COUNT_RECORDS] > n[COUNT_RECORDS] ? -1 : 1;
    return text_compare((*x)->key, (*y)->key);
}

static const char *worst_severity(const uint64_t *counts)
{
    if (counts[COUNT_ERRORS] != 0)
        return html_severity(TEXT("error"));
    return html_severity(counts[COUNT_WARNINGS] != 0 ? TEXT("warning")
                                                     : TEXT("info"));
}

void report_rule(const struct report *r, struct buffer *out, struct text rule)
{
    report_coded(
        out, &(struct tally_entry){.key = rule, .name = report_title(r, rule)});
}

struct text report_title(const struct report *r, struct text rule)
{
    const struct tally_table *rules = &r->summary->by[BY_RULE];
    const struct tally_entry *e = tally_find(rules, rule);
    const struct example *example;

    if (e == NULL)
        return TEXT("");
    example = &r->examples[e - rules->entries];
    return (struct text){r->words.data + example->at - example->title,
                         example->title};
}

uint64_t report_pages(const struct report *r, const struct tally_entry *e)
{
    const struct tally_entry *outside =
        tally_find(&r->summary->by[BY_OUTSIDE], e->key);

    return e->tally.counts[COUNT_RECORDS] -
           (outside != NULL ? outside->tally.counts[COUNT_RECORDS] : 0);
}

static void put_rule_row(const struct report *r, struct buffer *out,
                         const struct tally_entry *e, uint64_t most,
                         const char *class)
{
    const struct tally_table *rules = &r->summary->by[BY_RULE];
    const struct example *example = &r->examples[e - rules->entries];
    const uint64_t *n = e->tally.counts, pages = report_pages(r, e);

    picks_row(r->view.picks, out, BY_RULE, e, pages != 0 ? class : "rest");
    put(out, "<th scope=\"row\">");
    const bool linked = picks_open(r->view.picks, out, BY_RULE, e);
    report_rule(r, out, e->key);
    put(out, linked ? "</a></th><td>" : "</th><td>", worst_severity(n),
        "</td>");
    if (pages == 0) {
        html_none(out);
        html_none(out);
    } else {
        html_count_cell(out, pages, (int)(pages * 1000 / most));
        html_percent_cell(out, pages, r->view.all.counts[COUNT_RECORDS]);
    }
    html_count_cell(out, n[COUNT_ERRORS] + n[COUNT_WARNINGS] + n[COUNT_INFOS],
                    -1);
    put(out, "<td class=\"long\">");
    html_text(out, (struct text){r->words.data + example->at, example->length},
              EXAMPLE_MAX);
    put(out, "</td></tr>\n");
}

/* Whether the row at i, of those ordered by records, goes to paper: the first
 * ones, and where those are all errors, some warnings as well. */
static bool is_printed(const struct tally_entry *const *order, uint32_t i)
{
    enum { WARNINGS = 6 };

    if (i < HTML_PRINTED)
        return true;
    return order[i]->tally.counts[COUNT_ERRORS] == 0 &&
           order[i]->tally.counts[COUNT_WARNINGS] != 0 &&
           order[i - WARNINGS]->tally.counts[COUNT_ERRORS] != 0;
}

/* Returns how many rows do not go to paper. */
static uint32_t put_rules(const struct report *r, struct buffer *out)
{
    enum { LIMIT = 200 };
    const struct tally_table *rules = &r->summary->by[BY_RULE];
    const struct tally_entry **order =
        calloc(rules->count + 1u, sizeof(*order));
    uint64_t most = 10; /* one case has a short bar */
    uint32_t unprinted = 0;

    if (order == NULL) {
        out->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < rules->count; i++) {
        const uint64_t n = rules->entries[i].tally.counts[COUNT_RECORDS];
        order[i] = &rules->entries[i];
        most = n > most ? n : most;
    }
    qsort(order, rules->count, sizeof(*order), by_records);
    for (uint32_t i = 0; i < rules->count && i < LIMIT; i++) {
        const bool printed = is_printed(order, i);

        put_rule_row(r, out, order[i], most,
                     printed && i >= HTML_PRINTED ? "all" : "key");
        unprinted += !printed && report_pages(r, order[i]) != 0;
    }
    if (rules->count == 0)
        put(out, "<tr class=\"rest\"><td colspan=\"6\">没有发现问题"
                 "</td></tr>\n");
    else if (rules->count > LIMIT)
        put(out, "<tr class=\"rest\"><td colspan=\"6\">其余规则见 "
                 "summary.json</td></tr>\n");
    free(order);
    return unprinted;
}

void report_findings(const struct report *r, struct buffer *out)
{
    static const enum measure measures[] = {
        MEASURE_ERRORS_PER_100, MEASURE_RECORDS,    MEASURE_ERRORS,
        MEASURE_WARNINGS,       MEASURE_WITH_ERROR, MEASURE_ERROR_RATE,
        MEASURE_WITH_WARNING,   MEASURE_END};
    static const struct html_table tables[] = {
        {BY_DEPARTMENT, "t-departments", "按出院科别" RATED, "出院科别",
         report_coded, measures, MEASURE_ERRORS_PER_100, false, 40, "hbar 1"},
        {BY_WARD, "t-wards", "按出院病房" RATED, "出院病房", report_coded,
         measures, MEASURE_ERRORS_PER_100, false, 30, NULL},
        {BY_DOCTOR, "t-doctors", "按主治医师" RATED, "主治医师", report_name,
         measures, MEASURE_ERRORS_PER_100, false, 40, NULL},
        {BY_CODER, "t-coders", "按编码员" RATED, "编码员", report_name,
         measures, MEASURE_ERRORS_PER_100, false, 40, "hbar 1"},
        {BY_ORGANIZATION, "t-organizations", "按医疗机构" RATED, "医疗机构",
         report_coded, measures, MEASURE_ERRORS_PER_100, false, 30, NULL}};
    static const char *const heads[] = {
        "规则", "程度", "#份数", "#占记录", "#问题数", "发现（举一例）", NULL};

    report_open(out, "findings", "问题分布");
    html_part_open(out, "t-rules", "按规则", "hbar 2");
    html_heads(out, false, heads);
    html_part_close(out, put_rules(r, out));
    report_tables(r, out, tables, COUNT_OF(tables));
    report_tags(r, out);
    put(out, "</section>\n");
}
