#!/usr/bin/env python3
"""pregroup compare: our results against the platform's, pages against lists,
on files made here by hand; and check --pages.
"""
import json
import os

import kit
from kit import run, verdict


def result(number, group, score, points=None, candidates=(), settlement=None,
           why=()):
    return json.dumps({
        "record": {"source": "a.xml", "index": number, "line": 1,
                   "case_no": f"T{number}", "admission": "1"},
        "findings": [],
        "grouping": {"status": "grouped" if group else "ungrouped",
                     "group": group, "score": score, "why": list(why),
                     "candidates": [
                         {"group": g, "chosen": g == group, "lost_by": lost}
                         for g, lost in candidates]},
        "settlement": {"status": "priced", "points": points},
        "fields": {"settlement_no": settlement} if settlement else {},
    }, ensure_ascii=False)


OURS = "\n".join([
    result(1, "A", 100.50),                                      # agrees
    result(2, "A", 100, points=105),                     # agrees with points
    result(3, "A", 100),                                      # score 1.1 of it
    result(4, "A", 100, candidates=[("A", None), ("B", "分值 90 低于选中的 100")]),
    result(5, "A", 100, candidates=[("A", None)]),           # no candidate
    result(6, "A", 100),                                         # not grouped
    result(7, None, None, why=["主要诊断没有填写"]),
    result(8, "A", 100),                                         # pending
    result(9, "A", 100),                                         # absent
    result(10, None, None),                          # not grouped on both sides
    result(11, "A", 100, settlement="S11"),                 # by settlement
]) + "\n"

# setl_id, record, count, pending, state, group, score, remarks
PLATFORM = [
    ("S1", "T1", "1", "0", "1", "A", "100.5", ""),
    ("S2", "T2", "1", "0", "1", "A", "105.00", ""),
    ("S3", "T3", "1", "0", "1", "A", "110", ""),
    ("S4", "T4", "1", "0", "1", "B", "90", ""),
    ("S5", "T5", "1", "0", "1", "C", "90", ""),
    ("S6", "T6", "1", "0", "0", "", "", "费用异常"),
    ("S7", "T7", "1", "0", "1", "A", "100", ""),
    ("S8", "T8", "1", "1", "", "", "", ""),
    ("S10", "T10", "1", "0", "0", "", "", ""),
    ("S11", "别的号", "1", "0", "1", "A", "100", ""),
    ("S12", "T12", "1", "0", "1", "A", "100", ""),
]
FIELDS = ["setl_id", "medcasno", "admission_count", "nuld_flag", "grp_stas",
          "dip_dise_grp_code", "grp_dise_sco", "remarks"]
HEADINGS = ["结算ID", "病案号", "住院次数", "未上传标志", "分组状态",
            "DIP病种编码", "病种分值", "备注"]
EXPECTED = {"total": 11, "agree": 4, "absent": 1, "pending": 1, "failed": 1,
            "ungrouped": 1, "group": 2, "score": 1, "agree_with_factors": 1,
            "left": 1}
REASONS = {"T3": "1.1 倍", "T4": "分值 90 低于选中的 100", "T5": "不在本地候选",
           "T6": "费用异常", "T7": "主要诊断没有填写"}


def platform_files(folder):
    """The same answers in every form a platform gives."""
    rows = [dict(zip(FIELDS, row)) for row in PLATFORM]
    table = [HEADINGS, *PLATFORM]
    text = "".join(",".join(row) + "\r\n" for row in table)
    files = {
        "utf8.csv": text.encode("utf-8-sig"),
        "gbk.csv": ("某市分组结果,,,,,,,\r\n" + text).encode("gb18030"),
        "utf16.csv": text.replace(",", "\t").encode("utf-16"),
        "fields.csv": (",".join(FIELDS) + "\n" + "".join(
            ",".join(row) + "\n" for row in PLATFORM)).encode(),
        "answer.json": json.dumps(
            {"infcode": 0, "output": {"data": rows}},
            ensure_ascii=False).encode(),
        "lines.json": "".join(json.dumps(row) + "\n" for row in rows).encode(),
    }
    for name, content in files.items():
        yield kit.write(f"{folder}/{name}", content)


def faults_of(answer):
    faults = [f"{key} {answer[key]}, not {value}"
              for key, value in EXPECTED.items() if answer[key] != value]
    for one in answer["differences"]:
        wanted = REASONS.get(one["case_no"], "")
        if wanted not in (one["reason"] or ""):
            faults.append(f"{one['case_no']}: {one['reason']}")
    return "; ".join(faults)


def test_official(folder):
    ours = kit.write(f"{folder}/ours.jsonl", OURS)
    for path in platform_files(folder):
        status, out, error = run("compare", "-f", "json", ours, path)
        name = os.path.basename(path)
        verdict(f"the platform's answers in {name}",
                error or faults_of(json.loads(out)))
        verdict(f"differences give status 1 ({name})", status != 1 and status)
    status, out, _ = run("compare", ours, path)
    missing = [part for part in (
        "共 11 份本地结果", "平台有结果的 9 份", "一致：4，44.4%（其中 1 份的平台分值已计入系数）",
        "病种不同：2，22.2%", "平台有、本地没有：1",
        "平台分值是本地病种分值的 1.1 倍") if part not in out]
    verdict("the text says counts, shares and reasons", missing and out)


