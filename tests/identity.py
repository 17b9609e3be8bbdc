#!/usr/bin/env python3
"""identity.py -- a patient's identity is shown by no output, wherever in the
input it stands: pages of many kinds with invented people planted in them, and
every byte that the commands write. Named for what went wrong where it did."""
import ctypes
import gzip
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections import namedtuple

import kit

# ---- invented people

Person = namedtuple("Person", "name short long id old_id x_id mobile landline "
                    "address")


def with_check(digits):
    """An ID number's 17 digits with the check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(d) * w for d, w in zip(digits, weights)) % 11
    return digits + "10X98765432"[rest]


def person(n):
    """The nth person: of characters that nothing else here is written in."""
    one, two = chr(0x8C00 + 2 * n), chr(0x8C01 + 2 * n)
    x = next(number for day in range(10, 29)
             if (number := with_check(f"1101011991{n % 9 + 1:02}{day}{n:03}"))
             .endswith("X"))
    return Person(f"褚{one}{two}", f"褚{two}", f"司空{two}{one}",
                  with_check(f"11010119900307{n:03}"), f"110101900307{n:03}",
                  x, f"139{n:04}5678", f"0375-49{n:05}",
                  f"虚构市试验区{one}{two}路{n}号")


def traces(value):
    """What of a value must not be found: the whole, and its middle."""
    return {value, value[1:-1]} if len(value) > 3 else {value}


# ---- pages

KINDS = []


def kind(function):
    """A page, by a person: its bytes, or the bytes and what --with-identity
    shows."""
    KINDS.append(function)
    return function


def page(**tags):
    return kit.pages(kit.patient(**tags))


def own(p, **tags):
    """A page on which the person stands rightly, and elsewhere."""
    return page(XM=p.name, SFZH=p.id, DH=p.mobile, XZZ=p.address, **tags)


def broken(p, text):
    """A record with something in it that is no XML."""
    return page(XM=p.name).replace(b"<XB>", text.encode() + b"<XB>", 1)


def shifted(tags):
    """Every value one tag further."""
    names = list(tags)
    return kit.pages(kit.record(dict(zip(names[1:], tags.values()))))


@kind
def right_fields(p):
    return page(XM=p.name, LXRXM=p.short, SFZH=p.id, DH=p.mobile,
                DH2=p.landline, XZZ=p.address), [p.name, p.id, p.address]


@kind
def name_as_sex(p):
    return page(XB=p.short), [p.short]


@kind
def name_as_age(p):
    return page(NL=p.name), [p.name]


@kind
def name_as_birthday(p):
    return page(CSRQ=p.name), [p.name]


@kind
def name_as_ethnicity(p):
    return page(MZ=p.long), [p.long]


@kind
def name_as_department(p):
    return page(CYKB=p.name, RYKB=p.short), [p.name]


@kind
def name_as_amount(p):
    return page(ZFY=p.name, ZFJE=p.short), [p.name]


@kind
def name_as_diagnosis_code(p):
    return page(JBDM=p.name, JBDM1=p.long), [p.name]


@kind
def name_as_procedure_code(p):
    return page(SSJCZBM1=p.short, SSJCZMC1="阑尾切除术"), [p.short]


@kind
def name_as_pathology_code(p):
    return page(BLZD="腺癌", JBMM=p.name, BLH="1"), [p.name]


@kind
def name_as_postcode(p):
    return page(YB1=p.long), [p.long]


@kind
def name_as_organization_code(p):
    return page(ZZJGDM=p.name), [p.name]


@kind
def name_with_a_sign_as_sex(p):
    return page(XB=f"1{p.short}，男"), [p.short]


@kind
def id_as_sex(p):
    return page(XB=p.id), [p.id]


@kind
def id_as_age(p):
    return page(NL=p.id), [p.id]


@kind
def id_as_amount(p):
    return page(ZFY=p.id, ZFJE=p.old_id), [p.id, p.old_id]


@kind
def id_as_diagnosis_code(p):
    return page(JBDM=p.id, JBDM1=p.old_id), [p.id, p.old_id]


@kind
def id_as_procedure_code(p):
    return page(SSJCZBM1=p.old_id, SSJCZBM2=p.id), [p.old_id]


@kind
def id_with_a_letter(p):
    return page(NL=p.x_id, YLFKFS=p.x_id.lower()), [p.x_id]


@kind
def id_in_full_width(p):
    return page(NL="".join(chr(ord(c) + 0xFEE0) for c in p.x_id)), []


@kind
def id_in_groups(p):
    return page(NL=f"{p.id[:6]} {p.id[6:14]} {p.id[14:]}"), []


@kind
def id_in_a_diagnosis(p):
    return page(ZYZD=f"阑尾炎{p.id}"), [p.id]


@kind
def mobile_as_amount(p):
    return page(ZFY=p.mobile, ZFJE=f"{p.mobile}.00"), [p.mobile]


@kind
def mobile_with_commas_as_amount(p):
    return page(ZFY=f"{int(p.mobile):,}"), []


@kind
def mobile_as_postcode_and_age(p):
    return page(YB1=p.mobile, NL=p.mobile), [p.mobile]


@kind
def mobile_as_code(p):
    return page(JBDM=f"A{p.mobile}", SSJCZBM1=p.mobile), [p.mobile]


@kind
def landline_as_code(p):
    return page(JBDM=p.landline, YB1=p.landline, DH=p.landline), [p.landline]


@kind
def landline_as_amount(p):
    return page(ZFY=p.landline.replace("-", ""), DH=p.landline), []


@kind
def own_name_in_a_diagnosis(p):
    return own(p, ZYZD=f"{p.name}的诊断", JBDM="K35.8"), [p.name]


@kind
def own_name_of_two_in_a_diagnosis(p):
    return page(XM=p.short, ZYZD=p.short, JBDM="K35.8"), [p.short]


@kind
def own_name_before_it_is_read(p):
    return kit.pages(kit.record({"ZYZD": p.name + "×" * 100, **kit.PATIENT,
                                 "XM": p.name})), [p.name]


@kind
def own_name_with_blanks(p):
    return page(XM=" ".join(p.name), ZYZD=p.name, JBDM="K35.8",
                XB=p.name), [p.name]


@kind
def own_address_elsewhere(p):
    return own(p, MZZD=p.address, CYBF=p.address, ZYZD=p.address), [p.address]


@kind
def own_number_of_a_card(p):
    return page(JKKH=f"KH{p.old_id[:9]}", ZYZD=f"KH{p.old_id[:9]}"), []


@kind
def columns_shifted(p):
    tags = {**kit.PATIENT, "XM": p.short, "SFZH": p.id, "XB2": "", "NL": "45"}
    order = ["XM", "XB", "SFZH", "NL", "DH", "YLFKFS", "CSRQ", "CYKB", "ZFY"]
    tags = {**{"BAH": "T1"}, **{one: tags.get(one, p.mobile)
                                for one in order}, "ZFJE": p.name}
    return shifted(tags), [p.short, p.id]


@kind
def attributes(p):
    return (f'<ROWSET><ROW BAH="T1" XM="{p.name}" XB="{p.short}" '
            f'NL="{p.id}" JBDM="{p.long}"/></ROWSET>').encode(), [p.short]


@kind
def attributes_without_quotes(p):
    return (f"<ROWSET><ROW BAH=T1 XM={p.name} XB={p.short} NL={p.id} />"
            "</ROWSET>").encode()


@kind
def tag_with_a_value_like_an_attribute(p):
    return broken(p, f"<XM={p.short}><SFZH={p.id}>")


@kind
def attribute_without_quotes_in_a_code(p):
    return page().replace(b"<XB>1</XB>",
                          f"<XB n={p.short}>1</XB>".encode(), 1)


@kind
def tag_that_is_unknown(p):
    return page(ZSXM=p.name, SFZHM=p.id)


@kind
def tag_that_is_a_name(p):
    return broken(p, f"<{p.name}>1</{p.name}><XM{p.short}>2</XM{p.short}>"
                  f"<N{p.id}>3</N{p.id}>")


@kind
def attribute_that_is_a_name(p):
    return page().replace(b"<RECORD>", f'<RECORD {p.name}="1">'.encode(), 1)


@kind
def end_tag_that_does_not_match(p):
    return broken(p, f"<LXRXM>{p.name}</XM{p.short}><NL>{p.id}</XM>")


@kind
def end_tag_that_is_missing(p):
    return broken(p, f"<XB>{p.short}<SFZH>{p.id}<DH>{p.mobile}")


@kind
def less_and_ampersand(p):
    return broken(p, f"<XB>{p.short}<&{p.name}</XB><NL>&{p.id};</NL>")


@kind
def comment_and_instruction(p):
    return broken(p, f"<!-- {p.name} --- {p.id} --><?{p.short} {p.id}?>")


@kind
def character_data(p):
    return broken(p, f"<XB><![CDATA[{p.short}]]></XB><NL><![CDATA[{p.id}]]>"
                  "</NL>"), [p.id]


@kind
def entity_and_doctype(p):
    return (f'<!DOCTYPE DATA [<!ENTITY n "{p.name}">]>'.encode() +
            page(XM="&n;", XB=p.short)), []


@kind
def declaration(p):
    return f'<?xml version="1.0" encoding="{p.name}"?>\n'.encode() + page()


@kind
def gb18030(p):
    return kit.pages(kit.patient(XM=p.name, XB=p.short, NL=p.id),
                     encoding="gb18030"), [p.short]


@kind
def utf_16(p):
    return ("\ufeff" + kit.pages(kit.patient(
        XM=p.name, XB=p.short, NL=p.id)).decode()).encode("utf-16le"), [p.id]


@kind
def bytes_that_are_no_text(p):
    return page(XB=f"{p.short}@", NL=f"{p.id}@").replace(b"@", b"\xff\x01")


@kind
def value_that_stands_twice(p):
    return broken(p, f"<XM>{p.short}</XM><XB>{p.long}</XB>")


@kind
def value_that_is_too_long(p):
    return page(XB=f"{p.short}、" * 300, NL=f"{p.id} " * 300), [p.id]


@kind
def record_that_is_cut(p):
    return own(p, XB=p.short).split(b"<NL>")[0]


@kind
def records_one_after_another(p):
    return kit.pages(kit.patient(XM=p.name), kit.patient(
        BAH=None, XM=None, XB=p.short), kit.patient(XM=p.short, XB=p.short))


@kind
def json_list(p):
    return json.dumps(
        {"setlinfo": {"medcasno": "V1", "psn_name": p.name, "gend": p.short,
                      "age": p.id, "certno": p.x_id},
         "diseinfo": [{"diag_code": p.long, "diag_name": p.name}]},
        ensure_ascii=False).encode(), [p.short, p.id]


@kind
def json_that_is_broken(p):
    return (f'{{"setlinfo":{{"medcasno":"V1","psn_name":"{p.name}" '
            f'"gend":{p.short},"certno":{p.id}}}}}').encode()


@kind
def json_with_names_as_names(p):
    return (f'{{"setlinfo":{{"medcasno":"V1","{p.name}":"1","N{p.id}":2,'
            f'"{p.short}":{{"{p.mobile}":3}}}}}}').encode()


@kind
def soap(p):
    inner = own(p, XB=p.short, NL=p.old_id).decode().replace(
        "<", "&lt;").replace(">", "&gt;")
    return ('<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/'
            f'envelope/"><soap:Body><x>{inner}</x></soap:Body>'
            "</soap:Envelope>").encode()


@kind
def table_that_is_no_page(p):
    return f"姓名,性别,证件\n{p.name},1,{p.id}\n{p.short},2,{p.x_id}\n".encode()


@kind
def web_page_that_is_no_page(p):
    return (f"<html><body><td>{p.name}</td><td>{p.id}<br>"
            f"{p.mobile}</body>").encode()


@kind
def nothing_but_a_name(p):
    return f"{p.name} {p.id} {p.mobile}".encode()


def planted(folder):
    """Writes a page of every kind, and pages in the other dialects: the files,
    and for each its traces and what --with-identity shows of it."""
    files, all_traces, shown = [], {}, {}
    for n, make in enumerate(KINDS):
        p = person(n)
        data = make(p)
        data, wanted = data if isinstance(data, tuple) else (data, [])
        path = f"{folder}/{n:02}-{make.__name__}.xml"
        files.append(kit.write(path, data))
        shown[path] = wanted
        for value in p:
            for trace in traces(value):
                all_traces[trace] = make.__name__
        for digits in (p.id[:-1], p.x_id[:-1]):  # whatever the letter's case
            all_traces[digits] = make.__name__
        all_traces[p.landline.replace("-", "")] = make.__name__
    for dialect in ("cda", "hqms-2019", "yb-4101", "soap", "front-page"):
        done = kit.run("convert", "-t", dialect, *files)
        files.append(kit.write(f"{folder}/all-{dialect}.xml", done.out))
    return files, all_traces, shown


def leaks(what, text, all_traces):
    """Who is found in a text or in bytes: outputs are large, so by grep."""
    data = text if isinstance(text, bytes) else text.encode()
    found = subprocess.run(
        ["grep", "-aoF", *(word for trace in all_traces
                           for word in ("-e", trace))],
        input=data, stdout=subprocess.PIPE, check=False,
        env={**os.environ, "LC_ALL": "C"}).stdout.decode()
    return [f"{what}: {trace} of {all_traces[trace]}"
            for trace in sorted(set(found.split()))]


def inside(path):
    """A file's bytes; of a workbook those of its parts."""
    if not zipfile.is_zipfile(path):
        return kit.read(path)
    with zipfile.ZipFile(path) as archive:
        return b"".join(name.encode() + archive.read(name)
                        for name in archive.namelist())


