"""What the test scripts share: where things are, the program and its answers,
files, pages of invented patients, small regions, verdicts.

A new script is tests/NAME.py and a line in Makefile.am, and looks like this:

    #!/usr/bin/env python3
    \"\"\"NAME.py -- what has to hold, in a sentence.\"\"\"
    import kit

    @kit.case
    def the_age_is_read(top):
        page = kit.write(f"{top}/page.xml", kit.pages(kit.patient(NL="30")))
        result, = kit.check("--record", page)
        kit.equal("age", result["fields"]["age"], 30)

    kit.main()

A case gets an empty folder of its own, and its name is the name of the PASS or
FAIL line; `NAME.py the_age_is_read` runs it alone. It fails by equal, holds,
lacks, assert or any other exception; `raise kit.Skip("no xmllint")` leaves it
out. Where the tests stand in a table, kit.main(function) calls the function
with an empty folder, and it gives each verdict itself. A script in a folder
below tests/ says `sys.path.append(sys.path[0] + "/..")` before the import.

tests/run.sh sets PREGROUP and builddir; by hand, run from the build folder.
PREGROUP_SHARED is the folder with the data that is not ours to give away.
"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections import namedtuple
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

# ---- where things are

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(os.environ.get("builddir", "."))
PREGROUP = os.path.abspath(os.environ.get("PREGROUP") or f"{BUILD}/pregroup")
GENERATE = f"{BUILD}/tests/bench/generate"
SHARED = os.path.abspath(os.environ.get("PREGROUP_SHARED") or
                         f"{TREE}/../shared")
KNOWLEDGE = f"{TREE}/knowledge"
DEMO = f"{KNOWLEDGE}/regions/demo/region.xml"
few = None  # the folder of few_rules()
SECONDS = 120  # no call takes so long, unless it hangs

os.environ.pop("PREGROUP_PACK", None)  # the built-in pack, whoever calls


def shared(name, path):
    """A path in the shared folder; None, with the SKIP line of the tests
    `name`, where it is absent."""
    if os.path.exists(f"{SHARED}/{path}"):
        return f"{SHARED}/{path}"
    skip(name, f"no {SHARED}/{path}")
    return None


# ---- verdicts

class Failure(AssertionError):
    """What a test has found wrong."""


class Skip(Exception):
    """Why a case cannot be tried here."""


failed = []  # names of what did not pass


def verdict(name, why=None, told=""):
    """The line that tests/run.sh counts: passed if `why` is empty, a text or
    the list of what is wrong. `told` stands behind a name that passed."""
    if not why:
        print(f"PASS {name}{told}", flush=True)
        return True
    failed.append(name)
    text = str(why) if not isinstance(why, (list, tuple, set)) else \
        "\n".join(map(str, why))
    lines = [line[:2000] for line in text.splitlines()[:20]]
    print(f"FAIL {name}: " + "\n    ".join(lines), flush=True)
    return False


def expect(name, good, why=""):
    """A verdict by a condition; `why` is what was found instead."""
    return verdict(name, None if good else str(why) or "it is not so")


def skip(name, why):
    """The line of what cannot be tried here."""
    print(f"SKIP {name}: {why}", flush=True)


def judge(name, test, *arguments):
    """The verdict of a test that returns what is wrong, or raises it."""
    try:
        verdict(name, test(*arguments))
    except Skip as why:
        skip(name, why)
    except Exception as wrong:  # whatever it is, it is the verdict
        place = traceback.extract_tb(wrong.__traceback__)[1:2]
        line = f"line {place[0].lineno}: " if place else ""
        verdict(name, f"{line}{type(wrong).__name__} {wrong}")


def rounded(number, places):
    """A Decimal as the rules round it."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def equal(what, got, wanted):
    """A number may be wanted as text: 660.00 and 660 are one."""
    if isinstance(got, Decimal) and isinstance(wanted, str):
        wanted = Decimal(wanted)
    if got != wanted:
        raise Failure(f"{what}: {got!r}, not {wanted!r}")


