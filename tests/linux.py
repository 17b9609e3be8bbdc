#!/usr/bin/env python3
"""linux.py -- what ./bootstrap vendor made for Linux says, byte for byte, what
this build says, asks for nothing that a system of 2014 lacks, and gives the
promised names only; what is for ARM runs by qemu."""
import os
import platform
import re
import shutil

import kit

PLATFORMS = ("x86_64", "aarch64")
OBJECTS = {"pregroup.so": "PLUGIN", "libpregroup_flat.so.1": "FLAT"}
OLDEST = (2, 17)  # glibc of CentOS 7
SYSTEM = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"}
GOLDEN = f"{kit.TREE}/tests/golden"


class Machine:
    """A platform, and how its programs run here."""

    def __init__(self, name):
        self.name = name
        self.folder = f"{kit.BUILD}/vendor/linux-{name}"
        self.host = f"{kit.BUILD}/platforms/linux-{name}/host"
        self.emulator = () if name == platform.machine() else (
            f"qemu-{name}", "-L", f"/usr/{name}-linux-gnu")

    def run(self, *words, **environment):
        program, *words = (*self.emulator, *words)
        return kit.run(*words, program=program, seconds=600, cwd=GOLDEN,
                       env={**os.environ, "PREGROUP_KNOWLEDGE": kit.KNOWLEDGE,
                            "srcdir": kit.TREE, **environment})


def symbols(path):
    """Names that an object gives; versions that it asks of the C library."""
    told = kit.run("-W", "--dyn-syms", path, program="readelf").out
    rows = [line.split() for line in told.splitlines() if "GLOBAL" in line]
    return (sorted(row[7].partition("@")[0] for row in rows
                   if row[6] != "UND"),
            {tuple(map(int, version.split(".")))
             for version in re.findall(r"@GLIBC_([\d.]+)", told)})


def they_ask_for_little(machine):
    for name in (*OBJECTS, "pregroup"):
        path = f"{machine.folder}/{name}"
        told = kit.run("-W", "-d", "-V", path, program="readelf").out
        asked = set(re.findall(r"NEEDED.*\[(.*)\]", told))
        kit.equal(f"{name}: libraries", sorted(asked - SYSTEM), [])
        kit.equal(f"{name}: other versions", re.findall(
            r"Name: (?!GLIBC_\d)(\S+)", told), [])
        versions = symbols(path)[1]
        kit.equal(f"{name}: asks for any", bool(versions), True)
        kit.equal(f"{name}: newer than {OLDEST}",
                  [one for one in versions if one > OLDEST], [])


def they_give_the_declared_names(machine):
    for name, ours in OBJECTS.items():
        kit.equal(name, symbols(f"{machine.folder}/{name}")[0],
                  symbols(os.environ[ours])[0])


def the_command_says_the_same(machine):
    files = [name for name in sorted(os.listdir(GOLDEN))
             if name.endswith((".xml", ".jsonl", ".bin"))]
    for words in (["check", "-f", "json", "--record", *files],
                  ["check", *files], ["rules", "list"], ["pack", "info"]):
        here = kit.run(*words, cwd=GOLDEN)
        there = machine.run(f"{machine.folder}/pregroup", *words)
        kit.equal(f"{words[:2]}: exit", there.status, here.status)
        kit.equal(f"{words[:2]}: told", there.err, here.err)
        kit.equal(f"{words[:2]}: the same bytes", there.out == here.out, True)


def it_compiles_the_same_pack(machine, top):
    pack = f"{top}/{machine.name}.pack"
    done = machine.run(f"{machine.folder}/pregroup", "pack", "build", kit.DEMO,
                       "-o", pack)
    kit.equal("pack build", (done.status, done.err), (0, ""))
    kit.equal("its pack", kit.read(pack) ==
              kit.read(f"{kit.BUILD}/plugin/builtin.pack"), True)


def the_c_host_is_content(machine):
    done = machine.run(machine.host, PLUGIN=f"{machine.folder}/pregroup.so",
                       FLAT=f"{machine.folder}/libpregroup_flat.so")
    lines = done.out.splitlines()
    kit.equal("exit", done.status, 0)
    kit.holds("verdicts", " ".join(lines), "PASS")
    kit.equal("fails", [one for one in lines if one.startswith("FAIL")], [])


def work(top):
    for machine in map(Machine, PLATFORMS):
        name = f"linux-{machine.name}"
        if not os.path.exists(machine.folder):
            kit.skip(name, "not built: ./bootstrap vendor")
            continue
        for test in (they_ask_for_little, they_give_the_declared_names):
            kit.judge(f"{name}/{test.__name__}", test, machine)
        if machine.emulator and shutil.which(machine.emulator[0]) is None:
            kit.skip(f"{name}/run", f"no {machine.emulator[0]}")
            continue
        for test in (the_command_says_the_same, the_c_host_is_content):
            kit.judge(f"{name}/{test.__name__}", test, machine)
        kit.judge(f"{name}/it_compiles_the_same_pack",
                  it_compiles_the_same_pack, machine, top)


if __name__ == "__main__":
    kit.main(work)
