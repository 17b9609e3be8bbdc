#!/usr/bin/env python3
"""results.xlsx and results.db of a batch against its CSV files: every cell,
every view, the same bytes again and after a merge.
"""
import csv
import datetime
import io
import os
import re
import shutil
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import kit
from kit import case, read

MAIN = "{%s}" % kit.SHEETS
SHEETS = ["病例", "问题", "病种", "科室", "待办"]
TODAY = "2025-03-20"
WORDS = {
    "error": "错误", "warning": "警告", "info": "提示", "grouped": "入组",
    "excluded": "不允许入组", "ungrouped": "没有入组", "priced": "已算出",
    "unpriced": "没有算出", "normal": "正常", "low": "偏低", "high": "偏高",
    "extreme": "极高", "employee": "职工", "resident": "居民",
    "self": "全自费", "other": "其他", "core": "核心病种",
    "comprehensive": "综合病种", "primary-care": "基层病种"}
IDENTITY = ["样例甲", "110101199003070000", "13800000000", "样例路一号"]


def page(no, admission="1", department="03", coder="编码一",
         admitted="2025-03-01", discharged="2025-03-05", code="K35.800",
         op="47.0100", cost="1000.05", sex="1"):
    return kit.record({
        "BAH": no, "ZYCS": admission, "XM": IDENTITY[0], "SFZH": IDENTITY[1],
        "DH": IDENTITY[2], "XZZ": IDENTITY[3], "XB": sex, "NL": "35",
        "RYSJ": admitted, "CYSJ": discharged, "CYKB": department,
        "BMY": coder, "YLFKFS": "1", "JBDM": code, "SSJCZBM1": op,
        "ZFY": cost})


FIRST = [
    page("000123"), page("000123", discharged="2025-03-06", cost="98765.43"),
    page("=1+1", coder="=HYPERLINK(\"http://x\")", department="+05"),
    page("-2", coder="@SUM(A1)", code="I10.x00", op="", cost="12.30"),
    page("+3", coder="'quoted", admitted="2025-02-27", cost="300.00"),
    page("\t4", coder="甲,乙\"丙", code="C50.900", sex="1"),
    page("123456789012345678", discharged="2025-02-30")]
SECOND = [
    page("000123", "2", admitted="2025-03-10", discharged="2025-03-12"),
    page("E5", code="", op="", cost=""), page("1e5", department="骨科<一>"),
    page("-2", "2", admitted="2025-03-08", discharged="2025-03-09")]


def run(*words):
    done = kit.run(*words)
    return done.status, done.err


def records(folder, name):
    return kit.table(f"{folder}/{name}", guarded=True)


def table(folder, name):
    """Heading and rows."""
    rows = records(folder, name)
    return list(rows[0]), [list(row.values()) for row in rows]


class Book:
    """Sheets of a workbook: {row, column: (kind, value, format)}."""

    def __init__(self, path):
        self.file = zipfile.ZipFile(path)
        assert self.file.testzip() is None
        book = self.xml("xl/workbook.xml")
        self.names = [s.get("name") for s in book.iter(MAIN + "sheet")]
        styles = self.xml("xl/styles.xml")
        self.formats = {f.get("numFmtId"): f.get("formatCode")
                        for f in styles.iter(MAIN + "numFmt")}
        self.styles = [x.get("numFmtId") for x in
                       styles.find(MAIN + "cellXfs")]
        self.fills = [x.get("fillId") for x in styles.find(MAIN + "cellXfs")]

    def xml(self, name):
        return ET.fromstring(self.file.read(name))

    def part(self, name):
        return self.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def cells(self, name):
        out = {}
        for cell in self.part(name).iter(MAIN + "c"):
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)",
                                        cell.get("r")).groups()
            column = 0
            for c in letters:
                column = column * 26 + ord(c) - 64
            style = int(cell.get("s", 0))
            kind = cell.get("t", "n")
            value = "".join(cell.itertext())
            if kind != "inlineStr" and value == "":
                continue
            assert kind in ("n", "inlineStr"), (cell.get("r"), kind)
            out[int(row) - 1, column - 1] = (kind, value, style)
        return out

    def shown(self, cell):
        """What a cell holds, as the CSV files have it."""
        if cell is None:
            return ""
        kind, value, style = cell
        if kind == "inlineStr":
            return re.sub(r"_x([0-9A-F]{4})_",
                          lambda m: chr(int(m[1], 16)), value)
        if self.formats.get(self.styles[style]) == "yyyy-mm-dd":
            return str(datetime.date(1899, 12, 30) +
                       datetime.timedelta(int(value)))
        return Decimal(value)

    def format(self, cell):
        number = self.styles[cell[2]]
        return {"2": "0.00", "49": "@"}.get(number, self.formats.get(number))


