/* The section of report.html that compares with a former run. */
#include "batch/page/html-report.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch/page/html.h"
#include "common/put.h"

#define ROWS_MAX 30u

/* ---- cells --------------------------------------------------------------- */

/* The difference, with its sign and an arrow; percents in points. */
static void put_change_cell(struct buffer *out, enum measure m, bool known,
                            int128 change)
{
    if (!known) {
        html_none(out);
    } else {
        html_number_open(out, "", change, -1);
        put(out, change > 0 ? "▲ +" : change < 0 ? "▼ " : "");
        measure_show(out, m, change);
        put(out, "</td>");
    }
}

/* Former, now, change: the end of a row. */
static void put_three(struct buffer *out, enum measure m,
                      const struct tally *old, uint64_t old_whole,
                      const struct tally *now, uint64_t now_whole)
{
    int128 before = 0, after = 0, change = 0;
    const bool b = old != NULL && measure_value(old, m, old_whole, &before);
    const bool a = now != NULL && measure_value(now, m, now_whole, &after);

    const bool known = a && b && decimal_subtract(after, before, &change);

    html_measure_cell(out, m, b, before, -1);
    html_measure_cell(out, m, a, after, -1);
    put_change_cell(out, m, known, change);
    put(out, "</tr>\n");
}

static void put_change_heads(struct buffer *out, const char *key)
{
    html_heads(out, false,
               (const char *const[]){key, "#上次", "#这次", "#变化", NULL});
}

/* ---- in all -------------------------------------------------------------- */

static void put_total_changes(const struct report *r, struct buffer *out)
{
    static const enum measure measures[] = {
        MEASURE_RECORDS,    MEASURE_ERROR_RATE,  MEASURE_WITH_WARNING,
        MEASURE_ERRORS,     MEASURE_WARNINGS,    MEASURE_GROUPED_RATE,
        MEASURE_CMI,        MEASURE_DAYS_MEAN,   MEASURE_COST_MEAN,
        MEASURE_COST,       MEASURE_STANDARD,    MEASURE_COST_INDEX,
        MEASURE_DAYS_INDEX, MEASURE_DRUG,        MEASURE_DEATH_RATE,
        MEASURE_MARGIN,     MEASURE_MARGIN_MEAN, MEASURE_DEVIATION_RATE,
        MEASURE_END};
    const struct tally *old = &r->former->all, *now = &r->view.all;

    html_part_open(out, "t-changes", "总的变化", NULL);
    put_change_heads(out, "项目");
    for (const enum measure *m = measures; *m != MEASURE_END; m++) {
        bool of_pack;
        put(out, "<tr><th scope=\"row\">", measure_heading(*m, &of_pack));
        put(out, r->view.sample && of_pack ? HTML_SAMPLE : "", "</th>");
        put_three(out, *m, old, old->counts[COUNT_RECORDS], now,
                  now->counts[COUNT_RECORDS]);
    }
    html_part_close(out);
}

/* ---- by key -------------------------------------------------------------- */

struct change {
    struct text key, name;
    const struct tally *old, *now; /* NULL: it was not there */
    int128 by;                     /* how much, without its sign */
};

static int by_change(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->by != y->by)
        return x->by > y->by ? -1 : 1;
    return text_compare(x->key, y->key);
}

static void measure_change(struct change *c, enum measure m, uint64_t old_whole,
                           uint64_t now_whole)
{
    int128 before = 0, after = 0;

    if (c->old != NULL && !measure_value(c->old, m, old_whole, &before))
        before = 0;
    if (c->now != NULL && !measure_value(c->now, m, now_whole, &after))
        after = 0;
    c->by = after > before ? after - before : before - after;
}

/* All keys of both runs; NULL without memory. */
static struct change *join_keys(const struct tally_table *old,
                                const struct tally_table *now, uint32_t *count)
{
    struct change *list =
        calloc((size_t)old->count + now->count + 1, sizeof(*list));

    *count = 0;
    for (uint32_t i = 0; list != NULL && i < now->count; i++) {
        const struct tally_entry *e = &now->entries[i];
        const struct tally_entry *was = tally_find(old, e->key);
        list[(*count)++] = (struct change){
            e->key, e->name, was != NULL ? &was->tally : NULL, &e->tally, 0};
    }
    for (uint32_t i = 0; list != NULL && i < old->count; i++) {
        const struct tally_entry *e = &old->entries[i];
        if (tally_find(now, e->key) == NULL)
            list[(*count)++] =
                (struct change){e->key, TEXT(""), &e->tally, NULL, 0};
    }
    return list;
}

static void put_keys(const struct report *r, struct buffer *out,
                     const struct tally_table *old,
                     const struct tally_table *now, enum measure m,
                     const char *const words[3])
{
    const uint64_t before = r->former->all.counts[COUNT_RECORDS],
                   after = r->view.all.counts[COUNT_RECORDS];
    uint32_t count;
    struct change *list = join_keys(old, now, &count);

    if (list == NULL) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        measure_change(&list[i], m, before, after);
    qsort(list, count, sizeof(*list), by_change);
    html_part_open(out, words[0], words[1], "hbars 1 2");
    put_change_heads(out, words[2]);
    if (count == 0 || list[0].by == 0)
        put(out, "<tr class=\"rest\"><td colspan=\"4\">没有变化"
                 "</td></tr>\n");
    for (uint32_t i = 0; i < count && i < ROWS_MAX && list[i].by != 0; i++) {
        put(out, "<tr><th scope=\"row\">");
        report_coded(out, &(struct tally_entry){
                              .key = list[i].key,
                              .name = list[i].name.length != 0
                                          ? list[i].name
                                          : report_title(r, list[i].key)});
        put(out, "</th>");
        put_three(out, m, list[i].old, before, list[i].now, after);
    }
    html_part_close(out);
    free(list);
}

