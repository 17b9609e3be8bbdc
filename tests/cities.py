#!/usr/bin/env python3
"""cities.py [NAME...] -- the regions of the five cities whose documents
founded the project (knowledge/regions, docs/cities.md).

    blanks     each builds without a hospital's file, and lints without a
               fault, with the blanks of BLANKS and no others
    unfilled   a case of a region without a hospital's file has no group and
               no price, and is told every table that is missing
    told       docs/cities.md names its blanks and figures, and no others
    batch      every set of figures that a batch's cases.csv answers
    judged     what only a whole batch shows, and other groups that fit
    sparse     a table of headings is a city without groups of the kind;
               counts that are not the reply's are told
    figures    tests/regions/cities/CITY/figures: tables and what `figures`
               must make of them, worked by hand (`worked`); without the
               values given, the blanks are told
    cases      tests/regions/cities/CITY/cases: front pages of invented
               patients with group, every step and payment, worked by hand
               in the file (`worked`), priced with the sample hospital's file
               beside them

A case CITY/cases/NAME.json says what `check` must answer to NAME.xml: `about`,
`hospital` (its file, or null), `grouping`, `settlement` and `steps`, the keys
named; `why`, parts of sentences.
"""
import json
import os
import re
import shutil
import sys

import kit
from kit import KNOWLEDGE, verdict

SAMPLES = f"{kit.TREE}/tests/regions/cities"

# By city: the tables, then the parameters, that its document leaves open.
POINT_VALUE = "point_value，职工医保 point_value，居民医保"
LIMITS = "low_at high_at low_inclusive high_inclusive"
DRG_TABLES = "编码清单.xlsx 排除表.xlsx MCC.xlsx CC.xlsx MDC.xlsx ADRG.xlsx"
BLANKS = {
    "wuhu": (
        "医保疾病诊断编码.xlsx 医保手术操作编码.xlsx 合并症指数.xlsx"
        " 重度疾病.xlsx 中度疾病.xlsx 次要诊断.xlsx 打包付费病种.xlsx"
        " 同病同保障病种.xlsx 床日病种.xlsx 主目录.xlsx 辅助目录系数.xlsx",
        f"{POINT_VALUE} level_factor violation_factor {LIMITS} bond_ratio"
        " fixed_sum，等级传染病专科 old_from sev_days"),
    "nanyang": (
        "医保手术操作编码.xlsx 基层病种.xlsx 中医优势病种.xlsx 病种库.xlsx",
        f"{POINT_VALUE} level_factor，等级市级三甲 level_factor，等级三级"
        " level_factor，等级市二级 level_factor，等级县二级"
        f" level_factor，等级一级 primary_factor {LIMITS} review_at"
        " review_days bond_ratio"),
    "ningde": (
        "医保手术操作编码.xlsx 基层病种.xlsx 中医病种试行目录.xlsx"
        " 病种目录库.xlsx 重点专科病种.xlsx",
        f"{POINT_VALUE} level_factor old_part child_part resident_part"
        f" primary_factor tcm_factor {LIMITS}"),
    "hangzhou": (
        f"{DRG_TABLES} 病组目录.xlsx",
        f"{POINT_VALUE} city_mean low_at low_inclusive high_inclusive"
        " band_1 band_2 high_1 high_2 high_3"),
    "panzhihua": (
        f"不纳入病组点数法的主要诊断.xlsx 手术室手术.xlsx {DRG_TABLES}"
        " 病组目录.xlsx 医保疾病诊断编码.xlsx 医保手术操作编码.xlsx"
        " 诊断编码对照.xlsx 手术操作编码对照.xlsx",
        f"{POINT_VALUE} city_mean {LIMITS} review_at"),
}

# A principal diagnosis and an operation: whichever, there is no table.
UNFILLED = ("<DATA><BAH>C0001</BAH><YLFKFS>1</YLFKFS><XB>1</XB><NL>50</NL>"
            "<SJZYTS>5</SJZYTS><JBDM>K80.100</JBDM><SSJCZBM1>51.2300"
            "</SSJCZBM1><ZFY>9000</ZFY><ZFJE>1000</ZFJE></DATA>")


def region_of(city):
    return f"{KNOWLEDGE}/regions/{city}/region.xml"


def build(city, hospital, pack):
    over = ["--hospital", f"{SAMPLES}/{city}/{hospital}"] if hospital else []
    return kit.build(region_of(city), pack, *over)


def check(pack, pages):
    return kit.check("-p", pack, *pages, exact=True)


def expectations(folder):
    """Name and content of the JSON files of a folder."""
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            yield name[:-len(".json")], kit.decode(
                kit.read(f"{folder}/{name}"), exact=True)


# ---- what is left open

