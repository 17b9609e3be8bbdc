"""Prints decimal-cases.h or calendar-cases.h: expected values that come from
Python's decimal and datetime modules, not from the code under test.

    python3 cases.py decimal >decimal-cases.h
    python3 cases.py calendar >calendar-cases.h
"""
import datetime
import decimal
import random
import sys
from decimal import Decimal

decimal.getcontext().prec = 120
PLACE = Decimal(1).scaleb(-12)
MOST = Decimal(17 * 10**37 - 1).scaleb(-12)  # of what is read
RANGE = Decimal(2**127 - 1).scaleb(-12)  # of what is computed
HEAD = "/* Made by cases.py %s: do not edit. */\n"


def rounded(value, places=12):
    return value.quantize(Decimal(1).scaleb(-places), decimal.ROUND_HALF_UP)


def plain(value):
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def result(value):
    return "" if abs(value) > RANGE else plain(value)


def numbers(draw):
    """Amounts, factors, tiny and huge numbers of either sign."""
    shapes = [(9, 2), (4, 6), (1, 12), (15, 12), (27, 12), (20, 0), (3, 4)]
    digits, places = draw.choice(shapes)
    value = Decimal(draw.randrange(10 ** (digits + places)))
    value = min(value.scaleb(-places), MOST)
    return -value if draw.random() < 0.3 else value


def decimal_cases():
    draw = random.Random(20250101)
    fixed = ["0", "-1", "0.000000000001", "-0.5", "3", "6.10", "99999999.99",
             plain(MOST), plain(-MOST), "13043817825332.782212"]
    pairs = [(Decimal(a), Decimal(b)) for a in fixed for b in fixed]
    pairs += [(numbers(draw), numbers(draw)) for _ in range(160)]
    for a, b in pairs:
        quotient = result(rounded(a / b)) if b else ""
        print('    {"%s", "%s", "%s", "%s", "%s", "%s"},' % (
            plain(a), plain(b), result(a + b), result(a - b),
            result(rounded(a * b)), quotient))


def round_cases():
    draw = random.Random(20250102)
    values = [numbers(draw) for _ in range(16)]
    values += [Decimal(t) for t in (
        "0.5", "-0.5", "2.5", "0.005", "-0.005", "1.005", "2.675", "0.0049",
        "999.995", "-999.995", "0.000000000005", "0.00000000001")]
    for value in values:
        for places in (0, 2, 4, 6, 11):
            answer = rounded(value, places)
            if abs(answer) <= RANGE:
                print('    {"%s", %d, "%s"},' % (
                    plain(value), places, plain(answer)))


def days():
    draw = random.Random(20250103)
    fixed = [(1800, 1, 1), (1899, 12, 31), (1900, 2, 28), (1900, 3, 1),
             (1969, 12, 31), (1970, 1, 1), (1999, 12, 31), (2000, 2, 29),
             (2000, 3, 1), (2024, 2, 29), (2025, 6, 30), (2100, 2, 28),
             (2100, 3, 1), (2200, 12, 31)]
    for day in fixed:
        yield datetime.date(*day)
    first = datetime.date(1800, 1, 1).toordinal()
    last = datetime.date(2200, 12, 31).toordinal()
    for _ in range(200):
        yield datetime.date.fromordinal(draw.randint(first, last))


def day_cases():
    epoch = datetime.date(1970, 1, 1)
    for day in days():
        print("    {%d, %d, %d, %d}," % (
            day.year, day.month, day.day, (day - epoch).days))


def years(birth, on):
    """Birthdays after `birth` up to `on`: found by counting them."""
    count = 0
    while True:
        year = birth.year + count + 1
        try:
            birthday = birth.replace(year=year)
        except ValueError:
            birthday = datetime.date(year, 3, 1)
        if birthday > on:
            return count
        count += 1


def age_cases():
    draw = random.Random(20250104)
    births = [datetime.date(2000, 2, 29), datetime.date(1999, 12, 31),
              datetime.date(1950, 3, 1), datetime.date(2024, 1, 1)]
    births += list(days())[14:60]
    for birth in births:
        for _ in range(3):
            on = birth + datetime.timedelta(draw.randint(0, 40000))
            if on.year <= 2200:
                print("    {{%d, %d, %d}, {%d, %d, %d}, %d}," % (
                    birth.year, birth.month, birth.day,
                    on.year, on.month, on.day, years(birth, on)))


def table(declaration, rows):
    print("static const %s = {" % declaration)
    rows()
    print("};")


print(HEAD % sys.argv[1])
if sys.argv[1] == "decimal":
    print("/* Two numbers, then sum, difference, product and quotient with 12")
    print(" * places, half away from zero; \"\" is beyond the range. */")
    table("struct pair_case pair_cases[]", decimal_cases)
    print()
    table("struct round_case round_cases[]", round_cases)
else:
    table("struct day_case day_cases[]", day_cases)
    print()
    table("struct age_case age_cases[]", age_cases)
