/* Two catalogues: a group is the same under the same code, unless its rows have
 * gone over to another code. */
#include <stdlib.h>
#include <string.h>

#include "common/put.h"
#include "pack/diff/diff.h"

/* The rows of GROUP with one code. */
struct coded {
    struct text code, rows; /* rows: what they ask for, as bytes; empty: not
                               told */
    uint32_t first, count;  /* in `order` of the listing */
    uint32_t match;         /* class of the other listing, or PACK_NONE */
};

struct ordered {
    struct text code;
    uint32_t row, order;
};

struct listing {
    const struct pack *pack;
    struct buffer order;   /* struct ordered: all rows by code */
    struct buffer classes; /* struct coded */
};

static const struct pack_group *row_of(const struct listing *l, uint32_t n)
{
    return PACK_ROW(l->pack, SECTION_GROUP, pack_group,
                    BUFFER_ROWS(&l->order, struct ordered)[n].row);
}

static struct coded *class_of(const struct listing *l, uint32_t n)
{
    return &BUFFER_ROWS(&l->classes, struct coded)[n];
}

/* ---- what a row asks for ------------------------------------------------- */

static void ask_number(struct buffer *out, uint64_t n)
{
    buffer_put(out, &n, sizeof n);
}

static void ask_words(struct buffer *out, struct text t)
{
    ask_number(out, t.length);
    buffer_text(out, t);
}

static void ask_code(struct buffer *out, struct code code)
{
    ask_number(out, code.high);
    ask_number(out, code.low);
}

static void ask_expr(struct buffer *out, const struct pack *p, uint32_t expr)
{
    ask_words(out, expr == PACK_NONE ? TEXT("") : pack_formula(p, expr));
}

static void ask_parts(struct buffer *out, const struct pack *p,
                      const struct pack_group *g)
{
    ask_number(out, g->parts.count);
    ask_number(out, g->main_parts);
    for (uint32_t i = 0; i < g->parts.count; i++) {
        const struct pack_range *codes =
            &PACK_ROW(p, SECTION_PART, pack_part, g->parts.first + i)
                 ->alternatives;

        ask_number(out, codes->count);
        for (uint32_t k = 0; k < codes->count; k++)
            ask_code(out,
                     *PACK_ROW(p, SECTION_ALTERNATIVE, code, codes->first + k));
    }
}

#define ASKED_FLAGS                                                            \
    (GROUP_HAS_OPERATION | GROUP_PRINCIPAL_OP | GROUP_RELATED_SOME |           \
     GROUP_TAKES_ALL | GROUP_ORDERED)

/* Neither its code nor its name, kind, layer and numbers. */
static void ask_row(struct buffer *out, const struct pack *p,
                    const struct pack_group *g)
{
    ask_code(out, g->key);
    ask_code(out, g->last);
    ask_number(out, g->class);
    ask_number(out, g->flags & ASKED_FLAGS);
    ask_number(out, g->conservative_row);
    ask_number(out, g->severity);
    ask_expr(out, p, g->when);
    ask_expr(out, p, g->other_dx);
    ask_parts(out, p, g);
}

/* A DRG is asked for by other tables: it is known by its name. */
static void ask_rows(struct buffer *out, const struct listing *l,
                     const struct coded *c)
{
    if (pack_count(l->pack, SECTION_DRG) > 0) {
        buffer_text(out, pack_text(l->pack, row_of(l, c->first)->name));
        return;
    }
    for (uint32_t i = 0; i < c->count; i++)
        ask_row(out, l->pack, row_of(l, c->first + i));
}

/* ---- listings ------------------------------------------------------------ */

static int by_code(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    const int order = text_compare(x->code, y->code);

    return order != 0 ? order : ORDER(x->order, y->order);
}

static void list_rows(struct listing *l)
{
    for (uint32_t i = 0; i < pack_count(l->pack, SECTION_GROUP); i++) {
        const struct pack_group *g =
            PACK_ROW(l->pack, SECTION_GROUP, pack_group, i);
        const struct ordered row = {pack_text(l->pack, g->group), i, g->order};

        buffer_put(&l->order, &row, sizeof row);
    }
    if (!l->order.failed)
        buffer_sort(&l->order, sizeof(struct ordered), by_code);
}