def holds(what, text, *parts):
    """The text has all parts."""
    for part in parts:
        if part not in text:
            raise Failure(f"{what}: no {part!r} in {text!r}")


def lacks(what, text, *parts):
    """The text has none of the parts."""
    for part in parts:
        if part in text:
            raise Failure(f"{what}: {part!r} in {text!r}")


CASES = []


def case(function):
    """Marks a function as a case for run_cases()."""
    CASES.append(function)
    return function


def run_cases(top=None, tests=CASES, prefix=""):
    """Tries the cases, or those whose names the command line gives, each with
    the folder `top` or one of its own."""
    for test in tests:
        if sys.argv[1:] and test.__name__ not in sys.argv[1:]:
            continue
        with tempfile.TemporaryDirectory() as own:
            judge(prefix + test.__name__, test,
                  *[top or own][:test.__code__.co_argcount])


def main(work=lambda _: run_cases()):
    """Calls work(folder) and ends the script: with 1 if anything failed."""
    with tempfile.TemporaryDirectory() as folder:
        work(folder)
    sys.exit(1 if failed else 0)


# ---- the program

Done = namedtuple("Done", "status out err")


def run(*words, stdin=b"", seconds=SECONDS, program=PREGROUP, **how):
    """Exit status, standard output and standard error, as texts."""
    done = subprocess.run(
        [program, *words], capture_output=True, timeout=seconds, check=False,
        input=stdin.encode() if isinstance(stdin, str) else stdin, **how)
    return Done(done.returncode, done.stdout.decode(),
                done.stderr.decode("utf-8", "replace"))


def commands():
    """The commands by the overviews of the program, `pack`, `dialects`."""
    def names(*words):
        return re.findall(r"^  (\w+) {2,}", run(*words, "--help").out,
                          re.MULTILINE)
    below = {name: [f"{name} {sub}" for sub in names(name)]
             for name in ("pack", "dialects")}
    return [one for name in names() for one in
            ([] if name == "pack" else [name]) + below.get(name, [])]


def decode(text, exact=False):
    """A JSON text; exact: its numbers as Decimal."""
    how = {"parse_float": Decimal, "parse_int": Decimal} if exact else {}
    return json.loads(text, **how)


def results(text, exact=False):
    """The lines of JSON in an output."""
    return [decode(line, exact) for line in text.split("\n") if line]


def check(*words, exact=False, **how):
    """The results of `check -f json`."""
    return results(run("check", "-f", "json", *words, **how).out, exact)


def build(region, pack, *words, **how):
    """`pack build` of a region.xml with the tree's knowledge."""
    return run("pack", "build", "--knowledge", KNOWLEDGE, region, *words,
               "-o", pack, **how)


def few_rules():
    """From here on packs are built with one small file of rules: where groups
    and money are tried, building and reading results takes half the time."""
    global KNOWLEDGE, few
    few = tempfile.TemporaryDirectory()
    shutil.copytree(KNOWLEDGE, few.name, copy_function=os.symlink,
                    dirs_exist_ok=True, ignore=lambda at, names: [
                        name for name in names if name == "score.csv" or
                        name.endswith(".rules") and name != "star.rules"])
    KNOWLEDGE = os.environ["PREGROUP_KNOWLEDGE"] = few.name


def lint(region, *words):
    """`pack lint` of a region.xml with the tree's knowledge."""
    return run("pack", "lint", "--knowledge", KNOWLEDGE, region, *words)


def steps(result):
    """The steps of a settlement: name to value."""
    return {one["name"]: one["value"]
            for one in result["settlement"]["steps"]}


def reads_json(name):
    """Whether this build reads JSON; if not, says that `name` is skipped."""
    found, = check("-", stdin='{"setlinfo":{"medcasno":"V1"}}')
    if "STR030" not in [one["rule"] for one in found["findings"]]:
        return True
    skip(name, "this build reads no JSON")
    return False


