#!/usr/bin/env python3
"""results.xlsx and results.db of a batch against its CSV files: every cell,
every view, the same bytes again and after a merge.
"""
import csv
import datetime
import io
import json
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
SHEETS = ["病例", "问题", "病种", "科室", "编码员", "医师", "月份", "未入组",
          "待办", "待办病例", "说明"]
# The forms of numbers that every table has, whatever the library calls them.
BUILT_IN = {"3": "#,##0", "10": "0.00%", "49": "@"}
TODAY = "2025-03-20"
WORDS = {
    "error": "错误", "warning": "警告", "info": "提示", "grouped": "入组",
    "excluded": "不允许入组", "ungrouped": "没有入组", "priced": "已算出",
    "unpriced": "没有算出", "normal": "正常", "low": "偏低", "high": "偏高",
    "extreme": "极高", "employee": "职工", "resident": "居民",
    "self": "全自费", "other": "其他", "core": "核心病种",
    "comprehensive": "综合病种", "primary-care": "基层病种",
    "male": "男", "female": "女", "unknown": "未知", "newborn": "新生儿",
    "infant": "不满1岁", "1to6": "1～6岁", "7to17": "7～17岁",
    "18to44": "18～44岁", "45to59": "45～59岁", "60to74": "60～74岁",
    "75up": "75岁以上", "no-diagnosis": "没有主要诊断",
    "unreadable-diagnosis": "主要诊断编码读不懂",
    "not-in-catalogue": "目录里没有适合的病种"}
IDENTITY = ["样例甲", "110101199003070000", "13800000000", "样例路一号"]


def page(no, admission="1", department="03", coder="编码一",
         admitted="2025-03-01", discharged="2025-03-05", code="K35.800",
         op="47.0100", cost="1000.05", sex="1", **more):
    return kit.record({
        **more,
        "BAH": no, "ZYCS": admission, "XM": IDENTITY[0], "SFZH": IDENTITY[1],
        "DH": IDENTITY[2], "XZZ": IDENTITY[3], "XB": sex, "NL": "35",
        "RYSJ": admitted, "CYSJ": discharged, "CYKB": department,
        "BMY": coder, "YLFKFS": "1", "JBDM": code, "SSJCZBM1": op,
        "ZFY": cost})


CLEAN = dict(re.findall(r"<(\w+)>([^<]*)</\1>", read(
    f"{kit.TREE}/examples/clean.xml").decode()))

FIRST = [
    page("000123"), page("000123", discharged="2025-03-06", cost="98765.43"),
    page("F1", cost="1000", XYF="250", ZCYF="50", YCXYYCLF="100", LYFS="5"),
    page("=1+1", coder="=HYPERLINK(\"http://x\")", department="+05"),
    page("-2", coder="@SUM(A1)", code="I10.x00", op="", cost="12.30"),
    page("+3", coder="'quoted", admitted="2025-02-27", cost="300.00"),
    page("\t4", coder="甲,乙\"丙", code="C50.900", sex="1"),
    page("123456789012345678", discharged="2025-02-30")]
SECOND = [
    page("000123"),  # as in the first file
    page("000123", "2", admitted="2025-03-10", discharged="2025-03-12"),
    page("E5", code="", op="", cost=""), page("1e5", department="骨科<一>"),
    page("-2", "2", admitted="2025-03-08", discharged="2025-03-09"),
    # a warning, and no group: without an error
    kit.record({**CLEAN, "BAH": "C1", "LXRDH": "123"}),
    kit.record({**CLEAN, "BAH": "C2", "JBDM": "A01.000", "ZYZD": "伤寒"})]


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
        self.shared = ["".join(si.itertext()) for si in
                       self.xml("xl/sharedStrings.xml").iter(MAIN + "si")]
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
            if kind == "s":
                kind, value = "inlineStr", self.shared[int(value)]
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
        return BUILT_IN.get(number, self.formats.get(number))

    def rows(self, name):
        """The rows below the headings: heading to what is shown."""
        cells = self.cells(name)
        width = max(c for _, c in cells) + 1
        heads = [self.shown(cells[0, c]) for c in range(width)]
        return [{heads[c]: self.shown(cells.get((r, c)))
                 for c in range(width)}
                for r in range(1, max(r for r, _ in cells) + 1)]


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
    assert cost[0] == "n" and \
        book.format(cost) == "#,##0.00;[Red]-#,##0.00", cost
    share = cells[1, head.index("days_index")]
    assert share[0] == "n" and book.format(share) == "#,##0.00##", share
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
        cells = book.cells(name)
        rows = max(r for r, _ in cells) + 1
        if book.shown(cells[rows - 1, 0]) == "合计":
            rows -= 1
        fit = part.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
        setup = part.find(f"{MAIN}pageSetup")
        assert fit.get("fitToPage") == "1" and \
            setup.get("fitToHeight") == "0", name
        ref = part.find(f"{MAIN}autoFilter").get("ref")
        assert re.fullmatch(rf"A1:[A-Z]+{rows}", ref), (name, ref)
    assert not [n for n in book.file.namelist()
                if "external" in n.lower() or "hyperlink" in n.lower()]


