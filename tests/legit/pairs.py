#!/usr/bin/env python3
"""Pairs of a right page and the same page with one mistake: pairs-NAME.txt.

A block is that of pages.py, and behind it what the mistake page has otherwise:

    wrong TEXT | FIELD...      what is wrong, on which fields a finding may point
    dx= N CODE NAME            the Nth row is another, also op= zz=
    dx+ CODE NAME              a row at the end, also op+ zz+ fee+ set+
    dx< CODE NAME              a row before the first
    dx- N                      without the Nth row
    dx^ N                      the Nth row comes first
    KEY= TEXT                  another line of one value (who, ext, path ...)
    gap TEXT                   why it stays untold

A pair is told apart if the mistake page has a finding on such a field whose
rule, field and row the right page has not, and which is not of groups or
mappings. By the built-in pack and, where ../shared is there, Pingdingshan's.

    pairs.py --list PROGRAM [WORD...]   what is untold, and false on right pages
"""
import copy
import glob
import os
import re
import sys
import tempfile

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + "/..")
import kit
import pages
from coder import pingdingshan, place

CHANGE = re.compile(r"(\w+)([=+<^-]) ?(.*)")


def pair(block, name):
    """The right page, the mistake page and what is told of the mistake."""
    head, _, tail = block.partition("\nwrong ")
    what, _, rest = tail.partition("\n")
    right = pages.parse(("page " + head).splitlines(), name)[0]
    wrong = copy.deepcopy(right)
    wrong["id"] += "x"
    text, _, fields = what.partition(" | ")
    told = {"what": text, "fields": tuple(fields.split()), "gap": None}
    for line in rest.splitlines():
        if line.startswith("gap "):
            told["gap"] = line[4:]
        elif line and not line.startswith("#"):
            change(wrong, line)
    return right, wrong, told


def change(page, line):
    found = CHANGE.fullmatch(line)
    if not found:
        raise pages.Fault(f"{page['id']}: unknown change {line!r}")
    key, how, value = found.groups()
    if key not in pages.MANY:
        page[key] = value
        return
    rows = page.setdefault(key, [])
    number, _, text = value.partition(" ")
    if how == "+":
        rows.append(value)
    elif how == "<":
        rows.insert(0, value)
    elif how == "=":
        rows[int(number) - 1] = text
    else:
        row = rows.pop(int(number) - 1)
        if how == "^":
            rows.insert(0, row)


def load():
    held = []
    for path in sorted(glob.glob(os.path.join(pages.HERE, "pairs-*.txt"))):
        name = os.path.basename(path)[:-4]
        with open(path, encoding="utf-8") as file:
            common, *blocks = ("\n" + file.read()).split("\npage ")
        held += [pair(common_into(common, block), name) for block in blocks]
    for right, wrong, _ in held:
        # Born, admitted and billed alike: a page's days follow from its id.
        right["seed"] = wrong["seed"] = right["id"]
    return held


def common_into(common, block):
    """A block with the lines that stand before the first page of its file."""
    head, _, rest = block.partition("\n")
    given = {line.partition(" ")[0] for line in rest.partition("\nwrong ")[0].splitlines()}
    lines = [line for line in common.splitlines()
             if line and line[0] != "#" and line.partition(" ")[0] not in given]
    return "\n".join([head, *lines, rest])


def measure(held, program, words):
    """Pairs that are untold, and warnings and errors on right pages."""
    found = {}
    both = [page for right, wrong, _ in held for page in (right, wrong)]
    with tempfile.TemporaryDirectory() as folder:
        for path, group in pages.write(both, folder):
            for page, result in zip(group, pages.findings(program, words, path)):
                found[page["id"]] = result["findings"]
    untold, false = [], []
    for right, wrong, told in held:
        known = {place(f) for f in found[right["id"]]}
        if not any(not f["rule"].startswith(("GRP", "MAP")) and place(f) not in known
                   and f["field"].startswith(told["fields"]) for f in found[wrong["id"]]):
            untold.append((right["id"], told))
        false += [(right["id"], f) for f in found[right["id"]]
                  if f["severity"] != "info" and f["rule"] not in (right.get("ask"), "GRP001")]
    return untold, false


def judge(name, held, words):
    untold, false = measure(held, kit.PREGROUP, words)
    gaps = {right["id"] for right, _, told in held if told["gap"]}
    wrong = [f"{number}: {told['what']}" for number, told in untold if number not in gaps]
    wrong += [f"{number}: told, though named a gap"
              for number in sorted(gaps - {number for number, _ in untold})]
    wrong += [f"{number}: {f['severity']} {f['rule']} {f['message']}" for number, f in false]
    kit.verdict(f"pairs {name}", "\n".join(wrong), f" ({len(held) - len(untold)} of {len(held)})")


def main(top):
    held = load()
    judge("built-in", held, [])
    if kit.shared("pairs pingdingshan", "data/catalogues") is None:
        return
    # The name of an external cause is what is wrong in some, so not in the table;
    # where a name itself is wrong, only the right page is held against it.
    both = [page for right, wrong, told in held for page in (right, {**wrong, "ext": None})
            if page is right or not any(field.endswith(".name") for field in told["fields"])]
    kit.expect("pairs codes", pages.verify(both, f"{kit.SHARED}/data/codes") == 0, "see above")
    judge("pingdingshan", held, ["-p", pingdingshan(top)])


def listed(program, words):
    untold, false = measure(load(), program, words)
    for number, told in untold:
        print("untold", number, told["what"], f"(gap: {told['gap']})" if told["gap"] else "")
    for number, f in false:
        print(f["severity"], number, f["rule"], f["message"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--list"]:
        listed(sys.argv[2], sys.argv[3:])
    else:
        kit.main(main)
