#!/usr/bin/env python3
"""Tables in the boxes that people keep them in: invented patients give the
same record and findings as a workbook, an XML spreadsheet of 2003, an HTML
table, DBF, CSV and XML; and what is damaged is told, never taken for the end.
"""
import csv
import os
import re
import shutil
import signal
import struct
import subprocess
import time
import zipfile

import kit
from kit import PREGROUP, case, check, equal, holds, lacks, run, write
from xml.sax.saxutils import escape

MORE = {"NL": "58", "SFZH": "990101196608231230", "BMY": '引"号,逗;号|竖',
        "XZZ": "虚构省虚构市 <梧桐> & 路", "JBDM1": "I10.x00x027",
        "QTZD1": "高血压病2级", "RYBQ1": "1", "SSJCZBM1": "47.0100"}
PATIENTS = [{**kit.PATIENT, **MORE},
            {**kit.PATIENT, **MORE, "BAH": "0000123", "XM": "柿子试",
             "XB": "9", "JBDM": "K99.999", "RYBQ1": "2"},
            {**kit.PATIENT, **MORE, "BAH": "T0003", "QTZD1": "高血压病"}]
TAGS = list(PATIENTS[0])
ROWS = [TAGS] + [[p[tag] for tag in TAGS] for p in PATIENTS]
SAID = ("source", "index", "line", "offset", "encoding")  # of the bytes alone


# ---- the boxes

def delimited(rows, by=",", encoding="utf-8-sig"):
    def cell(text):
        return '"' + text.replace('"', '""') + '"'
    return "\n".join(by.join(map(cell, row)) for row in rows).encode(encoding)


def html(rows, encoding="utf-8"):
    lines = "".join("<tr>" + "".join(
        f"<td style='mso-number-format:\"\\@\"'>{escape(t)}</td>" for t in row)
        + "</tr>\r\n" for row in rows)
    return (f'<html><head><meta charset="{encoding}"><style>td {{}}</style>'
            f"</head><body><table>{lines}</table></body></html>").encode(
                encoding)


SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def data(text, kind="String"):
    return f'<Data ss:Type="{kind}">{escape(text)}</Data>'


def excel2003(*sheets):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application '
            f'progid="Excel.Sheet"?><Workbook xmlns="{SPREADSHEET}" '
            f'xmlns:ss="{SPREADSHEET}">' + "".join(
                f'<Worksheet ss:Name="{name}"><Table>' + "".join(
                    "<Row>" + "".join(
                        f"<Cell>{data(t)}</Cell>" for t in row) + "</Row>"
                    for row in rows) + "</Table></Worksheet>"
                for name, rows in sheets) + "</Workbook>").encode()


def dbf(rows, language=0x4D, version=0x03, encoding="gbk"):
    """Texts only, each field as long as its longest cell."""
    head, *body = [[t.encode(encoding) for t in row] for row in rows]
    width = [max(1, *(len(row[i]) for row in body)) for i in range(len(head))]
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name, b"C", size, 0)
        for name, size in zip(head, width))
    return (struct.pack("<B3BIHH17xB2x", version, 125, 3, 1, len(body),
                        33 + len(fields), 1 + sum(width), language)
            + fields + b"\r"
            + b"".join(b" " + b"".join(t.ljust(size) for t, size in
                                       zip(row, width)) for row in body)
            + b"\x1a")


def book(**sheets):
    return kit.zipped(kit.workbook(sheets))


def shared_book(rows):
    """The same with shared strings, styles and a part of its own first."""
    texts = list(dict.fromkeys(t for row in rows for t in row))
    parts = kit.workbook({"一": [
        [f'<c t="s"><v>{texts.index(t)}</v></c>' if t else "" for t in row]
        for row in rows]})
    parts["xl/_rels/workbook.xml.rels"] = parts[
        "xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>", f'<Relationship Id="s" Type="{kit.OFFICE}'
            '/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    return kit.zipped({"docProps/app.xml": "<Properties/>",
                       "xl/sharedStrings.xml": f'<sst xmlns="{kit.SHEETS}">' +
                       "".join(f"<si><r><t>{escape(t)}</t></r></si>"
                               for t in texts) + "</sst>", **parts})


