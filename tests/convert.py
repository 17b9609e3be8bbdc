#!/usr/bin/env python3
"""convert.py -- pages converted to another form and back say the same.

500 invented pages, written as canonical front pages with every field of
fields.csv in turn, are converted to each dialect that can be written and back
again. A field that the dialect's table has (read here from the CSV) must come
back as it was, or be named on standard error.
"""
import json
import os
import random
import re
import shutil
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import kit
from kit import KNOWLEDGE, TREE, run

PAGES = f"{TREE}/tests/dialects"
XSD = f"{kit.BUILD}/schemas/front-page.xsd"
NS = "{urn:pregroup:front-page:1}"
RECORDS = 500
ITEM = {"diagnoses": "diagnosis", "procedures": "procedure",
        "tcm_diagnoses": "tcm_diagnosis", "icu_stays": "icu_stay",
        "outpatient_chronic": "chronic_diagnosis",
        "transfusions": "transfusion", "charges": "charge",
        "fund_payments": "fund_payment"}
# Values that an interface's own dictionary may have no code for.
NO_CODE = {"procedures.incision", "procedures.healing",
           "procedures.anesthesia", "icu_stays.ward", "treatment_class",
           "id_type", "nationality", "native_place", "allergy",
           "readmission_plan", "marital_status", "payment_method",
           "ethnicity",
           "coma_before_days", "coma_after_days"}
# What a reader works out where the form has no item for it (record/derive.h).
DERIVED = {"icu_days", "icu_stays.duration", "total_cost", "patient_paid"}
# What the interfaces derive from the order of rows and it is given back.
BY_ORDER = {"diagnoses.principal", "procedures.principal",
            "diagnoses.kind", "procedures.kind"}


def say(good, name, why=""):
    kit.expect(f"convert/{name}", good, why)


def table(path):
    return kit.table(f"{KNOWLEDGE}/{path}.csv")


FIELDS = table("fields")

# ---- invented pages ---------------------------------------------------------

CODES = {"diagnosis": ["K40.900x003", "I10.x00x027", "E11.2+N08.3*", "P07.3",
                       "O80.000", "C34.1"],
         "procedure": ["53.0200x003", "45.2300", "47.0100", "96.7201"],
         "morphology": ["M80703/3", "M80000/6"],
         "tcm": ["A04.02.01", "B03.02", "BNS080"]}
HOSTILE = ["甲<b>&乙", "]]>\"'\\", "<!--x-->", "A&amp;B", "{\"a\":1}", "丙\t丁"]
CHOICES = {f["dictionary"]: [row["code"] for row in table(
               "dictionaries/" + f["dictionary"])]
           for f in FIELDS if f["dictionary"]}
DIRTY = {"date": "2024-13-45", "time": "昨天", "amount": "若干",
         "count": "三", "weight": "不详", "hour": "午后"}


def value(rng, field, n):
    kind = field["type"]
    if kind == "choice":
        return rng.choice(CHOICES[field["dictionary"]])
    if kind in CODES:
        return rng.choice(CODES[kind])
    if kind in ("date", "time"):
        day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        clock = f"T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00"
        return day + (clock if kind == "time" and rng.random() < .7 else "")
    if kind == "amount":
        return f"{rng.randint(0, 90000)}.{rng.randint(0, 99):02}"
    if kind == "id":
        return "99010119660823123" + rng.choice("0X")
    if kind == "text":
        return f"虚构{n}" if rng.random() < .9 else rng.choice(HOSTILE)
    top = {"hour": 23, "age": 90, "infant-age": 300, "weight": 5000,
           "duration": 90}.get(kind, 30)
    return str(rng.randint(0, top))


def page(rng, n):
    """Field to text; lists to rows of column to text."""
    given, share = {}, rng.choice([.15, .5, 1])
    dirty = n % 10 == 0
    for i, field in enumerate(FIELDS):
        name = field["field"]
        if "." in name:
            continue
        if rng.random() < share or name == "record_no":
            given[name] = value(rng, field, n * 1000 + i)
            if dirty and field["type"] in DIRTY and rng.random() < .1:
                given[name] = DIRTY[field["type"]]
            elif rng.random() < .03 and name != "record_no":
                given[name] = rng.choice(["", "-", "无"])
    given["record_no"] = f"V{n:05}"
    for hour in ("admission", "discharge"):  # an hour of its own is in the
        given.pop(hour + "_hour", None)      # time already
    for name, item in ITEM.items():
        columns = [f for f in FIELDS if f["field"].startswith(name + ".")]
        rows = rng.choice([0, 1, 2, 5])
        if name in ("diagnoses", "procedures"):
            rows = rng.choice([1, 3, 9])
        given[name] = [
            {f["field"].split(".")[1]: value(rng, f, n * 50 + r)
             for f in columns if f["field"] not in BY_ORDER
             and (rng.random() < share or f["field"].endswith(".code")
                  or f is columns[0])}
            for r in range(rows)]
    return given


