#!/usr/bin/env python3
"""options.py -- the plugin can do what the command can: by the same options it
gives the same lines; a folder of packs gives the pack of the day of discharge.

Environment: FLAT (path of the object).
"""
import ctypes
import glob
import os
import subprocess
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from flatface import (E_ARG, E_BUFFER, E_ENCODING, E_LIMIT,  # noqa: E402
                      GB18030, OK, SIZE, Flat, Refused)
from kit import case, equal, holds  # noqa: E402

PAGES = [f"{kit.TREE}/{name}" for name in (
    "examples/clean.xml", "examples/mistakes.xml",
    "examples/wrong-encoding.xml", "tests/golden/container-newdataset.xml",
    "tests/golden/group-score.xml", "tests/dialects/western.cda.xml")]

# What a host writes, and the command's options for the same.
SAME = [
    ("", []),
    ("stage=draft", ["--stage", "draft"]),
    ("score=yes\nscore=no\n", []),
    ("score=yes\n", ["--score"]),
    ("why=yes", ["--why"]),
    ("record=yes\r\nwith-identity=yes\r\n", ["--record", "--with-identity"]),
    ("what-if=procedures[2] first\nwhat-if=without diagnoses[2]\n",
     ["--what-if", "procedures[2] first", "--what-if",
      "without diagnoses[2]"]),
    ("\nwhat-if=codes\n\nformat=json\n", ["--what-if", "codes"]),
    ("set=diagnoses[2].code:K35.800\nset=sex:\nset=diagnoses:2\nrecord=yes\n",
     ["--set", "diagnoses[2].code:K35.800", "--set", "sex:", "--set",
      "diagnoses:2", "--record"]),
]


def command(page, *words):
    return kit.run("check", "-f", "json", *words, "-",
                   stdin=kit.read(page)).out


def each(work):
    """work(flat, engine) with the built-in pack."""
    flat = Flat()
    engine = flat.open()
    work(flat, engine)
    flat.close(engine)


@case
def options_do_what_the_command_does():
    def work(flat, engine):
        for options, words in SAME:
            for page in PAGES:
                text = flat.by_options(engine, options, kit.read(page))
                equal(f"{options!r} {page}", text.decode(),
                      command(page, *words))
    each(work)


@case
def a_session_keeps_nothing_but_memory():
    pages = [kit.read(name) for kind in ("xml", "jsonl", "bin") for name in
             sorted(glob.glob(f"{kit.TREE}/tests/golden/*.{kind}"))]
    pages += [page.decode().encode(code) for page in map(kit.read, PAGES[:2])
              for code in ("utf-16", "gb18030")]

    def work(flat, engine):
        session = flat.session(engine)
        for number, page in [*enumerate(pages), *enumerate(pages[::-1])]:
            encoding = number % 3
            equal(f"page {number}", flat.session_run(session, page, encoding),
                  flat.run(engine, page, encoding))
        flat.session_close(session)
        equal("pages", len(pages) > 100, True)
    each(work)


@case
def verified_lines_leave_findings_out(top):
    page = PAGES[1]
    lines = kit.run("check", "--verified-lines", page).out
    lines = [one for one in lines.splitlines() if not one.startswith("#")]
    equal("there are lines", len(lines) > 2, True)
    path = kit.write(f"{top}/verified.txt", "\n".join(lines[:2]) + "\n")

    def work(flat, engine):
        text = flat.by_options(
            engine, "\n".join("verified=" + one for one in lines[:2]),
            kit.read(page))
        equal("the same", text.decode(), command(page, "--verified", path))
        equal("fewer", text.decode() != command(page), True)
    each(work)


@case
def digests_are_those_of_verified_lines():
    """Of each finding but errors, in the order of the findings."""
    page = PAGES[1]
    lines = kit.run("check", "--verified-lines", page).out.splitlines()

    def work(flat, engine):
        result, = kit.results(flat.by_options(
            engine, "digest=yes", kit.read(page)).decode())
        equal("lines", [[one["rule"], one["digest"]]
                        for one in result["findings"] if one["digest"]],
              [[line.split("\t")[n] for n in (0, 3)] for line in lines
               if not line.startswith("#")])
        equal("errors", {one["severity"] for one in result["findings"]
                         if one["digest"] is None}, {"error"})
    each(work)