BOXES = {"a.csv": delimited(ROWS), "a.tsv": delimited(ROWS, "\t"),
         "gbk.csv": delimited(ROWS, ",", "gbk"),
         "a.xlsx": book(一=ROWS), "shared.xlsx": shared_book(ROWS),
         "html.xls": html(ROWS), "gbk.xls": html(ROWS, "gbk"),
         "xml.xls": excel2003(("一", ROWS)), "a.dbf": dbf(ROWS),
         "plain.dbf": dbf(ROWS, 0, 0x30),
         "utf8.dbf": dbf(ROWS, 0, 0x03, "utf-8")}


def told(result):
    """What a result says of the record and not of the bytes."""
    def kept(one):
        return {k: v for k, v in one.items() if k not in SAID}
    return {**result, "record": kept(result["record"]),
            "findings": [kept(f) for f in result["findings"]
                         if not f["rule"].startswith("STR")]}


def of_bytes(results, key):
    return [result["record"][key] for result in results]


def as_xml():
    return kit.pages(*[kit.record({k: v or None for k, v in p.items()})
                       for p in PATIENTS])


def checked(path, *words):
    return check("--record", "--with-identity", *words, path)


@case
def every_box_is_its_xml_twin(top):
    """The record, the findings, the group, the payment."""
    twins = [told(r) for r in checked(write(f"{top}/a.xml", as_xml()))]
    equal("patients", len(twins), 3)
    for name, content in BOXES.items():
        found = checked(write(f"{top}/{name}", content))
        equal(f"{name}: lines", of_bytes(found, "line"), [2, 3, 4])
        for n, (one, twin) in enumerate(zip(found, twins), 1):
            for key in twin:
                equal(f"{name} {n}: {key}", told(one).get(key), twin[key])
        equal(name, len(found), 3)


@case
def a_pipe_reads_as_a_file(top):
    for name, content in BOXES.items():
        path = write(f"{top}/{name}", content)
        equal(name, [told(r) for r in check("-", stdin=content)],
              [told(r) for r in check(path)])


@case
def several_packs_read_one_workbook(top):
    region = kit.Region()
    pack = f"{top}/t.pack"
    equal("build", kit.build(region.path("region.xml"), pack).status, 0)
    for name in ("a.xlsx", "xml.xls", "a.dbf"):
        path = write(f"{top}/{name}", BOXES[name])
        found = check("-p", pack, "-p", pack, path)
        equal(name, of_bytes(found, "index"), [1, 1, 2, 2, 3, 3])


# ---- what stands in cells

def value(top, cell, tag="RYSJ", more=None):
    """The field `admission_time` (or that of the tag) of a workbook's cell."""
    rows = [list(TAGS), [cell if t == tag else PATIENTS[0][t] for t in TAGS]]
    parts = kit.workbook({"一": rows})
    parts.update(more or {})
    path = write(f"{top}/v.xlsx", kit.zipped(parts))
    result, = checked(path)
    return result["fields"]


STYLES = {"xl/styles.xml": f'<styleSheet xmlns="{kit.SHEETS}"><numFmts>'
          '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月'
          '&quot;d&quot;日&quot;\\ h:mm"/></numFmts><cellXfs>'
          '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/>'
          "</cellXfs></styleSheet>",
          "xl/_rels/workbook.xml.rels":
          kit.workbook({"一": []})["xl/_rels/workbook.xml.rels"].replace(
              "</Relationships>", f'<Relationship Id="t" Type="{kit.OFFICE}'
              '/styles" Target="styles.xml"/></Relationships>')}


@case
def dates_are_dates(top):
    """45717 is the first of March 2025, a quarter of a day six o'clock."""
    for style, number, wanted in ((1, "45717", "2025-03-01"),
                                  (2, "45717.25", "2025-03-01 06:00"),
                                  (1, "45717.25", "2025-03-01 06:00")):
        fields = value(top, f'<c s="{style}"><v>{number}</v></c>',
                       more=STYLES)
        holds(number, fields["admission_time"].replace("T", " "), wanted)


