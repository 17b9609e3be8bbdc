#!/usr/bin/env python3
"""changes.py -- `set` puts a value in place of the page's before anything is
checked: what would be found if the page said that.
"""
import glob
import json

import kit
from kit import case, equal, holds, lacks

# Of what a page wrote otherwise than we do: how, not what.
FORMS = ("FMT", "STR", "MAP")


def of(page, *changes, words=()):
    sets = [word for change in changes for word in ("--set", change)]
    return kit.check("--record", *words, *sets, page)[0]


def rules(result):
    return [f["rule"] for f in result["findings"]]


def page_of(top, **values):
    return kit.write(f"{top}/page.xml", kit.pages(kit.patient(**values)))


@case
def a_value_is_checked_like_one_of_the_page(top):
    """The same findings, group and money as if the page said so."""
    page = page_of(top, XB="1", ZYZDXX="")
    said = kit.write(f"{top}/said.xml", kit.pages(kit.patient(XB="2")))
    changed, due = of(page, "sex:2"), of(said)
    equal("sex", changed["fields"]["sex"], "2")
    for key in ("findings", "grouping", "settlement"):
        equal(key, changed[key], due[key])


@case
def a_value_that_could_not_be_read_is_forgotten(top):
    page = page_of(top, RYSJ="2024-13-45")
    assert any(f["value"] == "2024-13-45" for f in of(page)["findings"])
    for f in of(page, "admission_time:2024-03-01")["findings"]:
        assert f["value"] != "2024-13-45", f


@case
def a_finding_names_the_tag_of_the_page_or_of_its_dialect(top):
    page = page_of(top)
    found = {(f["rule"], f["tag"], f["value"]) for f in of(
        page, "sex:7", "diagnoses[9].code:K35-8#")["findings"]}
    assert ("XB", "7") in {f[1:] for f in found}, found
    assert ("JBDM8", "K35-8#") in {f[1:] for f in found}, found


@case
def nothing_is_a_value(top):
    page = page_of(top)
    changed = of(page, "sex:")
    equal("sex", changed["fields"]["sex"], None)
    assert [f for f in changed["findings"]
            if f["tag"] == "XB" and f["severity"] == "error"], changed


@case
def the_last_of_several_counts(top):
    page = page_of(top)
    equal("sex", of(page, "sex:2", "sex:", "sex:1")["fields"]["sex"], "1")


@case
def rows_take_another_order(top):
    page = page_of(top, JBDM="I21.000", ZYZD="甲", JBDM1="I10.x00",
                   QTZD1="乙", JBDM2="E11.900", QTZD2="丙")
    codes = [row["code"] for row in of(page)["fields"]["diagnoses"]]
    rows = of(page, "diagnoses:3,1")["fields"]["diagnoses"]
    equal("codes", [row["code"] for row in rows],
          [codes[2], codes[0], *codes[1:2], *codes[3:]])
    equal("names", [row["name"] for row in rows[:3]], ["丙", "甲", "乙"])
    what_if = of(page, words=("--what-if", "diagnoses[3] first"))["what_if"]
    equal("group", of(page, "diagnoses:3")["grouping"]["group"],
          what_if["changes"][0]["group"])


@case
def identity_stays_as_it_was_sent(top):
    page = page_of(top, XM="欧阳小明", SFZH="110101195001011237")
    changed = of(page, "sex:2")
    equal("name", changed["fields"]["patient_name"], "欧**明")
    equal("ID", changed["fields"]["id_number"], of(page)["fields"]["id_number"])
    equal("name that is set", of(page, "patient_name:王小二")["fields"]["patient_name"], "王*二")


@case
def what_cannot_be_changed_is_refused(top):
    page = page_of(top)
    for change in ("sex", "sex[1]:2", "diagnoses[0].code:I10", "nothing:1",
                   "diagnoses[65].code:I10", "diagnoses.code:I10",
                   "diagnoses[1].codes:I10", "diagnoses:1,x", ":1",
                   "diagnoses[1]:2"):
        done = kit.run("check", "--set", change, page)
        equal(change, done.status, 2)
        holds(change, done.err, "set")
        equal(change, done.out, "")


@case
def a_field_that_the_pack_lacks_is_named(top):
    page = page_of(top)
    for place in ("nothing", "diagnoses[2].codes"):
        done = kit.run("check", "--set", "sex:1", "--set", f"{place}:1", page)
        holds(place, done.err, f"set：规则包没有字段 {place}\n")


def own_values(fields):
    """Each field as the report shows it, as a change."""
    for name, value in fields.items():
        if isinstance(value, list):
            for number, row in enumerate(value, 1):
                for column, text in row.items():
                    yield f"{name}[{number}].{column}", text
        else:
            yield name, value


def is_masked(text):
    return isinstance(text, str) and "*" in text


@case
def a_field_set_to_what_it_says_changes_nothing(top):
    """But how it was written; of every dialect."""
    asked = 0
    for page in sorted(glob.glob(f"{kit.TREE}/tests/dialects/western.*")):
        before = of(page)
        changes = [
            f"{name}:{json.dumps(value) if not isinstance(value, str) else value}"
            for name, value in own_values(before["fields"])
            if value is not None and not is_masked(value)]
        after = of(page, *changes)
        equal(f"fields of {page}", after["fields"], before["fields"])
        for key in ("grouping", "settlement"):
            equal(f"{key} of {page}", after[key], before[key])
        equal(page, [r for r in rules(after) if not r.startswith(FORMS)],
              [r for r in rules(before) if not r.startswith(FORMS)])
        asked += len(changes)
    assert asked > 500, asked


kit.main()