/* False without memory. */
static bool list_classes(struct diff *d, enum diff_side side, struct listing *l)
{
    struct coded *last = NULL;
    uint32_t at = 0;

    l->pack = d->packs[side];
    list_rows(l);
    BUFFER_EACH (row, &l->order, struct ordered) {
        const struct coded fresh = {
            .code = row->code, .first = at++, .match = PACK_NONE};

        if (last == NULL || !text_equal(last->code, row->code)) {
            buffer_put(&l->classes, &fresh, sizeof fresh);
            if (l->classes.failed)
                return false;
            last = class_of(l, BUFFER_COUNT(&l->classes, struct coded) - 1);
        }
        last->count++;
    }
    BUFFER_EACH (c, &l->classes, struct coded) {
        ask_rows(&d->scratch, l, c);
        c->rows = diff_text(d);
    }
    return !l->order.failed;
}

/* ---- which are the same -------------------------------------------------- */

static void pair_up(struct listing *l, uint32_t a, uint32_t b)
{
    class_of(&l[SIDE_OLD], a)->match = b;
    class_of(&l[SIDE_NEW], b)->match = a;
}

/* Joins what has the same code: all, or only with the same rows. */
static void pair_by_code(struct listing *l, bool any_rows)
{
    const uint32_t a_count = BUFFER_COUNT(&l[SIDE_OLD].classes, struct coded),
                   b_count = BUFFER_COUNT(&l[SIDE_NEW].classes, struct coded);

    for (uint32_t i = 0, k = 0; i < a_count && k < b_count;) {
        const struct coded *a = class_of(&l[SIDE_OLD], i),
                           *b = class_of(&l[SIDE_NEW], k);
        const int order = text_compare(a->code, b->code);

        if (order == 0 && a->match == PACK_NONE && b->match == PACK_NONE &&
            (any_rows || text_equal(a->rows, b->rows)))
            pair_up(l, i, k);
        i += order <= 0;
        k += order >= 0;
    }
}

struct by_rows {
    struct text rows;
    uint32_t side, class;
};

static int by_rows(const void *a, const void *b)
{
    const struct by_rows *x = a, *y = b;
    const int order = text_compare(x->rows, y->rows);

    return order != 0 ? order : ORDER(x->side, y->side);
}

static void list_unmatched(const struct listing *l, struct buffer *out)
{
    for (uint32_t side = 0; side < DIFF_SIDES; side++)
        for (uint32_t i = 0; i < BUFFER_COUNT(&l[side].classes, struct coded);
             i++) {
            const struct coded *c = class_of(&l[side], i);
            const struct by_rows row = {c->rows, side, i};

            if (c->match == PACK_NONE && c->rows.length != 0)
                buffer_put(out, &row, sizeof row);
        }
}

/* Joins what has the same rows under two codes, if one on each side has. */
static bool pair_by_rows(struct listing *l)
{
    struct buffer rest = {0};
    const struct by_rows *list;
    uint32_t count;

    list_unmatched(l, &rest);
    buffer_sort(&rest, sizeof *list, by_rows);
    list = BUFFER_ROWS(&rest, struct by_rows);
    count = BUFFER_COUNT(&rest, struct by_rows);
    for (uint32_t i = 0, end = 0; i < count; i = end) {
        while (end < count && text_equal(list[i].rows, list[end].rows))
            end++;
        if (end - i == 2 && list[i].side != list[i + 1].side)
            pair_up(l, list[i].class, list[i + 1].class);
    }
    buffer_free(&rest);
    return !rest.failed;
}

/* ---- lines --------------------------------------------------------------- */

static struct diff_line group_line(enum diff_part part, const struct listing *l,
                                   const struct coded *old,
                                   const struct coded *new)
{
    struct diff_line line = {.part = part};

    if (old != NULL) {
        line.cells[CELL_OLD] = old->code;
        line.cells[CELL_OLD_NAME] =
            pack_text(l[SIDE_OLD].pack, row_of(&l[SIDE_OLD], old->first)->name);
    }
    if (new != NULL) {
        line.cells[CELL_NEW] = new->code;
        line.cells[CELL_NEW_NAME] =
            pack_text(l[SIDE_NEW].pack, row_of(&l[SIDE_NEW], new->first)->name);
    }
    return line;
}