@case
def dates_of_2003_are_dates(top):
    """What only begins like one stays as it is, to its last character."""
    row = "".join(f"<Cell>{cell}</Cell>" for cell in (
        data("T1"), data("2024-06-01T石榴试试", "DateTime"),
        data("2024-06-01T09:30:00.000", "DateTime")))
    xml = excel2003(("一", [["BAH", "XM", "RYSJ"]])).replace(
        b"</Table>", f"<Row>{row}</Row></Table>".encode())
    fields = checked(write(f"{top}/d.xml", xml))[0]["fields"]
    equal("name", fields["patient_name"], "2024-06-01T石榴试试")
    equal("time", fields["admission_time"], "2024-06-01 09:30")


@case
def numbers_are_as_people_see_them(top):
    fields = value(top, "<c><v>8000.1000000000004</v></c>", "ZFY")
    equal("cost", str(fields["total_cost"]), "8000.1")
    fields = value(top, "<c><v>1.23E5</v></c>", "BAH")
    equal("record number", fields["record_no"], "123000")


@case
def formulas_without_results_are_told(top):
    rows = [list(TAGS), [("<c><f>1+1</f></c>" if t == "ZFY" else PATIENTS[0][t])
                         for t in TAGS]]
    done = run("check", write(f"{top}/f.xlsx", book(一=rows)))
    holds("told", done.err, "1 个公式没有保存计算结果")


@case
def merged_and_skipped_cells_keep_their_columns(top):
    """ss:Index, MergeAcross, colspan and rowspan move what follows."""
    rows = [["BAH", "XM", "XB", "JBDM"], ["T1", "", "1", "K35.800"],
            ["", "石", "", ""]]
    cells = [[f"<Cell>{data(t)}</Cell>" for t in row] for row in rows]
    lines = ["<Row>" + "".join(cells[0]) + "</Row>",
             '<Row ss:Index="4"><Cell ss:MergeAcross="1">' + data("T1") +
             f'<Comment>{data("批注")}</Comment></Cell>' + cells[1][2] +
             "</Row>",
             f'<Row><Cell ss:Index="4">{data("K35.800")}</Cell><Cell/></Row>']
    xml = excel2003(("一", [])).replace(b"<Table>", (
        "<Table>" + "".join(lines)).encode())
    found = checked(write(f"{top}/m.xml", xml))
    equal("line", of_bytes(found, "line")[0], 4)
    equal("sex", found[0]["fields"].get("sex"), "1")
    equal("name", found[0]["fields"].get("patient_name"), None)
    page = ("<table><tr><th>BAH</th><th>XM</th><th>XB</th><th>JBDM</th></tr>"
            "<tr><td rowspan=2>T1<td colspan='2'>石&nbsp;<br>榴"
            "<td>K35.800</tr><tr><td>柿</td><td>2<td>I10.x00</tr></table>")
    found = checked(write(f"{top}/m.html", page))
    equal("name", found[0]["fields"]["patient_name"], "石 榴")
    equal("shifted", found[-1]["fields"].get("sex"), "2")


@case
def cells_of_foxpro(top):
    """Dates, money, whole numbers, a moment: the first of March 2025 is the
    Julian day 2460736."""
    fields = [(b"BAH", b"C", 6, b"T1    "), (b"XM", b"C", 6, "石".encode(
        "gbk").ljust(6)), (b"CSRQ", b"D", 8, b"19800101"),
        (b"RYSJ", b"T", 8, struct.pack("<ii", 2460736, 34200000)),
        (b"NL", b"I", 4, struct.pack("<i", 45)),
        (b"ZFY", b"Y", 8, struct.pack("<q", 80001000)),
        (b"ZFJE", b"B", 8, struct.pack("<d", 2000.25)),
        (b"SJZYTS", b"N", 6, b"     7"), (b"BZ", b"M", 4, b"\1\0\0\0")]
    head = b"".join(struct.pack("<11sc4xBB14x", n, t, s, 0)
                    for n, t, s, _ in fields)
    row = b"".join(c for *_, c in fields)
    content = (struct.pack("<B3BIHH17xB2x", 0x30, 125, 3, 1, 2,
                           33 + len(head) + 263, 1 + len(row), 0x7A) + head +
               b"\r" + bytes(263) + b"*" + row + b" " + row + b"\x1a")
    path = write(f"{top}/f.dbf", content)
    found, = checked(path)
    equal("line", found["record"]["line"], 3)
    got = found["fields"]
    equal("age", str(got["age"]), "45")
    equal("cost", str(got["total_cost"]), "8000.1")
    equal("paid", str(got["patient_paid"]), "2000.25")
    holds("admission", got["admission_time"].replace("T", " "),
          "2025-03-01 09:30")
    err = run("check", path).err
    holds("told", err, "有 1 条作了删除标记", "BZ：这个字段的内容在另一个文件")


