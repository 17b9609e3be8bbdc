#!/usr/bin/env python3
"""headings.py -- a patient as a row of a table is the patient of the XML.

The patients of tests/dialects/western.*.xml are written as delimited text in
every encoding, with every separator; the record and the findings must be those
of the XML, but for where things stand. What stands around the rows is told.
"""
import csv
import io
import re
import shutil
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import kit

HERE = f"{kit.TREE}/tests/dialects"
FLAT = ("flat-2012", "tcm-2012", "hqms-2019", "hqms-p")
FORMS = {  # encoding, separator, line end
    "comma": ("utf-8", ",", "\n"),
    "excel": ("utf-8-sig", ",", "\r\n"),
    "tab": ("gb18030", "\t", "\r\n"),
    "semicolon": ("utf-16", ";", "\n"),
    "unmarked": ("utf-16-le", ",", "\r\n"),
    "big": ("utf-16-be", "\t", "\n"),
    "pipe": ("gb18030", "|", "\n"),
    "mac": ("gb18030", ",", "\r"),
    "mac-wide": ("utf-16", "\t", "\r"),
}


def cells(dialect):
    """Tags and values of the patient's page."""
    root = ET.parse(f"{HERE}/western.{dialect}.xml").getroot()
    page = max(root.iter(), key=len)
    return [(leaf.tag, leaf.text or "") for leaf in page]


def delimited(rows, separator=",", end="\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end,
               quoting=quoting).writerows(rows)
    return out.getvalue()


def told(result):
    """What must be the same: the fields, the group, and what was found."""
    found = sorted((f["rule"], f["field"] or "", f["index"] or 0, f["value"]
                    or "", f["message"]) for f in result["findings"])
    return result["fields"], result["grouping"], result["settlement"], found


def differing(one, other):
    """Both without what they have in common, if they are objects."""
    if not isinstance(one, dict):
        return one, other
    keys = [k for k in {**one, **other} if one.get(k) != other.get(k)]
    return [{k: d.get(k) for k in keys} for d in (one, other)]


def same(name, text, encoding, twin, line, folder):
    path = kit.write(f"{folder}/{name}.csv", text.encode(encoding))
    result, = kit.check("--record", path)
    one, other = told(result), told(twin)
    for what, a, b in zip(("fields", "grouping", "settlement", "findings"),
                          one, other):
        kit.equal(f"{name} {what}", *differing(a, b))
    kit.equal(f"{name} line", result["record"]["line"], line)
    kit.equal(f"{name} dialect", result["record"]["dialect"],
              twin["record"]["dialect"])


def rows_of(dialect):
    pairs = cells(dialect)
    return [[tag for tag, _ in pairs], [value for _, value in pairs]]


@kit.case
def every_dialect_in_every_form(top):
    for dialect in FLAT:
        twin, = kit.check("--record", f"{HERE}/western.{dialect}.xml")
        for form, (encoding, separator, end) in FORMS.items():
            same(f"{dialect}-{form}",
                 delimited(rows_of(dialect), separator, end), encoding, twin,
                 2, top)


@kit.case
def all_in_quotes(top):
    twin, = kit.check("--record", f"{HERE}/western.hqms-2019.xml")
    text = delimited(rows_of("hqms-2019"), quoting=csv.QUOTE_ALL)
    same("quoted", text, "gb18030", twin, 2, top)


@kit.case
def the_last_line_has_no_end(top):
    twin, = kit.check("--record", f"{HERE}/western.hqms-2019.xml")
    text = delimited(rows_of("hqms-2019")).rstrip("\n")
    same("endless", text, "utf-8", twin, 2, top)


@kit.case
def tags_are_folded(top):
    """Small letters, full width, blanks."""
    for dialect in ("hqms-2019", "flat-2012"):
        twin, = kit.check("--record", f"{HERE}/western.{dialect}.xml")
        tags, values = rows_of(dialect)
        for odd in (0, 1):
            wide = [" " + "".join(chr(ord(c) + 0xFEE0) for c in t)
                    if i % 2 == odd else t.lower()
                    for i, t in enumerate(tags)]
            same(f"folded-{dialect}-{odd}", delimited([wide, values]),
                 "utf-8", twin, 2, top)


