#!/usr/bin/env python3
"""Commands that look at packs: lint, diff, check with several packs and with
--why, on small regions made here.
"""
import os
import shutil
import subprocess

import kit
from kit import PREGROUP, expect, run, write

REGION = """<?xml version="1.0" encoding="UTF-8"?>
<region xmlns="urn:pregroup:region:1" id="{id}" name="甲市" scheme="dip"
        generation="2.0" valid-from="{first}" valid-to="{last}">
  <codes>
    <table system="diagnosis" edition="t" file="dx.csv" code="code"/>
    <table system="procedure" edition="t" file="op.csv" code="code"
           kind="kind"/>
    <gray system="procedure" file="gray.csv" code="code"/>
  </codes>
  <catalogue file="groups.csv">
    <column field="group" heading="group"/>
    <column field="name" heading="name"/>
    <column field="kind" heading="kind"/>
    <column field="dx" heading="dx"/>
    <column field="main_op" heading="main"/>
    <column field="related_op" heading="related"/>
    <column field="score" heading="score"/>
  </catalogue>
  <grouping dx-key="4" or="/" and="+">
    <comprehensive dx-key="3" class="highest" intervention="surgery">
      <suffix class="surgery" text="-S"/>
      <suffix class="conservative" text="-N"/>
      <suffix class="diagnostic" text="-D"/>
    </comprehensive>
    <layers>core comprehensive</layers>
    <pick>matched-operations score order</pick>
  </grouping>
  <settlement>
    <let name="points" value="score"/>
    <let name="standard" value="points * {value}" round="2"/>
  </settlement>
</region>
"""
GROUPS = [
    # group, name, kind, dx, main, related, score
    ("A1", "一", "core", "K35.8", "47.0100", "", "100"),
    ("A2", "二", "core", "K35.8", "47.0900", "", "100"),
    ("A3", "三", "core", "K35.8", "47.0100", "54.5100", "90"),
    ("A4", "四", "core", "K35.8", "47.0100/47.0900", "", "200"),
    ("B1", "五", "core", "I10.x", "", "", "50"),
    ("B2", "六", "core", "I11.9", "38.0100", "", "60"),
    ("B3", "七", "core", "Q99.9", "", "", "70"),
    ("K35-S", "八", "comprehensive", "K35", "", "", "80"),
    ("K35-N", "九", "comprehensive", "K35", "", "", "40"),
    ("I10-N", "十", "comprehensive", "I10", "", "", "30"),
    ("I10-D", "十一", "comprehensive", "I10", "", "", "35"),
    ("C1", "十二", "core", "I11.9", "47.0100", "", "100"),
    ("C2", "十三", "core", "I11.9", "47.0900", "", "100"),
]
PAGE = ("<DATA><RECORD><BAH>{no}</BAH><XM>样例</XM><CYSJ>{day}</CYSJ>"
        "<JBDM>K35.800</JBDM><SSJCZBM1>{op}</SSJCZBM1><ZFY>1000.00</ZFY>"
        "</RECORD></DATA>\n")


def region(folder, name, groups, first, last, value):
    write(f"{folder}/dx.csv",
          "code\nK35.800\nI10.x00\nI11.900\nI10.900\nK35.900\n")
    write(f"{folder}/op.csv", "code,kind\n47.0100,手术\n47.0900,手术\n"
          "54.5100,手术\n45.2302,诊断性操作\n")
    write(f"{folder}/gray.csv", "code\n54.5100\n")
    write(f"{folder}/groups.csv", "group,name,kind,dx,main,related,score\n" +
          "".join(",".join(g) + "\n" for g in groups))
    return write(f"{folder}/region.xml", REGION.format(
        id=name, first=first, last=last, value=value))


def build(path, pack):
    done = kit.build(path, pack)
    if done.status != 0:
        kit.verdict("build", done.err)
    return pack