@case
def only_and_skip_choose_findings():
    page = kit.read(PAGES[1])

    def rules(flat, engine, options):
        result, = kit.results(flat.by_options(engine, options, page).decode())
        return [one["rule"] for one in result["findings"]]

    def work(flat, engine):
        every = rules(flat, engine, "")
        one = every[0]
        equal("only", rules(flat, engine, f"only=rule={one}"),
              [rule for rule in every if rule == one])
        equal("skip", rules(flat, engine, f"skip=rule={one[:3]}*"),
              [rule for rule in every if rule[:3] != one[:3]])
    each(work)


@case
def mistakes_name_their_line():
    wrong = [("nonsense=1", 1, "nonsense"), ("why=yes\nwhy", 2, "名称=值"),
             ("\n\nwhy=maybe", 3, "maybe"), ("stage=final", 1, "draft"),
             ("format=pdf", 1, "xml"), ("today=today", 1, "2025"),
             ("verified=nothing", 1, "四格"), ("only=SEX009", 1, "rule="),
             ("what-if=diagnoses[0] first", 1, "procedures[2] first")]

    def work(flat, engine):
        for options, line, part in wrong:
            for encoding in (1, GB18030):
                try:
                    flat.session(engine, options, encoding)
                    raise kit.Failure(f"{options!r} is taken")
                except Refused as refused:
                    equal(options, refused.status, E_ARG)
                    holds(options, refused.reason, f"第 {line} 行", part)
    each(work)


@case
def options_may_come_in_gb18030():
    def work(flat, engine):
        for encoding in (1, GB18030):
            try:
                flat.session(engine, "why=是的", encoding)
                raise kit.Failure("it is taken")
            except Refused as refused:
                holds("reason", refused.reason, "不是 是的")
    each(work)


# ---- a folder of packs

def year(top, name, first, last, value):
    text = kit.read(kit.DEMO).decode()
    head = text[:text.index("<codes")]
    changed = head
    for attribute, day in (("valid-from", first), ("valid-to", last)):
        before, _, rest = changed.partition(f' {attribute}="')
        changed = f'{before} {attribute}="{day}{rest[10:]}'
    changed = changed.replace('id="demo"', f'id="demo-{value}"')
    folder = f"{top}/{name}"
    kit.write(f"{folder}/region.xml", changed + text[len(head):])
    kit.write(f"{folder}/catalogue.csv",
              kit.read(kit.DEMO.replace("region.xml", "catalogue.csv")))
    done = kit.build(f"{folder}/region.xml", f"{top}/packs/{name}.pack")
    equal("built", done.status, 0)


def discharged(number, *days):
    return kit.pages(*[kit.patient(BAH=f"{number}{i}", CYSJ=day)
                       for i, day in enumerate(days)])


@case
def a_folder_gives_the_pack_of_the_day(top):
    kit.write(f"{top}/packs/readme.txt", "not a pack")
    year(top, "a", "2024-01-01", "2024-12-31", 24)
    year(top, "b", "2025-01-01", "2025-12-31", 25)
    flat = Flat()
    engine = flat.open(f"{top}/packs")
    session = flat.session(engine, "record=yes")
    for days, wanted in (
            (["2024-06-01"], [24]), (["2025-06-01"], [25]),
            (["2026-06-01"], [25]), (["2020-06-01"], [24]),
            (["2025-06-01", "2024-06-01", "2024-07-01", "2025-07-01", "-"],
             [25, 24, 24, 25, 25])):
        page = discharged("F", *days)
        text = flat.session_run(session, page).decode()
        equal(f"{days} regions", [one["pack"]["region"]
                                  for one in kit.results(text)],
              [f"demo-{one}" for one in wanted])
        path = kit.write(f"{top}/page.xml", page)
        words = ["-p", f"{top}/packs", "--record"]
        equal(f"{days} lines", text, command(path, *words))
        equal(f"{days} without a session", len(flat.run(engine, page, 0)) > 9,
              True)
    flat.session_close(session)
    info = kit.results(flat.info(engine).decode())
    equal("what the packs say",
          [(one["region"], one["valid_from"]) for one in info],
          [("demo-24", "2024-01-01"), ("demo-25", "2025-01-01")])
    flat.close(engine)


