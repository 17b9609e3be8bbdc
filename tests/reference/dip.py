"""An independent reference grouper, written from contracts section 3.

    python3 dip.py REGION.xml DX[,DX...] [OP,...] [COST] [INSURANCE]

shows what it gives for one case. It shares no code with pregroup; compare.py
holds the two against each other.
"""
import os
import sys
from dataclasses import dataclass, field
from decimal import Decimal

sys.dont_write_bytecode = True

import expression  # noqa: E402
from region import Region, cut  # noqa: E402

STRUCTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "../../knowledge/icd9cm3.csv")


@dataclass
class Case:
    dx: list                     # as recorded, the principal one first
    ops: list                    # as recorded; empty texts keep their place
    cost: Decimal = None
    paid: Decimal = None
    insurance: str = "other"
    days: int = None


@dataclass
class Outcome:
    status: str = "ungrouped"
    row: object = None
    lost: dict = field(default_factory=dict)  # order of a row: filter
    steps: dict = field(default_factory=dict)


class Grouper:
    def __init__(self, region):
        self.region = region

    # ---- the case's codes

    def prepare(self, case):
        r = self.region
        self.case = case
        self.dx = r.codes.mapped("diagnosis", case.dx[0] if case.dx else "")
        ops = [r.codes.mapped("procedure", op) for op in case.ops
               if op.strip()]
        if r.gray_ignored:
            ops = [op for op in ops if op not in r.codes.gray["procedure"]]
        self.ops = list(dict.fromkeys(ops))
        self.principal = self.ops[0] if self.ops else None
        self.cls = r.highest(self.ops[:1] if r.by_principal else self.ops)
        self.all_conservative = r.highest(self.ops) == "conservative"

    def meets(self, alternative, op):
        return (op.startswith(alternative) if self.region.prefix
                else op == alternative)

    def met_by(self, part, op):
        return any(self.meets(a, op) for a in part)

    # ---- candidates

    def takes(self, row):
        """Does a row of the case's diagnosis take the case?"""
        if row.kind == "comprehensive":
            return row.cls == self.cls
        if row.parts:
            return all(any(self.met_by(p, op) for op in self.ops)
                       for p in row.parts)
        rule = self.region.conservative_row
        return (rule == "any" or not self.ops or
                (rule == "conservative-only" and self.all_conservative))

    def of_key(self, layer):
        """Rows of a layer that have the case's diagnosis."""
        r = self.region
        keys = {cut(self.dx, r.comprehensive_key)}
        rows = [x for x in r.by_key.get(cut(self.dx, r.comprehensive_key), ())
                if x.kind == "comprehensive"]
        if r.dx_key:
            keys = [cut(self.dx, r.dx_key)]
        else:
            keys = [self.dx[:n] for n in range(len(self.dx), 2, -1)]
        for key in keys:
            found = [x for x in r.by_key.get(key, ())
                     if x.kind != "comprehensive" and x.layer == layer
                     and self.takes(x)]
            if found:
                rows = rows + found
                break
        return [x for x in rows if x.layer == layer]

    def candidates(self):
        for layer in self.region.layers:
            rows = [r for r in self.of_key(layer) if self.takes(r)]
            if rows:
                return sorted(rows, key=lambda r: r.order)
        return []

    # ---- pick: each filter keeps the best of what is left

    def rank_matched_operations(self, row):
        return -len(row.parts)

    def rank_principal_operation(self, row):
        return 0 if self.principal is not None and any(
            self.met_by(p, self.principal) for p in row.main) else 1

    def rank_exact_set(self, row):
        return 0 if all(any(self.met_by(p, op) for p in row.parts)
                        for op in self.ops) else 1

    def rank_nearest_cost(self, row):
        if self.case.cost is None:
            return Decimal(0)
        if row.mean_cost is None:
            return Decimal("Infinity")
        return abs(row.mean_cost - self.case.cost)

    def rank_score(self, row):
        return Decimal("Infinity") if row.score is None else -row.score

    def rank_kind(self, row):
        kinds = self.region.kinds
        return kinds.index(row.kind) if row.kind in kinds else len(kinds)

    def rank_type(self, row):
        types, name = self.region.types, row.kind + ":" + row.cls
        return types.index(name) if name in types else len(types)

    def rank_order(self, row):
        return row.order

    def choose(self, rows, lost):
        for name in self.region.pick:
            if len(rows) == 1:
                break
            rank = getattr(self, "rank_" + name.replace("-", "_"))
            best = min(rank(r) for r in rows)
            for row in rows:
                if rank(row) != best:
                    lost[row.order] = name
            rows = [r for r in rows if rank(r) == best]
        for row in rows[1:]:
            lost[row.order] = "order"
        return rows[0]

    def group(self, case):
        out = Outcome()
        self.prepare(case)
        rows = self.candidates()
        if rows:
            out.status = "grouped"
            out.row = self.choose(rows, out.lost)
            out.steps = self.settle(out.row)
        return out

    # ---- settlement

    def names_of(self, row):
        names = {"cost": self.case.cost, "patient_paid": self.case.paid,
                 "insurance": self.case.insurance, "group": row.group,
                 "kind": row.kind, "class": row.cls, "score": row.score,
                 "mean_cost": row.mean_cost, "mean_days": row.mean_days,
                 "stay_days": None if self.case.days is None
                 else Decimal(self.case.days)}
        names.update(row.factors)
        return names

    def settle(self, row):
        names, best, out = self.names_of(row), {}, {}
        for step in self.region.steps:
            if step.is_set:
                if (all(names.get(k) == v for k, v in step.asks.items()) and
                        len(step.asks) > best.get(step.name, -1)):
                    best[step.name] = len(step.asks)
                    names[step.name] = step.tree[1]
                continue
            try:
                value = expression.run(step.tree, names)
                if step.places >= 0:
                    value = expression.settled(
                        value, Decimal(1).scaleb(-step.places))
            except expression.Missing:
                value = None
            names[step.name] = out[step.name] = value
        return out


def main(argv):
    grouper = Grouper(Region(argv[1], STRUCTURE))
    words = argv[2:] + [""] * 4
    case = Case(words[0].split(","), words[1].split(","),
                Decimal(words[2]) if words[2] else None, Decimal(0),
                words[3] or "employee")
    out = grouper.group(case)
    print(out.status, out.row and out.row.group)
    for order, name in out.lost.items():
        print("  lost", grouper.region.rows[order - 1].group, "by", name)
    for name, value in out.steps.items():
        print(" ", name, value)


if __name__ == "__main__":
    main(sys.argv)
