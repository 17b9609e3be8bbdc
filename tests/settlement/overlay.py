"""A hospital's file over its region: values, blanks, who the hospital is."""
from kit import (GROUPS, PLAIN, Region, equal, holds, hospital, lacks, region,
                 steps)

OPEN = """<set name="point_value" label="点值" insurance="employee"
 fill="由医保局年度通知公布（试验文件第 9 条）"/>
<set name="point_value" insurance="resident" value="5"/>
<set name="level_factor" level="3" value="1.1"/>
<set name="level_factor" level="2" value="0.9"/>
<let name="base" value="score * level_factor"/>
<let name="points" value="base" round="4"/>
<let name="standard" value="points * point_value" round="2"/>"""
THIRD = hospital('<set name="point_value" insurance="employee" value="7"/>',
                 level="3")


def blank_is_told():
    r = Region(OPEN, hospital=hospital(level="3"))
    status, _, errors = r.build()
    equal("build", status, 0)
    holds("build", errors, "待填：point_value，点值，职工医保", "第 9 条")
    status, out, _ = r.lint()
    equal("lint", status, 0)
    holds("lint", out, "待填：point_value", "1 处待填")
    money = r.price()["settlement"]
    equal("status", money["status"], "unpriced")
    holds("why", money["why"], "standard", "point_value（点值）", "第 9 条")
    equal("points", money["points"], "660.0000")  # 600 x 1.1
    holds("text", r.check("--why")[1], "【待填】")
    # 600 x 1.1 x 5: another insurance does not need the blank.
    equal("resident", r.price(YLFKFS="2")["settlement"]["standard"], "3300.00")


def blank_is_filled():
    r = Region(OPEN, hospital=THIRD)
    _, _, errors = r.build()
    lacks("build", errors, "待填")
    result = r.price()
    equal("standard", result["settlement"]["standard"], "4620.00")  # 660 x 7
    lacks("why", "".join(result["grouping"]["why"]), "示例")
    lacks("lint", r.lint()[1], "待填")


def sample_is_told():
    r = Region(OPEN, hospital=THIRD.replace("code=", 'sample="yes" code='))
    result = r.price()
    why = "".join(result["grouping"]["why"])
    holds("why", why, "示例", "point_value", "standard")
    lacks("figures that do not rest on it", why, "points", "base")
    holds("at a glance", r.check()[1], "= 4620.00 元【示例】")
    text = r.check("--why")[1]
    line = [one for one in text.splitlines() if "      支付标准 " in one][-1]
    holds("text", text, "示例")
    holds("the step", line, "4620", "【示例】")
    base = [one for one in text.splitlines() if "      病种分值 " in one][0]
    lacks("a step that does not", base, "示例")


def hospital_overrides():
    r = Region(PLAIN, hospital=hospital(
        '<set name="point_value" value="6.5"/>'
        '<set name="point_value" month="2025-03" value="2 * 3"/>'))
    equal("march", r.price()["settlement"]["standard"], "3600.00")


def level_is_unknown():
    money = Region(OPEN).price()["settlement"]
    holds("why", money["why"], "level_factor", "--hospital")


def hospital_by_code():
    text = PLAIN.replace('value="8"', 'value="8"/>\n<set name="point_value" '
                         'hospital="H001" value="9"')
    equal("by the file", Region(text, hospital=hospital()).price()
          ["settlement"]["standard"], "5400.00")
    equal("by nobody", Region(text).price()["settlement"]["standard"],
          "4800.00")


def departments_have_factors():
    text = PLAIN.replace('value="score"',
                         'value="score * default(department_factor, 1)"')
    r = Region(text, hospital=hospital(
        '<department code="05" name="外科"/>'
        '<department code="03" name="内科" factor="1.05"/>'))
    equal("03", steps(r.price())["points"], "630.0000")
    equal("05", steps(r.price(CYKB="05"))["points"], "600.0000")


