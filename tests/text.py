#!/usr/bin/env python3
"""text.py -- what a coder reads at a glance: the report, and -f brief.

Amounts are those of the demonstration region for examples/clean.xml, worked by
hand: 1310.02 x 8.025 = 10512.9105; less 1320.60 paid by the patient 9192.31;
less the cost 8606.80 a margin of 1906.11; half and twice the mean of 10283.62
are the limits.
"""
import re
import unicodedata

import kit

CLEAN = f"{kit.TREE}/examples/clean.xml"
MISTAKES = f"{kit.TREE}/examples/mistakes.xml"
RULE = "─" * 80
# K35.8 without an operation scores 600: x 8 a standard of 4800, while the cost
# is normal; below half the mean of 5000 it is paid by proportion.
SETTLEMENT = """<set name="point_value" value="8"/>
<let name="x" value="cost / mean_cost"/>
<let name="deviation" value="if(x &lt; 0.5, 'low', x &gt; 2, 'high', 'normal')"/>
<let name="low_limit" value="0.5 * mean_cost" round="2"/>
<let name="high_limit" value="2 * mean_cost" round="2"/>
<let name="points" value="if(deviation = 'low', x * score, score)" round="4"/>
<let name="standard" value="points * point_value" round="2"/>"""


def page(top, name, *changes):
    """examples/clean.xml with some of its texts changed."""
    text = kit.read(CLEAN).decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return kit.write(f"{top}/{name}.xml", text)


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def findings(*words):
    result, = kit.check(*words)
    return result["findings"]


@kit.case
def a_clean_page_is_twelve_lines():
    lines = kit.run("check", CLEAN).out.splitlines()
    kit.equal("frame", (lines[0], lines[-1]), (RULE, RULE))
    assert len(lines) - 2 <= 12, lines
    kit.holds("said", lines, "检查通过，没有发现问题")
    for part in ("支付  病种分值 1310.02 × 点值 8.025 = 10512.91 元，统筹基金 9192.31 元",
                 "盈亏  结余 1906.11 元；费用正常，倍率 0.84，界限 5141.81 至 20567.24 元",
                 "住院  6 天，病种平均 5.9 天"):
        assert f"    {part}" in lines, (part, lines)


@kit.case
def who_pays_is_not_assumed_in_silence(top):
    told = "没有填付费方式，支付按医保类型“其他”算"
    without = page(top, "without", ("<YLFKFS>1</YLFKFS>", ""))
    kit.holds("assumed", kit.run("check", without).out, told)
    kit.lacks("given", kit.run("check", CLEAN).out, told)
    region = kit.Region(SETTLEMENT)
    region.build()
    kit.lacks("does not matter", region.check(YLFKFS=None).out, told)


@kit.case
def lines_are_cut_where_a_reader_would():
    for line in kit.run("check", "--why", MISTAKES).out.splitlines():
        assert columns(line) <= 80, line
        assert not re.search("[（“‘《【〔]$", line), line
        assert not re.match(" +[　，。、；：）”’》】〕]", line), line


@kit.case
def several_pages_end_with_one_line_of_sums():
    lines = kit.run("check", CLEAN, CLEAN, MISTAKES).out.splitlines()
    kit.equal("frames", lines.count(RULE), 4)
    kit.equal("outside", lines[-2], RULE)
    kit.equal("sums", lines[-1], "共 3 条记录：1 条有必须改正的问题，"
              "0 条需要改正或确认，2 条通过")


@kit.case
def steps_and_reasons_come_with_why():
    short = kit.run("check", MISTAKES).out
    long = kit.run("check", "--why", MISTAKES).out
    for part in ("计算步骤", "入组的理由", "摘要", "其他候选"):
        kit.lacks("at a glance", short, part)
        kit.holds("with --why", long, part)
    kit.holds("that there is more", short, "另有 1 个病种的条件也满足", "--why")
    dearer = "".join(long.split()).split("-I25.1-03", 1)[1].split("同一诊断", 1)[0]
    kit.equal("dearer", dearer.endswith("；以病历为准；不作建议"), True)
    result, = kit.check(MISTAKES)
    other = result["grouping"]["candidates"][1]["lost_by"]
    kit.equal("in JSON", other.endswith("；以病历为准；不作建议"), True)
    kit.equal("every step in JSON", len(result["settlement"]["steps"]), 12)


@kit.case
def no_more_than_two_digits_behind_money():
    out = kit.run("check", MISTAKES).out
    kit.holds("text", out, "住院总费用28490.40元，多出300.00元", "总费用 28490.40 元")
    kit.equal("longer", re.findall(r"\d\.\d{3,}(?= ?元)", out), [])
    kit.equal("shorter", re.findall(r"(?<![\d.])\d+(?:\.\d)? ?元", out), [])


@kit.case
def brief_is_one_line_a_record():
    first = next(f for f in findings(MISTAKES) if f["severity"] == "error")
    lines = kit.run("check", "-f", "brief", CLEAN, MISTAKES).out.splitlines()
    kit.equal("words", [line.split() for line in lines], [
        "D0000101 错 0 警 0 K35.8-J1 支付 10512.91 盈亏 1906.11 没有发现问题".split(),
        "D0000102 错 8 警 4 I25.1-01 支付 17932.86 盈亏 -10557.54".split()
        + [first["title"] or first["rule"]]])


