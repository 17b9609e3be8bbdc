#!/usr/bin/env python3
"""一批首页分给几台机器做，再合成一个结果（docs/cluster.md）。

  cluster_batch.py [--shards 份数] [--scheduler 地址] [batch 的选项] -o 结果 输入...
      用 Dask 分给各台机器；没有 --scheduler 就在本机开两个进程。
      pregroup batch --help 里的选项都可以用，如 -p 规则包。
  cluster_batch.py --pipe 文件夹 [batch 的选项]
      从标准输入读路径，一行一个，做成文件夹下的一份结果，印出它的位置：
      给 Spark 的 rdd.pipe、xargs 等用。

各台机器要看得到同样的路径（共享文件夹），并装有 pregroup；环境变量 PREGROUP
指出它的位置。
"""
import ctypes
import glob
import hashlib
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1
# What batch passes over in folders (docs/batch.md).
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX"}
RESULTS = b'{"format":1,"packs":['
OWN = {"-o", "--output", "--shards", "--scheduler", "--pipe"}


class Refused(Exception):
    """Why something is not done, in words for people."""


def run_program(words, **how):
    program = os.environ.get("PREGROUP", "pregroup")
    try:
        return subprocess.run([program, *words], check=False, **how)
    except OSError as error:
        raise Refused(f"{program}：{error.strerror}；请在各台机器上装 "
                      "pregroup，或用环境变量 PREGROUP 指出它") from error


# ---- inputs

def holds_results(folder):
    try:
        with open(os.path.join(folder, "summary.json"), "rb") as file:
            return file.read(len(RESULTS)) == RESULTS
    except OSError:
        return False


def fail(error):
    raise Refused(f"{error.filename}：读不了：{error.strerror}")


def files_below(folder, without):
    """As batch takes them: links to files only, no results, no litter."""
    found = []
    for top, folders, names in os.walk(folder, onerror=fail):
        inside = [os.path.join(top, name) for name in folders]
        folders[:] = [os.path.basename(path) for path in inside
                      if os.path.basename(path) not in LITTER and
                      os.path.abspath(path) not in without and
                      not holds_results(path)]
        found += [os.path.join(top, name) for name in names
                  if name not in LITTER and
                  os.path.isfile(os.path.join(top, name))]
    return sorted(found, key=os.fsencode)


def files(words, without=()):
    """All files of the inputs: patterns, folders by the bytes of the path but
    for those `without`."""
    without = {os.path.abspath(path) for path in without}
    found = []
    for word in words:
        paths = [word] if os.path.exists(word) else sorted(
            glob.glob(word), key=os.fsencode)
        if not paths:
            raise Refused(f"{word}：没有这个文件或文件夹，什么都没有做")
        for path in paths:
            found += files_below(path, without) if os.path.isdir(path) else \
                [path]
    if not found:
        raise Refused(f"{' '.join(words)}：里面没有文件，什么都没有做")
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


# ---- shards

def die_with_parent():
    """A worker that is killed takes its batch along."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def is_done(folder):
    return os.path.exists(os.path.join(folder, "summary.json"))


def batch(paths, out, options=(), folder=None):
    """One shard: a batch of these files into `out`, which is returned. Begun
    before, on whatever machine, it is continued. Relative paths are of
    `folder`. What batch says stands in `out`.messages."""
    folder = folder if folder and os.path.isdir(folder) else None
    out = os.path.join(folder or "", out)
    os.makedirs(os.path.dirname(out) or ".", exist_ok=True)
    before = is_done(out)
    done = run_program(["batch", "--quiet", "--resume", *options, "-o", out,
                        *paths], stdout=subprocess.DEVNULL, cwd=folder,
                       stderr=subprocess.PIPE, preexec_fn=die_with_parent)
    said = done.stderr.decode("utf-8", "replace")
    if not is_done(out) or (before and done.returncode == 2 and said):
        raise Refused(said or f"{out}：pregroup 没有做完（{done.returncode}）")
    if not before:
        with open(f"{out}.messages", "w", encoding="utf-8") as file:
            file.write(said)
    return out


def batch_partition(index, paths, out, options=()):
    """The same for Spark's mapPartitionsWithIndex: a list of one DIR."""
    paths = list(paths)
    shard = os.path.join(out, f"{index:05}")
    return [batch(paths, shard, options)] if paths else []


