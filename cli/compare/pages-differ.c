#include "pages-differ.h"

#include "pack/pack.h"
#include "record/identity.h"

static const struct {
    const char *name, *words;
} kinds[DIFFER_KINDS] = {
    [DIFFER_CODE] = {"code", "诊断编码"},
    [DIFFER_PRINCIPAL] = {"principal", "主要诊断或主要手术"},
    [DIFFER_ORDER] = {"order", "先后次序"},
    [DIFFER_OPERATION] = {"operation", "手术操作"},
    [DIFFER_DATE] = {"date", "日期"},
    [DIFFER_FEE] = {"fee", "费用"},
    [DIFFER_VALUE] = {"value", "内容"},
};

const char *difference_name(enum difference_kind kind)
{
    return kinds[kind].name;
}

const char *difference_words(enum difference_kind kind)
{
    return kinds[kind].words;
}

struct differing {
    struct record *page, *list;
    struct difference *out;
    uint32_t count;
};

static void add_difference(struct differing *d, enum difference_kind kind,
                           uint16_t field, struct text page, struct text list)
{
    if (d->count < DIFFERENCES_MAX)
        d->out[d->count++] = (struct difference){
            kind, field, identity_shown(d->page, field, page),
            identity_shown(d->list, field, list)};
}

/* ---- scalars ------------------------------------------------------------- */

static bool same_in_both(unsigned type, const struct cell *a,
                         const struct cell *b)
{
    if (field_is_number(type))
        return a->number == b->number;
    switch (type) {
    case FIELD_DATE:
    case FIELD_TIME: /* as far as both say */
        if (a->precision == CALENDAR_DAY || b->precision == CALENDAR_DAY)
            return a->moment / SECONDS_PER_DAY == b->moment / SECONDS_PER_DAY;
        return a->precision == CALENDAR_HOUR || b->precision == CALENDAR_HOUR
                   ? a->moment / 3600 == b->moment / 3600
                   : a->moment == b->moment;
    case FIELD_DIAGNOSIS:
    case FIELD_PROCEDURE:
        return code_equal(a->code, b->code);
    default:
        return text_equal(a->plain, b->plain);
    }
}

static enum difference_kind kind_of_difference(unsigned type)
{
    return type == FIELD_AMOUNT                       ? DIFFER_FEE
           : type == FIELD_DATE || type == FIELD_TIME ? DIFFER_DATE
                                                      : DIFFER_VALUE;
}

/* A derived amount has no text. */
static struct text shown_amount(struct record *r, const struct cell *cell)
{
    char digits[64];

    if (cell->text.length != 0 || !(cell->flags & CELL_DERIVED))
        return cell->text;
    return arena_copy(
        &r->arena, (struct text){digits, decimal_text(cell->number, digits)});
}

static void differ_scalar(struct differing *d, uint16_t field)
{
    const struct cell *page = record_scalar(d->page, field);
    const struct cell *list = record_scalar(d->list, field);
    const unsigned type = pack_field(d->page->pack, field)->type;

    if (page->state == CELL_GIVEN && list->state == CELL_GIVEN &&
        !same_in_both(type, page, list))
        add_difference(d, kind_of_difference(type), field,
                       shown_amount(d->page, page),
                       shown_amount(d->list, list));
}

/* ---- codes --------------------------------------------------------------- */

struct code_list {
    const struct cell *cells[LIMIT_ROWS];
    struct code codes[LIMIT_ROWS]; /* of the region */
    uint32_t rows[LIMIT_ROWS];
    bool met[LIMIT_ROWS]; /* has a partner on the other side */
    uint32_t count;
};

static void collect_codes(const struct record *r, uint16_t field,
                          struct code_list *out)
{
    const struct pack_field *f = pack_field(r->pack, field);
    const enum code_system system =
        f->type == FIELD_PROCEDURE ? SYSTEM_PROCEDURE : SYSTEM_DIAGNOSIS;

