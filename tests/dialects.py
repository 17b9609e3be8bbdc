#!/usr/bin/env python3
"""dialects.py -- one invented patient in every export form reads the same.

The files tests/dialects/PATIENT.DIALECT.EXT tell one stay each. Of every
patient the fields that the first dialect gives (the answers are checked
against EXPECTED, by hand) must come out of the others as well, but for those
that a dialect has no way to say (CANNOT); the findings of rules must be the
same but for those fields. Prints `PASS dialects/...` or `FAIL dialects/...`.
Environment: PREGROUP or builddir.
"""
import json
import os
import subprocess

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dialects")
BUILD = os.path.abspath(os.environ.get("builddir", "."))
PREGROUP = os.environ.get("PREGROUP") or os.path.join(BUILD, "pregroup")

# What a dialect has no tag for, of what the patient's page says.
HOURS = {"admission_hour", "discharge_hour"}  # part of the time elsewhere
TCM = {"tcm_diagnoses.code", "tcm_diagnoses.name", "treatment_class",
       "outpatient_tcm_diagnosis", "outpatient_tcm_diagnosis_code",
       "clinical_pathway", "tcm_preparation", "tcm_device", "tcm_technique",
       "tcm_nursing", "fee_tcm_diagnosis", "fee_tcm_differentiation"}
CANNOT = {
    "flat-2012": TCM,
    "tcm-2012": set(),
    "hqms-2019": HOURS,
    "hqms-p": HOURS,
    "cda": HOURS,
    "soap": HOURS | {"organization_code", "organization_name"},
}
# What one form says and the patient's first form does not.
BESIDES = {
    "hqms-2019": {"id_type"},
    "cda": {"inpatient_no"},
    "soap": {"visit_no"},
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

failed = False


def say(good, name, why=""):
    global failed
    failed = failed or not good
    print(f"{'PASS' if good else 'FAIL'} dialects/{name}")
    for line in [] if good else why.splitlines():
        print(f"    {line}")


def read(name):
    """The one result of a file, with the exit status."""
    done = subprocess.run(
        [PREGROUP, "check", "-f", "json", "--record", "--with-identity",
         os.path.join(HERE, name)], capture_output=True, timeout=60,
        env={k: v for k, v in os.environ.items() if k != "PREGROUP_PACK"})
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1, f"{name}: {len(lines)} records"
    return json.loads(lines[0]), done.returncode


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


def findings(result, without):
    """What rules found (STR tells of the file's form), as a sorted list."""
    return sorted([f["rule"], f["field"] or "", f["index"] or 0, f["severity"]]
                  for f in result["findings"]
                  if not f["rule"].startswith("STR")
                  and f["field"] not in without)


def compare(name, first, other, without):
    a, b = given(first["fields"]), given(other["fields"])
    wrong = [f"{key}: {a.get(key)} and {b.get(key)}"
             for key in sorted(a.keys() | b.keys())
             if same_name(key) not in without and a.get(key) != b.get(key)]
    say(not wrong, f"{name}/record", "\n".join(wrong))
    a, b = findings(first, without), findings(other, without)
    say(a == b, f"{name}/findings",
        "\n".join([f"only first {f}" for f in a if f not in b] +
                  [f"only here {f}" for f in b if f not in a]))


def patient(who):
    dialect, wanted = EXPECTED[who]
    files = sorted(f for f in os.listdir(HERE) if f.startswith(who + "."))
    first, _ = read(next(f for f in files if f".{dialect}." in f))
    expected(f"{who}.{dialect}", first["fields"], wanted)
    for file in files:
        name = file.split(".")[1]
        result, status = read(file)
        say(result["record"]["dialect"] == name and status < 2, file,
            f"{result['record']['dialect']}, exit {status}")
        if name != dialect:
            compare(file, first, result,
                    CANNOT[name] | CANNOT[dialect] | BESIDES.get(name, set()))


for person in EXPECTED:
    patient(person)
answer, code = read("not-a-page.cda.xml")
say(code == 1 and [f["rule"] for f in answer["findings"]] == ["STR031"] and
    answer["grouping"]["group"] is None, "not-a-page.cda.xml", str(answer))
raise SystemExit(1 if failed else 0)
