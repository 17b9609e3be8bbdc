#!/usr/bin/env python3
"""drg.py -- DRG grouping and points by hand-worked cases.

    sample region      tests/regions/drg: every mechanism, group and points
    TV-P1              dip-rules.md 4.1, each figure of the vector
    faults             what a wrong <drg> is told, all at once
    smoke              the 30 cases of ../shared/data/chs-drg-1.1 against the
                       column java_adrg; differences are named in WRONG
"""
import re
import shutil
import sys
from datetime import timedelta
from decimal import Decimal

import kit
from kit import case, verdict

sys.path.insert(0, f"{kit.TREE}/tests/reference")

from drg import DrgCase  # noqa: E402
from drgdraw import ADMITTED, write_pages  # noqa: E402

SAMPLE = f"{kit.TREE}/tests/regions/drg"

# Cases of the smoke file that the other grouper has plainly wrong: none. Its
# DRGs (java_drg) belong to another table: RC13 and MA15 do not exist in
# DRG.csv, where RC1 and MA1 are undivided.
WRONG = {}


def born(days):
    return {"born": ADMITTED - timedelta(days=days), "age": 0}


# name: (diagnoses, operations, cost, the rest, group, layer, points). A point
# is worth 104.5455 yuan; `why` are parts of sentences. By the settlement of
# the sample region: points = base * cost factor; at most 0.4 of the mean:
# base * cost / mean; beyond 3, 2.5, 2 times by base: the excess on top.
CASES = {
    # 1500 * 1.05
    "transplant": ("K80.100", "50.5100", "150000", {}, "AA19", "MDCA",
                   "1575", ["50.5100 列在清单“移植”", "归入 MDCA 先期分组"]),
    # 900 * 0.98, R57 is a MCC that nothing voids; any place of the operation
    "ventilation 96 hours": ("I50.900 R57.000", "38.9300 96.7201", "90000",
                             {}, "AH11", "MDCA", "882",
                             ["R57.000 是严重并发症"]),
    # 700 * 1.02: CC is no MCC, and AH1 has no DRG for it
    "no DRG for CC": ("I50.900 E11.900", "96.7201", "70000", {}, "AH15",
                      "MDCA", "714", ["E11.900 是并发症或合并症（CC）"]),
    "newborn operated": ("P36.900", "51.2300", "40000", born(28), "PB19",
                         "MDCP", "400", []),
    # J96 is a MCC but P22 stands in its exclusion table; being a CC in
    # another table as well it is no CC instead
    "exclusion voids": ("P22.000 P07.300 J96.000", "", "45000",
                        {**born(28), "birth_weight": 1499}, "PS15", "MDCP",
                        "450", ["J96.000 是严重并发症或合并症（MCC），但主要"
                                "诊断列在清单“排除表 1”"]),
    "weight at the limit": ("P22.000 P07.300", "", "20000",
                            {**born(28), "birth_weight": 1500}, "PS29",
                            "MDCP", "200", ["符合条件"]),
    "weight beyond": ("P22.000 P07.300", "", "18000",
                      {**born(28), "admission_weight": 2500}, "PR15", "MDCP",
                      "180", []),
    "29 days": ("P22.000", "", "6000", born(29), "PV19", "MDCP", "60", []),
    "days as text": ("P22.000", "", "18000", {"age": 0, "infant_days": 3},
                     "PR15", "MDCP", "180", []),
    # 8000 / 10000 * 100
    "no MDC is 0000": ("P22.000", "", "8000", {"age": 50}, "0000", "0000",
                       "80", ["不符合任何 MDC", "未入组病例"]),
    "HIV": ("B24.x00", "", "15000", {}, "YR19", "MDCY", "150", []),
    # an unstable group: 42000 / 10000 * 100
    "HIV operated": ("B24.x00", "99.1501 51.2300", "42000", {}, "YC19",
                     "MDCY", "420", []),
    # 160 * 0.9
    "two regions hurt": ("S06.000 S22.300", "", "16000", {}, "ZZ19", "MDCZ",
                         "144", ["头颈部创伤", "胸部创伤"]),
    "one region hurt": ("S06.000 S02.000", "", "16000", {}, "0000", "0000",
                        "160", []),
    # 800 * 1.1
    "principal operation": ("S06.000 S22.300", "01.2400 38.9300", "80000",
                            {}, "ZB19", "MDCZ", "880", []),
    # 420 * 1.1
    "any operation": ("S06.000 S22.300", "38.9300 01.2400", "42000", {},
                      "ZJ15", "MDCZ", "462", []),
    # ambiguous and unstable: 12345.67 / 10000 * 100 = 123.4567
    "QY paid": ("S06.000 S22.300", "99.1501", "12345.67", {}, "ZQY", "MDCZ",
                "123.4567", ["歧义组"]),
    "QY not in the catalogue": ("I05.000", "51.2300", "5000", {}, "0000",
                                "MDCB", "50", ["目录里没有这个 ADRG"]),
    "two operations": ("I05.000", "35.2200 36.1100", "110000", {}, "BB19",
                       "MDCB", "1100", []),
    "one operation in both lists": ("I05.000", "35.2400", "110000", {},
                                    "0000", "MDCB", "1100", []),
    "two of one list and both": ("I05.000", "35.2400 35.2200", "110000", {},
                                 "BB19", "MDCB", "1100", []),
    # 420 * 0.95, 360 * 0.95, 300 * 0.95
    "MCC": ("I21.000 E11.900 R57.000", "36.0700", "42000", {}, "BC11",
            "MDCB", "399", ["细分到 DRG BC11"]),
    "CC": ("I21.000 E11.900", "36.0700", "36000", {}, "BC13", "MDCB", "342",
           []),
    "CC void": ("I21.000 I50.900", "36.0700", "30000", {}, "BC15", "MDCB",
                "285", ["I50.900 是并发症或合并症（CC），但主要诊断"]),
    "neither": ("I21.000 J18.900", "36.0700", "30000", {}, "BC15", "MDCB",
                "285", ["其他诊断里没有并发症或合并症"]),
    "died": ("I50.900 E11.900", "", "9000", {"discharge_way": "5"}, "BR17",
             "MDCB", "90", ["discharge_way"]),
    "gray principal": ("I25.100", "", "8050", {}, None, None, None,
                       ["I25.100 是灰码"]),
    "excluded principal": ("Z53.900", "", "8050", {}, None, None, None,
                           ["列在“不作主要诊断.csv”第 2 行"]),
    "other diagnosis": ("K80.100 K83.000", "51.2300", "26000", {}, "CB19",
                        "MDCC", "260", ["其他诊断 K83.000 列在"]),
    "other operation": ("K80.100", "51.2300 51.8800", "24000", {}, "CB29",
                        "MDCC", "240", ["其他手术操作 51.8800 列在"]),
    "other operation first": ("K80.100", "51.8800 51.2300", "7000", {},
                              "CZ15", "MDCC", "70", []),
    "age 16": ("K80.100", "", "9500", {"age": 16}, "CZ1K", "MDCC", "95",
               ["符合条件：age < 17"]),
    "age 17": ("K80.100", "", "7000", {"age": 17}, "CZ15", "MDCC", "70", []),
    "male": ("N40.x00", "60.2900", "13000", {"sex": "1"}, "MA19", "MDCM",
             "130", []),
    "male, sex wrong": ("N40.x00", "60.2900", "13000", {"sex": "2"}, "0000",
                        "0000", "130", []),
    # 330 * 1.2
    "first alternative": ("C53.900", "68.6100", "33000", {"sex": "2"},
                          "NA19", "MDCN", "396", []),
    "second alternative": ("C53.900", "40.5000 68.4100", "33000",
                           {"sex": "2"}, "NA19", "MDCN", "396", []),
    "half an alternative": ("C53.900", "68.4100", "6666.67", {"sex": "2"},
                            "NZ19", "MDCN", "66.6667", []),
    "principal repeated": ("A41.900 A41.900", "86.2200", "25000", {}, "SB15",
                           "MDCS", "250", []),
    # 4.5 * 90
    "per-diem": ("A41.900", "", "50000", {"days": 90}, "SZ19", "MDCS", "405",
                 []),
    # 140: 5600 is 0.4 of 14000
    "low": ("K83.100", "51.2300", "5600", {}, "CC15", "MDCC", "56", []),
    # 140 * 1.03
    "a cent above low": ("K83.100", "51.2300", "5600.01", {}, "CC15", "MDCC",
                         "144.2", []),
    "2.5 times is not high": ("K83.100", "51.2300", "35000", {}, "CC15",
                              "MDCC", "144.2", []),
    # + 140 * (3 - 2.5)
    "high": ("K83.100", "51.2300", "42000", {}, "CC15", "MDCC", "214.2", []),
    # 66.6667 * (1 + 20066.6767 / 6666.67 - 3): base up to 100, 3 times
    "high of a low base": ("D25.900", "", "26666.68", {"sex": "2"}, "NZ19",
                           "MDCN", "133.3334", []),
    # 400 + 400 * (2.5 - 2): base beyond 200, 2 times
    "high of a high base": ("P36.900", "51.2300", "100000", born(1), "PB19",
                            "MDCP", "600", []),
    # 140 * 10000 / 14000; no cost factor
    "transferred": ("K83.100", "51.2300", "10000", {"discharge_way": "2"},
                    "CC15", "MDCC", "100", []),
    "transferred, dear": ("K83.100", "51.2300", "20000",
                          {"discharge_way": "2"}, "CC15", "MDCC", "140", []),
}

