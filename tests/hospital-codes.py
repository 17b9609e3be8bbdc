#!/usr/bin/env python3
"""hospital-codes.py -- <dictionary> of a hospital's file.

An invented page of which the hospital writes 3 for 离婚 and 4 for 丧偶, 全麻 for
an anaesthesia, and both parts of an incision in its own way, is read and
written again with its pack; then every mistake such a file may hold must be
told with its line and what would be right.
"""
import kit
from kit import run

OURS = """<dictionary field="marital_status" dialect="flat-2012">
  <value code="3" is="4"/>
  <value code="4" is="3"/>
  <value code="离异" is="4"/>
</dictionary>
<dictionary field="procedures.anesthesia">
  <value code="全麻" is="01"/>
</dictionary>
<dictionary field="procedures.incision" dialect="hqms-p">
  <value code="II/甲" is="2 1"/>
  <value code="4" is="2 2"/>
</dictionary>
"""
FLAT = """<DATA><RECORD><BAH>V1</BAH><XM>石榴试</XM><HY>%s</HY><JBDM>K40.900
</JBDM><SSJCZBM1>53.0200</SSJCZBM1><MZFS1>全麻</MZFS1><SSJCZBM2>45.2300
</SSJCZBM2><MZFS2>020102</MZFS2></RECORD></DATA>"""
# P499 is one code for incision and healing; P3 and P4 find the record.
HQMS = """<DATA><RECORD><P3>V1</P3><P4>石榴试</P4><P8>3</P8><P321>K40.900</P321>
<P490>53.0200</P490><P498>全麻</P498><P499>%s</P499></RECORD></DATA>"""
# What stands in the file from line 2 on, the line of the fault, its words.
MISTAKES = {
    "no-field": ('<dictionary field="marital"><value code="3" is="4"/>'
                 "</dictionary>", 2, ["没有项目“marital”", "marital_status"]),
    "no-dialect": ('<dictionary field="marital_status" dialect="flat2012">'
                   '<value code="3" is="4"/></dictionary>', 2,
                   ["没有格式“flat2012”", "dialect 应为 cda flat-2012"]),
    "not-in-dialect": ('<dictionary field="marital_status" dialect="yb-4101">'
                       '<value code="3" is="4"/></dictionary>', 2,
                       ["格式“yb-4101”没有项目“marital_status”"]),
    "no-code": ('<dictionary field="total_cost"><value code="3" is="4"/>'
                "</dictionary>", 2, ["“total_cost”填的不是代码"]),
    "code-twice": ('<dictionary field="marital_status">\n'
                   '<value code="3" is="4"/>\n<value code="3" is="1"/>'
                   "</dictionary>", 4, ['<value code="3"> 重复', "写一次"]),
    "wrong-value": ('<dictionary field="sex">\n<value code="男" is="1"/>\n'
                    '<value code="女" is="F"/></dictionary>', 4,
                    ["“性别”没有代码“F”", "is 应为", "2女"]),
    "wrong-part": ('<dictionary field="procedures.incision" dialect="hqms-p">\n'
                   '<value code="II/甲" is="2 甲"/></dictionary>', 3,
                   ["“切口愈合类别”没有代码“甲”", "1甲"]),
    "part-missing": ('<dictionary field="procedures.healing" '
                     'dialect="hqms-p">\n<value code="II/甲" is="2"/>'
                     "</dictionary>", 3, ["没有代码“”"]),
    "mixed": ('<dictionary field="procedures.incision">'
              '<value code="II" is="2"/></dictionary>', 2, ["写上 dialect"]),
    "empty": ('<dictionary field="sex">\n<value code="" is="1"/></dictionary>',
              3, ["code 或 is 是空的"]),
    "dictionary-twice": ('<dictionary field="sex"><value code="男" is="1"/>'
                         '</dictionary>\n<dictionary field="sex">'
                         '<value code="女" is="2"/></dictionary>', 3,
                         ['field="sex"> 重复', "写在一个"]),
    "no-attribute": ('<dictionary><value code="3" is="4"/></dictionary>', 2,
                     ["<dictionary> 缺少属性 field"]),
}


def say(good, name, why=""):
    kit.expect(f"hospital-codes/{name}", good, why)


def build(folder, text):
    path = kit.write(f"{folder}/h.xml", kit.hospital(f"\n{text}\n"))
    pack = f"{folder}/h.pack"
    done = kit.build(kit.DEMO, pack, "--hospital", path)
    return done.status, done.err, pack


def fields(pack, page):
    """The fields, and the rules that fired on the codes of the page."""
    result, = kit.check("-p", pack, "--record", "-", stdin=page)
    return result["fields"], {f["field"]: f["value"] for f in
                              result["findings"] if f["rule"] == "FMT002"}


def is_read(folder):
    status, words, pack = build(folder, OURS)
    say(status == 0, "builds", words)
    for code, is_ in (("3", "4"), ("4", "3"), ("离异", "4"), ("1", "1")):
        found, _ = fields(pack, FLAT % code)
        say(found["marital_status"] == is_, f"flat-{code}", found)
        rows = [p.get("anesthesia") for p in found["procedures"]]
        say(rows == ["01", "020102"], f"anaesthesia-{code}", rows)
    for code, is_ in (("II/甲", ("2", "1")), ("4", ("2", "2")),
                      ("5", ("2", "2")), ("7", ("3", "1"))):
        found, _ = fields(pack, HQMS % code)
        row = found["procedures"][0]
        say((row.get("incision"), row.get("healing")) == is_,
            f"hqms-p-{code}", row)
        say(found.get("marital_status") == "3" and row["anesthesia"] == "01",
            f"hqms-p-other-{code}", found)
    _, out, _ = run("pack", "info", pack)
    say("本院代码对照：3\n" in out, "info", out)


def is_written(folder):
    _, _, pack = build(folder, OURS)
    _, ours, _ = run("convert", "-p", pack, "-", stdin=FLAT % "3")
    say("<marital_status>4<" in ours, "to-front-page", ours)
    _, back, _ = run("convert", "-p", pack, "-t", "flat-2012", "-",
                     stdin=ours)
    say("<HY>3<" in back and "<MZFS1>全麻<" in back, "and-back", back)


def mistakes(folder):
    for name, (text, line, wanted) in MISTAKES.items():
        status, words, _ = build(folder, text)
        told = [w for w in words.splitlines() if f"h.xml:{line}: " in w]
        say(status == 1 and len(words.splitlines()) == 1
            and told and all(w in told[0] for w in wanted), name, words)


def main(folder):
    is_read(folder)
    is_written(folder)
    mistakes(folder)


kit.main(main)
