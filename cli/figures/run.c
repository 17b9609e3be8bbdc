/* Rows are read in passes: each pass fills all sums whose parts are known. One
 * pass is enough unless a sum asks for another figure. */
#include "figures/run.h"

#include <string.h>

#include "compile/read/number.h"
#include "expr/instr.h"

static const struct value NOTHING = {.type = VALUE_NUMBER, .missing = true};

/* ---- groups -------------------------------------------------------------- */

uint32_t run_groups(const struct run *r, unsigned level)
{
    return (uint32_t)(r->groups[level].rows.length / sizeof(struct group));
}

static struct group *group_at(const struct run *r, unsigned level, uint32_t n)
{
    return &((struct group *)(void *)r->groups[level].rows.data)[n];
}

const struct group *run_group(const struct run *r, unsigned level, uint32_t n)
{
    return group_at(r, level, n);
}

static struct value *value_at(const struct run *r, const struct figure *f,
                              uint32_t group)
{
    struct value *values =
        (struct value *)(void *)r->groups[f->level].values.data;

    return &values[(size_t)group * r->figures->levels[f->level].slots +
                   f->slot];
}

const struct value *run_value(const struct run *r, const struct figure *figure,
                              uint32_t group)
{
    return value_at(r, figure, group);
}

struct text run_lacks(const struct run *r, const struct figure *figure)
{
    return figure->lacks != PACK_NONE ? r->figures->list[figure->lacks].label
                                      : TEXT("");
}

static struct sums *sums_at(const struct run *r, const struct figure *f,
                            uint32_t group)
{
    struct sums *sums = (struct sums *)(void *)r->groups[f->level].sums.data;

    return &sums[(size_t)group * r->figures->levels[f->level].sums + f->slot];
}

static bool put_zeros(struct buffer *out, size_t size)
{
    char *room = buffer_reserve(out, size);

    if (room == NULL && size > 0)
        return false;
    if (size > 0)
        memset(room, 0, size);
    out->length += size;
    return true;
}

/* A table of at least twice as many slots as groups. */
static bool grow_slots(struct run *r, unsigned level)
{
    struct groups *g = &r->groups[level];
    const uint32_t count = run_groups(r, level);
    size_t slots = 64;
    uint32_t *at;

    if (g->slots.length / sizeof(uint32_t) > (size_t)count * 2 + 2)
        return true;
    while (slots < (size_t)count * 4 + 4)
        slots *= 2;
    buffer_reset(&g->slots);
    if (!put_zeros(&g->slots, slots * sizeof(uint32_t)))
        return false;
    at = (uint32_t *)(void *)g->slots.data;
    memset(at, 0xff, slots * sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t hash = pack_lookup_hash(group_at(r, level, i)->keys,
                                         r->figures->levels[level].key_count);

        while (at[hash & (slots - 1)] != PACK_NONE)
            hash++;
        at[hash & (slots - 1)] = i;
    }
    return true;
}

static bool same_keys(const struct group *g, const struct text *keys,
                      unsigned count)
{
    for (unsigned k = 0; k < count; k++)
        if (!text_equal(g->keys[k], keys[k]))
            return false;
    return true;
}

/* The group of these keys, made where it is new; PACK_NONE without memory. */
static uint32_t group_of_keys(struct run *r, unsigned level,
                              const struct text *keys)
{
    const struct level *l = &r->figures->levels[level];
    struct groups *g = &r->groups[level];
    struct group fresh = {.up = {0}};
    uint32_t hash = pack_lookup_hash(keys, l->key_count), *at;
    size_t mask;

    if (!grow_slots(r, level))
        return PACK_NONE;
    at = (uint32_t *)(void *)g->slots.data;
    mask = g->slots.length / sizeof(uint32_t) - 1;
    for (; at[hash & mask] != PACK_NONE; hash++)
        if (same_keys(group_at(r, level, at[hash & mask]), keys, l->key_count))
            return at[hash & mask];
    at[hash & mask] = run_groups(r, level);
    for (unsigned k = 0; k < l->key_count; k++)
        fresh.keys[k] = keys[k]; /* cells live as long as the table */
    buffer_put(&g->rows, &fresh, sizeof fresh);
    if (!put_zeros(&g->values, l->slots * sizeof(struct value)) ||
        !put_zeros(&g->sums, l->sums * sizeof(struct sums)) || g->rows.failed)
        return PACK_NONE;
    return at[hash & mask];
}

