#include "report/what-if.h"

#include "price/price.h"
#include "price/what-if.h"
#include "report/json.h"

struct value what_if_difference(const struct result *r,
                                const struct what_if_answer *a)
{
    const struct value *now = price_step(&r->settlement, TEXT("standard"));
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    if (now != NULL && !now->missing && !a->standard.missing)
        v.missing =
            !decimal_subtract(a->standard.number, now->number, &v.number);
    return v;
}

/* What is between a cost and a limit: cost less limit, limit less cost. */
static struct value distance_to_limit(const struct result *r, const char *limit,
                                      bool above)
{
    const struct value *l = price_step(&r->settlement, text_of(limit));
    const struct value *cost = &r->settlement.cost;
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    if (l == NULL || l->missing || l->type != VALUE_NUMBER || cost->missing)
        return v;
    v.missing = !decimal_subtract(above ? l->number : cost->number,
                                  above ? cost->number : l->number, &v.number);
    return v;
}

static const struct candidate *runner_up(const struct result *r)
{
    for (uint32_t i = 0; i < r->grouping.candidate_count; i++)
        if (!r->grouping.candidates[i].chosen)
            return &r->grouping.candidates[i];
    return NULL;
}

/* Code and name of a row of GROUP; PACK_NONE: none. */
static void named_json(const struct result *r, uint32_t row, struct buffer *out)
{
    const struct pack_group *g =
        row != PACK_NONE ? PACK_ROW(r->pack, SECTION_GROUP, pack_group, row)
                         : NULL;

    json_text_member(out, "group",
                     g != NULL ? pack_text(r->pack, g->group) : TEXT(""),
                     g != NULL);
    json_text_member(out, "name",
                     g != NULL ? pack_text(r->pack, g->name) : TEXT(""),
                     g != NULL);
}

static void put_answers(const struct result *r, const char *name,
                        const struct what_if_answer *list, uint32_t count,
                        struct buffer *out)
{
    static const char *const words[] = {"ungrouped", "grouped", "excluded"};

    json_list_member(out, name);
    for (const struct what_if_answer *a = list; count > 0; a++, count--) {
        const struct value difference = what_if_difference(r, a);

        json_item(out);
        json_text_member(out, "change", a->change, true);
        json_text_member(out, "status", text_of(words[a->status]), true);
        named_json(r, a->status == GROUPING_GROUPED ? a->group : PACK_NONE,
                   out);
        json_value_member(out, "standard", &a->standard);
        json_value_member(out, "fund", &a->fund);
        json_value_member(out, "difference", &difference);
        json_given_member(out, "support", a->support);
        json_given_member(out, "risk", a->risk);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void put_runner_up(const struct result *r, struct buffer *out)
{
    const struct candidate *c = runner_up(r);

    if (c == NULL) {
        json_given_member(out, "runner_up", TEXT(""));
        return;
    }
    json_object_member(out, "runner_up");
    named_json(r, c->group, out);
    json_decimal_member(out, "standard", c->standard, c->standard_known);
    buffer_char(out, '}');
}

/* Where the money jumps between low and high. */
static void put_breaks(const struct settlement *s, struct buffer *out)
{
    json_list_member(out, "breaks");
    for (uint32_t i = 0; i < s->break_count; i++) {
        const struct range_break *b = &s->breaks[i];

        json_item(out);
        json_text_member(out, "name", b->name, true);
        json_decimal_member(out, "at", b->at, true);
        json_given_member(out, "from", b->from);
        json_given_member(out, "to", b->to);
        json_decimal_member(out, "before", b->before, true);
        json_decimal_member(out, "after", b->after, true);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

void what_if_json(const struct result *r, struct buffer *out)
{
    const struct settlement *s = &r->settlement;
    const struct what_if *w = r->what_if;
    const struct value low = distance_to_limit(r, "low_limit", false);
    const struct value high = distance_to_limit(r, "high_limit", true);

    if (w == NULL) {
        json_given_member(out, "what_if", TEXT(""));
        return;
    }
    json_object_member(out, "what_if");
    json_value_member(out, "to_low", &low);
    json_value_member(out, "to_high", &high);
    json_value_member(out, "low", &s->low);
    json_value_member(out, "likely", price_step(s, TEXT("standard")));
    json_value_member(out, "high", &s->high);
    put_runner_up(r, out);
    put_answers(r, "changes", w->changes, w->change_count, out);
    put_answers(r, "carriers", w->carriers, w->carrier_count, out);
    put_breaks(s, out);
    buffer_char(out, '}');
}
