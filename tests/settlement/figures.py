"""Figures over tables: the shipped sets, vector by vector, and what is refused.

Tables are built so that the vectors' means come out; expected values are those
of the rule pages or worked out beside them.
"""
import json
import os

import kit
from kit import KNOWLEDGE, Failure, Region, equal, holds, lacks

SETS = f"{KNOWLEDGE}/figures"


def run(name, table, *words, folder=None, file="table.csv"):
    r = folder or Region()
    r.write(file, table)
    path = os.path.join(SETS, name + ".xml")
    status, out, errors = kit.run("figures", "-f", "json", *words, path,
                                  r.path(file))
    if status != 0:
        raise Failure(errors)
    return kit.results(out, exact=True)


def values(lines, of="all", **keys):
    for line in lines:
        if line["of"] == of and line["keys"] == keys:
            return line["values"]
    raise Failure(f"no {of} {keys}")


def expect(got, **wanted):
    for name, value in wanted.items():
        equal(name, got[name], value)


# ---- scores: yearly means 9000/9500/10000, of the city 7000/7300/7500

YEARS = """病种,年度,例数,总费用
X,2022,100,900000
X,2023,120,1140000
X,2024,150,1500000
其他,2022,200,1200000
其他,2023,200,1196000
其他,2024,200,1125000
"""


def tv_rw1():
    got = run("scores", YEARS)
    expect(values(got), city_mean="7410")
    expect(values(got, "by_group", group="X"), mean_a="9800", rw="1.322537")
    equal("score", round(values(got, "by_group", group="X")["score"], 2),
          "1322.54")


def tv_rw2():
    """Weights on totals and cases: 13680000 / 1390."""
    expect(values(run("scores", YEARS), "by_group", group="X"),
           mean_b="9841.73")


def tv_rw3():
    rows = [("甲", 15000, 500, 20), ("乙", 10000, 400, 15), ("丙", 3000, 200, 10)]
    table = "病种,年度,例数,总费用\n" + "".join(
        f"{name},2024,{n},{sum(first + step * i for i in range(n))}\n"
        for name, first, step, n in rows)
    got = run("scores", table, "-v", "benchmark=12800", "-v", "quota=100")
    equal("city", round(values(got)["city_mean"], 4), "13911.1111")
    for name, mean, score, benchmark, quota in (
            ("甲", "19750", "1419.7284", "1542.9688", "197.5"),
            ("乙", "12800", "920.1278", "1000", "128"),
            ("丙", "3900", "280.3514", "304.6875", "39")):
        expect(values(got, "by_group", group=name), mean_a=mean, score=score,
               score_benchmark=benchmark, score_quota=quota)


# ---- point values

def points(*rows, words=()):
    table = "医院,年度,总费用,总分值\n" + "\n".join(rows) + "\n"
    return run("point-value", table, *words)


def tv_pv1():
    expect(values(points("甲,2024,500000000,65000000")), budget="7.6923")


def tv_pv2():
    expect(values(points("甲,2024,1,64000000", words=(
        "-v", "fund=360000000", "-v", "ratio=0.72"))), settled="7.8125")


def tv_pv3():
    got = points("全市,2022,480000000,60000000", "全市,2023,500000000,62000000",
                 "全市,2024,530000000,64000000")
    expect(values(got), budget="8.2120")  # 519000000 / 63200000


def tv_pv4():
    got = points("甲,2024,200000000,24000000", "乙,2024,150000000,20000000",
                 "丙,2024,170000000,19000000")
    expect(values(got), city="8.2540", refined="7.5000")


# ---- level factors

def levels(*rows):
    return run("level-factor",
               "等级,例数,总费用,分值合计\n" + "\n".join(rows) + "\n")


def tv_kh1():
    got = levels("3,10,120000,1", "2,20,150000,1")  # 12000; 270000/30 = 9000
    expect(values(got, "by_level", level="3"), by_mean="1.3333")


