#!/usr/bin/env python3
"""engine.py -- the module of ./bootstrap web says the bytes of the program, in
node and in Chromium, in a worker and without; what is hostile is answered or
refused in its memory and time, and what stops it stops one call only.

Environment: NODE_MODULES (a folder of node modules with playwright-core, by
default that of the build folder).
"""
import functools
import json
import os
import shutil
import sys

sys.path.append(sys.path[0] + "/..")

import hostile  # noqa: E402
import kit  # noqa: E402

HERE = f"{kit.TREE}/tests/web"
WEB = f"{kit.BUILD}/web"
GOLDEN = f"{kit.TREE}/tests/golden"
os.environ.setdefault("NODE_MODULES", f"{kit.BUILD}/node_modules")
RUNTIMES = ("node", "node-worker", "browser", "browser-worker")
E_LIMIT, E_NOMEM = 23, 40
SECONDS = 60
SYSTEMS = {"diagnosis": "--diagnoses", "procedure": "--procedures"}
QUERIES = ("jxlwy", "急性lwy", "K35", "47.01", "阑尾 切除", "", "没有这个",
           "<&\"", "zz" * 100)


def needs_module():
    if not os.path.exists(f"{WEB}/pregroup.wasm"):
        raise kit.Skip("not built: ./bootstrap web")
    if not shutil.which("node"):
        raise kit.Skip("no node")


def answers(top, where, jobs, pack=None, seconds=600, kind="file"):
    """What the module answers to jobs, [file or query, options]."""
    path = kit.write(f"{top}/jobs.json", json.dumps({"pack": pack, "jobs": [
        {kind: what, "options": options} for what, options in jobs]}))
    done = kit.run(f"{HERE}/engine.mjs", where, WEB, path, program="node",
                   seconds=seconds)
    if done.status == 77:
        raise kit.Skip(done.err.strip())
    kit.equal(f"status: {done.err[-2000:]}", done.status, 0)
    return kit.results(done.out)


# ---- the same bytes

def options_of(words):
    """A golden file's options of the command as an object of the module's."""
    options, words = {"record": True}, list(words)
    if words:
        options = {}
    while words:
        name = words.pop(0)[2:]
        options.setdefault(name, []).append(
            True if not words or words[0].startswith("--") else words.pop(0))
    if "verified" in options:
        options["verified"] = [
            line for line in kit.read(f"{GOLDEN}/{options['verified'][0]}")
            .decode().split("\n") if line and not line.startswith("#")]
    return options


def golden_jobs():
    """[file, options of the command] of each golden file."""
    for name in sorted(os.listdir(GOLDEN)):
        stem, kind = os.path.splitext(name)
        if kind not in (".xml", ".bin", ".csv", ".jsonl"):
            continue
        expected = f"{GOLDEN}/{stem}.json"
        words = json.loads(kit.read(expected)).get("options", []) \
            if os.path.exists(expected) else []
        yield f"{GOLDEN}/{name}", words


@functools.lru_cache(None)
def of_the_program(file, words):
    return kit.run("check", "-f", "json", *(words or ["--record"]), "-",
                   stdin=kit.read(file), cwd=GOLDEN).out


def the_same_goldens(top, where):
    needs_module()
    jobs = list(golden_jobs())
    told = answers(top, where, [(file, options_of(words))
                                for file, words in jobs])
    wrong = []
    for (file, words), answer in zip(jobs, told,
                                       strict=True):
        if answer.get("text") != of_the_program(file, tuple(words)):
            wrong.append(f"{file}: {answer.get('wrong', 'other bytes')}")
    return wrong


def the_same_codes(top, where):
    needs_module()
    jobs = [(query, how) for query in QUERIES for how in (
        {}, {"system": "procedure"}, {"system": "diagnosis", "limit": 200})]
    told = answers(top, where, jobs, kind="query")
    for (query, how), answer in zip(jobs, told, strict=True):
        words = [SYSTEMS[how["system"]]] if "system" in how else []
        words += ["-n", str(how["limit"])] if "limit" in how else []
        kit.equal(f"{query} {how}", answer.get("codes"), kit.decode(kit.run(
            "codes", "-f", "json", *words, "--", query).out))


# ---- what is hostile

def hostile_jobs(top):
    """Files of tests/hostile.py; what must be told of each."""
    for n, (name, chunks, wanted, least) in enumerate(hostile.CASES):
        path = f"{top}/{n}"
        with open(path, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
        yield path, name, wanted, least


def judge_hostile(answer, wanted, least):
    if answer["ms"] > SECONDS * 1000:
        return f"{answer['ms']} ms"
    if "text" not in answer:
        return None if answer["status"] in (E_LIMIT, E_NOMEM) else answer
    told = kit.results(answer["text"])
    rules = {one["rule"] for record in told for one in record["findings"]}
    return None if wanted <= rules and len(told) >= least else \
        f"{len(told)} records, {sorted(rules)}"


def hostile_inputs(top):
    needs_module()
    jobs = list(hostile_jobs(top))
    told = answers(top, "node-worker", [(path, {}) for path, *_ in jobs])
    for (_, name, wanted, least), answer in zip(jobs, told):
        kit.verdict(f"hostile: {name}", judge_hostile(answer, wanted, least))


# ---- what stops it

def restarts(_):
    """See restarts.mjs, which prints what is wrong."""
    needs_module()
    done = kit.run(f"{HERE}/restarts.mjs", WEB,
                   f"{kit.TREE}/examples/mistakes.xml", program="node")
    kit.equal(f"status: {done.err[-2000:]}", done.status, 0)
    return done.out.splitlines()


def work(top):
    for where in RUNTIMES:
        kit.judge(f"goldens: {where}", the_same_goldens, top, where)
    for where in ("node", "browser-worker"):
        kit.judge(f"codes: {where}", the_same_codes, top, where)
    kit.judge("hostile inputs", hostile_inputs, top)
    kit.judge("a call that is stopped", restarts, top)


if __name__ == "__main__":
    kit.main(work)
