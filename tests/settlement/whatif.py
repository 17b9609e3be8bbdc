"""The same record in another order: groups, money, and what may be said."""
import json
import sys

from kit import (GROUPS, PLAIN, TREE, Region, equal, holds, lacks, read,
                 region)

sys.path.append(f"{TREE}/tests/golden")
from validate import Validator, line_faults  # noqa: E402

# K35.8: 47.0100 scores 1000, 54.5100 1500, none 600; I10.x 500. Point value 8.
CATALOGUE = GROUPS + "K35.8:2,松解,核心,K35.8,54.5100,1500,12000,D\n" \
                     "I10.x:1,另一个,基层,I10.x,47.0100,900,9000,E\n"
RANGE = PLAIN.replace('value="8"', 'value="8" low="7.5" high="8.4"') + """
<let name="low_limit" value="0.5 * mean_cost"/>
<let name="high_limit" value="2 * mean_cost"/>
<let name="fund" value="standard - patient_paid"/>"""
NO_ADVICE = "以病历为准；不作建议"
FIELDS = {"SSJCZBM1": "47.0100", "SSJCZBM2": "54.5100", "JBDM1": "I10.x00",
          "RYBQ": "1", "RYBQ1": "1"}


def ask(*changes, settlement=RANGE, **fields):
    r = Region(settlement, groups=CATALOGUE)
    words = [word for one in changes for word in ("--what-if", one)]
    return r, r.price(*words, **{**FIELDS, **fields})["what_if"]


def one(answer, change):
    found = [a for a in answer["changes"] + answer["carriers"]
             if a["change"] == change]
    equal(change, len(found) > 0, True)
    return found[0]


def range_and_limits():
    """1000 x 7.5, 8, 8.4; cost 8000 between 4000 and 16000."""
    _, got = ask("codes", SSJCZBM2=None)
    for name, wanted in (("low", "7500"), ("likely", "8000"), ("high", "8400"),
                         ("to_low", "4000"), ("to_high", "8000")):
        equal(name, got[name], wanted)
    _, got = ask("codes", settlement=PLAIN, SSJCZBM2=None)
    equal("no range", (got["low"], got["high"]), (None, None))


# Below half of its reference a case is paid its cost, and above twice as well.
LIMITS = """<let name="points" value="score" round="4"/>
<let name="reference" value="points * point_value"/>
<let name="deviation" value="if(cost &lt; 0.5 * reference, 'low',
                                cost &gt; 2 * reference, 'high', 'normal')"/>
<let name="standard"
     value="if(deviation = 'normal', reference, cost)" round="2"/>"""


def interval(settlement, **fields):
    """low, likely and high of the settlement, and the breaks."""
    r = Region(settlement, groups=CATALOGUE)
    got = r.price("--what-if", "codes", **{**FIELDS, "SSJCZBM2": None, **fields})
    three = [got["settlement"][name] for name in ("low", "likely", "high")]
    equal("the same", [got["what_if"][name] for name in ("low", "high")],
          three[::2])
    equal("end", list(got["settlement"])[-3:], ["low", "likely", "high"])
    return (tuple(v if v is None else f"{v:f}" for v in three),
            [tuple(v if isinstance(v, str) else f"{v:f}" for v in b.values())
             for b in got["what_if"]["breaks"]])


def the_interval_holds_the_value():
    """0.5 x 1000 x 8.1 = 4050: up to 8.1 the reference is paid, 8100 there;
    above it the cost."""
    point = '<set name="point_value" value="8" low="7" high="8.5"/>'
    equal("one break", interval(point + LIMITS, ZFY="4050"),
          (("4050", "8000", "8100"),
           [("point_value", "8.1", "normal", "low", "8100", "4050")]))
    r = Region(point + LIMITS, groups=CATALOGUE)
    r.build()
    out = "".join(r.check(**{**FIELDS, "SSJCZBM2": None, "ZFY": "4050"})[1].split())
    holds("text", out, "低4050.00元很可能8000.00元高8100.00元",
          "点值到8.1时费用正常变为费用偏低，支付由8100.00元变为4050.00元")


def two_breaks_between_two_ends_that_agree():
    """7600 is over twice the reference below 3.8 and under half of it above
    15.2: both ends and the value pay 7600, between them 3800 to 15200."""
    equal("two", interval('<set name="point_value" value="3.5" low="3"'
                          ' high="20"/>' + LIMITS, ZFY="7600"),
          (("3800", "7600", "15200"),
           [("point_value", "3.8", "high", "normal", "7600", "3800"),
            ("point_value", "15.2", "normal", "low", "15200", "7600")]))


def ranges_are_combined():
    """7 x 1000 - 300 and 9 x 1000 - 50: neither both low ends nor both high."""
    text = """<set name="point_value" value="8" low="7" high="9"/>
<set name="kept" value="100" low="50" high="300"/>
<let name="points" value="score"/>
<let name="standard" value="points * point_value - kept"/>"""
    equal("corners", interval(text), (("6700", "7900", "8950"), []))
    names = "".join(f'<set name="kept{c}" value="1" low="0"/>' for c in "abcde")
    r = Region(names + PLAIN, groups=CATALOGUE)
    done = r.build()
    equal("five", done.status, 1)
    holds("five", done.err, "写了 low、high 的名称超过 4 个")


