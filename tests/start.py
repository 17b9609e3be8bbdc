#!/usr/bin/env python3
"""start.py -- `pack start` on tables of several cities' kinds: the region it
writes builds, every row of it can be reached, and it says what it cannot tell.
"""
import re

import kit

kit.few_rules()

# Rows of an invented catalogue: kind, diagnosis, its name, operations (a list
# of parts, each a list of alternatives), score, mean cost.
CORE = [
    ("K35.8", "急性阑尾炎", [], 310), ("K35.8", "急性阑尾炎", [["47.0100"]], 980),
    ("K35.8", "急性阑尾炎", [["47.0901", "47.0900x001"]], 910),
    ("K80.1", "胆囊结石", [], 420), ("K80.1", "胆囊结石", [["51.2300"]], 1300),
    ("K80.1", "胆囊结石", [["51.2300"], ["51.4100"]], 1900),
    ("I10.x", "原发性高血压", [], 260), ("I20.0", "不稳定性心绞痛", [], 520),
    ("I20.0", "不稳定性心绞痛", [["36.0601", "36.0602"], ["00.4500"]], 4200),
    ("J18.9", "肺炎", [], 330), ("J18.9", "肺炎", [["33.2402", "33.2403"]], 640),
    ("N18.5", "慢性肾脏病5期", [["39.9500"]], 800),
    ("N18.5", "慢性肾脏病5期", [["39.9500"], ["38.9500x001"]], 1100),
    ("S42.2", "肱骨上端骨折", [["79.3101"]], 2600),
    ("H26.2", "并发性白内障", [["13.4101", "13.4100x001"], ["13.7100x001"]], 1400),
    ("C34.1", "上叶支气管恶性肿瘤", [], 700),
    ("C34.1", "上叶支气管恶性肿瘤", [["32.4100"], ["40.5914"]], 5600),
]
CLASSES = ("BSZL", "ZDXCZ", "ZLXCZ", "SS")
CHINESE = ("保守治疗", "诊断性操作", "治疗性操作", "手术组")
WIDE = [(dx, f"{name}", n, score * (n + 1))
        for dx, name, score in (("K35", "阑尾炎", 300), ("I20", "心绞痛", 500),
                                ("J18", "肺炎", 350)) for n in range(4)]


def operations(parts, either="/", both="+"):
    return both.join(either.join(part) for part in parts)


def start(top, *tables, status=0):
    """The answer, and region.xml; the tables are files of `top`."""
    done = kit.run("pack", "start", *tables, "-o", f"{top}/out")
    if done.status != status:
        raise kit.Failure(f"status {done.status}: {done.out} {done.err}")
    if status == 2:
        return done.out, done.err
    return done.out, kit.read(f"{top}/out/region.xml").decode()


def book(top, sheets):
    return kit.write(f"{top}/目录库.xlsx", kit.zipped(kit.workbook(
        {name: [[str(cell) for cell in row] for row in rows]
         for name, rows in sheets.items()})))


def right(top, *tables, rows=None):
    told, region = start(top, *tables)
    wanted = len(CORE) + len(WIDE) if rows is None else rows
    kit.holds("told", told, f"编译通过：{wanted} 行",
              f"{wanted} 行里没有病例能入的 0 行")
    questions = re.findall(r"^  (\d)\. ", told, re.M)
    assert len(questions) <= 6, questions
    return told, region


def csv(top, name, rows, encoding="utf-8", mark=","):
    text = "\n".join(mark.join(str(cell) for cell in row) for row in rows)
    return kit.write(f"{top}/{name}", (text + "\n").encode(encoding))


@kit.case
def title_sum_and_remarks_in_gb18030(top):
    """Other words, other marks, another order."""
    rows = [["松源市2026年按病种分值付费病种目录库"], ["单位：分、元"],
            ["序号", "病种分值", "病种代码", "疾病编码", "疾病名称", "手术及操作编码",
             "病种分类", "例均费用", "平均住院天数"]]
    for n, (dx, name, parts, score) in enumerate(CORE, 1):
        ops = operations(parts, "|", "&")
        rows.append([n, score, dx + (":" + ops if ops else ""), dx, name, ops,
                     "核心病种", score * 12.5, 6])
    for dx, name, n, score in WIDE:
        rows.append([len(rows), score, f"{dx}:{CLASSES[n]}", dx, name, "", "综合病种",
                     score * 12.5, 7])
    rows += [["合计", 99999], ["注：分值由市医保局核定"]]
    told, region = right(top, csv(top, "目录.csv", rows, "gb18030"))
    kit.holds("region", region, 'or="|" and="&amp;"', 'dx-key="4"', 'until="合计"',
              'name="松源市"', 'valid-from="2026-01-01"',
              '<column field="mean_cost" heading="例均费用"/>',
              '<suffix class="surgery" text=":SS"/>')
    kit.holds("told", told, "不是病种的行 2 行", "费用与分值成同一比例")


