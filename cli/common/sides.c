#include "sides.h"

#include "common/width.h"
#include "price/price.h"

#define PACK_COLUMNS 24
#define GROUP_COLUMNS 20
#define AMOUNT_COLUMNS 12

/* Blanks, then t, so that it ends at a column. */
static void put_right(struct buffer *out, struct text t, size_t columns)
{
    for (size_t n = width_text(t); n < columns; n++)
        buffer_char(out, ' ');
    buffer_text(out, t);
}

static void put_amount_column(struct buffer *out, const int128 *n)
{
    char text[DECIMAL_TEXT_MAX];

    put_right(out,
              n != NULL ? (struct text){text, decimal_money_text(*n, text)}
                        : TEXT("-"),
              AMOUNT_COLUMNS);
}

static const int128 *number_of_step(const struct result *r, const char *name)
{
    const struct value *v = price_step(&r->settlement, text_of(name));

    return v != NULL && !v->missing && v->type == VALUE_NUMBER ? &v->number
                                                               : NULL;
}

static void put_lane(const struct result *r, const struct result *first,
                     struct buffer *out)
{
    const struct grouping *g = &r->grouping;
    const int128 *standard = number_of_step(r, "standard"),
                 *before = number_of_step(first, "standard");
    int128 moved;
    const bool both = standard != NULL && before != NULL;

    buffer_string(out, "    ");
    width_pad(out, text_cut(pack_text(r->pack, pack_meta(r->pack)->id), 22),
              PACK_COLUMNS);
    width_pad(out, g->status == GROUPING_GROUPED ? g->code : TEXT("没有入组"),
              GROUP_COLUMNS);
    put_amount_column(out, standard);
    put_amount_column(out, number_of_step(r, "fund"));
    put_amount_column(out, both && decimal_subtract(*standard, *before, &moved)
                               ? &moved
                               : NULL);
    buffer_char(out, '\n');
}

void sides_show(const struct lanes *lanes, struct buffer *out)
{
    static const char *const heads[] = {"支付标准", "统筹基金", "比第一个"};

    buffer_string(out, "\n规则包对照（元）\n    ");
    width_pad(out, TEXT("规则包"), PACK_COLUMNS);
    width_pad(out, TEXT("病种"), GROUP_COLUMNS);
    for (unsigned i = 0; i < 3; i++)
        put_right(out, text_of(heads[i]), AMOUNT_COLUMNS);
    buffer_char(out, '\n');
    for (uint32_t i = 0; i < lanes->count; i++)
        if (!lanes->list[i].at_end)
            put_lane(&lanes->list[i].pipeline.result,
                     &lanes->list[0].pipeline.result, out);
}