def findings(result, rule):
    return [f["message"] for f in result["findings"] if f["rule"] == rule]


def table(*rows):
    return "".join(",".join(row) + "\n" for row in rows)


@kit.case
def what_is_around_is_told(top):
    """A title, a second heading, totals, a remark, blank rows, the heading
    again: none is a record, what says something is counted."""
    text = ("病案首页导出\n,,\nBAH,XM,ZFY\n病案号,姓名,住院总费用\n001,石榴试,5\n"
            ",,\nBAH,XM,ZFY\n002,石榴试,6\n合计,,11\n制表人：柿子试,,\n")
    first, second = kit.check("--record", kit.write(f"{top}/a.csv", text))
    kit.equal("records", [r["record"]["case_no"] for r in (first, second)],
              ["001", "002"])
    kit.equal("lines", [r["record"]["line"] for r in (first, second)], [5, 8])
    kit.holds("first", findings(first, "STR025")[0], "之前有 1 行")
    kit.holds("second", "".join(findings(second, "STR025")), "之前有 1 行",
              "之后还有 2 行")


@kit.case
def rows_of_sizes_and_types_are_no_patients(top):
    """No column of dates has room for two characters, nor a patient's."""
    tags, values = rows_of("flat-2012")
    count = len(tags)
    rows = {
        "sizes": [[str(8 + i % 50) for i in range(count)]],
        "parts": [["10,2" if i % 3 else "8" for i in range(count)]],
        "some": [["50" if i % 3 else "" for i in range(count)]],
        "words": [["50字符" if i % 3 else "8" for i in range(count)]],
        "both": [["字符型"] * count, ["20"] * count],
    }
    twin, = kit.check("--record", kit.write(
        f"{top}/a.csv", delimited([tags, values])))
    for name, legends in rows.items():
        result, = kit.check("--record", kit.write(
            f"{top}/{name}.csv", delimited([tags, *legends, values])))
        kit.holds(name, findings(result, "STR025")[0],
                  f"之前有 {len(legends)} 行")
        kit.equal(f"{name} fields",
                  *differing(result["fields"], twin["fields"]))
    short = [value[2:] if tag in ("CSRQ", "RYSJ", "CYSJ") else value
             for tag, value in zip(tags, values)]
    kit.equal("years of two digits", len(kit.check(kit.write(
        f"{top}/b.csv", delimited([tags, short, values])))), 2)


@kit.case
def tags_in_attributes_of_any_name(top):
    """Elements that no dialect lists, where the tag is one that it has."""
    pairs = cells("flat-2012")
    twin, = kit.check("--record", f"{HERE}/western.flat-2012.xml")
    forms = {
        "param-key": "<param key={0}>{1}</param>",
        "item-key-val": "<item id='7' key={0} val={2}/>",
        "any-code": "<x name='其一' code={0} value={2}/>",
        "any-name": "<y name={0} val={2}></y>",
    }
    for name, form in forms.items():
        row = "".join(form.format(quoteattr(tag), escape(value),
                                  quoteattr(value)) for tag, value in pairs)
        result, = kit.check("--record", kit.write(
            f"{top}/{name}.xml", f"<rows><row>{row}</row></rows>"))
        for what, a, b in zip(("fields", "grouping", "findings"),
                              *((t[0], t[1], t[3]) for t in
                                (told(result), told(twin)))):
            kit.equal(f"{name} {what}", *differing(a, b))
    row = "".join(f"<x name={quoteattr(tag)} value={quoteattr(value)}/>"
                  for tag, value in pairs)
    result, = kit.check(kit.write(
        f"{top}/a.xml", f"<rows><row>{row}<z name='石榴试'/></row></rows>"))
    kit.lacks("a name is no tag", str(result["unknown_tags"]), "石榴")


