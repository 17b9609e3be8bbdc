"""An independent reference of DRG grouping and points, written from the
description in docs/drg.md and dip-rules.md 4, on the tables of a region.

    python3 drg.py REGION.xml DX[,DX...] [OP,...] [COST]

It shares no code with pregroup; drgcompare.py holds the two against each
other.
"""
import itertools
import os
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import expression
from case import Case
from catalogue import Row
from codes import NAMESPACE, codes_of, diagnosis_of, meaning
from dip import KNOWLEDGE, Outcome
from evaluate import Scope
from price import Price
from region import Region
from tables import Table, is_empty, number

LEVELS = {None: 0, "none": 0, "cc": 1, "mcc": 2}
PLACES = ("principal_dx", "other_dx", "any_dx", "principal_op", "other_op",
          "any_op")


@dataclass
class DrgCase:
    dx: list
    ops: list
    sex: str = "1"
    admitted: date = date(2025, 3, 1)
    born: date = None
    age: int = 50
    infant_days: int = None
    birth_weight: int = None
    admission_weight: int = None
    discharge_way: str = "1"
    cost: Decimal = None
    paid: Decimal = None
    way: str = "1"
    insurance: str = "employee"
    days: int = 30

    def plain(self):
        """The same as the settlement knows it."""
        numbers = {"age": self.age, "infant_age": self.infant_days,
                   "birth_weight": self.birth_weight,
                   "admission_weight": self.admission_weight}
        return Case(self.dx, self.ops, self.cost, self.paid, self.insurance,
                    self.days, {
                        "sex": self.sex or None, "birth_date": self.born,
                        "admission_time": self.admitted,
                        "discharge_way": self.discharge_way,
                        **{n: None if v is None else Decimal(v)
                           for n, v in numbers.items()}})


@dataclass
class Rule:
    code: str
    mdc: str
    order: Decimal
    pre: bool
    when: str
    regions: list
    lists: dict = field(default_factory=dict)  # by PLACES: names


