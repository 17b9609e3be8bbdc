#!/usr/bin/env python3
"""batch --db and merge --db: the tables and views of results.db in a real
PostgreSQL, which this test starts in a folder of its own, on a socket.
"""
import csv
import glob
import io
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

import kit
from kit import case

NULL = "<null>"
SERVER = {}  # filled by start()
IDENTITY = "样例甲"
PAGES = [
    dict(BAH="000123"), dict(BAH="000123", CYSJ="2025-03-06", ZFY="98765.43"),
    dict(BAH="F1", ZFY="1000", XYF="250", ZCYF="50", YCXYYCLF="100",
         LYFS="5"),
    dict(BAH="\\N", BMY="甲\t乙\n丙\\", JBDM="I10.x00", SSJCZBM1="",
         ZFY="16450.120000000003"),
    dict(BAH="Z0", ZFY="0", XYF="0"), dict(BAH="E5", JBDM="", ZFY=""),
    dict(BAH="000123", ZYCS="2", RYSJ="2025-03-10", CYSJ="2025-03-12"),
    dict(BAH="D1", CYKB="骨科<一>", CYSJ="2025-02-30")]


def page(**tags):
    return kit.patient(**{"XM": IDENTITY, "SSJCZBM1": "47.0100",
                          "BMY": "编码一", **tags})


def tool(name):
    found = shutil.which(name) or "".join(
        sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))[-1:])
    return found or None


def as_user():
    """PostgreSQL refuses root."""
    if os.getuid() != 0:
        return {}
    names = [one.pw_name for one in pwd.getpwall()]
    one = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": one.pw_uid, "group": one.pw_gid, "extra_groups": []}


