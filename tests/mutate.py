#!/usr/bin/env python3
"""How sharp are the rules' own examples?

Each condition is changed in one place: a comparison turned round or shifted to
its boundary, an operand of and/or dropped, an item of a list dropped, a number
moved by one, the whole negated. A changed condition (mutant) must make at
least one example of its rule fail. The mutants stand in few rule files, so few
`rules test` try them.

    mutate.py [--all | --share N] [--list]

--all, the default, takes seconds; --share N tries every N-th rule; --list
prints the mutants that live, many of which mean the same. Run from the build folder; a rule counts as caught when every mutant but
one in four of it dies, and the share of caught rules and of dead mutants are
printed. 95 % of the rules must be caught.
"""
import glob
import re
import sys

import kit

WANTED = 95
RULES_MAX = 8000  # a pack holds 8192
TOKEN = re.compile(r"\s*('[^']*'|[a-z_][a-z0-9_.]*(?:\[\d+\])?(?:\.[a-z_]+)?|"
                   r"!=|<=|>=|[-+*/=<>(),]|[A-Z]?[0-9][0-9A-Za-z.]*)")
ITEM = re.compile(r"\s*('[^']*'|[A-Z]?[0-9][0-9A-Za-z.]*"
                  r"(-[A-Z]?[0-9][0-9A-Za-z.]*)?)")
TURNED = {"=": ["!="], "!=": ["="], "<": [">=", "<="], ">": ["<=", ">="],
          "<=": [">", "<"], ">=": ["<", ">"]}


# ---- rule files

def read_blocks(path):
    block, key = None, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if not line.strip() or line[0] == "#":
                continue
            if line[0] == "[":
                if block:
                    yield block
                block = {"id": line.strip()[1:-1], "list": []}
            elif line[0] in " \t":
                key[1] += " " + line.strip()
            else:
                name, value = line.split("=", 1)
                key = [name.strip(), value.strip()]
                block["list"].append(key)
    if block:
        yield block


def expand(text, row, nth=0):
    def value(match):
        cell = row[match[1]]
        if match[2]:
            parts = [one.strip() for one in cell.split(";")]
            return parts[min(nth, len(parts) - 1)]
        return cell
    return re.sub(r"\$([a-z0-9_]+)(\*?)", value, text)


def examples_of(pairs, row):
    for key, text in pairs:
        if key not in ("pass", "fail"):
            continue
        star = re.search(r"\$([a-z0-9_]+)\*", text)
        cell = row[star[1]] if star else "x"
        for nth in range(len(cell.split(";")) if cell else 0):
            yield key, expand(text, row, nth)


def rules_of(block):
    pairs = block["list"]
    keys = {key: text for key, text in pairs
            if key not in ("pass", "fail", "row")}
    rows = [{}]
    if block["id"] == "family":
        names = keys.pop("columns").split()
        rows = [dict(zip(names, (one.strip() for one in text.split("|"))))
                for key, text in pairs if key == "row"]
    for row in rows:
        rule = {key: expand(text, row) for key, text in keys.items()}
        rule["id"] = row.get("id", block["id"])
        rule["examples"] = list(examples_of(pairs, row))
        yield rule


def read_rules():
    return [rule for path in sorted(glob.glob(f"{kit.KNOWLEDGE}/rules/*.rules"))
            for block in read_blocks(path) for rule in rules_of(block)]


# ---- mutants

class Condition:
    """A condition's text and the places where it can be changed."""

    def __init__(self, text):
        self.text, self.at, self.cuts, self.swaps = text, 0, [], []
        self.parse_or()
        if text[self.at:].strip():
            raise ValueError(f"not understood: {text[self.at:]}")

    def peek(self):
        match = TOKEN.match(self.text, self.at)
        return match[1] if match else ""

    def take(self):
        match = TOKEN.match(self.text, self.at)
        self.at = match.end()
        return match[1], match.start(1)

    def series(self, word, parse):
        spans, start = [], self.at
        parse()
        spans.append((start, self.at))
        while self.peek() == word:
            sign = self.at
            self.take()
            parse()
            spans.append((sign, self.at))
        if len(spans) > 1:
            self.cuts += spans[1:]
            second = self.text.index(word, spans[1][0]) + len(word)
            self.cuts.append((spans[0][0], second))

    def parse_or(self):
        self.series("or", self.parse_and)

    def parse_and(self):
        self.series("and", self.parse_part)

    def parse_part(self):
        while True:
            word = self.peek()
            if word in ("", "and", "or", ")", ","):
                return
            word, start = self.take()
            if word == "(":
                self.parse_arguments()
            elif word == "in":
                self.parse_items()
            elif word in TURNED:
                self.swaps += [(start, self.at, new) for new in TURNED[word]]
            elif re.fullmatch(r"\d+(\.\d+)?", word):
                self.shift(start, word)

    def parse_arguments(self):
        self.parse_or()
        while self.peek() == ",":
            self.take()
            self.parse_or()
        self.take()

    def shift(self, start, word):
        for by in (1, -1):
            moved = f"{float(word) + by:g}"
            if not moved.startswith("-"):
                self.swaps.append((start, self.at, moved))

    def parse_items(self):
        spans = []
        while True:
            start = self.at
            match = ITEM.match(self.text, self.at)
            if not match:
                break
            self.at = match.end()
            spans.append((start, self.at))
            comma = re.compile(r"\s*,").match(self.text, self.at)
            if not comma or not ITEM.match(self.text, comma.end()):
                break
            self.at = comma.end()
        if len(spans) > 1:
            self.cuts += [(self.text.rindex(",", 0, end - 1), end)
                          for _, end in spans[1:]]
            self.cuts.append((spans[0][0], spans[1][0]))

    def mutants(self):
        yield f"not ({self.text})"
        for start, end in self.cuts:
            yield self.text[:start] + " " + self.text[end:]
        for start, end, new in self.swaps:
            yield self.text[:start] + new + self.text[end:]


