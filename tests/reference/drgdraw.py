"""Random cases from a region's DRG tables, and front pages of them."""
from datetime import date, timedelta
from decimal import Decimal

import pages
from draw import WAYS
from drg import DrgCase
from kit import coded

ADMITTED = date(2025, 3, 1)
NEWBORN_DAYS = [0, 1, 5, 27, 28, 29, 30, 200, 364, 365, 366]
WEIGHTS = [800, 1499, 1500, 1999, 2000, 2499, 2500, 2501, 3400]


class DrgDraw:
    """A case is made in favour of one ADRG and then disturbed."""

    def __init__(self, region, random):
        self.region, self.random = region, random
        self.lists = {n: sorted(c) for n, c in region.lists.items()}
        self.mdcs = {m.code: m for m in region.mdcs}
        self.severe = sorted(region.severity)
        self.any_dx = sorted({c for codes in self.lists.values()
                              for c in codes if c[0].isalpha()}
                             | region.excluded | region.codes.gray[
                                 "diagnosis"])
        self.any_op = sorted({c for codes in self.lists.values()
                              for c in codes if c[0].isdigit()})

    def flip(self, chance):
        return self.random.random() < chance

    def pick(self, items):
        return items[int(self.random.random() * len(items))]

    def of(self, names, otherwise):
        if not names:
            return self.pick(otherwise)
        return self.pick(self.lists[self.pick(names)])

    def diagnoses(self, adrg, mdc):
        lists = adrg.lists
        first = (lists["principal_dx"] or mdc.lists["principal_dx"] or
                 lists["any_dx"])
        dx = [self.of(first, self.any_dx)]
        dx += [self.of([n], None) for p in ("any_dx", "other_dx")
               for n in lists[p]]
        if mdc.regions and self.flip(0.8):
            dx += [self.of(mdc.regions, None) for _ in range(2)]
        while self.flip(0.55):
            dx.append(self.pick(self.severe if self.flip(0.6)
                                else self.any_dx))
        if self.flip(0.1):
            dx.append(dx[0])
        if self.flip(0.08):
            dx[0] = self.pick(self.any_dx + ["Z53.900", "V99.x00", ""])
        return [self.dressed(d) for d in dx]

    def operations(self, adrg):
        lists = adrg.lists
        ops = [self.of([n], None) for p in ("principal_op", "other_op",
                                            "any_op") for n in lists[p]]
        while self.flip(0.25):
            ops.insert(int(self.random.random() * (len(ops) + 1)),
                       self.pick(self.any_op))
        if ops and self.flip(0.1):
            ops.append(ops[0])
        if ops and self.flip(0.1):
            ops.pop(0)
        if self.flip(0.1):
            ops.insert(0, "")
        return [self.dressed(o) for o in ops]

    def dressed(self, code):
        return code.lower() if self.flip(0.05) else code

    def patient(self, case, mdc):
        case.sex = self.pick("12") if self.flip(0.9) else ""
        newborn = "infant" in mdc.when or "age" in mdc.when
        if not self.flip(0.9 if newborn else 0.03):
            case.age = self.pick([0, 1, 6, 16, 17, 18, 60, 65, 80])
            return
        days = self.pick(NEWBORN_DAYS)
        case.born = ADMITTED - timedelta(days=days)
        case.age = 1 if days >= 365 else 0
        if self.flip(0.2):
            case.born = None
            case.infant_days = days if days < 365 else None
        if self.flip(0.8):
            case.birth_weight = self.pick(WEIGHTS)
        if self.flip(0.5):
            case.admission_weight = self.pick(WEIGHTS)

    def cost(self):
        rows = [r for r in self.region.rows if r.mean_cost]
        if not rows or self.flip(0.3):
            return Decimal(int(self.random.random() * 9000000)) / 100
        mean = self.pick(rows).mean_cost
        return (mean * Decimal(str(self.pick([0.39, 0.4, 1, 2, 2.5, 3, 4.2]))
                               )).quantize(Decimal("0.01"))

    def near_limit(self, case, row):
        """A cost at one of the limits of its own group, or a cent beside."""
        if row is None or row.mean_cost is None or self.flip(0.4):
            return
        times = Decimal(self.pick(["0.4", "1", "2", "2.5", "3", "3.7"]))
        case.cost = max(Decimal("0.01"), (row.mean_cost * times).quantize(
            Decimal("0.01")) + self.pick([Decimal("0.01"), Decimal(0),
                                          Decimal("-0.01")]))

    def case(self):
        adrg = self.pick(self.region.adrgs)
        mdc = self.mdcs[adrg.mdc]
        case = DrgCase(self.diagnoses(adrg, mdc), self.operations(adrg))
        self.patient(case, mdc)
        case.way = self.pick(list(WAYS))
        case.insurance = WAYS[case.way]
        case.cost = self.cost()
        if self.flip(0.95):
            case.paid = Decimal(int(self.random.random() * 1000000)) / 100
        case.days = 1 + int(self.random.random() * 90)
        case.discharge_way = self.pick("1111235")
        return case


# ---- front pages

def tags_of(case, number):
    """What is not known stands there empty."""
    yield from (("YLFKFS", case.way), ("BAH", f"R{number:07d}"),
                ("XB", case.sex), ("NL", case.age), ("CSRQ", case.born),
                ("BZYZSNL", case.infant_days is not None and
                 f"{case.infant_days}天" or None),
                ("XSECSTZ", case.birth_weight),
                ("XSERYTZ", case.admission_weight),
                ("RYSJ", case.admitted),
                ("CYSJ", case.admitted + timedelta(days=case.days)),
                ("SJZYTS", case.days), ("LYFS", case.discharge_way))
    yield from coded(case.dx, case.ops).items()
    yield from (("ZFY", case.cost), ("ZFJE", case.paid))


def write_pages(path, cases):
    pages.write_pages(path, cases, lambda case, number: (
        (tag, "" if text is None else text)
        for tag, text in tags_of(case, number)))