# ---- sheets

@case
def blank_rows_cost_nothing(top):
    """Rows that stand far apart keep their numbers; in 300 sheets of 2003 there
    would be 300 MB of line ends."""
    parts = kit.workbook({"远": ROWS})
    name = "xl/worksheets/sheet1.xml"
    for old, new in ((4, 1048576), (3, 5000), (2, 3)):
        for what in (f'r="{old}"', *(f'r="{kit.letters(i)}{old}"'
                                     for i in range(len(TAGS)))):
            parts[name] = parts[name].replace(
                what, what.replace(f'{old}"', f'{new}"'))
    path = write(f"{top}/f.xlsx", kit.zipped(parts))
    equal("lines", of_bytes(checked(path), "line"), [3, 5000, 1048576])
    done = run("batch", "-o", f"{top}/out", path)
    equal("batch", [r["line"] for r in kit.table(f"{top}/out/cases.csv")],
          ["3", "5000", "1048576"])
    lone = f'<Row ss:Index="1048576"><Cell>{data("x")}</Cell></Row></Table>'
    xml = excel2003(*((f"表{n}", ROWS[:2]) for n in range(300)))
    path = write(f"{top}/f.xml", xml.replace(b"</Table>", lone.encode()))
    began = time.monotonic()
    found = checked(path)
    equal("records", len(found), 300)
    equal("quick", time.monotonic() - began < 5, True)


@case
def sheets_beside_the_records(top):
    """Hidden ones, explanations, empty ones: told, and no error."""
    rows = {"说明": [["填写说明"], ["一行一个病人"]], "空": [],
            "首页": ROWS, "藏": ROWS, "字典": [["编码", "含义"], ["1", "男"]]}
    parts = kit.workbook(rows)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        'name="藏"', 'name="藏" state="hidden"')
    path = write(f"{top}/s.xlsx", kit.zipped(parts))
    done = run("check", "-f", "json", path)
    equal("sources", of_bytes(kit.results(done.out), "source"),
          [f"{path}/首页"] * 3)
    holds("told", done.err, "藏：是隐藏的工作表，没有读",
          "说明：这张工作表里没有病案首页，没有读", "字典：这张工作表里没有")
    lacks("told", done.err, "空")
    done = run("batch", "-o", f"{top}/out", path)
    equal("batch", [r["source"].split("/")[-1] for r in
                    kit.table(f"{top}/out/cases.csv")], ["首页"] * 3)
    holds("told", done.err, "是隐藏的工作表", "没有病案首页")


BESIDE = """tag,field,use,map
@details,,,
ZYH,record_no,key,
CS,admission_count,key,
XM,patient_name,key,
XB,sex,,
RY,admission_time,,
CY,discharge_time,,
ZFY,total_cost,,
ZDBM#,diagnoses[#].code,,
ZDMC#,diagnoses[#].name,,
ZZD,,first=1,
SSBM#,procedures[#].code,,
SSRQ#,procedures[#].date,,
"""
STAYS = [["ZYH", "CS", "XM", "XB", "RY", "CY", "ZFY"],
         ["A1", "1", "石榴试", "1", "2025-03-01", "2025-03-08", "8000"],
         ["A1", "2", "石榴试", "1", "2025-04-01", "2025-04-08", "9000"],
         ["A2", "1", "柿子试", "2", "2025-03-01", "2025-03-08", "7000"]]
FOUND = [["ZYH", "CS", "ZDBM", "ZDMC", "ZZD"],
         ["A1", "1", "I10.x05", "高血压病3级", "0"],
         ["A1", "1", "K35.800x001", "急性阑尾炎,\"单纯\"性", "1"],
         ["A1", "2", "E11.900", "2型糖尿病", "1"],
         ["A1", "1", "E11.900", "2型糖尿病", "0"],
         ["A9", "1", "I10.x05", "高血压", "1"]]
