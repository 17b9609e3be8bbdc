#!/usr/bin/env python3
"""learn.py -- `pregroup dialects learn` writes a dialect file that compiles and
reads the pages that it was learnt from.
"""
import csv
import io
import json
import os
import shutil

import kit
from kit import case

REGION = f"{kit.KNOWLEDGE}/regions/demo/region.xml"


def learn(*words, status=0):
    done = kit.run("dialects", "learn", *words)
    assert done.status == status, done
    return done


def rows(*files):
    return {row["tag"]: row
            for row in csv.DictReader(io.StringIO(learn(*files).out))}


def pack_with(top, name, text):
    """A pack of the demonstration city whose knowledge has this dialect too,
    in place of one of that name."""
    knowledge = f"{top}/knowledge"
    shutil.copytree(kit.KNOWLEDGE, knowledge, dirs_exist_ok=True)
    kit.write(f"{knowledge}/dialects/{name}.csv", text)
    done = kit.run("pack", "build", f"{knowledge}/regions/demo/region.xml",
                   "-o", f"{top}/t.pack", "--knowledge", knowledge)
    assert done.status == 0, done
    return f"{top}/t.pack"


def read_by(pack, page):
    return kit.results(kit.run("check", "-f", "json", "--record",
                               "--with-identity", "-p", pack, page).out)


PAGE = {"BAH": "L0001", "XM": "石榴试", "ZYCS": "1", "XB": "1",
        "RYRQ": "2025-03-10 21:00", "CYRQ": "20250316", "HYZK": "2",
        "JBDM": "K35.800x001", "JBDM1": "I10.x04", "QTZDBM2": "E11.900",
        "XZZDH": "99900000001", "OWN,TAG": None, "CZY": "样9"}


@case
def columns_of_tables(top):
    """Known ones need no line, others are guessed or asked for; what is written
    is a hospital's file that compiles and by which the table is read."""
    table = [["病案号", "姓名", "XB", "RYRQ", "甲<列>", "主要诊断编码"],
             ["L0001", "石榴试", "1", "2025-03-10", "x", "K35.800x001"]]
    text = "".join(",".join(row) + "\n" for row in table)
    files = (kit.write(f"{top}/a.csv", text.encode("gb18030")),
             kit.write(f"{top}/a.xlsx", kit.zipped(kit.workbook(
                 {"说明": [["填写说明"]], "首页": table}))))
    for path in files:
        done = learn(path)
        kit.holds("known", done.out, "<columns>\n",
                  "认得，不用写：病案号、姓名、主要诊断编码 -->")
        kit.holds("guessed", done.out,
                  '\n  <column name="RYRQ" field="admission_time"/>  <!-- 猜的'
                  '：入院时间，请核对；样子 9999&#45;99&#45;99 -->')
        kit.holds("asked", done.out,
                  '\n  <!-- <column name="甲&lt;列>" field=""/>  不认识')
        kit.lacks("identity", done.out, "石榴", "L0001")
        kit.holds("told", done.err, "认识 3 个列，猜出")
        hospital = kit.write(f"{top}/h.xml", kit.hospital(done.out))
        kit.equal("built", kit.run(
            "pack", "build", kit.DEMO, "--hospital", hospital, "-o",
            f"{top}/h.pack").status, 0)
        found, = read_by(f"{top}/h.pack", path)
        kit.equal("read", found["fields"]["admission_time"], "2025-03-10")
    done = learn(kit.write(f"{top}/b.csv", "乙一,乙二,RYRQ\n1,2,3\n"))
    kit.holds("unknown", done.out, '<column name="乙一"')
    kit.holds("no key", done.err, "没有认得的病案号、姓名列")
    done = learn(kit.write(f"{top}/c.csv", "石榴试,20250310,1\n柿子试,2,1\n"),
                 status=2)
    kit.lacks("a patient is no heading", done.out + done.err, "石榴", "2025")


@case
def what_is_guessed_is_read_behind(top):
    page = kit.write(f"{top}/page.xml", kit.pages(kit.record(PAGE)))
    learnt = rows(page)
    assert learnt["BAH"]["use"] == "key", learnt
    assert learnt["JBDM#"]["field"] == "diagnoses[#+1].code", learnt
    assert learnt["RYRQ"] == {
        "tag": "RYRQ", "field": "admission_time", "use": "mark", "map": "",
        "name": "入院时间", "shape": "9999-99-99 99:99",
        "note": "猜的，请核对"}, learnt
    assert learnt["QTZDBM#"]["field"] == "diagnoses[#+1].code", learnt
    assert learnt["CZY"]["field"] == "", learnt
    assert learnt["CZY"]["use"] == "known mark", learnt
    pack = pack_with(top, "own", learn(page).out)
    result, = read_by(pack, page)
    assert result["record"]["dialect"] == "own", result
    assert "unknown_tags" not in result
    fields = result["fields"]
    assert fields["admission_time"] == "2025-03-10 21:00", fields
    assert fields["marital_status"] == "2", fields
    assert [row.get("code") for row in fields["diagnoses"]] == [
        "K35.800x001", "I10.x04", "E11.900"], fields


