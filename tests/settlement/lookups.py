"""Tables of the settlement: keys, bands, columns side by side, faults."""
from kit import Region, equal, holds, hospital, lacks, steps

TAIL = """<set name="point_value" value="1"/>
<let name="points" value="{}"/>
<let name="standard" value="points * point_value"/>"""


def value(formula, lookup, table, hospital_file=None, **fields):
    r = Region(lookup + TAIL.format(formula), files={"t.csv": table},
               hospital=hospital_file)
    return r.price(**fields)["settlement"]["points"]


def keys_are_whole_texts():
    lookup = '<lookup name="t" file="t.csv" keys="a b" value="v"/>'
    table = "a,b,v\nK35.8:0,employee,1.5\nK35.8,employee,9\n"
    equal("both", value("lookup('t', group, insurance)", lookup, table), "1.5")
    equal("none", value("default(lookup('t', group, insurance), 7)", lookup,
                        table, YLFKFS="2"), "7")


def open_keys_hold_for_the_rest():
    lookup = '<lookup name="t" file="t.csv" keys="a b" value="v"/>'
    table = "a,b,v\n,,1\n,employee,2\nK35.8:0,,3\nK35.8:0,resident,4\n"
    for insurance, group, wanted in (
            ("1", "", "3"),           # the leftmost key decides
            ("2", "", "4"), ("1", "I10.x00", "2"), ("2", "I10.x00", "1")):
        fields = {"YLFKFS": insurance, **({"JBDM": group} if group else {})}
        equal(f"{insurance} {group}",
              value("lookup('t', group, insurance)", lookup, table, **fields),
              wanted)


def bands_have_three_forms():
    table = "k,limit,v\nA,10,1\nA,20.5,2\nA,,3\nB,5,8\n"
    for band, number, wanted in (
            ("upto", "10", "1"), ("upto", "10.000001", "2"),
            ("upto", "21", "3"), ("below", "10", "2"), ("below", "9.99", "1"),
            ("below", "20.5", "3"), ("from", "9", "3"), ("from", "10", "1"),
            ("from", "20.5", "2")):
        lookup = f'<lookup name="t" file="t.csv" keys="k" {band}="limit" ' \
                 'value="v"/>'
        equal(f"{band} {number}",
              value(f"lookup('t', 'A', {number})", lookup, table), wanted)
    lookup = '<lookup name="t" file="t.csv" upto="limit" value="v"/>'
    equal("no key", value("lookup('t', 12)", lookup,
                          "limit,v\n10,1\n20,2\n"), "2")


def columns_side_by_side():
    lookup = '<lookup name="t" file="t.csv" keys="病种">' \
             '<across heading="三级" is="3"/><across heading="二级" is="2"/>' \
             "</lookup>"
    table = "病种,三级,二级\nK35.8:0,1.2,\n"
    equal("3", value("lookup('t', group, level)", lookup, table,
                     hospital(level="3")), "1.2")
    equal("2", value("default(lookup('t', group, level), 0.5)", lookup, table,
                     hospital(level="2")), "0.5")


BLANK = '<lookup name="t" keys="病种" fill="由医保局另发（第 5 条）"/>'


def blank_tables():
    r = Region(BLANK + TAIL.format("lookup('t', group)"))
    status, _, errors = r.build()
    equal("status", status, 0)
    holds("build", errors, "待填：查找表 t", "第 5 条")
    why = r.price()["settlement"]["why"]
    holds("why", why, "查找表 t", "尚待填写", "第 5 条")
    own = hospital('<lookup name="t" file="t.csv" keys="病种" value="v"/>',
                   sample="yes")
    r = Region(BLANK + TAIL.format("lookup('t', group)"), hospital=own,
               files={"t.csv": "病种,v\nK35.8:0,2\n"})
    lacks("build", r.build()[2], "待填")
    result = r.price()
    equal("points", steps(result)["points"], "2")
    holds("why", "".join(result["grouping"]["why"]), "示例", "points")


FAULTS = (
    ('<lookup name="t" file="t.csv" value="v"/>', "没有键也没有分档"),
    ('<lookup name="t" keys="k" value="v"/>', "缺少 file 或 fill"),
    ('<lookup name="t" file="t.csv" keys="k"/>', "缺少 value"),
    ('<lookup name="t" file="t.csv" keys="x" value="v"/>', "x"),
    ('<lookup name="t" file="t.csv" keys="k" value="v"/>', "读不出"),
    ('<lookup name="t" file="u.csv" keys="k" value="v"/>', "重复"),
    ('<lookup name="t" file="u.csv" keys="k" upto="v" below="v" value="v"/>',
     "不止一个"),
    ('<lookup name="t" file="none.csv" keys="k" value="v"/>', "none.csv"),
    ('<lookup name="t" keys="k" fill="x"/><lookup name="t" keys="k" '
     'fill="x"/>', "重复"),
    ('<lookup name="t" keys="a b c d e" fill="x"/>', "太多"),
)
CALLS = (
    ("lookup('z', group)", "没有查找表“z”"),
    ("lookup('t')", "逗号"),
    ("lookup('t', cost)", "应是文本"),
    ("lookup('t', group, 1)", "右括号"),
    ("lookup(t, group)", "加单引号"),
)


def faults_are_told():
    files = {"t.csv": "k,v\nA,x\n", "u.csv": "k,v\nA,1\nA,2\n"}
    for text, part in FAULTS:
        status, _, errors = Region(text + TAIL.format("score"),
                                   files=files).build()
        equal(f"{text}: status", status, 1)
        holds(text, errors, part)
    for formula, part in CALLS:
        status, _, errors = Region(BLANK + TAIL.format(formula)).build()
        equal(f"{formula}: status", status, 1)
        holds(formula, errors, part)


def zero_divisors():
    """A table's number as divisor may be neither zero nor empty."""
    lookup = '<lookup name="t" file="t.csv" keys="k" value="v"/>'
    for table, part in (("k,v\nA,0\n", "第 2 行是零"),
                        ("k,v\nA,\nB,1\n", "1 格是空的")):
        status, _, errors = Region(
            lookup + TAIL.format("cost / lookup('t', group)"),
            files={"t.csv": table}).build()
        equal("status", status, 1)
        holds("build", errors, "为除数", part)


def overlay_has_the_shape():
    own = hospital('<lookup name="t" file="t.csv" keys="病种 v" value="v"/>')
    status, _, errors = Region(BLANK + TAIL.format("score"), hospital=own,
                               files={"t.csv": "病种,v\nA,1\n"}).build()
    equal("status", status, 1)
    holds("build", errors, "与地区文件的不同")
    own = hospital('<lookup name="u" file="t.csv" keys="v" value="v"/>')
    holds("unknown", Region(hospital=own, files={"t.csv": "v\n1\n"})
          .build()[2], "没有这张查找表")


TESTS = (keys_are_whole_texts, open_keys_hold_for_the_rest,
         bands_have_three_forms, columns_side_by_side, blank_tables,
         faults_are_told, zero_divisors, overlay_has_the_shape)
