#!/usr/bin/env python3
"""compare-money.py -- compare on money: a wrong setting is the first cause that
is named, what was not compared is never told as agreement, and numbers are
read as platforms write them.

The platform is computed here, by decimal, from the rules of the region and one
setting that is another than the region's.
"""
import csv
import io
import json
import random
from collections import namedtuple
from decimal import Decimal as D

import kit
from kit import rounded

GROUPS = """\
编码,名称,类型,诊断,操作,分值,次均费用
A1,阑尾切除,核心,K35.8,47.0100,1000,8000
A2,开腹阑尾切除,核心,K35.8,47.0901,1300,10000
A0,阑尾炎保守,核心,K35.8,,600,5000
C1,胆囊切除,核心,K80.1,51.23,1400,12000
C0,胆囊结石保守,核心,K80.1,,700,5600
E1,碎石,核心,N20.0,98.5100,900,7000
E0,肾结石保守,核心,N20.0,,640,5000
B0,高血压,基层,I10.x,,500,4000
D0,肺炎,基层,J18.9,,550,4400
K80-ZS,胆石病手术,综合,K80,,1250,11000
K80-ZL,胆石病治疗性操作,综合,K80,,900,8000
K80-ZC,胆石病诊断性操作,综合,K80,,810,7000
K80-ZN,胆石病内科,综合,K80,,600,5000
"""
REGION = """<region xmlns="urn:pregroup:region:1" id="t" name="试验市"
 scheme="dip" generation="2.0">
<catalogue file="groups.csv">
<column field="group" heading="编码"/><column field="name" heading="名称"/>
<column field="kind" heading="类型"><value text="核心" is="core"/>
<value text="基层" is="primary-care"/><value text="综合" is="comprehensive"/>
</column>
<column field="dx" heading="诊断"/><column field="main_op" heading="操作"/>
<column field="score" heading="分值"/>
<column field="mean_cost" heading="次均费用"/></catalogue>
<grouping dx-key="4" or="/" and="+">
<comprehensive dx-key="3" class="highest" intervention="surgery">
<suffix class="surgery" text="-ZS"/><suffix class="therapeutic" text="-ZL"/>
<suffix class="diagnostic" text="-ZC"/><suffix class="conservative" text="-ZN"/>
</comprehensive>
<conservative-row for="no-operation"/>
<layers>core primary-care comprehensive</layers>
<pick>score order</pick></grouping>
<settlement>
<set name="point_value" insurance="employee" value="8"/>
<set name="point_value" insurance="resident" value="7"/>
<set name="level_factor" value="1"/>
<set name="high_at" value="2"/><set name="low_at" value="0.5"/>
<let name="ratio" value="cost / mean_cost"/>
<let name="deviation" value="if(ratio &gt; high_at, 'high',
 ratio &lt; low_at, 'low', 'normal')"/>
<let name="old" value="if(age &gt;= 70, 1.03, 1)"/>
<let name="adjusted" value="if(deviation = 'high', score * (ratio - high_at + 1),
 deviation = 'low', score * ratio, score)"/>
<let name="points" value="adjusted * old
 * if(kind = 'primary-care', 1, level_factor)" round="4"/>
<let name="standard" value="points * point_value" round="2"/>
<let name="fund" value="max(0, standard - patient_paid)" round="2"/>
</settlement></region>
"""
CATALOGUE = {row["编码"]: row for row in kit.cells(GROUPS)}

# ---- stays

Stay = namedtuple("Stay", "number age insurance day dx ops cost patient")
# diagnosis, operations, the mean by which the cost is drawn, how often
CASES = [("K35.800", ["47.0100"], 8000, 8), ("K35.800", ["47.0901"], 10000, 6),
         ("K35.800", ["47.0100", "47.0901"], 10000, 3), ("K35.800", [], 5000, 6),
         ("K80.100", ["51.2300"], 11000, 4), ("K80.100", ["88.7600"], 7000, 4),
         ("K80.100", [], 5600, 7), ("N20.000", ["98.5100"], 7000, 6),
         ("N20.000", [], 5000, 5), ("I10.x00", [], 4000, 7),
         ("J18.900", [], 4400, 7)]


