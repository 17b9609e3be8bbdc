#include "input/table/excel.h"

#include "base/calendar.h"
#include "result/notes.h"

#define SERIAL_DIGITS 5    /* 10000 is 1927-05-18, 99999 is 2173-10-13 */
#define SERIAL_1970 25569u /* 1970-01-01 */
#define FRACTION_MAX 12
#define ID_LENGTH 18
#define POSTCODE_LENGTH 6

static bool all_digits(struct text t)
{
    size_t at = 0;

    while (at < t.length && is_digit(t.at[at]))
        at++;
    return at == t.length && t.length != 0;
}

/* ---- dates --------------------------------------------------------------- */

/* Seconds of a day from the digits behind the point. Exports cut them: a whole
 * minute that is as near as the last digit tells is meant. */
static int64_t seconds_of(struct text fraction)
{
    double part = 0, unit = 1;
    int64_t seconds, minutes;

    for (size_t i = 0; i < fraction.length; i++) {
        unit /= 10;
        part += unit * (fraction.at[i] - '0');
    }
    seconds = (int64_t)(part * SECONDS_PER_DAY + 0.5);
    minutes = (seconds + 30) / 60;
    return (double)(minutes * 60 - seconds) <= unit * SECONDS_PER_DAY / 2 + 1 &&
                   (double)(seconds - minutes * 60) <=
                       unit * SECONDS_PER_DAY / 2 + 1
               ? minutes * 60
               : seconds;
}

static bool is_serial(struct text t)
{
    const struct text fraction = t.length > SERIAL_DIGITS
                                     ? text_behind(t, SERIAL_DIGITS + 1)
                                     : TEXT("0");

    return t.length >= SERIAL_DIGITS && t.at[0] != '0' &&
           all_digits(text_head(t, SERIAL_DIGITS)) &&
           (t.length == SERIAL_DIGITS || t.at[SERIAL_DIGITS] == '.') &&
           fraction.length <= FRACTION_MAX && all_digits(fraction);
}

static bool mend_serial(struct record *r, struct text *value)
{
    struct text digits = *value;
    char out[24];
    int64_t moment;
    size_t length;

    if (!is_serial(*value))
        return false;
    moment = ((int64_t)text_take_number(&digits, SERIAL_DIGITS) -
              (int64_t)SERIAL_1970) *
             SECONDS_PER_DAY;
    if (digits.length > 1)
        moment += seconds_of(text_behind(digits, 1));
    length = calendar_text(
        moment, digits.length > 1 ? CALENDAR_SECOND : CALENDAR_DAY, out);
    *value = arena_copy(&r->arena, (struct text){out, length});
    return true;
}

/* ---- zeros --------------------------------------------------------------- */

static struct text with_zero(struct record *r, struct text t)
{
    char *out = arena_alloc(&r->arena, t.length + 1);

    if (out == NULL)
        return t;
    out[0] = '0';
    memcpy(out + 1, t.at, t.length);
    return (struct text){out, t.length + 1};
}

/* The dictionary has the value with a zero in front, and not without. */
static bool lacks_zero(struct record *r, uint32_t dictionary, struct text t)
{
    char with[8] = "0";

    if (t.length == 0 || t.length + 1 >= sizeof with || !all_digits(t))
        return false;
    memcpy(with + 1, t.at, t.length);
    return pack_entry_find(r->pack, dictionary, t) == NULL &&
           pack_entry_find(r->pack, dictionary,
                           (struct text){with, t.length + 1}) != NULL;
}

/* Chapters of ICD-9-CM-3 have two digits, postcodes six. */
static bool has_lost_zero(struct record *r, const struct pack_field *field,
                          const struct pack_tag *tag, struct text t)
{
    if (field->type == FIELD_PROCEDURE)
        return t.length >= 3 && is_digit(t.at[0]) && t.at[1] == '.' &&
               is_digit(t.at[2]);
    if (field->type == FIELD_TEXT)
        return t.length == POSTCODE_LENGTH - 1 && all_digits(t) &&
               text_ends(pack_text(r->pack, field->name), TEXT("_postcode"));
    if (field->type != FIELD_CHOICE || field->dictionary == PACK_NONE ||
        pack_entry_find(r->pack, field->dictionary, t) != NULL)
        return false;
    if (tag->map == PACK_NONE)
        return lacks_zero(r, field->dictionary, t);
    return pack_entry_find(r->pack, tag->map, t) == NULL &&
           (lacks_zero(r, field->dictionary, t) || lacks_zero(r, tag->map, t));
}

