#!/usr/bin/env python3
"""known-pairs.py FOLDER -- every code of the region's tables and every pair of
its crosswalks, 40 a record, through `pregroup check`.

Reads the workbooks by itself; part of check-pingdingshan.sh."""
import re
import sys

TESTS = sys.path[0] + "/.."
sys.path += [TESTS + "/reference", TESTS]

import kit  # noqa: E402
from tables import read_table  # noqa: E402

ROWS = 40


def key(code):
    plain = re.split(r"[+*]", re.sub(r"\s", "", code))[0]
    return plain[:3].upper() + plain[3:].upper().replace("X", "x")


def record(number, codes, system):
    given = kit.coded(codes) if system == "diagnosis" else \
        kit.coded(["I10.x00"], codes)
    return kit.record({"BAH": number, "XM": "无", **given})


def findings(folder, codes, system):
    """{code: {rule: message}} of what concerns the codes' being known."""
    parts = [codes[i:i + ROWS] for i in range(0, len(codes), ROWS)]
    results = kit.check("-p", f"{folder}/city.pack", "-", stdin=kit.pages(
        *[record(n, part, system) for n, part in enumerate(parts)]))
    kit.equal(f"results of {system}", len(results), len(parts))
    wanted = "diagnoses.code" if system == "diagnosis" else "procedures.code"
    found = {code: {} for code in codes}
    for result, part in zip(results, parts):
        for f in result["findings"]:
            if f["field"] == wanted and f["index"] and \
                    f["rule"] in ("MAP001", "MAP002", "MAP003", "MAP004", "DIC022", "DIC024"):
                found[part[f["index"] - 1]][f["rule"]] = f["message"]
    return found


def verdict(name, wrong):
    kit.verdict(name, wrong and f"{len(wrong)}, first {wrong[0]}")


def main(_):
    folder = sys.argv[1]
    for system, table, walk in (
            ("diagnosis", "diagnosis_yb20.csv", "diagnosis_gl20_to_yb20.xlsx"),
            ("procedure", "procedure_yb20.csv", "procedure_gl30_to_yb20.xlsx")):
        own = [key(row["code"]) for row in kit.table(f"{folder}/{table}")]
        found = findings(folder, own, system)
        verdict("all %d codes of %s are known" % (len(own), table),
                [(c, f) for c, f in found.items() if f])
        # The reader parts a morphology that is glued to a diagnosis.
        pairs = {key(row[0]): key(row[2])
                 for row in read_table(f"{folder}/{walk}", None)[1:]
                 if "/" not in key(row[0])}
        found = findings(folder, list(pairs), system)
        known = set(own)
        wrong = []
        for code, target in pairs.items():
            rules = found[code]
            right = not rules if code in known else (
                list(rules) == ["MAP001"] and rules["MAP001"].endswith("换成 " + target))
            if not right:
                wrong.append((code, target, rules))
        verdict("all %d pairs of %s map as they say" % (len(pairs), walk), wrong)
    result, = kit.check("-p", f"{folder}/city.pack", "-",
                        stdin=kit.pages(record(0, ["K35.900x999"], "diagnosis")))
    found = [f for f in result["findings"] if f["field"] == "diagnoses.code" and
             f["rule"][:3] in ("MAP", "DIC", "FMT")]
    verdict("an unknown code is one finding, which names its neighbours",
            [] if [f["rule"] for f in found] == ["DIC022"] and "K35.900" in found[0]["advice"]
            else [found])


kit.main(main)
