#!/usr/bin/env python3
"""aarch64.py -- what ./bootstrap aarch64 made says on such a machine, byte
for byte, what this machine's build says; by qemu."""
import os
import shutil

import kit

FOLDER = f"{kit.BUILD}/platforms/linux-aarch64"
GOLDEN = f"{kit.TREE}/tests/golden"
QEMU = ("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu")


def run(*words, **environment):
    return kit.run(*QEMU[1:], *words, program=QEMU[0], seconds=600, cwd=GOLDEN,
                   env={**os.environ, "PREGROUP_KNOWLEDGE": kit.KNOWLEDGE,
                        "srcdir": kit.TREE, **environment})


def names(tool, path):
    told = kit.run("-D", "--defined-only", "-P", path, program=tool).out
    return sorted(line.split()[0] for line in told.splitlines())


@kit.case
def the_objects_give_the_declared_names(_):
    for name, ours in (("pregroup.so", "PLUGIN"),
                       ("libpregroup_flat.so.1", "FLAT")):
        wanted = names("nm", os.environ[ours])
        kit.equal(name, names("aarch64-linux-gnu-nm", f"{FOLDER}/{name}"),
                  wanted)


@kit.case
def the_command_says_the_same(_):
    files = [name for name in sorted(os.listdir(GOLDEN))
             if name.endswith((".xml", ".jsonl", ".bin"))]
    for words in (["check", "-f", "json", "--record", *files],
                  ["check", *files], ["rules", "list"], ["pack", "info"]):
        here = kit.run(*words, cwd=GOLDEN)
        there = run(f"{FOLDER}/pregroup", *words)
        kit.equal(f"{words[:2]}: exit", there.status, here.status)
        kit.equal(f"{words[:2]}: told", there.err, here.err)
        kit.equal(f"{words[:2]}: the same bytes", there.out == here.out, True)


@kit.case
def it_compiles_the_same_pack(top):
    done = run(f"{FOLDER}/pregroup", "pack", "build", kit.DEMO, "-o",
               f"{top}/demo.pack")
    kit.equal("pack build", (done.status, done.err), (0, ""))
    kit.equal("its pack", kit.read(f"{top}/demo.pack") ==
              kit.read(f"{kit.BUILD}/plugin/builtin.pack"), True)


@kit.case
def the_c_host_is_content(_):
    done = run(f"{FOLDER}/host", PLUGIN=f"{FOLDER}/pregroup.so",
               FLAT=f"{FOLDER}/libpregroup_flat.so.1")
    lines = done.out.splitlines()
    kit.equal("exit", done.status, 0)
    kit.holds("verdicts", " ".join(lines), "PASS")
    kit.equal("fails", [one for one in lines if one.startswith("FAIL")], [])


def work(_):
    if not os.path.exists(f"{FOLDER}/pregroup"):
        kit.skip("aarch64", "not built: ./bootstrap aarch64")
    elif shutil.which(QEMU[0]) is None:
        kit.skip("aarch64", f"no {QEMU[0]}")
    else:
        kit.run_cases()


kit.main(work)
