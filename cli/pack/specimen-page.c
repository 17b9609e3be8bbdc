/* A specimen on its way: as a page, and through the grouping. */
#include "common/put.h"
#include "group/group.h"
#include "specimen.h"

void specimen_page(const struct specimen_pool *pool, const struct specimen *s,
                   uint32_t dialect, struct buffer *out)
{
    put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<DATA>\n  <RECORD>\n");
    for (uint32_t i = 0; i < s->count; i++) {
        const struct specimen_cell *cell = &s->cells[i];
        const struct text tag =
            pack_tag_of(pool->pack, dialect, cell->field, cell->row);

        if (tag.length != 0)
            put(out, "    <", tag, ">", cell->text, "</", tag, ">\n");
    }
    put(out, "  </RECORD>\n</DATA>\n");
}

void specimen_run(const struct specimen *s, struct result *r)
{
    result_reset(r);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct specimen_cell *cell = &s->cells[i];

        record_set(&r->record, cell->field, cell->row, UNIT_NONE, TEXT(""), 0,
                   text_of(cell->text));
    }
    record_finish(&r->record);
    group_run(r);
}
