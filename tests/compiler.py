#!/usr/bin/env python3
"""compiler.py -- `pack build` on a bad day: files of tens of thousands of
elements, too little memory, files that are none of ours.

Times are compared with one another only: four times the elements take about
four times as long, never sixteen times.
"""
import os
import resource

import kit

SIZE = 10000      # elements of the smaller file
MORE = 4          # times as many in the larger one
LINEAR = 8        # times as long it may take: between MORE and MORE squared
TRIES = 3         # the shortest counts
LEAST = 0.1  # seconds: what a busy machine adds to either; twice the square is far above
MEMORY = [int((16 << 20) * 1.1 ** n) for n in range(26)]


def built(folder, text, *words, **how):
    """`pack build` of a region.xml over groups.csv."""
    kit.write(f"{folder}/groups.csv", kit.GROUPS)
    path = kit.write(f"{folder}/region.xml", text)
    return kit.build(path, f"{folder}/r.pack", *words, **how)


def seconds(folder, text, *words):
    """Of the processor, for a build; faults or none."""
    times = []
    for _ in range(TRIES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = built(folder, text, *words)
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        assert done.status in (0, 1), done
        times.append(after - before)
    return min(times)


def takes_time_by_its_length(folder, make, *words):
    """`make` gives a region with n elements more."""
    none, some, many = (seconds(folder, make(n), *words)
                        for n in (0, SIZE, SIZE * MORE))
    some, many = max(some - none, LEAST), many - none
    assert many < LINEAR * some, f"{SIZE}: {some:.3f}, {MORE} times: {many:.3f}"


def repeated(n, line):
    return "".join(line.replace("#", str(i)) + "\n" for i in range(n))


def settled(n, line):
    """A region with n such lines in its settlement."""
    return kit.region(repeated(n, line) + kit.PLAIN)


# ---- time

@kit.case
def sets_take_time_by_their_number(top):
    takes_time_by_its_length(
        top, lambda n: settled(n, '<set name="s#" value="#"/>'))


@kit.case
def sets_of_one_name_take_time_by_their_number(top):
    takes_time_by_its_length(
        top, lambda n: settled(n, '<set name="s" hospital="H#" level="3" '
                                  'value="#"/>') .replace(
            kit.PLAIN, repeated(n, '<set name="s" level="L#" value="#"/>')
            + kit.PLAIN))


@kit.case
def lets_take_time_by_their_number(top):
    takes_time_by_its_length(
        top, lambda n: kit.region(kit.PLAIN + repeated(
            n, '<let name="l#" value="points + #"/>')))


@kit.case
def unknown_names_take_time_by_their_number(top):
    takes_time_by_its_length(
        top, lambda n: settled(n, '<let name="known#" value="unknown#"/>'))


@kit.case
def unknown_elements_take_time_by_their_number(top):
    for end in "\n", " ":  # libxml2 has few places for different names
        takes_time_by_its_length(
            top, lambda n, end=end: kit.region(more=repeated(
                4 * n, '<unknown a="#"/>').replace("\n", end)))


@kit.case
def sets_of_a_hospital_take_time_by_their_number(top):
    def both(n):
        line = '<set name="s#" month="2025-03" '
        kit.write(f"{top}/h.xml", kit.hospital(repeated(n, f'{line}value="#"/>')
                                               ))
        return settled(n, f'{line}fill="x"/>')
    takes_time_by_its_length(top, both, "--hospital", f"{top}/h.xml")


# ---- number

@kit.case
def more_than_4000_sets_are_as_good_as_one(top):
    n = 9000
    text = settled(n, '<set name="s#" value="#"/>').replace(
        'point_value" value="8"', f'point_value" value="s{n - 1}"')
    kit.equal("build", built(top, text)[0], 0)
    page = kit.write(f"{top}/page.xml", kit.pages(kit.patient()))
    result, = kit.check("-p", f"{top}/r.pack", page)
    kit.equal("standard", result["settlement"]["standard"],
              result["settlement"]["points"] * (n - 1))


@kit.case
def more_names_than_a_pack_holds_are_told(top):
    done = built(top, settled(65536, '<set name="s#" value="#"/>'))
    kit.equal("status", done.status, 1)
    kit.holds("what is said", done.err, "名称超过 65,536 个", "region.xml:65")
    kit.lacks("what is said", done.err, "表达式是空的")


@kit.case
def lines_are_told_beyond_65535(top):
    done = built(top, kit.region(more="\n" * 70000 + '<unknown\n a="1"/>\n'))
    kit.holds("what is said", done.err, "region.xml:7002")


# ---- memory

def whole_or_told(folder, good, **how):
    if os.path.exists(f"{folder}/m.pack"):
        os.unlink(f"{folder}/m.pack")
    done = kit.build(kit.DEMO, f"{folder}/m.pack", **how)
    left = [n for n in os.listdir(folder) if n.startswith("m.pack")]
    if done.status == 0:
        kit.equal("the pack", kit.read(f"{folder}/m.pack") == good, True)
        return "whole"
    kit.equal("status and files", (done.status, left), (2, []))
    kit.holds("what is said", done.err, "内存不足")
    return "told"


@kit.case
def without_memory_no_pack_is_published(top):
    kit.equal("build", kit.build(kit.DEMO, f"{top}/good.pack").status, 0)
    good = kit.read(f"{top}/good.pack")
    outcomes = set()
    for size in MEMORY:
        def limit(size=size):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
        done = kit.run("--version", preexec_fn=limit)
        if done.status == 0:  # the program itself could begin
            outcomes.add(whole_or_told(top, good, preexec_fn=limit))
    kit.equal("outcomes", outcomes, {"whole", "told"})


@kit.case
def a_single_allocation_that_fails_is_told(top):
    library = f"{kit.BUILD}/tests/faults/fail-memory.so"
    if not os.path.exists(library):
        raise kit.Skip(f"no {library}")
    kit.equal("build", kit.build(kit.DEMO, f"{top}/good.pack").status, 0)
    good = kit.read(f"{top}/good.pack")
    for n in 22, 168, 228, *range(500, 32000, 1500):
        whole_or_told(top, good, env={
            **os.environ, "LD_PRELOAD": library, "FAIL_MEMORY_AT": str(n)})


# ---- what is none of ours

SECRET = "secret:x:0:0:root"


@kit.case
def a_file_elsewhere_that_is_no_table_is_not_quoted(top):
    kit.write(f"{top}/etc/passwd", f"{SECRET}\n{SECRET}\n")
    kit.write(f"{top}/etc/conf", f"[{SECRET}]\nkey = {SECRET}\n")
    kit.write(f"{top}/etc/book.xlsx", kit.zipped(
        kit.workbook({SECRET: [[SECRET]]})))
    folder = f"{top}/region"
    os.mkdir(folder)
    os.symlink("../etc/passwd", f"{folder}/link.csv")
    for name in f"{top}/etc/passwd", "../etc/passwd", "link.csv":
        done = built(folder, kit.region().replace("groups.csv", name))
        kit.equal(name, done.status, 1)
        kit.holds(name, done.err, "找不到标题“编码”", "passwd"
                  if name != "link.csv" else name)
        kit.lacks(name, done.err, "secret")
    done = built(folder, kit.region().replace(
        'file="groups.csv"', 'file="../etc/book.xlsx" sheet="none"'))
    kit.holds("a workbook", done.err, "没有工作表“none”")
    kit.lacks("a workbook", done.err, "secret")
    for name in "passwd", "conf":
        path = kit.write(f"{folder}/h.xml", kit.hospital(
            f'<rules file="../etc/{name}"/>'))
        done = built(folder, kit.region(), "--hospital", path)
        kit.holds("rules", done.err, "不是规则文件")
        kit.lacks("rules", done.err, "secret")


@kit.case
def a_table_elsewhere_that_lacks_a_heading_is_quoted(top):
    kit.write(f"{top}/tables/groups.csv", kit.GROUPS.replace("编码", "代码"))
    done = built(f"{top}/region",
                 kit.region().replace("groups.csv", "../tables/groups.csv"))
    kit.holds("what is said", done.err, "找不到标题“编码”", "代码、名称")


kit.few_rules()
kit.main()