class DrgRegion:
    level = None  # of the hospital

    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.folder = os.path.dirname(path)
        find = root.find
        self.codes = codes_of(find(NAMESPACE + "codes"), self.folder,
                              KNOWLEDGE)
        self.auxiliary = None
        grouping = find(NAMESPACE + "grouping")
        self.gray_ignored = (grouping is not None and
                             grouping.get("gray") == "ignored")
        self.excluded = set()
        for node in (grouping if grouping is not None else []):
            if (node.tag == NAMESPACE + "exclude" and
                    node.get("system") == "diagnosis"):
                table = self.table(node, "code")
                self.excluded |= {diagnosis_of(table.cell(r, node.get("code")))
                                  for r in table.rows}
        self.read_drg(find(NAMESPACE + "drg"))
        self.read_groups(root.findall(NAMESPACE + "catalogue"))
        steps = find(NAMESPACE + "settlement")
        self.steps = [Region.read_step(self, n)
                      for n in (steps if steps is not None else [])]

    def table(self, node, *attributes):
        return Table(os.path.join(self.folder, node.get("file")),
                     [node.get(a) for a in attributes if node.get(a)],
                     node.get("sheet", ""))

    # ---- <drg>

    def read_drg(self, node):
        self.lists, self.exclusions, self.severity = {}, {}, {}
        self.needed = int(node.get("regions", "2"))
        self.ungrouped = node.get("ungrouped")
        self.splits = [(n.get("text"), LEVELS[n.get("severity")],
                        n.get("when", ""))
                       for n in node.findall(NAMESPACE + "split")]
        for n in node.findall(NAMESPACE + "lists"):
            self.read_list(n, self.lists, n.get("name"))
        for n in node.findall(NAMESPACE + "exclusions"):
            self.read_list(n, self.exclusions, None)
        for n in node.findall(NAMESPACE + "severity"):
            self.read_severity(n)
        self.mdcs = self.read_rules(node, "mdc")
        self.adrgs = self.read_rules(node, "adrg")

    def read_list(self, node, lists, name):
        table = self.table(node, "code", "list")
        for row in table.rows:
            code = diagnosis_of(table.cell(row, node.get("code")))
            lists.setdefault(name or table.cell(row, node.get("list")),
                             set()).add(code)

    def read_severity(self, node):
        table, level = self.table(node, "code", "exclusion"), LEVELS[
            node.get("level")]
        for row in table.rows:
            code = diagnosis_of(table.cell(row, node.get("code")))
            exclusion = table.cell(row, node.get("exclusion")) or ""
            new = (level, "" if is_empty(exclusion) else exclusion)
            if code not in self.severity or self.severity[code][0] < level:
                self.severity[code] = new

    def read_rules(self, node, name):
        out = []
        for n in node.findall(NAMESPACE + name):
            columns = {c.get("field"): c
                       for c in n.findall(NAMESPACE + "column")}
            table = Table(os.path.join(self.folder, n.get("file")),
                          [c.get("heading") for c in columns.values()],
                          n.get("sheet", ""))
            for row in table.rows:
                out.append(self.read_rule(table, columns, row))
        return sorted(out, key=lambda r: r.order)

    @staticmethod
    def cell(table, columns, row, name):
        column = columns.get(name)
        if column is None:
            return ""
        text = table.cell(row, column.get("heading"))
        return meaning(column, text) or text

    def read_rule(self, table, columns, row):
        def cell(name):
            text = self.cell(table, columns, row, name)
            return "" if is_empty(text) else text

        def names(text, marks):
            for mark in marks[1:]:
                text = text.replace(mark, marks[0])
            return [t.strip() for t in text.split(marks[0]) if t.strip()]
        return Rule(cell("code"), cell("mdc"),
                    number(cell("order")) or Decimal(0), cell("pre") != "",
                    cell("when"), names(cell("regions"), "/+"),
                    {p: names(cell(p), "+") for p in PLACES})

    # ---- DRGs

    def read_groups(self, nodes):
        self.rows, self.below, self.zero = [], {}, None
        for node in nodes:
            columns = {c.get("field"): c
                       for c in node.findall(NAMESPACE + "column")}
            table = Table(os.path.join(self.folder, node.get("file")),
                          [c.get("heading") for c in columns.values()],
                          node.get("sheet", ""))
            for cells in table.rows:
                self.add_group(table, columns, cells)
        adrgs = {r.code for r in self.adrgs}
        for row in self.rows:
            if self.ungrouped is not None and row.group == self.ungrouped:
                self.zero = row
                continue
            self.place(row, adrgs)
        for rows in self.below.values():
            rows.sort(key=lambda x: (x[0], x[3].order))

    def add_group(self, table, columns, cells):
        def cell(name):
            return self.cell(table, columns, cells, name)
        self.rows.append(Row(
            len(self.rows) + 1, cell("group"), cell("name"), "drg", "", [],
            conditions=[cell("when") or ""], score=number(cell("score")),
            mean_cost=number(cell("mean_cost")),
            mean_days=number(cell("mean_days")),
            factors={f: number(cell(f)) for f in columns
                     if f.startswith("factor_")}))

    def place(self, row, adrgs):
        if row.group in adrgs:
            self.below.setdefault(row.group, []).append(
                (len(self.splits), 0, "", row))
            return
        found = [(len(text), n) for n, (text, _, _) in enumerate(self.splits)
                 if row.group.endswith(text) and
                 row.group[:-len(text)] in adrgs]
        n = min(found)[1]
        text, level, when = self.splits[n]
        self.below.setdefault(row.group[:-len(text)], []).append(
            (n, level, when, row))


