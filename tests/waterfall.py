#!/usr/bin/env python3
"""waterfall.py -- `pack diff` takes the money of a month from one pack to the
other in steps that sum to the fen: ten changes of a small city, one by one and
all together, against a grouper and a settlement of its own, in Decimal.
"""
import copy
import functools
import json
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal

import kit
from kit import case, rounded

HEAD = "编码,名称,类型,诊断,操作,分值,次均费用,系数"


class City:
    """Groups: name, kind, diagnosis, operations, score, mean cost, factor."""

    def __init__(self):
        self.groups = {
            "A1": ["阑尾切除", "核心", "K35.8", {"47.0100"}, "100", "800", "1"],
            "A2": ["阑尾其他", "核心", "K35.8", {"47.0900"}, "120.5", "900",
                   "1.1"],
            "A3": ["阑尾保守", "核心", "K35.8", set(), "60", "500", "1"],
            "B1": ["高血压", "核心", "I10.x", set(), "33.3", "300", "0.97"],
            "C1": ["肺炎", "核心", "J18.9", set(), "71", "700", "1"],
            "K35:S": ["阑尾综合", "综合", "K35", "S", "80", "640", "1"],
            "K35:B": ["阑尾综合", "综合", "K35", "B", "40", "320", "1"],
            "I11:B": ["心病综合", "综合", "I11", "B", "45", "400", "1"]}
        self.points = {"employee": "10.37", "resident": "8.21"}
        self.level = "1.05"
        self.share = "1"

    def files(self, top):
        kit.write(f"{top}/g.csv", HEAD + "\n" + "".join(
            f"{code},{g[0]},{g[1]},{g[2]},"
            f"{'+'.join(g[3]) if isinstance(g[3], set) else ''},"
            f"{g[4]},{g[5]},{g[6]}\n" for code, g in self.groups.items()))
        kit.write(f"{top}/op.csv",
                  "code,kind\n47.0100,手术\n47.0900,手术\n54.5100,手术\n")
        return kit.write(f"{top}/region.xml", f"""\
<region xmlns="urn:pregroup:region:1" id="city" name="市" scheme="dip"
 generation="2.0"><codes><table system="procedure" edition="t" file="op.csv"
 code="code" kind="kind"/></codes><catalogue file="g.csv">
<column field="group" heading="编码"/><column field="name" heading="名称"/>
<column field="kind" heading="类型"><value text="核心" is="core"/>
<value text="综合" is="comprehensive"/></column>
<column field="dx" heading="诊断"/><column field="main_op" heading="操作"/>
<column field="score" heading="分值"/><column field="mean_cost"
heading="次均费用"/><column field="factor_own" heading="系数"/></catalogue>
<grouping dx-key="4" or="/" and="+">
<comprehensive dx-key="3" class="highest" intervention="surgery">
<suffix class="surgery" text=":S"/><suffix class="conservative" text=":B"/>
</comprehensive><layers>core comprehensive</layers>
<pick>matched-operations score order</pick></grouping>
<settlement>
<set name="point_value" label="点值" insurance="employee"
 value="{self.points['employee']}"/>
<set name="point_value" label="点值" insurance="resident"
 value="{self.points['resident']}"/>
<set name="level_factor" value="{self.level}"/>
<let name="x" value="cost / mean_cost"/>
<let name="points" value="if(x &gt; 2, 1 + (x - 2) * {self.share}, x &lt; 0.5,
 x, 1) * score * factor_own * level_factor" round="4"/>
<let name="standard" value="points * point_value" round="2"/>
</settlement></region>""")

    # ---- the independent answer

    def group(self, page):
        """Of the rows that fit, most operations, then score, then order."""
        fits = [(len(g[3]), Decimal(g[4]), code)
                for code, g in self.groups.items() if g[1] == "核心"
                and page["dx"].startswith(g[2]) and g[3] <= set(page["ops"])
                and (g[3] or not page["ops"])]
        if fits:
            return max(fits, key=lambda f: f[:2])[2]
        end = "S" if page["ops"] else "B"
        code = f"{page['dx'][:3]}:{end}"
        return code if code in self.groups else None

    def standard(self, page, group, settled=None):
        """In fen; settled: whose settlement."""
        settled = settled or self
        if group is None:
            return None
        _, _, _, _, score, mean, factor = self.groups[group]
        x = rounded(Decimal(page["cost"]) / Decimal(mean), 12)
        times = (1 + (x - 2) * Decimal(settled.share) if x > 2 else
                 x if x < Decimal("0.5") else Decimal(1))
        points = rounded(times * Decimal(score) * Decimal(factor)
                         * Decimal(settled.level), 4)
        return rounded(points * Decimal(settled.points[page["ins"]]), 2)


def pages_of_a_month():
    """Sixty cases: every group, below, within and above the limits."""
    kinds = [("K35.800", ["47.0100"]), ("K35.800", ["47.0900"]),
             ("K35.800", []), ("K35.900", ["54.5100"]), ("K35.900", []),
             ("I10.x00", []), ("J18.900", []), ("I11.900", []),
             ("K35.800", ["47.0100", "54.5100"]), ("E11.900", [])]
    return [{"no": n, "dx": kinds[n % 10][0], "ops": kinds[n % 10][1],
             "cost": str(Decimal(137 + 61 * n) + Decimal(n * 7 % 100) / 100),
             "ins": "employee" if n % 3 else "resident"} for n in range(60)]


