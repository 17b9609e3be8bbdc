#!/usr/bin/env python3
"""catalogue-words.py -- how bureaus write their catalogues, and the words of a
region that read them: a small table each, worked by hand.
"""
import kit
from kit import case

CITY = """<region xmlns="urn:pregroup:region:1" id="t" name="市" scheme="dip"
 generation="2.0"><codes><table system="procedure" edition="t" file="op.csv"
 code="code" kind="kind"/></codes>
{catalogue}<grouping dx-key="4" or="/" and="+"{attributes}>{grouping}</grouping>
<settlement><let name="points" value="score"/>
<let name="standard" value="points * 10"/></settlement></region>"""
OPERATIONS = ("code,kind\n93.9000x002,治疗性操作\n33.2302,诊断性操作\n"
              "47.0100,手术\n54.5100,手术\n96.0400,治疗性操作\n")
PLAIN = """<catalogue file="g.csv"><column field="group" heading="编码"/>
<column field="dx" heading="诊断"/><column field="main_op" heading="主要操作"/>
<column field="related_op" heading="相关操作"/>
<column field="score" heading="分值"/></catalogue>"""


def build(top, table, catalogue=PLAIN, attributes="", grouping=""):
    kit.write(f"{top}/op.csv", OPERATIONS)
    kit.write(f"{top}/g.csv", table)
    region = kit.write(f"{top}/region.xml", CITY.format(
        catalogue=catalogue, attributes=attributes, grouping=grouping))
    return kit.build(region, f"{top}/t.pack")


def groups(top, *cases, words=()):
    """The groups of cases, each a diagnosis and its operations in order."""
    pages = kit.write(f"{top}/p.xml", kit.pages(*[
        kit.patient(BAH=f"T{n}", **kit.coded([dx], operations.split()))
        for n, (dx, operations) in enumerate(cases)]))
    return [one["grouping"] for one in kit.check("-p", f"{top}/t.pack", *words,
                                                 pages)]


def codes(top, *cases):
    return [g["group"] for g in groups(top, *cases)]


# ---- order of operations in a cell

ORDERED = """编码,诊断,主要操作,相关操作,分值
A,J96.0,93.9000x002+33.2302,,100
B,J96.0,33.2302+93.9000x002,,200
C,K35.8,47.0100,54.5100+96.0400,300
D,K35.8,47.0100/54.5100+96.0400,,50
"""
IN_ORDER = [
    ("J96.000", "93.9000x002 33.2302", "A"),
    ("J96.000", "33.2302 93.9000x002", "B"),
    ("J96.000", "47.0100 93.9000x002 54.5100 33.2302", "A"),
    # 54.5100 before 96.0400; 47.0100 stands in a cell of its own.
    ("K35.800", "54.5100 47.0100 96.0400", "C"),
    ("K35.800", "96.0400 47.0100 54.5100", None),
    ("K35.800", "47.0100 96.0400", "D"),
    ("K35.800", "96.0400 47.0100", None)]


@case
def the_order_of_operations_counts_where_it_is_said(top):
    cases = [(dx, ops) for dx, ops, _ in IN_ORDER]
    kit.equal("build", build(top, ORDERED, attributes=' op-order="listed"',
                             grouping="<layers>core</layers>").status, 0)
    kit.equal("listed", codes(top, *cases), [g for *_, g in IN_ORDER])
    told = groups(top, cases[-1], words=["--why"])[0]["why_not"]
    kit.holds("why not", next(n["missing"] for n in told
                              if n["group"] == "D"), "先后")
    lint = kit.lint(f"{top}/region.xml")
    kit.equal("lint", (lint.status, "不分高下" in lint.out), (0, False))
    kit.equal("build", build(top, ORDERED,
                             grouping="<layers>core</layers>").status, 0)
    kit.equal("any", codes(top, *cases), ["B", "B", "B", "C", "C", "D", "D"])


# ---- classes of comprehensive rows

CLASSES = """编码,名称,类型,诊断,分值
Z01,其他阑尾疾病（手术组）,综合,K38,100
Z02,其他阑尾疾病（治疗组）,综合,K38,60
Z03,其他阑尾疾病（保守）,综合,K38,30
"""
NAMED = """<catalogue file="g.csv"><column field="group" heading="编码"/>
<column field="name" heading="名称"/><column field="kind" heading="类型">
<value text="综合" is="comprehensive"/></column>
<column field="class" heading="名称"><value contains="手术组" is="surgery"/>
<value contains="治疗组" is="therapeutic"/>
<value contains="保守" is="{last}"/></column>
<column field="dx" heading="诊断"/><column field="score" heading="分值"/>
</catalogue>"""
COMPREHENSIVE = ('<comprehensive dx-key="3" class="highest" '
                 'intervention="surgery"/>')


