"""Variants of a region: the tie rules of cities as docs/region.md writes them,
and what else a region can say. Each in a folder of its own; workbooks become
CSV there.
"""
import csv
import os
import shutil
import xml.etree.ElementTree as ET

from codes import NAMESPACE, meaning
from tables import Table, read_table

CLASSES = ["surgery", "therapeutic", "diagnostic"]
KINDS = ["core", "primary-care", "comprehensive"]


def types(*pairs):
    return " ".join(kind + ":" + cls for kind, cls in pairs)


# Core and primary care class by class, then comprehensive, then conservative.
PRIORITY = types(*[(k, c) for c in CLASSES for k in KINDS[:2]],
                 *[("comprehensive", c) for c in CLASSES],
                 *[(k, "conservative") for k in KINDS])
# Comprehensive interleaved.
INTERLEAVED = types(*[(k, c) for c in CLASSES + ["conservative"]
                      for k in KINDS])


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


class Variant:
    """A region being changed: its XML and the first catalogue's rows, as
    lists by the headings of `fields`."""

    def __init__(self, region, out):
        self.out, folder = out, os.path.dirname(region)
        os.makedirs(out)
        self.root = ET.parse(region).getroot()
        for node in self.root.iter():
            if node.get("file"):
                self.plain_file(node, folder)
        self.grouping = self.root.find(NAMESPACE + "grouping")
        self.catalogue = self.root.find(NAMESPACE + "catalogue")
        self.columns = {c.get("field"): c for c in
                        self.catalogue.findall(NAMESPACE + "column")}
        table = Table(os.path.join(out, self.catalogue.get("file")),
                      [c.get("heading") for c in self.columns.values()])
        self.rows = [{f: table.cell(r, c.get("heading"))
                      for f, c in self.columns.items()} for r in table.rows]

    def plain_file(self, node, folder):
        """Puts the table that a node names in `out`, a workbook as CSV."""
        source = os.path.join(folder, node.get("file"))
        name = os.path.basename(source)
        if not name.lower().endswith(".xlsx"):
            shutil.copy(source, os.path.join(self.out, name))
            return node.set("file", name)
        name = f"{name[:-5]}-{len(os.listdir(self.out))}.csv"
        write_rows(os.path.join(self.out, name),
                   read_table(source, node.get("sheet")))
        node.attrib.pop("sheet", None)
        return node.set("file", name)

    def is_comprehensive(self, row):
        return meaning(self.columns["kind"], row["kind"]) == "comprehensive"

    def node(self, tag, text=None, **attributes):
        """A child of <grouping>, made where there is none."""
        found = self.grouping.find(NAMESPACE + tag)
        if found is None:
            found = ET.SubElement(self.grouping, NAMESPACE + tag)
        return self.fill(found, text, attributes)

    def add(self, parent, tag, **attributes):
        return self.fill(ET.SubElement(parent, NAMESPACE + tag), None,
                         attributes)

    @staticmethod
    def fill(node, text, attributes):
        if text is not None:
            node.text = text
        for name, value in attributes.items():
            node.set(name, value)
        return node

    def pick(self, text, **attributes):
        pick = self.node("pick", text)
        pick.attrib.clear()
        return self.fill(pick, text, attributes)

    def column(self, field):
        """Adds a column to the catalogue."""
        node = ET.Element(NAMESPACE + "column", field=field,
                          heading="列 " + field)
        self.catalogue.insert(len(self.columns), node)
        self.columns[field] = node
        for row in self.rows:
            row[field] = ""

    def add_row(self, kind="core", **cells):
        row = dict.fromkeys(self.columns, "")
        row.update(cells)
        row["kind"] = next((v.get("text") for v in self.columns["kind"]
                            if v.get("is") == kind), "")
        self.rows.append(row)

    def operations(self):
        """Operations of the catalogue, in its order."""
        marks = self.grouping.get("or", "/") + self.grouping.get("and", "+")
        out = {}
        for row in self.rows:
            for name in ("main_op", "related_op"):
                text = row[name]
                for mark in marks[1:]:
                    text = text.replace(mark, marks[0])
                out.update(dict.fromkeys(text.split(marks[0])))
        return [op for op in out if op[:1].isdigit()]

    def table(self, name, heads, rows):
        write_rows(os.path.join(self.out, name), [heads] + rows)
        return name

    def ask_before_dividing(self):
        """Rows that were added have no mean cost."""
        for node in self.root.iter(NAMESPACE + "let"):
            node.set("value", node.get("value").replace(
                "cost / mean_cost",
                "if(given(mean_cost), cost / mean_cost, 1)"))

    def write(self):
        heads = [c.get("heading") for c in self.columns.values()]
        self.catalogue.set("file", self.table(
            "catalogue-made.csv", heads,
            [[row[f] for f in self.columns] for row in self.rows]))
        ET.register_namespace("", NAMESPACE[1:-1])
        path = os.path.join(self.out, "region.xml")
        ET.ElementTree(self.root).write(path, encoding="utf-8",
                                        xml_declaration=True)
        return path


