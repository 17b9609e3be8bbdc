"""Tables of a region as they come: CSV, and XLSX by zipfile and ElementTree.

A table is a list of rows, a row a list of texts; `number` of a row is its line
in the file or its row in the sheet.
"""
import csv
import functools
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

EMPTY = {"", "-", "--", "—", "——", "/", "\\", "无", "空", "nan", "NaN",
         "NULL", "null", "None"}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = ("{http://schemas.openxmlformats.org/officeDocument/2006/"
            "relationships}id")


def squeeze(text):
    """Without any blanks: headings and codes are compared so."""
    return "".join(text.split())


def is_empty(text):
    return text.strip() in EMPTY


def number(text, places=6):
    """A number of a table, rounded half up; None where nothing stands."""
    if text is None or is_empty(text):
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# ---- CSV

def read_csv(data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    mark = "\t" if "\t" in text.split("\n", 1)[0] else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


# ---- XLSX

def shared_strings(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(SHEET + "t"))
            for item in root.iter(SHEET + "si")]


def sheet_path(archive, wanted):
    book = ET.fromstring(archive.read("xl/workbook.xml"))
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target") for r in relations}
    for sheet in book.iter(SHEET + "sheet"):
        if not wanted or sheet.get("name") == wanted:
            target = targets[sheet.get(RELATION)].lstrip("/")
            return target if target.startswith("xl/") else "xl/" + target
    raise ValueError("no sheet " + wanted)


def column_of(reference):
    n = 0
    for letter in re.match("[A-Z]+", reference).group():
        n = n * 26 + ord(letter) - 64
    return n - 1


def cell_text(cell, strings):
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(SHEET + "t"))
    value = cell.find(SHEET + "v")
    if value is None or value.text is None:
        return ""
    return strings[int(value.text)] if cell.get("t") == "s" else value.text


@functools.lru_cache(maxsize=None)
def parsed(data, sheet):
    """A table of these bytes; variants of a region share theirs. `sheet` is
    None for text."""
    return read_csv(data) if sheet is None else read_xlsx(data, sheet)


def read_table(path, sheet):
    with open(path, "rb") as file:
        data = file.read()
    return parsed(data, sheet or "" if path.lower().endswith(".xlsx")
                  else None)


def read_xlsx(data, sheet):
    rows = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = shared_strings(archive)
        root = ET.fromstring(archive.read(sheet_path(archive, sheet)))
    for row in root.iter(SHEET + "row"):
        cells = {}
        for n, cell in enumerate(row.iter(SHEET + "c")):
            at = column_of(cell.get("r")) if cell.get("r") else n
            cells[at] = cell_text(cell, strings)
        while len(rows) + 1 < int(row.get("r", len(rows) + 1)):
            rows.append([])
        rows.append([cells.get(i, "") for i in range(max(cells, default=-1)
                                                     + 1)])
    return rows


# ---- by heading

class Table:
    """Rows behind the line of headings, cells by heading. `until`: as far as
    a row that holds this text."""

    def __init__(self, path, needed, sheet="", until=""):
        self.path, self.until = path, squeeze(until)
        self.lines = read_table(path, sheet)
        if needed:
            self.find_head(needed)

    def find_head(self, needed):
        wanted = {squeeze(h) for h in needed}
        for at, row in enumerate(self.lines[:20]):
            heads = [squeeze(cell) for cell in row]
            if wanted <= set(heads):
                break
        else:
            raise ValueError(f"{self.path}: no headings {sorted(wanted)}")
        self.at = {}
        for i, head in enumerate(heads):
            self.at.setdefault(head, i)
        self.rows = []
        for row in self.lines[at + 1:]:
            if self.until and any(self.until in squeeze(c) for c in row):
                break
            if any(c.strip() for c in row):
                self.rows.append(row)

    def cell(self, row, heading):
        """Trimmed; None if there is no such column."""
        at = self.at.get(squeeze(heading)) if heading else None
        if at is None:
            return None
        return row[at].strip() if at < len(row) else ""
