"""A region's folder (contracts 3, docs/region.md): region.xml and the tables
it names.
"""
import os
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import expression
from catalogue import Catalogue
from codes import (CLASSES, NAMESPACE, Excluded, PrimaryCare, code_of,
                   codes_of, diagnosis_of, split, table_of)
from tables import Table, is_empty, number

CATALOGUE_FILTERS = "matched-operations principal-operation score order"


@dataclass
class Step:
    name: str
    is_set: bool
    tree: tuple
    places: int
    asks: dict
    hospitals: bool = False  # set by the hospital's file


@dataclass
class Pick:
    filters: list
    kinds: list
    types: list


class Auxiliary:
    """<auxiliary>: weights, classes of dimensions, factors."""

    def __init__(self, node, folder):
        self.product = node.get("combine", "highest") == "product"
        self.weights, self.dimensions, self.factors = {}, {}, {}
        for child in node:
            getattr(self, "read_" + child.tag.replace(NAMESPACE, ""))(
                child, folder)

    def read_weights(self, node, folder):
        table = table_of(node, folder, "code", "component", "weight")
        self.weights[node.get("name")] = {
            diagnosis_of(table.cell(row, node.get("code"))): (
                table.cell(row, node.get("component")),
                number(table.cell(row, node.get("weight"))))
            for row in table.rows}

    def read_class(self, node, _):
        factor = node.get("factor")
        self.dimensions.setdefault(node.get("dimension"), []).append(
            (node.get("name"), expression.parse(node.get("when")),
             expression.parse(factor) if factor else None))

    def read_factors(self, node, folder):
        columns = ("group", "dimension", "class", "factor")
        table = table_of(node, folder, *columns)
        for row in table.rows:
            cells = [table.cell(row, node.get(c)) for c in columns]
            self.factors[tuple(cells[:3])] = number(cells[3])


class Region:
    level = None  # of the hospital

    def __init__(self, path, knowledge):
        root = ET.parse(path).getroot()
        self.folder = os.path.dirname(path)
        find = lambda tag: root.find(NAMESPACE + tag)
        self.codes = codes_of(find("codes"), self.folder, knowledge)
        self.read_grouping(find("grouping"))
        self.rows = []
        for node in root.findall(NAMESPACE + "catalogue"):
            self.rows += Catalogue(node, self.folder, self,
                                   len(self.rows) + 1).rows
        settlement = find("settlement")
        self.steps = [self.read_step(n) for n in
                      (settlement if settlement is not None else ())
                      if n.tag != NAMESPACE + "lookup"]
        self.lookups = {} if settlement is None else {
            n.get("name"): self.read_lookup(n)
            for n in settlement.findall(NAMESPACE + "lookup")}
        auxiliary = find("auxiliary")
        self.auxiliary = (None if auxiliary is None else
                          Auxiliary(auxiliary, self.folder))
        self.by_key = {}
        for row in self.rows:
            for key in row.keys:
                self.by_key.setdefault(key, []).append(row)
        self.read_fallbacks(find("grouping"))

    # ---- <grouping>

    def read_grouping(self, node):
        get = lambda tag: node.find(NAMESPACE + tag)
        keys = {"own": 0, "3": 3, "4": 4}
        self.dx_key = keys[node.get("dx-key", "4")]
        self.or_marks, self.and_marks = node.get("or", "/"), node.get("and",
                                                                     "+")
        self.prefix = node.get("op-match", "exact") == "prefix"
        self.gray_ignored = node.get("gray", "used") == "ignored"
        self.whole_case = node.get("conservative-operation") == "case"
        self.related_kept = node.get("conservative-related") == "kept"
        self.outside_next = node.get("outside-range") == "next"
        conservative, layers = get("conservative-row"), get("layers")
        self.conservative_row = (conservative.get("for")
                                 if conservative is not None
                                 else "no-operation")
        when = conservative.get("when") if conservative is not None else None
        self.conservative_when = expression.parse(when) if when else None
        self.layers = (layers.text if layers is not None
                       else "core comprehensive").split()
        self.read_picks(node)
        self.read_comprehensive(get("comprehensive"))
        self.excluded = Excluded(node.findall(NAMESPACE + "exclude"),
                                 self.folder)
        care = get("primary-care")
        self.primary_care = (None if care is None else
                             PrimaryCare(care, self.folder, self.or_marks))
        self.lists = {n.get("name"): self.read_list(n)
                      for n in node.findall(NAMESPACE + "list")}

    def read_list(self, node):
        table = table_of(node, self.folder, "code")
        return {diagnosis_of(table.cell(row, node.get("code")))
                for row in table.rows}

    def read_picks(self, node):
        """{layer: Pick}, under None for those without one."""
        self.picks = {None: Pick(CATALOGUE_FILTERS.split(), [], [])}
        for pick in node.findall(NAMESPACE + "pick"):
            self.picks[pick.get("layer")] = Pick(
                pick.text.split(), pick.get("kinds", "").split(),
                pick.get("types", "").split())

    def read_comprehensive(self, node):
        self.comprehensive_key, self.suffixes = 3, []
        self.by_principal, self.intervention = False, "surgery"
        self.by_category = False
        if node is None:
            return
        self.comprehensive_key = int(node.get("dx-key", "3"))
        self.by_principal = node.get("class", "highest") == "principal"
        self.intervention = node.get("intervention", "surgery")
        self.by_category = node.get("range-group") == "category"
        self.suffixes = sorted(
            ((s.get("text"), s.get("class"), expression.parse(s.get("when"))
              if s.get("when") else None) for s in node),
            key=lambda s: -len(s[0]))

    def read_fallbacks(self, node):
        """[(key, row)]: those of <fallback>, and the layer of that name. One
        with a diagnosis of its own stays in its layer, too."""
        self.fallbacks = [(key, row) for row in self.rows
                          if row.layer == "fallback"
                          for key in row.keys or [""]]
        for child in node.findall(NAMESPACE + "fallback"):
            row = next(r for r in self.rows if r.group == child.get("group"))
            keys = [child.get("dx")] if child.get("dx") else row.keys or [""]
            self.fallbacks += [(key, row) for key in keys]
            if row.keys == keys:
                row.layer = "fallback"

    def class_of(self, code):
        cls = self.codes.class_of(code)
        return self.intervention if cls == "intervention" else cls

    def highest(self, codes):
        classes = [self.class_of(c) for c in codes] or ["conservative"]
        return max(classes, key=CLASSES.index)

    def parts(self, text):
        """The parts of a cell of operations, each its alternatives."""
        if text is None or is_empty(text):
            return []
        return [[code_of(a) for a in split(part, self.or_marks)]
                for part in split(text, self.and_marks)]

    # ---- <settlement>

    def read_lookup(self, node):
        """[(keys, number)], a key None where its cell is empty; the rows with
        more keys written out stand before, the left ones first. Tables of
        several columns or of bands are not read here."""
        keys = node.get("keys").split()
        table = Table(os.path.join(self.folder, node.get("file")),
                      [*keys, node.get("value")])
        rows = [([table.cell(row, key) or None for key in keys],
                 number(table.cell(row, node.get("value"))))
                for row in table.rows]
        return sorted(rows, key=lambda row: [key is None for key in row[0]])

    def read_step(self, node):
        is_set = node.tag == NAMESPACE + "set"
        tree = expression.parse(node.get("value"))
        asks = {a: node.get(a) for a in ("insurance", "level", "hospital",
                                         "month") if node.get(a)}
        return Step(node.get("name"), is_set, tree,
                    int(node.get("round", -1)), asks,
                    node.get("hospitals") is not None)
