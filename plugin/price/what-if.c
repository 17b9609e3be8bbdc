#include "price/what-if.h"

#include <string.h>

#include "group/group.h"
#include "price/price.h"
#include "result/notes.h"

/* ---- in words ------------------------------------------------------------ */

static const char *list_word(unsigned list)
{
    return list == LIST_DIAGNOSES ? "diagnoses" : "procedures";
}

static bool take_change_word(struct text *t, const char *word)
{
    const struct text w = text_of(word);

    if (!text_starts(*t, w))
        return false;
    *t = text_trim(text_behind(*t, w.length));
    return true;
}

static bool take_row(struct text *t, struct what_if_change *out)
{
    uint32_t row = 0;
    size_t n = 0;

    if (take_change_word(t, "diagnoses["))
        out->list = LIST_DIAGNOSES;
    else if (take_change_word(t, "procedures["))
        out->list = LIST_PROCEDURES;
    else
        return false;
    for (; n < t->length && t->at[n] >= '0' && t->at[n] <= '9' && n < 3; n++)
        row = row * 10 + (uint32_t)(t->at[n] - '0');
    *t = text_behind(*t, n);
    out->row = row;
    return row >= 1 && row <= LIMIT_ROWS && take_change_word(t, "]");
}

bool what_if_read(struct text t, struct what_if_change *out)
{
    t = text_trim(t);
    out->first = !take_change_word(&t, "without ");
    return take_row(&t, out) &&
           (!out->first || take_change_word(&t, "first")) && t.length == 0;
}

/* ---- the record in another order ----------------------------------------- */

/* Row of the record that stands in place n (from 1) after the change. */
static uint32_t origin(const struct what_if_change *c, uint32_t n)
{
    if (!c->first)
        return n < c->row ? n : n + 1;
    return n == 1 ? c->row : n <= c->row ? n - 1 : n;
}

/* The list after the change, in the record's arena; false without memory. */
static bool rearrange(struct result *r, const struct what_if_change *c,
                      struct record_rows *out)
{
    const struct record_rows *rows = &r->record.lists[c->list];
    const size_t width = rows->columns * sizeof *rows->cells;

    *out = *rows;
    out->count = rows->count - !c->first;
    out->given = 0;
    out->cells = arena_alloc(&r->record.arena, (rows->count + 1) * width);
    if (out->cells == NULL)
        return false;
    for (uint32_t n = 1; n <= out->count; n++) {
        const uint32_t from = origin(c, n);

        memcpy(out->cells + (size_t)(n - 1) * rows->columns,
               rows->cells + (size_t)(from - 1) * rows->columns, width);
        out->given |= (rows->given >> (from - 1) & 1) << (n - 1);
    }
    return true;
}

/* Group and money of the changed record; the result is as before. */
static bool try_change(struct result *r, const struct what_if_change *c,
                       struct what_if_answer *out)
{
    const struct record_rows rows = r->record.lists[c->list];
    const struct grouping grouping = r->grouping;
    struct record_rows changed;

    if (!rearrange(r, c, &changed))
        return false;
    r->record.lists[c->list] = changed;
    r->grouping = (struct grouping){.status = GROUPING_UNGROUPED};
    group_decide(r);
    out->status = r->grouping.status;
    out->group = r->grouping.group;
    out->kind = r->grouping.kind;
    if (out->status == GROUPING_GROUPED)
        price_group(r, &out->standard, &out->fund);
    r->record.lists[c->list] = rows;
    r->grouping = grouping;
    return true;
}

/* ---- what supports it ---------------------------------------------------- */

static uint8_t level_of(const struct result *r, uint32_t row)
{
    const struct cell *cell =
        record_given(&r->record, r->pack->known.op_code, row);
    const struct cell *said = record_given(
        &r->record, pack_field_find(r->pack, TEXT("procedures.level")), row);

    if (said != NULL && said->plain.length == 1 && said->plain.at[0] >= '1' &&
        said->plain.at[0] <= '4')
        return (uint8_t)(said->plain.at[0] - '0');
    return cell != NULL ? pack_op(r->pack, cell->code).level : 0;
}

/* A higher level than the operation that now stands first. */
static struct text support_of_operation(struct result *r, uint32_t row)
{
    const uint8_t level = level_of(r, row), now = level_of(r, 1);