/* By the first row that tells a name. */
static void name_group(const struct run *r, const struct level *l,
                       struct group *g)
{
    if (l->shown != PACK_NONE && g->shown.length == 0)
        g->shown = r->values[l->shown].text;
}

/* The row's group of each level; false without memory. */
static bool find_groups(struct run *r, uint32_t *out)
{
    const struct figures *f = r->figures;

    for (unsigned level = LEVEL_ALL; level < f->level_count; level++) {
        struct text keys[LOOKUP_KEYS_MAX];

        for (unsigned k = 0; k < f->levels[level].key_count; k++) {
            const struct value *v = &r->values[f->levels[level].keys[k]];

            keys[k] = v->missing ? TEXT("") : v->text;
        }
        out[level] = group_of_keys(r, level, keys);
        if (out[level] == PACK_NONE)
            return false;
        name_group(r, &f->levels[level], group_at(r, level, out[level]));
    }
    for (unsigned level = LEVEL_ALL; level < f->level_count; level++)
        memcpy(group_at(r, level, out[level])->up, out,
               LEVELS_MAX * sizeof *out);
    return true;
}

/* ---- expressions --------------------------------------------------------- */

static struct value compute_figure(struct run *r, uint32_t expr, int8_t round)
{
    struct expr_frame frame = {.pack = &r->view, .variables = r->values};
    struct value v = expr_run(&r->view, expr, &frame);

    if (frame.touched_missing || v.missing)
        return (struct value){.type = v.type, .missing = true};
    if (round >= 0 && v.type == VALUE_NUMBER)
        v.number = decimal_round(v.number, (unsigned)round);
    return v;
}

static bool meets_condition(struct run *r, uint32_t condition)
{
    struct value v;

    if (condition == PACK_NONE)
        return true;
    v = compute_figure(r, condition, -1);
    return v.type == VALUE_BOOLEAN && !v.missing && v.boolean;
}

static void add_to_sums(struct sums *s, enum aggregate operation, int128 n)
{
    int128 square = 0;

    if (operation == MIN_OF || operation == MAX_OF) {
        if (s->count == 0 || (n < s->sum) == (operation == MIN_OF))
            s->sum = n;
    } else if (!decimal_add(s->sum, n, &s->sum) ||
               (operation == SD_OF &&
                (!decimal_multiply(n, n, &square) ||
                 !decimal_add(s->squares, square, &s->squares)))) {
        s->beyond = true;
    }
    s->count++;
}

/* One row or group joins the sums of an aggregate; one without a number does
 * not count. */
static void join_sums(struct run *r, const struct figure *a, struct sums *s)
{
    struct value v;

    if (!meets_condition(r, a->condition))
        return;
    if (a->operation == COUNT_OF) {
        s->count++;
        return;
    }
    v = compute_figure(r, a->expr, -1);
    if (!v.missing)
        add_to_sums(s, (enum aggregate)a->operation, v.number);
}

/* ---- columns that are not there ------------------------------------------ */

/* What asks whether a value is there can do without it: default, given. */
static bool is_asked(const struct pack_instr *next, bool quiet)
{
    return quiet || next->op == OP_DEFAULT || next->op == OP_GIVEN ||
           next->op == OP_MISSING;
}

/* The column without which an expression says nothing, or PACK_NONE. */
static uint32_t lack_of(const struct run *r, uint32_t expr)
{
    struct pack_range code = {0, 0};
    uint32_t lacks = PACK_NONE;
    bool quiet = false;

    if (expr != PACK_NONE)
        code = PACK_ROW(&r->view, SECTION_EXPR, pack_expr, expr)->code;
    for (uint32_t n = 0; n < code.count && lacks == PACK_NONE; n++) {
        const struct pack_instr *i =
            PACK_ROW(&r->view, SECTION_INSTR, pack_instr, code.first + n);

        if (i->op == OP_QUIET || i->op == OP_LOUD)
            quiet = i->op == OP_QUIET;
        if (i->op == OP_VARIABLE &&
            (n + 1 == code.count || !is_asked(i + 1, quiet)))
            lacks = r->figures->list[i->c].lacks;
    }
    return lacks;
}

