#!/usr/bin/env python3
"""forms.py -- rows and XML hold what JSON holds: every golden, by every option
that adds to a report, goes through libpregroup_flat.so as JSON, as rows and as
XML, and both are read back to the same values. The columns are those of
docs/hosts.md, and so is the schema of the XML, by which it is valid.

Environment: FLAT (path of the object).
"""
import glob
import re
import subprocess
import sys
import xml.etree.ElementTree as etree
from decimal import Decimal

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from flatface import GB18030, Flat  # noqa: E402
from kit import case, equal  # noqa: E402

OPTIONS = ("record=yes\ndigest=yes\nwhy=yes\nscore=yes\nwhat-if=codes\n"
           "what-if=procedures[2] first\nwhat-if=without diagnoses[2]\n")
GOLDENS = sorted(name for kind in ("xml", "jsonl", "bin") for name in
                 glob.glob(f"{kit.TREE}/tests/golden/*.{kind}"))
HOSTS = kit.read(f"{kit.TREE}/docs/hosts.md").decode()
SCHEMA = f"{kit.TREE}/schemas/report.xsd"

# What an element of a list is called, and where the list stands.
ITEMS = {"findings": "finding", "why": "reason", "candidates": "candidate",
         "why_not": "missed", "steps": "step", "lost": "loss",
         "changes": "change", "carriers": "carrier", "breaks": "break",
         "unknown_tags": "unknown_tag"}
LISTS = {"finding": ("", "findings"), "reason": ("grouping", "why"),
         "candidate": ("grouping", "candidates"),
         "missed": ("grouping", "why_not"), "step": ("settlement", "steps"),
         "loss": ("score", "lost"), "change": ("what_if", "changes"),
         "carrier": ("what_if", "carriers"),
         "break": ("what_if", "breaks"),
         "unknown_tag": ("", "unknown_tags")}
WHOLE = {"index", "line"}
NUMBERS = WHOLE | {
    "score", "standard", "cost", "points", "point_value", "fund", "patient",
    "ratio", "margin", "low_limit", "high_limit", "to_low", "to_high", "low",
    "likely", "high", "difference", "at", "before", "after"}
BOOLEANS = {"verified", "chosen"}