@case
def what_is_printed_can_be_read(top):
    """A4 across holds 134 digits of 8 dots: 70 % of their size is 190. A row
    is as high as its text in lines has need of."""
    book = Book(f"{top}/both/results.xlsx")
    areas = dict(re.findall(r"'(\w+)'!\$A\$1:\$([A-Z])\$\d+</definedName>",
                            re.sub(r"<definedName[^>]*FilterDatabase[^<]*<"
                                   r"/definedName>", "", book.file.read(
                                       "xl/workbook.xml").decode())))
    for name, last in ("待办", "建议"), ("待办病例", "示例"):
        part = book.part(name)
        cells = book.cells(name)
        head = [book.shown(cells[0, i]) for i in range(ord(areas[name]) - 64)]
        assert head[-1] == last, (name, head)
        widths = [int(col.get("width")) for col in part.iter(MAIN + "col")]
        assert sum(widths[:len(head)]) <= 190, (name, widths)
        rows = list(part.iter(MAIN + "row"))
        for r, row in enumerate(rows[1:], 1):
            lines = max(sum(2 if c > "\x7f" else 1 for c in str(
                book.shown(cells.get((r, i))))) / widths[i] for i in range(len(head)))
            assert float(row.get("ht")) >= 15 * lines, (name, r, lines)
        assert max(float(row.get("ht")) for row in rows) > 15, name


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
        billed = [r for r in mine if r["drug_share"]]
        want = {
            "grouped_rate": Decimal(sum(r["status"] == "grouped"
                                        for r in mine)) / len(mine),
            "cmi": mean(mine, "weight"),
            "average_score": mean(mine, "score"), "average_days": mean(mine, "days"),
            "cost_index": mean(mine, "cost_index"),
            "days_index": mean(mine, "days_index"),
            "death_rate": Decimal(sum(r["death"] == "1" for r in mine))
            / len(mine),
            "high_rate": Decimal(sum(r["deviation"] in ("high", "extreme")
                                     for r in judged)) / len(judged)
            if judged else None,
            "drug_share": sum(Decimal(r["fee_drug"]) for r in billed) /
            sum(Decimal(r["cost"]) for r in billed) if billed else None}
        for key, value in want.items():
            assert row[key] is None if value is None else \
                abs(Decimal(row[key]) - value) < Decimal("0.0051"), (
                    row["code"], key, row[key], value)


def left(row, today):
    """Days from today to the deadline of a row of 待办."""
    return (datetime.date.fromisoformat(row["上传期限"]) -
            datetime.date.fromisoformat(today)).days


def at_stake(case_):
    return Decimal(case_["standard"] or case_["cost"] or 0)


def stay_of(row):
    return (row["case_no"], row["admission"]) if row["case_no"] else (
        row["source"], row["index"])


def places(cases, findings):
    """Where each stay stands: the least of what its tasks give."""
    at = {(r["source"], r["index"]): n for n, r in enumerate(cases)}
    tasks = [(0 if f["severity"] == "error" else 2,
              cases[at[f["source"], f["index"]]]) for f in findings] + [
        (1, r) for r in cases if r["status"] != "grouped" and
        r["errors"] == "0"]
    found = {}
    for presses, r in tasks:
        place = (presses, r["deadline"] or "~", -at_stake(r),
                 at[r["source"], r["index"]])
        found[stay_of(r)] = min(found.get(stay_of(r), place), place)
    return found


def in_order(rows, cases, findings):
    """Stays with errors first, then what is due, then what is at stake; a
    stay's rows together, errors first."""
    who = {(r["source"], r["index"]): stay_of(r) for r in cases}
    found = places(cases, findings)
    keys = [(found[who[row["来源"], str(row["序号"])]],
             {"错误": 0, "警告": 2}.get(row.get("严重程度", "错误"), 1))
            for row in rows]
    assert keys == sorted(keys), keys
    assert {key[0][0] for key in keys} == {0, 1, 2}


@case
def the_work_list(top):
    """待办: who has what to do, in words and in order; what stands twice is
    one row; days left from --today."""
    cases = records(f"{top}/both", "cases.csv")
    findings = [f for f in records(f"{top}/both", "findings.csv")
                if f["severity"] != "info"]
    who = {(r["source"], r["index"]): r for r in cases}
    rows = Book(f"{top}/both/results.xlsx").rows("待办")
    want = Counter()
    for f in findings:
        c = who[f["source"], f["index"]]
        want[(c["department"], c["coder"], c["doctor"], stay_of(f), f["rule"],
              f["tag"], f["row"], f["value"], f["message"])] += 1
    adrift = [r for r in cases if r["status"] != "grouped" and
              r["errors"] == "0"]
    assert max(want.values()) > 1, want
    assert len(rows) == len(want) + len(adrift)
    assert Counter(int(r["次数"]) for r in rows) == Counter(
        [*want.values(), *[1] * len(adrift)])
    said = {(f["rule"], f["message"]): f for f in findings}
    for row in rows:
        c = who[row["来源"], str(row["序号"])]
        assert (row["病案号"], row["主要诊断"], row["主治医师"]) == (
            c["case_no"], c["dx_name"], c["doctor"])
        assert Decimal(row["涉及金额"] or 0) == at_stake(c)
        assert row["剩余天数"] == (left(row, TODAY) if row["上传期限"]
                               else ""), row
        if row["规则"] == "":
            assert row["问题类型"] == "没有入组" and row["问题"] == c["why"]
            continue
        f = said[row["规则"], row["问题"]]
        assert (row["问题类型"], row["建议"], row["原值"], row["标签"]) == (
            f["title"], f["advice"], f["value"], f["tag"]), (row, f)
    in_order(rows, cases, findings)