def leaks_of_folder(folder, all_traces):
    return [leak for name in sorted(os.listdir(folder))
            for leak in leaks(name, inside(f"{folder}/{name}"), all_traces)]


# ---- every output

def say(what, done, all_traces, wrong):
    wrong += leaks(f"{what}: output", done.out, all_traces)
    wrong += leaks(f"{what}: messages", done.err, all_traces)
    return done


CHECKS = ([], ["-f", "brief"], ["-f", "json"],
          ["--record", "-f", "json", "--why"],
          ["--why", "--score", "--what-if", "codes"],
          ["--why", "--score", "--what-if", "codes", "-f", "json"],
          ["--stage", "draft"], ["--verified-lines"])


def test_check(files, all_traces, pack):
    wrong = []
    for words in CHECKS:
        for region in ([], ["-p", pack]):
            done = say(" ".join(["check", *words]),
                       kit.run("check", *region, *words, *files), all_traces,
                       wrong)
            if not done.out:
                wrong.append(f"check {words}: {done.err}")
    return wrong


def test_batch(top, files, all_traces):
    wrong = []
    half = len(files) // 2
    for out, inputs in (("whole", files), ("one", files[:half]),
                        ("two", files[half:]), ("folder", [f"{top}/in"])):
        done = say(f"batch {out}",
                   kit.run("batch", "-o", f"{top}/{out}", *inputs), all_traces,
                   wrong)
        if "report.html" not in os.listdir(f"{top}/{out}"):
            wrong.append(f"batch {out}: {done}")
        wrong += leaks_of_folder(f"{top}/{out}", all_traces)
    say("merge", kit.run("merge", f"{top}/one", f"{top}/two", "-o",
                         f"{top}/merged"), all_traces, wrong)
    return wrong + leaks_of_folder(f"{top}/merged", all_traces)


