"""Hostile and broken input is refused in words and in bounded memory.

Each case goes to `pregroup check -f json -` piece by piece; afterwards the
process must have ended by itself with status 0 or 1, have said something for
every record, and have stayed below 64 MB and a minute: what takes time by the
square of its length takes hours.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile

import kit
from kit import PREGROUP

PEAK_KB = 64 * 1024
PEAK_SECONDS = 60
MB = 1 << 20
PAGE = "<RECORD><BAH>H1</BAH><XM>某</XM><JBDM>I20.000</JBDM></RECORD>".encode()


def repeat(piece, size):
    """About size bytes of piece, in chunks."""
    chunk = piece * (MB // len(piece) + 1)
    for _ in range(size // len(chunk) + 1):
        yield chunk


def wrapped(head, body, tail):
    yield head
    yield from body
    yield tail


BOMB = (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "x">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10)
                   for i in range(20))
        + b"]><DATA><RECORD><BAH>&u;</BAH></RECORD></DATA>")
EXTERNAL = (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<DATA><RECORD><BAH>&x;</BAH></RECORD></DATA>")

# name, chunks, rules that must be told, records at least
CASES = [
    ("empty file", [b""], {"STR021"}, 1),
    ("blanks only", [b" \n" * 1000], {"STR021"}, 1),
    ("entity bomb", [BOMB], {"STR026", "STR006"}, 1),
    ("external entity", [EXTERNAL], {"STR026", "STR006"}, 1),
    ("depth 100000", [b"<RECORD><BAH>1</BAH>", b"<a>" * 100000,
                      b"</a>" * 100000, b"</RECORD>"], {"STR019"}, 1),
    ("100 MB attribute", wrapped(b'<D><ROW BAH="1" XM="', repeat(b"x", 100 * MB),
                                 b'"/></D>'), {"STR019"}, 1),
    ("100 MB text", wrapped(b"<D><RECORD><BAH>1</BAH><XM>",
                            repeat(b"x", 100 * MB),
                            b"</XM></RECORD></D>"), {"STR019"}, 1),
    ("8 MB of open tags", repeat(b"<RECORD><BAH>", 8 * MB), set(), 1),
    ("100 MB of zeros", repeat(b"\0", 100 * MB), set(), 1),
    ("100 MB of random bytes", (os.urandom(MB) for _ in range(100)), set(), 1),
    ("cut in a record", [b"<DATA>" + PAGE + PAGE[:30]], {"STR020"}, 2),
    ("cut in a character", [b"<DATA>" + PAGE[:28]], {"STR020"}, 1),
    ("broken record between whole ones",
     [b"<DATA>", PAGE, b"<RECORD><BAH>2</XM></RECORD>", PAGE, b"</DATA>"],
     {"STR001"}, 3),
    ("10000 tags in a record",
     [b"<RECORD><BAH>1</BAH>", b"".join(b"<T%d>x</T%d>" % (i, i)
                                        for i in range(10000)), b"</RECORD>"],
     {"STR019"}, 1),
    ("JSON 2000 deep", [b'{"setlinfo":{"medcasno":"1","x":', b"[" * 2000,
                        b"]" * 2000, b"}}"], {"STR019"}, 1),
    ("JSON a million deep", [b'{"setlinfo":{"medcasno":"1","x":', b"[" * MB,
                             b"]" * MB, b"}}"], {"STR019"}, 1),
    ("an element with attributes 65 deep",
     [b"<RECORD><BAH>1</BAH>", b"<a>" * 63, b'<x b="1"/>', b"</a>" * 63,
      b"</RECORD>"], {"STR019"}, 1),
    ("a million line ends in a JSON string",
     [b'{"setlinfo":{"medcasno":"1","x":"', b"\n" * MB, b'a"}}'],
     {"STR019"}, 1),
    ("700000 instructions in a record to mend",
     [b"<RECORD><BAH>1</BAH><XM>a & b</XM>", b"<?x?>" * 700000, b"</RECORD>"],
     {"STR006"}, 1),
    ("4 MB of records", wrapped(b"<DATA>", repeat(PAGE, 4 * MB), b"</DATA>"),
     set(), 1000),
]


def feed(pipe, chunks):
    try:
        for chunk in chunks:
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:
        pass


def read_lines(path):
    """Rules told and number of records, without keeping the lines."""
    rules, records = set(), 0
    with open(path, encoding="utf-8") as f:
        for line in f:
            records += 1
            if records <= 50:
                rules |= {x["rule"] for x in json.loads(line)["findings"]}
    return rules, records


def run(name, chunks, wanted, least, *words):
    with tempfile.NamedTemporaryFile() as out:
        process = subprocess.Popen([PREGROUP, "check", "-f", "json",
                                    *words, "-"],
                                   stdin=subprocess.PIPE, stdout=out)
        feeder = threading.Thread(target=feed, args=(process.stdin, chunks))
        watch = threading.Timer(PEAK_SECONDS, process.kill)
        feeder.start()
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.cancel()
        feeder.join()
        rules, records = read_lines(out.name)
    wrong = []
    if process.returncode not in (0, 1):
        wrong.append(f"status {process.returncode}")
    if usage.ru_maxrss > PEAK_KB and not os.environ.get("SANITIZED"):
        wrong.append(f"{usage.ru_maxrss} KB")
    if not wanted <= rules:
        wrong.append(f"not told: {wanted - rules}")
    if records < least:
        wrong.append(f"{records} records")
    kit.verdict(f"hostile: {name}", wrong)


# ---- what the dialects of a hospital allow -------------------------------------

PEACH = """tag,field,use,map
@rows,,,
@base64,Coded,,
PNO,record_no,key,
PDX#,diagnoses[#].code,,
"""
CODED = base64.b64encode(b"<D>" + PAGE + b"</D>")
OWN_CASES = [
    ("150 MB that are no base64 behind a message",
     wrapped(b'{"Coded":"' + CODED, repeat(b"!", 150 * MB), b'"}'), set(), 1),
    ("150 MB that are no base64 behind no message",
     wrapped(b'{"Coded":"' + base64.b64encode(b"<D>" * 99),
             repeat(b"!", 150 * MB), b'"}'), {"STR021"}, 1),
    ("200000 rows behind a long one of the same number",
     [b"x,PNO,PDX\n", b"x" * (2 * MB), b",1,I10\n", b",1,I10\n" * 200000],
     {"STR019"}, 1),
]


def own_pack(folder):
    """A pack that knows rows of one number, and messages in base64."""
    knowledge = f"{folder}/knowledge"
    shutil.copytree(kit.KNOWLEDGE, knowledge)
    kit.write(f"{knowledge}/dialects/peach.csv", PEACH)
    kit.equal("build", kit.run("pack", "build", kit.DEMO, "-o",
                               f"{folder}/own.pack", "--knowledge",
                               knowledge).status, 0)


# ---- what a terminal is shown, and archives -----------------------------------

ESCAPE = "\x1b]0;x\x07\x1b[31m"


def shows_no_escape(name, words, files=()):
    """The command, run among these files, shows no control character."""
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files:
            kit.write(f"{folder}/{file}", content)
        done = kit.run(*words, cwd=folder, seconds=PEAK_SECONDS)
    shown = done.out + done.err
    steering = {c for c in shown if c != "\n" and (
        c < " " or "\x7f" <= c <= "\x9f" or "\u202a" <= c <= "\u202e")}
    kit.expect(f"hostile: {name}", shown != "" and not steering,
               ascii(steering))


def escape_in_file_names(folder):
    """A file, a member of an archive and what cannot be read among them: their
    names steer no terminal and no table."""
    name = ESCAPE.replace("/", "") + "\u202e"
    page = kit.pages(kit.patient())
    kit.write(f"{folder}/in/{name}.xml", page)
    kit.write(f"{folder}/in/{name}.zip", b"PK\x03\x04")
    kit.write(f"{folder}/in/z.zip", kit.zipped({f"{name}.xml": page}))
    done = kit.run("batch", "-o", f"{folder}/out", f"{folder}/in")
    told = kit.run("check", f"{folder}/in/{name}.xml")
    texts = {"terminal": done.err, "check": told.out + told.err}
    for file in "results.jsonl", "cases.csv", "findings.csv", "report.html":
        texts[file] = kit.read(f"{folder}/out/{file}").decode()
    for where, text in texts.items():
        kit.lacks(where, text, "\x1b", "\x07", "\u202e")
        kit.holds(where, text, "u001b[31m")
    kit.equal("records", done.err.count("共 2 条记录"), 1)


# What reads a file, {} for one that never ends, and what is said of it.
ENDLESS = [
    ("check {}", "1 GB"), ("check -f json {}", "1 GB"),
    ("check --pages {} clean.xml", "1 GB"),
    ("check --verified {} clean.xml", "64 MB"), ("check -p {} clean.xml", ""),
    ("batch -o out1 {}", "1 GB"), ("batch -o out2 --verified {} clean.xml",
                                   "64 MB"),
    ("batch -o out3 --compare {} clean.xml", "64 MB"),
    ("convert -t front-page {}", "1 GB"), ("compare {} official.csv", "64 MB"),
    ("compare clean.jsonl {}", ""), ("compare --pages {} clean.xml", "1 GB"),
    ("compare --pages clean.xml {}", "1 GB"), ("merge -o out4 {}", ""),
    ("figures {} official.csv", ""), ("rules test {}", ""),
    ("pack info {}", ""), ("pack lint {}", ""), ("pack diff {} {}", "")]


def what_never_ends_is_given_up(folder):
    """/dev/zero, in every place where a file is named."""
    clean = kit.read(f"{kit.TREE}/examples/clean.xml")
    kit.write(f"{folder}/clean.xml", clean)
    kit.write(f"{folder}/official.csv", "setl_id,dip_dise_grp_code\n1,X\n")
    kit.write(f"{folder}/clean.jsonl", kit.run(
        "check", "-f", "json", f"{folder}/clean.xml").out)
    for words, said in ENDLESS:
        done = kit.run(*words.format("/dev/zero", "/dev/zero").split(),
                       cwd=folder, seconds=PEAK_SECONDS)
        shown = done.out + done.err
        assert done.status in (1, 2) and said in shown and \
            "/dev/zero" in shown, (words, done)


def broken_members(folder):
    """A zip all of whose members are broken costs no time by their square."""
    path = f"{folder}/broken.zip"
    kit.write(path, kit.zipped({f"m{i}.xml": PAGE * 4 for i in range(6000)}))
    with zipfile.ZipFile(path) as z:
        members = z.infolist()
    with open(path, "r+b") as f:
        for m in members: # no block of deflate is of kind 3
            f.seek(m.header_offset + 30 + len(m.filename))
            f.write(b"\xff\xff")
    done = kit.run("batch", "-o", f"{folder}/out", path, seconds=PEAK_SECONDS)
    kit.equal("status", done.status, 2)
    kit.holds("what is said", done.err, "后面的没有读")


def region_is_no_file(folder, path):
    """A region that is a pipe or device is refused, not waited for."""
    done = kit.run("pack", "build", path, "-o", f"{folder}/out",
                   seconds=PEAK_SECONDS)
    assert done.status in (1, 2), done


RECORD = "<RECORD><BAH>1</BAH><ZYZD>a\u009b31m\u202eb\x7f</ZYZD></RECORD>"


def main(folder):
    for one in CASES:
        run(*one)
    kit.judge("hostile: a pack of one's own", own_pack, f"{folder}/own")
    for one in OWN_CASES:
        run(*one, "-p", f"{folder}/own/own.pack")
    shows_no_escape("a name that steers a terminal", ["check", ESCAPE],
                    [(ESCAPE, RECORD)])
    shows_no_escape("a missing name that steers a terminal",
                    ["check", ESCAPE])
    shows_no_escape(
        "a region that steers a terminal",
        ["pack", "build", "r.xml", "-o", "r"],
        [("r.xml", '<region xmlns="urn:pregroup:region:1" id="a\u009b31m"/>')])
    os.mkfifo(f"{folder}/pipe")
    kit.judge("hostile: a region that is a pipe", region_is_no_file, folder,
              f"{folder}/pipe")
    kit.judge("hostile: a region that is a device", region_is_no_file, folder,
              "/dev/zero")
    kit.judge("hostile: 6000 broken members", broken_members, folder)
    kit.judge("hostile: ESC in file names", escape_in_file_names,
              f"{folder}/names")
    kit.judge("hostile: what never ends is given up",
              what_never_ends_is_given_up, f"{folder}/endless")


if __name__ == "__main__":
    kit.main(main)
