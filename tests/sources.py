#!/usr/bin/env python3
"""sources.py -- each rule has a title, and says what it rests on in a way that
can be looked up.

The rule files are read here, not by the compiler. What docs/sources.md lists
(documents with their items, errors that were not verified) and, of the
classification, docs/sources-icd.md is what was read; a verified rule cites
nothing else.
"""
import glob
import os
import re

import kit

TITLE = 14  # characters
LEAST = 75  # percent of all rules that are verified
PAGES = ("sources.md", "sources-icd.md")
MEMORY = re.compile("待核|据记忆")
CLASSIFICATION = re.compile(r"ICD-(?:10|9-CM-3) (?=\S+ \S)")
# Named alone: no note of it was read, and the rule is not verified.
BOOKS = {"ICD-10", "ICD-9-CM-3", "ICD-O"}
TABLE = re.compile(r"(?:编码表|值域表) \S+ \S")
LOGIC = re.compile("首页自身逻辑：.")
CHOICE = re.compile("本项目自定：.")
# A code of the classification, a value of a dictionary, whatever asks for one.
CODE = re.compile(r"(?<![\w'])[A-Z]\d\d|\b\d\d\.\d|(?<!date\()'[^']*\w|"
                  r"in_dictionary|meaning|agreed_kind")
NUMBERS = re.compile(r"(.*第)([\d、-]+)项")
ROW = re.compile(r"\| *([^|]+?) *\| *([^|]*?) *\|")


# ---- rule files

def blocks(path):
    """Name and pairs of key and value, of each block of a rule file."""
    found = []
    for line in kit.read(path).decode().splitlines():
        if not line.strip() or line[0] == "#":
            continue
        if line[0] == "[":
            found.append((line.strip()[1:-1], []))
        elif line[0] in " \t":
            found[-1][1][-1][1] += " " + line.strip()
        else:
            key, _, value = line.partition("=")
            found[-1][1].append([key.strip(), value.strip()])
    return found


def rules(path):
    """The rules of a file, those of a family filled in, as key: value."""
    for name, pairs in blocks(path):
        keys = {key: value for key, value in pairs
                if key not in ("pass", "fail", "row")}
        rows = [{"id": name}]
        if name == "family":
            columns = keys["columns"].split()
            rows = [dict(zip(columns, map(str.strip, value.split("|"))))
                    for key, value in pairs if key == "row"]
        for row in rows:
            rule = {key: re.sub(r"\$([a-z0-9_]+)", lambda m: row[m[1]], value)
                    for key, value in keys.items()}
            yield rule | {"id": row["id"], "file": os.path.basename(path)}


RULES = [rule for path in sorted(glob.glob(f"{kit.KNOWLEDGE}/rules/*.rules"))
         for rule in rules(path)]
ERRORS = [rule for rule in RULES if rule["severity"] == "error"]


def verified(rule):
    return rule.get("verified") == "yes"


def parts(rule):
    return rule["basis"].split("；")


# ---- what was read

def plain(text):
    """Without the words in brackets and after the colon at its end."""
    return re.sub(r"(?:：|（[^）]*[^（）一二三四五六七八九十\d][^）]*）).*", "",
                  text).strip()


def singly(item):
    """The items that `第2-4项` or `第55、158项` names, one by one."""
    many = NUMBERS.fullmatch(item)
    if not many:
        return {item}
    ends = [part.split("-") for part in many[2].split("、")]
    return {f"{many[1]}{n}项" for end in ends
            for n in range(int(end[0]), int(end[-1]) + 1)}


def read_pages():
    """Items by document, notes of the classification, listed errors."""
    documents, notes, listed, under = {}, set(), set(), ""
    for page in PAGES:
        path = f"{kit.TREE}/docs/{page}"
        text = kit.read(path).decode() if os.path.exists(path) else ""
        for line in text.splitlines():
            head = re.match(r"(#+) (.*)", line)
            row = ROW.match(line)
            if head:
                under = head[2]
                if head[1] == "###":
                    documents.setdefault(under, set())
            elif row and under == "没有核对过的错误":
                listed |= set(re.findall(r"[A-Z]{2,4}\d{3}", row[1]))
            elif row:
                documents.get(under, set()).update(singly(row[1]))
                cell = CLASSIFICATION.sub("", row[1])
                notes |= {cell, plain(cell), f"{cell} {row[2]}"}
    return documents, notes, listed


DOCUMENTS, NOTES, LISTED = read_pages()


def document(part):
    """The document that a part of a basis names, and its item."""
    for name in sorted(DOCUMENTS, key=len, reverse=True):
        if part == name or part.startswith(name + " "):
            return name, part[len(name):].strip()
    return None, None


def was_read(part):
    """Whether this part of a verified rule's basis is one that was."""
    name, item = document(part)
    if name:
        return singly(item) <= DOCUMENTS[name] or plain(item) in DOCUMENTS[name]
    if CLASSIFICATION.match(part):
        note = CLASSIFICATION.sub("", part)
        return bool({part, plain(part), note, plain(note)} & NOTES)
    return bool(TABLE.match(part) or LOGIC.match(part))


def told(found):
    return "\n  ".join(sorted(found))


# ---- what has to hold

@kit.case
def each_rule_has_a_title():
    return told(f"{rule['file']} {rule['id']}: {rule.get('title')}"
                for rule in RULES
                if not 0 < len(rule.get("title", "")) <= TITLE)


@kit.case
def each_basis_is_of_a_kind():
    return told(f"{rule['file']} {rule['id']}: {part}"
                for rule in RULES for part in parts(rule)
                if MEMORY.search(part) or not
                (part in BOOKS or document(part)[0] or CHOICE.match(part) or LOGIC.match(part) or
                 CLASSIFICATION.match(part) or TABLE.match(part)))


@kit.case
def what_verified_rules_cite_was_read():
    return told(f"{rule['file']} {rule['id']}: {part}"
                for rule in RULES if verified(rule)
                for part in parts(rule) if not was_read(part))


@kit.case
def plain_logic_names_no_code():
    return told(f"{rule['file']} {rule['id']}: {rule['when']}"
                for rule in RULES if CODE.search(rule["when"])
                and any(LOGIC.match(part) for part in parts(rule)))


@kit.case
def errors_not_verified_are_listed_and_few():
    found = {rule["id"] for rule in ERRORS if not verified(rule)}
    print(f"of {len(ERRORS)} errors {len(found)} not verified")
    assert len(found) * 10 <= len(ERRORS), f"{len(found)} of {len(ERRORS)}"
    return told(f"{rule}: {'not listed' if rule in found else 'needs no reason'}"
                for rule in found ^ LISTED)


@kit.case
def most_rules_are_verified():
    share = 100 * sum(map(verified, RULES)) / len(RULES)
    print(f"of {len(RULES)} rules {share:.1f} % verified")
    assert share >= LEAST, f"{share:.1f} %"


kit.main()
