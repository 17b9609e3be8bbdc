"""docs.py -- every command and fragment of docs/ and the READMEs, run.

A block's info string says what it is: `sh` commands run in a folder where the
files they name stand, `xml` of a region, a hospital or a page, `json` of a
page, `csv` of a dialect and `rules` go through the program. Languages, views
and the forms of settlement are run by the tests of HELD, which read them from
the page; what this machine cannot run is in UNTRIED. A block of another kind
is a fault, and so is a command within a line whose options --help lacks.
"""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
from xml.etree import ElementTree

import kit

PAGES = sorted(glob.glob(f"{kit.TREE}/docs/*.md")) + [
    f"{kit.TREE}/README.md", f"{kit.TREE}/README.zh-CN.md"]
HELD = {  # who runs the blocks of a page
    ("batch.md", "sql"): "tables.py postgres.py",
    ("cluster.md", "sh"): "cluster.py", ("cluster.md", "python"): "cluster.py",
    ("hosts.md", "c cpp python js java csharp pascal go php powerbuilder vb"):
        "hosts/languages.py",
    ("hosts.md", "xml"): "hosts/forms.py",
    ("settlement.md", "xml"): "settlement/forms.py"}
UNTRIED = {  # no runtime in Debian, or another machine's
    ("result.md", "json"), ("desk.md", "html"), ("service.md", "html"),
    ("service.md", "ini"),
    ("service.md", "java"), ("service.md", "csharp"), ("service.md", "pascal"),
    ("service.md", "vb"), ("service.md", "powerbuilder"),
    ("service.md", "jsp"), ("service.md", "cshtml"), ("service.md", "nginx"),
    ("service.md", "js")}
ELSEWHERE = (  # another machine's, or run by postgres.py, languages.py
    "sudo |openssl |PREGROUP_SERVE_OPTIONS=|cd |cp |python3 show.py |"
    r"\./bootstrap |.* --db ")
TEXT = re.compile(r"^ *```(\w*)([^\n]*)\n(.*?)^ *```$", re.M | re.S)


class Block:
    def __init__(self, page, match, text):
        self.page, self.kind = page, match[1]
        self.body = textwrap.dedent(match[3])
        self.line = text.count("\n", 0, match.start()) + 1

    def __str__(self):
        return f"{self.page}:{self.line} {self.kind}"


def blocks():
    for path in PAGES:
        text = kit.read(path).decode()
        for match in TEXT.finditer(text):
            yield Block(os.path.basename(path), match, text)


def held(block):
    for (page, kinds), tests in HELD.items():
        if block.page == page and block.kind in kinds.split():
            return tests
    return None


# ---- the folder in which commands run

def fill(top):
    """What the pages name: exports, tables, regions, packs."""
    examples = f"{kit.TREE}/examples"
    for name in ("knowledge", "examples", "tests"):
        os.symlink(f"{kit.TREE}/{name}", f"{top}/{name}")
    os.makedirs(f"{top}/schemas")
    for path in [*glob.glob(f"{kit.TREE}/schemas/*"),
                 *glob.glob(f"{kit.BUILD}/schemas/*")]:
        shutil.copy(path, f"{top}/schemas")
    os.symlink(kit.KNOWLEDGE, f"{top}/改过的knowledge")
    os.makedirs(f"{top}/bin")
    os.symlink(kit.PREGROUP, f"{top}/bin/pregroup")
    for folder in ("导出", "一季度", "二季度", "2024年6月", "共享/导出/2025Q1",
                   "共享/导出/2025Q2", "一月.in", "二月.in", "三月.in"):
        os.makedirs(f"{top}/{folder}")
        shutil.copy(f"{examples}/mistakes.xml", f"{top}/{folder}/a.xml")
    for name in ("病案", "首页", "补传", "导出样本", "导出一个月", "导出"):
        shutil.copy(f"{examples}/mistakes.xml", f"{top}/{name}.xml")
    page = f"{top}/首页.xml"
    for kind, names in (("yb-4101", ("清单.json", "本月.json")),
                        ("flat-2012", ("首页.csv", "2024年6月/1.csv"))):
        how = ("-f", "csv") if kind == "flat-2012" else ()
        for name in names:
            kit.run("convert", "-t", kind, *how, "-o", f"{top}/{name}", page)
    for name in ("202501.zip", "三月.zip"):
        kit.write(f"{top}/{name}", kit.zipped({"a.xml": kit.read(page)}))
    for name in ("a.xml", "b.xml"):
        shutil.copy(page, f"{top}/{name}")
    shutil.copy(f"{kit.KNOWLEDGE}/regions/demo/region.xml", f"{top}/region.xml")
    shutil.copytree(f"{kit.KNOWLEDGE}/regions/demo", f"{top}/demo")
    for name in os.listdir(f"{top}/demo"):
        shutil.copy(f"{top}/demo/{name}", top)
    kit.write(f"{top}/本院.rules", own_rules())
    kit.write(f"{top}/本院.xml", kit.hospital('<rules file="本院.rules"/>'))
    fill_bureau(top)
    told = kit.run("check", "--verified-lines", page).out
    kit.write(f"{top}/已核实.txt", told)
    kit.write(f"{top}/一行.tsv", told.splitlines()[0] + "\n")
    result = kit.check(page)[0]
    kit.write(f"{top}/平台结果.csv", "病案号,病种编码,病种分值\n"
              f"{result['record']['case_no']},A01-1,100\n")
    kit.write(f"{top}/点值.csv", one_row(
        kit.read(f"{kit.KNOWLEDGE}/figures/point-value.xml").decode()))
    figures = next(b.body for b in blocks()
                   if b.body.startswith("<figures"))
    kit.write(f"{top}/表.csv", one_row(figures))
    kit.write(f"{top}/地区.xml", kit.read(f"{top}/region.xml").decode().replace(
        "</region>", figures + "</region>"))
    shutil.copy(f"{kit.TREE}/tests/regions/cities/nanyang/figures/scores.csv",
                f"{top}/病种费用.csv")