@kit.case
def names_by_number_and_again(top):
    """Diagnoses by number in any place, and by columns of one name."""
    numbered = table(
        ["病案号", "主要诊断编码", "其他诊断（1）编码", "其他诊断编码02",
         "手术操作编码1"],
        ["1", "I20.000", "I10.x05", "E11.900", "36.0700x004"])
    again = table(["病案号", "主要诊断编码", "其他诊断编码", "其他诊断编码",
                   "手术编码"],
                  ["1", "I20.000", "I10.x05", "E11.900", "36.0700x004"])
    coded = table(["病案编码", "出院主要诊断ICD-10", "出院其他诊断ICD10_1",
                   "出院其他诊断ICD10编码_2", "手术操作ICD-9-CM-3 1"],
                  ["1", "I20.000", "I10.x05", "E11.900", "36.0700x004"])
    for name, text in (("numbered", numbered), ("again", again),
                       ("coded", coded)):
        result, = kit.check("--record", kit.write(f"{top}/{name}.csv", text))
        kit.equal(name, [d["code"] for d in result["fields"]["diagnoses"]],
                  ["I20.000", "I10.x05", "E11.900"])
        kit.equal(name, result["fields"]["procedures"][0]["code"],
                  "36.0700x004")


@kit.case
def a_heading_over_two_rows(top):
    text = table(["病人", "", "主要诊断", "", "其他诊断1", "", "联系人", ""],
                 ["病案号", "姓名", "编码", "名称", "编码", "名称", "姓名",
                  "电话"],
                 ["1", "石榴试", "I20.000", "心绞痛", "I10.x05", "高血压",
                  "柿子试", "99900000001"])
    result, = kit.check("--record", "--with-identity",
                        kit.write(f"{top}/a.csv", text))
    fields = result["fields"]
    kit.equal("diagnoses", [(d["code"], d["name"])
                            for d in fields["diagnoses"]],
              [("I20.000", "心绞痛"), ("I10.x05", "高血压")])
    kit.equal("names", (fields["patient_name"], fields["contact_name"],
                        fields["contact_phone"]),
              ("石榴试", "柿子试", "99900000001"))


@kit.case
def tags_over_names(top):
    """The national template has the tags in one row, the names in the other,
    with many columns by number."""
    pairs = [("A48", "病案号"), ("A11", "姓名"), ("C03C", "出院主要诊断编码")]
    pairs += [(f"C06x{n:02}C", f"出院其他诊断编码{n}") for n in range(1, 41)]
    values = ["1", "石榴试", "I20.000", "I10.x05", "E11.900"] + [""] * 38
    tags, names = zip(*pairs)
    for name, rows in (("tags", (tags, names)), ("names", (names, tags))):
        result, = kit.check("--record", kit.write(
            f"{top}/{name}.csv", table(*rows, values)))
        kit.equal(name, (result["record"]["line"], result["record"]["dialect"],
                         len(result["fields"]["diagnoses"])),
                  (3, "hqms-2019", 3))


@kit.case
def words_are_codes(top):
    text = table(["病案号", "性别", "婚姻", "民族", "离院方式", "血型",
                  "入院途径", "主要手术操作编码", "切口愈合等级"],
                 ["1", "女", "已婚", "汉族", "医嘱离院", "AB", "门诊",
                  "47.0100", "Ⅱ/甲"])
    result, = kit.check("--record", kit.write(f"{top}/a.csv", text))
    fields = result["fields"]
    kit.equal("codes", [fields.get(f) for f in
                        ("sex", "marital_status", "ethnicity", "discharge_way",
                         "blood_type", "admission_route")],
              ["2", "2", "1", "1", "4", "2"])


