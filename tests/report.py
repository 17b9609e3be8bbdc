#!/usr/bin/env python3
"""report.html of `pregroup batch` and `merge`: says what summary.json says,
names nothing outside itself, cannot be broken by what a record says, and works
in a browser where there is one.
"""
import calendar
import csv
import html.parser
import json
import os
import re
import shutil
import sqlite3
from fractions import Fraction as F

import kit
from kit import case, read

EXAMPLES = f"{kit.TREE}/examples"
VOID = {"meta", "input", "br", "link", "img", "hr"}
HOSTILE = ["</script><script>document.title='hit'</script>", "\"' onload=hit()",
           "<img src=http://x.example/ onerror=hit()>", "&lt;b&gt;", "=1+1",
           "]]><!--", "\u202egnp.exe", "{{7*7}}", "</td></table><h1>x"]


def page(no, department="0401", coder="编码一", name="甘草示", cost="8606.80",
         month=3, code="K35.800", diagnosis="急性阑尾炎", sex="1", **more):
    return kit.record({
        "BAH": no, "ZYCS": "1", "XM": name, "XB": sex, "CYKB": department,
        "RYSJ": f"2025-{month:02}-01", "CYSJ": f"2025-{month:02}-06",
        "BMY": coder, "JBDM": code, "ZYZD": diagnosis, "YLFKFS": "1",
        "SFZHM": "110101197001010011", "DH": "13900001111",
        "XZZ": "示例路一号", "SSJCZBM1": "47.0100", "ZFY": cost, **more})


def write(path, *records):
    kit.write(path, kit.pages(*records))


def generated(count, first=0):
    return [page(f"{first + i:06}", department=["0401", "0304", "05"][i % 3],
                 coder=f"编码{i % 4}", month=1 + i % 6,
                 cost=f"{3000 + 61 * (i % 300)}.50",
                 code=["K35.800", "I25.103", "XX"][i % 3],
                 sex="12"[i % 2]) for i in range(count)]


def run(*words, cwd):
    done = kit.run(*words, cwd=cwd)
    return done.status, done.err


def report(folder):
    return Page(read(f"{folder}/report.html").decode())


class Page(html.parser.HTMLParser):
    """A page whose elements must all be closed in their order."""

    def __init__(self, text):
        super().__init__()
        self.text, self.open, self.ids, self.tables = text, [], [], {}
        self.links, self.words, self.cell, self.attributes = [], [], None, []
        self.scripts = 0
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.attributes.append((tag, attrs))
        if tag not in VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "table":
            self.table = self.tables.setdefault(attrs["id"], [])
        elif tag == "tr":
            self.table.append([])
        elif tag in ("td", "th"):
            self.cell = [attrs.get("data-v"), ""]
            self.table[-1].append(self.cell)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())
        if tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell[1] += data
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    def rows(self, table):
        """Rows below the headings: first cell's text, and the numbers."""
        return [(row[0][1], [float(c[0]) if c[0] else None for c in row[1:]])
                for row in self.tables[table][1:]]


@case
def nothing_outside_is_named(top):
    write(f"{top}/a.xml", *generated(300))
    run("batch", "-o", "out", "a.xml", EXAMPLES, cwd=top)
    page_ = report(f"{top}/out")
    for tag, attrs in page_.attributes:
        for name, value in attrs.items():
            assert name not in ("src", "srcset", "action", "data", "poster",
                                "xlink:href"), (tag, name)
            assert not name.startswith("on"), (tag, name)
            if name == "href":
                assert value.startswith("#"), value
    style = re.search(r"<style>(.*?)</style>", page_.text, re.S).group(1)
    assert "url(" not in style and "@import" not in style
    own = page_.text.split("<script>")[-1]
    assert not re.search(r"https?:|fetch|XMLHttp|import\(|innerHTML", own)
    assert "default-src 'none'" in page_.text
    assert len(page_.ids) == len(set(page_.ids))
    for link in page_.links:
        assert link[1:] in page_.ids, link
    assert not re.search(r"20\d\d-\d\d-\d\dT|\d\d:\d\d:\d\d", page_.text)


@case
def figures_are_those_of_the_summary(top):
    write(f"{top}/a.xml", *generated(400))
    run("batch", "-o", "out", "a.xml", EXAMPLES, cwd=top)
    said, page_ = json.loads(read(f"{top}/out/summary.json")), \
        report(f"{top}/out")
    facts = {name: n[0] for name, n in page_.rows("t-coverage")}
    totals = said["totals"]
    for name, n in (("记录", totals["records"]), ("来源", said["sources"]),
                    ("有错误", totals["with_error"]),
                    ("只有警告", totals["with_warning"]),
                    ("入组", totals["grouped"]), ("算出支付", totals["priced"]),
                    ("输入文件", said["files"])):
        assert facts[name] == n, name
    # A rule stands there as its title, a blank, its id; what is no page has
    # no part in its records.
    outside = " ".join(c["error_rules"] for c in kit.table(
        f"{top}/out/cases.csv") if not c["dialect"]).split()
    assert {r[0].rsplit(" ", 1)[-1]: r[1][1] for r in
            page_.rows("t-rules")} == {
        r["key"]: r["records"] - outside.count(r["key"]) or None
        for r in said["rules"]}
    titles = {f["rule"]: f["title"] for f in
              kit.table(f"{top}/out/findings.csv")}
    assert all(r[0] == (titles[r[0].rsplit(" ", 1)[-1]] + " " +
                        r[0].rsplit(" ", 1)[-1]).strip()
               for r in page_.rows("t-rules"))
    assert sorted(r[1][2] for r in page_.rows("t-coders")) == sorted(
        c["errors"] for c in said["coders"])
    by_name = {d["key"] or "（未填）" if d["name"] in (None, d["key"]) else
               d["name"] + " " + d["key"]: d for d in said["departments"]}
    for name, n in page_.rows("t-payment"):
        sums = by_name[name]["sums"]
        if by_name[name]["known"]["margin"] == 0:
            assert n[0] is n[2] is n[3] is None, name
            continue
        assert n[:2] == [sums["margin"], by_name[name]["records"]], name
        assert n[3] == sums["standard"], name
        assert abs(n[2] - (sums["standard"] - sums["margin"])) < .001, name
    text = read(f"{top}/out/report.html").decode()
    points = re.findall("<li>(.*?)</li>", re.search(
        '<ul class="points">(.*?)</ul>', text, re.S).group(1))
    most = max(said["departments"], key=lambda d: d["errors"] / d["records"])
    worst = min(said["departments"], key=lambda d: d["sums"]["margin"])
    assert (most["name"] or "（未填）") in points[0] and \
        f"{most['records']:,} 份有 {most['errors']:,} 个" in points[0], points
    assert worst["key"] in points[1] and "示例" in points[1], points
    assert points[1].replace(",", "").replace("−", "-").count(
        f"{worst['sums']['margin']:.2f} 元") == 1, points
    for table, key in (("t-score", "score"), ("t-cost", "cost"),
                       ("t-ratio", "ratio"), ("t-margin", "margin")):
        shown = [n[0] for _, n in page_.rows(table)]
        bins = [b["records"] for b in said["histograms"][key]]
        while bins[-1] == 0:
            bins.pop()
        while bins[0] == 0:
            bins.pop(0)
        assert shown == bins, table
    assert sum(n[0] for _, n in page_.rows("t-groups")) == totals["records"]
    assert sum(n[0] for _, n in page_.rows("t-deviations")) == \
        totals["records"]


def percent(part, whole):
    return F(part * 100, whole) if whole else None


def round_half(value, places):
    """Half away from zero."""
    value = F(value) * 10 ** places
    whole = int(abs(value) + F(1, 2))
    return (-whole if value < 0 else whole) / 10 ** places


def of_number(value):
    return None if value is None else F(str(value))


def known(values):
    return [v for v in values if v is not None]


def mean(values):
    values = known(values)
    return sum(values) / F(len(values)) if values else None


def added(values):
    values = known(values)
    return sum(values) if values else None


def total(values):
    value = added(values)
    return None if value is None else float(value)


def catalogue():
    """Mean cost and mean days by group."""
    with open(f"{kit.TREE}/knowledge/regions/demo/catalogue.csv",
              encoding="utf-8-sig") as file:
        return {row["病种编码"]: (of_number(row["次均费用"]),
                                  of_number(row["平均住院日"] or None))
                for row in csv.DictReader(file)}


MEANS = catalogue()
FEES = ("XYF ZCYF ZCYF1", "HCYYCLF YYCLF YCXYYCLF", "YXXZDF LCZDXMF",
        "BLZDF SYSZDF", "SSZLF", "HLF")