DONE = [["CS", "ZYH", "SSBM", "SSRQ"], ["1", "A1", "47.0100", "2025-03-02"],
        ["1", "A1", "54.1100", "2025-03-03"]]
WIDE = [STAYS[0] + ["ZDBM1", "ZDMC1", "ZDBM2", "ZDMC2", "ZDBM3", "ZDMC3",
                    "SSBM1", "SSRQ1", "SSBM2", "SSRQ2"],
        STAYS[1] + FOUND[2][2:4] + FOUND[1][2:4] + FOUND[4][2:4] +
        DONE[1][2:] + DONE[2][2:],
        STAYS[2] + FOUND[3][2:4] + [""] * 8, STAYS[3] + [""] * 10]


@case
def sheets_of_details_are_joined(top):
    """By number and count of stays, in any order of the sheets, as the same in
    columns by number; rows without a page and pages without a row are told."""
    knowledge, pack = f"{top}/knowledge", f"{top}/beside.pack"
    shutil.copytree(kit.KNOWLEDGE, knowledge)
    write(f"{knowledge}/dialects/beside.csv", BESIDE)
    kit.run("pack", "build", kit.DEMO, "-o", pack, "--knowledge", knowledge)
    twins = checked(write(f"{top}/w.csv", delimited(WIDE)), "-p", pack)
    for n, order in enumerate((("首页", "诊断明细", "手术"),
                               ("诊断明细", "首页", "说明", "手术"))):
        rows = {"首页": [["导出的首页"], *STAYS], "诊断明细": FOUND, "手术": DONE,
                "说明": [["一行一个病人"]]}
        path = write(f"{top}/{n}.xlsx", book(**{k: rows[k] for k in order}))
        found = checked(path, "-p", pack)
        equal("lines", of_bytes(found, "line"), [3, 4, 5])
        for one, twin in zip(found, twins):
            equal("fields", one["fields"], twin["fields"])
            equal("group", one["grouping"], twin["grouping"])
        done = run("batch", "-p", pack, "-o", f"{top}/out{n}", path)
        equal("batch", [r["line"] for r in kit.table(f"{top}/out{n}/cases.csv")],
              ["3", "4", "5"])
        holds("told", done.err,
              "明细：明细里有 1 行没有归到首页", "从第 6 行起",
              "明细：有 1 份首页在这张明细表里没有行，从首页的第 5 行起",
              "手术：有 2 份首页在这张明细表里没有行，从首页的第 4 行起")
        equal("each once", done.err.count("份首页在这张"), 2)
    many = [FOUND[0]] + [["A1", "1", "I10.x05", "高血压", "0"]] * 70
    path = write(f"{top}/m.xlsx", book(首页=STAYS, 诊断明细=many))
    found = checked(path, "-p", pack)
    equal("rows", len(found[0]["fields"]["diagnoses"]), 64)
    holds("told", run("check", "-p", pack, path).err, "有 6 行没有归到首页")


@case
def no_sheet_with_records_is_an_error_each(top):
    rows = {"说明": [["填写说明"], ["一行一个病人"]],
            "数据": [["甲列", "乙列", "丙列"], ["1", "2", "3"]]}
    path = write(f"{top}/n.xlsx", book(**rows))
    done = run("check", "-f", "json", path)
    equal("sources", of_bytes(kit.results(done.out), "source"),
          [f"{path}/说明", f"{path}/数据"])
    equal("status", done.status, 1)
    path = write(f"{top}/e.xlsx", book(一=[]))
    found, = check(path)
    equal("empty", [f["rule"] for f in found["findings"]], ["STR021"])


@case
def in_archives_and_by_other_names(top):
    os.makedirs(f"{top}/in")
    for n, name in enumerate(BOXES):
        write(f"{top}/in/{n}.txt", BOXES[name])
    write(f"{top}/in/all.zip", kit.zipped(
        {f"夹/{n}.dat": BOXES[name] for n, name in enumerate(BOXES)}))
    done = run("batch", "-o", f"{top}/out", f"{top}/in")
    assert done.status <= 1, done.err
    rows = kit.table(f"{top}/out/cases.csv")
    equal("records", len(rows), 2 * 3 * len(BOXES))
    equal("numbers", {r["case_no"].lstrip("\t'") for r in rows},
          {"T0001", "0000123", "T0003"})


