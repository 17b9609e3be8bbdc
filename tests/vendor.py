#!/usr/bin/env python3
"""vendor.py -- what ./bootstrap vendor leaves has all that a vendor needs;
machines that cannot have pregroup are told so by configure; the manual pages
name every function."""
import os
import re
import shutil
import subprocess

import kit

FOR_ALL = {"readme.html", "NEWS.txt", "include/pregroup/pregroup.h",
           "include/pregroup/flat.h", "packs/demo.pack", "docs/hosts.md",
           "docs/result.md", "docs/rules-list.md", "schemas/front-page.xsd",
           "schemas/region.xsd", "examples/mistakes.xml",
           "knowledge/fields.csv", "licences/pregroup.txt",
           "licences/libxml2.txt", "licences/jansson.txt",
           "examples/hosts/show.c"}
WINDOWS = {"pregroup.dll", "pregroup.lib", "pregroup.def", "pregroup_flat.dll",
           "pregroup_flat.lib", "pregroup_flat.def", "pregroup.exe",
           "licences/mingw-w64.txt"}
LINUX = {"pregroup.so", "libpregroup_flat.so", "libpregroup_flat.so.1",
         "pregroup"}
OF = {"linux-x86_64": LINUX, "linux-aarch64": LINUX, "windows-x86": WINDOWS,
      "windows-x64": WINDOWS}


def text(path):
    return kit.read(f"{kit.TREE}/{path}").decode()


@kit.case
def each_folder_is_whole(_):
    built = [name for name in OF
             if os.path.exists(f"{kit.BUILD}/vendor/{name}")]
    if not built:
        raise kit.Skip("not built: ./bootstrap vendor")
    for name in built:
        folder = f"{kit.BUILD}/vendor/{name}"
        kit.equal(f"{name}: missing or empty", [
            file for file in sorted(FOR_ALL | OF[name])
            if not os.path.exists(f"{folder}/{file}") or
            not os.path.getsize(f"{folder}/{file}")], [])
        kit.equal(f"{name}: pack", kit.read(f"{folder}/packs/demo.pack") ==
                  kit.read(f"{kit.BUILD}/plugin/builtin.pack"), True)


@kit.case
def configure_says_what_cannot_be(top):
    """By the answers that compilers for such machines give it."""
    for answer, word in (("ac_cv_c_bigendian=yes", "little-endian"),
                         ("ac_cv_type___int128=no", "./bootstrap windows")):
        done = subprocess.run(
            [f"{kit.TREE}/configure", "-q", answer], cwd=top, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        kit.equal(answer, done.returncode, 1)
        kit.holds(answer, done.stderr.decode(), word)


@kit.case
def configure_asks_for_a_program_that_runs_here(top):
    if shutil.which("aarch64-linux-gnu-gcc") is None:
        raise kit.Skip("no aarch64-linux-gnu-gcc")
    done = subprocess.run(
        [f"{kit.TREE}/configure", "-q", "--host=aarch64-linux-gnu",
         "CC=aarch64-linux-gnu-gcc"], cwd=top, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    kit.equal("exit", done.returncode, 1)
    kit.holds("told", done.stderr.decode(), "PREGROUP_FOR_BUILD")


@kit.case
def packages_are_built_with_what_bootstrap_installs(_):
    """A build with less has less in it, and says so only in its log. The rpm
    brings a jansson of its own."""
    modules = re.findall(r"^\t(\S+) (\S+)$", re.search(
        r"missing_modules <<-END\n(.*?)\tEND", text("bootstrap"),
        re.DOTALL)[1], re.MULTILINE)
    kit.holds("modules", [module for module, _ in modules], "libxml-2.0")
    asked = re.search(r"Build-Depends:(.*?)^\S", text(
        "packaging/debian/control"), re.DOTALL | re.MULTILINE)[1]
    asked = re.findall(r"[\w.+-]+", asked)
    kit.equal("missing in debian/control", [
        package for _, package in modules if package not in asked], [])
    asked = re.findall(r"^BuildRequires: +pkgconfig\((\S+)\)",
                       text("packaging/pregroup.spec"), re.MULTILINE)
    kit.equal("missing in pregroup.spec", [
        module for module, _ in modules if module not in asked],
        ["jansson"])


@kit.case
def manual_pages_name_every_function(_):
    flat = set(re.findall(r"\b(pregroup_flat_\w+)\(",
                          text("include/pregroup/flat.h")))
    page = text("docs/pregroup_flat.3")
    kit.equal("pregroup_flat(3)", set(re.findall(
        r"\b(pregroup_flat_\w+)\(", page)), flat)
    table = text("include/pregroup/pregroup.h")
    members = re.findall(r"PREGROUP_CALL \*(\w+)\)", table)
    page = text("docs/pregroup_api.3")
    kit.equal("pregroup_api(3)",
              re.findall(r"\.TP\n\.B (\w+)\n\.I \(", page), members)


kit.main()
