"""The built-in pack calls no national code unknown or ill-formed.

Reads ../shared/data/codes; skips where it is absent. Prints PASS or FAIL for
run.sh.
"""
import csv
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get("srcdir", ".")).resolve()
CODES = ROOT.parent / "shared" / "data" / "codes"
# STR027 would mean that findings were left out.
UNKNOWN = {"DIC022", "DIC024", "FMT026", "FMT028", "STR027"}
ROWS = 40


def codes(name):
    with open(CODES / name, encoding="utf-8-sig", newline="") as f:
        return [row["code"] for row in csv.DictReader(f)]


def pages(tag, values):
    for start in range(0, len(values), ROWS):
        rows = "".join(f"<{tag}{i}>{c}</{tag}{i}>"
                       for i, c in enumerate(values[start:start + ROWS], 1))
        yield f"<RECORD><BAH>K{start}</BAH>{rows}</RECORD>"


def check(name, tag, values):
    text = "<DATA>" + "".join(pages(tag, values)) + "</DATA>"
    run = subprocess.run([os.environ["PREGROUP"], "check", "-f", "json", "-"],
                         input=text.encode(), stdout=subprocess.PIPE)
    lines = run.stdout.decode().splitlines()
    wrong = [f["value"] for line in lines for f in json.loads(line)["findings"]
             if f["rule"] in UNKNOWN]
    expected = (len(values) + ROWS - 1) // ROWS
    good = not wrong and len(lines) == expected
    print("PASS" if good else "FAIL", name, len(values), "codes" if good else
          f"of {len(values)} refused: {wrong[:10]}, {len(lines)} records")
    return good


def main():
    if not CODES.is_dir():
        print("SKIP known-codes: ../shared/data/codes is absent")
        return 0
    good = check("known-diagnoses", "JBDM", codes("diagnosis_yb20.csv"))
    good &= check("known-operations", "SSJCZBM", codes("procedure_yb20.csv"))
    return 0 if good else 1


sys.exit(main())
