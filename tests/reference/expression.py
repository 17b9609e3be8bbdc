"""The expressions of settlements and conditions (contracts 4), for numbers
and texts: exact decimals of 12 places, each result rounded half up.
"""
import re
from decimal import ROUND_HALF_UP, Context, Decimal

PLACES = Decimal(1).scaleb(-12)
WIDE = Context(prec=100, rounding=ROUND_HALF_UP)
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|([A-Za-z_][\w.]*)"
                   r"|(!=|<=|>=|[-+*/=<>(),]))")


class Missing(Exception):
    """Something that is not there was read."""


def settled(value, places=PLACES):
    return value.quantize(places, ROUND_HALF_UP, WIDE)


def tokens(source):
    at, out = 0, []
    source = source.strip()
    while at < len(source):
        m = TOKEN.match(source, at)
        if m is None:
            raise ValueError("not understood: " + source[at:])
        kind = m.lastindex
        out.append((kind, m.group(kind)))
        at = m.end()
    return out + [(0, "")]


class Parser:
    """Recursive descent to nested tuples."""

    def __init__(self, source):
        self.tokens, self.at = tokens(source), 0

    def peek(self, *words):
        kind, text = self.tokens[self.at]
        return kind >= 3 and text in words

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, word):
        if not self.peek(word):
            raise ValueError("expected " + word)
        self.take()

    def whole(self):
        tree = self.either()
        if self.tokens[self.at][0] != 0:
            raise ValueError("more than one expression")
        return tree

    def chain(self, below, *words):
        left = below()
        while self.peek(*words):
            left = (self.take()[1], left, below())
        return left

    def either(self):
        return self.chain(self.both, "or")

    def both(self):
        return self.chain(self.negated, "and")

    def negated(self):
        if self.peek("not"):
            self.take()
            return ("not", self.negated())
        return self.compared()

    def compared(self):
        return self.chain(self.added, "=", "!=", "<", "<=", ">", ">=")

    def added(self):
        return self.chain(self.multiplied, "+", "-")

    def multiplied(self):
        return self.chain(self.single, "*", "/")

    def single(self):
        if self.peek("-"):
            self.take()
            return ("-", ("value", Decimal(0)), self.single())
        if self.peek("("):
            self.take()
            tree = self.either()
            self.expect(")")
            return tree
        kind, text = self.take()
        if kind == 1:
            return ("value", Decimal(text))
        if kind == 2:
            return ("value", text)
        if kind != 3:
            raise ValueError("expected a value, found " + text)
        return self.called(text) if self.peek("(") else ("name", text)

    def called(self, name):
        arguments = []
        self.take()
        while not self.peek(")"):
            arguments.append(self.either())
            if self.peek(","):
                self.take()
        self.take()
        return ("call", name, arguments)


COMPARE = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b,
           "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
           ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


def divided(a, b):
    if b == 0:
        raise Missing
    return WIDE.divide(a, b)


ARITHMETIC = {"+": WIDE.add, "-": WIDE.subtract, "*": WIDE.multiply,
              "/": divided}


def value_of(names, name):
    if names.get(name) is None:
        raise Missing
    return names[name]


def is_missing(tree, names):
    try:
        run(tree, names)
    except Missing:
        return True
    return False


def call(name, args, names):
    if name == "if":
        for i in range(0, len(args) - 1, 2):
            if run(args[i], names):
                return run(args[i + 1], names)
        return run(args[-1], names)
    if name == "default":
        return run(args[int(is_missing(args[0], names))], names)
    if name in ("missing", "given"):
        return is_missing(args[0], names) == (name == "missing")
    values = [run(a, names) for a in args]
    if name == "min":
        return min(values)
    if name == "max":
        return max(values)
    if name == "count":
        return values[0]
    if name == "days":
        return Decimal((values[1] - values[0]).days)
    if name == "age_at":
        born, day = values
        return Decimal(day.year - born.year -
                       ((day.month, day.day) < (born.month, born.day)))
    if name == "abs":
        return abs(values[0])
    if name == "round":
        places = int(values[1]) if len(values) > 1 else 0
        return settled(values[0], Decimal(1).scaleb(-places))
    raise ValueError("no function " + name)


def run(tree, names):
    """The value of a parsed expression; Missing where it reads nothing."""
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "name":
        return value_of(names, tree[1])
    if kind == "call":
        return call(tree[1], tree[2], names)
    if kind == "not":
        return not run(tree[1], names)
    if kind == "and":
        return run(tree[1], names) and run(tree[2], names)
    if kind == "or":
        return run(tree[1], names) or run(tree[2], names)
    a, b = run(tree[1], names), run(tree[2], names)
    if kind in COMPARE:
        return COMPARE[kind](a, b)
    return settled(ARITHMETIC[kind](a, b))


def parse(source):
    return Parser(source).whole()
