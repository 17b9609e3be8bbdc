#include "check/form.h"

#include "result/notes.h"

/* ---- codes --------------------------------------------------------------- */

static void check_code(struct result *r, uint16_t field, uint32_t dialect)
{
    const struct cell *cell = record_given(&r->record, field, 0);
    struct text sent;

    if (cell == NULL || (cell->flags & CELL_HELD) != 0)
        return; /* what the caller put there is in our words */
    sent = pack_sent(r->pack, dialect, field, cell->plain);
    if (sent.length != 0 && !text_equal(sent, cell->text))
        note_at(note_add(r, NOTE_FORM, WORDS(note_text(r, sent))), field, 0,
                cell);
}

/* ---- dates --------------------------------------------------------------- */

/* True if the text has digits where the form has, and its signs elsewhere. */
static bool is_laid_out(struct text t, const char *form)
{
    size_t i = 0;

    for (; i < t.length && form[i] != '\0'; i++)
        if (is_digit(form[i]) ? !is_digit(t.at[i]) : t.at[i] != form[i])
            return false;
    return i == t.length && form[i] == '\0';
}

/* The cell's moment in the form `like`. */
static const char *as_due(struct result *r, const struct cell *cell,
                          const char *like)
{
    char room[32], out[32];
    const size_t length = calendar_text(cell->moment, CALENDAR_SECOND, room);
    size_t from = 0, n = 0;

    for (; like[n] != '\0'; n++) {
        out[n] = like[n];
        if (!is_digit(like[n]))
            continue;
        while (from < length && !is_digit(room[from]))
            from++;
        out[n] = from < length ? room[from++] : '0';
    }
    return note_text(r, (struct text){out, n});
}

static void check_date(struct result *r, uint16_t field, uint32_t row,
                       const char *day, const char *time)
{
    const struct cell *cell = record_given(&r->record, field, row);
    const char *due;

    if (cell == NULL || (cell->flags & (CELL_DERIVED | CELL_HELD)) != 0 ||
        is_laid_out(cell->text, time) ||
        (cell->precision == CALENDAR_DAY && is_laid_out(cell->text, day)))
        return;
    due = as_due(r, cell, cell->precision == CALENDAR_DAY ? day : time);
    note_at(note_add(r, NOTE_FORM, WORDS(due)), field, row, cell);
}

static void check_dates(struct result *r, const char *day, const char *time)
{
    for (uint16_t f = 0; f < r->record.fields; f++) {
        const struct pack_field *field = pack_field(r->pack, f);

        if (field->type != FIELD_DATE && field->type != FIELD_TIME)
            continue;
        if (field->list == LIST_NONE)
            check_date(r, f, 0, day, time);
        for (uint32_t row = 1; row <= r->record.lists[field->list].count; row++)
            check_date(r, f, row, day, time);
    }
}

/* ---- all ----------------------------------------------------------------- */

void form_check(struct result *r, uint32_t dialect)
{
    const struct pack_dialect *d =
        PACK_ROW(r->pack, SECTION_DIALECT, pack_dialect, dialect);

    for (uint32_t i = 0; i < d->sent.count; i++)
        check_code(r,
                   PACK_ROW(r->pack, SECTION_SENT, pack_sent, d->sent.first + i)
                       ->field,
                   dialect);
    if ((d->flags & DIALECT_DASHED) != 0)
        check_dates(r, "2024-06-01", "2024-06-01 09:30:00");
    else if ((d->flags & DIALECT_RUN_ON) != 0)
        check_dates(r, "20240601", "20240601093000");
}