# The losers of one case, and what it was not.
RIVALS = ("S06.000 S22.300 E11.900 K80.100", "01.2400 51.2300")


def case_of(dx, ops, cost, rest):
    return DrgCase(dx.split(), ops.split(), cost=Decimal(cost),
                   paid=Decimal(0), **rest)


def answers_of(top, region, cases, *options):
    """What the build of a region says, and one result for each case."""
    done = kit.build(region, f"{top}/a.pack")
    write_pages(f"{top}/a.xml", cases)
    answers = kit.check("-p", f"{top}/a.pack", *options, f"{top}/a.xml",
                        exact=True)
    kit.equal(f"number of results; {done.err}", len(answers), len(cases))
    return done.err, answers


def groupings(top, region, cases, *options):
    return [answer["grouping"]
            for answer in answers_of(top, region, cases, *options)[1]]


# ---- the sample region

def faults_of_case(answer, group, layer, points, why):
    grouping, settlement = answer["grouping"], answer["settlement"]
    faults = []
    status = "grouped" if group else "excluded"
    kind = "drg" if group else None
    for key, value in (("status", status), ("group", group),
                       ("layer", layer), ("kind", kind)):
        if grouping[key] != value:
            faults.append(f"{key} {grouping[key]!r}, not {value!r}")
    points = points and Decimal(points)
    standard = points and (points * Decimal("104.5455")).quantize(
        Decimal("0.01"), "ROUND_HALF_UP")
    for key, value in (("points", points), ("standard", standard)):
        if settlement[key] != value:
            faults.append(f"{key} {settlement[key]}, not {value}")
    faults += [f"no sentence with {part}" for part in why
               if not any(part in line for line in grouping["why"])]
    return faults