def test_database(top, all_traces):
    with sqlite3.connect(f"{top}/whole/results.db") as db:
        dump = "\n".join(db.iterdump())
    return leaks("dump", dump, all_traces)


def test_convert(files, all_traces):
    return [leak for dialect in ("front-page", "cda", "yb-4101", "hqms-2019",
                                 "flat-2012")
            for leak in leaks(f"convert -t {dialect}: messages",
                              kit.run("convert", "-t", dialect, *files).err,
                              all_traces)]


def test_others(top, files, all_traces):
    wrong = []
    ours = kit.write(f"{top}/ours.jsonl", kit.run(
        "check", "--record", "-f", "json", *files).out)
    official = kit.write(f"{top}/official.csv",
                         "病案号,住院次数,病种编码\nT0001,1,K35\n")
    for form in ("text", "json"):
        say("compare", kit.run("compare", "-f", form, ours, official),
            all_traces, wrong)
        pages = [word for file in files for word in ("--pages", file)]
        say("compare --pages", kit.run("compare", "-f", form, *pages, *files),
            all_traces, wrong)
    say("figures", kit.run("figures", f"{kit.KNOWLEDGE}/figures/cases.xml",
                           f"{top}/whole/cases.csv"), all_traces, wrong)
    return wrong


def test_plugin(files, all_traces):
    """What a host is handed, by ctypes."""
    flat = ctypes.CDLL(os.environ.get(
        "FLAT", f"{kit.BUILD}/.libs/libpregroup_flat.so"))
    engine, out = ctypes.c_void_p(), ctypes.create_string_buffer(1 << 24)
    wrong = []
    if flat.pregroup_flat_open(None, ctypes.byref(engine), 0, out, len(out)):
        return out.value.decode()
    for path in files:
        page_of = kit.read(path)
        if flat.pregroup_flat_run(engine, page_of, len(page_of), 0, out,
                                  len(out), None):
            wrong.append(f"{path}: {out.value.decode()}")
        wrong += leaks(os.path.basename(path), out.value, all_traces)
    flat.pregroup_flat_close(engine)
    return wrong


