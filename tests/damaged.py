#!/usr/bin/env python3
"""`pregroup pack build` refuses damaged inputs with a list: of each fault the
file, the row and column where there are such, what is wrong and what would be
right; and it leaves no pack behind. One PASS or FAIL a damage.
"""
import io
import os
import zipfile

import kit
from kit import SHEETS, sheet, verdict

REGION = """<?xml version="1.0" encoding="UTF-8"?>
<region xmlns="urn:pregroup:region:1" id="damaged" name="虚构市" scheme="dip" generation="2.0">
  <codes>
    <table system="procedure" edition="t" file="op.csv" code="编码" kind="类别"/>
    <table system="diagnosis" edition="t" file="dx.csv" code="编码"/>
    <crosswalk system="diagnosis" edition="g" file="walk.csv" from="国临" to="医保"/>
  </codes>
  <catalogue file="book.xlsx" sheet="目录">
    <column field="group" heading="病种编码"/>
    <column field="kind" heading="类型"><value text="核心" is="core"/><value text="综合" is="comprehensive"/></column>
    <column field="dx" heading="诊断"/>
    <column field="main_op" heading="手术"/>
    <column field="score" heading="分值"/>
    <column field="mean_cost" heading="费用"/>
  </catalogue>
  <grouping dx-key="4">
    <exclude system="procedure" file="out.csv" code="编码"/>
    <comprehensive dx-key="3"><suffix class="surgery" text="-S"/><suffix class="conservative" text="-N"/></comprehensive>
    <layers>core comprehensive</layers>
    <pick>matched-operations score order</pick>
  </grouping>
  <settlement>
    <set name="point_value" value="7.5"/>
    <let name="points" value="score" round="4"/>
    <let name="standard" value="points * point_value" round="2"/>
  </settlement>
</region>
"""
OP = "编码,类别\n47.0100,手术\n51.2300,手术\n96.0400,治疗性操作\n"
DX = "编码\nK35.800\nK80.100\n"
WALK = "国临,医保\nK35.801,K35.800\n"
OUT = "编码\n96.0400\n"
ROWS = [["病种编码", "类型", "诊断", "手术", "分值", "费用"],
        ["A1", "核心", "K35.8", "47.0100", "100.5", "8000"],
        ["A2", "核心", "K80.1", "51.2300", "200", "16000"],
        ["K35-N", "综合", "K35", "", "50", "4000"]]


# ---- workbooks

def book(rows=None, **instead):
    """A workbook's bytes; `instead` gives other parts, None takes one out."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml"}
    content = kit.workbook({"目录": rows or ROWS})
    content.update({names[k]: v for k, v in instead.items()})
    return kit.zipped({k: v for k, v in content.items() if v is not None})


def with_cell(row, column, text):
    """The workbook with another cell; row 1 is the heads."""
    rows = [list(r) for r in ROWS]
    rows[row - 1]["ABCDEF".index(column)] = text
    return book(rows)


# Looks of cells: s="1" a day, s="2" and s="3" a percentage.
STYLES = {"xl/styles.xml": f'<styleSheet xmlns="{SHEETS}"><numFmts>'
          '<numFmt numFmtId="176" formatCode="0.0%_ "/></numFmts><cellXfs>'
          '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/>'
          '<xf numFmtId="176"/></cellXfs></styleSheet>',
          "xl/_rels/workbook.xml.rels":
          kit.workbook({"目录": []})["xl/_rels/workbook.xml.rels"].replace(
              "</Relationships>", f'<Relationship Id="t" Type="{kit.OFFICE}'
              '/styles" Target="styles.xml"/></Relationships>')}


def with_look(row, column, look, number):
    """The workbook with a number in another format."""
    rows = [list(r) for r in ROWS]
    rows[row - 1]["ABCDEF".index(column)] = (
        f'<c s="{look}"><v>{number}</v></c>')
    return kit.zipped({**kit.workbook({"目录": rows}), **STYLES})


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:]


def data_of_sheet(data):
    """Where the content of the sheet lies in a workbook's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    return info.header_offset + 30 + len(info.filename) + 4


AT = "./book.xlsx:工作表“目录”"  # written @ below
ENCRYPTED = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4096)
BOOK = book()


def region(old, new):
    if old not in REGION:
        raise ValueError("region.xml has no " + old)
    return REGION.replace(old, new, 1)