# ---- damage

def troubles(path, *words):
    done = run("check", "-f", "json", *words, path)
    found = kit.results(done.out)
    return done.status, [f["rule"] for f in found[-1]["findings"]], done.err


@case
def cut_files_are_told(top):
    """Whole rows come before; what is behind is never the end."""
    rows = ROWS[:1] + ROWS[1:] * 2000
    for name, content in (("c.xlsx", book(一=rows)), ("c.xls", html(rows)),
                          ("c.xml", excel2003(("一", rows))),
                          ("c.dbf", dbf(rows))):
        for part in (2, 3):
            path = write(f"{top}/{name}", content[:len(content) * part // 4])
            status, rules, err = troubles(path)
            equal(f"{name}: status", status, 2)
            equal(f"{name}: rules", rules, ["STR024"])
            assert err, name
            status = run("batch", "-o", f"{top}/o-{name}-{part}", path).status
            equal(f"{name}: batch", status, 2)


@case
def damaged_workbooks_are_told(top):
    good = kit.workbook({"一": ROWS})
    one = "xl/worksheets/sheet1.xml"
    for name, parts, words in (
            ("strings", {one: kit.sheet([['<c t="s"><v>7</v></c>']])},
             "次序或编号不对"),
            ("cut", {one: good[one][:-40]}, "XML"),
            ("order", {one: kit.sheet([["a"]]).replace('r="A1"', 'r="XFE1"')},
             "次序或编号不对"),
            ("dtd", {one: "<!DOCTYPE a [<!ENTITY b 'b'>]>" + good[one]},
             "DTD"),
            ("lost", {one: None}, "缺少")):
        path = write(f"{top}/{name}.xlsx", kit.zipped(
            {k: v for k, v in {**good, **parts}.items() if v is not None}))
        status, rules, err = troubles(path)
        equal(f"{name}: status", status, 2)
        equal(f"{name}: rules", rules, ["STR024"])
        holds(name, err, words)


@case
def sheets_of_2003_that_are_not_ended(top):
    """A sheet or row without its end tag: told, or read to where it ends;
    never waited for, and nothing of it stands in the next sheet."""
    good = excel2003(("一", ROWS), ("二", ROWS[:2]))
    sheet, row = b"</Table></Worksheet>", b"</Cell></Row>"
    for name, content, records in (
            ("first", good.replace(sheet, b"</Table>", 1), 3),
            ("last", sheet.join(good.rsplit(sheet, 1)[:1]) + b"</Workbook>", 4),
            ("row", good.replace(row + sheet, sheet, 1), 4)):
        path = write(f"{top}/{name}.xls", content)
        done = run("check", "-f", "json", path, seconds=20)
        found = [r for r in kit.results(done.out)
                 if r["record"]["case_no"] is not None]
        equal(f"{name}: records", len(found), records)
        equal(f"{name}: told", done.status, 1 if name == "row" else 2)


@case
def a_bomb_is_refused(top):
    """Blank cells without end, texts without end: refused in words, by little
    memory."""
    blank = (b"<row>" + b"<c/>" * 16000 + b"</row>") * 16
    texts = b"<si><t>" + b"x" * (1 << 20) + b"</t></si>"
    for name, words, path, head, body, times in (
            ("rows", "大得不合理", "xl/worksheets/sheet1.xml",
             f'<worksheet xmlns="{kit.SHEETS}"><sheetData>', blank, 300),
            ("texts", "文字太多", "xl/sharedStrings.xml", f'<sst xmlns="{kit.SHEETS}">',
             texts, 300)):
        parts = kit.workbook({"一": ROWS})
        parts["xl/_rels/workbook.xml.rels"] = parts[
            "xl/_rels/workbook.xml.rels"].replace(
                "</Relationships>", f'<Relationship Id="s" Type="{kit.OFFICE}'
                '/sharedStrings" Target="sharedStrings.xml"/>'
                "</Relationships>")
        file = f"{top}/{name}.xlsx"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                if part != path:
                    archive.writestr(part, content)
            with archive.open(path, "w", force_zip64=True) as out:
                out.write(head.encode())
                for _ in range(times):
                    out.write(body)
        done = run("check", file, preexec_fn=limit_memory)
        equal(f"{name}: status", done.status, 2)
        holds(name, done.err, words)
        holds(name, done.out, "STR029" if name == "rows" else "STR024")


def limit_memory():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))