MONTH = pages_of_a_month()


def page_of(page):
    return kit.patient(
        BAH=f"W{page['no']:04}", ZFY=page["cost"],
        YLFKFS="1" if page["ins"] == "employee" else "2",
        **{"JBDM": page["dx"], **kit.coded([page["dx"]], page["ops"])})


def waterfall(old, new, renamed):
    """What docs/region.md says of the steps: part and place to cases, fen."""
    steps = defaultdict(lambda: [0, Decimal(0)])

    def add(part, place, money):
        steps[part, place][0] += 1
        steps[part, place][1] += money

    for page in MONTH:
        a, b = old.group(page), new.group(page)
        before, after = old.standard(page, a), new.standard(page, b)
        way = (a or "", b or "")
        if before is None and after is None:
            continue
        if before is None or after is None:
            add("won" if before is None else "lost", way,
                (after or 0) - (before or 0))
            continue
        at = new.standard(page, b, old)
        moved = renamed.get(a, a) != b
        if moved or at != before:
            add("moved" if moved else "scores", way, at - before)
        middle = copy.deepcopy(old)
        for name, take in (
                ("点值", lambda: middle.__dict__.update(points=new.points)),
                ("level_factor",
                 lambda: middle.__dict__.update(level=new.level))):
            take()
            now = new.standard(page, b, middle)
            if now != at:
                add("set", name, now - at)
            at = now
        if after != at:
            add("formula", "", after - at)
    return dict(steps)


# ---- the changes: what they do to the new city; what is renamed

def a_score(city):
    city.groups["A1"][4] = "111.1"
    return {}


def a_mean_and_a_factor(city):
    city.groups["A3"][5] = "250"
    city.groups["B1"][6] = "1.03"
    return {}


def a_point_value(city):
    city.points["employee"] = "10.99"
    return {}


def a_level_factor(city):
    city.level = "1.0731"
    return {}


def the_formula(city):
    city.share = "0.7"
    return {}


def a_code(city):
    """The same rows under another code and name."""
    city.groups = {{"A2": "A2X", "C1": "J1"}.get(code, code): g
                   for code, g in city.groups.items()}
    city.groups["A2X"][0] = "阑尾另法"
    return {"A2": "A2X", "C1": "J1"}


def two_codes_change_places(city):
    """B1 is what C1 was, and the other way round."""
    city.groups["B1"], city.groups["C1"] = (city.groups["C1"],
                                            city.groups["B1"])
    return {"B1": "C1", "C1": "B1"}


def a_finer_group(city):
    city.groups["A4"] = ["阑尾加粘连", "核心", "K35.8",
                         {"47.0100", "54.5100"}, "140", "1000", "1"]
    return {}


def a_group_goes(city):
    """Its cases fall into the comprehensive one."""
    del city.groups["A2"]
    return {}


def cases_are_lost_and_won(city):
    del city.groups["I11:B"]
    city.groups["E11:B"] = ["糖尿病综合", "综合", "E11", "B", "50", "450", "1"]
    return {}


def all_together(city):
    a_score(city)
    a_mean_and_a_factor(city)
    a_point_value(city)
    a_level_factor(city)
    the_formula(city)
    a_finer_group(city)
    cases_are_lost_and_won(city)
    return a_code(city)


def build(city, top):
    done = kit.build(city.files(top), f"{top}/city.pack")
    kit.equal("build: " + done.err, done.status, 0)
    return f"{top}/city.pack"


@functools.cache
def first_year():
    """The pack that all changes begin from, and its folder, which goes with
    the script."""
    folder = tempfile.TemporaryDirectory()
    return build(City(), folder.name), folder


def read_csv(text):
    kit.equal("byte order mark", text[:1], "\ufeff")
    return kit.cells(text, guarded=True)


def holds_to_the_fen(top, change):
    old, new = City(), City()
    renamed = change(new)
    packs = first_year()[0], build(new, f"{top}/new")
    month = kit.write(f"{top}/month.xml", kit.pages(*map(page_of, MONTH)))
    outs = {form: kit.run("pack", "diff", "-f", form, *packs, month)
            for form in ("text", "csv")}
    for form, done in outs.items():
        kit.equal(form + done.err, (done.status, done.err), (0, ""))
    rows = read_csv(outs["csv"].out)
    found = {}
    for row in rows:
        if row["money"] and row["part"] != "total":
            place = (row["what"] if row["part"] in ("set", "formula") else
                     (row["old"], row["new"]))
            found[row["part"], place] = [int(row["cases"]),
                                         Decimal(row["money"])]
    kit.equal("steps", found, waterfall(old, new, renamed))

    total = {row["what"]: Decimal(row["money"]) for row in rows
             if row["part"] == "total"}
    for side, city, pack in (("before", old, packs[0]),
                             ("after", new, packs[1])):
        ours = [city.standard(page, city.group(page)) for page in MONTH]
        kit.equal(side, total[side], sum(x for x in ours if x is not None))
        kit.equal("check", [x["settlement"]["standard"] for x in
                            kit.check("-p", pack, month, exact=True)], ours)
    kit.equal("the parts", sum(m for what, m in total.items()
                               if what not in ("before", "after")),
              total["after"] - total["before"])
    sums = Counter()
    for (part, _), (_, money) in found.items():
        sums[part] += money
    kit.equal("the lines", {p: m for p, m in total.items()
                            if m and p not in ("before", "after")},
              {p: m for p, m in sums.items() if m})
    kit.holds("text", outs["text"].out,
              f"相差 {'+' if total['after'] > total['before'] else ''}"
              f"{total['after'] - total['before']:.2f} 元")
    return rows, outs["text"].out, (*packs, month)


