#!/usr/bin/env python3
"""A batch that is killed at any moment and resumed gives the same bytes.

  kill.py [--kills N] [--megabytes M] [--seed S]

Each kind of input (one file, gzip, zip, a folder) is run undisturbed once;
then batches are killed (SIGKILL) at random moments, one after the other until
N kills have hit, and resumed, with one thread and with two. Prints PASS or
FAIL for run.sh.
"""
import argparse
import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
PREGROUP = os.environ.get("PREGROUP", os.path.join(HERE, "..", "pregroup"))
GENERATE = os.path.join(os.environ.get("builddir", "."), "tests/bench/generate")


def inputs(top, megabytes):
    """Name of the kind -> words of the command line."""
    data = subprocess.run([GENERATE, "-m", str(megabytes)], check=True,
                          stdout=subprocess.PIPE).stdout
    other = subprocess.run([GENERATE, "-m", str(megabytes), "-s", "7", "-e",
                            "gb18030"], check=True,
                           stdout=subprocess.PIPE).stdout
    # Records of one patient, so that the findings across the batch are there.
    same = data.replace(b"<BAH>G0000000", b"<BAH>G1000000")
    os.makedirs(f"{top}/folder/sub")
    with open(f"{top}/one.xml", "wb") as file:
        file.write(data + other)
    with open(f"{top}/packed.xml.gz", "wb") as file:
        file.write(gzip.compress(data, 1) + gzip.compress(other, 1))
    with zipfile.ZipFile(f"{top}/packed.zip", "w",
                         zipfile.ZIP_DEFLATED) as file:
        file.writestr("1.xml", data)
        file.writestr("sub/2.xml", other)
    for i in range(300):
        with open(f"{top}/folder/{i}.xml", "wb") as file:
            file.write(same[:6000 + 97 * i])
    shutil.copy(f"{top}/one.xml", f"{top}/folder/sub/one.xml")
    return {"one file": ["one.xml"], "gzip": ["packed.xml.gz"],
            "zip": ["packed.zip"], "folder": ["folder", "packed.zip"]}


def batch(top, out, words, jobs):
    return [PREGROUP, "batch", "--quiet", "--resume", "-j", str(jobs), "-o",
            out] + words


def contents(folder):
    files = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            files[name] = file.read()
    return files


def run(command, top, seconds=None):
    """The exit status; None if the process was killed after `seconds`."""
    process = subprocess.Popen(command, cwd=top, stderr=subprocess.PIPE)
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode not in (0, 1):
        raise AssertionError(f"status {process.returncode}: {said.decode()}")
    return process.returncode


def until_done(top, out, words, jobs, length, chance):
    """Kills and resumes one batch until it is done; how many kills hit."""
    kills = 0
    while True:
        wait = chance.uniform(0, length) if chance.random() < 0.8 else None
        status = run(batch(top, out, words, jobs), top, wait)
        if status is not None:
            return kills
        kills += 1


def check_kind(top, name, words, kills, chance):
    begun = time.monotonic()
    run(batch(top, "whole", words, 1), top)
    length = time.monotonic() - begun
    wanted = contents(f"{top}/whole")
    hit, batches = 0, 0
    while hit < kills:
        jobs = 1 + batches % 2
        hit += until_done(top, "out", words, jobs, length, chance)
        batches += 1
        got = contents(f"{top}/out")
        differing = [f for f in set(wanted) | set(got)
                     if wanted.get(f) != got.get(f)]
        if differing:
            raise AssertionError(f"after {hit} kills {differing} differ")
        shutil.rmtree(f"{top}/out")
    shutil.rmtree(f"{top}/whole")
    print(f"PASS {name}: {hit} kills, {batches} batches, every result the same")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--megabytes", type=int, default=3)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    if not os.path.exists(GENERATE):
        print("SKIP kill: tests/bench/generate is not built")
        return 0
    seed = given.seed if given.seed is not None else random.randrange(10 ** 6)
    chance = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as top:
        kinds = inputs(top, given.megabytes)
        for name, words in kinds.items():
            try:
                check_kind(top, name, words, -(-given.kills // len(kinds)),
                           chance)
            except AssertionError as wrong:
                failed += 1
                print(f"FAIL {name}: seed {seed}: {wrong}")
                shutil.rmtree(f"{top}/out", ignore_errors=True)
                shutil.rmtree(f"{top}/whole", ignore_errors=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
