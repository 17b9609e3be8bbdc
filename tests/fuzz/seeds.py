#!/usr/bin/env python3
"""seeds.py FOLDER -- seeds for the fuzz targets, and what they start from.

Of those that read pages FOLDER/TARGET/DIALECT/ gets the hand-written pages of
tests/dialects and the canonical front page that the program makes of them, with
the bytes that a target takes its choices from in front: of each dialect one at
least, for fuzz_convert one for each dialect it may write. The others have their
seeds in FOLDER/TARGET/, and FOLDER/env says where a target finds the rest.
HACKING.md shows how to run them.
"""
import os
import re
import struct
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402

PAGES = f"{kit.TREE}/tests/dialects"
DIALECTS = sorted(name[:-4]
                  for name in os.listdir(f"{kit.KNOWLEDGE}/dialects")
                  if name != "table.csv")  # names of columns: no pages
# The choices that a target reads before the page.
HEADS = {
    "fuzz_convert": [bytes([n]) for n in range(len(DIALECTS))],
    "fuzz_way": [b"\0"],
    "fuzz_json": [b"\x10\0"],
}


def pages():
    """(dialect, name, bytes) of every page."""
    for name in sorted(os.listdir(PAGES)):
        path = f"{PAGES}/{name}"
        yield name.split(".")[1], name, kit.read(path)
        if name.endswith((".flat-2012.xml", ".tcm-2012.xml")):
            yield "front-page", name, kit.run("convert", path).out.encode()


# ---- what the others start from

REGION = kit.region(
    '<lookup name="k" keys="sex" value="v" file="k.csv"/>\n'
    '<lookup name="u" keys="sex" value="v" file="u.csv" fill="医院"/>\n'
    '<set name="a" fill="医院"/><set name="b" insurance="employee" value="1"/>'
    + kit.PLAIN, more="")
HOSPITALS = [
    kit.hospital('<set name="a" value="2"/><set name="b" value="3"/>'),
    kit.hospital('<set name="a" month="2025-01..2025-06" value="2"/>'
                 '<lookup name="u" keys="sex" value="v" file="k.csv"/>'
                 '<file name="u.csv" path="k.csv"/>'),
    kit.hospital('<department code="03" name="内科" factor="1.1"/>'
                 '<dictionary field="sex"><value code="M" is="1"/>'
                 '</dictionary><rule id="SEX001" off="yes"/>'
                 '<rule id="SEX002" severity="info"/>'),
]
FIGURES = """编码,费用,科别\nA,1.5,03\nB,2,04\nA,,03\n"""
SET = """<figures xmlns="urn:pregroup:region:1" name="f" label="试">
<column name="code" heading="编码" type="text"/>
<column name="cost" heading="费用"/>
<by name="codes" keys="code"/><set name="k" value="2"/>
<let name="s" label="和" of="codes" value="sum(rows, cost) * k" round="2"/>
<let name="m" label="均" of="all" value="mean(codes, s)"/>
</figures>"""


SPREADSHEET = '<Workbook xmlns:ss="urn:schemas-microsoft-com:office:' \
    'spreadsheet"><Worksheet ss:Name="a"><Table><Row ss:Index="2">' \
    '<Cell ss:Index="3" ss:MergeAcross="1" ss:MergeDown="1"><Data ' \
    'ss:Type="DateTime">2025-03-01T00:00:00.000</Data></Cell></Row>' \
    '<Row><Cell><Data ss:Type="Number">1E3</Data></Cell></Row></Table>' \
    '</Worksheet></Workbook>'
PAGE = '<html><table><tr><th rowspan=2>甲<th colspan="2">&nbsp;&#20057;' \
    '</tr><tr><td>a<br>b<td><![CDATA[c]]></tr></table></html>'


def dbf(version, language, *fields):
    """A table of two rows, one deleted, of (name, type, bytes)."""
    head = b"".join(struct.pack("<11sc4xBB14x", name, kind, len(cell), 0)
                    for name, kind, cell in fields)
    row = b"".join(cell for *_, cell in fields)
    return (struct.pack("<B3BIHH17xB2x", version, 125, 3, 1, 2,
                        33 + len(head), 1 + len(row), language) + head +
            b"\r*" + row + b" " + row + b"\x1a")


# What they are chosen by, and the bytes.
SHEETS = [b"\0" + PAGE.encode(), b"\0" + PAGE.encode("gbk"),
          b"\1" + SPREADSHEET.encode(), b"\1" + SPREADSHEET.encode("utf-16"),
          b"\2" + dbf(3, 0x4D, (b"BAH", b"C", b"T1  "),
                      (b"CSRQ", b"D", b"19800101"), (b"NL", b"N", b" 45")),
          b"\2" + dbf(0x30, 0, (b"A", b"T", bytes(8)), (b"B", b"Y", bytes(8)),
                      (b"C", b"B", bytes(8)), (b"D", b"I", bytes(4)),
                      (b"E", b"M", bytes(4)), (b"F", b"L", b"T"))]


