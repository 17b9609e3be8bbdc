#!/usr/bin/env python3
"""Holds pregroup against the reference (dip.py, drg.py) on random cases of
the five cities' regions, each with its sample hospitals' files.

    cities.py [--cases N] [--seed N] [--only TEXT]

Status, group, points, standard, fund and every step have to be equal, digit
by digit. One line for each hospital's file. The measure: --cases 10000.
"""
import os
import random
import sys
from decimal import Decimal

sys.path.append(sys.path[0] + "/..")

import compare  # noqa: E402
import drgcompare  # noqa: E402
import kit  # noqa: E402
from dip import Grouper  # noqa: E402
from draw import Draw  # noqa: E402
from drg import DrgGrouper, DrgRegion  # noqa: E402
from drgdraw import DrgDraw  # noqa: E402
from drgdraw import write_pages as write_drg_pages  # noqa: E402
from hospital import overlaid  # noqa: E402
from pages import write_pages  # noqa: E402
from region import Region  # noqa: E402

SAMPLES = f"{kit.TREE}/tests/regions/cities"
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


def hold(city, hospital, folder, options):
    name, drg = f"cities {city}, {hospital}", city in DRG
    os.makedirs(folder)
    region_path = f"{kit.KNOWLEDGE}/regions/{city}/region.xml"
    over = f"{SAMPLES}/{city}/{hospital}.xml"
    pack = compare.build(region_path, folder, "--hospital", over)
    path, level = overlaid(region_path, over, f"{folder}/whole")
    region = DrgRegion(path) if drg else Region(path, kit.KNOWLEDGE)
    region.level = level
    drawn = random.Random(f"{name} {options.seed}")
    pairs = list((drg_cases if drg else dip_cases)(region, drawn,
                                                   options.cases))
    pages = f"{folder}/pages.xml"
    (write_drg_pages if drg else write_pages)(pages, [c for c, _ in pairs])
    show(name, drg, pairs, list(compare.answers(pack, pages)))


def show(name, drg, pairs, answers):
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
    compare.show(name, wrong, len(pairs), f"{priced} priced, "
                 f"{len(groups - {None})} groups, "
                 f"{', '.join(sorted(kinds - {None}))}")


def main(folder):
    options = compare.arguments(__doc__, 300).parse_args()
    for city, hospitals in HOSPITALS.items():
        for hospital in hospitals:
            if options.only in city:
                hold(city, hospital, f"{folder}/{city}{hospital}", options)


kit.main(main)
