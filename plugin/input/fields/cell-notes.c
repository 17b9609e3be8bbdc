#include "input/fields/cell-notes.h"

#include <string.h>

#include "record/read.h"
#include "result/notes.h"

static void note_signs(struct result *r, uint16_t field, uint32_t row,
                       const struct cell *cell)
{
    const struct text plain = cell->plain;
    const char *name;
    const struct text sign = read_first_sign(cell->text, &name);

    note_at(
        note_add(
            r, NOTE_SIGNS,
            WORDS(note_format(r, "%.*s", (int)cell->text.length, cell->text.at),
                  sign.length == 0 ? name
                                   : note_format(r, "%s“%.*s”", name,
                                                 (int)sign.length, sign.at),
                  note_format(r, "%.*s", (int)plain.length, plain.at))),
        field, row, cell);
}

/* One text for each flag that is a repair. */
void cell_note_repairs(struct result *r, uint16_t field, uint32_t row,
                       const struct cell *cell)
{
    static const struct {
        uint16_t flag;
        enum note note;
    } repairs[] = {{CELL_TRIMMED, NOTE_BLANKS},
                   {CELL_WIDE, NOTE_WIDE},
                   {CELL_DRESSED, NOTE_DRESSED},
                   {CELL_DIGITS, NOTE_DIGITS},
                   {CELL_MASKED, NOTE_MASKED}};

    for (size_t i = 0; i < COUNT_OF(repairs); i++)
        if (cell->flags & repairs[i].flag)
            note_at(note_add(r, repairs[i].note, NULL), field, row, cell);
    if (cell->flags & CELL_SIGNS)
        note_signs(r, field, row, cell);
    if (cell->flags & CELL_CASE)
        note_at(note_add(r,
                         pack_field(r->pack, field)->type == FIELD_ID
                             ? NOTE_ID_CASE
                             : NOTE_CASE,
                         NULL),
                field, row, cell);
}

/* Its text; of a whole number without the zeros behind the point that an
 * interface with N(4,1) or a program's floating numbers put there. */
static struct text measured(const struct pack_field *field,
                            const struct cell *cell)
{
    struct text t = cell->text;

    if ((field->type != FIELD_COUNT && field->type != FIELD_AGE &&
         field->type != FIELD_HOUR) ||
        cell->state != CELL_GIVEN || memchr(t.at, '.', t.length) == NULL)
        return t;
    while (t.length > 0 && t.at[t.length - 1] == '0')
        t.length--;
    return t.length > 0 && t.at[t.length - 1] == '.'
               ? text_head(t, t.length - 1)
               : cell->text;
}

void cell_note_length(struct result *r, uint16_t id, uint32_t row,
                      const struct cell *cell)
{
    const struct pack_field *field = pack_field(r->pack, id);
    const size_t characters = text_characters(measured(field, cell));

    if (characters > field->length)
        note_at(note_add(r, NOTE_LENGTH,
                         WORDS(note_format(r, "%zu", characters),
                               note_format(r, "%u", field->length))),
                id, row, cell);
}