def blanks_of(text):
    """Tables and parameters that lint lists."""
    tables, parameters = [], []
    for words in re.findall(r"^待填：(.+?)：", text, re.M):
        if words.startswith("文件 "):
            tables.append(words[3:])
            continue
        name, *rest = words.split("，")
        asked = [r.replace(" ", "") for r in rest
                 if r.startswith("等级 ") or r.endswith("医保")]
        parameters.append("，".join([name] + asked))
    return tables, parameters


def blanks(city, folder):
    pack = os.path.join(folder, city + ".pack")
    built, linted = build(city, None, pack), kit.lint(region_of(city))
    faults = [done.err for done in (built, linted) if done.status != 0]
    for found, asked in zip(blanks_of(linted.out), BLANKS[city]):
        if sorted(found) != sorted(asked.split()):
            faults.append(f"{sorted(found)}, not {sorted(asked.split())}")
    if "0 处错误，0 处提示" not in linted.out:
        faults.append(linted.out[-300:])
    verdict(f"cities {city} blanks", faults)


def unfilled(city, folder):
    pack = os.path.join(folder, city + ".pack")
    answer, = check(pack, [kit.write(f"{folder}/page.xml", UNFILLED)])
    grouping, why = answer["grouping"], "".join(answer["grouping"]["why"])
    faults = [f"no word of {table}" for table in BLANKS[city][0].split()
              if f"表 {table} 还没有填" not in why]
    for key, found in (("ungrouped", grouping["status"]),
                       ("unpriced", answer["settlement"]["status"])):
        if found != key:
            faults.append(f"{found}, not {key}")
    verdict(f"cities {city} unfilled", faults)


# ---- what docs/cities.md tells

# Names that the page has from elsewhere.
OTHERS = set("aux_factor batch deadline expect level special_cases "
             "split_stays".split())


def told(city):
    """Its table names every blank and every set of figures, and no other."""
    region = kit.read(region_of(city)).decode()
    name = re.search(r' name="(.+)市"', region)[1]
    page = kit.read(f"{kit.TREE}/docs/cities.md").decode()
    table = re.search(rf"^### {name}$(.+?)^##", page, re.M | re.S)[1]
    names = set(re.findall(r"`([a-z_0-9]+)`", table))
    known = set(re.findall(r'(?:name|heading)="(\w+)"', region, re.A))
    asked = {word.split("，")[0] for word in BLANKS[city][1].split()}
    asked |= set(re.findall(r'<figures name="(\w+)"', region))
    verdict(f"cities {city} told", [
        f"{word} is not told" for word in sorted(asked - names)] + [
        f"there is no {word}" for word in sorted(names - known - OTHERS)])


# ---- a batch's own tables

# Which sets of figures cases.csv answers as it is.
OF_A_BATCH = {
    "wuhu": "ready packages violation monitoring",
    "nanyang": "cost_index candidates monitoring",
    "ningde": "shares monthly",
    "hangzhou": "monthly monitoring referrals bed_days structure",
    "panzhihua": "differences performance",
}


def batch_of(city, pages, out):
    build(city, "hospital.xml", f"{out}.pack")
    return kit.run("batch", "-j1", "--quiet", "--no-xlsx", "-o", out, "-p",
                   f"{out}.pack", pages)


def batch(city, folder):
    """Every set that cases.csv has the columns of, and no other."""
    out = f"{folder}/{city}"
    done = batch_of(city, f"{SAMPLES}/{city}/cases", out)
    told = kit.run("figures", "-f", "json", region_of(city), out)
    sets = list(dict.fromkeys(r["figures"] for r in kit.results(told.out)))
    verdict(f"cities {city} batch", [
        told.err or done.err] * (told.status != 0) + [
        f"{sets}, not {OF_A_BATCH[city]}"] * (
            sets != OF_A_BATCH[city].split()))


def judged(folder):
    """Two stays of a patient, 5 days apart, for gallstones: the first is cheap
    (5000 of 12000) and fits a group of 900 beside its 1500, too."""
    stay = ("<BAH>J1</BAH><ZZJGDM>H00000000001</ZZJGDM><YLFKFS>1</YLFKFS>"
            "<XB>1</XB><NL>50</NL><SJZYTS>4</SJZYTS><JBDM>K80.100</JBDM>"
            "<SSJCZBM1>51.2300</SSJCZBM1><ZFJE>1000</ZFJE>")
    page = kit.write(f"{folder}/stays.xml", (
        f"<DATA><RECORD>{stay}<ZYCS>1</ZYCS><SSJCZBM2>47.0100</SSJCZBM2>"
        "<RYSJ>20230601</RYSJ><CYSJ>20230605</CYSJ><ZFY>5000</ZFY></RECORD>"
        f"<RECORD>{stay}<ZYCS>2</ZYCS><RYSJ>20230610</RYSJ>"
        "<CYSJ>20230614</CYSJ><ZFY>12000</ZFY></RECORD></DATA>"))
    out = f"{folder}/judged"
    done = batch_of("nanyang", page, out)
    told = kit.run("figures", "-f", "json", "--set", "monitoring", "-v",
                   "far_below=0.5", region_of("nanyang"), out)
    found = [r["values"] for r in kit.results(told.out) if r["of"] == "all"]
    verdict("cities nanyang judged", [done.err + told.err] * (not found) + [
        f"{key} {values[key]}" for values in found
        for key in ("upcoded", "split") if values[key] != 0.5])


