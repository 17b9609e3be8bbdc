"""The forms of dip-rules.md 3, as docs/settlement.md writes them.

Every setting is taken from the page itself; the expected figures are those of
the rule pages (TV-..., D1 to D7) or worked out by hand beside them.
"""
import re

from kit import GROUPS, TREE, Region, equal, hospital, read, steps

PAGE = read(f"{TREE}/docs/settlement.md").decode()
HIGH = {"SSJCZBM1": "47.0100"}  # K35.8:1, score 1000, mean 8000
THIRD = hospital(level="3")


def form(name):
    return re.search(rf"```xml {name}\n(.*?)```", PAGE, re.S).group(1)


def groups(**of_first):
    """GROUPS with other cells in the first row."""
    head, first, *rest = GROUPS.splitlines()
    cells = dict(zip(head.split(","), first.split(",")))
    cells.update(of_first)
    return "\n".join([head, ",".join(cells.values()), *rest]) + "\n"


def money(region, **fields):
    return region.price(**{**HIGH, **fields})["settlement"]


def points(name, cases, vary=lambda text: text, **how):
    """Each case: cost (or fields) and its points."""
    r = Region(vary(form(name)), **how)
    for what, wanted in cases:
        fields = what if isinstance(what, dict) else {"ZFY": what}
        equal(f"{name} {what}", money(r, **fields)["points"], wanted)


# ---- payment

def tv_pay1():
    r = Region(form("base"), groups=groups(分值="1200"))
    got = money(r, ZFJE="2600.00")
    equal("standard", got["standard"], "10080.00")
    equal("fund", got["fund"], "7480.00")


def tv_pay2():
    """Nanchong: small scores; the fund's part and the recovery."""
    text = form("base").replace('value="8"', 'value="73.6011"').replace(
        '"1.05"', '"1.0330"') + """
<let name="deficit" value="fund - (cost - patient_paid)"/>
<let name="recovery" value="fund / (cost - patient_paid)" round="4"/>"""
    r = Region(text, groups=groups(分值="78.0521"))
    got = money(r, ZFY="12402.27", ZFJE="4745.24")
    named = {one["name"]: one["value"] for one in got["steps"]}
    equal("points", round(got["points"], 4), "80.6278")
    equal("standard", got["standard"], "5934.30")
    equal("fund", got["fund"], "1189.06")
    equal("deficit", named["deficit"], "-6467.97")
    equal("recovery", named["recovery"], "0.1553")


def fund_forms():
    text = form("base")
    for value, wanted in (
            ("max(0, standard - patient_paid)", "0"),
            ("standard - patient_paid", "-600"),      # 8400 - 9000
            ("standard * 0.72", "6048"),              # 8400 x 0.72
            ("standard * (cost - patient_paid) / cost", "840")):  # x 1/10
        r = Region(text.replace("max(0, standard - patient_paid)", value))
        equal(value, money(r, ZFY="10000", ZFJE="9000")["fund"], wanted)


def score_zero_pays_by_item():
    text = form("base").replace("points * point_value",
                                "if(score = 0, cost, points * point_value)")
    r = Region(text, groups=groups(分值="0"))
    equal("standard", money(r, ZFY="4321.09")["standard"], "4321.09")


# ---- deviation

COSTS = ("3200", "4000", "15900", "16000", "20000", "41000")


def deviation(name, wanted, **how):
    points(name, zip(COSTS, wanted), **how)


def d1_to_d6_common():
    deviation("deviation-common",
              ("420", "1050", "1050", "1050", "1575", "4331.25"))


def d1_to_d6_jining():
    deviation("deviation-jining",
              ("400", "500", "1050", "1050", "1550", "1050"))
    points("deviation-jining", (("4000", "350"),),
           groups=groups(编码="KBBZ"))


def d1_to_d6_boundaries_included():
    """0.5 and 2 belong to the deviation: D2 halves, D4 is (2-2+1)."""
    def with_bounds(text):
        return text.replace("&gt; 2", "&gt;= 2").replace("&lt; 0.5",
                                                         "&lt;= 0.5")
    deviation("deviation-common",
              ("420", "525", "1050", "1050", "1575", "4331.25"),
              vary=with_bounds)


