/* The section of report.html that compares with a former run. */
#include "batch/page/html-report.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch/page/html.h"
#include "common/command.h"
#include "common/put.h"
#include "pack/own-checks.h"

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

/* A value of the former run and of this one; either may not be known. */
struct pair {
    bool was, is;
    int128 before, after;
};

/* Former, now, change: the end of a row. */
static void put_pair(struct buffer *out, enum measure m, const struct pair *p)
{
    int128 change = 0;
    const bool known =
        p->was && p->is && decimal_subtract(p->after, p->before, &change);

    html_measure_cell(out, m, p->was, p->before, -1);
    html_measure_cell(out, m, p->is, p->after, -1);
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
        struct pair p = {0};
        bool of_pack;

        p.was = measure_value(old, *m, 0, &p.before);
        p.is = measure_value(now, *m, 0, &p.after);
        put(out, "<tr><th scope=\"row\">", measure_heading(*m, &of_pack));
        put(out, r->view.sample && of_pack ? HTML_SAMPLE : "", "</th>");
        put_pair(out, *m, &p);
    }
    html_part_close(out, 0);
}

/* ---- by key -------------------------------------------------------------- */

struct change {
    struct text key, name;
    struct pair value;
    int128 by; /* how much, without its sign */
};

/* A table by key of both runs, and what of it is compared. */
struct compared {
    const struct tally_table *old;
    enum summary_by by;
    enum measure measure;
    const char *id, *title, *key;
    const struct pack *usual; /* of rules: what they are called; may be NULL */
};

static int by_change(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->by != y->by)
        return x->by > y->by ? -1 : 1;
    return text_compare(x->key, y->key);
}

static void measure_before(struct change *c, const struct report *r,
                           const struct compared *of)
{
    const struct tally_entry *e = tally_find(of->old, c->key);

    if (of->by == BY_RULE &&
        (e == NULL || e->tally.counts[COUNT_RECORDS] == 0)) {
        c->value.was = r->former->all.counts[COUNT_RECORDS] != 0;
        return;
    }
    c->value.was =
        e != NULL && e->tally.counts[COUNT_RECORDS] != 0 &&
        measure_value(&e->tally, of->measure,
                      r->former->all.counts[COUNT_RECORDS], &c->value.before);
}

/* What is no page has no part in a rate. A rule that no page has is at 0. */
static void measure_now(struct change *c, const struct report *r,
                        const struct compared *of, const struct tally_entry *e)
{
    struct tally now = e != NULL ? e->tally : (struct tally){0};

    if (of->by == BY_RULE && e != NULL)
        now.counts[COUNT_RECORDS] = report_pages(r, e);
    if (of->by == BY_RULE && now.counts[COUNT_RECORDS] == 0) {
        c->value.is = r->view.all.counts[COUNT_RECORDS] != 0;
        return;
    }
    c->value.is =
        now.counts[COUNT_RECORDS] != 0 &&
        measure_value(&now, of->measure, r->view.all.counts[COUNT_RECORDS],
                      &c->value.after);
}

static void measure_change(struct change *c)
{
    const int128 before = c->value.was ? c->value.before : 0;
    const int128 after = c->value.is ? c->value.after : 0;

    c->by = after > before ? after - before : before - after;
}

/* What a rule is called that this run did not find: a merge has no pack but
 * the usual one, and makes the same page. */
static struct text usual_title(const struct pack *usual, struct text rule)
{
    for (unsigned n = 0; n < NOTE_COUNT; n++) {
        const struct own_check c = own_check((enum note)n);

        if (text_equal(text_of(c.id), rule))
            return text_of(c.title);
    }
    if (usual == NULL)
        return TEXT("");
    PACK_EACH (r, usual, SECTION_RULE, pack_rule)
        if (text_equal(pack_text(usual, r->id), rule))
            return pack_text(usual, r->title);
    return TEXT("");
}

