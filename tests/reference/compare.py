#!/usr/bin/env python3
"""Holds pregroup against the reference grouper (dip.py).

    compare.py [--cases N] [--seed N] [--region REGION.xml] [--data DIR]

Random cases of the demonstration region and of each tie rule; with the data
folder (../shared/data) also a real city and its 500 stays. One line each:
`PASS name`, `FAIL name: why` or `SKIP name: why`.
"""
import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import variants  # noqa: E402
from dip import STRUCTURE, Case, Grouper  # noqa: E402
from draw import Draw, write_pages  # noqa: E402
from region import Region  # noqa: E402

TREE = os.path.join(HERE, "../..")
PREGROUP = os.environ.get("PREGROUP", os.path.join(TREE, "pregroup"))
CITY = os.path.join(HERE, "city.xml")

# What a sentence of pregroup begins with, by filter.
WORDS = {"只匹配": "matched-operations",
         "所要求的主要手术操作": "principal-operation",
         "还有手术操作没有用上": "exact-set",
         "次均费用": "nearest-cost", "目录没有给出次均费用": "nearest-cost",
         "分值": "score", "按病种类别": "kind", "按病种类型": "type",
         "目录第": "order", "与选中的同等": "order"}


def filter_of(sentence):
    for words, name in WORDS.items():
        if sentence.startswith(words):
            return name
    return sentence


def build(region, folder):
    pack = os.path.join(folder, "a.pack")
    done = subprocess.run(
        [PREGROUP, "pack", "build", "--knowledge",
         os.path.join(TREE, "knowledge"), region, "-o", pack],
        capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("pack build: " + done.stderr[:500])
    return pack


def answers(pack, path):
    done = subprocess.run([PREGROUP, "check", "-p", pack, "-f", "json", path],
                          stdout=subprocess.PIPE, check=False)
    if done.returncode > 1:
        raise RuntimeError(f"check ended {done.returncode}")
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal)
            for line in done.stdout.splitlines()]


# ---- one case, both sides in the same shape

def of_program(answer):
    grouping, settlement = answer["grouping"], answer["settlement"]
    lost = Counter((c["group"], filter_of(c["lost_by"]))
                   for c in grouping["candidates"] if not c["chosen"])
    return {"group": grouping["group"], "lost": lost,
            **{k: settlement[k] for k in ("points", "standard", "fund",
                                          "deviation")},
            "steps": {s["name"]: s["value"] for s in settlement["steps"]}}


def of_reference(grouper, case):
    out = grouper.group(case)
    rows = grouper.region.rows
    get = out.steps.get
    return {"group": out.row and out.row.group,
            "lost": Counter((rows[n - 1].group, f)
                            for n, f in out.lost.items()),
            **{k: get(k) for k in ("points", "standard", "fund",
                                   "deviation")},
            "steps": out.steps}


def difference(ours, theirs):
    return [f"{k}: pregroup {ours[k]!r}, reference {theirs[k]!r}"
            for k in theirs if ours[k] != theirs[k]]


def compare(name, region_path, folder, cases):
    """Prints the verdict; `cases` is a list or a number to draw."""
    pack = build(region_path, folder)
    region = Region(region_path, STRUCTURE)
    if isinstance(cases, int):
        draw = Draw(region, random.Random(f"{name} {options.seed}"))
        cases = [draw.case() for _ in range(cases)]
    grouper, pages = Grouper(region), os.path.join(folder, "pages.xml")
    write_pages(pages, cases)
    wrong, tied, grouped = [], 0, 0
    found = answers(pack, pages)
    for number, (case, answer) in enumerate(zip(cases, found), 1):
        expected = of_reference(grouper, case)
        tied += bool(expected["lost"])
        grouped += expected["group"] is not None
        faults = difference(of_program(answer), expected)
        if faults:
            wrong.append(f"case {number} {case.dx} {case.ops} cost "
                         f"{case.cost}: " + "; ".join(faults))
    if len(found) != len(cases):
        wrong.append(f"{len(found)} results for {len(cases)} cases")
    if wrong:
        print(f"FAIL {name}: {len(wrong)} of {len(cases)} differ")
        for line in wrong[:options.show]:
            print("    " + line[:900])
    else:
        print(f"PASS {name}: {len(cases)} cases, {grouped} grouped, {tied} "
              "with more than one candidate")
    sys.stdout.flush()
    return not wrong


# ---- the city and its stays

def stays(path):
    """The 500 real stays; costs and codes as they stand."""
    ways = {"职工": ("1", "employee"), "居民": ("2", "resident")}
    out = []
    with open(path, encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            way, insurance = ways.get(line["医保类型"], ("", "other"))
            ops = [o for o in line["手术操作编码"].split(",") if o.strip()]
            case = Case(line["诊断编码"].split(","), ops,
                        Decimal(line["总费用"]), Decimal(0), insurance,
                        int(line["住院天数"]))
            case.way = way
            out.append(case)
    return out


def city_region(data, folder):
    """region.xml of the city, with the paths of the data folder."""
    with open(CITY, encoding="utf-8") as file:
        text = file.read().replace("@DATA@", os.path.abspath(data))
    path = os.path.join(folder, "city.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def all_of(name, region, folder, whole):
    """The region as it is and under each tie rule."""
    fine = True
    for city in [None] + list(variants.CITIES):
        out = os.path.join(folder, f"{name}-{city}")
        label = name + (", rules of " + city if city else "")
        fine &= compare(label, variants.make(region, city, out), out, whole)
    return fine


def main():
    with tempfile.TemporaryDirectory() as folder:
        fine = all_of("demo" if options.region is None else "region",
                      options.region or os.path.join(
                          TREE, "knowledge/regions/demo/region.xml"),
                      folder, options.cases)
        catalogue = os.path.join(options.data, "catalogues")
        if not os.path.isdir(catalogue):
            print("SKIP pingdingshan: no data folder " + options.data)
            return fine
        region = city_region(options.data, folder)
        fine &= compare("pingdingshan, 500 stays", region, folder,
                        stays(os.path.join(options.data,
                                           "cases/cases_500.csv")))
        plain = variants.make(region, None, os.path.join(folder, "plain"))
        fine &= all_of("pingdingshan", plain, folder, options.cases)
    return fine


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    parser.add_argument("--region")
    parser.add_argument("--data", default=os.path.join(TREE,
                                                       "../shared/data"))
    options = parser.parse_args()
    sys.exit(0 if main() else 1)