static struct text number_or_none(struct diff *d, bool known, int64_t n)
{
    if (!known)
        return TEXT("无");
    put(&d->scratch, decimal_from_millionths(n));
    return diff_text(d);
}

/* What groups that came or went are worth, and their kind. */
static void add_lone(struct diff *d, enum diff_side side,
                     const struct listing *l, const struct coded *c)
{
    const bool old = side == SIDE_OLD;
    const struct pack_group *g = row_of(&l[side], c->first);
    struct diff_line line = group_line(old ? PART_REMOVED : PART_ADDED, l,
                                       old ? c : NULL, old ? NULL : c);

    line.cells[CELL_WHAT] = text_of(group_kind_words(g->kind));
    line.cells[old ? CELL_BEFORE : CELL_AFTER] =
        number_or_none(d, g->flags & GROUP_HAS_SCORE, g->score);
    diff_add(d, &line);
    d->removed += old;
    d->added += !old;
}

/* Two classes that are one group, and the line that is made of them. */
struct pairing {
    struct diff *d;
    const struct listing *l;
    const struct coded *old, *new;
    size_t begin; /* where its lines begin */
};

static bool said_already(const struct pairing *p, const struct diff_line *line)
{
    const struct buffer *lines = &p->d->lines;

    for (size_t at = p->begin; at < lines->length; at += sizeof *line) {
        const struct diff_line *other =
            (const struct diff_line *)(const void *)(lines->data + at);

        if (text_equal(other->cells[CELL_WHAT], line->cells[CELL_WHAT]) &&
            text_equal(other->cells[CELL_BEFORE], line->cells[CELL_BEFORE]) &&
            text_equal(other->cells[CELL_AFTER], line->cells[CELL_AFTER]))
            return true;
    }
    return false;
}

static void compare_cells(struct pairing *p, const char *what,
                          struct text before, struct text after)
{
    struct diff_line line = group_line(PART_CHANGED, p->l, p->old, p->new);

    if (text_equal(before, after))
        return;
    line.cells[CELL_WHAT] = text_of(what);
    line.cells[CELL_BEFORE] = before;
    line.cells[CELL_AFTER] = after;
    if (!said_already(p, &line))
        diff_add(p->d, &line);
}

static void compare_numbers(struct pairing *p, const char *what, bool a_known,
                            int64_t a, bool b_known, int64_t b)
{
    if (a_known != b_known || (a_known && a != b))
        compare_cells(p, what, number_or_none(p->d, a_known, a),
                      number_or_none(p->d, b_known, b));
}

/* Factors that the old pack names, and those only the new one has. */
static void compare_factors(struct pairing *p, const struct pack_group *x,
                            const struct pack_group *y)
{
    const struct pack *a = p->l[SIDE_OLD].pack, *b = p->l[SIDE_NEW].pack;

    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        const struct pack *namer = p->l[side].pack;

        for (uint32_t i = 0; i < pack_count(namer, SECTION_COLUMN); i++) {
            const struct text name = pack_column_name(namer, i);
            const int64_t m = diff_factor(a, x, name),
                          n = diff_factor(b, y, name);

            put(&p->d->scratch, name);
            buffer_char(&p->d->scratch, '\0');
            compare_numbers(p, diff_text(p->d).at, m != INT64_MIN, m,
                            n != INT64_MIN, n);
        }
    }
}

static struct text layer_shown(const struct pack *p, const struct pack_group *g)
{
    return group_layer_words(
        pack_text(p, PACK_ROW(p, SECTION_GROUPING, pack_grouping, 0)
                         ->layer_names[g->layer < LAYERS_MAX ? g->layer : 0]));
}

