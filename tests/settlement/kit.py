"""Small regions made on the fly, and invented cases that are priced by them.

A region has a few groups (columns as GROUPS has them, or a test's own) and a
<settlement> given as text. Nothing here computes an amount: expected values
stand in the tests, worked out by hand.
"""
import json
import os
import subprocess
import tempfile
from decimal import Decimal
from xml.sax.saxutils import escape

SOURCE = os.path.abspath(os.environ.get("srcdir", "."))
PREGROUP = os.path.abspath(os.environ.get("PREGROUP", "./pregroup"))
KNOWLEDGE = os.path.join(SOURCE, "knowledge")

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

PAGE = {"USERNAME": "虚构医院", "YLFKFS": "1", "JKKH": "-", "ZYCS": "1",
        "BAH": "T0001", "XM": "石榴试", "XB": "1", "CSRQ": "1980-01-01",
        "NL": "45", "RYSJ": "2025-03-01", "CYSJ": "2025-03-08",
        "SJZYTS": "7", "CYKB": "03", "LYFS": "1", "JBDM": "K35.800x001",
        "ZYZD": "急性阑尾炎", "ZFY": "8000.00", "ZFJE": "2000.00"}


class Failure(Exception):
    pass


def page(**fields):
    """A flat page; a field None is left out."""
    whole = {**PAGE, **fields}
    tags = "".join(f"<{k}>{escape(str(v))}</{k}>\n"
                   for k, v in whole.items() if v is not None)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<DATA>\n{tags}</DATA>\n'


def region(settlement=PLAIN, columns=COLUMNS, scheme="dip", more="",
           grouping=""):
    lines = "".join(f'<column field="{f}" heading="{h}"/>\n'
                    for f, h in columns)
    return REGION.format(scheme=scheme, columns=lines, more=more,
                         settlement=settlement, grouping=grouping)


def hospital(body="", **attributes):
    given = {"code": "H001", "name": "虚构医院", **attributes}
    words = "".join(f' {k}="{v}"' for k, v in given.items())
    return f'<hospital xmlns="urn:pregroup:hospital:1"{words}>{body}</hospital>'


def call(*words, cwd=None):
    """Exit status, standard output and standard error."""
    done = subprocess.run([PREGROUP, *words], capture_output=True, cwd=cwd,
                          timeout=60, check=False, text=True)
    return done.returncode, done.stdout, done.stderr


class Region:
    """A folder with a region, its tables and maybe a hospital's file."""

    def __init__(self, settlement=PLAIN, files=None, hospital=None, groups=GROUPS,
                 **how):
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

    def write(self, name, text):
        mode = "wb" if isinstance(text, bytes) else "w"
        more = {} if mode == "wb" else {"encoding": "utf-8"}
        with open(self.path(name), mode, **more) as file:
            file.write(text)

    def build(self):
        return call("pack", "build", "--knowledge", KNOWLEDGE,
                    self.path("region.xml"), *self.over,
                    "-o", self.path("t.pack"))

    def lint(self):
        return call("pack", "lint", "--knowledge", KNOWLEDGE,
                    self.path("region.xml"), *self.over)

    def check(self, *words, **fields):
        """Status, output and errors of `check` on one page."""
        self.write("page.xml", page(**fields))
        return call("check", "-p", self.path("t.pack"), *words,
                    self.path("page.xml"))

    def price(self, *words, **fields):
        """The result of one page, as numbers are written."""
        if not os.path.exists(self.path("t.pack")):
            status, _, errors = self.build()
            if status != 0:
                raise Failure(errors)
        _, out, errors = self.check("-f", "json", *words, **fields)
        if not out:
            raise Failure(errors)
        return json.loads(out, parse_float=Decimal,
                          parse_int=Decimal)


def equal(what, got, wanted):
    """A number may be wanted as text: 660.00 and 660 are one."""
    if isinstance(got, Decimal) and isinstance(wanted, str):
        wanted = Decimal(wanted)
    if got != wanted:
        raise Failure(f"{what}: {got!r}, not {wanted!r}")


def holds(what, text, *parts):
    for part in parts:
        if part not in text:
            raise Failure(f"{what}: no {part!r} in {text!r}")


def lacks(what, text, *parts):
    for part in parts:
        if part in text:
            raise Failure(f"{what}: {part!r} in {text!r}")


def steps(result):
    return {one["name"]: one["value"]
            for one in result["settlement"]["steps"]}
