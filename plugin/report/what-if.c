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
static struct value distance(const struct result *r, const char *limit,
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

static const struct pack_group *group_of(const struct result *r, uint32_t group)
{
    return PACK_ROW(r->pack, SECTION_GROUP, pack_group, group);
}

static const struct candidate *runner_up(const struct result *r)
{
    for (uint32_t i = 0; i < r->grouping.candidate_count; i++)
        if (!r->grouping.candidates[i].chosen)
            return &r->grouping.candidates[i];
    return NULL;
}

static void put_value(struct buffer *out, const char *name,
                      const struct value *v)
{
    const struct value none = {.missing = true};

    json_key(out, name);
    json_value(out, v != NULL ? v : &none);
}

static void put_group(const struct result *r, uint32_t group, bool known,
                      struct buffer *out)
{
    struct text code = TEXT(""), name = TEXT("");

    if (known) {
        code = pack_text(r->pack, group_of(r, group)->group);
        name = pack_text(r->pack, group_of(r, group)->name);
    }
    json_text_member(out, "group", code, known);
    json_text_member(out, "name", name, known);
}

static void put_answer(const struct result *r, const struct what_if_answer *a,
                       struct buffer *out)
{
    static const char *const words[] = {"ungrouped", "grouped", "excluded"};
    const struct value d = what_if_difference(r, a);

    buffer_char(out, '{');
    json_text_member(out, "change", a->change, true);
    json_text_member(out, "status", text_of(words[a->status]), true);
    put_group(r, a->group, a->status == GROUPING_GROUPED, out);
    put_value(out, "standard", &a->standard);
    put_value(out, "fund", &a->fund);
    put_value(out, "difference", &d);
    json_text_member(out, "support", a->support, a->support.length > 0);
    json_text_member(out, "risk", a->risk, a->risk.length > 0);
    buffer_char(out, '}');
}

static void put_answers(const struct result *r, const char *name,
                        const struct what_if_answer *list, uint32_t count,
                        struct buffer *out)
{
    json_key(out, name);
    buffer_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_answer(r, &list[i], out);
    }
    buffer_char(out, ']');
}

static void put_runner_up(const struct result *r, struct buffer *out)
{
    const struct candidate *c = runner_up(r);
    struct value v = {.type = VALUE_NUMBER, .missing = true};

    json_key(out, "runner_up");
    if (c == NULL) {
        buffer_string(out, "null");
        return;
    }
    v.missing = !c->standard_known;
    v.number = c->standard;
    buffer_char(out, '{');
    put_group(r, c->group, true, out);
    put_value(out, "standard", &v);
    buffer_char(out, '}');
}

void what_if_json(const struct result *r, struct buffer *out)
{
    const struct settlement *s = &r->settlement;
    const struct what_if *w = r->what_if;
    const struct value low = distance(r, "low_limit", false);
    const struct value high = distance(r, "high_limit", true);

    json_key(out, "what_if");
    if (w == NULL) {
        buffer_string(out, "null");
        return;
    }
    buffer_char(out, '{');
    put_value(out, "to_low", &low);
    put_value(out, "to_high", &high);
    put_value(out, "low", &s->low);
    put_value(out, "likely", price_step(s, TEXT("standard")));
    put_value(out, "high", &s->high);
    put_runner_up(r, out);
    put_answers(r, "changes", w->changes, w->change_count, out);
    put_answers(r, "carriers", w->carriers, w->carrier_count, out);
    buffer_char(out, '}');
}