def another_hospital():
    pages = {"YLJGDM": "X9"}
    r = Region(hospital=hospital())
    found = [one["rule"] for one in r.price(ZZJGDM="X9", **pages)["findings"]]
    told = "PCK002" in found
    r = Region(hospital=hospital(codes="X8 X9"))
    found = [one["rule"] for one in r.price(ZZJGDM="X9")["findings"]]
    equal("other", told, True)
    equal("own", "PCK002" in found, False)


FAULTS = (  # hospital's file, what the fault says
    (hospital('<set name="pointvalue" value="1"/>'),
     ("pointvalue", "能设的有", "point_value")),
    (hospital('<set name="points" value="1"/>'), ("points", "<let>")),
    (hospital('<set name="point_value" value="\'a\'"/>'), ("类型",)),
    (hospital('<set name="point_value" value="1 +"/>'), ("第",)),
    (hospital('<set name="point_value" level="3" value="1"/>'),
     ("不认识属性 level",)),
    (hospital('<set name="point_value"/>'), ("缺少属性 value",)),
    (hospital('<set name="point_value" value="1"/>'
              '<set name="point_value" value="2"/>'), ("条件相同",)),
    (hospital('<department code="1" name="甲" factor="x"/>'), ("factor",)),
    (hospital('<department code="1" name="甲"/>'
              '<department code="1" name="乙"/>'), ("重复",)),
    (hospital("<let/>"), ("不认识 <let>",)),
    (hospital().replace("hospital:1", "hospital:9"), ("根元素",)),
    ("<hospital", ("XML",)),
)


def faults_are_told():
    for text, parts in FAULTS:
        r = Region(hospital=text)
        status, _, errors = r.build()
        equal(f"{text}: status", status, 1)
        holds(text, errors, "hospital.xml", *parts)


REGION_FAULTS = (
    ('<set name="a"/>', "缺少 value 或 fill"),
    ('<set name="a" value="1" fill="x"/>', "只能有一个"),
    ('<set name="a" fill=" "/>', "fill 是空的"),
    ('<let name="a" fill="x"/>', "fill"),
)


def blanks_are_well_formed():
    for text, part in REGION_FAULTS:
        status, _, errors = Region(text + PLAIN).build()
        equal(f"{text}: status", status, 1)
        holds(text, errors, part)


def unread_steps_are_noted():
    out = Region('<set name="lost" value="1"/>'
                 '<let name="used" value="score"/>' +
                 PLAIN.replace('"score"', '"used"') +
                 '<let name="spare" value="used"/>').lint()[1]
    holds("lint", out, "结算步骤 lost 没有用处", "结算步骤 spare 没有用处")
    lacks("lint", out, "used 没有用处", "points 没有用处")


DIVIDE = '<let name="x" value="cost / mean_cost"/>'


def divisors_are_checked():
    """Zero or nothing in a column that a step divides by."""
    broken = GROUPS.replace("8000", "0").replace("4000", "")
    r = Region(DIVIDE + PLAIN, groups=broken)
    status, _, errors = r.build()
    equal("status", status, 1)
    holds("build", errors, "x 以次均费用为除数", "第 2 行 K35.8:1", "是零",
          "第 4 行 I10.x:0", "是空的", "given(mean_cost)")
    guarded = DIVIDE.replace("cost / mean_cost",
                             "if(mean_cost &gt; 0, cost / mean_cost, 1)")
    equal("guarded", Region(guarded + PLAIN, groups=broken).build()[0], 0)
    product = '<let name="x" value="cost * mean_cost"/>'
    equal("no divisor", Region(product + PLAIN, groups=broken).build()[0], 0)


OPEN_TABLE = "由医保局公布的试验目录"


