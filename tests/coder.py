#!/usr/bin/env python3
"""Pages as an experienced coder would try them: ../shared/samples/coder.

A pair is a right page and the same page with one mistake. It is told apart
if the mistake page has a finding of a rule (groups and mappings aside) on a
field of the key, whose rule, field and row the right page has not. Where
nothing is wrong, on right halves and on legitimate pages, each error and
each warning counts. By the built-in pack and by Pingdingshan's. --list names
what is missed and what is false.
"""
import os
import shutil
import sys

import kit

APART, ERRORS, WARNINGS = 85, 2, 6
# Fields of the key whose findings stand on several of a prefix.
ALIASES = {"coma": "coma_"}


def pingdingshan(folder):
    """The pack of the region that contracts.md writes, built in a folder."""
    data = f"{kit.SHARED}/data"
    for name in os.listdir(f"{data}/codes"):
        shutil.copy(f"{data}/codes/{name}", folder)
    shutil.copy(f"{data}/catalogues/pingdingshan_2025_dip2.xlsx", folder)
    text = kit.read(f"{kit.SHARED}/contracts.md").decode()
    region = kit.write(f"{folder}/region.xml", text.split("```xml\n", 1)[1].split("```", 1)[0])
    kit.run("pack", "build", region, "-o", f"{folder}/city.pack")
    return f"{folder}/city.pack"


def findings(samples, words):
    """What is found on each page, by its record number."""
    found = {}
    for name in ("pairs.xml", "pairs-front-page.xml", "legitimate.xml"):
        for result in kit.check(*words, f"{samples}/{name}"):
            found[result["record"]["case_no"]] = result["findings"]
    return found


def place(f):
    return f["rule"], f["field"], f.get("index")


def told_apart(found, pair):
    known = {place(f) for f in found[pair["clean"]]}
    starts = tuple(ALIASES.get(field, field) for field in pair["fields"])
    return any(not f["rule"].startswith(("GRP", "MAP")) and place(f) not in known
               and f["field"].startswith(starts) for f in found[pair["mistake"]])


def measure(name, found, key):
    missed = [pair for pair in key["pairs"] if not told_apart(found, pair)]
    right = [pair["clean"] for pair in key["pairs"]]
    right += [page["page"] for page in key["legit"]]
    false = [(page, f) for page in right for f in found[page]
             if f["severity"] != "info" and f["rule"] != "GRP001"]
    if "--list" in sys.argv[1:]:
        for pair in missed:
            print("missed", pair["mistake"], pair["what"])
        for page, f in false:
            print(f["severity"], page, f["rule"], f["message"])
    errors = sum(1 for _, f in false if f["severity"] == "error")
    apart = len(key["pairs"]) - len(missed)
    told = (f"{apart} of {len(key['pairs'])} pairs told apart; where nothing is wrong "
            f"{errors} errors, {len(false) - errors} warnings")
    good = apart >= APART and errors <= ERRORS and len(false) - errors <= WARNINGS
    kit.verdict(f"coder {name}", "" if good else told, f" ({told})")


def main(top):
    samples = kit.shared("coder", "samples/coder")
    if samples is None:
        return
    key = kit.decode(kit.read(f"{samples}/key.json").decode())
    measure("built-in", findings(samples, []), key)
    measure("pingdingshan", findings(samples, ["-p", pingdingshan(top)]), key)


if __name__ == "__main__":
    kit.main(main)