@case
def the_stays_of_the_work_list(top):
    cases = records(f"{top}/both", "cases.csv")
    findings = records(f"{top}/both", "findings.csv")
    across = [f for f in findings if f["rule"].startswith("BAT")]
    titles = {f["rule"]: f["title"] for f in findings}
    stays, pages = defaultdict(list), Counter(map(stay_of, cases))
    for r in cases:
        if r["errors"] != "0" or r["warnings"] != "0" or \
                r["status"] != "grouped":
            stays[(r["department"], r["coder"], r["doctor"],
                   stay_of(r))].append(r)
    rows = Book(f"{top}/both/results.xlsx").rows("待办病例")
    in_order(rows, cases, [f for f in findings if f["severity"] != "info"])
    assert across and len(rows) == len(stays)
    by_page = {(r["来源"], str(r["序号"])): r for r in rows}
    for mine in stays.values():
        row, first = by_page[mine[0]["source"], mine[0]["index"]], mine[0]
        more = [f for f in across if (f["source"], f["index"]) in
                {(r["source"], r["index"]) for r in mine}]
        assert row["份数"] == pages[stay_of(first)], row
        words = {}
        for word in " ".join(r["error_rules"] for r in mine).split():
            words.setdefault(word.split("*")[0], word)
        assert row["错误数"] == sum(
            int(w.partition("*")[2] or 1) for w in words.values()) + sum(
                f["severity"] == "error" for f in more), (row, more)
        rules = [*words.values()] + sorted(
            {f["rule"] for f in more if f["severity"] == "error"})
        assert row["错误规则"].split() == rules
        told = {}
        for rule in rules:
            told.setdefault(titles[rule.split("*")[0]], rule[6:])
        assert row["错误"] == "；".join(t + n for t, n in told.items()), row
    assert max(int(r["份数"]) for r in rows) == 3


@case
def copies_of_a_stay(top):
    """份数 counts those without problems too; a copy that was cut off before
    its coder and doctor is theirs whom another copy tells, with its problems;
    two coders have a row each."""
    def copy(no, **more):
        return kit.record({**CLEAN, "BAH": no, "BMY": "编码一",
                           "ZZYS": "王医师", **more})
    cut = dict.fromkeys(("BMY", "ZZYS", "ZYYS", "JBDM"), "")
    worse = {"LXRDH": "123"}
    kit.write(f"{top}/copies.xml", kit.pages(
        copy("S1"), copy("S1", **worse), copy("S2"), copy("S2"),
        copy("S3", **cut), copy("S3", **worse), copy("S4", **worse),
        copy("S4", **worse, BMY="编码二"), copy("S5", **worse)))
    code, said = run("batch", "--quiet", "-o", f"{top}/copies",
                     f"{top}/copies.xml")
    assert code < 2, said
    cases = records(f"{top}/copies", "cases.csv")
    assert [(r["errors"], r["warnings"], r["status"]) for r in
            cases[:4]] == [("0", "0", "grouped"), ("0", "1", "grouped"),
                           *[("0", "0", "grouped")] * 2], cases
    book = Book(f"{top}/copies/results.xlsx")
    rows = {}
    for r in book.rows("待办病例"):
        rows.setdefault(r["病案号"], []).append(r)
    assert {no: sorted((r["编码员"], r["主治医师"], r["份数"]) for r in mine)
            for no, mine in rows.items()} == {
        "S1": [("编码一", "王医师", 2)], "S2": [("编码一", "王医师", 2)],
        "S3": [("编码一", "王医师", 2)], "S5": [("编码一", "王医师", 1)],
        "S4": [("编码一", "王医师", 2), ("编码二", "王医师", 2)]}, rows
    row, = rows["S3"]
    first, second = (r for r in cases if r["case_no"] == "S3")
    assert row["错误规则"].split()[:int(first["errors"])] == \
        first["error_rules"].split() != [], row
    assert second["warning_rules"] in row["警告规则"], row