def tables_may_be_open():
    """A table with `fill`: nowhere, in the folder, from the hospital."""
    r = Region()
    r.write("region.xml", region().replace(
        'file="groups.csv"', f'file="later.csv" fill="{OPEN_TABLE}"'))
    status, _, errors = r.build()
    equal("build", status, 0)
    holds("build", errors, "待填：文件 later.csv", OPEN_TABLE)
    holds("lint", r.lint()[1], "待填：文件 later.csv", "1 处待填")
    result = r.price()
    equal("status", result["grouping"]["status"], "ungrouped")
    holds("why", "".join(result["grouping"]["why"]), "later.csv", OPEN_TABLE)
    r.write("own.xml", hospital('<file name="later.csv" path="groups.csv"/>',
                                sample="yes"))
    r.over = ["--hospital", r.path("own.xml")]
    lacks("build with the hospital's", r.build()[2], "待填")
    result = r.price()
    equal("standard", result["settlement"]["standard"], "4800.00")  # 600 x 8
    holds("why", "".join(result["grouping"]["why"]), "示例")
    r.over = []
    r.write("later.csv", GROUPS)
    lacks("build with one in the folder", r.build()[2], "待填")
    result = r.price()
    equal("standard", result["settlement"]["standard"], "4800.00")
    lacks("why", "".join(result["grouping"]["why"]), "示例")


CARE = '<primary-care file="care.csv" fill="由医保局公布的基层病种" dx="诊断" main_op="操作"/>'


def open_tables_of_a_grouped_case():
    """A list of primary care that nobody has: the case is grouped and told."""
    r = Region()
    r.write("region.xml",
            region().replace("</grouping>", CARE + "</grouping>"))
    result = r.price()
    equal("status", result["grouping"]["status"], "grouped")
    holds("why", "".join(result["grouping"]["why"]), "病种和金额可能不同",
          "care.csv", "由医保局公布的基层病种")
    r.write("care.csv", "诊断,操作\nK35.8,47.0100\n")
    equal("build", r.build()[0], 0)
    result = r.price()
    lacks("why", "".join(result["grouping"]["why"]), "还没有填")


def unknown_tables_are_faults():
    r = Region(hospital=hospital('<file name="groups.csv" path="x.csv"/>'))
    status, _, errors = r.build()
    equal("status", status, 1)
    holds("build", errors, "hospital.xml", "groups.csv", "没有这张待填的表")


def lookup_in_place_of_a_table_that_is_open():
    lookup = '<lookup name="t" file="t.csv" fill="由医保局公布" keys="a" ' \
             'value="v"/>'
    own = '<lookup name="t" file="own.csv" keys="a" value="v"/>'
    r = Region(lookup + PLAIN.replace('value="score"',
                                      '''value="lookup('t', group)"'''),
               files={"own.csv": "a,v\nK35.8:0,3\n"}, hospital=hospital(own))
    status, _, errors = r.build()
    equal("build", (status, errors), (0, ""))
    result = r.price()
    equal("standard", result["settlement"]["standard"], "24")  # 3 x 8
    lacks("why", "".join(result["grouping"]["why"]), "还没有填")


def rules_by_an_absolute_path():
    other = Region(files={"own.rules": """\
[OWN001]
severity = warning
field    = age
when     = age > 40
message  = 年龄 {age}
advice   = 核对年龄
basis    = 本院规定
pass     = age=40
fail     = age=41
"""})
    own = f'<rules file="{other.path("own.rules")}"/>'
    r = Region(hospital=hospital(own))
    equal("build", r.build()[0], 0)
    holds("rules", str(r.price()["findings"]), "OWN001")


def departments_that_come_twice_have_a_line():
    twice = '\n<department code="03" name="内"/>' * 2
    status, _, errors = Region(hospital=hospital(twice)).build()
    equal("status", status, 1)
    holds("build", errors, "hospital.xml:3: <department code=\"03\"> 重复")


def months_without_a_value_are_told():
    """April and May have none; a value for residents alone fills no gap."""
    def months(*, more=""):
        return Region(PLAIN.replace(
            '<set name="point_value" value="8"/>',
            '<set name="point_value" month="2025-01..2025-03" value="8"/>'
            '<set name="point_value" month="2025-06" value="9"/>' + more))
    gap = "point_value 从 2025-04 到 2025-05 没有值"
    holds("gap", months().lint().out, gap)
    holds("residents", months(
        more='<set name="point_value" month="2025-04..2025-05"'
             ' insurance="resident" value="7"/>').lint().out, gap)
    lacks("filled", months(
        more='<set name="point_value" month="2025-04..2025-05" value="7"/>'
        ).lint().out, "没有值")
    lacks("else", months(
        more='<set name="point_value" value="7"/>').lint().out, "没有值")


