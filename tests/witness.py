#!/usr/bin/env python3
"""Every row of a catalogue, made into a page with exactly its diagnosis and
operations, comes back as that row or as a tie (`pack witness`); with the data
folder (../shared/data) also those of a real city.
"""
import csv
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.join(HERE, "..")
PREGROUP = os.environ.get("PREGROUP", os.path.join(TREE, "pregroup"))
DATA = os.path.join(TREE, "../shared/data")


def run(*words):
    return subprocess.run([PREGROUP, *words], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def say(name, why):
    print(f"FAIL {name}: {why}" if why else "PASS " + name)


def groups_of(pack, pages):
    """What check gives for each page, by the file's name."""
    found = {}
    for at in range(0, len(pages), 500):
        done = run("check", "-f", "json", "-p", pack, *pages[at:at + 500])
        for line in done.stdout.splitlines():
            answer = json.loads(line)
            found[os.path.basename(answer["record"]["source"])] = (
                answer["grouping"]["group"])
    return found


def judge(pack, folder):
    """Why the pages are wrong, or the empty text."""
    done = run("pack", "witness", pack, "-o", folder)
    if done.returncode != 0 or done.stderr:
        return done.stderr.decode()[:300] or f"status {done.returncode}"
    with open(os.path.join(folder, "index.csv"), encoding="utf-8",
              newline="") as file:
        index = list(csv.DictReader(file))
    pages = sorted(glob.glob(os.path.join(glob.escape(folder), "*.xml")))
    if not index or len(index) != len(pages):
        return f"{len(index)} lines in the index, {len(pages)} pages"
    found = groups_of(pack, pages)
    for line in index:
        if found.get(line["file"]) != line["group"]:
            return f"{line['file']}: {found.get(line['file'])}"
        if line["row_group"] not in [line["group"], *line["ties"].split()]:
            return f"{line['file']} is neither its row nor a tie"
    lint = run("pack", "lint", pack)
    return "" if lint.returncode == 0 else "lint: " + lint.stdout.decode()[:300]


def main():
    with tempfile.TemporaryDirectory() as folder:
        regions = [("witness of the demonstration region",
                    os.path.join(TREE, "knowledge/regions/demo/region.xml"))]
        if os.path.isdir(DATA):
            with open(os.path.join(HERE, "reference/city.xml"),
                      encoding="utf-8") as file:
                text = file.read().replace("@DATA@", os.path.abspath(DATA))
            city = os.path.join(folder, "city.xml")
            with open(city, "w", encoding="utf-8") as file:
                file.write(text)
            regions.append(("witness of a real city", city))
        else:
            print("SKIP witness of a real city: no data folder " + DATA)
        for number, (name, region) in enumerate(regions):
            pack = os.path.join(folder, f"{number}.pack")
            done = run("pack", "build", "--knowledge",
                       os.path.join(TREE, "knowledge"), region, "-o", pack)
            say(name, done.stderr.decode()[:300] if done.returncode else
                judge(pack, os.path.join(folder, f"pages-{number}")))


if __name__ == "__main__":
    sys.exit(main())
