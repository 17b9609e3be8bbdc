"""A region's folder (contracts 3): region.xml and the tables it names."""
import os
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from decimal import Decimal

import expression
from tables import Table, is_empty, number, squeeze

NAMESPACE = "{urn:pregroup:region:1}"
CLASSES = ["conservative", "diagnostic", "therapeutic", "intervention",
           "surgery"]
KIND_WORDS = {"手术": "surgery", "介入治疗": "intervention",
              "治疗性操作": "therapeutic", "诊断性操作": "diagnostic"}


def code_of(text):
    """Blanks cut, case folded."""
    return squeeze(text).upper()


def diagnosis_of(text):
    """The part before `+` or `*`."""
    return code_of(text).replace("*", "+").split("+")[0]


def cut(code, digits):
    """The key of 3 or 4 characters, the dot not counted; 0: the whole."""
    return code if digits == 0 else code[:5 if digits == 4 else 3]


@dataclass
class Row:
    order: int
    group: str
    name: str
    kind: str
    layer: str
    key: str
    main: list = field(default_factory=list)   # parts: lists of alternatives
    related: list = field(default_factory=list)
    cls: str = "conservative"
    other_dx: str = ""
    when: str = ""
    score: Decimal = None
    mean_cost: Decimal = None
    mean_days: Decimal = None
    factors: dict = field(default_factory=dict)

    @property
    def parts(self):
        return self.main + self.related


@dataclass
class Step:
    name: str
    is_set: bool
    tree: tuple
    places: int
    asks: dict


class Structure:
    """Classes of operations by the structure of ICD-9-CM-3, which hold where
    a region brings no table of its own."""

    def __init__(self, path):
        self.classes = {}
        with open(path, encoding="utf-8") as file:
            for line in file.read().splitlines()[1:]:
                parts = line.split(",")
                if parts[3]:
                    self.classes[parts[0]] = parts[3]

    def of(self, code):
        for length in (5, 4, 2):
            if len(code) >= length and code[:length] in self.classes:
                return self.classes[code[:length]]
        return "conservative"


class Codes:
    """<codes>: tables, gray codes, crosswalks."""

    def __init__(self, node, folder, structure):
        self.known = {"diagnosis": None, "procedure": None}
        self.gray = {"diagnosis": set(), "procedure": set()}
        self.walk = {"diagnosis": {}, "procedure": {}}
        self.classes = None
        self.structure = structure
        for child in node if node is not None else []:
            name = child.tag.replace(NAMESPACE, "")
            getattr(self, "read_" + name)(child, folder)

    def read_table(self, node, folder):
        system, kind = node.get("system"), node.get("kind")
        table = Table(os.path.join(folder, node.get("file")),
                      [node.get("code")], node.get("sheet", ""))
        self.known[system] = self.known[system] or set()
        for row in table.rows:
            code = code_of(table.cell(row, node.get("code")))
            self.known[system].add(code)
            if system == "procedure" and kind:
                self.classes = {} if self.classes is None else self.classes
                self.classes[code] = KIND_WORDS.get(table.cell(row, kind),
                                                    "conservative")

    def read_gray(self, node, folder):
        table = Table(os.path.join(folder, node.get("file")),
                      [node.get("code")], node.get("sheet", ""))
        self.gray[node.get("system")] |= {
            code_of(table.cell(row, node.get("code"))) for row in table.rows}

    def read_crosswalk(self, node, folder):
        source, target = node.get("from"), node.get("to")
        table = Table(os.path.join(folder, node.get("file")),
                      [source, target], node.get("sheet", ""))
        walk = self.walk[node.get("system")]
        for row in table.rows:
            to = table.cell(row, target)
            if not is_empty(to):
                walk.setdefault(code_of(table.cell(row, source)),
                                set()).add(code_of(to))

    def mapped(self, system, text):
        """One target maps; several or none: the code stays. A diagnosis is
        looked up as it stands, then by its part before the mark."""
        part = diagnosis_of if system == "diagnosis" else code_of
        known, walk = self.known[system], self.walk[system]
        forms = list(dict.fromkeys([code_of(text), part(text)]))
        if not walk or any(f in (known or ()) for f in forms):
            return part(text)
        for form in forms:
            targets = walk.get(form, ())
            if len(targets) == 1:
                return part(next(iter(targets)))
            if targets:
                break
        return part(text)

    def class_of(self, code):
        if self.classes is None:
            return self.structure.of(code)
        return self.classes.get(code, "conservative")