def tv_kh2():
    got = levels("3,1,600000000,52000000", "2,1,900000000,98000000")
    expect(values(got, "by_level", level="3"), by_point="1.1538")


def tv_kh3():
    got = levels("3,10,120000,12.5", "2,20,150000,17.5")  # CMI 1.25 and 1
    expect(values(got, "by_level", level="3"), cmi="1.25", by_cmi="1.0667")


# ---- auxiliary catalogue

def classes(*rows, words=()):
    table = "病种,方面,分类,费用\n" + "".join(
        f"K,{dimension},{name},{cost}\n" for dimension, name, costs in rows
        for cost in costs)
    return run("auxiliary", table, *words)


def of_class(got, dimension, name):
    return values(got, "by_class", group="K", dimension=dimension,
                  **{"class": name})


def of_dimension(got, dimension):
    return values(got, "by_dimension", group="K", dimension=dimension)


def tv_aux1():
    got = classes(("重", "III", [7800]), ("重", "I", [4200]))
    expect(of_dimension(got, "重"), mean_all="6000")
    expect(of_class(got, "重", "III"), k="1.3")


def tv_aux2():
    got = classes(("重", "轻", [8000 + 10 * i for i in range(20)]),
                  ("重", "重", [40000 + 10 * i for i in range(10)]))
    expect(of_dimension(got, "重"), mean_all="18745", cv_before="0.8035",
           cv_after="0.0027", passes="1", taken="1")
    expect(of_class(got, "重", "轻"), k="0.4318")
    expect(of_class(got, "重", "重"), k="2.1363")


def aux_cv_falls_to_nothing():
    got = classes(("年龄", "老", [7000] * 6), ("年龄", "壮", [1000] * 6))
    expect(of_dimension(got, "年龄"), cv_before="0.75", cv_after="0",
           passes="1")
    expect(of_class(got, "年龄", "老"), k="1.75")
    expect(of_class(got, "年龄", "壮"), k="0.25")


def aux_cv_gate_is_a_setting():
    rows = (("年龄", "老", [3000] * 6), ("年龄", "壮", [1000] * 6))
    expect(of_dimension(classes(*rows), "年龄"), cv_before="0.5", passes="0")
    expect(of_dimension(classes(*rows, words=("-v", "cv_least=0.4")), "年龄"),
           passes="1")


def aux_costs_crossed_with_age():
    mixed = [7000, 1000] * 3
    got = classes(("年龄", "老", mixed), ("年龄", "壮", mixed))
    expect(of_dimension(got, "年龄"), fall="0", passes="0")


def aux_highest_trigger_is_taken():
    """Mean 5000; the age's highest class 1.3, the index's 1.8."""
    got = classes(("年龄", "老", [6500] * 10), ("年龄", "壮", [3500] * 10),
                  ("CCI", "重", [9000] * 10), ("CCI", "无", [1000] * 10),
                  words=("-v", "cv_least=0.2"))
    expect(of_dimension(got, "年龄"), trigger="1.3", passes="1", taken="0")
    expect(of_dimension(got, "CCI"), trigger="1.8", passes="1", taken="1")


def g46():
    def cases(name, costs, primary):
        return "".join(f"{name},{cost},{int(i < primary)}\n"
                       for i, cost in enumerate(costs))
    got = run("primary-care", "病种,费用,基层\n"
              + cases("A09.9", [1000] * 10, 6) + cases("E11.9", [1000] * 10, 2)
              + cases("D64.9", [1000] * 9 + [20000], 10)
              + cases("G43.9", [1000] * 3, 3))
    for name, suits in (("A09.9", "1"), ("E11.9", "0"), ("D64.9", "0"),
                        ("G43.9", "0")):
        expect(values(got, "by_group", group=name), suits=suits)
    expect(values(got, "by_group", group="D64.9"), cv="1.9655")


# ---- quota, advance, clearing

def tv_q1():
    got = run("clearing", "医院,出院人次\n甲,23000\n乙,456\n")
    expect(values(got), special_dip="117", special_drg="1172")