# name, file, its bytes or text, and what each line must hold: its place, what
# is wrong and what would be right; there is no other line.
DAMAGES = [
    # the workbook as a file
    ("workbook cut", "book.xlsx", BOOK[:len(BOOK) // 2], [
      ["./book.xlsx: 压缩结构损坏", "请重新取得文件"]]),
    ("workbook cut in its last bytes", "book.xlsx", BOOK[:-10], [
      ["./book.xlsx: 压缩结构损坏", "请重新取得文件"]]),
    ("workbook empty", "book.xlsx", b"", [
      ["./book.xlsx: 表是空的", "第一行应为标题"]]),
    ("workbook is text", "book.xlsx", "病种编码,类型\n", [
      ["region.xml:8: ", "是 CSV", "请去掉 sheet"]]),
    ("workbook with a password or old", "book.xlsx", ENCRYPTED, [
      ["./book.xlsx: 是旧版 Excel", "加了密码", "请在表格软件里另存为 XLSX"]]),
    ("workbook with a changed byte", "book.xlsx",
     flipped(BOOK, data_of_sheet(BOOK)), [
      ["@", "压缩数据损坏", "请重新取得文件"]]),
    ("workbook missing", "book.xlsx", None, [
      ["region.xml:8: 打不开文件", "book.xlsx", "请核对文件名"]]),
    ("sheet of another name", "region.xml", region('sheet="目录"',
                                                  'sheet="病种"'), [
      ["region.xml:8: ", "没有工作表“病种”", "文件里的工作表有：目录"]]),
    ("workbook without its sheet", "book.xlsx", book(sheet=None), [
      ["@", "缺少这张工作表的内容", "请重新取得文件"]]),
    ("workbook without sheets", "book.xlsx",
     book(book=f'<workbook xmlns="{SHEETS}"/>'), [
      ["region.xml:8: ", "没有工作表“目录”"]]),
    ("sheet cut", "book.xlsx", book(sheet=sheet(ROWS)[:-60]), [
      ["@", "XML 不完整", "请重新取得文件"]]),
    ("sheet with a DTD", "book.xlsx",
     book(sheet="<!DOCTYPE a>" + sheet(ROWS)), [
      ["@", "DTD", "另存为 XLSX"]]),
    ("rows out of order", "book.xlsx",
     book(sheet=sheet(ROWS).replace('<row r="3"', '<row r="2"')), [
      ["@", "次序或编号不对", "另存为 XLSX"]]),
    # its cells
    ("heading missing", "book.xlsx", with_cell(1, "E", "价"), [
      ["@第 1 行: ", "找不到标题“分值”", "这一行的标题是：病种编码、类型、诊断、手术、价、费用"]]),
    ("catalogue with heads only", "book.xlsx", book(ROWS[:1]), [
      ["@第 1 行", "目录里一个病种也没有", "请核对"]]),
    ("formula without a value", "book.xlsx",
     with_cell(3, "E", "<c><f>F3/80</f></c>"), [
      ["@第 3 行 E 列: ", "没有保存计算结果", "重新计算后保存"]]),
    ("error value", "book.xlsx",
     with_cell(2, "F", '<c t="e"><v>#N/A</v></c>'), [
      ["@第 2 行 F 列: ", "错误值 #N/A", "请改正公式"]]),
    ("error value hides nothing behind it", "book.xlsx", book(
        [ROWS[0], ['<c t="e"><v>#N/A</v></c>', *ROWS[1][1:]],
         [*ROWS[2][:4], "约200分", ROWS[2][5]], ROWS[3]]), [
      ["@第 2 行 A 列: ", "错误值 #N/A", "请改正公式"],
      ["@第 3 行 E 列: ", "不是数字：“约200分”"]]),
    ("date for a score", "book.xlsx", with_look(3, "E", 1, "45724"), [
      ["@第 3 行 E 列: ", "不是数字：“2025-03-08”", "不是日期或百分比格式"]]),
    ("percentage for a score", "book.xlsx", with_look(3, "E", 2, "0.85"), [
      ["@第 3 行 E 列: ", "不是数字：“85%”", "不是日期或百分比格式"]]),
    ("percentage of an own format", "book.xlsx", with_look(3, "F", 3, "1.255"), [
      ["@第 3 行 F 列: ", "不是数字：“125.5%”", "不是日期或百分比格式"]]),
    ("shared string that is not there", "book.xlsx",
     with_cell(2, "A", '<c t="s"><v>7</v></c>'), [
      ["@", "次序或编号不对", "另存为 XLSX"]]),
    ("words in a number", "book.xlsx", with_cell(3, "E", "约200分"), [
      ["@第 3 行 E 列: ", "不是数字：“约200分”", "应为不小于零的数字"]]),
    ("number out of range", "book.xlsx", with_cell(3, "E", "9" * 30), [
      ["@第 3 行 E 列: ", "不是数字：“9999", "应为不小于零的数字"]]),
    ("diagnosis unreadable", "book.xlsx", with_cell(2, "C", "阑尾炎"), [
      ["@第 2 行 C 列: ", "读不出：“阑尾炎”", "应为 K35.8 的样子"]]),
    ("operation unreadable", "book.xlsx", with_cell(3, "D", "胆囊切除"), [
      ["@第 3 行 D 列: ", "“胆囊切除”", "应为 51.2300"]]),
    ("kind unknown", "book.xlsx", with_cell(3, "B", "特殊"), [
      ["@第 3 行 B 列: ", "“特殊”", "<value text=... is=...>"]]),
    ("group without a code", "book.xlsx", with_cell(2, "A", ""), [
      ["@第 2 行 A 列: ", "病种编码是空的；", "每个病种都要有编码"]]),
    ("no suffix fits", "book.xlsx", with_cell(4, "A", "K35-X"), [
      ["@第 4 行 A 列: ", "“K35-X”", "<suffix>"]]),
    ("four faults at once", "book.xlsx", book(
        [ROWS[0], ["A1", "特殊", "阑尾炎", "切除", "多", "8000"], *ROWS[2:]]), [
      ["@第 2 行 B 列: ", "“特殊”"],
      ["@第 2 行 E 列: ", "“多”"],
      ["@第 2 行 D 列: ", "“切除”"],
      ["@第 2 行 C 列: ", "“阑尾炎”"]]),
    # text tables
    ("UTF-16 without its mark", "op.csv", OP.encode("utf-16-le"), [
      ["./op.csv: ", "空字节", "CSV UTF-8"]]),
    ("neither UTF-8 nor GB18030", "op.csv",
     OP.encode() + b"\xff\xfe\xff\xff\n", [
      ["./op.csv:5: ", "第 69 字节读不出", "请另存为 UTF-8 或 GB18030"]]),
    ("UTF-8 cut in a character", "op.csv",
     OP.encode() + "97.0100,手".encode()[:-1], [
      ["./op.csv:5: ", "第 77 字节读不出", "请另存为 UTF-8 或 GB18030"]]),
    ("PDF named csv", "op.csv", b"%PDF-1.7\n\xe2\xe3\n", [
      ["./op.csv: ", "是 PDF，不是表格", "请在表格软件里另存为 XLSX"]]),
    ("page named xlsx", "book.xlsx", "\n<HTML><table><tr><td>病种编码</td>", [
      ["./book.xlsx: ", "是网页（HTML），不是表格", "请在表格软件里另存为 XLSX"]]),
    ("NUL byte", "op.csv", OP.encode() + b"97.0100\0,\n", [
      ["./op.csv: ", "空字节", "CSV UTF-8"]]),
    ("quote not closed", "op.csv", OP + '97.0100,"手术\n', [
      ["./op.csv:5:2: ", "引号没有结束", "引号要成对"]]),
    ("workbook named csv", "op.csv", BOOK, [
      ["./op.csv:工作表“目录”第 1 行: ", "找不到标题“编码”"],
      ["./op.csv:工作表“目录”第 1 行: ", "找不到标题“类别”"]]),
    ("csv empty", "dx.csv", "", [
      ["./dx.csv: ", "表是空的", "第一行应为标题"]]),
    ("csv with heads only", "dx.csv", "编码\n", [
      ["./dx.csv:1:1: ", "一个编码也没有", "请核对文件"]]),
    ("csv without its heading", "dx.csv", "代码\nK35.800\n", [
      ["./dx.csv:1: ", "找不到标题“编码”", "这一行的标题是：代码"]]),
    ("class unknown", "op.csv", OP.replace("治疗性操作", "治疗仪器"), [
      ["./op.csv:4:2: ", "“治疗仪器”", "应为 手术、介入治疗、治疗性操作、诊断性操作"]]),
    ("code unreadable in a table", "dx.csv", DX + "急性阑尾炎\n", [
      ["./dx.csv:4:1: ", "“急性阑尾炎”读不出", "编码由字母、数字"]]),
    ("crosswalk with an unreadable code", "walk.csv", WALK + "胆石,K80.100\n", [
      ["./walk.csv:3:1: ", "“胆石”读不出", "编码由字母、数字"]]),
    ("excluded code unreadable", "out.csv", OUT + "气管插管\n", [
      ["./out.csv:3:1: ", "读不出：“气管插管”", "编码由字母、数字"]]),
    ("table missing", "out.csv", None, [
      ["region.xml:17: 打不开文件", "out.csv", "请核对文件名"]]),
    # region.xml
    ("region not well-formed", "region.xml", region("</codes>", "</code>"), [
      ["region.xml:7: ", "不是完整的 XML", "请核对标签是否成对"]]),
    ("region cut", "region.xml", REGION[:900], [
      ["region.xml:18: ", "不是完整的 XML", "请核对标签是否成对"]]),
    ("region of another namespace", "region.xml",
     region("urn:pregroup:region:1", "urn:other"), [
      ["region.xml:2: ", "根元素 <region>", "urn:pregroup:region:1"]]),
    ("unknown element", "region.xml", region("<layers>", "<order/><layers>"), [
      ["region.xml:19: ", "不认识 <order>", "可以有：list exclude"]]),
    ("unknown attribute", "region.xml", region("dx-key=\"4\"", "key=\"4\""), [
      ["region.xml:16: ", "不认识属性 key", "dx-key or and"]]),
    ("unknown filter", "region.xml", region("score order", "points order"), [
      ["region.xml:20: ", "“points”不认识", "应为 matched-operations"]]),
    ("unknown field", "region.xml", region('field="score"', 'field="points"'), [
      ["region.xml:8: ", "没有 score 列", "group、dx 和 score"],
      ["region.xml:13: ", 'field="points" 不认识', "field 应为"]]),
    ("layer without rows", "region.xml",
     region("core comprehensive", "comprehensive"), [
      ["@第 2 行 B 列: ", "没有“core”这一层", "在 <grouping> 的 <layers> 里加上"]]),
    ("expression mistaken", "region.xml",
     region("points * point_value", "points ** point_value"), [
      ["region.xml:25: ", "第 9 字", "却是“*”"]]),
    ("name unknown in an expression", "region.xml",
     region("points * point_value", "points * pointvalue"), [
      ["region.xml:25: ", "第 10 字", "“pointvalue”", "是不是“point_value”"]]),
    ("months that overlap", "region.xml",
     region('<set name="point_value" value="7.5"/>',
            '<set name="point_value" month="2025-01..2025-06" value="7"/>'
            '<set name="point_value" month="2025-06..2025-12" value="8"/>'), [
      ["region.xml:23: ", "月份与前面同名的 set 重叠", "每个月只由其中一个给出"]]),
    ("standard missing", "region.xml",
     region('name="standard"', 'name="money"'), [
      ["region.xml:22: ", "没有 standard", "用 <let> 算出"]]),
    ("date impossible", "region.xml",
     region('generation="2.0"', 'generation="2.0" valid-from="2025-02-30"'), [
      ["region.xml:2: ", "2025-02-30", "应为 2025-01-01 的样子"]]),
    ("region in neither UTF-8 nor GB18030", "region.xml",
     REGION.encode().replace(b"<codes>", b"<codes>\xff\xfe"), [
      ["region.xml:3: ", "既不是 UTF-8 也不是 GB18030", "请另存为"]]),
]