@case
def a_name_tells_the_class(top):
    catalogue = NAMED.format(last="conservative")
    done = build(top, CLASSES, catalogue, grouping=COMPREHENSIVE)
    kit.equal(f"build {done.err}", done.status, 0)
    kit.equal("groups", codes(top, ("K38.800", "47.0100"), ("K38.800", ""),
                              ("K38.800", "96.0400"), ("K38.800", "33.2302")),
              ["Z01", "Z03", "Z02", None])
    done = build(top, CLASSES.replace("（治疗组）", "（其他）"), catalogue,
                 grouping=COMPREHENSIVE)
    kit.holds("unknown", done.err, "g.csv:3:2:", "不知道是哪类操作")
    done = build(top, CLASSES, NAMED.format(last="none"),
                 grouping=COMPREHENSIVE)
    kit.holds("word", done.err, "没有操作类别“none”")
    done = build(top, CLASSES, catalogue.replace('"class"', '"layer"'),
                 grouping=COMPREHENSIVE)
    kit.holds("none", done.err, "没有 <suffix>")


# ---- several things in one cell

JOINED = """编码,病种,分值
A,K35.8-47.0100+54.5100 阑尾切除 伴松解,100
B,K35.8 - 54.5100  松解,80
C,K35.8,30
"""
PARTS = """<catalogue file="g.csv"><column field="group" heading="编码"/>
<column field="dx" heading="病种" split="- " part="1"/>
<column field="main_op" heading="病种" split="- " part="2"/>
<column field="name" heading="病种" split="- " part="3.."/>
<column field="score" heading="分值"/></catalogue>"""


@case
def one_column_holds_diagnosis_operation_and_name(top):
    done = build(top, JOINED, PARTS)
    kit.equal(f"build {done.err}", done.status, 0)
    found = groups(top, ("K35.800", "47.0100 54.5100"), ("K35.800", "54.5100"),
                   ("K35.800", ""))
    kit.equal("groups", [(g["group"], g["name"]) for g in found],
              [("A", "阑尾切除 伴松解"), ("B", "松解"), ("C", None)])
    for wrong in ('part="0"', 'part="x"', ""):
        done = build(top, JOINED, PARTS.replace('part="1"', wrong))
        kit.holds(wrong, done.err, "split、part 读不出")


# ---- two tables on one sheet

BESIDE = [["平安市核心病种", "", "", "", "平安市综合病种"],
          ["编码", "诊断", "操作", "分值", "编码", "诊断", "分值"],
          ["A", "K35.8", "47.0100", "100", "K38:S", "K38", "70"],
          ["B", "K35.8", "", "60", "K38:B", "K38", "40"],
          ["C", "K36.x", "", "50"]]
SIDES = """<catalogue file="g.xlsx" from="A">
<column field="group" heading="编码"/><column field="dx" heading="诊断"/>
<column field="main_op" heading="操作"/><column field="score" heading="分值"/>
</catalogue><catalogue file="g.xlsx" from="{from_}" kind="comprehensive">
<column field="group" heading="编码"/><column field="dx" heading="诊断"/>
<column field="score" heading="分值"/></catalogue>"""
SUFFIXES = """<comprehensive dx-key="3" class="highest" intervention="surgery">
<suffix class="surgery" text=":S"/><suffix class="conservative" text=":B"/>
</comprehensive>"""


@case
def two_tables_stand_side_by_side(top):
    kit.write(f"{top}/g.xlsx", kit.zipped(kit.workbook({"目录": BESIDE})))
    done = build(top, "", SIDES.format(from_="E"), grouping=SUFFIXES)
    kit.equal(f"build {done.err}", (done.status, "不止一列" in done.err),
              (0, False))
    kit.equal("groups", codes(
        top, ("K35.800", "47.0100"), ("K35.800", ""), ("K36.x00", ""),
        ("K38.800", "54.5100"), ("K38.800", "")),
        ["A", "B", "C", "K38:S", "K38:B"])
    longer = BESIDE + [["", "", "", "", "K37:B", "K37", "20"]]
    kit.write(f"{top}/g.xlsx", kit.zipped(kit.workbook({"目录": longer})))
    done = build(top, "", SIDES.format(from_="E"), grouping=SUFFIXES)
    kit.equal(f"build {done.err}", done.status, 0)
    kit.equal("longer", codes(top, ("K37.x00", ""), ("K36.x00", "")),
              ["K37:B", "C"])
    done = build(top, "", SIDES.format(from_="5"), grouping=SUFFIXES)
    kit.holds("no letter", done.err, 'from="5" 读不出')


kit.few_rules()
kit.main()
