"""Codes of a region: <codes>, <exclude>, <list>, <primary-care>."""
import os
import re
import xml.etree.ElementTree as ET

from evaluate import within
from tables import Table, is_empty, squeeze

NAMESPACE = "{urn:pregroup:region:1}"
CLASSES = ["conservative", "diagnostic", "therapeutic", "intervention",
           "surgery"]
KIND_WORDS = {"手术": "surgery", "介入治疗": "intervention",
              "治疗性操作": "therapeutic", "诊断性操作": "diagnostic"}
RANGE = re.compile(r"([A-Z]\d[\dX.]*)-([A-Z]\d[\dX.]*)")


def code_of(text):
    """Blanks cut, case folded."""
    return squeeze(text).upper()


def diagnosis_of(text):
    """The part before `+` or `*`."""
    return code_of(text).replace("*", "+").split("+")[0]


def mark_of(text):
    """`+`, `*` or nothing: the first mark of a diagnosis."""
    return next((c for c in text if c in "+*"), "")


def cut(code, digits):
    """The key of 3 or 4 characters, the dot not counted; 0: the whole."""
    return code if digits == 0 else code[:5 if digits == 4 else 3]


def split(text, marks):
    """Cuts at each character of marks; what is blank is left out."""
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return [p for p in text.split(marks[0]) if p.strip()]


class Structure:
    """What the structure of ICD-9-CM-3 and ICD-10 tells, which holds where a
    region brings no table of its own: classes of operations, and diagnoses
    that never are the principal one."""

    def __init__(self, folder):
        self.classes = self.column(folder, "icd9cm3.csv", 3)
        self.principal = self.column(folder, "icd10.csv", 5)

    @staticmethod
    def column(folder, name, number):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            rows = [line.split(",") for line in file.read().splitlines()[1:]]
        return {row[0]: row[number] for row in rows if row[number]}

    def of(self, code):
        for length in (5, 4, 2):
            if len(code) >= length and code[:length] in self.classes:
                return self.classes[code[:length]]
        return "conservative"

    def never_principal(self, code):
        for length in (5, 3):
            if code[:length] in self.principal:
                return self.principal[code[:length]] == "never"
        return False


def table_of(node, folder, *attributes):
    """The table a node names; the attributes that name its headings."""
    return Table(os.path.join(folder, node.get("file")),
                 [node.get(a) for a in attributes if node.get(a)],
                 node.get("sheet", ""), node.get("until", ""))


def meaning(values, text):
    """What a cell means by its <value> children, the first that fits."""
    for value in values:
        part = value.get("contains")
        if (squeeze(part) in squeeze(text) if part is not None
                else squeeze(value.get("text")) == squeeze(text)):
            return value.get("is")
    return None


PART = {"diagnosis": diagnosis_of, "procedure": code_of}


class Codes:
    """<codes>: tables, gray codes, crosswalks. A diagnosis is its part before
    the mark."""

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
        table = table_of(node, folder, "code")
        self.known[system] = self.known[system] or set()
        for row in table.rows:
            code = PART[system](table.cell(row, node.get("code")))
            self.known[system].add(code)
            if system == "procedure" and kind:
                self.classes = {} if self.classes is None else self.classes
                self.classes[code] = KIND_WORDS.get(table.cell(row, kind),
                                                    "conservative")

    def read_gray(self, node, folder):
        table, part = table_of(node, folder, "code"), PART[node.get("system")]
        self.gray[node.get("system")] |= {
            part(table.cell(row, node.get("code"))) for row in table.rows}

    def read_crosswalk(self, node, folder):
        source, target = node.get("from"), node.get("to")
        table = table_of(node, folder, "from", "to")
        walk, part = self.walk[node.get("system")], PART[node.get("system")]
        for row in table.rows:
            to = table.cell(row, target)
            if not is_empty(to):
                walk.setdefault(part(table.cell(row, source)),
                                set()).add(part(to))

    def mapped(self, system, text):
        """One target maps; several or none: the code stays. A gray code is
        one of the region's own."""
        code = PART[system](text)
        if (code in (self.known[system] or ()) or
                code in self.gray[system]):
            return code
        targets = self.walk[system].get(code, ())
        return next(iter(targets)) if len(targets) == 1 else code

    def class_of(self, code):
        if self.classes is None:
            return self.structure.of(code)
        return self.classes.get(code, "conservative")


made = {}  # Codes by what they were made from: variants share them


def codes_of(node, folder, knowledge):
    """<codes> of a region; node may be None."""
    key = [knowledge, b"" if node is None else ET.tostring(node)]
    for child in node if node is not None else ():
        with open(os.path.join(folder, child.get("file")), "rb") as file:
            key.append(file.read())
    if tuple(key) not in made:
        made[tuple(key)] = Codes(node, folder, Structure(knowledge))
    return made[tuple(key)]


class Excluded:
    """<exclude>: codes that take no part."""

    def __init__(self, nodes, folder):
        self.exact = {"diagnosis": {}, "procedure": {}}
        self.prefix = {"diagnosis": {}, "procedure": {}}
        for node in nodes:
            self.read(node, folder)

    def read(self, node, folder):
        table = table_of(node, folder, "code", "role")
        part = PART[node.get("system")]
        codes = getattr(self, node.get("match", "exact"))[node.get("system")]
        for row in table.rows:
            text = table.cell(row, node.get("role")) or ""
            role = node.get("as", "dropped")
            if node.get("role"):
                role = meaning(node, text) or role
            ranges = ([(low, high or low) for low, high in re.findall(
                r"([A-Z]\d\d)(?:-([A-Z]\d\d))?", squeeze(text))]
                if role == "within" else [])
            codes.setdefault(part(table.cell(row, node.get("code"))),
                             (role, ranges))

    def find(self, system, code):
        """(role, ranges) of a code, or None."""
        if code in self.exact[system]:
            return self.exact[system][code]
        for length in range(len(code), 0, -1):
            if code[:length] in self.prefix[system]:
                return self.prefix[system][code[:length]]
        return None


class PrimaryCare:
    """<primary-care>: pairs of a diagnosis and a principal operation."""

    def __init__(self, node, folder, or_marks):
        self.rows = []
        table = table_of(node, folder, "dx", "main_op")
        self.as_kind = node.get("as", "kind") == "kind"
        for row in table.rows:
            text = table.cell(row, node.get("main_op")) or ""
            ops = ([] if is_empty(text) else
                   [code_of(op) for op in split(text, or_marks)])
            for dx in split(table.cell(row, node.get("dx")), or_marks + "、"):
                self.rows.append((diagnosis_of(dx), ops))

    def holds(self, dx, principal, asked):
        """Does a pair fit? `asked`: parts that the case's group asks for; the
        group is the pair's own only if it asks for nothing else."""
        for key, ops in self.rows:
            if dx.startswith(key) and (
                    principal in ops and asked < 2 if ops else
                    principal is None and asked == 0):
                return True
        return False


def in_ranges(code, ranges):
    return any(within(code, low, high) for low, high in ranges)