@kit.case
def unknown_tables_say_how(top):
    for name, text, known, unknown in (
            ("none", "编 号,ABC,CASH\n1,a,3\n2,b,4\n", "（没有）", "ABC、CASH"),
            ("some", "姓名,NO,CASH\n1,a,3\n2,b,4\n", "姓名", "NO、CASH"),
            ("more", "性别,年龄,叫法\n1,a,3\n2,b,4\n", "性别、年龄", "叫法")):
        result, = kit.check(kit.write(f"{top}/{name}.csv", text))
        message, = findings(result, "STR040")
        kit.holds(name, message, f"认得的列：{known}；", unknown)
        kit.equal(name, result["grouping"]["status"], "ungrouped")


@kit.case
def a_table_without_heading_tells_nobody(top):
    """What may be a patient is not listed as the name of a column."""
    rows = ("9901012,石榴试,男,990101196807251234\n9901013,柿子试,女,"
            "990101196807251235\n", "石榴试,男,内科\n柿子试,女,外科\n")
    for i, text in enumerate(rows):
        result, = kit.check(kit.write(f"{top}/{i}.csv", text))
        message, = findings(result, "STR040")
        kit.lacks(str(i), message, "石榴试", "9901012", "9901011968")


@kit.case
def a_key_decides(top):
    """C11, C25, C28 are tags of hqms-2019, but a table with BAH is flat."""
    result, = kit.check("--record", kit.write(f"{top}/a.csv", table(
        ["BAH", "C11", "C25", "C28"], ["1", "a", "b", "c"])))
    kit.equal("unknown", len(findings(result, "STR040")), 1)
    result, = kit.check("--record", kit.write(f"{top}/b.csv", table(
        ["BAH", "XM", "C11", "C25", "C28"], ["1", "石榴试", "a", "b", "c"])))
    kit.equal("flat", result["record"]["dialect"], "flat-2012")


@kit.case
def rows_of_another_width(top):
    text = table(["BAH", "XM", "ZYZD", "ZFY"], ["1", "石榴试", "a"],
                 ["2", "石榴试", "a", "b", "5"], ["3", "石榴试", "a", "5", ""],
                 ["4", "石榴试", '"a,b"x', "5"])
    short, long, blank, quote = kit.check(kit.write(f"{top}/a.csv", text))
    kit.holds("short", "".join(findings(short, "STR042")), "少 1 格")
    kit.holds("long", "".join(findings(long, "STR041")), "1 格")
    kit.equal("blank", findings(blank, "STR041") + findings(blank, "STR042"),
              [])
    kit.equal("quote", len(findings(quote, "STR043")), 1)


@kit.case
def a_cell_may_hold_lines_and_quotes(top):
    text = ('BAH,XM,ZYZD,ZFY\n1,石榴试,"第一行\n第""二""行,完",5\n'
            '2,石榴试,="003",6\n3,石榴试,\'004,7\n')
    first, second, third = kit.check(
        "--record", kit.write(f"{top}/a.csv", text))
    kit.equal("name", first["fields"]["diagnoses"][0]["name"],
              '第一行\n第"二"行,完')
    kit.equal("line", second["record"]["line"], 4)
    kit.equal("dressed", [r["fields"]["diagnoses"][0]["name"]
                          for r in (second, third)], ["003", "004"])


@kit.case
def an_open_quote_takes_no_other_row(top):
    text = 'BAH,XM,ZFY\n1,"石榴试,5\n2,石榴试,6\n3,石榴试,7\n'
    found = kit.check(kit.write(f"{top}/a.csv", text))
    kit.equal("records", [r["record"]["case_no"] for r in found],
              ["1", "2", "3"])
    kit.equal("quote", len(findings(found[0], "STR043")), 1)


@kit.case
def a_file_that_was_cut(top):
    whole = delimited(rows_of("hqms-2019"))
    cut = whole[:len(whole) - 40]
    result, = kit.check(kit.write(f"{top}/a.csv", cut))
    kit.equal("cut", len(findings(result, "STR020")), 1)
    kit.equal("grouping", result["grouping"]["status"], "ungrouped")