def as_xml(pages):
    out = ["<?xml version='1.0' encoding='UTF-8'?>\n"
           "<front_pages xmlns='urn:pregroup:front-page:1'>"]
    for given in pages:
        out.append("<front_page>")
        for name, what in given.items():
            if name not in ITEM:
                out.append(f"<{name}>{escape(what)}</{name}>")
                continue
            out.append(f"<{name}>")
            for row in what:
                cells = "".join(f"<{c}>{escape(v)}</{c}>"
                                for c, v in row.items())
                out.append(f"<{ITEM[name]}>{cells}</{ITEM[name]}>")
            out.append(f"</{name}>")
        out.append("</front_page>")
    out.append("</front_pages>\n")
    return "\n".join(out).encode()


def read(path):
    """The fields of each record, lists as columns of rows."""
    found = []
    for result in kit.check("--record", "--with-identity", path):
        flat = {}
        for name, what in result["fields"].items():
            if not isinstance(what, list):
                flat[name, 0] = what
                continue
            for r, row in enumerate(what):
                for column, v in row.items():
                    flat[f"{name}.{column}", r + 1] = v
        found.append({k: v for k, v in flat.items() if v is not None})
    return found


# ---- what a dialect can carry, read from its table --------------------------


def carried(dialect):
    """Field to the rows it has: a set of numbers, or None for all."""
    can = {}
    for row in table("dialects/" + dialect):
        field, tag = row["field"], row["tag"]
        if field == "" or tag.startswith("@"):
            continue
        if field.endswith("*"):  # of each field of the list, or of none
            head = field.split("[")[0]
            for one in (f["field"].split(".") for f in FIELDS):
                if one[:-1] == ([] if head == "*" else [head]):
                    can[".".join(one)] = set(range(1, 65)) if one[1:] else {0}
            continue
        m = re.fullmatch(r"(\w+)\[(.*)\]\.(\w+)", field)
        if m is None:
            can[field] = {0}
            continue
        name = f"{m[1]}.{m[3]}"
        if "#" not in m[2]:
            rows = {int(m[2])}
        else:
            rows = set(range(2 if "+1" in m[2] else 1, 65))
        can.setdefault(name, set()).update(rows)
    return can


def lost(words):
    """Fields named on standard error, and those without a code."""
    named = set(re.findall(r"（([\w.]+)）：\d+ 处", words))
    no_code = set(re.findall(r"（([\w.]+)）：\d+ 处，目标格式的代码表", words))
    return named, no_code


def check_dialect(folder, dialect, source, before):
    there, back = f"{folder}/there.{dialect}", f"{folder}/back.{dialect}"
    status, _, words = run("convert", "-t", dialect, "-o", there, source)
    say(status == 1, f"{dialect}-status", f"{status}\n{words}")
    status, _, _ = run("convert", "-o", back, there)
    after = read(back)
    can = carried(dialect)
    named, no_code = lost(words)
    wrong = [] if len(after) == len(before) else [
        f"{len(after)} records of {len(before)}"]
    for n, (a, b) in enumerate(zip(before, after)):
        for key, v in a.items():
            name, row = key
            if row not in can.get(name, ()):
                if name not in named and name not in DERIVED:
                    wrong.append(f"{n} {name}[{row}] lost without a word")
            elif b.get(key) != v and name not in no_code:
                wrong.append(f"{n} {name}[{row}]: {v!r} -> {b.get(key)!r}")
        wrong += [f"{n} {k} out of nothing: {v!r}" for k, v in b.items()
                  if k not in a and k[0] not in BY_ORDER | DERIVED
                  and k[0] not in no_code]
    say(not wrong, f"{dialect}-and-back", "\n".join(wrong))
    say(no_code <= NO_CODE, f"{dialect}-codes", no_code - NO_CODE)