def start(folder):
    who = as_user()
    if who:
        os.chown(folder, who["user"], who["group"])
    os.chmod(folder, 0o755)
    how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE,
           "cwd": folder, **who}
    subprocess.run([tool("initdb"), "-D", f"{folder}/data", "-U", "tester",
                    "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
                   check=True, **how)
    hba = f"{folder}/data/pg_hba.conf"
    kit.write(hba, "local all writer scram-sha-256\n" +
              kit.read(hba).decode())
    SERVER.update(folder=folder, process=subprocess.Popen(
        [tool("postgres"), "-D", f"{folder}/data", "-k", folder, "-c",
         "listen_addresses=", "-c", "fsync=off"],
        **{**how, "stderr": subprocess.DEVNULL}))
    for _ in range(300):
        if subprocess.run([tool("psql"), "-XAtc", "SELECT 1", url()],
                          capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("the server does not come up")


def url(user="tester", base="postgres"):
    return f"postgresql://{user}@/{base}?host={SERVER['folder']}"


def ask(sql, schema=None, base="postgres"):
    """The output of COPY, rows as texts; NULL is NULL."""
    text = f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER, NULL '{NULL}')"
    done = subprocess.run(
        [tool("psql"), "-XAt", "-v", "ON_ERROR_STOP=1", "-c",
         f"SET search_path TO {schema or 'public'}", "-c", text,
         url(base=base)], capture_output=True, check=False)
    assert done.returncode == 0, (sql, done.stderr.decode())
    out = done.stdout.decode().removeprefix("SET\n")
    return list(csv.reader(io.StringIO(out, newline="")))


def tell(sql, base="postgres"):
    subprocess.run([tool("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql,
                    url(base=base)], check=True, capture_output=True)


def schemas():
    return [name for name, in ask(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pregroup%' "
        "ORDER BY 1")[1:]]


def inputs(top, pages=None):
    path = f"{top}/in.xml"
    return path if os.path.exists(path) else kit.write(path, kit.pages(
        *[page(**tags) for tags in pages or PAGES]))


def batch(top, out, *words, given=None):
    done = kit.run("batch", "--no-xlsx", *words, "-o", f"{top}/{out}",
                   given or inputs(top))
    found = re.search(r"模式 (pregroup_\w+)", done.err)
    return done, found and found[1]


def same(one, other):
    """A cell of SQLite and one of PostgreSQL."""
    if one is None or other == NULL:
        return one is None and other == NULL
    if isinstance(one, str):
        return one == other
    return abs(Decimal(str(one)) - Decimal(other)) < Decimal("0.000051")


def compare(database, schema, sql, name, ordered=True):
    with sqlite3.connect(database) as db:
        cursor = db.execute(sql)
        rows = [list(row) for row in cursor.fetchall()]
    head, *found = ask(sql, schema)
    assert head == [one[0] for one in cursor.description], (name, head)
    if not ordered:
        texts = [i for i, column in enumerate(head)
                 if all(r[i] is None or isinstance(r[i], str) for r in rows)]
        rows.sort(key=lambda r: [r[i] or "" for i in texts])
        found.sort(key=lambda r: [r[i].replace(NULL, "") for i in texts])
    assert len(rows) == len(found), (name, len(rows), len(found))
    for row, other in zip(rows, found):
        for column, a, b in zip(head, row, other):
            assert same(a, b), (name, column, a, b)
    return len(rows)


@case
def tables_and_views_are_sqlites(top):
    done, schema = batch(top, "out", "--db", url())
    assert done.status == 1 and schema, done
    database = f"{top}/out/results.db"
    for name, order in (("run", "name, value"), ("cases", "id"),
                        ("findings", "id"), ("groups", "code"),
                        ("departments", "code")):
        assert compare(database, schema,
                       f"SELECT * FROM {name} ORDER BY {order}", name), name
    with sqlite3.connect(database) as db:
        views = [name for name, in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert {"judged", "work_list", "ages"} <= set(views)
    empty = [name for name in views if not compare(
        database, schema, f"SELECT * FROM {name}", name, name != "work_list")]
    assert set(empty) <= {"transfers", "special_cases", "unpriced",
                          "bad_sources"}, empty
    # What COPY would read otherwise; an amount is rounded, its text kept.
    rows = ask("SELECT case_no, coder, cost_fen FROM cases", schema)
    assert ["\\N", "甲\t乙\n丙\\", "1645012"] in rows, rows
    assert ["16450.120000000003"] in ask("SELECT value FROM findings WHERE "
                                         "tag = 'ZFY'", schema)


@case
def the_twenty_questions(top):
    text = kit.read(f"{kit.TREE}/docs/batch.md").decode()
    block = re.search(r"```sql\n-- 1 (.*?)```", text, re.S)[0]
    questions = [q for q in re.sub(r"(?m)^(--.*|```.*)$", "", block).split(";")
                 if q.strip()]
    _, schema = batch(top, "out", "--db", url())
    assert len(questions) == 20
    for question in questions:
        compare(f"{top}/out/results.db", schema, question, question, False)
        # One puts NULL first, the other last, if it is not said.
        for key in "margin", "drug_share", "cost_index":
            assert not re.search(rf"ORDER BY {key}\b(?! IS NULL)",
                                 question), question


@case
def a_run_replaces_itself_and_no_other(top):
    _, first = batch(top, "one", "--db", url())
    before = ask("SELECT * FROM findings ORDER BY id", first)
    tell(f"CREATE VIEW mine AS SELECT count(*) AS n FROM {first}.cases")
    _, again = batch(top, "two", "--db", url())
    assert again == first
    assert ask("SELECT * FROM findings ORDER BY id", first) == before
    assert ask("SELECT n FROM mine")[1] == [str(len(PAGES))]
    _, other = batch(top, "three", "--db", url(), "--skip", "rule=DEM*")
    _, named = batch(top, "four", "--db", url(), "--run", "2025_03")
    assert other != first and named == "pregroup_2025_03"
    assert {first, other, named} <= set(schemas())
    few = inputs(f"{top}/few", PAGES[:2])
    _, named = batch(top, "five", "--db", url(), "--run", "2025_03", given=few)
    assert ask("SELECT count(*) FROM cases", named)[1] == ["2"]
    assert ask("SELECT n FROM mine")[1] == [str(len(PAGES))]
    # Columns that are others: made anew, but not under a view of others.
    named = "2025_03", "--with-identity"
    done, schema = batch(top, "six", "--db", url(), "--run", *named)
    assert done.status == 1, done
    assert [IDENTITY] in ask("SELECT patient_name FROM cases", schema)
    tell("CREATE VIEW theirs AS SELECT id FROM pregroup_2025_03.cases")
    done, _ = batch(top, "seven", "--db", url(), "--run", "2025_03")
    assert done.status == 2 and "别的视图" in done.err, done
    assert [IDENTITY] in ask("SELECT patient_name FROM cases", schema)
    assert IDENTITY not in done.err
    tell("DROP VIEW theirs, mine")


@case
def a_merge_is_the_whole(top):
    halves = [kit.write(f"{top}/{i}.xml", kit.pages(
        *[page(**tags) for tags in PAGES[i::2]])) for i in (0, 1)]
    for i, half in enumerate(halves):
        batch(top, f"half{i}", given=half)
    _, schema = batch(top, "whole", "--db", url(), halves[0],
                      given=halves[1])
    rows = ask("SELECT * FROM cases ORDER BY id", schema)
    tell(f"DROP SCHEMA {schema} CASCADE")
    done = kit.run("merge", "--no-xlsx", "--db", url(), f"{top}/half0",
                   f"{top}/half1", "-o", f"{top}/joined")
    assert done.status == 1 and schema in done.err, done
    assert ask("SELECT * FROM cases ORDER BY id", schema) == rows
    # What is finished is not written by batch; the way it tells does.
    done, _ = batch(top, "whole", "--resume", "--db", url(), halves[0],
                    given=halves[1])
    assert done.status == 2 and "pregroup merge" in done.err, done
    done = kit.run("merge", "--no-xlsx", "--db", url(), f"{top}/whole", "-o",
                   f"{top}/later")
    assert done.status == 1 and schema in done.err, done


@case
def passwords_are_not_on_the_command_line(top):
    tell("CREATE ROLE writer LOGIN PASSWORD 'geheim'")
    tell("CREATE DATABASE his OWNER writer")
    secret = url("writer:geheim", "his")
    for words in (secret, f"host={SERVER['folder']} user=writer dbname=his "
                          "password=geheim"):
        done, _ = batch(top, "out", "--db", words)
        assert done.status == 2 and "PGPASSFILE" in done.err, done
        assert "geheim" not in done.err and not os.path.exists(f"{top}/out")
    done, _ = batch(top, "out", "--db", "postgresql://writer:geheim")
    assert done.status == 2 and "读不懂" in done.err, done
    assert "geheim" not in done.err
    done, _ = batch(top, "out", "--db", url("writer", "his"))
    assert done.status == 2 and "连不上" in done.err, done
    assert not os.path.exists(f"{top}/out")
    passes = kit.write(f"{top}/pass", "*:*:*:writer:geheim\n")
    os.chmod(passes, 0o600)
    services = kit.write(
        f"{top}/services", f"[his]\nhost={SERVER['folder']}\nuser=writer\n"
        "dbname=his\npassword=geheim\n")
    for i, (words, env) in enumerate((
            (url("writer", "his"), {"PGPASSFILE": passes}),
            ("service=his", {"PGSERVICEFILE": services}))):
        done = kit.run("batch", "--no-xlsx", "--db", words, "-o",
                       f"{top}/o{i}", inputs(top), env={**os.environ, **env})
        assert done.status == 1 and "模式 pregroup_" in done.err, done
        assert "geheim" not in done.err
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE "
               "'pregroup%'", base="his")[1] == ["1"]


@case
def what_is_refused_changes_nothing(top):
    """A table of what goes wrong: what is said, exit 2, no result."""
    tell("CREATE ROLE reader LOGIN")
    tell("CREATE SCHEMA pregroup_theirs")
    tell("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
         " TEMPLATE template0")
    before = schemas()
    for name, words, said in (
            ("no server", ["postgresql://x@/y?host=/nonexistent"], "连不上"),
            ("no base", [url(base="missing")], "连不上"),
            ("no URL", ["results.db"], "postgresql://"),
            ("no rights", [url("reader")], "GRANT CREATE"),
            ("a name", [url(), "--run", "2025-03"], "小写字母"),
            ("not ours", [url(), "--run", "theirs"], "不是 pregroup 建的"),
            ("encoding", [url(base="latin")], "UTF8")):
        out = name.replace(" ", "-")
        done, _ = batch(top, out, "--db", *words)
        assert done.status == 2 and said in done.err, (name, done)
        assert not os.path.exists(f"{top}/{out}/summary.json"), name
    done = kit.run("batch", "--run", "a", "-o", f"{top}/x", inputs(top))
    assert done.status == 2 and "--db" in done.err, done
    assert schemas() == before
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE "
               "'pregroup%'", base="latin")[1] == ["0"]
    # What failed is taken up, here without the database.
    done, _ = batch(top, "encoding", "--resume")
    assert done.status == 1, done


def main():
    missing = [name for name in ("initdb", "postgres", "psql")
               if not tool(name)]
    said = kit.run("batch", "-o", "x", "--db", "x", "y").err
    if missing or "编译时没有带" in said or "本机没有" in said:
        kit.skip("postgres", f"not installed: {' '.join(missing) or 'libpq'}")
        return
    folder = tempfile.mkdtemp(prefix="pregroup-pg-", dir="/tmp")
    try:
        start(folder)
        kit.main()
    finally:
        if "process" in SERVER:
            SERVER["process"].terminate()
            SERVER["process"].wait()
        shutil.rmtree(folder)


main()
