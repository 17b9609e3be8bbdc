#!/usr/bin/env python3
"""weather.py -- batch and merge in bad weather: disks that are full, parts
that are damaged, outputs that would destroy, gates with nothing behind them.
The cases are named after the kinds of fault; tests/faults walks every position
of one failing call.
"""
import json
import os
import shutil
import sqlite3
import subprocess

import kit
from kit import case, contents, pages, read, table, write


def page(no, admission="1", department="03", sex="1", code="K35.800"):
    return kit.record({
        "BAH": no, "ZYCS": admission, "XM": "样例甲", "XB": sex,
        "RYSJ": "2025-03-01", "CYSJ": "2025-03-05", "CYKB": department,
        "BMY": "编码一", "JBDM": code, "SSJCZBM1": "47.0100",
        "ZFY": "1000.00"})


def batch(*words, **how):
    done = kit.run("batch", "--quiet", "-j2", *words, **how)
    return done.status, done.err


def merge(*words, **how):
    done = kit.run("merge", *words, **how)
    return done.status, done.err


def summary(folder):
    return json.loads(read(f"{folder}/summary.json"))


def contents_of(path):
    """What a command has published: a file, or a folder's but its state."""
    if os.path.isfile(path):
        return {"": read(path)}
    names = os.listdir(path) if os.path.exists(path) else ()
    return {n: read(f"{path}/{n}") for n in names if n != ".pregroup"}


def remove(path):
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def rules(folder):
    return {r["rule"] for r in table(f"{folder}/findings.csv", guarded=True)}


# ---- gates that pass with nothing checked

@case
def a_gate_with_nothing_behind_it_is_closed(top):
    os.mkdir(f"{top}/empty")
    write(f"{top}/in.xml", pages(page("A"), page("B")))
    for n, (words, why) in enumerate((
            (["empty"], "没有检查任何病案首页"),
            (["--only", "department=ZZ", "in.xml"], "没有一条记录是这个科别"),
            (["--fail-on", "rule=SEX", "in.xml"], "没有这样的规则"),
            (["--fail-on", "rule=sex*", "in.xml"], "没有这样的规则"),
            (["--only", "rule=NONE*", "in.xml"], "没有这样的规则"))):
        code, said = batch("-o", f"out{n}", *words, cwd=top)
        assert code == 2 and why in said, (words, code, said)
        assert summary(f"{top}/out{n}")["status"] == 2, words
    code, said = batch("-o", "good", "--fail-on", "rule=STR024", "in.xml",
                       cwd=top)
    assert code == 0, said


@case
def an_empty_part_does_not_close_the_gate_of_the_whole(top):
    os.mkdir(f"{top}/empty")
    write(f"{top}/in.xml", pages(page("A")))
    same = "--fail-on", "rule=STR024"
    assert batch("-o", "a", *same, "empty", cwd=top)[0] == 2
    assert batch("-o", "b", *same, "in.xml", cwd=top)[0] == 0
    assert merge("-o", "ab", "a", "b", cwd=top)[0] == 0
    code, said = merge("-o", "aa", "a", cwd=top)
    assert code == 2 and "没有检查任何病案首页" in said, said
    # A pattern that fits no rule stays one.
    assert batch("-o", "c", "--fail-on", "rule=sex*", "in.xml", cwd=top)[0] == 2
    code, said = merge("-o", "cc", "c", cwd=top)
    assert code == 2 and "没有这样的规则" in said, said


@case
def what_the_whole_shows_counts_everywhere(top):
    write(f"{top}/in.xml", pages(page("A"), page("A"), page("B")))
    code, _ = batch("-o", "out", "in.xml", cwd=top)
    told = [r["severity"] for r in table(f"{top}/out/findings.csv",
                                         guarded=True)]
    assert code == 1 and "BAT001" in rules(f"{top}/out")
    whole = summary(f"{top}/out")
    parts = [whole["totals"], *[
        {key: sum(e[key] for e in whole[name])
         for key in ("errors", "warnings", "with_error")}
        for name in ("departments", "coders", "regions")]]
    for part in parts:
        assert part["errors"] == told.count("error"), part
        assert part["warnings"] == told.count("warning"), part
        assert part["with_error"] == whole["totals"]["with_error"], part
    db = sqlite3.connect(f"{top}/out/results.db")
    for view in "coders", "months":
        sums = db.execute(f"SELECT sum(errors), sum(with_error) FROM {view}")
        assert sums.fetchone() == (told.count("error"),
                                   whole["totals"]["with_error"]), view
    listed = db.execute("SELECT id, errors FROM work_stays WHERE id = 2")
    first = db.execute("SELECT errors FROM cases WHERE id = 2").fetchone()
    assert listed.fetchone() == (2, first[0] + 1)
    code, _ = batch("-o", "skip", "--skip", "rule=BAT*", "in.xml", cwd=top)
    assert not any(r.startswith("BAT") for r in rules(f"{top}/skip"))
    batch("-o", "only", "--only", "rule=BAT001", "in.xml", cwd=top)
    assert rules(f"{top}/only") == {"BAT001"}, rules(f"{top}/only")
    merge("-o", "merged", "only", cwd=top)
    assert contents(f"{top}/merged") == contents(f"{top}/only")


