#include "price/auxiliary.h"

#include "group/group.h"
#include "group/place.h"
#include "result/notes.h"

static const struct pack_aux_class *class_at(const struct pack *p, uint32_t i)
{
    return PACK_ROW(p, SECTION_AUX_CLASS, pack_aux_class, i);
}

static const struct pack_aux_factor *factor_at(const struct pack *p, uint32_t i)
{
    return PACK_ROW(p, SECTION_AUX_FACTOR, pack_aux_factor, i);
}

/* ---- looking up ---------------------------------------------------------- */

/* Row of the table for a group and a class, PACK_NONE if there is none. */
static uint32_t factor_row_of(const struct pack *p, struct text group,
                              uint32_t class)
{
    uint32_t low = 0, high = pack_count(p, SECTION_AUX_FACTOR);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct pack_aux_factor *f = factor_at(p, middle);
        const int order = text_compare(pack_text(p, f->group), group);

        if (order == 0 && f->class == class)
            return middle;
        if (order < 0 || (order == 0 && f->class < class))
            low = middle + 1;
        else
            high = middle;
    }
    return PACK_NONE;
}

static bool own_factor(const struct pack *p, uint32_t expr,
                       struct expr_frame *frame, int128 *out)
{
    struct value v;

    if (expr == PACK_NONE)
        return false;
    v = expr_run(p, expr, frame);
    *out = v.number;
    return !v.missing;
}

static void take_class(const struct pack *p, struct expr_frame *frame,
                       uint32_t class, struct auxiliary *out)
{
    const struct text group = pack_text(p, frame->group->group);
    struct aux_hit hit = {class, factor_row_of(p, group, class), 0};

    if (hit.row != PACK_NONE)
        hit.factor = decimal_from_millionths(factor_at(p, hit.row)->factor);
    else if (!own_factor(p, class_at(p, class)->factor, frame, &hit.factor))
        return;
    out->hits[out->count++] = hit;
}

/* ---- combining ----------------------------------------------------------- */

/* The first of the highest becomes the only one. */
static void keep_highest(struct auxiliary *a)
{
    for (uint32_t i = 1; i < a->count; i++)
        if (a->hits[i].factor > a->hits[0].factor)
            a->hits[0] = a->hits[i];
    a->count = a->count > 0;
}

static void multiply(struct auxiliary *a, struct expr_frame *frame)
{
    a->factor = (struct value){.type = VALUE_NUMBER, .number = DECIMAL_ONE};
    for (uint32_t i = 0; i < a->count; i++)
        if (!decimal_multiply(a->factor.number, a->hits[i].factor,
                              &a->factor.number)) {
            a->factor = (struct value){.type = VALUE_NUMBER, .missing = true};
            frame->out_of_range = true;
            return;
        }
}

void auxiliary_find(const struct pack *pack, struct expr_frame *frame,
                    struct auxiliary *out)
{
    uint32_t settled = 0; /* dimensions: bit by number */

    out->count = 0;
    for (uint32_t i = 0; i < pack_count(pack, SECTION_AUX_CLASS); i++) {
        const struct pack_aux_class *c = class_at(pack, i);
        const uint32_t bit = (uint32_t)1 << c->number;

        if ((settled & bit) != 0 || !expr_true(pack, c->when, frame))
            continue;
        settled |= bit;
        take_class(pack, frame, i, out);
    }
    if (PACK_ROW(pack, SECTION_GROUPING, pack_grouping, 0)->combine ==
        COMBINE_HIGHEST)
        keep_highest(out);
    multiply(out, frame);
}

/* ---- in words ------------------------------------------------------------ */

static const char *number_words(struct result *r, int128 n)
{
    char out[DECIMAL_TEXT_MAX];
    const size_t length = decimal_text(n, out);

    return note_format(r, "%.*s", (int)length, out);
}

static const char *own_place(struct result *r, uint32_t class)
{
    return note_format(
        r, "，%s，%s", condition_shown(r, class_at(r->pack, class)->factor),
        place_of_group(r, PACK_ROW(r->pack, SECTION_GROUP, pack_group,
                                   r->grouping.group)));
}

/* Where the factor stands: in its table, else in the catalogue's row, by the
 * expression that region.xml gives the class. */
static const char *where_words(struct result *r, const struct aux_hit *hit)
{
    const struct pack_aux_factor *f;

    if (hit->row == PACK_NONE)
        return own_place(r, hit->class);
    f = factor_at(r->pack, hit->row);
    return note_format(r, "，%s", place_in_table(r, f->table, f->source_row));
}

static const char *hit_words(struct result *r, const struct aux_hit *hit)
{
    const struct pack_aux_class *c = class_at(r->pack, hit->class);
    const struct text dimension = pack_text(r->pack, c->dimension);
    const struct text name = pack_text(r->pack, c->name);

    return note_format(r, "%.*s 为 %.*s（系数 %s%s）", SPELL(dimension),
                       SPELL(name), number_words(r, hit->factor),
                       where_words(r, hit));
}

void auxiliary_explain(struct result *r, const struct auxiliary *a)
{
    const char *all = "";

    for (uint32_t i = 0; i < a->count; i++)
        all = note_format(r, "%s%s%s", all, i > 0 ? "，" : "",
                          hit_words(r, &a->hits[i]));
    if (a->count == 0)
        return;
    if (a->factor.missing || a->count == 1)
        group_tell(r, "辅助目录：%s", all);
    else
        group_tell(r, "辅助目录：%s，相乘得 %s", all,
                   number_words(r, a->factor.number));
}