def test_catalogue(folder):
    """Where the platform's group is no candidate, the pack's catalogue tells
    whether the diagnosis, the operations or the catalogue differ."""
    page = f"{kit.TREE}/tests/golden/pay-resident.xml"
    ours = kit.write(f"{folder}/real.jsonl",
                     run("check", "-f", "json", page).out)
    for group, words in (
            ("I20.0-03", "主要诊断不同：平台的病种属 I20.0，本地按 K35.8 入组"),
            ("K35-ZS", "诊断相同，平台入了综合病种：手术操作不同"),
            ("XX-1", "规则包的目录里也没有它")):
        path = kit.write(f"{folder}/one.csv",
                         f"病案号,DIP病种编码\nG0001,{group}\n")
        out = run("compare", ours, path)[1]
        verdict(f"another group: {group}", words not in out and out)
        out = run("compare", "-f", "json", ours, path)[1]
        verdict(f"another group: {group} (JSON)",
                words not in json.loads(out)["differences"][0]["reason"]
                and out)


def ranges_say_nothing_of_the_diagnosis(folder):
    """Ours is a row for R00-R99, the platform's one for R10.4."""
    r = kit.Region(groups=kit.GROUPS + "RR,症状,核心,R00-R99,,300,3000,D\n"
               "R10.4:5,腹痛手术,核心,R10.4,54.1100,900,9000,E\n")
    status, _, error = r.build()
    ours = kit.write(f"{folder}/range.jsonl",
                     r.check("-f", "json", JBDM="R10.400").out)
    theirs = kit.write(f"{folder}/range.csv",
                       "病案号,DIP病种编码\nT0001,R10.4:5\n")
    out = run("compare", "-p", r.path("t.pack"), ours, theirs)[1]
    verdict("ranges-say-nothing-of-the-diagnosis",
            (status != 0 or "本地 RR" not in out or "主要诊断不同" in out)
            and (error, out))


def test_no_names(folder):
    """A knowledge folder without official.csv is a failure, no crash."""
    kit.write(f"{folder}/knowledge/fields.csv", "")
    done = run("compare", "a", "b", env={
        **os.environ, "PREGROUP_KNOWLEDGE": f"{folder}/knowledge"})
    kit.expect("without official.csv: status 2, and it is named",
               done.status == 2 and "official.csv" in done.err, done)


def test_agreement(folder):
    ours = kit.write(f"{folder}/one.jsonl", result(1, "A", 100) + "\n")
    theirs = kit.write(f"{folder}/one.csv",
                       "病案号,病种编码,分值\nT1,A,100.00\n")
    verdict("all agree: status 0", run("compare", ours, theirs)[0])
    kit.write(theirs, "甲,乙\n1,2\n")
    status, _, error = run("compare", ours, theirs)
    verdict("a table without known columns: status 2, and says so",
            (status != 2 or "列名" not in error) and error)
    verdict("a missing file: status 2",
            run("compare", ours, theirs + ".no")[0] != 2 and "not 2")
    verdict("results that are none: status 2",
            run("compare", theirs, theirs)[0] != 2 and "not 2")


PAGE = """<R><BAH>T1</BAH><ZYCS>1</ZYCS><XM>石榴试</XM><XB>1</XB>
<CSRQ>19680315</CSRQ><NL>56</NL><YLFKFS>1</YLFKFS><RYSJ>20250310</RYSJ>
<CYSJ>20250316</CYSJ><SJZYTS>6</SJZYTS><JBDM>K35.800x001</JBDM>
<JBDM1>I10.x04</JBDM1><JBDM2>E11.900</JBDM2><SSJCZBM1>47.0100</SSJCZBM1>
<SSJCZRQ1>20250311</SSJCZRQ1><LYFS>1</LYFS><ZFY>9000.00</ZFY>
<ZFJE>1320.60</ZFJE></R>"""


def message(diagnoses, operations, more=None, items=()):
    setlinfo = {"medcasno": "T1", "setl_id": "S1", "dscg_way": "1",
                "adm_time": "2025-03-10 21:05:00",
                "dscg_time": "2025-03-16 10:00:00", **(more or {})}
    return json.dumps({"infno": "4101A", "input": {
        "setlinfo": setlinfo,
        "diseinfo": [{"diag_type": "1", "diag_code": code,
                      "maindiag_flag": str(int(i == 0))}
                     for i, code in enumerate(diagnoses)],
        "oprninfo": [{"oprn_oprt_type": "1", "oprn_oprt_code": code,
                      "oprn_oprt_date": day} for code, day in operations],
        "iteminfo": [{"med_chrgitm": "06", "amt": amount}
                     for amount in items]}}, ensure_ascii=False)


