#!/usr/bin/env python3
"""A batch that is killed at any moment and resumed gives the same bytes.

  kill.py [--kills N] [--megabytes M] [--seed S]

Each kind of input (one file, gzip, zip, a folder) is run undisturbed once;
then batches are killed (SIGKILL) at random moments, one after the other until
N kills have hit, and resumed, with one thread and with two.
"""
import argparse
import gzip
import os
import random
import shutil
import signal
import subprocess
import time

import kit
from kit import PREGROUP, contents, write


def inputs(top, megabytes):
    """Name of the kind -> words of the command line."""
    data = kit.generate("-m", str(megabytes))
    other = kit.generate("-m", str(megabytes), "-s", "7", "-e", "gb18030")
    # Records of one patient, so that the findings across the batch are there.
    same = data.replace(b"<BAH>G0000000", b"<BAH>G1000000")
    write(f"{top}/one.xml", data + other)
    write(f"{top}/packed.xml.gz",
          gzip.compress(data, 1) + gzip.compress(other, 1))
    write(f"{top}/packed.zip",
          kit.zipped({"1.xml": data, "sub/2.xml": other}))
    for i in range(300):
        write(f"{top}/folder/{i}.xml", same[:6000 + 97 * i])
    write(f"{top}/folder/sub/one.xml", data + other)
    return {"one file": ["one.xml"], "gzip": ["packed.xml.gz"],
            "zip": ["packed.zip"], "folder": ["--split", "coder", "folder", "packed.zip"]}


def batch(top, out, words, jobs):
    return [PREGROUP, "batch", "--quiet", "--resume", "-j", str(jobs), "-o",
            out] + words


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


def hold(top, words, kills, chance):
    """Kills as often as asked for; how many kills hit how many batches."""
    begun = time.monotonic()
    run(batch(top, "whole", words, 1), top)
    length = time.monotonic() - begun
    wanted = contents(f"{top}/whole")
    hit, batches = 0, 0
    while hit < kills:
        jobs = 1 + batches % 2
        hit += until_done(top, "out", words, jobs, length, chance)
        batches += 1
        differing = kit.differing(wanted, contents(f"{top}/out"))
        if differing:
            raise AssertionError(f"after {hit} kills {differing} differ")
        shutil.rmtree(f"{top}/out")
    return hit, batches


def main(top):
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--megabytes", type=int, default=3)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    if not os.path.exists(kit.GENERATE):
        return kit.skip("kill", "tests/bench/generate is not built")
    seed = given.seed if given.seed is not None else random.randrange(10 ** 6)
    chance = random.Random(seed)
    kinds = inputs(top, given.megabytes)
    for name, words in kinds.items():
        try:
            hit, batches = hold(top, words, -(-given.kills // len(kinds)),
                                chance)
            kit.verdict(name, told=f": {hit} kills, {batches} batches, "
                        "every result the same")
        except AssertionError as wrong:
            kit.verdict(name, f"seed {seed}: {wrong}")
        for folder in ("out", "whole"):
            shutil.rmtree(f"{top}/{folder}", ignore_errors=True)
    return None


kit.main(main)
