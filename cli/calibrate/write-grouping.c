/* Settings of grouping, in the text of a region. */
#include <string.h>

#include "common/escape.h"
#include "common/put.h"
#include "write.h"

/* <grouping>, and what is to be added to it. */
struct grouping_place {
    struct edit *e;
    const struct knobs *k;
    struct edit_tag tag, end; /* end: not of an empty one */
    bool there;
    struct buffer attributes, children;
};

/* What is written beside a setting: from how many cases it is known. */
static struct text knob_evidence(struct grouping_place *g, uint32_t knob,
                                 const struct search_result *s)
{
    const struct trial *without = &s->without[knob];
    struct buffer out = {0};
    struct text kept;

    put(&out, knob_label(g->k, knob), "：由 ", s->fitted,
        " 份平台结果求出，改后多对上 ", without->lost, " 份，少对上 ",
        without->gained, " 份；原来是 ");
    knob_value_words(g->k, knob, 0, &out);
    kept = arena_copy(&g->e->texts, buffer_view(&out));
    buffer_free(&out);
    return kept;
}

/* A child that is not there yet. */
static void add_child(struct grouping_place *g, uint32_t knob,
                      struct text value, struct text comment)
{
    const struct text layer = knob_layer(g->k, knob);
    const char *name = knob_element(g->k, knob),
               *attribute = knob_attribute(g->k, knob);
    struct buffer *out = &g->children;

    put(out, "    <!-- ");
    edit_comment_words(out, comment);
    put(out, " -->\n    <", name);
    if (layer.length > 0) {
        put(out, " layer=\"");
        xml_escape(out, layer, true);
        put(out, "\"");
    }
    if (attribute != NULL)
        put(out, " ", attribute, "=\"", value, "\"/>\n");
    else
        put(out, ">", value, "</", name, ">\n");
}

/* The element that has the setting. */
static bool find_knob(const struct grouping_place *g, uint32_t knob,
                      struct edit_tag *out)
{
    const char *name = knob_element(g->k, knob);
    const struct text layer = knob_layer(g->k, knob);

    if (strcmp(name, "drg") == 0)
        return edit_find(g->e, 0, g->e->source.length, name, NULL, TEXT(""),
                         out);
    *out = g->tag;
    if (strcmp(name, "grouping") == 0 || !g->there || g->tag.empty)
        return g->there && strcmp(name, "grouping") == 0;
    return edit_find(g->e, edit_place(g->e, g->tag.whole),
                     edit_place(g->e, g->end.whole), name,
                     layer.length > 0 ? "layer" : NULL, layer, out);
}

static void set_words(struct edit *e, const struct edit_tag *tag,
                      struct text value)
{
    const char *from = tag->whole.at + tag->whole.length;
    struct edit_tag end;

    if (edit_end(e, tag, &end))
        edit_replace(e, (struct text){from, (size_t)(end.whole.at - from)},
                     value);
}

static void set_knob(struct grouping_place *g, uint32_t knob, struct text value,
                     struct text comment)
{
    const char *attribute = knob_attribute(g->k, knob);
    struct edit_tag tag;

    if (find_knob(g, knob, &tag)) {
        edit_comment(g->e, &tag, comment);
        if (attribute != NULL)
            edit_set(g->e, &tag, attribute, value);
        else
            set_words(g->e, &tag, value);
    } else if (strcmp(knob_element(g->k, knob), "grouping") == 0) {
        put(&g->attributes, " ", attribute, "=\"", value, "\"");
    } else {
        add_child(g, knob, value, comment);
    }
}

static void find_grouping(struct grouping_place *g)
{
    g->there = edit_find(g->e, 0, g->e->source.length, "grouping", NULL,
                         TEXT(""), &g->tag);
    if (g->there && !g->tag.empty)
        edit_end(g->e, &g->tag, &g->end);
}

/* The children that are new, in an element that is there or is made. */
static void finish_grouping(struct grouping_place *g)
{
    struct edit_tag before;
    struct buffer out = {0};

    if (g->children.length + g->attributes.length == 0)
        return;
    if (!g->there && edit_find(g->e, 0, g->e->source.length, "settlement", NULL,
                               TEXT(""), &before)) {
        put(&out, "<grouping", buffer_view(&g->attributes), ">\n",
            buffer_view(&g->children), "  </grouping>\n  ");
        edit_replace(g->e, (struct text){before.whole.at, 0},
                     buffer_view(&out));
    } else if (g->tag.empty) {
        put(&out, ">\n", buffer_view(&g->children), "  </grouping>");
        edit_replace(g->e, text_behind(g->tag.whole, g->tag.whole.length - 2),
                     buffer_view(&out));
    } else {
        put(&out, "  ", buffer_view(&g->children), "  ");
        edit_replace(g->e, (struct text){g->end.whole.at, 0},
                     buffer_view(&out));
    }
    buffer_free(&out);
}

uint32_t write_knobs(struct edit *e, const struct knobs *k,
                     const struct search_result *s)
{
    struct grouping_place g = {.e = e, .k = k};
    uint32_t count = 0;

    find_grouping(&g);
    for (uint32_t i = 0; i < k->count; i++) {
        struct buffer value = {0};

        if (s->best.turn.of[i] == 0)
            continue;
        knob_value_words(k, i, s->best.turn.of[i], &value);
        set_knob(&g, i, buffer_view(&value), knob_evidence(&g, i, s));
        buffer_free(&value);
        count++;
    }
    finish_grouping(&g);
    buffer_free(&g.attributes);
    buffer_free(&g.children);
    return count;
}
