#!/usr/bin/env python3
"""bindings.py -- each of bindings/ passes its own tests by this build's library,
and the program in its README shows a page with the library beside it.

Environment: FLAT; KOFFI as in languages.py.
"""
import os
import re
import shutil
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from flatface import FLAT, JNA, KOFFI, LINQ, needs, shown  # noqa: E402

BINDINGS = f"{kit.TREE}/bindings"
EXAMPLES = f"{kit.TREE}/examples"
CJK = "/usr/lib/mono/4.5/I18N.CJK.dll"  # Mono's GB18030
NAME = "libpregroup_flat.so.1"


def sh(top, script, library=FLAT):
    """What a script of the shell says in a folder; it must end well."""
    environment = {**os.environ, "EXAMPLES": EXAMPLES,
                   "PREGROUP_LIBRARY": library}
    done = kit.run("-e", "-c", script, program="sh", cwd=top,
                   env=environment)
    kit.equal(f"{script}: {done.out[-3000:]}{done.err[-3000:]}", done.status,
              0)
    return done.out


def own(name, top):
    """A copy of a binding, without what a build in the tree may have left."""
    shutil.copytree(f"{BINDINGS}/{name}", f"{top}/{name}",
                    ignore=shutil.ignore_patterns("node_modules", "target",
                                                  "obj", "bin"))
    return f"{top}/{name}"


def program(name, language, path):
    """Writes the program of a README."""
    text = kit.read(f"{BINDINGS}/{name}/README.md").decode()
    return kit.write(path, re.search(
        rf"^```{language}\n(.*?)^```$", text,
        re.MULTILINE | re.DOTALL).group(1))


def shows(top, command):
    """A program of a README, without the variable."""
    for page in ("mistakes.xml", "clean.xml"):
        said = sh(top, f"{command} {EXAMPLES}/{page}", library="")
        kit.equal(page, said.splitlines(), shown(f"{EXAMPLES}/{page}"))


@kit.case
def python(top):
    needs(["python3"])
    sh(own("python", top), "python3 -B -m unittest discover -s tests")
    shutil.copy(FLAT, f"{top}/python/pregroup/{NAME}")
    program("python", "python", f"{top}/python/show.py")
    shows(f"{top}/python", "python3 -B show.py")


@kit.case
def java(top):
    needs(["javac"], JNA)
    sh(own("java", top), f"""
        mkdir classes tests
        javac -Xlint:all,-options --release 8 -Werror -encoding UTF-8 -cp {JNA} \\
            -d classes src/main/java/pregroup/*.java
        javac -encoding UTF-8 -cp {JNA}:classes -d tests \\
            src/test/java/pregroup/*.java
        java -cp {JNA}:classes:tests pregroup.PregroupTest {EXAMPLES}
        jar cf pregroup.jar -C classes .
        rm -r classes""")
    shutil.copy(FLAT, f"{top}/java/{NAME}")
    program("java", "java", f"{top}/java/Show.java")
    sh(f"{top}/java", f"javac -encoding UTF-8 -cp {JNA}:pregroup.jar Show.java")
    shows(f"{top}/java", f"java -cp {JNA}:pregroup.jar:. Show")


@kit.case
def csharp(top):
    needs(["mcs", "mono"], LINQ, CJK)
    sh(own("csharp", top), """
        mcs -langversion:7 -warnaserror -t:library -doc:Pregroup.xml \\
            -r:System.Xml.Linq.dll -out:Pregroup.dll src/*.cs
        mcs -langversion:7 -r:Pregroup.dll tests/Tests.cs -out:Tests.exe""")
    sh(f"{top}/csharp", f"mono Tests.exe {EXAMPLES}")
    shutil.copy(FLAT, f"{top}/csharp/{NAME}")
    program("csharp", "csharp", f"{top}/csharp/Show.cs")
    sh(f"{top}/csharp", "mcs -r:Pregroup.dll Show.cs")
    shows(f"{top}/csharp", "mono Show.exe")


@kit.case
def node(top):
    needs(["node", "npm"], f"{KOFFI}/koffi")
    os.symlink(KOFFI, f"{top}/node_modules")
    sh(own("node", top), "node --test test/")
    # As npm lays its package into a project, with koffi beside it.
    os.unlink(f"{top}/node_modules")
    shutil.copytree(KOFFI, f"{top}/app/node_modules", symlinks=True)
    shutil.copy(FLAT, f"{top}/node/{NAME}")
    sh(top, f"""
        npm pack --silent ./node
        tar -xf pregroup-*.tgz -C {top}/app/node_modules
        mv {top}/app/node_modules/package {top}/app/node_modules/pregroup
        rm -r node""")
    program("node", "js", f"{top}/app/show.js")
    shows(f"{top}/app", "node show.js")


@kit.case
def all_have_the_version_of_the_interface():
    major, minor = re.findall(
        r"^#define PREGROUP_M\w+R (\d+)u$",
        kit.read(f"{kit.TREE}/include/pregroup/pregroup.h").decode(),
        re.MULTILINE)
    for path, wanted in (("python/pyproject.toml", 'version = "{}"'),
                         ("java/pom.xml", "  <version>{}</version>"),
                         ("csharp/Pregroup.csproj", "<Version>{}</Version>"),
                         ("node/package.json", '"version": "{}"'),
                         ("node/README.md", "install ./pregroup-{}.tgz")):
        kit.holds(path, kit.read(f"{BINDINGS}/{path}").decode(),
                  wanted.format(f"{major}.{minor}.0"))


kit.main()
