/* Figures as text for people, or one object a line. */
#include "figures/run.h"

#include "common/put.h"
#include "report/json.h"

static bool is_let_of(const struct figure *f, unsigned level)
{
    return f->level == level && f->kind == FIGURE_LET;
}

/* People read what has a label; the others only lead to it. */
static bool is_labelled(const struct figure *f, unsigned level)
{
    return is_let_of(f, level) && f->label.length > 0;
}

static bool level_has_figures(const struct figures *f, unsigned level,
                              bool json)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (json ? is_let_of(&f->list[i], level)
                 : is_labelled(&f->list[i], level))
            return true;
    return false;
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_json_value(struct buffer *out, const struct value *v)
{
    if (v->missing)
        put(out, "null");
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

    put(out, "{");
    json_text_member(out, "figures", f->name, true);
    json_text_member(out, "of", l->name, true);
    json_object_member(out, "keys");
    for (unsigned k = 0; k < l->key_count; k++) {
        json_name(out, f->list[l->keys[k]].name);
        json_text(out, run_group(r, level, group)->keys[k]);
    }
    put(out, "},\"values\":{");
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_let_of(&f->list[i], level))
            continue;
        json_name(out, f->list[i].name);
        put_json_value(out, run_value(r, &f->list[i], group));
    }
    put(out, "}}\n");
}

/* ---- text ---------------------------------------------------------------- */

/* One value a line for the whole, a line of all values for a group. */
static void put_text_group(const struct run *r, unsigned level, uint32_t group,
                           struct buffer *out)
{
    const struct figures *f = r->figures;
    const unsigned keys = f->levels[level].key_count;

    for (unsigned k = 0; k < keys; k++) {
        const struct text key = run_group(r, level, group)->keys[k];

        put(out, k > 0 ? " / " : "  ", key.length > 0 ? key : TEXT("（空）"));
    }
    put(out, keys > 0 ? "：" : "");
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_labelled(&f->list[i], level))
            continue;
        put(out, keys == 0 ? "  " : "　", f->list[i].label, " ");
        value_show(out, run_value(r, &f->list[i], group));
        put(out, keys == 0 ? "\n" : "");
    }
    put(out, keys == 0 ? "" : "\n");
}

/* ---- all ----------------------------------------------------------------- */

void figures_show(const struct run *r, bool json, struct buffer *out)
{
    const struct figures *f = r->figures;

    if (!json)
        put(out, f->name, f->label.length > 0 ? "　" : "", f->label, "\n");
    for (unsigned level = LEVEL_ALL; level < f->level_count; level++) {
        if (!level_has_figures(f, level, json))
            continue;
        for (uint32_t g = 0; g < run_groups(r, level); g++)
            if (json)
                put_json_group(r, level, g, out);
            else
                put_text_group(r, level, g, out);
    }
    for (uint32_t i = 0; !json && i < f->count; i++)
        if (f->list[i].fill.length != 0) /* a parameter still to come */
            put(out, "  待填：", f->list[i].name, "：", f->list[i].fill, "\n");
}
