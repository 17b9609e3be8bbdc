"""What a parsed expression gives: exact decimals of 12 places, each result
rounded half up, and what is missing.

A condition takes a comparison with something missing as false; a step of a
settlement that reads something missing is missing.
"""
import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal

PLACES = Decimal(1).scaleb(-12)
WIDE = Context(prec=100, rounding=ROUND_HALF_UP)
LIMIT = Decimal(2 ** 127).scaleb(-12)
COMPARE = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b,
           "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
           ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


class Missing(Exception):
    """Something that is not there was read."""


def settled(value, places=PLACES):
    if abs(value) >= LIMIT:
        raise Missing
    return value.quantize(places, ROUND_HALF_UP, WIDE)


def divided(a, b):
    if b == 0:
        raise Missing
    return WIDE.divide(a, b)


ARITHMETIC = {"+": WIDE.add, "-": WIDE.subtract, "*": WIDE.multiply,
              "/": divided}


def within(code, low, high):
    """From low to the last code below high."""
    return low <= code and code[:len(high)] <= high


def in_items(value, items, lists):
    """Is a value on the list of an `in`?"""
    for item in items:
        if item[0] == "text":
            found = value == item[1]
        elif item[0] == "list":
            found = value in lists[item[1]]
        elif isinstance(value, Decimal):
            found = value == Decimal(item[1])
        else:
            found = within(value, item[1], item[2])
        if found:
            return True
    return False


def years(born, day):
    return Decimal(day.year - born.year -
                   ((day.month, day.day) < (born.month, born.day)))


def simple(name, values):
    """Functions of values alone."""
    if name in ("min", "max"):
        return min(values) if name == "min" else max(values)
    if name == "abs":
        return abs(values[0])
    if name == "round":
        places = int(values[1]) if len(values) > 1 else 0
        return settled(values[0], Decimal(1).scaleb(-places))
    if name == "days":
        return Decimal((values[1] - values[0]).days)
    if name == "age_at":
        return years(*values)
    if name == "date":
        return datetime.date.fromisoformat(values[0])
    if name == "category":
        return values[0][:3]
    if name == "length":
        return Decimal(len(values[0]))
    if name == "starts":
        return values[0].startswith(values[1])
    if name == "contains":
        return values[1] in values[0]
    if name == "matches":
        return re.fullmatch(values[1], values[0], re.ASCII) is not None
    raise ValueError("no function " + name)


class Scope:
    """Names at hand: a dictionary, and the lists {name: rows}; a row is a
    dictionary, or None where nothing stands. `lists` are those of the region,
    `weights` tells the sum of a table of weights; `lookups` are {name: rows
    of keys and a number}."""

    def __init__(self, names, rows, lists, weights=None, lookups=None):
        self.names, self.rows, self.lists = names, rows, lists
        self.weights, self.inner, self.strict = weights, [], False
        self.lookups = lookups or {}

    def value(self, tree):
        """A step of a settlement."""
        self.strict = True
        return self.run(tree)

    def holds(self, tree):
        """A condition."""
        self.strict = False
        return self.true(tree)

    def true(self, tree):
        try:
            return self.run(tree)
        except Missing:
            if self.strict:
                raise
            return False

    # ---- names

    def name(self, name):
        for row in reversed(self.inner):
            if name in row:
                return self.there(row[name])
        return self.there(self.names.get(name))

    @staticmethod
    def there(value):
        if value is None:
            raise Missing
        return value

    def cell(self, name, number, column):
        rows = self.rows[name]
        if number > len(rows) or rows[number - 1] is None:
            raise Missing
        return self.there(rows[number - 1].get(column))

    # ---- functions

    def missing(self, tree):
        try:
            self.run(tree)
        except Missing:
            return True
        return False

    def over(self, name, args):
        """any, all, count, sum."""
        rows = [r for r in self.rows.get(args[0][1], ()) if r is not None]
        values = []
        for row in rows:
            self.inner.append(row)
            try:
                values.append(True if len(args) == 1 else self.run(args[1])
                              if name == "sum" else self.true(args[1]))
            finally:
                self.inner.pop()
            if (name, values[-1]) in (("any", True), ("all", False)):
                break
        if name == "any":
            return any(values)
        if name == "all":
            return all(values)
        return Decimal(sum(values))

    def looked_up(self, name, *keys):
        for asked, found in self.lookups[name]:
            if found is not None and all(a in (None, k)
                                         for a, k in zip(asked, keys)):
                return found
        raise Missing

    def call(self, name, args):
        if name == "if":
            for i in range(0, len(args) - 1, 2):
                if self.true(args[i]):
                    return self.run(args[i + 1])
            return self.run(args[-1])
        if name in ("missing", "given"):
            return self.missing(args[0]) == (name == "missing")
        if name == "default":
            return self.run(args[self.missing(args[0])])
        if name in ("any", "all", "count", "sum"):
            return self.over(name, args)
        values = [self.run(a) for a in args]
        if name == "lookup":
            return self.looked_up(*values)
        return (self.weights(values[0]) if name == "weight_sum"
                else simple(name, values))

    # ---- trees

    def compared(self, tree):
        try:
            a = self.run(tree[1])
            if tree[0] == "in":
                return in_items(a, tree[2], self.lists)
            return COMPARE[tree[0]](a, self.run(tree[2]))
        except Missing:
            if self.strict:
                raise
            return False

    def run(self, tree):
        kind = tree[0]
        if kind == "value":
            return tree[1]
        if kind == "name":
            return self.name(tree[1])
        if kind == "cell":
            return self.cell(*tree[1:])
        if kind == "call":
            return self.call(tree[1], tree[2])
        if kind == "not":
            return not self.true(tree[1])
        if kind == "and":
            return self.true(tree[1]) and self.true(tree[2])
        if kind == "or":
            return self.true(tree[1]) or self.true(tree[2])
        if kind == "in" or kind in COMPARE:
            return self.compared(tree)
        return settled(ARITHMETIC[kind](self.run(tree[1]),
                                        self.run(tree[2])))