def rule_blocks():
    """The blocks of the rule files, each on its own."""
    for name in sorted(os.listdir(f"{kit.KNOWLEDGE}/rules")):
        text = kit.read(f"{kit.KNOWLEDGE}/rules/{name}").decode()
        yield from re.findall(r"(?ms)^\[.*?(?=^\[|\Z)", text)


def numbered(folder, seeds):
    for n, seed in enumerate(seeds):
        kit.write(f"{folder}/{n:04}", seed)


def write_state(folder):
    """Two finished batches, and one that a full disk has stopped."""
    kit.write(f"{folder}/two.xml", kit.read(f"{kit.TREE}/examples/mistakes.xml"))
    kit.write(f"{folder}/in.xml", kit.pages(*(
        kit.patient(BAH=f"F{n}") for n in range(400))))
    how = {"cwd": folder}
    kit.run("batch", "-j1", "-o", "one", "two.xml", **how)
    kit.run("batch", "-j1", "-o", "two", f"{kit.TREE}/examples/clean.xml", **how)
    kit.run("sh", "-c", 'ulimit -f 64; trap "" XFSZ; exec "$@"', "sh",
            kit.PREGROUP, "batch", "-j1", "-o", "begun", "in.xml",
            program="/usr/bin/env", **how)
    if not os.path.isdir(f"{folder}/begun/.pregroup"):
        sys.exit("seeds.py: a batch was not stopped")


def write_others(folder):
    numbered(f"{folder}/fuzz_rules", rule_blocks())
    numbered(f"{folder}/fuzz_hospital", [*HOSPITALS, REGION])
    numbered(f"{folder}/fuzz_figures", [f"{SET}\0{FIGURES}"])
    numbered(f"{folder}/fuzz_forged", [b"\1" * 8, bytes(range(64))])
    numbered(f"{folder}/fuzz_table", [
        bytes([head, 3, 0]) + rows.encode(code) for head in (0, 1, 6, 11, 18)
        for code in ("utf-8", "gb18030", "utf-16")
        for rows in ("BAH,XM,XB\n1,a,2\n1,b,2\n合计,,4\n",
                     '1,"a\n""b",1,45444.5,45450,I10|A00,"K35.8\n2,c\n',
                     "1\t石\t男\t1.1E+17\t304\tI10\tA00\t1.24\t2/甲\n",
                     "t\n病案号;;姓名\n编号;编码;性别\n1;2;3\n")])
    numbered(f"{folder}/fuzz_request", [
        b"/v1/batches/a/worklists/b.xlsx", b"[::1]:8470", b"localhost:1",
        b"https://a.example", b"..\\..\\-a:b.xml", b"Bearer abc",
        b"only=rule=SEX*", b"text/plain, application/x-ndjson;q=0.1"])
    numbered(f"{folder}/fuzz_wrapped", [
        bytes([way, 3]) + page.encode() for way in range(5) for page in (
            "<D><R><BAH>1</BAH><XM>a</XM></R><R><BAH>2</BAH></R></D>",
            "<E><X><![CDATA[<R><BAH>1</BAH></R>]]></X><Y>&lt;R></Y></E>",
            '{"BAH":"1","x":["<R><BAH>2<\\/BAH><\\/R>\\u4e00\\n"]}')])
    numbered(f"{folder}/fuzz_sheets", SHEETS)
    numbered(f"{folder}/fuzz_page", [bytes(range(n, n + 120)) * 4 for n in (0, 99)])
    numbered(f"{folder}/fuzz_state", [
        bytes([command, file, right, 2, 128, 0, 1, 48])
        for command in range(4) for file in range(12) for right in (0, 1)])
    kit.write(f"{folder}/region/groups.csv", kit.GROUPS)
    kit.write(f"{folder}/region/k.csv", "sex,v\n1,1.5\n2,2\n")
    region = kit.write(f"{folder}/region/region.xml", REGION)
    kit.build(kit.DEMO, f"{folder}/demo.pack")
    write_state(f"{folder}/state")
    folder = os.path.abspath(folder)
    kit.write(f"{folder}/env", f"""\
export PREGROUP_KNOWLEDGE={kit.KNOWLEDGE}
export PREGROUP_REGION={os.path.abspath(region)}
export PREGROUP_PACK={folder}/demo.pack
export PREGROUP_PAGES={kit.TREE}/examples/mistakes.xml
export PREGROUP_STATE={folder}/state
""")


def main(folder):
    found = set()
    for dialect, name, data in pages():
        found.add(dialect)
        for target, heads in HEADS.items():
            if target == "fuzz_json" and not name.endswith(".json"):
                continue
            for i, head in enumerate(heads):
                kit.write(f"{folder}/{target}/{dialect}/{name}.{i}",
                          head + data)
    missing = set(DIALECTS) - found
    if missing:
        sys.exit(f"seeds.py: no page of {' '.join(sorted(missing))}")
    write_others(folder)


main(sys.argv[1])
