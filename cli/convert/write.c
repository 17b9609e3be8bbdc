#include "convert/write.h"

static const char declaration[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/* The element around all records. */
static void put_root(struct writer *w)
{
    const struct plan *p = w->plan;

    if (p->form != PLAN_NESTED) {
        buffer_string(w->out, "DATA");
        return;
    }
    buffer_text(w->out, p->record);
    buffer_char(w->out, 's');
}

static void put_start(struct writer *w)
{
    const struct plan *p = w->plan;

    buffer_char(w->out, '<');
    put_root(w);
    if (p->form == PLAN_NESTED) {
        const struct pack_dialect *d =
            PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, p->dialect);
        buffer_string(w->out, " xmlns=\"urn:pregroup:");
        buffer_text(w->out, pack_text(p->pack, d->name));
        buffer_string(w->out, ":1\"");
    }
    buffer_string(w->out, ">\n");
}

void write_head(struct writer *w)
{
    if (w->plan->form == PLAN_JSON)
        return;
    buffer_string(w->out, declaration);
    if (w->plan->form != PLAN_TREE)
        put_start(w);
}

/* The first document waits for a second one, or for the end. */
static void put_document(struct writer *w, const struct record *r)
{
    struct buffer *out = w->out;

    if (w->records == 0) {
        w->out = &w->alone;
        write_tree(w, r);
        w->out = out;
        out->failed = out->failed || w->alone.failed;
        return;
    }
    if (w->records == 1) {
        put_start(w);
        buffer_text(out, buffer_view(&w->alone));
    }
    write_tree(w, r);
}

void write_record(struct writer *w, const struct record *r)
{
    switch (w->plan->form) {
    case PLAN_JSON:
        write_json(w, r);
        break;
    case PLAN_NESTED:
        write_nested(w, r);
        break;
    case PLAN_TREE:
        put_document(w, r);
        break;
    default:
        write_flat(w, r);
    }
    w->records++;
}

void write_foot(struct writer *w)
{
    const bool tree = w->plan->form == PLAN_TREE;

    if (w->plan->form == PLAN_JSON)
        return;
    if (tree && w->records == 0)
        put_start(w);
    if (tree && w->records == 1) {
        buffer_text(w->out, buffer_view(&w->alone));
        return;
    }
    buffer_string(w->out, "</");
    put_root(w);
    buffer_string(w->out, ">\n");
}

void write_close(struct writer *w)
{
    buffer_free(&w->word.text);
    buffer_free(&w->alone);
}