def draw_stays(count=420, seed=16):
    """Stays of a half-year; one in eight costs much, one in ten little."""
    chance = random.Random(seed)
    for number in range(count):
        dx, ops, mean, _ = chance.choices(CASES, [c[3] for c in CASES])[0]
        low, high = chance.choices([(0.6, 1.8), (2.05, 4.5), (0.15, 0.49)],
                                   [78, 12, 10])[0]
        cost = D(round(mean * chance.uniform(low, high) * 100)) / 100
        patient = (cost * D(chance.randint(15, 45)) / 100).quantize(D("0.01"))
        yield Stay(f"T{number:04}", chance.randint(25, 88),
                   chance.choice(["职工医保", "居民医保"]),
                   f"2025-{chance.randint(1, 6):02}-{chance.randint(10, 27)}",
                   dx, ops, cost, patient)


def page(stay):
    first = f"{stay.day[:8]}03"
    return kit.patient(
        BAH=stay.number, NL=str(stay.age), CSRQ=f"{2025 - stay.age}-01-01",
        YLFKFS="1" if stay.insurance == "职工医保" else "2", RYSJ=first,
        CYSJ=stay.day, SJZYTS=str(int(stay.day[8:]) - 3), ZFY=str(stay.cost),
        ZFJE=str(stay.patient), **kit.coded([stay.dx], stay.ops))


# ---- the platform: the rules of the region, but for what is planted

RULES = {"level": D(1), "basic": D(1), "employee": D(8),
         "resident": D(7), "months": {}, "high_at": D(2), "share": D(1),
         "low_at": D("0.5"), "low_full": False, "old": D("1.03"),
         "places": 4, "scores": {}, "means": {}, "fund": "less",
         "pick": "score", "conservative": "no-operation", "op": "exact"}


def candidates(stay, rules):
    """The rows of the first layer that has some: core, basic, comprehensive."""
    rows = [row for row in CATALOGUE.values()
            if row["诊断"].replace(".", "") == stay.dx.replace(".", "")[:4]]
    for kind in ("核心", "基层"):
        found = []
        for row in rows:
            if row["类型"] != kind:
                continue
            asked = row["操作"]
            if asked:
                fits = any(op.startswith(asked) if rules["op"] == "prefix"
                           else op == asked for op in stay.ops)
            else:
                fits = not stay.ops or rules["conservative"] == "any"
            if fits:
                found.append(row)
        if found:
            return found
    end = {"51.2300": "-ZS", "88.7600": "-ZC"}[stay.ops[0]]
    return [CATALOGUE[stay.dx[:3] + end]]


def group_of(stay, rules):
    found = candidates(stay, rules)
    if rules["pick"] == "principal":
        first = [row for row in found if row["操作"] == (stay.ops or [""])[0]]
        found = first or found
    return max(found, key=lambda row: int(row["分值"]))


def settle(stay, rules):
    """A row of the platform's table: heading to number or text."""
    row = group_of(stay, rules)
    group, basic = row["编码"], row["类型"] == "基层"
    score = D(rules["scores"].get(group, row["分值"]))
    mean = D(rules["means"].get(group, row["次均费用"]))
    x = rounded(stay.cost / mean, 12)
    deviation = ("偏高" if x > rules["high_at"] else
                 "偏低" if x < rules["low_at"] else "正常")
    times = D(1)
    if deviation == "偏高":
        times = 1 + (x - rules["high_at"]) * rules["share"]
    elif deviation == "偏低" and not rules["low_full"]:
        times = x
    old = rules["old"] if stay.age >= 70 else D(1)
    level = rules["basic" if basic else "level"]
    points = rounded(score * times * old * level, rules["places"])
    value = rules["employee" if stay.insurance == "职工医保" else "resident"]
    value = rules["months"].get(stay.day[:7], D(1)) * value
    standard = rounded(points * value, 2)
    fund = {"less": max(D(0), standard - stay.patient),
            "share": standard * (stay.cost - stay.patient) / stay.cost,
            "four fifths": standard * D("0.8"),
            "whole": standard}[rules["fund"]]
    return {"病案号": stay.number, "险种": stay.insurance,
            "出院日期": stay.day, "DIP病种编码": group, "病种分值": score,
            "费用偏差": deviation, "结算分值": points, "点值": value,
            "支付标准": standard, "基金应支付": rounded(fund, 2),
            "个人负担": stay.patient, "总费用": stay.cost}