@case
def what_is_no_page_stands_apart(top):
    """A file that holds no page is no stay and nobody's: a sheet of its own
    with the reason, only where there is one."""
    folder = f"{top}/sources"
    kit.write(f"{folder}/a.xml", kit.pages(page("P1", code="")))
    kit.write(f"{folder}/b.xml", b"")
    kit.write(f"{folder}/c.pdf", b"%PDF-1.4\n%%EOF\n")
    run("batch", "--quiet", "--split", "coder", "-o", f"{top}/apart", folder)
    cases = records(f"{top}/apart", "cases.csv")
    bad = {r["source"] for r in cases if not r["dialect"]}
    assert len(bad) == 2, cases
    book = Book(f"{top}/apart/results.xlsx")
    assert book.names == SHEETS[:-1] + ["读不了的文件", "说明"], book.names
    for name in "待办", "待办病例":
        assert {r["病案号"] for r in book.rows(name)} == {"P1"}, name
    rows = book.rows("读不了的文件")
    assert Counter((r["来源"], r["规则"], r["问题"]) for r in rows) == Counter(
        (f["source"], f["rule"], f["message"])
        for f in records(f"{top}/apart", "findings.csv")
        if f["source"] in bad and f["severity"] != "info"), rows
    assert {r["来源"] for r in rows} == bad
    assert {(r["严重程度"], r["建议"] != "") for r in rows} <= {
        ("错误", True), ("警告", True), ("错误", False)}, rows
    told = {r["项目"] for r in book.rows("说明")
            if r["工作表"] == "读不了的文件"}
    assert told == set(rows[0]), told
    assert os.listdir(f"{top}/apart/worklists") == ["编码一.xlsx"]
    assert {r["病案号"] for r in book.rows("未入组")} == {"P1"}
    db = sqlite3.connect(f"{top}/apart/results.db")
    for view in "work_list", "work_stays", "ungrouped":
        assert {no for no, in db.execute(
            f"SELECT case_no FROM {view}")} == {"P1"}, view
    assert {(r["来源"], r["问题"]) for r in rows} == set(db.execute(
        "SELECT source, message FROM bad_sources"))


def of_the_batch(book):
    return {r["项目"]: r["内容"] for r in book.rows("说明")
            if r["工作表"] == "本批"}


@case
def the_notes_tell_every_column(top):
    """What it means in the words of docs/batch.md, and its unit."""
    docs = read(f"{kit.TREE}/docs/batch.md").decode()
    book = Book(f"{top}/both/results.xlsx")
    told = defaultdict(dict)
    for row in book.rows("说明"):
        for sheet in row["工作表"].split("、"):
            told[sheet][row["项目"]] = row["内容"], row["单位"]
    for name in set(SHEETS) - {"未入组", "说明"}:
        head = [book.shown(cell) for (row, _), cell in
                book.cells(name).items() if row == 0]
        assert set(head) - set(told[name]) == set(), name
        for column in head:
            words, unit = told[name][column]
            assert words and unit, (name, column)
            plain = re.sub(r"(?:(?<=[、：；])|(?<=\| ))`[a-z0-9-]+` (?!\|)",
                           "", docs)
            plain = re.sub(r"[`\\]|\[([^]]*)\]\([^)]*\)", r"\1", plain)
            assert words in plain, (name, column, words)
    assert "结余" in told["病例"] and told["病例"]["结余"][1] == "元"
    codes = "|".join(set(WORDS) | {"not-in-catalogue", "no-page"})
    for name, column in (("待办", "严重程度"), ("待办病例", "入组情况"),
                         ("病例", "年龄段"), ("病例", "未入组原因")):
        assert not re.search(rf"\b({codes})\b", told[name][column][0]), column
    assert told["待办"]["严重程度"][0] == \
        "错误（必须改正）、警告（改正或确认）、提示"
    assert told["待办"]["项目"][0] == "问题在首页的哪个项目，中文名"
    assert told["待办病例"]["错误"] != told["待办病例"]["警告"]
    assert "见上" not in told["待办"]["来源"][0]
    assert told["待办"]["剩余天数"] == ("到上传期限还有几天，负数是已过期", "天")
    assert told["科室"]["药占比"][1] == "百分数"
    assert told["问题"]["病案号"][0] == told["病例"]["病案号"][0] == "病案号"


@case
def days_left_without_today(top):
    """From the last discharge of a case without an error; it is said."""
    book = Book(f"{top}/plain/results.xlsx")
    cases = records(f"{top}/plain", "cases.csv")
    sound = [r["discharged"] for r in cases if r["errors"] == "0"]
    last = max(sound or [r["discharged"] for r in cases])
    for row in book.rows("待办"):
        if row["上传期限"]:
            assert row["剩余天数"] == left(row, last), (row, last)
    told = of_the_batch(book)
    assert told["剩余天数从这天算起"].startswith(last), told
    assert TODAY in of_the_batch(Book(f"{top}/both/results.xlsx"))[
        "剩余天数从这天算起"]
    assert (told["规则"], told["科别"]) == ("全部", "全部"), told
    assert "虚构" in told["示例"] and told["程序"].startswith("pregroup ")


@case
def totals_stand_below(top):
    book = Book(f"{top}/both/results.xlsx")
    cases = [r for r in records(f"{top}/both", "cases.csv") if r["dialect"]]
    for name in "病种", "科室", "编码员", "医师", "月份":
        rows = book.rows(name)
        assert rows[-1]["编码"] == "合计" and \
            rows[-1]["份数"] == len(cases), name
        assert rows[-1]["总费用"] == sum(Decimal(r["cost"] or 0)
                                      for r in cases)
        assert rows[-1]["错误数"] == sum(r["错误数"] for r in rows[:-1])
    adrift = book.rows("未入组")
    assert len(adrift) == sum(r["cause"] != "" for r in
                              records(f"{top}/both", "cases.csv"))
    assert all(r["未入组原因"] in WORDS.values() for r in adrift)


