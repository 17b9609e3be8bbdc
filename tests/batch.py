#!/usr/bin/env python3
"""`pregroup batch`: what it reads, in which order, what it says of what it
cannot read, and what stands in its tables.
"""
import bz2
import csv
import gzip
import io
import json
import lzma
import os
import pty
import sqlite3
import subprocess
import tarfile
import zlib
from contextlib import closing

import kit
from kit import PREGROUP, case, pages, read, write, zipped

TABLES = ["results.jsonl", "findings.csv", "cases.csv", "summary.json"]


def page(no, admission="1", name="样例甲", coder="编码一", department="03",
         admitted="2025-03-01", discharged="2025-03-05", code="K35.800"):
    return kit.record({
        "BAH": no, "ZYCS": admission, "XM": name, "XB": "1", "RYSJ": admitted,
        "CYSJ": discharged, "CYKB": department, "BMY": coder, "JBDM": code,
        "SSJCZBM1": "47.0100", "ZFY": "1000.00"})


def batch(*words, limit=None, **how):
    def prepare():
        if limit is not None:
            import resource
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = kit.run("batch", *words, preexec_fn=prepare, **how)
    return done.status, done.err


def table(folder, name):
    return kit.table(f"{folder}/{name}", guarded=True)


def summary(folder):
    return json.loads(read(f"{folder}/summary.json"))


def tables(folder):
    return {name: read(f"{folder}/{name}") for name in TABLES}