def no_interval():
    equal("no range", interval(PLAIN), ((None, None, None), []))
    equal("no group", interval(RANGE, JBDM="A09.900"),
          ((None, None, None), []))


def money_has_two_digits():
    """8000 / 3 is not rounded by the region; a point value is a price."""
    text = """<set name="point_value" value="7.1234"/>
<let name="points" value="score"/><let name="standard" value="8000 / 3"/>
<let name="fund" value="standard - 0.005"/>"""
    r = Region(text, groups=CATALOGUE)
    r.build()
    out = "".join(r.check("--why", **{**FIELDS, "SSJCZBM2": None})[1].split())
    holds("text", out, "2666.67", "2666.66", "7.1234")
    lacks("text", out, "2666.666", "2666.661")


def runner_up_is_priced():
    """Both operations are met; the catalogue's order takes 47.0100."""
    r, got = ask("codes")
    equal("group", got["runner_up"]["group"], "K35.8:2")
    equal("standard", got["runner_up"]["standard"], "12000")


def removed_codes():
    _, got = ask("without procedures[1]", SSJCZBM2=None)
    a = one(got, "without procedures[1]")
    equal("group", a["group"], "K35.8:0")
    equal("standard", a["standard"], "4800")
    equal("fund", a["fund"], "2800")
    equal("difference", a["difference"], "-3200")
    equal("said", (a["support"], a["risk"]), (None, None))


def another_principal():
    _, got = ask("diagnoses[2] first", SSJCZBM2=None)
    a = one(got, "diagnoses[2] first")
    equal("group", a["group"], "I10.x:1")
    equal("standard", a["standard"], "7200")


def more_money_needs_support():
    """I10 first with the operation pays 7200; alone K35.8 conservative 4800."""
    risk = {"SSJCZBM1": "54.5100", "SSJCZBM2": "47.0100"}
    _, got = ask("without procedures[1]", **risk)
    # order of the catalogue: 47.0100 wins, 8000; without 54.5100 the same
    equal("same", one(got, "without procedures[1]")["difference"], "0")
    _, got = ask("without procedures[1]", SSJCZBM2="54.5100")
    a = one(got, "without procedures[1]")
    equal("standard", a["standard"], "12000")
    equal("support", a["support"], None)
    holds("risk", a["risk"], "不作建议")


def another_principal_has_no_support():
    """Present on admission, and its group uses the operation: so does nearly
    any comorbidity."""
    dear = CATALOGUE.replace("I10.x,47.0100,900", "I10.x,47.0100,1900")
    for condition in "1", "4":
        r = Region(RANGE, groups=dear)
        got = r.price("--what-if", "diagnoses[2] first",
                      **{**FIELDS, "SSJCZBM2": None, "RYBQ1": condition})
        a = one(got["what_if"], "diagnoses[2] first")
        equal("difference", a["difference"], "7200")
        equal("support", a["support"], None)
        holds("risk", a["risk"], "高套编码的风险")
        equal("end", a["risk"][-len(NO_ADVICE):], NO_ADVICE)
    text = r.check("--what-if", "diagnoses[2] first",
                   **{**FIELDS, "SSJCZBM2": None, "RYBQ1": "4"})[1]
    holds("text", "".join(text.split()), "高套编码的风险；" + NO_ADVICE, "缺了就换病种",
          "其他诊断1I10.x00排在第一（diagnoses[2]first）：入",
          "去掉第1个手术操作47.0100（withoutprocedures[1]）：入")


def operations_of_a_higher_level():
    """The page's own levels speak for 54.5100 first, and are no advice, either;
    nor is a case that is not paid now."""
    r = Region(RANGE, groups=CATALOGUE)
    levels = {"SSJB1": "2", "SSJB2": "4"}
    got = r.price("--what-if", "procedures[2] first", **{**FIELDS, **levels})
    a = one(got["what_if"], "procedures[2] first")
    equal("difference", a["difference"], "0")  # the catalogue's order decides
    r = Region(RANGE, groups=CATALOGUE)
    r.write("region.xml", region(RANGE).replace("matched-operations order",
                                                "principal-operation order"))
    got = r.price("--what-if", "procedures[2] first", **{**FIELDS, **levels})
    a = one(got["what_if"], "procedures[2] first")
    equal("difference", a["difference"], "4000")  # (1500 - 1000) x 8
    holds("support", a["support"], "procedures[2] 为 4 级")
    equal("end", a["support"][-len(NO_ADVICE):], NO_ADVICE)
    got = r.price("--what-if", "diagnoses[2] first",
                  **{**FIELDS, "JBDM": "A09.900", "SSJCZBM2": None})
    holds("nothing is paid now",
          one(got["what_if"], "diagnoses[2] first")["risk"], NO_ADVICE)