def lint(path):
    status, out, _ = kit.lint(path)
    has = lambda *words: any(all(w in line for w in words)
                             for line in out.splitlines())
    expect("lint: faults end 1", status == 1, status)
    expect("lint: always beaten by a score",
           has("错误", "第 2 行 A1", "总是败给第 5 行 A4", "病种分值"), out)
    expect("lint: both of them", has("错误", "第 3 行 A2"), out)
    expect("lint: a tie",
           has("提示", "第 13 行 C1", "第 14 行 C2", "不分高下"), out)
    expect("lint: more asked, less paid",
           has("第 4 行 A3", "第 2 行 A1", "分值却更低"), out)
    expect("lint: an operation outside the table",
           has("第 7 行 B2", "38.0100"), out)
    expect("lint: a diagnosis outside the table",
           has("第 8 行 B3", "Q99.9"), out)
    expect("lint: a gray operation", has("第 4 行 A3", "54.5100", "灰码"), out)
    expect("lint: missing classes", has("K35", "缺少：诊断性操作"), out)


SUFFIXES = """<region xmlns="urn:pregroup:region:1" id="sx" name="样"
        scheme="dip" generation="2.0">
  <codes><table system="procedure" edition="t" file="op.csv" code="code"
                kind="kind" level="level"/></codes>
  <catalogue file="groups.csv">
    <column field="group" heading="group"/>
    <column field="kind" heading="kind"/><column field="dx" heading="dx"/>
    <column field="score" heading="score"/>
  </catalogue>
  <grouping dx-key="4">
    <comprehensive dx-key="3" class="principal" intervention="therapeutic">
      <suffix class="surgery" text="+4-1"
              when="procedures[1].level in '1', '2'"/>
      <suffix class="surgery" text="+4-3"
              when="procedures[1].level in '3', '4'"/>
      <suffix class="therapeutic" text="+3" when="sex = '1'"/>
      <suffix class="conservative" text="+1" when="stay_days &gt; 60"/>
      <suffix class="conservative" text="+5" when="discharge_way = '5'"/>
      <suffix class="diagnostic" text="+2" when="age &gt; 900"/>
    </comprehensive>
  </grouping>
</region>
"""


def rows_under_conditions_are_reached(folder):
    """By a level of the operation (of the table, or none there), the sex, the
    stay, the way of discharge; what no case fits is a note, no error."""
    path = write(f"{folder}/suffixes/region.xml", SUFFIXES)
    write(f"{folder}/suffixes/op.csv", "code,kind,level\n47.0100,手术,3\n"
          "47.0900,手术,2\n54.5100,治疗性操作,\n45.2302,诊断性操作,1\n")
    write(f"{folder}/suffixes/groups.csv", "group,kind,dx,score\n" + "".join(
        f"K35{end},comprehensive,K35,10\n"
        for end in ("+4-1", "+4-3", "+3", "+1", "+5", "+2")))
    status, out, _ = kit.lint(path)
    expect("rows under conditions: lint", status == 0 and out.splitlines() == [
        "提示：第 7 行 K35+2：没有造出符合它的条件的病例，请自行核对",
        "共 6 行：0 处错误，1 处提示"], out)
    _, out, errors = run("pack", "witness", build(
        path, f"{folder}/suffixes/s.pack"),
                         "-o", f"{folder}/witness")
    expect("rows under conditions: witness",
           "5 份首页" in out and "K35+2" in errors, (out, errors))


