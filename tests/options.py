#!/usr/bin/env python3
"""The command line of every command: --help and the options it names.

What --help lists is tried: a value that is missing, one too many, the short
and the long name. Run from the build folder; $PREGROUP or ./pregroup is the
program.
"""
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import kit

SOURCE = os.environ.get("srcdir", ".")
PROGRAM = os.path.abspath(os.environ.get("PREGROUP", "./pregroup"))
PAGE = os.path.abspath(os.path.join(SOURCE, "examples/mistakes.xml"))
COMMANDS = kit.commands()
ROW = re.compile(r"  (?:-(\w), |    )--([\w-]+)(?: (\S+))? {2,}")

failed = 0


def verdict(name, good, why=""):
    global failed
    failed += not good
    print(f"{'PASS' if good else 'FAIL'} options/{name}"
          f"{'' if good else ': ' + str(why)}")


def run(*words, **more):
    done = subprocess.run([PROGRAM, *words], capture_output=True, check=False,
                          **more)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def help_of(command):
    """The page of a command, its options as (letter, name, value)."""
    status, page, _ = run(*command.split(), "--help")
    rows = [(m, line) for line in page.splitlines() if (m := ROW.match(line))]
    wide = [line for line in page.splitlines() if columns(line) > 80]
    verdict(f"{command}-help", status == 0 and not wide and
            page.startswith(f"用法：pregroup {command}") and
            page.count("-h, --help ") == 1 and "退出码" in page, wide or page)
    verdict(f"{command}-aligned", len({columns(m[0]) for m, _ in rows}) == 1)
    verdict(f"{command}-letter", run(*command.split(), "-h")[1] == page)
    return [m.groups() for m, _ in rows if m[2] != "help"]


def wrong(command, shown, *words):
    status, out, said = run(*command.split(), *words)
    return status == 2 and not out and said.count("\n") == 1 and \
        f"选项 {shown} 不对" in said and \
        f"见 pregroup {command} --help" in said


def listed_options(command):
    bad = [] if wrong(command, "--bad", "--bad") and \
        wrong(command, "-Q", "-Q", "x") else ["--bad"]
    for letter, name, value in help_of(command):
        shown = "-" + letter if letter else f"--{name}"
        if value is None:
            good = wrong(command, f"--{name}=x", f"--{name}=x")
        else:
            good = wrong(command, shown, f"--{name}") and \
                (not letter or wrong(command, shown, f"-{letter}"))
        bad += [] if good else [name]
    verdict(f"{command}-wrong", not bad, bad)


def forms(folder):
    """What getopt_long takes is one and the same."""
    wanted = run("check", "-f", "json", "--why", PAGE)
    for words in (("-fjson", "--why", PAGE), ("--format=json", "--why", PAGE),
                  ("--form", "json", "--why", PAGE),
                  (PAGE, "-f", "json", "--why"),
                  ("--why", "-f", "text", "-f", "json", "--", PAGE)):
        verdict(f"forms {' '.join(words[:2])}", run("check", *words) == wanted)
    verdict("ambiguous", wrong("check", "--wh", "--wh", PAGE))
    with open(PAGE, "rb") as file:
        page = file.read()
    with open(os.path.join(folder, "-odd.xml"), "wb") as file:
        file.write(page)
    verdict("behind --", run("check", "-f", "json", "--", "-odd.xml",
                             cwd=folder)[1].startswith(
                                 '{"record":{"source":"-odd.xml"'))
    done = subprocess.run([PROGRAM, "check", "-f", "json", "-"], input=page,
                          capture_output=True, check=False)
    verdict("standard input", b'{"record":{"source":"-"' in done.stdout)


def values():
    for words, said in (
            (("check", "-f", "xml", PAGE),
             "-f 只能是 text 或 brief 或 json，不是 xml"),
            (("compare", "-f", "xml"), "-f 只能是 text 或 json 或 csv，不是 xml"),
            (("check", "--stage", "final", PAGE),
             "--stage 只能是 draft（出院前），不是 final"),
            (("check", *["--pages", "x"] * 65, PAGE), "--pages 太多，至多 64 个"),
            (("check", *["-p", "x"] * 65, PAGE), "-p 太多，至多 64 个"),
            (("check", *["--what-if", "procedures[2] first"] * 17, PAGE),
             "--what-if 太多，至多 16 个"),
            (("check", "--verified", "/absent", PAGE), "/absent：打不开"),
            (("batch", "-j", "257"), "-j 后面应为 1 到 256 的整数，不是 257"),
            (("batch", "--upload-days", "+1"),
             "--upload-days 后面应为 0 到 3650 的整数，不是 +1"),
            (("batch", "--max-unpacked", "18446744073709551617"),
             "--max-unpacked 后面应为 1 到 1048576 的整数"),
            (("batch", "--today", "2025-02-29"), "--today 后面应为日期"),
            (("batch", "--only", "SEX009"), "--only 后面应为 rule=规则号"),
            (("batch", "--skip", "rule="), "--skip 等号后面是空的"),
            (("batch", "--fail-on", "never"), "--fail-on 后面应为 error")):
        status, _, error = run(*words)
        verdict(f"{words[0]} {words[1]} {words[2][:12]}",
                status == 2 and said in error and error.count("\n") == 1,
                (status, error))


def overviews():
    status, page, _ = run("pack", "--help")
    verdict("pack-help", status == 0 and
            {"check", "pack build", "pack witness"} <= set(COMMANDS), page)
    verdict("no-command", run()[0] == 2 and run("absent")[0] == 2 and
            run("pack")[0] == 2 and run("pack", "absent")[0] == 2)


def main():
    json = "jansson" not in run("compare", "--help")[2]
    for command in COMMANDS:
        if json or command != "compare":
            listed_options(command)
    with tempfile.TemporaryDirectory() as folder:
        forms(folder)
    values()
    overviews()
    return failed != 0


sys.exit(main())