def tv_cl():
    table = "医院,记账基金,清算基数\n" + "".join(
        f"{b},{b},100\n" for b in (70, 85, 100, 106, 115))
    got = run("clearing", table)
    for hospital, wanted in (("70", "70"), ("85", "100"), ("100", "100"),
                             ("106", "104.2"), ("115", "107")):
        expect(values(got, "by_hospital", hospital=hospital), cleared=wanted)


def tv_pay3():
    got = run("clearing", "医院,总分值,考核系数,审核扣减\n"
              "甲,1000000,0.98,12345.67\n", "-v", "point_value=7.8125",
              "-v", "ratio=0.72")
    expect(values(got, "by_hospital", hospital="甲"), year_pay="5500154.33")


def tv_pay4():
    got = run("clearing", "医院,总分值,个人负担,审核扣减\n"
              "甲,80000,180000,3200\n", "-v", "point_value=7.8125")
    expect(values(got, "by_hospital", hospital="甲"), advance="397300.00")


# ---- a hospital's cases

HEAD = ("group,kind,department,doctor,month,deviation,score,points,cost,"
        "standard,fund,margin,days,mean_cost,mean_days,weight\n")
CASES = HEAD + """\
A,core,03,甲,2025-01,normal,1200,1200,900,1000,700,100,6,1000,8,1.2
A,core,03,甲,2025-01,high,1200,1200,1200,1000,700,-200,10,1000,8,1.2
A,core,04,乙,2025-02,low,1200,600,800,500,300,-300,5,1000,4,1.2
B,comprehensive,04,乙,2025-02,normal,800,800,700,800,500,100,,,,0.8
,,04,乙,2025-02,,,,500,,,,3,,,
B,core,04,乙,2025-02,normal,800,800,700,800,500,100,,,,0.8
"""


def cmi_time_cost_index():
    got = values(run("cases", CASES))
    # (3 x 1200 + 2 x 800) / 5, of the weights a thousandth; (6/8 + 10/8 + 5/4) / 3; (0.9 + 1.2 + 0.8) / 3;
    # one low and one high of the five whose deviation is judged
    expect(got, cmi="1.04", mean_score="1040", time_index="1.0833", cost_index="0.9667",
           cases="6", grouped="5", grouped_share="0.8333", groups="2",
           low_share="0.2", high_share="0.2", margin_all="-200",
           comprehensive_share="0.1667", cleared=None)


def hospital_by_department_doctor_month():
    got = run("cases", CASES, "-v", "booked=2500")
    expect(values(got, "by_department", department="03"),
           department_cases="2", department_margin="-100",
           department_cmi="1.2")
    expect(values(got, "by_doctor", doctor="乙"), doctor_cases="4",
           doctor_margin="-100")
    expect(values(got, "by_month", month="2025-01"), advance="1330")
    expect(values(got, "by_group", group="A"), group_mean="966.67",
           group_margin="-400")
    # 2700 due, 2500 booked: between 80 % and 100 %
    expect(values(got), cleared="2700")


MONITORING = """\
month,score,cost,days,mean_cost,mean_days,op_count,compliant,fits_lower,\
fits_higher,readmission_days,split_stay,death
1,1000,400,2,1000,8,1,1,1,0,10,1,0
1,200,500,1,1000,8,0,1,0,0,20,0,0
2,900,2500,61,1000,8,1,0,0,1,,0,1
2,900,1000,24,1000,8,1,1,0,0,14,0,0
"""  # up-coded, readmitted; low standard; coded low, long, died; 24 is not
# over 3 x 8


def monitoring_by_formulas():
    expect(values(run("monitoring", MONITORING)), compliance="0.75",
           upcoded="0.25", downcoded="0.25", quality="25", readmitted="0.5",
           split="0.25", low_standard_share="0.25", long_share="0.25",
           death_share="0.25", balance="0.2571")  # 450 / 1750


def without(table, *names):
    rows = [line.split(",") for line in table.splitlines()]
    kept = [i for i, name in enumerate(rows[0]) if name not in names]
    return "".join(",".join(row[i] for i in kept) + "\n" for row in rows)


