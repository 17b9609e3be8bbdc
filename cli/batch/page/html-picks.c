/* From a rule, a department, a group ... to its cases, and back. */
#include "batch/page/html-report.h"

#include "batch/page/html.h"
#include "common/put.h"

#define CELL_MAX 120u

static const struct {
    enum summary_by by;
    const char *title;
} kinds[] = {{BY_RULE, "规则"},
             {BY_DEPARTMENT, "出院科别"},
             {BY_GROUP, "病种"},
             {BY_PAIR, "超支的科别和病种"},
             {BY_CAUSE, "没有入组的原因"},
             {BY_WARD, "出院病房"},
             {BY_DOCTOR, "主治医师"},
             {BY_CODER, "编码员"},
             {BY_ORGANIZATION, "医疗机构"}};

static uint32_t rank_of(const struct report *r, const struct worst_place *p)
{
    uint32_t i = 0;

    while (i < r->worst->count && r->worst->list[i].is.row != p->row)
        i++;
    return i < r->worst->count ? i + 1 : 0;
}

static void put_case_link(const struct report *r, struct buffer *out,
                          struct csv_reader *reader,
                          const struct worst_place *place)
{
    const uint32_t rank = rank_of(r, place);
    struct text cells[CASE_COLUMNS];

    if (rank == 0)
        return;
    if (!csv_row_at(reader, place->offset, cells, CASE_COLUMNS)) {
        out->failed = true; /* the page is told, and not published */
        return;
    }
    put(out, " <a href=\"#c", rank, "\">");
    html_text(out,
              cells[CASES_CASE_NO].length != 0 ? cells[CASES_CASE_NO]
                                               : cells[CASES_SOURCE],
              CELL_MAX);
    put(out, "</a>");
}

/* The department or group of a pair, with a way to it. */
static void put_half(const struct report *r, struct buffer *out,
                     enum summary_by by, const struct tally_entry *pair)
{
    const struct tally_entry half = report_half(pair, by);
    const bool linked = picks_open(r->view.picks, out, by, &half);

    report_coded(out, &half);
    put(out, linked ? "</a>" : "");
}

/* From a department to the groups by which it loses, and from a group to such
 * departments. */
static void put_pairs_of(const struct report *r, struct buffer *out,
                         enum summary_by by, const struct tally_entry *e)
{
    const struct tally_entry *pair = NULL;
    bool any = false;

    while ((pair = picks_next_named(r->view.picks, BY_PAIR, pair)) != NULL) {
        const struct tally_entry other =
            report_half(pair, by == BY_GROUP ? BY_DEPARTMENT : BY_GROUP);

        if (!text_equal(report_half(pair, by).key, e->key))
            continue;
        put(out, any ? "" : by == BY_GROUP ? " 超支的科别：" : " 超支的病种：");
        picks_open(r->view.picks, out, BY_PAIR, pair);
        report_coded(out, &other);
        put(out, "</a>");
        any = true;
    }
}

static void put_key(const struct report *r, struct buffer *out,
                    enum summary_by by, const struct tally_entry *e)
{
    switch (by) {
    case BY_RULE:
        report_rule(r, out, e->key);
        break;
    case BY_GROUP:
        report_group(out, e);
        break;
    case BY_CAUSE:
        report_cause(out, e);
        break;
    case BY_PAIR:
        put_half(r, out, BY_DEPARTMENT, e);
        put(out, "：");
        put_half(r, out, BY_GROUP, e);
        break;
    default:
        report_coded(out, e);
    }
}

static void put_pick(const struct report *r, struct buffer *out,
                     struct csv_reader *reader, enum summary_by by,
                     const struct tally_entry *e)
{
    const struct pick *pick = picks_of(r->view.picks, by, e);

    if (pick == NULL || pick->number == 0)
        return;
    put(out, "<li id=\"k", (uint64_t)pick->number, "\" tabindex=\"-1\"><b>");
    put_key(r, out, by, e);
    put(out, "</b> ");
    html_count(out, e->tally.counts[COUNT_RECORDS]);
    put(out, by == BY_PAIR ? " 份，超支多的：" : " 份：");
    for (unsigned i = 0; i < pick->count; i++)
        put_case_link(r, out, reader, &pick->places[i]);
    if (by == BY_DEPARTMENT || by == BY_GROUP)
        put_pairs_of(r, out, by, e);
    put(out, " <a class=\"up\" href=\"#b", (uint64_t)pick->number,
        "\">回到表</a></li>\n");
}

void report_picks(const struct report *r, struct buffer *out)
{
    struct csv_reader reader;

    report_open(out, "picks", "按项目找病例");
    put(out, "<p class=\"lead\">每个规则、科别、病种……最值得看的几份，点病案号"
             "看它的问题；全部的份在 results.xlsx 里用筛选看。</p>\n");
    csv_open_rows(&reader, r->rows->cases, r->rows->cases_size);
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        const enum summary_by by = kinds[k].by;

        if (picks_next_named(r->view.picks, by, NULL) == NULL)
            continue;
        put(out, "<h3>", kinds[k].title, "</h3><ul class=\"picks\">\n");
        for (uint32_t i = 0; i < r->summary->by[by].count; i++)
            put_pick(r, out, &reader, by, &r->summary->by[by].entries[i]);
        put(out, "</ul>\n");
    }
    csv_close(&reader);
    put(out, "</section>\n");
}
