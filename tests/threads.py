#!/usr/bin/env python3
"""threads.py -- a batch of eight threads says what one of one thread says.

What it is for is a build of --enable-sanitize=thread, where a race ends the
program with a status of its own: every kind of output, archives, records that
cannot be read, a second pack, a run that is taken up again.
"""
import json

import kit

PARTS = 40  # files; several blocks of records for every thread


def write_inputs(top):
    """Pages of several dialects, whole, damaged and in an archive."""
    example = kit.read(f"{kit.TREE}/examples/mistakes.xml")
    for n in range(PARTS):
        kit.write(f"{top}/in/{n:03}.xml", kit.pages(*(
            kit.patient(BAH=f"B{n}-{i}", JBDM=code)
            for i, code in enumerate(("K35.800x001", "I10.x00", "X")))))
    kit.write(f"{top}/in/mistakes.xml", example)
    kit.write(f"{top}/in/cut.xml", example[:len(example) // 2])
    kit.write(f"{top}/in/none.txt", b"no page")
    kit.write(f"{top}/in/zip.zip", kit.zipped(
        {f"{n}.xml": kit.pages(kit.patient(BAH=f"Z{n}"))
         for n in range(PARTS)}))


def results(folder):
    """The results, without what says how many threads there were."""
    files = kit.contents(folder)
    for name in "results.xlsx", "results.db":  # compared by tables.py
        assert files.pop(name, b"") is not None
    return files


@kit.case
def a_batch_of_eight_threads_says_the_same(top):
    write_inputs(top)
    for threads in "1", "8":
        done = kit.run("batch", f"-j{threads}", "--today", "2026-01-01", "-o",
                       f"{top}/out{threads}", "in", cwd=top)
        kit.equal("status", done.status, 1)
        kit.lacks("what is said", done.err, "WARNING: ThreadSanitizer")
    kit.equal("files that differ", kit.differing(
        results(f"{top}/out1"), results(f"{top}/out8")), [])


@kit.case
def eight_threads_take_up_a_run(top):
    write_inputs(top)
    words = "batch", "-j8", "--today", "2026-01-01", "-o", f"{top}/out", "in"
    kit.run(*words, cwd=top)
    first = results(f"{top}/out")
    again = kit.run(*words, "--resume", cwd=top)
    kit.equal("status", again.status, 1)
    kit.lacks("what is said", again.err, "WARNING: ThreadSanitizer")
    kit.equal("files that differ",
              kit.differing(first, results(f"{top}/out")), [])
    kit.equal("records", json.loads(first["summary.json"])["totals"]["records"]
              > 4 * PARTS, True)


kit.main()
