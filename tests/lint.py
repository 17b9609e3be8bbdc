#!/usr/bin/env python3
"""lint.py -- tables and files that are damaged, one thing each: `pack lint` (or
the compiler in it) names it in one line; undamaged they are clean.
"""
import kit
from kit import case

# ---- a city of points

HEAD = ["编码", "名称", "类型", "诊断", "操作", "分值", "次均费用"]
KEYS = [f"{letter}{n:02}" for letter in "ABEK" for n in range(10, 15)]
ROWS = ([[f"{k}.1:J", "切除", "核心", f"{k}.1", "47.0100", "100", "1000"]
         for k in KEYS] +
        [[f"{k}{end}", "综合", "综合", k, "", "80", "800"]
         for k in KEYS for end in (":S", ":B")])
SETTLEMENT = """<set name="point_value" month="2025-01..2025-06" value="10"/>
<set name="point_value" month="2025-07..2025-12" value="11"/>
<set name="level_factor" level="3" min="0.5" max="1.5" value="1"/>
<set name="level_factor" level="2" min="0.5" max="1.5" value="0.9"/>
<let name="points" value="score * level_factor"/>
<let name="standard" value="points * point_value" round="2"/>"""
CITY = """<region xmlns="urn:pregroup:region:1" id="city" name="市" scheme="dip"
 generation="2.0"><codes>
<table system="diagnosis" edition="t" file="dx.csv" code="code"/>
<table system="procedure" edition="t" file="op.csv" code="code" kind="kind"/>
</codes><catalogue file="{file}">
<column field="group" heading="编码"/><column field="name" heading="名称"/>
<column field="kind" heading="类型"><value text="核心" is="core"/>
<value text="综合" is="comprehensive"/></column>
<column field="dx" heading="诊断"/><column field="main_op" heading="操作"/>
<column field="score" heading="分值"/>
<column field="mean_cost" heading="次均费用"/></catalogue>
<grouping dx-key="4" or="/" and="+">
<comprehensive dx-key="3" class="highest" intervention="surgery">
<suffix class="surgery" text=":S"/><suffix class="conservative" text=":B"/>
</comprehensive></grouping>
<settlement>{settlement}</settlement></region>"""
HOSPITAL = kit.hospital('<set name="level_factor" value="1.1"/>', level="3")


class City:
    """The files of a region, of which a test changes some."""

    def __init__(self):
        self.rows = [HEAD[:]] + [row[:] for row in ROWS]
        self.region, self.settlement, self.file = CITY, SETTLEMENT, "g.csv"
        self.hospital = HOSPITAL
        self.files = {
            "dx.csv": "code\n" + "".join(f"{k}.100\n" for k in KEYS),
            "op.csv": "code,kind\n47.0100,手术\n47.0900,手术\n"
                      "54.5100,手术\n"}

    def cell(self, row, heading, text):
        """Row 2 is the first below the headings, as lint counts."""
        self.rows[row - 1][HEAD.index(heading)] = text

    def lint(self, top):
        if self.file.endswith(".xlsx"):
            self.files[self.file] = kit.zipped(
                kit.workbook({"目录": self.rows}))
        else:
            self.files.setdefault(self.file, "".join(
                ",".join(row) + "\n" for row in self.rows))
        for name, data in self.files.items():
            kit.write(f"{top}/{name}", data)
        kit.write(f"{top}/hospital.xml", self.hospital)
        region = kit.write(f"{top}/region.xml", self.region.format(
            settlement=self.settlement, file=self.file))
        return kit.lint(region, "--hospital", f"{top}/hospital.xml")


def row_with(city, **cells):
    """A row more; its number."""
    city.rows.append([cells.get(h, "") for h in HEAD])
    return len(city.rows)


def date_in_a_score(city):
    city.cell(4, "分值", "2025-03-08")
    return 1, "g.csv:4:6:", "不是数字", "2025-03-08"


def date_cell_in_a_workbook(city):
    """An error of a formula in one cell and a bad number in another."""
    city.file = "g.xlsx"
    city.cell(4, "分值", '<c t="e"><v>#N/A</v></c>')
    city.cell(6, "分值", "一百")
    return 1, "第 4 行 F 列", "#N/A", "第 6 行 F 列", "一百"


