#!/usr/bin/env python3
"""known-pairs.py PREGROUP FOLDER -- every code of the region's tables and
every pair of its crosswalks, 40 a record, through `pregroup check`.

Reads the workbooks by itself; part of check-pingdingshan.sh."""
import csv
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS = 40


def texts(element):
    return "".join(t.text or "" for t in element.iter(MAIN + "t"))


def rows(path):
    """Columns A and C of a workbook, without its head."""
    book = zipfile.ZipFile(path)
    shared = [texts(si) for si in ET.parse(book.open("xl/sharedStrings.xml")).getroot()]
    sheet = ET.parse(book.open("xl/worksheets/sheet1.xml")).getroot()
    for row in list(sheet.find(MAIN + "sheetData"))[1:]:
        cells = {}
        for c in row:
            value = c.find(MAIN + "v").text
            cells[c.get("r")[0]] = shared[int(value)] if c.get("t") == "s" else value
        yield key(cells["A"]), key(cells["C"])


def key(code):
    plain = re.split(r"[+*]", re.sub(r"\s", "", code))[0]
    return plain[:3].upper() + plain[3:].upper().replace("X", "x")


def record(number, codes, system):
    tags = ["<BAH>%d</BAH><XM>无</XM>" % number]
    if system == "diagnosis":
        tags.append("<JBDM>%s</JBDM>" % codes[0])
        tags += ["<JBDM%d>%s</JBDM%d>" % (i, c, i) for i, c in enumerate(codes[1:], 1)]
    else:
        tags.append("<JBDM>I10.x00</JBDM>")
        tags += ["<SSJCZBM%d>%s</SSJCZBM%d>" % (i, c, i) for i, c in enumerate(codes, 1)]
    return "<RECORD>%s</RECORD>" % "".join(tags)


def findings(pregroup, folder, codes, system):
    """{code: {rule: message}} of what concerns the codes' being known."""
    parts = [codes[i:i + ROWS] for i in range(0, len(codes), ROWS)]
    page = "<DATA>%s</DATA>" % "".join(
        record(n, part, system) for n, part in enumerate(parts))
    run = subprocess.run(
        [pregroup, "check", "-p", folder + "/city.pack", "-f", "json", "-"],
        input=page.encode(), capture_output=True, check=False)
    wanted = "diagnoses.code" if system == "diagnosis" else "procedures.code"
    found = {code: {} for code in codes}
    lines = run.stdout.decode().splitlines()
    if len(lines) != len(parts):
        print("FAIL %s: %d results for %d records" % (system, len(lines), len(parts)))
        sys.exit(1)
    for line, part in zip(lines, parts):
        for f in json.loads(line)["findings"]:
            if f["field"] == wanted and f["index"] and \
                    f["rule"] in ("MAP001", "MAP002", "MAP003", "MAP004", "DIC022", "DIC024"):
                found[part[f["index"] - 1]][f["rule"]] = f["message"]
    return found


def verdict(name, wrong):
    if wrong:
        print("FAIL %s: %d, first %s" % (name, len(wrong), wrong[0]))
    else:
        print("PASS %s" % name)


def main(pregroup, folder):
    for system, table, walk in (
            ("diagnosis", "diagnosis_yb20.csv", "diagnosis_gl20_to_yb20.xlsx"),
            ("procedure", "procedure_yb20.csv", "procedure_gl30_to_yb20.xlsx")):
        with open(folder + "/" + table, encoding="utf-8-sig") as file:
            own = [key(row["code"]) for row in csv.DictReader(file)]
        found = findings(pregroup, folder, own, system)
        verdict("all %d codes of %s are known" % (len(own), table),
                [(c, f) for c, f in found.items() if f])
        # The reader parts a morphology that is glued to a diagnosis.
        pairs = {a: b for a, b in rows(folder + "/" + walk) if "/" not in a}
        found = findings(pregroup, folder, list(pairs), system)
        known = set(own)
        wrong = []
        for code, target in pairs.items():
            rules = found[code]
            right = not rules if code in known else (
                list(rules) == ["MAP001"] and rules["MAP001"].endswith("换成 " + target))
            if not right:
                wrong.append((code, target, rules))
        verdict("all %d pairs of %s map as they say" % (len(pairs), walk), wrong)
    found = findings(pregroup, folder, ["K35.900x999"], "diagnosis")["K35.900x999"]
    verdict("an unknown code has neighbours and no partner",
            [] if {"MAP003", "MAP004", "DIC022"} <= set(found) and "K35.900" in found["MAP004"]
            else [found])


main(*sys.argv[1:])