def sample_region(folder):
    _, answers = answers_of(folder, f"{SAMPLE}/region.xml",
                            [case_of(*case[:4]) for case in CASES.values()])
    verdict("drg number of results")
    for (name, case), answer in zip(CASES.items(), answers):
        verdict("drg " + name, faults_of_case(answer, *case[4:]))


@case
def rivals(top):
    """ZB15 wins: ZJ1 stands behind it, MDCC behind MDCZ; ZJ11 wants a MCC."""
    grouping, = groupings(top, f"{SAMPLE}/region.xml",
                          [case_of(*RIVALS, "80000", {})], "--why")
    lost = {c["group"]: c["lost_by"] for c in grouping["candidates"]}
    kit.holds("lost by", lost["ZJ15"], "ADRG 排在 ZB1 多发创伤开颅")
    kit.lacks("what has nothing to do with the case",
              [w["group"] for w in grouping["why_not"]], "BC11")
    kit.equal("group", grouping["group"], "ZB19")


def variant(top, *changes):
    """A copy of the sample region with texts of its files changed."""
    shutil.copytree(SAMPLE, f"{top}/copy", dirs_exist_ok=True)
    for file, old, new in changes:
        path = f"{top}/copy/{file}"
        text = kit.read(path).decode()
        kit.holds(file, text, old)
        kit.write(path, text.replace(old, new))
    return f"{top}/copy/region.xml"


