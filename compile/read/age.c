#include "compile/read/age.h"

static const struct {
    const char *word;
    char unit;
} units[] = {{"y", 'y'},  {"岁", 'y'}, {"m", 'm'},  {"个月", 'm'},
             {"月", 'm'}, {"d", 'd'},  {"天", 'd'}, {"日", 'd'}};

/* Takes the unit that *t begins with; 0 if it begins with none. */
static char take_unit(struct text *t)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        const struct text word = text_of(units[i].word);

        if (!text_starts(*t, word))
            continue;
        *t = text_behind(*t, word.length);
        return units[i].unit;
    }
    return 0;
}

/* The first day of month or year `n` of life. */
static int32_t first_day_of(int32_t n, char unit)
{
    return unit == 'm' ? n * 1461 / 48 : n * 1461 / 4;
}

static int32_t last_before(int32_t n, char unit)
{
    return (unit == 'm' ? (n * 1461 + 47) / 48 : (n * 1461 + 3) / 4) - 1;
}

bool age_read(struct text *t, struct age_days *out)
{
    struct text rest = *t;
    const int32_t n = (int32_t)text_take_number(&rest, 4);
    const char unit = rest.at == t->at ? 0 : take_unit(&rest);

    if (unit == 0)
        return false;
    *t = rest;
    *out = unit == 'd' ? (struct age_days){n, n}
                       : (struct age_days){first_day_of(n, unit),
                                           last_before(n + 1, unit)};
    return true;
}
