#include "expr/idcard.h"

#include "base/calendar.h"

static int32_t id_digits(struct text id, size_t at, size_t count)
{
    int32_t n = 0;

    for (size_t i = at; i < at + count; i++)
        n = n * 10 + (id.at[i] - '0');
    return n;
}

/* 18 with a check character, or 15; the region never begins with 0. */
static bool has_form(struct text id)
{
    if (id.length != 18 && id.length != 15)
        return false;
    for (size_t i = 0; i < id.length; i++)
        if (!is_digit(id.at[i]) &&
            !(i == 17 && (id.at[i] == 'X' || id.at[i] == 'x')))
            return false;
    return id.at[0] != '0';
}

/* Of 18 characters: nobody else is alive. */
static bool has_century(struct text id)
{
    const int32_t century = id_digits(id, 6, 2);

    return century == 19 || century == 20;
}

bool idcard_birth(struct text id, int32_t *day)
{
    if (!has_form(id))
        return false;
    if (id.length == 18)
        return has_century(id) &&
               calendar_day(id_digits(id, 6, 4), id_digits(id, 10, 2),
                            id_digits(id, 12, 2), day);
    return calendar_day(1900 + id_digits(id, 6, 2), id_digits(id, 8, 2),
                        id_digits(id, 10, 2), day);
}

unsigned idcard_sex(struct text id)
{
    char order;

    if (!has_form(id))
        return 0;
    order = id.at[id.length == 18 ? 16 : 14];
    return (order - '0') % 2 == 1 ? 1 : 2;
}

/* ISO 7064 MOD 11-2: weights are the powers of 2 modulo 11. */
static bool check_holds(struct text id)
{
    int32_t sum = 0;

    for (size_t i = 0; i < 17; i++)
        sum += (int32_t)((1u << (17 - i)) % 11) * (id.at[i] - '0');
    sum = (12 - sum % 11) % 11;
    return sum == 10 ? !is_digit(id.at[17]) : id.at[17] == '0' + sum;
}

bool idcard_valid(struct text id)
{
    int32_t day;

    return idcard_birth(id, &day) && (id.length == 15 || check_holds(id));
}