def percent_in_a_score(city):
    city.cell(5, "分值", "85%")
    return 1, "g.csv:5:6:", "85%"


def score_a_hundredfold(city):
    city.cell(3, "分值", "10000")
    return 0, "第 3 行 A11.1:J", "分值和次均费用不相称"


def score_blank(city):
    city.cell(3, "分值", "")
    return 0, "第 3 行 A11.1:J", "分值空着或是 0"


def score_zero(city):
    city.cell(7, "分值", "0")
    return 0, "第 7 行 B10.1:J", "分值空着或是 0"


def factor_of_the_hospital(city):
    city.hospital = HOSPITAL.replace('"1.1"', '"111"')
    return 1, "hospital.xml:1:", "level_factor", "111", "最小 0.5，最大 1.5"


def factor_of_the_region(city):
    city.settlement = SETTLEMENT.replace('max="1.5" value="1"',
                                         'max="1.5" value="11"')
    return 1, "region.xml:", "level_factor", "11 不在", "最大 1.5"


def level_unknown(city):
    city.hospital = kit.hospital(level="三级")
    return 0, "hospital.xml:1:", "三级", "level_factor", "3 2"


def months_overlap(city):
    city.settlement = SETTLEMENT.replace("2025-07..", "2025-06..")
    return 1, "region.xml:", "point_value", "重叠"


def months_apart(city):
    city.settlement = SETTLEMENT.replace("2025-07..", "2025-09..")
    return 0, "point_value 从 2025-07 到 2025-08 没有值"


def suffix_missing(city):
    """Twenty rows, one cause, one line."""
    city.region = CITY.replace(
        '<suffix class="surgery" text=":S"/>', "")
    return 1, "g.csv:22:1:", "看不出是哪类操作", "同样的还有 19 处：第 24、26"


def classes_missing(city):
    city.files["op.csv"] = city.files["op.csv"].replace("手术", "")
    return 1, "第 22 行 A10:S", "没有手术这一类操作", "同样的还有 19 行：第 24、26"


def heading_again(city):
    city.rows.insert(10, HEAD)
    return 1, "g.csv:11:", "标题又出现一次", 'until="编码"'


def total(city):
    row = row_with(city, 编码="合 计", 分值="3600")
    return 1, f"g.csv:{row}:", "合计", 'until="合计"'


def remark(city):
    row = row_with(city, 编码="注：1. 分值由医保局公布")
    return 1, f"g.csv:{row}:", "注：", 'until="注："'


def pdf(city):
    city.files["g.csv"] = b"%PDF-1.7\n1 0 obj\n"
    return 1, "g.csv", "PDF"


def saved_page(city):
    city.files["g.csv"] = "<html><body><table><tr><td>编码</td></tr></table>"
    return 1, "g.csv", "网页"


def never_wins(city):
    row_with(city, 编码="A10.1:K", 名称="切除", 类型="核心", 诊断="A10.1",
             操作="47.0100", 分值="90", 次均费用="900")
    return 1, "第 62 行 A10.1:K", "总是败给第 2 行 A10.1:J"


def tie(city):
    row_with(city, 编码="A10.1:K", 名称="另一", 类型="核心", 诊断="A10.1",
             操作="47.0900", 分值="100", 次均费用="1000")
    return 0, "第 2 行 A10.1:J", "与第 62 行 A10.1:K 不分高下"


def operation_unknown(city):
    city.cell(2, "操作", "47.0199")
    return 0, "第 2 行 A10.1:J", "没有要求的操作 47.0199"


def diagnosis_unknown(city):
    city.cell(2, "诊断", "A10.7")
    return 0, "第 2 行 A10.1:J", "没有 A10.7 开头的编码"


def class_missing(city):
    del city.rows[22]  # row 23
    return 0, "A10:S", "缺少：保守治疗"


def step_unused(city):
    city.settlement = SETTLEMENT.replace("score * level_factor",
                                         "score")
    return 0, "结算步骤 level_factor 没有用处"


