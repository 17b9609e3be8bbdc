#!/usr/bin/env python3
"""A hospital's word on the checks, pages before discharge, verified findings.

One page with an error, warnings and infos is checked each way.
"""
import kit
from kit import run, write

# 性别 is missing (REQ008, error), the phone is a dummy (FMT013, info), blanks
# around a name (STR012, warning), an unknown tag (STR007, info).
PAGE = """<DATA><RECORD><BAH>Q001</BAH><ZYCS>2</ZYCS><XM> 甘草 </XM>
<XZZ>示例省示例市梧桐路8号</XZZ><DH>1234567</DH><YWBQ>1</YWBQ>
<ZYZD>急性阑尾炎</ZYZD><JBDM>K35.800</JBDM><ZFY>8000.00</ZFY></RECORD></DATA>"""
OWN = """[HOS001]
severity = info
field    = total_cost
when     = total_cost >= 8000
message  = 总费用{total_cost}元
advice   = 核对
basis    = 本院规定
pass     = total_cost=7999.99
fail     = total_cost=8000
"""


def verdict(name, good, why=""):
    kit.expect(f"quiet/{name}", good, why)


def findings(*words):
    result, = kit.check(*words)
    return {f["rule"]: f["severity"] for f in result["findings"]}


def build(folder, name, body):
    """What `pack build` says of the region with this hospital's file, and the
    pack."""
    path = write(f"{folder}/{name}.xml", kit.hospital(f"\n{body}"))
    pack = f"{folder}/{name}.pack"
    return kit.build(kit.DEMO, pack, "--hospital", path), pack


def hospital(folder, page, plain):
    write(f"{folder}/own.rules", OWN)
    done, pack = build(folder, "hospital", """<rule id="REQ008" severity="info"/>
<rule id="FMT013" off="yes"/>
<rule id="STR012" severity="error"/>
<rule id="STR007" off="yes"/>
<rules file="own.rules"/>
""")
    verdict("hospital-builds", done.status == 0, done)
    wanted = dict(plain, REQ008="info", STR012="error", HOS001="info")
    for rule in ("FMT013", "STR007"):
        del wanted[rule]
    found = findings("-p", pack, page)
    verdict("hospital-grades", found == wanted, set(found.items()) ^ set(wanted.items()))
    lines = run("rules", "list", "-p", pack)[1].splitlines()
    states = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    verdict("hospital-listed", states["REQ008"] == "提示（本院）" and
            states["FMT013"] == "停用（本院）" and states["HOS001"] == "提示" and
            states["STR012"] == "错误（本院）")
    shown = run("rules", "show", "-p", pack, "STR007")[1]
    verdict("hospital-shown", "停用（本院）" in shown, shown)


def hospital_faults(folder):
    write(f"{folder}/wrong.rules", OWN.replace("HOS001", "REQ001")
          .replace("when     =", "wenn     =").replace("= info", "= low"))
    done, _ = build(folder, "wrong", """<rule id="DIS113" off="yes"/>
<rule id="DIS013"/>
<rules file="wrong.rules"/>
<rules file="none.rules"/>
<rule id="BAT003" off="yes"/>
""")
    verdict("faults-status", done.status == 1, done)
    for name, text in (("nearest", "wrong.xml:2: 没有规则“DIS113”；最接近的是 DIS013"),
                       ("nothing-asked", "wrong.xml:3: <rule id=\"DIS013\"> 没有说要怎样"),
                       ("own-id-taken", "wrong.rules:1:1: 规则编号 REQ001 重复"),
                       ("own-severity", "wrong.rules:2:12: 级别“low”读不出"),
                       ("own-key", "wrong.rules:4:1: 这一行“wenn"),
                       ("no-file", "none.rules"),
                       ("of-a-batch", "wrong.xml:6: <rule id=\"BAT003\"> "
                        "是比较整批首页得出的")):
        verdict("faults-" + name, text in done.err, done.err)


def draft(page, plain):
    found = findings("--stage", "draft", page)
    verdict("draft-required", found["REQ008"] == "info" and
            found.keys() == plain.keys(), found)
    verdict("draft-others", found["STR012"] == plain["STR012"], found)
    text = run("check", "--stage", "draft", page)[1]
    verdict("draft-cost", "目前  费用 8000.00 元；" in text, text)
    verdict("draft-word", run("check", "--stage", "final", page)[0] == 2)


