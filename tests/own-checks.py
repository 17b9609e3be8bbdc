#!/usr/bin/env python3
"""own-checks.py -- the program's own checks are told once.

No string of the program but the table's (plugin/pack/own-checks.c) holds an id
or a sentence of an own check, none but note_add and the rules make a finding,
and what is found on the golden pages and in a batch is what `rules show` says
of it, with its 〔places〕 filled in. Prints `PASS own-checks/...` or
`FAIL own-checks/...`. Run from the build folder; $PREGROUP or ./pregroup is the
program, $srcdir the tree.
"""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("srcdir", ".")
PROGRAM = os.environ.get("PREGROUP", "./pregroup")
TABLE = "plugin/pack/own-checks.c"
# The views of results.db are SQL, which names the checks it selects.
SQL = "cli/batch/tables/db-schema.c"
# Who may do what to a finding; quiet.c only grades what it gets.
WRITERS = {"result_finding(": {"plugin/result/result.c", "plugin/result/result.h",
                               "plugin/result/notes.c", "plugin/check/check.c"},
           "writes a finding": {"plugin/result/notes.c", "plugin/check/check.c"},
           "a severity": {"plugin/check/quiet.c"}}
WRITES = {"result_finding(": re.compile(r"\bresult_finding\("),
          "writes a finding":
              re.compile(r"->(?:rule|message|advice|basis)\s*=[^=]"),
          "a severity": re.compile(r"->severity\s*=\s*SEVERITY_")}
TOKENS = re.compile(r"""/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|("(?:\\.|[^"\\])*")""",
                    re.S)
PLACE = re.compile("〔[^〕]*〕")
WORDS = {"错误": "error", "警告": "warning", "提示": "info"}
LEAST = 6  # characters that no other sentence has by chance
PAGE = """<DATA><RECORD><BAH>%s</BAH><ZYCS>%d</ZYCS><RYSJ>%s</RYSJ><CYSJ>%s</CYSJ>
</RECORD></DATA>"""
# One stay twice; the same days of another; a return; a stay inside the last.
STAYS = (("A", 1, "2025-03-01", "2025-03-05"), ("A", 1, "2025-03-01", "2025-03-05"),
         ("B", 1, "2025-03-01", "2025-03-05"), ("B", 2, "2025-03-01", "2025-03-05"),
         ("C", 1, "2025-03-01", "2025-03-05"), ("C", 2, "2025-03-08", "2025-03-20"),
         ("C", 3, "2025-03-10", "2025-03-12"))

failed = 0


def verdict(name, good, why=""):
    global failed
    failed += not good
    print(f"{'PASS' if good else 'FAIL'} own-checks/{name}{'' if good else ': ' + str(why)}")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True,
                          check=False).stdout.decode()


# ---- what the program says of itself ----------------------------------------

def own_ids():
    """Those of the table, each listed once."""
    with open(os.path.join(SOURCE, TABLE), encoding="utf-8") as file:
        ids = re.findall(r'"([A-Z]{3}\d{3})"', file.read())
    listed = [line.split("\t")[0] for line in run("rules", "list").splitlines()]
    verdict("one line for each id", len(ids) > 40 and
            all(listed.count(one) == 1 for one in ids), listed)
    return ids


def shown(rule):
    """Label: lines, of `rules show`."""
    parts = {}
    for line in run("rules", "show", rule).splitlines():
        label, _, words = line.partition("　")
        parts.setdefault(label, []).append(words)
    return parts


def sentences(part):
    return part["发现"] + part["处理"] + part["依据"]


def pieces(sentence):
    """What stands between the places, where it is long enough to be known."""
    return [bit for bit in PLACE.split(sentence) if len(bit) >= LEAST]


# ---- the program's text ------------------------------------------------------

def strings(code):
    """The strings of a C text, neighbours joined; and the text without
    comments and strings."""
    found, last, rest, end = [], None, [], 0
    for token in TOKENS.finditer(code):
        between = code[end:token.start()]
        rest.append(between)
        end = token.end()
        if token[1] is None:
            continue
        if last is not None and not code[last:token.start()].strip():
            found[-1] += token[1][1:-1]
        else:
            found.append(token[1][1:-1])
        last = end
    return found, " ".join(rest + [code[end:]])


