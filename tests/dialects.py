#!/usr/bin/env python3
"""dialects.py -- one invented patient in every export form reads the same.

The files tests/dialects/PATIENT.DIALECT.EXT tell one stay each, all written
by hand. Of every patient the fields that the first dialect gives (the answers
are checked against EXPECTED, by hand) must come out of the others as well, but
for those that a dialect has no way to say (CANNOT); the findings of rules must
be the same but for those fields, of the page as it is and with the mistakes of
MISTAKES put into its text.
"""
import fnmatch
import json
import os
import re
import shutil
import sys

import kit

HERE = f"{kit.TREE}/tests/dialects"

# What a dialect has no tag for, of what is known of the patient: fields of the
# first form that another can not carry. It must be what the dialects' tables
# say (carried), so that a tag lost from a table is seen here.
HOURS = {"admission_hour", "discharge_hour"}  # part of the time elsewhere
TCM = {"tcm_diagnoses.code", "tcm_diagnoses.name", "tcm_diagnoses.condition",
       "treatment_class", "outpatient_tcm_diagnosis",
       "outpatient_tcm_diagnosis_code", "clinical_pathway",
       "tcm_preparation", "tcm_device", "tcm_technique", "tcm_nursing",
       "fee_tcm_diagnosis", "fee_tcm_differentiation"}
# The settlement list has fewer items of the page, and charges of its own.
NOT_ON_LIST = {
    "organization_code", "organization_name", "payment_method",
    "admission_count", "birth_place", "native_place", "marital_status",
    "current_phone", "current_postcode", "household_address",
    "household_postcode", "admission_ward", "discharge_ward", "allergy",
    "allergy_drugs", "blood_type", "rh", "department_director",
    "chief_physician", "attending_physician", "resident_physician", "coder",
    "record_quality", "qc_physician", "qc_nurse", "qc_date",
    "procedures.level", "procedures.assistant1", "procedures.assistant2",
    "procedures.incision", "procedures.healing", "total_cost",
    "patient_paid", "fee_*"}
CANNOT = {
    "western": {
        "hqms-2019": HOURS, "hqms-p": HOURS, "cda": HOURS, "tcm-2012": set(),
        "soap": HOURS | {"organization_code", "organization_name"},
        "yb-4101": HOURS | NOT_ON_LIST,
        "yb-4401": HOURS | {
            "organization_name", "outpatient_diagnosis",
            "outpatient_diagnosis_code"},
    },
    "chinese": {
        "cda": HOURS,
        "yb-4101": HOURS | NOT_ON_LIST | (TCM - {
            "tcm_diagnoses.code", "tcm_diagnoses.name",
            "tcm_diagnoses.condition", "treatment_class",
            "outpatient_tcm_diagnosis", "outpatient_tcm_diagnosis_code"}),
    },
}
# What one form says of the patient and the first form leaves out.
BESIDES = {
    "hqms-2019": {"id_type"},
    "yb-4101": {"id_type", "nursing_special_days", "nursing_level1_days",
                "nursing_level2_days", "nursing_level3_days"},
}
# The first form, and what must come out of it: their codes are ours now.
EXPECTED = {
    "western": ("flat-2012", {
        "nationality": "156", "ethnicity": "3", "marital_status": "3",
        "payment_method": "1.1", "allergy": "2", "readmission_plan": "2",
        "native_place": "河南省", "admission_time": "2025-03-10 09:00",
        "total_cost": 9321.5, "employer": "虚构厂",
        "diagnoses": ["K40.900x003", "I10.x00x027", "E11.900"],
        "procedures": ["53.0200x003", "45.2300"],
        "procedures.incision": ["2", "0"], "procedures.healing": ["1", None],
        "procedures.anesthesia": ["020102", None],
    }),
    "chinese": ("tcm-2012", {
        "outpatient_tcm_diagnosis_code": "A04.02",
        "outpatient_diagnosis_code": "K40.900", "treatment_class": "2",
        "clinical_pathway": "1", "tcm_preparation": "2",
        "tcm_technique": "1", "tcm_nursing": "1", "fee_tcm_diagnosis": 60,
        "readmission_plan": "2", "fee_tcm": 300,
        "diagnoses": ["K40.900x003", "I10.x00x027", "E11.900"],
        "tcm_diagnoses": ["A04.02", "B03.02", "B04.01"],
        "tcm_diagnoses.condition": ["1", "1", "2"],
    }),
}

