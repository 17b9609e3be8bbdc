#!/usr/bin/env python3
"""Holds pregroup against the reference grouper (dip.py).

    compare.py [--cases N] [--seed N] [--region REGION.xml] [--data DIR]
               [--only TEXT]

Random cases of the demonstration region and of each tie rule, of the regions
of tests/regions; with the data folder (../shared/data) also a real city and
its 500 stays. One line each: `PASS name`, `FAIL name: why` or
`SKIP name: why`. The measure: --cases 20000.
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
from dip import KNOWLEDGE, Case, Grouper  # noqa: E402
from draw import Draw  # noqa: E402
from pages import write_pages  # noqa: E402
from region import Region  # noqa: E402

TREE = os.path.join(HERE, "../..")
PREGROUP = os.environ.get("PREGROUP", os.path.join(TREE, "pregroup"))
CITY = os.path.join(HERE, "city.xml")

# What a sentence of pregroup begins with, by filter.
WORDS = {"只匹配": "matched-operations",
         "要求的相关操作只匹配": "matched-operations",
         "所要求的主要手术操作": "principal-operation",
         "还有手术操作没有用上": "exact-set",
         "次均费用": "nearest-cost", "目录没有给出次均费用": "nearest-cost",
         "只用上": "used-operations", "还有手术类的": "surgery-used",
         "目录只写到": "exact-code",
         "分值": "score", "按病种类别": "kind", "按病种类型": "type",
         "目录第": "order", "与选中的同等": "order"}
# Filters that pregroup words alike.
SAME = {"surgery-score": "score"}
SETTLED = ("points", "point_value", "standard", "fund", "deviation", "ratio",
           "margin", "low_limit", "high_limit")


def filter_of(sentence):
    for words, name in WORDS.items():
        if sentence.startswith(words):
            return name
    return sentence


def build(region, folder):
    pack = os.path.join(folder, "a.pack")
    done = subprocess.run(
        [PREGROUP, "pack", "build", "--knowledge", KNOWLEDGE, region, "-o",
         pack],
        capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("pack build: " + done.stderr[:500])
    return pack


def answers(pack, path):
    """Results in the order of the pages."""
    return list(stream(pack, path))


def stream(pack, path):
    """The same, as they come."""
    with subprocess.Popen([PREGROUP, "check", "-p", pack, "-f", "json", path],
                          stdout=subprocess.PIPE) as run:
        for line in run.stdout:
            yield json.loads(line, parse_float=Decimal, parse_int=Decimal)
    if run.returncode > 1:
        raise RuntimeError(f"check ended {run.returncode}")


# ---- one case, both sides in the same shape

def of_program(answer):
    grouping, settlement = answer["grouping"], answer["settlement"]
    lost = Counter((c["group"], filter_of(c["lost_by"]))
                   for c in grouping["candidates"] if not c["chosen"])
    return {**{k: grouping[k] for k in ("status", "group", "kind", "layer",
                                        "score")},
            "lost": lost, "settled": settlement["status"],
            **{k: settlement[k] for k in SETTLED},
            "steps": {s["name"]: s["value"] for s in settlement["steps"]}}


def of_reference(grouper, case):
    out = grouper.group(case)
    row, get = out.row, out.steps.get
    shown = lambda n: grouper.shown(grouper.region.rows[n - 1])
    priced = None not in (get("points"), get("standard"))
    return {"status": out.status, "group": out.group,
            "kind": out.kind, "layer": out.layer, "score": row and row.score,
            "lost": Counter((shown(n), SAME.get(f, f))
                            for n, f in out.lost.items()),
            "settled": "priced" if priced else "unpriced",
            **{k: get(k) for k in SETTLED},
            "point_value": out.sets.get("point_value", get("point_value")),
            "steps": out.steps}


def difference(ours, theirs):
    return [f"{k}: pregroup {ours[k]!r}, reference {theirs[k]!r}"
            for k in theirs if ours[k] != theirs[k]]


class Tally:
    """What came out of the comparison of one region."""

    def __init__(self):
        self.cases = self.grouped = self.tied = self.priced = 0
        self.wrong, self.layers = [], Counter()

    def add(self, case, ours, expected):
        self.cases += 1
        self.tied += bool(expected["lost"])
        self.grouped += expected["group"] is not None
        self.priced += expected["settled"] == "priced"
        faults = difference(ours, expected)
        if faults:
            self.wrong.append(f"case {self.cases} {case}: " +
                              "; ".join(faults))

    def show(self, name):
        if self.wrong:
            print(f"FAIL {name}: {len(self.wrong)} of {self.cases} differ")
            for line in self.wrong[:options.show]:
                print("    " + line[:1500])
        else:
            print(f"PASS {name}: {self.cases} cases, {self.grouped} grouped, "
                  f"{self.tied} with more than one candidate, "
                  f"{self.priced} priced")
        sys.stdout.flush()
        return not self.wrong


def compare(name, region_path, folder, cases):
    """Prints the verdict; `cases` is a list or a number to draw."""
    if options.only not in name:
        return True
    pack = build(region_path, folder)
    region = Region(region_path, KNOWLEDGE)
    if isinstance(cases, int):
        draw = Draw(region, random.Random(f"{name} {options.seed}"))
        cases = [draw.case() for _ in range(cases)]
    grouper, pages = Grouper(region), os.path.join(folder, "pages.xml")
    write_pages(pages, cases)
    tally = Tally()
    for case, answer in zip(cases, stream(pack, pages)):
        tally.add(case, of_program(answer), of_reference(grouper, case))
    if tally.cases != len(cases):
        tally.wrong.append(f"{tally.cases} results for {len(cases)} cases")
    return tally.show(name)


# ---- the city and its stays

def stays(path):
    """The 500 real stays; costs and codes as they stand."""
    ways = {"职工": ("1", "employee"), "居民": ("2", "resident")}
    out = []
    with open(path, encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            way, insurance = ways.get(line["医保类型"], ("", "other"))
            ops = [o for o in line["手术操作编码"].split(",") if o.strip()]
            out.append(Case(line["诊断编码"].split(","), ops,
                            Decimal(line["总费用"]), Decimal(0), insurance,
                            int(line["住院天数"]), way=way))
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
        if options.only in label:
            fine &= compare(label, variants.make(region, city, out), out,
                            whole)
    return fine


def main():
    with tempfile.TemporaryDirectory() as folder:
        fine = all_of("demo" if options.region is None else "region",
                      options.region or os.path.join(
                          TREE, "knowledge/regions/demo/region.xml"),
                      folder, options.cases)
        for name in ("dip3", "aux"):
            out = os.path.join(folder, name)
            fine &= compare(name, variants.sample(
                os.path.join(TREE, "tests/regions", name), out), out,
                options.cases)
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
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--region")
    parser.add_argument("--data", default=os.path.join(TREE,
                                                       "../shared/data"))
    options = parser.parse_args()
    sys.exit(0 if main() else 1)