/* A group of rows is known by its keys. */
static uint32_t lack_of_level(const struct run *r, unsigned level)
{
    const struct level *l = &r->figures->levels[level];

    for (unsigned k = 0; k < l->key_count; k++)
        if (r->figures->list[l->keys[k]].lacks != PACK_NONE)
            return l->keys[k];
    return PACK_NONE;
}

/* Figures stand behind what they read. */
static void find_lacks(struct run *r)
{
    struct figures *f = r->figures;

    for (uint32_t i = 0; i < f->count; i++) {
        struct figure *g = &f->list[i];

        g->lacks = PACK_NONE;
        if (g->kind == FIGURE_COLUMN) {
            g->lacks = f->headings[g->bit].column < 0 ? i : PACK_NONE;
            continue;
        }
        g->lacks = lack_of(r, g->expr);
        if (g->lacks == PACK_NONE)
            g->lacks = lack_of(r, g->condition);
        if (g->lacks == PACK_NONE)
            g->lacks = lack_of_level(r, g->level);
        if (g->lacks == PACK_NONE && g->kind == FIGURE_AGGREGATE)
            g->lacks = lack_of_level(r, g->over);
    }
}

/* ---- what sums come to --------------------------------------------------- */

/* Of all the rows, not of a sample. */
static bool deviation(const struct sums *s, int128 *out)
{
    const int128 count = decimal_from_int((int64_t)s->count);
    int128 mean, squares, square;

    if (!decimal_divide(s->sum, count, &mean) ||
        !decimal_divide(s->squares, count, &squares) ||
        !decimal_multiply(mean, mean, &square))
        return false;
    *out = decimal_root(squares > square ? squares - square : 0);
    return true;
}

static struct value result_of(const struct figure *a, const struct sums *s)
{
    struct value v = {.type = VALUE_NUMBER,
                      .number = decimal_from_int((int64_t)s->count)};

    if (a->lacks != PACK_NONE)
        return NOTHING;
    switch ((enum aggregate)a->operation) {
    case COUNT_OF:
        return v;
    case SUM_OF:
        v.number = s->sum;
        v.missing = s->beyond;
        return v;
    case MEAN_OF:
        v.missing = s->beyond || !decimal_divide(s->sum, v.number, &v.number);
        return v;
    case SD_OF:
        v.missing = s->count == 0 || s->beyond || !deviation(s, &v.number);
        return v;
    default:
        v.number = s->sum;
        v.missing = s->count == 0;
        return v;
    }
}

/* ---- a row --------------------------------------------------------------- */

/* A batch's CSV keeps texts from being formulas by a sign in front. */
static bool is_guarded(const struct table *t)
{
    return t->sheet == NULL && t->data != 0 &&
           text_equal(table_cell(t, t->data - 1, 0), TEXT("source")) &&
           text_equal(table_cell(t, t->data - 1, 1), TEXT("index"));
}

/* The column of either name in a row, -1 if there is none. */
static int column_named(const struct table *t, uint32_t row, struct text name,
                        struct text also)
{
    for (int i = 0; i < (int)TABLE_COLUMNS; i++) {
        const struct text cell = table_cell(t, row, i);

        if (text_equal(cell, name) || text_equal(cell, also))
            return i;
    }
    return -1;
}

/* Of a batch's table, by what its CSV or its workbook calls the columns. */
static int cause_column(const struct table *t)
{
    const uint32_t head = t->data - 1;

    return t->data != 0 &&
                   column_named(t, head, TEXT("source"), TEXT("来源")) >= 0
               ? column_named(t, head, TEXT("cause"), TEXT("未入组原因"))
               : -1;
}

/* A source without a page has a row in a batch's table, but is no case. */
static bool is_pageless(const struct run *r, uint32_t row)
{
    const struct text cause = table_cell(r->table, row, r->cause);

    return text_equal(cause, TEXT("no-page")) ||
           text_equal(cause, TEXT("没有首页"));
}

static struct text without_guard(struct text t)
{
    return text_starts(t, TEXT("'")) ? text_behind(t, 1) : t;
}

/* 0.85 or, as a workbook may show it, 85%. */
static bool read_share(struct text t, int64_t *out)
{
    if (!text_ends(t, TEXT("%")))
        return number_read(t, out);
    if (!number_read(text_head(t, t.length - 1), out))
        return false;
    *out /= 100;
    return true;
}