@kit.case
def what_excel_did(top):
    """45444 is 2024-06-01: 45292 is 2024-01-01, and 152 days later; 0.3958 of
    a day is 9:30 but for three seconds that the last digit leaves open."""
    text = table(
        ["BAH", "CSRQ", "RYSJ", "CYSJ", "SFZH", "RYKB", "XM", "YB1",
         "SSJCZBM1", "JKKH", "SSJCZRQ1"],
        ["1", "20526", "45444.3958", "45451.625", "990101196807250000", "304",
         "石榴试", "30000", "1.2400", "1.10101E+17", "45446.25"],
        ["2", "1968-07-25", "20240601", "2024-06-08 15:00:30",
         "99010119680725001X", "0304", "石榴试", "030000", "01.2400", "E1+17",
         "45446.250347"])
    bent, whole = kit.check("--record", "--with-identity",
                            kit.write(f"{top}/a.csv", text))
    fields = bent["fields"]
    kit.equal("read", [fields[f] for f in (
        "birth_date", "admission_time", "discharge_time",
        "admission_department", "current_postcode")],
        ["1956-03-12", "2024-06-01 09:30", "2024-06-08 15:00", "0304",
         "030000"])
    kit.equal("operation", [fields["procedures"][0][c]
                            for c in ("code", "date")],
              ["01.2400", "2024-06-03 06:00"])
    kit.equal("found", sorted((f["rule"], f["tag"])
                              for f in bent["findings"]
                              if "STR044" <= f["rule"] <= "STR047"),
              [("STR044", "CSRQ"), ("STR044", "CYSJ"), ("STR044", "RYSJ"),
               ("STR044", "SSJCZRQ1"), ("STR045", "RYKB"),
               ("STR045", "SSJCZBM1"), ("STR045", "YB1"), ("STR046", "JKKH"),
               ("STR047", "SFZH")])
    kit.holds("words", " ".join(findings(bent, "STR044")), "45444.3958",
              "2024-06-01 09:30")
    kit.equal("seconds", whole["fields"]["procedures"][0]["date"],
              "2024-06-03 06:00:30")
    kit.equal("whole", [f["rule"] for f in whole["findings"]
                        if "STR045" <= f["rule"] <= "STR047"], [])


def knowing(top, *lines):
    """A pack whose knowledge has one dialect more."""
    folder = f"{top}/knowledge"
    shutil.copytree(kit.KNOWLEDGE, folder)
    kit.write(f"{folder}/dialects/peach.csv",
              "tag,field,use,map\nPNO,record_no,key,\nPNAME,patient_name,,\n" +
              "".join(line + "\n" for line in lines))
    out = kit.run("pack", "build", kit.DEMO, "-o", f"{top}/own.pack",
                  "--knowledge", folder)
    kit.equal("build", out.status, 0)
    return f"{top}/own.pack"


@kit.case
def one_row_a_diagnosis(top):
    """Rows of one number behind one another; the flag says which is first."""
    pack = knowing(top, "@rows,,,", "PDX#,diagnoses[#].code,,",
                   "PDN#,diagnoses[#].name,,", "PFIRST,,first=1,",
                   "PSUM,total_cost,,")
    text = table(["PNO", "PNAME", "PDX", "PDN", "PFIRST", "PSUM"],
                 ["1", "石榴试", "I10.x05", "高血压", "0", "5"],
                 ["1", "石榴试", "I20.000", "心绞痛", "1", "5"],
                 ["1", "石榴试", "E11.900", "糖尿病", "0", "6"],
                 ["2", "石榴试", "I10.x05", "高血压", "1", "7"],
                 ["1", "石榴试", "I10.x05", "高血压", "1", "8"])
    first, second, third = kit.check(
        "--record", "-p", pack, kit.write(f"{top}/a.csv", text))
    kit.equal("first", [(d["code"], d["name"])
                        for d in first["fields"]["diagnoses"]],
              [("I20.000", "心绞痛"), ("I10.x05", "高血压"),
               ("E11.900", "糖尿病")])
    kit.equal("cost", [r["fields"]["total_cost"]
                       for r in (first, second, third)], [5, 7, 8])
    kit.equal("lines", [r["record"]["line"] for r in (first, second, third)],
              [2, 5, 6])
    kit.equal("differs", len(findings(first, "STR008")), 1)