@case
def a_folder_without_packs_is_refused(top):
    try:
        Flat().open(top)
        raise kit.Failure("it opens")
    except Refused as refused:
        holds("reason", refused.reason, "没有规则包")


# ---- mistakes and limits

@case
def wrong_handles_are_told():
    def work(flat, engine):
        page = kit.read(PAGES[0])
        nothing = ctypes.create_string_buffer(256)
        session = flat.session(engine)
        for name, call in (
                ("run", lambda: flat.run(session, page)),
                ("run", lambda: flat.run(nothing, page)),
                ("session_open", lambda: flat.session(session)),
                ("session_open", lambda: flat.session(None)),
                ("session_run", lambda: flat.session_run(engine, page)),
                ("session_run", lambda: flat.session_run(nothing, page)),
                ("session_run", lambda: flat.session_run(None, page)),
                ("info", lambda: flat.info(session)),
                ("info", lambda: flat.info(None))):
            try:
                call()
                raise kit.Failure(f"{name} takes it")
            except Refused as refused:
                equal(name, refused.status, E_ARG)
                equal(name, name == "run" or refused.reason != "", True)
        equal("close", flat.close(session), E_ARG)
        equal("close", flat.close(nothing), E_ARG)
        equal("close", flat.close(None), OK)
        equal("session_close", flat.session_close(engine), E_ARG)
        equal("session_close", flat.session_close(session), OK)
        equal("still open", len(flat.run(engine, page)) > 100, True)
    each(work)


@case
def bytes_and_places_may_be_missing():
    def work(flat, engine):
        session = flat.session(engine)
        need, text = SIZE(7), ctypes.create_string_buffer(b"abc", 64)
        run = ["session_run", session]
        equal("no bytes", flat.call(*run, None, 0, 1, text, 64, need, None, 0),
              E_ARG)
        equal("out", text.value, b"")
        equal("need", need.value, 0)
        equal("no place", flat.call(*run, b"<x/>", 4, 1, None, 64, need, None,
                                    0), E_ARG)
        equal("no need", flat.call(*run, b"<x/>", -1, 1, text, 64, None, text,
                                   64), E_BUFFER)
        equal("encoding", flat.call(*run, b"<x/>", 4, 3, text, 64, need, text,
                                    64), E_ENCODING)
        flat.session_close(session)
    each(work)


@case
def a_limit_says_which_one():
    page = kit.read(PAGES[1])
    begin, end = page.index(b"<RECORD>"), page.index(b"</RECORD>") + 9
    many = b"<DATA>" + page[begin:end] * 9000 + b"</DATA>"

    def work(flat, engine):
        for options in ("record=yes\nwhy=yes", "record=yes\nformat=tsv"):
            session = flat.session(engine, options)
            try:
                flat.session_run(session, many)
                raise kit.Failure("it is given")
            except Refused as refused:
                equal("status", refused.status, E_LIMIT)
                holds("reason", refused.reason, "64 MB", "结果的文本")
            # The session is as good as before.
            equal("goes on", len(flat.session_run(session, page)) > 100, True)
            flat.session_close(session)
    each(work)


@case
def drg_needs_no_more_stack(top):
    if "SANITIZED" in os.environ:
        raise kit.Skip("sanitizers have their own")
    pack = f"{top}/drg.pack"
    kit.build(f"{kit.TREE}/tests/regions/drg/region.xml", pack)
    done = subprocess.run([f"{kit.BUILD}/tests/hosts/stack"],
                          env={**os.environ, "PACKS": pack},
                          capture_output=True, check=False)
    holds("deepest call", done.stdout.decode(), "PASS", "pages")


kit.main()