def a_column_that_is_not_there_is_no_nought():
    """Each with the reason, in every form; what does not rest on it stands."""
    for column, lost in (
            ("fits_lower", "upcoded quality"), ("compliant",
                                                "compliance quality"),
            ("readmission_days", "readmitted"), ("split_stay", "split"),
            ("mean_cost", "upcoded downcoded quality"),
            ("mean_days", "long_share"), ("death", "death_share"),
            ("op_count", "low_standard_share")):
        lines = run("monitoring", without(MONITORING, column))
        whole, = [one for one in lines if one["of"] == "all"]
        equal(column, {k for k, v in whole["values"].items() if v is None},
              set(lost.split()))
        equal(column, whole["lacks"], dict.fromkeys(lost.split(), column))
    table = without(MONITORING, "fits_lower", "op_count")
    r = Region(files={"t.csv": table})
    words = f"{SETS}/monitoring.xml", r.path("t.csv")
    text = kit.run("figures", *words).out
    holds("text", text, "  套高率 （空）\n", "  死亡率 0.25\n",
          "  1：　低标入院率 （空）　次均费用 450\n",
          "  表里没有“fits_lower”，空着的：套高率、病案质量指数\n",
          "  表里没有“op_count”，空着的：低标入院率\n")
    holds("csv", kit.run("figures", "-f", "csv", *words).out,
          'all,"","",upcoded,"套高率",,"fits_lower",\n',
          'all,"","",death_share,"死亡率",0.25,"",\n')


def a_level_whose_key_is_not_there_has_no_figures():
    lines = run("cases", without(CASES, "doctor"))
    level, = [one for one in lines if one["of"] == "by_doctor"]
    equal("values", set(level["values"].values()), {None})
    equal("lacks", set(level["lacks"].values()), {"doctor"})
    # what asks whether it is there does without: no cause, six cases
    expect(values(lines), cases="6", special_used=None)


# ---- the command

OWN = """<region xmlns="urn:pregroup:region:1" id="t" name="t" scheme="dip"
 generation="2.0"><figures name="one"><column name="g" heading="组" type="text"/>
<column name="x" heading="数"/>{}</figures></region>"""


def own(body, table="组,数\na,1\na,3\nb,5.5\n", *words):
    r = Region(files={"f.xml": OWN.format(body)})
    r.write("t.csv", table)
    return kit.run("figures", *words, r.path("f.xml"), r.path("t.csv"))


def aggregates():
    body = ('<by name="p" keys="g"/>'
            '<let of="p" name="s" value="sum(rows, x)"/>'
            '<let of="p" name="n" value="count(rows, x &gt; 1)"/>'
            '<let name="least" value="min(rows, x) + max(rows, x)"/>'
            '<let name="share" value="max(p, s) / sum(rows, x)" round="4"/>'
            '<let name="sd" value="sd(rows, x)" round="6"/>'
            '<let name="far" value="count(rows, x &gt; mean_x)"/>')
    status, out, errors = own(body, "组,数\na,1\n", "-f", "json")
    equal("unknown name", status, 1)
    holds("message", errors, "mean_x")
    body = body.replace('<let name="far"', '<let name="mean_x" value='
                        '"mean(rows, x)"/><let name="far"')
    status, out, _ = own(body, "组,数\na,1\na,3\nb,5.5\nb,\n", "-f", "json")
    equal("status", status, 0)
    lines = [json.loads(one, parse_float=str, parse_int=str)
             for one in out.splitlines()]
    # mean 9.5 / 3, deviations -13/6, -1/6, 14/6
    expect(values(lines), least="6.5", share="0.5789", sd="1.840894",
           far="1")
    expect(values(lines, "p", g="a"), s="4", n="1")
    expect(values(lines, "p", g="b"), s="5.5", n="1")