def fill_bureau(top):
    """What a bureau sends, and a month of the hospital's."""
    groups = [["阑尾切除", "K35.8", "47.0100"], ["高血压", "I10.x", ""],
              ["肺炎", "J18.9", ""], ["疝修补", "K40.9", "53.0000"]]
    kit.write(f"{top}/病种目录.xlsx", kit.zipped(kit.workbook({"目录": [
        ["病种编码", "病种名称", "主要诊断编码", "手术操作编码", "病种分值"],
        *([f"{dx}{':' if op else ''}{op}", name, dx, op, f"{9 + n}00.5"]
          for n, (name, dx, op) in enumerate(groups))]})))
    for name, lines in (("诊断编码", ["K35.800,急性阑尾炎", "I10.x00,高血压"]),
                        ("手术编码", ["47.0100,腹腔镜下阑尾切除术"]),
                        ("灰码", ["K35.900,阑尾炎"])):
        kit.write(f"{top}/{name}.csv", "\n".join(["编码,名称", *lines]) + "\n")
    kit.write(f"{top}/对照表.xlsx", kit.zipped(kit.workbook({"对照": [
        ["国临版编码", "国临版名称", "医保版编码", "医保版名称"],
        ["K35.801", "阑尾炎", "K35.800", "急性阑尾炎"]]})))
    os.makedirs(f"{top}/上月首页")
    for name in ("上月首页/a.xml", "上月的一份首页.xml"):
        shutil.copy(f"{kit.TREE}/examples/mistakes.xml", f"{top}/{name}")


def own_rules():
    """The rule of rules.md as one of a hospital's own."""
    return next(b.body for b in blocks() if b.kind == "rules").replace(
        "[SEX001]", "[BYY001]")


def one_row(figures):
    """A table of the headings that figures name."""
    columns = re.findall(r"<column [^>]*>", figures)
    heads = [re.search('heading="([^"]*)"', c)[1] for c in columns]
    return (",".join(heads) + "\n" + ",".join(
        "甲" if 'type="text"' in c else "2024" for c in columns) + "\n")


def sh(top, text, address=None):
    """A command's status and what it said."""
    env = {**os.environ, "PATH": f"{top}/bin:{os.environ['PATH']}"}
    text = text.replace("/共享", f"{top}/共享")
    if address is not None:
        text = text.replace("127.0.0.1:8470", address)
    done = subprocess.run(["bash", "-c", text], cwd=top, env=env,
                          capture_output=True, timeout=kit.SECONDS, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8",
                                                               "replace")


def commands_of(body):
    for line in body.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#(\s.*)?$", "", line).strip()
        if line:
            yield line