@case
def invented_money_is_marked_on_every_sheet(top):
    """And in every form of figures; not with a pack of real values."""
    real = kit.Region()
    real.build()
    for out, words, mark in ((f"{top}/both", [], "示例"),
                             (f"{top}/real", ["-p", real.path("t.pack")], "")):
        if mark == "":
            code, said = run("batch", "--quiet", *words, "-o", out,
                             f"{top}/a.xml")
            assert code < 2, said
        book = Book(f"{out}/results.xlsx")
        for name in "病种", "科室", "编码员", "医师", "月份":
            assert {row["示例"] for row in book.rows(name)} == {mark}, name
        for name in "待办", "待办病例", "未入组":
            marks = {(row["来源"], row["序号"]): row["示例"]
                     for row in book.rows(name)}
            assert {marks.get((c["source"], int(c["index"])), c["sample"]) ==
                    c["sample"] for c in records(out, "cases.csv")} == {True}
            assert set(marks.values()) - {""} == ({mark} - {""}), name
        figures_are_marked(out, mark)


def figures_are_marked(out, mark):
    def figures(*words):
        done = kit.run("figures", f"{kit.KNOWLEDGE}/figures/cases.xml", out,
                       *words)
        assert done.status == 0, done
        return done.out
    rows = [json.loads(line) for line in figures("-f", "json").splitlines()]
    assert {row["sample"] for row in rows} == {bool(mark)}, rows
    rows = list(csv.DictReader(io.StringIO(
        figures("-f", "csv").removeprefix("\ufeff"))))
    assert {row["sample"] for row in rows} == {mark}, rows
    figures("-f", "xlsx", "-o", f"{out}.xlsx")
    book = Book(f"{out}.xlsx")
    assert {row["示例"] for name in book.names
            for row in book.rows(name)} == {mark}


@case
def a_workbook_for_each(top):
    """--split: no stay of another, all of them together 待办; the same after
    a merge, and again."""
    both = (f"{top}/a.xml", f"{top}/b.xml")
    whole = Book(f"{top}/both/results.xlsx")
    for by, column in (("department", "出院科别代码"), ("coder", "编码员"),
                       ("physician", "主治医师")):
        out = f"{top}/split-{by}"
        code, said = run("batch", "--quiet", "--split", by, "--today", TODAY,
                         "-o", out, *both)
        assert code < 2, said
        found = []
        for name in sorted(os.listdir(f"{out}/worklists")):
            book = Book(f"{out}/worklists/{name}")
            assert book.names == ["待办", "待办病例", "说明"], name
            for sheet in book.names[:2]:
                keys = {r[column] for r in book.rows(sheet)}
                assert len(keys) == 1, (name, sheet, keys)
                assert by != "physician" or len(
                    {r["出院科别代码"] for r in book.rows(sheet)}) == 1, name
                assert {r["示例"] for r in book.rows(sheet)} <= {
                    "示例", ""}, (name, sheet)
            found += book.rows("待办")
        assert sorted(map(repr, found)) == sorted(
            map(repr, whole.rows("待办"))), by
    names = set(os.listdir(f"{top}/split-department/worklists"))
    assert {"03 内科.xlsx", "+05.xlsx"} <= names, names
    assert {"（未填） 内科.xlsx", "（未填） +05.xlsx"} <= set(
        os.listdir(f"{top}/split-physician/worklists"))
    code, said = run("merge", "--split", "physician", f"{top}/one",
                     f"{top}/two", "-o", f"{top}/split-merged")
    assert code < 2, said
    one, two = (kit.contents(f"{top}/split-{x}/worklists")
                for x in ("physician", "merged"))
    assert kit.differing(one, two) == []
    told = {r["name"] for r in json.loads(read(
        f"{top}/split-department/summary.json"))["results"]}
    assert {f"worklists/{n}" for n in names} <= told
    code, said = run("batch", "--split", "ward", "-o", f"{top}/x", *both)
    assert code == 2 and "ward" in said, said
    assert not os.path.exists(f"{top}/both/worklists")


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
    assert len(view("work_stays")) == sum(
        1 for r in cases if r["error_rules"] or r["warning_rules"] or
        r["status"] != "grouped")
    adrift = [r for r in cases if r["status"] != "grouped" and
              r["errors"] == "0"]
    assert Counter((r["rule"], r["message"]) for r in view("work_list")) == \
        Counter([*((f["rule"], f["message"]) for f in findings
                   if f["severity"] != "info"),
                 *(("", r["why"]) for r in adrift)])
    across = [r for r in view("work_list") if r["rule"] == "BAT003"]
    assert across and all(r["dx"] and r["at_stake"] for r in across)
    assert [r["case_no"] for r in view("split_stays")] == [
        f["case_no"] for f in findings
        if f["rule"] == "BAT003" and f["pair_same_dx"] == "1"] != []
    for name, pair in (("readmissions", ("0", "1")), ("split_stays", ("1",))):
        assert sum(r[name] for r in view("coders")) == sum(
            f["rule"] == "BAT003" and f["pair_same_dx"] in pair
            for f in findings)
    for row in db.execute("SELECT name FROM sqlite_master "
                          "WHERE type = 'view'").fetchall():
        view(row["name"])


