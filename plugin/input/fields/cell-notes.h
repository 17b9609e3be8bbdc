/*
 * cell-notes.h -- findings about a cell that was just filled: values that were
 * mended, values that are too long.
 */
#ifndef INPUT_FIELDS_CELL_NOTES_H
#define INPUT_FIELDS_CELL_NOTES_H

#include "result/result.h"

/* For cell_note: a finding for each flag that is a repair. */
void cell_note_repairs(struct result *r, uint16_t field, uint32_t row,
                       const struct cell *cell);

/* For cell_note: a finding if the cell's text has too many characters. */
void cell_note_length(struct result *r, uint16_t field, uint32_t row,
                      const struct cell *cell);

/* Notes what there is to note; hardly any cell has anything. The length of a
 * value that is only a part of its text is not checked, as its limit is not
 * known; nor is that of a choice, as a text that is too long is not in its
 * dictionary anyway. */
static inline void cell_note(struct result *r, uint16_t field, uint32_t row,
                             const struct pack_tag *tag,
                             const struct cell *cell)
{
    const struct pack_field *f = pack_field(r->pack, field);

    if (cell->flags != 0)
        cell_note_repairs(r, field, row, cell);
    if (cell->text.length > f->length && f->length != 0 &&
        f->type != FIELD_CHOICE && tag->part == 0)
        cell_note_length(r, field, row, cell);
}

#endif
