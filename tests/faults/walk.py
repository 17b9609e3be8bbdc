#!/usr/bin/env python3
"""walk.py -- what happens where the machine fails.

Every command runs with one allocation refused, or all from there on
(fail-memory.c), and with one system call failing (strace injects it). At every
position there are two good answers: the same as on a good day, or a failure
that is told. Told means: exit status 2, a sentence on standard error that
names the cause, and result files that are whole or not there; a record that
could not be finished may stand in them, as such. A crash, a hang, or another
answer than on a good day without that is a fault of ours.

In CI a sample of the positions is walked, for FAULT_SECONDS (150);
`make check-faults` walks all of them (FAULT_SECONDS=0). Names of scenarios as
arguments: only these.
"""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, namedtuple

sys.path.append(sys.path[0] + "/..")
import kit

SECONDS = float(os.environ.get("FAULT_SECONDS", "150"))
LIBRARY = f"{kit.BUILD}/tests/faults/fail-memory.so"
HANG = 60
SHOWN = 4  # places that a verdict names
# The findings of a record that could not be finished, of a source that could
# not be read whole, of the record in whose middle it broke off.
BROKEN_OFF = "STR024", "STR020"
UNFINISHED = "STR033", *BROKEN_OFF
GOOD = "same", "told", "not started"
PASSED = "没有发现问题".encode()
CAUSE = re.compile("内存|空间|磁盘|读|写|系统|中断|打不开|不存在|权限")

Answer = namedtuple("Answer", "status out err files")


def left(folder):
    """{path: bytes} of what a command has left. An unfinished batch keeps its
    state in .pregroup, which is no result."""
    files = {}
    for path, _, names in os.walk(folder):
        if "/.pregroup" in path:
            continue
        for name in names:
            with open(f"{path}/{name}", "rb") as file:
                files[os.path.relpath(f"{path}/{name}", folder)] = file.read()
    return files


def unfinished(line, rules=UNFINISHED):
    """A line of results.jsonl that says it could not be finished."""
    try:
        return any(f["rule"] in rules
                   for f in json.loads(line)["findings"])
    except (ValueError, KeyError, TypeError):
        return False


def lines_hold(got, good):
    """Every line is the good one, or says that it is unfinished. One that says
    that a source was not read whole may lack the records behind it; the others
    are good ones, in order."""
    good, got = good.split(b"\n"), got.split(b"\n")
    told = [line for line in got if unfinished(line)]
    if not any(unfinished(line, BROKEN_OFF) for line in told):
        return len(got) == len(good) and all(
            a == b or unfinished(a) for a, b in zip(got, good))
    rest = iter(good)
    return all(line in rest for line in got if line not in told)


def told_in(files):
    """The summary says that records are unfinished, or sources unreadable."""
    try:
        told = json.loads(files["r/summary.json"])
        return told["unfinished"] + told["unreadable"] > 0
    except (KeyError, ValueError):
        return False


def files_hold(got, good):
    """A result file is the good one; where records are told to be unfinished,
    the lines of the others are."""
    for name, data in got.items():
        if data == good.get(name):
            continue
        if not told_in(got) or name not in good:
            return False
        if name == "r/results.jsonl" and not lines_hold(data, good[name]):
            return False
    return True


def judge(got, good):
    """What came of it; GOOD are the outcomes that nothing is wrong with."""
    if got.status == "hang":
        return "hang"
    if got.status == 127 and "error while loading shared" in got.err:
        return "not started"
    if got.status < 0 or got.status > 2:
        return "crash"
    if (got.status, got.out, got.files) == (good.status, good.out, good.files):
        return "same"
    if got.status != 2:
        return "another answer, not told"
    if not CAUSE.search(got.err):
        return "no cause told"
    if got.out.count(PASSED) > good.out.count(PASSED):
        return "called passed what was not checked"
    if not files_hold(got.files, good.files):
        return "a file is neither whole nor told"
    return "told"