def generate(*words):
    """What tests/bench/generate draws: pages as bytes."""
    return subprocess.run([GENERATE, *words], stdout=subprocess.PIPE,
                          check=True).stdout


# ---- files

def write(path, data):
    """Writes a text or bytes, with the folders above; the path."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    return path


def read(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def contents(folder):
    """The files of a folder and those below it: path in it to bytes."""
    return {os.path.relpath(f"{path}/{name}", folder): read(f"{path}/{name}")
            for path, _, names in sorted(os.walk(folder)) for name in names}


def differing(one, other):
    """The names of files whose bytes differ or that one of two folders, as
    contents() gives them, has alone."""
    return sorted(name for name in one.keys() | other.keys()
                  if one.get(name) != other.get(name))


def table(path, guarded=False):
    """The rows of a CSV file, as cells() gives them."""
    return cells(read(path).decode(), guarded)


def cells(text, guarded=False):
    """The rows of a CSV text by heading; guarded: without the sign by which a
    table of ours keeps a cell from being a formula."""
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"),
                                           newline="")))
    return [{k: v[1:] if guarded and v[:1] in ("'", "\t") else v
             for k, v in row.items()} for row in rows]


def zipped(members):
    """A zip archive of names and contents, a dictionary or pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in getattr(members, "items", lambda: members)():
            archive.writestr(name, content)
    return out.getvalue()


# ---- workbooks

OOXML = "http://schemas.openxmlformats.org"
OFFICE = f"{OOXML}/officeDocument/2006/relationships"
SHEETS = f"{OOXML}/spreadsheetml/2006/main"


def letters(column):
    """0 is A, 26 is AA."""
    above, last = divmod(column, 26)
    return (letters(above - 1) if above else "") + chr(65 + last)


def sheet(rows):
    """A worksheet of texts; one that begins with <c is the cell's XML."""
    def cell(text, at):
        if text.startswith("<c"):
            return text.replace("<c", f'<c r="{at}"', 1)
        return (f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">'
                f"{escape(text)}</t></is></c>" if text else "")
    lines = "".join(
        f'<row r="{n}">' + "".join(cell(text, letters(i) + str(n))
                                   for i, text in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, 1))
    return (f'<worksheet xmlns="{SHEETS}"><sheetData>{lines}</sheetData>'
            "</worksheet>")


def workbook(sheets):
    """The parts of a workbook for zipped(), from sheets: name to rows."""
    def related(*targets):
        return (f'<Relationships xmlns="{OOXML}/package/2006/relationships">'
                + "".join(f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" '
                          f'Target="{target}"/>'
                          for n, kind, target in targets) + "</Relationships>")
    numbered = list(enumerate(sheets, 1))
    return {
        "_rels/.rels": related((0, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml":
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>' +
            "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
                    for n, name in numbered) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": related(
            *[(n, "worksheet", f"worksheets/sheet{n}.xml")
              for n, _ in numbered]),
        **{f"xl/worksheets/sheet{n}.xml": sheet(sheets[name])
           for n, name in numbered}}


# ---- pages

PATIENT = {"USERNAME": "虚构医院", "YLFKFS": "1", "JKKH": "-", "ZYCS": "1",
           "BAH": "T0001", "XM": "石榴试", "XB": "1", "CSRQ": "1980-01-01",
           "NL": "45", "RYSJ": "2025-03-01", "CYSJ": "2025-03-08",
           "SJZYTS": "7", "CYKB": "03", "LYFS": "1", "JBDM": "K35.800x001",
           "ZYZD": "急性阑尾炎", "ZFY": "8000.00", "ZFJE": "2000.00"}


def record(tags):
    """A record of the dialect flat-2012; a tag with None is left out."""
    return "<RECORD>" + "".join(
        f"<{tag}>{escape(str(text))}</{tag}>" for tag, text in tags.items()
        if text is not None) + "</RECORD>\n"