# ---- trying them

def letters(n):
    return "".join(chr(65 + n // 26 ** k % 26) for k in (2, 1, 0))


def write(path, mutants):
    with open(path, "w", encoding="utf-8") as file:
        for number, (rule, text) in mutants.items():
            file.write(f"[M{letters(number // 1000)}{number % 1000:03}]\n")
            file.write("severity = info\n")
            for key in ("each", "field"):
                if key in rule:
                    file.write(f"{key} = {rule[key]}\n")
            file.write(f"when = {text}\nmessage = 变\nadvice = 变\nbasis = 变\n")
            for key, example in rule["examples"]:
                file.write(f"{key} = {example}\n")


def number_of(word):
    high = 0
    for letter in word[1:4]:
        high = high * 26 + ord(letter) - 65
    return high * 1000 + int(word[4:])


def lines_of(path):
    """The mutant of every line of the file."""
    numbers, now = [0], 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line[0] == "[":
                now = number_of(line.strip()[1:-1])
            numbers.append(now)
    return numbers


def try_all(mutants, path):
    """Numbers of those that an example catches; those that do not compile
    are taken out of `mutants`."""
    while True:
        write(path, mutants)
        output = kit.run("rules", "test", path, "--knowledge", kit.KNOWLEDGE,
                         seconds=600).out
        if re.search(r"^\d+ 条规则", output, re.M):
            return {number_of(word) for word in
                    re.findall(r"^(M[A-Z]{3}\d{3})：", output, re.M)}
        numbers = lines_of(path)
        bad = {numbers[int(line)] for line in
               re.findall(r"mutants\.rules:(\d+):", output)}
        if not bad:
            raise kit.Failure(output[:500])
        for number in bad:
            mutants.pop(number, None)


def parts_of(mutants):
    """No more than a pack takes at once."""
    numbers = list(mutants)
    for first in range(0, len(numbers), RULES_MAX):
        yield {number: mutants[number] for number in numbers[first:first + RULES_MAX]}


def make(rules):
    mutants = {}
    for rule in rules:
        for text in dict.fromkeys(Condition(rule["when"]).mutants()):
            mutants[len(mutants)] = (rule, text)
    return mutants


def main(folder):
    step = 1
    if "--share" in sys.argv:
        step = int(sys.argv[sys.argv.index("--share") + 1])
    rules = read_rules()[::step]
    mutants = make(rules)
    caught, tried = set(), {}
    for part in parts_of(mutants):
        caught |= try_all(part, f"{folder}/mutants.rules")
        tried |= part
    mutants = tried
    living = {}
    count = {}
    for number, (rule, text) in mutants.items():
        count[rule["id"]] = count.get(rule["id"], 0) + 1
        if number not in caught:
            living.setdefault(rule["id"], []).append(text)
    if "--list" in sys.argv:
        for name, texts in living.items():
            for text in texts:
                print(f"{name}: {text}")
    whole = [rule["id"] for rule in rules if rule["id"] not in living]
    some = [rule["id"] for rule in rules
            if len(living.get(rule["id"], [])) * 4 <= count[rule["id"]]]
    dead = 100 * len(caught) / len(mutants)
    share = 100 * len(some) / len(rules)
    print(f"{len(rules)} rules, {len(mutants)} mutants: {dead:.1f} % of the "
          f"mutants caught; rules with every mutant caught "
          f"{100 * len(whole) / len(rules):.1f} %, with three in four "
          f"{share:.1f} %")
    kit.expect("mutate/share", share >= WANTED)


kit.main(main)
