#!/usr/bin/env python3
"""golden.py [NAME...] -- front pages with known answers through `check`.

Each NAME.json beside this script says what `pregroup check -f json --record`
must answer to NAME.xml (.jsonl, .csv, .bin). The answers are worked out by hand from
the rules and the demonstration region, never copied from the program. Some
calls with several files stand in CALLS.

Of every answer besides: no full identity of a patient, lines that the schema
allows, the same bytes twice.

An expectation holds `exit`, `options` of the call if it is not --record, and
for each record any key of the result's `record`, and:
  findings    all of them, as [rule, tag, index, line]: what was found while
              reading in file order, then rules in the order of their files;
              "*" fits anything, "+" anything but null
  messages    {"RULE" or "RULE TAG": [parts that the message contains]}
  advices     the same of its advice
  values      {"RULE": the finding's value}
  grouping    the keys named
  candidates  all, as [group, chosen, null or parts of lost_by, standard]
  settlement  the keys named; `worked` is the arithmetic, for readers
  fields      the fields named; rows of lists one by one, keys named
  unknown_tags  all, the keys named
  severities  {"RULE" or "RULE TAG": the severity of all of them}
  score       the keys named; `lost` row by row
"""
import json
import os
import re
import sys
import tempfile

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from validate import Validator, line_faults  # noqa: E402

HERE = f"{kit.TREE}/tests/golden"
VALIDATOR = Validator(kit.decode(kit.read(
    f"{kit.TREE}/schemas/report.schema.json")))

# The invented persons of these files; numbers begin with 990101 and 999.
PERSONS = ("石榴试", "石小榴试", "柿子试", "堃㐂试", "𠮷㐂试", "石1试", "柿2试",
           "榴" * 41, "虚构省虚构市虚构区梧桐路9号")
NUMBERS = re.compile(r"990101\d{11}|999000\d{5}|\b123456\b")

# Several files in one call: arguments, exit status, [source, index, case_no].
CALLS = {
    "two-files": (
        ["pay-resident.xml", "container-newdataset.xml"], 0,
        [["pay-resident.xml", 1, "G0001"],
         ["container-newdataset.xml", 1, "G0001"],
         ["container-newdataset.xml", 2, "G0002"]]),
    "worst-exit-counts": (
        ["values-dates-bad.xml", "pay-resident.xml"], 1,
        [["values-dates-bad.xml", 1, "G0001"],
         ["pay-resident.xml", 1, "G0001"]]),
    "missing-file-after-the-others": (
        ["no-such-file.xml", "pay-resident.xml"], 2,
        [["pay-resident.xml", 1, "G0001"]]),
    "encodings-do-not-stick": (
        ["encoding-utf16le.bin", "encoding-gb18030-undeclared.xml",
         "encoding-utf8-bom.xml"], 0,
        [["encoding-utf16le.bin", 1, "G0001"],
         ["encoding-gb18030-undeclared.xml", 1, "G0001"],
         ["encoding-utf8-bom.xml", 1, "G0001"]]),
    "broken-file-between": (
        ["broken-nesting.xml", "pay-resident.xml", "nothing-zip.bin"], 1,
        [["broken-nesting.xml", 1, "G0001"], ["pay-resident.xml", 1, "G0001"],
         ["nothing-zip.bin", 1, None]]),
    "standard-input": (["-"], 0, [["-", 1, "G0001"], ["-", 2, "G0002"]]),
}
STANDARD_INPUT = "container-newdataset.xml"


def run(arguments, options=("--record",)):
    """Exit status, standard output and standard error."""
    return kit.run("check", "-f", "json", *options, *arguments, cwd=HERE,
                   stdin=kit.read(f"{HERE}/{STANDARD_INPUT}"))


# ---- what holds for every answer

def identity_faults(text):
    shown = [one for one in PERSONS if one in text]
    shown += [found[:8] + "..." for found in NUMBERS.findall(text)]
    return [f"identity is shown: {one}" for one in shown]