@kit.case
def code_of_diagnosis_and_operations(top):
    """No column of diagnoses, kinds or operations: all is in the code."""
    rows = [["DIP编码", "DIP名称", "RW"]]
    rows += [[dx + ("+" + operations(parts, "/", "+") if parts else ""), name, score]
             for dx, name, parts, score in CORE]
    rows += [[f"{dx}+{CLASSES[n]}", name, score] for dx, name, n, score in WIDE]
    told, region = right(top, csv(top, "a.csv", rows))
    kit.holds("region", region, 'field="dx" heading="DIP编码" split="+" part="1"',
              'part="2.."', 'is="comprehensive"')


@kit.case
def two_sheets_with_numbers_for_codes(top):
    """The class of a comprehensive row stands in its name."""
    core = [["编号", "主要诊断编码", "主要诊断名称", "主要手术", "相关手术", "分值"]]
    core += [[str(2600 + n), dx, name, "/".join(parts[0]) if parts else "/",
              operations(parts[1:]), score]
             for n, (dx, name, parts, score) in enumerate(CORE)]
    wide = [["编号", "类目", "病种名称", "分值"]]
    wide += [[str(9000 + n), dx, f"{name}（{CHINESE[k]}）", score]
             for n, (dx, name, k, score) in enumerate(WIDE)]
    told, region = right(top, book(
        top, {"说明": [["本目录库自2025年起执行"]], "核心病种": core, "综合病种": wide}))
    kit.holds("region", region, 'field="related_op" heading="相关手术"',
              'field="class"', 'kind="comprehensive"')


@kit.case
def numbered_endings(top):
    rows = [["病种编码", "诊断编码", "操作编码", "支付点数"]]
    rows += [[f"{dx}-{operations(parts)}" if parts else dx, dx, operations(parts),
              score] for dx, name, parts, score in CORE]
    rows += [[f"{dx}-{n + 1}", dx, "", score] for dx, _, n, score in WIDE]
    told, region = right(top, csv(top, "a.csv", rows, mark="\t"))
    kit.holds("region", region, '<suffix class="surgery" text="-4"/>',
              '<suffix class="conservative" text="-1"/>')


@kit.case
def two_tables_side_by_side(top):
    left = [["病种编码", "主要诊断", "手术编码", "分值"]] + [
        [f"{dx}:{operations(p)}" if p else dx, dx, operations(p), score]
        for dx, _, p, score in CORE]
    right_ = [["病种编码", "主要诊断", "操作类别", "分值"]] + [
        [f"{dx}:{CLASSES[n]}", dx, CHINESE[n], score] for dx, _, n, score in WIDE]
    rows = [(left[i] if i < len(left) else [""] * 4) + [""] +
            (right_[i] if i < len(right_) else [""] * 4)
            for i in range(max(len(left), len(right_)))]
    told, region = right(top, book(top, {"目录": [["某市目录"]] + rows}))
    kit.holds("region", region, 'from="A"', 'from="F"')


@kit.case
def rows_between_take_a_copy(top):
    head = ["病种编码", "病种类型", "诊断编码", "诊断名称", "手术操作编码", "分值"]
    rows = [head]
    for n, (dx, name, parts, score) in enumerate(CORE):
        if n in (6, 12):
            rows += [["第一章 传染病"] * 6] if n == 6 else [head]
        rows.append([f"{dx}_{n}", "核心", dx, name, operations(parts), score])
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))
    kit.holds("told", told, "目录.csv", "不是病种的行 2 行",
              "不能照原样读（病种中间夹着别的行），另写了一份")
    kit.holds("region", region, 'file="目录.csv"')


@kit.case
def marks_that_habit_does_not_tell(top):
    """A comma between operations of one category is `or`."""
    rows = [["code", "icd10", "oprn_code", "score"]]
    rows += [[f"G{n}", dx, operations(parts, "，", ";"), score]
             for n, (dx, _, parts, score) in enumerate(CORE)]
    told, region = right(top, csv(top, "a.csv", rows, mark="\t"), rows=len(CORE))
    kit.holds("region", region, 'or="，" and=";"')


