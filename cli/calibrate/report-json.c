/* The report for programs (docs/calibrate.md). */
#include "common/put.h"
#include "report.h"
#include "report/json.h"
#include "telling.h"

static void put_agreement_member(struct buffer *out, const char *name,
                                 const struct agreement *a)
{
    json_object_member(out, name);
    json_count_member(out, "groups", a->groups);
    json_count_member(out, "groups_agreed", a->groups_agreed);
    json_count_member(out, "standards", a->standards);
    json_count_member(out, "standards_agreed", a->standards_agreed);
    put(out, "}");
}

static void put_measured(struct buffer *out, const char *name,
                         const struct measured *m)
{
    json_object_member(out, name);
    put_agreement_member(out, "fitted", &m->fitted);
    put_agreement_member(out, "held_out", &m->held);
    put(out, "}");
}

/* ---- grouping -------------------------------------------------------------
 */

static void put_value_member(struct buffer *out, const char *name,
                             const struct knobs *k, uint32_t knob,
                             uint32_t value)
{
    struct buffer words = {0};

    knob_value_words(k, knob, value, &words);
    json_text_member(out, name, buffer_view(&words), true);
    buffer_free(&words);
}

static void put_knob_members(struct buffer *out, const struct knobs *k,
                             uint32_t knob)
{
    const char *attribute = knob_attribute(k, knob);

    json_text_member(out, "element", text_of(knob_element(k, knob)), true);
    json_text_member(out, "attribute",
                     attribute != NULL ? text_of(attribute) : TEXT(""),
                     attribute != NULL);
    json_given_member(out, "layer", knob_layer(k, knob));
}

/* All values with which the platform's groups come out as well: the one that
 * holds first. */
static void put_open(struct buffer *out, const struct findings *f,
                     uint32_t knob)
{
    const struct knobs *k = &f->c->knobs;
    const struct search_result *s = f->search;
    struct buffer words = {0};

    json_list_member(out, "possible");
    for (uint8_t v = 0; v < k->list[knob].count; v++) {
        if (!s->open[knob][v] && !s->idle[knob][v])
            continue;
        buffer_reset(&words);
        knob_value_words(k, knob, v, &words);
        json_comma(out);
        json_text(out, buffer_view(&words));
    }
    put(out, "]");
    buffer_free(&words);
}

static void put_setting_item(struct buffer *out, const struct findings *f,
                             uint32_t knob)
{
    const struct search_result *s = f->search;

    json_item(out);
    put_knob_members(out, &f->c->knobs, knob);
    put_value_member(out, "value", &f->c->knobs, knob, s->best.turn.of[knob]);
    put_value_member(out, "before", &f->c->knobs, knob, 0);
    json_count_member(out, "gained", s->without[knob].lost);
    json_count_member(out, "lost", s->without[knob].gained);
    put_open(out, f, knob);
    put(out, "}");
}

static void put_telling_item(struct buffer *out, const struct findings *f,
                             const struct telling *t)
{
    json_item(out);
    put_knob_members(out, &f->c->knobs, t->knob);
    put_value_member(out, "value", &f->c->knobs, t->knob,
                     f->search->best.turn.of[t->knob]);
    put_value_member(out, "other", &f->c->knobs, t->knob, t->value);
    json_count_member(out, "cases", t->cases);
    json_list_member(out, "case_nos");
    for (uint32_t i = 0; i < t->cases && i < TELLING_RECORDS; i++) {
        json_comma(out);
        json_text(out, t->records[i]);
    }
    put(out, "]");
    json_given_member(out, "page", t->page);
    json_given_member(out, "group", t->here);
    json_given_member(out, "other_group", t->there);
    put(out, "}");
}

static void put_grouping_members(struct buffer *out, const struct findings *f)
{
    json_list_member(out, "settings");
    for (uint32_t i = 0; i < f->c->knobs.count; i++)
        put_setting_item(out, f, i);
    put(out, "]");
    json_count_member(out, "ties",
                      BUFFER_COUNT(&f->search->ties, struct trial));
    json_list_member(out, "undecided");
    BUFFER_EACH (t, f->tellings, const struct telling)
        put_telling_item(out, f, t);
    put(out, "]");
}

/* ---- money ----------------------------------------------------------------
 */

