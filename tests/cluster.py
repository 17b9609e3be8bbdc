#!/usr/bin/env python3
"""Shards on Dask, and through a pipe as Spark has it, give what one run gives;
a worker that is killed half way does not matter.
"""
import os
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

cluster_batch.PREGROUP = PREGROUP
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
        env={**os.environ, "PREGROUP": PREGROUP,
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


def on_dask(top, shards):
    from distributed import Client
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
        client = Client(address)
        client.wait_for_workers(2, timeout=60)
        work = f"{top}/shards"
        futures = cluster_batch.submit_to_dask(client, shards, work,
                                               ("-j", "1"))
        done = kill_half_way(client, work, processes[2])
        parts = client.gather(futures)
        client.close()
        return parts, done
    finally:
        for process in processes:
            process.kill()
            process.wait()


def through_pipe(top, shards):
    parts = []
    for paths in shards:
        done = kit.run(f"{EXAMPLES}/cluster_batch.py", "--pipe",
                       f"{top}/piped", stdin="\n".join(paths) + "\n",
                       program=sys.executable,
                       env={**os.environ, "PREGROUP": PREGROUP})
        assert done.status == 0, done.err
        parts.append(done.out.strip())
    return parts


def compare(name, top, parts, whole, told=""):
    cluster_batch.merge(parts, f"{top}/{name}")
    differing = kit.differing(whole, kit.contents(f"{top}/{name}"))
    kit.verdict(name, differing and f"{differing} differ from one run", told)


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
    if not find_spec("distributed"):
        return kit.skip("dask", "python3-distributed is not installed")
    parts, done = on_dask(top, shards)
    return compare("dask", top, parts, whole,
                   f": a worker killed after {done} of {SHARDS}")


def with_debians_python():
    """Debian's packages stand in Debian's Python, not in one put before it."""
    debian = "/usr/bin/python3"
    if (not find_spec("distributed") and os.access(debian, os.X_OK) and
            not os.path.samefile(sys.executable, debian)):
        os.execv(debian, [debian, *sys.argv])


with_debians_python()
kit.main(main)