static struct value read_figure(const struct run *r, const struct figure *f,
                                uint32_t row)
{
    const struct text t =
        table_cell(r->table, row, r->figures->headings[f->bit].column);
    int64_t n;

    if (f->text)
        return (struct value){.type = VALUE_TEXT,
                              .missing = t.length == 0,
                              .text = r->guarded ? without_guard(t) : t};
    if (!read_share(t, &n))
        return NOTHING;
    return (struct value){.type = VALUE_NUMBER,
                          .number = decimal_from_millionths(n)};
}

static void read_row_figures(struct run *r, uint32_t row)
{
    const struct figures *f = r->figures;

    for (uint32_t i = 0; i < f->count; i++)
        if (f->list[i].kind == FIGURE_COLUMN)
            r->values[i] = read_figure(r, &f->list[i], row);
}

/* Known figures as a row, or a group of `level`, sees them; `up` are its
 * groups. */
static void see(struct run *r, unsigned level, const uint32_t *up)
{
    const struct figures *f = r->figures;
    const struct level *l = &f->levels[level];

    for (unsigned k = 0; k < l->key_count; k++) {
        const struct text key = group_at(r, level, up[level])->keys[k];

        r->values[l->keys[k]] = (struct value){
            .type = VALUE_TEXT, .missing = key.length == 0, .text = key};
    }

    for (uint32_t i = 0; i < f->count; i++) {
        const struct figure *g = &f->list[i];

        if (!g->known || g->level == LEVEL_ROWS ||
            !figures_sees(f, level, g->level))
            continue;
        r->values[i] = g->kind == FIGURE_AGGREGATE && g->over == LEVEL_ROWS
                           ? result_of(g, sums_at(r, g, up[g->level]))
                           : *value_at(r, g, up[g->level]);
    }
}

static void compute_row(struct run *r)
{
    const struct figures *f = r->figures;

    for (uint32_t i = 0; i < f->count; i++)
        if (f->list[i].level == LEVEL_ROWS && f->list[i].kind == FIGURE_LET &&
            f->list[i].known)
            r->values[i] =
                f->list[i].lacks != PACK_NONE
                    ? NOTHING
                    : compute_figure(r, f->list[i].expr, f->list[i].round);
}

/* ---- passes -------------------------------------------------------------- */

/* True if all that an expression reads is known. */
static bool is_ready(const struct run *r, uint32_t expr)
{
    struct pack_range code;

    if (expr == PACK_NONE)
        return true;
    code = PACK_ROW(&r->view, SECTION_EXPR, pack_expr, expr)->code;
    for (uint32_t n = 0; n < code.count; n++) {
        const struct pack_instr *i =
            PACK_ROW(&r->view, SECTION_INSTR, pack_instr, code.first + n);

        if (i->op == OP_VARIABLE && !r->figures->list[i->c].known)
            return false;
    }
    return true;
}

/* Figures of rows whose parts are known are computed in this pass. */
static void know_rows(struct run *r)
{
    for (uint32_t i = 0; i < r->figures->count; i++) {
        struct figure *f = &r->figures->list[i];

        if (f->level == LEVEL_ROWS && f->kind == FIGURE_LET && !f->known)
            f->known = is_ready(r, f->expr);
    }
}

static bool joins(const struct run *r, const struct figure *f)
{
    return f->kind == FIGURE_AGGREGATE && f->over == LEVEL_ROWS && !f->known &&
           is_ready(r, f->expr) && is_ready(r, f->condition);
}

static bool sum_rows(struct run *r)
{
    struct figures *f = r->figures;
    bool joined[FIGURES_MAX];
    uint32_t groups[LEVELS_MAX] = {0};

    know_rows(r);
    for (uint32_t i = 0; i < f->count; i++)
        joined[i] = joins(r, &f->list[i]);
    for (uint32_t row = r->table->data; row < table_rows(r->table); row++) {
        if (is_pageless(r, row))
            continue;
        read_row_figures(r, row);
        if (!find_groups(r, groups))
            return false;
        see(r, LEVEL_ROWS, groups);
        compute_row(r);
        for (uint32_t i = 0; i < f->count; i++)
            if (joined[i])
                join_sums(r, &f->list[i],
                          sums_at(r, &f->list[i], groups[f->list[i].level]));
    }
    for (uint32_t i = 0; i < f->count; i++)
        f->list[i].known = f->list[i].known || joined[i];
    return true;
}

