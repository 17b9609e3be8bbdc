#!/usr/bin/env python3
"""Holds pregroup against the DRG reference (drg.py) on random cases.

    drgcompare.py [--cases N] [--seed N] [--data DIR]

Cases are drawn from the sample region (tests/regions/drg) and, with the data
folder (../shared/data), from the tables of CHS-DRG 1.1, to which means, points
and a settlement are drawn: the folder has none. One line each: `PASS name`,
`FAIL name: why` or `SKIP name: why`.
"""
import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from decimal import Decimal

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from drg import DrgGrouper, DrgRegion  # noqa: E402
from drgdraw import DrgDraw, write_pages  # noqa: E402

TREE = os.path.join(HERE, "../..")
os.environ.setdefault("PREGROUP", os.path.join(TREE, "pregroup"))



def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True,
                          check=False)


def of_reference(grouper, case):
    out = grouper.group(case)
    layer = None
    if out.status == "grouped":
        layer = out.mdc.code if out.mdc else out.row.group
    names = {n: v for n, v in out.steps.items() if v is not None}
    return {"status": out.status, "group": out.row and out.row.group,
            "layer": layer, "steps": names}


def of_program(answer):
    grouping = answer["grouping"]
    return {"status": grouping["status"], "group": grouping["group"],
            "layer": grouping["layer"],
            "steps": {s["name"]: s["value"]
                      for s in answer["settlement"]["steps"]
                      if s["value"] is not None}}


def faults_of(answer, expected):
    found = of_program(answer)
    faults = [f"{k}: pregroup {found[k]!r}, reference {expected[k]!r}"
              for k in expected if found[k] != expected[k]]
    chosen = [c["group"] for c in answer["grouping"]["candidates"]
              if c["chosen"]]
    if chosen != ([expected["group"]] if expected["group"] else []):
        faults.append(f"chosen candidates {chosen}")
    return faults


def compare(name, path, folder, options):
    from compare import answers, build  # needs PREGROUP in the environment
    pack, pages = build(path, folder), os.path.join(folder, "pages.xml")
    region = DrgRegion(path)
    draw = DrgDraw(region, random.Random(f"{name} {options.seed}"))
    grouper, cases, expected = DrgGrouper(region), [], []
    for _ in range(options.cases):
        case = draw.case()
        draw.near_limit(case, grouper.group(case).row)
        cases.append(case)
        expected.append(of_reference(grouper, case))
    write_pages(pages, cases)
    found = answers(pack, pages)
    wrong = [] if len(found) == len(cases) else [
        f"{len(found)} results for {len(cases)} cases"]
    for number, (case, answer, e) in enumerate(zip(cases, found, expected), 1):
        faults = faults_of(answer, e)
        if faults:
            wrong.append(f"case {number} {case}: " + "; ".join(faults))
    groups = {e["group"] for e in expected if e["group"]}
    if wrong:
        print(f"FAIL {name}: {len(wrong)} of {len(cases)} differ")
        for line in wrong[:options.show]:
            print("    " + line[:1500])
    else:
        print(f"PASS {name}: {len(cases)} cases, "
              f"{sum(e['status'] == 'grouped' for e in expected)} grouped, "
              f"{len(groups)} of {len(region.rows)} groups")
    sys.stdout.flush()
    return not wrong


# ---- CHS-DRG with drawn figures

def priced(folder):
    """Adds columns to DRG.csv and the sample region's settlement."""
    drawn = random.Random("figures")
    path = os.path.join(folder, "DRG.csv")
    with open(path, encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["编码", "名称", "基准点数", "次均费用", "不稳定",
                      "床日点数", "成本系数"])
        for line in lines:
            mean = Decimal(drawn.randrange(200000, 12000000)) / 100
            out.writerow([line["编码"], line["名称"],
                          (mean / 100).quantize(Decimal("0.000001")), mean,
                          "1" if line["编码"].endswith("QY") else "",
                          "4.5" if drawn.random() < 0.02 else "",
                          Decimal(drawn.randrange(700, 1300)) / 1000])
    with open(os.path.join(HERE, "../regions/drg/region.xml"),
              encoding="utf-8") as file:
        sample = file.read()
    settlement = sample[sample.index("  <settlement>"):]
    path = os.path.join(folder, "region.xml")
    with open(path, encoding="utf-8") as file:
        text = file.read().replace("</region>", settlement)
    columns = "".join(
        f'<column field="{f}" heading="{h}"/>' for f, h in
        (("score", "基准点数"), ("mean_cost", "次均费用"),
         ("factor_unstable", "不稳定"), ("factor_day", "床日点数"),
         ("factor_cost", "成本系数")))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("  </catalogue>", columns + "</catalogue>"))
    return path


def main(options):
    with tempfile.TemporaryDirectory() as folder:
        fine = compare("drg sample region",
                       os.path.join(HERE, "../regions/drg/region.xml"),
                       folder, options)
        source = os.path.join(options.data, "chs-drg-1.1")
        if not os.path.isdir(source):
            print("SKIP chs-drg-1.1: no data folder " + options.data)
            return fine
        made = run(os.path.join(HERE, "../chs-drg-1.1"), source, folder)
        if made.returncode != 0:
            print("FAIL chs-drg-1.1: " + made.stderr[-400:])
            return False
        return compare("chs-drg-1.1", priced(folder), folder,
                       options) and fine


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    parser.add_argument("--data", default=os.path.join(
        os.environ.get("PREGROUP_SHARED") or os.path.join(TREE, "../shared"),
        "data"))
    sys.exit(0 if main(parser.parse_args()) else 1)