def differences(folder, text):
    status, out, error = run(
        "compare", "--pages", kit.write(f"{folder}/page.xml", PAGE), "-f",
        "json", kit.write(f"{folder}/list.json", text))
    answer = kit.results(out)
    return status, [(d["kind"], d["field"], d["page"], d["list"])
                    for one in answer for d in one["differences"]] if answer \
        else error, answer


CODES = ["K35.800x001", "I10.x04", "E11.900"]
OPERATIONS = [("47.0100", "2025-03-11")]


def test_pages(folder):
    def expect(name, text, *wanted):
        status, found, _ = differences(folder, text)
        wanted = list(wanted)
        verdict(name, (found != wanted or status != int(bool(wanted))) and
                f"{status} {found}")

    expect("the same stay: nothing to say", message(CODES, OPERATIONS))
    expect("a code of one side only",
           message(CODES[:2] + ["E78.500"], OPERATIONS),
           ("code", "diagnoses.code", "E11.900", None),
           ("code", "diagnoses.code", None, "E78.500"))
    expect("another principal diagnosis",
           message([CODES[1], CODES[0], CODES[2]], OPERATIONS),
           ("principal", "diagnoses.code", CODES[0], CODES[1]))
    expect("the others in another order",
           message([CODES[0], CODES[2], CODES[1]], OPERATIONS),
           ("order", "diagnoses.code", None, None))
    expect("no operation", message(CODES, []),
           ("operation", "procedures.code", "47.0100", None))
    expect("another day of the operation",
           message(CODES, [("47.0100", "2025-03-12")]),
           ("date", "procedures.date", "20250311", "2025-03-12"))
    expect("another sum", message(CODES, OPERATIONS, items=["8999.00", "2"]),
           ("fee", "total_cost", "9000.00", "9001"))
    expect("another way of discharge",
           message(CODES, OPERATIONS, {"dscg_way": "5"}),
           ("value", "discharge_way", "1", "5"))
    status, _, answer = differences(
        folder, message(CODES, OPERATIONS, {"medcasno": "T9"}))
    verdict("a list without its page is told",
            (status != 1 or answer[0]["page"] is not None) and answer)


def test_identity(folder):
    _, _, answer = differences(
        folder, message(CODES, OPERATIONS, {"psn_name": "柿子试"}))
    text = json.dumps(answer, ensure_ascii=False)
    verdict("names stay masked",
            ("石*试" not in text or "石榴试" in text) and text)


def test_fill(folder):
    """4101A alone says what it lacks; with the page it is priced."""
    page = f"{folder}/page.xml"
    path = kit.write(f"{folder}/a.json", message(CODES, OPERATIONS))
    alone, = kit.check(path)
    why = alone["settlement"]["why"] or ""
    verdict("a bare 4101A message: unpriced, and what is unknown",
            (alone["settlement"]["status"] != "unpriced" or not all(
                word in why for word in ("性别", "年龄", "医保类型", "总费用")))
            and why)
    full, = kit.check("--record", "--pages", page, path)
    fields = full["fields"]
    wanted = {"sex": "1", "age": 56, "total_cost": 9000, "stay_days": 6,
              "patient_paid": 1320.6, "payment_method": "1"}
    wrong = [key for key in wanted if fields.get(key) != wanted[key]]
    verdict("sex, age, stay and fee come from the page", wrong)
    verdict("and the case is priced",
            full["settlement"]["status"] != "priced" and full["settlement"])
    undated = message(CODES, OPERATIONS, {"adm_time": "", "dscg_time": ""})
    kit.write(path, undated)
    words = ("check", "-f", "json", "--record", "--pages", page)
    bare, = kit.results(run(*words, path).out)
    verdict("without days: the only stay of the number",
            bare["settlement"]["status"] != "priced"
            and bare["settlement"]["why"])
    kit.write(path, message(CODES, OPERATIONS, {"adm_time": "2025-03-11",
                                                "dscg_time": ""}))
    verdict("another day of admission is another stay",
            "STR032" in run(*words, path)[1])
    twice = kit.write(f"{folder}/twice.xml",
                      PAGE.replace("20250316", "20250317"))
    kit.write(path, undated)
    verdict("of two stays none is guessed",
            "STR032" in run(*words, "--pages", twice, path)[1])
    verdict("and it is told (STR032)",
            "STR032" not in [f["rule"] for f in full["findings"]] and "no")


def test_calls():
    for words, part in ((("--pages", "a.xml"), "还要给出清单文件"),
                        (("a.jsonl",), "本地结果和平台结果两个文件"),
                        (("--pages", "a.xml") * 65 + ("b.json",),
                         "--pages 太多，至多 64 个")):
        status, _, error = run("compare", *words)
        verdict(f"compare {' '.join(words)[:16]} says what it needs",
                (status, error) if status != 2 or part not in error else "")


def main(folder):
    test_official(folder)
    test_catalogue(folder)
    ranges_say_nothing_of_the_diagnosis(folder)
    test_no_names(folder)
    test_agreement(folder)
    if kit.reads_json("compare --pages"):
        test_pages(folder)
        test_identity(folder)
        test_fill(folder)
    test_calls()


kit.main(main)