def diff(old, new, folder):
    page = write(f"{folder}/case.xml",
                 PAGE.format(no=1, day="20250610", op="47.0100"))
    status, out, _ = run("pack", "diff", old, new, page)
    expect("diff: status", status == 0, status)
    for name, line in (
            ("setting", "设置  standard  points * 10，舍入到 2 位小数 → "
             "points * 14，舍入到 2 位小数\n"),
            ("renamed", "改名  A4  四 → A5  新\n"),
            ("score", "改变  A5  分值 200 → 300\n改变  B1  分值 50 → 55\n"),
            ("name", "改变  B2  名称 六 → 六甲\n"),
            ("counts", "病种：新增 0，取消 0，改名 1，改变 3，不变 10\n"),
            ("by score", "分值  A4 四  1 例  +1000.00 元\n"),
            ("money", "支付标准：旧 2000.00 元（1 例有标准）\n"
             "  病种没有换，目录的数变了  1 例  +1000.00\n"
             "  结算的公式和表  1 例  +1200.00\n"
             "  新 4200.00 元（1 例有标准），相差 +2200.00 元\n")):
        expect("diff: " + name, line in out, out)
    status, out, _ = run("pack", "diff", old, old)
    expect("diff: nothing", out == "病种：新增 0，取消 0，改名 0，改变 0，不变 13\n", out)


def diff_counts_pages_only(old, folder):
    pages = f"{folder}/pages"
    write(f"{pages}/case.xml",
          PAGE.format(no=1, day="20250610", op="47.0100"))
    write(f"{pages}/index.csv", "file,group\n")
    status, out, err = run("pack", "diff", old, old, pages)
    expect("diff-counts-pages-only", status == 0 and "病例：1 例" in out and
           "index.csv：没有读到病案首页或清单，不计" in err, (status, out, err))
    status, _, err = run("pack", "diff", old, old, f"{folder}/no")
    expect("diff: a file that is not there", status == 2 and
           "没有这个文件" in err, (status, err))


def info_is_in_words(old):
    _, out, _ = run("pack", "info", old)
    expect("info-is-in-words", "\n  核心病种：" in out and "  core" not in out, out)


def without_rules_only_if_meant(path, folder):
    """Without a rule, as after a folder that was cut, nothing is built unless
    the region says so."""
    knowledge, pack = f"{folder}/no-rules", f"{folder}/no-rules/own.pack"
    shutil.copytree(kit.KNOWLEDGE, knowledge, ignore=lambda at, names: [
        n for n in names if n in ("regions", "rules", "score.csv")])
    words = "build", "--knowledge", knowledge, "-o", pack
    done = kit.run("pack", *words, path)
    expect("without rules: refused", done.status == 1
           and "一条检查规则也没有" in done.err and not os.path.exists(pack),
           done.err)
    text = kit.read(path).replace(b"<region ", b'<region rules="none" ', 1)
    meant = kit.write(f"{os.path.dirname(path)}/meant.xml", text)
    done = kit.run("pack", *words, meant)
    expect("without rules: meant", done.status == 0, done.err)


def output_that_cannot_be_written_is_told_once(old, folder):
    page = write(f"{folder}/many.xml", "<DATA>" + "".join(
        PAGE.format(no=n, day="20250610", op="47.0100")[6:-8]
        for n in range(400)) + "</DATA>")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PREGROUP, "check", "-p", old, page], stdout=full,
                              stderr=subprocess.PIPE, check=False)
    expect("output-that-cannot-be-written-is-told-once",
           (done.returncode, done.stderr.decode()) ==
           (2, "pregroup: 写不出结果：磁盘已满\n"), done.stderr)


def both(old, new, folder):
    page = write(f"{folder}/two.xml",
                 PAGE.format(no=2, day="20260610", op="47.0100"))
    for name, word, data in (("file", page, ""),
                             ("stdin", "-", kit.read(page))):
        lines = kit.check("-p", old, "-p", new, word, stdin=data)
        expect("two packs, " + name,
               [(x["pack"]["region"], x["grouping"]["group"])
                for x in lines] == [("old", "A4"), ("new", "A5")], lines)
        expect("validity, " + name,
               [[f["severity"] for f in x["findings"]
                 if f["rule"] == "PCK001"] for x in lines] == [["info"], []],
               lines)
    _, out, _ = run("check", "-p", old, "-p", new, page)
    expect("two packs as text", "规则包对照" in out and "A4" in out and
           "A5" in out, out[-400:])


