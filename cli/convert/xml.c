/* XML: flat records, and records in the nesting of plain paths. */
#include "common/escape.h"
#include "common/put.h"
#include "convert/write.h"

void xml_indent(struct buffer *out, unsigned depth)
{
    for (; depth > 0; depth--)
        put(out, "  ");
}

void xml_open(struct buffer *out, unsigned depth, struct text name)
{
    xml_indent(out, depth);
    put(out, "<", name, ">\n");
}

void xml_close(struct buffer *out, unsigned depth, struct text name)
{
    xml_indent(out, depth);
    put(out, "</", name, ">\n");
}

void xml_element(struct buffer *out, unsigned depth, struct text name,
                 struct text text)
{
    xml_indent(out, depth);
    put(out, "<", name, ">");
    xml_escape(out, text, false);
    put(out, "</", name, ">\n");
}

/* ---- flat ---------------------------------------------------------------- */

static const struct text flat_record = {"RECORD", 6};

/* A record is found by its keys, and its dialect by its marks: at least one of
 * each is written, empty if need be. */
static void put_missing(struct writer *w, unsigned written, unsigned flag)
{
    const struct plan *p = w->plan;

    for (uint32_t i = 0; i < p->count && !(written & flag); i++)
        if (p->outlets[i].tag->flags & flag) {
            xml_element(w->out, 2, p->outlets[i].name, TEXT(""));
            return;
        }
}

void write_flat(struct writer *w, const struct record *r)
{
    const struct plan *p = w->plan;
    unsigned written = 0;
    uint32_t end;

    xml_open(w->out, 1, flat_record);
    for (uint32_t i = 0; i < p->count; i = end) {
        end = plan_name_end(p, i);
        value_word(p, i, end, r, 0, w->losses, &w->word);
        if (!w->word.given)
            continue;
        written |= p->outlets[i].tag->flags;
        xml_element(w->out, 2, p->outlets[i].name, buffer_view(&w->word.text));
    }
    put_missing(w, written, TAG_KEY);
    put_missing(w, written, TAG_MARK);
    xml_close(w->out, 1, flat_record);
}

/* ---- nested -------------------------------------------------------------- */

/* The name of a step of an outlet's path; step 0 is the element itself. */
static struct text step_name(const struct plan *p, const struct outlet *o,
                             uint32_t step)
{
    const struct pack_path *path =
        PACK_ROW(p->pack, SECTION_PATH, pack_path, o->tag->path);
    const struct pack_path_step *s = PACK_ROW(
        p->pack, SECTION_PATH_STEP, pack_path_step, path->steps.first + step);

    return pack_text(p->pack,
                     PACK_ROW(p->pack, SECTION_TAG, pack_tag, s->name)->name);
}

/* Opens or closes what stands above step `down` of an outlet. */
static unsigned put_ancestors(struct writer *w, const struct outlet *o,
                              uint32_t down, bool open)
{
    const struct plan *p = w->plan;
    const uint32_t steps =
        PACK_ROW(p->pack, SECTION_PATH, pack_path, o->tag->path)->steps.count;
    const unsigned above = (unsigned)(steps - 1 - down);

    for (unsigned i = 0; i < above; i++) {
        const unsigned depth = open ? i : above - 1 - i;
        const struct text name = step_name(p, o, steps - 1 - depth);
        if (open)
            xml_open(w->out, depth + 2, name);
        else
            xml_close(w->out, depth + 2, name);
    }
    return above;
}

static void put_nested_row(struct writer *w, const struct record *r, uint32_t i,
                           uint32_t end, uint32_t row, unsigned depth)
{
    const struct plan *p = w->plan;
    const struct text name = step_name(p, &p->outlets[i], 1);

    xml_open(w->out, depth, name);
    for (; i < end; i++) {
        value_word(p, i, i + 1, r, row, w->losses, &w->word);
        if (w->word.given)
            xml_element(w->out, depth + 1, step_name(p, &p->outlets[i], 0),
                        buffer_view(&w->word.text));
    }
    xml_close(w->out, depth, name);
}

/* The columns i to end of one list, row by row. */
static void put_nested_list(struct writer *w, const struct record *r,
                            uint32_t i, uint32_t end)
{
    const struct outlet *o = &w->plan->outlets[i];
    const uint32_t rows = value_rows(r, (enum record_list)o->list);
    unsigned depth;

    if (rows == 0)
        return;
    depth = put_ancestors(w, o, 1, true) + 2;
    for (uint32_t row = 1; row <= rows; row++)
        put_nested_row(w, r, i, end, row, depth);
    put_ancestors(w, o, 1, false);
}

static void put_nested_scalar(struct writer *w, const struct record *r,
                              uint32_t i)
{
    const struct outlet *o = &w->plan->outlets[i];
    unsigned depth;

    value_word(w->plan, i, i + 1, r, 0, w->losses, &w->word);
    if (!w->word.given)
        return;
    depth = put_ancestors(w, o, 0, true) + 2;
    xml_element(w->out, depth, step_name(w->plan, o, 0),
                buffer_view(&w->word.text));
    put_ancestors(w, o, 0, false);
}

void write_nested(struct writer *w, const struct record *r)
{
    const struct plan *p = w->plan;
    uint32_t end;

    xml_open(w->out, 1, p->record);
    for (uint32_t i = 0; i < p->count; i = end) {
        const struct outlet *o = &p->outlets[i];
        end = i + 1;
        if (o->list == LIST_NONE) {
            put_nested_scalar(w, r, i);
            continue;
        }
        while (end < p->count && p->outlets[end].list == o->list)
            end++;
        put_nested_list(w, r, i, end);
    }
    xml_close(w->out, 1, p->record);
}
