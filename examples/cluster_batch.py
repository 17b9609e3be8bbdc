#!/usr/bin/env python3
"""一批首页分给几台机器做，再合成一个结果（docs/cluster.md）。

  cluster_batch.py -o 结果 [--shards 份数] [--scheduler 地址] 输入...
      用 Dask 分给各台机器；没有 --scheduler 就在本机开两个进程。
  cluster_batch.py --pipe 文件夹
      从标准输入读路径，一行一个，做成文件夹下的一份结果，印出它的位置：
      给 Spark 的 rdd.pipe、xargs 等用。

各台机器要看得到同样的路径（共享文件夹），并装有 pregroup。
"""
import argparse
import ctypes
import hashlib
import os
import signal
import subprocess
import sys

PREGROUP = os.environ.get("PREGROUP", "pregroup")
PR_SET_PDEATHSIG = 1


def files(words):
    """All files of the inputs, folders by the bytes of the path."""
    found = []
    for word in words:
        if not os.path.isdir(word):
            found.append(word)
            continue
        inside = [os.path.join(top, name) for top, _, names in os.walk(word)
                  for name in names]
        found += sorted(inside, key=os.fsencode)
    return found


def split(paths, count):
    """At most `count` runs of paths, in order, of about as many bytes each."""
    sizes = [os.path.getsize(p) if os.path.exists(p) else 0 for p in paths]
    target = sum(sizes) / max(count, 1)
    shards, run, done = [], [], 0
    for path, size in zip(paths, sizes):
        run.append(path)
        done += size
        if done >= target * (len(shards) + 1) and len(shards) < count - 1:
            shards.append(run)
            run = []
    return shards + [run] if run else shards


def die_with_parent():
    """A worker that is killed takes its batch along."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def batch(paths, out, options=()):
    """One shard: a batch of these files into `out`, which is returned. Begun
    before, on whatever machine, it is continued."""
    os.makedirs(os.path.dirname(out) or ".", exist_ok=True)
    command = [PREGROUP, "batch", "--quiet", "--resume", *options, "-o", out,
               *paths]
    done = subprocess.run(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False,
                          preexec_fn=die_with_parent)
    if not os.path.exists(os.path.join(out, "summary.json")):
        raise RuntimeError(done.stderr.decode())
    return out


def batch_partition(index, paths, out, options=()):
    """The same for Spark's mapPartitionsWithIndex: a list of one DIR."""
    paths = list(paths)
    shard = os.path.join(out, f"{index:05}")
    return [batch(paths, shard, options)] if paths else []


def merge(shards, out):
    """Joins the shards in their order; the exit status of the whole batch."""
    return subprocess.run([PREGROUP, "merge", *shards, "-o", out],
                          check=False).returncode


def submit_to_dask(client, shards, work, options=()):
    """A future for every shard; one whose worker is lost is given to another,
    which continues it."""
    return [client.submit(batch, paths, os.path.join(work, f"{i:05}"), options,
                          pure=False, retries=3)
            for i, paths in enumerate(shards)]


def pipe(folder):
    paths = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    if paths:
        name = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:16]
        print(batch(paths, os.path.join(folder, name)))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, add_help=True,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output")
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--scheduler")
    parser.add_argument("--pipe", metavar="文件夹")
    parser.add_argument("inputs", nargs="*")
    given = parser.parse_args()
    if given.pipe:
        return pipe(given.pipe)
    if not given.output or not given.inputs:
        parser.error("要有 -o 和输入，或 --pipe")
    from distributed import Client
    client = Client(given.scheduler) if given.scheduler else \
        Client(n_workers=2, threads_per_worker=1, dashboard_address=None)
    client.upload_file(os.path.abspath(__file__))
    shards = split(files(given.inputs), given.shards)
    done = client.gather(submit_to_dask(client, shards,
                                        given.output + ".shards", ("-j", "1")))
    client.close()
    return merge(done, given.output)


if __name__ == "__main__":
    sys.exit(main())
