#!/usr/bin/env python3
"""Pages as an experienced coder would try them: ../shared/samples/coder.

A pair is a right page and the same page with one mistake. It is told apart
if the mistake page has a finding of a rule (groups and mappings aside) on a
field of the key, whose rule, field and row the right page has not. Where
nothing is wrong, on right halves and on legitimate pages, each error and
each warning counts. By the built-in pack and by Pingdingshan's. Run from the
build folder; --list names what is missed and what is false.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("srcdir", ".")
PROGRAM = os.environ.get("PREGROUP", "./pregroup")
SHARED = os.environ.get("PREGROUP_SHARED", os.path.join(SOURCE, "../shared"))
SAMPLES = os.path.join(SHARED, "samples/coder")
APART, ERRORS, WARNINGS = 85, 2, 6
# A finding on one of these points to what the key calls coma.
ALIASES = {"coma": ("coma_",)}


def pingdingshan(folder):
    """The region of contracts.md; its pack."""
    data = os.path.join(SHARED, "data")
    for name in os.listdir(os.path.join(data, "codes")):
        shutil.copy(os.path.join(data, "codes", name), folder)
    shutil.copy(os.path.join(data, "catalogues/pingdingshan_2025_dip2.xlsx"), folder)
    with open(os.path.join(SHARED, "contracts.md"), encoding="utf-8") as file:
        region = file.read().split("```xml\n", 1)[1].split("```", 1)[0]
    path = os.path.join(folder, "region.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(region)
    pack = os.path.join(folder, "city.pack")
    subprocess.run([PROGRAM, "pack", "build", path, "-o", pack], check=True)
    return pack


def findings(words):
    """What is found on each page, by its record number."""
    found = {}
    for name in ("pairs.xml", "pairs-front-page.xml", "legitimate.xml"):
        done = subprocess.run([PROGRAM, "check", "-f", "json", *words,
                               os.path.join(SAMPLES, name)],
                              capture_output=True, check=False)
        for line in done.stdout.decode().splitlines():
            result = json.loads(line)
            found[result["record"]["case_no"]] = result["findings"]
    return found


def told_apart(found, pair):
    known = {(f["rule"], f["field"], f.get("index")) for f in found[pair["clean"]]}
    starts = [start for field in pair["fields"]
              for start in ALIASES.get(field, (field,))]
    return [f for f in found[pair["mistake"]]
            if not f["rule"].startswith(("GRP", "MAP"))
            and (f["rule"], f["field"], f.get("index")) not in known
            and f["field"].startswith(tuple(starts))]


def measure(name, found, key, listing):
    missed = [pair for pair in key["pairs"] if not told_apart(found, pair)]
    right = [(pair["clean"], pair["what"]) for pair in key["pairs"]]
    right += [(page["page"], page["what"]) for page in key["legit"]]
    false = [(severity, page, what, f) for severity in ("error", "warning")
             for page, what in right for f in found[page]
             if f["severity"] == severity and f["rule"] != "GRP001"]
    errors = sum(1 for severity, *_ in false if severity == "error")
    warnings = len(false) - errors
    apart = len(key["pairs"]) - len(missed)
    if listing:
        for pair in missed:
            print("missed", pair["mistake"], pair["what"])
        for severity, page, what, f in false:
            print(severity, page, what, "|", f["rule"], f["message"])
    why = (f"{apart} of {len(key['pairs'])} pairs told apart; where nothing is wrong "
           f"{errors} errors, {warnings} warnings")
    good = apart >= APART and errors <= ERRORS and warnings <= WARNINGS
    print(f"{'PASS' if good else 'FAIL'} coder/{name}: {why}")
    return good


def main():
    if not os.path.exists(os.path.join(SAMPLES, "key.json")):
        print(f"SKIP coder: no {SAMPLES} on this machine")
        return 0
    with open(os.path.join(SAMPLES, "key.json"), encoding="utf-8") as file:
        key = json.load(file)
    listing = "--list" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        good = measure("built-in", findings([]), key, listing)
        pack = pingdingshan(folder)
        good &= measure("pingdingshan", findings(["-p", pack]), key, listing)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