# ---- judging

SOURCES = {"region.xml": REGION, "op.csv": OP, "dx.csv": DX, "walk.csv": WALK,
           "out.csv": OUT, "book.xlsx": BOOK}


def build(folder, name, content):
    """Status, what is said, whether there is a pack, of the sources with one
    file changed or, where content is None, taken out."""
    os.makedirs(folder)
    for file, data in {**SOURCES, name: content}.items():
        if data is not None:
            kit.write(f"{folder}/{file}", data)
    done = kit.build("region.xml", "a.pack", cwd=folder)
    return done.status, done.err, os.path.exists(f"{folder}/a.pack")


def fault_of(name, status, said, expected, pack):
    """Why a damage was not told as it should, or the empty text."""
    lines = said.splitlines()
    if status != 1 or pack:
        return f"status {status}, {'a' if pack else 'no'} pack"
    if len(lines) != len(expected):
        return f"{len(lines)} lines for {len(expected)} faults"
    for words in expected:
        words = [w.replace("@", AT) for w in words]
        if not any(line.startswith(words[0]) and all(w in line for w in words)
                   for line in lines):
            return f"no line with {words}"
    return ""


def main(folder):
    status, said, _ = build(f"{folder}/whole", "op.csv", OP)
    kit.expect("undamaged", status == 0 and said == "", said)
    for number, (name, file, content, expected) in enumerate(DAMAGES):
        status, said, pack = build(f"{folder}/{number}", file, content)
        why = fault_of(name, status, said, expected, pack)
        verdict(name, why and f"{why}: {said}")


kit.main(main)
