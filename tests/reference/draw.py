"""Random cases from a region's catalogue, with the noise of real records."""
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from case import Case

CENT = Decimal("0.01")
WAYS = {"1": "employee", "1.1": "employee", "2": "resident", "3": "resident",
        "2.2": "resident", "3.1": "resident", "7": "self", "9": "other",
        "": "other"}
SUFFIXES = ["", "00", "00x001", "x001", "01", "02", "00x003", "03+G99.8*"]
AGES = [0, 1, 6, 7, 17, 18, 40, 59, 60, 64, 65, 66, 80, 81, 90, 91]
WEIGHTS = [800, 999, 1000, 1499, 1500, 1999, 2000, 2499, 2500, 3200]
ADMISSION = date(2025, 3, 1)
FEES = ["fee_non_surgical", "fee_western_drug", "fee_tcm_patent",
        "fee_tcm_herb"]


class Pools:
    """What a region gives to draw from."""

    def __init__(self, region):
        self.rows = region.rows
        self.operations = sorted({a for r in region.rows for p in r.parts
                                  for a in p})
        known = region.codes.known["procedure"]
        self.pool = sorted(known) if known else self.operations or [""]
        self.by_class = {}
        for op in self.pool:
            self.by_class.setdefault(region.class_of(op), []).append(op)
        self.by_key = {}
        for row in region.rows:
            for key in row.keys:
                self.by_key.setdefault(key, []).append(row)
        self.special = {system: self.named(region, system)
                        for system in ("diagnosis", "procedure")}
        walks = region.codes.walk.items()
        self.clinical = {system: sorted(walk) for system, walk in walks}
        self.sources = {system: self.turned(walk) for system, walk in walks}

    @staticmethod
    def named(region, system):
        """Codes that other tables than the catalogue name."""
        out = set(region.excluded.exact[system]) | set(
            region.excluded.prefix[system]) | region.codes.gray[system]
        if system == "diagnosis":
            out.update(*region.lists.values())
            for table in (region.auxiliary.weights.values()
                          if region.auxiliary else ()):
                out.update(table)
        return sorted(out)

    @staticmethod
    def turned(walk):
        """Clinical codes by what they map to."""
        out = {}
        for source in sorted(walk):
            for target in walk[source]:
                out.setdefault(target, []).append(source)
        return out