def run_commands(block, top, address):
    """Each line runs with a status of 0 or 1; the first that does not."""
    batch = None
    shutil.rmtree(f"{top}/结果", ignore_errors=True)
    if block.page == "figures.md":
        kit.run("batch", "--quiet", "-o", f"{top}/结果", f"{top}/首页.xml")
    for line in commands_of(block.body):
        if re.match(ELSEWHERE, line) or (
                line.startswith("curl") and shutil.which("curl") is None):
            continue
        if "公开表" in line:
            source = kit.shared(f"docs {block}", "data/chs-drg-1.1")
            if source is None:
                return
            line = line.replace("公开表", source)
        if batch is not None:
            line = line.replace("/批名", f"/{batch}")
        status, told = sh(top, line, address)
        if status not in (0,) if " pack " in line else status not in (0, 1):
            raise kit.Failure(f"{line}: {status}: {told[-400:]}")
        if "Location: " in told:
            batch = re.search(r"Location: \S*/(\S+)", told)[1]
        if line.startswith("curl") and '"detail"' in told:
            raise kit.Failure(f"{line}: {told[-400:]}")


# ---- fragments of regions and hospitals

BASE = """<codes>
<table system="procedure" edition="yb-2.0" file="手术编码.csv" code="手术代码"
 name="手术名称" kind="类别"/>
</codes>
<catalogue file="目录.csv">
<column field="group" heading="病种编码"/>
<column field="kind" heading="病种类型"><value text="1" is="core"/>
<value text="K35.800" is="comprehensive"/></column>
<column field="dx" heading="主诊断代码"/>
<column field="main_op" heading="主要操作代码"/>
<column field="score" heading="病种分值"/>
<column field="mean_cost" heading="均费"/>
<column field="factor_day" heading="床日"/>
<column field="factor_unstable" heading="不稳定"/>
<column field="factor_young" heading="年幼"/>
</catalogue>
<grouping dx-key="4" or="/" and="+,"><layers>core</layers></grouping>
<settlement><set name="point_value" value="8"/>
<set name="level_factor" value="1"/>
<let name="points" value="score * level_factor"/>
<let name="standard" value="points * point_value"/></settlement>"""
WITHIN = {  # where an element stands that is no child of the region
    "grouping": "comprehensive conservative-row fallback layers pick exclude "
                "list primary-care",
    "settlement": "set let lookup", "catalogue": "column means"}
ORDER = "codes catalogue grouping drg settlement auxiliary figures".split()
OF_HOSPITAL = {"department", "dictionary", "columns", "rule", "rules", "file"}
CELLS = {  # by field or attribute, then by heading
    "kind": "1", "group": "K35.8-1", "keys": "K35.8-1", "dx": "K35.8",
    "dx_name": "阑尾炎", "name": "阑尾炎", "main_op": "47.0100",
    "mdc": "MDCG", "类别": "手术", "备注": "不可作为主要手术操作",
    "病种": "K35.8-47.0100 阑尾切除", "component": "1", "dimension": "年龄",
    "class": "老年", "list": "K35 诊断", "exclusion": "1", "pre": "",
    "regions": "", "when": "", "principal_dx": "", "principal_op": "",
    "any_op": "", "other_op": "", "手术操作": "", "from": "K35.900",
    "to": "K35.800"}
NUMBERS = "score mean_cost mean_days value weight factor upto order across"
PROPERTIES = ("system edition file sheet layer group-prefix fill match as "
              "is text contains insurance month level label combine").split()


def tree_of(fragment):
    return ElementTree.fromstring(f"<x>{fragment.replace('…', '')}</x>")


def merged(fragment):
    """The children of a region in which the fragment's elements stand for
    those of the base."""
    base, own = tree_of(BASE), tree_of(fragment)
    parents = {name: parent for parent, names in WITHIN.items()
               for name in names.split()}
    for name in {child.tag for child in own} & set(ORDER):
        for old in base.findall(name):
            base.remove(old)
    for child in own:
        parent = parents.get(child.tag)
        if parent is None:
            base.append(child)
            continue
        into = base.find(parent)
        for old in list(into):
            if old.tag == child.tag and (
                    old.get("name", old.get("field")) ==
                    child.get("name", child.get("field"))) and \
                    old not in list(own):
                into.remove(old)
        into.append(child)
    return base


def completed(base):
    """What a fragment leaves to others, and the order of the schema."""
    whole = tree_of(BASE)
    for table in base.findall("catalogue"):
        if not table.findall("column"):
            table.extend(whole.find("catalogue").findall("column"))
        named = {column.get("field") for column in table.findall("column")}
        table.extend(c for c in whole.find("catalogue") if "factor" in
                     c.get("field") and c.get("field") not in named)
        for means in table.findall("means"):  # behind the columns
            table.remove(means)
            table.append(means)
    money = base.find("settlement")
    named = [child.get("name") for child in money]
    for child in whole.find("settlement"):
        if child.get("name") not in named:
            if child.tag == "set":
                money.insert(0, child)
            else:
                money.append(child)
    grouping = base.find("grouping")
    if grouping.find("layers") is None:
        grouping.append(whole.find("grouping/layers"))
    layers = base.find("grouping/layers")
    layers.text = " ".join([layers.text, *(
        table.get("layer") for table in base.findall("catalogue")[:1]
        if table.get("layer"))])
    for name in ("points", "standard"):
        last = next(c for c in money if c.get("name") == name)
        money.remove(last)
        money.append(last)
    children = [c for name in ORDER for c in base.findall(name)]
    return children


