/*
 * excel.h -- what Excel made of values before they became a table's text.
 *
 * Dates become numbers (45444 is 2024-06-01), numbers of more than eleven
 * digits an exponent (1.10101E+17), the digits behind the fifteenth 0, and
 * codes lose the zeros in front. What is sure is read as it was, with a
 * finding; what is lost is told.
 */
#ifndef INPUT_TABLE_EXCEL_H
#define INPUT_TABLE_EXCEL_H

#include "result/result.h"

enum excel_damage {
    EXCEL_NONE,
    EXCEL_SERIAL, /* a date as a number; mended */
    EXCEL_ZERO,   /* a code without its first zero; mended */
    EXCEL_BENT,   /* an exponent: digits are lost */
    EXCEL_ROUND   /* an ID number whose end became 000 */
};

/* False: it is of no use to look at values of this tag. */
bool excel_may(const struct pack *pack, const struct pack_tag *tag);

/* What has become of the value of a field, whose tag may have a map; *value is
 * replaced where it was mended. */
enum excel_damage excel_see(struct record *r, const struct pack_field *field,
                            const struct pack_tag *tag, struct text *value);

/* Notes the damage of a cell; `before` is what stood in the table. */
void excel_note(struct result *r, enum excel_damage damage, uint16_t field,
                uint32_t row, struct text before);

#endif