class Scenario:
    """A command line: {in} is the folder of inputs, {out} an empty one."""

    def __init__(self, name, *words):
        self.name, self.words = name, words

    def run(self, inputs, before=(), environment=None):
        """What it answers, with words before it (strace) and variables."""
        with tempfile.TemporaryDirectory() as out:
            process = subprocess.Popen(
                [*before, kit.PREGROUP,
                 *(word.replace("{in}", inputs).replace("{out}", out)
                   for word in self.words)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, start_new_session=True,
                env={**os.environ, **(environment or {})})
            try:
                answer, said = process.communicate(timeout=HANG)
                status = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                answer, said = process.communicate()
                status = "hang"
            return Answer(status, answer.replace(out.encode(), b"OUT"),
                          said.decode("utf-8", "replace").replace(out, "OUT"),
                          left(out))


PAGES = ["{in}/clean.xml", "{in}/mistakes.xml"]
SCENARIOS = [
    Scenario("check", "check", "--why", "--score", *PAGES),
    Scenario("check-brief", "check", "-f", "brief", *PAGES),
    Scenario("check-draft", "check", "--stage", "draft", "--what-if", "codes",
             *PAGES),
    Scenario("check-json", "check", "-f", "json", "--record", *PAGES),
    Scenario("batch", "batch", "-j1", "--today", "2026-01-01", "-o",
             "{out}/r", *PAGES),
    Scenario("check-table", "check", "-f", "json", "--record",
             "{in}/table.csv"),
    Scenario("batch-table", "batch", "-j1", "--today", "2026-01-01", "-o",
             "{out}/r", "{in}/table.csv"),
    Scenario("batch-archive", "batch", "-j1", "--today", "2026-01-01", "-o",
             "{out}/r", "{in}/pages.zip"),
    Scenario("check-sheets", "check", "-f", "json", "{in}/book.xlsx",
             "{in}/page.xls"),
    Scenario("convert-xlsx", "convert", "-t", "flat-2012", "-f", "xlsx", "-o",
             "{out}/r.xlsx", "{in}/page.xls"),
    Scenario("merge", "merge", "-o", "{out}/r", "{in}/parts/a",
             "{in}/parts/b"),
    Scenario("convert", "convert", "-t", "hqms-2019", "-o", "{out}/r.xml",
             *PAGES),
    Scenario("compare", "compare", "{in}/parts/a/results.jsonl",
             "{in}/official.csv"),
    Scenario("compare-xlsx", "compare", "{in}/parts/a/results.jsonl",
             "{in}/official.xlsx"),
    Scenario("calibrate", "calibrate", kit.DEMO, PAGES[0],
             "{in}/official.csv", "-o", "{out}/r.xml"),
    Scenario("figures", "figures", f"{kit.KNOWLEDGE}/figures/cases.xml",
             "{in}/cases.csv"),
    Scenario("pack-build", "pack", "build", "--knowledge", kit.KNOWLEDGE,
             kit.DEMO, "-o", "{out}/r.pack"),
    Scenario("pack-lint", "pack", "lint", "--knowledge", kit.KNOWLEDGE,
             kit.DEMO),
    Scenario("pack-info", "pack", "info", "{in}/a.pack"),
    Scenario("pack-diff", "pack", "diff", "{in}/a.pack", "{in}/b.pack",
             "{in}/pages"),
    Scenario("pack-witness", "pack", "witness", "{in}/a.pack", "-o",
             "{out}/w"),
    Scenario("rules-list", "rules", "list", "-p", "{in}/a.pack"),
    Scenario("rules-test", "rules", "test", "--knowledge", kit.KNOWLEDGE,
             f"{kit.KNOWLEDGE}/rules/sex.rules"),
    Scenario("rules-test-pack", "rules", "test", "{in}/a.pack"),
    Scenario("dialects", "dialects"),
    Scenario("dialects-learn", "dialects", "learn", "-o", "{out}/r.csv",
             *PAGES),
    Scenario("check-pages", "check", "--pages", PAGES[0], PAGES[1]),
    Scenario("check-packs", "check", "-p", "{in}/a.pack", "-p", "{in}/b.pack",
             *PAGES),
    Scenario("compare-pages", "compare", "--pages", PAGES[0], *PAGES),
]


# ---- one failing allocation

class Memory:
    """The n-th allocation is refused, or (`from`) all from there on."""

    def __init__(self, scenario, inputs, onward):
        self.scenario, self.inputs, self.onward = scenario, inputs, onward
        self.name = f"{scenario.name}, memory{' from there on' * onward}"

    def walk_one(self, at):
        """What it answers, and whether the allocation was reached."""
        with tempfile.NamedTemporaryFile("r") as said:
            answer = self.scenario.run(self.inputs, environment={
                "LD_PRELOAD": LIBRARY, "FAIL_MEMORY_AT": str(at),
                "FAIL_MEMORY_SAY": said.name,
                **({"FAIL_MEMORY_FROM": "1"} if self.onward else {})})
            words = said.read().split()
        # A process that is killed leaves no word, but it had reached it.
        return answer, words[1:] == ["hit"] or not words, words

    def count(self):
        """How many allocations a good run asks for."""
        return int(self.walk_one(0)[2][0])


# ---- one failing system call

class Call:
    """The n-th system call of a kind fails; for each thread by itself."""

    def __init__(self, scenario, inputs, call, how):
        self.scenario, self.inputs = scenario, inputs
        self.call, self.how = call, how
        self.name = f"{scenario.name}, {call} {how}"

    def walk_one(self, at):
        with tempfile.NamedTemporaryFile("r") as log:
            answer = self.scenario.run(
                self.inputs, before=["strace", "-f", "-qq", "-o", log.name,
                                     "-e", f"trace={self.call}",
                                     *(["-e", f"inject={self.call}:{self.how}:"
                                        f"when={at}"] if at else [])])
            lines = log.read().splitlines()
        return answer, any("(INJECTED)" in line for line in lines), lines

    def count(self):
        threads = Counter(line.split()[0] for line in self.walk_one(0)[2]
                          if f"{self.call}(" in line)
        return max(threads.values(), default=0)


def calls(scenario, inputs):
    """The kinds of failing calls that a command is tried with."""
    return [Call(scenario, inputs, call, how) for call, how in (
        ("read", "error=EIO"), ("read", "error=EINTR"),
        ("pread64", "error=EIO"), ("write", "error=ENOSPC"),
        ("write", "error=EINTR"), ("pwrite64", "error=ENOSPC"),
        ("getdents64", "error=EIO"), ("fsync", "error=EIO"),
        ("rename", "error=EIO"), ("renameat2", "error=EIO"),
        ("openat", "error=EMFILE"))]


# ---- walking

def walk(fault, count, good, share):
    """Tries a share of a fault's positions; what is wrong, and the counts."""
    outcomes, places, hits, tried = Counter(), {}, 0, 0
    for at in chosen(count, share):
        answer, hit, _ = fault.walk_one(at)
        tried += 1
        hits += hit
        outcome = judge(answer, good)
        outcomes[outcome] += 1
        if outcome not in GOOD:
            places.setdefault(outcome, []).append(at)
    wrong = [f"{what} at {', '.join(map(str, at[:SHOWN]))}"
             f"{' ...' * (len(at) > SHOWN)} ({len(at)} places)"
             for what, at in places.items()]
    if tried and hits < 0.95 * tried:
        wrong.append(f"only {hits} of {tried} positions were really hit")
    told = ", ".join(f"{n} {what}" for what, n in outcomes.most_common())
    return wrong and wrong + [told], f": {told}"


def chosen(count, share):
    """All positions, or as many as the share says, spread by chance."""
    every = range(1, count + 1)
    if share >= 1:
        return every
    return sorted(random.Random(count).sample(
        every, max(1, min(count, round(count * share)))))


def faults_of(scenario, inputs):
    memory = [Memory(scenario, inputs, onward) for onward in (False, True)]
    return memory + (calls(scenario, inputs) if STRACE else [])


def works(*words):
    """True if a command is here and ends well."""
    try:
        return subprocess.run(words, capture_output=True, check=False,
                              timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


STRACE = works("strace", "-qq", "-o", "/dev/null", "true")


def inputs_in(folder):
    """What the commands read."""
    for name in "clean.xml", "mistakes.xml":
        shutil.copy(f"{kit.TREE}/examples/{name}", folder)
    shutil.copy(f"{kit.TREE}/tests/golden/table-around.csv",
                f"{folder}/table.csv")
    os.mkdir(f"{folder}/parts")
    for part, name in ("a", "clean.xml"), ("b", "mistakes.xml"):
        kit.run("batch", "-j1", "--quiet", "-o", f"{folder}/parts/{part}",
                f"{folder}/{name}")
    shutil.copy(f"{folder}/parts/b/cases.csv", folder)
    os.mkdir(f"{folder}/pages")
    for name in "clean.xml", "mistakes.xml":
        shutil.copy(f"{folder}/{name}", f"{folder}/pages")
    wuhu = f"{kit.KNOWLEDGE}/regions/wuhu/region.xml"
    for name, region in ("a", kit.DEMO), ("b", wuhu):
        kit.run("pack", "build", "--knowledge", kit.KNOWLEDGE, region, "-o",
                f"{folder}/{name}.pack")
    official = [["病案号", "住院次数", "病种编码", "病种分值", "费用偏差",
                 "支付标准"],
                ["DM0001", "1", "X", "1", "", ""],
                ["D0000101", "1", "K35.8-J1", "1310.02", "正常", "9000.00"]]
    kit.write(f"{folder}/official.csv",
              "".join(",".join(row) + "\n" for row in official))
    kit.write(f"{folder}/pages.zip", kit.zipped(
        {name: kit.read(f"{folder}/{name}")
         for name in ("clean.xml", "mistakes.xml")}))
    rows = [list(kit.PATIENT), list(kit.PATIENT.values())]
    kit.write(f"{folder}/book.xlsx", kit.zipped(kit.workbook({"一": rows})))
    kit.write(f"{folder}/page.xls", "<html><table>" + "".join(
        "<tr>" + "".join(f"<td>{t}</td>" for t in row) + "</tr>"
        for row in rows) + "</table></html>")
    kit.write(f"{folder}/official.xlsx",
              kit.zipped(kit.workbook({"结果": official})))
    return folder


def measured(fault):
    """(fault, positions, seconds that they take)."""
    start = time.monotonic()
    count = fault.count()
    return fault, count, count * (time.monotonic() - start)


def main(folder):
    """Every fault with the same share of its positions, as large as the time
    allows."""
    inputs = inputs_in(folder)
    if not STRACE:
        kit.skip("faults of system calls", "no strace that may trace here")
    scenarios = [s for s in SCENARIOS
                 if not sys.argv[1:] or s.name in sys.argv[1:]]
    faults = [measured(fault) for scenario in scenarios
              for fault in faults_of(scenario, inputs)]
    share = SECONDS / sum(f[2] for f in faults) if SECONDS else 1
    good = {s.name: s.run(inputs) for s in scenarios}
    for fault, count, _ in faults:
        if count:
            kit.verdict(fault.name,
                        *walk(fault, count, good[fault.scenario.name], share))


if __name__ == "__main__":
    kit.main(main)