@case
def ungrouped(top):
    """A region that pays no 0000 and no QY."""
    region = variant(
        top, ("region.xml", ' ungrouped="0000"', ""),
        ("DRG.csv", "0000,未入组病例,,,1,,,\n", ""),
        ("DRG.csv", "ZQY,多发创伤歧义组,,,1,,,\n", ""))
    _, answers = answers_of(top, region, [case_of(*CASES[n][:4]) for n in (
        "no MDC is 0000", "QY paid", "transplant")])
    kit.equal("answers", [
        (a["grouping"]["status"], a["grouping"]["group"],
         a["settlement"]["status"]) for a in answers], [
             ("ungrouped", None, "unpriced"), ("ungrouped", None, "unpriced"),
             ("grouped", "AA19", "priced")])


@case
def the_condition_that_fails_is_told(top):
    """A row with two conditions, of which the first one holds."""
    region = variant(
        top,
        ("region.xml", '<column field="when" heading="条件"/>\n  </catalogue>',
         '<column field="when" heading="条件"/>'
         '<column field="other_dx" heading="其他诊断"/></catalogue>'),
        ("DRG.csv", ",条件\n", ",条件,其他诊断\n"),
        ("DRG.csv", "AA19,器官移植,1500,150000,,,1.05,",
         "AA19,器官移植,1500,150000,,,1.05,sex = '1' or sex = '2',Z94.000"))
    grouping, = groupings(top, region, [case_of(*CASES["transplant"][:4])],
                          "--why")
    missing = {w["group"]: w["missing"] for w in grouping["why_not"]}
    kit.holds("missing", missing["AA19"], "Z94.000")


@case
def why_not_says_how_many_there_are(top):
    region = variant(
        top, ("ADRG.csv", "AA1,器官移植,MDCA,,,,移植,,,\n",
              "AA1,器官移植,MDCA,,,,移植,,,\n" + "".join(
                  f"A{n},近似,MDCA,,,,移植,生命支持,,\n"
                  for n in range(100, 400))),
        ("DRG.csv", "AA19,器官移植,", "".join(
            f"A{n}9,近似,1500,150000,,,1.05,\n" for n in range(100, 400)) +
         "AA19,器官移植,"))
    grouping, = groupings(top, region, [case_of(*CASES["transplant"][:4])],
                          "--why")
    kit.equal("told", len(grouping["why_not"]), 256)
    kit.holds("why", "\n".join(grouping["why"]), "只列出前 256 个")


@case
def lists_without_leading_zeros(top):
    region = variant(top, ("编码清单.csv", "01.2400", "1.2400"),
                     ("手术室手术.csv", "01.2400", "1.2400"))
    said, (answer,) = answers_of(top, region, [case_of(*RIVALS, "80000", {})])
    kit.equal("group", answer["grouping"]["group"], "ZB19")
    kit.holds("build", said, "“1.2400”丢了前导零")


# ---- TV-P1: dip-rules.md 4.1

P1 = """<settlement>
<set name="city_mean" value="10000"/><set name="unreasonable" value="2000"/>
<set name="pool" value="920000000"/><set name="pool_points" value="8800000"/>
<let name="base" value="mean_cost / city_mean * 100"/>
<let name="k" value="factor_hospital / mean_cost"/>
<let name="x" value="cost / mean_cost"/>
<let name="upper"
 value="if(base &lt;= 100, 3, base &lt;= 200, 2.5, 2)"/>
<let name="normal" value="base * k"/>
<let name="multiple" value="(cost - unreasonable) / mean_cost - upper"/>
<let name="extra" value="if(x &gt; upper, base * multiple, 0)"/>
<let name="points" value="if(x &lt;= 0.4, base * x, normal + extra)"/>
<let name="point_value" value="pool / pool_points"/>
<let name="standard" value="points * point_value" round="2"/>
</settlement>"""

# cost: figures as the vector prints them
P1_CASES = {"15000": {"base": "150", "k": "0.9333", "points": "140.0000",
                      "point_value": "104.5455", "standard": "14636.36"},
            "5250": {"x": "0.35", "points": "52.50"},
            "60000": {"upper": "2.5", "multiple": "1.3667",
                      "extra": "205.00", "points": "345.00"}}