def test_with_identity(shown, all_traces):
    """What is hidden is there to be hidden, and would be found."""
    wrong = []
    for path, wanted in shown.items():
        out = kit.run("check", "--with-identity", "--record", "-f", "json",
                      path).out
        wrong += [f"{os.path.basename(path)}: no {value}" for value in wanted
                  if value not in out or not leaks(path, value, all_traces)]
    return wrong


def test_planted(top):
    """All kinds of page through all outputs."""
    files, all_traces, shown = planted(f"{top}/in")
    region = kit.Region()
    if region.build().status != 0:
        raise kit.Failure("the region does not build")
    kit.judge("planted: check", test_check, files, all_traces,
              region.path("t.pack"))
    kit.judge("planted: batch and merge", test_batch, top, files, all_traces)
    kit.judge("planted: results.db", test_database, top, all_traces)
    kit.judge("planted: convert's messages", test_convert, files, all_traces)
    kit.judge("planted: compare and figures", test_others, top, files,
              all_traces)
    kit.judge("planted: shown when asked for", test_with_identity, shown,
              all_traces)
    kit.judge("planted: the plugin", test_plugin, files, all_traces)


# ---- names of files

P = person(200)


def named_inputs(top):
    """Files, folders and members called after a person."""
    page_of = kit.pages(kit.patient(XM=P.name))
    kit.write(f"{top}/in/{P.name}.xml", page_of)
    kit.write(f"{top}/in/{P.short}的病案/{P.id}_{P.long}.xml", page_of)
    kit.write(f"{top}/in/出院病案首页{P.short}.xml", page_of)
    kit.write(f"{top}/in/{P.mobile}.zip", kit.zipped([
        (f"{P.name}.xml", page_of), (f"{P.short}/{P.x_id}.xml", page_of),
        (f"{P.long}.zip", kit.zipped([(f"{P.name}.xml", page_of)])),
        (f"{P.name}的空.zip", kit.zipped([]))]))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(f"{P.old_id}/{P.name}.xml")
        member.size = len(page_of)
        archive.addfile(member, io.BytesIO(page_of))
    kit.write(f"{top}/in/{P.landline}.tar.gz", packed.getvalue())
    kit.write(f"{top}/in/{P.name}.bad.zip", b"PK\3\4" + b"x" * 300)
    kit.write(f"{top}/in/{P.name}.txt", P.id)
    kit.write(f"{top}/in/{P.name}的结果/summary.json",
              '{"format":1,"packs":[')  # results are no input, which is said
    return {trace: "a name" for value in P for trace in traces(value)}