    *out = (struct code_list){.count = 0};
    for (uint32_t row = 1; row <= r->lists[f->list].count; row++) {
        const struct cell *cell = record_item(r, f->list, row, f->column);
        if (cell == NULL || cell->state != CELL_GIVEN)
            continue;
        out->cells[out->count] = cell;
        out->rows[out->count] = row;
        out->codes[out->count++] =
            pack_map(r->pack, system, code_unmarked(cell->code)).code;
    }
}

/* Partners by code, each once. */
static void meet_in_both(struct code_list *a, struct code_list *b,
                         uint32_t *partner)
{
    for (uint32_t i = 0; i < a->count; i++) {
        partner[i] = LIMIT_ROWS;
        for (uint32_t k = 0; k < b->count && !a->met[i]; k++) {
            if (b->met[k] || !code_equal(a->codes[i], b->codes[k]))
                continue;
            a->met[i] = b->met[k] = true;
            partner[i] = k;
        }
    }
}

/* Codes that both have, in another order. */
static bool reordered(const struct code_list *a, const uint32_t *partner)
{
    uint32_t last = 0;
    bool any = false;

    for (uint32_t i = 0; i < a->count; i++) {
        if (partner[i] == LIMIT_ROWS)
            continue;
        if (any && partner[i] < last)
            return true;
        last = partner[i];
        any = true;
    }
    return false;
}

static void differ_missing(struct differing *d, enum difference_kind kind,
                           uint16_t field, const struct code_list *page,
                           const struct code_list *list)
{
    for (uint32_t i = 0; i < page->count; i++)
        if (!page->met[i])
            add_difference(d, kind, field, page->cells[i]->text, TEXT(""));
    for (uint32_t i = 0; i < list->count; i++)
        if (!list->met[i])
            add_difference(d, kind, field, TEXT(""), list->cells[i]->text);
}

/* The dates of operations that both have. */
static void differ_dates(struct differing *d, const struct code_list *page,
                         const struct code_list *list, const uint32_t *partner)
{
    const uint16_t date = d->page->pack->known.op_date;
    const struct pack_field *f;

    if (date == PACK_NO_FIELD)
        return;
    f = pack_field(d->page->pack, date);
    for (uint32_t i = 0; i < page->count; i++) {
        const struct cell *a, *b;
        if (partner[i] == LIMIT_ROWS)
            continue;
        a = record_item(d->page, f->list, page->rows[i], f->column);
        b = record_item(d->list, f->list, list->rows[partner[i]], f->column);
        if (a != NULL && b != NULL && a->state == CELL_GIVEN &&
            b->state == CELL_GIVEN && !same_in_both(FIELD_TIME, a, b))
            add_difference(d, DIFFER_DATE, date, a->text, b->text);
    }
}

static void differ_codes(struct differing *d, uint16_t field,
                         enum difference_kind kind)
{
    uint32_t partner[LIMIT_ROWS];
    struct code_list page, list;
    bool first;

    if (field == PACK_NO_FIELD)
        return;
    collect_codes(d->page, field, &page);
    collect_codes(d->list, field, &list);
    first = page.count > 0 && list.count > 0 &&
            !code_equal(page.codes[0], list.codes[0]);
    meet_in_both(&page, &list, partner);
    if (first)
        add_difference(d, DIFFER_PRINCIPAL, field, page.cells[0]->text,
                       list.cells[0]->text);
    differ_missing(d, kind, field, &page, &list);
    if (!first && reordered(&page, partner))
        add_difference(d, DIFFER_ORDER, field, TEXT(""), TEXT(""));
    if (kind == DIFFER_OPERATION)
        differ_dates(d, &page, &list, partner);
}

uint32_t records_differ(struct record *page, struct record *list,
                        const uint16_t *fields, uint32_t count,
                        struct difference out[DIFFERENCES_MAX])
{
    struct differing d = {.page = page, .list = list, .out = out};

    differ_codes(&d, page->pack->known.dx_code, DIFFER_CODE);
    differ_codes(&d, page->pack->known.op_code, DIFFER_OPERATION);
    for (uint32_t i = 0; i < count; i++)
        differ_scalar(&d, fields[i]);
    return d.count;
}
