"""The catalogues of a region, row by row."""
from dataclasses import dataclass, field
from decimal import Decimal

import expression
from codes import (NAMESPACE, RANGE, code_of, cut, diagnosis_of, mark_of,
                   meaning, split, table_of)
from tables import is_empty, number


@dataclass
class Row:
    order: int
    group: str
    name: str
    kind: str
    layer: str
    keys: list                  # codes, or (low, high)
    main: list = field(default_factory=list)   # parts: lists of alternatives
    related: list = field(default_factory=list)
    cls: str = "conservative"
    other_dx: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    principal: bool = False     # the main column asks for the principal one
    most: bool = False          # some of the related column is enough
    diagnosis: str = "principal"
    conservative: str = "no-operation"
    conservative_when: tuple = None
    score: Decimal = None
    mean_cost: Decimal = None
    mean_days: Decimal = None
    factors: dict = field(default_factory=dict)

    @property
    def parts(self):
        return self.main + self.related


def ranges_of(text, marks):
    """Codes and ranges of a column of other diagnoses, as (low, high)."""
    out = []
    for part in split(text, marks + "/、"):
        found = RANGE.fullmatch(code_of(part))
        out.append(found.groups() if found else
                   (diagnosis_of(part), diagnosis_of(part)))
    return out


class Catalogue:
    """One <catalogue>; `rows` in its order, numbered from `first`."""

    def __init__(self, node, folder, region, first):
        self.node, self.region = node, region
        self.columns = {c.get("field"): c
                        for c in node.findall(NAMESPACE + "column")}
        self.table = table_of(node, folder)
        self.table.find_head([c.get("heading")
                              for c in self.columns.values()])
        self.rows = [self.read(cells, first + i)
                     for i, cells in enumerate(self.table.rows)]
        for means in node.findall(NAMESPACE + "means"):
            self.read_means(means, folder)

    def cell(self, cells, name):
        column = self.columns.get(name)
        if column is None:
            return ""
        text = self.table.cell(cells, column.get("heading"))
        return meaning(column, text) or text

    def keys(self, text, kind):
        digits = (self.region.comprehensive_key if kind == "comprehensive"
                  else self.region.dx_key)
        out = []
        for part in [] if is_empty(text) else split(
                text, self.region.or_marks + "、"):
            found = RANGE.fullmatch(code_of(part))
            mark = mark_of(part) if kind == "comprehensive" else ""
            out.append(found.groups() if found else
                       cut(diagnosis_of(part), digits) + mark)
        return out

    def read(self, cells, order):
        cell = lambda name: self.cell(cells, name)
        get, region = self.node.get, self.region
        kind = cell("kind") or get("kind") or "core"
        row = Row(order, get("group-prefix", "") + cell("group"),
                  cell("name") or cell("dx_name"), kind,
                  cell("layer") or get("layer") or kind,
                  self.keys(cell("dx"), kind),
                  diagnosis=get("diagnosis", "principal"),
                  conservative=get("conservative-row",
                                   region.conservative_row),
                  most=get("related", "all") == "most",
                  score=number(cell("score")),
                  mean_cost=number(cell("mean_cost")),
                  mean_days=number(cell("mean_days")),
                  factors={f: number(cell(f)) for f in self.columns
                           if f.startswith("factor_")})
        if not is_empty(cell("other_dx")):
            row.other_dx = ranges_of(cell("other_dx"), region.or_marks)
        row.conditions = [expression.parse(text) for text in
                          (get("when", ""), cell("when"))
                          if not is_empty(text)]
        if not get("conservative-row"):
            row.conservative_when = region.conservative_when
        asked = cell("operation")
        row.principal = (asked if asked in ("principal", "any") else
                         get("operation", "any")) == "principal"
        self.read_way(row, cell)
        return row

    def read_way(self, row, cell):
        region = self.region
        if row.kind != "comprehensive":
            row.main = region.parts(cell("main_op"))
            row.related = region.parts(cell("related_op"))
            row.cls = region.highest([c for p in row.parts for c in p])
            return
        for text, cls, when in region.suffixes:
            if row.group.endswith(text):
                row.cls = (region.intervention if cls == "intervention"
                           else cls)
                row.conditions += [when] if when else []
                return
        raise ValueError("no suffix fits " + row.group)

    def read_means(self, node, folder):
        fields = [f for f in ("mean_cost", "mean_days") if node.get(f)]
        table = table_of(node, folder, "group", *fields)
        found = {}
        for cells in table.rows:
            found.setdefault(table.cell(cells, node.get("group")), cells)
        for row in self.rows:
            for f in fields:
                if getattr(row, f) is None and row.group in found:
                    setattr(row, f, number(table.cell(found[row.group],
                                                      node.get(f))))
