/* XML in the elements of a skeleton: CDA. */
#include "common/escape.h"
#include "common/put.h"
#include "convert/skeleton.h"
#include "convert/write.h"

static bool put_element(struct writer *w, const struct record *r, uint32_t n,
                        uint32_t row, unsigned depth);

static const struct node *skeleton_node(const struct writer *w, uint32_t n)
{
    return &w->plan->skeleton.nodes[n];
}

/* The value of an outlet into w->word; of a row that keeps its place only the
 * first one stands, and says nothing. */
static bool take_outlet(struct writer *w, const struct record *r, uint32_t i,
                        uint32_t row)
{
    if (w->keep == KEEP_NOT) {
        value_word(w->plan, i, i + 1, r, row, w->losses, &w->word);
        return w->word.given;
    }
    buffer_reset(&w->word.text);
    w->word.given = w->keep == KEEP_NEXT;
    w->keep = KEEP_DONE;
    return w->word.given;
}

static void put_attribute(struct writer *w, struct text name, struct text value)
{
    put(w->out, " ", name, "=\"");
    xml_escape(w->out, value, true);
    put(w->out, "\"");
}

/* The attributes (or the text) of an element: what it always says and what
 * the record gives. True if the record gives something. */
static bool put_given_values(struct writer *w, const struct record *r,
                             const struct node *node, uint32_t row,
                             bool attributes)
{
    const struct plan *p = w->plan;
    const struct skeleton *s = &p->skeleton;
    bool any = false;

    for (uint32_t c = node->constant; c != NO_NODE; c = s->constants[c].next) {
        const struct constant *k = &s->constants[c];
        if (attributes && k->attribute.length != 0)
            put_attribute(w, k->attribute, k->text);
        else if (!attributes && k->attribute.length == 0)
            xml_escape(w->out, k->text, false);
    }
    for (uint32_t i = node->outlet; i != NO_NODE; i = p->outlets[i].next) {
        const struct outlet *o = &p->outlets[i];
        if ((o->attribute.length != 0) != attributes ||
            !take_outlet(w, r, i, row))
            continue;
        any = true;
        if (attributes)
            put_attribute(w, o->attribute, buffer_view(&w->word.text));
        else
            xml_escape(w->out, buffer_view(&w->word.text), false);
    }
    return any;
}

/* The element that each row of a list has: this one, or the only one in what
 * fills the way to it, which each row has then as well. */
static const struct node *row_node(const struct writer *w, uint32_t n)
{
    const struct node *node = skeleton_node(w, n);

    while (node->filler && node->child != NO_NODE &&
           skeleton_node(w, node->child)->next == NO_NODE)
        node = skeleton_node(w, node->child);
    return node;
}

/* An element for each row; one of which nothing can be written keeps its
 * place. */
static bool put_row_elements(struct writer *w, const struct record *r,
                             uint32_t n, unsigned depth)
{
    const struct node *node = row_node(w, n);
    const uint32_t rows = value_rows(r, (enum record_list)node->list);

    for (uint32_t row = node->shift + 1u; row <= rows; row++) {
        if (put_element(w, r, n, row, depth))
            continue;
        w->keep = KEEP_NEXT;
        put_element(w, r, n, row, depth);
        w->keep = KEEP_NOT;
    }
    return rows > node->shift;
}

static bool put_children(struct writer *w, const struct record *r,
                         const struct node *node, uint32_t row, unsigned depth)
{
    struct buffer *out = w->out;
    const size_t before = out->length;
    bool any = false;

    if (node->child != NO_NODE)
        buffer_char(out, '\n');
    for (uint32_t c = node->child; c != NO_NODE;
         c = skeleton_node(w, c)->next) {
        const bool rows = row == 0 && row_node(w, c)->list != LIST_NONE;
        const bool given = rows ? put_row_elements(w, r, c, depth)
                                : put_element(w, r, c, row, depth);
        any = given || any;
    }
    if (out->length == before + 1)
        out->length = before;
    return any;
}

/* Closes an element whose content began at `text`. */
static void put_end(struct buffer *out, struct text name, size_t text,
                    unsigned depth)
{
    if (out->failed)
        return;
    if (out->length == text) {
        out->length--;
        buffer_string(out, "/>\n");
        return;
    }
    if (out->data[out->length - 1] == '\n')
        xml_indent(out, depth);
    put(out, "</", name, ">\n");
}

/* An element, if something in it is given or it always stands. */
static bool put_element(struct writer *w, const struct record *r, uint32_t n,
                        uint32_t row, unsigned depth)
{
    const struct node *node = skeleton_node(w, n);
    struct buffer *out = w->out;
    const size_t before = out->length;
    bool any = node->always;
    size_t text;

    xml_indent(out, depth);
    put(out, "<", node->name);
    any = put_given_values(w, r, node, row, true) || any;
    buffer_char(out, '>');
    text = out->length;
    any = put_given_values(w, r, node, row, false) || any;
    any = put_children(w, r, node, row, depth + 1) || any;
    put_end(out, node->name, text, depth);
    if (!any && !node->company && !out->failed)
        out->length = before;
    return any;
}

void write_tree(struct writer *w, const struct record *r)
{
    put_element(w, r, 0, 0, 0);
}