def same_cell(shown, cell):
    if isinstance(shown, Decimal):
        return abs(shown - Decimal(cell)) < Decimal("1e-9")
    return shown in (cell, WORDS.get(cell))


@case
def a_sheet_is_its_table(top):
    """Every cell of cases.csv and findings.csv; text, numbers and days."""
    book = Book(f"{top}/both/results.xlsx")
    assert book.names == SHEETS, book.names
    for sheet, name in (("病例", "cases.csv"), ("问题", "findings.csv")):
        head, rows = table(f"{top}/both", name)
        cells = book.cells(sheet)
        assert max(r for r, _ in cells) == len(rows)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                shown = book.shown(cells.get((r + 1, c)))
                assert same_cell(shown, text), (sheet, head[c], shown, text)
        assert all((0, c) in cells for c in range(len(head)))
        no = head.index("case_no")
        numbers = [cells[r + 1, no] for r, row in enumerate(rows) if row[no]]
        assert all(k == "inlineStr" and book.format((k, v, s)) == "@"
                   for k, v, s in numbers)
    head, rows = table(f"{top}/both", "cases.csv")
    cells = book.cells("病例")
    assert book.shown(cells[1, head.index("case_no")]) == "000123"
    cost = cells[1, head.index("cost")]
    assert cost[0] == "n" and book.format(cost) == "0.00;[Red]-0.00", cost
    day = cells[1, head.index("discharged")]
    assert day[0] == "n" and book.format(day) == "yyyy-mm-dd"


@case
def no_formula_frozen_heads_filters(top):
    book = Book(f"{top}/both/results.xlsx")
    for name in book.names:
        part = book.part(name)
        assert part.find(f".//{MAIN}f") is None, name
        pane = part.find(f".//{MAIN}pane")
        assert pane.get("state") == "frozen" and pane.get("ySplit") == "1"
        rows = max(r for r, _ in book.cells(name)) + 1
        ref = part.find(f"{MAIN}autoFilter").get("ref")
        assert re.fullmatch(rf"A1:[A-Z]+{rows}", ref), (name, ref)
    assert not [n for n in book.file.namelist()
                if "external" in n.lower() or "hyperlink" in n.lower()]


@case
def severities_have_colours(top):
    book = Book(f"{top}/both/results.xlsx")
    head, rows = table(f"{top}/both", "findings.csv")
    at = head.index("severity")
    cells = book.cells("问题")
    fills = defaultdict(set)
    for r, row in enumerate(rows):
        fills[row[at]].add(book.fills[cells[r + 1, at][2]])
    assert {"error", "warning"} <= set(fills), fills
    assert all(len(f) == 1 for f in fills.values())
    assert len(set(map(frozenset, fills.values()))) == len(fills)


@case
def groups_and_departments(top):
    """The sheets and tables 病种 and 科室 add up to cases.csv."""
    book = Book(f"{top}/both/results.xlsx")
    db = sqlite3.connect(f"{top}/both/results.db")
    for sheet, name, key in (("病种", "groups", "group"),
                             ("科室", "departments", "department")):
        want = defaultdict(lambda: [0, Decimal(0)])
        for row in records(f"{top}/both", "cases.csv"):
            if row["dialect"] and (row[key] or key != "group"):
                want[row[key]][0] += 1
                want[row[key]][1] += Decimal(row["cost"] or 0)
        cells = book.cells(sheet)
        heads = [book.shown(cells[0, c])
                 for c in range(max(c for _, c in cells) + 1)]
        records_at, cost_at = heads.index("份数"), heads.index("总费用")
        found = {}
        for r in range(1, max(r for r, _ in cells) + 1):
            found[book.shown(cells.get((r, 0)))] = [
                int(book.shown(cells[r, records_at])),
                book.shown(cells.get((r, cost_at))) or Decimal(0)]
        for k, (count, cost) in want.items():
            assert found[k][0] == count, (sheet, k)
            assert abs(found[k][1] - cost) < Decimal("1e-9"), (sheet, k)
        rows = dict((k, (n, fen)) for k, n, fen in db.execute(
            f"SELECT code, records, coalesce(cost_fen, 0) FROM {name}"))
        for k, (count, cost) in want.items():
            assert rows[k] == (count, int(cost * 100)), (name, k, rows[k])


