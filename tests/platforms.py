#!/usr/bin/env python3
"""platforms.py -- 2,000 records by two packs: every platform that ./bootstrap
vendor made, the module of ./bootstrap web and the build without SIMD in $PLAIN
say the same bytes as this build. Called by make check-all."""
import os
import shutil
import sys

import kit
from linux import PLATFORMS, Machine
from windows import PLATFORMS as WINDOWS
from windows import Wine

sys.path.append(f"{kit.TREE}/tests/web")

import engine  # noqa: E402

RECORDS = 2000
CITY = "wuhu"
ARGUMENTS = ("check", "-f", "json", "--record")


def packs(top):
    """The demonstration city's and one of the five cities'."""
    city = f"{top}/{CITY}.pack"
    done = kit.build(f"{kit.KNOWLEDGE}/regions/{CITY}/region.xml", city,
                     "--hospital", f"{kit.TREE}/tests/regions/cities/{CITY}"
                     "/hospital.xml")
    kit.equal("pack build", (done.status, done.err), (0, ""))
    return f"{kit.BUILD}/plugin/builtin.pack", city


def pages(top):
    """Half of the records in UTF-8, half in GB18030."""
    for encoding in ("utf-8", "gb18030"):
        yield kit.write(f"{top}/{encoding}.xml", kit.generate(
            "-n", str(RECORDS // 2), "-e", encoding))


def compare(run, jobs, wanted):
    wrong = []
    for job, told in zip(jobs, wanted):
        done = run(*job)
        if (done.status, done.out) != (told.status, told.out):
            wrong.append(f"{job[-2:]}: other bytes, status {done.status}")
    return wrong


def the_same(name, run, jobs, wanted):
    """run(words) is `pregroup check` of a platform."""
    kit.judge(f"{RECORDS} records by two packs: {name}", compare, run, jobs,
              wanted)


def the_same_in_the_module(top, files):
    engine.needs_module()
    wrong = []
    for pack in packs(top):
        told = engine.answers(top, "node", [(file, {"record": True})
                                            for file in files], pack)
        for file, answer in zip(files, told, strict=True):
            wanted = kit.run(*ARGUMENTS, "-p", pack, "-", seconds=600,
                             stdin=kit.read(file)).out
            if answer.get("text") != wanted:
                wrong.append(f"{pack} {file}: {answer.get('wrong', 'other')}")
    return wrong


def work(top):
    files = list(pages(top))
    jobs = [(*ARGUMENTS, "-p", pack, *files) for pack in packs(top)]
    wanted = [kit.run(*job, seconds=600) for job in jobs]
    for told in wanted:
        kit.equal("records", told.out.count("\n"), RECORDS)
    kit.judge(f"{RECORDS} records by two packs: web", the_same_in_the_module,
              top, files)
    plain = os.environ.get("PLAIN")
    if plain:
        the_same("plain", lambda *words: kit.run(
            *words, program=plain, seconds=600), jobs, wanted)
    else:
        kit.skip("plain", "no build-plain: ./bootstrap test")
    for machine in map(Machine, PLATFORMS):
        name = f"linux-{machine.name}"
        program = f"{machine.folder}/pregroup"
        if not os.path.exists(program):
            kit.skip(name, "not built: ./bootstrap vendor")
        elif machine.emulator and shutil.which(machine.emulator[0]) is None:
            kit.skip(name, f"no {machine.emulator[0]}")
        else:
            the_same(name, lambda *words, m=machine, p=program: m.run(
                p, *words), jobs, wanted)
    for name in WINDOWS:
        program = f"{kit.BUILD}/vendor/{name}/pregroup.exe"
        if not os.path.exists(program):
            kit.skip(name, "not built: ./bootstrap vendor")
            continue
        try:
            wine = Wine(top, name)
        except kit.Skip as why:
            kit.skip(name, why)
            continue
        the_same(name, lambda *words, p=program, w=wine: w.run(
            p, *words), jobs, wanted)
        wine.close()


kit.main(work)