@kit.case
def a_name_of_a_file_is_masked(top):
    all_traces = named_inputs(top)
    wrong = []
    for out, words in (("o", ["in"]), ("gone", [f"{P.name}.xml", "in"])):
        done = say("batch", kit.run("batch", "-o", out, *words, cwd=top),
                   all_traces, wrong)
        if not done.err:
            wrong.append("no message")
        wrong += leaks_of_folder(f"{top}/{out}", all_traces)
    kit.equal("found", wrong, [])


@kit.case
def masked_names_are_told_apart(top):
    named_inputs(top)
    kit.run("batch", "-o", "o", "in", cwd=top)
    rows = kit.table(f"{top}/o/cases.csv", guarded=True)
    sources = [row["source"] for row in rows]
    kit.equal("twice", len(set(sources)), len(sources))
    names = sorted(os.listdir(f"{top}/in"), key=lambda name: name.encode() + (
        b"/" if os.path.isdir(f"{top}/in/{name}") else b""))
    for source in sources:
        head, number = source.rsplit("#", 1)
        kit.equal(source, head[:4], f"in/{names[int(number) - 1][0]}")


@kit.case
def a_usual_name_stays(top):
    """Results are found again by it."""
    usual = ["首页.xml", "2025年3月/出院病案_1.xml", "内科/补传.xml", "一月.xml",
             "虚构市第一人民医院/导出数据.xml", "三月份首页数据.xml", "a b.xml",
             "20250310120000.xml", "T0001-123456789012345678.xml"]
    for name in usual:
        kit.write(f"{top}/in/{name}", page())
    kit.run("batch", "-o", "o", "in", cwd=top)
    kit.equal("sources",
              sorted(row["source"] for row in
                     kit.table(f"{top}/o/cases.csv", guarded=True)),
              sorted(f"in/{name}" for name in usual))


