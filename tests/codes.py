#!/usr/bin/env python3
"""codes.py -- `pregroup codes` finds a code by what a coder types.

pinyin-words.txt: five hundred words of diseases and operations and how they
are read, written down before the search was, so that it cannot agree by
chance.
"""
import json

import kit
from kit import case, equal, holds

WORDS = [line.split() for line in
         kit.read(f"{kit.TREE}/tests/pinyin-words.txt").decode().splitlines()]

REGION = """<region xmlns="urn:pregroup:region:1" id="c" name="找码市"
 scheme="dip" generation="2.0" valid-from="2025-01-01" valid-to="2025-12-31">
<codes>
<table system="diagnosis" edition="t" file="dx.csv" code="code" name="name"/>
<table system="procedure" edition="t" file="op.csv" code="code" name="name"
 kind="kind"/>
<gray system="diagnosis" file="gray.csv" code="code"/>
</codes>
<catalogue file="catalogue.csv">
<column field="group" heading="group"/><column field="dx" heading="dx"/>
<column field="score" heading="score"/>
</catalogue>
<grouping dx-key="4"><layers>core</layers><pick>order</pick></grouping>
<settlement><let name="points" value="score"/>
<let name="standard" value="points"/></settlement>
</region>
"""
DIAGNOSES = [("K35.800", "急性阑尾炎，其他未特指"),
             ("K35.800x001", "急性阑尾炎"), ("K36.x00", "其他阑尾炎"),
             ("O23.400", "妊娠期泌尿道感染"), ("Z37.000", "单一活产"),
             ("E11.900", "2型糖尿病"), ("E10.900", "1型糖尿病"),
             ("N39.000", "泌尿道感染")]
PROCEDURES = [("47.0100", "腹腔镜下阑尾切除术", "手术"),
              ("47.0900", "其他阑尾切除术", "手术"),
              ("87.4400", "胸部X线检查", "诊断性操作")]


def table(heading, rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row)
                     for row in [heading, *rows]) + "\n"


def pack(top, diagnoses):
    kit.write(f"{top}/region.xml", REGION)
    kit.write(f"{top}/dx.csv", table(("code", "name"), diagnoses))
    kit.write(f"{top}/op.csv", table(("code", "name", "kind"), PROCEDURES))
    kit.write(f"{top}/gray.csv", table(("code",), [("K36.x00",)]))
    kit.write(f"{top}/catalogue.csv",
              table(("group", "dx", "score"), [("G1", "K35.8", "1")]))
    done = kit.build(f"{top}/region.xml", f"{top}/city.pack")
    equal("build", done.status, 0)
    return f"{top}/city.pack"


def found(where, *words):
    done = kit.run("codes", "-p", where, "-f", "json", *words)
    codes = json.loads(done.out)
    equal("status", done.status, 0 if codes else 1)
    return codes


def codes(where, *words):
    return [row["code"] for row in found(where, *words)]


@case
def each_word_is_found_as_it_is_read(top):
    rows = [(f"{'ABCDEFGHIJ'[n // 100]}{n % 100:02}.000", word)
            for n, (word, *_) in enumerate(WORDS)]
    where = pack(top, rows)
    missed = []
    for word, *read in WORDS:
        # 舌恶性肿瘤 written out is 肾恶性肿瘤 abbreviated, too: she(n) e ...
        for typed, place in (("".join(read), 2),
                             ("".join(x[0] for x in read), 9)):
            names = [row["name"] for row in
                     found(where, "--diagnoses", typed)]
            if word not in names[:place]:
                missed.append((word, typed, names[:3]))
    equal("missed", missed, [])
    assert len(WORDS) > 500


@case
def by_code_name_pinyin_and_mixtures(top):
    where = pack(top, DIAGNOSES)
    acute = ["K35.800x001", "K35.800"]
    for typed in ("jxlwy", "jixinglanweiyan", "急性阑尾炎", "急性lwy",
                  "jxlanweiy", "JXLWY", "ｊｘｌｗｙ", "lwy jx"):
        equal(typed, codes(where, "--diagnoses", typed)[:2], acute)
    for typed in ("K35", "k358", "K35.8", "ｋ３５"):
        equal(typed, set(codes(where, typed)), set(acute))
    equal("whole code", codes(where, "K35.800")[0], "K35.800")
    equal("digits in a name", codes(where, "2xtnb"), ["E11.900"])
    equal("letters in a name", codes(where, "xbxxjc"), ["87.4400"])
    equal("both systems", set(codes(where, "阑尾")),
          {"K35.800x001", "K35.800", "K36.x00", "47.0100", "47.0900"})
    equal("procedures", set(codes(where, "--procedures", "lw")),
          {"47.0100", "47.0900"})
    equal("尿 is also sui, 泌 also bi", codes(where, "bisui"),
          ["N39.000", "O23.400"])


@case
def what_is_nothing_finds_nothing(top):
    where = pack(top, DIAGNOSES)
    for typed in ("", " ", "zzzz", "K99", "x" * 500, "阑尾 " * 9, "\ufffd"):
        equal(typed, codes(where, typed), [])


@case
def marks_are_told(top):
    where = pack(top, DIAGNOSES)
    row, = found(where, "K36")
    equal("gray", row["gray"], True)
    row, = found(where, "Z37")
    equal("outcome of delivery", (row["gray"], row["principal"]),
          (False, "never"))
    row, = found(where, "47.01")
    equal("procedure", (row["system"], row["principal"], row["class"]),
          ("procedure", None, "surgery"))
    text = kit.run("codes", "-p", where, "dyhc", "单一活产")
    holds("text", kit.run("codes", "-p", where, "dyhc").out,
          "Z37.000\t诊断\t单一活产", "不能作主要诊断")
    equal("both ways of one name", text.status, 0)


@case
def a_region_without_tables_has_categories(_):
    done = kit.run("codes", "-f", "json", "jxlwy")
    equal("categories", [row["code"] for row in json.loads(done.out)], ["K35"])
    equal("a limit", len(json.loads(
        kit.run("codes", "-f", "json", "-n", "3", "恶性肿瘤").out)), 3)


kit.few_rules()
kit.main()