def scores_far_from_the_mean_cost():
    """Twelve rows of 8 yuan a point; of the thirteenth a point would be 0.08,
    of two more there is none."""
    rows = GROUPS + "".join(
        f"A{n:02}.0:1,x,核心,A{n:02}.0,,{n * 100},{n * 800},D\n"
        for n in range(1, 13))
    far = "分值和次均费用不相称：每分 0.08 元，同类病种的中位数是 8.00 元"
    out = Region(groups=rows + "B01.0:1,x,核心,B01.0,,10000,800,D\n"
                 "B02.0:1,x,核心,B02.0,,0,800,D\n"
                 "B03.0:1,x,核心,B03.0,,,800,D\n").lint().out
    holds("lint", out, "B01.0:1：" + far,
          "B02.0:1：分值空着或是 0，同类病种共 2 行这样")
    equal("lines", (out.count("不相称"), out.count("空着或是 0")), (1, 1))
    lacks("else", Region(groups=rows).lint().out, "不相称", "空着或是 0")


BOUNDED = """<set name="point_value" value="8"/>
<set name="factor" level="3" min="1" max="1.2" value="1.1"/>
<set name="factor" level="2" max="1" value="0.9"/>
<let name="points" value="score * factor"/>
<let name="standard" value="points * point_value" round="2"/>"""
BOUNDS = (  # level, the value in the hospital's file, what is said
    ("3", "1.2", None), ("3", "111", "111 不在"), ("3", "0.999", "最小 1，最大 1.2"),
    ("2", "0", None), ("2", "1.1", "最大 1\n"), ("3", "2.4 / 2", None),
    ("3", "2.6 / 2", "1.3 不在"), ("", "1.1", None), ("", "1.3", "1.3 不在"),
    ("3", "point_value", None))


def at(level):
    return {"level": level} if level else {}


def values_stay_within_min_and_max():
    for level, value, said in BOUNDS:
        own = hospital(f'<set name="factor" value="{value}"/>', **at(level))
        status, _, errors = Region(BOUNDED, hospital=own).build()
        equal(f"{level} {value}: {errors}", status, 1 if said else 0)
        holds(f"{level} {value}", errors, *[said, "hospital.xml:", "factor"]
              if said else [])
    for wrong, said in (('max="1.2" value="1.1"', 'max="1.2" value="11"'),
                        ('max="1.2"', 'max="一"'),
                        ('max="1.2" value="1.1"',
                         'max="1.2" value="1.1" high="1.3"')):
        status, _, errors = Region(BOUNDED.replace(wrong, said)).build()
        equal(said, status, 1)
        holds(said, errors, "region.xml:", "min、max")


def levels_without_a_value_are_told():
    for level, told in (("3", False), ("2", False), ("三级", True),
                        ("", True)):
        status, _, errors = Region(OPEN, hospital=hospital(**at(level))).build()
        equal(level, (status, "level_factor 没有给这个等级的值；level 写这些之一："
                      " 3 2\n" in errors), (0, told))
    own = hospital('<set name="level_factor" value="1"/>', level="三级")
    lacks("its own", Region(OPEN, hospital=own).build()[2], "等级的值")
    lone = OPEN.replace('level="2"', 'level="3" insurance="self"')
    lacks("one level", Region(lone, hospital=hospital(level="2")).build()[2],
          "等级的值")


TESTS = (values_stay_within_min_and_max,
         levels_without_a_value_are_told,
         scores_far_from_the_mean_cost, months_without_a_value_are_told, lookup_in_place_of_a_table_that_is_open, rules_by_an_absolute_path,
         departments_that_come_twice_have_a_line, tables_may_be_open, open_tables_of_a_grouped_case,
         unknown_tables_are_faults, blank_is_told, blank_is_filled,
         sample_is_told, hospital_overrides,
         level_is_unknown, hospital_by_code, departments_have_factors,
         another_hospital, faults_are_told, blanks_are_well_formed,
         unread_steps_are_noted, divisors_are_checked)