class Told:
    """A line of results.jsonl, what only the whole batch shows of it, and the
    page it is of; a page that was cut has told nothing."""

    def __init__(self, line, across, sent):
        found = [(f["rule"], f["severity"]) for f in line["findings"]] + [
            (f["rule"], f["severity"]) for f in across]
        self.split = any(f["rule"] == "BAT003" and f["pair_same_dx"] == "1"
                         for f in across)
        self.sent = sent or {}
        self.key, self.no = line["record"], line["record"]["case_no"]
        self.own = [sum(f["severity"] == which for f in line["findings"])
                    for which in ("error", "warning")]
        self.rules, self.found = [rule for rule, _ in found], len(found)
        self.errors, self.warnings = (sum(s == which for _, s in found)
                                      for which in ("error", "warning"))
        self.status = line["grouping"]["status"]
        self.grouped = self.status == "grouped"
        self.group = line["grouping"]["group"] or ""
        self.kind = line["grouping"]["kind"] or ""
        self.score = of_number(line["grouping"]["score"])
        paid = line["settlement"]
        self.priced = paid["status"] == "priced"
        self.deviation = paid["deviation"] or ""
        self.ratio, self.cost, self.standard, self.fund, self.margin = (
            of_number(paid[k]) for k in ("ratio", "cost", "standard", "fund",
                                         "margin"))
        code = self.sent.get("code")
        self.cause = "（入组）" if self.grouped else \
            "不允许作主要诊断入组" if self.status == "excluded" else \
            "没有检查完" if code is None else \
            "主要诊断编码读不懂" if code == "XX" else "目录里没有适合的病种"
        self.weight = self.score and self.score / 1000
        self.days = of_number(self.sent.get("SJZYTS"))
        self.fees = [added(of_number(self.sent.get(tag))
                           for tag in tags.split()) for tags in FEES]
        cost, days = MEANS.get(self.group, (None, None))
        self.cost_index = cost and of_number(round_half(self.cost / cost, 4))
        self.days_index = days and of_number(round_half(self.days / days, 4))

    def of(self, tag):
        return self.sent.get(tag, "")


def of_errors(mine):
    """The columns of the tables by department, coder ..."""
    bad = sum(c.errors > 0 for c in mine)
    return [F(sum(c.errors for c in mine) * 100, len(mine)),
            len(mine), sum(c.errors for c in mine),
            sum(c.warnings for c in mine), bad, percent(bad, len(mine)),
            sum(c.errors == 0 and c.warnings > 0 for c in mine)]


def of_payment(mine):
    paid = [c for c in mine if c.margin is not None]
    cost, standard = (total(getattr(c, k) for c in paid)
                      for k in ("cost", "standard"))
    return [total(c.margin for c in mine), len(mine), cost, standard,
            total(c.fund for c in mine),
            cost * 100 / standard if paid else None,
            mean(c.margin for c in mine), mean(c.cost for c in mine),
            mean(c.cost_index for c in mine),
            mean(c.days_index for c in mine)]


def of_parts(mine, of_all):
    """Of insurances; deviations have no mean cost."""
    paid = [c for c in mine if c.margin is not None]
    return [len(mine), len(mine) * 100 / of_all if of_all else None,
            mean(c.cost for c in mine), total(c.cost for c in paid),
            total(c.standard for c in paid), total(c.margin for c in mine)]


def of_deviation(mine):
    n = [sum(c.deviation == d for c in mine)
         for d in ("normal", "low", "high", "extreme")]
    return [percent(sum(n[1:]), sum(n)), len(mine), *n]


def of_fees(mine):
    billed = [c for c in mine if c.fees[0] is not None]
    cost = sum(c.cost for c in billed)
    return [total(c.cost for c in mine), mean(c.cost for c in mine),
            *(percent(sum(c.fees[i] or 0 for c in billed), cost)
              for i in range(len(FEES))),
            mean(c.cost_index for c in mine),
            mean(c.days_index for c in mine)]


def of_ends(mine):
    n = {w: sum(c.of("LYFS") == w for c in mine) for w in "12345"}
    back = sum("BAT003" in c.rules for c in mine)
    return [len(mine), n["5"], percent(n["5"], len(mine)), n["2"] + n["3"],
            percent(n["2"] + n["3"], len(mine)), n["4"], back,
            percent(back, len(mine)), sum(c.split for c in mine),
            mean(c.days for c in mine)]


def of_people(mine, of_all):
    ends = of_ends(mine)
    return [len(mine), len(mine) * 100 / of_all if of_all else None,
            mean(c.weight for c in mine), ends[-1],
            mean(c.cost for c in mine), of_fees(mine)[2], *ends[1:3],
            total(c.margin for c in mine)]


def of_cause(mine, of_all):
    return [len(mine), len(mine) * 100 / of_all if of_all else None,
            total(c.cost for c in mine)]


def is_partial(days):
    """A month by the dates of discharge: whether four days and more at its
    beginning or end have none, though five would be usual."""
    year, month = map(int, days[0][:7].split("-"))
    first, last = (int(of(days)[8:]) for of in (min, max))
    gaps = [first - 1, calendar.monthrange(year, month)[1] - last]
    missed = sum(gap for gap in gaps if gap >= 4)
    return F(len(days), last - first + 1) * missed >= 5, first, last


def months_of(h):
    """What the page calls the months."""
    words = {}
    for month, mine in h.parts(lambda c: c.of("CYSJ")[:7]).items():
        partial, first, last = month and is_partial(
            [c.of("CYSJ") for c in mine]) or (False, 0, 0)
        words[f"{month} {first}–{last} 日，不足月".replace(
            f" {last}–{last} ", f" {last} ") if partial else
              month or "（未填）"] = month
    return words


def growth(was, is_):
    if was is None or is_ is None or was == 0:
        return None
    return (F(str(is_)) - F(str(was))) * 100 / abs(F(str(was)))


def of_changes(mine):
    """By the words of the tables that compare."""
    bad, fees, month, paid, ends = (of(mine) for of in (
        of_errors, of_fees, of_month, of_payment, of_ends))
    return {
        "份数": len(mine), "每百份错误": bad[0], "错误数": bad[2],
        "警告数": bad[3], "有错误的占比": bad[5], "只有警告": bad[6],
        "入组率": month[2], "CMI": month[3], "次均费用": fees[1],
        "总费用": fees[0], "药占比": fees[2], "费用消耗指数": fees[-2],
        "时间消耗指数": fees[-1], "结余": month[5], "次均结余": paid[6],
        "支付标准": paid[3], "死亡率": ends[2], "平均住院日": ends[-1],
        "费用偏差占比": of_deviation(mine)[0]}


def of_kind(mine, of_all):
    return [len(mine), len(mine) * 100 / of_all if of_all else None,
            total(c.score for c in mine), mean(c.score for c in mine),
            mean(c.weight for c in mine), mean(c.cost for c in mine),
            total(c.margin for c in mine)]


def of_group(mine, of_all):
    return [len(mine), len(mine) * 100 / of_all if of_all else None,
            mean(c.weight for c in mine), mean(c.days for c in mine),
            mean(c.cost for c in mine), mean(c.margin for c in mine),
            total(c.margin for c in mine)]


def of_month(mine):
    return [len(mine), percent(sum(c.errors > 0 for c in mine), len(mine)),
            percent(sum(c.grouped for c in mine), len(mine)),
            mean(c.weight for c in mine), mean(c.cost for c in mine),
            total(c.margin for c in mine)]


DEPARTMENTS = ["0301", "0302", "0303", "0304", "0306", "0401", "0402", "0403",
               "0404", "05", "07", "08", "10", "11", "12"]
DIAGNOSES = ["K35.800", "I25.103", "XX", "J18.900", "I63.900", "A41.900",
             "D27.x00", "N20.000", "E11.900", "P22.100", "Z51.100"]


CLEAN = {tag: text for tag, text in re.findall(
    r"<(\w+)>([^<]*)</\1>", read(f"{EXAMPLES}/clean.xml").decode())}