@kit.case
def headings_in_two_rows(top):
    rows = [["病种编码", "主要诊断", "主要诊断", "手术操作", "手术操作", "分值"],
            ["", "编码", "名称", "编码", "名称", ""]]
    rows += [[f"G{n}", dx, name, operations(parts), "某手术" if parts else "", score]
             for n, (dx, name, parts, score) in enumerate(CORE)]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))
    kit.holds("region", region, 'heading="主要诊断编码"', 'heading="手术操作编码"')


@kit.case
def codes_and_name_in_one_cell(top):
    rows = [["病种", "点数"]]
    rows += [[f"{dx}-{operations(p)} {name}" if p else f"{dx} {name}", score]
             for dx, name, p, score in CORE]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))


@kit.case
def headings_that_say_nothing(top):
    rows = [["a列", "b列", "c列", "d列", "e列"]]
    rows += [[n + 1, f"{dx}:{operations(p)}" if p else dx, dx, operations(p), score]
             for n, (dx, _, p, score) in enumerate(CORE)]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))


@kit.case
def pinyin_headings(top):
    rows = [["XH", "BZBM", "BZMC", "ZDBM", "SSBM", "BZFZ"]]
    rows += [[n + 1, f"G{n}", name, dx, operations(p), score]
             for n, (dx, name, p, score) in enumerate(CORE)]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))
    kit.holds("region", region, 'field="group" heading="BZBM"')


@kit.case
def numbers_with_commas_and_units(top):
    rows = [["编码", "诊断编码", "手术编码", "分值", "次均费用"]]
    rows += [[f"G{n}", dx, operations(p), f'"{score * 10:,.1f}"',
              f'"{score * 131:,}元"'] for n, (dx, _, p, score) in enumerate(CORE)]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE))
    kit.holds("told", told, "不能照原样读（数字带逗号或单位），另写了一份")
    kit.holds("region", region, 'file="目录.csv"', "mean_cost")
    kit.holds("copy", kit.read(f"{top}/out/目录.csv").decode(),
              '"G0","K35.8","","3100.0","40610"')


@kit.case
def operations_in_three_columns(top):
    rows = [["编码", "诊断编码", "主要操作编码", "其他操作编码1", "其他操作编码2", "分值"]]
    rows += [[f"G{n}", dx, *["/".join(part) for part in (p + [[], [], []])[:3]], score]
             for n, (dx, _, p, score) in enumerate(
                 CORE + [("I25.1", "", [["36.0700"], ["00.4500"], ["00.6600"]], 7000)])]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE) + 1)
    kit.holds("copy", kit.read(f"{top}/out/目录.csv").decode(),
              '"36.0700","00.4500+00.6600"')


@kit.case
def words_where_no_operation_is(top):
    """Of a core row too; a comprehensive one has a class there, no other sign."""
    rows = [["序号", "编码", "疾病编码", "治疗方式", "分值"]]
    rows += [[n, f"G{n}", dx, operations(p) or "保守治疗", score]
             for n, (dx, _, p, score) in enumerate(CORE)]
    rows += [[n, f"Z{n}", dx, CHINESE[k], score]
             for n, (dx, _, k, score) in enumerate(WIDE, 100)]
    told, region = right(top, csv(top, "a.csv", rows))
    kit.holds("region", region, '<value text="保守治疗" is="无"/>', 'field="class"')


@kit.case
def classes_in_names_beside_core_rows(top):
    rows = [["编码", "名称", "疾病编码", "手术编码", "分值"]]
    rows += [[f"G{n}", name, dx, operations(p), score]
             for n, (dx, name, p, score) in enumerate(CORE)]
    rows += [[f"Z{n}", f"{name}，{CHINESE[k]}", dx, "", score]
             for n, (dx, name, k, score) in enumerate(WIDE, 100)]
    told, region = right(top, csv(top, "a.csv", rows))


@kit.case
def ranges_and_a_column_of_kinds(top):
    rows = [["病种编码", "目录类别（01核心 02综合）", "主要诊断", "手术操作", "分值"]]
    rows += [[f"{dx}:{operations(p)}" if p else dx, "01", dx, operations(p), score]
             for dx, _, p, score in CORE]
    rows += [[f"A15-A19:{name}", "02", "A15-A19", "", 200 * n]
             for n, name in enumerate(CLASSES, 1)]
    told, region = right(top, csv(top, "a.csv", rows), rows=len(CORE) + 4)
    kit.holds("region", region, '<value text="02" is="comprehensive"/>')


