#!/usr/bin/env python3
"""report.html of `pregroup batch` and `merge`: says what summary.json says,
names nothing outside itself, cannot be broken by what a record says, and works
in a browser where there is one.
"""
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
    most = max(said["departments"], key=lambda d: d["errors"])
    worst = min(said["departments"], key=lambda d: d["sums"]["margin"])
    assert (most["name"] or "（未填）") in points[0] and \
        f"{most['with_error']:,} 份病例有 {most['errors']:,} 个错误" in points[0], (most, points)
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
    return round_half(F(part * 100, whole), 2) if whole else None


def round_half(value, places):
    """Half away from zero."""
    value = F(value) * 10 ** places
    whole = int(abs(value) + F(1, 2))
    return (-whole if value < 0 else whole) / 10 ** places


def of_number(value):
    return None if value is None else F(str(value))


def mean(values, places=2):
    known = [v for v in values if v is not None]
    return round_half(sum(known) / F(len(known)), places) if known else None


def total(values):
    known = [v for v in values if v is not None]
    return float(sum(known)) if known else None


class Told:
    """A line of results.jsonl and the record it is of."""

    def __init__(self, line, sent):
        self.sent, found = sent, line["findings"]
        self.rules = [f["rule"] for f in found]
        self.errors, self.warnings = (sum(f["severity"] == s for f in found)
                                      for s in ("error", "warning"))
        self.grouped = line["grouping"]["status"] == "grouped"
        self.group = line["grouping"]["group"] or ""
        self.kind = line["grouping"]["kind"] or ""
        self.score = of_number(line["grouping"]["score"])
        paid = line["settlement"]
        self.deviation = paid["deviation"] or ""
        self.ratio, self.cost, self.standard, self.margin = (
            of_number(paid[k]) for k in ("ratio", "cost", "standard",
                                         "margin"))


def of_errors(mine):
    """The columns of the tables by department, coder ..."""
    bad = sum(c.errors > 0 for c in mine)
    return [round_half(F(sum(c.errors for c in mine) * 100, len(mine)), 2),
            len(mine), sum(c.errors for c in mine),
            sum(c.warnings for c in mine), bad, percent(bad, len(mine)),
            sum(c.errors == 0 and c.warnings > 0 for c in mine)]


def of_payment(mine):
    paid = [c for c in mine if c.margin is not None]
    cost, standard = (total(getattr(c, k) for c in paid)
                      for k in ("cost", "standard"))
    return [total(c.margin for c in mine), len(mine), cost, standard,
            cost * 100 / standard if paid else None,
            mean(c.margin for c in mine), mean(c.cost for c in mine)]


def of_deviation(mine):
    n = [sum(c.deviation == d for c in mine)
         for d in ("normal", "low", "high", "extreme")]
    return [percent(sum(n[1:]), sum(n)), len(mine), *n]


def of_fees(mine):
    cost = sum(c.cost for c in mine)
    return [float(cost), mean(c.cost for c in mine),
            percent(sum(F(c.sent["XYF"]) for c in mine), cost),
            percent(sum(F(c.sent["YCXYYCLF"]) for c in mine), cost)]


def of_ends(mine):
    n = {w: sum(c.sent["LYFS"] == w for c in mine) for w in "12345"}
    return [len(mine), n["5"], percent(n["5"], len(mine)), n["2"] + n["3"],
            percent(n["2"] + n["3"], len(mine)), n["4"],
            mean(5 for _ in mine)]


def sent_pages():
    """Some of which have no department, no doctor, a way of discharge."""
    return [{"no": f"{i:06}", "department": ["0401", "0304", "05", ""][i % 4],
             "coder": f"编码{i % 5}", "cost": f"{3000 + 61 * (i % 300)}.50",
             "code": ["K35.800", "I25.103", "XX"][i % 3],
             "sex": "12"[i % 2] if i % 7 else "7", "month": 1 + i % 3,
             "ZZYS": ["甲医师", "乙医师", ""][i % 3],
             "CYBF": ["内一", "外一"][i % 2], "LYFS": "1234511"[i % 7],
             "XYF": f"{700 + i}.25", "YCXYYCLF": f"{i}.10"}
            for i in range(330)]


def near(shown, meant):
    return (shown is None) == (meant is None) and (
        shown is None or abs(shown - meant) < 1e-4)


