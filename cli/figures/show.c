/* Figures as text for people, or one object a line. */
#include "figures/run.h"

#include "report/json.h"

static bool is_shown(const struct figure *f, unsigned level)
{
    return f->level == level && f->kind == FIGURE_LET;
}

/* People read what has a label; the others only lead to it. */
static bool is_labelled(const struct figure *f, unsigned level)
{
    return is_shown(f, level) && f->label.length > 0;
}

static bool level_has_figures(const struct figures *f, unsigned level,
                              bool json)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (json ? is_shown(&f->list[i], level)
                 : is_labelled(&f->list[i], level))
            return true;
    return false;
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_json_value(struct buffer *out, const struct value *v)
{
    if (v->missing)
        buffer_string(out, "null");
    else if (v->type == VALUE_TEXT)
        json_text(out, v->text);
    else
        value_show(out, v);
}

static void put_json_group(const struct run *r, unsigned level, uint32_t group,
                           struct buffer *out)
{
    const struct figures *f = r->figures;
    const struct level *l = &f->levels[level];
    bool first = true;

    buffer_string(out, "{\"figures\":");
    json_text(out, f->name);
    buffer_string(out, ",\"of\":");
    json_text(out, l->name);
    buffer_string(out, ",\"keys\":{");
    for (unsigned k = 0; k < l->key_count; k++) {
        buffer_string(out, k > 0 ? "," : "");
        json_text(out, f->list[l->keys[k]].name);
        buffer_char(out, ':');
        json_text(out, run_group(r, level, group)->keys[k]);
    }
    buffer_string(out, "},\"values\":{");
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_shown(&f->list[i], level))
            continue;
        buffer_string(out, first ? "" : ",");
        json_text(out, f->list[i].name);
        buffer_char(out, ':');
        put_json_value(out, run_value(r, &f->list[i], group));
        first = false;
    }
    buffer_string(out, "}}\n");
}

/* ---- text ---------------------------------------------------------------- */

static void put_keys(const struct run *r, unsigned level, uint32_t group,
                     struct buffer *out)
{
    const struct level *l = &r->figures->levels[level];

    for (unsigned k = 0; k < l->key_count; k++) {
        const struct text key = run_group(r, level, group)->keys[k];

        buffer_string(out, k > 0 ? " / " : "");
        buffer_text(out, key.length > 0 ? key : TEXT("（空）"));
    }
}

/* One value a line for the whole, a line of all values for a group. */
static void put_text_group(const struct run *r, unsigned level, uint32_t group,
                           struct buffer *out)
{
    const struct figures *f = r->figures;
    const bool whole = r->figures->levels[level].key_count == 0;

    if (!whole) {
        buffer_string(out, "  ");
        put_keys(r, level, group, out);
        buffer_string(out, "：");
    }
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_labelled(&f->list[i], level))
            continue;
        buffer_string(out, whole ? "  " : "　");
        buffer_text(out, f->list[i].label);
        buffer_char(out, ' ');
        value_show(out, run_value(r, &f->list[i], group));
        buffer_string(out, whole ? "\n" : "");
    }
    buffer_string(out, whole ? "" : "\n");
}

/* ---- all ----------------------------------------------------------------- */

/* Parameters still to come. */
static void put_notes(const struct run *r, struct buffer *out)
{
    const struct figures *f = r->figures;

    for (uint32_t i = 0; i < f->count; i++) {
        if (f->list[i].fill.length == 0)
            continue;
        buffer_string(out, "  待填：");
        buffer_text(out, f->list[i].name);
        buffer_string(out, "：");
        buffer_text(out, f->list[i].fill);
        buffer_char(out, '\n');
    }
}

static void put_heading(const struct figures *f, struct buffer *out)
{
    buffer_text(out, f->name);
    if (f->label.length > 0) {
        buffer_string(out, "　");
        buffer_text(out, f->label);
    }
    buffer_char(out, '\n');
}

void figures_show(const struct run *r, bool json, struct buffer *out)
{
    const struct figures *f = r->figures;

    if (!json)
        put_heading(f, out);
    for (unsigned level = LEVEL_ALL; level < f->level_count; level++) {
        if (!level_has_figures(f, level, json))
            continue;
        for (uint32_t g = 0; g < run_groups(r, level); g++)
            if (json)
                put_json_group(r, level, g, out);
            else
                put_text_group(r, level, g, out);
    }
    if (!json)
        put_notes(r, out);
}
