#!/usr/bin/env python3
"""Holds pregroup against the reference (dip.py, drg.py) on random cases of
the five cities' regions, each with its sample hospitals' files.

    cities.py [--cases N] [--seed N] [--only TEXT]

Status, group, points, standard, fund and every step have to be equal, digit
by digit. One line for each hospital's file: `PASS name` or `FAIL name: why`.
The measure: --cases 10000.
"""
import argparse
import os
import random
import sys
import tempfile
from decimal import Decimal

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.join(HERE, "../..")
sys.path.insert(0, HERE)
os.environ.setdefault("PREGROUP", os.path.join(TREE, "pregroup"))

import compare  # noqa: E402
import drgcompare  # noqa: E402
from dip import KNOWLEDGE, Grouper  # noqa: E402
from draw import Draw  # noqa: E402
from drg import DrgGrouper, DrgRegion  # noqa: E402
from drgdraw import DrgDraw  # noqa: E402
from drgdraw import write_pages as write_drg_pages  # noqa: E402
from hospital import overlaid  # noqa: E402
from pages import write_pages  # noqa: E402
from region import Region  # noqa: E402

SAMPLES = os.path.join(TREE, "tests/regions/cities")
HOSPITALS = {"wuhu": ("hospital", "infectious"),
             "nanyang": ("hospital", "county"),
             "ningde": ("hospital", "tertiary"),
             "hangzhou": ("hospital",), "panzhihua": ("hospital",)}
DRG = ("hangzhou", "panzhihua")
TIMES = [Decimal(t) for t in ("0.4", "0.5", "1", "2", "2.5", "3", "3.7")]
CENTS = [Decimal("0.01"), Decimal(0), Decimal("-0.01")]


class CityDraw(Draw):
    """Costs about all limits of the sample hospitals."""

    def limits(self, row, rows):
        means = [r.mean_cost for r in rows if r.mean_cost]
        return [self.pick(means) * t for t in TIMES] if means else []


def dip_cases(region, drawn, count):
    draw, grouper = CityDraw(region, drawn), Grouper(region)
    for _ in range(count):
        case = draw.case()
        yield case, compare.of_reference(grouper, case)


def drg_cases(region, drawn, count):
    draw, grouper = DrgDraw(region, drawn), DrgGrouper(region)
    for _ in range(count):
        case = draw.case()
        row = grouper.group(case).row
        if row is not None and row.mean_cost and draw.flip(0.7):
            case.cost = row.mean_cost * draw.pick(TIMES) + draw.pick(CENTS)
            case.cost = case.cost.quantize(Decimal("0.01"))
        yield case, drgcompare.of_reference(grouper, case)


def faults_of(drg, answer, expected):
    if drg:
        return drgcompare.faults_of(answer, expected)
    return compare.difference(compare.of_program(answer), expected)


def build(city, hospital, folder):
    pack = os.path.join(folder, "a.pack")
    done = drgcompare.run(
        os.environ["PREGROUP"], "pack", "build", "--knowledge", KNOWLEDGE,
        os.path.join(KNOWLEDGE, "regions", city, "region.xml"),
        "--hospital", os.path.join(SAMPLES, city, hospital + ".xml"),
        "-o", pack)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[:800])
    return pack


def hold(city, hospital, folder, options):
    name, drg = f"cities {city}, {hospital}", city in DRG
    os.makedirs(folder)
    pack, pages = (build(city, hospital, folder),
                   os.path.join(folder, "pages.xml"))
    path, level = overlaid(
        os.path.join(KNOWLEDGE, "regions", city, "region.xml"),
        os.path.join(SAMPLES, city, hospital + ".xml"),
        os.path.join(folder, "whole"))
    region = DrgRegion(path) if drg else Region(path, KNOWLEDGE)
    region.level = level
    drawn = random.Random(f"{name} {options.seed}")
    pairs = list((drg_cases if drg else dip_cases)(region, drawn,
                                                   options.cases))
    (write_drg_pages if drg else write_pages)(pages, [c for c, _ in pairs])
    return show(name, drg, pairs, compare.answers(pack, pages), options)


def show(name, drg, pairs, answers, options):
    wrong = [] if len(answers) == len(pairs) else [
        f"{len(answers)} results for {len(pairs)}"]
    for number, ((case, expected), answer) in enumerate(zip(pairs, answers),
                                                        1):
        faults = faults_of(drg, answer, expected)
        if faults:
            wrong.append(f"case {number} {case}: " + "; ".join(faults))
    priced = sum(a["settlement"]["status"] == "priced" for a in answers)
    kinds = {a["settlement"]["deviation"] for a in answers}
    groups = {a["grouping"]["group"] for a in answers}
    if wrong:
        print(f"FAIL {name}: {len(wrong)} of {len(pairs)} differ")
        for line in wrong[:options.show]:
            print("    " + line[:1500])
    else:
        print(f"PASS {name}: {len(pairs)} cases, {priced} priced, "
              f"{len(groups - {None})} groups, "
              f"{', '.join(sorted(kinds - {None}))}")
    sys.stdout.flush()
    return not wrong


def main(options):
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        for city, hospitals in HOSPITALS.items():
            for hospital in hospitals:
                if options.only in city:
                    fine &= hold(city, hospital, os.path.join(
                        folder, city + hospital), options)
    return fine


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    parser.add_argument("--only", default="")
    sys.exit(0 if main(parser.parse_args()) else 1)
