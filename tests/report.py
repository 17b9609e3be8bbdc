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

import kit
from kit import case, read

EXAMPLES = f"{kit.TREE}/examples"
VOID = {"meta", "input", "br", "link", "img", "hr"}
HOSTILE = ["</script><script>document.title='hit'</script>", "\"' onload=hit()",
           "<img src=http://x.example/ onerror=hit()>", "&lt;b&gt;", "=1+1",
           "]]><!--", "\u202egnp.exe", "{{7*7}}", "</td></table><h1>x"]


def page(no, department="0401", coder="编码一", name="甘草示", cost="8606.80",
         month=3, code="K35.800", diagnosis="急性阑尾炎", sex="1"):
    return kit.record({
        "BAH": no, "ZYCS": "1", "XM": name, "XB": sex, "CYKB": department,
        "RYSJ": f"2025-{month:02}-01", "CYSJ": f"2025-{month:02}-06",
        "BMY": coder, "JBDM": code, "ZYZD": diagnosis, "YLFKFS": "1",
        "SFZHM": "110101197001010011", "DH": "13900001111",
        "XZZ": "示例路一号", "SSJCZBM1": "47.0100", "ZFY": cost})


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
                    ("仅有警告", totals["with_warning"]),
                    ("入组", totals["grouped"]), ("算出支付", totals["priced"]),
                    ("输入文件", said["files"])):
        assert facts[name] == n, name
    # A rule stands there as its title, a blank, its id.
    assert {r[0].rsplit(" ", 1)[-1]: r[1][1] for r in
            page_.rows("t-rules")} == {
        r["key"]: r["records"] for r in said["rules"]}
    titles = {f["rule"]: f["title"] for f in
              kit.table(f"{top}/out/findings.csv")}
    assert all(r[0] == (titles[r[0].rsplit(" ", 1)[-1]] + " " +
                        r[0].rsplit(" ", 1)[-1]).strip()
               for r in page_.rows("t-rules"))
    assert sorted(r[1][0] for r in page_.rows("t-coders")) == sorted(
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


@case
def worst_come_first_and_lead_to_their_findings(top):
    write(f"{top}/a.xml", *generated(600))
    run("batch", "-o", "out", "a.xml", EXAMPLES, cwd=top)
    page_ = report(f"{top}/out")
    rows = page_.tables["t-worst"][1:]
    heads = [h[1] for h in page_.tables["t-worst"][0]]
    at, warned = heads.index("错误"), heads.index("警告")
    assert len(rows) == 500
    errors = [float(r[at][0]) for r in rows]
    assert errors == sorted(errors, reverse=True)
    assert {f"c{i}" for i in range(1, 501)} <= set(page_.ids)
    first = page_.text.split('<article id="c1"')[1].split("</article>")[0]
    assert first.count('class="sev e"') == min(12, errors[0])
    assert rows[0][1][1] in first
    assert first.count("<li>") == min(
        12, float(rows[0][-1][0])) and float(rows[0][-1][0]) >= \
        errors[0] + float(rows[0][warned][0])
    assert len(page_.text) < 4_000_000


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
    for name, key in (("错误", "errors"), ("警告", "warnings")):
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