def verified(folder, page, plain):
    lines = run("check", "--verified-lines", page)[1]
    softer = [r for r, s in plain.items() if s != "error"]
    verdict("verified-lines", sorted({l.split("\t")[0] for l in
            lines.splitlines()}) == sorted(softer), lines)
    path = write(f"{folder}/verified.txt", "# 已核实\n\n" + lines)
    found = findings("--verified", path, page)
    verdict("verified-quiet", set(found.values()) <= {"error"} and found, found)
    longer = write(f"{folder}/longer.txt", "".join(
        f"{l}\t2025-04-10 09:30\t周编码\t病程记录\n" for l in lines.splitlines()))
    verdict("verified-when-by-whom-why",
            findings("--verified", longer, page) == found)
    text = run("check", "--verified", path, page)[1]
    count = len(lines.splitlines())
    verdict("verified-told", f"已核实的 {count} 处没有列出" in text, text)
    other = write(f"{folder}/other.xml", PAGE.replace("1234567", "1111111"))
    verdict("verified-value", "FMT013" in findings("--verified", path, other))
    other = write(f"{folder}/stay.xml", PAGE.replace("<ZYCS>2", "<ZYCS>3"))
    verdict("verified-stay", findings("--verified", path, other) ==
            findings(other))
    wrong = write(f"{folder}/wrong.txt", "FMT013 Q001 2 00\n")
    status, _, errors = run("check", "--verified", wrong, page)
    verdict("verified-wrong", status == 2 and "第 1 行" in errors, errors)


def score_of(*words):
    result, = kit.check("--score", *words)
    return result["score"]


def score(folder, page):
    first = score_of(page)
    lost = {one["item"]: one["points"] for one in first["lost"]}
    verdict("score-sum", first["points"] == 100 - sum(lost.values()), first)
    verdict("score-items", lost.get("性别") == 1 and lost.get("离院方式") == 4
            and "病案号" not in lost and "总费用" not in lost and
            "新生儿出生体重" not in lost, lost)
    basics = sum(one["points"] for one in first["lost"]
                 if one["section"] == "患者基本信息")
    verdict("score-cap", basics <= 18, basics)
    write(f"{folder}/score.csv", """page,section,total,class,item,points,when,rules
,甲,5,A,性别,4,missing(sex),
,甲,5,A,离院方式,4,missing(discharge_way),
,乙,5,B,空格,2,,STR012
tcm,乙,5,B,主病,2,missing(sex),
,,,grade,好,93,,
,,,grade,差,0,,
""")
    done, pack = build(folder, "scored", '<score file="score.csv"/>')
    verdict("score-builds", done.status == 0, done)
    own = score_of("-p", pack, page)
    verdict("score-own", own["points"] == 93 and own["grade"] == "好" and
            [one["points"] for one in own["lost"]] == [4, 1, 2], own)
    text = run("check", "--score", "-p", pack, page)[1]
    verdict("score-text", "得分  93 分（好）" in text and "扣 1　甲：离院方式　没有填写（本部分已扣完）" in text
            and "扣 2　乙：空格　见 STR012" in text
            and "评分表请医院核对，可换成自己的" in text, text)
    write(f"{folder}/score.csv", "page,section,total,class,item,points,when,rules\n"
          ",甲,5,E,性别,x,missing(sexx),REQ999\n")
    errors = build(folder, "scored", '<score file="score.csv"/>')[0].err
    verdict("score-faults", all(word in errors for word in
            ("score.csv:2:4: “E”", "score.csv:2:6: 分数“x”", "sexx", "REQ999")),
            errors)


def main(folder):
    page = write(f"{folder}/page.xml", PAGE)
    plain = findings(page)
    wanted = {"REQ008": "error", "FMT013": "info", "STR012": "warning",
              "STR007": "info"}
    verdict("page", wanted.items() <= plain.items(), plain)
    hospital(folder, page, plain)
    hospital_faults(folder)
    draft(page, plain)
    verified(folder, page, plain)
    score(folder, page)


kit.main(main)