@kit.case
def kinds_below_any_heading(top):
    """What the cells say tells their column, whatever it is called."""
    kinds = ("核心组", "基层组", "综合组"), ("核心", "基层", "综合"), ("core", "", "综合")
    for n, (heading, (core, primary, wide)) in enumerate(zip(
            ("组别", "病种属性", "分组"), kinds)):
        rows = [["病组代号", heading, "诊断编码", "手术编码", "权值分", "备注"]]
        rows += [[f"G{k}", primary if k == 1 else core, dx, operations(p), score,
                  "基层病组同价" if k == 1 else ""]
                 for k, (dx, _, p, score) in enumerate(CORE)]
        rows += [[f"{dx}-{CLASSES[k]}", wide, dx, "", score, ""]
                 for dx, _, k, score in WIDE]
        kit.os.mkdir(f"{top}/{n}")
        told, region = right(f"{top}/{n}", csv(top, f"{n}.csv", rows))
        kit.holds("region", region, f'field="kind" heading="{heading}"',
                  f'<value text="{wide}" is="comprehensive"/>')
        if primary:
            kit.holds("region", region, f'"{primary}" is="primary-care"')
            kit.holds("told", told, "基层病种乘不乘等级系数")


@kit.case
def merged_headings_below_a_title(top):
    """The upper heading goes on below itself, a title goes nowhere."""
    title = "临河市病组库（2026年版）"
    for n, (lower, dx_heading) in enumerate((
            (["代号", "名称", "组别", "（亚目）", "", ""], "首要诊断（亚目）"),
            (["编码", "名称", "", "", "", ""], "首要诊断"),
            (["代号", "名称", "组别", "首要诊断", "术式", "权值分"], "首要诊断"))):
        rows = [[title] * 6, ["病组", "病组", "组别", "首要诊断", "术式", "权值分"], lower]
        rows += [[f"G{k}", name, "核心组", dx, operations(p), score]
                 for k, (dx, name, p, score) in enumerate(CORE)]
        kit.os.mkdir(f"{top}/{n}")
        told, region = right(f"{top}/{n}", csv(top, f"{n}.csv", rows),
                             rows=len(CORE))
        kit.holds("region", region, f'heading="病组{lower[0]}"',
                  f'heading="病组{lower[1]}"', f'heading="{dx_heading}"')
        kit.holds("told", told, "标题在第 3 行")
        kit.lacks("told", told, "不是病种的行", "没有用到，0 行")
        kit.lacks("region", region, f'="{title}', f'id="{n}"')


def endings(top, words, prefix="", kinds=True):
    """Comprehensive rows end in the words, of which the dearest come first."""
    rows = [["病种编码", "诊断编码", "手术编码", "分值"] + ["病种类型"] * kinds]
    rows += [[f"G{k}", dx, operations(p), score] + ["核心"] * kinds
             for k, (dx, _, p, score) in enumerate(CORE)]
    rows += [[f"{prefix}{dx}-{word}", dx, "", 900 - 100 * n] + ["综合"] * kinds
             for dx in ("K35", "I20", "J18") for n, word in enumerate(words)]
    return csv(top, "a.csv", rows)


@kit.case
def endings_that_are_words(top):
    """They say what they are, before a guess by costs does."""
    classes = ("conservative", "diagnostic", "therapeutic", "surgery")
    for n, (words, prefix, kinds) in enumerate((
            (("保守", "诊断", "治疗", "手术"), "", True),
            (("BS", "ZD", "ZL", "SS"), "", False),
            (("内", "诊", "治", "手"), "ZH-", True),
            (("内科", "诊断类", "治疗类", "手术类"), "ZH-", False))):
        kit.os.mkdir(f"{top}/{n}")
        told, region = right(f"{top}/{n}", endings(f"{top}/{n}", words, prefix,
                                                   kinds), rows=len(CORE) + 12)
        kit.lacks("told", told, "猜", "看不出结尾")
        kit.holds("region", region, *[f'<suffix class="{name}" text="-{word}"/>'
                                      for name, word in zip(classes, words)])


@kit.case
def endings_that_no_word_tells(top):
    """No class is guessed that another ending has; the question names it."""
    for n, (words, status, parts, told_not) in enumerate((
            (("甲", "诊断", "治疗", "手术"), 0,
             ('<suffix class="conservative" text="-甲"/>', "“-甲”的类别是"), "“-手"),
            (("SS", "甲"), 1, ("结尾“-甲”看不出是哪类操作",), "text=\"-甲\""))):
        kit.os.mkdir(f"{top}/{n}")
        told, region = start(f"{top}/{n}", endings(f"{top}/{n}", words),
                             status=status)
        kit.holds("region", region, *parts)
        kit.lacks("region", region.replace('text="-手术"', ""), told_not)