static void put_value_item(struct buffer *out, const struct fit_value *v)
{
    static const char *const places[FIT_PLACES] = {"set", "let", "none"};

    json_item(out);
    json_text_member(out, "name", v->name, true);
    json_given_member(out, "label", v->label);
    json_text_member(out, "place", text_of(places[v->place]), true);
    json_given_member(out, "insurance", v->insurance);
    json_given_member(out, "level", v->level);
    json_given_member(out, "kind", v->kind);
    json_given_member(out, "layer", v->layer);
    json_given_member(out, "class", v->class);
    json_given_member(out, "group", v->group);
    json_index_member(out, "month_from", v->month_from);
    json_index_member(out, "month_to", v->month_to);
    json_text_member(out, "value", v->value, true);
    json_given_member(out, "before", v->before);
    json_decimal_member(out, "low", v->low, true);
    json_decimal_member(out, "high", v->high, true);
    put(out, ",\"exact\":", v->exact ? "true" : "false");
    json_count_member(out, "support", v->support);
    json_count_member(out, "total", v->total);
    json_given_member(out, "words", v->words);
    put(out, "}");
}

static void put_records_member(struct buffer *out, const struct text records[3])
{
    json_list_member(out, "case_nos");
    for (unsigned i = 0; i < 3; i++) {
        if (records[i].length == 0)
            continue;
        json_comma(out);
        json_text(out, records[i]);
    }
    put(out, "]");
}

static void put_tie_item(struct buffer *out, const struct fit_tie *t)
{
    json_item(out);
    json_text_member(out, "name", t->name, true);
    json_text_member(out, "settings", t->settings, true);
    put_records_member(out, t->records);
    json_given_member(out, "ask", t->ask);
    put(out, "}");
}

static void put_strange_item(struct buffer *out, const struct fit_strange *s)
{
    json_item(out);
    json_text_member(out, "name", s->name, true);
    json_count_member(out, "count", s->count);
    json_count_member(out, "total", s->total);
    json_list_member(out, "residuals");
    for (unsigned i = 0; i < 5; i++) {
        json_comma(out);
        buffer_decimal(out, s->quantiles[i]);
    }
    put(out, "]");
    put_records_member(out, s->records);
    json_given_member(out, "words", s->words);
    put(out, "}");
}

static void put_fit(struct buffer *out, const struct fit_result *fit)
{
    json_list_member(out, "values");
    BUFFER_EACH (v, &fit->values, const struct fit_value)
        put_value_item(out, v);
    put(out, "]");
    json_list_member(out, "undecided_money");
    BUFFER_EACH (t, &fit->ties, const struct fit_tie)
        put_tie_item(out, t);
    put(out, "]");
    json_list_member(out, "unexplained");
    BUFFER_EACH (s, &fit->strange, const struct fit_strange)
        put_strange_item(out, s);
    put(out, "]");
}

/* ---- all ------------------------------------------------------------------
 */

static void put_months_member(struct buffer *out, const struct findings *f)
{
    json_list_member(out, "months");
    BUFFER_EACH (m, &f->after->months, const struct month_agreement) {
        json_item(out);
        json_index_member(out, "month", m->month);
        put_agreement_member(out, "agreement", &m->all);
        json_list_member(out, "point_values");
        BUFFER_EACH (v, &f->fit->months, const struct fit_month) {
            if (v->month != m->month)
                continue;
            json_item(out);
            json_given_member(out, "insurance", v->insurance);
            json_decimal_member(out, "point_value", v->point_value, v->known);
            json_count_member(out, "agreed", v->agreed);
            json_count_member(out, "total", v->total);
            put(out, "}");
        }
        put(out, "]}");
    }
    put(out, "]");
}

static void put_case_counts(struct buffer *out, const struct findings *f)
{
    uint32_t strange = 0;

    BUFFER_EACH (one, &f->c->cases, const struct calib_case)
        strange += one->answer == ANSWER_STRANGE;
    json_count_member(out, "pages",
                      BUFFER_COUNT(&f->c->cases, struct calib_case));
    json_count_member(out, "fitted", f->search->fitted);
    json_count_member(out, "held_out", f->search->held);
    json_count_member(out, "without_page", f->c->unmatched);
    json_count_member(out, "strange_groups", strange);
}

void calibrate_json(const struct findings *f, struct buffer *out)
{
    const struct written *w = f->written;

    put(out, "{");
    put_case_counts(out, f);
    json_object_member(out, "agreement");
    put_measured(out, "before", f->before);
    put_measured(out, "after", f->after);
    put(out, "}");
    put_grouping_members(out, f);
    put_fit(out, f->fit);
    put_months_member(out, f);
    json_object_member(out, "files");
    json_text_member(out, "hospital", text_of(w->path), true);
    json_text_member(out, "region",
                     w->region_path != NULL ? text_of(w->region_path)
                                            : TEXT(""),
                     w->region_path != NULL);
    put(out, "}}\n");
}