def general_faults(arguments, output, options=("--record",)):
    faults = identity_faults(output)
    for number, line in enumerate(output.splitlines(), 1):
        faults += [f"line {number}, schema: {one}"
                   for one in line_faults(VALIDATOR, line)]
    if run(arguments, options)[1] != output:
        faults.append("a second run gives other bytes")
    return faults


# ---- comparing

def fits(expected, value):
    if expected == "*":
        return True
    if expected == "+":
        return value is not None
    return expected == value


def finding_row(finding):
    return [finding[key] for key in ("rule", "tag", "index", "line")]


def compare_findings(expected, findings):
    left = [finding_row(one) for one in findings]
    faults = []
    for row in sorted(expected, key=lambda one: ("*" in one) + ("+" in one)):
        found = [one for one in left if all(map(fits, row, one))]
        if found:
            left.remove(found[0])
        else:
            faults.append(f"- finding {json.dumps(row, ensure_ascii=False)}")
    rows = [finding_row(one) for one in findings]
    if not (faults or left) and not all(
            all(map(fits, *pair)) for pair in zip(expected, rows)):
        faults.append(f"findings in another order: {[r[:2] for r in rows]}")
    messages = {tuple(finding_row(one)): one["message"] for one in findings}
    return faults + [f"+ finding {json.dumps(row, ensure_ascii=False)}: "
                     f"{messages[tuple(row)]}" for row in left]


def chosen_findings(key, findings):
    rule, _, tag = key.partition(" ")
    return [one for one in findings
            if one["rule"] == rule and tag in ("", one["tag"])]


def compare_said(what, expected, findings):
    faults = []
    for key, parts in expected.items():
        texts = [one[what] or "" for one in chosen_findings(key, findings)]
        if not any(all(part in text for part in parts) for text in texts):
            faults.append(f"{key}: no {what} with {parts} in {texts}")
    return faults


def compare_values(expected, findings):
    faults = []
    for key, value in expected.items():
        values = [one["value"] for one in chosen_findings(key, findings)]
        if value not in values:
            faults.append(f"{key}: value {value!r} is not in {values}")
    return faults


def compare_severities(expected, findings):
    faults = []
    for key, severity in expected.items():
        found = [one["severity"] for one in chosen_findings(key, findings)]
        if set(found) != {severity}:
            faults.append(f"{key}: {severity}, not {found}")
    return faults


def compare_named(place, expected, value):
    """The keys and rows that expected names."""
    if isinstance(expected, dict) and isinstance(value, dict):
        return [fault for key, one in expected.items() for fault in
                compare_named(f"{place}.{key}", one, value.get(key))]
    if isinstance(expected, list) and isinstance(value, list):
        if len(expected) != len(value):
            return [f"{place}: {len(expected)} rows, not {len(value)}"]
        return [fault for i, one in enumerate(expected) for fault in
                compare_named(f"{place}[{i + 1}]", one, value[i])]
    return [] if fits(expected, value) else \
        [f"{place}: {expected!r}, not {value!r}"]


def compare_candidates(expected, candidates):
    faults = []
    names = sorted(one["group"] for one in candidates)
    if names != sorted(one[0] for one in expected):
        return [f"candidates: {[one[0] for one in expected]}, not {names}"]
    by_name = {one["group"]: one for one in candidates}
    for group, chosen, lost, *standard in expected:
        one = by_name[group]
        if one["chosen"] != chosen:
            faults.append(f"candidate {group}: chosen {one['chosen']}")
        if lost is None and one["lost_by"] is not None:
            faults.append(f"candidate {group}: lost by {one['lost_by']}")
        if lost is not None and not (one["lost_by"] and all(
                part in one["lost_by"] for part in lost)):
            faults.append(f"candidate {group}: lost by {one['lost_by']!r}, "
                          f"without {lost}")
        if standard and one["standard"] != standard[0]:
            faults.append(f"candidate {group}: standard {standard[0]}, "
                          f"not {one['standard']}")
    return faults