# ---- tables that are sparse

def sparse(folder):
    """A city that has no traditional groups says so by a table of headings;
    the counts of the reply are told where the tables have others."""
    home = shutil.copytree(f"{SAMPLES}/nanyang", f"{folder}/sparse")
    head = kit.read(f"{home}/中医优势.csv").decode().splitlines()[0]
    kit.write(f"{home}/中医优势.csv", head + "\n")
    done = kit.lint(region_of("nanyang"), "--hospital", f"{home}/hospital.xml")
    wanted = ("核心病种有 7 个，expect 写的是 5981 个",
              "综合病种有 4 个，expect 写的是 3054 个",
              "表里有 2 个，expect 写的是 243 个", "目录里一个病种也没有")
    verdict("cities nanyang sparse", [done.err] * (done.status != 0) + [
        f"no word of {words}" for words in wanted if words not in done.err])


# ---- cases worked by hand

def cases_of(city):
    """{hospital's file or None: [(name, what is expected)]}."""
    out = {}
    for name, expected in expectations(f"{SAMPLES}/{city}/cases"):
        out.setdefault(expected["hospital"], []).append((name, expected))
    return out


def differences(place, expected, found):
    return [f"{place} {key}: {found.get(key)!r}, not {value!r}"
            for key, value in expected.items() if found.get(key) != value]


def faults_of(answer, expected):
    grouping, settlement = answer["grouping"], answer["settlement"]
    steps = kit.steps(answer)
    why = "\n".join(grouping["why"])
    faults = differences("", expected["grouping"], grouping)
    faults += differences("", expected["settlement"], settlement)
    faults += differences("step", expected["steps"], steps)
    if expected["settlement"]["status"] == "priced":
        faults += [f"step {name} is not expected" for name in steps
                   if name not in expected["steps"]]
        if "示例" not in why:
            faults.append("the figures are not marked as a sample")
    return faults + [f"no sentence with {part}" for part in expected["why"]
                     if part not in why]


def cases(city, folder):
    pack = f"{folder}/{city}.pack"
    for hospital, rows in cases_of(city).items():
        built = build(city, hospital, pack)
        pages = [f"{SAMPLES}/{city}/cases/{name}.xml" for name, _ in rows]
        answers = check(pack, pages)
        if built.status != 0 or len(answers) != len(rows):
            verdict(f"cities {city} {hospital}", [
                f"{len(answers)} results for {len(rows)}", built.err])
            continue
        for (name, expected), answer in zip(rows, answers):
            verdict(f"cities {city} {name}", faults_of(answer, expected))


def computed(city, name, given):
    """What `figures` says of the table of this name: {(of, keys): values}."""
    words = [w for k, v in given.items() for w in ("-v", f"{k}={v}")]
    done = kit.run("figures", "-f", "json", "--set", name, *words,
                   region_of(city), f"{SAMPLES}/{city}/figures/{name}.csv")
    return {(r["of"], json.dumps(r["keys"], ensure_ascii=False)): r["values"]
            for r in kit.results(done.out, exact=True)}


def off(wanted, got):
    for one in wanted:
        key = one["of"], json.dumps(one["keys"], ensure_ascii=False)
        for name, value in one["values"].items():
            have = got.get(key, {}).get(name)
            if have != value:
                yield f"{key} {name}: {have}, not {value}"


def figures(city):
    for name, case in expectations(f"{SAMPLES}/{city}/figures"):
        wrong = list(off(case["expect"], computed(city, name, case["given"])))
        if case["given"] and not list(off(
                case["expect"], computed(city, name, {}))):
            wrong.append("a blank makes no difference")
        verdict(f"cities {city} figures {name}", wrong)


def main(folder):
    for city in BLANKS:
        if not sys.argv[1:] or city in sys.argv[1:]:
            blanks(city, folder)
            told(city)
            unfilled(city, folder)
            figures(city)
            cases(city, folder)
            batch(city, folder)
    if not sys.argv[1:] or "nanyang" in sys.argv[1:]:
        sparse(folder)
        judged(folder)


kit.main(main)