def columns():
    """The kinds of rows and their columns, as docs/hosts.md lists them."""
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`[ ，]*)+) \|", HOSTS,
                      re.MULTILINE)
    return {kind: re.findall(r"`(\w+)`", names) for kind, names in rows}


def value_of(name, text, kind=None):
    """A cell or element as JSON has it; of steps and fields by its type."""
    if text in ("", None):
        return None
    if kind is not None:
        return Decimal(text) if kind == "number" else text
    if name in BOOLEANS:
        return {"true": True, "false": False}[text]
    return Decimal(text) if name in NUMBERS else text


# ---- rows

ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def cells_of(line):
    return [re.sub(r"\\.", lambda m: ESCAPES[m.group()], cell)
            for cell in line.split("\t")]


def finding_of(finding):
    """A tag that stands in the file with nothing in it has an empty text."""
    if finding["tag"] and finding["line"] and finding["value"] is None:
        finding["value"] = ""
    return finding


def put_field(fields, name, row, value):
    if row is None:
        fields[name] = value
        return
    list_name, column = name.split(".")
    rows = fields.setdefault(list_name, {})
    rows.setdefault(int(row), {})[column] = value


def put_row(result, kind, row):
    """A row that belongs to a result."""
    if kind == "field":
        put_field(result.setdefault("fields", {}), row["name"],
                  row["row"] or None,
                  value_of("value", row["value"], row["type"]))
    elif kind == "list":
        fields = result.setdefault("fields", {})
        rows = fields.get(row["name"], {})
        fields[row["name"]] = [rows.get(i + 1, {})
                               for i in range(int(row["rows"]))]
    elif kind in LISTS:
        place, name = LISTS[kind]
        at = result[place] if place else result
        at.setdefault(name, []).append(
            row["text"] if kind == "reason" else
            {"name": row["name"],
             "value": value_of("value", row["value"], row["type"])}
            if kind == "step" else
            finding_of({key: value_of(key, text)
                        for key, text in row.items()}) if kind == "finding" else
            {key: value_of(key, text) for key, text in row.items()})
    else:
        at = result["what_if"] if kind == "runner_up" else result
        at[kind] = {key: value_of(key, text) for key, text in row.items()}
        # Lists without rows are there, too.
        if kind == "grouping":
            at[kind].update(why=[], candidates=[], why_not=[])
        elif kind == "settlement":
            at[kind]["steps"] = []
        elif kind == "score":
            at[kind]["lost"] = []
        elif kind == "what_if":
            at[kind].update(runner_up=None, changes=[], carriers=[],
                            breaks=[])


def read_tsv(text, known):
    results = []
    for line in text.split("\n")[:-1]:
        kind, *cells = cells_of(line)
        if len(cells) != len(known[kind]):
            raise kit.Failure(f"{kind}: {len(cells)} cells, "
                              f"not {len(known[kind])}")
        if kind == "record":
            results.append({"findings": []})
        put_row(results[-1], kind, dict(zip(known[kind], cells)))
    return results


# ---- XML

def element_value(element, name, typed):
    """An element as JSON has it."""
    if name in ITEMS and (name != "why" or len(element) or not element.text):
        inner = typed or name == "steps"
        return [element_value(one, one.tag, inner) for one in element]
    if len(element):
        return {one.tag: element_value(one, one.tag, typed) for one in element}
    return value_of(name, element.text,
                    element.get("type", "text") if typed else None)


def fields_value(element):
    lists = {"diagnoses", "procedures"} | {one.tag for one in element
                                           if len(one)}
    return {one.tag: [
        {cell.tag: element_value(cell, cell.tag, True) for cell in row}
        for row in one] if one.tag in lists else
        element_value(one, one.tag, True) for one in element}


def read_xml(text):
    results = []
    for one in etree.fromstring(text):
        result = {part.tag: fields_value(part) if part.tag == "fields" else
                  element_value(part, part.tag, False) for part in one}
        # Of what is empty only its place tells what it is.
        if result["settlement"]["why"] == []:
            result["settlement"]["why"] = None
        result["findings"] = [finding_of(f) for f in result["findings"]]
        results.append(result)
    return results


# ---- the cases

def same(name, got, wanted):
    if got == wanted:
        return
    for result, other in zip(got, wanted):
        for key in {**result, **other}:
            equal(f"{name} {key}", result.get(key), other.get(key))
    equal(f"{name} results", len(got), len(wanted))


def each_golden(work):
    """work(flat, engine, name, page) of every golden; the faults."""
    flat = Flat()
    engine = flat.open()
    faults = []
    for path in GOLDENS:
        try:
            work(flat, engine, path.rsplit("/", 1)[1], kit.read(path))
        except (kit.Failure, KeyError, ValueError) as wrong:
            faults.append(f"{path}: {type(wrong).__name__} {wrong}")
    flat.close(engine)
    equal("faults", faults[:5], [])
    equal("goldens", len(GOLDENS) > 100, True)


def expected(flat, engine, page):
    text = flat.by_options(engine, OPTIONS, page).decode()
    return kit.results(text, exact=True)


@case
def rows_hold_what_json_holds():
    known = columns()
    equal("kinds", len(known) >= 17, True)

    def work(flat, engine, name, page):
        text = flat.by_options(engine, OPTIONS + "format=tsv", page).decode()
        same(name, read_tsv(text, known), expected(flat, engine, page))
    each_golden(work)


@case
def xml_holds_what_json_holds():
    def work(flat, engine, name, page):
        text = flat.by_options(engine, OPTIONS + "format=xml", page)
        same(name, read_xml(text), expected(flat, engine, page))
    each_golden(work)


@case
def xml_is_valid_by_the_schema(top):
    try:
        subprocess.run(["xmllint", "--version"], capture_output=True,
                       check=True)
    except OSError as wrong:
        raise kit.Skip("no xmllint") from wrong
    files = []

    def work(flat, engine, name, page):
        files.append(kit.write(f"{top}/{name}", flat.by_options(
            engine, OPTIONS + "format=xml", page)))
    each_golden(work)
    done = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, *files],
                          capture_output=True, check=False)
    wrong = [line for line in done.stderr.decode().splitlines()
             if not line.endswith(" validates")]
    equal("faults", wrong[:5], [])


@case
def the_schema_stands_in_the_document():
    kit.holds("docs/hosts.md", HOSTS, kit.read(SCHEMA).decode())


@case
def xml_in_gb18030_says_so():
    flat = Flat()
    engine = flat.open()
    page = kit.read(f"{kit.TREE}/examples/mistakes.xml")
    plain = flat.by_options(engine, "format=xml", page).decode()
    page = page.decode().encode("gb18030")
    text = flat.by_options(engine, "format=xml", page, GB18030)
    head = b'<?xml version="1.0" encoding="GB18030"?>\n'
    equal("head", text[:len(head)], head)
    results = read_xml(text[len(head):].decode("gb18030"))
    wanted = read_xml(plain)
    for result in (results[0], wanted[0]):
        result["record"].pop("encoding")
        result["findings"] = [one for one in result["findings"]
                              if one["rule"] != "STR002"]
    same("GB18030", results, wanted)
    flat.close(engine)


@case
def what_xml_cannot_hold_is_replaced():
    flat = Flat()
    engine = flat.open()
    page = kit.pages(kit.patient(BAH="a&b<c>\"d'"))
    result, = read_xml(flat.by_options(engine, "format=xml", page))
    equal("case", result["record"]["case_no"], "a&b<c>\"d'")
    row = flat.by_options(engine, "format=tsv", kit.pages(
        kit.patient(BAH="a\\b"))).decode()
    kit.holds("a backslash", row, "\ta\\\\b\t")
    flat.close(engine)


@case
def packs_describe_themselves():
    flat = Flat()
    engine = flat.open()
    info, = kit.results(flat.info(engine).decode())
    page = kit.read(f"{kit.TREE}/examples/clean.xml")
    result, = kit.results(flat.run(engine, page).decode())
    for key, value in result["pack"].items():
        equal(key, info[key], value)
    equal("name", info["name"], "示例市")
    equal("sample", info["sample"], True)
    rules = kit.run("rules", "list").out
    equal("columns", list(info), columns()["info"])
    equal("rules", 100 < info["rules"] <= len(rules.splitlines()), True)
    row = flat.info(engine, "format=tsv").decode().rstrip("\n").split("\t")
    equal("row", row[0], "info")
    equal("cells", row[1:5], list(result["pack"].values()))
    pack, = etree.fromstring(flat.info(engine, "format=xml"))
    equal("element", {one.tag: one.text for one in pack}["digest"],
          info["digest"])
    flat.close(engine)


kit.main()