def platform(stays, **planted):
    rules = {**RULES, **planted}
    return [settle(stay, rules) for stay in stays]


def text_table(rows, leave=()):
    """CSV of the rows without some columns."""
    out = io.StringIO()
    names = [name for name in rows[0] if name not in leave]
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# ---- what is tried

MONEY = ("结算分值", "点值", "支付标准", "基金应支付", "费用偏差")
# name: what the platform has otherwise, columns that it does not give, and the
# cause: its word, by what, with which value
PLANTED = {
    "the level factor": (
        {"level": D("1.05")}, (), ("factor", None, None)),
    "a score": ({"scores": {"A1": 1040}}, (), ("catalogue", "group", "A1")),
    "the point value of employees": (
        {"employee": D("8.2")}, (), ("point_value", "insurance", "职工医保")),
    "the point value of a month": (
        {"months": {"2025-04": D("1.03")}}, (),
        ("point_value", "month", "2025-04")),
    "the limit above": ({"high_at": D("2.5")}, (),
                        ("deviation", "deviation", "high")),
    "the share beyond": ({"share": D("0.7")}, (),
                         ("deviation", "deviation", "high")),
    "the limit below": ({"low_at": D("0.4")}, (),
                        ("deviation", "deviation", "low")),
    "no formula below": ({"low_full": True}, (),
                         ("deviation", "deviation", "low")),
    "the level factor of basic groups": (
        {"basic": D("1.04")}, (), ("kind-factor", "kind", "primary-care")),
    "the factor of the old": ({"old": D("1.06")}, (), ("step", "old", "1.03")),
    "a mean": ({"means": {"C0": 4300}}, (), ("mean_cost", "group", "C0")),
    "rounding of points": ({"places": 1}, (), ("rounding", None, None)),
    "the fund's formula": ({"fund": "share"}, (), ("fund", None, None)),
    "a share of the standard": ({"fund": "four fifths"}, (),
                                ("fund", None, None)),
    "the pick": ({"pick": "principal"}, (), ("pick", None, None)),
    "conservative rows": ({"conservative": "any"}, (),
                          ("conservative-row", None, None)),
    "how operations match": ({"op": "prefix"}, (), ("op-match", None, None)),
    "a score, standards only": (
        {"scores": {"A1": 1040}}, ("病种分值", "结算分值", "点值", "费用偏差"),
        ("catalogue", "group", "A1")),
    "the point value of employees, funds only": (
        {"employee": D("8.2")},
        ("病种分值", "结算分值", "点值", "费用偏差", "支付标准"),
        ("point_value", "insurance", "职工医保")),
    "the share beyond, standards only": (
        {"share": D("0.7")}, ("结算分值", "点值", "费用偏差"),
        ("deviation", "deviation", "high")),
}