@kit.case
def a_name_that_looks_marked_is_marked(top):
    kit.write(f"{top}/in/page#7", page())
    kit.run("batch", "-o", "o", "in", cwd=top)
    row, = kit.table(f"{top}/o/cases.csv")
    kit.equal("source", row["source"], "in/page#7#1")


@kit.case
def check_shows_the_name_as_given(top):
    path = kit.write(f"{top}/{P.name}.xml", page())
    result, = kit.check(path)
    kit.equal("source", result["record"]["source"], path)


@kit.case
def merge_numbers_the_inputs_of_all_shards(top):
    """The same as one batch of all inputs, compressed or not."""
    for n in range(5):
        kit.write(f"{top}/in/{n}/{person(210 + n).name}\",.xml", page())
    kit.write(f"{top}/in/3/首页.xml", page())
    for more in ([], ["--gzip"]):
        folders = [f"in/{n}" for n in range(5)]
        out = "z" if more else "o"
        kit.run("batch", *more, "-o", f"{out}all", *folders, cwd=top)
        kit.run("batch", *more, "-o", f"{out}1", *folders[:2], cwd=top)
        kit.run("batch", *more, "-o", f"{out}2", *folders[2:4], cwd=top)
        kit.run("batch", *more, "-o", f"{out}3", *folders[4:], cwd=top)
        kit.run("merge", f"{out}1", f"{out}2", "-o", f"{out}12", cwd=top)
        kit.run("merge", f"{out}12", f"{out}3", "-o", f"{out}m", cwd=top)
        whole, merged = (kit.contents(f"{top}/{out}{end}")
                         for end in ("all", "m"))
        if more:
            for results in (whole, merged):
                lines = results.pop("results.jsonl.gz")
                results["lines"] = gzip.decompress(lines)
                summary = json.loads(results.pop("summary.json"))
                results["inputs"] = summary["inputs"]
        kit.equal("files", kit.differing(whole, merged), [])
        kit.equal("numbers", [row["source"].rsplit("#", 1)[-1] for row in
                              kit.table(f"{top}/{out}m/cases.csv")],
                  ["1", "2", "3", "4", "in/3/首页.xml", "6"])