@kit.case
def brief_names_the_pack_where_there_are_several(top):
    kit.equal("build", kit.build(kit.DEMO, f"{top}/a.pack").status, 0)
    lines = kit.run("check", "-f", "brief", "-p", f"{top}/a.pack", "-p",
                    f"{top}/a.pack", CLEAN).out.splitlines()
    kit.equal("packs", [line.split()[-1] for line in lines], ["demo", "demo"])


@kit.case
def brief_calls_nothing_passed_that_was_not_checked(top):
    text = kit.write(f"{top}/none.txt", "no page")
    line, = kit.run("check", "-f", "brief", text).out.splitlines()
    kit.holds("line", line, "（未填）      错  1  警  0  没有入组")
    kit.lacks("line", line, "没有发现问题")


@kit.case
def before_discharge_the_usual_payment_stands_first():
    region = kit.Region(SETTLEMENT)
    region.build()
    out = region.check("--stage", "draft", SSJCZBM1=None, ZFY="2000").out
    at = [out.index(part) for part in
          ("支付  支付标准 4800.00 元（出院时费用正常的话）",
           "目前  费用 2000.00 元；费用偏低，界限 2500.00 至 10000.00 元",
           "注意  界限只用来核对费用；不得为达到界限增减费用或诊疗")]
    kit.equal("order", at, sorted(at))
    kit.lacks("no way to go", out, "还有", "距", "结余", "1920.00")
    out = region.check("--stage", "draft", SSJCZBM1=None, ZFY=None).out
    kit.holds("no cost yet", out, "支付标准 4800.00 元（出院时费用正常的话）")


# ---- one mistake, one finding

@kit.case
def an_unknown_code_is_one_finding(top):
    unknown = page(top, "unknown", ("K35.800x001", "K84.000"), ("<JBBM>K35.800", "<JBBM>K84.000"))
    found = findings(unknown)
    kit.equal("of the code", [(f["rule"], f["field"]) for f in found
                              if f["rule"][:3] in ("DIC", "MAP", "FMT")],
              [("DIC022", "diagnoses.code")])
    alone = page(top, "alone", ("<JBBM>K35.800", "<JBBM>K84.000"))
    kit.equal("where it stands alone", [f["rule"] for f in findings(alone)], ["DIC035"])
    two = page(top, "two", ("K35.800x001", "K84.000"), ("<JBBM>K35.800", "<JBBM>K84.100"))
    kit.equal("two codes", {f["rule"] for f in findings(two)} & {"DIC022", "DIC035"},
              {"DIC022", "DIC035"})


@kit.case
def the_neighbours_of_a_code_are_told_once(top):
    """A region's own table, which K35.899 is not in."""
    region = kit.Region()
    text = kit.region().replace("<catalogue ", """<codes>
<table system="diagnosis" edition="e" file="dx.csv" code="code" name="name"/></codes>
<catalogue """, 1)
    region.write("region.xml", text)
    region.write("dx.csv", "code,name\nK35.800,急性阑尾炎\nK35.900,阑尾炎\n")
    done = region.build()
    kit.equal("build", done.status, 0)
    unknown = page(top, "unknown", ("K35.800x001", "K35.899"))
    words = ("-p", region.path("t.pack"), unknown)
    found = [f for f in findings(*words) if f["rule"][:3] in ("DIC", "MAP")
             and (f["field"], f["index"]) == ("diagnoses.code", 1)]
    kit.equal("rules", [f["rule"] for f in found], ["DIC022"])
    kit.holds("advice", found[0]["advice"], "K35.800 急性阑尾炎", "相近不等于正确")
    off = kit.write(f"{top}/h.xml", kit.hospital('<rule id="DIC022" off="yes"/>'))
    done = kit.build(region.path("region.xml"), f"{top}/off.pack", "--hospital", off)
    kit.equal("build", done.status, 0)
    left = [f["rule"] for f in findings("-p", f"{top}/off.pack", unknown)
            if f["rule"][:3] in ("DIC", "MAP")
            and (f["field"], f["index"]) == ("diagnoses.code", 1)]
    kit.equal("without the rule", left, ["MAP004"])


@kit.case
def mended_letters_are_one_finding(top):
    lower = page(top, "lower", ("K35.800x001", "k35.800X001"), ("<JBBM>K35.800", "<JBBM>k35.800"))
    found = [f for f in findings(lower) if f["rule"] == "FMT027"]
    kit.equal("how many", len(found), 1)
    kit.holds("message", found[0]["message"], "另有 1 处：k35.800X001")
    one = page(top, "one", ("K35.800x001", "k35.800X001"))
    kit.equal("only one", [f["message"] for f in findings(one)],
              ["编码大小写不规范，已按规范写法处理"])


# ---- names

@kit.case
def names_of_narrow_cells_are_joined():
    region = kit.Region(groups=kit.GROUPS.replace(
        "K35.8:0,阑尾炎保守", 'K35.8:0,"阑尾炎\n保守 CT\r\nscan"'))
    kit.equal("name", region.price(SSJCZBM1=None)["grouping"]["name"], "阑尾炎保守 CT scan")


@kit.case
def rules_are_listed_without_expressions():
    lines = dict(line.split("\t", 1) for line in kit.run("rules", "list").out.splitlines())
    kit.holds("count()", lines["NB013"], "共编了〔数目〕个")
    kit.holds("days()", lines["LOG002"], "填〔实际住院天数〕天，按入出院日期为〔天数〕天")
    kit.holds("a sum", lines["FEE002"], "住院总费用〔住院总费用〕元，多出〔数目〕元")


kit.main()