# ---- pieces of cities

def one_layer(v):
    v.catalogue.set("layer", "all")
    v.node("layers", "all")


def blank_group(v):
    """What fits nowhere goes to KBBZ."""
    v.add_row(group="KBBZ", dx="", score="500")
    v.add(v.grouping, "fallback", group="KBBZ")
    layers = v.node("layers")
    layers.text += " fallback"


def levels(v):
    """Of two comprehensive groups of surgery one in three is by level."""
    suffix = next(s for s in v.node("comprehensive")
                  if s.get("class") == "surgery")
    text, test = suffix.get("text"), "procedures[1].level in '3', '4'"
    suffix.set("when", f"not ({test})")
    v.fill(ET.SubElement(v.node("comprehensive"), NAMESPACE + "suffix"), None,
           {"class": "surgery", "text": text + "4", "when": test})
    for row in list(v.rows):
        if row["group"].endswith(text) and ord(row["dx"][2]) % 3:
            v.rows.append(dict(row, group=row["group"] + "4"))


def chapters(v):
    """The first row of a letter takes what fits nowhere."""
    firsts = {}
    for row in v.rows:
        firsts.setdefault(row["dx"][0], row["group"])
    for letter, group in firsts.items():
        if letter not in "AEM":
            v.add(v.grouping, "fallback", group=group, dx=letter)
    v.node("layers").text += " fallback"


def short_operations(v):
    """One row in four names operations by their first four digits."""
    for row in v.rows[::4]:
        for name in ("main_op", "related_op"):
            if len(row[name]) >= 7 and row[name][2] == ".":
                row[name] = row[name][:5]