@case
def wide_tables_do_no_harm(top):
    """16,384 columns, the most that a sheet has, and one record in them."""
    head = [f"列{n}" for n in range(16384 - len(TAGS))] + TAGS
    row = ["1"] * (16384 - len(TAGS)) + ROWS[1]
    for name, content in (("w.xlsx", book(一=[head, row])),
                          ("w.xls", html([head, row]))):
        path = write(f"{top}/{name}", content)
        done = run("check", "-f", "json", path, preexec_fn=limit_memory)
        assert done.status in (0, 1), (name, done)
        equal(name, len(kit.results(done.out)), 1)
    path = write(f"{top}/x.xls", html([head + ["又一列"], row + ["1"]]))
    status, rules, err = troubles(path)
    equal("status", (status, rules), (2, ["STR024"]))
    holds("told", err, "行列太多")


@case
def others_are_named(top):
    """What is not read says what it is and what to do."""
    parts = kit.workbook({"一": ROWS})
    binary = {k.replace("workbook.xml", "workbook.bin"):
              v.replace("workbook.xml", "workbook.bin")
              for k, v in parts.items()}
    for name, content, words in (
            ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(600), "xls"),
            ("a.pdf", b"%PDF-1.4\n" + bytes(60), "PDF"),
            ("a.xlsb", kit.zipped(binary), "xlsx"),
            ("a.docx", kit.zipped(
                {"[Content_Types].xml": "<Types/>", "_rels/.rels":
                 parts["_rels/.rels"].replace("xl/workbook.xml",
                                              "word/document.xml"),
                 "word/document.xml": "<document/>"}), "Office"),
            ("a.ods", kit.zipped(
                {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"
                 }).replace(b"\x08\0", b"\x08\0"), "")):
        if name == "a.ods":  # as they are written: first and not compressed
            out = zipfile.ZipFile(f"{top}/a.ods", "w", zipfile.ZIP_STORED)
            out.writestr("mimetype", "application/vnd.oasis.opendocument."
                         "spreadsheet")
            out.close()
            path, words = f"{top}/a.ods", "Office"
        else:
            path = write(f"{top}/{name}", content)
        found, = check(path)
        equal(name, [f["rule"] for f in found["findings"]], ["STR023"])
        holds(name, found["findings"][0]["message"], words)
        holds(name, found["findings"][0]["advice"], "另存为 xlsx 或 CSV")
        lacks(name, found["findings"][0]["message"], "压缩包")
        run("batch", "-o", f"{top}/o-{name}", path)
        row, = kit.table(f"{top}/o-{name}/cases.csv")
        equal(f"{name} in a batch", row["error_rules"], "STR023")


# ---- what convert writes

def filled(value):
    """Without what is blank: a table has a column for everything."""
    if isinstance(value, dict):
        return {k: filled(v) for k, v in value.items()
                if v is not None and filled(v) != []}
    if isinstance(value, list):
        rows = [filled(v) for v in value]
        while rows and rows[-1] == {}:
            rows.pop()
        return rows
    return value