def messages(shard):
    """What batch has said of a shard: inputs that cannot be read, ..."""
    try:
        with open(f"{shard}.messages", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def merge(shards, out, options=()):
    """Joins the shards in their order; the exit status of the whole batch."""
    return run_program(["merge", *options, *shards, "-o", out]).returncode


def submit_to_dask(client, shards, work, options=()):
    """A future for every shard; one whose worker is lost is given to another,
    which continues it."""
    return [client.submit(batch, paths, os.path.join(work, f"{i:05}"), options,
                          os.getcwd(), pure=False, retries=3)
            for i, paths in enumerate(shards)]


# ---- the whole

def options_of(command):
    """The options of a command by its --help: word to whether a value
    follows."""
    text = run_program([command, "--help"], stdout=subprocess.PIPE
                       ).stdout.decode()
    found = {}
    for short, name, value in re.findall(
            r"^  (?:(-\w),|   ) (--[\w-]+)( \S+)?", text, re.MULTILINE):
        for word in {short, name} - {""}:
            found[word] = value != ""
    return found


def read_words(words):
    """Our own options, those of batch, and the inputs."""
    known = {**options_of("batch"), **dict.fromkeys(OWN, True)}
    own, options, inputs = {}, [], []
    words = list(words)
    while words:
        word = words.pop(0)
        name, is_set, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            inputs.append(word)
            continue
        if not word.startswith("--") and len(word) > 2:
            name, is_set, value = word[:2], "=", word[2:]
        if name not in known:
            raise Refused(f"没有选项 {word}，见 pregroup batch --help")
        if known[name] and not is_set:
            if not words:
                raise Refused(f"{name} 后面要有值")
            value = words.pop(0)
        given = [name, value] if known[name] else [name]
        name = "-o" if name == "--output" else name
        if name in own:
            raise Refused(f"{name} 写了不止一次，请只写一次")
        if name in OWN:
            own[name] = value
        else:
            options.append(given)
    return own, options, inputs


def check_options(options, out):
    """What batch refuses of the options is refused before a shard is begun,
    not when all are done and it is for the merge: batch looks for the input,
    which is not there, last."""
    given = sum(options, [])
    done = run_program(
        ["batch", *given, "-o", out, f"{out}.{os.getpid()}.none"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = done.stderr.decode("utf-8", "replace")
    if "没有一个输入" not in said:
        raise Refused(said)
    if os.path.exists(out) and not os.path.isdir(out):
        raise Refused(f"{out}：已有同名的文件，请换一个 -o")


def count_of(own):
    text = own.get("--shards", "16")
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise Refused(f"--shards 后面应为 1 以上的整数，不是 {text}")
    return int(text)


def divide(options):
    """Which options go to the shards and which to the merge."""
    last = options_of("merge")
    shards = [o for o in options if o[0] not in last and o[0] != "--resume"]
    if not any(o[0] in ("-j", "--jobs") for o in shards):
        shards.append(["-j", "1"])
    shards += [["--no-xlsx"], ["--no-db"]]
    return sum(shards, []), sum((o for o in options if o[0] in last), [])


def different(before, now):
    """What is not as it was, in words; empty if all is."""
    known = {tuple(one) for one in before["inputs"]}
    here = {tuple(one) for one in now["inputs"]}
    changed = sorted(one[0] for one in known ^ here)
    if changed:
        return f"{changed[0]} 等 {len(set(changed))} 个输入和上次的不同"
    return "" if before == now else "份数、选项或输入的次序和上次的不同"


def take_up(work, paths, count, options):
    """Begins in the folder `work`, or goes on there if it is of the same
    inputs, shards and options."""
    stats = [os.stat(path) for path in paths]
    now = {"shards": count, "options": options, "inputs": [
        [path, st.st_size, st.st_mtime_ns] for path, st in zip(paths, stats)]}
    plan = os.path.join(work, "plan.json")
    if os.path.exists(plan):
        with open(plan, encoding="utf-8") as file:
            why = different(json.load(file), now)
        if why:
            raise Refused(f"{why}，不能接着做；请删去 {work} 重新开始，或换"
                          "一个 -o")
        return
    if os.path.isdir(work) and os.listdir(work):
        raise Refused(f"{work}：里面有别的东西；请删去它，或换一个 -o")
    os.makedirs(work, exist_ok=True)
    with open(plan + ".new", "w", encoding="utf-8") as file:
        json.dump(now, file, ensure_ascii=False)
    os.rename(plan + ".new", plan)


def show(done, count):
    """On a terminal in one line, else a line for each tenth."""
    if sys.stderr.isatty():
        print(f"\r做完 {done}/{count} 份", end="" if done < count else "\n",
              file=sys.stderr, flush=True)
    elif done * 10 // count != (done - 1) * 10 // count:
        print(f"做完 {done}/{count} 份", file=sys.stderr, flush=True)


def run_shards(scheduler, shards, work, options):
    """The folders of the shards, in order."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise Refused("没有 Dask：请 apt install python3-distributed，并用 "
                      "/usr/bin/python3") from error
    try:
        client = Client(scheduler) if scheduler else Client(
            n_workers=2, threads_per_worker=1, dashboard_address=None,
            silence_logs=logging.CRITICAL)
    except (OSError, ValueError) as error:
        raise Refused(f"--scheduler {scheduler}：连不上（{error}）；请核对调度机"
                      "的地址，写作 tcp://主机:8786") from error
    try:
        client.upload_file(os.path.abspath(__file__))
        futures = submit_to_dask(client, shards, work, options)
        for done, future in enumerate(as_completed(futures), 1):
            future.result()  # the first refusal ends it
            show(done, len(futures))
        return client.gather(futures)
    finally:
        client.close()


def pipe(folder, options):
    paths = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    if paths:
        name = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:16]
        shard = batch(paths, os.path.join(folder, name), options)
        sys.stderr.write(messages(shard))
        print(shard)
    return 0


def work_through(own, options, inputs):
    of_shards, of_merge = divide(options)
    if "--pipe" in own:
        return pipe(own["--pipe"], of_shards)
    out = own.get("-o")
    if not out or not inputs or "-" in inputs:
        raise Refused("要有 -o 和输入（文件或文件夹），或 --pipe；见 "
                      "cluster_batch.py --help")
    work = out.rstrip("/") + ".shards"
    count = count_of(own)
    check_options(options, out)
    if is_done(out):
        raise Refused(f"{out}：里面已有结果，没有动它；请换一个 -o")
    paths = files(inputs, (out, work))
    shards = split(paths, count)
    take_up(work, paths, len(shards), of_shards)
    try:
        folders = run_shards(own.get("--scheduler"), shards, work, of_shards)
    finally:
        if os.listdir(work) == ["plan.json"]:  # nothing was begun
            shutil.rmtree(work)
    for folder in folders:
        sys.stderr.write(messages(folder))
    status = merge(folders, out, of_merge)
    if is_done(out):
        shutil.rmtree(work)
    return status


def main(words):
    if "--help" in words or "-h" in words:
        print(__doc__)
        return 0
    # As an interrupt: the workers go, and what they run.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return work_through(*read_words(words))
    except KeyboardInterrupt:
        print("cluster_batch: 停了；同样的命令再来一次就接着做",
              file=sys.stderr)
    except Refused as refused:
        print(f"cluster_batch: {str(refused).rstrip()}", file=sys.stderr)
    except OSError as error:
        print(f"cluster_batch: {error.filename or '没有做完'}："
              f"{error.strerror or error}；请核对路径和权限", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