@case
def every_figure_follows_from_the_results(top):
    sent = sent_pages()
    write(f"{top}/in/a.xml", *[page(**s) for s in sent])
    kit.write(f"{top}/in/notes.txt", "no front page\n")
    run("batch", "-o", "out", "in", EXAMPLES + "/clean.xml", cwd=top)
    by_no = {s["no"]: s for s in sent}
    lines = [json.loads(x) for x in read(f"{top}/out/results.jsonl").decode()
             .splitlines()]
    cases = [Told(x, by_no[x["record"]["case_no"]]) for x in lines
             if x["record"].get("case_no") in by_no]
    assert len(cases) == len(sent)
    page_ = report(f"{top}/out")
    run("batch", "-o", "pages", "in/a.xml", cwd=top)
    page_ = report(f"{top}/pages")
    bad = report(f"{top}/out")

    def parts(key):
        out = {}
        for c in cases:
            out.setdefault(key(c), []).append(c)
        return out

    def holds(table, key, columns, none="（未填）"):
        rows, mine = page_.rows(table), parts(key)
        assert len(rows) == len(mine), (table, rows)
        for name, shown in rows:
            code = name.rsplit(" ", 1)[-1]
            meant = columns(mine["" if code == none else code])
            assert len(shown) >= len(meant) and all(
                map(near, shown, meant)), (table, name, shown, meant)
        if "" in mine:
            assert rows[-1][0] == none, (table, rows[-1])

    def sent_as(tag):
        return lambda c: c.sent[tag]

    holds("t-departments", sent_as("department"), of_errors)
    holds("t-coders", sent_as("coder"), of_errors)
    holds("t-doctors", sent_as("ZZYS"), of_errors)
    holds("t-wards", sent_as("CYBF"), of_errors)
    holds("t-payment", sent_as("department"), of_payment)
    holds("t-losses", lambda c: c.group, of_payment, "（没有入组）")
    holds("t-deviating", sent_as("department"), of_deviation)
    holds("t-fees", sent_as("department"), of_fees)
    holds("t-group-fees", lambda c: c.group, of_fees, "（没有入组）")
    holds("t-outcomes", sent_as("department"), of_ends)
    holds("t-months", lambda c: f"2025-{c.sent['month']:02}", lambda mine: [
        len(mine), percent(sum(c.errors > 0 for c in mine), len(mine)),
        percent(sum(c.grouped for c in mine), len(mine)),
        mean((c.score and c.score / 1000 for c in mine), 4), mean(c.cost for c in mine),
        total(c.margin for c in mine)])
    judged = [c for c in cases if c.deviation]
    words = {"正常": "normal", "费用偏低": "low", "费用偏高": "high",
             "费用极高": "extreme"}
    for name, n in page_.rows("t-deviations"):
        mine = [c for c in cases if c.deviation == words.get(name, "")]
        meant = len(mine) * 100 / len(judged) if name in words else None
        assert n[0] == len(mine) and near(n[1], meant), (name, n, meant)
    for name, n in page_.rows("t-rules"):
        rule = name.rsplit(" ", 1)[-1]
        mine = [c for c in cases if rule in c.rules]
        assert n[1] == len(mine), name
        assert near(n[2], len(mine) * 100 / len(cases)), (name, n)
        assert n[3] == sum(c.rules.count(rule) for c in mine), name
    # What is no page is named, and is in no rate.
    assert "notes.txt" in bad.text.split("<nav")[0]
    assert any("notes.txt" in name for name, _ in bad.rows("t-bad"))
    apart = [n for name, n in bad.rows("t-rules") if name.endswith("STR021")]
    assert apart == [[None, None, None, 1, None]], apart
    facts = {name: n[0] for name, n in bad.rows("t-coverage")}
    assert facts["记录"] == len(cases) + 1 and facts["没有首页的来源"] == 1


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
            assert near(shown[name][0], rate * 100), (name, rate)
        for view in ("coders", "months", "doctors"):
            key = view[:-1]
            rows = db.execute(f"SELECT {key}, with_error_rate, "
                              f"deviation_rate FROM {view}").fetchall()
            for code, bad, off in rows:
                counts = next(n for name, n in page_.rows(f"t-{view}")
                              if name == (code or "（未填）"))
                at = 1 if view == "months" else 5
                assert near(counts[at], bad * 100), (view, code)
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
    assert errors == sorted(errors, reverse=True)
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
            assert links[-1] == back and links[:-1], (table, head)
            assert all(x[0] == "c" for x in links[:-1]), links
    # Each of them has what it is there for.
    for number, (body, links) in found.items():
        rule = re.search(r"<b>[^<]*<span class=\"code\">([A-Z]{3}\d+)", body)
        for link in links[:-1] if rule else []:
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
    assert rows["份数"] == [90, 60, -30], rows["份数"]
    for name, key in (("错误数", "errors"), ("警告数", "warnings")):
        assert rows[name] == [before[key], after[key],
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
    for name in ("absent.json", "a.xml", "old"):
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


@case
def months_stand_beside_earlier_ones(top):
    """In this run or any that is compared with, the year before and the month
    before, over the end of a year."""
    for name, year, month, count in (("now", 2025, 1, 12), ("last", 2024, 12, 8),
                                     ("year", 2024, 1, 5)):
        write(f"{top}/{name}.xml", *[
            page(f"{year}{month:02}{i}", cost=f"{1000 * (i + 1)}.00",
                 RYSJ=f"{year}-{month:02}-01", CYSJ=f"{year}-{month:02}-06")
            for i in range(count)])
        run("batch", "-o", name, f"{name}.xml", cwd=top)
    with_both = ["--compare", "last/summary.json", "--compare",
                 "year/summary.json"]
    run("batch", "-o", "both", *with_both, "now.xml", cwd=top)
    run("merge", "-o", "merged", *with_both, "now", cwd=top)
    rows = {row[1][1].replace("示例", ""): [
        float(c[0]) if c[0] else None for c in row[2:]]
        for row in report(f"{top}/both").tables["t-since"][1:]}
    assert rows["份数"] == [12, 8, 4, 5, 7], rows
    assert rows["次均费用"] == [6500, 4500, 2000, 3000, 3500], rows
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