    if (level == 0 || now == 0 || level <= now)
        return TEXT("");
    return text_of(note_format(
        r,
        "首页的手术级别：procedures[%u] 为 %u 级，procedures[1] 为 %u "
        "级" NO_ADVICE,
        (unsigned)row, (unsigned)level, (unsigned)now));
}

/* A case that is not paid now is paid more, too. */
static bool dearer(const struct what_if_answer *a, const struct value *now)
{
    return !a->standard.missing &&
           (now == NULL || now->missing || a->standard.number > now->number);
}

static struct text risk_of(const struct what_if_change *c)
{
    if (!c->first)
        return TEXT("支付会提高，但这一项在记录里：漏填已有的诊疗属编码不实的"
                    "风险" NO_ADVICE);
    if (c->list == LIST_DIAGNOSES)
        return TEXT(
            "支付会提高，首页里没有支持这样排列的内容（主要诊断是本次"
            "住院主要治疗的疾病，要看病历）：属高套编码的风险" NO_ADVICE);
    return TEXT("支付会提高，首页里没有支持这样排列的内容：属高套编码的"
                "风险" NO_ADVICE);
}

/* More money needs a reason in the record; else it is a risk. Of a diagnosis
 * the page has none: nearly any comorbidity was there at admission, and fits
 * an operation that was done. */
static void weigh_change(struct result *r, const struct what_if_change *c,
                         struct what_if_answer *a)
{
    if (!dearer(a, price_step(&r->settlement, TEXT("standard"))))
        return;
    if (c->first && c->list == LIST_PROCEDURES)
        a->support = support_of_operation(r, c->row);
    if (a->support.length == 0)
        a->risk = risk_of(c);
}

/* ---- all ----------------------------------------------------------------- */

static const char *change_words(struct result *r,
                                const struct what_if_change *c)
{
    return c->first ? note_format(r, "%s[%u] first", list_word(c->list),
                                  (unsigned)c->row)
                    : note_format(r, "without %s[%u]", list_word(c->list),
                                  (unsigned)c->row);
}

static void answer(struct result *r, const struct what_if_change *c,
                   struct what_if_answer *out)
{
    *out = (struct what_if_answer){
        .change = text_of(change_words(r, c)),
        .standard = {.type = VALUE_NUMBER, .missing = true},
        .fund = {.type = VALUE_NUMBER, .missing = true}};
    if (!record_row_given(&r->record, (enum record_list)c->list, c->row)) {
        out->risk = TEXT("记录里没有这一行");
        return;
    }
    if (try_change(r, c, out))
        weigh_change(r, c, out);
}

/* Without it the case falls into another group, or is paid otherwise. */
static bool matters(const struct result *r, const struct what_if_answer *a)
{
    const struct value *now = price_step(&r->settlement, TEXT("standard"));

    if (a->status != r->grouping.status ||
        (a->status == GROUPING_GROUPED && a->group != r->grouping.group))
        return true;
    return now != NULL && !now->missing &&
           (a->standard.missing || a->standard.number != now->number);
}

static void add_carriers(struct result *r, struct what_if *w, unsigned list)
{
    for (uint32_t row = 1; row <= r->record.lists[list].count; row++) {
        const struct what_if_change c = {(uint8_t)list, false, row};
        struct what_if_answer *a = &w->carriers[w->carrier_count];

        if (!record_row_given(&r->record, (enum record_list)list, row))
            continue;
        answer(r, &c, a);
        if (matters(r, a))
            w->carrier_count++;
    }
}

void what_if_run(struct result *r, const struct what_if_change *changes,
                 uint32_t count)
{
    const uint32_t rows = r->record.lists[LIST_DIAGNOSES].count +
                          r->record.lists[LIST_PROCEDURES].count + 1;
    struct what_if *w = arena_alloc(&r->record.arena, sizeof *w);

    if (w == NULL)
        return;
    memset(w, 0, sizeof *w);
    w->changes =
        arena_alloc(&r->record.arena, (count + 1) * sizeof *w->changes);
    w->carriers = arena_alloc(&r->record.arena, rows * sizeof *w->carriers);
    if (w->changes == NULL || w->carriers == NULL)
        return;
    r->what_if = w;
    for (uint32_t i = 0; i < count; i++)
        answer(r, &changes[i], &w->changes[w->change_count++]);
    if (r->grouping.status != GROUPING_GROUPED)
        return;
    add_carriers(r, w, LIST_DIAGNOSES);
    add_carriers(r, w, LIST_PROCEDURES);
}
