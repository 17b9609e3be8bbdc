#!/usr/bin/env python3
"""windows.py -- what ./bootstrap windows made says on Windows, byte for byte,
what this machine's build says; by wine, each width where wine has it."""
import ctypes
import glob
import os
import re
import shutil
import subprocess
import sys
import zipfile

import kit

sys.path.append(f"{kit.TREE}/tests/hosts")

from flatface import needs, shown  # noqa: E402

PLATFORMS = {"windows-x64": "usr/lib/wine/wine64",
             "windows-x86": "usr/lib/wine/wine"}
CHROOT = f"{kit.BUILD}/chroots/wine"  # by packaging/windows/wine.sh
GOLDEN = f"{kit.TREE}/tests/golden"
SYSTEM = {"kernel32.dll", "msvcrt.dll", "ucrtbase.dll"}
LEFT_OUT = ("batch", "merge", "desk")


def golden_files():
    return [name for name in sorted(os.listdir(GOLDEN))
            if name.endswith((".xml", ".jsonl", ".bin"))]


def folder_of(platform):
    return f"{kit.BUILD}/platforms/{platform}"


def archive_of(folder):
    """The newest zip of a platform, or None."""
    found = glob.glob(f"{kit.BUILD}/platforms/pregroup-*-"
                      f"{os.path.basename(folder)}.zip")
    return max(found, key=os.path.getmtime, default=None)


# ---- what the files are

def tables(path):
    """The DLLs that a file asks for, the names that it gives."""
    told = kit.run("-p", path, program="objdump").out
    names = re.search(r"\[Ordinal/Name Pointer\].*\n((?:\t\[.*\n)*)", told)
    return (set(re.findall(r"DLL Name: (\S+)", told)),
            re.findall(r"\] (\S+)", names.group(1)) if names else [])


def asks_only_the_system(folder):
    for name in ("pregroup.dll", "pregroup_flat.dll", "pregroup.exe"):
        asked = {one.lower() for one in tables(f"{folder}/{name}")[0]}
        kit.equal(f"{name}: of others", sorted(asked - SYSTEM), [])


def gives_the_declared_names(folder):
    for name, header in (("pregroup", "pregroup.h"),
                         ("pregroup_flat", "flat.h")):
        text = kit.read(f"{kit.TREE}/include/pregroup/{header}").decode()
        declared = re.findall(
            r"^(?:PREGROUP_EXPORT .*?)?(pregroup_(?:flat_\w+|get_api))\(",
            re.sub(r"PREGROUP_CALL\s+", "PREGROUP_CALL\n", text),
            re.MULTILINE)
        kit.equal(name, tables(f"{folder}/{name}.dll")[1], sorted(declared))
        kit.equal(f"{name}.def",
                  kit.read(f"{folder}/{name}.def").decode().split(),
                  ["EXPORTS", *sorted(declared)])


def the_archive_is_whole(folder):
    archive = zipfile.ZipFile(archive_of(folder))
    names = {name.partition("/")[2] for name in archive.namelist()}
    wanted = {"pregroup.dll", "pregroup.lib", "pregroup_flat.dll",
              "pregroup_flat.lib", "pregroup_flat.def", "pregroup.exe",
              "include/pregroup/flat.h", "packs/demo.pack", "readme.html"}
    kit.equal("missing", sorted(wanted - names), [])
    kit.equal("damaged", archive.testzip(), None)


# ---- what they say

def wine_of(platform):
    """The words that begin a call of wine for this platform: this machine's or
    the chroot's, which sees this machine's folders."""
    loader = PLATFORMS[platform]
    if os.path.exists(f"/{loader}") and shutil.which("wine"):
        return ("wine",)
    if os.path.exists(f"{CHROOT}/{loader}"):
        return ("sh", f"{kit.TREE}/packaging/windows/wine.sh", "run", CHROOT,
                "wine")
    raise kit.Skip(f"no /{loader}: make wine")