/* ---- months -------------------------------------------------------------- */

/* `2025-03`, so many months earlier. */
static bool earlier_month(struct text month, int by, char out[8])
{
    if (month.length != 7)
        return false;
    for (size_t i = 0; i < 7; i++)
        if (i == 4 ? month.at[i] != '-'
                   : month.at[i] < '0' || month.at[i] > '9')
            return false;
    const int months = (month.at[0] - '0') * 12000 +
                       (month.at[1] - '0') * 1200 + (month.at[2] - '0') * 120 +
                       (month.at[3] - '0') * 12 + (month.at[5] - '0') * 10 +
                       (month.at[6] - '0') - 1 - by;

    if (months < 0)
        return false;
    snprintf(out, 8, "%04d-%02d", months / 12 % 10000, months % 12 + 1);
    return true;
}

/* Such a month of this run, or of the first former one that has it. */
static const struct tally *month_of(const struct report *r, struct text month,
                                    int by)
{
    char key[8];
    const struct tally_entry *e;

    if (!earlier_month(month, by, key))
        return NULL;
    e = tally_find(&r->summary->by[BY_MONTH], text_of(key));
    for (unsigned i = 0; e == NULL && i < r->formers; i++)
        e = tally_find(&r->former[i].months, text_of(key));
    return e != NULL ? &e->tally : NULL;
}

static void put_since(struct buffer *out, enum measure m,
                      const struct tally *old, const struct tally *now)
{
    int128 before = 0, after = 0, change = 0;
    const bool b = old != NULL && measure_value(old, m, 0, &before);
    const bool known = b && measure_value(now, m, 0, &after) &&
                       decimal_subtract(after, before, &change);

    html_measure_cell(out, m, b, before, -1);
    put_change_cell(out, m, known, change);
}

static void put_month(const struct report *r, struct buffer *out,
                      const struct tally_entry *e)
{
    static const enum measure measures[] = {
        MEASURE_RECORDS, MEASURE_ERRORS_PER_100, MEASURE_GROUPED_RATE,
        MEASURE_CMI,     MEASURE_COST_MEAN,      MEASURE_DAYS_MEAN,
        MEASURE_DRUG,    MEASURE_DEATH_RATE,     MEASURE_MARGIN,
        MEASURE_END};
    const struct tally *last = month_of(r, e->key, 1),
                       *year = month_of(r, e->key, 12);

    for (const enum measure *m = measures; *m != MEASURE_END; m++) {
        int128 n = 0;
        bool of_pack;
        const bool known = measure_value(&e->tally, *m, 0, &n);

        put(out, "<tr><th scope=\"row\">");
        html_text(out, e->key, 20);
        put(out, "</th><td>", measure_heading(*m, &of_pack));
        put(out, r->view.sample && of_pack ? HTML_SAMPLE "</td>" : "</td>");
        html_measure_cell(out, *m, known, n, -1);
        put_since(out, *m, last, &e->tally);
        put_since(out, *m, year, &e->tally);
        put(out, "</tr>\n");
    }
}

/* The last months of this run, beside the month before and a year before. */
static void put_all_months(const struct report *r, struct buffer *out)
{
    enum { LIMIT = 12 };
    static const char *const heads[] = {"出院月份", "项目",  "#这个月",
                                        "#上个月",  "#环比", "#去年同月",
                                        "#同比",    NULL};
    const struct tally_table *months = &r->summary->by[BY_MONTH];
    uint32_t first = months->count > LIMIT ? months->count - LIMIT : 0;

    html_part_open(out, "t-since", "各月的环比和同比", NULL);
    html_heads(out, false, heads);
    for (; first < months->count; first++)
        if (months->entries[first].key.length != 0)
            put_month(r, out, &months->entries[first]);
    html_part_close(out);
}

/* ---- what is compared ---------------------------------------------------- */

static void put_months(struct buffer *out, const struct former *f)
{
    put(out, "（出院月份 ");
    html_text(out, former_month(f, false), 20);
    put(out, " 至 ");
    html_text(out, former_month(f, true), 20);
    put(out, "）");
}

void report_compare(const struct report *r, struct buffer *out)
{
    static const char *const departments[] = {
        "t-change-departments", "错误率变化最大的科别", "出院科别"};
    static const char *const rules[] = {
        "t-change-rules", "变化最大的规则（占记录的百分比）", "规则"};
    const struct former *f = r->former;

    report_open(out, "compare", "与上次比较");
    put(out, "<p class=\"lead\">上次：");
    html_count(out, f->all.counts[COUNT_RECORDS]);
    put(out, " 份记录");
    if (former_month(f, false).length != 0)
        put_months(out, f);
    put(out, json_equal(json_object_get(f->tree, "packs"), r->packs)
                 ? "，规则包相同。"
                 : "，规则包不同：分值和规则的变化也在差别里。");
    put(out, "百分比的变化是百分点。</p>\n");
    put_all_months(r, out);
    put_total_changes(r, out);
    put_keys(r, out, &f->departments, &r->summary->by[BY_DEPARTMENT],
             MEASURE_ERROR_RATE, departments);
    put_keys(r, out, &f->rules, &r->summary->by[BY_RULE], MEASURE_SHARE, rules);
    put(out, "</section>\n");
}