def kind_unknown(city):
    city.cell(2, "类型", "日归")
    return 1, "g.csv:2:3:", "不知道是哪种病种类型：“日归”"


def column_renamed(city):
    city.rows[0][5] = "分 值（点）"
    return 1, "g.csv:1:", "找不到标题“分值”", "分 值（点）"


def expecting(city, counts):
    city.region = CITY.replace('file="{file}"',
                               f'file="{{file}}" expect="{counts}"')


def rows_not_expected(city):
    """A row more of a group counts once."""
    expecting(city, "60 core:21 comprehensive:40")
    row_with(city, 编码="A10.1:J", 名称="切除", 类型="核心", 诊断="A10.1",
             操作="54.5100", 分值="100", 次均费用="1000")
    return 0, "g.csv:1:", "核心病种有 20 个，expect 写的是 21 个"


def expect_unreadable(city):
    expecting(city, "cores:20")
    return 1, "region.xml:", 'expect="cores:20" 读不出'


def no_group(city):
    del city.rows[1:]
    return 1, "g.csv:1:", "目录里一个病种也没有"


def no_group_in_a_table_to_come(city):
    """A city may have none of a kind, but not none at all."""
    city.region = CITY.replace('file="{file}"',
                               'file="{file}" fill="由医保局公布"')
    del city.rows[1:]
    return 1, "region.xml:", "各个目录里一个病种也没有"


def texts_for_numbers(city):
    """A workbook where people typed."""
    city.file = "g.xlsx"
    city.cell(4, "分值", "1,000")
    city.cell(6, "分值", "100分")
    return 1, "第 4 行 F 列", "1,000", "第 6 行 F 列", "100分"


def columns_of_codes_swapped(city):
    """Twenty rows with both codes, forty of one: a line for each column."""
    i, k = HEAD.index("诊断"), HEAD.index("操作")
    city.rows[0][i], city.rows[0][k] = HEAD[k], HEAD[i]
    del city.rows[21:]
    return 1, "g.csv:2:", "手术编码读不出", "主诊断编码读不出", "还有 19 处"


def columns_of_numbers_swapped(city):
    city.rows[0][5], city.rows[0][6] = HEAD[6], HEAD[5]
    del city.rows[21:]  # 0.1 yuan a point
    return 0, "第 2 行 A10.1:J", "每分 0.10 元", "像是写反了"


def cost_in_ten_thousands(city):
    city.cell(3, "次均费用", "0.1")
    return 0, "第 3 行 A11.1:J", "分值和次均费用不相称：每分 0.00 元"


def cost_zero(city):
    city.cell(3, "次均费用", "0")
    return 0, "第 3 行 A11.1:J", "次均费用空着或是 0"


def row_twice(city):
    city.rows.append(city.rows[1][:])
    return 1, "第 62 行 A10.1:J", "总是败给第 2 行 A10.1:J"


def wrong_sheet(city):
    city.file = "g.xlsx"
    city.region = CITY.replace('"{file}"', '"{file}" sheet="2025"')
    return 1, "region.xml:", "没有工作表“2025”", "目录"


def codes_merged(city):
    """What is left of merged cells, where the table was saved as text."""
    city.cell(3, "编码", "")
    return 1, "g.csv:3:1:", "病种编码是空的"


def row_shifted(city):
    city.rows[4].insert(3, "")
    return 1, "g.csv:5:", "A13.1"


CITIES = [
    date_in_a_score, date_cell_in_a_workbook, percent_in_a_score,
    score_a_hundredfold, score_blank, score_zero, factor_of_the_hospital,
    factor_of_the_region, level_unknown, months_overlap, months_apart,
    suffix_missing, classes_missing, heading_again, total, remark, pdf,
    saved_page, never_wins, tie, operation_unknown, diagnosis_unknown,
    texts_for_numbers, columns_of_codes_swapped, columns_of_numbers_swapped,
    cost_in_ten_thousands, cost_zero, row_twice, wrong_sheet, codes_merged,
    row_shifted, class_missing, step_unused, kind_unknown, column_renamed,
    rows_not_expected, expect_unreadable, no_group,
    no_group_in_a_table_to_come]