class Region:
    def __init__(self, path, structure):
        root = ET.parse(path).getroot()
        folder = os.path.dirname(path)
        find = lambda tag: root.find(NAMESPACE + tag)
        self.codes = Codes(find("codes"), folder, Structure(structure))
        self.read_grouping(find("grouping"))
        self.read_catalogue(find("catalogue"), folder)
        self.steps = [self.read_step(n) for n in find("settlement")]
        self.by_key = {}
        for row in self.rows:
            self.by_key.setdefault(row.key, []).append(row)

    # ---- <grouping>

    def read_grouping(self, node):
        get = lambda tag: node.find(NAMESPACE + tag)
        keys = {"own": 0, "3": 3, "4": 4}
        self.dx_key = keys[node.get("dx-key", "4")]
        self.or_marks, self.and_marks = node.get("or", "/"), node.get("and",
                                                                     "+")
        self.prefix = node.get("op-match", "exact") == "prefix"
        self.gray_ignored = node.get("gray", "used") == "ignored"
        conservative, layers, pick = (get("conservative-row"), get("layers"),
                                      get("pick"))
        self.conservative_row = (conservative.get("for")
                                 if conservative is not None
                                 else "no-operation")
        self.layers = (layers.text if layers is not None
                       else "core comprehensive").split()
        self.pick = (pick.text if pick is not None else "matched-operations "
                     "principal-operation score order").split()
        self.kinds = (pick.get("kinds", "") if pick is not None else
                      "").split()
        self.types = (pick.get("types", "") if pick is not None else
                      "").split()
        self.read_comprehensive(get("comprehensive"))

    def read_comprehensive(self, node):
        self.comprehensive_key, self.suffixes = 3, []
        self.by_principal, self.intervention = False, "surgery"
        if node is None:
            return
        self.comprehensive_key = int(node.get("dx-key", "3"))
        self.by_principal = node.get("class", "highest") == "principal"
        self.intervention = node.get("intervention", "surgery")
        self.suffixes = sorted(((s.get("text"), s.get("class")) for s in node),
                               key=lambda s: -len(s[0]))

    def class_of(self, code):
        cls = self.codes.class_of(code)
        return self.intervention if cls == "intervention" else cls

    def highest(self, codes):
        classes = [self.class_of(c) for c in codes] or ["conservative"]
        return max(classes, key=CLASSES.index)

    # ---- <catalogue>

    def parts(self, text):
        if text is None or is_empty(text):
            return []
        for mark in self.and_marks[1:]:
            text = text.replace(mark, self.and_marks[0])
        out = []
        for part in text.split(self.and_marks[0]):
            for mark in self.or_marks[1:]:
                part = part.replace(mark, self.or_marks[0])
            out.append([code_of(a) for a in part.split(self.or_marks[0])])
        return out

    def read_catalogue(self, node, folder):
        columns = {c.get("field"): c
                   for c in node.findall(NAMESPACE + "column")}
        table = Table(os.path.join(folder, node.get("file")),
                      [c.get("heading") for c in columns.values()],
                      node.get("sheet", ""))
        self.rows = [self.read_row(table, columns, cells, i + 1)
                     for i, cells in enumerate(table.rows)]
        for means in node.findall(NAMESPACE + "means"):
            self.read_means(means, folder)

    def read_row(self, table, columns, cells, order):
        def cell(name):
            column = columns.get(name)
            if column is None:
                return ""
            text = table.cell(cells, column.get("heading"))
            for value in column:
                if value.get("text").strip() == text:
                    return value.get("is")
            return text
        kind = cell("kind") or "core"
        comprehensive = kind == "comprehensive"
        row = Row(order, cell("group"), cell("name") or cell("dx_name"), kind,
                  cell("layer") or kind,
                  cut(diagnosis_of(cell("dx")), self.comprehensive_key
                      if comprehensive else self.dx_key),
                  other_dx=cell("other_dx"), when=cell("when"),
                  score=number(cell("score")),
                  mean_cost=number(cell("mean_cost")),
                  mean_days=number(cell("mean_days")),
                  factors={f: number(cell(f)) for f in columns
                           if f.startswith("factor_")})
        if comprehensive:
            row.cls = next(c for text, c in self.suffixes
                           if row.group.endswith(text))
            if row.cls == "intervention":
                row.cls = self.intervention
        else:
            row.main = self.parts(cell("main_op"))
            row.related = self.parts(cell("related_op"))
            row.cls = self.highest([c for p in row.parts for c in p])
        return row

    def read_means(self, node, folder):
        fields = [f for f in ("mean_cost", "mean_days") if node.get(f)]
        table = Table(os.path.join(folder, node.get("file")),
                      [node.get(f) for f in fields] + [node.get("group")],
                      node.get("sheet", ""))
        found = {}
        for cells in table.rows:
            found.setdefault(table.cell(cells, node.get("group")), cells)
        for row in self.rows:
            for f in fields:
                if getattr(row, f) is None and row.group in found:
                    setattr(row, f, number(table.cell(found[row.group],
                                                      node.get(f))))

    # ---- <settlement>

    def read_step(self, node):
        is_set = node.tag == NAMESPACE + "set"
        value = node.get("value")
        try:
            tree = expression.parse(value)
        except ValueError:
            if not is_set:
                raise
            tree = ("value", value)
        asks = {a: node.get(a) for a in ("insurance", "level", "hospital",
                                         "month") if node.get(a)}
        return Step(node.get("name"), is_set, tree,
                    int(node.get("round", -1)), asks)
