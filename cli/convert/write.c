#include "convert/write.h"

static void put_root(const struct plan *p, struct buffer *out)
{
    if (p->form == PLAN_FLAT) {
        buffer_string(out, "DATA");
        return;
    }
    buffer_text(out, p->record);
    buffer_char(out, 's');
}

void write_head(const struct plan *p, struct buffer *out)
{
    if (p->form == PLAN_JSON)
        return;
    buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    put_root(p, out);
    if (p->form == PLAN_NESTED) {
        const struct pack_dialect *d =
            PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, p->dialect);
        buffer_string(out, " xmlns=\"urn:pregroup:");
        buffer_text(out, pack_text(p->pack, d->name));
        buffer_string(out, ":1\"");
    }
    buffer_string(out, ">\n");
}

void write_foot(const struct plan *p, struct buffer *out)
{
    if (p->form == PLAN_JSON)
        return;
    buffer_string(out, "</");
    put_root(p, out);
    buffer_string(out, ">\n");
}

void write_record(struct writer *w, const struct record *r)
{
    if (w->plan->form == PLAN_JSON)
        write_json(w, r);
    else if (w->plan->form == PLAN_NESTED)
        write_nested(w, r);
    else
        write_flat(w, r);
}