class Wine:
    """A Windows of its own in a folder; closed, nothing of it runs on."""

    def __init__(self, top, platform):
        self.words = wine_of(platform)
        self.environment = {
            **os.environ, "WINEPREFIX": f"{top}/{platform}.prefix",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=", "DISPLAY": ""}
        self.run("wineboot", "-i")

    def run(self, *words):
        """What wine itself says is left out: programs of its own that run
        beside ours may fall, and the status tells whether ours did."""
        done = kit.run(*self.words[1:], *words, program=self.words[0],
                       seconds=600, cwd=GOLDEN, env=self.environment)
        return done._replace(
            err=re.sub(r"(?m)^wine: Unhandled .*\n", "", done.err))

    def close(self):
        for what in ("-k", "-w"):
            subprocess.run([*self.words[:-1], "wineserver", what],
                           env=self.environment, check=False)


def by_this_machine(pack, encoding, files):
    """What the host of tests/hosts/windows.c prints, by the Linux object."""
    flat = ctypes.CDLL(os.environ["FLAT"])
    engine, need = ctypes.c_void_p(), ctypes.c_int32()
    text = [str(flat.pregroup_flat_version()).encode() + b"\n"]
    status = flat.pregroup_flat_open(pack.encode(), ctypes.byref(engine), 1,
                                     None, 0)
    kit.equal("open", status, 0)
    out = ctypes.create_string_buffer(8 << 20)
    for name in files:
        page = kit.read(f"{GOLDEN}/{name}")
        status = flat.pregroup_flat_run(engine, page, len(page), encoding, out,
                                        len(out), ctypes.byref(need))
        text.append(f"{status} {need.value}\n".encode() + out.value)
    flat.pregroup_flat_close(engine)
    return b"".join(text).decode("gb18030" if encoding == 2 else "utf-8")


def hosts_get_the_same(wine, folder, top):
    """Through a pack at a path of Chinese characters, and the built-in one."""
    files = golden_files()
    pack = f"{top}/规则包.pack"
    shutil.copy(f"{kit.BUILD}/plugin/builtin.pack", pack)
    for path in (pack, ""):
        done = wine.run(f"{folder}/host.exe", folder, path, "0", *files)
        kit.equal("exit", (done.status, done.err), (0, ""))
        wanted = by_this_machine(path, 0, files)
        kit.equal("the same bytes", done.out[:len(wanted)] == wanted, True)
        first, = kit.check(f"{GOLDEN}/{files[0]}")
        kit.equal("by the table", done.out[len(wanted):].splitlines(),
                  [f"{one['rule']} {one['tag'] or ''}"
                   for one in first["findings"]])


def an_example_runs(name, compiler, wine, folder, top):
    """examples/hosts by the import library, as a vendor would build it."""
    triple = {"windows-x64": "x86_64", "windows-x86": "i686"}[
        os.path.basename(folder)] + "-w64-mingw32-"
    needs([triple + compiler])
    done = kit.run("-Wall", "-Wextra", "-Werror", "-static",
                   f"-I{kit.TREE}/include", f"{kit.TREE}/examples/hosts/{name}",
                   f"{folder}/pregroup.lib", "-o", f"{top}/show.exe",
                   program=triple + compiler)
    kit.equal("compiler", done, (0, "", ""))
    shutil.copy(f"{folder}/pregroup.dll", top)
    page = f"{kit.TREE}/examples/mistakes.xml"
    done = wine.run(f"{top}/show.exe", page)
    kit.equal("shown", done.out.splitlines(), shown(page))


def signed(n):
    return n - (1 << 128 if n >> 127 else 0)


def whole_numbers_are_divided(wine, folder, _):
    """Towards zero, as C has it, signed and unsigned."""
    lines = wine.run(f"{folder}/divide.exe").out.split("\n")[:-1]
    kit.equal("lines", len(lines), 2 * 16 * 16 - 1)
    for line in lines:
        kind, *words = line.split()
        a, b, q, r = (int(word, 16) for word in words)
        if kind == "s":
            a, b, q, r = map(signed, (a, b, q, r))
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        kit.equal(line, (q, r), (quotient, a - quotient * b))


def a_missing_pack_is_told(wine, folder, _):
    done = wine.run(f"{folder}/host.exe", folder, "Z:/没有.pack", "0",
                    "pay-resident.xml")
    kit.equal("exit", done.status, 1)
    kit.holds("reason", done.out, "没有.pack：没有这个文件")


def the_command_says_the_same(wine, folder, top):
    program = f"{folder}/pregroup.exe"
    files = golden_files()
    knowledge = {"env": {**os.environ, "PREGROUP_KNOWLEDGE": kit.KNOWLEDGE}}
    wine.environment["PREGROUP_KNOWLEDGE"] = kit.KNOWLEDGE
    for words in (["check", "-f", "json", "--record", *files],
                  ["check", *files], ["check", "no-such-file.xml", files[0]],
                  ["rules", "list"], ["rules", "test"],
                  ["rules", "show", "SEX001"], ["pack", "info"],
                  ["dialects"]):
        here = kit.run(*words, cwd=GOLDEN, **knowledge)
        there = wine.run(program, *words)
        kit.equal(f"{words[:2]}: exit", there.status, here.status)
        kit.equal(f"{words[:2]}: told", there.err, here.err)
        kit.equal(f"{words[:2]}: the same bytes", there.out == here.out, True)
    done = wine.run(program, "pack", "build", "--knowledge", kit.KNOWLEDGE,
                    kit.DEMO, "-o", f"{top}/示例.pack")
    kit.equal("pack build", (done.status, done.err), (0, ""))
    kit.equal("its pack", kit.read(f"{top}/示例.pack"),
              kit.read(f"{kit.BUILD}/plugin/builtin.pack"))


def what_is_left_out_is_told(wine, folder, _):
    program = f"{folder}/pregroup.exe"
    kit.holds("--help", wine.run(program, "--help").out,
              "此版本没有 batch、merge 和 desk")
    for name in LEFT_OUT:
        done = wine.run(program, name, "--help")
        kit.equal(name, done.status, 2)


def work(top):
    for platform in PLATFORMS:
        folder = folder_of(platform)
        if archive_of(folder) is None:
            kit.skip(platform, "not built: ./bootstrap windows")
            continue
        for test in (asks_only_the_system, gives_the_declared_names,
                     the_archive_is_whole):
            kit.judge(f"{platform}/{test.__name__}", test, folder)
        home = f"{top}/{platform}"
        os.mkdir(home)
        try:
            wine = Wine(top, platform)
        except kit.Skip as why:
            kit.skip(f"{platform}/run", why)
            continue
        for test in (whole_numbers_are_divided, hosts_get_the_same,
                     a_missing_pack_is_told, the_command_says_the_same,
                     what_is_left_out_is_told):
            kit.judge(f"{platform}/{test.__name__}", test, wine, folder, home)
        for name, compiler in (("show.c", "gcc"), ("show.cc", "g++")):
            kit.judge(f"{platform}/an_example_runs: {name}", an_example_runs,
                      name, compiler, wine, folder, home)
        wine.close()


if __name__ == "__main__":
    kit.main(work)