@kit.case
def classes_of_operation_in_a_table(top):
    """Each way of writing them is read, by start and by the compiler."""
    for n, words in enumerate((
            ("手术类", "介入类", "治疗类", "诊断类"),
            ("手术操作", "介入治疗", "治疗性", "诊断性"),
            ("手术", "介入", "治疗操作", "诊断操作"))):
        folder = f"{top}/{n}"
        kit.os.mkdir(folder)
        codes = [["临河市手术操作代码表（医保版2.0）"], ["代码", "名称", "属性"]]
        codes += [[f"47.{k:02}00", f"某操作{k}", word] for k, word in enumerate(words * 3)]
        told, region = right(folder, endings(folder, ("BS", "ZD", "ZL", "SS")),
                             csv(folder, "b.csv", codes), rows=len(CORE) + 12)
        kit.holds("region", region, 'edition="yb-2.0"', 'code="代码"',
                  'kind="属性"')
        kit.lacks("told", told, "没有看到手术操作", "没有认出类别")
    codes = [["代码", "名称", "属性"]] + [[f"47.{k:02}00", f"某操作{k}", "甲"]
                                          for k in range(12)]
    kit.os.mkdir(f"{top}/none")
    told, region = start(f"{top}/none", endings(top, ("BS", "ZD", "ZL", "SS")),
                         csv(top, "b.csv", codes))
    kit.holds("told", told, "手术操作编码表里没有认出类别一列")


@kit.case
def what_is_no_catalogue(top):
    for name, data, words in (
            ("a.pdf", b"%PDF-1.4\n", "PDF"),
            ("a.html", b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
            ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "xls"),
            ("empty.csv", b"", "空"),
            ("scoreless.csv", "序号,主要诊断编码,手术编码\n1,K35.8,47.0100\n"
             "2,K80.1,51.2300\n".encode(), "分值"),
            ("drg.csv", "DRG编码,DRG名称,权重\nBB19,甲,1.2\nES31,乙,0.8\n"
             .encode(), "ADRG")):
        told, why = start(top, kit.write(f"{top}/{name}", data), status=2)
        kit.holds(name, why, words)


@kit.case
def what_is_there_stays(top):
    kit.write(f"{top}/out/region.xml", "mine")
    rows = [["病种编码", "诊断编码", "分值"]] + [[f"G{n}", row[0], row[3]]
                                                 for n, row in enumerate(CORE)]
    told, why = start(top, csv(top, "a.csv", rows), status=2)
    kit.holds("why", why, "已经有了")
    kit.equal("region.xml", kit.read(f"{top}/out/region.xml"), b"mine")


@kit.case
def pingdingshan(top):
    data = kit.SHARED + "/data"
    book = f"{data}/catalogues/pingdingshan_2025_dip2.xlsx"
    if not kit.os.path.exists(book):
        raise kit.Skip(f"no {book}")
    told, region = right(top, book, *[
        f"{data}/codes/{name}" for name in sorted(kit.os.listdir(f"{data}/codes"))],
        rows=4444)
    kit.holds("region", region, 'dx-key="4" or="/" and="+,"',
              '<comprehensive dx-key="3" class="highest" intervention="surgery">',
              '<suffix class="surgery" text=":SS"/>',
              '<suffix class="therapeutic" text=":ZLXCZ"/>',
              '<suffix class="diagnostic" text=":ZDXCZ"/>',
              '<suffix class="conservative" text=":BSZL"/>',
              '<layers>core comprehensive</layers>',
              'sheet="中间结果" group="DIP_CODE" mean_cost="DIP_AVG_FEE" '
              'mean_days="AVG_IPT_DAYS"', 'text="0" is="comprehensive"',
              'kind="kind"', 'from="国临版编码" to="医保版2.0编码"',
              'from="国临3.0手术代码" to="医保2.0手术代码"')


@kit.case
def styles_of_other_cities(top):
    styles = f"{kit.SHARED}/data/catalogue-styles"
    if not kit.os.path.isdir(styles):
        raise kit.Skip(f"no {styles}")
    for name, part in (("guangdong", 'or="/" and="_"'),
                       ("hubei_city_2026", 'op-order="listed"'),
                       ("lianyungang", 'field="factor_3"'),
                       ("xiamen", '<value text="n" is="无"/>')):
        kit.os.mkdir(f"{top}/{name}")
        told, region = start(f"{top}/{name}", f"{styles}/{name}.csv")
        kit.holds(name, region, part)
        kit.lacks(name, told, "  7. ")
    for name in ("merge_BX_first29", "pregroup_XQ"):
        told, why = start(top, f"{styles}/dip3_official_{name}.csv", status=2)
        kit.holds(name, why, "缺", "分值")


kit.main()