def sent_pages(count=330, year=2025):
    """A year of 15 departments, 40 physicians and 12 coders. A third is as it
    should be; of the others some have no department, no physician, no
    hospital, a tag that nobody knows; two stand twice."""
    return [{"no": f"{i - (i % 50 == 49):06}",
             "USERID": ["", "H1", "H2"][i // 50 % 3],
             "department": (DEPARTMENTS + [""])[i * 7 % 16],
             "coder": f"编码{i % 12}",
             "cost": f"{3000 + 61 * (i % 300)}.{i % 89:02}",
             "code": DIAGNOSES[i % 11], "sex": "12"[i % 2] if i % 7 else "7",
             "month": 1 + i % 12, "YLFKFS": "1297"[i % 4],
             "RYSJ": f"{year}-{1 + i % 12:02}-01",
             "CYSJ": f"{year}-{1 + i % 12:02}-{3 + i % 20:02}",
             "SJZYTS": str(2 + i % 20),
             "ZZYS": f"医师{i % 40:02}" if i % 41 else "",
             "CYBF": ["内一", "外一"][i % 2], "LYFS": "1234511"[i % 7],
             "XYF": f"{700 + i % 800}.25", "YCXYYCLF": f"{i % 700}.10",
             "YXXZDF": f"{i % 300}.07", "SYSZDF": f"{200 + i % 90}.50",
             "SSZLF": f"{i % 3 * 400}.00", "HLF": f"{30 + i % 31}.33",
             **({"QTBZ": "A1"} if i % 9 == 4 else {}),
             **(clean_tags(i, year) if i % 3 == 0 else {})}
            for i in range(count)]


def clean_tags(i, year):
    month = f"{year}-{1 + i % 12:02}"
    return {**CLEAN, "BAH": f"{i:06}", "SFZHM": None, "DH": CLEAN["DH"],
            "USERID": f"12345678{i // 50 % 3}", "BMY": f"编码{i % 12}",
            "ZZYS": f"医师{i % 40:02}", "CYBF": "外一",
            "CYKB": (DEPARTMENTS[i * 7 % 16:] or [""])[0],
            "RYSJ": f"{month}-10", "CYSJ": f"{month}-16",
            "SSJCZRQ1": f"{month}-11", "ZKRQ": f"{month}-18"}


def near(shown, meant):
    return (shown is None) == (meant is None) and (
        shown is None or abs(shown - meant) < 1e-4)


def told_cases(top, sent):
    """The records of top/out in their order; those of sent come first."""
    across = {}
    for f in kit.table(f"{top}/out/findings.csv"):
        if f["rule"].startswith("BAT"):
            across.setdefault((f["source"], f["index"]), []).append(f)
    out = []
    for text in read(f"{top}/out/results.jsonl").decode().splitlines():
        line = json.loads(text)
        key = line["record"]
        if key["dialect"]:
            out.append(Told(
                line, across.get((key["source"], str(key["index"])), []),
                sent[len(out)] if len(out) < len(sent) else None))
    return out


class Held:
    """Tables of a page against the cases they are of."""

    def __init__(self, page_, cases):
        self.page, self.cases = page_, cases

    def parts(self, key):
        out = {}
        for c in self.cases:
            out.setdefault(key(c), []).append(c)
        return out

    def same(self, table, name, shown, meant):
        assert len(shown) >= len(meant) and all(map(near, shown, meant)), (
            table, name, shown, meant)

    def by(self, table, key, columns, none="（未填）", words=None):
        """Rows by a key, the last ones those that are left over and those
        without it."""
        rows, mine = self.page.rows(table), self.parts(key)
        for name, shown in rows:
            code = words.get(name, name) if words else name.rsplit(" ", 1)[-1]
            if code == none:
                code = ""
            if name.startswith("其余"):
                code = name
                mine[name] = [c for k, part in mine.items() if k for c in part]
            self.same(table, name, shown, columns(mine.pop(code)))
        assert not [k for k in mine if not k] and (
            not mine or any(n.startswith("其余") for n, _ in rows)), (
                table, list(mine))

    def bins(self, table, values):
        """Ranges with their lower edge, without the upper one."""
        values = known(values)
        for name, n in self.page.rows(table):
            edge = [F(x) for x in re.findall(r"-?\d+(?:\.\d+)?", name)]
            low = None if name.startswith("不到") else edge[0]
            high = None if name.endswith("以上") else \
                edge[-1] if "不到" in name else edge[-1] + 1
            inside = [v for v in values if (low is None or v >= low) and
                      (high is None or v < high)]
            self.same(table, name, n, [len(inside),
                                       len(inside) * 100 / len(values)])
        assert sum(n[0] for _, n in self.page.rows(table) if n) == len(values)


def pairs_hold(h):
    """Where departments lose: their groups, most first, five of each."""
    losses = {}
    for pair, mine in h.parts(lambda c: (c.of("department"), c.group)).items():
        if all(pair) and (total(c.margin for c in mine) or 0) < 0:
            losses[pair] = mine
    meant = []
    for pair in sorted(losses, key=lambda p: (
            total(c.margin for c in losses[p]), p[::-1])):
        if sum(p[0] == pair[0] for p in meant) < 5:
            meant.append(pair)
    rows = h.page.rows("t-pairs") if meant else []
    assert ("t-pairs" in h.page.tables) == bool(meant)
    assert len(rows) == min(100, len(meant)), (rows, meant)
    for (name, shown), pair in zip(rows, meant):
        assert tuple(part.rsplit(" ", 1)[-1]
                     for part in name.split("：")) == pair, (name, pair)
        h.same("t-pairs", name, shown, of_payment(losses[pair]))


def share_of(cases, field):
    return sum(bool(getattr(c, field)) for c in cases)


def tables_hold(h):
    cases = h.cases
    h.by("t-departments", lambda c: c.of("department"), of_errors)
    h.by("t-coders", lambda c: c.of("coder"), of_errors)
    h.by("t-doctors", lambda c: c.of("ZZYS"), of_errors)
    h.by("t-wards", lambda c: c.of("CYBF"), of_errors)
    h.by("t-organizations", lambda c: c.of("USERID"), of_errors)
    h.by("t-payment", lambda c: c.of("department"), of_payment)
    h.by("t-ward-payment", lambda c: c.of("CYBF"), of_payment)
    h.by("t-doctor-payment", lambda c: c.of("ZZYS"), of_payment)
    h.by("t-coder-payment", lambda c: c.of("coder"), of_payment)
    h.by("t-organization-payment", lambda c: c.of("USERID"), of_payment)
    h.by("t-losses", lambda c: c.group, of_payment, "（没有入组）")
    pairs_hold(h)
    h.by("t-deviating", lambda c: c.of("department"), of_deviation)
    h.by("t-fees", lambda c: c.of("department"), of_fees)
    h.by("t-group-fees", lambda c: c.group, of_fees, "（没有入组）")
    h.by("t-outcomes", lambda c: c.of("department"), of_ends)
    h.by("t-months", lambda c: c.of("CYSJ")[:7], of_month,
         words=months_of(h))
    all_grouped = share_of(cases, "group")
    h.by("t-causes", lambda c: c.cause, lambda mine: of_cause(
        mine, 0 if mine[0].grouped else len(cases) - all_grouped),
        words={"（入组）": "（入组）"})
    h.by("t-groups", lambda c: c.group, lambda mine: of_group(
        mine, all_grouped if mine[0].group else 0), "（没有入组）")
    h.by("t-kinds", lambda c: c.kind, lambda mine: of_kind(
        mine, all_grouped if mine[0].kind else 0), "没有入组", {
            "核心病种": "core", "综合病种": "comprehensive",
            "基层病种": "primary-care"})
    paid = sum(c.of("YLFKFS") != "" for c in cases)
    h.by("t-insurances", lambda c: c.of("YLFKFS"), lambda mine: of_parts(
        mine, paid if mine[0].of("YLFKFS") else 0), "（付费方式未填）", {
            "职工医保": "1", "居民医保": "2", "其他": "9", "全自费": "7"})
    judged = share_of(cases, "deviation")
    h.by("t-deviations", lambda c: c.deviation, lambda mine: [
        n for i, n in enumerate(of_parts(
            mine, judged if mine[0].deviation else 0)) if i != 2],
        "没有判断", {"正常": "normal", "费用偏低": "low", "费用偏高": "high",
                     "费用极高": "extreme"})
    h.bins("t-score", (c.score for c in cases))
    h.bins("t-days", (c.days for c in cases))
    h.bins("t-cost", (c.cost for c in cases))
    h.bins("t-margin", (c.margin for c in cases))
    h.bins("t-ratio", (c.ratio for c in cases))


def rates_are_in_order(h):
    """The highest first, but fewer than 10 records behind the others."""
    for table in ("t-departments", "t-coders", "t-doctors", "t-wards",
                  "t-organizations", "t-deviating"):
        rows = [n for name, n in h.page.rows(table)
                if not name.startswith(("其余", "（未填）"))
                ] if table in h.page.tables else []
        order = [(n[1] < 10, n[0] is None, -(n[0] or 0)) for n in rows]
        assert order == sorted(order), (table, order)


def rules_hold(h):
    for name, n in h.page.rows("t-rules"):
        rule = name.rsplit(" ", 1)[-1]
        mine = [c for c in h.cases if rule in c.rules]
        if not mine:
            assert n[1] is None, name  # of a source without a page
            continue
        h.same("t-rules", name, n, [None, len(mine), len(mine) * 100 /
                                    len(h.cases), sum(c.rules.count(rule)
                                                      for c in mine)])


def tags_hold(h):
    """Those of page() that the dialect does not know."""
    shown = [(name, n[1], n[2]) for name, n in h.page.rows("t-tags")] if \
        "t-tags" in h.page.tables else []
    meant = [(tag, n, n * 100 / len(h.cases)) for tag, n in (
        ("SFZHM", sum("no" in c.sent and "CYKB" not in c.sent
                      for c in h.cases)),
        ("QTBZ", sum("QTBZ" in c.sent for c in h.cases))) if n]
    assert [m[:2] for m in meant] == [s[:2] for s in shown] and all(
        near(s[2], m[2]) for s, m in zip(shown, meant)), (shown, meant)


def lost(c):
    return -min(c.margin or 0, 0)


def shares_of(cases, wanting):
    """The cases that the list has, and the name of each one's share."""
    def bad(c):
        return -c.own[0], c.grouped, -c.own[1], -lost(c)
    meant, shares = [], []

    def take(most, found, name):
        for c in [c for c in found if c not in meant][:most]:
            meant.append(c)
            shares.append(name(c))
    ordered = sorted(cases, key=bad)
    take(20, [c for c in ordered if c.own[0] or not c.grouped],
         lambda c: "错误多" if c.own[0] > 1 else "有错误" if c.grouped
         else "未入组")
    take(20, sorted([c for c in ordered if lost(c)], key=lambda c: -lost(c)),
         lambda c: "超支多")
    end = len(meant) + 10
    for name, found in (
            ("死亡", [c for c in ordered if c.of("LYFS") == "5"]),
            ("再入院", [c for c in ordered if "BAT003" in c.rules]),
            ("费用偏差", [c for c in ordered
                          if c.deviation not in ("", None, "normal")])):
        take(end - len(meant), found, lambda c, name=name: name)
    take(50 - len(meant), sorted(wanting, key=bad), lambda c: "其他问题")
    rest = shares.count("其他问题")
    assert shares[len(shares) - rest:] == ["其他问题"] * rest
    return meant, shares


def worst_holds(h):
    """The shares one after the other, each without those before: 20 with
    errors or no group, 20 that lost money, 10 that died, came back or are
    outside of the limits; the rest fills up. In each, errors first, then no
    group, warnings, money lost, the order of the batch."""
    wanting = [c for c in h.cases if any(c.own) or not c.grouped or lost(c)]
    meant, shares = shares_of(h.cases, wanting)
    rows = h.page.tables["t-worst"][1:] if meant else []
    heads = {h_[1].replace("示例", ""): i for i, h_ in enumerate(
        h.page.tables["t-worst"][0])} if meant else {}
    assert [r[1][1] for r in rows] == [c.no for c in meant], (
        [r[1][1] for r in rows], [c.no for c in meant])
    for rank, (row, c) in enumerate(zip(rows, meant), 1):
        def number(what):
            text = row[heads[what]][0]
            return text and float(text)
        assert [number(what) for what in ("位次", "错误", "警告", "问题")] == [
            rank, *c.own, c.found], (rank, row)
        assert near(number("结余"), c.margin and float(c.margin)), (rank, row)
        why = row[heads["为什么"]][1]
        assert why.startswith(shares[rank - 1] + " "), (rank, why)
        assert (c.cause in why) == (not c.grouped), (rank, why)
        assert not lost(c) or f"超支 {float(lost(c)):,.2f} 元" in why, why
    said = "".join(h.page.words)
    assert f"的共 {len(wanting):,} 份" in said or not meant
    # Work is what has a problem or no group, and not what only lost money.
    assert "其余有问题或没有入组的见 results.xlsx 的“待办病例”" in said or \
        not meant


def tiles_hold(h):
    cases, all_ = h.cases, len(h.cases)
    tiles = {re.sub("<.*", "", what): shown for what, shown in re.findall(
        "<dt>(.*?)</dt><dd><b>(.*?)</b>", h.page.text)}
    judged = [c for c in cases if c.deviation]

    def shown(n, unit=""):
        return "—" if n is None else f"{round_half(F(str(n)), 2):,.2f}".replace(
            "-", "−") + unit
    fees = of_fees(cases)
    meant = {
        "记录": f"{all_:,}",
        "有错误的占比": shown(percent(share_of(cases, "errors"), all_), "%"),
        "只有警告": f"{sum(not c.errors and c.warnings > 0 for c in cases):,}",
        "入组率": shown(percent(share_of(cases, "grouped"), all_), "%"),
        "CMI": shown(mean(c.weight for c in cases)),
        "总费用": shown(fees[0]), "次均费用": shown(fees[1]),
        "结余": shown(total(c.margin for c in cases)),
        "费用偏差占比": shown(of_deviation(cases)[0], "%"),
        "平均住院日": shown(mean(c.days for c in cases)),
        "药占比": shown(fees[2], "%"), "死亡率": shown(of_ends(cases)[2], "%")}
    assert tiles == meant, [(k, tiles.get(k), v) for k, v in meant.items()
                            if tiles.get(k) != v]
    assert len(judged) <= all_


def points_hold(h):
    """Whom to look at first: most errors, least margin; none where there are
    no errors, or nothing lost."""
    said = re.findall("<li>(.*?)</li>", re.search(
        '<ul class="points">(.*?)</ul>', h.page.text, re.S).group(1))
    meant = []
    by = {k: v for k, v in h.parts(lambda c: c.of("department")).items() if k}
    errors = {k: sum(c.errors for c in v) for k, v in by.items()}
    asked = [k for k in sorted(by) if len(by[k]) >= 10 and errors[k]] or [
        k for k in sorted(by) if errors[k]]
    if asked:
        worst = max(asked, key=lambda k: F(errors[k], len(by[k])))
        meant.append([worst, f"{len(by[worst]):,} 份有 {errors[worst]:,} 个"])
    groups = {k: v for k, v in h.parts(lambda c: c.group).items() if k}
    for part in by, groups:
        margins = {k: total(c.margin for c in v) or 0 for k, v in part.items()}
        least = min(sorted(margins), key=margins.get, default=None)
        if least is not None and margins[least] < 0:
            meant.append([least, f"−{-margins[least]:,.2f} 元"])
    assert len(said) == len(meant) and all(
        word in text for text, words in zip(said, meant) for word in words), (
            said, meant)


def coverage_holds(h, sources, without):
    facts = {name: n[0] for name, n in h.page.rows("t-coverage")}
    cases = h.cases
    for name, n in (
            ("来源", sources), ("没有读到首页", without),
            ("它们的问题", without),
            ("没有读全或没有首页的来源", without + 1),
            ("没有检查完的首页", 1), ("文件没有读到底", 0),
            ("记录", len(cases)), ("有错误", share_of(cases, "errors")),
            ("只有警告", sum(not c.errors and c.warnings > 0 for c in cases)),
            ("入组", share_of(cases, "grouped")),
            ("主要诊断不允许入组", sum(c.status == "excluded" for c in cases)),
            ("没有入组", sum(c.status == "ungrouped" for c in cases)),
            ("算出支付", share_of(cases, "priced"))):
        assert facts[name] == n, (name, facts[name], n)
    # Who reads the page has no documents of ours.
    assert "docs/" not in h.page.text


@case
def every_figure_follows_from_the_results(top):
    """One stay, a month, a year's many; beside files that are cut or foreign."""
    for count in (1, 500, 5000):
        sent = sent_pages(count)
        place = f"{top}/{count}"
        write(f"{place}/in/a.xml", *[page(**s) for s in sent])
        kit.write(f"{place}/in/notes.txt", "no front page\n")
        kit.write(f"{place}/in/other.xml", "<html><body>x</body></html>\n")
        whole = kit.pages(page("777777")).decode()
        kit.write(f"{place}/in/z.xml", whole[:whole.index("<RYSJ>")])
        _, told = run("batch", "-o", "out", "in", cwd=place)
        kit.holds("named", told, "in/notes.txt：没有找到病案首页\n",
                  "in/other.xml：没有找到病案首页\n",
                  "in/z.xml：文件中间断了\n", "另有 3 个来源")
        h = Held(report(f"{place}/out"),
                 told_cases(place, sent + [{"department": "0401"}]))
        assert len(h.cases) == count + 1
        tables_hold(h)
        rates_are_in_order(h)
        rules_hold(h)
        tags_hold(h)
        worst_holds(h)
        tiles_hold(h)
        points_hold(h)
        coverage_holds(h, 4, 2)
        # What is no page is named, and is in no rate.
        named = [name for name, _ in h.page.rows("t-bad")]
        for name in ("notes.txt", "other.xml", "z.xml"):
            assert name in h.page.text.split("<nav")[0], name
            assert any(name in n for n in named), (name, named)
        banner = h.page.text.split("<nav")[0]
        why = {f["source"]: f["message"] for f in kit.table(
            f"{place}/out/findings.csv") if f["rule"] in ("STR020", "STR021")}
        assert len(why) == 3 and {row[0][1]: row[3][1] for row in
                                  h.page.tables["t-bad"][1:]} == why, why
        for row in h.page.tables["t-bad"][1:]:
            assert row[3][1] and f"<li>{row[0][1]}：{row[3][1]}</li>" in \
                banner, (row, banner)
        apart = [n for name, n in h.page.rows("t-rules")
                 if name.endswith("STR021")]
        assert apart and all(n[:3] == [None] * 3 for n in apart), apart


@case
def a_broken_record_has_its_reason(top):
    """Ten of the sources are named on stderr, the others counted."""
    for i in range(12):
        kit.write(f"{top}/in/{i:02}.json",
                  '{"setlinfo":{"medcasno":"V1" "gend":1}}')
    _, told = run("batch", "-o", "out", "in", cwd=top)
    kit.holds("named", told, "in/09.json：文件格式有误\n",
              "另有 2 个来源没有读全或没有首页，见 cases.csv\n")
    kit.lacks("named", told, "in/10.json")
    why = [row[3][1] for row in report(f"{top}/out").tables["t-bad"][1:]]
    assert len(why) == 12 and all(
        w.startswith("JSON 格式有误：第 1 行") for w in why), why


def differences(h, before, table, key, value):
    """The rows whose value differs, most first: one that has no value counts
    as 0."""
    old, new = Held(None, before).parts(key), h.parts(key)

    def of(mine, whole):
        return float(value(mine, whole)) if mine else None
    meant = []
    for k in old.keys() | new.keys():
        was, is_ = of(old.get(k), before), of(new.get(k), h.cases)
        if abs((is_ or 0) - (was or 0)) > 1e-9:
            meant.append((-round(abs((is_ or 0) - (was or 0)), 9), k,
                          [was, is_, None if None in (was, is_) else
                           is_ - was, growth(was, is_)]))
    rows = h.page.rows(table)
    assert len(rows) == min(30, len(meant)), (rows, meant)
    for (name, shown), (_, k, values) in zip(rows, sorted(meant)):
        assert name.rsplit(" ", 1)[-1] == (k or "（未填）"), (name, k)
        h.same(table, name, shown, values)


def compared_hold(h, before):
    old, new = of_changes(before), of_changes(h.cases)

    def less(a, b):
        return None if a is None or b is None else F(str(a)) - F(str(b))

    def bare(words):
        return words.replace("示例", "")
    for name, shown in h.page.rows("t-changes"):
        was, is_ = old[bare(name)], new[bare(name)]
        h.same("t-changes", name, shown, [was, is_, less(is_, was),
                                          growth(was, is_)])
    months = [Held(None, cases).parts(lambda c: c.of("CYSJ")[:7])
              for cases in (h.cases, before)]
    told = {}
    for row in h.page.tables["t-since"][1:]:
        told.setdefault(row[0][1], {})[bare(row[1][1])] = [
            of_number(c[0]) for c in row[2:]]
    last = sorted(months[0], reverse=True)[:12]
    partial = {m: is_partial([c.of("CYSJ") for c in mine])[0]
               for held in months[::-1] for m, mine in held.items()}
    assert [name[:7] for name in told] == sorted(
        last, key=lambda m: partial[m]), list(told)
    for name, rows in told.items():
        month = name[:7]
        assert (name != month) == ("不足月" in name) == partial[month], name
        year, number = int(month[:4]), int(month[5:])
        earlier = [f"{year - (number == 1)}-{(number + 10) % 12 + 1:02}",
                   f"{year - 1}-{number:02}"]
        now = of_changes(months[0][month])
        then = [of_changes(mine) if mine else {} for mine in (
            months[0].get(m, months[1].get(m)) for m in earlier)]
        assert len(rows) == 9
        for what, shown in rows.items():
            n, *others = (d.get(what) for d in (now, *then))
            meant = [n]
            for m, was in zip(earlier, others):
                alike = what not in ("份数", "结余") or not (
                    partial[month] or partial.get(m))
                meant += [was, less(n, was) if alike else None,
                          growth(was, n) if alike else None]
            h.same("t-since", (month, what), shown, meant)


@case
def every_change_follows_from_both_results(top):
    """Two years, the earlier one without some departments and rules; a file
    that is no page is in no rate of either."""
    kit.write(f"{top}/notes.txt", "no front page\n")
    held = []
    for name, sent in (("old", [s for s in sent_pages(430, 2024)
                                if s["department"] > "0304"][:300]),
                       ("new", sent_pages(400))):
        write(f"{top}/{name}/in.xml", *[page(**s) for s in sent])
        run("batch", "-o", f"{name}/out", "--no-xlsx", "--no-db",
            *(["--compare", "old/out"] if held else []), f"{name}/in.xml",
            "notes.txt", cwd=top)
        held.append(Held(report(f"{top}/{name}/out"),
                         told_cases(f"{top}/{name}", sent)))
    old, new = held
    compared_hold(new, old.cases)
    differences(new, old.cases, "t-change-departments",
                lambda c: c.of("department"), lambda mine, _: percent(
                    sum(c.errors > 0 for c in mine), len(mine)))
    rules = {r for c in old.cases + new.cases for r in c.rules}
    shares = [{r: F(sum(r in c.rules for c in h.cases) * 100, len(h.cases))
               for r in rules} for h in held]
    meant = sorted((-abs(shares[1][r] - shares[0][r]), r) for r in rules
                   if shares[1][r] != shares[0][r])[:30]
    rows = new.page.rows("t-change-rules")
    assert [n.rsplit(" ", 1)[-1] for n, _ in rows] == [
        r for _, r in meant], (rows, meant)
    for name, shown in rows:
        was, is_ = (s[name.rsplit(" ", 1)[-1]] for s in shares)
        new.same("t-change-rules", name, shown, [was, is_, is_ - was,
                                                 growth(was, is_)])
        assert " " in name, name  # a title, of what is gone, too
    gone = {r for r in rules if shares[1][r] == 0}
    assert gone & {n.rsplit(" ", 1)[-1] for n, _ in rows} or not gone


HEADS = ("病案号 住院次数 入院时间 出院时间 性别 年龄 主要诊断编码 离院方式 "
         "总费用 西药费 是否日间手术 重症监护时长 主要手术操作编码 主要手术操作级别 "
         "出院科别 组织机构代码").split()
BANDS = (("新生儿", -1), ("不满1岁", 0), ("1～6岁", 6), ("7～17岁", 17),
         ("18～44岁", 44), ("45～59岁", 59), ("60～74岁", 74), ("75岁以上", 200))


def patient(i):
    """A stay of a table: the even ones are followed by the odd ones, after
    two to thirteen days, some for the same illness."""
    second = i % 2
    return [f"A{i // 2}", str(1 + second),
            f"2025-03-{[1, 7 + i // 2 % 12][second]:02}",
            f"2025-03-{[5, 20][second]:02}", ["1", "2", ""][i // 2 % 3],
            ["0", "3", "17", "18", "44", "45", "61", "75", ""][i // 2 % 9],
            ["K35.800", "I25.103", "K35.900", "XX"][(i + i // 7) % 4],
            "1234511"[i % 7], str(5000 + 700 * (i % 40)), str(500 + i),
            "120"[i % 3].replace("0", ""), ["12", "", "30.5", ""][i % 4],
            "47.0100", "1234"[i % 4], ["0401", ""][i % 5 == 0], "H1"]


@case
def patients_and_what_is_asked_of_them(top):
    region = read(kit.DEMO).decode()
    kit.write(f"{top}/special/region.xml", region.replace(
        '<let name="ratio"', '<let name="special_case" '
        'value="if(cost > 20000, 1, 0)"/>\n    <let name="ratio"'))
    shutil.copy(f"{os.path.dirname(kit.DEMO)}/catalogue.csv",
                f"{top}/special/catalogue.csv")
    done = kit.build(f"{top}/special/region.xml", f"{top}/special.pack")
    assert done.status == 0, done
    stays = [patient(i) for i in range(120)]
    kit.write(f"{top}/in.csv", "\n".join(",".join(row) for row in [
        HEADS, *stays]) + "\n")
    run("batch", "-o", "out", "--no-xlsx", "--no-db", "-p", "special.pack",
        "in.csv", cwd=top)
    sent = [dict(zip(HEADS, row)) for row in stays]
    for s, nights in zip(sent, [4, 0] * 60):
        s.update(department=s["出院科别"], LYFS=s["离院方式"], XYF=s["西药费"],
                 CYSJ=s["出院时间"], code=s["主要诊断编码"], SJZYTS=str(
                     nights or 20 - int(s["入院时间"][8:])))
    h = Held(report(f"{top}/out"), told_cases(top, sent))
    told = sum(c.of("性别") != "" for c in h.cases)
    h.by("t-sexes", lambda c: c.of("性别"), lambda mine: of_people(
        mine, told if mine[0].of("性别") else 0), words={"男": "1", "女": "2"})

    def band(c):
        return c.of("年龄") and next(
            name for name, most in BANDS if int(c.of("年龄")) <= most)
    told = sum(c.of("年龄") != "" for c in h.cases)
    h.by("t-ages", band, lambda mine: of_people(
        mine, told if band(mine[0]) else 0))
    assert [name for name, _ in h.page.rows("t-ages")] == [
        name for name, _ in BANDS[1:]] + ["（未填）"]
    h.by("t-outcomes", lambda c: c.of("department"), of_ends)
    banner = "".join(h.page.words).split("概况")[0]
    assert f"{share_of(h.cases, 'priced')} 份没有填付费方式" in banner, banner
    back = [i for i in range(1, 120, 2)
            if int(stays[i][2][8:]) - 5 <= 15]
    split = [i for i in back if stays[i][6][:3] == stays[i - 1][6][:3]]
    assert len(back) > len(split) > 5
    for name, meant in (
            ("日间手术", sum(c.of("是否日间手术") == "1" for c in h.cases)),
            ("三四级手术", sum(c.of("主要手术操作级别") > "2" for c in h.cases)),
            ("重症监护", sum(c.of("重症监护时长") != "" for c in h.cases)),
            ("特病单议候选", sum(c.priced and c.cost > 20000
                             for c in h.cases)),
            ("死亡", sum(c.of("LYFS") == "5" for c in h.cases)),
            ("转院", sum(c.of("LYFS") in "23" for c in h.cases)),
            ("非医嘱离院", sum(c.of("LYFS") == "4" for c in h.cases)),
            ("再入院", len(back)), ("疑似分解住院", len(split))):
        h.same("t-special", name, dict(h.page.rows("t-special"))[name],
               [meant, meant * 100 / 120])


@case
def packs_by_day_stand_apart(top):
    """Each case is of the pack of its discharge."""
    region = read(kit.DEMO).decode()
    for name, days in (("early", 'valid-from="2020-01-01" valid-to="2025-06-30"'),
                       ("late", 'valid-from="2025-07-01" valid-to="2030-12-31"')):
        kit.write(f"{top}/{name}/region.xml", re.sub(
            r'valid-from="[^"]*" valid-to="2030-12-31"', days, region).replace(
                'id="demo"', f'id="{name}"'))
        shutil.copy(f"{os.path.dirname(kit.DEMO)}/catalogue.csv",
                    f"{top}/{name}/catalogue.csv")
        os.makedirs(f"{top}/packs", exist_ok=True)
        done = kit.build(f"{top}/{name}/region.xml", f"{top}/packs/{name}.pack")
        assert done.status == 0, done
    sent = sent_pages(100)
    write(f"{top}/in.xml", *[page(**s) for s in sent])
    run("batch", "-o", "out", "--no-xlsx", "--no-db", "-p", "packs", "in.xml",
        cwd=top)
    h = Held(report(f"{top}/out"), told_cases(top, sent))
    h.by("t-regions", lambda c: ["early", "late"][c.of("CYSJ") > "2025-06-30"],
         lambda mine: of_parts(mine, len(h.cases)))


def of_places(percent_):
    """As the database rounds it, which the page does not."""
    return round_half(F(str(percent_)), 2)


@case
def rates_are_those_of_the_database(top):
    write(f"{top}/a.xml", *[page(**s) for s in sent_pages()])
    kit.write(f"{top}/notes.txt", "no front page\n")
    run("batch", "-o", "out", "a.xml", "notes.txt", cwd=top)
    page_ = report(f"{top}/out")
    shown = dict(page_.rows("t-deviating"))
    with sqlite3.connect(f"{top}/out/results.db") as db:
        for code, rate in db.execute(
                "SELECT code, deviation_rate FROM departments"):
            name = next(n for n in shown if
                        n.rsplit(" ", 1)[-1] == (code or "（未填）"))
            assert near(of_places(shown[name][0]), rate * 100), (name, rate)
        for view in ("coders", "months", "doctors"):
            key = view[:-1]
            rows = db.execute(f"SELECT {key}, with_error_rate, "
                              f"deviation_rate FROM {view}").fetchall()
            for code, bad, off in rows:
                counts = next(n for name, n in page_.rows(f"t-{view}")
                              if name.split(" ")[0] == (code or "（未填）"))
                at = 1 if view == "months" else 5
                assert near(of_places(counts[at]), bad * 100), (view, code)
                assert off is None or 0 <= off <= 1, (view, code)


@case
def worst_come_first_and_lead_to_their_findings(top):
    write(f"{top}/a.xml", *generated(600))
    kit.write(f"{top}/notes.txt", "no front page\n")
    run("batch", "-o", "out", "a.xml", "notes.txt", EXAMPLES, cwd=top)
    page_ = report(f"{top}/out")
    rows = page_.tables["t-worst"][1:]
    heads = [h[1] for h in page_.tables["t-worst"][0]]
    at, warned = heads.index("错误"), heads.index("警告")
    # As many as one can finish, and no file that is no page among them.
    assert len(rows) == 50
    assert all(row[heads.index("为什么")][1] for row in rows)
    assert not any("notes.txt" in cell[1] for row in rows for cell in row)
    errors = [float(r[at][0]) for r in rows]
    assert errors[:20] == sorted(errors[:20], reverse=True)
    # The largest losses are there, whatever the errors of others.
    most = sorted(float(c["margin"]) for c in kit.table(f"{top}/out/cases.csv")
                  if c["margin"])[:20]
    assert {m for m in most if m < 0} <= {float(r[heads.index("结余示例")][0])
                                          for r in rows if r[heads.index(
                                              "结余示例")][0]}
    assert {f"c{i}" for i in range(1, 51)} <= set(page_.ids)
    first = page_.text.split('<article id="c1"')[1].split("</article>")[0]
    assert first.count('class="sev e"') == min(12, errors[0])
    assert rows[0][1][1] in first
    assert first.count("<li>") == min(
        12, float(rows[0][-1][0])) and float(rows[0][-1][0]) >= \
        errors[0] + float(rows[0][warned][0])
    assert len(page_.text) < 4_000_000


def items(page_):
    """What stands under 按项目找病例: its id, text, links."""
    return {number: (body, re.findall('href="#([a-z]\\d+)"', body))
            for number, body in re.findall(
                '<li id="(k\\d+)"[^>]*>(.*?)</li>', page_.text)}


@case
def all_that_is_named_leads_to_its_cases_and_back(top):
    write(f"{top}/a.xml", *[page(**s) for s in sent_pages()])
    write(f"{top}/b.xml", page("000001"), page("000002"))
    run("batch", "-o", "out", "a.xml", "b.xml", cwd=top)
    page_ = report(f"{top}/out")
    found = items(page_)
    for table in ("t-rules", "t-departments", "t-groups", "t-doctors",
                  "t-coders", "t-wards"):
        part = page_.text.split(f'<table id="{table}"')[1] \
            .split("</table>")[0]
        rows = re.findall('<tr id="(b\\d+)"[^>]*><th[^>]*>(.*?)</th>', part)
        assert rows, table
        for back, head in rows:
            to = re.search('href="#(k\\d+)"', head).group(1)
            body, links = found[to]
            cases = [x for x in links if x[0] == "c"]
            assert links[-1] == back and cases, (table, head)
            assert links[:len(cases)] == cases, links
    # A department leads to the groups by which it loses and their stays,
    # these lead back, and so do groups and their departments.
    margins = {}
    for c in kit.table(f"{top}/out/cases.csv"):
        if c["margin"]:
            no = c["case_no"].strip()  # some stand twice
            margins[no] = min(float(c["margin"]), margins.get(no, 0))
    pairs = page_.text.split('<table id="t-pairs"')[1].split("</table>")[0]
    pairs = re.findall('href="#(k\\d+)"', pairs)
    assert pairs
    for pair in pairs:
        body, links = found[pair]
        halves = [x for x in links if x[0] == "k"]
        assert len(halves) == 2 and all(
            pair in found[half][1] for half in halves), (body, links)
        shown = [margins[re.search(f'#{x}">([^<]*)', body).group(1)]
                 for x in links if x[0] == "c"]
        assert shown == sorted(shown) and shown[-1:] < [0], (body, shown)
    # Each of them has what it is there for.
    for number, (body, links) in found.items():
        rule = re.search(r"<b>[^<]*<span class=\"code\">([A-Z]{3}\d+)", body)
        for link in links if rule else []:
            if link[0] != "c":
                continue
            case_ = page_.text.split(f'<article id="{link}"')[1] \
                .split("</article>")[0]
            assert rule.group(1) in case_ or "还有" in case_, (number, link)
    assert any("BAT001" in body for body, _ in found.values())


@case
def records_cannot_break_the_page(top):
    write(f"{top}/a.xml", *[
        page(f"{i}{bad}", department=bad, coder=bad, name=bad, diagnosis=bad,
             code=bad[:10], cost=bad) for i, bad in enumerate(HOSTILE)])
    run("batch", "-o", "out", "a.xml", cwd=top)
    run("batch", "-o", "plain", EXAMPLES, cwd=top)
    page_, plain = report(f"{top}/out"), report(f"{top}/plain")
    assert page_.scripts == plain.scripts
    assert not any(tag in ("img", "b1") for tag, _ in page_.attributes)
    assert "\u202e" not in page_.text
    shown = "".join(page_.words)
    for bad in HOSTILE[:6]:
        assert bad in shown, bad
    run("batch", "-o", "next", "--compare", "out/summary.json", "a.xml",
        cwd=top)
    assert report(f"{top}/next").scripts == plain.scripts


@case
def many_bad_files_are_a_few_and_a_number(top):
    for i in range(13):
        kit.write(f"{top}/in/notes{i:02}.txt", "no front page\n")
    run("batch", "-o", "out", "--no-xlsx", "--no-db", "in", cwd=top)
    banner = report(f"{top}/out").text.split("<nav")[0]
    assert banner.count("<li>in/notes") == 10 and "另有 3 个" in banner, banner


@case
def identity_only_where_asked_for(top):
    write(f"{top}/a.xml", page("A1", name="甘草示", sex="7"))
    run("batch", "-o", "out", "a.xml", cwd=top)
    run("batch", "-o", "named", "--with-identity", "a.xml", cwd=top)
    without, named = (report(f"{top}/{x}").text for x in ("out", "named"))
    for private in ("甘草示", "110101197001010011", "13900001111",
                    "示例路一号"):
        assert private not in without, private
    assert "甘草示" in named and "13900001111" not in named


@case
def same_bytes_again_by_threads_and_merged(top):
    write(f"{top}/a.xml", *generated(600))
    write(f"{top}/b.xml", *generated(300, first=400))
    run("batch", "-o", "old", "a.xml", cwd=top)
    with_old = ["--compare", "old/summary.json"]
    run("batch", "-o", "one", "-j", "1", *with_old, "a.xml", "b.xml", cwd=top)
    run("batch", "-o", "two", "-j", "3", *with_old, "a.xml", "b.xml", cwd=top)
    run("batch", "-o", "s1", "a.xml", cwd=top)
    run("batch", "-o", "s2", "b.xml", cwd=top)
    code, said = run("merge", "s1", "s2", "-o", "all", *with_old, cwd=top)
    assert code in (0, 1), said
    whole = read(f"{top}/one/report.html")
    assert whole == read(f"{top}/two/report.html")
    assert whole == read(f"{top}/all/report.html")
    assert b"BAT001" in whole


@case
def who_codes_badly_is_told_by_the_hundred(top):
    """Most mistakes, most of the pages, and all of two pages."""
    write(f"{top}/in.xml", *[page(
        f"{i:06}", department=part, sex="9" if i % each == 0 else "1")
        for part, first, last, each in (
            ("0401", 0, 60, 3), ("0304", 60, 72, 1), ("0501", 72, 74, 1))
        for i in range(first, last)])
    run("batch", "-o", "out", "in.xml", cwd=top)
    page_ = report(f"{top}/out")
    rows = page_.rows("t-departments")
    assert [name.split(" ")[-1] for name, _ in rows] == [
        "0304", "0401", "0501"], rows
    assert rows[1][1][2] > rows[0][1][2], rows  # errors
    point = re.search("每百份错误最多的出院科别：.*", page_.text).group(0)
    assert "0304" in point and "（12 份有 " in point, point
    part = page_.text.split('<table id="t-departments"')[1]
    assert part.split("</table>")[0].count('class="all few"') == 1


@case
def paper_tells_what_it_leaves_out(top):
    """Departments and months are there in full, of others 12 rows."""
    write(f"{top}/in.xml", *[page(
        f"{i:06}", department=f"{3 + i % 17:02}", coder=f"编码{i % 15}",
        month=1 + i % 6) for i in range(60)])
    run("batch", "-o", "out", "in.xml", cwd=top)
    text = report(f"{top}/out").text
    for table, cut, whole, left in (
            ("t-departments", 0, 17, ""), ("t-payment", 0, 17, ""),
            ("t-months", 0, 6, ""), ("t-coders", 15, 0, "另有 3 行未印")):
        part = text.split(f'<table id="{table}"')[1].split("</section>")[0]
        assert len(re.findall('class="key( few)?"', part)) == cut, (table, part)
        assert len(re.findall('class="all( few)?"', part)) == whole, (
            table, part)
        assert re.findall("另有 .*? 行未印", part) == [left] * bool(left), table
    rules = text.split('<table id="t-rules"')[1].split("</section>")[0]
    # Behind twelve errors some warnings.
    severities = re.findall('<tr[^>]*class="(key|all)">.*?class="sev (.)"',
                            rules)
    assert [s for kind, s in severities[12:] if kind == "all"] == \
        [s for _, s in severities[12:] if s == "w"][:6 - [
            s for _, s in severities[:12]].count("w")], severities
    rest = max(rules.count('class="key"') - 12, 0)
    assert (f'<span class="paper">另有 {rest} 行未印' in rules) == (rest > 0)
    printed = text.split("@media print")[1].split("</style>")[0]
    assert re.search(r"\n  \.bar \{ background: none;", printed), printed


@case
def each_printed_page_says_of_which_hospital_and_its_number(top):
    name = "示例\"}</style>院"
    write(f"{top}/in.xml", *[page(f"{i:06}", USERNAME=name, USERID="H1",
                                  ZZJGDM="H1") for i in range(3)])
    run("batch", "-o", "out", "in.xml", cwd=top)
    text = report(f"{top}/out").text
    styles = re.findall("<style>(.*?)</style>", text, re.S)
    said = re.search('content:"(.*?)"', styles[1]).group(1)
    assert "counter(page)" in styles[0] and len(styles) == 2
    assert re.sub(r"\\([0-9a-f]{2}) ", lambda m: chr(int(m.group(1), 16)),
                  said) == name, said
    # Of several hospitals none is said.
    write(f"{top}/in.xml", page("1", USERID="H1", ZZJGDM="H1"),
          page("2", USERID="H2", ZZJGDM="H2"))
    run("batch", "-o", "two", "in.xml", cwd=top)
    assert report(f"{top}/two").text.count("<style>") == 1


@case
def compares_with_a_former_run(top):
    write(f"{top}/a.xml", *generated(90))
    write(f"{top}/b.xml", *generated(60))
    run("batch", "-o", "old", "a.xml", cwd=top)
    run("batch", "-o", "new", "--compare", "old/summary.json", "b.xml", cwd=top)
    page_ = report(f"{top}/new")
    before, after = (json.loads(read(f"{top}/{x}/summary.json"))["totals"]
                     for x in ("old", "new"))
    rows = dict((name.replace("示例", ""), n)
                for name, n in page_.rows("t-changes"))
    assert rows["份数"] == [90, 60, -30, -33.3333], rows["份数"]
    for name, key in (("错误数", "errors"), ("警告数", "warnings")):
        assert rows[name][:3] == [before[key], after[key],
                                  after[key] - before[key]], name
    margins = [before["sums"]["margin"], after["sums"]["margin"]]
    assert rows["结余"][:2] == margins, (rows["结余"], margins)
    # More digits than a binary number holds are shown as they stand there.
    exact = "123456789012345678.91"
    text = read(f"{top}/old/summary.json").decode()
    kit.write(f"{top}/exact.json",
              re.sub(r'("margin":)[-0-9.]+', rf"\g<1>{exact}", text, count=1))
    run("batch", "-o", "exact", "--compare", "exact.json", "b.xml", cwd=top)
    assert exact in [cell[0] for row in report(f"{top}/exact")
                     .tables["t-changes"] for cell in row], exact
    # A folder of results is its summary.
    run("batch", "-o", "folder", "--compare", "old", "b.xml", cwd=top)
    assert report(f"{top}/folder").rows("t-changes") == \
        page_.rows("t-changes")
    for name in ("absent.json", "a.xml", "."):
        code, said = run("batch", "-o", "no", "--compare", name, "b.xml",
                         cwd=top)
        assert code == 2 and "--compare" in said, (name, said)
        assert not os.path.exists(f"{top}/no"), name
    text = read(f"{top}/old/summary.json").decode().rstrip()
    for cut in range(0, len(text), len(text) // 23):
        kit.write(f"{top}/cut.json", text[:cut])
        code, _ = run("batch", "-o", "no", "--compare", "cut.json", "b.xml",
                      cwd=top)
        assert code == 2, cut


def words_of(page_, table):
    """Rows by their first cell, as they are read."""
    return {row[0][1].replace("示例", ""): [c[1] for c in row[1:]]
            for row in page_.tables[table][1:]}


@case
def what_is_shown_is_rounded_once(top):
    """From 3 of 7 to 4 of 7 is a third more, not 57.14 of 42.86; and what is
    shown as 0.00 has no arrow."""
    for name, dead, cents in (("old", 3, 1), ("new", 4, 0)):
        write(f"{top}/{name}.xml", *[
            page(f"{i}", LYFS="5" if i < dead else "1",
                 cost=f"10000.0{cents if i == 0 else 0}") for i in range(7)])
        run("batch", "-o", name, *(["--compare", "old"] if dead == 4 else []),
            f"{name}.xml", cwd=top)
    rows = words_of(report(f"{top}/new"), "t-changes")
    kit.equal("deaths", rows["死亡率"], [
        "42.86%", "57.14%", "▲ +14.29 个百分点", "+33.33%"])
    kit.equal("means", rows["次均费用"], [
        "10,000.00", "10,000.00", "0.00", "0.00%"])
    kit.equal("records", rows["份数"], ["7", "7", "0", "0.00%"])
    # 15 cost twice the mean of their group, 10283.62, and one 2.5593 times:
    # 32.5593 / 16 = 2.03495625.
    write(f"{top}/index.xml", *[page(
        f"{i}", ZZYS="医师", cost="20567.24" if i else "26318.87")
        for i in range(16)])
    run("batch", "-o", "index", "index.xml", cwd=top)
    kit.equal("index", words_of(report(f"{top}/index"), "t-doctor-payment")[
        "医师"][-2], "2.03")


@case
def months_stand_beside_earlier_ones(top):
    """In this run or any that is compared with, the year before and the month
    before, over the end of a year; a month that has only begun comes last, and
    its counts have not fallen."""
    for name, year, month, count in (("now", 2025, 1, 12), ("last", 2024, 12, 8),
                                     ("year", 2024, 1, 5)):
        write(f"{top}/{name}.xml", *[
            page(f"{year}{month:02}{i}", cost=f"{1000 * (i + 1)}.00",
                 RYSJ=f"{year}-{month:02}-01",
                 CYSJ=f"{year}-{month:02}-{4 + i * 24 // (count - 1):02}")
            for i in range(count)], *[page(
                f"begun{i}", cost="500.00", RYSJ="2025-02-01",
                CYSJ=f"2025-02-{2 + i:02}") for i in range(6)
                                      if name == "now"])
        run("batch", "-o", name, f"{name}.xml", cwd=top)
    with_both = ["--compare", "last/summary.json", "--compare",
                 "year/summary.json"]
    run("batch", "-o", "both", *with_both, "now.xml", cwd=top)
    run("merge", "-o", "merged", *with_both, "now", cwd=top)
    page_ = report(f"{top}/both")
    rows = {(row[0][1], row[1][1].replace("示例", "")): [
        float(c[0]) if c[0] else None for c in row[2:]]
        for row in page_.tables["t-since"][1:]}
    kit.holds("both are named", "".join(page_.words),
              "上次：8 份记录（出院月份 2024-12），规则包相同。"
              "环比、同比还用：5 份记录（出院月份 2024-01）。")
    begun = "2025-02 2–7 日，不足月"
    assert [month for month, _ in rows] == ["2025-01"] * 9 + [begun] * 9
    assert rows["2025-01", "份数"] == [12, 8, 4, 50, 5, 7, 140], rows
    assert rows["2025-01", "次均费用"] == [
        6500, 4500, 2000, 44.4444, 3000, 3500, 116.6667], rows
    assert rows[begun, "份数"] == [6, 12, *[None] * 5], rows
    assert rows[begun, "次均费用"] == [500, 6500, -6000, -92.3077,
                                   *[None] * 3], rows
    assert rows["2025-01", "死亡率"][3] is None, rows  # it was 0
    assert begun in "".join(page_.words).split("规则包")[0]
    assert read(f"{top}/both/report.html") == read(f"{top}/merged/report.html")


@case
def few_or_none(top):
    write(f"{top}/none.xml")
    for name, words in (("none", ["none.xml"]),
                        ("one", [f"{EXAMPLES}/clean.xml"])):
        run("batch", "-o", name, *words, cwd=top)
        page_ = report(f"{top}/{name}")
        for bad in ("nan", "NaN", "inf%", "undefined"):
            assert bad not in "".join(page_.words), (name, bad)
    assert "没有需要处理的病例" in report(f"{top}/one").text
    assert "份没有填付费方式" not in report(f"{top}/one").text
    assert "示例" in "".join(report(f"{top}/one").words)


PROBE = """
<script>
window.addEventListener("load", function () { setTimeout(function () {
  var said = [], key = document.querySelectorAll(
    "a[href], button:not(:disabled), input, [tabindex='0']");
  key.forEach(function (e) {
    if (!e.getClientRects().length) return;
    e.focus();
    if (document.activeElement !== e) said.push("no focus " + e.outerHTML);
    if (!(e.getAttribute("aria-label") || e.placeholder || e.textContent))
      said.push("no name " + e.outerHTML);
  });
  var shown = function () { return document.querySelectorAll(
    "#t-worst tbody tr:not(.off)").length; };
  if (shown() !== 25) said.push("page of " + shown());
  document.querySelector(".pages button:last-of-type").click();
  if (document.querySelector("#t-worst tbody tr:not(.off)").id !== "r26")
    said.push("second page");
  var head = document.querySelector("#t-coders thead th:nth-child(2)");
  head.querySelector("button").click();
  if (head.getAttribute("aria-sort") !== "descending") said.push("sort");
  if (document.documentElement.scrollWidth > innerWidth)
    said.push("wider than the window");
  if (window.Chart && document.querySelectorAll(".chart[hidden]").length > 1)
    said.push("charts missing");
  document.querySelectorAll("#payment table").forEach(function (table) {
    var name = table.querySelector("tbody th");
    if (name.offsetWidth < (innerWidth < 700 ? 70 : 150))
      said.push("names of " + table.id + " have " + name.offsetWidth);
    if (innerWidth > 1400 &&
        table.offsetWidth > table.parentNode.clientWidth)
      said.push(table.id + " goes on behind the edge");
  });
  if (performance.getEntriesByType("resource").length) said.push("network");
  if (window.faults.length) said.push(window.faults.join());
  document.title = "probe " + (said.join("; ") || "good");
  parent.postMessage(document.title, "*");
}, 300); });
</script></body>"""
TRAP = ("<script>window.faults = []; window.onerror = function (m) { "
        "window.faults.push(m); }; console.error = window.onerror;</script>")
# A window may not be as narrow as a telephone; a frame may.
PHONE = """<!DOCTYPE html><title>nothing</title>
<iframe src="probe.html" style="width: 390px; height: 800px"></iframe>
<script>addEventListener("message", function (e) { document.title = e.data; })
</script>"""


@case
def works_in_a_browser(top):
    chromium = shutil.which("chromium")
    if chromium is None:
        raise kit.Skip("no chromium here")
    write(f"{top}/a.xml", *generated(120))
    run("batch", "-o", "out", "a.xml", cwd=top)
    text = read(f"{top}/out/report.html").decode()
    head, _, tail = text.rpartition("</body>")
    kit.write(f"{top}/probe.html",
              head.replace("<body>", "<body>" + TRAP, 1) + PROBE + tail)
    kit.write(f"{top}/phone.html", PHONE)
    for name in ("probe.html", "phone.html"):
        done = kit.run(
            "--headless", "--no-sandbox", "--disable-gpu",
            f"--user-data-dir={top}/profile", "--window-size=1440,1200",
            "--enable-logging=stderr", "--virtual-time-budget=3000",
            "--dump-dom", f"file://{top}/{name}", program=chromium)
        title = re.search(r"<title>(.*?)</title>", done.out)
        if title is None:
            raise kit.Skip("chromium does not run here")
        assert title.group(1) == "probe good", (name, title.group(1))
        assert ":CONSOLE" not in done.err, done.err[-400:]


kit.main()
