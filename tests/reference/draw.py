"""Random cases from a region's catalogue, with the noise of real records, and
front pages of them.
"""
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from dip import Case

CENT = Decimal("0.01")
WAYS = {"1": "employee", "1.1": "employee", "2": "resident", "3": "resident",
        "2.2": "resident", "3.1": "resident", "7": "self", "9": "other",
        "": "other"}
SUFFIXES = ["", "00", "00x001", "x001", "01", "02", "00x003", "03+G99.8*"]


class Draw:
    def __init__(self, region, random):
        self.region, self.random = region, random
        self.operations = sorted({a for r in region.rows for p in r.parts
                                  for a in p})
        known = region.codes.known["procedure"]
        pool = sorted(known) if known else self.operations
        self.by_class = {}
        for op in pool:
            self.by_class.setdefault(region.class_of(op), []).append(op)
        self.pool = pool
        self.clinical = {system: sorted(walk) for system, walk
                         in region.codes.walk.items()}
        self.sources = {system: self.turned(walk) for system, walk
                        in region.codes.walk.items()}

    @staticmethod
    def turned(walk):
        """Clinical codes by what they map to."""
        out = {}
        for source in sorted(walk):
            for target in walk[source]:
                out.setdefault(target, []).append(source)
        return out

    def unmapped(self, system, code):
        """Now and then as the clinical edition writes it, or any code of
        that edition."""
        if not self.clinical[system] or self.flip(0.6):
            return code
        if self.flip(0.1):
            return self.pick(self.clinical[system])
        return self.pick(self.sources[system].get(code, [code]))

    def flip(self, chance):
        return self.random.random() < chance

    def pick(self, items):
        return items[int(self.random.random() * len(items))]

    # ---- codes

    def diagnosis(self, row):
        key = row.key
        if len(key) == 3:
            key += "." + self.pick("0123456789X")
        return key + self.pick(SUFFIXES)

    def operation(self, rows):
        """Something more: of the same diagnosis, of any row, or unknown."""
        same = [a for r in rows for p in r.parts for a in p]
        chance = self.random.random()
        if same and chance < 0.6:
            return self.pick(same)
        if chance < 0.95:
            return self.pick(self.pool)
        return "99.9999X" + format(int(self.random.random() * 999), "03d")

    def needed(self, row):
        ops = [self.pick(p) for p in row.parts]
        if row.kind == "comprehensive" and self.by_class.get(row.cls):
            ops.append(self.pick(self.by_class[row.cls]))
        if self.region.prefix and self.flip(0.3):
            ops = [op + "X009" if "X" not in op else op for op in ops]
        return ops

    def dressed(self, code):
        """As hospitals write it: letters small or large."""
        if self.flip(0.5):
            code = code[:1] + code[1:].lower()
        return code.lower() if self.flip(0.05) else code

    def ops(self, row):
        rows = self.region.by_key[row.key]
        ops = self.needed(row)
        if ops and self.flip(0.15):
            del ops[int(self.random.random() * len(ops))]
        while self.flip(0.45) and len(ops) < 12:
            ops.append(self.operation(rows))
        if ops and self.flip(0.15):
            ops.append(self.pick(ops))
        if self.flip(0.7):
            self.random.shuffle(ops)
        if ops and self.flip(0.05):
            ops.insert(int(self.random.random() * len(ops)), "")
        return [self.dressed(self.unmapped("procedure", op)) if op else op
                for op in ops]

    # ---- money

    def cost(self, row):
        means = [r.mean_cost for r in self.region.by_key[row.key]
                 if r.mean_cost is not None]
        if self.flip(0.03):
            return None
        if not means or self.flip(0.2):
            return Decimal(int(self.random.random() * 9000000)) / 100
        mean, other = self.pick(means), self.pick(means)
        base = self.pick([mean / 2, mean * 2, (mean + other) / 2, mean,
                          mean * Decimal(str(self.random.random() * 3))])
        base += self.pick([Decimal(0), CENT, -CENT])
        return max(base, CENT).quantize(CENT, ROUND_HALF_UP)

    def case(self):
        row = self.pick(self.region.rows)
        case = Case([self.diagnosis(row)], self.ops(row), self.cost(row))
        while self.flip(0.5) and len(case.dx) < 10:
            case.dx.append(self.diagnosis(self.pick(self.region.rows)))
        if self.flip(0.02):
            case.dx[0] = self.pick(["V99.x00", "Q99.900", "B99.x00x999"])
        case.dx = [self.dressed(self.unmapped("diagnosis", dx))
                   for dx in case.dx]
        if self.flip(0.95):
            case.paid = Decimal(int(self.random.random() * 1000000)) / 100
        case.way = self.pick(list(WAYS))
        case.insurance = WAYS[case.way]
        case.days = 1 + int(self.random.random() * 40)
        return case


# ---- front pages

def page(case, number):
    tags = [("YLFKFS", case.way), ("BAH", f"R{number:07d}"), ("XB", "1"),
            ("NL", "50"), ("RYSJ", "20250301"), ("CYSJ", "20250331"),
            ("SJZYTS", "" if case.days is None else str(case.days))]
    for n, dx in enumerate(case.dx):
        tags.append(("JBDM" + (str(n) if n else ""), dx))
    for n, op in enumerate(case.ops):
        tags.append((f"SSJCZBM{n + 1}", op))
    for tag, amount in (("ZFY", case.cost), ("ZFJE", case.paid)):
        tags.append((tag, "" if amount is None else str(amount)))
    return "<RECORD>" + "".join(f"<{t}>{escape(v)}</{t}>"
                                for t, v in tags) + "</RECORD>\n"


def write_pages(path, cases):
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<DATA>\n')
        for number, case in enumerate(cases, 1):
            file.write(page(case, number))
        file.write("</DATA>\n")