def carriers():
    _, got = ask("codes", SSJCZBM2=None)
    equal("carriers", [a["change"] for a in got["carriers"]],
          ["without diagnoses[1]", "without procedures[1]"])


def the_record_is_as_before():
    r = Region(RANGE, groups=CATALOGUE)
    before = r.price(**FIELDS)
    after = r.price("--what-if", "procedures[2] first", "--what-if",
                    "without diagnoses[1]", **FIELDS)
    equal("key", list(after)[-1], "what_if")
    del after["what_if"]
    equal("result", after, before)


def the_schema_allows_it():
    validator = Validator(json.loads(
        read(f"{TREE}/schemas/report.schema.json")))
    r, _ = ask("procedures[2] first", "without diagnoses[1]")
    out = r.check("-f", "json", "--what-if", "procedures[2] first", "--what-if",
                  "without diagnoses[9]", **FIELDS)[1]
    equal("faults", line_faults(validator, out.strip()), [])


def rows_that_are_not_there():
    _, got = ask("procedures[9] first")
    a = got["changes"][0]
    equal("group", a["group"], None)
    holds("risk", a["risk"], "没有这一行")
    r = Region(RANGE, groups=CATALOGUE)
    r.build()
    out = r.check("--what-if", "procedures[9] first", **FIELDS)[1]
    holds("text", out, "（procedures[9] first）：记录里没有这一行")


def wrong_words():
    r = Region()
    r.build()
    for words in ("procedures first", "without", "diagnoses[0] first",
                  "procedures[2] last", "diagnoses[999] first"):
        status, _, errors = r.check("--what-if", words)
        equal(words, status, 2)
        holds(words, errors, "--what-if 写作")


def labels_and_numbers_in_text():
    text = RANGE.replace('name="points"', 'name="points" label="本例分值"')
    r = Region(text, groups=CATALOGUE)
    r.build()
    out = r.check(**{**FIELDS, "SSJCZBM2": None})[1]
    holds("text", out, "支付  本例分值 1000 × 点值 8.00 = 8000.00 元，统筹基金 6000.00 元",
          "范围", "低 7500.00 元", "高 8400.00 元", "界限 4000.00 至 16000.00 元")
    lacks("text", out, "points * point_value", "计算步骤")
    out = r.check("--why", **{**FIELDS, "SSJCZBM2": None})[1]
    holds("with --why", out, "本例分值 1000 × 点值 8.00", "计算步骤")
    lacks("with --why", out, "points * point_value")


CHOICE = RANGE.replace("points * point_value", "paid * point_value").replace(
    '<let name="standard"', """
<let name="deviation"
     value="if(cost &gt;= 2 * mean_cost, 'high', cost &lt; mean_cost, 'low', 'normal')"/>
<let name="paid" label="本例点数"
     value="points * if(deviation = 'high' and kind != 'tcm', 2, 1)"/>
<let name="standard\"""")


def choices_read_as_sentences():
    """if() and the words steps choose from are told in Chinese."""
    r = Region(CHOICE, groups=CATALOGUE)
    r.build()
    out = "".join(r.check("--why", **{**FIELDS, "SSJCZBM2": None,
                                      "ZFY": "17000"})[1].split())
    holds("text", out, "费用偏差偏高若总费用17000.00≥2×病种次均费用8000.00，则偏高；"
          "若总费用17000.00<病种次均费用8000.00，则偏低；否则正常",
          "本例点数2000结算分值1000×（若费用偏差偏高=偏高且"
          "病种类别核心病种≠中医病种，则2；否则1）",
          "费用偏高，界限4000.00至16000.00元",
          # The standard is no product of points and point value.
          "支付病种分值1000，支付标准16000.00元")
    lacks("text", out, "if(", "'high'")


def how_far_a_limit_is_stays_unsaid():
    r = Region(CHOICE, groups=CATALOGUE)
    r.build()
    out = r.check(**{**FIELDS, "SSJCZBM2": None, "ZFY": "3000"})[1]
    holds("text", out, "费用偏低，界限 4000.00 至 16000.00 元")
    lacks("text", out, "还有", "比下限少")


def only_the_first_step_that_fails():
    r = Region(CHOICE, groups=CATALOGUE)
    r.build()
    out = r.check("--why", **{**FIELDS, "SSJCZBM2": None, "ZFY": None})[1]
    equal("failed steps", sum("（空）   " in line
                              for line in out.splitlines()), 1)


TESTS = (range_and_limits, the_interval_holds_the_value,
         two_breaks_between_two_ends_that_agree, ranges_are_combined,
         no_interval, money_has_two_digits, runner_up_is_priced, removed_codes,
         another_principal, more_money_needs_support, another_principal_has_no_support,
         operations_of_a_higher_level,
         carriers, the_record_is_as_before, the_schema_allows_it, rows_that_are_not_there,
         wrong_words, labels_and_numbers_in_text,
         choices_read_as_sentences, how_far_a_limit_is_stays_unsaid,
         only_the_first_step_that_fails)
