#!/usr/bin/env python3
"""calibrate-money.py [TRUTH...] -- settings of the settlement that are hidden
are found from what the platform says of 500 stays, one of a hundred wrong.

What is written is built, and has to give other stays of the same hospital what
the hidden rules give them. PREGROUP_CALIBRATE_ALL tries every truth, with 3,000
stays, too.
"""
import os
import sys
import time
from decimal import Decimal as D

import kit

sys.path.append(f"{kit.TREE}/tests/reference")
import moneytruths as truths  # noqa: E402

ALL = os.environ.get("PREGROUP_CALIBRATE_ALL")


def calibrated(folder, truth, count, seed):
    """Seconds and the answer of `calibrate`."""
    region, pages, official = truths.write(folder, truth, count, seed)
    os.mkdir(f"{folder}/out")
    begun = time.time()
    done = kit.run("calibrate", "--knowledge", kit.KNOWLEDGE, region, pages,
                   official, "-o", f"{folder}/out/hospital.xml", "-f", "json")
    if not done.out:
        raise kit.Failure(done.err)
    return time.time() - begun, kit.decode(done.out, exact=True)


def agreement(folder, truth, seed):
    """The share of other stays whose standard is the hidden rules'."""
    others = list(truths.stays(seed + 1000, 400,
                               truths.groups(seed, truth.unit,
                                             truth.kinds)))
    region = f"{folder}/out/region.calibrated.xml"
    if not os.path.exists(region):
        region = f"{folder}/region.xml"
    done = kit.build(region, f"{folder}/t.pack", "--hospital",
                     f"{folder}/out/hospital.xml")
    kit.equal("build", done.status, 0)
    pages = kit.write(f"{folder}/others.xml",
                      kit.pages(*map(truths.page, others)))
    good = 0
    for stay, result in zip(others, kit.check("-p", f"{folder}/t.pack", pages,
                                              exact=True)):
        wanted, got = truth.answer(stay), result["settlement"]
        good += got["standard"] == wanted["standard"] and \
            got["fund"] == wanted["fund"]
    return D(good) / len(others)


def values(answer, *labels):
    return [one["value"] for one in answer["values"]
            if any(label in (one["label"] or "") for label in labels)]


LABELS = {"factor": ("系数",), "high": ("偏高界限", "high_at", "高"),
          "share": ("超出部分的比例",), "fund": ("基金",), "score": ("病种分值",)}


def is_found(folder, truth, count, seed):
    seconds, answer = calibrated(folder, truth, count, seed)
    for name, number in truth.exact.items():
        found = values(answer, *LABELS[name.split()[0]])
        if not any(number in one.split() + [one] or
                   name == "fund" and number in one for one in found):
            raise kit.Failure(f"{name}: no {number} in {found}")
    formulas = [one["value"] for one in answer["values"]
                if one["place"] == "let"]
    kit.holds("formulas", "".join(formulas), *getattr(truth, "written", ()))
    share = agreement(folder, truth, seed)
    if share < D("0.99"):
        raise kit.Failure(f"{share} of other stays: {answer['values']}")
    if seconds > 60:
        raise kit.Failure(f"{seconds:.0f} s")


def is_strange(folder, truth, count, seed):
    _, answer = calibrated(folder, truth, count, seed)
    words = {one["name"]: one["words"] for one in answer["unexplained"]}
    kit.holds("words", words.get(truth.strange, ""), "不是已知的写法")


def is_only_listed(folder, truth, count, seed):
    """The formula that was found pays more cases than the region's own, but
    loses some which that pays: it is written nowhere."""
    _, answer = calibrated(folder, truth, count, seed)
    told = [one for one in answer["values"] if one["name"] == "points"]
    kit.equal("places", [one["place"] for one in told], ["none"])
    kit.holds("told", told[0]["words"], "没有写")
    kit.lacks("files", os.listdir(f"{folder}/out"), "region.calibrated.xml")
    kit.equal("the factor", values(answer, *LABELS["factor"])[0], "1.08")


def main(_):
    kit.few_rules()
    everything = truths.TRUTHS + truths.STRANGE + [truths.Old]
    chosen = [t for t in everything
              if t.__name__ in sys.argv[1:]]
    few = [truths.Share, truths.Points, truths.Tiered, truths.Exempt,
           truths.Old]
    for truth in chosen or (everything if ALL else few):
        for count in (500, 3000) if ALL else (500,):
            test = is_strange if truth in truths.STRANGE else \
                is_only_listed if truth is truths.Old else is_found
            with kit.tempfile.TemporaryDirectory() as folder:
                kit.judge(f"{truth.__name__}, {count} stays", test, folder,
                          truth(), count, 1 + count % 3)


kit.main(main)