@kit.case
def joined_cells(top):
    pack = knowing(top, "PDX#,diagnoses[#].code,split|",
                   "PDN#,diagnoses[#].name,split;",
                   "POP#,procedures[#].code,split|,")
    text = ("PNO\tPNAME\tPDX\tPDN\tPOP\n"
            "1\t石榴试\tK35.8|I10.x05||E11.900\t阑尾炎；高血压;；糖尿病\t"
            "47.0100\n")
    result, = kit.check("--record", "-p", pack,
                        kit.write(f"{top}/a.tsv", text))
    rows = result["fields"]["diagnoses"]
    kit.equal("codes", [d.get("code") for d in rows],
              ["K35.8", "I10.x05", None, "E11.900"])
    kit.equal("names", [d.get("name") for d in rows],
              ["阑尾炎", "高血压", None, "糖尿病"])
    kit.equal("operation", result["fields"]["procedures"][0]["code"],
              "47.0100")


def own_pack(top, body):
    """The built-in region's pack with what a hospital's file says."""
    own = kit.write(f"{top}/own.xml", kit.hospital(body))
    return kit.run("pack", "build", kit.DEMO, "--hospital", own, "-o",
                   f"{top}/own.pack")


@kit.case
def the_hospital_names_columns(top):
    out = own_pack(top, """<columns>
<column name="住院流水号" tag="病案号"/><column name="主诊断码" field="diagnoses[1].code"/>
<column name="他诊#码" field="diagnoses[#+1].code"/>
<column name="性" field="sex"/>
<column name="姓名" field="contact_name"/></columns>
<columns dialect="flat-2012"><column name="LSH" field="record_no"/>
<column name="ZDM#" field="diagnoses[#].code"/>
<column name="ZFYY" tag="ZFY"/></columns>""")
    kit.equal("build", (out.status, out.err), (0, ""))
    pack = f"{top}/own.pack"
    chinese, = kit.check("--record", "--with-identity", "-p", pack, kit.write(
        f"{top}/a.csv", table(
            ["住院流水号", "主诊断码", "他诊2码", "他诊（1）码", "性", "姓名", "病案质量"],
            ["7", "I20.000", "E11.900", "I10.x05", "女", "柿子试", "甲"])))
    fields = chinese["fields"]
    kit.equal("chinese", (fields["record_no"], fields["sex"],
                          fields["contact_name"], fields["record_quality"],
                          [d["code"] for d in fields["diagnoses"]]),
              ("7", "2", "柿子试", "1", ["I20.000", "I10.x05", "E11.900"]))
    pages = ("LSH,XM,ZDM1,ZDM2,ZFYY\n8,石榴试,I20.000,I10.x05,9\n",
             "<D><R><LSH>8</LSH><XM>石榴试</XM><ZDM1>I20.000</ZDM1>"
             "<ZDM2>I10.x05</ZDM2><ZFYY>9</ZFYY></R></D>")
    for i, page in enumerate(pages):
        result, = kit.check("--record", "-p", pack,
                            kit.write(f"{top}/{i}", page))
        fields = result["fields"]
        kit.equal(f"flat {i}", (fields["record_no"], fields["total_cost"],
                                [d["code"] for d in fields["diagnoses"]]),
                  ("8", 9, ["I20.000", "I10.x05"]))


