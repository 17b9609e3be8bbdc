#!/usr/bin/env python3
"""chs_drg.py SRC DIR -- the public tables of CHS-DRG 1.1 as a region.

Reads the code lists, match rules, complications and names in SRC and writes
region.xml and its tables into DIR, ready for `pregroup pack build
DIR/region.xml`, or for a city's region that takes the national scheme. There
are no weights in SRC, so this region has no settlement.

What the rules of SRC say in words becomes columns here; where the words leave
something open the choice stands beside it.
"""
import csv
import os
import re
import sys
from collections import defaultdict

DAYS = "default(days(birth_date, admission_time), infant_age)"
INFANT = "default(age_at(birth_date, admission_time), age) < 1"
WEIGHT = "default(birth_weight, admission_weight)"
OPERATING = "手术室手术"  # SS_VALID: what counts where a rule asks "存在手术"

# 先期分组 first; the source has no order of MDCs (dip-rules.md 4.2).
FIRST = ["MDCA", "MDCP", "MDCY", "MDCZ"]

REGION = """<?xml version="1.0" encoding="UTF-8"?>
<region xmlns="urn:pregroup:region:1" id="chs-drg-1.1" name="CHS-DRG 1.1"
        scheme="drg-points" generation="1.1">
  <catalogue file="DRG.csv">
    <column field="group" heading="编码"/>
    <column field="name" heading="名称"/>
  </catalogue>
  <drg regions="2" ambiguous="QY">
    <lists file="编码清单.csv" list="清单" code="编码"/>
    <lists name="手术室手术" file="手术室手术.csv" code="编码"/>
    <exclusions file="排除表.csv" list="排除表" code="主要诊断"/>
    <severity level="mcc" file="MCC.csv" code="编码" exclusion="排除表"/>
    <severity level="cc" file="CC.csv" code="编码" exclusion="排除表"/>
    <mdc file="MDC.csv">
      <column field="order" heading="序"/>
      <column field="code" heading="编码"/>
      <column field="name" heading="名称"/>
      <column field="pre" heading="先期"/>
      <column field="principal_dx" heading="主要诊断"/>
      <column field="regions" heading="部位"/>
      <column field="when" heading="条件"/>
    </mdc>
    <adrg file="ADRG.csv">
      <column field="code" heading="编码"/>
      <column field="name" heading="名称"/>
      <column field="mdc" heading="MDC"/>
      <column field="principal_dx" heading="主要诊断"/>
      <column field="other_dx" heading="其他诊断"/>
      <column field="any_dx" heading="某一诊断"/>
      <column field="principal_op" heading="主要手术操作"/>
      <column field="other_op" heading="其他手术操作"/>
      <column field="any_op" heading="手术操作"/>
      <column field="when" heading="条件"/>
    </adrg>
    <split text="1" severity="mcc"/>
    <split text="3" severity="cc"/>
    <split text="5"/>
    <split text="9"/>
  </drg>
</region>
"""


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig",
              newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, heading, lines):
    with open(os.path.join(folder, name), "w", encoding="utf-8",
              newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(heading)
        out.writerows(lines)


def read_lists(source):
    """{name: codes}; body regions of MDCZ stand in its list as headings, the
    classes of operations of JA1, JA2 and NA1 as a second list of numbers."""
    raw = defaultdict(list)
    for line in rows(source, "code_lists.csv"):
        raw[line["group"], line["list"]].append(line["code"])
    lists, regions, region = defaultdict(list), [], None
    for (group, kind), codes in raw.items():
        numbers = raw.get((group, "adrg_ss1"), [])
        if kind == "adrg_ss" and numbers and numbers[0] == "1":
            for code, number in zip(codes, numbers):
                lists[f"{group} 手术{number}"].append(code)
        elif kind == "adrg_ss1" and codes[0] == "1":
            continue
        else:
            name = {"mdc_zd": "诊断", "adrg_zd": "诊断", "adrg_ss": "手术",
                    "adrg_ss1": "手术之二"}[kind]
            for code in codes:
                if not code.isascii():
                    region = code.replace("、", "和")
                    regions.append(region)
                    continue
                lists[f"{group} {name}"].append(code)
                if region and group == "MDCZ":
                    lists[region].append(code)
    return lists, regions


def words_of(line):
    text = line["rule_text"].split("匹配规则：", 1)[-1]
    return [w for w in text.split("、") if w]


def mdc_rows(source, regions):
    """Names of MDCs are not in the source."""
    lines = {l["group"]: words_of(l) for l in rows(source, "match_rules.csv")
             if l["level"] == "MDC"}
    order = FIRST + [m for m in lines if m not in FIRST]
    whens = {"男性": "sex = '1'", "女性": "sex = '2'", "婴儿": INFANT}
    for place, mdc in enumerate(order, 1):
        words = lines[mdc]
        yield [place, mdc, "", "是" if mdc == "MDCA" else "",
               f"{mdc} 诊断" if "主诊断匹配" in words else "",
               "/".join(regions) if "多诊断匹配" in words else "",
               " and ".join(whens[w] for w in words if w in whens)]


def operations_of(adrg, words):
    """Columns 主要手术操作 and 手术操作, one pair for each alternative."""
    several = {
        # Reconstruction, and what JA2 asks for.
        "JA1": [["1", "2"], ["1", "3", "4"]],
        # Removal of all, or of a part together with the lymph nodes.
        "JA2": [["1"], ["2", "3"]], "NA1": [["1"], ["2", "3"]]}
    if adrg in several and "多手术处理" in words:
        return [("", "+".join(f"{adrg} 手术{n}" for n in numbers))
                for numbers in several[adrg]]
    if "双手术匹配" in words:
        return [("", f"{adrg} 手术+{adrg} 手术之二")]
    if "主手术匹配" in words:
        return [(f"{adrg} 手术", "")]
    return [("", OPERATING if "存在手术" in words else "")]


def when_of(words):
    parts = []
    for word in words:
        numbers = re.findall(r"\d+", word)
        if word == "新生儿":
            parts.append(f"{DAYS} < 29")
        elif word == "无手术":
            parts.append("count(procedures) = 0")
        elif word.startswith("体重小于"):
            parts.append(f"{WEIGHT} < {numbers[0]}")
        elif word.startswith("体重大于"):  # DRG.csv: >2499g
            parts.append(f"{WEIGHT} >= {numbers[0]}")
        elif word.startswith("体重"):
            parts.append(f"{WEIGHT} >= {numbers[0]} and "
                         f"{WEIGHT} < {numbers[1]}")
    return " and ".join(parts)


def adrg_rows(source):
    words = {l["group"]: words_of(l) for l in rows(source, "match_rules.csv")
             if l["level"] == "ADRG"}
    names = {l["code"][:3]: re.sub("，不?伴[^，]*并发症或合并症$", "", l["value"])
             for l in rows(source, "DRG.csv")}
    tried = defaultdict(list)
    for line in rows(source, "test_order.csv"):
        tried[line["parent"]].append((int(line["seq"]), line["child"]))
    for mdc in [p for p in tried if p.startswith("MDC")]:
        for _, adrg in sorted(tried[mdc]):
            rule = words[adrg]  # none: PV1, whose name says 29 days and more
            dx = f"{adrg} 诊断"
            for first, each in operations_of(adrg, rule):
                yield [adrg, names.get(adrg, ""), mdc,
                       dx if "主诊断匹配" in rule else "", "",
                       dx if "某一诊断匹配" in rule else "", first, "", each,
                       when_of(rule) if rule else f"{DAYS} >= 29"]
        # An operation, but none of the MDC's: ambiguous.
        if mdc != "MDCA":
            yield [mdc[3] + "QY", "歧义组", mdc, "", "", "", "", "", "",
                   "count(procedures) > 0"]


def severity_rows(source, name, tables):
    for line in rows(source, name):
        table = line["value"]
        yield [line["code"], table if table in tables else ""]


def main(source, folder):
    os.makedirs(folder, exist_ok=True)
    lists, regions = read_lists(source)
    exclusions = rows(source, "CCE.csv")
    tables = {line["value"] for line in exclusions}
    adrgs = list(adrg_rows(source))
    write(folder, "编码清单.csv", ["清单", "编码"],
          [[name, code] for name, codes in lists.items() for code in codes])
    write(folder, "手术室手术.csv", ["编码"],
          [[line["code"]] for line in rows(source, "SS_VALID.csv")])
    write(folder, "排除表.csv", ["排除表", "主要诊断"],
          [[line["value"], line["code"]] for line in exclusions])
    for level in ("MCC", "CC"):
        write(folder, level + ".csv", ["编码", "排除表"],
              severity_rows(source, level + ".csv", tables))
    write(folder, "MDC.csv",
          ["序", "编码", "名称", "先期", "主要诊断", "部位", "条件"],
          mdc_rows(source, regions))
    write(folder, "ADRG.csv",
          ["编码", "名称", "MDC", "主要诊断", "其他诊断", "某一诊断",
           "主要手术操作", "其他手术操作", "手术操作", "条件"], adrgs)
    write(folder, "DRG.csv", ["编码", "名称"],
          [[line["code"], line["value"]] for line in rows(source, "DRG.csv")]
          + [[a[0], "歧义组"] for a in adrgs if a[0].endswith("QY")])
    with open(os.path.join(folder, "region.xml"), "w",
              encoding="utf-8") as file:
        file.write(REGION)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("用法：chs_drg.py 来源文件夹 输出文件夹")
    main(sys.argv[1], sys.argv[2])
