"""The expressions of conditions and settlements (contracts 4 and
docs/expressions.md): a parser to nested tuples, without their evaluation
(evaluate.py).
"""
import re
from decimal import Decimal

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|'((?:[^']|'')*)'"
                   r"|([A-Za-z_]\w*)|(!=|<=|>=|[-+*/=<>(),.\[\]]))")
CODE = r"[A-Z]?\d[0-9A-Za-z.]*"
ITEM = re.compile(r"\s*(?:(" + CODE + r")(?:-(" + CODE + r"))?"
                  r"|'((?:[^']|'')*)'|\{(\w+)\})")
COMMA = re.compile(r"\s*,")


class Parser:
    def __init__(self, source):
        self.source, self.at = source, 0

    # ---- words

    def look(self):
        """Kind (1 number, 2 text, 3 name, 4 sign, 0 end), text, behind."""
        m = TOKEN.match(self.source, self.at)
        if m is not None:
            return m.lastindex, m.group(m.lastindex), m.end()
        if self.source[self.at:].strip():
            raise ValueError("not understood: " + self.source[self.at:])
        return 0, "", self.at

    def peek(self, *words):
        kind, text, _ = self.look()
        return kind >= 3 and text in words

    def take(self):
        kind, text, self.at = self.look()
        return kind, text

    def expect(self, word):
        if not self.peek(word):
            raise ValueError(f"expected {word}: {self.source[self.at:]}")
        self.take()

    # ---- from weak to strong

    def whole(self):
        tree = self.either()
        if self.look()[0] != 0:
            raise ValueError("more than one expression: " + self.source)
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
        left = self.added()
        if self.peek("in"):
            self.take()
            return ("in", left, self.listed())
        if self.peek("=", "!=", "<", "<=", ">", ">="):
            return (self.take()[1], left, self.added())
        return left

    def added(self):
        return self.chain(self.multiplied, "+", "-")

    def multiplied(self):
        return self.chain(self.single, "*", "/")

    # ---- lists of `in`

    def listed(self):
        if self.source[self.at:].lstrip().startswith("("):
            self.expect("(")
            items = self.items()
            self.expect(")")
            return items
        return self.items()

    def items(self):
        """Ends before what looks like no item."""
        out = [self.item()]
        while True:
            comma = COMMA.match(self.source, self.at)
            if comma is None or not ITEM.match(self.source, comma.end()):
                return out
            self.at = comma.end()
            out.append(self.item())

    def item(self):
        m = ITEM.match(self.source, self.at)
        if m is None:
            raise ValueError("no list: " + self.source[self.at:])
        self.at = m.end()
        low, high, text, name = m.groups()
        if name is not None:
            return ("list", name)
        if text is not None:
            return ("text", text.replace("''", "'"))
        return ("code", low.upper(), (high or low).upper())

    # ---- values, names, calls

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
            return ("value", text.replace("''", "'"))
        if kind != 3:
            raise ValueError("expected a value, found " + text)
        return self.called(text) if self.peek("(") else self.named(text)

    def named(self, name):
        if self.peek("["):
            self.take()
            number = int(self.take()[1])
            self.expect("]")
            self.expect(".")
            return ("cell", name, number, self.take()[1])
        if self.peek("."):
            self.take()
            return ("outer", self.take()[1])
        return ("name", name)

    def called(self, name):
        arguments = []
        self.expect("(")
        while not self.peek(")"):
            arguments.append(self.either())
            if not self.peek(")"):
                self.expect(",")
        self.take()
        return ("call", name, arguments)


def parse(source):
    return Parser(source).whole()
