#!/usr/bin/env python3
"""own-checks.py -- the program's own checks are told once.

No string of the program but the table's holds an id or a sentence of an own
check, none but note_add and the rules make a finding, and what is found on the
golden pages and in a batch is what `rules show` says of it, with its 〔places〕
filled in.
"""
import glob
import os
import re

import kit

TABLE = "plugin/pack/own-checks.c"
# The views of results.db are SQL, which names the checks it selects.
SQL = "cli/batch/tables/db-views.c"
# What only some may do with a finding; quiet.c grades what it gets.
DEEDS = (("a finding of its own", re.compile(r"\bresult_finding\("),
          {"plugin/result/result.c", "plugin/result/result.h",
           "plugin/result/notes.c", "plugin/check/check.c"}),
         ("words of its own",
          re.compile(r"->(?:rule|message|advice|basis)\s*=[^=]"),
          {"plugin/result/notes.c", "plugin/check/check.c"}),
         ("a severity of its own", re.compile(r"->severity\s*=\s*SEVERITY_"),
          {"plugin/check/quiet.c"}))
TOKENS = re.compile(r"""/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|"""
                    r'''"((?:\\.|[^"\\])*)"''', re.S)
PLACE = re.compile("〔[^〕]*〕")
LEAST = 6  # characters that no other sentence has by chance
GRADES = {"错误": "error", "警告": "warning", "提示": "info"}
# One stay twice; the days of another; a return; a stay inside the last.
STAYS = (("A", 1, "01", "05"), ("A", 1, "01", "05"),
         ("B", 1, "01", "05"), ("B", 2, "01", "05"),
         ("C", 1, "01", "05"), ("C", 2, "08", "20"), ("C", 3, "10", "12"))


def own_ids():
    return re.findall(r'"([A-Z]{3}\d{3})"',
                      kit.read(f"{kit.TREE}/{TABLE}").decode())


def shown(rule, *words):
    """Label: lines, of `rules show`."""
    parts = {}
    for line in kit.run("rules", "show", *words, rule).out.splitlines():
        label, _, said = line.partition("　")
        parts.setdefault(label, []).append(said)
    return parts


def listed(*words):
    """Pairs of id and severity."""
    return [line.split("\t")[:2]
            for line in kit.run("rules", "list", *words).out.splitlines()]


# ---- the program's text

def strings(code):
    """The strings of a C text, neighbours joined, and what else is in it but
    comments."""
    found, rest, last, end = [], [], None, 0
    for token in TOKENS.finditer(code):
        rest.append(code[end:token.start()])
        end = token.end()
        if token[1] is None:
            continue
        if last is None or code[last:token.start()].strip():
            found.append("")
        found[-1] += token[1]
        last = end
    return found, "".join(rest) + code[end:]


def pieces(ids):
    """What stands between the places of all sentences."""
    return {bit for rule in ids for label in ("发现", "处理", "依据")
            for sentence in shown(rule)[label]
            for bit in PLACE.split(sentence) if len(bit) >= LEAST}


def told_again(path, code, ids, known):
    """What of own checks the file says besides the table."""
    found, rest = strings(code)
    for one in found if path != TABLE else ():
        yield from (rule for rule in ids if rule in one and path != SQL)
        yield from (bit for bit in known if bit in one)
    yield from (deed for deed, how, who in DEEDS
                if how.search(rest) and path not in who)


@kit.case
def nothing_is_told_outside_the_table():
    ids = own_ids()
    known = pieces(ids)
    told = []
    for house in ("plugin", "compile", "cli"):
        for name in glob.glob(f"{kit.TREE}/{house}/**/*.[ch]", recursive=True):
            path = os.path.relpath(name, kit.TREE)
            told += [f"{path}: {what}" for what in
                     told_again(path, kit.read(name).decode(), ids, known)]
    return told


@kit.case
def what_is_planted_is_seen():
    ids = own_ids()
    known = pieces(ids)
    for planted in ('f = add(r, "GRP0" "07", "MAP001");',
                    'say("有 %u 处未转义的" \n "符号 %c");',
                    "f = result_finding(r);", 'f->advice = TEXT("核对");',
                    "f->severity = SEVERITY_INFO;"):
        assert list(told_again("plugin/x.c", planted, ids, known)), planted


# ---- lists

@kit.case
def each_is_listed_once_and_shown():
    ids = own_ids()
    every = [rule for rule, _ in listed()]
    assert len(ids) > 40
    for rule in ids:
        kit.equal(rule, every.count(rule), 1)
        parts = shown(rule)
        for label in ("级别", "发现", "处理", "依据", "说明"):
            assert parts[label][0], (rule, label)
        kit.equal(rule, "pregroup batch" in parts["说明"][0],
                  rule.startswith("BAT"))


@kit.case
def two_severities_are_shown_unless_graded(top):
    kit.equal("listed", dict(listed())["GRP001"], "警告或提示")
    kit.holds("shown", shown("GRP001")["级别"][0], "警告；", "为提示")
    path = kit.write(f"{top}/h.xml", kit.hospital(
        '<rule id="grp001" severity="error"/><rule id="GRP003" off="yes"/>'))
    done = kit.build(kit.DEMO, f"{top}/h.pack", "--hospital", path)
    kit.equal("build", done.status, 0)
    ours = ("-p", f"{top}/h.pack")
    kit.equal("graded", dict(listed(*ours))["GRP001"], "错误（本院）")
    kit.equal("graded", shown("GRP001", *ours)["级别"], ["错误（本院）"])
    kit.equal("off", shown("GRP003", *ours)["级别"], ["停用（本院）"])


# ---- findings

def fits(said, sentences):
    return "〔" not in said and any(
        re.fullmatch(".*".join(map(re.escape, PLACE.split(one))), said, re.S)
        for one in sentences)


def unlike(findings):
    """Those that are not as shown."""
    parts = {rule: shown(rule) for rule in {f["rule"] for f in findings}}
    return [f for f in findings
            if f["severity"] not in (
                grade for word, grade in GRADES.items()
                if word in parts[f["rule"]]["级别"][0])
            or not all(fits(f[key], parts[f["rule"]][label]) for key, label in
                       (("message", "发现"), ("advice", "处理"),
                        ("basis", "依据")))]


@kit.case
def findings_are_as_shown():
    ids = own_ids()
    found = [f for result in
             kit.check(*glob.glob(f"{kit.TREE}/tests/golden/*.xml"))
             for f in result["findings"] if f["rule"] in ids]
    assert len({f["rule"] for f in found}) > 20, found
    return unlike(found)


@kit.case
def findings_of_a_batch_are_as_shown(top):
    page = kit.write(f"{top}/pages.xml", kit.pages(*(
        kit.patient(BAH=number, ZYCS=stay, SFZH="110101********0037", RYSJ=f"2025-03-{come}",
                    CYSJ=f"2025-03-{left}")
        for number, stay, come, left in STAYS), *(
            kit.patient(BAH="D", ZYCS=stay, RYSJ=f"2025-03-{come}",
                        CYSJ=f"2025-03-{left}", LYFS="2", RYTJ="3")
            for stay, come, left in ((1, "01", "05"), (2, "08", "20")))))
    kit.run("batch", "-o", f"{top}/out", page)
    found = [f for f in kit.table(f"{top}/out/findings.csv")
             if f["rule"].startswith("BAT")]
    kit.equal("all of them", {f["rule"] for f in found},
              {"BAT001", "BAT002", "BAT003", "BAT004", "BAT005", "BAT006"})
    return unlike(found)


kit.main()