OF_DRG = {("mdc", "code"): "MDCG", ("adrg", "code"): "GD1",
          ("exclusions", "list"): "1", ("adrg", "principal_dx"): "K35 诊断"}


def cells_of(element):
    """(heading, cell) that an element asks of its table."""
    for child in [element, *element]:
        field = child.get("field")
        for name, value in child.attrib.items():
            if name in PROPERTIES or name in ("field", "split", "part"):
                continue
            kind = field or name
            cell = "1" if kind in NUMBERS.split() or "factor_" in kind else \
                OF_DRG.get((element.tag, kind)) or \
                CELLS.get(value, CELLS.get(kind, "K35.800"))
            for heading in value.split() if name == "keys" else [value]:
                yield heading, cell


def groups_of(children):
    """Groups that a region names, and so asks of its catalogue."""
    named = [child.get("group") for top in children
             for child in top.iter("fallback")]
    drg = [child for child in children if child.tag == "drg"]
    return (["GD11", drg[0].get("ungrouped")] if drg else ["K35.8-1"]) + named


def lay_out(top, children):
    """The tables that a region names, each with a row, the catalogue with one
    for each group."""
    tables = {}
    for child in children:
        for element in child.iter():
            if element.get("file") is not None:
                sheet = tables.setdefault(element.get("file"), {}).setdefault(
                    element.get("sheet", "表"), {})
                sheet.update(pair for pair in cells_of(element)
                             if pair[0] not in sheet)
    groups = groups_of(children)
    for name, sheets in tables.items():
        rows = {sheet: [list(cells), *(
            [[group if cell == "K35.8-1" else cell
              for cell in cells.values()] for group in groups]
            if "主诊断代码" in cells else [list(cells.values())])]
                for sheet, cells in sheets.items()}
        if name.endswith(".xlsx"):
            kit.write(f"{top}/{name}", kit.zipped(kit.workbook(rows)))
        else:
            kit.write(f"{top}/{name}", "\n".join(
                ",".join(line) for line in rows["表"]) + "\n")


def compiles(block, top):
    """A fragment of a region or a hospital's file, in a region that builds."""
    body = re.sub("<!--.*?-->", "", block.body, flags=re.S)
    head, hospital, fragment = (
        '<region xmlns="urn:pregroup:region:1" id="docs" name="试" '
        'scheme="dip" generation="2.0" rules="none">', kit.hospital(), body)
    if body.startswith("<region"):
        head, fragment = body, ""
    elif body.startswith("<hospital"):
        hospital, fragment = body, ""
    elif {child.tag for child in tree_of(body)} <= OF_HOSPITAL:
        hospital, fragment = kit.hospital(body), ""
    children = completed(merged(fragment))
    if any(child.tag == "drg" for child in children):
        head = head.replace('"dip"', '"drg-points"')
    kit.write(f"{top}/region.xml", head + "".join(
        ElementTree.tostring(c, "unicode") for c in children) + "</region>")
    kit.write(f"{top}/hospital.xml", hospital)
    kit.write(f"{top}/本院.rules", own_rules())
    lay_out(top, children)
    done = kit.build(f"{top}/region.xml", f"{top}/a.pack", "--hospital",
                     f"{top}/hospital.xml")
    kit.equal("status", (done.status, "" if done.status == 0 else done.err),
              (0, ""))


def stands_alone(line):
    """A message of one line: JSON, or XML that is whole."""
    try:
        if not line.startswith(("{", "[")):
            ElementTree.fromstring(line.replace("soap:", ""))
        return True
    except ElementTree.ParseError:
        return False


def is_read(block, top):
    """Each page of a fragment, in the formats shown, is read."""
    body = re.sub("<!--.*?-->", "", block.body)
    lines = [line for line in body.splitlines() if line.strip()]
    for text in lines if stands_alone(lines[0]) else [body]:
        path = kit.write(f"{top}/page", text)
        got = kit.check(path)
        kit.equal("records", len(got) >= 1 and all(
            r["record"]["dialect"] for r in got), True)