def sections(v):
    """Comprehensive rows by sections, two characters or a letter."""
    for n, row in enumerate(v.rows):
        if not v.is_comprehensive(row) or n % 3 == 0:
            continue
        letter, digits = row["dx"][0], int(row["dx"][1:3])
        section = (f"{letter}{digits // 10 * 10:02d}-"
                   f"{letter}{min(99, digits + n % 13):02d}")
        if n % 2 and n % 3 == 1:
            row["group"] = row["group"].replace(row["dx"], section)
        row["dx"] = section if n % 3 == 1 else row["dx"][:1 + n // 3 % 2]
    v.node("comprehensive").set("range-group", "category")


def marks(v):
    """Classes with a mark beside those without."""
    for n, row in enumerate(list(v.rows)):
        if v.is_comprehensive(row) and n % 2:
            mark = "+*"[n // 2 % 2]
            v.rows.append(dict(row, dx=row["dx"] + mark,
                               group=mark + row["group"]))


# ---- cities, by the table of docs/region.md

def hubei(v):
    one_layer(v)
    v.node("conservative-row").set("for", "conservative-only")
    v.pick("matched-operations used-operations nearest-cost type order",
           types=PRIORITY)


def tangshan(v):
    v.pick("exact-set used-operations nearest-cost score order")


def jining(v):
    v.pick("principal-operation used-operations nearest-cost type order",
           types=PRIORITY)
    v.node("comprehensive", intervention="therapeutic").set("class",
                                                            "principal")
    levels(v)
    blank_group(v)


def yichang(v):
    one_layer(v)
    v.fill(v.node("conservative-row"), None,
           {"for": "conservative-only",
            "when": "all(procedures, not level in '3', '4')"})
    v.pick("surgery-used matched-operations used-operations nearest-cost "
           "type order", types=INTERLEAVED)


def jingmen(v):
    v.grouping.set("op-match", "prefix")
    short_operations(v)
    v.pick("exact-code surgery-score matched-operations used-operations "
           "nearest-cost type order", types=PRIORITY)
    chapters(v)


def jingzhou(v):
    one_layer(v)
    sections(v)
    v.pick("exact-set score type order", types=PRIORITY)


def xiaogan(v):
    v.node("layers", "core primary-care comprehensive")
    v.node("conservative-row").set("for", "any")
    marks(v)
    v.pick("score order")
    blank_group(v)


def pingdingshan(v):
    care = any(meaning(v.columns["kind"], row["kind"]) == "primary-care"
               for row in v.rows)
    v.node("layers", "core primary-care comprehensive" if care
           else "core comprehensive")
    v.pick("score order")


# ---- what else a region can say

def own_keys(v):
    v.grouping.set("dx-key", "own")
    v.grouping.set("gray", "ignored")
    v.pick("matched-operations principal-operation score order")


def by_kind(v):
    one_layer(v)
    v.pick("kind exact-set score order", kinds="primary-care core")


def exclusions(v):
    """Operations of each role, diagnoses, a list of primary care."""
    roles = {"保守": "conservative", "不可": "not-principal",
             "可作": "within"}
    remarks = ["按保守治疗入组", "不可作为主要手术操作",
               "A00-\nK99|M00-M25|N80\n作为主要诊断，可作为主要手术操作"]
    ops = v.operations()[::3]
    name = v.table("excluded.csv", ["编码", "备注"],
                   [[op, remarks[n % 3]] for n, op in enumerate(ops)])
    node = v.add(v.grouping, "exclude", system="procedure", file=name,
                 code="编码", role="备注")
    for words, role in roles.items():
        v.fill(ET.SubElement(node, NAMESPACE + "value"), None,
               {"contains": words, "is": role})
    v.add(v.grouping, "exclude", system="procedure", code="编码",
          file=v.table("dropped.csv", ["编码"],
                       [[op] for op in v.operations()[1::9]]))
    dx = [row["dx"] for row in v.rows if not v.is_comprehensive(row)]
    v.add(v.grouping, "exclude", system="diagnosis", code="编码",
          file=v.table("no-dx.csv", ["编码"],
                       [[d + "00"] for d in dx[::5] if len(d) == 5]))
    pairs = [[row["dx"], row["main_op"]] for row in v.rows[::2]
             if not v.is_comprehensive(row) and
             not set(row["main_op"]) & set(v.grouping.get("and", "+"))]
    v.add(v.grouping, "primary-care", dx="诊断", main_op="手术",
          file=v.table("care.csv", ["诊断", "手术"], pairs)
          ).set("as", "kind")
    v.node("comprehensive").set("class", "principal")


def principal_operation(v):
    v.catalogue.set("operation", "principal")
    v.catalogue.set("related", "most")
    exclusions(v)


def other_readings(v):
    """The readings that the documents leave open, the other way."""
    v.catalogue.set("operation", "principal")
    exclusions(v)
    for name, value in (("conservative-operation", "case"),
                        ("conservative-related", "kept"),
                        ("outside-range", "next")):
        v.grouping.set(name, value)
    for node in v.grouping.findall(NAMESPACE + "exclude"):
        node.set("match", "prefix")


def conditions(v):
    """Conditions of rows and of the catalogue, other diagnoses, remarks."""
    for field in ("when", "other_dx", "operation"):
        v.column(field)
    v.fill(ET.SubElement(v.columns["operation"], NAMESPACE + "value"), None,
           {"contains": "不限定", "is": "any"})
    v.catalogue.set("operation", "principal")
    v.catalogue.set("when", "not (sex = '2' and age > 80)")
    whens = ["age >= 60", "age < 18 or birth_weight < 2500", "sex = '1'",
             "not infant_age > 28", "stay_days in 1, 2, 3, 4, 5",
             "count(diagnoses) > 2 and any(procedures, level = '4')",
             "diagnoses[2].code in A00-K99, N80 or missing(age)",
             "all(diagnoses, row = 1 or code in A00-M99)",
             "days(birth_date, admission_time) < 29"]
    for n, row in enumerate(v.rows):
        if n % 2:
            row["when"] = whens[n // 2 % len(whens)]
        if n % 5 == 0:
            row["other_dx"] = ["I10", "A00-E99、I20.0", "Q00-Z99/I10.x"][n % 3]
        if n % 3 == 0:
            row["operation"] = "不限定为\n主要手术操作"


def periods(v):
    """Values by insurance, month and organization; a price that reads what
    may be missing."""
    settlement = v.root.find(NAMESPACE + "settlement")
    settlement.clear()
    for value, asks in (("7.1", {}), ("7.25", {"month": "2025-03",
                                          "insurance": "other"}),
                        ("7.5", {"month": "2025-01..2025-06",
                                 "insurance": "employee"}),
                        ("6.9", {"insurance": "resident"})):
        v.add(settlement, "set", name="point_value", value=value, **asks)
    v.add(settlement, "set", name="area", value="'东'",
          month="2025-06..2025-07")
    for name, value, places in (
            ("x", "cost / mean_cost", None),
            ("days_x", "if(given(mean_days), default(stay_days / mean_days, "
                       "1), 1)", None),
            ("deviation", "if(x > 2 and days_x > 0.5, 'high', x < 0.5, "
                          "'low', x > 5 or age > 90, 'extreme', 'normal')",
             None),
            ("ratio", "x", "4"), ("third", "score / 3 * 3", None),
            ("back", "0 - round(third / 7, 3) * 1.0005", "3"),
            ("area_factor", "if(area = '东', 1.03, 0.98)", None),
            ("young", "if(age < 18, 1.1, given(age) and age_at(birth_date, "
                      "admission_time) < 3, 1.2, 1)", None),
            ("points", "if(missing(x), score, deviation = 'low', x * score, "
                       "score * young)", "4"),
            ("standard", "points * point_value", "2"),
            ("nothing", "score / (stay_days - stay_days)", "2"),
            ("fund", "max(0, min(standard, cost) - patient_paid)", "2"),
            ("margin", "standard - cost", "2")):
        node = v.add(settlement, "let", name=name, value=value)
        if places:
            node.set("round", places)


CITIES = {f.__name__.replace("_", "-"): f for f in
          (hubei, tangshan, jining, yichang, jingmen, jingzhou, xiaogan,
           pingdingshan, own_keys, by_kind, exclusions, principal_operation,
           other_readings, conditions, periods)}


def make(region, city, out):
    """Writes the variant to the folder `out`; the path of its region.xml.
    city None: the region as it is, with workbooks as CSV."""
    variant = Variant(region, out)
    if city is not None:
        CITIES[city](variant)
        variant.ask_before_dividing()
    return variant.write()


def sample(folder, out):
    """A copy of a region of tests/regions; sheets that lie there as CSV are
    read as they are."""
    shutil.copytree(folder, out)
    path = os.path.join(out, "region.xml")
    root = ET.parse(path).getroot()
    for node in root.iter():
        if node.get("sheet"):
            node.set("file", node.attrib.pop("sheet") + ".csv")
    ET.register_namespace("", NAMESPACE[1:-1])
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path
