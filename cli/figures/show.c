/* Figures as text for people, one object a line, or CSV. */
#include "figures/run.h"

#include "common/put.h"
#include "report/json.h"

bool figures_shown(const struct figure *f, unsigned level, bool all)
{
    return f->level == level && f->kind == FIGURE_LET &&
           (all || f->label.length > 0);
}

bool figures_level_shown(const struct figures *f, unsigned level, bool all)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (figures_shown(&f->list[i], level, all))
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

/* Figures that are empty for want of a column, and which. */
static void put_json_lacks(const struct run *r, unsigned level,
                           struct buffer *out)
{
    const struct figures *f = r->figures;

    json_object_member(out, "lacks");
    for (uint32_t i = 0; i < f->count; i++)
        if (figures_shown(&f->list[i], level, true) &&
            f->list[i].lacks != PACK_NONE) {
            json_name(out, f->list[i].name);
            json_text(out, run_lacks(r, &f->list[i]));
        }
    put(out, "}");
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
    put(out, "}");
    if (l->shown != PACK_NONE)
        json_given_member(out, "name", run_group(r, level, group)->shown);
    put(out, ",\"values\":{");
    for (uint32_t i = 0; i < f->count; i++) {
        if (!figures_shown(&f->list[i], level, true))
            continue;
        json_name(out, f->list[i].name);
        put_json_value(out, run_value(r, &f->list[i], group));
    }
    put(out, "}");
    put_json_lacks(r, level, out);
    put(out, ",\"sample\":", r->sample ? "true" : "false", "}\n");
}

/* ---- text ---------------------------------------------------------------- */

/* One value a line for the whole, a line of all values for a group. */
static void put_text_group(const struct run *r, unsigned level, uint32_t group,
                           struct buffer *out)
{
    const struct figures *f = r->figures;
    const unsigned keys = f->levels[level].key_count;
    const struct text name = run_group(r, level, group)->shown;

    for (unsigned k = 0; k < keys; k++) {
        const struct text key = run_group(r, level, group)->keys[k];

        put(out, k > 0 ? " / " : "  ", key.length > 0 ? key : TEXT("（空）"));
    }
    if (name.length != 0)
        put(out, " ", name);
    put(out, keys > 0 ? "：" : "");
    for (uint32_t i = 0; i < f->count; i++) {
        if (!figures_shown(&f->list[i], level, false))
            continue;
        put(out, keys == 0 ? "  " : "　", f->list[i].label, " ");
        value_show(out, run_value(r, &f->list[i], group));
        put(out, keys == 0 ? "\n" : "");
    }
    put(out, keys == 0 ? "" : "\n");
}

/* True of figures of several levels with one label behind the first. */
static bool said_before(const struct figures *f, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (f->list[i].kind == FIGURE_LET &&
            f->list[i].lacks == f->list[n].lacks &&
            text_equal(f->list[i].label, f->list[n].label))
            return true;
    return false;
}

/* A line for each column that the table does not have: which figures are empty
 * for want of it. */
static void put_text_lacks(const struct run *r, struct buffer *out)
{
    const struct figures *f = r->figures;

    for (uint32_t column = 0; column < f->count; column++) {
        bool begun = false;

        for (uint32_t i = 0; i < f->count; i++) {
            const struct figure *g = &f->list[i];

            if (g->lacks != column || g->kind != FIGURE_LET ||
                g->label.length == 0 || said_before(f, i))
                continue;
            if (!begun)
                put(out, "  表里没有“", f->list[column].label, "”，空着的：");
            put(out, begun ? "、" : "", g->label);
            begun = true;
        }
        put(out, begun ? "\n" : "");
    }
}

/* ---- CSV ----------------------------------------------------------------- */

/* A text, which no spreadsheet takes for a formula. */
static void put_csv_text(struct buffer *out, struct text t)
{
    const bool formula =
        t.length != 0 && memchr("=+-@'", t.at[0], sizeof "=+-@'" - 1) != NULL;

    put(out, "\"", formula ? "'" : "");
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];

        put(out, c == '"' ? "\"" : "", c);
    }
    put(out, "\"");
}

void figures_csv_head(struct buffer *out)
{
    put(out, "\xEF\xBB\xBF"
             "figures,of,key,key_name,figure,label,value,lacks,"
             "sample\n");
}

static void put_csv_value(const struct run *r, unsigned level, uint32_t group,
                          const struct figure *figure, struct buffer *out)
{
    const struct figures *f = r->figures;
    const struct level *l = &f->levels[level];
    const struct group *g = run_group(r, level, group);
    const struct value *v = run_value(r, figure, group);
    struct buffer keys = {0};

    for (unsigned k = 0; k < l->key_count; k++)
        put(&keys, k > 0 ? " / " : "", g->keys[k]);
    put(out, f->name, ",", l->name, ",");
    put_csv_text(out, buffer_view(&keys));
    put(out, ",");
    put_csv_text(out, g->shown);
    put(out, ",", figure->name, ",");
    put_csv_text(out, figure->label);
    put(out, ",");
    if (!v->missing && v->type == VALUE_TEXT)
        put_csv_text(out, v->text);
    else if (!v->missing)
        value_show(out, v);
    put(out, ",");
    put_csv_text(out, run_lacks(r, figure));
    put(out, ",", r->sample ? "示例" : "", "\n");
    out->failed = out->failed || keys.failed;
    buffer_free(&keys);
}

static void put_csv_group(const struct run *r, unsigned level, uint32_t group,
                          struct buffer *out)
{
    const struct figures *f = r->figures;

    for (uint32_t i = 0; i < f->count; i++)
        if (figures_shown(&f->list[i], level, true))
            put_csv_value(r, level, group, &f->list[i], out);
}

/* ---- all ----------------------------------------------------------------- */

void figures_show(const struct run *r, enum figures_form form,
                  struct buffer *out)
{
    static void (*const put_group[])(const struct run *, unsigned, uint32_t,
                                     struct buffer *) = {
        [FIGURES_TEXT] = put_text_group,
        [FIGURES_JSON] = put_json_group,
        [FIGURES_CSV] = put_csv_group};
    const struct figures *f = r->figures;
    const bool text = form == FIGURES_TEXT;

    if (text)
        put(out, f->name, f->label.length > 0 ? "　" : "", f->label, "\n");
    for (unsigned level = LEVEL_ALL; level < f->level_count; level++)
        for (uint32_t g = 0;
             figures_level_shown(f, level, !text) && g < run_groups(r, level);
             g++)
            put_group[form](r, level, run_nth(r, level, g), out);
    if (text)
        put_text_lacks(r, out);
    for (uint32_t i = 0; text && i < f->count; i++)
        if (f->list[i].fill.length != 0) /* a parameter still to come */
            put(out, "  待填：", f->list[i].name, "：", f->list[i].fill, "\n");
}
