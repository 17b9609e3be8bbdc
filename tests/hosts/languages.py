#!/usr/bin/env python3
"""languages.py -- the hosts of examples/hosts run as their first line says, all
say the same of a page, and docs/hosts.md prints them.

Environment: FLAT, PLUGIN (paths of the objects); KOFFI: see flatface.py.
"""
import os
import re
import shutil
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from flatface import FLAT, JNA, KOFFI, LINQ, needs, shown  # noqa: E402

HOSTS = f"{kit.TREE}/examples/hosts"
DOCS = f"{kit.TREE}/docs/hosts.md"
PLUGIN = os.path.abspath(os.environ.get("PLUGIN", "./.libs/pregroup.so"))

# What each needs: commands, and files with the name they get beside it.
NEEDS = {
    "show.c": (["cc"], {}),
    "show.cc": (["c++"], {}),
    "show.go": (["go"], {}),
    "show.mjs": (["node"], {KOFFI + "/koffi": "node_modules/koffi",
                            KOFFI + "/@koromix": "node_modules/@koromix"}),
    "show.pas": (["fpc"], {}),
    "show.php": (["php"], {}),
    "show.py": (["python3"], {}),
    "Show.cs": (["mcs", "mono"], {LINQ: "linq"}),
    "Show.java": (["javac"], {JNA: "jna.jar"}),
}
DECLARATIONS = ("powerbuilder.txt", "vb6.bas")


def source(name):
    return kit.read(f"{HOSTS}/{name}").decode()


# ---- what they say

def folder_for(name, top):
    """What docs/hosts.md tells to put into one folder; or why it cannot be."""
    commands, files = NEEDS[name]
    needs(commands, *files)
    for path, link in files.items():
        os.makedirs(os.path.dirname(f"{top}/{link}"), exist_ok=True)
        os.symlink(path, f"{top}/{link}")
    shutil.copy(f"{HOSTS}/{name}", top)
    os.symlink(f"{kit.TREE}/include", f"{top}/include")
    os.symlink(PLUGIN, f"{top}/pregroup.so")
    for link in ("libpregroup_flat.so", "libpregroup_flat.so.1"):
        os.symlink(FLAT, f"{top}/{link}")


def pages(top):
    """A page with mistakes, one in another encoding than it says, two records
    of which one gets no group and has signs that rows escape, what is no
    page."""
    two = kit.pages(kit.patient(), kit.patient(JBDM="", XB="Z\\n\\\\t"))
    return [f"{kit.TREE}/examples/mistakes.xml",
            f"{kit.TREE}/examples/wrong-encoding.xml",
            kit.write(f"{top}/two.xml", two),
            kit.write(f"{top}/none.xml", "<a/>")]


def command_of(name):
    """The line at its top that says how it is run; && goes on with the next."""
    line, = re.findall(r"^ ?\S* Linux[^:]*: +(.*首页\.xml)", re.sub(
        r"&&\n \* +", "&& ", source(name)), re.MULTILINE)
    return line


def from_elsewhere(show, top):
    """A command as a service runs it, whose folder is not the program's: the
    library is found beside that, by Java's on the class path."""
    if show.startswith("java "):
        return "cd / && " + show.replace("jna.jar:.", f"{top}/jna.jar:{top}")
    return "cd / && " + re.sub(r"(?:\./)?(\S+) 首页", rf"{top}/\1 首页", show)


def says_what_the_plugin_says(name, top):
    folder_for(name, top)
    cache = f"cd {top} && export GOCACHE={kit.BUILD}/tests/go-cache\n"
    make, _, show = command_of(name).rpartition(" && ")
    show = from_elsewhere(show, top)
    made = kit.run("-c", cache + make, program="sh")
    kit.equal(f"{make}: {made.out}{made.err}", made.status, 0)
    for page in pages(top):
        told = kit.run("-c", cache + show.replace("首页.xml", page),
                       program="sh")
        kit.equal(f"{os.path.basename(page)}: {told.err}",
                  told.out.splitlines(), shown(page))


