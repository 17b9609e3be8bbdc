#!/usr/bin/env python3
"""Holds pregroup against the reference grouper (dip.py).

    compare.py [--cases N] [--seed N] [--only TEXT] [--region REGION.xml]

Random cases of the demonstration region and of each tie rule, of the regions
of tests/regions; with the shared folder also a real city and its 500 stays.
The measure: --cases 20000.
"""
import argparse
import os
import random
import subprocess
import sys
from collections import Counter
from decimal import Decimal

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
import variants  # noqa: E402
from dip import Case, Grouper  # noqa: E402
from draw import Draw  # noqa: E402
from kit import KNOWLEDGE, TREE  # noqa: E402
from pages import write_pages  # noqa: E402
from region import Region  # noqa: E402

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


def arguments(description, cases):
    """The options of the comparing scripts; `cases`: how many if not told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--cases", type=int, default=cases)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    return parser


def build(region, folder, *words):
    """The path of the pack."""
    done = kit.build(region, f"{folder}/a.pack", *words)
    if done.status != 0:
        raise kit.Failure("pack build: " + done.err[:800])
    return f"{folder}/a.pack"


def answers(pack, path):
    """Results in the order of the pages, as they come."""
    with subprocess.Popen([kit.PREGROUP, "check", "-p", pack, "-f", "json",
                           path], stdout=subprocess.PIPE) as run:
        for line in run.stdout:
            yield kit.decode(line, exact=True)
    if run.returncode > 1:
        raise kit.Failure(f"check ended {run.returncode}")


def show(name, wrong, count, told):
    """The verdict on `count` cases; `wrong` has what differs."""
    kit.verdict(name, wrong and [f"{len(wrong)} of {count} differ",
                                 *wrong[:5]], f": {count} cases, {told}")


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


def compare(name, region_path, folder, cases, options):
    """Gives the verdict; `cases` is a list or a number to draw."""
    if options.only not in name:
        return
    pack = build(region_path, folder)
    region = Region(region_path, KNOWLEDGE)
    if isinstance(cases, int):
        draw = Draw(region, random.Random(f"{name} {options.seed}"))
        cases = [draw.case() for _ in range(cases)]
    grouper, pages = Grouper(region), os.path.join(folder, "pages.xml")
    write_pages(pages, cases)
    tally = Tally()
    for case, answer in zip(cases, answers(pack, pages)):
        tally.add(case, of_program(answer), of_reference(grouper, case))
    if tally.cases != len(cases):
        tally.wrong.append(f"{tally.cases} results for {len(cases)} cases")
    show(name, tally.wrong, tally.cases, f"{tally.grouped} grouped, "
         f"{tally.tied} with more than one candidate, {tally.priced} priced")


# ---- the city and its stays

def stays(path):
    """The 500 real stays; costs and codes as they stand."""
    ways = {"职工": ("1", "employee"), "居民": ("2", "resident")}
    out = []
    for line in kit.table(path):
        way, insurance = ways.get(line["医保类型"], ("", "other"))
        ops = [o for o in line["手术操作编码"].split(",") if o.strip()]
        out.append(Case(line["诊断编码"].split(","), ops,
                        Decimal(line["总费用"]), Decimal(0), insurance,
                        int(line["住院天数"]), way=way))
    return out


def city_region(data, folder):
    """region.xml of the city, with the paths of the data folder."""
    text = kit.read(f"{TREE}/tests/reference/city.xml").decode()
    return kit.write(f"{folder}/city.xml", text.replace("@DATA@", data))


def all_of(name, region, folder, options):
    """The region as it is and under each tie rule."""
    for city in [None] + list(variants.CITIES):
        out = os.path.join(folder, f"{name}-{city}")
        label = name + (", rules of " + city if city else "")
        if options.only in label:
            compare(label, variants.make(region, city, out), out,
                    options.cases, options)


def main(folder):
    parser = arguments(__doc__, 200)
    parser.add_argument("--region")
    options = parser.parse_args()
    all_of("demo" if options.region is None else "region",
           options.region or kit.DEMO, folder, options)
    for name in ("dip3", "aux"):
        out = f"{folder}/{name}"
        compare(name, variants.sample(f"{TREE}/tests/regions/{name}", out),
                out, options.cases, options)
    if kit.shared("pingdingshan", "data/catalogues") is None:
        return
    data = f"{kit.SHARED}/data"
    region = city_region(data, folder)
    compare("pingdingshan, 500 stays", region, folder,
            stays(f"{data}/cases/cases_500.csv"), options)
    plain = variants.make(region, None, f"{folder}/plain")
    all_of("pingdingshan", plain, folder, options)


if __name__ == "__main__":
    kit.main(main)