@kit.case
def resumed_batches_number_alike(top):
    for n in range(4):
        kit.write(f"{top}/in/{person(220 + n).name}.xml", kit.pages(
            *[kit.patient(BAH=f"T{n}{i}") for i in range(300)]))
    kit.run("batch", "-o", "o", "in", cwd=top)
    with subprocess.Popen([kit.PREGROUP, "batch", "-j1", "-o", "k", "in"],
                          cwd=top, stderr=subprocess.DEVNULL) as process:
        while not os.path.exists(f"{top}/k/.pregroup/cases.csv"):
            pass
        process.kill()
    kit.run("batch", "--resume", "-o", "k", "in", cwd=top)
    kit.equal("files", kit.differing(kit.contents(f"{top}/o"),
                                     kit.contents(f"{top}/k")), [])


@kit.case
def inputs_that_changed_are_told_by_the_masked_name(top):
    path = kit.write(f"{top}/in/{P.name}.xml", page())
    kit.run("batch", "-o", "o", "in", cwd=top)
    kit.equal("done", kit.run("batch", "--resume", "-o", "o", "in",
                              cwd=top).status < 2, True)
    kit.write(path, page(NL="46"))
    done = kit.run("batch", "--resume", "-o", "o", "in", cwd=top)
    kit.equal("status", done.status, 2)
    kit.holds("message", done.err, f"in/褚*{P.name[2]}.xml#1：内容与 o 做的时候不同")


@kit.case
def with_identity_names_stay(top):
    kit.write(f"{top}/in/{P.name}.xml", page())
    kit.run("batch", "--with-identity", "-o", "o", "in", cwd=top)
    row, = kit.table(f"{top}/o/cases.csv", guarded=True)
    kit.equal("source", row["source"], f"in/{P.name}.xml")
    summary = json.loads(kit.read(f"{top}/o/summary.json"))
    kit.equal("inputs", [one["name"] for one in summary["inputs"]],
              [f"in/{P.name}.xml"])


# ---- who may read results

def modes(folder):
    return {stat.S_IMODE(os.stat(f"{folder}/{name}").st_mode)
            for name in os.listdir(folder)} | {
                stat.S_IMODE(os.stat(folder).st_mode)}


@kit.case
def results_with_identity_are_their_owners(top):
    kit.write(f"{top}/in/1.xml", page(XM=P.name))
    kit.write(f"{top}/in2/1.xml", page(XM=P.name))
    os.makedirs(f"{top}/there", mode=0o755)
    old = os.umask(0o022)
    try:
        for out in ("new", "there"):
            kit.run("batch", "--with-identity", "-o", out, "in", cwd=top)
            kit.equal(out, modes(f"{top}/{out}"), {0o600, 0o700})
        kit.run("batch", "--with-identity", "-o", "new2", "in2", cwd=top)
        kit.run("merge", "new", "new2", "-o", "merged", cwd=top)
        kit.equal("merged", modes(f"{top}/merged"), {0o600, 0o700})
        kit.run("batch", "-o", "open", "in", cwd=top)
        kit.equal("open", modes(f"{top}/open"), {0o644, 0o755})
    finally:
        os.umask(old)
    kit.holds("cases", kit.read(f"{top}/merged/cases.csv").decode(), P.name)


