#!/usr/bin/env python3
"""seeds.py FOLDER -- seeds for the fuzz targets that read pages, by dialect.

FOLDER/TARGET/DIALECT/ gets the hand-written pages of tests/dialects and the
canonical front page that the program makes of them, with the bytes that a
target takes its choices from in front: of each dialect one at least, for
fuzz_convert one for each dialect it may write. Run a target for a dialect as

    tests/fuzz/fuzz_convert -max_total_time=600 FOLDER/fuzz_convert/cda

Environment: PREGROUP or builddir.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get("builddir", "."))
PREGROUP = os.environ.get("PREGROUP") or os.path.join(BUILD, "pregroup")
PAGES = os.path.join(ROOT, "tests", "dialects")
DIALECTS = sorted(name[:-4] for name in os.listdir(
    os.path.join(ROOT, "knowledge", "dialects")))
# The choices that a target reads before the page.
HEADS = {
    "fuzz_convert": [bytes([n]) for n in range(len(DIALECTS))],
    "fuzz_way": [b"\0"],
    "fuzz_json": [b"\x10\0"],
}


def pages():
    """(dialect, name, bytes) of every page."""
    for name in sorted(os.listdir(PAGES)):
        with open(os.path.join(PAGES, name), "rb") as f:
            yield name.split(".")[1], name, f.read()
        if name.endswith((".flat-2012.xml", ".tcm-2012.xml")):
            done = subprocess.run([PREGROUP, "convert",
                                   os.path.join(PAGES, name)],
                                  capture_output=True, check=False)
            yield "front-page", name, done.stdout


def main(folder):
    found = set()
    for dialect, name, data in pages():
        found.add(dialect)
        for target, heads in HEADS.items():
            if target == "fuzz_json" and not name.endswith(".json"):
                continue
            where = os.path.join(folder, target, dialect)
            os.makedirs(where, exist_ok=True)
            for i, head in enumerate(heads):
                with open(os.path.join(where, f"{name}.{i}"), "wb") as f:
                    f.write(head + data)
    missing = set(DIALECTS) - found
    if missing:
        sys.exit(f"seeds.py: no page of {' '.join(sorted(missing))}")


main(sys.argv[1])