MISTAKES = {
    "dialect": ('<columns dialect="x"><column name="a" tag="b"/></columns>',
                "没有格式“x”"),
    "paths": ('<columns dialect="cda"><column name="a" tag="b"/></columns>',
              "按位置认"),
    "tag": ('<columns><column name="a" tag="b"/></columns>', "没有标签“b”"),
    "field": ('<columns><column name="a" field="b"/></columns>',
              "没有项目“b”"),
    "row": ('<columns><column name="a" field="diagnoses[#].code"/></columns>',
            "没有项目“diagnoses[#].code”"),
    "both": ('<columns><column name="a" tag="性别" field="sex"/></columns>',
             "tag 或 field 之一"),
    "neither": ('<columns><column name="a"/></columns>', "tag 或 field 之一"),
    "empty": ('<columns><column name="" tag="性别"/></columns>', "name 是空的"),
}


@kit.case
def mistakes_in_columns(top):
    for name, (body, words) in MISTAKES.items():
        out = own_pack(top, body)
        kit.equal(name, out.status, 1)
        kit.holds(name, out.err + out.out, words)


@kit.case
def a_table_of_16384_columns(top):
    """More cells than a page can have are told, row by row."""
    tags = ["BAH", "XM"] + [f"N{n}" for n in range(16382)]
    rows = [[str(n), "石榴试"] + ["x"] * 16382 for n in range(3)]
    found = kit.check(kit.write(f"{top}/a.csv", table(tags, *rows)))
    kit.equal("records", [r["record"]["case_no"] for r in found],
              ["0", "1", "2"])
    kit.equal("told", [len(findings(r, "STR019")) for r in found], [1, 1, 1])


@kit.case
def every_field_has_its_name(_top):
    """The Chinese name of each field that is in no list is a heading, and the
    first one of its field."""
    def folded(name):
        return re.sub(r"[（）()\s、，\-/]", "", name)

    first = {}
    for row in kit.table(f"{kit.KNOWLEDGE}/dialects/table.csv"):
        first.setdefault(row["field"], row["tag"])
    for field in kit.table(f"{kit.KNOWLEDGE}/fields.csv"):
        name = field["field"]
        if "." not in name and name != "infant_age":
            kit.equal(name, first.get(name), folded(field["name"]))


@kit.case
def names_of_the_upload_interfaces(top):
    """As 4101 and 4401 call their items."""
    items = {"病案号": ("G1", "record_no", "G1"),
             "人员姓名": ("石榴试", "patient_name", "石榴试"),
             "医保结算等级": ("3", "institution_level", "3"),
             "门(急)诊西医诊断": ("胸痛", "outpatient_diagnosis", "胸痛"),
             "西医诊断疾病代码": ("R07.400", "outpatient_diagnosis_code",
                          "R07.400"),
             "颅脑损伤患者入院前昏迷时长": ("1/2/30", "coma_before_hours", 2),
             "拟接收机构名称": ("甲院", "transfer_hospital", "甲院"),
             "患者住院次数": ("2", "admission_count", 2),
             "死亡标志": ("0", "death", "2"),
             "医疗费总额": ("9000.00", "total_cost", 9000)}
    result, = kit.check("--record", "--with-identity", kit.write(
        f"{top}/a.csv", table([*items], [value for value, *_ in
                                         items.values()])))
    for name, (_, field, wanted) in items.items():
        kit.equal(name, result["fields"][field], wanted)
    kit.equal("unknown", findings(result, "STR007"), [])


@kit.case
def batch_reads_the_same(top):
    """Blocks carry the heading: 3000 rows by three threads."""
    tags, values = rows_of("hqms-2019")
    rows = [tags]
    for i in range(3000):
        row = list(values)
        row[tags.index("A48")] = f"T{i:07}"
        rows.append(row)
    path = kit.write(f"{top}/a.csv", delimited(rows).encode("gb18030"))
    out = kit.run("batch", "-j", "3", "-o", f"{top}/o", path)
    kit.holds("out", out.err, "3000")
    twin, = kit.check("--record", f"{HERE}/western.hqms-2019.xml")
    cases = kit.table(f"{top}/o/cases.csv", guarded=True)
    kit.equal("groups", {c["group"] for c in cases},
              {twin["grouping"]["group"]})
    kit.equal("lines", [c["line"] for c in cases],
              [str(i + 2) for i in range(3000)])


kit.main()