# ---- what is shown all the same

def findings(**tags):
    result, = kit.check("-", stdin=page(**tags))
    return {(one["rule"], one["field"]): one for one in result["findings"]}


@kit.case
def a_word_that_the_pack_knows_is_shown(top):
    del top
    found = findings(XB="已婚")[("DIC002", "sex")]
    kit.equal("value", found["value"], "已婚")
    kit.holds("message", found["message"], "已婚")


@kit.case
def of_two_characters_the_second_is_a_star(top):
    del top
    found = findings(XB=P.short)[("DIC002", "sex")]
    kit.equal("value", found["value"], "褚*")
    kit.equal("message", found["message"], "性别“褚*”不在代码表中")


@kit.case
def a_number_in_words_is_shown(top):
    del top
    kit.equal("value", findings(ZFY="约一千")[("FMT025", "total_cost")]["value"],
              "约一千")


@kit.case
def a_department_that_no_dictionary_has_is_shown(top):
    kit.write(f"{top}/in/1.xml", page(CYKB="骨一科"))
    kit.run("batch", "-o", "o", "in", cwd=top)
    row, = kit.table(f"{top}/o/cases.csv")
    kit.equal("department", row["department"], "骨一科")


@kit.case
def departments_stay_apart(top):
    """Not by a first and last character."""
    names = ["心内一", "心外一", "普外", "骨一", "康复", "肝胆外"]
    kit.write(f"{top}/in/1.xml",
              kit.pages(*[kit.patient(CYKB=name) for name in names]))
    kit.run("batch", "-o", "o", "in", cwd=top)
    kit.equal("departments", [row["department"] for row in
                              kit.table(f"{top}/o/cases.csv")], names)


@kit.case
def common_words_are_no_names(top):
    del top
    for word in ("自费", "父子", "待查", "男孩", "全麻"):
        found = findings(XB=word)[("DIC002", "sex")]
        kit.equal("value", found["value"], word)


@kit.case
def what_is_in_its_right_field_is_shown(top):
    """Names of diseases, operations and people of the hospital."""
    del top
    tags = {"XM": "张力", "ZYZD": "肌张力障碍", "JBDM": "G24.9",
            "JBDM1": "J18.9", "QTZD1": "肺炎", "SSJCZMC1": "阑尾切除术",
            "ZZYS": "李小四", "BMY": "王五", "ZZJGDM": "H13010200123",
            "LXRXM": "本人", "RYKB": "本人"}
    result, = kit.check("--record", "-", stdin=page(**tags))
    fields = json.dumps(result["fields"], ensure_ascii=False)
    for name in ("肌张力障碍", "肺炎", "阑尾切除术", "李小四", "王五",
                 "H13010200123", "本人"):
        kit.holds("fields", fields, f'"{name}"')


@kit.case
def masked_departments_are_asked_for_as_they_stand(top):
    kit.write(f"{top}/in/1.xml", page(CYKB=P.name))
    kit.run("batch", "-o", "o", "--only", f"department={P.name}", "in",
            cwd=top)
    row, = kit.table(f"{top}/o/cases.csv")
    kit.equal("department", row["department"], f"褚*{P.name[2]}")


@kit.case
def long_fractions_are_no_telephones(top):
    del top
    result, = kit.check("--record", "-", stdin=page(ZFY="73.139001380001"))
    kit.equal("cost", result["fields"]["total_cost"], 73.139001380001)


@kit.case
def a_case_number_is_no_identity(top):
    del top
    result, = kit.check("--record", "-", stdin=page(BAH=P.id))
    kit.equal("case_no", result["record"]["case_no"], P.id)
    kit.equal("record_no", result["fields"]["record_no"], P.id)


def main(top):
    if not sys.argv[1:]:
        test_planted(f"{top}/planted")
    kit.run_cases()


kit.main(main)