@case
def rates_stand_beside_their_counts(top):
    """Each rate of a department, worked out from cases.csv."""
    db = sqlite3.connect(f"{top}/both/results.db")
    db.row_factory = sqlite3.Row
    cases = defaultdict(list)
    for row in records(f"{top}/both", "cases.csv"):
        if row["dialect"]:
            cases[row["department"]].append(row)

    def mean(rows, column):
        known = [Decimal(r[column]) for r in rows if r[column]]
        return sum(known) / len(known) if known else None
    for row in db.execute("SELECT * FROM departments"):
        mine = cases[row["code"]]
        judged = [r for r in mine if r["deviation"]]
        want = {
            "grouped_rate": Decimal(sum(r["status"] == "grouped"
                                        for r in mine)) / len(mine),
            "cmi": mean(mine, "score"), "average_days": mean(mine, "days"),
            "cost_index": mean(mine, "cost_index"),
            "days_index": mean(mine, "days_index"),
            "death_rate": Decimal(sum(r["death"] == "1" for r in mine))
            / len(mine),
            "high_rate": Decimal(sum(r["deviation"] in ("high", "extreme")
                                     for r in judged)) / len(judged)
            if judged else None, "drug_share": None}
        for key, value in want.items():
            assert row[key] is None if value is None else \
                abs(Decimal(row[key]) - value) < Decimal("0.0051"), (
                    row["code"], key, row[key], value)


@case
def the_work_list(top):
    """待办: who has what to do, in order, and days left from --today."""
    book = Book(f"{top}/both/results.xlsx")
    cells = book.cells("待办")
    width = 15
    heads = [book.shown(cells[0, c]) for c in range(width)]
    rows = [{heads[c]: book.shown(cells.get((r, c))) for c in range(width)}
            for r in range(1, max(r for r, _ in cells) + 1)]
    todo = [r for r in records(f"{top}/both", "cases.csv")
            if r["error_rules"] or r["warning_rules"] or
            r["status"] != "grouped"]
    across = [r for r in records(f"{top}/both", "findings.csv")
              if r["rule"].startswith("BAT")]
    assert across and len(rows) == len(todo) + len(across)
    want = Counter((r["case_no"], r["error_rules"]) for r in todo)
    want.update((r["case_no"], r["rule"] if r["severity"] == "error" else "")
                for r in across)
    assert Counter((r["病案号"], r["错误规则"]) for r in rows) == want
    keys = [(r["出院科别代码"].encode(), r["编码员"].encode(),
             (r["上传期限"] or "~").encode()) for r in rows]
    assert keys == sorted(keys)
    for row in rows:
        if row["上传期限"]:
            left = (datetime.date.fromisoformat(row["上传期限"]) -
                    datetime.date.fromisoformat(TODAY)).days
            assert row["剩余天数"] == left, row
        else:
            assert row["剩余天数"] == ""
    undated = Book(f"{top}/plain/results.xlsx").cells("待办")
    assert {c for r, c in undated if r > 0} & {4}
    assert not {c for r, c in undated if r > 0} & {5}


@case
def the_database_is_the_tables(top):
    db = sqlite3.connect(f"{top}/both/results.db")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    rename = {"index": "record_index", "group": "group_code"}
    for name in ("cases", "findings"):
        head, rows = table(f"{top}/both", name + ".csv")
        columns = [r[1] for r in db.execute(f"PRAGMA table_info({name})")]
        columns = columns[1 if name == "cases" else 2:]
        assert [c.removesuffix("_fen") for c in columns] == \
            [rename.get(h, h) for h in head]
        found = db.execute(f"SELECT {','.join(columns)} FROM {name} "
                           "ORDER BY id").fetchall()
        assert len(found) == len(rows)
        for row, cells in zip(found, rows):
            for column, value, cell in zip(columns, row, cells):
                if cell and column.endswith("_fen"):
                    cell = (Decimal(cell) * 100).quantize(
                        Decimal(1), ROUND_HALF_UP)
                assert (value in (None, "") if cell == "" else
                        value == cell if isinstance(value, str) else
                        abs(Decimal(value) - Decimal(cell)) < Decimal("1e-9")
                        ), (name, column, value, cell)
    assert db.execute(
        "SELECT count(*) FROM findings f JOIN cases c ON c.id = f.case_id "
        "WHERE c.source = f.source AND c.record_index = f.record_index"
        ).fetchone()[0] == len(rows)