def vector_p1(folder):
    text = kit.read(f"{SAMPLE}/region.xml").decode()
    whole = text[text.index("<settlement>"):text.index("</region>")]
    region = variant(
        folder, ("region.xml", whole, P1),
        ("region.xml", 'field="factor_cost" heading="成本系数"',
         'field="factor_hospital" heading="成本系数"'),
        ("DRG.csv", "ZQY,多发创伤歧义组,,,1,,,", "ZQY,歧义组,,1,1,,1,"),
        ("DRG.csv", "SZ19,长期感染，按床日,,,,4.5,,", "SZ19,感染,,1,,,1,"),
        ("DRG.csv", "0000,未入组病例,,,1,,,", "0000,未入组,,1,1,,1,"),
        ("DRG.csv", "BR13,心力衰竭，伴CC,150,15000,,,0.933333,",
         "BR13,心力衰竭，伴CC,150,15000,,,14000,"))
    _, answers = answers_of(folder, region, [
        case_of("I50.900 E11.900", "", cost, {}) for cost in P1_CASES])
    for (cost, figures), answer in zip(P1_CASES.items(), answers):
        steps = kit.steps(answer)
        verdict(f"TV-P1 cost {cost}", [
            f"{n} {steps[n]}, not {f}" for n, f in figures.items()
            if steps[n] is None or
            steps[n].quantize(Decimal(f), "ROUND_HALF_UP") != Decimal(f)])


# ---- faults

FAULTS = [
    ("ADRG.csv", "AA1,器官移植,MDCA,,,,移植,,,",
     "AA1,器官移植,MDCX,,,,移值,,,age <", ["ADRG.csv:2", "没有这个 MDC",
                                          "移值", "条件写得不对"]),
    ("MCC.csv", "J96.000,急性呼吸衰竭,1", "J96.000,急性呼吸衰竭,77",
     ["MCC.csv:2", "没有这个排除表：“77”"]),
    ("编码清单.csv", "移植,50.5100", "移植,50?5100", ["编码清单.csv:2",
                                                "编码读不出"]),
    ("MDC.csv", "1,MDCA", "首,MDCA", ["MDC.csv:7", "次序读不出"]),
    ("编码清单.csv", "生命支持,39.6500", "生命支持,K80.100",
     ["清单里的编码要么都是诊断"]),
    ("MDC.csv", "MDCB,循环,,循环诊断", "MDCB,循环,,开颅",
     ["MDC.csv", "这一列要诊断的清单"]),
    ("DRG.csv", "AA19,", "AX19,", ["目录第 2 行", "AX19"]),
    ("region.xml", '<split text="5"/>', '<split text="5" when="agee > 1"/>',
     ["agee"]),
]


@case
def faults(top):
    done = kit.build(variant(top, *[f[:3] for f in FAULTS]), f"{top}/a.pack")
    kit.equal("status", done.status, 1)
    kit.holds("build", done.err, *[part for f in FAULTS for part in f[3]])


# ---- the other commands

@case
def lint(top):
    """DRGs without a demand stand first; a list that nobody asks for."""
    region = variant(
        top, ("region.xml", '<split text="1" severity="mcc"/>',
              '<split text="5"/><split text="1" severity="mcc"/>'),
        ("region.xml", '<split text="5"/>\n', ""),
        ("编码清单.csv", "清单,编码\n", "清单,编码\n多余,Z00.000\n"))
    done = kit.lint(region)
    kit.equal("status", done.status, 1)
    kit.holds("lint", done.out, "BC13：没有病例能入：BC15 先试",
              "清单“多余”没有规则用到")


SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<region xmlns="urn:pregroup:region:1" id="small" name="小" generation="1"
        scheme="drg-points">
