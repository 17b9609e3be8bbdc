#include "batch/tables/row-text.h"

struct text row_number(struct result *r, int128 n)
{
    char *out = arena_alloc(&r->record.arena, DECIMAL_TEXT_MAX);

    if (out == NULL)
        return TEXT("");
    return (struct text){out, decimal_text(n, out)};
}

const struct pack_entry *row_entry(const struct result *r, uint16_t field,
                                   const struct cell *cell)
{
    const uint32_t dictionary = pack_field(r->pack, field)->dictionary;

    return dictionary != PACK_NONE
               ? pack_entry_find(r->pack, dictionary, cell->plain)
               : NULL;
}

struct text row_integer(struct result *r, int64_t n)
{
    return row_number(r, decimal_from_int(n));
}

struct text row_rounded(struct result *r, int128 n, unsigned places)
{
    return row_number(r, decimal_round(n, places));
}

struct text row_quotient(struct result *r, int128 a, int128 b, unsigned places)
{
    int128 quotient;

    if (!decimal_divide(a, b, &quotient))
        return TEXT("");
    return row_rounded(r, quotient, places);
}

struct text row_value(struct result *r, const struct value *v)
{
    if (v == NULL || v->missing)
        return TEXT("");
    if (v->type == VALUE_NUMBER)
        return row_number(r, v->number);
    return v->type == VALUE_TEXT ? v->text : TEXT("");
}

struct text row_amount(struct result *r, const struct value *v)
{
    if (v == NULL || v->missing || v->type != VALUE_NUMBER)
        return TEXT("");
    return row_rounded(r, v->number, 2);
}

struct text row_day(struct result *r, int32_t day)
{
    char *out = arena_alloc(&r->record.arena, 24);

    if (out == NULL)
        return TEXT("");
    return (struct text){
        out, calendar_text((int64_t)day * SECONDS_PER_DAY, CALENDAR_DAY, out)};
}