class Hospital:
    """Our results of the stays, made once."""

    def __init__(self, top):
        self.top = top
        self.stays = list(draw_stays())
        kit.write(f"{top}/groups.csv", GROUPS)
        region = kit.write(f"{top}/region.xml", REGION)
        done = kit.build(region, f"{top}/t.pack")
        if done.status != 0:
            raise kit.Failure(done.err)
        pages = kit.write(f"{top}/pages.xml",
                          kit.pages(*[page(stay) for stay in self.stays]))
        self.ours = kit.write(f"{top}/ours.jsonl", kit.run(
            "check", "-p", f"{top}/t.pack", "-f", "json", "--why", "--record",
            pages).out)

    def compare(self, table, *words, name="theirs.csv", ours=None):
        path = kit.write(f"{self.top}/{name}", table)
        return kit.run("compare", "-p", f"{self.top}/t.pack", *words,
                       ours or self.ours, path)

    def answer(self, table, **how):
        done = self.compare(table, "-f", "json", **how)
        if done.err:
            raise kit.Failure(done.err)
        return done.status, json.loads(done.out, parse_float=D)


def planted_cause(hospital, name):
    how, leave, wanted = PLANTED[name]
    rows = platform(hospital.stays, **how)
    status, answer = hospital.answer(text_table(rows, leave))
    first = answer["causes"][0]
    found = (first["cause"], first["by"], first["value"])
    told = json.dumps(answer["causes"][:3], ensure_ascii=False, default=str)
    if status != 1 or found != wanted or not first["setting"]:
        return f"status {status}, {found}: {told}"
    plain = {row["病案号"]: row for row in platform(hospital.stays)}
    if first["estimated"] or "支付标准" in leave or first["cause"] == "fund":
        return None
    wrong = sum(row["支付标准"] - plain[row["病案号"]]["支付标准"]
                for row in rows)
    return None if sum(c["money"] or 0 for c in answer["causes"]) == wrong \
        else f"{wrong} yuan: {told}"