class Draw:
    def __init__(self, region, random):
        self.region, self.random = region, random
        self.pools = Pools(region)

    def flip(self, chance):
        return self.random.random() < chance

    def below(self, limit):
        return int(self.random.random() * limit)

    def pick(self, items):
        return items[self.below(len(items))]

    def unmapped(self, system, code):
        """Now and then as the clinical edition writes it, or any code of
        that edition."""
        clinical = self.pools.clinical[system]
        if not clinical or self.flip(0.6):
            return code
        if self.flip(0.1):
            return self.pick(clinical)
        return self.pick(self.pools.sources[system].get(code, [code]))

    # ---- codes

    def within(self, low, high):
        """A code from low to high."""
        if low == high or low[0] != high[0]:
            return self.pick([low, high])
        first, last = int(low[1:3]), int(high[1:3])
        return (low if first == last else
                f"{low[0]}{first + self.below(last - first + 1):02d}")

    def full(self, key):
        """A code with this key."""
        if isinstance(key, tuple):
            key = self.within(*key)
        if not key:
            key = self.pick("ABIKZ")
        while len(key) < 3:
            key += self.pick("0123456789")
        if len(key) == 3:
            key += "." + self.pick("0123456789X")
        suffix = self.pick(SUFFIXES)
        # A second dagger or asterisk is no code, and groups no case.
        return key + ("" if set("+*") & set(key) else suffix)

    def diagnosis(self, row):
        if self.pools.special["diagnosis"] and self.flip(0.06):
            return self.pick(self.pools.special["diagnosis"])
        return self.full(self.pick(row.keys) if row.keys else "")

    def operation(self, rows):
        """Something more: of the same diagnosis, of any row, of another
        table, or unknown."""
        same = [a for r in rows for p in r.parts for a in p]
        chance = self.random.random()
        if same and chance < 0.55:
            return self.pick(same)
        if self.pools.special["procedure"] and chance < 0.75:
            return self.pick(self.pools.special["procedure"])
        if chance < 0.95:
            return self.pick(self.pools.pool)
        return "99.9999X" + format(self.below(999), "03d")

    def needed(self, row):
        ops = [self.pick(p) for p in row.parts]
        of_class = self.pools.by_class.get(row.cls)
        if row.kind == "comprehensive" and of_class:
            ops.append(self.pick(of_class))
        if self.region.prefix and self.flip(0.3):
            ops = [op + "X009" if "X" not in op else op for op in ops]
        return ops

    def dressed(self, code):
        """As hospitals write it: letters small or large."""
        if self.flip(0.5):
            code = code[:1] + code[1:].lower()
        return code.lower() if self.flip(0.05) else code

    def ops(self, row, rows):
        ops = self.needed(row)
        if ops and self.flip(0.15):
            del ops[self.below(len(ops))]
        while self.flip(0.45) and len(ops) < 12:
            ops.append(self.operation(rows))
        if ops and self.flip(0.15):
            ops.append(self.pick(ops))
        if self.flip(0.6):
            self.random.shuffle(ops)
        if ops and self.flip(0.05):
            ops.insert(self.below(len(ops)), "")
        return [self.dressed(self.unmapped("procedure", op)) if op else op
                for op in ops]

    def diagnoses(self, row):
        out = [self.diagnosis(row)]
        if row.diagnosis == "any" and self.flip(0.5):
            out.insert(0, self.diagnosis(self.pick(self.region.rows)))
        if row.other_dx and self.flip(0.85):
            out.append(self.full(self.pick(row.other_dx)))
        while self.flip(0.5) and len(out) < 10:
            out.append(self.diagnosis(self.pick(self.region.rows)))
        if self.flip(0.02):
            out[0] = self.pick(["V99.x00", "Q99.900", "B99.x00x999", "",
                                "J", "-"])
        return [self.dressed(self.unmapped("diagnosis", dx)) if dx else dx
                for dx in out]

    # ---- money

    def limits(self, row, rows):
        """Costs about which a case changes."""
        means = [r.mean_cost for r in rows if r.mean_cost is not None]
        if row.score is not None:
            means.append(row.score * 10)
        if not means:
            return []
        mean, other = self.pick(means), self.pick(means)
        return [mean / 2, mean * 2, (mean + other) / 2, mean, mean * 3,
                mean * Decimal(str(self.random.random() * 3))]

    def cost(self, row, rows):
        if self.flip(0.03):
            return None
        near = self.limits(row, rows)
        if not near or self.flip(0.2):
            return Decimal(self.below(9000000)) / 100
        base = self.pick(near) + self.pick([Decimal(0), CENT, -CENT])
        return max(base, CENT).quantize(CENT, ROUND_HALF_UP)

    # ---- the rest of the page

    def age(self, fields):
        """Years, or a newborn with days and grams."""
        if self.flip(0.75):
            fields["age"] = Decimal(self.pick(AGES))
            fields["birth_date"] = date(2025 - int(fields["age"]), 1, 5)
            return
        days = self.pick([0, 1, 10, 27, 28, 29, 40])
        fields["age"] = Decimal(0)
        if self.flip(0.8):
            fields["birth_date"] = ADMISSION - timedelta(days)
        if self.flip(0.8):
            fields["infant_age"] = Decimal(days)
        if self.flip(0.9):
            fields["birth_weight"] = Decimal(self.pick(WEIGHTS))

    def fields(self, case):
        out = {"sex": self.pick("12"), "admission_time": ADMISSION,
               "discharge_way": self.pick("1235")}
        out["discharge_time"] = date(2025, self.pick([3, 4, 6, 7, 12]), 28)
        if self.flip(0.5):
            out["organization_code"] = self.pick(["H1", "H2"])
        self.age(out)
        if case.cost is not None:
            for name in FEES:
                if self.flip(0.5):
                    share = self.pick([Decimal("0.5"), Decimal("0.25"),
                                       Decimal("0.1")])
                    out[name] = (case.cost * share).quantize(
                        CENT, ROUND_HALF_UP)
        return out

    def case(self):
        row = self.pick(self.region.rows)
        rows = (self.pools.by_key[self.pick(row.keys)] if row.keys
                else [row])
        case = Case(self.diagnoses(row), self.ops(row, rows),
                    self.cost(row, rows))
        if self.flip(0.95):
            case.paid = Decimal(self.below(1000000)) / 100
        case.way = self.pick(list(WAYS))
        case.insurance = WAYS[case.way]
        case.days = None if self.flip(0.03) else self.pick(
            [0, 1, 2, 3, 4, 5, 30, 1 + self.below(40)])
        case.levels = [self.pick(["1", "2", "3", "4", None]) if op else None
                       for op in case.ops]
        case.fields = self.fields(case)
        return case
