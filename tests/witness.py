#!/usr/bin/env python3
"""Every row of a catalogue, made into a page with exactly its diagnosis and
operations, comes back as that row or as a tie (`pack witness`); with the data
folder (../shared/data) also those of a real city.
"""
import glob
import os

import kit
from kit import run


def groups_of(pack, pages):
    """What check gives for each page, by the file's name."""
    found = {}
    for at in range(0, len(pages), 500):
        for answer in kit.check("-p", pack, *pages[at:at + 500]):
            found[os.path.basename(answer["record"]["source"])] = (
                answer["grouping"]["group"])
    return found


def judge(pack, folder):
    """Why the pages are wrong, or the empty text."""
    done = run("pack", "witness", pack, "-o", folder)
    if done.status != 0 or done.err:
        return done.err[:300] or f"status {done.status}"
    index = kit.table(f"{folder}/index.csv")
    pages = sorted(glob.glob(f"{glob.escape(folder)}/*.xml"))
    if not index or len(index) != len(pages):
        return f"{len(index)} lines in the index, {len(pages)} pages"
    found = groups_of(pack, pages)
    for line in index:
        if found.get(line["file"]) != line["group"]:
            return f"{line['file']}: {found.get(line['file'])}"
        if line["row_group"] not in [line["group"], *line["ties"].split()]:
            return f"{line['file']} is neither its row nor a tie"
    lint = run("pack", "lint", pack)
    return "" if lint.status == 0 else "lint: " + lint.out[:300]


def witness(folder, name, region):
    done = kit.build(region, f"{folder}/a.pack")
    kit.verdict(name, done.err[:300] if done.status else
                judge(f"{folder}/a.pack", f"{folder}/{name}"))


def main(folder):
    witness(folder, "witness of the demonstration region", kit.DEMO)
    data = kit.shared("witness of a real city", "data")
    if data is not None:
        text = kit.read(f"{kit.TREE}/tests/reference/city.xml").decode()
        witness(folder, "witness of a real city", kit.write(
            f"{folder}/city.xml", text.replace("@DATA@", data)))


kit.main(main)