def d1_to_d6_words():
    r = Region(form("deviation-common"))
    got = [money(r, ZFY=cost)["deviation"] for cost in COSTS]
    equal("common", got, ["low", "normal", "normal", "normal", "high", "high"])
    r = Region(form("deviation-jining"))
    got = [money(r, ZFY=cost)["deviation"] for cost in COSTS]
    equal("jining", got,
          ["low", "low", "normal", "normal", "high", "extreme"])


def d1_to_d7_against_the_standard():
    """The 3.0 draft: reference 1000 x 1.05 x 8 = 8400, low pays the cost."""
    r = Region(form("deviation-standard"))
    for cost, wanted in zip(COSTS, ("3200", "4000", "8400", "8400", "8400",
                                    "8400")):
        equal(cost, money(r, ZFY=cost)["standard"], wanted)
    equal("4200 is the half", money(r, ZFY="4200")["deviation"], "normal")
    equal("16800 is twice", money(r, ZFY="16800")["deviation"], "high")
    r = Region(form("deviation-standard"), groups=groups(分值="1200"))
    got = money(r, ZFY="3000")
    equal("D7 points", got["points"].quantize(got["points"].__class__("1e-6")),
          "375")
    equal("D7 standard", got["standard"], "3000.00")
    equal("D7 limit", got["low_limit"], "5040")


def deviation_in_bands():
    table = {"倍数.csv": "分值不超过,倍数\n1000,3\n2000,2.5\n,2\n"}
    points("deviation-banded", (("32000", "1700"), ("24000", "1000"),
                                ("2400", "300"), ("3200", "1000")),
           files=table)
    # 2.5 above 1000: x 3, 1 + 0.5 x 0.7; 2 above 2000: 1 + 1 x 0.7
    points("deviation-banded", (("24000", "1352.7"),), files=table,
           groups=groups(分值="1002"))
    points("deviation-banded", (("24000", "3570"),), files=table,
           groups=groups(分值="2100"))


def no_match_by_city_mean():
    """Jingzhou: 0.8 x C / city mean."""
    text = form("base").replace("score * level_factor",
                                "0.8 * cost / 7955.52")
    equal("points", round(money(Region(text), ZFY="10000")["points"], 6),
          "1.005591")


# ---- reference, level, bonus

LAST = {"上年.csv": "病种编码,三级,二级\nK35.8:1,6400,5000\nK35.8:0,,4000\n"}


def reference_of_last_year():
    r = Region(form("reference"), files=LAST, hospital=THIRD,
               groups=GROUPS.replace("600,5000", "500,5000"))
    got = money(r, ZFY="16000")
    equal("listed", got["points"], "1575")
    equal("listed", got["standard"], "12600.00")
    # no value for level 3: 500 x 1.05 x 8 = 4200
    equal("not listed", money(r, ZFY="16000", SSJCZBM1=None)["standard"],
          "11800.00")


def level_by_level_and_hospital():
    text = form("base").replace(
        '<set name="level_factor" label="等级系数" value="1.05"/>',
        '<set name="level_factor" level="3" value="1.05"/>'
        '<set name="level_factor" level="2" value="0.95"/>'
        '<set name="level_factor" hospital="H002" value="1.1"/>')
    for over, wanted in ((THIRD, "1050"), (hospital(level="2"), "950"),
                         (hospital(code="H002", level=""), "1100")):
        over = over.replace(' level=""', "")
        equal(over, money(Region(text, hospital=over))["points"], wanted)


def level_by_disease():
    table = {"系数.csv": "病种编码,等级,系数\nK35.8:1,3,1.62\nI10.x:0,3,2\n"}
    r = Region(form("level-by-disease"), files=table, hospital=THIRD)
    equal("capped", money(r)["points"], "1500")
    equal("not listed", money(r, SSJCZBM1=None)["points"], "630")
    equal("primary care", money(r, SSJCZBM1=None, JBDM="I10.x00")["points"],
          "500")


