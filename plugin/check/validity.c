#include "check/validity.h"

#include "result/notes.h"

static const struct cell *discharge(const struct result *r)
{
    return record_given(&r->record, r->pack->known.discharge_time, 0);
}

bool validity_holds(const struct result *r)
{
    const struct pack_meta *meta = pack_meta(r->pack);
    const struct cell *cell = discharge(r);
    int32_t day;

    if (cell == NULL)
        return true;
    day = calendar_day_of(cell->moment);
    return day >= meta->valid_from && day <= meta->valid_to;
}

/* A day in words; an open end says so. */
static const char *shown_day(struct result *r, int32_t day)
{
    char text[24];
    size_t length;

    if (day == INT32_MIN || day == INT32_MAX)
        return "不限";
    length = calendar_text((int64_t)day * SECONDS_PER_DAY, CALENDAR_DAY, text);
    return note_text(r, (struct text){text, length});
}

void validity_check(struct result *r)
{
    const struct pack_meta *meta = pack_meta(r->pack);

    if (validity_holds(r))
        return;
    note_at(note_add(r, NOTE_VALIDITY,
                     WORDS(note_text(r, pack_text(r->pack, meta->name)),
                           shown_day(r, meta->valid_from),
                           shown_day(r, meta->valid_to))),
            r->pack->known.discharge_time, 0, discharge(r));
}