class DrgGrouper:
    def __init__(self, region):
        self.region, self.price = region, Price(region)

    def prepare(self, case):
        r = self.region
        self.case = case
        self.all_dx = [r.codes.mapped("diagnosis", d) for d in case.dx]
        ops = [r.codes.mapped("procedure", o) for o in case.ops if o.strip()]
        if r.gray_ignored:
            ops = [o for o in ops if o not in r.codes.gray["procedure"]]
        self.ops = list(dict.fromkeys(ops))
        self.principal = self.all_dx[0] if case.dx and case.dx[0].strip() \
            else None
        self.others = [d for d in self.all_dx[1:] if d]
        self.level = max([self.weigh(d) for d in self.others], default=0)
        self.plain = case.plain()

    def weigh(self, code):
        if code == self.principal or code not in self.region.severity:
            return 0
        level, table = self.region.severity[code]
        void = self.principal in self.region.exclusions.get(table, ())
        return 0 if void else level

    # ---- rules

    def holds(self, source, row=None):
        if not source:
            return True
        names = {**self.plain.names(), **(row.factors if row else {})}
        return Scope(names, self.plain.rows(), {}).holds(
            expression.parse(source))

    def of(self, place):
        """Codes that stand at a place, the principal one apart."""
        first, rest = self.principal, self.others
        if place.endswith("_op"):
            first = self.ops[0] if self.ops else None
            rest = self.ops[1:]
        if place.startswith("principal"):
            return [first] if first else []
        if place.startswith("other"):
            return rest
        return ([first] if first else []) + rest

    def regions_hurt(self, rule):
        if not rule.regions:
            return True
        codes = [self.principal] + self.others
        hurt = [n for n in rule.regions
                if any(c in self.region.lists[n] for c in codes)]
        wounds = [c for c in codes
                  if any(c in self.region.lists[n] for n in rule.regions)]
        return min(len(hurt), len(wounds)) >= self.region.needed

    def operations_fit(self, rule):
        """Some way of giving every list an operation of its own."""
        asked = [[c for c in self.of(p) if c in self.region.lists[name]]
                 for p in PLACES if p.endswith("_op")
                 for name in rule.lists[p]]
        return any(len(set(way)) == len(asked)
                   for way in itertools.product(*asked))

    def fits(self, rule):
        for place in PLACES:
            if place.endswith("_dx"):
                for name in rule.lists[place]:
                    if not any(c in self.region.lists[name]
                               for c in self.of(place)):
                        return False
        return (self.regions_hurt(rule) and self.operations_fit(rule) and
                self.holds(rule.when))

    def find_adrg(self, mdc):
        return next((a for a in self.region.adrgs
                     if a.mdc == mdc.code and self.fits(a)), None)

    def find_row(self, adrg):
        for _, level, when, row in self.region.below.get(adrg.code, ()):
            if (self.level >= level and self.holds(when) and
                    self.holds(row.conditions[0], row)):
                return row
        return None

    def walk(self):
        """MDC, ADRG and row; None for what there is not."""
        for mdc in self.region.mdcs:
            if not self.fits(mdc):
                continue
            adrg = self.find_adrg(mdc)
            if adrg is None and mdc.pre:
                continue
            return mdc, adrg, adrg and self.find_row(adrg)
        return None, None, None

    def group(self, case):
        out = Outcome()
        self.prepare(case)
        r = self.region
        if self.principal is None:
            return out
        if (self.principal in r.excluded or r.gray_ignored and
                self.principal in r.codes.gray["diagnosis"]):
            out.status = "excluded"
            return out
        out.mdc, out.adrg, out.row = self.walk()
        if out.mdc is None and r.codes.structure.never_principal(
                self.principal):
            out.status = "excluded"
            return out
        out.row = out.row or r.zero
        if out.row is not None:
            out.status = "grouped"
            out.steps, _ = self.price.steps(self.plain, out.row, "drg", None)
        return out


def main(argv):
    words = argv[2:] + [""] * 3
    case = DrgCase(words[0].split(","), words[1].split(","),
                   cost=Decimal(words[2] or "0"), paid=Decimal(0))
    out = DrgGrouper(DrgRegion(argv[1])).group(case)
    print(out.status, out.row and out.row.group)
    for name, value in out.steps.items():
        print(" ", name, value)


if __name__ == "__main__":
    main(sys.argv)