def bonus_added_multiplied_capped():
    old = {"CSRQ": "1953-01-01", "NL": "72"}
    for more, fields, wanted in (("0.05", old, "1080"), ("0.3", old, "1200"),
                                 ("0.05", {}, "1050")):
        r = Region(form("bonus"), files={"重点.csv":
                                         f"病种编码,加成\nK35.8:1,{more}\n"})
        equal(more, money(r, **fields)["points"], wanted)
    r = Region(form("bonus"), files={"重点.csv": "病种编码,加成\nX,1\n"},
               groups=GROUPS.replace("核心,K35.8,47", "中医,K35.8,47"))
    equal("tcm", money(r)["points"], "1050")  # 1000 x 1.05


# ---- stays

def bed_days():
    kinds = GROUPS.replace("核心,K35.8,47", "床日,K35.8,47")
    r = Region(form("bed-day"), groups=kinds)
    for days, wanted in (("10", "3000"), ("15", "4500"), ("16", "4750"),
                         ("60", "15750"), ("70", "17750")):
        equal(days, money(r, SJZYTS=days)["standard"], wanted)


def short_stays_deaths_transfers():
    same = {"RYSJ": "2025-03-01", "CYSJ": "2025-03-01", "SJZYTS": "0"}
    points("short-stay", (
        ({"ZFY": "3200", **same}, "400"),
        ({"ZFY": "9000", **same}, "1000"),
        ({"ZFY": "3200", "LYFS": "5"}, "1000"),
        ({"ZFY": "3200", "LYFS": "5", **same}, "1000"),
        ({"ZFY": "3200", "LYFS": "2"}, "400"),
        ({"ZFY": "9000", "LYFS": "2"}, "1000"),
        ({"ZFY": "3200"}, "400"), ({"ZFY": "4000"}, "1000")))
    day = GROUPS.replace("核心,K35.8,47", "日间,K35.8,47")
    points("short-stay", (({"ZFY": "5000", **same}, "1000"),), groups=day)


def readmissions_need_the_field():
    """The page lacks it: default() decides."""
    text = form("base").replace("score * level_factor",
                                "if(default(readmission_days, 999) &lt;= 10, "
                                "0, score)")
    equal("points", money(Region(text))["points"], "1000")


def special_cases():
    r = Region(form("special-case"))
    for fields, wanted in (({"ZFY": "16000"}, "0"), ({"ZFY": "16001"}, "1"),
                           ({"SJZYTS": "60"}, "0"), ({"SJZYTS": "61"}, "1")):
        got = steps(r.price(**{**HIGH, **fields}))
        equal(fields, got["special_case"], wanted)


# ---- DRG points

def tv_p1():
    mean = {"scheme": "dip", "groups": groups(次均费用="15000")}
    r = Region(form("drg-points"), **mean)
    got = money(r, ZFY="14000")
    equal("points", got["points"], "140.0000")
    equal("standard", got["standard"], "14636.36")
    equal("low", money(r, ZFY="5250")["points"], "52.5")
    text = form("drg-points").replace('name="unreasonable" label="不合理费用" '
                                      'value="0"',
                                      'name="unreasonable" value="2000"')
    got = money(Region(text, **mean), ZFY="60000")
    named = {one["name"]: one["value"] for one in got["steps"]}
    equal("extra", round(named["extra"], 2), "205")
    equal("high", got["points"], "345.0000")


TESTS = (tv_pay1, tv_pay2, fund_forms, score_zero_pays_by_item,
         d1_to_d6_common, d1_to_d6_jining, d1_to_d6_boundaries_included,
         d1_to_d6_words, d1_to_d7_against_the_standard, deviation_in_bands,
         no_match_by_city_mean, reference_of_last_year,
         level_by_level_and_hospital, level_by_disease,
         bonus_added_multiplied_capped, bed_days,
         short_stays_deaths_transfers, readmissions_need_the_field,
         special_cases, tv_p1)