# ---- outputs that destroy

@case
def a_link_for_the_state_is_not_followed(top):
    write(f"{top}/in.xml", pages(page("A")))
    os.mkdir(f"{top}/precious")
    for name in "journal", "begin", "results.jsonl", "letter":
        write(f"{top}/precious/{name}", b"mine")
    before = contents(f"{top}/precious")
    os.mkdir(f"{top}/out")
    os.symlink("../precious", f"{top}/out/.pregroup")
    assert batch("-o", "out", "--resume", "in.xml", cwd=top)[0] == 2
    batch("-o", "part", "in.xml", cwd=top)
    assert merge("-o", "out", "part", cwd=top)[0] == 2
    assert contents(f"{top}/precious") == before
    # A finished folder's, too.
    os.symlink("../precious", f"{top}/part/.pregroup")
    batch("-o", "part", "--resume", "in.xml", cwd=top)
    assert contents(f"{top}/precious") == before


@case
def only_our_own_files_are_removed(top):
    write(f"{top}/in.xml", pages(page("A")))
    batch("-o", "out", "in.xml", cwd=top)
    os.mkdir(f"{top}/out/.pregroup")
    write(f"{top}/out/.pregroup/letter", b"mine")
    write(f"{top}/out/.pregroup/journal", b"")
    batch("-o", "out", "--resume", "in.xml", cwd=top)
    assert os.listdir(f"{top}/out/.pregroup") == ["letter"]


@case
def results_are_no_input(top):
    os.mkdir(f"{top}/data")
    write(f"{top}/data/in.xml", pages(page("A")))
    code, said = batch("-o", "data/old", "data", cwd=top)
    assert summary(f"{top}/data/old")["files"] == 1, said
    code, said = batch("-o", "new", "data", cwd=top)
    assert summary(f"{top}/new")["files"] == 1, said
    assert "data/old" in said and "没有读" in said, said
    # A summary.json of another's is no sign of ours.
    write(f"{top}/data/old/summary.json", b"{}")
    batch("-o", "more", "data", cwd=top)
    assert summary(f"{top}/more")["files"] > 1
    code, said = batch("-o", "data", "data", cwd=top)
    assert code == 2 and "没有读" in said, said


@case
def a_mistyped_input_leaves_nothing(top):
    write(f"{top}/in.xml", pages(page("A")))
    code, said = batch("-o", "out", "im.xml", cwd=top)
    assert code == 2 and "im.xml" in said, said
    assert not os.path.exists(f"{top}/out")
    assert batch("-o", "out", "in.xml", cwd=top)[0] < 2


# ---- results that are cut, parts that are damaged

def damaged(folder, name, change):
    data = read(f"{folder}/{name}")
    write(f"{folder}/{name}", change(data))
    return data