def faults(path, code, ids, known):
    """What of an own check the file tells a second time, or by itself."""
    found, rest = strings(code)
    if path != TABLE:
        for one in found:
            yield from (rule for rule in ids if rule in one and path != SQL)
            yield from (bit for bit in known if bit in one)
    for what, pattern in WRITES.items():
        if pattern.search(rest) and path not in WRITERS[what]:
            yield what


def sources():
    for house in ("plugin", "compile", "cli"):
        for folder, _, names in os.walk(os.path.join(SOURCE, house)):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, SOURCE), file.read()


def told_once(ids, parts):
    known = {bit for part in parts.values() for one in sentences(part)
             for bit in pieces(one)}
    files = dict(sources())
    told = [f"{path}: {what}" for path, code in files.items()
            for what in faults(path, code, ids, known)]
    verdict("no words outside the table", not told and TABLE in files, told)
    table = "".join(strings(files[TABLE])[0])
    missing = [bit for bit in known | set(ids) if bit not in table
               and bit.isprintable() and "\ufffd" not in bit]
    verdict("the table's words are those shown", not missing, missing)
    for name, planted in (("id", 'f = add(r, "GRP0" "07", "MAP001");'),
                          ("words", 'say("有 %u 处未转义的" \n "符号 %c");'),
                          ("finding", "f = result_finding(r);"),
                          ("advice", 'f->advice = TEXT("核对");'),
                          ("severity", "f->severity = SEVERITY_INFO;")):
        verdict(f"a planted {name} is seen",
                list(faults("plugin/x.c", planted, ids, known)))


# ---- what it says of pages ---------------------------------------------------

def fits(said, wanted):
    return "〔" not in said and any(
        re.fullmatch(".*".join(map(re.escape, PLACE.split(one))), said, re.S)
        for one in wanted)


def as_shown(finding, part):
    grades = [WORDS[word] for word in re.findall("|".join(WORDS), part["级别"][0])]
    return (finding["severity"] in grades and all(
        fits(finding[key], part[label]) for key, label in
        (("message", "发现"), ("advice", "处理"), ("basis", "依据"))))


def pages(parts):
    names = glob.glob(os.path.join(SOURCE, "tests/golden/*.xml"))
    out = run("check", "-f", "json", *names)
    found = [f for line in out.splitlines() if line
             for f in json.loads(line)["findings"] if f["rule"] in parts]
    other = [f for f in found if not as_shown(f, parts[f["rule"]])]
    verdict("findings are as shown", not other and
            len({f["rule"] for f in found}) > 20, other or found)


def batches(parts):
    with tempfile.TemporaryDirectory() as folder:
        for n, stay in enumerate(STAYS):
            with open(os.path.join(folder, f"{n}.xml"), "w",
                      encoding="utf-8") as file:
                file.write(PAGE % stay)
        out = os.path.join(folder, "out")
        run("batch", "-o", out, folder)
        with open(os.path.join(out, "findings.csv"), encoding="utf-8-sig") as file:
            found = [f for f in csv.DictReader(file)
                     if f["rule"].startswith("BAT")]
    other = [f for f in found if not as_shown(f, parts[f["rule"]])]
    verdict("findings of a batch are as shown", not other and
            {f["rule"] for f in found} == {f"BAT00{n}" for n in (1, 2, 3, 4)},
            other or found)


def main():
    ids = own_ids()
    parts = {rule: shown(rule) for rule in ids}
    verdict("each has severity, message, advice and basis", ids and all(
        part.keys() >= {"级别", "发现", "处理", "依据", "说明"} and all(sentences(part))
        for part in parts.values()), parts)
    verdict("of a batch is told", all(
        "pregroup batch" in part["说明"][0] for rule, part in parts.items()
        if rule.startswith("BAT")))
    verdict("both severities", run("rules", "list").count("\t警告或提示\t") == 1 and
            "警告；" in parts["GRP001"]["级别"][0], parts["GRP001"])
    told_once(ids, parts)
    pages(parts)
    batches(parts)
    return failed != 0


sys.exit(main())