@case
def views_answer(top):
    db = sqlite3.connect(f"{top}/both/results.db")
    db.row_factory = sqlite3.Row
    cases = records(f"{top}/both", "cases.csv")
    findings = records(f"{top}/both", "findings.csv")

    def view(name):
        return db.execute(f"SELECT * FROM {name}").fetchall()
    margins = sorted(Decimal(r["margin"]) for r in cases if r["margin"])
    assert margins and [Decimal(str(r["margin"])) for r in
                        view("worst_margin")] == margins
    for name, key in (("rule", "rule"), ("department", "department"),
                      ("coder", "coder")):
        assert {r[key]: r["findings"] for r in view(f"findings_by_{name}")} \
            == Counter(f[key] for f in findings), name
    assert Counter(r["deviation"] for r in view("deviations")) == Counter(
        r["deviation"] for r in cases
        if r["deviation"] in ("low", "high", "extreme"))
    assert [r["case_no"] for r in view("ungrouped")] == [
        r["case_no"] for r in cases if r["status"] in ("ungrouped",
                                                       "excluded")]
    again = [f["case_no"] for f in findings if f["rule"] == "BAT003"]
    assert again and [r["case_no"] for r in view("readmissions")] == again
    twice = [f["case_no"] for f in findings
             if f["rule"] in ("BAT001", "BAT002", "BAT004")]
    assert twice and [r["case_no"] for r in view("duplicates")] == twice
    assert {r["coder"]: r["cases"] for r in view("coders")} == Counter(
        r["coder"] for r in cases if r["dialect"])
    assert len(view("work_list")) == sum(
        1 for r in cases if r["error_rules"] or r["warning_rules"] or
        r["status"] != "grouped")
    for row in db.execute("SELECT name FROM sqlite_master "
                          "WHERE type = 'view'").fetchall():
        view(row["name"])


@case
def the_same_again_and_merged(top):
    """Byte for byte: once more, with threads, merged, resumed."""
    for other in ("again", "merged"):
        for name in ("results.xlsx", "results.db"):
            assert read(f"{top}/both/{name}") == \
                read(f"{top}/{other}/{name}"), (other, name)
    assert not os.path.exists(f"{top}/bare/results.xlsx")
    assert not os.path.exists(f"{top}/bare/results.db")
    assert read(f"{top}/bare/cases.csv") == read(f"{top}/both/cases.csv")
    code, said = run("merge", f"{top}/plain", f"{top}/one", "-o",
                     f"{top}/mixed")
    assert code == 2 and "选项" in said, said


@case
def identity_stays_out(top):
    for folder, there in (("both", False), ("named", True)):
        book = Book(f"{top}/{folder}/results.xlsx")
        text = "".join(book.file.read(n).decode() for n in
                       book.file.namelist())
        data = read(f"{top}/{folder}/results.db")
        for word in IDENTITY:
            assert (word in text) == there, (folder, word)
            assert (word.encode() in data) == there, (folder, word)


@case
def a_wrong_today(top):
    code, said = run("batch", "--today", "2025-02-30", "-o", f"{top}/x", top)
    assert code == 2 and "2025-02-30" in said, said


@case
def opens_in_libreoffice(top):
    """LibreOffice reads every sheet and shows the case numbers' zeros."""
    if not shutil.which("soffice"):
        raise kit.Skip("no soffice here")
    work = f"{top}/office"
    done = kit.run(
        f"-env:UserInstallation=file://{work}/profile",
        "--headless", "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
        "false,false,-1", "--outdir", work, f"{top}/both/results.xlsx",
        program="soffice")
    for sheet, name in (("病例", "cases.csv"), ("问题", "findings.csv")):
        path = f"{work}/results-{sheet}.csv"
        assert os.path.exists(path), done
        rows = list(csv.reader(io.StringIO(read(path).decode(), newline="")))
        head, want = table(f"{top}/both", name)
        at = head.index("case_no")
        assert [r[at].strip() for r in rows[1:]] == \
            [r[at].strip() for r in want]


def prepare(top):
    kit.write(f"{top}/a.xml", kit.pages(*FIRST))
    kit.write(f"{top}/b.xml", kit.pages(*SECOND))
    both = (f"{top}/a.xml", f"{top}/b.xml")
    for name, words in (
            ("both", ("-j", "1", "--today", TODAY, *both)),
            ("again", ("-j", "2", "--today", TODAY, *both)),
            ("one", ("--today", TODAY, both[0])),
            ("two", ("--today", TODAY, both[1])),
            ("plain", both),
            ("bare", ("--no-xlsx", "--no-db", "--today", TODAY, *both)),
            ("named", ("--with-identity", *both))):
        code, said = run("batch", "--quiet", "-o", f"{top}/{name}", *words)
        assert code < 2, said
    code, said = run("merge", f"{top}/one", f"{top}/two", "-o",
                     f"{top}/merged")
    assert code < 2, said


def main(top):
    prepare(top)
    missing = [n for n in ("results.xlsx", "results.db")
               if not os.path.exists(f"{top}/both/{n}")]
    if missing:
        return kit.skip("tables", f"built without {' '.join(missing)}")
    return kit.run_cases(top, prefix="tables ")


kit.main(main)