def columns(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


@case
def tables_that_convert_writes_read_back(top):
    """The same record as the pages of the same dialect; 811 columns."""
    page = kit.pages(*[kit.record(p) for p in PATIENTS])
    sources = [write(f"{top}/p.xml", page)] + [
        f"{kit.TREE}/tests/dialects/western.{d}.xml"
        for d in ("flat-2012", "hqms-2019", "tcm-2012")]
    for target in ("flat-2012", "hqms-2019", "tcm-2012"):
        for source in sources:
            paths = [f"{top}/t.{end}" for end in ("xml", "csv", "xlsx")]
            for path, form in zip(paths, ("page", "csv", "xlsx")):
                done = run("convert", "-t", target, "-f", form, "-o", path,
                           source)
                assert done.status < 2, done.err
            twin, *found = [[filled(r["fields"]) for r in checked(path)]
                            for path in paths]
            for one in found:
                equal(f"{target} of {source}", one, twin)
        if target == "hqms-2019":
            equal("columns", len(columns(paths[1])), 811)
            equal("in their order", [columns(paths[1])[n] for n in
                                     (45, 46, 50, 54, 246, 250, 810)],
                  ["F04", "C03C", "C06x01C", "C06x02C", "C14x01C", "F13",
                   "D34"])


@case
def texts_stay_texts(top):
    """In the workbook each cell is a text: no zero is lost, nothing counts."""
    odd = {**PATIENTS[0], "BAH": "0001230", "XM": "=1+1", "BMY": "_x0041_",
           "XZZ": "<甲>，\"乙\",丙"}
    source = write(f"{top}/p.xml", kit.pages(kit.record(odd)))
    path = f"{top}/t.xlsx"
    equal("status", run("convert", "-t", "flat-2012", "-f", "xlsx", "-o", path,
                        source).status, 0)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    lacks("cells", sheet, "<f>")
    equal("kinds of cells", set(re.findall(r'<c [^>]*?(?: t="(\w+)")?>', sheet))
          - {"inlineStr"}, {"s"})
    one, = checked(path)
    twin, = checked(source)
    equal("fields", filled(one["fields"]), filled(twin["fields"]))


@case
def what_is_no_table_is_refused(top):
    source = write(f"{top}/p.xml", as_xml())
    for words, said in ((("-t", "cda", "-f", "csv"), "写不成一张表"),
                        (("-t", "yb-4101", "-f", "csv"), "写不成一张表"),
                        (("-t", "flat-2012", "-f", "xlsx"), "-o")):
        done = run("convert", *words, source)
        equal(words, done.status, 2)
        holds(words, done.err, said)
    many = kit.record({**PATIENTS[0], **{f"JBDM{n}": "I10.x00"
                                         for n in range(1, 45)}})
    done = run("convert", "-t", "flat-2012", "-f", "csv",
               write(f"{top}/m.xml", kit.pages(many)))
    equal("more rows than columns", done.status, 1)
    holds("told", done.err, "诊断")
    full = run("convert", "-t", "flat-2012", "-f", "xlsx", "-o", "/dev/full",
               source)
    equal("no room", full.status, 2)


@case
def records_in_elements_that_html_has_too(top):
    """Table, Head and Body are elements of XML exports as well."""
    record = kit.record(PATIENTS[0]).replace("RECORD>", "{}>")
    twins = [told(r) for r in checked(write(f"{top}/t.xml", kit.pages(
        *[kit.record(PATIENTS[0])] * 2)))]
    for around in ("Table", "Body", "table"):
        path = write(f"{top}/{around}.xml", record.format(around, around) * 2)
        equal(around, [told(r) for r in checked(path)], twins)


# ---- resuming

@case
def killed_half_way_and_resumed(top):
    """The bytes are those of a batch that was never stopped."""
    rows = ROWS[:1] + ROWS[1:] * 4000
    write(f"{top}/in/a.xlsx", book(说明=[["说明"]], 一=rows, 二=ROWS))
    write(f"{top}/in/b.xls", html(ROWS))
    words = ["batch", "-j", "2", f"{top}/in"]
    assert run(*words, "-o", f"{top}/whole").status <= 1
    for attempt in range(40):
        process = subprocess.Popen(
            [PREGROUP, *words, "-o", f"{top}/killed"] +
            (["--resume"] if attempt else []), stderr=subprocess.PIPE)
        time.sleep(0.15)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode in (0, 1) or attempt > 2:
            break
    done = run(*words, "-o", f"{top}/killed", "--resume")
    assert done.status <= 1 or "已经" in done.err, done
    for name in ("results.jsonl", "cases.csv", "findings.csv"):
        equal(name, kit.read(f"{top}/killed/{name}") ==
              kit.read(f"{top}/whole/{name}"), True)


kit.main()
