#!/usr/bin/env python3
"""man.py -- both man pages name the options that --help names, command by
command, and have the same sections in the same order."""
import re
import shutil
import subprocess

import kit

PAGES = {"en": f"{kit.TREE}/docs/pregroup.1",
         "zh": f"{kit.TREE}/docs/zh_CN/pregroup.1"}
# The heads of sections in both tongues; those of commands are their names.
HEADS = {"NAME": "名称", "SYNOPSIS": "用法", "DESCRIPTION": "说明",
         "OPTIONS": "选项", "COMMANDS": "命令", "EXIT STATUS": "退出状态",
         "ENVIRONMENT": "环境变量", "FILES": "文件", "NOTES": "附注"}
COMMON = ["-h, --help", "--version"]  # of the program: told once
LISTED = re.compile(r"  (-\w, |    )(--[\w-]+) ?.*")
TAG = re.compile(r"(?:-\w, )?--[\w-]+")


def sections(page):
    """Head to the tags of its .TP paragraphs, in order."""
    found = {}
    lines = iter(kit.read(page).decode().replace(r"\-", "-").split("\n"))
    for line in lines:
        kind, _, head = line.partition(" ")
        if kind in (".SH", ".SS"):
            tags = found.setdefault(f"{kind} {head}", [])
        elif kind == ".TP":
            tags.append(next(lines).partition(" ")[2].strip('"'))
    return found


def options(tags):
    """The options that stand in tags, without their values."""
    return [m[0] for tag in tags if (m := TAG.match(tag.strip('"')))]


def listed(command):
    """The options of a command's --help but that itself."""
    page = kit.run(*command.split(), "--help").out
    rows = filter(None, map(LISTED.fullmatch, page.split("\n")))
    return [(m[1] + m[2]).strip() for m in rows if m[2] != "--help"]


@kit.case
def sections_are_the_same():
    english, chinese = (list(sections(page)) for page in PAGES.values())
    kit.equal("sections", chinese,
              [".SH " + HEADS[head[4:]] if head[:4] == ".SH " else head
               for head in english])
    kit.equal("commands", [head[4:] for head in english
                           if head[:4] == ".SS "], kit.commands())


@kit.case
def options_are_those_of_help():
    for page in PAGES.values():
        found = sections(page)
        for command in kit.commands():
            kit.equal(f"{page}: {command}", options(found[f".SS {command}"]),
                      listed(command))


@kit.case
def common_options_are_told_once():
    for page, head in zip(PAGES.values(), ("OPTIONS", HEADS["OPTIONS"])):
        kit.equal(page, options(sections(page)[f".SH {head}"]), COMMON)
    kit.holds("version", kit.run("--version").out, "pregroup ")


def words(tags):
    """What in tags no translation changes: statuses, variables, paths."""
    return [re.findall(r"\d|[A-Z][A-Z_]+|[\w./-]{9,}", tag, re.ASCII)
            for tag in tags]


@kit.case
def statuses_variables_files_are_the_same():
    english, chinese = (sections(page) for page in PAGES.values())
    for head in ("EXIT STATUS", "ENVIRONMENT", "FILES"):
        found = words(chinese[f".SH {HEADS[head]}"])
        kit.equal(head, found, words(english[f".SH {head}"]))
        kit.holds(head, str(found), {"EXIT STATUS": "2", "FILES": "share",
                                     "ENVIRONMENT": "PREGROUP_PACK"}[head])


@kit.case
def no_other_option_is_named():
    every = {"--help", "--version", *(
        name for command in kit.commands() for option in listed(command)
        for name in option.split(", "))}
    for page in PAGES.values():
        text = kit.read(page).decode().replace(r"\-", "-")
        named = set(re.findall(r"--\w[\w-]*", text))
        kit.equal(page, sorted(named - every), [])


@kit.case
def the_formatter_has_no_complaint():
    mandoc = shutil.which("mandoc")
    if mandoc is None:
        raise kit.Skip("no mandoc")
    for page in (*PAGES.values(), f"{kit.TREE}/docs/pregroup_api.3",
                 f"{kit.TREE}/docs/pregroup_flat.3"):
        done = subprocess.run([mandoc, "-Tlint", "-Wwarning", page],
                              capture_output=True, check=False)
        kit.equal(page, done.stdout.decode(), "")


kit.main()
