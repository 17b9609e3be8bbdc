#!/usr/bin/env python3
"""seeds.py FOLDER -- seeds for the fuzz targets that read pages, by dialect.

FOLDER/TARGET/DIALECT/ gets the hand-written pages of tests/dialects and the
canonical front page that the program makes of them, with the bytes that a
target takes its choices from in front: of each dialect one at least, for
fuzz_convert one for each dialect it may write. Run a target for a dialect as

    tests/fuzz/fuzz_convert -max_total_time=600 FOLDER/fuzz_convert/cda
"""
import os
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402

PAGES = f"{kit.TREE}/tests/dialects"
DIALECTS = sorted(name[:-4]
                  for name in os.listdir(f"{kit.KNOWLEDGE}/dialects"))
# The choices that a target reads before the page.
HEADS = {
    "fuzz_convert": [bytes([n]) for n in range(len(DIALECTS))],
    "fuzz_way": [b"\0"],
    "fuzz_json": [b"\x10\0"],
}


def pages():
    """(dialect, name, bytes) of every page."""
    for name in sorted(os.listdir(PAGES)):
        path = f"{PAGES}/{name}"
        yield name.split(".")[1], name, kit.read(path)
        if name.endswith((".flat-2012.xml", ".tcm-2012.xml")):
            yield "front-page", name, kit.run("convert", path).out.encode()


def main(folder):
    found = set()
    for dialect, name, data in pages():
        found.add(dialect)
        for target, heads in HEADS.items():
            if target == "fuzz_json" and not name.endswith(".json"):
                continue
            for i, head in enumerate(heads):
                kit.write(f"{folder}/{target}/{dialect}/{name}.{i}",
                          head + data)
    missing = set(DIALECTS) - found
    if missing:
        sys.exit(f"seeds.py: no page of {' '.join(sorted(missing))}")


main(sys.argv[1])