<catalogue file="DRG.csv"><column field="group" heading="DRG"/>
<column field="name" heading="名称"/>{column}</catalogue>
<drg><lists file="L.csv" list="清单" code="编码"/>
<severity level="mcc" file="MCC.csv" code="编码"/>
<severity level="cc" file="CC.csv" code="编码"/>
<mdc file="MDC.csv"><column field="code" heading="编码"/>
<column field="principal_dx" heading="诊断"/></mdc>
<adrg file="ADRG.csv"><column field="code" heading="编码"/>
<column field="mdc" heading="MDC"/>
<column field="principal_dx" heading="诊断"/>
<column field="principal_op" heading="手术"/></adrg>
{split}<split text="1" severity="mcc"/><split text="3" severity="cc"/>
<split text="5"/></drg></region>"""
GE = ('<column field="severity" heading="名称">'
      '<value contains="伴与不伴" is="none"/></column>')


def small(top, column="", split="", **tables):
    """GB1 is operated and has DRGs 1 and 3, GZ1 is not and has all; E11.900
    is a CC, I21.000 a MCC."""
    for name, lines in {
            "DRG": "DRG,名称\nGB11,伴严重并发症\nGB13,伴与不伴并发症\n"
                   "GZ11,伴严重并发症\nGZ13,伴并发症\nGZ15,不伴并发症\n",
            "L": "清单,编码\nG,K35.800\nG,K80.101\n切除,51.2300\n",
            "MCC": "编码\nI21.000\n", "CC": "编码\nE11.900\n",
            "MDC": "编码,诊断\nMDCG,G\n",
            "ADRG": "编码,MDC,诊断,手术\nGB1,MDCG,,切除\nGZ1,MDCG,G,\n",
            **tables}.items():
        kit.write(f"{top}/{name}.csv", lines)
    return kit.write(f"{top}/region.xml",
                     SMALL.format(column=column, split=split))


BOTH = [("K80.101", "51.2300", "GB13"), ("K80.101 E11.900", "51.2300", "GB13"),
        ("K80.101 I21.000", "51.2300", "GB11"), ("K80.101", "", "GZ15"),
        ("K80.101 E11.900", "", "GZ13")]


@case
def a_drg_with_and_without_complications(top):
    """By its own row or its ADRG; elsewhere the same ending asks for one."""
    for words in ({}, {"column": GE}, {"split": '<split text="3" adrg="GB1"/>'}):
        region = small(top, **words)
        groups = [g["group"] for g in groupings(
            top, region, [case_of(dx, op, "1", {}) for dx, op, _ in BOTH])]
        kit.equal(f"groups {words}", groups, [g if words or i else None
                                              for i, (*_, g) in enumerate(BOTH)])
        said = "GB1：没有并发症或合并症的病例没有 DRG"
        (kit.lacks if words else kit.holds)("lint", kit.lint(region).out, said)
    region = small(top, split='<split text="3" adrg="GB1 GX1"/>')
    kit.holds("build", kit.build(region, f"{top}/a.pack").err, "没有 ADRG “GX1”")


@case
def conditions_name_lists(top):
    """GZ1 only where the principal operation is none of 12,000 others; GB15
    where a diagnosis stands in the list of the complications' kin."""
    many = "".join(f"别的手术,{n:02}.{m:02}00x001\n"
                   for n in range(20, 80) for m in range(200)
                   if (n, m) != (51, 23))
    region = small(
        top, L="清单,编码\nG,K80.101\n切除,51.2300\n肝 病,K74.600\n" + many,
        split='<split text="9" when="any(diagnoses, code in {肝 病})"/>',
        DRG="DRG,名称\nGB19,伴肝病\nGB15,切除\nGZ15,其他\n",
        ADRG="编码,MDC,诊断,手术,条件\nGB1,MDCG,,切除,\n"
             "GZ1,MDCG,G,,not procedures[1].code in {别的手术}\n")
    text = kit.read(region).decode().replace(
        'heading="手术"/></adrg>', 'heading="手术"/>'
        '<column field="when" heading="条件"/></adrg>')
    kit.write(region, text)
    found = groupings(top, region, [case_of(dx, op, "1", {}) for dx, op in (
        ("K80.101", "51.2300"), ("K80.101 K74.600", "51.2300"),
        ("K80.101", ""), ("K80.101", "52.0100x001"), ("K80.101", "99.9900"),
        ("K80.101", "99.9900 52.0100x001"))])
    kit.equal("groups", [g["group"] for g in found],
              ["GB15", "GB19", "GZ15", None, "GZ15", "GZ15"])
    kit.write(region, text.replace("{肝 病}", "{肝}"))
    kit.equal("unknown", kit.build(region, f"{top}/a.pack").status, 1)