def is_dialect(block, top):
    """Rows of a dialect that the tree has, or that build beside it."""
    known = "".join(kit.read(path).decode() for path in glob.glob(
        f"{kit.KNOWLEDGE}/**/*.csv", recursive=True))
    new = [line for line in block.body.splitlines() if line not in known]
    if not new:
        return
    shutil.copytree(kit.KNOWLEDGE, f"{top}/k")
    head = "" if block.body.startswith("tag,") else "tag,field,use,map\n"
    if new[0].startswith("knowledge/"):
        path, rows = block.body.split("\n", 1)
        kit.holds(path, kit.read(f"{kit.TREE}/{path}").decode(), rows)
        return
    key = "" if ",key" in block.body else "BAH,record_no,key,\n"
    kit.write(f"{top}/k/dialects/docs.csv", head + block.body.replace(
        "tag,field,use,map\n", "tag,field,use,map\n" + key)
        if not head else head + key + block.body)
    done = kit.run("pack", "build", "--knowledge", f"{top}/k",
                   kit.DEMO, "-o", f"{top}/a.pack")
    kit.equal("status", (done.status, "" if done.status == 0 else done.err),
              (0, ""))


def are_rules(block, top):
    path = kit.write(f"{top}/a.rules", block.body)
    done = kit.run("rules", "test", path)
    kit.equal("status", (done.status, "" if done.status == 0 else
                         done.out + done.err), (0, ""))


def serves_nanyang(block, top):
    """The hospital's file of cities.md, with the sample's tables for the names
    it gives and a number for each …"""
    region = f"{kit.KNOWLEDGE}/regions/nanyang/region.xml"
    sample = f"{kit.TREE}/tests/regions/cities/nanyang"
    paths = dict(re.findall('<file name="([^"]*)" path="([^"]*)"',
                            kit.read(f"{sample}/hospital.xml").decode()))
    body = re.sub('<file name="([^"]*)" path="[^"]*"', lambda found:
                  f'<file name="{found[1]}" path="{sample}/{paths[found[1]]}"',
                  block.body).replace('"…"', '"1"').replace("…", "")
    done = kit.build(region, f"{top}/a.pack", "--hospital",
                     kit.write(f"{top}/hospital.xml", body))
    kit.equal("status", (done.status, "" if done.status == 0 else done.err),
              (0, ""))


def try_block(block):
    with tempfile.TemporaryDirectory() as top:
        if block.kind == "xml" and re.search(
                "<(RECORD|row|front_pages|soap:|request|ROWDATA)",
                block.body):
            is_read(block, top)
        elif block.page == "cities.md":
            serves_nanyang(block, top)
        else:
            {"xml": compiles, "json": is_read, "csv": is_dialect,
             "rules": are_rules}[block.kind](block, top)


def options_of(command):
    """The options that the help of a command names."""
    words = command.split()
    for depth in (2, 1):
        done = kit.run(*words[:depth], "--help")
        if done.status == 0:
            return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", done.out))
    raise kit.Failure(f"{command}: no such command")


def commands_within_lines():
    """`pregroup ...` within a line: a command that there is, and its
    options."""
    wrong = []
    for path in PAGES:
        text = TEXT.sub("", kit.read(path).decode())
        for command in re.findall(r"`pregroup ((?!-)[a-z][^`]*)`", text):
            used = set(re.findall(r"(?<!\S)--?[a-z][\w-]*", command))
            lacking = used - options_of(command)
            if lacking:
                wrong.append(f"{os.path.basename(path)}: pregroup {command}: "
                             f"{' '.join(sorted(lacking))}")
    return wrong


def main(top):
    kit.judge("commands within lines", commands_within_lines)
    fill(top)
    service = subprocess.Popen(
        [kit.PREGROUP, "serve", "--listen", "127.0.0.1:0",
         "--verified", "已核实.txt"], cwd=top,
        stderr=subprocess.PIPE)
    said = service.stderr.readline().decode()
    address = re.search("http://([^/]*)/", said)
    try:
        try_all(top, address and address[1])
    finally:
        service.terminate()
        service.wait()
        service.stderr.close()


def try_all(top, address):
    for block in blocks():
        tests = held(block)
        if tests is not None:
            missing = [name for name in tests.split() if block.page not in
                       kit.read(f"{kit.TREE}/tests/{name}").decode()]
            kit.verdict(str(block), "".join(missing))
        elif (block.page, block.kind) in UNTRIED or block.kind == "text":
            continue
        elif block.kind == "sh":
            kit.judge(str(block), run_commands, block, top, address)
        else:
            kit.judge(str(block), try_block, block)


if __name__ == "__main__":
    kit.main(main)