def tarred(mode, members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as file:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gbk_zip(members):
    """A zip as scripts on Windows write it: names in GBK, no UTF-8 flag."""
    data = zipped([(f"@@@@{i:04}", d) for i, (_, d) in enumerate(members)])
    for i, (name, _) in enumerate(members):
        raw = name.encode("gbk")
        assert len(raw) == 8, name
        data = data.replace(f"@@@@{i:04}".encode(), raw)
    return data


@case
def every_container(top):
    """Archives of every kind, nested, names in GBK, in the order of input."""
    def one(no):
        return pages(page(no))
    write(f"{top}/in/a.xml.gz", gzip.compress(one("A")))
    write(f"{top}/in/b.xml.bz2", bz2.compress(one("B")))
    write(f"{top}/in/c.xml.xz", lzma.compress(one("C")))
    write(f"{top}/in/d.zip", zipped([
        ("2.xml", one("D1")), ("1.xml", one("D2")),
        ("内/层.zip", zipped([("深.xml", one("D3"))])),
        ("__MACOSX/._1.xml", b"\0litter"),
        ("z.tar.gz", tarred("w:gz", [("t/x.xml", one("D4"))]))]))
    write(f"{top}/in/e.tar", tarred("w", [("x.xml", one("E"))]))
    write(f"{top}/in/f.zip", gbk_zip([("病案.xml", one("F"))]))
    write(f"{top}/in/g.xml", one("G") + one("H") + pages(
        page("I", name="堃㐂"), encoding="gb18030"))
    code, said = batch("-o", f"{top}/out", "in", "-", stdin=one("J"), cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    assert [(r["source"], r["case_no"]) for r in rows] == [
        ("in/a.xml.gz", "A"), ("in/b.xml.bz2", "B"), ("in/c.xml.xz", "C"),
        ("in/d.zip/2.xml", "D1"), ("in/d.zip/1.xml", "D2"),
        ("in/d.zip/内/层.zip/深.xml", "D3"), ("in/d.zip/z.tar.gz/t/x.xml", "D4"),
        ("in/e.tar/x.xml", "E"), ("in/f.zip/病案.xml", "F"),
        ("in/g.xml", "G"), ("in/g.xml", "H"), ("in/g.xml", "I"),
        ("-", "J")], rows
    assert code in (0, 1), said
    results = kit.results(read(f"{top}/out/results.jsonl").decode())
    assert [x["record"]["case_no"] for x in results] == [
        r["case_no"] for r in rows]


@case
def order_is_by_bytes_of_the_path(top):
    names = ["a/x.xml", "a.xml", "a-b/y.xml", "B.xml", "a/b/z.xml", "é.xml"]
    for name in names:
        write(f"{top}/in/{name}", pages(page(name)))
    batch("-o", "out", "in", cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    wanted = sorted((f"in/{n}" for n in names), key=lambda n: n.encode())
    assert [r["source"] for r in rows] == wanted, rows
    batch("-o", "in/out", "in", cwd=top)
    again = table(f"{top}/in/out", "cases.csv")
    assert [r["source"] for r in again] == wanted, "its own DIR is no input"
    batch("-o", "glob", "in/*.xml", "in/B.xml", cwd=top)
    rows = table(f"{top}/glob", "cases.csv")
    assert [r["source"] for r in rows] == ["in/B.xml", "in/a.xml", "in/é.xml",
                                           "in/B.xml"], rows


@case
def threads_make_no_difference(top):
    """Blocks of 256 records, encodings that change in the middle, one file."""
    utf8 = [page(f"U{i}") for i in range(700)]
    gb = [page(f"G{i}", name="张三丰", coder="编码甲乙") for i in range(700)]
    data = b"<DATA>" + "".join(utf8).encode() + "".join(gb).encode("gb18030") \
        + "".join(utf8).encode() + b"</DATA>"
    write(f"{top}/big.xml", data)
    write(f"{top}/w.xml", pages(*gb, encoding="utf-16"))
    for jobs in "1", "2", "5":
        batch("-j", jobs, "-o", f"o{jobs}", "big.xml", "w.xml", cwd=top)
    out = kit.run("check", "-f", "json", "big.xml", "w.xml", cwd=top).out
    assert read(f"{top}/o1/results.jsonl") == out.encode(), "not as check says"
    assert out.count("\n") == 2800
    assert tables(f"{top}/o1") == tables(f"{top}/o2") == tables(f"{top}/o5")


@case
def what_cannot_be_read_is_told(top):
    good = pages(*[page(f"N{i}") for i in range(2000)])
    packed = gzip.compress(good)
    write(f"{top}/cut.xml.gz", packed[:len(packed) // 2])
    write(f"{top}/bad.zip", zipped([("1.xml", good)])[:-100][100:])
    broken = bytearray(zipped([("1.xml", good), ("2.xml", good)]))
    broken[200:260] = b"\xff" * 60
    write(f"{top}/hurt.zip", bytes(broken))
    write(f"{top}/ok.xml", pages(page("OK")))
    code, said = batch("-o", "out", "cut.xml.gz", "absent", "hurt.zip",
                       "ok.xml", cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    told = {r["source"] for r in rows if "STR024" in r["error_rules"].split()}
    assert code == 2, code
    assert told == {"cut.xml.gz", "absent", "hurt.zip/1.xml"}, told
    for word in "cut.xml.gz：不完整", "absent：没有这个文件", "hurt.zip/1.xml：":
        assert word in said, said
    cut = sum(r["source"] == "cut.xml.gz" for r in rows)
    assert 500 < cut < 2000, cut
    assert sum(r["source"] == "hurt.zip/2.xml" for r in rows) == 2000
    assert rows[-1]["case_no"] == "OK"
    assert summary(f"{top}/out")["unreadable"] == 3


@case
def a_cut_gzip_is_read_to_its_last_byte(top):
    """libarchive kept back the last 64 KB before the fault."""
    good = pages(*[page(f"N{i}") for i in range(400)])
    packed = gzip.compress(good)
    whole = gzip.compress(pages(page("FIRST")))
    hurt = bytearray(packed)
    hurt[-8] ^= 1  # of the checksum
    tar = tarred("w:gz", [("1.xml", good)])
    inputs = {"a.gz": whole + packed[:len(packed) * 2 // 3],
              "b.gz": packed[:-4], "c.gz": bytes(hurt), "d.gz": packed[:200],
              "e.gz": packed[:9], "t.tar.gz": tar[:len(tar) * 2 // 3]}
    for name, data in inputs.items():
        write(f"{top}/{name}", data)
    write(f"{top}/ok.gz", whole + packed + b"\0" * 100)
    write(f"{top}/in.zip", zipped([("a.gz", inputs["a.gz"]),
                                           ("ok.xml", pages(page("OK")))]))
    code, said = batch("-o", "out", *inputs, "ok.gz", "in.zip", cwd=top)
    assert code == 2, code
    rows = table(f"{top}/out", "cases.csv")
    told = {r["source"] for r in rows if "STR024" in r["error_rules"].split()}
    assert told == {*inputs, "in.zip/a.gz", "t.tar.gz/1.xml"}, told
    assert "c.gz：压缩包损坏" in said and "b.gz：不完整" in said, said

    def pages_of(name):
        return sum(r["source"] == name and r["case_no"] != "" for r in rows)

    def begun(data):
        """Pages of which the number can be read in what zlib gives."""
        content = b""
        while data:
            unpack = zlib.decompressobj(31)
            content += unpack.decompress(data)
            data = unpack.unused_data
        return content.count(b"</BAH>") - content.count(b'<BAH></BAH>')

    for name, where in (("a.gz", "a.gz"), ("a.gz", "in.zip/a.gz"),
                        ("b.gz", "b.gz"), ("t.tar.gz", "t.tar.gz/1.xml")):
        assert pages_of(where) == begun(inputs[name]) > 200, where
    assert pages_of("c.gz") == 400 and pages_of("ok.gz") == 401
    assert pages_of("in.zip/ok.xml") == 1


@case
def bombs_are_stopped(top):
    chunk = b"<DATA>" + b"<a>" * 1000000
    write(f"{top}/bomb.xml.gz", gzip.compress(chunk * 30, 9))
    inner = zipped([("i.xml", chunk * 30)])
    write(f"{top}/bomb.zip", zipped([("n.zip", inner)] * 1 + [
        ("after.xml", pages(page("AFTER")))]))
    deep = pages(page("DEEP"))
    for _ in range(9):
        deep = zipped([("x.zip", deep)])
    write(f"{top}/deep.zip", deep)
    write(f"{top}/ok.xml", pages(page("OK")))
    code, said = batch("-o", "out", "bomb.xml.gz", "bomb.zip", "deep.zip",
                       "ok.xml", cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    told = [r["source"] for r in rows if r["error_rules"] == "STR029"]
    assert code == 2
    assert told[:2] == ["bomb.xml.gz", "bomb.zip/n.zip/i.xml"], told
    assert told[2].startswith("deep.zip/") and len(told) == 3, told
    assert [r["case_no"] for r in rows if r["case_no"]] == ["OK"], rows
    assert "解压后的大小超出上限" in said, said
    code, said = batch("-o", "wide", "--max-ratio", "5000", "bomb.xml.gz",
                       "ok.xml", cwd=top)
    assert code == 1, "a higher limit reads it"


@case
def office_files_are_not_exports(top):
    write(f"{top}/book.xlsx", zipped([("[Content_Types].xml", b"<x/>"),
                                              ("xl/1.xml", b"<y/>")]))
    code, _ = batch("-o", "out", "book.xlsx", cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    assert code == 2, "no page was checked"
    assert [r["error_rules"] for r in rows] == ["STR023"], rows


@case
def cells_are_harmless_and_texts_stay(top):
    write(f"{top}/in.xml", pages(
        page("000123", coder="=1+1"), page("123456789012", coder="+甲"),
        page("-5", coder="@a"), page("12", coder='引"号,逗'),
        page("'7", coder="\t甲")))
    batch("-o", "out", "in.xml", cwd=top)
    text = read(f"{top}/out/cases.csv")
    assert text.startswith(b"\xef\xbb\xbfsource,index,")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [r["case_no"] for r in rows] == [
        "\t000123", "\t123456789012", "'-5", "12", "''7"], rows
    assert [r["coder"] for r in rows] == [
        "'=1+1", "'+甲", "'@a", '引"号,逗', "甲"], rows
    assert rows[0]["op"] == "\t47.0100" and rows[0]["cost"] == "1000"
    assert rows[0]["deadline"] == "2025-03-15" and rows[0]["month"] == "2025-03"


@case
def identity_stays_out(top):
    secret = page("S1", name="欧阳示例人").replace("</RECORD>", (
        "<SFZH>11010119900101123X</SFZH><XZZ>某路某号某室</XZZ>"
        "<DH>13912345678</DH></RECORD>"))
    write(f"{top}/in.xml", pages(secret))
    batch("-o", "out", "in.xml", cwd=top)
    for name in TABLES:
        for word in "欧阳示例人", "11010119900101123X", "某路某号", "1391234567":
            assert word.encode() not in read(f"{top}/out/{name}"), name
    batch("-o", "open", "--with-identity", "in.xml", cwd=top)
    row = table(f"{top}/open", "cases.csv")[0]
    assert row["patient_name"] == "欧阳示例人", row
    assert row["id_number"] == "11010119900101123X"


@case
def stays_are_compared(top):
    records = [
        page("P1", "1", admitted="2025-01-01", discharged="2025-01-10"),
        page("P1", "2", admitted="2025-01-20", discharged="2025-01-25"),
        page("P1", "1", admitted="2025-01-01", discharged="2025-01-10"),
        page("P1", "3", admitted="2025-01-24", discharged="2025-01-30",
             code="J18.900"),
        page("P2", "1", admitted="2025-01-01", discharged="2025-01-10"),
        page("P2", "5", admitted="2025-01-01", discharged="2025-01-10"),
        page("P2", "6", admitted="2025-01-26", discharged="2025-01-27"),
        page("P3", "1", admitted="2025-01-01", discharged="2025-01-10"),
    ]
    write(f"{top}/in.xml", pages(*records))
    code, _ = batch("-o", "out", "in.xml", cwd=top)
    across = [r for r in table(f"{top}/out", "findings.csv")
              if r["rule"].startswith("BAT")]
    found = [(r["index"], r["rule"]) for r in across]
    assert code == 1
    assert [(r["pair_source"], r["pair_index"], r["pair_days"],
             r["pair_same_dx"]) for r in across] == [
        ("in.xml", "1", "10", "1"), ("in.xml", "1", "-9", "1"),
        ("in.xml", "2", "-1", "0"), ("in.xml", "5", "-9", "1")], across
    assert found == [("2", "BAT003"), ("3", "BAT001"), ("4", "BAT004"),
                     ("6", "BAT002")], found
    rules = {r["key"]: r["records"] for r in summary(f"{top}/out")["rules"]}
    assert all(rules[f"BAT00{i}"] == 1 for i in (1, 2, 3, 4)), rules
    batch("-o", "wide", "--readmit-days", "16", "in.xml", cwd=top)
    found = [(r["index"], r["rule"]) for r in table(f"{top}/wide",
             "findings.csv") if r["rule"] == "BAT003"]
    assert found == [("2", "BAT003"), ("7", "BAT003")], found


@case
def means_of_views_round_a_half_up(top):
    """(10 * 5.4802 + 10 * 3.9545) / 20 is 4.71735, which SQLite's mean of
    fractions lacks a little of."""
    write(f"{top}/in.xml", pages(*[page(f"P{i}") for i in range(20)]))
    batch("-o", "out", "--no-xlsx", "in.xml", cwd=top)
    with closing(sqlite3.connect(f"{top}/out/results.db")) as db:
        db.execute("UPDATE cases SET cost_index = CASE WHEN id <= 10 THEN "
                   "5.4802 ELSE 3.9545 END, cost_fen = 4 + id % 2")
        kit.equal("means", db.execute(
            "SELECT cost_index, average_cost FROM kinds").fetchall(),
            [(4.7174, 0.05)])


@case
def a_referral_both_ways_is_one_stay(top):
    """Sent to a community, back from another institution: no readmission. One
    that only left, and one that only came, is."""
    records = [kit.patient(BAH=no, ZYCS=str(stay), RYSJ=f"2025-03-0{day}",
                           CYSJ=f"2025-03-0{day + 2}", **more)
               for no, stay, day, more in (
                   ("R1", 1, 1, {"LYFS": "3"}), ("R1", 2, 5, {"RYTJ": "3"}),
                   ("R2", 1, 1, {"LYFS": "2"}), ("R2", 2, 5, {"RYTJ": "2"}),
                   ("R3", 1, 1, {"LYFS": "1"}), ("R3", 2, 5, {"RYTJ": "3"}))]
    write(f"{top}/in.xml", pages(*records))
    batch("-o", "out", "in.xml", cwd=top)
    found = [(r["index"], r["rule"], r["severity"], r["pair_days"])
             for r in table(f"{top}/out", "findings.csv")
             if r["rule"].startswith("BAT")]
    assert found == [("2", "BAT006", "info", "2"),
                     ("4", "BAT003", "warning", "2"),
                     ("6", "BAT003", "warning", "2")], found


BILL = {"YLFUF": "100", "ZLCZF": "50", "HLF": "200", "BLZDF": "60",
        "SYSZDF": "340", "YXXZDF": "500", "LCZDXMF": "100", "SSZLF": "2000",
        "SSF": "1500", "MAF": "500", "XYF": "1500", "KJYWF": "300",
        "ZCYF": "100", "ZCYF1": "-", "HCYYCLF": "50", "YYCLF": "250",
        "YCXYYCLF": "700", "XF": "50", "QTF": "0", "ZFY": "6000"}


@case
def what_analysts_ask(top):
    """Worked by hand: 手术治疗费 holds 麻醉费 and 手术费, 西药费 holds
    抗菌药物费; a page without items of the bill tells no share."""
    op = {"SSJCZBM1": "47.0100", "SSJB1": "2", "SSJCZBM2": "47.1100",
          "SSJB2": "3"}
    write(f"{top}/in.xml", pages(
        kit.patient(**BILL, **op, LYFS="5", CYBF="普外一病区", ZRYS="主任甲",
                    ZZYS="主治乙", RYTJ="2"),
        kit.patient(BAH="T2", CSRQ="2025-02-20", NL="0", XB="2", LYFS="2"),
        kit.patient(BAH="T3", CSRQ=None, NL="17", XB="9", LYFS="4",
                    ZFY="16450.120000003"),
        kit.patient(BAH="T4", JBDM=""), kit.patient(BAH="T5", CSRQ="2024-05-01",
                                                   NL="0")))
    batch("-o", "out", "in.xml", cwd=top)
    rows = table(f"{top}/out", "cases.csv")
    want = {"fee_service": "100", "fee_nursing": "200", "fee_exam": "600",
            "fee_lab": "400", "fee_treatment": "50", "fee_surgery": "2000",
            "fee_drug": "1600", "fee_material": "1000", "fee_blood": "50",
            "fee_other": "0", "drug_share": "0.2667",
            "material_share": "0.1667", "exam_share": "0.1",
            "lab_share": "0.0667", "surgery_share": "0.3333",
            "nursing_share": "0.0333", "sex": "male", "age_band": "45to59",
            "discharge_way": "5", "discharge_way_name": "死亡", "death": "1",
            "transfer": "0", "against_advice": "0", "op_level": "3",
            "op_count": "2", "dx_count": "1", "ward": "普外一病区",
            "chief": "主任甲", "doctor": "主治乙", "admission_route": "门诊",
            "organization_name": "虚构医院", "cause": ""}
    assert {k: rows[0][k] for k in want} == want, rows[0]
    assert [r["age_band"] for r in rows] == [
        "45to59", "newborn", "7to17", "45to59", "infant"]
    assert [r["age"] for r in rows] == ["45", "0", "17", "45", "0"]
    assert [r["sex"] for r in rows[:3]] == ["male", "female", "unknown"]
    assert [r["transfer"] for r in rows[:3]] == ["0", "1", "0"]
    assert [r["against_advice"] for r in rows[:3]] == ["0", "0", "1"]
    assert {r["drug_share"] for r in rows[1:]} == {""}
    assert rows[3]["cause"] == "no-diagnosis", rows[3]
    assert rows[2]["cost"] == "16450.12", rows[2]
    first = rows[0]
    assert abs(float(first["cost_index"]) -
               6000 / float(first["mean_cost"])) < 1e-4
    assert float(first["days_over"]) == round(
        7 - float(first["mean_days"]), 2)
    totals = summary(f"{top}/out")["totals"]
    assert totals["death"] == totals["against_advice"] == 1
    assert totals["transfer"] == totals["high_level"] == 1
    assert totals["sums"]["billed"] == 6000
    assert totals["sums"]["fee_drug"] == 1600
    assert totals["known"]["billed"] == 1, totals["known"]


@case
def the_bill_of_a_settlement_list(top):
    """By 医疗收费项目类别: 09, 10, 11 are drugs, 08 material, 03 and 04 exam
    and laboratory; the total is their sum."""
    if not kit.reads_json("batch/the bill of a settlement list"):
        return
    charges = {"09": "100", "10": "40", "11": "60", "08": "50", "03": "25",
               "04": "25", "01": "20", "07": "30", "06": "150"}
    write(f"{top}/in.json", json.dumps({
        "setlinfo": {"medcasno": "V1", "dscg_way": "x-7"},
        "iteminfo": [{"med_chrgitm": k, "amt": v}
                     for k, v in charges.items()]}))
    batch("-o", "out", "in.json", cwd=top)
    row, = table(f"{top}/out", "cases.csv")
    want = {"cost": "500", "fee_drug": "200", "fee_material": "50",
            "fee_exam": "25", "fee_lab": "25", "fee_service": "20",
            "fee_nursing": "30", "fee_surgery": "150", "fee_other": "0",
            "drug_share": "0.4", "surgery_share": "0.3", "death": "",
            "transfer": ""}
    assert {k: row[k] for k in want} == want, row


@case
def gates_and_filters(top):
    write(f"{top}/in.xml", pages(page("A", department="03"),
                                 page("B", department="0402")))
    rows = None
    code, _ = batch("-o", "all", "in.xml", cwd=top)
    rows = table(f"{top}/all", "cases.csv")
    rules = sorted({w.split("*")[0] for r in rows
                    for w in r["error_rules"].split()})
    assert code == 1 and rules, rows
    one = rules[0]
    code, _ = batch("-o", "one", "--only", f"rule={one}", "in.xml", cwd=top)
    left = {r["rule"] for r in table(f"{top}/one", "findings.csv")}
    assert code == 1 and left == {one}, left
    code, _ = batch("-o", "none", "--skip", "rule=*", "in.xml", cwd=top)
    assert code == 0 and not table(f"{top}/none", "findings.csv")
    code, _ = batch("-o", "dep", "--only", "department=04*", "in.xml", cwd=top)
    rows = table(f"{top}/dep", "cases.csv")
    assert [r["case_no"] for r in rows] == ["B"]
    assert summary(f"{top}/dep")["left_out"] == 1
    code, _ = batch("-o", "g1", "--fail-on", "rule=STR024", "in.xml", cwd=top)
    assert code == 0
    code, _ = batch("-o", "g2", "--fail-on", f"rule={one}", "in.xml", cwd=top)
    assert code == 1
    code, said = batch("-o", "g3", "--fail-on", "worse", "in.xml", cwd=top)
    assert code == 2 and "--fail-on" in said


@case
def verified_findings_are_left_out(top):
    """The file of `check --verified-lines` serves `batch` as well."""
    write(f"{top}/in.xml", pages(page("A")))
    lines = kit.run("check", "--verified-lines", "in.xml", cwd=top).out
    assert lines
    write(f"{top}/verified.txt", lines)
    batch("-o", "all", "in.xml", cwd=top)
    batch("-o", "left", "--verified", "verified.txt", "in.xml", cwd=top)
    before, after = table(f"{top}/all", "cases.csv")[0], \
        table(f"{top}/left", "cases.csv")[0]
    assert before["errors"] == after["errors"]
    assert (after["warnings"], after["infos"]) == ("0", "0"), after
    assert (before["warnings"], before["infos"]) != ("0", "0"), before


@case
def a_folder_with_results_is_refused(top):
    write(f"{top}/in.xml", pages(page("A")))
    write(f"{top}/more.xml", pages(page("B")))
    first, _ = batch("-o", "out", "in.xml", cwd=top)
    before = tables(f"{top}/out")
    code, said = batch("-o", "out", "in.xml", cwd=top)
    assert code == 2 and "--resume" in said, said
    code, _ = batch("--resume", "-o", "out", "in.xml", cwd=top)
    assert code == first
    code, said = batch("--resume", "-o", "out", "in.xml", "more.xml", cwd=top)
    assert code == 2 and "另一次" in said, said
    assert before == tables(f"{top}/out")
    assert sorted(set(os.listdir(f"{top}/out")) -
                  {"report.html", "results.xlsx", "results.db"}) == sorted(TABLES)


@case
def a_full_disk_stops_cleanly(top):
    """The limit of a file's size stands for a full disk."""
    write(f"{top}/in.xml", pages(*[page(f"N{i}") for i in range(3000)]))
    first, _ = batch("-o", "whole", "in.xml", cwd=top)
    code, said = batch("-o", "out", "in.xml", cwd=top, limit=1 << 20)
    assert code == 2 and "--resume" in said, said
    assert os.listdir(f"{top}/out") == [".pregroup"], os.listdir(f"{top}/out")
    code, said = batch("--resume", "-o", "out", "in.xml", cwd=top)
    assert code == first, said
    assert tables(f"{top}/whole") == tables(f"{top}/out")


@case
def changed_inputs_are_not_resumed(top):
    write(f"{top}/in.xml", pages(*[page(f"N{i}") for i in range(3000)]))
    batch("-o", "out", "in.xml", cwd=top, limit=1 << 20)
    write(f"{top}/in.xml", pages(*[page(f"M{i}") for i in range(3000)]))
    code, said = batch("--resume", "-o", "out", "in.xml", cwd=top)
    assert code == 2 and "输入的文件变了" in said, said
    code, said = batch("--resume", "--upload-days", "7", "-o", "out", "in.xml",
                       cwd=top)
    assert code == 2, said


@case
def gzip_holds_the_same(top):
    write(f"{top}/in.xml", pages(*[page(f"N{i}") for i in range(600)]))
    batch("-o", "plain", "in.xml", cwd=top)
    batch("--gzip", "-o", "packed", "in.xml", cwd=top)
    assert gzip.decompress(read(f"{top}/packed/results.jsonl.gz")) == read(
        f"{top}/plain/results.jsonl")


@case
def merged_shards_are_one_run(top):
    """Also where a patient's stays, and a source's name, meet at the seam."""
    stays = [page(f"P{i % 40}", str(i // 7), coder=f"编{i % 3}",
                  admitted=f"2025-01-{1 + i % 20:02}",
                  discharged=f"2025-01-{3 + i % 25:02}") for i in range(300)]
    for i in range(3):
        write(f"{top}/in{i}.xml", pages(*stays[i * 100:i * 100 + 100]))
    write(f"{top}/bad.gz", b"\x1f\x8b\x08")
    whole = ["in0.xml", "in1.xml", "in1.xml", "bad.gz", "in2.xml"]
    code, _ = batch("-o", "whole", *whole, cwd=top)
    batch("-o", "s1", *whole[:2], cwd=top)
    batch("-o", "s2", *whole[2:4], cwd=top)
    batch("-o", "s3", *whole[4:], cwd=top)
    done = kit.run("merge", "s1", "s2", "s3", "-o", "all", cwd=top)
    assert done.status == code == 2, done.err
    assert not kit.differing(tables(f"{top}/all"), tables(f"{top}/whole"))
    assert b"BAT001" in read(f"{top}/all/findings.csv")
    batch("-o", "s4", "--upload-days", "3", "in0.xml", cwd=top)
    for words, named in ((["s1", "s4"], "--upload-days"),
                         (["s1", "absent"], "absent")):
        done = kit.run("merge", *words, "-o", "no", cwd=top)
        assert done.status == 2 and not os.path.exists(f"{top}/no"), words
        assert named in done.err, done


@case
def unknown_tags_are_counted(top):
    """Once a batch, with a shape that shows nobody, and merged the same."""
    def odd(no, tags):
        return page(no).replace("</RECORD>", f"{tags}</RECORD>")
    write(f"{top}/a.xml", pages(
        odd("A", "<ZYTS>4</ZYTS><OWN>样9-b</OWN><SHI></SHI>"), page("B"),
        odd("C", "<ZYTS>12天</ZYTS>")))
    write(f"{top}/b.xml", pages(
        odd("D", "<OWN>x</OWN><QTZDBM2>I10.x04</QTZDBM2>")))
    for out, *files in (("all", "a.xml", "b.xml"), ("s1", "a.xml"),
                        ("s2", "b.xml")):
        batch("-o", out, *files, cwd=top)
    kit.run("merge", "s1", "s2", "-o", "merged", cwd=top)
    assert not kit.differing(tables(f"{top}/all"), tables(f"{top}/merged"))
    tags = summary(f"{top}/all")["unknown_tags"]
    assert [list(one.values()) for one in tags] == [
        ["OWN", "flat-2012", 2, "汉9-A", None, None],
        ["QTZDBM2", "flat-2012", 1, "A99.A99", "diagnoses[3].code",
         "出院诊断编码"],
        ["ZYTS", "flat-2012", 2, "9", "stay_days", "实际住院天数"]], tags
    assert [row["unknown_tags"] for row in table(f"{top}/all", "cases.csv")] \
        == ["ZYTS=9=stay_days=实际住院天数|OWN=汉9-A==", "",
            "ZYTS=99汉=stay_days=实际住院天数",
            "OWN=A==|QTZDBM2=A99.A99=diagnoses[3].code=出院诊断编码"]
    assert "汉9-A" in read(f"{top}/all/report.html").decode()


@case
def invented_money_is_marked(top):
    """On every row that rests on it, in the database and at the end; not with
    a pack of real values."""
    write(f"{top}/in.xml", pages(page("A"), page("B")))
    write(f"{top}/none.xml", b"<a/>")
    real = kit.Region()
    real.build()
    for out, words, mark in (("demo", [], "示例"),
                             ("own", ["-p", real.path("t.pack")], "")):
        _, said = batch("-o", out, *words, "in.xml", "none.xml", cwd=top)
        assert ("虚构" in said) == bool(mark), said
        cases = table(f"{top}/{out}", "cases.csv")
        assert [row["sample"] for row in cases] == [mark, mark, ""], cases
        assert {row["sample"] for row in table(f"{top}/{out}", "findings.csv")
                if row["source"] == "in.xml"} == {mark}
        done = kit.run("figures", f"{kit.KNOWLEDGE}/figures/cases.xml",
                       f"{top}/{out}/cases.csv")
        assert ("示例" in done.out) == bool(mark), done
        if os.path.exists(f"{top}/{out}/results.db"):
            with closing(sqlite3.connect(f"{top}/{out}/results.db")) as db:
                run = dict(db.execute("SELECT name, value FROM run"))
            assert ("示例" in run["sample"]) == bool(mark), run


@case
def refusals_tell_the_way_out(top):
    """A folder where a file belongs, a table, a folder without results; and
    what stands behind a wrong path is done all the same."""
    write(f"{top}/in.xml", pages(page("A")))
    write(f"{top}/t.csv", "a,b\n1,2\n")
    batch("-o", "out", "in.xml", cwd=top)
    for words, way in (
            (["compare", "t.csv", "out"], "pregroup compare out"),
            (["compare", "--pages", "out", "in.xml"], "pregroup batch"),
            (["convert", "out"], "pregroup batch"),
            (["check", "out"], "pregroup batch"),
            (["convert", "t.csv"], "t.csv："),
            (["merge", "-o", "m", "."], "batch 做完的结果文件夹")):
        done = kit.run(*words, cwd=top)
        assert done.status == 2 and way in done.err, (words, done)
    for words in (["check", "-f", "json"], ["convert"],
                  ["batch", "-o", "again"]):
        done = kit.run(*words, "none.xml", "in.xml", cwd=top)
        assert done.status == 2 and "none.xml：" in done.err, done
        if words[0] == "batch":
            assert len(table(f"{top}/again", "cases.csv")) == 2
        else:
            assert ">A<" in done.out or '"case_no":"A"' in done.out, done


@case
def words_are_checked(top):
    for words in (["in.xml"], ["-o", "out"], ["-o", "out", "--only", "x", "a"],
                  ["-o", "out", "-j", "0", "a"], ["-o", "o", "--bad", "a"],
                  ["-o", "out", "-p", "a.pack", "-p", "b.pack", "a"]):
        code, said = batch(*words, cwd=top)
        assert code == 2 and said.startswith("pregroup"), (words, said)
    code, _ = batch("--help")
    assert code == 0


@case
def a_wrong_option_is_named_in_chinese(top):
    for command, option in (("batch", "--bad"), ("check", "-q"),
                            ("check", "--score=3"), ("merge", "--bad"),
                            ("pack lint", "--bad"), ("convert", "--bad")):
        code, _, said = kit.run(*command.split(), option, cwd=top)
        assert code == 2 and said.count("\n") == 1 and \
            f"选项 {option} 不对" in said and \
            f"见 pregroup {command} --help" in said, (command, said)


@case
def a_source_without_a_page_is_no_record(top):
    """It stands in the tables with what is wrong, its problems count, but no
    total has it; merged, too."""
    write(f"{top}/a/1.xml", pages(page("A1"), page("A2", department="04")))
    write(f"{top}/a/2.txt", b"no page\n")
    write(f"{top}/b/3.xml", b"")
    write(f"{top}/b/4.xml", pages(page("B1")))
    for name in "a", "b":
        batch("-o", f"{top}/of-{name}", name, cwd=top)
    batch("-o", f"{top}/all", "a", "b", cwd=top)
    kit.run("merge", "-o", f"{top}/merged", f"{top}/of-a", f"{top}/of-b")
    for folder in "all", "merged":
        told = summary(f"{top}/{folder}")
        kit.equal("counts", (told["totals"]["records"], told["no_page"],
                             told["sources"]), (3, 2, 4))
        kit.equal("departments", [
            (one["key"], one["records"]) for one in told["departments"]],
            [("03", 2), ("04", 1)])
        kit.equal("rows", [
            (row["source"], row["error_rules"])
            for row in table(f"{top}/{folder}", "cases.csv")
            if row["case_no"] == ""],
            [("a/2.txt", "STR021"), ("b/3.xml", "STR021")])
        kit.equal("errors", told["totals"]["errors"], sum(
            row["severity"] == "error"
            for row in table(f"{top}/{folder}", "findings.csv")))


@case
def a_line_of_json_is_one_to_every_reader(top):
    """Some begin another behind U+2028, U+2029 or U+0085, too."""
    ends = "\u2028", "\u2029", "\u0085"
    names = [f"a{end}b" for end in ends]
    write(f"{top}/in/a\u2028b.xml", pages(*(
        kit.patient(BAH=f"A{i}", CYBF=name, JBDM="X99")
        for i, name in enumerate(names))))
    batch("-o", f"{top}/out", "in", cwd=top)
    texts = {"batch": read(f"{top}/out/results.jsonl").decode(),
             "check": kit.run("check", "-f", "json", "--record",
                              "in/a\u2028b.xml", cwd=top).out}
    for what, text in texts.items():
        kit.equal(what, len(text.splitlines()), 3)
    kit.equal("text", [
        one["fields"]["discharge_ward"]
        for one in kit.results(texts["check"])][:2], names[:2])


@case
def the_terminal_says_what_is_being_made(top):
    """After the records: each file that is made of the whole, then where the
    results are and how many sources had no page."""
    write(f"{top}/in/a.xml", pages(page("A1")))
    write(f"{top}/in/b.txt", b"no page\n")
    there, here = pty.openpty()
    run = subprocess.Popen([PREGROUP, "batch", "-o", f"{top}/out", f"{top}/in"],
                           stderr=here, stdout=subprocess.DEVNULL)
    os.close(here)
    said = b""
    try:
        while chunk := os.read(there, 4096):
            said += chunk
    except OSError:  # the other end is closed
        pass
    os.close(there)
    run.wait()
    said = said.decode()
    for name in ("report.html", "results.xlsx", "results.db", "summary.json"):
        assert f"正在做 {name}…" in said or name.startswith("results."), said
    last = said.replace("\r\033[K", "\n").strip().split("\n")[-1]
    assert "共 1 条记录" in last and "另有 1 个来源没有首页" in last and \
        "先看其中的 report.html" in last, said
    _, said = batch("-o", f"{top}/quiet", f"{top}/in")
    assert "正在做" not in said, said


kit.main()