RETRIED = [  # operations, without retry, with it
    ("51.2300", "GB15", "GB15"), ("99.9900", "GZ15", "GZ15"),
    ("99.9900 51.2300", "GZ15", "GB15"), ("51.2300 99.9900", "GB15", "GB15"),
    # Two operations that only together meet an ADRG are not tried.
    ("99.9900 54.5100 96.0400", "GZ15", "GZ15"),
    ("54.5100 96.0400", "GC15", "GC15"), ("", "GZ15", "GZ15")]


@case
def another_operation_is_tried_alone(top):
    region = small(
        top, L="清单,编码\nG,K80.101\n切除,51.2300\n松解,54.5100\n"
               "插管,96.0400\n",
        DRG="DRG,名称\nGB15,切除\nGC15,松解\nGZ15,其他\n",
        ADRG="编码,MDC,诊断,手术,手术二\nGB1,MDCG,,切除,\n"
             "GC1,MDCG,,松解,插管\nGZ1,MDCG,G,,\n")
    text = kit.read(region).decode().replace(
        'heading="手术"/></adrg>', 'heading="手术"/>'
        '<column field="any_op" heading="手术二"/></adrg>')
    cases = [case_of("K80.101", ops, "1", {}) for ops, *_ in RETRIED]
    kit.write(region, text)
    kit.equal("without", [g["group"] for g in groupings(top, region, cases)],
              [one for _, one, _ in RETRIED])
    kit.write(region, text.replace("<drg>", '<drg retry="other-operation">'))
    found = groupings(top, region, cases)
    kit.equal("with", [g["group"] for g in found],
              [two for *_, two in RETRIED])
    kit.holds("why", "".join(found[2]["why"]), "其他手术操作 51.2300 单独再试",
              "其他手术操作 51.2300 列在清单“切除”")


@case
def a_code_in_no_list_names_its_kin(top):
    """K80.100 where the lists have K80.101 and K80.102; K81 and K80.3 have
    none. What no rule asks for does not count."""
    region = small(top, L="清单,编码\nG,K35.800\nG,K80.101\nG,K80.102\n"
                          "G,K80.201\n别,K80.100\n别,K80.103\n别,K81.800\n"
                          "切除,51.2300\n")
    why = ["".join(g["why"]) for g in groupings(top, region, [
        case_of(dx, "", "1", {}) for dx in ("K80.100", "K81.900", "K80.300")])]
    kit.holds("kin", why[0], "没有 K80.100，同一亚目有 K80.101 等 2 个：")
    kit.lacks("none", why[1] + why[2], "同一亚目")


@case
def codes_that_no_mdc_hands_on(top):
    """GB1 asks for codes of which MDCG has one; GC1 for none of them; what
    MDCE has before MDCG never comes there."""
    region = small(
        top, DRG="DRG,名称\nGB15,甲\nGC15,乙\nGD15,丙\nEZ15,丁\n",
        L="清单,编码\nG,K35.800\nG,J18.900\nE,J18.900\nB,K35.800\n"
          "B,K36.x00\nB,J18.900\nC,K37.x00\nD,K35.800\n",
        MDC="编码,诊断\nMDCE,E\nMDCG,G\n",
        ADRG="编码,MDC,诊断,手术\nEZ1,MDCE,E,\nGB1,MDCG,B,\nGC1,MDCG,C,\n"
             "GD1,MDCG,C+D,\n")
    done = kit.lint(region)
    kit.equal("lint", done.out.splitlines(), [
        "提示：“ADRG.csv”第 3 行 GB1：主要诊断 K36.x00 不在 MDCG 的诊断清单里，"
        "以它为主要诊断的病例到不了这里",
        "提示：“ADRG.csv”第 3 行 GB1：主要诊断 J18.900 先归入了排在 MDCG 前面的 "
        "MDC，以它为主要诊断的病例到不了这里",
        "错误：“ADRG.csv”第 4 行 GC1：没有病例能入：它要的主要诊断 K37.x00 不在 "
        "MDCG 的诊断清单里",
        "错误：“ADRG.csv”第 5 行 GD1：没有病例能入：它要的几个诊断清单没有共同的"
        "编码",
        "共 4 行：2 处错误，2 处提示"])