# ---- what the docs print

def printed():
    """The pieces of code of the docs, by the file that they say they are."""
    text = kit.read(DOCS).decode()
    return {name: code for name, code in re.findall(
        r"^### [^\n]+\n\n`examples/hosts/([^`]+)`.*?^```\w*\n(.*?)^```$", text,
        re.MULTILINE | re.DOTALL)}


@kit.case
def the_docs_print_the_files():
    docs = printed()
    kit.equal("files", sorted(os.listdir(HOSTS)), sorted(docs))
    kit.equal("hosts", sorted(docs), sorted([*NEEDS, *DECLARATIONS]))
    for name, code in docs.items():
        kit.equal(name, code.splitlines(), source(name).splitlines())


# ---- what cannot be run here: declarations against the header

HEADER = {"int32_t": "whole", "const char *": "bytes", "char *": "bytes",
          "const void *": "bytes", "void *": "handle", "void **": "out handle",
          "int32_t *": "out whole"}
BUILDER = {"long": "whole", "longptr": "handle", "string": "bytes",
           "REF string": "bytes", "REF blob": "bytes",
           "REF longptr": "out handle", "REF long": "out whole"}
# A handle is a Long as well in a program of 32 bits.
VB6 = {"ByVal Long": "whole", "ByVal String": "bytes", "ByRef Byte": "bytes",
       "ByRef Long": "out whole"}


def in_header():
    text = re.sub(r"/\*.*?\*/", "", kit.read(
        f"{kit.TREE}/include/pregroup/flat.h").decode(), flags=re.DOTALL)
    return {name: [HEADER[re.sub(r"\w+$", "", one.strip()).strip()]
                   for one in arguments.split(",") if one.strip() != "void"]
            for name, arguments in re.findall(
                r"int32_t PREGROUP_CALL\s+(pregroup_flat_\w+)\(([^)]*)\)",
                text)}


def in_powerbuilder():
    text = re.sub(r"&\n\s*", "", source("powerbuilder.txt"))
    return {name: [BUILDER[one.strip().rpartition(" ")[0]]
                   for one in arguments.split(",") if one]
            for name, arguments in re.findall(
                r'^FUNCTION long (\w+)\s*\(([^)]*)\)\s*'
                r'LIBRARY "pregroup_flat\.dll"'
                r'(?= *$| ALIAS FOR "\1;ansi"$)', text, re.MULTILINE)}


def in_vb6():
    text = re.sub(r" _\n\s*", " ", source("vb6.bas"))
    return {name: [VB6[re.sub(r" \w+ As ", " ", one.strip())]
                   for one in arguments.split(",") if one.strip()]
            for name, arguments in re.findall(
                r'^Declare Function (\w+) Lib "pregroup_flat\.dll" '
                r'\(([^)]*)\) As Long$', text, re.MULTILINE)}


@kit.case
def powerbuilder_declares_the_functions():
    kit.equal("functions", in_powerbuilder(), in_header())


@kit.case
def vb6_declares_the_functions():
    narrow = {name: [one.replace("handle", "whole") for one in arguments]
              for name, arguments in in_header().items()}
    kit.equal("functions", in_vb6(), narrow)


@kit.case
def the_windows_build_exports_them():
    """On x86 a name tells how many bytes its arguments take."""
    names = f"{kit.BUILD}/platforms/windows-x86/pregroup_flat.names"
    if not os.path.exists(names):
        raise kit.Skip("no ./bootstrap windows")
    kit.equal("names", sorted(kit.read(names).decode().split()), sorted(
        f"{name}@{4 * len(arguments)}"
        for name, arguments in in_header().items()))
    exported = kit.read(names.replace(".names", ".def")).decode().split()
    kit.equal("the .def", exported[1:], sorted(in_header()))


def main(top):
    for name in NEEDS:
        folder = f"{top}/{name}"
        os.mkdir(folder)
        kit.judge(f"{name} shows findings, group and payment",
                  says_what_the_plugin_says, name, folder)
    kit.run_cases()


kit.main(main)