def noise_is_no_cause(hospital):
    """One row in a hundred is wrong by hand, and the factor is still named."""
    chance = random.Random(3)
    rows = platform(hospital.stays, level=D("1.05"))
    for row in chance.sample(rows, len(rows) // 100):
        row["结算分值"] += chance.randint(20, 300)
    _, answer = hospital.answer(text_table(rows))
    first = answer["causes"][0]
    if first["cause"] != "factor" or str(first["ratio"]) != "1.05":
        return first
    last = answer["causes"][-1]
    return None if last["cause"] == "unexplained" and last["count"] <= 4 \
        else last


def two_settings_are_both_named(hospital):
    """Another setting does not hide the one that has most of the cases."""
    for how, wanted in (
            ({"level": D("1.05"), "share": D("0.7")}, {"factor", "deviation"}),
            ({"level": D("1.05"), "employee": D("8.2")}, {"factor"}),
            ({"employee": D("8.2"), "scores": {"A1": 1040}},
             {"point_value", "catalogue"}),
            ({"low_at": D("0.4"), "pick": "principal"}, {"deviation", "pick"})):
        _, answer = hospital.answer(
            text_table(platform(hospital.stays, **how)))
        found = {cause["cause"] for cause in answer["causes"][:2]}
        if not found >= wanted:
            return f"{wanted}: {answer['causes'][:3]}"
    return None


def limits_are_named(hospital):
    """The words tell limit and share that the platform seems to follow."""
    for how, parts in (({"high_at": D("2.5")}, ("界限约 2.5，", "比例约 1")),
                       ({"share": D("0.7")}, ("界限约 2，", "比例约 0.7")),
                       ({"low_at": D("0.4")}, ("平台按正常费用计",)),
                       ({"low_full": True}, ("平台按正常费用计",))):
        _, answer = hospital.answer(
            text_table(platform(hospital.stays, **how)))
        what = answer["causes"][0]["what"]
        missing = [part for part in parts if part not in what]
        if missing:
            return f"no {missing} in {what}"
    return None


# ---- numbers, columns, forms

def step_of(answer, name):
    return next(one for one in answer["steps"] if one["step"] == name)


def whole_scores_agree(hospital):
    """A platform that shows whole scores and points says nothing else."""
    rows = platform(hospital.stays)
    for row in rows:
        row["病种分值"] = rounded(row["病种分值"], 0)
        row["结算分值"] = rounded(row["结算分值"], 0)
    status, answer = hospital.answer(text_table(rows))
    if status != 0 or answer["agree"] != len(rows) or \
            answer["agree_with_money"] != len(rows):
        return f"status {status}, {answer['causes']}"
    rows[0]["结算分值"] += 1
    status, answer = hospital.answer(text_table(rows))
    return None if status == 1 and answer["points"] == 1 else \
        f"a whole point more: status {status}"


def ornaments_are_read(hospital):
    """Separators, currency, brackets, dirt, another unit, a row of sums."""
    rows = platform(hospital.stays)
    for n, row in enumerate(rows):
        row["支付标准"] = f"￥{row['支付标准']:,}"
        row["总费用"] = f"{row['总费用']:,} 元"
        row["病种分值"] = f"{row['病种分值']}.0"
        row["结算分值"] = repr(float(row["结算分值"]) * 1.1 / 1.1)
        row["个人负担(万元)"] = row.pop("个人负担") / 10000
        row["科室"] = "外科" if n % 2 else ""
        row["审核意见"] = "通过"
    rows.append({"病案号": "合计", "支付标准": "9,999,999.00"})
    status, answer = hospital.answer(text_table(rows))
    if status != 0 or answer["left"] != 0:
        return f"status {status}, left {answer['left']}, {answer['causes']}"
    if answer["unused_columns"] != ["科室", "审核意见"]:
        return answer["unused_columns"]
    return None if step_of(answer, "patient")["compared"] == len(rows) - 1 \
        else step_of(answer, "patient")


def huge_numbers_do_no_harm(hospital):
    """Beyond what a stay comes to is no number; the others are compared."""
    rows = platform(hospital.stays)
    most = "9" * 26
    for name in ("结算分值", "支付标准", "基金应支付", "总费用"):
        rows[0][name], rows[1][name] = most, f"-{most}"
    status, answer = hospital.answer(text_table(rows))
    return None if (status, answer["agree"]) == (0, len(rows)) else \
        (status, answer["causes"])


def denominators_are_told(hospital):
    """Points of 120 of the stays, and no fund, are no agreement of all."""
    rows = platform(hospital.stays)
    for row in rows[120:]:
        row["结算分值"] = row["支付标准"] = ""
    leave = ("基金应支付", "点值")
    status, answer = hospital.answer(text_table(rows, leave))
    points, fund = step_of(answer, "points"), step_of(answer, "fund")
    found = (status, points["compared"], points["agreed"],
             points["official_lacks"], fund["compared"], fund["column"],
             answer["agree_with_money"])
    if found != (0, 120, 120, len(rows) - 120, 0, False, 120):
        return found
    out = hospital.compare(text_table(rows, leave)).out
    parts = ("基金支付：平台没有这一列，未对照",
             f"结算分值：对照 120 份，一致 120；平台没有数的 {len(rows) - 120} 份未对照",
             "对照到金额的只有 120 份")
    missing = [part for part in parts if part not in out]
    if missing:
        return f"no {missing} in {out}"
    out = hospital.compare(text_table(rows, MONEY)).out
    return None if "金额都没有对照" in out else out


def a_heading_of_groups_that_is_unknown_is_told(hospital):
    """No case is called ungrouped for it, and no handful of stays a rule."""
    rows = platform(hospital.stays, pick="principal")
    for row in rows:
        row["某列"] = row.pop("DIP病种编码")
    leave = ("费用偏差",)
    out = hospital.compare(text_table(rows, leave)).out
    if "没有认出病种一列" not in out or "未入组" in out:
        return out[:800]
    _, answer = hospital.answer(text_table(rows, leave))
    few = [cause for cause in answer["causes"]
           if cause["cause"] == "deviation" and cause["count"] < 5]
    return few or None


def tables_without_groups(hospital):
    """Only money is compared; a row that has none is not compared at all."""
    rows = platform(hospital.stays, employee=D("8.2"))
    for name in ("结算分值", "点值", "支付标准", "基金应支付", "费用偏差",
                 "个人负担", "总费用", "病种分值"):
        rows[0][name] = ""
    leave = ("DIP病种编码",)
    _, answer = hospital.answer(text_table(rows, leave))
    group, first = step_of(answer, "group"), answer["causes"][0]
    found = (answer["nothing"], group["compared"], group["column"],
             first["cause"], first["value"])
    return None if found == (1, 0, False, "point_value", "职工医保") else found


def days_tell_stays_apart(hospital):
    """Two stays under one number: the row of the day of discharge."""
    rows = platform(hospital.stays)
    other = {**rows[0], "出院日期": "2025/7/5", "支付标准": D(1)}
    status, answer = hospital.answer(text_table(rows + [other]))
    found = (status, answer["agree"], answer["left"])
    if found != (1, len(rows), 1):
        return found
    _, answer = hospital.answer(text_table(rows + [other], ("出院日期",)))
    return None if answer["absent"] == 1 else answer["absent"]


def forms_are_one(hospital):
    """CSV in GB18030, a workbook and JSON tell what the UTF-8 CSV tells."""
    rows = platform(hospital.stays, share=D("0.7"))
    table = text_table(rows)
    wanted = hospital.compare(table, "-f", "json").out
    cells = [[f'<c><v>{cell}</v></c>' if name in MONEY[:4] and n else str(cell)
              for name, cell in zip(rows[0], line)]
             for n, line in enumerate([list(rows[0])] +
                                      [list(row.values()) for row in rows])]
    forms = {"theirs-gb.csv": table.encode("gb18030"),
             "theirs.xlsx": kit.zipped(kit.workbook({"结算": cells})),
             "theirs.json": json.dumps({"data": rows}, ensure_ascii=False,
                                       default=float)}
    for name, bytes_of in forms.items():
        found = hospital.compare(bytes_of, "-f", "json", name=name).out
        if json.loads(found) != json.loads(wanted):
            return f"{name}: {found[:400]}"
    return None


def a_folder_will_do(hospital):
    """batch -o gives results.jsonl, which compare takes from its folder."""
    done = kit.run("batch", "-p", f"{hospital.top}/t.pack", "-o",
                   f"{hospital.top}/out", f"{hospital.top}/pages.xml")
    rows = platform(hospital.stays, employee=D("8.2"))
    _, answer = hospital.answer(text_table(rows), ours=f"{hospital.top}/out")
    first = answer["causes"][0]
    return None if (first["cause"], first["value"]) == \
        ("point_value", "职工医保") else f"{done.err} {first}"


def tables_are_safe(hospital):
    """-f csv: a row for each stay, and no cell is a formula."""
    rows = platform(hospital.stays, share=D("0.7"))
    rows[0]["DIP病种编码"] = "=1+2"
    out = hospital.compare(text_table(rows), "-f", "csv").out
    found = kit.cells(out)
    if len(found) != len(rows) or found[0]["official_group"] != "'=1+2":
        return f"{len(found)} rows, {found[0]}"
    numbered = [one for one in found if one["cause"] == "1"]
    return None if numbered and all(
        one["what"] and one["setting"] and D(one["money"]) != 0
        for one in numbered) else numbered[:2]


def main(top):
    kit.few_rules()
    hospital = Hospital(top)
    for name in PLANTED:
        kit.judge(f"planted: {name}", planted_cause, hospital, name)
    kit.judge("planted: nothing", lambda: None if hospital.compare(
        text_table(platform(hospital.stays))).status == 0 else "differs")
    for test in (noise_is_no_cause, two_settings_are_both_named,
                 limits_are_named, whole_scores_agree,
                 ornaments_are_read, huge_numbers_do_no_harm,
                 denominators_are_told, tables_without_groups,
                 a_heading_of_groups_that_is_unknown_is_told,
                 days_tell_stays_apart, forms_are_one, a_folder_will_do,
                 tables_are_safe):
        kit.judge(test.__name__, test, hospital)


kit.main(main)