@case
def codes_that_the_mdcs_of_chs_drg_lack(top):
    """CHS-DRG 1.1: 17 ADRGs, 252 codes."""
    source = kit.shared("drg chs lint", "data/chs-drg-1.1")
    if source is None:
        return
    kit.run(source, top, program=f"{kit.TREE}/tests/chs-drg-1.1")
    lines = [line for line in kit.lint(f"{top}/region.xml").out.splitlines()
             if "的诊断清单里" in line]
    counts = [re.search(r"等 (\d+) 个", line) for line in lines]
    kit.equal("ADRGs, codes", (len(lines), sum(
        int(n[1]) if n else line.count("、") + 1
        for n, line in zip(counts, lines))), (17, 252))


@case
def chs_drg_serves_the_region_of_a_city(top):
    """Every heading that Panzhihua's region names is in the tables made, so
    that with a list of groups of its own it builds; an appendectomy."""
    source = kit.shared("drg chs panzhihua", "data/chs-drg-1.1")
    if source is None:
        return
    made = kit.run(source, top, program=f"{kit.TREE}/tests/chs-drg-1.1")
    kit.equal("status", (made.status, made.err), (0, ""))
    kit.write(f"{top}/病组.csv", "病组编码,病组名称,基准点数,病组均费,调整系数,"
              "同病同价,不稳定病组\n0000,未入组,,,,,\n" + "".join(
                  f"{line['编码']},,90,8000,1,,\n"
                  for line in kit.table(f"{top}/DRG.csv")))
    kit.write(f"{top}/不纳入.csv", "诊断编码\nF20.000\n")
    paths = {name: name.replace(".xlsx", ".csv") for name in (
        "编码清单.xlsx", "手术室手术.xlsx", "排除表.xlsx", "MCC.xlsx",
        "CC.xlsx", "MDC.xlsx", "ADRG.xlsx")}
    paths["病组目录.xlsx"] = "病组.csv"
    paths["不纳入病组点数法的主要诊断.xlsx"] = "不纳入.csv"
    kit.write(f"{top}/hospital.xml", kit.hospital("".join(
        f'<file name="{name}" path="{path}"/>'
        for name, path in paths.items())))
    built = kit.build(f"{kit.KNOWLEDGE}/regions/panzhihua/region.xml",
                      f"{top}/a.pack", "--hospital", f"{top}/hospital.xml")
    kit.equal("built", [line for line in built.err.splitlines()
                        if not line.startswith("待填")], [])
    page = kit.write(f"{top}/a.xml", kit.pages(
        kit.patient(**kit.coded(["K35.800x001"], ["47.0100"]))))
    result, = kit.check("-p", f"{top}/a.pack", page)
    kit.equal("group", result["grouping"]["group"], "GD25")


@case
def witness_is_refused_in_words(top):
    kit.build(f"{SAMPLE}/region.xml", f"{top}/a.pack")
    done = kit.run("pack", "witness", f"{top}/a.pack", "-o", f"{top}/w")
    kit.equal("status", done.status, 2)
    kit.holds("what is said", done.err, "DRG")


# ---- the 30 smoke cases

def adrg_of(group):
    if group and group.endswith("QY"):
        return "QY"
    return (group or "")[:3]


def smoke(folder):
    data = kit.shared("drg smoke", "data/chs-drg-1.1")
    if data is None:
        return
    made = kit.run(data, f"{folder}/chs",
                   program=f"{kit.TREE}/tests/chs-drg-1.1")
    kit.equal(made.err, made.status, 0)
    lines = kit.table(f"{data}/smoke_cases_30.csv")
    _, answers = answers_of(folder, f"{folder}/chs/region.xml", [DrgCase(
        line["ICD10_DRGS"].split("|"),
        [o for o in line["ICD9_DRGS"].split("|") if o], sex=line["gender"],
        age=int(line["age"])) for line in lines])
    bad = []
    for line, answer in zip(lines, answers):
        found = (answer["grouping"]["layer"],
                 adrg_of(answer["grouping"]["group"]))
        if found != (line["java_mdc"], line["java_adrg"]) and \
                line["case_id"] not in WRONG:
            bad.append(f"{line['case_id']} {found}, not {line['java_adrg']}")
    verdict(f"drg smoke: {len(lines)} cases", bad)


def main(folder):
    sample_region(folder)
    vector_p1(folder)
    smoke(folder)
    kit.run_cases(prefix="drg ")


kit.few_rules()
kit.main(main)
