"""Variants of a region for the tie rules of cities, as far as `pick` can say
them, each in a folder of its own; workbooks become CSV there.
"""
import csv
import os
import shutil
import xml.etree.ElementTree as ET

from region import NAMESPACE
from tables import Table, read_xlsx

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

# one: all rows in one layer; the rest are attributes and texts of <grouping>.
CITIES = {
    "hubei": dict(one=True, conservative="conservative-only",
                  pick="matched-operations nearest-cost type order",
                  types=PRIORITY),
    "tangshan": dict(pick="exact-set matched-operations nearest-cost score "
                          "order"),
    "jining": dict(cls="principal", types=PRIORITY,
                   pick="principal-operation matched-operations nearest-cost "
                        "type order"),
    "yichang": dict(one=True, conservative="conservative-only",
                    pick="type matched-operations nearest-cost order",
                    types=INTERLEAVED),
    "jingmen": dict(match="prefix", types=PRIORITY,
                    pick="score matched-operations nearest-cost type order"),
    "jingzhou": dict(one=True, pick="exact-set score type order",
                     types=PRIORITY),
    "xiaogan": dict(one=True, kinds=" ".join(KINDS), conservative="any",
                    pick="kind matched-operations score order"),
    "pingdingshan": dict(conservative="no-operation", pick="score order"),
    "own-keys": dict(key="own", gray="ignored",
                     pick="matched-operations principal-operation score "
                          "order"),
}


def child(parent, tag):
    found = parent.find(NAMESPACE + tag)
    return found if found is not None else ET.SubElement(parent,
                                                         NAMESPACE + tag)


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def plain_file(node, folder, out):
    """Puts the table that a node names in `out`, a workbook as CSV."""
    source = os.path.join(folder, node.get("file"))
    name = os.path.basename(source)
    if not name.lower().endswith(".xlsx"):
        shutil.copy(source, os.path.join(out, name))
        return node.set("file", name)
    name = name[:-5] + "-" + str(len(os.listdir(out))) + ".csv"
    write_rows(os.path.join(out, name), read_xlsx(source, node.get("sheet")))
    node.attrib.pop("sheet", None)
    return node.set("file", name)


def one_layer(root, out):
    """Adds a column to the catalogue that puts every row in one layer."""
    catalogue = root.find(NAMESPACE + "catalogue")
    columns = catalogue.findall(NAMESPACE + "column")
    headings = [c.get("heading") for c in columns]
    table = Table(os.path.join(out, catalogue.get("file")), headings)
    write_rows(os.path.join(out, "one-layer.csv"),
               [headings + ["层"]] +
               [[table.cell(r, h) for h in headings] + ["all"]
                for r in table.rows])
    catalogue.set("file", "one-layer.csv")
    catalogue.insert(len(columns), ET.Element(
        NAMESPACE + "column", field="layer", heading="层"))
    child(root.find(NAMESPACE + "grouping"), "layers").text = "all"


def set_rules(root, rules):
    grouping = root.find(NAMESPACE + "grouping")
    pick = child(grouping, "pick")
    pick.text = rules["pick"]
    for name in ("kinds", "types"):
        pick.attrib.pop(name, None)
        if name in rules:
            pick.set(name, rules[name])
    for name, attribute in (("match", "op-match"), ("key", "dx-key"),
                            ("gray", "gray")):
        if name in rules:
            grouping.set(attribute, rules[name])
    if "cls" in rules:
        child(grouping, "comprehensive").set("class", rules["cls"])
    if "conservative" in rules:
        child(grouping, "conservative-row").set("for", rules["conservative"])


def make(region, city, out):
    """Writes the variant to the folder `out`; the path of its region.xml.
    city None: the region as it is, with workbooks as CSV."""
    folder = os.path.dirname(region)
    os.makedirs(out)
    root = ET.parse(region).getroot()
    for node in root.iter():
        if node.get("file"):
            plain_file(node, folder, out)
    if city is not None:
        rules = CITIES[city]
        if rules.get("one"):
            one_layer(root, out)
        set_rules(root, rules)
    ET.register_namespace("", NAMESPACE[1:-1])
    path = os.path.join(out, "region.xml")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path