def by_day(folder):
    packs = f"{folder}/packs"
    pages = [write(f"{folder}/day{n}.xml",
                   PAGE.format(no=n, day=day, op="47.0100"))
             for n, day in enumerate(("20250101", "20251231", "20260101",
                                      "20300101", "20200101"))]
    found = [one["pack"]["region"] for one in kit.check("-p", packs, *pages)]
    expect("a folder of packs",
           found == ["old", "old", "new", "new", "old"], found)
    page = pages[0]
    for name, days, status, words in (
            ("overlap", ("2024-07-01", "2025-01-01"), 2,
             ("x.pack 和", "y.pack 在 2025-01-01 都有效")),
            ("next day", ("2026-01-01", "2026-12-31"), 1, ()),
            ("gap", ("2026-03-01", "2026-12-31"), 1,
             ("2026-01-01 到 2026-02-28 没有有效的规则包", "用 old"))):
        two = f"{folder}/{name}"
        os.mkdir(two)
        shutil.copy(f"{packs}/x.pack", two)
        build(region(f"{two}/y", "later", GROUPS, *days, "10"),
              f"{two}/y.pack")
        done = run("check", "-p", two, page)
        expect(f"validity, {name}", done.status == status and
               all(w in done.err for w in words) and
               (words or not done.err), done)
    status, _, errors = run("check", "-p", folder, page)
    expect("a folder without packs", status == 2 and "规则包" in errors, errors)
    status, _, _ = run("check", "-p", packs, "-p", packs, pages[0])
    expect("two folders", status == 2, status)


def why_not(old, folder):
    page = write(f"{folder}/why.xml",
                 PAGE.format(no=3, day="20250610", op="47.0900"))
    result, = kit.check("--why", "-p", old, page)
    rows = {n["group"]: n["missing"] for n in result["grouping"]["why_not"]}
    expect("why not: rows", sorted(rows) == ["A1", "A3", "K35-N", "K35-S"],
           rows)
    expect("why not: one part", "47.0100" in rows.get("A1", ""), rows)
    expect("why not: two parts", "47.0100" in rows.get("A3", "") and
           "54.5100" in rows.get("A3", ""), rows)
    expect("why not: class", "手术" in rows.get("K35-N", ""), rows)
    expect("why not: an earlier layer", "层" in rows.get("K35-S", ""), rows)
    _, out, _ = run("check", "-f", "json", "-p", old, page)
    expect("why not: only on request", "why_not" not in out, out)
    _, out, _ = run("check", "--why", "-p", old, page)
    expect("why not: as text", "没有成为候选" in out, out)


def main(folder):
    changed = [("A5", "新") + g[2:6] + ("300",) if g[0] == "A4" else g
               for g in GROUPS]
    changed = [g[:6] + ("55",) if g[0] == "B1" else
               g[:1] + ("六甲",) + g[2:] if g[0] == "B2" else g
               for g in changed]
    old = region(f"{folder}/old", "old", GROUPS, "2025-01-01", "2025-12-31",
                 "10")
    new = region(f"{folder}/new", "new", changed, "2026-01-01", "2026-12-31",
                 "14")
    os.mkdir(f"{folder}/packs")
    old_pack = build(old, f"{folder}/packs/x.pack")
    new_pack = build(new, f"{folder}/packs/a.pack")
    lint(old)
    rows_under_conditions_are_reached(folder)
    diff(old_pack, new_pack, folder)
    diff_counts_pages_only(old_pack, folder)
    without_rules_only_if_meant(old, folder)
    info_is_in_words(old_pack)
    output_that_cannot_be_written_is_told_once(old_pack, folder)
    both(old_pack, new_pack, folder)
    by_day(folder)
    why_not(old_pack, folder)


kit.main(main)