static void compare_rows(struct pairing *p, const struct pack_group *x,
                         const struct pack_group *y)
{
    const struct pack *a = p->l[SIDE_OLD].pack, *b = p->l[SIDE_NEW].pack;

    compare_numbers(p, "分值", x->flags & GROUP_HAS_SCORE, x->score,
                    y->flags & GROUP_HAS_SCORE, y->score);
    compare_numbers(p, "次均费用", x->flags & GROUP_HAS_COST, x->mean_cost,
                    y->flags & GROUP_HAS_COST, y->mean_cost);
    compare_numbers(p, "平均住院日", x->flags & GROUP_HAS_DAYS, x->mean_days,
                    y->flags & GROUP_HAS_DAYS, y->mean_days);
    compare_factors(p, x, y);
    if (text_equal(p->old->code, p->new->code))
        compare_cells(p, "名称", pack_text(a, x->name), pack_text(b, y->name));
    compare_cells(p, "类型", text_of(group_kind_words(x->kind)),
                  text_of(group_kind_words(y->kind)));
    compare_cells(p, "层", layer_shown(a, x), layer_shown(b, y));
}

/* Codes with several rows: row by row, if there are as many. */
static void compare_classes(struct pairing *p)
{
    const struct coded *x = p->old, *y = p->new;
    const uint32_t rows = x->count == y->count ? x->count : 1;

    if (!text_equal(x->code, y->code)) {
        const struct diff_line line = group_line(PART_RENAMED, p->l, x, y);

        diff_add(p->d, &line);
        p->d->renamed++;
        p->begin = p->d->lines.length;
    }
    for (uint32_t i = 0; i < rows; i++)
        compare_rows(p, row_of(&p->l[SIDE_OLD], x->first + i),
                     row_of(&p->l[SIDE_NEW], y->first + i));
    if (pack_count(p->l[SIDE_OLD].pack, SECTION_DRG) == 0 &&
        !text_equal(x->rows, y->rows))
        compare_cells(p, "入组条件", TEXT("原来的"), TEXT("新的"));
    if (p->d->lines.length > p->begin)
        p->d->changed++;
    else
        p->d->same += text_equal(x->code, y->code);
}

static void add_lines(struct diff *d, const struct listing *l)
{
    BUFFER_EACH (c, &l[SIDE_OLD].classes, struct coded)
        if (c->match == PACK_NONE)
            add_lone(d, SIDE_OLD, l, c);
    BUFFER_EACH (c, &l[SIDE_NEW].classes, struct coded)
        if (c->match == PACK_NONE)
            add_lone(d, SIDE_NEW, l, c);
    BUFFER_EACH (c, &l[SIDE_OLD].classes, struct coded)
        if (c->match != PACK_NONE)
            compare_classes(&(struct pairing){
                d, l, c, class_of(&l[SIDE_NEW], c->match), d->lines.length});
}

/* ---- places -------------------------------------------------------------- */

/* Diseases are numbered by the old pack's classes, then by what is new. */
static bool set_places(struct diff *d, enum diff_side side,
                       const struct listing *l, uint32_t known)
{
    struct diff_place *places =
        malloc((pack_count(l->pack, SECTION_GROUP) + 1u) * sizeof *places);

    d->places[side] = places;
    for (uint32_t i = 0;
         places != NULL && i < BUFFER_COUNT(&l->classes, struct coded); i++) {
        const struct coded *c = class_of(l, i);
        const struct ordered *rows =
            &BUFFER_ROWS(&l->order, struct ordered)[c->first];
        const uint32_t disease = side == SIDE_OLD        ? i
                                 : c->match != PACK_NONE ? c->match
                                                         : known + i;

        for (uint32_t k = 0; k < c->count; k++)
            places[rows[k].row] = (struct diff_place){rows[0].row, disease};
    }
    return places != NULL;
}

bool diff_groups(struct diff *d)
{
    struct listing l[DIFF_SIDES] = {0};
    bool good = list_classes(d, SIDE_OLD, &l[SIDE_OLD]);

    good = list_classes(d, SIDE_NEW, &l[SIDE_NEW]) && good;
    if (good) {
        pair_by_code(l, false);
        good = pair_by_rows(l);
        pair_by_code(l, true);
        add_lines(d, l);
        good = good && set_places(d, SIDE_OLD, &l[SIDE_OLD], 0);
        good = good &&
               set_places(d, SIDE_NEW, &l[SIDE_NEW],
                          BUFFER_COUNT(&l[SIDE_OLD].classes, struct coded));
    }
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        buffer_free(&l[side].order);
        buffer_free(&l[side].classes);
    }
    return good;
}