/* ---- figures of groups --------------------------------------------------- */

/* A let or a set for every group of its level. */
static void settle(struct run *r, struct figure *f)
{
    for (uint32_t g = 0; g < run_groups(r, f->level); g++) {
        see(r, f->level, group_at(r, f->level, g)->up);
        if (f->given)
            *value_at(r, f, g) =
                (struct value){.type = VALUE_NUMBER, .number = f->number};
        else
            *value_at(r, f, g) = f->expr == PACK_NONE || f->lacks != PACK_NONE
                                     ? NOTHING
                                     : compute_figure(r, f->expr, f->round);
    }
    f->known = true;
}

/* An aggregate over a finer level. */
static bool gather(struct run *r, struct figure *f)
{
    const uint32_t count = run_groups(r, f->level);
    struct buffer sums = {0};
    struct sums *at;

    if (!put_zeros(&sums, count * sizeof(struct sums)))
        return false;
    at = (struct sums *)(void *)sums.data;
    for (uint32_t g = 0; g < run_groups(r, f->over); g++) {
        const struct group *group = group_at(r, f->over, g);

        see(r, f->over, group->up);
        join_sums(r, f, &at[group->up[f->level]]);
    }
    for (uint32_t g = 0; g < count; g++)
        *value_at(r, f, g) = result_of(f, &at[g]);
    f->known = true;
    buffer_free(&sums);
    return true;
}

static bool settle_all(struct run *r)
{
    for (uint32_t i = 0; i < r->figures->count; i++) {
        struct figure *f = &r->figures->list[i];

        if (f->level == LEVEL_ROWS)
            continue;
        if (f->kind == FIGURE_AGGREGATE && !f->known &&
            !(f->over == LEVEL_ROWS ? sum_rows(r) : gather(r, f)))
            return false;
        if (f->kind == FIGURE_SET || f->kind == FIGURE_LET)
            settle(r, f);
    }
    return true;
}

static int by_keys(const void *a, const void *b)
{
    const struct group_place *x = a, *y = b;
    int order = 0;

    for (unsigned k = 0; order == 0 && k < LOOKUP_KEYS_MAX; k++)
        order = text_compare(x->keys[k], y->keys[k]);
    return order;
}

static bool order_groups(struct run *r)
{
    for (unsigned level = LEVEL_ALL; level < r->figures->level_count; level++) {
        struct buffer *order = &r->groups[level].order;

        for (uint32_t g = 0; g < run_groups(r, level); g++) {
            struct group_place place = {.group = g};

            memcpy(place.keys, group_at(r, level, g)->keys, sizeof place.keys);
            buffer_put(order, &place, sizeof place);
        }
        if (order->failed)
            return false;
        buffer_sort(order, sizeof(struct group_place), by_keys);
    }
    return true;
}

uint32_t run_nth(const struct run *r, unsigned level, uint32_t n)
{
    return BUFFER_ROWS(&r->groups[level].order, struct group_place)[n].group;
}

bool run_open(struct run *r, struct figures *f, struct table *table)
{
    uint32_t groups[LEVELS_MAX] = {0};

    memset(r, 0, sizeof *r);
    r->figures = f;
    r->table = table;
    r->guarded = is_guarded(table);
    r->cause = cause_column(table);
    r->view = build_view(&f->build);
    for (uint32_t i = 0; i < f->count; i++) {
        r->values[i] = NOTHING;
        f->list[i].known = f->list[i].kind == FIGURE_COLUMN;
    }
    find_lacks(r);
    /* Groups first: figures are settled for all of them. */
    for (uint32_t row = table->data; row < table_rows(table); row++) {
        if (is_pageless(r, row))
            continue;
        read_row_figures(r, row);
        if (!find_groups(r, groups))
            return false;
    }
    return (run_groups(r, LEVEL_ALL) == 0 || settle_all(r)) && order_groups(r);
}

void run_close(struct run *r)
{
    for (unsigned i = 0; i < LEVELS_MAX; i++) {
        buffer_free(&r->groups[i].rows);
        buffer_free(&r->groups[i].values);
        buffer_free(&r->groups[i].sums);
        buffer_free(&r->groups[i].slots);
        buffer_free(&r->groups[i].order);
    }
}