@case
def figures_of_a_batch(top):
    """From cases.csv, results.xlsx and results.db the same; names beside
    codes, in order; as text, JSON, CSV and workbook."""
    def figures(*words, table="cases.csv"):
        done = kit.run("figures", *words, f"{kit.KNOWLEDGE}/figures/cases.xml",
                       f"{top}/both/{table}")
        assert done.status == 0, done.err
        return done.out
    text = figures()
    for table in "results.xlsx", "results.db":
        assert figures(table=table) == text, table
        assert figures("-f", "json", table=table) == figures("-f", "json")
    lines = [json.loads(line) for line in figures("-f", "json").splitlines()]
    cases = records(f"{top}/both", "cases.csv")
    names = {r["department"]: r["department_name"] for r in cases}
    departments = [x for x in lines if x["of"] == "by_department"]
    codes = [x["keys"]["department"] for x in departments]
    assert codes == sorted(set(names), key=str.encode), codes
    assert all((x["name"] or "") == names[x["keys"]["department"]]
               for x in departments), departments
    assert "  03 内科：" in text, text
    total = next(x for x in lines if x["of"] == "all")["values"]
    assert total["cases"] == len(cases)
    rows = list(csv.DictReader(io.StringIO(
        figures("-f", "csv").lstrip("\ufeff"))))
    found = {(r["of"], r["key"].removeprefix("'"), r["figure"]): r["value"]
             for r in rows}
    for x in lines:
        for figure, value in x["values"].items():
            got = found[x["of"], " / ".join(x["keys"].values()), figure]
            assert (got == "" if value is None else
                    Decimal(got) == Decimal(str(value))), (x, figure, got)
    figures("-f", "xlsx", "-o", f"{top}/figures.xlsx")
    book = Book(f"{top}/figures.xlsx")
    sheet = book.rows("3 by_department")
    assert [r["出院科别代码"] for r in sheet] == codes
    assert [r["名称"] for r in sheet] == [names[c] for c in codes]
    assert [r["例数"] for r in sheet] == [
        x["values"]["department_cases"] for x in departments]
    done = kit.run("figures", "-f", "xlsx",
                   f"{kit.KNOWLEDGE}/figures/cases.xml",
                   f"{top}/both/cases.csv")
    assert done.status == 2 and "-o" in done.err, done


@case
def figures_know_who_came_back(top):
    """From cases.csv with findings.csv beside it as from results.db and from
    the workbook alone, whatever its name; where readmissions were left out
    they are empty, not nought."""
    def monitoring(table):
        done = kit.run("figures", "-f", "json",
                       f"{kit.KNOWLEDGE}/figures/monitoring.xml", table)
        assert done.status == 0, done.err
        return done.out
    text = monitoring(f"{top}/both/cases.csv")
    assert monitoring(f"{top}/both") == text
    assert monitoring(f"{top}/both/results.db") == text
    shutil.copy(f"{top}/both/results.xlsx", f"{top}/三月.xlsx")
    assert monitoring(f"{top}/三月.xlsx") == text
    whole, = [x for x in kit.results(text, True) if x["of"] == "all"]
    cases, back = (records(f"{top}/both", f"{name}.csv")
                   for name in ("cases", "findings"))
    back = [r for r in back if r["rule"] == "BAT003"]
    soon = [r for r in back if int(r["pair_days"]) <= 14]
    assert soon and len(back) > len([
        r for r in back if r["pair_same_dx"] == "1"]) > 0, back
    share = lambda rows: round(Decimal(len(rows)) / len(cases), 4)
    assert whole["values"]["readmitted"] == share(soon), whole
    assert whole["values"]["split"] == share(
        [r for r in back if r["pair_same_dx"] == "1"]), whole
    shutil.copytree(f"{top}/both", f"{top}/alone")
    told = kit.decode(kit.read(f"{top}/alone/summary.json"))
    told["options"]["skip_rules"] = ["BAT003"]
    kit.write(f"{top}/alone/summary.json", json.dumps(told))
    for table in "cases.csv", "results.db":
        whole, = [x for x in kit.results(monitoring(f"{top}/alone/{table}"))
                  if x["of"] == "all"]
        assert whole["values"]["readmitted"] is None, whole
        assert whole["lacks"]["split"] == "split_stay", whole
    code, said = run("batch", "--quiet", "--skip", "rule=BAT003", "-o",
                     f"{top}/unasked", f"{top}/a.xml", f"{top}/b.xml")
    assert code < 2, said
    whole, = [x for x in kit.results(monitoring(
        f"{top}/unasked/results.xlsx")) if x["of"] == "all"]
    assert whole["values"]["readmitted"] is None, whole
    assert of_the_batch(Book(f"{top}/unasked/results.xlsx"))[
        "规则"] == "不看 BAT003"


