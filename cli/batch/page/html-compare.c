/* The section of report.html that compares with a former run. */
#include "batch/page/html-report.h"

#include <stdlib.h>

#include "batch/page/html.h"
#include "common/command.h"
#include "common/put.h"
#include "pack/own-checks.h"

#define ROWS_MAX 30u

/* ---- cells --------------------------------------------------------------- */

/* A value of the former run and of this one; either may not be known. */
struct pair {
    bool was, is;
    int128 before, after;
};

/* Former, now, change, growth: the end of a row. */
static void put_pair(struct buffer *out, enum measure m, const struct pair *p)
{
    html_measure_cell(out, m, p->was, p->before, -1);
    html_measure_cell(out, m, p->is, p->after, -1);
    html_change_cells(out, m, p->was && p->is, p->before, p->after);
    put(out, "</tr>\n");
}

static void put_change_heads(struct buffer *out, const char *key)
{
    html_heads(
        out, false,
        (const char *const[]){key, "#上次", "#这次", "#变化", "#变化率", NULL});
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

uint32_t report_unprinted(uint32_t rows)
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
        put(out, "<tr class=\"rest\"><td colspan=\"5\">没有变化"
                 "</td></tr>\n");
    for (; i < count && i < ROWS_MAX && list[i].by != 0; i++) {
        put(out, "<tr><th scope=\"row\">");
        report_coded(out, &(struct tally_entry){.key = list[i].key,
                                                .name = list[i].name});
        put(out, "</th>");
        put_pair(out, of->measure, &list[i].value);
    }
    html_part_close(out, i > HTML_PRINTED ? i - HTML_PRINTED : 0);
    free(list);
}

/* ---- what is compared ---------------------------------------------------- */

/* How many records a former run has, and of which months. */
static void put_former(struct buffer *out, const struct former *f)
{
    const struct text first = former_month(f, false),
                      last = former_month(f, true);

    html_count(out, f->all.counts[COUNT_RECORDS]);
    put(out, " 份记录");
    if (first.length == 0)
        return;
    put(out, "（出院月份 ");
    html_text(out, first, 20);
    if (!text_equal(first, last)) {
        put(out, " 至 ");
        html_text(out, last, 20);
    }
    put(out, "）");
}

/* Those behind the first only lend their months. */
static void put_formers(const struct report *r, struct buffer *out)
{
    put(out, "<p class=\"lead\">上次：");
    put_former(out, r->former);
    put(out, json_equal(json_object_get(r->former->tree, "packs"), r->packs)
                 ? "，规则包相同。"
                 : "，规则包不同：分值和规则的变化也在差别里。");
    for (unsigned i = 1; i < r->formers; i++) {
        put(out, i == 1 ? "环比、同比还用：" : "、");
        put_former(out, &r->former[i]);
    }
    put(out, r->formers > 1 ? "。</p>\n" : "</p>\n");
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
                                         "有错误的占比变化最大的科别",
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
    put_formers(r, out);
    report_months(r, out);
    put_total_changes(r, out);
    put_keys(r, out, &departments);
    put_keys(r, out, &rules);
    pack_close(usual);
    put(out, "</section>\n");
}