@case
def an_undamaged_city_is_clean(top):
    done = City().lint(top)
    kit.equal("lint", (done.status, done.out, done.err),
              (0, "共 60 行：0 处错误，0 处提示\n", ""))


def damaged(top, damage):
    city = City()
    status, *parts = damage(city)
    done = city.lint(top)
    said = done.err + done.out
    kit.equal(f"status; {said}", done.status, status)
    kit.holds("lint", said, *parts)
    lines = [line for line in said.splitlines() if not line.startswith("共 ")]
    assert len(lines) <= 2, said


# ---- rows of the auxiliary catalogue: GROUP-1 beside GROUP

def with_auxiliary_rows(city):
    """Children under seven and the old have factors of their own."""
    city.region = CITY.replace('file="{file}">',
                               'file="{file}" auxiliary="-1 -2">').replace(
        "</settlement>", """</settlement><auxiliary>
<class dimension="年龄" name="幼" when="age &lt;= 6" suffix="-1"/>
<class dimension="年龄" name="老" when="age &gt;= 65" suffix="-2"/>
<factors file="g.csv" group="编码" factor="系数"/></auxiliary>""")
    city.settlement = SETTLEMENT.replace("score * level_factor",
                                         "score * aux_factor * level_factor")
    city.rows = [row + ["系数" if row is city.rows[0] else ""]
                 for row in city.rows]
    for end, factor in (("-1", "1.25"), ("-2", "1.08")):
        city.rows.append(["A10.1:J" + end] + [""] * 6 + [factor])


@case
def auxiliary_rows_are_no_groups(top):
    """100 points, 1.25 for a child of five, 1.1 of the hospital, 10 yuan."""
    city = City()
    with_auxiliary_rows(city)
    done = city.lint(top)
    kit.equal("lint", (done.status, done.out, done.err),
              (0, "共 60 行：0 处错误，0 处提示\n", ""))
    done = kit.build(f"{top}/region.xml", f"{top}/p", "--hospital",
                     f"{top}/hospital.xml")
    kit.equal(done.err, done.status, 0)
    for age, standard in (("5", "1375.00"), ("45", "1100.00"),
                          ("70", "1188.00")):
        page = kit.write(f"{top}/page.xml", kit.pages(kit.patient(
            NL=age, CSRQ=None, JBDM="A10.100", SSJCZBM1="47.0100")))
        result, = kit.check("-p", f"{top}/p", page, exact=True)
        kit.equal(age, (result["grouping"]["group"],
                        result["settlement"]["standard"]),
                  ("A10.1:J", kit.Decimal(standard)))


def taken_for_groups(city):
    with_auxiliary_rows(city)
    city.region = city.region.replace(' auxiliary="-1 -2"', "")
    for row in city.rows[-2:]:
        row[2:7] = ["核心", "A10.1", "47.0100", "100", "1000"]
    return 1, "g.csv:62:1:", "辅助目录的行被当作了病种", "auxiliary"


def of_no_group(city):
    with_auxiliary_rows(city)
    city.region = city.region.replace('factors file="g.csv"',
                                      'factors file="f.csv"')
    city.files["f.csv"] = "编码,系数\nZ99-1,1.1\n"
    del city.rows[-2:]
    return 1, "f.csv:2:1:", "目录里没有这个病种", "Z99-1"


def of_no_class(city):
    with_auxiliary_rows(city)
    city.rows[-1][0] = "A10.1:J-3"
    city.region = city.region.replace('"-1 -2"', '"-1 -3"')
    return 1, "g.csv:63:1:", "看不出是辅助目录的哪一类", "A10.1:J-3"


def classes_without_suffix(city):
    with_auxiliary_rows(city)
    city.region = city.region.replace(' suffix="-1"', "").replace(
        ' suffix="-2"', "")
    return 1, "region.xml:", "看不出各行是哪一类", 'suffix="-1"'


CITIES += [taken_for_groups, of_no_group, of_no_class, classes_without_suffix]

for each in CITIES:
    def try_one(top, each=each):
        damaged(top, each)
    try_one.__name__ = each.__name__
    case(try_one)

kit.few_rules()
kit.main()