@case
def a_damaged_part_is_refused_by_name(top):
    write(f"{top}/a.xml", pages(*[page(f"A{i}") for i in range(20)]))
    write(f"{top}/b.xml", pages(page("B")))
    batch("-o", "a", "a.xml", cwd=top)
    batch("-o", "b", "b.xml", cwd=top)
    for name, change in (
            ("results.jsonl", lambda d: d[:len(d) // 2]),
            ("cases.csv", lambda d: b"".join(d.splitlines(True)[:-2])),
            ("cases.csv", lambda d: d.decode("utf-8-sig").encode("gb18030")),
            ("findings.csv", lambda d: d.replace(b"error,", b"ERRXX,", 1))):
        good = damaged(f"{top}/a", name, change)
        code, said = merge("-o", "ab", "a", "b", cwd=top)
        assert code == 2 and f"a/{name}" in said, (name, said)
        code, said = batch("-o", "a", "--resume", "a.xml", cwd=top)
        assert code == 2 and f"a/{name}" in said, (name, said)
        assert not os.path.exists(f"{top}/ab")
        write(f"{top}/a/{name}", good)
    code, said = merge("-o", "ab", "a", "a/.", cwd=top)
    assert code == 2 and "给了两次" in said, said
    assert merge("-o", "ab", "a", "b", cwd=top)[0] < 2
    batch("-o", "one", "a.xml", "b.xml", cwd=top)
    assert contents(f"{top}/ab") == contents(f"{top}/one")


@case
def a_finished_folder_is_held_against_its_summary(top):
    write(f"{top}/in.xml", pages(page("A")))
    write(f"{top}/more.xml", pages(page("B")))
    words = "-o", "out", "--resume", "in.xml", "more.xml"
    code, _ = batch(*words, cwd=top)
    assert code < 2 and batch(*words, cwd=top)[0] == code
    before = contents(f"{top}/out")
    for name in "results.xlsx", "results.db", "report.html", "cases.csv":
        os.rename(f"{top}/out/{name}", f"{top}/away")
        done, said = batch(*words, cwd=top)
        assert done == 2 and f"out/{name}" in said, (name, said)
        os.rename(f"{top}/away", f"{top}/out/{name}")
    # Of the same size and name, corrected since.
    good = damaged(top, "more.xml", lambda d: d.replace(b">B<", b">C<"))
    done, said = batch(*words, cwd=top)
    assert done == 2 and "more.xml" in said and "in.xml" not in said, said
    assert contents(f"{top}/out") == before
    write(f"{top}/more.xml", good)
    assert batch(*words, cwd=top)[0] == code


@case
def a_damaged_state_is_not_resumed(top):
    write(f"{top}/in.xml", pages(*[page(f"A{i}") for i in range(3000)]))
    batch("-o", "whole", "in.xml", cwd=top)
    process = subprocess.Popen(
        [kit.PREGROUP, "batch", "--quiet", "-j1", "-o", "out", "in.xml"],
        cwd=top)
    name = f"{top}/out/.pregroup/findings.csv"
    journal = f"{top}/out/.pregroup/journal"
    # Until blocks are written down: what stands behind the last is cut off.
    while process.poll() is None and not (
            os.path.exists(journal) and read(journal).count(b"\n") > 4):
        pass
    process.kill()
    process.wait()
    good = damaged(f"{top}/out/.pregroup", "findings.csv",
                   lambda d: d.replace(b"error,", b"ERRXX,", 1))
    code, said = batch("-o", "out", "--resume", "in.xml", cwd=top)
    assert code == 2 and "findings.csv" in said, said
    write(name, good)
    assert batch("-o", "out", "--resume", "in.xml", cwd=top)[0] < 2
    assert contents(f"{top}/out") == contents(f"{top}/whole")


def small_disk(folder, size):
    """Mounts a file system of so many KB; False where that may not be."""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none",
                       folder], check=False, capture_output=True).returncode:
        kit.skip("a small disk", "no file system may be mounted here")
        return False
    return True


@case
def no_command_leaves_a_cut_file_on_a_small_disk(top):
    write(f"{top}/in.xml", pages(*[page(f"A{i}") for i in range(400)]))
    batch("-o", "one", "in.xml", cwd=top)
    write(f"{top}/in2.xml", pages(*[page(f"B{i}") for i in range(400)]))
    batch("-o", "two", "in2.xml", cwd=top)
    kit.run("pack", "build", f"{kit.KNOWLEDGE}/regions/demo/region.xml",
            "--knowledge", kit.KNOWLEDGE, "-o", "demo.pack", cwd=top)
    os.mkdir(f"{top}/disk")
    commands = (
        ["convert", "--to", "front-page", "-o", "disk/out", "in.xml"],
        ["merge", "-o", "disk/out", "one", "two"],
        ["pack", "build", f"{kit.KNOWLEDGE}/regions/demo/region.xml",
         "--knowledge", kit.KNOWLEDGE, "-o", "disk/out"],
        ["pack", "witness", "demo.pack", "-o", "disk/out"])
    for words in commands:
        done = kit.run(*words, cwd=top)
        assert done.status < 2, (words, done.err)
        good = contents_of(f"{top}/disk/out")
        remove(f"{top}/disk/out")
        whole = sum(map(len, good.values())) // 1024
        for size in {max(4, whole * n // 10 // 4 * 4) for n in (1, 5, 9)}:
            if not small_disk(f"{top}/disk", size):
                return
            try:
                done = kit.run(*words, cwd=top)
                left = contents_of(f"{top}/disk/out")
                assert done.status == 2, (words, size, done.err)
                assert "磁盘" in done.err or "空间" in done.err, (words, done.err)
                assert left.items() <= good.items(), (words, size, list(left))
            finally:
                subprocess.run(["umount", f"{top}/disk"], check=True)


@case
def a_small_disk_publishes_nothing_cut(top):
    write(f"{top}/in.xml", pages(*[page(f"A{i}") for i in range(250)]))
    batch("-o", "good", "in.xml", cwd=top)
    good = contents(f"{top}/good")
    os.mkdir(f"{top}/disk")
    for size in range(600, 6000, 600):
        if not small_disk(f"{top}/disk", size):
            return
        try:
            code, said = batch("-o", "disk/out", "in.xml", cwd=top)
            whole = {n: read(f"{top}/disk/out/{n}")
                     for n in os.listdir(f"{top}/disk/out")
                     if n != ".pregroup"}
            assert code == 2 or whole == good, (size, said)
            assert all(good[n] == d for n, d in whole.items()), size
            assert code != 2 or "磁盘" in said or "空间" in said, (size, said)
        finally:
            subprocess.run(["umount", f"{top}/disk"], check=True)


if __name__ == "__main__":
    kit.main()