def round_trips(folder):
    rng = random.Random(5)
    source = kit.write(f"{folder}/source.xml", as_xml(
        [page(rng, n) for n in range(RECORDS)]))
    before = read(source)
    say(len(before) == RECORDS, "source", len(before))
    names = {f["field"] for f in FIELDS}
    seen = {k[0] for record in before for k in record}
    unseen = names - seen - BY_ORDER - {"admission_hour", "discharge_hour"}
    say(not unseen, "source-has-every-field", unseen)
    for name in sorted(os.listdir(f"{KNOWLEDGE}/dialects")):
        name = name[:-4]
        if name == "table":  # names of columns: no markup is written by it
            continue
        if not name.startswith("yb-") or kit.reads_json(f"convert/{name}"):
            check_dialect(folder, name, source, before)


def one_document(folder):
    """A single record is a document by itself, with what hand-written ones
    have and in their order; several are in a common element."""
    path = f"{PAGES}/western.cda.xml"
    _, out, _ = run("convert", "-t", "cda", path)
    hl7, root = "{urn:hl7-org:v3}", ET.fromstring(out)
    order = [e.tag.replace(hl7, "") for e in root]
    say(root.tag == hl7 + "ClinicalDocument" and order[:6] == [
        "realmCode", "typeId", "templateId", "code", "title", "recordTarget"]
        and order[-2:] == ["componentOf", "component"], "cda-alone", order)
    again = kit.write(f"{folder}/again.cda.xml", out)
    say(read(again) == read(path), "cda-to-cda", out)
    sections = [s.find(hl7 + "code").get("code") for s in root.iter(
        hl7 + "section") if s.find(hl7 + "code") is not None]
    say(len(sections) == len(set(sections)) and "47519-4" in sections,
        "cda-sections", sections)
    _, out, _ = run("convert", "-t", "cda", path, path)
    root = ET.fromstring(out)
    say(root.tag == "DATA" and len(root) == 2, "cda-several", root.tag)
    _, out, _ = run("convert", "-t", "cda", "-", stdin="nothing")
    say(ET.fromstring(out).tag in ("DATA", hl7 + "ClinicalDocument"),
        "cda-none", out)


# ---- the schema -------------------------------------------------------------


def schema_has_fields():
    """Every field by its name and type, and nothing else; and the dialect
    reads as many."""
    types = {"date": "date", "time": "time", "text": "xs:string",
             "choice": "xs:string", "id": "xs:string", "diagnosis": "code",
             "procedure": "code", "morphology": "code", "tcm": "code"}
    xs = "{http://www.w3.org/2001/XMLSchema}"
    root = ET.parse(XSD).getroot()
    named = {e.get("name"): e for e in root}
    found = []

    def take(prefix, e):
        found.append((prefix + e.get("name"), e.get("type"),
                      e.findtext(f".//{xs}documentation")))

    for e in named["front_page"].find(f"{xs}complexType/{xs}all"):
        if e.get("name") not in ITEM:
            take("", e)
            continue
        say(e.get("type") == e.get("name"), f"schema-{e.get('name')}",
            e.attrib)
        item = named[e.get("name")].find(f"{xs}sequence/{xs}element")
        say(item.get("name") == ITEM[e.get("name")]
            and item.get("maxOccurs") == "unbounded",
            f"schema-{ITEM[e.get('name')]}", item.attrib)
        for column in item.find(f"{xs}complexType/{xs}all"):
            take(e.get("name") + ".", column)
    wanted = [(f["field"], types.get(f["type"], "number"), f["name"])
              for f in FIELDS]
    say(sorted(found) == sorted(wanted), "schema-fields",
        set(found) ^ set(wanted))
    out = run("dialects").out
    say(f"front-page\t{len(FIELDS)} 个字段" in out, "dialect-fields", out)


def schema_holds(folder):
    if shutil.which("xmllint") is None:
        return kit.skip("convert/schema", "no xmllint")
    for name in sorted(os.listdir(PAGES)):
        if name.startswith("not-"):
            continue
        run("convert", "-o", f"{folder}/{name}", f"{PAGES}/{name}")
        done = run("--noout", "--schema", XSD, f"{folder}/{name}",
                   program="xmllint")
        say(done.status == 0, f"schema-{name}", done.err)


# ---- messages and hostile text ----------------------------------------------

DIRTY_PAGE = """<?xml version="1.0" encoding="GB18030"?>
<DATA><RECORD><BAH>V1</BAH><XM>石榴试</XM><SFZH>990101196608231230</SFZH>
<CSRQ>不详</CSRQ><XYF>若干</XYF><GMYW>甲&lt;乙&amp;丙</GMYW><ABCD>丁</ABCD>
<JBDM>K40.900</JBDM></RECORD></DATA>""".encode("gb18030")