def compare_record(expected, result):
    findings = result["findings"]
    apart = ("findings", "messages", "values", "grouping", "candidates",
             "settlement", "worked", "fields", "severities", "score",
             "advices", "unknown_tags")
    record = {k: v for k, v in expected.items() if k not in apart}
    return (compare_named("record", record, result["record"])
            + compare_findings(expected["findings"], findings)
            + compare_said("message", expected.get("messages", {}), findings)
            + compare_said("advice", expected.get("advices", {}), findings)
            + compare_values(expected.get("values", {}), findings)
            + compare_named("grouping", expected["grouping"],
                            result["grouping"])
            + compare_candidates(expected["candidates"],
                                 result["grouping"]["candidates"])
            + compare_named("settlement", expected["settlement"],
                            result["settlement"])
            + compare_named("fields", expected.get("fields", {}),
                            result.get("fields", {}))
            + compare_named("unknown_tags", expected.get("unknown_tags", []),
                            result.get("unknown_tags", []))
            + compare_severities(expected.get("severities", {}), findings)
            + compare_named("score", expected.get("score", {}),
                            result.get("score", {})))


# ---- the tests

def input_of(name):
    for ending in (".xml", ".jsonl", ".csv", ".bin"):
        if os.path.exists(f"{HERE}/{name}{ending}"):
            return name + ending
    return name + ".xml"


def test_file(name):
    expected = kit.decode(kit.read(f"{HERE}/{name}.json"))
    source = input_of(name)
    options = expected.get("options", ["--record"])
    status, output, error = run([source], options)
    faults = general_faults([source], output, options)
    if status != expected["exit"]:
        faults.append(f"exit {expected['exit']}, not {status}; {error!r}")
    results = kit.results(output)
    if len(results) != len(expected["records"]):
        return faults + [f"{len(expected['records'])} records, "
                         f"not {len(results)}"]
    for number, pair in enumerate(zip(expected["records"], results), 1):
        pair[0].setdefault("source", source)
        faults += [f"record {number}: {one}" for one in compare_record(*pair)]
    return faults


def test_call(name):
    arguments, status, sources = CALLS[name]
    really, output, error = run(arguments)
    faults = general_faults(arguments, output)
    if really != status:
        faults.append(f"exit {status}, not {really}; {error!r}")
    got = [[one["record"][key] for key in ("source", "index", "case_no")]
           for one in kit.results(output)]
    if got != sources:
        faults.append(f"records {sources}, not {got}")
    return faults


def test_with_identity():
    """Only when asked for is identity shown."""
    output = run(["container-elements.xml"],
                 ("--record", "--with-identity")).out
    fields = json.loads(output)["fields"]
    return compare_named("fields", {"patient_name": "石榴试",
                                    "contact_name": "柿子试",
                                    "current_phone": "99900000001",
                                    "current_address": PERSONS[-1]}, fields)


def test_text():
    """The report for readers hides identity as well and needs no locale."""
    status, text, _ = kit.run("check", "findings-identity.xml", cwd=HERE,
                              env={"LC_ALL": "C"})
    faults = identity_faults(text)
    if status != 1 or "FMT008" not in text:
        faults.append(f"exit {status}, {text[:200]!r}")
    return faults


def test_tie():
    """Rows alike in operations, first operation and score: the first of the
    table is taken, and the other says that it lost by its place."""
    with tempfile.TemporaryDirectory() as folder:
        pack = f"{folder}/tie.pack"
        kit.run("pack", "build", f"{HERE}/tie/region.xml", "-o", pack)
        output = run(["container-elements.xml"], ("-p", pack)).out
    grouping = json.loads(output)["grouping"]
    return (compare_named("grouping", {"group": "T2", "score": 100}, grouping)
            + compare_candidates([["T2", True, None], ["T1", False, []],
                                  ["T3", False, ["90"]]],
                                 grouping["candidates"]))


def tests():
    names = [name[:-5] for name in sorted(os.listdir(HERE))
             if name.endswith(".json")]
    named = {name: lambda name=name: test_file(name) for name in names}
    named |= {"calls/" + name: lambda name=name: test_call(name)
              for name in CALLS}
    return named | {"with-identity": test_with_identity, "text": test_text,
                    "tie": test_tie}


def main(_):
    for name, test in tests().items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            kit.judge(f"golden/{name}", test)


kit.main(main)