kit.few_rules()
for one in (a_score, a_mean_and_a_factor, a_point_value, a_level_factor,
            the_formula, a_code, two_codes_change_places, a_finer_group,
            a_group_goes, cases_are_lost_and_won):
    def try_change(top, one=one):
        holds_to_the_fen(top, one)
    try_change.__name__ = one.__name__
    case(try_change)


@case
def settings_and_renames_are_listed(top):
    rows, text, words = holds_to_the_fen(top, all_together)
    objects = kit.results(kit.run("pack", "diff", "-f", "json", *words).out,
                          exact=True)
    kit.equal("JSON as CSV",
              [[str(v if v is not None else "") for v in one.values()]
               for one in objects],
              [list(row.values()) for row in rows])
    for line in (
            "设置  point_value employee  10.37 → 10.99\n",
            "设置  level_factor  1.05 → 1.0731\n",
            "取消  I11:B  心病综合（综合病种，分值 45）\n",
            "新增  A4  阑尾加粘连（核心病种，分值 140）\n",
            "改名  A2  阑尾其他 → A2X  阑尾另法\n",
            "改名  C1  肺炎 → J1  肺炎\n", "改变  A1  分值 100 → 111.1\n",
            "改变  A3  次均费用 500 → 250\n",
            "改变  B1  factor_own 0.97 → 1.03\n",
            "病种：新增 2，取消 1，改名 2，改变 3，不变 2\n"):
        kit.holds("text", text, line)
    removed, = [row for row in rows if row["part"] == "removed"]
    kit.equal("CSV", (removed["old"], removed["before"]), ("I11:B", "45"))


@case
def settings_of_grouping_are_listed(top):
    old, new = first_year()[0], f"{top}/new.pack"
    path = City().files(f"{top}/new")
    text = kit.read(path).decode()
    for was, now in (('dx-key="4"', 'dx-key="own"'),
                     ("matched-operations score order", "score order"),
                     ('class="highest"', 'class="principal"'),
                     ('<set name="level_factor" value="1.05"/>',
                      '<set name="level_factor" fill="年度通知"/>')):
        text = text.replace(was, now)
    kit.equal("build", kit.build(kit.write(path, text), new).status, 0)
    done = kit.run("pack", "diff", old, new)
    kit.holds("text", done.out,
              "设置  综合病种的操作类别  全部操作中最高的 → 只看主要手术\n",
              "设置  取舍（核心病种）  匹配的手术操作项数、病种分值、目录中的先后"
              " → 病种分值、目录中的先后\n",
              "设置  level_factor  1.05 → 待填\n", "设置  文件 region.xml")


@case
def one_case_of_each_pack_without_settlement(top):
    """Catalogues alone: moves are counted, there is no money."""
    packs = []
    for side, change in (("old", lambda c: None), ("new", a_finer_group)):
        city = City()
        change(city)
        path = city.files(f"{top}/{side}")
        text = kit.read(path).decode()
        cut = text.index("<settlement>"), text.index("</region>")
        kit.write(path, text[:cut[0]] + text[cut[1]:])
        packs.append(f"{top}/{side}.pack")
        done = kit.build(path, packs[-1])
        kit.equal(done.err, done.status, 0)
    month = kit.write(f"{top}/month.xml", kit.pages(*map(page_of, MONTH)))
    done = kit.run("pack", "diff", "-f", "json", *packs, month)
    moved = [json.loads(line) for line in done.out.splitlines()
             if '"part":"moved"' in line]
    kit.equal("moved", [(m["old"], m["new"], m["cases"]) for m in moved],
              [("A1", "A4", 6)])


@case
def a_page_cut_half_way_is_told(top):
    pack = build(City(), f"{top}/old")
    text = kit.pages(*map(page_of, MONTH))
    cut = kit.write(f"{top}/cut.xml", text[:text.rindex(b"</") - 40])
    done = kit.run("pack", "diff", pack, pack, cut)
    kit.holds("said", done.err, f"第 {len(MONTH)} 条没有读全，不计")
    kit.equal("status", done.status, 2)
    done = kit.run("pack", "diff", pack, pack,
                   kit.write(f"{top}/none.xml", "<a/>"))
    kit.holds("nothing read", done.err, "没有读到一份首页")
    kit.equal("nothing read, status", done.status, 2)


kit.main()