def messages():
    status, out, words = run("convert", "-", stdin=DIRTY_PAGE)
    root = ET.fromstring(out)
    say(status == 1 and root.findtext(f".//{NS}patient_name") == "石榴试",
        "gb18030", out)
    say(root.findtext(f".//{NS}birth_date") == "不详"
        and "出生日期（birth_date）：1 处，读不成" in words, "unread", words)
    say(root.findtext(f".//{NS}allergy_drugs") == "甲<乙&丙", "escaped", out)
    say("1 条记录有不认识的标签" in words, "unknown-tag", words)
    status, _, words = run("convert", "-t", "yb-4101", "-", stdin=DIRTY_PAGE)
    say(status == 1 and "过敏药物（allergy_drugs）：1 处，目标格式没有"
        in words, "no-such-item", words)
    say("石榴" not in words and "990101" not in words, "no-identity", words)


GAPS = """<DATA><RECORD><BAH>V1</BAH><XM>石榴试</XM><JBDM>K40.900</JBDM>
<JBDM2>E11.900</JBDM2><SSJCZBM2>45.2300</SSJCZBM2></RECORD></DATA>"""


def empty_row_flag_once(folder):
    """An empty row had its 主要诊断标志 twice, which no JSON reader takes."""
    path = kit.write(f"{folder}/gaps.xml", GAPS)
    for target in ("yb-4101", "yb-4401"):
        _, out, _ = run("convert", "-t", target, path)
        twice = []
        json.loads(out, object_pairs_hook=lambda pairs: twice.extend(
            k for k, _ in pairs if [n for n, _ in pairs].count(k) > 1)
            or dict(pairs))
        rows = json.loads(out)["diseinfo"]
        say(not twice and [r.get("diag_code") for r in rows][::2] ==
            ["K40.900", "E11.900"], f"{target}-empty-row-flag-once", out)


def failures(folder):
    status, out, words = run("convert", f"{PAGES}/not-a-page.cda.xml")
    say(status == 1 and "1 份共享文档不是病案首页，没有转" in words
        and len(ET.fromstring(out)) == 0, "no-page", words)
    cut = DIRTY_PAGE[:DIRTY_PAGE.index(b"<JBDM>")]
    status, _, words = run("convert", "-", stdin=cut)
    say(status == 1 and "1 条记录的格式有错或没有读全" in words, "cut", words)
    status, _, words = run("convert", "-t", "zzz", "-", stdin=DIRTY_PAGE)
    say(status == 2 and "没有“zzz”这种格式" in words, "no-dialect", words)
    path = kit.write(f"{folder}/same.xml", DIRTY_PAGE)
    status, _, words = run("convert", "-o", path, path)
    say(status == 2 and kit.read(path) == DIRTY_PAGE, "onto-itself", words)
    status, _, words = run("convert", f"{folder}/none.xml")
    say(status == 2 and "none.xml" in words, "no-file", words)
    old_output_stands(folder)


def old_output_stands(folder):
    """-o is written aside: what fails leaves the file that was there, what
    succeeds takes its name and keeps its mode, through a link, too."""
    home = f"{folder}/aside"
    os.mkdir(home)
    path = kit.write(f"{home}/old.xml", b"old")
    os.chmod(path, 0o640)
    os.symlink("old.xml", f"{home}/link.xml")
    page = kit.write(f"{folder}/page.xml", DIRTY_PAGE)
    status, _, words = run("convert", "-o", path, f"{folder}/none.xml")
    say(status == 2 and kit.read(path) == b"old", "missing-input-keeps-old",
        words)
    status, _, words = run("convert", "-o", f"{home}/new.xml", page,
                           f"{folder}/none.xml")
    say(status == 2 and sorted(os.listdir(home)) == ["link.xml", "old.xml"],
        "missing-input-leaves-nothing", words)
    status, _, words = run("convert", "-o", f"{home}/link.xml", page)
    say(status < 2 and b"<" in kit.read(path)
        and os.path.islink(f"{home}/link.xml")
        and os.stat(path).st_mode & 0o777 == 0o640
        and sorted(os.listdir(home)) == ["link.xml", "old.xml"],
        "output-through-a-link", words)
    status, _, words = run("convert", "-o", "/dev/full", page)
    say(status == 2 and os.path.exists("/dev/full")
        and not os.path.isfile("/dev/full"), "output-is-a-device", words)


def main(work):
    schema_has_fields()
    schema_holds(work)
    messages()
    failures(work)
    one_document(work)
    empty_row_flag_once(work)
    round_trips(work)


kit.main(main)
