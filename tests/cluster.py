#!/usr/bin/env python3
"""Shards on Dask, and through a pipe as Spark has it, give what one run gives;
a worker that is killed half way does not matter.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import kit
from kit import PREGROUP

EXAMPLES = f"{kit.TREE}/examples"
sys.path.append(EXAMPLES)
import cluster_batch  # noqa: E402

os.environ["PREGROUP"] = PREGROUP
FILES, SHARDS = 24, 8


def make_inputs(top):
    for i in range(FILES):
        kit.write(f"{top}/in/{i:02}.xml", kit.generate(
            "-m", "2", "-s", str(i // 2), "-e",
            "gb18030" if i % 3 else "utf-8"))
    return cluster_batch.files([f"{top}/in"])


def start(*words):
    return subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ,
             "PYTHONPATH": os.pathsep.join(
                 [EXAMPLES, os.environ.get("PYTHONPATH", "")])})


def read_address(path):
    for _ in range(300):
        try:
            return kit.decode(kit.read(path))["address"]
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
    raise AssertionError("the scheduler does not come up")


def finished(work):
    return [s for s in sorted(os.listdir(work))
            if os.path.exists(f"{work}/{s}/summary.json")] \
        if os.path.isdir(work) else []


def kill_half_way(client, work, worker):
    """Kills the process of a worker once a quarter of the shards is done and
    it is busy itself; how many were done."""
    while len(finished(work)) < SHARDS // 4 or not any(
            w.endswith("victim") and t for w, t in busy(client)):
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    return len(finished(work))


def busy(client):
    workers = client.scheduler_info()["workers"]
    return [(str(workers[address]["id"]), tasks)
            for address, tasks in client.processing().items()
            if address in workers]


def cluster(top, work):
    """Calls work(address, worker that may be killed) on a cluster of two
    workers."""
    described = f"{top}/scheduler.json"
    processes = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1",
                       "--port", "0", "--no-dashboard", "--scheduler-file",
                       described)]
    try:
        address = read_address(described)
        for name in "stays", "victim":
            processes.append(start(
                "distributed.cli.dask_worker", address, "--name", name,
                "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host",
                "127.0.0.1", "--local-directory", top))
        return work(address, processes[2])
    finally:
        for process in processes:
            process.kill()
            process.wait()


def on_dask(top, shards, address, victim):
    from distributed import Client
    client = Client(address)
    client.wait_for_workers(2, timeout=60)
    work = f"{top}/shards"
    futures = cluster_batch.submit_to_dask(client, shards, work, ("-j", "1"))
    done = kill_half_way(client, work, victim)
    parts = client.gather(futures)
    client.close()
    return parts, done


def through_pipe(top, shards):
    parts = []
    for paths in shards:
        done = kit.run(f"{EXAMPLES}/cluster_batch.py", "--pipe",
                       f"{top}/piped", stdin="\n".join(paths) + "\n",
                       program=sys.executable)
        assert done.status == 0 and done.err == "", done
        parts.append(done.out.strip())
    return parts


def compare(name, top, parts, whole, told=""):
    cluster_batch.merge(parts, f"{top}/{name}")
    differing = kit.differing(whole, kit.contents(f"{top}/{name}"))
    kit.verdict(name, differing and f"{differing} differ from one run", told)


def script(top, *words):
    return kit.run(f"{EXAMPLES}/cluster_batch.py", *words, cwd=top,
                   program=sys.executable, seconds=400)


def litter(top):
    """Beside the inputs, what a batch of the folder passes over, and what it
    says something of."""
    for name, data in {".DS_Store": b"x", "__MACOSX/00.xml": b"x",
                       "sub/Thumbs.db": b"x", "cut.zip": b"PK\3\4cut"}.items():
        kit.write(f"{top}/in/{name}", data)
    os.symlink("00.xml", f"{top}/in/99.xml")
    os.symlink(".", f"{top}/in/loop")
    kit.run("batch", "--quiet", "-o", f"{top}/in/old", f"{top}/in/00.xml")


def the_script(top, address):
    """A folder with litter, options of batch, a pack: as one batch of it."""
    litter(top)
    kit.build(kit.DEMO, f"{top}/a.pack")
    options = ["-p", "a.pack", "--skip=rule=REQ*", "--readmit-days", "9",
               "--no-db", "--split", "coder"]
    one = kit.run("batch", "--quiet", *options, "-o", "script", "in", cwd=top)
    whole = kit.contents(f"{top}/script")
    os.rename(f"{top}/script", f"{top}/script.one")
    words = ["--scheduler", address, "--shards", "5", "-o", "script"]
    wrong = script(top, *words, "-p", "none.pack", "in")
    done = script(top, *words, *options, "in")
    differing = kit.differing(whole, kit.contents(f"{top}/script"))
    kit.verdict("script", next((why for why, bad in (
        (f"{differing} differ from one run: {done}", differing),
        (f"a wrong pack: {wrong}", wrong.status != 2 or
         "none.pack" not in wrong.err or "Traceback" in wrong.err),
        (f"status {done.status}, not {one.status}",
         done.status != one.status or one.status != 2),
        (f"messages: {one.err} but {done.err}",
         "cut.zip" not in one.err or "cut.zip" not in done.err),
        (f"no progress: {done.err}", "5/5" not in done.err),
        ("shards are left", os.path.exists(f"{top}/script.shards"))) if bad),
        ""))


def refusals(top):
    """What the script refuses: what it says, exit 2, nothing done."""
    kit.write(f"{top}/few/1.xml", kit.pages(kit.patient()))
    kit.write(f"{top}/begun.shards/plan.json",
              '{"shards": 1, "options": [], "inputs": [["few/1.xml", 1, 2]]}')
    kit.write(f"{top}/other.shards/mine.txt", "x")
    kit.run("batch", "--quiet", "-o", f"{top}/full", f"{top}/few")
    for name, words, said in (
            ("no output", ["few"], "-o"),
            ("no input", ["-o", "x", "nowhere"], "nowhere"),
            ("unknown option", ["-o", "x", "--foo", "few"], "--foo"),
            ("no number", ["-o", "x", "--shards", "abc", "few"], "--shards"),
            ("no shards", ["-o", "x", "--shards", "0", "few"], "1 以上"),
            ("twice", ["-o", "x", "--output", "y", "few"], "只写一次"),
            ("for the merge", ["-o", "x", "--compare", "none", "few"],
             "--compare none"),
            ("no scheduler", ["-o", "x", "--scheduler", "none", "few"],
             "tcp://" if find_spec("distributed") else "Dask"),
            ("finished", ["-o", "full", "few"], "换一个 -o"),
            ("changed input", ["-o", "begun", "few"], "few/1.xml"),
            ("not ours", ["-o", "other", "few"], "other.shards")):
        done = script(top, *words)
        kit.verdict(name, "" if done.status == 2 and said in done.err and
                    "Traceback" not in done.err and
                    not os.path.exists(f"{top}/x") and
                    not os.path.exists(f"{top}/x.shards") else str(done))


def blocks(kind):
    text = kit.read(f"{kit.TREE}/docs/cluster.md").decode()
    return re.findall(rf"```{kind}\n(.*?)```", text, re.S)


def as_documented(top, address):
    """The lines of docs/cluster.md; only addresses and paths are others."""
    source = f"{top}/in"
    kit.run("batch", "-o", f"{top}/documented", "--quiet", source)
    whole = kit.contents(f"{top}/documented")
    bin_ = os.path.dirname(PREGROUP)
    for i, text in enumerate(
            [next(b for b in blocks("sh") if "--scheduler" in b),
             next(b for b in blocks("python") if "Client(" in b),
             next(b for b in blocks("sh") if "--pipe" in b)]):
        here = f"{top}/documented.{i}"
        os.makedirs(here)
        lines = [line for line in text.splitlines()
                 if not line.startswith("dask-")]
        text = "\n".join(lines).replace("tcp://调度机:8786", address)
        text = text.replace("/共享/导出", source).replace("/共享", here)
        shutil.copy(f"{EXAMPLES}/cluster_batch.py", here)
        if "import" in text:
            program, words = sys.executable, ("-c", text)
        else:
            program, words = "/bin/sh", ("-ec", text.replace(
                "python3", sys.executable))
        done = kit.run(*words, program=program, cwd=here, seconds=400, env={
            **os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"})
        differing = kit.differing(whole, kit.contents(f"{here}/全年"))
        kit.verdict(f"documented {i}", differing and f"{differing}: {done}")


def main(top):
    if not os.path.exists(kit.GENERATE):
        return kit.skip("cluster", "tests/bench/generate is not built")
    paths = make_inputs(top)
    shards = cluster_batch.split(paths, SHARDS)
    assert sum(shards, []) == paths and len(shards) == SHARDS
    cluster_batch.batch(paths, f"{top}/whole")
    whole = kit.contents(f"{top}/whole")
    compare("pipe", top, through_pipe(top, shards[:3] + [
        sum(shards[3:], [])]), whole)
    parts = [cluster_batch.batch_partition(i, iter(s), f"{top}/spark")[0]
             for i, s in enumerate(shards)]
    compare("partitions", top, parts, whole)
    refusals(top)
    if not find_spec("distributed"):
        return kit.skip("dask", "python3-distributed is not installed")

    def work(address, victim):
        parts, done = on_dask(top, shards, address, victim)
        compare("dask", top, parts, whole,
                f": a worker killed after {done} of {SHARDS}")
        for path in paths[8:]:  # fewer will do from here on
            os.remove(path)
        as_documented(top, address)
        the_script(top, address)
    return cluster(top, work)


def with_debians_python():
    """Debian's packages stand in Debian's Python, not in one put before it."""
    debian = "/usr/bin/python3"
    if (not find_spec("distributed") and os.access(debian, os.X_OK) and
            not os.path.samefile(sys.executable, debian)):
        os.execv(debian, [debian, *sys.argv])


with_debians_python()
kit.main(main)