def coded(diagnoses, operations=()):
    """The tags of codes, the principal ones first."""
    return {**{f"JBDM{n or ''}": code for n, code in enumerate(diagnoses)},
            **{f"SSJCZBM{n}": code for n, code in enumerate(operations, 1)}}


def patient(**tags):
    """The record of an invented patient, with other tags where they matter."""
    return record({**PATIENT, **tags})


def pages(*records, encoding="utf-8"):
    """A document of records."""
    return f"<DATA>\n{''.join(records)}</DATA>\n".encode(encoding)


# ---- regions

# code, diagnosis, operation, score, mean cost, kind
GROUPS = """\
编码,名称,类型,诊断,操作,分值,次均费用,标识
K35.8:1,阑尾切除,核心,K35.8,47.0100,1000,8000,A
K35.8:0,阑尾炎保守,核心,K35.8,,600,5000,B
I10.x:0,高血压,基层,I10.x,,500,4000,C
"""
COLUMNS = (("group", "编码"), ("name", "名称"), ("dx", "诊断"),
           ("main_op", "操作"), ("score", "分值"), ("mean_cost", "次均费用"))
REGION = """<region xmlns="urn:pregroup:region:1" id="t" name="试验市"
 scheme="{scheme}" generation="2.0">
<catalogue file="groups.csv">
{columns}<column field="kind" heading="类型">
<value text="核心" is="core"/><value text="基层" is="primary-care"/>
<value text="中医" is="tcm"/><value text="床日" is="bed-day"/>
<value text="日间" is="day-surgery"/><value text="组" is="drg"/></column>
</catalogue>
<grouping><layers>core primary-care tcm bed-day day-surgery drg</layers>
<pick>matched-operations order</pick></grouping>
{grouping}<settlement>
{settlement}
</settlement>
{more}</region>
"""
# What regions ask for; a test gives the rest.
PLAIN = """<set name="point_value" value="8"/>
<let name="points" value="score" round="4"/>
<let name="standard" value="points * point_value" round="2"/>"""


def region(settlement=PLAIN, columns=COLUMNS, scheme="dip", more="",
           grouping=""):
    """A region.xml with a <settlement>, over the catalogue groups.csv."""
    lines = "".join(f'<column field="{f}" heading="{h}"/>\n'
                    for f, h in columns)
    return REGION.format(scheme=scheme, columns=lines, more=more,
                         settlement=settlement, grouping=grouping)


def hospital(body="", **attributes):
    """A hospital's file."""
    given = {"code": "H001", "name": "虚构医院", **attributes}
    words = "".join(f' {k}="{v}"' for k, v in given.items())
    return f'<hospital xmlns="urn:pregroup:hospital:1"{words}>{body}</hospital>'


class Region:
    """A folder with a region, its tables and maybe a hospital's file. Nothing
    here computes an amount: expected values stand in the tests."""

    def __init__(self, settlement=PLAIN, files=None, hospital=None,
                 groups=GROUPS, **how):
        self.folder = tempfile.TemporaryDirectory()
        self.write("groups.csv", groups)
        self.write("region.xml", region(settlement, **how))
        for name, text in (files or {}).items():
            self.write(name, text)
        self.over = []
        if hospital is not None:
            self.write("hospital.xml", hospital)
            self.over = ["--hospital", self.path("hospital.xml")]

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, data):
        return write(self.path(name), data)

    def build(self):
        return build(self.path("region.xml"), self.path("t.pack"), *self.over)

    def lint(self):
        return lint(self.path("region.xml"), *self.over)

    def check(self, *words, **fields):
        """Status, output and errors of `check` on one page."""
        return run("check", "-p", self.path("t.pack"), *words,
                   self.write("page.xml", pages(patient(**fields))))

    def price(self, *words, **fields):
        """The result of one page, as numbers are written."""
        if not os.path.exists(self.path("t.pack")):
            done = self.build()
            if done.status != 0:
                raise Failure(done.err)
        done = self.check("-f", "json", *words, **fields)
        if not done.out:
            raise Failure(done.err)
        result, = results(done.out, exact=True)
        return result