/* All keys of both runs, most changed first; NULL without memory. */
static struct change *find_changes(const struct report *r,
                                   const struct compared *of, uint32_t *count)
{
    const struct tally_table *old = of->old, *now = &r->summary->by[of->by];
    struct change *list =
        calloc((size_t)old->count + now->count + 1, sizeof(*list));

    *count = 0;
    if (list == NULL)
        return NULL;
    for (uint32_t i = 0; i < now->count; i++) {
        const struct tally_entry *e = &now->entries[i];
        struct change *c = &list[(*count)++];

        c->key = e->key;
        c->name = e->name.length != 0 ? e->name : report_title(r, e->key);
        measure_now(c, r, of, e);
        measure_before(c, r, of);
        measure_change(c);
    }
    for (uint32_t i = 0; i < old->count; i++) {
        struct change *c = &list[*count];

        c->key = old->entries[i].key;
        if (tally_find(now, c->key) != NULL)
            continue;
        if (of->by == BY_RULE)
            c->name = usual_title(of->usual, c->key);
        measure_now(c, r, of, NULL);
        measure_before(c, r, of);
        measure_change(c);
        (*count)++;
    }
    qsort(list, *count, sizeof(*list), by_change);
    return list;
}

static uint32_t unprinted(uint32_t rows)
{
    return rows > HTML_PRINTED_COMPARED ? rows - HTML_PRINTED_COMPARED : 0;
}

static void put_keys(const struct report *r, struct buffer *out,
                     const struct compared *of)
{
    uint32_t count, i = 0;
    struct change *list = find_changes(r, of, &count);

    if (list == NULL) {
        out->failed = true;
        return;
    }
    html_part_open(out, of->id, of->title, "hbars 1 2");
    put_change_heads(out, of->key);
    if (count == 0 || list[0].by == 0)
        put(out, "<tr class=\"rest\"><td colspan=\"4\">没有变化"
                 "</td></tr>\n");
    for (; i < count && i < ROWS_MAX && list[i].by != 0; i++) {
        put(out, "<tr><th scope=\"row\">");
        report_coded(out, &(struct tally_entry){.key = list[i].key,
                                                .name = list[i].name});
        put(out, "</th>");
        put_pair(out, of->measure, &list[i].value);
    }
    html_part_close(out, unprinted(i));
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

/* Returns its rows. */
static uint32_t put_month(const struct report *r, struct buffer *out,
                          const struct tally_entry *e)
{
    static const enum measure measures[] = {
        MEASURE_RECORDS, MEASURE_ERRORS_PER_100, MEASURE_GROUPED_RATE,
        MEASURE_CMI,     MEASURE_COST_MEAN,      MEASURE_DAYS_MEAN,
        MEASURE_DRUG,    MEASURE_DEATH_RATE,     MEASURE_MARGIN,
        MEASURE_END};
    const struct tally *last = month_of(r, e->key, 1),
                       *year = month_of(r, e->key, 12);
    uint32_t rows = 0;

    for (const enum measure *m = measures; *m != MEASURE_END; m++, rows++) {
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
    return rows;
}

/* The last months of this run, the newest first, as paper has but some of them,
 * beside the month before and a year before. */
static void put_all_months(const struct report *r, struct buffer *out)
{
    enum { LIMIT = 12 };
    static const char *const heads[] = {"出院月份", "项目",  "#这个月",
                                        "#上个月",  "#环比", "#去年同月",
                                        "#同比",    NULL};
    const struct tally_table *months = &r->summary->by[BY_MONTH];
    const uint32_t first = months->count > LIMIT ? months->count - LIMIT : 0;
    uint32_t rows = 0;

    html_part_open(out, "t-since", "各月的环比和同比", NULL);
    html_heads(out, false, heads);
    for (uint32_t i = months->count; i > first; i--)
        if (months->entries[i - 1].key.length != 0)
            rows += put_month(r, out, &months->entries[i - 1]);
    html_part_close(out, unprinted(rows));
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
    struct pregroup_error err = {.size = sizeof(err)};
    struct pack *usual = command_pack_usual(&err);
    const struct former *f = r->former;
    const struct compared departments = {&f->departments,
                                         BY_DEPARTMENT,
                                         MEASURE_ERROR_RATE,
                                         "t-change-departments",
                                         "错误率变化最大的科别",
                                         "出院科别",
                                         NULL};
    const struct compared rules = {&f->rules,
                                   BY_RULE,
                                   MEASURE_SHARE,
                                   "t-change-rules",
                                   "变化最大的规则（占记录的百分比）",
                                   "规则",
                                   usual};

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
    put_keys(r, out, &departments);
    put_keys(r, out, &rules);
    pack_close(usual);
    put(out, "</section>\n");
}