/* ---- long numbers -------------------------------------------------------- */

/* 1.10101E+17 */
static bool is_bent(struct text t)
{
    struct text head;

    if (t.length < 5 || !is_digit(t.at[0]) || t.at[t.length - 3] != '+' ||
        t.at[t.length - 4] != 'E' || !all_digits(text_behind(t, t.length - 2)))
        return false;
    head = text_head(t, t.length - 4);
    return head.length == 1 || (head.length > 2 && head.at[1] == '.' &&
                                all_digits(text_behind(head, 2)));
}

/* ISO 7064 MOD 11-2, as of ID numbers. */
static bool id_holds(struct text id)
{
    unsigned sum = 0;

    for (size_t i = 0; i < ID_LENGTH; i++)
        sum += (1u << (ID_LENGTH - 1 - i)) % 11 * (unsigned)(id.at[i] - '0');
    return sum % 11 == 1;
}

/* ---- columns ------------------------------------------------------------- */

/* A code of a dictionary begins with a zero. */
static bool has_zeros(const struct pack *pack, uint32_t dictionary)
{
    const struct pack_dictionary *d;

    if (dictionary == PACK_NONE)
        return false;
    d = PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, dictionary);
    for (uint32_t i = 0; i < d->entries.count; i++) {
        const struct text code =
            pack_text(pack, PACK_ROW(pack, SECTION_ENTRY, pack_entry,
                                     d->entries.first + i)
                                ->code);
        if (code.length > 1 && code.at[0] == '0')
            return true;
    }
    return false;
}

/* Numbers are checked as such. */
bool excel_may(const struct pack *pack, const struct pack_tag *tag)
{
    const uint16_t id =
        tag->field != PACK_NO_FIELD ? tag->field : tag->child_field;
    const struct pack_field *field;

    if (id == PACK_NO_FIELD || tag->part != 0 || tag->split != 0)
        return false;
    field = pack_field(pack, id);
    return field->type == FIELD_CHOICE
               ? has_zeros(pack, field->dictionary) || has_zeros(pack, tag->map)
               : !field_is_number(field->type);
}

/* ---- one cell ------------------------------------------------------------ */

enum excel_damage excel_see(struct record *r, const struct pack_field *field,
                            const struct pack_tag *tag, struct text *value)
{
    const struct text t = *value;

    if (!is_digit(t.at[0]))
        return EXCEL_NONE;
    if (field->type == FIELD_DATE || field->type == FIELD_TIME)
        return mend_serial(r, value) ? EXCEL_SERIAL : EXCEL_NONE;
    if (is_bent(t))
        return EXCEL_BENT;
    if (field->type == FIELD_ID && t.length == ID_LENGTH && all_digits(t) &&
        text_ends(t, TEXT("000")) && !id_holds(t))
        return EXCEL_ROUND;
    if (!has_lost_zero(r, field, tag, t))
        return EXCEL_NONE;
    *value = with_zero(r, t);
    return EXCEL_ZERO;
}

void excel_note(struct result *r, enum excel_damage damage, uint16_t field,
                uint32_t row, struct text before)
{
    static const enum note notes[] = {[EXCEL_SERIAL] = NOTE_EXCEL_SERIAL,
                                      [EXCEL_ZERO] = NOTE_EXCEL_ZERO,
                                      [EXCEL_BENT] = NOTE_EXCEL_BENT,
                                      [EXCEL_ROUND] = NOTE_EXCEL_ROUND};
    const struct cell *cell = record_cell(&r->record, field, row);

    if (damage == EXCEL_NONE || cell == NULL)
        return;
    note_at(note_add(r, notes[damage],
                     damage <= EXCEL_ZERO
                         ? WORDS(note_text(r, before), note_text(r, cell->text))
                         : NULL),
            field, row, cell);
}
