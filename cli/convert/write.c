#include "convert/write.h"
#include "common/packs.h"
#include "common/put.h"

static const char declaration[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/* The element around all records. */
static void put_root(struct writer *w)
{
    if (w->plan->form == PLAN_NESTED)
        put(w->out, w->plan->record, "s");
    else
        put(w->out, "DATA");
}

static void put_start(struct writer *w)
{
    const struct plan *p = w->plan;

    put(w->out, "<");
    put_root(w);
    if (p->form == PLAN_NESTED)
        put(w->out,
            " xmlns=\"urn:pregroup:", packs_dialect_name(p->pack, p->dialect),
            ":1\"");
    put(w->out, ">\n");
}

void write_head(struct writer *w)
{
    if (w->table != TABLE_NOT) {
        write_table_head(w);
        return;
    }
    if (w->plan->form == PLAN_JSON)
        return;
    put(w->out, declaration);
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
        put(out, buffer_view(&w->alone));
    }
    write_tree(w, r);
}

void write_record(struct writer *w, const struct record *r)
{
    if (w->table != TABLE_NOT) {
        write_table_row(w, r);
        w->records++;
        return;
    }
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

    if (w->plan->form == PLAN_JSON || w->table != TABLE_NOT)
        return;
    if (tree && w->records == 0)
        put_start(w);
    if (tree && w->records == 1) {
        put(w->out, buffer_view(&w->alone));
        return;
    }
    put(w->out, "</");
    put_root(w);
    put(w->out, ">\n");
}

void write_close(struct writer *w)
{
    buffer_free(&w->word.text);
    buffer_free(&w->alone);
}