# Texts that stand in every form of a patient, and what a clerk made of them.
MISTAKES = {
    "male-in-labour": [("K40.900x003", "O80.000"), ("E11.900", "C56.x00")],
    "twice": [("E11.900", "I10.x00x027"), ("45.2300", "53.0200x003")],
    "secondary-first": [("K40.900x003", "B95.600"), ("I10.x00x027", "K40.9")],
    "no-such-code": [("K40.900x003", "K40.9Q"), ("45.2300", "99.9Q")],
    "minor-baby": [("1966", "2024"), ("5678", "56")],
}


def say(good, name, why=""):
    kit.expect(f"dialects/{name}", good, why)


def carried(dialect):
    """The fields that a dialect's table has a tag for."""
    return {re.sub(r"\[.*?\]", "", row["field"])
            for row in kit.table(f"{kit.KNOWLEDGE}/dialects/{dialect}.csv")
            if not row["tag"].startswith("@")} - {""}


def run(text):
    """The one result of a text, with the exit status."""
    done = kit.run("check", "-f", "json", "--record", "--with-identity", "-",
                   stdin=text)
    result, = kit.results(done.out)
    return result, done.status


def read(name, mistakes=()):
    """The one result of a file, with the exit status."""
    text = kit.read(f"{HERE}/{name}").decode()
    for right, wrong in mistakes:
        assert right in text, f"{name}: no {right}"
        text = text.replace(right, wrong)
    return run(text)


def given(fields):
    """Fields with a value; rows of lists with theirs."""
    out = {}
    for key, value in fields.items():
        if isinstance(value, list):
            for i, row in enumerate(value, 1):
                out.update({f"{key}[{i}].{column}": v
                            for column, v in row.items() if v is not None})
        elif value is not None:
            out[key] = value
    return out


def same_name(key):
    return key.split("[")[0] + key.split("]")[-1] if "[" in key else key


def expected(name, fields, wanted):
    wrong = []
    for key, value in wanted.items():
        if isinstance(value, list):
            column = key.split(".")[1] if "." in key else "code"
            found = [row.get(column) for row in fields[key.split(".")[0]]]
        else:
            found = fields.get(key)
        if found != value:
            wrong.append(f"{key}: {found}, expected {value}")
    say(not wrong, f"{name}/expected", "\n".join(wrong))


def findings(result, both):
    """What rules found of what both can carry (STR tells of the file's form,
    FMT100 of what this interface wants written), as a sorted list."""
    return sorted([f["rule"], f["field"] or "", f["index"] or 0, f["severity"]]
                  for f in result["findings"]
                  if not f["rule"].startswith("STR") and f["rule"] != "FMT100"
                  and f["field"] in both | {None})


def check_cannot(who, name, first):
    """What another form can not say of the patient: the tables and CANNOT."""
    known = {same_name(k) for k in given(first["fields"])}
    cannot = known - carried(name)
    listed = {k for k in known for pattern in CANNOT[who][name]
              if fnmatch.fnmatchcase(k, pattern)} | {
                  p for p in CANNOT[who][name] - known if "*" not in p}
    say(cannot == listed, f"{who}.{name}/cannot",
        "\n".join([f"no tag, not in CANNOT: {f}" for f in cannot - listed] +
                  [f"in CANNOT, not missing: {f}" for f in listed - cannot]))


def compare_records(name, first, other, both):
    a, b = given(first["fields"]), given(other["fields"])
    wrong = [f"{key}: {a.get(key)} and {b.get(key)}"
             for key in sorted(a.keys() | b.keys())
             if same_name(key) in both and a.get(key) != b.get(key)]
    say(not wrong, f"{name}/record", "\n".join(wrong))


def compare_findings(name, first, other, both):
    a, b = findings(first, both), findings(other, both)
    say(a == b, name,
        "\n".join([f"only first {f}" for f in a if f not in b] +
                  [f"only here {f}" for f in b if f not in a]))


def canonical(who, origin, first):
    """The canonical front page that the program makes of the first form: all
    fields, all findings."""
    again, status = run(kit.run("convert", f"{HERE}/{origin}").out)
    every = carried(EXPECTED[who][0]) - HOURS
    say(again["record"]["dialect"] == "front-page" and status < 2 and
        again["grouping"]["group"] == first["grouping"]["group"],
        f"{who}.front-page", str(again["findings"]))
    compare_records(f"{who}.front-page", first, again, every)
    compare_findings(f"{who}.front-page/findings", first, again, every)