def sets_are_told_and_blank():
    body = '<set name="f" fill="由医保局公布"/>' \
           '<let name="y" label="倍数" value="f * sum(rows, x)"/>'
    status, out, _ = own(body)
    equal("status", status, 0)
    holds("text", out, "待填：f", "由医保局公布", "倍数 （空）")
    status, out, _ = own(body, "组,数\na,2\n", "-v", "f=1.5")
    holds("told", out, "倍数 3")
    lacks("told", out, "待填")


def tables_without_rows_are_told():
    status, out, errors = own('<let name="y" label="和" value="sum(rows, x)"/>',
                              "组,数\n")
    equal("status", (status, out), (1, ""))
    holds("message", errors, "t.csv:1: 表里一行数据也没有")


# A name or a number that cannot be used is told, not passed over.
def values_and_sets_of_no_use_are_told():
    body = '<set name="f" fill="由医保局公布"/>' \
           '<let name="y" label="倍数" value="f * sum(rows, x)"/>'
    for words, part in ((("-v", "g=1.5"), '<set name="g">'),
                        (("-v", "f=abc"), "名称=数"), (("-v", "f"), "名称=数"),
                        (("--set", "nix"), "有 one")):
        status, out, errors = own(body, "组,数\na,2\n", *words)
        equal(f"{words}: status", (status, out), (2, ""))
        holds(f"{words}", errors, part)


FAULTS = (
    ('<let name="y" value="x"/>', "看不到"),
    ('<let name="y" value="sum(rows)"/>', "参数个数"),
    ('<let name="y" value="sum(rows, sum(rows, x))"/>', "rows"),
    ('<let name="y" value="score"/>', "没有定义的列"),
    ('<let of="q" name="y" value="1"/>', "没有这一层"),
    ('<by name="p" keys="x"/>', "不是文字列"),
    ('<by name="all" keys="g"/>', "重复"),
    ('<let name="x" value="1"/>', "重复"),
    ('<set name="f"/>', "value 和 fill"),
    ('<let name="y" value="sum(rows, x"/>', "括号"),
    ('<row/>', "不认识 <row>"),
    ('<let of="rows" name="y" value="sum(rows, x)"/>', "更粗"),
    ('<let name="y" value="sum(rows- , x)"/>', "第一个参数"),
)


def faults_are_told():
    for body, part in FAULTS:
        status, _, errors = own(body)
        equal(f"{body}: status", status, 1)
        holds(body, errors, part)
        r = Region(more=OWN.format(body).split("2.0\">", 1)[1]
                   .replace("</region>", ""))
        status, _, errors = r.build()
        equal(f"{body}: build", status, 1)
        holds(f"{body}: build", errors, part)


def columns_are_missed():
    status, _, errors = own('<let name="y" value="sum(rows, x)"/>', "组\na\n")
    equal("status", status, 1)
    holds("message", errors, "数")


def results_are_written():
    r = Region()
    r.write("t.csv", "医院,年度,总费用,总分值\n甲,2024,10,5\n")
    status, out, _ = kit.run("figures", f"{SETS}/point-value.xml",
                             r.path("t.csv"), "-o", r.path("out"))
    equal("status", (status, out), (0, ""))
    holds("file", kit.read(r.path("out")).decode(), "预算点值 2")


TESTS = (tv_rw1, tv_rw2, tv_rw3, tv_pv1, tv_pv2, tv_pv3, tv_pv4, tv_kh1, tv_kh2,
         tv_kh3, tv_aux1, tv_aux2, aux_cv_falls_to_nothing,
         aux_cv_gate_is_a_setting, aux_costs_crossed_with_age,
         aux_highest_trigger_is_taken, g46, tv_q1, tv_cl, tv_pay3, tv_pay4,
         cmi_time_cost_index, hospital_by_department_doctor_month,
         monitoring_by_formulas, a_column_that_is_not_there_is_no_nought,
         a_level_whose_key_is_not_there_has_no_figures, aggregates, sets_are_told_and_blank,
         tables_without_rows_are_told, values_and_sets_of_no_use_are_told,
         faults_are_told, columns_are_missed, results_are_written)