@case
def figures_of_a_table_cut_half_way(top):
    """A row that breaks off is told; one that only lacks its line end is not."""
    whole = read(f"{top}/both/cases.csv")
    table = kit.write(f"{top}/cut.csv", whole[:-40])
    words = ["figures", f"{kit.KNOWLEDGE}/figures/cases.xml", table]
    done = kit.run(*words)
    kit.equal("status", (done.status, done.out), (1, ""))
    kit.holds("said", done.err, "在一行中间断了", "请重新取得")
    kit.write(table, whole[:-1])
    kit.equal("without the line end", kit.run(*words).status, 0)


@case
def figures_of_sources_without_a_page(top):
    """They are no cases at any level: those are counted from cases.csv; a
    margin that none of them has is empty, as in the database."""
    folder = f"{top}/pageless"
    os.makedirs(folder)
    kit.write(f"{folder}/a.xml", kit.pages(
        *FIRST, page("N1", department="", code="A01.000", op=""),
        page("N2", department="", code="")))
    kit.write(f"{folder}/empty.xml", "")
    kit.write(f"{folder}/web.html", "<html><body>x</body></html>")
    kit.write(f"{folder}/note.pdf", "%PDF-1.4 x")
    out = f"{folder}/out"
    run("batch", "--quiet", "-o", out, folder)
    cases = [r for r in records(out, "cases.csv") if r["cause"] != "no-page"]
    assert len(records(out, "cases.csv")) == len(cases) + 3

    def figures(table, name="cases"):
        done = kit.run("figures", "-f", "json",
                       f"{kit.KNOWLEDGE}/figures/{name}.xml", table)
        assert done.status == 0, done.err
        return done.out
    text, care = (figures(out, name) for name in ("cases", "monitoring"))
    for form in "cases.csv", "results.db", "results.xlsx":
        assert figures(f"{out}/{form}") == text, form
        assert figures(f"{out}/{form}", "monitoring") == care, form
    found = kit.results(text, True)
    for key in "department", "doctor", "group":
        at = {x["keys"][key]: x["values"] for x in found
              if x["of"] == f"by_{key}"}
        assert {k: v[f"{key}_cases"] for k, v in at.items()} == Counter(
            r[key] for r in cases), key
        for k, v in at.items():
            margins = [Decimal(r["margin"]) for r in cases
                       if r[key] == k and r["margin"]]
            assert v[f"{key}_margin"] == (sum(margins) if margins else None)
    assert "" in at
    whole = next(x["values"] for x in found if x["of"] == "all")
    said = json.loads(read(f"{out}/summary.json"))
    assert whole["cases"] == said["totals"]["records"] == len(cases)
    os.unlink(f"{folder}/a.xml")
    shutil.rmtree(out)
    run("batch", "--quiet", "-o", out, folder)
    done = kit.run("figures", f"{kit.KNOWLEDGE}/figures/cases.xml", out)
    assert done.status == 1 and "没有病例" in done.err, done


def many_rows(folder, copies):
    """The batch in `folder` many times over, each with sources of its own."""
    for name in "cases.csv", "findings.csv":
        head, *rows = read(f"{folder}/{name}").decode().splitlines(True)
        kit.write(f"{folder}/{name}", head + "".join(
            f"{n:05}{row}" for n in range(copies) for row in rows))
    with sqlite3.connect(f"{folder}/results.db") as db:
        columns = ",".join(r[1] for r in db.execute(
            "PRAGMA table_info(cases)") if r[1] != "id")
        db.execute(f"""INSERT INTO cases ({columns})
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n
            WHERE i < {copies}) SELECT {columns} FROM n, cases""")
    db.close()
    many_sheet_rows(f"{folder}/results.xlsx", copies)


def many_sheet_rows(path, copies):
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    first = "xl/worksheets/sheet1.xml"
    head, rows, end = re.fullmatch(
        rb"(.*?<row .*?</row>)(.*)(</sheetData>.*)", parts[first],
        re.S).groups()
    forms = [re.sub(rb' r="([A-Z]*)\d+"', rb' r="\1@"', row).split(b"@")
             for row in re.findall(rb"<row .*?</row>", rows, re.S)]
    assert b"@" not in rows
    parts[first] = head + b"".join(
        str(2 + n * len(forms) + i).encode().join(form)
        for n in range(copies) for i, form in enumerate(forms)) + end
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED,
                         compresslevel=1) as new:
        for name, data in parts.items():
            new.writestr(name, data)


@case
def figures_of_a_year(top):
    """60,000 stays, which have more than the 4 M cells of a table: counts and
    sums are so many times those of few, shares and means the same."""
    few = f"{top}/both"
    copies = 60000 // len(records(few, "cases.csv")) + 1
    many = shutil.copytree(few, f"{top}/many")
    many_rows(many, copies)

    def figures(name, table):
        done = kit.run("figures", "-f", "json",
                       f"{kit.KNOWLEDGE}/figures/{name}.xml", table)
        assert done.status == 0, done.err
        return done.out

    def total(text):
        return next(x["values"] for x in kit.results(text, True)
                    if x["of"] == "all")
    text = figures("cases", f"{many}/cases.csv")
    for table in many, f"{many}/results.db", f"{many}/results.xlsx":
        assert figures("cases", table) == text, table
    one, all_ = total(figures("cases", few)), total(text)
    times = {"cases", "grouped", "margin_all", "due", "judged"}
    for name, value in one.items():
        if name in times:
            assert all_[name] == value * copies, name
        elif not name.startswith("special"):
            assert all_[name] == value, name
    text = figures("monitoring", many)
    assert total(text) == total(figures("monitoring", few))
    shutil.rmtree(many)