def patient(who):
    dialect, wanted = EXPECTED[who]
    files = sorted(f for f in os.listdir(HERE) if f.startswith(who + "."))
    origin = next(f for f in files if f".{dialect}." in f)
    first, _ = read(origin)
    expected(f"{who}.{dialect}", first["fields"], wanted)
    say({f.split(".")[1] for f in files} == CANNOT[who].keys() | {dialect},
        f"{who}/forms", str(files))
    wrong = {kind: read(origin, m)[0] for kind, m in MISTAKES.items()}
    every = carried(dialect)
    for kind, result in wrong.items():
        say(len(findings(result, every)) > len(findings(first, every)),
            f"{who}/{kind}-is-found", str(findings(result, every)))
    canonical(who, origin, first)
    for file in files:
        name = file.split(".")[1]
        result, status = read(file)
        if "STR030" in [f["rule"] for f in result["findings"]]:
            kit.skip(f"dialects/{file}", "this build reads no JSON")
            continue
        say(result["record"]["dialect"] == name and status < 2, file,
            f"{result['record']['dialect']}, exit {status}")
        if name == dialect:
            continue
        check_cannot(who, name, first)
        both = carried(dialect) & carried(name) - BESIDES.get(name, set())
        compare_records(file, first, result, both)
        compare_findings(f"{file}/findings", first, result, both)
        for kind, mistakes in MISTAKES.items():
            compare_findings(f"{file}/{kind}", wrong[kind],
                             read(file, mistakes)[0], both)


def faults_of(line):
    """What schemas/report.schema.json has against a line of results."""
    sys.path.append(f"{kit.TREE}/tests/golden")
    import validate
    schema = kit.decode(kit.read(f"{kit.TREE}/schemas/report.schema.json"))
    return validate.line_faults(validate.Validator(schema), line)


def names(*words, **environment):
    """The dialects that are listed."""
    out = kit.run("dialects", *words, env={**os.environ, **environment}).out
    return [line.split("\t")[0] for line in out.splitlines()]


def another(folder):
    """A dialect is a file more: its pages give valid results, the pack that
    has it lists it."""
    knowledge, pack = f"{folder}/knowledge", f"{folder}/with-plum.pack"
    shutil.copytree(kit.KNOWLEDGE, knowledge)
    kit.write(f"{knowledge}/dialects/plum-1.csv",
              "tag,field,use\nMEI_HAO,record_no,key\n"
              "MEI_XING,patient_name,key\nMEI_XB,sex,\n"
              "MEI_ZD,diagnoses[1].code,\n")
    kit.run("pack", "build", "--knowledge", knowledge, kit.DEMO, "-o", pack)
    line = kit.run("check", "-f", "json", "--record", "-p", pack, "-",
                   stdin="<R><MEI_HAO>M1</MEI_HAO><MEI_XING>石榴试</MEI_XING>"
                         "<MEI_XB>1</MEI_XB><MEI_ZD>K40.900x003</MEI_ZD>"
                         "</R>").out
    result = kit.decode(line)
    say(result["record"]["dialect"] == "plum-1" and
        result["record"]["case_no"] == "M1" and
        result["fields"]["diagnoses"][0]["code"] == "K40.900x003",
        "new/read", line)
    say(not faults_of(line), "new/schema", faults_of(line))
    old = sorted(f[:-4] for f in os.listdir(f"{kit.KNOWLEDGE}/dialects"))
    new = sorted(old + ["plum-1"])
    say(names() == old, "new/built-in", names())
    say(names("-p", pack) == new, "new/-p", names("-p", pack))
    say(names(PREGROUP_PACK=pack) == new, "new/environment")


def clerks():
    """A name alone makes no page of an object of JSON: a clerk's stands in the
    envelope, before the message and around it."""
    clerk = {"XM": "柿子试", "DH": "99900000001", "DZ": "虚构省", "KS": "病案科"}
    message = {"setlinfo": {"medcasno": "T1", "psn_name": "石榴试"}}
    short = {"XM": "石榴试", "XB": "1", "JBDM": "I10.x05"}
    for name, body, number in (
            ("list", {"data": [kit.PATIENT]}, kit.PATIENT["BAH"]),
            ("object", {"data": {**kit.PATIENT}}, kit.PATIENT["BAH"]),
            ("short", {"data": short}, None),
            ("message", {"input": message}, "T1"),
            ("beside", message, "T1")):
        found = kit.check("-", stdin=json.dumps({"opter": clerk, **body}))
        say([r["record"]["case_no"] for r in found] == [number],
            f"clerk/{name}", [r["record"] for r in found])


def main(folder):
    for person in EXPECTED:
        patient(person)
    another(folder)
    if kit.reads_json("dialects/clerk"):
        clerks()
    answer, code = read("not-a-page.cda.xml")
    say(code == 1 and [f["rule"] for f in answer["findings"]] == ["STR031"]
        and answer["grouping"]["group"] is None, "not-a-page.cda.xml", answer)


kit.main(main)
