#!/usr/bin/env python3
"""Holds pregroup against the DRG reference (drg.py) on random cases.

    drgcompare.py [--cases N] [--seed N] [--only TEXT]

Cases are drawn from the sample region (tests/regions/drg) and, with the shared
folder, from the tables of CHS-DRG 1.1, to which means, points and a settlement
are drawn: the folder has none.
"""
import csv
import random
import sys
from decimal import Decimal

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from compare import answers, arguments, build, show  # noqa: E402
from drg import DrgGrouper, DrgRegion  # noqa: E402
from drgdraw import DrgDraw, write_pages  # noqa: E402

SAMPLE = f"{kit.TREE}/tests/regions/drg/region.xml"


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
    if options.only not in name:
        return
    pack, pages = build(path, folder), f"{folder}/pages.xml"
    region = DrgRegion(path)
    draw = DrgDraw(region, random.Random(f"{name} {options.seed}"))
    grouper, cases, expected = DrgGrouper(region), [], []
    for _ in range(options.cases):
        case = draw.case()
        draw.near_limit(case, grouper.group(case).row)
        cases.append(case)
        expected.append(of_reference(grouper, case))
    write_pages(pages, cases)
    found = list(answers(pack, pages))
    wrong = [] if len(found) == len(cases) else [
        f"{len(found)} results for {len(cases)} cases"]
    for number, (case, answer, e) in enumerate(zip(cases, found, expected), 1):
        faults = faults_of(answer, e)
        if faults:
            wrong.append(f"case {number} {case}: " + "; ".join(faults))
    groups = {e["group"] for e in expected if e["group"]}
    show(name, wrong, len(cases),
         f"{sum(e['status'] == 'grouped' for e in expected)} grouped, "
         f"{len(groups)} of {len(region.rows)} groups")


# ---- CHS-DRG with drawn figures

def priced(folder):
    """Adds columns to DRG.csv and the sample region's settlement."""
    drawn = random.Random("figures")
    lines = kit.table(f"{folder}/DRG.csv")
    with open(f"{folder}/DRG.csv", "w", encoding="utf-8", newline="") as file:
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
    sample = kit.read(SAMPLE).decode()
    settlement = sample[sample.index("  <settlement>"):]
    path = f"{folder}/region.xml"
    text = kit.read(path).decode().replace("</region>", settlement)
    columns = "".join(
        f'<column field="{f}" heading="{h}"/>' for f, h in
        (("score", "基准点数"), ("mean_cost", "次均费用"),
         ("factor_unstable", "不稳定"), ("factor_day", "床日点数"),
         ("factor_cost", "成本系数")))
    return kit.write(path, text.replace("  </catalogue>",
                                        columns + "</catalogue>"))


def main(folder):
    options = arguments(__doc__, 1500).parse_args()
    compare("drg sample region", SAMPLE, folder, options)
    source = kit.shared("chs-drg-1.1", "data/chs-drg-1.1")
    if source is None:
        return
    made = kit.run(source, folder, program=f"{kit.TREE}/tests/chs-drg-1.1")
    if made.status != 0:
        kit.verdict("chs-drg-1.1", made.err[-400:])
        return
    compare("chs-drg-1.1", priced(folder), folder, options)


if __name__ == "__main__":
    kit.main(main)