@case
def a_known_dialect_is_learnt_whole(top):
    """Learnt from its page it reads that page as it does itself."""
    for name in ("western.flat-2012.xml", "western.tcm-2012.xml",
                 "chinese.tcm-2012.xml", "western.hqms-2019.xml",
                 "western.hqms-p.xml", "western.soap.xml",
                 "western.yb-4101.json", "chinese.yb-4101.json",
                 "western.yb-4401.json"):
        page = f"{kit.TREE}/tests/dialects/{name}"
        own = kit.results(kit.run("check", "-f", "json", "--record",
                                  "--with-identity", page).out)
        if own[0]["record"]["dialect"] is None:
            continue  # this build reads no JSON
        dialect = name.split(".")[1]
        pack = pack_with(top, dialect, learn(page).out)
        learnt = read_by(pack, page)
        assert [one["fields"] for one in learnt] == [
            one["fields"] for one in own], name


@case
def pages_of_nobody_we_know(top):
    """No key is known: keys are guessed, in any encoding."""
    text = ("<R><病人><病案编号>Z1</病案编号><患者姓名>石榴试</患者姓名>"
            "<出院日期>20250316</出院日期><甲 乙='x'/></病人></R>")
    page = kit.write(f"{top}/a.xml", text.encode("gb18030"))
    learnt = rows(page)
    assert learnt["病案编号"]["field"] == "record_no", learnt
    assert learnt["病案编号"]["use"] == "key", learnt
    assert learnt["出院日期"]["field"] == "discharge_time", learnt
    assert learnt["乙"]["use"] == "known", learnt
    pack = pack_with(top, "own", learn(page).out)
    result, = read_by(pack, page)
    assert result["fields"]["discharge_time"] == "2025-03-16", result


@case
def json_of_nobody_we_know(top):
    """A message is what holds the key, whatever lies around it."""
    message = {"head": {"ver": "1"}, "data": [
        {"page": {"病案号": f"Z{i}", "患者姓名": "石榴试",
                  "出院日期": "20250316"},
         "诊断": [{"诊断编码": "K35.800x001"}, {"诊断编码": "I10.x04"}]}
        for i in (1, 2)]}
    page = kit.write(f"{top}/a.json", json.dumps(message, ensure_ascii=False))
    escaped = kit.write(f"{top}/b.json", json.dumps(message))
    learnt = rows(page)
    assert rows(escaped) == learnt
    assert set(learnt) == {"page.病案号", "page.患者姓名", "page.出院日期",
                           "诊断[#].诊断编码"}, learnt
    pack = pack_with(top, "own", learn(page).out)
    one, two = read_by(pack, page)
    assert one["record"]["case_no"] == "Z1", one
    assert [row["code"] for row in two["fields"]["diagnoses"]] == [
        "K35.800x001", "I10.x04"], two


@case
def nobody_is_shown(top):
    page = kit.write(f"{top}/page.xml", kit.pages(kit.record(PAGE | {
        "SFZH": "11010119900101123X", "T13912345678": "1", "DZ": "某路9号"})))
    text = learn(page).out
    for word in "石榴试", "11010119900101123X", "13912345678", "某路9号":
        assert word not in text, text


@case
def output_and_refusals(top):
    page = kit.write(f"{top}/page.xml", kit.pages(kit.record(PAGE)))
    done = learn("-o", f"{top}/own.csv", page)
    assert done.out == "" and "猜出" in done.err, done
    assert kit.read(f"{top}/own.csv").decode() == learn(page).out
    assert kit.run("dialects", "learn").status == 2
    done = learn(f"{top}/none.xml", status=2)
    assert "none.xml" in done.err, done
    cda = f"{kit.TREE}/tests/dialects/western.cda.xml"
    assert "按位置" in learn(cda, status=2).err
    zipped = kit.write(f"{top}/a.zip", kit.zipped([("a.xml", b"<a/>")]))
    assert "解压" in learn(zipped, status=2).err


kit.main()