@case
def figures_of_too_much(top):
    """The message names the limit; memory is not what lacks."""
    kit.write(f"{top}/f.xml", """<figures xmlns="urn:pregroup:region:1"
        name="f"><column name="x" heading="x"/>
        <let name="n" label="n" value="sum(rows, x)"/></figures>""")
    kit.write(f"{top}/long.csv", "x,y\n" + "1,2\n" * 4000000)
    done = kit.run("figures", "-f", "json", f"{top}/f.xml", f"{top}/long.csv")
    assert json.loads(done.out)["values"]["n"] == 4000000, done.err
    kit.write(f"{top}/long.csv", "x,y\n" + "1,2\n" * 4200000)
    done = kit.run("figures", f"{top}/f.xml", f"{top}/long.csv")
    assert done.status == 1 and "400 万格" in done.err, done
    assert "内存" not in done.err, done.err
    os.unlink(f"{top}/long.csv")


@case
def rates_are_one_definition(top):
    """The views of the database and the sheets of the workbook agree."""
    db = sqlite3.connect(f"{top}/both/results.db")
    db.row_factory = sqlite3.Row
    book = Book(f"{top}/both/results.xlsx")
    same = {"每百份错误": "errors_per_100", "入组率": "grouped_rate",
            "CMI": "cmi", "次均费用": "average_cost",
            "平均住院日": "average_days", "次均结余": "average_margin",
            "费用消耗指数": "cost_index", "时间消耗指数": "days_index",
            "费用偏低占比": "low_rate", "费用偏高占比": "high_rate",
            "费用偏差占比": "deviation_rate",
            "死亡率": "death_rate", "转院率": "transfer_rate",
            "有错误的占比": "with_error_rate", "药占比": "drug_share",
            "耗占比": "material_share", "护理占比": "nursing_share"}
    for sheet, view, key in (("编码员", "coders", "coder"),
                             ("医师", "doctors", "doctor"),
                             ("月份", "months", "month")):
        rows = {r[key] or "": r for r in
                db.execute(f"SELECT * FROM {view}")}
        for row in book.rows(sheet)[:-1]:
            mine = rows[row["编码"]]
            for heading, column in same.items():
                got, want = mine[column], row[heading]
                assert (got is None if want == "" else
                        abs(Decimal(str(got)) - want) <= Decimal("0.01")), (
                    sheet, heading, got, want)
    billed = {r["coder"]: r["drug_share"] for r in
              db.execute("SELECT * FROM coders")}
    assert billed["编码一"] == 0.3, billed


@case
def the_twenty_questions(top):
    """Each SQL of docs/batch.md runs and answers."""
    text = read(f"{kit.TREE}/docs/batch.md").decode()
    block = re.search(r"```sql\n-- 1 (.*?)```", text, re.S)[0]
    questions = [q for q in re.sub(r"(?m)^(--.*|```.*)$", "", block).split(";")
                 if q.strip()]
    db = sqlite3.connect(f"{top}/both/results.db")
    assert len(questions) == 20, questions
    for question in questions:
        assert db.execute(question).description, question


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
    code, said = run("merge", f"{top}/named", f"{top}/one", "-o",
                     f"{top}/mixed")
    assert code == 2 and "--with-identity" in said, said


@case
def merged_months_count_days_from_one_day(top):
    """Each was made on its own day, or without one: the last, or the told
    one counts, as if all had been done at once."""
    for name, file, words in (("jan", "a", ["--today", "2025-02-01"]),
                              ("feb", "b", []),
                              ("mar", "b", ["--today", TODAY])):
        code, said = run("batch", "--quiet", *words, "-o", f"{top}/{name}",
                         f"{top}/{file}.xml")
        assert code < 2, said
    for words, other in ((["jan", "mar"], "both"),
                         (["jan", "feb", "--today", TODAY], "both"),
                         (["jan", "feb"], "early")):
        if other == "early":
            code, said = run("batch", "--quiet", "--today", "2025-02-01", "-o",
                             f"{top}/early", f"{top}/a.xml", f"{top}/b.xml")
            assert code < 2, said
        out = f"{top}/of-{'-'.join(words)}"
        code, said = run("merge", *[w if w[:2] in ("--", "20") else
                                    f"{top}/{w}" for w in words], "-o", out)
        assert code < 2, said
        assert kit.differing(*(kit.contents(f) for f in (
            out, f"{top}/{other}"))) == [], words
    code, said = run("merge", f"{top}/jan", f"{top}/feb", "--today", "2025-02-30",
                     "-o", f"{top}/of-none")
    assert code == 2 and "2025-02-30" in said, said


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
